"""From relations to decisions: which document stays, which go for it, which are linked. Stars round what stays.

A document goes only for one it was itself verified against, and which stays; never for one that goes too.
"""

from __future__ import annotations

import fnmatch
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from policydiff.document import Span
from policydiff.plan import Action, Decision, Place
from policydiff.relate import COPIES, Kinship, Member, Relation

LINKED: tuple[Kinship, ...] = ("mislabelled", "revision", "wrapper", "excerpt", "template")  # said of what stays
_DATED = ("history", "issued", "effective", "published", "dated")


@dataclass(frozen=True, slots=True)
class Across:
    """What the user asked for between documents. `prefer` is a pattern of ids that stay; `drop` names relations."""

    keep: Literal["auto", "first", "last"] = "auto"
    prefer: str = ""
    drop: frozenset[str] = COPIES

    def as_json(self) -> dict[str, Any]:
        """The parameters as a plan records them."""
        return {"prefer": self.prefer, "drop_documents": sorted(self.drop)}


@dataclass(frozen=True, slots=True, eq=False)
class Link:
    """A verified relation between two documents of a corpus, by number: `one` is what `relation` says to `other`."""

    one: int
    other: int
    relation: Relation


@dataclass(frozen=True, slots=True)
class _Rank:
    """What speaks for a document's staying; the least rank stays."""

    order: tuple[Any, ...]
    facts: int
    preferred: bool


def ranked(member: Member, across: Across) -> _Rank:
    """The rank of a document among its copies: preferred, undamaged, telling most of itself, first by its id."""
    outline = member.edition.outline
    told = (outline.title, outline.number, outline.issuer, outline.date)
    facts = sum(each is not None for each in told) + len({value.kind for value in member.edition.values})
    preferred = bool(across.prefer) and fnmatch.fnmatch(member.called, across.prefer)
    damaged = member.document.text.count("\ufffd")
    order: tuple[Any, ...] = (not preferred,)
    if across.keep == "auto":
        order = (not preferred, damaged, -facts)
    name = [ord(character) for character in member.called]
    return _Rank((*order, [-each for each in name] + [1] if across.keep == "last" else name), facts, preferred)


def decide(links: Iterable[Link], across: Across) -> list[Decision]:
    """The decisions that verified relations lead to, by document; whatever the order of the relations."""
    ordered = sorted(links, key=lambda link: (link.one, link.other))
    members = {number: member for link in ordered for number, member in _sides(link)}
    going = _going(ordered, members, across)
    made = [_dropped(link, members, across) for _, link in sorted(going.items())]
    return sorted(
        [*made, *_linked(ordered, going)],
        key=lambda each: (each.place.document, each.copy_of.document if each.copy_of else -1, each.relation),
    )


def _sides(link: Link) -> tuple[tuple[int, Member], tuple[int, Member]]:
    return (link.one, link.relation.one), (link.other, link.relation.other)


# --- what goes


def _going(links: Sequence[Link], members: dict[int, Member], across: Across) -> dict[int, Link]:
    """The documents that go, each with the relation to the one that stays for it."""
    partners: dict[int, dict[int, Link]] = defaultdict(dict)
    for link in links:
        if link.relation.is_copy and link.relation.name in across.drop:
            partners[link.one][link.other] = partners[link.other][link.one] = link
    going: dict[int, Link] = {}
    stays: set[int] = set()
    ranks = {number: ranked(members[number], across).order for number in partners}
    for number in sorted(partners, key=lambda each: (ranks[each], each)):
        if number in going:
            continue
        for other, link in sorted(partners[number].items()):
            if other not in going and other not in stays:
                going[other] = _seen_from(link, other)
                stays.add(number)
    if "excerpt" in across.drop:
        parts = [link for link in links if link.relation.name == "excerpt" and link.relation.droppable]
        for link in sorted(parts, key=lambda each: (-len(each.relation.one.key), each.one, each.other)):
            if not {link.one, link.other} & going.keys() and link.one not in stays:
                going[link.one] = link
                stays.add(link.other)
    return going


def _seen_from(link: Link, one: int) -> Link:
    """The link as seen from one of its two documents."""
    return link if link.one == one else Link(link.other, link.one, link.relation.turned)


def _dropped(link: Link, members: dict[int, Member], across: Across) -> Decision:
    relation = link.relation
    words = f"{relation.one.called} is left out: {_SAID[relation.name]} {relation.other.called} ({relation.evidence})"
    choice = _choice(ranked(members[link.other], across), ranked(members[link.one], across), across)
    if relation.name == "excerpt":
        choice = "the whole stays"
    return _decision("drop", link, f"{words}; {choice}.")


_SAID = {
    "identical": "byte for byte the same as",
    "same-text": "the same text as",
    "script-twin": "the same text in the other script as",
    "near-duplicate": "the same document as",
    "excerpt": "an excerpt of",
}


def _choice(stays: _Rank, goes: _Rank, across: Across) -> str:
    if stays.preferred and not goes.preferred:
        return "the other is the preferred one"
    if across.keep != "auto":
        return f"--keep {across.keep}"
    if stays.order[1] < goes.order[1]:
        return "the other is undamaged"
    if stays.facts > goes.facts:
        return "the other tells more of itself"
    return "the other comes first in the order of names"


# --- what is linked


def _linked(links: Sequence[Link], going: dict[int, Link]) -> list[Decision]:
    """Of each document that stays, the closest of its kin of each kind that stay too."""
    best: dict[tuple[int, str], Link] = {}
    for link in links:
        if link.relation.name in LINKED and not {link.one, link.other} & going.keys():
            turned = dated(link)
            key = (turned.one, turned.relation.name)
            if key not in best or _closeness(turned) > _closeness(best[key]):
                best[key] = turned
    return [_kept(link) for _, link in sorted(best.items())]


def _closeness(link: Link) -> tuple[float, int]:
    found = link.relation.measures
    return max(found.jaccard or 0.0, found.containment or 0.0), -link.other


def dated(link: Link) -> Link:
    """The link with the later document first, where the relation does not say which comes first."""
    if link.relation.name in ("excerpt", "wrapper"):
        return link
    one, other = ((date(member), number) for number, member in _sides(link))
    return link if one > other else _seen_from(link, link.other)


def date(member: Member) -> str:
    """The latest date that tells of which edition a document is, as YYYY-MM-DD; "" where there is none."""
    for kind in _DATED:
        if norms := member.edition.norms(kind):
            return max(norms)
    return max(member.name.dates, default="")


def _kept(link: Link) -> Decision:
    relation = link.relation
    places = f"; they differ in {relation.different:,} places" if relation.different > 1 else ""
    places = "; they differ in 1 place" if relation.different == 1 else places
    words = f"{relation.one.called} and {relation.other.called}: {relation.evidence}{places}; both are kept."
    action: Action = "conflict" if relation.conflict else "keep"
    return _decision(action, link, words)


def _decision(action: Action, link: Link, words: str) -> Decision:
    relation = link.relation
    return Decision(
        action,
        relation.name,
        replace(_whole(relation.one), document=link.one),
        replace(_whole(relation.other), document=link.other),
        differences=relation.differences,
        measures=relation.measures,
        evidence=relation.evidence,
        words=words,
        contained=relation.contained,
        different=relation.different,
    )


def _whole(member: Member) -> Place:
    return Place(Span(0, member.characters), (1, max(member.lines, 1)))
