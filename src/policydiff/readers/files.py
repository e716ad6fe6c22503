"""Opening what a user names: files, standard input and pipes; devices and other files without an end are refused."""

from __future__ import annotations

import os
import stat
from typing import BinaryIO

from policydiff.errors import ReadError
from policydiff.text.lazy_regex import pattern

STDIN = "-"
_BUFFER_BYTES = 1 << 18  # bytes read at a time: records are longer than the default buffer
OPEN_DESCRIPTOR = pattern(r"/dev/(?:stdin|fd/\d+)|/proc/self/fd/\d+", signs=["/dev/", "/proc/"])


def open_file(path: str, *, pipes: bool = False) -> BinaryIO:
    """The file, open at its start.

    ReadError for a folder and for what may have no end, OSError for what cannot be opened.

    Pipes are opened if `pipes`, or if the shell passed them as an open descriptor. Opening any other file never
    waits for a writer.
    """
    handed_over = pipes or OPEN_DESCRIPTOR.fullmatch(path) is not None
    refuse_unreadable(os.stat(path), path, handed_over=handed_over)
    # Should the file have become a FIFO since, opening it must not wait for a writer.
    flags = os.O_RDONLY | getattr(os, "O_BINARY", 0) | (0 if handed_over else getattr(os, "O_NONBLOCK", 0))
    stream: BinaryIO = os.fdopen(os.open(path, flags), "rb", _BUFFER_BYTES)
    try:
        refuse_unreadable(os.fstat(stream.fileno()), path, handed_over=handed_over)
    except BaseException:
        stream.close()
        raise
    return stream


def refuse_unreadable(status: os.stat_result, path: str, *, handed_over: bool) -> None:
    """ReadError for a folder and for what may have no end.

    A pipe, a socket or the terminal of standard input is accepted only if it was handed over to be read.
    """
    mode = status.st_mode
    if stat.S_ISDIR(mode):
        raise ReadError("is a directory", where=path, hint="name a file in it")
    if stat.S_ISREG(mode) or (stat.S_ISCHR(mode) and _is_finite_device(status, handed_over)):
        return
    if not (handed_over and (stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode))):
        raise ReadError("not a regular file", where=path, hint="copy its content to a file")


def _is_finite_device(device: os.stat_result, handed_over: bool) -> bool:
    """True for the null device; if it was handed over, also for the terminal at which a user types the text."""
    if device.st_rdev == os.stat(os.devnull).st_rdev:
        return True
    return handed_over and os.isatty(0) and device.st_rdev == os.fstat(0).st_rdev
