"""The first pass over a corpus: every document is read once, and its signature and sample are kept.

The signature (MinHash) is for pairs of similar documents, the sample of long shingles (FracMinHash) for pairs of which
one may contain the other. No text is kept. Documents in which something may repeat are deduplicated first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, partial
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from policydiff.corpus.plan import DocumentSummary
from policydiff.deduplication.plan import Plan, sha256
from policydiff.engines.processes import run_ordered
from policydiff.matching.fracminhash import Samples, concatenate_samples, empty_samples, sample_shingles
from policydiff.matching.minhash import Parameters, Signatures, concatenate, sign_shingles
from policydiff.matching.repeats import repeated_spans, texts_that_may_repeat
from policydiff.matching.shingles import BLOCK_CHARACTERS, blocks_of_texts, folded_texts, map_blocks, shingles_of
from policydiff.readers.entries import Documents, Entry, Source, UnreadableInput
from policydiff.text.folding import Codes, Positions
from policydiff.text.folding_blocks import Buffers

if TYPE_CHECKING:
    from policydiff.deduplication.options import Options
from policydiff.corpus.settings import Progress, ScanOptions
from policydiff.deduplication.plan import is_reported, remaining_document

_MIN_BYTES_FOR_PROCESSES = 8_000_000  # of documents: about half a second's work


@dataclass(frozen=True, eq=False)
class CorpusScan:
    """The result of the first pass: row i of `signatures`, `samples`, `lengths` and `summaries` belongs to sources[i].

    `lengths` is int64 (number of documents,), in characters of the source. `wordless` are the documents with an empty
    folded text, by number, each with the SHA-256 of its text. `own_plans` holds, by number, the plans of documents with
    reported repeats of their own; what a plan drops is not in the signature and sample, nor are the lines `furniture`.
    `summaries` is empty if no facts were asked for.
    """

    sources: tuple[Source, ...]
    problems: tuple[UnreadableInput, ...]
    signatures: Signatures
    samples: Samples
    lengths: npt.NDArray[np.int64]
    wordless: tuple[tuple[int, str], ...]
    summaries: tuple[DocumentSummary, ...]
    own_plans: Mapping[int, Plan]
    furniture: frozenset[str] = frozenset()


class _BlockResult(NamedTuple):
    """The result of one block of documents besides signatures; documents are numbered by their index in the block."""

    samples: Samples
    lengths: npt.NDArray[np.int64]
    wordless: list[tuple[int, str]]
    summaries: list[DocumentSummary]
    own_plans: dict[int, Plan]


def scan_corpus(corpus: Documents, settings: ScanOptions | None = None, progress: Progress | None = None) -> CorpusScan:
    """Return the first pass over a corpus. At most one block of texts is held for each thread."""
    settings = settings or ScanOptions()
    sources: list[Source] = []
    problems: list[UnreadableInput] = []

    def readable_entries() -> Iterator[Entry]:
        """Yield the documents that could be read; record their sources, and the problems of the others."""
        for entry in corpus:
            if isinstance(entry, UnreadableInput):
                problems.append(entry)
                continue
            sources.append(entry.source)
            if progress:
                progress("reading", corpus.done / max(corpus.bytes, 1))
            yield entry

    results: list[_BlockResult] = []

    def block_signatures() -> Iterator[Signatures]:
        """Yield the signatures of each block, to be concatenated as they come, and keep its other results."""
        is_small = corpus.bytes < _MIN_BYTES_FOR_PROCESSES
        for signatures, result in _sign_blocks(readable_entries(), settings, in_threads=is_small):
            results.append(result)
            yield signatures

    signatures = concatenate(block_signatures(), Parameters())
    own_plans: dict[int, Plan] = {}
    wordless: list[tuple[int, str]] = []
    first_number = 0
    for result in results:
        own_plans |= {first_number + index: plan for index, plan in result.own_plans.items()}
        wordless += [(first_number + index, digest) for index, digest in result.wordless]
        first_number += len(result.lengths)
    return CorpusScan(
        tuple(sources),
        tuple(problems),
        signatures,
        concatenate_samples(result.samples for result in results),
        np.concatenate([np.empty(0, np.int64), *(result.lengths for result in results)]),
        tuple(wordless),
        tuple(summary for result in results for summary in result.summaries),
        own_plans,
    )


_SignedBlock = tuple[Signatures, _BlockResult]


def _sign_blocks(entries: Iterable[Entry], settings: ScanOptions, *, in_threads: bool) -> Iterator[_SignedBlock]:
    """Return the results of the blocks of documents, in order.

    The work is done in processes if repeats in documents are decided on, unless `in_threads`; else in threads, which
    block each other in everything that is not NumPy.
    """
    if settings.own_repeats is None or settings.threads < 2 or in_threads:
        return map_blocks(lambda block, buffers: _sign_block(block, buffers, settings), entries, settings.threads)
    work = partial(_sign_block_in_process, settings=settings)
    return run_ordered(work, blocks_of_texts(entries, BLOCK_CHARACTERS), settings.threads)


@cache
def _process_buffers() -> Buffers:
    """Return the buffers of this process, if it is one of several."""
    return Buffers()


def _sign_block_in_process(block: list[Entry], settings: ScanOptions) -> _SignedBlock:
    return _sign_block(block, _process_buffers(), settings)


def _sign_block(block: list[Entry], buffers: Buffers, settings: ScanOptions) -> _SignedBlock:
    """Return the signatures and other results of a block, of each document without what its own plan drops."""
    texts = [entry.text for entry in block]
    own_plans: dict[int, Plan] = {}
    codes, starts = folded_texts(texts, buffers)
    if settings.own_repeats is not None:
        from policydiff.deduplication.rounds import dedupe  # pairs alone are found without it

        for index in _with_repeats(codes, starts, settings.own_repeats):
            plan = dedupe(block[index].document, settings.own_repeats)
            if any(map(is_reported, plan.decisions)):
                own_plans[index] = plan
        shorter = {index: remaining_document(plan).text for index, plan in own_plans.items() if plan.dropped}
        if shorter:
            texts = [shorter.get(index, text) for index, text in enumerate(texts)]
            codes, starts = folded_texts(texts, buffers)
    parameters = Parameters()
    signatures = sign_shingles(shingles_of(codes, starts, parameters.width, buffers), parameters)
    samples = sample_shingles(codes, starts, buffers) if settings.find_contained else empty_samples(len(block))
    wordless = np.flatnonzero(starts[1:] == starts[:-1]).tolist()
    return signatures, _BlockResult(
        samples,
        np.array([len(entry) for entry in block], dtype=np.int64),
        [(index, sha256(block[index].text.encode())) for index in wordless if block[index].text],
        [_summarise(entry) for entry in block] if settings.facts else [],
        own_plans,
    )


def _with_repeats(codes: Codes, starts: Positions, options: Options) -> Iterator[int]:
    """Yield the indices of the texts in which something may be dropped or reported.

    Text i has the code units codes[starts[i]:starts[i + 1]].
    """
    from policydiff.deduplication.copies import MIN_COPY_CHARACTERS
    from policydiff.deduplication.options import DEFAULT_DROPPED_RELATIONS

    if options.drop - DEFAULT_DROPPED_RELATIONS:  # short lines and furniture are in no repeat
        yield from range(len(starts) - 1)
        return
    for index in texts_that_may_repeat(codes, starts).tolist():
        repeated = repeated_spans(codes[starts[index] : starts[index + 1]])
        if any(end - start >= MIN_COPY_CHARACTERS for start, end in repeated):
            yield index


def _summarise(entry: Entry) -> DocumentSummary:
    """Return the facts of a document that are known without comparing it."""
    document = entry.document
    return DocumentSummary(
        entry.source, sha256(document.raw), document.encoding, bool(document.bom), len(document.text)
    )
