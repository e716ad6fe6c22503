"""What stands twice in one document, what of it goes, and why: find wide, verify exactly, drop only proven copies."""

from __future__ import annotations

import bisect
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
from rapidfuzz.distance import Indel

from policydiff.diff import hunks
from policydiff.document import Document, Span, complement, merged
from policydiff.errors import InternalError
from policydiff.fold import fold
from policydiff.judge import Side, Verdict, judge
from policydiff.passages import Passage, Reading, is_division, same_label
from policydiff.plan import Action, Decision, Difference, Place, Plan, make_plan
from policydiff.repeats import LEAST, Match, Run
from policydiff.shingle import hashes
from policydiff.verify import canonical, canonical_positions

Keep = Literal["auto", "first", "last"]
DROPPED = frozenset({"pasted-copy"})
DROPPABLE = ("pasted-copy", "possible-paste", "repeated-provision", "repeated-line", "running-head", "furniture")
_NEAR = 0.6  # least likeness of a unit at a run's rim to be its altered part
_APART = 2_000  # key characters between two runs that may be parts of one altered copy
_LONGEST_ALIGNED = 4_000  # key characters of a unit that is aligned; longer ones are compared by their shingles
_LONGEST_MEASURED = 20_000  # characters; the likeness of longer near-copies is not measured


@dataclass(frozen=True, slots=True)
class Options:
    """What the user asked for. `drop` names the relations whose copies go."""

    keep: Keep = "auto"
    drop: frozenset[str] = DROPPED
    mark: bool = False

    def as_json(self) -> dict[str, Any]:
        """The parameters as a plan records them."""
        return {"keep": self.keep, "drop": sorted(self.drop), "mark": self.mark}


class _Rest:
    """What earlier rounds left of a document, and where each part of it stood."""

    def __init__(self, document: Document, dropped: list[Span]) -> None:
        self._kept = complement(dropped, len(document.text))
        self._starts, at = [], 0
        for span in self._kept:
            self._starts.append(at)
            at += len(span)
        self.seams = self._starts[1:]
        text = "".join(document.text[span.start : span.end] for span in self._kept)
        self.document = replace(document, text=text, raw=b"") if dropped else document

    def source(self, span: Span) -> Span:
        """The stretch of the source from the span's first character to its last."""
        if not len(span):
            return Span(self._place(span.start), self._place(span.start))
        return Span(self._place(span.start), self._place(span.end - 1) + 1)

    def _place(self, at: int) -> int:
        index = max(0, bisect.bisect_right(self._starts, at) - 1)
        return self._kept[index].start + at - self._starts[index] if self._kept else 0


def dedupe(document: Document, options: Options | None = None) -> Plan:
    """The plan for one document. Rounds go on until nothing more would go, so deduping the result changes nothing."""
    options = options or Options()
    decisions: list[Decision] = []
    source_title: str | None = None
    while True:
        dropped = merged(each.place.span for each in decisions if each.action == "drop")
        rest = _Rest(document, dropped)
        reading = Reading(rest.document)
        if not decisions:
            source_title = reading.outline.title
        found = [_in_source(decision, rest, document) for decision in _round(reading, options)]
        going = [each for each in found if each.action == "drop"]
        if not going:
            decisions += found
            break
        decisions += going
    decisions.sort(key=lambda each: (each.place.span, each.relation))
    _prove_nothing_lost(document, decisions)
    marks = _marks(document, decisions) if options.mark else ()
    return make_plan(document, source_title, decisions, options.as_json(), marks)


def _in_source(decision: Decision, rest: _Rest, document: Document) -> Decision:
    """The decision with its places in the source."""

    def moved(place: Place) -> Place:
        span = rest.source(place.span)
        return replace(place, span=span, lines=document.lines.numbers(span))

    def side(each: tuple[str, Span] | None) -> tuple[str, Span] | None:
        return each and (each[0], rest.source(each[1]))

    decision = replace(
        decision,
        place=moved(decision.place),
        copy_of=decision.copy_of and moved(decision.copy_of),
        between=decision.between and rest.source(decision.between),
        differences=tuple(replace(each, old=side(each.old), new=side(each.new)) for each in decision.differences),
    )
    return replace(decision, reason=_reason(decision))


def _prove_nothing_lost(document: Document, decisions: list[Decision]) -> None:
    """Every dropped copy's text still stands in what is kept, under the closed list; InternalError otherwise."""
    drops = [each for each in decisions if each.action == "drop" and each.copy_of]
    if not drops:
        return
    kept = complement([each.place.span for each in decisions if each.action == "drop"], len(document.text))
    clean = canonical("".join(document.text[span.start : span.end] for span in kept))
    for each in drops:
        span = each.place.span
        if canonical(document.text[span.start : span.end]) not in clean:
            raise InternalError(
                f"lines {each.place.lines[0]}-{each.place.lines[1]} would be lost; nothing was written",
                where=document.path,
            )


def _marks(document: Document, decisions: list[Decision]) -> list[str]:
    """What is left at each seam under --mark, in the document's own script and encoding."""
    marks = []
    for span in merged(each.place.span for each in decisions if each.action == "drop"):
        inside = [each for each in decisions if each.action == "drop" and span.covers(each.place.span)]
        largest = max(inside, key=lambda each: len(each.place.span))
        mark = f"〔第{_lines(largest.place.lines)}行{{with}}，已略〕"
        if largest.copy_of:
            mark = mark.format(**{"with": f"与第{_lines(largest.copy_of)}行重复"})
        else:
            mark = mark.format(**{"with": ""})
        try:
            mark.encode(document.encoding)
        except UnicodeEncodeError:
            mark = mark.translate(str.maketrans("与复", "與複"))
        newline = "\r\n" if "\r\n" in document.text else "\n" if "\n" in document.text else "\r"
        ends_line = document.text[span.end - 1 : span.end] in ("\n", "\r")
        marks.append(mark + (newline if ends_line else ""))
    return marks


# ----------------------------------------------------------------------------------------------- one round


def _round(reading: Reading, options: Options) -> list[Decision]:
    """The decisions on a text as it stands; drops of one round never touch each other's copies."""
    candidates = sorted(_decisions(reading, options), key=lambda each: (-len(each.place.span), each.place.span))
    taken: list[Span] = []
    relied_on: list[Span] = []
    result = []
    for each in candidates:
        if each.action == "drop":
            span = each.place.span
            kept = each.copy_of.span if each.copy_of else None
            if any(span.overlaps(other) for other in (*taken, *relied_on)):
                continue  # the next round sees it again
            if kept and any(kept.overlaps(other) for other in taken):
                continue
            taken.append(span)
            if kept:
                relied_on.append(kept)
        result.append(each)
    return [each for each in result if each.action == "drop" or not any(s.covers(each.place.span) for s in taken)]


def _decisions(reading: Reading, options: Options) -> Iterator[Decision]:
    spoken: list[tuple[int, int]] = []
    for run in reading.runs:
        for decision, covered in _on_run(reading, run, options):
            spoken.append(covered)
            yield decision
    yield from _short_lines(reading, spoken)
    if "furniture" in options.drop or reading.outline.furniture:
        yield from _furniture(reading, options)


def _on_run(reading: Reading, run: Run, options: Options) -> Iterator[tuple[Decision, tuple[int, int]]]:
    """The decisions on one run, each with the stretch of the key it speaks for.

    Exact pieces whose numbering proves a paste may go, unless what is left of the run, or a unit at their rims, shows
    that they belong to an altered copy: then the run is taken whole, as a conflict.
    """
    if len(run.matches) == 1 and run.matches[0].shift < LEAST:
        return  # one character, or a short beat, over and over: nothing that was copied
    proven: list[tuple[Passage, Verdict]] = []
    rest: list[Match] = []
    for match in run.matches:
        piece = reading.passage(Run((match,)))
        trimmed = piece and _from_first_label(reading, piece)
        verdict = judge(reading, trimmed) if trimmed else None
        if trimmed and verdict and verdict.droppable and (verdict.numbered or _stands_alone(reading, run)):
            proven.append((trimmed, verdict))
        else:
            rest.append(match)
    left = [Run((match,)) for match in rest]
    altered = any(_one_unit_wider(reading, piece) for piece, _ in proven) or any(map(reading.answers, rest))
    if altered or not proven:
        proven, left = [], [run]
    for piece, verdict in proven:
        yield _paste(reading, piece, verdict, options), piece.second
    for part in left:
        yield _on_rest(reading, part, options)


def _on_rest(reading: Reading, run: Run, options: Options) -> tuple[Decision, tuple[int, int]]:
    """The decision on a run that is not proven to be a paste by itself: a conflict, or kept."""
    passage = reading.passage(run)
    if passage is None or passage.length <= 0:
        return _phrase(reading, run), run.second
    grown = _grown(reading, passage)
    verdict = judge(reading, grown)
    if verdict.pasted and not _evident(reading, grown, verdict):
        verdict = replace(verdict, pasted=False, likely=False)
    if verdict.pasted or verdict.likely:
        grown = grown if verdict.pasted else passage
        return _paste(reading, grown, replace(verdict, droppable=()), options), grown.second
    return _lawful(reading, run, passage, options), passage.second


def _stands_alone(reading: Reading, run: Run) -> bool:
    """Whether no other run carries this one on after a rewritten stretch: then it would be a part of an altered copy."""
    if len(run.matches) > 1:
        return False
    for other in reading.runs:
        if other is run:
            continue
        for one, two in ((run, other), (other, run)):
            gaps = two.first[0] - one.first[1], two.second[0] - one.second[1]
            if min(gaps) >= 0 and max(gaps) <= _APART and abs(gaps[0] - gaps[1]) <= _APART // 2:
                return False
    return True


def _evident(reading: Reading, passage: Passage, verdict: Verdict) -> bool:
    """Whether an altered copy is beyond doubt: it has two units or more, and one of them is the same to the letter."""
    if not verdict.numbered:
        return True
    sides = []
    for start, end in (passage.first, passage.second):
        units = [unit for unit, _ in reading.labels(start, end)]
        bounds = zip(units, [*units[1:], end], strict=True)
        sides.append([reading.key.codes[i:j].tobytes() for i, j in bounds if j - i >= 20])
    return min(map(len, sides)) >= 2 and not set(sides[0]).isdisjoint(sides[1])


# ------------------------------------------------------------------------------------- a run and its rims


def _grown(reading: Reading, passage: Passage) -> Passage:
    """The passage from its first numbered unit on, with the altered units at its rims that answer by label and text."""
    if not passage.whole:
        return passage
    passage = _from_first_label(reading, passage)
    while (wider := _one_unit_wider(reading, passage)) is not None:
        passage = wider
    return passage


def _from_first_label(reading: Reading, passage: Passage) -> Passage:
    """Without what lies before the first label: the tail of another unit that happens to end alike."""
    if not passage.labels or reading.label_before(passage.first[0]) is None:
        return passage
    offset = passage.labels[0][0]
    if offset <= 0 or not passage.equal:
        return passage
    first, second = (passage.first[0] + offset, passage.first[1]), (passage.second[0] + offset, passage.second[1])
    labels = tuple((at - offset, line) for at, line in passage.labels)
    return _cut_to(reading, passage, first, second, labels)


def _cut_to(
    reading: Reading,
    passage: Passage,
    first: tuple[int, int],
    second: tuple[int, int],
    labels: tuple[tuple[int, object], ...],
    *,
    equal: bool | None = None,
) -> Passage:
    return replace(
        passage,
        first=first,
        second=second,
        first_span=reading.line_span(*first),
        second_span=reading.line_span(*second),
        labels=labels,  # type: ignore[arg-type]
        equal=passage.equal if equal is None else equal,
    )


def _one_unit_wider(reading: Reading, passage: Passage) -> Passage | None:
    """The passage with one more unit, before or after it, that has the same label on both sides and nearly its text."""
    before = reading.label_before(passage.first[0]), reading.label_before(passage.second[0])
    if before[0] and before[1] and same_label(before[0][1], before[1][1]) and before[1][0] >= passage.first[1]:
        one, other = (before[0][0], passage.first[0]), (before[1][0], passage.second[0])
        if _near(reading, one, other):
            grow = passage.second[0] - before[1][0]
            labels = ((0, before[1][1]), *((at + grow, line) for at, line in passage.labels))
            first, second = (one[0], passage.first[1]), (other[0], passage.second[1])
            return _cut_to(reading, passage, first, second, labels, equal=False)
    return _one_unit_longer(reading, passage)


def _one_unit_longer(reading: Reading, passage: Passage) -> Passage | None:
    ends = []
    for side in (passage.first, passage.second):
        following = reading.label_from(side[1])
        if following is not None and following[0] == side[1]:
            after = reading.label_from(side[1] + 1)
            ends.append((following[1], after[0] if after else len(reading.key)))
        else:
            inside = reading.label_before(side[1])
            ends.append((inside[1] if inside else None, following[0] if following else len(reading.key)))
    (one, first_end), (other, second_end) = ends
    if one is None or other is None or not same_label(one, other) or first_end > passage.second[0]:
        return None
    if not _near(reading, (passage.first[1], first_end), (passage.second[1], second_end)):
        return None
    labels = passage.labels
    if not labels or labels[-1][1].label != other.label:
        labels = (*labels, (passage.length, other))
    first, second = (passage.first[0], first_end), (passage.second[0], second_end)
    return _cut_to(reading, passage, first, second, labels, equal=False)


def _near(reading: Reading, one: tuple[int, int], other: tuple[int, int]) -> bool:
    """Whether two stretches of the key are nearly the same; empty ones are not."""
    lengths = one[1] - one[0], other[1] - other[0]
    if not min(lengths) or min(lengths) * 2 < max(lengths):
        return False
    sides = [reading.key.codes[start:end] for start, end in (one, other)]
    if max(lengths) > _LONGEST_ALIGNED:
        shingles = [np.unique(hashes(side, 5)) for side in sides]
        shared = len(np.intersect1d(*shingles, assume_unique=True))
        return shared > _NEAR * min(map(len, shingles))
    return Indel.normalized_similarity(sides[0].tolist(), sides[1].tolist(), score_cutoff=_NEAR) > 0


# ------------------------------------------------------------------------------------------------ decisions


def _place(reading: Reading, span: Span, unit: int) -> Place:
    return Place(span, reading.document.lines.numbers(span), reading.standing_under(unit))


def _paste(reading: Reading, passage: Passage, verdict: Verdict, options: Options) -> Decision:
    """The decision on what was pasted, or looks so."""
    relation = "pasted-copy" if verdict.pasted else "possible-paste"
    if verdict.pasted and _quoted(reading, passage):
        relation = "possible-paste"
    side = _choice(passage, verdict, options)
    gone, stays = (passage.first, passage.second) if side == "first" else (passage.second, passage.first)
    gone_span, stays_span = passage.first_span, passage.second_span
    if side == "second":
        gone_span, stays_span = stays_span, gone_span
    texts = reading.text[stays_span.start : stays_span.end], reading.text[gone_span.start : gone_span.end]
    same = canonical(texts[0]) == canonical(texts[1]) or _covers(texts[0], texts[1], passage)
    action: Action
    if not same or (verdict.pasted and not verdict.droppable):
        action = "conflict" if relation == "pasted-copy" else "keep"
    else:
        action = "drop" if relation in options.drop else "keep"
    units = sum(not is_division(line) for _, line in passage.labels)
    differences = () if same else _differences(texts[0], texts[1], stays_span.start, gone_span.start)
    choice = _choice_words(reading, passage, verdict, side, options)
    copies = _place(reading, gone_span, gone[0]), _place(reading, stays_span, stays[0])
    return Decision(
        action,
        relation,
        *copies,
        differences=differences,
        **_measures(reading, stays, gone, same=same),
        evidence=verdict.evidence,
        choice=choice,
        between=verdict.between,
        units=units,
    )


def _covers(stays: str, gone: str, passage: Passage) -> bool:
    """Whether a copy that breaks off is the beginning of the one that stays, or repeats it several times over."""
    kept, left_out = canonical(stays), canonical(gone)
    if not kept or not left_out:
        return False
    return kept.startswith(left_out) or (left_out == kept * (len(left_out) // len(kept)) and not passage.whole)


def _choice(passage: Passage, verdict: Verdict, options: Options) -> Side:
    """Which copy goes: the one the numbering does not want, else by what stands between, else the later."""
    able = verdict.droppable or ("second",)
    if options.keep == "last" and "first" in able:
        return "first"
    if options.keep == "first" and "second" in able:
        return "second"
    if len(able) == 1:
        return able[0]
    return "first" if verdict.between is not None else "second"


def _choice_words(reading: Reading, passage: Passage, verdict: Verdict, side: Side, options: Options) -> str:
    if options.keep != "auto" and len(verdict.droppable) > 1:
        return f"--keep {options.keep}"
    if len(verdict.droppable) == 1 and passage.labels and verdict.pasted and passage.whole:
        return "its labels continue those of its neighbours"
    if side == "first" and verdict.between is not None:
        return "the introduction stands between the copies; now it leads the kept one"
    return "the first stays where nothing speaks for the other"


def _reason(decision: Decision) -> str:
    """The decision in one sentence."""
    here, evidence = _named(decision.place), decision.evidence
    if decision.copy_of is None:
        return f"{here}: {evidence}."
    there = _named(decision.copy_of)
    if decision.action == "drop":
        return f"{here} repeat {there}: {evidence}; {decision.choice or 'left out, as asked'}."
    if decision.action == "conflict":
        places = "1 place" if len(decision.differences) == 1 else f"{len(decision.differences)} places"
        return f"{here} and {there} are one text pasted twice ({evidence}), but differ in {places}; both are kept."
    if decision.relation == "possible-paste":
        return f"{here} repeat {there}: {evidence}; kept, because that alone proves no paste."
    return f"{here} and {there}: {evidence}."


def _named(place: Place) -> str:
    first, last = place.lines
    return f"line {first}" if first == last else f"lines {first}-{last}"


def _quoted(reading: Reading, passage: Passage) -> bool:
    for span in (passage.first_span, passage.second_span):
        text = reading.text[span.start : span.end].strip(" \t\r\n\u3000")
        before = reading.text[max(0, span.start - 2) : span.start].strip()
        if (text[:1] or " ") in "“「『" and (text[-1:] or " ") in "”」』":
            return True
        if before[-1:] in ("“", "「", "『"):
            return True
    return False


def _lawful(reading: Reading, run: Run, passage: Passage, options: Options) -> Decision:
    """The decision on a passage that may well stand twice."""
    texts = [reading.text[span.start : span.end] for span in (passage.first_span, passage.second_span)]
    same = canonical(texts[0]) == canonical(texts[1])
    if any(_inside_furniture(reading, side) for side in (passage.first, passage.second)):
        relation, evidence = "furniture", "page furniture"
    elif not same:
        relation, evidence = "parallel-provision", "nearly the same words in two provisions"
    elif _quoted(reading, passage):
        relation, evidence = "quotation", "a quoted provision"
    else:
        relation, evidence = "repeated-provision", "the same words in two provisions, each in its own place"
    places = _place(reading, passage.second_span, passage.second[0]), _place(reading, passage.first_span, passage.first[0])
    action: Action = "drop" if same and passage.whole and relation in options.drop else "keep"
    return Decision(
        action,
        relation,
        *places,
        evidence=evidence,
        differences=() if same else _differences(texts[0], texts[1], passage.first_span.start, passage.second_span.start),
        **_measures(reading, passage.first, passage.second, same=same),
    )


def _inside_furniture(reading: Reading, side: tuple[int, int]) -> bool:
    return any(start <= side[0] and side[1] <= end for start, end in reading.furniture)


def _phrase(reading: Reading, run: Run) -> Decision:
    """A repeated passage that is no whole line: the same words inside two sentences."""
    spans = [Span(reading.key.position(s), reading.key.position(e - 1) + 1) for s, e in (run.second, run.first)]
    places = _place(reading, spans[0], run.second[0]), _place(reading, spans[1], run.first[0])
    length = run.second[1] - run.second[0]
    altered = len(run.matches) > 1
    relation = "parallel-provision" if altered else "repeated-provision"
    return Decision(
        "keep",
        relation,
        *places,
        evidence=f"a phrase of {length} characters in two different sentences",
        **_measures(reading, run.first, run.second, same=not altered),
    )


def _short_lines(reading: Reading, spoken: list[tuple[int, int]]) -> Iterator[Decision]:
    """Whole lines shorter than a passage that stand more than once: captions, signatures, running heads."""
    covered = sorted(spoken)
    starts = [start for start, _ in covered]
    seen: dict[bytes, Span] = {}
    codes = reading.key.codes
    edges = reading.line_edges
    for start, end, span in edges:
        if not 4 <= end - start < 60:
            continue
        at = bisect.bisect_right(starts, start) - 1
        if at >= 0 and end <= covered[at][1]:
            continue
        key = codes[start:end].tobytes()
        if (earlier := seen.setdefault(key, span)) is not span and not _inside_furniture(reading, (start, end)):
            places = _place(reading, span, start), _place(reading, earlier, 0)
            places = places[0], replace(places[1], label=None)
            yield Decision(
                "keep",
                "repeated-line",
                *places,
                evidence="the same short line",
                jaccard=1.0,
                similarity=1.0,
                containment=1.0,
            )


def _furniture(reading: Reading, options: Options) -> Iterator[Decision]:
    drop = "furniture" in options.drop
    for span in merged(each.span for each in reading.outline.furniture):
        place = Place(span, reading.document.lines.numbers(span))
        evidence = "page furniture, left out as asked" if drop else "page furniture, kept"
        yield Decision("drop" if drop else "keep", "furniture", place, None, evidence=evidence)


# ---------------------------------------------------------------------------------------- measures, differences


def _measures(reading: Reading, one: tuple[int, int], other: tuple[int, int], *, same: bool) -> dict[str, float | None]:
    if same:
        return {"jaccard": 1.0, "similarity": 1.0, "containment": 1.0}
    codes = reading.key.codes
    sides = [codes[start:end].tobytes().decode("utf-16", "surrogatepass") for start, end in (one, other)]
    if max(map(len, sides)) > _LONGEST_MEASURED:
        return {"jaccard": None, "similarity": None, "containment": None}
    sets = [{side[i : i + 5] for i in range(max(1, len(side) - 4))} for side in sides]
    shared = len(sets[0] & sets[1])
    return {
        "jaccard": shared / len(sets[0] | sets[1]),
        "similarity": Indel.normalized_similarity(*sides),
        "containment": shared / len(sets[1]),
    }


_NUMERALS = frozenset("0123456789０１２３４５６７８９〇零一二三四五六七八九十百千万亿两廿%％.‰")


def _differences(stays: str, gone: str, stays_at: int, gone_at: int) -> tuple[Difference, ...]:
    """The places where a near-copy differs, with the words of both sides; marks, numbers and words told apart."""
    old, old_at = canonical_positions(stays)
    new, new_at = canonical_positions(gone)
    found = []
    for hunk in hunks(old, new):
        i, j, k, m = hunk.old_start, hunk.old_end, hunk.new_start, hunk.new_end
        while i and k and old[i - 1] == new[k - 1] and old[i - 1] in _NUMERALS and _touches_number(old[i:j] + new[k:m]):
            i, k = i - 1, k - 1
        while j < len(old) and m < len(new) and old[j] == new[m] and old[j] in _NUMERALS and _touches_number(old[i:j] + new[k:m]):
            j, m = j + 1, m + 1
        sides = []
        for text, places, at, start, end in ((stays, old_at, stays_at, i, j), (gone, new_at, gone_at, k, m)):
            span = Span(places[start], places[end - 1] + 1) if end > start else None
            sides.append(span and (text[span.start : span.end], Span(span.start + at, span.end + at)))
        found.append(Difference(_kind(old[i:j] + new[k:m]), sides[0], sides[1]))
    return tuple(found)


def _touches_number(words: str) -> bool:
    return any(character in _NUMERALS for character in words)


def _kind(words: str) -> str:
    if not fold(words).text and words:
        return "punctuation"
    return "number" if words and all(character in _NUMERALS for character in words) else "wording"
