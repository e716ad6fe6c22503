"""Formats that are not plain text, recognised by how a file begins, whatever its suffix.

Most formats have a signature. HTML, XML and mail are text as far as their bytes go, but not the text to be read.
Markdown with embedded HTML is text: a text is HTML only if nearly all of what it shows is in closed elements.

>>> kind_of("<html><p>第一条</p></html>"), kind_of("第一条 为了<b>规范</b>管理")
('an HTML page', '')
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from policydiff.errors import ReadError
from policydiff.messages import as_message, message, translatable
from policydiff.text.document import LINE_END
from policydiff.text.lazy_regex import pattern

SIGNATURES = (
    (b"%PDF-", translatable("a PDF file")),
    (b"%!PS-", translatable("a PostScript file")),
    (b"PK\x03\x04", translatable("a ZIP archive (DOCX, XLSX and OFD are such)")),
    (b"PK\x05\x06", translatable("an empty ZIP archive")),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", translatable("an OLE file (DOC, XLS and WPS are such)")),
    (b"\x1f\x8b\x08", translatable("a gzip archive")),
    (b"BZh", translatable("a bzip2 archive")),
    (b"\xfd7zXZ\x00", translatable("an xz archive")),
    (b"\x28\xb5\x2f\xfd", translatable("a Zstandard archive")),
    (b"7z\xbc\xaf\x27\x1c", translatable("a 7-Zip archive")),
    (b"Rar!\x1a\x07", translatable("a RAR archive")),
    (b"\x89PNG\r\n\x1a\n", translatable("a PNG picture")),
    (b"\xff\xd8\xff", translatable("a JPEG picture")),
    (b"WARC/0.", translatable("a web archive (WARC)")),
    (b"WARC/1.", translatable("a web archive (WARC)")),
)
HTML = translatable("an HTML page")
XML = translatable("an XML file")
RTF = translatable("an RTF file")
MAIL = translatable("an e-mail message")
HINT = message("convert it to text first")

_MAX_HEADER_BYTES = 1 << 10  # of a mail, that hold its first header
_MAX_HEAD_BYTES = 1 << 16  # of a mail, that hold all its headers
_MIN_HEADERS = 3  # of a mail
_MIN_ELEMENTS = 3  # closed elements with text in them, in a page without <html>
_MAX_PERCENT_OUTSIDE = 10  # of the text of a page that may be outside such elements
# Byte-order marks and white space, which may precede the first visible character.
_BLANK_BYTES = re.compile(rb"(?:\xef\xbb\xbf|\x84\x31\x95\x33)?[ \t\r\n\f\v]*")
_BLANK = pattern(r"[\ufeff\s]*")
_PAGE = pattern(r"<(?:!doctype\s+html|html|head|body)(?=[\s>/])", re.IGNORECASE)
_MARKED_UP = pattern(r"<(?:\?xml(?=\s)|!doctype(?=\s))", re.IGNORECASE)
_DECLARED = pattern(r"<[?!][^<>]*>")
_FRAGMENT = pattern(
    r"<(?:article|center|dl|div|font|form|h[1-6]|main|meta|ol|p|script|section|span|style|table|title|ul)(?=[\s>])",
    re.IGNORECASE,
)
# One tag, or the beginning of something that is not shown.
_TAG = pattern(
    r"<(?:(?P<hidden>!--|(?:script|style)(?=[\s>]))|(?P<end>/?)(?P<name>[a-z][a-z0-9]*)(?=[\s>/])[^<>]*>)",
    re.IGNORECASE,
)
_CLOSING = {
    "!--": pattern("-->"),
    "script": pattern(r"</script\s*>", re.IGNORECASE),
    "style": pattern(r"</style\s*>", re.IGNORECASE),
}
_HOLDS_TEXT = frozenset(
    ["p", "li", "dt", "dd", "th", "td", "caption", "figcaption", "pre", "blockquote", *(f"h{n}" for n in range(1, 7))]
)
_HEADER = pattern(r"([!-9;-~]+):")
_FOLDED_LINE = pattern(r"[ \t]+[^\s]")
_MAIL_HEADERS = frozenset({"received", "message-id", "mime-version"})


def kind_of_bytes(raw: bytes) -> str:
    """The format that these bytes begin like, with its article ("a PDF file"); empty if it may be plain text.

    Bytes of UTF-16 and UTF-32 must be decoded first and passed to `kind_of`.
    """
    for signature, kind in SIGNATURES:
        if raw.startswith(signature):
            return kind
    blank = _BLANK_BYTES.match(raw)
    start = blank.end() if blank else 0
    # All marks of these formats are ASCII, and in no encoding but those two is a "<" part of another character.
    if raw[start : start + 1] == b"<":
        return kind_of(raw[start:].decode("latin-1"))
    if raw[start : start + 1] == b"{" or b":" in raw[start : start + _MAX_HEADER_BYTES]:
        return kind_of(raw[start : start + _MAX_HEAD_BYTES].decode("latin-1"))
    return ""


def may_be_wide(raw: bytes) -> bool:
    """Whether the bytes may be UTF-16 or UTF-32, whose marks `kind_of_bytes` does not see."""
    return raw.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in raw[:4]


def kind_of(text: str) -> str:
    """The format of a decoded text, with its article ("an HTML page"); empty if it is plain text."""
    blank = _BLANK.match(text)
    start = blank.end() if blank else 0
    if text.startswith("<", start):
        return _markup_kind(text, start)
    if text.startswith("{\\rtf", start):
        return RTF
    return MAIL if _is_mail(text, start) else ""


def format_error(kind: str, where: str) -> ReadError:
    """The error for a file in a format that has no reader."""
    return ReadError(message("this is {kind}, not text", kind=as_message(kind)), where=where, hint=HINT)


# --- mark-up


def _markup_kind(text: str, position: int) -> str:
    """HTML or XML for a text that has a "<" at this position; empty if it is neither, such as Markdown with tags."""
    position = _after_comments(text, position)
    if _MARKED_UP.match(text, position):
        while (declaration := _DECLARED.match(text, position)) and not _PAGE.match(text, position):
            position = _after_comments(text, declaration.end())
        return HTML if _PAGE.match(text, position) else XML
    if _PAGE.match(text, position) or (_FRAGMENT.match(text, position) and _is_all_in_elements(text[position:])):
        return HTML
    return ""


def _after_comments(text: str, position: int) -> int:
    """The position of the first character that is neither white space nor in a comment.

    A comment without end is not passed over: the position is that of its "<".
    """
    while True:
        blank = _BLANK.match(text, position)
        position = blank.end() if blank else position
        if not text.startswith("<!--", position):
            return position
        end = text.find("-->", position + 2)
        if end < 0:
            return position
        position = end + len("-->")


def _is_all_in_elements(text: str) -> bool:
    """True if nearly all visible text is in closed elements that hold text, or in lines that end with <br>.

    At most `_MAX_PERCENT_OUTSIDE` percent may be outside, there must be `_MIN_ELEMENTS` elements with text, and the
    text must end with ">". Elements that only arrange others (div, table) do not count, since they may contain
    Markdown.
    """
    if not text.rstrip().endswith(">"):
        return False
    shown = elements = 0  # characters so far, and elements with text
    opened: dict[str, list[int]] = {name: [] for name in _HOLDS_TEXT}
    covered_ranges: list[tuple[int, int]] = []  # of visible characters, disjoint and ascending
    for tag in _tags(text):
        before, shown = shown, shown + tag.characters
        if tag.name == "br":
            _add_merged(covered_ranges, before, shown)
        elif tag.name in _HOLDS_TEXT and not tag.closes:
            opened[tag.name].append(shown)
        elif opened.get(tag.name):
            start = opened[tag.name].pop()
            _add_merged(covered_ranges, start, shown)
            elements += shown > start
    covered = sum(end - start for start, end in covered_ranges)
    return elements >= _MIN_ELEMENTS and (shown - covered) * 100 <= shown * _MAX_PERCENT_OUTSIDE


def _add_merged(ranges: list[tuple[int, int]], start: int, end: int) -> None:
    """Add a range that ends at or behind the end of all others, merged with those that it overlaps or touches."""
    while ranges and ranges[-1][1] >= start:
        start = min(start, ranges.pop()[0])
    ranges.append((start, end))


class _Tag(NamedTuple):
    """A tag: the visible characters since the tag before it, its name, and whether it closes an element."""

    characters: int
    name: str
    closes: bool


def _tags(text: str) -> Iterator[_Tag]:
    """Every tag in order; the end of the text is a last one without a name.

    White space, comments, scripts and styles are not counted as visible.
    """
    characters = position = 0
    while tag := _TAG.search(text, position):
        characters += len("".join(text[position : tag.start()].split()))
        if tag["hidden"]:
            end = _CLOSING[tag["hidden"].lower()].search(text, tag.end())
            position = end.end() if end else len(text)
        else:
            yield _Tag(characters, tag["name"].lower(), bool(tag["end"]))
            characters, position = 0, tag.end()
    yield _Tag(characters + len("".join(text[position:].split())), "", True)


# --- mail


def _is_mail(text: str, position: int) -> bool:
    """True if the text begins with headers of a mail (RFC 5322), or with an mbox "From " line before them.

    There must be `_MIN_HEADERS`, one of them in `_MAIL_HEADERS`; or MIME-Version and Content-Type at the beginning, as
    programs write that save a page as one file.
    """
    if text.startswith("From ", position):
        position = _next_line(text, position)
    names = []
    while header := _HEADER.match(text, position):
        names.append(header[1].lower())
        position = _next_line(text, position)
        while _FOLDED_LINE.match(text, position):
            position = _next_line(text, position)
    if names[:2] == ["mime-version", "content-type"]:
        return True
    return len(names) >= _MIN_HEADERS and not _MAIL_HEADERS.isdisjoint(names)


def _next_line(text: str, position: int) -> int:
    """The position behind the next line end; the end of the text if there is none."""
    end = LINE_END.search(text, position)
    return end.end() if end else len(text)
