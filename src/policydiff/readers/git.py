"""What git knows of a corpus: which files were changed since a revision, and the documents as they were at one.

They are read from its objects; nothing is checked out.
"""

from __future__ import annotations

import io
import os
import subprocess
from typing import Any, BinaryIO, NamedTuple

from policydiff.errors import ReadError
from policydiff.readers.corpus import Corpus
from policydiff.readers.entries import File
from policydiff.readers.read import read_bytes
from policydiff.text.document import Document

_SINCE = "--changed-since"
OPTION = "--against-ref"
_FILES = frozenset({b"100644", b"100755"})  # modes of regular files in a tree


def changed_since(revision: str) -> frozenset[str]:
    """The real paths of the files under the current folder's repository that differ from a revision.

    Files that are new to git count, those that it ignores do not. ReadError where git is not there, the folder is no
    repository, or the revision is none.
    """
    top, since = top_of(), commit(revision)
    names = git("diff", "--name-only", "-z", "--no-renames", "--no-ext-diff", "--diff-filter=d", since, "--", at=top)
    names += git("ls-files", "--others", "--exclude-standard", "-z", at=top)
    return frozenset(os.path.realpath(os.path.join(top, os.fsdecode(name))) for name in names.split(b"\0") if name)


def top_of(folder: str = "", *, option: str = _SINCE) -> str:
    """The folder in which the repository lies that a folder (empty for the current one) belongs to."""
    return os.fsdecode(git("rev-parse", "--show-toplevel", at=folder, option=option)).rstrip("\n")


def commit(revision: str, folder: str = "", *, option: str = _SINCE) -> str:
    """The commit that a revision means; resolved first, so that no revision is taken for an option."""
    asked = ("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    return git(*asked, at=folder, what=revision, option=option).decode("ascii").strip()


def git(*arguments: str, at: str = "", what: str = "", option: str = _SINCE) -> bytes:
    """What git prints, run in the folder `at`; ReadError, which names the option, where it cannot be run or refuses."""
    try:
        done = subprocess.run(["git", *arguments], cwd=at or None, capture_output=True, check=False)
    except (OSError, ValueError) as error:
        why = (error.strerror or str(error)).lower() if isinstance(error, OSError) else "not a revision"
        raise ReadError(f"git cannot be run: {why}", where=option) from None
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        reason = said[0].removeprefix("fatal: ") if said else f"{what!r} is no revision"
        raise ReadError(reason, where=option)
    return done.stdout


class Blob(NamedTuple):
    """A file at a revision: the name of its object, and its size in bytes."""

    object: str
    size: int


class Revision(Corpus):
    """The files of a repository at a revision, as a corpus; hidden ones, links and submodules are passed over.

    `top` is the folder in which the repository lies. A file is called by its path below it, behind the revision:
    `HEAD:orders/a.txt`. ReadError where git is not there, `folder` is in no repository, or the revision is none.
    """

    def __init__(self, revision: str, folder: str = "", *, encoding: str | None = None, **fields: str) -> None:
        super().__init__((), encoding=encoding, **fields)
        self.top = top_of(folder, option=OPTION)
        self.blobs: dict[str, Blob] = {}
        at = commit(revision, self.top, option=OPTION)
        listed = git("ls-tree", "-r", "-z", "-l", "--full-tree", at, at=self.top, option=OPTION)
        for line in filter(None, listed.split(b"\0")):
            facts, _, name = line.partition(b"\t")
            mode, _, object_name, size = facts.split()
            inside = os.fsdecode(name)
            if mode in _FILES and not any(part.startswith(".") for part in inside.split("/")):
                path = f"{revision}:{inside}"
                self.files.append(File(path, inside, revision))
                self.blobs[path] = Blob(object_name.decode("ascii"), int(size))
        self.files.sort()
        self._revision = revision
        self._git: subprocess.Popen[bytes] | None = None
        self.count()

    def count(self) -> None:
        """Counts the bytes of the files anew, when some were taken out."""
        self.bytes = sum(self.blobs[file.path].size for file in self.files)

    def __getstate__(self) -> dict[str, Any]:
        """What goes to another process, which asks a git of its own."""
        return {**super().__getstate__(), "_git": None}

    def close(self) -> None:
        """Ends the git that is asked for files."""
        if self._git is not None:
            assert self._git.stdin is not None
            assert self._git.stdout is not None
            self._git.stdin.close()
            self._git.stdout.close()
            self._git.wait()
            self._git = None

    def _called(self, file: File) -> str:
        return file.inside

    def _size(self, path: str) -> int:
        return self.blobs[path].size

    def _open(self, path: str) -> BinaryIO:
        return io.BytesIO(self._bytes_of(path))

    def _read(self, path: str) -> Document:
        return read_bytes(self._bytes_of(path), path, encoding=self._encoding)

    def _bytes_of(self, path: str) -> bytes:
        """The bytes of a file, of one git that stays to be asked for the next."""
        if self._git is None:
            self._git = subprocess.Popen(
                ["git", "cat-file", "--batch"], cwd=self.top, stdin=subprocess.PIPE, stdout=subprocess.PIPE
            )
        blob = self.blobs[path]
        asked, answer = self._git.stdin, self._git.stdout
        assert asked is not None
        assert answer is not None
        try:
            asked.write(f"{blob.object}\n".encode("ascii"))
            asked.flush()
            told = answer.readline().split()
            raw = answer.read(blob.size) if told[1:] == [b"blob", b"%d" % blob.size] else b""
        except OSError as error:
            raise ReadError(f"git ended: {error}", where=path) from None
        if len(told) != 3 or len(raw) != blob.size or answer.read(1) != b"\n":
            raise ReadError("git does not hold it", where=path, hint="is the clone shallow or partial?")
        return raw
