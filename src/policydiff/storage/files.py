"""Writing files so that each is there whole or not at all."""

from __future__ import annotations

import contextlib
import os
import shutil
import stat
import tempfile
from collections.abc import Mapping
from pathlib import Path

from policydiff.errors import WriteError


def write_files(contents: Mapping[str, bytes]) -> None:
    """Writes every file, or none of them, each by way of a temporary file beside it; WriteError says what failed.

    A file that was there keeps its permissions; a symbolic link stays one. On a failure half way, an interruption
    too, the files already put in place are taken back. What is there and is no regular file is refused.
    """
    waiting: dict[str, str] = {}
    placed: dict[str, str | None] = {}
    path = ""
    try:
        for path, content in contents.items():
            waiting[path] = _beside(_target(path), content)
        for path, temporary in waiting.items():
            placed[path] = _second_copy(_target(path))
            Path(temporary).replace(_target(path))
    except BaseException as error:
        for each, old in placed.items():
            with contextlib.suppress(OSError):
                if old:
                    Path(old).replace(_target(each))
                else:
                    _target(each).unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise WriteError(f"cannot be written: {(error.strerror or str(error)).lower()}", where=path) from None
        raise
    finally:
        for leftover in (*waiting.values(), *filter(None, placed.values())):
            with contextlib.suppress(OSError):
                Path(leftover).unlink(missing_ok=True)


def _target(path: str) -> Path:
    """The file that is to be replaced: where a symbolic link leads."""
    target = Path(os.path.realpath(path))
    if target.is_symlink() or (target.exists() and not target.is_file()):
        raise WriteError("is not a regular file", where=path, hint="for a device or a pipe, redirect standard output")
    return target


def _beside(target: Path, content: bytes) -> str:
    """A synced temporary file with the content, in the target's folder."""
    handle, temporary = tempfile.mkstemp(prefix=".policydiff-", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        with contextlib.suppress(PermissionError):  # a file system without modes
            Path(temporary).chmod(_mode(target))
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    return temporary


def _mode(target: Path) -> int:
    try:
        return stat.S_IMODE(target.stat().st_mode)
    except OSError:
        mask = os.umask(0)
        os.umask(mask)
        return 0o666 & ~mask


def _second_copy(target: Path) -> str | None:
    """Another name for the file that is about to be replaced, None where there is none."""
    if not target.exists():
        return None
    handle, aside = tempfile.mkstemp(prefix=".policydiff-old-", dir=target.parent)
    os.close(handle)
    try:
        Path(aside).unlink()
        try:
            os.link(target, aside)
        except OSError:  # a file system without hard links
            shutil.copy2(target, aside)
    except BaseException:
        Path(aside).unlink(missing_ok=True)
        raise
    return aside
