"""Formats of a result as plain data: objects, lists, text, numbers and None."""

from __future__ import annotations

from typing import Any, Protocol


class DataWriter(Protocol):
    """A module of this folder."""

    def write(self, data: dict[str, Any], /) -> str | bytes:
        """The data in the format of the module. Text is encoded as UTF-8 by the caller."""
