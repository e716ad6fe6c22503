"""The passages that two documents share: the same words at least 60 key characters long, wherever either has them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from policydiff.deduplication.analysis import Reading
from policydiff.deduplication.decision import Place
from policydiff.matching.repeats import find
from policydiff.relations.parallel_sections import Parallel
from policydiff.relations.profile import Member
from policydiff.text.spans import Span, merged

_APART = np.array([0xFFFF], dtype=np.uint16)  # no key holds it


class Shared(NamedTuple):
    """One passage: where it stands in either document, and its length in key characters.

    `jaccard` is 1 for what is the same word for word, and below for two sections that are nearly so.
    """

    one: Place
    other: Place
    characters: int
    jaccard: float = 1.0


class Reuse(NamedTuple):
    """What two documents share: passages, the longest first; and how much of either key they cover, in [0, 1]."""

    passages: tuple[Shared, ...]
    of_one: float
    of_other: float


def reuse(one: Member, other: Member) -> Reuse:
    """The passages two documents share. None stands inside another on the side of `one`."""
    border = len(one.key) + 1
    matches = [
        (match.first, match.second - border, match.length)
        for match in find(np.concatenate((one.key.codes, _APART, other.key.codes)))
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
        found.append(Shared(_place(readings[0], start, length), _place(readings[1], there, length), length))
    covered = [
        sum(len(each) for each in merged(Span(match[side], match[side] + match[2]) for match in matches))
        / max(len(member.key), 1)
        for side, member in enumerate((one, other))
    ]
    return Reuse(tuple(found), covered[0], covered[1])


def nearly(one: Member, other: Member, found: Iterable[Parallel]) -> list[Shared]:
    """The nearly equal sections of two documents, the longest first."""
    shared = [
        Shared(_at(one.reading, each.one), _at(other.reading, each.other), each.characters, each.jaccard)
        for each in found
    ]
    return sorted(shared, key=lambda each: (-each.characters, each.one.span))


def _at(reading: Reading, span: Span) -> Place:
    unit = int(reading.key.rank([span.start])[0])
    return Place(span, reading.document.lines.numbers(span), reading.standing_under(unit))


def _place(reading: Reading, unit: int, length: int) -> Place:
    span = Span(reading.key.position(unit), reading.key.position(unit + length - 1) + 1)
    return Place(span, reading.document.lines.numbers(span), reading.standing_under(unit))
