"""Web pages as a browser or a crawler saved them."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set

from policydiff.errors import ReadError
from policydiff.messages import message
from policydiff.readers import recognition
from policydiff.readers.rewriting import CannotRemoveError, Replacement
from policydiff.text.document import Document
from policydiff.text.encoding import UTF8_CHINESE, Choice, binary_error, detect_encoding, requested_encoding
from policydiff.text.extraction import Tracked

SUFFIXES: tuple[str, ...] = (".html", ".htm", ".shtml", ".xhtml")
SIGNATURES: tuple[bytes, ...] = ()  # a page may begin with a comment or with any element
TRACKS_CHANGES = True
_BEGINNING = 1 << 16  # bytes of a page in UTF-16 or UTF-32 that are looked at
_REPLACED = "\ufffd"
_META_CHARSET = re.compile(rb"<meta\b[^>]{0,200}?charset\s*=\s*[\"']?([A-Za-z0-9_-]{2,40})", re.IGNORECASE)


def recognises(raw: bytes) -> bool:
    """Whether the bytes begin like a web page, in any encoding."""
    if recognition.may_be_wide(raw):
        try:
            choice = detect_encoding(raw, where="")
        except ReadError:
            return False
        text = raw[len(choice.bom) : _BEGINNING].decode(choice.encoding, "replace")
        return recognition.kind_of(text) == recognition.HTML
    return recognition.kind_of_bytes(raw) == recognition.HTML


def read(
    raw: bytes, path: str, *, encoding: str | None = None, tracked: Tracked = "accept", declared: str = ""
) -> Document:
    """The text of the document in a page. Its encoding is found in the bytes, whatever the page says of it.

    Only where the bytes show none, it is the one that was `declared` for the page, or that the page names itself.
    ReadError if its bytes cannot be decoded, the page shows no text, or the library for pages is missing. Bytes that
    cannot be decoded are passed over only where they are not in the text: in a script, or outside the document.
    """
    from policydiff.readers.web.page import read_page

    choice = _choice(raw, path, declared) if encoding is None else requested_encoding(raw, encoding, where=path)
    page = raw[len(choice.bom) :].decode(choice.encoding, "replace")
    if "\0" in page:
        raise binary_error(len(choice.bom) + len(page[: page.index("\0")].encode(choice.encoding, "replace")), path)
    extraction = read_page(page, raw, path, tracked, choice.encoding)
    text = extraction.text
    if _REPLACED in text and _REPLACED.encode() not in raw:
        reason = message("cannot decode the text of the page as {encoding}", encoding=choice.encoding)
        raise ReadError(reason, where=path, hint=message("name the encoding with --encoding, for example gb18030"))
    reason = message("an HTML page in {encoding}", encoding=choice.encoding)
    return Document(path, text, text.encode("utf-8", "replace"), encoding_reason=reason, extraction=extraction)


def _choice(raw: bytes, path: str, declared: str) -> Choice:
    """The encoding that the bytes show, else a declared one in which they all decode; ReadError if there is none."""
    try:
        return detect_encoding(raw, where=path)
    except ReadError:
        named = _META_CHARSET.search(raw, 0, _BEGINNING)
        name = declared or (named[1].decode("ascii") if named else "")
        if not name or b"\0" in raw or re.search(UTF8_CHINESE, raw):
            raise
        try:
            choice = requested_encoding(raw, name, where=path)
            raw.decode(choice.encoding)
        except (ReadError, UnicodeDecodeError):
            name = ""
        if not name:
            raise
        return choice


def removal(document: Document, removed: Set[int]) -> Sequence[Replacement]:
    """What to replace in the page so that lines are gone, with the elements that hold nothing else."""
    from policydiff.readers.web.removal import removed_ranges

    raw, extraction = document.file_bytes, document.extraction
    assert extraction is not None
    choice = requested_encoding(raw, extraction.encoding or document.encoding, where=document.path)
    try:
        page = raw[len(choice.bom) :].decode(choice.encoding)
    except UnicodeDecodeError:
        raise CannotRemoveError(message("it has bytes that are no characters")) from None
    lines = [document.text[span.start : span.end] for span in document.lines]
    ranges = removed_ranges(page, lines, removed)
    positions = [position for cut in ranges for position in cut]
    offsets = Document(document.path, page, raw, choice.encoding, choice.bom).byte_offsets(positions)
    return [Replacement(start, end) for start, end in zip(offsets[::2], offsets[1::2], strict=True)]


def example(text: str) -> bytes:
    """A page with this text, for tests of formats."""
    from html import escape

    lines = "".join(f"<p>{escape(line)}</p>\n" for line in text.split("\n"))
    return f"<!DOCTYPE html>\n<html><body>\n{lines}</body></html>\n".encode()
