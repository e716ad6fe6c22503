"""`HeldCopy`: a document of a corpus that is a copy of one outside it, such as one of a saved index."""

from __future__ import annotations

from typing import NamedTuple

from policydiff.messages import Message, message, verbatim
from policydiff.relations.profile import DocumentProfile
from policydiff.relations.summary import DocumentSummary
from policydiff.relations.verified import VerifiedRelation


class HeldCopy(NamedTuple):
    """What a document of a corpus is to the held one: their relation, seen from it, and the facts of both.

    `index_name` is that of the index that has the held one; "" if the path of the held one is its whole name.
    """

    relation: VerifiedRelation[DocumentProfile]
    document: DocumentSummary
    held: DocumentSummary
    index_name: str = ""

    @property
    def held_name(self) -> Message:
        """The id of the held document, and the index it is in."""
        if not self.index_name:
            return verbatim(self.held.id)
        return message("{document} in {index}", document=self.held.id, index=self.index_name)
