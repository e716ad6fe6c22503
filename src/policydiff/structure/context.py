"""The context of each paragraph: the labels, headings and lead-ins above it, which identify its place.

In a series of labels that runs through the document the label alone identifies a place, in whatever chapter it is. In
a series that restarts under each heading, caption or lead-in all labels and headings above are needed. The series are
determined once, from the source, and used for the source and for the text that is left of it.
"""

from __future__ import annotations

import bisect
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import Any, NamedTuple, TypeAlias

from policydiff.languages import PACK
from policydiff.structure.numbering import DIVISIONS
from policydiff.structure.paragraph import Mark, Paragraph
from policydiff.structure.paragraph_columns import ParagraphColumns
from policydiff.structure.series import LEAD_IN, UNMARKED, Series, is_document_text, marks_of, ordinal_in_series

Identity: TypeAlias = tuple[str, ...]  # what one label, heading or caption contributes to a context
Context: TypeAlias = tuple[Identity, ...]

_MAX_PARAGRAPHS_TO_SUBHEADING = 100  # after the title of a page
_MIN_LONG_PAGE = 1_000  # characters of a page that has no heading below its title
_MIN_PAGE_SHARE = 0.6  # of the outermost headings: if so many are page titles, long sections are pages, too
_MAX_NESTED_CAPTIONS = 4  # consecutive captions that nest; a form may have hundreds of lines that end in a colon
_MAX_HEAD = 60  # characters of a labelled line that identify it in a series that restarts
_TEXT_ENDS = PACK.sentences.sentence_or_lead
_DIVISIONS_EN = frozenset({"part-en", "chapter-en", "title-en"})


class Entry(NamedTuple):
    """An open label, heading or caption.

    `running`: its style runs through the document. `ordinal` is 0 if it has none. `lead` is the sentence that
    introduces its list, `unique` the last heading directly under it that occurs there once; both are "" for none.
    `label` is the label as written ("" for headings, captions and bullets); `folded_start` is the offset of its
    paragraph in the folded text.
    """

    style: str
    identity: Identity
    running: bool
    ordinal: int
    lead: str
    unique: str
    label: str
    folded_start: int

    @property
    def number(self) -> tuple[int, ...]:
        """The label's number: (3,) for 第三条, (3, 1) for the inserted 第三条之一, () if it has none."""
        if not self.ordinal:
            return ()
        _, dash, inserted = self.identity[1].partition("-")
        return (self.ordinal, int(inserted)) if dash and inserted.isdecimal() else (self.ordinal,)

    @property
    def name(self) -> str:
        """The label as written, without the mark after it; "" for headings, captions and bullets."""
        return self.label.rstrip("、.． ")

    @property
    def is_division(self) -> bool:
        """Whether it heads a part, chapter, section or annex and is no provision; False for plain Markdown headings."""
        return self.style in DIVISIONS or self.style in _DIVISIONS_EN


class State(NamedTuple):
    """The state of a walk through the paragraphs: the open entries, outermost first, and the paragraph before."""

    stack: tuple[Entry, ...]
    before: Paragraph | None

    @property
    def context(self) -> Context:
        """The context at this point: the identities from the last label of a running series on, that label included."""
        return self.context_beside(None)

    def context_beside(self, unit: int | None) -> Context:
        """The context; lead-ins that begin at the folded offset `unit` or after it are left out, none if it is None."""
        identities = []
        for entry in reversed(self.stack):
            if unit is None or entry.style != LEAD_IN or entry.folded_start < unit:
                identities.append(entry.identity)
            if entry.running:
                break
        return tuple(reversed(identities))


START = State((), None)


class Step(NamedTuple):
    """One paragraph of a walk: the state before it, and the state in which its own labels are open."""

    before: State
    after: State

    @property
    def context(self) -> Context:
        """The paragraph's context, its own labels included."""
        return self.after.context

    @property
    def opened(self) -> tuple[Entry, ...]:
        """The entries of the paragraph's own labels, outermost first; () for text and furniture."""
        marks = marks_of(self.after.before) if self.after.before is not None else ()
        return self.after.stack[-len(marks) :] if marks else ()

    @property
    def above(self) -> tuple[Entry, ...]:
        """The entries above the paragraph's own, from the last label of a running series on, that label included.

        () if its own first label is of a running series.
        """
        stack = self.after.stack[: len(self.after.stack) - len(self.opened)]
        if self.opened and self.opened[0].running:
            return ()
        start = max((index for index, entry in enumerate(stack) if entry.running), default=0)
        return stack[start:]

    @property
    def innermost(self) -> Entry | None:
        """The innermost entry of the paragraph's own labels; None for text and furniture."""
        opened = self.opened
        return opened[-1] if opened else None


class _PackedSteps(Sequence[Step]):
    """The steps of a walk through all paragraphs, of which only the open entries are kept; equal ones are shared."""

    def __init__(self, paragraphs: ParagraphColumns, steps: Iterable[Step]) -> None:
        self._paragraphs = paragraphs
        self._stacks = [step.after.stack for step in steps]

    def __len__(self) -> int:
        return len(self._stacks)

    def __getitem__(self, index: Any) -> Any:
        """The step to the paragraph with this index; of a slice, a list of them."""
        if isinstance(index, slice):
            return [self[position] for position in range(*index.indices(len(self)))]
        index = range(len(self))[index]
        before = State(self._stacks[index - 1], self._paragraphs[index - 1]) if index else START
        return Step(before, State(self._stacks[index], self._paragraphs[index]))


class Contexts:
    """The paragraphs of a document in their contexts: `steps` has one step for each paragraph, in text order."""

    def __init__(self, paragraphs: Sequence[Paragraph]) -> None:
        self.paragraphs = paragraphs
        self.series = Series(paragraphs)
        self._repeated: frozenset[Context] = frozenset()
        first = self._kept_steps()
        self._repeated = self._headings_that_repeat(first)
        self.steps = self._kept_steps() if self._repeated else first

    def _kept_steps(self) -> Sequence[Step]:
        """The steps of a walk through all paragraphs."""
        steps = self.walk(self.paragraphs)
        return _PackedSteps(self.paragraphs, steps) if isinstance(self.paragraphs, ParagraphColumns) else list(steps)

    def _headings_that_repeat(self, steps: Sequence[Step]) -> frozenset[Context]:
        """The full contexts of headings without a number that occur at least twice under one parent.

        One is left out if all headings with it are page titles.
        """
        counts: Counter[Context] = Counter()
        sections: set[Context] = set()
        for index, paragraph in enumerate(self.paragraphs):
            if _is_plain_heading(paragraph):
                full_context = _full_context(steps[index].after.stack)
                counts[full_context] += 1
                if not self.is_page_title(index):
                    sections.add(full_context)
        return frozenset(
            full_context for full_context, times in counts.items() if times > 1 and full_context in sections
        )

    def is_page_title(self, index: int) -> bool:
        """Whether a paragraph is the title of a page: an outermost heading after a rule, or with headings below it.

        An outermost heading that begins the document is one, too. If most outermost headings are such, the heading of a
        section of `_MIN_LONG_PAGE` characters is a page title without either. False for any other paragraph.
        """
        if not self.is_outermost(index):
            return False
        return self._shows_page(index) or (self._has_pages and self._size_of_page(index) >= _MIN_LONG_PAGE)

    def is_outermost(self, index: int) -> bool:
        """Whether a paragraph, by its index, is a heading without a number, of the document's outermost style."""
        paragraph = self.paragraphs[index]
        return paragraph.kind == "heading" and paragraph.marks[0].style == self.outermost

    def _shows_page(self, index: int) -> bool:
        """Whether an outermost heading is after a rule, begins the document, or has a deeper heading next below it."""
        paragraph = self.paragraphs[index]
        below = next(self._levels_from(index + 1), 0)
        return bool(paragraph.rule) or not index or below > paragraph.level

    @cached_property
    def _has_pages(self) -> bool:
        """Whether at least `_MIN_PAGE_SHARE` of the outermost headings are page titles by what is around them."""
        titles = [index for index in range(len(self.paragraphs)) if self.is_outermost(index)]
        return sum(map(self._shows_page, titles)) >= _MIN_PAGE_SHARE * len(titles)

    def _size_of_page(self, index: int) -> int:
        """The characters (of canonical forms) of the section of an outermost heading, the heading itself left out.

        Counting stops after the paragraph with which `_MIN_LONG_PAGE` is reached.
        """
        size = 0
        for position in range(index + 1, len(self.paragraphs)):
            if size >= _MIN_LONG_PAGE or self.is_outermost(position):
                break
            size += len(self.paragraphs[position].canonical_form)
        return size

    def _levels_from(self, start: int) -> Iterator[int]:
        """The levels of the headings among the next `_MAX_PARAGRAPHS_TO_SUBHEADING` paragraphs from `start` on."""
        return (
            paragraph.level
            for paragraph in self.paragraphs[start : start + _MAX_PARAGRAPHS_TO_SUBHEADING]
            if paragraph.level
        )

    @cached_property
    def outermost(self) -> str:
        """The style of the outermost headings without a number; "" if there are none."""
        return min(
            (mark.style for paragraph in self.paragraphs if paragraph.kind == "heading" for mark in paragraph.marks),
            default="",
        )

    def walk(self, paragraphs: Sequence[Paragraph], start: State = START) -> Iterator[Step]:
        """The steps of a walk through paragraphs that begins in the state `start`."""
        state = start
        for paragraph in paragraphs:
            step = self.step(state, paragraph)
            yield step
            state = step.after

    def step(self, state: State, paragraph: Paragraph) -> Step:
        """The step from `state` to the paragraph after it."""
        stack = state.stack
        if paragraph.kind == "text":
            while stack and stack[-1].style.startswith("bullet") and paragraph.indent <= int(stack[-1].style[7:]):
                stack = stack[:-1]
        for position, mark in enumerate(marks_of(paragraph)):
            stack = self._open_mark(stack, state.before, paragraph, mark, first=position == 0)
        if _is_plain_heading(paragraph):
            stack = self._disambiguate(stack, paragraph)
        return Step(state, State(stack, paragraph))

    def _open_mark(
        self, stack: tuple[Entry, ...], before: Paragraph | None, paragraph: Paragraph, mark: Mark, *, first: bool
    ) -> tuple[Entry, ...]:
        """The stack after a mark: entries that it ends are removed, those that hold it stay, and its own is added."""
        series = self.series
        style = series.style_of(mark, {entry.style: entry.ordinal for entry in stack})
        stack, closed = self._close_ended(stack, before, paragraph, style)
        running = style in series.running
        ordinal = ordinal_in_series(mark, style)
        if running:
            return (*stack, Entry(style, (style, mark.value), True, ordinal, "", "", mark.text, paragraph.folded_start))
        lead = ""
        if series.is_list(style):
            lead = _lead_in_of_list(closed if closed and closed.style == style else None, before, ordinal, first=first)
        head = _last_sentence(paragraph.canonical_form) if style == LEAD_IN else _head(paragraph.canonical_form)
        identity = (style, mark.value, head, lead)
        return (*stack, Entry(style, identity, False, ordinal, lead, "", mark.text, paragraph.folded_start))

    def _close_ended(
        self, stack: tuple[Entry, ...], before: Paragraph | None, paragraph: Paragraph, style: str
    ) -> tuple[tuple[Entry, ...], Entry | None]:
        """The stack without the entries that a mark ends, and the outermost of these (None if it ends none).

        Of consecutive captions each holds the next. They end together at the next caption that is over another:
        SCHEDULE 1, Notice to owner, ..., SCHEDULE 2, Notice to owner.
        """
        closed: Entry | None = None
        if style in UNMARKED and before is not None and before.kind == "caption":
            full = len(stack) >= _MAX_NESTED_CAPTIONS and all(
                entry.style in UNMARKED for entry in stack[-_MAX_NESTED_CAPTIONS:]
            )
            return (stack[:-1], stack[-1]) if full else (stack, None)
        while stack:
            top = stack[-1].style
            again = top == style and (style not in UNMARKED or closed is None or closed.style != style)
            ends = paragraph.over_caption and top in UNMARKED
            if not (again or ends or (top != style and self.series.is_above(style, top))):
                break
            closed, stack = stack[-1], stack[:-1]
        return stack, closed

    def _disambiguate(self, stack: tuple[Entry, ...], paragraph: Paragraph) -> tuple[Entry, ...]:
        """The stack of a heading, which tells it apart from its repeats.

        The identity of a repeated heading is extended by the last unrepeated heading under the same parent; an
        unrepeated one is noted in its parent as that heading.
        """
        *above, innermost = stack
        parent = above[-1] if above else None
        if _full_context(stack) in self._repeated:
            behind = parent.unique if parent else ""
            return (*above, innermost._replace(identity=(*innermost.identity, "behind", behind)))
        if parent:
            above[-1] = parent._replace(unique=_head(paragraph.canonical_form))
        return (*above, innermost)

    def labels_of_style(self, style: str) -> tuple[list[int], list[Entry]]:
        """The indices of the paragraphs with a label of a style, ascending, and the entries of these labels.

        Both lists are empty for a style that does not occur; an index is there twice if a paragraph has two such
        labels.
        """
        return self._by_style.get(style, ([], []))

    @cached_property
    def _by_style(self) -> dict[str, tuple[list[int], list[Entry]]]:
        """The result of `labels_of_style` for each style that occurs."""
        by_style: dict[str, tuple[list[int], list[Entry]]] = {}
        for index, step in enumerate(self.steps):
            for entry in step.opened:
                indices, entries = by_style.setdefault(entry.style, ([], []))
                indices.append(index)
                entries.append(entry)
        return by_style

    def has_heading(self, start: int, end: int) -> bool:
        """Whether one of the paragraphs [start, end) is a heading: without a number, or of a division."""
        next_heading = bisect.bisect_left(self._headings, start)
        return next_heading < len(self._headings) and self._headings[next_heading] < end

    @cached_property
    def _headings(self) -> list[int]:
        """The indices of the paragraphs that are headings, ascending: of divisions, or headings without a number."""
        return [
            index
            for index, step in enumerate(self.steps)
            if (innermost := step.innermost) is not None
            and (innermost.is_division or self.paragraphs[index].kind == "heading")
        ]

    @cached_property
    def form_counts(self) -> Counter[tuple[Context, str]]:
        """The number of times that each canonical form of a paragraph occurs in each context."""
        return Counter(
            (step.context, paragraph.canonical_form)
            for step, paragraph in zip(self.steps, self.paragraphs, strict=True)
        )


def _is_plain_heading(paragraph: Paragraph) -> bool:
    """Whether a paragraph is a heading without a number: a Markdown heading, or a caption that is no lead-in.

    A caption that ends in a colon or a question mark is a lead-in.
    """
    return paragraph.kind == "heading" or (paragraph.kind == "caption" and paragraph.canonical_form[-1] not in ":：?？")


def _head(form: str) -> str:
    """The beginning of a line up to the end of its first sentence, which is the same however the line is wrapped.

    At most `_MAX_HEAD` characters, without the mark; a colon is an end, too.
    """
    head = form[:_MAX_HEAD]
    ends = [end for mark in _TEXT_ENDS if (end := head.find(mark)) >= 0]
    return head[: min(ends)] if ends else head


def _lead_in_of_list(closed: Entry | None, before: Paragraph | None, ordinal: int, *, first: bool) -> str:
    """The sentence that introduces the list of a label: that of the item before, if the label continues its list; else
    the last sentence of the text directly above, if the label is the `first` of its paragraph. "" if there is neither.
    """
    above = before is not None and is_document_text(before)
    if closed is not None and (
        (ordinal and ordinal == closed.ordinal + 1) or ((not ordinal or ordinal == closed.ordinal == 1) and not above)
    ):
        return closed.lead
    return _last_sentence(before.canonical_form) if above and before is not None and first else ""


def _last_sentence(form: str) -> str:
    """The last sentence of a canonical form, with the marks at its end; all of it if it has but one.

    A semicolon or colon inside ends no sentence.
    """
    body = form.rstrip("".join(_TEXT_ENDS) + "”」)）")
    return form[max(body.rfind(mark) for mark in PACK.sentences.full_stop) + 1 :]


def _full_context(stack: Sequence[Entry]) -> Context:
    """The identities of all entries, outermost first, without what `Contexts` adds to tell repeated headings apart."""
    return tuple(entry.identity[:4] for entry in stack)
