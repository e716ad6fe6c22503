"""Several corpora as one: what comes in, and what it is held against. An id may stand in each of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from policydiff.readers.corpus import Corpus, Entry, Problem, Source
from policydiff.text.document import Document


class Joined:
    """The documents of several corpora, one corpus after the other; no file may be in two of them."""

    def __init__(self, parts: Sequence[Corpus]) -> None:
        self._parts = tuple(parts)
        self._by_path = {file.path: part for part in parts for file in part.files}

    @property
    def bytes(self) -> int:
        """The size of all files."""
        return sum(part.bytes for part in self._parts)

    @property
    def done(self) -> int:
        """How many bytes of them have passed."""
        return sum(part.done for part in self._parts)

    def __iter__(self) -> Iterator[Entry | Problem]:
        """Every document once, and what could not be read."""
        for part in self._parts:
            yield from part

    def document(self, source: Source) -> Document:
        """A document that passed by."""
        return self._by_path[source.path].document(source)

    def text(self, source: Source) -> str:
        """Its text alone."""
        return self._by_path[source.path].text(source)
