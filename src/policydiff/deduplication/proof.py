"""The proof of a round: no text is lost, every context is kept."""

from __future__ import annotations

import bisect

from policydiff.deduplication.analysis import AnalysedDocument
from policydiff.deduplication.context_proof import Cut, faults_of_plan
from policydiff.deduplication.decision import Decision
from policydiff.deduplication.heads_and_feet import is_contained
from policydiff.deduplication.removal import Extent, Fault
from policydiff.deduplication.rest import Rest
from policydiff.errors import InternalError
from policydiff.text.canonical import canonical, preserves
from policydiff.text.spans import MutableSpanSet, Span, merge_spans

_TRIED_ALONE = 8  # removals


def prove_nothing_lost(reading: AnalysedDocument, going: list[Decision]) -> None:
    """Every copy that goes in a round still stands, under the closed list, in what the round keeps; else InternalError.

    So it does in the end: whatever a later round takes away stands somewhere else in turn.
    """
    gone = MutableSpanSet(merge_spans(each.place.span for each in going))
    for each in going:
        if each.copy_of is None:
            continue  # page furniture, which was asked to go
        here, there = each.place.span, each.copy_of.span
        stays, goes = (canonical(reading.text[span.start : span.end]) for span in (there, here))
        if gone.touch(there) or not (preserves(stays, goes) or _contained(reading, here, there)):
            first, last = each.place.lines
            message = f"lines {first}-{last} would be lost; nothing was written"
            raise InternalError(message, where=reading.document.path)


def largest_safe_removal(reading: AnalysedDocument, going: list[Decision]) -> list[Decision]:
    """The largest of several removals that may go alone, where they may not go together; later rounds see the others.

    All of them where none of the first few may: then the proof fails.
    """
    alone = ([each] for each in going[:_TRIED_ALONE] if not context_faults(reading, [each]))
    return next(alone, going)


def prove_contexts_kept(reading: AnalysedDocument, faults: list[tuple[int, Fault]], rest: Rest) -> None:
    """What a round keeps says the same in the same contexts, and no heading is parted from its text; or InternalError.

    Labels out of their count are proven by it, and the copies that are all of a document by their order.
    """
    for index, fault in faults:
        line = rest.line(reading.paragraphs[index].span.start)
        raise InternalError(f"line {line}: {fault}; nothing was written", where=reading.document.path)


def context_faults(reading: AnalysedDocument, going: list[Decision]) -> list[tuple[int, Fault]]:
    """What the proof of contexts says of removals, as (paragraph, fault)."""
    proven = [each for each in going if each.basis != "asked"]
    if not proven:
        return []
    cuts = [Cut(_extent(reading, each.place.span), each.basis) for each in proven]
    return faults_of_plan(reading.contexts, cuts)


def _contained(reading: AnalysedDocument, here: Span, there: Span) -> bool:
    """Whether every paragraph of one stretch stands in the other, in the same order."""
    return is_contained(reading.paragraphs, _extent(reading, here), _extent(reading, there))


def _extent(reading: AnalysedDocument, span: Span) -> Extent:
    """The paragraphs that begin in a stretch of the text."""
    starts = reading.paragraph_starts
    return Extent(bisect.bisect_left(starts, span.start), bisect.bisect_left(starts, span.end))
