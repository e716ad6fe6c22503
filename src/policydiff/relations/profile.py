"""One document of a corpus, with what its relations are told by."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from weakref import WeakKeyDictionary

import numpy as np

from policydiff.deduplication.analysis import AnalysedDocument
from policydiff.matching.packed_pairs import first_of_equal
from policydiff.matching.shingles import WIDTH, Hashes, hashes
from policydiff.relations.edition import Edition, edition, head_and_foot
from policydiff.relations.titles import DocumentName, read_name
from policydiff.structure.body import body_start_line
from policydiff.structure.site_furniture import blank_lines, site_furniture_of
from policydiff.text.canonical import canonical
from policydiff.text.document import Document
from policydiff.text.folding import FoldedText, Positions, fold

_HEAD = 2_000  # characters among which a text says what it is
_SCRIPTS = ("条与会国为发产务", "條與會國為發產務")


class DocumentProfile:
    """One document of a corpus, with what its relations are told by, each worked out when first asked for.

    `called` is its file name or id, `characters` and `lines` are those of its source, of which `document` may be the
    part that is left without repeats of its own.
    """

    def __init__(self, document: Document, called: str, source: Document | None = None) -> None:
        self.document = document
        self.called = called
        self._source = source
        self._furniture: frozenset[str] | None = None
        self._bare: dict[frozenset[str], DocumentProfile] = {}
        self.says_more: WeakKeyDictionary[DocumentProfile, bool] = (
            WeakKeyDictionary()
        )  # than others, as far as `proof` looked
        self.characters = len((source or document).text)
        self.lines = len((source or document).lines)
        self.whole = source is None

    def furniture(self, known: frozenset[str]) -> frozenset[str]:
        """Which of the lines that are known for furniture of pages stand round its body; worked out once."""
        if self._furniture is None:
            self._furniture = site_furniture_of(self.document.text, known) if known else known
        return self._furniture

    def bare(self, lines: frozenset[str]) -> DocumentProfile:
        """The same with white space for these lines of its furniture, and called as if that were for all of them."""
        if not self._furniture:
            return self
        if lines not in self._bare:
            left = DocumentProfile(
                replace(self.document, text=blank_lines(self.document.text, lines)), self.called, self._source
            )
            if lines != self._furniture:
                entire = self.bare(self._furniture)
                left.name = entire.name
                self._bare = {self._furniture: entire}  # most pairs of a site have the same lines in common
            self._bare[lines] = left
        return self._bare[lines]

    @cached_property
    def name(self) -> DocumentName:
        """What it is called, by its file name and by itself."""
        return read_name(self.called, self.glance.title or "", self.document.text[:_HEAD])

    @cached_property
    def canonical(self) -> str:
        """The text without what the closed list lets a copy differ in."""
        return canonical(self.document.text)

    @cached_property
    def edition(self) -> Edition:
        """Body, and the values that tell editions apart."""
        return edition(self.document)

    @cached_property
    def glance(self) -> Edition:
        """Title and values only."""
        return head_and_foot(self.document)

    @cached_property
    def reading(self) -> AnalysedDocument:
        """The text with its labels, for the place of a passage."""
        return AnalysedDocument(self.document)

    @cached_property
    def key(self) -> FoldedText:
        """The matching key."""
        return fold(self.document.text)

    @cached_property
    def places(self) -> Positions:
        """Where in the text the character of each key unit stands."""
        return self.key.places

    @cached_property
    def runs(self) -> Hashes:
        """The key's shingles in their order."""
        codes = self.key.codes
        return hashes(codes, min(WIDTH, max(len(codes), 1)))

    @cached_property
    def shingles(self) -> Hashes:
        """The set of the key's shingles."""
        found = np.sort(self.runs)
        return np.compress(first_of_equal(found), found)

    @cached_property
    def opened(self) -> int:
        """The number of the first line that is surely body, so that none below it is head; past the last for none."""
        return body_start_line(self.document)

    @cached_property
    def traditional(self) -> bool | None:
        """Whether the text is in Traditional characters; None where it has none that tell."""
        simplified, traditional = (sum(map(self.document.text.count, script)) for script in _SCRIPTS)
        return None if simplified == traditional else traditional > simplified
