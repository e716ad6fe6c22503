"""Stretches of a text: half-open intervals of code points, and sets of them."""

from __future__ import annotations

import bisect
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open stretch [start, end) of a document's text."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"not a span: {self.start}..{self.end}")

    def __len__(self) -> int:
        return self.end - self.start

    def covers(self, other: Span) -> bool:
        """Whether `other` lies wholly inside this span."""
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: Span) -> bool:
        """Whether the two share at least one character."""
        return self.start < other.end and other.start < self.end


def merge_spans(spans: Iterable[Span]) -> list[Span]:
    """The spans in order, those that touch or overlap made one."""
    result: list[Span] = []
    for span in sorted(spans):
        if result and span.start <= result[-1].end:
            result[-1] = Span(result[-1].start, max(result[-1].end, span.end))
        else:
            result.append(span)
    return result


def complement(spans: Sequence[Span], length: int) -> list[Span]:
    """The stretches of [0, length) that no span covers, in order, none of them empty."""
    result, at = [], 0
    for span in merge_spans(spans):
        if at < span.start:
            result.append(Span(at, span.start))
        at = span.end
    if at < length:
        result.append(Span(at, length))
    return result


class SpanSet:
    """Spans that are asked which characters they hold."""

    def __init__(self, spans: Iterable[Span]) -> None:
        self._spans = merge_spans(spans)
        self._starts = [span.start for span in self._spans]

    def holds(self, position: int) -> bool:
        """Whether one of the spans holds the character at this position."""
        at = bisect.bisect_right(self._starts, position) - 1
        return at >= 0 and position < self._spans[at].end


class MutableSpanSet:
    """A set of stretches that answers quickly whether it touches another."""

    def __init__(self, spans: list[Span] | None = None) -> None:
        self.spans = spans or []

    def touch(self, span: Span) -> bool:
        """Whether the span shares a character with one of these."""
        at = bisect.bisect_left(self.spans, span.end, key=lambda each: each.start) - 1
        return at >= 0 and self.spans[at].end > span.start

    def hold(self, span: Span) -> bool:
        """Whether one of these covers the span."""
        at = bisect.bisect_right(self.spans, span.start, key=lambda each: each.start) - 1
        return at >= 0 and self.spans[at].covers(span)

    def add(self, span: Span) -> None:
        """Takes the span in, joined with those it touches."""
        low = bisect.bisect_left(self.spans, span.start, key=lambda each: each.end)
        high = bisect.bisect_right(self.spans, span.end, key=lambda each: each.start)
        self.spans[low:high] = merge_spans([*self.spans[low:high], span])
