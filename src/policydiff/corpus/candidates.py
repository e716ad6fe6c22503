"""Candidate pairs of a corpus: documents with similar signatures, and documents of which one may contain the other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, pairwise
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from policydiff.corpus.scan import CorpusScan
from policydiff.corpus.settings import ScanOptions
from policydiff.matching.fracminhash import MIN_CERTAIN_SHARE, MIN_SHARED, RATE, documents_sharing
from policydiff.matching.lsh import Bands, propose_candidates, tune_bands
from policydiff.matching.minhash import Signatures
from policydiff.matching.packed_pairs import GroupByKey, first_of_equal, sorted_groups
from policydiff.messages import Message, message

_MAX_SAME_TITLE = 8  # documents of one title that are all paired with each other


class CandidatePair(NamedTuple):
    """Two documents by number, `left` < `right`, and an estimate in [0, 1] of how close they are."""

    left: int
    right: int
    estimate: float


@dataclass(frozen=True, eq=False)
class CandidatePairs:
    """Candidate pairs, ascending, each once, `left` < `right`.

    `left` and `right` are int64 (n,), numbers of documents. `estimates` is float64 (n,), the estimated Jaccard
    similarities; `contained_shares` is float64 (n,), the estimated share of the smaller document in the other, 0 if not
    sampled. `crowded` counts the LSH buckets and sampled hashes with so many documents that not all their pairs were
    taken.
    """

    left: npt.NDArray[np.int64]
    right: npt.NDArray[np.int64]
    estimates: npt.NDArray[np.float64]
    contained_shares: npt.NDArray[np.float64]
    bands: Bands
    crowded: int
    threshold: float

    def estimated(self) -> Iterator[tuple[int, int, float]]:
        """The pairs one by one, ascending: left, right, estimated Jaccard similarity in [0, 1]."""
        return zip(self.left.tolist(), self.right.tolist(), self.estimates.tolist(), strict=True)

    def by_component(self, component_labels: npt.NDArray[np.int64]) -> Iterator[list[CandidatePair]]:
        """The pairs of each connected component, ascending; the estimate of a pair is the greater of its two.

        `component_labels` is int64 (number of documents,): documents of one component have the same label.
        """
        labels = component_labels[self.left]
        order = np.argsort(labels, kind="stable")
        ends = np.flatnonzero(np.diff(labels[order])) + 1
        for component in np.split(order, ends) if len(order) else ():
            closeness = np.maximum(self.estimates[component], self.contained_shares[component])
            columns = self.left[component].tolist(), self.right[component].tolist(), closeness.tolist()
            yield list(map(CandidatePair._make, zip(*columns, strict=True)))

    def with_pairs(self, more: Iterable[tuple[int, int]], signatures: Signatures) -> CandidatePairs:
        """These candidate pairs together with further ones, the lower number first in each.

        Those that are there already change nothing.

        The contained share of a further pair is 0.
        """
        packed = self.left << 32 | self.right
        new = np.array(sorted({left << 32 | right for left, right in more}), dtype=np.int64)
        new = new[~np.isin(new, packed)]
        all_pairs = np.concatenate((packed, new))
        order = np.argsort(all_pairs)
        estimates = signatures.agreeing(new >> 32, new & 0xFFFFFFFF) / self.bands.k
        return replace(
            self,
            left=all_pairs[order] >> 32,
            right=all_pairs[order] & 0xFFFFFFFF,
            estimates=np.concatenate((self.estimates, estimates))[order],
            contained_shares=np.concatenate((self.contained_shares, np.zeros(len(new))))[order],
        )

    @property
    def sampling(self) -> Message:
        """Which shingles are looked up, always in the same words: "1 of 64 shingles of 32 characters"."""
        return message("1 of {rate} shingles of 32 characters", rate=RATE)

    def as_json(self) -> dict[str, Any]:
        """How candidates were searched for, and what that may miss: bands, pairs, crowded buckets, sampling."""
        return {
            **self.bands.as_json(self.threshold),
            "candidate_pairs": len(self.left),
            "crowded_buckets": self.crowded,
            "sampling": str(self.sampling),
        }


def candidate_pairs(
    scan: CorpusScan, settings: ScanOptions | None = None, group_by_key: GroupByKey = sorted_groups
) -> CandidatePairs:
    """The pairs of documents that are worth reading again: similar ones, and those that share sampled hashes.

    Documents without words are paired only with the first that has the same text.
    """
    settings = settings or ScanOptions()
    bands = tune_bands(settings.threshold, scan.signatures.parameters.k, settings.miss)
    similar = propose_candidates(scan.signatures, bands, group_by_key)
    packed = [similar.left << 32 | similar.right, _equal_wordless(scan.wordless)]
    shared = documents_sharing(scan.samples, MIN_SHARED, group_by_key)
    parts = shared.counts / np.minimum(scan.samples.sizes[shared.left], scan.samples.sizes[shared.right])
    # What many documents have in common makes them candidates only where it is a good part of one of them.
    is_enough = (parts >= MIN_CERTAIN_SHARE) | ((parts >= settings.min_shared) & (shared.rare >= MIN_SHARED))
    sampled = shared.left << 32 | shared.right
    pairs = np.sort(np.concatenate([*packed, sampled[is_enough]]))
    pairs = pairs[first_of_equal(pairs)]
    left, right = pairs >> 32, pairs & 0xFFFFFFFF
    estimates = scan.signatures.agreeing(left, right) / bands.k
    index = np.minimum(np.searchsorted(sampled, pairs), max(len(sampled) - 1, 0))
    pair_parts = np.where(sampled[index] == pairs, parts[index], 0.0) if len(sampled) else np.zeros(len(pairs))
    crowded = similar.crowded + shared.crowded
    return CandidatePairs(left, right, estimates, pair_parts, bands, crowded, settings.threshold)


def same_title_pairs(titles: Sequence[str]) -> Iterator[tuple[int, int]]:
    """The pairs of documents, by number, whose titles have one key; `titles` are the keys, "" for none.

    Of more than `_MAX_SAME_TITLE` documents with one key, each is paired only with the next.

    >>> list(same_title_pairs(["收费办法", "", "收费办法", ""]))
    [(0, 2)]
    """
    documents: dict[str, list[int]] = {}
    for number, title in enumerate(titles):
        if title:
            documents.setdefault(title, []).append(number)
    for numbers in documents.values():
        yield from combinations(numbers, 2) if len(numbers) <= _MAX_SAME_TITLE else pairwise(numbers)


def _equal_wordless(wordless: Sequence[tuple[int, str]]) -> npt.NDArray[np.int64]:
    """The pairs of documents of punctuation alone, each with the first that has the same text.

    They are packed as int64: left << 32 | right.
    """
    first: dict[str, int] = {}
    pairs = [first[digest] << 32 | number for number, digest in wordless if first.setdefault(digest, number) != number]
    return np.array(pairs, dtype=np.int64)
