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
from policydiff.keys import Keys, blocks_by_length, matrix, shared_by
from policydiff.shingle import BLOCK, WIDTH, Hashes, blocks

Numbers: TypeAlias = npt.NDArray[np.int64]
Keyed: TypeAlias = npt.NDArray[np.uint64]

MEMORY = 64 << 20  # bytes of working space
CROWD = 1000  # of the sections that share a rare shingle, each is looked at with so many that follow it
_BITS = 23  # of a shingle's hash, at most, that choose its place in the table of counts
_MAP = 128  # bits of a set's map
_SLICE = 1 << 16  # entries whose meetings are looked at together
_LEAST_ROOM = 1 << 16  # entries
_HELD = 1 << 18  # candidates held before they are counted
_HALF = np.uint64(32)
_LOW = np.uint64(0xFFFFFFFF)
_NONE = np.uint64(0xFFFFFFFFFFFFFFFF)
_NEARLY = 1e-9  # what rounding may take from a bound: bounds are only lowered by it, and pairs are counted


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
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


def join(
    keys: Keys,
    threshold: float,
    *,
    owners: npt.NDArray[np.signedinteger[Any]] | None = None,
    memory: int = MEMORY,
    crowd: int = CROWD,
) -> Pairs:
    """Every pair of keys whose sets of shingle hashes have a Jaccard similarity of `threshold` or more.

    Keys of one owner are not paired, where it is 0 or more. `memory` bounds the bytes of working space, and changes
    nothing but the time. PolicydiffError for a threshold out of range.
    """
    if not 0 < threshold <= 1:
        raise PolicydiffError(f"a threshold of {threshold:g}", hint="above 0 and at most 1")
    rows, counts = _acquainted(keys, threshold)
    space = memory - counts.table.nbytes - 48 * len(rows) - 8 * len(keys) - 128 * BLOCK - 24 * _HELD
    prefixes = _Prefixes(keys, rows, counts, threshold, max(space // 8, _LEAST_ROOM))
    found = _Found(keys, prefixes, threshold, owners, crowd)
    for entries in prefixes.ranges():
        found.take(entries)
    return found.pairs()


# --- who may have a partner


class _Counts(NamedTuple):
    """How often shingles occur, by the first `bits` of their hashes: rather too often than not enough.

    A count that is full begins again at 0.
    """

    table: npt.NDArray[np.unsignedinteger[Any]]
    bits: int

    def of(self, found: Hashes) -> npt.NDArray[np.unsignedinteger[Any]]:
        """The count of each."""
        return self.table.take(found >> np.uint32(32 - self.bits), mode="clip")


def _counted(keys: Keys, dtype: type[np.unsignedinteger[Any]]) -> _Counts:
    """The counts of all shingles, also of those that reach from one key into the next."""
    bits = min(max(len(keys.codes).bit_length(), 8), _BITS)
    table = np.zeros(1 << bits, dtype=dtype)
    for _, found in blocks(keys.codes, WIDTH):
        found >>= np.uint32(32 - bits)
        np.add.at(table, found.astype(np.intp), dtype(1))
    return _Counts(table, bits)


def _alone(keys: Keys, counts: _Counts) -> Numbers | None:
    """How many shingles of each key occur nowhere else; None if a count that was full feigns them."""
    alone = np.zeros(len(keys), dtype=np.int64)
    ones = 0
    for start, found in blocks(keys.codes, WIDTH):
        once = counts.of(found) == 1
        ones += int(np.count_nonzero(once))
        first, last = np.searchsorted(keys.starts, [start, start + len(once)], side="right").tolist()
        ends = keys.starts[first : last + 1] - start
        for behind in range(1, WIDTH):  # these reach into the next key
            across = ends - behind
            once[across[(across >= 0) & (across < len(once))]] = False
        where = np.flatnonzero(once)
        alone[first - 1 : last] += np.diff(
            np.searchsorted(where, keys.starts[first:last] - start), prepend=0, append=len(where)
        )
    return alone if ones == np.count_nonzero(counts.table == 1) else None


def _acquainted(
    keys: Keys, threshold: float, dtype: type[np.unsignedinteger[Any]] = np.uint16
) -> tuple[Numbers, _Counts]:
    """The keys that may have a partner, by length; and the counts of their shingles, or of a few more.

    A shingle that occurs once is shared with none; whoever has too many of these is like none.
    """
    counts = _counted(keys, dtype)
    alone = _alone(keys, counts)
    if alone is None:
        return _acquainted(keys, threshold, np.uint32)
    sizes = keys.lengths - (WIDTH - 1)  # or fewer, where a shingle is repeated: that only keeps more
    rows = np.flatnonzero(sizes - alone >= threshold * sizes - _NEARLY)
    order = (sizes[rows].astype(np.uint64) << _HALF) | rows.astype(np.uint64)
    order.sort()
    return (order & _LOW).astype(np.int64), counts


# --- the rarest shingles


class _Prefixes:
    """The sets of some keys, by size; and of each its rarest shingles, as entries.

    An entry is a number: the shingle's hash (32 bits), the set's place by size (31), and 0 if the set may meet larger
    ones there, 1 if it only waits to be met by smaller ones. `sizes` and `rows` are by that place, `maps` and `keys` by
    these rows. A map has one bit for each class of shingles, 1 if the set has an odd number of them: two sets differ in
    as many shingles as their maps do in bits, or in more.
    """

    def __init__(self, keys: Keys, rows: Numbers, counts: _Counts, threshold: float, room: int) -> None:
        self._keys, self._counts, self._threshold = keys, counts, threshold
        self.keys = rows.astype(np.int32)
        self._lengths = keys.lengths[rows].astype(np.int32)
        most = int(((1 - threshold) * self._lengths + 2).sum())
        self._entries = np.empty(min(room, most), dtype=np.uint64)
        self.sizes = np.empty(len(rows), dtype=np.int32)
        self.maps = np.empty((len(rows), _MAP // 64), dtype=np.uint64)
        self.rows = np.empty(0, dtype=np.int32)
        self._place: npt.NDArray[np.int32] | None = None

    def ranges(self) -> Iterator[Keyed]:
        """The entries, sorted; those of as many shingles at a time as there is room for."""
        low, width = 0, 1 << 32
        while low < 1 << 32 and len(self.keys):
            count, high = self._gather(low, min(low + width, 1 << 32))
            entries = self._entries[:count]
            self._put_in_place(entries)
            entries.sort()
            yield entries
            low, width = high, 2 * (high - low)

    def _gather(self, low: int, high: int) -> tuple[int, int]:
        """Writes the entries of shingles from `low` to below `high`; how many, and a lower `high` if it must be."""
        count = 0
        for some in blocks_by_length(self._lengths):
            found = self._of(some)
            found = found[((found >> _HALF) >= low) & ((found >> _HALF) < high)]
            while count + len(found) > len(self._entries) and high - low > 1:
                high = (low + high) // 2
                held = self._entries[:count]
                held = held[(held >> _HALF) < high]
                count = len(held)
                self._entries[:count] = held
                found = found[(found >> _HALF) < high]
            if count + len(found) > len(self._entries):  # all of one shingle
                self._entries = np.concatenate((self._entries, np.empty(count + len(found), np.uint64)))
            self._entries[count : count + len(found)] = found
            count += len(found)
        return count, high

    def _of(self, some: slice) -> Keyed:
        """The entries of a block of rows, which are numbered as they come; also notes their sizes and maps."""
        found, filled, lengths = matrix(self._keys, self.keys[some])
        ordered = (self._counts.of(found).astype(np.uint64) << _HALF) | found
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
        new &= ordered[:, :columns] >> _HALF != 1  # what occurs once is shared with none
        row, column = np.nonzero(new)
        later = place[row, column] > met[row]
        entries: Keyed = (ordered[row, column] << _HALF) | ((row + some.start) * 2 + later).astype(np.uint64)
        return entries

    def _put_in_place(self, entries: Keyed) -> None:
        """Numbers the entries' sets by size, which is known when all have been seen."""
        if self._place is None:
            order = (self.sizes.astype(np.uint64) << _HALF) | np.arange(len(self.sizes), dtype=np.uint64)
            order.sort()
            self.rows = order.astype(np.int32)  # the low half
            self.sizes = self.sizes[self.rows]
            self._place = np.empty(len(self.rows), dtype=np.int32)
            self._place[self.rows] = np.arange(len(self.rows), dtype=np.int32)
            del order
        for start in range(0, len(entries), _SLICE):
            part = entries[start : start + _SLICE]
            place = self._place[((part & _LOW) >> np.uint64(1)).astype(np.int64)].astype(np.uint64)
            part &= (_LOW << _HALF) | np.uint64(1)
            part |= place << np.uint64(1)


def _least(sizes: Numbers, share: float) -> Numbers:
    """The least whole number that is this share of each."""
    return np.asarray(np.ceil(share * sizes - _NEARLY), dtype=np.int64)


def _maps(ordered: Keyed, new: npt.NDArray[np.bool_]) -> Keyed:
    """The map of each row's distinct shingles."""
    places = (ordered & np.uint64(_MAP - 1)).astype(np.int64)
    places += np.arange(len(ordered))[:, None] * _MAP
    odd = np.zeros(len(ordered) * _MAP, dtype=np.uint8)
    np.add.at(odd, places[new], np.uint8(1))
    odd &= 1
    maps: Keyed = np.packbits(odd).view(np.uint64).reshape(len(ordered), -1)
    return maps


def _bits_set(words: Keyed) -> Numbers:
    """How many bits are set in each row."""
    counts = np.bitwise_count(words) if hasattr(np, "bitwise_count") else np.unpackbits(words.view(np.uint8), axis=1)
    return np.asarray(counts.sum(axis=1, dtype=np.int64))


# --- who meets there, and is alike


class _Found:
    """The pairs found so far."""

    def __init__(
        self,
        keys: Keys,
        sets: _Prefixes,
        threshold: float,
        owners: npt.NDArray[np.signedinteger[Any]] | None,
        crowd: int,
    ) -> None:
        self._keys, self._sets, self._threshold, self._owners, self._crowd = keys, sets, threshold, owners, crowd
        self._held: list[Keyed] = []
        self._pairs: list[Keyed] = []  # of keys, and of each what they share and have
        self._shared: list[npt.NDArray[np.int32]] = []
        self._crowds = 0
        self._cut = [np.empty(0, np.int64)]

    def take(self, entries: Keyed) -> None:
        """Looks at all that meet in these sorted entries."""
        crowds = [np.empty(0, np.uint64)]
        for start in range(0, len(entries), _SLICE):
            at = np.arange(start, min(start + _SLICE, len(entries)))
            at = at[(entries[at] & np.uint64(1)) == 0]
            for lag in range(1, self._crowd + 2):
                at = at[at + lag < len(entries)]
                at = at[(entries[at] ^ entries[at + lag]) >> _HALF == 0]
                left, right = ((entries[each] & _LOW).astype(np.int64) >> 1 for each in (at, at + lag))
                near = self._sets.sizes[left] >= self._threshold * self._sets.sizes[right] - _NEARLY
                at, left, right = at[near], left[near], right[near]
                if lag > self._crowd or not len(at):
                    break
                self._held.append(self._likely(left, right))
                if sum(map(len, self._held)) > _HELD:
                    self._held = [_once(self._held)]
                    if len(self._held[0]) > _HELD // 2:
                        self._settle()
            crowds.append(entries[at] >> _HALF)
        for crowd in np.unique(np.concatenate(crowds)):
            edges = np.searchsorted(entries, [crowd << _HALF, (crowd << _HALF) | _LOW])
            places = (entries[slice(*edges.tolist())] & _LOW).astype(np.int64) >> 1
            self._cut.append(self._key(places))
            self._crowds += 1

    def _likely(self, left: Numbers, right: Numbers) -> Keyed:
        """Those of the pairs whose maps let them be alike, each in one number."""
        if self._owners is not None:
            one, other = (self._owners[self._key(each)] for each in (left, right))
            apart = (one != other) | (one < 0)
            left, right = left[apart], right[apart]
        sizes = self._sets.sizes[left].astype(np.int64) + self._sets.sizes[right]
        least = _least(sizes, self._threshold / (1 + self._threshold))
        differing = _bits_set(self._sets.maps[self._sets.rows[left]] ^ self._sets.maps[self._sets.rows[right]])
        likely = differing <= sizes - 2 * least
        return (left[likely].astype(np.uint64) << _HALF) | right[likely].astype(np.uint64)

    def _key(self, places: Numbers) -> Numbers:
        """The keys at these places by size."""
        return self._sets.keys[self._sets.rows[places]].astype(np.int64)

    def _settle(self) -> None:
        """Counts what the pairs held share, and keeps those that are alike; none is held then."""
        left, right = _halves(_once(self._held))
        self._held = []
        lengths = np.maximum(
            *(self._keys.starts[key + 1] - self._keys.starts[key] for key in map(self._key, (left, right)))
        )
        by_length = np.argsort(lengths, kind="stable")
        left, right, lengths = left[by_length], right[by_length], lengths[by_length]
        for some in blocks_by_length(2 * lengths):
            one, other = self._key(left[some]), self._key(right[some])
            shared = shared_by(self._keys, one, other)
            union = self._sets.sizes[left[some]] + self._sets.sizes[right[some]] - shared
            alike = shared / union >= self._threshold
            pairs = (np.minimum(one, other).astype(np.uint64) << _HALF) | np.maximum(one, other).astype(np.uint64)
            self._pairs.append(pairs[alike])
            self._shared.append(np.stack((shared, union), axis=1).astype(np.int32)[alike])

    def pairs(self) -> Pairs:
        """All of them, each once."""
        self._settle()
        pairs = np.concatenate([np.empty(0, np.uint64), *self._pairs])
        numbers = np.concatenate([np.empty((0, 2), np.int32), *self._shared])
        self._pairs, self._shared = [], []
        pairs, firsts = np.unique(pairs, return_index=True)
        shared, union = numbers[firsts].T.astype(np.int64)
        cut = np.unique(np.concatenate(self._cut))
        return Pairs(*_halves(pairs), shared, shared / union, self._threshold, self._crowds, cut)


def _once(held: list[Keyed]) -> Keyed:
    """The pairs, ascending, each once."""
    pairs = np.concatenate([np.empty(0, np.uint64), *held])
    pairs.sort()
    new = np.ones(len(pairs), dtype=np.bool_)
    np.not_equal(pairs[1:], pairs[:-1], out=new[1:])
    return pairs[new]


def _halves(pairs: Keyed) -> tuple[Numbers, Numbers]:
    """The two numbers of each pair."""
    return (pairs >> _HALF).astype(np.int64), (pairs & _LOW).astype(np.int64)
