"""Sections and pages that stand twice with a few characters changed, known by their headings where no number tells."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from policydiff.deduplication.analysis import AnalysedDocument
from policydiff.deduplication.copies import distances, is_enough
from policydiff.deduplication.removal import Extent, size_of
from policydiff.deduplication.whole_copies import Kind, WholeCopy, likeness
from policydiff.matching.diff import similarity
from policydiff.structure.context import Contexts
from policydiff.structure.paragraph import Paragraph
from policydiff.structure.series import LEAD_IN, marks_of

_MIN_REPEATED_UNITS = 200  # key characters of a document that repeat, from which it is looked at
_MAX_DISTANCES = 8  # between equal paragraphs that are tried, those at which most text repeats first
_EQUAL = 0.6  # share of both sections that must stand, paragraph by paragraph, in one context on both sides
_ALIKE = 0.9  # likeness of two sections that are one altered
_MIN_HEADING_SIMILARITY = 0.7  # likeness of a heading that was altered
_MAX_EXTRA_PARAGRAPHS = 5  # paragraphs that one of two sections may have more than the other
_MAX_STARTS = 64  # places tried at one distance


def altered_sections(analysed: AnalysedDocument) -> list[WholeCopy]:
    """The sections that stand directly behind themselves, and the pages that stand twice, altered; none overlap."""
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
            sections.append(WholeCopy(Kind.ALTERED_SECTION, second, first))
    return sections


def _adjacent_sections(contexts: Contexts) -> Iterator[tuple[Extent, Extent]]:
    """The pairs of stretches of which the second begins, with the same heading, where the first ends."""
    paragraphs = contexts.paragraphs
    for distance in (shift for shift, _ in distances(paragraphs).most_common(_MAX_DISTANCES) if shift > 1):
        section_count, copy_start, last_tried = 0, 0, -1  # `begin` is the front of the copy, before its first heading
        for start in range(len(paragraphs) - distance):
            if paragraphs[start].form != paragraphs[start + distance].form:
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
    """Whether two paragraphs are the same heading, in the same context; labels of provisions are counted elsewhere."""
    first, second = contexts.paragraphs[earlier], contexts.paragraphs[later]
    return (
        first.form == second.form
        and first.opens
        and (first.level > 0 or not any(mark.ordinal or mark.style == LEAD_IN for mark in marks_of(first)))
        and contexts.steps[earlier].context == contexts.steps[later].context
    )


def _find_second(contexts: Contexts, first: Extent) -> Extent | None:
    """The stretch behind `first` that ends as it does, the last paragraphs perhaps altered; None where none does."""
    paragraphs = contexts.paragraphs
    end = first.end + first.size
    for altered_count in range(_MAX_EXTRA_PARAGRAPHS):  # paragraphs at the end of the first that may be altered
        last = paragraphs[first.end - 1 - altered_count].form
        for index in sorted(
            range(end - 1 - altered_count - _MAX_EXTRA_PARAGRAPHS, end + _MAX_EXTRA_PARAGRAPHS - altered_count),
            key=lambda index_tried: abs(index_tried - end + 1 + altered_count),
        ):
            if first.end <= index < len(paragraphs) and paragraphs[index].form == last:
                return Extent(first.end, min(index + 1 + altered_count, len(paragraphs)))
    return None


def _repeated_pages(contexts: Contexts) -> Iterator[tuple[Extent, Extent]]:
    """The pairs of pages, neighbours among those with one title."""
    titles = [index for index in range(len(contexts.paragraphs)) if contexts.is_page_title(index)]
    ends = dict(zip(titles, [*titles[1:], len(contexts.paragraphs)], strict=False))
    last_by_form: dict[str, int] = {}
    for index in titles:
        form = contexts.paragraphs[index].form
        if (earlier := last_by_form.get(form)) is not None and _same_heading(contexts, earlier, index):
            yield Extent(earlier, ends[earlier]), Extent(index, ends[index])
        last_by_form[form] = index


def _is_altered(contexts: Contexts, first: Extent, second: Extent) -> bool:
    """Whether two stretches are one text, altered: most of it in one context on both sides, and the rest alike."""
    paragraphs = contexts.paragraphs
    if not _same_headings(paragraphs, first, second):
        return False
    if [paragraphs[index].form for index in range(*first)] == [paragraphs[index].form for index in range(*second)]:
        return False
    sides = [
        Counter((contexts.steps[index].context, paragraphs[index].form) for index in range(*extent))
        for extent in (first, second)
    ]
    sizes = [size_of(paragraphs, range(*extent)) for extent in (first, second)]
    shared = sides[0] & sides[1]
    equal = sum(len(form) * times for (_, form), times in shared.items())
    common = [
        paragraphs[index]
        for index in range(*first)
        if (contexts.steps[index].context, paragraphs[index].form) in shared
    ]
    return equal >= _EQUAL * max(sizes) and is_enough(common) and likeness(paragraphs, first, second) >= _ALIKE


def _same_headings(paragraphs: Sequence[Paragraph], first: Extent, second: Extent) -> bool:
    """Whether two stretches have the same headings in order, some of them perhaps altered."""
    headings = [
        [paragraphs[index].form for index in range(*extent) if paragraphs[index].level] for extent in (first, second)
    ]
    pairs = zip(*headings, strict=False)
    return len(headings[0]) == len(headings[1]) and all(
        heading == other_heading or similarity(heading, other_heading, _MIN_HEADING_SIMILARITY) > 0
        for heading, other_heading in pairs
    )
