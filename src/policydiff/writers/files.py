"""Writing files so that each is there whole or not at all."""

from __future__ import annotations

import contextlib
import os
import stat
import tempfile
from collections.abc import Mapping
from pathlib import Path

from policydiff.errors import WriteError


def write_files(contents: Mapping[str, bytes]) -> None:
    """Writes every file, or none of them, each by way of a temporary file beside it; WriteError says what failed.

    A file that was there keeps its permissions. On a failure half way the files already put in place are taken back.
    """
    waiting: dict[str, str] = {}
    placed: dict[str, str | None] = {}
    path = ""
    try:
        for path, content in contents.items():
            waiting[path] = _beside(path, content)
        for path, temporary in waiting.items():
            placed[path] = _put_aside(path)
            Path(temporary).replace(path)
    except OSError as error:
        for each, old in placed.items():
            with contextlib.suppress(OSError):
                if old:
                    Path(old).replace(each)
                else:
                    Path(each).unlink(missing_ok=True)
        raise WriteError(f"cannot be written: {(error.strerror or str(error)).lower()}", where=path) from None
    finally:
        for leftover in (*waiting.values(), *filter(None, placed.values())):
            with contextlib.suppress(OSError):
                Path(leftover).unlink(missing_ok=True)


def _beside(path: str, content: bytes) -> str:
    """A synced temporary file with the content, in the folder of `path`."""
    folder = Path(path).parent
    handle, temporary = tempfile.mkstemp(prefix=".policydiff-", dir=folder)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        Path(temporary).chmod(_mode(path))
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    return temporary


def _mode(path: str) -> int:
    try:
        return stat.S_IMODE(Path(path).stat().st_mode)
    except OSError:
        mask = os.umask(0)
        os.umask(mask)
        return 0o666 & ~mask


def _put_aside(path: str) -> str | None:
    """A second name for the file that is about to be replaced, None where there is none."""
    if not Path(path).exists():
        return None
    aside = tempfile.mktemp(prefix=".policydiff-old-", dir=Path(path).parent)  # noqa: S306 - link() refuses a taken name
    try:
        os.link(path, aside)
    except OSError:
        return None  # no hard links here: the replacement itself is still atomic
    return aside
