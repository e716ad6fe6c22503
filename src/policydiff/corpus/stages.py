"""The stages of a pass over a corpus, each run by an engine as one of four kinds: map, group, join, connect.

scan_corpus        map       blocks of documents -> signatures, samples, plans of own repeats
propose_pairs      group     hashes of bands, and sampled hashes -> candidate pairs
connect_pairs      connect   candidate pairs -> their connected components
verify_pairs       join, map components with the facts of their documents -> relations

`parallels` (in `relations.parallel_sections`), a set-similarity join of all sections, is a kernel of its own. The work
of a stage is a top-level function over plain values, the same for every engine.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from policydiff.corpus.candidates import CandidatePair, CandidatePairs, candidate_pairs, same_title_pairs
from policydiff.corpus.scan import BlockFacts, CorpusScan, join_blocks, sign_block
from policydiff.corpus.settings import CorpusOptions, Progress, ScanOptions
from policydiff.corpus.verification import VerificationContext, VerificationTask, verify_components
from policydiff.deduplication.plan import Plan, remaining_document, sha256
from policydiff.engines import Engine, Spread, Table, batched
from policydiff.matching.minhash import Signatures
from policydiff.matching.shingles import BLOCK_CHARACTERS, blocks_of_texts, folded_texts
from policydiff.messages import Message
from policydiff.readers.entries import Documents, Entry, UnreadableInput
from policydiff.relations.edition import head_and_foot
from policydiff.relations.parallel_sections import Parallels
from policydiff.relations.summary import DocumentSummary
from policydiff.relations.titles import read_name, title_key
from policydiff.relations.verified import VerifiedRelation
from policydiff.structure.site_furniture import learn_site_furniture
from policydiff.text.folding_blocks import ThreadBuffers

_MIN_BYTES_FOR_PROCESSES = 8_000_000  # of documents: about half a second's work
_MIN_PAIRS_FOR_PROCESSES = 200  # about a second's work
_MIN_TASK_PAIRS = 64  # verified by a process at once, at least
_MAX_LEARNED_DOCUMENTS = 8_000  # read to learn the site furniture


# --- map: blocks of documents


class _ScanContext(NamedTuple):
    options: ScanOptions
    of_thread: ThreadBuffers


def scan_corpus(
    engine: Engine, corpus: Documents, options: ScanOptions, progress: Progress | None = None
) -> CorpusScan:
    """The first pass over a corpus; what could not be read is in its `problems`.

    At most a few blocks of texts are held for each worker. Repeats inside documents are left out of the signatures
    if `options.own_repeats` asks for them.
    """
    sources = []
    problems = []

    def readable_entries() -> Iterator[Entry]:
        """The documents that could be read; their sources, and the problems of the others, are recorded."""
        for entry in corpus:
            if isinstance(entry, UnreadableInput):
                problems.append(entry)
                continue
            sources.append(entry.source)
            if progress:
                progress("reading", corpus.done / max(corpus.bytes, 1))
            yield entry

    # Only the decisions on repeats in documents are work in Python, which threads could not share.
    in_threads = options.own_repeats is None or corpus.bytes < _MIN_BYTES_FOR_PROCESSES
    spread: Spread = "threads" if in_threads else "processes"
    blocks = blocks_of_texts(readable_entries(), BLOCK_CHARACTERS)
    scans = engine.map_batches(_scan_block, blocks, _ScanContext(options, ThreadBuffers()), spread=spread)
    return join_blocks(scans, sources, problems)


def _scan_block(block: list[Entry], context: _ScanContext) -> tuple[Signatures, BlockFacts]:
    """The signatures and facts of a block, of each document without what its own plan drops.

    Documents are numbered from 0. Lengths, facts and `wordless` digests are those of the whole texts; an empty text
    is not in `wordless`.
    """
    options, buffers = context.options, context.of_thread.buffers
    texts = [entry.text for entry in block]
    plans: dict[int, Plan] = {}
    unproven: dict[int, Message] = {}
    codes, starts = folded_texts(texts, buffers)
    if options.own_repeats is not None:
        from policydiff.corpus.own_repeats import own_plans  # candidate pairs alone are found without it

        plans, unproven = own_plans(block, codes, starts, options.own_repeats)
        shorter = {index: remaining_document(plan).text for index, plan in plans.items() if plan.dropped}
        if shorter:
            texts = [shorter.get(index, text) for index, text in enumerate(texts)]
            codes, starts = folded_texts(texts, buffers)
    signatures, samples = sign_block(codes, starts, buffers, sampled=options.find_contained)
    wordless = np.flatnonzero(starts[1:] == starts[:-1]).tolist()
    return signatures, BlockFacts(
        samples,
        np.array([len(entry) for entry in block], dtype=np.int64),
        [(index, sha256(block[index].text.encode())) for index in wordless if block[index].text],
        [DocumentSummary.of(entry.source, entry.document) for entry in block] if options.facts else [],
        plans,
        [_title_key(entry) for entry in block] if options.titles else [],
        unproven,
    )


def _title_key(entry: Entry) -> str:
    """The key of the title of a document, or of its file name if it has no title; "" if neither tells much."""
    title = head_and_foot(entry.document).title or ""
    return title_key(read_name(entry.source.id, title, "").title_or_words)


# --- group by key: hashes


def propose_pairs(engine: Engine, scan: CorpusScan, options: ScanOptions) -> CandidatePairs:
    """The candidate pairs: documents that share the hash of a band, or enough sampled hashes; see `candidate_pairs`.

    If the scan has titles, also the documents of one title.
    """
    pairs = candidate_pairs(scan, options, engine.group_by_key)
    return pairs.with_pairs(same_title_pairs(scan.titles), scan.signatures) if scan.titles else pairs


def learn_furniture(corpus: Documents, scan: CorpusScan, pairs: CandidatePairs) -> frozenset[str]:
    """The lines of site furniture that a corpus shows; empty if it shows none, or if there are no candidate pairs.

    Read in this process, whatever the engine. Of a corpus of more than `_MAX_LEARNED_DOCUMENTS`, only some
    documents of candidate pairs are read. They are chosen by their signatures, so their order and names change
    nothing.
    """
    if not len(pairs.left):
        return frozenset()
    numbers = np.arange(len(scan.sources))
    if len(numbers) > _MAX_LEARNED_DOCUMENTS:
        numbers = np.union1d(pairs.left, pairs.right)
        one_in = -(-len(numbers) // _MAX_LEARNED_DOCUMENTS)
        numbers = numbers[scan.signatures.values[numbers].sum(axis=1, dtype=np.uint64) % np.uint64(one_in) == 0]
    return learn_site_furniture(corpus.text(scan.sources[number]) for number in numbers.tolist())


# --- connect: candidate pairs


def connect_pairs(engine: Engine, scan: CorpusScan, pairs: CandidatePairs) -> Iterator[list[CandidatePair]]:
    """The candidate pairs of each connected component, one list a component; documents without a pair are in none."""
    return pairs.by_component(engine.connected_components(pairs.left, pairs.right, len(scan.sources)))


# --- join and map: components with their documents


@dataclass(frozen=True, eq=False)
class VerifiedPairs:
    """The relations of the candidate pairs of a corpus, and the facts of each document that has one, by number."""

    links: tuple[VerifiedRelation[int], ...]
    summaries: Mapping[int, DocumentSummary]


def verify_pairs(
    engine: Engine,
    corpus: Documents,
    scan: CorpusScan,
    pairs: CandidatePairs,
    options: CorpusOptions,
    progress: Progress | None = None,
    *,
    sections: Parallels | None = None,
) -> VerifiedPairs:
    """The relations among the candidate pairs; with `sections`, also the passages that two share, if no copies.

    Every pair is tried for copies. Documents that are no copies are related in stars, those with one title first,
    then those that are close, and two stars to each other once: of twenty editions of a law, not all pairs are
    compared. A connected component is verified by one worker. Links are ascending; a pair without a relation has
    none.
    """
    parallel_sections = sections.pairs if sections else {}
    components = engine.join(
        batched(connect_pairs(engine, scan, pairs), len, _MIN_TASK_PAIRS),
        Table(_documents, scan.sources.__getitem__),
        Table(_documents, scan.own_plans.get),
        Table(_pairs, parallel_sections.get),
    )
    tasks = (
        VerificationTask(batch, sources, own_plans, parallel if sections else None)
        for batch, (sources, own_plans, parallel) in components
    )
    context = VerificationContext(corpus, options, scan.furniture)
    spread: Spread = "none" if len(pairs.left) < _MIN_PAIRS_FOR_PROCESSES else "processes"
    links: list[VerifiedRelation[int]] = []
    summaries: dict[int, DocumentSummary] = {}
    verified_pairs = 0
    for result in engine.map_batches(verify_components, tasks, context, spread=spread):
        links += result.links
        # A summary from another process has a copy of the source; that of the scan is kept already.
        summaries |= {
            number: replace(summary, source=scan.sources[number]) for number, summary in result.summaries.items()
        }
        verified_pairs += result.pairs
        if progress:
            progress("verifying", verified_pairs / len(pairs.left))
    return VerifiedPairs(tuple(sorted(links, key=lambda link: (link.document, link.other))), summaries)


def _pairs(components: list[list[CandidatePair]]) -> list[tuple[int, int]]:
    """The pairs of documents of these components, by number, in their order."""
    return [(pair.left, pair.right) for component in components for pair in component]


def _documents(components: list[list[CandidatePair]]) -> list[int]:
    """The documents of these components by number, ascending, each once."""
    return sorted({number for pair in _pairs(components) for number in pair})
