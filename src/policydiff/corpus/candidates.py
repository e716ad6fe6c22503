"""Candidate pairs of a corpus, each with why it is one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from policydiff.corpus.scan import CorpusScan
from policydiff.corpus.settings import ScanOptions
from policydiff.matching.fracminhash import MIN_CERTAIN_SHARE, MIN_SHARED, RATE, documents_sharing
from policydiff.matching.lsh import Bands, connected_components, propose_candidates, tune_bands
from policydiff.matching.minhash import Signatures
from policydiff.matching.packed_pairs import first_of_equal


@dataclass(frozen=True, eq=False)
class CandidatePairs:
    """Candidate pairs, ascending, each once, `left` < `right`; and what was not looked for, in numbers."""

    left: npt.NDArray[np.int64]
    right: npt.NDArray[np.int64]
    estimates: npt.NDArray[np.float64]  # of the Jaccard similarity
    parts: npt.NDArray[np.float64]  # of the share of the smaller document that stands in the other
    bands: Bands
    crowded: int
    threshold: float

    def estimated(self) -> Iterator[tuple[int, int, float]]:
        """The pairs with their estimates, one by one."""
        return zip(self.left.tolist(), self.right.tolist(), self.estimates.tolist(), strict=True)

    def together(self, documents: int) -> Iterator[list[tuple[int, int, float]]]:
        """The pairs of documents that hang together, all of these at a time; each with the greater of its estimates."""
        labels = connected_components(self.left, self.right, documents)[self.left]
        order = np.argsort(labels, kind="stable")
        ends = np.flatnonzero(np.diff(labels[order])) + 1
        for part in np.split(order, ends) if len(order) else ():
            close = np.maximum(self.estimates[part], self.parts[part])
            yield list(zip(self.left[part].tolist(), self.right[part].tolist(), close.tolist(), strict=True))

    def joined(self, more: Iterable[tuple[int, int]], signatures: Signatures) -> CandidatePairs:
        """These and further candidate pairs."""
        packed = self.left << 32 | self.right
        new = np.array(sorted({one << 32 | other for one, other in more}), dtype=np.int64)
        new = new[~np.isin(new, packed)]
        once = np.concatenate((packed, new))
        order = np.argsort(once)
        estimates = signatures.agreeing(new >> 32, new & 0xFFFFFFFF) / self.bands.k
        return replace(
            self,
            left=once[order] >> 32,
            right=once[order] & 0xFFFFFFFF,
            estimates=np.concatenate((self.estimates, estimates))[order],
            parts=np.concatenate((self.parts, np.zeros(len(new))))[order],
        )

    def as_json(self) -> dict[str, Any]:
        """How candidates were found, and what that may miss."""
        return {
            **self.bands.as_json(self.threshold),
            "candidate_pairs": len(self.left),
            "crowded_buckets": self.crowded,
            "sampling": f"1 of {RATE} shingles of 32 characters",
        }


def candidate_pairs(found: CorpusScan, settings: ScanOptions | None = None) -> CandidatePairs:
    """The pairs of documents that are worth reading again."""
    settings = settings or ScanOptions()
    bands = tune_bands(settings.threshold, found.signatures.parameters.k, settings.miss)
    alike = propose_candidates(found.signatures, bands)
    crowded = alike.crowded
    pairs = [alike.left << 32 | alike.right, _alike_without_words(found.wordless)]
    shared = documents_sharing(found.samples, MIN_SHARED)
    parts = shared.counts / np.minimum(found.samples.sizes[shared.left], found.samples.sizes[shared.right])
    # What many documents have in common makes them candidates only where it is a good part of one of them.
    enough = (parts >= MIN_CERTAIN_SHARE) | ((parts >= settings.shared) & (shared.rare >= MIN_SHARED))
    sampled = shared.left << 32 | shared.right
    once = np.sort(np.concatenate([*pairs, sampled[enough]]))
    once = once[first_of_equal(once)]
    one, other = once >> 32, once & 0xFFFFFFFF
    estimates = found.signatures.agreeing(one, other) / bands.k
    at = np.minimum(np.searchsorted(sampled, once), max(len(sampled) - 1, 0))
    known = np.where(sampled[at] == once, parts[at], 0.0) if len(sampled) else np.zeros(len(once))
    return CandidatePairs(one, other, estimates, known, bands, crowded + shared.crowded, settings.threshold)


def _alike_without_words(wordless: Sequence[tuple[int, str]]) -> npt.NDArray[np.int64]:
    """Documents of marks alone, each with the first that has the same bytes."""
    first: dict[str, int] = {}
    pairs = [first[digest] << 32 | number for number, digest in wordless if first.setdefault(digest, number) != number]
    return np.array(pairs, dtype=np.int64)
