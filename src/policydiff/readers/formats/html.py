"""Web pages as a browser or a crawler saved them."""

from __future__ import annotations

from policydiff.messages import message
from policydiff.readers import recognition
from policydiff.text.document import Document
from policydiff.text.encoding import detect_encoding, requested_encoding

SUFFIXES: tuple[str, ...] = (".html", ".htm", ".shtml", ".xhtml")
SIGNATURES: tuple[bytes, ...] = ()  # a page may begin with a comment or with any element


def recognises(raw: bytes) -> bool:
    """Whether the bytes begin like a web page."""
    return recognition.kind_of_bytes(raw) == recognition.HTML


def read(raw: bytes, path: str, *, encoding: str | None = None) -> Document:
    """The text of the document in a page. Its encoding is found in the bytes, whatever the page says of it.

    ReadError if the bytes cannot be decoded, the page shows no text, or the library for pages is missing.
    """
    from policydiff.readers.web.page import read_page

    choice = detect_encoding(raw, where=path) if encoding is None else requested_encoding(raw, encoding, where=path)
    page = raw[len(choice.bom) :].decode(choice.encoding, "replace")
    extraction = read_page(page, raw, path)
    text = extraction.text
    reason = message("an HTML page in {encoding}", encoding=choice.encoding)
    return Document(path, text, text.encode("utf-8", "replace"), encoding_reason=reason, extraction=extraction)
