"""Reads one PDF file in a process of its own: the file from standard input, its paragraphs to standard output as JSON.

pdfium is a large library in C++ that reads files from anywhere. In a process of its own it can neither bring down
the program nor use more memory and time than it is given. A line is written for each page, so that whoever waits
knows that the work goes on; the last line is the outcome.
"""

from __future__ import annotations

import json
import sys
from typing import Any

from policydiff.readers.pdf.characters import PageCharacters, page_characters
from policydiff.readers.pdf.layout import PageRows, layout_of, page_rows
from policydiff.readers.pdf.soundness import is_cut_off, unpacked_streams
from policydiff.readers.pdf.strokes import Stroke, page_strokes

MAX_PAGES = 20_000
MAX_CHARACTERS = 20_000_000
MEMORY_BYTES = 300 << 20  # of address space, besides three times the file
_PASSWORD, _SECURITY = 4, 5  # errors of pdfium


def main() -> None:
    """Read standard input, and write a line for each page and the outcome."""
    raw = sys.stdin.buffer.read()
    _limit_memory(len(raw))
    outcome = read(raw)
    sys.stdout.write(json.dumps(outcome) + "\n")


def read(raw: bytes) -> dict[str, Any]:
    """What a PDF file holds, or why it cannot be read ("error")."""
    import pypdfium2

    streams = unpacked_streams(raw)
    if streams.is_too_large:
        return {"error": "characters"}
    try:
        document = pypdfium2.PdfDocument(raw)
    except pypdfium2.PdfiumError as error:
        return {"error": "password" if getattr(error, "err_code", 0) in (_PASSWORD, _SECURITY) else "damaged"}
    if len(document) > MAX_PAGES:
        return {"error": "pages"}
    pages: list[PageRows] = []
    without_text, damaged, count, beside, unmapped = [], [], 0, 0, 0
    for number in range(1, len(document) + 1):
        page = _page(document, number)
        if page is None:
            damaged.append(number)
            pages.append(PageRows([], []))
            continue
        characters, strokes = page
        if not (characters.level or characters.unmapped):
            without_text.append(number)
        pages.append(page_rows(characters, strokes))
        count += len(characters.level)
        beside += characters.beside
        unmapped += characters.unmapped
        if count > MAX_CHARACTERS:
            return {"error": "characters"}
        sys.stdout.write("\n")
        sys.stdout.flush()
    layout = layout_of(pages)
    return {
        "paragraphs": layout.paragraphs,
        "heads": layout.heads,
        "beside": beside,
        "unmapped": unmapped,
        "without_text": without_text,
        "damaged": damaged,
        "is_cut_off": is_cut_off(raw),
        "broken_streams": streams.broken,
    }


def _page(document: Any, number: int) -> tuple[PageCharacters, list[Stroke]] | None:
    """The characters and lines of a page, by its number from 1; None if it is damaged."""
    import pypdfium2
    import pypdfium2.raw as pdfium

    try:
        page = document[number - 1]
    except pypdfium2.PdfiumError:
        return None
    text_page = pdfium.FPDFText_LoadPage(page.raw)
    if not text_page:
        return None
    characters = page_characters(text_page)
    pdfium.FPDFText_ClosePage(text_page)
    strokes = page_strokes(page.raw)
    page.close()
    return characters, strokes


def _limit_memory(size: int) -> None:
    """Limit this process to the memory that a file of this many bytes may take, where the system has such limits."""
    try:
        import resource
    except ImportError:
        return
    limit = MEMORY_BYTES + 3 * size
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


if __name__ == "__main__":
    main()
