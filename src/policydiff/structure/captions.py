"""Which short lines are captions: unmarked lines that head the text below, as opposed to list items and table cells.

"Unmarked" means without a label, Markdown heading, colon, bold type or brackets (【】).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import TypeAlias

from policydiff.structure.paragraph import TEXT_LINE_ENDS, Mark, Paragraph
from policydiff.structure.paragraph_columns import ParagraphColumns
from policydiff.text.lazy_regex import pattern

_Paragraphs: TypeAlias = list[Paragraph] | ParagraphColumns
_MAX_CAPTION_CHARACTERS = 80  # of the canonical form of an unmarked caption
_MAX_STACKED_CAPTIONS = 4  # consecutive captions between blank lines; more are a list
_MIN_TITLED_SHARE = 0.6  # of the equal rules of a document: if page titles follow so many, these rules divide pages
_ADOPTION_NOTE = pattern(r"[（(].{0,80}(?:发布|發布|公布|通过|通過|批准|此件|施行|修正|修订)", signs="（(")
_PLACEHOLDERS = frozenset({"false", "true", "null", "none", "undefined"})  # left behind by page templates
_NEVER_ENDS_CAPTION = TEXT_LINE_ENDS | frozenset('，、,:：|”"」』')


def mark_captions(paragraphs: _Paragraphs, title_lines: Sequence[int]) -> None:
    """Turn unmarked short lines that head the text below into captions or headings, in place.

    `title_lines` has 1 for each paragraph with which a title begins, else 0. A heading (of level 1) is what follows a
    rule and stands over a heading or begins a page. The last paragraph, and one before a copy's title, stay as they
    are.
    """
    rules = _rules_between_pages(paragraphs)
    before: Paragraph | None = None
    for index, (paragraph, after) in enumerate(pairwise(paragraphs)):
        # before a copy's title there is a signature, or what a portal prints between two copies
        if not title_lines[index + 1] and paragraph.kind == "text" and _may_be_caption(paragraph):
            if paragraph.rule and (after.kind == "heading" or (paragraph.rule in rules and _is_page_head(paragraph))):
                mark = Mark("h1", "", 0)
                paragraphs[index] = paragraph._replace(kind="heading", level=1, opens=True, marks=(mark,))
            elif _heads(paragraph, after, before):
                paragraphs[index] = paragraph._replace(kind="caption", opens=True)
        before = paragraph


def unmark_lists(paragraphs: _Paragraphs) -> None:
    """Turn long runs of captions between blank lines (link lists, tables) into text, in place.

    A run has more than `_MAX_STACKED_CAPTIONS`. Captions with a mark stay captions, and so does the last one if its
    wording is not elsewhere in the run.
    """
    start = 0
    for index, paragraph in enumerate(paragraphs):
        if paragraph.kind != "caption" or not paragraph.alone:
            _unmark_run(paragraphs, start, index)
            start = index + 1
    _unmark_run(paragraphs, start, len(paragraphs))


def _unmark_run(paragraphs: _Paragraphs, start: int, end: int) -> None:
    """Turn a run of captions between blank lines into text, in place, if it is long."""
    if end - start <= _MAX_STACKED_CAPTIONS:
        return
    last_form = paragraphs[end - 1].canonical_form
    # the last line of the run may head the text below, unless the run repeats it
    last_heads = not any(paragraphs[index].canonical_form == last_form for index in range(start, end - 1))
    for index in range(start, end - last_heads):
        if not _is_marked(paragraph := paragraphs[index]):
            paragraphs[index] = paragraph._replace(kind="text", opens=False)


def unmark_cells(paragraphs: _Paragraphs) -> None:
    """Turn captions into text whose wording is text more often than caption: table cells. Changed in place.

    Captions with a mark stay.
    """
    captions = Counter(
        paragraph.canonical_form
        for paragraph in paragraphs
        if paragraph.kind == "caption" and not _is_marked(paragraph)
    )
    if not captions:
        return
    texts = Counter(
        paragraph.canonical_form
        for paragraph in paragraphs
        if paragraph.kind == "text" and paragraph.canonical_form in captions
    )
    cells = {form for form, times in texts.items() if times > captions[form]}
    for index, paragraph in enumerate(paragraphs) if cells else ():
        if paragraph.kind == "caption" and paragraph.canonical_form in cells:
            paragraphs[index] = paragraph._replace(kind="text", opens=False)


def mark_over_captions(paragraphs: _Paragraphs) -> None:
    """Mark the captions that the next paragraph, also a caption, follows; and a caption that ends the document."""
    last = len(paragraphs) - 1
    for index, paragraph in enumerate(paragraphs):
        if paragraph.kind == "caption" and (index == last or paragraphs[index + 1].kind == "caption"):
            paragraphs[index] = paragraph._replace(over_caption=True)


def _is_marked(paragraph: Paragraph) -> bool:
    """Whether a caption ends with a mark of captions: a colon, a question mark, bold type, a bracket, a dash."""
    return paragraph.canonical_form[-1] in ":：?？】*_—"


def _rules_between_pages(paragraphs: Sequence[Paragraph]) -> frozenset[str]:
    """The rules (rows of signs) that divide pages: those of which at least two, and most, precede a page title.

    Most: `_MIN_TITLED_SHARE` of the equal rules.
    """
    rules = Counter(paragraph.rule for paragraph in paragraphs if paragraph.rule)
    if not rules:
        return frozenset()
    titled = Counter(
        paragraph.rule
        for paragraph in paragraphs
        if paragraph.rule and (paragraph.level > 0 or _is_page_head(paragraph))
    )
    return frozenset(rule for rule, times in rules.items() if titled[rule] >= max(2, _MIN_TITLED_SHARE * times))


def _is_page_head(paragraph: Paragraph) -> bool:
    """Whether a paragraph may be the title of a page: a short line between blank lines."""
    return paragraph.alone and paragraph.may_head


def _may_be_caption(paragraph: Paragraph) -> bool:
    """Whether an unmarked line may be a caption, judged without its neighbours. That it has no label is for the caller.

    False for a sentence of an overlong line, furniture, more than `_MAX_CAPTION_CHARACTERS` characters, a comma or mark
    of a text at the end, a date, a note of adoption, and the placeholders of page templates.
    """
    form = paragraph.canonical_form
    return (
        not paragraph.inline
        and not paragraph.furniture
        and len(form) <= _MAX_CAPTION_CHARACTERS
        and (form[-1] not in _NEVER_ENDS_CAPTION)
        and not paragraph.is_dated
        and form not in _PLACEHOLDERS
        and not _ADOPTION_NOTE.match(form)
    )


def _heads(paragraph: Paragraph, after: Paragraph, before: Paragraph | None) -> bool:
    """Whether a line heads the paragraph `after` it: the first item of a count, a list, or a longer paragraph.

    Only over a first item it may be longer than a heading. Between blank lines it heads any text, caption or bullet
    without a date. Otherwise it heads a caption or a longer sentence, and none if the paragraph `before` it (None: no
    such) breaks off.
    """
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
    return after.kind == "text" and after.ends_sentence and len(after.canonical_form) > len(paragraph.canonical_form)
