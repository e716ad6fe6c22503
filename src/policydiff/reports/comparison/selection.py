"""Kinds of change, by the names that --only and --fail-on take."""

from __future__ import annotations

from policydiff.comparison.findings import collect
from policydiff.comparison.result import Comparison, Finding, UnitChange

UNIT_KINDS = ("added", "removed", "replaced", "edited", "split", "merged", "moved", "renumbered")
KINDS = (*UNIT_KINDS, *collect.KINDS)


def kinds_of(unit: UnitChange) -> frozenset[str]:
    """What became of a unit; nothing where it stayed as it was."""
    kinds = {unit.change} - {"unchanged"}
    return frozenset(kinds | {name for name in ("moved", "renumbered") if getattr(unit, name)})


class Selection:
    """Which kinds are wanted; all of them where none is named."""

    def __init__(self, kinds: frozenset[str] = frozenset()) -> None:
        self._kinds = kinds

    def __bool__(self) -> bool:
        """Whether anything is left out."""
        return bool(self._kinds)

    def has(self, kind: str) -> bool:
        """Whether this kind is wanted."""
        return not self._kinds or kind in self._kinds

    def unit(self, unit: UnitChange) -> bool:
        """Whether anything that became of the unit is wanted."""
        return not self._kinds or bool(self._kinds & kinds_of(unit))

    def finding(self, finding: Finding) -> bool:
        """Whether the finding is wanted."""
        return self.has(finding.kind)

    def holds(self, comparison: Comparison) -> bool:
        """Whether the comparison has a change of a wanted kind."""
        return any(self.unit(each) for each in comparison.units if kinds_of(each)) or any(
            self.finding(each) for each in comparison.findings
        )
