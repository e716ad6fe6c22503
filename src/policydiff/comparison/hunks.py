"""What differs between two texts that answer each other, in whole tokens; what may be ignored is told apart by kind.

The texts are aligned in canonical form (`verify`: script, width, white space and mark-up do not count; every word,
digit and mark does), and the changes found there (`changes`) are laid onto the originals, where every character that
differs is in some hunk.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from policydiff.comparison.word_edits import Side, word_edits
from policydiff.matching.diff import Edit, common_characters, common_suffix
from policydiff.text.canonical import SAME_MARK
from policydiff.text.spans import Span

_CHUNK = 64  # canonical characters compared at once


@dataclass(frozen=True, slots=True)
class Hunk:
    """The words at `old` became those at `new`, absolute in their documents; one of the two may be empty.

    `ignored` is None for a change; else what kind of difference it is: script, width, whitespace, markup, or label
    (the number of a unit that was renumbered, which is said of the unit).
    """

    old: Span
    new: Span
    ignored: str | None = None

    @property
    def op(self) -> str:
        """Whether something was inserted, deleted or replaced."""
        return "insert" if not len(self.old) else "replace" if len(self.new) else "delete"


def hunks(old: str, new: str, old_at: int = 0, new_at: int = 0) -> tuple[Hunk, ...]:
    """The changed places in order; `old_at` and `new_at` are where the two texts begin in their documents.

    Those of (new, old) are the same with their sides exchanged.
    """
    if old == new:
        return ()
    exchanged = (len(new), new) < (len(old), old)
    one, other = (new, old) if exchanged else (old, new)
    head, tail = _frame(one, other)
    found = _placed(Side(one[head : len(one) - tail]), Side(other[head : len(other) - tail]))
    made = []
    for i, j, k, m, ignored in _joined(found):
        if exchanged:
            i, j, k, m = k, m, i, j
        old_from, new_from = old_at + head, new_at + head
        made.append(Hunk(Span(old_from + i, old_from + j), Span(new_from + k, new_from + m), ignored))
    return tuple(made)


def _frame(old: str, new: str) -> tuple[int, int]:
    """How many characters of whole lines or sentences the two have in common at their start and their end."""
    if "<!--" in old or "<!--" in new or old.startswith(("---", "\ufeff---")) or new.startswith(("---", "\ufeff---")):
        return 0, 0
    marks = (
        ("\n",) if any(mark in text for text in (old, new) for mark in ("*", "#", ">", "==", "---")) else ("\n", "。")
    )
    head = common_characters(old, new, 0, 0, min(len(old), len(new)))
    head = max(old.rfind(mark, 0, head) + 1 for mark in marks)
    tail = common_suffix(old, new, len(old), len(new), min(len(old), len(new)) - head)
    ends = [at + 1 for mark in marks if (at := old.find(mark, len(old) - tail)) >= 0]
    end = min(ends, default=len(old))
    while old[end : end + 1] == "\n":  # lines between paragraphs go together
        end += 1
    return head, len(old) - end


# ------------------------------------------------------------------------------------------------- the originals

_Place = tuple[int, int, int, int, "str | None"]


def _placed(old: Side, new: Side) -> Iterator[_Place]:
    """The places of the texts that differ, in order, with what may be ignored about them."""
    i = k = 0  # canonical characters settled
    bounds: tuple[int, int] | None = None  # where the texts are settled up to, when beyond the gap before i and k
    found = word_edits(old, new) if old.form != new.form else []
    for a, b, c, d in [*found, (len(old.form), len(old.form), len(new.form), len(new.form))]:
        yield from _alike(old, new, (i, a, k, c), bounds is None)
        last = a == len(old.form) and c == len(new.form) and a == b and c == d
        gaps = old.gap(a), new.gap(c)
        if a == i and bounds is not None:
            gaps = (bounds[0], bounds[0]), (bounds[1], bounds[1])
        if last:
            yield from _blanks(old, new, *gaps)
            return
        if a < b and c < d:
            yield from _blanks(old, new, *gaps)
            yield old.at[a], old.at[b - 1] + 1, new.at[c], new.at[d - 1] + 1, None
            bounds = None
        elif a == b:
            yield from _inserted(old, new, gaps, (c, d))
            bounds = old.gap(a)[1], new.gap(d)[1]
        else:
            yield from _exchanged(_inserted(new, old, gaps[::-1], (a, b)))
            bounds = old.gap(b)[1], new.gap(c)[1]
        i, k = b, d


def _inserted(
    old: Side, new: Side, gaps: tuple[tuple[int, int], tuple[int, int]], words: tuple[int, int]
) -> Iterator[_Place]:
    """The words, and what does not count around them where the old text has none of it or another.

    What stands between the same words in the old text is cut in two, so that as much of it as can be is verbatim
    what stands before and behind the words in the new one.
    """
    (start, end), (other, first) = gaps
    after, last = new.gap(words[1])
    size = end - start
    head = common_characters(old.text, new.text, start, other, min(size, first - other))
    tail = common_suffix(old.text, new.text, end, last, min(size, last - after))
    if head + tail >= size:
        head = _cut(old.text, end - tail, start + head) - start
        tail = size - head
        first = other + head
    else:
        yield from _blanks(old, new, (start + head, end - tail), (other + head, first))
    last -= tail
    upto = new.text.rfind("\n", after, last) + 1 or last  # mark-up behind it is the next line's
    yield end - tail, end - tail, first, upto, None
    yield from _blanks(old, new, (end - tail, end - tail), (upto, last))


def _cut(text: str, least: int, most: int) -> int:
    """Where best, between these places, to part what stands between words: before a line, else behind one."""
    at = text.rfind("\n", max(least - 1, 0), most) + 1
    if text[at : at + 1] == "\n" and least and text[least - 1] != "\n":
        return least
    return at if at or not least else most


def _exchanged(places: Iterator[_Place]) -> Iterator[_Place]:
    for i, j, k, m, ignored in places:
        yield k, m, i, j, ignored


def _alike(old: Side, new: Side, part: Edit, with_gap: bool) -> Iterator[_Place]:
    """What differs in a stretch of equal canonical forms; the gap before it only if asked for, that behind it never."""
    i, a, k, _ = part
    for at in range(i, a, _CHUNK):
        to, size = at + k - i, min(_CHUNK, a - at)
        skip = at == i and not with_gap
        start, other = (old.at[at], new.at[to]) if skip else (old.gap(at)[0], new.gap(to)[0])
        if old.text[start : old.at[at + size - 1] + 1] == new.text[other : new.at[to + size - 1] + 1]:
            continue
        for by in range(size):
            p, q = old.at[at + by], new.at[to + by]
            if by or not skip:
                yield from _blanks(old, new, old.gap(at + by), new.gap(to + by))
            if old.text[p] != new.text[q]:
                yield p, p + 1, q, q + 1, _kind(old.text[p], new.text[q])


def _blanks(old: Side, new: Side, one: tuple[int, int], other: tuple[int, int]) -> Iterator[_Place]:
    """What differs between two stretches that do not count."""
    (i, j), (k, m) = one, other
    if old.text[i:j] == new.text[k:m]:
        return
    head = common_characters(old.text, new.text, i, k, min(j - i, m - k))
    tail = common_suffix(old.text, new.text, j, m, min(j - i, m - k) - head)
    i, j, k, m = i + head, j - tail, k + head, m - tail
    marks = _has_marks(old, i, j) or _has_marks(new, k, m)
    yield i, j, k, m, "markup" if marks else "whitespace"


def _has_marks(side: Side, start: int, end: int) -> bool:
    """Whether mark-up was blanked in this stretch."""
    pairs = zip(side.bare[start:end], side.text[start:end], strict=True)
    return any(bare == " " and not character.isspace() for bare, character in pairs)


@lru_cache(maxsize=1 << 14)
def _kind(one: str, other: str) -> str:
    """What kind of difference it is between two characters of one canonical form."""
    if one.isspace() or other.isspace():
        return "whitespace"
    if one in SAME_MARK or other in SAME_MARK:
        return "width"
    if "Lo" in (unicodedata.category(one), unicodedata.category(other)):
        return "script"
    return "width" if unicodedata.normalize("NFKC", one) == unicodedata.normalize("NFKC", other) else "script"


def _joined(places: Iterator[_Place]) -> list[_Place]:
    """The places, those that touch and may be ignored for one reason made one."""
    made: list[_Place] = []
    for place in places:
        if made and place[4] and made[-1][4] == place[4] and (made[-1][1], made[-1][3]) == (place[0], place[2]):
            place = (made[-1][0], place[1], made[-1][2], place[3], place[4])
            made.pop()
        made.append(place)
    return made
