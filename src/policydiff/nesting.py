"""How deep the labels of a document stand: which of them hold which."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from policydiff.labelling import Found, LabelledLine, next_of_style
from policydiff.numbering import DIVISIONS, RANK, Label

# an open unit, the next number of its style, and whether it and all that hold it are divisions
_Open = tuple[Label, tuple[int, ...] | None, bool]


def nested(found: Sequence[Found]) -> Iterator[LabelledLine]:
    """The labels with their depth, by a stack of styles.

    A label of a style that is open continues it, whatever its number: so a body pasted twice reads as a restart. A new
    style goes by its rank, unless it starts at one while the open inner style carries on its count afterwards, or did
    so earlier: then the document simply numbers the other way round (1. over （一）, 一、 over 第一条).
    """
    stack: list[_Open] = []
    inverted: set[tuple[str, str]] = set()
    for (number, span, label), after in zip(found, next_of_style(found), strict=True):
        if not label.quoted:
            _close(stack, label, inverted)
        outermost = not label.quoted and (not stack or stack[-1][2])
        yield LabelledLine(number, span, label, len(stack), outermost)
        if not label.quoted:
            stack.append((label, after, outermost and label.style in DIVISIONS))


def _close(stack: list[_Open], label: Label, inverted: set[tuple[str, str]]) -> None:
    """Takes off the stack what does not hold `label`."""
    if label.markup:
        while stack and not _holds_marked(stack[-1][0], label):
            stack.pop()
        return
    for index, (same, _, _) in enumerate(stack):
        if same.style == label.style and (not same.markup or label.number == (same.number[0] + 1,)):
            del stack[index:]
            return
    while stack:
        top, after, _ = stack[-1]
        if RANK[top.style] <= RANK[label.style] or (top.style == "heading" and label.style != "annex"):
            return
        pair = (top.style, label.style)
        counts_on = label.number == (1,) and bool(top.number) and after == (*top.number[:-1], top.number[-1] + 1)
        if pair in inverted or (counts_on and label.style not in DIVISIONS):
            inverted.add(pair)
            return
        stack.pop()


def _holds_marked(top: Label, label: Label) -> bool:
    """Whether a Markdown heading stands under `top`: by its level, at one level by the rank of the two labels."""
    if not top.markup:
        return (
            top.style in DIVISIONS and top.style != "annex" and RANK[top.style] < RANK[label.style] != RANK["heading"]
        )
    if top.markup == label.markup:
        return RANK[top.style] < RANK[label.style] and "heading" not in (top.style, label.style)
    return top.markup < label.markup
