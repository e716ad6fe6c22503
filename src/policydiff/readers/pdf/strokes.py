"""The level and upright lines drawn on a page: strokes, edges of boxes, and boxes so thin that they look like lines."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from itertools import pairwise
from typing import Any, NamedTuple

_MAX_OBJECTS = 50_000  # of a page; in a drawing with more there is no table
_MAX_SEGMENTS = 1_000  # of a path
_THIN = 3.0  # points: the most that a line is thick, or leans
_MIN_LENGTH = 4.0  # points


class Stroke(NamedTuple):
    """A level or upright line: its place across its direction, and from where to where it goes, in points."""

    is_level: bool
    at: float
    start: float
    end: float


def page_strokes(page: Any) -> list[Stroke]:
    """The lines drawn on a page of pdfium; none if it has very many objects."""
    import pypdfium2.raw as pdfium

    count = pdfium.FPDFPage_CountObjects(page)
    if count > _MAX_OBJECTS:
        return []
    objects = (pdfium.FPDFPage_GetObject(page, index) for index in range(count))
    paths = (item for item in objects if pdfium.FPDFPageObj_GetType(item) == pdfium.FPDF_PAGEOBJ_PATH)
    return [stroke for path in paths for stroke in _strokes(pdfium, path)]


def _strokes(pdfium: Any, path: Any) -> Iterator[Stroke]:
    """The lines that one path draws."""
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    if not pdfium.FPDFPageObj_GetBounds(path, *map(ctypes.byref, (left, bottom, right, top))):
        return
    fill, is_stroked = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDFPath_GetDrawMode(path, ctypes.byref(fill), ctypes.byref(is_stroked))
    box = (left.value, bottom.value), (right.value, top.value)
    if min(right.value - left.value, top.value - bottom.value) <= _THIN:
        if is_stroked.value or fill.value:
            yield from _line(*box)
    elif is_stroked.value and pdfium.FPDFPath_CountSegments(path) <= _MAX_SEGMENTS:
        for first, second in _segments(pdfium, path):
            yield from _line(first, second)


_Point = tuple[float, float]


def _line(first: _Point, second: _Point) -> Iterator[Stroke]:
    """The stroke between two corners; none if it is short or neither level nor upright."""
    width, height = abs(first[0] - second[0]), abs(first[1] - second[1])
    if height <= _THIN and width >= _MIN_LENGTH:
        yield Stroke(True, (first[1] + second[1]) / 2, *sorted((first[0], second[0])))
    elif width <= _THIN and height >= _MIN_LENGTH:
        yield Stroke(False, (first[0] + second[0]) / 2, *sorted((first[1], second[1])))


def _segments(pdfium: Any, path: Any) -> Iterator[tuple[_Point, _Point]]:
    """The straight segments of a path from point to point, as they stand on the page."""
    matrix, x, y = pdfium.FS_MATRIX(), ctypes.c_float(), ctypes.c_float()
    pdfium.FPDFPageObj_GetMatrix(path, ctypes.byref(matrix))
    outlines: list[list[_Point]] = [[]]
    for index in range(pdfium.FPDFPath_CountSegments(path)):
        segment = pdfium.FPDFPath_GetPathSegment(path, index)
        pdfium.FPDFPathSegment_GetPoint(segment, ctypes.byref(x), ctypes.byref(y))
        point = (
            matrix.a * x.value + matrix.c * y.value + matrix.e,
            matrix.b * x.value + matrix.d * y.value + matrix.f,
        )
        kind = pdfium.FPDFPathSegment_GetType(segment)
        if kind == pdfium.FPDF_SEGMENT_MOVETO:
            outlines.append([point])
        elif kind == pdfium.FPDF_SEGMENT_LINETO:
            outlines[-1].append(point)
        else:
            outlines.append([])
        if pdfium.FPDFPathSegment_GetClose(segment) and len(outlines[-1]) > 2:
            outlines[-1].append(outlines[-1][0])
    for outline in outlines:
        yield from pairwise(outline)
