"""Formats of one text with the revisions that lead from an old version to a new one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from policydiff.text.revised_text import RevisedText


class RevisedTextWriter(Protocol):
    """A module of this folder."""

    def write(self, text: RevisedText, /) -> bytes:
        """The text in the format of the module."""
