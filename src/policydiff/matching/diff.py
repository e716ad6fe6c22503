"""The difference of two strings as a list of edits, in nearly linear time.

The common prefix and suffix are removed first. If the rest is small, it is aligned exactly (RapidFuzz's Indel).
Otherwise it is divided by anchors, runs of n characters that occur once on either side: first runs of 32 at every 16th
position of the old text; in gaps that are still large, runs of 16 at every 4th position; then runs of 8 anywhere. The
heaviest chain of anchors that ascends on both sides is extended as far as the texts agree, and the gaps between are
mostly small. A large gap without anchors (periodic text, tables) is aligned window by window, while a window ends in a
run to continue from; the rest of it is one edit.

Every level and the windows read a character at most once or twice, and the chain costs O(n log n), so the whole is
nearly linear for any input; an exact alignment never has more than four million cells. The result does not depend on
time or chance.
"""

from __future__ import annotations

import bisect
from collections.abc import Hashable, Iterable, Iterator, Sequence
from typing import TypeAlias, cast

import numpy as np
import numpy.typing as npt

from policydiff.matching.shingles import Hashes, blocks
from policydiff.text.folding import Codes, Positions

Edit: TypeAlias = tuple[int, int, int, int]  # (a, b, c, d): old[a:b] became new[c:d]; one of the two may be empty
_Run: TypeAlias = tuple[int, int, int]  # (i, j, n): old[i:i+n] == new[j:j+n], unless different runs have one hash
_Opcode: TypeAlias = tuple[str, int, int, int, int]  # RapidFuzz's: tag, old start and end, new start and end

_MAX_EXACT_CELLS = 1 << 22  # old characters times new characters of an exact alignment
_LEVELS = ((32, 16), (16, 4), (8, 1))  # (characters of an anchor, step of their starts in the old text) of each level
_WINDOW_CHARACTERS = 2_000  # of either side, where there are no anchors
_MAX_SLOT_BITS = 22  # highest bits of a hash that choose its slot in the table of anchors
_MAX_SYMBOLS = 0x10FFFF - 0x800  # different items that can be written as characters: code points without surrogates
_MIN_SURE_RUN = 8  # characters of a run at which a window may end


def similarity(old: Sequence[Hashable], new: Sequence[Hashable], least: float = 0.0) -> float:
    """The normalised Indel similarity of two sequences, in [0, 1]; 0 if it is below `least`.

    It is twice the length of their longest common subsequence, divided by the sum of their lengths; 1 for two empty
    ones.

    >>> similarity("三日内", "五日内")
    0.6666666666666667
    """
    from rapidfuzz.distance import Indel  # loaded late: needed for near-copies only, and most documents have none

    return Indel.normalized_similarity(old, new, score_cutoff=least)


def edits(old: str, new: str) -> list[Edit]:
    """The edits that turn `old` into `new`, ascending. The text between two edits is equal, and no two edits touch.

    Empty for equal texts. In texts too large to be aligned exactly, they need not be the fewest.

    >>> edits("每年检查一次。", "每季度检查一次。")
    [(1, 2, 1, 3)]
    """
    pieces: list[Edit] = []
    _add_edits(old, new, (0, len(old), 0, len(new)), 0, pieces)
    joined: list[Edit] = []
    for edit in pieces:
        if joined and joined[-1][1] == edit[0] and joined[-1][3] == edit[2]:
            old_start, _, new_start, _ = joined.pop()
            edit = (old_start, edit[1], new_start, edit[3])
        joined.append(edit)
    return joined


def changed_characters(changes: Iterable[Edit]) -> int:
    """The number of characters that the edits change: the sum of the longer side of each; 0 without edits."""
    return sum(max(j - i, m - k) for i, j, k, m in changes)


def sequence_edits(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[Edit]:
    """The edits of two sequences of hashable items, by index, as those of `edits`.

    Each different item is written as one character, and the strings are compared. A single edit from end to end, even
    of equal sequences, if there are more than `_MAX_SYMBOLS` different items.
    """
    symbols: dict[Hashable, int] = {}
    numbered = [[symbols.setdefault(item, len(symbols)) for item in side] for side in (old, new)]
    if len(symbols) > _MAX_SYMBOLS:
        return [(0, len(old), 0, len(new))]
    # Surrogates are skipped: they are not characters.
    old_text, new_text = (
        "".join(chr(number if number < 0xD800 else number + 0x800) for number in numbers) for numbers in numbered
    )
    return edits(old_text, new_text)


def _add_edits(old: str, new: str, part: Edit, level: int, result: list[Edit]) -> None:
    """Add the edits of one part of the two texts to `result`, with anchors of `level` and the levels after it.

    `level` is an index of `_LEVELS`; len(_LEVELS) means windows. Nothing is added if the parts are equal. Edits may
    touch.
    """
    old_start, old_end, new_start, new_end = part
    if old_start < old_end and new_start < new_end and old[old_start] == new[new_start]:
        head = common_characters(old, new, old_start, new_start, min(old_end - old_start, new_end - new_start))
        old_start, new_start = old_start + head, new_start + head
    if old_start < old_end and new_start < new_end and old[old_end - 1] == new[new_end - 1]:
        tail = common_suffix(old, new, old_end, new_end, min(old_end - old_start, new_end - new_start))
        old_end, new_end = old_end - tail, new_end - tail
    if old_start == old_end or new_start == new_end:
        if old_start != old_end or new_start != new_end:
            result.append((old_start, old_end, new_start, new_end))
        return
    if (old_end - old_start) * (new_end - new_start) <= _MAX_EXACT_CELLS:
        _align_exactly(old, new, (old_start, old_end, new_start, new_end), result)
        return
    if level == len(_LEVELS):
        _align_windows(old, new, (old_start, old_end, new_start, new_end), result)
        return
    old_base, new_base = old_start, new_start
    for old_offset, new_offset, size in _anchors(old[old_start:old_end], new[new_start:new_end], *_LEVELS[level]):
        _add_edits(old, new, (old_start, old_base + old_offset, new_start, new_base + new_offset), level + 1, result)
        old_start, new_start = old_base + old_offset + size, new_base + new_offset + size
    _add_edits(old, new, (old_start, old_end, new_start, new_end), level + 1, result)


def _align_exactly(old: str, new: str, part: Edit, result: list[Edit]) -> None:
    """Add the edits of a part to `result`: of at most `_MAX_EXACT_CELLS`, with neither side empty."""
    old_start, old_end, new_start, new_end = part
    if old_end - old_start == 1 == new_end - new_start:
        result.append(part)
        return
    _add_opcodes(_opcodes(old[old_start:old_end], new[new_start:new_end]), old_start, new_start, result)


def _opcodes(old: str, new: str) -> list[_Opcode]:
    """The exact Indel alignment of two strings, ascending, with the "equal" opcodes."""
    from rapidfuzz.distance import Indel

    return cast("list[_Opcode]", Indel.opcodes(old, new).as_list())


def _add_opcodes(opcodes: Iterable[_Opcode], old_start: int, new_start: int, result: list[Edit]) -> None:
    """Add the opcodes that are not "equal" to `result`, moved by the two starts."""
    result.extend(
        (old_start + i, old_start + j, new_start + k, new_start + m) for tag, i, j, k, m in opcodes if tag != "equal"
    )


def _align_windows(old: str, new: str, part: Edit, result: list[Edit]) -> None:
    """Add the edits of a large part to `result`, aligned in windows, while each has a long run beyond its middle.

    From the first window without such a run on, the whole rest is one edit.
    """
    old_start, old_end, new_start, new_end = part
    while (old_end - old_start) * (new_end - new_start) > _MAX_EXACT_CELLS:
        window = _opcodes(
            old[old_start : min(old_start + _WINDOW_CHARACTERS, old_end)],
            new[new_start : min(new_start + _WINDOW_CHARACTERS, new_end)],
        )
        while window and (window[-1][0] != "equal" or window[-1][2] - window[-1][1] < _MIN_SURE_RUN):
            window.pop()
        if not window or window[-1][2] + window[-1][4] < _WINDOW_CHARACTERS:
            result.append((old_start, old_end, new_start, new_end))
            return
        _add_opcodes(window, old_start, new_start, result)
        old_start, new_start = old_start + window[-1][2], new_start + window[-1][4]
        equal = common_characters(old, new, old_start, new_start, min(old_end - old_start, new_end - new_start))
        old_start, new_start = old_start + equal, new_start + equal
    _align_exactly(old, new, (old_start, old_end, new_start, new_end), result)


def common_characters(old: str, new: str, old_start: int, new_start: int, limit: int) -> int:
    """The number of characters, 0 to `limit`, that the two texts share from `old_start` and `new_start` on."""
    low, step = 0, 16
    while (
        old[old_start + low : old_start + low + step] == new[new_start + low : new_start + low + step]
        and low + step <= limit
    ):
        low, step = low + step, 2 * step
    high = min(low + step, limit + 1)
    while high - low > 1:  # the first `low` agree, the first `high` do not or are too many
        middle = (low + high) // 2
        if old[old_start + low : old_start + middle] == new[new_start + low : new_start + middle]:
            low = middle
        else:
            high = middle
    return low


def common_suffix(old: str, new: str, old_end: int, new_end: int, limit: int) -> int:
    """The number of characters, 0 to `limit`, that the two texts share before `old_end` and `new_end`."""
    low, step = 0, 16
    while (
        low + step <= limit and old[old_end - low - step : old_end - low] == new[new_end - low - step : new_end - low]
    ):
        low, step = low + step, 2 * step
    high = min(low + step, limit + 1)
    while high - low > 1:
        middle = (low + high) // 2
        if old[old_end - middle : old_end - low] == new[new_end - middle : new_end - low]:
            low = middle
        else:
            high = middle
    return low


# ------------------------------------------------------------------------------------------------- anchors


def _anchors(old: str, new: str, width: int, step: int) -> Iterator[_Run]:
    """Yield common runs of at least `width` characters, ascending on both sides and not overlapping.

    They are compared character by character and extended to the right as far as the texts agree.
    """
    old_done = new_done = 0
    runs = _shared_runs(old, new, width, step)
    sizes = {(old_start, new_start): size for old_start, new_start, size in runs}
    for old_start, new_start in heaviest_increasing_subsequence(runs):
        overlap, size = max(old_done - old_start, new_done - new_start, 0), sizes[old_start, new_start]
        old_start, new_start, size = old_start + overlap, new_start + overlap, size - overlap
        if size < width or old[old_start : old_start + size] != new[new_start : new_start + size]:
            continue
        old_done, new_done = old_start + size, new_start + size
        equal = common_characters(old, new, old_done, new_done, min(len(old) - old_done, len(new) - new_done))
        old_done, new_done = old_done + equal, new_done + equal
        yield old_start, new_start, old_done - old_start


def _shared_runs(old: str, new: str, width: int, step: int) -> list[_Run]:
    """Runs of `width` codes whose hash occurs once in either whole text, at multiples of `step` in `old`.

    Runs that follow each other at one distance between the texts are joined, even if one multiple of `step` between
    them is missing; a joined run must therefore be compared. Ascending in `old`; a run whose slot of the table another
    took is missed.
    """
    if min(len(old), len(new)) < width:
        return []
    old_codes, new_codes = _codes(old), _codes(new)
    hashed = list(blocks(old_codes, width))
    picked = np.concatenate([block[-start % step :: step] for start, block in hashed])
    shift = np.uint32(32 - min(len(picked).bit_length() + 4, _MAX_SLOT_BITS))
    table = np.full(1 << (32 - int(shift)), -1, dtype=np.int32)
    table[picked >> shift] = np.arange(len(picked), dtype=np.int32)
    once_in_old, _ = _occurring_once(hashed, picked, table, shift)
    once_in_new, new_positions = _occurring_once(blocks(new_codes, width), picked, table, shift)
    index = np.flatnonzero(once_in_old & once_in_new)
    old_starts, new_starts = index * step, new_positions[index]
    if not len(old_starts):
        return []
    breaks = np.flatnonzero((np.diff(old_starts) > 2 * step) | (np.diff(old_starts) != np.diff(new_starts)))
    first, last = np.concatenate(([0], breaks + 1)), np.concatenate((breaks, [len(old_starts) - 1]))
    sizes = old_starts[last] - old_starts[first] + width
    return list(zip(old_starts[first].tolist(), new_starts[first].tolist(), sizes.tolist(), strict=True))


def _codes(text: str) -> Codes:
    """The code points of the text, cut to 16 bits: runs with characters beyond the BMP may have the hash of others."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4").astype(np.uint16)


def _occurring_once(
    hashed: Iterable[tuple[int, Hashes]], picked: Hashes, table: npt.NDArray[np.int32], shift: np.uint32
) -> tuple[npt.NDArray[np.bool_], Positions]:
    """For each picked hash whether it occurs exactly once in the hashed blocks, and the last position where it occurs.

    The position is 0 for a hash that does not occur. False also for a hash whose slot in `table` holds another.
    """
    positions = np.zeros(len(picked), dtype=np.int64)
    seen: list[npt.NDArray[np.int32]] = []
    for start, block in hashed:
        slots = table.take(block >> shift)
        hits = np.flatnonzero(slots >= 0)
        index = slots[hits]
        equal = np.flatnonzero(picked[index] == block[hits])
        index = index[equal]
        positions[index] = hits[equal] + start
        seen.append(index)
    return np.bincount(np.concatenate(seen), minlength=len(picked)) == 1, positions


def heaviest_increasing_subsequence(pairs: Iterable[tuple[int, int, float]]) -> list[tuple[int, int]]:
    """The heaviest subsequence of pairs that strictly ascends on both sides, in O(n log n).

    `pairs` are (old, new, weight above 0) in any order; the result is (old, new), ascending; empty without pairs.

    >>> heaviest_increasing_subsequence([(0, 3, 1.0), (1, 0, 1.0), (2, 1, 1.0)])
    [(1, 0), (2, 1)]
    """
    last_news: list[int] = []  # new positions at which chains end, ascending; so are the weights of these chains
    weights: list[float] = []
    ends: list[int] = []
    steps: list[tuple[int, int, int]] = []  # old, new, index of the previous step
    # For one old position the later new one comes first, so that no chain contains two of them.
    for old, new, weight in sorted(pairs, key=lambda pair: (pair[0], -pair[1])):
        low = bisect.bisect_left(last_news, new)
        steps.append((old, new, ends[low - 1] if low else -1))
        weight += weights[low - 1] if low else 0
        high = bisect.bisect_right(weights, weight, low)
        # The chains in [low, high) end no earlier and are no heavier than this one, which replaces them.
        last_news[low:high], weights[low:high], ends[low:high] = [new], [weight], [len(steps) - 1]
    chain, step = [], ends[-1] if ends else -1
    while step >= 0:
        old, new, step = steps[step]
        chain.append((old, new))
    return chain[::-1]
