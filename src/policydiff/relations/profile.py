"""`DocumentProfile`: a document of a corpus with everything that its relations are decided on."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from weakref import WeakKeyDictionary

import numpy as np

from policydiff.deduplication.analysis import AnalysedDocument
from policydiff.languages import PACK
from policydiff.matching.packed_pairs import first_of_equal
from policydiff.matching.shingles import SHINGLE_CODES, Hashes, hashes
from policydiff.relations.edition import Edition, edition, head_and_foot
from policydiff.relations.titles import DocumentName, read_name
from policydiff.structure.body import body_start_line
from policydiff.structure.site_furniture import blank_lines, site_furniture_of
from policydiff.text.canonical import canonical, without_list_marks
from policydiff.text.document import Document
from policydiff.text.folding import FoldedText, Positions, fold
from policydiff.text.script import is_traditional
from policydiff.text.spans import Span, merge_spans

_MAX_LICENCE_LINES = 4  # at either end of a document, that may say under which terms it may be copied
_BEGINNING_CHARACTERS = 2_000  # among which a text states its title


class DocumentProfile:
    """A document of a corpus; every property is computed when first used, and then kept.

    `source_name` is its file name or id. `characters` and `lines` count those of its source. `document` is the source,
    or what remains of it without its own repeats; `whole` is True for the source. `raw` is the bytes of the source.

    In arrays, n is the number of code units of the folded text and w the width of a shingle:
    `text_positions` int64 (n,); `ordered_shingles` uint32 (n - w + 1,); `shingles` uint32 (at most n - w + 1,).

    >>> profile = DocumentProfile(Document.from_text("會議收費辦法"), "a.txt")
    >>> profile.folded.text, profile.traditional
    ('会议收费办法', True)
    """

    def __init__(self, document: Document, source_name: str, source: Document | None = None) -> None:
        self.document = document
        self.source_name = source_name
        self._source = source
        self._furniture: frozenset[str] | None = None
        self._without_furniture: dict[frozenset[str], DocumentProfile] = {}
        # whether this body has words that the body of the other document lacks; filled by `quick_reject`
        self.has_extra_words: WeakKeyDictionary[DocumentProfile, bool] = WeakKeyDictionary()
        self.characters = len((source or document).text)
        self.lines = len((source or document).lines)
        self.whole = source is None
        self.file_bytes = (source or document).file_bytes

    def furniture(self, site_furniture: frozenset[str]) -> frozenset[str]:
        """Return the lines outside the body that are in `site_furniture`. Computed once, for the first argument.

        Later calls return the same, whatever their argument.
        """
        if self._furniture is None:
            self._furniture = (
                site_furniture_of(self.document.text, site_furniture) if site_furniture else site_furniture
            )
        return self._furniture

    def without_furniture(self, lines: frozenset[str]) -> DocumentProfile:
        """Return a copy in which these furniture lines are blanked out; its name is read with all of them blanked out.

        The profile itself is returned if `furniture` has found none or was not called.
        """
        if not self._furniture:
            return self
        if lines not in self._without_furniture:
            profile = DocumentProfile(
                replace(self.document, text=blank_lines(self.document.text, lines)), self.source_name, self._source
            )
            if lines != self._furniture:
                fully_blanked = self.without_furniture(self._furniture)
                profile.name = fully_blanked.name
                # Only these two are kept: most pairs of a site have the same lines in common.
                self._without_furniture = {self._furniture: fully_blanked}
            self._without_furniture[lines] = profile
        return self._without_furniture[lines]

    @cached_property
    def name(self) -> DocumentName:
        """The name of the document by its file name or id, its title and its first `_BEGINNING_CHARACTERS`."""
        return read_name(self.source_name, self.head_and_foot.title or "", self.document.text[:_BEGINNING_CHARACTERS])

    @cached_property
    def canonical(self) -> str:
        """The canonical form of the whole text: without the differences allowed between copies."""
        return canonical(self.document.text)

    @cached_property
    def canonical_without_list_marks(self) -> str:
        """The canonical form of the whole text, without the bullets of lists and the stars of emphasis."""
        return canonical(without_list_marks(self.document.text))

    @cached_property
    def edition(self) -> Edition:
        """The body, and the values that tell editions apart."""
        return edition(self.document)

    @cached_property
    def head_and_foot(self) -> Edition:
        """The title and the values, read from head and foot alone; its spans are not valid in `document`."""
        return head_and_foot(self.document)

    @cached_property
    def outside_body(self) -> list[Span]:
        """What is above and below the body, and lines at either end on the terms of copying: merged, ascending."""
        lines = self.document.lines
        worded = [line for line in lines if not self.document.text[line.start : line.end].isspace()]
        edges = {*worded[:_MAX_LICENCE_LINES], *worded[-_MAX_LICENCE_LINES:]}
        licences = [line for line in edges if PACK.relations.licence.search(self.document.text, line.start, line.end)]
        return merge_spans([*self.edition.metadata_spans, *licences])

    @cached_property
    def analysis(self) -> AnalysedDocument:
        """The text with its labels, for the locations of passages."""
        return AnalysedDocument(self.document)

    @cached_property
    def folded(self) -> FoldedText:
        """The folded text."""
        return fold(self.document.text)

    @cached_property
    def text_positions(self) -> Positions:
        """The position in the text, in code points, of each code unit of the folded text."""
        return self.folded.text_positions

    @cached_property
    def ordered_shingles(self) -> Hashes:
        """The hash of the shingle at each offset of the folded text.

        A text shorter than a shingle has one, of the whole text; an empty one has none.
        """
        codes = self.folded.codes
        return hashes(codes, min(SHINGLE_CODES, max(len(codes), 1)))

    @cached_property
    def shingles(self) -> Hashes:
        """The distinct hashes of the shingles, ascending."""
        ascending = np.sort(self.ordered_shingles)
        return np.compress(first_of_equal(ascending), ascending)

    @cached_property
    def body_start(self) -> int:
        """The number, 1-based, of the first line that is surely body, so that no line below it is head.

        It is past the last line if there is no such line.
        """
        return body_start_line(self.document)

    @cached_property
    def traditional(self) -> bool | None:
        """Whether the text is in Traditional characters; None if neither script prevails among the counted ones."""
        return is_traditional(self.document.text)
