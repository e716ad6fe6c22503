"""Writing files so that each is written whole or not at all."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from policydiff.atomic.permissions import CLOSED, give_permissions
from policydiff.atomic.seen import ABSENT, Seen, seen_bytes
from policydiff.atomic.staging import bring_to_disk, temporary_beside
from policydiff.atomic.transaction import StagedFile, cannot_write, put_in_place
from policydiff.errors import WriteError
from policydiff.messages import Message

# What must still be at a path: these bytes, None for nothing. A path that is missing may hold anything.
Read = Mapping[str, bytes | None]


def write_files(
    contents: Mapping[str, bytes], *, read: Read | None = None, sources: Sequence[str] = ()
) -> list[tuple[str, Message]]:
    """What could not be kept of a file that was replaced, by path, after all files were written; WriteError if none is.

    A file that is replaced keeps its permissions; a symbolic link stays one. A path that exists and is no regular file
    is refused, and so is one that does not hold what was `read` there. Nobody may read a file who may not read
    all `sources`.
    """
    notes: list[tuple[str, Message]] = []
    staged_files: list[StagedFile] = []
    with contextlib.ExitStack() as stages:
        for path, content in contents.items():
            place = _target(path)
            temporary = stages.enter_context(temporary_beside(place, path)) / "file"
            try:
                temporary.touch(CLOSED, exist_ok=False)
                temporary.write_bytes(content)
                bring_to_disk(temporary)
                notes += [(path, note) for note in give_permissions(temporary, place, sources)]
            except OSError as error:
                raise cannot_write(error, path) from None
            staged_files.append(StagedFile(temporary, place, _seen(path, read or {}), shown=path))
        put_in_place(staged_files)
    return notes


def remove_file(path: Path, raw: bytes) -> None:
    """Remove a file that holds these bytes; WriteError if it does not any more, or cannot be removed."""
    with temporary_beside(path) as stage:
        put_in_place([StagedFile(stage / "file", path, seen_bytes(raw), removes=True)])


def require_same_bytes(path: str, raw: bytes) -> None:
    """WriteError if the file does not hold these bytes, and so what was made from them must not replace it.

    The file has changed since it was read, or its format is not text and the bytes are those of the text alone. What
    is missing or no regular file passes: it is refused when it is written.
    """
    if not os.path.isfile(path):
        return
    with open(path, "rb") as stream:
        if stream.read() != raw:
            raise WriteError("is not the text that was read from it", where=path, hint="write the text with -o")


def _seen(path: str, read: Read) -> Seen | None:
    """What must still be at the path; None for anything."""
    if path not in read:
        return None
    raw = read[path]
    return ABSENT if raw is None else seen_bytes(raw)


def _target(path: str) -> Path:
    """The file to replace: where a symbolic link leads; it need not exist. WriteError if it is no regular file."""
    target = Path(os.path.realpath(path))
    if target.is_symlink() or (target.exists() and not target.is_file()):
        raise WriteError("is not a regular file", where=path, hint="for a device or a pipe, redirect standard output")
    return target
