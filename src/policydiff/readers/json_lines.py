"""Files of JSON Lines as bytes: their lines, however long, and the content of packed ones."""

from __future__ import annotations

import errno
import tempfile
from collections.abc import Iterator
from typing import BinaryIO

from policydiff.errors import WriteError

LONGEST_LINE = 1 << 28  # bytes of one record; a longer one is a problem, not a memory fault
_LETTERS = 64  # looked at one by one, before a whole line is searched: few lines have more
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def escapes(line: bytes) -> bool:
    """Whether there may be a character as \\uXXXX: looked for by its letter, since backslashes stand in every line."""
    at = line.find(b"u")
    for _ in range(_LETTERS):
        if at < 0:
            return False
        if line[at - 1] == ord("\\"):
            return True
        at = line.find(b"u", at + 1)
    return b"\\u" in line


def is_encodable(text: str) -> bool:
    """Whether there is no half of a character in the text."""
    try:
        return text.encode("utf-8") is not None
    except UnicodeEncodeError:
        return False


def lines(stream: BinaryIO) -> Iterator[tuple[bytes | None, int]]:
    """Each line with its length in bytes; None for one that is too long to be held."""
    while line := stream.readline(LONGEST_LINE):
        length = len(line)
        if length == LONGEST_LINE and not line.endswith(b"\n"):
            while (more := stream.readline(LONGEST_LINE)) and not more.endswith(b"\n"):
                length += len(more)
            yield None, length + len(more)
        else:
            yield line, length


def unpacked_copy(packed: BinaryIO, path: str) -> BinaryIO:
    """The content of a gzip archive in a temporary file, at its start."""
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
        if error.errno not in _FULL:
            raise
        hint = f"TMPDIR names another place; it is {tempfile.gettempdir()}"
        raise WriteError(f"no room to unpack it: {error.strerror}".lower(), where=path, hint=hint) from None
    return unpacked
