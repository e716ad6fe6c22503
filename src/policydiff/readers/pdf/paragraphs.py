"""Lines joined to paragraphs by their indents, their ends and the distance between them, across columns and pages."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from policydiff.readers.pdf.lines import Column, Piece, is_wide, joined_text

_INDENT = 0.8  # of the height of a line: it begins further right than the column
_SHORT = 1.6  # of the height: a line of a script without spaces that ends so far before the edge ends its paragraph
_FAR = 1.3  # of the usual distance of two lines: a wider one parts paragraphs
_OTHER_SIZE = 0.12  # by how much of its height the next line differs if it is of another paragraph
_MIN_LINES = 4  # of a column that has edges of its own
_SENTENCE_END = re.compile(r"[。！？；：.!?;:][”’」』）)\"']*$")
_LABEL = re.compile(
    r"第[一二三四五六七八九十百千零〇○０-９\d]+[编編章节節条條款项項]|[（(][一二三四五六七八九十百\da-zA-Z]{1,3}[）)]"
    r"|[一二三四五六七八九十百]{1,3}[、.．]|\d{1,3}(?:\.\d{1,3})*[、.．)）](?!\d)|[•●■◆○\-–*·]\s|[a-zA-Z][.)]\s|[①-⑳]"
)
_ENTRY = re.compile(r"(?:[.…·．‥\s]{3,}|\t)\s*[-—–]?\d{1,4}[-—–]?$")  # of a table of contents: it ends with its page
_BLOCK_WIDTH = 15.0  # of the height: lines that long which end at one place fill a block of their own
_OPENING, _CLOSING = "（(《〈“「『【[", "）)》〉”」』】]"


class Paragraph(NamedTuple):
    """A paragraph and the number of the page it begins on, from 1."""

    text: str
    page: int


class _Line(NamedTuple):
    """A line with the edges of its column and the usual distance between the base lines there, in points."""

    piece: Piece
    left: float
    right: float
    pitch: float
    page: int
    starts_column: bool
    fills_block: bool  # whether it ends where the line before or behind it does

    @property
    def height(self) -> float:
        """The height of its characters."""
        return self.piece.height

    @property
    def indent(self) -> float:
        """How far it begins from the edge of the column, in heights."""
        return (self.piece.left - self.left) / self.height

    @property
    def rest(self) -> float:
        """What is free behind it in the column, in points."""
        return self.right - self.piece.right

    @property
    def is_centred(self) -> bool:
        """Whether it stands in the middle, away from both edges."""
        before, behind = self.piece.left - self.left, self.rest
        return before > 1.5 * self.height and abs(before - behind) < max(1.5 * self.height, 0.1 * before)


def paragraphs_of(pages: Sequence[tuple[int, Sequence[Column]]]) -> list[Paragraph]:
    """The paragraphs of a document, given the number of each page and its columns in reading order."""
    lines = list(_lines(pages))
    has_indents = _has_indents(lines)
    paragraphs: list[list[_Line]] = []
    for line in lines:
        if paragraphs and _continues(paragraphs[-1], line, has_indents):
            paragraphs[-1].append(line)
        else:
            paragraphs.append([line])
    return [Paragraph(joined_text([line.piece.text for line in lines]), lines[0].page) for lines in paragraphs]


def _lines(pages: Sequence[tuple[int, Sequence[Column]]]) -> Iterator[_Line]:
    """The lines of a document in reading order. A column of few lines has the edges of the one before if it fits."""
    pitches = _pitches(column.lines for _, columns in pages for column in columns)
    edges: dict[tuple[int, int], tuple[float, float]] = {}
    for page, columns in pages:
        for number, column in enumerate(columns):
            place = len(columns), number
            own, before = _edges(column), edges.get(place)
            if len(column.lines) >= _MIN_LINES:
                edges[place] = own
            elif before and before[0] - 1 <= own[0] and own[1] <= before[1] + 1:
                own = before
            else:  # nobody knows where its lines end
                own = own[0], max(own[1], own[0] + _BLOCK_WIDTH * column.lines[0].height)
            for index, piece in enumerate(column.lines):
                fills = _fills_block(column.lines[max(index - 2, 0) : index + 3], min(index, 2))
                yield _Line(piece, *own, pitches[round(piece.height)], page, index == 0, fills)


def _fills_block(lines: Sequence[Piece], index: int) -> bool:
    """Whether a line is long and ends where two beside it do, as in a block that is narrower than its column.

    A line that ends a sentence does not count: items of a list are often equally long.
    """
    line = lines[index]
    if line.right - line.left < _BLOCK_WIDTH * line.height or _SENTENCE_END.search(line.text):
        return False
    together = [abs(other.right - line.right) < 0.25 * line.height for other in lines]
    return any(all(together[start : start + 3]) for start in range(len(lines) - 2) if start <= index < start + 3)


def _pitches(columns: Iterable[Sequence[Piece]]) -> dict[int, float]:
    """The usual distance between two base lines by the height of the lines, in points: the least that is common."""
    distances: dict[int, list[float]] = {}
    for lines in columns:
        for above, below in zip(lines, (*lines[1:], None), strict=True):
            of_height = distances.setdefault(round(above.height), [])
            if below and abs(above.height - below.height) <= 1 and above.bottom > below.bottom:
                of_height.append(above.bottom - below.bottom)
    return {height: sorted(each)[len(each) // 8] if each else 0.0 for height, each in distances.items()}


def _edges(column: Column) -> tuple[float, float]:
    """The left and right edge of the text of a column, in points.

    Left is the place where the most lines begin, or one further left where others do; right is that of the longest
    line, but for few that hang over.
    """
    lines = [line for line in column.lines if not line.is_row]
    if not lines:
        return column.left, column.right
    height = median(line.height for line in lines)
    lefts = Counter(round(line.left / 2) for line in lines)
    common = [place for place, count in lefts.items() if count > 1 or len(lines) < _MIN_LINES]
    left = min(common, default=min(lefts)) * 2.0
    rights = sorted(line.right for line in lines)
    right = rights[-1 - len(rights) // 20]
    return min(left, min(line.left for line in lines) + height), right


def _has_indents(lines: Sequence[_Line]) -> bool:
    """Whether paragraphs of the document begin with an indent: many lines do, and the line below begins at the edge."""
    indented = sum(
        first.indent > _INDENT > abs(second.indent) and not first.is_centred for first, second in pairwise(lines)
    )
    long = sum(first.rest < 2 * first.height for first in lines[:-1])
    return indented >= 2 and indented > 0.1 * long


def _continues(paragraph: Sequence[_Line], line: _Line, has_indents: bool) -> bool:
    """Whether a line goes on with the paragraph whose lines are before it."""
    last = paragraph[-1]
    if "\t" in last.piece.text or "\t" in line.piece.text or last.piece.is_row or line.piece.is_row:
        return False
    if abs(last.height - line.height) > _OTHER_SIZE * max(last.height, line.height):
        return False
    if last.is_centred and line.is_centred:
        return _is_open("".join(each.piece.text for each in paragraph)) and not line.starts_column
    if _ends_early(last, line):
        return False
    if line.starts_column:
        return _continues_in_column(paragraph, line, has_indents)
    if last.piece.bottom - line.piece.bottom > _FAR * line.pitch and line.pitch:
        return False
    return _fits_indent(paragraph, line, has_indents)


def _ends_early(last: _Line, line: _Line) -> bool:
    """Whether the next line's first word would have fitted behind a line, so that its paragraph ends there."""
    text = line.piece.text
    if _ENTRY.search(last.piece.text):
        return True
    if last.fills_block:
        return False
    if is_wide(text[0]):
        return last.rest > _SHORT * last.height
    word = re.match(r"[^\s\u2e80-\uffff]+", text)
    share = (len(word[0]) if word else 1) / len(text)
    width = share * (line.piece.right - line.piece.left)
    return last.rest > max(width + 0.4 * last.height, _SHORT * last.height)


def _continues_in_column(paragraph: Sequence[_Line], line: _Line, has_indents: bool) -> bool:
    """Whether the first line of a column goes on with the last paragraph of the one before."""
    if not _fits_indent(paragraph, line, has_indents) or _LABEL.match(line.piece.text):
        return False
    return has_indents or not _SENTENCE_END.search(paragraph[-1].piece.text)


def _fits_indent(paragraph: Sequence[_Line], line: _Line, has_indents: bool) -> bool:
    """Whether the line begins where the lines of the paragraph do, or further left than its first."""
    last = paragraph[-1]
    step = line.indent - last.indent
    if step > _INDENT:
        return len(paragraph) == 1 and _hangs(last, line)
    if step < -0.5:
        return len(paragraph) == 1
    is_in_block = last.fills_block and last.rest > _SHORT * last.height
    if len(paragraph) == 1 and has_indents and last.indent > _INDENT and not is_in_block:
        return False
    begins = (len(paragraph) == 1 or not has_indents) and _LABEL.match(line.piece.text)
    return not (begins and _SENTENCE_END.search(last.piece.text))


def _hangs(first: _Line, line: _Line) -> bool:
    """Whether a line begins below the words behind the label of the first line of its paragraph."""
    label = _LABEL.match(first.piece.text)
    if not label or _LABEL.match(line.piece.text):
        return False
    width = sum(1.0 if is_wide(character) else 0.5 for character in label[0].rstrip())
    step = line.indent - first.indent
    return abs(step - width - 0.5) < 1.0 if is_wide(label[0][-1]) or is_wide(label[0][0]) else step < width + 3.0


def _is_open(text: str) -> bool:
    """Whether a bracket or quotation mark is opened and not closed."""
    return sum(text.count(mark) for mark in _OPENING) > sum(text.count(mark) for mark in _CLOSING)
