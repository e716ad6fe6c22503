"""FracMinHash: samples of long shingles, which show what documents may share passages, even if otherwise unlike.

Of the hashes of all runs of 32 codes, one in `RATE` is kept, the same ones in every document (modulo sampling, Broder
1997; "scaled" sketches in genomics). The share of a document's sample that is in another sample estimates its
containment in the other document. A common passage of n codes is missed with probability (1 - 1/RATE)^(n - 31).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

import numpy as np
import numpy.typing as npt

from policydiff.matching.packed_pairs import HALF, LOW, GroupByKey, first_of_equal, pack, sorted_groups, unpack
from policydiff.matching.shingles import Hashes, hashes_into
from policydiff.text.folding import Codes, Positions
from policydiff.text.folding_blocks import Buffers

SAMPLED_SHINGLE_CODES = 32  # codes in a sampled shingle
RATE = 64  # hashes, of which one is sampled
# Share of the smaller document's sample; from it on, it does not matter how many other documents have these hashes too.
MIN_CERTAIN_SHARE = 0.4
MIN_SHARED = 3  # sampled shingles; fewer are only a formula
MAX_BUCKET_DOCUMENTS = 48  # documents that share a hash, up to which all are paired
CROWD_NEIGHBOURS = 4  # next documents with which a document is paired at a hash that more documents share
_MAX_HELD_PAIRS = 1 << 22  # then their counts are summed
_SAMPLE_BOUND = np.uint32((1 << 32) // RATE)  # hashes below it are sampled
_LOW_COUNT = 0xFFFFFFFF  # mask of the low half of a count


@dataclass(frozen=True, slots=True, eq=False)
class Samples:
    """The sampled hashes of n documents end to end; those of document i are hashes[starts[i]:starts[i + 1]].

    hashes: uint32, within a document distinct and ascending; starts: int64 (n + 1,), ascending from 0.
    """

    hashes: Hashes
    starts: Positions

    @property
    def sizes(self) -> Positions:
        """The number of sampled hashes of each document: int64 (n,)."""
        return self.starts[1:] - self.starts[:-1]


@dataclass(frozen=True, slots=True, eq=False)
class SharedSamples:
    """Pairs of documents, ascending, with left[i] < right[i], and the numbers of sampled hashes that they share.

    left, right, counts, rare: int64 (pairs,). `counts` are the shared hashes; `rare` those of them that at most
    MAX_BUCKET_DOCUMENTS documents have (more documents share forms, red letterheads and page furniture). `crowded` is
    the number of hashes that more documents share, so that not every pair was counted there.
    """

    left: Positions
    right: Positions
    counts: Positions
    rare: Positions
    crowded: int


def sample_shingles(codes: Codes, starts: Positions, buffers: Buffers) -> Samples:
    """The samples of texts that are already folded and end to end; `starts` are their starts, and the end.

    A text shorter than `SAMPLED_SHINGLE_CODES` has none. The samples do not refer to `buffers`.

    >>> codes = np.arange(6_431, dtype=np.uint16)  # 6,400 shingles, of which one in 64 is expected
    >>> sample_shingles(codes, np.array([0, 6_431]), Buffers()).sizes.tolist()
    [125]
    """
    hashes = hashes_into(codes, SAMPLED_SHINGLE_CODES, buffers)
    sampled = np.flatnonzero(hashes < _SAMPLE_BOUND)
    texts = np.searchsorted(starts, sampled, side="right") - 1
    inside = sampled + SAMPLED_SHINGLE_CODES <= starts[texts + 1]  # a run that reaches into the next text is of no text
    entries = pack(texts[inside], hashes[sampled[inside]])
    entries.sort()
    entries = entries[first_of_equal(entries)]
    counts = np.bincount((entries >> HALF).astype(np.int64), minlength=len(starts) - 1)
    return Samples(entries.astype(np.uint32), np.concatenate(([0], np.cumsum(counts))))


def empty_samples(documents: int) -> Samples:
    """The samples of that many documents, all of them empty."""
    return Samples(np.empty(0, np.uint32), np.zeros(documents + 1, np.int64))


def concatenate_samples(parts: Iterable[Samples]) -> Samples:
    """The samples of the documents of several blocks, in order; those of no document without blocks."""
    blocks = list(parts)
    sizes = np.concatenate([np.zeros(1, np.int64), *(block.sizes for block in blocks)])
    return Samples(np.concatenate([np.empty(0, np.uint32), *(block.hashes for block in blocks)]), np.cumsum(sizes))


def documents_sharing(samples: Samples, least: int = 2, group_by_key: GroupByKey = sorted_groups) -> SharedSamples:
    """The pairs of documents that share at least `least` sampled hashes, ascending; a hash is the key of a group.

    At a hash that more than MAX_BUCKET_DOCUMENTS documents have, only CROWD_NEIGHBOURS next ones are counted for each.
    """
    documents = np.repeat(np.arange(len(samples.starts) - 1, dtype=np.uint64), samples.sizes)
    groups = group_by_key(_pairs_sharing, [pack(samples.hashes, documents)])
    parts: list[_PairCounts] = []
    pending = crowded = 0
    for part, crowded_hashes in chain.from_iterable(groups):
        parts.append(part)
        pending += len(part[0])
        crowded += crowded_hashes
        if pending > _MAX_HELD_PAIRS:
            parts = [_sum_counts(parts)]
            pending = 0
    pairs, counts = _sum_counts(parts)
    enough = counts & _LOW_COUNT >= least
    pairs, counts = pairs[enough], counts[enough]
    return SharedSamples(*unpack(pairs), counts & _LOW_COUNT, counts >> 32, crowded)


# Packed pairs, and for each the number of hashes in the low half and that of rare ones in the high half: uint64, int64.
_PairCounts = tuple[npt.NDArray[np.uint64], Positions]


def _pairs_sharing(entries: npt.NDArray[np.uint64]) -> Iterator[tuple[_PairCounts, int]]:
    """Yield the pairs that share a hash, in parts; with the first part, the number of crowded hashes, else 0.

    `entries` are (hash, document), packed and ascending. A pair comes once for each hash that it shares. Nothing is
    yielded if no hash is shared.
    """
    values = (entries >> HALF).astype(np.uint32)
    starts = np.flatnonzero(first_of_equal(values))
    sizes = np.diff(np.append(starts, len(values)))
    shared = sizes > 1
    starts, sizes = starts[shared], sizes[shared]
    crowded = np.count_nonzero(sizes > MAX_BUCKET_DOCUMENTS)
    ends = np.repeat(starts + sizes, sizes)
    rare = np.repeat(sizes <= MAX_BUCKET_DOCUMENTS, sizes)
    index = np.repeat(starts - np.concatenate(([0], np.cumsum(sizes)[:-1])), sizes) + np.arange(sizes.sum())
    for lag in range(1, MAX_BUCKET_DOCUMENTS + 1):
        wanted = (index + lag < ends) & (rare | (lag <= CROWD_NEIGHBOURS))
        index, ends, rare = index[wanted], ends[wanted], rare[wanted]
        if not len(index):
            return
        pairs = pack(entries[index] & LOW, entries[index + lag] & LOW)
        yield (pairs, 1 + (rare.astype(np.int64) << 32)), int(crowded) if lag == 1 else 0


def _sum_counts(parts: list[_PairCounts]) -> _PairCounts:
    """Each pair once, ascending, with the sum of its counts in all parts; both empty without pairs."""
    pairs = np.concatenate([np.empty(0, np.uint64), *(part_pairs for part_pairs, _ in parts)])
    counts = np.concatenate([np.empty(0, np.int64), *(part_counts for _, part_counts in parts)])
    if not len(pairs):
        return pairs, counts
    order = np.argsort(pairs, kind="stable")
    pairs, counts = pairs[order], counts[order]
    starts = np.flatnonzero(first_of_equal(pairs))
    return pairs[starts], np.add.reduceat(counts, starts)
