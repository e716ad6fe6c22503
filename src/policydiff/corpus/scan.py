"""The first pass over a corpus: a signature and a sample of every document; no text is kept.

The signature (MinHash) is for pairs of similar documents, the sample of long shingles (FracMinHash) for pairs of which
one may contain the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from policydiff.matching.fracminhash import Samples, concatenate_samples, empty_samples, sample_shingles
from policydiff.matching.minhash import Parameters, Signatures, concatenate, sign_shingles
from policydiff.matching.shingles import shingles_of
from policydiff.messages import Message
from policydiff.readers.entries import Source, UnreadableInput
from policydiff.relations.summary import DocumentSummary
from policydiff.text.folding import Codes, Positions
from policydiff.text.folding_blocks import Buffers

if TYPE_CHECKING:
    from policydiff.deduplication.plan import Plan


@dataclass(frozen=True, eq=False)
class CorpusScan:
    """The result of the first pass: row i of `signatures`, `samples`, `lengths` and `summaries` belongs to sources[i].

    `lengths` is int64 (number of documents,), in characters of the source. `wordless` are the documents with an empty
    folded text, by number, each with the SHA-256 of its text. `own_plans` holds, by number, the plans of documents with
    reported repeats of their own; what a plan drops is not in the signature and sample, nor are the lines `furniture`.
    `summaries` is empty if no facts were asked for. `titles` are the keys of the titles (`title_key`), empty if no
    pairs of documents of one title were asked for. `unproven` holds, by number, why the plan of a document could not be
    proven; it has none then.
    """

    sources: tuple[Source, ...]
    problems: tuple[UnreadableInput, ...]
    signatures: Signatures
    samples: Samples
    lengths: npt.NDArray[np.int64]
    wordless: tuple[tuple[int, str], ...]
    summaries: tuple[DocumentSummary, ...]
    own_plans: Mapping[int, Plan]
    titles: tuple[str, ...] = ()
    furniture: frozenset[str] = frozenset()
    unproven: Mapping[int, Message] = field(default_factory=dict)

    def signed_without(self, furniture: frozenset[str], scan: CorpusScan) -> CorpusScan:
        """This scan with the signatures and samples of a second one, of the corpus without this furniture.

        Documents that are without words in either scan are in `wordless`; lengths and plans stay those of the
        whole texts.
        """
        return replace(
            self,
            signatures=scan.signatures,
            samples=scan.samples,
            wordless=(*self.wordless, *scan.wordless),
            furniture=furniture,
        )


def sign_block(codes: Codes, starts: Positions, buffers: Buffers, *, sampled: bool) -> tuple[Signatures, Samples]:
    """The signatures and the samples of folded documents; empty samples unless `sampled`.

    Document i has the folded text codes[starts[i]:starts[i + 1]]. `buffers` must not be in use by another thread.
    """
    parameters = Parameters()
    signatures = sign_shingles(shingles_of(codes, starts, parameters.width, buffers), parameters)
    return signatures, sample_shingles(codes, starts, buffers) if sampled else empty_samples(len(starts) - 1)


class BlockFacts(NamedTuple):
    """What a scan keeps of a block besides signatures, as in `CorpusScan`; documents are numbered from 0."""

    samples: Samples
    lengths: npt.NDArray[np.int64]
    wordless: list[tuple[int, str]]
    summaries: list[DocumentSummary]
    own_plans: dict[int, Plan]
    titles: list[str]
    unproven: dict[int, Message]


def join_blocks(
    blocks: Iterable[tuple[Signatures, BlockFacts]], sources: Sequence[Source], problems: Sequence[UnreadableInput]
) -> CorpusScan:
    """The scan of a corpus from those of its blocks, in order; documents are numbered through all blocks, from 0.

    `sources` and `problems` may grow while the blocks are taken: they are read after the last one.
    """
    facts: list[BlockFacts] = []

    def block_signatures() -> Iterator[Signatures]:
        """The signatures of each block, to be concatenated as they come; its other results are kept."""
        for block_signatures, block_facts in blocks:
            facts.append(block_facts)
            yield block_signatures

    signatures = concatenate(block_signatures(), Parameters())
    own_plans: dict[int, Plan] = {}
    unproven: dict[int, Message] = {}
    wordless: list[tuple[int, str]] = []
    first_number = 0
    for block in facts:
        own_plans |= {first_number + index: plan for index, plan in block.own_plans.items()}
        unproven |= {first_number + index: error for index, error in block.unproven.items()}
        wordless += [(first_number + index, digest) for index, digest in block.wordless]
        first_number += len(block.lengths)
    return CorpusScan(
        tuple(sources),
        tuple(problems),
        signatures,
        concatenate_samples(block.samples for block in facts),
        np.concatenate([np.empty(0, np.int64), *(block.lengths for block in facts)]),
        tuple(wordless),
        tuple(summary for block in facts for summary in block.summaries),
        own_plans,
        tuple(title for block in facts for title in block.titles),
        unproven=unproven,
    )
