r"""Title, document number, issuer, date and signature block of a document, from its head and foot.

Nothing is guessed: a fact that is not certain is None.

>>> header = read_header(Document.from_text("关于印发某某办法的通知\n某发〔2021〕3号\n各区：\n"), (), ())
>>> header.title, header.number
('关于印发某某办法的通知', '某发〔2021〕3号')
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise, zip_longest
from typing import NamedTuple

from policydiff.languages import PACK
from policydiff.structure.furniture import Furniture
from policydiff.structure.numbering import Label
from policydiff.structure.official_lines import head_marks
from policydiff.text.document import Document
from policydiff.text.lazy_regex import pattern
from policydiff.text.spans import Span, SpanSet


class Header(NamedTuple):
    """The facts, as written; None if the document does not give them, or not certainly.

    `title` has no line ends. `signature_span` is the signature block at the foot, whether or not `issuer` and `date`
    are from it.
    """

    title: str | None
    title_span: Span | None
    number: str | None
    issuer: str | None
    date: str | None
    signature_span: Span | None


_WORDS = PACK.header
_MAX_TITLE_LINES = 5  # with the number below the title
_MAX_TITLE_CANDIDATES = 4  # lines that are tried as the beginning of the title
_TITLE_KEY = pattern(r"(?i:title)[ \t]{0,4}[:=：][ \t\"'“]{0,8}")
_UNDERLINE = pattern(r"={3,}|-{4,}")
_MAX_HEAD_LINES = 40  # lines with text that are read
_MAX_FOOT_LINES = 30  # lines with text that are read
_MAX_SIGNING_LINES = 10  # with the agencies of a joint document
_MAX_LINE_CHARACTERS = 300  # of a line that are read
_MAX_BESIDE_DATE = 12  # characters beside a date on a line of its own: a time of day


class _Line(NamedTuple):
    """A line with text: its 1-based number, the span of its stripped content, and that content."""

    number: int
    span: Span
    text: str


class _Signature(NamedTuple):
    """A signature block: issuer and date as written, and its span."""

    issuer: str
    date: str
    span: Span


def read_header(document: Document, furniture: Sequence[Furniture], labels: Sequence[tuple[int, Label]]) -> Header:
    """The header of a document; `labels` are its first labels with their 1-based line numbers, two are enough.

    Issuer and date are both from one signature block if there is one: in the head, else at the foot, if the head names
    the same agency, one of several, or none.
    """
    heading = labels[0] if labels and labels[0][1].style == "heading" and labels[0][1].markup == 1 else None
    first_label_of_body = labels[1:2] if heading else labels[:1]
    last_line = first_label_of_body[0][0] - 1 if first_label_of_body else len(document.lines)
    head = _text_lines(document, furniture, range(1, last_line + 1), _MAX_HEAD_LINES)
    foot = _text_lines(document, furniture, range(len(document.lines), last_line, -1), _MAX_FOOT_LINES)[::-1]
    title_span = _title_span(head, heading)
    if title_span and (key := _TITLE_KEY.match(document.text, title_span.start, title_span.end)):
        end = len(document.text[: title_span.end].rstrip("\"'“” \t"))
        title_span = Span(min(key.end(), end), end) if end > key.end() else None  # of front matter
    title = document.text[title_span.start : title_span.end] if title_span else None
    title = re.sub(r"\s*[\r\n]+\s*", "", title) if title else None
    head_signature, foot_signature = _first_signature(head), _first_signature(foot)
    issuer_in_head = _issuer(head, title)
    signature = head_signature
    # a signature at the foot may be an annex's: it counts if the head names the same agency, or none
    if (
        signature is None
        and foot_signature
        and (issuer_in_head is None or _is_same_agency(issuer_in_head, foot_signature.issuer))
    ):
        signature = foot_signature
    issuer, date, _ = signature or (issuer_in_head or _named_source(head), _header_date(head), None)
    return Header(
        title,
        title_span,
        _document_number(head),
        issuer,
        date,
        foot_signature.span if foot_signature else None,
    )


def _text_lines(document: Document, furniture: Sequence[Furniture], numbers: range, max_lines: int) -> list[_Line]:
    """The first `max_lines` lines with text among `numbers`, in this order, without furniture.

    Each is cut to `_MAX_LINE_CHARACTERS`; no more than the first `20 * max_lines + 1` numbers are read.
    """
    result: list[_Line] = []
    text, starts, furnished = document.text, document.lines.starts, SpanSet(stretch.span for stretch in furniture)
    for number in numbers[: 20 * max_lines + 1]:
        begin = starts[number - 1]
        end = starts[number] if number < len(starts) else len(text)
        window = text[begin : min(end, begin + 4 * _MAX_LINE_CHARACTERS)]
        content = window.strip()[:_MAX_LINE_CHARACTERS]
        if content and not furnished.contains(begin):
            start = begin + len(window) - len(window.lstrip())
            result.append(_Line(number, Span(start, start + len(content)), content))
            if len(result) == max_lines:
                break
    return result


# ----------------------------------------------------------------------------------------------------- title


def _title_span(head: Sequence[_Line], heading: tuple[int, Label] | None) -> Span | None:
    """The span of the title, or None.

    It is the Markdown heading (`heading`: its line number and label) or the line over an underline, else the lines that
    end in a kind of document (通知), else the first line of at most 60 characters, at least 8 of them Chinese. The last
    two are looked for among the first `_MAX_TITLE_CANDIDATES` lines above the first sentence or salutation that may be
    a title. In a document on one line it is the text before the first gap, if that ends in a kind of document.
    """
    end_of_head = next((index for index, line in enumerate(head) if _ends_head(line.text)), len(head))
    if any(_WORDS.order_head.search(line.text) for line in head[:end_of_head]):
        end_of_head = len(head)  # an order of promulgation precedes the title of the document it promulgates
    for index in range(1, min(end_of_head + 1, len(head))):
        if head[index].text[0] in PACK.sentences.continues_line:  # the lines above begin a sentence
            end_of_head = index
            while end_of_head and head[end_of_head - 1].number == head[end_of_head].number - 1:
                end_of_head -= 1
            break
    above_title = head_marks([line.text for line in head[:end_of_head]])
    candidates = [
        index for index, line in enumerate(head[:end_of_head]) if index not in above_title and _may_be_title(line.text)
    ]
    if heading:
        for line in head:
            if line.number == heading[0]:
                inner = line.text.lstrip("# \t\u3000*").rstrip("# \t*")
                start = line.span.start + line.text.index(inner)
                return Span(start, start + len(inner)) if inner else None
    for line, below in pairwise(head):
        if _UNDERLINE.fullmatch(below.text) and below.number == line.number + 1:
            return line.span
    for index in candidates[:_MAX_TITLE_CANDIDATES]:
        if count := _joined_title(head[index : index + _MAX_TITLE_LINES]):
            return Span(head[index].span.start, head[index + count - 1].span.end)
    for index in candidates[:_MAX_TITLE_CANDIDATES]:
        line = head[index]
        if _count_han(line.text) >= 8 and len(line.text) <= 60 and not _is_wrapped_sentence(head, index):
            return line.span
    if head and len(head[0].text) == _MAX_LINE_CHARACTERS and (first := re.match(r"\S{4,60}(?=\s{2})", head[0].text)):
        # a whole document on one line: the title is the text before the first gap
        return Span(head[0].span.start, head[0].span.start + first.end()) if _WORDS.title_end.search(first[0]) else None
    return None


def _is_wrapped_sentence(head: Sequence[_Line], index: int) -> bool:
    """Whether a line has a comma and the line under it ends a sentence: it is the beginning of a wrapped paragraph."""
    below = head[index + 1] if index + 1 < len(head) else None
    adjoins = below is not None and below.number == head[index].number + 1
    return (
        "，" in head[index].text and below is not None and adjoins and below.text[-1] in PACK.sentences.full_width_item
    )


def _count_han(text: str) -> int:
    """The number of Chinese characters."""
    return sum("\u4e00" <= character <= "\u9fff" for character in text)


def _ends_head(text: str) -> bool:
    """Whether a line is a salutation, a sentence or a lead-in, but no metadata: the title is above it."""
    return (
        text[-1] in PACK.sentences.full_width_item
        or (text[-1] in "：:" and not _WORDS.metadata.search(text))
        or text.startswith(_WORDS.salutation)
    )


def _may_be_title(text: str) -> bool:
    """Whether a line may be a line of the title, by its length, its marks, and its words.

    It has 4 to 100 characters, at least 4 of them Chinese, does not begin with a bracket, and is no metadata, number,
    date or line of a menu.
    """
    return (
        4 <= len(text) <= 100
        and text[-1] not in PACK.sentences.never_in_title
        and text[0] not in "（(【[—-·▲"
        and _count_han(text) >= 4
        and not _WORDS.order_head.search(text)
        and not _WORDS.menu_line.fullmatch(text)
        and not _WORDS.metadata.search(text)
        and not _WORDS.from_line.search(text)
        and not _WORDS.document_number.fullmatch(text)
        and not _lone_date(text)
    )


def _joined_title(lines: Sequence[_Line]) -> int:
    """How many of the first lines are a title, up to one that ends in a kind of document; 0 if they are none.

    The lines adjoin, each may be a title's, and they have at most 110 characters together. A kind of document at the
    end of a line is no end if a quotation mark is open there, or if the document's number is below a later such line.
    """
    complete_lines = 0
    for count, line in enumerate(lines):
        adjoins = count == 0 or line.number == lines[count - 1].number + 1
        if complete_lines and adjoins and _WORDS.document_number.fullmatch(line.text):
            return count if _ends_title(lines[count - 1]) else complete_lines
        if not adjoins or not _may_be_title(line.text) or sum(len(part.text) for part in lines[: count + 1]) > 110:
            break
        title = "".join(part.text for part in lines[: count + 1])
        if not complete_lines and _ends_title(line) and title.count("《") <= title.count("》"):
            complete_lines = count + 1
    return complete_lines


def _ends_title(line: _Line) -> bool:
    """Whether a line ends in a kind of document."""
    return bool(_WORDS.title_end.search(_WORDS.spaced_out.sub("", line.text)))


# ------------------------------------------------------------------------------------ number, issuer and date


def _lone_date(text: str) -> str | None:
    """The date, as written, of a line that has only a date and perhaps a time of day; None for other lines.

    At most two characters are before it, and `_MAX_BESIDE_DATE` in all beside it.
    """
    match = _WORDS.date.search(text)
    return match[0] if match and match.start() <= 2 and len(text) - len(match[0]) <= _MAX_BESIDE_DATE else None


def _first_signature(lines: Sequence[_Line]) -> _Signature | None:
    """The first signature block: lines that are agencies' names, and on the next line of these a date alone.

    The lines of a joint document adjoin no less closely than the date, and its issuer has a blank between their names.
    None if there is no signature. In the foot of a document it is still the first from above.
    """
    for index, line in enumerate(lines):
        date_match = _WORDS.date.fullmatch(line.text)
        if not index or date_match is None or not _WORDS.agency_line.fullmatch(lines[index - 1].text):
            continue
        first, gap = index - 1, line.number - lines[index - 1].number
        while (
            first
            and index - first < _MAX_SIGNING_LINES
            and lines[first].number - lines[first - 1].number <= gap
            and _WORDS.agency_line.fullmatch(lines[first - 1].text)
        ):
            first -= 1
        issuer = " ".join(above.text for above in lines[first:index])
        return _Signature(issuer, date_match[0], Span(lines[first].span.start, line.span.end))
    return None


def _document_number(head: Sequence[_Line]) -> str | None:
    """The number of the document (发文字号), else of its order: under its head, or in a line; None if there is none.

    The document's number must fill its line, its key and brackets apart.
    """
    for line in head:
        signers = PACK.official.signers.search(line.text)
        text = _WORDS.number_lead.sub("", line.text[: signers.start()] if signers else line.text)
        if match := _WORDS.document_number.fullmatch(text.strip("（()） \t\u3000")):
            return match[0]
    for line, below in pairwise(head):
        if _WORDS.order_head.search(line.text) and _WORDS.number_of_order.fullmatch(below.text):
            return below.text
    for line in head:
        if (match := _WORDS.order.search(line.text)) and (len(line.text) <= 40 or _WORDS.promulgated.search(line.text)):
            return match[0]
    return None


def _issuer(head: Sequence[_Line], title: str | None) -> str | None:
    """The issuer, if the header (发文机关, X令第1号) or the title (X关于…) names it, in this order; else None."""
    for line, below in zip_longest(head, head[1:]):
        if match := _WORDS.issued_under.search(line.text):
            return match[1]
        if below and _WORDS.issued_above.fullmatch(line.text) and _WORDS.agency_line.fullmatch(below.text):
            return below.text
        if match := _WORDS.ordered_by.match(line.text):
            return match[1]
    if title and (match := _WORDS.titled_by.match(title)):
        return match[1]
    return None


def _is_same_agency(agency: str, other: str) -> bool:
    """Whether two names are equal apart from white space and enumeration commas, or the second names more agencies."""
    names, other_names = (re.split(r"[\s、]+", side) for side in (agency, other))
    return "".join(names) == "".join(other_names) or set(names) <= set(other_names)


def _named_source(head: Sequence[_Line]) -> str | None:
    """The source (来源) that a page names; None if it names none.

    It is after the key on the same line, or on the next line if the key is alone; there it has at most 20 characters
    and is no metadata.
    """
    for line, below in zip_longest(head, head[1:]):
        if match := _WORDS.from_line.search(line.text):
            return match[1]
        if (
            below
            and _WORDS.from_above.fullmatch(line.text)
            and not _WORDS.metadata.search(below.text)
            and len(below.text) <= 20
        ):
            return below.text
    return None


def _header_date(head: Sequence[_Line]) -> str | None:
    """The date in the header: after its key, beside the source, alone on a line, or in the note of adoption; else None.

    As written. A date alone counts wherever it is in the head; the lines with a key are tried first.
    """
    for line, following in zip_longest(head, head[1:]):
        if match := (_WORDS.from_line.search(line.text) or _WORDS.metadata.search(line.text)) and _WORDS.date.search(
            line.text
        ):
            return match[0]
        if _WORDS.dated.search(line.text) and following and (alone := _lone_date(following.text)):
            return alone
    for line in head:
        if alone := _lone_date(line.text.strip("（()）")):
            return alone
    for line in head:
        if _WORDS.adopted.search(line.text) and (match := _WORDS.date.match(line.text.lstrip("（( "))):
            return match[0]
    return None
