"""Which files git says were changed since a revision."""

from __future__ import annotations

import os
import subprocess

from policydiff.errors import ReadError

_SINCE = "--changed-since"


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
