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
from policydiff.fold import Codes, Positions
from policydiff.shingle import WIDTH, Hashes, blocks, hashes

Numbers: TypeAlias = npt.NDArray[np.int64]
Keyed: TypeAlias = npt.NDArray[np.uint64]

MEMORY = 64 << 20  # bytes of working space
CROWD = 1000  # of the sections that share a rare shingle, each is looked at with so many that follow it
_BLOCK = 1 << 15  # codes of a matrix
_BITS = 23  # of a shingle's hash, at most, that choose its place in the table of counts
_MAP = 128  # bits of a set's map
_SLICE = 1 << 16  # entries whose meetings are looked at together
_LEAST_ROOM = 1 << 16  # entries
_HELD = 1 << 17  # candidates counted together
_HALF = np.uint64(32)
_LOW = np.uint64(0xFFFFFFFF)
_NONE = np.uint64(0xFFFFFFFFFFFFFFFF)
_NEARLY = 1e-9  # what rounding may take from a bound: bounds are only lowered by it, and pairs are counted


@dataclass(frozen=True, slots=True, eq=False)
class Keys:
    """The codes of several keys end to end, each of at least WIDTH; those of i are codes[starts[i]:starts[i + 1]]."""

    codes: Codes
    starts: Positions

    def __len__(self) -> int:
        return len(self.starts) - 1

    def __getitem__(self, key: int) -> Codes:
        return self.codes[self.starts[key] : self.starts[key + 1]]

    @property
    def lengths(self) -> Positions:
        """How many codes each has."""
        return self.starts[1:] - self.starts[:-1]


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
    keys: Keys, threshold: float, *, owners: Numbers | None = None, memory: int = MEMORY, crowd: int = CROWD
) -> Pairs:
    """Every pair of keys whose sets of shingle hashes have a Jaccard similarity of `threshold` or more.

    Keys of one owner are not paired, where it is 0 or more. `memory` bounds the bytes of working space, and changes
    nothing but the time. PolicydiffError for a threshold out of range.
    """
    if not 0 < threshold <= 1:
        raise PolicydiffError(f"a threshold of {threshold:g}", hint="above 0 and at most 1")
    rows, counts = _acquainted(keys, threshold)
    space = memory - (1 << counts.bits) - 40 * len(rows) - 128 * _BLOCK - 24 * _HELD
    prefixes = _Prefixes(keys, rows, counts, threshold, max(space // 8, _LEAST_ROOM))
    found = _Found(keys, prefixes, threshold, owners, crowd)
    for entries in prefixes.ranges():
        found.take(entries)
    return found.pairs()


# --- keys as matrices


def _blocks(lengths: Positions) -> Iterator[slice]:
    """Keys whose lengths ascend, in blocks: as a matrix of its longest, none has more than _BLOCK codes."""
    start = 0
    while start < len(lengths):
        many = max(1, _BLOCK // int(lengths[start]))
        longest = int(lengths[min(start + many, len(lengths)) - 1])
        end = min(start + max(1, _BLOCK // longest), len(lengths))
        yield slice(start, end)
        start = end


def _matrix(keys: Keys, rows: Numbers) -> tuple[Hashes, npt.NDArray[np.bool_], Numbers]:
    """The shingle hashes of some keys, a row each; which of the places are filled; how many in each row."""
    starts = keys.starts[rows]
    counts = keys.starts[rows + 1] - starts - (WIDTH - 1)
    columns = np.arange(int(counts.max()) + WIDTH - 1)
    codes = keys.codes.take(starts[:, None] + columns, mode="clip")
    found = np.zeros(codes.size, dtype=np.uint32)
    found[: -(WIDTH - 1)] = hashes(codes.reshape(-1), WIDTH)
    whole = slice(1 - WIDTH)  # what begins behind it runs into the next row
    return found.reshape(codes.shape)[:, whole], columns[whole] < counts[:, None], counts


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
    ones there, 1 if it only waits to be met by smaller ones. `keys`, `sizes` and `maps` are by that place. A map has
    one bit for each class of shingles, 1 if the set has an odd number of them: two sets differ in as many shingles as
    their maps do in bits, or in more.
    """

    def __init__(self, keys: Keys, rows: Numbers, counts: _Counts, threshold: float, room: int) -> None:
        self._keys, self._rows, self._counts, self._threshold = keys, rows, counts, threshold
        most = (1 - threshold) * keys.lengths[rows] + 2
        self._entries = np.empty(min(room, int(most.sum())), dtype=np.uint64)
        self.sizes = np.empty(len(rows), dtype=np.int32)
        self.maps = np.empty((len(rows), _MAP // 64), dtype=np.uint64)
        self.keys = rows
        self._place: npt.NDArray[np.int32] | None = None

    def ranges(self) -> Iterator[Keyed]:
        """The entries, sorted; those of as many shingles at a time as there is room for."""
        low, width = 0, 1 << 32
        while low < 1 << 32 and len(self._rows):
            count, high = self._gather(low, min(low + width, 1 << 32))
            entries = self._entries[:count]
            self._put_in_place(entries)
            entries.sort()
            yield entries
            low, width = high, 2 * (high - low)

    def _gather(self, low: int, high: int) -> tuple[int, int]:
        """Writes the entries of shingles from `low` to below `high`; how many, and a lower `high` if it must be."""
        count = 0
        for some in _blocks(self._keys.lengths[self._rows]):
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
        found, filled, lengths = _matrix(self._keys, self._rows[some])
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
            rows = (order & _LOW).astype(np.int64)
            self._place = np.empty(len(rows), dtype=np.int32)
            self._place[rows] = np.arange(len(rows), dtype=np.int32)
            self.sizes, self.maps, self.keys = self.sizes[rows], self.maps[rows], self.keys[rows]
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

    def __init__(self, keys: Keys, sets: _Prefixes, threshold: float, owners: Numbers | None, crowd: int) -> None:
        self._keys, self._sets, self._threshold, self._owners, self._crowd = keys, sets, threshold, owners, crowd
        self._held: list[Keyed] = []
        self._alike = [np.empty((0, 4), np.int64)]
        self._crowds = 0
        self._cut = [np.empty(0, np.int64)]

    def take(self, entries: Keyed) -> None:
        """Looks at all that meet in these sorted entries."""
        held, crowds = 0, [np.empty(0, np.uint64)]
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
                held += len(self._held[-1])
                if held > _HELD:
                    held = self._settle()
            crowds.append(entries[at] >> _HALF)
        self._settle()
        for crowd in np.unique(np.concatenate(crowds)):
            edges = np.searchsorted(entries, [crowd << _HALF, (crowd << _HALF) | _LOW])
            self._cut.append(self._sets.keys[(entries[slice(*edges.tolist())] & _LOW).astype(np.int64) >> 1])
            self._crowds += 1

    def _likely(self, left: Numbers, right: Numbers) -> Keyed:
        """Those of the pairs whose maps let them be alike, each in one number."""
        if self._owners is not None:
            one, other = (self._owners[self._sets.keys[each]] for each in (left, right))
            apart = (one != other) | (one < 0)
            left, right = left[apart], right[apart]
        sizes = self._sets.sizes[left].astype(np.int64) + self._sets.sizes[right]
        least = _least(sizes, self._threshold / (1 + self._threshold))
        differing = _bits_set(self._sets.maps[left] ^ self._sets.maps[right])
        likely = differing <= sizes - 2 * least
        return (left[likely].astype(np.uint64) << _HALF) | right[likely].astype(np.uint64)

    def _settle(self) -> int:
        """Counts what the pairs held share, and keeps those that are alike; none is held then."""
        pairs = np.concatenate([np.empty(0, np.uint64), *self._held])
        self._held = []
        pairs.sort()
        pairs = pairs[np.concatenate(([True], pairs[1:] != pairs[:-1]))] if len(pairs) else pairs
        left, right = (pairs >> _HALF).astype(np.int64), (pairs & _LOW).astype(np.int64)
        lengths = np.maximum(*(self._keys.lengths[self._sets.keys[each]] for each in (left, right)))
        by_length = np.argsort(lengths, kind="stable")
        left, right, lengths = left[by_length], right[by_length], lengths[by_length]
        for some in _blocks(2 * lengths):
            one, other = self._sets.keys[left[some]], self._sets.keys[right[some]]
            shared = _shared(self._keys, one, other)
            union = self._sets.sizes[left[some]].astype(np.int64) + self._sets.sizes[right[some]] - shared
            alike = shared / union >= self._threshold
            found = np.stack((np.minimum(one, other), np.maximum(one, other), shared, union), axis=1)
            self._alike.append(found[alike])
        return 0

    def pairs(self) -> Pairs:
        """All of them, each once."""
        alike = np.unique(np.concatenate(self._alike), axis=0)
        left, right, shared, union = alike.T
        cut = np.unique(np.concatenate(self._cut))
        return Pairs(left, right, shared, shared / union, self._threshold, self._crowds, cut)


def _shared(keys: Keys, left: Numbers, right: Numbers) -> Numbers:
    """How many distinct shingles each pair of keys shares."""
    one, filled_one, _ = _matrix(keys, left)
    other, filled_other, _ = _matrix(keys, right)
    both = np.concatenate((one, other), axis=1, dtype=np.uint64)
    both <<= np.uint64(1)
    of_one, of_other = both[:, : one.shape[1]], both[:, one.shape[1] :]
    of_other |= np.uint64(1)
    of_one[~filled_one], of_other[~filled_other] = np.uint64(1 << 40), np.uint64(1 << 41)
    both.sort(axis=1)
    # the last of a shingle's places on one side, then its first on the other
    found: Numbers = ((both[:, 1:] ^ both[:, :-1]) == 1).sum(axis=1)
    return found
