"""The dedupe of one document: find repeats widely, verify exactly, and drop only proven copies.

>>> text = "夜间服务方案\\n一、码头\\n码头夜间开放，专人值守。\\n二、书院\\n书院凭证入内，十点清场。\\n"
>>> plan = dedupe(Document.from_text(text * 2))
>>> plan.clean.decode() == text, [decision.location.lines for decision in plan.decisions]
(True, [(6, 10)])
"""

from __future__ import annotations

import bisect
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import accumulate
from typing import NamedTuple

from policydiff.deduplication import deciding
from policydiff.deduplication.altered_copy import (
    expand_to_altered_units,
    has_altered_neighbours,
    has_equal_unit,
    has_long_part,
    has_similar_neighbours,
    has_similar_unit_beside,
    has_units,
    without_foot,
)
from policydiff.deduplication.altered_sections import altered_sections
from policydiff.deduplication.analysis import MAX_GAP, AnalysedDocument
from policydiff.deduplication.decision import Decision
from policydiff.deduplication.options import DEFAULT_DROPPED_RELATIONS, Options
from policydiff.deduplication.passage import Passage
from policydiff.deduplication.paste import judge_altered, judge_exact
from policydiff.deduplication.plan import Plan, make_plan
from policydiff.deduplication.proof import context_faults, largest_safe_removal, prove_contexts_kept, prove_nothing_lost
from policydiff.deduplication.remaining_text import RemainingText, in_source, with_kept_copy
from policydiff.deduplication.repeated_lines import decide_repeated_lines
from policydiff.deduplication.seams import marks_at_seams
from policydiff.deduplication.verdict import INTENDED_REPETITION, PasteVerdict
from policydiff.deduplication.whole_copies import framing, whole_copies
from policydiff.matching.repeats import MIN_REPEAT, Match, MatchChain
from policydiff.structure.labels import FoundLabel
from policydiff.text.document import Document
from policydiff.text.spans import MutableSpanSet, Span, merge_spans


def dedupe(document: Document, options: Options | None = None, *, analysed: AnalysedDocument | None = None) -> Plan:
    """The plan for one document: what to drop and to keep, and why.

    Rounds go on until nothing more would be dropped, so a dedupe of the result changes nothing. Without `options` the
    defaults apply. `analysed` is the document analysed, if the caller has it. Raises InternalError if a copy to drop
    cannot be proven to be kept elsewhere.
    """
    options = options or Options()
    decisions: list[Decision] = []
    title: str | None = None
    labels: list[FoundLabel] = []
    while True:
        dropped = merge_spans(decision.location.span for decision in decisions if decision.action == "drop")
        remainder = RemainingText(document, dropped)
        if decisions or analysed is None:
            analysed = AnalysedDocument(remainder.document, remainder.carry_labels(labels) if decisions else None)
        if not decisions:
            title, labels = analysed.outline.title, analysed.label_candidates
        in_round = _round(analysed, options)
        drops = [decision for decision in in_round if decision.action == "drop"]
        if (faults := context_faults(analysed, drops)) and len(drops) > 1:
            in_round = drops = largest_safe_removal(analysed, drops)
            faults = context_faults(analysed, drops)
        prove_nothing_lost(analysed, drops)
        prove_contexts_kept(analysed, faults, remainder)
        new_decisions = [in_source(decision, remainder, document) for decision in in_round]
        decisions += new_decisions
        analysed = None  # two analysed documents at once would double the memory
        if not any(decision.action == "drop" for decision in new_decisions):
            break
    copies_dropped = (decision for decision in decisions if decision.action == "drop" and decision.copy_of)
    drops = sorted(copies_dropped, key=lambda decision: decision.location.span)
    decisions = [with_kept_copy(document, decision, drops) for decision in decisions]
    decisions.sort(key=lambda decision: (decision.location.span, decision.relation))
    marks = marks_at_seams(document, decisions) if options.mark else ()
    return make_plan(document, title, decisions, options.as_json(), marks)


# --- one round


_Sides = tuple[tuple[int, int], tuple[int, int]]  # two stretches of the folded text
_DecidedStretch = tuple[Decision, tuple[int, int]]  # a decision, and the stretch it covers


def _round(analysed: AnalysedDocument, options: Options) -> list[Decision]:
    """The drops of one round; if nothing can be dropped, all decisions on the text, in any order.

    A drop of a round never touches the kept copy of another. Decisions to keep are not computed while something is
    dropped, since the next round reads the text anew.
    """
    whole_copy_decisions = [deciding.decide_whole_copy(analysed, copy, options) for copy in whole_copies(analysed)]
    if drops := _compatible_drops(decision for decision, _ in whole_copy_decisions):
        return drops
    covered = _CoveredStretches(whole_copy_decisions)
    parts = [_ChainPart.of(analysed, chain, options) for chain in analysed.chains if not covered.cover(chain)]
    drops = _compatible_drops(decision for part in parts for decision, _ in part.pasted)
    if drops and options.drop <= DEFAULT_DROPPED_RELATIONS:
        return drops
    if not drops and not whole_copy_decisions:
        section_copies = altered_sections(analysed) or framing(analysed)
        whole_copy_decisions = [deciding.decide_whole_copy(analysed, copy, options) for copy in section_copies]
        covered = _CoveredStretches(whole_copy_decisions)
        parts = [part for part in parts if not covered.cover(part.chain)]
    unproven = _UnprovenChains(analysed, options)
    decided = list(whole_copy_decisions)
    for part in parts:
        decided += [*part.pasted, *filter(None, map(unproven.decide, part.left))]
    decisions = [decision for decision, _ in decided]
    decisions += decide_repeated_lines(analysed, sorted(stretch for _, stretch in decided), options)
    decisions += deciding.decide_furniture(analysed, options)
    return _compatible_drops(decisions) or decisions


class _ChainPart(NamedTuple):
    """A chain, the decisions on its pieces that are proven pastes, and its other pieces."""

    chain: MatchChain
    pasted: list[_DecidedStretch]
    left: list[MatchChain]

    @classmethod
    def of(cls, analysed: AnalysedDocument, chain: MatchChain, options: Options) -> _ChainPart:
        """The chain split into its parts; both lists may be empty."""
        proven, left = _split(analysed, chain)
        pasted = [
            (deciding.decide_paste(analysed, passage, verdict, options), passage.second) for passage, verdict in proven
        ]
        return cls(chain, pasted, left)


class _CoveredStretches:
    """The stretches of the folded text that decisions cover."""

    def __init__(self, decided: Sequence[_DecidedStretch]) -> None:
        stretches = sorted(stretch for _, stretch in decided)
        self._starts = [start for start, _ in stretches]
        self._ends = list(accumulate((end for _, end in stretches), max))  # the farthest end so far

    def cover(self, chain: MatchChain) -> bool:
        """Whether one of the stretches covers both sides of a chain and what is between."""
        index = bisect.bisect_right(self._starts, chain.first[0]) - 1
        return index >= 0 and chain.second[1] <= self._ends[index]


def _compatible_drops(decisions: Iterable[Decision]) -> list[Decision]:
    """The drops that are possible in one round, the longest first; later rounds examine the others again.

    Empty if no decision is a drop.
    """
    dropped_spans, kept_spans = MutableSpanSet(), MutableSpanSet()
    compatible = []
    drops = [drop for drop in decisions if drop.action == "drop"]
    for drop in sorted(drops, key=lambda drop: (-len(drop.location.span), drop.location.span)):
        span, kept_span = drop.location.span, drop.copy_of and drop.copy_of.span
        # Two adjacent drops could together separate a text from its heading, though neither does alone.
        beside = Span(max(0, span.start - 1), span.end + 1)
        if (
            dropped_spans.overlaps(beside)
            or kept_spans.overlaps(span)
            or (kept_span and dropped_spans.overlaps(kept_span))
        ):
            continue
        dropped_spans.add(span)
        if kept_span:
            kept_spans.add(kept_span)
        compatible.append(drop)
    return compatible


def _split(
    analysed: AnalysedDocument, chain: MatchChain
) -> tuple[list[tuple[Passage, PasteVerdict]], list[MatchChain]]:
    """The exact pieces of a chain that are proven pastes and may be dropped, and the rest of the chain, match by match.

    If the rest, or a unit beside a piece, shows that the pieces belong to an altered copy, none may be dropped: the
    whole chain is returned as the rest, and becomes a conflict. Both are empty for a single match with a shift below
    `MIN_REPEAT`.
    """
    if len(chain.matches) == 1 and chain.matches[0].shift < MIN_REPEAT:
        return [], []  # a character or a short sequence repeated many times is no copy
    proven: list[tuple[Passage, PasteVerdict]] = []
    unproven: list[Match] = []
    is_altered = sum(map(analysed.labels.are_same_on_both_sides, chain.matches)) > 1
    for match in chain.matches if not is_altered else ():
        passage_and_verdict = judge_exact(analysed, match)
        if (
            passage_and_verdict
            and passage_and_verdict[1].droppable
            and (passage_and_verdict[1].closed or _is_not_carried_on(analysed, chain, passage_and_verdict[0]))
        ):
            proven.append(passage_and_verdict)
        else:
            unproven.append(match)
    if not proven or any(_is_altered_beside(analysed, *piece) for piece in proven):
        return [], [chain]
    return proven, [MatchChain((match,)) for match in unproven]


def _is_altered_beside(analysed: AnalysedDocument, piece: Passage, verdict: PasteVerdict) -> bool:
    """Whether units beside a numbered copy show that it is a part of an altered one; False without numbering."""
    return verdict.numbered and (has_altered_neighbours(analysed, piece) or has_similar_unit_beside(analysed, piece))


class _JudgedPassage(NamedTuple):
    """The verdict on an altered copy, and what its numbered units show."""

    verdict: PasteVerdict
    has_units: bool
    has_equal_unit: bool


class _UnprovenChains:
    """Decisions on chains that are no proven pastes; one decision for each altered copy, even of several chains."""

    def __init__(self, analysed: AnalysedDocument, options: Options) -> None:
        self._analysed, self._options = analysed, options
        self._judged: dict[_Sides, _JudgedPassage] = {}
        self._shown: set[_Sides] = set()

    def decide(self, chain: MatchChain) -> _DecidedStretch | None:
        """The decision on a chain, with the stretch it covers; None if its altered copy already has one."""
        analysed, options = self._analysed, self._options
        passage = analysed.passage(chain)
        if passage is None or passage.length <= 0:
            return deciding.decide_repeated_phrase(analysed, chain), chain.second
        expanded = expand_to_altered_units(analysed, passage)
        verdict = self._verdict(chain, expanded)
        if not verdict.pasted:
            return self._decide_kept(chain, passage)
        sides = expanded.first, expanded.second
        if sides in self._shown:
            return None
        self._shown.add(sides)
        shown = without_foot(analysed, expanded)
        return deciding.decide_paste(analysed, shown, replace(verdict, droppable=()), options), expanded.second

    def _decide_kept(self, chain: MatchChain, passage: Passage) -> _DecidedStretch:
        """The decision on a repeat that is no altered copy: a possible paste, or an intended repetition."""
        analysed, options = self._analysed, self._options
        judged = judge_exact(analysed, chain.matches[0]) if len(chain.matches) == 1 else None
        if judged and judged[1].likely:
            return deciding.decide_paste(analysed, judged[0], replace(judged[1], droppable=()), options), judged[
                0
            ].second
        return deciding.decide_repeated_provision(analysed, passage, options), passage.second

    def _verdict(self, chain: MatchChain, expanded: Passage) -> PasteVerdict:
        """The verdict on a chain and its extended passage; an altered copy must be beyond doubt.

        It has at least two units, of which one is unchanged or the chain has a long part; else INTENDED_REPETITION.
        """
        sides = expanded.first, expanded.second
        if sides not in self._judged:
            verdict, several_units = judge_altered(self._analysed, expanded), has_units(expanded)
            equal_unit = verdict.numbered and several_units and has_equal_unit(self._analysed, expanded)
            self._judged[sides] = _JudgedPassage(verdict, several_units, equal_unit)
        verdict, several_units, equal_unit = self._judged[sides]
        if verdict.pasted and not (several_units and (equal_unit or has_long_part(chain))):
            return INTENDED_REPETITION
        return verdict


def _is_not_carried_on(analysed: AnalysedDocument, chain: MatchChain, piece: Passage) -> bool:
    """Whether no other chain continues this one after rewritten text, as the next part of an altered copy would.

    False if the chain has several matches, or the text beside the piece is similar. Gaps of up to MAX_GAP count.
    """
    if len(chain.matches) > 1 or has_similar_neighbours(analysed, piece):
        return False
    for other in analysed.chains:
        if other is chain:
            continue
        for before, after in ((chain, other), (other, chain)):
            gaps = after.first[0] - before.first[1], after.second[0] - before.second[1]
            if min(gaps) >= 0 and max(gaps) <= MAX_GAP and abs(gaps[0] - gaps[1]) <= MAX_GAP // 2:
                return False
    return True
