"""A file or folder made under a temporary name beside its place and then renamed: written whole or not at all."""

from __future__ import annotations

import contextlib
import gzip
import hashlib
import os
import secrets
from collections.abc import Iterable, Iterator
from pathlib import Path

from policydiff.atomic.permissions import CLOSED, restrict, umask
from policydiff.atomic.seen import below
from policydiff.atomic.transaction import cannot_write, settle, synced

try:
    import fcntl
except ImportError:  # Windows: there, what a killed run leaves has to be deleted by hand
    fcntl = None  # type: ignore[assignment]

_FLUSH_THREADS = 32  # files synced at the same time


@contextlib.contextmanager
def temporary_beside(place: Path, shown: str = "") -> Iterator[Path]:
    """A new temporary folder beside `place`, deleted at the end of the block whatever happens.

    WriteError, which names `shown` or else the place, if it cannot be made. What a killed run left there for
    the same place is repaired and deleted first.
    Only if the block moved something to its place and could not take it back, the folder stays for the next run.
    """
    prefix = _prefix(place)
    # The name is set before the folder exists, so that an interruption cannot leave the folder.
    stage = place.parent / f"{prefix}{secrets.token_hex(4)}"
    try:
        try:
            _sweep(place.parent, prefix)
            stage.mkdir(0o700)
        except OSError as error:
            raise cannot_write(error, shown or place) from None
        with _locked(stage):
            yield stage
    finally:
        try:
            _settle_and_remove(stage)
        finally:
            _settle_and_remove(stage)  # in case an interruption stopped the first attempt


def repair(*places: str | Path) -> None:
    """Undo what a killed run did in part to one of these places, and delete what it left beside them.

    To be called before a place is read or examined. Nothing happens where the folder cannot be written.
    """
    for place in dict.fromkeys(Path(os.path.realpath(place)) for place in places):
        with contextlib.suppress(OSError, ValueError):
            _sweep(place.parent, _prefix(place))


def _prefix(place: Path) -> str:
    """How the names of temporary folders for this place begin."""
    return f".policydiff-{hashlib.sha256(os.fsencode(place.name)).hexdigest()[:12]}-"


def make_parent_folders(path: Path, top: Path) -> None:
    """Make the folders between `top`, which exists, and a file below it; those that exist stay."""
    for folder in reversed(path.relative_to(top).parents[:-1]):
        (top / folder).mkdir(exist_ok=True)


def _settle_and_remove(folder: Path) -> None:
    """Delete a temporary folder unless it is needed to undo a transaction; see `settle`."""
    if settle(folder):
        _remove(folder)


def _remove(folder: Path) -> None:
    """Delete a folder as far as possible; unlike shutil, also where a tree is deeper than the stack of Python."""
    folders = [folder]
    for current in folders:
        with contextlib.suppress(OSError), os.scandir(current) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    folders.append(Path(entry.path))
                else:
                    with contextlib.suppress(OSError):
                        Path(entry.path).unlink()
    for current in reversed(folders):
        with contextlib.suppress(OSError):
            current.rmdir()


def write_staged(path: Path, pieces: Iterable[bytes], *, packed: bool = False, like: str = "") -> str:
    """The SHA-256 of the pieces, in hexadecimal, after they were written to a new file, as a gzip archive if `packed`.

    FileExistsError if the file exists. It gets the permissions of the file `like`, those of any new file if that is
    empty. It is on the disk only after `bring_to_disk`.
    """
    digest = hashlib.sha256()
    path.touch(CLOSED, exist_ok=False)
    with path.open("wb") as stream:
        # No time and no name: the same content makes the same archive.
        sink = gzip.GzipFile("", "wb", 6, stream, mtime=0) if packed else contextlib.nullcontext(stream)
        with sink as target:
            for piece in pieces:
                digest.update(piece)
                target.write(piece)
    mode = 0o666 & ~umask()
    if like:
        with contextlib.suppress(OSError):  # a source that is gone
            mode = os.stat(like).st_mode & 0o777
    restrict(path, mode, [like] if like else [])
    return digest.hexdigest()


def bring_to_disk(path: Path) -> None:
    """Wait until a file, or a folder with its content, is on the disk.

    Several files are synced at the same time: thousands of small files one by one take minutes.
    """
    from concurrent.futures import ThreadPoolExecutor

    if not path.is_dir():
        _flush(path)
        return
    with ThreadPoolExecutor(_FLUSH_THREADS) as pool:
        for _ in pool.map(_flush, (path / name for name in below(str(path)))):
            pass
    for folder in {path, *((path / name).parent for name in below(str(path)))}:
        synced(folder)


def _flush(path: Path) -> None:
    """Wait until the content of a file is on the disk."""
    with path.open("rb") as stream:
        os.fsync(stream.fileno())


@contextlib.contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Hold a lock on the folder, by which other runs see that the run that made it is alive.

    Where there is no fcntl, nothing is locked.
    """
    if fcntl is None:
        yield
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        with contextlib.suppress(OSError):
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(handle)


def _sweep(parent: Path, prefix: str) -> None:
    """Settle and delete the temporary folders with this prefix that no living run has locked.

    None where there is no fcntl.
    """
    if fcntl is None:
        return
    with os.scandir(parent) as entries:
        folders = [Path(entry.path) for entry in entries if entry.name.startswith(prefix)]
    for folder in sorted(folders):
        if not folder.is_dir() or folder.is_symlink():
            continue
        with contextlib.suppress(OSError):
            handle = os.open(folder, os.O_RDONLY)
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)  # OSError if the run that made it is alive
                _settle_and_remove(folder)
            finally:
                os.close(handle)
