"""The content of gzip archives in temporary files, in which one can seek."""

from __future__ import annotations

import errno
import tempfile
from typing import BinaryIO

from policydiff.errors import ReadError, WriteError, reason_of
from policydiff.messages import message

_DISK_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def unpacked_copy(packed: BinaryIO, path: str) -> BinaryIO:
    """The content of a gzip archive in a temporary file, open at its start; `packed` is closed.

    OSError or EOFError if the archive is damaged or cut off; WriteError, which names `path`, if there is no room.
    """
    import gzip
    import shutil
    import zlib

    unpacked: BinaryIO = tempfile.TemporaryFile(prefix="policydiff-")  # noqa: SIM115
    try:
        with packed, gzip.GzipFile(fileobj=packed) as stream:
            shutil.copyfileobj(stream, unpacked, 1 << 20)
        unpacked.seek(0)
    except zlib.error as error:
        raise ReadError(message("a broken archive: {error}", error=str(error).lower()), where=path) from None
    except OSError as error:
        if error.errno not in _DISK_FULL:
            raise
        reason = message("no room to unpack it: {reason}", reason=reason_of(error))
        hint = message("TMPDIR names another place; it is {folder}", folder=tempfile.gettempdir())
        raise WriteError(reason, where=path, hint=hint) from None
    return unpacked
