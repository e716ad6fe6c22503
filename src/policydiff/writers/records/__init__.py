"""Formats of a table for programs and spreadsheets: one row a change or a relation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from policydiff.reports.model import Table


class RecordsWriter(Protocol):
    """A module of this folder."""

    def write(self, records: Table, /) -> str | bytes:
        """The records in the format of the module. Text is encoded as UTF-8 by the caller."""
