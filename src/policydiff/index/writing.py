"""Adding documents to an index and removing them: each batch is written whole or not at all."""

from __future__ import annotations

import fnmatch
import hashlib
import os
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from policydiff.errors import SavedIndexError
from policydiff.index.database import (
    WAIT,
    DamagedIndex,
    IndexParameters,
    close_to_others,
    create_index,
    current_parameters,
    open_index,
)
from policydiff.index.records import (
    COLUMNS,
    MAX_DOCUMENT_BYTES,
    PreparedDocument,
    Tokens,
    bands_of,
    name_in,
    name_out,
    prepare,
    rows_of,
    samples_of,
    signature_of,
    tokens,
)
from policydiff.messages import Message, message
from policydiff.readers.corpus import Corpus
from policydiff.readers.entries import Entry, Source, UnreadableInput
from policydiff.readers.files import STDIN
from policydiff.readers.walk import readers_of

MAX_NUMBER = 1 << 48  # of a document; no index comes near it
MAX_BATCH_DOCUMENTS = 1_000  # in one batch, at most
_MAX_BATCH_CHARACTERS = 1 << 22  # a batch ends with the document that reaches them
MAX_HELD_ROWS = 1 << 22  # rows of look-up tables in memory while an index is built
_PLACEHOLDERS = ", ".join("?" * len(COLUMNS.split(", ")))


@dataclass
class IndexOutcome:
    """How many documents were written, and which were not.

    `same` documents were in the index already; `refused` ones are in it with other bytes under their id.
    """

    added: int = 0
    replaced: int = 0
    same: int = 0
    removed: int = 0
    refused: list[UnreadableInput] = field(default_factory=list)
    unreadable: list[UnreadableInput] = field(default_factory=list)

    @property
    def saved(self) -> int:
        """The number of documents written: added or replaced."""
        return self.added + self.replaced


Saved = Callable[[IndexOutcome], None]  # called after each batch, when it is on the disk


def build(path: str, corpus: Corpus) -> IndexOutcome:
    """What was written into a new index of a corpus, which is built whole or not at all.

    SavedIndexError if something exists at `path` already, if none of the inputs can be read, or for standard input.
    An empty corpus makes an empty index.
    """
    outcome = IndexOutcome()
    with create_index(path, readers_of(corpus.files)) as connection:
        writer = IndexWriter(connection, outcome)
        for batch in _batches(_without_index_files(path, corpus), outcome):
            writer.put(writer.prepare(batch))
            if writer.waiting > MAX_HELD_ROWS:
                writer.flush()
        writer.flush()
        if outcome.unreadable and not outcome.saved:
            raise SavedIndexError("none of the inputs can be read", where=path, hint=_first_failure(outcome))
    return outcome


def _first_failure(outcome: IndexOutcome) -> Message:
    """The name and the message of the first unreadable input; there must be one."""
    first = outcome.unreadable[0]
    return message("{name}: {reason}", name=first.source.name, reason=first.message_with_hint)


def add(
    path: str,
    corpus: Corpus,
    *,
    replace: bool = False,
    wait: float = WAIT,
    batch: int = MAX_BATCH_DOCUMENTS,
    saved: Saved | None = None,
) -> IndexOutcome:
    """What was written into an index: the documents of a corpus, one commit a batch.

    `saved` is called when a batch is on the disk; `batch` is the greatest number of documents in one. A document
    that the index has under its id, byte for byte, is skipped. One that it has with other bytes is refused, or with
    `replace` replaces the stored one. SavedIndexError if the index cannot be written, or for standard input.
    """
    outcome = IndexOutcome()
    close_to_others(path, readers_of(corpus.files))
    with open_index(path, write=True, wait=wait) as connection:
        writer = IndexWriter(connection, outcome, replace=replace)
        for entries in _batches(_without_index_files(path, corpus), outcome, batch):
            prepared = writer.prepare(entries)
            connection.execute("BEGIN IMMEDIATE")  # what fails from here on is undone when the connection closes
            writer.put(prepared)
            writer.flush()
            connection.execute("COMMIT")
            if saved:
                saved(outcome)
    return outcome


def remove(path: str, patterns: Sequence[str], *, wait: float = WAIT) -> IndexOutcome:
    """What was removed from an index: documents by id, or by a shell pattern of ids and paths; all or none.

    A pattern that equals an id is no pattern. SavedIndexError if one matches no document.
    """
    outcome = IndexOutcome()
    with open_index(path, write=True, wait=wait) as connection:
        connection.execute("BEGIN IMMEDIATE")
        names = [
            (number, name_in(document_id), name_in(document_path))
            for number, document_id, document_path in connection.execute(_NAMES)
        ]
        numbers: set[int] = set()
        for pattern in patterns:
            matching = [number for number, document_id, _ in names if document_id == pattern] or [
                number for number, *both in names if any(fnmatch.fnmatchcase(name, pattern) for name in both)
            ]
            if not matching:
                raise SavedIndexError(
                    message("holds no document {pattern!r}", pattern=pattern), where=path, hint="nothing was removed"
                )
            numbers.update(matching)
        _delete(connection, sorted(numbers), current_parameters())
        connection.execute("COMMIT")
        outcome.removed = len(numbers)
    return outcome


_NAMES = "SELECT number, id, path FROM document"


# --- batches


def _without_index_files(path: str, corpus: Corpus) -> Corpus:
    """The corpus itself, changed: without the files of the index, which may lie in the folder that is read.

    SavedIndexError for standard input.
    """
    index_files = {os.path.realpath(path) + suffix for suffix in ("", "-wal", "-shm")}
    if any(file.path == STDIN for file in corpus.files):
        raise SavedIndexError("standard input has no name to be held under", where=STDIN, hint="save it as a file")
    corpus.files = [file for file in corpus.files if os.path.realpath(file.path) not in index_files]
    return corpus


def _batches(corpus: Corpus, outcome: IndexOutcome, size: int = MAX_BATCH_DOCUMENTS) -> Iterator[list[Entry]]:
    """The readable documents in batches of at most `size`.

    A batch also ends with the document that reaches `_MAX_BATCH_CHARACTERS`.

    Unreadable inputs are recorded in the outcome, as is a text of more than `MAX_DOCUMENT_BYTES`.
    """
    batch: list[Entry] = []
    characters = 0
    for entry in corpus:
        if isinstance(entry, Entry) and len(entry.text.encode("utf-8")) > MAX_DOCUMENT_BYTES:
            reason = message("more than {most:,} bytes of text", most=MAX_DOCUMENT_BYTES)
            entry = UnreadableInput(entry.source, reason, message("split it"), code="too long for an index")
        if isinstance(entry, UnreadableInput):
            outcome.unreadable.append(entry)
            continue
        batch.append(entry)
        characters += len(entry)
        if len(batch) >= size or characters >= _MAX_BATCH_CHARACTERS:
            yield batch
            batch, characters = [], 0
    if batch:
        yield batch


class IndexWriter:
    """Writes batches into the tables. `prepare` needs no transaction, `put` and `flush` do.

    The hashes by which documents are found are written by `flush` in the order of the look-up tables, which is far
    faster than any other order.
    """

    def __init__(self, connection: sqlite3.Connection, outcome: IndexOutcome, *, replace: bool = False) -> None:
        self._connection, self._outcome, self._replace = connection, outcome, replace
        self._parameters = current_parameters()
        self._bands: list[Tokens] = []
        self._sampled: list[Tokens] = []

    @property
    def waiting(self) -> int:
        """The number of rows that `flush` would write."""
        return sum(map(len, [*self._bands, *self._sampled]))

    def prepare(self, batch: Sequence[Entry]) -> list[PreparedDocument]:
        """The documents of a batch that are to be written, prepared; the others are recorded in the outcome."""
        digests = [hashlib.sha256(entry.document.file_bytes).digest() for entry in batch]
        wanted = [
            entry
            for entry, digest in zip(batch, digests, strict=True)
            if self._wanted(entry.source, digest) is not None
        ]
        return prepare(wanted, self._parameters)

    def put(self, batch: Sequence[PreparedDocument]) -> None:
        """Insert a prepared batch, without the documents that another writer has inserted meanwhile."""
        accepted = [
            (document, number)
            for document in batch
            if (number := self._wanted(document.summary.source, document.summary.digest)) is not None
        ]
        replaced = [number for _, number in accepted if number]
        _delete(self._connection, replaced, self._parameters)
        last = self._connection.execute("SELECT coalesce(max(number), 0) FROM document").fetchone()[0]
        if last + len(accepted) > MAX_NUMBER:
            raise DamagedIndex(message("a document has the number {number}", number=last))
        numbers = range(last + 1, last + 1 + len(accepted))
        rows = [(number, *document.row) for number, (document, _) in zip(numbers, accepted, strict=True)]
        self._connection.executemany(f"INSERT INTO document ({COLUMNS}) VALUES ({_PLACEHOLDERS})", rows)
        self._bands.append(tokens([document.bands for document, _ in accepted], numbers))
        self._sampled.append(tokens([document.sampled for document, _ in accepted], numbers))
        self._outcome.replaced += len(replaced)
        self._outcome.added += len(accepted) - len(replaced)

    def flush(self) -> None:
        """Write the look-up rows of the documents inserted so far."""
        for table, parts in (("band", self._bands), ("sampled", self._sampled)):
            rows = np.concatenate([np.empty((0, 2), np.int64), *parts])
            rows = rows[np.lexsort((rows[:, 1], rows[:, 0]))]
            for start in range(0, len(rows), 1 << 16):
                batch = rows[start : start + (1 << 16)].tolist()
                self._connection.executemany(f"INSERT INTO {table} VALUES (?, ?)", batch)
            parts.clear()

    def _wanted(self, source: Source, sha256: bytes) -> int | None:
        """The number of the stored document to replace, 0 to add a new one, None to write nothing.

        A document that is not written is recorded in the outcome.
        """
        row = self._connection.execute(
            "SELECT number, sha256 FROM document WHERE id = ?", (name_out(source.id),)
        ).fetchone()
        if row is None:
            return 0
        if row[1] == sha256:
            self._outcome.same += 1
            return None
        if not self._replace:
            reason = message("the id {id!r} is held with other bytes", id=source.id)
            hint = message("--replace puts these in their place")
            self._outcome.refused.append(UnreadableInput(source, reason, hint, code="other bytes"))
            return None
        return int(row[0])


def _delete(connection: sqlite3.Connection, numbers: Sequence[int], parameters: IndexParameters) -> None:
    """Delete the documents with these numbers from all tables; numbers that are not there are passed over."""
    for start in range(0, len(numbers), MAX_BATCH_DOCUMENTS):
        rows = rows_of(connection, "number, samples, signature", numbers[start : start + MAX_BATCH_DOCUMENTS])
        deleted = [row[0] for row in rows]
        bands = bands_of([signature_of(row[2], parameters) for row in rows], parameters)
        samples = [samples_of(row[1]) for row in rows]
        for table, hashes in (("band", bands), ("sampled", samples)):
            token_rows: list[Any] = tokens(hashes, deleted).tolist()
            connection.executemany(f"DELETE FROM {table} WHERE hash = ? AND document = ?", token_rows)
        connection.executemany("DELETE FROM document WHERE number = ?", [(number,) for number in deleted])
