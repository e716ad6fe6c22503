"""A deduplicated corpus on the disk: a folder that mirrors the source, or one file of JSON Lines; and its plan.

Everything is made under temporary names, read back, restored on trial, and only then moved to its place.
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

from policydiff.atomic.permissions import CLOSED, restrict, umask
from policydiff.atomic.staging import bring_to_disk, make_parent_folders, temporary_beside, write_staged
from policydiff.atomic.transaction import StagedFile, cannot_write, put_in_place
from policydiff.corpus.plan import CorpusPlan
from policydiff.deduplication.decision import decision_json
from policydiff.deduplication.plan import SourceEdit, WrittenForm, sha256
from policydiff.errors import InternalError, PolicydiffError, ReadError, WriteError, hint_of, reason_of
from policydiff.messages import message
from policydiff.readers.containers.json_lines import blank_lines
from policydiff.readers.corpus import Corpus
from policydiff.readers.entries import File, Source
from policydiff.readers.files import STDIN
from policydiff.readers.walk import readers_of
from policydiff.storage.destination import PLAN, Destination, named_paths
from policydiff.storage.json_lines import CONTAINER, LineEdit
from policydiff.storage.record_edits import line_edits, removed, require_unchanged
from policydiff.storage.saved_plan import FileEntry, opener, read_saved, restore_json, source_pieces
from policydiff.storage.side_files import SideFile, staged_side_files
from policydiff.storage.written_form import file_form
from policydiff.writers.data import json

MIN_DOCUMENTS_FOR_JSON_LINES = 1_000  # documents; from so many on, the plan is JSON Lines
_CHUNK_BYTES = 1 << 20
Progress = Callable[[str, float], None]


@dataclass
class _WriteState:
    """What the functions that write the files share."""

    plan: CorpusPlan
    corpus: Corpus
    files: Sequence[File]
    numbers: Mapping[str, list[int]]  # of documents, by the path of their file
    copied: frozenset[str]  # the paths of files that are copied as they are: no documents, or unreadable ones
    rejected: Mapping[str, list[Source]]  # the records that go since they cannot be read, by the path of their file
    kept_as: Mapping[str, str]  # the path of a file of the result by the SHA-256 of its bytes
    top: Path  # the staged result
    not_copied: list[str] = field(default_factory=list)


def write_corpus(
    plan: CorpusPlan,
    corpus: Corpus,
    destination: Destination,
    progress: Progress | None = None,
    *,
    side_files: Sequence[SideFile] = (),
    place: Callable[[Sequence[StagedFile]], None] = put_in_place,
) -> list[str]:
    """The paths of files that could not even be copied, after the result and its plan were written, both or neither.

    The side files are written with them; `place` moves all of it to its place.

    Before anything is moved to its place, the source is restored from the plan on trial; InternalError if that
    fails. ReadError if the source has changed, WriteError if the result cannot be written.
    """
    files = sorted([*corpus.files, *corpus.no_documents]) if destination.is_folder else corpus.files
    names = named_paths(files, destination)
    report_progress = progress or (lambda step, share: None)
    with contextlib.ExitStack() as stages:
        stage = stages.enter_context(temporary_beside(destination.out))
        plan_stage = stages.enter_context(temporary_beside(destination.plan or destination.out))
        staged_result, plan_file = stage / "result", plan_stage / PLAN
        copied = {problem.source.path for problem in plan.unreadable} | {file.path for file in corpus.no_documents}
        numbers, rejected = _numbers_by_file(plan), _rejected(plan, destination)
        state = _WriteState(
            plan, corpus, files, numbers, frozenset(copied), rejected, _kept_names_by_digest(plan, names), staged_result
        )
        try:
            _write_all(state, names, plan_file, destination, report_progress)
        except OSError as error:
            if error.filename in names:
                raise ReadError("is gone since it was read", where=error.filename, hint="run it again") from None
            raise cannot_write(error, destination.out) from None
        _prove(staged_result, plan_file, destination, len(names) - len(state.not_copied), report_progress)
        staged_files = [StagedFile(staged_result, destination.out, destination.seen.get(destination.out))]
        if destination.plan is not None:  # first, since a result without its plan could not be restored
            staged_files.insert(0, StagedFile(plan_file, destination.plan, destination.seen.get(destination.plan)))
        for outdated in destination.outdated:
            other_stage = stages.enter_context(temporary_beside(outdated))
            seen = destination.seen.get(outdated)
            staged_files.append(StagedFile(other_stage / PLAN, outdated, seen, removes=True))
        staged_files += stages.enter_context(staged_side_files(side_files, corpus))
        place(staged_files)
    return state.not_copied


# --- writing


def _numbers_by_file(plan: CorpusPlan) -> dict[str, list[int]]:
    """The numbers of the documents, ascending, by the path of their file; a file without a readable one is missing."""
    numbers: dict[str, list[int]] = defaultdict(list)
    for number, facts in enumerate(plan.documents):
        numbers[facts.source.path].append(number)
    return numbers


def _rejected(plan: CorpusPlan, destination: Destination) -> dict[str, list[Source]]:
    """The records that are left out since they cannot be read, by the path of their file; none if they are kept."""
    rejected: dict[str, list[Source]] = defaultdict(list)
    for problem in plan.unreadable if destination.without_unreadable else ():
        if problem.source.length and not problem.source.member:  # an archive stays as it is
            rejected[problem.source.path].append(problem.source)
    return rejected


def _kept_names_by_digest(plan: CorpusPlan, names: Mapping[str, str]) -> dict[str, str]:
    """The first path in the result of each unchanged file that is one document, by the digest of its bytes."""
    kept_names: dict[str, str] = {}
    for number, facts in enumerate(plan.documents):
        if not facts.source.line and number not in plan.dropped and number not in plan.cleaned:
            kept_names.setdefault(facts.sha256, names[facts.source.path])
    return kept_names


def _write_all(
    state: _WriteState, names: Mapping[str, str], plan_file: Path, destination: Destination, report_progress: Progress
) -> None:
    """Write the staged result and its plan: JSON Lines from `MIN_DOCUMENTS_FOR_JSON_LINES` on, or if named .jsonl."""
    staged_result = state.top
    as_lines = len(state.plan.documents) >= MIN_DOCUMENTS_FOR_JSON_LINES or (
        destination.plan is not None and destination.plan.suffix == ".jsonl"
    )
    folders: dict[Path, str] = {}
    if destination.is_folder:
        staged_result.mkdir()
    plan_file.touch(CLOSED, exist_ok=False)
    with plan_file.open("wb") as stream:
        saved = _PlanWriter(stream, state.plan, destination.is_folder, as_lines=as_lines)
        for number, file in enumerate(state.files):
            report_progress("writing", number / len(names))
            target = staged_result / names[file.path] if destination.is_folder else staged_result
            if destination.is_folder and file.path != file.operand:
                folders |= _folders_to_sources(file, target)
            if entry := _write_file(state, file, names[file.path], target, destination, saved):
                saved.end(entry)
        saved.close()
    restrict(plan_file, 0o666 & ~umask(), readers_of(state.corpus.files))
    if not destination.is_folder:
        restrict(staged_result, staged_result.stat().st_mode & 0o777, readers_of(state.corpus.files))
    for folder, source in folders.items():
        if folder.is_dir():
            with contextlib.suppress(OSError):
                folder.chmod(os.stat(source).st_mode & 0o777 | 0o700)
    bring_to_disk(staged_result)
    bring_to_disk(plan_file)


def _folders_to_sources(file: File, target: Path) -> dict[Path, str]:
    """The folders of the result above a file, each with the source folder whose permissions it gets."""
    sources: dict[Path, str] = {}
    folder, source = target.parent, os.path.dirname(file.path)
    for _ in file.inside.split("/"):
        sources[folder] = source
        folder, source = folder.parent, os.path.dirname(source)
    return sources


class _PlanWriter:
    """Writes a plan: line by line, or at the end as one JSON object."""

    def __init__(self, stream: BinaryIO, plan: CorpusPlan, is_folder: bool, *, as_lines: bool) -> None:
        self._stream, self._as_lines = stream, as_lines
        head = {**plan.head_json(), "output": "folder" if is_folder else "file"}
        self._whole: dict[str, Any] = {**head, "documents": [], "decisions": [], "files": [], "restore": []}
        self.number = 0
        self._edits: list[tuple[SourceEdit, str]] = []
        if as_lines:
            self._write_line(head)
        for number in range(len(plan.documents)):
            self._add("document", plan.document_json(number))
        for decision in plan.decisions:
            self._add("decision", decision_json(decision))

    def edit(self, edit: SourceEdit, encoding: str) -> None:
        """Add an edit of the file that is being written."""
        self._edits.append((edit, encoding))

    def end(self, entry: FileEntry) -> None:
        """Add the file to which the edits since the last call belong."""
        self._add("file", entry.as_json())
        for edit, encoding in self._edits:
            self._add("restore", restore_json(self.number, edit, encoding))
        self._edits.clear()
        self.number += 1

    def close(self) -> None:
        """Write the plan if it is one JSON object."""
        if not self._as_lines:
            self._stream.write(json.write(self._whole).encode())

    def _add(self, kind: str, value: dict[str, Any]) -> None:
        """Add a value; `kind` is document, decision, file or restore."""
        if self._as_lines:
            self._write_line({kind: value})
        else:
            self._whole["restore" if kind == "restore" else f"{kind}s"].append(value)

    def _write_line(self, value: dict[str, Any]) -> None:
        self._stream.write(json.line(value).encode())


def _write_file(
    state: _WriteState, file: File, name: str, target: Path, destination: Destination, saved: _PlanWriter
) -> FileEntry | None:
    """The entry of one file of the result, written unless it is left out; None if it can be neither read nor copied."""
    if destination.is_folder:
        make_parent_folders(target, state.top)
    if not destination.is_folder or (file.holds_records and _is_shortened(state, file)):
        return _write_records(state, file, name, target, destination, saved)
    if not file.holds_records and file.path not in state.copied:
        return _write_document(state, file, name, target, saved)
    try:
        digest = write_staged(target, _file_pieces(state.corpus, file.path), like=file.path)
    except ReadError:
        state.not_copied.append(file.path)
        with contextlib.suppress(FileNotFoundError):
            target.unlink()
        _remove_empty_folders(target.parent, state.top)
        return None
    return FileEntry(name, file.path, digest, digest)


def _remove_empty_folders(folder: Path, top: Path) -> None:
    """Remove the folder, and those above it up to `top`, as long as they are empty."""
    with contextlib.suppress(OSError):
        while folder != top:
            folder.rmdir()
            folder = folder.parent


def _file_pieces(corpus: Corpus, path: str) -> Iterator[bytes]:
    """The bytes of a source file, piece by piece; ReadError if it cannot be read."""
    try:
        with corpus.opened(path) as stream:
            while piece := stream.read(_CHUNK_BYTES):
                yield piece
    except PolicydiffError:
        raise
    except OSError as error:
        raise ReadError(reason_of(error), where=path, hint=hint_of(error)) from None


def _write_document(state: _WriteState, file: File, name: str, target: Path, saved: _PlanWriter) -> FileEntry:
    """The entry of a file that is one document, written unless it is dropped; ReadError if it has changed."""
    (number,) = state.numbers[file.path]
    facts, own_plan = state.plan.documents[number], state.plan.cleaned.get(number)
    raw = state.corpus.raw(facts.source)
    if sha256(raw) != facts.sha256:
        require_unchanged(state.plan, state.corpus, number)
        hint = "leave --output out to have the plan alone"
        raise WriteError("a file of this format cannot be written into a corpus", where=file.path, hint=hint)
    like = "" if file.path == STDIN else file.path
    if number in state.plan.dropped:
        same_as = state.kept_as.get(facts.sha256)
        if same_as is None:
            saved.edit(SourceEdit(0, 0, raw), facts.encoding)
        _remove_empty_folders(target.parent, state.top)
        return FileEntry(name, file.path, facts.sha256, None, facts.encoding, same_as=same_as)
    form = file_form(own_plan) if own_plan else WrittenForm(raw, ())
    for edit in form.edits:
        saved.edit(edit, facts.encoding)
    digest = write_staged(target, [form.clean], like=like)
    return FileEntry(name, file.path, facts.sha256, digest, facts.encoding)


# --- records


def _is_shortened(state: _WriteState, file: File) -> bool:
    """True if a document of the file is dropped or loses a part, or a record of it that cannot be read goes."""
    return file.path in state.rejected or any(
        number in state.plan.dropped or number in state.plan.cleaned for number in state.numbers.get(file.path, ())
    )


def _write_records(
    state: _WriteState, file: File, name: str, target: Path, destination: Destination, saved: _PlanWriter
) -> FileEntry:
    """The entry of a container, written without the dropped records; of the others only the text field may change.

    Where records that cannot be read are left out, so are blank lines, which are no records either.
    """
    packed = (file.path if destination.is_folder else destination.out.name).endswith(".gz")
    blank: list[LineEdit] = []
    if destination.without_unreadable and file.container == CONTAINER:
        stretches = blank_lines(state.corpus.unpacked(file.path))
        blank = [edit for start, end in stretches for edit in removed(start, end)]
    if not blank and not _is_shortened(state, file) and packed == file.path.endswith(".gz"):
        digest = write_staged(target, _file_pieces(state.corpus, file.path), like=file.path)
        return FileEntry(name, file.path, digest, digest)
    edits = line_edits(
        state.plan, state.corpus, file, state.numbers.get(file.path, ()), state.rejected.get(file.path, ())
    )
    source_digest = hashlib.sha256()
    stream = state.corpus.unpacked(file.path)
    edits = sorted([*edits, *blank])
    digest = write_staged(target, _edited_pieces(stream, edits, source_digest, saved), packed=packed, like=file.path)
    is_archive = file.path.endswith(".gz")
    return FileEntry(name, file.path, source_digest.hexdigest(), digest, packed=packed, source_packed=is_archive)


def _edited_pieces(
    stream: BinaryIO, edits: Sequence[LineEdit], source_digest: Any, saved: _PlanWriter
) -> Iterator[bytes]:
    """The bytes of a file after the edits, piece by piece.

    Saves how each edit is undone, and updates `source_digest` with the bytes of the source.
    """
    stream.seek(0)
    position = result_position = 0  # in the source and in the result

    def copy_until(end: int | None) -> Iterator[bytes]:
        """The bytes of the source up to offset `end`, None for all the rest."""
        nonlocal position, result_position
        while end is None or position < end:
            piece = stream.read(_CHUNK_BYTES if end is None else min(_CHUNK_BYTES, end - position))
            if not piece:
                return
            source_digest.update(piece)
            position, result_position = position + len(piece), result_position + len(piece)
            yield piece

    for edit in edits:
        yield from copy_until(edit.start)
        removed = stream.read(edit.end - edit.start)
        source_digest.update(removed)
        saved.edit(SourceEdit(result_position, len(edit.insert), removed), "utf-8")
        position, result_position = edit.end, result_position + len(edit.insert)
        yield edit.insert
    yield from copy_until(None)


# --- proof


def _prove(
    staged_result: Path, plan_file: Path, destination: Destination, files: int, report_progress: Progress
) -> None:
    """Restore the source from the staged result on trial; InternalError if a digest differs or a file is missing.

    `files` is the number of files that the plan must hold.
    """
    proven_files = 0
    try:
        with plan_file.open("rb") as stream:
            saved = read_saved(stream, "the plan")
            if saved is None:
                raise InternalError("the plan is none of a corpus; nothing was written", where=str(destination.out))
            open_result_file = opener(str(staged_result), is_folder=destination.is_folder)
            for entry, edits in saved.files:
                report_progress("proving", proven_files / max(files, 1))
                for _ in source_pieces(entry, edits, open_result_file, "the plan"):
                    pass
                proven_files += 1
    except InternalError:
        raise
    except PolicydiffError as error:
        raise InternalError(
            message("{error}; nothing was written", error=error.full_message), where=str(destination.out)
        ) from None
    if proven_files != files:
        raise InternalError("the plan lacks a file; nothing was written", where=str(destination.out))
