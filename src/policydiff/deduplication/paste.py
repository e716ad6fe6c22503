"""Whether a repeated passage is a paste, and which copy is out of place: by context, then numbering, then size.

Text is a paste only if its context is repeated with it. A paste breaks a count, and leaving it out mends the count: ...
二十 [五 六 七 八] 二十一 ... An intended repetition mends nothing: its labels differ, or are in counts of their own.
"""

from __future__ import annotations

from collections import Counter

from policydiff.deduplication.analysis import AnalysedDocument
from policydiff.deduplication.copies import MIN_COPY_CHARACTERS, Copy, copy_of, is_enough
from policydiff.deduplication.counting import SIDES, Side, counting, out_of_count
from policydiff.deduplication.passage import Passage
from policydiff.deduplication.paste_by_count import (
    MIN_SECTIONS_UNITS,
    introduction,
    judge_by_numbering,
    judge_out_of_place,
)
from policydiff.deduplication.removal import Extent, RemovalFault, size_of
from policydiff.deduplication.verdict import INTENDED_REPETITION, PasteVerdict
from policydiff.matching.repeats import Match
from policydiff.messages import Message, message
from policydiff.structure.context import Context, Contexts

MIN_UNNUMBERED_UNITS = 300  # code units of a text without numbering; the longest repeats in statutes have 250
MIN_LARGE_SHARE = 0.2  # share of the folded document, for the same text
_MAX_SHOWN_CHARACTERS = 40  # of a heading; the others are left out
_MIN_AGREEING_SHARE = 0.5  # of the labels of an altered copy, in the same context on both sides


def judge_exact(analysed: AnalysedDocument, match: Match) -> tuple[Passage, PasteVerdict] | None:
    """The passage of the copy in an exact repeat, and the verdict on it.

    None if the repeat holds no whole line, lies under labels with different numbers, or holds no whole paragraph with
    the same context on both sides. A verdict may still be INTENDED_REPETITION.
    """
    if not analysed.lines.holds_line(match) or analysed.is_under_other_labels(match):
        return None
    if out_of_place := judge_out_of_place(analysed, match):
        return out_of_place
    copy = copy_of(analysed, match)
    if copy is None:
        return None
    passage = analysed.passage_of((copy.first.start, copy.first.end), (copy.second.start, copy.second.end))
    allowed = tuple(side for side, fault in zip(SIDES, copy.faults, strict=True) if fault is None)
    if not allowed:
        return passage, _judge_endless_line(analysed, passage, copy) or _judge_kept(analysed, passage, copy)
    counted = judge_by_numbering(analysed, copy, allowed)
    if counted is None or (not counted.pasted and analysed.paragraphs[copy.second.start].kind == "heading"):
        headed = _judge_by_heading(analysed, copy, allowed)
        counted = headed if headed is not None and (counted is None or headed.pasted) else counted
    verdict = counted or _judge_by_size(analysed, passage, copy, allowed)
    return passage, verdict if verdict.likely else _judge_apart(analysed, copy)


def _judge_endless_line(analysed: AnalysedDocument, passage: Passage, copy: Copy) -> PasteVerdict | None:
    """The verdict on a long text in an endless line that directly follows itself; None for any other.

    Long is MIN_UNNUMBERED_UNITS and MIN_LARGE_SHARE. The verdict is a paste of which either side may go. The labels of
    such a line are not surely read.
    """
    share = passage.length / max(1, len(analysed.folded))
    if passage.whole_lines or not copy.adjacent or passage.length < MIN_UNNUMBERED_UNITS or share < MIN_LARGE_SHARE:
        return None
    return PasteVerdict(True, True, SIDES, _describe_text(passage, share), closed=True, basis="order")


def _describe_text(passage: Passage, share: float) -> Message:
    """A text that occurs twice, in words: its length, and its share of the document."""
    return message(
        "a text of {characters:,} characters, {share:.0%} of the document, stands twice in the same order",
        characters=passage.length,
        share=share,
    )


def judge_altered(analysed: AnalysedDocument, passage: Passage) -> PasteVerdict:
    """The verdict on a passage whose two sides are similar: an altered paste, or an intended repetition.

    An altered paste has no droppable side. At least `_MIN_AGREEING_SHARE` of the labels must agree.
    """
    sides = [Extent(*analysed.paragraphs_in(*side)) for side in (passage.first, passage.second)]
    if not all(side.size > 0 for side in sides):
        return INTENDED_REPETITION
    contexts = analysed.contexts
    count = counting(contexts, sides[0], sides[1])
    if count is None or max(count.gains) < 1:
        return INTENDED_REPETITION
    # Labels that break their count are compared without contexts; those of a list mean nothing without its lead-in.
    names = bool(out_of_count(count)) and not contexts.series.is_list(count.style)
    labels = [_label_contexts(contexts, side, names=names) for side in sides]
    agreeing_labels = sum((Counter(labels[0]) & Counter(labels[1])).values())
    if not agreeing_labels or agreeing_labels < _MIN_AGREEING_SHARE * max(map(len, labels)):
        return INTENDED_REPETITION
    return PasteVerdict(True, True, (), count.evidence_if_altered, True, gain=max(count.gains))


def _label_contexts(contexts: Contexts, extent: Extent, *, names: bool) -> list[Context]:
    """The contexts of the labels and headings in an extent, in order.

    With `names`, only the style and the name of each label itself, as a context of one.
    """
    steps = [step for index in range(*extent) if (step := contexts.steps[index]).innermost is not None]
    return [(step.after.stack[-1].identity[:2],) if names else step.context for step in steps]


def _judge_kept(analysed: AnalysedDocument, passage: Passage, copy: Copy) -> PasteVerdict:
    """The verdict on a repeat of which neither copy may be dropped: likely at most, never pasted."""
    paragraphs = analysed.paragraphs[copy.second.start : copy.second.end]
    if copy.adjacent and paragraphs[0].opens and is_enough(paragraphs):
        sections = _describe_sections(analysed, copy.second, copy.second.start)
        return PasteVerdict(False, True, evidence=message("{sections}, under other headings", sections=sections))
    if RemovalFault.OTHER_CONTEXT in copy.faults or not passage.labels:
        return INTENDED_REPETITION
    evidence = message("a long passage stands twice in one context, but neither copy can go alone")
    return PasteVerdict(False, passage.length >= MIN_UNNUMBERED_UNITS, evidence=evidence)


# --- headings and size


def _judge_by_heading(analysed: AnalysedDocument, copy: Copy, allowed: tuple[Side, ...]) -> PasteVerdict | None:
    """The verdict on a section or page that occurs twice with its heading, or on text that directly follows itself.

    None if the copy is too small, or has no heading and does not directly follow itself. It is likely at most if the
    end of the page is not repeated, and for one paragraph or few lines.
    """
    contexts = analysed.contexts
    paragraphs = [contexts.paragraphs[index] for index in range(*copy.second)]
    if copy.adjacent and len(paragraphs) == 1 and paragraphs[0].ends_sentence and not paragraphs[0].inline:
        return PasteVerdict(False, True, evidence=message("one paragraph stands twice, directly behind itself"))
    if not is_enough(paragraphs):
        size = sum(len(paragraph.canonical_form) for paragraph in paragraphs)
        if copy.adjacent and len(paragraphs) > 1 and size >= MIN_COPY_CHARACTERS:
            evidence = message("{number} lines stand twice, directly behind themselves", number=len(paragraphs))
            return PasteVerdict(False, True, evidence=evidence)
        return None
    first = next((index for index in range(*copy.second) if contexts.steps[index].innermost is not None), None)
    heading = first is not None and contexts.paragraphs[first].kind == "heading"
    if not heading and any(paragraph.inline for paragraph in paragraphs) and not _is_whole_lines(analysed, copy):
        return None
    if not copy.adjacent:
        if first is None or not heading or not contexts.is_page_title(first):
            return None
        sides_at_page_end = [side for side, extent in zip(SIDES, copy[:2], strict=True) if _ends_page(contexts, extent)]
        with_page_end = tuple(side for side in allowed if side in sides_at_page_end)
        if not with_page_end:
            evidence = message("the beginning of a page stands twice, and its end does not")
            return PasteVerdict(False, True, evidence=evidence)
        allowed = with_page_end
    if heading and first is not None:
        sections = _describe_sections(analysed, copy.second, first)
        if copy.adjacent:
            evidence = message("{sections}, one copy directly behind the other", sections=sections)
        else:
            evidence = message("{sections}, from heading to last line", sections=sections)
    else:
        evidence = message("a text of {number} paragraphs stands twice, directly behind itself", number=len(paragraphs))
    return PasteVerdict(True, True, allowed, evidence, closed=True, between=introduction(analysed, copy))


def _judge_apart(analysed: AnalysedDocument, copy: Copy) -> PasteVerdict:
    """The verdict on a long outermost section in two places: likely at most, since nothing shows a page.

    INTENDED_REPETITION for any other copy, such as one below MIN_SECTIONS_UNITS.
    """
    contexts, first = analysed.contexts, copy.second.start
    size = size_of(contexts.paragraphs, range(*copy.second))
    if size < MIN_SECTIONS_UNITS or not contexts.is_outermost(first) or not _ends_page(contexts, copy.second):
        return INTENDED_REPETITION
    sections = _describe_sections(analysed, copy.second, first)
    evidence = message("{sections}, from heading to last line, in two places", sections=sections)
    return PasteVerdict(False, True, evidence=evidence)


def _is_whole_lines(analysed: AnalysedDocument, copy: Copy) -> bool:
    """Whether both copies begin and end with a line, even an endless one; the end of the first is not examined."""
    text, paragraphs = analysed.text, analysed.paragraphs
    starts = [paragraphs[extent.start].span.start for extent in (copy.first, copy.second)]
    starts += [paragraphs[extent.end].span.start for extent in (copy.second,) if extent.end < len(paragraphs)]
    return all(not text[:start][-1:].strip("\r\n") for start in starts)


def _ends_page(contexts: Contexts, extent: Extent) -> bool:
    """Whether a page ends with the extent: at the end of the document, or before another outermost heading."""
    return extent.end >= len(contexts.paragraphs) or contexts.is_outermost(extent.end)


def _describe_sections(analysed: AnalysedDocument, extent: Extent, first: int) -> Message:
    """The sections that occur twice, in words: by the heading at `first` and the number of its level up to the end.

    A heading of more than `_MAX_SHOWN_CHARACTERS` is cut, with … at the end.
    """
    paragraphs = analysed.paragraphs
    span = paragraphs[first].span
    name = " ".join(analysed.text[span.start : span.end].splitlines()[0].strip("#*_ \t").replace("\\", "").split())
    name = name if len(name) <= _MAX_SHOWN_CHARACTERS else name[:_MAX_SHOWN_CHARACTERS].rstrip() + "…"
    level = paragraphs[first].level
    others = sum(paragraphs[index].level == level for index in range(first + 1, extent.end))
    if any(0 < paragraphs[index].level < level for index in range(first + 1, extent.end)) or not others:
        return message("the section “{name}” stands twice", name=name)
    return message("{number} sections, the first of them “{name}”, stand twice", number=others + 1, name=name)


def _judge_by_size(analysed: AnalysedDocument, passage: Passage, copy: Copy, allowed: tuple[Side, ...]) -> PasteVerdict:
    """The verdict on a copy without numbering: a paste if it is long and a large part of the document.

    It must be several whole paragraphs, or lie inside a line. INTENDED_REPETITION below MIN_UNNUMBERED_UNITS or
    MIN_LARGE_SHARE; else likely at least, but not pasted if it is numbered, a table, one paragraph or under short
    lines.
    """
    share = passage.length / max(1, len(analysed.folded))
    if passage.length < MIN_UNNUMBERED_UNITS or share < MIN_LARGE_SHARE:
        return INTENDED_REPETITION
    contexts = analysed.contexts
    if any(entry.ordinal for index in range(*copy.second) for entry in contexts.steps[index].opened):
        evidence = message("a long passage stands twice, and its numbering does not tell why")
        return PasteVerdict(False, evidence=evidence)
    paragraphs = [contexts.paragraphs[index] for index in range(*copy.second)]
    if is_table(analysed, passage):
        return PasteVerdict(False, evidence=message("a large table stands twice"))
    if passage.whole_lines and len(paragraphs) < 2:
        return PasteVerdict(False, evidence=message("one long paragraph stands twice"))
    free = tuple(side for side in allowed if not _is_under_short_line(contexts, copy, side))
    if not free:
        evidence = message("a long passage stands twice, under lines that may name what it is for")
        return PasteVerdict(False, evidence=evidence)
    if passage.whole_lines:
        evidence = message(
            "{number} whole paragraphs of {characters:,} characters, {share:.0%} of the document, "
            "stand twice in the same order",
            number=len(paragraphs),
            characters=passage.length,
            share=share,
        )
    else:
        evidence = _describe_text(passage, share)
    return PasteVerdict(True, True, free, evidence, between=introduction(analysed, copy))


def _is_under_short_line(contexts: Contexts, copy: Copy, side: Side) -> bool:
    """Whether a copy directly follows a short line, of any kind, that is not the end of the other copy.

    False at the start of the document, and for a first copy directly under the title. A date, an abbreviation or a
    sentence may name what follows: 11 March 2031; ANNEX B.; Mr Lund said the following.
    """
    extent = copy.first if side == "first" else copy.second
    if not extent.start or (side == "second" and copy.adjacent):
        return False
    if side == "first" and extent.start == 1 and copy.second.start > extent.end:
        return False  # the title of the document, which would then head the text between the copies
    before, last = contexts.paragraphs[extent.start - 1], contexts.paragraphs[extent.end - 1]
    return before.is_short and before.canonical_form != last.canonical_form


def is_table(analysed: AnalysedDocument, passage: Passage) -> bool:
    """Whether the passage is tabular: more than half of its lines hold a tab or |, or fewer than 8 characters.

    False below 3 lines, and inside a line. Blank lines are not counted.
    """
    text = analysed.text[passage.second_span.start : passage.second_span.end]
    lines = [line for line in text.splitlines() if line.strip()]
    if not passage.whole_lines or len(lines) < 3:
        return False
    return sum("\t" in line.strip() or "|" in line or len(line.strip()) < 8 for line in lines) * 2 > len(lines)
