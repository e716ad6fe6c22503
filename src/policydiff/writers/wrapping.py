"""Text broken into lines by the width of its characters on a terminal.

The control characters U+0001 to U+0004 stand for brackets two cells wide, which a writer puts in their place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from rich.cells import cell_len

_BRACKET_CELLS = 2
# A piece is never broken: a word or a wide character with the marks that may not begin a line behind it, and those
# that may not end one before it.
_CLOSING = "，。、；：？！）》」』”’】〕〉…—"
_OPENING = "（《「『“‘【〔〈"
_PIECE = re.compile(
    rf" +|[\x01\x02{_OPENING}]*(?:[\x21-\x7e]+(?: %[\x21-\x7e]*)?[{_CLOSING}]*"
    rf"|[^\x01-\x04\x20-\x7e](?:[{_CLOSING}]|(?<=[^\x01-\x04\x20-\x7e])[,.;:?!)\]}}%])*)[\x03\x04]*"
    r"|[\x01-\x04]+"
)


def _cells(text: str) -> int:
    """The width of the text in cells."""
    return cell_len(text) + sum(map(text.count, "\x01\x02\x03\x04")) * _BRACKET_CELLS


def wrapped(text: str, width: int, indent: int) -> Iterator[str]:
    """The lines of at most `width` cells, broken at blanks or between wide characters; a longer word is broken inside.

    Lines after the first are indented by `indent` cells. A text that fits is given unchanged, also an empty one; of
    a longer one, blank lines are left out.
    """
    if _cells(text) <= width:
        yield text
        return
    line, cells = "", 0
    for piece in _PIECE.findall(text):
        piece_cells = _cells(piece)
        if cells + piece_cells > width and line.strip():
            yield line.rstrip()
            line, cells = " " * indent, indent
            piece = piece.lstrip(" ")
            piece_cells = _cells(piece)
        while cells + piece_cells > width and len(piece) > 1:  # a word longer than the line
            cut = max(1, width - cells)
            while _cells(piece[:cut]) > width - cells and cut > 1:
                cut -= 1
            yield line + piece[:cut]
            line, cells, piece = " " * indent, indent, piece[cut:]
            piece_cells = _cells(piece)
        line, cells = line + piece, cells + piece_cells
    if line.strip():
        yield line
