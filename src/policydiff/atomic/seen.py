"""What was at a place when it was read, so that nothing that was saved there since is replaced."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

try:
    import fcntl
except ImportError:  # Windows, which does not let an open file be replaced
    fcntl = None  # type: ignore[assignment]

_CHUNK_BYTES = 1 << 20
Identity = tuple[int, ...]  # of a file: inode, size and time of change; of a folder or link: its inode


class Seen(NamedTuple):
    """What was at a place: the SHA-256 of a file, or else the identity of each file by its path below the place.

    Both are empty if nothing was there.
    """

    digest: str = ""
    identities: frozenset[tuple[str, Identity]] = frozenset()


ABSENT = Seen()


def seen_bytes(raw: bytes) -> Seen:
    """A file with these bytes."""
    return Seen(hashlib.sha256(raw).hexdigest())


def look_at(path: Path) -> Seen:
    """What is at the path now, by the identities of its files: fast, but a change within one tick may be missed."""
    top = identity(path)
    if top is None:
        return ABSENT
    names = below(str(path)) if path.is_dir() and not path.is_symlink() else ()
    return Seen("", frozenset([("", top), *((name, identity(path / name) or ()) for name in names)]))


def is_still(seen: Seen, path: Path) -> bool:
    """True if the path holds what was seen; for bytes, also if no other process has the file open for writing.

    Where the system does not say who has it open, the bytes alone decide.
    """
    if not seen.digest:
        return look_at(path) == seen
    return path.is_file() and not _is_being_written(path) and file_digest(path) == seen.digest


def identity(path: Path) -> Identity | None:
    """What stays the same when a file or folder is renamed, and changes when a file is written; None if it is missing.

    Not the device, whose number may change when the machine starts again.
    """
    try:
        status = path.lstat()
    except OSError:
        return None
    if path.is_symlink() or path.is_dir():
        return (status.st_ino,)
    return status.st_ino, status.st_size, status.st_mtime_ns


def file_digest(path: Path) -> str:
    """The SHA-256 of a file in hexadecimal."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while piece := stream.read(_CHUNK_BYTES):
            digest.update(piece)
    return digest.hexdigest()


def below(root: str) -> Iterator[str]:
    """The paths of all files below a folder, `/` between, in no certain order; links are files.

    OSError for a folder that cannot be read.

    Not recursive, since a tree may be deeper than the stack of Python.
    """
    waiting = [""]
    while waiting:
        folder = waiting.pop()
        with os.scandir(os.path.join(root, folder)) as entries:
            for entry in entries:
                name = f"{folder}/{entry.name}" if folder else entry.name
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(name)
                else:
                    yield name


def _is_being_written(path: Path) -> bool:
    """True if another process has the file open for writing; False also if the system does not say.

    Asked with a lease, which Linux grants to the owner of a file that nobody has open for writing.
    """
    if fcntl is None or not hasattr(fcntl, "F_SETLEASE"):
        return False
    import signal

    handle = os.open(path, os.O_RDONLY)
    try:
        # Should somebody open the file this very moment, the signal must be one that ends no process.
        fcntl.fcntl(handle, fcntl.F_SETSIG, signal.SIGURG)
        fcntl.fcntl(handle, fcntl.F_SETLEASE, fcntl.F_RDLCK)
        fcntl.fcntl(handle, fcntl.F_SETLEASE, fcntl.F_UNLCK)
    except BlockingIOError:
        return True
    except OSError:  # another owner, or a file system without leases
        return False
    finally:
        os.close(handle)
    return False
