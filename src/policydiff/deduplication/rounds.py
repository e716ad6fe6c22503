"""What stands twice in one document, what of it goes, and why: find wide, verify exactly, drop only proven copies."""

from __future__ import annotations

import bisect
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import accumulate
from typing import NamedTuple

from policydiff.deduplication import decisions
from policydiff.deduplication.altered_copy import (
    grown,
    has_altered_rims,
    has_equal_unit,
    has_kin_beside,
    has_kin_rims,
    has_long_part,
    has_units,
    without_foot,
)
from policydiff.deduplication.altered_sections import altered_sections
from policydiff.deduplication.analysis import APART, Reading
from policydiff.deduplication.context_proof import Cut, faults_of_plan
from policydiff.deduplication.decision import Decision, Place
from policydiff.deduplication.heads_and_feet import is_contained
from policydiff.deduplication.options import DROPPED, Keep, Options
from policydiff.deduplication.passage import Passage
from policydiff.deduplication.paste import LAWFUL, Verdict, judge_altered, judge_exact
from policydiff.deduplication.plan import Plan, make_plan
from policydiff.deduplication.removal import Extent, Fault
from policydiff.deduplication.whole_copies import framing, whole_copies
from policydiff.errors import InternalError
from policydiff.matching.repeats import LEAST, Match, Run
from policydiff.structure.labels import Found, carried_labels
from policydiff.text.canonical import canonical, covers
from policydiff.text.document import Document
from policydiff.text.spans import Span, complement, merged

__all__ = ["DROPPED", "Keep", "Options", "dedupe"]


class _Rest:
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

    def carried(self, read: list[Found]) -> list[Found]:
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


def dedupe(document: Document, options: Options | None = None, *, reading: Reading | None = None) -> Plan:
    """The plan for one document. Rounds go on until nothing more would go, so deduping the result changes nothing.

    `reading` is the document's, where the caller has it already.
    """
    options = options or Options()
    made: list[Decision] = []
    title: str | None = None
    read: list[Found] = []
    while True:
        dropped = merged(each.place.span for each in made if each.action == "drop")
        rest = _Rest(document, dropped)
        if made or reading is None:
            reading = Reading(rest.document, rest.carried(read) if made else None)
        if not made:
            title, read = reading.outline.title, reading.read
        decided = _round(reading, options)
        going = [each for each in decided if each.action == "drop"]
        if (faults := _faults(reading, going)) and len(going) > 1:
            decided = going = _one_of(reading, going)
            faults = _faults(reading, going)
        _prove_nothing_lost(reading, going)
        _prove_contexts_kept(reading, faults, rest)
        found = [_in_source(decision, rest, document) for decision in decided]
        made += found
        reading = None  # two at once would double the memory
        if not any(each.action == "drop" for each in found):
            break
    gone = sorted((each for each in made if each.action == "drop" and each.copy_of), key=lambda each: each.place.span)
    made = [_with_kept_copy(document, each, gone) for each in made]
    made.sort(key=lambda each: (each.place.span, each.relation))
    marks = _marks(document, made) if options.mark else ()
    return make_plan(document, title, made, options.as_json(), marks)


def _with_kept_copy(document: Document, decision: Decision, gone: Sequence[Decision]) -> Decision:
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


def _in_source(decision: Decision, rest: _Rest, document: Document) -> Decision:
    """The decision with its places in the source."""

    def moved(place: Place) -> Place:
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


def _prove_nothing_lost(reading: Reading, going: list[Decision]) -> None:
    """Every copy that goes in a round still stands, under the closed list, in what the round keeps; else InternalError.

    So it does in the end: whatever a later round takes away stands somewhere else in turn.
    """
    gone = _Spans(merged(each.place.span for each in going))
    for each in going:
        if each.copy_of is None:
            continue  # page furniture, which was asked to go
        here, there = each.place.span, each.copy_of.span
        stays, goes = (canonical(reading.text[span.start : span.end]) for span in (there, here))
        if gone.touch(there) or not (covers(stays, goes) or _contained(reading, here, there)):
            first, last = each.place.lines
            message = f"lines {first}-{last} would be lost; nothing was written"
            raise InternalError(message, where=reading.document.path)


def _one_of(reading: Reading, going: list[Decision]) -> list[Decision]:
    """The largest of several removals that may go alone, where they may not go together; later rounds see the others.

    All of them where none of the first few may: then the proof fails.
    """
    alone = ([each] for each in going[:_TRIED_ALONE] if not _faults(reading, [each]))
    return next(alone, going)


_TRIED_ALONE = 8  # removals


def _prove_contexts_kept(reading: Reading, faults: list[tuple[int, Fault]], rest: _Rest) -> None:
    """What a round keeps says the same in the same contexts, and no heading is parted from its text; or InternalError.

    Labels out of their count are proven by it, and the copies that are all of a document by their order.
    """
    for index, fault in faults:
        line = rest.line(reading.paragraphs[index].span.start)
        raise InternalError(f"line {line}: {fault}; nothing was written", where=reading.document.path)


def _faults(reading: Reading, going: list[Decision]) -> list[tuple[int, Fault]]:
    """What the proof of contexts says of removals, as (paragraph, fault)."""
    proven = [each for each in going if each.basis != "asked"]
    if not proven:
        return []
    cuts = [Cut(_extent(reading, each.place.span), each.basis) for each in proven]
    return faults_of_plan(reading.contexts, cuts)


def _contained(reading: Reading, here: Span, there: Span) -> bool:
    """Whether every paragraph of one stretch stands in the other, in the same order."""
    return is_contained(reading.paragraphs, _extent(reading, here), _extent(reading, there))


def _extent(reading: Reading, span: Span) -> Extent:
    """The paragraphs that begin in a stretch of the text."""
    starts = reading.paragraph_starts
    return Extent(bisect.bisect_left(starts, span.start), bisect.bisect_left(starts, span.end))


def _marks(document: Document, made: list[Decision]) -> list[str]:
    """What is left at each seam under --mark, in words that the document's encoding holds."""
    drops = [each for each in made if each.action == "drop"]
    newline = next((end for end in ("\r\n", "\n", "\r") if end in document.text), "\n")
    traditional = sum(map(document.text.count, "條與會國")) > sum(map(document.text.count, "条与会国"))
    marks = []
    for span in merged(each.place.span for each in drops):
        largest = max((each for each in drops if span.covers(each.place.span)), key=lambda each: len(each.place.span))
        mark = next(
            form for form in _mark_forms(largest, traditional=traditional) if _encodable(form, document.encoding)
        )
        marks.append(mark + newline if document.text[span.end - 1] in "\r\n" else mark)
    return marks


def _mark_forms(decision: Decision, *, traditional: bool) -> Iterator[str]:
    """The words at a seam: in the document's script, in the other, and for an encoding without Chinese in English."""
    here, there = _lines(decision.place), decision.copy_of and _lines(decision.copy_of)
    mark = f"〔第{here}行{f'与第{there}行重复' if there else ''}，已略〕"
    both = [mark, mark.translate(str.maketrans("与复", "與複"))]
    yield from reversed(both) if traditional else both
    words = f"[lines {here}{f' repeat lines {there}' if there else ''}: left out]"
    yield words.replace("—", "-")


def _encodable(text: str, encoding: str) -> bool:
    try:
        return bool(text.encode(encoding))
    except UnicodeEncodeError:
        return False


def _lines(place: Place) -> str:
    return "—".join(map(str, dict.fromkeys(place.lines)))


class _Spans:
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
        self.spans[low:high] = merged([*self.spans[low:high], span])


# ----------------------------------------------------------------------------------------------- one round


_Sides = tuple[tuple[int, int], tuple[int, int]]  # two stretches of the key
_Spoken = tuple[Decision, tuple[int, int]]  # a decision, and the stretch of the key that it speaks for


def _round(reading: Reading, options: Options) -> list[Decision]:
    """What goes of a text as it stands; when nothing goes, every decision on it.

    Drops of one round never touch each other's copies. What can only be kept is not worked out while something goes:
    the next round reads the text anew.
    """
    whole = [decisions.whole_copy(reading, copy, options) for copy in whole_copies(reading)]
    if going := _going(decision for decision, _ in whole):
        return going
    spoken_for = _SpokenFor(whole)
    parts = [_Part.of(reading, run, options) for run in reading.runs if not spoken_for.hold(run)]
    going = _going(decision for part in parts for decision, _ in part.pasted)
    if going and options.drop <= DROPPED:
        return going
    if not going and not whole:
        copies = altered_sections(reading) or framing(reading)
        whole = [decisions.whole_copy(reading, copy, options) for copy in copies]
        spoken_for = _SpokenFor(whole)
        parts = [part for part in parts if not spoken_for.hold(part.run)]
    wholes = _Wholes(reading, options)
    spoken = list(whole)
    for part in parts:
        spoken += [*part.pasted, *filter(None, map(wholes.decided, part.left))]
    every = [decision for decision, _ in spoken]
    every += decisions.short_lines(reading, sorted(stretch for _, stretch in spoken), options)
    every += decisions.furniture(reading, options)
    return _going(every) or every


class _Part(NamedTuple):
    """A run, the decisions on those of its pieces that are proven pastes, and what is left of it."""

    run: Run
    pasted: list[_Spoken]
    left: list[Run]

    @classmethod
    def of(cls, reading: Reading, run: Run, options: Options) -> _Part:
        """A run split into these."""
        proven, left = _split(reading, run)
        pasted = [(decisions.paste(reading, passage, verdict, options), passage.second) for passage, verdict in proven]
        return cls(run, pasted, left)


class _SpokenFor:
    """The stretches of the key that decisions speak for, asked whether one of them holds a whole run."""

    def __init__(self, spoken: Sequence[_Spoken]) -> None:
        stretches = sorted(stretch for _, stretch in spoken)
        self._starts = [start for start, _ in stretches]
        self._ends = list(accumulate((end for _, end in stretches), max))  # the farthest of those up to each

    def hold(self, run: Run) -> bool:
        """Whether one stretch holds both sides of a run."""
        at = bisect.bisect_right(self._starts, run.first[0]) - 1
        return at >= 0 and run.second[1] <= self._ends[at]


def _going(found: Iterable[Decision]) -> list[Decision]:
    """Those that drop something and may do so in one round, the longest first; the next round sees the others again."""
    taken, relied_on = _Spans(), _Spans()
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


def _split(reading: Reading, run: Run) -> tuple[list[tuple[Passage, Verdict]], list[Run]]:
    """The exact pieces of a run that may go, their numbering proves a paste; and what is left of the run.

    None may go when what is left, or a unit at their rims, shows that they belong to an altered copy: then the run is
    taken whole, as a conflict.
    """
    if len(run.matches) == 1 and run.matches[0].shift < LEAST:
        return [], []  # one character, or a short beat, over and over: nothing that was copied
    proven: list[tuple[Passage, Verdict]] = []
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
    return proven, [Run((match,)) for match in rest]


def _is_altered_beside(reading: Reading, piece: Passage, verdict: Verdict) -> bool:
    """Whether units beside a numbered copy show that it is a part of an altered one."""
    return verdict.numbered and (has_altered_rims(reading, piece) or has_kin_beside(reading, piece))


class _Wholes:
    """Decides on runs that are not proven to be pastes by themselves; on an altered copy once, however many it has."""

    def __init__(self, reading: Reading, options: Options) -> None:
        self._reading, self._options = reading, options
        self._judged: dict[_Sides, tuple[Verdict, bool, bool]] = {}
        self._shown: set[_Sides] = set()

    def decided(self, run: Run) -> _Spoken | None:
        """A conflict, or kept; None where the conflict that the run belongs to has been spoken of."""
        reading, options = self._reading, self._options
        passage = reading.passage(run)
        if passage is None or passage.length <= 0:
            return decisions.phrase(reading, run), run.second
        whole = grown(reading, passage)
        verdict = self._verdict(run, whole)
        if not verdict.pasted:
            return self._kept(run, passage)
        sides = whole.first, whole.second
        if sides in self._shown:
            return None
        self._shown.add(sides)
        shown = without_foot(reading, whole)
        return decisions.paste(reading, shown, replace(verdict, droppable=()), options), whole.second

    def _kept(self, run: Run, passage: Passage) -> _Spoken:
        """A repeat that stays: perhaps a paste, or lawful."""
        reading, options = self._reading, self._options
        judged = judge_exact(reading, run.matches[0]) if len(run.matches) == 1 else None
        if judged and judged[1].likely:
            return decisions.paste(reading, judged[0], replace(judged[1], droppable=()), options), judged[0].second
        return decisions.lawful(reading, passage, options), passage.second

    def _verdict(self, run: Run, whole: Passage) -> Verdict:
        """The verdict on a run and what it has grown to; where that is altered, it must be beyond doubt."""
        sides = whole.first, whole.second
        if sides not in self._judged:
            verdict, units = judge_altered(self._reading, whole), has_units(whole)
            self._judged[sides] = verdict, units, verdict.numbered and units and has_equal_unit(self._reading, whole)
        verdict, units, equal = self._judged[sides]
        if verdict.pasted and not (units and (equal or has_long_part(run))):
            return LAWFUL
        return verdict


def _stands_alone(reading: Reading, run: Run, piece: Passage) -> bool:
    """Whether no other run carries this one on after a rewritten stretch, as the next part of an altered copy would."""
    if len(run.matches) > 1 or has_kin_rims(reading, piece):
        return False
    for other in reading.runs:
        if other is run:
            continue
        for one, two in ((run, other), (other, run)):
            gaps = two.first[0] - one.first[1], two.second[0] - one.second[1]
            if min(gaps) >= 0 and max(gaps) <= APART and abs(gaps[0] - gaps[1]) <= APART // 2:
                return False
    return True
