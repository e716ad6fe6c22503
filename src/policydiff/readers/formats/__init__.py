"""Input formats: each module of this folder reads one, and is found here by being in it.

`readers.registry` chooses the module, by what the bytes begin with and then by the suffix of the path. A module is
imported only when it may be needed, and imports what is heavy inside its `read`.
"""

from __future__ import annotations

from typing import Protocol

from policydiff.text.document import Document


class Format(Protocol):
    """A module of this folder.

    A module may also have `recognises(raw) -> bool`, for a format that has no signature. It is asked only of bytes
    that `readers.recognition` does not take for plain text, and of files that have no suffix of plain text.
    One with `TRACKS_CHANGES` takes `tracked` in its `read` (`text.extraction.Tracked`), and one with `removal` can
    write its files (`readers.rewriting.WritableFormat`).
    """

    @property
    def SUFFIXES(self) -> tuple[str, ...]:
        """The suffixes of its files, in lower case, with the dot."""

    @property
    def SIGNATURES(self) -> tuple[bytes, ...]:
        """The beginnings of its files; empty if it has none."""

    def read(self, raw: bytes, path: str, *, encoding: str | None = None) -> Document:
        """The whole text of these bytes as a document; ReadError if the bytes cannot be read whole.

        `path` is only shown. `encoding` is the one the user named. As in every Document, `raw` is `bom` and the text,
        encoded: of bytes that are not text, the text alone. Such a file is never replaced, and a corpus with it is not
        written.
        """
