"""The difference of two strings as plain edits, at a cost that grows with the length and not with its square.

The common head and tail go first. What is left is aligned exactly (RapidFuzz's Indel) when it is small. Otherwise runs
of n characters that occur once on either side anchor it: first runs of 32 at every 16th place of the old text, then, in
gaps that are still large, of 16 at every 4th place, then of 8 anywhere. The heaviest chain of anchors that ascends on
both sides is grown to runs, and the gaps between are mostly small. A large gap without anchors (periodic text, tables)
is aligned window by window as long as windows end in a run to go on from; after that, it is one edit.

Every level and the windows meet a character at most once or twice, and the chain costs n log n, so the whole is near
linear for any input; an exact alignment never has more than four million cells. Nothing depends on time or on chance.
"""

from __future__ import annotations

import bisect
from collections.abc import Hashable, Iterable, Iterator, Sequence
from typing import TypeAlias, cast

import numpy as np
import numpy.typing as npt

from policydiff.matching.shingles import Hashes, blocks
from policydiff.text.folding import Codes, Positions

Edit: TypeAlias = tuple[int, int, int, int]  # old[a:b] became new[c:d]; one of the two may be empty
_Run: TypeAlias = tuple[int, int, int]  # old[i:i+n] == new[j:j+n], unless the hashes lie

_SMALL = 1 << 22  # cells of an alignment that is made exactly
_LEVELS = ((32, 16), (16, 4), (8, 1))  # characters of an anchor, and every how many of them one may begin
_WINDOW = 2_000  # characters of either side, where there are no anchors
_MOST_BITS = 22  # of a hash, that decide whether it is looked for
_MOST_SYMBOLS = 0x10FFFF - 0x800  # different items that can be told apart
_SURE = 8  # characters of a run that a window may be left by


def similarity(one: Sequence[Hashable], other: Sequence[Hashable], least: float = 0.0) -> float:
    """RapidFuzz's normalised Indel similarity of two sequences, in [0, 1]; 0 where it is below `least`."""
    from rapidfuzz.distance import Indel  # loaded where a near-copy is met; most documents have none

    return Indel.normalized_similarity(one, other, score_cutoff=least)


def edits(old: str, new: str) -> list[Edit]:
    """The changed places in order; what lies between them is equal, and putting them into `old` gives `new`."""
    found: list[Edit] = []
    _difference(old, new, (0, len(old), 0, len(new)), 0, found)
    joined: list[Edit] = []
    for edit in found:
        if joined and joined[-1][1] == edit[0] and joined[-1][3] == edit[2]:
            start, _, other, _ = joined.pop()
            edit = (start, edit[1], other, edit[3])
        joined.append(edit)
    return joined


def changed_characters(changes: Iterable[Edit]) -> int:
    """How much the edits change: of each the longer side."""
    return sum(max(j - i, m - k) for i, j, k, m in changes)


def sequence_edits(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[Edit]:
    """The edits of two sequences of anything that can be compared; one edit where there are too many different items.

    Each different item stands for one character, and these are compared.
    """
    symbols: dict[Hashable, int] = {}
    numbered = [[symbols.setdefault(item, len(symbols)) for item in side] for side in (old, new)]
    if len(symbols) > _MOST_SYMBOLS:
        return [(0, len(old), 0, len(new))]
    # Surrogates are no characters and are left out.
    one, other = ("".join(chr(each if each < 0xD800 else each + 0x800) for each in numbers) for numbers in numbered)
    return edits(one, other)


def _difference(old: str, new: str, part: Edit, level: int, found: list[Edit]) -> None:
    """Adds the edits of one part of the two texts; anchors of the levels before this one are used up."""
    start, end, other, last = part
    if start < end and other < last and old[start] == new[other]:
        head = common_characters(old, new, start, other, min(end - start, last - other))
        start, other = start + head, other + head
    if start < end and other < last and old[end - 1] == new[last - 1]:
        tail = common_suffix(old, new, end, last, min(end - start, last - other))
        end, last = end - tail, last - tail
    if start == end or other == last:
        if start != end or other != last:
            found.append((start, end, other, last))
        return
    if (end - start) * (last - other) <= _SMALL:
        _exact(old, new, (start, end, other, last), found)
        return
    if level == len(_LEVELS):
        _windowed(old, new, (start, end, other, last), found)
        return
    base, offset = start, other
    for at, to, size in _anchors(old[start:end], new[other:last], *_LEVELS[level]):
        _difference(old, new, (start, base + at, other, offset + to), level + 1, found)
        start, other = base + at + size, offset + to + size
    _difference(old, new, (start, end, other, last), level + 1, found)


def _exact(old: str, new: str, part: Edit, found: list[Edit]) -> None:
    start, end, other, last = part
    if end - start == 1 == last - other:
        found.append(part)
        return
    _add(_opcodes(old[start:end], new[other:last]), start, other, found)


def _opcodes(old: str, new: str) -> list[tuple[str, int, int, int, int]]:
    from rapidfuzz.distance import Indel

    return cast("list[tuple[str, int, int, int, int]]", Indel.opcodes(old, new).as_list())


def _add(codes: Iterable[tuple[str, int, int, int, int]], at: int, to: int, found: list[Edit]) -> None:
    found.extend((at + i, at + j, to + k, to + m) for tag, i, j, k, m in codes if tag != "equal")


def _windowed(old: str, new: str, part: Edit, found: list[Edit]) -> None:
    """Aligns from the start on, as long as every window has a sure run beyond its middle."""
    start, end, other, last = part
    while (end - start) * (last - other) > _SMALL:
        window = _opcodes(old[start : min(start + _WINDOW, end)], new[other : min(other + _WINDOW, last)])
        while window and (window[-1][0] != "equal" or window[-1][2] - window[-1][1] < _SURE):
            window.pop()
        if not window or window[-1][2] + window[-1][4] < _WINDOW:
            found.append((start, end, other, last))
            return
        _add(window, start, other, found)
        start, other = start + window[-1][2], other + window[-1][4]
        same = common_characters(old, new, start, other, min(end - start, last - other))
        start, other = start + same, other + same
    _exact(old, new, (start, end, other, last), found)


def common_characters(one: str, other: str, at: int, to: int, most: int) -> int:
    """How many characters, at most `most`, the two have in common from `at` and `to` on."""
    low, step = 0, 16
    while one[at + low : at + low + step] == other[to + low : to + low + step] and low + step <= most:
        low, step = low + step, 2 * step
    high = min(low + step, most + 1)
    while high - low > 1:  # the first `low` agree, the first `high` do not or are too many
        middle = (low + high) // 2
        if one[at + low : at + middle] == other[to + low : to + middle]:
            low = middle
        else:
            high = middle
    return low


def common_suffix(one: str, other: str, at: int, to: int, most: int) -> int:
    """How many characters, at most `most`, the two have in common before `at` and `to`."""
    low, step = 0, 16
    while low + step <= most and one[at - low - step : at - low] == other[to - low - step : to - low]:
        low, step = low + step, 2 * step
    high = min(low + step, most + 1)
    while high - low > 1:
        middle = (low + high) // 2
        if one[at - middle : at - low] == other[to - middle : to - low]:
            low = middle
        else:
            high = middle
    return low


# ------------------------------------------------------------------------------------------------- anchors


def _anchors(old: str, new: str, width: int, step: int) -> Iterator[_Run]:
    """Common runs, ascending on both sides and not overlapping."""
    i = k = 0
    shared = _shared(old, new, width, step)
    sizes = {(start, other): size for start, other, size in shared}
    for start, other in heaviest_increasing_run(shared):
        late, size = max(i - start, k - other, 0), sizes[start, other]
        start, other, size = start + late, other + late, size - late
        if size < width or old[start : start + size] != new[other : other + size]:
            continue
        i, k = start + size, other + size
        same = common_characters(old, new, i, k, min(len(old) - i, len(new) - k))
        i, k = i + same, k + same
        yield start, other, i - start


def _shared(old: str, new: str, width: int, step: int) -> list[_Run]:
    """Runs whose hash occurs once on either side and, in the old text, begins at a multiple of `step`.

    Runs that follow each other on one diagonal are joined.
    """
    if min(len(old), len(new)) < width:
        return []
    codes, others = _codes(old), _codes(new)
    hashed = list(blocks(codes, width))
    picked = np.concatenate([each[-start % step :: step] for start, each in hashed])
    shift = np.uint32(32 - min(len(picked).bit_length() + 4, _MOST_BITS))
    table = np.full(1 << (32 - int(shift)), -1, dtype=np.int32)
    table[picked >> shift] = np.arange(len(picked), dtype=np.int32)
    once, _ = _found(hashed, picked, table, shift)
    there, places = _found(blocks(others, width), picked, table, shift)
    index = np.flatnonzero(once & there)
    starts, ends = index * step, places[index]
    if not len(starts):
        return []
    breaks = np.flatnonzero((np.diff(starts) > 2 * step) | (np.diff(starts) != np.diff(ends)))
    first, last = np.concatenate(([0], breaks + 1)), np.concatenate((breaks, [len(starts) - 1]))
    sizes = starts[last] - starts[first] + width
    return list(zip(starts[first].tolist(), ends[first].tolist(), sizes.tolist(), strict=True))


def _codes(text: str) -> Codes:
    """The text's code points, those beyond the BMP cut to 16 bits: hashes of other characters may meet."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4").astype(np.uint16)


def _found(
    hashed: Iterable[tuple[int, Hashes]], picked: Hashes, table: npt.NDArray[np.int32], shift: np.uint32
) -> tuple[npt.NDArray[np.bool_], Positions]:
    """For each picked hash whether it occurs once in these codes, and a place where it does."""
    places = np.zeros(len(picked), dtype=np.int64)
    seen: list[npt.NDArray[np.int32]] = []
    for start, each in hashed:
        slots = table.take(each >> shift)
        near = np.flatnonzero(slots >= 0)
        index = slots[near]
        right = np.flatnonzero(picked[index] == each[near])
        index = index[right]
        places[index] = near[right] + start
        seen.append(index)
    return np.bincount(np.concatenate(seen), minlength=len(picked)) == 1, places


def heaviest_increasing_run(pairs: Iterable[tuple[int, int, float]]) -> list[tuple[int, int]]:
    """Of pairs (old, new, weight above 0), in any order, the heaviest run that ascends on both sides; O(n log n)."""
    tops: list[int] = []  # new places at which a run ends, ascending, and so do the weights of these runs
    weights: list[float] = []
    ends: list[int] = []
    steps: list[tuple[int, int, int]] = []  # old, new, the step before
    # Of one old place the later new one first: then no run holds two of them.
    for old, new, weight in sorted(pairs, key=lambda pair: (pair[0], -pair[1])):
        at = bisect.bisect_left(tops, new)
        steps.append((old, new, ends[at - 1] if at else -1))
        weight += weights[at - 1] if at else 0
        upto = bisect.bisect_right(weights, weight, at)
        tops[at:upto], weights[at:upto], ends[at:upto] = [new], [weight], [len(steps) - 1]
    run, step = [], ends[-1] if ends else -1
    while step >= 0:
        old, new, step = steps[step]
        run.append((old, new))
    return run[::-1]
