"""What stands at the head and foot of a document: title, document number, issuer, date. Nothing is guessed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise, zip_longest
from typing import NamedTuple

from policydiff.languages import PACK
from policydiff.structure.furniture import Furniture
from policydiff.structure.numbering import Label
from policydiff.text.document import Document
from policydiff.text.lazy_regex import pattern
from policydiff.text.spans import Span, SpanSet


class Header(NamedTuple):
    """The facts, as written; None where the document does not say, or does not say it surely."""

    title: str | None
    title_span: Span | None
    number: str | None
    issuer: str | None
    date: str | None
    signature_span: Span | None


_WORDS = PACK.header
_TITLE_LINES = 4
_UNDERLINE = pattern(r"={3,}|-{4,}")
_HEADER_LINES = 40
_FOOT_LINES = 30
_LONGEST_LINE = 300
_OWN_LINE = 12  # beside a date on a line of its own there may be a time of day, not much more


class _Line(NamedTuple):
    number: int
    span: Span  # of the stripped content
    text: str


def read_header(document: Document, furniture: Sequence[Furniture], labels: Sequence[tuple[int, Label]]) -> Header:
    """Title, number, issuer and date of a document whose first labels stand on the given lines."""
    heading = labels[0] if labels and labels[0][1].style == "heading" and labels[0][1].markup == 1 else None
    body = labels[1:2] if heading else labels[:1]
    last = body[0][0] - 1 if body else len(document.lines)
    head = _text_lines(document, furniture, range(1, last + 1), _HEADER_LINES)
    foot = _text_lines(document, furniture, range(len(document.lines), last, -1), _FOOT_LINES)[::-1]
    title_span = _title(head, heading)
    title = document.text[title_span.start : title_span.end] if title_span else None
    title = re.sub(r"\s*[\r\n]+\s*", "", title) if title else None
    signed, below = _signature(head), _signature(foot)
    named = _issuer(head, title)
    # a signature at the foot may be an annex's: it counts when the head names the same body, or none
    trusted = signed or (below if below and (named is None or _same_body(named, below[0])) else None)
    issuer, date, _ = trusted or (named or _source(head), _date(head), None)
    return Header(
        title,
        title_span,
        _document_number(head),
        issuer,
        date,
        below[2] if below else None,
    )


def _text_lines(document: Document, furniture: Sequence[Furniture], numbers: range, most: int) -> list[_Line]:
    """The first `most` lines with text among the given ones, furniture left out, cut at a sensible length."""
    result: list[_Line] = []
    text, starts, furnished = document.text, document.lines.starts, SpanSet(each.span for each in furniture)
    for number in numbers[: 20 * most + 1]:
        begin = starts[number - 1]
        end = starts[number] if number < len(starts) else len(text)
        window = text[begin : min(end, begin + 4 * _LONGEST_LINE)]
        content = window.strip()[:_LONGEST_LINE]
        if content and not furnished.holds(begin):
            start = begin + len(window) - len(window.lstrip())
            result.append(_Line(number, Span(start, start + len(content)), content))
            if len(result) == most:
                break
    return result


# ----------------------------------------------------------------------------------------------------- title


def _title(head: Sequence[_Line], heading: tuple[int, Label] | None) -> Span | None:
    """Where the title stands: a Markdown heading, the lines that end in a kind of document, or the first heading."""
    prose = next((index for index, line in enumerate(head) if _is_prose(line.text)), len(head))
    if any(_WORDS.order_head.search(line.text) for line in head[:prose]):
        prose = len(head)  # an order of promulgation stands before the title of what it promulgates
    for index in range(1, min(prose + 1, len(head))):
        if head[index].text[0] in PACK.sentences.continues_line:  # the lines above are the beginning of a sentence
            prose = index
            while prose and head[prose - 1].number == head[prose].number - 1:
                prose -= 1
            break
    candidates = [index for index, line in enumerate(head[:prose]) if _may_be_title(line.text)]
    if heading:
        for line in head:
            if line.number == heading[0]:
                inner = line.text.lstrip("# \t\u3000*").rstrip("# \t*")
                start = line.span.start + line.text.index(inner)
                return Span(start, start + len(inner)) if inner else None
    for line, below in pairwise(head):
        if _UNDERLINE.fullmatch(below.text) and below.number == line.number + 1:
            return line.span
    for index in candidates[:4]:
        if span := _joined(head[index : index + _TITLE_LINES]):
            return span
    for index in candidates[:4]:
        line = head[index]
        if _han(line.text) >= 8 and len(line.text) <= 60:
            return line.span
    if head and len(head[0].text) == _LONGEST_LINE and (first := re.match(r"\S{4,60}(?=\s{2})", head[0].text)):
        # a whole document on one line: the title is what stands before the first gap
        return Span(head[0].span.start, head[0].span.start + first.end()) if _WORDS.title_end.search(first[0]) else None
    return None


def _han(text: str) -> int:
    """How many Chinese characters there are."""
    return sum("\u4e00" <= character <= "\u9fff" for character in text)


def _is_prose(text: str) -> bool:
    """Whether a line is a salutation or a sentence: no title stands below it."""
    return (
        text[-1] in PACK.sentences.full_width_item
        or (text[-1] in "：:" and not _WORDS.metadata.search(text))
        or text.startswith(_WORDS.salutation)
    )


def _may_be_title(text: str) -> bool:
    return (
        4 <= len(text) <= 100
        and text[-1] not in PACK.sentences.never_in_title
        and text[0] not in "（(【[—-·▲"
        and _han(text) >= 4
        and not _WORDS.order_head.search(text)
        and not _WORDS.metadata.search(text)
        and not _WORDS.from_line.search(text)
        and not _WORDS.document_number.fullmatch(text)
        and not _date_alone(text)
    )


def _joined(lines: Sequence[_Line]) -> Span | None:
    """The first lines as one title, up to the line that ends in a kind of document; None where none does."""
    for count, line in enumerate(lines):
        together = count == 0 or line.number == lines[count - 1].number + 1
        if not together or not _may_be_title(line.text) or sum(len(each.text) for each in lines[: count + 1]) > 110:
            return None
        if _WORDS.title_end.search(_WORDS.spaced_out.sub("", line.text)):
            return Span(lines[0].span.start, line.span.end)
    return None


# ------------------------------------------------------------------------------------ number, issuer and date


def _date_alone(text: str) -> str | None:
    """The date of a line that holds a date and no more than a time of day beside it."""
    found = _WORDS.date.search(text)
    return found[0] if found and found.start() <= 2 and len(text) - len(found[0]) <= _OWN_LINE else None


def _signature(lines: Sequence[_Line]) -> tuple[str, str, Span] | None:
    """Issuer and date of the first signature block, and where it is: an agency's name alone, a date alone under it."""
    for above, line in pairwise(lines):
        found = _WORDS.date.fullmatch(line.text)
        if found and _WORDS.agency_line.fullmatch(above.text):
            return above.text, found[0], Span(above.span.start, line.span.end)
    return None


def _document_number(head: Sequence[_Line]) -> str | None:
    for line in head:
        text = _WORDS.number_lead.sub("", line.text)
        if found := _WORDS.document_number.fullmatch(text.strip("（()） ")):
            return found[0]
    for line, below in pairwise(head):
        if _WORDS.order_head.search(line.text) and _WORDS.number_of_order.fullmatch(below.text):
            return below.text
    for line in head:
        if (found := _WORDS.order.search(line.text)) and (len(line.text) <= 40 or _WORDS.promulgated.search(line.text)):
            return found[0]
    return None


def _issuer(head: Sequence[_Line], title: str | None) -> str | None:
    """The issuing body where the header names it: 发文机关, X令第1号, X关于…"""
    for line, below in zip_longest(head, head[1:]):
        if found := _WORDS.issued_under.search(line.text):
            return found[1]
        if below and _WORDS.issued_above.fullmatch(line.text) and _WORDS.agency_line.fullmatch(below.text):
            return below.text
        if found := _WORDS.ordered_by.match(line.text):
            return found[1]
    if title and (found := _WORDS.titled_by.match(title)):
        return found[1]
    return None


def _same_body(one: str, other: str) -> bool:
    """Whether two names are one but for spaces and commas."""
    return re.sub(r"[\s、]", "", one) == re.sub(r"[\s、]", "", other)


def _source(head: Sequence[_Line]) -> str | None:
    """What a news page names as its source."""
    for line, below in zip_longest(head, head[1:]):
        if found := _WORDS.from_line.search(line.text):
            return found[1]
        if (
            below
            and _WORDS.from_above.fullmatch(line.text)
            and not _WORDS.metadata.search(below.text)
            and len(below.text) <= 20
        ):
            return below.text
    return None


def _date(head: Sequence[_Line]) -> str | None:
    """The date the header gives: after its own word, beside the source, alone on a line, or in the note of adoption."""
    for line, following in zip_longest(head, head[1:]):
        if found := (_WORDS.from_line.search(line.text) or _WORDS.metadata.search(line.text)) and _WORDS.date.search(
            line.text
        ):
            return found[0]
        if _WORDS.dated.search(line.text) and following and (alone := _date_alone(following.text)):
            return alone
    for line in head:
        if alone := _date_alone(line.text.strip("（()）")):
            return alone
    for line in head:
        if _WORDS.adopted.search(line.text) and (found := _WORDS.date.match(line.text.lstrip("（( "))):
            return found[0]
    return None
