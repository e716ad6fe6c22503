"""Which documents may share passages, however unlike they are as wholes: a sample of each one's long shingles.

Of the hashes of all runs of 32 codes, one in `RATE` is kept, the same ones everywhere (modulo sampling, Broder 1997;
"scaled" sketches in genomics). What share of a document's sample stands in another's estimates its containment there.
A passage of n codes in common is missed with the probability (1 - 1/RATE)^(n - 31).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from policydiff.matching.packed_pairs import HALF, LOW, first_of_equal, pack, unpack
from policydiff.matching.shingles import Hashes, hashes_into
from policydiff.text.folding import Codes, Positions
from policydiff.text.folding_blocks import Buffers

RUN = 32  # codes in a sampled shingle
RATE = 64
MIN_CERTAIN_SHARE = (
    0.4  # of the smaller document's sample, from which it does not matter how many others have that, too
)
MIN_SHARED = 3  # sampled shingles: fewer are a formula
CROWD, NEAREST = 48, 4  # documents that share a hash up to which all are paired; beyond, each with so many next ones
_HELD = 1 << 22  # pairs held before they are counted
_KEPT = np.uint32((1 << 32) // RATE)


@dataclass(frozen=True, slots=True, eq=False)
class Samples:
    """The sampled hashes of documents end to end, each once in a document: hashes[starts[i]:starts[i + 1]] are i's."""

    hashes: Hashes
    starts: Positions

    @property
    def sizes(self) -> Positions:
        """How many there are of each document."""
        return self.starts[1:] - self.starts[:-1]


@dataclass(frozen=True, slots=True, eq=False)
class Shared:
    """Pairs of documents, ascending, `left` < `right`, with the number of sampled hashes they share.

    `rare` counts those of them that at most CROWD documents have: what more have is a form, a red head, a page's
    furniture. `crowded` counts hashes that so many documents share that not every pair was taken.
    """

    left: Positions
    right: Positions
    counts: Positions
    rare: Positions
    crowded: int


def sample(codes: Codes, starts: Positions, buffers: Buffers) -> Samples:
    """The samples of texts that are folded already."""
    found = hashes_into(codes, RUN, buffers)
    kept = np.flatnonzero(found < _KEPT)
    text = np.searchsorted(starts, kept, side="right") - 1
    inside = kept + RUN <= starts[text + 1]  # a run that reaches into the next text is nobody's
    keys = pack(text[inside], found[kept[inside]])
    keys.sort()
    keys = keys[first_of_equal(keys)]
    counts = np.bincount((keys >> HALF).astype(np.int64), minlength=len(starts) - 1)
    return Samples(keys.astype(np.uint32), np.concatenate(([0], np.cumsum(counts))))


def empty_samples(documents: int) -> Samples:
    """The samples of documents that were not sampled."""
    return Samples(np.empty(0, np.uint32), np.zeros(documents + 1, np.int64))


def concatenate_samples(parts: Iterable[Samples]) -> Samples:
    """The samples of several blocks, in order."""
    held = list(parts)
    sizes = np.concatenate([np.zeros(1, np.int64), *(part.sizes for part in held)])
    return Samples(np.concatenate([np.empty(0, np.uint32), *(part.hashes for part in held)]), np.cumsum(sizes))


def documents_sharing(samples: Samples, least: int = 2) -> Shared:
    """The pairs of documents that share at least so many sampled hashes."""
    documents = np.repeat(np.arange(len(samples.starts) - 1, dtype=np.uint64), samples.sizes)
    keys = pack(samples.hashes, documents)
    keys.sort()
    held: list[_Counted] = []
    pending = crowded = 0
    for found, crowds in _meetings(keys):
        held.append(found)
        pending += len(found[0])
        crowded += crowds
        if pending > _HELD:
            held = [_counted(held)]
            pending = 0
    pairs, counts = _counted(held)
    enough = counts & _LOW_COUNT >= least
    pairs, counts = pairs[enough], counts[enough]
    return Shared(*unpack(pairs), counts & _LOW_COUNT, counts >> 32, crowded)


_Counted = tuple[
    npt.NDArray[np.uint64], Positions
]  # pairs; how many hashes in the low half, rare ones in the high half
_LOW_COUNT = 0xFFFFFFFF


def _meetings(keys: npt.NDArray[np.uint64]) -> Iterator[tuple[_Counted, int]]:
    """The pairs that meet in a hash, some at a time; and how many hashes were crowded."""
    values = (keys >> HALF).astype(np.uint32)
    starts = np.flatnonzero(first_of_equal(values))
    sizes = np.diff(np.append(starts, len(values)))
    shared = sizes > 1
    starts, sizes = starts[shared], sizes[shared]
    crowds = np.count_nonzero(sizes > CROWD)
    ends = np.repeat(starts + sizes, sizes)
    rare = np.repeat(sizes <= CROWD, sizes)
    at = np.repeat(starts - np.concatenate(([0], np.cumsum(sizes)[:-1])), sizes) + np.arange(sizes.sum())
    for lag in range(1, CROWD + 1):
        near = (at + lag < ends) & (rare | (lag <= NEAREST))
        at, ends, rare = at[near], ends[near], rare[near]
        if not len(at):
            return
        pairs = pack(keys[at] & LOW, keys[at + lag] & LOW)
        yield (pairs, 1 + (rare.astype(np.int64) << 32)), int(crowds) if lag == 1 else 0


def _counted(parts: list[_Counted]) -> _Counted:
    """Each pair once, ascending, with the sum of its counts."""
    pairs = np.concatenate([np.empty(0, np.uint64), *(each for each, _ in parts)])
    counts = np.concatenate([np.empty(0, np.int64), *(each for _, each in parts)])
    if not len(pairs):
        return pairs, counts
    order = np.argsort(pairs, kind="stable")
    pairs, counts = pairs[order], counts[order]
    starts = np.flatnonzero(first_of_equal(pairs))
    return pairs[starts], np.add.reduceat(counts, starts)
