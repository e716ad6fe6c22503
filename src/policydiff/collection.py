"""A whole corpus: every document passed by once, candidate pairs found, each verified on the texts.

The first pass keeps of a document its signature and a sample of its long shingles, never its text. Candidates are pairs
of like signatures, and pairs of which one may stand in the other; then only these documents are read again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from policydiff.corpus_plan import CorpusPlan, Filed
from policydiff.decisions import Options
from policydiff.dedupe import dedupe
from policydiff.document import Document
from policydiff.fold import Buffers
from policydiff.groups import Across, Card, Link, decide, stars
from policydiff.join import Bands, Overlap, candidates, overlap, tuned
from policydiff.judge import LEAST_PASTE
from policydiff.kindred import Kindred
from policydiff.plan import Decision, Plan, sha256
from policydiff.readers.corpus import Corpus, Entry, Problem, Source
from policydiff.relate import Member, relate
from policydiff.repeats import covered, repeating
from policydiff.reuse import reuse
from policydiff.samples import RATE, Samples, joined, sample, sharing
from policydiff.shingle import folded_texts, map_blocks, shingles_of
from policydiff.sketch import Parameters, Signatures, sign_shingles, together

THRESHOLD = 0.8  # Jaccard similarity from which a pair is a candidate, whatever it shares
_COMMON = 0.4  # of the smaller document's sample, from which it does not matter how many others have that, too
_LEAST_SHARED = 3  # sampled shingles: fewer are a formula
_HELD = 1 << 25  # characters of documents held while pairs are verified
SPOKEN_OF = frozenset({"pasted-copy", "possible-paste"})  # of what stays inside a document; lawful repetition is not
Progress = Callable[[str, float], None]  # what is being done, and which share of it is done


@dataclass(frozen=True)
class Settings:
    """How a corpus is looked at. `threads` changes no result.

    `threshold` and `miss` tune the bands. `parts` asks for pairs of documents of which one may stand in the other: at
    least `shared` of its sample. `own` asks for repeats inside each document, under these options, and `facts` for what
    a plan says of every document.
    """

    threshold: float = THRESHOLD
    miss: float = 0.001
    threads: int = 1
    parts: bool = True
    shared: float = _COMMON
    own: Options | None = None
    facts: bool = False

    def as_json(self) -> dict[str, Any]:
        """The parameters as a plan records them."""
        return {"within": self.own is not None, "across": self.parts, "threshold": self.threshold}


@dataclass(frozen=True, eq=False)
class Survey:
    """What the first pass leaves of a corpus: row i of each belongs to sources[i].

    `own` holds the plans of documents with repeats of their own worth speaking of; where these drop something, the
    document was signed without it. `filed` is empty where no facts were asked for.
    """

    sources: tuple[Source, ...]
    problems: tuple[Problem, ...]
    signatures: Signatures
    samples: Samples
    filed: tuple[Filed, ...]
    own: Mapping[int, Plan]


@dataclass(frozen=True, eq=False)
class Pairs:
    """Candidate pairs, ascending, each once, `left` < `right`; and what was not looked for, in numbers."""

    left: npt.NDArray[np.int64]
    right: npt.NDArray[np.int64]
    estimates: npt.NDArray[np.float64]  # of the Jaccard similarity
    bands: Bands
    crowded: int
    threshold: float

    def estimated(self) -> Iterator[tuple[int, int, float]]:
        """The pairs with their estimates, one by one."""
        return zip(self.left.tolist(), self.right.tolist(), self.estimates.tolist(), strict=True)

    def as_json(self) -> dict[str, Any]:
        """How candidates were found, and what that may miss."""
        return {
            **self.bands.as_json(self.threshold),
            "candidate_pairs": len(self.left),
            "crowded_buckets": self.crowded,
            "sampling": f"1 of {RATE} shingles of 32 characters",
        }


class _Part(NamedTuple):
    """What one block of documents leaves."""

    signatures: Signatures
    samples: Samples
    filed: list[Filed]
    own: dict[int, Plan]  # by place in the block


def survey(corpus: Corpus, settings: Settings | None = None, progress: Progress | None = None) -> Survey:
    """The first pass over a corpus; blocks of texts are held, one a thread, and nothing more of a text."""
    settings = settings or Settings()
    sources: list[Source] = []
    problems: list[Problem] = []

    def passing() -> Iterator[Entry]:
        for found in corpus:
            if isinstance(found, Problem):
                problems.append(found)
                continue
            sources.append(found.source)
            if progress:
                progress("reading", corpus.done / max(corpus.bytes, 1))
            yield found

    parts = list(map_blocks(lambda block, buffers: _surveyed(block, buffers, settings), passing(), settings.threads))
    own: dict[int, Plan] = {}
    base = 0
    for part in parts:
        own |= {base + place: plan for place, plan in part.own.items()}
        base += len(part.signatures)
    return Survey(
        tuple(sources),
        tuple(problems),
        together([part.signatures for part in parts], Parameters()),
        joined(part.samples for part in parts),
        tuple(filed for part in parts for filed in part.filed),
        own,
    )


def _surveyed(block: list[Entry], buffers: Buffers, settings: Settings) -> _Part:
    texts = [entry.text for entry in block]
    own: dict[int, Plan] = {}
    codes, starts = folded_texts(texts, buffers)
    if settings.own is not None:
        for place in repeating(codes, starts).tolist():
            repeated = covered(codes[starts[place] : starts[place + 1]])
            if sum(end - start for start, end in repeated) >= 2 * LEAST_PASTE:
                plan = dedupe(block[place].document, settings.own)
                if any(map(_worth, plan.decisions)):
                    own[place] = plan
        shorter = {place: left_of(plan).text for place, plan in own.items() if plan.dropped}
        if shorter:
            texts = [shorter.get(place, text) for place, text in enumerate(texts)]
            codes, starts = folded_texts(texts, buffers)
    parameters = Parameters()
    signed = sign_shingles(shingles_of(codes, starts, parameters.width, buffers), parameters)
    samples = sample(codes, starts, buffers)
    return _Part(signed, samples, [_filed(entry) for entry in block] if settings.facts else [], own)


def _filed(entry: Entry) -> Filed:
    document = entry.document
    return Filed(entry.source, sha256(document.raw), document.encoding, bool(document.bom), len(document.text))


def left_of(plan: Plan) -> Document:
    """The document that a plan leaves."""
    document = plan.document
    return replace(document, raw=plan.clean, text=plan.clean[len(document.bom) :].decode(document.encoding))


def candidate_pairs(found: Survey, settings: Settings | None = None) -> Pairs:
    """The pairs of documents that are worth reading again."""
    settings = settings or Settings()
    bands = tuned(settings.threshold, found.signatures.parameters.k, settings.miss)
    alike = candidates(found.signatures, bands)
    left, right, crowded = [alike.left], [alike.right], alike.crowded
    if settings.parts:
        sizes = found.samples.sizes
        shared = sharing(found.samples, _LEAST_SHARED)
        smaller = np.minimum(sizes[shared.left], sizes[shared.right])
        # What many documents have in common makes them candidates only where it is a good part of one of them.
        enough = shared.counts >= np.maximum(settings.shared, _COMMON) * smaller
        if settings.shared < _COMMON:
            enough |= (shared.rare >= _LEAST_SHARED) & (shared.counts >= settings.shared * smaller)
        left.append(shared.left[enough])
        right.append(shared.right[enough])
        crowded += shared.crowded
    both = np.unique(np.stack([np.concatenate(left), np.concatenate(right)], axis=1), axis=0)
    agreeing = found.signatures.agreeing(both[:, 0], both[:, 1])
    return Pairs(both[:, 0], both[:, 1], agreeing / bands.k, bands, crowded, settings.threshold)


@dataclass(frozen=True, eq=False)
class Verified:
    """The relations of a corpus's candidate pairs, and a card of each document that has one."""

    links: tuple[Link, ...]
    cards: Mapping[int, Card]


def verified(
    corpus: Corpus, found: Survey, pairs: Pairs, progress: Progress | None = None, *, passages: bool = False
) -> Verified:
    """The relation of each candidate pair that has one; with `passages`, what they share, copies excepted."""
    members = _Members(corpus, found)
    cards: dict[int, Card] = {}
    links: list[Link] = []
    for at, (left, right) in enumerate(zip(pairs.left.tolist(), pairs.right.tolist(), strict=True)):
        if progress:
            progress("verifying", at / len(pairs.left))
        one, other = members[left], members[right]
        relation = relate(one, other)
        if relation is None:
            continue
        told = passages and not relation.is_copy and one.whole and other.whole
        shared = reuse(relation.one, relation.other).passages if told else ()
        numbers = (left, right) if relation.one is one else (right, left)
        links.append(Link.of(*numbers, relation, shared))
        cards.setdefault(left, members.card(left))
        cards.setdefault(right, members.card(right))
    return Verified(tuple(links), cards)


def alike(corpus: Corpus, found: Survey, pairs: Pairs) -> Iterator[tuple[int, int, Overlap]]:
    """The exact overlap of each candidate pair, in order."""
    members = _Members(corpus, found)
    for left, right in zip(pairs.left.tolist(), pairs.right.tolist(), strict=True):
        yield left, right, overlap(members[left].shingles, members[right].shingles)


def plan_corpus(
    corpus: Corpus, settings: Settings, across: Across | None = None, progress: Progress | None = None
) -> CorpusPlan:
    """The plan for a corpus: repeats inside documents under `settings.own`, copies among them under `across`."""
    found = survey(corpus, replace(settings, facts=True), progress)
    made: list[Decision] = []
    search: dict[str, Any] = {}
    cards: Mapping[int, Card] = {}
    if across is not None:
        pairs = candidate_pairs(found, settings)
        kin = verified(corpus, found, pairs, progress)
        made, search, cards = decide(kin.links, kin.cards, across), pairs.as_json(), kin.cards
    gone = {each.place.document for each in made if each.action == "drop"}
    own = {number: plan for number, plan in found.own.items() if number not in gone}
    within = [_numbered(each, number) for number, plan in own.items() for each in plan.decisions if _worth(each)]
    parameters = {**settings.as_json(), **(settings.own or Options()).as_json(), **(across or Across()).as_json()}
    return CorpusPlan(
        tuple(
            replace(each, title=cards[n].title or None) if n in cards else each for n, each in enumerate(found.filed)
        ),
        tuple(sorted([*within, *made], key=lambda each: (each.place.document, each.place.span))),
        found.problems,
        {number: plan for number, plan in own.items() if plan.dropped},
        parameters,
        search,
    )


def relations(
    corpus: Corpus, settings: Settings, across: Across | None = None, progress: Progress | None = None
) -> Kindred:
    """Every relation in the corpus, in groups, with the passages shared."""
    found = survey(corpus, settings, progress)
    pairs = candidate_pairs(found, settings)
    kin = verified(corpus, found, pairs, progress, passages=True)
    groups = stars(kin.links, kin.cards, across or Across())
    return Kindred(found.sources, kin.cards, tuple(groups), found.problems, pairs.as_json())


def _worth(decision: Decision) -> bool:
    """Whether a decision inside a document is spoken of in a corpus: lawful repetition is not."""
    return decision.action != "keep" or decision.relation in SPOKEN_OF


def _numbered(decision: Decision, number: int) -> Decision:
    copy_of = decision.copy_of and replace(decision.copy_of, document=number)
    return replace(decision, place=replace(decision.place, document=number), copy_of=copy_of)


class _Members:
    """Documents read again, the latest used ones held."""

    def __init__(self, corpus: Corpus, found: Survey) -> None:
        self._corpus, self._survey = corpus, found
        self._held: dict[int, Member] = {}
        self._characters = 0

    def __getitem__(self, number: int) -> Member:
        member = self._held.pop(number, None)
        if member is None:
            member = self._read(number)
            self._characters += member.characters
            while self._characters > _HELD and len(self._held) > 1:
                oldest = next(iter(self._held))
                self._characters -= self._held.pop(oldest).characters
        self._held[number] = member
        return member

    def card(self, number: int) -> Card:
        """The card of a document that is held."""
        return Card.of(self[number])

    def _read(self, number: int) -> Member:
        source, plan = self._survey.sources[number], self._survey.own.get(number)
        if plan is not None and plan.dropped:
            return Member(left_of(plan), source.id, plan.document)
        return Member(self._corpus.document(source), source.id)
