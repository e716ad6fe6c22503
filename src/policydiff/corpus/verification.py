"""The relations among the documents of a connected component: its candidate pairs verified on the texts, read again."""

from __future__ import annotations

import heapq
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from policydiff.corpus.candidates import CandidatePair
from policydiff.corpus.clusters import choose_dropped, keeping_rank
from policydiff.corpus.settings import CorpusOptions
from policydiff.deduplication.plan import Plan, remaining_document
from policydiff.matching.fracminhash import MIN_CERTAIN_SHARE
from policydiff.readers.entries import Documents, Source
from policydiff.relations.classify import (
    Relation,
    classify_copies,
    classify_parallel,
    classify_related,
    with_consequences,
    without_shared_furniture,
)
from policydiff.relations.kinds import KINDS
from policydiff.relations.parallel_sections import ParallelSections
from policydiff.relations.profile import DocumentProfile
from policydiff.relations.shared_passages import near_parallels, shared_passages
from policydiff.relations.summary import DocumentSummary
from policydiff.relations.titles import TitleComparison, compare_titles
from policydiff.relations.verified import VerifiedRelation

_MAX_CACHED_CHARACTERS = 1 << 22  # of documents held while pairs are verified
_MAX_STARS = 8  # round which documents that are linked by copies are compared
_MAX_TRIED_PAIRS = 3  # between two stars


class Verifier:
    """Verifies candidate pairs, a connected component at a time.

    `links` are the relations so far, and `summaries` the facts of their documents, by number. `parallel` are the
    parallel sections of pairs of documents, by number, the lower first; None if shared passages are not asked for.
    """

    def __init__(
        self,
        profiles: ProfileCache,
        options: CorpusOptions,
        parallel: Mapping[tuple[int, int], tuple[ParallelSections, ...]] | None,
    ) -> None:
        self._profiles, self._options = profiles, options
        self._with_passages, self._parallel = parallel is not None, parallel or {}
        self.links: list[VerifiedRelation[int]] = []
        self.summaries: dict[int, DocumentSummary] = {}
        self._related: dict[tuple[int, int], VerifiedRelation[int] | None] = {}

    def verify(self, component: Sequence[CandidatePair]) -> None:
        """Add the relations among the documents of a connected component, and the facts of the documents that have one.

        Copies are found in all pairs. The other pairs are verified between the kept documents, and not all of
        them: see `_verify_in_stars` and `_verify_between_stars`.
        """
        self._related.clear()
        remaining: list[CandidatePair] = []
        copies: list[VerifiedRelation[int]] = []
        for pair in component:
            link = self._copy_link(pair.left, pair.right)
            if link is None:
                remaining.append(pair)
            else:
                copies.append(link)
        copies += self._complete_stars(copies, {(pair.left, pair.right) for pair in component})
        self.links += copies
        # The relations of a dropped copy to other documents are those of the document kept for it.
        kept_for = {
            number: link.other for number, link in choose_dropped(copies, self.summaries, self._options).items()
        }
        copied = {(min(link.document, link.other), max(link.document, link.other)) for link in copies}
        estimates: dict[tuple[int, int], float] = {}
        for left, right, estimate in remaining:
            ends = _ascending(kept_for.get(left, left), kept_for.get(right, right))
            if ends[0] != ends[1] and ends not in copied:
                estimates[ends] = max(estimates.get(ends, 0.0), estimate)
        pairs = [CandidatePair(*ends, estimate) for ends, estimate in sorted(estimates.items())]
        centres: dict[int, int] = {}
        close = [pair for pair in pairs if pair.estimate >= MIN_CERTAIN_SHARE]
        titled = [pair for pair in pairs if len(pairs) > 1 and self._have_same_title(pair.left, pair.right)]
        self._verify_in_stars([pair for pair in titled if pair.estimate >= MIN_CERTAIN_SHARE], centres)
        self._verify_in_stars(close, centres)
        self._verify_in_stars(titled, centres)
        self._verify_between_stars(pairs, centres)

    def _complete_stars(
        self, copies: Sequence[VerifiedRelation[int]], tried: set[tuple[int, int]]
    ) -> list[VerifiedRelation[int]]:
        """The copies among documents that are linked by copies, but were not all candidates of each other.

        Of many documents in one bucket, each is paired with a few neighbours only. All those linked are compared with
        the one that stays, then those that are left with the next one, at most `_MAX_STARS` times.
        """
        found: list[VerifiedRelation[int]] = []
        for linked in _linked_documents(copies):
            linked_pairs = {_ascending(link.document, link.other) for link in copies if link.document in linked}
            remaining = set(linked)
            for _ in range(_MAX_STARS):
                if len(remaining) < 3:
                    break
                centre = min(
                    remaining, key=lambda number: (keeping_rank(self.summaries[number], self._options), number)
                )
                remaining.discard(centre)
                for number in sorted(remaining):
                    ends = _ascending(centre, number)
                    if ends not in tried and (link := self._copy_link(*ends)):
                        found.append(link)
                        linked_pairs.add(ends)
                remaining = {number for number in remaining if _ascending(centre, number) not in linked_pairs}
        return found

    def _copy_link(self, left: int, right: int) -> VerifiedRelation[int] | None:
        """The relation of two documents, by number, if they are copies."""
        profile = self._profiles[left]
        relation = classify_copies(profile, self._profiles[right])
        if relation is None:
            return None
        return self._link((left, right) if relation.document is profile else (right, left), relation)

    def _have_same_title(self, left: int, right: int) -> bool:
        """True if the titles of two documents, by number, are the same; for a missing one stands the file name."""
        names = (self._profiles.without_furniture(number).name.title_or_words for number in (left, right))
        return compare_titles(*names) is TitleComparison.SAME

    def _verify_in_stars(self, pairs: Sequence[CandidatePair], centres: dict[int, int]) -> None:
        """Verify pairs in stars, each around the document with most candidates that are in no star yet.

        `centres` maps each document in a star to the centre of that star; it is extended. Relations of kinds
        that make no cluster are not added.
        """
        partners: dict[int, set[int]] = defaultdict(set)
        for left, right, _ in pairs:
            partners[left].add(right)
            partners[right].add(left)
        waiting = [(-len(others), number) for number, others in partners.items()]
        heapq.heapify(waiting)
        while waiting:
            size, centre = heapq.heappop(waiting)
            others = sorted(other for other in partners[centre] if other not in centres)
            if len(others) < -size:
                if others:
                    heapq.heappush(waiting, (-len(others), centre))
                continue
            for other in others:
                link = self._classify_related(centre, other)
                # A document that only shares passages with this centre may be closer to another one.
                if link is not None and KINDS[link.kind].clustered:
                    self.links.append(link)
                    centres[other] = centre
                    centres.setdefault(centre, centre)

    def _verify_between_stars(self, pairs: Sequence[CandidatePair], centres: Mapping[int, int]) -> None:
        """Verify the closest pairs between any two stars, at most `_MAX_TRIED_PAIRS`, until one of them is related.

        A document in no star is a star of its own.
        """
        linked = set()
        tried: Counter[tuple[int, int]] = Counter()
        for left, right, _ in sorted(pairs, key=lambda pair: (-pair.estimate, pair.left, pair.right)):
            stars = _ascending(centres.get(left, left), centres.get(right, right))
            if stars[0] == stars[1] or stars in linked or tried[stars] == _MAX_TRIED_PAIRS:
                continue
            tried[stars] += 1
            link = self._classify_related(left, right)
            if link is not None:
                self.links.append(link)
                linked.add(stars)

    def _classify_related(self, document: int, other: int) -> VerifiedRelation[int] | None:
        """The relation of two documents that are no copies; None if they have none.

        Each pair is classified once a component.
        """
        pair = _ascending(document, other)
        if pair not in self._related:
            profiles = without_shared_furniture(
                self._profiles[pair[0]], self._profiles[pair[1]], self._profiles.furniture
            )
            parallel: Sequence[ParallelSections] = self._parallel.get(pair, ())
            relation = classify_related(*profiles)
            if relation is None and parallel:
                relation = classify_parallel(*profiles, len(parallel))
            numbers = pair
            if relation and relation.document is not profiles[0]:
                numbers = pair[::-1]
                parallel = [section._replace(span=section.other_span, other_span=section.span) for section in parallel]
            self._related[pair] = self._link(numbers, relation, parallel) if relation else None
        return self._related[pair]

    def _link(
        self, numbers: tuple[int, int], relation: Relation, parallel: Sequence[ParallelSections] = ()
    ) -> VerifiedRelation[int]:
        """The relation of the documents with these numbers; their facts are added to `summaries`.

        It has passages only if they were asked for, the two are no copies, and both are whole documents.
        `numbers` and `parallel` are in the order of the two documents of the relation.
        """
        for number in numbers:
            if number not in self.summaries:
                self.summaries[number] = self._profiles.summary(number)
        judged = with_consequences(relation)
        profile, other = relation.document, relation.other
        if not self._with_passages or relation.is_copy or not (profile.whole and other.whole):
            return judged.between(*numbers)
        passages = (*shared_passages(profile, other).passages, *near_parallels(profile, other, parallel))
        return replace(judged, passages=passages).between(*numbers)


def _linked_documents(links: Sequence[VerifiedRelation[int]]) -> list[set[int]]:
    """The documents that are linked with each other over any number of links, by number; in the order of the lowest."""
    partners: dict[int, list[int]] = defaultdict(list)
    for link in links:
        partners[link.document].append(link.other)
        partners[link.other].append(link.document)
    groups: list[set[int]] = []
    seen: set[int] = set()
    for first in sorted(partners):
        if first in seen:
            continue
        group, waiting = {first}, [first]
        while waiting:
            new = set(partners[waiting.pop()]) - group
            group |= new
            waiting += new
        seen |= group
        groups.append(group)
    return groups


def _ascending(number: int, other: int) -> tuple[int, int]:
    """The two numbers, the lower first."""
    return min(number, other), max(number, other)


class VerificationTask(NamedTuple):
    """The pairs of some connected components, with everything that is needed of their documents, by number.

    `parallel` are the parallel sections of pairs of documents; None if shared passages are not asked for.
    """

    components: list[list[CandidatePair]]
    sources: Mapping[int, Source]
    own_plans: Mapping[int, Plan]
    parallel: Mapping[tuple[int, int], tuple[ParallelSections, ...]] | None


class VerificationContext(NamedTuple):
    """What all tasks have in common."""

    corpus: Documents
    options: CorpusOptions
    furniture: frozenset[str]


class VerifiedComponents(NamedTuple):
    """The number of pairs of a task, their relations, and the facts of their documents by number."""

    pairs: int
    links: list[VerifiedRelation[int]]
    summaries: dict[int, DocumentSummary]


def verify_components(task: VerificationTask, context: VerificationContext) -> VerifiedComponents:
    """The relations among the documents of the components of a task, in the order in which they were verified."""
    profiles = ProfileCache(context.corpus, task.sources, task.own_plans, context.furniture)
    verifier = Verifier(profiles, context.options, task.parallel)
    for component in task.components:
        verifier.verify(component)
    return VerifiedComponents(sum(map(len, task.components)), verifier.links, verifier.summaries)


class ProfileCache:
    """The documents of a corpus by number, read again when needed; the least recently used ones are dropped."""

    def __init__(
        self,
        corpus: Documents,
        sources: Mapping[int, Source],
        own_plans: Mapping[int, Plan],
        furniture: frozenset[str],
    ) -> None:
        self._corpus, self._sources, self._own_plans, self.furniture = corpus, sources, own_plans, furniture
        self._cached: dict[int, DocumentProfile] = {}  # the least recently used first
        self._characters = 0

    def __getitem__(self, number: int) -> DocumentProfile:
        """The profile of a document, without its own repeats; the text is read again unless it is held.

        ReadError if it is gone.

        Profiles of at most about `_MAX_CACHED_CHARACTERS` are held, and never fewer than two.
        """
        profile = self._cached.pop(number, None)
        if profile is None:
            profile = self._read(number)
            self._characters += profile.characters
            while self._characters > _MAX_CACHED_CHARACTERS and len(self._cached) > 1:
                oldest = next(iter(self._cached))
                self._characters -= self._cached.pop(oldest).characters
        self._cached[number] = profile
        return profile

    def without_furniture(self, number: int) -> DocumentProfile:
        """The profile of a document without its site furniture; the profile itself is not changed."""
        profile = self[number]
        return profile.without_furniture(profile.furniture(self.furniture))

    def summary(self, number: int) -> DocumentSummary:
        """The facts that a document states, without its site furniture."""
        return DocumentSummary(self._sources[number]).completed(self.without_furniture(number))

    def _read(self, number: int) -> DocumentProfile:
        """The profile of a document, without what its own plan drops."""
        source, plan = self._sources[number], self._own_plans.get(number)
        if plan is not None and plan.dropped:
            return DocumentProfile(remaining_document(plan), source.id, plan.document)
        return DocumentProfile(self._corpus.document(source), source.id)
