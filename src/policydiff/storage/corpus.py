"""A deduped corpus on the disk: a folder that mirrors the source, or one file of JSON Lines; and the plan to undo it.

All of it is made beside its place, read back, undone on trial, and only then put there.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from policydiff.corpus.plan import CorpusPlan
from policydiff.deduplication.decision import decision_json
from policydiff.deduplication.plan import Edit, Plan, sha256
from policydiff.errors import InternalError, PolicydiffError, ReadError
from policydiff.readers.corpus import Corpus
from policydiff.readers.entries import File, Source
from policydiff.readers.files import STDIN, open_file
from policydiff.storage.destination import PLAN, Destination, named_paths
from policydiff.storage.json_lines import LineEdit, edits_of_record
from policydiff.storage.saved_plan import FileEntry, opener, read_saved, restore_json, source_pieces
from policydiff.storage.staging import (
    StagedFile,
    bring_to_disk,
    cannot_write,
    put_in_place,
    temporary_beside,
    with_folders,
    write_staged,
)
from policydiff.writers import json

LARGE = 1_000  # documents from which a plan is JSON Lines
_CHUNK = 1 << 20
Progress = Callable[[str, float], None]


@dataclass
class _Making:
    """What is known while the files are written."""

    plan: CorpusPlan
    corpus: Corpus
    numbers: Mapping[str, list[int]]  # documents by file
    unreadable: frozenset[str]
    kept_as: Mapping[str, str]  # where a file stands in the result that holds these bytes, by their sum
    top: Path  # what is being made
    not_copied: list[str] = field(default_factory=list)


def write_corpus(plan: CorpusPlan, corpus: Corpus, place: Destination, progress: Progress | None = None) -> list[str]:
    """Writes the result and its plan, both or neither; the files that could not even be copied come back.

    Before anything is put in place the plan is followed back to the source; InternalError where it does not lead there.
    """
    names = named_paths(corpus.files, place)
    told = progress or (lambda what, share: None)
    with temporary_beside(place.out) as stage, temporary_beside(place.plan or place.out) as plan_stage:
        made, plan_file = stage / "result", plan_stage / PLAN
        unreadable = frozenset(each.source.path for each in plan.problems)
        making = _Making(plan, corpus, _by_file(plan), unreadable, _kept_as(plan, names), made)
        try:
            _write_all(making, names, plan_file, place, told)
        except OSError as error:
            if error.filename in names:
                raise ReadError("is gone since it was read", where=error.filename, hint="run it again") from None
            raise cannot_write(error, place.out) from None
        _prove(made, plan_file, place, len(names) - len(making.not_copied), told)
        everything = [StagedFile(made, place.out)]
        if place.plan is not None:  # first: a result without its plan could not be undone
            everything.insert(0, StagedFile(plan_file, place.plan))
        put_in_place(everything)
    return making.not_copied


# --- writing


def _by_file(plan: CorpusPlan) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for number, filed in enumerate(plan.documents):
        found[filed.source.path].append(number)
    return found


def _kept_as(plan: CorpusPlan, names: Mapping[str, str]) -> dict[str, str]:
    """Of the files that are one document and stay as they are: the first name in the result, by sum."""
    found: dict[str, str] = {}
    for number, filed in enumerate(plan.documents):
        if not filed.source.line and number not in plan.dropped and number not in plan.cleaned:
            found.setdefault(filed.sha256, names[filed.source.path])
    return found


def _write_all(making: _Making, names: Mapping[str, str], plan_file: Path, place: Destination, told: Progress) -> None:
    made = making.top
    as_lines = len(making.plan.documents) >= LARGE or (place.plan is not None and place.plan.suffix == ".jsonl")
    folders: dict[Path, str] = {}
    if place.is_folder:
        made.mkdir()
    with plan_file.open("xb") as stream:
        saved = _PlanFile(stream, making.plan, place.is_folder, as_lines=as_lines)
        for at, file in enumerate(making.corpus.files):
            told("writing", at / len(names))
            target = made / names[file.path] if place.is_folder else made
            if place.is_folder and file.path != file.operand:
                folders |= _folders(file, target)
            if entry := _write(making, file, names[file.path], target, place, saved):
                saved.end(entry)
        saved.close()
    plan_file.chmod(0o666 & ~_umask())
    for folder, source in folders.items():
        if folder.is_dir():
            with contextlib.suppress(OSError):
                folder.chmod(os.stat(source).st_mode & 0o777 | 0o700)
    bring_to_disk(made)
    bring_to_disk(plan_file)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _folders(file: File, target: Path) -> dict[Path, str]:
    """The folders that a file of the result stands in, each with the one of the source whose permissions it gets."""
    found: dict[Path, str] = {}
    folder, source = target.parent, os.path.dirname(file.path)
    for _ in file.inside.split("/"):
        found[folder] = source
        folder, source = folder.parent, os.path.dirname(source)
    return found


class _PlanFile:
    """A plan being written: line by line, or at the end as one value."""

    def __init__(self, stream: BinaryIO, plan: CorpusPlan, is_folder: bool, *, as_lines: bool) -> None:
        self._stream, self._as_lines = stream, as_lines
        head = {**plan.head_json(), "output": "folder" if is_folder else "file"}
        self._whole: dict[str, Any] = {**head, "documents": [], "decisions": [], "files": [], "restore": []}
        self.number = 0
        self._edits: list[tuple[Edit, str]] = []
        if as_lines:
            self._say(head)
        for number in range(len(plan.documents)):
            self._add("document", plan.document_json(number))
        for decision in plan.decisions:
            self._add("decision", decision_json(decision))

    def edit(self, edit: Edit, encoding: str) -> None:
        """One more edit of the file that is being written."""
        self._edits.append((edit, encoding))

    def end(self, entry: FileEntry) -> None:
        """The file that the edits were of."""
        self._add("file", entry.as_json())
        for edit, encoding in self._edits:
            self._add("restore", restore_json(self.number, edit, encoding))
        self._edits.clear()
        self.number += 1

    def close(self) -> None:
        """Writes what was kept for the end."""
        if not self._as_lines:
            self._stream.write(json.write(self._whole).encode())

    def _add(self, kind: str, value: dict[str, Any]) -> None:
        if self._as_lines:
            self._say({kind: value})
        else:
            self._whole["restore" if kind == "restore" else f"{kind}s"].append(value)

    def _say(self, value: dict[str, Any]) -> None:
        self._stream.write(json.line(value).encode())


def _write(
    making: _Making, file: File, name: str, target: Path, place: Destination, saved: _PlanFile
) -> FileEntry | None:
    """Writes one file of the result, if it is to be there; None for one that can neither be read nor copied."""
    if place.is_folder:
        with_folders(target, making.top)
    if not place.is_folder or (file.holds_records and _shortened(making, file)):
        return _write_records(making, file, name, target, place, saved)
    if not file.holds_records and file.path not in making.unreadable:
        return _write_document(making, file, name, target, saved)
    try:
        total = write_staged(target, _copied(file.path), like=file.path)
    except ReadError:
        making.not_copied.append(file.path)
        with contextlib.suppress(FileNotFoundError):
            target.unlink()
        _without_empty(target.parent, making.top)
        return None
    return FileEntry(name, file.path, total, total)


def _without_empty(folder: Path, top: Path) -> None:
    with contextlib.suppress(OSError):
        while folder != top:
            folder.rmdir()
            folder = folder.parent


def _copied(path: str) -> Iterator[bytes]:
    try:
        with open_file(path) as stream:
            while piece := stream.read(_CHUNK):
                yield piece
    except PolicydiffError:
        raise
    except OSError as error:
        raise ReadError((error.strerror or str(error)).lower(), where=path) from None


def _write_document(making: _Making, file: File, name: str, target: Path, saved: _PlanFile) -> FileEntry:
    """A file that is one document."""
    (number,) = making.numbers[file.path]
    filed, own = making.plan.documents[number], making.plan.cleaned.get(number)
    raw = making.corpus.raw(filed.source)
    if sha256(raw) != filed.sha256:
        raise _changed(filed.source)
    like = "" if file.path == STDIN else file.path
    if number in making.plan.dropped:
        same_as = making.kept_as.get(filed.sha256)
        if same_as is None:
            saved.edit(Edit(0, 0, raw), filed.encoding)
        _without_empty(target.parent, making.top)
        return FileEntry(name, file.path, filed.sha256, None, filed.encoding, same_as=same_as)
    for edit in own.edits if own else ():
        saved.edit(edit, filed.encoding)
    total = write_staged(target, [own.clean if own else raw], like=like)
    return FileEntry(name, file.path, filed.sha256, total, filed.encoding)


def _changed(source: Source) -> ReadError:
    return ReadError("the file was changed while it was read; nothing was written", where=source.name)


# --- records


def _shortened(making: _Making, file: File) -> bool:
    return any(
        number in making.plan.dropped or number in making.plan.cleaned for number in making.numbers.get(file.path, ())
    )


def _write_records(
    making: _Making, file: File, name: str, target: Path, place: Destination, saved: _PlanFile
) -> FileEntry:
    """A file of JSON Lines without the records that go, the others byte for byte but for what their text loses."""
    packed = (file.path if place.is_folder else place.out.name).endswith(".gz")
    if not _shortened(making, file) and packed == file.path.endswith(".gz"):
        total = write_staged(target, _copied(file.path), like=file.path)
        return FileEntry(name, file.path, total, total)
    making_cuts = _cuts(making, file)
    source = hashlib.sha256()
    stream = making.corpus.unpacked(file.path)
    total = write_staged(target, _cut(stream, making_cuts, source, saved), packed=packed, like=file.path)
    archive = file.path.endswith(".gz")
    return FileEntry(name, file.path, source.hexdigest(), total, packed=packed, source_packed=archive)


def _cuts(making: _Making, file: File) -> list[LineEdit]:
    found: list[LineEdit] = []
    for number in making.numbers.get(file.path, ()):
        source, own = making.plan.documents[number].source, making.plan.cleaned.get(number)
        drop = making.plan.dropped.get(number)
        if drop is not None:
            _check(making, number)
            if drop.copy_of is not None:
                _check(making, drop.copy_of.document)
            found.append(LineEdit(source.start, source.start + source.length))
        elif own is not None:
            _check(making, number)
            line = making.corpus.raw(source)
            shift = source.start
            found += [
                LineEdit(shift + each.start, shift + each.end, each.insert)
                for each in edits_of_record(line, making.corpus.text_field, own.dropped, _marks(own))
            ]
    return found


def _check(making: _Making, number: int) -> None:
    """ReadError where the document is not any more what it was when it was judged."""
    filed = making.plan.documents[number]
    if sha256(making.corpus.document(filed.source).raw) != filed.sha256:
        raise _changed(filed.source)


def _marks(own: Plan) -> list[str]:
    """The marks at the seams of a record's text; none where none were asked for."""
    found = [own.clean[edit.at : edit.at + edit.remove].decode(own.document.encoding) for edit in own.edits]
    return found if any(found) else []


def _cut(stream: BinaryIO, made: Sequence[LineEdit], source: Any, saved: _PlanFile) -> Iterator[bytes]:
    """The bytes of a file after the cuts; says of each how it is undone, and sums what the source was."""
    stream.seek(0)
    at = here = 0  # in the source, in the result

    def through(end: int | None) -> Iterator[bytes]:
        nonlocal at, here
        while end is None or at < end:
            piece = stream.read(_CHUNK if end is None else min(_CHUNK, end - at))
            if not piece:
                return
            source.update(piece)
            at, here = at + len(piece), here + len(piece)
            yield piece

    for each in made:
        yield from through(each.start)
        gone = stream.read(each.end - each.start)
        source.update(gone)
        saved.edit(Edit(here, len(each.insert), gone), "utf-8")
        at, here = each.end, here + len(each.insert)
        yield each.insert
    yield from through(None)


# --- proof


def _prove(made: Path, plan_file: Path, place: Destination, files: int, told: Progress) -> None:
    """Follows the plan back from what was made, sum by sum; InternalError where it does not lead to the source."""
    proven = 0
    try:
        with plan_file.open("rb") as stream:
            saved = read_saved(stream, "the plan")
            if saved is None:
                raise InternalError("the plan is none of a corpus; nothing was written", where=str(place.out))
            opening = opener(str(made), is_folder=place.is_folder)
            for entry, edits in saved.files:
                told("proving", proven / max(files, 1))
                for _ in source_pieces(entry, edits, opening, "the plan"):
                    pass
                proven += 1
    except InternalError:
        raise
    except PolicydiffError as error:
        raise InternalError(f"{error}; nothing was written", where=str(place.out)) from None
    if proven != files:
        raise InternalError("the plan lacks a file; nothing was written", where=str(place.out))
