"""How two texts of a passage differ, word by word, and how alike they are by the usual measures."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from policydiff.matching.diff import Edit, edits, similarity
from policydiff.text.canonical import canonical_positions
from policydiff.text.folding import MARKS, fold, fold_character
from policydiff.text.spans import Span

_LONGEST_MEASURED = 20_000  # key characters
_NUMERALS = frozenset("0123456789０１２３４５６７８９〇零一二三四五六七八九十百千万亿两廿%％.‰")


class Measures(NamedTuple):
    """How alike two passages are: exact, in [0, 1], of their keys; None where they were too long to measure.

    `jaccard` and `containment` (of the other passage, in the kept one) count shingles of 5; `similarity` is that of
    `diff`.
    """

    jaccard: float | None = None
    similarity: float | None = None
    containment: float | None = None


SAME = Measures(1.0, 1.0, 1.0)
UNMEASURED = Measures()


def measure(kept: str, other: str) -> Measures:
    """The measures of two texts; containment is that of `other` in `kept`."""
    sides = [fold(kept).text, fold(other).text]
    if max(map(len, sides)) > _LONGEST_MEASURED:
        return UNMEASURED
    one, two = ({side[i : i + 5] for i in range(max(1, len(side) - 4))} for side in sides)
    shared = len(one & two)
    return Measures(
        jaccard=shared / (len(one) + len(two) - shared),
        similarity=similarity(sides[0], sides[1]),
        containment=shared / len(two),
    )


@dataclass(frozen=True, slots=True)
class Difference:
    """One place where a near-copy says something else. `old` is in the kept copy, `new` in the other; None is nothing.

    `kind` is number, punctuation or wording.
    """

    kind: str
    old: tuple[str, Span] | None
    new: tuple[str, Span] | None


def differences(stays: str, gone: str, stays_at: int, gone_at: int) -> tuple[Difference, ...]:
    """The places where a near-copy differs, with the words of both sides; marks, numbers and words told apart.

    A place is a whole number, and a whole word where the script sets words apart.
    """
    old, old_at = canonical_positions(stays)
    new, new_at = canonical_positions(gone)
    places: list[tuple[str, Edit]] = []
    for i, j, k, m in whole_numbers(old, new, edits(old, new)):
        words = old[i:j] + new[k:m]
        place = _whole_words(stays, gone, (*_bounds(old_at, i, j), *_bounds(new_at, k, m)))
        if places and (place[0] < places[-1][1][1] or place[2] < places[-1][1][3]):  # two places in one word
            before, (start, _, other, _) = places.pop()
            words, place = before + words, (start, place[1], other, place[3])
        places.append((words, place))
    return tuple(
        Difference(kind_of_difference(words), _side(stays, i, j, stays_at), _side(gone, k, m, gone_at))
        for words, (i, j, k, m) in places
    )


def _bounds(positions: list[int], start: int, end: int) -> tuple[int, int]:
    """Where in its text a stretch of a canonical form begins and ends; where it would stand, if it is empty."""
    return positions[start], positions[end - 1] + 1 if end > start else positions[start]


def _whole_words(old: str, new: str, place: Edit) -> Edit:
    """The place on both sides, widened to whole words of letters that are written together."""
    i, j, k, m = place
    left = max(_letters_before(old, i, j), _letters_before(new, k, m))
    right = max(_letters_behind(old, i, j), _letters_behind(new, k, m))
    return i - min(left, i), min(j + right, len(old)), k - min(left, k), min(m + right, len(new))


def _letters_before(text: str, start: int, end: int) -> int:
    """How many letters of a word stand before a place that begins inside it."""
    at = start
    if end > start or (start < len(text) and _in_word(text[start])):
        while at and _in_word(text[at - 1]) and _in_word(text[at : at + 1]):
            at -= 1
    return start - at


def _letters_behind(text: str, start: int, end: int) -> int:
    """How many letters of a word stand behind a place that ends inside it."""
    at = end
    if end > start or (start and _in_word(text[start - 1])):
        while at < len(text) and _in_word(text[at]) and at and _in_word(text[at - 1]):
            at += 1
    return at - end


def _in_word(character: str) -> bool:
    """Whether a character is a letter of a script that sets words apart by blanks."""
    return character.isalpha() and character < "\u2e80"


def whole_numbers(old: str, new: str, changes: Iterable[Edit]) -> list[Edit]:
    """The edits, those that touch a number grown to the whole number."""
    places: list[Edit] = []
    for i, j, k, m in changes:
        if _touches_number(old[i:j] + new[k:m]):
            while i and k and old[i - 1] == new[k - 1] and old[i - 1] in _NUMERALS:
                i, k = i - 1, k - 1
            while j < len(old) and m < len(new) and old[j] == new[m] and old[j] in _NUMERALS:
                j, m = j + 1, m + 1
            if places and (i < places[-1][1] or k < places[-1][3]):  # two places in one number
                i, _, k, _ = places.pop()
        places.append((i, j, k, m))
    return places


def _side(text: str, start: int, end: int, at: int) -> tuple[str, Span] | None:
    """The words [start, end) of a text, and their place when the text begins at `at`; None where there are none."""
    return (text[start:end], Span(start + at, end + at)) if end > start else None


def _touches_number(words: str) -> bool:
    return not _NUMERALS.isdisjoint(words)


def kind_of_difference(words: str) -> str:
    """What a difference is about: number, punctuation or wording."""
    if words and not any(map(_is_letter, words)):
        return "punctuation"
    return "number" if words and _NUMERALS.issuperset(words) else "wording"


@lru_cache(maxsize=1 << 14)
def _is_letter(character: str) -> bool:
    """Whether it is no mark: a letter, a digit, or a symbol that counts in the key."""
    key = fold_character(character)
    return key != "" and key not in MARKS
