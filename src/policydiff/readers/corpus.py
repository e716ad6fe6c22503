"""Many documents: files, folders, JSON Lines (also gzipped), each read once in a stable order and again when asked for.

A folder is walked in the order of its names; what is hidden (a name that begins with a dot) and links to folders are
passed over. A text field of JSON Lines is a document with an id of its own. What cannot be read is a `Problem` in its
place, never a hole: whoever writes the corpus out copies it through.
"""

from __future__ import annotations

import json
import os
import stat
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from policydiff.document import Document
from policydiff.errors import ReadError
from policydiff.readers import STDIN, read_file

JSON_LINES = (".jsonl", ".jsonl.gz", ".ndjson", ".ndjson.gz")
_BUFFER = 1 << 18  # bytes read at a time
_LETTERS = 64  # looked at one by one, before a whole line is searched: few lines have more
LONGEST_LINE = 1 << 28  # bytes of one record; a longer one is a problem, not a memory fault
_RECORD = "a record of JSON Lines"


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


class Corpus:
    """The documents under some operands: files, folders, JSON Lines, `-`.

    `text_field` and `id_field` name the fields of records. A record without an id is called by file and line. An
    operand that does not exist raises ReadError at once; so does an id that comes twice, when it is met.
    """

    def __init__(
        self,
        operands: Sequence[str],
        *,
        encoding: str | None = None,
        text_field: str = "text",
        id_field: str = "id",
    ) -> None:
        self._encoding, self._text_field, self._id_field = encoding, text_field, id_field
        self.files, self._problems = _walked(operands)
        self.bytes = sum(_size(path) for path, _ in self.files)
        self.done = 0  # bytes of the files that have been read, of one being read too
        self._opened: dict[str, BinaryIO] = {}

    def __iter__(self) -> Iterator[Entry | Problem]:
        """Every document once, and what could not be read, in the order of the files."""
        self.done = 0
        yield from self._problems
        seen: dict[str, str] = {}
        for path, inside in self.files:
            before = self.done
            for found in self._records(path, inside) if path.endswith(JSON_LINES) else [self._file(path, inside)]:
                source = found.source
                if source.id in seen:
                    hint = f"first in {seen[source.id]}; ids name documents, so each must be one's own"
                    raise ReadError(f"the id {source.id!r} comes twice", where=source.name, hint=hint)
                seen[source.id] = source.name
                yield found
            self.done = before + _size(path)

    def document(self, source: Source) -> Document:
        """A document that passed by, with all facts of its encoding; ReadError where it is there no more."""
        if not source.line:
            return read_file(source.path, encoding=self._encoding)
        found = self._record(self.raw(source), source)
        if isinstance(found, Problem) or found.source.id != source.id:
            raise ReadError("the file was changed while it was read", where=source.name)
        return found.document

    def raw(self, source: Source) -> bytes:
        """The bytes of a file, or of a record's whole line, readable or not."""
        if not source.line:
            with open(source.path, "rb") as file:
                return file.read()
        stream = self._unpacked(source.path)
        at = stream.tell()  # the corpus may be passing by at the same time
        try:
            stream.seek(source.start)
            return stream.read(source.length)
        finally:
            stream.seek(at)

    def _file(self, path: str, inside: str) -> Entry | Problem:
        source = Source(path, inside, path)
        try:
            found = read_file(path, encoding=self._encoding)
            return Entry(source, found.text, found)
        except ReadError as error:
            return Problem(source, error.message, error.hint)

    # --- JSON Lines

    def _records(self, path: str, inside: str) -> Iterator[Entry | Problem]:
        """The records of a file; blank lines are none. What follows a broken archive's sound part is one problem."""
        number = start = 0
        before = self.done
        try:
            stream = self._unpacked(path, anew=True)
            for number, (line, length) in enumerate(_lines(stream), start=1):
                source = Source(path, inside, f"{path}:{number}", number, start, length)
                start += length
                self.done = before + start
                if line is None:
                    yield Problem(source, f"a line of more than {LONGEST_LINE:,} bytes", "split the record")
                elif not line.isspace():
                    yield self._record(line, source)
        except (OSError, EOFError) as error:
            why = str(error) if isinstance(error, EOFError) else (error.strerror or str(error))
            yield Problem(Source(path, inside, f"{path}:{number + 1}", number + 1, start, 0), why.lower())

    def _record(self, line: bytes, source: Source) -> Entry | Problem:
        try:
            record = json.loads(line)
        except (ValueError, RecursionError) as error:
            return Problem(source, f"not JSON: {error}")
        if not isinstance(record, dict):
            return Problem(source, "not a JSON object")
        text, name = record.get(self._text_field), record.get(self._id_field)
        if not isinstance(text, str):
            return Problem(source, f"no text in the field {self._text_field!r}", "name the field with --text-field")
        if _escapes(line) and not _sound(text):
            return Problem(source, "half a character (a lone surrogate) in the text")
        if isinstance(name, (str, int)) and not isinstance(name, bool) and str(name):
            known = str(name).encode("utf-8", "replace").decode()
            source = Source(source.path, source.inside, known, source.line, source.start, source.length)
        return Entry(source, text)

    def _unpacked(self, path: str, *, anew: bool = False) -> BinaryIO:
        """The file, open; of an archive its content, in a temporary file that is gone when we are."""
        if anew or path not in self._opened:
            stream: BinaryIO = open(path, "rb", buffering=_BUFFER)  # noqa: SIM115 - as long as the corpus
            self._opened[path] = _spooled(stream) if path.endswith(".gz") else stream
        return self._opened[path]


def _escapes(line: bytes) -> bool:
    """Whether there may be a character as \\uXXXX: looked for by its letter, since backslashes stand in every line."""
    at = line.find(b"u")
    for _ in range(_LETTERS):
        if at < 0:
            return False
        if line[at - 1] == ord("\\"):
            return True
        at = line.find(b"u", at + 1)
    return b"\\u" in line


def _sound(text: str) -> bool:
    try:
        return text.encode("utf-8") is not None
    except UnicodeEncodeError:
        return False


def _lines(stream: BinaryIO) -> Iterator[tuple[bytes | None, int]]:
    """Each line with its length in bytes; None for one that is too long to be held."""
    while line := stream.readline(LONGEST_LINE):
        length = len(line)
        if length == LONGEST_LINE and not line.endswith(b"\n"):
            while (more := stream.readline(LONGEST_LINE)) and not more.endswith(b"\n"):
                length += len(more)
            yield None, length + len(more)
        else:
            yield line, length


def _spooled(packed: BinaryIO) -> BinaryIO:
    """The content of a gzip archive in a temporary file, at its start."""
    import gzip
    import shutil
    import zlib

    unpacked: BinaryIO = tempfile.TemporaryFile(prefix="policydiff-")  # noqa: SIM115
    try:
        with packed, gzip.GzipFile(fileobj=packed) as stream:
            shutil.copyfileobj(stream, unpacked, 1 << 20)
    except zlib.error as error:
        raise OSError(f"a broken archive: {error}") from None
    unpacked.seek(0)
    return unpacked


# --- walking


def _walked(operands: Sequence[str]) -> tuple[list[tuple[str, str]], list[Problem]]:
    """The files under the operands with their paths inside these, each once, by path; and what is no file."""
    found: dict[str, str] = {}
    problems: list[Problem] = []
    for operand in operands:
        if operand == STDIN:
            found.setdefault(operand, operand)
            continue
        try:
            mode = os.stat(operand).st_mode
        except (OSError, ValueError) as error:
            why = error.strerror if isinstance(error, OSError) else "not a file name"
            raise ReadError((why or str(error)).lower(), where=operand) from None
        if stat.S_ISDIR(mode):
            _walk(operand, "", found, problems)
        else:
            found.setdefault(operand, os.path.basename(operand))
    return sorted(found.items()), sorted(problems, key=lambda each: each.source.path)


def _walk(top: str, below: str, found: dict[str, str], problems: list[Problem]) -> None:
    """Adds the files of a folder; one folder deeper at a time, since a tree may be deeper than Python's stack."""
    waiting = [below]
    while waiting:
        below = waiting.pop()
        folder = os.path.join(top, below) if below else top
        try:
            with os.scandir(folder) as entries:
                inside = sorted(entries, key=lambda entry: entry.name)
        except OSError as error:
            problems.append(Problem(Source(folder, below, folder), (error.strerror or str(error)).lower()))
            continue
        for entry in inside:
            name = f"{below}/{entry.name}" if below else entry.name
            if entry.name.startswith("."):
                continue
            if entry.is_dir(follow_symlinks=False):
                waiting.append(name)
            elif not entry.is_dir():
                found.setdefault(os.path.join(top, name), name)


def _size(path: str) -> int:
    try:
        return os.stat(path).st_size if path != STDIN else 0
    except OSError:
        return 0


def listed(raw: bytes) -> list[str]:
    """The paths in a list: NUL between them where there is one, else line ends."""
    names = raw.split(b"\0") if b"\0" in raw else raw.splitlines()
    return [os.fsdecode(name) for name in names if name]
