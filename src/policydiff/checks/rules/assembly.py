"""Rules for how a file was put together: several documents in one, empty fields, hardly any text, unreadable files.

>>> from policydiff.text.document import Document
>>> subject = CheckedDocument(Document.from_text("渔港管理通知\\n来源：\\n第一条 渔港应当登记。\\n", "a.txt"))
>>> [str(fault.message) for fault in empty_metadata.find(subject)]
['“来源” is empty']
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NamedTuple

from policydiff.checks.rule import Fault, Rule, rule
from policydiff.checks.subject import CheckedDocument
from policydiff.languages import PACK
from policydiff.messages import Message, message
from policydiff.structure.numbering import read_label
from policydiff.text.lazy_regex import pattern
from policydiff.text.spans import Span

PLACE = 8  # of the family among the families, in the order of docs/check.md

# --- several-documents

_MAX_RELATED = 5  # further heads that a finding names
_MIN_DISTANCE = 300  # characters between the heads of two documents
_MAX_LINE = 200  # characters of a line that may be a head or hold a field
_ORDER_NUMBER = r"[（(]?第?[ \t]?[\d〇零一二三四五六七八九十百]{1,6}[ \t]?[号號][）)]?"
_PROMULGATION_ORDER = pattern(
    r"(?:中华人民共和国|中華人民共和國)?[\u4e00-\u9fff]{0,16}[府院部委会會局署行席]令[ \t\u3000]*"
    rf"(?:{_ORDER_NUMBER})?",
    signs="令",
)
_TITLE_MARK = pattern(r"#[ \t\u3000]+(?P<title>[^#\n]{4,80}?)[ \t\u3000#]*")
_SOURCE_LINE = pattern(
    r"(?:来源|來源|稿源)[ \t\u3000]*[:：].{0,60}|.{0,60}[ \t\u3000](?:来源|來源|稿源)[:：].{0,40}", signs="源"
)


_HeadKind = Literal["order", "number", "title", "source"]
_KINDS_OF_HEADS: dict[_HeadKind, Message] = {
    "order": message("an order of promulgation"),
    "number": message("a document number"),
    "title": message("a title"),
    "source": message("a source and date"),
}


class Head(NamedTuple):
    """A line at the head of a document, without the white space around it."""

    span: Span
    text: str


@rule("several-documents", "warning", message("more than one document in one file"))
def several_documents(subject: CheckedDocument) -> Iterator[Fault]:
    """At most one fault, at the second head of the kind that occurs most: order, document number, title or source line.

    Heads of one kind count as different documents if their texts differ and they are more than `_MIN_DISTANCE`
    characters apart.
    """
    heads_by_kind: dict[_HeadKind, dict[str, Head]] = {}
    last_end: dict[_HeadKind, int] = {}
    for kind, head in _heads(subject):
        earlier = heads_by_kind.setdefault(kind, {})
        if not earlier or (head.span.start - last_end[kind] > _MIN_DISTANCE and head.text not in earlier):
            earlier[head.text] = head
            last_end[kind] = head.span.end
    if not heads_by_kind:
        return
    kind, heads_by_text = max(heads_by_kind.items(), key=lambda item: len(item[1]))
    heads = list(heads_by_text.values())
    if len(heads) < 2:
        return
    further = ((head.span, message("and here")) for head in heads[2 : 2 + _MAX_RELATED])
    sentence = message(
        "{number} documents seem to stand in this one: another begins here, with {kind} of its own",
        number=len(heads),
        kind=_KINDS_OF_HEADS[kind],
    )
    related = ((heads[0].span, message("the first")), *further)
    yield Fault(heads[1].span, sentence, related, key=" ".join(head.text for head in heads))


def _heads(subject: CheckedDocument) -> Iterator[tuple[_HeadKind, Head]]:
    """The lines that are heads, in text order, each of one kind, the first that fits: order, number, title, source."""
    for line_number in subject.lines_with("令", "号", "號", "# ", "源"):
        span = subject.document.lines.span(line_number)
        if len(span) > _MAX_LINE:
            continue
        line = subject.text[span.start : span.end].strip()
        if not line:
            continue
        start = span.start + subject.text[span.start : span.end].index(line)
        head = Head(Span(start, start + len(line)), line)
        if _PROMULGATION_ORDER.fullmatch(line):
            yield "order", head
        elif PACK.header.document_number.fullmatch(line.strip("（()） ")):
            yield "number", head
        elif (
            (title := _TITLE_MARK.fullmatch(line))
            and PACK.header.title_end.search(title["title"])
            and not read_label(title["title"])
        ):
            yield "title", head
        elif _SOURCE_LINE.fullmatch(line) and PACK.header.date.search(line):
            yield "source", head


# --- empty-metadata

_HEAD_LINES = 40  # lines at the top of a document that may hold fields
_FOOT_LINES = 15  # lines at its end
_FIELD_NAMES = (
    "来源|來源|稿源|时间|時間|日期|发布时间|發布時間|发布日期|發布日期|成文日期|作者|编辑|責任編輯|责任编辑|发文机关|發文機關|发布机构|发文字号|發文字號|文号|文號"
    "|索引号|主题分类|信息来源|浏览次数|点击数"
)
_FIELD = pattern(rf"(?P<name>{_FIELD_NAMES})[ \t\u3000]{{0,2}}[:：]")
_TIME_FIELD = pattern(r"时间|時間|日期")
_MAX_VALUE_LENGTH = 30  # characters of a line that may be the value of a field on the line above


@rule("empty-metadata", "warning", message("a field such as source or date has nothing in it"))
def empty_metadata(subject: CheckedDocument) -> Iterator[Fault]:
    """A fault for each field in the first and last lines that has no value beside it, nor on the next line.

    These are `_HEAD_LINES` and `_FOOT_LINES`. A line counts only if it begins with a field or a date.
    """
    lines = subject.document.lines
    line_count = len(lines)
    line_numbers = [
        *range(1, min(line_count, _HEAD_LINES) + 1),
        *range(max(_HEAD_LINES, line_count - _FOOT_LINES) + 1, line_count + 1),
    ]
    for line_number in line_numbers:
        span = lines.span(line_number)
        if len(span) > _MAX_LINE:
            continue
        line = subject.text[span.start : span.end].rstrip("\r\n")
        fields = list(_FIELD.finditer(line))
        if not fields or line[: fields[0].start()].strip(" \t\u3000|｜【[（(") not in ("", *_dates(line)):
            continue
        for index, match in enumerate(fields):
            value_end = fields[index + 1].start() if index + 1 < len(fields) else len(line)
            value = line[match.end() : value_end].strip(" \t\u3000|｜】]）)")
            if value or (index + 1 == len(fields) and _has_value_below(subject, line_number, match["name"])):
                continue
            key_span = Span(span.start + match.start(), span.start + match.end())
            yield Fault(key_span, message("“{field}” is empty", field=match["name"]), key=match["name"])


def _dates(line: str) -> list[str]:
    """The dates in a line, as they are written, in order."""
    return [match[0] for match in PACK.header.date.finditer(line)]


def _has_value_below(subject: CheckedDocument, line_number: int, field_name: str) -> bool:
    """True if the next line is the value of a field at the end of this line; False also if there is none.

    The value of a field of time must hold a date.
    """
    lines = subject.document.lines
    if line_number >= len(lines):
        return False
    next_line = lines.content(line_number + 1).strip()
    if not next_line or _FIELD.match(next_line):
        return False
    return (
        bool(PACK.header.date.search(next_line))
        if _TIME_FIELD.search(field_name)
        else len(next_line) <= _MAX_VALUE_LENGTH and next_line[-1] not in "。；：:"
    )


# --- too-short, unreadable

_MIN_LETTERS = 20  # letters and digits that a text needs to be compared with another


@rule("too-short", "warning", message("hardly any text: nothing that could be compared"))
def too_short(subject: CheckedDocument) -> Iterator[Fault]:
    """At most one fault, over the whole text, for a document with fewer than `_MIN_LETTERS` letters and digits."""
    letters = sum(map(str.isalnum, subject.text)) if len(subject.text) < 100 * _MIN_LETTERS else _MIN_LETTERS
    if letters >= _MIN_LETTERS:
        return
    content = subject.text.strip()
    sentence = message("a document of {number} letters and figures", number=letters)
    yield Fault(Span(0, len(subject.text)), sentence if letters else message("an empty document"), key=content)


# Reported where the documents are read: there is no text to check.
unreadable = Rule("unreadable", "error", message("a file or record that cannot be read as text"))
