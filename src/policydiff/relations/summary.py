"""`DocumentSummary`: a document of a corpus in a few facts, kept when its text is not."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from policydiff.deduplication.decision import Location
from policydiff.languages import PACK
from policydiff.readers.entries import Source
from policydiff.structure.metadata import dates
from policydiff.text.document import Document
from policydiff.text.spans import Span

if TYPE_CHECKING:
    from policydiff.relations.profile import DocumentProfile

_DATE_KINDS = ("history", "issued", "effective", "published", "dated")  # the first kind with a value gives the date


@dataclass(frozen=True, slots=True)
class DocumentSummary:
    """The facts of one document: enough to choose which of two copies stays, and to name the document in messages.

    What is not read has its empty value. `of` reads `digest` (the SHA-256 of its bytes), `encoding`, `bom` and
    `characters`; `completed` reads `characters`, `lines` and all that follow. `date` is the date of its edition
    (YYYY-MM-DD); it, `title` and `document_number` are "" if the document has none. `stated_facts` counts the facts
    that the document states about itself, `damaged_characters` its replacement characters (U+FFFD).
    """

    source: Source
    digest: bytes = b""
    encoding: str = ""
    bom: bool = False
    characters: int = 0
    lines: int = 0
    title: str = ""
    date: str = ""
    document_number: str = ""
    stated_facts: int = 0
    damaged_characters: int = 0

    @classmethod
    def of(cls, source: Source, document: Document) -> DocumentSummary:
        """Return the facts of a document that are known as soon as it is read; the others are empty."""
        digest = hashlib.sha256(document.file_bytes).digest()
        return cls(source, digest, document.encoding, bool(document.bom), len(document.text))

    def completed(self, profile: DocumentProfile) -> DocumentSummary:
        """Return the summary with the facts that the document states.

        >>> from policydiff.relations.profile import DocumentProfile
        >>> profile = DocumentProfile(Document.from_text("青槐县收费办法\\n第一条 停止收费。\\n"), "a.txt")
        >>> summary = DocumentSummary(Source("a.txt", "a.txt", "a.txt")).completed(profile)
        >>> summary.title, summary.lines, summary.date
        ('青槐县收费办法', 2, '')
        """
        outline = profile.head_and_foot.outline
        header_facts = (outline.title, outline.number, outline.issuer, outline.date)
        value_kinds = {value.kind for value in profile.head_and_foot.values}
        return replace(
            self,
            characters=profile.characters,
            lines=profile.lines,
            title=profile.name.title,
            date=_date(profile),
            document_number=outline.number or "",
            stated_facts=sum(fact is not None for fact in header_facts) + len(value_kinds),
            damaged_characters=profile.document.text.count("\ufffd"),
        )

    @property
    def id(self) -> str:
        """The path of the document, or the id of its record."""
        return self.source.id

    @property
    def sha256(self) -> str:
        """The SHA-256 of its bytes in 64 hexadecimal digits; "" if it was not read."""
        return self.digest.hex()

    @property
    def location(self) -> Location:
        """The whole document as a location, without a label; its last line is 1 if the lines were not counted."""
        return Location(Span(0, self.characters), (1, max(self.lines, 1)))


def _date(profile: DocumentProfile) -> str:
    """Return the latest date of the first kind that the document states, else the latest in its name, else "".

    A notice that carries another document has the date of its own head; what stands at the foot dates what it carries.
    """
    outline, words = profile.head_and_foot.outline, PACK.relations
    if words.carries.search(profile.name.title) or words.carrying_letter.search(profile.name.beginning):
        foot = outline.signature_span.start if outline.signature_span else len(outline.document.text)
        stated = [value for value in profile.head_and_foot.values if value.kind in _DATE_KINDS]
        if in_head := [value for value in stated if value.span.start < foot]:
            return min(in_head, key=lambda value: value.span.start).norm
        for date in dates(outline.date or ""):
            return date
    for kind in _DATE_KINDS:
        if values := profile.head_and_foot.normalised_values(kind):
            return max(values)
    return max(profile.name.dates, default="")
