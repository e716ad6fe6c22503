"""Which documents of an index are related to a document: candidates by bands and by samples, each verified on its text.

The result does not depend on the order in which documents were added.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from policydiff.deduplication.decision import describe_difference_count
from policydiff.display import HtmlDisplay
from policydiff.index.candidates import Query, closest, look_up, make_queries, titled_documents
from policydiff.index.copied import CopiedShare, copied_share
from policydiff.index.database import DamagedIndex, IndexParameters, current_parameters, open_index
from policydiff.index.records import (
    FACTS,
    StoredDocument,
    rows_of,
    stored_document,
    unpack_places,
    unpack_text,
)
from policydiff.matching.diff import edits
from policydiff.matching.overlap import overlap
from policydiff.messages import Message, message
from policydiff.relations.classify import (
    MIN_FORM_SHARE,
    MIN_ONE_TEXT_JACCARD,
    Relation,
    classify_copies,
    classify_related,
    without_shared_furniture,
)
from policydiff.relations.kinds import CLOSENESS, COPIES, EDITIONS, KINDS, MISNAMED, PARTS
from policydiff.relations.profile import DocumentProfile
from policydiff.relations.titles import name_conflict, title_key
from policydiff.structure.site_furniture import learn_site_furniture
from policydiff.text.document import Document, lines_place
from policydiff.text.extraction import Extraction
from policydiff.text.folding import FoldedText
from policydiff.text.spans import Span

MIN_PASSAGE = 60  # folded characters; shorter common passages are not listed
_EXCERPT_LENGTHS = (100, 200, 500)  # characters; the probability of a miss is reported for each


@dataclass(frozen=True)
class SearchHit:
    """A document of the index and its relation to the document searched for.

    `relation` is as `relations.classify` gives it, and `profile` is the one of its two documents that is in the index.
    `name` always describes the document of the index: it `contains` an excerpt. All measures are exact.
    """

    document: StoredDocument
    profile: DocumentProfile
    relation: Relation

    @cached_property
    def from_index(self) -> Relation:
        """The relation of the document of the index to the other."""
        return self.relation.seen_from(self.profile)

    @property
    def name(self) -> str:
        """The name of the relation, as the document of the index has it; "wrapper" from either side."""
        return self.relation.kind if self.relation.kind == "wrapper" else self.from_index.kind

    @property
    def containment(self) -> float:
        """The share of the document of the index that is in the other, in [0, 1]; 0 if it was not measured."""
        return self.from_index.measures.containment or 0.0

    @property
    def closeness(self) -> tuple[Any, ...]:
        """Sort key, the closest first: copies by kind, then other kinds, then documents that only share passages.

        Of one of these, by the greatest measure (descending), by similarity, by id.
        """
        similarity = self.relation.similarity
        greatest = max(similarity, self.containment, self.from_index.contained)
        kind = self.relation.kind
        place = CLOSENESS[kind] if self.relation.is_copy else len(COPIES) + (not KINDS[kind].clustered)
        return place, -greatest, -similarity, self.document.summary.id

    @property
    def reason(self) -> Message:
        """The relation in one sentence, which names both documents: "… in …" for a part, "… and …" for the others."""
        parts = {
            "document": self.relation.document.source_name,
            "other": self.relation.other.source_name,
            "evidence": self.relation.evidence,
            "differences": describe_difference_count(self.relation.difference_count),
        }
        if self.relation.kind in PARTS:
            return message("{document} in {other}: {evidence}{differences}.", **parts)
        return message("{document} and {other}: {evidence}{differences}.", **parts)

    @property
    def passages(self) -> list[tuple[Span, Span]]:
        """The passages in common, in text order: spans in the document of the index and in the other.

        Only those without a change of `MIN_PASSAGE` folded characters or more; empty if there is none.
        """
        indexed_text, queried_text = self.from_index.document.folded, self.from_index.other.folded
        changes = edits(indexed_text.text, queried_text.text)
        ends = [(0, 0), *((held_end, other_end) for _, held_end, _, other_end in changes)]
        starts = [
            *((held_start, other_start) for held_start, _, other_start, _ in changes),
            (len(indexed_text), len(queried_text)),
        ]
        return [
            (_span(indexed_text, start, end), _span(queried_text, other_start, other_start + end - start))
            for (start, other_start), (end, _) in zip(ends, starts, strict=True)
            if end - start >= MIN_PASSAGE
        ]

    def places_of(self, span: Span, other_span: Span) -> tuple[str, str]:
        """The places of a passage in the document of the index and in the other; empty for a text that is a file."""
        sides = ((self.from_index.document, span), (self.from_index.other, other_span))
        document, other = (lines_place(profile.document.lines.numbers(part)) for profile, part in sides)
        return document, other

    def _places_json(self, span: Span, other_span: Span) -> dict[str, str]:
        """The places of a passage as keys of a JSON object; no key for a text that is a file."""
        names = zip(("place", "kept_place"), self.places_of(span, other_span), strict=True)
        return {key: place for key, place in names if place}

    def as_json(self) -> dict[str, Any]:
        """A member of a group as results list it, without the share that `SearchResult` measures.

        `places` is the number of differences, spans are [start, end) in characters.
        """
        return {
            "document": self.document.as_json(),
            "relation": self.name,
            "jaccard": self.relation.similarity,
            "containment": self.containment,
            "contained": self.from_index.contained,
            "places": self.relation.difference_count,
            "reason": str(self.reason),
            "passages": [
                {
                    "document": [span.start, span.end],
                    "kept": [other_span.start, other_span.end],
                    **self._places_json(span, other_span),
                }
                for span, other_span in self.passages
            ],
        }


def _span(folded: FoldedText, start: int, end: int) -> Span:
    """The span of the text from which the code units [start, end) of the folded text come; `end` > `start`."""
    return Span(folded.position(start), folded.position(end - 1) + 1)


@dataclass(frozen=True)
class SearchResult(HtmlDisplay):
    """The hits in the order of closeness, and how they were found, among how many documents.

    `unverified` candidates were not looked at, since there were more than MAX_HITS. `sampled` is the number of sampled
    hashes of the document searched for. `copied` is how much of that document stands in each hit, and in all hits.
    """

    document: Document
    hits: tuple[SearchHit, ...]
    documents: int
    candidates: int
    unverified: int
    sampled: int
    parameters: IndexParameters
    copied: CopiedShare

    def __repr__(self) -> str:
        return f"<SearchResult: {len(self.hits)} hits among {self.documents} documents>"

    def probability_of_a_miss(self, characters: int) -> float:
        """The probability, in [0, 1], that an excerpt of so many characters has no sampled hash.

        It is 1 for one shorter than a shingle.
        """
        runs = max(0, characters - self.parameters.shingle_width + 1)
        return float((1 - 1 / self.parameters.rate) ** runs)

    @property
    def sampling(self) -> Message:
        """Which of the shingles of a document are looked up."""
        rate, width = self.parameters.rate, self.parameters.shingle_width
        return message("1 of {rate} shingles of {width} characters", rate=rate, width=width)

    def selected(self, relations: Collection[str], order: str) -> SearchResult:
        """The hits of these relations, of all if there are none, in the order "closest", "date" or "id"."""
        numbered = [(number, hit) for number, hit in enumerate(self.hits) if not relations or hit.name in relations]
        if order == "date":
            numbered.sort(key=lambda pair: pair[1].document.summary.date, reverse=True)
        elif order == "id":
            numbered.sort(key=lambda pair: pair[1].document.summary.id)
        shares = tuple(self.copied.by_source[number] for number, _ in numbered)
        hits = tuple(hit for _, hit in numbered)
        return replace(self, hits=hits, copied=self.copied._replace(by_source=shares))

    def as_json(self, limit: int | None = None) -> dict[str, Any]:
        """At most `limit` hits, and how they were found, as `docs/json/search.schema.json` describes them."""
        shown = self.hits[:limit]
        members = [{**hit.as_json(), "copied": self.copied.share_of(number)} for number, hit in enumerate(shown)]
        return {
            "documents": self.documents,
            "candidates": {
                **self.parameters.bands.as_json(self.parameters.threshold),
                "found": self.candidates,
                "unverified": self.unverified,
                "sampling": str(self.sampling),
                "sampled": self.sampled,
                "probability_of_a_missed_excerpt": {
                    str(length): self.probability_of_a_miss(length) for length in _EXCERPT_LENGTHS
                },
            },
            "groups": [{"kept": self.document.path, "members": members}] if shown else [],
            "summary": {"answers": len(self.hits), "shown": len(shown), "copied": self.copied.as_json()},
        }


def search(path: str, document: Document, known: Iterable[str] = ()) -> SearchResult:
    """The documents in the index at `path` that are related to `document`, at most `MAX_HITS`.

    What stands in the texts `known` does not count as copied, and finds no document the less. A document with the same
    bytes is among them. SavedIndexError if the file is no index or is damaged.
    """
    parameters = current_parameters()
    (query,) = make_queries([document], parameters)
    with open_index(path) as connection:
        profile = DocumentProfile(document, document.path)
        same_title = titled_documents(connection).get(title_key(profile.name.title_or_words), ())
        closeness = look_up(connection, query, parameters, same_title)
        chosen = closest(connection, closeness)
        candidates = [read_candidate(connection, number, profile, query.sha256) for number in chosen]
        furniture = _common_furniture(profile, candidates)
        hits = (
            copy_hit(*candidate, profile) or _related_hit(*candidate, profile, furniture) for candidate in candidates
        )
        answers = sorted((hit for hit in hits if hit), key=lambda hit: hit.closeness)
        documents = connection.execute("SELECT count(*) FROM document").fetchone()[0]
    return SearchResult(
        document,
        tuple(answers),
        documents,
        len(closeness),
        len(closeness) - len(chosen),
        len(query.sampled),
        parameters,
        copied_share(profile.folded.codes, [hit.profile.folded.codes for hit in answers], known),
    )


def close_hits(
    connection: sqlite3.Connection,
    queried: DocumentProfile,
    query: Query,
    parameters: IndexParameters,
    titled: Mapping[str, Sequence[int]],
) -> Iterator[SearchHit]:
    """The closest copies of a document in an index, and copies that have another name; without a copy, its editions.

    Copies come by descending estimate; at most `MAX_HITS` candidates are verified. Editions and documents under a
    wrong name are looked for only where the texts have MIN_FORM_SHARE in common, or the title. `query` is the one that
    `make_queries` made of the document of `queried`, and `titled` is `titled_documents` of the connection.
    """
    same_title = titled.get(title_key(queried.name.title_or_words), ())
    closeness = look_up(connection, query, parameters, same_title)
    related: list[tuple[StoredDocument, DocumentProfile]] = []
    copied = False
    for number in sorted(closest(connection, closeness), key=lambda number: -closeness[number]):
        if copied and closeness[number] < MIN_ONE_TEXT_JACCARD:
            break
        stored, profile = read_candidate(connection, number, queried, query.sha256)
        if copied and not name_conflict(queried.name, profile.name):
            continue
        if hit := copy_hit(stored, profile, queried):
            yield hit
            copied = copied or hit.relation.is_copy
        elif number in same_title or overlap(queried.shingles, profile.shingles).jaccard >= MIN_FORM_SHARE:
            related.append((stored, profile))
    if copied:
        return
    furniture = _common_furniture(queried, related)
    for candidate in related:
        hit = _related_hit(*candidate, queried, furniture)
        if hit and hit.relation.kind in EDITIONS | MISNAMED:
            yield hit


def _common_furniture(
    queried: DocumentProfile, similar: Sequence[tuple[StoredDocument, DocumentProfile]]
) -> frozenset[str]:
    """The lines of page furniture that a document has in common with the documents similar to it.

    Empty if there are none.
    """
    return learn_site_furniture(profile.document.text for profile in (queried, *(profile for _, profile in similar)))


def copy_hit(stored: StoredDocument, indexed: DocumentProfile, queried: DocumentProfile) -> SearchHit | None:
    """The hit if the two are copies, else None."""
    relation = classify_copies(queried, indexed)
    return SearchHit(stored, indexed, relation) if relation else None


def _related_hit(
    stored: StoredDocument, indexed: DocumentProfile, queried: DocumentProfile, furniture: frozenset[str]
) -> SearchHit | None:
    """The hit if the two are related otherwise, else None; `furniture` is ignored in both."""
    queried, indexed = without_shared_furniture(queried, indexed, furniture)
    relation = classify_related(queried, indexed)
    return SearchHit(stored, indexed, relation) if relation else None


def read_candidate(
    connection: sqlite3.Connection, number: int, like: DocumentProfile, sha256: bytes
) -> tuple[StoredDocument, DocumentProfile]:
    """A document of the index: its facts and its profile. DamagedIndex if it is not there or does not unpack.

    `sha256` is the digest of the bytes of `like`, the document searched for.
    """
    rows = rows_of(connection, f"{FACTS}, text, text_sha256", [number])
    if not rows:
        raise DamagedIndex(message("a look-up table names a document that is not there"))
    stored = stored_document(rows[0])
    facts = stored.summary
    text = unpack_text(rows[0][-2], facts.characters, rows[0][-1])
    # An index does not store the bytes: with equal digests they are those of `like`, else none that could equal them.
    raw = like.document.file_bytes if facts.digest == sha256 else b""
    places = unpack_places(rows[0][-2], text)
    extraction = Extraction("", raw, text, places) if places else None
    profile = DocumentProfile(Document(facts.source.path, text, raw, extraction=extraction), facts.id)
    if text == like.document.text:
        profile.head_and_foot = like.head_and_foot  # depends on the text alone, so it need not be computed twice
    return stored, profile
