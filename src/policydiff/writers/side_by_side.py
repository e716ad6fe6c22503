"""A comparison table as text for a terminal: the old text on the left, the new text on the right."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest

from rich.cells import cell_len

from policydiff.reports.model import Run, Table
from policydiff.writers.report.text import marked_lines

MIN_WIDTH = 120  # cells; in a narrower terminal both columns are too narrow to read
_RULE = " │ "


def write(table: Table, *, width: int, colour: bool = False) -> str:
    """The first two columns of a table as lines of at most `width` cells, ending with a newline.

    Rows are parted by a blank line. Words that changed are in brackets, or coloured.
    """
    column = (width - cell_len(_RULE)) // 2
    lines = [table.caption] if table.caption else []
    lines += _row(((Run(table.headings[0]),),), ((Run(table.headings[1]),),), column, colour)
    for row in table.rows:
        lines.append("─" * column + "─┼─" + "─" * column)
        lines += _row(row[0], row[1], column, colour)
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _row(old: Sequence[tuple[Run, ...]], new: Sequence[tuple[Run, ...]], column: int, colour: bool) -> list[str]:
    """The lines of a row: those of both cells beside each other."""
    sides = [[piece for line in cell for piece in marked_lines(line, column, colour)] for cell in (old, new)]
    return [
        left + " " * (column - cells) + _RULE + right
        for (left, cells), (right, _) in zip_longest(*sides, fillvalue=("", 0))
    ]
