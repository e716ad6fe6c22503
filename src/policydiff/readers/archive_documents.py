"""The documents of an archive, with what could not be read in its place, and the members that are no documents."""

from __future__ import annotations

import io
import os
import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import BinaryIO

from policydiff.errors import ReadError
from policydiff.messages import message
from policydiff.readers import recognition
from policydiff.readers.archive_limits import BeyondLimitError, Budget
from policydiff.readers.archives import (
    GZIP,
    MARK,
    ZIP,
    Archive,
    ArchiveMember,
    gunzipped,
    member_bytes,
    nested_archive,
    open_archive,
)
from policydiff.readers.containers import ContainerFile, ContainerOptions, json_lines
from policydiff.readers.entries import Entry, Source, UnreadableInput
from policydiff.readers.read import read_bytes
from policydiff.readers.registry import container_suffix
from policydiff.readers.tar_archive import BLOCK, is_tar
from policydiff.readers.zip_directory import EMPTY, SIGNATURE

# Suffixes of members that hold no text of a document, unless their content is that of one.
_OTHER_SUFFIXES = (
    ".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff", ".webp", ".svg", ".ico", ".emf", ".wmf", ".heic", ".avif",
    ".css", ".js", ".mjs", ".map", ".woff", ".woff2", ".ttf", ".otf", ".eot", ".mp3", ".mp4", ".wav", ".avi", ".mov",
    ".wmv", ".flv", ".exe", ".dll", ".db", ".ini", ".lnk", ".url",
)  # fmt: skip
_PICTURES = ("a PNG picture", "a JPEG picture")
_SYSTEM_FOLDER = "__MACOSX"
_PEEKED_BYTES = 64
_RECORD_NAME = re.compile(r"(.*\.(?:jsonl|ndjson)(?:\.gz)?):([0-9]{1,9})", re.DOTALL)  # of a document that is a record
_MAX_UNPACKED = 2  # members of JSON Lines that are kept unpacked


@dataclass
class _Reading:
    """What reading an archive needs at every depth, the number of its last document, and the ids of all so far."""

    file: ContainerFile
    options: ContainerOptions
    budget: Budget
    number: int = 0
    ids: set[str] = field(default_factory=set)


def archive_entries(file: ContainerFile, options: ContainerOptions, kind: str) -> Iterator[Entry | UnreadableInput]:
    """The documents of an archive in the order of its list, with what could not be read in its place.

    ReadError if the archive is beyond a limit or damaged; what was read before stays read.
    """
    stream = file.opened()
    all_bytes = stream.seek(0, os.SEEK_END)
    stream.seek(0)
    beginning = stream.read(BLOCK)
    if not (beginning.startswith((SIGNATURE, EMPTY)) if kind == ZIP else is_tar(beginning)):
        noun = message("a ZIP archive") if kind == ZIP else message("a TAR archive")
        raise ReadError(message("not {noun}, in spite of its name", noun=noun), where=file.path)
    reading = _Reading(file, options, Budget())
    archive = open_archive(stream, kind, file.path, reading.budget)
    for member in archive.members:
        yield from _read_member(archive, member, "", (member.start, member.length), reading, 1)
        file.report_progress(min(member.start + member.length, all_bytes), all_bytes)
    if archive.damage:
        raise ReadError(archive.damage, where=file.path)
    if not reading.number:
        raise ReadError("no document in the archive", where=file.path)


def _read_member(
    archive: Archive, member: ArchiveMember, folder: str, place: tuple[int, int], reading: _Reading, depth: int
) -> Iterator[Entry | UnreadableInput]:
    """The documents of one member: of an archive all of them; none if the member is no document.

    `folder` is the name of the archive inside the file, with the mark behind it; `place` the bytes of the outermost
    member.
    """
    name = f"{folder}{member.name}"
    if _is_hidden(member.name):
        reading.file.pass_over(name)
        return
    try:
        if member.problem:
            raise ReadError(member.problem, where=name)
        kind = recognition.kind_of_bytes(archive.read(member, reading.budget, _PEEKED_BYTES))
        if kind in _PICTURES or (not kind and member.name.lower().endswith(_OTHER_SUFFIXES)):
            reading.file.pass_over(name)
            return
        raw = archive.read(member, reading.budget)
        shown = f"{reading.file.path}{MARK}{name}"
        inner = nested_archive(raw, member.name, shown, reading.budget, depth + 1)
        if inner is None and container_suffix(member.name) in json_lines.SUFFIXES:
            raw = gunzipped(raw, shown, reading.budget) if raw.startswith(GZIP) else raw
            yield from _records(raw, name, place, reading)
            return
        if inner is None:
            source = _source(reading, name, place)
            if not source.id.endswith(f"{MARK}{name}"):
                raise ReadError("another document has this name; this one was not read", where=name)
            yield _entry(raw, source, reading.options)
            return
    except BeyondLimitError as error:
        if not error.is_member:
            raise
        yield _unreadable(_source(reading, name, place), error)
        return
    except ReadError as error:
        yield _unreadable(_source(reading, name, place), error)
        return
    del raw
    for inner_member in inner.members:
        yield from _read_member(inner, inner_member, f"{name}{MARK}", place, reading, depth + 1)
    if inner.damage:
        yield _unreadable(_source(reading, name, place), ReadError(inner.damage))


def _records(raw: bytes, name: str, place: tuple[int, int], reading: _Reading) -> Iterator[Entry | UnreadableInput]:
    """The records of a member of JSON Lines, named by the member and their line."""
    for entry in json_lines.entries(_json_lines_file(raw), reading.options):
        line = entry.source.line
        source = _source(reading, f"{name}:{line}", place)
        if entry.source.id != f":{line}":
            source = replace(source, id=entry.source.id)
        yield replace(entry, source=replace(source, fields=entry.source.fields))


def _json_lines_file(raw: bytes) -> ContainerFile:
    """These bytes as a file of JSON Lines without a name."""

    def opener(path: str, *, anew: bool = False) -> BinaryIO:
        return io.BytesIO(raw)

    return ContainerFile("", "", opener, lambda start, all_bytes: None)


def _is_hidden(name: str) -> bool:
    """Whether a member is one that systems put beside documents, or hidden as in a folder."""
    return any(part.startswith(".") and part != ".." for part in name.split("/")[:-1] if part != ".") or (
        name.split("/")[-1].startswith(".") or name.split("/")[0] == _SYSTEM_FOLDER
    )


def _source(reading: _Reading, member: str, place: tuple[int, int]) -> Source:
    """The source of the next document of an archive.

    Its id is its name, unless a member is called like a document in an archive inside this one.
    """
    reading.number += 1
    file = reading.file
    identity = f"{file.id or file.path}{MARK}{member}"
    if identity in reading.ids:
        identity += f"#{reading.number}"
    reading.ids.add(identity)
    return Source(file.path, file.inside, identity, reading.number, *place, member=member)


def _entry(raw: bytes, source: Source, options: ContainerOptions) -> Entry | UnreadableInput:
    """The document with these bytes; an UnreadableInput if they cannot be read."""
    try:
        if container_suffix(source.member):
            hint = message("unpack the archive")
            raise ReadError(message("a file of many documents inside an archive"), where=source.name, hint=hint)
        document = read_bytes(raw, source.name, encoding=options.encoding)
    except ReadError as error:
        return _unreadable(source, error)
    return Entry(source, document.text, document)


def _unreadable(source: Source, error: ReadError) -> UnreadableInput:
    """A member that could not be read."""
    return UnreadableInput(source, error.message, error.hint, code=error.code)


def archive_entry(file: ContainerFile, source: Source, options: ContainerOptions, kind: str) -> Entry | UnreadableInput:
    """The document of a source, read again; an UnreadableInput if it cannot be read now."""
    try:
        raw = archive_raw(file, source, kind)
    except ReadError as error:
        return _unreadable(source, error)
    if record := _RECORD_NAME.fullmatch(source.member):
        inside = Source("", "", f":{record[2]}", int(record[2]), 0, len(raw))
        entry = json_lines.entry(_json_lines_file(raw), inside, options)
        own_id = entry.source.id if entry.source.id != inside.id else source.id
        return replace(entry, source=replace(source, id=own_id))
    return _entry(raw, source, options)


class _Unpacked(threading.local):
    """The lines of the members of JSON Lines that this thread has read, by the stream of the archive and the name."""

    def __init__(self) -> None:
        self.lines: dict[tuple[int, str], tuple[BinaryIO, list[bytes]]] = {}


_unpacked = _Unpacked()


def archive_raw(file: ContainerFile, source: Source, kind: str) -> bytes:
    """The bytes of the document of a source, unpacked, of a record those of its line; ReadError if they are gone."""
    with file.shared() as stream:
        record = _RECORD_NAME.fullmatch(source.member)
        if record is None:
            return member_bytes(stream, kind, file.path, source.member, stays_open=True)
        key = id(stream), record[1]
        known = _unpacked.lines.get(key)
        if known is None or known[0] is not stream:
            raw = member_bytes(stream, kind, file.path, record[1], stays_open=True)
            raw = gunzipped(raw, source.name, Budget()) if raw.startswith(GZIP) else raw
            for oldest in list(_unpacked.lines)[: max(0, len(_unpacked.lines) + 1 - _MAX_UNPACKED)]:
                del _unpacked.lines[oldest]
            known = _unpacked.lines[key] = stream, io.BytesIO(raw).readlines()
    number = int(record[2])
    if number > len(known[1]):
        raise ReadError("the file was changed while it was read", where=source.name)
    return known[1][number - 1]
