"""A text with revisions as a Word file with tracked changes: insertions, deletions and moves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import count

from policydiff.text.revised_text import (
    END_REVISIONS,
    Piece,
    RevisedText,
    as_paragraphs,
    as_pieces,
    day,
    insertions_apart,
)
from policydiff.text.xml_text import xml_text
from policydiff.writers.word_file import fonts_of, run, section, word_file

_ELEMENTS = {"inserted": "ins", "deleted": "del", "moved_from": "moveFrom", "moved_to": "moveTo"}
_WIDTH, _HEIGHT, _MARGIN = 11906, 16838, 1440  # A4 portrait, in twentieths of a point


def write(text: RevisedText) -> bytes:
    """The bytes of a DOCX file, the same for the same text; the date of its revisions is the day of the new text.

    Accepting all revisions gives the new text, rejecting all the old one.
    """
    body = "".join(_Paragraphs(text).xml()) + section(_WIDTH, _HEIGHT, _MARGIN)
    return word_file(body, fonts_of(text.language), text.title)


class _Paragraphs:
    """The paragraphs of one file; it numbers revisions and ranges of moves."""

    def __init__(self, text: RevisedText) -> None:
        self._paragraphs = as_paragraphs(insertions_apart(as_pieces(text)))
        self._font = fonts_of(text.language).text
        self._origin = f'w:author="{xml_text(text.author)}" w:date="{day(text.date)}T00:00:00Z"'
        self._ids = count(1)
        items = [piece for paragraph in self._paragraphs for piece in paragraph.pieces]
        self._remaining = Counter(range_ for piece in items if (range_ := _range(piece)))
        self._range_ids: dict[_Range, int] = {}

    def xml(self) -> Iterator[str]:
        """The paragraphs, one after the other."""
        for paragraph in self._paragraphs:
            runs = "".join(self._in_range(piece, self._run(piece)) for piece in paragraph.pieces)
            end = paragraph.end._replace(revised=END_REVISIONS[paragraph.end.revised])
            properties = f"<w:pPr><w:rPr>{self._revision(end)}</w:rPr></w:pPr>" if end.revised else ""
            yield f"<w:p>{properties}{runs}</w:p>"

    def _run(self, piece: Piece) -> str:
        """The run of a piece, inside its revision."""
        text = run(piece.text, self._font, element="delText" if piece.revised == "deleted" else "t")
        return self._revision(piece, text) if piece.revised else text

    def _revision(self, piece: Piece, content: str = "") -> str:
        """The element of a revision around the content."""
        element = _ELEMENTS[piece.revised]
        start = f'<w:{element} w:id="{next(self._ids)}" {self._origin}'
        return f"{start}>{content}</w:{element}>" if content else f"{start}/>"

    def _in_range(self, piece: Piece, content: str) -> str:
        """The content, with the start of the range of a move before its first piece, and the end behind its last."""
        range_ = _range(piece)
        if range_ is None:
            return content
        element, number = range_
        start = end = ""
        if range_ not in self._range_ids:
            self._range_ids[range_] = next(self._ids)
            name = f'w:name="move{number}" {self._origin}'
            start = f'<w:{element}RangeStart w:id="{self._range_ids[range_]}" {name}/>'
        self._remaining[range_] -= 1
        if not self._remaining[range_]:
            end = f'<w:{element}RangeEnd w:id="{self._range_ids[range_]}"/>'
        return start + content + end


_Range = tuple[str, int]  # the name of its elements without RangeStart and RangeEnd, and the number of the move


def _range(piece: Piece) -> _Range | None:
    """The range of a move that the piece is in: what is inserted into text that moved is in the range, too."""
    if not piece.move:
        return None
    return ("moveFrom" if piece.revised == "moved_from" else "moveTo", piece.move)
