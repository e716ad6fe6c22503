"""A file or folder made under a temporary name beside its place and then renamed: written whole or not at all."""

from __future__ import annotations

import contextlib
import ctypes
import gzip
import hashlib
import os
import secrets
import shutil
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from policydiff.errors import WriteError, reason_of
from policydiff.messages import message
from policydiff.storage.saved_plan import below

try:
    import fcntl
except ImportError:  # Windows: there, what a killed run leaves has to be deleted by hand
    fcntl = None  # type: ignore[assignment]

_FLUSH_THREADS = 32  # files synced at the same time
_AT_FDCWD = -100  # of renameat2(2): paths are relative to the current folder
_RENAME_EXCHANGE = 2  # of renameat2(2): exchange two names


class StagedFile(NamedTuple):
    """A finished file or folder under a temporary name, and the place it is to be moved to."""

    temporary: Path
    place: Path


@contextlib.contextmanager
def temporary_beside(place: Path) -> Iterator[Path]:
    """A new temporary folder beside `place`, deleted at the end of the block whatever happens.

    WriteError if it cannot be made.

    What a killed run left there for the same place is deleted, too.
    """
    prefix = _prefix(place)
    # The name is set before the folder exists, so that an interruption cannot leave the folder.
    stage = place.parent / f"{prefix}{secrets.token_hex(4)}"
    try:
        try:
            _sweep(place.parent, prefix)
            stage.mkdir(0o700)
        except OSError as error:
            raise cannot_write(error, place) from None
        with _locked(stage):
            yield stage
    finally:
        try:
            _remove(stage)
        finally:
            _remove(stage)  # in case an interruption stopped the first attempt


def _prefix(place: Path) -> str:
    """How the names of temporary folders for this place begin."""
    return f".policydiff-{hashlib.sha256(os.fsencode(place.name)).hexdigest()[:12]}-"


def left_behind(place: Path, name: str) -> list[str]:
    """The paths of files with this name in temporary folders that killed runs for this place left, sorted."""
    return sorted(str(stage / name) for stage in place.parent.glob(f"{_prefix(place)}*") if (stage / name).is_file())


def make_parent_folders(path: Path, top: Path) -> None:
    """Make the folders between `top`, which exists, and a file below it; those that exist stay."""
    for folder in reversed(path.relative_to(top).parents[:-1]):
        (top / folder).mkdir(exist_ok=True)


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


def put_in_place(staged_files: Sequence[StagedFile]) -> None:
    """Move all staged files to their places, in this order, or none; WriteError if that fails.

    What was at a place before is then under the temporary name. A folder may replace a file, and the reverse.
    """
    identities = [_identity(staged.temporary) for staged in staged_files]
    existed = [os.path.lexists(staged.place) for staged in staged_files]
    number = 0
    try:
        for number, staged in enumerate(staged_files):
            if existed[number]:
                _exchange(staged.temporary, staged.place)
            else:
                staged.temporary.rename(staged.place)
        for folder in {staged.place.parent for staged in staged_files}:
            synced(folder)
    except BaseException as error:
        for staged, identity, was_there in reversed(list(zip(staged_files, identities, existed, strict=True))):
            with contextlib.suppress(OSError):
                if _identity(staged.place) == identity:  # an interruption may come between any two steps
                    _exchange(staged.temporary, staged.place) if was_there else staged.place.rename(staged.temporary)
        if isinstance(error, OSError):
            raise cannot_write(error, staged_files[number].place) from None
        raise


def _identity(path: Path) -> tuple[int, int]:
    """Device and inode of a file or folder; of a link, its own."""
    status = path.lstat()
    return status.st_dev, status.st_ino


def write_staged(path: Path, pieces: Iterable[bytes], *, packed: bool = False, like: str = "") -> str:
    """The SHA-256 of the pieces, in hexadecimal, after they were written to a new file, as a gzip archive if `packed`.

    FileExistsError if the file exists. It gets the permissions of the file `like`, those of any new file if that is
    empty. It is on the disk only after `bring_to_disk`.
    """
    digest = hashlib.sha256()
    with path.open("xb") as stream:
        # No time and no name: the same content makes the same archive.
        sink = gzip.GzipFile("", "wb", 6, stream, mtime=0) if packed else contextlib.nullcontext(stream)
        with sink as target:
            for piece in pieces:
                digest.update(piece)
                target.write(piece)
    if like:
        with contextlib.suppress(OSError):  # a file system without modes; a source that is gone
            shutil.copymode(like, path)
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


def synced(path: Path) -> None:
    """Wait until the names in a folder are on the disk, if the system can do that; without an error if not."""
    with contextlib.suppress(OSError):
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def cannot_write(error: OSError, place: str | Path) -> WriteError:
    """The error for a failure to write."""
    return WriteError(message("cannot be written: {reason}", reason=reason_of(error)), where=str(place))


def _exchange(first: Path, second: Path) -> None:
    """Exchange the names of two files or folders, atomically if the system can do that."""
    if _exchanged_atomically(first, second):
        return
    aside = first.with_name(f"{first.name}-aside")
    second.rename(aside)
    try:
        first.rename(second)
    except BaseException:
        aside.rename(second)
        raise
    aside.rename(first)


def _exchanged_atomically(first: Path, second: Path) -> bool:
    """True if two names were exchanged with renameat2(2).

    False if that is not possible, and nothing was changed then.
    """
    try:
        rename = ctypes.CDLL(None, use_errno=True).renameat2
    except (AttributeError, OSError, TypeError):
        return False
    return bool(rename(_AT_FDCWD, os.fsencode(first), _AT_FDCWD, os.fsencode(second), _RENAME_EXCHANGE) == 0)


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
    """Delete the temporary folders with this prefix that no living run has locked; none where there is no fcntl."""
    if fcntl is None:
        return
    for folder in parent.iterdir():
        if not folder.name.startswith(prefix) or not folder.is_dir() or folder.is_symlink():
            continue
        with contextlib.suppress(OSError):
            handle = os.open(folder, os.O_RDONLY)
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)  # OSError if the run that made it is alive
                _remove(folder)
            finally:
                os.close(handle)
