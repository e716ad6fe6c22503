"""The files that git tracks below a folder: what a gate must look at even if its name is hidden or ignored."""

from __future__ import annotations

import os
import subprocess

# Files that instruct git. They are tracked and hidden, and no documents.
GIT_FILES = frozenset({".gitattributes", ".gitignore", ".gitkeep", ".gitmodules"})


def tracked_names(folder: str) -> frozenset[str]:
    """The paths of the tracked files below a folder, relative to it, and of the folders above each of them.

    Files that instruct git are left out. Empty if git is missing or the folder is in no repository.
    """
    # A monitor would be a program that the repository names.
    command = ["git", "-c", "core.fsmonitor=false", "ls-files", "-z", "--cached"]
    try:
        process = subprocess.run(command, cwd=folder, capture_output=True, check=False)
    except (OSError, ValueError):
        return frozenset()
    if process.returncode:
        return frozenset()
    names: set[str] = set()
    for raw_name in filter(None, process.stdout.split(b"\0")):
        name = os.fsdecode(raw_name)
        if os.path.basename(name) in GIT_FILES:
            continue
        while name and name not in names:
            names.add(name)
            name = os.path.dirname(name)
    return frozenset(names)
