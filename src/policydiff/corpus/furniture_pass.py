"""Candidate pairs of a corpus, apart from the furniture of its pages: the menus that its documents share join none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

import numpy as np

from policydiff.corpus.candidates import CandidatePairs, candidate_pairs
from policydiff.corpus.scan import CorpusScan, scan_corpus
from policydiff.corpus.settings import Progress, ScanOptions
from policydiff.deduplication.plan import Plan, left_of
from policydiff.readers.entries import Documents, Entry, Source, UnreadableInput
from policydiff.structure.site_furniture import blank_lines, learn_site_furniture, site_furniture_of
from policydiff.text.document import Document

_MOST = 8_000  # documents that are learned from


class FurnitureFreeCorpus:
    """The documents of a corpus as they pass by, with white space for furniture; of some, what their plans leave."""

    def __init__(self, corpus: Documents, furniture: frozenset[str], own: Mapping[int, Plan] | None = None) -> None:
        self._corpus, self._furniture, self._own = corpus, furniture, own or {}

    @property
    def bytes(self) -> int:
        """The size of all files."""
        return self._corpus.bytes

    @property
    def done(self) -> int:
        """How many bytes of them have passed."""
        return self._corpus.done

    def __iter__(self) -> Iterator[Entry | UnreadableInput]:
        number = 0
        for entry in self._corpus:
            if isinstance(entry, UnreadableInput):
                yield entry
                continue
            plan = self._own.get(number)
            text = left_of(plan).text if plan and plan.dropped else entry.text
            yield Entry(entry.source, blank_lines(text, site_furniture_of(text, self._furniture)))
            number += 1

    def document(self, source: Source) -> Document:
        """A document that passed by, whole."""
        return self._corpus.document(source)

    def text(self, source: Source) -> str:
        """Its text alone, whole."""
        return self._corpus.text(source)


def scan_and_propose(
    corpus: Documents, settings: ScanOptions | None = None, progress: Progress | None = None
) -> tuple[CorpusScan, CandidatePairs]:
    """The first pass over a corpus, and its candidate pairs. Where the corpus shows furniture, it is read once more."""
    settings = settings or ScanOptions()
    found = scan_corpus(corpus, settings, progress)
    pairs = candidate_pairs(found, settings)
    furniture = _shown(corpus, found, pairs)
    if not furniture:
        return found, pairs
    bare = FurnitureFreeCorpus(corpus, furniture, found.own)
    again = scan_corpus(bare, replace(settings, own=None, facts=False), progress)
    found = replace(
        found,
        signatures=again.signatures,
        samples=again.samples,
        wordless=(*found.wordless, *again.wordless),
        furniture=furniture,
    )
    return found, candidate_pairs(found, settings)


def _shown(corpus: Documents, found: CorpusScan, pairs: CandidatePairs) -> frozenset[str]:
    """The furniture that a corpus shows. Of a large one some documents of candidate pairs are read, which are chosen by
    what they say, whatever their order and names.
    """
    if not len(pairs.left):
        return frozenset()
    numbers = np.arange(len(found.sources))
    if len(numbers) > _MOST:
        numbers = np.union1d(pairs.left, pairs.right)
        one_in = -(-len(numbers) // _MOST)
        numbers = numbers[found.signatures.values[numbers].sum(axis=1, dtype=np.uint64) % np.uint64(one_in) == 0]
    return learn_site_furniture(corpus.text(found.sources[number]) for number in numbers.tolist())
