"""Where words begin and end: a term is made of whole words, never of a torn piece of one.

No dictionary is asked. Two characters belong to one word if, in this document, the rarer of them hardly ever stands
without the other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from policydiff.comparison.findings.sentence_pairs import NormalisedSide
from policydiff.comparison.hunks import Hunk
from policydiff.languages import PACK
from policydiff.text.lazy_regex import pattern
from policydiff.text.spans import Span

MIN_REPETITIONS = 3  # equal changes that are reported as one
_MAX_EXTENSION_CHARACTERS = 4  # by which a term is extended to either side
_MAX_WORD_CHARACTERS = 8  # by which it is extended further, to the end of a word
_MIN_WORD_CHARACTERS = 3  # of a change that is hardly a part of a word, on both sides
_MIN_TERM_CHARACTERS = 2  # of a change that is a term by itself
_MIN_NEIGHBOURS = 4  # different characters beside a term, which show that a word begins or ends there
_MIN_SAME_SHARE = 0.8  # of equal changes, with the same character beside them
_PARTICLES = frozenset("的和与及或并")
_NO_TERM = _PARTICLES | frozenset("在对由应当不得可以为是其将把被从向于按等经依")
_NUMERAL = pattern(r"[〇零一二两三四五六七八九十百千万亿\d]+")
_REFERENCE = pattern(r"第?[〇零一二两三四五六七八九十百千\d]+[条款项目]|[条款项]第|前[条款项]")
_MIN_TOGETHER = 0.5  # of the occurrences of the rarer of two characters
_MIN_OCCURRENCES = 4  # of that character, to tell anything


class WordBorders:
    """How often the characters of a text, and pairs of them, occur."""

    def __init__(self, text: str) -> None:
        self._characters = Counter(text)
        self._pairs = Counter(map("".join, pairwise(text)))

    def count(self, pair: str) -> int:
        """How often two characters stand beside each other."""
        return self._pairs[pair]

    def torn(self, left: str, right: str) -> bool:
        """Whether a border between two characters is inside a word; False if they occur too seldom to tell."""
        if not (left.isalpha() and right.isalpha()):
            return False
        rarer = min(self._characters[left], self._characters[right])
        return rarer >= _MIN_OCCURRENCES and self._pairs[left + right] >= _MIN_TOGETHER * rarer


def extend_term(
    group: list[tuple[int, Hunk]], old: NormalisedSide, new: NormalisedSide
) -> tuple[list[tuple[int, Hunk]], int, int]:
    """The group, and how many unchanged characters its term extends left and right, to `_MAX_EXTENSION_CHARACTERS`.

    A longer term is not extended here. A character is taken in if nearly all changes of the group have it beside them;
    the others leave the group.
    """
    reach = [0, 0]
    is_short = min(len(group[0][1].old), len(group[0][1].new)) < _MIN_WORD_CHARACTERS
    max_reach = _MAX_EXTENSION_CHARACTERS if is_short else 0
    for side in (0, 1):
        while reach[side] < max_reach:
            characters = [_character_beside(hunk, reach[side], side, old, new) for _, hunk in group]
            character, count = Counter(characters).most_common(1)[0]
            if not character or count < max(MIN_REPETITIONS, _MIN_SAME_SHARE * len(group)):
                break
            group = [
                unit_hunk
                for unit_hunk, other_character in zip(group, characters, strict=True)
                if other_character == character
            ]
            reach[side] += 1
    return group, reach[0], reach[1]


def _character_beside(
    hunk: Hunk, reach: int, side: int, old: NormalisedSide, new: NormalisedSide, *, in_word: bool = False
) -> str:
    """The unchanged character left (0) or right (1) of a hunk, `reach` away; "" if a term does not extend over it.

    It extends over words such as 的 and 对 only inside a word: `in_word`, as in 对外贸易.
    """
    old_position, new_position = (
        (hunk.old.start - 1 - reach, hunk.new.start - 1 - reach)
        if side == 0
        else (hunk.old.end + reach, hunk.new.end + reach)
    )
    if (
        not (0 <= old_position < len(old.normalised) and 0 <= new_position < len(new.normalised))
        or old.normalised[old_position] != new.normalised[new_position]
    ):
        return ""
    character = old.normalised[old_position]
    outside = _PARTICLES if in_word else _NO_TERM
    return character if character.isalpha() and character not in outside else ""


def is_function_word(span: Span, changes: int, borders: WordBorders, side: NormalisedSide) -> bool:
    """Whether a change is a word that is part of no term, as 经 in 经教育部, not in 经营者; False if it is empty.

    `changes` is how often it was changed. That it stands beside the same character there, and hardly elsewhere, tells
    nothing.
    """
    if not len(span) or not _NO_TERM.issuperset(side.normalised[span.start : span.end]):
        return False
    around = side.normalised[span.start - 1 : span.start + 1], side.normalised[span.end - 1 : span.end + 1]
    return not any(len(pair) == 2 and borders.count(pair) > 2 * changes and borders.torn(*pair) for pair in around)


def whole_words(
    group: Sequence[Hunk],
    reach: tuple[int, int],
    borders: tuple[WordBorders, ...],
    old: NormalisedSide,
    new: NormalisedSide,
) -> tuple[int, int] | None:
    """How far a term extends left and right of its changes so that it is made of whole words; None if it cannot.

    `reach` is how far it extends so far. It cannot where the changes tear different words.
    """
    result = list(reach)
    for side in (0, 1):
        limit = reach[side] + _MAX_WORD_CHARACTERS
        while _is_torn(group, result[side], side, borders, old, new):
            characters = {_character_beside(hunk, result[side], side, old, new, in_word=True) for hunk in group}
            if len(characters) == 1 and "" not in characters and result[side] < limit:
                result[side] += 1
                continue
            while result[side] > 0 and _is_torn(group, result[side], side, borders, old, new):
                result[side] -= 1
            if _is_torn(group, result[side], side, borders, old, new):
                shortest = min(len(span) for hunk in group for span in (hunk.old, hunk.new))
                if shortest + sum(reach) < _MIN_TERM_CHARACTERS:
                    return None
                result[side] = reach[side]  # what several characters have in common is hardly a piece of a word
                break
    return result[0], result[1]


def as_name_of_law(
    group: Sequence[Hunk], reach: tuple[int, int], old: NormalisedSide, new: NormalisedSide
) -> tuple[int, int]:
    """How far a term that is a part of the name of a law extends, to its end and without 依 and the like before it.

    The same as `reach` if it is in no such name, or not in all its places in the same one.
    """
    left, right = reach
    rest = PACK.fact_patterns().references.name_rest
    ends = {match[0] if (match := rest.match(old.normalised, hunk.old.end)) else "" for hunk in group}
    name_end = next(iter(ends))
    if len(ends) > 1 or len(name_end) < max(1, right):
        return reach
    stands = all(new.normalised.startswith(name_end, hunk.new.end) for hunk in group)
    if not stands:
        return reach
    while left and old.normalised[group[0].old.start - left] in _NO_TERM:
        left -= 1
    return left, len(name_end)


def differs_in_particle(term: str, new_term: str) -> bool:
    """Whether two terms are the same but for 的 and the like: 住所地法院, 住所地之法院."""
    particles = dict.fromkeys(map(ord, PACK.lexicon().particles))
    return term.translate(particles) == new_term.translate(particles)


def _is_torn(
    group: Sequence[Hunk],
    reach: int,
    side: int,
    borders: tuple[WordBorders, ...],
    old: NormalisedSide,
    new: NormalisedSide,
) -> bool:
    """Whether a term that extends so far left (0) or right (1) begins or ends inside a word, in most of its places."""
    torn = 0
    if len({_character_beside(hunk, reach, side, old, new) for hunk in group}) >= _MIN_NEIGHBOURS:
        return False
    for hunk in group:
        for span, text, words in ((hunk.old, old.normalised, borders[0]), (hunk.new, new.normalised, borders[1])):
            position = span.start - reach if side == 0 else span.end + reach
            if 0 < position < len(text) and words.torn(text[position - 1], text[position]):
                torn += 1
                break
    return 2 * torn > len(group)


def is_numbered(term: str, new_term: str) -> bool:
    """Whether a term is a reference, or changes in a number: 第三条 → 第四条, 五百元 → 一千元.

    >>> is_numbered("五百元", "一千元"), is_numbered("股东大会", "股东会")
    (True, False)
    """
    if any(_REFERENCE.search(word) for word in (term, new_term)):
        return True
    numbers = [_NUMERAL.findall(word) for word in (term, new_term)]
    return numbers[0] != numbers[1]
