"""Views of a corpus: the same documents in the same order, each with part of its text left out.

A view is itself a corpus (`Documents`), so that views can be put on top of each other. Only a pass over a view shows
the shorter texts; a single document that is read again is unchanged.

>>> from policydiff.deduplication.rounds import dedupe
>>> rules = "".join(f"第{number}条 渡口每日早{number}时开放，遇有大雾时停航。\\n" for number in range(1, 9))
>>> entries = [Entry(Source("a.txt", "a.txt", "a.txt"), rules + rules)]
>>> [entry.text == rules for entry in WithoutOwnRepeats(entries, {0: dedupe(entries[0].document)})]
[True]
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from policydiff.deduplication.plan import Plan, remaining_document
from policydiff.readers.entries import Documents, Entry, Source, UnreadableInput
from policydiff.structure.site_furniture import blank_lines, site_furniture_of
from policydiff.text.document import Document


class _View:
    """The documents of a corpus; the text of document `number` is `_shortened(entry, number)`."""

    def __init__(self, corpus: Documents) -> None:
        self._corpus = corpus

    @property
    def bytes(self) -> int:
        """The size of all files in bytes, unshortened."""
        return self._corpus.bytes

    @property
    def done(self) -> int:
        """How many bytes of them the current pass has read."""
        return self._corpus.done

    def __iter__(self) -> Iterator[Entry | UnreadableInput]:
        """Every document, shortened, and every input that could not be read.

        Only the documents are numbered, from 0.
        """
        number = 0
        for entry in self._corpus:
            if isinstance(entry, UnreadableInput):
                yield entry
            else:
                yield self._shortened(entry, number)
                number += 1

    def _shortened(self, entry: Entry, number: int) -> Entry:
        """The entry with the text of this view; the entry itself if nothing is left out."""
        raise NotImplementedError

    def document(self, source: Source) -> Document:
        """The document of the corpus, unshortened; ReadError as there."""
        return self._corpus.document(source)

    def text(self, source: Source) -> str:
        """The text of a document, unshortened; ReadError as for `document`."""
        return self._corpus.text(source)


class WithoutOwnRepeats(_View):
    """The documents without what their own plans drop; `own_plans` are plans of documents by number."""

    def __init__(self, corpus: Documents, own_plans: Mapping[int, Plan]) -> None:
        super().__init__(corpus)
        self._own_plans = own_plans

    def _shortened(self, entry: Entry, number: int) -> Entry:
        """The entry without what its plan drops."""
        plan = self._own_plans.get(number)
        return Entry(entry.source, remaining_document(plan).text) if plan and plan.dropped else entry


class WithoutFurniture(_View):
    """The documents with the lines of site furniture blanked out that are outside their bodies."""

    def __init__(self, corpus: Documents, furniture: frozenset[str]) -> None:
        super().__init__(corpus)
        self._furniture = furniture

    def _shortened(self, entry: Entry, number: int) -> Entry:
        """The entry with the furniture blanked out; its text keeps its length."""
        text = entry.text
        return Entry(entry.source, blank_lines(text, site_furniture_of(text, self._furniture)))
