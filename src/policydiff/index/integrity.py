"""Whether an index is whole: SQLite's own check, every text unpacked, every hash made again from it."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from policydiff.index.database import DamagedIndex, IndexParameters, current_parameters, open_index, parameters
from policydiff.index.records import Sketches, Tokens, name_in, sketched, tokens, unpack_text

_TOGETHER = 1_000  # documents checked at a time
_MOST = 20  # faults that are listed


@dataclass(frozen=True, slots=True)
class IndexState:
    """What an index is: how much it holds, how it was made, what is wrong with it."""

    documents: int
    characters: int
    bytes: int
    size: int
    parameters: dict[str, Any]
    faults: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The state by name; `bytes` are those of the documents' files, `size` is that of the index."""
        return {
            "documents": self.documents,
            "characters": self.characters,
            "bytes": self.bytes,
            "size": self.size,
            "parameters": self.parameters,
            "faults": list(self.faults),
        }


def info(path: str) -> IndexState:
    """What the index holds, unchecked."""
    with open_index(path) as connection:
        return _state(connection, path)


def verify(path: str) -> IndexState:
    """What the index holds, checked; `faults` is empty where it is whole."""
    with open_index(path) as connection:
        faults = [f"SQLite: {row[0]}" for row in connection.execute(f"PRAGMA integrity_check({_MOST})")]
        faults = [] if faults == ["SQLite: ok"] else faults
        if not faults:
            faults = list(_faults(connection, current_parameters()))
        return _state(connection, path, tuple(faults[:_MOST]))


def _state(connection: sqlite3.Connection, path: str, faults: tuple[str, ...] = ()) -> IndexState:
    counts = "SELECT count(*), coalesce(sum(characters), 0), coalesce(sum(bytes), 0) FROM document"
    documents, characters, total = connection.execute(counts).fetchone()
    size = sum(os.stat(path + suffix).st_size for suffix in ("", "-wal") if os.path.exists(path + suffix))
    return IndexState(documents, characters, total, size, parameters(connection, path), faults)


def _faults(connection: sqlite3.Connection, parameters: IndexParameters) -> Iterator[str]:
    """What is wrong with the rows."""
    bands, sampled = _Sum(), _Sum()
    rows = connection.execute(
        "SELECT number, id, characters, text, text_sha256, sampled, samples, signature, length(sha256) "
        "FROM document ORDER BY number"
    )
    while some := rows.fetchmany(_TOGETHER):
        sound: list[tuple[Any, ...]] = []
        texts: list[str] = []
        for row in some:
            try:
                texts.append(unpack_text(row[3], row[2], row[4]))
                sound.append(row)
            except DamagedIndex as error:
                yield f"{name_in(row[1])}: {error}"
        found = sketched(texts, parameters)
        yield from (f"{name_in(row[1])}: its facts are not those of its text" for row in _unlike(found, texts, sound))
        numbers = [row[0] for row in sound]
        bands.add(tokens(found.bands(parameters), numbers))
        sampled.add(tokens([found.sampled(place) for place in range(len(sound))], numbers))
    for table, expected in (("band", bands), ("sampled", sampled)):
        if _table(connection, table) != expected:
            yield f"the table {table} is not what the texts make it"


def _unlike(found: Sketches, texts: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
    """The rows whose facts do not follow from their texts."""
    for place, row in enumerate(rows):
        sampled = found.sampled(place)
        signature = found.signatures.values[place].astype("<u4").tobytes()
        facts = (len(sampled), sampled.astype("<u4").tobytes(), signature, len(texts[place]), 32)
        if facts != (*row[5:8], row[2], row[8]):
            yield row


@dataclass
class _Sum:
    """What many rows of a look-up table come to, in whichever order; no table is held for it."""

    rows: int = 0
    mixed: int = 0

    def add(self, rows: Tokens) -> None:
        """Adds rows."""
        keys = rows.astype(np.uint64)
        mixed = keys[:, 0] * np.uint64(0x9E3779B97F4A7C15) + keys[:, 1] * np.uint64(0xC2B2AE3D27D4EB4F)
        mixed ^= mixed >> np.uint64(31)
        mixed *= np.uint64(0xBF58476D1CE4E5B9)
        mixed ^= mixed >> np.uint64(29)
        self.rows += len(rows)
        self.mixed = (self.mixed + int(mixed.sum(dtype=np.uint64))) % (1 << 64)


def _table(connection: sqlite3.Connection, table: str) -> _Sum:
    """What a whole look-up table comes to."""
    found = _Sum()
    rows = connection.execute(f"SELECT hash, document FROM {table}")
    while some := rows.fetchmany(1 << 16):
        found.add(np.array(some, np.int64))
    return found
