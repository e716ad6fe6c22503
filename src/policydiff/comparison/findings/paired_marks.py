"""Pairs of punctuation marks that were added or dropped together: 《》, quotation marks, brackets."""

from __future__ import annotations

import bisect
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from policydiff.comparison.findings.sentence_pairs import NormalisedSide
from policydiff.comparison.hunks import Hunk
from policydiff.languages import PACK
from policydiff.text.normalisation import normalised
from policydiff.text.spans import Span

_CLOSING = {"《": "》", "“": "”", "‘": "’", "(": ")", "[": "]"}  # in normalised text
_STRAIGHT = '"'  # a quotation mark that looks alike at both ends
_OPENING = frozenset(_CLOSING)
_MARKS = frozenset((*_CLOSING, *_CLOSING.values()))
_PARTNERS = {**_CLOSING, **{closing: opening for opening, closing in _CLOSING.items()}}
_MAX_CHARACTERS = 60  # between the marks of a pair
_MAX_HUNKS_BESIDE = 6  # of a mark, in which the other half of its pair is looked for
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
    """A mark that was added or dropped: the hunk it is in, and its position, or the place where it would be.

    `character` tells an opening mark from a closing one; `written` is the mark as it stands in the normalised text.
    """

    character: str
    written: str
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
                    if _encloses_the_same(pair, hunks[opening.hunk + 1 : index]) and not _is_link(pair, old, new):
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
        written = side.normalised[span.start : span.end].rstrip()
        text = "".join(_sided(side.normalised, position) for position in range(span.start, span.start + len(written)))
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
            positions = (here, there) if dropped else (there, here)
            yield _Mark(text[offset], written[offset], dropped, index, *positions)


def _sided(text: str, position: int) -> str:
    """The character at a position; for a straight quotation mark, the opening or closing one that it stands for."""
    if text[position] != _STRAIGHT:
        return text[position]
    return "”" if text[position - 1 : position].isalnum() or not text[position + 1 : position + 2].strip() else "“"


def _is_link(pair: PairedMarks, old: NormalisedSide, new: NormalisedSide) -> bool:
    """Whether the marks are those of a Markdown link: an address follows their text in round or square brackets."""
    side, span = (old, pair.old) if pair.before else (new, pair.new)
    return (pair.before or pair.after) == "[]" and side.normalised[span.end : span.end + 1] in ("(", "[")


def is_half(hunk: Hunk, hunks: Sequence[Hunk], old: NormalisedSide, new: NormalisedSide) -> bool:
    """Whether a hunk of marks has one half of a pair of marks, whose other half came or went with words near it.

    `hunks` are the changes of the unit, in order; those beside the hunk count, `_MAX_HUNKS_BESIDE` to either side.
    """
    index = bisect.bisect_left(hunks, hunk.old, key=lambda other: other.old)
    for side, dropped in ((old, True), (new, False)):
        missing = {_PARTNERS[half] for half in _halves(hunk.old if dropped else hunk.new, side)}
        for other in hunks[max(0, index - _MAX_HUNKS_BESIDE) : index + _MAX_HUNKS_BESIDE + 1] if missing else ():
            span = other.old if dropped else other.new
            has_words = any(map(str.isalnum, side.normalised[span.start : span.end]))
            if has_words and not missing.isdisjoint(_halves(span, side)):
                return True
    return False


def _halves(span: Span, side: NormalisedSide) -> frozenset[str]:
    """The marks at a span whose other half is not there, among the first `_MAX_CHARACTERS` of its marks."""
    open_marks: list[str] = []
    for position in range(span.start, span.end):
        mark = _sided(side.normalised, position)
        if mark in _PARTNERS and len(open_marks) < _MAX_CHARACTERS:
            if open_marks and _CLOSING.get(open_marks[-1]) == mark:
                open_marks.pop()
            else:
                open_marks.append(mark)
    return frozenset(open_marks)


def _pair(opening: _Mark, closing: _Mark) -> PairedMarks:
    """The pair of two marks, both dropped or both added."""
    marks = opening.written + closing.written
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
