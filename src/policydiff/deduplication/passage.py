"""A passage: a run of repeats brought to the edges of lines and sentences."""

from __future__ import annotations

from dataclasses import dataclass

from policydiff.structure.labels import LabelledLine
from policydiff.text.spans import Span


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of the key at its natural edges. `first` and `second` are [start, end) of the key, `whole` says lines.

    `labels` are the outermost labels of the passage as (offset from the side's start in the key, label line), read on
    whichever side shows them. `equal` says that the keys of the two sides are the same.
    """

    first: tuple[int, int]
    second: tuple[int, int]
    first_span: Span
    second_span: Span
    labels: tuple[tuple[int, LabelledLine], ...]
    whole: bool
    equal: bool

    @property
    def length(self) -> int:
        """Key units of the later side."""
        return self.second[1] - self.second[0]
