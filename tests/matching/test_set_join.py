"""The exact join: every pair that is alike enough is found, no other, and counted right, in whatever room there is."""

from __future__ import annotations

import tracemalloc
from collections.abc import Sequence
from functools import lru_cache
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from policydiff.errors import PolicydiffError
from policydiff.matching import set_join, shingle_matrix
from policydiff.matching.packed_pairs import Packed
from policydiff.matching.set_join import SimilarPairs, similar_pairs
from policydiff.matching.shingle_matrix import FoldedTexts
from policydiff.matching.shingles import SHINGLE_CODES, hashes
from policydiff.text.folding import Codes

THRESHOLDS = [0.3, 0.5, 0.8, 0.9, 1.0]


def keys_of(parts: Sequence[Codes]) -> FoldedTexts:
    """These keys, end to end."""
    codes = np.concatenate([np.empty(0, np.uint16), *parts])
    return FoldedTexts(codes, np.concatenate(([0], np.cumsum([len(part) for part in parts], dtype=np.int64))))


Row = tuple[int, int, int, float]


def alike(keys: FoldedTexts) -> list[Row]:
    """All pairs that have anything in common, each looked at."""
    sets = [set(hashes(keys[at], SHINGLE_CODES).tolist()) for at in range(len(keys))]
    return [
        (left, right, shared, shared / (len(one) + len(sets[right]) - shared))
        for left, one in enumerate(sets)
        for right in range(left + 1, len(sets))
        if (shared := len(one & sets[right]))
    ]


def by_definition(keys: FoldedTexts, threshold: float) -> list[Row]:
    """All pairs that are alike enough."""
    return [each for each in alike(keys) if each[3] >= threshold]


def rows(pairs: SimilarPairs) -> list[Row]:
    """The pairs, one by one."""
    return list(
        zip(pairs.left.tolist(), pairs.right.tolist(), pairs.shared.tolist(), pairs.jaccard.tolist(), strict=True)
    )


def drafts(seed: int, count: int, letters: int = 3_000, longest: int = 150) -> list[Codes]:
    """Keys of which most are another one with some codes put in, left out or changed."""
    numbers = np.random.default_rng(seed)
    made: list[Codes] = []
    for _ in range(count):
        if made and numbers.random() < 0.7:
            part = made[numbers.integers(len(made))].copy()
            for _ in range(numbers.integers(0, 6)):
                at = numbers.integers(len(part))
                part[at] = 16 + numbers.integers(letters)
                if numbers.random() < 0.3:
                    part = np.delete(part, at) if len(part) > 25 else np.insert(part, at, 99)
        else:
            part = numbers.integers(16, 16 + letters, numbers.integers(20, longest)).astype(np.uint16)
        made.append(part)
    return made


@lru_cache(maxsize=2)
def drafted(seed: int, count: int) -> tuple[FoldedTexts, list[Row]]:
    """The keys of so many drafts and their pairs, for tests at several thresholds."""
    keys = keys_of(drafts(seed, count))
    return keys, alike(keys)


@st.composite
def crowds(draw: st.DrawFn) -> list[Codes]:
    """Keys of few letters: full of repeated shingles, and alike by the dozen."""
    letters = draw(st.integers(1, 4))
    return drafts(draw(st.integers(0, 1 << 32)), draw(st.integers(0, 40)), letters, draw(st.integers(21, 60)))


@given(crowds(), st.sampled_from(THRESHOLDS))
def test_all_pairs_of_keys_of_few_letters_are_found_and_no_others(parts: list[Codes], threshold: float) -> None:
    keys = keys_of(parts)
    found = similar_pairs(keys, threshold)
    assert rows(found) == by_definition(keys, threshold)
    assert (found.threshold, found.crowded, len(found.cut)) == (threshold, 0, 0)


@given(st.integers(0, 1 << 32), st.floats(0.05, 1))
def test_all_pairs_of_drafts_are_found_and_no_others(seed: int, threshold: float) -> None:
    keys = keys_of(drafts(seed, 60))
    assert rows(similar_pairs(keys, threshold)) == by_definition(keys, threshold)


@pytest.mark.parametrize("threshold", THRESHOLDS)
def test_neither_room_nor_blocks_change_what_is_found(threshold: float) -> None:
    keys, pairs = drafted(5, 120)
    expected = [each for each in pairs if each[3] >= threshold]
    assert expected
    with (
        patch.object(set_join, "_ENTRIES_AT_A_TIME", 37),
        patch.object(set_join, "_MAX_HELD_CANDIDATES", 11),
        patch.object(set_join, "_MAX_STORED_UNLIKE", 3),
        patch.object(shingle_matrix, "MATRIX", 300),
    ):
        assert rows(similar_pairs(keys, threshold, memory=1)) == expected


def ranges(
    keys: FoldedTexts, threshold: float, *, memory: int = set_join.MEMORY, crowd: int = set_join.MAX_PARTNERS_AT_SHINGLE
) -> tuple[SimilarPairs, list[int]]:
    """What the join finds, and how many entries it sorted at a time."""
    sizes: list[int] = []
    take = set_join._Join._propose_from

    def counted(found: set_join._Join, entries: Packed) -> None:
        sizes.append(len(entries))
        take(found, entries)

    with patch.object(set_join._Join, "_propose_from", counted):
        return similar_pairs(keys, threshold, memory=memory, crowd=crowd), sizes


@pytest.mark.parametrize("threshold", [0.5, 0.8, 0.9])
def test_several_ranges_of_hashes_find_the_same_pairs(threshold: float) -> None:
    keys, pairs = drafted(11, 800)
    whole, once = ranges(keys, threshold)
    found, sizes = ranges(keys, threshold, memory=1)
    assert rows(whole) == rows(found) == [each for each in pairs if each[3] >= threshold]
    assert len(once) == 1
    assert len(sizes) > 2
    assert sum(sizes) == sum(once)
    assert max(sizes) <= 800


def test_several_ranges_cut_the_same_crowds() -> None:
    common = np.arange(100, 140, dtype=np.uint16)
    parts = drafts(12, 300)
    parts += [np.concatenate((common, np.array([at + 16], np.uint16))) for at in range(60)]
    keys = keys_of(parts)
    whole, once = ranges(keys, 0.8, crowd=5)
    found, sizes = ranges(keys, 0.8, crowd=5, memory=1)
    assert len(once) < len(sizes)
    assert rows(whole) == rows(found)
    assert whole.crowded == found.crowded > 0
    assert whole.cut.tolist() == found.cut.tolist()


def test_a_shingle_of_every_key_fits_in_the_least_room() -> None:
    part = np.arange(100, 130, dtype=np.uint16)
    keys = keys_of([np.concatenate((part, np.full(at, 50, np.uint16))) for at in range(30)])
    found, sizes = ranges(keys, 0.3, memory=1)
    assert rows(found) == by_definition(keys, 0.3)
    assert max(sizes) == 30
    assert len(sizes) > 2


@pytest.mark.slow
def test_the_working_space_stays_within_its_bound() -> None:
    keys = keys_of(drafts(3, 20_000, longest=120))
    similar_pairs(keys_of(drafts(3, 100)), 0.8)
    found = {}
    for memory in (64 << 20, (16 << 20) + 64 * len(keys)):
        tracemalloc.start()
        found[memory] = similar_pairs(keys, 0.8, memory=memory)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert peak <= memory + 80 * len(found[memory])
    one, other = found.values()
    assert rows(one) == rows(other)


def test_a_count_that_is_full_hides_nothing() -> None:
    parts = drafts(8, 50)
    common = np.arange(60_000, 60_020, dtype=np.uint16)
    parts += [np.concatenate((common, np.array([at + 16], np.uint16))) for at in range(300)]  # more than a byte counts
    keys = keys_of(parts)
    assert rows(similar_pairs(keys, 0.8)) == by_definition(keys, 0.8)


# --- crowds


def test_a_crowd_is_cut_and_said() -> None:
    common = np.arange(100, 140, dtype=np.uint16)
    parts = drafts(4, 30)
    parts += [np.concatenate((common, np.array([at + 16], np.uint16))) for at in range(50)]
    keys = keys_of(parts)
    whole = similar_pairs(keys, 0.8)
    found = similar_pairs(keys, 0.8, crowd=5)
    assert (whole.crowded, len(whole.cut)) == (0, 0)
    assert found.crowded > 0
    assert found.cut.tolist() == list(range(30, 80))
    assert set(rows(found)) < set(rows(whole))
    missing = set(rows(whole)) - set(rows(found))
    assert {key for left, right, *_ in missing for key in (left, right)} <= set(found.cut.tolist())
    # who is cut keeps some partners, and who is not keeps all
    assert {key for pair in rows(found) for key in pair[:2] if key >= 30} == set(range(30, 80))


def test_one_character_in_ever_longer_lines() -> None:
    keys = keys_of([np.full(20 + at, 99, np.uint16) for at in range(300)])
    assert len(similar_pairs(keys, 1.0)) == 300 * 299 // 2
    assert similar_pairs(keys, 1.0).jaccard.tolist() == [1.0] * (300 * 299 // 2)
    cut = similar_pairs(keys, 1.0, crowd=10)
    assert (len(cut), cut.crowded, len(cut.cut)) == (10 * 300 - 55, 1, 300)


# --- owners, and what cannot be done


def test_keys_of_one_owner_are_not_paired() -> None:
    keys = keys_of(drafts(6, 60))
    owners = np.array([at % 3 - 1 for at in range(60)])
    expected = [pair for pair in by_definition(keys, 0.6) if owners[pair[0]] != owners[pair[1]] or owners[pair[0]] < 0]
    assert 0 < len(expected) < len(by_definition(keys, 0.6))
    assert rows(similar_pairs(keys, 0.6, owners=owners)) == expected


@pytest.mark.parametrize("threshold", [0, -0.5, 1.01, float("nan")])
def test_a_threshold_out_of_range(threshold: float) -> None:
    with pytest.raises(PolicydiffError, match=r"a threshold of .*"):
        similar_pairs(keys_of([]), threshold)


@pytest.mark.parametrize("count", [0, 1])
def test_too_few_to_pair(count: int) -> None:
    found = similar_pairs(keys_of(drafts(1, count)), 0.8)
    assert rows(found) == []
    assert (found.crowded, len(found.cut)) == (0, 0)


@given(st.permutations(range(30)))
def test_the_order_of_keys_changes_nothing(order: list[int]) -> None:
    parts = drafts(9, 30)
    first = {(left, right): rest for left, right, *rest in rows(similar_pairs(keys_of(parts), 0.7))}
    again = {
        tuple(sorted((order[left], order[right]))): rest
        for left, right, *rest in rows(similar_pairs(keys_of([parts[at] for at in order]), 0.7))
    }
    assert again == first
