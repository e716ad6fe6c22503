"""What differs between two texts that answer each other, in whole tokens; what may be ignored is told apart by kind."""

from __future__ import annotations

from dataclasses import dataclass

from policydiff.diff import edits
from policydiff.document import Span


@dataclass(frozen=True, slots=True)
class Hunk:
    """The words at `old` became those at `new`, absolute in their documents; one of the two may be empty.

    `ignored` is None for a change; else what kind of difference it is: script, width, whitespace, markup, or label
    (the number of a unit that was renumbered, which is said of the unit).
    """

    old: Span
    new: Span
    ignored: str | None = None

    @property
    def op(self) -> str:
        """Whether something was inserted, deleted or replaced."""
        return "insert" if not len(self.old) else "replace" if len(self.new) else "delete"


def hunks(old: str, new: str, old_at: int = 0, new_at: int = 0) -> tuple[Hunk, ...]:
    """The changed places in order; `old_at` and `new_at` are where the two texts begin in their documents."""
    return tuple(Hunk(Span(old_at + i, old_at + j), Span(new_at + k, new_at + m)) for i, j, k, m in edits(old, new))
