"""The heads and feet of copies of one text: where they end, what they show, and which lines only one copy has."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from policydiff.deduplication.removal import Extent, size_of
from policydiff.structure.paragraph import Paragraph
from policydiff.text.lazy_regex import pattern

_LARGEST_RIM = 0.5  # share of a body that lines of a head or foot may have which only one copy has
_MOST_OF_TITLE = 0.8  # share of a title that such a line has
_LEAST_TITLE = 3  # characters of a line that both heads have and that shows where the second begins: 审计法
_SIGNS = frozenset("-.%‰/:~±<>≤≥")  # part of a number they stand next to
_HEAD_LINE = pattern(
    r"(?:来源|來源|发布|發布|时间|時間|日期|作者|编辑|编輯|浏览|瀏覽|字体|字體|索引号|文号|主题|您?当前|首页|首頁|位置"
    r"|Source|Published|Posted|Updated|Home|Author|By\b)[^。]{0,120}|[^。]{0,60}(?:>|»|›|｜|\|)[^。]{0,60}"
    r"|【字[体體][^。]{0,20}|\d{4}[年./-]\d{1,2}[月./-]\d{1,2}日?\d{1,2}[时時:：]\d{1,2}[^。]{0,40}"
)


def is_contained(paragraphs: Sequence[Paragraph], goes: Extent, stays: Extent) -> bool:
    """Whether every paragraph of one extent stands in the other, in the same order, as a line or at an end of one.

    What goes may be several copies in a row.
    """
    while (missing := next(only_in(paragraphs, goes, stays), None)) is not None:
        if missing == goes.start:
            return False
        goes = Extent(missing, goes.end)
    return True


def foot_ends(paragraphs: Sequence[Paragraph], head: Extent, between: Extent, behind: Extent) -> int:
    """Where, between the bodies, the foot of the first copy ends and the head of the second begins.

    The lines go where the other copy has them. Those that it has nowhere are foot, as signatures and dates are, if they
    are not what a portal writes above a page.
    """
    heads = [paragraphs[index].form for index in range(*head)]
    feet = [paragraphs[index].form for index in range(*behind)]

    def fit(split: int) -> tuple[int, int]:
        foot = [paragraphs[index] for index in range(between.start, split)]
        top = [paragraphs[index] for index in range(split, between.end)]
        known = sum(len(each.form) for each in foot if stands_in(each.form, feet))
        known += sum(len(each.form) for each in top if stands_in(each.form, heads))
        return known, len(foot) if not any(map(_is_head_line, foot)) else -len(foot)

    return max(range(between.start, between.end + 1), key=fit)


def shows_title(form: str, title: str) -> bool:
    """Whether a line is the document's title, or most of it."""
    return len(form) >= _LEAST_TITLE and len(form) >= _MOST_OF_TITLE * len(title) and stands_in(form, [title])


def are_heads_and_feet(paragraphs: Sequence[Paragraph], copy: Extent, body: Extent, own: Sequence[int]) -> bool:
    """Whether lines that only one copy has are of its head or foot: few, no labels or headings, no text beyond them."""
    texts = [index for index in own if paragraphs[index].ends_sentence]
    if len(texts) > 1 or size_of(paragraphs, own) > _LARGEST_RIM * size_of(paragraphs, range(*body)):
        return False
    for index in own:
        if paragraphs[index].level or is_numbered(paragraphs[index]):
            return False
        if paragraphs[index].opens and index + 1 in texts:
            return False  # a caption over a text of its own
    above = max((index for index in own if index < body.start), default=copy.start)
    below = min((index for index in own if index >= body.start), default=copy.end)
    beyond = {*range(copy.start, above), *range(below + 1, copy.end)}.difference(own)
    return not any(paragraphs[index].ends_sentence or is_numbered(paragraphs[index]) for index in beyond)


def is_numbered(paragraph: Paragraph) -> bool:
    return any(mark.ordinal for mark in paragraph.marks)


def _is_head_line(paragraph: Paragraph) -> bool:
    """Whether a line is what a portal writes above a page: its source, when it was published, where one is."""
    return _HEAD_LINE.fullmatch(paragraph.form) is not None


def stands_in(form: str, forms: Sequence[str]) -> bool:
    """Whether a line is one of others, or begins or ends one."""
    return any(other.startswith(form) or other.endswith(form) for other in forms)


def only_in(paragraphs: Sequence[Paragraph], one: Extent, other: Extent, *, open_end: bool = False) -> Iterator[int]:
    """The paragraphs of an extent that do not stand, in the same order, in the other.

    With `open_end` the last one may be the beginning of one of the other's.
    """
    forms = [paragraphs[index].form for index in range(*other)]
    at, offset = 0, 0
    for index in range(*one):
        last = open_end and index == one.end - 1
        whole = paragraphs[index].kind == "label" and not last  # a provision is no part of another line
        place = _next_place(forms, at, offset, paragraphs[index].form, whole=whole, cut=last)
        if place is None:
            yield index
        else:
            at, offset = place


def _next_place(
    forms: Sequence[str], at: int, offset: int, form: str, *, whole: bool, cut: bool
) -> tuple[int, int] | None:
    """Where a line stands next as one of others or, if not `whole`, at an end of one: the place right behind it.

    With `cut` it may be the beginning of one that is cut inside a number.
    """
    for index in range(at, len(forms)):
        begin = offset if index == at else 0
        if not begin and forms[index] == form:
            return index + 1, 0
        if whole:
            continue
        if not begin and forms[index].startswith(form) and (cut or not _cuts_number(forms[index], len(form))):
            return index, len(form)
        start = len(forms[index]) - len(form)
        if start >= begin and forms[index].endswith(form) and not _cuts_number(forms[index], start):
            return index + 1, 0
    return None


def _cuts_number(form: str, at: int) -> bool:
    """Whether a cut at this place tears a number, or parts one from a sign that belongs to it."""
    if not 0 < at < len(form):
        return False
    before, after = form[at - 1], form[at]
    return (before.isdigit() and (after.isdigit() or after in _SIGNS)) or (after.isdigit() and before in _SIGNS)
