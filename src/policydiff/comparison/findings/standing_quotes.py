"""Quotations that the other text does not have: what stands there word for word is not said to be gone, or new."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from policydiff.comparison.findings.sentence_pairs import NormalisedSide
from policydiff.comparison.result import Finding, Quote
from policydiff.facts.extraction import clause
from policydiff.text.spans import Span

_MIN_WORDS_CHARACTERS = 4  # which are looked up
_MAX_WIDENED_CHARACTERS = 300  # of a quotation, to either side
_SENTENCE_END = "。;!?\n\r"
_MAX_SENTENCES = 3  # before or behind, by which a quotation is widened


def without_standing(findings: Iterable[Finding], old: NormalisedSide, new: NormalisedSide) -> Iterator[Finding]:
    """The findings; one that quotes one side alone quotes so much there that the other text does not have it.

    Left out is one whose sentence stands in the other text together with its neighbours.
    """
    for finding in findings:
        if (finding.old is None) == (finding.new is None):
            yield finding
            continue
        side, other = (old, new) if finding.old else (new, old)
        quote = finding.old or finding.new
        if quote and (widened := _widened(quote, side, other)):
            yield replace(finding, old=widened if finding.old else None, new=widened if finding.new else None)


def _widened(quote: Quote, side: NormalisedSide, other: NormalisedSide) -> Quote | None:
    """The quotation, if need be with its clause, its sentence, or those beside it; None if all of that stands."""
    if len(side.words(quote.span)) < _MIN_WORDS_CHARACTERS or not other.standing.count(side.words(quote.span)):
        return quote
    for span in _wider(quote.span, side.normalised):
        if not other.standing.count(side.words(span)):
            return side.quote(span)
    return None


def _wider(span: Span, text: str) -> Iterator[Span]:
    """The clause of a span, its sentence, and then with more and more of the sentences before and behind it."""
    near = Span(max(0, span.start - _MAX_WIDENED_CHARACTERS), min(len(text), span.end + _MAX_WIDENED_CHARACTERS))
    last = max(span.start, span.end - 1)
    yield Span(clause(text, span.start, near).start, max(span.end, clause(text, last, near).end))
    start = clause(text, span.start, near, _SENTENCE_END).start
    end = max(span.end, clause(text, last, near, _SENTENCE_END).end)
    yield Span(start, end)
    for _ in range(_MAX_SENTENCES):
        while start > near.start and text[start - 1] in _SENTENCE_END:
            start -= 1
        start = clause(text, max(near.start, start - 1), near, _SENTENCE_END).start
        yield Span(start, end)
    while end < near.end and text[end] in _SENTENCE_END:
        end += 1
    yield Span(start, clause(text, min(end, near.end - 1), near, _SENTENCE_END).end)
