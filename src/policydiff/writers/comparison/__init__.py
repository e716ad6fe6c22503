"""Formats of two compared documents."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from policydiff.comparison.result import Comparison


class ComparisonWriter(Protocol):
    """A module of this folder."""

    def write(self, comparison: Comparison, /) -> str | bytes:
        """The comparison in the format of the module. Text is encoded as UTF-8 by the caller."""
