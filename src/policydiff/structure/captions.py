"""Which short lines are captions: lines without a mark that head what follows; no lists, and no cells."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from policydiff.structure.paragraph import ENDS, Mark, Paragraph
from policydiff.structure.text_lines import TextLine
from policydiff.text.lazy_regex import pattern

_LONGEST_PLAIN = 40  # the same, of one that has no mark
_MOST_STACKED = 4  # captions alone that follow each other
_PAGED = 0.6  # share of the rows of signs that titles of pages follow
_ADOPTED = pattern(r"[（(].{0,80}(?:发布|發布|公布|通过|通過|批准|此件|施行|修正|修订)", signs="（(")
_VALUES = frozenset({"false", "true", "null", "none", "undefined"})  # what templates leave behind; no heading
_NO_CAPTION = ENDS | frozenset('，、,:：|”"」』')


def with_captions(paragraphs: list[Paragraph], lines: list[TextLine]) -> Iterator[Paragraph]:
    """The paragraphs, short lines without a mark that head what follows told as captions, or as headings."""
    rules = _rules_between_pages(paragraphs)
    for at, paragraph in enumerate(paragraphs):
        after = paragraphs[at + 1] if at + 1 < len(paragraphs) else None
        if after is not None and lines[at + 1].begins_title:
            after = None  # a signature, or what a portal writes between two copies
        if paragraph.kind == "text" and after is not None and _may_be_caption(paragraph):
            if paragraph.rule and (after.kind == "heading" or (paragraph.rule in rules and _is_page_head(paragraph))):
                mark = Mark("h1", "", 0)
                paragraph = paragraph._replace(kind="heading", level=1, opens=True, marks=(mark,))
            elif _heads(paragraph, after, paragraphs[at - 1] if at else None):
                paragraph = paragraph._replace(kind="caption", opens=True)
        yield paragraph


def without_lists(paragraphs: list[Paragraph]) -> list[Paragraph]:
    """The paragraphs, with short lines alone told as text where many follow each other: a list of links, a table."""
    start = 0
    for at in range(len(paragraphs) + 1):
        if at < len(paragraphs) and paragraphs[at].kind == "caption" and paragraphs[at].alone:
            continue
        if at - start > _MOST_STACKED:
            run = paragraphs[start:at]
            heads = not any(each.form == run[-1].form for each in run[:-1])  # the last may head what follows
            paragraphs[start:at] = [
                each if _is_marked(each) or (heads and each is run[-1]) else each._replace(kind="text", opens=False)
                for each in run
            ]
        start = at + 1
    return paragraphs


def without_cells(paragraphs: list[Paragraph]) -> list[Paragraph]:
    """The paragraphs, with short lines told as text that mostly are: the cells of a table, one on each line."""
    captions = Counter(each.form for each in paragraphs if each.kind == "caption" and not _is_marked(each))
    texts = Counter(each.form for each in paragraphs if each.kind == "text" and each.form in captions)
    cells = {form for form, times in texts.items() if times > captions[form]}
    return [
        each._replace(kind="text", opens=False) if each.kind == "caption" and each.form in cells else each
        for each in paragraphs
    ]


def _is_marked(paragraph: Paragraph) -> bool:
    """Whether a caption is one by its mark: a colon, a question mark, bold, brackets."""
    return paragraph.form[-1] in ":：?？】*_—"


def _rules_between_pages(paragraphs: Sequence[Paragraph]) -> frozenset[str]:
    """The rows of signs that stand between the pages of a document: titles follow most of those that are alike."""
    rows = Counter(paragraph.rule for paragraph in paragraphs if paragraph.rule)
    titled = Counter(each.rule for each in paragraphs if each.rule and (each.level > 0 or _is_page_head(each)))
    return frozenset(row for row, times in rows.items() if titled[row] >= max(2, _PAGED * times))


def _is_page_head(paragraph: Paragraph) -> bool:
    """Whether a short line alone between blank lines may be the title of a page."""
    return paragraph.alone and paragraph.may_head


def _may_be_caption(paragraph: Paragraph) -> bool:
    """Whether a line without a mark may be a caption by its own look."""
    form = paragraph.form
    return (
        not paragraph.inline
        and not paragraph.furniture
        and len(form) <= 2 * _LONGEST_PLAIN
        and (form[-1] not in _NO_CAPTION)
        and not paragraph.is_dated
        and form not in _VALUES
        and not _ADOPTED.match(form)
    )


def _heads(paragraph: Paragraph, after: Paragraph, before: Paragraph | None) -> bool:
    """Whether a short line heads what follows: a count that begins, a list, or a paragraph apart from it."""
    if after.marks and after.marks[0].ordinal == 1:
        return True
    if not paragraph.is_short:
        return False
    if paragraph.alone:
        return after.kind in ("text", "caption", "bullet") and not after.is_dated
    if before is not None and not before.ends_sentence and not before.opens:
        return False
    if after.kind == "caption":
        return True
    return after.kind == "text" and after.ends_sentence and len(after.form) > len(paragraph.form)
