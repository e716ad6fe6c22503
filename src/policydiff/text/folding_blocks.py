"""Folding of many texts at once: end to end, in buffers that are used again."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from policydiff.text.folding import FIRST_PLAIN, MARK_CODES, UTF16, Codes, Positions, encode_utf16, fold_table

_LARGEST = 4 << 20  # bytes of an array that glibc may learn from: more than those of a block, and little to keep free
_TAKEN = 1 << 14  # units looked up at a time where many texts are folded: indices take eight bytes each


class Buffers:
    """Arrays used again from block to block, by name: fresh ones cost more than the arithmetic done in them."""

    def __init__(self) -> None:
        self._held: dict[str, npt.NDArray[Any]] = {}

    def get(self, name: str, size: int, dtype: npt.DTypeLike) -> npt.NDArray[Any]:
        """The first `size` places of this array, with whatever stands there; a name has one dtype."""
        held = self._held.get(name)
        if held is None or len(held) < size:
            held = self._held[name] = np.empty(size + size // 4, dtype)
        return held[:size]


@cache
def _keep_memory() -> None:
    """Has the C library keep freed memory for the next array, once for the process.

    glibc hands an array of 128 KiB or more back to the system when it is freed, and the next one of its size costs a
    page fault every 4 KiB: more than the arithmetic. It keeps what is smaller than the largest array it ever saw freed,
    up to 32 MiB. Nothing is written to this one, so it takes no memory itself.
    """
    np.empty(_LARGEST, np.uint8)


def fold_many(texts: Sequence[str], buffers: Buffers) -> tuple[Codes, Positions]:
    """The keys of several texts end to end, and where each begins; one place more, the end.

    Each is the key that `fold` makes of it alone. The codes lie in the buffers: they stand until the next call.
    For as many texts as fill a block; longer ones are better folded alone.
    """
    return fold_units(*encode_many(texts), buffers)


def fold_units(block: Codes, ends: Positions, buffers: Buffers) -> tuple[Codes, Positions]:
    """The same of UTF-16 units as `encode_many` makes them, of texts that end where `ends` says."""
    _keep_memory()
    folded = buffers.get("folded", len(block), np.uint16)
    for start in range(0, len(block), _TAKEN):
        part = block[start : start + _TAKEN]
        indices = buffers.get("fold indices", len(part), np.intp)
        np.copyto(indices, part)
        fold_table().take(indices, out=folded[start : start + _TAKEN], mode="clip")
    keep = np.flatnonzero(np.not_equal(folded, 0, out=buffers.get("fold keep", len(block), np.bool_)))
    kept = folded.take(keep, out=buffers.get("kept", len(keep), np.uint16), mode="clip")
    starts = np.concatenate(([0], np.searchsorted(keep, ends)))
    marks = np.flatnonzero(np.less(kept, FIRST_PLAIN, out=buffers.get("fold marks", len(kept), np.bool_)))
    if not len(marks):
        return kept, starts
    beside = _beside_digits(kept, marks, starts)
    kept[marks[beside]] = MARK_CODES[kept[marks[beside]]]
    gone = marks[~beside]
    if len(gone):
        stays = buffers.get("fold marks", len(kept), np.bool_)
        stays[:] = True
        stays[gone] = False
        left = len(kept) - len(gone)
        kept = np.compress(stays, kept, out=buffers.get("settled", left, np.uint16))  # thrice as fast as kept[stays]
        starts -= np.searchsorted(gone, starts)
    return kept, starts


def _beside_digits(kept: Codes, marks: npt.NDArray[np.intp], starts: Positions) -> npt.NDArray[np.bool_]:
    """Which of the marks have a digit before or after them in their own text."""
    before = _is_digit(kept.take(marks - 1, mode="clip"))
    after = _is_digit(kept.take(marks + 1, mode="clip"))
    before[_places(marks, starts[:-1])] = False
    after[_places(marks, starts[1:] - 1)] = False
    return before | after


def _is_digit(codes: Codes) -> npt.NDArray[np.bool_]:
    return (codes - np.uint16(ord("0"))) < 10


def _places(marks: npt.NDArray[np.intp], wanted: Positions) -> npt.NDArray[np.intp]:
    """Where among the ascending marks those stand that are wanted."""
    found = np.searchsorted(marks, wanted)
    inside = np.minimum(found, len(marks) - 1)
    places: npt.NDArray[np.intp] = inside[marks[inside] == wanted]
    return places


def encode_many(texts: Sequence[str]) -> tuple[Codes, Positions]:
    """The texts in UTF-16 end to end, and where each ends, in units.

    Lone surrogates are replaced, and what folds into the BMP takes one unit: a second half is always that of a pair.
    """
    joined = "".join(texts)
    try:
        raw = joined.encode(UTF16)
    except UnicodeEncodeError:
        raw = b""
    if len(raw) == 2 * len(joined):
        return np.frombuffer(raw, dtype=np.uint16), np.cumsum([len(text) for text in texts], dtype=np.int64)
    each = [encode_utf16(text)[0] for text in texts]
    ends = np.cumsum([len(part) // 2 for part in each], dtype=np.int64)
    return np.frombuffer(b"".join(each), dtype=np.uint16), ends
