"""The first pass over a corpus: every document passes by once, and candidate pairs are found among them.

Of a document its signature is kept and a sample of its long shingles, never its text. Candidates are pairs of like
signatures, and pairs of which one may stand in the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, partial
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from policydiff.corpus.plan import Filed
from policydiff.deduplication.plan import Plan, sha256
from policydiff.engines.processes import run_ordered
from policydiff.matching.fracminhash import Samples, concatenate_samples, empty_samples, sample
from policydiff.matching.minhash import Parameters, Signatures, concatenate, sign_shingles
from policydiff.matching.repeats import repeated_spans, repeating
from policydiff.matching.shingles import TEXTS, blocks_of_texts, folded_texts, map_blocks, shingles_of
from policydiff.readers.entries import Documents, Entry, Source, UnreadableInput
from policydiff.text.folding import Codes, Positions
from policydiff.text.folding_blocks import Buffers

if TYPE_CHECKING:
    from policydiff.deduplication.options import Options
from policydiff.corpus.settings import Progress, ScanOptions
from policydiff.deduplication.plan import is_reported, left_of

_WORTH_IT = 8_000_000  # bytes of documents for which other processes are worth starting: about half a second's work


@dataclass(frozen=True, eq=False)
class CorpusScan:
    """What the first pass leaves of a corpus: row i of each belongs to sources[i].

    `lengths` are in characters; `wordless` are documents without a key, each with the SHA-256 of its text. `own` holds
    the plans of documents with repeats of their own worth speaking of; where these drop something, the
    document was signed without it. `filed` is empty where no facts were asked for. `furniture` are lines of the pages
    that documents were signed without, too.
    """

    sources: tuple[Source, ...]
    problems: tuple[UnreadableInput, ...]
    signatures: Signatures
    samples: Samples
    lengths: npt.NDArray[np.int64]
    wordless: tuple[tuple[int, str], ...]
    filed: tuple[Filed, ...]
    own: Mapping[int, Plan]
    furniture: frozenset[str] = frozenset()


class _Part(NamedTuple):
    """What one block of documents leaves besides signatures."""

    samples: Samples
    lengths: npt.NDArray[np.int64]
    wordless: list[tuple[int, str]]  # by place in the block
    filed: list[Filed]
    own: dict[int, Plan]  # by place in the block


def scan_corpus(corpus: Documents, settings: ScanOptions | None = None, progress: Progress | None = None) -> CorpusScan:
    """The first pass over a corpus; blocks of texts are held, one a thread, and nothing more of a text."""
    settings = settings or ScanOptions()
    sources: list[Source] = []
    problems: list[UnreadableInput] = []

    def passing() -> Iterator[Entry]:
        for found in corpus:
            if isinstance(found, UnreadableInput):
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

    signatures = concatenate(signed(), Parameters())
    own: dict[int, Plan] = {}
    wordless: list[tuple[int, str]] = []
    base = 0
    for part in parts:
        own |= {base + place: plan for place, plan in part.own.items()}
        wordless += [(base + place, digest) for place, digest in part.wordless]
        base += len(part.lengths)
    return CorpusScan(
        tuple(sources),
        tuple(problems),
        signatures,
        concatenate_samples(part.samples for part in parts),
        np.concatenate([np.empty(0, np.int64), *(part.lengths for part in parts)]),
        tuple(wordless),
        tuple(filed for part in parts for filed in part.filed),
        own,
    )


_Made = tuple[Signatures, _Part]


def _made(entries: Iterable[Entry], settings: ScanOptions, *, alone: bool) -> Iterator[_Made]:
    """What is made of each block of documents, in order: by processes where repeats in them are judged, else threads.

    Threads get in each other's way in all that is not NumPy.
    """
    if settings.own is None or settings.threads < 2 or alone:
        return map_blocks(lambda block, buffers: _surveyed(block, buffers, settings), entries, settings.threads)
    work = partial(_surveyed_at_work, settings=settings)
    return run_ordered(work, blocks_of_texts(entries, TEXTS), settings.threads)


@cache
def _buffers() -> Buffers:
    """Those of this process, where it is one of several."""
    return Buffers()


def _surveyed_at_work(block: list[Entry], settings: ScanOptions) -> _Made:
    return _surveyed(block, _buffers(), settings)


def _surveyed(block: list[Entry], buffers: Buffers, settings: ScanOptions) -> _Made:
    texts = [entry.text for entry in block]
    own: dict[int, Plan] = {}
    codes, starts = folded_texts(texts, buffers)
    if settings.own is not None:
        from policydiff.deduplication.rounds import dedupe  # pairs alone are found without it

        for place in _worth_reading(codes, starts, settings.own):
            plan = dedupe(block[place].document, settings.own)
            if any(map(is_reported, plan.decisions)):
                own[place] = plan
        shorter = {place: left_of(plan).text for place, plan in own.items() if plan.dropped}
        if shorter:
            texts = [shorter.get(place, text) for place, text in enumerate(texts)]
            codes, starts = folded_texts(texts, buffers)
    parameters = Parameters()
    signed = sign_shingles(shingles_of(codes, starts, parameters.width, buffers), parameters)
    samples = sample(codes, starts, buffers) if settings.parts else empty_samples(len(block))
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
    from policydiff.deduplication.options import DROPPED

    if options.drop - DROPPED:  # short lines and furniture show in no repeat
        yield from range(len(starts) - 1)
        return
    for place in repeating(codes, starts).tolist():
        repeated = repeated_spans(codes[starts[place] : starts[place + 1]])
        if any(end - start >= LEAST_COPY for start, end in repeated):
            yield place


def _filed(entry: Entry) -> Filed:
    document = entry.document
    return Filed(entry.source, sha256(document.raw), document.encoding, bool(document.bom), len(document.text))
