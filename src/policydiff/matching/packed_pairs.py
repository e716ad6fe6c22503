"""Pairs of numbers, each pair as one number of 64 bits: what is sorted and told once needs no second column."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

Packed: TypeAlias = npt.NDArray[np.uint64]
Numbers: TypeAlias = npt.NDArray[np.int64]

HALF = np.uint64(32)  # the first number of a pair is in the high half
LOW = np.uint64(0xFFFFFFFF)


def pack(left: npt.NDArray[Any], right: npt.NDArray[Any]) -> Packed:
    """Each pair in one number."""
    return (left.astype(np.uint64, copy=False) << HALF) | right.astype(np.uint64, copy=False)


def unpack(pairs: Packed) -> tuple[Numbers, Numbers]:
    """The two numbers of each pair."""
    return (pairs >> HALF).astype(np.int64), (pairs & LOW).astype(np.int64)


def unique_pairs(found: Sequence[Packed]) -> Packed:
    """All of them, ascending, each once."""
    pairs = np.concatenate([np.empty(0, np.uint64), *found])
    pairs.sort()
    return np.compress(first_of_equal(pairs), pairs)


def first_of_equal(values: npt.NDArray[Any]) -> npt.NDArray[np.bool_]:
    """Whether each of the values, equal ones side by side, is the first of those equal to it."""
    first = np.ones(len(values), dtype=np.bool_)
    np.not_equal(values[1:], values[:-1], out=first[1:])
    return first
