"""How a file was put together: several documents in one, fields left empty, hardly any text, or none that is read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from policydiff.checks.rule import Fault, Rule, rule
from policydiff.checks.subject import CheckedDocument
from policydiff.languages import PACK
from policydiff.structure.numbering import read_label
from policydiff.text.lazy_regex import pattern
from policydiff.text.spans import Span

# --- several-documents

_SAID = 5
_APART = 300  # characters between the heads of two documents
_ORDER_NUMBER = r"[（(]?第?[ \t]?[\d〇零一二三四五六七八九十百]{1,6}[ \t]?[号號][）)]?"
_ORDER = pattern(
    r"(?:中华人民共和国|中華人民共和國)?[\u4e00-\u9fff]{0,16}[府院部委会會局署行席]令[ \t\u3000]*"
    rf"(?:{_ORDER_NUMBER})?",
    signs="令",
)
_TITLE_MARK = pattern(r"#[ \t\u3000]+(?P<title>[^#\n]{4,80}?)[ \t\u3000#]*")
_SOURCE = pattern(
    r"(?:来源|來源|稿源)[ \t\u3000]*[:：].{0,60}|.{0,60}[ \t\u3000](?:来源|來源|稿源)[:：].{0,40}", signs="源"
)


class Head(NamedTuple):
    """A line with which a document begins, and what it says."""

    span: Span
    words: str


@rule("several-documents", "warning", "more than one document in one file")
def several_documents(subject: CheckedDocument) -> Iterator[Fault]:
    """The second head of a kind, where a document has one: an order, a document number, a title, a source line."""
    kinds: dict[str, dict[str, Head]] = {}
    reached: dict[str, int] = {}
    for kind, head in _heads(subject):
        before = kinds.setdefault(kind, {})
        if not before or (head.span.start - reached[kind] > _APART and head.words not in before):
            before[head.words] = head
            reached[kind] = head.span.end
    kind, found = max(kinds.items(), key=lambda each: len(each[1]), default=("", {}))
    heads = list(found.values())
    if len(heads) < 2:
        return
    related = ((heads[0].span, "the first"), *((head.span, "and here") for head in heads[2 : 2 + _SAID]))
    message = f"{len(heads)} documents seem to stand in this one: another begins here, with {kind} of its own"
    yield Fault(heads[1].span, message, related, key=" ".join(head.words for head in heads))


def _heads(subject: CheckedDocument) -> Iterator[tuple[str, Head]]:
    for number in subject.lines_with("令", "号", "號", "# ", "源"):
        span = subject.document.lines.span(number)
        if len(span) > 200:
            continue
        line = subject.text[span.start : span.end].strip()
        if not line:
            continue
        start = span.start + subject.text[span.start : span.end].index(line)
        head = Head(Span(start, start + len(line)), line)
        if _ORDER.fullmatch(line):
            yield "an order of promulgation", head
        elif PACK.header.document_number.fullmatch(line.strip("（()） ")):
            yield "a document number", head
        elif (
            (title := _TITLE_MARK.fullmatch(line))
            and PACK.header.title_end.search(title["title"])
            and not read_label(title["title"])
        ):
            yield "a title", head
        elif _SOURCE.fullmatch(line) and PACK.header.date.search(line):
            yield "a source and date", head


# --- empty-metadata

_HEAD_LINES, _FOOT_LINES = 40, 15
_KEYS = (
    "来源|來源|稿源|时间|時間|日期|发布时间|發布時間|发布日期|發布日期|成文日期|作者|编辑|責任編輯|责任编辑|发文机关|發文機關|发布机构|发文字号|發文字號|文号|文號"
    "|索引号|主题分类|信息来源|浏览次数|点击数"
)
_KEY = pattern(rf"(?P<key>{_KEYS})[ \t\u3000]{{0,2}}[:：]")
_OF_TIME = pattern(r"时间|時間|日期")
_VALUE = 30  # the longest line that may be the value of a key on the line above


@rule("empty-metadata", "warning", "a field such as source or date has nothing in it")
def empty_metadata(subject: CheckedDocument) -> Iterator[Fault]:
    """Fields of the page's head and foot without a value beside them, nor on the next line."""
    lines = subject.document.lines
    last = len(lines)
    numbers = [*range(1, min(last, _HEAD_LINES) + 1), *range(max(_HEAD_LINES, last - _FOOT_LINES) + 1, last + 1)]
    for number in numbers:
        span = lines.span(number)
        if len(span) > 200:
            continue
        line = subject.text[span.start : span.end].rstrip("\r\n")
        found = list(_KEY.finditer(line))
        if not found or line[: found[0].start()].strip(" \t\u3000|｜【[（(") not in ("", *_dates(line)):
            continue
        for index, match in enumerate(found):
            stop = found[index + 1].start() if index + 1 < len(found) else len(line)
            value = line[match.end() : stop].strip(" \t\u3000|｜】]）)")
            if value or (index + 1 == len(found) and _value_below(subject, number, match["key"])):
                continue
            at = Span(span.start + match.start(), span.start + match.end())
            yield Fault(at, f"“{match['key']}” is empty", key=match["key"])


def _dates(line: str) -> list[str]:
    return [match[0] for match in PACK.header.date.finditer(line)]


def _value_below(subject: CheckedDocument, number: int, key: str) -> bool:
    """Whether the next line is the value of a key that ends its line."""
    lines = subject.document.lines
    if number >= len(lines):
        return False
    below = lines.content(number + 1).strip()
    if not below or _KEY.match(below):
        return False
    return (
        bool(PACK.header.date.search(below))
        if _OF_TIME.search(key)
        else len(below) <= _VALUE and below[-1] not in "。；：:"
    )


# --- too-short, unreadable

_LEAST = 20  # letters and figures, from which a text can be compared with another


@rule("too-short", "warning", "hardly any text: nothing that could be compared")
def too_short(subject: CheckedDocument) -> Iterator[Fault]:
    """A document of next to no letters and figures."""
    written = sum(map(str.isalnum, subject.text)) if len(subject.text) < 100 * _LEAST else _LEAST
    if written >= _LEAST:
        return
    words = subject.text.strip()
    what = "an empty document" if not written else f"a document of {written} letters and figures"
    yield Fault(Span(0, len(subject.text)), what, key=words)


# found by whoever reads the documents: there is no text to look at
unreadable = Rule("unreadable", "error", "a file or record that cannot be read as text")
