"""Repeated passages against a slow search that looks at every window of 60."""

from __future__ import annotations

import gzip
import itertools
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from policydiff.matching import repeats, shingles
from policydiff.matching.repeats import MIN_REPEAT, Match, chain_matches, extend_match, find_matches, repeated_spans
from policydiff.text.folding import Codes, fold
from strategies import repetitive


@contextmanager
def sizes(block: int, piece: int) -> Iterator[None]:
    """Hash blocks and groups of windows of another size."""
    with patch.object(shingles, "BLOCK", block), patch.object(repeats, "_WINDOWS_AT_A_TIME", piece):
        yield


def windows(codes: Codes) -> dict[bytes, list[int]]:
    """The windows of 60 that stand more than once: where each starts."""
    found: dict[bytes, list[int]] = {}
    for at in range(len(codes) - MIN_REPEAT + 1):
        found.setdefault(codes[at : at + MIN_REPEAT].tobytes(), []).append(at)
    return {window: starts for window, starts in found.items() if len(starts) > 1}


def marked(length: int, stretches: list[tuple[int, int]]) -> npt.NDArray[np.bool_]:
    inside = np.zeros(length, dtype=np.bool_)
    for start, end in stretches:
        inside[start:end] = True
    return inside


def slowly_covered(codes: Codes) -> npt.NDArray[np.bool_]:
    return marked(len(codes), [(at, at + MIN_REPEAT) for starts in windows(codes).values() for at in starts])


def fresh(length: int, seed: int = 1, letters: int = 60_000) -> Codes:
    return np.random.default_rng(seed).integers(1, letters, length).astype(np.uint16)


def glued(*pieces: Codes) -> Codes:
    return np.concatenate(pieces)


# --- covered and find


@given(repetitive(), st.sampled_from([50, 100, 1000, 1 << 15]), st.sampled_from([50, 1000, 1 << 14]))
def test_covered_is_what_every_window_says(codes: Codes, block: int, piece: int) -> None:
    with sizes(block, piece):
        found = repeated_spans(codes)
    assert marked(len(codes), found).tolist() == slowly_covered(codes).tolist()
    assert all(start < end for start, end in found)
    assert all(one[1] < other[0] for one, other in itertools.pairwise(found))


@given(repetitive())
def test_found_matches_are_true_maximal_and_ordered(codes: Codes) -> None:
    found = find_matches(codes)
    assert found == sorted(found, key=lambda match: (match.second, match.first))
    assert len(set(found)) == len(found)
    for match in found:
        assert match.length >= MIN_REPEAT
        assert 0 <= match.first < match.second
        end = match.second + match.length
        assert end <= len(codes)
        assert codes[match.first : match.first + match.length].tolist() == codes[match.second : end].tolist()
        assert match.first == 0 or codes[match.first - 1] != codes[match.second - 1]
        assert end == len(codes) or codes[end - match.shift] != codes[end]


@given(repetitive())
def test_every_repeated_window_is_in_a_match_with_the_one_before_it(codes: Codes) -> None:
    found = find_matches(codes)
    for starts in windows(codes).values():
        for first, second in itertools.pairwise(starts):
            assert any(
                match.shift == second - first
                and match.first <= first
                and second + MIN_REPEAT <= match.second + match.length
                for match in found
            )


one, two = fresh(200, 1), fresh(200, 2)
between, after = fresh(90, 3), fresh(70, 4)


@pytest.mark.parametrize(
    ("codes", "expected"),
    [
        (fresh(0), []),
        (fresh(59), []),
        (fresh(60), []),
        (fresh(5000), []),
        (glued(one[:59], between, one[:59]), []),
        (glued(one[:60], between, one[:60]), [Match(0, 150, 60)]),
        (glued(one, one), [Match(0, 200, 200)]),
        (glued(one, between, one, after), [Match(0, 290, 200)]),
        # a copy that stays whole although a passage of it stands elsewhere in between
        (glued(one, between, one[50:120], after, one), [Match(50, 290, 70), Match(0, 430, 200), Match(290, 480, 70)]),
        # three copies: each with the one before it
        (glued(one, between, one, after, one), [Match(0, 290, 200), Match(290, 560, 200)]),
        # one altered code in the middle
        (glued(one, one[:100], after[:1], one[101:]), [Match(0, 200, 100), Match(101, 301, 99)]),
        # self-overlap: one code, and a beat of seven
        (np.full(1000, 7, np.uint16), [Match(0, 1, 999)]),
        (np.full(60, 7, np.uint16), []),
        (np.full(61, 7, np.uint16), [Match(0, 1, 60)]),
        (np.resize(fresh(7), 500), [Match(0, 7, 493)]),
    ],
)
def test_find(codes: Codes, expected: list[Match]) -> None:
    assert find_matches(codes) == expected
    sides = [(at, at + match.length) for match in expected for at in (match.first, match.second)]
    assert marked(len(codes), repeated_spans(codes)).tolist() == marked(len(codes), sides).tolist()


def test_hashes_that_lie_are_found_out() -> None:
    """With every window of one hash, only true neighbours are ever joined."""
    codes = glued(one, between, one)

    def same(codes: Codes, width: int) -> npt.NDArray[np.uint32]:
        return np.ones(max(len(codes) - width + 1, 0), np.uint32)

    with patch.object(repeats, "hashes", same), patch.object(shingles, "hashes", same):
        for match in find_matches(codes):
            assert codes[match.first : match.first + match.length].tolist() == (
                codes[match.second : match.second + match.length].tolist()
            )
        assert find_matches(fresh(400)) == []


def test_a_run_of_which_only_parts_agree_is_cut() -> None:
    altered = one.copy()
    altered[[30, 140]] ^= 1
    assert repeats._equal_parts(glued(one, altered), 200, 200, 200) == [Match(31, 231, 109)]


@given(repetitive(), st.data())
def test_extended_goes_as_far_as_both_sides_agree(codes: Codes, data: st.DataObject) -> None:
    if len(codes) < 2:
        return
    first = data.draw(st.integers(0, len(codes) - 2))
    second = data.draw(st.integers(first + 1, len(codes) - 1))
    match = extend_match(codes, Match(first, second, 0))
    left = 0
    while left < first and codes[first - left - 1] == codes[second - left - 1]:
        left += 1
    right = 0
    while second + right < len(codes) and codes[first + right] == codes[second + right]:
        right += 1
    assert match == Match(first - left, second - left, left + right)


@given(repetitive(), st.sampled_from([30, 50, 100, 1 << 15]))
def test_seeds_are_winnowed_alike_however_the_text_is_cut(codes: Codes, block: int) -> None:
    """Of every 29 seeds the one with the greatest upper half of its hash is picked, the rightmost of equals."""
    values = (shingles.hashes(codes, 32) >> np.uint32(16)).tolist()
    starts = range(len(codes) - MIN_REPEAT + 1)
    expected = sorted({max(range(at, at + 29), key=lambda seed: (values[seed], seed)) for at in starts})
    with sizes(block, 1 << 14):
        positions, hashes = repeats._picks(codes)
    assert positions.tolist() == expected
    assert (hashes >> np.uint32(16)).tolist() == [values[seed] for seed in expected]


# --- join


@pytest.mark.parametrize(
    ("matches", "runs"),
    [
        ([], []),
        ([Match(0, 500, 100)], [[Match(0, 500, 100)]]),
        # a gap of 5 on both sides, and of 5 and 8
        ([Match(0, 500, 100), Match(105, 605, 90)], [[Match(0, 500, 100), Match(105, 605, 90)]]),
        ([Match(0, 500, 100), Match(105, 608, 90)], [[Match(0, 500, 100), Match(105, 608, 90)]]),
        # too far on one side, on both, and too much longer on one side
        ([Match(0, 500, 100), Match(305, 605, 90)], [[Match(0, 500, 100)], [Match(305, 605, 90)]]),
        ([Match(0, 500, 100), Match(301, 801, 90)], [[Match(0, 500, 100)], [Match(301, 801, 90)]]),
        ([Match(0, 500, 100), Match(300, 800, 90)], [[Match(0, 500, 100), Match(300, 800, 90)]]),
        ([Match(0, 500, 100), Match(100, 661, 90)], [[Match(0, 500, 100)], [Match(100, 661, 90)]]),
        ([Match(0, 500, 100), Match(100, 660, 90)], [[Match(0, 500, 100), Match(100, 660, 90)]]),
        # overlap at the gap, on the first side, on the second, and up to the whole
        ([Match(0, 500, 100), Match(96, 601, 90)], [[Match(0, 500, 100), Match(100, 605, 86)]]),
        ([Match(0, 500, 100), Match(101, 596, 90)], [[Match(0, 500, 100), Match(105, 600, 86)]]),
        ([Match(0, 500, 100), Match(20, 519, 80)], [[Match(0, 500, 100)], [Match(20, 519, 80)]]),
        # backwards on the first side
        ([Match(200, 500, 100), Match(100, 605, 90)], [[Match(200, 500, 100)], [Match(100, 605, 90)]]),
        ([Match(200, 500, 100), Match(199, 501, 300)], [[Match(200, 500, 100)], [Match(199, 501, 300)]]),
        # two runs that interleave
        (
            [Match(0, 2000, 100), Match(900, 2050, 100), Match(105, 2108, 90), Match(1003, 2155, 90)],
            [[Match(0, 2000, 100), Match(105, 2108, 90)], [Match(900, 2050, 100), Match(1003, 2155, 90)]],
        ),
    ],
)
def test_join(matches: list[Match], runs: list[list[Match]]) -> None:
    joined = chain_matches(matches)
    assert [list(run.matches) for run in joined] == runs
    for run in joined:
        assert run.first == (run.matches[0].first, run.matches[-1].first + run.matches[-1].length)
        assert run.second == (run.matches[0].second, run.matches[-1].second + run.matches[-1].length)


@given(repetitive())
def test_runs_are_ordered_and_their_gaps_short(codes: Codes) -> None:
    matches = find_matches(codes)
    runs = chain_matches(matches)
    assert sum(len(run.matches) for run in runs) == len(matches)
    kept = {(match.shift, match.second + match.length) for run in runs for match in run.matches}
    assert kept == {(match.shift, match.second + match.length) for match in matches}
    for run in runs:
        for last, match in itertools.pairwise(run.matches):
            gaps = match.first - last.first - last.length, match.second - last.second - last.length
            assert all(0 <= gap <= 200 for gap in gaps)
            assert abs(gaps[0] - gaps[1]) <= 60
            assert match.length > 0


@pytest.mark.corpus
def test_covered_on_laws(corpora: Path) -> None:
    """About a megabyte of laws as one text; the memory of every window is a dictionary of 60-grams."""
    text = ""
    with gzip.open(corpora / "laws-cn.jsonl.gz", "rt", encoding="utf-8") as lines:
        while len(text) < 350_000:
            text += json.loads(next(lines))["text"]
    codes = fold(text).codes
    expected = slowly_covered(codes)
    assert expected.any()
    assert marked(len(codes), repeated_spans(codes)).tolist() == expected.tolist()
