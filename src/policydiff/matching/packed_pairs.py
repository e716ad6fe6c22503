"""Pairs of numbers, each packed into one number of 64 bits, so that pairs are sorted and made unique as one column."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Protocol, TypeAlias, TypeVar

import numpy as np
import numpy.typing as npt

Packed: TypeAlias = npt.NDArray[np.uint64]  # (n,): packed pairs
Numbers: TypeAlias = npt.NDArray[np.int64]  # (n,): one side of pairs
Result = TypeVar("Result")

HALF = np.uint64(32)  # bits; the first number of a pair is in the high half
LOW = np.uint64(0xFFFFFFFF)  # mask of the low half


def pack(left: npt.NDArray[Any], right: npt.NDArray[Any]) -> Packed:
    """The pairs (left[i], right[i]), each packed into one number. Both numbers are in [0, 2**32).

    >>> pairs = pack(np.array([1, 2]), np.array([5, 6]))
    >>> [numbers.tolist() for numbers in unpack(pairs)]
    [[1, 2], [5, 6]]
    """
    return (left.astype(np.uint64, copy=False) << HALF) | right.astype(np.uint64, copy=False)


def unpack(pairs: Packed) -> tuple[Numbers, Numbers]:
    """The first and the second numbers of the pairs: int64 (n,) each."""
    return (pairs >> HALF).astype(np.int64), (pairs & LOW).astype(np.int64)


def unique_pairs(parts: Sequence[Packed]) -> Packed:
    """All pairs of the parts, ascending, each once; empty without parts."""
    pairs = np.concatenate([np.empty(0, np.uint64), *parts])
    pairs.sort()
    return np.compress(first_of_equal(pairs), pairs)


def first_of_equal(values: npt.NDArray[Any]) -> npt.NDArray[np.bool_]:
    """Whether each value differs from the one before it, True for the first; equal values must be adjacent."""
    first = np.ones(len(values), dtype=np.bool_)
    np.not_equal(values[1:], values[:-1], out=first[1:])
    return first


class GroupByKey(Protocol):
    """Calls `work` with the rows of each table, ascending: pairs of a key and a value, those of a key together."""

    def __call__(self, work: Callable[[Packed], Result], tables: Iterable[Packed], /) -> Iterator[Result]:
        """Yield the results, one or more a table, in the order of the tables. A table may be sorted in place."""


def sorted_groups(work: Callable[[Packed], Result], tables: Iterable[Packed], /) -> Iterator[Result]:
    """Yield the result of `work` on each table, one a table, in order; the rows of a table are sorted in place.

    >>> [rows.tolist() for rows in sorted_groups(lambda rows: rows & LOW, [pack(np.array([7, 5]), np.array([1, 2]))])]
    [[2, 1]]
    """
    for table in tables:
        table.sort()
        yield work(table)
