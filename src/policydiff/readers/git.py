"""Corpora from git: the files that changed since a revision, and the documents as they were at a revision.

Files are read from the objects of git; nothing is checked out.
"""

from __future__ import annotations

import io
import os
import subprocess
from typing import Any, BinaryIO, NamedTuple

from policydiff.errors import ReadError, reason_of
from policydiff.messages import Option, message, verbatim
from policydiff.readers.corpus import Corpus
from policydiff.readers.entries import File
from policydiff.readers.read import read_bytes
from policydiff.readers.registry import container_name
from policydiff.readers.tracked import GIT_FILES
from policydiff.text.document import Document

_SINCE = Option("--changed-since")
OPTION = Option("--against-ref")
_REGULAR_FILE_MODES = frozenset({b"100644", b"100755"})  # in a tree of git


def changed_since(revision: str) -> frozenset[str]:
    """The real paths of the files in the repository of the current folder that differ from a revision.

    Deleted files are left out. Files that git does not track yet are included, ignored ones are not. ReadError if
    git is missing, the folder is in no repository, or the revision does not exist.
    """
    top, since = top_of(), commit(revision)
    names = git("diff", "--name-only", "-z", "--no-renames", "--no-ext-diff", "--diff-filter=d", since, "--", at=top)
    names += git("ls-files", "--others", "--exclude-standard", "-z", at=top)
    return frozenset(os.path.realpath(os.path.join(top, os.fsdecode(name))) for name in names.split(b"\0") if name)


def top_of(folder: str = "", *, option: str = _SINCE) -> str:
    """The top folder of the repository that contains `folder` (empty for the current one).

    ReadError if there is none, which names `option`.
    """
    return os.fsdecode(git("rev-parse", "--show-toplevel", at=folder, option=option)).rstrip("\n")


def commit(revision: str, folder: str = "", *, option: str = _SINCE) -> str:
    """The digest of the commit of a revision; ReadError, which names `option`, if the revision does not exist.

    It is resolved first, so that git never reads a revision as an option. `folder` is one of the repository, empty
    for the current one.
    """
    arguments = ("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    return git(*arguments, at=folder, what=revision, option=option).decode("ascii").strip()


def git(*arguments: str, at: str = "", what: str = "", option: str = _SINCE) -> bytes:
    """The standard output of git, run in the folder `at` (empty for the current one).

    ReadError, which names `option`, if git is missing or fails; its reason is the first line that git says, or that
    `what` is no revision.
    """
    try:
        process = subprocess.run(["git", *arguments], cwd=at or None, capture_output=True, check=False)
    except (OSError, ValueError) as error:
        reason = reason_of(error, "not a revision")
        raise ReadError(message("git cannot be run: {reason}", reason=reason), where=option) from None
    if process.returncode:
        error_lines = process.stderr.decode("utf-8", "replace").strip().splitlines()
        reason = message("{what!r} is no revision", what=what)
        if error_lines:
            reason = verbatim(error_lines[0].removeprefix("fatal: "))
        raise ReadError(reason, where=option)
    return process.stdout


class Blob(NamedTuple):
    """A file at a revision: the name of its git object, and its size in bytes."""

    object: str
    size: int


class Revision(Corpus):
    """The files of a repository at a revision, as a corpus; links, submodules and files that instruct git are skipped.

    `top` is the top folder of the repository. The path of a file is its path below `top` behind the revision:
    `HEAD:orders/a.txt`. `reading` are the keyword arguments of a Corpus. ReadError if git is missing, `folder` is in no
    repository, or the revision does not exist.
    """

    def __init__(self, revision: str, folder: str = "", **reading: Any) -> None:
        super().__init__((), **reading)
        self.top = top_of(folder, option=OPTION)
        self.blobs: dict[str, Blob] = {}
        self._git: subprocess.Popen[bytes] | None = None
        commit_name = commit(revision, self.top, option=OPTION)
        tree = git("ls-tree", "-r", "-z", "-l", "--full-tree", commit_name, at=self.top, option=OPTION)
        for line in filter(None, tree.split(b"\0")):
            facts, _, name = line.partition(b"\t")
            mode, _, object_name, size = facts.split()
            inside = os.fsdecode(name)
            if mode in _REGULAR_FILE_MODES and os.path.basename(inside) not in GIT_FILES:
                path = f"{revision}:{inside}"
                self.blobs[path] = Blob(object_name.decode("ascii"), int(size))
                container = container_name(path, self.opened)
                self.files.append(File(path, inside, revision, container))
        self.files.sort()
        self._revision = revision
        self.count()

    def count(self) -> None:
        """Set `bytes` to the size of the files, after some were removed from `files`."""
        self.bytes = sum(self.blobs[file.path].size for file in self.files)

    def __getstate__(self) -> dict[str, Any]:
        """The state sent to another process, which starts a git process of its own."""
        return {**vars(self), "_git": None}

    def close(self) -> None:
        """End the git process that delivers files, if there is one; the next file that is read starts another."""
        if self._git is not None:
            assert self._git.stdin is not None
            assert self._git.stdout is not None
            self._git.stdin.close()
            self._git.stdout.close()
            self._git.wait()
            self._git = None

    def _id_of_file(self, file: File) -> str:
        """The path below `top`, so that ids do not depend on the revision."""
        return file.inside

    def _stamp(self, path: str) -> tuple[int, ...]:
        """A revision never changes."""
        return ()

    def _size(self, path: str) -> int:
        """The bytes of a file at the revision."""
        return self.blobs[path].size

    def opened(self, path: str) -> BinaryIO:
        """The bytes of a file as a stream; ReadError if git does not have them."""
        return io.BytesIO(self._bytes_of(path))

    def _read(self, path: str) -> Document:
        """The document in a file; ReadError if git does not have it or it is no text."""
        return read_bytes(self._bytes_of(path), path, encoding=self.options.encoding)

    def _bytes_of(self, path: str) -> bytes:
        """The bytes of a file, from one git process that stays open for the next.

        ReadError if git does not have them.
        """
        if self._git is None:
            self._git = subprocess.Popen(
                ["git", "cat-file", "--batch"], cwd=self.top, stdin=subprocess.PIPE, stdout=subprocess.PIPE
            )
        blob = self.blobs[path]
        requests, replies = self._git.stdin, self._git.stdout
        assert requests is not None
        assert replies is not None
        try:
            requests.write(f"{blob.object}\n".encode("ascii"))
            requests.flush()
            reply = replies.readline().split()
            raw = replies.read(blob.size) if reply[1:] == [b"blob", b"%d" % blob.size] else b""
        except OSError as error:
            raise ReadError(message("git ended: {error}", error=str(error)), where=path) from None
        if len(reply) != 3 or len(raw) != blob.size or replies.read(1) != b"\n":
            raise ReadError("git does not hold it", where=path, hint="is the clone shallow or partial?")
        return raw
