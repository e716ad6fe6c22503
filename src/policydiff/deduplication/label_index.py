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
        """The offsets of the labels that are in no other unit, and their lines."""
        return self._with_offsets(outermost(self._labelled))

    @cached_property
    def _unquoted(self) -> tuple[list[int], list[LabelledLine]]:
        """The offsets of the labels of any depth that are not in a quotation, and their lines."""
        return self._with_offsets([line for line in self._labelled if not line.label.quoted])

    def _with_offsets(self, lines: list[LabelledLine]) -> tuple[list[int], list[LabelledLine]]:
        """The folded offsets at which these lines begin, and the lines, in the order given."""
        return self._folded.rank([line.span.start for line in lines]).tolist(), lines

    def between(self, start: int, end: int) -> list[LabelAt]:
        """The outermost labels whose lines begin in [start, end), in order; perhaps none."""
        offsets, lines = self._outermost
        low, high = bisect.bisect_left(offsets, start), bisect.bisect_left(offsets, end)
        return list(zip(offsets[low:high], lines[low:high], strict=True))

    def before(self, offset: int) -> LabelAt | None:
        """The last outermost label before the offset, one at the offset excluded; None if there is none."""
        labels = self.last_before(offset, 1)
        return labels[0] if labels else None

    def from_offset(self, offset: int) -> LabelAt | None:
        """The first outermost label at the offset or after it; None if there is none."""
        labels = self.first_from(offset, 1)
        return labels[0] if labels else None

    def last_before(self, offset: int, max_count: int) -> list[LabelAt]:
        """The last outermost labels before the offset, at most `max_count`, in order; one at the offset is excluded."""
        offsets, lines = self._outermost
        end = bisect.bisect_left(offsets, offset)
        start = max(0, end - max_count)
        return list(zip(offsets[start:end], lines[start:end], strict=True))

    def first_from(self, offset: int, max_count: int) -> list[LabelAt]:
        """The first outermost labels at the offset or after it, at most `max_count`, in order."""
        offsets, lines = self._outermost
        start = bisect.bisect_left(offsets, offset)
        return list(zip(offsets[start : start + max_count], lines[start : start + max_count], strict=True))

    def unit_of(self, offset: int) -> tuple[int, int]:
        """The stretch [start, end) of the outermost numbered unit whose label is at the offset.

        It ends where the next outermost label begins, or with the text.
        """
        following = self.from_offset(offset + 1)
        return offset, following[0] if following else len(self._folded)

    def are_same_on_both_sides(self, match: Match) -> bool:
        """Whether both sides of a match are under the same label, or hold the same label at the same place.

        Then they belong to a copy; two similar provisions have different labels. Only outermost labels count, no
        divisions, and not one label above both sides.
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
        """Whether no numbered unit of any depth begins in [start, end) of the folded text, unless in a quotation."""
        offsets = self._unquoted[0]
        index = bisect.bisect_left(offsets, start)
        return index == len(offsets) or offsets[index] >= end

    def label_at(self, offset: int) -> str | None:
        """The label as written of the innermost numbered unit at the offset; None under a heading or no label.

        It is the last label up to the offset that is not in a quotation.
        """
        offsets, lines = self._unquoted
        index = bisect.bisect_right(offsets, offset) - 1
        return lines[index].label.text if index >= 0 and lines[index].label.style != "heading" else None

    def is_in_provision(self, offset: int) -> bool:
        """Whether the last label up to the offset, quotations left out, heads no division; False if there is none."""
        offsets, lines = self._unquoted
        index = bisect.bisect_right(offsets, offset) - 1
        return index >= 0 and not is_division(lines[index])
