"""Every pair of keys whose sets of shingles are alike: an exact join, made of sorts, within a bound of memory.

Shingles are put in one order, the rarest first. Two sets whose Jaccard similarity reaches a threshold share one of the
first few of each (the prefix filter of Chaudhuri, Ganti and Kaushik, 2006; how many of each: Xiao, Wang, Lin and Yu,
2008). So only those are sorted together; who meets there is counted, not estimated. Keys are taken by their length,
so that those of a block make a matrix.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from policydiff.errors import PolicydiffError
from policydiff.matching.packed_pairs import HALF, LOW, Numbers, Packed, pack, unique_pairs, unpack
from policydiff.matching.shingle_matrix import MATRIX, FoldedTexts, blocks_by_length, count_shared, matrix
from policydiff.matching.shingles import WIDTH, Hashes, blocks

Rows: TypeAlias = npt.NDArray[np.int32]

MEMORY = 64 << 20  # bytes of working space
CROWD = 1000  # of the sections that share a rare shingle, each is looked at with so many that follow it
_OFTEN = 255  # what a count holds
_BITS = 23  # of a shingle's hash, at most, that choose its place in the table of counts
_MAP = 128  # bits of a set's map
_SLICE = 1 << 16  # entries whose meetings are looked at together
_HELD = 1 << 16  # candidates held before they are counted
_KNOWN = 1 << 17  # pairs that are not alike and remembered as such
_FIXED = 8 << 20  # bytes of what is done in blocks, slices and candidates held
_EACH = 48  # bytes of what is known of a set
_NONE = np.uint64(0xFFFFFFFFFFFFFFFF)
_NEARLY = 1e-9  # what rounding may take from a bound: bounds are only lowered by it, and pairs are counted


@dataclass(frozen=True, slots=True, eq=False)
class SimilarPairs:
    """Pairs of keys, ascending, `left` before `right` in each: the shingles they share, and their Jaccard similarity.

    `crowded` counts the shingles at which a key met more than CROWD others, so that not each was looked at with each;
    `cut` are the keys, ascending, that may have partners which are missing here. Both are empty when all was looked at.
    """

    left: Numbers
    right: Numbers
    shared: Numbers
    jaccard: npt.NDArray[np.float64]
    threshold: float
    crowded: int
    cut: Numbers

    def __len__(self) -> int:
        return len(self.left)


def similar_pairs(
    keys: FoldedTexts,
    threshold: float,
    *,
    owners: npt.NDArray[np.signedinteger[Any]] | None = None,
    memory: int = MEMORY,
    crowd: int = CROWD,
) -> SimilarPairs:
    """Every pair of keys whose sets of shingle hashes have a Jaccard similarity of `threshold` or more.

    Keys of one owner are not paired, where it is 0 or more. `memory` changes nothing but the time. It bounds the bytes
    allocated here, without the pairs found (about 80 bytes each while they are put together) and what a key longer than
    MATRIX takes (60 bytes a code). However small it is, 16 MiB and 64 bytes a key are used, and up to 41 MiB and 8
    bytes a key while shingles are counted. PolicydiffError for a threshold out of range.
    """
    if not 0 < threshold <= 1:
        raise PolicydiffError(f"a threshold of {threshold:g}", hint="above 0 and at most 1")
    rows, counts = _acquainted(keys, threshold)
    space = memory - counts.table.nbytes - _EACH * len(rows) - 8 * len(keys) - _FIXED
    prefixes = _Prefixes(keys, rows, counts, threshold, space // 8)
    found = _Found(keys, prefixes, threshold, owners, crowd)
    found.look()
    return found.pairs()


# --- who may have a partner


class _Counts(NamedTuple):
    """How often shingles occur, by the first `bits` of their hashes: rather too often than not enough.

    What occurs more than _OFTEN times is counted as that.
    """

    table: npt.NDArray[np.uint8]
    bits: int

    def of(self, found: Hashes) -> npt.NDArray[np.uint8]:
        """The count of each."""
        return self.table.take(found >> np.uint32(32 - self.bits), mode="clip")


def _counted(keys: FoldedTexts) -> _Counts:
    """The counts of all shingles, also of those that reach from one key into the next."""
    bits = min(max(len(keys.codes).bit_length(), 8), _BITS)
    table = np.zeros(1 << bits, dtype=np.uint32)
    for _, found in blocks(keys.codes, WIDTH):
        found >>= np.uint32(32 - bits)
        np.add.at(table, found.astype(np.intp), np.uint32(1))
    return _Counts(np.minimum(table, _OFTEN, out=table).astype(np.uint8), bits)


def _alone(keys: FoldedTexts, counts: _Counts) -> Numbers:
    """How many shingles of each key occur nowhere else."""
    alone = np.zeros(len(keys), dtype=np.int64)
    for start, found in blocks(keys.codes, WIDTH):
        single = counts.of(found) == 1
        first, last = np.searchsorted(keys.starts, [start, start + len(single)], side="right").tolist()
        ends = keys.starts[first : last + 1] - start
        for behind in range(1, WIDTH):  # these reach into the next key
            across = ends - behind
            single[across[(across >= 0) & (across < len(single))]] = False
        where = np.flatnonzero(single)
        alone[first - 1 : last] += np.diff(
            np.searchsorted(where, keys.starts[first:last] - start), prepend=0, append=len(where)
        )
    return alone


def _acquainted(keys: FoldedTexts, threshold: float) -> tuple[Rows, _Counts]:
    """The keys that may have a partner, by length; and the counts of their shingles, or of a few more.

    A shingle that occurs once is shared with none; whoever has too many of these is like none.
    """
    counts = _counted(keys)
    sizes = keys.lengths - (WIDTH - 1)  # or fewer, where a shingle is repeated: that only keeps more
    rows = np.flatnonzero(sizes - _alone(keys, counts) >= threshold * sizes - _NEARLY)
    order = pack(sizes[rows], rows)
    order.sort()
    return order.astype(np.int32), counts  # the low half


# --- the rarest shingles


class _Prefixes:
    """The sets of some keys, by size; and of each its rarest shingles, as entries.

    An entry is a number: the shingle's hash (32 bits), the set's place by size (31), and 0 if the set may meet larger
    ones there, 1 if it only waits to be met by smaller ones. `sizes` and `rows` are by that place, `maps` and `keys` by
    these rows. A map has one bit for each class of shingles, 1 if the set has an odd number of them: two sets differ in
    as many shingles as their maps do in bits, or in more.
    """

    def __init__(self, keys: FoldedTexts, rows: Rows, counts: _Counts, threshold: float, room: int) -> None:
        self._keys, self._counts, self._threshold = keys, counts, threshold
        self.keys = rows
        self._lengths = keys.lengths[rows].astype(np.int32)
        most = int(((1 - threshold) * self._lengths + 2).sum())
        self._room = min(max(room, len(rows)), most)  # the entries of any one shingle fit
        self.sizes = np.empty(len(rows), dtype=np.int32)
        self.maps = np.empty((len(rows), _MAP // 64), dtype=np.uint64)
        self.rows = np.empty(0, dtype=np.int32)
        self._place: Rows | None = None

    def ranges(self) -> Iterator[Packed]:
        """The entries, sorted; those of as many shingles at a time as there is room for."""
        block = max(MATRIX, int(self._lengths.max(initial=0)))
        space = np.empty(self._room + block, dtype=np.uint64)
        low = 0
        while low < 1 << 32 and len(self.keys):
            count, low = self._gather(low, space)
            entries = space[:count]
            self._put_in_place(entries)
            entries.sort()
            yield entries

    def _gather(self, low: int, space: Packed) -> tuple[int, int]:
        """Writes the entries of the shingles from `low` to below a higher one; how many, and that one."""
        count, high = 0, 1 << 32
        for some in blocks_by_length(self._lengths):
            found = self._of(some)
            found = found[((found >> HALF) >= low) & ((found >> HALF) < high)]
            space[count : count + len(found)] = found
            count += len(found)
            if count > self._room:
                held = space[:count]
                held.sort()
                high = max(int(held[self._room * 7 // 8] >> HALF), low + 1)
                count = int(np.searchsorted(held, np.uint64(high << 32)))
        return count, high

    def _of(self, some: slice) -> Packed:
        """The entries of a block of rows, which are numbered as they come; also notes their sizes and maps."""
        found, filled, lengths = matrix(self._keys, self.keys[some])
        ordered = pack(self._counts.of(found), found)
        ordered[~filled] = _NONE
        ordered.sort(axis=1)
        new = ordered != _NONE
        new[:, 1:] &= ordered[:, 1:] != ordered[:, :-1]
        sizes = new.sum(axis=1)
        if self._place is None:
            self.sizes[some] = sizes
            self.maps[some] = _maps(ordered, new)
        asked = sizes - _least(sizes, self._threshold) + 1
        met = sizes - _least(sizes, 2 * self._threshold / (1 + self._threshold)) + 1
        columns = int((asked + lengths - sizes).max())  # as many as hold them, though some stand there twice
        new = new[:, :columns]
        place = np.cumsum(new, axis=1, dtype=np.int32)
        new &= place <= asked[:, None]
        new &= ordered[:, :columns] >> HALF != 1  # what occurs once is shared with none
        row, column = np.nonzero(new)
        later = place[row, column] > met[row]
        entries: Packed = (ordered[row, column] << HALF) | ((row + some.start) * 2 + later).astype(np.uint64)
        return entries

    def _put_in_place(self, entries: Packed) -> None:
        """Numbers the entries' sets by size, which is known when all have been seen."""
        if self._place is None:
            order = pack(self.sizes, np.arange(len(self.sizes), dtype=np.uint64))
            order.sort()
            self.rows = order.astype(np.int32)  # the low half
            self.sizes = self.sizes[self.rows]
            self._place = np.empty(len(self.rows), dtype=np.int32)
            self._place[self.rows] = np.arange(len(self.rows), dtype=np.int32)
            del order
        for start in range(0, len(entries), _SLICE):
            part = entries[start : start + _SLICE]
            place = self._place[((part & LOW) >> np.uint64(1)).astype(np.int64)].astype(np.uint64)
            part &= (LOW << HALF) | np.uint64(1)
            part |= place << np.uint64(1)


def _least(sizes: Numbers, share: float) -> Numbers:
    """The least whole number that is this share of each."""
    return np.asarray(np.ceil(share * sizes - _NEARLY), dtype=np.int64)


def _maps(ordered: Packed, new: npt.NDArray[np.bool_]) -> Packed:
    """The map of each row's distinct shingles."""
    places = (ordered & np.uint64(_MAP - 1)).astype(np.int64)
    places += np.arange(len(ordered))[:, None] * _MAP
    odd = np.zeros(len(ordered) * _MAP, dtype=np.uint8)
    np.add.at(odd, places[new], np.uint8(1))
    odd &= 1
    maps: Packed = np.packbits(odd).view(np.uint64).reshape(len(ordered), -1)
    return maps


def _bits_set(words: Packed) -> Numbers:
    """How many bits are set in each row."""
    counts = np.bitwise_count(words) if hasattr(np, "bitwise_count") else np.unpackbits(words.view(np.uint8), axis=1)
    return np.asarray(counts.sum(axis=1, dtype=np.int64))


# --- who meets there, and is alike


class _Found:
    """The pairs found so far."""

    def __init__(
        self,
        keys: FoldedTexts,
        sets: _Prefixes,
        threshold: float,
        owners: npt.NDArray[np.signedinteger[Any]] | None,
        crowd: int,
    ) -> None:
        self._keys, self._sets, self._threshold, self._owners, self._crowd = keys, sets, threshold, owners, crowd
        self._held: list[Packed] = []
        self._alike, self._unlike = np.empty(0, np.uint64), np.empty(0, np.uint64)  # pairs looked at, ascending
        self._numbers = np.empty((0, 2), np.int32)  # what those that are alike share and have
        self._crowds = 0
        self._cut = [np.empty(0, np.int64)]

    def look(self) -> None:
        """Looks at all that meet."""
        for entries in self._sets.ranges():
            self._take(entries)
        self._settle()

    def _take(self, entries: Packed) -> None:
        """Looks at all that meet in these sorted entries."""
        crowds = [np.empty(0, np.uint64)]
        for start in range(0, len(entries), _SLICE):
            at = np.arange(start, min(start + _SLICE, len(entries)))
            at = at[(entries[at] & np.uint64(1)) == 0]
            for lag in range(1, self._crowd + 2):
                at = at[at + lag < len(entries)]
                at = at[(entries[at] ^ entries[at + lag]) >> HALF == 0]
                left, right = ((entries[each] & LOW).astype(np.int64) >> 1 for each in (at, at + lag))
                near = self._sets.sizes[left] >= self._threshold * self._sets.sizes[right] - _NEARLY
                at, left, right = at[near], left[near], right[near]
                if lag > self._crowd or not len(at):
                    break
                self._held.append(self._likely(left, right))
                if sum(map(len, self._held)) > _HELD:
                    self._settle()
            crowds.append(entries[at] >> HALF)
        for crowd in np.unique(np.concatenate(crowds)):
            edges = np.searchsorted(entries, [crowd << HALF, (crowd << HALF) | LOW])
            places = (entries[slice(*edges.tolist())] & LOW).astype(np.int64) >> 1
            self._cut.append(self._key(places))
            self._crowds += 1

    def _likely(self, left: Numbers, right: Numbers) -> Packed:
        """Those of the pairs whose maps let them be alike, each in one number."""
        if self._owners is not None:
            one, other = (self._owners[self._key(each)] for each in (left, right))
            apart = (one != other) | (one < 0)
            left, right = left[apart], right[apart]
        sizes = self._sets.sizes[left].astype(np.int64) + self._sets.sizes[right]
        least = _least(sizes, self._threshold / (1 + self._threshold))
        differing = _bits_set(self._sets.maps[self._sets.rows[left]] ^ self._sets.maps[self._sets.rows[right]])
        likely = differing <= sizes - 2 * least
        return pack(left[likely], right[likely])

    def _key(self, places: Numbers) -> Numbers:
        """The keys at these places by size."""
        return self._sets.keys[self._sets.rows[places]].astype(np.int64)

    def _settle(self) -> None:
        """Counts what the pairs held share, if that is not known, and keeps those that are alike; none is held then."""
        pairs = unique_pairs(self._held)
        self._held = []
        for known in (self._alike, self._unlike):
            pairs = pairs[~_among(pairs, known)]
        numbers = self._counted(pairs)
        alike = numbers[:, 0] / numbers[:, 1] >= self._threshold
        at = np.searchsorted(self._alike, pairs[alike])
        self._alike = np.insert(self._alike, at, pairs[alike])
        self._numbers = np.insert(self._numbers, at, numbers[alike], axis=0)
        if len(self._unlike) > _KNOWN:  # who meets again is counted again
            self._unlike = self._unlike[:0]
        unlike = pairs[~alike]
        self._unlike = np.insert(self._unlike, np.searchsorted(self._unlike, unlike), unlike)

    def _counted(self, pairs: Packed) -> npt.NDArray[np.int32]:
        """How many shingles each pair shares, and how many it has."""
        left, right = unpack(pairs)
        numbers = np.empty((len(pairs), 2), np.int32)
        lengths = np.maximum(
            *(self._keys.starts[key + 1] - self._keys.starts[key] for key in map(self._key, (left, right)))
        )
        by_length = np.argsort(lengths)
        for block in blocks_by_length(2 * lengths[by_length]):
            some = by_length[block]
            shared = count_shared(self._keys, self._key(left[some]), self._key(right[some]))
            numbers[some, 0] = shared
            numbers[some, 1] = self._sets.sizes[left[some]] + self._sets.sizes[right[some]] - shared
        return numbers

    def pairs(self) -> SimilarPairs:
        """All of them."""
        one, other = (self._key(each) for each in unpack(self._alike))
        pairs = pack(np.minimum(one, other), np.maximum(one, other))
        del one, other
        order = np.argsort(pairs)
        shared, union = self._numbers[order].T.astype(np.int64)
        cut = np.unique(np.concatenate(self._cut))
        return SimilarPairs(*unpack(pairs[order]), shared, shared / union, self._threshold, self._crowds, cut)


def _among(pairs: Packed, known: Packed) -> npt.NDArray[np.bool_]:
    """Which of these pairs are among the known ones, which ascend."""
    if not len(known):
        return np.zeros(len(pairs), dtype=np.bool_)
    return np.asarray(known.take(np.searchsorted(known, pairs), mode="clip") == pairs)
