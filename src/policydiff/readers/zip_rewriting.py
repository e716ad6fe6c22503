"""A ZIP archive with other bytes in some members, all else copied byte for byte (APPNOTE.TXT 6.3, without ZIP64)."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Mapping

from policydiff.readers.rewriting import Replacement

_END = b"PK\x05\x06"
_ENTRY = struct.Struct("<4s4B4HL2L5H2L")  # of the central directory, without its names
_LOCAL = struct.Struct("<4s2B4HL2L2H")
_TAIL = struct.Struct("<4s4H2LH")
_DEFLATED, _HAS_DESCRIPTOR = 8, 1 << 3
_MAX_COMMENT = 1 << 16


class NotRewritableError(ValueError):
    """The archive is built in a way that this module does not copy; the archive itself may be sound."""


def replaced_members(raw: bytes, contents: Mapping[str, bytes]) -> list[Replacement]:
    """What to replace in an archive so that the members of these names have these bytes.

    Order, dates and attributes stay. The names are compared as bytes of UTF-8. KeyError for a name that is no member;
    NotRewritableError for an archive with ZIP64 records or bytes before its first member.
    """
    end = raw.rfind(_END, max(0, len(raw) - _TAIL.size - _MAX_COMMENT))
    if end < 0:
        raise NotRewritableError("no end of the central directory")
    _, disk, _, _, count, _, directory, _ = _TAIL.unpack_from(raw, end)
    entries = _entries(raw, directory, count)
    missing = contents.keys() - {entry.name for entry in entries}
    if missing:
        raise KeyError(", ".join(sorted(missing)))
    if disk or directory == 0xFFFFFFFF or any(entry.is_zip64 for entry in entries):
        raise NotRewritableError("a ZIP64 archive, or one in several files")
    by_offset = sorted(entries, key=lambda entry: entry.offset)
    if not by_offset or by_offset[0].offset:
        raise NotRewritableError("bytes before the first member")
    replacements, moved = [], 0  # bytes by which what follows is further back
    for entry, following in zip(by_offset, [*[entry.offset for entry in by_offset[1:]], directory], strict=True):
        start = entry.offset
        if entry.name in contents:
            packed = entry.packed(raw, contents[entry.name])
            replacements.append(Replacement(start, following, packed))
        entry.offset = start + moved
        if entry.name in contents:
            moved += len(packed) - (following - start)
    headers = b"".join(entry.header() for entry in entries)
    tail = bytearray(raw[end:])
    struct.pack_into("<2L", tail, 12, len(headers), directory + moved)
    replacements.append(Replacement(directory, len(raw), headers + bytes(tail)))
    return replacements


class _Entry:
    """A member as the central directory lists it; `offset` is where its local header begins."""

    def __init__(self, raw: bytes, position: int) -> None:
        fields = list(_ENTRY.unpack_from(raw, position))
        self._fields = fields
        name_length, extra_length, comment_length = fields[12:15]
        start = position + _ENTRY.size
        self._names = raw[start : start + name_length + extra_length + comment_length]
        self.length = _ENTRY.size + len(self._names)
        self.name = self._names[:name_length].decode("utf-8", "surrogateescape")

    @property
    def offset(self) -> int:
        """Where the local header begins."""
        return int(self._fields[18])

    @offset.setter
    def offset(self, value: int) -> None:
        self._fields[18] = value

    @property
    def is_zip64(self) -> bool:
        """Whether sizes or offset are in a ZIP64 record."""
        return 0xFFFFFFFF in (self._fields[10], self._fields[11], self._fields[18])

    def header(self) -> bytes:
        """The entry of the central directory."""
        return _ENTRY.pack(*self._fields) + self._names

    def packed(self, raw: bytes, content: bytes) -> bytes:
        """The local header and these bytes, deflated; the entry is changed to match."""
        local = list(_LOCAL.unpack_from(raw, self.offset))
        names_start = self.offset + _LOCAL.size
        names = raw[names_start : names_start + local[10] + local[11]]
        packer = zlib.compressobj(wbits=-15)
        packed = packer.compress(content) + packer.flush()
        checks = [zlib.crc32(content), len(packed), len(content)]
        flags = local[3] & ~_HAS_DESCRIPTOR
        local[3], local[4], local[7:10] = flags, _DEFLATED, checks
        self._fields[5], self._fields[6], self._fields[9:12] = flags, _DEFLATED, checks
        return _LOCAL.pack(*local) + names + packed


def _entries(raw: bytes, directory: int, count: int) -> list[_Entry]:
    """The entries of the central directory; NotRewritableError if it is damaged."""
    entries = []
    position = directory
    for _ in range(count):
        if raw[position : position + 4] != b"PK\x01\x02":
            raise NotRewritableError("a damaged central directory")
        entry = _Entry(raw, position)
        entries.append(entry)
        position += entry.length
    return entries
