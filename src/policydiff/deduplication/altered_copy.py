"""Altered copies: a passage extended by the units beside it that have the same labels and similar text on both sides.

Similarity is the normalised Indel similarity of the folded text, 0 to 1.
"""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np

from policydiff.deduplication.analysis import AnalysedDocument
from policydiff.deduplication.passage import Passage
from policydiff.matching.diff import similarity
from policydiff.matching.repeats import MatchChain
from policydiff.matching.shingles import hashes
from policydiff.structure.labels import LabelledLine, is_division, same_label
from policydiff.structure.paragraph import Paragraph

_MIN_SIMILARITY = 0.6  # similarity from which a unit beside a passage is an altered part of the copy
_MIN_SIMILARITY_OTHER_LABEL = 0.9  # the same, if the label differs as well
_MIN_LONG_PART_UNITS = 500  # code units; no intended repeat in statutes is half as long
_MAX_FOOT_CHARACTERS = 60  # of a line of a signature
_MAX_ADDED_LABELS = 100  # at either end of a passage; keeps the cost linear
_MAX_ALIGNED_UNITS = 4_000  # code units of a stretch that is aligned; longer ones are compared by their shingles


def expand_to_altered_units(analysed: AnalysedDocument, passage: Passage) -> Passage:
    """The passage from its first label on, extended by the similar units before and after it.

    A unit is added if both sides have one with a comparable label and similar text, at most `_MAX_ADDED_LABELS` at
    either end. A passage that is not whole lines is returned as it is. If a unit was added, the result is not `equal`,
    and it is noted in `altered_copies` of the document.
    """
    if not passage.whole_lines:
        return passage
    passage = from_first_label(analysed, passage)
    expanded = analysed.altered_copies.get((passage.first[0], passage.second[0]))
    if expanded and expanded.first[1] >= passage.first[1] and expanded.second[1] >= passage.second[1]:
        return expanded
    sides, labels = (
        (passage.first, passage.second),
        [(passage.second[0] + offset, line) for offset, line in passage.labels],
    )
    added_labels: list[tuple[int, LabelledLine]] = []
    while len(added_labels) < _MAX_ADDED_LABELS and (labels_before := _unit_before(analysed, *sides)):
        sides = (labels_before[0][0], sides[0][1]), (labels_before[1][0], sides[1][1])
        added_labels.append(labels_before[1])
    labels = [*reversed(added_labels), *labels]
    added_ends: list[tuple[int, int]] = []
    while len(added_ends) < _MAX_ADDED_LABELS and (unit_after := _unit_after(analysed, *sides)):
        line, ends = unit_after
        if not labels or labels[-1][1].label != line.label:
            labels.append((sides[1][1], line))
        sides = (sides[0][0], ends[0]), (sides[1][0], ends[1])
        added_ends.append(ends)
    if sides == (passage.first, passage.second):
        return passage
    offsets = tuple((offset - sides[1][0], line) for offset, line in labels)
    expanded = _cut_to(analysed, passage, *sides, offsets, equal=False)
    analysed.altered_copies.update(dict.fromkeys(added_ends, expanded))
    return expanded


def without_foot(analysed: AnalysedDocument, passage: Passage) -> Passage:
    """The passage without the closing lines of its later side, a signature or a date, that the earlier one lacks.

    The same passage if there are none; at least one paragraph stays.
    """
    (later_start, later_end), (earlier_start, earlier_end) = (
        analysed.paragraphs_in(*side) for side in (passage.second, passage.first)
    )
    later_stop = later_end
    while (
        later_stop - later_start > 1
        and earlier_end > earlier_start
        and _is_foot(analysed.paragraphs[later_stop - 1], analysed.paragraphs[earlier_end - 1])
    ):
        later_stop -= 1
    if later_stop == later_end:
        return passage
    second = passage.second[0], analysed.paragraph_offsets[later_stop]
    labels = tuple((offset, line) for offset, line in passage.labels if offset < second[1] - second[0])
    return _cut_to(analysed, passage, passage.first, second, labels, equal=passage.equal)


def _is_foot(paragraph: Paragraph, other: Paragraph) -> bool:
    """Whether a paragraph is a short line without a label, no sentence, and not similar to `other`.

    Short is `_MAX_FOOT_CHARACTERS` at most.
    """
    if paragraph.marks or paragraph.ends_sentence or len(paragraph.canonical_form) > _MAX_FOOT_CHARACTERS:
        return False
    return similarity(paragraph.canonical_form, other.canonical_form, _MIN_SIMILARITY) <= 0


def from_first_label(analysed: AnalysedDocument, passage: Passage) -> Passage:
    """The passage without the text before its first label, unless it begins at the head of the document.

    The same passage also if its sides are not equal or have no label.
    """
    if not passage.labels or not passage.equal or analysed.labels.before(passage.first[0]) is None:
        return passage
    offset = passage.labels[0][0]
    return _part_of(analysed, passage, offset, passage.length) if offset > 0 else passage


def _part_of(analysed: AnalysedDocument, passage: Passage, start: int, end: int) -> Passage:
    """The part [start, end) of a passage with equal sides, in code units from the start of the later side.

    A part up to the end of the later side reaches to the end of the earlier one.
    """
    first, second = (
        (passage.first[0] + start, passage.first[0] + end),
        (passage.second[0] + start, passage.second[0] + end),
    )
    if end == passage.length:
        first = first[0], passage.first[1]
    labels = tuple((offset - start, line) for offset, line in passage.labels if start <= offset < end)
    return _cut_to(analysed, passage, first, second, labels, equal=True)


def _cut_to(
    analysed: AnalysedDocument,
    passage: Passage,
    first: tuple[int, int],
    second: tuple[int, int],
    labels: tuple[tuple[int, LabelledLine], ...],
    *,
    equal: bool,
) -> Passage:
    """The passage with other sides and labels, and with the spans of these sides as whole lines."""
    first_span, second_span = analysed.lines.line_spans(first, second)
    return replace(
        passage,
        first=first,
        second=second,
        first_span=first_span,
        second_span=second_span,
        labels=labels,
        equal=equal,
    )


def has_altered_neighbours(analysed: AnalysedDocument, passage: Passage) -> bool:
    """Whether the units directly before or after both sides have comparable labels and similar or equal text."""
    sides = passage.first, passage.second
    return bool(_unit_before(analysed, *sides) or _unit_after(analysed, *sides))


def _unit_before(
    analysed: AnalysedDocument, first: tuple[int, int], second: tuple[int, int]
) -> tuple[tuple[int, LabelledLine], tuple[int, LabelledLine]] | None:
    """The labels of the units directly before both sides, as (folded offset, line) each.

    None if either side has no unit before it, the one before the second is inside the first, or the units have no
    comparable labels or no similar text: `_MIN_SIMILARITY` with the same label, else `_MIN_SIMILARITY_OTHER_LABEL`.
    """
    earlier, later = analysed.labels.before(first[0]), analysed.labels.before(second[0])
    if not earlier or not later or later[0] < first[1] or not _comparable(earlier[1], later[1]):
        return None
    min_similarity = _MIN_SIMILARITY if same_label(earlier[1], later[1]) else _MIN_SIMILARITY_OTHER_LABEL
    return (
        (earlier, later)
        if _is_similar(analysed, (earlier[0], first[0]), (later[0], second[0]), min_similarity)
        else None
    )


def _comparable(label_line: LabelledLine, other_line: LabelledLine) -> bool:
    """Whether two labels may belong to a unit and its copy: both are provisions, or the same division with a number."""
    if is_division(label_line) or is_division(other_line):
        return (
            bool(label_line.label.number)
            and label_line.label.style == other_line.label.style
            and label_line.label.number == other_line.label.number
        )
    return True


def _unit_after(
    analysed: AnalysedDocument, first: tuple[int, int], second: tuple[int, int]
) -> tuple[LabelledLine, tuple[int, int]] | None:
    """The label of the unit directly after the later side, and the ends of the units after the first and the second.

    A side that ends inside a unit is followed by the rest of it. None if either side has no unit after it, the first
    reaches into the second side, or the units have no similar text, as in `_unit_before`.
    """
    ends: list[tuple[LabelledLine | None, int]] = []
    for side in (first, second):
        following = analysed.labels.from_offset(side[1])
        if following is not None and following[0] == side[1]:
            after = analysed.labels.from_offset(side[1] + 1)
            ends.append((following[1], after[0] if after else len(analysed.folded)))
        else:
            inside = analysed.labels.before(side[1])
            ends.append((inside[1] if inside else None, following[0] if following else len(analysed.folded)))
    (earlier_label, first_end), (later_label, second_end) = ends
    if earlier_label is None or later_label is None or first_end > second[0]:
        return None
    min_similarity = _MIN_SIMILARITY if same_label(earlier_label, later_label) else _MIN_SIMILARITY_OTHER_LABEL
    is_similar = _is_similar(analysed, (first[1], first_end), (second[1], second_end), min_similarity)
    return (later_label, (first_end, second_end)) if is_similar else None


def has_similar_unit_beside(analysed: AnalysedDocument, passage: Passage) -> bool:
    """Whether a unit beside the later side has the same number and similar text as one near the earlier.

    Then the copy is altered. A unit may be missing or added in between (`_MAX_LATER_LABELS`, `_MAX_EARLIER_LABELS`),
    and headings of divisions count as well.
    """
    pairs = []
    for later in analysed.labels.last_before(passage.second[0], _MAX_LATER_LABELS):
        if later[0] >= passage.first[1]:
            pairs += [
                (earlier, later) for earlier in analysed.labels.last_before(passage.first[0], _MAX_EARLIER_LABELS)
            ]
    for later in analysed.labels.first_from(passage.second[1], _MAX_LATER_LABELS):
        candidates = analysed.labels.first_from(passage.first[1], _MAX_EARLIER_LABELS)
        pairs += [(earlier, later) for earlier in candidates if earlier[0] < passage.second[0]]
    for earlier, later in pairs:
        earlier_label, later_label = earlier[1].label, later[1].label
        same_number = earlier_label.number and (earlier_label.style, earlier_label.number) == (
            later_label.style,
            later_label.number,
        )
        if same_number and _is_similar(
            analysed, analysed.labels.unit_of(earlier[0]), analysed.labels.unit_of(later[0])
        ):
            return True
    return False


_MAX_EARLIER_LABELS = 3  # compared beside the earlier copy
_MAX_LATER_LABELS = 2  # compared beside the later copy


def has_similar_neighbours(analysed: AnalysedDocument, passage: Passage) -> bool:
    """Whether the text directly before or after both sides is similar: the edge of an altered copy.

    Up to `_NEIGHBOURHOOD_UNITS` are compared. An alteration within 60 characters of an end leaves too little text
    beyond it to be found as a repeat of its own.
    """
    (first, first_end), (second, second_end) = passage.first, passage.second
    before = (max(0, first - _NEIGHBOURHOOD_UNITS), first), (max(first_end, second - _NEIGHBOURHOOD_UNITS), second)
    after = (
        (first_end, min(first_end + _NEIGHBOURHOOD_UNITS, second)),
        (second_end, min(second_end + _NEIGHBOURHOOD_UNITS, len(analysed.folded))),
    )
    return _is_similar(analysed, *before) or _is_similar(analysed, *after)


_NEIGHBOURHOOD_UNITS = 80  # code units compared before and after a passage


def _is_similar(
    analysed: AnalysedDocument, first: tuple[int, int], second: tuple[int, int], min_similarity: float = _MIN_SIMILARITY
) -> bool:
    """Whether two stretches of the folded text have at least this similarity (0 to 1).

    False if one is empty or less than half as long as the other. Above `_MAX_ALIGNED_UNITS`, it is the share of the
    shingles of the one with fewer that the other has, and must be more.
    """
    lengths = first[1] - first[0], second[1] - second[0]
    if not min(lengths) or min(lengths) * 2 < max(lengths):
        return False
    codes = [analysed.folded.codes[start:end] for start, end in (first, second)]
    if max(lengths) > _MAX_ALIGNED_UNITS:
        shingles = [np.unique(hashes(side, 5)) for side in codes]
        shared = len(np.intersect1d(shingles[0], shingles[1], assume_unique=True))
        return shared > min_similarity * min(map(len, shingles))
    return similarity(codes[0].tolist(), codes[1].tolist(), min_similarity) > 0


def has_long_part(chain: MatchChain) -> bool:
    """Whether an altered copy has an unchanged part that is too long for an intended repeat: `_MIN_LONG_PART_UNITS`."""
    return max(match.length for match in chain.matches) >= _MIN_LONG_PART_UNITS


def has_equal_unit(analysed: AnalysedDocument, passage: Passage) -> bool:
    """Whether a numbered unit of at least 20 code units is unchanged in the other side of an altered copy.

    It is one of the later side and may stand anywhere in the earlier one. Divisions are not counted as units.
    """
    codes, labels = analysed.folded.codes, _provisions(passage)
    (first, first_end), (second, second_end) = passage.first, passage.second
    earlier_bytes = codes[first:first_end].tobytes()
    bounds = itertools.pairwise([*labels, second_end - second])
    return any(
        codes[second + start : second + end].tobytes() in earlier_bytes for start, end in bounds if end - start >= 20
    )


def _provisions(passage: Passage) -> list[int]:
    """The offsets, from the start of the later side, of the labels of a passage that head no division."""
    return [offset for offset, line in passage.labels if not is_division(line)]


def has_units(passage: Passage) -> bool:
    """Whether a passage holds at least two numbered units, divisions not counted."""
    return len(_provisions(passage)) >= 2
