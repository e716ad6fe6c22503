"""Which rules look at which paths."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from policydiff.checks.finding import Severity
from policydiff.checks.rules import RULES
from policydiff.readers.path_selection import matches


class PathRules(NamedTuple):
    """Ignored rules and severities for the paths that a pattern matches, in addition to those for all paths."""

    pattern: str
    ignore: frozenset[str] = frozenset()
    severity: Mapping[str, Severity] = {}


@dataclass(frozen=True)
class Selection:
    """Which rules run, and with which severities, for all documents and for the paths that match a pattern.

    `select` is None for all rules that are not opt-in, and for those opt-in rules that are given a severity. Patterns
    are relative to `base`, empty for the current folder; of two that match a path and set a rule's severity, the later
    one wins.
    """

    select: frozenset[str] | None = None
    ignore: frozenset[str] = frozenset()
    severity: Mapping[str, Severity] = field(default_factory=dict)
    paths: tuple[PathRules, ...] = ()
    base: str = ""

    def severities(self, path: str) -> dict[str, Severity]:
        """The rules that run on this path, each with its severity, in the order of RULES; empty if none does."""
        severities = dict(self.severity)
        ignored = set(self.ignore)
        for path_rules in self.paths:
            if matches(path_rules.pattern, self._inside(path)):
                ignored |= path_rules.ignore
                severities.update(path_rules.severity)
        return {
            name: severities.get(name, rule.severity)
            for name, rule in RULES.items()
            if name not in ignored
            and (name in self.select if self.select is not None else not rule.opt_in or name in severities)
        }

    def _inside(self, path: str) -> str:
        """The path relative to `base`, with `/` between folders; it begins with .. if it lies outside."""
        return os.path.relpath(path, self.base or os.curdir).replace(os.sep, "/")
