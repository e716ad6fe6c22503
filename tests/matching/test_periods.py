"""Periodic stretches are found, left out of the search for repeats, and change no match."""

from __future__ import annotations

import numpy as np
import pytest

from policydiff.matching import periods, repeats
from policydiff.matching.repeats import MIN_REPEAT, Match, find_matches
from policydiff.text.folding import Codes


def _codes(*parts: tuple[int, int], seed: int = 1) -> Codes:
    """Parts end to end, each a random text of `length` codes that stands `times` times; equal lengths, equal texts."""
    texts = {length: np.random.default_rng(seed + length).integers(20, 90, length) for length, _ in parts}
    return np.concatenate([np.tile(texts[length], times) for length, times in parts]).astype(np.uint16)


_CASES = {
    "one code": _codes((1, 900)),
    "a line": _codes((14, 60)),
    "between other text": _codes((150, 1), (14, 60), (151, 1)),
    "copied later": _codes((150, 1), (70, 9), (151, 1), (70, 2), (152, 1)),
    "copied before": _codes((70, 2), (150, 1), (70, 9)),
    "two stretches of one text": _codes((70, 9), (150, 1), (70, 8)),
    "two stretches of two texts": _codes((70, 9), (31, 20)),
    "ends inside a period": _codes((70, 9))[:-33],
    "a period that holds a copy": np.tile(_codes((80, 2), (40, 1)), 9),
    "two periods only": _codes((300, 2)),
    "no repeat": _codes((900, 1)),
    "empty": _codes((1, 0)),
}


@pytest.mark.parametrize("name", _CASES)
@pytest.mark.parametrize("seed", range(3))
def test_matches_are_the_same_without_inner_windows(name: str, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    codes = np.concatenate((_codes((7 * seed + 1, 1), seed=9), _CASES[name]))
    expected: list[Match] = find_matches(codes)
    monkeypatch.setattr(repeats, "_MANY_WINDOWS", 0)
    monkeypatch.setattr(periods, "_MIN_STRETCH", 90)
    assert find_matches(codes) == expected


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("one code", [1]),
        ("a line", [14]),
        ("two stretches of two texts", [70, 31]),
        ("a period that holds a copy", []),
        ("two periods only", []),
        ("no repeat", []),
    ],
)
def test_periods_that_are_found(name: str, found: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(periods, "_MIN_STRETCH", 90)
    codes = _CASES[name]
    stretches = periods.periodic_stretches(codes, [(0, len(codes) - MIN_REPEAT + 1)], MIN_REPEAT)
    assert [stretch.period for stretch in stretches] == found
