"""Many documents: files, folders, JSON Lines (also gzipped), each read once in a stable order and again when asked for.

A folder is walked in the order of its names; what is hidden (a name that begins with a dot) and links to folders are
passed over. A text field of JSON Lines is a document with an id of its own; a record ends at LF, before which CR is
white space. What cannot be read is an `UnreadableInput` in its place, never a hole: whoever writes the corpus out
copies it through.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from typing import Any, BinaryIO

from policydiff.errors import ReadError
from policydiff.readers import formats
from policydiff.readers.entries import Entry, File, Source, UnreadableInput
from policydiff.readers.files import STDIN, open_file
from policydiff.readers.json_lines import LONGEST_LINE, escapes, is_encodable, lines, unpacked_copy
from policydiff.readers.read import read_bytes, read_file
from policydiff.readers.walk import Walk, size_of_file
from policydiff.text.document import Document

MOST_OPEN = 100  # files of records that are kept open; one that is opened again may have to be unpacked again


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
        walk = Walk(operands)
        self.files = sorted(walk.found.values())
        self._problems = sorted(walk.problems, key=lambda each: each.source.path)
        self.passed_over = sorted(walk.passed_over)
        self.bytes = sum(size_of_file(file.path) for file in self.files)
        self.done = 0  # bytes of the files that have been read, of one being read too
        self._opened: dict[str, BinaryIO] = {}
        self._stdin: bytes | None = None  # it cannot be read again

    def __getstate__(self) -> dict[str, Any]:
        """What goes to another process, which opens files of its own."""
        return {**vars(self), "_opened": {}}

    def __iter__(self) -> Iterator[Entry | UnreadableInput]:
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
            record: Entry | UnreadableInput | None = self._record(self.raw(source), source)
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
        return open_file(path)

    def _size(self, path: str) -> int:
        return size_of_file(path)

    def _called(self, file: File) -> str:
        """The id of a file that is one document."""
        return file.path

    def _file(self, file: File) -> Entry | UnreadableInput:
        source = Source(file.path, file.inside, self._called(file))
        try:
            found = self._read(file.path)
            return Entry(source, found.text, found)
        except ReadError as error:
            return UnreadableInput(source, error.message, error.hint)

    def _read(self, path: str) -> Document:
        if path == STDIN and self._stdin is not None:
            return read_bytes(self._stdin, path, encoding=self._encoding)
        found = read_file(path, encoding=self._encoding)
        if path == STDIN:
            self._stdin = found.raw
        return found

    # --- JSON Lines

    def _records(self, file: File) -> Iterator[Entry | UnreadableInput]:
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
                    yield UnreadableInput(source, f"a line of more than {LONGEST_LINE:,} bytes", "split the record")
                elif not line.isspace():
                    yield self._record(line, source)
        except (OSError, EOFError, ReadError) as error:
            why = (error.strerror or str(error)).lower() if isinstance(error, OSError) else _message(error)
            last = Source(path, inside, f"{path}:{number + 1}", number + 1, start) if number else None
            yield UnreadableInput(last or Source(path, inside, path), why)

    def _record(self, line: bytes, source: Source) -> Entry | UnreadableInput:
        try:
            record = json.loads(line.rstrip(b"\r\n").decode("utf-8-sig" if source.line == 1 else "utf-8"))
        except UnicodeDecodeError as error:
            return UnreadableInput(
                source, f"not UTF-8 at byte {source.start + error.start:,}", "JSON Lines are always UTF-8"
            )
        except json.JSONDecodeError as error:
            why = error.msg.lower().removesuffix(" at")
            return UnreadableInput(source, f"not JSON: {why}, at character {error.pos + 1:,}")
        except RecursionError:
            return UnreadableInput(source, "not JSON that can be read: nested too deep")
        except ValueError as error:
            return UnreadableInput(source, f"not JSON that can be read: {error}")
        if not isinstance(record, dict):
            return UnreadableInput(source, "not a JSON object")
        text, name = record.get(self.text_field), record.get(self._id_field)
        if not isinstance(text, str):
            return UnreadableInput(
                source, f"no text in the field {self.text_field!r}", "name the field with --text-field"
            )
        if escapes(line) and not is_encodable(text):
            return UnreadableInput(source, "half a character (a lone surrogate) in the text")
        if kind := formats.kind_of(text):
            return UnreadableInput(source, f"the text is {kind}", formats.HINT)
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
            self._opened[path] = unpacked_copy(stream, path) if path.endswith(".gz") else stream
        return self._opened[path]


def _message(error: Exception) -> str:
    return error.message if isinstance(error, ReadError) else str(error).lower()


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

    def __iter__(self) -> Iterator[Entry | UnreadableInput]:
        """Every document once, and what could not be read."""
        for part in self._parts:
            yield from part

    def document(self, source: Source) -> Document:
        """A document that passed by."""
        return self._by_path[source.path].document(source)

    def text(self, source: Source) -> str:
        """Its text alone."""
        return self._by_path[source.path].text(source)
