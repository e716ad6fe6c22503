"""A text with the revisions that lead from an old version to a new one: values that readers, reports and writers share.

>>> line = Paragraph((Piece("每日"), Piece("六", "deleted"), Piece("七", "inserted"), Piece("时开放")), Piece(""))
>>> text = RevisedText((line,), "", "zh-CN", "", "")
>>> text.text("old"), text.text("new")
('每日六时开放', '每日七时开放')
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import zip_longest
from typing import Literal, NamedTuple

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
Revised = Literal["", "inserted", "deleted", "moved_from", "moved_to"]


class Piece(NamedTuple):
    """Text with one revision; `move` is the number of the move it belongs to, from 1, or 0."""

    text: str
    revised: Revised = ""
    move: int = 0

    @property
    def in_old(self) -> bool:
        """True if the text is there when all revisions are rejected."""
        return self.revised in ("", "deleted", "moved_from")

    @property
    def in_new(self) -> bool:
        """True if the text is there when all revisions are accepted."""
        return self.revised in ("", "inserted", "moved_to")


class Paragraph(NamedTuple):
    """A line of the text: its pieces, and its end, a piece whose text is empty. An end that goes joins two lines."""

    pieces: tuple[Piece, ...]
    end: Piece


class RevisedText(NamedTuple):
    """The lines of both texts.

    `title` is that of the new text, else of the old one, else empty. `language` is a BCP 47 tag, zh-CN or zh-TW.
    `author` is who made the revisions; `date` is the day of the new text, as it says (2026-03-01), or empty.
    """

    paragraphs: tuple[Paragraph, ...]
    title: str
    language: str
    author: str
    date: str

    def text(self, side: str) -> str:
        """The text of one side, "old" or "new", its lines divided by LF."""
        kept = [
            "".join(piece.text for piece in paragraph.pieces if is_on(piece, side))
            + ("\n" if is_on(paragraph.end, side) else "")
            for paragraph in self.paragraphs
        ]
        return "".join(kept).removesuffix("\n")


END = Piece("\n")  # of a paragraph, if it stays
# The end of a paragraph that moved is deleted and inserted: LibreOffice would leave an empty paragraph of it.
END_REVISIONS: dict[Revised, Revised] = {
    "": "",
    "inserted": "inserted",
    "deleted": "deleted",
    "moved_from": "deleted",
    "moved_to": "inserted",
}


def is_on(piece: Piece, side: str) -> bool:
    """True if the piece is in the old or the new text."""
    return piece.in_old if side == "old" else piece.in_new


def as_pieces(text: RevisedText) -> list[Piece]:
    """The pieces of all paragraphs; the end of each but the last is a piece with the text LF."""
    pieces = [
        piece for paragraph in text.paragraphs for piece in (*paragraph.pieces, paragraph.end._replace(text="\n"))
    ]
    return pieces[:-1]


def insertions_apart(pieces: Sequence[Piece]) -> list[Piece]:
    """The same two texts, in which no end of a paragraph that stays has inserted text on both of its sides.

    LibreOffice joins two such insertions, so that rejecting them takes the end along. The end is put behind the second
    one: in the place of its last end of a paragraph, or as deleted, if the insertion does not close with one.
    """
    result: list[Piece] = []
    waiting: Piece | None = None  # an end that stays, to be put behind the insertion
    for piece, following in zip_longest(pieces, pieces[1:]):
        is_inserted = _is_inserted(piece)
        if waiting and not is_inserted:
            result.append(waiting._replace(revised="deleted"))
            waiting = None
        facing = result and _is_inserted(result[-1]) and following and _is_inserted(following)
        if piece == END and facing:
            result.append(END._replace(revised="inserted"))
            waiting = END
        elif waiting and piece.text == "\n" and not (following and _is_inserted(following)):
            result.append(waiting)
            waiting = None
        else:
            result.append(piece)
    return [*result, *([waiting._replace(revised="deleted")] if waiting else [])]


def _is_inserted(piece: Piece) -> bool:
    """True if the piece is in the new text only."""
    return piece.in_new and not piece.in_old


def as_paragraphs(pieces: Sequence[Piece]) -> list[Paragraph]:
    """The pieces in paragraphs; the end of the last one stays."""
    paragraphs: list[Paragraph] = []
    line: list[Piece] = []
    for piece in (*pieces, END):
        if piece.text == "\n":
            paragraphs.append(Paragraph(tuple(line), piece._replace(text="")))
            line = []
        else:
            line.append(piece)
    return paragraphs


def day(date: str) -> str:
    """The date itself; the first that a file can have if it is not a whole one, as moves must have a time.

    >>> day("2026-03-01"), day("2026-03")
    ('2026-03-01', '1980-01-01')
    """
    return date if _DATE.fullmatch(date) else "1980-01-01"
