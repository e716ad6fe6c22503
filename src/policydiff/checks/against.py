"""What documents that come in are to each other and to those that are held: ties, each told by the texts.

Held are other files, what git holds at a revision, and saved indexes. A tie stands on a document that comes in: on the
later of two of them, on the one whose name is not borne out, never on one that is held.
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
from policydiff.corpus.furniture_pass import scan_and_propose
from policydiff.corpus.links import CorpusOptions, VerifiedRelation
from policydiff.corpus.pipeline import verify_pairs
from policydiff.corpus.scan import CorpusScan
from policydiff.corpus.settings import Progress, ScanOptions
from policydiff.engines.processes import batched, run_ordered
from policydiff.index import database
from policydiff.index.search import SearchHit, close_hits, make_queries
from policydiff.readers.corpus import Corpus, Joined
from policydiff.readers.entries import Documents, Entry, Source, UnreadableInput
from policydiff.readers.reference import ReferenceDocuments
from policydiff.relations.classify import COPIES, RelationKind, classify_related, separate_pages
from policydiff.relations.profile import DocumentProfile
from policydiff.text.document import Document
from policydiff.text.spans import Span

_BATCH = 200_000  # characters that go to a process at once
_ORDER: tuple[RelationKind, ...] = ("identical", "same-text", "script-twin", "near-duplicate")
_BEHIND = 1 << 40  # before the place of an index among what is held: behind all numbers


@dataclass(frozen=True, slots=True)
class MatchedDocument:
    """A document as a finding shows it: its first line with words, and what its text is known by again.

    `name` is what it is called where it is not told by `source`: in a saved index.
    """

    source: Source
    line: int
    span: Span
    excerpt: str
    text: str
    name: str = ""

    @classmethod
    def of(cls, source: Source, document: Document, name: str = "") -> MatchedDocument:
        """How a document is shown."""
        text = document.text
        start = len(text) - len(text.lstrip())
        line = min(document.lines.number(start), len(document.lines)) if text.strip() else 1
        first = document.lines.span(line).start if len(document.lines) else 0
        span = Span(first, first + len(document.lines.content(line)) if len(document.lines) else 0)
        return cls(source, line, span, quoted(text, span), fingerprint("", text), name)

    @property
    def called(self) -> str:
        """What to call it in front of people."""
        source = self.source
        return self.name or (f"{source.name} ({source.id})" if source.line else source.path)


@dataclass(frozen=True, slots=True)
class CrossDocumentMatch:
    """What a document that comes in is to another one; `more` counts further ones to which it is the same.

    `different` is in how many places they differ, where that is known, and `wrong` whether it is this one's name that
    the text does not bear out.
    """

    kind: RelationKind
    one: MatchedDocument
    other: MatchedDocument
    evidence: str
    different: int = 0
    wrong: bool = False
    more: int = 0


class CrossDocumentMatches(NamedTuple):
    """All that is told of a corpus that comes in: its ties in order, and what of the held could not be read."""

    ties: list[CrossDocumentMatch]
    unread: tuple[UnreadableInput, ...]


class _Found(NamedTuple):
    """A tie before it is known which is the closest, to a document by number or out of an index.

    `wrong` is of the name of this document and of the other's; `place` orders others that are equally close.
    """

    kind: RelationKind
    evidence: str
    different: int
    wrong: tuple[bool, bool]
    jaccard: float
    place: tuple[int, int, str]
    other: int | MatchedDocument


_All = dict[int, list[_Found]]  # by the number of the document on which they stand


def match_against(
    corpus: Corpus, held: ReferenceDocuments, processes: int = 1, progress: Progress | None = None
) -> CrossDocumentMatches:
    """The ties of a corpus that comes in: of each document the closest of each kind, of a copy no editions."""
    passing = Joined([corpus, *held.corpora])
    found, proposed = scan_and_propose(passing, ScanOptions(threads=processes), progress)
    roles = _Roles(found, passing, corpus, held)
    told: _All = defaultdict(list)
    for number, answers in _in_indexes(corpus, roles, held.indexes, processes):
        told[number] += answers
    pairs = _that_matter(proposed, roles)
    links = verify_pairs(passing, found, pairs, CorpusOptions(), progress, processes=processes).links
    for link in links:
        roles.tell(link, told, COPIES | {"mislabelled"})
    for link in links:
        # what a copy has to do with others, the one that it is a copy of has, too
        moved = replace(link, one=_original(link.one, told), other=_original(link.other, told))
        roles.tell(moved, told, frozenset({"revision"}))
    for link in _closer(told, pairs, roles, found, passing):
        roles.tell(link, told, frozenset({"revision"}))
    unread = tuple(each for each in found.problems if not roles.comes_in(each.source))
    return CrossDocumentMatches(list(_closest(told, found, passing)), unread)


def _that_matter(pairs: CandidatePairs, roles: _Roles) -> CandidatePairs:
    """The pairs of which at least one document may have a tie."""
    kept = roles.fresh[pairs.left] | roles.fresh[pairs.right]
    return replace(
        pairs,
        left=pairs.left[kept],
        right=pairs.right[kept],
        estimates=pairs.estimates[kept],
        parts=pairs.parts[kept],
    )


class _Roles:
    """Which documents come in, on which a tie may stand (`fresh`), and which something coming in stands for."""

    def __init__(self, found: CorpusScan, passing: Joined, corpus: Corpus, held: ReferenceDocuments) -> None:
        self._paths = {each.path for each in corpus.files}
        self.fresh = np.array(
            [self.comes_in(each) and each.path not in held.known for each in found.sources], dtype=np.bool_
        )
        self._replaced = np.array([each.path in held.replaced for each in found.sources], dtype=np.bool_)
        before = {
            (own, source.id): source
            for source in found.sources
            if source.line and (own := held.replaced.get(source.path)) is not None
        }
        for number in np.flatnonzero(self.fresh).tolist() if before else ():
            source = found.sources[number]
            old = before.get((source.path, source.id))
            if source.line and old is not None and passing.document(old).text == passing.document(source).text:
                self.fresh[number] = False

    def comes_in(self, source: Source) -> bool:
        """Whether a document comes in."""
        return source.path in self._paths

    def tell(self, link: VerifiedRelation, told: _All, kinds: frozenset[str]) -> None:
        """Puts down a link of these kinds with the documents on which it stands."""
        fresh = [number for number in (link.one, link.other) if self.fresh[number]]
        if link.kind not in kinds or not fresh or link.one == link.other:
            return
        if link.kind in COPIES and self._replaced[[link.one, link.other]].any():
            return
        standing = fresh if link.kind == "mislabelled" and any(link.wrong) else [max(fresh)]
        for number in standing:
            seen = link if link.one == number else link.turned
            if seen.wrong[0] or not any(seen.wrong):
                jaccard = seen.measures.jaccard or 0.0
                place = (int(self.fresh[seen.other]), seen.other, "")
                found = _Found(seen.kind, seen.evidence, seen.different, seen.wrong, jaccard, place, seen.other)
                told[number].append(found)


def _original(number: int, told: _All) -> int:
    """The document that this one is a copy of, by number; this one where it is none."""
    while copies := [each for each in told.get(number, ()) if each.kind in COPIES and isinstance(each.other, int)]:
        number = min((*each.place, each.other) for each in copies if isinstance(each.other, int))[-1]
    return number


def _closer(
    told: _All, pairs: CandidatePairs, roles: _Roles, found: CorpusScan, passing: Documents
) -> list[VerifiedRelation]:
    """Of each edition the relation to its likeliest neighbour, where only one to a farther edition was verified."""
    near: dict[int, tuple[float, int]] = {}
    for one, other, estimate in pairs.estimated():
        for mine, theirs in ((one, other), (other, one)):
            if roles.fresh[mine] and (theirs < mine or not roles.fresh[theirs]):
                near[mine] = max(near.get(mine, (0.0, 0)), (estimate, -theirs))
    links: list[VerifiedRelation] = []
    for number, (estimate, negative) in sorted(near.items()):
        known = {each.other: each for each in told.get(number, ())}
        kinds = {each.kind for each in known.values()}
        farther = kinds == {"revision"} and estimate > max(each.jaccard for each in known.values())
        if farther and -negative not in known:
            sources = found.sources[number], found.sources[-negative]
            mine_read, theirs_read = (DocumentProfile(passing.document(source), source.id) for source in sources)
            mine_read, theirs_read = separate_pages(mine_read, theirs_read, found.furniture)
            relation = classify_related(mine_read, theirs_read)
            if relation is not None and relation.one is mine_read:
                links.append(VerifiedRelation.of(number, -negative, relation))
    return links


def _closest(told: _All, found: CorpusScan, passing: Documents) -> Iterator[CrossDocumentMatch]:
    """The ties that are told, those of the first document first."""
    shown: dict[int, MatchedDocument] = {}

    def show(number: int) -> MatchedDocument:
        if number not in shown:
            shown[number] = MatchedDocument.of(found.sources[number], passing.document(found.sources[number]))
        return shown[number]

    for number in sorted(told):
        copies = [each for each in told[number] if each.kind in COPIES]
        misled = [each for each in told[number] if each.kind == "mislabelled"]
        editions = [] if copies else [each for each in told[number] if each.kind == "revision"]
        chosen = [
            *sorted(copies, key=lambda each: (_ORDER.index(each.kind), each.place))[:1],
            *sorted(misled, key=lambda each: (each.wrong[1], -each.jaccard, each.place))[:1],
            *sorted(editions, key=lambda each: (-each.jaccard, each.place))[:1],
        ]
        for each in chosen:
            other = each.other if isinstance(each.other, MatchedDocument) else show(each.other)
            more = len(copies) - 1 if each.kind in COPIES else 0
            yield CrossDocumentMatch(each.kind, show(number), other, each.evidence, each.different, each.wrong[0], more)


# --- saved indexes


_Numbered = tuple[int, Entry]
_Task = tuple[str, int, list[_Numbered]]  # an index, its place, and the documents it is asked of


def _in_indexes(
    corpus: Corpus, roles: _Roles, indexes: Sequence[str], processes: int
) -> Iterator[tuple[int, list[_Found]]]:
    """What the indexes hold of each document that comes in, by its number."""
    tasks = (
        (index, place, batch)
        for place, index in enumerate(indexes)
        for batch in batched(_fresh(corpus, roles), _size, _BATCH)
    )
    for found in run_ordered(_asked_of, tasks, processes) if indexes and processes > 1 else map(_asked_of, tasks):
        yield from found


def _fresh(corpus: Corpus, roles: _Roles) -> Iterator[_Numbered]:
    """The documents that come in, with their numbers."""
    entries = (entry for entry in corpus if not isinstance(entry, UnreadableInput))
    return ((number, entry) for number, entry in enumerate(entries) if roles.fresh[number])


def _size(numbered: _Numbered) -> int:
    return len(numbered[1])


def _asked_of(task: _Task) -> list[tuple[int, list[_Found]]]:
    """What an index holds of each document of a batch."""
    index, place, batch = task
    parameters = database.current_parameters()
    documents = [entry.document for _, entry in batch]
    sought = make_queries(documents, parameters)
    found: list[tuple[int, list[_Found]]] = []
    with database.open_index(index) as connection:
        for (number, entry), document, mine in zip(batch, documents, sought, strict=True):
            member = DocumentProfile(document, entry.source.id)
            answers = [_answered(each, index, place) for each in close_hits(connection, member, mine, parameters)]
            itself = (os.path.abspath(entry.source.name), entry.source.id)
            found.append((number, [each for each in answers if _may_stand(each, itself)]))
    return found


def _answered(answer: SearchHit, index: str, place: int) -> _Found:
    relation, held = answer.relation, answer.held
    other = relation.one if answer.turned else relation.other
    shown = MatchedDocument.of(Source(held.path, held.path, held.id), other.document, f"{held.path} in {index}")
    wrong = (relation.wrong[1], relation.wrong[0]) if answer.turned else relation.wrong
    where = (0, _BEHIND + place, held.id)
    return _Found(relation.name, relation.evidence, relation.different, wrong, answer.jaccard, where, shown)


def _may_stand(found: _Found, itself: tuple[str, str]) -> bool:
    """Whether it is said: no document is a copy of its own earlier state, nor to blame for another's name."""
    assert isinstance(found.other, MatchedDocument)
    source = found.other.source
    if found.kind in COPIES:
        return (os.path.abspath(source.path), source.id) != itself
    return found.wrong[0] or not any(found.wrong)
