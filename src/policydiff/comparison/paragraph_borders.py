"""Divides two texts without numbering into paragraphs alike: a paragraph that was wrapped anew is the same paragraph.

Where a paragraph ends cannot always be told from one text; the other one, with other line ends, often says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from policydiff.comparison.findings.standing import StandingWords
from policydiff.comparison.units import ComparableUnits, with_paragraphs
from policydiff.languages import PACK
from policydiff.text.normalisation import normalised
from policydiff.text.spans import Span

_CONTEXT_LETTERS = 8  # of folded text to either side of a line end, by which it is found in the other text
_MIN_WRAPPED_LETTERS = 10  # of a line that goes on in the next one; a shorter one may be a heading
_MIN_WRAPS = 2  # lines wrapped within a sentence, by which the width of a text is known
_WIDTH_TOLERANCE = 1  # characters
_MIN_STANDING_LETTERS = 8  # of a paragraph that is looked up outside the paragraphs of the other text, alone
_MAX_TORN_OFF_LETTERS = 30  # of the rest of a title or of page furniture on the next line
_SENTENCE_ENDS = frozenset(PACK.sentences.sentence_or_lead)
_CLOSING_MARKS = "」』”’）》】、。；：！？,.;:!?)"


def with_common_borders(old: ComparableUnits, new: ComparableUnits) -> tuple[ComparableUnits, ComparableUnits]:
    """Both texts, divided into paragraphs, with line ends that are not borders in both taken alike.

    A line end within a sentence that the other text does not have is no border, nor is one at the end of a sentence if
    its line is as wide as those. A line end that is a border in one text is one in the other. A paragraph that the
    other text has outside its paragraphs, as a part of its title or of page furniture, is left out here, too.
    """
    sides = _LineEnds(old), _LineEnds(new)
    spans = [_without_wraps(side, other) for side, other in (sides, sides[::-1])]
    divided = [
        with_paragraphs(units, side_spans) if side_spans != [unit.span for unit in units.units] else units
        for units, side_spans in zip((old, new), spans, strict=True)
    ]
    outside = [_outside_words(units) for units in divided]
    bodies = [{unit.text for unit in units.units} for units in divided]
    results = []
    for units, other_outside, other_bodies in zip(divided, outside[::-1], bodies[::-1], strict=True):
        kept = [
            unit.span
            for unit in units.units
            if unit.text in other_bodies or not other_outside.count(_words(units, unit.span))
        ]
        results.append(with_paragraphs(units, kept) if len(kept) < len(units.units) else units)
    return results[0], results[1]


class _LineEnds:
    """The line ends of one text, by the number of folded letters before them."""

    def __init__(self, units: ComparableUnits) -> None:
        self.units = units
        self.text = units.document.text
        edge = "\0" * _CONTEXT_LETTERS
        self._letters = edge + units.folded.slice(0, len(units.folded)) + edge
        self.spans = [unit.span for unit in units.units]
        starts = [*units.document.lines.starts]
        positions = sorted({*starts, *(span.start for span in self.spans), *(span.end for span in self.spans)})
        self.rank = dict(zip(positions, units.folded.rank(positions).tolist(), strict=True))
        self.starts = starts
        self.line_ends = {self.rank[start] for start in starts}
        self.borders = {self.rank[position] for span in self.spans for position in (span.start, span.end)}

    def context(self, rank: int) -> str:
        """The letters around a line end."""
        return self._letters[rank : rank + 2 * _CONTEXT_LETTERS]

    def found(self, contexts: Mapping[str, int]) -> Iterator[tuple[int, int]]:
        """The place here of each context, as (rank there, rank here); of one that occurs twice, the first."""
        seen: set[str] = set()
        for rank in range(len(self._letters) - 2 * _CONTEXT_LETTERS + 1):
            window = self.context(rank)
            if window in contexts and window not in seen:
                seen.add(window)
                yield contexts[window], rank


def _without_wraps(side: _LineEnds, other: _LineEnds) -> list[Span]:
    """The paragraphs of `side`, merged where a line was only wrapped, divided where the other text has a border."""
    contexts = {side.context(rank): rank for rank in side.line_ends}
    places = dict(other.found(contexts))
    spans: list[Span] = []
    for span in side.spans:
        spans += _divided(span, side, other, places)
    spans = [_with_marks_behind(span, side.text) for span in spans]
    text = side.text
    joined = [
        start
        for start in side.starts
        if (place := places.get(side.rank[start])) is not None and place not in other.line_ends
    ]
    wraps = {
        start
        for start in joined
        if not _ends_sentence(text, start) and _line_letters(text, start) >= _MIN_WRAPPED_LETTERS
    }
    if len(wraps) >= _MIN_WRAPS:
        widths = [_line_width(text, start) for start in wraps]
        low, high = min(widths) - _WIDTH_TOLERANCE, max(widths) + _WIDTH_TOLERANCE
        wraps |= {start for start in joined if low <= _line_width(text, start) <= high}
    merged: list[Span] = []
    for span in spans:
        if merged and merged[-1].end == span.start and span.start in wraps:
            merged[-1] = Span(merged[-1].start, span.end)
        else:
            merged.append(span)
    ends, continued = {span.end for span in side.spans}, frozenset(joined)
    return [
        span
        for span in merged
        if span.start in ends or span.start not in continued or not _is_short_rest(side.text[span.start : span.end])
    ]


def _is_short_rest(text: str) -> bool:
    """Whether a paragraph is short enough for the rest of a title or of page furniture, which began a line above."""
    return len(_letters_of(text)) <= _MAX_TORN_OFF_LETTERS


def _divided(span: Span, side: _LineEnds, other: _LineEnds, places: Mapping[int, int]) -> Iterator[Span]:
    """The paragraph, divided at its line ends that are borders of paragraphs in the other text."""
    start = span.start
    first, last = side.units.document.lines.numbers(span)
    for number in range(first, last):
        position = side.starts[number]
        if span.start < position < span.end and places.get(side.rank[position]) in other.borders:
            yield Span(start, position)
            start = position
    yield Span(start, span.end)


def _with_marks_behind(span: Span, text: str) -> Span:
    """The paragraph with the next line, if that has nothing but marks that close a sentence: 。 wrapped alone."""
    end = text.find("\n", span.end) + 1
    line = text[span.end : end].strip() if 0 < end - span.end <= 8 else ""
    return Span(span.start, end) if line and not line.strip(_CLOSING_MARKS) else span


def _line_before(text: str, end: int) -> str:
    """The line that ends at a position, without white space at its end."""
    last = text.rfind("\n", 0, max(0, end - 1)) + 1
    return text[last:end].rstrip()


def _ends_sentence(text: str, end: int) -> bool:
    """Whether the line that ends at a position ends a sentence."""
    return _line_before(text, end).rstrip('”’」』）》】)"')[-1:] in _SENTENCE_ENDS


def _line_letters(text: str, end: int) -> int:
    return sum(map(str.isalnum, _line_before(text, end)))


def _line_width(text: str, end: int) -> int:
    return len(_line_before(text, end))


def _outside_words(units: ComparableUnits) -> StandingWords:
    """The words outside the paragraphs."""
    text = units.document.text
    return StandingWords(normalised(" ".join(text[span.start : span.end] for span in units.between_units)))


def _words(units: ComparableUnits, span: Span) -> str:
    """The words of a paragraph; if they are less than `_MIN_STANDING_LETTERS`, after those of the line before it."""
    text = units.document.text
    words = _letters_of(text[span.start : span.end])
    return words if len(words) >= _MIN_STANDING_LETTERS else _letters_of(_line_before(text, span.start)) + words


def _letters_of(text: str) -> str:
    return "".join(filter(str.isalnum, normalised(text)))
