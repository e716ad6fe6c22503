"""A record of JSON Lines shortened: only the text field's value is cut, every other byte of the line stays."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import NamedTuple

from policydiff.errors import InternalError
from policydiff.text.spans import Span

_DECODER = json.JSONDecoder()
_BLANK = re.compile(r"[ \t\r\n]*")
# One character of the value as JSON spells it: an escaped pair, an escape, or a stretch of plain characters.
_PIECE = re.compile(
    r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\.|[^\\]+", re.DOTALL
)


class LineEdit(NamedTuple):
    """Bytes [start, end) of a file that give way to `insert`."""

    start: int
    end: int
    insert: bytes = b""


def edits_of_record(line: bytes, field: str, spans: Sequence[Span], marks: Sequence[str] = ()) -> list[LineEdit]:
    """Where to cut the line so that its field loses these stretches (ascending, apart), each mark in a stretch's place.

    The line is a sound record. Positions are bytes of the line. The shortened line is read again: InternalError where
    it is not the same record with the shorter text.
    """
    text = line.decode("utf-8")
    start, end = _value(text, field)
    literal = text[start:end]
    places = _places(literal, [at for span in spans for at in (span.start, span.end)])
    offsets = _byte_offsets(text, [start + place for place in places])
    said = [json.dumps(mark, ensure_ascii=literal.isascii())[1:-1].encode() for mark in marks] or [b""] * len(spans)
    made = [LineEdit(*each) for each in zip(offsets[::2], offsets[1::2], said, strict=True)]
    _prove(line, field, spans, marks, made)
    return made


def apply_to_line(raw: bytes, made: Sequence[LineEdit]) -> bytes:
    """The bytes after the cuts."""
    pieces, at = [], 0
    for each in made:
        pieces += [raw[at : each.start], each.insert]
        at = each.end
    return b"".join([*pieces, raw[at:]])


def _prove(line: bytes, field: str, spans: Sequence[Span], marks: Sequence[str], made: Sequence[LineEdit]) -> None:
    record = json.loads(line.decode("utf-8-sig"))
    shorter, at = [], 0
    for index, span in enumerate(spans):
        shorter += [record[field][at : span.start], marks[index] if marks else ""]
        at = span.end
    wanted = {**record, field: "".join([*shorter, record[field][at:]])}
    # Spelt out, since NaN is not equal to itself.
    if json.dumps(json.loads(apply_to_line(line, made).decode("utf-8-sig"))) != json.dumps(wanted):
        raise InternalError("a record would not be the same but for its text; nothing was written")


def _value(text: str, field: str) -> tuple[int, int]:
    """Where the field's value stands in the record, without its quotation marks; the last one, as JSON is read."""
    found = (0, 0)
    at = _skip(text, text.index("{") + 1)
    while text[at] == '"':
        key, at = _DECODER.raw_decode(text, at)
        start = _skip(text, _skip(text, at) + 1)  # beyond the colon
        _, at = _DECODER.raw_decode(text, start)
        if key == field:
            found = (start + 1, at - 1)
        at = _skip(text, at)
        if text[at] == ",":
            at = _skip(text, at + 1)
    return found


def _skip(text: str, at: int) -> int:
    found = _BLANK.match(text, at)
    return found.end() if found else at


def _places(literal: str, positions: Sequence[int]) -> list[int]:
    """Where in the value as JSON spells it the characters at these ascending positions begin."""
    found: list[int] = []
    at = 0
    for piece in _PIECE.finditer(literal):
        plain = not piece[0].startswith("\\")
        size = len(piece[0]) if plain else 1
        while len(found) < len(positions) and positions[len(found)] < at + size:
            found.append(piece.start() + (positions[len(found)] - at if plain else 0))
        at += size
    return found + [len(literal)] * (len(positions) - len(found))


def _byte_offsets(text: str, positions: Sequence[int]) -> list[int]:
    offsets: list[int] = []
    at = offset = 0
    for position in positions:
        offset += len(text[at:position].encode())
        at = position
        offsets.append(offset)
    return offsets
