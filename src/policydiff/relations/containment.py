"""Containment: whether one document occurs in another as one contiguous piece, and what is altered in that piece."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from policydiff.matching.diff import Edit, changed_characters, edits
from policydiff.matching.shingles import SHINGLE_CODES, find_hashes
from policydiff.relations.profile import DocumentProfile

# Lengths are in code units of the folded text.
MIN_EXCERPT = 60  # of an excerpt, and of the rest of the whole
MAX_EDGES = 400  # of its own at head and foot of an excerpt, together: site furniture
_MAX_CHANGED_SHARE = 0.02  # of an excerpt, worded differently in the whole
_MAX_ALTERED_SHARE = 0.75  # of the whole; a longer part with changes is another edition, not an excerpt
_MAX_SHIFTS = 32  # distances between equal shingles of part and whole that are examined, the most frequent first


class ContainedPart(NamedTuple):
    """A part [start, end) of the folded text of a whole, and the edits that turn the part into it.

    `changes` are in offsets of the two whole folded texts. What the part has of its own at its head and foot is no
    edit.
    """

    start: int
    end: int
    changes: list[Edit]


def find_contained(part: DocumentProfile, whole: DocumentProfile) -> ContainedPart | None:
    """Find `part` as one contiguous piece of `whole`; None if it is not contained.

    Few changes are accepted (`_MAX_CHANGED_SHARE`), and only if the whole is so much longer that it cannot be another
    edition of the part (`_MAX_ALTERED_SHARE`). The part may have up to MAX_EDGES code units of its own at its ends, no
    more than its piece has. None also if the rest of the whole is shorter than MIN_EXCERPT, or a piece that is not the
    whole part word for word.

    >>> from policydiff.text.document import Document
    >>> part, whole = ("".join(f"第{number}号渡口每日开放。" for number in range(end)) for end in (20, 40))
    >>> find_contained(*(DocumentProfile(Document.from_text(text), "a.txt") for text in (part, whole)))
    ContainedPart(start=0, end=190, changes=[])
    """
    start = whole.folded.text.find(part.folded.text)
    if start >= 0:
        end = start + len(part.folded)
        return ContainedPart(start, end, []) if len(whole.folded) - len(part.folded) >= MIN_EXCERPT else None
    if len(part.folded) - MAX_EDGES > _MAX_ALTERED_SHARE * len(whole.folded):  # too long to be accepted with changes
        edge = min(MAX_EDGES, len(part.folded) // 2)
        if part.folded.slice(edge, len(part.folded) - edge) not in whole.folded.text:
            return None
    stretch = _common_stretch(part, whole)
    if stretch is None:
        return None
    part_start, part_end, start, end = stretch
    changes = edits(part.folded.slice(part_start, part_end), whole.folded.slice(start, end))
    edges, length = part_start + len(part.folded) - part_end, part_end - part_start
    changed = changed_characters(changes)
    if length < MIN_EXCERPT or edges > min(MAX_EDGES, length):
        return None
    if len(whole.folded) - (end - start) < max(MIN_EXCERPT, edges):
        return None
    if changed and (changed > _MAX_CHANGED_SHARE * length or length > _MAX_ALTERED_SHARE * len(whole.folded)):
        return None
    shifted = [
        (part_start + old_start, part_start + old_end, start + new_start, start + new_end)
        for old_start, old_end, new_start, new_end in changes
    ]
    return ContainedPart(start, end, shifted)


class _CommonStretch(NamedTuple):
    """The stretches of part and whole that correspond to each other, in code units."""

    part_start: int
    part_end: int
    whole_start: int
    whole_end: int


def _common_stretch(part: DocumentProfile, whole: DocumentProfile) -> _CommonStretch | None:
    """Return the stretches from the first to the last shingle of `part` that `whole` has at about one distance.

    None if no common shingle is found.
    """
    part_offsets, whole_offsets = find_hashes(part.ordered_shingles, whole.ordered_shingles)
    if not len(part_offsets):
        return None
    shifts, counts = np.unique(whole_offsets - part_offsets, return_counts=True)
    order = np.argsort(-counts, kind="stable")[:_MAX_SHIFTS]
    frequent = shifts[order].tolist()
    reach = _MAX_CHANGED_SHARE * len(part.folded) + SHINGLE_CODES
    ends: list[tuple[int, int]] = []  # an offset in the part, and how much further on it is in the whole
    for shift in [shift for shift in frequent if abs(shift - frequent[0]) <= reach]:
        start, end = max(0, -shift), min(len(part.ordered_shingles), len(whole.ordered_shingles) - shift)
        equal = part.ordered_shingles[start:end] == whole.ordered_shingles[start + shift : end + shift]
        same = np.flatnonzero(equal)
        ends += [(start + int(same[index]), shift) for index in (0, -1) if len(same)]
    if not ends:
        return None
    (first, first_shift), (last, last_shift) = min(ends), max(ends)
    return _CommonStretch(first, last + SHINGLE_CODES, first + first_shift, last + last_shift + SHINGLE_CODES)
