"""Candidate pairs: all that should be found is, what may be missed is said, and nothing depends on order."""

from __future__ import annotations

import random

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from policydiff.errors import PolicydiffError
from policydiff.matching.lsh import CROWD_NEIGHBOURS, MAX_BUCKET_DOCUMENTS, Bands, propose_candidates, tune_bands
from policydiff.matching.minhash import EMPTY, Parameters, Signatures, sign_texts
from policydiff.matching.overlap import Overlap, overlap
from policydiff.matching.shingles import shingle_sets

SUBJECTS = ["河道", "堤防", "水闸", "泵站", "渡口", "码头", "林地", "湿地", "果园", "菜场", "粮库", "渔港"]


def articles(seed: int, count: int = 40) -> list[str]:
    """The articles of a made-up statute."""
    rng = random.Random(seed)
    return [
        f"{rng.choice(SUBJECTS)}的{''.join(rng.choices('管护养修查报备登记公告栏街道单位桥书院仓', k=24))}。"
        for _ in range(count)
    ]


def signed(values: npt.NDArray[np.uint32]) -> Signatures:
    """Signatures with these values."""
    nothing = np.empty(0, np.uint32)
    whole, starts = np.zeros(len(values), np.bool_), np.zeros(len(values) + 1, np.int64)
    return Signatures(Parameters(k=values.shape[1]), values, whole, nothing, starts)


def by_definition(values: npt.NDArray[np.uint32], bands: Bands) -> dict[tuple[int, int], float]:
    """The pairs that agree in a whole band and in enough slots, each looked at; their estimates."""
    found = {}
    for left in range(len(values)):
        for right in range(left + 1, len(values)):
            same = values[left] == values[right]
            banded = same[: bands.bands * bands.rows].reshape(bands.bands, bands.rows).all(axis=1).any()
            if banded and same.sum() >= bands.min_agreeing_slots and (values[left] != EMPTY).any():
                found[left, right] = float(same.mean())
    return found


# --- candidates


@given(
    st.integers(0, 40),
    st.sampled_from([Bands(4, 4, 16), Bands(5, 3, 16, 6), Bands(8, 2, 16, 9), Bands(1, 16, 16), Bands(16, 1, 16, 1)]),
    st.integers(1, 4),
    st.integers(0, 1 << 32),
)
def test_all_pairs_that_agree_are_found_and_no_others(documents: int, bands: Bands, letters: int, seed: int) -> None:
    values = np.random.default_rng(seed).integers(0, letters, (documents, 16), dtype=np.uint32)
    values[::7] = EMPTY
    found = propose_candidates(signed(values), bands)
    expected = by_definition(values, bands)
    assert list(found.pairs()) == sorted(expected)
    assert found.estimates.tolist() == [expected[pair] for pair in found.pairs()]
    assert found.crowded == 0


def test_duplicates_are_found_and_strangers_are_not() -> None:
    texts = ["".join(articles(seed)) for seed in range(30)]
    changed = texts[4].replace("码头", "渡口", 1)
    every = [*texts, texts[7], "\n".join(articles(11)), changed, "", "云", "", "云"]
    found = propose_candidates(sign_texts(every), tune_bands(0.8))
    assert list(found.pairs()) == [(4, 32), (7, 30), (11, 31), (34, 36)]


@given(st.permutations(range(24)))
def test_the_order_of_documents_changes_nothing(order: list[int]) -> None:
    texts = ["".join(articles(seed // 3)[: 40 - seed % 3]) for seed in range(24)]
    first = set(propose_candidates(sign_texts(texts), tune_bands(0.7)).pairs())
    again = propose_candidates(sign_texts([texts[at] for at in order]), tune_bands(0.7)).pairs()
    assert {tuple(sorted((order[left], order[right]))) for left, right in again} == first
    assert len(first) == 24


@pytest.mark.parametrize("documents", [MAX_BUCKET_DOCUMENTS + 1, 1_000])
def test_a_crowd_of_equals_is_a_star(documents: int) -> None:
    values = np.tile(np.random.default_rng(1).integers(0, 99, (1, 16), dtype=np.uint32), (documents, 1))
    found = propose_candidates(signed(values), Bands(4, 4, 16))
    assert list(found.pairs()) == [(0, at) for at in range(1, documents)]
    assert found.crowded == 4


def test_a_crowd_of_others_stays_within_bounds_and_is_counted() -> None:
    """A thousand documents share one band; those alike in all are still found, whatever their order."""
    numbers = np.random.default_rng(2)
    values = numbers.integers(0, 1 << 31, (1_000, 16), dtype=np.uint32)
    values[:, :4] = 5
    values[900:] = values[:100]
    order = numbers.permutation(1_000)
    for some in (np.arange(1_000), order):
        found = propose_candidates(signed(values[some]), Bands(4, 4, 16))
        assert found.crowded == 1
        assert len(found) <= 1_000 * (CROWD_NEIGHBOURS + 1)
        pairs = {tuple(sorted((int(some[left]), int(some[right])))) for left, right in found.pairs()}
        assert {(at, at + 900) for at in range(100)} <= pairs


def test_many_pairs_held_at_once_are_thinned(monkeypatch: pytest.MonkeyPatch) -> None:
    values = np.random.default_rng(3).integers(0, 3, (40, 16), dtype=np.uint32)
    bands = Bands(8, 2, 16, 7)
    whole = list(propose_candidates(signed(values), bands).pairs())
    monkeypatch.setattr("policydiff.matching.lsh._MAX_HELD_PAIRS", 10)
    assert list(propose_candidates(signed(values), bands).pairs()) == whole
    assert len(whole) > 10


def test_bands_for_another_k_are_refused() -> None:
    with pytest.raises(PolicydiffError, match="bands for signatures of 128 slots, and signatures of 64"):
        propose_candidates(sign_texts(["云汐"], Parameters(k=64)), tune_bands(0.8))


# --- bands


@pytest.mark.parametrize(
    ("bands", "similarity", "missed"),
    [
        (Bands(16, 8), 0.8, (1 - 0.8**8) ** 16),
        (Bands(20, 5), 0.8, (1 - 0.8**5) ** 20),
        (Bands(1, 1), 0.25, 0.75),
        (Bands(1, 1, 2, min_agreeing_slots=2), 0.5, 1.0),  # 1/2 by the band, 3/4 by the count: a bound, cut at 1
        (Bands(2, 1, 2, min_agreeing_slots=2), 0.9, 0.1**2 + (1 - 0.9**2)),
        (Bands(16, 8, min_agreeing_slots=128), 1.0, 0.0),
        (Bands(16, 8), 0.0, 1.0),
    ],
)
def test_the_probability_of_a_miss(bands: Bands, similarity: float, missed: float) -> None:
    assert bands.probability_of_a_miss(similarity) == pytest.approx(missed)


@pytest.mark.parametrize("threshold", [0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 1.0])
@pytest.mark.parametrize("miss", [0.05, 0.001])
def test_tuned_bands_keep_their_promise(threshold: float, miss: float) -> None:
    bands = tune_bands(threshold, miss=miss)
    assert bands.probability_of_a_miss(threshold) <= miss
    assert bands.bands * bands.rows <= bands.k
    assert bands.as_json(threshold)["probability_of_a_miss"] == bands.probability_of_a_miss(threshold)
    misses = [bands.probability_of_a_miss(step / 20) for step in range(21)]
    assert misses == sorted(misses, reverse=True)


def test_what_is_promised_is_measured() -> None:
    """Three thousand pairs of similarity 0.8, under bands that may miss one in ten."""
    numbers = np.random.default_rng(4)
    values = numbers.integers(0, 1 << 31, (6_000, 128), dtype=np.uint32)
    values[3_000:] = np.where(numbers.random((3_000, 128)) < 0.8, values[:3_000], values[3_000:])
    bands = tune_bands(0.8, miss=0.1)
    found = set(propose_candidates(signed(values), bands).pairs())
    missed = sum((at, at + 3_000) not in found for at in range(3_000)) / 3_000
    # At most what is promised, and not for nothing: the bound is that of two steps, added.
    assert bands.probability_of_a_miss(0.8) / 3 < missed < bands.probability_of_a_miss(0.8) * 1.1


def test_the_higher_the_threshold_the_more_selective_the_bands() -> None:
    rows = [tune_bands(threshold).rows for threshold in (0.5, 0.7, 0.8, 0.9, 0.95)]
    assert rows == sorted(set(rows))


@pytest.mark.parametrize(
    ("ask", "says"),
    [
        (lambda: tune_bands(0.0), "a threshold of 0 "),
        (lambda: tune_bands(1.5), "a threshold of 1.5 "),
        (lambda: tune_bands(0.8, miss=0), "a probability of a miss of 0 "),
        (lambda: tune_bands(0.05, 16), "16 slots are too few to find pairs at 0.05"),
        (lambda: Bands(17, 8), "17 bands of 8 slots, 0 to agree, in a signature of 128"),
        (lambda: Bands(0, 8), "0 bands of 8 slots"),
    ],
)
def test_what_cannot_be_had_is_said(ask: object, says: str) -> None:
    with pytest.raises(PolicydiffError) as caught:
        ask()  # type: ignore[operator]
    assert says in str(caught.value)


# --- counting

sets = st.sets(st.integers(0, 60)).map(lambda each: np.array(sorted(each), dtype=np.uint32))


@given(sets, sets)
def test_an_overlap_is_counted(one: npt.NDArray[np.uint32], other: npt.NDArray[np.uint32]) -> None:
    left, right = set(one.tolist()), set(other.tolist())
    found = overlap(one, other)
    assert found == (len(left & right), len(left), len(right))
    assert found.jaccard == (len(left & right) / len(left | right) if left | right else 0)
    assert found.left_in_right == (len(left & right) / len(left) if left else 0)
    assert found.right_in_left == (len(left & right) / len(right) if right else 0)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("", "", (0, 0, 0)),
        ("云汐", "雲汐", (1, 1, 1)),
        ("云汐市公园管护", "云汐市公园", (1, 3, 1)),
        ("云汐市公园管护", "公园管护", (0, 3, 1)),  # too short to share a shingle
    ],
)
def test_the_overlap_of_two_texts(one: str, other: str, expected: Overlap) -> None:
    assert overlap(*shingle_sets([one, other])) == expected


@pytest.mark.corpus
def test_no_near_duplicate_among_real_editions_is_missed(corpora: object) -> None:
    """Every pair of a law's editions at 0.8 or more is a candidate."""
    import gzip
    import itertools
    import json
    from pathlib import Path

    with gzip.open(Path(str(corpora), "laws-tw-all-editions.jsonl.gz"), "rt", encoding="utf-8") as lines:
        laws = [json.loads(line) for line in itertools.islice(lines, 1_500)]
    texts = [law["text"] for law in laws]
    found = set(propose_candidates(sign_texts(texts), tune_bands(0.8)).pairs())
    every = list(shingle_sets(texts))
    groups: dict[str, list[int]] = {}
    for at, law in enumerate(laws):
        groups.setdefault(law["group"], []).append(at)
    alike = [
        pair
        for members in groups.values()
        for pair in itertools.combinations(members, 2)
        if overlap(every[pair[0]], every[pair[1]]).jaccard >= 0.8
    ]
    assert len(alike) > 500
    assert [pair for pair in alike if pair not in found] == []
