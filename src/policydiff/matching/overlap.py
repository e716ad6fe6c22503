"""The exact overlap of two sets of shingles."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from policydiff.matching.shingles import Hashes


class Overlap(NamedTuple):
    """The numbers of distinct shingles of two documents, and of those that they share."""

    shared: int
    left: int
    right: int

    @property
    def jaccard(self) -> float:
        """The Jaccard similarity, in [0, 1]: shared shingles over all; 0 for two empty documents."""
        union = self.left + self.right - self.shared
        return self.shared / union if union else 0.0

    @property
    def left_in_right(self) -> float:
        """The share of the left document's shingles that are in the right one, in [0, 1]; 0 if the left is empty."""
        return self.shared / self.left if self.left else 0.0

    @property
    def swapped(self) -> Overlap:
        """The same overlap with left and right exchanged; `shared` stays."""
        return Overlap(self.shared, self.right, self.left)

    @property
    def right_in_left(self) -> float:
        """The share of the right document's shingles that are in the left one, in [0, 1]; 0 if the right is empty."""
        return self.shared / self.right if self.right else 0.0


def overlap(left: Hashes, right: Hashes) -> Overlap:
    """The exact overlap of two sets of shingle hashes, distinct and ascending, as `shingles.shingle_sets` gives them.

    Of four billion pairs of different shingles, about one has equal hashes (32 bits) and counts as shared.

    >>> left, right = (np.array(values, np.uint32) for values in ([1, 2, 3], [2, 3, 4]))
    >>> overlap(left, right).jaccard
    0.5
    """
    merged = np.concatenate((left, right))
    merged.sort(kind="stable")  # both halves are sorted, so a stable sort only merges them
    return Overlap(int(np.count_nonzero(merged[1:] == merged[:-1])), len(left), len(right))
