"""Repeated passages of a key: every window of `MIN_REPEAT` codes that occurs more than once, joined into matches.

Windows are sampled by winnowing (Schleimer, Wilkerson and Aiken, 2003): of any 60 codes at least one run of 32 is
picked, and equal windows pick alike, so only the neighbourhoods of picks that occur twice are looked at again. There
every window gets an exact comparison with the one before it of the same hash.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from policydiff.matching.shingles import blocks, hashes
from policydiff.text.folding import Codes, Positions

MIN_REPEAT = 60  # codes in the shortest passage that is looked for
_SEED = 32
_REACH = MIN_REPEAT - _SEED  # a window holds this many seeds and one more
_PIECE = 1 << 14


class Match(NamedTuple):
    """Two equal stretches of a key, `length` codes each; `first` < `second`; they may overlap."""

    first: int
    second: int
    length: int

    @property
    def shift(self) -> int:
        """How far the second stands behind the first."""
        return self.second - self.first


def _picks(codes: Codes) -> tuple[Positions, npt.NDArray[np.uint32]]:
    """Winnowed seeds: their positions, ascending, and hashes."""
    found: list[Positions] = []
    values: list[npt.NDArray[np.uint32]] = []
    last = -1
    for start, block in blocks(codes, _SEED, overlap=_REACH):
        # The position rides in the low half: the greatest hash of a window, the rightmost of equals.
        window = (block & np.uint32(0xFFFF0000)) | np.arange(len(block), dtype=np.uint32)
        for step in (1, 2, 4, 8):
            window = np.maximum(window[:-step], window[step:])
        window = np.maximum(window[: len(window) - 13], window[13:]) if len(block) > _REACH else window[:0]
        at = window & np.uint32(0xFFFF)
        at = at[np.flatnonzero(np.diff(at, prepend=np.uint32(0x10000)))]
        picked = at.astype(np.int64) + start
        fresh = picked > last
        found.append(picked[fresh])
        values.append(block[at[fresh]])
        if len(picked):
            last = max(last, int(picked[-1]))
    if not found:
        return np.empty(0, np.int64), np.empty(0, np.uint32)
    return np.concatenate(found), np.concatenate(values)


def _recurring(values: npt.NDArray[np.uint32]) -> npt.NDArray[np.int64]:
    """Indices, ascending, of the values that occur more than once."""
    packed = (values.astype(np.uint64) << np.uint64(32)) | np.arange(len(values), dtype=np.uint64)
    packed.sort()
    same = (packed[1:] ^ packed[:-1]) >> np.uint64(32) == 0
    twice = np.zeros(len(packed), dtype=np.bool_)
    twice[1:] |= same
    twice[:-1] |= same
    indices = (packed[twice] & np.uint64(0xFFFFFFFF)).astype(np.int64)
    indices.sort()
    return indices


def repeating(codes: Codes, starts: Positions) -> npt.NDArray[np.int64]:
    """Of several keys end to end, those that may repeat a window of `MIN_REPEAT` codes; the others certainly do not."""
    positions, values = _picks(codes)
    owner = np.searchsorted(starts, positions, side="right") - 1
    keys = (owner.astype(np.uint64) << np.uint64(32)) | values
    keys.sort()
    return np.unique((keys[1:][keys[1:] == keys[:-1]] >> np.uint64(32)).astype(np.int64))


def _candidate_windows(codes: Codes) -> list[tuple[int, int]]:
    """Stretches of window starts [start, end) near seeds that recur; all repeated windows start in one of them."""
    positions, values = _picks(codes)
    seeds = positions[_recurring(values)] if len(values) > 1 else positions[:0]
    if not len(seeds):
        return []
    starts = np.maximum(seeds - _REACH, 0)
    ends = np.minimum(seeds, len(codes) - MIN_REPEAT) + 1
    breaks = np.flatnonzero(starts[1:] > ends[:-1]) + 1
    first = np.concatenate(([0], breaks))
    last = np.concatenate((breaks - 1, [len(starts) - 1]))
    stretches = zip(starts[first].tolist(), ends[last].tolist(), strict=True)
    return [(start, end) for start, end in stretches if start < end]


def _window_hashes(codes: Codes, stretches: list[tuple[int, int]]) -> tuple[Positions, npt.NDArray[np.uint64]]:
    """The windows of the stretches: where each starts, and its hash, made of its first and last 32 codes."""
    starts: list[Positions] = []
    values: list[npt.NDArray[np.uint64]] = []
    for begin, end in _gathered(stretches):
        flat = np.concatenate([codes[s : e + MIN_REPEAT - 1] for s, e in zip(begin, end, strict=True)])
        seeds = hashes(flat, _SEED).astype(np.uint64)
        both = (seeds[:-_REACH] << np.uint64(32)) | seeds[_REACH:]
        offset = 0
        for s, e in zip(begin, end, strict=True):
            starts.append(np.arange(s, e))
            values.append(both[offset : offset + e - s])
            offset += e - s + MIN_REPEAT - 1
    return np.concatenate(starts), np.concatenate(values)


def _gathered(stretches: list[tuple[int, int]]) -> list[tuple[list[int], list[int]]]:
    """The stretches in groups of about `_PIECE` windows, long ones cut."""
    groups: list[tuple[list[int], list[int]]] = []
    size = _PIECE
    for start, end in stretches:
        for at in range(start, end, _PIECE):
            if size >= _PIECE:
                groups.append(([], []))
                size = 0
            stop = min(at + _PIECE, end)
            groups[-1][0].append(at)
            groups[-1][1].append(stop)
            size += stop - at
    return groups


def _links(codes: Codes) -> tuple[Positions, Positions]:
    """Repeated windows, each with the one before it that is equal: (starts, distances back), by distance and start."""
    nothing = np.empty(0, np.int64)
    stretches = _candidate_windows(codes)
    if not stretches:
        return nothing, nothing
    starts, values = _window_hashes(codes, stretches)
    bits = np.uint64(max(len(codes).bit_length(), 1))
    low = (np.uint64(1) << bits) - np.uint64(1)
    packed = (values & ~low) | starts.astype(np.uint64)
    del values, starts
    packed.sort()
    same = np.flatnonzero((packed[1:] ^ packed[:-1]) <= low)
    later = (packed[same + 1] & low).astype(np.int64)
    back = later - (packed[same] & low).astype(np.int64)
    del packed
    order = (back.astype(np.uint64) << bits) | later.astype(np.uint64)
    order.sort()
    return (order & low).astype(np.int64), (order >> bits).astype(np.int64)


def _runs(codes: Codes) -> list[Match]:
    """Runs of linked windows at one distance, each compared code by code."""
    later, back = _links(codes)
    if not len(later):
        return []
    breaks = np.flatnonzero((np.diff(later) != 1) | (np.diff(back) != 0)) + 1
    first = np.concatenate(([0], breaks)).tolist()
    end = np.concatenate((breaks, [len(later)])).tolist()
    found = []
    for i, j in zip(first, end, strict=True):
        second, shift, length = int(later[i]), int(back[i]), j - i + MIN_REPEAT - 1
        # A hash may lie; the text does not.
        if np.array_equal(codes[second : second + length], codes[second - shift : second - shift + length]):
            found.append(Match(second - shift, second, length))
        else:
            found.extend(_equal_parts(codes, second, shift, length))
    return found


def _equal_parts(codes: Codes, second: int, shift: int, length: int) -> list[Match]:
    """The stretches of a run that really are equal and long enough."""
    equal = codes[second : second + length] == codes[second - shift : second - shift + length]
    edges = np.flatnonzero(np.diff(equal.astype(np.int8), prepend=0, append=0)).tolist()
    parts = zip(edges[::2], edges[1::2], strict=True)
    return [Match(second + s - shift, second + s, e - s) for s, e in parts if e - s >= MIN_REPEAT]


def repeated_spans(codes: Codes) -> list[tuple[int, int]]:
    """The stretches [start, end) of the key inside some window of 60 codes that occurs more than once, ascending."""
    sides = [(at, at + run.length) for run in _runs(codes) for at in (run.first, run.second)]
    merged: list[tuple[int, int]] = []
    for start, end in sorted(sides):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged


def find_matches(codes: Codes) -> list[Match]:
    """Maximal repeats of at least 60 codes, each occurrence with an earlier one; by second and first position.

    Every repeated window is in a match with its previous occurrence; matches are then extended as far as both sides
    agree, so a copied run stays whole where a passage of it also stands elsewhere in between.
    """
    found: list[Match] = []
    reached: dict[int, int] = {}
    for match in sorted(_runs(codes), key=lambda m: (m.shift, m.second)):
        if match.second + match.length <= reached.get(match.shift, -1):
            continue
        longer = extend_matches(codes, match)
        reached[longer.shift] = longer.second + longer.length
        found.append(longer)
    return sorted(found, key=lambda m: (m.second, m.first))


def extend_matches(codes: Codes, match: Match) -> Match:
    """The match made as long as both sides agree, to the left and to the right."""
    left = _agreement(codes[: match.first][::-1], codes[: match.second][::-1])
    right = _agreement(codes[match.first + match.length :], codes[match.second + match.length :])
    return Match(match.first - left, match.second - left, match.length + left + right)


def _agreement(one: Codes, other: Codes) -> int:
    """How many codes the two begin with in common; looks ahead in doubling steps."""
    done, step = 0, 1
    limit = min(len(one), len(other))
    while done < limit:
        stop = min(done + step, limit)
        differ = one[done:stop] != other[done:stop]
        if differ.any():
            return done + int(differ.argmax())
        done, step = stop, min(2 * step, 1 << 16)
    return done


class MatchChain(NamedTuple):
    """Matches in one order on both sides with only short gaps between them: one passage and its copy, maybe altered."""

    matches: tuple[Match, ...]

    @property
    def first(self) -> tuple[int, int]:
        """The earlier side, [start, end) of the key."""
        return self.matches[0].first, self.matches[-1].first + self.matches[-1].length

    @property
    def second(self) -> tuple[int, int]:
        """The later side, [start, end) of the key."""
        return self.matches[0].second, self.matches[-1].second + self.matches[-1].length


def chain_matches(matches: list[Match]) -> list[MatchChain]:
    """The matches joined into runs; each match is in one run, overlaps at a gap are cut from the later match."""
    chains: list[list[Match]] = []
    open_chains: list[list[Match]] = []
    for match in matches:
        open_chains = [c for c in open_chains if match.second - (c[-1].second + c[-1].length) <= _GAP]
        for chain in open_chains:
            after = extend_chain(chain[-1], match, gap=_GAP, drift=min(_DRIFT, match.length, chain[-1].length))
            if after is not None and after.first + after.length <= chain[0].second:
                chain.append(after)
                break
        else:
            chains.append([match])
            open_chains.append(chains[-1])
    return [MatchChain(tuple(chain)) for chain in chains]


_GAP = 200  # codes between two matches that may still be one altered copy
_DRIFT = 60  # how much longer a gap may be on one side


def extend_chain(last: Match, match: Match, *, gap: int, drift: int) -> Match | None:
    """`match` without what `last` already holds, when it carries `last` on over gaps of at most `gap` codes; else None.

    The two gaps may differ by `drift` codes.
    """
    gaps = match.first - last.first - last.length, match.second - last.second - last.length
    overlap = max(-min(gaps), 0)
    if overlap >= match.length or max(gaps) > gap or match.first <= last.first or abs(gaps[0] - gaps[1]) > drift:
        return None
    return Match(match.first + overlap, match.second + overlap, match.length - overlap)
