"""Findings on a modal word that another one replaced at another place: apart from the act, behind its date or rule."""

from __future__ import annotations

from policydiff.comparison.findings.duty_phrases import MAX_PHRASE_CHARACTERS, GoverningWord, governing_word
from policydiff.comparison.findings.quantities import replacement, shortened
from policydiff.comparison.findings.sentence_pairs import NormalisedSide
from policydiff.comparison.result import Finding, Quote, Severity
from policydiff.facts.extraction import Fact
from policydiff.languages import PACK
from policydiff.messages import Message, verbatim
from policydiff.text.normalisation import normalised
from policydiff.text.spans import Span


def exchanged_word(fact: Fact, other: NormalisedSide, remaining: Span) -> GoverningWord | None:
    """The word of duty or permission that governs the remaining words in the other text, in place of a modal word.

    It stands directly before them, or says first by when or by what rule (应于三十日内,…). None for a prohibition, and
    for a word of the same grade.
    """
    word = _word_of_one_character(other, remaining.start) or governing_word(other, remaining.start)
    grades = {fact.noun, word.grade} if word else set()
    if (
        word is None
        or word.introduction
        or word.span.end > remaining.start
        or grades not in ({"must", "may"}, {"want", "may"})
    ):
        return None
    between = other.normalised[word.span.end : remaining.start]
    is_adverbial = between.endswith(",") and PACK.fact_patterns().adverbial.fullmatch(between[:-1]) is not None
    return word if not between or is_adverbial else None


def _word_of_one_character(side: NormalisedSide, position: int) -> GoverningWord | None:
    """The permission of one character (得) directly before words that another text makes a duty; None without one.

    Elsewhere such a character is read only before verbs that are known, as it has other senses.
    """
    before, start = side.normalised[max(0, position - 2) : position], position - 1
    behind = side.normalised[position : position + 1]
    for word, modal in PACK.fact_patterns().modals.items():
        if modal.grade != "may" or len(word) > 1 or not before.endswith(word):
            continue
        if before[:-1] not in modal.not_after and behind not in normalised(modal.not_before):
            return GoverningWord(modal.grade, Span(start, position), side.text[start:position])
    return None


def exchanged(
    unit: int,
    fact: Fact,
    word: GoverningWord,
    spans: tuple[Span, Span],
    sides: tuple[NormalisedSide, NormalisedSide],
    removed: bool,
) -> Finding:
    """The finding on a modal word and the one in its place, which may stand apart from the act: weaker or stronger.

    `spans` are its phrase and the act in the other text, `sides` their texts.
    """
    quotes = sides[0].quote(spans[0]), sides[1].quote(Span(word.span.start, spans[1].end))
    modals, grades = (fact.text, word.text), (fact.noun, word.grade)
    if not removed:
        quotes, modals, grades = quotes[::-1], modals[::-1], grades[::-1]
    strengths = [PACK.lexicon().strength[grade] for grade in grades]
    is_weaker = strengths[1] < strengths[0]
    change = replacement(*(shortened(quote.text, MAX_PHRASE_CHARACTERS) for quote in quotes))
    severity: Severity = "warning" if is_weaker else "notice"
    return Finding(
        "obligation", severity, unit, *quotes, change, "weaker" if is_weaker else "stronger", replacement(*modals)
    )


def as_quoted(quote: Quote, counterpart: Quote | None, removed: bool) -> Message:
    """A modal word with its phrase and the words that remain, each as its text has them; the phrase if none do."""
    whole = shortened(quote.text, MAX_PHRASE_CHARACTERS)
    if counterpart is None:
        return verbatim(whole)
    words = shortened(counterpart.text, MAX_PHRASE_CHARACTERS)
    return replacement(whole, words) if removed else replacement(words, whole)
