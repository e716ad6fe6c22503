"""Whether an index is whole: SQLite's own check, every text unpacked, every hash recomputed from its text."""

from __future__ import annotations

import codecs
import hashlib
import os
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from policydiff.index.database import DamagedIndex, IndexParameters, current_parameters, open_index, parameters
from policydiff.index.records import Sketches, Tokens, compute_sketches, name_in, tokens, unpack_text
from policydiff.messages import Message, message

_BATCH_DOCUMENTS = 1_000  # checked at a time
_MAX_FAULTS = 20  # listed
_USUAL_ENCODINGS = ("utf-8", "gb18030", "big5", "utf-16-le", "utf-16-be")
_ENCODINGS = {
    "utf-8": (b"", codecs.BOM_UTF8),
    "gb18030": (b"", b"\x84\x31\x95\x33"),
    "utf-16-le": (b"", codecs.BOM_UTF16_LE),
    "utf-16-be": (b"", codecs.BOM_UTF16_BE),
    "utf-32-le": (b"", codecs.BOM_UTF32_LE),
    "utf-32-be": (b"", codecs.BOM_UTF32_BE),
    **dict.fromkeys(
        ("big5", "big5hkscs", "cp950", "gbk", "gb2312", "hz", "shift_jis", "cp932", "euc_jp", "euc_kr", "cp949",
         "latin-1", "cp1252", "koi8-r", "cp1251"),
        (b"",),
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class IndexState:
    """How much an index holds, its stored parameters, and its faults, None if it was not checked.

    `bytes` and `size` are explained in `as_json`.
    """

    documents: int
    characters: int
    bytes: int
    size: int
    parameters: dict[str, Any]
    faults: tuple[Message, ...] | None = None

    def as_json(self) -> dict[str, Any]:
        """The state by name; `bytes` counts the documents' files, `size` the index file and its journal."""
        return {
            "documents": self.documents,
            "characters": self.characters,
            "bytes": self.bytes,
            "size": self.size,
            "parameters": self.parameters,
            "faults": None if self.faults is None else [str(fault) for fault in self.faults],
        }


def info(path: str) -> IndexState:
    """The state of the index, without any check of its rows; SavedIndexError if it cannot be opened."""
    with open_index(path) as connection:
        return _state(connection, path)


def verify(path: str) -> IndexState:
    """The state of the index after a full check; `faults` are at most `_MAX_FAULTS`, empty if the index is whole.

    If SQLite itself finds a fault, nothing else is checked. SavedIndexError if the index cannot be opened.
    """
    with open_index(path) as connection:
        answers = [row[0] for row in connection.execute(f"PRAGMA integrity_check({_MAX_FAULTS})")]
        faults = [] if answers == ["ok"] else [message("SQLite: {reason}", reason=reason) for reason in answers]
        if not faults:
            faults = list(_faults(connection, current_parameters()))
        return _state(connection, path, tuple(faults[:_MAX_FAULTS]))


def _state(connection: sqlite3.Connection, path: str, faults: tuple[Message, ...] | None = None) -> IndexState:
    """The state with these faults; the size includes the journal beside the file."""
    query = "SELECT count(*), coalesce(sum(characters), 0), coalesce(sum(bytes), 0) FROM document"
    documents, characters, document_bytes = connection.execute(query).fetchone()
    size = sum(os.stat(path + suffix).st_size for suffix in ("", "-wal") if os.path.exists(path + suffix))
    return IndexState(documents, characters, document_bytes, size, parameters(connection, path), faults)


def _faults(connection: sqlite3.Connection, parameters: IndexParameters) -> Iterator[Message]:
    """Faults of the rows, without a limit: first those of texts and facts, by document, then those of look-up tables.

    A document whose text is damaged is missing in the tables that are expected.
    """
    bands, sampled = _TableChecksum(), _TableChecksum()
    rows = connection.execute(
        "SELECT number, id, characters, text, text_sha256, sampled, samples, signature, length(sha256), sha256, "
        "bytes, path, title, date "
        "FROM document ORDER BY number"
    )
    while batch := rows.fetchmany(_BATCH_DOCUMENTS):
        sound: list[tuple[Any, ...]] = []
        texts: list[str] = []
        for row in batch:
            try:
                texts.append(unpack_text(row[3], row[2], row[4]))
                sound.append(row)
            except DamagedIndex as error:
                yield message("{name}: {reason}", name=name_in(row[1]), reason=error.reason)
        sketches = compute_sketches(texts, parameters)
        yield from (
            message("{name}: its facts are not those of its text", name=name_in(row[1]))
            for row in _rows_with_wrong_facts(sketches, texts, sound)
        )
        yield from (
            message("{name}: its digest is not that of its text", name=name_in(row[1]))
            for text, row in zip(texts, sound, strict=True)
            if _has_wrong_digest(text, row[9], row[10])
        )
        numbers = [row[0] for row in sound]
        bands.add(tokens(sketches.bands(parameters), numbers))
        sampled.add(tokens([sketches.sampled(index) for index in range(len(sound))], numbers))
    for table, expected in (("band", bands), ("sampled", sampled)):
        if _table_checksum(connection, table) != expected:
            yield message("the table {table} is not what the texts make it", table=table)


def _rows_with_wrong_facts(
    sketches: Sketches, texts: Sequence[str], rows: Sequence[tuple[Any, ...]]
) -> Iterator[tuple[Any, ...]]:
    """The rows whose stored facts do not follow from their texts: sample, signature, length of text and digest."""
    for index, row in enumerate(rows):
        sampled = sketches.sampled(index)
        signature = sketches.signatures.values[index].astype("<u4").tobytes()
        facts = (len(sampled), sampled.astype("<u4").tobytes(), signature, len(texts[index]), 32)
        if facts != (*row[5:8], row[2], row[8]):
            yield row


def _has_wrong_digest(text: str, digest: bytes, size: int) -> bool:
    """True if the digest of the bytes of a document is certainly not that of its text.

    The encoding is not stored: the digest is wrong if the text has this size in a usual encoding, but in no
    known one this digest. Of a text that has it in none, nothing is known.
    """
    if hashlib.sha256(text.encode("utf-8")).digest() == digest:
        return False
    is_usual = False
    for encoding, marks in _ENCODINGS.items():
        try:
            encoded = text.encode(encoding)
        except UnicodeEncodeError:
            continue
        for mark in marks:
            if len(encoded) + len(mark) == size:
                if hashlib.sha256(mark + encoded).digest() == digest:
                    return False
                is_usual = is_usual or encoding in _USUAL_ENCODINGS
    return is_usual


@dataclass
class _TableChecksum:
    """Checksum over the rows of a look-up table in any order, so that no table has to be held in memory."""

    rows: int = 0
    mixed: int = 0

    def add(self, rows: Tokens) -> None:
        """Add rows; their order changes nothing, and a row that is added twice counts twice."""
        keys = rows.astype(np.uint64)
        hashed = keys[:, 0] * np.uint64(0x9E3779B97F4A7C15) + keys[:, 1] * np.uint64(0xC2B2AE3D27D4EB4F)
        hashed ^= hashed >> np.uint64(31)
        hashed *= np.uint64(0xBF58476D1CE4E5B9)
        hashed ^= hashed >> np.uint64(29)
        self.rows += len(rows)
        self.mixed = (self.mixed + int(hashed.sum(dtype=np.uint64))) % (1 << 64)


def _table_checksum(connection: sqlite3.Connection, table: str) -> _TableChecksum:
    """Checksum of a whole look-up table."""
    checksum = _TableChecksum()
    rows = connection.execute(f"SELECT hash, document FROM {table}")
    while batch := rows.fetchmany(1 << 16):
        checksum.add(np.array(batch, np.int64))
    return checksum
