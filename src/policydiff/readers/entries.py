"""The documents of a corpus as values: where each lies, what was read, what could not be."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from policydiff.readers.files import JSON_LINES
from policydiff.text.document import Document

_RECORD = "a record of JSON Lines"


class File(NamedTuple):
    """A file of a corpus: as it was named, its path inside its operand (`/` between), and that operand."""

    path: str
    inside: str
    operand: str

    @property
    def holds_records(self) -> bool:
        """Whether it is JSON Lines."""
        return self.path.endswith(JSON_LINES)


@dataclass(frozen=True, slots=True)
class Source:
    """Where a document stands. `path` is the file as it was named, `inside` its path below the operand (`/` between).

    `id` names the document in its corpus: the path, or a record's own id. Of a record, `line` is its line (1-based) and
    `start`, `length` are its bytes in the unpacked file; all three are 0 for a file that is one document.
    """

    path: str
    inside: str
    id: str
    line: int = 0
    start: int = 0
    length: int = 0

    @property
    def name(self) -> str:
        """What to call it in front of people: the file, or the file and the record's line."""
        return f"{self.path}:{self.line}" if self.line else self.path


@dataclass(frozen=True, slots=True)
class UnreadableInput:
    """A file or record that could not be read, and why; `hint` is the next thing to try."""

    source: Source
    message: str
    hint: str = ""

    @property
    def words(self) -> str:
        """The message with the hint."""
        return f"{self.message} ({self.hint})" if self.hint else self.message

    def as_json(self) -> dict[str, str]:
        """The problem as results list it."""
        return {"path": self.source.name, "message": self.message, "hint": self.hint}


@dataclass(frozen=True, slots=True)
class Entry:
    """One document as it passes by; of a file, `read` is the document itself."""

    source: Source
    text: str
    read: Document | None = None

    def __len__(self) -> int:
        """How many characters it has."""
        return len(self.text)

    @property
    def document(self) -> Document:
        """The document, its id for a path where it is a record."""
        if self.read is not None:
            return self.read
        return Document(self.source.id, self.text, self.text.encode("utf-8"), encoding_reason=_RECORD)


class Documents(Protocol):
    """Documents that pass by in a stable order and can be read again; `done` of `bytes` have passed."""

    @property
    def bytes(self) -> int:
        """The size of all files."""

    @property
    def done(self) -> int:
        """How many bytes of them have passed."""

    def __iter__(self) -> Iterator[Entry | UnreadableInput]:
        """Every document once, and what could not be read."""

    def document(self, source: Source) -> Document:
        """A document that passed by."""

    def text(self, source: Source) -> str:
        """Its text alone."""
