"""Reading a file or its bytes as a Document.

>>> read_bytes("第一条 本办法自公布之日起施行。".encode("gb18030"), "办法.txt").encoding
'gb18030'
"""

from __future__ import annotations

import os
import sys
from typing import BinaryIO

from policydiff.errors import ReadError, hint_of, reason_of
from policydiff.readers.files import STDIN, open_file, refuse_unreadable
from policydiff.readers.registry import format_of
from policydiff.text.document import Document
from policydiff.text.extraction import Tracked


def read_bytes(raw: bytes, path: str, *, encoding: str | None = None, tracked: Tracked = "accept") -> Document:
    """These bytes as a document; ReadError if they are binary or cannot be decoded.

    `path` is shown, and its suffix says the format where the bytes do not; it is never opened. `tracked` says what
    becomes of tracked changes, in formats that have them.
    """
    module = format_of(raw, path)
    options = {} if tracked == "accept" or not hasattr(module, "TRACKS_CHANGES") else {"tracked": tracked}
    return module.read(raw, path, encoding=encoding, **options)


def read_file(path: str, *, encoding: str | None = None, pipes: bool = False, tracked: Tracked = "accept") -> Document:
    """The file at `path` (`-` is standard input) as a document; ReadError if it cannot be read as text.

    `in.zip!folder/a.html` is a document in an archive. With `pipes` a named pipe is read too, as diff(1) does; this
    may wait for its writer. `tracked` is that of `read_bytes`.
    """
    try:
        if path == STDIN:
            raw = _standard_input()
        elif "!" in path and (in_archive := _bytes_in_archive(path)) is not None:
            raw = in_archive
        else:
            raw = _bytes_of(path, pipes=pipes)
    except (OSError, ValueError) as error:
        raise ReadError(reason_of(error), where=path, hint=hint_of(error)) from error
    return read_bytes(raw, path, encoding=encoding, tracked=tracked)


def _standard_input() -> bytes:
    """The bytes of standard input; ReadError if it is closed or may have no end."""
    if sys.stdin is None or sys.stdin.closed:
        raise ReadError("standard input is closed", where=STDIN)
    stream: BinaryIO = sys.stdin.buffer
    try:
        status = os.fstat(stream.fileno())
    except (OSError, ValueError):
        return stream.read()  # a replacement of sys.stdin that has no descriptor
    refuse_unreadable(status, STDIN, handed_over=True)
    return stream.read()


def _bytes_in_archive(path: str) -> bytes | None:
    """The bytes of a document in an archive, named as `in.zip!a.html`; None if the path names no such document."""
    from policydiff.readers import archives

    archive, member = archives.split_path(path)
    if not archive:
        return None
    with open_file(archive) as stream:
        kind = archives.archive_kind(stream, archive)
        if not kind:
            raise ReadError("not an archive", where=archive)
        with archives.unpacked_stream(stream, archive) as unpacked:
            return archives.member_bytes(unpacked, kind, archive, member, stays_open=False)


def _bytes_of(path: str, *, pipes: bool) -> bytes:
    """All bytes of a file; with `pipes` also of a named pipe."""
    with open_file(path, pipes=pipes) as stream:
        return stream.read()
