"""Who may read a new file: never more people than may read the files it was made from."""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Iterable
from pathlib import Path

from policydiff.messages import Message, message

_READ = {"group": 0o040, "others": 0o004}
_SEARCH = {"group": 0o010, "others": 0o001}  # of a folder: without it nobody gets at its files
CLOSED = 0o600  # of a file until its permissions are known, and if they cannot be set
STDIN = "-"


def allowed_mode(mode: int, group: int, sources: Iterable[str]) -> int:
    """The mode without the right to read for group or others, where they may not read one of the sources.

    `group` is the group of the new file. A source is a file, "-" for standard input, or a folder that leads to one;
    what is missing does not count.
    """
    for status in filter(None, map(_status_of, sources)):
        bits = _SEARCH if stat.S_ISDIR(status.st_mode) else _READ
        others = bool(status.st_mode & bits["others"])
        if not others:
            mode &= ~_READ["others"]
        if not (status.st_mode & bits["group"] if status.st_gid == group else others):
            mode &= ~_READ["group"]
    return mode


def _status_of(source: str) -> os.stat_result | None:
    """The status of a source, that of the archive for a document in one; None if it is missing or no file."""
    try:
        status = os.fstat(0) if source == STDIN else os.stat(source)
    except (OSError, ValueError):
        before, mark, _ = source.rpartition("!")  # in.zip!a.txt
        return _status_of(before) if mark and before else None
    return status if stat.S_ISREG(status.st_mode) or stat.S_ISDIR(status.st_mode) else None


def give_permissions(path: Path, place: Path, sources: Iterable[str]) -> list[Message]:
    """What could not be kept of the file at `place`, after the new file at `path` got its permissions.

    If there is a file at `place`, its mode, owner, group and extended attributes are kept; a new file gets the mode
    under the umask. Then `sources` limit who may read it.
    """
    try:
        old = place.stat()
    except OSError:
        old = None
    if old is None:
        restrict(path, 0o666 & ~umask(), sources)
        return []
    notes: list[Message] = []
    if old.st_nlink > 1:
        notes.append(message("had {count} hard links; the other names keep the old content", count=old.st_nlink))
    new = path.stat()
    if (new.st_uid, new.st_gid) != (old.st_uid, old.st_gid):
        with contextlib.suppress(OSError, AttributeError):
            os.chown(path, old.st_uid, old.st_gid)
        with contextlib.suppress(OSError, AttributeError):
            os.chown(path, -1, old.st_gid)
        if path.stat().st_uid != old.st_uid:
            notes.append(message("belongs to another user now, the one who ran this"))
        if path.stat().st_gid != old.st_gid:
            notes.append(message("belongs to another group now"))
    _copy_attributes(place, path)
    restrict(path, stat.S_IMODE(old.st_mode), [*sources, str(place)])
    return notes


def restrict(path: Path, mode: int, sources: Iterable[str]) -> None:
    """Give a file this mode, as far as `sources` allow; on a file system without modes nothing changes."""
    with contextlib.suppress(PermissionError):
        path.chmod(allowed_mode(mode, path.stat().st_gid, sources))


def _copy_attributes(source: Path, target: Path) -> None:
    """Copy the extended attributes, and with them access control lists, as far as the system allows."""
    if not hasattr(os, "listxattr"):
        return
    with contextlib.suppress(OSError):
        for name in os.listxattr(source):
            with contextlib.suppress(OSError):
                os.setxattr(target, name, os.getxattr(source, name))


def umask() -> int:
    """The umask of this process."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
