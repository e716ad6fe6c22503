"""Verified relations between the documents of a corpus."""

from __future__ import annotations

import fnmatch
from dataclasses import dataclass, replace
from typing import Any, Literal

from policydiff.matching.differences import Difference, Measures
from policydiff.relations.card import Card
from policydiff.relations.classify import COPIES, Relation, RelationKind
from policydiff.relations.shared_passages import SharedPassage


@dataclass(frozen=True, slots=True)
class CorpusOptions:
    """What the user asked for between documents. `prefer` is a pattern of ids that stay; `drop` names relations."""

    keep: Literal["auto", "first", "last"] = "auto"
    prefer: str = ""
    drop: frozenset[str] = COPIES

    def as_json(self) -> dict[str, Any]:
        """The parameters as a plan records them."""
        return {"prefer": self.prefer, "drop_documents": sorted(self.drop)}

    def prefers(self, card: Card) -> bool:
        """Whether the document is one that shall stay."""
        return bool(self.prefer) and fnmatch.fnmatchcase(card.called, self.prefer)


@dataclass(frozen=True, slots=True)
class VerifiedRelation:
    """A verified relation of document `one` to document `other`, by number; what a `Relation` says, without the texts.

    `passages` are what the two share, where that was asked for; of mislabelled ones, `wrong` says whose name is not
    borne out.
    """

    one: int
    other: int
    kind: RelationKind
    evidence: str
    measures: Measures
    contained: float
    differences: tuple[Difference, ...]
    different: int
    droppable: bool
    conflict: bool
    passages: tuple[SharedPassage, ...] = ()
    wrong: tuple[bool, bool] = (False, False)

    @classmethod
    def of(cls, one: int, other: int, relation: Relation, passages: tuple[SharedPassage, ...] = ()) -> VerifiedRelation:
        """The link of a relation."""
        return cls(
            one,
            other,
            relation.name,
            relation.evidence,
            relation.measures,
            relation.contained,
            relation.differences,
            relation.different,
            relation.droppable,
            relation.conflict,
            passages,
            relation.wrong,
        )

    @property
    def turned(self) -> VerifiedRelation:
        """The link seen from the other document: of an excerpt, what contains it; of a wrapper, what it carries."""
        kind = _TURNED.get(self.kind, self.kind)
        return replace(
            self,
            one=self.other,
            other=self.one,
            kind=kind,
            measures=self.measures._replace(containment=self.contained),
            contained=self.measures.containment or 0.0,
            wrong=(self.wrong[1], self.wrong[0]),
            differences=tuple(replace(each, old=each.new, new=each.old) for each in self.differences),
            passages=tuple(each._replace(one=each.other, other=each.one) for each in self.passages),
        )


_TURNED: dict[RelationKind, RelationKind] = {"excerpt": "contains", "contains": "excerpt", "wrapper": "excerpt"}
