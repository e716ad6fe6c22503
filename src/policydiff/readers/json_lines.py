r"""Files of JSON Lines as bytes: their lines, however long, and the content of packed files.

>>> escapes(rb'{"text": "\u7b2c"}'), escapes(rb'{"text": "unit\n"}')
(True, False)
"""

from __future__ import annotations

import errno
import tempfile
from collections.abc import Iterator
from typing import BinaryIO

from policydiff.errors import WriteError, reason_of

MAX_LINE_BYTES = 1 << 28  # bytes of one record; a longer one is reported as unreadable, so that memory is bounded
_MAX_CHECKED_LETTERS = 64  # checked one by one before the whole line is searched: few lines have more
_DISK_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def escapes(line: bytes) -> bool:
    r"""Whether a line may contain an escape like \u7b2c.

    The letter u is searched for, not the backslash, which occurs in every line.
    """
    position = line.find(b"u")
    for _ in range(_MAX_CHECKED_LETTERS):
        if position < 0:
            return False
        if line[position - 1] == ord("\\"):
            return True
        position = line.find(b"u", position + 1)
    return b"\\u" in line


def is_encodable(text: str) -> bool:
    """Whether the text contains no lone surrogate."""
    try:
        return text.encode("utf-8") is not None
    except UnicodeEncodeError:
        return False


def lines(stream: BinaryIO) -> Iterator[tuple[bytes | None, int]]:
    """Each line with its length in bytes; None instead of a line that is longer than MAX_LINE_BYTES."""
    while line := stream.readline(MAX_LINE_BYTES):
        length = len(line)
        if length == MAX_LINE_BYTES and not line.endswith(b"\n"):
            while (piece := stream.readline(MAX_LINE_BYTES)) and not piece.endswith(b"\n"):
                length += len(piece)
            yield None, length + len(piece)
        else:
            yield line, length


def unpacked_copy(packed: BinaryIO, path: str) -> BinaryIO:
    """The content of a gzip archive in a temporary file, open at its start. OSError if the archive is damaged."""
    import gzip
    import shutil
    import zlib

    unpacked: BinaryIO = tempfile.TemporaryFile(prefix="policydiff-")  # noqa: SIM115
    try:
        with packed, gzip.GzipFile(fileobj=packed) as stream:
            shutil.copyfileobj(stream, unpacked, 1 << 20)
        unpacked.seek(0)
    except zlib.error as error:
        raise OSError(f"a broken archive: {error}") from None
    except OSError as error:
        if error.errno not in _DISK_FULL:
            raise
        hint = f"TMPDIR names another place; it is {tempfile.gettempdir()}"
        raise WriteError(f"no room to unpack it: {reason_of(error)}", where=path, hint=hint) from None
    return unpacked
