"""Signatures as MinHash objects of datasketch, and back: of the scheme AFFINE32, which both compute alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from policydiff.errors import PolicydiffError
from policydiff.matching.minhash import AFFINE32, DEFAULT_SLOTS, Parameters, Signature, sign_texts
from policydiff.messages import message

if TYPE_CHECKING:
    from datasketch import LeanMinHash, MinHash


def minhash(text: str, k: int = DEFAULT_SLOTS) -> MinHash:
    """The signature of a text as datasketch's MinHash, of the scheme AFFINE32; k is the number of its permutations.

    >>> minhash("第一条　适用范围").jaccard(minhash("第一条　適用範圍"))
    1.0
    """
    from datasketch import MinHash

    parameters = Parameters(AFFINE32, k)
    values = sign_texts([text], parameters).values[0]
    return MinHash(num_perm=k, seed=parameters.seed, hashvalues=values, scheme=AFFINE32)


def to_datasketch(signature: Signature) -> LeanMinHash:
    """The signature as datasketch's LeanMinHash; PolicydiffError unless it is `affine32`."""
    from datasketch import LeanMinHash

    parameters = signature.parameters
    if parameters.signature != AFFINE32:
        raise PolicydiffError(
            message("datasketch has no such signature: {parameters}", parameters=parameters.description),
            hint=message("sign with {affine32}", affine32=AFFINE32),
        )
    return LeanMinHash(seed=parameters.seed, hashvalues=signature.values, scheme=AFFINE32)


def from_datasketch(minhash: MinHash, parameters: Parameters) -> Signature:
    """The signature in a MinHash or LeanMinHash, without a set of shingles.

    `parameters` states how its tokens were computed, which the object does not record. PolicydiffError if its scheme,
    seed or number of permutations differ from them.
    """
    minhash_parameters = (minhash.scheme, len(minhash), minhash.seed)
    if minhash_parameters != (parameters.signature, parameters.k, parameters.seed):
        scheme, k, seed = minhash_parameters
        raise PolicydiffError(
            message(
                "a MinHash of datasketch ({scheme}, k = {k}, seed {seed}) does not hold this signature: {parameters}",
                scheme=scheme,
                k=k,
                seed=seed,
                parameters=parameters.description,
            ),
            hint=message("only {affine32} can be exchanged, under the same k and seed", affine32=AFFINE32),
        )
    return Signature(parameters, np.array(minhash.hashvalues, dtype=np.uint32), None)
