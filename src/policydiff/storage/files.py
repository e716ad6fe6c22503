"""Writing files so that each is written whole or not at all."""

from __future__ import annotations

import contextlib
import os
import shutil
import stat
import tempfile
from collections.abc import Mapping
from pathlib import Path

from policydiff.errors import WriteError, reason_of
from policydiff.messages import message
from policydiff.readers.files import open_file
from policydiff.text.document import Document


def require_same_bytes(path: str, document: Document) -> None:
    """WriteError if the file does not hold the bytes of the document, which then must not replace it.

    The file has changed since it was read, or its format is not text and the document holds the text alone. What is
    missing or no regular file passes: it is refused when it is written.
    """
    if not os.path.isfile(path):
        return
    with open_file(path) as stream:
        if stream.read() != document.raw:
            raise WriteError("is not the text that was read from it", where=path, hint="write the text with -o")


def write_files(contents: Mapping[str, bytes]) -> None:
    """Write all of the files or none, each through a temporary file beside it; WriteError if that fails.

    A file that is replaced keeps its permissions; a symbolic link stays one. On an error or an interruption the files
    that were replaced already get their old content back. A path that exists and is no regular file is refused.
    """
    waiting: dict[str, str] = {}
    placed: dict[str, str | None] = {}
    path = ""
    try:
        for path, content in contents.items():
            waiting[path] = _temporary_with_content(_target(path), content)
        for path, temporary in waiting.items():
            placed[path] = _backup(_target(path))
            Path(temporary).replace(_target(path))
    except BaseException as error:
        for written, old in placed.items():
            with contextlib.suppress(OSError):
                if old:
                    Path(old).replace(_target(written))
                else:
                    _target(written).unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise WriteError(message("cannot be written: {reason}", reason=reason_of(error)), where=path) from None
        raise
    finally:
        for leftover in (*waiting.values(), *filter(None, placed.values())):
            with contextlib.suppress(OSError):
                Path(leftover).unlink(missing_ok=True)


def _target(path: str) -> Path:
    """The file to replace: where a symbolic link leads; it need not exist. WriteError if it is no regular file."""
    target = Path(os.path.realpath(path))
    if target.is_symlink() or (target.exists() and not target.is_file()):
        raise WriteError("is not a regular file", where=path, hint="for a device or a pipe, redirect standard output")
    return target


def _temporary_with_content(target: Path, content: bytes) -> str:
    """The path of a synced temporary file with the content, in the folder of the target."""
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
    """The permission bits of the target; if there is none, those of a new file under the umask."""
    try:
        return stat.S_IMODE(target.stat().st_mode)
    except OSError:
        mask = os.umask(0)
        os.umask(mask)
        return 0o666 & ~mask


def _backup(target: Path) -> str | None:
    """A second name for the file that is about to be replaced; None if there is no file."""
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
