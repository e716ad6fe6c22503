"""Where the last item of a list ends: what follows it may belong to the whole list."""

from __future__ import annotations

from policydiff.structure.labels import continues_on_next_line
from policydiff.structure.numbering import LISTED
from policydiff.structure.outline import Unit
from policydiff.text.document import Document
from policydiff.text.lazy_regex import pattern

_WORD = pattern(r"[^\W_]")


def end_of_last_item(document: Document, units: tuple[Unit, ...]) -> int | None:
    """Where the last item of a list ends, if more text follows that is not its own; else None.

    The items before it have one paragraph each, and so has it: what comes below belongs to the whole list. None if the
    list has one item, items of which one has items of its own, or none of a list.
    """
    items = [unit for unit in units if unit.label is not None]
    if len(items) < 2 or items[-1] is not units[-1] or any(unit.children for unit in items):
        return None
    if any(unit.label is None or unit.label.style not in LISTED or unit.label.markup for unit in items):
        return None
    *others, last = [_end_of_paragraph(document, unit) for unit in items]
    return last if last is not None and not any(others) else None


def _end_of_paragraph(document: Document, unit: Unit) -> int | None:
    """The end of the first paragraph of a unit without children, if further words follow; else None."""
    end = unit.span.end
    number = document.lines.number(unit.span.start)
    while (line_end := document.lines.span(number).end) < end and continues_on_next_line(document, number):
        number += 1
    return line_end if line_end < end and _WORD.search(document.text, line_end, end) else None
