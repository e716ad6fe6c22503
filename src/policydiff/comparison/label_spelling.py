"""Labels of lists that the two texts spell differently: （1） for 1., （一） for ①. They are read alike.

Only spellings that take each other's place count: one text has the one, the other text has the other.
"""

from __future__ import annotations

from collections.abc import Iterator

from policydiff.comparison.presentation import LABEL_BLANK, enclosed_number
from policydiff.structure.numbering import LISTED, Label, read_label
from policydiff.text.document import Document

_MAX_LABEL_CHARACTERS = 40  # of a line, in which the label of an item is looked for


def respelled_styles(old: Document, new: Document) -> frozenset[str]:
    """The styles of list items that only one of the texts has, if each text has such a style; else none."""
    before, after = ({label.style for _, label in _item_labels(document)} for document in (old, new))
    return frozenset(before ^ after) if before - after and after - before else frozenset()


def with_one_spelling(document: Document, visible: str, styles: frozenset[str]) -> str:
    """The visible text of a document, in which the labels of these styles are written as ⒈, and blanks."""
    pieces, position = [], 0
    for start, label in _item_labels(document) if styles else ():
        number = enclosed_number(label.number[0])
        if label.style in styles and number:
            span = start + label.start, start + label.end
            pieces += [visible[position : span[0]], number, LABEL_BLANK * (span[1] - span[0] - 1)]
            position = span[1]
    return "".join([*pieces, visible[position:]]) if pieces else visible


def _item_labels(document: Document) -> Iterator[tuple[int, Label]]:
    """The start of each line that begins with the label of a list item, and the label."""
    for line in document.lines:
        label = read_label(document.text[line.start : min(line.end, line.start + _MAX_LABEL_CHARACTERS)])
        if label and label.style in LISTED and label.number and not label.quoted:
            yield line.start, label
