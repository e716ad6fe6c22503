"""Whether the other text cites a document, too: with title marks or without, by its full or its short name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from policydiff.comparison.findings.fact_pairs import Differences
from policydiff.comparison.findings.one_sided import OneSided
from policydiff.comparison.findings.sentence_pairs import NormalisedSide
from policydiff.facts.extraction import Fact, clause, document_name
from policydiff.languages import PACK
from policydiff.messages import message
from policydiff.text.normalisation import normalised
from policydiff.text.spans import Span

_MIN_NAME_CHARACTERS = 3  # of a document that can be recognised without title marks
_MAX_NAME_CHARACTERS = 60  # before the place where a document is given a short name
_MAX_PLACES = 64  # of a name in a text, at which it is looked for


def part_cited(difference: Differences, old: NormalisedSide, new: NormalisedSide) -> None:
    """Part the pairs of citations of which the other side's sentences name one, too: it is neither gone nor new."""
    for before, after in [pair for pair in difference.pairs if pair[0].kind == "citation"]:
        if is_cited(before, old, new, difference.new):
            difference.take(before, after, old=True)
        elif is_cited(after, new, old, difference.old):
            difference.take(after, before, old=False)


def is_cited(fact: Fact, side: NormalisedSide, opposite: NormalisedSide, spans: Sequence[Span]) -> bool:
    """Whether spans of the opposite text name the document of a citation, with title marks or without."""
    return _is_named(fact.value, _before(fact, side), opposite, spans) or _is_named_shortly(
        fact.value, side, opposite, spans
    )


def _before(fact: Fact, side: NormalisedSide) -> str:
    """The two characters before a fact, normalised; fewer at the beginning of the text."""
    return side.normalised[max(0, fact.span.start - 2) : fact.span.start]


def _is_named(name: str, words_before: str, side: NormalisedSide, spans: Sequence[Span]) -> bool:
    """Whether a document stands in one of the spans, with title marks or without; `name` is without them.

    `words_before` are the normalised characters before it in its own text. 教育法 does not stand in 职业教育法.
    """
    name = normalised(name)
    for span in spans:
        text = "".join(side.normalised[span.start : span.end].split())
        if _names(text, name, words_before):
            return True
    return False


def _is_named_shortly(name: str, side: NormalisedSide, other: NormalisedSide, other_spans: Sequence[Span]) -> bool:
    """Whether spans of the other text name a document by another of its names, where a text gives it a short name.

    `name`, without title marks, is of the text `side`: its own short name, or a full name that ends in one of the other
    text. The spans have the full name, or that short one.
    """
    name = normalised(name)
    text = " ".join("".join(other.normalised[span.start : span.end].split()) for span in other_spans)
    short_names = _short_names(side)
    if name in short_names:
        return (short_names[name] or name) in text
    return name in other.normalised and any(
        short in text for short in _short_names(other) if len(short) < len(name) and name.endswith(short)
    )


def _short_names(side: NormalisedSide) -> dict[str, str]:
    """The short names that a text gives to documents, each with the name cited before it, or ""; kept in `side`."""
    if side.short_names is None:
        words, text = PACK.fact_patterns().references, side.normalised
        side.short_names = {}
        for match in words.short_name.finditer(text):
            before = text[max(0, match.start() - _MAX_NAME_CHARACTERS) : match.start()]
            opening, closing = (before.rfind(mark) for mark in words.title_marks)
            full_name = document_name(before[opening : closing + 1]) if 0 <= opening < closing else ""
            side.short_names[match["name"]] = full_name
    return side.short_names


def _names(text: str, name: str, words_before: str) -> bool:
    """Whether a normalised text names a document, also by its short name: see `_is_named`."""
    words = PACK.fact_patterns().references
    openings = (*words.title_marks, *map(normalised, words.full_names), *filter(None, (words_before,)))
    position = text.find(name)
    for _ in range(_MAX_PLACES):
        if position < 0:
            return False
        before = text[max(0, position - 12) : position]
        if words.no_name_end.match(text, position + len(name)):
            position = text.find(name, position + 1)
            continue
        ends = [boundary.end() for boundary in words.name_start.finditer(before)]
        if len(before) in ends or not before or before.endswith(openings):
            return True
        position = text.find(name, position + 1)
    return False


def with_other_citations(finding: OneSided, side: NormalisedSide, opposite: NormalisedSide) -> OneSided:
    """The finding on a citation that came or went; with its clause and a note if the other text has it elsewhere.

    `side` is the text that the finding quotes, `opposite` the other one.
    """
    words = PACK.fact_patterns().references
    opening, closing = words.title_marks
    name = normalised(document_name(finding.quote.text))
    full_names = ("", *map(normalised, words.full_names))
    is_cited = any(f"{opening}{full_name}{name}{closing}" in opposite.normalised for full_name in full_names)
    if not is_cited and not (len(name) >= _MIN_NAME_CHARACTERS and _names(opposite.normalised, name, "")):
        return finding
    around = side.quote(clause(side.normalised, finding.quote.span.start, Span(0, len(side.normalised))))
    note = message("still cited elsewhere") if finding.removed else message("cited elsewhere before")
    return replace(finding, quote=around, note=note)
