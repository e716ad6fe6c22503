"""Formats of a table for people, to print or to put into a page, a memo or a word processor."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from policydiff.reports.model import Table


class TableWriter(Protocol):
    """A module of this folder."""

    def write(self, table: Table, /) -> str | bytes:
        """The table in the format of the module. Text is encoded as UTF-8 by the caller."""
