"""The content of gzip archives in temporary files, in which one can seek.

>>> bytes_of_size("2G"), bytes_of_size("512m"), bytes_of_size("4096")
(2147483648, 536870912, 4096)
"""

from __future__ import annotations

import errno
import os
import re
import tempfile
from typing import BinaryIO

from policydiff.errors import ReadError, WriteError, reason_of
from policydiff.messages import Message, message

MAX_UNPACKED_BYTES = 1 << 28  # of an archive, unless it is set; a larger one may unpack to MAX_RATIO times its size
MAX_RATIO = 200
_SIZE = re.compile(r"([1-9][0-9]{0,14})([KMGT]?)", re.I)
_UNITS = {"": 1, "K": 1 << 10, "M": 1 << 20, "G": 1 << 30, "T": 1 << 40}  # bytes
_DISK_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def bytes_of_size(value: str) -> int:
    """The number of bytes of a size such as 512M or 2G, in binary units; ValueError for anything else."""
    size = _SIZE.fullmatch(value)
    if size is None:
        raise ValueError(message("a size such as 512M or 2G is wanted"))
    return int(size[1]) * _UNITS[size[2].upper()]


def _bomb(max_bytes: int) -> Message:
    """Why an archive is not unpacked to its end."""
    return message("unpacks to more than {most:,} bytes, {ratio} times its size", most=max_bytes, ratio=MAX_RATIO)


def unpacked_copy(
    packed: BinaryIO, path: str, limit: int | None = None, *, most: int = 0, keeps_cut: bool = False
) -> BinaryIO:
    """The content of a gzip archive in a temporary file, open at its start; `packed` is closed.

    It may be of `most` bytes; if that is 0 of `limit`, None for `MAX_UNPACKED_BYTES`, and more for a large archive.
    With `keeps_cut`, the content of an archive that is cut off is what is whole of it, without the NULs at its end, so
    that a TAR archive in it ends before its end.

    OSError or EOFError if the archive is damaged or cut off; ReadError if it unpacks to far more than text does;
    WriteError, which names `path`, if there is no room.
    """
    import gzip
    import zlib

    unpacked: BinaryIO = tempfile.TemporaryFile(prefix="policydiff-")  # noqa: SIM115
    try:
        with packed, gzip.GzipFile(fileobj=packed) as stream:
            max_bytes = most or max(limit or MAX_UNPACKED_BYTES, MAX_RATIO * os.fstat(packed.fileno()).st_size)
            while piece := stream.read1(1 << 20) if keeps_cut else stream.read(1 << 20):
                if unpacked.tell() + len(piece) > max_bytes:
                    raise ReadError(_bomb(max_bytes), where=path, hint="--max-unpacked raises the limit")
                unpacked.write(piece)
            unpacked.flush()
    except EOFError:
        if not keeps_cut:
            raise
        _cut_nuls(unpacked)
    except zlib.error as error:
        raise ReadError(message("a broken archive: {error}", error=str(error).lower()), where=path) from None
    except OSError as error:
        if error.errno not in _DISK_FULL:
            raise
        reason = message("no room to unpack it: {reason}", reason=reason_of(error))
        hint = message("TMPDIR names another place; it is {folder}", folder=tempfile.gettempdir())
        raise WriteError(reason, where=path, hint=hint) from None
    unpacked.seek(0)
    return unpacked


def _cut_nuls(stream: BinaryIO) -> None:
    """Cut the NULs off the end of a file."""
    end = stream.seek(0, os.SEEK_END)
    while end > 0:
        start = max(0, end - (1 << 16))
        stream.seek(start)
        if kept := stream.read(end - start).rstrip(b"\0"):
            end = start + len(kept)
            break
        end = start
    stream.truncate(end)
