"""A record of JSON Lines with a shortened text: only the value of the text field changes, every other byte stays.

>>> record = b'{"text": "AABB"}'
>>> apply_to_line(record, edits_of_record(record, "text", [Span(1, 2)]))
b'{"text": "ABB"}'
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import NamedTuple

from policydiff.errors import InternalError
from policydiff.text.spans import Span

CONTAINER = "json_lines"  # of `readers.containers`: the one whose files can be written with less in them
_DECODER = json.JSONDecoder()
_WHITE_SPACE = re.compile(r"[ \t\r\n]*")
# A piece of a JSON string: an escaped surrogate pair, an escape, or a run of plain characters.
_PIECE = re.compile(
    r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\.|[^\\]+", re.DOTALL
)


class LineEdit(NamedTuple):
    """Bytes [start, end) of a file that are replaced by `insert`."""

    start: int
    end: int
    insert: bytes = b""


def edits_of_record(line: bytes, field: str, spans: Sequence[Span], marks: Sequence[str] = ()) -> list[LineEdit]:
    """The edits of a line that remove these spans from the text of its field, and put a mark in the place of each.

    The spans are in characters of the text, ascending and disjoint; `marks` is empty, or has one for each span; the
    line is a valid record; the edits count bytes of the line. InternalError if the shortened line does not parse as
    the same record with the shorter text.
    """
    text = line.decode("utf-8")
    start, end = _field_value(text, field)
    literal = text[start:end]
    literal_offsets = _literal_offsets(literal, [position for span in spans for position in (span.start, span.end)])
    offsets = _byte_offsets(text, [start + offset for offset in literal_offsets])
    inserts = [json.dumps(mark, ensure_ascii=literal.isascii())[1:-1].encode() for mark in marks]
    inserts = inserts or [b""] * len(spans)
    edits = [LineEdit(*edit) for edit in zip(offsets[::2], offsets[1::2], inserts, strict=True)]
    _prove(line, field, spans, marks, edits)
    return edits


def apply_to_line(raw: bytes, edits: Sequence[LineEdit]) -> bytes:
    """The bytes after the edits, which are ascending and disjoint."""
    pieces, position = [], 0
    for edit in edits:
        pieces += [raw[position : edit.start], edit.insert]
        position = edit.end
    return b"".join([*pieces, raw[position:]])


def _prove(line: bytes, field: str, spans: Sequence[Span], marks: Sequence[str], edits: Sequence[LineEdit]) -> None:
    """InternalError unless the edited line is the same record with the spans removed and the marks inserted."""
    record = json.loads(line.decode("utf-8-sig"))
    shorter, position = [], 0
    for index, span in enumerate(spans):
        shorter += [record[field][position : span.start], marks[index] if marks else ""]
        position = span.end
    expected = {**record, field: "".join([*shorter, record[field][position:]])}
    # Compared as JSON, since NaN is not equal to itself.
    if json.dumps(json.loads(apply_to_line(line, edits).decode("utf-8-sig"))) != json.dumps(expected):
        raise InternalError("a record would not be the same but for its text; nothing was written")


def _field_value(text: str, field: str) -> tuple[int, int]:
    """Start and end of the value of the field in the record, without its quotation marks, in characters.

    If the field occurs twice, the last one counts, as in json.loads. (0, 0) if it does not occur.
    """
    bounds = (0, 0)
    position = _skip_white_space(text, text.index("{") + 1)
    while text[position] == '"':
        key, position = _DECODER.raw_decode(text, position)
        start = _skip_white_space(text, _skip_white_space(text, position) + 1)  # beyond the colon
        _, position = _DECODER.raw_decode(text, start)
        if key == field:
            bounds = (start + 1, position - 1)
        position = _skip_white_space(text, position)
        if text[position] == ",":
            position = _skip_white_space(text, position + 1)
    return bounds


def _skip_white_space(text: str, position: int) -> int:
    """The position of the first character from `position` on that is no white space of JSON.

    The end if there is none.
    """
    blank = _WHITE_SPACE.match(text, position)
    return blank.end() if blank else position


def _literal_offsets(literal: str, positions: Sequence[int]) -> list[int]:
    """The offsets in a JSON string, without quotation marks, at which characters at these ascending positions begin.

    The end of the string for a position behind the last character.
    """
    offsets: list[int] = []
    decoded = 0
    for piece in _PIECE.finditer(literal):
        plain = not piece[0].startswith("\\")
        size = len(piece[0]) if plain else 1
        while len(offsets) < len(positions) and positions[len(offsets)] < decoded + size:
            offsets.append(piece.start() + (positions[len(offsets)] - decoded if plain else 0))
        decoded += size
    return offsets + [len(literal)] * (len(positions) - len(offsets))


def _byte_offsets(text: str, positions: Sequence[int]) -> list[int]:
    """The offsets in UTF-8, in bytes, of these ascending positions in characters."""
    offsets: list[int] = []
    previous = offset = 0
    for position in positions:
        offset += len(text[previous:position].encode())
        previous = position
        offsets.append(offset)
    return offsets
