"""Where an exact repeat begins and ends as a copy: whole paragraphs, all in the same context on both sides."""

from __future__ import annotations

import bisect
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from policydiff.deduplication.analysis import AnalysedDocument
from policydiff.deduplication.removal import (
    Extent,
    RemovalFault,
    fault_of_removal,
    is_front,
    pair_paragraphs,
    same_context,
    torn_heading,
)
from policydiff.matching.repeats import Match
from policydiff.structure.context import Contexts
from policydiff.structure.paragraph import Paragraph
from policydiff.structure.paragraph_columns import forms_of

MIN_COPY_CHARACTERS = 30  # characters of the canonical form
MIN_COPY_PARAGRAPHS = 2  # in a copy
_MAX_STARTS = 64  # paragraphs tried as the start of a text that directly follows itself


class Copy(NamedTuple):
    """Two equal extents, the earlier first.

    `faults` says for each of them why it may not be dropped, or None if it may.
    """

    first: Extent
    second: Extent
    faults: tuple[RemovalFault | None, RemovalFault | None]

    @property
    def adjacent(self) -> bool:
        """Whether the second directly follows the first, with no paragraph between."""
        return self.first.end == self.second.start


def is_enough(paragraphs: Sequence[Paragraph]) -> bool:
    """Whether paragraphs are enough text for a copy.

    There must be at least `MIN_COPY_PARAGRAPHS`, with at least `MIN_COPY_CHARACTERS` together, and one must end as a
    sentence.
    """
    size = sum(len(paragraph.canonical_form) for paragraph in paragraphs)
    sentence = any(paragraph.ends_sentence for paragraph in paragraphs)
    return len(paragraphs) >= MIN_COPY_PARAGRAPHS and size >= MIN_COPY_CHARACTERS and sentence


def distances(paragraphs: Sequence[Paragraph]) -> Counter[int]:
    """For each distance, the number of canonical characters of the paragraphs that occur again at this distance.

    A distance is the number of paragraphs from one to the next equal paragraph, at least 1. Empty if none occurs again.
    """
    nearest: dict[str, int] = {}
    weights: Counter[int] = Counter()
    forms = forms_of(paragraphs)
    for index in range(len(forms) - 1, -1, -1):
        form = forms[index]
        if (later := nearest.get(form)) is not None:
            weights[later - index] += len(form)
        nearest[form] = index
    return weights


def copy_of(analysed: AnalysedDocument, match: Match) -> Copy | None:
    """The copy that an exact repeat is; None if no whole paragraph of it has the same context on both sides.

    The copy may be shorter than the repeat. It may have faults on both sides, and then neither may be dropped.
    """
    if match.length >= match.shift:
        return _copy_following_itself(analysed, match)
    extents = whole_paragraphs(analysed, match)
    return _narrow_to_equal_contexts(analysed.contexts, *extents) if extents else None


def whole_paragraphs(analysed: AnalysedDocument, match: Match) -> tuple[Extent, Extent] | None:
    """The whole paragraphs of an exact repeat on both sides, in any context; None if there are none.

    Equal paragraphs directly beside the repeat are included.
    """
    edges = list(_common_edges(analysed, match))
    if len(edges) < 2:
        return None
    (first, second), (first_end, second_end) = edges[0], edges[-1]
    return _extend_by_equal_paragraphs(analysed.paragraphs, Extent(first, first_end), Extent(second, second_end))


def _extend_by_equal_paragraphs(
    paragraphs: Sequence[Paragraph], first: Extent, second: Extent
) -> tuple[Extent, Extent]:
    """Two extents extended by the equal paragraphs beside them, as far as they do not overlap.

    A mark beside a digit may end a repeat early.
    """
    start, end = 0, 0
    while (
        start < first.start
        and paragraphs[first.start - start - 1].canonical_form == paragraphs[second.start - start - 1].canonical_form
    ):
        if second.start - start - 1 < first.end:
            break
        start += 1
    while second.end + end < len(paragraphs) and first.end + end < second.start - start:
        if paragraphs[first.end + end].canonical_form != paragraphs[second.end + end].canonical_form:
            break
        end += 1
    return Extent(first.start - start, first.end + end), Extent(second.start - start, second.end + end)


def _common_edges(analysed: AnalysedDocument, match: Match) -> Iterator[tuple[int, int]]:
    """Yield the paragraphs in a match that begin on both sides, or the end of the text, as (first, second), ascending.

    The last pair may be where the second copy breaks off, if nothing but page furniture follows it.
    """
    offsets = analysed.paragraph_offsets
    low, high = bisect.bisect_left(offsets, match.second), bisect.bisect_right(offsets, match.second + match.length)
    last_yielded: int | None = None
    for second in range(low, high):
        first = bisect.bisect_left(offsets, offsets[second] - match.shift)
        if offsets[first] == offsets[second] - match.shift and first < second:
            last_yielded = second
            yield first, second
    breaks_off = high - 1 if high > low and offsets[high - 1] == match.second + match.length else None
    if breaks_off is not None and breaks_off != last_yielded and analysed.only_furniture_from(offsets[breaks_off]):
        # The second copy breaks off at the end of the page, inside a paragraph of the first.
        yield bisect.bisect_left(offsets, offsets[breaks_off] - match.shift), breaks_off


def _copy_following_itself(analysed: AnalysedDocument, match: Match) -> Copy | None:
    """The copy in a text that directly follows itself, perhaps several times; None if paragraphs do not allow a cut.

    The first cut whose later side may be dropped is taken, or else the first one tried; at most `_MAX_STARTS` are
    tried. The earlier side is one period, the later side all others.
    """
    contexts, offsets = analysed.contexts, analysed.paragraph_offsets
    periods = (match.length // match.shift) * match.shift
    first_tried: Copy | None = None
    slack = match.length - periods
    first_index = bisect.bisect_left(offsets, match.first)
    end_index = bisect.bisect_right(offsets, match.first + slack)
    for start in range(first_index, min(end_index, first_index + _MAX_STARTS)):
        positions = [offsets[start] + offset for offset in (match.shift, match.shift + periods)]
        middle, end = (bisect.bisect_left(offsets, position) for position in positions)
        if end >= len(offsets) or [offsets[middle], offsets[end]] != positions:
            continue
        copy = _copy_with_faults(contexts, Extent(start, middle), Extent(middle, end))
        if copy.faults[1] is None:
            return copy
        first_tried = first_tried or copy
    return first_tried


def _narrow_to_equal_contexts(contexts: Contexts, first: Extent, second: Extent) -> Copy | None:
    """The longest part of two equal extents that has the same context on both sides; None if there is none.

    The front of a copy is added, although its context may differ; headings at the end whose text stays are cut off.
    """
    start_offsets = contexts.paragraphs[second.start].folded_start, contexts.paragraphs[first.start].folded_start
    pairs = [
        (second_index, first_index, same_context(contexts, second_index, first_index, start_offsets))
        for second_index, first_index, aligned in pair_paragraphs(contexts, second, first)
        if aligned
    ]
    start, end = _longest_run(
        [same for *_, same in pairs], [contexts.paragraphs[second_index] for second_index, *_ in pairs]
    )
    if start == end:
        return None
    ends = (pairs[end][1], pairs[end][0]) if end < len(pairs) else (first.end, second.end)
    while (
        ends[1] - 1 > pairs[start][0]
        and ends[0] - 1 > pairs[start][1]
        and torn_heading(contexts, Extent(pairs[start][0], ends[1]))
    ):
        ends = ends[0] - 1, ends[1] - 1
    body = Extent(pairs[start][1], ends[0]), Extent(pairs[start][0], ends[1])
    front_pair = next(
        (
            (first_index, second_index)
            for second_index, first_index, _ in pairs[:start]
            if _can_begin_copy(contexts, first_index, second_index)
            and is_front(contexts, Extent(second_index, ends[1]), pairs[start][0])
        ),
        None,
    )
    if front_pair:
        body = Extent(front_pair[0], ends[0]), Extent(front_pair[1], ends[1])
    return _copy_with_faults(contexts, *body) if min(body[0].size, body[1].size) > 0 else None


def _longest_run(same: list[bool], paragraphs: list[Paragraph]) -> tuple[int, int]:
    """The range [start, end) of true values whose paragraphs hold the most text; (0, 0) if none is true."""
    best, best_size, start, size = (0, 0), 0, 0, 0
    for index, (value, paragraph) in enumerate(zip(same, paragraphs, strict=True)):
        if not value:
            start, size = index + 1, 0
            continue
        size += len(paragraph.canonical_form)
        if size > best_size:
            best, best_size = (start, index + 1), size
    return best


def _can_begin_copy(contexts: Contexts, first: int, second: int) -> bool:
    """Whether a copy may begin with text in another context: with the head of the document, or with a title.

    The head is what `first` has no label or heading above; a title, `second`, opens something or is a short line, no
    sentence and without a date.
    """
    if not contexts.steps[first].before.stack:
        return True
    paragraph = contexts.paragraphs[second]
    return paragraph.opens or (
        len(paragraph.canonical_form) <= 60 and not paragraph.ends_sentence and not paragraph.is_dated
    )


def _copy_with_faults(contexts: Contexts, first: Extent, second: Extent) -> Copy:
    """The copy of two equal extents, with the faults of dropping either; None for a side that may be dropped."""
    faults = fault_of_removal(contexts, first, second), fault_of_removal(contexts, second, first)
    return Copy(first, second, faults)
