"""The elements of tracked changes around runs and in marks of paragraphs (ECMA-376, part 1, 17.13.5)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from policydiff.text.revised_text import Piece, RevisedText, day
from policydiff.text.xml_text import xml_text

_ELEMENTS = {"inserted": "ins", "deleted": "del", "moved_from": "moveFrom", "moved_to": "moveTo"}
_ID = re.compile(rb"\bw:id=\"(\d{1,9})\"")
_MARK_ID = b"\0"  # where the id of the revision of a mark is to be written; no character of XML


class Marked(NamedTuple):
    """The XML of runs inside the revision of a piece, whose text does not count."""

    piece: Piece
    xml: bytes


class RevisionMarks:
    """The revisions of one part, numbered from the first id that the part does not have; a new part has none."""

    def __init__(self, text: RevisedText, part: bytes = b"") -> None:
        self._next = max((int(found[1]) for found in _ID.finditer(part)), default=0)
        self._origin = f'w:author="{xml_text(text.author)}" w:date="{day(text.date)}T00:00:00Z"'.encode()

    def of_mark(self, piece: Piece) -> bytes:
        """The revision of the mark of a paragraph, to be finished by `written`; empty if there is none."""
        if not piece.revised:
            return b""
        return b'<w:%s w:id="%s" %s/>' % (_ELEMENTS[piece.revised].encode(), _MARK_ID, self._origin)

    def written(self, content: Iterable[bytes | Marked]) -> bytes:
        """The content of the part in order, each revision in its element, each move in its range."""
        items = list(content)
        remaining = Counter(range_ for item in items if (range_ := _range(item)))
        return b"".join(self._written(items, remaining))

    def _written(self, items: Iterable[bytes | Marked], remaining: Counter[tuple[bytes, int]]) -> Iterator[bytes]:
        """The bytes of each item; `remaining` counts the items of each range that are to come."""
        ids: dict[tuple[bytes, int], bytes] = {}
        for item in items:
            if isinstance(item, bytes):
                first, *others = item.split(_MARK_ID)
                yield first + b"".join(self._id() + other for other in others)
                continue
            range_ = _range(item)
            if range_ and range_ not in ids:
                ids[range_] = self._id()
                start = b'<w:%sRangeStart w:id="%s" w:name="move%d" %s/>'
                yield start % (range_[0], ids[range_], range_[1], self._origin)
            element = _ELEMENTS[item.piece.revised].encode()
            yield b'<w:%s w:id="%s" %s>%s</w:%s>' % (element, self._id(), self._origin, item.xml, element)
            if range_:
                remaining[range_] -= 1
                if not remaining[range_]:
                    yield b'<w:%sRangeEnd w:id="%s"/>' % (range_[0], ids[range_])

    def _id(self) -> bytes:
        """An id that no other revision has."""
        self._next += 1
        return str(self._next).encode()


def _range(item: bytes | Marked) -> tuple[bytes, int] | None:
    """The range of a move that runs are in: the name of its elements and the number of the move; None if in none."""
    if isinstance(item, bytes) or not item.piece.move:
        return None
    return (b"moveFrom" if item.piece.revised == "moved_from" else b"moveTo"), item.piece.move
