"""`VerifiedRelation`: what two documents are to each other, verified on their texts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from policydiff.matching.differences import Difference, Measures
from policydiff.messages import Message
from policydiff.relations.kinds import COPIES, KINDS
from policydiff.relations.shared_passages import SharedPassage

DocumentT = TypeVar("DocumentT", covariant=True)
_NamedT = TypeVar("_NamedT")


@dataclass(frozen=True, slots=True)
class VerifiedRelation(Generic[DocumentT]):
    """What document `document` is to document `other`; `evidence` states in words how that is known.

    A document is given by what the holder knows it by: its profile, its number in a corpus, or what a finding shows.

    `measures` are of the whole folded texts: containment is that of `document` in `other`, `contained` that of `other`
    in `document`. `difference_count` counts the places where the texts differ, 0 if that is unknown; `differences`
    lists the first of them, with `old` in `other`. For the kind mislabelled, `unsupported_names` says of the names of
    `document` and of `other` whether the text fails to support them.

    Three are set only for the documents of a corpus. `droppable`: nothing is lost if `document` is dropped. `conflict`:
    the two are one edition by number and all other values, and yet their words differ. `passages` are those the two
    share, if they were asked for.

    >>> from policydiff.matching.differences import IDENTICAL
    >>> from policydiff.messages import NOTHING
    >>> relation = VerifiedRelation("a", "b", "excerpt", NOTHING, IDENTICAL, 0.5)
    >>> seen = relation.seen_from("b")
    >>> seen.document, seen.kind, seen.other, seen.measures.containment
    ('b', 'contains', 'a', 0.5)
    """

    document: DocumentT
    other: DocumentT
    kind: str
    evidence: Message
    measures: Measures
    contained: float
    differences: tuple[Difference, ...] = ()
    difference_count: int = 0
    droppable: bool = False
    conflict: bool = False
    passages: tuple[SharedPassage, ...] = ()
    unsupported_names: tuple[bool, bool] = (False, False)

    @property
    def is_copy(self) -> bool:
        """Whether the two are proven to be copies, of which one may be dropped."""
        return self.kind in COPIES

    @property
    def similarity(self) -> float:
        """The Jaccard similarity of the two sets of shingles, in [0, 1]; 0.0 if it was not measured."""
        return self.measures.jaccard or 0.0

    @property
    def reversed(self) -> VerifiedRelation[DocumentT]:
        """The relation of `other` to `document`: an excerpt becomes "contains", a wrapper the excerpt it contains.

        Differences, passages, containments and `unsupported_names` change sides; `evidence`, `droppable` and `conflict`
        stay.
        """
        return replace(
            self,
            document=self.other,
            other=self.document,
            kind=KINDS[self.kind].reversed(),
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

    def seen_from(self, document: object) -> VerifiedRelation[DocumentT]:
        """The relation of this one of the two documents to the other; anything but `document` counts as the other."""
        return self if self.document == document else self.reversed

    def between(self, document: _NamedT, other: _NamedT) -> VerifiedRelation[_NamedT]:
        """The same relation of the same two documents, which are given by something else."""
        return VerifiedRelation(
            document,
            other,
            self.kind,
            self.evidence,
            self.measures,
            self.contained,
            self.differences,
            self.difference_count,
            self.droppable,
            self.conflict,
            self.passages,
            self.unsupported_names,
        )
