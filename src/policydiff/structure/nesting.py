r"""The nesting of a document's labels: which units hold which, as a depth for each label.

>>> from policydiff.structure.labels import read_labels
>>> labels = read_labels(Document.from_text("第一条 甲：\n（一）乙；\n第二条 丙。"))
>>> [line.depth for line in nest_labels(Document.from_text(""), labels, ())]
[0, 1, 0]
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from policydiff.structure.labels import FoundLabel, LabelledLine, next_of_style
from policydiff.structure.numbering import (
    ANNEXES,
    DIVISIONS,
    LIST_ITEMS,
    MULTILEVEL,
    RANK,
    SECTION_NUMBER,
    STATUTORY,
    Label,
)
from policydiff.structure.partial import AMENDS, PartialText, partial_at
from policydiff.text.document import Document


class _OpenUnit(NamedTuple):
    """A unit that is still open: its label, and `after`, the number of the next label of its style, None without one.

    `is_outer_division`: it and all units that hold it are divisions. `quotes`: it is an item of a partial text, under
    which articles of another text may be quoted. `amends`: it is an item with words of amendment.
    """

    label: Label
    after: tuple[int, ...] | None
    is_outer_division: bool
    quotes: bool
    amends: bool

    @property
    def continues(self) -> bool:
        """Whether the next label of its style has the next number: 4 after 3, 3-2 after 3-1. False without numbers."""
        number = self.label.number
        return bool(number) and self.after == (*number[:-1], number[-1] + 1)


_MAX_AMENDING_WORDS = 200  # characters at the beginning of an item, in which it gives the text that it amends


def nest_labels(
    document: Document, labels: Sequence[FoundLabel], partial: Sequence[PartialText]
) -> Iterator[LabelledLine]:
    """The labels with their depths, in order: 0 for one that no unit holds. `partial` is the result of `partial_texts`.

    A stack holds the units that are open at a label, the outermost first. A quoted label is as deep as the stack is
    high, and neither closes nor opens a unit.

    A Markdown heading closes the open units that do not hold it, judged by its level. For all other labels:

    1. If a unit of the label's style is open, the label is its sibling, whatever its number: it closes this unit and
       those inside. So a body pasted twice is read as a count that restarts.
    2. Else the label closes the open units whose style ranks below its own (`RANK`), and is nested in the innermost
       that remains.
    3. Exception to 2: if the label is number one, and the count of the lower style goes on after it, the document
       nests these two styles the other way round (1. over （一）, 一、 over 第一条). The label is then nested in that
       unit, and so are later labels of the two styles. Likewise a list under 4.1 whose sections are numbered apart
       from it (`section_numbers`), and one under A.1.
    4. In a partial text (`partial`), an item holds the articles below it if its own count goes on after them, or if it
       says that it amends a text. Where a partial text begins or ends, the open provisions are closed and 3 is
       forgotten.
    """
    stack: list[_OpenUnit] = []
    inverted: set[tuple[str, str]] = set()
    boundaries = sorted({boundary for stretch in partial for boundary in (stretch.span.start, stretch.span.end)})
    passed_boundaries = 0
    for (number, span, label), after in zip(labels, next_of_style(labels), strict=True):
        inside = amends = False
        if boundaries:
            line_start = document.lines.starts[number - 1]
            while passed_boundaries < len(boundaries) and boundaries[passed_boundaries] <= line_start:
                if boundaries[passed_boundaries] < line_start:  # the label of the heading itself closes units below
                    _close_provisions(stack)
                    inverted.clear()
                passed_boundaries += 1
            inside = partial_at(partial, line_start) is not None
            amends = inside and _amends_text(document, span.start + label.end, span.end)
        if not label.quoted:
            _close_units(stack, label, inverted, _count_holding_units(stack, label) if inside and not amends else 0)
        outermost = not label.quoted and (not stack or stack[-1].is_outer_division)
        yield LabelledLine(number, span, label, len(stack), outermost)
        if not label.quoted:
            quotes = inside and _may_quote_articles(stack, label)
            stack.append(_OpenUnit(label, after, outermost and label.style in DIVISIONS, quotes, amends))


def _close_provisions(stack: list[_OpenUnit]) -> None:
    """Remove the units from the stack, from the first on that is neither a Markdown heading nor an annex."""
    kept = 0
    while kept < len(stack) and (stack[kept].label.markup or stack[kept].label.style in ANNEXES):
        kept += 1
    del stack[kept:]


def _amends_text(document: Document, start: int, end: int) -> bool:
    """Whether the item text[start:end] amends a text, or is about the decision itself (the last item).

    Only its first `_MAX_AMENDING_WORDS` characters are read.
    """
    return AMENDS.search(document.text, start, min(end, start + _MAX_AMENDING_WORDS)) is not None


def _may_quote_articles(stack: Sequence[_OpenUnit], label: Label) -> bool:
    """Whether a label of a partial text is an item under which articles may be quoted, and is not in an article.

    False for divisions and statutory styles; all units above it must be divisions or such items.
    """
    if label.style in DIVISIONS or label.style in STATUTORY:
        return False
    return all(unit.quotes or unit.label.style in DIVISIONS for unit in stack)


def _close_units(stack: list[_OpenUnit], label: Label, inverted: set[tuple[str, str]], floor: int) -> None:
    """Remove the units from the stack that do not hold `label` (see `nest_labels`); the first `floor` stay."""
    if label.markup:
        while stack and not _heading_holds(stack[-1].label, label):
            stack.pop()
        return
    for index in range(floor, len(stack)):
        open_label = stack[index].label
        if open_label.style == label.style and (not open_label.markup or label.number == (open_label.number[0] + 1,)):
            del stack[index:]
            return
    while len(stack) > floor:
        innermost = stack[-1]
        style = innermost.label.style
        if RANK[style] <= RANK[label.style] or (style == "heading" and label.style not in ANNEXES):
            return
        if label.style in LIST_ITEMS and style in MULTILEVEL and _has_section_numbers(stack):
            return
        pair = (style, label.style)
        if innermost.quotes and label.style in STATUTORY:
            if innermost.continues:
                inverted.add(pair)
            if innermost.continues or innermost.amends:
                return
        if pair in inverted or (label.number == (1,) and innermost.continues and label.style not in DIVISIONS):
            inverted.add(pair)
            return
        stack.pop()


def _has_section_numbers(stack: Sequence[_OpenUnit]) -> bool:
    """Whether the outermost open label of several levels is a section numbered apart from lists, or one of an annex."""
    outer = next((unit.label for unit in stack if unit.label.style in MULTILEVEL), None)
    return outer is not None and (outer.style == SECTION_NUMBER or not outer.text[0].isdecimal())


def _count_holding_units(stack: Sequence[_OpenUnit], label: Label) -> int:
    """The number of open units that certainly hold `label` because it is in an article that an item quotes, else 0.

    A label of the quoting item's own style is in the article if it starts at one or continues a count in the article.
    """
    quoted = next(
        (index for index, unit in enumerate(stack) if not unit.quotes and index and stack[index - 1].quotes), 0
    )
    if not quoted or label.style in STATUTORY or all(unit.label.style != label.style for unit in stack[:quoted]):
        return 0
    inner = next((unit.label for unit in stack[quoted:] if unit.label.style == label.style), None)
    continues = inner is not None and label.number == (inner.number[0] + 1,)
    return quoted + 1 if continues or label.number == (1,) else 0


def _heading_holds(open_label: Label, label: Label) -> bool:
    """Whether `open_label` holds the Markdown heading `label`: by their levels, or ranks where the levels are equal.

    At equal levels a heading without a label of its own neither holds nor is held. An open label that is no Markdown
    heading holds `label` only if it is a division other than an annex, and `label` has a label of a lower rank.
    """
    if not open_label.markup:
        return (
            open_label.style in DIVISIONS
            and open_label.style not in ANNEXES
            and RANK[open_label.style] < RANK[label.style] != RANK["heading"]
        )
    if open_label.markup == label.markup:
        return RANK[open_label.style] < RANK[label.style] and "heading" not in (open_label.style, label.style)
    return open_label.markup < label.markup
