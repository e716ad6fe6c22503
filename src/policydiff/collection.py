"""A whole corpus: candidate pairs verified on the texts, and what follows from that: a plan, or groups of relations."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from policydiff.corpus_plan import CorpusPlan
from policydiff.decisions import Options
from policydiff.groups import Across, Card, Link, decide, stars
from policydiff.join import Overlap, overlap
from policydiff.kindred import Kindred
from policydiff.plan import Decision
from policydiff.readers.corpus import Corpus
from policydiff.relate import Member, relate
from policydiff.reuse import reuse
from policydiff.shingle import shingle_sets
from policydiff.survey import Pairs, Progress, Settings, Survey, candidate_pairs, left_of, survey, worth_saying

_HELD = 1 << 22  # characters of documents held while pairs are verified
_BATCH = 1 << 21  # characters of documents whose shingles are counted together


@dataclass(frozen=True, eq=False)
class Verified:
    """The relations of a corpus's candidate pairs, and a card of each document that has one."""

    links: tuple[Link, ...]
    cards: Mapping[int, Card]


def verified(
    corpus: Corpus, found: Survey, pairs: Pairs, progress: Progress | None = None, *, passages: bool = False
) -> Verified:
    """The relation of each candidate pair that has one; with `passages`, what they share, copies excepted."""
    members = _Members(corpus, found)
    cards: dict[int, Card] = {}
    links: list[Link] = []
    done = 0
    for group in pairs.together(len(found.sources)):
        for left, right in group:
            one, other = members[left], members[right]
            relation = relate(one, other)
            if relation is not None:
                told = passages and not relation.is_copy and one.whole and other.whole
                shared = reuse(relation.one, relation.other).passages if told else ()
                numbers = (left, right) if relation.one is one else (right, left)
                links.append(Link.of(*numbers, relation, shared))
                cards.setdefault(left, members.card(left))
                cards.setdefault(right, members.card(right))
        done += len(group)
        if progress:
            progress("verifying", done / len(pairs.left))
    return Verified(tuple(sorted(links, key=lambda link: (link.one, link.other))), cards)


def alike(corpus: Corpus, found: Survey, pairs: Pairs) -> list[tuple[int, int, Overlap]]:
    """The exact overlap of each candidate pair, in order."""
    counted: list[tuple[int, int, Overlap]] = []
    for groups in _batches(pairs.together(len(found.sources)), found.lengths):
        wanted = sorted({number for pair in groups for number in pair})
        texts = (corpus.document(found.sources[number]).text for number in wanted)
        sets = dict(zip(wanted, shingle_sets(texts), strict=True))
        counted += [(left, right, overlap(sets[left], sets[right])) for left, right in groups]
    return sorted(counted, key=lambda each: each[:2])


def _batches(
    groups: Iterable[list[tuple[int, int]]], lengths: npt.NDArray[np.int64]
) -> Iterator[list[tuple[int, int]]]:
    """The pairs in lists whose documents together are about as long as may be held; large groups are cut."""
    batch: list[tuple[int, int]] = []
    held: set[int] = set()
    size = 0
    for group in groups:
        for pair in group:
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
        kin = verified(corpus, found, pairs, progress)
        made, search, cards = decide(kin.links, kin.cards, across), pairs.as_json(), kin.cards
    gone = {each.place.document for each in made if each.action == "drop"}
    own = {number: plan for number, plan in found.own.items() if number not in gone}
    within = [_numbered(each, number) for number, plan in own.items() for each in plan.decisions if worth_saying(each)]
    parameters = {**settings.as_json(), **(settings.own or Options()).as_json(), **(across or Across()).as_json()}
    return CorpusPlan(
        tuple(
            replace(each, title=cards[n].title or None) if n in cards else each for n, each in enumerate(found.filed)
        ),
        tuple(sorted([*within, *made], key=lambda each: (each.place.document, each.place.span))),
        found.problems,
        {number: plan for number, plan in own.items() if plan.dropped},
        parameters,
        search,
    )


def relations(
    corpus: Corpus, settings: Settings, across: Across | None = None, progress: Progress | None = None
) -> Kindred:
    """Every relation in the corpus, in groups, with the passages shared."""
    found = survey(corpus, settings, progress)
    pairs = candidate_pairs(found, settings)
    kin = verified(corpus, found, pairs, progress, passages=True)
    groups = stars(kin.links, kin.cards, across or Across())
    return Kindred(found.sources, kin.cards, tuple(groups), found.problems, pairs.as_json())


def _numbered(decision: Decision, number: int) -> Decision:
    copy_of = decision.copy_of and replace(decision.copy_of, document=number)
    return replace(decision, place=replace(decision.place, document=number), copy_of=copy_of)


class _Members:
    """Documents read again, the latest used ones held."""

    def __init__(self, corpus: Corpus, found: Survey) -> None:
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

    def card(self, number: int) -> Card:
        """The card of a document that is held."""
        return Card.of(self[number])

    def _read(self, number: int) -> Member:
        source, plan = self._survey.sources[number], self._survey.own.get(number)
        if plan is not None and plan.dropped:
            return Member(left_of(plan), source.id, plan.document)
        return Member(self._corpus.document(source), source.id)
