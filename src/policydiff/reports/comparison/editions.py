"""The report and the table of successive editions: what became of each unit from one to the next."""

from __future__ import annotations

from collections.abc import Sequence

from policydiff.comparison.result import SAME, Comparison
from policydiff.editions.succession import Stage, Succession
from policydiff.messages import Message, joined, message, verbatim
from policydiff.reports.comparison import head
from policydiff.reports.comparison.kinds import CHANGE_NAMES
from policydiff.reports.comparison.selection import Selection
from policydiff.reports.model import Group, Report, Row, Run, Table, count
from policydiff.translation import localized

_NONE = "—"
_UNCHANGED_SHOWN = "="


def editions_report(succession: Succession, *, verbose: bool = False) -> Report:
    """The report: a summary of each step, and a row for each unit that changed in one; with `verbose` for all units."""
    steps = tuple(
        Row(f"{number} → {number + 1}", (path, _summary(comparison)))
        for number, (path, comparison) in enumerate(
            zip(succession.paths[1:], succession.comparisons, strict=True), start=1
        )
    )
    histories = [history for history in succession.histories if verbose or any(stage.is_changed for stage in history)]
    rows = tuple(_row(history) for history in histories)
    groups = (Group(steps, localized("EDITIONS")), *((Group(rows, localized("UNITS")),) if rows else ()))
    heading = succession.comparisons[-1].new.compared_title or succession.paths[-1]
    changed = sum(any(stage.is_changed for stage in history) for history in succession.histories)
    summary = localized(
        "{number:,} editions; {changed:,} of {units} changed",
        number=len(succession.paths),
        changed=changed,
        units=count(len(succession.histories), succession.comparisons[-1].new.unit),
    )
    return Report(heading, " → ".join(succession.paths), (summary,), groups)


def _summary(comparison: Comparison) -> str:
    """The changes of one step in a line."""
    return head.not_comparable(comparison) or (
        head.same(comparison) if comparison.same_text else head.summary(comparison, Selection())
    )


def _row(history: Sequence[Stage]) -> Row:
    """The row of a unit: its last label, and its label and change in each edition."""
    last = next((stage.unit for stage in reversed(history) if stage.unit is not None), None)
    return Row(
        (last.label or localized("line {numbers}", numbers=f"{last.lines[0]:,}")) if last else "",
        (" → ".join(_cell(stage) for stage in history),),
    )


def _cell(stage: Stage) -> str:
    """What a unit is called in an edition, and in brackets what changed on the way to it."""
    if stage.unit is None:
        return localized("{name} (removed)", name=_NONE) if stage.change else _NONE
    name = stage.unit.label or localized("line {numbers}", numbers=f"{stage.unit.lines[0]:,}")
    change = stage.change
    if change is None:
        return name
    kinds: list[Message] = []
    if change.change not in SAME:
        kinds.append(verbatim(localized(CHANGE_NAMES[change.change])))
    kinds += [verbatim(localized(CHANGE_NAMES[kind])) for kind in ("moved", "renumbered") if getattr(change, kind)]
    return (
        localized(message("{name} ({changes})", name=name, changes=joined(kinds, ", "))) if kinds else _UNCHANGED_SHOWN
    )


def editions_table(succession: Succession) -> Table:
    """A table with a row for each unit and a column for each edition: its label there, and what changed."""
    rows = [tuple(((Run(_cell(stage)),),) for stage in history) for history in succession.histories]
    return Table(succession.paths, tuple(rows))
