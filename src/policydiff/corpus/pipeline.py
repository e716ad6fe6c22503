"""A whole corpus: its candidate pairs verified on the texts, and the plan or the clusters of relations that follow."""

from __future__ import annotations

import pickle
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from policydiff.corpus.candidates import CandidatePair, CandidatePairs
from policydiff.corpus.clusters import decide_documents, star_clusters
from policydiff.corpus.furniture_pass import FurnitureFreeCorpus, scan_and_propose
from policydiff.corpus.links import CorpusOptions, VerifiedRelation
from policydiff.corpus.plan import CorpusPlan, DocumentSummary
from policydiff.corpus.relation_groups import RelationReport
from policydiff.corpus.scan import CorpusScan, scan_corpus
from policydiff.corpus.settings import Progress, ScanOptions
from policydiff.corpus.verification import ProfileCache, Verifier
from policydiff.deduplication.decision import Decision
from policydiff.deduplication.options import Options
from policydiff.deduplication.plan import Plan, is_reported
from policydiff.engines.processes import batched, run_ordered
from policydiff.matching.overlap import Overlap, overlap
from policydiff.matching.set_join import MEMORY
from policydiff.matching.shingles import shingle_sets
from policydiff.readers.corpus import Corpus
from policydiff.readers.entries import Documents, Entry, Source
from policydiff.relations.card import Card
from policydiff.relations.parallel_sections import THRESHOLD, Parallels, ParallelSections, parallels

_MIN_TASK_PAIRS = 64  # verified by a process at once, at least
_MIN_PAIRS_FOR_PROCESSES = 200  # about a second's work
_MAX_BATCH_CHARACTERS = 1 << 21  # of documents, about, whose shingles are counted together


@dataclass(frozen=True, eq=False)
class VerifiedPairs:
    """The relations of the candidate pairs of a corpus, and a card of each document that has one, by number."""

    links: tuple[VerifiedRelation, ...]
    cards: Mapping[int, Card]


def verify_pairs(
    corpus: Documents,
    scan: CorpusScan,
    pairs: CandidatePairs,
    options: CorpusOptions,
    progress: Progress | None = None,
    *,
    sections: Parallels | None = None,
    processes: int = 1,
) -> VerifiedPairs:
    """Return the relations among the candidate pairs; with `sections`, also the passages that two share, if no copies.

    Every pair is tried for copies. Documents that are no copies are related in stars, those with one title first, then
    those that are close, and two stars to each other once: of twenty editions of a law, not all pairs are compared. A
    connected component is verified by one process; the number of processes changes nothing.
    """
    links: list[VerifiedRelation] = []
    cards: dict[int, Card] = {}
    batches = batched(pairs.by_component(len(scan.sources)), len, _MIN_TASK_PAIRS)
    tasks = (_Task.of(components, scan, sections) for components in batches)
    results: Iterable[_TaskResult]
    if processes < 2 or len(pairs.left) < _MIN_PAIRS_FOR_PROCESSES:
        results = (_verify(corpus, options, task) for task in tasks)
    else:
        # A process that is forked would share our open files, and the places in them; so each opens them anew.
        results = run_ordered(_verify_in_process, tasks, processes, _start_process, pickle.dumps((corpus, options)))
    verified_pairs = 0
    for result in results:
        links += result.links
        cards |= result.cards
        verified_pairs += result.pairs
        if progress:
            progress("verifying", verified_pairs / len(pairs.left))
    return VerifiedPairs(tuple(sorted(links, key=lambda link: (link.document, link.other))), cards)


class _TaskResult(NamedTuple):
    """The number of pairs of a task, their relations, and the cards of their documents by number."""

    pairs: int
    links: list[VerifiedRelation]
    cards: dict[int, Card]


@dataclass(frozen=True, slots=True)
class _Task:
    """The pairs of some connected components, with everything needed of their documents, by number.

    `parallel` are the parallel sections of pairs of documents; None if shared passages are not asked for.
    """

    components: list[list[CandidatePair]]
    sources: dict[int, Source]
    own_plans: dict[int, Plan]
    parallel: dict[tuple[int, int], tuple[ParallelSections, ...]] | None
    furniture: frozenset[str]

    @classmethod
    def of(cls, components: list[list[CandidatePair]], scan: CorpusScan, sections: Parallels | None) -> _Task:
        """Return the task of verifying these components."""
        pairs = [(pair.left, pair.right) for component in components for pair in component]
        numbers = sorted({number for pair in pairs for number in pair})
        return cls(
            components,
            {number: scan.sources[number] for number in numbers},
            {number: scan.own_plans[number] for number in numbers if number in scan.own_plans},
            None if sections is None else {pair: sections.pairs[pair] for pair in pairs if pair in sections.pairs},
            scan.furniture,
        )


def _verify(corpus: Documents, options: CorpusOptions, task: _Task) -> _TaskResult:
    """Return the result of a task, in this process."""
    profiles = ProfileCache(corpus, task.sources, task.own_plans, task.furniture)
    verifier = Verifier(profiles, options, task.parallel)
    for component in task.components:
        verifier.verify(component)
    return _TaskResult(sum(map(len, task.components)), verifier.links, verifier.cards)


_PROCESS_STATE: list[tuple[Documents, CorpusOptions]] = []  # of this process, if it is one of several: one entry


def _start_process(pickled: bytes) -> None:
    """Set the corpus and the options that `_verify_in_process` uses."""
    _PROCESS_STATE[:] = [pickle.loads(pickled)]


def _verify_in_process(task: _Task) -> _TaskResult:
    return _verify(*_PROCESS_STATE[0], task)


class PairOverlap(NamedTuple):
    """The exact overlap of two documents, by number."""

    left: int
    right: int
    overlap: Overlap


def count_overlaps(corpus: Corpus, scan: CorpusScan, pairs: CandidatePairs) -> list[PairOverlap]:
    """Return the exact overlap of each candidate pair, in ascending order of the pairs."""
    counted: list[PairOverlap] = []
    for batch in _batches(pairs.by_component(len(scan.sources)), scan.lengths):
        numbers = sorted({number for pair in batch for number in pair})
        texts = (corpus.text(scan.sources[number]) for number in numbers)
        sets = dict(zip(numbers, shingle_sets(texts), strict=True))
        counted += [PairOverlap(left, right, overlap(sets[left], sets[right])) for left, right in batch]
    return sorted(counted, key=lambda pair: (pair.left, pair.right))


def _batches(
    components: Iterable[list[CandidatePair]], lengths: npt.NDArray[np.int64]
) -> Iterator[list[tuple[int, int]]]:
    """Yield the pairs in batches whose documents together have about _MAX_BATCH_CHARACTERS characters.

    A large component is divided. `lengths` are those of all documents, in characters.
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


def plan_corpus(
    corpus: Corpus, settings: ScanOptions, across: CorpusOptions | None = None, progress: Progress | None = None
) -> CorpusPlan:
    """Return the plan for a corpus: repeats inside documents by `settings.own`, copies among documents by `across`.

    Without `across`, documents are not compared with each other.
    """
    settings = replace(settings, facts=True)
    document_decisions: list[Decision] = []
    search: dict[str, Any] = {}
    cards: Mapping[int, Card] = {}
    if across is None:
        scan = scan_corpus(corpus, settings, progress)
    else:
        scan, pairs = scan_and_propose(corpus, settings, progress)
        verified = verify_pairs(corpus, scan, pairs, across, progress, processes=settings.threads)
        document_decisions = decide_documents(verified.links, verified.cards, across)
        search, cards = _search_json(scan, pairs), verified.cards
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
        tuple(_with_card_facts(summary, cards.get(number)) for number, summary in enumerate(scan.summaries)),
        tuple(sorted(decisions, key=lambda decision: (decision.location.document, decision.location.span))),
        scan.problems,
        {number: plan for number, plan in own_plans.items() if plan.dropped},
        parameters,
        search,
    )


def _with_card_facts(summary: DocumentSummary, card: Card | None) -> DocumentSummary:
    """Return the summary with the title, date and document number of its card."""
    if card is None:
        return summary
    return replace(summary, title=card.title or None, date=card.date or None, number=card.number or None)


def find_relations(
    corpus: Corpus,
    settings: ScanOptions,
    across: CorpusOptions | None = None,
    progress: Progress | None = None,
    *,
    memory: int = MEMORY,
) -> RelationReport:
    """Return every relation in the corpus, in clusters, with the passages shared; for `memory` see `parallels`."""
    scan, pairs = scan_and_propose(corpus, settings, progress)
    documents = FurnitureFreeCorpus(corpus, scan.furniture) if scan.furniture else corpus
    sections = parallels((entry.text for entry in documents if isinstance(entry, Entry)), memory)
    pairs = pairs.with_pairs(sections.pairs, scan.signatures)
    across = across or CorpusOptions()
    verified = verify_pairs(corpus, scan, pairs, across, progress, sections=sections, processes=settings.threads)
    clusters = star_clusters(verified.links, verified.cards, across)
    search = {**_search_json(scan, pairs), "sections": THRESHOLD, "common_sections": sections.common_sections}
    return RelationReport(scan.sources, verified.cards, tuple(clusters), scan.problems, search)


def _search_json(scan: CorpusScan, pairs: CandidatePairs) -> dict[str, Any]:
    """Return how candidate pairs were searched for, as JSON."""
    return {**pairs.as_json(), "furniture_lines": len(scan.furniture)}


def _with_number(decision: Decision, number: int) -> Decision:
    """Return a decision inside one document with the number of this document in the corpus."""
    copy_of = decision.copy_of and replace(decision.copy_of, document=number)
    return replace(decision, location=replace(decision.location, document=number), copy_of=copy_of)
