"""Pastes that the numbering shows: leaving a copy out mends the count that it breaks."""

from __future__ import annotations

import bisect
from collections.abc import Sequence

from policydiff.deduplication.analysis import AnalysedDocument
from policydiff.deduplication.copies import MIN_COPY_CHARACTERS, Copy, whole_paragraphs
from policydiff.deduplication.counting import SIDES, Counting, Side, breaks, counting, label_before, out_of_count
from policydiff.deduplication.passage import Passage
from policydiff.deduplication.removal import Extent, fault_at_edges, pair_paragraphs, same_contexts, size_of
from policydiff.deduplication.verdict import PasteVerdict
from policydiff.matching.repeats import Match
from policydiff.messages import message
from policydiff.structure.context import Contexts
from policydiff.structure.numbering import POINTED
from policydiff.structure.paragraph import Paragraph
from policydiff.text.spans import Span

MIN_SECTIONS_UNITS = 1_000  # code units of sections 一、 under two sentences, from which they are no lists
MIN_STRAY_UNITS = 120  # code units of a numbered repeat under foreign headings
MIN_BODY_SHARE = 0.3  # share of the document, for a body that follows itself
MIN_CUT_BODY_SHARE = 0.1  # the same, for a copy that breaks off where the document ends


def judge_out_of_place(analysed: AnalysedDocument, match: Match) -> tuple[Passage, PasteVerdict] | None:
    """The passage of a copy under foreign headings that its numbers show to be out of place, and the verdict on it.

    Either its labels break the count while those of the equal text keep it, or it is the body of the document pasted
    after itself, so that its count begins at one again. The verdict is always a paste with a side that may be dropped.
    None for any other repeat, one below `MIN_STRAY_UNITS`, and one that directly follows itself.
    """
    extents = whole_paragraphs(analysed, match) if match.length < match.shift else None
    if extents is None or match.length < MIN_STRAY_UNITS:
        return None
    contexts = analysed.contexts
    first, second = _without_foreign_end(contexts, *_from_first_label(contexts, *extents))
    if second.size < 1 or same_contexts(contexts, second, first):
        return None
    count = counting(contexts, first, second)
    if count is None or count.labels < 2 or max(count.gains) < 1 or count.both_restart:
        return None
    if _same_heading_above(contexts, first, second):
        return None
    passage = analysed.passage_of((first.start, first.end), (second.start, second.end))
    cut = _breaks_off(analysed, match)
    sides = out_of_count(count) or (
        SIDES if count.restarts and _is_body_following_itself(analysed, first, second, cut=cut) else ()
    )
    copy = Copy(first, second, (fault_at_edges(contexts, first), fault_at_edges(contexts, second)))
    sides = tuple(
        side
        for side, fault in zip(SIDES, copy.faults, strict=True)
        if side in sides and fault is None and _ends_clean(analysed, copy, side, count)
    )
    if not sides:
        return None
    evidence, between = count.evidence, introduction(analysed, copy)
    return passage, PasteVerdict(True, True, sides, evidence, True, True, between, max(count.gains), "count")


def _same_heading_above(contexts: Contexts, first: Extent, second: Extent) -> bool:
    """Whether the paragraphs directly before both extents are equal headings or lead-ins, which are then their own.

    False if that of the second has a number, or an extent begins the document.
    """
    if not first.start or not second.start:
        return False
    earlier, later = contexts.paragraphs[first.start - 1], contexts.paragraphs[second.start - 1]
    return (
        later.opens and not any(mark.ordinal for mark in later.marks) and earlier.canonical_form == later.canonical_form
    )


def _from_first_label(contexts: Contexts, first: Extent, second: Extent) -> tuple[Extent, Extent]:
    """Two equal extents without the text before their first numbered label; two empty extents if they have none."""
    for second_index, first_index, aligned in pair_paragraphs(contexts, second, first):
        innermost = contexts.steps[second_index].innermost
        if innermost is not None and innermost.ordinal and aligned:
            return Extent(first_index, first.end), Extent(second_index, second.end)
    return Extent(first.end, first.end), Extent(second.end, second.end)


def _without_foreign_end(contexts: Contexts, first: Extent, second: Extent) -> tuple[Extent, Extent]:
    """Two equal extents without the headings at their end that belong to the text after the later one.

    A heading whose number is out of its count there came with the copy and is kept. At least one paragraph stays.
    """
    while min(first.size, second.size) > 1:
        earlier, later = contexts.steps[first.end - 1], contexts.steps[second.end - 1]
        innermost = later.innermost
        if innermost is None or not contexts.paragraphs[second.end - 1].opens or earlier.context == later.context:
            break
        labels_before = [label_before(contexts, extent.end - 1, innermost)[0] for extent in (first, second)]
        if innermost.ordinal and breaks(labels_before[1], innermost) and not breaks(labels_before[0], innermost):
            break
        first, second = Extent(first.start, first.end - 1), Extent(second.start, second.end - 1)
    return first, second


def _is_body_following_itself(analysed: AnalysedDocument, first: Extent, second: Extent, *, cut: bool) -> bool:
    """Whether `second` is the body of the document pasted after itself.

    It must be sections with text, of at least MIN_SECTIONS_UNITS and MIN_BODY_SHARE of the document, with no label or
    heading between `first` and `second`. If the document ends inside a paragraph of `second` (`cut`),
    MIN_CUT_BODY_SHARE is enough, and labels may be between: those of the part that `second` no longer has.
    """
    contexts = analysed.contexts
    if not cut and any(contexts.steps[index].innermost is not None for index in range(first.end, second.start)):
        return False
    paragraphs = [contexts.paragraphs[index] for index in range(*second)]
    size = sum(len(paragraph.canonical_form) for paragraph in paragraphs)
    texts = sum(paragraph.kind == "text" for paragraph in paragraphs)
    first_label = contexts.steps[second.start].innermost
    sections = first_label is not None and (first_label.running or not contexts.series.is_list(first_label.style))
    document_size = sum(len(paragraph.canonical_form) for paragraph in contexts.paragraphs)
    return (
        sections
        and size >= MIN_SECTIONS_UNITS
        and texts >= 2
        and size >= (MIN_CUT_BODY_SHARE if cut else MIN_BODY_SHARE) * document_size
    )


def _breaks_off(analysed: AnalysedDocument, match: Match) -> bool:
    """Whether the later side of a repeat ends with the document, inside a paragraph of the earlier side."""
    end = match.first + match.length
    index = bisect.bisect_left(analysed.paragraph_offsets, end)
    return match.second + match.length == len(analysed.folded) and analysed.paragraph_offsets[index] != end


# --- numbering


def judge_by_numbering(analysed: AnalysedDocument, copy: Copy, allowed: tuple[Side, ...]) -> PasteVerdict | None:
    """The verdict by numbering: a paste if leaving a copy out mends more of the count than it breaks.

    None if the count says nothing, or too little. If the count is broken but no side may be dropped, which must be in
    `allowed` and leave nothing stranded, the verdict is likely and not pasted.
    """
    contexts = analysed.contexts
    count = counting(contexts, copy.first, copy.second)
    if count is None or max(count.gains) < 1 or count.both_restart:
        return None
    if not count.running and _begins_with_heading(contexts, copy.second):
        return None  # a list under its own heading is judged by the heading
    size = size_of(contexts.paragraphs, range(*copy.second))
    sections = count.labels >= 2 and size >= MIN_SECTIONS_UNITS and not contexts.series.is_list(count.style)
    if size < MIN_COPY_CHARACTERS or (count.restarts and not count.running and not sections):
        return None
    if _numbered_labels(contexts, copy.second) == 1 and any(
        _unit_goes_on(contexts, extent) for extent in (copy.first, copy.second)
    ):
        evidence = message("one numbered unit stands twice, and one of the two goes on")
        return PasteVerdict(False, True, evidence=evidence)
    droppable = tuple(
        side
        for side, gain in zip(SIDES, count.gains, strict=True)
        if gain == max(count.gains) and side in allowed and _ends_clean(analysed, copy, side, count)
    )
    if count.restarts and _led_by_two_sentences(analysed, copy, count.style):
        evidence = message(
            "the same count stands under two sentences, and nothing tells whether one of them was pasted in"
        )
        return PasteVerdict(False, True, evidence=evidence)
    if not droppable:
        evidence = message("a long passage stands twice, and its numbering does not tell why")
        return PasteVerdict(False, True, evidence=evidence)
    return PasteVerdict(
        True, True, droppable, count.evidence, True, True, introduction(analysed, copy), max(count.gains)
    )


def _ends_clean(analysed: AnalysedDocument, copy: Copy, side: Side, count: Counting) -> bool:
    """Whether a label, the end of the document, page furniture or a signature follows a copy.

    Then nothing is left stranded without it. Other text may follow if it leads the other copy (no label between), or if
    the text kept before the copy ends with the same unit and the copy is more than that unit.
    """
    contexts = analysed.contexts
    extent = copy.first if side == "first" else copy.second
    if extent.end >= len(contexts.paragraphs) or contexts.steps[extent.end].innermost is not None:
        return True
    offset = analysed.paragraph_offsets[extent.end]
    if analysed.in_furniture(offset, offset + 1):
        return True
    next_label = next(
        (index for index in range(extent.end, len(contexts.steps)) if contexts.steps[index].innermost is not None), None
    )
    if side == "first":
        return next_label is None or next_label >= copy.second.start
    if next_label is None and _is_signature(contexts.paragraphs[extent.end :]):
        return True
    label, _ = label_before(contexts, extent.start, count.last)
    return count.labels > 1 and label is not None and label.identity == count.last.identity


def _begins_with_heading(contexts: Contexts, extent: Extent) -> bool:
    """Whether the first label or heading of an extent is a heading without a number; False if it has neither."""
    innermost = next(
        (step.innermost for index in range(*extent) if (step := contexts.steps[index]).innermost is not None), None
    )
    return innermost is not None and not innermost.ordinal


def _numbered_labels(contexts: Contexts, extent: Extent) -> int:
    """How many labels with a number an extent has, at any depth."""
    return sum(bool(entry.ordinal) for index in range(*extent) for entry in contexts.steps[index].opened)


def _unit_goes_on(contexts: Contexts, extent: Extent) -> bool:
    """Whether a sentence without a label directly follows an extent, as a part of its last unit."""
    if extent.end >= len(contexts.steps) or contexts.steps[extent.end].innermost is not None:
        return False
    return contexts.paragraphs[extent.end].ends_sentence


def _is_signature(paragraphs: Sequence[Paragraph]) -> bool:
    """Whether closing lines are a signature: at most 8 short lines, none of them a sentence; True without lines.

    A short line has fewer than 60 characters.
    """
    return len(paragraphs) <= 8 and all(
        len(paragraph.canonical_form) < 60 and not paragraph.ends_sentence for paragraph in paragraphs
    )


def _led_by_two_sentences(analysed: AnalysedDocument, copy: Copy, style: str) -> bool:
    """Whether two short lists of the same items each follow a sentence of their own: possibly intended.

    Only for styles of POINTED, below `MIN_SECTIONS_UNITS`, that hold no text of their own; False if the sentences are
    equal.
    """
    contexts = analysed.contexts
    if copy.adjacent or style not in POINTED:
        return False
    if any(contexts.paragraphs[index].kind == "text" for index in range(*copy.second)):
        return False  # sections with text are no list
    leads = [contexts.paragraphs[extent.start - 1] for extent in (copy.first, copy.second) if extent.start]
    if len(leads) < 2 or not all(lead.kind == "text" and lead.ends_sentence for lead in leads):
        return False
    length = size_of(contexts.paragraphs, range(*copy.second))
    return leads[0].canonical_form != leads[1].canonical_form and length < MIN_SECTIONS_UNITS


def introduction(analysed: AnalysedDocument, copy: Copy) -> Span | None:
    """The span of the paragraph between the copies that leads the second; None if there is none.

    It is the last one between them, has at least 20 characters without the blanks around it, and ends with one of these
    marks: 。：:！；. None also if a label or heading is between the copies, or it lies in page furniture.
    """
    contexts = analysed.contexts
    between = range(copy.first.end, copy.second.start)
    if not between or any(contexts.steps[index].innermost is not None for index in between):
        return None
    last = contexts.paragraphs[between[-1]]
    text = analysed.text[last.span.start : last.span.end]
    start = last.span.start + len(text) - len(text.lstrip())
    span = Span(start, max(start, last.span.start + len(text.rstrip())))
    if len(span) < 20 or analysed.text[span.end - 1] not in "。：:！；":
        return None
    return None if any(furniture.span.overlaps(span) for furniture in analysed.outline.furniture) else span
