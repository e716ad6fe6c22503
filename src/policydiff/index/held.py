"""A corpus compared with an index before it is written, and learned by the index together with the result.

What a run has learned is marked with the digest of its documents. A run that is repeated, after it was killed or not,
does not see what it learned itself, so its result is the same again.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any

from policydiff.errors import ReadError
from policydiff.index.candidates import Query, closest, look_up, make_queries
from policydiff.index.database import (
    BATCH,
    WAIT,
    as_index_errors,
    close_to_others,
    current_parameters,
    open_index,
)
from policydiff.index.records import name_out
from policydiff.index.search import copy_hit, read_candidate
from policydiff.index.writing import MAX_BATCH_DOCUMENTS, MAX_HELD_ROWS, IndexOutcome, IndexWriter
from policydiff.readers.entries import Entry, Source
from policydiff.relations.held_copy import HeldCopy
from policydiff.relations.profile import DocumentProfile
from policydiff.relations.summary import DocumentSummary

_MAX_TRIED = 64  # candidates of one document that are verified, the closest first
_SUFFIX_DIGITS = 16  # of the SHA-256, behind an id that the index has with another text


class HeldIndex:
    """An open index in which copies are looked up, and which may learn documents; see `opened`."""

    def __init__(self, path: str, connection: sqlite3.Connection, name: str) -> None:
        self.path = path
        self.name = name
        self._connection = connection
        self._digest = ""
        self._before = 0  # the first number that this run, or an earlier one of the same documents, gives

    def find(
        self, documents: Iterable[tuple[Entry, ...]], summaries: Sequence[DocumentSummary], kinds: frozenset[str]
    ) -> dict[int, HeldCopy]:
        """The documents that are copies of held ones, by number; `kinds` are the relations that count as copies.

        A document is given as it is and, if its own plan drops something, without that. `summaries` are their facts, in
        the same order. ReadError if the documents are not those.
        """
        self._digest, parameters = _digest(summaries), current_parameters()
        with as_index_errors(self.path):
            self._before = self._first_number()
            copies: dict[int, HeldCopy] = {}
            numbered = _numbered(documents, summaries)
            while batch := list(islice(numbered, MAX_BATCH_DOCUMENTS)):
                queries = make_queries([entry.document for _, entry in batch], parameters)
                for (number, entry), query in zip(batch, queries, strict=True):
                    if number not in copies and (copy := self._copy(entry, query, summaries[number], kinds)):
                        copies[number] = copy
        return copies

    def _first_number(self) -> int:
        """The number from which on documents were learned by a run over the same documents, or would be by this one."""
        row = self._connection.execute("SELECT value FROM parameter WHERE name = ?", (BATCH,)).fetchone()
        with contextlib.suppress(ValueError, TypeError, KeyError):
            batch = json.loads(row[0]) if row else {}
            if batch and batch["digest"] == self._digest:
                return int(batch["before"])
        return int(self._connection.execute("SELECT coalesce(max(number), 0) + 1 FROM document").fetchone()[0])

    def _copy(self, entry: Entry, query: Query, summary: DocumentSummary, kinds: frozenset[str]) -> HeldCopy | None:
        """The closest held document of which a document is a copy, None if there is none."""
        closeness = look_up(self._connection, query, current_parameters(), ())
        closeness = {number: share for number, share in closeness.items() if number < self._before}
        if not closeness:
            return None
        profile = DocumentProfile(entry.document, entry.source.id)
        chosen = closest(self._connection, closeness, _MAX_TRIED)
        for number in sorted(chosen, key=lambda number: (-closeness[number], number)):
            stored, held = read_candidate(self._connection, number, profile, query.sha256)
            hit = copy_hit(stored, held, profile)
            if hit and hit.relation.kind in kinds:
                relation = hit.relation.seen_from(profile)
                return HeldCopy(relation, replace(summary, lines=profile.lines), stored.summary, self.name)
        return None

    def learn(
        self, entries: Iterable[Entry], sources: Iterable[str], place: Callable[[Callable[[], None]], None]
    ) -> int:
        """The number of documents that the index has learned when `place` has returned.

        `place` moves the result and then calls its argument, which commits the index. An id that the index has with
        another text gets digits of the digest of the text. Nobody may read the index who may not read all `sources`.
        """
        close_to_others(self.path, sources)
        outcome = IndexOutcome()
        with as_index_errors(self.path):
            writer = IndexWriter(self._connection, outcome)
            waiting = iter(entries)
            while batch := list(islice(waiting, MAX_BATCH_DOCUMENTS)):
                writer.put(writer.prepare([self._named(entry) for entry in batch]))
                if writer.waiting > MAX_HELD_ROWS:
                    writer.flush()
            writer.flush()
            value = json.dumps({"digest": self._digest, "before": self._before})
            self._connection.execute("INSERT OR REPLACE INTO parameter VALUES (?, ?)", (BATCH, value))
        place(self._commit)
        return outcome.added

    def _commit(self) -> None:
        """Keep what was learned; SavedIndexError if that fails."""
        with as_index_errors(self.path):
            self._connection.execute("COMMIT")

    def _named(self, entry: Entry) -> Entry:
        """The entry, under an id that the index has not given to another text."""
        row = self._connection.execute(
            "SELECT sha256 FROM document WHERE id = ?", (name_out(entry.source.id),)
        ).fetchone()
        digest = hashlib.sha256(entry.document.file_bytes)
        if row is None or row[0] == digest.digest():
            return entry
        name = f"{entry.source.id}@{digest.hexdigest()[:_SUFFIX_DIGITS]}"
        return replace(entry, source=replace(entry.source, id=name))


@contextlib.contextmanager
def opened(path: str, *, learns: bool = False, wait: float = WAIT, name: str | None = None) -> Iterator[HeldIndex]:
    """The index at `path` for the block; SavedIndexError if it is none, or cannot be written although it `learns`.

    With `learns`, no other process can write to it until the block ends. `name` is that in reports, by default `path`.
    """
    with open_index(path, write=learns, wait=wait) as connection:
        if learns:
            connection.execute("BEGIN IMMEDIATE")  # undone when the connection closes, unless it is committed
        yield HeldIndex(path, connection, path if name is None else name)


def unchanged(entries: Iterable[Any], summaries: Sequence[DocumentSummary], left_out: Iterable[int]) -> Iterator[Entry]:
    """The readable documents but for those `left_out`, by number; ReadError if they are not those summarised."""
    dropped = frozenset(left_out)
    readable = ((entry,) for entry in entries if isinstance(entry, Entry))
    yield from (entry for number, entry in _numbered(readable, summaries) if number not in dropped)


def _numbered(
    documents: Iterable[tuple[Entry, ...]], summaries: Sequence[DocumentSummary]
) -> Iterator[tuple[int, Entry]]:
    """The forms of each document with its number; ReadError for one that is not that summarised, or that is missing.

    So it is if a file changed, or cannot be opened any more, since the summaries were made.
    """
    number = -1
    for number, entries in enumerate(documents):
        for entry in entries:
            if number >= len(summaries) or entry.source != summaries[number].source:
                raise _changed(entry.source)
            yield number, entry
    if number + 1 < len(summaries):
        raise _changed(summaries[number + 1].source)


def _changed(source: Source) -> ReadError:
    """The error for a document that is not there, or not as it was."""
    return ReadError("the file was changed while it was read; nothing was written", where=source.name)


def _digest(summaries: Sequence[DocumentSummary]) -> str:
    """The digest of the ids and texts of documents in their order."""
    digest = hashlib.sha256()
    for summary in summaries:
        name = summary.id.encode("utf-8", "surrogatepass")
        digest.update(b"%d " % len(name) + name + summary.digest)
    return digest.hexdigest()
