"""Verified relations between the documents of a corpus."""

from __future__ import annotations

import fnmatch
from dataclasses import dataclass, replace
from typing import Any

from policydiff.deduplication.options import Keep
from policydiff.matching.differences import Difference, Measures
from policydiff.messages import Message
from policydiff.relations.card import Card
from policydiff.relations.classify import Relation
from policydiff.relations.kinds import COPIES, KINDS
from policydiff.relations.shared_passages import SharedPassage


@dataclass(frozen=True, slots=True)
class CorpusOptions:
    """How copies among documents are handled.

    `keep` chooses which of two copies is kept, `prefer` is a shell pattern of the ids kept before others, and `drop`
    names the relations for which a document is dropped.
    """

    keep: Keep = "auto"
    prefer: str = ""
    drop: frozenset[str] = COPIES

    def as_json(self) -> dict[str, Any]:
        """Return the parameters as a plan records them."""
        return {"prefer": self.prefer, "drop_documents": sorted(self.drop)}

    def prefers(self, card: Card) -> bool:
        """Return True if the id of the document matches `prefer`.

        >>> card = Card("gov/a.txt", "", "", "", 100, 3, 0, 0)
        >>> CorpusOptions(prefer="gov/*").prefers(card), CorpusOptions().prefers(card)
        (True, False)
        """
        return bool(self.prefer) and fnmatch.fnmatchcase(card.source_name, self.prefer)


@dataclass(frozen=True, slots=True)
class VerifiedRelation:
    """A verified relation of document `document` to document `other`, by number: a `Relation` without the texts.

    The fields are those of `Relation`. `passages` are those the two share, if they were asked for.
    """

    document: int
    other: int
    kind: str
    evidence: Message
    measures: Measures
    contained: float
    differences: tuple[Difference, ...]
    difference_count: int
    droppable: bool
    conflict: bool
    passages: tuple[SharedPassage, ...] = ()
    unsupported_names: tuple[bool, bool] = (False, False)

    @classmethod
    def of(cls, one: int, other: int, relation: Relation, passages: tuple[SharedPassage, ...] = ()) -> VerifiedRelation:
        """Return the verified relation of two documents by number."""
        return cls(
            one,
            other,
            relation.kind,
            relation.evidence,
            relation.measures,
            relation.contained,
            relation.differences,
            relation.difference_count,
            relation.droppable,
            relation.conflict,
            passages,
            relation.unsupported_names,
        )

    @property
    def reversed(self) -> VerifiedRelation:
        """The relation of `other` to `one`: an excerpt becomes "contains", a wrapper the excerpt that it contains."""
        kind = KINDS[self.kind].reversed()
        return replace(
            self,
            document=self.other,
            other=self.document,
            kind=kind,
            measures=self.measures._replace(containment=self.contained),
            contained=self.measures.containment or 0.0,
            unsupported_names=(self.unsupported_names[1], self.unsupported_names[0]),
            differences=tuple(
                replace(difference, old=difference.new, new=difference.old) for difference in self.differences
            ),
            passages=tuple(
                passage._replace(location=passage.other_location, other_location=passage.location)
                for passage in self.passages
            ),
        )
