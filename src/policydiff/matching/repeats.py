"""Repeated passages of a folded text: every window of `MIN_REPEAT` codes that occurs more than once, as matches.

Windows are sampled by winnowing (Schleimer, Wilkerson and Aiken, 2003): of any 60 codes at least one run of 32, a seed,
is picked, and equal windows pick equal seeds. So only the windows near seeds that occur twice are hashed; each is
compared code by code with the previous one of the same hash.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from policydiff.matching.periods import Periodic, common_prefix, periodic_stretches, without_inner
from policydiff.matching.shingles import blocks, hashes
from policydiff.text.folding import Codes, Positions

MIN_REPEAT = 60  # codes in the shortest repeat that is found
_SEED_CODES = 32  # codes in a seed, the run that winnowing picks
_REACH = MIN_REPEAT - _SEED_CODES  # a window contains this many seeds and one more
_WINDOWS_AT_A_TIME = 1 << 14  # hashed together
_MANY_WINDOWS = 1 << 20  # among more, long periodic stretches are looked for


class Match(NamedTuple):
    """Two equal parts of a folded text, `length` codes from `first` and from `second`.

    `first` < `second`; the parts may overlap.
    """

    first: int
    second: int
    length: int

    @property
    def shift(self) -> int:
        """The distance of the two starts, in codes; at least 1."""
        return self.second - self.first


def _picks(codes: Codes) -> tuple[Positions, npt.NDArray[np.uint32]]:
    """The seeds picked by winnowing: positions, ascending, and hashes; none in a text shorter than `MIN_REPEAT`."""
    positions: list[Positions] = []
    values: list[npt.NDArray[np.uint32]] = []
    last = -1
    for start, block in blocks(codes, _SEED_CODES, overlap=_REACH):
        # The offset is in the low half, so the maximum is the greatest hash of a window, the rightmost of equal ones.
        window = (block & np.uint32(0xFFFF0000)) | np.arange(len(block), dtype=np.uint32)
        for step in (1, 2, 4, 8):
            window = np.maximum(window[:-step], window[step:])
        window = np.maximum(window[: len(window) - 13], window[13:]) if len(block) > _REACH else window[:0]
        offsets = window & np.uint32(0xFFFF)
        offsets = offsets[np.flatnonzero(np.diff(offsets, prepend=np.uint32(0x10000)))]
        picked = offsets.astype(np.int64) + start
        is_new = picked > last
        positions.append(picked[is_new])
        values.append(block[offsets[is_new]])
        if len(picked):
            last = max(last, int(picked[-1]))
    if not positions:
        return np.empty(0, np.int64), np.empty(0, np.uint32)
    return np.concatenate(positions), np.concatenate(values)


def _recurring(values: npt.NDArray[np.uint32]) -> npt.NDArray[np.int64]:
    """The indices, ascending, of all values that occur more than once, the first occurrence included."""
    packed = (values.astype(np.uint64) << np.uint64(32)) | np.arange(len(values), dtype=np.uint64)
    packed.sort()
    same = (packed[1:] ^ packed[:-1]) >> np.uint64(32) == 0
    recurs = np.zeros(len(packed), dtype=np.bool_)
    recurs[1:] |= same
    recurs[:-1] |= same
    indices = (packed[recurs] & np.uint64(0xFFFFFFFF)).astype(np.int64)
    indices.sort()
    return indices


def texts_that_may_repeat(codes: Codes, starts: Positions) -> npt.NDArray[np.int64]:
    """The indices, ascending, of the texts that may repeat a window of `MIN_REPEAT` codes; the others certainly do not.

    `codes` are several folded texts end to end, which begin at `starts`. A repeat inside one text counts, not one
    between two.
    """
    positions, values = _picks(codes)
    owners = np.searchsorted(starts, positions, side="right") - 1
    packed = (owners.astype(np.uint64) << np.uint64(32)) | values
    packed.sort()
    return np.unique((packed[1:][packed[1:] == packed[:-1]] >> np.uint64(32)).astype(np.int64))


def _candidate_windows(codes: Codes) -> list[tuple[int, int]]:
    """Ranges [start, end) of window starts near seeds that recur. Every repeated window starts in one of them.

    Ascending, not overlapping and not empty; no range if no seed recurs.
    """
    positions, values = _picks(codes)
    seeds = positions[_recurring(values)] if len(values) > 1 else positions[:0]
    if not len(seeds):
        return []
    starts = np.maximum(seeds - _REACH, 0)
    ends = np.minimum(seeds, len(codes) - MIN_REPEAT) + 1
    breaks = np.flatnonzero(starts[1:] > ends[:-1]) + 1
    first = np.concatenate(([0], breaks))
    last = np.concatenate((breaks - 1, [len(starts) - 1]))
    ranges = zip(starts[first].tolist(), ends[last].tolist(), strict=True)
    return [(start, end) for start, end in ranges if start < end]


def _window_hashes(codes: Codes, ranges: list[tuple[int, int]]) -> tuple[Positions, npt.NDArray[np.uint64]]:
    """The windows that start in these ranges: their starts, and hashes of their first and last 32 codes, in 64 bits.

    There must be at least one range. A window has `MIN_REPEAT` codes; both arrays are in the order of the ranges.
    """
    starts: list[Positions] = []
    values: list[npt.NDArray[np.uint64]] = []
    for range_starts, range_ends in _window_groups(ranges):
        group_codes = np.concatenate(
            [codes[start : end + MIN_REPEAT - 1] for start, end in zip(range_starts, range_ends, strict=True)]
        )
        seeds = hashes(group_codes, _SEED_CODES).astype(np.uint64)
        window_hashes = (seeds[:-_REACH] << np.uint64(32)) | seeds[_REACH:]
        offset = 0
        for start, end in zip(range_starts, range_ends, strict=True):
            starts.append(np.arange(start, end))
            values.append(window_hashes[offset : offset + end - start])
            offset += end - start + MIN_REPEAT - 1
    return np.concatenate(starts), np.concatenate(values)


def _window_groups(ranges: list[tuple[int, int]]) -> list[tuple[list[int], list[int]]]:
    """The ranges in groups of about `_WINDOWS_AT_A_TIME` windows, each as (starts, ends); long ranges are divided.

    A group has fewer than twice as many windows.
    """
    groups: list[tuple[list[int], list[int]]] = []
    size = _WINDOWS_AT_A_TIME
    for start, end in ranges:
        for part_start in range(start, end, _WINDOWS_AT_A_TIME):
            if size >= _WINDOWS_AT_A_TIME:
                groups.append(([], []))
                size = 0
            part_end = min(part_start + _WINDOWS_AT_A_TIME, end)
            groups[-1][0].append(part_start)
            groups[-1][1].append(part_end)
            size += part_end - part_start
    return groups


def _linked_windows(codes: Codes, ranges: list[tuple[int, int]]) -> tuple[Positions, Positions]:
    """Windows with the hash of an earlier one: their starts, and the distances to the previous one of the same hash.

    They are sorted by distance, then start; both arrays are empty if nothing recurs. Different windows may be linked:
    only the high bits of a hash are compared. Windows that start in none of the ranges are ignored.
    """
    no_positions = np.empty(0, np.int64)
    if not ranges:
        return no_positions, no_positions
    starts, values = _window_hashes(codes, ranges)
    bits = np.uint64(max(len(codes).bit_length(), 1))
    low = (np.uint64(1) << bits) - np.uint64(1)
    packed = (values & ~low) | starts.astype(np.uint64)
    del values, starts
    packed.sort()
    same = np.flatnonzero((packed[1:] ^ packed[:-1]) <= low)
    later = (packed[same + 1] & low).astype(np.int64)
    distances = later - (packed[same] & low).astype(np.int64)
    del packed
    order = (distances.astype(np.uint64) << bits) | later.astype(np.uint64)
    order.sort()
    return (order & low).astype(np.int64), (order >> bits).astype(np.int64)


class _Run(NamedTuple):
    """Windows at consecutive positions [start, end) that are linked at one distance."""

    distance: int
    start: int
    end: int


def _linked_runs(codes: Codes) -> list[_Run]:
    """The runs of linked windows, ascending by distance, then by start; adjacent ones at one distance are joined."""
    ranges = _candidate_windows(codes)
    if sum(end - start for start, end in ranges) <= _MANY_WINDOWS:
        return _runs_of(*_linked_windows(codes, ranges))
    stretches = periodic_stretches(codes, ranges, MIN_REPEAT)
    later, distances = _linked_windows(codes, without_inner(ranges, stretches))
    if not stretches:
        return _runs_of(later, distances)
    linked = _outside(later, stretches)
    runs = _runs_of(later[linked], distances[linked])
    runs += (_Run(stretch.period, *stretch.repeated) for stretch in stretches)
    joined: list[_Run] = []
    for run in sorted(runs):
        if joined and joined[-1].distance == run.distance and joined[-1].end == run.start:
            joined[-1] = joined[-1]._replace(end=run.end)
        else:
            joined.append(run)
    return joined


def _outside(positions: Positions, stretches: list[Periodic]) -> npt.NDArray[np.bool_]:
    """For each position, whether it is no window whose distance a stretch tells."""
    starts, ends = np.array([stretch.repeated for stretch in stretches], dtype=np.int64).T
    indices = np.searchsorted(starts, positions, side="right") - 1
    outside: npt.NDArray[np.bool_] = (indices < 0) | (positions >= ends[indices])
    return outside


def _runs_of(later: Positions, distances: Positions) -> list[_Run]:
    """The runs of windows that are linked: their starts and distances, in the order of `_linked_windows`."""
    if not len(later):
        return []
    breaks = np.flatnonzero((np.diff(later) != 1) | (np.diff(distances) != 0)) + 1
    first, last = np.concatenate(([0], breaks)), np.concatenate((breaks, [len(later)])) - 1
    columns = distances[first].tolist(), later[first].tolist(), (later[last] + 1).tolist()
    return [_Run(*row) for row in zip(*columns, strict=True)]


def _verified_runs(codes: Codes) -> list[Match]:
    """Runs of linked windows at one distance as matches, each verified code by code, ascending by distance.

    They are not extended to the left or right. Each has at least `MIN_REPEAT` codes.
    """
    matches = []
    for shift, second, end in _linked_runs(codes):
        length = end - second + MIN_REPEAT - 1
        # Different windows may have equal hashes.
        if np.array_equal(codes[second : second + length], codes[second - shift : second - shift + length]):
            matches.append(Match(second - shift, second, length))
        else:
            matches.extend(_equal_parts(codes, second, shift, length))
    return matches


def _equal_parts(codes: Codes, second: int, shift: int, length: int) -> list[Match]:
    """The parts of a run that are really equal and have at least `MIN_REPEAT` codes, ascending; perhaps none."""
    equal = codes[second : second + length] == codes[second - shift : second - shift + length]
    edges = np.flatnonzero(np.diff(equal.astype(np.int8), prepend=0, append=0)).tolist()
    parts = zip(edges[::2], edges[1::2], strict=True)
    return [
        Match(second + part_start - shift, second + part_start, part_end - part_start)
        for part_start, part_end in parts
        if part_end - part_start >= MIN_REPEAT
    ]


def repeated_spans(codes: Codes) -> list[tuple[int, int]]:
    """The parts [start, end) of the text covered by windows of `MIN_REPEAT` codes that occur more than once, ascending.

    All occurrences are covered, the first one included. Parts that overlap or touch are merged.
    """
    sides = [(start, start + run.length) for run in _verified_runs(codes) for start in (run.first, run.second)]
    merged: list[tuple[int, int]] = []
    for start, end in sorted(sides):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged


def find_matches(codes: Codes) -> list[Match]:
    """The maximal repeats of at least `MIN_REPEAT` codes, by second and first position.

    Every repeated window is in a match with its previous occurrence. Matches are then extended as far as both sides
    agree, so a copied run stays whole if a passage of it also occurs in between. Empty if nothing repeats.

    >>> codes = np.arange(100, dtype=np.uint16)
    >>> find_matches(np.concatenate((codes, codes)))
    [Match(first=0, second=100, length=100)]
    """
    matches: list[Match] = []
    matched_to: dict[int, int] = {}
    for match in sorted(_verified_runs(codes), key=lambda match: (match.shift, match.second)):
        if match.second + match.length <= matched_to.get(match.shift, -1):
            continue
        extended = extend_match(codes, match)
        matched_to[extended.shift] = extended.second + extended.length
        matches.append(extended)
    return sorted(matches, key=lambda match: (match.second, match.first))


def extend_match(codes: Codes, match: Match) -> Match:
    """The match extended to the left and to the right as far as the codes of both sides are equal, if at all."""
    left = common_prefix(codes[: match.first][::-1], codes[: match.second][::-1])
    right = common_prefix(codes[match.first + match.length :], codes[match.second + match.length :])
    return Match(match.first - left, match.second - left, match.length + left + right)


class MatchChain(NamedTuple):
    """Matches in the same order on both sides with short gaps between them: a passage and its copy, perhaps altered."""

    matches: tuple[Match, ...]

    @property
    def first(self) -> tuple[int, int]:
        """The earlier side: [start, end) in folded offsets, from the first match to the last, with the gaps."""
        return self.matches[0].first, self.matches[-1].first + self.matches[-1].length

    @property
    def second(self) -> tuple[int, int]:
        """The later side: [start, end) in folded offsets, from the first match to the last, with the gaps."""
        return self.matches[0].second, self.matches[-1].second + self.matches[-1].length


def chain_matches(matches: list[Match]) -> list[MatchChain]:
    """The matches joined into chains. Each match is in one chain; what overlaps the match before is cut off.

    `matches` must be in the order of `find_matches`. A match continues a chain after a gap of at most `_MAX_GAP` codes
    that is nearly as long on both sides (`_MAX_DRIFT`, and no more than either match), if the earlier side ends before
    the later begins. Most chains are a single match.
    """
    chains: list[list[Match]] = []
    open_chains: list[list[Match]] = []
    for match in matches:
        open_chains = [
            chain for chain in open_chains if match.second - (chain[-1].second + chain[-1].length) <= _MAX_GAP
        ]
        for chain in open_chains:
            continuation = extend_chain(
                chain[-1], match, gap=_MAX_GAP, drift=min(_MAX_DRIFT, match.length, chain[-1].length)
            )
            if continuation is not None and continuation.first + continuation.length <= chain[0].second:
                chain.append(continuation)
                break
        else:
            chains.append([match])
            open_chains.append(chains[-1])
    return [MatchChain(tuple(chain)) for chain in chains]


_MAX_GAP = 200  # codes between two matches of one chain
_MAX_DRIFT = 60  # codes by which a gap may be longer on one side than on the other


def extend_chain(last: Match, match: Match, *, gap: int, drift: int) -> Match | None:
    """The part of `match` after `last`, if it continues `last` after gaps of at most `gap` codes; else None.

    The gaps on the two sides may differ by at most `drift` codes. None also if nothing of `match` is behind `last`.
    """
    gaps = match.first - last.first - last.length, match.second - last.second - last.length
    overlap = max(-min(gaps), 0)
    if overlap >= match.length or max(gaps) > gap or match.first <= last.first or abs(gaps[0] - gaps[1]) > drift:
        return None
    return Match(match.first + overlap, match.second + overlap, match.length - overlap)
