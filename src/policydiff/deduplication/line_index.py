"""The lines and sentences of a document by their offsets in the folded text, and the spans of text cut at them.

>>> from policydiff.text.folding import fold
>>> document = Document.from_text("夜间开放。\\n\\n雨天除外。\\n")
>>> lines = LineIndex(document, fold(document.text))
>>> lines.edges, lines.is_edge(4), lines.line_spans((0, 4), (4, 8))
([0, 4, 8], True, (Span(start=0, end=7), Span(start=7, end=13)))
"""

from __future__ import annotations

import bisect
import itertools
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

import numpy as np

from policydiff.languages import PACK
from policydiff.matching.repeats import Match
from policydiff.text.document import Document, packed_positions
from policydiff.text.folding import FoldedText, fold
from policydiff.text.spans import Span

_LINES_AT_A_TIME = 1 << 16  # looked up in the folded text
_FIRST_SEARCH_UNITS = 64  # code units searched first for the nearest end of a sentence; doubled after each search
_MIN_ENDLESS_LINE_UNITS = 600  # code units of a line that may be divided into sentences
_MIN_LINES = 6  # line edges of a document; in one with fewer, any line may be divided into sentences
_SENTENCE_END = frozenset(PACK.sentences.sentence)
_OPENERS = frozenset(" \t\u3000\xa0“‘「『（(【《〈〔[#*")


class FoldedLine(NamedTuple):
    """A line as [start, end) in folded offsets, and the position in the text at which it begins."""

    start: int
    end: int
    line_start: int


class LineIndex:
    """The lines of a document that have folded text, by their offsets, and the ends of its sentences.

    An offset is a position in the folded text, and a stretch is [start, end) in such offsets; positions and spans are
    in the text of the document. An edge is an offset at which a line begins or the text ends.
    """

    def __init__(self, document: Document, folded: FoldedText) -> None:
        self._document = document
        self._text = document.text
        self._folded = folded

    @cached_property
    def _edges_and_positions(self) -> tuple[Sequence[int], Sequence[int]]:
        """The offsets at which a line begins, ascending, and the position of each line start in the text.

        Both end with the length of their text. A line without folded text is left out.
        """
        lines = self._document.lines
        edges, positions = (packed_positions(length=len(self._text)) if lines.packed else [] for _ in range(2))
        for first in range(0, len(lines.starts), _LINES_AT_A_TIME):
            starts = np.asarray(lines.starts[first : first + _LINES_AT_A_TIME + 1], dtype=np.int64)
            ranks = self._folded.rank(starts)
            last = np.flatnonzero(np.diff(ranks))  # of several lines at one offset, only the last has folded text
            if first + _LINES_AT_A_TIME >= len(lines.starts):
                last = np.append(last, len(ranks) - 1)
            last = last[ranks[last] < len(self._folded)]
            edges.extend(ranks[last].tolist())
            positions.extend(starts[last].tolist())
        edges.append(len(self._folded))
        positions.append(len(self._text))
        return edges, positions

    @cached_property
    def edges(self) -> Sequence[int]:
        """The offsets at which a line with folded text begins, ascending, then the length of the folded text."""
        return self._edges_and_positions[0]

    def of_length(self, min_units: int, max_units: int) -> Iterator[FoldedLine]:
        """Yield the lines of `min_units` to `max_units` code units, both included, in order."""
        for first in range(0, len(self.edges), _LINES_AT_A_TIME):
            edges, positions = (
                np.asarray(column[first : first + _LINES_AT_A_TIME + 1], dtype=np.int64)
                for column in self._edges_and_positions
            )
            lengths = np.diff(edges)
            suitable = np.flatnonzero((min_units <= lengths) & (lengths <= max_units))
            columns = edges[suitable].tolist(), edges[suitable + 1].tolist(), positions[suitable].tolist()
            yield from itertools.starmap(FoldedLine, zip(*columns, strict=True))

    def holds_line(self, match: Match) -> bool:
        """Whether an exact repeat may hold a whole line, or a sentence of an endless line, on both sides.

        True also, untested, for a repeat of more than `_FIRST_SEARCH_UNITS` lines, and in a document with endless
        lines.
        """
        edges = self.edges
        low, high = bisect.bisect_left(edges, match.second), bisect.bisect_right(edges, match.second + match.length)
        common_edges = sum(
            self.is_edge(edges[index] - match.shift) for index in range(low, min(high, low + _FIRST_SEARCH_UNITS))
        )
        return common_edges > 1 or high - low > _FIRST_SEARCH_UNITS or self._is_endless

    @cached_property
    def _is_endless(self) -> bool:
        """Whether the document has a line that may hold more than one paragraph.

        Such a line has at least `_MIN_ENDLESS_LINE_UNITS`; any line may if the document has fewer than `_MIN_LINES`
        edges.
        """
        edges = self.edges
        return len(edges) < _MIN_LINES or any(
            after - before >= _MIN_ENDLESS_LINE_UNITS for before, after in itertools.pairwise(edges)
        )

    def is_edge(self, offset: int) -> bool:
        """Whether a line with folded text begins at the offset, or the text ends there."""
        edges = self.edges
        index = bisect.bisect_left(edges, offset)
        return index < len(edges) and edges[index] == offset

    def line_spans(
        self, first: tuple[int, int], second: tuple[int, int], ends: tuple[int, int] | None = None
    ) -> tuple[Span, Span]:
        """The spans of the whole lines of two stretches, each with the blank lines that follow it.

        `ends` are the positions in the text behind their last characters, which may be marks without folded text. A
        line of marks alone (---, |) has no folded text either; such lines belong to both spans if the same follow both.
        """
        lines = self._document.lines
        last_positions = (
            [end - 1 for end in ends] if ends else [self._folded.position(end - 1) for _, end in (first, second)]
        )
        next_lines = [self._next_text_line(lines.number(position) + 1) for position in last_positions]
        starts = [self._line_start(start) for start, _ in (first, second)]
        while next_lines[0] < lines.number(starts[1]) and (marks := self._marks_of_line(next_lines[0])):
            if marks != self._marks_of_line(next_lines[1]):
                break
            next_lines = [self._next_text_line(number + 1) for number in next_lines]
        stops = [lines.span(number).start if number <= len(lines) else len(self._text) for number in next_lines]
        return Span(starts[0], max(starts[0], stops[0])), Span(starts[1], max(starts[1], stops[1]))

    def _line_start(self, offset: int) -> int:
        """The position in the text at which the line begins that holds the offset."""
        edges, line_starts = self._edges_and_positions
        return line_starts[bisect.bisect_right(edges, offset) - 1]

    def _next_text_line(self, number: int) -> int:
        """The number, from 1 on, of the first line from `number` on that is not blank; one past the last if all are."""
        lines = self._document.lines
        while number <= len(lines) and not lines.content(number).strip():
            number += 1
        return number

    def _marks_of_line(self, number: int) -> str:
        """The marks of a line that has nothing else, without the blanks around them; "" for any other line or none."""
        content = self._document.lines.content(number) if number <= len(self._document.lines) else ""
        return "" if any(map(str.isalnum, content[:200])) or fold(content).text else content.strip()

    def inline_span(self, start: int, end: int) -> Span:
        """The span of a stretch, cut between sentences, without the line break at its end.

        Opening marks and blanks before the start belong to it; those before the next text on the same line do not.
        """
        end_position = self._folded.position(end - 1) + 1
        line = self._document.lines.span(self._document.lines.number(end_position - 1))
        stop = line.start + len(self._text[line.start : line.end].rstrip("\r\n"))
        if end < len(self._folded) and self._folded.position(end) < stop:
            stop = self.start_with_openers(end)
        begin = self.start_with_openers(start)
        return Span(begin, max(begin, stop))

    def start_with_openers(self, offset: int) -> int:
        """The position of the offset, moved back over opening marks and blanks (`_OPENERS`) on the same line."""
        position = self._folded.position(offset)
        line_start = self._document.lines.span(self._document.lines.number(position)).start
        while position > line_start and self._text[position - 1] in _OPENERS:
            position -= 1
        return position

    def common_sentence_edge(self, match: Match, *, last: bool) -> int | None:
        """The first or last offset of the later side before which a sentence ends on both sides; None if there is none.

        The start and the end of the match count as well; a line start ends a sentence.
        """
        low, high, step = match.second, match.second + match.length + 1, _FIRST_SEARCH_UNITS
        while low < high:
            offsets = np.arange(max(low, high - step), high) if last else np.arange(low, min(high, low + step))
            sides = [self._folded.positions(offsets - shift).tolist() for shift in (0, match.shift)]
            order = range(len(offsets) - 1, -1, -1) if last else range(len(offsets))
            for index in order:
                if self._sentence_ends(sides[0][index]) and self._sentence_ends(sides[1][index]):
                    return int(offsets[index])
            low, high = (low, high - step) if last else (low + step, high)
            step *= 2
        return None

    def begins_line_or_sentence(self, offset: int) -> bool:
        """Whether a line begins at the offset, a sentence ends before it, or the text ends there."""
        return self.is_edge(offset) or self._sentence_ends(self._folded.position(offset))

    def _sentence_ends(self, position: int) -> bool:
        """Whether a sentence ends before the position in the text, or a line begins at it.

        Blanks and opening marks directly before the position, and closing marks behind the full stop, do not count.
        """
        before = self._text[max(0, position - 8) : position].rstrip(" \t\u3000“‘「『（(《〈【*#")
        return (
            not before.strip("\r\n") or before[-1] in "\r\n" or before.rstrip("”’」』）)】》〉")[-1:] in _SENTENCE_END
        )
