"""Duties that the other text has with another figure alone: changed there, and neither gone nor new."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from policydiff.comparison.findings.duty_phrases import MAX_PHRASE_CHARACTERS, PHRASE_END, phrase, sentence_of
from policydiff.comparison.findings.quantities import replacement, shortened
from policydiff.comparison.findings.sentence_pairs import NormalisedSide
from policydiff.comparison.result import Finding
from policydiff.facts.extraction import Fact, clause
from policydiff.text.spans import Span

_FIGURES = ("number", "deadline", "money")
_MIN_WORDS = 6  # of a phrase beside its figures, to be one rule wherever it stands; else the clause before it counts
_MIN_WORDS_TOGETHER = 8  # of that clause and the phrase
_MIN_LOOKED_UP = 4  # characters between two figures, by which the rule is looked up
_MAX_DISTANCE_CHARACTERS = 120  # of the phrase from these
_OTHER_FIGURE = r"[^,。;:!?\n\r]{1,12}?"


def with_other_figure(
    fact: Fact, spans: Sequence[Span], side: NormalisedSide, other: NormalisedSide
) -> tuple[Span, Span] | None:
    """A duty and the same in the other text, where nothing but its figures differs; None if there is no such one.

    A short one has the clause before it in common as well. What stands in both texts as it is counts on neither side;
    None too if the duty's own text has more such duties than the other one, those in the same words counted as one.
    """
    own = phrase(fact, spans, side)
    figures = [each.span for each in side.facts([own]) if each.kind in _FIGURES and each.span.start >= fact.span.end]
    if not figures:
        return None
    start = own.start
    if _words_beside(Span(start, own.end), figures, side) < _MIN_WORDS:
        sentence = sentence_of(fact, spans)
        start = clause(side.normalised, max(sentence.start, start - 1), sentence, PHRASE_END).start
        if _words_beside(Span(start, own.end), figures, side) < _MIN_WORDS_TOGETHER:
            return None
    pieces = _pieces(Span(start, own.end), figures, side)
    here = {side.words(place) for place in _places(pieces, side, other)}
    there = list(_places(pieces, other, side))
    if not there or len(here) > len(there):
        return None
    return own, Span(there[0].start + own.start - start, there[0].end)


def changed_bound(unit: int, spans: tuple[Span, Span], old: NormalisedSide, new: NormalisedSide) -> Finding:
    """The finding on a duty whose figure changed, and its counterpart in the new text: a notice."""
    quotes = old.quote(spans[0]), new.quote(spans[1])
    change = replacement(*(shortened(quote.text, MAX_PHRASE_CHARACTERS) for quote in quotes))
    return Finding("obligation", "notice", unit, *quotes, change, "duty")


def _pieces(span: Span, figures: Sequence[Span], side: NormalisedSide) -> list[str]:
    """The text before, between and behind the figures."""
    ends = [span.start, *(figure.end for figure in figures)]
    starts = [*(figure.start for figure in figures), span.end]
    return [side.normalised[end:start] for end, start in zip(ends, starts, strict=True)]


def _words_beside(span: Span, figures: Sequence[Span], side: NormalisedSide) -> int:
    """How many letters and digits stand beside the figures."""
    return sum(sum(map(str.isalnum, piece)) for piece in _pieces(span, figures, side))


def _places(pieces: Sequence[str], side: NormalisedSide, other: NormalisedSide) -> Iterator[Span]:
    """Where a text has the pieces with figures between them, if the other text does not have the same."""
    longest = max(("".join(filter(str.isalnum, piece)) for piece in pieces), key=len)
    if len(longest) < _MIN_LOOKED_UP:
        return
    rule = re.compile(_OTHER_FIGURE.join(map(re.escape, pieces)) + r"(?=[,。;:!?\n\r]|\Z)")
    text, last = side.normalised, -1
    for position in side.standing.positions(longest):
        match = rule.search(
            text, max(0, position - _MAX_DISTANCE_CHARACTERS), position + len(longest) + _MAX_DISTANCE_CHARACTERS
        )
        if not match or match.start() <= last:
            continue
        last = match.start()
        span = Span(match.start(), match.end())
        has_figures = sum(each.kind in _FIGURES for each in side.facts([span])) >= len(pieces) - 1
        if has_figures and not other.standing.count(side.words(span)):
            yield span
