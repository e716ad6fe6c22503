"""`HeldCopy`: a document of a corpus that is a copy of one outside it, such as one of a saved index."""

from __future__ import annotations

from typing import NamedTuple

from policydiff.relations.profile import DocumentProfile
from policydiff.relations.summary import DocumentSummary
from policydiff.relations.verified import VerifiedRelation


class HeldCopy(NamedTuple):
    """What a document of a corpus is to the held one: their relation, seen from it, and the facts of both."""

    relation: VerifiedRelation[DocumentProfile]
    document: DocumentSummary
    held: DocumentSummary
