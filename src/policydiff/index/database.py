"""The saved corpus as a file: its tables, its parameters, and the checks before any row is read.

SQLite in WAL mode: one writer, many readers, and every commit synced. The schema must equal ours literally, so that no
foreign view, trigger or expression is ever run. Not for network file systems, where WAL does not work.

>>> current_parameters().as_json()["threshold"]
0.8
"""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from policydiff.atomic.permissions import CLOSED, restrict, umask
from policydiff.atomic.seen import ABSENT
from policydiff.atomic.staging import bring_to_disk, repair, temporary_beside
from policydiff.atomic.transaction import StagedFile, put_in_place
from policydiff.errors import SavedIndexError, reason_of
from policydiff.matching.fracminhash import RATE, SAMPLED_SHINGLE_CODES
from policydiff.matching.lsh import MAX_MISS_PROBABILITY, THRESHOLD, Bands, tune_bands
from policydiff.matching.minhash import Parameters
from policydiff.messages import Message, message, translatable, verbatim
from policydiff.version import __version__

BATCH = "batch"  # the parameter that marks what the last run of `dedupe --add` has learned
APPLICATION_ID = 0x50644978  # "PdIx", at byte 68 of the file
FORMAT = 1  # user_version: the version of the tables below and of their content
WAIT = 30.0  # seconds that a writer waits for another writer
_MIN_SQLITE_VERSION = (3, 38, 0)  # STRICT tables, and JSON in every build
_MIN_FILE_BYTES = 512  # of any SQLite file
_BUILD_HINT = "policydiff index build makes one"
_REBUILD_HINT = message("build it anew with policydiff index build")

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
    """The parameters on which the rows of an index depend; `bands` follow from the others.

    An index built with other parameters is refused. `signature` includes the hash of the folding table, on which the
    bands and the samples depend as well. `shingle_width` is the length in characters of a sampled shingle; one in
    `rate` is kept.
    """

    signature: Parameters
    bands: Bands
    threshold: float = THRESHOLD
    shingle_width: int = SAMPLED_SHINGLE_CODES
    rate: int = RATE

    def as_json(self) -> dict[str, Any]:
        """The parameters by name, as the file stores them."""
        return {
            "signature": self.signature.as_json(),
            "bands": [self.bands.bands, self.bands.rows, self.bands.min_agreeing_slots],
            "threshold": self.threshold,
            "sampling": {"width": self.shingle_width, "rate": self.rate},
        }


def current_parameters() -> IndexParameters:
    """The parameters of this version of policydiff."""
    signature = Parameters()
    return IndexParameters(signature, tune_bands(THRESHOLD, signature.k, MAX_MISS_PROBABILITY))


# --- opening


@contextlib.contextmanager
def open_index(path: str, *, write: bool = False, wait: float = WAIT) -> Iterator[sqlite3.Connection]:
    """The index at `path`, open for the block.

    Only for reading unless `write`, which waits `wait` seconds for other writers.

    SavedIndexError if it is not an index of this version, or for any SQLite or file error inside the block. A
    connection that only reads sees one state of the index, that of the beginning, while others write.
    """
    size = _refuse_non_index(path)
    real_path = os.path.realpath(path)
    has_journal = os.path.exists(f"{real_path}-wal")  # it may hold pages that are not in the file yet
    with as_index_errors(path):
        connection = _connect(path, real_path, write, wait)
        try:
            _refuse_other_schema(connection, path)
            if size % _pragma(connection, "page_size") and not has_journal:
                raise damaged_index(path, message("it was cut off"))
            if write:
                connection.execute("PRAGMA synchronous = FULL")
            else:
                connection.execute("BEGIN")
            yield connection
        finally:
            connection.close()


def _refuse_non_index(path: str) -> int:
    """The size of the file in bytes; SavedIndexError if it is missing, no regular file, or smaller than any index."""
    try:
        status = os.stat(path)
    except (OSError, ValueError) as error:
        hint = _BUILD_HINT if isinstance(error, FileNotFoundError) else ""
        raise SavedIndexError(message("no index: {reason}", reason=reason_of(error)), where=path, hint=hint) from None
    if stat.S_ISDIR(status.st_mode):
        raise SavedIndexError("is a folder, and an index is one file", where=path, hint=_BUILD_HINT)
    if not stat.S_ISREG(status.st_mode):
        raise SavedIndexError("not a regular file", where=path, hint=_BUILD_HINT)
    if not status.st_size:
        raise SavedIndexError("is empty, and no index", where=path, hint="remove it; policydiff index build makes one")
    if status.st_size < _MIN_FILE_BYTES:  # SQLite would take it for a new database
        raise SavedIndexError("not an index: no SQLite file", where=path, hint=_BUILD_HINT)
    return status.st_size


def _connect(path: str, real_path: str, write: bool, wait: float) -> sqlite3.Connection:
    """A connection that trusts no expression in the file.

    SavedIndexError if it must not be written but `write` asks for it.

    One that only reads needs no write permission. `path` is for messages, `real_path` is opened.
    """
    _require_sqlite(path)
    writable = os.access(path, os.W_OK)
    if write and not writable:
        raise SavedIndexError("must not be written", where=path, hint="see the permissions of the file")
    mode = "rw" if writable and os.access(os.path.dirname(real_path), os.W_OK) else "ro"
    if write and mode == "ro":
        raise SavedIndexError("its folder must not be written", where=path, hint="SQLite keeps its journal there")
    if mode == "ro" and not os.path.exists(f"{real_path}-wal"):
        mode = "ro&immutable=1"  # without a journal nobody is writing, and no journal can be created here
    connection = sqlite3.connect(
        f"{Path(real_path).as_uri()}?mode={mode}", uri=True, timeout=wait, isolation_level=None
    )
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
    """SavedIndexError if the SQLite of this Python is too old."""
    if sqlite3.sqlite_version_info < _MIN_SQLITE_VERSION:
        min_version = ".".join(map(str, _MIN_SQLITE_VERSION))
        raise SavedIndexError(
            message(
                "an index needs SQLite {needed}, and this Python has {version}",
                needed=min_version,
                version=sqlite3.sqlite_version,
            ),
            where=path,
        )


def _refuse_other_schema(connection: sqlite3.Connection, path: str) -> None:
    """SavedIndexError unless the file is an index with exactly our tables and the current parameters.

    Its version does not count.
    """
    if _pragma(connection, "application_id") != APPLICATION_ID:
        raise SavedIndexError("an SQLite file, but no index of policydiff", where=path)
    version = _pragma(connection, "user_version")
    if version != FORMAT:
        raise SavedIndexError(
            message("an index of format {format}, and this version reads {expected}", format=version, expected=FORMAT),
            where=path,
            hint=_REBUILD_HINT,
        )
    if _schema(connection) != _expected_schema():
        hint = message("views, triggers and other tables are refused; {rebuild}", rebuild=_REBUILD_HINT)
        raise SavedIndexError("the tables are not those of an index", where=path, hint=hint)
    stored, expected = parameters(connection, path), current_parameters().as_json()
    for name, value in expected.items():
        if stored.get(name) != value:
            raise _other_parameters_error(path, name, stored.get(name), value)


def _other_parameters_error(path: str, name: str, stored: Any, expected: Any) -> SavedIndexError:
    """The error for an index with another parameter than `expected`.

    Its hint is the command that rebuilds the index.
    """
    made_with = message("made with other parameters: {name}", name=name)
    if isinstance(stored, dict) and isinstance(expected, dict) and stored.get("fold") != expected.get("fold"):
        made_with, stored, expected = message("made with another folding table:"), stored.get("fold"), expected["fold"]
    stored_json, expected_json = (json.dumps(value, ensure_ascii=False) for value in (stored, expected))
    reason = message(
        "{made_with} {stored}, not {expected}", made_with=made_with, stored=stored_json, expected=expected_json
    )
    return SavedIndexError(reason, where=path, hint=message("remove it and {rebuild}", rebuild=_REBUILD_HINT))


def _pragma(connection: sqlite3.Connection, name: str) -> int:
    """The value of a numeric pragma."""
    return int(connection.execute(f"PRAGMA {name}").fetchone()[0])


def _schema(connection: sqlite3.Connection) -> list[tuple[Any, ...]]:
    """The schema that the file declares, cut off at twice as many rows as an index has."""
    max_rows = 2 * len(TABLES)
    return sorted(
        connection.execute("SELECT type, name, tbl_name, coalesce(sql, '') FROM sqlite_schema LIMIT ?", (max_rows,))
    )


def _expected_schema() -> list[tuple[Any, ...]]:
    """The schema of an empty index, as `_schema` returns it."""
    with contextlib.closing(sqlite3.connect(":memory:")) as connection:
        for table in TABLES:
            connection.execute(table)
        return _schema(connection)


def parameters(connection: sqlite3.Connection, path: str) -> dict[str, Any]:
    """The parameters stored in an index, with the version of policydiff that built it.

    Unusually long or many ones are left out, and the mark `BATCH`.

    SavedIndexError, which names `path`, if they are not JSON.
    """
    try:
        rows = connection.execute(
            "SELECT name, value FROM parameter WHERE length(value) < 10000 AND name <> ? LIMIT 100", (BATCH,)
        )
        return {str(name): json.loads(value) for name, value in rows}
    except (ValueError, RecursionError):
        raise damaged_index(path, message("its parameters are not JSON")) from None


# --- creating


@contextlib.contextmanager
def create_index(path: str, sources: Iterable[str] = ()) -> Iterator[sqlite3.Connection]:
    """A new index for the block to fill. It appears at `path` when the block ends, and not at all if the block fails.

    Nobody may read it who may not read all `sources`.

    SavedIndexError if something exists at `path` already, or its folder does not; also for SQLite and file errors
    in the block.
    """
    folder = os.path.dirname(os.path.abspath(path))
    place = Path(folder, os.path.basename(path))
    repair(place)
    if os.path.lexists(path):
        raise SavedIndexError(
            "is there already", where=path, hint="policydiff index add adds to it; remove it to build it anew"
        )
    if not os.path.isdir(folder):
        raise SavedIndexError("there is no such folder", where=os.path.dirname(path) or folder, hint="make it first")
    _require_sqlite(path)
    with as_index_errors(path), temporary_beside(place, path) as stage:
        temporary = stage / "index"
        temporary.touch(CLOSED)
        with contextlib.closing(sqlite3.connect(temporary, isolation_level=None)) as connection:
            for pragma in ("journal_mode = OFF", "synchronous = OFF", "locking_mode = EXCLUSIVE"):
                connection.execute(f"PRAGMA {pragma}")
            connection.execute("BEGIN")
            _create_tables(connection)
            yield connection
            connection.execute("COMMIT")
            connection.execute("PRAGMA locking_mode = NORMAL")
            connection.execute("PRAGMA journal_mode = WAL")
        restrict(temporary, 0o666 & ~umask(), sources)
        bring_to_disk(temporary)
        put_in_place([StagedFile(temporary, place, ABSENT, shown=path)])


def close_to_others(path: str, sources: Iterable[str]) -> None:
    """Take the right to read an index, and its journal, from those who may not read all `sources`."""
    for name in ("", "-wal", "-shm"):
        file = Path(os.path.realpath(path) + name)
        with contextlib.suppress(OSError):
            restrict(file, file.stat().st_mode & 0o777, sources)


def _create_tables(connection: sqlite3.Connection) -> None:
    """Create the tables of an empty index, and store its parameters."""
    for table in TABLES:
        connection.execute(table)
    stored = {**current_parameters().as_json(), "version": __version__}
    rows = [(name, json.dumps(value, ensure_ascii=False)) for name, value in stored.items()]
    connection.executemany("INSERT INTO parameter VALUES (?, ?)", rows)
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {FORMAT}")


# --- errors


class DamagedIndex(ValueError):
    """A row holds what policydiff cannot have written; `as_index_errors` turns this into SavedIndexError."""

    def __init__(self, reason: Message) -> None:
        super().__init__(reason)
        self.reason = reason


@contextlib.contextmanager
def as_index_errors(path: str) -> Iterator[None]:
    """A block in which errors of SQLite, of damaged rows and of the file system become SavedIndexError.

    Errors that only a fault of policydiff can cause pass unchanged.
    """
    try:
        yield
    except sqlite3.DatabaseError as error:
        _raise_index_error(error, path)
    except DamagedIndex as error:
        raise damaged_index(path, error.reason) from None
    except OSError as error:
        raise SavedIndexError(message("cannot be used: {reason}", reason=reason_of(error)), where=path) from None


def _raise_index_error(error: sqlite3.DatabaseError, path: str) -> NoReturn:
    """Raise SavedIndexError with a message and a hint for an error of SQLite.

    An error without a code, which only a fault of policydiff causes, is raised unchanged.
    """
    code = getattr(error, "sqlite_errorcode", None)
    if code is None and not isinstance(error, sqlite3.OperationalError):
        raise error  # a bug in policydiff, not in the file
    busy = (translatable("another process is writing to it"), translatable("try again, or let --wait be longer"))
    see_folder = translatable("see the permissions of the file and its folder")
    reasons: dict[int, tuple[Message | str, str]] = {
        sqlite3.SQLITE_BUSY: busy,
        sqlite3.SQLITE_LOCKED: busy,
        sqlite3.SQLITE_NOTADB: ("not an index: no SQLite file", _BUILD_HINT),
        sqlite3.SQLITE_FULL: (translatable("no space is left for it"), translatable("what was saved before is safe")),
        sqlite3.SQLITE_READONLY: (translatable("must not be written"), see_folder),
        sqlite3.SQLITE_PERM: (translatable("must not be opened"), translatable("see its permissions")),
        sqlite3.SQLITE_CANTOPEN: (
            translatable("cannot be opened"),
            translatable("see its permissions and those of its folder"),
        ),
        sqlite3.SQLITE_IOERR: (message("cannot be read or written: {error}", error=str(error)), ""),
    }
    reason_and_hint = reasons.get(-1 if code is None else code & 0xFF)
    if reason_and_hint is None:
        raise damaged_index(path, verbatim(str(error))) from None
    raise SavedIndexError(reason_and_hint[0], where=path, hint=reason_and_hint[1]) from None


def damaged_index(path: str, reason: Message) -> SavedIndexError:
    """The error for an index whose content is damaged."""
    return SavedIndexError(message("the index is damaged: {reason}", reason=reason), where=path, hint=_REBUILD_HINT)
