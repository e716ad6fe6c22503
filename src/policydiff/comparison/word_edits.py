"""The edits between two texts in canonical form, adjusted to boundaries that a reader expects.

The edits of `matching.diff` are minimal, but they tear words. Here insertions and deletions slide to the boundary of a
clause or a sentence; numbers, Latin words and modal words change as a whole or not at all; edits a few characters apart
are merged, as are those of a rewritten sentence; and no single character of a word is left over.

Throughout, an edit (i, j, k, m) says that old[i:j] became new[k:m].
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import compress

from policydiff.comparison.edit_tokens import find_tokens
from policydiff.comparison.presentation import without_presentation
from policydiff.languages import PACK
from policydiff.matching.diff import Edit, edits
from policydiff.text.canonical import DROPPED, blank_markup, canonical_forms
from policydiff.text.lazy_regex import pattern

_SENTENCE_END = pattern("[。;!?]")
_LINE_END = pattern(r"[\r\n]")
_SENTENCE_MARKS = frozenset(PACK.sentences.normalised_sentence)
_CLAUSE_MARKS = frozenset(PACK.sentences.normalised_clause)
_CONJUNCTIONS = frozenset("和或及与并")  # precede the next item of a list
_SUFFIXES = frozenset("的者等时内外中后前上下间起止")  # follow a word and are no part of it
_LABEL_NUMERALS = frozenset("0123456789〇零一二三四五六七八九十百")
_MAX_LABEL_CHARACTERS = 6
_MAX_SHIFT_CHARACTERS = 200  # by which an insertion or a deletion is moved
_MIN_REWRITTEN_SHARE = 0.6  # changed share of a sentence (the shorter of the two) from which it is one replacement


# ------------------------------------------------------------------------------------------------- one side


class CanonicalSide:
    """A text in canonical form: `form[n]` is the character `text[positions[n]]`.

    `bare` is the text with its mark-up blanked out; `visible` is the text without its presentation, if that is known
    (`presentation.without_presentation`). `tokens` are the ranges of `form` that change as a whole or not at
    all, `figures` those of them that are numbers, `ends` the ends of sentences and lines; `read` fills all three.
    """

    def __init__(self, text: str, visible: str | None = None) -> None:
        self.text = text
        self.bare = blank_markup(without_presentation(text) if visible is None else visible)
        padded_form = canonical_forms(self.bare)
        self.form = padded_form.replace(DROPPED, "")
        self.positions: Sequence[int] = range(len(text))
        if len(self.form) < len(text):
            self.positions = list(compress(range(len(text)), map(DROPPED.__ne__, padded_form)))
        self.tokens: list[tuple[int, int]] = []
        self.figures: set[tuple[int, int]] = set()
        self.ends: list[int] = []  # of sentences and of lines

    def read(self) -> None:
        """Fill `tokens`, `figures` and `ends`, all but the set `figures` ascending; to be called once."""
        self.tokens, self.figures = find_tokens(self.form, self.positions, self.text)
        self.ends = sorted(
            {
                *(match.end() for match in _SENTENCE_END.finditer(self.form)),
                *(bisect_left(self.positions, match.start()) for match in _LINE_END.finditer(self.text)),
            }
        )

    def token_at(self, position: int) -> tuple[int, int]:
        """The token that a cut at `position` would tear; (position, position) if it would tear none."""
        index = bisect_left(self.tokens, (position, position)) - 1
        if index >= 0 and self.tokens[index][1] > position:
            return self.tokens[index]
        return position, position

    def figure_before(self, position: int) -> bool:
        """Whether a number, one of `figures`, ends at `position`."""
        index = bisect_left(self.tokens, (position, position)) - 1
        return index >= 0 and self.tokens[index] in self.figures and self.tokens[index][1] == position

    def gap(self, position: int) -> tuple[int, int]:
        """The range of uncounted `text` before the canonical character at `position`, or at the end for `len(form)`."""
        start = self.positions[position - 1] + 1 if position else 0
        end = self.positions[position] if position < len(self.positions) else len(self.text)
        return start, end

    def original(self, position: int) -> str:
        """The original of the canonical character at `position`."""
        return self.text[self.positions[position]]

    def first_end(self, start: int, end: int) -> int | None:
        """The first end of a sentence or line in [start, end], both included; None if there is none."""
        index = bisect_left(self.ends, start)
        return self.ends[index] if index < len(self.ends) and self.ends[index] <= end else None

    def last_end(self, start: int, end: int) -> int:
        """The last end of a sentence or line in [start, end], both included; `start` if there is none."""
        index = bisect_right(self.ends, end) - 1
        return max(self.ends[index], start) if index >= 0 else start

    def edge_score(self, position: int) -> int:
        """How well an edit may begin or end at `position`: 6 after a sentence or at an end, -6 within a token."""
        form = self.form
        if position in (0, len(form)) or form[position - 1] in _SENTENCE_MARKS:
            return 6
        if self.first_end(position, position) is not None:
            return 5  # of a line, which may be a mere wrap
        if self.token_at(position) != (position, position):
            return -6
        if form[position] in _CLAUSE_MARKS:
            return 4
        if form[position - 1] in _CLAUSE_MARKS:
            return 3
        if form[position - 1].isalnum() and form[position].isalnum():
            is_conjunction = form[position] in _CONJUNCTIONS and not form.startswith("共和国", position - 1)
            return 1 if is_conjunction or form[position - 1] == "的" else 0
        return 2


# ------------------------------------------------------------------------------------------------- changes


def word_edits(old: CanonicalSide, new: CanonicalSide) -> list[Edit]:
    """The edits, ascending, that turn the canonical form of `old` into that of `new`; none if the two are equal.

    >>> word_edits(CanonicalSide("应当在三十日内答复。"), CanonicalSide("应当在六十日内答复。"))
    [(3, 6, 3, 6)]
    """
    changes = edits(old.form, new.form)
    if not changes:
        return changes
    old.read()
    new.read()
    changes = _slide_to_boundaries(old, new, _merge_movable(old.form, new.form, changes))
    changes = _separate_items(old, new, changes)
    changes = _merge_rewritten_sentences(old, new, _coalesce(old, new, _extend_to_tokens(old, new, changes)))
    return _extend_to_words(old, new, changes)


def _shift_room(form: str, start: int, end: int, max_distance: int, *, left: bool) -> int:
    """How far, 0 to `max_distance`, an insertion or deletion [start, end) can be moved with the same result."""
    distance = 0
    if left:
        while distance < max_distance and form[start - distance - 1] == form[end - distance - 1]:
            distance += 1
    else:
        while distance < max_distance and form[start + distance] == form[end + distance]:
            distance += 1
    return distance


def _merge_movable(old: str, new: str, changes: list[Edit]) -> list[Edit]:
    """The edits; insertions, or deletions, up to `_MAX_SHIFT_CHARACTERS` apart are merged if one can be moved."""
    merged: list[Edit] = []
    for i, j, k, m in changes:
        while merged and (i == j or k == m):
            a, b, c, d = merged[-1]
            form, before, here = (new, (c, d), (k, m)) if i == j else (old, (a, b), (i, j))
            gap = i - b
            if (a == b) != (i == j) or (c == d) != (k == m) or gap > _MAX_SHIFT_CHARACTERS:
                break
            if _shift_room(form, *here, gap, left=True) == gap:
                i, j, k, m = a, j - gap, c, m - gap
            elif _shift_room(form, *before, gap, left=False) == gap:
                i, j, k, m = a + gap, j, c + gap, m
            else:
                break
            merged.pop()
        merged.append((i, j, k, m))
    return merged


def _slide_to_boundaries(old: CanonicalSide, new: CanonicalSide, changes: list[Edit]) -> list[Edit]:
    """The edits, insertions and deletions moved to where most is verbatim, then to the best boundary: `edge_score`."""
    slid: list[Edit] = []
    for index, (i, j, k, m) in enumerate(changes):
        if i == j or k == m:
            side, start, end = (new, k, m) if i == j else (old, i, j)
            before = i - slid[-1][1] - 1 if slid else i
            after = (changes[index + 1][0] if index + 1 < len(changes) else len(old.form) + 1) - j - 1
            left = _shift_room(side.form, start, end, min(before, _MAX_SHIFT_CHARACTERS), left=True)
            right = _shift_room(side.form, start, end, min(after, _MAX_SHIFT_CHARACTERS), left=False)
            if left or right:
                gains = _verbatim_gains(
                    *((new, old, start, end, i) if i == j else (old, new, start, end, k)), left, right
                )
                score = side.edge_score
                shift = max(
                    range(-left, right + 1),
                    key=lambda shift: (gains[shift + left], score(start + shift) + score(end + shift)),
                )
                i, j, k, m = i + shift, j + shift, k + shift, m + shift
        slid.append((i, j, k, m))
    return slid


def _separate_items(old: CanonicalSide, new: CanonicalSide, changes: list[Edit]) -> list[Edit]:
    """The edits; an item that came or went with the numbers of two labels becomes a whole item and a changed number.

    （二）甲；（三）乙 → （二）乙 deletes （二）甲； and changes 三 to 二, where the least edit deletes ）甲；（三.
    """
    separated: list[Edit] = []
    for edit in changes:
        separated += _item_and_number(old, new, edit, separated[-1][1] if separated else 0)
    return separated


def _item_and_number(old: CanonicalSide, new: CanonicalSide, edit: Edit, earliest: int) -> list[Edit]:
    """An insertion or deletion from label number to label number as two edits, not before `earliest`; else the edit."""
    i, j, k, m = edit
    if (i == j) == (k == m):
        return [edit]
    side, start, end = (new, k, m) if i == j else (old, i, j)
    first, second = _label_number(side, start), _label_number(side, end)
    if not first or not second or first[1] - first[0] != second[1] - second[0] or second[0] < start:
        return [edit]
    back, item = start - first[0], second[0] - first[0]  # up to the label of the item; the characters of the item
    if i - back < earliest:
        return [edit]
    if i == j:
        return [(i - back, i - back, k - back, k - back + item), (first[1] - start + i, i, second[1], m)]
    return [(i - back, i - back + item, k - back, k - back), (second[1], j, first[1] - start + k, k)]


def _label_number(side: CanonicalSide, end: int) -> tuple[int, int] | None:
    """The start of a label at the beginning of a line, and of its number, which ends at `end`; None if none does."""
    number = end
    while number > 0 and end - number < _MAX_LABEL_CHARACTERS and side.form[number - 1] in _LABEL_NUMERALS:
        number -= 1
    start = number - 1 if number and side.form[number - 1] == "(" else number
    is_label = number < end < len(side.form) and side.form[end] in ")、."
    return (start, number) if is_label and (start == 0 or side.first_end(start, start) is not None) else None


def _verbatim_gains(
    side: CanonicalSide, other: CanonicalSide, start: int, end: int, position: int, left: int, right: int
) -> list[int]:
    """For each move of the insertion [start, end) of `side`, how many more characters are verbatim than at the first.

    `position` is where it belongs in `other`; the moves are -left to right.
    """
    gains = [0]
    for shift in range(-left, right):
        twin = other.original(position + shift)
        gains.append(gains[-1] + (side.original(start + shift) == twin) - (side.original(end + shift) == twin))
    return gains


def _extend_to_tokens(old: CanonicalSide, new: CanonicalSide, changes: list[Edit]) -> list[Edit]:
    """The edits, extended until none tears a token of either side; those that come to overlap are merged."""
    extended: list[Edit] = []
    pending = changes[::-1]
    while pending:
        i, j, k, m = pending.pop()
        while True:
            left = max(i - old.token_at(i)[0], k - new.token_at(k)[0])
            right = max(old.token_at(j)[1] - j, new.token_at(m)[1] - m)
            if extended and i - left < extended[-1][1]:
                i, _, k, _ = extended.pop()
            elif pending and j + right > pending[-1][0]:
                _, j, _, m = pending.pop()
            elif left or right:
                i, j, k, m = i - left, j + right, k - left, m + right
            else:
                break
        extended.append((i, j, k, m))
    return extended


def _size(edit: Edit) -> int:
    return max(edit[1] - edit[0], edit[3] - edit[2])


def _coalesce(old: CanonicalSide, new: CanonicalSide, changes: list[Edit]) -> list[Edit]:
    """The edits, merged where they touch or are at most three characters apart.

    They are not merged across the end of a sentence or an unchanged token; a number that became a number remains alone.
    """
    merged: list[Edit] = []
    for edit in changes:
        if merged and _belong_together(old, new, merged[-1], edit):
            (a, b, c, d), (i, j, k, m) = merged.pop(), edit
            gap = i - b
            if gap and (i == j or k == m) and _can_shift_across(old, new, edit, gap, left=True):
                j, m = j - gap, m - gap
            elif gap and (a == b or c == d) and _can_shift_across(old, new, (a, b, c, d), gap, left=False):
                a, c = a + gap, c + gap
            edit = (a, j, c, m)
        merged.append(edit)
    return merged


def _can_shift_across(old: CanonicalSide, new: CanonicalSide, edit: Edit, gap: int, *, left: bool) -> bool:
    """Whether an insertion or deletion can be moved across the gap to its neighbour: the gap then remains unchanged."""
    i, j, k, m = edit
    side, start, end = (new, k, m) if i == j else (old, i, j)
    return _shift_room(side.form, start, end, gap, left=left) == gap


def _belong_together(old: CanonicalSide, new: CanonicalSide, edit: Edit, other: Edit) -> bool:
    """Whether two neighbouring edits are merged; never if more than three characters are between them."""
    gap = other[0] - edit[1]
    is_number, next_is_number = ((i, j) in old.figures and (k, m) in new.figures for i, j, k, m in (edit, other))
    if gap > 3 or is_number or (next_is_number and not _ends_in_bound(old, new, edit, gap)):
        return False
    return gap == 0 or (
        (
            max(_size(edit), _size(other)) > 1
            or (gap == 1 and (_opposite(edit, other) or _is_ideograph(old.form[edit[1]])))
        )
        and _size(edit) + _size(other) >= 2 * gap
        and not (_has_end(old, edit[1], other[0]) and _has_end(new, edit[3], other[2]))
        and not _has_token_between(old.tokens, edit[1], other[0])
    )


def _has_end(side: CanonicalSide, start: int, end: int) -> bool:
    """Whether a sentence or line ends in [start, end], both included, or the text begins at `start`."""
    return start == 0 or side.first_end(start, end) is not None


def _ends_in_bound(old: CanonicalSide, new: CanonicalSide, edit: Edit, gap: int) -> bool:
    """Whether the edit ends in a number that the two characters behind it, the whole gap, make a bound: 以上, 以下."""
    _, j, _, m = edit
    ends = (edit[0] < j and old.figure_before(j)) or (edit[2] < m and new.figure_before(m))
    return gap == 2 and old.form[j] == "以" and ends


def _opposite(edit: Edit, other: Edit) -> bool:
    """Whether one edit inserts and the other deletes: 设立 became 建设."""
    return (edit[0] == edit[1]) != (other[0] == other[1]) and (edit[2] == edit[3]) != (other[2] == other[3])


def _has_token_between(tokens: list[tuple[int, int]], start: int, end: int) -> bool:
    """Whether a token begins in [start, end)."""
    index = bisect_left(tokens, (start, start))
    return index < len(tokens) and tokens[index][0] < end


def _merge_rewritten_sentences(old: CanonicalSide, new: CanonicalSide, changes: list[Edit]) -> list[Edit]:
    """The edits; those of a sentence become one, first to last, if over `_MIN_REWRITTEN_SHARE` of it changed."""
    merged: list[Edit] = []
    group: list[Edit] = []
    starts = (old.last_end(0, changes[0][0]), new.last_end(0, changes[0][2])) if changes else (0, 0)
    for index, edit in enumerate(changes):
        group.append(edit)
        after = changes[index + 1] if index + 1 < len(changes) else (len(old.form), 0, len(new.form), 0)
        ends = old.first_end(edit[1], after[0]), new.first_end(edit[3], after[2])
        if None in ends and index + 1 < len(changes):
            continue
        sentence_ends = (ends[0] or after[0], ends[1] or after[2])
        sizes = sentence_ends[0] - starts[0], sentence_ends[1] - starts[1]
        unchanged = sizes[0] - sum(j - i for i, j, _, _ in group)
        if len(group) > 1 and unchanged < (1 - _MIN_REWRITTEN_SHARE) * min(sizes):
            group = [(group[0][0], group[-1][1], group[0][2], group[-1][3])]
        merged += group
        group = []
        starts = (old.last_end(edit[1], after[0]), new.last_end(edit[3], after[2]))
    return merged


def _extend_to_words(old: CanonicalSide, new: CanonicalSide, changes: list[Edit]) -> list[Edit]:
    """The edits; a replacement near a mark, unless of a number, is extended by a character if it cuts a word.

    One unchanged character between a replacement and a mark is hardly a word, so it is added to the replacement. One
    replaced character before a mark is hardly a word either, so the character before it is added.
    """
    extended: list[Edit] = []
    for index, (i, j, k, m) in enumerate(changes):
        before = extended[-1][1] if extended else -1
        after = changes[index + 1][0] if index + 1 < len(changes) else len(old.form) + 1
        if i < j and k < m and (i, j) not in old.figures and (k, m) not in new.figures:
            if j + 1 < after and all(
                _is_lone_ideograph(side, position) and _is_ideograph(side.form[position - 1])
                for side, position in ((old, j), (new, m))
            ):
                j, m = j + 1, m + 1
            elif j - i == 1 == m - k and i - 1 > before and _is_end_of_word(old, i) and _is_end_of_word(new, k):
                i, k = i - 1, k - 1
        extended.append((i, j, k, m))
    return extended


def _is_end_of_word(side: CanonicalSide, position: int) -> bool:
    """Whether the character at `position` is alone before a mark and the one before it can belong to its word."""
    return _is_lone_ideograph(side, position) and _is_word_character(side, position - 1)


def _is_ideograph(character: str) -> bool:
    return character.isalnum() and character > "\u2e7f"


def _is_word_character(side: CanonicalSide, position: int) -> bool:
    """Whether a character can be in a Chinese word: an ideograph outside tokens, on one line with the next."""
    end = position + 1
    outside_tokens = side.token_at(position) == (position, position) and side.token_at(end) == (end, end)
    return _is_ideograph(side.form[position]) and outside_tokens and side.first_end(end, end) is None


def _is_lone_ideograph(side: CanonicalSide, position: int) -> bool:
    """Whether an ideograph, none of `_SUFFIXES`, is at `position`, followed by a clause mark or by the end."""
    form = side.form
    return (
        position < len(form)
        and _is_ideograph(form[position])
        and form[position] not in _SUFFIXES
        and (position + 1 == len(form) or form[position + 1] in _CLAUSE_MARKS)
    )
