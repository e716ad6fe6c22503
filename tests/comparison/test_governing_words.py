"""The word that governs a position stands before it."""

from __future__ import annotations

import pytest

from policydiff.comparison.findings.duty_phrases import governing_word
from policydiff.comparison.findings.sentence_pairs import NormalisedSide

TEXTS = [
    "渡工不得收取费用，应当公布班次。",
    "渡工应当做到：\n（一）不得载客超员；\n（二）可以收取费用。\n应当报告。",
    "不得不得不得应当可以",
    "未经批准，不得开航；经批准的，可以开航。\n渡口应当开放",
    "乘客有下列权利：\n（一）应当\n（二）不得超过",
    "渡口可不必须开放，原则上不得停航。",
]


@pytest.mark.parametrize("text", TEXTS)
def test_no_word_behind_a_position_governs_it(text: str) -> None:
    side = NormalisedSide(text)
    words = [(position, word) for position in range(len(text) + 1) if (word := governing_word(side, position))]
    assert words
    assert [(position, word.text) for position, word in words if word.span.end > position] == []


@pytest.mark.parametrize(
    ("text", "words", "governing"),
    [
        ("渡工应当做到：\n（一）载客不超员；\n（二）报告班次。", "报告", "应当"),
        ("渡工不得收取费用，应当公布班次。", "收取", "不得"),
        ("渡工不得收取费用，应当公布班次。", "公布", "应当"),
        ("渡工收取费用，应当公布班次。", "收取", None),
        ("收取费用不得", "不得", None),
    ],
)
def test_which_word_governs(text: str, words: str, governing: str | None) -> None:
    word = governing_word(NormalisedSide(text), text.index(words))
    assert (word.text if word else None) == governing
