"""A whole corpus: candidate pairs verified on the texts, and what follows from that: a plan, or groups of relations."""

from __future__ import annotations

import pickle
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from policydiff.corpus.candidates import CandidatePairs
from policydiff.corpus.clusters import decide_documents, star_clusters
from policydiff.corpus.furniture_pass import FurnitureFreeCorpus, scan_and_propose
from policydiff.corpus.links import CorpusOptions, VerifiedRelation
from policydiff.corpus.plan import CorpusPlan, Filed
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

_PAIRS = 64  # that are verified at once
_WORTH_IT = 200  # pairs for which other processes are worth starting: about a second's work
_BATCH = 1 << 21  # characters of documents whose shingles are counted together


@dataclass(frozen=True, eq=False)
class VerifiedPairs:
    """The relations of a corpus's candidate pairs, and a card of each document that has one."""

    links: tuple[VerifiedRelation, ...]
    cards: Mapping[int, Card]


def verify_pairs(
    corpus: Documents,
    found: CorpusScan,
    pairs: CandidatePairs,
    across: CorpusOptions,
    progress: Progress | None = None,
    *,
    sections: Parallels | None = None,
    processes: int = 1,
) -> VerifiedPairs:
    """The relations among the candidate pairs; with `sections`, the passages that two share, copies excepted.

    Every pair is tried for copies. Looser kin are told in stars, under one title first, then those that are close; and
    two stars to each other once: the twenty editions of a law are not told two by two. What hangs together is verified
    by one of the processes; how many there are changes nothing.
    """
    links: list[VerifiedRelation] = []
    cards: dict[int, Card] = {}
    tasks = (_Task.of(groups, found, sections) for groups in batched(pairs.together(len(found.sources)), len, _PAIRS))
    results: Iterable[_Result]
    if processes < 2 or len(pairs.left) < _WORTH_IT:
        results = (_verify(corpus, across, task) for task in tasks)
    else:
        # A process that is forked would share our open files, and the places in them; so each opens them anew.
        results = run_ordered(_verify_at_work, tasks, processes, _begin_work, pickle.dumps((corpus, across)))
    done = 0
    for size, some, told in results:
        links += some
        cards |= told
        done += size
        if progress:
            progress("verifying", done / len(pairs.left))
    return VerifiedPairs(tuple(sorted(links, key=lambda link: (link.one, link.other))), cards)


_Group = list[tuple[int, int, float]]
_Result = tuple[int, list[VerifiedRelation], dict[int, Card]]  # of so many pairs


@dataclass(frozen=True, slots=True)
class _Task:
    """Some groups of candidate pairs, with what is known of their documents."""

    groups: list[_Group]
    sources: dict[int, Source]
    own: dict[int, Plan]
    near: dict[tuple[int, int], tuple[ParallelSections, ...]] | None  # None where shared passages are not asked for
    furniture: frozenset[str]

    @classmethod
    def of(cls, groups: list[_Group], found: CorpusScan, sections: Parallels | None) -> _Task:
        """The task of verifying these groups."""
        pairs = [pair[:2] for group in groups for pair in group]
        numbers = sorted({number for pair in pairs for number in pair})
        return cls(
            groups,
            {number: found.sources[number] for number in numbers},
            {number: found.own[number] for number in numbers if number in found.own},
            None if sections is None else {pair: sections.pairs[pair] for pair in pairs if pair in sections.pairs},
            found.furniture,
        )


def _verify(corpus: Documents, across: CorpusOptions, task: _Task) -> _Result:
    verifier = Verifier(ProfileCache(corpus, task.sources, task.own, task.furniture), across, task.near)
    for group in task.groups:
        verifier.verify(group)
    return sum(map(len, task.groups)), verifier.links, verifier.cards


_AT_WORK: list[tuple[Documents, CorpusOptions]] = []  # of this process, where it is one of several


def _begin_work(packed: bytes) -> None:
    _AT_WORK[:] = [pickle.loads(packed)]


def _verify_at_work(task: _Task) -> _Result:
    return _verify(*_AT_WORK[0], task)


def pairs_alike(corpus: Corpus, found: CorpusScan, pairs: CandidatePairs) -> list[tuple[int, int, Overlap]]:
    """The exact overlap of each candidate pair, in order."""
    counted: list[tuple[int, int, Overlap]] = []
    for batch in _batches(pairs.together(len(found.sources)), found.lengths):
        wanted = sorted({number for pair in batch for number in pair})
        texts = (corpus.text(found.sources[number]) for number in wanted)
        sets = dict(zip(wanted, shingle_sets(texts), strict=True))
        counted += [(left, right, overlap(sets[left], sets[right])) for left, right in batch]
    return sorted(counted, key=lambda each: each[:2])


def _batches(
    groups: Iterable[list[tuple[int, int, float]]], lengths: npt.NDArray[np.int64]
) -> Iterator[list[tuple[int, int]]]:
    """The pairs in lists whose documents together are about as long as may be held; large groups are cut."""
    batch: list[tuple[int, int]] = []
    held: set[int] = set()
    size = 0
    for group in groups:
        for one, other, _ in group:
            pair = (one, other)
            fresh = set(pair) - held
            if size > _BATCH and fresh:
                yield batch
                batch, held, size, fresh = [], set(), 0, set(pair)
            batch.append(pair)
            held |= fresh
            size += sum(int(lengths[number]) for number in fresh)
    if batch:
        yield batch


def plan_corpus(
    corpus: Corpus, settings: ScanOptions, across: CorpusOptions | None = None, progress: Progress | None = None
) -> CorpusPlan:
    """The plan for a corpus: repeats inside documents under `settings.own`, copies among them under `across`."""
    settings = replace(settings, facts=True)
    made: list[Decision] = []
    search: dict[str, Any] = {}
    cards: Mapping[int, Card] = {}
    if across is None:
        found = scan_corpus(corpus, settings, progress)
    else:
        found, pairs = scan_and_propose(corpus, settings, progress)
        kindred = verify_pairs(corpus, found, pairs, across, progress, processes=settings.threads)
        made, search, cards = (
            decide_documents(kindred.links, kindred.cards, across),
            _search(found, pairs),
            kindred.cards,
        )
    gone = {each.place.document for each in made if each.action == "drop"}
    own = {number: plan for number, plan in found.own.items() if number not in gone}
    within = [_numbered(each, number) for number, plan in own.items() for each in plan.decisions if is_reported(each)]
    parameters = {
        **settings.as_json(),
        **(settings.own or Options()).as_json(),
        **(across or CorpusOptions()).as_json(),
    }
    return CorpusPlan(
        tuple(_known(each, cards.get(number)) for number, each in enumerate(found.filed)),
        tuple(sorted([*within, *made], key=lambda each: (each.place.document, each.place.span))),
        found.problems,
        {number: plan for number, plan in own.items() if plan.dropped},
        parameters,
        search,
    )


def _known(filed: Filed, card: Card | None) -> Filed:
    if card is None:
        return filed
    return replace(filed, title=card.title or None, date=card.date or None, number=card.number or None)


def find_relations(
    corpus: Corpus,
    settings: ScanOptions,
    across: CorpusOptions | None = None,
    progress: Progress | None = None,
    *,
    memory: int = MEMORY,
) -> RelationReport:
    """Every relation in the corpus, in groups, with the passages shared; for `memory` see `parallels`."""
    found, pairs = scan_and_propose(corpus, settings, progress)
    passing = FurnitureFreeCorpus(corpus, found.furniture) if found.furniture else corpus
    sections = parallels((entry.text for entry in passing if isinstance(entry, Entry)), memory)
    pairs = pairs.joined(sections.pairs, found.signatures)
    across = across or CorpusOptions()
    kindred = verify_pairs(corpus, found, pairs, across, progress, sections=sections, processes=settings.threads)
    groups = star_clusters(kindred.links, kindred.cards, across)
    search = {**_search(found, pairs), "sections": THRESHOLD, "common_sections": sections.common}
    return RelationReport(found.sources, kindred.cards, tuple(groups), found.problems, search)


def _search(found: CorpusScan, pairs: CandidatePairs) -> dict[str, Any]:
    return {**pairs.as_json(), "furniture_lines": len(found.furniture)}


def _numbered(decision: Decision, number: int) -> Decision:
    copy_of = decision.copy_of and replace(decision.copy_of, document=number)
    return replace(decision, place=replace(decision.place, document=number), copy_of=copy_of)
