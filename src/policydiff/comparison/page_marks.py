"""The page numbers and running heads of a printed document, which are no words of its text.

A page number that is nothing but digits, and a running head, are known by the other pages.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import islice

from policydiff.languages import PACK
from policydiff.structure.furniture import Kind
from policydiff.structure.outline import Outline
from policydiff.text.document import Document
from policydiff.text.lazy_regex import pattern
from policydiff.text.spans import Span, merge_spans

_MAX_RUNNING_HEAD = 60  # characters of a line
_MIN_RUNNING_HEADS = 2  # times that it stands beside a page number, or has one
_MAX_BLANK_LINES = 4  # lines to either side of a page number, in which the next one with text is looked for
_MIN_HEAD_LETTERS = 4  # of one that is looked for on other pages; a row of a table has less
_BARE_NUMBER = pattern(
    r"(?<![^\r\n])[ \t\u3000]{0,40}([1-9][0-9]{0,3})(?: ?/ ?[1-9][0-9]{0,3})?[ \t\u3000]{0,8}(?![^\r\n])"
)
_DIGITS = pattern(r"[0-9０-９]{1,9}")
_GAP = pattern(r"[^\S\r\n]{3,60}|\u3000{2,60}")  # between the parts of a running head, at either side of the page


def page_marks(outlined: Outline) -> list[Span]:
    """The page numbers and running heads of a document, whole lines, ascending and disjoint.

    A running head is a line next to a page number, blank lines aside, that stands beside another one, too, or one that
    has a page number itself and occurs again with another. One that is set like a running head, with a gap between its
    parts, is one wherever it stands, on the first page as well; of any other one, the first may be the title, and stays
    if no page number is beside it.
    """
    document = outlined.document
    numbers = [stretch.span for stretch in outlined.furniture if stretch.kind is Kind.PAGE_NUMBER]
    numbers = merge_spans([*numbers, *_bare_numbers(document)])
    numbered = {span: _DIGITS.sub("0", _words(document, span)) for span in _numbered_lines(document)}
    numbered_counts = Counter(numbered.values())
    marks = [span for span, form in numbered.items() if numbered_counts[form] >= _MIN_RUNNING_HEADS]
    if not numbers:
        return merge_spans(marks)
    beside: set[Span] = set()
    for span in numbers:
        first, last = document.lines.numbers(span)
        for lines in (range(first - 1, first - 1 - _MAX_BLANK_LINES, -1), range(last + 1, last + 1 + _MAX_BLANK_LINES)):
            near = (document.lines.span(line) for line in lines if 1 <= line <= len(document.lines))
            beside.update(islice((line for line in near if _words(document, line) or len(line) > 2), 1))
    counts = Counter(_words(document, span) for span in beside)
    marks += [span for span in beside if counts[_words(document, span)] >= _MIN_RUNNING_HEADS]
    set_apart = {words for words in counts if _GAP.search(words) and sum(map(str.isalpha, words)) >= _MIN_HEAD_LETTERS}
    if set_apart:
        heads = [span for span in document.lines if _words(document, span) in set_apart]
        head_counts = Counter(_words(document, span) for span in heads)
        marks += [span for span in heads if head_counts[_words(document, span)] >= _MIN_RUNNING_HEADS]
    return merge_spans([*numbers, *(span for span in marks if _words(document, span))])


def _words(document: Document, span: Span) -> str:
    """A line without white space at its ends; "" for a long or empty line."""
    return document.text[span.start : span.end].strip() if len(span) <= _MAX_RUNNING_HEAD else ""


def _numbered_lines(document: Document) -> Iterator[Span]:
    """The lines that have a page number behind or before other words, with a gap between."""
    for match in PACK.furniture.numbered_head.finditer(document.text):
        yield document.lines.span(document.lines.number(match.end() - 1))


def _bare_numbers(document: Document) -> list[Span]:
    """The lines with nothing but a page number, if they are all such lines and count without a gap; else none.

    The number of pages may stand behind each: 3/12. A page is above each, and has a sentence that ends. Numbers that
    begin with one and have text behind the last could as well be the labels of items, and are none.
    """
    matches = [*_BARE_NUMBER.finditer(document.text)]
    numbers = [int(match[1]) for match in matches]
    if len(numbers) < _MIN_RUNNING_HEADS or numbers != [*range(numbers[0], numbers[0] + len(numbers))]:
        return []
    edges = [0, *(match.end() for match in matches)]
    pages = [document.text[start : match.start()] for start, match in zip(edges, matches, strict=False)]
    if not all(any(mark in page for mark in PACK.sentences.full_width_item) for page in pages):
        return []
    if numbers[0] == 1 and document.text[edges[-1] :].strip():
        return []
    return [document.lines.span(document.lines.number(match.start(1))) for match in matches]
