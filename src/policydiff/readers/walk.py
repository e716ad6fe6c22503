r"""The files under the operands of a corpus, in order, and lists of paths.

>>> listed(b"orders/a.txt\r\norders/b.txt\n")
['orders/a.txt', 'orders/b.txt']
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator, Sequence

from policydiff.errors import ReadError, hint_of, reason_of
from policydiff.messages import message
from policydiff.readers import archives
from policydiff.readers.entries import File, Source, UnreadableInput
from policydiff.readers.files import STDIN
from policydiff.readers.no_document import is_no_document
from policydiff.readers.path_selection import EVERYTHING, PathSelection, SelectionBelow
from policydiff.readers.registry import container_name
from policydiff.readers.tracked import ignored_names, tracked_names

GIT_FOLDER = ".git"  # or a file of this name, in a worktree
LINK_OUT = message("a link that leads out of the folder; it was not followed")


class Walk:
    """The files under the operands, each once, under the first operand by name.

    `problems` are folders that cannot be read and links that lead out of their operand, `passed_over` links to folders
    below it, and `hidden` files and folders whose names begin with a dot, folders with `/` at the end. With `tracked`,
    hidden files that git tracks are files like others. A folder .git is never read or listed. `excluded` and `ignored`
    are files and folders that the patterns of a selection leave out, and that git ignores. `no_documents` are files
    that are none. `matched` are the patterns that matched something.
    """

    def __init__(
        self, operands: Sequence[str], *, tracked: bool = False, selection: PathSelection = EVERYTHING
    ) -> None:
        self.files: dict[str, File] = {}
        self.no_documents: dict[str, File] = {}
        self.excluded: list[str] = []
        self.ignored: list[str] = []
        self.matched: set[str] = set()
        self._selection = selection
        self.problems: list[UnreadableInput] = []
        self.passed_over: list[str] = []
        self.hidden: list[str] = []
        self._tracked = tracked
        for operand in sorted(set(operands)):
            if operand == STDIN:
                self.files[operand] = File(operand, operand, operand)
                continue
            try:
                mode = os.stat(operand).st_mode
            except (OSError, ValueError) as error:
                if archives.split_path(operand)[0]:
                    self.files.setdefault(os.path.abspath(operand), File(operand, os.path.basename(operand), operand))
                    continue
                raise ReadError(reason_of(error), where=operand, hint=hint_of(error)) from None
            if stat.S_ISDIR(mode):
                self._add_folder(operand)
            else:
                absolute_path = os.path.abspath(operand)
                file = File(operand, os.path.basename(absolute_path), operand, container_name(operand))
                self.files.setdefault(absolute_path, file)

    def _add_folder(self, top: str) -> None:
        """Add the files below a folder; hidden ones, links to folders and unreadable folders are recorded.

        Not recursive, since a tree may be deeper than the stack of Python.
        """
        root = os.path.abspath(top)
        hidden = _HiddenNames(top, tracked=self._tracked)
        ignored = ignored_names(top) if self._selection.respect_gitignore else frozenset()
        selected = SelectionBelow(self._selection, top, ignored, self.matched)
        waiting = [""]
        while waiting:
            below = waiting.pop()
            folder = os.path.join(top, below) if below else top
            try:
                with os.scandir(folder) as entries:
                    inside = sorted(entries, key=lambda entry: entry.name)
            except OSError as error:
                reason = reason_of(error)
                self.problems.append(
                    UnreadableInput(Source(folder, below, folder), reason, hint_of(error), code=str(reason))
                )
                continue
            for entry in inside:
                name = f"{below}/{entry.name}" if below else entry.name
                path = os.path.join(top, name)
                is_folder = entry.is_dir(follow_symlinks=False)
                if hidden.leaves_out(name, entry):
                    if entry.name != GIT_FOLDER:
                        self.hidden.append(path + "/" * is_folder)
                elif selected.ignores(name, is_folder=is_folder):
                    self.ignored.append(path + "/" * is_folder)
                elif selected.leaves_out(name, is_folder=is_folder):
                    self.excluded.append(path + "/" * is_folder)
                elif is_folder:
                    waiting.append(name)
                elif entry.is_symlink() and leads_out(entry.path, os.path.realpath(top)):
                    self.problems.append(UnreadableInput(Source(path, name, path), LINK_OUT, code=str(LINK_OUT)))
                elif _leads_to_folder(entry):
                    self.passed_over.append(path)
                elif is_no_document(path):
                    self.no_documents.setdefault(os.path.join(root, name), File(path, name, top))
                else:
                    self.files.setdefault(os.path.join(root, name), File(path, name, top, container_name(path)))


class _HiddenNames:
    """Which names below a folder are hidden: those with a part that begins with a dot, but not those that git tracks.

    git is asked when the first such name is met, and only with `tracked`.
    """

    def __init__(self, top: str, *, tracked: bool) -> None:
        self._top = top
        self._names: frozenset[str] | None = None if tracked else frozenset()

    def leaves_out(self, name: str, entry: os.DirEntry[str]) -> bool:
        """True if a file or folder below `top` is hidden; a folder is not hidden if git tracks a file in it."""
        if not any(part.startswith(".") for part in name.split("/")):
            return False
        if entry.name == GIT_FOLDER:
            return True
        if self._names is None:
            self._names = tracked_names(self._top)
        return name not in self._names


def leads_out(path: str, root: str) -> bool:
    """True if a path leads, by links, to a place that is not below `root`, the real path of a folder."""
    real_path = os.path.realpath(path)
    return real_path != root and not real_path.startswith(root.rstrip("/") + "/")


def _leads_to_folder(entry: os.DirEntry[str]) -> bool:
    """True if an entry that is no folder is a link to one; False also for a link that leads nowhere."""
    try:
        return entry.is_dir()
    except OSError:  # a link to itself: reading it will report the error
        return False


def size_of_file(path: str) -> int:
    """The size of a file in bytes; 0 for standard input and for what cannot be examined."""
    try:
        return os.stat(path).st_size if path != STDIN else 0
    except OSError:
        return 0


def readers_of(files: Iterable[File]) -> Iterator[str]:
    """The files, and the folders below and at their operands: who may read all of these may read the documents."""
    folders: set[str] = set()
    for file in files:
        yield file.path
        folder = os.path.dirname(file.path) if file.path != file.operand else ""
        while folder and folder not in folders:
            folders.add(folder)
            yield folder
            folder = os.path.dirname(folder) if folder != file.operand.rstrip("/") else ""


def listed(raw: bytes) -> list[str]:
    """The paths in a list: separated by NUL if there is one in it, else by LF or CRLF; empty ones are left out."""
    names = raw.split(b"\0") if b"\0" in raw else [line.removesuffix(b"\r") for line in raw.split(b"\n")]
    return [os.fsdecode(name) for name in names if name]
