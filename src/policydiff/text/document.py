"""A document: its decoded text and its source bytes. Positions are code points of the text."""

from __future__ import annotations

import bisect
import codecs
import itertools
import re
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from policydiff.messages import NOTHING, Message, message
from policydiff.text.extraction import Extraction, Place, name_of_places
from policydiff.text.spans import Span

LINE_END = re.compile(r"\r\n|\n|\r")
MAX_LISTED_LINES = 1 << 17  # of a text whose lines are kept as objects; what is known of more is packed in arrays


class LineRange(tuple[int, int]):
    """The numbers of a first and a last line, 1-based, both included; it is equal to the plain pair.

    `places` are the places of the two lines in the file they were extracted from; None for a text that is a file.

    >>> str(LineRange(3, 5).name), LineRange(3, 5) == (3, 5)
    ('lines 3-5', True)
    """

    places: tuple[Place, Place] | None

    def __new__(cls, first: int, last: int, places: tuple[Place, Place] | None = None) -> LineRange:
        """The range of these two lines."""
        pair = super().__new__(cls, (first, last))
        pair.places = places
        return pair

    def __reduce__(self) -> tuple[type[LineRange], tuple[int, int, tuple[Place, Place] | None]]:
        """The arguments that make the same range again: a tuple alone would forget the places."""
        return LineRange, (self[0], self[1], self.places)

    @property
    def name(self) -> Message:
        """The lines in words: "line 3", "lines 3-5", or their places: "¶ 3-5", "table 1, row 2 to ¶ 7"."""
        first, last = self
        if self.places is not None:
            return name_of_places(*self.places)
        if first == last:
            return message("line {number}", number=first)
        return message("lines {first}-{last}", first=first, last=last)


def lines_name(lines: tuple[int, int]) -> Message:
    """The first and the last line in words, or their places in the file: "lines 3-5", "¶ 3-5"."""
    return (lines if isinstance(lines, LineRange) else LineRange(*lines)).name


def lines_short(lines: tuple[int, int], dash: str = "-") -> str:
    """The numbers of the first and the last line with a dash between, or their places in the file.

    >>> lines_short((3, 5)), lines_short((3, 3))
    ('3-5', '3')
    """
    first, last = lines
    if place := lines_place(lines):
        return place
    return f"{first}" if first == last else f"{first}{dash}{last}"


def first_line_name(lines: tuple[int, int]) -> Message:
    """The first of the lines in words, or its place in the file: "line 3", "¶ 3"."""
    places = lines.places if isinstance(lines, LineRange) else None
    return LineRange(lines[0], lines[0], places and (places[0], places[0])).name


def place_json(lines: tuple[int, int]) -> dict[str, str]:
    """The places of the lines as a key of a JSON object; no key for a text that is a file."""
    place = lines_place(lines)
    return {"place": place} if place else {}


def lines_place(lines: tuple[int, int]) -> str:
    """The places of the lines in the file they were extracted from; empty for a text that is a file."""
    return str(lines.name) if isinstance(lines, LineRange) and lines.places is not None else ""


class Lines:
    """The lines of a text. A line ends at LF, CRLF or a lone CR only. Line numbers are 1-based.

    `places` has one place a line if the text was extracted from another file, else none.

    >>> lines = Lines("第一条\\n第二条")
    >>> lines.number(4), lines.content(2)
    (2, '第二条')
    """

    def __init__(self, text: str, places: Sequence[Place] = ()) -> None:
        self._text = text
        self._places = places
        self.starts: Sequence[int] = _packed_starts(text) if _has_many_lines(text) else _line_starts(text)

    def __len__(self) -> int:
        """The number of lines; 0 for an empty text."""
        return len(self.starts) if self._text else 0

    @property
    def packed(self) -> bool:
        """Whether there are more than about `MAX_LISTED_LINES`, so that nothing should keep an object for each."""
        return isinstance(self.starts, array)

    def bounds(self) -> Iterator[tuple[int, int]]:
        """The positions [start, end) of all lines in order, line ends included; none for an empty text."""
        if not self._text:
            return iter(())
        return zip(
            self.starts, itertools.chain(itertools.islice(self.starts, 1, None), (len(self._text),)), strict=True
        )

    def number(self, position: int) -> int:
        """The 1-based number of the line that contains the character at `position`; at the text's end, the last."""
        return bisect.bisect_right(self.starts, position)

    def span(self, number: int) -> Span:
        """The span of the line with this 1-based number, its line end included. IndexError past the last line."""
        end = self.starts[number] if number < len(self.starts) else len(self._text)
        return Span(self.starts[number - 1], end)

    def content(self, number: int) -> str:
        """The text of the line with this 1-based number, without its line end. IndexError past the last line."""
        end = self.starts[number] if number < len(self.starts) else len(self._text)
        return self._text[self.starts[number - 1] : end].rstrip("\r\n")

    def numbers(self, span: Span) -> LineRange:
        """The numbers of the first and the last line (inclusive) that the span touches; equal for an empty span."""
        return self.range(self.number(span.start), self.number(max(span.start, span.end - 1)))

    def range(self, first: int, last: int) -> LineRange:
        """The range from one line to another, with their places. A line past the last has the place of the last."""
        if not self._places:
            return LineRange(first, last)
        most = len(self._places) - 1
        return LineRange(first, last, (self._places[min(first - 1, most)], self._places[min(last - 1, most)]))

    def __iter__(self) -> Iterator[Span]:
        """The spans of the lines, their line ends included; none for an empty text."""
        return (self.span(number) for number in range(1, len(self) + 1))


def _line_starts(text: str) -> list[int]:
    """The position of the first character of each line, ascending; [0] for an empty text."""
    if "\r" in text:
        starts = [0, *(line_end.end() for line_end in LINE_END.finditer(text))]
    else:
        starts = list(itertools.accumulate([len(line) + 1 for line in text.split("\n")], initial=0))
        starts.pop()  # the start of a line after the last one
    if len(starts) > 1 and starts[-1] == len(text):
        starts.pop()
    return starts


def _has_many_lines(text: str) -> bool:
    """Whether a text has more than `MAX_LISTED_LINES` line ends; CRLF counts twice."""
    return len(text) > MAX_LISTED_LINES and text.count("\n") + text.count("\r") > MAX_LISTED_LINES


def packed_positions(positions: Iterable[int] = (), *, length: int) -> array[int]:
    """An array for ascending positions in a text of this length, with these in it: four bytes each if they suffice.

    >>> packed_positions((0, 7), length=9).itemsize
    4
    """
    return array("I" if length < 1 << 32 else "Q", positions)


def _packed_starts(text: str) -> array[int]:
    """The same as `_line_starts` in an array, for a text of many lines; no string is made for any of them."""
    ends = (line_end.end() for line_end in LINE_END.finditer(text)) if "\r" in text else _behind_newlines(text)
    starts = packed_positions(itertools.chain((0,), ends), length=len(text))
    if len(starts) > 1 and starts[-1] == len(text):
        starts.pop()
    return starts


def _behind_newlines(text: str) -> Iterator[int]:
    """The positions behind each LF."""
    find = text.find
    position = find("\n") + 1
    while position:
        yield position
        position = find("\n", position) + 1


@dataclass(frozen=True)
class Document:
    """One text, its source bytes, and how they were decoded.

    `raw` is the byte-order mark `bom` and the encoded text. `encoding` is a codec name, and `encoding_reason` a short
    clause that says why it was chosen. `path` is shown in output and never opened. A text that was extracted from
    another format has its `extraction`, and `raw` is the text alone.
    """

    path: str
    text: str
    raw: bytes
    encoding: str = "utf-8"
    bom: bytes = b""
    encoding_reason: Message = NOTHING
    extraction: Extraction | None = None

    def __repr__(self) -> str:
        return f"<Document {self.path!r}: {len(self.text)} characters, {self.encoding}>"

    @property
    def file_bytes(self) -> bytes:
        """The bytes of the file: `raw`, or those that the text was extracted from."""
        return self.raw if self.extraction is None else self.extraction.source

    @classmethod
    def from_text(cls, text: str, path: str = "-") -> Document:
        """A UTF-8 document with this text and no byte-order mark. Lone surrogates raise UnicodeEncodeError."""
        return cls(path, text, text.encode("utf-8"))

    @cached_property
    def lines(self) -> Lines:
        """The lines of the text."""
        return Lines(self.text, self.extraction.places if self.extraction else ())

    @cached_property
    def canonical(self) -> bool:
        """Whether encoding the text gives `raw` again. Not always: some Big5 and GB18030 characters have two codes."""
        try:
            return self.bom + self.text.encode(self.encoding) == self.raw
        except UnicodeEncodeError:
            return False

    def byte_offsets(self, positions: Sequence[int]) -> list[int]:
        """The offset in `raw` of the character at each of these ascending positions; for len(text), the end of `raw`.

        For a position inside a code that decodes to two characters it is the offset of that code's end.
        """
        if self.canonical:
            offsets = self._encoded_offsets(positions)
            if offsets is not None:
                return offsets
        return self._decoded_offsets(positions)

    def _encoded_offsets(self, positions: Sequence[int]) -> list[int] | None:
        """The offsets, computed by encoding the parts between the ascending positions.

        None if a part cannot be encoded or the parts together are not as long as `raw`.
        """
        offsets: list[int] = []
        if not positions:
            return offsets
        previous, offset = 0, len(self.bom)
        try:
            for position in positions:
                offset += len(self.text[previous:position].encode(self.encoding))
                previous = position
                offsets.append(offset)
            offset += len(self.text[previous:].encode(self.encoding))
        except UnicodeEncodeError:
            return None
        return offsets if offset == len(self.raw) else None

    def _decoded_offsets(self, positions: Sequence[int]) -> list[int]:
        """The offsets, computed by decoding: line by line, and byte by byte in a line that contains a wanted position.

        The encoding must be one in which the byte of LF is never part of another character.
        """
        wanted, decoded, offset = list(positions), 0, len(self.bom)
        offsets: list[int] = []
        for line in self.raw[offset:].splitlines(keepends=True):
            length = len(line.decode(self.encoding))
            if len(offsets) == len(wanted):
                break
            if wanted[len(offsets)] < decoded + length:
                inside = [position - decoded for position in wanted[len(offsets) :] if position < decoded + length]
                offsets += [offset + code_start for code_start in _code_starts(line, self.encoding, inside)]
            decoded, offset = decoded + length, offset + len(line)
        return offsets + [len(self.raw)] * (len(wanted) - len(offsets))


class LongDocument(Document):
    """A document whose bytes are made of its text whenever they are asked for, so that they need not be kept as well.

    It must be `canonical`. The `raw` that it is made with is forgotten.

    >>> LongDocument("办法.txt", "第一条", "第一条".encode("gbk"), "gbk").raw.decode("gbk")
    '第一条'
    """

    @property
    def raw(self) -> bytes:
        """The byte-order mark and the encoded text."""
        return self.bom + self.text.encode(self.encoding)

    @raw.setter
    def raw(self, raw: bytes) -> None:
        """Nothing: the bytes are not kept."""

    @property
    def canonical(self) -> bool:
        """True: the caller has made sure of it."""
        return True


def _code_starts(raw: bytes, encoding: str, positions: Sequence[int]) -> list[int]:
    """The offset in `raw` of the code of each of these ascending positions, found by decoding byte by byte."""
    decoder = codecs.getincrementaldecoder(encoding)()
    starts: list[int] = []
    decoded = 0
    for offset in range(len(raw)):
        while len(starts) < len(positions) and positions[len(starts)] <= decoded and not decoder.getstate()[0]:
            starts.append(offset)
        decoded += len(decoder.decode(raw[offset : offset + 1]))
    return starts + [len(raw)] * (len(positions) - len(starts))
