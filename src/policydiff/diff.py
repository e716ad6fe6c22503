"""The difference of two strings as hunks. Anchored, so that the cost grows with the length and not with its square.

Runs of 16 characters that occur once on either side are anchors; their longest increasing subsequence is grown to
diagonal runs; only the gaps between are aligned exactly (RapidFuzz's Indel opcodes).
"""

from __future__ import annotations

import bisect
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np

from policydiff.fold import Positions
from policydiff.shingle import hashes

_ANCHOR = 16
_SMALL = 1 << 22  # cells of an alignment that is made exactly


@dataclass(frozen=True, slots=True)
class Hunk:
    """old[old_start:old_end] became new[new_start:new_end]; one of the two may be empty."""

    old_start: int
    old_end: int
    new_start: int
    new_end: int


def similarity(one: Sequence[Hashable], other: Sequence[Hashable], least: float = 0.0) -> float:
    """RapidFuzz's normalised Indel similarity of two sequences, in [0, 1]; 0 where it is below `least`."""
    from rapidfuzz.distance import Indel  # loaded where a near-copy is met; most documents have none

    return Indel.normalized_similarity(one, other, score_cutoff=least)


def hunks(old: str, new: str) -> list[Hunk]:
    """The changed places in order; what lies between them is equal, and putting them into `old` gives `new`."""
    found: list[Hunk] = []
    _difference(old, new, 0, 0, found)
    joined: list[Hunk] = []
    for hunk in found:
        if joined and joined[-1].old_end == hunk.old_start and joined[-1].new_end == hunk.new_start:
            last = joined.pop()
            hunk = Hunk(last.old_start, hunk.old_end, last.new_start, hunk.new_end)
        joined.append(hunk)
    return joined


def _difference(old: str, new: str, old_at: int, new_at: int, found: list[Hunk]) -> None:
    head = _common(old, new)
    tail = _common(old[head:][::-1], new[head:][::-1])
    old, new = old[head : len(old) - tail], new[head : len(new) - tail]
    old_at, new_at = old_at + head, new_at + head
    if not old and not new:
        return
    if not old or not new:
        found.append(Hunk(old_at, old_at + len(old), new_at, new_at + len(new)))
        return
    if len(old) * len(new) <= _SMALL:
        from rapidfuzz.distance import Indel

        for code in Indel.opcodes(old, new):
            if code.tag != "equal":
                starts = (
                    old_at + code.src_start,
                    old_at + code.src_end,
                    new_at + code.dest_start,
                    new_at + code.dest_end,
                )
                found.append(Hunk(*starts))
        return
    anchors = _anchors(old, new)
    if not anchors:
        found.append(Hunk(old_at, old_at + len(old), new_at, new_at + len(new)))
        return
    i = k = 0
    for at, to in [*anchors, (len(old), len(new))]:
        _difference(old[i:at], new[k:to], old_at + i, new_at + k, found)
        i, k = at, to
        if at < len(old):
            same = _common(old[at:], new[to:])
            i, k = at + same, to + same


def _common(one: str, other: str) -> int:
    """How many characters the two begin with in common."""
    low, high = 0, min(len(one), len(other))
    if one[:high] == other[:high]:
        return high
    step = 64
    while one[low : low + step] == other[low : low + step]:
        low, step = low + step, 2 * step
    high = low + step
    while high - low > 1:  # one[:low] agrees, one[:high] does not
        middle = (low + high) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle
    return low


def _anchors(old: str, new: str) -> list[tuple[int, int]]:
    """Starts of common runs, ascending on both sides and not overlapping."""
    left, right = _once(old), _once(new)
    _, at, to = np.intersect1d(left[0], right[0], assume_unique=True, return_indices=True)
    pairs = sorted(zip(left[1][at].tolist(), right[1][to].tolist(), strict=True))
    chosen, i, k = [], 0, 0
    for start, other in _increasing(pairs):
        if start >= i and other >= k and old[start : start + _ANCHOR] == new[other : other + _ANCHOR]:
            chosen.append((start, other))
            same = _common(old[start:], new[other:])
            i, k = start + same, other + same
    return chosen


def _once(text: str) -> tuple[np.ndarray[tuple[int], np.dtype[np.uint32]], Positions]:
    """Hashes of the runs of 16 characters that occur once, ascending, and where each starts."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4").astype(np.uint16)
    values, starts, counts = np.unique(hashes(codes, _ANCHOR), return_index=True, return_counts=True)
    return values[counts == 1], starts[counts == 1].astype(np.int64)


def _increasing(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest run of pairs that ascends on both sides."""
    tops: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for index, (_, value) in enumerate(pairs):
        at = bisect.bisect_left(tops, value)
        before.append(ends[at - 1] if at else -1)
        if at == len(tops):
            tops.append(value)
            ends.append(index)
        else:
            tops[at], ends[at] = value, index
    chain, index = [], ends[-1] if ends else -1
    while index >= 0:
        chain.append(pairs[index])
        index = before[index]
    return chain[::-1]
