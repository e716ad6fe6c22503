"""PDF files with a text layer."""

from __future__ import annotations

from policydiff.messages import message
from policydiff.text.document import Document

SUFFIXES: tuple[str, ...] = (".pdf",)
SIGNATURES: tuple[bytes, ...] = (b"%PDF-",)


def read(raw: bytes, path: str, *, encoding: str | None = None) -> Document:
    """The text of a PDF file; ReadError if it cannot be read, or has none."""
    from policydiff.readers.pdf.reading import read_pdf

    extraction = read_pdf(raw, path)
    text = extraction.text
    return Document(path, text, text.encode(), encoding_reason=message("a PDF file"), extraction=extraction)
