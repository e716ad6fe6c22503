"""Altered copies: the units at a passage's rims that have the same labels on both sides and nearly the same text."""

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

_NEAR = 0.6  # least likeness of a unit at a rim to be an altered part of the copy
_TWIN = 0.9  # the same, where even the label differs
_LONG = 500  # key characters; no lawful repeat of statutes is half as long
_LONGEST_FOOT = 60  # characters of a line of a signature
_MOST_UNITS = 100  # units that a passage is grown by at either end: so the cost stays in proportion to the document
_LONGEST_ALIGNED = 4_000  # key characters of a unit that is aligned; longer ones are compared by their shingles


def expand_to_altered_units(reading: AnalysedDocument, passage: Passage) -> Passage:
    """The passage from its first numbered unit on, with the altered units at its rims that answer by label and text."""
    if not passage.whole:
        return passage
    passage = from_first_label(reading, passage)
    whole = reading.grown_over.get((passage.first[0], passage.second[0]))
    if whole and whole.first[1] >= passage.first[1] and whole.second[1] >= passage.second[1]:
        return whole
    sides, labels = (passage.first, passage.second), [(passage.second[0] + at, line) for at, line in passage.labels]
    heads: list[tuple[int, LabelledLine]] = []
    while len(heads) < _MOST_UNITS and (found := _unit_before(reading, *sides)):
        sides = (found[0][0], sides[0][1]), (found[1][0], sides[1][1])
        heads.append(found[1])
    labels = [*reversed(heads), *labels]
    rims: list[tuple[int, int]] = []
    while len(rims) < _MOST_UNITS and (after := _unit_after(reading, *sides)):
        line, ends = after
        if not labels or labels[-1][1].label != line.label:
            labels.append((sides[1][1], line))
        sides = (sides[0][0], ends[0]), (sides[1][0], ends[1])
        rims.append(ends)
    if sides == (passage.first, passage.second):
        return passage
    offsets = tuple((at - sides[1][0], line) for at, line in labels)
    whole = _cut_to(reading, passage, *sides, offsets, equal=False)
    reading.grown_over.update(dict.fromkeys(rims, whole))
    return whole


def without_foot(reading: AnalysedDocument, passage: Passage) -> Passage:
    """The passage without the lines at the end of its later side, a signature or a date, that the earlier one lacks."""
    (low, high), (start, end) = (reading.paragraphs_in(*side) for side in (passage.second, passage.first))
    stop = high
    while stop - low > 1 and end > start and _is_foot(reading.paragraphs[stop - 1], reading.paragraphs[end - 1]):
        stop -= 1
    if stop == high:
        return passage
    second = passage.second[0], reading.paragraph_units[stop]
    labels = tuple((at, line) for at, line in passage.labels if at < second[1] - second[0])
    return _cut_to(reading, passage, passage.first, second, labels, equal=passage.equal)


def _is_foot(paragraph: Paragraph, other: Paragraph) -> bool:
    """Whether a paragraph is a short line without a label, no sentence, and not the other one altered."""
    if paragraph.marks or paragraph.ends_sentence or len(paragraph.form) > _LONGEST_FOOT:
        return False
    return similarity(paragraph.form, other.form, _NEAR) <= 0


def from_first_label(reading: AnalysedDocument, passage: Passage) -> Passage:
    """The passage without what lies before its first label, where that is not the head of the document."""
    if not passage.labels or not passage.equal or reading.label_before(passage.first[0]) is None:
        return passage
    offset = passage.labels[0][0]
    return _part(reading, passage, offset, passage.length) if offset > 0 else passage


def _part(reading: AnalysedDocument, passage: Passage, start: int, end: int) -> Passage:
    """The part [start, end) of an exact passage, in key units of the later side."""
    first, second = (
        (passage.first[0] + start, passage.first[0] + end),
        (passage.second[0] + start, passage.second[0] + end),
    )
    if end == passage.length:
        first = first[0], passage.first[1]
    labels = tuple((at - start, line) for at, line in passage.labels if start <= at < end)
    return _cut_to(reading, passage, first, second, labels, equal=True)


def _cut_to(
    reading: AnalysedDocument,
    passage: Passage,
    first: tuple[int, int],
    second: tuple[int, int],
    labels: tuple[tuple[int, LabelledLine], ...],
    *,
    equal: bool,
) -> Passage:
    first_span, second_span = reading.line_spans(first, second)
    return replace(
        passage,
        first=first,
        second=second,
        first_span=first_span,
        second_span=second_span,
        labels=labels,
        equal=equal,
    )


def has_altered_neighbours(reading: AnalysedDocument, passage: Passage) -> bool:
    """Whether the unit right before or after the passage answers on both sides by label and text."""
    sides = passage.first, passage.second
    return bool(_unit_before(reading, *sides) or _unit_after(reading, *sides))


def _unit_before(
    reading: AnalysedDocument, first: tuple[int, int], second: tuple[int, int]
) -> tuple[tuple[int, LabelledLine], tuple[int, LabelledLine]] | None:
    """The labels of the units before two sides that have the same label and nearly the same text; None where not."""
    there, here = reading.label_before(first[0]), reading.label_before(second[0])
    if not there or not here or here[0] < first[1] or not _comparable(there[1], here[1]):
        return None
    least = _NEAR if same_label(there[1], here[1]) else _TWIN
    return (there, here) if _near(reading, (there[0], first[0]), (here[0], second[0]), least) else None


def _comparable(one: LabelledLine, other: LabelledLine) -> bool:
    """Whether two labels may answer each other: provisions, or the same division."""
    if is_division(one) or is_division(other):
        return (
            bool(one.label.number) and one.label.style == other.label.style and one.label.number == other.label.number
        )
    return True


def _unit_after(
    reading: AnalysedDocument, first: tuple[int, int], second: tuple[int, int]
) -> tuple[LabelledLine, tuple[int, int]] | None:
    """The label of the later one of two such units behind the sides, and where each of them ends; None where not."""
    ends: list[tuple[LabelledLine | None, int]] = []
    for side in (first, second):
        following = reading.label_from(side[1])
        if following is not None and following[0] == side[1]:
            after = reading.label_from(side[1] + 1)
            ends.append((following[1], after[0] if after else len(reading.key)))
        else:
            inside = reading.label_before(side[1])
            ends.append((inside[1] if inside else None, following[0] if following else len(reading.key)))
    (one, first_end), (other, second_end) = ends
    if one is None or other is None or first_end > second[0]:
        return None
    least = _NEAR if same_label(one, other) else _TWIN
    near = _near(reading, (first[1], first_end), (second[1], second_end), least)
    return (other, (first_end, second_end)) if near else None


def has_similar_unit_beside(reading: AnalysedDocument, passage: Passage) -> bool:
    """Whether a unit beside the later copy answers, by label and text, one near the earlier: the copy is altered.

    A unit may be missing in between, or added, and headings of divisions count too.
    """
    pairs = []
    for here in reading.labels_before(passage.second[0], _BESIDE):
        if here[0] >= passage.first[1]:
            pairs += [(there, here) for there in reading.labels_before(passage.first[0], _KIN)]
    for here in reading.labels_from(passage.second[1], _BESIDE):
        answers = reading.labels_from(passage.first[1], _KIN)
        pairs += [(there, here) for there in answers if there[0] < passage.second[0]]
    for there, here in pairs:
        one, other = there[1].label, here[1].label
        same = one.number and (one.style, one.number) == (other.style, other.number)
        if same and _near(reading, reading.unit_of(there[0]), reading.unit_of(here[0])):
            return True
    return False


_KIN, _BESIDE = 3, 2  # units looked at on the earlier and on the later side


def has_similar_neighbours(reading: AnalysedDocument, passage: Passage) -> bool:
    """Whether what stands right before or after both copies is nearly the same: the rim of an altered copy.

    An alteration within 60 characters of an end leaves too little beyond it to be found as a repeat by itself.
    """
    (first, first_end), (second, second_end) = passage.first, passage.second
    before = (max(0, first - _RIM), first), (max(first_end, second - _RIM), second)
    after = (first_end, min(first_end + _RIM, second)), (second_end, min(second_end + _RIM, len(reading.key)))
    return _near(reading, *before) or _near(reading, *after)


_RIM = 80  # key characters


def _near(reading: AnalysedDocument, one: tuple[int, int], other: tuple[int, int], least: float = _NEAR) -> bool:
    """Whether two stretches of the key are at least so much alike (0 to 1); empty ones are not."""
    lengths = one[1] - one[0], other[1] - other[0]
    if not min(lengths) or min(lengths) * 2 < max(lengths):
        return False
    sides = [reading.key.codes[start:end] for start, end in (one, other)]
    if max(lengths) > _LONGEST_ALIGNED:
        shingles = [np.unique(hashes(side, 5)) for side in sides]
        shared = len(np.intersect1d(shingles[0], shingles[1], assume_unique=True))
        return shared > least * min(map(len, shingles))
    return similarity(sides[0].tolist(), sides[1].tolist(), least) > 0


def has_long_part(run: MatchChain) -> bool:
    """Whether a stretch of an altered copy is the same that is too long for a lawful repeat."""
    return max(match.length for match in run.matches) >= _LONG


def has_equal_unit(reading: AnalysedDocument, passage: Passage) -> bool:
    """Whether one of the numbered units of an altered copy stands in the other copy unchanged."""
    codes, labels = reading.key.codes, _provisions(passage)
    (first, first_end), (second, second_end) = passage.first, passage.second
    whole = codes[first:first_end].tobytes()
    bounds = itertools.pairwise([*labels, second_end - second])
    return any(codes[second + start : second + end].tobytes() in whole for start, end in bounds if end - start >= 20)


def _provisions(passage: Passage) -> list[int]:
    return [at for at, line in passage.labels if not is_division(line)]


def has_units(passage: Passage) -> bool:
    """Whether a passage holds two numbered units or more."""
    return len(_provisions(passage)) >= 2
