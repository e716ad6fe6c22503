"""The files of a folder, in order, and lists of files."""

from __future__ import annotations

import os
import stat
from collections.abc import Sequence

from policydiff.errors import ReadError
from policydiff.readers.entries import File, Source, UnreadableInput
from policydiff.readers.files import STDIN


class Walk:
    """The files under the operands, each once, under the first operand by name; what is no file, what is a link."""

    def __init__(self, operands: Sequence[str]) -> None:
        self.found: dict[str, File] = {}
        self.problems: list[UnreadableInput] = []
        self.passed_over: list[str] = []
        for operand in sorted(set(operands)):
            if operand == STDIN:
                self.found[operand] = File(operand, operand, operand)
                continue
            try:
                mode = os.stat(operand).st_mode
            except (OSError, ValueError) as error:
                why = error.strerror if isinstance(error, OSError) else "not a file name"
                raise ReadError((why or str(error)).lower(), where=operand) from None
            if stat.S_ISDIR(mode):
                self._folder(operand)
            else:
                at = os.path.abspath(operand)
                self.found.setdefault(at, File(operand, os.path.basename(at), operand))

    def _folder(self, top: str) -> None:
        """Adds the files of a folder; one folder deeper at a time, since a tree may be deeper than Python's stack."""
        root = os.path.abspath(top)
        waiting = [""]
        while waiting:
            below = waiting.pop()
            folder = os.path.join(top, below) if below else top
            try:
                with os.scandir(folder) as entries:
                    inside = sorted(entries, key=lambda entry: entry.name)
            except OSError as error:
                self.problems.append(
                    UnreadableInput(Source(folder, below, folder), (error.strerror or str(error)).lower())
                )
                continue
            for entry in inside:
                name = f"{below}/{entry.name}" if below else entry.name
                if entry.name.startswith("."):
                    continue
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(name)
                elif _leads_to_folder(entry):
                    self.passed_over.append(os.path.join(top, name))
                else:
                    self.found.setdefault(os.path.join(root, name), File(os.path.join(top, name), name, top))


def _leads_to_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link that leads to itself: reading says so
        return False


def size_of_file(path: str) -> int:
    try:
        return os.stat(path).st_size if path != STDIN else 0
    except OSError:
        return 0


def listed(raw: bytes) -> list[str]:
    """The paths in a list: NUL between them where there is one, else LF or CRLF."""
    names = raw.split(b"\0") if b"\0" in raw else [line.removesuffix(b"\r") for line in raw.split(b"\n")]
    return [os.fsdecode(name) for name in names if name]
