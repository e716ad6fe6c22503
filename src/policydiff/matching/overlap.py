"""Two sets of shingles and their exact overlap."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from policydiff.matching.shingles import Hashes


class Overlap(NamedTuple):
    """How many shingles two documents have, and how many they share."""

    shared: int
    left: int
    right: int

    @property
    def jaccard(self) -> float:
        """Shared shingles over all, in [0, 1]; nothing is like an empty document."""
        union = self.left + self.right - self.shared
        return self.shared / union if union else 0.0

    @property
    def left_in_right(self) -> float:
        """The containment of the left document in the right one: shared shingles over those of the left."""
        return self.shared / self.left if self.left else 0.0

    @property
    def turned(self) -> Overlap:
        """The same, seen from the right document."""
        return Overlap(self.shared, self.right, self.left)

    @property
    def right_in_left(self) -> float:
        """The containment of the right document in the left one."""
        return self.shared / self.right if self.right else 0.0


def overlap(left: Hashes, right: Hashes) -> Overlap:
    """The overlap of two sets of shingle hashes (`shingle.shingle_sets`), counted, not estimated.

    Hashes have 32 bits: two shingles in four billion pairs are taken for one.
    """
    both = np.concatenate((left, right))
    both.sort(kind="stable")  # merges what is sorted already
    return Overlap(int(np.count_nonzero(both[1:] == both[:-1])), len(left), len(right))
