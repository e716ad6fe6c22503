"""Pairs of punctuation marks that were added or dropped together: 《》, quotation marks, brackets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from policydiff.comparison.findings.sentence_pairs import NormalisedSide
from policydiff.comparison.hunks import Hunk
from policydiff.languages import PACK
from policydiff.text.normalisation import normalised
from policydiff.text.spans import Span

_CLOSING = {"《": "》", "“": "”", "(": ")", "[": "]"}  # in normalised text
_OPENING = frozenset(_CLOSING)
_MARKS = frozenset((*_CLOSING, *_CLOSING.values()))
_MAX_CHARACTERS = 60  # between the marks of a pair
_MAX_CHANGED_SHARE = 0.5  # of the characters between the marks


class PairedMarks(NamedTuple):
    """A pair of marks as normalised text on either side, one of which may be empty, and what it encloses there.

    `old` and `new` include the marks; `hunks` are the indices of the hunks that are explained by the pair.
    """

    before: str
    after: str
    old: Span
    new: Span
    hunks: tuple[int, ...]


class _Mark(NamedTuple):
    """A mark that was added or dropped: the hunk it is in, and its position, or the place where it would be."""

    character: str
    dropped: bool
    hunk: int
    old: int
    new: int


def find_pairs(hunks: Sequence[Hunk], old: NormalisedSide, new: NormalisedSide) -> list[PairedMarks]:
    """The pairs of marks that came or went in one unit, by their closing marks; `hunks` are its changes, in order.

    What only the full name of a document begins with may come or go with the marks: 监督法 → 《中华人民共和国监督法》.
    At least half of what a pair encloses is unchanged, and has at most `_MAX_CHARACTERS`.
    """
    pairs: list[PairedMarks] = []
    open_marks: list[_Mark] = []
    for index, hunk in enumerate(hunks):
        if pair := _enclosed_in_one_hunk(index, hunk, old, new):
            pairs.append(pair)
            continue
        for mark in _marks(index, hunk, old, new):
            if mark.character in _OPENING:
                open_marks.append(mark)
                continue
            while open_marks:
                opening = open_marks.pop()
                if _CLOSING[opening.character] == mark.character and opening.dropped == mark.dropped:
                    pair = _pair(opening, mark)
                    if _encloses_the_same(pair, hunks[opening.hunk + 1 : index]):
                        pairs.append(pair)
                    break
    return pairs


def _marks(index: int, hunk: Hunk, old: NormalisedSide, new: NormalisedSide) -> Iterator[_Mark]:
    """The closing marks at the beginning of a hunk, and the opening ones at its end, that one side of it alone has.

    A beginning of full names may follow an opening mark. None if both sides have marks.
    """
    for dropped, side, span, opposite_side, opposite in (
        (True, old, hunk.old, new, hunk.new),
        (False, new, hunk.new, old, hunk.old),
    ):
        if max(len(span), len(opposite)) > _MAX_CHARACTERS:
            continue
        text = side.normalised[span.start : span.end].rstrip()
        if not _MARKS.isdisjoint(opposite_side.normalised[opposite.start : opposite.end]):
            continue
        closing = len(text) - len(text.lstrip("".join(_CLOSING.values())))
        bare_text = text
        for full_name in PACK.fact_patterns().references.full_names:
            bare_text = bare_text.removesuffix(normalised(full_name))
        opening = len(bare_text.rstrip("".join(_CLOSING)))
        ends = [(offset, opposite.start) for offset in range(closing)]
        ends += [(offset, opposite.end) for offset in range(max(opening, closing), len(bare_text))]
        for offset, there in ends:
            here = span.start + offset
            yield _Mark(text[offset], dropped, index, *((here, there) if dropped else (there, here)))


def _pair(opening: _Mark, closing: _Mark) -> PairedMarks:
    """The pair of two marks, both dropped or both added."""
    marks = opening.character + closing.character
    hunks = (opening.hunk, closing.hunk)
    if opening.dropped:
        return PairedMarks(marks, "", Span(opening.old, closing.old + 1), Span(opening.new, closing.new), hunks)
    return PairedMarks("", marks, Span(opening.old, closing.old), Span(opening.new, closing.new + 1), hunks)


def _encloses_the_same(pair: PairedMarks, between: Sequence[Hunk]) -> bool:
    """Whether at most `_MAX_CHANGED_SHARE` of the text between the marks is changed, by the hunks `between` them."""
    length = min(len(pair.old), len(pair.new))
    changed = sum(max(len(hunk.old), len(hunk.new)) for hunk in between)
    return 0 < length <= _MAX_CHARACTERS and changed <= _MAX_CHANGED_SHARE * length


def _enclosed_in_one_hunk(index: int, hunk: Hunk, old: NormalisedSide, new: NormalisedSide) -> PairedMarks | None:
    """The pair of title marks of a document's name that one hunk replaces by its full or short name; else None."""
    if max(len(hunk.old), len(hunk.new)) > _MAX_CHARACTERS:
        return None
    words = PACK.fact_patterns().references
    before, after = (
        side.normalised[span.start : span.end].strip() for side, span in ((old, hunk.old), (new, hunk.new))
    )
    names = [text.removeprefix(words.title_marks[0]).removesuffix(words.title_marks[1]) for text in (before, after)]
    has_marks = [name != text for name, text in zip(names, (before, after), strict=True)]
    if has_marks[0] == has_marks[1] or not all(names):
        return None
    for full_name in map(normalised, words.full_names):
        names = [name.removeprefix(full_name) for name in names]
    if names[0] != names[1] or not _MARKS.isdisjoint(names[0]):
        return None
    marks = "".join(words.title_marks)
    return PairedMarks(*((marks, "") if has_marks[0] else ("", marks)), hunk.old, hunk.new, (index,))
