"""Which document of one folder is which of another: by path, then by equal text, then by content in common.

The content of a document is compared by the smallest hashes of its shingles. The share of equal ones among the smallest
of two documents estimates their Jaccard similarity: Broder, On the resemblance and containment of documents (1997).
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from policydiff.readers.corpus import Corpus
from policydiff.readers.entries import Entry, Source, UnreadableInput

_SKETCH_HASHES = 64  # of a document
_MIN_SIMILARITY = 0.25  # of two documents that may be one under another name
_MAX_SHARING = 32  # documents of one side that have a hash; a hash of more is boilerplate


class DocumentSource(NamedTuple):
    """A document of a folder: its path inside the folder, where it was read, and a digest of its text."""

    path: str
    source: Source
    digest: bytes


class SourcePair(NamedTuple):
    """A document of each folder that are one; None on the side that lacks it."""

    old: DocumentSource | None
    new: DocumentSource | None

    @property
    def has_equal_texts(self) -> bool:
        """Whether both are there and have the same text, character for character."""
        return self.old is not None and self.new is not None and self.old.digest == self.new.digest


@dataclass(frozen=True, slots=True)
class Pairing:
    """The pairs in the order of their paths, and the inputs of either folder that could not be read."""

    pairs: tuple[SourcePair, ...]
    unreadable: tuple[UnreadableInput, ...]


def pair_documents(old: Corpus, new: Corpus, progress: Callable[[str, float], None] | None) -> Pairing:
    """The documents of two folders in pairs. Each is read once, those without a partner of the same path twice."""
    unreadable: list[UnreadableInput] = []
    sides = [_documents(corpus, unreadable, progress) for corpus in (old, new)]
    pairs = [SourcePair(sides[0].pop(path), sides[1].pop(path)) for path in list(sides[0]) if path in sides[1]]
    olds, news = (list(side.values()) for side in sides)
    pairs += _pairs_of_equals(olds, news)
    pairs += _pairs_by_content(olds, news, old, new)
    pairs += [SourcePair(document, None) for document in olds] + [SourcePair(None, document) for document in news]
    return Pairing(tuple(sorted(pairs, key=_place)), tuple(unreadable))


def _place(pair: SourcePair) -> tuple[str, str]:
    """Where a pair stands: by its new path, or by its old one if it has no new."""
    old, new = (document.path if document else "" for document in pair)
    return new or old, old


def _documents(
    corpus: Corpus, unreadable: list[UnreadableInput], progress: Callable[[str, float], None] | None
) -> dict[str, DocumentSource]:
    """The documents of a folder by their paths in it; what cannot be read is added to `unreadable`."""
    documents: dict[str, DocumentSource] = {}
    for entry in corpus:
        if progress:
            progress("reading", corpus.done / max(corpus.bytes, 1))
        if isinstance(entry, UnreadableInput):
            unreadable.append(entry)
            continue
        path = _path(entry)
        documents[path] = DocumentSource(
            path, entry.source, hashlib.sha256(entry.text.encode("utf-8", "surrogatepass")).digest()
        )
    return documents


def _path(entry: Entry) -> str:
    """The path of a document in its folder; for a record the path of the file and its id, for a member its name."""
    source = entry.source
    if source.member:
        return f"{source.inside}!{source.member}"
    return f"{source.inside}#{source.id}" if source.record else source.inside


def _pairs_of_equals(olds: list[DocumentSource], news: list[DocumentSource]) -> list[SourcePair]:
    """Pairs of documents with the same text, which are taken out of both lists."""
    by_digest: dict[bytes, list[DocumentSource]] = {}
    for document in reversed(olds):
        by_digest.setdefault(document.digest, []).append(document)
    pairs = []
    for document in list(news):
        if same := by_digest.get(document.digest):
            pairs.append(SourcePair(same.pop(), document))
            olds.remove(pairs[-1].old)  # type: ignore[arg-type]
            news.remove(document)
    return pairs


def _pairs_by_content(
    olds: list[DocumentSource], news: list[DocumentSource], old: Corpus, new: Corpus
) -> list[SourcePair]:
    """Pairs of documents with enough content in common, the most similar first; they are taken out of both lists."""
    old_sketches = _sketches(olds, old)
    holders: dict[int, list[int]] = {}
    for number, sketch in enumerate(old_sketches):
        for value in sketch:
            holders.setdefault(value, []).append(number)
    ranked = []
    for number, sketch in enumerate(_sketches(news, new)):
        shared = Counter(
            holder for value in sketch if len(found := holders.get(value, [])) <= _MAX_SHARING for holder in found
        )
        for holder, count in shared.items():
            similarity = count / max(1, min(_SKETCH_HASHES, len(sketch), len(old_sketches[holder])))
            if similarity >= _MIN_SIMILARITY:
                ranked.append((-similarity, olds[holder].path, news[number].path, holder, number))
    taken: tuple[set[int], set[int]] = (set(), set())
    pairs = []
    for _, _, _, holder, number in sorted(ranked):
        if holder not in taken[0] and number not in taken[1]:
            pairs.append(SourcePair(olds[holder], news[number]))
            taken[0].add(holder)
            taken[1].add(number)
    for documents, numbers in zip((olds, news), taken, strict=True):
        documents[:] = [document for number, document in enumerate(documents) if number not in numbers]
    return pairs


def _sketches(documents: Sequence[DocumentSource], corpus: Corpus) -> list[list[int]]:
    """The smallest hashes of the shingles of each document, ascending."""
    if not documents:
        return []
    import numpy as np

    from policydiff.matching.shingles import SHINGLE_CODES, hashes
    from policydiff.text.folding import fold

    def sketch(text: str) -> list[int]:
        """Those of one text."""
        smallest: list[int] = np.unique(hashes(fold(text).codes, SHINGLE_CODES))[:_SKETCH_HASHES].tolist()
        return smallest

    return [sketch(corpus.text(document.source)) for document in documents]
