"""The labels of a document by their offsets in the folded text: which label is before, at or after a place."""

from __future__ import annotations

import bisect
from collections.abc import Sequence
from functools import cached_property

from policydiff.matching.repeats import Match
from policydiff.structure.labels import LabelledLine, is_division, outermost, same_label
from policydiff.text.folding import FoldedText

LabelAt = tuple[int, LabelledLine]  # an offset, and the line whose label begins there


class LabelIndex:
    """Labels and their offsets, ascending. Most questions are about the outermost labels, those in no other unit."""

    def __init__(self, folded: FoldedText, labelled: Sequence[LabelledLine]) -> None:
        self._folded = folded
        self._labelled = labelled

    @cached_property
    def _outermost(self) -> tuple[list[int], list[LabelledLine]]:
        return self._with_offsets(outermost(self._labelled))

    @cached_property
    def _unquoted(self) -> tuple[list[int], list[LabelledLine]]:
        """The labels of any depth that are not in a quotation."""
        return self._with_offsets([line for line in self._labelled if not line.label.quoted])

    def _with_offsets(self, lines: list[LabelledLine]) -> tuple[list[int], list[LabelledLine]]:
        return self._folded.rank([line.span.start for line in lines]).tolist(), lines

    def between(self, start: int, end: int) -> list[LabelAt]:
        """The outermost labels whose lines begin in [start, end)."""
        offsets, lines = self._outermost
        low, high = bisect.bisect_left(offsets, start), bisect.bisect_left(offsets, end)
        return list(zip(offsets[low:high], lines[low:high], strict=True))

    def before(self, offset: int) -> LabelAt | None:
        """The last outermost label before the offset; None if there is none."""
        labels = self.last_before(offset, 1)
        return labels[0] if labels else None

    def from_offset(self, offset: int) -> LabelAt | None:
        """The first outermost label from the offset on; None if there is none."""
        labels = self.first_from(offset, 1)
        return labels[0] if labels else None

    def last_before(self, offset: int, max_count: int) -> list[LabelAt]:
        """The last `max_count` outermost labels before the offset, in order."""
        offsets, lines = self._outermost
        end = bisect.bisect_left(offsets, offset)
        start = max(0, end - max_count)
        return list(zip(offsets[start:end], lines[start:end], strict=True))

    def first_from(self, offset: int, max_count: int) -> list[LabelAt]:
        """The first `max_count` outermost labels from the offset on, in order."""
        offsets, lines = self._outermost
        start = bisect.bisect_left(offsets, offset)
        return list(zip(offsets[start : start + max_count], lines[start : start + max_count], strict=True))

    def unit_of(self, offset: int) -> tuple[int, int]:
        """The stretch [start, end) of the outermost numbered unit whose label is at the offset."""
        following = self.from_offset(offset + 1)
        return offset, following[0] if following else len(self._folded)

    def are_same_on_both_sides(self, match: Match) -> bool:
        """Whether both sides of a match are under the same label, or hold the same label at the same place.

        Then they belong to a copy; two similar provisions have different labels.
        """
        first, second = self.before(match.first + 1), self.before(match.second + 1)
        if first and second and first[0] != second[0] and same_label(first[1], second[1]):
            return True
        for offset, line in self.between(match.first, match.first + match.length):
            second = self.from_offset(offset + match.shift)
            if second and second[0] == offset + match.shift and same_label(line, second[1]):
                return True
        return False

    def in_one_unit(self, start: int, end: int) -> bool:
        """Whether no numbered unit of any depth begins in [start, end) of the folded text."""
        offsets = self._unquoted[0]
        index = bisect.bisect_left(offsets, start)
        return index == len(offsets) or offsets[index] >= end

    def label_at(self, offset: int) -> str | None:
        """The label of the innermost numbered unit at the offset; None if it is under a heading or no label."""
        offsets, lines = self._unquoted
        index = bisect.bisect_right(offsets, offset) - 1
        return lines[index].label.text if index >= 0 and lines[index].label.style != "heading" else None

    def is_in_provision(self, offset: int) -> bool:
        """Whether the offset is in a numbered unit that is not a division."""
        offsets, lines = self._unquoted
        index = bisect.bisect_right(offsets, offset) - 1
        return index >= 0 and not is_division(lines[index])
