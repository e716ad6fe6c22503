"""Archives of documents, ZIP and TAR, opened in memory: their members, those of archives in them, each by its name.

A document in an archive is called `in.zip!folder/a.html`, one in an archive inside it `in.zip!inner.zip!a.html`. A ZIP
archive that is itself a document, such as a Word file, is none of these.
"""

from __future__ import annotations

import io
import os
import threading
from collections.abc import Iterable, Iterator, Sequence
from typing import BinaryIO, NamedTuple, Protocol

from policydiff.errors import ReadError
from policydiff.messages import NOTHING, Message, message
from policydiff.readers.archive_limits import BeyondLimitError, Budget, current_limits
from policydiff.readers.tar_archive import BLOCK, TarMember, is_tar, tar_content, tar_listing
from policydiff.readers.zip_archive import check_overlaps, unpacked_member
from policydiff.readers.zip_directory import (
    EMPTY,
    SIGNATURE,
    NotZipError,
    ZipMember,
    cut_off_members,
    reason_of_damage,
    zip_members,
)

MARK = "!"  # between an archive and its member
ZIP, TAR = "zip_archive", "tar_archive"  # the modules of `readers.containers`
KINDS = (ZIP, TAR)
GZIP = b"\x1f\x8b\x08"
ZIP_SUFFIXES = (".zip",)
TAR_SUFFIXES = (".tar", ".tar.gz", ".tgz")
# Suffixes of documents that are ZIP archives: whatever is in such a file, it is one document, or a damaged one.
_DOCUMENT_SUFFIXES = (
    ".docx", ".docm", ".dotx", ".dotm", ".xlsx", ".xlsm", ".xltx", ".pptx", ".pptm", ".ppsx", ".odt", ".ott", ".ods",
    ".odp", ".odg", ".ofd", ".epub", ".vsdx", ".jar", ".apk", ".pages", ".numbers", ".key", ".wpsx", ".uot",
)  # fmt: skip
# Members by which a ZIP archive is known to be a document: Office Open XML, OpenDocument and EPUB, OFD, programs.
_MARKS_OF_DOCUMENTS = frozenset({"[Content_Types].xml", "mimetype", "OFD.xml", "META-INF/MANIFEST.MF"})
_PEEKED = 1 << 16  # bytes of a gzip archive unpacked to see what is in it
_MAX_CACHED = 8  # archives kept listed in a thread


class ArchiveMember(NamedTuple):
    """A file in an archive: its name, and its bytes in the archive, packed as they are.

    `problem` says why it is not read; it is empty if it may be.
    """

    name: str
    start: int
    length: int
    problem: Message


class Archive(Protocol):
    """An archive that is open. `members` are its files, without folders; `damage` says why some may be missing."""

    members: Sequence[ArchiveMember]
    damage: Message

    def read(self, member: ArchiveMember, budget: Budget, most: int | None = None) -> bytes:
        """The content of a member; with `most`, the first bytes of it. ReadError if it cannot be unpacked."""


class _ZipFiles:
    """The files of a ZIP archive."""

    def __init__(self, stream: BinaryIO, where: str, budget: Budget) -> None:
        self._stream, self._where = stream, where
        self.damage = NOTHING
        try:
            listed = zip_members(stream, budget, where)
        except NotZipError as error:
            listed = cut_off_members(stream, budget, where)
            self.damage = message("not a sound ZIP archive: {error}", error=reason_of_damage(error))
        check_overlaps(listed, where)
        self._listed = [member for member in listed if not member.name.endswith("/")]
        problems = _problems([member.name for member in self._listed])
        self.members: Sequence[ArchiveMember] = _one_a_name(
            ArchiveMember(member.name, member.offset, member.packed, _zip_problem(member) or problem)
            for member, problem in zip(self._listed, problems, strict=True)
        )
        self._by_start = {member.offset: member for member in self._listed}

    def read(self, member: ArchiveMember, budget: Budget, most: int | None = None) -> bytes:
        """The content of a member; see `Archive`."""
        return unpacked_member(self._stream, self._by_start[member.start], budget, self._where, most)


class _TarFiles:
    """The files of a TAR archive."""

    def __init__(self, stream: BinaryIO, where: str, budget: Budget) -> None:
        self._stream, self._where = stream, where
        listing = tar_listing(stream, budget, where)
        self.damage = message("not a sound TAR archive: {error}", error=listing.damage) if listing.damage else NOTHING
        listed = [member for member in listing.members if not member.name.endswith("/")]
        problems = _problems([member.name for member in listed])
        self.members: Sequence[ArchiveMember] = _one_a_name(
            ArchiveMember(member.name, member.start, member.size, _tar_problem(member) or problem)
            for member, problem in zip(listed, problems, strict=True)
        )

    def read(self, member: ArchiveMember, budget: Budget, most: int | None = None) -> bytes:
        """The content of a member; see `Archive`."""
        file = TarMember(member.name, member.start, member.length, True)
        return tar_content(self._stream, file, budget, self._where, most)


def _zip_problem(member: ZipMember) -> Message:
    """Why a member is not read, apart from its name; empty if it may be."""
    return message("a link, which is not followed") if member.is_link else NOTHING


def _tar_problem(member: TarMember) -> Message:
    """Why a member is not read, apart from its name; empty if it may be."""
    return member.problem if member.is_file else message("a link or a device, which is not followed")


def _problems(names: Sequence[str]) -> Iterator[Message]:
    """For each name why its member is not read: it leads out of the archive, or another member has it, too."""
    counts: dict[str, int] = {}
    for name in names:
        counts[name] = counts.get(name, 0) + 1
    for name in names:
        if "\0" in name or name.startswith("/") or name[1:2] == ":" or ".." in name.split("/"):
            yield message("its name leads out of the archive; it was not read")
        elif counts[name] > 1:
            yield message("{count} members have this name; none of them was read", count=counts[name])
        else:
            yield NOTHING


def _one_a_name(members: Iterable[ArchiveMember]) -> list[ArchiveMember]:
    """The first member of each name; if there are more, its problem says so."""
    first: dict[str, ArchiveMember] = {}
    for member in members:
        first.setdefault(member.name, member)
    return list(first.values())


# --- which files are archives


def archive_kind(stream: BinaryIO, path: str) -> str:
    """`ZIP` or `TAR` if a stream is an archive of documents, by its content; empty if it is not."""
    name = path.lower()
    stream.seek(0)
    beginning = stream.read(BLOCK)
    if beginning.startswith((SIGNATURE, EMPTY)):
        names = _member_names(stream)
        return "" if name.endswith(_DOCUMENT_SUFFIXES) or names == [] or _are_of_document(names) else ZIP
    if is_tar(beginning):
        return TAR
    if beginning.startswith(GZIP):
        stream.seek(0)
        return TAR if is_tar(_unpacked_beginning(stream.read(_PEEKED))) else ""
    return ""


def may_be_archive(beginning: bytes) -> bool:
    """Whether the first bytes of a file, at least 512 of a TAR archive, may be those of an archive of documents."""
    return beginning.startswith((SIGNATURE, EMPTY, GZIP)) or is_tar(beginning)


def is_document(stream: BinaryIO) -> bool:
    """Whether a file is a ZIP archive and a document itself, such as a Word file, by the names of its members."""
    stream.seek(0)
    return stream.read(len(SIGNATURE)) == SIGNATURE and _are_of_document(_member_names(stream))


def _member_names(stream: BinaryIO) -> list[str] | None:
    """The names of the members of a ZIP archive, of a damaged one those that are found; None if they are too many."""
    try:
        members = zip_members(stream, Budget(), "")
    except BeyondLimitError:
        return None
    except NotZipError:
        members = cut_off_members(stream, Budget(), "")
    return [member.name for member in members]


def _are_of_document(names: list[str] | None) -> bool:
    """Whether a ZIP archive with members of these names is a document."""
    return names is not None and not _MARKS_OF_DOCUMENTS.isdisjoint(names)


def _unpacked_beginning(packed: bytes) -> bytes:
    """The first bytes of a gzip archive; none if it is damaged."""
    import zlib

    try:
        return zlib.decompressobj(16 + zlib.MAX_WBITS).decompress(packed, BLOCK)
    except zlib.error:
        return b""


def archive_error(kind: str, path: str) -> ReadError:
    """The error for an archive where one document is wanted."""
    noun = message("a ZIP archive") if kind == ZIP else message("a TAR archive")
    hint = message("name one of its documents, as in {path}!folder/name.docx", path=path)
    return ReadError(message("this is {kind}, not a document", kind=noun), where=path, hint=hint)


# --- opening


def open_archive(stream: BinaryIO, kind: str, where: str, budget: Budget) -> Archive:
    """An archive in a stream that is not packed itself; BeyondLimitError if it holds too much."""
    return _ZipFiles(stream, where, budget) if kind == ZIP else _TarFiles(stream, where, budget)


def nested_archive(raw: bytes, name: str, where: str, budget: Budget, depth: int) -> Archive | None:
    """The archive that a member with this content is, at this depth from 1; None if it is none.

    ReadError if it is deeper than the limit, or beyond another one.
    """
    kind = archive_kind(io.BytesIO(raw), name) if may_be_archive(raw) else ""
    if not kind:
        return None
    if depth > budget.limits.depth:
        most = budget.limits.depth
        raise ReadError(message("an archive inside {most} others, which is not unpacked", most=most), where=where)
    if raw.startswith(GZIP):
        raw = gunzipped(raw, where, budget, keeps_cut=True)
    return open_archive(io.BytesIO(raw), kind, where, budget)


def gunzipped(raw: bytes, where: str, budget: Budget, *, keeps_cut: bool = False) -> bytes:
    """The content of a gzip archive that is a member; ReadError if it is damaged, or beyond a limit.

    With `keeps_cut`, of one that is cut off what is whole, without the NULs at its end; see `unpacked_copy`.
    """
    import gzip
    import zlib

    pieces, size = [], 0
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(raw)) as stream:
            while piece := stream.read1(1 << 18):
                size += len(piece)
                budget.check(where.rpartition(MARK)[2], size, len(raw), where)
                pieces.append(piece)
    except EOFError as error:
        if not keeps_cut:
            raise _broken(error, where) from None
        pieces = [b"".join(pieces).rstrip(b"\0")]
    except (OSError, zlib.error) as error:
        raise _broken(error, where) from None
    budget.add_bytes(size)
    return b"".join(pieces)


def _broken(error: Exception, where: str) -> ReadError:
    """The error for a gzip archive that is damaged."""
    return ReadError(message("a broken archive: {error}", error=str(error).lower()), where=where)


def unpacked_stream(stream: BinaryIO, path: str) -> BinaryIO:
    """The archive in a stream at its start, in a temporary file if it is packed as a whole; see `unpacked_copy`."""
    stream.seek(0)
    is_packed = stream.read(len(GZIP)) == GZIP
    stream.seek(0)
    if not is_packed:
        return stream
    from policydiff.readers.unpacking import unpacked_copy

    return unpacked_copy(stream, path, most=current_limits().total_bytes, keeps_cut=True)


class _Cache(threading.local):
    """The archives that this thread has listed, by the streams they are in; and the last archive inside one."""

    def __init__(self) -> None:
        self.archives: dict[int, tuple[BinaryIO, Archive]] = {}
        self.nested: tuple[Archive, ArchiveMember, Archive] | None = None


_cache = _Cache()


def _listed(stream: BinaryIO, kind: str, where: str) -> Archive:
    """The archive in a stream, listed only once while the stream is open."""
    known = _cache.archives.get(id(stream))
    if known is not None and known[0] is stream:
        return known[1]
    archive = open_archive(stream, kind, where, Budget())
    for oldest in list(_cache.archives)[: max(0, len(_cache.archives) + 1 - _MAX_CACHED)]:
        del _cache.archives[oldest]
    _cache.archives[id(stream)] = stream, archive
    return archive


def member_bytes(stream: BinaryIO, kind: str, where: str, name: str, *, stays_open: bool) -> bytes:
    """The content of the document with this name in an archive, or in one inside it.

    The list of an archive is kept for the next call if its stream stays open. ReadError if there is no such document,
    or if it cannot be unpacked.
    """
    budget = Budget()
    archive, rest = _listed(stream, kind, where) if stays_open else open_archive(stream, kind, where, budget), name
    for depth in range(2, budget.limits.depth + 3):
        member = _member(archive, rest)
        if member is None:
            break
        shown = f"{where}{MARK}{member.name}"
        if member.problem:
            raise ReadError(member.problem, where=shown)
        if member.name == rest:
            return archive.read(member, budget)
        inner = _inner(archive, member, shown, budget, depth)
        if inner is None:
            break
        archive, rest, where = inner, rest[len(member.name) + 1 :], shown
    raise ReadError(message("no such document in the archive: {name}", name=rest), where=where)


def _inner(archive: Archive, member: ArchiveMember, shown: str, budget: Budget, depth: int) -> Archive | None:
    """The archive that a member is, listed anew unless it was the last one; None if it is none."""
    if _cache.nested is not None and _cache.nested[0] is archive and _cache.nested[1] == member:
        return _cache.nested[2]
    inner = nested_archive(archive.read(member, budget), member.name, shown, budget, depth)
    _cache.nested = (archive, member, inner) if inner is not None else None
    return inner


def _member(archive: Archive, path: str) -> ArchiveMember | None:
    """The member with this name, or the archive whose name the path begins with; None if there is neither."""
    inner = None
    for member in archive.members:
        if member.name == path:
            return member
        if path.startswith(f"{member.name}{MARK}"):
            inner = member
    return inner


def split_path(path: str) -> tuple[str, str]:
    """The archive on the disk and the name of the document in it; both empty if the path names no such document.

    A file with a "!" in its own name is a file.
    """
    if MARK not in path or os.path.lexists(path):
        return "", ""
    position = path.find(MARK)
    while position >= 0:
        if os.path.isfile(path[:position]):
            return path[:position], path[position + 1 :]
        position = path.find(MARK, position + 1)
    return "", ""
