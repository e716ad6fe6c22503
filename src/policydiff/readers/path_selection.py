"""Which files below a folder are read: patterns of paths, and what git ignores."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True)
class PathSelection:
    """The files below a folder that are read: those that an `include` matches, if there is one, and no `exclude` does.

    A pattern is matched with the path counted from `base` (empty for the current folder) and with the path below the
    folder that the user named; see `matches`. With `respect_gitignore`, what git ignores there is left out, but never
    what it tracks. A file that the user named is read in any case.
    """

    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    base: str = ""
    respect_gitignore: bool = False


EVERYTHING = PathSelection()


class SelectionBelow:
    """A selection applied below one folder. `matched` has the patterns that have matched something so far."""

    def __init__(self, selection: PathSelection, top: str, ignored: frozenset[str], matched: set[str]) -> None:
        self._selection, self._ignored, self._matched = selection, ignored, matched
        has_patterns = bool(selection.include or selection.exclude)
        from_base = os.path.relpath(top, selection.base or os.curdir) if has_patterns else os.curdir
        self._prefix = "" if from_base == os.curdir else f"{from_base.replace(os.sep, '/')}/"

    def ignores(self, name: str, *, is_folder: bool) -> bool:
        """Whether git ignores the entry at this path below the folder."""
        return (f"{name}/" if is_folder else name) in self._ignored

    def leaves_out(self, name: str, *, is_folder: bool) -> bool:
        """Whether the patterns leave out the entry at this path below the folder; a folder with all that is in it."""
        if self._matches(self._selection.exclude, name, is_folder=is_folder):
            return True
        include = self._selection.include
        return not is_folder and bool(include) and not self._matches(include, name, is_folder=False)

    def _matches(self, patterns: Sequence[str], name: str, *, is_folder: bool) -> bool:
        """Whether a pattern matches the entry; all patterns that match for the first time are noted."""
        matched = False
        for pattern in patterns:
            if matched and pattern in self._matched:
                continue
            paths = (name, f"{self._prefix}{name}") if self._prefix else (name,)
            if any(matches(pattern, path) or (is_folder and matches(pattern, f"{path}/")) for path in paths):
                self._matched.add(pattern)
                matched = True
        return matched


@lru_cache(maxsize=1024)
def _compiled(pattern: str) -> re.Pattern[str]:
    """The expression of a path pattern: * and ? match inside a name, ** across folders, a final / all below a folder.

    A pattern without another slash matches at any depth.
    """
    pattern = pattern.removeprefix("./")
    if "/" not in pattern.rstrip("/"):
        pattern = f"**/{pattern}"
    if pattern.endswith("/"):
        pattern += "**"
    parts = re.split(r"(\*\*/|\*\*|\*|\?)", pattern)
    expressions = {"**/": "(?:[^/]+/)*", "**": ".*", "*": "[^/]*", "?": "[^/]"}
    return re.compile("".join(expressions.get(part, re.escape(part)) for part in parts), re.S)


def matches(pattern: str, path: str) -> bool:
    """True if the pattern matches the whole path, whose separator is `/`, in this case of letters; see `_compiled`.

    >>> matches("drafts/", "in/drafts/a.txt"), matches("in/*.txt", "in/drafts/a.txt")
    (True, False)
    """
    return _compiled(pattern).fullmatch(path) is not None
