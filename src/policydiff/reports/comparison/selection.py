"""The kinds of change, under the names that --only and --fail-on take, and the selection of some of them."""

from __future__ import annotations

from policydiff.comparison.findings import collect
from policydiff.comparison.result import Comparison, Finding, UnitChange

UNIT_KINDS = ("added", "removed", "replaced", "edited", "split", "merged", "moved", "renumbered")
KINDS = (*UNIT_KINDS, *collect.FINDING_KINDS)


def kinds_of(unit: UnitChange) -> frozenset[str]:
    """Return the kinds of change of a unit; none if it is unchanged."""
    kinds = {unit.change} - {"unchanged"}
    return frozenset(kinds | {name for name in ("moved", "renumbered") if getattr(unit, name)})


class Selection:
    """The wanted kinds of change. Without any kind, all are wanted.

    >>> Selection().has("added"), Selection(frozenset({"moved"})).has("added")
    (True, False)
    """

    def __init__(self, kinds: frozenset[str] = frozenset()) -> None:
        self._kinds = kinds

    def __bool__(self) -> bool:
        """Return whether only some kinds are wanted."""
        return bool(self._kinds)

    def has(self, kind: str) -> bool:
        """Return whether this kind is wanted."""
        return not self._kinds or kind in self._kinds

    def unit(self, unit: UnitChange) -> bool:
        """Return whether a kind of change of the unit is wanted."""
        return not self._kinds or bool(self._kinds & kinds_of(unit))

    def finding(self, finding: Finding) -> bool:
        """Return whether the finding is wanted."""
        return self.has(finding.kind)

    def holds(self, comparison: Comparison) -> bool:
        """Return whether the comparison has a change or a finding of a wanted kind."""
        return any(self.unit(unit) for unit in comparison.units if kinds_of(unit)) or any(
            self.finding(finding) for finding in comparison.findings
        )
