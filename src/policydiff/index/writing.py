"""Adding to an index and removing from it: batches that are there whole or not at all, and are safe when told."""

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
from policydiff.index.database import WAIT, IndexParameters, create_index, current_parameters, open_index
from policydiff.index.records import (
    COLUMNS,
    LONGEST,
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
from policydiff.readers.corpus import Corpus
from policydiff.readers.entries import Entry, Source, UnreadableInput
from policydiff.readers.files import STDIN

DOCUMENTS, CHARACTERS = 1_000, 1 << 22  # in one batch, at most, but for one long document
_HELD = 1 << 22  # rows of look-up tables held before they are written, while an index is built
_MARKS = ", ".join("?" * len(COLUMNS.split(", ")))


@dataclass
class WriteOutcome:
    """What became of documents. `same` were held already, `refused` are held with other bytes under their id."""

    added: int = 0
    replaced: int = 0
    same: int = 0
    removed: int = 0
    refused: list[UnreadableInput] = field(default_factory=list)
    unreadable: list[UnreadableInput] = field(default_factory=list)

    @property
    def saved(self) -> int:
        """How many documents were put in."""
        return self.added + self.replaced


Saved = Callable[[WriteOutcome], None]  # told after each batch, when it is safe


def build(path: str, corpus: Corpus) -> WriteOutcome:
    """A new index of a corpus, which is there whole or not at all; SavedIndexError where something is there already."""
    outcome = WriteOutcome()
    with create_index(path) as connection:
        writer = _Writer(connection, outcome)
        for batch in _batches(_own_files(path, corpus), outcome):
            writer.put(writer.prepare(batch))
            if writer.waiting > _HELD:
                writer.flush()
        writer.flush()
        if outcome.unreadable and not outcome.saved:
            raise SavedIndexError("none of the inputs can be read", where=path, hint=_first(outcome))
    return outcome


def _first(outcome: WriteOutcome) -> str:
    first = outcome.unreadable[0]
    return f"{first.source.name}: {first.message}"


def add(
    path: str,
    corpus: Corpus,
    *,
    replace: bool = False,
    wait: float = WAIT,
    batch: int = DOCUMENTS,
    saved: Saved | None = None,
) -> WriteOutcome:
    """Puts the documents of a corpus into an index, a batch a commit; `saved` hears of each when it is on the disk.

    A document that is held, byte for byte, under its id is passed over. One that is held with other bytes is refused,
    or with `replace` takes the other's place.
    """
    outcome = WriteOutcome()
    with open_index(path, write=True, wait=wait) as connection:
        writer = _Writer(connection, outcome, replace=replace)
        for some in _batches(_own_files(path, corpus), outcome, batch):
            prepared = writer.prepare(some)
            connection.execute("BEGIN IMMEDIATE")  # what fails from here on is undone when the connection closes
            writer.put(prepared)
            writer.flush()
            connection.execute("COMMIT")
            if saved:
                saved(outcome)
    return outcome


def remove(path: str, patterns: Sequence[str], *, wait: float = WAIT) -> WriteOutcome:
    """Takes documents out by id, or by a pattern of ids and paths; all or none. A word that names none raises."""
    outcome = WriteOutcome()
    with open_index(path, write=True, wait=wait) as connection:
        connection.execute("BEGIN IMMEDIATE")
        names = [(number, name_in(one), name_in(other)) for number, one, other in connection.execute(_NAMES)]
        numbers: set[int] = set()
        for word in patterns:
            found = [number for number, one, _ in names if one == word] or [
                number for number, *both in names if any(fnmatch.fnmatchcase(name, word) for name in both)
            ]
            if not found:
                raise SavedIndexError(f"holds no document {word!r}", where=path, hint="nothing was removed")
            numbers.update(found)
        _delete(connection, sorted(numbers), current_parameters())
        connection.execute("COMMIT")
        outcome.removed = len(numbers)
    return outcome


_NAMES = "SELECT number, id, path FROM document"


# --- batches


def _own_files(path: str, corpus: Corpus) -> Corpus:
    """The corpus less the index itself, which may lie in the folder that is read."""
    own = {os.path.realpath(path) + suffix for suffix in ("", "-wal", "-shm")}
    if any(file.path == STDIN for file in corpus.files):
        raise SavedIndexError("standard input has no name to be held under", where=STDIN, hint="save it as a file")
    corpus.files = [each for each in corpus.files if os.path.realpath(each.path) not in own]
    return corpus


def _batches(corpus: Corpus, outcome: WriteOutcome, size: int = DOCUMENTS) -> Iterator[list[Entry]]:
    """The documents, some at a time; what cannot be read is put down in the outcome."""
    batch: list[Entry] = []
    characters = 0
    for found in corpus:
        if isinstance(found, Entry) and len(found.text.encode("utf-8")) > LONGEST:
            found = UnreadableInput(found.source, f"more than {LONGEST:,} bytes of text", "split it")
        if isinstance(found, UnreadableInput):
            outcome.unreadable.append(found)
            continue
        batch.append(found)
        characters += len(found)
        if len(batch) >= size or characters >= CHARACTERS:
            yield batch
            batch, characters = [], 0
    if batch:
        yield batch


class _Writer:
    """Puts batches into the tables. `prepare` needs no transaction, `put` and `flush` do.

    What documents are found by goes in with `flush`, in the order of the tables, which is far faster than in another.
    """

    def __init__(self, connection: sqlite3.Connection, outcome: WriteOutcome, *, replace: bool = False) -> None:
        self._connection, self._outcome, self._replace = connection, outcome, replace
        self._made = current_parameters()
        self._bands: list[Tokens] = []
        self._sampled: list[Tokens] = []

    @property
    def waiting(self) -> int:
        """How many rows `flush` would write."""
        return sum(map(len, [*self._bands, *self._sampled]))

    def prepare(self, batch: Sequence[Entry]) -> list[PreparedDocument]:
        """What of a batch is to go in; the rest is put down in the outcome."""
        sums = [hashlib.sha256(entry.document.raw).digest() for entry in batch]
        wanted = [
            entry for entry, each in zip(batch, sums, strict=True) if self._wanted(entry.source, each) is not None
        ]
        return prepare(wanted, self._made)

    def put(self, batch: Sequence[PreparedDocument]) -> None:
        """Puts a prepared batch in, less what another writer put in meanwhile."""
        taken = [(each, place) for each in batch if (place := self._wanted(each.source, each.sha256)) is not None]
        going = [place for _, place in taken if place]
        _delete(self._connection, going, self._made)
        last = self._connection.execute("SELECT coalesce(max(number), 0) FROM document").fetchone()[0]
        numbers = range(last + 1, last + 1 + len(taken))
        rows = [(number, *each.row) for number, (each, _) in zip(numbers, taken, strict=True)]
        self._connection.executemany(f"INSERT INTO document ({COLUMNS}) VALUES ({_MARKS})", rows)
        self._bands.append(tokens([each.bands for each, _ in taken], numbers))
        self._sampled.append(tokens([each.sampled for each, _ in taken], numbers))
        self._outcome.replaced += len(going)
        self._outcome.added += len(taken) - len(going)

    def flush(self) -> None:
        """Writes what the documents put in so far are found by."""
        for table, parts in (("band", self._bands), ("sampled", self._sampled)):
            rows = np.concatenate([np.empty((0, 2), np.int64), *parts])
            rows = rows[np.lexsort((rows[:, 1], rows[:, 0]))]
            for start in range(0, len(rows), 1 << 16):
                some = rows[start : start + (1 << 16)].tolist()
                self._connection.executemany(f"INSERT INTO {table} VALUES (?, ?)", some)
            parts.clear()

    def _wanted(self, source: Source, sha256: bytes) -> int | None:
        """The number of the document whose place this one takes, 0 for a new one; None where it does not go in."""
        row = self._connection.execute(
            "SELECT number, sha256 FROM document WHERE id = ?", (name_out(source.id),)
        ).fetchone()
        if row is None:
            return 0
        if row[1] == sha256:
            self._outcome.same += 1
            return None
        if not self._replace:
            message = f"the id {source.id!r} is held with other bytes"
            self._outcome.refused.append(UnreadableInput(source, message, "--replace puts these in their place"))
            return None
        return int(row[0])


def _delete(connection: sqlite3.Connection, numbers: Sequence[int], parameters: IndexParameters) -> None:
    """Takes documents out of all tables."""
    for start in range(0, len(numbers), DOCUMENTS):
        rows = rows_of(connection, "number, samples, signature", numbers[start : start + DOCUMENTS])
        gone = [row[0] for row in rows]
        bands = bands_of([signature_of(row[2], parameters) for row in rows], parameters)
        samples = [samples_of(row[1]) for row in rows]
        for table, hashes in (("band", bands), ("sampled", samples)):
            some: list[Any] = tokens(hashes, gone).tolist()
            connection.executemany(f"DELETE FROM {table} WHERE hash = ? AND document = ?", some)
        connection.executemany("DELETE FROM document WHERE number = ?", [(number,) for number in gone])
