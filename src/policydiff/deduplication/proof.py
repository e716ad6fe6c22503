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

_MAX_TRIED_ALONE = 8  # removals


def prove_nothing_lost(analysed: AnalysedDocument, drops: list[Decision]) -> None:
    """Every copy that goes in a round still stands, under the closed list, in what the round keeps; else InternalError.

    So it does in the end: whatever a later round takes away stands somewhere else in turn.
    """
    dropped = MutableSpanSet(merge_spans(decision.place.span for decision in drops))
    for decision in drops:
        if decision.copy_of is None:
            continue  # page furniture, which was asked to go
        dropped_span, kept_span = decision.place.span, decision.copy_of.span
        kept_form, dropped_form = (
            canonical(analysed.text[span.start : span.end]) for span in (kept_span, dropped_span)
        )
        if dropped.touch(kept_span) or not (
            preserves(kept_form, dropped_form) or _is_contained(analysed, dropped_span, kept_span)
        ):
            first, last = decision.place.lines
            message = f"lines {first}-{last} would be lost; nothing was written"
            raise InternalError(message, where=analysed.document.path)


def largest_safe_removal(analysed: AnalysedDocument, drops: list[Decision]) -> list[Decision]:
    """The largest of several removals that may go alone, where they may not go together; later rounds see the others.

    All of them where none of the first few may: then the proof fails.
    """
    safe_alone = ([decision] for decision in drops[:_MAX_TRIED_ALONE] if not context_faults(analysed, [decision]))
    return next(safe_alone, drops)


def prove_contexts_kept(analysed: AnalysedDocument, faults: list[tuple[int, Fault]], rest: Rest) -> None:
    """What a round keeps says the same in the same contexts, and no heading is parted from its text; or InternalError.

    Labels out of their count are proven by it, and the copies that are all of a document by their order.
    """
    for index, fault in faults:
        line = rest.source_line(analysed.paragraphs[index].span.start)
        raise InternalError(f"line {line}: {fault}; nothing was written", where=analysed.document.path)


def context_faults(analysed: AnalysedDocument, drops: list[Decision]) -> list[tuple[int, Fault]]:
    """What the proof of contexts says of removals, as (paragraph, fault)."""
    proven = [decision for decision in drops if decision.basis != "asked"]
    if not proven:
        return []
    cuts = [Cut(_extent_of(analysed, decision.place.span), decision.basis) for decision in proven]
    return faults_of_plan(analysed.contexts, cuts)


def _is_contained(analysed: AnalysedDocument, dropped_span: Span, kept_span: Span) -> bool:
    """Whether every paragraph of one stretch stands in the other, in the same order."""
    return is_contained(analysed.paragraphs, _extent_of(analysed, dropped_span), _extent_of(analysed, kept_span))


def _extent_of(analysed: AnalysedDocument, span: Span) -> Extent:
    """The paragraphs that begin in a stretch of the text."""
    starts = analysed.paragraph_starts
    return Extent(bisect.bisect_left(starts, span.start), bisect.bisect_left(starts, span.end))
