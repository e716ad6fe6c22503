"""The flat kernel: key codes -> hashes of every run of n codes, in blocks that stay in the cache.

A shingle's hash is a polynomial in its codes modulo 2**32, made by doubling (1, 2, 4 ... codes at a time) and then
mixed; equal shingles have equal hashes, wherever they stand. Unequal ones may meet: whoever uses a hash compares.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from policydiff.fold import Codes

Hashes: TypeAlias = npt.NDArray[np.uint32]

BLOCK = 1 << 15
_SPREAD = np.uint32(0x9E3779B1)
_BASE = 0x01000193


def hashes(codes: Codes, width: int) -> Hashes:
    """The hash of each of the len(codes) - width + 1 shingles of `width` codes; none for a shorter text."""
    if len(codes) < width:
        return np.empty(0, dtype=np.uint32)
    values = codes.astype(np.uint32)
    values *= _SPREAD
    values ^= values >> np.uint32(15)
    powers, length = values, 1  # the polynomials of runs of `length` codes
    result, done = values[:0], 0  # the polynomials of the first `done` codes of each shingle
    while done < width:
        if width & length:
            if done:
                shingles = len(codes) - done - length + 1
                result = result[:shingles] * _power(length) + powers[done : done + shingles]
            else:
                result = powers
            done += length
        if done < width:
            doubled = powers[:-length] * _power(length)
            doubled += powers[length:]
            powers, length = doubled, 2 * length
    return _mixed(result)


def _power(exponent: int) -> np.uint32:
    return np.uint32(pow(_BASE, exponent, 1 << 32))


def _mixed(values: Hashes) -> Hashes:
    """The finaliser of MurmurHash3: every bit of the polynomial reaches every bit of the hash."""
    values = values ^ (values >> np.uint32(16))
    values *= np.uint32(0x85EBCA6B)
    values ^= values >> np.uint32(13)
    values *= np.uint32(0xC2B2AE35)
    values ^= values >> np.uint32(16)
    return values


def blocks(codes: Codes, width: int, overlap: int = 0) -> Iterator[tuple[int, Hashes]]:
    """The hashes in blocks: (position of the first shingle, hashes); blocks share `overlap` shingles."""
    total = len(codes) - width + 1
    for start in range(0, max(total - overlap, min(total, 1)), BLOCK):
        stop = min(start + BLOCK + overlap, total)
        yield start, hashes(codes[start : stop + width - 1], width)
