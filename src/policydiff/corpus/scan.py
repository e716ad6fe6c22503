"""The first pass over a corpus: every document passes by once, and candidate pairs are found among them.

Of a document its signature is kept and a sample of its long shingles, never its text. Candidates are pairs of like
signatures, and pairs of which one may stand in the other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import numpy.typing as npt

from policydiff.corpus.plan import Filed
from policydiff.deduplication.plan import Decision, Plan, sha256
from policydiff.engines.processes import side_by_side
from policydiff.matching.fracminhash import COMMON, LEAST_SHARED, RATE, Samples, joined, nothing_of, sample, sharing
from policydiff.matching.lsh import THRESHOLD, Bands, candidates, connected, tuned
from policydiff.matching.minhash import Parameters, Signatures, sign_shingles, together
from policydiff.matching.packed_pairs import firsts
from policydiff.matching.repeats import covered, repeating
from policydiff.matching.shingles import TEXTS, blocks_of_texts, folded_texts, map_blocks, shingles_of
from policydiff.readers.corpus import Documents, Entry, Problem, Source
from policydiff.text.document import Document
from policydiff.text.folding import Buffers, Codes, Positions

if TYPE_CHECKING:
    from policydiff.deduplication.decisions import Options

_WORTH_IT = 8_000_000  # bytes of documents for which other processes are worth starting: about half a second's work
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
    shared: float = COMMON
    own: Options | None = None
    facts: bool = False

    def as_json(self) -> dict[str, Any]:
        """The parameters as a plan records them."""
        return {"within": self.own is not None, "across": self.parts, "threshold": self.threshold}


@dataclass(frozen=True, eq=False)
class Survey:
    """What the first pass leaves of a corpus: row i of each belongs to sources[i].

    `lengths` are in characters; `wordless` are documents without a key, each with the SHA-256 of its text. `own` holds
    the plans of documents with repeats of their own worth speaking of; where these drop something, the
    document was signed without it. `filed` is empty where no facts were asked for. `furniture` are lines of the pages
    that documents were signed without, too.
    """

    sources: tuple[Source, ...]
    problems: tuple[Problem, ...]
    signatures: Signatures
    samples: Samples
    lengths: npt.NDArray[np.int64]
    wordless: tuple[tuple[int, str], ...]
    filed: tuple[Filed, ...]
    own: Mapping[int, Plan]
    furniture: frozenset[str] = frozenset()


@dataclass(frozen=True, eq=False)
class Pairs:
    """Candidate pairs, ascending, each once, `left` < `right`; and what was not looked for, in numbers."""

    left: npt.NDArray[np.int64]
    right: npt.NDArray[np.int64]
    estimates: npt.NDArray[np.float64]  # of the Jaccard similarity
    parts: npt.NDArray[np.float64]  # of the share of the smaller document that stands in the other
    bands: Bands
    crowded: int
    threshold: float

    def estimated(self) -> Iterator[tuple[int, int, float]]:
        """The pairs with their estimates, one by one."""
        return zip(self.left.tolist(), self.right.tolist(), self.estimates.tolist(), strict=True)

    def together(self, documents: int) -> Iterator[list[tuple[int, int, float]]]:
        """The pairs of documents that hang together, all of these at a time; each with the greater of its estimates."""
        labels = connected(self.left, self.right, documents)[self.left]
        order = np.argsort(labels, kind="stable")
        ends = np.flatnonzero(np.diff(labels[order])) + 1
        for part in np.split(order, ends) if len(order) else ():
            close = np.maximum(self.estimates[part], self.parts[part])
            yield list(zip(self.left[part].tolist(), self.right[part].tolist(), close.tolist(), strict=True))

    def joined(self, more: Iterable[tuple[int, int]], signatures: Signatures) -> Pairs:
        """These and further candidate pairs."""
        packed = self.left << 32 | self.right
        new = np.array(sorted({one << 32 | other for one, other in more}), dtype=np.int64)
        new = new[~np.isin(new, packed)]
        once = np.concatenate((packed, new))
        order = np.argsort(once)
        estimates = signatures.agreeing(new >> 32, new & 0xFFFFFFFF) / self.bands.k
        return replace(
            self,
            left=once[order] >> 32,
            right=once[order] & 0xFFFFFFFF,
            estimates=np.concatenate((self.estimates, estimates))[order],
            parts=np.concatenate((self.parts, np.zeros(len(new))))[order],
        )

    def as_json(self) -> dict[str, Any]:
        """How candidates were found, and what that may miss."""
        return {
            **self.bands.as_json(self.threshold),
            "candidate_pairs": len(self.left),
            "crowded_buckets": self.crowded,
            "sampling": f"1 of {RATE} shingles of 32 characters",
        }


class _Part(NamedTuple):
    """What one block of documents leaves besides signatures."""

    samples: Samples
    lengths: npt.NDArray[np.int64]
    wordless: list[tuple[int, str]]  # by place in the block
    filed: list[Filed]
    own: dict[int, Plan]  # by place in the block


def survey(corpus: Documents, settings: Settings | None = None, progress: Progress | None = None) -> Survey:
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

    parts: list[_Part] = []

    def signed() -> Iterator[Signatures]:
        """The signatures of each block, which are put together as they come; the rest of it is kept."""
        for signatures, part in _made(passing(), settings, alone=corpus.bytes < _WORTH_IT):
            parts.append(part)
            yield signatures

    signatures = together(signed(), Parameters())
    own: dict[int, Plan] = {}
    wordless: list[tuple[int, str]] = []
    base = 0
    for part in parts:
        own |= {base + place: plan for place, plan in part.own.items()}
        wordless += [(base + place, digest) for place, digest in part.wordless]
        base += len(part.lengths)
    return Survey(
        tuple(sources),
        tuple(problems),
        signatures,
        joined(part.samples for part in parts),
        np.concatenate([np.empty(0, np.int64), *(part.lengths for part in parts)]),
        tuple(wordless),
        tuple(filed for part in parts for filed in part.filed),
        own,
    )


_Made = tuple[Signatures, _Part]


def _made(entries: Iterable[Entry], settings: Settings, *, alone: bool) -> Iterator[_Made]:
    """What is made of each block of documents, in order: by processes where repeats in them are judged, else threads.

    Threads get in each other's way in all that is not NumPy.
    """
    if settings.own is None or settings.threads < 2 or alone:
        return map_blocks(lambda block, buffers: _surveyed(block, buffers, settings), entries, settings.threads)
    work = partial(_surveyed_at_work, settings=settings)
    return side_by_side(work, blocks_of_texts(entries, TEXTS), settings.threads)


@cache
def _buffers() -> Buffers:
    """Those of this process, where it is one of several."""
    return Buffers()


def _surveyed_at_work(block: list[Entry], settings: Settings) -> _Made:
    return _surveyed(block, _buffers(), settings)


def _surveyed(block: list[Entry], buffers: Buffers, settings: Settings) -> _Made:
    texts = [entry.text for entry in block]
    own: dict[int, Plan] = {}
    codes, starts = folded_texts(texts, buffers)
    if settings.own is not None:
        from policydiff.deduplication.rounds import dedupe  # pairs alone are found without it

        for place in _worth_reading(codes, starts, settings.own):
            plan = dedupe(block[place].document, settings.own)
            if any(map(worth_saying, plan.decisions)):
                own[place] = plan
        shorter = {place: left_of(plan).text for place, plan in own.items() if plan.dropped}
        if shorter:
            texts = [shorter.get(place, text) for place, text in enumerate(texts)]
            codes, starts = folded_texts(texts, buffers)
    parameters = Parameters()
    signed = sign_shingles(shingles_of(codes, starts, parameters.width, buffers), parameters)
    samples = sample(codes, starts, buffers) if settings.parts else nothing_of(len(block))
    bare = np.flatnonzero(starts[1:] == starts[:-1]).tolist()
    return signed, _Part(
        samples,
        np.array([len(entry) for entry in block], dtype=np.int64),
        [(place, sha256(block[place].text.encode())) for place in bare if block[place].text],
        [_filed(entry) for entry in block] if settings.facts else [],
        own,
    )


def _worth_reading(codes: Codes, starts: Positions, options: Options) -> Iterator[int]:
    """The texts, of several end to end, in which something may stand that goes or is spoken of."""
    from policydiff.deduplication.copies import LEAST_COPY
    from policydiff.deduplication.decisions import DROPPED

    if options.drop - DROPPED:  # short lines and furniture show in no repeat
        yield from range(len(starts) - 1)
        return
    for place in repeating(codes, starts).tolist():
        repeated = covered(codes[starts[place] : starts[place + 1]])
        if any(end - start >= LEAST_COPY for start, end in repeated):
            yield place


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
    crowded = alike.crowded
    pairs = [alike.left << 32 | alike.right, _alike_without_words(found.wordless)]
    shared = sharing(found.samples, LEAST_SHARED)
    parts = shared.counts / np.minimum(found.samples.sizes[shared.left], found.samples.sizes[shared.right])
    # What many documents have in common makes them candidates only where it is a good part of one of them.
    enough = (parts >= COMMON) | ((parts >= settings.shared) & (shared.rare >= LEAST_SHARED))
    sampled = shared.left << 32 | shared.right
    once = np.sort(np.concatenate([*pairs, sampled[enough]]))
    once = once[firsts(once)]
    one, other = once >> 32, once & 0xFFFFFFFF
    estimates = found.signatures.agreeing(one, other) / bands.k
    at = np.minimum(np.searchsorted(sampled, once), max(len(sampled) - 1, 0))
    known = np.where(sampled[at] == once, parts[at], 0.0) if len(sampled) else np.zeros(len(once))
    return Pairs(one, other, estimates, known, bands, crowded + shared.crowded, settings.threshold)


def _alike_without_words(wordless: Sequence[tuple[int, str]]) -> npt.NDArray[np.int64]:
    """Documents of marks alone, each with the first that has the same bytes."""
    first: dict[str, int] = {}
    pairs = [first[digest] << 32 | number for number, digest in wordless if first.setdefault(digest, number) != number]
    return np.array(pairs, dtype=np.int64)


def worth_saying(decision: Decision) -> bool:
    """Whether a decision inside a document is spoken of in a corpus: lawful repetition is not."""
    return decision.action != "keep" or decision.relation in SPOKEN_OF
