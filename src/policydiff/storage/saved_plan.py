"""The way back from a deduped corpus: what a saved plan holds of each file, and the source's bytes from it.

A plan is one JSON object, or JSON Lines when it is large: a head, then `document`, `decision`, `file` and `restore`
lines, the last of these behind the file they belong to. Nothing of a plan is believed: names must lead to places below
the result, and every sum is checked.
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

from policydiff.deduplication.plan import SCHEMA, Edit, edit_json, read_edit
from policydiff.errors import PlanError
from policydiff.readers.files import open_file

_CHUNK = 1 << 20
_SUM = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class FileEntry:
    """One file of the source. `path` is its place below the result, `source` where it was read.

    `clean_sha256` is None for a file that was left out; `same_as` then names the file of the result that it equals
    byte for byte, if there is one. Of an archive (`packed` in the result, `source_packed` in the source) the sums are
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


def restore_json(number: int, edit: Edit, encoding: str) -> dict[str, Any]:
    """An edit of a file (by number) as a plan holds it."""
    return {"file": number, **edit_json(edit, encoding)}


# --- reading a plan


@dataclass(frozen=True)
class Saved:
    """A saved plan: its head, and its files with their edits, each of which can be gone through once, in order."""

    head: dict[str, Any]
    files: Iterator[tuple[FileEntry, Iterator[Edit]]]

    @property
    def is_folder(self) -> bool:
        """Whether the result is a folder."""
        return bool(self.head["output"] == "folder")


def read_saved(stream: BinaryIO, path: str) -> Saved | None:
    """The plan of a corpus in this file; None where it is one of a single document. PlanError for anything else."""
    first = stream.readline()
    head = _parsed(first, path, complain=False)
    if head is None or "files" in head or "restore" in head:  # not JSON Lines
        head = _parsed(first + stream.read(), path)
        lines = _lines_of(head, path)
    else:
        lines = (_parsed(line, path) for line in stream if line.strip())
    if "output" not in head:
        return None
    if head.get("schema") != SCHEMA:
        _refuse(path, f"schema {head.get('schema')!r} is not {SCHEMA}")
    return Saved(head, _files(lines, path))


def _parsed(raw: bytes, path: str, *, complain: bool = True) -> Any:
    try:
        found = json.loads(raw)
    except (ValueError, RecursionError) as error:
        return _refuse(path, f"not JSON: {error}") if complain else None
    if not isinstance(found, dict):
        return _refuse(path, "expected a JSON object") if complain else None
    return found


def _lines_of(plan: dict[str, Any], path: str) -> Iterator[dict[str, Any]]:
    """The lines that a plan in one piece would have."""
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


def _files(lines: Iterator[dict[str, Any]], path: str) -> Iterator[tuple[FileEntry, Iterator[Edit]]]:
    told = (line for line in lines if "file" in line or "restore" in line)
    groups = itertools.count()
    number = -1

    def group(line: dict[str, Any]) -> int:
        nonlocal number
        if "file" in line:
            number = next(groups)
        return number

    seen: set[str] = set()
    for at, mine in itertools.groupby(told, group):
        if at < 0:
            _refuse(path, "an edit of no file")
        entry = _entry(next(mine)["file"], path)
        if entry.path in seen:
            _refuse(path, f"{entry.path!r} comes twice")
        seen.add(entry.path)
        yield entry, _edits(mine, at, entry.encoding, path)  # noqa: B031 - once a group


def _edits(lines: Iterable[dict[str, Any]], number: int, encoding: str, path: str) -> Iterator[Edit]:
    at = 0
    for line in lines:
        try:
            edit = read_edit(line["restore"], encoding)
            sound = line["restore"]["file"] == number and at <= edit.at and edit.remove >= 0
        except (AttributeError, LookupError, OverflowError, TypeError, ValueError) as error:
            _refuse(path, f"{type(error).__name__}: {error}")
        if not sound:
            _refuse(path, "its edits are out of order")
        yield edit
        at = edit.at + edit.remove


def _entry(found: Any, path: str) -> FileEntry:
    try:
        entry = FileEntry(**{name: found.get(name) for name in FileEntry.__slots__})
    except (AttributeError, TypeError) as error:
        _refuse(path, f"{type(error).__name__}: {error}")
    texts = entry.path, entry.source, entry.sha256, entry.encoding
    sums = [each for each in (entry.sha256, entry.clean_sha256) if each is not None]
    if not all(isinstance(each, str) for each in (*texts, *sums)) or not all(map(_SUM.fullmatch, sums)):
        _refuse(path, "an entry without its path or sums")
    for name in filter(None, (entry.path, entry.same_as)):
        if not isinstance(name, str) or not inside(name):
            _refuse(path, f"{name!r} is no name of a file below the result")
    return entry


def inside(name: str) -> bool:
    """Whether the name leads to a place below a folder, on any system."""
    parts = name.split("/")
    return not any(part in ("", ".", "..") or "\0" in part for part in parts) and not re.match(r"[A-Za-z]:", name)


def _refuse(path: str, why: str) -> NoReturn:
    raise PlanError("not a dedupe plan", where=path, hint=why)


# --- giving back


def restored_source(clean: BinaryIO, entry: FileEntry, edits: Iterable[Edit], where: str, plan: str) -> Iterator[bytes]:
    """The source's bytes, piece by piece; PlanError at the end, or earlier, where either side is not what it was."""
    before, after = hashlib.sha256(), hashlib.sha256()

    def pieces(size: int | None) -> Iterator[bytes]:
        while size is None or size:
            piece = clean.read(_CHUNK if size is None else min(size, _CHUNK))
            if not piece:
                break
            before.update(piece)
            size = None if size is None else size - len(piece)
            yield piece

    at = 0
    for edit in edits:
        for piece in pieces(edit.at - at):
            after.update(piece)
            yield piece
        after.update(edit.insert)
        yield edit.insert
        for _ in pieces(edit.remove):
            pass
        at = edit.at + edit.remove
    for piece in pieces(None):
        after.update(piece)
        yield piece
    if entry.clean_sha256 is not None and before.hexdigest() != entry.clean_sha256:
        hint = "the text was changed, or the plan is another's"
        raise PlanError(f"not the text that {plan} was made for", where=where, hint=hint)
    if after.hexdigest() != entry.sha256:
        raise PlanError(f"{plan} does not lead back to its source", where=where, hint="the plan was changed by hand")


Opener = Callable[[str, bool], BinaryIO]  # a file of the result by its path; whether to unpack it


def opener(root: str, *, is_folder: bool) -> Opener:
    """How to open the files of a result; the only file of one that is no folder has any path."""

    def opened_below(path: str, unpack: bool) -> BinaryIO:
        where = os.path.join(root, path) if is_folder else root
        try:
            stream = open_file(where)
        except (OSError, ValueError) as error:
            why = error.strerror if isinstance(error, OSError) else None
            raise PlanError((why or "not a file name").lower(), where=where) from None
        if not unpack:
            return stream
        import gzip

        return cast(BinaryIO, gzip.GzipFile(fileobj=stream))

    return opened_below


def source_pieces(entry: FileEntry, edits: Iterable[Edit], opening: Opener, plan: str) -> Iterator[bytes]:
    """The source's bytes of any entry; PlanError where they cannot be had."""
    if entry.same_as is not None:
        clean = opening(entry.same_as, False)
    elif entry.clean_sha256 is None:
        clean = io.BytesIO()
    else:
        clean = opening(entry.path, entry.packed)
    where = entry.same_as or entry.path
    with clean, _archive_faults(where):
        yield from restored_source(clean, entry, edits, where, plan)


@contextlib.contextmanager
def _archive_faults(where: str) -> Iterator[None]:
    import gzip
    import zlib

    try:
        yield
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise PlanError(f"a broken archive: {error}", where=where) from None


def first_mismatch(root: str, saved: Saved) -> str:
    """Why this is not the result that the plan was made for, whole and unchanged; "" where it is."""
    standing = set(below(root)) if saved.is_folder else set()
    opening = opener(root, is_folder=saved.is_folder)
    for entry, edits in saved.files:
        for _ in edits:
            pass
        if entry.clean_sha256 is None:
            continue
        if saved.is_folder and entry.path not in standing:
            return f"{entry.path} is missing"
        standing.discard(entry.path)
        with opening(entry.path, entry.packed) as stream, _archive_faults(entry.path):
            if _sum(stream) != entry.clean_sha256:
                return f"{entry.path if saved.is_folder else 'it'} was changed"
    return f"{min(standing)} is not of it" if standing else ""


def below(root: str) -> Iterator[str]:
    """Everything below a folder but folders, by path; a tree may be deeper than Python's stack."""
    waiting = [""]
    while waiting:
        folder = waiting.pop()
        with os.scandir(os.path.join(root, folder)) as entries:
            for entry in entries:
                name = f"{folder}/{entry.name}" if folder else entry.name
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(name)
                else:
                    yield name


def _sum(stream: BinaryIO) -> str:
    found = hashlib.sha256()
    while piece := stream.read(_CHUNK):
        found.update(piece)
    return found.hexdigest()
