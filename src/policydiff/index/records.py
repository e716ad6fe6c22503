"""What an index stores of a document: facts, compressed text, signature, samples, and the hashes it is found by.

>>> name_in(name_out("通知.txt"))
'通知.txt'
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from policydiff.index.database import DamagedIndex, IndexParameters
from policydiff.matching.fracminhash import Samples, concatenate_samples, sample_shingles
from policydiff.matching.lsh import band_hashes
from policydiff.matching.minhash import EMPTY, Signatures, concatenate, sign_shingles
from policydiff.matching.shingles import folded_texts, map_blocks, shingles_of
from policydiff.messages import message
from policydiff.readers.entries import Entry, Source
from policydiff.relations.profile import DocumentProfile
from policydiff.relations.summary import DocumentSummary
from policydiff.text.document import Document
from policydiff.text.extraction import PLACE_KINDS, Place
from policydiff.text.folding_blocks import Buffers

_SPREAD = np.uint32(0x9E3779B1)  # xxHash's first 32-bit prime; multiplies the number of a band
_MAX_PLACE_BYTES = 80  # of one place as it is stored
MAX_DOCUMENT_BYTES = 1 << 29  # of UTF-8 in one document
_UTF8 = ("utf-8", "surrogateescape")  # for file names, which may be any bytes

Tokens = npt.NDArray[np.int64]  # (n, 2): a hash as SQLite stores it, and the number of a document


class Sketches(NamedTuple):
    """The signatures and samples of several texts, in the order of the texts."""

    signatures: Signatures
    samples: Samples

    def bands(self, parameters: IndexParameters) -> list[npt.NDArray[np.int32]]:
        """The band hashes of each text, int32 (bands,); an empty array for a text without shingles."""
        values = self.signatures.values
        hashes = band_hashes(values, np.arange(len(values)), parameters.bands)
        hashes += np.arange(len(hashes), dtype=np.uint32)[:, None] * _SPREAD  # equal slots in two bands must differ
        rows = np.ascontiguousarray(hashes.T).view(np.int32)
        no_hashes = np.empty(0, np.int32)
        return [row if value != EMPTY else no_hashes for row, value in zip(rows, values[:, 0], strict=True)]

    def sampled(self, text: int) -> npt.NDArray[np.uint32]:
        """The sampled hashes of the text with this number, from 0, uint32, ascending; none for a short text."""
        return self.samples.hashes[self.samples.starts[text] : self.samples.starts[text + 1]]


def compute_sketches(texts: Iterable[str], parameters: IndexParameters) -> Sketches:
    """The signatures and samples of texts, computed block by block; row i is that of text i."""

    def sketch_block(block_texts: list[str], buffers: Buffers) -> Sketches:
        """The signatures and samples of the texts of one block."""
        codes, starts = folded_texts(block_texts, buffers)
        signatures = sign_shingles(
            shingles_of(codes, starts, parameters.signature.width, buffers), parameters.signature
        )
        return Sketches(signatures, sample_shingles(codes, starts, buffers))

    blocks = list(map_blocks(sketch_block, texts))
    return Sketches(
        concatenate([part.signatures for part in blocks], parameters.signature),
        concatenate_samples(part.samples for part in blocks),
    )


def name_out(name: str) -> str | bytes:
    """A file name or id as the table stores it: text, or bytes where it is not valid UTF-8."""
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        return name.encode(*_UTF8)
    return name


def name_in(value: Any) -> str:
    """The file name or id that `name_out` stored, from a text or bytes."""
    return value.decode(*_UTF8) if isinstance(value, bytes) else str(value)


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """A document in an index: its size in bytes, and its summary, which has the facts that an index stores.

    These are source, digest, characters, title and date. The path of a record includes its line.
    """

    bytes: int
    summary: DocumentSummary

    def as_json(self) -> dict[str, Any]:
        """The facts by name; title and date are None if the document states none."""
        summary = self.summary
        return {
            "id": summary.id,
            "path": summary.source.file_name,
            "sha256": summary.sha256,
            "title": summary.title or None,
            "date": summary.date or None,
            "bytes": self.bytes,
            "characters": summary.characters,
        }


FACTS = "number, id, path, sha256, title, date, bytes, characters"
COLUMNS = f"{FACTS}, text_sha256, sampled, samples, signature, text"


def stored_document(row: Sequence[Any]) -> StoredDocument:
    """The document of a row that begins with the columns FACTS; further columns are ignored."""
    _, stored_id, stored_path, digest, title, date, size, characters = row[:8]
    path = name_in(stored_path)
    source = Source(path, path, name_in(stored_id))
    return StoredDocument(size, DocumentSummary(source, digest, characters=characters, title=title or "", date=date))


class PreparedDocument(NamedTuple):
    """A document ready to be inserted: its row without its number, and the hashes it will be found by.

    `bands`: int32 (bands,). `sampled`: uint32 (n,).
    """

    summary: DocumentSummary
    row: tuple[Any, ...]
    bands: npt.NDArray[np.int32]
    sampled: npt.NDArray[np.uint32]


def prepare(entries: Sequence[Entry], parameters: IndexParameters) -> list[PreparedDocument]:
    """The rows and hashes of documents, in their order, which is most of the work of adding them."""
    sketches = compute_sketches((entry.text for entry in entries), parameters)
    bands = sketches.bands(parameters)
    return [
        _prepared_document(entry, bands[index], sketches.sampled(index), sketches.signatures.values[index])
        for index, entry in enumerate(entries)
    ]


def _prepared_document(
    entry: Entry, bands: npt.NDArray[np.int32], sampled: npt.NDArray[np.uint32], signature: npt.NDArray[np.uint32]
) -> PreparedDocument:
    """The row and the hashes of one document."""
    document, source = entry.document, entry.source
    summary = DocumentSummary.of(source, document).completed(DocumentProfile(document, source.id))
    encoded_text = document.text.encode("utf-8")
    row = (
        name_out(source.id),
        name_out(source.name),
        summary.digest,
        summary.title or None,
        summary.date,
        len(document.file_bytes),
        summary.characters,
        hashlib.sha256(encoded_text).digest(),
        len(sampled),
        sampled.astype("<u4").tobytes(),
        signature.astype("<u4").tobytes(),
        zlib.compress(encoded_text) + _packed_places(document),
    )
    return PreparedDocument(summary, row, bands, sampled)


def _packed_places(document: Document) -> bytes:
    """The places of the lines of an extracted document, behind its packed text; nothing for a text that is a file."""
    places = document.extraction.places if document.extraction else ()
    return zlib.compress(json.dumps(places, separators=(",", ":")).encode()) if places else b""


def unpack_places(packed: bytes, text: str) -> tuple[Place, ...]:
    """The places of the lines of a text, from a row with its packed text; none if there are none, or they do not fit.

    Versions that stored none, and those that do not know them, read the same rows.
    """
    if not (behind := _behind_text(packed, text)):
        return ()
    max_bytes = _MAX_PLACE_BYTES * (text.count("\n") + 1)
    try:
        rows = json.loads(zlib.decompressobj().decompress(behind, max_bytes))
        places = tuple(Place(str(kind), int(number), int(row), int(cell)) for kind, number, row, cell in rows)
        is_known = all(place.kind in PLACE_KINDS for place in places)
    except (zlib.error, ValueError, TypeError, RecursionError):
        raise DamagedIndex(message("the places of a text are not those that were put in")) from None
    return places if is_known and len(places) == text.count("\n") + (not text.endswith("\n")) else ()


def _behind_text(packed: bytes, text: str) -> bytes:
    """What stands behind the packed text in a row."""
    stream = zlib.decompressobj()
    try:
        stream.decompress(packed, 4 * len(text) + 1)
    except zlib.error:
        return b""
    return stream.unused_data


def unpack_text(packed: bytes, characters: int, expected: bytes) -> str:
    """The text of a row; DamagedIndex if its SHA-256 is not `expected`, or if it does not unpack.

    At most as many bytes are unpacked as `characters` characters can have and as `MAX_DOCUMENT_BYTES`, whatever the
    size of the compressed data.
    """
    max_bytes = min(4 * max(characters, 0), MAX_DOCUMENT_BYTES)  # of UTF-8
    try:
        text = zlib.decompressobj().decompress(packed, max_bytes + 1)
    except zlib.error:
        raise DamagedIndex(message("a text does not unpack")) from None
    if hashlib.sha256(text).digest() != expected:
        raise DamagedIndex(message("a text is not the one that was put in"))
    try:
        return text.decode("utf-8")
    except UnicodeDecodeError:
        raise DamagedIndex(message("a text is not UTF-8")) from None


def tokens(hashes: Sequence[npt.NDArray[Any]], numbers: Sequence[int]) -> Tokens:
    """The rows of a look-up table for documents with these hashes: by hash, then number, each row once.

    `hashes` has one array a document, `numbers` the number of each.
    """
    sizes = [len(document_hashes) for document_hashes in hashes]
    keys = np.concatenate([np.empty(0, np.int64), *(document_hashes.astype(np.int64) for document_hashes in hashes)])
    rows = np.stack([keys, np.repeat(np.array(numbers, np.int64), sizes)], axis=1)
    rows = rows[np.lexsort((rows[:, 1], rows[:, 0]))]
    is_first = np.ones(len(rows), np.bool_)
    is_first[1:] = (rows[1:] != rows[:-1]).any(axis=1)
    return rows[is_first]


def signature_of(blob: bytes, parameters: IndexParameters) -> npt.NDArray[np.uint32]:
    """The slots of a stored signature, uint32 (k,); DamagedIndex if their number is not k."""
    if len(blob) != 4 * parameters.signature.k:
        raise DamagedIndex(message("a signature has another number of slots"))
    return np.frombuffer(blob, "<u4").astype(np.uint32, copy=False)


def samples_of(blob: bytes) -> npt.NDArray[np.uint32]:
    """The hashes of a stored sample, uint32; DamagedIndex if its size is not a multiple of four bytes."""
    if len(blob) % 4:
        raise DamagedIndex(message("a sample is torn"))
    return np.frombuffer(blob, "<u4").astype(np.uint32, copy=False)


def bands_of(signatures: Sequence[npt.NDArray[np.uint32]], parameters: IndexParameters) -> list[npt.NDArray[np.int32]]:
    """The band hashes of stored signatures, one array each; see `bands` of `Sketches`."""
    count, no_hashes = len(signatures), np.empty(0, np.uint32)
    values = np.stack(signatures) if count else np.empty((0, parameters.signature.k), np.uint32)
    keeps_shingles, starts = np.zeros(count, np.bool_), np.zeros(count + 1, np.int64)
    signed_texts = Signatures(parameters.signature, values, keeps_shingles, no_hashes, starts)
    return Sketches(signed_texts, Samples(no_hashes, starts)).bands(parameters)


def rows_of(connection: sqlite3.Connection, columns: str, numbers: Sequence[int]) -> list[tuple[Any, ...]]:
    """These columns of the documents with these numbers, in no certain order.

    Numbers that are not there are passed over. `columns` never comes from a user.
    """
    rows: list[tuple[Any, ...]] = []
    for start in range(0, len(numbers), 500):
        batch = numbers[start : start + 500]
        marks = ",".join("?" * len(batch))
        rows += connection.execute(f"SELECT {columns} FROM document WHERE number IN ({marks})", batch)
    return rows
