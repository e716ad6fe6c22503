r"""Files beside the result of a corpus: the inputs that could not be read, and the ids of what stays and goes.

>>> csv_line(["a-1", 'a "b", c', "", "kept\nfirst"])
'a-1,"a ""b"", c",,"kept\nfirst"\r\n'
"""

from __future__ import annotations

import base64
import contextlib
import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

from policydiff.atomic.permissions import restrict
from policydiff.atomic.seen import Seen
from policydiff.atomic.staging import bring_to_disk, temporary_beside, write_staged
from policydiff.atomic.transaction import StagedFile, cannot_write, put_in_place
from policydiff.corpus.plan import CorpusPlan
from policydiff.errors import PolicydiffError, WriteError
from policydiff.messages import message
from policydiff.readers.corpus import Corpus
from policydiff.readers.entries import UnreadableInput
from policydiff.readers.walk import readers_of
from policydiff.writers.data import json

_MAX_RAW_BYTES = 1 << 26  # of a record that is repeated among the rejects
ID_COLUMNS = ("id", "group", "kept", "relation", "reason")


class SideFile(NamedTuple):
    """A file that is written together with a result: its place, what was there before, and its pieces."""

    place: Path
    seen: Seen
    pieces: Callable[[], Iterable[bytes]]
    shown: str


@contextlib.contextmanager
def staged_side_files(side_files: Sequence[SideFile], corpus: Corpus) -> Iterator[list[StagedFile]]:
    """The files, finished under temporary names for the block; nobody may read them who may not read the corpus.

    WriteError if one cannot be written.
    """
    staged: list[StagedFile] = []
    with contextlib.ExitStack() as stages:
        for file in side_files:
            temporary = stages.enter_context(temporary_beside(file.place, file.shown)) / "file"
            try:
                write_staged(temporary, file.pieces())
                restrict(temporary, temporary.stat().st_mode & 0o777, readers_of(corpus.files))
                bring_to_disk(temporary)
            except OSError as error:
                raise cannot_write(error, file.shown) from None
            staged.append(StagedFile(temporary, file.place, file.seen, shown=file.shown))
        yield staged


def write_side_files(side_files: Sequence[SideFile], corpus: Corpus) -> None:
    """Write the files without a result, all or none; WriteError if that fails."""
    with staged_side_files(side_files, corpus) as staged:
        if staged:
            put_in_place(staged)


# --- rejects


def reject_lines(plan: CorpusPlan, corpus: Corpus) -> Iterator[bytes]:
    """Each input that could not be read as a line of JSON: file, line, reason, and its text or its bytes in base64.

    `line` is null for a whole file, whose content is not repeated, nor is a record of more than `_MAX_RAW_BYTES`:
    then `raw` and `raw_base64` are null as well.
    """
    for problem in plan.unreadable:
        raw = _raw(problem, corpus)
        text = _text(raw)
        yield json.line(
            {
                "file": problem.source.path,
                "line": problem.source.line or None,
                "reason": str(problem.message),
                "raw": text,
                "raw_base64": base64.b64encode(raw).decode("ascii") if raw is not None and text is None else None,
            }
        ).encode()


def _raw(problem: UnreadableInput, corpus: Corpus) -> bytes | None:
    """The bytes of a record, without its line end; None for a whole file, or if they are gone."""
    if not 0 < problem.source.length <= _MAX_RAW_BYTES:
        return None
    try:
        return corpus.raw(problem.source).removesuffix(b"\n").removesuffix(b"\r")
    except (OSError, EOFError, PolicydiffError):
        return None


def _text(raw: bytes | None) -> str | None:
    """The bytes as text; None if they are not UTF-8."""
    try:
        return None if raw is None else raw.decode("utf-8")
    except UnicodeDecodeError:
        return None


# --- ids


class IdRow(NamedTuple):
    """One document: its id, the id of the document kept for it, whether it is kept, and if not the relation and why."""

    id: str
    group: str
    kept: bool
    relation: str
    reason: str


def id_rows(plan: CorpusPlan) -> Iterator[IdRow]:
    """A row for each document of the plan, in its order; the group of a kept document is its own id."""
    for number, summary in enumerate(plan.documents):
        drop = plan.dropped.get(number)
        if drop is None or drop.copy_of is None:
            yield IdRow(summary.id, summary.id, True, "", "")
        else:
            kept = plan.summary(drop.copy_of.document)
            yield IdRow(summary.id, kept.id, False, drop.relation, str(drop.reason))


def id_pieces(plan: CorpusPlan, path: str) -> Iterator[bytes]:
    """The rows in the form that the suffix of the path names: CSV, JSON Lines or Parquet; WriteError for another."""
    suffix = Path(path).suffix.lower()
    if suffix == ".csv":
        yield csv_line(ID_COLUMNS).encode("utf-8-sig")
        for row in id_rows(plan):
            values = [_plain(value) for value in (row.id, row.group, str(row.kept).lower(), row.relation, row.reason)]
            yield csv_line(values).encode("utf-8", "replace")
    elif suffix == ".jsonl":
        for row in id_rows(plan):
            yield json.line(row._asdict()).encode()
    elif suffix == ".parquet":
        yield _parquet(list(id_rows(plan)))
    else:
        raise WriteError("names no form of a table", where=path, hint="end it with .csv, .jsonl or .parquet")


def csv_line(values: Sequence[str]) -> str:
    """A line of CSV as RFC 4180 has it."""
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\r\n").writerow(values)
    return stream.getvalue()


def _plain(value: str) -> str:
    """The value with an apostrophe before it if a spreadsheet would take it for a formula."""
    return f"'{value}" if value.startswith(("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")) else value


def _parquet(rows: Sequence[IdRow]) -> bytes:
    """The rows as a Parquet file; WriteError if pyarrow is not installed."""
    try:
        pyarrow = import_module("pyarrow")
        parquet = import_module("pyarrow.parquet")
    except ImportError:
        reason = message("Parquet needs pyarrow, which is not installed")
        raise WriteError(
            reason, where="--ids", hint="python -m pip install pyarrow, or name a .csv or .jsonl file"
        ) from None
    columns: dict[str, Any] = {name: [getattr(row, name) for row in rows] for name in ID_COLUMNS}
    stream = io.BytesIO()
    parquet.write_table(pyarrow.table(columns), stream)
    return stream.getvalue()
