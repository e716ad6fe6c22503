"""A table as CSV (RFC 4180) for spreadsheets: with a byte-order mark, and no cell that a spreadsheet would change."""

from __future__ import annotations

import csv
import io

from policydiff.reports.model import Table
from policydiff.text.lazy_regex import pattern
from policydiff.writers.escape import visible_but

_MAX_CELL_CHARACTERS = 32_000  # of a cell: spreadsheets take at most 32,767, surrogates and an apostrophe counted
# What a spreadsheet would change: 3-5 and 1/2 to dates, 8:30 to a time, 007 to 7, 1E5 and long numbers to rounded ones.
_CHANGED = pattern(r"\s*(?:\d{1,4}[-/.:]\d{1,4}[-/.:]\d{1,4}|\d{1,4}[-/:]\d{1,4}|0\d+|\d{16,}|\d{1,9}[eE]\d{1,3})\s*")
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def write(table: Table) -> str:
    r"""The table with its headings; lines end in CRLF, and the first character is the byte-order mark.

    Lines in a cell are divided by LF; the caption, the note and marks of changed text are left out. A cell with more
    than `_MAX_CELL_CHARACTERS` goes on in the row below, in which cells without more text are empty.

    >>> from policydiff.reports.model import Run
    >>> write(Table(("unit", "new"), ((((Run("第一条"),),), ((Run("=1"),),)),)))
    "\ufeffunit,new\r\n第一条,'=1\r\n"
    """
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(map(_cell, table.headings))
    for row in table.rows:
        cells = [_cell("\n".join("".join(run.text for run in line) for line in cell)) for cell in row]
        for start in range(0, max(map(len, cells), default=0) or 1, _MAX_CELL_CHARACTERS):
            parts = [cell[start : start + _MAX_CELL_CHARACTERS] for cell in cells]
            writer.writerow([_guarded(part) if start else part for part in parts])
    return "\ufeff" + buffer.getvalue()


def _cell(text: str) -> str:
    """The text with what is not printable escaped, guarded against being changed."""
    return _guarded(visible_but("\n", text))


def _guarded(text: str) -> str:
    """The text, with an apostrophe before it if a spreadsheet would read it as a formula, a date or another number.

    >>> [_guarded(text) for text in ("=1", "3-5", "1/2", "007", "12345678901234567", "1E5", "35", "2.5", "3-5月")]
    ["'=1", "'3-5", "'1/2", "'007", "'12345678901234567", "'1E5", '35', '2.5', '3-5月']
    """
    is_changed = text.lstrip().startswith(_FORMULA_STARTS) or _CHANGED.fullmatch(text) is not None
    return f"'{text}" if is_changed else text
