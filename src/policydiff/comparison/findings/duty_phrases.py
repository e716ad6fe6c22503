"""What a modal word governs: its phrase, whether that lays down a duty, and the list that it introduces."""

from __future__ import annotations

import bisect
from collections.abc import Sequence
from typing import NamedTuple

from policydiff.comparison.findings.quantities import shortened
from policydiff.comparison.findings.sentence_pairs import NormalisedSide
from policydiff.comparison.hunks import Hunk
from policydiff.comparison.result import Quote
from policydiff.facts.acts import act_end
from policydiff.facts.extraction import Fact, clause
from policydiff.languages import PACK
from policydiff.text.lazy_regex import pattern
from policydiff.text.spans import Span

PHRASE_END = ",。;:!?\n\r"
MAX_PHRASE_CHARACTERS = 24  # shown of a phrase
DUTIES = ("prohibit", "must", "want", "measure")
_MIN_STANDING_CHARACTERS = 4  # of words that are looked for in the whole of the other text
_MIN_SPECIFIC_CHARACTERS = 10  # of a phrase that is hardly the same by chance
_MAX_CLAUSES_BEFORE = 2  # with which a short phrase is looked for
_MAX_LIST_CHARACTERS = 1500  # of a list, before an item whose introduction is looked for
_MAX_ITEMS = 40  # before that item
ITEM_LABEL = pattern(
    r"[ \t]*(?:\(?[一二三四五六七八九十\d]{1,3}[)、.]|[\u2460-\u2473]|第[一二三四五六七八九十]{1,3}[项款目]|[-*·•] )"
)
_INLINE_LABEL = pattern(r"(?<=[:;。,])[ \t]*\(?[一二三四五六七八九十\d]{1,3}[)、]")


class GoverningWord(NamedTuple):
    """A word that governs others, with its grade; `introduction` is that of a list, from the word to the colon."""

    grade: str
    span: Span
    text: str
    introduction: str = ""


def sentence_of(fact: Fact, spans: Sequence[Span]) -> Span:
    """The sentence of `spans` that contains a fact; the span of the fact itself if none does."""
    return next((span for span in spans if span.covers(fact.span)), fact.span)


def phrase(fact: Fact, spans: Sequence[Span], side: NormalisedSide) -> Span:
    """The phrase from the modal word to the next mark, without that mark, inside its sentence.

    It goes on behind a comma before which only stands when, by what rule or to what something is done: see `act_end`.
    """
    sentence = sentence_of(fact, spans)
    return Span(fact.span.start, act_end(side.normalised, fact.span.end, max(sentence.end, fact.span.end)))


def short_duty(fact: Fact, spans: Sequence[Span], side: NormalisedSide) -> str:
    """A duty in a few words; a deadline between the modal word and the act is replaced by "…".

    The words behind the deadline, or else the whole phrase, are shortened to `MAX_PHRASE_CHARACTERS`.
    """
    quote: Quote = side.quote(phrase(fact, spans, side))
    times = [
        fact_inside
        for fact_inside in side.facts([quote.span])
        if fact_inside.kind in ("deadline", "date") and fact_inside.span.start > quote.span.start
    ]
    if times and times[0].span.start - fact.span.end <= 3:
        following_words = side.quote(Span(times[0].span.end, quote.span.end)).text
        if len(following_words) >= 2:
            return f"{fact.text}…{shortened(following_words, MAX_PHRASE_CHARACTERS)}"
    return shortened(quote.text, MAX_PHRASE_CHARACTERS)


def is_duty(fact: Fact, spans: Sequence[Span], side: NormalisedSide) -> bool:
    """Whether a modal word lays down a duty; in a condition (禁止出口的) or before a noun (应遵行事项) it does not.

    False for any other fact, and for a grade that is not in `DUTIES`, such as "may".
    """
    return fact.kind == "obligation" and fact.noun in DUTIES and lays_down(fact, spans, side)


def lays_down(fact: Fact, spans: Sequence[Span], side: NormalisedSide) -> bool:
    """Whether a modal word says what must, may or must not be done, and is no part of a condition or of a noun."""
    span = phrase(fact, spans, side)
    text = side.normalised
    lexicon = PACK.lexicon()
    if text[span.end - 1] in lexicon.condition_ends or text[max(0, fact.span.start - 4) : fact.span.start].endswith(
        lexicon.condition_starts
    ):
        return False
    patterns = PACK.fact_patterns()
    if patterns.exempt_end.search(text, max(fact.span.end, span.end - 6), span.end) and patterns.exempt_before.search(
        text, max(0, fact.span.start - 40), fact.span.start
    ):
        return False
    if patterns.condition_behind.match(text, span.end) and patterns.condition_before.search(
        text, max(0, fact.span.start - 14), fact.span.end
    ):
        return False
    end = min(span.end, fact.span.start + 60)
    if patterns.attribute.match(text, fact.span.start, end) and patterns.before_attribute.search(
        text, max(0, fact.span.start - 4), fact.span.start
    ):
        return False
    return not patterns.no_duty.match(text, fact.span.start, end)


def governing_grade(side: NormalisedSide, position: int) -> str:
    """The grade of the modal word that governs the words at a position, be it before a list of items; "" if none.

    It is the last one before the position in the same sentence, or else in the introduction of the list, which ends
    with a colon. A noun such as 义务 or 权利 in that introduction is a grade, too.
    """
    word = governing_word(side, position)
    return word.grade if word else ""


def governing_word(side: NormalisedSide, position: int) -> GoverningWord | None:
    """The word of which `governing_grade` is the grade; None if there is none."""
    text = side.normalised
    floor = max(0, position - _MAX_LIST_CHARACTERS)
    line = text.rfind("\n", floor, position) + 1 or floor
    word = _last_word(side, Span(_statement_start(text, line, position), position))
    for _ in range(_MAX_ITEMS):
        if word or not ITEM_LABEL.match(text, line) or line <= floor:
            break
        end = line - 1
        while end > floor and text[end - 1].isspace():
            end -= 1
        line = text.rfind("\n", floor, end) + 1 or floor
        if text[end - 1 : end] == ":":
            word = _last_word(side, Span(max(line, text.rfind("。", line, end) + 1), end))
            return word._replace(introduction=text[word.span.start : end]) if word else None
    return word


def _statement_start(text: str, line: int, position: int) -> int:
    """Where the statement at a position begins in its line: after a full stop, or a semicolon without a list."""
    start = max(line, text.rfind("。", line, position) + 1)
    colon = text.rfind(":", start, position)
    if colon >= 0 and _INLINE_LABEL.match(text, colon + 1, position + 1):
        return start
    return max(start, text.rfind(";", start, position) + 1)


def _last_word(side: NormalisedSide, span: Span) -> GoverningWord | None:
    """The last modal word in a span, else the last noun of rights or duties; None if there is neither."""
    modals = [
        fact
        for fact in side.facts([span])
        if fact.kind == "obligation" and fact.noun != "soften" and span.covers(fact.span)
    ]
    if modals:
        return GoverningWord(modals[-1].noun, modals[-1].span, modals[-1].text)
    text = side.normalised[span.start : span.end]
    for noun, grade in PACK.lexicon().governing_nouns.items():
        if (start := text.find(noun)) >= 0:
            found = Span(span.start + start, span.start + start + len(noun))
            return GoverningWord(grade, found, side.text[found.start : found.end])
    return None


def corresponding_old(hunks: Sequence[Hunk], position: int) -> int:
    """The position in the old text that corresponds to one in the new; the start of the hunk if it was changed."""
    index = bisect.bisect_right(hunks, position, key=lambda hunk: hunk.new.start) - 1
    if index < 0:
        return position + (hunks[0].old.start - hunks[0].new.start if hunks else 0)
    hunk = hunks[index]
    return hunk.old.start if position < hunk.new.end else hunk.old.end + position - hunk.new.end


def span_without_counterpart(
    fact: Fact, spans: Sequence[Span], side: NormalisedSide, other: NormalisedSide, phrase_span: Span
) -> Span | None:
    """What to quote of a fact that `other` does not have; None if it stands there, moved or not.

    The phrase if its words do not stand in `other` at all. If they do, but not behind the same words or less often, the
    stretch from the beginning of the sentence to the end of the phrase.
    """
    words = side.words(phrase_span)
    standing = other.standing.count(words)
    if len(words) >= _MIN_STANDING_CHARACTERS and not standing:
        return phrase_span
    if len(words) >= _MIN_SPECIFIC_CHARACTERS and fact.kind != "penalty" and standing >= side.standing.count(words):
        return None
    sentence = sentence_of(fact, spans)
    if fact.kind != "penalty" and _stands_with_clauses(sentence, phrase_span, side, other):
        return None
    head = Span(min(sentence.start, phrase_span.start), phrase_span.end)
    for span in (head, Span(head.start, max(sentence.end, head.end))):
        words = side.words(span)
        standing = other.standing.count(words)
        if not standing:
            return span
        if len(words) >= _MIN_STANDING_CHARACTERS and standing >= side.standing.count(words):
            return None
    return head if len(side.words(head)) >= _MIN_SPECIFIC_CHARACTERS else None


def _stands_with_clauses(sentence: Span, phrase_span: Span, side: NormalisedSide, other: NormalisedSide) -> bool:
    """Whether a phrase stands in the other text as often, together with its own clause or the one before it as well."""
    start = phrase_span.start
    for _ in range(_MAX_CLAUSES_BEFORE):
        start = clause(side.normalised, max(sentence.start, start - 1), sentence, PHRASE_END).start
        words = side.words(Span(start, phrase_span.end))
        if len(words) >= _MIN_SPECIFIC_CHARACTERS and 0 < side.standing.count(words) <= other.standing.count(words):
            return True
        if start <= sentence.start:
            break
    return False
