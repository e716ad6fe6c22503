"""A table as CSV (RFC 4180) that a spreadsheet opens as it is meant: with a byte-order mark, and no cell a formula."""

from __future__ import annotations

import csv
import io

from policydiff.reports.model import Table
from policydiff.writers.escape import visible

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def write_table(table: Table) -> str:
    """The table with its headings, lines ending in CRLF; the byte-order mark is its first character."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(map(_cell, table.headings))
    for row in table.rows:
        writer.writerow(_cell("\n".join("".join(run.text for run in line) for line in cell)) for cell in row)
    return "\ufeff" + out.getvalue()


def _cell(text: str) -> str:
    """The text with an apostrophe before it where a spreadsheet would take it for a formula."""
    shown = "\n".join(map(visible, text.split("\n")))
    return f"'{shown}" if shown.lstrip().startswith(_FORMULA) else shown
