"""The passages that two documents share: the same words at least 60 key characters long, wherever either has them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from policydiff.deduplication.analysis import AnalysedDocument
from policydiff.deduplication.decision import Location
from policydiff.matching.repeats import find_matches
from policydiff.relations.parallel_sections import ParallelSections
from policydiff.relations.profile import DocumentProfile
from policydiff.text.spans import Span, merge_spans

_APART = np.array([0xFFFF], dtype=np.uint16)  # no key holds it


class SharedPassage(NamedTuple):
    """One passage: where it stands in either document, and its length in key characters.

    `jaccard` is 1 for what is the same word for word, and below for two sections that are nearly so.
    """

    one: Location
    other: Location
    characters: int
    jaccard: float = 1.0


class Reuse(NamedTuple):
    """What two documents share: passages, the longest first; and how much of either key they cover, in [0, 1]."""

    passages: tuple[SharedPassage, ...]
    of_one: float
    of_other: float


def shared_passages(one: DocumentProfile, other: DocumentProfile) -> Reuse:
    """The passages two documents share. None stands inside another on the side of `one`."""
    border = len(one.key) + 1
    matches = [
        (match.first, match.second - border, match.length)
        for match in find_matches(np.concatenate((one.key.codes, _APART, other.key.codes)))
        if match.first < border <= match.second
    ]
    matches.sort(key=lambda each: (-each[2], each[0], each[1]))
    readings = one.reading, other.reading
    taken: list[Span] = []
    found = []
    for start, there, length in matches:
        span = Span(start, start + length)
        if any(each.covers(span) for each in taken):
            continue
        taken.append(span)
        found.append(SharedPassage(_place(readings[0], start, length), _place(readings[1], there, length), length))
    covered = [
        sum(len(each) for each in merge_spans(Span(match[side], match[side] + match[2]) for match in matches))
        / max(len(member.key), 1)
        for side, member in enumerate((one, other))
    ]
    return Reuse(tuple(found), covered[0], covered[1])


def near_parallels(
    one: DocumentProfile, other: DocumentProfile, found: Iterable[ParallelSections]
) -> list[SharedPassage]:
    """The nearly equal sections of two documents, the longest first."""
    shared = [
        SharedPassage(_at(one.reading, each.one), _at(other.reading, each.other), each.characters, each.jaccard)
        for each in found
    ]
    return sorted(shared, key=lambda each: (-each.characters, each.one.span))


def _at(reading: AnalysedDocument, span: Span) -> Location:
    unit = int(reading.key.rank([span.start])[0])
    return Location(span, reading.document.lines.numbers(span), reading.standing_under(unit))


def _place(reading: AnalysedDocument, unit: int, length: int) -> Location:
    span = Span(reading.key.position(unit), reading.key.position(unit + length - 1) + 1)
    return Location(span, reading.document.lines.numbers(span), reading.standing_under(unit))
