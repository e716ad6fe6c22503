"""Successive editions of one document: each compared with the next, and what became of every unit on the way."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, NamedTuple

from policydiff.comparison.engine import compare
from policydiff.comparison.result import SAME, Comparison, UnitChange, UnitReference
from policydiff.text.document import Document
from policydiff.version import __version__

SCHEMA = "policydiff.compare-editions/1"


class Stage(NamedTuple):
    """A unit in one edition, None if that has none, and its change since the edition before; None in the first."""

    unit: UnitReference | None
    change: UnitChange | None

    @property
    def is_changed(self) -> bool:
        """Whether anything but what is ignored changed on the way to this edition."""
        change = self.change
        return change is not None and (change.change not in SAME or change.moved or change.renumbered)


@dataclass(frozen=True)
class Succession:
    """Editions in their order, the comparison of each with the next, and the history of each unit.

    A history has a stage for each edition. Histories stand in the order of the last edition, and those that end before
    it where their last unit stood.
    """

    comparisons: tuple[Comparison, ...]
    histories: tuple[tuple[Stage, ...], ...]

    @property
    def paths(self) -> tuple[str, ...]:
        """The paths of the editions."""
        return (
            self.comparisons[0].old.document.path,
            *(comparison.new.document.path for comparison in self.comparisons),
        )

    def as_json(self) -> dict[str, Any]:
        """The result as JSON; see docs/json/compare-editions.schema.json."""
        return {
            "schema": SCHEMA,
            "tool": {"name": "policydiff", "version": __version__},
            "editions": list(self.paths),
            "steps": [comparison.as_json() for comparison in self.comparisons],
            "units": [
                [
                    {
                        "label": stage.unit.label if stage.unit else None,
                        "path": list(stage.unit.path) if stage.unit else None,
                        "change": stage.change.change if stage.change else None,
                        "moved": bool(stage.change and stage.change.moved),
                        "renumbered": bool(stage.change and stage.change.renumbered),
                    }
                    for stage in history
                ]
                for history in self.histories
            ],
        }


def compare_editions(editions: Sequence[Document]) -> Succession:
    """The comparison of each of at least two editions with the next."""
    comparisons = tuple(compare(old, new) for old, new in pairwise(editions))
    return Succession(comparisons, tuple(map(tuple, _histories(comparisons))))


def _histories(comparisons: Sequence[Comparison]) -> list[list[Stage]]:
    """The history of each unit, in the order of the last edition that has it."""
    histories: list[list[Stage]] = []
    for number, comparison in enumerate(comparisons):
        by_span = {history[-1].unit.span: history for history in histories if history[-1].unit is not None}
        extended: dict[int, None] = {}  # the histories that this comparison goes on with, by their identity
        ordered: list[tuple[int | None, list[Stage]]] = []
        for change in comparison.units:
            if not change.main:
                continue
            before = by_span.get(change.old.span) if change.old else None
            if before is None or id(before) in extended:
                ordered.append(
                    (None, [*[Stage(None, None)] * number, Stage(change.old, None), Stage(change.new, change)])
                )
            else:
                extended[id(before)] = None
                ordered.append((id(before), [*before, Stage(change.new, change)]))
        histories = _with_ended(ordered, histories, extended)
    return histories


def _with_ended(
    ordered: Sequence[tuple[int | None, list[Stage]]], histories: Sequence[list[Stage]], extended: Container[int]
) -> list[list[Stage]]:
    """Histories in the order of an edition; those that ended before it stand behind the one that they stood behind."""
    behind: dict[int | None, list[list[Stage]]] = {}
    last = None
    for history in histories:
        if id(history) in extended:
            last = id(history)
        else:
            behind.setdefault(last, []).append([*history, Stage(None, None)])
    result = behind.pop(None, [])
    for before, history in ordered:
        result.append(history)
        if before is not None:
            result += behind.pop(before, [])
    return result
