"""Edits: putting them into the old text gives the new one, at a cost that grows with the length."""

from __future__ import annotations

import itertools
import random
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import Indel

from policydiff.matching import diff
from policydiff.matching.diff import Edit, edits


def patched(old: str, new: str, found: list[Edit]) -> str:
    """The old text with every edit put in."""
    pieces, at = [], 0
    for start, end, other, last in found:
        pieces += [old[at:start], new[other:last]]
        at = end
    return "".join([*pieces, old[at:]])


def changed(found: list[Edit]) -> int:
    """How many characters are put in or taken out."""
    return sum(end - start + last - other for start, end, other, last in found)


def long_text(length: int, seed: int = 1) -> str:
    codes = np.random.default_rng(seed).integers(0x4E00, 0x9F00, length)
    return "".join(map(chr, codes.tolist()))


def mutated(text: str, share: float, letters: str, seed: int = 1) -> str:
    """The text with this share of its characters touched, in runs of one to nine: replaced, taken out, put in."""
    numbers = random.Random(seed)
    made, at = [], 0
    while at < len(text):
        kept = int(numbers.expovariate(share / (5 * (1 - share))))
        run = numbers.randint(1, 9)
        put_in, goes = numbers.choice([(run, run), (run, 0), (0, run)])
        made += [text[at : at + kept], *numbers.choices(letters, k=put_in)]
        at += kept + goes
    return "".join(made)


def counted(old: str, new: str) -> tuple[list[Edit], int]:
    """The edits, and how many cells were aligned exactly for them."""
    cells = 0
    opcodes = Indel.opcodes

    def count(one: str, other: str) -> object:
        nonlocal cells
        cells += len(one) * len(other)
        return opcodes(one, other)

    with patch("rapidfuzz.distance.Indel") as stand_in:
        stand_in.opcodes = count
        return edits(old, new), cells


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
def test_edits_rebuild_the_new_text(pair: tuple[str, str], small: int) -> None:
    old, new = pair
    with patch.object(diff, "_MAX_EXACT_CELLS", small):
        found = edits(old, new)
    assert patched(old, new, found) == new
    for start, end, other, last in found:
        assert start < end or other < last
    for (_, end, _, last), (start, _, other, _) in itertools.pairwise(found):
        assert start - end == other - last > 0
        assert old[end:start] == new[last:other]


@given(editions())
def test_a_small_difference_is_the_smallest(pair: tuple[str, str]) -> None:
    assert changed(edits(*pair)) == Indel.distance(*pair)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("", "", []),
        ("甲乙", "甲乙", []),
        ("", "甲乙", [(0, 0, 0, 2)]),
        ("甲乙", "", [(0, 2, 0, 0)]),
        ("应当公开", "可以公开", [(0, 2, 0, 2)]),
        ("乡镇政府", "乡、镇政府", [(1, 1, 1, 2)]),
        ("在8-10日内", "在810日内", [(2, 3, 2, 2)]),
        ("甲𠀀丙丁", "甲丙戊", [(1, 2, 1, 1), (3, 4, 2, 3)]),
        ("甲\ud800丙", "甲\udc00丙", [(1, 2, 1, 2)]),
        ("甲甲甲", "甲甲", [(2, 3, 2, 2)]),
    ],
)
def test_edits(old: str, new: str, expected: list[Edit]) -> None:
    assert edits(old, new) == expected


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
    found, cells = counted(old, new)
    assert patched(old, new, found) == new
    assert [(start, end) for start, end, _, _ in found] == [(start, end) for start, end, _ in changes]
    assert cells < 1000


def test_a_long_rewrite_without_anchors_is_one_edit() -> None:
    old, new = long_text(5000, 1), long_text(5000, 2)
    assert edits(f"甲{old}乙", f"甲{new}乙") == [(1, 5001, 1, 5001)]


def test_a_moved_chapter_leaves_the_rest_in_place() -> None:
    one, two, three = long_text(9000, 1), long_text(3000, 2), long_text(9000, 3)
    found = edits(one + two + three, one + three + two)
    assert patched(one + two + three, one + three + two, found) == one + three + two
    assert changed(found) == 6000


LETTERS = "".join(map(chr, range(0x4E00, 0x5200)))
THOUSAND = long_text(1000)
LONG = long_text(60_000)


@pytest.mark.parametrize("share", [0.01, 0.1, 0.5])
@pytest.mark.parametrize("length", [2_000, 20_000])
def test_scattered_changes_are_found_at_the_least_cost(length: int, share: float) -> None:
    old = "".join(random.Random(5).choices(LETTERS, k=length))
    new = mutated(old, share, LETTERS)
    found = edits(old, new)
    assert patched(old, new, found) == new
    assert changed(found) <= 1.02 * Indel.distance(old, new)


@pytest.mark.parametrize(
    ("old", "new", "most"),
    [
        pytest.param("国" * 60_000, "国" * 60_007, 7, id="one character"),
        pytest.param("国" * 60_000, mutated("国" * 60_000, 0.01, "民"), 900, id="one character, changes"),
        pytest.param("甲乙" * 30_000, "乙甲" * 30_000, 2, id="out of step"),
        pytest.param(THOUSAND * 60, THOUSAND[3:] + "甲" + THOUSAND * 59, 4, id="one page over and over"),
        pytest.param("国" * 60_000, "国国国国国国民" * 9_000, 123_000, id="a mark in every word"),
        pytest.param(LONG, long_text(60_000, 2), 120_000, id="unrelated"),
        pytest.param("01" * 30_000, "0110" * 15_000, 120_000, id="two digits"),
        pytest.param(
            LONG,
            "".join(LONG[at : at + 20] for at in range(59_980, -1, -20)),
            119_960,
            id="everything moved",
        ),
        pytest.param(LONG, LONG[:30_000] + "甲" * 50_000 + LONG[30_000:], 50_000, id="in"),
    ],
)
def test_no_text_is_aligned_by_its_square(old: str, new: str, most: int) -> None:
    """60,000 characters have 3,600 million cells; a thousandth a character is the most that is looked at."""
    found, cells = counted(old, new)
    assert patched(old, new, found) == new
    assert changed(found) <= most
    assert cells <= 2_500 * (len(old) + len(new))


def test_anchors_of_one_hash_are_compared() -> None:
    """Characters 65,536 apart have one code in the anchors' hashes."""
    bmp = "".join(map(chr, range(0x4E00, 0x4E40)))
    beyond = "".join(chr(ord(character) + 0x20000) for character in bmp)
    with patch.object(diff, "_MAX_EXACT_CELLS", 0):
        assert edits(f"甲{bmp}乙", f"丙{beyond}丁") == [(0, 66, 0, 66)]
