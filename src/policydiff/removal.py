"""May a copy go? Only where its context is repeated with it, and only whole: a removal is closed and maximal.

For a copy that goes and its equal that stays, the set of pairs (context, paragraph) of the document stays the same; no
heading, caption or lead-in goes without its text or stays without the text it had; and no line beside the copy also
stands beside its equal, in the same context.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import StrEnum
from functools import cached_property
from itertools import accumulate
from typing import Literal, NamedTuple

from policydiff.context import LEAD_IN, Context, Contexts, Entry, Step
from policydiff.paragraphs import Paragraph
from policydiff.verify import covers

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


def fault_of_removal(contexts: Contexts, goes: Extent, stays: Extent) -> Fault | None:
    """The first fault of leaving out `goes`, of which `stays` is the equal; None where it may go.

    `goes` may be cut short at its end, or be the equal of `stays` several times over.
    """
    if not same_contexts(contexts, goes, stays):
        return Fault.OTHER_CONTEXT
    return fault_at_edges(contexts, goes) or _torso(contexts, goes, stays)


def fault_at_edges(contexts: Contexts, goes: Extent) -> Fault | None:
    """The first fault of leaving out `goes` that shows where it begins and ends, whatever it is a copy of."""
    return torn_heading(contexts, goes) or _emptied(contexts, goes) or _changed(contexts, goes)


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


_LONGEST_FRONT = 40  # paragraphs before the first label of a copy
_NEAR = 2  # key units: a full stop beside a digit is one, and does not stand beside the other copy


def _end_unit(paragraphs: Sequence[Paragraph], extent: Extent) -> int:
    last = paragraphs[extent.end - 1]
    return paragraphs[extent.end].unit if extent.end < len(paragraphs) else last.unit + len(last.form)


def same_context(contexts: Contexts, one: int, other: int, units: tuple[int, int]) -> bool:
    """Whether two paragraphs stand in one context, the lead-ins inside their copies, which begin at `units`, apart."""
    states = contexts.steps[one].after, contexts.steps[other].after
    return states[0].context_beside(units[0]) == states[1].context_beside(units[1])


def same_contexts(contexts: Contexts, goes: Extent, stays: Extent) -> bool:
    """Whether each passage of `goes` stands in the context of its equal; its front may hang on what stands above it."""
    differing = -1
    units = contexts.paragraphs[goes.start].unit, contexts.paragraphs[stays.start].unit
    for index, other, aligned in paired(contexts, goes, stays):
        own = contexts.steps[index].own
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


def is_torn(contexts: Contexts, goes: Extent) -> bool:
    """Whether leaving out `goes` parts a heading or lead-in from its text."""
    return torn_heading(contexts, goes) is not None or _emptied(contexts, goes) is not None


def torn_heading(contexts: Contexts, goes: Extent) -> Fault | None:
    """Whether the last line that goes names or introduces what stays behind it."""
    last = contexts.steps[goes.end - 1]
    if goes.end >= len(contexts.paragraphs) or not contexts.paragraphs[goes.end - 1].opens or last.own is None:
        return None
    return Fault.TORN_HEADING if holds(contexts.steps[goes.end], last.own) else None


def holds(step: Step, entry: Entry) -> bool:
    """Whether a label, heading or caption stands above a paragraph, in its context."""
    return any(opened.identity == entry.identity and opened.unit <= entry.unit for opened in step.above)


def _emptied(contexts: Contexts, goes: Extent) -> Fault | None:
    """Whether the line before what goes names or introduces it, and nothing of the kind follows any more."""
    if not goes.start:
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


class Cut(NamedTuple):
    """Paragraphs that a plan leaves out, and what proves that nothing is lost."""

    goes: Extent
    basis: Basis


def faults_of_plan(contexts: Contexts, cuts: Sequence[Cut]) -> list[tuple[int, Fault]]:
    """What a set of removals would lose, or put into another context, as (paragraph, fault); empty where nothing.

    This is the proof over the whole of a plan. It reads what is left anew, with the series of the source. Where the
    document was nothing but copies of itself, their order is the proof, and heads and feet may stand beside another.
    """
    if any(cut.basis == "order" for cut in cuts):
        return []
    left = _Left(contexts, cuts)
    return [*left.lost(), *left.displaced(), *left.torn()]


class _Left:
    """What removals leave of a document, read in its contexts."""

    def __init__(self, contexts: Contexts, cuts: Sequence[Cut]) -> None:
        self._contexts, self._proven = contexts, [cut.goes for cut in cuts if cut.basis == "context"]
        self._cuts = sorted(cut.goes for cut in cuts)
        self._removed = {index for cut in cuts for index in range(*cut.goes)}
        self._kept = [index for index in range(len(contexts.paragraphs)) if index not in self._removed]
        paragraphs = [contexts.paragraphs[index] for index in self._kept]
        self._steps = dict(zip(self._kept, contexts.walk(paragraphs), strict=True))
        self._texts: dict[Context, list[str]] = {}
        for index, step in self._steps.items():
            self._texts.setdefault(step.context, []).append(contexts.paragraphs[index].form)
        self._directly_behind = frozenset(self._behind_cuts())

    def _behind_cuts(self) -> Iterator[int]:
        """The text without a label that stays directly behind a cut, up to the next label or heading."""
        ends = {goes.end for goes in self._cuts}
        behind = False
        for before, index in zip([-1, *self._kept], self._kept, strict=False):
            behind = (behind or index in ends or index != before + 1) and self._steps[index].own is None
            if behind:
                yield index

    def lost(self) -> Iterator[tuple[int, Fault]]:
        """The passages that went and do not stand in their context in what is left."""
        for goes in self._proven:
            for index in range(*goes):
                if not (self._stands(goes, index) or self._is_kept_front(goes, index) or self._was_cut_off(index)):
                    yield index, Fault.OTHER_CONTEXT

    def _was_cut_off(self, index: int) -> bool:
        """Whether a text without a label stood directly behind another cut, or an equal one stands so now.

        What it hangs on there is not known: it is enough that it stands somewhere in what is left.
        """
        if self._contexts.steps[index].own is None and self._contexts.paragraphs[index].form in self._texts_behind_cuts:
            return True
        first = index
        while first and self._contexts.steps[first].own is None and first not in self._ends:
            first -= 1
        own = self._contexts.steps[first].own
        return own is None and first in self._ends and self._contexts.paragraphs[index].form in self._whole

    @cached_property
    def _texts_behind_cuts(self) -> frozenset[str]:
        return frozenset(self._contexts.paragraphs[index].form for index in self._directly_behind)

    @cached_property
    def _ends(self) -> frozenset[int]:
        return frozenset(goes.end for goes in self._cuts)

    def _stands(self, goes: Extent, index: int) -> bool:
        """Whether a passage that went stands in its context, as a paragraph or, wrapped otherwise, in some.

        A colon where a line was wrapped makes a lead-in; those inside the copy do not count.
        """
        form, state = self._contexts.paragraphs[index].form, self._contexts.steps[index].after
        forms = self._texts.get(state.context, [])
        if form in forms or form in "".join(forms) or any(covers(other, form) for other in forms):
            return True
        unled = state.context_beside(self._contexts.paragraphs[goes.start].unit)
        return form in self._text(unled) or form in self._unled(unled) or self._begins_in(state.context, form)

    def _begins_in(self, context: Context, form: str) -> bool:
        """Whether a passage stands, as several paragraphs, from one on that is in this context."""
        return any(
            step.context == context and self._whole.startswith(form, self._offsets[index])
            for index, step in self._steps.items()
        )

    @cached_property
    def _offsets(self) -> dict[int, int]:
        """Where each paragraph that stays begins in the whole of what stays."""
        lengths = (len(self._contexts.paragraphs[index].form) for index in self._kept)
        return dict(zip(self._kept, accumulate(lengths, initial=0), strict=False))

    def _text(self, context: Context) -> str:
        return "".join(self._texts.get(context, ()))

    def _unled(self, context: Context) -> str:
        """All that stands in a context, or under a lead-in in it."""
        forms = (
            self._contexts.paragraphs[index].form
            for index, step in self._steps.items()
            if step.after.context_beside(0) == context
        )
        return "".join(forms)

    def _is_kept_front(self, goes: Extent, index: int) -> bool:
        """Whether a passage is of the front of a copy that stands, before the same label, in what is left."""
        for end in range(index + 1, min(index + _LONGEST_FRONT, goes.end)):
            if is_front(self._contexts, goes, end):
                front = "".join(self._contexts.paragraphs[at].form for at in range(index, end + 1))
                return front in self._whole
        return False

    @cached_property
    def _whole(self) -> str:
        return "".join(self._contexts.paragraphs[index].form for index in self._kept)

    def displaced(self) -> Iterator[tuple[int, Fault]]:
        """The passages that stay and stand in a context in which they did not stand."""
        for index, step in self._steps.items():
            pair = step.context, self._contexts.paragraphs[index].form
            if index not in self._directly_behind and pair not in self._contexts.pairs:
                yield index, Fault.CHANGED_CONTEXT

    def torn(self) -> Iterator[tuple[int, Fault]]:
        """The cuts that leave a heading without its text, or text without its heading."""
        for goes in self._cuts:
            if goes.end in self._removed or goes.start - 1 in self._removed:
                continue  # the neighbour went, too: its own cut is looked at
            if fault := torn_heading(self._contexts, goes) or _emptied(self._contexts, goes):
                yield goes.start, fault
