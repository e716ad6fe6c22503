"""How much changed in each unit: added and removed characters, in the manner of `git diff --stat`."""

from __future__ import annotations

from collections.abc import Iterable

from policydiff.comparison.hunks import Hunk
from policydiff.comparison.result import SAME, Comparison, UnitChange
from policydiff.reports.comparison import head
from policydiff.reports.comparison.kinds import CHANGE_NAMES
from policydiff.reports.comparison.names import Names
from policydiff.reports.comparison.selection import Selection
from policydiff.reports.model import Group, Report, Row, Run, count
from policydiff.translation import localized

_MAX_SIGNS = 40  # in a row


def stat_report(comparison: Comparison, only: Selection) -> Report:
    """The report: a row for each changed unit with the characters that were added and removed, and their sum."""
    names = Names(comparison)
    rows = [
        (names.pair(unit), _kinds(unit), *_characters(unit))
        for unit in comparison.units
        if unit.main and only.unit(unit) and (unit.change not in SAME or unit.moved or unit.renumbered)
    ]
    rows += [
        (localized("outside the units"), "", *_sum(outside.hunks)) for outside in comparison.outside_changes if not only
    ]
    rows = [row for row in rows if row[1] or row[2] or row[3]]
    most = max((added + removed for *_, added, removed in rows), default=0)
    shown = tuple(Row(name, (_line(kinds, added, removed, most),)) for name, kinds, added, removed in rows)
    added, removed = sum(row[2] for row in rows), sum(row[3] for row in rows)
    words = head.same(comparison) if comparison.same_text else head.summary(comparison, only)
    summary = localized(
        "{summary}; {added} added, {removed} removed",
        summary=head.not_comparable(comparison) or words,
        added=count(added, "character"),
        removed=f"{removed:,}",
    )
    groups = (Group(shown, localized("CHANGES")),) if shown else ()
    return Report(head.heading(comparison), head.facts(comparison, False), (summary,), groups)


def _kinds(unit: UnitChange) -> str:
    """What became of a unit, in words; empty for a unit that was edited and nothing else."""
    kinds: list[str] = [unit.change] if unit.change not in (*SAME, "edited") else []
    kinds += [kind for kind in ("moved", "renumbered") if getattr(unit, kind)]
    return ", ".join(localized(CHANGE_NAMES[kind]) for kind in kinds)


def _characters(unit: UnitChange) -> tuple[int, int]:
    """The characters that were added to a unit, and those that were removed from it."""
    if unit.old is None or unit.new is None:
        return len(unit.new.span) if unit.new else 0, len(unit.old.span) if unit.old else 0
    if unit.change == "replaced":
        return len(unit.new.span), len(unit.old.span)
    return _sum(unit.hunks)


def _sum(hunks: Iterable[Hunk]) -> tuple[int, int]:
    """The added and the removed characters of hunks that are not ignored."""
    counted = [hunk for hunk in hunks if hunk.ignored is None]
    return sum(len(hunk.new) for hunk in counted), sum(len(hunk.old) for hunk in counted)


def _line(kinds: str, added: int, removed: int, most: int) -> tuple[Run, ...]:
    """The numbers of a row, its signs, of which the longest row has `_MAX_SIGNS`, and what became of the unit."""
    scale = min(1.0, _MAX_SIGNS / most) if most else 0.0
    signs = [max(1, round(number * scale)) if number else 0 for number in (added, removed)]
    return (Run(f"+{added:,} −{removed:,}  {'+' * signs[0]}{'-' * signs[1]}  {kinds}".rstrip()),)
