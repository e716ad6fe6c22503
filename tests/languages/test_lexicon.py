"""The tables of the lexicon are sound: no word stands twice, and both scripts find it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest
from opencc import OpenCC

from policydiff.languages.fact_tables import Modal
from policydiff.languages.zh import agencies, lexicon
from policydiff.languages.zh.lexicon import MODALS, STRENGTH
from policydiff.text.normalisation import normalised

# Words that are looked for as they stand in the table; the others are levelled by whoever looks.
AS_THEY_STAND = [
    *(modal.word for modal in MODALS),
    *lexicon.UNITS,
    *agencies.AGENCIES,
    *agencies.NO_AGENCIES,
    *lexicon.PENALTIES,
    *lexicon.NO_QUANTITY,
    *lexicon.DISCRETION,
    *lexicon.MEASURES,
    *agencies.BEFORE_AGENCY,
    *agencies.SHORT_AGENCIES,
]


def test_no_modal_word_has_two_grades() -> None:
    assert [word for word, count in Counter(modal.word for modal in MODALS).items() if count > 1] == []


def test_every_grade_has_its_strength_and_its_words() -> None:
    assert {modal.grade for modal in MODALS} == set(STRENGTH)


def test_discretion_softens() -> None:
    assert {modal.word for modal in MODALS if modal.grade == "soften"} >= lexicon.DISCRETION


def test_a_word_of_a_table_stands_there_once() -> None:
    for table in (agencies.AGENCIES, lexicon.PENALTIES, lexicon.UNITS, lexicon.VERBS, lexicon.OWN):
        assert [word for word, count in Counter(table).items() if count > 1] == []


@pytest.mark.parametrize("word", sorted(set(AS_THEY_STAND)))
def test_words_stand_in_the_characters_they_are_looked_for_in(word: str) -> None:
    assert normalised(word) == word


def test_a_modal_word_is_not_shut_out_by_its_own_guards() -> None:
    def shut(modal: Modal) -> Iterator[str]:
        yield from set(modal.only_before) & set(modal.not_before)
        yield from (word.word for word in MODALS if word.word != modal.word and modal.word + word.word == word.word)

    assert {modal.word: [*shut(modal)] for modal in MODALS if [*shut(modal)]} == {}


def test_both_scripts_level_to_the_same_words() -> None:
    convert = OpenCC("s2t").convert
    assert {word for word in AS_THEY_STAND if normalised(convert(word)) != word} == set()


def test_twins_differ_in_more_than_script() -> None:
    assert [pair for pair in lexicon.TWINS if normalised(pair[0]) == normalised(pair[1])] == []
    assert [word for word, count in Counter(pair[0] for pair in lexicon.TWINS).items() if count > 1] == []
