"""A file that is not text, written without some lines of its text, in the format it has.

The module of the format says which bytes to replace; the result is read again and must give
exactly the other lines, blank ones aside.

>>> apply_replacements(b"abcdef", [Replacement(1, 3, b""), Replacement(4, 5, b"EE")])
b'adEEf'
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from typing import NamedTuple, Protocol, cast

from policydiff.errors import ReadError
from policydiff.extensions import load_module
from policydiff.messages import Message, message
from policydiff.readers import formats
from policydiff.text.document import Document
from policydiff.text.extraction import Extraction

_CHANGED: Message = message("other lines, such as automatic numbers, would change with it")
_LOST: Message = message("what the text does not show, such as hidden text or a tracked change, would go with it")


class Replacement(NamedTuple):
    """Bytes of a file, from `start` to `end`, and what stands there instead."""

    start: int
    end: int
    insert: bytes = b""


class CannotRemoveError(Exception):
    """Lines that cannot be cut out of a file; its argument is the message that says why."""


class WritableFormat(Protocol):
    """A module of `readers.formats` whose files can be written without some lines."""

    @property
    def SUFFIXES(self) -> tuple[str, ...]:
        """The suffixes of its files, in lower case, with the dot."""

    def removal(self, document: Document, removed: Set[int]) -> Sequence[Replacement]:
        """What to replace in the file so that the lines of these numbers, from 0, are gone; ascending and disjoint.

        CannotRemoveError if that is known to be impossible.
        """

    def read(self, raw: bytes, path: str, *, encoding: str | None = None) -> Document:
        """The text of a file of this format."""


def writable_format(document: Document) -> WritableFormat | None:
    """The module that can write the file of an extracted document; None if none can, or the file is plain text."""
    if document.extraction is None:
        return None
    module = load_module(formats.__name__, document.extraction.format, "SUFFIXES", "read")
    return cast(WritableFormat, module) if hasattr(module, "removal") else None


def removal(document: Document, removed: Set[int]) -> Sequence[Replacement]:
    """What to replace in the file of an extracted document so that the lines of these numbers, from 0, are gone.

    Proven by reading the result. CannotRemoveError if there is no way, or the format cannot be written.
    """
    module, extraction = writable_format(document), document.extraction
    if module is None or extraction is None:
        raise CannotRemoveError(message("files of this format are not written"))
    if not removed:
        return ()
    replacements = module.removal(document, removed)
    clean = apply_replacements(document.file_bytes, replacements)
    try:
        again = module.read(clean, document.path, encoding=extraction.encoding)
    except ReadError as error:
        raise CannotRemoveError(message("the result could not be read: {reason}", reason=error.full_message)) from None
    kept = [document.text[span.start : span.end] for n, span in enumerate(document.lines) if n not in removed]
    if _text_lines("".join(kept)) != _text_lines(again.text):
        raise CannotRemoveError(_CHANGED)
    if again.extraction is None or _unseen(again.extraction) != _unseen(extraction):
        raise CannotRemoveError(_LOST)
    return replacements


def _unseen(extraction: Extraction) -> tuple[object, ...]:
    """What a file holds beside its text, as far as its reader says."""
    return extraction.left_out, [revision._replace(place=None) for revision in extraction.revisions], extraction.about


def _text_lines(text: str) -> list[str]:
    """The lines of a text that are not blank: whether a page shows a blank one depends on the lines around it."""
    return [line for line in text.split("\n") if line.strip()]


def apply_replacements(raw: bytes, replacements: Sequence[Replacement]) -> bytes:
    """The bytes with each replacement made; they must be ascending and disjoint."""
    pieces, position = [], 0
    for start, end, insert in replacements:
        pieces += [raw[position:start], insert]
        position = end
    return b"".join([*pieces, raw[position:]])
