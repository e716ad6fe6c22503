"""The folded text (the matching key): a text without script, width, case, white space and punctuation.

Folding is one table look-up a character (`data/fold.bin`, built by `scripts/build_fold.py` from OpenCC's dictionaries).
Marks that belong to a number are kept next to a digit, so that 22.5 is not 225 and 8-10 is not 810. Folded text is for
matching and never appears in output.
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

BLOCK = 1 << 16  # characters folded at a time, so that the temporary arrays fit the cache
MARKS = ".%‰-—/:~±<>"  # number marks, in the order of their codes in the table, which start at 1
MARK_CODES = np.array([0, *map(ord, MARKS)], dtype=np.uint16)
FIRST_PLAIN = 16  # table codes below it: 0 for dropped characters, then the number marks
_LOOKAHEAD = 256  # characters folded at a time to find the code after a block that ends in a mark
_PAGE_UNITS = 1 << 12  # UTF-16 units of the text for each rank; a multiple of 8
_MAX_SHORT_CHARACTERS = 400  # up to this length a text is folded by str.translate
_RULES_VERSION = 1  # increased whenever this code folds differently with the same table


@dataclass(frozen=True, eq=False)
class FoldedText:
    """A folded text in UTF-16 code units, and the mapping from each unit to its character of the text.

    The source units are the text in UTF-16 after lone surrogates and some characters beyond the BMP are replaced.

    codes: uint16 (n,); the folded text
    kept: uint8; packed bits, one for each source unit, set if the unit was kept
    ranks: int64; for each page of _PAGE_UNITS source units, the number of folded units before it
    second_halves: int64, ascending; the source units that are the second half of a surrogate pair
    characters: the length of the text in code points
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
        """The folded text as a string."""
        return self.codes.tobytes().decode(UTF16)

    def slice(self, start: int, end: int) -> str:
        """The folded units [start, end) as a string; a surrogate pair cut by an end leaves a lone surrogate."""
        return self.codes[start:end].tobytes().decode(UTF16, "surrogatepass")

    def positions(self, units: npt.ArrayLike) -> Positions:
        """For ascending folded offsets, the positions of their characters in the text; len(self) maps to its end."""
        wanted = np.asarray(units, dtype=np.int64)
        text_positions = np.full(len(wanted), self.characters, dtype=np.int64)
        inside = int(np.searchsorted(wanted, len(self.codes)))
        pages = np.searchsorted(self.ranks, wanted[:inside], side="right") - 1
        for page, part in _equal_runs(pages):
            text_positions[part] = (
                np.flatnonzero(self._page(page))[wanted[part] - self.ranks[page]] + page * _PAGE_UNITS
            )
        if len(self.second_halves):
            text_positions[:inside] -= np.searchsorted(self.second_halves, text_positions[:inside], side="right")
        return text_positions

    @property
    def text_positions(self) -> Positions:
        """The position in the text of the character of each folded unit: int64 (n,)."""
        text_positions = np.flatnonzero(np.unpackbits(self.kept))
        if len(self.second_halves):
            text_positions -= np.searchsorted(self.second_halves, text_positions, side="right")
        return text_positions

    def position(self, unit: int) -> int:
        """The position in the text of the character of one folded unit; the end of the text for len(self) or more."""
        if unit >= len(self.codes):
            return self.characters
        page = int(np.searchsorted(self.ranks, unit, side="right")) - 1
        text_unit = int(np.flatnonzero(self._page(page))[unit - int(self.ranks[page])]) + page * _PAGE_UNITS
        return text_unit - int(np.searchsorted(self.second_halves, text_unit, side="right"))

    def rank(self, positions: npt.ArrayLike) -> Positions:
        """For ascending positions of the text, the number of folded units before each: int64; len(self) at its end."""
        wanted = np.asarray(positions, dtype=np.int64)
        if len(self.second_halves):
            # The first unit of a character is its position plus one for each surrogate pair before it.
            wanted = wanted + np.searchsorted(self.second_halves - np.arange(1, len(self.second_halves) + 1), wanted)
        units_before = np.full(len(wanted), len(self.codes), dtype=np.int64)
        pages = wanted[: int(np.searchsorted(wanted, len(self.ranks) * _PAGE_UNITS))] // _PAGE_UNITS
        for page, part in _equal_runs(pages):
            ranks_in_page = np.concatenate(([0], np.cumsum(self._page(page), dtype=np.int64)))
            units_before[part] = (
                ranks_in_page[np.minimum(wanted[part] - page * _PAGE_UNITS, len(ranks_in_page) - 1)] + self.ranks[page]
            )
        return units_before

    def _page(self, page: int) -> npt.NDArray[np.uint8]:
        """The bits of `kept` for one page, one a byte."""
        return np.unpackbits(self.kept[page * _PAGE_UNITS // 8 : (page + 1) * _PAGE_UNITS // 8])


def _equal_runs(values: Positions) -> Iterator[tuple[int, slice]]:
    """The runs of equal values, each as (value, slice of the run), for values in ascending order."""
    edges = np.flatnonzero(np.diff(values, prepend=-1, append=-1)) if len(values) else np.empty(0, np.int64)
    for start, end in itertools.pairwise(edges.tolist()):
        yield int(values[start]), slice(start, end)


UTF16 = f"utf-16-{'le' if sys.byteorder == 'little' else 'be'}"


def _read_table() -> bytes:
    """The content of data/fold.bin."""
    with open(os.path.join(os.path.dirname(__file__), "data", "fold.bin"), "rb") as stream:
        return stream.read()


@cache
def fold_table() -> Codes:
    """The code that each character of the BMP folds to: uint16 (0x10000,), read once for the process.

    0 is a dropped character, 1 to len(MARKS) a number mark, FIRST_PLAIN and above a character.
    """
    return np.frombuffer(_read_table(), dtype="<u2", count=0x10000).astype(np.uint16)


@cache
def _replacements() -> dict[int, str]:
    """The replacements before the table is used, from code point to string, for str.translate.

    A character beyond the BMP that folds into it becomes its target, one that is dropped U+200B (which the table
    drops), a surrogate U+FFFD.
    """
    pairs = np.frombuffer(_read_table(), dtype="<u4", offset=0x20000).reshape(-1, 2).tolist()
    beyond = {character: chr(target) if target else "\u200b" for character, target in pairs}
    return beyond | dict.fromkeys(range(0xD800, 0xE000), "\ufffd")


@cache
def table_version() -> str:
    """The version of the fold, such as "1-89abcdef": rules, then a checksum of the table.

    Hashes and signatures of folded texts compare only within one version.
    """
    return f"{_RULES_VERSION}-{zlib.crc32(_read_table()):08x}"


def fold_character(character: str) -> str:
    """The folded form of one character: one character, or "" if it is dropped.

    A number mark is kept, as it is beside a digit; a character beyond the BMP that the table does not know is its own
    form.

    >>> fold_character("罰"), fold_character("Ａ"), fold_character("，")
    ('罚', 'a', '')
    """
    code = ord(character)
    if code > 0xFFFF or 0xD800 <= code < 0xE000:
        character = _replacements().get(code, character)
        if (code := ord(character)) > 0xFFFF:
            return character
    target = int(fold_table()[code])
    return chr(target) if target >= FIRST_PLAIN else MARKS[target - 1] if target else ""


class _FoldTable(dict[int, str]):
    """The table for str.translate, from code point to folded form; an entry is computed when it is first needed."""

    def __missing__(self, code: int) -> str:
        """The folded form of a code point, computed and kept."""
        self[code] = form = fold_character(chr(code))
        return form


_FOLD_CHARACTERS = _FoldTable()
_MARK_SET = frozenset(MARKS)


def folded_text(text: str) -> str:
    """The folded text as a string: the same as `fold(text).text`, faster for short texts.

    >>> folded_text("罰款 22.5 萬元。")
    '罚款22.5万元'
    """
    if len(text) <= _MAX_SHORT_CHARACTERS:
        folded = text.translate(_FOLD_CHARACTERS)
        if _MARK_SET.isdisjoint(folded):  # whether a mark is kept depends on its neighbours
            return folded
    return fold(text).text


def encode_utf16(block: str) -> tuple[bytes, int]:
    """The block in UTF-16 without a byte-order mark, and how many of its characters take two units.

    Lone surrogates and characters beyond the BMP that fold into it, or are dropped, are replaced by one unit each.
    """
    try:
        raw = block.encode(UTF16)
        if len(raw) == 2 * len(block):
            return raw, 0
    except UnicodeEncodeError:
        pass
    raw = block.translate(_replacements()).encode(UTF16)
    return raw, len(raw) // 2 - len(block)


def fold(text: str) -> FoldedText:
    """The folded text of a text, empty if all of it is dropped. Folding is idempotent.

    >>> folded = fold("第１條　本辦法")
    >>> folded.text, folded.position(3)
    ('第1条本办法', 4)
    """
    table = fold_table()
    codes = np.empty(len(text) + 1, dtype=np.uint16)
    packed_bits: list[npt.NDArray[np.uint8]] = []
    second_halves: list[Positions] = []
    max_units = 2 * min(BLOCK, len(text))
    indices = np.empty(max_units, dtype=np.intp)
    folded = np.empty(max_units, dtype=np.uint16)
    unpacked_bits: npt.NDArray[np.bool_] = np.empty(0, dtype=np.bool_)
    filled = source_units = 0
    last_code = 0
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
            kept = _settle_marks(kept, marks, last_code, after, keep)
        if len(kept):
            last_code = int(kept[-1])
        if filled + len(kept) > len(codes):
            codes = np.concatenate((codes[:filled], np.empty(len(text) - start + 2 * BLOCK, np.uint16)))
        codes[filled : filled + len(kept)] = kept
        filled += len(kept)
        if doubled:
            second_halves.append(np.flatnonzero((block & 0xFC00) == 0xDC00) + source_units)
        source_units += n
        unpacked_bits = np.concatenate((unpacked_bits, keep)) if len(unpacked_bits) else keep
        full_bytes_end = len(unpacked_bits) & ~7
        packed_bits.append(np.packbits(unpacked_bits[:full_bytes_end]))
        unpacked_bits = unpacked_bits[full_bytes_end:]
    packed_bits.append(np.packbits(unpacked_bits))
    codes.resize(filled, refcheck=False)
    kept_bits = np.concatenate(packed_bits)
    return FoldedText(
        codes=codes,
        kept=kept_bits,
        ranks=_page_ranks(kept_bits),
        second_halves=np.concatenate(second_halves) if second_halves else np.empty(0, dtype=np.int64),
        characters=len(text),
    )


def _settle_marks(
    kept: Codes, marks: npt.NDArray[np.intp], before: int, after: int, keep: npt.NDArray[np.bool_]
) -> Codes:
    """The codes of a block with number marks resolved: kept beside a digit, else dropped, in `keep` as well.

    `marks` are the indices of the number marks in `kept`. `before` and `after` are the codes next to the block; 0 for
    none. `kept` and `keep` are changed in place, so only the result is to be used as the codes.
    """
    around = np.empty(len(kept) + 2, dtype=np.uint16)
    around[0], around[1:-1], around[-1] = before, kept, after
    digit = (around >= ord("0")) & (around <= ord("9"))
    beside = digit[marks] | digit[marks + 2]
    kept[marks[beside]] = MARK_CODES[kept[marks[beside]]]
    if not beside.all():
        dropped_marks = marks[~beside]
        keep[np.flatnonzero(keep)[dropped_marks]] = False
        kept = np.delete(kept, dropped_marks)
    return kept


def _next_code(text: str, start: int, table: Codes) -> int:
    """The first code that is kept at or after position `start` of the text; 0 if none follows."""
    for position in range(start, len(text), _LOOKAHEAD):
        raw, _ = encode_utf16(text[position : position + _LOOKAHEAD])
        codes = table[np.frombuffer(raw, dtype=np.uint16)]
        if codes.any():
            return int(codes[np.flatnonzero(codes)[0]])
    return 0


def _page_ranks(bits: npt.NDArray[np.uint8]) -> Positions:
    """The number of set bits before each page of `bits`, int64; a single 0 if there are no bits."""
    counts = (
        np.bitwise_count(bits) if hasattr(np, "bitwise_count") else np.unpackbits(bits.reshape(-1, 1), axis=1).sum(1)
    )
    starts = np.arange(0, len(bits), _PAGE_UNITS // 8)
    sums = np.add.reduceat(counts, starts, dtype=np.int64) if len(bits) else np.zeros(1, np.int64)
    return np.concatenate(([0], np.cumsum(sums)[:-1])).astype(np.int64)
