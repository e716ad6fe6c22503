"""Candidate pairs of a corpus without its site furniture: the menus that its documents share make no pair of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

import numpy as np

from policydiff.corpus.candidates import CandidatePairs, candidate_pairs
from policydiff.corpus.scan import CorpusScan, scan_corpus
from policydiff.corpus.settings import Progress, ScanOptions
from policydiff.deduplication.plan import Plan, remaining_document
from policydiff.readers.entries import Documents, Entry, Source, UnreadableInput
from policydiff.structure.site_furniture import blank_lines, learn_site_furniture, site_furniture_of
from policydiff.text.document import Document

_MAX_LEARNED_DOCUMENTS = 8_000  # read to learn the site furniture


class FurnitureFreeCorpus:
    """The documents of a corpus with their site furniture blanked out, and what remains of those with a plan."""

    def __init__(
        self, corpus: Documents, furniture: frozenset[str], own_plans: Mapping[int, Plan] | None = None
    ) -> None:
        self._corpus, self._furniture, self._own_plans = corpus, furniture, own_plans or {}

    @property
    def bytes(self) -> int:
        """The size of all files."""
        return self._corpus.bytes

    @property
    def done(self) -> int:
        """How many bytes of them have been read."""
        return self._corpus.done

    def __iter__(self) -> Iterator[Entry | UnreadableInput]:
        number = 0
        for entry in self._corpus:
            if isinstance(entry, UnreadableInput):
                yield entry
                continue
            plan = self._own_plans.get(number)
            text = remaining_document(plan).text if plan and plan.dropped else entry.text
            yield Entry(entry.source, blank_lines(text, site_furniture_of(text, self._furniture)))
            number += 1

    def document(self, source: Source) -> Document:
        """Return a document of the corpus, unchanged."""
        return self._corpus.document(source)

    def text(self, source: Source) -> str:
        """Return the text of a document, unchanged."""
        return self._corpus.text(source)


def scan_and_propose(
    corpus: Documents, settings: ScanOptions | None = None, progress: Progress | None = None
) -> tuple[CorpusScan, CandidatePairs]:
    """Return the first pass over a corpus and its candidate pairs.

    If the corpus shows site furniture, it is read once more, and signed and sampled without these lines.
    """
    settings = settings or ScanOptions()
    scan = scan_corpus(corpus, settings, progress)
    pairs = candidate_pairs(scan, settings)
    furniture = _learn_furniture(corpus, scan, pairs)
    if not furniture:
        return scan, pairs
    bare_corpus = FurnitureFreeCorpus(corpus, furniture, scan.own_plans)
    bare_scan = scan_corpus(bare_corpus, replace(settings, own_repeats=None, facts=False), progress)
    scan = replace(
        scan,
        signatures=bare_scan.signatures,
        samples=bare_scan.samples,
        wordless=(*scan.wordless, *bare_scan.wordless),
        furniture=furniture,
    )
    return scan, candidate_pairs(scan, settings)


def _learn_furniture(corpus: Documents, scan: CorpusScan, pairs: CandidatePairs) -> frozenset[str]:
    """Return the lines of site furniture that a corpus shows.

    Of a large corpus, only some documents of candidate pairs are read. They are chosen by their signatures, so their
    order and names change nothing.
    """
    if not len(pairs.left):
        return frozenset()
    numbers = np.arange(len(scan.sources))
    if len(numbers) > _MAX_LEARNED_DOCUMENTS:
        numbers = np.union1d(pairs.left, pairs.right)
        one_in = -(-len(numbers) // _MAX_LEARNED_DOCUMENTS)
        numbers = numbers[scan.signatures.values[numbers].sum(axis=1, dtype=np.uint64) % np.uint64(one_in) == 0]
    return learn_site_furniture(corpus.text(scan.sources[number]) for number in numbers.tolist())
