"""Many documents: files, folders, JSON Lines (also gzipped), each read once in a stable order and again when asked for.

A folder is walked in the order of its names; what is hidden (a name that begins with a dot) and links to folders are
passed over. A text field of JSON Lines is a document with an id of its own; a record ends at LF, before which CR is
white space. What cannot be read is a `Problem` in its place, never a hole: whoever writes the corpus out copies it
through.
"""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO, NamedTuple, Protocol

from policydiff.errors import ReadError
from policydiff.readers import formats
from policydiff.readers.files import JSON_LINES, STDIN, opened, read_bytes, read_file
from policydiff.readers.json_lines import LONGEST_LINE, escapes, lines, sound, spooled
from policydiff.text.document import Document

MOST_OPEN = 100  # files of records that are kept open; one that is opened again may have to be unpacked again
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
class Problem:
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

    def __iter__(self) -> Iterator[Entry | Problem]:
        """Every document once, and what could not be read."""

    def document(self, source: Source) -> Document:
        """A document that passed by."""

    def text(self, source: Source) -> str:
        """Its text alone."""


class Corpus:
    """The documents under some operands: files, folders, JSON Lines, `-`. A file under two of them is read once.

    `text_field` and `id_field` name the fields of records. A record without an id is called by file and line. An
    operand that does not exist raises ReadError at once; so does an id that comes twice, when it is met. `passed_over`
    are links to folders, which are not followed.
    """

    def __init__(
        self,
        operands: Sequence[str],
        *,
        encoding: str | None = None,
        text_field: str = "text",
        id_field: str = "id",
    ) -> None:
        self._encoding, self.text_field, self._id_field = encoding, text_field, id_field
        walk = _Walk(operands)
        self.files = sorted(walk.found.values())
        self._problems = sorted(walk.problems, key=lambda each: each.source.path)
        self.passed_over = sorted(walk.passed_over)
        self.bytes = sum(_size(file.path) for file in self.files)
        self.done = 0  # bytes of the files that have been read, of one being read too
        self._opened: dict[str, BinaryIO] = {}
        self._stdin: bytes | None = None  # it cannot be read again

    def __getstate__(self) -> dict[str, Any]:
        """What goes to another process, which opens files of its own."""
        return {**vars(self), "_opened": {}}

    def __iter__(self) -> Iterator[Entry | Problem]:
        """Every document once, and what could not be read, in the order of the files."""
        self.done = 0
        yield from self._problems
        seen: dict[str, Source] = {}
        for file in self.files:
            before = self.done
            for found in self._records(file) if file.holds_records else [self._file(file)]:
                source = found.source
                if source.id in seen:
                    hint = f"first in {seen[source.id].name}; ids name documents, so each must be one's own"
                    raise ReadError(f"the id {source.id!r} comes twice", where=source.name, hint=hint)
                seen[source.id] = source
                yield found
            self.done = before + self._size(file.path)

    def document(self, source: Source) -> Document:
        """A document that passed by, with all facts of its encoding; ReadError where it is there no more."""
        return self._again(source).document

    def text(self, source: Source) -> str:
        """The text of a document that passed by; ReadError where it is there no more."""
        return self._again(source).text

    def _again(self, source: Source) -> Entry:
        if not source.line:
            found = self._read(source.path)
            return Entry(source, found.text, found)
        try:
            record: Entry | Problem | None = self._record(self.raw(source), source)
        except EOFError:
            record = None
        if not isinstance(record, Entry) or record.source.id != source.id:
            raise ReadError("the file was changed while it was read", where=source.name)
        return record

    def raw(self, source: Source) -> bytes:
        """The bytes of a file, or of a record's whole line, readable or not."""
        if not source.line:
            if source.path == STDIN:
                return self._read(STDIN).raw if self._stdin is None else self._stdin
            with self._open(source.path) as file:
                return file.read()
        stream = self.unpacked(source.path)
        at = stream.tell()  # the corpus may be passing by at the same time
        try:
            stream.seek(source.start)
            return stream.read(source.length)
        finally:
            stream.seek(at)

    def _open(self, path: str) -> BinaryIO:
        return opened(path)

    def _size(self, path: str) -> int:
        return _size(path)

    def _called(self, file: File) -> str:
        """The id of a file that is one document."""
        return file.path

    def _file(self, file: File) -> Entry | Problem:
        source = Source(file.path, file.inside, self._called(file))
        try:
            found = self._read(file.path)
            return Entry(source, found.text, found)
        except ReadError as error:
            return Problem(source, error.message, error.hint)

    def _read(self, path: str) -> Document:
        if path == STDIN and self._stdin is not None:
            return read_bytes(self._stdin, path, encoding=self._encoding)
        found = read_file(path, encoding=self._encoding)
        if path == STDIN:
            self._stdin = found.raw
        return found

    # --- JSON Lines

    def _records(self, file: File) -> Iterator[Entry | Problem]:
        """The records of a file; blank lines are none. A file that cannot be read to its end is one problem more."""
        path, inside, _ = file
        number = start = 0
        before = self.done
        try:
            stream = self.unpacked(path, anew=True)
            # an archive is smaller than what comes of it
            share = self._size(path) / max(stream.seek(0, os.SEEK_END), 1)
            stream.seek(0)
            for number, (line, length) in enumerate(lines(stream), start=1):
                source = Source(path, inside, f"{path}:{number}", number, start, length)
                start += length
                self.done = before + int(share * start)
                if line is None:
                    yield Problem(source, f"a line of more than {LONGEST_LINE:,} bytes", "split the record")
                elif not line.isspace():
                    yield self._record(line, source)
        except (OSError, EOFError, ReadError) as error:
            why = (error.strerror or str(error)).lower() if isinstance(error, OSError) else _message(error)
            last = Source(path, inside, f"{path}:{number + 1}", number + 1, start) if number else None
            yield Problem(last or Source(path, inside, path), why)

    def _record(self, line: bytes, source: Source) -> Entry | Problem:
        try:
            record = json.loads(line.rstrip(b"\r\n").decode("utf-8-sig" if source.line == 1 else "utf-8"))
        except UnicodeDecodeError as error:
            return Problem(source, f"not UTF-8 at byte {source.start + error.start:,}", "JSON Lines are always UTF-8")
        except json.JSONDecodeError as error:
            why = error.msg.lower().removesuffix(" at")
            return Problem(source, f"not JSON: {why}, at character {error.pos + 1:,}")
        except RecursionError:
            return Problem(source, "not JSON that can be read: nested too deep")
        except ValueError as error:
            return Problem(source, f"not JSON that can be read: {error}")
        if not isinstance(record, dict):
            return Problem(source, "not a JSON object")
        text, name = record.get(self.text_field), record.get(self._id_field)
        if not isinstance(text, str):
            return Problem(source, f"no text in the field {self.text_field!r}", "name the field with --text-field")
        if escapes(line) and not sound(text):
            return Problem(source, "half a character (a lone surrogate) in the text")
        if kind := formats.kind_of(text):
            return Problem(source, f"the text is {kind}", formats.HINT)
        if isinstance(name, (str, int)) and not isinstance(name, bool) and str(name):
            known = str(name).encode("utf-8", "replace").decode()
            source = Source(source.path, source.inside, known, source.line, source.start, source.length)
        return Entry(source, text)

    def unpacked(self, path: str, *, anew: bool = False) -> BinaryIO:
        """A file of records, open; of an archive its content, in a temporary file that is gone when we are."""
        if anew or path not in self._opened:
            for other in list(self._opened)[: max(0, len(self._opened) + 1 - MOST_OPEN)]:
                self._opened.pop(other)  # closed when nobody reads it any more
            stream = self._open(path)
            self._opened[path] = spooled(stream, path) if path.endswith(".gz") else stream
        return self._opened[path]


def _message(error: Exception) -> str:
    return error.message if isinstance(error, ReadError) else str(error).lower()


# --- walking


class _Walk:
    """The files under the operands, each once, under the first operand by name; what is no file, what is a link."""

    def __init__(self, operands: Sequence[str]) -> None:
        self.found: dict[str, File] = {}
        self.problems: list[Problem] = []
        self.passed_over: list[str] = []
        for operand in sorted(set(operands)):
            if operand == STDIN:
                self.found[operand] = File(operand, operand, operand)
                continue
            try:
                mode = os.stat(operand).st_mode
            except (OSError, ValueError) as error:
                why = error.strerror if isinstance(error, OSError) else "not a file name"
                raise ReadError((why or str(error)).lower(), where=operand) from None
            if stat.S_ISDIR(mode):
                self._folder(operand)
            else:
                at = os.path.abspath(operand)
                self.found.setdefault(at, File(operand, os.path.basename(at), operand))

    def _folder(self, top: str) -> None:
        """Adds the files of a folder; one folder deeper at a time, since a tree may be deeper than Python's stack."""
        root = os.path.abspath(top)
        waiting = [""]
        while waiting:
            below = waiting.pop()
            folder = os.path.join(top, below) if below else top
            try:
                with os.scandir(folder) as entries:
                    inside = sorted(entries, key=lambda entry: entry.name)
            except OSError as error:
                self.problems.append(Problem(Source(folder, below, folder), (error.strerror or str(error)).lower()))
                continue
            for entry in inside:
                name = f"{below}/{entry.name}" if below else entry.name
                if entry.name.startswith("."):
                    continue
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(name)
                elif _leads_to_folder(entry):
                    self.passed_over.append(os.path.join(top, name))
                else:
                    self.found.setdefault(os.path.join(root, name), File(os.path.join(top, name), name, top))


def _leads_to_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link that leads to itself: reading says so
        return False


def _size(path: str) -> int:
    try:
        return os.stat(path).st_size if path != STDIN else 0
    except OSError:
        return 0


def listed(raw: bytes) -> list[str]:
    """The paths in a list: NUL between them where there is one, else LF or CRLF."""
    names = raw.split(b"\0") if b"\0" in raw else [line.removesuffix(b"\r") for line in raw.split(b"\n")]
    return [os.fsdecode(name) for name in names if name]
