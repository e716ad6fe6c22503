"""Word files: DOCX, and the same with macros or as a template."""

from __future__ import annotations

from collections.abc import Sequence, Set

from policydiff.messages import message
from policydiff.readers.rewriting import Replacement
from policydiff.readers.word.package import CONTENT_TYPES, WordPackage
from policydiff.readers.zip_archive import SIGNATURE
from policydiff.text.document import Document
from policydiff.text.extraction import Tracked

SUFFIXES: tuple[str, ...] = (".docx", ".docm", ".dotx", ".dotm")
SIGNATURES: tuple[bytes, ...] = ()  # all ZIP archives begin alike
TRACKS_CHANGES = True


def recognises(raw: bytes) -> bool:
    """Whether the bytes are a ZIP archive with the main part of a Word file; False if the archive is damaged."""
    return raw.startswith(SIGNATURE) and CONTENT_TYPES.encode() in raw and b"word/" in raw


def read(raw: bytes, path: str, *, encoding: str | None = None, tracked: Tracked = "accept") -> Document:
    """The text of a Word file; ReadError if it is damaged or no Word file."""
    extraction = WordPackage(raw, path).extraction(tracked)[0]
    text = extraction.text
    return Document(path, text, text.encode(), encoding_reason=message("a Word file"), extraction=extraction)


def removal(document: Document, removed: Set[int]) -> Sequence[Replacement]:
    """What to replace in the file so that whole paragraphs and table rows are gone."""
    from policydiff.readers.word.removal import removal

    return removal(document.file_bytes, document.path, removed)
