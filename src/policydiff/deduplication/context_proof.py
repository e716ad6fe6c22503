"""The proof that the remaining text says the same in the same contexts, and that headings keep their text.

It reads the remaining text anew, with the series of the source, and does not know how the copies were found.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import accumulate
from typing import NamedTuple

from policydiff.deduplication.removal import Basis, Extent, RemovalFault, breaks_off, is_front, parts_heading
from policydiff.structure.context import Context, Contexts
from policydiff.text.canonical import preserves

_MIN_PERIOD_CHARACTERS = 30  # of one of several copies in a line
_MAX_FRONT_PARAGRAPHS = 40  # before the first label of a copy


class Cut(NamedTuple):
    """Paragraphs that a plan drops, and what proves that nothing is lost."""

    extent: Extent
    basis: Basis


def faults_of_plan(contexts: Contexts, cuts: Sequence[Cut]) -> list[tuple[int, RemovalFault]]:
    """What a set of cuts would lose or move into another context, as (paragraph index, fault).

    First all that is lost, then all that is displaced, then the headings that are torn. The list is empty if nothing is
    lost. It is also empty if a cut has the basis "order": then the document consists of copies of itself, their order
    is the proof, and heads and feet may end up beside another body.
    """
    if any(cut.basis == "order" for cut in cuts):
        return []
    remainder = _Remainder(contexts, cuts)
    return [*remainder.find_lost(), *remainder.find_displaced(), *remainder.find_torn_headings()]


class _Remainder:
    """The paragraphs that remain after the cuts, with their new contexts."""

    def __init__(self, contexts: Contexts, cuts: Sequence[Cut]) -> None:
        self._contexts, self._context_cuts = contexts, [cut.extent for cut in cuts if cut.basis == "context"]
        self._cuts = sorted(cut.extent for cut in cuts)
        self._removed = {index for cut in cuts for index in range(*cut.extent)}
        self._kept = [index for index in range(len(contexts.paragraphs)) if index not in self._removed]
        paragraphs = [contexts.paragraphs[index] for index in self._kept]
        self._steps = dict(zip(self._kept, contexts.walk(paragraphs), strict=True))
        self._forms_by_context: dict[Context, list[str]] = {}
        for index, step in self._steps.items():
            self._forms_by_context.setdefault(step.context, []).append(contexts.paragraphs[index].canonical_form)
        self._directly_behind = frozenset(self._behind_cuts())

    def _behind_cuts(self) -> Iterator[int]:
        """Yield the index of each remaining paragraph from a cut up to the next label or heading."""
        ends = {cut.end for cut in self._cuts}
        is_behind_cut = False
        for previous, index in zip([-1, *self._kept], self._kept, strict=False):
            is_behind_cut = (is_behind_cut or index in ends or index != previous + 1) and self._steps[
                index
            ].innermost is None
            if is_behind_cut:
                yield index

    def find_lost(self) -> Iterator[tuple[int, RemovalFault]]:
        """Yield (index, OTHER_CONTEXT) for each dropped paragraph that is not in its context in the remaining text.

        Only cuts with the basis "context" are examined. A paragraph is kept as well if it is the front of a remaining
        copy, stands directly behind a cut, or is the last of the document and the beginning of a remaining one.
        """
        for cut in self._context_cuts:
            for index in range(*cut):
                if not (
                    self._is_kept(cut, index)
                    or self._is_kept_front(cut, index)
                    or self._is_kept_behind_cut(index)
                    or any(breaks_off(self._contexts, index, other) for other in self._kept)
                ):
                    yield index, RemovalFault.OTHER_CONTEXT

    def _is_kept_behind_cut(self, index: int) -> bool:
        """Whether the paragraph was directly behind another cut, or an equal one is so now.

        Its context there is unknown, so it is enough that it is somewhere in the remaining text. False for a paragraph
        with a label or heading.
        """
        if (
            self._contexts.steps[index].innermost is None
            and self._contexts.paragraphs[index].canonical_form in self._forms_behind_cuts
        ):
            return True
        first = index
        while first and self._contexts.steps[first].innermost is None and first not in self._cut_ends:
            first -= 1
        innermost = self._contexts.steps[first].innermost
        return (
            innermost is None
            and first in self._cut_ends
            and self._contexts.paragraphs[index].canonical_form in self._kept_text
        )

    @cached_property
    def _forms_behind_cuts(self) -> frozenset[str]:
        """The canonical forms of the remaining paragraphs from a cut on, up to the next label or heading."""
        return frozenset(self._contexts.paragraphs[index].canonical_form for index in self._directly_behind)

    @cached_property
    def _cut_ends(self) -> frozenset[int]:
        """The indexes of the paragraphs directly behind the cuts, dropped ones and the end of the document included."""
        return frozenset(cut.end for cut in self._cuts)

    def _is_kept(self, cut: Extent, index: int) -> bool:
        """Whether a dropped paragraph is in its context in the remaining text, even if wrapped differently.

        It may be a line there, a part of one or of several in a row, or what `preserves` allows. A colon at the end of
        a wrapped line makes a lead-in; lead-ins inside the copy are therefore ignored.
        """
        form, state = self._contexts.paragraphs[index].canonical_form, self._contexts.steps[index].after
        forms = self._forms_by_context.get(state.context, [])
        if form in forms or form in "".join(forms) or any(preserves(other, form) for other in forms):
            return True
        context_without_lead_ins = state.context_beside(self._contexts.paragraphs[cut.start].folded_start)
        return (
            form in self._text_in(context_without_lead_ins)
            or form in self._text_in_or_led(context_without_lead_ins)
            or self._begins_in(state.context, form)
        )

    def _begins_in(self, context: Context, form: str) -> bool:
        """Whether the paragraph is in the remaining text, split into several, the first of them in this context.

        A line may hold several copies, each with its labels; then it is enough that one of them remains, if it has at
        least `_MIN_PERIOD_CHARACTERS`.
        """
        period = form[: (form + form).find(form, 1)]
        sought = period if len(period) >= _MIN_PERIOD_CHARACTERS else form
        return any(
            step.context == context and self._kept_text.startswith(sought, self._offsets[index])
            for index, step in self._steps.items()
        )

    @cached_property
    def _offsets(self) -> dict[int, int]:
        """For each remaining paragraph, by index, the character at which it begins in `_kept_text`."""
        lengths = (len(self._contexts.paragraphs[index].canonical_form) for index in self._kept)
        return dict(zip(self._kept, accumulate(lengths, initial=0), strict=False))

    def _text_in(self, context: Context) -> str:
        """The canonical form of the remaining text in a context, in order; "" if there is none."""
        return "".join(self._forms_by_context.get(context, ()))

    def _text_in_or_led(self, context: Context) -> str:
        """The canonical form of the remaining text in a context, or under a lead-in in that context; perhaps ""."""
        forms = (
            self._contexts.paragraphs[index].canonical_form
            for index, step in self._steps.items()
            if step.after.context_beside(0) == context
        )
        return "".join(forms)

    def _is_kept_front(self, cut: Extent, index: int) -> bool:
        """Whether a paragraph is in the front of a copy that remains, before the same label.

        The text from it to that label, which is fewer than `_MAX_FRONT_PARAGRAPHS` further on, must be in the remaining
        text.
        """
        for end in range(index + 1, min(index + _MAX_FRONT_PARAGRAPHS, cut.end)):
            if is_front(self._contexts, cut, end):
                front = "".join(
                    self._contexts.paragraphs[position].canonical_form for position in range(index, end + 1)
                )
                return front in self._kept_text
        return False

    @cached_property
    def _kept_text(self) -> str:
        """The canonical form of the whole remaining text, with nothing between its paragraphs."""
        return "".join(self._contexts.paragraphs[index].canonical_form for index in self._kept)

    def find_displaced(self) -> Iterator[tuple[int, RemovalFault]]:
        """Yield (index, CHANGED_CONTEXT) for each remaining paragraph that is in a context in which it was not before.

        Those of `_behind_cuts` may change their context. An equal paragraph in the new context is enough.
        """
        for index, step in self._steps.items():
            pair = step.context, self._contexts.paragraphs[index].canonical_form
            if index not in self._directly_behind and pair not in self._contexts.form_counts:
                yield index, RemovalFault.CHANGED_CONTEXT

    def find_torn_headings(self) -> Iterator[tuple[int, RemovalFault]]:
        """Yield (first index of the cut, fault) for each cut that parts a heading from its text.

        Cuts that touch another cut are not examined.
        """
        for cut in self._cuts:
            if cut.end in self._removed or cut.start - 1 in self._removed:
                continue  # the neighbour is dropped as well, and its own cut is examined
            if fault := parts_heading(self._contexts, cut):
                yield cut.start, fault
