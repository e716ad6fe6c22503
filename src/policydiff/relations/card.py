"""`Card`: the facts kept of a document that has relations."""

from __future__ import annotations

from dataclasses import dataclass

from policydiff.deduplication.decision import Location
from policydiff.relations.profile import DocumentProfile
from policydiff.text.spans import Span

_DATE_KINDS = ("history", "issued", "effective", "published", "dated")  # the first kind with a value gives the date


@dataclass(frozen=True, slots=True)
class Card:
    """The facts of one document: enough to choose which of two copies stays, and to name the document in messages.

    `source_name` is its file name or id. `date` is the date of its edition (YYYY-MM-DD) and `number` its document
    number; both are "" if unknown. `stated_facts` counts the facts that the document states about itself,
    `damaged_characters` its replacement characters (U+FFFD).
    """

    source_name: str
    title: str
    date: str
    number: str
    characters: int
    lines: int
    stated_facts: int
    damaged_characters: int

    @classmethod
    def of(cls, profile: DocumentProfile) -> Card:
        """Return the card of a document.

        >>> from policydiff.text.document import Document
        >>> Card.of(DocumentProfile(Document.from_text("青槐县收费办法\\n第一条 停止收费。\\n"), "a.txt")).title
        '青槐县收费办法'
        """
        outline = profile.head_and_foot.outline
        header_facts = (outline.title, outline.number, outline.issuer, outline.date)
        value_kinds = {value.kind for value in profile.head_and_foot.values}
        return cls(
            profile.source_name,
            profile.name.title,
            _date(profile),
            outline.number or "",
            profile.characters,
            profile.lines,
            sum(fact is not None for fact in header_facts) + len(value_kinds),
            profile.document.text.count("\ufffd"),
        )

    @property
    def location(self) -> Location:
        """The whole document as a location."""
        return Location(Span(0, self.characters), (1, max(self.lines, 1)))


def _date(profile: DocumentProfile) -> str:
    """Return the latest date of the first kind that the document states, else the latest in its name, else ""."""
    for kind in _DATE_KINDS:
        if dates := profile.head_and_foot.normalised_values(kind):
            return max(dates)
    return max(profile.name.dates, default="")
