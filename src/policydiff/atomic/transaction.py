"""Several files or folders moved to their places, all or none, also if the run is killed between two of them.

Before the first move, a journal is written beside each staged file. If a run is killed, the next one that uses one of
the places finds the journal: it takes back what was moved, or sees that all was.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from policydiff.atomic.seen import ABSENT, Identity, Seen, file_digest, identity, is_still
from policydiff.errors import WriteError, reason_of
from policydiff.messages import message, translatable

JOURNAL = "journal"  # the name of the journal in a temporary folder
PLACED: list[Path] = []  # what this process has moved to its place, for the message of an interruption
_AT_FDCWD = -100  # of renameat2(2): paths are relative to the current folder
_RENAME_NOREPLACE = 1  # of renameat2(2): fail if the new name exists
_RENAME_EXCHANGE = 2  # of renameat2(2): exchange two names
_CHANGED = message("was changed since it was read; nothing was written")


class StagedFile(NamedTuple):
    """A finished file or folder under a temporary name, and the place it is to be moved to.

    `seen` is what must still be at the place, None for whatever is there. If `removes`, there is nothing under the
    temporary name, and what is at the place is moved there. `shown` names the place in messages.
    """

    temporary: Path
    place: Path
    seen: Seen | None = None
    removes: bool = False
    shown: str = ""


@dataclass(frozen=True, slots=True)
class _Move:
    """A move as the journal holds it.

    `new` is the identity of what is moved to the place, `old` of what was there, each None for nothing. `digest` is
    the SHA-256 that the old file must have had, empty for any.
    """

    temporary: Path
    place: Path
    new: Identity | None
    old: Identity | None
    digest: str = ""

    @classmethod
    def of(cls, staged: StagedFile) -> _Move:
        """The move for a staged file."""
        new = None if staged.removes else identity(staged.temporary)
        return cls(
            staged.temporary, staged.place, new, identity(staged.place), staged.seen.digest if staged.seen else ""
        )

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> _Move:
        """The move that `as_json` described; KeyError, TypeError or ValueError for anything else."""
        new, old = (tuple(map(int, value[name])) if value[name] is not None else None for name in ("new", "old"))
        return cls(Path(str(value["temporary"])), Path(str(value["place"])), new, old, str(value["digest"]))

    def as_json(self) -> dict[str, Any]:
        """The move by name."""
        paths = {"temporary": str(self.temporary), "place": str(self.place)}
        return {**paths, "new": self.new, "old": self.old, "digest": self.digest}

    @property
    def is_done(self) -> bool:
        """True if it certainly was carried out."""
        if self.new is None:  # the old file may have been written after it was looked at, so its identity says nothing
            return os.path.lexists(self.temporary)
        return identity(self.place) == self.new

    @property
    def is_waiting(self) -> bool:
        """True if it certainly was not carried out, or only half of it."""
        if self.new is None:
            return self.old is not None and identity(self.place) == self.old
        return identity(self.temporary) == self.new

    @property
    def old_file(self) -> Path:
        """Where the old file is once the move was carried out."""
        aside = _aside(self.temporary)
        return aside if os.path.lexists(aside) else self.temporary

    def carry_out(self) -> None:
        """Move; OSError if that fails, FileExistsError if there is something at the place that was not there before."""
        if self.new is None:
            self.place.rename(self.temporary)
        elif self.old is None:
            _rename_to_new(self.temporary, self.place)
        else:
            _exchange(self.temporary, self.place)

    def take_back(self) -> None:
        """Undo the move if it was carried out, or half of it; OSError if that fails."""
        aside = _aside(self.temporary)
        if self.is_done:
            if self.new is None:
                _rename_to_new(self.temporary, self.place)
            elif self.old is None:
                self.place.rename(self.temporary)
            else:
                _exchange(self.old_file, self.place)
        elif os.path.lexists(aside) and not os.path.lexists(self.place):
            aside.rename(self.place)


def put_in_place(staged_files: Sequence[StagedFile], commit: Callable[[], None] | None = None) -> None:
    """Move all staged files to their places, in this order, or none; WriteError if that fails.

    `commit` is called once all is at its place; if it fails, all is taken back. What was at a place before is then
    under the temporary name. A folder may replace a file, and the reverse. WriteError also if what is at a place is not
    what was seen there. Signals that end a process wait until all is moved.
    """
    with _signals_deferred():
        moves = [_Move.of(staged) for staged in staged_files]
        current = staged_files[0]
        try:
            for current in staged_files:
                if current.seen is not None and not is_still(current.seen, current.place):
                    raise _changed_error(current)
            if len(moves) > 1 or any(move.digest for move in moves):
                _write_journals(moves)
            for current, move in zip(staged_files, moves, strict=True):
                move.carry_out()
                # Only now nobody can change it any more under its name.
                if current.seen is not None and current.seen != ABSENT and not is_still(current.seen, move.old_file):
                    raise _changed_error(current)
            for folder in {staged.place.parent for staged in staged_files}:
                synced(folder)
            if commit is not None:
                commit()
        except BaseException as error:
            hint = _take_all_back(moves)
            if isinstance(error, FileExistsError):
                raise _changed_error(current) from None
            if isinstance(error, OSError):
                raise cannot_write(error, current.shown or current.place, hint) from None
            raise
        PLACED.extend(staged.place for staged in staged_files)
        for move in moves:
            with contextlib.suppress(OSError):
                (move.temporary.parent / JOURNAL).unlink(missing_ok=True)


def cannot_write(error: OSError, place: str | Path, hint: str = "") -> WriteError:
    """The error for a failure to write."""
    return WriteError(message("cannot be written: {reason}", reason=reason_of(error)), where=str(place), hint=hint)


def _changed_error(staged: StagedFile) -> WriteError:
    """The error for a place that does not hold any more what was seen there."""
    return WriteError(_CHANGED, where=staged.shown or str(staged.place), hint="run it again")


def _take_all_back(moves: Sequence[_Move]) -> str:
    """Undo the moves; a hint if that failed, empty if not."""
    failed = False
    for move in reversed(moves):
        try:
            move.take_back()
        except OSError:
            failed = True
    return translatable("not all of it could be put back; the next run does it") if failed else ""


@contextlib.contextmanager
def _signals_deferred() -> Iterator[None]:
    """A block in which signals that end a process wait, if this is the main thread and the system has such masks."""
    if not hasattr(signal, "pthread_sigmask") or threading.current_thread() is not threading.main_thread():
        yield
        return
    old_mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM, signal.SIGHUP})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, old_mask)


# --- the journal


def _write_journals(moves: Sequence[_Move]) -> None:
    """Write the moves into the temporary folder of each."""
    content = json.dumps([move.as_json() for move in moves]).encode("ascii")
    for folder in dict.fromkeys(move.temporary.parent for move in moves):
        with (folder / JOURNAL).open("wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        synced(folder)


def settle(folder: Path) -> bool:
    """True if the temporary folder can be deleted: all of its transaction was carried out, or nothing.

    What a killed run carried out in part is undone, also if the file it replaced was saved anew before that. False if
    that fails.
    """
    try:
        moves = [_Move.from_json(value) for value in json.loads((folder / JOURNAL).read_bytes())]
    except FileNotFoundError:
        return True
    except (OSError, TypeError, ValueError, LookupError):
        return True  # the journal was not finished: nothing was moved
    try:
        if any(move.is_waiting for move in moves) or any(map(_replaced_another, moves)):
            for move in reversed(moves):
                move.take_back()
    except OSError:
        return False
    return not any(move.is_waiting and os.path.lexists(_aside(move.temporary)) for move in moves)


def _replaced_another(move: _Move) -> bool:
    """True if the move was carried out, and the file that it replaced was not the one that was read."""
    if not move.digest or not move.is_done or not move.old_file.is_file():
        return False
    return file_digest(move.old_file) != move.digest


# --- renaming


def synced(path: Path) -> None:
    """Wait until the names in a folder are on the disk, if the system can do that; without an error if not."""
    with contextlib.suppress(OSError):
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _rename_to_new(old: Path, new: Path) -> None:
    """Rename; FileExistsError if the new name is taken."""
    if _renamed(old, new, _RENAME_NOREPLACE):
        return
    if os.path.lexists(new):
        raise FileExistsError(17, "File exists", str(new))
    old.rename(new)


def _exchange(first: Path, second: Path) -> None:
    """Exchange the names of two files or folders, atomically if the system can do that."""
    if _renamed(first, second, _RENAME_EXCHANGE):
        return
    aside = _aside(first)
    second.rename(aside)
    try:
        first.rename(second)
    except BaseException:
        aside.rename(second)
        raise
    aside.rename(first)


def _aside(temporary: Path) -> Path:
    """Where the old file is for a moment if names cannot be exchanged atomically."""
    return temporary.with_name(f"{temporary.name}-aside")


def _renamed(old: Path, new: Path, flags: int) -> bool:
    """True if renameat2(2) did it; False if that is not possible, and nothing was changed then."""
    try:
        rename = ctypes.CDLL(None, use_errno=True).renameat2
    except (AttributeError, OSError, TypeError):
        return False
    return bool(rename(_AT_FDCWD, os.fsencode(old), _AT_FDCWD, os.fsencode(new), flags) == 0)
