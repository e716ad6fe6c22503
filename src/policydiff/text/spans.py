"""Spans of a text: half-open intervals of code points, and sets of them."""

from __future__ import annotations

import bisect
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """The half-open interval [start, end) of code points of a document's text; it may be empty.

    ValueError for a negative start or an end before the start.
    """

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"not a span: {self.start}..{self.end}")

    def __len__(self) -> int:
        return self.end - self.start

    def covers(self, other: Span) -> bool:
        """Whether `other` is inside this span or equal to it; an empty one may also be at an edge."""
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: Span) -> bool:
        """Whether the two spans share a character; also True for an empty one inside the other, but not at its edge."""
        return self.start < other.end and other.start < self.end


def merge_spans(spans: Iterable[Span]) -> list[Span]:
    """The spans in ascending order; spans that touch or overlap are joined. Empty spans that touch no other remain.

    >>> merge_spans([Span(4, 6), Span(0, 2), Span(2, 3)])
    [Span(start=0, end=3), Span(start=4, end=6)]
    """
    result: list[Span] = []
    for span in sorted(spans):
        if result and span.start <= result[-1].end:
            result[-1] = Span(result[-1].start, max(result[-1].end, span.end))
        else:
            result.append(span)
    return result


def complement(spans: Sequence[Span], length: int) -> list[Span]:
    """The parts of [0, length), in which all spans must be, that none covers: in ascending order, none empty.

    >>> complement([Span(2, 4)], 6)
    [Span(start=0, end=2), Span(start=4, end=6)]
    """
    result, covered_to = [], 0
    for span in merge_spans(spans):
        if covered_to < span.start:
            result.append(Span(covered_to, span.start))
        covered_to = span.end
    if covered_to < length:
        result.append(Span(covered_to, length))
    return result


class SpanSet:
    """An immutable set of spans, for lookup of single positions."""

    def __init__(self, spans: Iterable[Span]) -> None:
        self._spans = merge_spans(spans)
        self._starts = [span.start for span in self._spans]

    def contains(self, position: int) -> bool:
        """Whether one of the spans contains the character at this position."""
        index = bisect.bisect_right(self._starts, position) - 1
        return index >= 0 and position < self._spans[index].end


class MutableSpanSet:
    """A set of spans that can grow. `spans` is ascending and disjoint; lookups are by bisection.

    A list that is given and not empty must be so, and is changed itself.
    """

    def __init__(self, spans: list[Span] | None = None) -> None:
        self.spans = spans or []

    def overlaps(self, span: Span) -> bool:
        """Whether the span shares a character with a span of the set, or is empty and inside one of them."""
        index = bisect.bisect_left(self.spans, span.end, key=lambda member: member.start) - 1
        return index >= 0 and self.spans[index].end > span.start

    def covers(self, span: Span) -> bool:
        """Whether one span of the set covers this one. `add` joins spans that touch, so two never cover it together."""
        index = bisect.bisect_right(self.spans, span.start, key=lambda member: member.start) - 1
        return index >= 0 and self.spans[index].covers(span)

    def add(self, span: Span) -> None:
        """Add the span, joined with the spans that it touches or overlaps."""
        first = bisect.bisect_left(self.spans, span.start, key=lambda member: member.end)
        after_last = bisect.bisect_right(self.spans, span.end, key=lambda member: member.start)
        self.spans[first:after_last] = merge_spans([*self.spans[first:after_last], span])
