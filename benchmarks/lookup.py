"""The sections `index` and `layouts` of speed.py: a saved corpus of many documents, built, added to, searched."""

from __future__ import annotations

import json
import random
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from functools import partial
from itertools import islice
from pathlib import Path

import numpy as np
import numpy.typing as npt
from accuracy import Table
from race import measured

from policydiff.index import candidates, database, search, writing
from policydiff.index.records import Sketches, compute_sketches
from policydiff.readers.corpus import Corpus
from policydiff.text.document import Document

SECTION, SHORTEST = 1_000, 200  # characters
DURABLE = 2_000  # documents added when the index is built
ONE_BY_ONE = 100

Hashes = list[npt.NDArray[np.int64]]  # of each document


def sections(texts: Sequence[str]) -> Iterator[str]:
    """The texts in sections; then again from half a section on, and so on: those overlap the first."""
    for start in (0, SECTION // 2, SECTION // 4, 3 * SECTION // 4):
        for text in texts:
            for at in range(start, len(text), SECTION):
                if len(text) - at >= SHORTEST:
                    yield text[at : at + SECTION]


def records(path: Path, texts: Sequence[str], name: str) -> str:
    """A JSON Lines file of the texts."""
    with path.open("w", encoding="utf-8") as stream:
        for number, text in enumerate(texts):
            stream.write(json.dumps({"id": f"{name}{number}", "text": text}, ensure_ascii=False) + "\n")
    return str(path)


def spread(seconds: Sequence[float]) -> tuple[str, str]:
    """Median and 95th percentile in milliseconds."""
    ordered = sorted(seconds)
    return f"{1000 * statistics.median(ordered):.2f}", f"{1000 * ordered[int(0.95 * (len(ordered) - 1))]:.2f}"


def clocked(work: Callable[[], object]) -> float:
    """Seconds of one turn by the clock."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def bench_index(texts: Sequence[str], documents: int = 100_000, queries: int = 200) -> Table:
    """Documents a second, bytes a document, milliseconds a look-up."""
    made = list(islice(sections(texts), documents + DURABLE + ONE_BY_ONE))
    more = max(0, min(DURABLE, len(made) - documents - ONE_BY_ONE))
    held, added, single = made[:documents], made[documents : documents + more], made[documents + more :]
    pick = random.Random(1)
    asked = [Document.from_text(pick.choice(held)) for _ in range(queries)]
    rows: list[tuple[str, ...]] = []
    with tempfile.TemporaryDirectory() as folder:
        index = Path(folder, "a.index")
        source = records(Path(folder, "a.jsonl"), held, "a")
        ran = measured([sys.executable, "-m", "policydiff", "index", "build", str(index), source, "-q"], 3_600)
        rows.append(("build, documents a second by the clock", f"{len(held) / ran.lap.wall:,.0f}", ""))
        rows.append(
            ("build, documents a CPU second", f"{len(held) / ran.lap.cpu:,.0f}", f"peak {ran.peak / 1e6:.0f} MB")
        )
        rows.append(("bytes a document", f"{index.stat().st_size / len(held):,.0f}", ""))
        utf8 = sum(len(text.encode()) for text in held) / len(held)
        rows.append(("bytes of UTF-8 text a document", f"{utf8:,.0f}", ""))
        if added:
            some = Corpus([records(Path(folder, "b.jsonl"), added, "b")])
            rows.append(
                (
                    "add, durable documents a second, batches of 1,000",
                    f"{len(added) / clocked(lambda: writing.add(str(index), some)):,.0f}",
                    "",
                )
            )
        if single:
            one = Corpus([records(Path(folder, "c.jsonl"), single, "c")])
            seconds = clocked(lambda: writing.add(str(index), one, batch=1))
            rows.append(("add, durable documents a second, one by one", f"{len(single) / seconds:,.0f}", ""))
        rows += _look_ups(str(index), asked)
    return Table(
        "index",
        ("what", "median, or rate", "95th percentile"),
        tuple(rows),
        note=f"{len(held):,} sections of about {SECTION:,} characters, {queries} of them searched for. A look-up finds "
        "candidates in an open index; a search opens it and verifies every candidate on the texts. Times in ms.",
    )


def _look_ups(index: str, asked: Sequence[Document]) -> Iterator[tuple[str, str, str]]:
    parameters = database.current_parameters()
    looked, searched, found = [], [], []
    with database.open_index(index) as connection:
        for document in asked:
            (mine,) = candidates.make_queries([document], parameters)
            start = time.perf_counter()
            closeness = candidates.look_up(connection, mine, parameters, ())
            looked.append(time.perf_counter() - start)
            found.append(len(closeness))
    for document in asked:
        start = time.perf_counter()
        search.search(index, document)
        searched.append(time.perf_counter() - start)
    yield ("look-up", *spread(looked))
    yield ("candidates", f"{statistics.median(found):g}", f"{sorted(found)[int(0.95 * (len(found) - 1))]}")
    yield ("search, verified", *spread(searched))


# --- how the look-up tables might be laid out


class Rows:
    """A row for each hash of each document, in the order of the hashes: what an index does."""

    name = "rows"

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        table = "hash INTEGER NOT NULL, document INTEGER NOT NULL, PRIMARY KEY (hash, document)"
        connection.execute(f"CREATE TABLE look ({table}) STRICT, WITHOUT ROWID")

    def put(self, hashes: Hashes, first: int) -> None:
        """Puts documents in, numbered from `first`."""
        rows = sorted((key, first + at) for at, keys in enumerate(hashes) for key in keys.tolist())
        self._connection.executemany("INSERT OR IGNORE INTO look VALUES (?, ?)", rows)

    def find(self, hashes: npt.NDArray[np.int64]) -> dict[int, int]:
        """How many of the hashes each document has."""
        ask = "SELECT document, count(*) FROM look WHERE hash IN (SELECT value FROM json_each(?)) GROUP BY document"
        return dict(self._connection.execute(ask, (json.dumps(hashes.tolist()),)).fetchall())


class Lists:
    """A packed list of documents for each hash."""

    name = "packed lists"

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        connection.execute("CREATE TABLE look (hash INTEGER PRIMARY KEY, documents BLOB NOT NULL) STRICT")

    def put(self, hashes: Hashes, first: int) -> None:
        """Puts documents in, numbered from `first`."""
        lists: dict[int, list[int]] = {}
        for at, keys in enumerate(hashes):
            for key in dict.fromkeys(keys.tolist()):
                lists.setdefault(key, []).append(first + at)
        add = (
            "INSERT INTO look VALUES (?, ?) ON CONFLICT (hash) DO UPDATE "
            "SET documents = CAST(documents || excluded.documents AS BLOB)"
        )
        rows = ((key, np.array(lists[key], "<u4").tobytes()) for key in sorted(lists))
        self._connection.executemany(add, rows)

    def find(self, hashes: npt.NDArray[np.int64]) -> dict[int, int]:
        """How many of the hashes each document has."""
        ask = "SELECT documents FROM look WHERE hash IN (SELECT value FROM json_each(?))"
        blobs = [row[0] for row in self._connection.execute(ask, (json.dumps(hashes.tolist()),))]
        documents, counts = np.unique(np.frombuffer(b"".join(blobs), "<u4"), return_counts=True)
        return dict(zip(documents.tolist(), counts.tolist(), strict=True))


def hashes_of(sketches: Sketches, documents: int, common: int) -> Hashes:
    """The band and sample hashes of documents; with `common` phrases that all of them share."""
    bands = sketches.bands(database.current_parameters())
    shared = np.arange(common, dtype=np.int64) - (1 << 40)
    return [np.concatenate([bands[at], sketches.sampled(at).astype(np.int64), shared]) for at in range(documents)]


def bench_layouts(texts: Sequence[str], documents: int = 100_000, queries: int = 500) -> Table:
    """Inserting, size and look-up of two layouts, of ordinary sections and of such as share fifty phrases."""
    made = list(islice(sections(texts), documents))
    sketches = compute_sketches(made, database.current_parameters())
    pick = random.Random(1)
    asked = [pick.randrange(len(made)) for _ in range(queries)]
    rows: list[tuple[str, ...]] = []
    for common in (0, 50):
        hashes = hashes_of(sketches, len(made), common)
        answers = []
        for layout in (Rows, Lists):
            with tempfile.TemporaryDirectory() as folder:
                row, found = _laid_out(layout, Path(folder, "look.db"), hashes, asked if not common else asked[:20])
            rows.append((layout.name, f"{common}", *row))
            answers.append(found)
        if answers[0] != answers[1]:
            raise RuntimeError("the layouts do not answer alike")
    headings = (
        "layout",
        "common phrases",
        "insert s",
        "one more, durable, ms",
        "bytes a document",
        "look-up ms",
        "95 %",
    )
    note = f"The look-up tables alone, of {len(made):,} sections, put in by batches of 1,000, synced; no texts."
    return Table("layouts", headings, tuple(rows), note=note)


def _laid_out(
    layout: type[Rows] | type[Lists], path: Path, hashes: Hashes, asked: Sequence[int]
) -> tuple[tuple[str, ...], list[dict[int, int]]]:
    """What a layout takes; and what it answers."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for pragma in ("journal_mode = WAL", "synchronous = FULL"):
            connection.execute(f"PRAGMA {pragma}")
        table = layout(connection)

        def put(first: int, end: int) -> None:
            connection.execute("BEGIN IMMEDIATE")
            table.put(hashes[first:end], first)
            connection.execute("COMMIT")

        def put_all(first: int, end: int, size: int) -> list[float]:
            return [clocked(partial(put, at, min(at + size, end))) for at in range(first, end, size)]

        last = max(0, len(hashes) - 20)
        inserted, one = sum(put_all(0, last, 1_000)), put_all(last, len(hashes), 1)
        found: list[dict[int, int]] = []
        looked = [clocked(lambda keys=hashes[number]: found.append(table.find(keys))) for number in asked]  # type: ignore[misc]
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    size = path.stat().st_size / len(hashes)
    return (f"{inserted:.1f}", spread(one)[0], f"{size:.0f}", *spread(looked)), found
