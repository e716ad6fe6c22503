"""A file or a folder made beside its place and then put there: whole or not at all, whatever stops us."""

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

from policydiff.errors import WriteError
from policydiff.storage.saved_plan import below

try:
    import fcntl
except ImportError:  # Windows: what a killed run leaves has to be deleted by hand there
    fcntl = None  # type: ignore[assignment]

_AT_ONCE = 32  # files on their way to the disk
_AT_FDCWD, _EXCHANGE = -100, 2  # of renameat2(2)


class StagedFile(NamedTuple):
    """What was made, and the place it is to have."""

    made: Path
    place: Path


@contextlib.contextmanager
def temporary_beside(place: Path) -> Iterator[Path]:
    """A new folder beside a place, gone at the end whatever happens. What a killed run left there for it goes, too."""
    prefix = _prefix(place)
    stage = place.parent / f"{prefix}{secrets.token_hex(4)}"  # known before it is there, lest it be left behind
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
            _remove(stage)  # should an interruption have come amidst the first


def _prefix(place: Path) -> str:
    return f".policydiff-{hashlib.sha256(os.fsencode(place.name)).hexdigest()[:12]}-"


def left_behind(place: Path, name: str) -> list[str]:
    """What runs to this place that were killed left of this name: perhaps what stood there before."""
    return sorted(str(each / name) for each in place.parent.glob(f"{_prefix(place)}*") if (each / name).is_file())


def with_folders(path: Path, top: Path) -> None:
    """Makes the folders between `top`, which is there, and a file below it."""
    for folder in reversed(path.relative_to(top).parents[:-1]):
        (top / folder).mkdir(exist_ok=True)


def _remove(folder: Path) -> None:
    """Deletes a folder as far as that can be done; shutil's way ends where a tree is deeper than Python's stack."""
    folders = [folder]
    for each in folders:
        with contextlib.suppress(OSError), os.scandir(each) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    folders.append(Path(entry.path))
                else:
                    with contextlib.suppress(OSError):
                        Path(entry.path).unlink()
    for each in reversed(folders):
        with contextlib.suppress(OSError):
            each.rmdir()


def put_in_place(everything: Sequence[StagedFile]) -> None:
    """Puts each in its place, in this order, all or none. What was there is then where the new was made."""
    identities = [_identity(each.made) for each in everything]
    there = [os.path.lexists(each.place) for each in everything]
    at = 0
    try:
        for at, each in enumerate(everything):
            if there[at]:
                _exchange(each.made, each.place)
            else:
                each.made.rename(each.place)
        for folder in {each.place.parent for each in everything}:
            synced(folder)
    except BaseException as error:
        for each, identity, was_there in reversed(list(zip(everything, identities, there, strict=True))):
            with contextlib.suppress(OSError):
                if _identity(each.place) == identity:  # an interruption may come between any two steps
                    _exchange(each.made, each.place) if was_there else each.place.rename(each.made)
        if isinstance(error, OSError):
            raise cannot_write(error, everything[at].place) from None
        raise


def _identity(path: Path) -> tuple[int, int]:
    found = path.lstat()
    return found.st_dev, found.st_ino


def write_staged(path: Path, pieces: Iterable[bytes], *, packed: bool = False, like: str = "") -> str:
    """Writes a new file, as a gzip archive where `packed`; the SHA-256 of the pieces.

    It gets the permissions of the file that it is `like`. `bring_to_disk` has to follow.
    """
    found = hashlib.sha256()
    with path.open("xb") as stream:
        # No time and no name: the same content makes the same archive.
        sink = gzip.GzipFile("", "wb", 6, stream, mtime=0) if packed else contextlib.nullcontext(stream)
        with sink as target:
            for piece in pieces:
                found.update(piece)
                target.write(piece)
    if like:
        with contextlib.suppress(OSError):  # a file system without modes; a source that is gone
            shutil.copymode(like, path)
    return found.hexdigest()


def bring_to_disk(made: Path) -> None:
    """Waits until a file, or a folder with all that is in it, is on the disk.

    Many at once, since a file system brings them there together: thousands of small files one by one take minutes.
    """
    from concurrent.futures import ThreadPoolExecutor

    if not made.is_dir():
        _flush(made)
        return
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        for _ in pool.map(_flush, (made / name for name in below(str(made)))):
            pass
    for folder in {made, *((made / name).parent for name in below(str(made)))}:
        synced(folder)


def _flush(path: Path) -> None:
    with path.open("rb") as stream:
        os.fsync(stream.fileno())


def synced(path: Path) -> None:
    """Waits until a folder's names are on the disk, where the system knows such a thing."""
    with contextlib.suppress(OSError):
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def cannot_write(error: OSError, place: str | Path) -> WriteError:
    """What to say when writing failed."""
    return WriteError(f"cannot be written: {(error.strerror or str(error)).lower()}", where=str(place))


def _exchange(one: Path, other: Path) -> None:
    """Makes each have the other's name, at once where the system can, else with a moment between."""
    if _exchanged(one, other):
        return
    aside = one.with_name(f"{one.name}-aside")
    other.rename(aside)
    try:
        one.rename(other)
    except BaseException:
        aside.rename(other)
        raise
    aside.rename(one)


def _exchanged(one: Path, other: Path) -> bool:
    try:
        rename = ctypes.CDLL(None, use_errno=True).renameat2
    except (AttributeError, OSError, TypeError):
        return False
    return bool(rename(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _EXCHANGE) == 0)


@contextlib.contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Holds a lock on the folder, by which others see that its maker lives."""
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
    if fcntl is None:
        return
    for each in parent.iterdir():
        if not each.name.startswith(prefix) or not each.is_dir() or each.is_symlink():
            continue
        with contextlib.suppress(OSError):
            handle = os.open(each, os.O_RDONLY)
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)  # OSError where its maker lives
                _remove(each)
            finally:
                os.close(handle)
