"""The list of members of a ZIP archive (APPNOTE.TXT 6.3, with ZIP64), read in bounded memory.

A name is Unicode where an extra field says so. Else it is UTF-8 if it decodes as such, even without the flag for it,
and GB18030 or Big5, as Chinese Windows writes it, if it does not, even with the flag.
"""

from __future__ import annotations

import os
import re
import stat
import struct
import zlib
from collections.abc import Iterator, Sequence
from typing import BinaryIO, NamedTuple

from policydiff.messages import Message, message, verbatim
from policydiff.readers.archive_limits import Budget
from policydiff.text.encoding import MIN_READABILITY, readability

SIGNATURE = b"PK\x03\x04"
EMPTY = b"PK\x05\x06"  # the beginning of an archive without members
LOCAL = struct.Struct("<4s2B4HL2L2H")
ENCRYPTED, DESCRIPTOR, UTF8 = 1, 1 << 3, 1 << 11  # flags
_ENTRY = struct.Struct("<4s4B4HL2L5H2L")
_END = struct.Struct("<4s4H2LH")
_END64 = struct.Struct("<4sQ2H2L4Q")
_LOCATOR = struct.Struct("<4sLQL")
_MAX_COMMENT = 1 << 16
_MAX_DIRECTORY = 1 << 25  # bytes of the list of members
_UNIX = 3  # of the systems that wrote a member
_UNICODE_PATH, _ZIP64 = 0x7075, 1  # extra fields
_ALL32, _ALL16 = 0xFFFFFFFF, 0xFFFF
# Only runs of two or more letters of two bytes each in UTF-8: they may be ideographs of GBK instead.
_TWO_BYTE_RUNS = re.compile(rb"[\x00-\x7f]*(?:(?:[\xc2-\xdf][\x80-\xbf]){2,}[\x00-\x7f]*)+")


class NotZipError(ValueError):
    """Bytes that are no sound ZIP archive; the argument is the message."""


class ZipMember(NamedTuple):
    """A member as the list has it: its name, where its local header begins, and how it is packed.

    `name` has "/" between folders, and one at its end if the member is a folder. Bytes count from the first one of the
    file.
    """

    name: str
    raw_name: bytes
    flags: int
    method: int
    crc: int
    packed: int
    size: int
    offset: int
    is_link: bool


class _Entry(NamedTuple):
    """A member whose name is not decoded yet."""

    member: ZipMember
    extra: bytes


def zip_members(stream: BinaryIO, budget: Budget, where: str) -> list[ZipMember]:
    """The members in the order of the list; NotZipError if it is damaged, BeyondLimitError if it is too long."""
    stream.seek(0, os.SEEK_END)
    size = stream.tell()
    tail_start = max(0, size - _MAX_COMMENT - _END.size)
    stream.seek(tail_start)
    tail = stream.read()
    end = tail.rfind(b"PK\x05\x06")
    if end < 0 or len(tail) - end < _END.size:
        raise NotZipError(message("the list of its members is missing"))
    _, disk, _, _, count, length, start, _ = _END.unpack_from(tail, end)
    end += tail_start
    behind = end
    if _ALL16 in (disk, count) or _ALL32 in (length, start):
        behind, count, length, start = _zip64_end(stream, end)
    if length > min(behind, _MAX_DIRECTORY):
        raise NotZipError(message("the list of its members is damaged"))
    budget.add_members(count, where)
    shift = behind - length - start  # bytes before the archive, in a file that unpacks itself
    if shift < 0:
        raise NotZipError(message("the list of its members is damaged"))
    stream.seek(0)
    if shift and stream.read(4) == b"PK\x03\x04":  # of a file that is cut off, the last archive inside it ends it
        raise NotZipError(message("the list at its end is that of another archive"))
    stream.seek(behind - length)
    entries = list(_entries(stream.read(length), shift))
    if len(entries) != count & _ALL16 and len(entries) != count:
        budget.add_members(len(entries) - count, where)
        raise NotZipError(message("the list of its members is damaged"))
    return _named(entries)


def _zip64_end(stream: BinaryIO, end: int) -> tuple[int, int, int, int]:
    """Where the list ends, and its count, length and start, by the ZIP64 record before the end record at `end`."""
    try:
        stream.seek(max(0, end - _LOCATOR.size))
        signature, _, position, _ = _LOCATOR.unpack(stream.read(_LOCATOR.size))
        if signature != b"PK\x06\x07" or position > end:
            raise NotZipError(message("the list of its members is damaged"))
        stream.seek(position)
        fields = _END64.unpack(stream.read(_END64.size))
    except struct.error:
        raise NotZipError(message("the list of its members is damaged")) from None
    if fields[0] != b"PK\x06\x06":
        raise NotZipError(message("the list of its members is damaged"))
    return position, fields[7], fields[8], fields[9]


def _entries(directory: bytes, shift: int) -> Iterator[_Entry]:
    """The members of a list, with the names as bytes."""
    position = 0
    while position + _ENTRY.size <= len(directory):
        fields = _ENTRY.unpack_from(directory, position)
        if fields[0] != b"PK\x01\x02":
            raise NotZipError(message("the list of its members is damaged"))
        system, flags, method = fields[2], fields[5], fields[6]
        crc, packed, size, name_length, extra_length, comment_length = fields[9:15]
        attributes, offset = fields[17:19]
        start = position + _ENTRY.size
        raw_name = directory[start : start + name_length]
        extra = directory[start + name_length : start + name_length + extra_length]
        position = start + name_length + extra_length + comment_length
        if position > len(directory):
            raise NotZipError(message("the list of its members is damaged"))
        if _ALL32 in (packed, size, offset):
            size, packed, offset = _zip64_sizes(extra, size, packed, offset)
        is_link = system == _UNIX and stat.S_ISLNK(attributes >> 16)
        yield _Entry(ZipMember("", raw_name, flags, method, crc, packed, size, offset + shift, is_link), extra)
    if position != len(directory):
        raise NotZipError(message("the list of its members is damaged"))


def _zip64_sizes(extra: bytes, *values: int) -> list[int]:
    """Size, packed size and offset, those that do not fit into four bytes by the extra field for them."""
    field = _extra_field(extra, _ZIP64)
    position, result = 0, []
    for value in values:
        if value == _ALL32:
            if position + 8 > len(field):
                raise NotZipError(message("the list of its members is damaged"))
            (value,) = struct.unpack_from("<Q", field, position)
            position += 8
        result.append(value)
    return result


def _extra_field(extra: bytes, wanted: int) -> bytes:
    """The content of an extra field; empty if there is none."""
    position = 0
    while position + 4 <= len(extra):
        number, length = struct.unpack_from("<2H", extra, position)
        if number == wanted:
            return extra[position + 4 : position + 4 + length]
        position += 4 + length
    return b""


def cut_off_members(stream: BinaryIO, budget: Budget, where: str) -> list[ZipMember]:
    """The whole members at the beginning of an archive whose list is missing, by their local headers.

    They end at the first one that is cut off, or whose header does not say how long it is.
    """
    stream.seek(0, os.SEEK_END)
    size = stream.tell()
    entries: list[_Entry] = []
    position = 0
    while len(entries) < budget.limits.members:
        stream.seek(position)
        header = stream.read(LOCAL.size)
        if len(header) < LOCAL.size or not header.startswith(SIGNATURE):
            break
        fields = LOCAL.unpack(header)
        flags, method, crc, packed, unpacked, name_length, extra_length = fields[3], fields[4], *fields[7:12]
        end = position + LOCAL.size + name_length + extra_length + packed
        if flags & DESCRIPTOR or packed == _ALL32 or end > size:
            break
        raw_name, extra = stream.read(name_length), stream.read(extra_length)
        entries.append(_Entry(ZipMember("", raw_name, flags, method, crc, packed, unpacked, position, False), extra))
        position = end
    budget.add_members(len(entries), where)
    return _named(entries)


# --- names


def _named(entries: Sequence[_Entry]) -> list[ZipMember]:
    """The members with their names decoded; the encoding of old names is chosen by all of them together."""
    others = b" ".join(
        member.raw_name
        for member, extra in entries
        if not _unicode_name(member, extra) and not member.raw_name.isascii()
    )
    old = (
        "big5hkscs" if others and readability(others, "big5hkscs") > readability(others, "gb18030") + 0.1 else "gb18030"
    )
    return [
        member._replace(name=_slashes(_unicode_name(member, extra) or _decoded(member.raw_name, member.flags, old)))
        for member, extra in entries
    ]


def _unicode_name(member: ZipMember, extra: bytes) -> str:
    """The name that the extra field of Info-ZIP gives (APPNOTE 4.6.9); empty if there is none, or it is outdated."""
    field = _extra_field(extra, _UNICODE_PATH) if extra else b""
    if len(field) < 6 or field[0] != 1 or struct.unpack_from("<L", field, 1)[0] != zlib.crc32(member.raw_name):
        return ""
    return field[5:].decode("utf-8", "replace")


def _decoded(raw: bytes, flags: int, old: str) -> str:
    """A name as text; `old` is the encoding of names that are not UTF-8."""
    if raw.isascii():
        return raw.decode("ascii")
    try:
        name = raw.decode("utf-8")
    except UnicodeDecodeError:
        name = ""
    # Two common characters of GBK can be two letters of UTF-8, such as those for "to connect".
    if name and (flags & UTF8 or not _TWO_BYTE_RUNS.fullmatch(raw) or readability(raw, "gb18030") < MIN_READABILITY):
        return name
    for encoding in (old, "gb18030", "big5hkscs", "cp437"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("latin-1")


def _slashes(name: str) -> str:
    """The name with "/" where Windows programs put a backslash; a question mark for none."""
    return name.replace("\\", "/") or "?"


def reason_of_damage(error: Exception) -> Message:
    """What a library says of damaged bytes, shortened."""
    text = str(error.args[0]) if error.args else ""
    if isinstance(error, NotZipError) and isinstance(error.args[0], Message):
        return error.args[0]
    return verbatim(text[:200].lower() or type(error).__name__)
