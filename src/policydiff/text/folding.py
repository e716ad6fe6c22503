"""The matching key: what is left of a text when script, width, case, white space and punctuation do not count.

One table look-up a character (`data/fold.bin`, made by `scripts/build_fold.py` from OpenCC's dictionaries). Marks that
belong to a number stay next to a digit, so that 22.5 is not 225 and 8-10 not 810. The key is never shown to anyone.
"""

from __future__ import annotations

import itertools
import os
import sys
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Codes: TypeAlias = npt.NDArray[np.uint16]
Positions: TypeAlias = npt.NDArray[np.int64]

BLOCK = 1 << 16  # characters folded at a time: the temporaries stay in the cache
MARKS = ".%‰-—/:~±<>"  # in the order of their codes in the table, from 1
MARK_CODES = np.array([0, *map(ord, MARKS)], dtype=np.uint16)
FIRST_PLAIN = 16
_AHEAD = 256  # characters looked at together behind a block that ends in a mark
_PAGE = 1 << 12  # units of the text for which one rank is kept
_SHORT = 400  # characters of a text that is folded one by one
_RULES = 1  # counts up when the code below makes another key of the same table


@dataclass(frozen=True, eq=False)
class FoldedText:
    """A folded text in UTF-16 code units, and the way back: which character of the text each unit came from.

    `kept` holds one bit a unit of the text (after replacement of lone surrogates), `ranks` the number of key units
    before each page of it, `second_halves` the units that are the second half of a character.
    """

    codes: Codes
    kept: npt.NDArray[np.uint8]
    ranks: Positions
    second_halves: Positions
    characters: int

    def __len__(self) -> int:
        return len(self.codes)

    @property
    def text(self) -> str:
        """The key as a string."""
        return self.codes.tobytes().decode(UTF16)

    def slice(self, start: int, end: int) -> str:
        """The key units [start, end) as a string."""
        return self.codes[start:end].tobytes().decode(UTF16, "surrogatepass")

    def positions(self, units: npt.ArrayLike) -> Positions:
        """For ascending key units, the positions of their characters in the text; len(key) maps to its end."""
        wanted = np.asarray(units, dtype=np.int64)
        found = np.full(len(wanted), self.characters, dtype=np.int64)
        inside = int(np.searchsorted(wanted, len(self.codes)))
        pages = np.searchsorted(self.ranks, wanted[:inside], side="right") - 1
        for page, part in _runs(pages):
            found[part] = np.flatnonzero(self._page(page))[wanted[part] - self.ranks[page]] + page * _PAGE
        if len(self.second_halves):
            found[:inside] -= np.searchsorted(self.second_halves, found[:inside], side="right")
        return found

    @property
    def places(self) -> Positions:
        """The position in the text of each key unit's character."""
        found = np.flatnonzero(np.unpackbits(self.kept))
        if len(self.second_halves):
            found -= np.searchsorted(self.second_halves, found, side="right")
        return found

    def position(self, unit: int) -> int:
        """Where in the text the character of one key unit stands; len(key) gives the text's end."""
        if unit >= len(self.codes):
            return self.characters
        page = int(np.searchsorted(self.ranks, unit, side="right")) - 1
        found = int(np.flatnonzero(self._page(page))[unit - int(self.ranks[page])]) + page * _PAGE
        return found - int(np.searchsorted(self.second_halves, found, side="right"))

    def rank(self, positions: npt.ArrayLike) -> Positions:
        """For ascending positions of the text, how many key units come before each."""
        wanted = np.asarray(positions, dtype=np.int64)
        if len(self.second_halves):
            # a character's first unit: its position, and one more for each doubled character before it
            wanted = wanted + np.searchsorted(self.second_halves - np.arange(1, len(self.second_halves) + 1), wanted)
        found = np.full(len(wanted), len(self.codes), dtype=np.int64)
        pages = wanted[: int(np.searchsorted(wanted, len(self.ranks) * _PAGE))] // _PAGE
        for page, part in _runs(pages):
            before = np.concatenate(([0], np.cumsum(self._page(page), dtype=np.int64)))
            found[part] = before[np.minimum(wanted[part] - page * _PAGE, len(before) - 1)] + self.ranks[page]
        return found

    def _page(self, page: int) -> npt.NDArray[np.uint8]:
        return np.unpackbits(self.kept[page * _PAGE // 8 : (page + 1) * _PAGE // 8])


def _runs(values: Positions) -> Iterator[tuple[int, slice]]:
    """The runs of equal values: (value, where)."""
    edges = np.flatnonzero(np.diff(values, prepend=-1, append=-1)) if len(values) else np.empty(0, np.int64)
    for start, end in itertools.pairwise(edges.tolist()):
        yield int(values[start]), slice(start, end)


UTF16 = f"utf-16-{'le' if sys.byteorder == 'little' else 'be'}"


def _data() -> bytes:
    with open(os.path.join(os.path.dirname(__file__), "data", "fold.bin"), "rb") as stream:
        return stream.read()


@cache
def fold_table() -> Codes:
    """What each character of the BMP becomes."""
    return np.frombuffer(_data(), dtype="<u2", count=0x10000).astype(np.uint16)


@cache
def _beyond() -> dict[int, str]:
    """What characters beyond the BMP and lone surrogates become before the table is used; few texts have any."""
    pairs = np.frombuffer(_data(), dtype="<u4", offset=0x20000).reshape(-1, 2).tolist()
    beyond = {character: chr(target) if target else "\u200b" for character, target in pairs}
    return beyond | dict.fromkeys(range(0xD800, 0xE000), "\ufffd")


@cache
def table_version() -> str:
    """Which fold this is. What was made of keys (hashes, signatures) compares only under one version."""
    return f"{_RULES}-{zlib.crc32(_data()):08x}"


def fold_character(character: str) -> str:
    """What one character is in a key: itself, its usual twin, or nothing. A number mark counts as beside a digit."""
    code = ord(character)
    if code > 0xFFFF or 0xD800 <= code < 0xE000:
        character = _beyond().get(code, character)
        if (code := ord(character)) > 0xFFFF:
            return character
    target = int(fold_table()[code])
    return chr(target) if target >= FIRST_PLAIN else MARKS[target - 1] if target else ""


class _Words(dict[int, str]):
    """str.translate's table of what characters become, filled as they are met."""

    def __missing__(self, code: int) -> str:
        self[code] = form = fold_character(chr(code))
        return form


_WORDS = _Words()
_EACH_MARK = frozenset(MARKS)


def folded_text(text: str) -> str:
    """The key as a string: `fold(text).text`, sooner where the text is short."""
    if len(text) <= _SHORT:
        words = text.translate(_WORDS)
        if _EACH_MARK.isdisjoint(words):  # which stay or go by what stands beside them
            return words
    return fold(text).text


def encode_utf16(block: str) -> tuple[bytes, int]:
    """The block in UTF-16 and how many of its characters take two units."""
    try:
        raw = block.encode(UTF16)
        if len(raw) == 2 * len(block):
            return raw, 0
    except UnicodeEncodeError:
        pass
    raw = block.translate(_beyond()).encode(UTF16)
    # A character beyond the BMP that folds into it is one unit, and stands for one character as before.
    return raw, len(raw) // 2 - len(block)


def fold(text: str) -> FoldedText:
    """The matching key of a text. Folding a key's text again gives the same key."""
    table = fold_table()
    codes = np.empty(len(text) + 1, dtype=np.uint16)
    bits: list[npt.NDArray[np.uint8]] = []
    halves: list[Positions] = []
    most = 2 * min(BLOCK, len(text))
    indices = np.empty(most, dtype=np.intp)
    folded = np.empty(most, dtype=np.uint16)
    spare: npt.NDArray[np.bool_] = np.empty(0, dtype=np.bool_)
    filled = units = 0
    before = 0
    for start in range(0, len(text), BLOCK):
        raw, doubled = encode_utf16(text[start : start + BLOCK])
        block = np.frombuffer(raw, dtype=np.uint16)
        n = len(block)
        np.copyto(indices[:n], block)
        table.take(indices[:n], out=folded[:n], mode="clip")
        keep = folded[:n] != 0
        kept = folded[np.flatnonzero(keep)]
        marks = np.flatnonzero(kept < FIRST_PLAIN)
        if len(marks):
            after = _next_code(text, start + BLOCK, table) if marks[-1] == len(kept) - 1 else 0
            kept = _settle_marks(kept, marks, before, after, keep)
        if len(kept):
            before = int(kept[-1])
        if filled + len(kept) > len(codes):
            codes = np.concatenate((codes[:filled], np.empty(len(text) - start + 2 * BLOCK, np.uint16)))
        codes[filled : filled + len(kept)] = kept
        filled += len(kept)
        if doubled:
            halves.append(np.flatnonzero((block & 0xFC00) == 0xDC00) + units)
        units += n
        spare = np.concatenate((spare, keep)) if len(spare) else keep
        whole = len(spare) & ~7
        bits.append(np.packbits(spare[:whole]))
        spare = spare[whole:]
    bits.append(np.packbits(spare))
    codes.resize(filled, refcheck=False)
    kept_bits = np.concatenate(bits)
    return FoldedText(
        codes=codes,
        kept=kept_bits,
        ranks=_page_ranks(kept_bits),
        second_halves=np.concatenate(halves) if halves else np.empty(0, dtype=np.int64),
        characters=len(text),
    )


def _settle_marks(
    kept: Codes, marks: npt.NDArray[np.intp], before: int, after: int, keep: npt.NDArray[np.bool_]
) -> Codes:
    """The block's codes with number marks resolved: beside a digit they stay, elsewhere they go (also from `keep`)."""
    around = np.empty(len(kept) + 2, dtype=np.uint16)
    around[0], around[1:-1], around[-1] = before, kept, after
    digit = (around >= ord("0")) & (around <= ord("9"))
    beside = digit[marks] | digit[marks + 2]
    kept[marks[beside]] = MARK_CODES[kept[marks[beside]]]
    if not beside.all():
        gone = marks[~beside]
        keep[np.flatnonzero(keep)[gone]] = False
        kept = np.delete(kept, gone)
    return kept


def _next_code(text: str, start: int, table: Codes) -> int:
    """The first code kept at or after `start`, 0 where none follows."""
    for at in range(start, len(text), _AHEAD):
        raw, _ = encode_utf16(text[at : at + _AHEAD])
        codes = table[np.frombuffer(raw, dtype=np.uint16)]
        if codes.any():
            return int(codes[np.flatnonzero(codes)[0]])
    return 0


def _page_ranks(bits: npt.NDArray[np.uint8]) -> Positions:
    counts = (
        np.bitwise_count(bits) if hasattr(np, "bitwise_count") else np.unpackbits(bits.reshape(-1, 1), axis=1).sum(1)
    )
    starts = np.arange(0, len(bits), _PAGE // 8)
    sums = np.add.reduceat(counts, starts, dtype=np.int64) if len(bits) else np.zeros(1, np.int64)
    return np.concatenate(([0], np.cumsum(sums)[:-1])).astype(np.int64)
