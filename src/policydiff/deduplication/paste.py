"""Is a repeated passage a paste, and which copy is out of place? Context decides, then the numbering, then its size.

Text is a paste only where its context is repeated with it. A paste breaks a count and leaving it out mends the count:
... 二十 [五 六 七 八] 二十一 ... Lawful repetition mends nothing: its labels differ, or stand in counts of their own.
"""

from __future__ import annotations

import bisect
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from policydiff.deduplication.analysis import Reading
from policydiff.deduplication.copies import LEAST_COPY, Copy, copy_of, is_enough, whole_paragraphs
from policydiff.deduplication.counting import SIDES, Counting, Side, breaks, counting, label_before, out_of_count
from policydiff.deduplication.passage import Passage
from policydiff.deduplication.removal import Basis, Extent, Fault, fault_at_edges, paired, same_contexts, size_of
from policydiff.matching.repeats import Match
from policydiff.structure.context import Context, Contexts
from policydiff.structure.paragraphs import Paragraph
from policydiff.text.spans import Span

LEAST_UNNUMBERED = 300  # key characters of a text without numbering; the longest lawful repeats of statutes have 250
LARGE_PART = 0.2  # of the document's key, for the same
LEAST_UNLED = 1_000  # key characters of sections 一、 under two sentences, from which these are no lists
LEAST_STRAY = 120  # key characters of a numbered run under headings that are not its own
BODY = 0.3  # share of the document that a body has which stands behind itself
CUT_BODY = 0.1  # the same, of one that breaks off where the document ends
_LONGEST_NAME = 40  # characters of a heading that are shown
_AGREEING = 0.5  # share of the labels of an altered copy that stand in the same context on both sides


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a passage stands twice by a paste. `droppable` names the copies that could go, `evidence` says why.

    `likely` says that it looks like a paste though the evidence is thin; `numbered`, that the numbering proves it;
    `closed`, that its headings or its place do, so that what stands farther off does not matter.
    `between` is the text between the copies when it introduces the second; `gain`, how much of the count is mended.
    """

    pasted: bool
    likely: bool = True
    droppable: tuple[Side, ...] = ()
    evidence: str = ""
    numbered: bool = False
    closed: bool = False
    between: Span | None = None
    gain: int = 0
    basis: Basis = "context"


LAWFUL = Verdict(False, likely=False)


def judge_exact(reading: Reading, match: Match) -> tuple[Passage, Verdict] | None:
    """The copy that an exact repeat is, and the verdict on it; None where no whole paragraph of it is a copy."""
    if not reading.holds_line(match) or reading.stands_under_other_labels(match):
        return None
    if out_of_place := _out_of_place(reading, match):
        return out_of_place
    copy = copy_of(reading, match)
    if copy is None:
        return None
    passage = reading.passage_of((copy.first.start, copy.first.end), (copy.second.start, copy.second.end))
    allowed = tuple(side for side, fault in zip(SIDES, copy.faults, strict=True) if fault is None)
    if not allowed:
        return passage, _endless(reading, passage, copy) or _kept(reading, passage, copy)
    counted = _by_numbering(reading, copy, allowed)
    if counted is None or (not counted.pasted and reading.paragraphs[copy.second.start].kind == "heading"):
        headed = _by_heading(reading, copy, allowed)
        counted = headed if headed is not None and (counted is None or headed.pasted) else counted
    verdict = counted or _by_size(reading, passage, copy, allowed)
    return passage, verdict if verdict.likely else _apart(reading, copy)


def _endless(reading: Reading, passage: Passage, copy: Copy) -> Verdict | None:
    """The verdict on a long text directly behind itself in an endless line, whose labels are not surely read."""
    share = passage.length / max(1, len(reading.key))
    if passage.whole or not copy.adjacent or passage.length < LEAST_UNNUMBERED or share < LARGE_PART:
        return None
    evidence = f"a text of {passage.length:,} characters, {share:.0%} of the document, stands twice in the same order"
    return Verdict(True, True, SIDES, evidence, closed=True, basis="order")


def _out_of_place(reading: Reading, match: Match) -> tuple[Passage, Verdict] | None:
    """A copy under headings that are not its own, which its numbers show to be out of place; None where they do not.

    Its labels break the count where it stands, and keep it where its equal stands. Or it is a body that stands behind
    itself with no more than a sentence between: then its count begins again at one.
    """
    extents = whole_paragraphs(reading, match) if match.length < match.shift else None
    if extents is None or match.length < LEAST_STRAY:
        return None
    contexts = reading.contexts
    first, second = _without_foreign_end(contexts, *_from_first_label(contexts, *extents))
    if second.size < 1 or same_contexts(contexts, second, first):
        return None
    found = counting(contexts, first, second)
    if found is None or found.labels < 2 or max(found.gains) < 1 or found.both_restart:
        return None
    if _same_heading_above(contexts, first, second):
        return None
    passage = reading.passage_of((first.start, first.end), (second.start, second.end))
    cut = _breaks_off(reading, match)
    able = out_of_count(found) or (SIDES if found.restarts and _is_body(reading, first, second, cut=cut) else ())
    copy = Copy(first, second, (fault_at_edges(contexts, first), fault_at_edges(contexts, second)))
    able = tuple(
        side
        for side, fault in zip(SIDES, copy.faults, strict=True)
        if side in able and fault is None and _ends_clean(reading, copy, side, found)
    )
    if not able:
        return None
    words, between = found.words, introduction(reading, copy)
    return passage, Verdict(True, True, able, words, True, True, between, max(found.gains), "count")


def _same_heading_above(contexts: Contexts, first: Extent, second: Extent) -> bool:
    """Whether both extents stand right under the same heading or lead-in: then it is their own, in two places."""
    if not first.start or not second.start:
        return False
    there, here = contexts.paragraphs[first.start - 1], contexts.paragraphs[second.start - 1]
    return here.opens and not any(mark.ordinal for mark in here.marks) and there.form == here.form


def _from_first_label(contexts: Contexts, first: Extent, second: Extent) -> tuple[Extent, Extent]:
    """Two equal extents without what stands before their first label."""
    for index, other, aligned in paired(contexts, second, first):
        own = contexts.steps[index].own
        if own is not None and own.ordinal and aligned:
            return Extent(other, first.end), Extent(index, second.end)
    return Extent(first.end, first.end), Extent(second.end, second.end)


def _without_foreign_end(contexts: Contexts, first: Extent, second: Extent) -> tuple[Extent, Extent]:
    """Two equal extents without the headings at their end that belong to what follows the later one.

    A heading whose number is out of its count there came with the copy.
    """
    while min(first.size, second.size) > 1:
        there, here = contexts.steps[first.end - 1], contexts.steps[second.end - 1]
        own = here.own
        if own is None or not contexts.paragraphs[second.end - 1].opens or there.context == here.context:
            break
        counts = [label_before(contexts, extent.end - 1, own)[0] for extent in (first, second)]
        if own.ordinal and breaks(counts[1], own) and not breaks(counts[0], own):
            break
        first, second = Extent(first.start, first.end - 1), Extent(second.start, second.end - 1)
    return first, second


def _is_body(reading: Reading, first: Extent, second: Extent, *, cut: bool) -> bool:
    """Whether an extent is a body that stands behind itself: sections with text, much of the document, text between.

    One that is `cut` in mid-sentence where the document ends may have the rest of the first between.
    """
    contexts = reading.contexts
    if not cut and any(contexts.steps[index].own is not None for index in range(first.end, second.start)):
        return False
    paragraphs = [contexts.paragraphs[index] for index in range(*second)]
    size = sum(len(paragraph.form) for paragraph in paragraphs)
    texts = sum(paragraph.kind == "text" for paragraph in paragraphs)
    own = contexts.steps[second.start].own
    sections = own is not None and (own.running or not contexts.series.is_list(own.style))
    whole = sum(len(paragraph.form) for paragraph in contexts.paragraphs)
    return sections and size >= LEAST_UNLED and texts >= 2 and size >= (CUT_BODY if cut else BODY) * whole


def _breaks_off(reading: Reading, match: Match) -> bool:
    """Whether the later side of a repeat ends with the document, inside a paragraph of the earlier one."""
    end = match.first + match.length
    at = bisect.bisect_left(reading.paragraph_units, end)
    return match.second + match.length == len(reading.key) and reading.paragraph_units[at] != end


def judge_altered(reading: Reading, passage: Passage) -> Verdict:
    """The verdict on a passage whose two sides are nearly the same: a paste that was altered, or kin."""
    sides = [Extent(*reading.paragraphs_in(*side)) for side in (passage.first, passage.second)]
    if not all(side.size > 0 for side in sides):
        return LAWFUL
    contexts = reading.contexts
    found = counting(contexts, sides[0], sides[1])
    if found is None or max(found.gains) < 1:
        return LAWFUL
    # Labels that break their count are compared by what they say; those of a list say nothing without its lead-in.
    names = bool(out_of_count(found)) and not contexts.series.is_list(found.style)
    labels = [_labelled(contexts, side, names=names) for side in sides]
    agreeing = sum((Counter(labels[0]) & Counter(labels[1])).values())
    if not agreeing or agreeing < _AGREEING * max(map(len, labels)):
        return LAWFUL
    return Verdict(True, True, (), found.words_of_altered, True, gain=max(found.gains))


def _labelled(contexts: Contexts, extent: Extent, *, names: bool) -> list[Context]:
    """The contexts of the labels and headings in an extent; with `names` only what each says itself."""
    steps = [step for index in range(*extent) if (step := contexts.steps[index]).own is not None]
    return [(step.after.stack[-1].identity[:2],) if names else step.context for step in steps]


def _kept(reading: Reading, passage: Passage, copy: Copy) -> Verdict:
    """The verdict on a repeat of which no copy may go."""
    paragraphs = reading.paragraphs[copy.second.start : copy.second.end]
    if copy.adjacent and paragraphs[0].opens and is_enough(paragraphs):
        return Verdict(
            False, True, evidence=f"{_sections(reading, copy.second, copy.second.start)}, under other headings"
        )
    if Fault.OTHER_CONTEXT in copy.faults or not passage.labels:
        return LAWFUL
    evidence = "a long passage stands twice in one context, but neither copy can go alone"
    return Verdict(False, passage.length >= LEAST_UNNUMBERED, evidence=evidence)


# ------------------------------------------------------------------------------------------------------ numbering


def _by_numbering(reading: Reading, copy: Copy, allowed: tuple[Side, ...]) -> Verdict | None:
    """Leaving out a pasted copy mends more of the count than it breaks; None where the count says nothing."""
    contexts = reading.contexts
    found = counting(contexts, copy.first, copy.second)
    if found is None or max(found.gains) < 1 or found.both_restart:
        return None
    if not found.running and _begins_with_heading(contexts, copy.second):
        return None  # a list under a heading of its own: the heading decides
    size = size_of(contexts.paragraphs, range(*copy.second))
    sections = found.labels >= 2 and size >= LEAST_UNLED and not contexts.series.is_list(found.style)
    if size < LEAST_COPY or (found.restarts and not found.running and not sections):
        return None
    if _numbered_labels(contexts, copy.second) == 1 and any(
        _goes_on(contexts, extent) for extent in (copy.first, copy.second)
    ):
        return Verdict(False, True, evidence="one numbered unit stands twice, and one of the two goes on")
    droppable = tuple(
        side
        for side, gain in zip(SIDES, found.gains, strict=True)
        if gain == max(found.gains) and side in allowed and _ends_clean(reading, copy, side, found)
    )
    if found.restarts and _led_by_two_sentences(reading, copy, found.style):
        evidence = "the same count stands under two sentences, and nothing tells whether one of them was pasted in"
        return Verdict(False, True, evidence=evidence)
    if not droppable:
        return Verdict(False, True, evidence="a long passage stands twice, and its numbering does not tell why")
    return Verdict(True, True, droppable, found.words, True, True, introduction(reading, copy), max(found.gains))


def _ends_clean(reading: Reading, copy: Copy, side: Side, found: Counting) -> bool:
    """Whether leaving this copy out strands nothing: a label, the end, page furniture or a signature follows it.

    Other text may follow when it leads the other copy, or when what is kept before it ends with the same unit and the
    copy is more than that unit.
    """
    contexts = reading.contexts
    extent = copy.first if side == "first" else copy.second
    if extent.end >= len(contexts.paragraphs) or contexts.steps[extent.end].own is not None:
        return True
    unit = reading.paragraph_units[extent.end]
    if reading.in_furniture(unit, unit + 1):
        return True
    following = next((at for at in range(extent.end, len(contexts.steps)) if contexts.steps[at].own is not None), None)
    if side == "first":
        return following is None or following >= copy.second.start
    if following is None and _is_signature(contexts.paragraphs[extent.end :]):
        return True
    before, _ = label_before(contexts, extent.start, found.last)
    return found.labels > 1 and before is not None and before.identity == found.last.identity


def _begins_with_heading(contexts: Contexts, extent: Extent) -> bool:
    """Whether the first label or heading of an extent is a heading without a number."""
    own = next((step.own for index in range(*extent) if (step := contexts.steps[index]).own is not None), None)
    return own is not None and not own.ordinal


def _numbered_labels(contexts: Contexts, extent: Extent) -> int:
    """How many labels with a number an extent holds, of whatever depth."""
    return sum(bool(entry.ordinal) for index in range(*extent) for entry in contexts.steps[index].opened)


def _goes_on(contexts: Contexts, extent: Extent) -> bool:
    """Whether a sentence of the last unit of an extent follows it."""
    if extent.end >= len(contexts.steps) or contexts.steps[extent.end].own is not None:
        return False
    return contexts.paragraphs[extent.end].ends_sentence


def _is_signature(paragraphs: Sequence[Paragraph]) -> bool:
    """Whether a foot is no prose: an office or a name, a date, a note in brackets, each on a short line."""
    return len(paragraphs) <= 8 and all(len(each.form) < 60 and not each.ends_sentence for each in paragraphs)


def _led_by_two_sentences(reading: Reading, copy: Copy, style: str) -> bool:
    """Whether two short lists of the same items each stand under a sentence of their own, which may be lawful."""
    contexts = reading.contexts
    if copy.adjacent or style not in ("enumerated", "arabic", "formal", "stem"):
        return False
    if any(contexts.paragraphs[index].kind == "text" for index in range(*copy.second)):
        return False  # sections with a text of their own are no list
    leads = [contexts.paragraphs[extent.start - 1] for extent in (copy.first, copy.second) if extent.start]
    if len(leads) < 2 or not all(lead.kind == "text" and lead.ends_sentence for lead in leads):
        return False
    length = size_of(contexts.paragraphs, range(*copy.second))
    return leads[0].form != leads[1].form and length < LEAST_UNLED


# ------------------------------------------------------------------------------------------- headings and size


def _by_heading(reading: Reading, copy: Copy, allowed: tuple[Side, ...]) -> Verdict | None:
    """The verdict on a section or page that stands twice with its heading, or on text directly behind itself."""
    contexts = reading.contexts
    paragraphs = [contexts.paragraphs[index] for index in range(*copy.second)]
    if copy.adjacent and len(paragraphs) == 1 and paragraphs[0].ends_sentence and not paragraphs[0].inline:
        return Verdict(False, True, evidence="one paragraph stands twice, directly behind itself")
    if not is_enough(paragraphs):
        size = sum(len(paragraph.form) for paragraph in paragraphs)
        if copy.adjacent and len(paragraphs) > 1 and size >= LEAST_COPY:
            return Verdict(False, True, evidence=f"{len(paragraphs)} lines stand twice, directly behind themselves")
        return None
    first = next((index for index in range(*copy.second) if contexts.steps[index].own is not None), None)
    heading = first is not None and contexts.paragraphs[first].kind == "heading"
    if not heading and any(paragraph.inline for paragraph in paragraphs) and not _is_whole_lines(reading, copy):
        return None
    if not copy.adjacent:
        if first is None or not heading or not contexts.is_page_title(first):
            return None
        ending = [side for side, extent in zip(SIDES, copy[:2], strict=True) if _ends_page(contexts, extent)]
        able = tuple(side for side in allowed if side in ending)
        if not able:
            return Verdict(False, True, evidence="the beginning of a page stands twice, and its end does not")
        allowed = able
    if heading and first is not None:
        where = "one copy directly behind the other" if copy.adjacent else "from heading to last line"
        evidence = f"{_sections(reading, copy.second, first)}, {where}"
    else:
        evidence = f"a text of {len(paragraphs)} paragraphs stands twice, directly behind itself"
    return Verdict(True, True, allowed, evidence, closed=True, between=introduction(reading, copy))


def _apart(reading: Reading, copy: Copy) -> Verdict:
    """The verdict on a long outermost section in two places, which may be lawful: nothing shows that it is a page."""
    contexts, first = reading.contexts, copy.second.start
    size = size_of(contexts.paragraphs, range(*copy.second))
    if size < LEAST_UNLED or not contexts.is_outermost(first) or not _ends_page(contexts, copy.second):
        return LAWFUL
    evidence = f"{_sections(reading, copy.second, first)}, from heading to last line, in two places"
    return Verdict(False, True, evidence=evidence)


def _is_whole_lines(reading: Reading, copy: Copy) -> bool:
    """Whether both copies begin and end with a line, though it may be an endless one."""
    text, paragraphs = reading.text, reading.paragraphs
    starts = [paragraphs[extent.start].span.start for extent in (copy.first, copy.second)]
    starts += [paragraphs[extent.end].span.start for extent in (copy.second,) if extent.end < len(paragraphs)]
    return all(not text[:start][-1:].strip("\r\n") for start in starts)


def _ends_page(contexts: Contexts, extent: Extent) -> bool:
    """Whether a page ends where an extent does: with the document, or before another outermost heading."""
    return extent.end >= len(contexts.paragraphs) or contexts.is_outermost(extent.end)


def _sections(reading: Reading, extent: Extent, first: int) -> str:
    """What stands twice, by the heading at `first` and the others of its level in the extent."""
    paragraphs = reading.paragraphs
    span = paragraphs[first].span
    name = " ".join(reading.text[span.start : span.end].splitlines()[0].strip("#*_ \t").replace("\\", "").split())
    name = name if len(name) <= _LONGEST_NAME else name[:_LONGEST_NAME].rstrip() + "…"
    level = paragraphs[first].level
    others = sum(paragraphs[index].level == level for index in range(first + 1, extent.end))
    if any(0 < paragraphs[index].level < level for index in range(first + 1, extent.end)) or not others:
        return f"the section “{name}” stands twice"
    return f"{others + 1} sections, the first of them “{name}”, stand twice"


def _by_size(reading: Reading, passage: Passage, copy: Copy, allowed: tuple[Side, ...]) -> Verdict:
    """A stretch without numbering is a paste when it is whole paragraphs or in a line, and a large part of all."""
    share = passage.length / max(1, len(reading.key))
    if passage.length < LEAST_UNNUMBERED or share < LARGE_PART:
        return LAWFUL
    contexts = reading.contexts
    if any(entry.ordinal for index in range(*copy.second) for entry in contexts.steps[index].opened):
        return Verdict(False, evidence="a long passage stands twice, and its numbering does not tell why")
    paragraphs = [contexts.paragraphs[index] for index in range(*copy.second)]
    if is_table(reading, passage):
        return Verdict(False, evidence="a large table stands twice")
    if passage.whole and len(paragraphs) < 2:
        return Verdict(False, evidence="one long paragraph stands twice")
    free = tuple(side for side in allowed if not _is_under_short_line(contexts, copy, side))
    if not free:
        return Verdict(False, evidence="a long passage stands twice, under lines that may name what it is for")
    where, verb = (f"{len(paragraphs)} whole paragraphs", "stand") if passage.whole else ("a text", "stands")
    evidence = f"{where} of {passage.length:,} characters, {share:.0%} of the document, {verb} twice in the same order"
    return Verdict(True, True, free, evidence, between=introduction(reading, copy))


def _is_under_short_line(contexts: Contexts, copy: Copy, side: Side) -> bool:
    """Whether a copy stands right behind a short line, of whatever kind, that is not the end of the other copy.

    A date, an abbreviation or a sentence may name what follows: 11 March 2031; ANNEX B.; Mr Lund said the following.
    """
    extent = copy.first if side == "first" else copy.second
    if not extent.start or (side == "second" and copy.adjacent):
        return False
    if side == "first" and extent.start == 1 and copy.second.start > extent.end:
        return False  # the document's title, which then heads what stands between the copies
    before, last = contexts.paragraphs[extent.start - 1], contexts.paragraphs[extent.end - 1]
    return before.is_short and before.form != last.form


def is_table(reading: Reading, passage: Passage) -> bool:
    """Whether the passage is tabular: cells rather than sentences."""
    text = reading.text[passage.second_span.start : passage.second_span.end]
    lines = [line for line in text.splitlines() if line.strip()]
    if not passage.whole or len(lines) < 3:
        return False
    return sum("\t" in line.strip() or "|" in line or len(line.strip()) < 8 for line in lines) * 2 > len(lines)


def introduction(reading: Reading, copy: Copy) -> Span | None:
    """The prose that stands between the copies and leads the second: its last paragraph, None where there is none."""
    contexts = reading.contexts
    between = range(copy.first.end, copy.second.start)
    if not between or any(contexts.steps[index].own is not None for index in between):
        return None
    last = contexts.paragraphs[between[-1]]
    text = reading.text[last.span.start : last.span.end]
    start = last.span.start + len(text) - len(text.lstrip())
    span = Span(start, max(start, last.span.start + len(text.rstrip())))
    if len(span) < 20 or reading.text[span.end - 1] not in "。：:！；":
        return None
    return None if any(each.span.overlaps(span) for each in reading.outline.furniture) else span
