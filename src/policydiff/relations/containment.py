"""Where one document stands in another in one piece, and what of it is altered there."""

from __future__ import annotations

import numpy as np

from policydiff.matching.diff import Edit, changed_characters, edits
from policydiff.matching.shingles import WIDTH, places_of
from policydiff.relations.profile import DocumentProfile

LEAST = 60  # key characters of an excerpt, and those that a whole has beyond it
EDGE = 400  # key characters of its own that an excerpt may have at its head and foot: a page's
_INNER = 0.02  # of an excerpt, at most, that the whole words otherwise
_MOST_OF = 0.75  # of the whole, up to which a part that is altered here and there is still an excerpt
_ROWS = 32  # distances at which the pieces of a part are looked for in a whole


def find_contained(part: DocumentProfile, whole: DocumentProfile) -> tuple[int, int, list[Edit]] | None:
    """Where in the whole the part stands in one piece, in key units, and what is altered in it; None elsewhere.

    What is altered may only be a little, and only where the whole has so much more that it is no edition of the part.
    """
    at = whole.key.text.find(part.key.text)
    if at >= 0:
        end = at + len(part.key)
        return (at, end, []) if len(whole.key) - len(part.key) >= LEAST else None
    if len(part.key) - EDGE > _MOST_OF * len(whole.key):  # too much of the whole for anything in it to be altered
        edge = min(EDGE, len(part.key) // 2)
        if part.key.slice(edge, len(part.key) - edge) not in whole.key.text:
            return None
    core = _core(part, whole)
    if core is None:
        return None
    (first, last), (start, end) = core
    changes = edits(part.key.slice(first, last), whole.key.slice(start, end))
    edges, length = first + len(part.key) - last, last - first
    much = changed_characters(changes)
    if length < LEAST or edges > min(EDGE, length) or len(whole.key) - (end - start) < max(LEAST, edges):
        return None
    if much and (much > _INNER * length or length > _MOST_OF * len(whole.key)):
        return None
    return start, end, [(first + i, first + j, start + k, start + m) for i, j, k, m in changes]


def _core(part: DocumentProfile, whole: DocumentProfile) -> tuple[tuple[int, int], tuple[int, int]] | None:
    """The stretches of both from the first shingle of the part to the last that stand in the whole in about one row."""
    found, there = places_of(part.runs, whole.runs)
    if not len(found):
        return None
    shifts = there - found
    values, counts = np.unique(shifts, return_counts=True)
    order = np.argsort(-counts, kind="stable")[:_ROWS]
    counted = values[order].tolist()
    reach = _INNER * len(part.key) + WIDTH
    ends: list[tuple[int, int]] = []  # units of the part that stand in the whole, and how much further on
    for shift in [shift for shift in counted if abs(shift - counted[0]) <= reach]:
        begin, end = max(0, -shift), min(len(part.runs), len(whole.runs) - shift)
        same = np.flatnonzero(part.runs[begin:end] == whole.runs[begin + shift : end + shift])
        ends += [(begin + int(same[at]), shift) for at in (0, -1) if len(same)]
    if not ends:
        return None
    (first, before), (last, behind) = min(ends), max(ends)
    return (first, last + WIDTH), (first + before, last + behind + WIDTH)
