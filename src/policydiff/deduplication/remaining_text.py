"""The text that earlier rounds of a dedupe left of a document, and the translation of its positions to the source."""

from __future__ import annotations

import bisect
from collections.abc import Sequence
from dataclasses import replace

from policydiff.deduplication.decision import Decision, Location
from policydiff.structure.labels import FoundLabel, carried_labels
from policydiff.text.document import Document
from policydiff.text.spans import Span, complement


class RemainingText:
    """The text of a document without the stretches that earlier rounds dropped.

    `document` is that text; the methods translate its positions to those of the source.
    """

    def __init__(self, document: Document, dropped_spans: list[Span]) -> None:
        self._source = document
        self._kept = complement(dropped_spans, len(document.text))
        self._starts, position = [], 0
        for span in self._kept:
            self._starts.append(position)
            position += len(span)
        text = "".join(document.text[span.start : span.end] for span in self._kept)
        self.document = replace(document, text=text, raw=b"") if dropped_spans else document

    def carry_labels(self, labels: list[FoundLabel]) -> list[FoundLabel]:
        """The labels at the line starts of the remaining text, with positions there, from `labels` of the source."""
        return carried_labels(self.document, labels, self._kept)

    def source_span(self, span: Span) -> Span:
        """The span of the source from the first to the last character of a span of the remaining text.

        It includes what was dropped in between. An empty span stays empty.
        """
        if not len(span):
            return Span(self._source_position(span.start), self._source_position(span.start))
        return Span(self._source_position(span.start), self._source_position(span.end - 1) + 1)

    def source_line(self, position: int) -> int:
        """The line number in the source, from 1 on, of a position in the remaining text."""
        return self._source.lines.number(self._source_position(position))

    def _source_position(self, position: int) -> int:
        """The position in the source of a position in the remaining text; 0 if nothing remains.

        A position at which text was dropped is the one behind it; at the end of the remaining text, the one before it.
        """
        index = max(0, bisect.bisect_right(self._starts, position) - 1)
        return self._kept[index].start + position - self._starts[index] if self._kept else 0


def with_kept_copy(document: Document, decision: Decision, drops: Sequence[Decision]) -> Decision:
    """The decision with a `copy_of` that is kept, if a later round dropped the one it had; else the same decision.

    `drops` are the decisions that drop a copy, in ascending order of their spans. The new `copy_of` is the matching
    part of the copy that was kept, or all of it if the two are not equal character by character.
    """
    copy_location = decision.copy_of
    while copy_location is not None:
        start = copy_location.span.start
        index = bisect.bisect_right(drops, start, key=lambda drop: drop.location.span.start) - 1
        later_drop = drops[index] if index >= 0 and start < drops[index].location.span.end else None
        if later_drop is None or later_drop.copy_of is None:
            break
        dropped_span, kept_span = later_drop.location.span, later_drop.copy_of.span
        is_equal = (
            document.text[dropped_span.start : dropped_span.end] == document.text[kept_span.start : kept_span.end]
        )
        if is_equal and dropped_span.covers(copy_location.span):
            offset = kept_span.start - dropped_span.start
            kept_span = Span(copy_location.span.start + offset, copy_location.span.end + offset)
        copy_location = replace(later_drop.copy_of, span=kept_span, lines=document.lines.numbers(kept_span))
    return decision if copy_location == decision.copy_of else replace(decision, copy_of=copy_location)


def in_source(decision: Decision, remaining: RemainingText, document: Document) -> Decision:
    """The decision with all positions translated to those of the source; the same decision if nothing was dropped."""

    def moved(location: Location) -> Location:
        """The location in the source, with the lines there."""
        span = remaining.source_span(location.span)
        return replace(location, span=span, lines=document.lines.numbers(span))

    def side(text_and_span: tuple[str, Span] | None) -> tuple[str, Span] | None:
        """One side of a difference, with its span in the source; None for None."""
        return text_and_span and (text_and_span[0], remaining.source_span(text_and_span[1]))

    if remaining.document is document:
        return decision
    return replace(
        decision,
        location=moved(decision.location),
        copy_of=decision.copy_of and moved(decision.copy_of),
        between=decision.between and remaining.source_span(decision.between),
        differences=tuple(
            replace(difference, old=side(difference.old), new=side(difference.new))
            for difference in decision.differences
        ),
    )
