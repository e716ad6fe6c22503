"""A document: its decoded text, and the bytes it came from. Positions are code points of the text."""

from __future__ import annotations

import bisect
import codecs
import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from policydiff.text.spans import Span

LINE_END = re.compile(r"\r\n|\n|\r")


class Lines:
    """The lines of a text. They end at LF, CRLF or a lone CR only; numbers are 1-based."""

    def __init__(self, text: str) -> None:
        self._text = text
        self.starts = _line_starts(text)

    def __len__(self) -> int:
        """How many lines there are; an empty text has none."""
        return len(self.starts) if self._text else 0

    def number(self, position: int) -> int:
        """The line that holds the character at `position`."""
        return bisect.bisect_right(self.starts, position)

    def span(self, number: int) -> Span:
        """A line with its ending."""
        end = self.starts[number] if number < len(self.starts) else len(self._text)
        return Span(self.starts[number - 1], end)

    def content(self, number: int) -> str:
        """A line without its ending."""
        end = self.starts[number] if number < len(self.starts) else len(self._text)
        return self._text[self.starts[number - 1] : end].rstrip("\r\n")

    def numbers(self, span: Span) -> tuple[int, int]:
        """First and last line (inclusive) that the span touches."""
        return self.number(span.start), self.number(max(span.start, span.end - 1))

    def __iter__(self) -> Iterator[Span]:
        return (self.span(number) for number in range(1, len(self) + 1))


def _line_starts(text: str) -> list[int]:
    if "\r" in text:
        starts = [0, *(found.end() for found in LINE_END.finditer(text))]
    else:
        starts = list(itertools.accumulate([len(line) + 1 for line in text.split("\n")], initial=0))
        starts.pop()  # where a line after the last would begin
    if len(starts) > 1 and starts[-1] == len(text):
        starts.pop()
    return starts


@dataclass(frozen=True)
class Document:
    """One text and the facts to give its bytes back.

    `raw` is bom + the encoded text; `encoding` is a codec name; `path` is only shown, never opened;
    `encoding_reason` is a short clause that says why this encoding.
    """

    path: str
    text: str
    raw: bytes
    encoding: str = "utf-8"
    bom: bytes = b""
    encoding_reason: str = ""

    @classmethod
    def from_text(cls, text: str, path: str = "-") -> Document:
        """A UTF-8 document made from a text. Lone surrogates raise UnicodeEncodeError."""
        return cls(path, text, text.encode("utf-8"))

    @cached_property
    def lines(self) -> Lines:
        """The lines of the text."""
        return Lines(self.text)

    @cached_property
    def canonical(self) -> bool:
        """Whether encoding the text again gives the source's bytes (some Big5 and GB18030 codes are doubled)."""
        try:
            return self.bom + self.text.encode(self.encoding) == self.raw
        except UnicodeEncodeError:
            return False

    def byte_offsets(self, positions: Sequence[int]) -> list[int]:
        """Where in `raw` the characters at these ascending positions begin; len(text) is the end.

        A position inside a code that decodes to two characters is moved to that code's end.
        """
        if self.canonical:
            offsets = self._encoded_offsets(positions)
            if offsets is not None:
                return offsets
        return self._decoded_offsets(positions)

    def _encoded_offsets(self, positions: Sequence[int]) -> list[int] | None:
        """The offsets by encoding the pieces between positions; None where a piece does not encode as in the whole."""
        offsets: list[int] = []
        at, offset = 0, len(self.bom)
        try:
            for position in positions:
                offset += len(self.text[at:position].encode(self.encoding))
                at = position
                offsets.append(offset)
            offset += len(self.text[at:].encode(self.encoding))
        except UnicodeEncodeError:
            return None
        return offsets if offset == len(self.raw) else None

    def _decoded_offsets(self, positions: Sequence[int]) -> list[int]:
        """The offsets by decoding: whole lines at a time, byte by byte only in a line that holds a wanted position.

        Needs an encoding in which the byte of LF is never part of another character.
        """
        wanted, done, offset = list(positions), 0, len(self.bom)
        offsets: list[int] = []
        for line in self.raw[offset:].splitlines(keepends=True):
            length = len(line.decode(self.encoding))
            if len(offsets) == len(wanted):
                break
            if wanted[len(offsets)] < done + length:
                inside = [position - done for position in wanted[len(offsets) :] if position < done + length]
                offsets += [offset + found for found in _code_starts(line, self.encoding, inside)]
            done, offset = done + length, offset + len(line)
        return offsets + [len(self.raw)] * (len(wanted) - len(offsets))


def _code_starts(raw: bytes, encoding: str, positions: Sequence[int]) -> list[int]:
    """Where in `raw` the codes of these ascending positions begin, found byte by byte."""
    decoder = codecs.getincrementaldecoder(encoding)()
    starts: list[int] = []
    done = 0
    for offset in range(len(raw)):
        while len(starts) < len(positions) and positions[len(starts)] <= done and not decoder.getstate()[0]:
            starts.append(offset)
        done += len(decoder.decode(raw[offset : offset + 1]))
    return starts + [len(raw)] * (len(positions) - len(starts))
