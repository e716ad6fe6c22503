"""Which rules look at which paths."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from policydiff.checks.finding import Severity
from policydiff.checks.rules import RULES


class PathRules(NamedTuple):
    """What holds for the paths that a pattern matches, over what holds for all."""

    pattern: str
    ignore: frozenset[str] = frozenset()
    severity: Mapping[str, Severity] = {}


@dataclass(frozen=True)
class Selection:
    """Which rules look, and how much they matter: of all documents, and of those under some paths.

    `select` None means all rules. Patterns are relative to `base`; a later one is stronger.
    """

    select: frozenset[str] | None = None
    ignore: frozenset[str] = frozenset()
    severity: Mapping[str, Severity] = field(default_factory=dict)
    paths: tuple[PathRules, ...] = ()
    base: str = ""

    def severities(self, path: str) -> dict[str, Severity]:
        """The rules that look at this path, each with its severity."""
        told = dict(self.severity)
        ignored = set(self.ignore)
        for each in self.paths:
            if matches(each.pattern, self._inside(path)):
                ignored |= each.ignore
                told.update(each.severity)
        return {
            name: told.get(name, rule.severity)
            for name, rule in RULES.items()
            if (self.select is None or name in self.select) and name not in ignored
        }

    def _inside(self, path: str) -> str:
        return os.path.relpath(path, self.base or os.curdir).replace(os.sep, "/")


@lru_cache(maxsize=1024)
def _compiled(pattern: str) -> re.Pattern[str]:
    """The pattern as a regular expression: * inside a name, ** over folders; one without a slash fits at any depth."""
    pattern = pattern.removeprefix("./")
    if "/" not in pattern.rstrip("/"):
        pattern = f"**/{pattern}"
    if pattern.endswith("/"):
        pattern += "**"
    parts = re.split(r"(\*\*/|\*\*|\*|\?)", pattern)
    said = {"**/": "(?:[^/]+/)*", "**": ".*", "*": "[^/]*", "?": "[^/]"}
    return re.compile("".join(said.get(part, re.escape(part)) for part in parts), re.S)


def matches(pattern: str, path: str) -> bool:
    """Whether a path (with / between) is one that the pattern means."""
    return _compiled(pattern).fullmatch(path) is not None
