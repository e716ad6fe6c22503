"""How two texts of a passage differ, word by word, and how similar they are by the usual measures."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from policydiff.matching.diff import Edit, edits, similarity
from policydiff.text.canonical import FIGURE_SEPARATOR, canonical_positions
from policydiff.text.folding import MARKS, fold, fold_character
from policydiff.text.spans import Span

_MAX_MEASURED_CHARACTERS = 20_000  # folded characters of the longer side
_NUMERALS = frozenset("0123456789０１２３４５６７８９〇零一二三四五六七八九十百千万亿两廿%％.‰")
_FRACTION = "分之"
_GROUPING = frozenset({",", "，", FIGURE_SEPARATOR})  # between groups of three digits
_WITHOUT_GROUPING = {ord(mark): None for mark in _GROUPING}


class Measures(NamedTuple):
    """How similar the folded texts of two passages are: exact, in [0, 1]; None if they are too long to measure.

    `jaccard` and `containment` (of the other passage in the kept one) count shingles of 5 characters; `similarity` is
    that of `diff`.
    """

    jaccard: float | None = None
    similarity: float | None = None
    containment: float | None = None


IDENTICAL = Measures(1.0, 1.0, 1.0)
UNMEASURED = Measures()


def measure(kept: str, other: str) -> Measures:
    """The measures of two texts; UNMEASURED if one has more than `_MAX_MEASURED_CHARACTERS` folded characters.

    Containment is that of `other` in `kept`. A folded text of fewer than 5 characters, even an empty one, is one
    shingle.

    >>> measure("罚款五万元以下", "罚款五万元以上").jaccard
    0.5
    """
    folded = [fold(kept).text, fold(other).text]
    if max(map(len, folded)) > _MAX_MEASURED_CHARACTERS:
        return UNMEASURED
    kept_shingles, other_shingles = ({text[i : i + 5] for i in range(max(1, len(text) - 4))} for text in folded)
    shared = len(kept_shingles & other_shingles)
    return Measures(
        jaccard=shared / (len(kept_shingles) + len(other_shingles) - shared),
        similarity=similarity(folded[0], folded[1]),
        containment=shared / len(other_shingles),
    )


@dataclass(frozen=True, slots=True)
class Difference:
    """One place where a near-copy differs. `old` is the text and its span in the kept copy, `new` in the other copy.

    None stands for no text on that side. `kind` is number, punctuation or wording.
    """

    kind: str
    old: tuple[str, Span] | None
    new: tuple[str, Span] | None


def differences(kept: str, other: str, kept_start: int, other_start: int) -> tuple[Difference, ...]:
    """The places where the near-copy `other` differs from `kept`, ascending, with the text of both sides and the kind.

    Empty if their canonical forms are equal. A place covers whole numbers, and whole words in a script that separates
    words by blanks. The texts begin at `kept_start` and `other_start` of the document; the spans are positions there.

    >>> [place] = differences("罚款五万元。", "罚款五十万元。", 0, 0)
    >>> place.kind, place.old[0], place.new[0]
    ('number', '五万', '五十万')
    """
    old, old_positions = canonical_positions(kept)
    new, new_positions = canonical_positions(other)
    changes: list[tuple[str, Edit]] = []
    for i, j, k, m in whole_numbers(old, new, edits(old, new)):
        changed_text = old[i:j] + new[k:m]
        edit = _whole_words(kept, other, (*_bounds(old_positions, i, j), *_bounds(new_positions, k, m)))
        if changes and (edit[0] < changes[-1][1][1] or edit[2] < changes[-1][1][3]):  # two edits in one word
            previous_text, (old_start, _, new_start, _) = changes.pop()
            changed_text, edit = previous_text + changed_text, (old_start, edit[1], new_start, edit[3])
        changes.append((changed_text, edit))
    return tuple(
        Difference(kind_of_difference(changed_text), _side(kept, i, j, kept_start), _side(other, k, m, other_start))
        for changed_text, (i, j, k, m) in changes
    )


def _bounds(positions: list[int], start: int, end: int) -> tuple[int, int]:
    """The start and end in the text of [start, end) of its canonical form; equal if that is empty."""
    return positions[start], positions[end - 1] + 1 if end > start else positions[start]


def _whole_words(old: str, new: str, edit: Edit) -> Edit:
    """The edit, widened on both sides to whole words in a script that separates words by blanks.

    Both sides are widened by the same number of characters, that of the longer word, but not beyond their texts.
    """
    i, j, k, m = edit
    left = max(_letters_before(old, i, j), _letters_before(new, k, m))
    right = max(_letters_after(old, i, j), _letters_after(new, k, m))
    return i - min(left, i), min(j + right, len(old)), k - min(left, k), min(m + right, len(new))


def _letters_before(text: str, start: int, end: int) -> int:
    """The number of letters before [start, end) that belong to the word in which it begins; 0 if it is in no word.

    An empty stretch that has no such letter after it is in no word.
    """
    position = start
    if end > start or (start < len(text) and _in_word(text[start])):
        while position and _in_word(text[position - 1]) and _in_word(text[position : position + 1]):
            position -= 1
    return start - position


def _letters_after(text: str, start: int, end: int) -> int:
    """The number of letters after [start, end) that belong to the word in which it ends; 0 if it is in no word.

    An empty stretch that has no such letter before it is in no word.
    """
    position = end
    if end > start or (start and _in_word(text[start - 1])):
        while position < len(text) and _in_word(text[position]) and position and _in_word(text[position - 1]):
            position += 1
    return position - end


def _in_word(character: str) -> bool:
    """Whether a character is a letter of a script that separates words by blanks; False for ""."""
    return character.isalpha() and character < "\u2e80"


def whole_numbers(old: str, new: str, changes: Iterable[Edit]) -> list[Edit]:
    """The edits, in which those that touch a number are extended to the whole number and joined if they overlap.

    An edit grows over numerals that are equal on both sides, and what joins them in a fraction or between groups of
    digits; it stops where one side has another character.

    >>> whole_numbers("罚款五万元。", "罚款五十万元。", [(3, 3, 3, 4)])
    [(2, 4, 2, 5)]
    >>> whole_numbers("三分之二", "四分之三", [(0, 1, 0, 1), (3, 4, 3, 4)])
    [(0, 4, 0, 4)]
    """
    extended: list[Edit] = []
    for i, j, k, m in changes:
        if _touches_number(old[i:j] + new[k:m]):
            while i and k and old[i - 1] == new[k - 1] and _in_number(old, i - 1) and _in_number(new, k - 1):
                i, k = i - 1, k - 1
            while j < len(old) and m < len(new) and old[j] == new[m] and _in_number(old, j) and _in_number(new, m):
                j, m = j + 1, m + 1
            if extended and (i < extended[-1][1] or k < extended[-1][3]):  # two edits in one number
                i, _, k, _ = extended.pop()
        extended.append((i, j, k, m))
    return extended


def _in_number(text: str, position: int) -> bool:
    """Whether a character is a numeral, or joins numerals: 三分之二, 1,200."""
    character = text[position]
    if character in _NUMERALS:
        return True
    if character in _FRACTION:
        start = position - _FRACTION.index(character)
        ends = text[start - 1 : start] if start else "", text[start + len(_FRACTION) : start + len(_FRACTION) + 1]
        return text.startswith(_FRACTION, start) and all(end != "" and end in _NUMERALS for end in ends)
    if character not in _GROUPING:
        return False
    group = text[position + 1 : position + 4]
    return position > 0 and text[position - 1].isdecimal() and len(group) == 3 and group.isdecimal()


def _side(text: str, start: int, end: int, text_start: int) -> tuple[str, Span] | None:
    """The part [start, end) of a text, and its span if the text begins at `text_start`; None if it is empty."""
    return (text[start:end], Span(start + text_start, end + text_start)) if end > start else None


def _touches_number(text: str) -> bool:
    """Whether the text contains a character of `_NUMERALS`, which include signs of per cent and the full stop."""
    return not _NUMERALS.isdisjoint(text)


def kind_of_difference(changed_text: str) -> str:
    """The kind of a difference by its text: "number", "punctuation" or "wording"; "wording" for an empty text.

    "punctuation" if it has no letter, digit or symbol; "number" if it has nothing but characters of numbers and
    what joins them.
    """
    if changed_text and not any(map(_is_letter, changed_text)):
        return "punctuation"
    numerals = changed_text.replace(_FRACTION, "").translate(_WITHOUT_GROUPING)
    return "number" if numerals and _NUMERALS.issuperset(numerals) else "wording"


@lru_cache(maxsize=1 << 14)
def _is_letter(character: str) -> bool:
    """Whether folding keeps a character and it is none of `MARKS`: whether it is a letter, a digit or a symbol."""
    folded = fold_character(character)
    return folded != "" and folded not in MARKS
