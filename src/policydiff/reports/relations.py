"""The report of the relations in a corpus: who is related to whom, how closely, and in which passages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from policydiff.corpus.clusters import Cluster
from policydiff.corpus.links import VerifiedRelation
from policydiff.corpus.relation_groups import RelationReport
from policydiff.deduplication.decision import Location, describe_locations
from policydiff.matching.differences import Difference
from policydiff.relations.classify import COPIES
from policydiff.relations.shared_passages import SharedPassage
from policydiff.relations.titles import Titles, titles
from policydiff.reports.model import Group as Rows
from policydiff.reports.model import Report, Row, Run, Table, count, furniture_passed_over, lines_of

_MOST_GROUPS, _MOST_PASSAGES, _MOST_DIFFERENCES = 40, 3, 3  # shown without --verbose
_QUOTED = 24  # characters of a difference
_WORDS = {
    "identical": "byte for byte the same",
    "same-text": "the same text",
    "script-twin": "the same text in the other script",
    "near-duplicate": "the same document",
    "revision": "another edition",
    "mislabelled": "one text under two names",
    "excerpt": "stands in the first",
    "contains": "contains the first",
    "wrapper": "carries the first whole",
    "template": "made from the same form",
    "reuse": "shares passages",
}
_TONES = {"mislabelled": "warn", "revision": "keep"}


def relations_report(found: RelationReport, *, explain: bool = False, verbose: bool = False) -> Report:
    """The report: a summary, a group of rows for each star, and how it was found."""
    shown = found.groups if verbose else found.groups[:_MOST_GROUPS]
    groups = [Rows(tuple(_rows(found, group, verbose)), _title(found, group.kept)) for group in shown]
    return Report(
        count(len(found.documents), "document"),
        f"{len(found.problems):,} unreadable" if found.problems else "",
        _summary(found),
        tuple(groups),
        tuple(_closing(found, len(shown), explain)),
    )


def _summary(found: RelationReport) -> tuple[str, ...]:
    if not found.groups:
        return ("no two of them are related",)
    kinds = Counter(link.kind for group in found.groups for link in group.members)
    told = ", ".join(f"{number:,} {kind}" for kind, number in kinds.most_common())
    related = len(found.cards)
    return (f"{count(related, 'document')} in {count(len(found.groups), 'group')}: {told}",)


def _title(found: RelationReport, number: int) -> str:
    card, source = found.cards[number], found.documents[number]
    return " · ".join(filter(None, (card.title, card.date, source.id)))


def _rows(found: RelationReport, group: Cluster, verbose: bool) -> Iterator[Row]:
    for link in group.members:
        card = found.cards[link.one]
        known = titles(card.title, found.cards[group.kept].title) is Titles.SAME
        title = "" if known else card.title
        lines = [" · ".join(filter(None, (found.documents[link.one].id, title, card.date)))]
        lines.append(f"{_WORDS[link.kind]}: {link.evidence}{describe_locations(link.different)}{_shares(link)}")
        lines += _differences(link.differences if verbose else _telling(link.differences))
        lines += _passages(link.passages if verbose else link.passages[:_MOST_PASSAGES])
        yield Row(link.kind, tuple(lines), _TONES.get(link.kind, ""))


def _shares(link: VerifiedRelation) -> str:
    """How much of either stands in the other, for what is no copy; as a clause."""
    if link.measures.containment is None or link.kind in COPIES:
        return ""
    return f"; {link.measures.containment:.0%} of it stands in the first, and {link.contained:.0%} of the first in it"


def _telling(found: Sequence[Difference]) -> list[Difference]:
    """The differences to be shown first: something in the place of something else, before what one side only has."""
    return sorted(found, key=lambda each: not (each.old and each.new))[:_MOST_DIFFERENCES]


def _differences(found: Sequence[Difference]) -> Iterator[str]:
    for each in found:
        old, new = (_quote(side[0]) if side else "—" for side in (each.old, each.new))
        yield f"{each.kind}: {old} → {new}"


def _passages(found: Sequence[SharedPassage]) -> Iterator[str]:
    for each in found:
        how = "in common" if each.jaccard == 1 else f"alike by {each.jaccard:.2f}"
        sign = "=" if each.jaccard == 1 else "≈"
        places = f"{_where(each.one)} {sign} {_where(each.other)} of the first"
        yield f"{count(each.characters, 'character')} {how}: {places}"


def _quote(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _QUOTED else f"{text[:_QUOTED]}…"


def _where(place: Location) -> str:
    lines = lines_of(place)
    return f"{place.label} ({lines})" if place.label else lines


def _closing(found: RelationReport, shown: int, explain: bool) -> Iterator[str]:
    if len(found.groups) > shown:
        yield f"{len(found.groups) - shown:,} more groups; -v lists them, --format json has everything."
    if explain:
        search = found.search
        yield (
            f"Found by {search['bands']} bands of {search['rows']} slots: a pair of Jaccard similarity"
            f" {search['threshold']:g} is missed with a probability of {search['probability_of_a_miss']:.2%};"
            f" and by {search['sampling']} in common. Every relation was verified on the texts."
        )
        if search["furniture_lines"]:
            yield furniture_passed_over(search["furniture_lines"])
        if search["crowded_buckets"]:
            yield f"{search['crowded_buckets']:,} buckets were too crowded to pair all with all."


HEADINGS = (
    "group",
    "first",
    "first title",
    "first date",
    "document",
    "title",
    "date",
    "relation",
    "jaccard",
    "containment in the first",
    "containment of the first",
    "differing places",
    "shared passages",
    "reason",
)


def relation_table(found: RelationReport) -> Table:
    """One row a relation, for a spreadsheet."""
    rows = []
    for number, group in enumerate(found.groups, start=1):
        first = found.cards[group.kept]
        for link in group.members:
            card = found.cards[link.one]
            cells = (
                str(number),
                found.documents[group.kept].id,
                first.title,
                first.date,
                found.documents[link.one].id,
                card.title,
                card.date,
                link.kind,
                _share(link.measures.jaccard),
                _share(link.measures.containment),
                _share(link.contained),
                str(link.different or ""),
                "; ".join(f"{_where(each.one)} = {_where(each.other)}" for each in link.passages),
                link.evidence,
            )
            rows.append(tuple(((Run(cell),),) for cell in cells))
    return Table(HEADINGS, tuple(rows))


def _share(value: float | None) -> str:
    return "" if value is None else f"{value:.4f}"
