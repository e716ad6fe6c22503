"""The members of a TAR archive (ustar, pax, GNU and the old form), listed in bounded memory."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from policydiff.errors import ReadError
from policydiff.messages import NOTHING, Message, message
from policydiff.readers.archive_limits import Budget

BLOCK = 512  # bytes of a header; contents are filled up to a multiple of it
_MAX_HEADER_TEXT = 1 << 20  # bytes of a long name, or of the records of pax
_FILES = b"0\x007"
_LONG_NAME, _LONG_LINK, _PAX, _PAX_ALL = b"L", b"K", b"x", b"g"
_FOLDER = b"5"
_WITHOUT_CONTENT = b"123456"  # links, devices, folders and pipes


class TarMember(NamedTuple):
    """A member: its name, with "/" at the end of a folder, and its bytes in the archive. Links have no bytes.

    `problem` says why a file cannot be read; it is empty if it can.
    """

    name: str
    start: int
    size: int
    is_file: bool
    problem: Message = NOTHING


class TarListing(NamedTuple):
    """The members of an archive in order, and why the list may not be all of it; empty if it is."""

    members: list[TarMember]
    damage: Message


def is_tar(beginning: bytes) -> bool:
    """Whether the first bytes of a file are the header of a TAR archive, by its checksum."""
    header = beginning[:BLOCK]
    if len(header) < BLOCK or not header[0]:
        return False
    return _checksum_is_right(header)


def tar_listing(stream: BinaryIO, budget: Budget, where: str) -> TarListing:
    """The members of an archive; BeyondLimitError if they are too many."""
    stream.seek(0, os.SEEK_END)
    size = stream.tell()
    members: list[TarMember] = []
    headers = _Headers(stream, size)
    for member in headers.members():
        budget.add_members(1, where)
        members.append(member)
    return TarListing(members, headers.damage)


class _Headers:
    """Reads the headers of an archive one after another."""

    def __init__(self, stream: BinaryIO, size: int) -> None:
        self._stream, self._size = stream, size
        self.damage: Message = NOTHING

    def members(self) -> Iterator[TarMember]:
        """The members; `damage` is set if the archive is damaged or cut off."""
        position = 0
        long_name = b""
        pax: dict[bytes, bytes] = {}
        while True:
            self._stream.seek(position)
            header = self._stream.read(BLOCK)
            if len(header) < BLOCK:
                self.damage = message("cut off behind byte {at:,}", at=position)
                return
            if not header.strip(b"\0"):
                return
            if not _checksum_is_right(header):
                self.damage = message("no header at byte {at:,}", at=position)
                return
            kind, size = header[156:157], _number(header[124:136])
            if kind in (_PAX, _LONG_NAME):
                text = self._stream.read(min(size, _MAX_HEADER_TEXT))
                if size > _MAX_HEADER_TEXT or len(text) < size:
                    self.damage = message("a damaged header at byte {at:,}", at=position)
                    return
                if kind == _PAX:
                    pax = _records(text)
                else:
                    long_name = text.rstrip(b"\0")
            start = position + BLOCK
            if kind not in (_PAX, _PAX_ALL, _LONG_NAME, _LONG_LINK):
                size = int(pax[b"size"]) if pax.get(b"size", b"").isdigit() and len(pax[b"size"]) < 20 else size
                yield self._member(header, kind, pax, long_name, start, size)
                long_name, pax = b"", {}
                size = 0 if kind in _WITHOUT_CONTENT else size
            if size < 0 or start + size > self._size:
                self.damage = message("cut off behind byte {at:,}", at=self._size)
                return
            position = start + -(-size // BLOCK) * BLOCK

    def _member(
        self, header: bytes, kind: bytes, pax: dict[bytes, bytes], long_name: bytes, start: int, size: int
    ) -> TarMember:
        """The member that a header describes, with what the headers before it say of it."""
        raw_name = pax.get(b"path") or long_name or _name(header)
        name = _decoded(raw_name) or "?"
        is_sparse = kind == b"S" or any(key.startswith(b"GNU.sparse") for key in pax)
        problem = NOTHING
        if is_sparse:
            problem = message("a sparse file, which is not read")
        elif kind in _FILES and start + size > self._size:
            problem = message("it is cut off")
        if kind == _FOLDER or (kind in b"0\0" and name.endswith("/")):
            name = name.rstrip("/") + "/"
        return TarMember(name, start, size, kind in _FILES or is_sparse, problem)


def tar_content(stream: BinaryIO, member: TarMember, budget: Budget, where: str, most: int | None = None) -> bytes:
    """The bytes of a member; with `most`, at most so many. ReadError if it is damaged or beyond a limit."""
    if member.problem:
        raise ReadError(member.problem, where=where)
    budget.check(member.name, member.size, member.size, where)
    stream.seek(member.start)
    content = stream.read(member.size if most is None else min(most, member.size))
    if most is None:
        budget.add_bytes(len(content))
    return content


def _checksum_is_right(header: bytes) -> bool:
    """Whether the checksum of a header, in which it counts as spaces, is right; bytes may be signed."""
    stated = _number(header[148:156])
    without = header[:148] + b" " * 8 + header[156:]
    return stated == sum(without) or stated == sum(byte - 256 if byte > 127 else byte for byte in without)


def _number(field: bytes) -> int:
    """A number in octal digits, or as GNU writes large ones; -1 if it is neither."""
    if field[:1] == b"\x80":
        return int.from_bytes(field[1:], "big")
    digits = field.strip(b" \0")
    try:
        return int(digits, 8) if digits else 0
    except ValueError:
        return -1


def _name(header: bytes) -> bytes:
    """The name in a header, with its prefix in the form ustar."""
    name = header[:100].partition(b"\0")[0]
    prefix = header[345:500].partition(b"\0")[0] if header[257:263] == b"ustar\0" else b""
    return b"/".join((prefix, name)) if prefix else name


def _records(text: bytes) -> dict[bytes, bytes]:
    """The records of pax, "LENGTH KEY=VALUE" each; those behind a damaged one are left out."""
    records: dict[bytes, bytes] = {}
    position = 0
    while position < len(text):
        digits, space, _ = text[position : position + 20].partition(b" ")
        if not space or not digits.isdigit() or int(digits) <= len(digits) + 1:
            break
        record = text[position + len(digits) + 1 : position + int(digits)]
        key, _, value = record.rstrip(b"\n").partition(b"=")
        records[key] = value
        position += int(digits)
    return records


def _decoded(raw: bytes) -> str:
    """A name as text: UTF-8, else GB18030, as old programs on Chinese systems wrote it."""
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("latin-1")
