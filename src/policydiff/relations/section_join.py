"""Many documents -> their sections: lines with enough in them to mean something, equal ones told once.

A section is a line's text without its ending; its key is the matching key of that line alone. Lines are found, folded
and compared in whole blocks, never one by one. Sections are equal if their keys are, code for code; which other ones
are nearly so, `alike` says.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np
import numpy.typing as npt

from policydiff.matching.set_join import CROWD, MEMORY, SimilarPairs, similar_pairs
from policydiff.matching.shingle_matrix import FoldedTexts
from policydiff.matching.shingles import TEXTS, map_blocks
from policydiff.text.document import LINE_END
from policydiff.text.folding import Codes, Positions, fold
from policydiff.text.folding_blocks import Buffers, encode_many, fold_units

MIN_SECTION = 20  # codes in the shortest section
_GATHERED = 1 << 20  # codes of sections that are told apart together
_SLICE = 1 << 16  # codes compared or summed together
_WEIGHTS = 1 << 16
_LF, _CR = 10, 13


@dataclass(frozen=True, eq=False)
class Sections:
    """The sections of `documents` documents, in order; equal sections have one key.

    Section i is text[start[i]:end[i]] of document[i], and its key is keys[key[i]]. Keys are numbered as they come.
    """

    documents: int
    document: Positions
    start: Positions
    end: Positions
    key: Positions
    keys: FoldedTexts

    def __len__(self) -> int:
        return len(self.document)

    @cached_property
    def frequency(self) -> Positions:
        """In how many documents each key stands."""
        order, _ = self.groups
        documents, keys = self.document[order], self.key[order]
        new = np.ones(len(order), dtype=np.bool_)
        new[1:] = (documents[1:] != documents[:-1]) | (keys[1:] != keys[:-1])
        return np.bincount(keys[new], minlength=len(self.keys))

    @cached_property
    def groups(self) -> tuple[Positions, Positions]:
        """The sections by key, and where each key begins: those of key i are order[starts[i]:starts[i + 1]], ascending.

        A key with more than one stands for a group of equal sections.
        """
        order = np.argsort(self.key, kind="stable")
        return order, np.concatenate(([0], np.cumsum(np.bincount(self.key, minlength=len(self.keys)))))

    def where(self, keep: npt.NDArray[np.bool_]) -> Sections:
        """Those sections only whose keys are to be kept, as one truth value a key says: without furniture, say."""
        number = np.cumsum(keep) - 1
        some = keep[self.key]
        codes = self.keys.codes[np.repeat(keep, self.keys.lengths)]
        keys = FoldedTexts(codes, np.concatenate(([0], np.cumsum(self.keys.lengths[keep]))))
        return Sections(
            self.documents, self.document[some], self.start[some], self.end[some], number[self.key[some]], keys
        )


def similar_sections(
    sections: Sections,
    threshold: float,
    *,
    within: bool = False,
    memory: int = MEMORY,
    crowd: int = CROWD,
) -> SimilarPairs:
    """Every pair of keys with at least this Jaccard similarity, exact; see `setjoin.join`.

    Keys that stand in one document only, and in the same one, are paired `within` it if that is wanted.
    """
    owners = None
    if not within:
        first = sections.groups[0][sections.groups[1][:-1]]
        owners = np.where(sections.frequency == 1, sections.document[first], -1).astype(np.int32)
    return similar_pairs(sections.keys, threshold, owners=owners, memory=memory, crowd=crowd)


# --- cutting


@dataclass(frozen=True, slots=True, eq=False)
class _Part:
    """The sections of some fragments: where each stands, in code points of its fragment; its codes; its fingerprint."""

    fragments: int
    fragment: Positions
    start: Positions
    end: Positions
    lengths: Positions
    codes: Codes
    prints: npt.NDArray[np.uint64]


def cut_sections(texts: Iterable[str], threads: int = 1) -> Sections:
    """The sections of the documents with these texts, in order."""
    places: list[tuple[int, int]] = []  # of each fragment: its document, and where in it
    documents = 0

    def fragments() -> Iterator[str]:
        nonlocal documents
        for documents, text in enumerate(texts, start=1):
            for start, end in _fragments(text):
                places.append((documents - 1, start))
                yield text[start:end]

    known = _Known()
    parts: list[_Part] = []
    columns: list[npt.NDArray[np.int64]] = []
    gathered = before = 0
    for part in map_blocks(_cut, fragments(), threads):
        parts.append(part)
        gathered += len(part.codes)
        place = np.array(places[before : before + part.fragments], dtype=np.int64).reshape(-1, 2)[part.fragment]
        columns.append(np.stack((place[:, 0], place[:, 1] + part.start, place[:, 1] + part.end)))
        before += part.fragments
        if gathered >= _GATHERED:
            known.add(parts)
            parts, gathered = [], 0
    known.add(parts)
    document, start, end = np.concatenate([np.empty((3, 0), np.int64), *columns], axis=1)
    return Sections(documents, document, start, end, *known.numbered())


def _fragments(text: str) -> Iterator[tuple[int, int]]:
    """A text in runs of whole lines, of about TEXTS characters; a longer line stands alone."""
    start = 0
    while len(text) - start > TEXTS:
        half = start + TEXTS // 2
        found = LINE_END.search(text, half)
        end = found.end() if found else len(text)
        line = max(text.rfind(mark, start, half) for mark in "\r\n") + 1
        if end - start > TEXTS and line > start:
            yield start, line
            start = line
        yield start, end
        start = end
    if start < len(text):
        yield start, len(text)


def _cut(texts: list[str], buffers: Buffers) -> _Part:
    """The sections of some fragments."""
    if len(texts) == 1 and len(texts[0]) > TEXTS:  # one line
        codes = fold(texts[0]).codes
        if len(codes) < MIN_SECTION:
            codes = codes[:0]
        nothing = np.zeros(min(len(codes), 1), np.int64)
        end = nothing + len(texts[0].rstrip("\r\n"))
        return _Part(1, nothing, nothing, end, nothing + len(codes), codes, _prints(codes, nothing + len(codes)))
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
        start, end, origin = (each - np.searchsorted(halves, each) for each in (start, end, origin))
    return _Part(len(texts), fragment, start - origin, end - origin, lengths, codes, _prints(codes, lengths))


def _line_ends(units: Codes, ends: Positions) -> Positions:
    """Where the lines of texts that end there end, their endings included: after LF, CRLF or a lone CR."""
    last = units == _LF
    returns = np.flatnonzero(units == _CR)
    if len(returns):
        last[returns] = units.take(returns + 1, mode="clip") != _LF
    last[ends - 1] = True
    return np.flatnonzero(last) + 1


@cache
def _weights() -> npt.NDArray[np.uint64]:
    """What a code counts at each place of a key."""
    return np.random.RandomState(1).randint(0, 1 << 64, _WEIGHTS, dtype=np.uint64) | np.uint64(1)


def _prints(codes: Codes, lengths: Positions) -> npt.NDArray[np.uint64]:
    """A fingerprint of each of the keys that lie end to end: a sum, each code weighted by its place."""
    if not len(lengths):
        return np.empty(0, np.uint64)
    if len(lengths) == 1:
        parts = (codes[start : start + _WEIGHTS] for start in range(0, len(codes), _WEIGHTS))
        return np.asarray([sum(int((_weights()[: len(part)] * part).sum()) for part in parts) % (1 << 64)], np.uint64)
    starts = np.cumsum(lengths) - lengths
    places = np.arange(len(codes)) - np.repeat(starts, lengths)
    places &= _WEIGHTS - 1
    weighted = _weights().take(places, mode="clip")
    weighted *= codes
    sums: npt.NDArray[np.uint64] = np.add.reduceat(weighted, starts)
    return sums


# --- telling equal ones once


class _Known:
    """The keys seen so far, each once."""

    def __init__(self) -> None:
        self._prints = np.empty(0, np.uint64)  # ascending
        self._numbers = np.empty(0, np.int64)  # the key of each
        self._colliding: dict[bytes, int] = {}  # keys whose fingerprint is another's: a miracle, or someone's intention
        self._codes = np.empty(1 << 16, np.uint16)
        self._starts = np.zeros(1, np.int64)
        self._keys: list[Positions] = []

    def add(self, parts: list[_Part]) -> None:
        """Numbers the sections of these parts."""
        if not parts:
            return
        prints = np.concatenate([part.prints for part in parts])
        lengths = np.concatenate([part.lengths for part in parts])
        codes = np.concatenate([part.codes for part in parts])
        different, firsts, which = np.unique(prints, return_index=True, return_inverse=True)
        at = np.searchsorted(self._prints, different)
        new = np.ones(len(different), dtype=np.bool_)
        inside = at < len(self._prints)
        new[inside] = self._prints[at[inside]] != different[inside]
        numbers = np.empty(len(different), np.int64)
        numbers[~new] = self._numbers[at[~new]]
        fresh = np.sort(firsts[new])
        numbers[new] = len(self._starts) - 1 + np.searchsorted(fresh, firsts[new])
        self._prints = np.insert(self._prints, at[new], different[new])
        self._numbers = np.insert(self._numbers, at[new], numbers[new])
        starts = np.cumsum(lengths) - lengths
        is_fresh = np.zeros(len(lengths), dtype=np.bool_)
        is_fresh[fresh] = True
        self._append(codes[np.repeat(is_fresh, lengths)], lengths[fresh])
        keys = numbers[which]
        old = np.flatnonzero(~is_fresh)
        for section in old[~self._equal(keys[old], codes, starts[old], lengths[old])].tolist():
            own = codes[starts[section] : starts[section] + lengths[section]]
            name = own.tobytes()
            if name not in self._colliding:
                self._colliding[name] = len(self._starts) - 1
                self._append(own, lengths[section : section + 1])
            keys[section] = self._colliding[name]
        self._keys.append(keys)

    def _append(self, codes: Codes, lengths: Positions) -> None:
        """Puts new keys behind those there are."""
        filled = int(self._starts[-1])
        if filled + len(codes) > len(self._codes):
            self._codes.resize((filled + len(codes)) * 5 // 4, refcheck=False)
        self._codes[filled : filled + len(codes)] = codes
        self._starts = np.concatenate((self._starts, filled + np.cumsum(lengths)))

    def _equal(self, keys: Positions, codes: Codes, starts: Positions, lengths: Positions) -> npt.NDArray[np.bool_]:
        """Which stretches of `codes`, in order, are the keys they are taken for."""
        equal: npt.NDArray[np.bool_] = self._starts[keys + 1] - self._starts[keys] == lengths
        some = np.flatnonzero(equal)
        ends = np.cumsum(lengths[some])
        done = 0
        while done < len(some):
            stop = max(int(np.searchsorted(ends, (ends[done - 1] if done else 0) + _SLICE, side="right")), done + 1)
            part = some[done:stop]
            offsets = ends[done:stop] - lengths[part]
            offsets -= offsets[0]
            places = np.arange(int(lengths[part].sum()))
            mine = codes.take(places + np.repeat(starts[part] - offsets, lengths[part]), mode="clip")
            places += np.repeat(self._starts[keys[part]] - offsets, lengths[part])
            equal[part] = np.logical_and.reduceat(mine == self._codes.take(places, mode="clip"), offsets)
            done = stop
        return equal

    def numbered(self) -> tuple[Positions, FoldedTexts]:
        """The key of each section, and the keys as they first come."""
        keys = np.concatenate([np.empty(0, np.int64), *self._keys])
        self._codes.resize(int(self._starts[-1]), refcheck=False)
        found = FoldedTexts(self._codes, self._starts)
        if self._colliding:  # those were numbered after others that come later
            firsts = np.unique(keys, return_index=True)[1]
            order = np.argsort(firsts)
            keys = np.argsort(order)[keys]
            codes = np.concatenate([found[key] for key in order.tolist()])
            found = FoldedTexts(codes, np.concatenate(([0], np.cumsum(found.lengths[order]))))
        return keys, found
