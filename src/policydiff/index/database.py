"""The saved corpus as a file: its tables, its parameters, and what is refused before a row of it is believed.

SQLite in WAL mode: one writer, many readers, and every commit synced. The schema must be ours to the letter, so that
no view, trigger or other expression of a stranger's is ever run. Not for network file systems, where WAL does not work.
"""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
import stat
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from policydiff.errors import SavedIndexError
from policydiff.matching.fracminhash import RATE, RUN
from policydiff.matching.lsh import MAX_MISS_PROBABILITY, THRESHOLD, Bands, tune_bands
from policydiff.matching.minhash import Parameters
from policydiff.version import __version__

APPLICATION_ID = 0x50644978  # "PdIx", at byte 68 of the file
FORMAT = 1  # user_version: of the tables below and of what stands in them
WAIT = 30.0  # seconds for which a writer waits for another
_OLDEST = (3, 38, 0)  # STRICT tables, and JSON in every build
_SMALLEST = 512  # bytes of an SQLite file
_AFRESH = "build it anew with policydiff index build"

TABLES = (
    "CREATE TABLE parameter (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID",
    "CREATE TABLE document (number INTEGER PRIMARY KEY, id ANY NOT NULL UNIQUE, path ANY NOT NULL, "
    "sha256 BLOB NOT NULL, text_sha256 BLOB NOT NULL, title TEXT, date TEXT NOT NULL, bytes INTEGER NOT NULL, "
    "characters INTEGER NOT NULL, sampled INTEGER NOT NULL, samples BLOB NOT NULL, signature BLOB NOT NULL, "
    "text BLOB NOT NULL) STRICT",
    "CREATE INDEX document_sha256 ON document (sha256)",
    "CREATE TABLE band (hash INTEGER NOT NULL, document INTEGER NOT NULL, PRIMARY KEY (hash, document)) "
    "STRICT, WITHOUT ROWID",
    "CREATE TABLE sampled (hash INTEGER NOT NULL, document INTEGER NOT NULL, PRIMARY KEY (hash, document)) "
    "STRICT, WITHOUT ROWID",
)


@dataclass(frozen=True, slots=True)
class IndexParameters:
    """What the rows of an index depend on. An index made otherwise is refused; `bands` follow from the rest.

    `signature` holds the hash of the folding table, on which the bands and the samples depend as well.
    """

    signature: Parameters
    bands: Bands
    threshold: float = THRESHOLD
    run: int = RUN
    rate: int = RATE

    def as_json(self) -> dict[str, Any]:
        """The parameters by name, as the file holds them."""
        return {
            "signature": self.signature.as_json(),
            "bands": [self.bands.bands, self.bands.rows, self.bands.least],
            "threshold": self.threshold,
            "sampling": {"width": self.run, "rate": self.rate},
        }


def current_parameters() -> IndexParameters:
    """The parameters of this version."""
    signature = Parameters()
    return IndexParameters(signature, tune_bands(THRESHOLD, signature.k, MAX_MISS_PROBABILITY))


# --- opening


@contextlib.contextmanager
def open_index(path: str, *, write: bool = False, wait: float = WAIT) -> Iterator[sqlite3.Connection]:
    """The index at `path`, proven to be one; SavedIndexError for what is none, and for all that goes wrong in it.

    Whoever only reads sees one state of it, that of the beginning, while others write.
    """
    size = _refuse_strangers(path)
    real = os.path.realpath(path)
    journal = os.path.exists(f"{real}-wal")  # what of the file is not written yet may be there
    with as_index_errors(path):
        connection = _connected(path, real, write, wait)
        try:
            _refuse_unlike(connection, path)
            if size % _pragma(connection, "page_size") and not journal:
                raise damaged_index(path, "it was cut off")
            if write:
                connection.execute("PRAGMA synchronous = FULL")
            else:
                connection.execute("BEGIN")
            yield connection
        finally:
            connection.close()


def _refuse_strangers(path: str) -> int:
    """How large the file is; SavedIndexError unless it may be an index."""
    try:
        status = os.stat(path)
    except (OSError, ValueError) as error:
        why = (error.strerror or str(error)) if isinstance(error, OSError) else "not a file name"
        hint = "policydiff index build makes one" if isinstance(error, FileNotFoundError) else ""
        raise SavedIndexError(f"no index: {why.lower()}", where=path, hint=hint) from None
    if stat.S_ISDIR(status.st_mode):
        raise SavedIndexError("is a folder, and an index is one file", where=path)
    if not stat.S_ISREG(status.st_mode):
        raise SavedIndexError("not a regular file", where=path)
    if not status.st_size:
        raise SavedIndexError("is empty, and no index", where=path, hint="remove it; policydiff index build makes one")
    if status.st_size < _SMALLEST:  # SQLite would take it for a file that is to become one
        raise SavedIndexError("not an index: no SQLite file", where=path)
    return status.st_size


def _connected(path: str, real: str, write: bool, wait: float) -> sqlite3.Connection:
    """A connection that trusts nothing in the file. One that only reads needs no right to write."""
    _require_sqlite(path)
    writable = os.access(path, os.W_OK)
    if write and not writable:
        raise SavedIndexError("must not be written", where=path, hint="see the permissions of the file")
    mode = "rw" if writable and os.access(os.path.dirname(real), os.W_OK) else "ro"
    if write and mode == "ro":
        raise SavedIndexError("its folder must not be written", where=path, hint="SQLite keeps its journal there")
    if mode == "ro" and not os.path.exists(f"{real}-wal"):
        mode = "ro&immutable=1"  # without a journal nobody is writing to it, and none can be made here
    connection = sqlite3.connect(f"{Path(real).as_uri()}?mode={mode}", uri=True, timeout=wait, isolation_level=None)
    try:
        for pragma in ("trusted_schema = OFF", "cell_size_check = ON", "mmap_size = 0"):
            connection.execute(f"PRAGMA {pragma}")
        if not write:
            connection.execute("PRAGMA query_only = ON")
    except BaseException:
        connection.close()
        raise
    return connection


def _require_sqlite(path: str) -> None:
    if sqlite3.sqlite_version_info < _OLDEST:
        oldest = ".".join(map(str, _OLDEST))
        raise SavedIndexError(
            f"an index needs SQLite {oldest}, and this Python has {sqlite3.sqlite_version}", where=path
        )


def _refuse_unlike(connection: sqlite3.Connection, path: str) -> None:
    """SavedIndexError unless the file is an index of this kind, with our tables and nothing besides."""
    if _pragma(connection, "application_id") != APPLICATION_ID:
        raise SavedIndexError("an SQLite file, but no index of policydiff", where=path)
    version = _pragma(connection, "user_version")
    if version != FORMAT:
        raise SavedIndexError(
            f"an index of format {version}, and this version reads {FORMAT}", where=path, hint=_AFRESH
        )
    if _schema(connection) != _our_schema():
        hint = f"views, triggers and other tables are refused; {_AFRESH}"
        raise SavedIndexError("the tables are not those of an index", where=path, hint=hint)
    held, ours = parameters(connection, path), current_parameters().as_json()
    for name, value in ours.items():
        if held.get(name) != value:
            raise _made_otherwise(path, name, held.get(name), value)


def _made_otherwise(path: str, name: str, held: Any, ours: Any) -> SavedIndexError:
    """The error for an index with another value of a parameter than `ours`; it names the command that rebuilds it."""
    what = f"made with other parameters: {name}"
    if isinstance(held, dict) and isinstance(ours, dict) and held.get("fold") != ours.get("fold"):
        what, held, ours = "made with another folding table:", held.get("fold"), ours["fold"]
    values = [json.dumps(value, ensure_ascii=False) for value in (held, ours)]
    return SavedIndexError(f"{what} {values[0]}, not {values[1]}", where=path, hint=f"remove it and {_AFRESH}")


def _pragma(connection: sqlite3.Connection, name: str) -> int:
    return int(connection.execute(f"PRAGMA {name}").fetchone()[0])


def _schema(connection: sqlite3.Connection) -> list[tuple[Any, ...]]:
    """What the file says it consists of, at most one thing more than there should be."""
    most = 2 * len(TABLES)
    return sorted(
        connection.execute("SELECT type, name, tbl_name, coalesce(sql, '') FROM sqlite_schema LIMIT ?", (most,))
    )


def _our_schema() -> list[tuple[Any, ...]]:
    with contextlib.closing(sqlite3.connect(":memory:")) as connection:
        for table in TABLES:
            connection.execute(table)
        return _schema(connection)


def parameters(connection: sqlite3.Connection, path: str) -> dict[str, Any]:
    """The parameters that an index says it was made with, and by which version of the tool."""
    try:
        found = connection.execute("SELECT name, value FROM parameter WHERE length(value) < 10000 LIMIT 100")
        return {str(name): json.loads(value) for name, value in found}
    except (ValueError, RecursionError):
        raise damaged_index(path, "its parameters are not JSON") from None


# --- making


@contextlib.contextmanager
def create_index(path: str) -> Iterator[sqlite3.Connection]:
    """A new index, which stands at `path` when the block is done, whole; nothing is there if that fails."""
    folder = os.path.dirname(os.path.abspath(path))
    if os.path.lexists(path):
        raise SavedIndexError(
            "is there already", where=path, hint="policydiff index add adds to it; remove it to build it anew"
        )
    if not os.path.isdir(folder):
        raise SavedIndexError("there is no such folder", where=os.path.dirname(path) or folder, hint="make it first")
    _require_sqlite(path)
    with as_index_errors(path):
        handle, temporary = tempfile.mkstemp(prefix=".policydiff-", suffix=".index", dir=folder)
        os.close(handle)
        try:
            with contextlib.closing(sqlite3.connect(temporary, isolation_level=None)) as connection:
                for pragma in ("journal_mode = OFF", "synchronous = OFF", "locking_mode = EXCLUSIVE"):
                    connection.execute(f"PRAGMA {pragma}")
                connection.execute("BEGIN")
                for table in TABLES:
                    connection.execute(table)
                held = {**current_parameters().as_json(), "version": __version__}
                rows = [(name, json.dumps(value, ensure_ascii=False)) for name, value in held.items()]
                connection.executemany("INSERT INTO parameter VALUES (?, ?)", rows)
                connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
                connection.execute(f"PRAGMA user_version = {FORMAT}")
                yield connection
                connection.execute("COMMIT")
                connection.execute("PRAGMA locking_mode = NORMAL")
                connection.execute("PRAGMA journal_mode = WAL")
            _publish(temporary, path)
        finally:
            for suffix in ("", "-wal", "-shm", "-journal"):
                with contextlib.suppress(OSError):
                    os.unlink(temporary + suffix)


def _publish(temporary: str, path: str) -> None:
    """Gives a finished file its name, synced, and never over another."""
    mask = os.umask(0)
    os.umask(mask)
    with contextlib.suppress(PermissionError):  # a file system without modes
        os.chmod(temporary, 0o666 & ~mask)
    with open(temporary, "rb+") as file:
        os.fsync(file.fileno())
    try:
        os.link(temporary, path)
    except FileExistsError:
        raise SavedIndexError("was made by another process meanwhile", where=path) from None
    except OSError:  # a file system without hard links
        os.rename(temporary, path)
    with contextlib.suppress(OSError):  # a folder cannot be synced everywhere
        folder = os.open(os.path.dirname(os.path.abspath(path)), os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


# --- trouble


class DamagedIndex(ValueError):
    """What stands in a row of the file cannot have been put there by us; an index is told damaged for it."""


@contextlib.contextmanager
def as_index_errors(path: str) -> Iterator[None]:
    """Whatever SQLite complains of inside, as a SavedIndexError in plain words."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        _tell(error, path)
    except DamagedIndex as error:
        raise damaged_index(path, str(error)) from None
    except OSError as error:
        raise SavedIndexError(f"cannot be used: {(error.strerror or str(error)).lower()}", where=path) from None


def _tell(error: sqlite3.DatabaseError, path: str) -> NoReturn:
    code = getattr(error, "sqlite_errorcode", None)
    if code is None and not isinstance(error, sqlite3.OperationalError):
        raise error  # a fault of ours
    said = {
        sqlite3.SQLITE_BUSY: ("another process is writing to it", "try again, or let --wait be longer"),
        sqlite3.SQLITE_LOCKED: ("another process is writing to it", "try again, or let --wait be longer"),
        sqlite3.SQLITE_NOTADB: ("not an index: no SQLite file", ""),
        sqlite3.SQLITE_FULL: ("no space is left for it", "what was saved before is safe"),
        sqlite3.SQLITE_READONLY: ("must not be written", "see the permissions of the file and its folder"),
        sqlite3.SQLITE_PERM: ("must not be opened", "see its permissions"),
        sqlite3.SQLITE_CANTOPEN: ("cannot be opened", "see its permissions and those of its folder"),
        sqlite3.SQLITE_IOERR: (f"cannot be read or written: {error}", ""),
    }.get(-1 if code is None else code & 0xFF)
    if said is None:
        raise damaged_index(path, str(error)) from None
    raise SavedIndexError(said[0], where=path, hint=said[1]) from None


def damaged_index(path: str, why: str) -> SavedIndexError:
    """The error for a file that was an index and is whole no more."""
    return SavedIndexError(f"the index is damaged: {why}", where=path, hint=_AFRESH)
