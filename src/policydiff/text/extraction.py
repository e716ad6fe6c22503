"""How the text of a document was taken from a file that is not text: where each line came from, and what was left out.

>>> Place("table", 2, row=3, cell=1).name
'table 2, row 3, cell 1'
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from policydiff.messages import Message, message


class Place(NamedTuple):
    """A place in a file, as its readers name it: paragraph 12, a cell of a table, footnote 3. All numbers are from 1.

    `row` and `cell` are 0 outside tables; a row that is one line has the cell 0.
    """

    kind: str
    number: int
    row: int = 0
    cell: int = 0

    @property
    def name(self) -> str:
        """The place in words."""
        if self.kind == "paragraph":
            return f"¶ {self.number}"
        row = f", row {self.row}" if self.row else ""
        return f"{self.kind} {self.number}{row}{f', cell {self.cell}' if self.cell else ''}"


class LeftOut(NamedTuple):
    """What a reader left out of the text, or could not read: the message, and whether it may be text of the document.

    Page headers and comments are no text of the document; hidden text and an embedded document are.
    """

    message: Message
    is_text: bool


@dataclass(frozen=True, slots=True)
class Extraction:
    """The text of a file that is not text, one line a paragraph, with the place of each line.

    `format` is the name of the module that read it. `places` has one place a line, in the order of the lines.
    """

    format: str
    text: str
    places: tuple[Place, ...]
    left_out: tuple[LeftOut, ...] = ()


def counted(number: int, singular: str, plural: str) -> Message:
    """The number and its noun."""
    return message("{number:,} {noun}", number=number, noun=singular if number == 1 else plural)
