r"""Entries of a key and a value: front matter (YAML, TOML), lines `key: value`, rows of tables, HTML comments.

>>> [(entry.key, entry.value) for entry in entries(Document.from_text("---\nstatus: draft\n---\n"), 0)]
[('status', 'draft')]
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from policydiff.text.canonical import canonical
from policydiff.text.document import Document
from policydiff.text.lazy_regex import pattern
from policydiff.text.spans import Span

_MAX_HEAD_LINES = 60  # read for entries, besides comments
_MAX_LINE = 400  # characters of a line that is read
_MAX_KEY = 40  # characters
_MAX_VALUE = 80  # characters
_MAX_COMMENT = 4_000  # characters of a comment that is read
_MAX_COMMENTS = 200  # of a document
_FENCES = {"---": "---", "+++": "+++", ";;;": ";;;"}  # that open and close front matter
_KEY_AND_VALUE = pattern(
    rf"[\s#>*_\-•\[【（(〔]{{0,12}}(?P<key>[^\s:：=|<>][^:：=|<>\r\n]{{0,{_MAX_KEY - 1}}}?)[\s*_]{{0,4}}[:：=]"
)
_PART = pattern(r"[^;；|｜\t\r\n]+")
_NEXT_KEY = pattern(r"[ \u3000]+(?=[\u4e00-\u9fff]{2,8}[:：])")  # 状态：试行 有效期：三年
_CELL = pattern(r"[^|\t\r\n]+")
_TAGS = pattern(r"<[^<>]{0,300}>", signs="<")
_RULE = pattern(r"[\s|:\-]+")
_QUOTES = "\"'“”‘’*_` \t\u3000[]【】（）()〔〕"


class Entry(NamedTuple):
    """A key and its value. `key` is folded, "" for text without a key; `span` is that of the value, as written."""

    key: str
    value: str
    span: Span


def entries(document: Document, body_start: int) -> Iterator[Entry]:
    """The entries before `body_start`, in at most `_MAX_HEAD_LINES` lines, and those of all HTML comments.

    Front matter is read even behind `body_start`. A part of a comment that has no key is an entry without one.
    """
    text, lines = document.text, document.lines
    comments = [Span(start, end) for start, end in _comments(text)]
    last_line = _front_matter_end(document)
    header: list[Span] = []  # the cells of the row above, if they may be keys
    for number in range(1, min(len(lines), _MAX_HEAD_LINES) + 1):
        span = lines.span(number)
        if number > last_line and span.start >= body_start:
            break
        if len(span) > _MAX_LINE or any(comment.overlaps(span) for comment in comments):
            continue
        line = text[span.start : span.end]
        if "|" in line or "<td" in line or "<th" in line or line.count("\t"):
            if _RULE.fullmatch(line):
                continue
            cells = _cells(line, span.start)
            yield from _row(text, header, cells)
            header = cells
            continue
        header = []
        yield from _parts(text, span, keyless=False)
    for comment in comments:
        yield from _parts(text, comment, keyless=True)


def _front_matter_end(document: Document) -> int:
    """The 1-based number of the line that closes the front matter; 0 if the text does not begin with any."""
    lines = document.lines
    closing = _FENCES.get(lines.content(1).strip()) if len(lines) else None
    if closing is None:
        return 0
    numbers = range(2, min(_MAX_HEAD_LINES, len(lines)) + 1)
    return next((number for number in numbers if lines.content(number).strip() == closing), 0)


def _comments(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of what stands inside each HTML comment, of at most `_MAX_COMMENT` characters."""
    position = text.find("<!--")
    for _ in range(_MAX_COMMENTS):
        if position < 0:
            return
        start = position + len("<!--")
        end = text.find("-->", start, start + _MAX_COMMENT)
        if end >= 0:
            yield start, end
        position = text.find("<!--", max(end, start))


def _cells(line: str, start: int) -> list[Span]:
    """The spans of the cells with text of a row of a table, without white space and quotation marks around them."""
    row = _TAGS.sub(lambda match: "|" * len(match[0]), line)
    return [
        _stripped(row, Span(match.start(), match.end()), start)
        for match in _CELL.finditer(row)
        if match[0].strip(_QUOTES)
    ]


def _row(text: str, header: list[Span], cells: list[Span]) -> Iterator[Entry]:
    """The entries of a row: each cell and the one behind it, and each cell with that above it in the row before."""
    for key, value in zip(cells[::2], cells[1::2], strict=False):
        yield from _entry(text, key, value)
    if len(header) == len(cells):
        for key, value in zip(header, cells, strict=True):
            yield from _entry(text, key, value)


def _entry(text: str, key: Span, value: Span) -> Iterator[Entry]:
    """The entry of a key and a value, unless either is too long."""
    if len(key) <= _MAX_KEY and len(value) <= _MAX_VALUE:
        yield Entry(_folded(text[key.start : key.end].rstrip(":：")), text[value.start : value.end], value)


def _parts(text: str, span: Span, *, keyless: bool) -> Iterator[Entry]:
    """The entries of a stretch of text, parted by marks and line ends; with `keyless`, those without a key too."""
    for part in _keyed_parts(text, span):
        match = _KEY_AND_VALUE.match(text, part.start, part.end)
        start = match.end() if match else part.start
        value = _stripped(text, Span(start, part.end), 0)
        if (match or keyless) and 0 < len(value) <= _MAX_VALUE:
            yield Entry(_folded(match["key"]) if match else "", text[value.start : value.end], value)


def _keyed_parts(text: str, span: Span) -> Iterator[Span]:
    """The parts of a stretch, a part with several keys divided before each of them."""
    for part in _PART.finditer(text, span.start, span.end):
        start = part.start()
        if _KEY_AND_VALUE.match(text, start, part.end()):
            for gap in _NEXT_KEY.finditer(text, start + 1, part.end()):
                if text[start : gap.start()].strip(" \u3000#>*-"):
                    yield Span(start, gap.start())
                    start = gap.end()
        yield Span(start, part.end())


def _folded(key: str) -> str:
    """A key in canonical form, without white space and emphasis, lower case."""
    return re.sub(r"[\s*_]", "", canonical(key)).casefold()


def _stripped(text: str, span: Span, offset: int) -> Span:
    """The span in a text without blanks and quotation marks at its ends, moved by `offset`."""
    content = text[span.start : span.end]
    start = span.start + len(content) - len(content.lstrip(_QUOTES + "\r\n"))
    return Span(offset + start, offset + max(start, start + len(content.strip(_QUOTES + "\r\n"))))
