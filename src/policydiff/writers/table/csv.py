"""A table as CSV (RFC 4180) for spreadsheets: with a byte-order mark, and no cell that is read as a formula."""

from __future__ import annotations

import csv
import io

from policydiff.reports.model import Table
from policydiff.writers.escape import visible

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def write(table: Table) -> str:
    r"""The table with its headings; lines end in CRLF, and the first character is the byte-order mark.

    Lines in a cell are divided by LF; the caption and marks of changed text are left out.

    >>> from policydiff.reports.model import Run
    >>> write(Table(("unit", "new"), ((((Run("第一条"),),), ((Run("=1"),),)),)))
    "\ufeffunit,new\r\n第一条,'=1\r\n"
    """
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(map(_cell, table.headings))
    for row in table.rows:
        writer.writerow(_cell("\n".join("".join(run.text for run in line) for line in cell)) for cell in row)
    return "\ufeff" + buffer.getvalue()


def _cell(text: str) -> str:
    """The text, with an apostrophe before it if a spreadsheet would read it as a formula."""
    escaped = "\n".join(map(visible, text.split("\n")))
    return f"'{escaped}" if escaped.lstrip().startswith(_FORMULA_STARTS) else escaped
