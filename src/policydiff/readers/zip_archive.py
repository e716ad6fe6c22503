"""ZIP archives read from bytes in bounded memory: nothing is written to the disk, and no name is used as a path.

Names are UTF-8 if the archive says so, else UTF-8 if they decode as such, else GB18030 as Chinese Windows writes them.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from dataclasses import dataclass

from policydiff.errors import ReadError
from policydiff.messages import Message, message

SIGNATURE = b"PK\x03\x04"


@dataclass(frozen=True, slots=True)
class ArchiveLimits:
    """What an archive may hold: bytes of one member and of all, unpacked; how often packed; members; archives in it.

    They are checked by what the archive declares, and again by what is unpacked.
    """

    member_bytes: int = 64 << 20
    total_bytes: int = 256 << 20
    ratio: int = 200
    members: int = 10_000
    depth: int = 2


LIMITS = ArchiveLimits()
_SMALL = 1 << 20  # bytes of a member that may be packed tighter than the ratio: blank pages compress well
_CHUNK = 1 << 18


class ZipArchive:
    """The members of a ZIP archive, by their names; ReadError if it is damaged, encrypted or beyond a limit."""

    def __init__(self, raw: bytes, where: str, limits: ArchiveLimits = LIMITS) -> None:
        self._raw, self._where, self._limits = raw, where, limits
        self._unpacked = 0  # bytes so far
        try:
            self._file = zipfile.ZipFile(io.BytesIO(raw))
        except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError, OverflowError) as error:
            raise self._damaged(error) from None
        infos = self._file.infolist()
        if len(infos) > limits.members:
            raise self._beyond(message("{count:,} members, more than {most:,}", count=len(infos), most=limits.members))
        self._check_overlaps(infos)
        self._infos = {member_name(info): info for info in infos if not info.is_dir()}

    def __contains__(self, name: str) -> bool:
        return name in self._infos

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the members that are files, in the order of the archive."""
        return tuple(self._infos)

    def read(self, name: str) -> bytes:
        """The bytes of a member, unpacked; KeyError if there is none of this name, ReadError as for the archive."""
        info = self._infos[name]
        if info.flag_bits & 1:
            raise ReadError(message("the member {name} is encrypted", name=name), where=self._where)
        self._check(name, info.file_size, info.compress_size)
        pieces, size = [], 0
        try:
            with self._file.open(info) as stream:
                while piece := stream.read(_CHUNK):
                    size += len(piece)
                    self._check(name, size, info.compress_size)
                    pieces.append(piece)
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError) as error:
            raise self._damaged(error, name) from None
        self._unpacked += size
        return b"".join(pieces)

    def _check(self, name: str, size: int, packed: int) -> None:
        """Refuse a member of this size, of which so many bytes were packed."""
        limits = self._limits
        if size > limits.member_bytes:
            most = limits.member_bytes
            raise self._beyond(message("the member {name} is larger than {most:,} bytes", name=name, most=most))
        if self._unpacked + size > limits.total_bytes:
            raise self._beyond(message("more than {most:,} bytes unpacked", most=limits.total_bytes))
        if size > _SMALL and size > limits.ratio * max(packed, 1):
            most = limits.ratio
            raise self._beyond(message("the member {name} is packed more than {most} times", name=name, most=most))

    def _check_overlaps(self, infos: list[zipfile.ZipInfo]) -> None:
        """Refuse an archive two of whose members share bytes."""
        behind = 0
        for info in sorted(infos, key=lambda info: info.header_offset):
            if info.header_offset < behind:
                raise self._beyond(message("members that overlap"))
            behind = info.header_offset + 30 + info.compress_size

    def _beyond(self, reason: Message) -> ReadError:
        """The error for an archive that is beyond a limit."""
        return ReadError(
            message("not unpacked: {reason}", reason=reason),
            where=self._where,
            hint=message("unpack it yourself if you trust it"),
        )

    def _damaged(self, error: Exception, name: str = "") -> ReadError:
        """The error for an archive, or one of its members, that cannot be unpacked."""
        reason = message("not a sound ZIP archive: {error}", error=str(error)[:200] or type(error).__name__)
        if name:
            reason = message("{reason}, in the member {name}", reason=reason, name=name)
        return ReadError(reason, where=self._where)


def member_name(info: zipfile.ZipInfo) -> str:
    """The name of a member as text; see the head of this module."""
    if info.flag_bits & 0x800:
        return info.filename
    raw = info.filename.encode("cp437", "replace")
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return info.filename
