"""Tables with ruled cells: the lines drawn on a page joined to a grid, and the characters in each of its cells."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from policydiff.readers.pdf.characters import Character
from policydiff.readers.pdf.lines import Piece, Row, columns_of_rows, joined_text, rows_of
from policydiff.readers.pdf.strokes import Stroke

_TOLERANCE = 2.0  # points by which lines miss each other and still meet
_MIN_SIDE = 4.0  # points: a side of a cell
_MAX_STROKES = 20_000  # of a page whose tables are looked for


class _Grid(NamedTuple):
    """The lines of one table: where its columns and rows begin and end, and the strokes along them."""

    xs: list[float]
    ys: list[float]  # from the bottom
    across: list[Stroke]
    down: list[Stroke]


def with_tables(characters: Sequence[Character], strokes: Sequence[Stroke]) -> tuple[list[Character], list[Row]]:
    """The characters of a page outside its tables, and the rows of those tables.

    A row is one piece with a tab between cells; a cell that reaches over several columns or rows is written once.
    """
    grids = list(_grids(strokes)) if len(strokes) <= _MAX_STROKES else []
    outside = list(characters)
    rows: list[Row] = []
    for grid in grids:
        inside, outside = _parted(outside, grid)
        rows += _rows(grid, inside)
    return outside, rows


def _parted(characters: Iterable[Character], grid: _Grid) -> tuple[list[Character], list[Character]]:
    """The characters whose middle is in a grid, and the others."""
    inside: list[Character] = []
    outside: list[Character] = []
    for character in characters:
        x, y = (character.left + character.right) / 2, (character.bottom + character.top) / 2
        is_inside = grid.xs[0] <= x <= grid.xs[-1] and grid.ys[0] <= y <= grid.ys[-1]
        (inside if is_inside else outside).append(character)
    return inside, outside


# --- grids


def _grids(strokes: Sequence[Stroke]) -> Iterator[_Grid]:
    """The grids that strokes form: those that touch each other, with at least two columns or two rows."""
    across = _merged([stroke for stroke in strokes if stroke.is_level])
    down = _merged([stroke for stroke in strokes if not stroke.is_level])
    for group in _connected(across + down):
        levels = [stroke for stroke in group if stroke.is_level]
        uprights = [stroke for stroke in group if not stroke.is_level]
        ys, xs = _distinct(stroke.at for stroke in levels), _distinct(stroke.at for stroke in uprights)
        if len(xs) >= 2 and len(ys) >= 2 and len(xs) + len(ys) > 4:
            yield _Grid(xs, ys, levels, uprights)


def _merged(strokes: Iterable[Stroke]) -> list[Stroke]:
    """Strokes along one line that touch or overlap, as one stroke each."""
    merged: list[Stroke] = []
    for stroke in sorted(strokes, key=lambda stroke: (round(stroke.at / _TOLERANCE), stroke.start)):
        last = merged[-1] if merged else None
        if last and abs(last.at - stroke.at) <= _TOLERANCE and stroke.start <= last.end + _TOLERANCE:
            merged[-1] = last._replace(end=max(last.end, stroke.end))
        else:
            merged.append(stroke)
    return merged


def _connected(strokes: Sequence[Stroke]) -> Iterator[list[Stroke]]:
    """The groups of strokes that meet, directly or through others."""
    parents = list(range(len(strokes)))

    def root(index: int) -> int:
        while parents[index] != index:
            parents[index] = parents[parents[index]]
            index = parents[index]
        return index

    uprights = sorted(
        (index for index, stroke in enumerate(strokes) if not stroke.is_level), key=lambda i: strokes[i].at
    )
    places = [strokes[index].at for index in uprights]
    for index, stroke in enumerate(strokes):
        if stroke.is_level:
            first = bisect_right(places, stroke.start - _TOLERANCE)
            for other in uprights[first : bisect_right(places, stroke.end + _TOLERANCE)]:
                if strokes[other].start - _TOLERANCE <= stroke.at <= strokes[other].end + _TOLERANCE:
                    parents[root(other)] = root(index)
    groups: dict[int, list[Stroke]] = {}
    for index, stroke in enumerate(strokes):
        groups.setdefault(root(index), []).append(stroke)
    yield from groups.values()


def _distinct(places: Iterable[float]) -> list[float]:
    """Places in ascending order, of those closer than a cell is wide the first."""
    distinct: list[float] = []
    for place in sorted(places):
        if not distinct or place - distinct[-1] > _MIN_SIDE:
            distinct.append(place)
    return distinct


# --- cells


def _rows(grid: _Grid, characters: Sequence[Character]) -> Iterator[Row]:
    """The rows of a table from top to bottom; none for one that is empty."""
    owners = _owners(grid)
    cells: dict[tuple[int, int], list[Character]] = {}
    for character in characters:
        column = min(bisect_right(grid.xs, (character.left + character.right) / 2), len(grid.xs) - 1) - 1
        row = min(bisect_right(grid.ys, (character.bottom + character.top) / 2), len(grid.ys) - 1) - 1
        cells.setdefault(owners[max(row, 0)][max(column, 0)], []).append(character)
    for row in reversed(range(len(grid.ys) - 1)):
        texts = [
            _cell_text(cells.get((row, column), ()))
            for column in range(len(grid.xs) - 1)
            if owners[row][column] == (row, column) or owners[row][column][0] != row
        ]
        if any(texts):
            piece = Piece(grid.xs[0], grid.ys[row], grid.xs[-1], grid.ys[row + 1], "\t".join(texts), is_row=True)
            yield Row(piece.bottom, piece.top, (piece,))


def _owners(grid: _Grid) -> list[list[tuple[int, int]]]:
    """For each row from the bottom and each column, the place of the upper left part of the cell it belongs to."""
    rows, columns = len(grid.ys) - 1, len(grid.xs) - 1
    owners = [[(row, column) for column in range(columns)] for row in range(rows)]
    for row in reversed(range(rows)):
        middle = (grid.ys[row] + grid.ys[row + 1]) / 2
        for column in range(columns):
            centre = (grid.xs[column] + grid.xs[column + 1]) / 2
            if column and not _has_stroke(grid.down, grid.xs[column], middle):
                owners[row][column] = owners[row][column - 1]
            elif row + 1 < rows and not _has_stroke(grid.across, grid.ys[row + 1], centre):
                owners[row][column] = owners[row + 1][column]
    return owners


def _has_stroke(strokes: Sequence[Stroke], at: float, through: float) -> bool:
    """Whether one of the strokes along a line passes a place on it."""
    return any(abs(stroke.at - at) <= _MIN_SIDE and stroke.start <= through <= stroke.end for stroke in strokes)


def _cell_text(characters: Sequence[Character]) -> str:
    """The text of a cell on one line."""
    lines = [line for column in columns_of_rows(rows_of(characters), []) for line in column.lines]
    return joined_text([line.text.replace("\t", " ") for line in lines]) if lines else ""
