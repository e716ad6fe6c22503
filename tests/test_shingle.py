"""The flat kernel: one hash for one shingle, wherever it stands and however the text is cut."""

from __future__ import annotations

from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from policydiff import shingle
from policydiff.fold import Codes, fold
from policydiff.shingle import blocks, hashes
from strategies import repetitive

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
