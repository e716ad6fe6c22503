"""A passage: a chain of matches, cut at line or sentence boundaries."""

from __future__ import annotations

from dataclasses import dataclass

from policydiff.structure.labels import LabelledLine
from policydiff.text.spans import Span


@dataclass(frozen=True, slots=True)
class Passage:
    """Two equal or similar stretches of a document, cut at line or sentence boundaries.

    `first` and `second` are [start, end) in folded offsets, the earlier side first; `first_span` and `second_span` are
    the same in the text. `whole_lines` is True if both sides are whole lines. `labels` are the outermost labels that
    either side shows, as (offset from the start of a side, label line). `equal` is True if the folded text of both
    sides is the same.
    """

    first: tuple[int, int]
    second: tuple[int, int]
    first_span: Span
    second_span: Span
    labels: tuple[tuple[int, LabelledLine], ...]
    whole_lines: bool
    equal: bool

    @property
    def length(self) -> int:
        """The number of code units of the later side in the folded text."""
        return self.second[1] - self.second[0]
