"""What differs between two corresponding texts, in whole tokens; differences that may be ignored are marked by kind.

The texts are aligned in canonical form (`text.canonical`: script, width, white space and mark-up do not count; every
word, digit and mark does). The edits found there (`word_edits`) are then mapped back to the original texts, where every
character that differs is in some hunk.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from policydiff.comparison.presentation import (
    has_enclosed_numbers,
    is_same_number,
    kind_of_uncounted,
    without_presentation,
)
from policydiff.comparison.word_edits import CanonicalSide, word_edits
from policydiff.matching.diff import Edit, common_characters, common_suffix
from policydiff.text.canonical import SAME_MARK
from policydiff.text.spans import Span

_CHUNK_CHARACTERS = 64  # canonical ones compared at once


@dataclass(frozen=True, slots=True)
class Hunk:
    """The text at `old` became that at `new`, in positions of the two documents; one of the spans may be empty.

    `ignored` is None for a change, else the kind of difference, one of `result.IGNORED`. It is label for another
    spelling of a number, and for the number of a renumbered unit, which `UnitChange.renumbered` reports; wrapper for
    text that is not compared, which is not counted.
    """

    old: Span
    new: Span
    ignored: str | None = None

    @property
    def op(self) -> str:
        """The operation: insert (nothing in the old text), delete (nothing in the new one) or replace."""
        return "insert" if not len(self.old) else "replace" if len(self.new) else "delete"


def hunks(
    old: str, new: str, old_start: int = 0, new_start: int = 0, visible: tuple[str, str] | None = None
) -> tuple[Hunk, ...]:
    """The differences of two texts, in order; `old_start` and `new_start` are where the texts begin in their documents.

    `visible` are the two texts without their presentation, where that was found in the whole documents. Empty if the
    texts are equal. The hunks of (new, old) are those of (old, new) with their sides exchanged.

    >>> [(hunk.op, hunk.old, hunk.ignored) for hunk in hunks("应当在三日内答复", "應当在五日内答复")]
    [('replace', Span(start=0, end=1), 'script'), ('replace', Span(start=3, end=5), None)]
    """
    if old == new:
        return ()
    if visible is None:
        enclosed = has_enclosed_numbers(old) or has_enclosed_numbers(new)
        visible = without_presentation(old, enclosed=enclosed), without_presentation(new, enclosed=enclosed)
    exchanged = (len(new), new) < (len(old), old)
    shorter, longer = (new, old) if exchanged else (old, new)
    head, tail = _common_frame(shorter, longer)
    sides = [
        CanonicalSide(text[head : len(text) - tail], seen[head : len(text) - tail])
        for text, seen in zip((shorter, longer), visible[::-1] if exchanged else visible, strict=True)
    ]
    result = []
    for i, j, k, m, ignored in _merge_adjacent(_raw_hunks(*sides)):
        if exchanged:
            i, j, k, m = k, m, i, j
        old_from, new_from = old_start + head, new_start + head
        result.append(Hunk(Span(old_from + i, old_from + j), Span(new_from + k, new_from + m), ignored))
    return tuple(result)


def _common_frame(old: str, new: str) -> tuple[int, int]:
    """The numbers of characters, in whole lines or sentences, that the two share at their start and at their end.

    Only whole lines count if either has mark-up.
    """
    marks = (
        ("\n",) if any(mark in text for text in (old, new) for mark in ("*", "#", ">", "==", "---")) else ("\n", "。")
    )
    head = common_characters(old, new, 0, 0, min(len(old), len(new)))
    head = max(old.rfind(mark, 0, head) + 1 for mark in marks)
    tail = common_suffix(old, new, len(old), len(new), min(len(old), len(new)) - head)
    ends = [position + 1 for mark in marks if (position := old.find(mark, len(old) - tail)) >= 0]
    end = min(ends, default=len(old))
    while old[end : end + 1] == "\n":  # lines between paragraphs go together
        end += 1
    return head, len(old) - end


# ------------------------------------------------------------------------------------------------- the originals

# (i, j, k, m, ignored): old[i:j] differs from new[k:m]. A plain tuple: conversion of script makes one a character.
_RawHunk = tuple[int, int, int, int, "str | None"]


def _raw_hunks(old: CanonicalSide, new: CanonicalSide) -> Iterator[_RawHunk]:
    """The differences of the original texts, in order, those that may be ignored included."""
    i = k = 0  # canonical characters settled
    bounds: tuple[int, int] | None = None  # where the texts are settled up to, when beyond the gap before i and k
    edits = word_edits(old, new) if old.form != new.form else []
    for a, b, c, d in [*edits, (len(old.form), len(old.form), len(new.form), len(new.form))]:
        yield from _ignorable_differences(old, new, (i, a, k, c), bounds is None)
        last = a == len(old.form) and c == len(new.form) and a == b and c == d
        gaps = old.gap(a), new.gap(c)
        if a == i and bounds is not None:
            gaps = (bounds[0], bounds[0]), (bounds[1], bounds[1])
        if last:
            yield from _uncounted_difference(old, new, *gaps)
            return
        if a < b and c < d:
            yield from _uncounted_difference(old, new, *gaps)
            yield old.positions[a], old.positions[b - 1] + 1, new.positions[c], new.positions[d - 1] + 1, None
            bounds = None
        elif a == b:
            yield from _insertion(old, new, gaps, (c, d))
            bounds = old.gap(a)[1], new.gap(d)[1]
        else:
            yield from _with_sides_exchanged(_insertion(new, old, gaps[::-1], (a, b)))
            bounds = old.gap(b)[1], new.gap(c)[1]
        i, k = b, d


def _insertion(
    old: CanonicalSide, new: CanonicalSide, gaps: tuple[tuple[int, int], tuple[int, int]], inserted: tuple[int, int]
) -> Iterator[_RawHunk]:
    """An insertion, as a hunk of no kind, and the differences in uncounted text around it.

    `gaps` is the ranges of uncounted text before it, old and new; `inserted` is its range in the canonical form of
    `new`. The uncounted text at the same position of the old text is cut in two, so that as much of it as possible is
    equal to what precedes and follows the insertion in the new text.
    """
    (start, end), (new_start, first) = gaps
    after, last = new.gap(inserted[1])
    size = end - start
    head = common_characters(old.text, new.text, start, new_start, min(size, first - new_start))
    tail = common_suffix(old.text, new.text, end, last, min(size, last - after))
    if head + tail >= size:
        head = _best_cut(old.text, end - tail, start + head) - start
        tail = size - head
        first = new_start + head
    else:
        yield from _uncounted_difference(old, new, (start + head, end - tail), (new_start + head, first))
    last -= tail
    upto = new.text.rfind("\n", after, last) + 1 or last  # mark-up behind it is the next line's
    yield end - tail, end - tail, first, upto, None
    yield from _uncounted_difference(old, new, (end - tail, end - tail), (upto, last))


def _best_cut(text: str, earliest: int, latest: int) -> int:
    """The best position in [earliest, latest] to part uncounted text between words: before a line, else after one."""
    line_start = text.rfind("\n", max(earliest - 1, 0), latest) + 1
    if text[line_start : line_start + 1] == "\n" and earliest and text[earliest - 1] != "\n":
        return earliest
    return line_start if line_start or not earliest else latest


def _with_sides_exchanged(differences: Iterator[_RawHunk]) -> Iterator[_RawHunk]:
    """The differences with their sides exchanged."""
    for i, j, k, m, ignored in differences:
        yield k, m, i, j, ignored


def _ignorable_differences(old: CanonicalSide, new: CanonicalSide, stretch: Edit, with_gap: bool) -> Iterator[_RawHunk]:
    """The differences within a stretch of equal canonical forms: characters, and uncounted text between them.

    `stretch` begins at its old and new canonical offsets, the first and third of four. Uncounted text before it is
    compared only if `with_gap`, uncounted text behind it never.
    """
    i, a, k, _ = stretch
    for old_index in range(i, a, _CHUNK_CHARACTERS):
        new_index, size = old_index + k - i, min(_CHUNK_CHARACTERS, a - old_index)
        skip = old_index == i and not with_gap
        start, new_start = (
            (old.positions[old_index], new.positions[new_index])
            if skip
            else (old.gap(old_index)[0], new.gap(new_index)[0])
        )
        if (
            old.text[start : old.positions[old_index + size - 1] + 1]
            == new.text[new_start : new.positions[new_index + size - 1] + 1]
        ):
            continue
        for offset in range(size):
            old_position, new_position = old.positions[old_index + offset], new.positions[new_index + offset]
            if offset or not skip:
                yield from _uncounted_difference(old, new, old.gap(old_index + offset), new.gap(new_index + offset))
            if old.text[old_position] != new.text[new_position]:
                yield (
                    old_position,
                    old_position + 1,
                    new_position,
                    new_position + 1,
                    "label"
                    if is_same_number(old.bare[old_position], new.bare[new_position])
                    else _kind_of_difference(old.text[old_position], new.text[new_position]),
                )


def _uncounted_difference(
    old: CanonicalSide, new: CanonicalSide, old_gap: tuple[int, int], new_gap: tuple[int, int]
) -> Iterator[_RawHunk]:
    """The difference between two stretches of uncounted text, of the kind they have; nothing if they are equal.

    Characters that the stretches share at their ends are left out of it.
    """
    (i, j), (k, m) = old_gap, new_gap
    if old.text[i:j] == new.text[k:m]:
        return
    head = common_characters(old.text, new.text, i, k, min(j - i, m - k))
    tail = common_suffix(old.text, new.text, j, m, min(j - i, m - k) - head)
    i, j, k, m = i + head, j - tail, k + head, m - tail
    yield i, j, k, m, kind_of_uncounted(old.text[i:j] + new.text[k:m], old.bare[i:j] + new.bare[k:m])


@lru_cache(maxsize=1 << 14)
def _kind_of_difference(character: str, other: str) -> str:
    """The kind of difference between two characters of equal canonical form: whitespace, label, width or script."""
    if character.isspace() or other.isspace():
        return "whitespace"
    if is_same_number(character, other):
        return "label"
    if character in SAME_MARK or other in SAME_MARK:
        return "width"
    if "Lo" in (unicodedata.category(character), unicodedata.category(other)):
        return "script"
    return "width" if unicodedata.normalize("NFKC", character) == unicodedata.normalize("NFKC", other) else "script"


def _merge_adjacent(differences: Iterator[_RawHunk]) -> list[_RawHunk]:
    """The differences, adjacent ones merged if they may be ignored for the same reason; changes stay apart."""
    merged: list[_RawHunk] = []
    for difference in differences:
        if (
            merged
            and difference[4]
            and merged[-1][4] == difference[4]
            and (merged[-1][1], merged[-1][3]) == (difference[0], difference[2])
        ):
            difference = (merged[-1][0], difference[1], merged[-1][2], difference[3], difference[4])
            merged.pop()
        merged.append(difference)
    return merged
