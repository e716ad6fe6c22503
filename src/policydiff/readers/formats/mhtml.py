"""Web pages saved with their resources in one file (MHTML), as browsers and Word do."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import replace

from policydiff.errors import ReadError
from policydiff.messages import counted, message
from policydiff.readers import recognition
from policydiff.readers.formats import html
from policydiff.readers.rewriting import Replacement
from policydiff.text.document import Document
from policydiff.text.extraction import LeftOut, Tracked

SUFFIXES: tuple[str, ...] = (".mhtml", ".mht")
SIGNATURES: tuple[bytes, ...] = ()  # a mail begins alike; see `recognises`
TRACKS_CHANGES = True


def recognises(raw: bytes) -> bool:
    """Whether the bytes are a saved page, and no mail that was sent."""
    from policydiff.readers.web.archive import is_saved_page

    return recognition.kind_of_bytes(raw) == recognition.MAIL and is_saved_page(raw)


def read(raw: bytes, path: str, *, encoding: str | None = None, tracked: Tracked = "accept") -> Document:
    """The text of the page that was saved, as of an HTML file; pages in frames are reported as left out.

    The encoding is found in the bytes of the page; that of its headers counts only where the bytes do not show one.
    ReadError if there is no page, the file ends inside it, or the page cannot be read.
    """
    from policydiff.readers.web.archive import is_saved_page, saved_page

    if not is_saved_page(raw):
        raise ReadError("not a saved page", where=path, hint=recognition.HINT)
    page = saved_page(raw, path)
    document = html.read(page.raw, path, encoding=encoding, tracked=tracked, declared=page.charset)
    extraction = document.extraction
    assert extraction is not None
    left_out = extraction.left_out
    frames = sum(_shows_text(frame.raw, path, frame.charset) for frame in page.frames)
    if frames:
        count = counted(frames, "{number:,} frame", "{number:,} frames")
        left_out = (*left_out, LeftOut(message("text in frames of the page left out: {count}", count=count), True))
    whole = replace(extraction, format="mhtml", source=raw, left_out=left_out)
    return replace(document, extraction=whole)


def removal(document: Document, removed: Set[int]) -> Sequence[Replacement]:
    """What to replace in the file so that lines of its page are gone."""
    from policydiff.readers.web.archive import saved_page
    from policydiff.readers.web.archive_writing import file_replacements

    raw, extraction = document.file_bytes, document.extraction
    assert extraction is not None
    page = saved_page(raw, document.path)
    inner = html.read(page.raw, document.path, encoding=extraction.encoding, declared=page.charset)
    return file_replacements(raw, document.path, html.removal(inner, removed))


def _shows_text(raw: bytes, path: str, charset: str) -> bool:
    """Whether the page in a frame shows any text; True also if it cannot be read."""
    from policydiff.readers.web.page import NoTextError

    try:
        html.read(raw, path, declared=charset)
    except NoTextError:
        return False
    except ReadError:
        return True
    return True


def example(text: str) -> bytes:
    """A saved page with this text, for tests of formats."""
    import base64

    content = base64.encodebytes(html.example(text)).decode("ascii")
    return (
        'From: <Saved by a browser>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="=_part"\r\n\r\n'
        "--=_part\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        f"{content}\r\n--=_part--\r\n"
    ).encode()
