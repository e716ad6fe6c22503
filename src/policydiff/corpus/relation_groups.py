"""The relations in a corpus as a value: groups of documents, each relation verified, with the passages shared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from policydiff.corpus.clusters import Cluster
from policydiff.corpus.links import VerifiedRelation
from policydiff.deduplication.decision import difference_json, location_json
from policydiff.readers.entries import Source, UnreadableInput
from policydiff.relations.card import Card
from policydiff.version import __version__

SCHEMA = "policydiff.relations/1"


@dataclass(frozen=True)
class RelationReport:
    """Who is related to whom. `documents` are all that were read; `cards` those with relations, by number.

    `search` says how candidate pairs were found and what that may miss.
    """

    documents: tuple[Source, ...]
    cards: Mapping[int, Card]
    groups: tuple[Cluster, ...]
    problems: tuple[UnreadableInput, ...]
    search: dict[str, Any]

    def as_json(self) -> dict[str, Any]:
        """The groups as the contract lays them down."""
        return {
            "schema": SCHEMA,
            "tool": {"version": __version__},
            "documents": len(self.documents),
            "candidates": self.search,
            "unreadable": [each.as_json() for each in self.problems],
            "groups": [
                {
                    "kept": self.document_json(group.kept),
                    "members": [self._member_json(link) for link in group.members],
                }
                for group in self.groups
            ],
        }

    def document_json(self, number: int) -> dict[str, Any]:
        """What is said of one document."""
        source, card = self.documents[number], self.cards[number]
        return {
            "path": source.path,
            "id": source.id,
            "line": source.line or None,
            "title": card.title or None,
            "date": card.date or None,
            "characters": card.characters,
        }

    def _member_json(self, link: VerifiedRelation) -> dict[str, Any]:
        """A member of a group, told of to the document in the middle."""
        return {
            "document": self.document_json(link.one),
            "relation": link.kind,
            "jaccard": link.measures.jaccard,
            "containment": link.measures.containment,
            "contained": link.contained,
            "reason": link.evidence,
            "places": link.different,
            "differences": [difference_json(each) for each in link.differences],
            "passages": [
                {
                    "document": location_json(each.one),
                    "kept": location_json(each.other),
                    "characters": each.characters,
                    "jaccard": each.jaccard,
                }
                for each in link.passages
            ],
        }
