"""The report of the relations in a corpus: which documents are related, how closely, and in which passages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from policydiff.corpus.clusters import Cluster
from policydiff.corpus.relation_groups import RelationReport, UnrelatedPair
from policydiff.deduplication.decision import Location, describe_difference_count
from policydiff.matching.differences import Difference
from policydiff.messages import translatable
from policydiff.relations.kinds import CLOSENESS, COPIES, KINDS
from policydiff.relations.shared_passages import SharedPassage
from policydiff.relations.titles import TitleComparison, compare_titles
from policydiff.relations.verified import VerifiedRelation
from policydiff.reports.model import Group as Rows
from policydiff.reports.model import Report, Row, Run, Table, count, furniture_passed_over, kind_counts, lines_of
from policydiff.reports.names import shown_name
from policydiff.reports.quotations import on_one_line
from policydiff.translation import localized

_UNRELATED = translatable(
    "{document} and {other}: similarity {similarity:.2f} (Jaccard); {first:.0%} of the first"
    " stands in the second, {second:.0%} of the second in the first"
)
_IN_COMMON = translatable("{characters} in common: {place} = {other} of the first")
_ALIKE = translatable("{characters} alike by {similarity:.2f}: {place} ≈ {other} of the first")
_SEARCH = translatable(
    "Found by {bands} bands of {rows} slots: a pair of Jaccard similarity {threshold:g} is missed with a probability"
    " of {probability_of_a_miss:.2%}; and by {sampling} in common. Every relation was verified on the texts."
)
_MAX_GROUPS = 40  # shown without --verbose
_MAX_PASSAGES = 3  # of one relation, shown without --verbose
_MAX_DIFFERENCES = 3  # of one relation, shown without --verbose
_MAX_QUOTED_CHARACTERS = 24  # of one side of a difference


def relations_report(relations: RelationReport, *, explain: bool = False, verbose: bool = False) -> Report:
    """The report: a summary, a group of rows for each cluster, and with `explain` how they were found.

    Without `verbose`, at most `_MAX_GROUPS` clusters.
    """
    shown = relations.clusters if verbose else relations.clusters[:_MAX_GROUPS]
    groups = [Rows(tuple(_rows(relations, group, verbose)), _title(relations, group.centre)) for group in shown]
    return Report(
        count(len(relations.documents), "document"),
        localized("{number:,} unreadable", number=len(relations.unreadable)) if relations.unreadable else "",
        _summary(relations),
        tuple(groups),
        tuple(_closing(relations, len(shown), explain)),
    )


def _summary(relations: RelationReport) -> tuple[str, ...]:
    """The number of related documents and groups, and of relations by kind, the closest kind first, in a line.

    If there are just two documents and they are not related, a second line says what they have in common.
    """
    if not relations.clusters:
        return (localized("no two of them are related"), *(_unrelated(relations, pair) for pair in relations.unrelated))
    kinds = kind_counts((link.kind for group in relations.clusters for link in group.members), CLOSENESS, pairs=True)
    documents, groups = count(len(relations.summaries), "document"), count(len(relations.clusters), "group")
    return (localized("{documents} in {groups}: {kinds}", documents=documents, groups=groups, kinds=kinds),)


def _unrelated(relations: RelationReport, pair: UnrelatedPair) -> str:
    """What two documents that are not related have in common all the same."""
    document, other = (relations.documents[number].id for number in (pair.left, pair.right))
    shared = pair.overlap
    fields = {"similarity": shared.jaccard, "first": shared.left_in_right, "second": shared.right_in_left}
    return localized(_UNRELATED, document=document, other=other, **fields)


def _title(relations: RelationReport, number: int) -> str:
    """The title, date and id of a document, without what it does not state."""
    summary = relations.summaries[number]
    return " · ".join(filter(None, (summary.title, summary.date, summary.id)))


def _rows(relations: RelationReport, group: Cluster, verbose: bool) -> Iterator[Row]:
    """A row for each document of a cluster but its centre; its title is left out if it is that of the centre."""
    centre = relations.summaries[group.centre]
    for link in group.members:
        summary = relations.summaries[link.document]
        has_title_of_kept = compare_titles(summary.title, centre.title) is TitleComparison.SAME
        title = "" if has_title_of_kept else summary.title
        lines = [" · ".join(filter(None, (summary.id, title, summary.date)))]
        difference_count = localized(describe_difference_count(link.difference_count))
        evidence = f"{localized(link.evidence)}{difference_count}{_containments(link)}"
        lines.append(localized("{relation}: {evidence}", relation=KINDS[link.kind].described_as, evidence=evidence))
        lines += _differences(link.differences if verbose else _most_informative(link.differences))
        quoted = verbose or not KINDS[link.kind].clustered
        lines += _passages(link.passages if verbose else link.passages[:_MAX_PASSAGES], quoted)
        yield Row(localized(shown_name(KINDS[link.kind].label)), tuple(lines), _tone(link))


def _tone(link: VerifiedRelation[int]) -> str:
    """`warn` for a document under a wrong name, `keep` for an edition, else empty."""
    if KINDS[link.kind].is_misnamed:
        return "warn"
    return "keep" if KINDS[link.kind].is_edition else ""


def _containments(link: VerifiedRelation[int]) -> str:
    """A clause with the containment of each document in the other; empty for copies and where it was not measured."""
    if link.measures.containment is None or link.kind in COPIES:
        return ""
    template = "; {contained:.0%} of it stands in the first, and {first:.0%} of the first in it"
    return localized(template, contained=link.measures.containment, first=link.contained)


def _most_informative(differences: Sequence[Difference]) -> list[Difference]:
    """The first `_MAX_DIFFERENCES`: replacements before text that only one side has."""
    return sorted(differences, key=lambda difference: not (difference.old and difference.new))[:_MAX_DIFFERENCES]


def _differences(differences: Sequence[Difference]) -> Iterator[str]:
    """A line for each difference; a dash stands for a side without text."""
    for difference in differences:
        old, new = (
            on_one_line(side[0], _MAX_QUOTED_CHARACTERS) if side else "—" for side in (difference.old, difference.new)
        )
        yield localized("{kind}: {old} → {new}", kind=shown_name(difference.kind), old=old, new=new)


def _passages(passages: Sequence[SharedPassage], quoted: bool) -> Iterator[str]:
    """A line for each shared passage, first in the document, then in the centre of its cluster.

    If `quoted`, a second line with its beginning in words.
    """
    for passage in passages:
        template = _IN_COMMON if passage.jaccard == 1 else _ALIKE
        places = {"place": _location(passage.location), "other": _location(passage.other_location)}
        characters = count(passage.characters, "character")
        yield localized(template, characters=characters, similarity=passage.jaccard, **places)
        if quoted and passage.quote:
            yield localized("“{text}”", text=passage.quote)


def _location(location: Location) -> str:
    """The label of the place with its lines in brackets; the lines alone without a label."""
    lines = lines_of(location)
    return localized("{unit} ({line})", unit=location.label, line=lines) if location.label else lines


def _closing(relations: RelationReport, shown: int, explain: bool) -> Iterator[str]:
    """How many groups were left out, and with `explain` how pairs were searched for; none if neither."""
    if len(relations.clusters) > shown:
        template = "{number:,} more groups; -v lists them, --format json has everything."
        yield localized(template, number=len(relations.clusters) - shown)
    if explain:
        search = relations.search
        yield localized(_SEARCH, **search)
        if search["furniture_lines"]:
            yield furniture_passed_over(search["furniture_lines"])
        if search["crowded_buckets"]:
            template = "{number:,} buckets were too crowded to pair all with all."
            yield localized(template, number=search["crowded_buckets"])


HEADINGS = (
    translatable("group"),
    translatable("first"),
    translatable("first title"),
    translatable("first date"),
    translatable("document"),
    translatable("title"),
    translatable("date"),
    translatable("relation"),
    translatable("jaccard"),
    translatable("containment in the first"),
    translatable("containment of the first"),
    translatable("differing places"),
    translatable("shared passages"),
    translatable("reason"),
)


def relation_table(relations: RelationReport) -> Table:
    """The table for spreadsheets, with one row a relation.

    Clusters are numbered from 1, empty cells are not known or not measured.
    """
    rows = []
    for number, group in enumerate(relations.clusters, start=1):
        first = relations.summaries[group.centre]
        for link in group.members:
            summary = relations.summaries[link.document]
            cells = (
                str(number),
                first.id,
                first.title,
                first.date,
                summary.id,
                summary.title,
                summary.date,
                link.kind,
                _measure(link.measures.jaccard),
                _measure(link.measures.containment),
                _measure(link.contained),
                str(link.difference_count or ""),
                "; ".join(
                    f"{_location(passage.location)} = {_location(passage.other_location)}" for passage in link.passages
                ),
                localized(link.evidence),
            )
            rows.append(tuple(((Run(cell),),) for cell in cells))
    return Table(tuple(map(localized, HEADINGS)), tuple(rows))


def _measure(value: float | None) -> str:
    """The measure with four decimals; empty for None."""
    return "" if value is None else f"{value:.4f}"
