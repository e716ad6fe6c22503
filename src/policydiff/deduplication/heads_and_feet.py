"""The heads and feet of copies of one text: where they end, what they show, and which lines only one copy has.

>>> is_line_or_edge("海事条例", ["港口与海事条例", "附则"])
True
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from policydiff.deduplication.removal import Extent, size_of
from policydiff.structure.paragraph import Paragraph
from policydiff.text.lazy_regex import pattern

_MAX_UNMATCHED_SHARE = 0.5  # of a body, for the lines of a head or foot that only one copy has
_MIN_TITLE_SHARE = 0.8  # of a title, for a line that shows it
_MIN_TITLE_CHARACTERS = 3  # of a line that shows a title: 审计法
_NUMBER_SIGNS = frozenset("-.%‰/:~±<>≤≥")  # part of a number beside them
_HEAD_LINE = pattern(
    r"(?:来源|來源|发布|發布|时间|時間|日期|作者|编辑|编輯|浏览|瀏覽|字体|字體|索引号|文号|主题|您?当前|首页|首頁|位置"
    r"|Source|Published|Posted|Updated|Home|Author|By\b)[^。]{0,120}|[^。]{0,60}(?:>|»|›|｜|\|)[^。]{0,60}"
    r"|【字[体體][^。]{0,20}|\d{4}[年./-]\d{1,2}[月./-]\d{1,2}日?\d{1,2}[时時:：]\d{1,2}[^。]{0,40}"
)


def is_contained(paragraphs: Sequence[Paragraph], part: Extent, whole: Extent) -> bool:
    """Whether every paragraph of `part` is in `whole`, in the same order, as a line or at an end of one.

    `part` may be several copies in a row. True for an empty `part`.
    """
    while (missing := next(unmatched_paragraphs(paragraphs, part, whole), None)) is not None:
        if missing == part.start:
            return False
        part = Extent(missing, part.end)
    return True


def foot_ends(paragraphs: Sequence[Paragraph], head: Extent, between: Extent, behind: Extent) -> int:
    """The paragraph at which the head of the second copy begins, which is where the foot of the first ends.

    It is between.start to between.end, both included. `between` holds the paragraphs between the two bodies, `head`
    those before the first, `behind` those after the second. The cut is chosen at which the most characters agree: lines
    before it with the foot in `behind`, lines after it with `head`. Among equal cuts the last is chosen that leaves no
    line in the foot which a portal writes above a page, so a signature or date belongs to the foot; the first, if every
    cut leaves one.
    """
    heads = [paragraphs[index].canonical_form for index in range(*head)]
    feet = [paragraphs[index].canonical_form for index in range(*behind)]

    def fit(split: int) -> tuple[int, int]:
        """The rank of a cut: the characters that agree with the other copy, then the lines of the foot.

        The lines of a foot with a line of a portal count below 0.
        """
        foot = [paragraphs[index] for index in range(between.start, split)]
        next_head = [paragraphs[index] for index in range(split, between.end)]
        matched_characters = sum(
            len(paragraph.canonical_form) for paragraph in foot if is_line_or_edge(paragraph.canonical_form, feet)
        )
        matched_characters += sum(
            len(paragraph.canonical_form) for paragraph in next_head if is_line_or_edge(paragraph.canonical_form, heads)
        )
        return matched_characters, len(foot) if not any(map(_is_head_line, foot)) else -len(foot)

    return max(range(between.start, between.end + 1), key=fit)


def shows_title(form: str, title: str) -> bool:
    """Whether a line is the title of the document, or begins or ends it and has `_MIN_TITLE_SHARE` of its characters.

    False for a line below `_MIN_TITLE_CHARACTERS`. Both are canonical forms.
    """
    return (
        len(form) >= _MIN_TITLE_CHARACTERS
        and len(form) >= _MIN_TITLE_SHARE * len(title)
        and is_line_or_edge(form, [title])
    )


def are_heads_and_feet(paragraphs: Sequence[Paragraph], copy: Extent, body: Extent, unmatched: Sequence[int]) -> bool:
    """Whether the lines that only one copy has (`unmatched`, by index) belong to its head or foot.

    They must hold at most `_MAX_UNMATCHED_SHARE` of the characters of `body`, at most one sentence, and no label or
    heading; beyond them there must be no sentence or number. True without such lines.
    """
    texts = [index for index in unmatched if paragraphs[index].ends_sentence]
    if len(texts) > 1 or size_of(paragraphs, unmatched) > _MAX_UNMATCHED_SHARE * size_of(paragraphs, range(*body)):
        return False
    for index in unmatched:
        if paragraphs[index].level or is_numbered(paragraphs[index]):
            return False
        if paragraphs[index].opens and index + 1 in texts:
            return False  # a caption with a text
    last_above = max((index for index in unmatched if index < body.start), default=copy.start)
    first_below = min((index for index in unmatched if index >= body.start), default=copy.end)
    beyond = {*range(copy.start, last_above), *range(first_below + 1, copy.end)}.difference(unmatched)
    return not any(paragraphs[index].ends_sentence or is_numbered(paragraphs[index]) for index in beyond)


def is_numbered(paragraph: Paragraph) -> bool:
    """Whether any label of a paragraph has a number."""
    return any(mark.ordinal for mark in paragraph.marks)


def _is_head_line(paragraph: Paragraph) -> bool:
    """Whether a line is what a portal writes above a page: the source, the time of publication, a path."""
    return _HEAD_LINE.fullmatch(paragraph.canonical_form) is not None


def is_line_or_edge(form: str, forms: Sequence[str]) -> bool:
    """Whether a line is equal to one of `forms`, or begins or ends one; True for "" unless `forms` is empty."""
    return any(other_form.startswith(form) or other_form.endswith(form) for other_form in forms)


def unmatched_paragraphs(
    paragraphs: Sequence[Paragraph], extent: Extent, other_extent: Extent, *, open_end: bool = False
) -> Iterator[int]:
    """Yield the indexes of the paragraphs of `extent` that are not, in the same order, in `other_extent`.

    A paragraph may be the beginning or end of a line there, unless it begins with a label. With `open_end`, the last
    paragraph, even a labelled one, may be the beginning of one in `other_extent`.
    """
    forms = [paragraphs[index].canonical_form for index in range(*other_extent)]
    next_index, offset = 0, 0
    for index in range(*extent):
        last = open_end and index == extent.end - 1
        whole_line = paragraphs[index].kind == "label" and not last  # a provision never is a part of another line
        next_position = _find_next(
            forms, next_index, offset, paragraphs[index].canonical_form, whole_line=whole_line, may_cut_number=last
        )
        if next_position is None:
            yield index
        else:
            next_index, offset = next_position


def _find_next(
    forms: Sequence[str], start_index: int, offset: int, form: str, *, whole_line: bool, may_cut_number: bool
) -> tuple[int, int] | None:
    """The position behind the next line that equals `form` or, unless `whole_line`, begins or ends with it.

    Returns (line index, offset in that line), or None if there is no such line. The search begins in line `start_index`
    at `offset`. A number may not be divided, except at the end of `form` with `may_cut_number`.
    """
    for index in range(start_index, len(forms)):
        begin = offset if index == start_index else 0
        if not begin and forms[index] == form:
            return index + 1, 0
        if whole_line:
            continue
        if (
            not begin
            and forms[index].startswith(form)
            and (may_cut_number or not _cuts_number(forms[index], len(form)))
        ):
            return index, len(form)
        start = len(forms[index]) - len(form)
        if start >= begin and forms[index].endswith(form) and not _cuts_number(forms[index], start):
            return index + 1, 0
    return None


def _cuts_number(form: str, position: int) -> bool:
    """Whether a cut at the position divides a number, or separates it from its sign; False at an end of the form."""
    if not 0 < position < len(form):
        return False
    before, after = form[position - 1], form[position]
    return (before.isdigit() and (after.isdigit() or after in _NUMBER_SIGNS)) or (
        after.isdigit() and before in _NUMBER_SIGNS
    )
