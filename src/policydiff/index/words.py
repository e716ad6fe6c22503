"""Which documents of an index have words in them: every text is read, so that none is missed.

Words are compared as folded text: Simplified and Traditional spellings, full and half width, cases of letters, white
space and punctuation agree.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from policydiff.index.database import open_index
from policydiff.index.records import FACTS, StoredDocument, rows_of, stored_document, unpack_places, unpack_text
from policydiff.text.document import Document, lines_place
from policydiff.text.extraction import Extraction
from policydiff.text.folding import fold
from policydiff.text.spans import Span
from policydiff.version import __version__

SCHEMA = "policydiff.search-words/1"
MAX_PLACES = 100  # of one document that are kept; `count` has all
_EXCERPT_CHARACTERS = 24  # before the words, and behind them


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A place of the words in a document: its span, its lines, its place in a file that is not text, and an excerpt."""

    span: Span
    lines: tuple[int, int]
    place: str
    before: str
    words: str
    behind: str


@dataclass(frozen=True, slots=True)
class WordHit:
    """A document with the words: how often it has them, and the first `MAX_PLACES` places."""

    document: StoredDocument
    count: int
    occurrences: tuple[Occurrence, ...]


@dataclass(frozen=True, slots=True)
class WordSearch:
    """The documents that have the words, those with the most places first, and the number of documents searched."""

    words: str
    hits: tuple[WordHit, ...]
    documents: int

    def as_json(self, limit: int | None = None) -> dict[str, Any]:
        """At most `limit` documents, as docs/json/search-words.schema.json describes them."""
        return {
            "schema": SCHEMA,
            "tool": {"name": "policydiff", "version": __version__},
            "words": self.words,
            "documents": self.documents,
            "found_in": len(self.hits),
            "hits": [
                {
                    "document": hit.document.as_json(),
                    "count": hit.count,
                    "places": [
                        {
                            "span": [one.span.start, one.span.end],
                            "lines": list(one.lines),
                            "place": one.place or None,
                            "excerpt": one.before + one.words + one.behind,
                        }
                        for one in hit.occurrences
                    ],
                }
                for hit in self.hits[:limit]
            ],
        }


class FoldedTexts:
    """The folded texts of documents by the digest of their texts, for whoever searches again; no more than fit."""

    def __init__(self, max_bytes: int = 1 << 26) -> None:
        self._texts: dict[bytes, bytes] = {}
        self._room = max_bytes

    def get(self, digest: bytes) -> bytes | None:
        """The folded text with a digest, in UTF-16; None if it is not held."""
        return self._texts.get(digest)

    def put(self, digest: bytes, folded: bytes) -> None:
        """Hold a folded text, if there is room."""
        if len(folded) <= self._room and digest not in self._texts:
            self._texts[digest] = folded
            self._room -= len(folded)


def search_words(path: str, words: str, held: FoldedTexts | None = None) -> WordSearch:
    """The documents of the index at `path` with these words; `held` spares folding them again.

    ValueError for words without a letter, an ideograph or a digit; SavedIndexError if the index cannot be read.
    """
    wanted = fold(words).codes.tobytes()
    if not wanted:
        raise ValueError(words)
    hits: list[WordHit] = []
    documents = 0
    with open_index(path) as connection:
        for number, digest in connection.execute("SELECT number, text_sha256 FROM document").fetchall():
            documents += 1
            folded = held.get(digest) if held else None
            if folded is not None and wanted not in folded:
                continue
            (row,) = rows_of(connection, f"{FACTS}, text, text_sha256", [number])
            stored = stored_document(row)
            text = unpack_text(row[-2], stored.summary.characters, row[-1])
            if held:
                held.put(digest, fold(text).codes.tobytes())
            if spans := list(_spans(text, wanted)):
                places = unpack_places(row[-2], text)
                extraction = Extraction("", b"", text, places) if places else None
                document = Document(stored.summary.source.path, text, b"", extraction=extraction)
                kept = tuple(_occurrence(document, span) for span in spans[:MAX_PLACES])
                hits.append(WordHit(stored, len(spans), kept))
    hits.sort(key=lambda hit: (-hit.count, hit.document.summary.id))
    return WordSearch(words, tuple(hits), documents)


def _spans(text: str, wanted: bytes) -> Iterator[Span]:
    """The spans of the words in a text, from left to right, none inside another."""
    folded = fold(text)
    codes = folded.codes.tobytes()
    start = codes.find(wanted)
    while start >= 0:
        if start % 2 == 0:
            first, end = start // 2, (start + len(wanted)) // 2
            yield Span(folded.position(first), folded.position(end - 1) + 1)
            start = codes.find(wanted, start + len(wanted))
        else:  # half of a code unit
            start = codes.find(wanted, start + 1)


def _occurrence(document: Document, span: Span) -> Occurrence:
    """One place of the words, with what stands around them on their line."""
    text = document.text
    lines = document.lines.numbers(span)
    first, last = document.lines.span(lines[0]), document.lines.span(lines[1])
    before = text[max(first.start, span.start - _EXCERPT_CHARACTERS) : span.start].lstrip()
    behind = text[span.end : min(last.end, span.end + _EXCERPT_CHARACTERS)].rstrip()
    return Occurrence(span, lines, lines_place(lines), before, text[span.start : span.end], behind)
