"""The documents of a corpus as values: where each one is, what was read, and what could not be read.

>>> Source("orders.jsonl", "orders.jsonl", "a-1", line=7).name
'orders.jsonl:7'
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from policydiff.errors import ReadError, reason_of, with_hint
from policydiff.messages import NOTHING, Message, message, verbatim
from policydiff.text.document import Document

_RECORD = message("a record")


class File(NamedTuple):
    """A file of a corpus: its path as the user named it, its path inside its operand (`/` between), and the operand.

    `container` is the name of the module of `readers.containers` that reads it, empty if the file is one document.
    """

    path: str
    inside: str
    operand: str
    container: str = ""

    @property
    def holds_records(self) -> bool:
        """True if the file is a container, which holds many documents."""
        return bool(self.container)


@dataclass(frozen=True, slots=True)
class Source:
    """The place where a document was read.

    `path` is the file as the user named it, `inside` its path below the operand (`/` between). `id` identifies the
    document in its corpus: the path, or the id of a record. For a record, which is a document in a container, `line` is
    its line or number (1-based) and `start`, `length` give its bytes in the unpacked file; all three are 0 for a file
    that is one document. `fields` are the fields of the record that were asked for, by name, if they are text or
    numbers. `member` is the name of a document in an archive, empty for any other; an archive inside the archive is
    named in it.

    >>> Source("in.zip", "in.zip", "in.zip!a.html", line=3, member="a.html").name
    'in.zip!a.html'
    """

    path: str
    inside: str
    id: str
    line: int = 0
    start: int = 0
    length: int = 0
    fields: tuple[tuple[str, str], ...] = ()
    member: str = ""

    @property
    def file_name(self) -> str:
        """The file as users name it: the path; for a document in an archive, with its name behind a "!"."""
        return f"{self.path}!{self.member}" if self.member else self.path

    @property
    def record(self) -> int:
        """The line or number of a record, from 1; 0 for a document that has a file name of its own."""
        return 0 if self.member else self.line

    def field(self, name: str) -> str:
        """The value of a field of the record, empty if it has none or it was not asked for."""
        return dict(self.fields).get(name, "")

    @property
    def name(self) -> str:
        """The name shown to users: the file name; for a record the file and the number of its line, from 1."""
        return f"{self.path}:{self.line}" if self.record else self.file_name


@dataclass(frozen=True, slots=True)
class UnreadableInput:
    """A file or record that could not be read, and the reason; `hint` suggests what to do.

    `code` says the same as the message, for fingerprints: its words stay as they are when a message is reworded.
    """

    source: Source
    message: Message
    hint: Message = NOTHING
    code: str = field(kw_only=True)

    @classmethod
    def of_error(cls, source: Source, error: OSError | EOFError | ReadError) -> UnreadableInput:
        """The input that an error in a container made unreadable, without the place and the hint of the error.

        The code is that of a ReadError, else the reason that the system gives.
        """
        if isinstance(error, ReadError):
            return cls(source, error.message, code=error.code)
        reason = reason_of(error) if isinstance(error, OSError) else verbatim(str(error).lower())
        return cls(source, reason, code=str(reason))

    @property
    def message_with_hint(self) -> Message:
        """The message with the hint in brackets; the message alone if there is no hint."""
        return with_hint(self.message, self.hint)

    def as_json(self) -> dict[str, str]:
        """The path (with the line of a record), message and hint (empty for none) as results list them."""
        return {"path": self.source.name, "message": str(self.message), "hint": str(self.hint)}


@dataclass(frozen=True, slots=True)
class Entry:
    """One readable document of a corpus; `whole_document` is its Document if it is a whole file, None for a record.

    `encoding_reason` is that of the Document of a record.
    """

    source: Source
    text: str
    whole_document: Document | None = None
    encoding_reason: Message = _RECORD

    def __len__(self) -> int:
        """The number of characters."""
        return len(self.text)

    @property
    def document(self) -> Document:
        """The document of the file; for a record a new one in UTF-8, whose path is the id of the record."""
        if self.whole_document is not None:
            return self.whole_document
        return Document(self.source.id, self.text, self.text.encode("utf-8"), encoding_reason=self.encoding_reason)


class Documents(Protocol):
    """Documents in a stable order that can be read again; `done` of `bytes` have been read so far."""

    @property
    def bytes(self) -> int:
        """The size of all files in bytes, packed ones as they are."""

    @property
    def done(self) -> int:
        """How many bytes of the files, packed ones as they are, the current pass has read; estimated within a file."""

    def __iter__(self) -> Iterator[Entry | UnreadableInput]:
        """Every document once, and every input that could not be read."""

    def document(self, source: Source) -> Document:
        """The document that an earlier pass gave with this source; ReadError if it has changed or is gone."""

    def text(self, source: Source) -> str:
        """The text of that document."""
