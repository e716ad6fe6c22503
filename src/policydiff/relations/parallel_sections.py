"""Sections of unlike documents in nearly the same words: one provision, though no passage is shared word for word.

They are found by the exact set-similarity join of all sections of a corpus. A section of many documents is part of a
form or site furniture, and is left out. A section that several documents have is reported for the first of them only.
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

THRESHOLD = 0.8  # least Jaccard similarity of two sections
MAX_DOCUMENTS = 48  # that may have a section; a section of more documents is part of a form
_MIN_PAIR_CHARACTERS = 100  # code units of such sections, from which two documents are a candidate pair


class ParallelSections(NamedTuple):
    """Two sections in nearly the same words, by their spans in either document.

    `characters` is the length of the shorter one in code units of folded text.
    """

    span: Span
    other_span: Span
    jaccard: float
    characters: int


@dataclass(frozen=True)
class Parallels:
    """The parallel sections by pair of documents, the lower number first.

    `common_sections` counts the sections left out because too many documents have them. `crowded` is 1 if some shingles
    were too frequent to compare all sections that have them with each other, else 0.
    """

    pairs: Mapping[tuple[int, int], tuple[ParallelSections, ...]]
    common_sections: int
    crowded: int


def parallels(texts: Iterable[str], memory: int = MEMORY) -> Parallels:
    """Return the pairs of documents with enough parallel sections; document i, from 0, is that of the i-th text.

    Enough is `_MIN_PAIR_CHARACTERS` in all; the sections of a pair are in the order of the lower document. `memory`
    bounds the working space of the join, in bytes, and changes no result.

    >>> rule = "".join(f"第{number}号渡口每日早八时至晚八时开放。" for number in range(10))
    >>> parallels([f"甲镇\\n{rule}\\n", f"乙镇\\n{rule}遇雾停航。\\n"]).pairs.keys()
    dict_keys([(0, 1)])
    """
    all_sections = cut_sections(texts)
    is_rare = all_sections.frequency <= MAX_DOCUMENTS
    sections = all_sections.with_texts(is_rare)
    similar = similar_sections(sections, THRESHOLD, memory=memory)
    order, starts = sections.by_text
    first_section = order[starts[:-1]]
    lengths = sections.folded_texts.lengths
    by_pair: dict[tuple[int, int], list[ParallelSections]] = defaultdict(list)
    for number, other_number, jaccard in zip(
        similar.left.tolist(), similar.right.tolist(), similar.jaccard.tolist(), strict=True
    ):
        (left, left_start, left_end), (right, right_start, right_end) = sorted(
            (int(sections.document[index]), int(sections.start[index]), int(sections.end[index]))
            for index in first_section[[number, other_number]]
        )
        if left != right:
            characters = int(min(lengths[number], lengths[other_number]))
            left_span, right_span = Span(left_start, left_end), Span(right_start, right_end)
            by_pair[left, right].append(ParallelSections(left_span, right_span, jaccard, characters))
    pairs = {
        pair: tuple(sorted(parallel))
        for pair, parallel in by_pair.items()
        if sum(section.characters for section in parallel) >= _MIN_PAIR_CHARACTERS
    }
    return Parallels(pairs, int(np.count_nonzero(~is_rare)), int(np.count_nonzero(similar.crowded)))
