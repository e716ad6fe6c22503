"""Running heads and page numbers: lines at the edges of pages that say the same on each page, but for numbers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from policydiff.readers.pdf.lines import Piece, Row

_EDGE_ROWS = 3  # at the top, and at the bottom, of which a running head may consist
_MIN_PAGES = 3  # on which a running head stands
_MIN_SHARE = 0.3  # of the pages: heads of left and right pages may differ
_FAR = 1.25  # of the usual distance of two rows: a head is at least so far from the text
_OTHER_SIZE = 0.08  # by how much of their height the letters of a head may differ from those of the text
_BAND = 4.0  # points within which the places of one running head lie
_NUMBER = re.compile(r"\d+|[〇零一二三四五六七八九十百]+|\b[ivxlc]+\b", re.IGNORECASE)
_RULES = r"[-—–―─·•~～〜\s]*"
_PAGE_NUMBER = re.compile(
    rf"{_RULES}(?:第|page|p\.|共)?\s*(?:\d{{1,5}}|[ivxlc]{{1,7}}|[一二三四五六七八九十百]{{1,5}})\s*[页頁]?"
    rf"(?:\s*(?:[/／,，]|of|共)\s*共?\s*\d{{1,5}}\s*[页頁]?)?{_RULES}",
    re.IGNORECASE,
)

Key = tuple[str, int]  # the text of a row without numbers and white space, and its place


def without_running_heads(pages: Sequence[Sequence[Row]]) -> tuple[list[list[Row]], int]:
    """The rows of each page, from top to bottom, without running heads and page numbers, and the number of those."""
    counts: Counter[Key] = Counter()
    for rows in pages:
        counts.update({key for row in _edge_rows(rows) for key in _keys(row)})
    least = max(_MIN_PAGES, _MIN_SHARE * len(pages))
    repeated = {key for key, count in counts.items() if count >= least}
    kept = [_without_edges(rows, repeated) for rows in pages]
    return kept, sum(map(len, pages)) - sum(map(len, kept))


def _edge_rows(rows: Sequence[Row]) -> Iterable[Row]:
    """The rows at the top and at the bottom of a page that may be running heads."""
    return rows if len(rows) <= 2 * _EDGE_ROWS else [*rows[:_EDGE_ROWS], *rows[-_EDGE_ROWS:]]


def _keys(row: Row) -> Iterator[Key]:
    """What a row is recognised by on other pages: its text and its place, in either of two bands that overlap."""
    text = _NUMBER.sub("#", "".join("".join(piece.text for piece in row.pieces).split()))
    for shift in (0.0, _BAND / 2):
        yield f"{text}{shift}", int((row.bottom + shift) // _BAND)


def _without_edges(rows: Sequence[Row], repeated: set[Key]) -> list[Row]:
    """The rows of a page but for a running head at its top and one at its foot."""
    pitch = _pitch(rows)
    start = max((count for count in range(1, _EDGE_ROWS + 1) if _is_head(rows, count, repeated, pitch)), default=0)
    upwards = rows[: start - 1 : -1] if start else rows[::-1]
    end = max((count for count in range(1, _EDGE_ROWS + 1) if _is_head(upwards, count, repeated, pitch)), default=0)
    return list(rows[start : len(rows) - end])


def _is_head(rows: Sequence[Row], count: int, repeated: set[Key], pitch: float) -> bool:
    """Whether the first rows, counted from an edge of the page, are a running head: they stand apart from the next one.

    Text that two pages begin with does not stand apart. A page may have a running head and nothing else.
    """
    if len(rows) < count or not all(_is_head_row(row, repeated) for row in rows[:count]):
        return False
    return len(rows) == count or _is_apart(rows[count - 1], rows[count], pitch)


def _is_head_row(row: Row, repeated: set[Key]) -> bool:
    """Whether a row stands on other pages at the same place, but for numbers, or is a page number."""
    if not repeated.isdisjoint(_keys(row)):
        return True
    return _PAGE_NUMBER.fullmatch(" ".join(piece.text for piece in row.pieces)) is not None


def _is_apart(row: Row, inner: Row, pitch: float) -> bool:
    """Whether a row at the edge is further from the next than rows of the text are, or has letters of another size."""
    size, other = max(row.pieces, key=_length).height, max(inner.pieces, key=_length).height
    distance = abs(row.bottom - inner.bottom)
    return distance > _FAR * (pitch or size) or (abs(size - other) > _OTHER_SIZE * size and distance > 1.5 * size)


def _length(piece: Piece) -> int:
    """The number of characters of a piece."""
    return len(piece.text)


def _pitch(rows: Sequence[Row]) -> float:
    """The usual distance between two rows, in points; 0 for a page of few rows."""
    distances = sorted(first.bottom - second.bottom for first, second in pairwise(rows))
    return distances[len(distances) // 3] if len(distances) > _EDGE_ROWS else 0.0
