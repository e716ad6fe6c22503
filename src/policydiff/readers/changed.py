"""Which files git says were changed since a revision."""

from __future__ import annotations

import os
import subprocess

from policydiff.errors import ReadError


def changed_since(revision: str) -> frozenset[str]:
    """The real paths of the files under the current folder's repository that differ from a revision.

    Files that are new to git count, those that it ignores do not. ReadError where git is not there, the folder is no
    repository, or the revision is none.
    """
    top = _git("rev-parse", "--show-toplevel").decode(errors="surrogateescape").rstrip("\n")
    # resolved first, so that no revision is taken for an option
    commit = _git("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}", what=revision)
    since = commit.decode("ascii").strip()
    names = _git("diff", "--name-only", "-z", "--no-renames", "--no-ext-diff", "--diff-filter=d", since, "--", at=top)
    names += _git("ls-files", "--others", "--exclude-standard", "-z", at=top)
    return frozenset(os.path.realpath(os.path.join(top, os.fsdecode(name))) for name in names.split(b"\0") if name)


def _git(*arguments: str, at: str = "", what: str = "") -> bytes:
    try:
        done = subprocess.run(["git", *arguments], cwd=at or None, capture_output=True, check=False)
    except OSError as error:
        raise ReadError(
            f"git cannot be run: {(error.strerror or str(error)).lower()}", where="--changed-since"
        ) from None
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        reason = said[0].removeprefix("fatal: ") if said else f"{what!r} is no revision"
        raise ReadError(reason, where="--changed-since")
    return done.stdout
