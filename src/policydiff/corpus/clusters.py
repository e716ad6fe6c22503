"""From relations to decisions and groups: which document stays, which go for it, which are linked. Stars, never chains.

A document goes only for one it was itself verified against, and which stays; never for one that goes too.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from policydiff.corpus.links import CorpusOptions, VerifiedRelation
from policydiff.deduplication.decision import Action, Decision, describe_locations
from policydiff.relations.card import Card
from policydiff.relations.classify import COPIES, RelationKind

LINKED: tuple[RelationKind, ...] = ("mislabelled", "revision", "wrapper", "excerpt", "template")  # said of what stays
Cards = Mapping[int, Card]


def decide_documents(links: Iterable[VerifiedRelation], cards: Cards, across: CorpusOptions) -> list[Decision]:
    """The decisions that verified relations lead to, by document; whatever the order of the relations."""
    ordered = sorted(links, key=lambda link: (link.one, link.other))
    gone = choose_dropped(ordered, cards, across)
    made = [_dropped(link, cards, across) for link in gone.values()]
    made += _linked(ordered, gone, cards)
    return sorted(made, key=lambda each: (each.place.document, each.relation, each.copy_of and each.copy_of.document))


# --- what goes


def _rank(card: Card, across: CorpusOptions) -> tuple[Any, ...]:
    """What speaks for a document's staying, the least first: preferred, undamaged, tells most, first by its name."""
    if across.keep == "auto":
        return not across.prefers(card), card.damaged, -card.told, card.called
    turned = across.keep == "last"
    return not across.prefers(card), [-ord(each) for each in card.called] + [1] if turned else card.called


def choose_dropped(
    links: Sequence[VerifiedRelation], cards: Cards, across: CorpusOptions
) -> dict[int, VerifiedRelation]:
    """The documents that go, each with the relation to the one that stays for it."""
    partners: dict[int, dict[int, VerifiedRelation]] = defaultdict(dict)
    for link in links:
        if link.kind in COPIES & across.drop:
            partners[link.one][link.other] = partners[link.other][link.one] = link
    gone: dict[int, VerifiedRelation] = {}
    stays: set[int] = set()
    for number in sorted(partners, key=lambda each: (_rank(cards[each], across), each)):
        if number in gone:
            continue
        for other, link in partners[number].items():
            if other not in gone and other not in stays:
                gone[other] = link if link.one == other else link.turned
                stays.add(number)
    if "excerpt" in across.drop:
        parts = [link for link in links if link.kind == "excerpt" and link.droppable]
        for link in sorted(parts, key=lambda each: (-cards[each.one].characters, each.one, each.other)):
            if not {link.one, link.other} & gone.keys() and link.one not in stays:
                gone[link.one] = link
                stays.add(link.other)
    return gone


_SAID = {
    "identical": "byte for byte the same as",
    "same-text": "the same text as",
    "script-twin": "the same text in the other script as",
    "near-duplicate": "the same document as",
    "excerpt": "an excerpt of",
}


def _dropped(link: VerifiedRelation, cards: Cards, across: CorpusOptions) -> Decision:
    one, other = cards[link.one], cards[link.other]
    choice = "the whole stays" if link.kind == "excerpt" else _choice(other, one, across)
    words = f"{one.called} is left out: {_SAID[link.kind]} {other.called} ({link.evidence}); {choice}."
    return _decision("drop", link, cards, words)


def _choice(stays: Card, goes: Card, across: CorpusOptions) -> str:
    if across.prefers(stays) and not across.prefers(goes):
        return "the other is the preferred one"
    if across.keep != "auto":
        return f"--keep {across.keep}"
    if stays.damaged < goes.damaged:
        return "the other is undamaged"
    if stays.told > goes.told:
        return "the other tells more of itself"
    return "the other comes first in the order of names"


# --- what is linked


def _linked(links: Sequence[VerifiedRelation], going: Mapping[int, VerifiedRelation], cards: Cards) -> list[Decision]:
    """Of each document that stays, the closest of its kin of each kind that stay too."""
    best: dict[tuple[int, str], VerifiedRelation] = {}
    for link in links:
        if link.kind in LINKED and not {link.one, link.other} & going.keys():
            later = latest_date(link, cards)
            key = (later.one, later.kind)
            if key not in best or _closeness(later) > _closeness(best[key]):
                best[key] = later
    return [_kept(link, cards) for link in best.values()]


def _closeness(link: VerifiedRelation) -> tuple[float, int]:
    return max(link.measures.jaccard or 0.0, link.measures.containment or 0.0), -link.other


def latest_date(link: VerifiedRelation, cards: Cards) -> VerifiedRelation:
    """The link with the later document first, where the relation does not say itself which comes first."""
    if link.kind in ("excerpt", "contains", "wrapper"):
        return link
    one, other = ((cards[number].date, number) for number in (link.one, link.other))
    return link if one > other else link.turned


def _kept(link: VerifiedRelation, cards: Cards) -> Decision:
    one, other = cards[link.one], cards[link.other]
    words = f"{one.called} and {other.called}: {link.evidence}{describe_locations(link.different)}; both are kept."
    return _decision("conflict" if link.conflict else "keep", link, cards, words)


def _decision(action: Action, link: VerifiedRelation, cards: Cards, words: str) -> Decision:
    return Decision(
        action,
        link.kind,
        replace(cards[link.one].place, document=link.one),
        replace(cards[link.other].place, document=link.other),
        differences=link.differences,
        measures=link.measures,
        evidence=link.evidence,
        words=words,
        contained=link.contained,
        different=link.different,
    )


# --- groups


@dataclass(frozen=True, slots=True)
class Cluster:
    """A star: the document in the middle, by number, and its kin in order of their dates, each told of to it."""

    kept: int
    members: tuple[VerifiedRelation, ...]


def star_clusters(links: Iterable[VerifiedRelation], cards: Cards, across: CorpusOptions) -> list[Cluster]:
    """Every relation in a group round one of its two documents, in few groups, the largest first.

    The middle is the document with the most relations that are in no group yet; of equals, the one that would stay.
    Of a copy that would go only the relation to the one that stays is told: its others are that one's too.
    """
    ordered = sorted(links, key=lambda link: (link.one, link.other))
    gone = choose_dropped(ordered, cards, across)
    by_document: dict[int, dict[int, VerifiedRelation]] = defaultdict(dict)
    for link in ordered:
        copies = {link.one, link.other} & gone.keys()
        if any({gone[number].one, gone[number].other} != {link.one, link.other} for number in copies):
            continue
        by_document[link.one][link.other] = by_document[link.other][link.one] = link
    ranks = {number: (_rank(cards[number], across), number) for number in by_document}
    waiting = [(-len(found), ranks[number], number) for number, found in by_document.items()]
    heapq.heapify(waiting)
    groups: list[Cluster] = []
    while waiting:
        size, rank, middle = heapq.heappop(waiting)
        left = by_document[middle]
        if -size != len(left):
            if left:
                heapq.heappush(waiting, (-len(left), rank, middle))
            continue
        for other in left:
            del by_document[other][middle]
        by_document[middle] = {}
        members = [link if link.other == middle else link.turned for link in left.values()]
        members.sort(key=lambda link: (cards[link.one].date, link.one))
        groups.append(Cluster(middle, tuple(members)))
    return groups
