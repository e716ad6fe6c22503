"""Sections of unlike documents that say nearly the same: what shares no passage word for word and yet is one provision.

Found by the exact join of all sections of a corpus. What stands in many documents is a form or a page's furniture, and
is left out. Of sections that stand in several documents the first speaks for all.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from policydiff.matching.set_join import MEMORY
from policydiff.relations.section_join import cut_sections, similar_sections
from policydiff.text.spans import Span

THRESHOLD = 0.8  # Jaccard similarity of two sections
MAX_DOCUMENTS = 48  # documents in which a section may stand; what more have is a form
_LEAST = 100  # key characters of such sections that make two documents a candidate pair


class ParallelSections(NamedTuple):
    """Two sections that are nearly the same, by their places in their documents; `characters` are those of the key."""

    one: Span
    other: Span
    jaccard: float
    characters: int


@dataclass(frozen=True)
class Parallels:
    """The nearly equal sections by pair of documents, the lesser number first; how many sections were too common."""

    pairs: Mapping[tuple[int, int], tuple[ParallelSections, ...]]
    common: int
    crowded: int


def parallels(texts: Iterable[str], memory: int = MEMORY) -> Parallels:
    """The pairs of documents with enough nearly equal sections, among documents with these texts.

    `memory` bounds the working space of the join, in bytes; the result is the same.
    """
    every = cut_sections(texts)
    rare = every.frequency <= MAX_DOCUMENTS
    some = every.where(rare)
    found = similar_sections(some, THRESHOLD, memory=memory)
    firsts = some.groups[0][some.groups[1][:-1]]
    lengths = some.keys.lengths
    held: dict[tuple[int, int], list[ParallelSections]] = defaultdict(list)
    for left, right, jaccard in zip(found.left.tolist(), found.right.tolist(), found.jaccard.tolist(), strict=True):
        sides = sorted((int(some.document[at]), int(some.start[at]), int(some.end[at])) for at in firsts[[left, right]])
        (one, start, end), (other, begin, stop) = sides
        if one != other:
            size = int(min(lengths[left], lengths[right]))
            held[one, other].append(ParallelSections(Span(start, end), Span(begin, stop), jaccard, size))
    enough = {
        pair: tuple(sorted(sections))
        for pair, sections in held.items()
        if sum(each.characters for each in sections) >= _LEAST
    }
    return Parallels(enough, int(np.count_nonzero(~rare)), int(np.count_nonzero(found.crowded)))
