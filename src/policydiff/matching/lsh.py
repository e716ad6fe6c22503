"""Locality-sensitive hashing: candidate pairs of documents, whose MinHash signatures agree in a band of slots.

A signature is cut into b bands of r slots. Two documents of similarity s agree in at least one whole band with
probability 1 - (1 - s^r)^b (Broder; Indyk and Motwani); equal bands are found by sorting. A pair is then kept if enough
of all its slots agree. The probability that the two steps miss a pair is computed in advance and reported. A pair is a
candidate, not a match: `overlap` counts exactly.
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
from policydiff.matching.minhash import DEFAULT_SLOTS, EMPTY, Signatures
from policydiff.matching.packed_pairs import (
    HALF,
    LOW,
    GroupByKey,
    first_of_equal,
    pack,
    sorted_groups,
    unique_pairs,
    unpack,
)
from policydiff.messages import message
from policydiff.text.folding import Positions

THRESHOLD = 0.8  # least Jaccard similarity of a candidate pair
MAX_MISS_PROBABILITY = 0.001  # that a pair at the threshold is not proposed
MAX_BUCKET_DOCUMENTS = 64  # documents in one bucket, up to which all are paired
CROWD_NEIGHBOURS = 8  # neighbours with which a document of a larger bucket is paired
_BAND_NANOSECONDS = 40  # to sort one band of one document
_PAIR_NANOSECONDS = 400  # to check one pair
_STRANGERS = 100_000  # unrelated documents that each document is assumed to have
_STRANGER_SIMILARITY = 0.03  # of unrelated documents, which share a language
_KIN = 20  # related documents below the threshold that each document is assumed to have
_MAX_HELD_PAIRS = 1 << 22  # then the pairs that do not agree in enough slots are dropped
_DOCUMENTS_AT_A_TIME = 1 << 9  # whose bands are hashed together
_MULTIPLIER = np.uint32(0x9E3779B1)


# --- bands and the probability of a miss


@dataclass(frozen=True, slots=True)
class Bands:
    """How candidates are found: one of `bands` bands of `rows` slots must agree, then `min_agreeing_slots` of all `k`.

    PolicydiffError if the bands need more than `k` slots, or a number is out of range.
    """

    bands: int
    rows: int
    k: int = DEFAULT_SLOTS
    min_agreeing_slots: int = 0

    def __post_init__(self) -> None:
        """Raise PolicydiffError for bands that no signature of `k` slots can have."""
        if (
            min(self.bands, self.rows) < 1
            or self.bands * self.rows > self.k
            or not 0 <= self.min_agreeing_slots <= self.k
        ):
            raise PolicydiffError(
                message(
                    "{bands} bands of {rows} slots, {least} to agree, in a signature of {k}",
                    bands=self.bands,
                    rows=self.rows,
                    least=self.min_agreeing_slots,
                    k=self.k,
                ),
                hint="ask for other bands, or a larger k",
            )

    def probability_of_a_miss(self, similarity: float) -> float:
        """The probability, in [0, 1], that a pair of this Jaccard similarity is not found.

        It is the sum of the probabilities of the two steps, at most 1, so an upper bound. Slots are assumed to be
        independent; those of `fast` signatures miss slightly less.
        """
        banded = (1 - similarity**self.rows) ** self.bands
        return min(1.0, banded + _probability_of_fewer(self.min_agreeing_slots, self.k, similarity))

    def as_json(self, threshold: float) -> dict[str, Any]:
        """The parameters, and as "probability_of_a_miss" that of a pair at the threshold, which is also in it."""
        return {
            "threshold": threshold,
            "bands": self.bands,
            "rows": self.rows,
            "slots": self.k,
            "least_agreeing": self.min_agreeing_slots,
            "probability_of_a_miss": self.probability_of_a_miss(threshold),
        }


def _probability_of_fewer(least: int, k: int, similarity: float) -> float:
    """The probability, in [0, 1], that fewer than `least` of k independent slots agree; 0 for `least` 0."""
    return min(1.0, math.fsum(_probability_of_agreeing(slots, k, similarity) for slots in range(least)))


def _probability_of_agreeing(slots: int, k: int, similarity: float) -> float:
    """The probability, in [0, 1], that exactly `slots` of k independent slots agree, each with this similarity."""
    if similarity in (0, 1):
        return float(slots == k * similarity)
    ways = math.lgamma(k + 1) - math.lgamma(slots + 1) - math.lgamma(k - slots + 1)
    return math.exp(ways + slots * math.log(similarity) + (k - slots) * math.log1p(-similarity))


def _max_least(k: int, similarity: float, miss: float) -> int:
    """The largest number of slots, 0 to k, such that fewer agree with at most the probability `miss`."""
    probability = 0.0
    for slots in range(k):
        probability += _probability_of_agreeing(slots, k, similarity)
        if probability > miss:
            return slots
    return k


@cache
def tune_bands(threshold: float, k: int = DEFAULT_SLOTS, miss: float = MAX_MISS_PROBABILITY) -> Bands:
    """The cheapest bands that miss a pair at the threshold with at most the probability `miss`.

    Half of `miss` goes to the bands and half to the count of agreeing slots. The cost is that of sorting the bands and
    of checking the pairs that they propose needlessly: of each document with `_STRANGERS` unrelated ones of similarity
    `_STRANGER_SIMILARITY`, and with `_KIN` related ones spread evenly below the threshold. PolicydiffError if no bands
    of k slots suffice, or unless 0 < threshold <= 1 and 0 < miss < 1.

    >>> bands = tune_bands(0.8)
    >>> bands.bands * bands.rows <= 128, bands.probability_of_a_miss(0.8) <= 0.001
    (True, True)
    """
    if not 0 < threshold <= 1 or not 0 < miss < 1:
        raise PolicydiffError(
            message(
                "a threshold of {threshold:g} with a probability of a miss of {miss:g}", threshold=threshold, miss=miss
            ),
            hint="both between 0 and 1",
        )
    similarities = [(step + 0.5) / 64 * threshold for step in range(64)]
    best: tuple[float, int, int] | None = None
    for rows in range(1, k + 1):
        match_probability = threshold**rows
        bands = 1 if match_probability >= 1 else math.ceil(math.log(miss / 2) / math.log1p(-match_probability))
        if bands * rows > k:
            break
        related = sum(1 - (1 - similarity**rows) ** bands for similarity in similarities) / len(similarities) * _KIN
        strangers = _STRANGERS * -math.expm1(bands * math.log1p(-(_STRANGER_SIMILARITY**rows)))
        cost = bands * _BAND_NANOSECONDS + (related + strangers) * _PAIR_NANOSECONDS
        if best is None or cost < best[0]:
            best = (cost, bands, rows)
    if best is None:
        raise PolicydiffError(
            message(
                "{k} slots are too few to find pairs at {threshold:g} with a probability of a miss of {miss:g}",
                k=k,
                threshold=threshold,
                miss=miss,
            ),
            hint="a larger k, or a higher threshold",
        )
    return Bands(best[1], best[2], k, _max_least(k, threshold, miss / 2))


# --- candidates


@dataclass(frozen=True, slots=True, eq=False)
class Candidates:
    """Candidate pairs of documents, ascending, with left[i] < right[i].

    left, right: int64 (n,); estimates: float64 (n,), of their Jaccard similarity. `crowded` is the number of buckets
    with more than MAX_BUCKET_DOCUMENTS documents, in which not every pair is proposed: documents with equal signatures
    are paired with one of them, which is paired with CROWD_NEIGHBOURS neighbours.
    """

    left: npt.NDArray[np.int64]
    right: npt.NDArray[np.int64]
    estimates: npt.NDArray[np.float64]
    bands: Bands
    crowded: int

    def __len__(self) -> int:
        return len(self.left)

    def pairs(self) -> Iterator[tuple[int, int]]:
        """Iterate over the pairs (left, right), ascending, as Python numbers."""
        return zip(self.left.tolist(), self.right.tolist(), strict=True)


def propose_candidates(signatures: Signatures, bands: Bands, group_by_key: GroupByKey = sorted_groups) -> Candidates:
    """The pairs of documents whose signatures agree in a band and in enough slots; empty documents are in no pair.

    A bucket of a band is a group of rows with one key; not all pairs of a crowded one are proposed. PolicydiffError if
    the bands are tuned for another k than that of the signatures.
    """
    if signatures.parameters.k != bands.k:
        raise PolicydiffError(
            message(
                "bands for signatures of {bands_k} slots, and signatures of {k}",
                bands_k=bands.k,
                k=signatures.parameters.k,
            ),
            hint="tune the bands for the k of the signatures",
        )
    values = signatures.values
    documents = np.flatnonzero(values[:, 0] != EMPTY)
    signature_hashes = cache(lambda: _signature_hashes(values))  # computed when needed, which is seldom
    held_pairs: list[npt.NDArray[np.uint64]] = []
    crowded = pending = 0
    tables = (pack(hashes, documents) for hashes in band_hashes(values, documents, bands))
    for parts, crowded_buckets in group_by_key(lambda rows: _pairs_in_buckets(rows, signature_hashes), tables):
        crowded += crowded_buckets
        held_pairs += parts
        pending += sum(map(len, parts))
        if pending > _MAX_HELD_PAIRS:
            held_pairs = [_agreeing_pairs(unique_pairs(held_pairs), signatures, bands.min_agreeing_slots)[0]]
            pending = len(held_pairs[0])
    pairs, agreeing = _agreeing_pairs(unique_pairs(held_pairs), signatures, bands.min_agreeing_slots)
    return Candidates(*unpack(pairs), agreeing / bands.k, bands, crowded)


def band_hashes(values: npt.NDArray[np.uint32], documents: Positions, bands: Bands) -> npt.NDArray[np.uint32]:
    """A hash of each band of each of these documents: uint32 (bands, documents).

    `values` are those of `Signatures`, `documents` the indexes of its rows. In a million documents about a hundred
    pairs have an equal hash of 32 bits by chance; they fail the next test.
    """
    hashes = np.empty((bands.bands, len(documents)), dtype=np.uint32)
    for start in range(0, len(documents), _DOCUMENTS_AT_A_TIME):
        rows = slice(start, start + _DOCUMENTS_AT_A_TIME)
        # Transposed while they are in the cache: then each step works on whole rows.
        slots = np.ascontiguousarray(values[documents[rows], : bands.bands * bands.rows].T)
        cube = slots.reshape(bands.bands, bands.rows, -1)
        mixed = cube[:, 0].copy()
        for slot in range(1, bands.rows):
            mixed *= _MULTIPLIER
            mixed += cube[:, slot]
        hashes[:, rows] = mixed
    return hashes


def _pairs_in_buckets(
    entries: npt.NDArray[np.uint64], signature_hashes: Callable[[], npt.NDArray[np.uint64]]
) -> tuple[list[npt.NDArray[np.uint64]], int]:
    """The pairs in each bucket, packed, in parts; and the number of crowded buckets.

    `entries` are (band hash, document), packed and ascending. The lesser document is the left one. Of a bucket with
    more than MAX_BUCKET_DOCUMENTS documents, the pairs are those of `_crowd_pairs`.
    """
    hashes = (entries >> HALF).astype(np.uint32)
    meeting = np.flatnonzero(hashes[1:] == hashes[:-1])  # each equals the next one
    if not len(meeting):
        return [], 0
    breaks = np.flatnonzero(np.diff(meeting) > 1) + 1
    starts = meeting[np.concatenate(([0], breaks))]
    sizes = np.diff(np.concatenate((breaks, [len(meeting)])), prepend=0) + 1
    parts = []
    crowded = np.flatnonzero(sizes > MAX_BUCKET_DOCUMENTS)
    for bucket in crowded.tolist():
        documents = unpack(entries[starts[bucket] : starts[bucket] + sizes[bucket]])[1]
        parts += _crowd_pairs(documents, signature_hashes()[documents])
    if len(crowded):
        starts, sizes = np.delete(starts, crowded), np.delete(sizes, crowded)
    index = np.repeat(starts - np.concatenate(([0], np.cumsum(sizes)[:-1])), sizes) + np.arange(sizes.sum())
    ends = np.repeat(starts + sizes, sizes)
    for lag in range(1, MAX_BUCKET_DOCUMENTS):
        inside = index + lag < ends
        index, ends = index[inside], ends[inside]
        if not len(index):
            break
        parts.append(pack(entries[index] & LOW, entries[index + lag] & LOW))
    return parts, len(crowded)


def _signature_hashes(values: npt.NDArray[np.uint32]) -> npt.NDArray[np.uint64]:
    """A hash of each whole signature, of all its slots: uint64 (n,)."""
    hashes = np.zeros(len(values), dtype=np.uint64)
    for slot in range(values.shape[1]):
        hashes *= np.uint64(0x9E3779B97F4A7C15)
        hashes += values[:, slot]
    return hashes


def _crowd_pairs(
    documents: npt.NDArray[np.int64], signature_hashes: npt.NDArray[np.uint64]
) -> list[npt.NDArray[np.uint64]]:
    """The pairs of a crowded bucket: each document with the first of equal signature, and these with their neighbours.

    Neighbours are the CROWD_NEIGHBOURS next ones in the order of the signature hashes, which is not the order of the
    documents. The lesser document is the left one.
    """
    order = np.argsort(signature_hashes, kind="stable")
    documents, signature_hashes = documents[order], signature_hashes[order]
    is_first = first_of_equal(signature_hashes)
    representatives = documents[is_first]
    own_representatives = representatives[np.cumsum(is_first) - 1]
    pairs = [(own_representatives[~is_first], documents[~is_first])]
    pairs += [
        (representatives[:-lag], representatives[lag:])
        for lag in range(1, min(CROWD_NEIGHBOURS + 1, len(representatives)))
    ]
    return [pack(np.minimum(left, right), np.maximum(left, right)) for left, right in pairs]


def _agreeing_pairs(
    pairs: npt.NDArray[np.uint64], signatures: Signatures, least: int
) -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.int64]]:
    """The pairs that agree in at least `least` slots, and the number of slots in which each of these agrees."""
    agreeing = signatures.agreeing(*unpack(pairs))
    enough = agreeing >= least
    return pairs[enough], agreeing[enough]


def connected_components(
    left: npt.NDArray[np.int64], right: npt.NDArray[np.int64], documents: int
) -> npt.NDArray[np.int64]:
    """For each document the least document of its connected component, as a label of the component: int64 (documents,).

    A document without an edge is its own label. Roots are hooked to lesser roots and paths shortened until nothing
    changes (Shiloach and Vishkin, 1982). The labels only order work; no result depends on them.

    >>> connected_components(np.array([1, 3]), np.array([2, 4]), 5).tolist()
    [0, 1, 1, 3, 3]
    """
    labels = np.arange(documents)
    while len(left):
        left_labels, right_labels = labels[left], labels[right]
        np.minimum.at(labels, np.maximum(left_labels, right_labels), np.minimum(left_labels, right_labels))
        while not np.array_equal(shorter := labels[labels], labels):
            labels = shorter
        apart = labels[left] != labels[right]
        left, right = left[apart], right[apart]
    return labels
