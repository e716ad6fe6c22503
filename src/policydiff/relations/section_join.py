"""Many documents -> their sections, equal ones merged, and the exact set-similarity join of these sections.

A section is a line, without its ending, whose folded text has at least `MIN_SECTION` code units. Lines are split,
folded and compared in whole blocks, never one by one. Sections are equal if their folded texts are, code for code;
`similar_sections` finds the pairs of folded texts that are nearly equal.

>>> sections = cut_sections(["青槐县渡口每日早八时至晚八时对外开放，遇有大雾时停航。\\n", "短行\\n"])
>>> sections.documents, sections.document.tolist(), sections.start.tolist(), sections.end.tolist()
(2, [0], [0], [27])
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np
import numpy.typing as npt

from policydiff.matching.set_join import MAX_PARTNERS_AT_SHINGLE, MEMORY, SimilarPairs, similar_pairs
from policydiff.matching.shingle_matrix import FoldedTexts
from policydiff.matching.shingles import BLOCK_CHARACTERS, map_blocks
from policydiff.text.document import LINE_END
from policydiff.text.folding import Codes, Positions, fold
from policydiff.text.folding_blocks import Buffers, encode_many, fold_units

MIN_SECTION = 20  # code units of the shortest section
_MERGED_UNITS = 1 << 20  # code units of sections, about, that are merged with the earlier ones at once
_COMPARED_UNITS = 1 << 16  # code units compared or summed at once
_WEIGHTS = 1 << 16  # positions with a weight of their own; the weights repeat after them
_LF = 10  # code unit of the line feed
_CR = 13  # code unit of the carriage return


@dataclass(frozen=True, eq=False)
class Sections:
    """The sections of `documents` documents, in order; equal sections share one folded text.

    Section i is the text [start[i], end[i]) of document[i], in code points, and its folded text is
    folded_texts[text_number[i]]. Folded texts are distinct, and numbered in the order of their first sections.
    `document`, `start`, `end` and `text_number` are int64 (n,), n being the number of sections.
    """

    documents: int
    document: Positions
    start: Positions
    end: Positions
    text_number: Positions
    folded_texts: FoldedTexts

    def __len__(self) -> int:
        return len(self.document)

    @cached_property
    def frequency(self) -> Positions:
        """The number of documents that have each folded text: int64 (number of folded texts,)."""
        order, _ = self.by_text
        documents, numbers = self.document[order], self.text_number[order]
        new = np.ones(len(order), dtype=np.bool_)
        new[1:] = (documents[1:] != documents[:-1]) | (numbers[1:] != numbers[:-1])
        return np.bincount(numbers[new], minlength=len(self.folded_texts))

    @cached_property
    def by_text(self) -> tuple[Positions, Positions]:
        """The sections by folded text, as (order, starts): those of text i are order[starts[i]:starts[i + 1]].

        `order` is int64 (n,), ascending within a text; `starts` is int64 (number of folded texts + 1,).
        """
        order = np.argsort(self.text_number, kind="stable")
        sizes = np.bincount(self.text_number, minlength=len(self.folded_texts))
        return order, np.concatenate(([0], np.cumsum(sizes)))

    def with_texts(self, keep: npt.NDArray[np.bool_]) -> Sections:
        """Only the sections of the folded texts to keep, numbered anew; `keep` is bool (number of folded texts,).

        Documents keep their numbers.
        """
        new_number = np.cumsum(keep) - 1
        kept = keep[self.text_number]
        lengths = self.folded_texts.lengths
        codes = self.folded_texts.codes[np.repeat(keep, lengths)]
        return Sections(
            self.documents,
            self.document[kept],
            self.start[kept],
            self.end[kept],
            new_number[self.text_number[kept]],
            FoldedTexts(codes, np.concatenate(([0], np.cumsum(lengths[keep])))),
        )


def similar_sections(
    sections: Sections,
    threshold: float,
    *,
    within: bool = False,
    memory: int = MEMORY,
    crowd: int = MAX_PARTNERS_AT_SHINGLE,
) -> SimilarPairs:
    """Every pair of folded texts with at least this Jaccard similarity, by number; see `set_join.similar_pairs`.

    Pairs may be missing if many texts have the same shingles: at one shingle, a text is paired with at most `crowd`
    texts that follow it. Two folded texts that only the same single document has are paired only if `within` is True.
    `memory` is in bytes and changes no result. Raises PolicydiffError if `threshold` is not in (0, 1].
    """
    owners = None
    if not within:
        first = sections.by_text[0][sections.by_text[1][:-1]]
        owners = np.where(sections.frequency == 1, sections.document[first], -1).astype(np.int32)
    return similar_pairs(sections.folded_texts, threshold, owners=owners, memory=memory, crowd=crowd)


# --- cutting


@dataclass(frozen=True, slots=True, eq=False)
class _FragmentSections:
    """The sections of some fragments of texts, in order.

    `fragment`, `start`, `end` and `lengths` are int64 (n,): the index of a section's fragment, its code points
    [start, end) there, and its length in code units. `codes` is uint16 (sum of lengths,), `fingerprints` uint64 (n,).
    """

    fragments: int
    fragment: Positions
    start: Positions
    end: Positions
    lengths: Positions
    codes: Codes
    fingerprints: npt.NDArray[np.uint64]


def cut_sections(texts: Iterable[str], threads: int = 1) -> Sections:
    """The sections of the documents with these texts, in order. The number of threads changes no result.

    A section is a line, without its line end, whose folded text has at least MIN_SECTION code units.
    """
    origins: list[tuple[int, int]] = []  # of each fragment: the index of its document, and its start there
    documents = 0

    def fragments() -> Iterator[str]:
        nonlocal documents
        for documents, text in enumerate(texts, start=1):
            for start, end in _fragments(text):
                origins.append((documents - 1, start))
                yield text[start:end]

    text_table = _TextTable()
    parts: list[_FragmentSections] = []
    columns: list[npt.NDArray[np.int64]] = []
    waiting_units = fragments_before = 0
    for part in map_blocks(_cut_fragments, fragments(), threads):
        parts.append(part)
        waiting_units += len(part.codes)
        part_origins = origins[fragments_before : fragments_before + part.fragments]
        origin = np.array(part_origins, dtype=np.int64).reshape(-1, 2)[part.fragment]
        columns.append(np.stack((origin[:, 0], origin[:, 1] + part.start, origin[:, 1] + part.end)))
        fragments_before += part.fragments
        if waiting_units >= _MERGED_UNITS:
            text_table.add(parts)
            parts, waiting_units = [], 0
    text_table.add(parts)
    document, start, end = np.concatenate([np.empty((3, 0), np.int64), *columns], axis=1)
    return Sections(documents, document, start, end, *text_table.numbered())


def _fragments(text: str) -> Iterator[tuple[int, int]]:
    """Yield the fragments [start, end) of a text: whole lines of about BLOCK_CHARACTERS in all, or one longer line.

    Together they cover the text; an empty text has none.
    """
    start = 0
    while len(text) - start > BLOCK_CHARACTERS:
        half = start + BLOCK_CHARACTERS // 2
        line_end = LINE_END.search(text, half)
        end = line_end.end() if line_end else len(text)
        line_start = max(text.rfind(mark, start, half) for mark in "\r\n") + 1
        if end - start > BLOCK_CHARACTERS and line_start > start:
            yield start, line_start
            start = line_start
        yield start, end
        start = end
    if start < len(text):
        yield start, len(text)


def _cut_fragments(texts: list[str], buffers: Buffers) -> _FragmentSections:
    """The sections of these fragments, which are whole lines; see `cut_sections` for what a section is."""
    if len(texts) == 1 and len(texts[0]) > BLOCK_CHARACTERS:  # one line
        codes = fold(texts[0]).codes
        if len(codes) < MIN_SECTION:
            codes = codes[:0]
        nothing = np.zeros(min(len(codes), 1), np.int64)
        end = nothing + len(texts[0].rstrip("\r\n"))
        return _FragmentSections(
            1, nothing, nothing, end, nothing + len(codes), codes, _fingerprints(codes, nothing + len(codes))
        )
    units, ends = encode_many(texts)
    line_ends = _line_ends(units, ends)
    line_starts = np.concatenate(([0], line_ends[:-1]))
    codes, starts = fold_units(units, line_ends, buffers)
    lengths = np.diff(starts)
    long = lengths >= MIN_SECTION
    codes = codes[np.repeat(long, lengths)]
    start, end, lengths = line_starts[long], line_ends[long], lengths[long]
    fragment = np.searchsorted(ends, start, side="right")
    end -= (units[end - 1] == _LF) | (units[end - 1] == _CR)
    end -= (units[end - 1] == _CR) & (end > start)
    origin = np.concatenate(([0], ends[:-1]))[fragment]
    if len(units) != sum(map(len, texts)):  # some characters take two units
        halves = np.flatnonzero((units & 0xFC00) == 0xDC00)
        start, end, origin = (offset - np.searchsorted(halves, offset) for offset in (start, end, origin))
    return _FragmentSections(
        len(texts), fragment, start - origin, end - origin, lengths, codes, _fingerprints(codes, lengths)
    )


def _line_ends(units: Codes, ends: Positions) -> Positions:
    """The ends of all lines, after LF, CRLF or a lone CR, and at `ends`, the ends of the texts: int64, ascending."""
    is_last = units == _LF
    returns = np.flatnonzero(units == _CR)
    if len(returns):
        is_last[returns] = units.take(returns + 1, mode="clip") != _LF
    is_last[ends - 1] = True
    return np.flatnonzero(is_last) + 1


@cache
def _weights() -> npt.NDArray[np.uint64]:
    """The weights of the code units by their offset in a folded text: odd numbers, uint64 (_WEIGHTS,)."""
    return np.random.RandomState(1).randint(0, 1 << 64, _WEIGHTS, dtype=np.uint64) | np.uint64(1)


def _fingerprints(codes: Codes, lengths: Positions) -> npt.NDArray[np.uint64]:
    """The fingerprint of each folded text that `codes` holds end to end: the sum of its weighted code units.

    uint64 (n,), modulo 2 ** 64; equal texts have equal ones, unequal texts hardly ever.
    """
    if not len(lengths):
        return np.empty(0, np.uint64)
    if len(lengths) == 1:
        parts = (codes[start : start + _WEIGHTS] for start in range(0, len(codes), _WEIGHTS))
        return np.asarray([sum(int((_weights()[: len(part)] * part).sum()) for part in parts) % (1 << 64)], np.uint64)
    starts = np.cumsum(lengths) - lengths
    offsets = np.arange(len(codes)) - np.repeat(starts, lengths)
    offsets &= _WEIGHTS - 1
    weighted = _weights().take(offsets, mode="clip")
    weighted *= codes
    sums: npt.NDArray[np.uint64] = np.add.reduceat(weighted, starts)
    return sums


# --- merging equal sections


class _TextTable:
    """The distinct folded texts so far, numbered, and the number for every section added.

    `_fingerprints` is uint64 (m,), ascending, and `_numbers` int64 (m,), the text with each of them; `_codes` is
    uint16, with room at its end, and text i is _codes[_starts[i]:_starts[i + 1]]; `_starts` is int64.
    """

    def __init__(self) -> None:
        self._fingerprints = np.empty(0, np.uint64)
        self._numbers = np.empty(0, np.int64)
        # Texts whose fingerprint another text has, by their bytes: never by chance, but someone may construct them.
        self._colliding: dict[bytes, int] = {}
        self._codes = np.empty(1 << 16, np.uint16)
        self._starts = np.zeros(1, np.int64)
        self._numbers_of_sections: list[Positions] = []

    def add(self, parts: list[_FragmentSections]) -> None:
        """Number the sections of these parts, in order."""
        if not parts:
            return
        fingerprints = np.concatenate([part.fingerprints for part in parts])
        lengths = np.concatenate([part.lengths for part in parts])
        codes = np.concatenate([part.codes for part in parts])
        distinct, first_positions, which = np.unique(fingerprints, return_index=True, return_inverse=True)
        index = np.searchsorted(self._fingerprints, distinct)
        is_new = np.ones(len(distinct), dtype=np.bool_)
        inside = index < len(self._fingerprints)
        is_new[inside] = self._fingerprints[index[inside]] != distinct[inside]
        numbers = np.empty(len(distinct), np.int64)
        numbers[~is_new] = self._numbers[index[~is_new]]
        fresh = np.sort(first_positions[is_new])
        numbers[is_new] = len(self._starts) - 1 + np.searchsorted(fresh, first_positions[is_new])
        self._fingerprints = np.insert(self._fingerprints, index[is_new], distinct[is_new])
        self._numbers = np.insert(self._numbers, index[is_new], numbers[is_new])
        starts = np.cumsum(lengths) - lengths
        is_fresh = np.zeros(len(lengths), dtype=np.bool_)
        is_fresh[fresh] = True
        self._append(codes[np.repeat(is_fresh, lengths)], lengths[fresh])
        section_numbers = numbers[which]
        old = np.flatnonzero(~is_fresh)
        for section in old[~self._equal(section_numbers[old], codes, starts[old], lengths[old])].tolist():
            section_codes = codes[starts[section] : starts[section] + lengths[section]]
            content = section_codes.tobytes()
            if content not in self._colliding:
                self._colliding[content] = len(self._starts) - 1
                self._append(section_codes, lengths[section : section + 1])
            section_numbers[section] = self._colliding[content]
        self._numbers_of_sections.append(section_numbers)

    def _append(self, codes: Codes, lengths: Positions) -> None:
        """Append new folded texts, which `codes` holds end to end."""
        filled = int(self._starts[-1])
        if filled + len(codes) > len(self._codes):
            self._codes.resize((filled + len(codes)) * 5 // 4, refcheck=False)
        self._codes[filled : filled + len(codes)] = codes
        self._starts = np.concatenate((self._starts, filled + np.cumsum(lengths)))

    def _equal(self, numbers: Positions, codes: Codes, starts: Positions, lengths: Positions) -> npt.NDArray[np.bool_]:
        """For each i whether codes[starts[i]:starts[i] + lengths[i]] is text numbers[i]; `starts` ascends."""
        equal: npt.NDArray[np.bool_] = self._starts[numbers + 1] - self._starts[numbers] == lengths
        same_length = np.flatnonzero(equal)
        ends = np.cumsum(lengths[same_length])
        done = 0
        while done < len(same_length):
            limit = (ends[done - 1] if done else 0) + _COMPARED_UNITS
            stop = max(int(np.searchsorted(ends, limit, side="right")), done + 1)
            part = same_length[done:stop]
            offsets = ends[done:stop] - lengths[part]
            offsets -= offsets[0]
            positions = np.arange(int(lengths[part].sum()))
            section_codes = codes.take(positions + np.repeat(starts[part] - offsets, lengths[part]), mode="clip")
            positions += np.repeat(self._starts[numbers[part]] - offsets, lengths[part])
            same_codes = section_codes == self._codes.take(positions, mode="clip")
            equal[part] = np.logical_and.reduceat(same_codes, offsets)
            done = stop
        return equal

    def numbered(self) -> tuple[Positions, FoldedTexts]:
        """The number for each section, and the folded texts, numbered in the order of their first sections.

        To be called once, after the last `add`.
        """
        numbers = np.concatenate([np.empty(0, np.int64), *self._numbers_of_sections])
        self._codes.resize(int(self._starts[-1]), refcheck=False)
        texts = FoldedTexts(self._codes, self._starts)
        if self._colliding:  # they were numbered after texts that come later
            first_positions = np.unique(numbers, return_index=True)[1]
            order = np.argsort(first_positions)
            numbers = np.argsort(order)[numbers]
            codes = np.concatenate([texts[number] for number in order.tolist()])
            texts = FoldedTexts(codes, np.concatenate(([0], np.cumsum(texts.lengths[order]))))
        return numbers, texts
