"""Characters joined to pieces of lines, and those put in reading order: columns from left to right.

The order of characters in a file says little (a heading with wide spaces is drawn in any order), so all is by place.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate, chain, groupby, pairwise
from typing import NamedTuple

from policydiff.readers.pdf.characters import Character

_LEAST_HEIGHT = 0.1  # points: of characters that have none
_SAME_ROW = 0.35  # of the height of characters: how far base lines of one row differ
_RAISED = 0.7  # of the height: how far a smaller character is raised or lowered
_MAX_BACK = 1.1  # of the height: how far a character may begin before the end of the one before it
_WORD_GAP = 0.17  # of the height of characters: a wider gap is a space between words
_PIECE_GAP = 0.35  # of the height: at a wider gap a line may be cut for columns
_WIDE_GAP = 0.75  # of the height: a wider gap is a space in any script, and may be the one between two columns
_TAB_GAP = 3.0  # of the height: a wider gap parts cells
_BEFORE_COLUMN = 1.5  # points from a column to the place where rows are cut: lines of the one before may hang over
_MIN_COLUMN_LINES = 4  # of each of two columns
_MAX_DEPTH = 3  # of columns in columns
_MIN_COLUMN_HEIGHTS = 8  # the width of a column at least, in heights of its lines
_FULL = 0.75  # of the width of a column: a line that long fills it
_MIN_FULL_LINES = 0.4  # of the lines of a column, or its rows are cells
_WIDE = (("\u2460", "\u24ff"), ("\u2e80", "\uabff"), ("\uf900", "\uffdc"), ("\U00020000", "\U0003ffff"))
_DASHES = ("-", "–", "/")  # at the end of a line: what is behind it belongs to the same word
_DOUBLE_STRIKE = 0.35  # of a character's height: how far apart a letter is drawn twice, to look bold


class Piece(NamedTuple):
    """A piece of a line at whose gaps it is not cut, in points; bottom and top are those of most of its characters.

    `is_row` says that it is a row of a table, with a tab between cells.
    """

    left: float
    bottom: float
    right: float
    top: float
    text: str
    is_row: bool = False

    @property
    def height(self) -> float:
        """The height of most of its characters, in points."""
        return max(self.top - self.bottom, _LEAST_HEIGHT)


class Row(NamedTuple):
    """The pieces that stand on one line across the page, from left to right."""

    bottom: float
    top: float
    pieces: tuple[Piece, ...]


class Column(NamedTuple):
    """Lines from top to bottom, between a left and a right edge in points."""

    left: float
    right: float
    lines: tuple[Piece, ...]


def columns_of_rows(rows: Sequence[Row], usual: list[float]) -> list[Column]:
    """The rows of a page in reading order; those of one column across the page are one `Column`.

    `usual` has the places between the columns of the pages before, to which those of this page are added: there a page
    may have columns of a few lines.
    """
    return list(_split(rows, usual)) if rows else []


# --- rows


def rows_of(characters: Sequence[Character]) -> list[Row]:
    """The rows of a page from top to bottom."""
    pieces = sorted(_pieces(characters), key=lambda piece: -piece.bottom)
    rows: list[list[Piece]] = []
    for piece in pieces:
        height = min(piece.height, rows[-1][0].height) if rows else 0.0
        if rows and rows[-1][0].bottom - piece.bottom < _SAME_ROW * height:
            rows[-1].append(piece)
        else:
            rows.append([piece])
    return [Row(max(row, key=_length).bottom, max(p.top for p in row), tuple(_merged(row))) for row in rows]


def _length(piece: Piece) -> int:
    """The number of characters in a piece."""
    return len(piece.text)


def _merged(row: list[Piece]) -> Iterator[Piece]:
    """The pieces of a row from left to right, each once, and as one where there is no gap."""
    row.sort()
    last = row[0]
    for piece in row[1:]:
        gap = piece.left - last.right
        if piece.text == last.text and piece.left - last.left < _DOUBLE_STRIKE * piece.height:
            continue
        if gap > _PIECE_GAP * max(piece.height, last.height):
            yield last
            last = piece
            continue
        is_close = gap < _WORD_GAP * piece.height or is_wide(last.text[-1]) or is_wide(piece.text[0])
        longer = max(last, piece, key=_length)
        text = f"{last.text}{'' if is_close else ' '}{piece.text}"
        last = Piece(last.left, longer.bottom, max(last.right, piece.right), longer.top, text)
    yield last


def _pieces(characters: Sequence[Character]) -> Iterator[Piece]:
    """The pieces of lines: characters that follow one another in the file and on the page, raised ones with them."""
    start = 0
    texts: list[str] = []
    for index, character in enumerate(characters):
        if index > start:
            before = characters[index - 1]
            height = max(character.top - character.bottom, before.top - before.bottom)
            gap = character.left - before.right
            if before.text == character.text and abs(character.left - before.left) < _DOUBLE_STRIKE * height / 2:
                continue
            if not (-_MAX_BACK * height < gap < _PIECE_GAP * height) or not _is_level(before, character, height):
                yield _piece(characters[start:index], texts)
                start, texts = index, []
            elif (character.is_spaced or gap > _WORD_GAP * height) and not _is_by_wide(before, character):
                texts.append(" ")
        texts.append(character.text)
    if texts:
        yield _piece(characters[start:], texts)


def _is_by_wide(before: Character, character: Character) -> bool:
    """Whether one of two characters is of a script without spaces."""
    return is_wide(before.text[-1]) or is_wide(character.text[0])


def _is_level(before: Character, character: Character, height: float) -> bool:
    """Whether two characters stand on one line; a smaller one may be raised or lowered."""
    rise = abs(character.bottom - before.bottom)
    is_smaller = abs((character.top - character.bottom) - (before.top - before.bottom)) > 0.15 * height
    return rise < (_RAISED if is_smaller else _SAME_ROW) * height


def _piece(characters: Sequence[Character], texts: list[str]) -> Piece:
    """The piece of a line made of these characters."""
    usual = sorted(characters, key=_height)[len(characters) // 2]
    return Piece(characters[0].left, usual.bottom, max(c.right for c in characters), usual.top, "".join(texts))


def _height(character: Character) -> float:
    """The height of a character, in points."""
    return character.top - character.bottom


def is_wide(character: str) -> bool:
    """Whether a character is of a script written without spaces between words.

    >>> is_wide("第"), is_wide("，"), is_wide("a")
    (True, True, False)
    """
    return any(first <= character <= last for first, last in _WIDE)


def joined_text(lines: Sequence[str]) -> str:
    """Lines as one: with a space between words, without one in scripts that have none, and split words whole.

    >>> joined_text(["本法自公布", "之日起施行。"]), joined_text(["the govern-", "ment of 2018–", "2019", "is"])
    ('本法自公布之日起施行。', 'the government of 2018–2019 is')
    """
    whole = lines[0]
    for line in lines[1:]:
        is_split = whole[-1:] in _DASHES and whole[-2:-1].isalnum()
        if is_split and whole[-1] == "-" and line[:1].islower():
            whole = whole[:-1] + line
        elif is_split or is_wide(whole[-1:]) or is_wide(line[:1]):
            whole += line
        else:
            whole += " " + line
    return whole


# --- columns


def _split(rows: Sequence[Row], usual: list[float], depth: int = 0) -> Iterator[Column]:
    """The columns of some rows of a page: blocks of rows from top to bottom, in each its columns from left to right."""
    gutter = _gutter(rows) if depth < _MAX_DEPTH else None
    if gutter is None and depth == 0:
        gutter = next((place for place in usual if _divides(rows, place)), None)
    if gutter is None:
        yield _column(rows)
        return
    is_usual = any(abs(gutter - place) < _BEFORE_COLUMN for place in usual)
    across: list[Row] = []  # rows of one column so far
    for is_parted, group in groupby(rows, lambda row: not any(p.left < gutter < p.right for p in row.pieces)):
        block = list(group)
        sides = _sides(block, gutter) if is_parted else ([], [])
        columns = [list(_split(side, usual, depth + 1)) for side in sides if side]
        if len(columns) < 2 or not (is_usual or all(map(_is_prose, columns))):
            across += block
            continue
        if across:
            yield _column(across)
            across = []
        if not is_usual:
            usual.append(gutter)
        yield from chain.from_iterable(columns)
    if across:
        yield _column(across)


def _divides(rows: Sequence[Row], place: float) -> bool:
    """Whether rows have pieces on both sides of a place, those to the right all from there on, and none across it."""
    right = [piece.left for row in rows for piece in row.pieces if piece.right > place]
    is_aligned = bool(right) and min(right) > place and min(right) < place + 2 * _BEFORE_COLUMN
    return is_aligned and any(row.pieces[0].right <= place for row in rows)


def _gutter(rows: Sequence[Row]) -> float | None:
    """The place where pieces may be cut for two columns, in points: just before the right one; None if there is none.

    Rows have ends of lines before it and beginnings behind it, and few of them cross it.
    """
    left, right = _extent(rows)
    bins = int(right - left) + 3
    ends, beginnings, crossings = [0] * bins, [0] * bins, [0] * bins
    for row in rows:
        ends[int(row.pieces[0].right - left) + 1] += 1
        beginnings[int(row.pieces[-1].left - left)] += 1
        for piece in row.pieces:
            crossings[int(piece.left - left) + 1] += 1
            crossings[int(piece.right - left) + 1] -= 1
    before = list(accumulate(ends))
    crossing = list(accumulate(crossings))
    behind = list(accumulate(reversed(beginnings)))[::-1]
    scores = [min(b, h) - c for b, h, c in zip(before, behind, crossing, strict=True)]
    best = max(scores)
    if best < _MIN_COLUMN_LINES:
        return None
    first = scores.index(best)
    last = next((index for index in range(first, bins) if scores[index] < best), bins)
    return left + last - _BEFORE_COLUMN


def _sides(rows: Sequence[Row], gutter: float) -> tuple[list[Row], list[Row]]:
    """The parts of rows to the left and to the right of a gutter, without empty ones."""
    sides: tuple[list[Row], list[Row]] = ([], [])
    for row in rows:
        for side, pieces in zip(
            sides,
            (tuple(p for p in row.pieces if p.left < gutter), tuple(p for p in row.pieces if p.left >= gutter)),
            strict=True,
        ):
            if pieces:
                side.append(Row(row.bottom, row.top, pieces))
    return sides


def _is_prose(columns: Sequence[Column]) -> bool:
    """Whether enough of the lines of one side of a page reach across their column: those of a table seldom do."""
    lines = [(line, column.right - column.left) for column in columns for line in column.lines]
    wide = [width for line, width in lines if width > _MIN_COLUMN_HEIGHTS * line.height]
    full = sum(line.right - line.left > _FULL * width for line, width in lines)
    return len(wide) >= max(_MIN_COLUMN_LINES, len(lines) / 2) and full >= _MIN_FULL_LINES * len(lines)


def _extent(rows: Sequence[Row]) -> tuple[float, float]:
    """The left and the right edge of rows, in points."""
    return min(row.pieces[0].left for row in rows), max(row.pieces[-1].right for row in rows)


def _column(rows: Sequence[Row]) -> Column:
    """A column whose lines are these rows, each with its pieces joined."""
    lines = [_joined(row.pieces) for row in rows]
    return Column(*_extent(rows), tuple(lines))


def _joined(pieces: Sequence[Piece]) -> Piece:
    """One piece of a line made of those of a row, with a tab where they are far apart, else a space."""
    text = pieces[0].text
    for before, piece in pairwise(pieces):
        gap, height = piece.left - before.right, max(before.height, piece.height)
        is_cjk = is_wide(before.text[-1]) and is_wide(piece.text[0])
        close = "" if is_wide(before.text[-1]) or is_wide(piece.text[0]) else " "
        text += "\t" if gap > _TAB_GAP * height else close if gap < _WIDE_GAP * height else "\u3000" if is_cjk else " "
        text += piece.text
    longest = max(pieces, key=lambda piece: len(piece.text))
    return Piece(pieces[0].left, longest.bottom, pieces[-1].right, longest.top, text, pieces[0].is_row)
