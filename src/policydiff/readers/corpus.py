"""Many documents: files, folders and containers, each read once in a stable order and again on request.

Folders are walked in the order of their names; hidden entries (names that begin with a dot) and links to folders are
skipped, but with `tracked`, hidden files that git tracks are read. Each document of a container has an id of its own.
What cannot be read is given as an `UnreadableInput` in its place in the order, so that writing the corpus can copy it
unchanged.
"""

from __future__ import annotations

import copy
import os
import threading
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import BinaryIO

from policydiff.errors import ReadError
from policydiff.messages import message
from policydiff.readers import archives
from policydiff.readers.containers import Container, ContainerFile, ContainerOptions
from policydiff.readers.entries import Entry, File, Source, UnreadableInput
from policydiff.readers.files import STDIN, open_file
from policydiff.readers.path_selection import EVERYTHING, PathSelection
from policydiff.readers.read import read_bytes, read_file
from policydiff.readers.registry import container
from policydiff.readers.unpacking import unpacked_copy
from policydiff.readers.walk import LINK_OUT, Walk, leads_out, size_of_file
from policydiff.text.document import Document

MAX_OPEN_FILES = 100  # containers that are kept open; an archive opened again has to be unpacked again


class _OpenFiles(threading.local):
    """The containers that this thread has open, by path: a stream has one position, so threads cannot share it."""

    def __init__(self) -> None:
        self.streams: dict[str, BinaryIO] = {}
        self.stamps: dict[str, tuple[int, ...]] = {}  # of the files when they were opened

    def __reduce__(self) -> tuple[type[_OpenFiles], tuple[()]]:
        """A copy in another process opens files of its own."""
        return _OpenFiles, ()


class Corpus:
    """The documents under some operands: files, folders, containers, `-`. A file under two operands is read once.

    `text_field` and `id_field` name the fields of records, `fields` others that are kept with the source. A record
    without an id gets its file and line as its id. An operand that does not exist raises ReadError at once; an id that
    occurs twice raises it when it is reached. `max_unpacked` is the limit in bytes of what an archive unpacks to, None
    for the usual one. `skipped_links` are links to folders, which are not followed, `hidden` the hidden files and
    folders that are not read, `excluded` and `ignored` those that the `selection` leaves out by its patterns and since
    git ignores them, `no_documents` files that are none, and `own_files` those that `without` left out. `unmatched` are
    patterns of the selection that matched nothing. A link that leads out of its operand is never read.
    """

    def __init__(
        self,
        operands: Sequence[str],
        *,
        encoding: str | None = None,
        text_field: str = "text",
        id_field: str = "id",
        max_unpacked: int | None = None,
        fields: Sequence[str] = (),
        tracked: bool = False,
        selection: PathSelection = EVERYTHING,
    ) -> None:
        self.operands = tuple(operands)
        self.max_unpacked = max_unpacked
        self.options = ContainerOptions(text_field, id_field, encoding, tuple(fields))
        walk = Walk(operands, tracked=tracked, selection=selection)
        self.files = sorted(walk.files.values())
        self._problems = sorted(walk.problems, key=lambda problem: problem.source.path)
        self.skipped_links = sorted(walk.passed_over)
        self.hidden = sorted(walk.hidden)
        self.own_files: tuple[str, ...] = ()
        self.excluded, self.ignored = sorted(walk.excluded), sorted(walk.ignored)
        self.no_documents = sorted(file for path, file in walk.no_documents.items() if path not in walk.files)
        self.unmatched = [
            pattern for pattern in (*selection.include, *selection.exclude) if pattern not in walk.matched
        ]
        self.bytes = sum(size_of_file(file.path) for file in self.files)
        self.done = 0  # bytes of the files read so far, with part of the one being read
        self.passed_over: dict[str, list[str]] = {}  # members that are no documents, by the path of their archive
        self._opened = _OpenFiles()
        tops = {file.operand: os.path.realpath(file.operand) for file in self.files if file.path != file.operand}
        self._roots = {file.path: tops[file.operand] for file in self.files if file.operand in tops}
        self.shortened: dict[str, None] = {}  # the files read so far whose readers left out text, in their order
        self._stdin: bytes | None = None  # its bytes, since it cannot be read again

    def __repr__(self) -> str:
        return f"<Corpus of {len(self.files)} files, {self.bytes} bytes>"

    def without(self, paths: Iterable[str]) -> Corpus:
        """The same corpus without the files at these paths, unless the user named them as operands."""
        real_paths = {os.path.realpath(path) for path in paths}
        corpus = copy.copy(self)
        corpus.files = [
            file for file in self.files if os.path.realpath(file.path) not in real_paths or file.path in self.operands
        ]
        kept = {file.path for file in corpus.files}
        corpus.own_files = (*self.own_files, *(file.path for file in self.files if file.path not in kept))
        return corpus

    def __iter__(self) -> Iterator[Entry | UnreadableInput]:
        """Every document once, and every input that could not be read, in the order of the files."""
        self.done = 0
        yield from self._problems
        seen: dict[str, Source] = {}
        for file in self.files:
            before = self.done
            for entry in self._entries_of_container(file) if file.holds_records else [self._entry_of_file(file)]:
                source = entry.source
                if source.id in seen:
                    first = seen[source.id].name
                    hint = message("first in {first}; ids name documents, so each must be one's own", first=first)
                    raise ReadError(message("the id {id!r} comes twice", id=source.id), where=source.name, hint=hint)
                seen[source.id] = source
                extraction = (
                    entry.whole_document.extraction if isinstance(entry, Entry) and entry.whole_document else None
                )
                if extraction and any(left_out.is_text for left_out in extraction.left_out):
                    self.shortened[source.name] = None
                yield entry
            self.done = before + self._size(file.path)

    def document(self, source: Source) -> Document:
        """The document that a pass gave with this source, as it is now.

        ReadError if it is gone or, for a record, has another id; a text that has changed is not noticed.
        """
        return self._read_again(source).document

    def text(self, source: Source) -> str:
        """The text of that document, as it is now; ReadError as for `document`."""
        return self._read_again(source).text

    def _read_again(self, source: Source) -> Entry:
        """The entry that a pass gave with this source.

        ReadError if it is gone or, for a record, if its id is another; the text of a file is not compared.
        """
        if not source.line:
            document = self._read(source.path)
            return Entry(source, document.text, document)
        try:
            module, file = self._container_of(source)
            entry: Entry | UnreadableInput | None = module.entry(file, source, self.options)
        except EOFError:
            entry = None
        if not isinstance(entry, Entry) or entry.source.id != source.id:
            raise ReadError("the file was changed while it was read", where=source.name)
        return entry

    def raw(self, source: Source) -> bytes:
        """The bytes of a file, or of the whole line of a record, as they are now, whether or not they are text.

        OSError, EOFError or ReadError if they are gone.
        """
        if not source.line:
            if source.path == STDIN:
                return self._read(STDIN).file_bytes if self._stdin is None else self._stdin
            if archives.split_path(source.path)[0]:
                return self._read(source.path).file_bytes
            with self.opened(source.path) as stream:
                return stream.read()
        module, file = self._container_of(source)
        return module.raw(file, source)

    def opened(self, path: str) -> BinaryIO:
        """The file, open at its start; see `open_file`. ReadError if it leads out of its operand by a link."""
        stream = open_file(path)
        if self._leads_out(path):
            stream.close()
            raise ReadError(LINK_OUT, where=path)
        return stream

    def _leads_out(self, path: str) -> bool:
        """True if a file of a folder has become a link, or lies behind one, that leads out of the folder."""
        root = self._roots.get(path)
        return root is not None and leads_out(path, root)

    def _size(self, path: str) -> int:
        """The bytes of a file, packed as it is."""
        return size_of_file(path)

    def _stamp(self, path: str) -> tuple[int, ...]:
        """What changes if a file is written or replaced; empty if it is missing."""
        try:
            status = os.stat(path)
        except OSError:
            return ()
        return status.st_ino, status.st_size, status.st_mtime_ns

    def _id_of_file(self, file: File) -> str:
        """The id of a file that is one document: its path as the user named it."""
        return file.path

    def _entry_of_file(self, file: File) -> Entry | UnreadableInput:
        """The only document of a file; an UnreadableInput if it cannot be read as text."""
        source = Source(file.path, file.inside, self._id_of_file(file))
        try:
            document = self._read(file.path)
            return Entry(source, document.text, document)
        except ReadError as error:
            return UnreadableInput(source, error.message, error.hint, code=error.code)

    def _read(self, path: str) -> Document:
        """The document in a file; standard input is read once and its bytes are kept."""
        if path == STDIN and self._stdin is not None:
            return read_bytes(self._stdin, path, encoding=self.options.encoding)
        document = read_file(path, encoding=self.options.encoding)
        if self._leads_out(path):
            raise ReadError(LINK_OUT, where=path)
        if path == STDIN:
            self._stdin = document.file_bytes
        return document

    # --- containers

    def _entries_of_container(self, file: File) -> Iterator[Entry | UnreadableInput]:
        """The documents of a container.

        If reading fails, an UnreadableInput for the file after the last one that could be read.
        """
        before, size = self.done, self._size(file.path)

        def report_progress(start: int, all_bytes: int) -> None:
            """Set `done` from the unpacked bytes read so far."""
            # `bytes` and `done` count packed bytes, and an archive is smaller than its content
            self.done = before + int(size / max(all_bytes, 1) * start)

        passed_over = self.passed_over[file.path] = []
        identity = self._id_of_file(file)
        opened = ContainerFile(file.path, file.inside, self.unpacked, report_progress, identity, passed_over.append)
        try:
            yield from container(file.container).entries(opened, self.options)
        except (OSError, EOFError, ReadError) as error:
            yield UnreadableInput.of_error(Source(file.path, file.inside, file.path), error)

    @cached_property
    def _container_names(self) -> dict[str, str]:
        """The container of each file that is one, by the path of the file."""
        return {file.path: file.container for file in self.files if file.container}

    def _container_of(self, source: Source) -> tuple[Container, ContainerFile]:
        """The module that reads the container of a document again, and the file for it.

        KeyError if its file is no container.
        """
        file = ContainerFile(source.path, source.inside, self.unpacked, _ignore_progress)
        return container(self._container_names[source.path]), file

    def unpacked(self, path: str, *, anew: bool = False) -> BinaryIO:
        """A container, open at any position; if its name ends with .gz, its content in a temporary file.

        The file may still be open from an earlier call; with `anew`, or if it was written or replaced since, it is
        opened again. At most `MAX_OPEN_FILES` are kept open.
        """
        streams = self._opened.streams
        stamp = self._stamp(path)
        if anew or path not in streams or stamp != self._opened.stamps.get(path):
            for oldest in list(streams)[: max(0, len(streams) + 1 - MAX_OPEN_FILES)]:
                streams.pop(oldest)  # closed when no pass holds it any more
            stream = self.opened(path)
            if self._container_names.get(path) == archives.TAR:
                stream = archives.unpacked_stream(stream, path)
            elif path.endswith(".gz"):
                stream = unpacked_copy(stream, path, self.max_unpacked)
            streams[path] = stream
            self._opened.stamps[path] = stamp
        return streams[path]


def _ignore_progress(start: int, all_bytes: int) -> None:
    """Reading one document again is no progress of a pass."""


class Joined:
    """The documents of several corpora, one corpus after the other; no file may be in two of them."""

    def __init__(self, parts: Sequence[Corpus]) -> None:
        self._parts = tuple(parts)
        self._by_path = {file.path: part for part in parts for file in part.files}

    @property
    def bytes(self) -> int:
        """The size of all files in bytes."""
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
        """The document that a pass gave with this source, as `document` of its corpus gives it.

        KeyError for a file of none.
        """
        return self._by_path[source.path].document(source)

    def text(self, source: Source) -> str:
        """The text of that document."""
        return self._by_path[source.path].text(source)
