"""The files that git tracks below a folder: what a gate must look at even if its name is hidden or ignored."""

from __future__ import annotations

import os
import subprocess

from policydiff.errors import ReadError

OPTION = "--respect-gitignore"

# Files that instruct git. They are tracked and hidden, and no documents.
GIT_FILES = frozenset({".gitattributes", ".gitignore", ".gitkeep", ".gitmodules"})


def tracked_names(folder: str) -> frozenset[str]:
    """The paths of the tracked files below a folder, relative to it, and of the folders above each of them.

    Files that instruct git are left out. Empty if git is missing or the folder is in no repository.
    """
    names: set[str] = set()
    for name in _listed_by_git(folder, "--cached") or ():
        if os.path.basename(name) in GIT_FILES:
            continue
        while name and name not in names:
            names.add(name)
            name = os.path.dirname(name)
    return frozenset(names)


def ignored_names(folder: str) -> frozenset[str]:
    """The paths below a folder that git ignores and does not track, relative to it; folders with `/` at the end.

    None is ignored if the folder itself is, or if it is in no repository. ReadError if git is missing.
    """
    names = _listed_by_git(folder, "--others", "--ignored", "--exclude-standard", "--directory")
    if names is None:
        raise ReadError("git cannot be run", where=OPTION)
    return frozenset() if "./" in names else frozenset(names)


def _listed_by_git(folder: str, *options: str) -> list[str] | None:
    """The names that git lists below a folder; none if it is in no repository, None if git is missing."""
    # A monitor would be a program that the repository names.
    command = ["git", "-c", "core.fsmonitor=false", "ls-files", "-z", *options]
    try:
        process = subprocess.run(command, cwd=folder, capture_output=True, check=False)
    except (OSError, ValueError):
        return None
    return [] if process.returncode else [os.fsdecode(name) for name in process.stdout.split(b"\0") if name]
