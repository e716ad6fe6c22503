"""Records as an Excel workbook, a row each: the same bytes as the table has in `policydiff.writers.table.xlsx`."""

from __future__ import annotations

from policydiff.reports.model import Table
from policydiff.writers.table import xlsx


def write(records: Table) -> bytes:
    """The records under their headings as the bytes of an XLSX file."""
    return xlsx.write(records)
