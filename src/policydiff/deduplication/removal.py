"""Whether a copy may be dropped: only whole, and only if its context is repeated with it.

If a copy is dropped and its equal kept, the set of pairs (context, paragraph) of the document stays the same. No
heading, caption or lead-in is separated from its text. No line beside the copy is also beside its equal in the same
context; else the copy would not be whole.

>>> Extent(3, 7).size, 6 in Extent(3, 7), 7 in Extent(3, 7)
(4, True, False)
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from enum import Enum
from itertools import accumulate
from typing import Literal, NamedTuple

from policydiff.messages import message
from policydiff.structure.context import Contexts, Entry, Step
from policydiff.structure.paragraph import Paragraph
from policydiff.structure.series import LEAD_IN

Basis = Literal["context", "count", "order", "asked"]  # what proves that nothing is lost with a copy


class RemovalFault(Enum):
    """Why a copy may not be dropped; the value is the message for it."""

    OTHER_CONTEXT = message("a passage that goes does not stand in its context in the rest")
    CHANGED_CONTEXT = message("a passage that stays would stand in another context")
    TORN_HEADING = message("a heading or lead-in goes, and its text stays")
    EMPTY_HEADING = message("a heading or lead-in stays, and its text goes")
    TORSO = message("a part of the copy stays")


class Extent(NamedTuple):
    """The paragraphs [start, end) of a document."""

    start: int
    end: int

    def __contains__(self, paragraph: object) -> bool:
        """Whether an index is in [start, end); False for anything but an int."""
        return isinstance(paragraph, int) and self.start <= paragraph < self.end

    @property
    def size(self) -> int:
        """The number of paragraphs."""
        return self.end - self.start


def size_of(paragraphs: Sequence[Paragraph], indexes: Iterable[int]) -> int:
    """The number of characters of the canonical form of these paragraphs; 0 without paragraphs."""
    return sum(len(paragraphs[index].canonical_form) for index in indexes)


def text_of(paragraphs: Sequence[Paragraph], extent: Extent) -> str:
    """The canonical form of an extent as one text, with nothing between its paragraphs."""
    return "".join(paragraphs[index].canonical_form for index in range(*extent))


def fault_of_removal(contexts: Contexts, dropped: Extent, kept: Extent) -> RemovalFault | None:
    """The first fault of dropping an extent that is a copy of `kept`; None if it may be dropped.

    `dropped` may be cut short at its end, or hold the text of `kept` several times. OTHER_CONTEXT comes first, then the
    faults at the edges, then TORSO.
    """
    if not same_contexts(contexts, dropped, kept):
        return RemovalFault.OTHER_CONTEXT
    return fault_at_edges(contexts, dropped) or _leaves_part_of_copy(contexts, dropped, kept)


def fault_at_edges(contexts: Contexts, dropped: Extent) -> RemovalFault | None:
    """The first fault of dropping an extent that shows at its edges; None if there is none.

    TORN_HEADING, EMPTY_HEADING or CHANGED_CONTEXT, whatever the extent is a copy of.
    """
    return (
        parts_heading(contexts, dropped)
        or _empties_short_line(contexts, dropped)
        or _changes_context(contexts, dropped)
    )


class ParagraphPair(NamedTuple):
    """A paragraph of a dropped copy, and the one of the kept copy in which it begins, by index.

    `aligned` is True if both begin at the same offset in their copies, within `_MAX_START_DRIFT_UNITS`.
    """

    dropped: int
    kept: int
    aligned: bool


def pair_paragraphs(contexts: Contexts, dropped: Extent, kept: Extent) -> Iterator[ParagraphPair]:
    """Yield each paragraph of `dropped`, in order, with the paragraph of `kept` in which it begins.

    If paragraphs of `kept` begin within `_MAX_START_DRIFT_UNITS` of it, an equal one of them is taken before the
    nearest. After the length of `kept`, the pairs begin at its start again. Neither extent may be empty.
    """
    paragraphs = contexts.paragraphs
    kept_start = paragraphs[kept.start].folded_start
    starts = [paragraphs[index].folded_start - kept_start for index in range(*kept)]
    kept_length = _folded_end(paragraphs, kept) - kept_start
    position, dropped_start = 0, paragraphs[dropped.start].folded_start
    for index in range(*dropped):
        offset = paragraphs[index].folded_start - dropped_start
        if index > dropped.start and offset + _MAX_START_DRIFT_UNITS >= kept_length:  # the next copy of several
            position, dropped_start, offset = 0, paragraphs[index].folded_start, 0
        while position + 1 < len(starts) and starts[position + 1] <= offset:
            position += 1
        candidates = [
            candidate
            for candidate in (position, position - 1, position + 1, position + 2)
            if 0 <= candidate < len(starts) and abs(starts[candidate] - offset) <= _MAX_START_DRIFT_UNITS
        ]
        equal_candidates = [
            candidate
            for candidate in candidates
            if paragraphs[kept.start + candidate].canonical_form == paragraphs[index].canonical_form
        ]
        yield ParagraphPair(index, kept.start + (equal_candidates or candidates or [position])[0], bool(candidates))


def _characters_from(paragraphs: Sequence[Paragraph], extent: Extent) -> list[int]:
    """For each paragraph of an extent, the number of canonical characters from its start to the end of the extent."""
    sizes = (len(paragraphs[index].canonical_form) for index in range(extent.end - 1, extent.start - 1, -1))
    return list(accumulate(sizes))[::-1]


_MAX_START_DRIFT_UNITS = 2  # code units; a full stop beside a digit counts as one, and one copy may lack it


def _folded_end(paragraphs: Sequence[Paragraph], extent: Extent) -> int:
    """The folded offset at which an extent ends: where the next paragraph begins; else the end of the last text."""
    last = paragraphs[extent.end - 1]
    return (
        paragraphs[extent.end].folded_start
        if extent.end < len(paragraphs)
        else last.folded_start + len(last.canonical_form)
    )


def breaks_off(contexts: Contexts, index: int, other: int) -> bool:
    """Whether a paragraph is the last of the document and the beginning of `other`: a copy that was cut short.

    False if the two are equal, or nothing but Markdown marks is left of the first.
    """
    if index + 1 < len(contexts.paragraphs) or index == other:
        return False
    form, other_form = (
        contexts.paragraphs[position].canonical_form.lstrip(_UNCLOSED_EMPHASIS) for position in (index, other)
    )
    return bool(form) and len(form) < len(other_form) and other_form.startswith(form)


_UNCLOSED_EMPHASIS = "*_#"  # Markdown marks that a cut may have left open


def same_context(contexts: Contexts, index: int, other_index: int, start_offsets: tuple[int, int]) -> bool:
    """Whether two paragraphs have the same context, their own labels included.

    Lead-ins inside their copies, which begin at `start_offsets`, do not count. True also for a paragraph `index` that
    breaks off, whatever its context.
    """
    if breaks_off(contexts, index, other_index):
        return True
    states = contexts.steps[index].after, contexts.steps[other_index].after
    return states[0].context_beside(start_offsets[0]) == states[1].context_beside(start_offsets[1])


def same_contexts(contexts: Contexts, dropped: Extent, kept: Extent) -> bool:
    """Whether each paragraph of `dropped` has the context of its equal; the front of a copy may differ.

    False also if a paragraph is longer than the rest of `kept`, or a labelled one does not begin where its equal does.
    """
    last_differing = -1
    start_offsets = contexts.paragraphs[dropped.start].folded_start, contexts.paragraphs[kept.start].folded_start
    remaining_characters = _characters_from(contexts.paragraphs, kept)
    for index, kept_index, aligned in pair_paragraphs(contexts, dropped, kept):
        innermost = contexts.steps[index].innermost
        if (
            kept_index > kept.start
            and len(contexts.paragraphs[index].canonical_form) > remaining_characters[kept_index - kept.start]
        ):
            return False  # the line holds the end of one copy and the beginning of the next
        if innermost is not None and not aligned and innermost.style != LEAD_IN:
            return False
        if not same_context(contexts, index, kept_index, start_offsets):
            last_differing = index
    return last_differing < 0 or is_front(contexts, dropped, last_differing + 1)


def is_front(contexts: Contexts, dropped: Extent, end: int) -> bool:
    """Whether the paragraphs of `dropped` up to `end` are the front of a copy: text before its first label or heading.

    Headings without a number directly over a label of a running series have its context and are front as well. False if
    no label or heading begins at `end`, or `dropped` ends there.
    """
    has_heading = False
    for index in range(dropped.start, end):
        innermost = contexts.steps[index].innermost
        if innermost is None and has_heading:
            return False
        if innermost is not None and (innermost.running or innermost.ordinal or not contexts.paragraphs[index].opens):
            return False
        has_heading = has_heading or innermost is not None
    first = contexts.steps[end].innermost if end < dropped.end else None
    return first is not None and (first.running or not has_heading)


def parts_heading(contexts: Contexts, dropped: Extent) -> RemovalFault | None:
    """TORN_HEADING or EMPTY_HEADING if a drop of the extent parts a heading or lead-in from its text; else None."""
    return torn_heading(contexts, dropped) or _empties_heading(contexts, dropped)


def torn_heading(contexts: Contexts, dropped: Extent) -> RemovalFault | None:
    """TORN_HEADING if the last dropped line heads or introduces kept text and no equal line would do so; else None.

    None also at the end of the document, or if the line before the extent equals its last line.
    """
    last = contexts.steps[dropped.end - 1]
    if (
        dropped.end >= len(contexts.paragraphs)
        or not contexts.paragraphs[dropped.end - 1].opens
        or last.innermost is None
    ):
        return None
    if dropped.start and _ends_alike(contexts, dropped):
        return None
    behind = contexts.steps[dropped.end]
    if not is_under(behind, last.innermost):
        return None
    rejoined = contexts.step(contexts.steps[dropped.start].before, contexts.paragraphs[dropped.end])
    return (
        None if rejoined.context == behind.context and is_under(rejoined, last.innermost) else RemovalFault.TORN_HEADING
    )


def is_under(step: Step, entry: Entry) -> bool:
    """Whether a paragraph is under a label, heading or caption of its context, one that is above its own labels.

    An equal label counts too, if it begins no later than `entry`.
    """
    return any(opened.identity == entry.identity and opened.folded_start <= entry.folded_start for opened in step.above)


def _empties_heading(contexts: Contexts, dropped: Extent) -> RemovalFault | None:
    """EMPTY_HEADING if the line before the extent heads or introduces it and would be left alone; else None.

    None also at the start of the document, or if the line before the extent equals its last line.
    """
    if not dropped.start or _ends_alike(contexts, dropped):
        return None
    head, first = contexts.paragraphs[dropped.start - 1], contexts.steps[dropped.start]
    opened = contexts.steps[dropped.start - 1].innermost
    introduces = (
        first.innermost is not None
        and bool(first.innermost.lead)
        and head.kind == "text"
        and _is_lead_in_of(first, head)
    )
    if not introduces and not (head.opens and opened is not None and is_under(first, opened)):
        return None
    if dropped.end >= len(contexts.paragraphs):
        return RemovalFault.EMPTY_HEADING
    after = contexts.step(first.before, contexts.paragraphs[dropped.end])
    if introduces:
        is_followed = (
            after.innermost is not None and after.innermost.lead == first.innermost.lead if first.innermost else False
        )
    else:
        same_kind = contexts.paragraphs[dropped.end].kind == contexts.paragraphs[dropped.start].kind
        is_followed = opened is not None and is_under(after, opened) and (head.kind != "caption" or same_kind)
    return None if is_followed else RemovalFault.EMPTY_HEADING


def _ends_alike(contexts: Contexts, dropped: Extent) -> bool:
    """Whether the line before the extent equals its last line: the cut may as well begin one line earlier.

    The extent must not begin at the first paragraph.
    """
    return contexts.paragraphs[dropped.start - 1].canonical_form == contexts.paragraphs[dropped.end - 1].canonical_form


def _empties_short_line(contexts: Contexts, dropped: Extent) -> RemovalFault | None:
    """EMPTY_HEADING if a short line before the extent may head it and would head no text then; else None.

    Before a label of a running series or a marked heading, a line heads nothing, unless it equals the first line of the
    document. None also at the start of the document, or if the line equals the last one of the extent.
    """
    if not dropped.start or not contexts.paragraphs[dropped.start - 1].may_head or _ends_alike(contexts, dropped):
        return None
    if (
        dropped.start > 1
        and contexts.paragraphs[dropped.start - 1].canonical_form == contexts.paragraphs[0].canonical_form
    ):
        return RemovalFault.EMPTY_HEADING  # the title of a second copy
    innermost = contexts.steps[dropped.start].innermost
    if innermost is not None and (innermost.running or contexts.paragraphs[dropped.start].kind == "heading"):
        return None
    behind = contexts.paragraphs[dropped.end] if dropped.end < len(contexts.paragraphs) else None
    return None if behind is not None and behind.kind == "text" and not behind.may_head else RemovalFault.EMPTY_HEADING


def _is_lead_in_of(step: Step, head: Paragraph) -> bool:
    """Whether `head`, the paragraph before that of a step, is the lead-in under which a list label of the step stands.

    False for a paragraph without a label.
    """
    return step.innermost is not None and step.innermost.lead != "" and step.before.before is head


def _changes_context(contexts: Contexts, dropped: Extent) -> RemovalFault | None:
    """CHANGED_CONTEXT if text behind the extent would be in a context in which it is not now; else None.

    Text without a label directly behind a cut may change its context, up to the next label or heading. It is enough
    that an equal paragraph of the document is in the new context.
    """
    state, directly_behind = contexts.steps[dropped.start].before, True
    for index in range(dropped.end, len(contexts.paragraphs)):
        paragraph, before = contexts.paragraphs[index], contexts.steps[index]
        step = contexts.step(state, paragraph)
        state = step.after
        if step.after.stack == before.after.stack:
            return None
        directly_behind = directly_behind and step.innermost is None and before.innermost is None
        if not directly_behind and (step.context, paragraph.canonical_form) not in contexts.form_counts:
            return RemovalFault.CHANGED_CONTEXT
    return None


def _leaves_part_of_copy(contexts: Contexts, dropped: Extent, kept: Extent) -> RemovalFault | None:
    """TORSO if the lines directly before both copies, or directly behind, are equal, in the same context; else None.

    A line that belongs to the other copy does not count, nor does one line that is beside both.
    """
    for dropped_neighbour, kept_neighbour in ((dropped.start - 1, kept.start - 1), (dropped.end, kept.end)):
        inside = min(dropped_neighbour, kept_neighbour) >= 0 and max(dropped_neighbour, kept_neighbour) < len(
            contexts.paragraphs
        )
        if (
            inside
            and dropped_neighbour != kept_neighbour
            and kept_neighbour not in dropped
            and dropped_neighbour not in kept
            and _same_form_and_context(contexts, dropped_neighbour, kept_neighbour)
        ):
            return RemovalFault.TORSO
    return None


def _same_form_and_context(contexts: Contexts, index: int, other_index: int) -> bool:
    """Whether two paragraphs have the same canonical form and the same context."""
    return (
        contexts.paragraphs[index].canonical_form == contexts.paragraphs[other_index].canonical_form
        and contexts.steps[index].context == contexts.steps[other_index].context
    )
