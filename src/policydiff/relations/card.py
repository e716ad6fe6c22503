"""What is kept of a document that has relations: who it is, and what tells which of two stays."""

from __future__ import annotations

from dataclasses import dataclass

from policydiff.deduplication.decision import Location
from policydiff.relations.profile import DocumentProfile
from policydiff.text.spans import Span

_DATED = ("history", "issued", "effective", "published", "dated")


@dataclass(frozen=True, slots=True)
class Card:
    """What is kept of a document that has relations: enough to choose which stays, and to speak of it.

    `date` is the latest that tells its edition (YYYY-MM-DD) and `number` the document number, "" where there is none;
    `told` counts the facts it gives of itself, `damaged` its replacement characters.
    """

    called: str
    title: str
    date: str
    number: str
    characters: int
    lines: int
    told: int
    damaged: int

    @classmethod
    def of(cls, member: DocumentProfile) -> Card:
        """The card of a document."""
        glance = member.glance
        outline = glance.outline
        told = sum(each is not None for each in (outline.title, outline.number, outline.issuer, outline.date))
        return cls(
            member.called,
            member.name.title,
            _date(member),
            outline.number or "",
            member.characters,
            member.lines,
            told + len({value.kind for value in glance.values}),
            member.document.text.count("\ufffd"),
        )

    @property
    def place(self) -> Location:
        """The whole document."""
        return Location(Span(0, self.characters), (1, max(self.lines, 1)))


def _date(member: DocumentProfile) -> str:
    for kind in _DATED:
        if norms := member.glance.norms(kind):
            return max(norms)
    return max(member.name.dates, default="")
