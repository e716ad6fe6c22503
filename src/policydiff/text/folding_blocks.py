"""Folding of many texts at once: end to end, in buffers that are reused."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from policydiff.text.folding import FIRST_PLAIN, MARK_CODES, UTF16, Codes, Positions, encode_utf16, fold_table

_LARGE_ARRAY_BYTES = 4 << 20  # more than an array of a block takes, and little memory for glibc to keep
_LOOKUP_UNITS = 1 << 14  # units looked up at a time; an index takes eight bytes


class Buffers:
    """Arrays by name, reused from block to block: allocating new ones costs more than the arithmetic done in them."""

    def __init__(self) -> None:
        self._arrays: dict[str, npt.NDArray[Any]] = {}

    def get(self, name: str, size: int, dtype: npt.DTypeLike) -> npt.NDArray[Any]:
        """The first `size` elements of the array with this name, uninitialised. A name always has the same dtype."""
        array = self._arrays.get(name)
        if array is None or len(array) < size:
            array = self._arrays[name] = np.empty(size + size // 4, dtype)
        return array[:size]


class ThreadBuffers(threading.local):
    """The buffers of the current thread, made when it first asks. A pickled copy starts without any."""

    def __init__(self) -> None:
        self.buffers = Buffers()

    def __reduce__(self) -> tuple[type[ThreadBuffers], tuple[()]]:
        """A pickle that makes new, empty buffers."""
        return ThreadBuffers, ()


@cache
def _keep_memory() -> None:
    """Make the C library keep freed memory for the next array; once for the process.

    glibc hands an array of 128 KiB or more back to the system when it is freed, and the next one of its size costs a
    page fault every 4 KiB, which costs more than the arithmetic. It keeps arrays smaller than the largest one freed so
    far, up to 32 MiB. Nothing is written to the array here, so it takes no memory itself.
    """
    np.empty(_LARGE_ARRAY_BYTES, np.uint8)


def fold_many(texts: Sequence[str], buffers: Buffers) -> tuple[Codes, Positions]:
    """The folded texts of several texts end to end, and the offset at which each begins; a last entry is the end.

    So there is one offset more than texts, and a text that folds to nothing begins where the next one does. Each folded
    text is the same as `fold` of that text alone. The codes lie in the buffers and are valid until the next call. Meant
    for the texts of one block; fold longer texts alone.

    >>> codes, starts = fold_many(["第１條", "本辦法"], Buffers())
    >>> codes.tobytes().decode(UTF16), starts.tolist()
    ('第1条本办法', [0, 3, 6])
    """
    return fold_units(*encode_many(texts), buffers)


def fold_units(block: Codes, ends: Positions, buffers: Buffers) -> tuple[Codes, Positions]:
    """The same as `fold_many`, for UTF-16 units from `encode_many`; `ends` are the ends of the texts in `block`."""
    _keep_memory()
    folded = buffers.get("folded", len(block), np.uint16)
    for start in range(0, len(block), _LOOKUP_UNITS):
        part = block[start : start + _LOOKUP_UNITS]
        indices = buffers.get("fold indices", len(part), np.intp)
        np.copyto(indices, part)
        fold_table().take(indices, out=folded[start : start + _LOOKUP_UNITS], mode="clip")
    keep = np.flatnonzero(np.not_equal(folded, 0, out=buffers.get("fold keep", len(block), np.bool_)))
    kept = folded.take(keep, out=buffers.get("kept", len(keep), np.uint16), mode="clip")
    starts = np.concatenate(([0], np.searchsorted(keep, ends)))
    marks = np.flatnonzero(np.less(kept, FIRST_PLAIN, out=buffers.get("fold marks", len(kept), np.bool_)))
    if not len(marks):
        return kept, starts
    beside = _beside_digits(kept, marks, starts)
    kept[marks[beside]] = MARK_CODES[kept[marks[beside]]]
    dropped_marks = marks[~beside]
    if len(dropped_marks):
        is_kept = buffers.get("fold marks", len(kept), np.bool_)
        is_kept[:] = True
        is_kept[dropped_marks] = False
        kept_units = len(kept) - len(dropped_marks)
        kept = np.compress(
            is_kept, kept, out=buffers.get("settled", kept_units, np.uint16)
        )  # three times as fast as kept[is_kept]
        starts -= np.searchsorted(dropped_marks, starts)
    return kept, starts


def _beside_digits(kept: Codes, marks: npt.NDArray[np.intp], starts: Positions) -> npt.NDArray[np.bool_]:
    """Whether each of the marks (indices in `kept`) has a digit before or after it in its own text: bool (marks,)."""
    before = _is_digit(kept.take(marks - 1, mode="clip"))
    after = _is_digit(kept.take(marks + 1, mode="clip"))
    before[_indices_of(marks, starts[:-1])] = False
    after[_indices_of(marks, starts[1:] - 1)] = False
    return before | after


def _is_digit(codes: Codes) -> npt.NDArray[np.bool_]:
    """Whether each code is an ASCII digit. Codes below "0" wrap around to large numbers."""
    return (codes - np.uint16(ord("0"))) < 10


def _indices_of(marks: npt.NDArray[np.intp], wanted: Positions) -> npt.NDArray[np.intp]:
    """The indices in `marks` (ascending, not empty) of the wanted values; those not among them are left out."""
    indices = np.searchsorted(marks, wanted)
    inside = np.minimum(indices, len(marks) - 1)
    present: npt.NDArray[np.intp] = inside[marks[inside] == wanted]
    return present


def encode_many(texts: Sequence[str]) -> tuple[Codes, Positions]:
    """The texts in UTF-16 end to end, and the end of each, in units: one entry for each text.

    Lone surrogates and characters that fold into the BMP, or are dropped, are replaced by one unit each: every
    surrogate is in a pair.
    """
    joined = "".join(texts)
    try:
        raw = joined.encode(UTF16)
    except UnicodeEncodeError:
        raw = b""
    if len(raw) == 2 * len(joined):
        return np.frombuffer(raw, dtype=np.uint16), np.cumsum([len(text) for text in texts], dtype=np.int64)
    parts = [encode_utf16(text)[0] for text in texts]
    ends = np.cumsum([len(part) // 2 for part in parts], dtype=np.int64)
    return np.frombuffer(b"".join(parts), dtype=np.uint16), ends
