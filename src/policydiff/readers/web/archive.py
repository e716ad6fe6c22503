"""A web page saved with its resources in one file (MHTML, RFC 2557): its parts, and which of them is the page.

>>> page = b"MIME-Version: 1.0\\nContent-Type: text/html; charset=gbk\\nContent-Location: http://a/\\n\\n<p>1</p>"
>>> saved_page(page, "a.mht").charset
'gbk'
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterator
from typing import NamedTuple

from policydiff.errors import ReadError
from policydiff.messages import message

_MAX_PARTS = 10_000
_MAX_DEPTH = 4  # parts inside one another
_MAX_HEAD_BYTES = 1 << 16  # of the headers of a part
_HEADER = re.compile(rb"([!-9;-~]+):[ \t]*(.*)")
_PARAMETER = re.compile(r""";\s*([\w*-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;"]+))""")
_LINE = re.compile(rb"[^\r\n]*(?:\r\n|\n|\r|\Z)")
_PAGES = ("text/html", "application/xhtml+xml")
# Headers of a mail that was sent; a page that was saved has none of them.
_SENT = frozenset(
    {"to", "cc", "bcc", "received", "delivered-to", "return-path", "message-id", "in-reply-to", "reply-to"}
)
_BASE64 = re.compile(rb"[A-Za-z0-9+/=\s]*")


class PagePart(NamedTuple):
    """A page as it stands in the file, unpacked: its bytes, and the encoding that its headers name (empty for none)."""

    raw: bytes
    charset: str


class SavedPage(NamedTuple):
    """The page that was saved, with the pages of its frames."""

    raw: bytes
    charset: str
    frames: tuple[PagePart, ...]


class Part(NamedTuple):
    """A part: its headers by their names in lower case, its body, and whether the file goes on behind it."""

    headers: dict[str, str]
    body: bytes
    is_whole: bool

    @property
    def type(self) -> str:
        """The media type, in lower case."""
        return self.headers.get("content-type", "text/plain").partition(";")[0].strip().lower()

    def parameter(self, name: str) -> str:
        """A parameter of the media type; empty if there is none."""
        for found in _PARAMETER.finditer(self.headers.get("content-type", "")):
            if found[1].lower() == name:
                return found[3] or re.sub(r"\\(.)", r"\1", found[2] or "")
        return ""


def is_saved_page(raw: bytes) -> bool:
    """Whether a file that begins like a mail is a page that a browser saved, and no mail that was sent."""
    part = _split(raw[:_MAX_HEAD_BYTES], is_whole=True)
    if not _SENT.isdisjoint(part.headers) or "mime-version" not in part.headers:
        return False
    if part.type in _PAGES:
        return True
    kind = part.parameter("type").lower()
    return part.type == "multipart/related" and (not kind or kind in (*_PAGES, "multipart/alternative"))


def saved_page(raw: bytes, where: str) -> SavedPage:
    """The page in a file: the part that it names as its start, else that of its address, else the first page.

    ReadError if there is none, or if the file ends inside it.
    """
    root, pages = _pages(raw, where)
    others = tuple(
        PagePart(unpacked_part(part, where), part.parameter("charset")) for part in pages if part is not root
    )
    return SavedPage(unpacked_part(root, where), root.parameter("charset"), others)


def page_part(raw: bytes, where: str) -> Part:
    """The part of the file that is the page which was saved; ReadError if there is none."""
    return _pages(raw, where)[0]


def _pages(raw: bytes, where: str) -> tuple[Part, list[Part]]:
    """The page that was saved, and all pages of the file; ReadError if there is none."""
    top = _split(raw, is_whole=True)
    pages = [part for part in _leaves(top, where, 1) if part.type in _PAGES]
    if not pages:
        raise ReadError("no page in the saved page", where=where, hint="save the page again")
    return _root(top, pages), pages


def _root(top: Part, pages: list[Part]) -> Part:
    """The page that was saved, among all pages of the file."""
    start = top.parameter("start").strip("<>")
    address = top.headers.get("snapshot-content-location") or top.headers.get("content-location", "")
    for header, wanted in (("content-id", start), ("content-location", address)):
        for page in pages if wanted else ():
            if page.headers.get(header, "").strip("<>") == wanted:
                return page
    return pages[0]


def _leaves(part: Part, where: str, depth: int) -> Iterator[Part]:
    """The parts that hold no others, in the order of the file."""
    boundary = part.parameter("boundary") if part.type.startswith("multipart/") else ""
    if not boundary:
        yield part
        return
    if depth > _MAX_DEPTH:
        raise ReadError(message("more than {most} parts inside one another", most=_MAX_DEPTH), where=where)
    for number, inner in enumerate(_bodies(part.body, boundary.encode("utf-8", "replace"), part.is_whole), start=1):
        if number > _MAX_PARTS:
            raise ReadError(message("more than {most:,} parts", most=_MAX_PARTS), where=where)
        yield from _leaves(inner, where, depth + 1)


def _bodies(body: bytes, boundary: bytes, is_whole: bool) -> Iterator[Part]:
    """The parts between the boundaries; the last one is not whole if there is no boundary behind it."""
    start = -1
    line = re.compile(rb"(?:\A|\r\n|\n|\r)--" + re.escape(boundary) + rb"(--)?[ \t]*(?=[\r\n]|\Z)")
    for found in line.finditer(body):
        if start >= 0:
            yield _split(body[start : found.start()], is_whole=is_whole)
        if found[1]:
            return
        start = found.end()
    if start >= 0:
        yield _split(body[start:], is_whole=False)


def _split(raw: bytes, *, is_whole: bool) -> Part:
    """The headers and the body of a part, whose first line may be empty."""
    headers: dict[str, str] = {}
    position, name = 0, ""
    while position < min(len(raw), _MAX_HEAD_BYTES):
        line = _LINE.match(raw, position)
        text = line[0].rstrip(b"\r\n") if line else b""
        position = line.end() if line else len(raw)
        if not text:
            if headers:
                break
            continue
        if text[:1] in (b" ", b"\t") and name:
            headers[name] += " " + text.strip().decode("utf-8", "replace")
        elif header := _HEADER.fullmatch(text):
            name = header[1].decode("ascii").lower()
            headers.setdefault(name, header[2].decode("utf-8", "replace"))
        elif not headers and not text.startswith(b"From "):
            return Part({}, raw, is_whole)
    return Part(headers, raw[position:], is_whole)


def unpacked_part(part: Part, where: str) -> bytes:
    """The bytes of a part, unpacked; ReadError if they are damaged or cut off."""
    if not part.is_whole:
        raise ReadError("the file ends inside the page", where=where, hint="save the page again")
    packing = part.headers.get("content-transfer-encoding", "").strip().lower()
    if packing == "quoted-printable":
        return binascii.a2b_qp(part.body)
    if packing != "base64":
        return part.body
    try:
        if not _BASE64.fullmatch(part.body):
            raise binascii.Error("other characters")
        return binascii.a2b_base64(part.body)
    except binascii.Error:
        raise ReadError("the page is damaged: not base64", where=where, hint="save the page again") from None
