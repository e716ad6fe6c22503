"""Restoring a deduplicated corpus: what a saved plan holds of each file, and the bytes of the source computed from it.

A plan is one JSON object, or JSON Lines if it is large: a head, then `document`, `decision`, `file` and `restore`
lines, the last of these behind the file they belong to. A plan is not trusted: names must lead to places below the
result, and every digest is checked.

>>> is_below("orders/a.txt"), is_below("../a.txt")
(True, False)
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import itertools
import json
import os
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO, NoReturn, cast

from policydiff.atomic.seen import below
from policydiff.deduplication.plan import SCHEMA, SourceEdit, edit_json, read_edit
from policydiff.errors import PlanError, hint_of, reason_of
from policydiff.messages import NOTHING, Message, message, verbatim
from policydiff.readers.files import open_file

_CHUNK_BYTES = 1 << 20
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class FileEntry:
    """One file of the source. `path` is its path below the result, `source` the path it was read from.

    `clean_sha256` is None for a file that was left out; `same_as` is then the path of a file of the result with the
    same bytes, if there is one. For an archive (`packed` in the result, `source_packed` in the source) the digests are
    those of its content.
    """

    path: str
    source: str
    sha256: str
    clean_sha256: str | None
    encoding: str = "utf-8"
    packed: bool = False
    source_packed: bool = False
    same_as: str | None = None

    def as_json(self) -> dict[str, Any]:
        """The entry as a plan holds it."""
        return {
            "path": self.path,
            "source": self.source,
            "sha256": self.sha256,
            "clean_sha256": self.clean_sha256,
            "encoding": self.encoding,
            "packed": self.packed,
            "source_packed": self.source_packed,
            "same_as": self.same_as,
        }


def restore_json(number: int, edit: SourceEdit, encoding: str) -> dict[str, Any]:
    """An edit of the file with this number (from 0, in the order of the files) as a plan holds it."""
    return {"file": number, **edit_json(edit, encoding)}


# --- reading a plan


@dataclass(frozen=True)
class SavedPlan:
    """A saved plan: its head, and its files with their edits.

    Files and edits are read lazily: they can be iterated once, in order.
    """

    head: dict[str, Any]
    files: Iterator[tuple[FileEntry, Iterator[SourceEdit]]]

    @property
    def is_folder(self) -> bool:
        """True if the result is a folder; False if it is one file of JSON Lines."""
        return bool(self.head["output"] == "folder")


def read_saved(stream: BinaryIO, path: str) -> SavedPlan | None:
    """The plan of a corpus in this file; None if it is the plan of a single document. PlanError for anything else.

    Faults in the lines of JSON Lines behind the head are raised only while `files` is read.
    """
    first = stream.readline()
    head = _parse_object(first, path, complain=False)
    if head is None or "files" in head or "restore" in head:  # not JSON Lines
        head = _parse_object(first + stream.read(), path)
        lines = _lines_of(head, path)
    else:
        lines = (_parse_object(line, path) for line in stream if line.strip())
    if "output" not in head:
        return None
    if head.get("schema") != SCHEMA:
        _refuse(path, message("schema {found!r} is not {expected}", found=head.get("schema"), expected=SCHEMA))
    return SavedPlan(head, _files(lines, path))


def _parse_object(raw: bytes, path: str, *, complain: bool = True) -> Any:
    """The JSON object in these bytes; if there is none, PlanError, or None unless `complain`."""
    try:
        value = json.loads(raw)
    except (ValueError, RecursionError) as error:
        return _refuse(path, message("not JSON: {error}", error=str(error))) if complain else None
    if not isinstance(value, dict):
        return _refuse(path, "expected a JSON object") if complain else None
    return value


def _lines_of(plan: dict[str, Any], path: str) -> Iterator[dict[str, Any]]:
    """The lines with files and edits that a plan in one JSON object would have as JSON Lines.

    PlanError if they are no lists, or an edit belongs to no file or stands out of order.
    """
    files, edits = plan.get("files", []), plan.get("restore", [])
    if not isinstance(files, list) or not isinstance(edits, list):
        _refuse(path, "its files are no list")
    waiting = iter(edits)
    edit = next(waiting, None)
    for number, file in enumerate(files):
        yield {"file": file}
        while isinstance(edit, dict) and edit.get("file") == number:
            yield {"restore": edit}
            edit = next(waiting, None)
    if edit is not None:
        _refuse(path, "an edit of no file")


def _files(lines: Iterator[dict[str, Any]], path: str) -> Iterator[tuple[FileEntry, Iterator[SourceEdit]]]:
    """The files in these lines, each with the edits behind it, which can be read only before the next file.

    PlanError for an edit before the first file, for a path that comes twice, and for malformed lines.
    """
    relevant = (line for line in lines if "file" in line or "restore" in line)
    numbers = itertools.count()
    number = -1

    def number_of_file(line: dict[str, Any]) -> int:
        """The number of the file that a line belongs to, from 0; -1 before the first file."""
        nonlocal number
        if "file" in line:
            number = next(numbers)
        return number

    seen: set[str] = set()
    for file_number, group_lines in itertools.groupby(relevant, number_of_file):
        if file_number < 0:
            _refuse(path, "an edit of no file")
        entry = _entry(next(group_lines)["file"], path)
        if entry.path in seen:
            _refuse(path, message("{path!r} comes twice", path=entry.path))
        seen.add(entry.path)
        yield entry, _edits(group_lines, file_number, entry.encoding, path)  # noqa: B031 - consumed once


def _edits(lines: Iterable[dict[str, Any]], number: int, encoding: str, path: str) -> Iterator[SourceEdit]:
    """The edits of the file with this number, from 0; PlanError unless they are ascending and disjoint."""
    position = 0
    for line in lines:
        try:
            edit = read_edit(line["restore"], encoding)
            sound = line["restore"]["file"] == number and position <= edit.position and edit.remove >= 0
        except (AttributeError, LookupError, OverflowError, TypeError, ValueError) as error:
            _refuse(path, verbatim(f"{type(error).__name__}: {error}"))
        if not sound:
            _refuse(path, "its edits are out of order")
        yield edit
        position = edit.position + edit.remove


def _entry(value: Any, path: str) -> FileEntry:
    """The entry of a file; PlanError if it is malformed or a path in it leads out of the result."""
    try:
        entry = FileEntry(**{name: value.get(name) for name in FileEntry.__slots__})
    except (AttributeError, TypeError) as error:
        _refuse(path, verbatim(f"{type(error).__name__}: {error}"))
    texts = entry.path, entry.source, entry.sha256, entry.encoding
    digests = [digest for digest in (entry.sha256, entry.clean_sha256) if digest is not None]
    if not all(isinstance(text, str) for text in (*texts, *digests)) or not all(map(_SHA256.fullmatch, digests)):
        _refuse(path, "an entry without its path or sums")
    for name in filter(None, (entry.path, entry.same_as)):
        if not isinstance(name, str) or not is_below(name) or not _is_encodable(name):
            _refuse(path, message("{name!r} is no name of a file below the result", name=name))
    return entry


def _is_encodable(name: str) -> bool:
    """True if a file can have this name: a plan made by hand may have half of a surrogate pair."""
    try:
        os.fsencode(name)
    except UnicodeError:
        return False
    return True


def is_below(name: str) -> bool:
    """True if a file name leads to a place below its folder; False also if a part is empty or ".".

    On Windows, `\\` separates parts as well, and a colon names a drive or a stream.
    """
    parts = name.replace("\\", "/").split("/") if os.name == "nt" else name.split("/")
    if os.name == "nt" and ":" in name:
        return False
    return not any(part in ("", ".", "..") or "\0" in part for part in parts)


def _refuse(path: str, why: Message | str) -> NoReturn:
    """Raise the error for a malformed plan."""
    raise PlanError("not a dedupe plan", where=path, hint=why)


# --- restoring


def restored_source(
    clean: BinaryIO, entry: FileEntry, edits: Iterable[SourceEdit], where: str, plan: str
) -> Iterator[bytes]:
    """The bytes of the source, piece by piece.

    `clean` is the file of the result, whose path is `where`; `plan` is that of the plan, for messages. PlanError,
    at the latest behind the last piece, if the result or the source does not have its digest.
    """
    clean_digest, source_digest = hashlib.sha256(), hashlib.sha256()

    def pieces(size: int | None) -> Iterator[bytes]:
        """At most `size` further bytes of the clean file, None for all; they count in its digest."""
        while size is None or size:
            piece = clean.read(_CHUNK_BYTES if size is None else min(size, _CHUNK_BYTES))
            if not piece:
                break
            clean_digest.update(piece)
            size = None if size is None else size - len(piece)
            yield piece

    position = 0
    for edit in edits:
        for piece in pieces(edit.position - position):
            source_digest.update(piece)
            yield piece
        source_digest.update(edit.insert)
        yield edit.insert
        for _ in pieces(edit.remove):
            pass
        position = edit.position + edit.remove
    for piece in pieces(None):
        source_digest.update(piece)
        yield piece
    if entry.clean_sha256 is not None and clean_digest.hexdigest() != entry.clean_sha256:
        hint = "the text was changed, or the plan is another's"
        raise PlanError(message("not the text that {plan} was made for", plan=plan), where=where, hint=hint)
    if source_digest.hexdigest() != entry.sha256:
        reason = message("{plan} does not lead back to its source", plan=plan)
        raise PlanError(reason, where=where, hint="the plan was changed by hand")


Opener = Callable[[str, bool], BinaryIO]  # a file of the result by its path; whether to unpack it


def opener(root: str, *, is_folder: bool) -> Opener:
    """A function that opens the files of a result; PlanError if one cannot be opened.

    If the result is a single file, every path opens it.
    """

    def opened_below(path: str, unpack: bool) -> BinaryIO:
        """The file of the result, as it lies there or unpacked."""
        full_path = os.path.join(root, path) if is_folder else root
        try:
            stream = open_file(full_path)
        except (OSError, ValueError) as error:
            raise PlanError(reason_of(error), where=full_path, hint=hint_of(error)) from None
        if not unpack:
            return stream
        import gzip

        return cast(BinaryIO, gzip.GzipFile(fileobj=stream))

    return opened_below


def source_pieces(
    entry: FileEntry, edits: Iterable[SourceEdit], open_result_file: Opener, plan: str
) -> Iterator[bytes]:
    """The bytes of the source of any entry, piece by piece; PlanError if they cannot be computed or a digest differs.

    A file that was left out comes from the file that is the same, or from the edits alone.
    """
    if entry.same_as is not None:
        clean = open_result_file(entry.same_as, False)
    elif entry.clean_sha256 is None:
        clean = io.BytesIO()
    else:
        clean = open_result_file(entry.path, entry.packed)
    where = entry.same_as or entry.path
    with clean, _archive_errors_as_plan_errors(where):
        yield from restored_source(clean, entry, edits, where, plan)


@contextlib.contextmanager
def _archive_errors_as_plan_errors(where: str) -> Iterator[None]:
    """A block in which errors of damaged archives become PlanError; other errors pass."""
    import gzip
    import zlib

    try:
        yield
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise PlanError(message("a broken archive: {error}", error=str(error)), where=where) from None


def first_mismatch(root: str, saved: SavedPlan) -> Message:
    """Why this is not the whole and unchanged result of the plan; empty if it is.

    A file that is missing or changed comes before one that does not belong to it. PlanError if a file cannot be
    opened, or the plan is malformed.
    """
    unaccounted = set(below(root)) if saved.is_folder else set()
    open_result_file = opener(root, is_folder=saved.is_folder)
    for entry, edits in saved.files:
        for _ in edits:
            pass
        if entry.clean_sha256 is None:
            continue
        if saved.is_folder and entry.path not in unaccounted:
            return message("{path} is missing", path=entry.path)
        unaccounted.discard(entry.path)
        with open_result_file(entry.path, entry.packed) as stream, _archive_errors_as_plan_errors(entry.path):
            if _digest(stream) != entry.clean_sha256:
                if not saved.is_folder:
                    return message("it was changed")
                return message("{path} was changed", path=entry.path)
    return message("{path} is not of it", path=min(unaccounted)) if unaccounted else NOTHING


def _digest(stream: BinaryIO) -> str:
    """The SHA-256 of the rest of a stream, in hexadecimal."""
    digest = hashlib.sha256()
    while piece := stream.read(_CHUNK_BYTES):
        digest.update(piece)
    return digest.hexdigest()
