"""Many folded texts end to end, and the shingles of some of them as a matrix with one row a text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from policydiff.matching.shingles import SHINGLE_CODES, Hashes, hashes
from policydiff.text.folding import Codes, Positions

Integers: TypeAlias = npt.NDArray[np.signedinteger[Any]]

MATRIX = 1 << 15  # codes in a matrix, at most


@dataclass(frozen=True, slots=True, eq=False)
class FoldedTexts:
    """The codes of k folded texts end to end; those of text i are codes[starts[i]:starts[i + 1]].

    codes: uint16 (n,); starts: int64 (k + 1,), ascending from 0 to n.
    """

    codes: Codes
    starts: Positions

    def __len__(self) -> int:
        return len(self.starts) - 1

    def __getitem__(self, index: int) -> Codes:
        """The codes of a text by its index, a view."""
        return self.codes[self.starts[index] : self.starts[index + 1]]

    @property
    def lengths(self) -> Positions:
        """The number of codes of each text: int64 (k,)."""
        return self.starts[1:] - self.starts[:-1]


def blocks_by_length(lengths: Integers) -> Iterator[slice]:
    """Slices of texts with ascending lengths, such that rows as long as its longest text give at most MATRIX codes.

    A text longer than MATRIX is in a slice of its own. The lengths must be above 0; no slice without lengths.
    """
    start = 0
    while start < len(lengths):
        max_rows = max(1, MATRIX // int(lengths[start]))
        longest = int(lengths[min(start + max_rows, len(lengths)) - 1])
        end = min(start + max(1, MATRIX // longest), len(lengths))
        yield slice(start, end)
        start = end


class ShingleMatrix(NamedTuple):
    """The shingle hashes of some texts, one row a text, padded at the end of the row.

    hashes: uint32 (rows, columns); filled: bool (rows, columns), False for padding; counts: int64 (rows,), the
    number of filled elements in each row.
    """

    hashes: Hashes
    filled: npt.NDArray[np.bool_]
    counts: Positions


def shingle_rows(texts: FoldedTexts, indices: Integers) -> ShingleMatrix:
    """The shingle hashes of the texts with these indices, in this order, equal shingles repeated.

    There must be an index. A text shorter than `SHINGLE_CODES` has no filled element; its count is 0 or less.
    """
    starts = texts.starts[indices]
    counts = texts.starts[indices + 1] - starts - (SHINGLE_CODES - 1)
    columns = np.arange(int(counts.max()) + SHINGLE_CODES - 1)
    codes = texts.codes.take(starts[:, None] + columns, mode="clip")
    row_hashes = np.zeros(codes.size, dtype=np.uint32)
    row_hashes[: -(SHINGLE_CODES - 1)] = hashes(codes.reshape(-1), SHINGLE_CODES)
    inside = slice(1 - SHINGLE_CODES)  # a shingle that begins after these columns reaches into the next row
    return ShingleMatrix(row_hashes.reshape(codes.shape)[:, inside], columns[inside] < counts[:, None], counts)


def count_shared(texts: FoldedTexts, left: Integers, right: Integers) -> Positions:
    """The number of distinct shingles that each pair of texts (left[i], right[i]) shares: int64.

    Shingles are compared by their hashes, so about one in four billion pairs of different ones counts as shared. There
    must be at least one pair.

    >>> codes = np.frombuffer("第一条适用第一条适用".encode("utf-16-le"), np.uint16)
    >>> count_shared(FoldedTexts(codes, np.array([0, 5, 10])), np.array([0]), np.array([1])).tolist()
    [1]
    """
    left_hashes, left_filled, _ = shingle_rows(texts, left)
    right_hashes, right_filled, _ = shingle_rows(texts, right)
    merged = np.concatenate((left_hashes, right_hashes), axis=1, dtype=np.uint64)
    merged <<= np.uint64(1)
    left_part, right_part = merged[:, : left_hashes.shape[1]], merged[:, left_hashes.shape[1] :]
    right_part |= np.uint64(1)
    left_part[~left_filled], right_part[~right_filled] = np.uint64(1 << 40), np.uint64(1 << 41)
    merged.sort(axis=1)
    # A shared shingle gives exactly one such neighbour: its last copy of the left text, then its first of the right.
    counts: Positions = ((merged[:, 1:] ^ merged[:, :-1]) == 1).sum(axis=1)
    return counts
