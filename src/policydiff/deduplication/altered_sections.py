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

_LEAST_REPEATED = 200  # key characters of a document that repeat, from which it is looked at
_MOST_DISTANCES = 8  # between equal paragraphs that are tried, those at which most text repeats first
_EQUAL = 0.6  # share of both sections that must stand, paragraph by paragraph, in one context on both sides
_ALIKE = 0.9  # likeness of two sections that are one altered
_NEAR_HEADING = 0.7  # likeness of a heading that was altered
_SLACK = 5  # paragraphs that one of two sections may have more than the other
_MOST_STARTS = 64  # places tried at one distance


def altered_sections(reading: AnalysedDocument) -> list[WholeCopy]:
    """The sections that stand directly behind themselves, and the pages that stand twice, altered; none overlap."""
    if sum(run.second[1] - run.second[0] for run in reading.runs) < _LEAST_REPEATED:
        return []
    contexts = reading.contexts
    taken: list[WholeCopy] = []
    for first, second in sorted(
        {*_adjacent(contexts), *_pages(contexts)}, key=lambda pair: (pair[0].start, -pair[1].end)
    ):
        if taken and first.start < taken[-1].goes.end:
            continue
        if _is_altered(contexts, first, second):
            taken.append(WholeCopy(Kind.ALTERED_SECTION, second, first))
    return taken


def _adjacent(contexts: Contexts) -> Iterator[tuple[Extent, Extent]]:
    """The pairs of stretches of which the second begins, with the same heading, where the first ends."""
    paragraphs = contexts.paragraphs
    for distance in (each for each, _ in distances(paragraphs).most_common(_MOST_DISTANCES) if each > 1):
        starts, begin, tried = 0, 0, -1  # `begin` is the front of the copy, before its first heading
        for start in range(len(paragraphs) - distance):
            if paragraphs[start].form != paragraphs[start + distance].form:
                begin = max(begin, start + 1)
            elif start >= begin != tried and starts < _MOST_STARTS and _same_heading(contexts, start, start + distance):
                first, tried = Extent(begin, begin + distance), begin
                if (second := _second(contexts, first)) is not None:
                    starts, begin = starts + 1, second.end
                    yield first, second


def _same_heading(contexts: Contexts, one: int, other: int) -> bool:
    """Whether two paragraphs are the same heading, in the same context; labels of provisions are counted elsewhere."""
    first, second = contexts.paragraphs[one], contexts.paragraphs[other]
    return (
        first.form == second.form
        and first.opens
        and (first.level > 0 or not any(mark.ordinal or mark.style == LEAD_IN for mark in marks_of(first)))
        and contexts.steps[one].context == contexts.steps[other].context
    )


def _second(contexts: Contexts, first: Extent) -> Extent | None:
    """The stretch behind `first` that ends as it does, the last paragraphs perhaps altered; None where none does."""
    paragraphs = contexts.paragraphs
    end = first.end + first.size
    for cut in range(_SLACK):  # paragraphs at the end of the first that may be altered
        last = paragraphs[first.end - 1 - cut].form
        for place in sorted(range(end - 1 - cut - _SLACK, end + _SLACK - cut), key=lambda at: abs(at - end + 1 + cut)):
            if first.end <= place < len(paragraphs) and paragraphs[place].form == last:
                return Extent(first.end, min(place + 1 + cut, len(paragraphs)))
    return None


def _pages(contexts: Contexts) -> Iterator[tuple[Extent, Extent]]:
    """The pairs of pages, neighbours among those with one title."""
    titles = [index for index in range(len(contexts.paragraphs)) if contexts.is_page_title(index)]
    ends = dict(zip(titles, [*titles[1:], len(contexts.paragraphs)], strict=False))
    before: dict[str, int] = {}
    for index in titles:
        form = contexts.paragraphs[index].form
        if (earlier := before.get(form)) is not None and _same_heading(contexts, earlier, index):
            yield Extent(earlier, ends[earlier]), Extent(index, ends[index])
        before[form] = index


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
    sides = [
        [paragraphs[index].form for index in range(*extent) if paragraphs[index].level] for extent in (first, second)
    ]
    pairs = zip(*sides, strict=False)
    return len(sides[0]) == len(sides[1]) and all(
        one == other or similarity(one, other, _NEAR_HEADING) > 0 for one, other in pairs
    )
