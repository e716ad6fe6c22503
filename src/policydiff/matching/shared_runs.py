"""Where the codes of a text stand in other texts, in runs of a given width: exact, in nearly linear time.

>>> from policydiff.text.folding import fold
>>> text, source = fold("渔港应当登记。渡口停航。").codes, fold("本市渔港应当登记").codes
>>> int(covered(text, source, 4).sum()), len(text)
(6, 10)
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from policydiff.matching.shingles import Hashes, hashes
from policydiff.text.folding import Codes

Covered: TypeAlias = npt.NDArray[np.bool_]  # (n,): one for each code of a text


def covered(codes: Codes, source: Codes, width: int) -> Covered:
    """Return which codes belong to a run of `width` codes that also stands in `source`.

    Equal hashes are compared code by code, so that no run is counted that is not there.
    """
    inside = np.zeros(len(codes), dtype=np.bool_)
    starts = _shared_starts(codes, source, width)
    if len(starts):
        steps = np.zeros(len(codes) + 1, dtype=np.int64)
        np.add.at(steps, starts, 1)
        np.add.at(steps, starts + width, -1)
        inside = np.cumsum(steps[:-1]) > 0
    return inside


def _shared_starts(codes: Codes, source: Codes, width: int) -> npt.NDArray[np.int64]:
    """The positions in `codes` at which a run begins that also stands in `source`, ascending."""
    wanted: Hashes = hashes(codes, width)
    held: Hashes = hashes(source, width)
    if not len(wanted) or not len(held):
        return np.empty(0, dtype=np.int64)
    order = np.argsort(held, kind="stable")
    held = held[order]
    left = np.searchsorted(held, wanted, side="left")
    right = np.searchsorted(held, wanted, side="right")
    open_positions = np.flatnonzero(left < right)
    left, right = left[open_positions], right[open_positions]
    positions = []
    while len(open_positions):  # nearly always once: other runs of the same hash are rare
        equal = _equal_runs(codes, open_positions, source, order[left], width)
        positions.append(open_positions[equal])
        left = left + 1
        remaining = ~equal & (left < right)
        open_positions, left, right = open_positions[remaining], left[remaining], right[remaining]
    return np.sort(np.concatenate(positions)) if positions else np.empty(0, dtype=np.int64)


def _equal_runs(
    codes: Codes, starts: npt.NDArray[np.int64], source: Codes, source_starts: npt.NDArray[np.int64], width: int
) -> Covered:
    """Which of the pairs of runs are equal code by code."""
    equal = np.ones(len(starts), dtype=np.bool_)
    for offset in range(width):
        equal &= codes[starts + offset] == source[source_starts + offset]
    return equal
