"""Whether the other text cites a document, too: with title marks or without, by its full or its short name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from policydiff.comparison.findings.one_sided import OneSided
from policydiff.comparison.findings.sentence_pairs import NormalisedSide
from policydiff.facts.extraction import clause, document_name
from policydiff.languages import PACK
from policydiff.messages import message
from policydiff.text.normalisation import normalised
from policydiff.text.spans import Span

_MIN_NAME_CHARACTERS = 3  # of a document that can be recognised without title marks
_MAX_PLACES = 64  # of a name in a text, at which it is looked for


def is_named(name: str, words_before: str, side: NormalisedSide, spans: Sequence[Span]) -> bool:
    """Whether a document stands in one of the spans, with title marks or without; `name` is without them.

    `words_before` are the normalised characters before it in its own text. 教育法 does not stand in 职业教育法.
    """
    name = normalised(name)
    for span in spans:
        text = "".join(side.normalised[span.start : span.end].split())
        if _names(text, name, words_before):
            return True
    return False


def _names(text: str, name: str, words_before: str) -> bool:
    """Whether a normalised text names a document, also by its short name: see `is_named`."""
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
