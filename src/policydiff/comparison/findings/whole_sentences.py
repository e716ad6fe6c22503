"""Findings on whole sentences that were removed or added."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from policydiff.comparison.findings.fact_pairs import Differences
from policydiff.comparison.findings.one_sided import OneSided
from policydiff.comparison.findings.quantities import shortened
from policydiff.comparison.findings.reworded_sentences import (
    MAX_QUOTED_CHARACTERS,
    differs_in_empty_words,
    find_reworded,
    has_own_words,
    stands_under_another_label,
    with_context,
    words_without_label,
)
from policydiff.comparison.findings.sentence_pairs import NormalisedSide, one_sided
from policydiff.comparison.result import Finding
from policydiff.facts.extraction import sentences
from policydiff.messages import NOTHING, message
from policydiff.structure.numbering import read_label
from policydiff.text.lazy_regex import pattern
from policydiff.text.spans import Span

_MAX_LABELLED_CHARACTERS = 60  # of a sentence, in which its label is read
_MIN_ITEM_LETTERS = 3  # of an item that is looked for in the other text
_MAX_HEADING_MARKS = 12  # before a heading, in its line
_MAX_INDENT = 200  # white space before a sentence, in its line
_HEADING_LINE = pattern(r"\s{0,4}[^\n]{0,60}[^\W_][)*]{0,3}\s{0,40}")
_ITEMS_STAND = message("items under it stand in the other text")
_CLAUSE_MARK = pattern(r"[,。;:!?\n\r]+")
# A short line that no mark ends, and a blank line below it.
_HEADING = pattern(r"[^\n]{0,60}[^\W_][)*]{0,3}[ \t\r]{0,8}\n[ \t\r]{0,8}\n\s{0,40}")


def find_sentences(
    unit: int,
    differences: Sequence[Differences],
    findings: Sequence[Finding | OneSided],
    old: NormalisedSide,
    new: NormalisedSide,
) -> Iterator[Finding]:
    """Findings on whole sentences removed or added, unless another finding quotes from them.

    Notices; information on a sentence that the other text has in other words. Sentences of less than four letters, and
    those that also occur in the other document, under another label too, are left out. So are those whose clauses all
    occur in the changed sentences of the unit on the other side.
    """
    for removed, side, other_side in ((True, old, new), (False, new, old)):
        opposite = [span for difference in differences for span in (difference.new if removed else difference.old)]
        other_words = "".join(map(other_side.words, opposite))
        quoted = [quote.span for finding in findings if (quote := finding.old if removed else finding.new)]
        spans = sorted(
            span
            for difference in differences
            if not difference.on_both_sides
            for span in (difference.old if removed else difference.new)
        )
        spans = [
            span
            for span in spans
            if len(words := side.words(span)) >= 4
            and not other_side.standing.has_item(words)
            and not stands_under_another_label(span, side, other_side)
            and not all(clause in other_words for clause in _clauses(span, side))
            and not any(span.overlaps(quoted_span) for quoted_span in quoted)
        ]
        near = sorted(opposite)
        reworded = {span: counterpart for span in spans if (counterpart := find_reworded(span, side, other_side, near))}
        spans = [
            span
            for span in spans
            if span not in reworded or not differs_in_empty_words(span, side, reworded[span], other_side)
        ]
        for span in _merge_adjoining([span for span in spans if span not in reworded], side.normalised):
            context = with_context(span, side)
            finding = _gone_or_new(unit, context, side, removed)
            if context.end > span.end and _items_stand(Span(span.end, context.end), side, other_side):
                finding = replace(_gone_or_new(unit, span, side, removed), severity="info", note=_ITEMS_STAND)
            elif context.end > span.end and _items_stand(Span(span.end, context.end), side, other_side, near):
                finding = _gone_or_new(unit, span, side, removed)
            elif _is_heading(span, side):
                finding = replace(finding, severity="info")
            yield finding
        for span in (span for span in spans if span in reworded):
            counterpart = reworded[span]
            finding = _gone_or_new(unit, span, side, removed)
            words = shortened(other_side.quote(counterpart).text, MAX_QUOTED_CHARACTERS)
            is_told = has_own_words(span, side)  # beside a mere number, 违反第三条规定, any other one is similar
            note = message("similar: “{words}”", words=words) if is_told else NOTHING
            yield replace(finding, severity="info", note=note)


def _is_heading(span: Span, side: NormalisedSide) -> bool:
    """Whether a sentence is a short line with the marks of a heading before it, and with none at its end."""
    line_start = side.text.rfind("\n", max(0, span.start - _MAX_HEADING_MARKS), span.start) + 1
    before = side.text[line_start : span.start + 1].lstrip()
    return before.startswith("#") and bool(_HEADING_LINE.fullmatch(side.normalised, span.start, span.end))


def _items_stand(span: Span, side: NormalisedSide, other: NormalisedSide, near: Sequence[Span] | None = None) -> bool:
    """Whether most items under a lead-in stand in the other text, where they are listed in another way.

    With the changed sentences `near` in the other text, also those that stand there in other words.
    """
    items = [clause for clause in sentences(side.normalised, span) if side.words(clause)]
    words = [words_without_label(clause, side) for clause in items]
    standing = [
        item
        for item, clause in zip(words, items, strict=True)
        if (len(item) >= _MIN_ITEM_LETTERS and item in other.standing.words)
        or (near is not None and find_reworded(clause, side, other, near))
    ]
    return 2 * len(standing) > len(words)


def _gone_or_new(unit: int, span: Span, side: NormalisedSide, removed: bool) -> Finding:
    """The notice on a sentence that is gone, if `removed`, or new."""
    quote = side.quote(span)
    return Finding(
        "sentence",
        "notice",
        unit,
        *one_sided(quote, removed),
        message("gone: “{sentence}”" if removed else "new: “{sentence}”", sentence=shortened(quote.text, 60)),
        "sentence",
    )


def _clauses(span: Span, side: NormalisedSide) -> list[str]:
    """The words of each clause of a sentence."""
    clauses = _CLAUSE_MARK.split(side.normalised[span.start : span.end])
    return [words for clause in clauses if (words := "".join(filter(str.isalnum, clause)))]


def _merge_adjoining(spans: Sequence[Span], text: str) -> list[Span]:
    """The spans, adjoining ones merged, but no heading with the sentences below it: see `_HEADING`.

    >>> _merge_adjoining([Span(0, 3), Span(3, 6), Span(7, 9)], "船费。停航。渡船。")
    [Span(start=0, end=6), Span(start=7, end=9)]
    """
    breaks = [
        0,
        *(
            index
            for index, (previous, following) in enumerate(pairwise(spans), start=1)
            if previous.end != following.start or _HEADING.fullmatch(text, previous.start, previous.end)
        ),
        len(spans),
    ]
    groups = [spans[start:end] for start, end in pairwise(breaks) if start < end]
    return [Span(part[0].start, part[-1].end) for group in groups for part in _without_torn_item(group, text)]


def _without_torn_item(spans: Sequence[Span], text: str) -> list[Sequence[Span]]:
    """Adjoining spans; in two parts if the first begins inside an item, and a later one is another item."""
    first = 0 if _begins_line(spans[0], text) else next((i for i, span in enumerate(spans) if _is_item(span, text)), 0)
    is_lead_in = first > 0 and not text[spans[first - 1].start : spans[first - 1].end].rstrip().endswith("。")
    return [spans[:first], spans[first:]] if first and not is_lead_in else [spans]


def _is_item(span: Span, text: str) -> bool:
    """Whether a sentence begins a line, with a label."""
    words = text[span.start : min(span.end, span.start + _MAX_LABELLED_CHARACTERS)].strip()
    return _begins_line(span, text) and read_label(words) is not None


def _begins_line(span: Span, text: str) -> bool:
    """Whether nothing stands before a sentence in its line."""
    start = span.end - len(text[span.start : span.end].lstrip())
    earliest = max(0, start - _MAX_INDENT)
    line = text.rfind("\n", earliest, start) + 1 or earliest
    return not text[line:start].strip()
