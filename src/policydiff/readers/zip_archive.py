"""ZIP archives read in bounded memory: nothing is written to the disk, and no name is used as a path."""

from __future__ import annotations

import io
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, BinaryIO

from policydiff.errors import ReadError
from policydiff.messages import message
from policydiff.readers.archive_limits import ArchiveLimits, BeyondLimitError, Budget, printable
from policydiff.readers.zip_directory import (
    ENCRYPTED,
    LOCAL,
    SIGNATURE,
    NotZipError,
    ZipMember,
    reason_of_damage,
    zip_members,
)

_CHUNK = 1 << 18
_STORED, _DEFLATED, _BZIP2 = 0, 8, 12

__all__ = ["SIGNATURE", "ZipArchive", "check_overlaps", "unpacked_member"]


class ZipArchive:
    """The members of a ZIP archive, by their names; ReadError if it is damaged, encrypted or beyond a limit."""

    def __init__(self, raw: bytes, where: str, limits: ArchiveLimits | None = None) -> None:
        self._where = where
        self._budget = Budget(limits)
        self._stream = io.BytesIO(raw)
        try:
            members = zip_members(self._stream, self._budget, where)
            for member in members:  # a part with another name would be missed by nobody
                _find_content(self._stream, member)
        except NotZipError as error:
            reason = message("not a sound ZIP archive: {error}", error=reason_of_damage(error))
            raise ReadError(reason, where=where) from None
        check_overlaps(members, where)
        files = [member for member in members if not member.name.endswith("/")]
        self._members = {member.name: member for member in files}
        self._repeated = {name for name, number in Counter(member.name for member in files).items() if number > 1}

    def __contains__(self, name: str) -> bool:
        return name in self._members

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the members that are files, in the order of the archive."""
        return tuple(self._members)

    def read(self, name: str) -> bytes:
        """The bytes of a member, unpacked; KeyError if there is none of this name.

        ReadError as for the archive, and if two members have the name.
        """
        member = self._members[name]
        if name in self._repeated:
            raise ReadError(message("two members are called {name}", name=printable(name)), where=self._where)
        return unpacked_member(self._stream, member, self._budget, self._where)


def check_overlaps(members: Sequence[ZipMember], where: str) -> None:
    """BeyondLimitError for an archive two of whose members share bytes."""
    behind = 0
    for member in sorted(members, key=lambda member: member.offset):
        if member.offset < behind:
            raise BeyondLimitError(message("members that overlap"), where)
        behind = member.offset + LOCAL.size + len(member.raw_name) + member.packed


def unpacked_member(stream: BinaryIO, member: ZipMember, budget: Budget, where: str, most: int | None = None) -> bytes:
    """The bytes of a member; with `most`, at least so many of its first bytes, and they are not checked.

    ReadError if it is encrypted, damaged or beyond a limit.
    """
    if member.flags & ENCRYPTED:
        reason = message("the member {name} is encrypted", name=printable(member.name))
        raise ReadError(reason, where=where, hint="unpack it with its password first")
    budget.check(member.name, member.size, member.packed, where)
    pieces, size, crc = [], 0, 0
    try:
        for piece in _pieces(stream, member):
            size += len(piece)
            budget.check(member.name, size, member.packed, where)
            pieces.append(piece)
            if most is not None and size >= most:
                return b"".join(pieces)
            crc = zlib.crc32(piece, crc)
        if size != member.size or (crc != member.crc and most is None):
            raise NotZipError(message("its content is damaged"))
    except (NotZipError, zlib.error, EOFError, OSError) as error:
        reason = message("{error}, in the member {name}", error=reason_of_damage(error), name=printable(member.name))
        raise ReadError(message("not a sound ZIP archive: {error}", error=reason), where=where) from None
    budget.add_bytes(size)
    return b"".join(pieces)


def _pieces(stream: BinaryIO, member: ZipMember) -> Iterator[bytes]:
    """The content of a member, unpacked piece by piece."""
    _find_content(stream, member)
    unpacker = _unpacker(member.method)
    left = member.packed
    while left and (packed := stream.read(min(left, _CHUNK))):
        left -= len(packed)
        if unpacker is None:
            yield packed
        else:
            yield from _unpacked(unpacker, packed, member.method)
    if left:
        raise NotZipError(message("it is cut off"))
    if unpacker is not None and not unpacker.eof:
        raise NotZipError(message("it is cut off"))


def _find_content(stream: BinaryIO, member: ZipMember) -> None:
    """Go to the first byte of the content of a member; NotZipError if its header is not that of the list."""
    stream.seek(member.offset)
    header = stream.read(LOCAL.size)
    if len(header) < LOCAL.size or not header.startswith(SIGNATURE):
        raise NotZipError(message("the header of {name} is missing", name=printable(member.name)))
    fields = LOCAL.unpack(header)
    if stream.read(fields[10]) != member.raw_name:
        raise NotZipError(message("the header of {name} has another name", name=printable(member.name)))
    stream.seek(fields[11], 1)


def _unpacker(method: int) -> Any:
    """What unpacks the bytes of a method; None if they are not packed."""
    if method == _STORED:
        return None
    if method == _DEFLATED:
        return zlib.decompressobj(-zlib.MAX_WBITS)
    if method == _BZIP2:
        import bz2

        return bz2.BZ2Decompressor()
    raise NotZipError(message("packed by method {number}, which is not read", number=method))


def _unpacked(unpacker: Any, packed: bytes, method: int) -> Iterator[bytes]:
    """The bytes that come of some packed ones, at most `_CHUNK` at a time."""
    while packed and not unpacker.eof:
        yield unpacker.decompress(packed, _CHUNK)
        packed = unpacker.unconsumed_tail if method == _DEFLATED else b""
    while method == _BZIP2 and not unpacker.eof and not unpacker.needs_input:
        yield unpacker.decompress(b"", _CHUNK)
