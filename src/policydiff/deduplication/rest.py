"""What earlier rounds left of a document, and the places of it in the source."""

from __future__ import annotations

import bisect
from collections.abc import Sequence
from dataclasses import replace

from policydiff.deduplication.decision import Decision, Location
from policydiff.structure.labels import FoundLabel, carried_labels
from policydiff.text.document import Document
from policydiff.text.spans import Span, complement


class Rest:
    """What earlier rounds left of a document, and where each part of it stood."""

    def __init__(self, document: Document, dropped: list[Span]) -> None:
        self._source = document
        self._kept = complement(dropped, len(document.text))
        self._starts, at = [], 0
        for span in self._kept:
            self._starts.append(at)
            at += len(span)
        text = "".join(document.text[span.start : span.end] for span in self._kept)
        self.document = replace(document, text=text, raw=b"") if dropped else document

    def carried(self, read: list[FoundLabel]) -> list[FoundLabel]:
        """What the lines of the rest begin with, when it is `read` in the whole document."""
        return carried_labels(self.document, read, self._kept)

    def source(self, span: Span) -> Span:
        """The stretch of the source from the span's first character to its last."""
        if not len(span):
            return Span(self._place(span.start), self._place(span.start))
        return Span(self._place(span.start), self._place(span.end - 1) + 1)

    def line(self, at: int) -> int:
        """The line of the source that a place in the rest stands on."""
        return self._source.lines.number(self._place(at))

    def _place(self, at: int) -> int:
        index = max(0, bisect.bisect_right(self._starts, at) - 1)
        return self._kept[index].start + at - self._starts[index] if self._kept else 0


def with_kept_copy(document: Document, decision: Decision, gone: Sequence[Decision]) -> Decision:
    """The decision with a copy that stays, where the one it was made for went in a later round.

    `gone` are the decisions that drop a copy, ascending by its place.
    """
    kept = decision.copy_of
    while kept is not None:
        start = kept.span.start
        at = bisect.bisect_right(gone, start, key=lambda each: each.place.span.start) - 1
        later = gone[at] if at >= 0 and start < gone[at].place.span.end else None
        if later is None or later.copy_of is None:
            break
        here, there = later.place.span, later.copy_of.span
        same = document.text[here.start : here.end] == document.text[there.start : there.end]
        if same and here.covers(kept.span):
            moved = there.start - here.start
            there = Span(kept.span.start + moved, kept.span.end + moved)
        kept = replace(later.copy_of, span=there, lines=document.lines.numbers(there))
    return decision if kept == decision.copy_of else replace(decision, copy_of=kept)


def in_source(decision: Decision, rest: Rest, document: Document) -> Decision:
    """The decision with its places in the source."""

    def moved(place: Location) -> Location:
        span = rest.source(place.span)
        return replace(place, span=span, lines=document.lines.numbers(span))

    def side(each: tuple[str, Span] | None) -> tuple[str, Span] | None:
        return each and (each[0], rest.source(each[1]))

    if rest.document is document:
        return decision
    return replace(
        decision,
        place=moved(decision.place),
        copy_of=decision.copy_of and moved(decision.copy_of),
        between=decision.between and rest.source(decision.between),
        differences=tuple(replace(each, old=side(each.old), new=side(each.new)) for each in decision.differences),
    )
