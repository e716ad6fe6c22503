"""Archives made byte by byte, so that names, flags and sizes can be what no library would write."""

from __future__ import annotations

import gzip
import io
import struct
import tarfile
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

UTF8_FLAG, ENCRYPTED_FLAG, DESCRIPTOR_FLAG = 1 << 11, 1, 1 << 3


@dataclass(frozen=True)
class Member:
    """A member of a ZIP archive; what is None is as it should be."""

    name: str | bytes
    content: bytes = b""
    flags: int = 0
    extra: bytes = b""
    stored: bool = False
    size: int | None = None
    crc: int | None = None
    offset: int | None = None
    local_name: bytes | None = None
    method: int | None = None
    attributes: int = 0

    @property
    def raw_name(self) -> bytes:
        """The name as bytes."""
        return self.name if isinstance(self.name, bytes) else self.name.encode()


def unicode_path(raw_name: bytes, name: str) -> bytes:
    """The extra field of Info-ZIP with the name in Unicode."""
    content = struct.pack("<BL", 1, zlib.crc32(raw_name)) + name.encode()
    return struct.pack("<2H", 0x7075, len(content)) + content


def zip_file(
    members: Sequence[Member], *, before: bytes = b"", comment: bytes = b"", count: int | None = None
) -> bytes:
    """A ZIP archive of these members."""
    body, directory = bytearray(before), bytearray()
    for member in members:
        packer = zlib.compressobj(9, wbits=-15)
        packed = member.content if member.stored else packer.compress(member.content) + packer.flush()
        method = member.method if member.method is not None else 0 if member.stored else 8
        crc = zlib.crc32(member.content) if member.crc is None else member.crc
        size = len(member.content) if member.size is None else member.size
        offset = len(body) - len(before) if member.offset is None else member.offset
        facts = struct.pack("<2H2H3L", member.flags, method, 0, 0x5C21, crc, len(packed), size)
        local_name = member.raw_name if member.local_name is None else member.local_name
        if member.flags & DESCRIPTOR_FLAG:
            local_facts = struct.pack("<2H2H3L", member.flags, method, 0, 0x5C21, 0, 0, 0)
            tail = struct.pack("<4s3L", b"PK\x07\x08", crc, len(packed), size)
        else:
            local_facts, tail = facts, b""
        body += b"PK\x03\x04\x14\0" + local_facts + struct.pack("<2H", len(local_name), len(member.extra))
        body += local_name + member.extra + packed + tail
        directory += b"PK\x01\x02\x14\x03\x14\0" + facts
        directory += struct.pack("<5H2L", len(member.raw_name), len(member.extra), 0, 0, 0, member.attributes, offset)
        directory += member.raw_name + member.extra
    number = len(members) if count is None else count
    end = struct.pack(
        "<4s4H2LH", b"PK\5\6", 0, 0, number, number, len(directory), len(body) - len(before), len(comment)
    )
    return bytes(body + directory + end + comment)


def zip_of(files: Mapping[str, bytes | str]) -> bytes:
    """A ZIP archive of these files, with names in UTF-8."""
    return zip_file(
        [
            Member(name, content.encode() if isinstance(content, str) else content, UTF8_FLAG)
            for name, content in files.items()
        ]
    )


def tar_of(files: Mapping[str, bytes | str], *, form: int = tarfile.PAX_FORMAT, encoding: str = "utf-8") -> bytes:
    """A TAR archive of these files."""
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w", format=form, encoding=encoding) as archive:
        for name, content in files.items():
            raw = content.encode() if isinstance(content, str) else content
            info = tarfile.TarInfo(name)
            info.size = len(raw)
            archive.addfile(info, io.BytesIO(raw))
    return stream.getvalue()


def gzipped(raw: bytes) -> bytes:
    """The bytes as a gzip archive, the same each time."""
    return gzip.compress(raw, mtime=0)
