"""A whole corpus: candidate pairs verified on the texts, and what follows from that: a plan, or groups of relations."""

from __future__ import annotations

import heapq
import pickle
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from policydiff.corpus_plan import CorpusPlan, Filed
from policydiff.decisions import Options
from policydiff.groups import Across, Card, Link, decide, going, stars
from policydiff.join import Overlap, overlap
from policydiff.kindred import Kindred
from policydiff.member import Member
from policydiff.names import Titles, titles
from policydiff.parallels import THRESHOLD, Parallels, parallels
from policydiff.plan import Decision
from policydiff.processes import batches, side_by_side
from policydiff.readers.corpus import Corpus, Documents, Entry
from policydiff.relate import Relation, copies, kin, parallel
from policydiff.reuse import Shared, nearly, reuse
from policydiff.setjoin import MEMORY
from policydiff.shingle import shingle_sets
from policydiff.survey import COMMON, Pairs, Progress, Settings, Survey, candidate_pairs, left_of, survey, worth_saying

_HELD = 1 << 22  # characters of documents held while pairs are verified
_TRIED = 3  # pairs between two stars
_PAIRS = 64  # that go to a process at once
_BATCH = 1 << 21  # characters of documents whose shingles are counted together


@dataclass(frozen=True, eq=False)
class Verified:
    """The relations of a corpus's candidate pairs, and a card of each document that has one."""

    links: tuple[Link, ...]
    cards: Mapping[int, Card]


def verified(
    corpus: Documents,
    found: Survey,
    pairs: Pairs,
    across: Across,
    progress: Progress | None = None,
    *,
    sections: Parallels | None = None,
) -> Verified:
    """The relations among the candidate pairs; with `sections`, the passages that two share, copies excepted.

    Every pair is tried for copies. Looser kin are told in stars, under one title first, then those that are close; and
    two stars to each other once: the twenty editions of a law are not told two by two.
    """
    verifier = Verifier(corpus, found, across, sections)
    done = 0
    for group in pairs.together(len(found.sources)):
        verifier.verify(group)
        done += len(group)
        if progress:
            progress("verifying", done / len(pairs.left))
    return Verified(tuple(sorted(verifier.links, key=lambda link: (link.one, link.other))), verifier.cards)


def verified_side_by_side(
    corpus: Documents, found: Survey, pairs: Pairs, across: Across, processes: int, progress: Progress | None = None
) -> Verified:
    """The same as `verified`, by several processes; documents that hang together are one process's."""
    if processes < 2:
        return verified(corpus, found, pairs, across, progress)
    links: list[Link] = []
    cards: dict[int, Card] = {}
    # A process that is forked would share our open files, and the places in them; so each is handed what it opens anew.
    packed = pickle.dumps((corpus, found, across))
    groups = batches(pairs.together(len(found.sources)), len, _PAIRS)
    done = 0
    for size, (some, told) in side_by_side(_verify_groups, groups, processes, _begin_work, packed):
        links += some
        cards |= told
        done += size
        if progress:
            progress("verifying", done / len(pairs.left))
    return Verified(tuple(sorted(links, key=lambda link: (link.one, link.other))), cards)


_Groups = list[list[tuple[int, int, float]]]
_AT_WORK: list[Verifier] = []  # of this process, where it is one of several


def _begin_work(packed: bytes) -> None:
    corpus, found, across = pickle.loads(packed)
    _AT_WORK[:] = [Verifier(corpus, found, across, None)]


def _verify_groups(groups: _Groups) -> tuple[int, tuple[list[Link], dict[int, Card]]]:
    (verifier,) = _AT_WORK
    verifier.links, verifier.cards = [], {}
    for group in groups:
        verifier.verify(group)
    return sum(map(len, groups)), (verifier.links, verifier.cards)


class Verifier:
    """Verifies the candidate pairs of documents that hang together."""

    def __init__(self, corpus: Documents, found: Survey, across: Across, sections: Parallels | None) -> None:
        self._members, self._across, self._sections = _Members(corpus, found), across, sections
        self.links: list[Link] = []
        self.cards: dict[int, Card] = {}
        self._kindred: dict[tuple[int, int], Link | None] = {}

    def verify(self, group: Sequence[tuple[int, int, float]]) -> None:
        """Adds the links of a group, and the cards of its documents."""
        self._kindred.clear()
        left: list[tuple[int, int, float]] = []
        same: list[Link] = []
        for one, other, estimate in group:
            relation = copies(self._members[one], self._members[other])
            if relation is None:
                left.append((one, other, estimate))
            else:
                same.append(self._link(one, other, relation))
        self.links += same
        # What a copy that goes has to do with others, the one that stays has, too.
        stays = {number: link.other for number, link in going(same, self.cards, self._across).items()}
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
        self._stars([pair for pair in pairs if pair[2] >= COMMON], star)
        self._between(pairs, star)

    def _titled_alike(self, one: int, other: int) -> bool:
        return titles(self._members[one].name.best, self._members[other].name.best) is Titles.SAME

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

    def _kin(self, one: int, other: int) -> Link | None:
        """The link of two documents that are no copies, worked out once."""
        ends = min(one, other), max(one, other)
        if ends not in self._kindred:
            members = self._members[ends[0]], self._members[ends[1]]
            relation = kin(*members)
            near = self._sections.pairs.get(ends, ()) if self._sections else ()
            if relation is None and near:
                relation = parallel(*members, len(near))
            self._kindred[ends] = self._link(*ends, relation) if relation else None
        return self._kindred[ends]

    def _link(self, one: int, other: int, relation: Relation) -> Link:
        numbers = (one, other) if relation.one is self._members[one] else (other, one)
        for number in numbers:
            if number not in self.cards:
                self.cards[number] = Card.of(self._members[number])
        whole = relation.one.whole and relation.other.whole
        told = self._sections is not None and not relation.is_copy and whole
        return Link.of(*numbers, relation, self._shared(numbers, relation) if told else ())

    def _shared(self, numbers: tuple[int, int], relation: Relation) -> tuple[Shared, ...]:
        """What the two documents of a relation share, word for word and then nearly so."""
        assert self._sections is not None
        near = self._sections.pairs.get((min(numbers), max(numbers)), ())
        if numbers[0] > numbers[1]:
            near = tuple(each._replace(one=each.other, other=each.one) for each in near)
        return (*reuse(relation.one, relation.other).passages, *nearly(relation.one, relation.other, near))


def alike(corpus: Corpus, found: Survey, pairs: Pairs) -> list[tuple[int, int, Overlap]]:
    """The exact overlap of each candidate pair, in order."""
    counted: list[tuple[int, int, Overlap]] = []
    for batch in _batches(pairs.together(len(found.sources)), found.lengths):
        wanted = sorted({number for pair in batch for number in pair})
        texts = (corpus.document(found.sources[number]).text for number in wanted)
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
    corpus: Corpus, settings: Settings, across: Across | None = None, progress: Progress | None = None
) -> CorpusPlan:
    """The plan for a corpus: repeats inside documents under `settings.own`, copies among them under `across`."""
    found = survey(corpus, replace(settings, facts=True), progress)
    made: list[Decision] = []
    search: dict[str, Any] = {}
    cards: Mapping[int, Card] = {}
    if across is not None:
        pairs = candidate_pairs(found, settings)
        kindred = verified(corpus, found, pairs, across, progress)
        made, search, cards = decide(kindred.links, kindred.cards, across), pairs.as_json(), kindred.cards
    gone = {each.place.document for each in made if each.action == "drop"}
    own = {number: plan for number, plan in found.own.items() if number not in gone}
    within = [_numbered(each, number) for number, plan in own.items() for each in plan.decisions if worth_saying(each)]
    parameters = {**settings.as_json(), **(settings.own or Options()).as_json(), **(across or Across()).as_json()}
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


def relations(
    corpus: Corpus,
    settings: Settings,
    across: Across | None = None,
    progress: Progress | None = None,
    *,
    memory: int = MEMORY,
) -> Kindred:
    """Every relation in the corpus, in groups, with the passages shared; for `memory` see `parallels`."""
    found = survey(corpus, settings, progress)
    sections = parallels((entry.text for entry in corpus if isinstance(entry, Entry)), memory)
    pairs = candidate_pairs(found, settings).joined(sections.pairs, found.signatures)
    across = across or Across()
    kindred = verified(corpus, found, pairs, across, progress, sections=sections)
    groups = stars(kindred.links, kindred.cards, across)
    search = {**pairs.as_json(), "sections": THRESHOLD, "common_sections": sections.common}
    return Kindred(found.sources, kindred.cards, tuple(groups), found.problems, search)


def _numbered(decision: Decision, number: int) -> Decision:
    copy_of = decision.copy_of and replace(decision.copy_of, document=number)
    return replace(decision, place=replace(decision.place, document=number), copy_of=copy_of)


class _Members:
    """Documents read again, the latest used ones held."""

    def __init__(self, corpus: Documents, found: Survey) -> None:
        self._corpus, self._survey = corpus, found
        self._held: dict[int, Member] = {}
        self._characters = 0

    def __getitem__(self, number: int) -> Member:
        member = self._held.pop(number, None)
        if member is None:
            member = self._read(number)
            self._characters += member.characters
            while self._characters > _HELD and len(self._held) > 1:
                oldest = next(iter(self._held))
                self._characters -= self._held.pop(oldest).characters
        self._held[number] = member
        return member

    def _read(self, number: int) -> Member:
        source, plan = self._survey.sources[number], self._survey.own.get(number)
        if plan is not None and plan.dropped:
            return Member(left_of(plan), source.id, plan.document)
        return Member(self._corpus.document(source), source.id)
