"""Sections and pages that occur twice with a few characters changed, found by their headings.

They are used if numbering does not show the copy.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from policydiff.deduplication.analysis import AnalysedDocument
from policydiff.deduplication.copies import distances, is_enough
from policydiff.deduplication.removal import Extent, size_of
from policydiff.deduplication.whole_copies import likeness
from policydiff.deduplication.whole_copy import CopyKind, WholeCopy
from policydiff.matching.diff import similarity
from policydiff.structure.context import Contexts
from policydiff.structure.paragraph import Paragraph
from policydiff.structure.paragraph_columns import forms_of
from policydiff.structure.series import LEAD_IN, marks_of

_MIN_REPEATED_UNITS = 200  # repeated code units of a document, from which it is examined
_MAX_DISTANCES = 8  # distances tried, those at which most text repeats first
_MIN_EQUAL_SHARE = 0.6  # share of both sections that must be unchanged, in the same context on both sides
_MIN_SIMILARITY = 0.9  # similarity (0 to 1) of two sections, from which one is the other altered
_MIN_HEADING_SIMILARITY = 0.7  # similarity (0 to 1) of a heading to its altered copy
_MAX_EXTRA_PARAGRAPHS = 5  # paragraphs that one of two sections may have more than the other
_MAX_STARTS = 64  # sections yielded at one distance


def altered_sections(analysed: AnalysedDocument) -> list[WholeCopy]:
    """The sections that directly follow an altered copy of themselves, and the pages that occur twice, altered.

    The results do not overlap. Empty if fewer than `_MIN_REPEATED_UNITS` repeat. All are of kind ALTERED_SECTION; the
    second of each pair is the one dropped.
    """
    if sum(chain.second[1] - chain.second[0] for chain in analysed.chains) < _MIN_REPEATED_UNITS:
        return []
    contexts = analysed.contexts
    sections: list[WholeCopy] = []
    for first, second in sorted(
        {*_adjacent_sections(contexts), *_repeated_pages(contexts)}, key=lambda pair: (pair[0].start, -pair[1].end)
    ):
        if sections and first.start < sections[-1].dropped.end:
            continue
        if _is_altered(contexts, first, second):
            sections.append(WholeCopy(CopyKind.ALTERED_SECTION, second, first))
    return sections


def _adjacent_sections(contexts: Contexts) -> Iterator[tuple[Extent, Extent]]:
    """Yield pairs of extents; the second begins, with the same heading, where the first ends.

    At most `_MAX_STARTS` at each of the `_MAX_DISTANCES` distances at which most text repeats.
    """
    shifts = [shift for shift, _ in distances(contexts.paragraphs).most_common(_MAX_DISTANCES) if shift > 1]
    forms = forms_of(contexts.paragraphs) if shifts else []
    for distance in shifts:
        section_count, copy_start, last_tried = 0, 0, -1  # a copy begins before its first heading
        for start in range(len(forms) - distance):
            if forms[start] != forms[start + distance]:
                copy_start = max(copy_start, start + 1)
            elif (
                start >= copy_start != last_tried
                and section_count < _MAX_STARTS
                and _same_heading(contexts, start, start + distance)
            ):
                first, last_tried = Extent(copy_start, copy_start + distance), copy_start
                if (second := _find_second(contexts, first)) is not None:
                    section_count, copy_start = section_count + 1, second.end
                    yield first, second


def _same_heading(contexts: Contexts, earlier: int, later: int) -> bool:
    """Whether two paragraphs are the same heading in the same context.

    Labels of provisions do not count as headings here; their numbers are examined elsewhere.
    """
    first, second = contexts.paragraphs[earlier], contexts.paragraphs[later]
    return (
        first.canonical_form == second.canonical_form
        and first.opens
        and (first.level > 0 or not any(mark.ordinal or mark.style == LEAD_IN for mark in marks_of(first)))
        and contexts.steps[earlier].context == contexts.steps[later].context
    )


def _find_second(contexts: Contexts, first: Extent) -> Extent | None:
    """The extent behind `first` that ends with the same paragraph; None if there is none.

    At the end, fewer than `_MAX_EXTRA_PARAGRAPHS` paragraphs may be altered; the extent may be up to as many longer or
    shorter than `first`.
    """
    paragraphs = contexts.paragraphs
    end = first.end + first.size
    for altered_count in range(_MAX_EXTRA_PARAGRAPHS):  # paragraphs at the end of `first`
        last = paragraphs[first.end - 1 - altered_count].canonical_form
        for index in sorted(
            range(end - 1 - altered_count - _MAX_EXTRA_PARAGRAPHS, end + _MAX_EXTRA_PARAGRAPHS - altered_count),
            key=lambda index_tried: abs(index_tried - end + 1 + altered_count),
        ):
            if first.end <= index < len(paragraphs) and paragraphs[index].canonical_form == last:
                return Extent(first.end, min(index + 1 + altered_count, len(paragraphs)))
    return None


def _repeated_pages(contexts: Contexts) -> Iterator[tuple[Extent, Extent]]:
    """Yield pairs of pages with the same title in the same context, each page with the last such one before it."""
    titles = [
        index
        for index, paragraph in enumerate(contexts.paragraphs)
        if paragraph.kind == "heading" and contexts.is_page_title(index)
    ]
    ends = dict(zip(titles, [*titles[1:], len(contexts.paragraphs)], strict=False))
    last_by_form: dict[str, int] = {}
    for index in titles:
        form = contexts.paragraphs[index].canonical_form
        if (earlier := last_by_form.get(form)) is not None and _same_heading(contexts, earlier, index):
            yield Extent(earlier, ends[earlier]), Extent(index, ends[index])
        last_by_form[form] = index


def _is_altered(contexts: Contexts, first: Extent, second: Extent) -> bool:
    """Whether two extents are one text, altered.

    `_MIN_EQUAL_SHARE` of the text must be in the same context on both sides, and the whole similar. Equal texts are not
    altered.
    """
    paragraphs = contexts.paragraphs
    if not _same_headings(paragraphs, first, second):
        return False
    if [paragraphs[index].canonical_form for index in range(*first)] == [
        paragraphs[index].canonical_form for index in range(*second)
    ]:
        return False
    sides = [
        Counter((contexts.steps[index].context, paragraphs[index].canonical_form) for index in range(*extent))
        for extent in (first, second)
    ]
    sizes = [size_of(paragraphs, range(*extent)) for extent in (first, second)]
    shared = sides[0] & sides[1]
    equal = sum(len(form) * times for (_, form), times in shared.items())
    common = [
        paragraphs[index]
        for index in range(*first)
        if (contexts.steps[index].context, paragraphs[index].canonical_form) in shared
    ]
    return (
        equal >= _MIN_EQUAL_SHARE * max(sizes)
        and is_enough(common)
        and likeness(paragraphs, first, second) >= _MIN_SIMILARITY
    )


def _same_headings(paragraphs: Sequence[Paragraph], first: Extent, second: Extent) -> bool:
    """Whether two extents have the same headings in order; some may be altered. True if neither has one."""
    headings = [
        [paragraphs[index].canonical_form for index in range(*extent) if paragraphs[index].level]
        for extent in (first, second)
    ]
    pairs = zip(*headings, strict=False)
    return len(headings[0]) == len(headings[1]) and all(
        heading == other_heading or similarity(heading, other_heading, _MIN_HEADING_SIMILARITY) > 0
        for heading, other_heading in pairs
    )
