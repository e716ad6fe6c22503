"""What is no text: files of other formats, recognised by how they begin, whatever their suffix.

Most formats have a signature. HTML, XML and mail are text by their bytes, but not the text a reader means. Markdown
with HTML inside stays text: it is HTML only where all that is to be read stands in closed elements.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from policydiff.errors import ReadError
from policydiff.text.document import LINE_END
from policydiff.text.lazy_regex import pattern

SIGNATURES = (
    (b"%PDF-", "a PDF file"),
    (b"%!PS-", "a PostScript file"),
    (b"PK\x03\x04", "a ZIP archive (DOCX, XLSX and OFD are such)"),
    (b"PK\x05\x06", "an empty ZIP archive"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an OLE file (DOC, XLS and WPS are such)"),
    (b"\x1f\x8b\x08", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ\x00", "an xz archive"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"\x89PNG\r\n\x1a\n", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"WARC/0.", "a web archive (WARC)"),
    (b"WARC/1.", "a web archive (WARC)"),
)
HTML, XML, RTF, MAIL = "an HTML page", "an XML file", "an RTF file", "an e-mail message"
HINT = "convert it to text first"

_FIRST_LINE, _HEAD = 1 << 10, 1 << 16  # bytes of a mail in which a header and its whole head stand
_LEAST_HEADERS = 3  # lines of a mail's head
_LEAST_ELEMENTS = 3  # closed elements with text in them, in a page without <html>
_MOST_OUTSIDE = 10  # per cent of a page's text that may stand in none
# What stands before the first character that is to be read: byte-order marks and white space.
_BLANK_BYTES = re.compile(rb"(?:\xef\xbb\xbf|\x84\x31\x95\x33)?[ \t\r\n\f\v]*")
_BLANK = pattern(r"[\ufeff\s]*")
_PAGE = pattern(r"<(?:!doctype\s+html|html|head|body)(?=[\s>/])", re.IGNORECASE)
_MARKED_UP = pattern(r"<(?:\?xml(?=\s)|!doctype(?=\s))", re.IGNORECASE)
_DECLARED = pattern(r"<[?!][^<>]*>")
_FRAGMENT = pattern(
    r"<(?:article|center|dl|div|font|form|h[1-6]|main|meta|ol|p|script|section|span|style|table|title|ul)(?=[\s>])",
    re.IGNORECASE,
)
# One tag, or where something begins that is not shown.
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
_FOLDED = pattern(r"[ \t]+[^\s]")
_ONLY_MAIL = frozenset({"received", "message-id", "mime-version"})


def refuse(raw: bytes, where: str = "") -> None:
    """Nothing, or a ReadError that names the format these bytes begin like.

    Bytes of UTF-16 and UTF-32 have to be decoded first, and asked about with `refuse_text`.
    """
    for signature, kind in SIGNATURES:
        if raw.startswith(signature):
            raise _refused(kind, where)
    start = _BLANK_BYTES.match(raw)
    at = start.end() if start else 0
    # All marks of these formats are ASCII, and in no encoding but those two is a "<" part of another character.
    if raw[at : at + 1] == b"<":
        refuse_text(raw[at:].decode("latin-1"), where)
    elif raw[at : at + 1] == b"{" or b":" in raw[at : at + _FIRST_LINE]:
        refuse_text(raw[at : at + _HEAD].decode("latin-1"), where)


def refuse_text(text: str, where: str = "") -> None:
    """Nothing, or a ReadError that names the format a decoded text is in."""
    kind = kind_of(text)
    if kind:
        raise _refused(kind, where)


def kind_of(text: str) -> str:
    """The format a decoded text is in, with its article ("an HTML page"); empty where it is text."""
    start = _BLANK.match(text)
    at = start.end() if start else 0
    if text.startswith("<", at):
        return _markup(text, at)
    if text.startswith("{\\rtf", at):
        return RTF
    return MAIL if _is_mail(text, at) else ""


def _refused(kind: str, where: str) -> ReadError:
    return ReadError(f"this is {kind}, not text", where=where, hint=HINT)


# --- mark-up


def _markup(text: str, at: int) -> str:
    at = _after_comments(text, at)
    if _MARKED_UP.match(text, at):
        while (declared := _DECLARED.match(text, at)) and not _PAGE.match(text, at):
            at = _after_comments(text, declared.end())
        return HTML if _PAGE.match(text, at) else XML
    if _PAGE.match(text, at) or (_FRAGMENT.match(text, at) and _all_in_elements(text[at:])):
        return HTML
    return ""


def _after_comments(text: str, at: int) -> int:
    """Where the first thing stands that is neither white space nor a comment."""
    while True:
        blank = _BLANK.match(text, at)
        at = blank.end() if blank else at
        if not text.startswith("<!--", at):
            return at
        end = text.find("-->", at + 2)
        if end < 0:
            return at
        at = end + len("-->")


def _all_in_elements(text: str) -> bool:
    """Whether what is to be read stands in closed elements that hold text, or ends at a <br>.

    Elements that only arrange others (div, table) do not count, since Markdown may stand in them.
    """
    if not text.rstrip().endswith(">"):
        return False
    shown = elements = 0  # characters so far, and elements with text
    opened: dict[str, list[int]] = {name: [] for name in _HOLDS_TEXT}
    inside: list[tuple[int, int]] = []  # stretches of the characters, apart and in order
    for characters, name, closes in _tags(text):
        before, shown = shown, shown + characters
        if name == "br":
            _add(inside, before, shown)
        elif name in _HOLDS_TEXT and not closes:
            opened[name].append(shown)
        elif opened.get(name):
            start = opened[name].pop()
            _add(inside, start, shown)
            elements += shown > start
    covered = sum(end - start for start, end in inside)
    return elements >= _LEAST_ELEMENTS and (shown - covered) * 100 <= shown * _MOST_OUTSIDE


def _add(stretches: list[tuple[int, int]], start: int, end: int) -> None:
    """Adds a stretch that ends behind all others; those that it touches become one with it."""
    while stretches and stretches[-1][1] >= start:
        start = min(start, stretches.pop()[0])
    stretches.append((start, end))


def _tags(text: str) -> Iterator[tuple[int, str, bool]]:
    """Each tag: how many characters are shown since the one before it, its name, and whether it closes an element.

    The last has no name: it is the end of the text. White space is not counted, nor are comments, scripts and styles.
    """
    characters = at = 0
    while tag := _TAG.search(text, at):
        characters += len("".join(text[at : tag.start()].split()))
        if tag["hidden"]:
            end = _CLOSING[tag["hidden"].lower()].search(text, tag.end())
            at = end.end() if end else len(text)
        else:
            yield characters, tag["name"].lower(), bool(tag["end"])
            characters, at = 0, tag.end()
    yield characters + len("".join(text[at:].split())), "", True


# --- mail


def _is_mail(text: str, at: int) -> bool:
    """Whether the text begins with the head of a mail (RFC 5322), or with an mbox, which has a line before that."""
    if text.startswith("From ", at):
        at = _next_line(text, at)
    names = []
    while header := _HEADER.match(text, at):
        names.append(header[1].lower())
        at = _next_line(text, at)
        while _FOLDED.match(text, at):
            at = _next_line(text, at)
    return len(names) >= _LEAST_HEADERS and not _ONLY_MAIL.isdisjoint(names)


def _next_line(text: str, at: int) -> int:
    end = LINE_END.search(text, at)
    return end.end() if end else len(text)
