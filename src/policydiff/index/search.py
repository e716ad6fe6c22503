"""What an index holds of a document: candidates by bands and by samples, each verified on the stored text.

Whatever the order in which documents were added, the answers are the same.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from policydiff.deduplication.decision import describe_locations
from policydiff.index.database import DamagedIndex, IndexParameters, current_parameters, open_index
from policydiff.index.records import (
    FACTS,
    HeldDocument,
    held_document,
    name_in,
    rows_of,
    signature_of,
    sketched,
    unpack_text,
)
from policydiff.matching.diff import edits
from policydiff.matching.fracminhash import MIN_CERTAIN_SHARE, MIN_SHARED
from policydiff.matching.overlap import overlap
from policydiff.relations.classify import FORM, NEARLY, Relation, classify_copies, classify_related, separate_pages
from policydiff.relations.profile import DocumentProfile
from policydiff.relations.titles import name_conflict
from policydiff.structure.site_furniture import learn_site_furniture
from policydiff.text.document import Document
from policydiff.text.folding import FoldedText
from policydiff.text.spans import Span

MAX_HITS = 1_000  # candidates that are verified; what is left is counted and said
MIN_PASSAGE = 60  # key characters in common, in one run, that are listed
_LENGTHS = (100, 200, 500)  # characters of an excerpt, of which is said how probably it is missed


@dataclass(frozen=True)
class SearchHit:
    """One document of the index and what it is to the one that was searched for.

    `relation` is as `relate` tells it, and `turned` where it tells what the held document is to the other. `name` is
    always said of the held one: it `contains` its excerpt. `containment` is that of the held document in the other,
    `contained` the other's in it. All measures are exact.
    """

    held: HeldDocument
    relation: Relation
    turned: bool

    @property
    def name(self) -> str:
        """The relation."""
        return "contains" if self.relation.name == "excerpt" and not self.turned else self.relation.name

    @property
    def jaccard(self) -> float:
        """That of the two sets of shingles."""
        return self.relation.measures.jaccard or 0.0

    @property
    def containment(self) -> float:
        """How much of the held document stands in the other, in [0, 1]."""
        return (self.relation.measures.containment or 0.0) if self.turned else self.relation.contained

    @property
    def contained(self) -> float:
        """How much of the other stands in the held document, in [0, 1]."""
        return self.relation.contained if self.turned else (self.relation.measures.containment or 0.0)

    @property
    def closeness(self) -> tuple[Any, ...]:
        """What answers are ordered by: copies first, then those that share most of either document, then by id."""
        most = max(self.jaccard, self.containment, self.contained)
        return not self.relation.is_copy, -most, -self.jaccard, self.held.id

    @property
    def reason(self) -> str:
        """The relation in one sentence."""
        one, other = self.relation.one.called, self.relation.other.called
        linked = "in" if self.relation.name == "excerpt" else "and"
        return f"{one} {linked} {other}: {self.relation.evidence}{describe_locations(self.relation.different)}."

    @property
    def passages(self) -> list[tuple[Span, Span]]:
        """The longest stretches that the two have in common: where in the held document, and where in the other."""
        mine, theirs = self.relation.other, self.relation.one
        if self.turned:
            mine, theirs = theirs, mine
        held, other = mine.key, theirs.key
        changes = edits(held.text, other.text)
        ends = [(0, 0), *((j, m) for _, j, _, m in changes)]
        starts = [*((i, k) for i, _, k, _ in changes), (len(held), len(other))]
        return [
            (_span(held, at, to), _span(other, there, there + to - at))
            for (at, there), (to, _) in zip(ends, starts, strict=True)
            if to - at >= MIN_PASSAGE
        ]

    def as_json(self) -> dict[str, Any]:
        """A member of a group as `contract.md` lays it down."""
        return {
            "document": self.held.as_json(),
            "relation": self.name,
            "jaccard": self.jaccard,
            "containment": self.containment,
            "contained": self.contained,
            "places": self.relation.different,
            "reason": self.reason,
            "passages": [
                {"document": [here.start, here.end], "kept": [there.start, there.end]} for here, there in self.passages
            ],
        }


def _span(key: FoldedText, start: int, end: int) -> Span:
    """The stretch of the text that these codes of its key stand for."""
    return Span(key.position(start), key.position(end - 1) + 1)


@dataclass(frozen=True)
class SearchResult:
    """The answers in the order of closeness, and how they were found, among how many documents.

    `unverified` candidates were left, since there were more than MOST. `sampled` is the size of the sample of the
    document that was searched for.
    """

    document: Document
    answers: tuple[SearchHit, ...]
    documents: int
    candidates: int
    unverified: int
    sampled: int
    parameters: IndexParameters

    def missed(self, characters: int) -> float:
        """How probably a document of so many characters that stands in another is in no sample, in [0, 1]."""
        runs = max(0, characters - self.parameters.run + 1)
        return float((1 - 1 / self.parameters.rate) ** runs)

    def as_json(self, limit: int) -> dict[str, Any]:
        """The answers as `contract.md` lays them down, at most `limit`, and how they were found."""
        shown = self.answers[:limit]
        return {
            "documents": self.documents,
            "candidates": {
                **self.parameters.bands.as_json(self.parameters.threshold),
                "found": self.candidates,
                "unverified": self.unverified,
                "sampling": f"1 of {self.parameters.rate} shingles of {self.parameters.run} characters",
                "sampled": self.sampled,
                "probability_of_a_missed_excerpt": {str(length): self.missed(length) for length in _LENGTHS},
            },
            "groups": [{"kept": self.document.path, "members": [each.as_json() for each in shown]}] if shown else [],
            "summary": {"answers": len(self.answers), "shown": len(shown)},
        }


def search(path: str, document: Document) -> SearchResult:
    """What the index at `path` holds of a document; SavedIndexError where it cannot be told."""
    parameters = current_parameters()
    (mine,) = make_queries([document], parameters)
    with open_index(path) as connection:
        closeness = _candidates(connection, mine, parameters)
        chosen = _closest(connection, closeness)
        member = DocumentProfile(document, document.path)
        others = [_member(connection, number, member, mine.sha256) for number in chosen]
        furniture = _furniture(member, others)
        told = (_copy(*each, member) or _kin(*each, member, furniture) for each in others)
        answers = [answer for answer in told if answer]
        documents = connection.execute("SELECT count(*) FROM document").fetchone()[0]
    return SearchResult(
        document,
        tuple(sorted(answers, key=lambda each: each.closeness)),
        documents,
        len(closeness),
        len(closeness) - len(chosen),
        len(mine.sampled),
        parameters,
    )


def close_hits(
    connection: sqlite3.Connection, member: DocumentProfile, mine: Query, parameters: IndexParameters
) -> Iterator[SearchHit]:
    """The closest copies of a document in an index, and copies under another name; where it has none, its editions."""
    closeness = _candidates(connection, mine, parameters)
    others: list[tuple[HeldDocument, DocumentProfile]] = []
    copied = False
    for number in sorted(_closest(connection, closeness), key=lambda number: -closeness[number]):
        if copied and closeness[number] < NEARLY:
            break
        facts, other = _member(connection, number, member, mine.sha256)
        if copied and not name_conflict(member.name, other.name):
            continue
        if answer := _copy(facts, other, member):
            yield answer
            copied = copied or answer.relation.is_copy
        elif overlap(member.shingles, other.shingles).jaccard >= FORM:
            others.append((facts, other))
    if copied:
        return
    furniture = _furniture(member, others)
    for each in others:
        answer = _kin(*each, member, furniture)
        if answer and answer.relation.name in ("revision", "mislabelled"):
            yield answer


def _furniture(member: DocumentProfile, others: Sequence[tuple[HeldDocument, DocumentProfile]]) -> frozenset[str]:
    """The furniture of its page that a document has in common with those that are like it."""
    return learn_site_furniture(each.document.text for each in (member, *(other for _, other in others)))


def _copy(facts: HeldDocument, other: DocumentProfile, member: DocumentProfile) -> SearchHit | None:
    relation = classify_copies(member, other)
    return SearchHit(facts, relation, relation.one is other) if relation else None


def _kin(
    facts: HeldDocument, other: DocumentProfile, member: DocumentProfile, furniture: frozenset[str]
) -> SearchHit | None:
    mine, theirs = separate_pages(member, other, furniture)
    relation = classify_related(mine, theirs)
    return SearchHit(facts, relation, relation.one is theirs) if relation else None


class Query(NamedTuple):
    """What a document is looked for by."""

    bands: npt.NDArray[np.int32]
    signature: npt.NDArray[np.uint32]
    sampled: npt.NDArray[np.uint32]
    sha256: bytes


def make_queries(documents: Sequence[Document], parameters: IndexParameters) -> list[Query]:
    """What each of the documents is looked for by."""
    found = sketched((document.text for document in documents), parameters)
    bands, signatures = found.bands(parameters), found.signatures.values
    sums = [hashlib.sha256(document.raw).digest() for document in documents]
    return [Query(bands[at], signatures[at], found.sampled(at), each) for at, each in enumerate(sums)]


def _candidates(connection: sqlite3.Connection, mine: Query, parameters: IndexParameters) -> dict[int, float]:
    """The documents that are worth verifying, by number, with an estimate of their closeness."""
    closeness: dict[int, float] = {}
    for number, estimate in (
        *_alike(connection, mine, parameters),
        *_sharing(connection, mine),
        *((number, 2.0) for (number,) in connection.execute(_SAME, (mine.sha256,)).fetchall()),
    ):
        closeness[number] = max(estimate, closeness.get(number, 0.0))
    return closeness


_SAME = "SELECT number FROM document WHERE sha256 = ?"
_IN_BANDS = "SELECT DISTINCT document FROM band WHERE hash IN (SELECT value FROM json_each(?))"
_IN_SAMPLES = (
    "SELECT document, CAST(shared AS REAL) / min(sampled, :mine) FROM "
    "(SELECT document, count(*) AS shared FROM sampled WHERE hash IN (SELECT value FROM json_each(:hashes)) "
    "GROUP BY document) JOIN document ON number = document "
    "WHERE shared >= min(:least, sampled, :mine) AND shared >= :share * min(sampled, :mine)"
)


def _alike(connection: sqlite3.Connection, mine: Query, parameters: IndexParameters) -> Iterator[tuple[int, float]]:
    """Documents that agree in a band and in enough slots."""
    numbers = [row[0] for row in connection.execute(_IN_BANDS, (json.dumps(mine.bands.tolist()),))]
    rows = rows_of(connection, "number, signature", numbers)
    for number, blob in rows:
        agreeing = int(np.count_nonzero(signature_of(blob, parameters) == mine.signature))
        if agreeing >= parameters.bands.least:
            yield number, agreeing / parameters.signature.k


def _sharing(connection: sqlite3.Connection, mine: Query) -> list[tuple[int, float]]:
    """Documents that share so much of the smaller sample that one may stand in the other."""
    hashes = mine.sampled.tolist()
    if not hashes:
        return []
    wanted = {"hashes": json.dumps(hashes), "mine": len(hashes), "least": MIN_SHARED, "share": MIN_CERTAIN_SHARE}
    return connection.execute(_IN_SAMPLES, wanted).fetchall()


def _closest(connection: sqlite3.Connection, closeness: dict[int, float]) -> list[int]:
    """The candidates that are verified: all, or the closest by estimate, and then by id."""
    if len(closeness) <= MAX_HITS:
        return sorted(closeness)
    names = {number: name_in(name) for number, name in rows_of(connection, "number, id", list(closeness))}
    return sorted(closeness, key=lambda number: (-closeness[number], names.get(number, "")))[:MAX_HITS]


def _member(
    connection: sqlite3.Connection, number: int, like: DocumentProfile, sha256: bytes
) -> tuple[HeldDocument, DocumentProfile]:
    """A document of the index, to be told from another one with this sum of its bytes."""
    rows = rows_of(connection, f"{FACTS}, text, text_sha256", [number])
    if not rows:
        raise DamagedIndex("a look-up table names a document that is not there")
    facts = held_document(rows[0])
    text = unpack_text(rows[0][-2], facts.characters, rows[0][-1])
    # The bytes are not held: equal sums stand for equal bytes, and unequal ones for none that could be taken for them.
    raw = like.document.raw if facts.sha256 == sha256 else b""
    other = DocumentProfile(Document(facts.path, text, raw), facts.id)
    if text == like.document.text:
        other.glance = like.glance  # what is read off the text alone, is read once
    return facts, other
