"""Many keys end to end, and the shingles of some of them as a matrix, a row each: steps over rows cost no loop."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from policydiff.matching.shingles import WIDTH, Hashes, hashes
from policydiff.text.folding import Codes, Positions

Integers: TypeAlias = npt.NDArray[np.signedinteger[Any]]

MATRIX = 1 << 15  # codes of a matrix


@dataclass(frozen=True, slots=True, eq=False)
class FoldedTexts:
    """The codes of several keys end to end, each of at least WIDTH; those of i are codes[starts[i]:starts[i + 1]]."""

    codes: Codes
    starts: Positions

    def __len__(self) -> int:
        return len(self.starts) - 1

    def __getitem__(self, key: int) -> Codes:
        return self.codes[self.starts[key] : self.starts[key + 1]]

    @property
    def lengths(self) -> Positions:
        """How many codes each has."""
        return self.starts[1:] - self.starts[:-1]


def blocks_by_length(lengths: Integers) -> Iterator[slice]:
    """Keys whose lengths ascend, in blocks: as a matrix of its longest, none has more than MATRIX codes."""
    start = 0
    while start < len(lengths):
        many = max(1, MATRIX // int(lengths[start]))
        longest = int(lengths[min(start + many, len(lengths)) - 1])
        end = min(start + max(1, MATRIX // longest), len(lengths))
        yield slice(start, end)
        start = end


def matrix(keys: FoldedTexts, rows: Integers) -> tuple[Hashes, npt.NDArray[np.bool_], Positions]:
    """The shingle hashes of some keys, a row each; which of the places are filled; how many in each row."""
    starts = keys.starts[rows]
    counts = keys.starts[rows + 1] - starts - (WIDTH - 1)
    columns = np.arange(int(counts.max()) + WIDTH - 1)
    codes = keys.codes.take(starts[:, None] + columns, mode="clip")
    found = np.zeros(codes.size, dtype=np.uint32)
    found[: -(WIDTH - 1)] = hashes(codes.reshape(-1), WIDTH)
    whole = slice(1 - WIDTH)  # what begins behind it runs into the next row
    return found.reshape(codes.shape)[:, whole], columns[whole] < counts[:, None], counts


def count_shared(keys: FoldedTexts, left: Integers, right: Integers) -> Positions:
    """How many distinct shingles each pair of keys shares."""
    one, filled_one, _ = matrix(keys, left)
    other, filled_other, _ = matrix(keys, right)
    both = np.concatenate((one, other), axis=1, dtype=np.uint64)
    both <<= np.uint64(1)
    of_one, of_other = both[:, : one.shape[1]], both[:, one.shape[1] :]
    of_other |= np.uint64(1)
    of_one[~filled_one], of_other[~filled_other] = np.uint64(1 << 40), np.uint64(1 << 41)
    both.sort(axis=1)
    # the last of a shingle's places on one side, then its first on the other
    found: Positions = ((both[:, 1:] ^ both[:, :-1]) == 1).sum(axis=1)
    return found
