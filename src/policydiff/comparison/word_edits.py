"""Two texts in canonical form, and their changes as a reader would have them.

The edits of `diff` are as short as can be, but they tear words. Here an insertion is brought to where a clause or a
sentence begins and ends, numbers, Latin words and words that bind are changed whole or not at all, changes a few
characters apart are one, and so is a sentence that was rewritten, and single characters are not left of a word.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import compress

from policydiff.languages import PACK
from policydiff.matching.diff import Edit, edits
from policydiff.text.canonical import NOTHING, forms, unmarked
from policydiff.text.lazy_regex import pattern

# Mark-up of whole pages, which two editions by different hands may differ in: remarks, and a Markdown file's head.
_REMARK = pattern(r"<!--(?:(?!-->)[^\0]){0,300}-->")
_FRONT_MATTER = pattern(
    r"\A\ufeff?---[ \t]*(?:\r\n|\n|\r)(?:(?:[A-Za-z_][\w-]*:|[ \t]|-[ \t])[^\r\n]*(?:\r\n|\n|\r))*---[ \t]*(?![^\r\n])"
)

# Tokens are found in a text of kinds: L for a Latin letter, D for a digit, N for a Chinese numeral, U for a unit.
_KINDS = {
    **{code: "L" for code in range(0x250) if chr(code).isalpha()},
    **{ord(digit): "D" for digit in "0123456789"},
    **{ord(numeral): "N" for numeral in "零一二两三四五六七八九十百千万亿"},
    **{ord(unit): "U" for unit in "个项家天岁人名次件处所户亩米吨周级类种条款章节篇编倍元%‰℃"},
    ord("笫"): "第",  # whichever of the two the fold calls the class by
}
_NUMERAL = r"(?:N分之)?(?:D+(?:\.D+|,DDD(?!D))*N*|N[DN]*)"
_UNIT = r"U?N?分点|U?工作日|美元|平方公里|平方U|立方U|公里|公顷|公斤|瓦时|瓦|小时|分钟|季度|周年|U月|日|U|L{1,8}"
_ITEM = rf"{_NUMERAL}(?:年(?:{_NUMERAL}月(?:{_NUMERAL}日)?)?[底初末]?|月(?:{_NUMERAL}日)?|{_UNIT})?"
# Words that say how strongly something binds.
_OBLIGATION = (
    r"不得|不应|不可|不准|不宜|不许|应当|应该|必须|务必|可以|严禁|禁止|鼓励|允许|原则上|酌情|视情况|视情|尽量|尽可能"
)
_TOKEN = pattern(
    r"(?=[LDN第不应必务可严禁鼓允原酌视尽])"  # ten times as fast as without
    rf"(?:L[LD]*(?:[-']L[LD]*)*|第?{_ITEM}(?:[-~—至到]{{1,2}}{_ITEM}){{0,2}}|{_OBLIGATION})"
)

_SENTENCE_END = pattern("[。;!?]")
_LINE_END = pattern(r"[\r\n]")
_SENTENCE_MARKS = frozenset(PACK.sentences.normalised_sentence)
_MARKS = frozenset(PACK.sentences.normalised_clause)
_JOINING = frozenset("和或及与并")  # begin what a list goes on with
_ENDINGS = frozenset("的者等时内外中后前上下间起止")  # stand alone behind a word
_FARTHEST = 200  # places that an insertion is tried at
_REWRITTEN = 0.6  # changed share of a sentence (the shorter one) that is shown as one replacement


# ------------------------------------------------------------------------------------------------- one side


class Side:
    """A text, its canonical form, and which character of the text each of that form's characters is."""

    def __init__(self, text: str) -> None:
        self.text = text
        bare = text
        if "<!--" in bare:
            bare = _REMARK.sub(lambda found: " " * len(found[0]), bare)
        if bare.startswith(("---", "\ufeff---")):
            bare = _FRONT_MATTER.sub(lambda found: " " * len(found[0]), bare)
        self.bare = unmarked(bare)
        every = forms(self.bare)
        self.form = every.replace(NOTHING, "")
        self.at: Sequence[int] = range(len(text))
        if len(self.form) < len(text):
            self.at = list(compress(range(len(text)), map(NOTHING.__ne__, every)))
        self.tokens: list[tuple[int, int]] = []
        self.figures: set[tuple[int, int]] = set()
        self.ends: list[int] = []  # of sentences and of lines

    def read(self) -> None:
        """Finds the stretches of the canonical form that are changed as a whole or not at all, and the sentences."""
        kinds = self.form.translate(_KINDS)
        for found in _TOKEN.finditer(kinds):
            start, end = found.span()
            if kinds[start] == "L":  # white space parts Latin words
                for at in range(start + 1, end):
                    if self.at[at] - self.at[at - 1] > 1:
                        self.tokens.append((start, at))
                        start = at
            if end - start > 1 or kinds[start] == "D":  # a Chinese numeral alone is mostly a word's: 一致, 万一
                self.tokens.append((start, end))
                if kinds[start] in "DN第":
                    self.figures.add((start, end))
        self.ends = sorted(
            {
                *(found.end() for found in _SENTENCE_END.finditer(self.form)),
                *(bisect_left(self.at, found.start()) for found in _LINE_END.finditer(self.text)),
            }
        )

    def token(self, at: int) -> tuple[int, int]:
        """The token that a cut at `at` would tear; (at, at) where it would tear none."""
        index = bisect_left(self.tokens, (at, at)) - 1
        if index >= 0 and self.tokens[index][1] > at:
            return self.tokens[index]
        return at, at

    def figure_before(self, at: int) -> bool:
        """Whether a number ends at `at`."""
        index = bisect_left(self.tokens, (at, at)) - 1
        return index >= 0 and self.tokens[index] in self.figures and self.tokens[index][1] == at

    def gap(self, at: int) -> tuple[int, int]:
        """Where in the text that stands which does not count, before the canonical character `at`."""
        return self.at[at - 1] + 1 if at else 0, self.at[at] if at < len(self.at) else len(self.text)

    def raw(self, at: int) -> str:
        """The text's character that the canonical character `at` is."""
        return self.text[self.at[at]]

    def first_end(self, start: int, end: int) -> int | None:
        """Where the first sentence or line ends between the two places (they included)."""
        index = bisect_left(self.ends, start)
        return self.ends[index] if index < len(self.ends) and self.ends[index] <= end else None

    def last_end(self, start: int, end: int) -> int:
        """Where the last sentence or line ends between the two places; `start` where none does."""
        index = bisect_right(self.ends, end) - 1
        return max(self.ends[index], start) if index >= 0 else start

    def edge(self, at: int) -> int:
        """How good a place `at` is for a change to begin or end."""
        form = self.form
        if at in (0, len(form)) or form[at - 1] in _SENTENCE_MARKS:
            return 6
        if self.first_end(at, at) is not None:
            return 5  # of a line, which may be a mere wrap
        if self.token(at) != (at, at):
            return -6
        if form[at] in _MARKS:
            return 4
        if form[at - 1] in _MARKS:
            return 3
        if form[at - 1].isalnum() and form[at].isalnum():
            joins = form[at] in _JOINING and not form.startswith("共和国", at - 1)
            return 1 if joins or form[at - 1] == "的" else 0
        return 2


# ------------------------------------------------------------------------------------------------- changes


def word_edits(old: Side, new: Side) -> list[Edit]:
    """The edits of the two canonical forms, as a reader would have them."""
    found = edits(old.form, new.form)
    if not found:
        return found
    old.read()
    new.read()
    found = _slid(old, new, _gathered(old.form, new.form, found))
    found = _rewritten(old, new, _coalesced(old, new, _whole(old, new, found)))
    return _rounded(old, new, found)


def _room(form: str, start: int, end: int, most: int, *, left: bool) -> int:
    """How far, at most `most`, a stretch that one side lacks can be moved with the same result."""
    far = 0
    if left:
        while far < most and form[start - far - 1] == form[end - far - 1]:
            far += 1
    else:
        while far < most and form[start + far] == form[end + far]:
            far += 1
    return far


def _gathered(old: str, new: str, found: list[Edit]) -> list[Edit]:
    """Insertions that can be moved next to each other are one, and so are deletions."""
    made: list[Edit] = []
    for i, j, k, m in found:
        while made and (i == j or k == m):
            a, b, c, d = made[-1]
            form, before, here = (new, (c, d), (k, m)) if i == j else (old, (a, b), (i, j))
            gap = i - b
            if (a == b) != (i == j) or (c == d) != (k == m) or gap > _FARTHEST:
                break
            if _room(form, *here, gap, left=True) == gap:
                i, j, k, m = a, j - gap, c, m - gap
            elif _room(form, *before, gap, left=False) == gap:
                i, j, k, m = a + gap, j, c + gap, m
            else:
                break
            made.pop()
        made.append((i, j, k, m))
    return made


def _slid(old: Side, new: Side, found: list[Edit]) -> list[Edit]:
    """Insertions and deletions where they begin and end best: at a sentence, at a mark, at a token."""
    made: list[Edit] = []
    for index, (i, j, k, m) in enumerate(found):
        if i == j or k == m:
            side, start, end = (new, k, m) if i == j else (old, i, j)
            before = i - made[-1][1] - 1 if made else i
            behind = (found[index + 1][0] if index + 1 < len(found) else len(old.form) + 1) - j - 1
            left = _room(side.form, start, end, min(before, _FARTHEST), left=True)
            right = _room(side.form, start, end, min(behind, _FARTHEST), left=False)
            if left or right:
                same = _verbatim(*((new, old, start, end, i) if i == j else (old, new, start, end, k)), left, right)
                by = max(
                    range(-left, right + 1),
                    key=lambda by: (same[by + left], side.edge(start + by) + side.edge(end + by)),
                )
                i, j, k, m = i + by, j + by, k + by, m + by
        made.append((i, j, k, m))
    return made


def _verbatim(side: Side, other: Side, start: int, end: int, at: int, left: int, right: int) -> list[int]:
    """How many more characters are verbatim the other side's than at the first move, for each move of a stretch.

    The stretch [start, end) stands in `side` alone, where `other` has the place `at`.
    """
    same = [0]
    for by in range(-left, right):
        twin = other.raw(at + by)
        same.append(same[-1] + (side.raw(start + by) == twin) - (side.raw(end + by) == twin))
    return same


def _whole(old: Side, new: Side, found: list[Edit]) -> list[Edit]:
    """The edits, grown until none tears a token of either side."""
    made: list[Edit] = []
    todo = found[::-1]
    while todo:
        i, j, k, m = todo.pop()
        while True:
            left = max(i - old.token(i)[0], k - new.token(k)[0])
            right = max(old.token(j)[1] - j, new.token(m)[1] - m)
            if made and i - left < made[-1][1]:
                i, _, k, _ = made.pop()
            elif todo and j + right > todo[-1][0]:
                _, j, _, m = todo.pop()
            elif left or right:
                i, j, k, m = i - left, j + right, k - left, m + right
            else:
                break
        made.append((i, j, k, m))
    return made


def _size(edit: Edit) -> int:
    i, j, k, m = edit
    return max(j - i, m - k)


def _coalesced(old: Side, new: Side, found: list[Edit]) -> list[Edit]:
    """Edits that touch or have a few characters between them made one.

    Not across the end of a sentence or an unchanged token; and a number that became a number stays by itself.
    """
    made: list[Edit] = []
    for edit in found:
        if made and _belong(old, new, made[-1], edit):
            (a, b, c, d), (i, j, k, m) = made.pop(), edit
            gap = i - b
            if gap and (i == j or k == m) and _apart(old, new, edit, gap, left=True):
                j, m = j - gap, m - gap
            elif gap and (a == b or c == d) and _apart(old, new, (a, b, c, d), gap, left=False):
                a, c = a + gap, c + gap
            edit = (a, j, c, m)
        made.append(edit)
    return made


def _apart(old: Side, new: Side, edit: Edit, gap: int, *, left: bool) -> bool:
    """Whether an insertion or a deletion can be moved over the gap to its neighbour, which then need not be changed."""
    i, j, k, m = edit
    side, start, end = (new, k, m) if i == j else (old, i, j)
    return _room(side.form, start, end, gap, left=left) == gap


def _belong(old: Side, new: Side, one: Edit, other: Edit) -> bool:
    gap = other[0] - one[1]
    first, second = ((i, j) in old.figures and (k, m) in new.figures for i, j, k, m in (one, other))
    if gap > 3 or first or (second and not _bound(old, new, one, gap)):
        return False
    return gap == 0 or (
        (max(_size(one), _size(other)) > 1 or (gap == 1 and (_opposite(one, other) or _ideograph(old.form[one[1]]))))
        and _size(one) + _size(other) >= 2 * gap
        and None in (old.first_end(one[1], other[0]), new.first_end(one[3], other[2]))
        and not _between(old.tokens, one[1], other[0])
    )


def _bound(old: Side, new: Side, edit: Edit, gap: int) -> bool:
    """Whether the edit ends in a number, which the characters behind it make a bound: 以上, 以下."""
    _, j, _, m = edit
    ends = (edit[0] < j and old.figure_before(j)) or (edit[2] < m and new.figure_before(m))
    return gap == 2 and old.form[j] == "以" and ends


def _opposite(one: Edit, other: Edit) -> bool:
    """Whether one inserts what the other deletes: 设立 became 建设."""
    return (one[0] == one[1]) != (other[0] == other[1]) and (one[2] == one[3]) != (other[2] == other[3])


def _between(tokens: list[tuple[int, int]], start: int, end: int) -> bool:
    """Whether a token lies between the two places."""
    index = bisect_left(tokens, (start, start))
    return index < len(tokens) and tokens[index][0] < end


def _rewritten(old: Side, new: Side, found: list[Edit]) -> list[Edit]:
    """The edits of a sentence made one where most of it changed."""
    made: list[Edit] = []
    group: list[Edit] = []
    starts = (old.last_end(0, found[0][0]), new.last_end(0, found[0][2])) if found else (0, 0)
    for index, edit in enumerate(found):
        group.append(edit)
        after = found[index + 1] if index + 1 < len(found) else (len(old.form), 0, len(new.form), 0)
        ends = old.first_end(edit[1], after[0]), new.first_end(edit[3], after[2])
        if None in ends and index + 1 < len(found):
            continue
        upto = (ends[0] or after[0], ends[1] or after[2])
        stays = upto[0] - starts[0] - sum(j - i for i, j, _, _ in group)
        if len(group) > 1 and stays < (1 - _REWRITTEN) * min(upto[0] - starts[0], upto[1] - starts[1]):
            group = [(group[0][0], group[-1][1], group[0][2], group[-1][3])]
        made += group
        group = []
        starts = (old.last_end(edit[1], after[0]), new.last_end(edit[3], after[2]))
    return made


def _rounded(old: Side, new: Side, found: list[Edit]) -> list[Edit]:
    """The edits, where words became others, with the one character that they leave of a word before a mark.

    A character alone between a change and a mark is hardly a word, and neither is a changed character alone: then the
    character before it is the rest of the word.
    """
    made: list[Edit] = []
    for index, (i, j, k, m) in enumerate(found):
        before = made[-1][1] if made else -1
        behind = found[index + 1][0] if index + 1 < len(found) else len(old.form) + 1
        if i < j and k < m and (i, j) not in old.figures and (k, m) not in new.figures:
            if j + 1 < behind and all(
                _alone(side, at) and _ideograph(side.form[at - 1]) for side, at in ((old, j), (new, m))
            ):
                j, m = j + 1, m + 1
            elif j - i == 1 == m - k and i - 1 > before and _rest(old, i) and _rest(new, k):
                i, k = i - 1, k - 1
        made.append((i, j, k, m))
    return made


def _rest(side: Side, at: int) -> bool:
    """Whether the character is alone before a mark, and one that can be its word's rest before it."""
    return _alone(side, at) and _word(side, at - 1)


def _ideograph(character: str) -> bool:
    return character.isalnum() and character > "\u2e7f"


def _word(side: Side, at: int) -> bool:
    """Whether the character can be part of a Chinese word: an ideograph of no token, in one line with the next."""
    after = at + 1
    whole = side.token(at) == (at, at) and side.token(after) == (after, after)
    return _ideograph(side.form[at]) and whole and side.first_end(after, after) is None


def _alone(side: Side, at: int) -> bool:
    """Whether the character at this place is an ideograph that a mark follows."""
    form = side.form
    return (
        at < len(form)
        and _ideograph(form[at])
        and form[at] not in _ENDINGS
        and (at + 1 == len(form) or form[at + 1] in _MARKS)
    )
