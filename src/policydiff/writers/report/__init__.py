"""Formats of a report for people. `text` is what a terminal shows; its width and colour are options."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from policydiff.reports.model import Report


class ReportWriter(Protocol):
    """A module of this folder."""

    def write(self, report: Report, /) -> str | bytes:
        """The report in the format of the module. Text is encoded as UTF-8 by the caller."""
