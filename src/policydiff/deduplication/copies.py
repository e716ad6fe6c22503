"""Where an exact repeat begins and ends as a copy: whole paragraphs, all of them in one context on both sides."""

from __future__ import annotations

import bisect
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from policydiff.deduplication.analysis import AnalysedDocument
from policydiff.deduplication.removal import (
    Extent,
    Fault,
    fault_of_removal,
    is_front,
    paired,
    same_context,
    torn_heading,
)
from policydiff.matching.repeats import Match
from policydiff.structure.context import Contexts
from policydiff.structure.paragraph import Paragraph

LEAST_COPY = 30  # characters of the canonical form; a shorter copy is never one
LEAST_PARAGRAPHS = 2  # in a copy
_MOST_WINDOWS = 64  # places tried where a text that follows itself may be cut


class Copy(NamedTuple):
    """Two equal extents. `faults` says, for the first and the second, why it may not go; None where it may."""

    first: Extent
    second: Extent
    faults: tuple[Fault | None, Fault | None]

    @property
    def adjacent(self) -> bool:
        """Whether the second stands directly behind the first."""
        return self.first.end == self.second.start


def is_enough(paragraphs: Sequence[Paragraph]) -> bool:
    """Whether paragraphs are enough to be a copy: two of them, one of which ends as a sentence, and 30 characters."""
    size = sum(len(paragraph.form) for paragraph in paragraphs)
    sentence = any(paragraph.ends_sentence for paragraph in paragraphs)
    return len(paragraphs) >= LEAST_PARAGRAPHS and size >= LEAST_COPY and sentence


def distances(paragraphs: Sequence[Paragraph]) -> Counter[int]:
    """How far equal paragraphs stand apart, counted in paragraphs, with how many characters repeat at each distance."""
    nearest: dict[str, int] = {}
    weights: Counter[int] = Counter()
    for index in range(len(paragraphs) - 1, -1, -1):
        form = paragraphs[index].form
        if (later := nearest.get(form)) is not None:
            weights[later - index] += len(form)
        nearest[form] = index
    return weights


def copy_of(reading: AnalysedDocument, match: Match) -> Copy | None:
    """The copy that an exact repeat is; None where no whole paragraph of it stands in one context on both sides."""
    if match.length >= match.shift:
        return _following_itself(reading, match)
    extents = whole_paragraphs(reading, match)
    return _narrowed(reading.contexts, *extents) if extents else None


def whole_paragraphs(reading: AnalysedDocument, match: Match) -> tuple[Extent, Extent] | None:
    """The whole paragraphs of an exact repeat on both sides, in whatever contexts; None where there are none."""
    edges = list(_common_edges(reading, match))
    if len(edges) < 2:
        return None
    (first, second), (first_end, second_end) = edges[0], edges[-1]
    return _extended(reading.paragraphs, Extent(first, first_end), Extent(second, second_end))


def _extended(paragraphs: Sequence[Paragraph], first: Extent, second: Extent) -> tuple[Extent, Extent]:
    """Two extents grown by the paragraphs beside them that are equal: a mark beside a digit may end a repeat early."""
    start, end = 0, 0
    while start < first.start and paragraphs[first.start - start - 1].form == paragraphs[second.start - start - 1].form:
        if second.start - start - 1 < first.end:
            break
        start += 1
    while second.end + end < len(paragraphs) and first.end + end < second.start - start:
        if paragraphs[first.end + end].form != paragraphs[second.end + end].form:
            break
        end += 1
    return Extent(first.start - start, first.end + end), Extent(second.start - start, second.end + end)


def _common_edges(reading: AnalysedDocument, match: Match) -> Iterator[tuple[int, int]]:
    """The places in a match where a paragraph begins, or the text ends, on both sides: as (first, second)."""
    units = reading.paragraph_units
    low, high = bisect.bisect_left(units, match.second), bisect.bisect_right(units, match.second + match.length)
    last: int | None = None
    for second in range(low, high):
        first = bisect.bisect_left(units, units[second] - match.shift)
        if units[first] == units[second] - match.shift and first < second:
            last = second
            yield first, second
    breaks_off = high - 1 if high > low and units[high - 1] == match.second + match.length else None
    if breaks_off is not None and breaks_off != last and reading.only_furniture_from(units[breaks_off]):
        # the second copy breaks off where the page ends, inside a paragraph of the first
        yield bisect.bisect_left(units, units[breaks_off] - match.shift), breaks_off


def _following_itself(reading: AnalysedDocument, match: Match) -> Copy | None:
    """The copy where a text follows itself at once, perhaps several times; cut where its paragraphs allow it."""
    contexts, units = reading.contexts, reading.paragraph_units
    periods = (match.length // match.shift) * match.shift
    tried: Copy | None = None
    slack = match.length - periods
    low = bisect.bisect_left(units, match.first)
    high = bisect.bisect_right(units, match.first + slack)
    for start in range(low, min(high, low + _MOST_WINDOWS)):
        places = [units[start] + offset for offset in (match.shift, match.shift + periods)]
        middle, end = (bisect.bisect_left(units, place) for place in places)
        if end >= len(units) or [units[middle], units[end]] != places:
            continue
        copy = _judged(contexts, Extent(start, middle), Extent(middle, end))
        if copy.faults[1] is None:
            return copy
        tried = tried or copy
    return tried


def _narrowed(contexts: Contexts, first: Extent, second: Extent) -> Copy | None:
    """The longest part of two equal extents that stands in one context on both sides, with the front of a copy."""
    units = contexts.paragraphs[second.start].unit, contexts.paragraphs[first.start].unit
    alike = [
        (index, other, same_context(contexts, index, other, units))
        for index, other, aligned in paired(contexts, second, first)
        if aligned
    ]
    start, end = _longest_run([same for *_, same in alike], [contexts.paragraphs[index] for index, *_ in alike])
    if start == end:
        return None
    stop = (alike[end][1], alike[end][0]) if end < len(alike) else (first.end, second.end)
    while (
        stop[1] - 1 > alike[start][0]
        and stop[0] - 1 > alike[start][1]
        and torn_heading(contexts, Extent(alike[start][0], stop[1]))
    ):
        stop = stop[0] - 1, stop[1] - 1
    body = Extent(alike[start][1], stop[0]), Extent(alike[start][0], stop[1])
    front = next(
        (
            (other, index)
            for index, other, _ in alike[:start]
            if _begins_copy(contexts, other, index) and is_front(contexts, Extent(index, stop[1]), alike[start][0])
        ),
        None,
    )
    if front:
        body = Extent(front[0], stop[0]), Extent(front[1], stop[1])
    return _judged(contexts, *body) if min(body[0].size, body[1].size) > 0 else None


def _longest_run(same: list[bool], paragraphs: list[Paragraph]) -> tuple[int, int]:
    """The stretch [start, end) of true values whose paragraphs hold the most text."""
    best, most, start, size = (0, 0), 0, 0, 0
    for at, (value, paragraph) in enumerate(zip(same, paragraphs, strict=True)):
        if not value:
            start, size = at + 1, 0
            continue
        size += len(paragraph.form)
        if size > most:
            best, most = (start, at + 1), size
    return best


def _begins_copy(contexts: Contexts, first: int, second: int) -> bool:
    """Whether a copy may begin with text that hangs on what stands above: the document's head, or a title."""
    if not contexts.steps[first].before.stack:
        return True
    paragraph = contexts.paragraphs[second]
    return paragraph.opens or (len(paragraph.form) <= 60 and not paragraph.ends_sentence and not paragraph.is_dated)


def _judged(contexts: Contexts, first: Extent, second: Extent) -> Copy:
    faults = fault_of_removal(contexts, first, second), fault_of_removal(contexts, second, first)
    return Copy(first, second, faults)
