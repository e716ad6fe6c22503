"""Signatures of documents: from k numbers of each, how alike two documents' sets of shingles are, as an estimate.

`fast` is fast similarity sketching (Dahlgaard, Knudsen and Thorup, FOCS 2017) of the hashes of `shingle`: each shingle
goes to one of k slots, which keeps its least; what stays empty is filled in further rounds, and at last by all
shingles. Of a document with fewer than k shingles the set itself is kept, so that two such are compared exactly.
`affine32` is what datasketch 2 computes by default from the same shingles as strings, and can be exchanged with it.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, replace
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import numpy.typing as npt

from policydiff.errors import PolicydiffError
from policydiff.matching.shingles import BLOCK, WIDTH, Hashes, Shingles, distinct, map_blocks, mix, shingles
from policydiff.text.folding import Positions, fold, table_version
from policydiff.text.folding_blocks import Buffers

if TYPE_CHECKING:
    from datasketch import LeanMinHash, MinHash

FAST, AFFINE32 = "fast", "affine32"
K = 128
EMPTY = np.uint32(0xFFFFFFFF)  # what stands in a slot that no shingle reached
_ROUNDS = 3  # in which a shingle goes to one slot; then each goes to all that are still empty
_PAIRS = 1 << 10  # compared together


@dataclass(frozen=True, slots=True)
class Parameters:
    """What a signature depends on besides the text. Signatures under unlike parameters do not compare.

    `k` slots (16 to 65,536); `width` codes in a shingle; `seed` chooses the permutations of `affine32`, `fast` has only
    1; `fold` is the version of the matching key.
    """

    signature: str = FAST
    k: int = K
    width: int = WIDTH
    seed: int = 1
    fold: str = field(default_factory=table_version)

    def __post_init__(self) -> None:
        if self.signature not in (FAST, AFFINE32):
            raise PolicydiffError(f"no signature named {self.signature}", hint=f"{FAST} or {AFFINE32}")
        if not 16 <= self.k <= 1 << 16:
            raise PolicydiffError(f"a signature of {self.k} slots", hint="from 16 to 65,536")
        if self.width < 1:
            raise PolicydiffError(f"shingles of {self.width} characters", hint="at least 1")
        if not 0 <= self.seed < 1 << 32 or (self.signature == FAST and self.seed != 1):
            raise PolicydiffError(f"the seed {self.seed} for {self.signature}", hint=f"seeds are for {AFFINE32}")

    def __str__(self) -> str:
        seed = f", seed {self.seed}" if self.seed != 1 else ""
        return f"{self.signature}, k = {self.k}, {self.width}-character shingles, key {self.fold}{seed}"

    def require(self, other: Parameters) -> None:
        """PolicydiffError that names both, unless the other parameters are these."""
        if self.fold != other.fold:
            raise PolicydiffError(
                f"signatures made with two folding tables do not compare: {self}; and {other}",
                hint="sign both documents anew with policydiff sketch",
            )
        if self != other:
            raise PolicydiffError(
                f"signatures of two kinds do not compare: {self}; and {other}", hint="sign both documents alike"
            )

    def as_json(self) -> dict[str, Any]:
        """The parameters by name."""
        return asdict(self)


class Estimate(NamedTuple):
    """How alike two documents are by their signatures: the Jaccard similarity, and its standard error, 0 if exact."""

    jaccard: float
    error: float

    @property
    def exact(self) -> bool:
        """Whether it was counted, from the whole sets of two short documents."""
        return self.error == 0.0


@dataclass(frozen=True, slots=True, eq=False)
class Signature:
    """One document's: its k values, and the whole set of its shingles where that has fewer than k; None elsewhere."""

    parameters: Parameters
    values: Hashes
    shingles: Hashes | None

    def estimate(self, other: Signature) -> Estimate:
        """How alike the two documents are; PolicydiffError for unlike parameters. Nothing is like an empty document."""
        self.parameters.require(other.parameters)
        if self.shingles is not None and other.shingles is not None:
            shared = len(np.intersect1d(self.shingles, other.shingles, assume_unique=True))
            union = len(self.shingles) + len(other.shingles) - shared
            return Estimate(shared / union if union else 0.0, 0.0)
        equal = np.count_nonzero((self.values == other.values) & (self.values != EMPTY))
        jaccard = equal / self.parameters.k
        # An estimate of 0 or 1 is no proof: a shared or a differing shingle in k is as far as it sees.
        likely = min(max(jaccard, 1 / self.parameters.k), 1 - 1 / self.parameters.k)
        return Estimate(jaccard, math.sqrt(likely * (1 - likely) / self.parameters.k))

    def as_json(self) -> dict[str, Any]:
        """Parameters and values; `shingles` is null where the set is not kept."""
        return {
            "parameters": self.parameters.as_json(),
            "values": self.values.tolist(),
            "shingles": None if self.shingles is None else self.shingles.tolist(),
        }


@dataclass(frozen=True, slots=True, eq=False)
class Signatures:
    """Those of several documents. Row i of `values` is document i's; of the whole sets, those of i stand at
    kept[starts[i]:starts[i + 1]] where whole[i] is true.
    """

    parameters: Parameters
    values: npt.NDArray[np.uint32]
    whole: npt.NDArray[np.bool_]
    kept: Hashes
    starts: Positions

    def __len__(self) -> int:
        return len(self.values)

    def __getitem__(self, document: int) -> Signature:
        whole = self.kept[self.starts[document] : self.starts[document + 1]] if self.whole[document] else None
        return Signature(self.parameters, self.values[document], whole)

    def agreeing(self, left: npt.NDArray[np.int64], right: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """In how many of the k slots each pair of documents agrees: an estimate of their Jaccard similarity times k."""
        found = np.empty(len(left), dtype=np.int64)
        for start in range(0, len(left), _PAIRS):
            pairs = slice(start, start + _PAIRS)
            equal = self.values.take(left[pairs], axis=0) == self.values.take(right[pairs], axis=0)
            if self.parameters.k % 8 or self.parameters.k > 8 * 255:
                found[pairs] = np.count_nonzero(equal, axis=1)
            else:  # a truth value is a byte: added eight at a time, and no byte grows past 255
                eights = equal.view(np.uint64).sum(axis=1)
                found[pairs] = eights.view(np.uint8).reshape(-1, 8).sum(axis=1)
        return found


def sign_texts(texts: Iterable[str], parameters: Parameters | None = None, threads: int = 1) -> Signatures:
    """The signatures of texts, in their order, and the same whatever the number of threads."""
    chosen = parameters or Parameters()
    maker = _fast_block if chosen.signature == FAST else _affine_block
    return _joined(map_blocks(lambda block, buffers: maker(block, chosen, buffers), texts, threads), chosen)


def sign_shingles(found: Shingles, parameters: Parameters | None = None) -> Signatures:
    """The `fast` signatures of texts whose shingles are at hand; of those, `parameters` must say the width."""
    chosen = parameters or Parameters()
    if chosen.signature != FAST:
        raise PolicydiffError(f"{chosen.signature} signs strings, not hashes", hint="sign the texts")
    return _joined([_fast(found, chosen.k, Buffers())], chosen)


def concatenate(found: Iterable[Signatures], parameters: Parameters) -> Signatures:
    """The signatures of blocks of documents as they come, in order; PolicydiffError where they were made otherwise.

    Their values stand in one array that grows, so that they are never held twice.
    """
    values = np.empty((0, parameters.k), np.uint32)
    nothing, rows = values[:0].copy(), 0
    rest: list[_Part] = []
    for each in found:
        parameters.require(each.parameters)
        if rows + len(each) > len(values):
            values.resize(((rows + len(each)) * 5 // 4, parameters.k), refcheck=False)
        values[rows : rows + len(each)] = each.values
        rows += len(each)
        rest.append(_Part(nothing, each.whole, each.kept, np.diff(each.starts)))
    values.resize((rows, parameters.k), refcheck=False)
    return replace(_joined(rest, parameters), values=values)


def _joined(found: Iterable[_Part], parameters: Parameters) -> Signatures:
    parts = list(found)
    sizes = np.concatenate([np.zeros(1, np.int64), *(part.sizes for part in parts)])
    return Signatures(
        parameters,
        np.concatenate([np.empty((0, parameters.k), np.uint32), *(part.values for part in parts)]),
        np.concatenate([np.empty(0, np.bool_), *(part.whole for part in parts)]),
        np.concatenate([np.empty(0, np.uint32), *(part.kept for part in parts)]),
        np.cumsum(sizes),
    )


class _Part(NamedTuple):
    """The signatures of one block: values, which sets are kept, these end to end, and the size of each."""

    values: npt.NDArray[np.uint32]
    whole: npt.NDArray[np.bool_]
    kept: Hashes
    sizes: npt.NDArray[np.int64]


# --- fast similarity sketching


def _fast_block(texts: list[str], parameters: Parameters, buffers: Buffers) -> _Part:
    return _fast(shingles(texts, parameters.width, buffers=buffers), parameters.k, buffers)


def _fast(found: Shingles, k: int, buffers: Buffers) -> _Part:
    values = np.full((len(found), k), EMPTY)
    _throw(values, found, buffers)
    # A document that filled every slot has at least k shingles. The others' sets are wanted, and are small.
    unfilled = np.flatnonzero((values == EMPTY).any(axis=1))
    sets = distinct(found.of(unfilled))
    sizes = sets.lengths
    filled, small = np.flatnonzero(sizes), np.flatnonzero(sizes < k)
    if len(filled):  # an empty document's slots stay empty
        values[unfilled[filled]] = _filled(values[unfilled[filled]], sets.of(filled), buffers)
    whole = np.zeros(len(found), np.bool_)
    whole[unfilled[small]] = True
    kept = np.zeros(len(found), np.int64)
    kept[unfilled[small]] = sizes[small]
    return _Part(values, whole, sets.of(small).hashes, kept)


def _throw(values: npt.NDArray[np.uint32], found: Shingles, buffers: Buffers) -> None:
    """One round: each hash goes to the slot that its high bits name, and stays where it is the least."""
    documents, k = values.shape
    if found.long:
        for document in range(documents):
            hashes = found[document]
            for at in range(0, len(hashes), BLOCK):
                part = hashes[at : at + BLOCK]
                np.minimum.at(values[document], _places(_slots(part, k, buffers), buffers), part)
        return
    slots = _slots(found.hashes, k, buffers)
    slots += np.repeat(np.arange(0, values.size, k, dtype=np.uint32), found.lengths)
    np.minimum.at(values.reshape(-1), _places(slots, buffers), found.hashes)


def _slots(hashes: Hashes, k: int, buffers: Buffers) -> Hashes:
    """The slot of each hash: hash * k / 2**32, rounded down."""
    slots: Hashes = buffers.get("slots", len(hashes), np.uint32)
    if k & (k - 1):
        np.copyto(slots, (hashes.astype(np.uint64) * np.uint64(k)) >> np.uint64(32), casting="same_kind")
        return slots
    return np.right_shift(hashes, np.uint32(33 - k.bit_length()), out=slots)


def _places(slots: Hashes, buffers: Buffers) -> npt.NDArray[np.intp]:
    """The slots as numpy wants them; it would convert them itself, and more slowly."""
    places: npt.NDArray[np.intp] = buffers.get("places", len(slots), np.intp)
    np.copyto(places, slots)
    return places


def _filled(values: npt.NDArray[np.uint32], sets: Shingles, buffers: Buffers) -> npt.NDArray[np.uint32]:
    """The values with no slot empty: by further rounds, in which only empty slots take what comes, then by all."""
    spare = np.empty_like(sets.hashes)
    for number in range(1, _ROUNDS):
        again = sets.hashes * np.uint32(_odd(number))
        again += np.uint32(_odd(-number))
        mix(again, spare)
        came = np.full_like(values, EMPTY)
        _throw(came, Shingles(again, sets.starts), buffers)
        np.copyto(values, came, where=values == EMPTY)
    still = values == EMPTY
    rest, slots = np.flatnonzero(still.any(axis=1)), np.flatnonzero(still.any(axis=0))
    if len(rest):
        where = np.ix_(rest, slots)
        a, b = _permutations(values.shape[1], 1)
        values[where] = np.where(still[where], _least(sets.of(rest), a[slots], b[slots]), values[where])
    return values


def _odd(number: int) -> int:
    """A multiplier of 32 bits for each number."""
    return (number * 0x9E3779B97F4A7C15 >> 16) & 0xFFFFFFFF | 1


def _least(sets: Shingles, a: Hashes, b: Hashes) -> npt.NDArray[np.uint32]:
    """For each set, none of them empty, and each permutation a * h + b modulo 2**32, the least value."""
    found = np.empty((len(a), len(sets)), dtype=np.uint32)
    permuted = np.empty_like(sets.hashes)
    for slot in range(len(a)):
        np.multiply(sets.hashes, a[slot], out=permuted)
        permuted += b[slot]
        np.minimum.reduceat(permuted, sets.starts[:-1], out=found[slot])
    return found.T


# --- as datasketch does it


@cache
def _permutations(k: int, seed: int) -> tuple[Hashes, Hashes]:
    """The multipliers and summands of datasketch's scheme `affine32`."""
    numbers = np.random.RandomState(seed)
    a = numbers.randint(0, 1 << 31, k, dtype=np.uint32) * np.uint32(2) + np.uint32(1)
    return a, numbers.randint(0, 1 << 32, k, dtype=np.uint32)


def tokens(text: str, width: int = WIDTH) -> set[str]:
    """The shingles of a text's key as strings: what to give to another library for the same sets."""
    key = fold(text).text
    return {key[at : at + width] for at in range(max(len(key) - width + 1, min(len(key), 1)))}


def _affine_block(texts: list[str], parameters: Parameters, buffers: Buffers) -> _Part:
    sets = [tokens(text, parameters.width) for text in texts]
    digests = b"".join([hashlib.sha1(token.encode()).digest()[:4] for each in sets for token in each])
    hashes = np.frombuffer(digests, dtype="<u4").astype(np.uint32)
    mix(hashes, buffers.get("spare", len(hashes), np.uint32))
    found = Shingles(hashes, np.cumsum([0, *map(len, sets)]))
    values = np.full((len(texts), parameters.k), EMPTY)
    filled = np.flatnonzero(found.lengths)
    if len(filled):
        values[filled] = _least(found.of(filled), *_permutations(parameters.k, parameters.seed))
    nothing = np.zeros(len(texts), np.int64)
    return _Part(values, nothing.astype(np.bool_), hashes[:0], nothing)


def to_datasketch(signature: Signature) -> LeanMinHash:
    """The signature as datasketch's LeanMinHash; PolicydiffError unless it is `affine32`."""
    from datasketch import LeanMinHash

    parameters = signature.parameters
    if parameters.signature != AFFINE32:
        raise PolicydiffError(f"datasketch has no such signature: {parameters}", hint=f"sign with {AFFINE32}")
    return LeanMinHash(seed=parameters.seed, hashvalues=signature.values, scheme=AFFINE32)


def from_datasketch(minhash: MinHash, parameters: Parameters) -> Signature:
    """The signature that a MinHash or LeanMinHash holds.

    `parameters` says how its tokens were made, which it does not know itself; PolicydiffError where its scheme, seed or
    number of permutations are others.
    """
    theirs = (minhash.scheme, len(minhash), minhash.seed)
    if theirs != (parameters.signature, parameters.k, parameters.seed):
        scheme, k, seed = theirs
        raise PolicydiffError(
            f"a MinHash of datasketch ({scheme}, k = {k}, seed {seed}) does not hold this signature: {parameters}",
            hint=f"only {AFFINE32} can be exchanged, under the same k and seed",
        )
    return Signature(parameters, np.array(minhash.hashvalues, dtype=np.uint32), None)
