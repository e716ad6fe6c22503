"""From relations to decisions and clusters: which documents are kept, dropped and linked. Clusters are stars.

A document is dropped only for one that it was itself verified against and that is kept.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from policydiff.corpus.settings import CorpusOptions
from policydiff.deduplication.decision import Action, Decision, describe_difference_count
from policydiff.messages import Message, message
from policydiff.relations.held_copy import HeldCopy
from policydiff.relations.kinds import COPIES, KINDS, PARTS
from policydiff.relations.summary import DocumentSummary
from policydiff.relations.titles import is_named_copy
from policydiff.relations.verified import VerifiedRelation

_LAST_GROUP = 3  # of members that only share passages with the centre
Summaries = Mapping[int, DocumentSummary]


def decide_documents(
    links: Iterable[VerifiedRelation[int]], summaries: Summaries, options: CorpusOptions
) -> list[Decision]:
    """The decisions that follow from verified relations, by document, kind and other document.

    The order of `links` changes nothing.
    """
    ordered = sorted(links, key=lambda link: (link.document, link.other))
    dropped = choose_dropped(ordered, summaries, options)
    decisions = [_drop(link, summaries, options) for link in dropped.values()]
    decisions += _link_kept(ordered, dropped, summaries)
    return sorted(
        decisions,
        key=lambda decision: (
            decision.location.document,
            decision.relation,
            decision.copy_of and decision.copy_of.document,
        ),
    )


# --- dropped documents


def keeping_rank(summary: DocumentSummary, options: CorpusOptions) -> tuple[Any, ...]:
    """The sort key by which documents are kept, the kept one first: preferred, then as `keep` says.

    Preferred by the fields of records, by `prefer`, by date or length. For "auto": undamaged, with most stated facts,
    not named as a copy, first by id. For "last" the last id, for "first" the first one.
    """
    preference = options.preference
    wanted = (preference.field_ranks(summary), not options.prefers(summary), preference.order_rank(summary))
    if options.keep == "auto":
        return *wanted, summary.damaged_characters, -summary.stated_facts, is_named_copy(summary.id), summary.id
    if options.keep == "last":  # in reverse order of names; the 1 sorts a name after longer ones that begin with it
        return *wanted, [-ord(character) for character in summary.id] + [1]
    return *wanted, summary.id


def choose_dropped(
    links: Sequence[VerifiedRelation[int]], summaries: Summaries, options: CorpusOptions
) -> dict[int, VerifiedRelation[int]]:
    """The dropped documents by number, each with its relation, seen from it, to the document that is kept for it.

    Only kinds in `options.drop` count. Of copies, the document with the best rank stays. A part is dropped for its
    whole, unless it is kept for another document or either of the two is dropped.

    >>> from policydiff.matching.differences import IDENTICAL
    >>> from policydiff.messages import NOTHING
    >>> from policydiff.readers.entries import Source
    >>> link = VerifiedRelation(0, 1, "same-text", NOTHING, IDENTICAL, 1.0, (), 0, droppable=True, conflict=False)
    >>> sources = [Source(name, name, name) for name in ("0.txt", "1.txt")]
    >>> summaries = {0: DocumentSummary(sources[0], damaged_characters=2), 1: DocumentSummary(sources[1])}
    >>> list(choose_dropped([link], summaries, CorpusOptions()))
    [0]
    """
    partners: dict[int, dict[int, VerifiedRelation[int]]] = defaultdict(dict)
    for link in links:
        if link.kind in COPIES & options.drop:
            partners[link.document][link.other] = partners[link.other][link.document] = link
    dropped: dict[int, VerifiedRelation[int]] = {}
    kept: set[int] = set()
    for number in sorted(partners, key=lambda document: (keeping_rank(summaries[document], options), document)):
        if number in dropped:
            continue
        for other, link in partners[number].items():
            if other not in dropped and other not in kept:
                dropped[other] = link.seen_from(other)
                kept.add(number)
    parts = [link for link in links if link.kind in PARTS & options.drop and link.droppable]
    for link in sorted(parts, key=lambda link: (-summaries[link.document].characters, link.document, link.other)):
        if not {link.document, link.other} & dropped.keys() and link.document not in kept:
            dropped[link.document] = link
            kept.add(link.other)
    return dropped


def _drop(link: VerifiedRelation[int], summaries: Summaries, options: CorpusOptions) -> Decision:
    """The decision to drop document `link.document` for `link.other`."""
    dropped, kept = summaries[link.document], summaries[link.other]
    choice = message("the whole stays") if link.kind in PARTS else _choice(kept, dropped, options)
    sentence = message(
        "{dropped} is left out: {relation} {kept} ({evidence}); {choice}.",
        dropped=dropped.id,
        relation=KINDS[link.kind].dropped_as,
        kept=kept.id,
        evidence=link.evidence,
        choice=choice,
    )
    return _decision("drop", link, summaries, sentence)


def _choice(kept: DocumentSummary, dropped: DocumentSummary, options: CorpusOptions) -> Message:
    """The reason why `kept` of two copies is kept, in words."""
    if by_field := options.preference.field_choice(kept, dropped):
        return by_field
    if options.prefers(kept) and not options.prefers(dropped):
        return message("the other is the preferred one")
    if by_order := options.preference.order_choice(kept, dropped):
        return by_order
    if options.keep != "auto":
        return message("--keep {choice}", choice=options.keep)
    if kept.damaged_characters < dropped.damaged_characters:
        return message("the other is undamaged")
    if kept.stated_facts > dropped.stated_facts:
        return message("the other tells more of itself")
    if is_named_copy(dropped.id) and not is_named_copy(kept.id):
        return message("its name is that of a copy")
    return message("the other comes first in the order of names")


def decide_held(copies: Mapping[int, HeldCopy], first_number: int) -> list[Decision]:
    """The decisions to drop documents for held ones, whose numbers count from `first_number` in the order of copies."""
    return [
        _decision(
            "drop",
            copy.relation.between(number, held_number),
            {number: copy.document, held_number: copy.held},
            message(
                "{dropped} is left out: {relation} {kept}, which is held already ({evidence}).",
                dropped=copy.document.id,
                relation=KINDS[copy.relation.kind].dropped_as,
                kept=copy.held_name,
                evidence=copy.relation.evidence,
            ),
        )
        for held_number, (number, copy) in enumerate(copies.items(), start=first_number)
    ]


# --- linked documents


def _link_kept(
    links: Sequence[VerifiedRelation[int]], dropped: Mapping[int, VerifiedRelation[int]], summaries: Summaries
) -> list[Decision]:
    """For each kept document the decision on the closest kept document of each kind of relation that is linked.

    A kind without a direction is a relation of the later document.
    """
    closest: dict[tuple[int, str], VerifiedRelation[int]] = {}
    for link in links:
        if KINDS[link.kind].linked and not {link.document, link.other} & dropped.keys():
            turned = latest_date(link, summaries)
            key = (turned.document, turned.kind)
            if key not in closest or _closeness(turned) > _closeness(closest[key]):
                closest[key] = turned
    return [_keep(link, summaries) for link in closest.values()]


def _closeness(link: VerifiedRelation[int]) -> tuple[float, int]:
    """A sort key, greater for a closer document, by its similarity or containment, whichever is more.

    Of equally close documents, it is greater for the one with the lower number.
    """
    return max(link.similarity, link.measures.containment or 0.0), -link.other


def latest_date(link: VerifiedRelation[int], summaries: Summaries) -> VerifiedRelation[int]:
    """The link with the later document first; of equal or missing dates, the one with the higher number.

    Kinds that are directed themselves are returned as they are.
    """
    if KINDS[link.kind].is_directed:
        return link
    date, other_date = ((summaries[number].date, number) for number in (link.document, link.other))
    return link if date > other_date else link.reversed


def _keep(link: VerifiedRelation[int], summaries: Summaries) -> Decision:
    """The decision to keep both documents, as a conflict or only linked."""
    summary, other = summaries[link.document], summaries[link.other]
    sentence = message(
        "{document} and {other}: {evidence}{differences}; both are kept.",
        document=summary.id,
        other=other.id,
        evidence=link.evidence,
        differences=describe_difference_count(link.difference_count),
    )
    return _decision("conflict" if link.conflict else "keep", link, summaries, sentence)


def _decision(action: Action, link: VerifiedRelation[int], summaries: Summaries, sentence: Message) -> Decision:
    """The decision of a link, with both places at the locations that the summaries give."""
    return Decision(
        action,
        link.kind,
        replace(summaries[link.document].location, document=link.document),
        replace(summaries[link.other].location, document=link.other),
        differences=link.differences,
        measures=link.measures,
        evidence=link.evidence,
        sentence=sentence,
        reverse_containment=link.contained,
        difference_count=link.difference_count,
    )


# --- clusters


@dataclass(frozen=True, slots=True)
class Cluster:
    """A star: the document in its centre, by number, and the relations of the others to it, by their dates."""

    centre: int
    members: tuple[VerifiedRelation[int], ...]


def star_clusters(
    links: Iterable[VerifiedRelation[int]], summaries: Summaries, options: CorpusOptions
) -> list[Cluster]:
    """Clusters, the largest first, such that every relation is in that of one of its two documents.

    The centre is the document with the most relations that are in no cluster yet; among equals, one that is no part of
    another document and no wrapper, then the one to be kept. Members are copies, then editions and parts, then forms,
    then documents that share passages, each by date, then number; clusters of the last alone come last. A document may
    be in several clusters. A copy that would be dropped appears only with the document kept for it, which has the same
    other relations.
    """
    ordered = sorted(links, key=lambda link: (link.document, link.other))
    dropped = choose_dropped(ordered, summaries, options)
    by_document: dict[int, dict[int, VerifiedRelation[int]]] = defaultdict(dict)
    for link in ordered:
        copies = {link.document, link.other} & dropped.keys()
        if any({dropped[number].document, dropped[number].other} != {link.document, link.other} for number in copies):
            continue
        by_document[link.document][link.other] = by_document[link.other][link.document] = link
    parts_and_wrappers = {link.document for link in ordered if link.kind in PARTS or link.kind == "wrapper"}
    ranks = {
        number: (number in parts_and_wrappers, keeping_rank(summaries[number], options), number)
        for number in by_document
    }
    waiting = [(-len(relations), ranks[number], number) for number, relations in by_document.items()]
    heapq.heapify(waiting)
    clusters: list[Cluster] = []
    while waiting:
        size, rank, centre = heapq.heappop(waiting)
        remaining = by_document[centre]
        if -size != len(remaining):
            if remaining:
                heapq.heappush(waiting, (-len(remaining), rank, centre))
            continue
        for other in remaining:
            del by_document[other][centre]
        by_document[centre] = {}
        members = [link.seen_from(number) for number, link in remaining.items()]
        members.sort(key=lambda link: (_group_of(link.kind), summaries[link.document].date, link.document))
        clusters.append(Cluster(centre, tuple(members)))
    return sorted(clusters, key=lambda cluster: _group_of(cluster.members[0].kind) == _LAST_GROUP)


def _group_of(kind: str) -> int:
    """The place of a kind among the members of a cluster: copies, then editions and parts, then forms, then passages.

    >>> [_group_of(kind) for kind in ("same-text", "revision", "template", "reuse")]
    [0, 1, 2, 3]
    """
    if kind in COPIES:
        return 0
    if not KINDS[kind].clustered:
        return _LAST_GROUP
    return 2 if kind == "template" else 1
