"""Records as CSV, a row each: the same bytes as the table has in `policydiff.writers.table.csv`."""

from __future__ import annotations

from policydiff.reports.model import Table
from policydiff.writers.table import csv


def write(records: Table) -> str:
    r"""The records under their headings; lines end in CRLF, and the first character is the byte-order mark.

    >>> from policydiff.reports.model import Run
    >>> write(Table(("kind", "new"), ((((Run("added"),),), ((Run("第一条"),),)),)))
    '\ufeffkind,new\r\nadded,第一条\r\n'
    """
    return csv.write(records)
