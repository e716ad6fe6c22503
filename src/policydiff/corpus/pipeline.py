"""A whole corpus -> its plan or its relations. The stages are in `stages`, the views in `views`.

    corpus --scan--> signatures --propose--> candidate pairs --verify--> relations --decide--> plan or relation report

If the candidate pairs show site furniture, the view of the corpus without it is scanned and its pairs proposed instead.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from policydiff.corpus.candidates import CandidatePair, CandidatePairs
from policydiff.corpus.clusters import decide_documents, decide_held, star_clusters
from policydiff.corpus.plan import CorpusPlan
from policydiff.corpus.relation_groups import RelationReport, UnrelatedPair
from policydiff.corpus.scan import CorpusScan
from policydiff.corpus.settings import CorpusOptions, Progress, ScanOptions
from policydiff.corpus.stages import connect_pairs, learn_furniture, propose_pairs, scan_corpus, verify_pairs
from policydiff.corpus.views import WithoutFurniture, WithoutOwnRepeats
from policydiff.deduplication.decision import Decision
from policydiff.deduplication.options import Options
from policydiff.deduplication.plan import Plan, is_reported, remaining_document
from policydiff.engines import Engine, engine_for
from policydiff.matching.overlap import Overlap, overlap
from policydiff.matching.set_join import MEMORY
from policydiff.matching.shingles import shingle_sets
from policydiff.readers.corpus import Corpus
from policydiff.readers.entries import Documents, Entry, UnreadableInput
from policydiff.relations.held_copy import HeldCopy
from policydiff.relations.kinds import COPIES
from policydiff.relations.parallel_sections import THRESHOLD, parallels
from policydiff.relations.summary import DocumentSummary

# Returns the documents that are copies of held ones, by number: of documents with these summaries, by these relations.
# A document is given as it is and, if it loses repeats of its own, without these.
FindHeld = Callable[[Iterable[tuple[Entry, ...]], Sequence[DocumentSummary], frozenset[str]], dict[int, HeldCopy]]
_MAX_NAMED = 16  # documents, or files given by name among more, each of which is compared with each other
_MAX_BATCH_CHARACTERS = 1 << 21  # of documents, about, whose shingles are counted together


def plan_corpus(
    corpus: Corpus,
    settings: ScanOptions,
    across: CorpusOptions | None = None,
    progress: Progress | None = None,
    engine: Engine | None = None,
    find_held: FindHeld | None = None,
) -> CorpusPlan:
    """The plan for a corpus: repeats inside documents by `settings.own_repeats`, copies among documents by `across`.

    Without `across`, documents are not compared with each other. Without `own_repeats`, no document loses a part.
    The engine is by default that of `settings.threads`. With `across`, `find_held` returns the documents that are
    copies of documents outside the corpus; they go first, and nothing is dropped for one of them.
    """
    engine = engine or engine_for(settings.threads)
    settings = replace(settings, facts=True)
    document_decisions: list[Decision] = []
    search: dict[str, Any] = {}
    summaries: Mapping[int, DocumentSummary] = {}
    held: dict[int, HeldCopy] = {}
    if across is None:
        scan = scan_corpus(engine, corpus, settings, progress)
    else:
        scan, pairs = scan_and_propose(engine, corpus, settings, progress)
        verified = verify_pairs(engine, corpus, scan, pairs, across, progress)
        if find_held is not None:
            held = find_held(_variants(corpus, scan.own_plans), scan.summaries, across.drop & COPIES)
        links = [link for link in verified.links if not {link.document, link.other} & held.keys()]
        document_decisions = decide_documents(links, verified.summaries, across)
        document_decisions += decide_held(held, len(scan.sources))
        search, summaries = _search_facts(scan, pairs), verified.summaries
    dropped = {decision.location.document for decision in document_decisions if decision.action == "drop"}
    own_plans = {number: plan for number, plan in scan.own_plans.items() if number not in dropped}
    own_decisions = [
        _with_number(decision, number)
        for number, plan in own_plans.items()
        for decision in plan.decisions
        if is_reported(decision)
    ]
    parameters = {
        **settings.as_json(),
        **(settings.own_repeats or Options()).as_json(),
        **(across or CorpusOptions()).as_json(),
    }
    decisions = [*own_decisions, *document_decisions]
    return CorpusPlan(
        tuple(_with_stated_facts(summary, summaries.get(number)) for number, summary in enumerate(scan.summaries)),
        tuple(sorted(decisions, key=lambda decision: (decision.location.document, decision.location.span))),
        scan.problems,
        {number: plan for number, plan in own_plans.items() if plan.dropped},
        parameters,
        search,
        tuple(
            UnreadableInput(scan.sources[number], error, code="not proven") for number, error in scan.unproven.items()
        ),
        tuple(copy.held for copy in held.values()),
    )


def _variants(corpus: Corpus, own_plans: Mapping[int, Plan]) -> Iterator[tuple[Entry, ...]]:
    """Each readable document as it is and, if its own plan drops something, without that."""
    readable = (entry for entry in corpus if isinstance(entry, Entry))
    for number, entry in enumerate(readable):
        plan = own_plans.get(number)
        shorter = (Entry(entry.source, remaining_document(plan).text),) if plan and plan.dropped else ()
        yield entry, *shorter


def find_relations(
    corpus: Corpus,
    settings: ScanOptions,
    across: CorpusOptions | None = None,
    progress: Progress | None = None,
    *,
    memory: int = MEMORY,
    engine: Engine | None = None,
) -> RelationReport:
    """Every relation in the corpus, in clusters, with the passages shared, of documents without their site furniture.

    A few documents, or files given by name, are compared whatever they have in common.

    `memory` is that of `parallels`; `across` says only which copies are kept in the centre of clusters.
    """
    engine = engine or engine_for(settings.threads)
    scan, pairs = scan_and_propose(engine, corpus, settings, progress)
    documents: Documents = WithoutFurniture(corpus, scan.furniture) if scan.furniture else corpus
    sections = parallels((entry.text for entry in documents if isinstance(entry, Entry)), memory)
    named = _named_pairs(corpus, scan)
    every = list(combinations(range(len(scan.sources)), 2)) if len(scan.sources) <= _MAX_NAMED else named
    pairs = pairs.with_pairs((*sections.pairs, *every), scan.signatures)
    across = across or CorpusOptions()
    verified = verify_pairs(engine, corpus, scan, pairs, across, progress, sections=sections)
    clusters = star_clusters(verified.links, verified.summaries, across)
    search = {**_search_facts(scan, pairs), "sections": THRESHOLD, "common_sections": sections.common_sections}
    related = {(min(link.document, link.other), max(link.document, link.other)) for link in verified.links}
    unrelated = [pair for pair in named if pair not in related] if len(scan.sources) == 2 else []
    overlaps = tuple(UnrelatedPair(*pair, _overlap(corpus, scan, pair)) for pair in unrelated)
    return RelationReport(scan.sources, verified.summaries, tuple(clusters), scan.problems, search, overlaps)


def _named_pairs(corpus: Corpus, scan: CorpusScan) -> list[tuple[int, int]]:
    """The pairs of documents that are files given by name, by number; empty if there are more than `_MAX_NAMED`."""
    named = {file.path for file in corpus.files if file.path == file.operand and not file.holds_records}
    numbers = [number for number, source in enumerate(scan.sources) if not source.line and source.path in named]
    return list(combinations(numbers, 2)) if len(numbers) <= _MAX_NAMED else []


def _overlap(corpus: Corpus, scan: CorpusScan, pair: tuple[int, int]) -> Overlap:
    """The exact overlap of two documents, by number."""
    left, right = shingle_sets(corpus.text(scan.sources[number]) for number in pair)
    return overlap(left, right)


class ScannedPairs(NamedTuple):
    """A scan of a corpus and its candidate pairs."""

    scan: CorpusScan
    pairs: CandidatePairs


def scan_and_propose(
    engine: Engine, corpus: Documents, settings: ScanOptions, progress: Progress | None = None
) -> ScannedPairs:
    """The scan of a corpus and its candidate pairs, neither of which comes from the site furniture it shows.

    A corpus that shows some is scanned once more, as the view without it and without repeats inside documents.
    """
    scan = scan_corpus(engine, corpus, settings, progress)
    pairs = propose_pairs(engine, scan, settings)
    furniture = learn_furniture(corpus, scan, pairs)
    if not furniture:
        return ScannedPairs(scan, pairs)
    view = WithoutFurniture(WithoutOwnRepeats(corpus, scan.own_plans), furniture)
    second_scan = scan_corpus(engine, view, replace(settings, own_repeats=None, facts=False), progress)
    scan = scan.signed_without(furniture, second_scan)
    return ScannedPairs(scan, propose_pairs(engine, scan, settings))


def _with_stated_facts(scanned: DocumentSummary, verified: DocumentSummary | None) -> DocumentSummary:
    """The facts of the first pass, with those that the document states in `verified`.

    Without a verified relation, `verified` is None and the facts of the first pass are all.
    """
    if verified is None:
        return scanned
    return replace(verified, digest=scanned.digest, encoding=scanned.encoding, bom=scanned.bom)


def _search_facts(scan: CorpusScan, pairs: CandidatePairs) -> dict[str, Any]:
    """How candidate pairs were searched for, by name.

    `sampling` is a Message, `furniture_lines` a number of different lines.
    """
    return {**pairs.as_json(), "sampling": pairs.sampling, "furniture_lines": len(scan.furniture)}


def _with_number(decision: Decision, number: int) -> Decision:
    """A decision inside one document with the number of this document in the corpus, in both of its places."""
    copy_of = decision.copy_of and replace(decision.copy_of, document=number)
    return replace(decision, location=replace(decision.location, document=number), copy_of=copy_of)


class PairOverlap(NamedTuple):
    """The exact overlap of two documents, by number."""

    left: int
    right: int
    overlap: Overlap


def count_overlaps(corpus: Corpus, scan: CorpusScan, pairs: CandidatePairs) -> list[PairOverlap]:
    """The exact overlap of each candidate pair, in ascending order of the pairs.

    It is that of the whole texts, with furniture and repeats.
    """
    counted: list[PairOverlap] = []
    for batch in _batches(connect_pairs(engine_for(1), scan, pairs), scan.lengths):
        numbers = sorted({number for pair in batch for number in pair})
        texts = (corpus.text(scan.sources[number]) for number in numbers)
        sets = dict(zip(numbers, shingle_sets(texts), strict=True))
        counted += [PairOverlap(left, right, overlap(sets[left], sets[right])) for left, right in batch]
    return sorted(counted, key=lambda pair: (pair.left, pair.right))


def _batches(
    components: Iterable[list[CandidatePair]], lengths: npt.NDArray[np.int64]
) -> Iterator[list[tuple[int, int]]]:
    """The pairs in batches whose documents together have about `_MAX_BATCH_CHARACTERS` characters, each counted once.

    A batch exceeds them by at most the documents of one pair. A large component is divided. `lengths` are those of
    all documents, in characters.
    """
    batch: list[tuple[int, int]] = []
    batch_documents: set[int] = set()
    characters = 0
    for component in components:
        for left, right, _ in component:
            pair = (left, right)
            new_documents = set(pair) - batch_documents
            if characters > _MAX_BATCH_CHARACTERS and new_documents:
                yield batch
                batch, batch_documents, characters, new_documents = [], set(), 0, set(pair)
            batch.append(pair)
            batch_documents |= new_documents
            characters += sum(int(lengths[number]) for number in new_documents)
    if batch:
        yield batch
