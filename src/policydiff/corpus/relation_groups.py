"""`RelationReport`: the relations in a corpus as a value: star clusters of verified relations, with shared passages."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from policydiff.corpus.clusters import Cluster
from policydiff.deduplication.decision import difference_json, location_json
from policydiff.display import HtmlDisplay
from policydiff.matching.overlap import Overlap
from policydiff.messages import in_english
from policydiff.readers.entries import Source, UnreadableInput
from policydiff.relations.summary import DocumentSummary
from policydiff.relations.verified import VerifiedRelation
from policydiff.version import __version__

SCHEMA = "policydiff.relations/1"


class UnrelatedPair(NamedTuple):
    """Two documents by number that were compared and are not related, with what they have in common all the same."""

    left: int
    right: int
    overlap: Overlap


@dataclass(frozen=True)
class RelationReport(HtmlDisplay):
    """The related documents of a corpus.

    `documents` are all that were read; `summaries` are those of the documents with relations, by number. `search`
    describes the search for candidate pairs and what it may miss. `unrelated` has the two documents if there are just
    two, given by name, and without a relation. `no_documents` are the paths of files that are none, as pictures.
    """

    documents: tuple[Source, ...]
    summaries: Mapping[int, DocumentSummary]
    clusters: tuple[Cluster, ...]
    unreadable: tuple[UnreadableInput, ...]
    search: dict[str, Any]
    unrelated: tuple[UnrelatedPair, ...] = ()
    no_documents: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return f"<RelationReport: {len(self.documents)} documents, groups: {len(self.clusters)}>"

    def as_json(self) -> dict[str, Any]:
        """Return the report as JSON; `docs/json/relations.schema.json` describes it."""
        return {
            "schema": SCHEMA,
            "tool": {"version": __version__},
            "documents": len(self.documents),
            "candidates": in_english(self.search),
            "unreadable": [problem.as_json() for problem in self.unreadable],
            "no_documents": list(self.no_documents),
            "groups": [
                {
                    "kept": self.document_json(group.centre),
                    "members": [self._member_json(link) for link in group.members],
                }
                for group in self.clusters
            ],
            "unrelated": [
                {
                    "one": self.documents[pair.left].id,
                    "other": self.documents[pair.right].id,
                    "jaccard": pair.overlap.jaccard,
                    "containment": [pair.overlap.left_in_right, pair.overlap.right_in_left],
                }
                for pair in self.unrelated
            ],
        }

    def selected(self, relations: Collection[str], order: str, limit: int | None) -> RelationReport:
        """The report of these relations alone, of all if there are none: at most `limit` groups, in an order.

        "largest" puts the largest groups first, "date" puts those with the newest document first, and "id" goes by the
        id of the first document.
        """
        clusters = [
            Cluster(cluster.centre, members)
            for cluster in self.clusters
            if (members := tuple(link for link in cluster.members if not relations or link.kind in relations))
        ]
        if order == "date":
            clusters.sort(key=self._newest_date, reverse=True)
        elif order == "id":
            clusters.sort(key=lambda cluster: self.summaries[cluster.centre].id)
        return replace(self, clusters=tuple(clusters[:limit]))

    def _newest_date(self, cluster: Cluster) -> str:
        """The newest date of the documents of a group; empty if none has a date."""
        numbers = (cluster.centre, *(link.document for link in cluster.members))
        return max(self.summaries[number].date for number in numbers)

    def document_json(self, number: int) -> dict[str, Any]:
        """The JSON of one document, which must have a relation; line, title and date are None where there is none."""
        summary = self.summaries[number]
        source = summary.source
        return {
            "path": source.file_name,
            "id": source.id,
            "line": source.record or None,
            "title": summary.title or None,
            "date": summary.date or None,
            "characters": summary.characters,
        }

    def _member_json(self, link: VerifiedRelation[int]) -> dict[str, Any]:
        """The JSON of a member of a cluster, by its relation to the document in the centre.

        `containment` is the share of the member in the centre, `contained` the share of the centre in the
        member.
        """
        return {
            "document": self.document_json(link.document),
            "relation": link.kind,
            "jaccard": link.measures.jaccard,
            "containment": link.measures.containment,
            "contained": link.contained,
            "reason": str(link.evidence),
            "places": link.difference_count,
            "differences": [difference_json(difference) for difference in link.differences],
            "passages": [
                {
                    "document": location_json(passage.location),
                    "kept": location_json(passage.other_location),
                    "characters": passage.characters,
                    "jaccard": passage.jaccard,
                    "quote": passage.quote,
                }
                for passage in link.passages
            ],
        }
