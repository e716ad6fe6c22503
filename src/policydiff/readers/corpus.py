"""Many documents: files, folders, JSON Lines (also gzipped), each read once in a stable order and again on request.

Folders are walked in the order of their names; hidden entries (names that begin with a dot) and links to folders are
skipped. The text field of a record of JSON Lines is a document with an id of its own; a record ends at LF, and a CR
before it is white space. What cannot be read is given as an `UnreadableInput` in its place in the order, so that
writing the corpus can copy it unchanged.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from typing import Any, BinaryIO

from policydiff.errors import ReadError, reason_of
from policydiff.readers import recognition
from policydiff.readers.entries import Entry, File, Source, UnreadableInput
from policydiff.readers.files import STDIN, open_file
from policydiff.readers.json_lines import MAX_LINE_BYTES, escapes, is_encodable, lines, unpacked_copy
from policydiff.readers.read import read_bytes, read_file
from policydiff.readers.walk import Walk, size_of_file
from policydiff.text.document import Document

MAX_OPEN_FILES = 100  # files of records that are kept open; an archive opened again has to be unpacked again


class Corpus:
    """The documents under some operands: files, folders, JSON Lines, `-`. A file under two operands is read once.

    `text_field` and `id_field` name the fields of records. A record without an id gets its file and line as its id. An
    operand that does not exist raises ReadError at once; an id that occurs twice raises it when it is reached.
    `skipped_links` are links to folders, which are not followed.
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
        self.files = sorted(walk.files.values())
        self._problems = sorted(walk.problems, key=lambda problem: problem.source.path)
        self.skipped_links = sorted(walk.passed_over)
        self.bytes = sum(size_of_file(file.path) for file in self.files)
        self.done = 0  # bytes of the files read so far, with part of the one being read
        self._opened: dict[str, BinaryIO] = {}
        self._stdin: bytes | None = None  # its bytes, since it cannot be read again

    def __getstate__(self) -> dict[str, Any]:
        """The state sent to another process, which opens files of its own."""
        return {**vars(self), "_opened": {}}

    def __iter__(self) -> Iterator[Entry | UnreadableInput]:
        """Every document once, and every input that could not be read, in the order of the files."""
        self.done = 0
        yield from self._problems
        seen: dict[str, Source] = {}
        for file in self.files:
            before = self.done
            for entry in self._entries_of_records(file) if file.holds_records else [self._entry_of_file(file)]:
                source = entry.source
                if source.id in seen:
                    hint = f"first in {seen[source.id].name}; ids name documents, so each must be one's own"
                    raise ReadError(f"the id {source.id!r} comes twice", where=source.name, hint=hint)
                seen[source.id] = source
                yield entry
            self.done = before + self._size(file.path)

    def document(self, source: Source) -> Document:
        """The document that a pass gave with this source; ReadError if it has changed or is gone."""
        return self._read_again(source).document

    def text(self, source: Source) -> str:
        """The text of the document that a pass gave with this source; ReadError if it has changed or is gone."""
        return self._read_again(source).text

    def _read_again(self, source: Source) -> Entry:
        """The entry that a pass gave with this source; ReadError if it has changed or is gone."""
        if not source.line:
            document = self._read(source.path)
            return Entry(source, document.text, document)
        try:
            entry: Entry | UnreadableInput | None = self._entry_of_record(self.raw(source), source)
        except EOFError:
            entry = None
        if not isinstance(entry, Entry) or entry.source.id != source.id:
            raise ReadError("the file was changed while it was read", where=source.name)
        return entry

    def raw(self, source: Source) -> bytes:
        """The bytes of a file, or of the whole line of a record, whether or not it can be read as text."""
        if not source.line:
            if source.path == STDIN:
                return self._read(STDIN).raw if self._stdin is None else self._stdin
            with self._open(source.path) as file:
                return file.read()
        stream = self.unpacked(source.path)
        position = stream.tell()  # restored, since a pass over the corpus may be reading this stream
        try:
            stream.seek(source.start)
            return stream.read(source.length)
        finally:
            stream.seek(position)

    def _open(self, path: str) -> BinaryIO:
        return open_file(path)

    def _size(self, path: str) -> int:
        return size_of_file(path)

    def _id_of_file(self, file: File) -> str:
        """The id of a file that is one document."""
        return file.path

    def _entry_of_file(self, file: File) -> Entry | UnreadableInput:
        """The only document of a file."""
        source = Source(file.path, file.inside, self._id_of_file(file))
        try:
            document = self._read(file.path)
            return Entry(source, document.text, document)
        except ReadError as error:
            return UnreadableInput(source, error.message, error.hint, code=error.code)

    def _read(self, path: str) -> Document:
        if path == STDIN and self._stdin is not None:
            return read_bytes(self._stdin, path, encoding=self._encoding)
        document = read_file(path, encoding=self._encoding)
        if path == STDIN:
            self._stdin = document.raw
        return document

    # --- JSON Lines

    def _entries_of_records(self, file: File) -> Iterator[Entry | UnreadableInput]:
        """The records of a file, without blank lines; after a read error, an UnreadableInput and no more records."""
        path, inside, _ = file
        number = start = 0
        before = self.done
        try:
            stream = self.unpacked(path, anew=True)
            # `bytes` and `done` count packed bytes, and an archive is smaller than its content
            packed_share = self._size(path) / max(stream.seek(0, os.SEEK_END), 1)
            stream.seek(0)
            for number, (line, length) in enumerate(lines(stream), start=1):
                source = Source(path, inside, f"{path}:{number}", number, start, length)
                start += length
                self.done = before + int(packed_share * start)
                if line is None:
                    message = f"a line of more than {MAX_LINE_BYTES:,} bytes"
                    code = f"a line of more than {MAX_LINE_BYTES:,} bytes"
                    yield UnreadableInput(source, message, "split the record", code=code)
                elif not line.isspace():
                    yield self._entry_of_record(line, source)
        except (OSError, EOFError, ReadError) as error:
            reason, code = _reason_and_code(error)
            last = Source(path, inside, f"{path}:{number + 1}", number + 1, start) if number else None
            yield UnreadableInput(last or Source(path, inside, path), reason, code=code)

    def _entry_of_record(self, line: bytes, source: Source) -> Entry | UnreadableInput:
        """The document in one line of a file of JSON Lines."""
        try:
            record = json.loads(line.rstrip(b"\r\n").decode("utf-8-sig" if source.line == 1 else "utf-8"))
        except UnicodeDecodeError as error:
            at = source.start + error.start
            return UnreadableInput(
                source,
                f"not UTF-8 at byte {at:,}",
                "JSON Lines are always UTF-8",
                code=f"not UTF-8 at byte {at:,}",
            )
        except json.JSONDecodeError as error:
            reason = error.msg.lower().removesuffix(" at")
            at = error.pos + 1
            return UnreadableInput(
                source,
                f"not JSON: {reason}, at character {at:,}",
                code=f"not JSON: {reason}, at character {at:,}",
            )
        except RecursionError:
            return UnreadableInput(
                source,
                "not JSON that can be read: nested too deep",
                code="not JSON that can be read: nested too deep",
            )
        except ValueError as error:
            return UnreadableInput(
                source, f"not JSON that can be read: {error}", code=f"not JSON that can be read: {error}"
            )
        if not isinstance(record, dict):
            return UnreadableInput(source, "not a JSON object", code="not a JSON object")
        text, name = record.get(self.text_field), record.get(self._id_field)
        if not isinstance(text, str):
            return UnreadableInput(
                source,
                f"no text in the field {self.text_field!r}",
                "name the field with --text-field",
                code=f"no text in the field {self.text_field!r}",
            )
        if escapes(line) and not is_encodable(text):
            return UnreadableInput(
                source,
                "half a character (a lone surrogate) in the text",
                code="half a character (a lone surrogate) in the text",
            )
        if kind := recognition.kind_of(text):
            return UnreadableInput(source, f"the text is {kind}", recognition.HINT, code=f"the text is {kind}")
        if isinstance(name, (str, int)) and not isinstance(name, bool) and str(name):
            record_id = str(name).encode("utf-8", "replace").decode()
            source = Source(source.path, source.inside, record_id, source.line, source.start, source.length)
        return Entry(source, text)

    def unpacked(self, path: str, *, anew: bool = False) -> BinaryIO:
        """A file of records, open; if it is an archive, its content in a temporary file.

        The file may still be open from an earlier call; with `anew` it is opened again.
        """
        if anew or path not in self._opened:
            for oldest in list(self._opened)[: max(0, len(self._opened) + 1 - MAX_OPEN_FILES)]:
                self._opened.pop(oldest)  # closed when no pass holds it any more
            stream = self._open(path)
            self._opened[path] = unpacked_copy(stream, path) if path.endswith(".gz") else stream
        return self._opened[path]


def _reason_and_code(error: OSError | EOFError | ReadError) -> tuple[str, str]:
    """The message of an error without its place and hint, and its code."""
    if isinstance(error, ReadError):
        return error.message, error.code
    reason = reason_of(error) if isinstance(error, OSError) else str(error).lower()
    return reason, reason


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
        """How many bytes of the files have been read."""
        return sum(part.done for part in self._parts)

    def __iter__(self) -> Iterator[Entry | UnreadableInput]:
        """Every document once, and every input that could not be read."""
        for part in self._parts:
            yield from part

    def document(self, source: Source) -> Document:
        """The document that a pass gave with this source."""
        return self._by_path[source.path].document(source)

    def text(self, source: Source) -> str:
        """The text of that document."""
        return self._by_path[source.path].text(source)
