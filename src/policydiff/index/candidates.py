"""Which documents of an index may be related to a document: by bands, samples, equal bytes and equal titles."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from policydiff.index.database import DamagedIndex, IndexParameters
from policydiff.index.records import bands_of, compute_sketches, name_in, rows_of, signature_of
from policydiff.matching.fracminhash import MIN_CERTAIN_SHARE, MIN_SHARED
from policydiff.messages import message
from policydiff.relations.titles import read_name, title_key
from policydiff.text.document import Document

MAX_HITS = 1_000  # candidates that are verified; the others are counted in the result
_MAX_SAME_TITLE = 64  # documents of one title that are candidates


class Query(NamedTuple):
    """The hashes and the digest by which a document is looked up.

    `bands`: int32 (bands,). `signature`: uint32 (k,). `sampled`: uint32 (n,).
    """

    bands: npt.NDArray[np.int32]
    signature: npt.NDArray[np.uint32]
    sampled: npt.NDArray[np.uint32]
    sha256: bytes


def make_queries(documents: Sequence[Document], parameters: IndexParameters) -> list[Query]:
    """A query for each of the documents, in their order.

    The digest is that of the bytes, the hashes are those of the text.
    """
    sketches = compute_sketches((document.text for document in documents), parameters)
    bands, signatures = sketches.bands(parameters), sketches.signatures.values
    digests = [hashlib.sha256(document.file_bytes).digest() for document in documents]
    return [Query(bands[n], signatures[n], sketches.sampled(n), digest) for n, digest in enumerate(digests)]


def titled_documents(connection: sqlite3.Connection) -> dict[str, list[int]]:
    """The documents of the index, by number, under the keys of their titles, or of their file names without a title.

    Of one key, the first `_MAX_SAME_TITLE`; documents whose title has no key are left out (`title_key`).
    """
    titled: dict[str, list[int]] = {}
    for number, stored_id, title in connection.execute("SELECT number, id, title FROM document ORDER BY number"):
        if key := _title_key(stored_id, title or ""):
            numbers = titled.setdefault(key, [])
            if len(numbers) < _MAX_SAME_TITLE:
                numbers.append(number)
    return titled


@lru_cache(maxsize=1 << 15)
def _title_key(stored_id: str | bytes, title: str) -> str:
    """The key of the title of a document, or of its file name; whoever searches again asks for the same ones."""
    return title_key(read_name(name_in(stored_id), title, "").title_or_words)


def look_up(
    connection: sqlite3.Connection, query: Query, parameters: IndexParameters, same_title: Sequence[int]
) -> dict[int, float]:
    """The documents worth verifying, by number, with an estimate of their closeness: in [0, 1]; 2 for equal bytes.

    Those in `same_title` are among them, with 0 if nothing else makes them candidates.
    """
    closeness = dict.fromkeys(same_title, 0.0)
    for number, estimate in (
        *_in_bands(connection, query, parameters),
        *_in_samples(connection, query),
        *((number, 2.0) for (number,) in connection.execute(_SAME_BYTES_SQL, (query.sha256,)).fetchall()),
    ):
        closeness[number] = max(estimate, closeness.get(number, 0.0))
    return closeness


_SAME_BYTES_SQL = "SELECT number FROM document WHERE sha256 = ?"
_IN_BANDS_SQL = "SELECT DISTINCT document FROM band WHERE hash IN (SELECT value FROM json_each(?))"
_IN_SAMPLES_SQL = (
    "SELECT document, CAST(shared AS REAL) / min(sampled, :mine), "
    "4 * sampled = length(samples) AND shared <= sampled FROM "
    "(SELECT document, count(*) AS shared FROM sampled WHERE hash IN (SELECT value FROM json_each(:hashes)) "
    "GROUP BY document) LEFT JOIN document ON number = document WHERE sampled IS NULL "
    "OR 4 * sampled <> length(samples) OR shared > sampled "
    "OR (shared >= min(:least, sampled, :mine) AND shared >= :share * min(sampled, :mine))"
)


def _in_bands(connection: sqlite3.Connection, query: Query, parameters: IndexParameters) -> Iterator[tuple[int, float]]:
    """Documents that agree with the query in a band and in enough slots, with the estimated Jaccard similarity.

    They come in no certain order. DamagedIndex if the table names a document that is not there, or has other bands.
    """
    numbers = [row[0] for row in connection.execute(_IN_BANDS_SQL, (json.dumps(query.bands.tolist()),))]
    rows = rows_of(connection, "number, signature", numbers)
    if len(rows) != len(numbers):
        raise DamagedIndex(message("a look-up table names a document that is not there"))
    wanted = set(query.bands.tolist())
    stored = bands_of([signature_of(blob, parameters) for _, blob in rows], parameters)
    for (number, blob), bands in zip(rows, stored, strict=True):
        if wanted.isdisjoint(bands.tolist()):
            raise DamagedIndex(message("a signature is not that of the look-up table"))
        agreeing = int(np.count_nonzero(signature_of(blob, parameters) == query.signature))
        if agreeing >= parameters.bands.min_agreeing_slots:
            yield number, agreeing / parameters.signature.k


def _in_samples(connection: sqlite3.Connection, query: Query) -> list[tuple[int, float]]:
    """Documents that share enough of the smaller sample for one to contain the other, with the share of it, in (0, 1].

    None if the query has no sampled hash. Enough is MIN_CERTAIN_SHARE of the smaller sample, and MIN_SHARED hashes
    or the whole sample. DamagedIndex if the table names a document that is missing, or has more hashes than its sample.
    """
    hashes = query.sampled.tolist()
    if not hashes:
        return []
    arguments = {"hashes": json.dumps(hashes), "mine": len(hashes), "least": MIN_SHARED, "share": MIN_CERTAIN_SHARE}
    rows = connection.execute(_IN_SAMPLES_SQL, arguments).fetchall()
    if not all(is_sound for *_, is_sound in rows):
        raise DamagedIndex(message("a sample is not that of the look-up table"))
    return [(number, share) for number, share, _ in rows]


def closest(connection: sqlite3.Connection, closeness: dict[int, float], most: int | None = None) -> list[int]:
    """The candidates to verify: all, by number, if they are at most `most`, by default `MAX_HITS`.

    Else so many of them, the closest by estimate, then by id.
    """
    most = most or MAX_HITS
    if len(closeness) <= most:
        return sorted(closeness)
    names = {number: name_in(name) for number, name in rows_of(connection, "number, id", list(closeness))}
    return sorted(closeness, key=lambda number: (-closeness[number], names.get(number, "")))[:most]
