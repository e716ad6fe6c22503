"""How deep the labels of a document stand: which of them hold which."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from policydiff.structure.labels import FoundLabel, LabelledLine, next_of_style
from policydiff.structure.numbering import DIVISIONS, RANK, Label
from policydiff.structure.partial import AMENDS, PartialText, partial_at
from policydiff.text.document import Document


class _Open(NamedTuple):
    """An open unit: its label, the next number of its style, and what is known of it.

    `divides`: it and all that hold it are divisions. `shows`: it is an item of a partial text, under which articles may
    be printed. `changes`: it says that it changes a text.
    """

    label: Label
    after: tuple[int, ...] | None
    divides: bool
    shows: bool
    changes: bool

    @property
    def goes_on(self) -> bool:
        """Whether the next label of its style carries its count on."""
        number = self.label.number
        return bool(number) and self.after == (*number[:-1], number[-1] + 1)


_SHOWN = DIVISIONS - {"annex", "heading"} | {"article", "item"}  # what stands under an item of a partial text
_MAX_ITEM = 200  # characters of an item in which it says what it changes


def nest_labels(
    document: Document, found: Sequence[FoundLabel], partial: Sequence[PartialText]
) -> Iterator[LabelledLine]:
    """The labels with their depth, by a stack of styles.

    A label of a style that is open continues it, whatever its number: so a body pasted twice reads as a restart. A new
    style goes by its rank, unless it starts at one while the open inner style carries on its count afterwards, or did
    so earlier: then the document simply numbers the other way round (1. over （一）, 一、 over 第一条). In a partial
    text, items that count on over articles, or say what they change, hold these. Where such a text begins or ends, the
    count begins anew.
    """
    stack: list[_Open] = []
    inverted: set[tuple[str, str]] = set()
    edges = sorted({edge for each in partial for edge in (each.span.start, each.span.end)})
    passed = 0
    for (number, span, label), after in zip(found, next_of_style(found), strict=True):
        inside = changes = False
        if edges:
            begins = document.lines.starts[number - 1]
            while passed < len(edges) and edges[passed] <= begins:
                if edges[passed] < begins:  # a heading that has a label goes by that
                    _begin_anew(stack)
                    inverted.clear()
                passed += 1
            inside = partial_at(partial, begins) is not None
            changes = inside and _changes(document, span.start + label.end, span.end)
        if not label.quoted:
            _close(stack, label, inverted, _shown_above(stack, label) if inside and not changes else 0)
        outermost = not label.quoted and (not stack or stack[-1].divides)
        yield LabelledLine(number, span, label, len(stack), outermost)
        if not label.quoted:
            shows = inside and _may_show(stack, label)
            stack.append(_Open(label, after, outermost and label.style in DIVISIONS, shows, changes))


def _begin_anew(stack: list[_Open]) -> None:
    """Takes off the stack what is neither a Markdown heading nor an annex."""
    kept = 0
    while kept < len(stack) and (stack[kept].label.markup or stack[kept].label.style == "annex"):
        kept += 1
    del stack[kept:]


def _changes(document: Document, start: int, end: int) -> bool:
    """Whether an item says that it changes a text, or is the last one, on the decision itself."""
    return AMENDS.search(document.text, start, min(end, start + _MAX_ITEM)) is not None


def _may_show(stack: Sequence[_Open], label: Label) -> bool:
    """Whether a label of a partial text is an item under which articles may be printed, and stands in no article."""
    if label.style in DIVISIONS or label.style in _SHOWN:
        return False
    return all(each.shows or each.label.style in DIVISIONS for each in stack)


def _close(stack: list[_Open], label: Label, inverted: set[tuple[str, str]], floor: int) -> None:
    """Takes off the stack what does not hold `label`; the first `floor` units do."""
    if label.markup:
        while stack and not _holds_marked(stack[-1].label, label):
            stack.pop()
        return
    for index in range(floor, len(stack)):
        same = stack[index].label
        if same.style == label.style and (not same.markup or label.number == (same.number[0] + 1,)):
            del stack[index:]
            return
    while len(stack) > floor:
        top = stack[-1]
        style = top.label.style
        if RANK[style] <= RANK[label.style] or (style == "heading" and label.style != "annex"):
            return
        pair = (style, label.style)
        if top.shows and label.style in _SHOWN:
            if top.goes_on:
                inverted.add(pair)
            if top.goes_on or top.changes:
                return
        if pair in inverted or (label.number == (1,) and top.goes_on and label.style not in DIVISIONS):
            inverted.add(pair)
            return
        stack.pop()


def _shown_above(stack: Sequence[_Open], label: Label) -> int:
    """How many open units hold `label` surely, because it belongs to an article that an item shows; 0 if it does not.

    An item of the same style as the one that shows the article does where it starts at one, or goes on from another.
    """
    shown = next((index for index, each in enumerate(stack) if not each.shows and index and stack[index - 1].shows), 0)
    if not shown or label.style in _SHOWN or all(each.label.style != label.style for each in stack[:shown]):
        return 0
    inner = next((each.label for each in stack[shown:] if each.label.style == label.style), None)
    goes_on = inner is not None and label.number == (inner.number[0] + 1,)
    return shown + 1 if goes_on or label.number == (1,) else 0


def _holds_marked(top: Label, label: Label) -> bool:
    """Whether a Markdown heading stands under `top`: by its level, at one level by the rank of the two labels."""
    if not top.markup:
        return (
            top.style in DIVISIONS and top.style != "annex" and RANK[top.style] < RANK[label.style] != RANK["heading"]
        )
    if top.markup == label.markup:
        return RANK[top.style] < RANK[label.style] and "heading" not in (top.style, label.style)
    return top.markup < label.markup
