"""What identifies the place of each paragraph: the labels, headings and lead-ins above it.

In a series of labels that runs through the document the label alone identifies a place, in whatever chapter. In a
series that begins anew under each heading, caption or lead-in it is the whole chain above. Which series are which is
read once, from the source, and used for the source and for what is left of it.
"""

from __future__ import annotations

import bisect
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import NamedTuple, TypeAlias

from policydiff.languages import PACK
from policydiff.structure.numbering import DIVISIONS
from policydiff.structure.paragraph import Mark, Paragraph
from policydiff.structure.series import LEAD_IN, UNMARKED, Series, is_document_text, marks_of, ordinal_in_series

Identity: TypeAlias = tuple[str, ...]  # what one label, heading or caption contributes to a context
Context: TypeAlias = tuple[Identity, ...]

_PAGE = 100  # paragraphs in which a page shows a heading below its title
_LONG_PAGE = 1_000  # characters of a page without headings below its title
_PAGED = 0.6  # share of the outermost headings that show a page, from which a long section is one, too
_MOST_NESTED = 4  # captions right under each other that nest; a form may have hundreds of lines that end in a colon
_HEAD = 60  # characters of a label's own line that identify it in a series that begins anew
_TEXT_ENDS = PACK.sentences.sentence_or_lead
_DIVISIONS_EN = frozenset({"part-en", "chapter-en", "title-en"})


class Entry(NamedTuple):
    """An open label, heading or caption. `lead` is the sentence that introduced its list.

    `unique` is the last heading directly under it that stands there once; `unit` is where its paragraph begins.
    """

    style: str
    identity: Identity
    running: bool
    ordinal: int
    lead: str
    unique: str
    label: str
    unit: int

    @property
    def number(self) -> tuple[int, ...]:
        """The label's number, with that of an inserted one: (3, 1) for 第三条之一; empty where it has none."""
        if not self.ordinal:
            return ()
        _, dash, inserted = self.identity[1].partition("-")
        return (self.ordinal, int(inserted)) if dash and inserted.isdecimal() else (self.ordinal,)

    @property
    def name(self) -> str:
        """The label as written, without the mark behind it."""
        return self.label.rstrip("、.． ")

    @property
    def is_division(self) -> bool:
        """Whether it heads a part, chapter or section of a document and is no provision itself."""
        return self.style in DIVISIONS or self.style in _DIVISIONS_EN


class State(NamedTuple):
    """Where a walk through the paragraphs stands: what is open, the outermost first, and the paragraph before."""

    stack: tuple[Entry, ...]
    before: Paragraph | None

    @property
    def context(self) -> Context:
        """The context of a paragraph that stands here: from the last label of a running series on."""
        return self.context_beside(None)

    def context_beside(self, unit: int | None) -> Context:
        """The context without the lead-ins that begin at a key unit or behind it."""
        identities = []
        for entry in reversed(self.stack):
            if unit is None or entry.style != LEAD_IN or entry.unit < unit:
                identities.append(entry.identity)
            if entry.running:
                break
        return tuple(reversed(identities))


START = State((), None)


class Step(NamedTuple):
    """A paragraph in its place: the state before it, and the state with its own labels open."""

    before: State
    after: State

    @property
    def context(self) -> Context:
        """The paragraph's context, its own labels included."""
        return self.after.context

    @property
    def opened(self) -> tuple[Entry, ...]:
        """The labels, headings and captions of the paragraph itself, the outermost first; empty for text."""
        marks = marks_of(self.after.before) if self.after.before is not None else ()
        return self.after.stack[-len(marks) :] if marks else ()

    @property
    def above(self) -> tuple[Entry, ...]:
        """What is open above the paragraph's own labels, from the last label of a running series on."""
        stack = self.after.stack[: len(self.after.stack) - len(self.opened)]
        if self.opened and self.opened[0].running:
            return ()
        start = max((at for at, entry in enumerate(stack) if entry.running), default=0)
        return stack[start:]

    @property
    def own_style(self) -> str:
        """The style of the innermost of these; "" for text."""
        return self.opened[-1].style if self.opened else ""

    @property
    def own(self) -> Entry | None:
        """The innermost of these; None for text."""
        opened = self.opened
        return opened[-1] if opened else None


class Contexts:
    """The paragraphs of a document in their contexts."""

    def __init__(self, paragraphs: Sequence[Paragraph]) -> None:
        self.paragraphs = paragraphs
        self.series = Series(paragraphs)
        self._repeated: frozenset[Context] = frozenset()
        first = list(self.walk(paragraphs))
        self._repeated = self._headings_that_repeat(first)
        self.steps = list(self.walk(paragraphs)) if self._repeated else first

    def _headings_that_repeat(self, steps: Sequence[Step]) -> frozenset[Context]:
        """The headings without a number that stand more than once under one parent, the titles of pages left out."""
        chains: Counter[Context] = Counter()
        sections: set[Context] = set()
        for index, (step, paragraph) in enumerate(zip(steps, self.paragraphs, strict=True)):
            if _is_plain_heading(paragraph):
                chain = _chain(step.after.stack)
                chains[chain] += 1
                if not self.is_page_title(index):
                    sections.add(chain)
        return frozenset(chain for chain, times in chains.items() if times > 1 and chain in sections)

    def is_page_title(self, index: int) -> bool:
        """Whether a paragraph is the title of a page: an outermost heading, behind a rule or over deeper headings.

        Where most of the outermost headings are, a long page needs neither.
        """
        if not self.is_outermost(index):
            return False
        return self._shows_page(index) or (self._has_pages and self._size_of_page(index) >= _LONG_PAGE)

    def is_outermost(self, index: int) -> bool:
        """Whether a paragraph is a heading without a number of the document's outermost kind."""
        paragraph = self.paragraphs[index]
        return paragraph.kind == "heading" and paragraph.marks[0].style == self.outermost

    def _shows_page(self, index: int) -> bool:
        """Whether an outermost heading stands behind a rule, first in the document, or over deeper headings."""
        paragraph = self.paragraphs[index]
        below = next(self._levels_from(index + 1), 0)
        return bool(paragraph.rule) or not index or below > paragraph.level

    @cached_property
    def _has_pages(self) -> bool:
        """Whether most of the outermost headings are titles of pages by what stands round them."""
        titles = [index for index in range(len(self.paragraphs)) if self.is_outermost(index)]
        return sum(map(self._shows_page, titles)) >= _PAGED * len(titles)

    def _size_of_page(self, index: int) -> int:
        """How many characters stand under an outermost heading, counted as far as is needed."""
        size = 0
        for at in range(index + 1, len(self.paragraphs)):
            if size >= _LONG_PAGE or self.is_outermost(at):
                break
            size += len(self.paragraphs[at].form)
        return size

    def _levels_from(self, start: int) -> Iterator[int]:
        """The levels of the headings from a paragraph on, of the next few."""
        return (each.level for each in self.paragraphs[start : start + _PAGE] if each.level)

    @cached_property
    def outermost(self) -> str:
        """The style of the outermost headings without a number, those of titles; "" where there are none."""
        return min(
            (mark.style for each in self.paragraphs if each.kind == "heading" for mark in each.marks), default=""
        )

    def walk(self, paragraphs: Sequence[Paragraph], start: State = START) -> Iterator[Step]:
        """The paragraphs one by one in their contexts, when the walk comes from the state `start`."""
        state = start
        for paragraph in paragraphs:
            step = self.step(state, paragraph)
            yield step
            state = step.after

    def step(self, state: State, paragraph: Paragraph) -> Step:
        """The paragraph in its place behind `state`."""
        stack = state.stack
        if paragraph.kind == "text":
            while stack and stack[-1].style.startswith("bullet") and paragraph.indent <= int(stack[-1].style[7:]):
                stack = stack[:-1]
        for at, mark in enumerate(marks_of(paragraph)):
            stack = self._opened(stack, state.before, paragraph, mark, first=at == 0)
        if _is_plain_heading(paragraph):
            stack = self._placed(stack, paragraph)
        return Step(state, State(stack, paragraph))

    def _opened(
        self, stack: tuple[Entry, ...], before: Paragraph | None, paragraph: Paragraph, mark: Mark, *, first: bool
    ) -> tuple[Entry, ...]:
        """The stack with a mark opened: what it ends is closed, what holds it stays open."""
        series = self.series
        style = series.style_of(mark, {entry.style: entry.ordinal for entry in stack})
        stack, closed = self._closed(stack, before, paragraph, style)
        running = style in series.running
        count = ordinal_in_series(mark, style)
        if running:
            return (*stack, Entry(style, (style, mark.value), True, count, "", "", mark.text, paragraph.unit))
        lead = ""
        if series.is_list(style):
            lead = _lead(closed if closed and closed.style == style else None, before, count, first=first)
        head = _last_sentence(paragraph.form) if style == LEAD_IN else _head(paragraph.form)
        identity = (style, mark.value, head, lead)
        return (*stack, Entry(style, identity, False, count, lead, "", mark.text, paragraph.unit))

    def _closed(
        self, stack: tuple[Entry, ...], before: Paragraph | None, paragraph: Paragraph, style: str
    ) -> tuple[tuple[Entry, ...], Entry | None]:
        """The stack without what a mark ends, and the outermost of that; None where it ends nothing.

        Of captions right under each other each stands over the next, and only another one over a caption ends them
        all: SCHEDULE 1, Notice to owner, ..., SCHEDULE 2, Notice to owner.
        """
        closed: Entry | None = None
        if style in UNMARKED and before is not None and before.kind == "caption":
            full = len(stack) >= _MOST_NESTED and all(entry.style in UNMARKED for entry in stack[-_MOST_NESTED:])
            return (stack[:-1], stack[-1]) if full else (stack, None)
        while stack:
            top = stack[-1].style
            again = top == style and (style not in UNMARKED or closed is None or closed.style != style)
            ends = paragraph.over_caption and top in UNMARKED
            if not (again or ends or (top != style and self.series.is_above(style, top))):
                break
            closed, stack = stack[-1], stack[:-1]
        return stack, closed

    def _placed(self, stack: tuple[Entry, ...], paragraph: Paragraph) -> tuple[Entry, ...]:
        """The stack with a heading that repeats told by the last one before it, under its parent, that does not."""
        *above, own = stack
        parent = above[-1] if above else None
        if _chain(stack) in self._repeated:
            behind = parent.unique if parent else ""
            return (*above, own._replace(identity=(*own.identity, "behind", behind)))
        if parent:
            above[-1] = parent._replace(unique=_head(paragraph.form))
        return (*above, own)

    def places_of(self, style: str) -> tuple[list[int], list[Entry]]:
        """The paragraphs with a label of a style, ascending, and these labels."""
        return self._by_style.get(style, ([], []))

    @cached_property
    def _by_style(self) -> dict[str, tuple[list[int], list[Entry]]]:
        by_style: dict[str, tuple[list[int], list[Entry]]] = {}
        for index, step in enumerate(self.steps):
            for entry in step.opened:
                places, entries = by_style.setdefault(entry.style, ([], []))
                places.append(index)
                entries.append(entry)
        return by_style

    def headed(self, start: int, end: int) -> bool:
        """Whether a heading stands among the paragraphs [start, end): one without a number, or of a division."""
        at = bisect.bisect_left(self._headings, start)
        return at < len(self._headings) and self._headings[at] < end

    @cached_property
    def _headings(self) -> list[int]:
        return [
            index
            for index, step in enumerate(self.steps)
            if (own := step.own) is not None and (own.is_division or self.paragraphs[index].kind == "heading")
        ]

    @cached_property
    def pairs(self) -> Counter[tuple[Context, str]]:
        """How often each paragraph stands in each context."""
        return Counter(
            (step.context, paragraph.form) for step, paragraph in zip(self.steps, self.paragraphs, strict=True)
        )


def _is_plain_heading(paragraph: Paragraph) -> bool:
    """Whether a paragraph is a heading without a number: marked as one, or a line that heads what follows."""
    return paragraph.kind == "heading" or (paragraph.kind == "caption" and paragraph.form[-1] not in ":：?？")


def _head(form: str) -> str:
    """The beginning of a line up to the end of its first sentence: what survives where it is wrapped."""
    head = form[:_HEAD]
    ends = [at for mark in _TEXT_ENDS if (at := head.find(mark)) >= 0]
    return head[: min(ends)] if ends else head


def _lead(closed: Entry | None, before: Paragraph | None, count: int, *, first: bool) -> str:
    """The sentence that introduces the list a label belongs to: that of the item before, or the text right above."""
    above = before is not None and is_document_text(before)
    if closed is not None and (
        (count and count == closed.ordinal + 1) or ((not count or count == closed.ordinal == 1) and not above)
    ):
        return closed.lead
    return _last_sentence(before.form) if above and before is not None and first else ""


def _last_sentence(form: str) -> str:
    body = form.rstrip("".join(_TEXT_ENDS) + "”」)）")
    return form[max(body.rfind(mark) for mark in PACK.sentences.full_stop) + 1 :]


def _chain(stack: Sequence[Entry]) -> Context:
    """The whole chain, headings by what they say and not by where they stand."""
    return tuple(entry.identity[:4] for entry in stack)
