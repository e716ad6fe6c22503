"""The sections `signatures`, `estimates` and `join` of speed.py: documents signed and paired, against what else does.

Needs rensa (`pip install -e ".[bench]"`); without it, its row is left out.
"""

from __future__ import annotations

import importlib.util
import math
import statistics
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from accuracy import Table
from datasketch import LeanMinHash, MinHash, MinHashLSH
from race import MB, STANDINGS, race, ratio, standings, timed, verdict

from policydiff.matching.lsh import Bands, propose_candidates
from policydiff.matching.minhash import AFFINE32, Parameters, Signatures, sign_shingles, sign_texts
from policydiff.matching.shingles import SHINGLE_CODES, Shingles
from policydiff.text.folding import fold

K = 128
PART = 0.04  # share of the text, at least, that a slow contestant gets; its time is scaled by characters
SIZES = (20, 200, 2_000, 20_000)
SIMILARITIES = (0.1, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95)
BANDS = Bands(16, 8, K, min_agreeing_slots=83)  # as datasketch splits 128 permutations for 0.8


# --- speed


def shingle_list(text: str) -> list[str]:
    """What other libraries are given: the 5-grams of the same key, as strings."""
    key = fold(text).text
    return [key[at : at + SHINGLE_CODES] for at in range(len(key) - SHINGLE_CODES + 1)]


def by_datasketch(texts: Sequence[str]) -> list[MinHash]:
    """MinHash of each text, by `update_batch`."""
    made = []
    for text in texts:
        minhash = MinHash(num_perm=K)
        minhash.update_batch([shingle.encode() for shingle in shingle_list(text)])
        made.append(minhash)
    return made


def by_rensa(texts: Sequence[str]) -> list[Any]:
    """RMinHash of each text, from lists."""
    from rensa import RMinHash

    made = []
    for text in texts:
        minhash = RMinHash(num_perm=K, seed=42)
        minhash.update(shingle_list(text))
        made.append(minhash)
    return made


def part_of(texts: Sequence[str]) -> list[str]:
    """Every n-th text, so that they are about PART of all."""
    return list(texts[:: max(1, min(int(1 / PART), len(texts) // 8))])


def bench_signatures(texts: Sequence[str], megabytes: float, rounds: int) -> Table:
    """Signatures from `str`, the same 5-grams of the same key, k = 128, one thread."""
    size, chosen = 0, []
    for text in texts:
        if size < megabytes * MB:
            chosen.append(text)
            size += len(text.encode())
    few = part_of(chosen)
    scale = sum(map(len, chosen)) / max(sum(map(len, few)), 1)
    raw = [text.encode() for text in chosen]
    ours, theirs, rensa = "sign, fast", "datasketch update_batch", "rensa RMinHash from lists"
    contestants: dict[str, Callable[[], object]] = {
        ours: lambda: sign_texts(chosen),
        "sign, fast, two threads": lambda: sign_texts(chosen, threads=2),
        "bytes.decode (floor)": lambda: [each.decode() for each in raw],
    }
    slow: dict[str, Callable[[], object]] = {
        "sign, affine32": lambda: sign_texts(few, Parameters(AFFINE32, K)),
        theirs: lambda: by_datasketch(few),
    }
    if importlib.util.find_spec("rensa"):
        slow[rensa] = lambda: by_rensa(few)
    racers = {name: timed(work) for name, work in contestants.items()}
    racers |= {name: timed(work, scale) for name, work in slow.items()}
    for warm in racers.values():
        warm()
    laps = race(racers, rounds)
    verdicts = [verdict(f"CPU of {theirs} / ours", ratio(laps[theirs], laps[ours]), 100, at_least=True)]
    if rensa in laps:
        verdicts.append(verdict(f"CPU of {rensa} / ours", ratio(laps[rensa], laps[ours]), 10, at_least=True))
    speed = size / MB / statistics.median(lap.cpu for lap in laps[ours])
    return Table(
        "signatures",
        STANDINGS,
        standings(laps, ours),
        tuple(verdicts),
        f"{len(chosen):,} documents, {size / MB:.1f} MB of UTF-8; ours {speed:.0f} MB a CPU second. Every contestant "
        f"starts from `str` and signs the 5-grams of the same key, k = {K}: the others fold with policydiff and get "
        f"strings. The slow ones sign {len(few)} of the documents, and their time is scaled by characters.",
    )


# --- error


def theory(similarity: float, k: int = K) -> float:
    """The mean absolute error of k independent slots: that of the classic MinHash."""
    weights = (math.comb(k, i) * similarity**i * (1 - similarity) ** (k - i) for i in range(k + 1))
    return math.fsum(weight * abs(i / k - similarity) for i, weight in enumerate(weights))


def planted_sets(size: int, similarity: float, pairs: int, seed: int) -> tuple[Shingles, list[float]]:
    """Pairs of random sets of `size` hashes each (2i and 2i + 1), and their exact similarities."""
    numbers = np.random.default_rng(seed)
    shared = round(2 * size * similarity / (1 + similarity))
    drawn = numbers.integers(0, 1 << 32, (pairs, 2 * size - shared), dtype=np.uint32)
    both = np.stack((drawn[:, :size], drawn[:, size - shared :]), axis=1)
    return Shingles(both.reshape(-1), np.arange(0, 2 * pairs * size + 1, size)), [shared / (2 * size - shared)] * pairs


def mean_error(size: int, similarity: float, pairs: int) -> tuple[float, float]:
    """The mean absolute error of `pairs` estimates, and what classic theory says for their exact similarity."""
    found, exact = planted_sets(size, similarity, pairs, seed=size)
    signed = sign_shingles(found, Parameters(k=K))
    errors = [abs(signed[2 * at].estimate(signed[2 * at + 1]).jaccard - exact[at]) for at in range(pairs)]
    return statistics.fmean(errors), theory(exact[0])


def bench_estimates(pairs: int = 1_000) -> Table:
    """How far estimates are off, against the theory of the classic MinHash with as many slots."""
    rows, worst = [], []
    for size in SIZES:
        count = pairs if size < max(SIZES) else pairs // 3
        found = [mean_error(size, similarity, count) for similarity in SIMILARITIES]
        worst.append(statistics.fmean(ours for ours, _ in found) / statistics.fmean(classic for _, classic in found))
        rows.append(
            (
                f"{size:,}",
                f"{count:,}",
                *(f"{ours:.4f} / {classic:.4f}" for ours, classic in found),
                f"{worst[-1]:.2f}",
            )
        )
    return Table(
        "estimates",
        ("shingles", "pairs", *(f"{each:g}" for each in SIMILARITIES), "ours / classic"),
        tuple(rows),
        tuple(
            verdict(f"mean error / classic theory, {size:,} shingles", value, 1.05, at_least=False)
            for size, value in zip(SIZES, worst, strict=True)
        ),
        f"Mean absolute error / that of {K} independent slots, by similarity, of pairs of random sets. 1.05 allows for "
        "so few pairs. Sets smaller than k are compared exactly.",
    )


# --- pairs


def planted_signatures(documents: int, seed: int = 1) -> tuple[Signatures, npt.NDArray[np.int64]]:
    """Random signatures of which three in ten copy 50 to 100 % of another; and the pairs of 0.8 or more."""
    numbers = np.random.default_rng(seed)
    values = numbers.integers(0, (1 << 32) - 1, (documents, K), dtype=np.uint32)
    copies = documents * 3 // 10
    sources = numbers.integers(0, documents - copies, copies)
    similarities = numbers.uniform(0.5, 1, copies)
    kept = numbers.random((copies, K), dtype=np.float32) < similarities[:, None]
    values[documents - copies :] = np.where(kept, values[sources], values[documents - copies :])
    alike = np.flatnonzero(similarities >= 0.8)
    pairs = np.stack((sources[alike], alike + documents - copies), axis=1)
    nothing = np.empty(0, np.uint32)
    whole, starts = np.zeros(documents, np.bool_), np.zeros(documents + 1, np.int64)
    return Signatures(Parameters(k=K), values, whole, nothing, starts), pairs


def by_lsh(minhashes: Sequence[LeanMinHash]) -> int:
    """How many documents datasketch's index finds for all of them: each is put in, then each is asked for."""
    index = MinHashLSH(num_perm=K, params=(BANDS.bands, BANDS.rows))
    for name, minhash in enumerate(minhashes):
        index.insert(name, minhash)
    return sum(len(index.query(minhash)) for minhash in minhashes)


def bench_join(documents: int, rounds: int) -> Table:
    """Candidate pairs of many signatures, checked, against datasketch's index, unchecked; and of ten times as many."""
    signed, alike = planted_signatures(documents)
    more, _ = planted_signatures(10 * documents)
    minhashes = [LeanMinHash(seed=1, hashvalues=row, scheme=AFFINE32) for row in signed.values]
    ours, theirs = "candidates, checked", "datasketch MinHashLSH, insert and query"
    tenfold = "candidates, checked, of ten times as many, a tenth"
    racers = {
        ours: timed(lambda: propose_candidates(signed, BANDS)),
        theirs: timed(lambda: by_lsh(minhashes)),
        tenfold: timed(lambda: propose_candidates(more, BANDS), 0.1),
    }
    racers[ours]()
    laps = race(racers, rounds)
    found = set(propose_candidates(signed, BANDS).pairs())
    recall = sum(tuple(pair) in found for pair in alike.tolist()) / max(len(alike), 1)
    each = statistics.median(lap.cpu for lap in laps[ours]) / documents * 1e6
    return Table(
        "join",
        STANDINGS,
        standings(laps, ours),
        (
            verdict(f"CPU of {theirs} / ours", ratio(laps[theirs], laps[ours]), 100, at_least=True),
            verdict(
                "CPU a document, ten times as many / so many", ratio(laps[tenfold], laps[ours]), 1.7, at_least=False
            ),
        ),
        f"{documents:,} signatures, {BANDS.bands} bands of {BANDS.rows}: ours {each:.2f} µs a document, {len(found):,} "
        f"pairs, {recall:.4f} of those planted at 0.8 or more (expected at 0.8 itself: "
        f"{1 - BANDS.probability_of_a_miss(0.8):.4f}). datasketch gets ready objects.",
    )
