"""Exact set-similarity join: every pair of folded texts with similar sets of shingles, by sorting, in bounded memory.

1. Shingles are ordered, the rarest first. The first few of a set are its prefix.
2. Two sets whose Jaccard similarity reaches a threshold share a shingle of both prefixes (prefix filter: Chaudhuri,
   Ganti and Kaushik, 2006; length of the prefixes: Xiao, Wang, Lin and Yu, 2008). So only the prefixes are sorted
   together, and texts that meet at a shingle there are candidate pairs.
3. The shared shingles of each candidate pair are counted, not estimated.

Texts are handled in the order of their lengths, so that those of a block fill a matrix.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from policydiff.errors import PolicydiffError
from policydiff.matching.packed_pairs import HALF, LOW, Numbers, Packed, pack, unique_pairs, unpack
from policydiff.matching.shingle_matrix import MATRIX, FoldedTexts, blocks_by_length, count_shared, shingle_rows
from policydiff.matching.shingles import SHINGLE_CODES, Hashes, blocks
from policydiff.messages import message

Rows: TypeAlias = npt.NDArray[np.int32]  # (n,): indices

MEMORY = 64 << 20  # bytes of working memory
MAX_PARTNERS_AT_SHINGLE = 1000  # texts with which a text is paired at one shingle, of those that follow it
_MAX_COUNT = 255  # of a shingle that is stored
_MAX_TABLE_BITS = 23  # highest bits of a hash that choose its slot in the table of counts
_MAP_BITS = 128  # in the parity map of a set
_ENTRIES_AT_A_TIME = 1 << 16  # entries whose pairs are proposed together
_MAX_HELD_CANDIDATES = 1 << 16  # then their shared shingles are counted
_MAX_STORED_UNLIKE = 1 << 17  # pairs stored as verified and not similar
_FIXED_BYTES = 8 << 20  # for blocks, slices and held candidates
_BYTES_A_SET = 48  # for size, map and row of a set
_PADDING = np.uint64(0xFFFFFFFFFFFFFFFF)  # sorted behind all shingles
_ROUNDING = 1e-9  # subtracted from bounds, so that rounding never raises one; the pairs are counted exactly


@dataclass(frozen=True, slots=True, eq=False)
class SimilarPairs:
    """Pairs of texts by index, ascending, with left[i] < right[i], their number of shared shingles and similarity.

    left, right, shared: int64 (n,); jaccard: float64 (n,), in [threshold, 1]; cut: int64, ascending.

    `crowded` is the number of shingles at which some text had more possible partners than allowed, so that not all
    pairs were examined; `cut` are the texts that may lack partners for that reason. If the join is complete, `crowded`
    is 0 and `cut` is empty.
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
    texts: FoldedTexts,
    threshold: float,
    *,
    owners: npt.NDArray[np.signedinteger[Any]] | None = None,
    memory: int = MEMORY,
    crowd: int = MAX_PARTNERS_AT_SHINGLE,
) -> SimilarPairs:
    """Every pair of texts whose sets of shingle hashes have a Jaccard similarity of `threshold` or more.

    Texts with the same owner are not paired if the owner is 0 or more. At one shingle, a text is paired with at most
    `crowd` texts that follow it. `memory` bounds the bytes allocated here and affects only the time. It does not count
    the resulting pairs (about 80 bytes each while they are put together) and what a text longer than MATRIX takes (60
    bytes a code). At least 16 MiB and 64 bytes a text are used, and up to 41 MiB and 8 bytes a text while shingles are
    counted. Raises PolicydiffError if `threshold` is not in (0, 1].

    >>> codes = np.tile(np.arange(40, dtype=np.uint16), 2)
    >>> pairs = similar_pairs(FoldedTexts(codes, np.array([0, 40, 80])), 0.8)
    >>> pairs.left.tolist(), pairs.right.tolist(), pairs.jaccard.tolist()
    ([0], [1], [1.0])
    """
    if not 0 < threshold <= 1:
        raise PolicydiffError(
            message("a threshold of {threshold:g}", threshold=threshold), hint="above 0 and at most 1"
        )
    rows, counts = _texts_with_partners(texts, threshold)
    entry_bytes = memory - counts.table.nbytes - _BYTES_A_SET * len(rows) - 8 * len(texts) - _FIXED_BYTES
    prefixes = _Prefixes(texts, rows, counts, threshold, entry_bytes // 8)
    join = _Join(texts, prefixes, threshold, owners, crowd)
    join.run()
    return join.pairs()


# --- texts that may have a partner


class _ShingleCounts(NamedTuple):
    """Upper bounds of how often shingles occur, by the first `bits` bits of their hashes.

    table: uint8 (2**bits,); counts above _MAX_COUNT are stored as _MAX_COUNT.
    """

    table: npt.NDArray[np.uint8]
    bits: int

    def of(self, shingles: Hashes) -> npt.NDArray[np.uint8]:
        """How often each shingle occurs at most; other shingles may share its count, and _MAX_COUNT means more."""
        return self.table.take(shingles >> np.uint32(32 - self.bits), mode="clip")


def _count_shingles(texts: FoldedTexts) -> _ShingleCounts:
    """Counts of all shingles, each at least its own, including those that reach from one text into the next."""
    bits = min(max(len(texts.codes).bit_length(), 8), _MAX_TABLE_BITS)
    table = np.zeros(1 << bits, dtype=np.uint32)
    for _, shingles in blocks(texts.codes, SHINGLE_CODES):
        shingles >>= np.uint32(32 - bits)
        np.add.at(table, shingles.astype(np.intp), np.uint32(1))
    return _ShingleCounts(np.minimum(table, _MAX_COUNT, out=table).astype(np.uint8), bits)


def _unique_shingles(texts: FoldedTexts, counts: _ShingleCounts) -> Numbers:
    """The number of shingles of each text that certainly occur nowhere else: int64, a lower bound."""
    unique = np.zeros(len(texts), dtype=np.int64)
    for start, shingles in blocks(texts.codes, SHINGLE_CODES):
        is_unique = counts.of(shingles) == 1
        first, last = np.searchsorted(texts.starts, [start, start + len(is_unique)], side="right").tolist()
        ends = texts.starts[first : last + 1] - start
        for offset in range(1, SHINGLE_CODES):  # shingles that begin here reach into the next text
            across = ends - offset
            is_unique[across[(across >= 0) & (across < len(is_unique))]] = False
        indices = np.flatnonzero(is_unique)
        unique[first - 1 : last] += np.diff(
            np.searchsorted(indices, texts.starts[first:last] - start), prepend=0, append=len(indices)
        )
    return unique


def _texts_with_partners(texts: FoldedTexts, threshold: float) -> tuple[Rows, _ShingleCounts]:
    """The texts that may have a partner, ascending by length, and the counts of all shingles.

    A shingle that occurs once is not shared; a text with too many of these is similar to no other.
    """
    counts = _count_shingles(texts)
    # An upper bound, since shingles may be repeated: it only keeps more texts.
    sizes = texts.lengths - (SHINGLE_CODES - 1)
    rows = np.flatnonzero(sizes - _unique_shingles(texts, counts) >= threshold * sizes - _ROUNDING)
    order = pack(sizes[rows], rows)
    order.sort()
    return order.astype(np.int32), counts  # the low half


# --- prefixes: the rarest shingles of each set


class _Prefixes:
    """The shingle sets of some texts, and the prefix of each set, its rarest shingles, as entries.

    An entry is a number of 64 bits: the hash of a shingle (32 bits), the rank of the set (31), and 1 bit: 0 if the set
    is paired with larger ones at this shingle, 1 if only with smaller ones. A parity map has one bit for each class of
    shingles, 1 if the set has an odd number of them, so two sets differ in at least as many shingles as their maps
    differ in bits.

    The row of a set is its position in the order of text lengths. Its rank is its position in the order of set sizes,
    which are known after the first pass over the rows.

    sizes: int32 (n,), by row in the first pass and by rank after it; row_of_rank: int32 (n,), by rank; text_of_row:
    int32 (n,), the index of each text, by row; maps: uint64 (n, _MAP_BITS // 64), by row.
    """

    def __init__(
        self, texts: FoldedTexts, rows: Rows, counts: _ShingleCounts, threshold: float, max_entries: int
    ) -> None:
        self._texts, self._counts, self._threshold = texts, counts, threshold
        self.text_of_row = rows
        self._lengths = texts.lengths[rows].astype(np.int32)
        all_entries = int(((1 - threshold) * self._lengths + 2).sum())
        self._max_entries = min(max(max_entries, len(rows)), all_entries)  # at least the entries of any one shingle
        self.sizes = np.empty(len(rows), dtype=np.int32)
        self.maps = np.empty((len(rows), _MAP_BITS // 64), dtype=np.uint64)
        self.row_of_rank = np.empty(0, dtype=np.int32)
        self._rank_of_row: Rows | None = None

    def ranges(self) -> Iterator[Packed]:
        """Yield the entries, sorted, in ranges of shingles that fit in memory; each is valid until the next one."""
        block = max(MATRIX, int(self._lengths.max(initial=0)))
        space = np.empty(self._max_entries + block, dtype=np.uint64)
        low = 0
        while low < 1 << 32 and len(self.text_of_row):
            count, low = self._gather(low, space)
            entries = space[:count]
            self._rows_to_ranks(entries)
            entries.sort()
            yield entries

    def _gather(self, low: int, space: Packed) -> tuple[int, int]:
        """Write the entries of the shingles in [low, high) to `space`, for a `high` that fits; (number, `high`)."""
        count, high = 0, 1 << 32
        for rows in blocks_by_length(self._lengths):
            entries = self._entries_of(rows)
            entries = entries[((entries >> HALF) >= low) & ((entries >> HALF) < high)]
            space[count : count + len(entries)] = entries
            count += len(entries)
            if count > self._max_entries:
                gathered = space[:count]
                gathered.sort()
                high = max(int(gathered[self._max_entries * 7 // 8] >> HALF), low + 1)
                count = int(np.searchsorted(gathered, np.uint64(high << 32)))
        return count, high

    def _entries_of(self, rows: slice) -> Packed:
        """The entries of a block of rows, with rows instead of ranks.

        The first pass over the rows also stores their sizes and maps.
        """
        shingles, filled, lengths = shingle_rows(self._texts, self.text_of_row[rows])
        ordered = pack(self._counts.of(shingles), shingles)
        ordered[~filled] = _PADDING
        ordered.sort(axis=1)
        is_first = ordered != _PADDING
        is_first[:, 1:] &= ordered[:, 1:] != ordered[:, :-1]
        sizes = is_first.sum(axis=1)
        if self._rank_of_row is None:
            self.sizes[rows] = sizes
            self.maps[rows] = _parity_maps(ordered, is_first)
        prefix_sizes = sizes - _ceil_share(sizes, self._threshold) + 1
        indexed_sizes = sizes - _ceil_share(sizes, 2 * self._threshold / (1 + self._threshold)) + 1
        # Enough columns for the prefixes, in which shingles may be repeated.
        columns = int((prefix_sizes + lengths - sizes).max())
        is_first = is_first[:, :columns]
        nth = np.cumsum(is_first, axis=1, dtype=np.int32)  # of the distinct shingles of a set, the rarest is the first
        is_first &= nth <= prefix_sizes[:, None]
        is_first &= ordered[:, :columns] >> HALF != 1  # a shingle that occurs once is not shared
        row, column = np.nonzero(is_first)
        only_met = nth[row, column] > indexed_sizes[row]
        entries: Packed = (ordered[row, column] << HALF) | ((row + rows.start) * 2 + only_met).astype(np.uint64)
        return entries

    def _rows_to_ranks(self, entries: Packed) -> None:
        """Replace the rows in the entries by ranks, which are known after the first pass."""
        if self._rank_of_row is None:
            order = pack(self.sizes, np.arange(len(self.sizes), dtype=np.uint64))
            order.sort()
            self.row_of_rank = order.astype(np.int32)  # the low half
            self.sizes = self.sizes[self.row_of_rank]
            self._rank_of_row = np.empty(len(self.row_of_rank), dtype=np.int32)
            self._rank_of_row[self.row_of_rank] = np.arange(len(self.row_of_rank), dtype=np.int32)
            del order
        for start in range(0, len(entries), _ENTRIES_AT_A_TIME):
            part = entries[start : start + _ENTRIES_AT_A_TIME]
            ranks = self._rank_of_row[((part & LOW) >> np.uint64(1)).astype(np.int64)].astype(np.uint64)
            part &= (LOW << HALF) | np.uint64(1)
            part |= ranks << np.uint64(1)


def _ceil_share(sizes: Numbers, share: float) -> Numbers:
    """The least whole number that is at least this share of each size."""
    return np.asarray(np.ceil(share * sizes - _ROUNDING), dtype=np.int64)


def _parity_maps(ordered: Packed, is_first: npt.NDArray[np.bool_]) -> Packed:
    """The parity map of the distinct shingles of each row."""
    bit_positions = (ordered & np.uint64(_MAP_BITS - 1)).astype(np.int64)
    bit_positions += np.arange(len(ordered))[:, None] * _MAP_BITS
    parities = np.zeros(len(ordered) * _MAP_BITS, dtype=np.uint8)
    np.add.at(parities, bit_positions[is_first], np.uint8(1))
    parities &= 1
    maps: Packed = np.packbits(parities).view(np.uint64).reshape(len(ordered), -1)
    return maps


def _bits_set(maps: Packed) -> Numbers:
    """The number of bits that are set in each row."""
    counts = np.bitwise_count(maps) if hasattr(np, "bitwise_count") else np.unpackbits(maps.view(np.uint8), axis=1)
    return np.asarray(counts.sum(axis=1, dtype=np.int64))


# --- pairs that share a shingle of a prefix


class _Join:
    """A join in progress: the candidates not yet verified, and the pairs verified so far."""

    def __init__(
        self,
        texts: FoldedTexts,
        sets: _Prefixes,
        threshold: float,
        owners: npt.NDArray[np.signedinteger[Any]] | None,
        crowd: int,
    ) -> None:
        self._texts, self._sets, self._threshold, self._owners, self._crowd = texts, sets, threshold, owners, crowd
        self._held: list[Packed] = []
        self._alike, self._unlike = np.empty(0, np.uint64), np.empty(0, np.uint64)  # verified pairs, packed, ascending
        self._shared_unions = np.empty((0, 2), np.int32)  # shared shingles and union of the pairs in _alike
        self._crowded = 0
        self._cut = [np.empty(0, np.int64)]

    def run(self) -> None:
        """Examine all pairs that share a shingle of their prefixes."""
        for entries in self._sets.ranges():
            self._propose_from(entries)
        self._verify_held()

    def _propose_from(self, entries: Packed) -> None:
        """Hold or verify the pairs that share a shingle in these sorted entries; at a crowded one, not all of them."""
        crowded_shingles = [np.empty(0, np.uint64)]
        for start in range(0, len(entries), _ENTRIES_AT_A_TIME):
            index = np.arange(start, min(start + _ENTRIES_AT_A_TIME, len(entries)))
            index = index[(entries[index] & np.uint64(1)) == 0]
            for lag in range(1, self._crowd + 2):
                index = index[index + lag < len(entries)]
                index = index[(entries[index] ^ entries[index + lag]) >> HALF == 0]
                left, right = ((entries[positions] & LOW).astype(np.int64) >> 1 for positions in (index, index + lag))
                big_enough = self._sets.sizes[left] >= self._threshold * self._sets.sizes[right] - _ROUNDING
                index, left, right = index[big_enough], left[big_enough], right[big_enough]
                if lag > self._crowd or not len(index):
                    break
                self._held.append(self._filtered(left, right))
                if sum(map(len, self._held)) > _MAX_HELD_CANDIDATES:
                    self._verify_held()
            crowded_shingles.append(entries[index] >> HALF)
        for shingle in np.unique(np.concatenate(crowded_shingles)):
            edges = np.searchsorted(entries, [shingle << HALF, (shingle << HALF) | LOW])
            ranks = (entries[slice(*edges.tolist())] & LOW).astype(np.int64) >> 1
            self._cut.append(self._texts_at(ranks))
            self._crowded += 1

    def _filtered(self, left: Numbers, right: Numbers) -> Packed:
        """The pairs, packed, of different owners (below 0 is none) whose maps do not exclude that they are similar."""
        if self._owners is not None:
            left_owners, right_owners = (self._owners[self._texts_at(ranks)] for ranks in (left, right))
            apart = (left_owners != right_owners) | (left_owners < 0)
            left, right = left[apart], right[apart]
        sizes = self._sets.sizes[left].astype(np.int64) + self._sets.sizes[right]
        least = _ceil_share(sizes, self._threshold / (1 + self._threshold))
        differing = _bits_set(
            self._sets.maps[self._sets.row_of_rank[left]] ^ self._sets.maps[self._sets.row_of_rank[right]]
        )
        likely = differing <= sizes - 2 * least
        return pack(left[likely], right[likely])

    def _texts_at(self, ranks: Numbers) -> Numbers:
        """The indices of the texts whose sets have these ranks."""
        return self._sets.text_of_row[self._sets.row_of_rank[ranks]].astype(np.int64)

    def _verify_held(self) -> None:
        """Count the shared shingles of the held pairs not verified yet, keep the similar ones, and hold none."""
        pairs = unique_pairs(self._held)
        self._held = []
        for verified in (self._alike, self._unlike):
            pairs = pairs[~_is_among(pairs, verified)]
        shared_unions = self._shared_and_union(pairs)
        alike = shared_unions[:, 0] / shared_unions[:, 1] >= self._threshold
        index = np.searchsorted(self._alike, pairs[alike])
        self._alike = np.insert(self._alike, index, pairs[alike])
        self._shared_unions = np.insert(self._shared_unions, index, shared_unions[alike], axis=0)
        if len(self._unlike) > _MAX_STORED_UNLIKE:  # a pair that is proposed again is counted again
            self._unlike = self._unlike[:0]
        unlike = pairs[~alike]
        self._unlike = np.insert(self._unlike, np.searchsorted(self._unlike, unlike), unlike)

    def _shared_and_union(self, pairs: Packed) -> npt.NDArray[np.int32]:
        """The numbers of shared shingles and of shingles in the union, for each pair: int32 (n, 2)."""
        left, right = unpack(pairs)
        shared_unions = np.empty((len(pairs), 2), np.int32)
        lengths = np.maximum(
            *(self._texts.starts[texts + 1] - self._texts.starts[texts] for texts in map(self._texts_at, (left, right)))
        )
        by_length = np.argsort(lengths)
        for block in blocks_by_length(2 * lengths[by_length]):
            indices = by_length[block]
            shared = count_shared(self._texts, self._texts_at(left[indices]), self._texts_at(right[indices]))
            shared_unions[indices, 0] = shared
            shared_unions[indices, 1] = self._sets.sizes[left[indices]] + self._sets.sizes[right[indices]] - shared
        return shared_unions

    def pairs(self) -> SimilarPairs:
        """The similar pairs found so far; all of them after `run`."""
        left, right = (self._texts_at(ranks) for ranks in unpack(self._alike))
        pairs = pack(np.minimum(left, right), np.maximum(left, right))
        del left, right
        order = np.argsort(pairs)
        shared, union = self._shared_unions[order].T.astype(np.int64)
        cut = np.unique(np.concatenate(self._cut))
        return SimilarPairs(*unpack(pairs[order]), shared, shared / union, self._threshold, self._crowded, cut)


def _is_among(pairs: Packed, ascending_pairs: Packed) -> npt.NDArray[np.bool_]:
    """Whether each of these pairs is in `ascending_pairs`; False for all if that is empty."""
    if not len(ascending_pairs):
        return np.zeros(len(pairs), dtype=np.bool_)
    return np.asarray(ascending_pairs.take(np.searchsorted(ascending_pairs, pairs), mode="clip") == pairs)
