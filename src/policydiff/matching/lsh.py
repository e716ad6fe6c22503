"""Which documents may be alike: pairs whose signatures agree in a band of slots, and the exact measure of a pair.

A signature is cut into b bands of r slots. Two documents of similarity s agree in a whole band with the probability
1 - (1 - s^r)^b (Broder; Indyk and Motwani); equal bands are found by sorting. A pair is then kept if enough of all its
slots agree. What both steps may miss is known beforehand, and said. A pair is a candidate, not a match: `overlap`
counts.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from policydiff.errors import PolicydiffError
from policydiff.matching.minhash import EMPTY, K, Signatures
from policydiff.matching.packed_pairs import HALF, LOW, first_of_equal, pack, unique_pairs, unpack
from policydiff.text.folding import Positions

THRESHOLD = 0.8  # Jaccard similarity from which a pair is a candidate, whatever it shares
MAX_MISS_PROBABILITY = 0.001  # probability that a pair at the threshold is missed
CROWD, NEAREST = 64, 8  # documents in one bucket up to which each is paired with each; beyond, with so many neighbours
_BAND, _PAIR = 40, 400  # nanoseconds a document and band take to sort, and a pair to check
_STRANGERS, _KIN = (100_000, 0.03), 20  # of a document: how many are how like it by language alone; how many are kin
_HELD = 1 << 22  # pairs held before those that do not agree are dropped
_ROWS = 1 << 9  # documents whose bands are hashed together
_MULTIPLIER = np.uint32(0x9E3779B1)


# --- bands and what they miss


@dataclass(frozen=True, slots=True)
class Bands:
    """How candidates are found: `bands` of `rows` slots, of which one must agree, then `least` of all `k` slots."""

    bands: int
    rows: int
    k: int = K
    least: int = 0

    def __post_init__(self) -> None:
        if min(self.bands, self.rows) < 1 or self.bands * self.rows > self.k or not 0 <= self.least <= self.k:
            raise PolicydiffError(
                f"{self.bands} bands of {self.rows} slots, {self.least} to agree, in a signature of {self.k}",
                hint="ask for other bands, or a larger k",
            )

    def probability_of_a_miss(self, similarity: float) -> float:
        """How probably a pair of this Jaccard similarity is not found, in [0, 1].

        The sum of what the two steps miss, so rather too much than too little; slots are taken as independent, and
        those of `fast` are a little better than that.
        """
        banded = (1 - similarity**self.rows) ** self.bands
        return min(1.0, banded + _fewer(self.least, self.k, similarity))

    def as_json(self, threshold: float) -> dict[str, Any]:
        """The parameters, and what a pair at the threshold risks."""
        return {
            "threshold": threshold,
            "bands": self.bands,
            "rows": self.rows,
            "slots": self.k,
            "least_agreeing": self.least,
            "probability_of_a_miss": self.probability_of_a_miss(threshold),
        }


def _fewer(least: int, k: int, similarity: float) -> float:
    """The probability that fewer than `least` of k independent slots agree."""
    return min(1.0, math.fsum(_agreeing(slots, k, similarity) for slots in range(least)))


def _agreeing(slots: int, k: int, similarity: float) -> float:
    """The probability that so many of k independent slots agree."""
    if similarity in (0, 1):
        return float(slots == k * similarity)
    ways = math.lgamma(k + 1) - math.lgamma(slots + 1) - math.lgamma(k - slots + 1)
    return math.exp(ways + slots * math.log(similarity) + (k - slots) * math.log1p(-similarity))


def _most_needed(k: int, similarity: float, miss: float) -> int:
    """The most slots that may be asked to agree, if fewer do so with at most this probability."""
    fewer = 0.0
    for slots in range(k):
        fewer += _agreeing(slots, k, similarity)
        if fewer > miss:
            return slots
    return k


@cache
def tune_bands(threshold: float, k: int = K, miss: float = MAX_MISS_PROBABILITY) -> Bands:
    """The cheapest bands that miss a pair at the threshold with at most this probability.

    Half of `miss` is left to the bands and half to the count of agreeing slots. The cost is that of sorting the bands,
    and of checking the pairs that meet in them needlessly: a document's 100,000 strangers, alike by 0.03 since they
    share a language, and its 20 kin, spread evenly below the threshold. PolicydiffError where no bands of k slots do.
    """
    if not 0 < threshold <= 1 or not 0 < miss < 1:
        raise PolicydiffError(
            f"a threshold of {threshold:g} with a probability of a miss of {miss:g}", hint="both between 0 and 1"
        )
    below = [(step + 0.5) / 64 * threshold for step in range(64)]
    best: tuple[float, int, int] | None = None
    for rows in range(1, k + 1):
        found = threshold**rows
        bands = 1 if found >= 1 else math.ceil(math.log(miss / 2) / math.log1p(-found))
        if bands * rows > k:
            break
        kin = sum(1 - (1 - each**rows) ** bands for each in below) / len(below) * _KIN
        strangers = _STRANGERS[0] * -math.expm1(bands * math.log1p(-(_STRANGERS[1] ** rows)))
        cost = bands * _BAND + (kin + strangers) * _PAIR
        if best is None or cost < best[0]:
            best = (cost, bands, rows)
    if best is None:
        raise PolicydiffError(
            f"{k} slots are too few to find pairs at {threshold:g} with a probability of a miss of {miss:g}",
            hint="a larger k, or a higher threshold",
        )
    return Bands(best[1], best[2], k, _most_needed(k, threshold, miss / 2))


# --- candidates


@dataclass(frozen=True, slots=True, eq=False)
class Candidates:
    """Pairs of documents that may be alike, ascending, `left` before `right` in each.

    `estimates` of their Jaccard similarity; `crowded` counts the buckets with more than CROWD documents, in which not
    every pair was taken: each document with NEAREST others and with one of those signed alike.
    """

    left: npt.NDArray[np.int64]
    right: npt.NDArray[np.int64]
    estimates: npt.NDArray[np.float64]
    bands: Bands
    crowded: int

    def __len__(self) -> int:
        return len(self.left)

    def pairs(self) -> Iterator[tuple[int, int]]:
        """The pairs, one by one."""
        return zip(self.left.tolist(), self.right.tolist(), strict=True)


def propose_candidates(signatures: Signatures, bands: Bands) -> Candidates:
    """The pairs of documents whose signatures agree in a band and in enough slots. Empty documents are in none."""
    if signatures.parameters.k != bands.k:
        raise PolicydiffError(
            f"bands for signatures of {bands.k} slots, and signatures of {signatures.parameters.k}",
            hint="tune the bands for the k of the signatures",
        )
    values = signatures.values
    documents = np.flatnonzero(values[:, 0] != EMPTY)
    names = cache(lambda: _names(values))  # few corpora need them
    held: list[npt.NDArray[np.uint64]] = []
    crowded = pending = 0
    for hashes in band_hashes(values, documents, bands):
        keys = pack(hashes, documents)
        keys.sort()
        found, crowds = _meetings(keys, names)
        crowded += crowds
        held += found
        pending += sum(map(len, found))
        if pending > _HELD:
            held = [_agreed(unique_pairs(held), signatures, bands.least)[0]]
            pending = len(held[0])
    pairs, agreeing = _agreed(unique_pairs(held), signatures, bands.least)
    return Candidates(*unpack(pairs), agreeing / bands.k, bands, crowded)


def band_hashes(values: npt.NDArray[np.uint32], documents: Positions, bands: Bands) -> npt.NDArray[np.uint32]:
    """A hash of each band (a row) of each document (a column).

    Of a million documents, a hundred pairs meet in a hash of 32 bits by chance: they fail the next test.
    """
    found = np.empty((bands.bands, len(documents)), dtype=np.uint32)
    for start in range(0, len(documents), _ROWS):
        some = slice(start, start + _ROWS)
        # slots as rows, while they are in the cache: then each step is one over whole rows
        slots = np.ascontiguousarray(values[documents[some], : bands.bands * bands.rows].T)
        cube = slots.reshape(bands.bands, bands.rows, -1)
        mixed = cube[:, 0].copy()
        for slot in range(1, bands.rows):
            mixed *= _MULTIPLIER
            mixed += cube[:, slot]
        found[:, some] = mixed
    return found


def _meetings(
    keys: npt.NDArray[np.uint64], names: Callable[[], npt.NDArray[np.uint64]]
) -> tuple[list[npt.NDArray[np.uint64]], int]:
    """The pairs in each bucket of the sorted keys, left in the high half; how many buckets were crowded."""
    hashes = (keys >> HALF).astype(np.uint32)
    meeting = np.flatnonzero(hashes[1:] == hashes[:-1])  # with the next one
    if not len(meeting):
        return [], 0
    breaks = np.flatnonzero(np.diff(meeting) > 1) + 1
    starts = meeting[np.concatenate(([0], breaks))]
    sizes = np.diff(np.concatenate((breaks, [len(meeting)])), prepend=0) + 1
    found = []
    crowds = np.flatnonzero(sizes > CROWD)
    for crowd in crowds.tolist():
        documents = unpack(keys[starts[crowd] : starts[crowd] + sizes[crowd]])[1]
        found += _crowd_pairs(documents, names()[documents])
    if len(crowds):
        starts, sizes = np.delete(starts, crowds), np.delete(sizes, crowds)
    at = np.repeat(starts - np.concatenate(([0], np.cumsum(sizes)[:-1])), sizes) + np.arange(sizes.sum())
    ends = np.repeat(starts + sizes, sizes)
    for lag in range(1, CROWD):
        near = at + lag < ends
        at, ends = at[near], ends[near]
        if not len(at):
            break
        found.append(pack(keys[at] & LOW, keys[at + lag] & LOW))
    return found, len(crowds)


def _names(values: npt.NDArray[np.uint32]) -> npt.NDArray[np.uint64]:
    """A hash of each whole signature."""
    found = np.zeros(len(values), dtype=np.uint64)
    for slot in range(values.shape[1]):
        found *= np.uint64(0x9E3779B97F4A7C15)
        found += values[:, slot]
    return found


def _crowd_pairs(documents: npt.NDArray[np.int64], names: npt.NDArray[np.uint64]) -> list[npt.NDArray[np.uint64]]:
    """Of a crowded bucket: each document with the first of those signed alike, and these firsts with their neighbours.

    Neighbours are so in the order of the signatures' names, which is not that of the documents.
    """
    order = np.argsort(names, kind="stable")
    documents, names = documents[order], names[order]
    new = first_of_equal(names)
    spoken = documents[new]
    owners = spoken[np.cumsum(new) - 1]
    pairs = [(owners[~new], documents[~new])]
    pairs += [(spoken[:-lag], spoken[lag:]) for lag in range(1, min(NEAREST + 1, len(spoken)))]
    return [pack(np.minimum(one, other), np.maximum(one, other)) for one, other in pairs]


def _agreed(
    pairs: npt.NDArray[np.uint64], signatures: Signatures, least: int
) -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.int64]]:
    """The pairs that agree in enough slots, and in how many."""
    agreeing = signatures.agreeing(*unpack(pairs))
    enough = agreeing >= least
    return pairs[enough], agreeing[enough]


def connected_components(
    left: npt.NDArray[np.int64], right: npt.NDArray[np.int64], documents: int
) -> npt.NDArray[np.int64]:
    """For each document the least document that pairs lead to from it, step by step: a label of what hangs together.

    Roots are hooked to lesser roots and paths shortened until nothing changes (Shiloach and Vishkin, 1982). It orders
    work; nothing is decided by it.
    """
    labels = np.arange(documents)
    while len(left):
        one, other = labels[left], labels[right]
        np.minimum.at(labels, np.maximum(one, other), np.minimum(one, other))
        while not np.array_equal(shorter := labels[labels], labels):
            labels = shorter
        apart = labels[left] != labels[right]
        left, right = left[apart], right[apart]
    return labels
