"""The kinds of change, under the names that --only and --fail-on take, and the selection of some of them."""

from __future__ import annotations

from policydiff.comparison.findings import collect
from policydiff.comparison.result import SAME, Comparison, Finding, UnitChange

UNIT_KINDS = ("added", "removed", "replaced", "edited", "split", "merged", "moved", "renumbered")
KINDS = (*UNIT_KINDS, *collect.FINDING_KINDS)


def kinds_of(unit: UnitChange) -> frozenset[str]:
    """The change of a unit (`result.CHANGES`), and "moved" and "renumbered" where they apply.

    A unit that is unchanged or not touched has no change.
    """
    kinds = {unit.change} - {*SAME}
    return frozenset(kinds | {name for name in ("moved", "renumbered") if getattr(unit, name)})


class Selection:
    """The wanted kinds of change. Without any kind, all are wanted.

    >>> Selection().has("added"), Selection(frozenset({"moved"})).has("added")
    (True, False)
    """

    def __init__(self, kinds: frozenset[str] = frozenset()) -> None:
        self._kinds = kinds

    def __bool__(self) -> bool:
        """True if only some kinds are wanted, False if all are."""
        return bool(self._kinds)

    def has(self, kind: str) -> bool:
        """True if this kind is wanted, or all are."""
        return not self._kinds or kind in self._kinds

    def unit(self, unit: UnitChange) -> bool:
        """True if a kind of change of the unit is wanted; if all are, True also for an unchanged unit."""
        return not self._kinds or bool(self._kinds & kinds_of(unit))

    def finding(self, finding: Finding) -> bool:
        """True if the kind of the finding is wanted."""
        return self.has(finding.kind)

    def holds(self, comparison: Comparison) -> bool:
        """True if the comparison has a change of a unit or a finding of a wanted kind.

        Text outside the units does not count.
        """
        return any(self.unit(unit) for unit in comparison.units if kinds_of(unit)) or any(
            self.finding(finding) for finding in comparison.findings
        )
