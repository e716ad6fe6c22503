"""How incoming documents are related to each other and to reference documents, each relation verified on the texts.

Reference documents are other files, what git holds at a revision, and saved indexes. A match is reported on an incoming
document only: on the later one of two, or on the one whose name its text does not support.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from policydiff.checks.finding import fingerprint, quoted
from policydiff.corpus.candidates import CandidatePairs
from policydiff.corpus.pipeline import scan_and_propose
from policydiff.corpus.scan import CorpusScan
from policydiff.corpus.settings import CorpusOptions, Progress, ScanOptions
from policydiff.corpus.stages import verify_pairs
from policydiff.engines import Engine, batched, engine_for
from policydiff.index import database
from policydiff.index.candidates import make_queries, titled_documents
from policydiff.index.search import SearchHit, close_hits
from policydiff.readers.corpus import Corpus, Joined
from policydiff.readers.entries import Documents, Entry, Source, UnreadableInput
from policydiff.readers.reference import ReferenceDocuments
from policydiff.relations.classify import classify_related, without_shared_furniture
from policydiff.relations.kinds import COPIES, EDITIONS, KINDS, MISNAMED
from policydiff.relations.profile import DocumentProfile
from policydiff.relations.summary import DocumentSummary
from policydiff.relations.verified import VerifiedRelation
from policydiff.text.document import Document
from policydiff.text.spans import Span

_BATCH_CHARACTERS = 200_000  # that go to a process at once
_KIND_ORDER = list(KINDS)  # the closest copies first
_FIRST_INDEX_NUMBER = 1 << 40  # orders documents of indexes after all numbered documents


@dataclass(frozen=True, slots=True)
class MatchedDocument:
    """A document as a finding shows it: the location of its first line with words, and a fingerprint of its text.

    `index` is the saved index that it is in; "" if its source says where it is.

    >>> summary = DocumentSummary(Source("a.txt", "a.txt", "a.txt"))
    >>> matched = MatchedDocument.of(summary, Document.from_text("\\n渔港管理办法\\n第一条 略。\\n", "a.txt"))
    >>> matched.line, matched.excerpt, matched.display_name
    (2, '渔港管理办法', 'a.txt')
    """

    summary: DocumentSummary
    line: int
    span: Span
    excerpt: str
    text_fingerprint: str
    index: str = ""

    @classmethod
    def of(cls, summary: DocumentSummary, document: Document, index: str = "") -> MatchedDocument:
        """How a finding shows a document: its first line with words, or line 1 if it has none."""
        text = document.text
        start = len(text) - len(text.lstrip())
        line = min(document.lines.number(start), len(document.lines)) if text.strip() else 1
        first = document.lines.span(line).start if len(document.lines) else 0
        span = Span(first, first + len(document.lines.content(line)) if len(document.lines) else 0)
        return cls(summary, line, span, quoted(text, span), fingerprint("", text), index)

    @property
    def display_name(self) -> str:
        """The name of the document in messages: path and index, or the path alone, of a record with line and id."""
        source = self.summary.source
        if self.index:
            return f"{source.file_name} in {self.index}"
        return f"{source.name} ({source.id})" if source.record else source.file_name


@dataclass(frozen=True, slots=True)
class CrossDocumentMatch:
    """The relation of an incoming document to another document.

    `group` is the same for all copies of one document, empty if the two are no copies.
    """

    relation: VerifiedRelation[MatchedDocument]
    group: str = ""


class CrossDocumentMatches(NamedTuple):
    """The matches of an incoming corpus in the order of its documents, and the reference documents not readable."""

    matches: list[CrossDocumentMatch]
    unreadable: tuple[UnreadableInput, ...]


class _Rank(NamedTuple):
    """The order of documents that are equally close: reference documents first, then by number, then by id."""

    is_reportable: int
    number: int
    id: str


class _Candidate(NamedTuple):
    """A match of a document before the closest is chosen; `rank` is that of the other document.

    A document is given by its number in the scan; one of an index, as a finding shows it.
    """

    relation: VerifiedRelation[int | MatchedDocument]
    rank: _Rank

    @classmethod
    def of(cls, relation: VerifiedRelation[int | MatchedDocument], rank: _Rank) -> _Candidate:
        """The candidate without the differences, which no finding quotes."""
        return cls(replace(relation, differences=()), rank)


_Candidates = dict[int, list[_Candidate]]  # by the number of the document on which they are reported


def match_against(
    corpus: Corpus, references: ReferenceDocuments, processes: int = 1, progress: Progress | None = None
) -> CrossDocumentMatches:
    """The matches of an incoming corpus: of each document at most one copy, one under a wrong name and one edition.

    They are the closest ones; a document that is a copy has no edition. `add_candidates` says on which of two
    documents a match is reported. ReadError or SavedIndexError if a reference cannot be read again.
    """
    documents = Joined([corpus, *references.corpora])
    engine = engine_for(processes)
    scan, proposed = scan_and_propose(engine, documents, ScanOptions(titles=True), progress)
    roles = _Roles(scan, documents, corpus, references)
    candidates: _Candidates = defaultdict(list)
    for number, index_candidates in _index_candidates(corpus, roles, references.indexes, engine):
        candidates[number] += index_candidates
    pairs = _pairs_to_verify(proposed, roles)
    relations = verify_pairs(engine, documents, scan, pairs, CorpusOptions(), progress).links
    for relation in relations:
        roles.add_candidates(relation, candidates, COPIES | MISNAMED)
    for relation in relations:
        # An edition of a copy is an edition of the copy's original, too.
        one, other = _original(relation.document, candidates), _original(relation.other, candidates)
        roles.add_candidates(replace(relation, document=one, other=other), candidates, EDITIONS)
    for relation in _nearest_editions(candidates, pairs, roles, scan, documents):
        roles.add_candidates(relation, candidates, EDITIONS)
    unread = tuple(problem for problem in scan.problems if not roles.is_incoming(problem.source))
    return CrossDocumentMatches(list(_closest_matches(candidates, scan, documents)), unread)


def _pairs_to_verify(pairs: CandidatePairs, roles: _Roles) -> CandidatePairs:
    """The pairs of which at least one document may have a match."""
    selected = roles.reportable[pairs.left] | roles.reportable[pairs.right]
    return replace(
        pairs,
        left=pairs.left[selected],
        right=pairs.right[selected],
        estimates=pairs.estimates[selected],
        contained_shares=pairs.contained_shares[selected],
    )


class _Roles:
    """Which documents of the scan may have a match, and which are earlier states of incoming documents.

    `reportable` and `_replaced`: bool (n,), by document number. Reportable are incoming documents, unless a reference
    holds them unchanged. Replaced are documents of a git revision whose file comes in anew, or is gone.
    """

    def __init__(self, scan: CorpusScan, documents: Joined, corpus: Corpus, references: ReferenceDocuments) -> None:
        self._paths = {file.path for file in corpus.files}
        self.reportable = np.array(
            [self.is_incoming(source) and source.path not in references.unchanged for source in scan.sources],
            dtype=np.bool_,
        )
        self._replaced = np.array([source.path in references.replaced for source in scan.sources], dtype=np.bool_)
        earlier_records = {
            (incoming_path, source.member or source.id): source
            for source in scan.sources
            if source.line and (incoming_path := references.replaced.get(source.path)) is not None
        }
        for number in np.flatnonzero(self.reportable).tolist() if earlier_records else ():
            source = scan.sources[number]
            earlier = earlier_records.get((source.path, source.member or source.id))
            if (
                source.line
                and earlier is not None
                and documents.document(earlier).text == documents.document(source).text
            ):
                self.reportable[number] = False

    def is_incoming(self, source: Source) -> bool:
        """True if the document belongs to the incoming corpus, by its path."""
        return source.path in self._paths

    def add_candidates(self, relation: VerifiedRelation[int], candidates: _Candidates, kinds: frozenset[str]) -> None:
        """Add a relation of one of these kinds to the candidates of the document on which it is reported.

        Nothing for others.

        That is the reportable document with the greatest number, which of two incoming ones is the later. Of
        documents under a wrong name, it is each reportable one whose name its own text does not support. A copy
        of a state that comes in anew, or is gone, is no candidate, nor is a document one of itself.
        """
        reportable = [number for number in (relation.document, relation.other) if self.reportable[number]]
        if relation.kind not in kinds or not reportable or relation.document == relation.other:
            return
        if relation.kind in COPIES and self._replaced[[relation.document, relation.other]].any():
            return
        names_decide = relation.kind in MISNAMED and any(relation.unsupported_names)
        for number in reportable if names_decide else [max(reportable)]:
            view = relation.seen_from(number)
            if view.unsupported_names[0] or not any(view.unsupported_names):
                rank = _Rank(int(self.reportable[view.other]), view.other, "")
                candidates[number].append(_Candidate.of(view, rank))


def _original(number: int, candidates: _Candidates) -> int:
    """The number of the document that this one is a copy of, over several steps; its own number if it is no copy.

    Copies of documents in an index are not followed.
    """
    while copies := [
        (*candidate.rank, candidate.relation.other)
        for candidate in candidates.get(number, ())
        if candidate.relation.is_copy and isinstance(candidate.relation.other, int)
    ]:
        number = min(copies)[-1]
    return number


def _nearest_editions(
    candidates: _Candidates, pairs: CandidatePairs, roles: _Roles, scan: CorpusScan, documents: Documents
) -> list[VerifiedRelation[int]]:
    """Relations of editions to their nearest document by estimate, where only a farther one was verified.

    Only documents whose candidates are all editions are looked at; a relation that runs the other way is left out.
    """
    nearest: dict[int, tuple[float, int]] = {}  # the greatest estimate, and minus the number of its document
    for left, right, estimate in pairs.estimated():
        for number, neighbour in ((left, right), (right, left)):
            if roles.reportable[number] and (neighbour < number or not roles.reportable[neighbour]):
                nearest[number] = max(nearest.get(number, (0.0, 0)), (estimate, -neighbour))
    relations: list[VerifiedRelation[int]] = []
    for number, (estimate, negative) in sorted(nearest.items()):
        by_other = {candidate.relation.other: candidate.relation for candidate in candidates.get(number, ())}
        kinds = {relation.kind for relation in by_other.values()}
        is_nearer = (
            bool(kinds) and kinds <= EDITIONS and estimate > max(relation.similarity for relation in by_other.values())
        )
        if is_nearer and -negative not in by_other:
            sources = scan.sources[number], scan.sources[-negative]
            document, other = (DocumentProfile(documents.document(source), source.id) for source in sources)
            document, other = without_shared_furniture(document, other, scan.furniture)
            nearer = classify_related(document, other)
            if nearer is not None and nearer.document is document:
                relations.append(nearer.between(number, -negative))
    return relations


def _closest_matches(candidates: _Candidates, scan: CorpusScan, documents: Documents) -> Iterator[CrossDocumentMatch]:
    """The closest copy, document under a wrong name and edition of each document, in the order of the documents.

    Of a document with copies, no edition.
    """
    cache: dict[int, MatchedDocument] = {}

    def matched_document(number: int) -> MatchedDocument:
        """The document with this number as a finding shows it; it is read once."""
        if number not in cache:
            source = scan.sources[number]
            cache[number] = MatchedDocument.of(DocumentSummary(source), documents.document(source))
        return cache[number]

    for number in sorted(candidates):
        copies = [candidate for candidate in candidates[number] if candidate.relation.is_copy]
        misnamed = [candidate for candidate in candidates[number] if candidate.relation.kind in MISNAMED]
        editions = [candidate for candidate in candidates[number] if candidate.relation.kind in EDITIONS]
        chosen = [
            *sorted(copies, key=lambda copy: (_KIND_ORDER.index(copy.relation.kind), copy.rank))[:1],
            *sorted(misnamed, key=_misnamed_order)[:1],
            *sorted([] if copies else editions, key=lambda edition: (-edition.relation.similarity, edition.rank))[:1],
        ]
        for relation, _ in chosen:
            other = relation.other if isinstance(relation.other, MatchedDocument) else matched_document(relation.other)
            group = _group(number, candidates) if relation.is_copy else ""
            yield CrossDocumentMatch(relation.between(matched_document(number), other), group)


def _group(number: int, candidates: _Candidates) -> str:
    """What all copies of one document have in common: the number of the first, or its name in an index."""
    original = _original(number, candidates)
    held = [
        (candidate.rank, candidate.relation.other.display_name)
        for candidate in (*candidates.get(original, ()), *candidates.get(number, ()))
        if candidate.relation.is_copy and isinstance(candidate.relation.other, MatchedDocument)
    ]
    return min(held)[1] if held else str(original)


def _misnamed_order(candidate: _Candidate) -> tuple[bool, float, _Rank]:
    """Sort key: first the others with a name that the text supports, then the most similar, then by rank."""
    relation = candidate.relation
    return relation.unsupported_names[1], -relation.similarity, candidate.rank


# --- saved indexes


_Numbered = tuple[int, Entry]  # a document with its number in the scan


class _IndexTask(NamedTuple):
    """A batch of documents to look up in the saved index at `path`; `position` is that of the index among all."""

    path: str
    position: int
    batch: list[_Numbered]


def _index_candidates(
    corpus: Corpus, roles: _Roles, indexes: Sequence[str], engine: Engine
) -> Iterator[tuple[int, list[_Candidate]]]:
    """The candidates that the indexes hold for each reportable document, with its number.

    There is one item for each index and document.
    """
    tasks = (
        _IndexTask(index, position, batch)
        for position, index in enumerate(indexes)
        for batch in batched(_reportable_entries(corpus, roles), _size, _BATCH_CHARACTERS)
    )
    for candidates in engine.map_batches(_look_up, tasks, database.current_parameters()) if indexes else ():
        yield from candidates


def _reportable_entries(corpus: Corpus, roles: _Roles) -> Iterator[_Numbered]:
    """The reportable documents, read again, each with its number in the scan."""
    entries = (entry for entry in corpus if not isinstance(entry, UnreadableInput))
    return ((number, entry) for number, entry in enumerate(entries) if roles.reportable[number])


def _size(numbered: _Numbered) -> int:
    """The number of characters of a document."""
    return len(numbered[1])


def _look_up(task: _IndexTask, parameters: database.IndexParameters) -> list[tuple[int, list[_Candidate]]]:
    """The candidates that an index holds for each document of a batch, with its number; none gives an empty list.

    SavedIndexError if the index is damaged.
    """
    documents = [entry.document for _, entry in task.batch]
    queries = make_queries(documents, parameters)
    results: list[tuple[int, list[_Candidate]]] = []
    with database.open_index(task.path) as connection:
        titled = titled_documents(connection)
        for (number, entry), document, query in zip(task.batch, documents, queries, strict=True):
            profile = DocumentProfile(document, entry.source.id)
            hits = close_hits(connection, profile, query, parameters, titled)
            candidates = [_candidate_of(number, hit, task.path, task.position) for hit in hits]
            own_identity = (os.path.abspath(entry.source.name), entry.source.id)
            results.append((number, [candidate for candidate in candidates if _is_valid(candidate, own_identity)]))
    return results


def _candidate_of(number: int, hit: SearchHit, index: str, position: int) -> _Candidate:
    """The candidate of the document with this number that a hit in an index is.

    `position` is that of the index among all.
    """
    summary = hit.document.summary
    other = MatchedDocument.of(summary, hit.profile.document, index)
    rank = _Rank(0, _FIRST_INDEX_NUMBER + position, summary.id)
    return _Candidate.of(hit.from_index.reversed.between(number, other), rank)


def _is_valid(candidate: _Candidate, own_identity: tuple[str, str]) -> bool:
    """True if the candidate may be a match.

    False for a copy of the document's own earlier state (same path, same id), and where only the other's name is
    wrong.
    """
    relation = candidate.relation
    assert isinstance(relation.other, MatchedDocument)
    source = relation.other.summary.source
    if relation.is_copy:
        return (os.path.abspath(source.path), source.id) != own_identity
    return relation.unsupported_names[0] or not any(relation.unsupported_names)
