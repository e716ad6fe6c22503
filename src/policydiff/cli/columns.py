"""Columns of a terminal, on which an ideograph is two cells wide."""

from __future__ import annotations

from unicodedata import east_asian_width


def cells(text: str) -> int:
    """The width of a text in cells.

    >>> cells("条 a")
    4
    """
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)


def padded(text: str, width: int) -> str:
    """The text with blanks behind it up to a width in cells.

    >>> padded("条", 4)
    '条  '
    """
    return text + " " * (width - cells(text))
