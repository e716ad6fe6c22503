"""Figures that stand with the same value in another sentence of a unit: they are neither changed, gone nor new."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Protocol

from policydiff.comparison.findings.figure_contexts import FigureContexts
from policydiff.facts.extraction import Fact

FIGURES = frozenset(("number", "money", "deadline", "date"))
MIN_NEAR_SHARE = 0.6  # of the words beside two figures that stand apart, for one to be the other
_MAX_EQUAL_FIGURES = 8  # of one value in a unit, compared with each other
_MAX_LOSS = 0.1  # of likeness, for an equal figure of another sentence


class FigureGroup(Protocol):
    """A group of sentences with its changed pairs (old, new), removed and added facts: `fact_pairs.Differences`."""

    pairs: list[tuple[Fact, Fact]]
    removed: list[Fact]
    added: list[Fact]

    def take(self, fact: Fact, partner: Fact | None, *, old: bool) -> None:
        """Take out a fact, of the old side if `old`; its partner becomes one without a counterpart."""


def take_equal_figures(groups: Sequence[FigureGroup], contexts: FigureContexts) -> None:
    """Take out figures that stand with the same value, in similar words, in another sentence of the unit.

    If such a figure was paired with another, that one has no counterpart any more.
    """
    standing: dict[tuple[str, str], list[tuple[Fact, Fact | None, FigureGroup]]] = defaultdict(list)
    for group in groups:
        for fact, partner in [
            *((fact, None) for fact in group.added),
            *((after, before) for before, after in group.pairs),
        ]:
            if fact.kind in FIGURES:
                standing[fact.kind, fact.value].append((fact, partner, group))
    for group in groups:
        for fact, partner in [*((fact, None) for fact in group.removed), *group.pairs]:
            if fact.kind not in FIGURES:
                continue
            least = contexts.likeness(fact, partner).total - _MAX_LOSS if partner else 0.0
            for entry in standing[fact.kind, fact.value][:_MAX_EQUAL_FIGURES]:
                other, other_partner, home = entry
                likeness = contexts.likeness(fact, other)
                if home is group or likeness.near < MIN_NEAR_SHARE or likeness.total < least:
                    continue
                if other_partner and likeness.total < contexts.likeness(other_partner, other).total - _MAX_LOSS:
                    continue
                standing[fact.kind, fact.value].remove(entry)
                group.take(fact, partner, old=True)
                home.take(other, other_partner, old=False)
                break
