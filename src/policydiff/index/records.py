"""What an index holds of a document: facts, the text itself, signature and samples, and the hashes it is found by."""

from __future__ import annotations

import hashlib
import sqlite3
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from policydiff.index.database import DamagedIndex, IndexParameters
from policydiff.matching.fracminhash import Samples, concatenate_samples, sample
from policydiff.matching.lsh import band_hashes
from policydiff.matching.minhash import EMPTY, Signatures, concatenate, sign_shingles
from policydiff.matching.shingles import folded_texts, map_blocks, shingles_of
from policydiff.readers.entries import Entry, Source
from policydiff.relations.card import Card
from policydiff.relations.profile import DocumentProfile
from policydiff.text.folding_blocks import Buffers

_SPREAD = np.uint32(0x9E3779B1)
LONGEST = 1 << 29  # bytes of UTF-8 in one document
_UTF8 = ("utf-8", "surrogateescape")  # of file names, which are bytes

Tokens = npt.NDArray[np.int64]  # (n, 2): a hash, as SQLite holds it, and the number of a document


class Sketches(NamedTuple):
    """The signatures and samples of some texts, in order."""

    signatures: Signatures
    samples: Samples

    def bands(self, made: IndexParameters) -> list[npt.NDArray[np.int32]]:
        """The band hashes of each text; none of a text without shingles."""
        values = self.signatures.values
        found = band_hashes(values, np.arange(len(values)), made.bands)
        found += np.arange(len(found), dtype=np.uint32)[:, None] * _SPREAD  # equal slots in two bands are two things
        rows = np.ascontiguousarray(found.T).view(np.int32)
        nothing = np.empty(0, np.int32)
        return [row if value != EMPTY else nothing for row, value in zip(rows, values[:, 0], strict=True)]

    def sampled(self, text: int) -> npt.NDArray[np.uint32]:
        """The sampled hashes of a text."""
        return self.samples.hashes[self.samples.starts[text] : self.samples.starts[text + 1]]


def sketched(texts: Iterable[str], made: IndexParameters) -> Sketches:
    """Signatures and samples, made block by block."""

    def block(some: list[str], buffers: Buffers) -> Sketches:
        codes, starts = folded_texts(some, buffers)
        signed = sign_shingles(shingles_of(codes, starts, made.signature.width, buffers), made.signature)
        return Sketches(signed, sample(codes, starts, buffers))

    parts = list(map_blocks(block, texts))
    return Sketches(
        concatenate([each.signatures for each in parts], made.signature),
        concatenate_samples(each.samples for each in parts),
    )


def name_out(name: str) -> str | bytes:
    """A file name or id as the table holds it: text, or bytes where it is no UTF-8."""
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        return name.encode(*_UTF8)
    return name


def name_in(value: Any) -> str:
    """The name again."""
    return value.decode(*_UTF8) if isinstance(value, bytes) else str(value)


@dataclass(frozen=True, slots=True)
class HeldDocument:
    """The facts of a document in an index. `date` is that of its edition, "" where it tells none."""

    number: int
    id: str
    path: str
    sha256: bytes
    title: str | None
    date: str
    bytes: int
    characters: int

    def as_json(self) -> dict[str, Any]:
        """The facts by name."""
        return {
            "id": self.id,
            "path": self.path,
            "sha256": self.sha256.hex(),
            "title": self.title,
            "date": self.date or None,
            "bytes": self.bytes,
            "characters": self.characters,
        }


FACTS = "number, id, path, sha256, title, date, bytes, characters"
COLUMNS = f"{FACTS}, text_sha256, sampled, samples, signature, text"


def held_document(row: Sequence[Any]) -> HeldDocument:
    """The facts from a row of FACTS."""
    return HeldDocument(row[0], name_in(row[1]), name_in(row[2]), *row[3:8])


class PreparedDocument(NamedTuple):
    """A document ready to be put in: its row without its number, and the hashes it will be found by."""

    source: Source
    sha256: bytes
    row: tuple[Any, ...]
    bands: npt.NDArray[np.int32]
    sampled: npt.NDArray[np.uint32]


def prepare(entries: Sequence[Entry], made: IndexParameters) -> list[PreparedDocument]:
    """Documents made ready, which is most of the work of putting them in."""
    found = sketched((entry.text for entry in entries), made)
    bands = found.bands(made)
    return [
        _ready(entry, bands[place], found.sampled(place), found.signatures.values[place])
        for place, entry in enumerate(entries)
    ]


def _ready(
    entry: Entry, bands: npt.NDArray[np.int32], sampled: npt.NDArray[np.uint32], signature: npt.NDArray[np.uint32]
) -> PreparedDocument:
    document, source = entry.document, entry.source
    card = Card.of(DocumentProfile(document, source.id))
    text = document.text.encode("utf-8")
    sha256 = hashlib.sha256(document.raw).digest()
    row = (
        name_out(source.id),
        name_out(source.name),
        sha256,
        card.title or None,
        card.date,
        len(document.raw),
        len(document.text),
        hashlib.sha256(text).digest(),
        len(sampled),
        sampled.astype("<u4").tobytes(),
        signature.astype("<u4").tobytes(),
        zlib.compress(text),
    )
    return PreparedDocument(source, sha256, row, bands, sampled)


def unpack_text(packed: bytes, characters: int, expected: bytes) -> str:
    """The text of a row; Unsound unless it is the one that was put in, however long what is there unpacks to."""
    most = min(4 * max(characters, 0), LONGEST)  # bytes of UTF-8
    try:
        text = zlib.decompressobj().decompress(packed, most + 1)
    except zlib.error:
        raise DamagedIndex("a text does not unpack") from None
    if hashlib.sha256(text).digest() != expected:
        raise DamagedIndex("a text is not the one that was put in")
    return text.decode("utf-8")


def tokens(hashes: Sequence[npt.NDArray[Any]], numbers: Sequence[int]) -> Tokens:
    """The rows of a look-up table for documents with these hashes, in the order of the table."""
    sizes = [len(each) for each in hashes]
    keys = np.concatenate([np.empty(0, np.int64), *(each.astype(np.int64) for each in hashes)])
    rows = np.stack([keys, np.repeat(np.array(numbers, np.int64), sizes)], axis=1)
    rows = rows[np.lexsort((rows[:, 1], rows[:, 0]))]
    once = np.ones(len(rows), np.bool_)
    once[1:] = (rows[1:] != rows[:-1]).any(axis=1)
    return rows[once]


def signature_of(blob: bytes, made: IndexParameters) -> npt.NDArray[np.uint32]:
    """The slots of a stored signature; Unsound where there are not as many as there should be."""
    if len(blob) != 4 * made.signature.k:
        raise DamagedIndex("a signature has another number of slots")
    return np.frombuffer(blob, "<u4").astype(np.uint32, copy=False)


def samples_of(blob: bytes) -> npt.NDArray[np.uint32]:
    """The hashes of a stored sample; Unsound where they are torn."""
    if len(blob) % 4:
        raise DamagedIndex("a sample is torn")
    return np.frombuffer(blob, "<u4").astype(np.uint32, copy=False)


def bands_of(signatures: Sequence[npt.NDArray[np.uint32]], made: IndexParameters) -> list[npt.NDArray[np.int32]]:
    """The band hashes of stored signatures."""
    count, nothing = len(signatures), np.empty(0, np.uint32)
    values = np.stack(signatures) if count else np.empty((0, made.signature.k), np.uint32)
    whole, starts = np.zeros(count, np.bool_), np.zeros(count + 1, np.int64)
    signed = Signatures(made.signature, values, whole, nothing, starts)
    return Sketches(signed, Samples(nothing, starts)).bands(made)


def rows_of(connection: sqlite3.Connection, columns: str, numbers: Sequence[int]) -> list[tuple[Any, ...]]:
    """These columns of documents by number; `columns` is ours, never a user's."""
    found: list[tuple[Any, ...]] = []
    for start in range(0, len(numbers), 500):
        some = numbers[start : start + 500]
        marks = ",".join("?" * len(some))
        found += connection.execute(f"SELECT {columns} FROM document WHERE number IN ({marks})", some)
    return found
