"""What stands twice in one document, what of it goes, and why: find wide, verify exactly, drop only proven copies."""

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
from policydiff.deduplication.options import DROPPED, Options
from policydiff.deduplication.passage import Passage
from policydiff.deduplication.paste import judge_altered, judge_exact
from policydiff.deduplication.plan import Plan, make_plan
from policydiff.deduplication.proof import context_faults, largest_safe_removal, prove_contexts_kept, prove_nothing_lost
from policydiff.deduplication.rest import Rest, in_source, with_kept_copy
from policydiff.deduplication.seams import marks_at_seams
from policydiff.deduplication.verdict import LAWFUL, PasteVerdict
from policydiff.deduplication.whole_copies import framing, whole_copies
from policydiff.matching.repeats import MIN_REPEAT, Match, MatchChain
from policydiff.structure.labels import FoundLabel
from policydiff.text.document import Document
from policydiff.text.spans import MutableSpanSet, Span, merge_spans


def dedupe(document: Document, options: Options | None = None, *, reading: AnalysedDocument | None = None) -> Plan:
    """The plan for one document. Rounds go on until nothing more would go, so deduping the result changes nothing.

    `reading` is the document's, where the caller has it already.
    """
    options = options or Options()
    made: list[Decision] = []
    title: str | None = None
    read: list[FoundLabel] = []
    while True:
        dropped = merge_spans(each.place.span for each in made if each.action == "drop")
        rest = Rest(document, dropped)
        if made or reading is None:
            reading = AnalysedDocument(rest.document, rest.carried(read) if made else None)
        if not made:
            title, read = reading.outline.title, reading.read
        decided = _round(reading, options)
        going = [each for each in decided if each.action == "drop"]
        if (faults := context_faults(reading, going)) and len(going) > 1:
            decided = going = largest_safe_removal(reading, going)
            faults = context_faults(reading, going)
        prove_nothing_lost(reading, going)
        prove_contexts_kept(reading, faults, rest)
        found = [in_source(decision, rest, document) for decision in decided]
        made += found
        reading = None  # two at once would double the memory
        if not any(each.action == "drop" for each in found):
            break
    gone = sorted((each for each in made if each.action == "drop" and each.copy_of), key=lambda each: each.place.span)
    made = [with_kept_copy(document, each, gone) for each in made]
    made.sort(key=lambda each: (each.place.span, each.relation))
    marks = marks_at_seams(document, made) if options.mark else ()
    return make_plan(document, title, made, options.as_json(), marks)


# ----------------------------------------------------------------------------------------------- one round


_Sides = tuple[tuple[int, int], tuple[int, int]]  # two stretches of the key
_Spoken = tuple[Decision, tuple[int, int]]  # a decision, and the stretch of the key that it speaks for


def _round(reading: AnalysedDocument, options: Options) -> list[Decision]:
    """What goes of a text as it stands; when nothing goes, every decision on it.

    Drops of one round never touch each other's copies. What can only be kept is not worked out while something goes:
    the next round reads the text anew.
    """
    whole = [deciding.decide_whole_copy(reading, copy, options) for copy in whole_copies(reading)]
    if going := _going(decision for decision, _ in whole):
        return going
    spoken_for = _SpokenFor(whole)
    parts = [_Part.of(reading, run, options) for run in reading.runs if not spoken_for.hold(run)]
    going = _going(decision for part in parts for decision, _ in part.pasted)
    if going and options.drop <= DROPPED:
        return going
    if not going and not whole:
        copies = altered_sections(reading) or framing(reading)
        whole = [deciding.decide_whole_copy(reading, copy, options) for copy in copies]
        spoken_for = _SpokenFor(whole)
        parts = [part for part in parts if not spoken_for.hold(part.run)]
    wholes = _Wholes(reading, options)
    spoken = list(whole)
    for part in parts:
        spoken += [*part.pasted, *filter(None, map(wholes.decided, part.left))]
    every = [decision for decision, _ in spoken]
    every += deciding.decide_repeated_lines(reading, sorted(stretch for _, stretch in spoken), options)
    every += deciding.decide_furniture(reading, options)
    return _going(every) or every


class _Part(NamedTuple):
    """A run, the decisions on those of its pieces that are proven pastes, and what is left of it."""

    run: MatchChain
    pasted: list[_Spoken]
    left: list[MatchChain]

    @classmethod
    def of(cls, reading: AnalysedDocument, run: MatchChain, options: Options) -> _Part:
        """A run split into these."""
        proven, left = _split(reading, run)
        pasted = [
            (deciding.decide_paste(reading, passage, verdict, options), passage.second) for passage, verdict in proven
        ]
        return cls(run, pasted, left)


class _SpokenFor:
    """The stretches of the key that decisions speak for, asked whether one of them holds a whole run."""

    def __init__(self, spoken: Sequence[_Spoken]) -> None:
        stretches = sorted(stretch for _, stretch in spoken)
        self._starts = [start for start, _ in stretches]
        self._ends = list(accumulate((end for _, end in stretches), max))  # the farthest of those up to each

    def hold(self, run: MatchChain) -> bool:
        """Whether one stretch holds both sides of a run."""
        at = bisect.bisect_right(self._starts, run.first[0]) - 1
        return at >= 0 and run.second[1] <= self._ends[at]


def _going(found: Iterable[Decision]) -> list[Decision]:
    """Those that drop something and may do so in one round, the longest first; the next round sees the others again."""
    taken, relied_on = MutableSpanSet(), MutableSpanSet()
    going = []
    drops = [each for each in found if each.action == "drop"]
    for each in sorted(drops, key=lambda each: (-len(each.place.span), each.place.span)):
        span, kept = each.place.span, each.copy_of and each.copy_of.span
        # Two that meet could part a text from its heading together, though neither does alone.
        beside = Span(max(0, span.start - 1), span.end + 1)
        if taken.touch(beside) or relied_on.touch(span) or (kept and taken.touch(kept)):
            continue
        taken.add(span)
        if kept:
            relied_on.add(kept)
        going.append(each)
    return going


def _split(reading: AnalysedDocument, run: MatchChain) -> tuple[list[tuple[Passage, PasteVerdict]], list[MatchChain]]:
    """The exact pieces of a run that may go, their numbering proves a paste; and what is left of the run.

    None may go when what is left, or a unit at their rims, shows that they belong to an altered copy: then the run is
    taken whole, as a conflict.
    """
    if len(run.matches) == 1 and run.matches[0].shift < MIN_REPEAT:
        return [], []  # one character, or a short beat, over and over: nothing that was copied
    proven: list[tuple[Passage, PasteVerdict]] = []
    rest: list[Match] = []
    altered = sum(map(reading.answers, run.matches)) > 1
    for match in run.matches if not altered else ():
        judged = judge_exact(reading, match)
        if judged and judged[1].droppable and (judged[1].closed or _stands_alone(reading, run, judged[0])):
            proven.append(judged)
        else:
            rest.append(match)
    if not proven or any(_is_altered_beside(reading, *each) for each in proven):
        return [], [run]
    return proven, [MatchChain((match,)) for match in rest]


def _is_altered_beside(reading: AnalysedDocument, piece: Passage, verdict: PasteVerdict) -> bool:
    """Whether units beside a numbered copy show that it is a part of an altered one."""
    return verdict.numbered and (has_altered_neighbours(reading, piece) or has_similar_unit_beside(reading, piece))


class _Wholes:
    """Decides on runs that are not proven to be pastes by themselves; on an altered copy once, however many it has."""

    def __init__(self, reading: AnalysedDocument, options: Options) -> None:
        self._reading, self._options = reading, options
        self._judged: dict[_Sides, tuple[PasteVerdict, bool, bool]] = {}
        self._shown: set[_Sides] = set()

    def decided(self, run: MatchChain) -> _Spoken | None:
        """A conflict, or kept; None where the conflict that the run belongs to has been spoken of."""
        reading, options = self._reading, self._options
        passage = reading.passage(run)
        if passage is None or passage.length <= 0:
            return deciding.decide_repeated_phrase(reading, run), run.second
        whole = expand_to_altered_units(reading, passage)
        verdict = self._verdict(run, whole)
        if not verdict.pasted:
            return self._kept(run, passage)
        sides = whole.first, whole.second
        if sides in self._shown:
            return None
        self._shown.add(sides)
        shown = without_foot(reading, whole)
        return deciding.decide_paste(reading, shown, replace(verdict, droppable=()), options), whole.second

    def _kept(self, run: MatchChain, passage: Passage) -> _Spoken:
        """A repeat that stays: perhaps a paste, or lawful."""
        reading, options = self._reading, self._options
        judged = judge_exact(reading, run.matches[0]) if len(run.matches) == 1 else None
        if judged and judged[1].likely:
            return deciding.decide_paste(reading, judged[0], replace(judged[1], droppable=()), options), judged[
                0
            ].second
        return deciding.decide_repeated_provision(reading, passage, options), passage.second

    def _verdict(self, run: MatchChain, whole: Passage) -> PasteVerdict:
        """The verdict on a run and what it has grown to; where that is altered, it must be beyond doubt."""
        sides = whole.first, whole.second
        if sides not in self._judged:
            verdict, units = judge_altered(self._reading, whole), has_units(whole)
            self._judged[sides] = verdict, units, verdict.numbered and units and has_equal_unit(self._reading, whole)
        verdict, units, equal = self._judged[sides]
        if verdict.pasted and not (units and (equal or has_long_part(run))):
            return LAWFUL
        return verdict


def _stands_alone(reading: AnalysedDocument, run: MatchChain, piece: Passage) -> bool:
    """Whether no other run carries this one on after a rewritten stretch, as the next part of an altered copy would."""
    if len(run.matches) > 1 or has_similar_neighbours(reading, piece):
        return False
    for other in reading.runs:
        if other is run:
            continue
        for one, two in ((run, other), (other, run)):
            gaps = two.first[0] - one.first[1], two.second[0] - one.second[1]
            if min(gaps) >= 0 and max(gaps) <= MAX_GAP and abs(gaps[0] - gaps[1]) <= MAX_GAP // 2:
                return False
    return True
