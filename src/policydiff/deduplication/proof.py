"""The proof of a round: no text is lost, and every context is kept."""

from __future__ import annotations

import bisect

from policydiff.deduplication.analysis import AnalysedDocument
from policydiff.deduplication.context_proof import Cut, faults_of_plan
from policydiff.deduplication.decision import Decision
from policydiff.deduplication.heads_and_feet import is_contained
from policydiff.deduplication.remaining_text import RemainingText
from policydiff.deduplication.removal import Extent, RemovalFault
from policydiff.errors import InternalError
from policydiff.messages import message
from policydiff.text.canonical import canonical, preserves
from policydiff.text.document import lines_name
from policydiff.text.spans import MutableSpanSet, Span, merge_spans

_MAX_TRIED_ALONE = 8  # drops


def prove_nothing_lost(analysed: AnalysedDocument, drops: list[Decision]) -> None:
    """Prove that every copy dropped in a round is preserved in the text that the round keeps.

    It may differ from the kept copy only by what `preserves` allows, or be in it paragraph by paragraph. Later rounds
    prove the same for what they drop, so the text is preserved in the end. Drops without a `copy_of` are not examined.
    Raises InternalError if a copy is not preserved, or its kept copy is dropped as well.
    """
    dropped = MutableSpanSet(merge_spans(decision.location.span for decision in drops))
    for decision in drops:
        if decision.copy_of is None:
            continue  # page furniture, dropped as asked, is no copy
        dropped_span, kept_span = decision.location.span, decision.copy_of.span
        kept_form, dropped_form = (
            canonical(analysed.text[span.start : span.end]) for span in (kept_span, dropped_span)
        )
        if dropped.overlaps(kept_span) or not (
            preserves(kept_form, dropped_form) or _is_contained(analysed, dropped_span, kept_span)
        ):
            lost = message("{lines} would be lost; nothing was written", lines=lines_name(decision.location.lines))
            raise InternalError(lost, where=analysed.document.path)


def largest_safe_removal(analysed: AnalysedDocument, drops: list[Decision]) -> list[Decision]:
    """The first of `drops` that causes no fault alone, as a list; to be called if they cause faults together.

    `drops` are in descending order of length. The next round examines the others again. If none of the first
    `_MAX_TRIED_ALONE` is free of faults alone, all `drops` are returned, and the proof of the round fails.
    """
    safe_alone = ([decision] for decision in drops[:_MAX_TRIED_ALONE] if not context_faults(analysed, [decision]))
    return next(safe_alone, drops)


def prove_contexts_kept(
    analysed: AnalysedDocument, faults: list[tuple[int, RemovalFault]], remaining: RemainingText
) -> None:
    """Raise InternalError for the first fault, if there is one; its message names the line of the source.

    `faults` are those of `context_faults`: text in another context, or a heading separated from its text.
    """
    for index, fault in faults:
        line = remaining.source_line(analysed.paragraphs[index].span.start)
        reason = message("line {line}: {fault}; nothing was written", line=line, fault=fault.value)
        raise InternalError(reason, where=analysed.document.path)


def context_faults(analysed: AnalysedDocument, drops: list[Decision]) -> list[tuple[int, RemovalFault]]:
    """The faults of contexts that the drops would cause, as (paragraph index, fault); empty if there are none.

    Drops that the user asked for (basis "asked") do not count.
    """
    proven = [decision for decision in drops if decision.basis != "asked"]
    if not proven:
        return []
    cuts = [Cut(_extent_of(analysed, decision.location.span), decision.basis) for decision in proven]
    return faults_of_plan(analysed.contexts, cuts)


def _is_contained(analysed: AnalysedDocument, dropped_span: Span, kept_span: Span) -> bool:
    """Whether every paragraph of the dropped span is in the kept span, in the same order, as `is_contained` has it."""
    return is_contained(analysed.paragraphs, _extent_of(analysed, dropped_span), _extent_of(analysed, kept_span))


def _extent_of(analysed: AnalysedDocument, span: Span) -> Extent:
    """The paragraphs that begin in a span of the text; an empty extent if none does."""
    starts = analysed.paragraph_starts
    return Extent(bisect.bisect_left(starts, span.start), bisect.bisect_left(starts, span.end))
