"""The lines of a Word file with the revisions of a text, each with what is new before it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from policydiff.readers.word.labels import label_length
from policydiff.readers.word.story import Line
from policydiff.text.revised_text import END, Paragraph, Piece, Revised, as_paragraphs


class RevisedLines(NamedTuple):
    """Lines of the file from `first` to `last` that are one paragraph: more than one if it has line breaks.

    `added` are new paragraphs before it. `own` is the paragraph itself, more than one if new ends divide it; only the
    last end is in the file. A line break that is in the file is a piece of text.
    """

    first: int
    last: int
    added: tuple[Paragraph, ...]
    own: tuple[Paragraph, ...]

    @property
    def is_kept(self) -> bool:
        """True if the paragraph itself has no revision."""
        pieces = (*self.own[0].pieces, self.own[0].end)
        return len(self.own) == 1 and not any(piece.revised for piece in pieces)

    @property
    def is_gone(self) -> bool:
        """True if the whole paragraph goes, its end included."""
        pieces = (*self.own[0].pieces, self.own[0].end)
        return len(self.own) == 1 and not any(piece.in_new for piece in pieces)

    def without_label(self, label: str) -> RevisedLines:
        """The same without its automatic number; a paragraph whose old text was in the number alone is a new one."""
        return _divided(self.first, self.last, [*self.added, *without_labels(self.own, label)])


def revised_lines(lines: Sequence[Line], pieces: Sequence[Piece]) -> list[RevisedLines] | None:
    """The lines with the revisions of the pieces, which close with an end.

    None if these are not the lines of the old text of the pieces.
    """
    result: list[RevisedLines] = []
    paragraphs: list[Paragraph] = []
    line: list[Piece] = []
    first = number = 0
    for paragraph in as_paragraphs(pieces)[:-1]:
        line += paragraph.pieces
        if not paragraph.end.in_old:
            paragraphs.append(Paragraph(tuple(line), paragraph.end))
            line = []
            continue
        if number >= len(lines):
            return None
        if lines[number].elements and lines[number].elements == _elements(lines, number + 1):
            line.append(paragraph.end._replace(text="\n"))
        else:
            paragraphs.append(Paragraph(tuple(line), paragraph.end))
            result.append(_divided(first, number, paragraphs))
            paragraphs, line, first = [], [], number + 1
        number += 1
    texts = ["".join(piece.text for p in item.own for piece in p.pieces if piece.in_old) for item in result]
    same = texts == ["\n".join(line.text for line in lines[item.first : item.last + 1]) for item in result]
    return result if same and number == len(lines) else None


def _elements(lines: Sequence[Line], number: int) -> tuple[tuple[int, int], ...]:
    """The elements of a line; none behind the last one."""
    return lines[number].elements if number < len(lines) else ()


def _divided(first: int, last: int, paragraphs: Sequence[Paragraph]) -> RevisedLines:
    """The paragraphs up to an end that is in the file, divided into those that are all new and the others."""
    count = 0
    while count < len(paragraphs) - 1 and not any(piece.in_old for piece in paragraphs[count].pieces):
        count += 1
    return RevisedLines(first, last, tuple(paragraphs[:count]), tuple(paragraphs[count:]))


def without_last_old_end(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces without the last end of the old text, which a file does not have; it must be the last old piece."""
    last = max(number for number, piece in enumerate(pieces) if piece.in_old)
    piece = pieces[last]
    kept = [piece._replace(revised="inserted")] if piece.in_new else []
    return [*pieces[:last], *kept, *pieces[last + 1 :]]


def with_whole_lines(pieces: Sequence[Piece]) -> list[Piece]:
    """The same two texts, in which a line that comes or goes has its own end revised, and not that of the line before.

    >>> [piece.revised for piece in with_whole_lines([Piece("\\n", "deleted"), Piece("乙", "deleted"), END])]
    ['', 'deleted', 'deleted']
    """
    result = list(pieces)
    start = 0
    while start < len(result):
        revised = result[start].revised
        end = start + 1
        while end < len(result) and result[end].revised == revised:
            end += 1
        if revised in ("deleted", "inserted") and end < len(result) and result[end] == END:
            ends = (number for number in range(start, end) if result[number].text == "\n")
            first_end = next(ends, -1)
            if first_end == start or (first_end > start and revised == "deleted"):
                result[first_end], result[end] = result[end], result[first_end]
        start = end
    return result


def with_paired_lines(pieces: Sequence[Piece]) -> list[Piece]:
    """The same two texts, in which lines that are replaced by as many others are replaced one by one.

    >>> pieces = [*(Piece(text, "deleted") for text in "甲\\n乙"), *(Piece(text, "inserted") for text in "丙\\n丁")]
    >>> [piece.text for piece in with_paired_lines(pieces)]
    ['甲', '丙', '\\n', '乙', '丁']
    """
    result: list[Piece] = []
    start = 0
    while start < len(pieces):
        middle = _end_of_plain(pieces, start, "deleted")
        end = _end_of_plain(pieces, middle, "inserted")
        gone, new = pieces[start:middle], pieces[middle:end]
        ends = sum(piece.text == "\n" for piece in gone)
        if new and 0 < ends == sum(piece.text == "\n" for piece in new):
            for old_line, new_line in zip(as_paragraphs(gone), as_paragraphs(new), strict=True):
                result += [*old_line.pieces, *new_line.pieces, END]
            result.pop()  # the end that follows the last of them is not theirs
        else:
            result += pieces[start : max(middle, start + 1)]
            end = max(middle, start + 1)
        start = end
    return result


def _end_of_plain(pieces: Sequence[Piece], start: int, revised: Revised) -> int:
    """Where a run of pieces with this revision, and in no move, ends that begins at `start`."""
    end = start
    while end < len(pieces) and pieces[end].revised == revised and not pieces[end].move:
        end += 1
    return end


def without_labels(own: Sequence[Paragraph], label: str) -> list[Paragraph]:
    """The paragraphs of a line without its automatic number, `label`, and without those of this kind in the new text.

    The label is the start of the old text.
    """
    if not label:
        return list(own)
    result, position = [], 0
    for paragraph in own:
        text = "".join(piece.text for piece in paragraph.pieces if piece.in_new)
        new_label, new_position = label_length(label, text), 0
        pieces: list[Piece] = []
        for piece in paragraph.pieces:
            old_part = max(0, min(len(label) - position, len(piece.text))) if piece.in_old else 0
            new_part = max(0, min(new_label - new_position, len(piece.text))) if piece.in_new else 0
            pieces += _without_start(piece, old_part, new_part)
            position += len(piece.text) if piece.in_old else 0
            new_position += len(piece.text) if piece.in_new else 0
        result.append(paragraph._replace(pieces=tuple(pieces)))
    return result


def _without_start(piece: Piece, old_part: int, new_part: int) -> Iterator[Piece]:
    """The piece without its first characters, as many on each side as told."""
    if not piece.revised:
        if old_part < new_part:
            yield Piece(piece.text[old_part:new_part], "deleted")
        elif new_part < old_part:
            yield Piece(piece.text[new_part:old_part], "inserted")
    if rest := piece.text[max(old_part, new_part) :]:
        yield piece._replace(text=rest)
