"""Hunks: putting them into the old text gives the new one, at a cost that grows with the length."""

from __future__ import annotations

import itertools
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import Indel

from policydiff import diff
from policydiff.diff import Hunk, hunks


def patched(old: str, new: str, found: list[Hunk]) -> str:
    """The old text with every hunk put in."""
    pieces, at = [], 0
    for hunk in found:
        pieces += [old[at : hunk.old_start], new[hunk.new_start : hunk.new_end]]
        at = hunk.old_end
    return "".join([*pieces, old[at:]])


def long_text(length: int, seed: int = 1) -> str:
    codes = np.random.default_rng(seed).integers(0x4E00, 0x9F00, length)
    return "".join(map(chr, codes.tolist()))


@st.composite
def editions(draw: st.DrawFn) -> tuple[str, str]:
    """A text and an edition of it: stretches replaced, moved, doubled and taken out."""
    letters = draw(st.sampled_from(["甲", "甲乙", "abc中国𠀀\n", "".join(map(chr, range(0x4E00, 0x5E00)))]))
    numbers = np.random.default_rng(draw(st.integers(0, 1 << 32)))
    old = "".join(numbers.choice(list(letters), draw(st.integers(0, 400))))
    new = old
    for _ in range(draw(st.integers(0, 6))):
        start = draw(st.integers(0, len(new)))
        end = min(start + draw(st.integers(0, 60)), len(new))
        to = draw(st.integers(0, len(new)))
        piece = draw(st.sampled_from(["", "新", "xyz", new[start:end] * 2, old[to : to + 40]]))
        new = new[:start] + piece + new[end:]
    return old, new


@given(editions(), st.sampled_from([0, 4, 400, 1 << 22]))
def test_hunks_rebuild_the_new_text(pair: tuple[str, str], small: int) -> None:
    old, new = pair
    with patch.object(diff, "_SMALL", small):
        found = hunks(old, new)
    assert patched(old, new, found) == new
    for hunk in found:
        assert hunk.old_start < hunk.old_end or hunk.new_start < hunk.new_end
    for one, other in itertools.pairwise(found):
        gap = other.old_start - one.old_end
        assert gap == other.new_start - one.new_end
        assert gap > 0
        assert old[one.old_end : other.old_start] == new[one.new_end : other.new_start]


@given(editions())
def test_a_small_difference_is_the_smallest(pair: tuple[str, str]) -> None:
    changed = sum(hunk.old_end - hunk.old_start + hunk.new_end - hunk.new_start for hunk in hunks(*pair))
    assert changed == Indel.distance(*pair)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("", "", []),
        ("甲乙", "甲乙", []),
        ("", "甲乙", [Hunk(0, 0, 0, 2)]),
        ("甲乙", "", [Hunk(0, 2, 0, 0)]),
        ("应当公开", "可以公开", [Hunk(0, 2, 0, 2)]),
        ("乡镇政府", "乡、镇政府", [Hunk(1, 1, 1, 2)]),
        ("在8-10日内", "在810日内", [Hunk(2, 3, 2, 2)]),
        ("甲𠀀丙丁", "甲丙戊", [Hunk(1, 2, 1, 1), Hunk(3, 4, 2, 3)]),
        ("甲\ud800丙", "甲\udc00丙", [Hunk(1, 2, 1, 2)]),
        ("甲甲甲", "甲甲", [Hunk(2, 3, 2, 2)]),
    ],
)
def test_hunks(old: str, new: str, expected: list[Hunk]) -> None:
    assert hunks(old, new) == expected


@pytest.mark.parametrize(
    "changes",
    [
        [(100_000, 100_002, "可以")],
        [(0, 2, "可以"), (199_998, 200_000, "可以")],
        [(10, 10, "可以"), (70_000, 70_500, ""), (150_000, 150_000, "可以" * 300)],
    ],
    ids=["one", "at both ends", "in, out, in"],
)
def test_a_long_text_with_few_changes_is_never_aligned_as_a_whole(changes: list[tuple[int, int, str]]) -> None:
    old = long_text(200_000)
    new = old
    for start, end, piece in reversed(changes):
        new = new[:start] + piece + new[end:]
    cells: list[int] = []
    opcodes = Indel.opcodes

    def counted(one: str, other: str) -> object:
        cells.append(len(one) * len(other))
        return opcodes(one, other)

    with patch("rapidfuzz.distance.Indel") as stand_in:
        stand_in.opcodes = counted
        found = hunks(old, new)
    assert patched(old, new, found) == new
    assert [(hunk.old_start, hunk.old_end) for hunk in found] == [(start, end) for start, end, _ in changes]
    assert sum(cells) < 1000


def test_a_long_rewrite_without_anchors_is_one_hunk() -> None:
    old, new = long_text(5000, 1), long_text(5000, 2)
    assert hunks(f"甲{old}乙", f"甲{new}乙") == [Hunk(1, 5001, 1, 5001)]


def test_a_moved_chapter_leaves_the_rest_in_place() -> None:
    one, two, three = long_text(9000, 1), long_text(3000, 2), long_text(9000, 3)
    found = hunks(one + two + three, one + three + two)
    assert patched(one + two + three, one + three + two, found) == one + three + two
    assert sum(hunk.old_end - hunk.old_start for hunk in found) == 3000


def test_anchors_of_one_hash_are_compared() -> None:
    """Characters 65,536 apart have one code in the anchors' hashes."""
    bmp = "".join(map(chr, range(0x4E00, 0x4E40)))
    beyond = "".join(chr(ord(character) + 0x20000) for character in bmp)
    with patch.object(diff, "_SMALL", 0):
        assert hunks(f"甲{bmp}乙", f"丙{beyond}丁") == [Hunk(0, 66, 0, 66)]
