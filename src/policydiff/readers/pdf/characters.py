"""The characters of a page as pdfium reports them, each with its box, turned so that its lines run from left to right.

A box reaches from one character to the next, and in height over the em square of the font: the ascent and descent that
fonts state are not to be relied on. Text is never asked for by area: at the edges of an area pdfium reports characters
twice.
"""

from __future__ import annotations

import ctypes
import math
from collections import Counter
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, NamedTuple

from policydiff.text.radicals import IDEOGRAPHS

_NOT_MAPPED = ("\0", "\ufffd")
_SPLITS_WORD = "\ufffe"  # what pdfium reports for a hyphen at the end of a line
_HYPHENS = {_SPLITS_WORD: "-", "\x02": "-", "\xad": "-"}
_LIGATURES = {chr(0xFB00 + index): text for index, text in enumerate(("ff", "fi", "fl", "ffi", "ffl", "st", "st"))}
_WRITTEN_AS = IDEOGRAPHS | _HYPHENS | _LIGATURES
_MAX_LEAN = 0.1  # by how much of its length a line may lean and still count as level
_DESCENT = 0.2  # the part of the em square below the base line
_LEAST_EM, _MOST_EMS = 0.2, 12.0  # of the size of a box: another font size is not that of the text as it is shown
_FIRST_WIDE = "\u2e80"  # from here on characters are as wide as high; some fonts state the box of the ink alone
VERTICAL = 3  # quarter turns of a page set in columns from right to left


class Character(NamedTuple):
    """A character, or the letters of a ligature, and its box in points; the top is above the bottom.

    `is_spaced` says whether the file has a space before it.
    """

    left: float
    bottom: float
    right: float
    top: float
    text: str
    is_spaced: bool = False


@dataclass
class PageCharacters:
    """The characters of a page in the order of the file.

    `level` are those of the direction that most of them have, with boxes as if the page were turned to read them;
    `others` are those of other directions among them, likewise, and level lines on a page set in vertical lines.
    `beside` counts the characters in the margin at an angle, as marks of a printer are, and all that are not set at a
    right angle; `unmapped` those whose font does not say which character a glyph is.
    """

    level: list[Character] = field(default_factory=list)
    others: list[list[Character]] = field(default_factory=list)
    beside: int = 0
    unmapped: int = 0
    is_upright: bool = True  # whether the level ones are level on the page as it is


def page_characters(text_page: Any) -> PageCharacters:
    """The characters of a text page of pdfium."""
    directions, page = _by_direction(text_page)
    main = max(directions, key=lambda turns: len(directions[turns]), default=0)
    group = directions.pop(main, [])
    area = _area(group)
    if _is_vertical(group):  # letters and numbers of other scripts may lie on their side there
        group, level = _parted(group)
        page.others += [level] if level else []
        group += directions.pop(VERTICAL, [])
        main = VERTICAL
    page.level = [_turned(character, main) for character in group]
    page.is_upright = main == 0
    for turns, characters in sorted(directions.items()):
        inside = [_turned(character, turns) for character in characters if _is_within(character, area)]
        page.beside += len(characters) - len(inside)
        page.others += [inside] if inside else []
    return page


def _area(characters: list[Character]) -> tuple[float, float, float, float]:
    """The box round all characters: left, bottom, right, top."""
    if not characters:
        return (0.0, 0.0, 0.0, 0.0)
    lefts, bottoms, rights, tops = zip(*(character[:4] for character in characters), strict=True)
    return min(lefts), min(bottoms), max(rights), max(tops)


def _is_within(character: Character, area: tuple[float, float, float, float]) -> bool:
    """Whether a character is in a box."""
    left, bottom, right, top = area
    return left <= character.left and character.right <= right and bottom <= character.bottom and character.top <= top


def _parted(characters: list[Character]) -> tuple[list[Character], list[Character]]:
    """The characters of vertical lines, and those of level ones: each is read with the one before or behind it."""
    vertical: list[Character] = []
    level: list[Character] = []
    for index, character in enumerate(characters):
        before = _direction(characters[index - 1], character) if index else ""
        behind = _direction(character, characters[index + 1]) if index + 1 < len(characters) else ""
        is_level = "beside" in (before, behind) and "below" not in (before, behind)
        (level if is_level else vertical).append(character)
    return vertical, level


def _by_direction(text_page: Any) -> tuple[dict[int, list[Character]], PageCharacters]:
    """The characters by the number of quarter turns to the left that their lines take, and the counts of others."""
    import pypdfium2.raw as pdfium

    box, matrix, x, y = pdfium.FS_RECTF(), pdfium.FS_MATRIX(), ctypes.c_double(), ctypes.c_double()
    to_box, to_matrix, to_x, to_y = map(ctypes.byref, (box, matrix, x, y))
    # Looked up once: these are called for each character.
    unicode_of, box_of, matrix_of = (
        pdfium.FPDFText_GetUnicode,
        pdfium.FPDFText_GetLooseCharBox,
        pdfium.FPDFText_GetMatrix,
    )
    size_of, origin_of = pdfium.FPDFText_GetFontSize, pdfium.FPDFText_GetCharOrigin
    page = PageCharacters()
    directions: dict[int, list[Character]] = {}
    is_spaced = False
    for index in range(pdfium.FPDFText_CountChars(text_page)):
        text = chr(unicode_of(text_page, index))
        if text.isspace():
            is_spaced = text not in "\r\n" and not pdfium.FPDFText_IsGenerated(text_page, index)
            continue
        if text in _NOT_MAPPED:
            page.unmapped += 1
            continue
        box_of(text_page, index, to_box)
        matrix_of(text_page, index, to_matrix)
        turns = _quarter_turns(matrix.a, matrix.b)
        if turns is None:
            page.beside += 1
            continue
        left, bottom, right, top = box.left, box.bottom, box.right, box.top
        size = size_of(text_page, index) * math.hypot(matrix.c, matrix.d)
        if turns == 0 and _LEAST_EM * (top - bottom) < size < _MOST_EMS * max(top - bottom, right - left):
            origin_of(text_page, index, to_x, to_y)
            bottom, top = y.value - _DESCENT * size, y.value + (1 - _DESCENT) * size
            if text >= _FIRST_WIDE and right - left < size:
                left, right = min(left, x.value), max(right, x.value + size)
        character = Character(left, bottom, right, top, _WRITTEN_AS.get(text, text), is_spaced)
        directions.setdefault(turns, []).append(character)
        is_spaced = False
    return directions, page


def _quarter_turns(cosine: float, sine: float) -> int | None:
    """The quarter turns to the left by which text is set; None if it is set at another angle.

    >>> _quarter_turns(12.0, 0.0), _quarter_turns(0.0, 1.0), _quarter_turns(1.0, 1.0)
    (0, 1, None)
    """
    if abs(sine) <= _MAX_LEAN * abs(cosine):
        return 0 if cosine >= 0 else 2
    if abs(cosine) <= _MAX_LEAN * abs(sine):
        return 1 if sine > 0 else 3
    return None


def _turned(character: Character, turns: int) -> Character:
    """A character with the box it has when the page is turned to the right by quarter turns."""
    left, bottom, right, top, text, is_spaced = character
    if turns == 0:
        return character
    if turns == 1:
        return Character(bottom, -right, top, -left, text, is_spaced)
    if turns == 2:
        return Character(-right, -top, -left, -bottom, text, is_spaced)
    return Character(-top, left, -bottom, right, text, is_spaced)


def _is_vertical(characters: list[Character]) -> bool:
    """Whether most ideographs stand below the one before."""
    wide = (pair for pair in pairwise(characters) if pair[0].text >= _FIRST_WIDE <= pair[1].text)
    directions = Counter(_direction(*pair) for pair in wide)
    return directions["below"] > directions["beside"]


def _direction(first: Character, second: Character) -> str:
    """Where a character is from the one before it: "below", "beside" to the right, or neither if it is far away."""
    size = max(first.top - first.bottom, second.top - second.bottom)
    across, down = second.left - first.left, first.bottom - second.bottom
    if abs(across) < 0.3 * size and 0.5 * size < down < 2 * size:
        return "below"
    return "beside" if abs(down) < 0.3 * size and 0 < across < 1.4 * size else ""
