"""The flat kernel: one hash for one shingle, wherever it stands and however the text is cut."""

from __future__ import annotations

import itertools
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from policydiff.matching import shingles as shingle
from policydiff.matching.shingles import (
    Shingles,
    blocks,
    distinct,
    find_hashes,
    hashes,
    indices_of_absent,
    map_blocks,
    shingle_sets,
    shingles,
)
from policydiff.text.folding import Codes, fold
from policydiff.text.folding_blocks import Buffers, fold_many
from strategies import repetitive, texts

widths = st.integers(1, 64)


def codes_of(length: int, letters: int = 60_000) -> Codes:
    return np.random.default_rng(length).integers(1, letters, length).astype(np.uint16)


@given(repetitive(150), widths)
def test_equal_shingles_have_equal_hashes_and_others_do_not(codes: Codes, width: int) -> None:
    found = hashes(codes, width).tolist()
    shingles = [codes[at : at + width].tobytes() for at in range(len(codes) - width + 1)]
    assert len(found) == len(shingles)
    by_shingle = dict(zip(shingles, found, strict=True))
    assert [by_shingle[each] for each in shingles] == found
    # Some hundreds of shingles in 32 bits: a meeting of two is possible once in tens of thousands of runs.
    assert len(set(found)) == len(by_shingle)


@pytest.mark.parametrize("width", range(1, 65))
def test_a_hash_depends_on_its_own_codes_only(width: int) -> None:
    codes = codes_of(width + 100)
    whole = hashes(codes, width)
    assert len(whole) == 101
    assert whole.dtype == np.uint32
    assert [hashes(codes[at : at + width], width).tolist() for at in range(101)] == [[each] for each in whole.tolist()]


@pytest.mark.parametrize("width", [2, 3, 5, 32, 60])
def test_order_and_every_place_count(width: int) -> None:
    codes = codes_of(width)
    others = [codes[::-1]]
    for at in range(width):
        changed = codes.copy()
        changed[at] ^= 1
        others.append(changed)
    assert len({int(hashes(each, width)[0]) for each in [codes, *others]}) == width + 2


@pytest.mark.parametrize(("length", "width"), [(0, 1), (4, 5), (63, 64)])
def test_a_text_shorter_than_a_shingle_has_none(length: int, width: int) -> None:
    assert hashes(codes_of(length), width).tolist() == []
    assert list(blocks(codes_of(length), width)) == []


def test_a_text_as_long_as_a_shingle_has_one() -> None:
    codes = fold("县级以上").codes
    assert len(hashes(codes, 4)) == 1
    assert [(start, len(block)) for start, block in blocks(codes, 4)] == [(0, 1)]


@given(st.integers(0, 500), widths, st.integers(1, 200), st.integers(0, 50))
def test_blocks_give_the_whole_and_share_the_overlap(length: int, width: int, block: int, overlap: int) -> None:
    codes = codes_of(length)
    whole = hashes(codes, width)
    with patch.object(shingle, "BLOCK", block):
        found = list(blocks(codes, width, overlap))
    assert [start for start, _ in found] == [n * block for n in range(len(found))]
    for start, part in found:
        assert part.tolist() == whole[start : start + block + overlap].tolist()
    # Each run of overlap + 1 shingles lies wholly in one block; none is for nothing.
    reached = [start + len(part) for start, part in found]
    assert (reached[-1] if found else 0) == len(whole)
    assert all(end < len(whole) for end in reached[:-1])


@given(st.integers(0, 500), widths, st.integers(1, 200))
def test_blocks_concatenate_to_the_whole(length: int, width: int, block: int) -> None:
    codes = codes_of(length)
    with patch.object(shingle, "BLOCK", block):
        found = [value for _, part in blocks(codes, width) for value in part.tolist()]
    assert found == hashes(codes, width).tolist()


# --- many texts at once


def expected(text: str, width: int) -> set[int]:
    """The set of hashes as the definition has it: each shingle of the text's own key, or the whole of a short key."""
    codes = fold(text).codes
    return set(hashes(codes, min(width, len(codes))).tolist()) if len(codes) else set()


@given(st.lists(texts(40), max_size=12), st.integers(1, 8))
def test_many_texts_give_what_each_gives_alone(many: list[str], width: int) -> None:
    found = shingles(many, width)
    assert len(found) == len(many)
    for at, text in enumerate(many):
        assert set(found[at].tolist()) == expected(text, width)
        assert len(found[at]) == len(fold(text))


@given(st.lists(texts(40), max_size=12))
def test_many_keys_are_the_keys_of_each(many: list[str]) -> None:
    codes, starts = fold_many(many, Buffers())
    assert starts[0] == 0
    assert [codes[start:end].tolist() for start, end in itertools.pairwise(starts.tolist())] == [
        fold(text).codes.tolist() for text in many
    ]


@pytest.mark.parametrize(
    ("many", "keys"),
    [
        (["共2", "-甲"], ["共2", "甲"]),  # a mark at a text's start does not see the last text's digit
        (["第3-", "5条"], ["第3-", "5条"]),
        (["甲-", "5"], ["甲", "5"]),
        (["", "、。", "云汐"], ["", "", "云汐"]),
        (["\ud800甲", "𠀀乙😀"], ["\ufffd甲", "𠀀乙😀"]),
    ],
)
def test_texts_do_not_see_each_other(many: list[str], keys: list[str]) -> None:
    codes, starts = fold_many(many, Buffers())
    assert [codes[start:end].tolist() for start, end in itertools.pairwise(starts.tolist())] == [
        fold(key).codes.tolist() for key in keys
    ]


@pytest.mark.parametrize(
    ("text", "count"),
    [("", 0), ("，。 \n", 0), ("云", 1), ("云汐市", 1), ("云汐市公园", 1), ("云汐市公园里", 2), ("云" * 100, 1)],
)
def test_how_many_different_shingles_a_text_has(text: str, count: int) -> None:
    (found,) = shingle_sets([text])
    assert len(found) == count


def test_short_texts_are_alike_only_if_they_are_the_same() -> None:
    found = list(shingle_sets(["云汐", "雲汐", "云", "汐", "云汐市"]))
    assert found[0].tolist() == found[1].tolist()
    assert len({tuple(each.tolist()) for each in found}) == 4


@given(st.lists(texts(60), max_size=10), st.integers(1, 200), st.integers(1, 64))
def test_neither_blocks_nor_threads_change_anything(many: list[str], size: int, block: int) -> None:
    whole = [each.tolist() for each in shingle_sets(many)]
    with patch.object(shingle, "BLOCK", block):
        assert [each.tolist() for each in shingle_sets(many)] == whole

    def work(some: list[str], buffers: Buffers) -> list[list[int]]:
        found = distinct(shingles(some, 5, buffers=buffers))
        return [found[text].tolist() for text in range(len(some))]

    for threads in (1, 3):
        parts = list(map_blocks(work, iter(many), threads, size))
        assert [each for part in parts for each in part] == whole
        assert len(parts) <= len(many)


@given(st.lists(st.lists(st.integers(0, 9), max_size=30), max_size=12), st.booleans())
def test_sets_are_ascending_and_say_each_hash_once(many: list[list[int]], long: bool) -> None:
    starts = np.cumsum([0, *map(len, many)])
    found = Shingles(np.array([each for some in many for each in some], dtype=np.uint32), starts)
    with patch.object(shingle, "_MIN_LONG_MEAN", -1 if long else 1_000):
        sets = distinct(found)
    assert [sets[text].tolist() for text in range(len(sets))] == [sorted(set(some)) for some in many]


@given(st.sets(st.integers(0, 7)))
def test_some_of_the_texts(wanted: set[int]) -> None:
    found = shingles([f"云汐市公园{at}号设施" * at for at in range(8)])
    some = found.of(np.array(sorted(wanted), dtype=np.intp))
    assert [some[at].tolist() for at in range(len(some))] == [found[text].tolist() for text in sorted(wanted)]


def test_a_text_longer_than_a_block_stands_alone() -> None:
    sizes = list(
        map_blocks(lambda some, _: [len(text) for text in some], ["甲" * 3, "乙" * 30, "丙" * 4, "丁"], size=10)
    )
    assert sizes == [[3], [30], [4, 1]]
    with patch.object(shingle, "BLOCK_CHARACTERS", 10):
        assert set(shingles(["云汐市设施管护办法" * 3])[0].tolist()) == expected("云汐市设施管护办法" * 3, 5)


def test_trouble_in_a_thread_is_trouble() -> None:
    def work(some: list[str], _: Buffers) -> None:
        raise ValueError(some[0])

    with pytest.raises(ValueError, match="甲"):
        list(map_blocks(work, ["甲", "乙"], threads=2, size=1))


# --- hashes looked for


@given(st.integers(0, 1 << 32), st.sampled_from([1, 7, 900, 5_000]), st.sampled_from([0, 30, 3_000]))
def test_the_hashes_that_are_none_of_the_known(seed: int, known: int, asked: int) -> None:
    numbers = np.random.default_rng(seed)
    some = np.unique(numbers.integers(0, 1 << 32, known, dtype=np.uint32))
    wanted = np.concatenate((numbers.integers(0, 1 << 32, asked, dtype=np.uint32), some[::2]))
    edges = np.array([0, 1, 0xFFFFFFFF, *some[:3], *(some[:3] ^ 1)], dtype=np.uint32)
    wanted = numbers.permutation(np.concatenate((wanted, edges)))
    assert indices_of_absent(wanted, some).tolist() == np.flatnonzero(~np.isin(wanted, some)).tolist()


@given(st.integers(0, 1 << 32), st.sampled_from([1, 40, 5_000]))
def test_places_are_first_places_and_few_are_missed(seed: int, known: int) -> None:
    numbers = np.random.default_rng(seed)
    some = numbers.integers(0, 1 << 32, known, dtype=np.uint32)
    some = np.concatenate((some, some))  # each stands twice
    wanted = np.concatenate((some[::3], numbers.integers(0, 1 << 32, 100, dtype=np.uint32)))
    found, places = find_hashes(wanted, some)
    first = {value: at for at, value in reversed(list(enumerate(some.tolist())))}
    assert [first[value] for value in wanted[found].tolist()] == places.tolist()
    assert len(found) >= 0.7 * np.count_nonzero(np.isin(wanted, some))
