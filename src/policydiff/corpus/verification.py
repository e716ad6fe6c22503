"""The relations among documents that hang together: their candidate pairs verified on the texts, read again."""

from __future__ import annotations

import heapq
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from policydiff.corpus.clusters import choose_dropped
from policydiff.corpus.links import CorpusOptions, VerifiedRelation
from policydiff.deduplication.plan import Plan, left_of
from policydiff.matching.fracminhash import MIN_CERTAIN_SHARE
from policydiff.readers.entries import Documents, Source
from policydiff.relations.card import Card
from policydiff.relations.classify import Relation, classify_copies, classify_parallel, classify_related, separate_pages
from policydiff.relations.parallel_sections import ParallelSections
from policydiff.relations.profile import DocumentProfile
from policydiff.relations.shared_passages import near_parallels, shared_passages
from policydiff.relations.titles import Titles, titles

_HELD = 1 << 22  # characters of documents held while pairs are verified
_TRIED = 3  # pairs between two stars


class Verifier:
    """Verifies the candidate pairs of documents that hang together."""

    def __init__(
        self,
        members: ProfileCache,
        across: CorpusOptions,
        near: Mapping[tuple[int, int], tuple[ParallelSections, ...]] | None,
    ) -> None:
        self._members, self._across = members, across
        self._shares, self._near = near is not None, near or {}
        self.links: list[VerifiedRelation] = []
        self.cards: dict[int, Card] = {}
        self._kindred: dict[tuple[int, int], VerifiedRelation | None] = {}

    def verify(self, group: Sequence[tuple[int, int, float]]) -> None:
        """Adds the links of a group, and the cards of its documents."""
        self._kindred.clear()
        left: list[tuple[int, int, float]] = []
        same: list[VerifiedRelation] = []
        for one, other, estimate in group:
            first = self._members[one]
            relation = classify_copies(first, self._members[other])
            if relation is None:
                left.append((one, other, estimate))
            else:
                same.append(self._link((one, other) if relation.one is first else (other, one), relation))
        self.links += same
        # What a copy that goes has to do with others, the one that stays has, too.
        stays = {number: link.other for number, link in choose_dropped(same, self.cards, self._across).items()}
        known = {(min(link.one, link.other), max(link.one, link.other)) for link in same}
        close: dict[tuple[int, int], float] = {}
        for one, other, estimate in left:
            ends = stays.get(one, one), stays.get(other, other)
            pair = min(ends), max(ends)
            if pair[0] != pair[1] and pair not in known:
                close[pair] = max(close.get(pair, 0.0), estimate)
        pairs = [(*pair, estimate) for pair, estimate in sorted(close.items())]
        star: dict[int, int] = {}
        if len(pairs) > 1:
            self._stars([pair for pair in pairs if self._titled_alike(*pair[:2])], star)
        self._stars([pair for pair in pairs if pair[2] >= MIN_CERTAIN_SHARE], star)
        self._between(pairs, star)

    def _titled_alike(self, one: int, other: int) -> bool:
        return titles(self._members.bare(one).name.best, self._members.bare(other).name.best) is Titles.SAME

    def _stars(self, pairs: Sequence[tuple[int, int, float]], star: dict[int, int]) -> None:
        """Verifies kin in stars, each round the document with most candidates that stand in no star yet.

        `star` names the middle of the star that a document stands in.
        """
        near: dict[int, set[int]] = defaultdict(set)
        for one, other, _ in pairs:
            near[one].add(other)
            near[other].add(one)
        waiting = [(-len(others), number) for number, others in near.items()]
        heapq.heapify(waiting)
        while waiting:
            size, middle = heapq.heappop(waiting)
            others = sorted(other for other in near[middle] if other not in star)
            if len(others) < -size:
                if others:
                    heapq.heappush(waiting, (-len(others), middle))
                continue
            for other in others:
                link = self._kin(middle, other)
                if link is not None and link.kind != "reuse":  # which may be closer to another one
                    self.links.append(link)
                    star[other] = middle
                    star.setdefault(middle, middle)

    def _between(self, pairs: Sequence[tuple[int, int, float]], star: Mapping[int, int]) -> None:
        """Verifies the closest of the pairs between two stars, until one is kin."""
        told = set()
        tried: Counter[tuple[int, int]] = Counter()
        for one, other, _ in sorted(pairs, key=lambda pair: (-pair[2], pair[0], pair[1])):
            ends = star.get(one, one), star.get(other, other)
            both = min(ends), max(ends)
            if ends[0] == ends[1] or both in told or tried[both] == _TRIED:
                continue
            tried[both] += 1
            link = self._kin(one, other)
            if link is not None:
                self.links.append(link)
                told.add(both)

    def _kin(self, one: int, other: int) -> VerifiedRelation | None:
        """The link of two documents that are no copies, worked out once."""
        ends = min(one, other), max(one, other)
        if ends not in self._kindred:
            members = separate_pages(self._members[ends[0]], self._members[ends[1]], self._members.furniture)
            near: Sequence[ParallelSections] = self._near.get(ends, ())
            relation = classify_related(*members) or (classify_parallel(*members, len(near)) if near else None)
            numbers = ends
            if relation and relation.one is not members[0]:
                numbers = ends[::-1]
                near = [each._replace(one=each.other, other=each.one) for each in near]
            self._kindred[ends] = self._link(numbers, relation, near) if relation else None
        return self._kindred[ends]

    def _link(
        self, numbers: tuple[int, int], relation: Relation, near: Sequence[ParallelSections] = ()
    ) -> VerifiedRelation:
        """The link of the documents with these numbers, of which `near` are the nearly equal sections."""
        for number in numbers:
            if number not in self.cards:
                self.cards[number] = Card.of(self._members.bare(number))
        one, other = relation.one, relation.other
        if not self._shares or relation.is_copy or not (one.whole and other.whole):
            return VerifiedRelation.of(*numbers, relation)
        return VerifiedRelation.of(
            *numbers, relation, (*shared_passages(one, other).passages, *near_parallels(one, other, near))
        )


class ProfileCache:
    """Documents read again, the latest used ones held."""

    def __init__(
        self,
        corpus: Documents,
        sources: Mapping[int, Source],
        own: Mapping[int, Plan],
        furniture: frozenset[str],
    ) -> None:
        self._corpus, self._sources, self._own, self.furniture = corpus, sources, own, furniture
        self._held: dict[int, DocumentProfile] = {}
        self._characters = 0

    def __getitem__(self, number: int) -> DocumentProfile:
        member = self._held.pop(number, None)
        if member is None:
            member = self._read(number)
            self._characters += member.characters
            while self._characters > _HELD and len(self._held) > 1:
                oldest = next(iter(self._held))
                self._characters -= self._held.pop(oldest).characters
        self._held[number] = member
        return member

    def bare(self, number: int) -> DocumentProfile:
        """A document without the furniture of its page."""
        member = self[number]
        return member.bare(member.furniture(self.furniture))

    def _read(self, number: int) -> DocumentProfile:
        source, plan = self._sources[number], self._own.get(number)
        if plan is not None and plan.dropped:
            return DocumentProfile(left_of(plan), source.id, plan.document)
        return DocumentProfile(self._corpus.document(source), source.id)
