"""MinHash signatures: k numbers of a document, from which the Jaccard similarity of two sets of shingles is estimated.

`fast` is fast similarity sketching (Dahlgaard, Knudsen and Thorup, FOCS 2017) of the shingle hashes: each hash goes to
one of k slots, which keeps its least one; slots that stay empty are filled in further rounds and at last by all
shingles. For a document with fewer than k shingles the set itself is kept, so that two such are compared exactly.
`affine32` is what datasketch 2 computes by default from the same shingles as strings, and can be exchanged with it.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, replace
from functools import cache
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from policydiff.errors import PolicydiffError
from policydiff.matching.shingles import BLOCK, SHINGLE_CODES, Hashes, Shingles, distinct, map_blocks, mix, shingles
from policydiff.messages import Message, message
from policydiff.text.folding import Positions, fold, table_version
from policydiff.text.folding_blocks import Buffers

FAST = "fast"
AFFINE32 = "affine32"
DEFAULT_SLOTS = 128  # slots of a signature, unless the parameters say otherwise
EMPTY = np.uint32(0xFFFFFFFF)  # the value of a slot that no shingle reached
_ROUNDS = 3  # in which a shingle goes to one slot; after them, every shingle goes to all slots that are still empty
_PAIRS_AT_A_TIME = 1 << 10  # pairs of signatures compared together


@dataclass(frozen=True, slots=True)
class Parameters:
    """What a signature depends on besides the text. Signatures with different parameters cannot be compared.

    `signature` is FAST or AFFINE32; `k` the number of slots (16 to 65,536); `width` the number of codes in a shingle;
    `seed` chooses the permutations of `affine32` and is 1 for `fast`; `fold` is the version of the fold. Other values
    raise PolicydiffError.
    """

    signature: str = FAST
    k: int = DEFAULT_SLOTS
    width: int = SHINGLE_CODES
    seed: int = 1
    fold: str = field(default_factory=table_version)

    def __post_init__(self) -> None:
        if self.signature not in (FAST, AFFINE32):
            raise PolicydiffError(
                message("no signature named {name}", name=self.signature),
                hint=message("{fast} or {affine32}", fast=FAST, affine32=AFFINE32),
            )
        if not 16 <= self.k <= 1 << 16:
            raise PolicydiffError(message("a signature of {k} slots", k=self.k), hint="from 16 to 65,536")
        if self.width < 1:
            raise PolicydiffError(message("shingles of {width} characters", width=self.width), hint="at least 1")
        if not 0 <= self.seed < 1 << 32 or (self.signature == FAST and self.seed != 1):
            raise PolicydiffError(
                message("the seed {seed} for {signature}", seed=self.seed, signature=self.signature),
                hint=message("seeds are for {affine32}", affine32=AFFINE32),
            )

    def __str__(self) -> str:
        return str(self.description)

    @property
    def description(self) -> Message:
        """The parameters in words; the seed only if it is not 1."""
        fields = {"signature": self.signature, "k": self.k, "width": self.width, "fold": self.fold}
        if self.seed == 1:
            return message("{signature}, k = {k}, {width}-character shingles, key {fold}", **fields)
        template = "{signature}, k = {k}, {width}-character shingles, key {fold}, seed {seed}"
        return message(template, **fields, seed=self.seed)

    def require(self, other: Parameters) -> None:
        """Raise PolicydiffError, which names both parameters, unless the other ones are equal to these."""
        if self.fold != other.fold:
            raise PolicydiffError(
                message(
                    "signatures made with two folding tables do not compare: {these}; and {other}",
                    these=self.description,
                    other=other.description,
                ),
                hint="sign both documents anew with policydiff sketch",
            )
        if self != other:
            raise PolicydiffError(
                message(
                    "signatures of two kinds do not compare: {these}; and {other}", these=self.description, other=other
                ),
                hint="sign both documents alike",
            )

    def as_json(self) -> dict[str, Any]:
        """The parameters by the names of the fields."""
        return asdict(self)


class Estimate(NamedTuple):
    """The Jaccard similarity of two documents by their signatures, in [0, 1], and its standard error, 0 if exact."""

    jaccard: float
    error: float

    @property
    def exact(self) -> bool:
        """Whether the similarity was counted from the whole sets of two short documents; one may be empty."""
        return self.error == 0.0


@dataclass(frozen=True, slots=True, eq=False)
class Signature:
    """The signature of one document.

    values: uint32 (k,); shingles: uint32 (n,), for `fast` the ascending set of its shingle hashes if n < k, else None.
    """

    parameters: Parameters
    values: Hashes
    shingles: Hashes | None

    def estimate(self, other: Signature) -> Estimate:
        """The similarity of the two documents, 0 with an empty one; PolicydiffError for different parameters."""
        self.parameters.require(other.parameters)
        if self.shingles is not None and other.shingles is not None:
            shared = len(np.intersect1d(self.shingles, other.shingles, assume_unique=True))
            union = len(self.shingles) + len(other.shingles) - shared
            return Estimate(shared / union if union else 0.0, 0.0)
        equal = np.count_nonzero((self.values == other.values) & (self.values != EMPTY))
        jaccard = equal / self.parameters.k
        # An estimate of 0 or 1 is not exact either: its error is that of one shared or one differing slot.
        likely = min(max(jaccard, 1 / self.parameters.k), 1 - 1 / self.parameters.k)
        return Estimate(jaccard, math.sqrt(likely * (1 - likely) / self.parameters.k))

    def as_json(self) -> dict[str, Any]:
        """The parameters and values; `shingles` is null if the set is not kept."""
        return {
            "parameters": self.parameters.as_json(),
            "values": self.values.tolist(),
            "shingles": None if self.shingles is None else self.shingles.tolist(),
        }


@dataclass(frozen=True, slots=True, eq=False)
class Signatures:
    """The signatures of n documents.

    values: uint32 (n, k); whole: bool (n,), True for documents whose set of shingles is kept; kept: uint32, these sets
    end to end; starts: int64 (n + 1,), the set of document i is kept[starts[i]:starts[i + 1]] if whole[i].
    """

    parameters: Parameters
    values: npt.NDArray[np.uint32]
    whole: npt.NDArray[np.bool_]
    kept: Hashes
    starts: Positions

    def __len__(self) -> int:
        return len(self.values)

    def __getitem__(self, document: int) -> Signature:
        """The signature of a document by its index, from 0 on; its values are a view."""
        whole = self.kept[self.starts[document] : self.starts[document + 1]] if self.whole[document] else None
        return Signature(self.parameters, self.values[document], whole)

    def agreeing(self, left: npt.NDArray[np.int64], right: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """The number of slots, 0 to k, in which each pair of documents agrees, empty slots included: int64 (pairs,)."""
        counts = np.empty(len(left), dtype=np.int64)
        for start in range(0, len(left), _PAIRS_AT_A_TIME):
            pairs = slice(start, start + _PAIRS_AT_A_TIME)
            equal = self.values.take(left[pairs], axis=0) == self.values.take(right[pairs], axis=0)
            if self.parameters.k % 8 or self.parameters.k > 8 * 255:
                counts[pairs] = np.count_nonzero(equal, axis=1)
            else:  # a bool is a byte: eight are added at a time, and k <= 8 * 255 keeps each sum within its byte
                eights = equal.view(np.uint64).sum(axis=1)
                counts[pairs] = eights.view(np.uint8).reshape(-1, 8).sum(axis=1)
        return counts


def sign_texts(texts: Iterable[str], parameters: Parameters | None = None, threads: int = 1) -> Signatures:
    """The signatures of texts, in their order; the number of threads does not change them.

    >>> signatures = sign_texts(["第一条　适用范围", "第一條　適用範圍"])
    >>> signatures[0].estimate(signatures[1])
    Estimate(jaccard=1.0, error=0.0)
    """
    chosen = parameters or Parameters()
    sign_block = _sign_fast_block if chosen.signature == FAST else _sign_affine_block
    return _join_parts(map_blocks(lambda block, buffers: sign_block(block, chosen, buffers), texts, threads), chosen)


def sign_shingles(texts: Shingles, parameters: Parameters | None = None) -> Signatures:
    """The `fast` signatures of texts from their shingles, as wide as in `parameters`; PolicydiffError for others."""
    chosen = parameters or Parameters()
    if chosen.signature != FAST:
        raise PolicydiffError(
            message("{signature} signs strings, not hashes", signature=chosen.signature), hint="sign the texts"
        )
    return _join_parts([_sign_fast(texts, chosen.k, Buffers())], chosen)


def concatenate(blocks: Iterable[Signatures], parameters: Parameters) -> Signatures:
    """The signatures of blocks of documents, in order; PolicydiffError for a block with other parameters."""
    values = np.empty((0, parameters.k), np.uint32)  # one growing array: the values are never held twice
    no_values, rows = values[:0].copy(), 0
    parts: list[_Part] = []
    for block in blocks:
        parameters.require(block.parameters)
        if rows + len(block) > len(values):
            values.resize(((rows + len(block)) * 5 // 4, parameters.k), refcheck=False)
        values[rows : rows + len(block)] = block.values
        rows += len(block)
        parts.append(_Part(no_values, block.whole, block.kept, np.diff(block.starts)))
    values.resize((rows, parameters.k), refcheck=False)
    return replace(_join_parts(parts, parameters), values=values)


def _join_parts(blocks: Iterable[_Part], parameters: Parameters) -> Signatures:
    """The signatures of the documents of all blocks, in order."""
    parts = list(blocks)
    sizes = np.concatenate([np.zeros(1, np.int64), *(part.sizes for part in parts)])
    return Signatures(
        parameters,
        np.concatenate([np.empty((0, parameters.k), np.uint32), *(part.values for part in parts)]),
        np.concatenate([np.empty(0, np.bool_), *(part.whole for part in parts)]),
        np.concatenate([np.empty(0, np.uint32), *(part.kept for part in parts)]),
        np.cumsum(sizes),
    )


class _Part(NamedTuple):
    """The signatures of one block, as in `Signatures`; `sizes` are the sizes of the kept sets, 0 for others: (n,)."""

    values: npt.NDArray[np.uint32]
    whole: npt.NDArray[np.bool_]
    kept: Hashes
    sizes: npt.NDArray[np.int64]


# --- fast similarity sketching


def _sign_fast_block(texts: list[str], parameters: Parameters, buffers: Buffers) -> _Part:
    """The `fast` signatures of one block of texts."""
    return _sign_fast(shingles(texts, parameters.width, buffers=buffers), parameters.k, buffers)


def _sign_fast(texts: Shingles, k: int, buffers: Buffers) -> _Part:
    """The signatures by fast similarity sketching, with k slots, each EMPTY in an empty document."""
    values = np.full((len(texts), k), EMPTY)
    _sketch_round(values, texts, buffers)
    # A document that filled every slot has at least k shingles. The sets of the others are needed, and are small.
    unfilled = np.flatnonzero((values == EMPTY).any(axis=1))
    sets = distinct(texts.of(unfilled))
    sizes = sets.lengths
    filled, small = np.flatnonzero(sizes), np.flatnonzero(sizes < k)
    if len(filled):  # the slots of an empty document stay empty
        values[unfilled[filled]] = _fill_empty_slots(values[unfilled[filled]], sets.of(filled), buffers)
    whole = np.zeros(len(texts), np.bool_)
    whole[unfilled[small]] = True
    kept_sizes = np.zeros(len(texts), np.int64)
    kept_sizes[unfilled[small]] = sizes[small]
    return _Part(values, whole, sets.of(small).hashes, kept_sizes)


def _sketch_round(values: npt.NDArray[np.uint32], texts: Shingles, buffers: Buffers) -> None:
    """One round of sketching: each hash goes to the slot given by its high bits; `values` keeps the least of a slot."""
    documents, k = values.shape
    if texts.long:
        for document in range(documents):
            hashes = texts[document]
            for start in range(0, len(hashes), BLOCK):
                part = hashes[start : start + BLOCK]
                np.minimum.at(values[document], _slot_indices(_slots_of(part, k, buffers), buffers), part)
        return
    slots = _slots_of(texts.hashes, k, buffers)
    slots += np.repeat(np.arange(0, values.size, k, dtype=np.uint32), texts.lengths)
    np.minimum.at(values.reshape(-1), _slot_indices(slots, buffers), texts.hashes)


def _slots_of(hashes: Hashes, k: int, buffers: Buffers) -> Hashes:
    """The slot of each hash, floor(hash * k / 2**32), 0 to k - 1, in a buffer."""
    slots: Hashes = buffers.get("slots", len(hashes), np.uint32)
    if k & (k - 1):
        np.copyto(slots, (hashes.astype(np.uint64) * np.uint64(k)) >> np.uint64(32), casting="same_kind")
        return slots
    return np.right_shift(hashes, np.uint32(33 - k.bit_length()), out=slots)


def _slot_indices(slots: Hashes, buffers: Buffers) -> npt.NDArray[np.intp]:
    """The slots as intp, in a buffer. NumPy would convert them itself, but more slowly."""
    indices: npt.NDArray[np.intp] = buffers.get("slot indices", len(slots), np.intp)
    np.copyto(indices, slots)
    return indices


def _fill_empty_slots(values: npt.NDArray[np.uint32], sets: Shingles, buffers: Buffers) -> npt.NDArray[np.uint32]:
    """Fill the empty slots of `values` in place and return it: further rounds fill most, all shingles the rest."""
    spare = np.empty_like(sets.hashes)
    for round_number in range(1, _ROUNDS):
        rehashed = sets.hashes * np.uint32(_odd_multiplier(round_number))
        rehashed += np.uint32(_odd_multiplier(-round_number))
        mix(rehashed, spare)
        round_values = np.full_like(values, EMPTY)
        _sketch_round(round_values, Shingles(rehashed, sets.starts), buffers)
        np.copyto(values, round_values, where=values == EMPTY)
    is_empty = values == EMPTY
    unfilled, empty_slots = np.flatnonzero(is_empty.any(axis=1)), np.flatnonzero(is_empty.any(axis=0))
    if len(unfilled):
        block = np.ix_(unfilled, empty_slots)
        a, b = _permutations(values.shape[1], 1)
        values[block] = np.where(
            is_empty[block], _min_permuted(sets.of(unfilled), a[empty_slots], b[empty_slots]), values[block]
        )
    return values


def _odd_multiplier(number: int) -> int:
    """An odd multiplier of 32 bits, above 0, for each number, a negative one too."""
    return (number * 0x9E3779B97F4A7C15 >> 16) & 0xFFFFFFFF | 1


def _min_permuted(sets: Shingles, a: Hashes, b: Hashes) -> npt.NDArray[np.uint32]:
    """The least a * h + b modulo 2**32 of each set, none empty, for each (a, b): uint32 (sets, permutations)."""
    least = np.empty((len(a), len(sets)), dtype=np.uint32)
    permuted = np.empty_like(sets.hashes)
    for slot in range(len(a)):
        np.multiply(sets.hashes, a[slot], out=permuted)
        permuted += b[slot]
        np.minimum.reduceat(permuted, sets.starts[:-1], out=least[slot])
    return least.T


# --- the signatures of datasketch


@cache
def _permutations(k: int, seed: int) -> tuple[Hashes, Hashes]:
    """The multipliers and summands of the permutations in datasketch's scheme `affine32`: uint32 (k,) each."""
    generator = np.random.RandomState(seed)
    a = generator.randint(0, 1 << 31, k, dtype=np.uint32) * np.uint32(2) + np.uint32(1)
    return a, generator.randint(0, 1 << 32, k, dtype=np.uint32)


def tokens(text: str, width: int = SHINGLE_CODES) -> set[str]:
    """The shingles of the folded text as strings, to give the same sets to another library.

    A folded text shorter than `width` is one shingle; an empty one has none.

    >>> sorted(tokens("第一条第一条", 3))
    ['一条第', '条第一', '第一条']
    """
    folded = fold(text).text
    return {folded[start : start + width] for start in range(max(len(folded) - width + 1, min(len(folded), 1)))}


def _sign_affine_block(texts: list[str], parameters: Parameters, buffers: Buffers) -> _Part:
    """The signatures as datasketch 2 computes them: SHA-1 of each token, mixed, then k affine permutations."""
    sets = [tokens(text, parameters.width) for text in texts]
    digests = b"".join([hashlib.sha1(token.encode()).digest()[:4] for text_tokens in sets for token in text_tokens])
    hashes = np.frombuffer(digests, dtype="<u4").astype(np.uint32)
    mix(hashes, buffers.get("spare", len(hashes), np.uint32))
    text_hashes = Shingles(hashes, np.cumsum([0, *map(len, sets)]))
    values = np.full((len(texts), parameters.k), EMPTY)
    filled = np.flatnonzero(text_hashes.lengths)
    if len(filled):
        values[filled] = _min_permuted(text_hashes.of(filled), *_permutations(parameters.k, parameters.seed))
    no_sizes = np.zeros(len(texts), np.int64)
    return _Part(values, no_sizes.astype(np.bool_), hashes[:0], no_sizes)
