"""One repeated passage -> one decision: which relation it is, whether a copy goes, and in which words to say why."""

from __future__ import annotations

import bisect
import itertools
from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from policydiff.deduplication.analysis import AnalysedDocument
from policydiff.deduplication.copies import LEAST_COPY
from policydiff.deduplication.counting import Side
from policydiff.deduplication.decision import Action, Decision, Location
from policydiff.deduplication.options import Options
from policydiff.deduplication.passage import Passage
from policydiff.deduplication.removal import size_of, text_of
from policydiff.deduplication.verdict import PasteVerdict
from policydiff.deduplication.whole_copies import Kind, WholeCopy
from policydiff.matching.differences import SAME, Difference, differences, measure
from policydiff.matching.repeats import MIN_REPEAT, MatchChain
from policydiff.structure.context import Contexts
from policydiff.structure.labels import is_division
from policydiff.text.canonical import canonical, canonical_positions, preserves
from policydiff.text.spans import Span, merge_spans

MAX_COMPARED = 20_000  # key characters of two lawful kin that are compared word for word
MIN_LINE = 4  # key characters of a short line worth speaking of


def _place(reading: AnalysedDocument, span: Span, unit: int) -> Location:
    return Location(span, reading.document.lines.numbers(span), reading.standing_under(unit))


def decide_whole_copy(reading: AnalysedDocument, copy: WholeCopy, options: Options) -> tuple[Decision, tuple[int, int]]:
    """The decision on a document that consists of two copies, and the stretch of the key that it speaks for."""
    first, second = sorted((copy.goes, copy.stays))
    passage = reading.passage_of((first.start, first.end), (second.start, second.end))
    same = copy.kind in (Kind.SAME, Kind.THIN, Kind.FRAMING)
    goes: Side = "first" if copy.goes == first else "second"
    either = same and text_of(reading.paragraphs, first) == text_of(reading.paragraphs, second)
    droppable: tuple[Side, ...] = ("first", "second") if either else (goes,)
    verdict = PasteVerdict(
        pasted=copy.kind not in (Kind.THIN, Kind.FRAMING),
        droppable=droppable if same else (),
        evidence=_same_words(reading, copy) if copy.kind is Kind.SAME else _WHOLE[copy.kind],
        numbered=True,
        closed=True,
        basis="order",
    )
    decision = decide_paste(reading, passage, verdict, options, contained=same)
    if copy.own and decision.action == "drop":
        words = "; ".join(_own_words(reading, copy, index) for index in copy.own)
        decision = replace(decision, choice=f"only the kept copy has {words}")
    return decision, (passage.first[0], passage.second[1])


def _same_words(reading: AnalysedDocument, copy: WholeCopy) -> str:
    """What stands twice where one of two equal copies may go, in words."""
    if copy.own:
        return "the document stands twice, but for lines of its head or foot"
    stays, goes = (size_of(reading.paragraphs, range(*extent)) for extent in (copy.stays, copy.goes))
    times = max(2, 1 + round(goes / max(1, stays)))
    often = "twice" if times == 2 else f"{times} times"
    if copy.stays.size + copy.goes.size == len(reading.paragraphs):
        return f"the whole document stands {often}, from its first line to its last"
    if copy.goes.end == len(reading.paragraphs) and copy.stays.end < copy.goes.start:
        return "the document stands twice, once cut short"
    if copy.goes.start == 0:
        return "the document stands twice, once cut short"
    return f"the body of the document stands {often}, the copies directly behind one another"


_WHOLE = {
    Kind.THIN: "the whole document stands twice, but it is too short to be sure",
    Kind.HEADS_DIFFER: "the whole document stands twice, but each head or foot has words that the other lacks",
    Kind.FRAMING: "the same text stands at the beginning and at the end of the document",
    Kind.LACKING: "the whole document stands twice, but one copy lacks a part of the other",
    Kind.ALTERED: "the whole document stands twice, with some of its characters changed",
    Kind.ALTERED_SECTION: "a section stands twice from its heading on, with some of its characters changed",
}


def _own_words(reading: AnalysedDocument, copy: WholeCopy, index: int) -> str:
    """What a line of the kept copy has that the other lacks, in quotation marks."""
    span = reading.paragraphs[index].span
    text = reading.text[span.start : span.end]
    form, positions = canonical_positions(text)
    for other in (reading.paragraphs[at].form for at in range(*copy.goes)):
        if form.endswith(other):
            text = text[: positions[len(form) - len(other)]]
            break
        if form.startswith(other):
            text = text[positions[len(other)] :]
            break
    return f"“{text.strip()}”"


def decide_paste(
    reading: AnalysedDocument, passage: Passage, verdict: PasteVerdict, options: Options, *, contained: bool = False
) -> Decision:
    """The decision on what was pasted, or looks so. `contained` says that all of what goes is known to stay."""
    relation = "pasted-copy" if verdict.pasted else "possible-paste"
    side = _choice(verdict, options)
    gone, stays = (passage.first, passage.second) if side == "first" else (passage.second, passage.first)
    gone_span, stays_span = passage.first_span, passage.second_span
    if side == "second":
        gone_span, stays_span = stays_span, gone_span
    texts = reading.text[stays_span.start : stays_span.end], reading.text[gone_span.start : gone_span.end]
    forms = canonical(texts[0]), canonical(texts[1])
    same = contained or forms[0] == forms[1] or preserves(*forms)
    if _quoted(reading, passage) or (same and not verdict.droppable):
        relation = "possible-paste"
    action: Action = "conflict" if not same and relation == "pasted-copy" else "keep"
    if same and relation in options.drop and (verdict.droppable or relation == "possible-paste"):
        action = "drop"
    units = sum(not is_division(line) for _, line in passage.labels)
    found = () if same else differences(texts[0], texts[1], stays_span.start, gone_span.start)
    choice = _choice_words(verdict, side, options)
    copies = _place(reading, gone_span, gone[0]), _place(reading, stays_span, stays[0])
    return Decision(
        action,
        relation,
        *copies,
        differences=found,
        measures=SAME if forms[0] == forms[1] else measure(*texts),
        evidence=verdict.evidence,
        choice=choice,
        between=verdict.between,
        units=units,
        basis=verdict.basis if verdict.droppable else "asked",
    )


def _choice(verdict: PasteVerdict, options: Options) -> Side:
    """Which copy goes: the one the numbering does not want, else by what stands between, else the later."""
    able = verdict.droppable or ("second",)
    if options.keep == "last" and "first" in able:
        return "first"
    if options.keep == "first" and "second" in able:
        return "second"
    if len(able) == 1:
        return able[0]
    return "first" if verdict.between is not None else "second"


def _choice_words(verdict: PasteVerdict, side: Side, options: Options) -> str:
    """Why the other copy stays, in words."""
    if options.keep != "auto" and len(verdict.droppable) > 1:
        return f"--keep {options.keep}"
    if len(verdict.droppable) == 1 and verdict.pasted and verdict.basis != "order":
        if verdict.numbered:
            return "its labels continue those of its neighbours"
        return "without it a heading or its text would be left alone"
    if side == "first" and verdict.between is not None:
        return "the introduction stands between the copies; now it leads the kept one"
    return "the first stays where nothing speaks for the other"


def _quoted(reading: AnalysedDocument, passage: Passage) -> bool:
    for span in (passage.first_span, passage.second_span):
        text = reading.text[span.start : span.end].strip(" \t\r\n\u3000")
        before = reading.text[max(0, span.start - 2) : span.start].strip()
        if (text[:1] or " ") in "“「『" and (text[-1:] or " ") in "”」』":
            return True
        if before[-1:] in ("“", "「", "『"):
            return True
    return False


def decide_repeated_provision(reading: AnalysedDocument, passage: Passage, options: Options) -> Decision:
    """The decision on a passage that may well stand twice."""
    texts = [reading.text[span.start : span.end] for span in (passage.first_span, passage.second_span)]
    same = canonical(texts[0]) == canonical(texts[1])
    if any(reading.in_furniture(*side) for side in (passage.first, passage.second)):
        relation, evidence = "furniture", "page furniture"
    elif _quoted(reading, passage):
        relation, evidence = "quotation", "a quoted passage"
    elif not same:
        relation, evidence = "parallel-provision", f"nearly the same words in two {_places(reading, passage)}"
    else:
        relation = "repeated-provision"
        where = f"in two {_places(reading, passage)}, each in its own place"
        evidence = f"the same words {'twice in a row' if passage.first[1] == passage.second[0] else where}"
    here, there = passage.second_span, passage.first_span
    found: tuple[Difference, ...] = ()
    if not same and passage.length <= MAX_COMPARED:
        found = differences(texts[0], texts[1], there.start, here.start)
    elif not same:
        evidence += ", too long to compare word for word"
    clean_cut = passage.whole and all(map(reading.opens, passage.second))
    action: Action = "drop" if same and clean_cut and relation in options.drop else "keep"
    return Decision(
        action,
        relation,
        _place(reading, here, passage.second[0]),
        _place(reading, there, passage.first[0]),
        found,
        SAME if same else measure(*texts),
        evidence,
    )


def _places(reading: AnalysedDocument, passage: Passage) -> str:
    """What two passages stand in: provisions where both have a number, else places."""
    numbered = reading.stands_in_provision(passage.first[0]) and reading.stands_in_provision(passage.second[0])
    return "provisions" if numbered else "places"


def decide_repeated_phrase(reading: AnalysedDocument, run: MatchChain) -> Decision:
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
        measures=measure(*(reading.text[span.start : span.end] for span in reversed(spans))) if altered else SAME,
    )


def decide_repeated_lines(
    reading: AnalysedDocument, spoken: list[tuple[int, int]], options: Options
) -> Iterator[Decision]:
    """Whole lines shorter than a passage that stand more than once: captions, signatures, running heads.

    `spoken` are the stretches of the key that other decisions speak for, ascending by start.
    """
    standing: dict[bytes, list[tuple[int, int, int]]] = {}
    for each in reading.short_lines(MIN_LINE, MIN_REPEAT - 1):
        standing.setdefault(reading.key.codes[each[0] : each[1]].tobytes(), []).append(each)
    starts = [start for start, _ in spoken]
    for alike in standing.values():
        lines = _unspoken(reading, alike, spoken, starts) if len(alike) > 1 else []
        if len(lines) < 2:
            continue
        first, others = lines[0], lines[1:]
        relation = "running-head" if _regular([line.start for line in lines]) else "repeated-line"
        text = reading.text[first.span.start : first.span.end]
        words = canonical(text)
        for line in others:
            again = reading.text[line.span.start : line.span.end]
            same = preserves(words, words if again == text else canonical(again))
            pasted = _repeated_unit(reading, first, line) if same else ""
            known = "possible-paste" if pasted else relation
            action: Action = "drop" if same and known in options.drop else "keep"
            here, there = _place(reading, line.span, line.start), _place(reading, first.span, first.start)
            yield Decision(action, known, here, there, evidence=pasted or "the same short line", measures=SAME)


def _repeated_unit(reading: AnalysedDocument, first: _Line, second: _Line) -> str:
    """What speaks for a paste where two lines are one paragraph each; "" where nothing does.

    A number stands once in its series, and a paragraph seldom stands directly behind itself.
    """
    units, contexts = reading.paragraph_units, reading.contexts
    there, here = (bisect.bisect_left(units, line.start) for line in (first, second))
    if here + 1 >= len(units) or [units[there], units[here], units[here + 1]] != [
        first.start,
        second.start,
        second.end,
    ]:
        return ""
    paragraph, step = reading.paragraphs[here], contexts.steps[here]
    if len(paragraph.form) < LEAST_COPY or not paragraph.ends_sentence or paragraph.furniture:
        return ""
    if step.context != contexts.steps[there].context or _led_apart(contexts, there, here):
        return ""
    innermost = [each.after.stack[-1] for each in (contexts.steps[there], step) if each.after.stack]
    if len(innermost) == 2 and innermost[1].ordinal and innermost[0].unit != innermost[1].unit:
        return "one numbered unit stands twice in its series"
    return "one paragraph stands twice, directly behind itself" if here == there + 1 else ""


def _led_apart(contexts: Contexts, one: int, other: int) -> bool:
    """Whether two paragraphs stand right under headings or lead-ins that differ."""
    if not one or not other:
        return False
    above = contexts.paragraphs[one - 1], contexts.paragraphs[other - 1]
    return all(each.opens for each in above) and above[0].form != above[1].form


class _Line(NamedTuple):
    """A line, or several alike: its stretch of the key, and of the text."""

    start: int
    end: int
    span: Span


def _unspoken(
    reading: AnalysedDocument, alike: list[tuple[int, int, int]], spoken: list[tuple[int, int]], starts: list[int]
) -> list[_Line]:
    """The places of a short line that no other decision speaks for."""
    found: list[_Line] = []
    for start, end, place in alike:
        at = bisect.bisect_right(starts, start) - 1
        if at >= 0 and end <= spoken[at][1]:
            continue
        span = reading.document.lines.span(reading.document.lines.number(place))
        if len(found) > 1 and found[-1].end == start:  # one place, however often it comes at once
            found[-1] = _Line(found[-1].start, end, Span(found[-1].span.start, span.end))
        else:
            found.append(_Line(start, end, span))
    return found


def _regular(units: list[int]) -> bool:
    """Whether a line comes again at page intervals: three times or more, with about as much text between."""
    gaps = [later - earlier for earlier, later in itertools.pairwise(units)]
    return len(gaps) >= 2 and min(gaps) >= 200 and max(gaps) <= 2 * min(gaps)


def decide_furniture(reading: AnalysedDocument, options: Options) -> Iterator[Decision]:
    """Page furniture, kept unless asked for."""
    drop = "furniture" in options.drop
    evidence = "page furniture, left out as asked" if drop else "page furniture, kept"
    for span in merge_spans(each.span for each in reading.outline.furniture):
        place = Location(span, reading.document.lines.numbers(span))
        yield Decision("drop" if drop else "keep", "furniture", place, None, evidence=evidence)
