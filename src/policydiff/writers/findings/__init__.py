"""Formats of the result of a check, for the programs that show findings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from policydiff.checks.corpus_run import CheckResult


class FindingsWriter(Protocol):
    """A module of this folder."""

    def write(self, result: CheckResult, /) -> str | bytes:
        """The result in the format of the module. Text is encoded as UTF-8 by the caller."""
