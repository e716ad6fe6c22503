"""May a copy go? Only where its context is repeated with it, and only whole: a removal is closed and maximal.

For a copy that goes and its equal that stays, the set of pairs (context, paragraph) of the document stays the same; no
heading, caption or lead-in goes without its text or stays without the text it had; and no line beside the copy also
stands beside its equal, in the same context.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from itertools import accumulate
from typing import Literal, NamedTuple

from policydiff.structure.context import Contexts, Entry, Step
from policydiff.structure.paragraph import Paragraph
from policydiff.structure.series import LEAD_IN

Basis = Literal["context", "count", "order", "asked"]  # what proves that nothing is lost when a copy goes


class Fault(StrEnum):
    """What is wrong with a removal."""

    OTHER_CONTEXT = "a passage that goes does not stand in its context in the rest"
    CHANGED_CONTEXT = "a passage that stays would stand in another context"
    TORN_HEADING = "a heading or lead-in goes, and its text stays"
    EMPTY_HEADING = "a heading or lead-in stays, and its text goes"
    TORSO = "a part of the copy stays"


class Extent(NamedTuple):
    """Paragraphs [start, end) of a document."""

    start: int
    end: int

    def __contains__(self, paragraph: object) -> bool:
        return isinstance(paragraph, int) and self.start <= paragraph < self.end

    @property
    def size(self) -> int:
        """How many paragraphs there are."""
        return self.end - self.start


def size_of(paragraphs: Sequence[Paragraph], indexes: Iterable[int]) -> int:
    """How many characters of the canonical form some paragraphs have."""
    return sum(len(paragraphs[index].form) for index in indexes)


def text_of(paragraphs: Sequence[Paragraph], extent: Extent) -> str:
    """The canonical form of an extent as one text."""
    return "".join(paragraphs[index].form for index in range(*extent))


def fault_of_removal(contexts: Contexts, goes: Extent, stays: Extent) -> Fault | None:
    """The first fault of leaving out `goes`, of which `stays` is the equal; None where it may go.

    `goes` may be cut short at its end, or be the equal of `stays` several times over.
    """
    if not same_contexts(contexts, goes, stays):
        return Fault.OTHER_CONTEXT
    return fault_at_edges(contexts, goes) or _torso(contexts, goes, stays)


def fault_at_edges(contexts: Contexts, goes: Extent) -> Fault | None:
    """The first fault of leaving out `goes` that shows where it begins and ends, whatever it is a copy of."""
    return parts_heading(contexts, goes) or _empties_line(contexts, goes) or _changed(contexts, goes)


def paired(contexts: Contexts, goes: Extent, stays: Extent) -> Iterator[tuple[int, int, bool]]:
    """Each paragraph of `goes` with the one of `stays` in which it begins, and whether both begin there."""
    paragraphs = contexts.paragraphs
    first = paragraphs[stays.start].unit
    starts = [paragraphs[index].unit - first for index in range(*stays)]
    length = _end_unit(paragraphs, stays) - first
    at, begin = 0, paragraphs[goes.start].unit
    for index in range(*goes):
        offset = paragraphs[index].unit - begin
        if index > goes.start and offset + _NEAR >= length:  # the next copy of several
            at, begin, offset = 0, paragraphs[index].unit, 0
        while at + 1 < len(starts) and starts[at + 1] <= offset:
            at += 1
        near = [
            here
            for here in (at, at - 1, at + 1, at + 2)
            if 0 <= here < len(starts) and abs(starts[here] - offset) <= _NEAR
        ]
        same = [here for here in near if paragraphs[stays.start + here].form == paragraphs[index].form]
        yield index, stays.start + (same or near or [at])[0], bool(near)


def _characters_from(paragraphs: Sequence[Paragraph], extent: Extent) -> list[int]:
    """For each paragraph of an extent, how many characters stand from there to the end of the extent."""
    sizes = (len(paragraphs[index].form) for index in range(extent.end - 1, extent.start - 1, -1))
    return list(accumulate(sizes))[::-1]


_NEAR = 2  # key units: a full stop beside a digit is one, and does not stand beside the other copy


def _end_unit(paragraphs: Sequence[Paragraph], extent: Extent) -> int:
    last = paragraphs[extent.end - 1]
    return paragraphs[extent.end].unit if extent.end < len(paragraphs) else last.unit + len(last.form)


def breaks_off(contexts: Contexts, index: int, other: int) -> bool:
    """Whether the last paragraph of a document is the beginning of another one: a copy that was cut short there."""
    if index + 1 < len(contexts.paragraphs) or index == other:
        return False
    cut, whole = (contexts.paragraphs[at].form.lstrip(_MARKS) for at in (index, other))
    return bool(cut) and len(cut) < len(whole) and whole.startswith(cut)


_MARKS = "*_#"  # an emphasis that was not closed


def same_context(contexts: Contexts, one: int, other: int, units: tuple[int, int]) -> bool:
    """Whether two paragraphs stand in one context, the lead-ins inside their copies, which begin at `units`, apart."""
    if breaks_off(contexts, one, other):
        return True
    states = contexts.steps[one].after, contexts.steps[other].after
    return states[0].context_beside(units[0]) == states[1].context_beside(units[1])


def same_contexts(contexts: Contexts, goes: Extent, stays: Extent) -> bool:
    """Whether each passage of `goes` stands in the context of its equal; its front may hang on what stands above it."""
    differing = -1
    units = contexts.paragraphs[goes.start].unit, contexts.paragraphs[stays.start].unit
    room = _characters_from(contexts.paragraphs, stays)
    for index, other, aligned in paired(contexts, goes, stays):
        own = contexts.steps[index].own
        if other > stays.start and len(contexts.paragraphs[index].form) > room[other - stays.start]:
            return False  # the line holds the end of one copy and the beginning of the next
        if own is not None and not aligned and own.style != LEAD_IN:
            return False
        if not same_context(contexts, index, other, units):
            differing = index
    return differing < 0 or is_front(contexts, goes, differing + 1)


def is_front(contexts: Contexts, goes: Extent, end: int) -> bool:
    """Whether what goes up to `end` is the front of a copy: text before its first label or heading.

    The headings right over a label of a running series have its context, and are front, too.
    """
    headings = False
    for index in range(goes.start, end):
        own = contexts.steps[index].own
        if own is None and headings:
            return False
        if own is not None and (own.running or own.ordinal or not contexts.paragraphs[index].opens):
            return False
        headings = headings or own is not None
    first = contexts.steps[end].own if end < goes.end else None
    return first is not None and (first.running or not headings)


def parts_heading(contexts: Contexts, goes: Extent) -> Fault | None:
    """How leaving out `goes` parts a heading or lead-in from its text; None where it does not."""
    return torn_heading(contexts, goes) or _emptied(contexts, goes)


def torn_heading(contexts: Contexts, goes: Extent) -> Fault | None:
    """Whether the last line that goes names or introduces what stays behind it, and no equal line would do so then."""
    last = contexts.steps[goes.end - 1]
    if goes.end >= len(contexts.paragraphs) or not contexts.paragraphs[goes.end - 1].opens or last.own is None:
        return None
    if goes.start and _ends_alike(contexts, goes):
        return None
    behind = contexts.steps[goes.end]
    if not holds(behind, last.own):
        return None
    rejoined = contexts.step(contexts.steps[goes.start].before, contexts.paragraphs[goes.end])
    return None if rejoined.context == behind.context and holds(rejoined, last.own) else Fault.TORN_HEADING


def holds(step: Step, entry: Entry) -> bool:
    """Whether a label, heading or caption stands above a paragraph, in its context."""
    return any(opened.identity == entry.identity and opened.unit <= entry.unit for opened in step.above)


def _emptied(contexts: Contexts, goes: Extent) -> Fault | None:
    """Whether the line before what goes names or introduces it, and nothing of the kind follows any more."""
    if not goes.start or _ends_alike(contexts, goes):
        return None
    head, first = contexts.paragraphs[goes.start - 1], contexts.steps[goes.start]
    opened = contexts.steps[goes.start - 1].own
    introduces = first.own is not None and bool(first.own.lead) and head.kind == "text" and _leads(first, head)
    if not introduces and not (head.opens and opened is not None and holds(first, opened)):
        return None
    if goes.end >= len(contexts.paragraphs):
        return Fault.EMPTY_HEADING
    after = contexts.step(first.before, contexts.paragraphs[goes.end])
    if introduces:
        still = after.own is not None and after.own.lead == first.own.lead if first.own else False
    else:
        same_kind = contexts.paragraphs[goes.end].kind == contexts.paragraphs[goes.start].kind
        still = opened is not None and holds(after, opened) and (head.kind != "caption" or same_kind)
    return None if still else Fault.EMPTY_HEADING


def _ends_alike(contexts: Contexts, goes: Extent) -> bool:
    """Whether the line before what goes is also its last: then the cut may as well begin one line earlier."""
    return contexts.paragraphs[goes.start - 1].form == contexts.paragraphs[goes.end - 1].form


def _empties_line(contexts: Contexts, goes: Extent) -> Fault | None:
    """Whether a short line before what goes may head it, and would head no text then.

    Before a label of a running series or a marked heading a line heads nothing.
    """
    if not goes.start or not contexts.paragraphs[goes.start - 1].may_head or _ends_alike(contexts, goes):
        return None
    if goes.start > 1 and contexts.paragraphs[goes.start - 1].form == contexts.paragraphs[0].form:
        return Fault.EMPTY_HEADING  # the title of a second copy
    own = contexts.steps[goes.start].own
    if own is not None and (own.running or contexts.paragraphs[goes.start].kind == "heading"):
        return None
    behind = contexts.paragraphs[goes.end] if goes.end < len(contexts.paragraphs) else None
    return None if behind is not None and behind.kind == "text" and not behind.may_head else Fault.EMPTY_HEADING


def _leads(step: Step, head: Paragraph) -> bool:
    return step.own is not None and step.own.lead != "" and step.before.before is head


def _changed(contexts: Contexts, goes: Extent) -> Fault | None:
    """Whether a passage behind what goes would stand in a context in which it does not stand now.

    Text without a label right behind a cut may; it ends with the next label or heading.
    """
    state, directly_behind = contexts.steps[goes.start].before, True
    for index in range(goes.end, len(contexts.paragraphs)):
        paragraph, before = contexts.paragraphs[index], contexts.steps[index]
        step = contexts.step(state, paragraph)
        state = step.after
        if step.after.stack == before.after.stack:
            return None
        directly_behind = directly_behind and step.own is None and before.own is None
        if not directly_behind and (step.context, paragraph.form) not in contexts.pairs:
            return Fault.CHANGED_CONTEXT
    return None


def _torso(contexts: Contexts, goes: Extent, stays: Extent) -> Fault | None:
    """Whether the line before or behind both copies is the same, in the same context."""
    for here, there in ((goes.start - 1, stays.start - 1), (goes.end, stays.end)):
        inside = min(here, there) >= 0 and max(here, there) < len(contexts.paragraphs)
        if inside and here != there and there not in goes and here not in stays and _same(contexts, here, there):
            return Fault.TORSO
    return None


def _same(contexts: Contexts, one: int, other: int) -> bool:
    return (
        contexts.paragraphs[one].form == contexts.paragraphs[other].form
        and contexts.steps[one].context == contexts.steps[other].context
    )
