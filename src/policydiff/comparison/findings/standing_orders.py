"""Where the other text has an order in other words: 責令限期改善 and 令其限期改善."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from policydiff.comparison.findings.sentence_pairs import NormalisedSide
from policydiff.facts.extraction import Fact, sentences
from policydiff.languages import PACK
from policydiff.text.normalisation import normalised
from policydiff.text.spans import Span

_MAX_AROUND_CHARACTERS = 400  # before and behind a clause, in which its sentence ends
_ACT_CHARACTERS = 4  # of what is ordered, that are compared
_MIN_ACT_CHARACTERS = 2


def is_ordered_in_other_words(
    facts: Sequence[Fact], clause_span: Span, side: NormalisedSide, other: NormalisedSide, near: Span
) -> bool:
    """Whether the sentence of the other text that is most like a clause orders the same, with another word for it.

    `facts` are the penalties of the clause, which must all be orders. The sentence must be in `near`, the counterpart
    of their unit: elsewhere, the same order may be for anything.
    """
    order = PACK.lexicon().order
    if not order or any(fact.value or not normalised(fact.noun).startswith(order) for fact in facts):
        return False
    start = max(0, clause_span.start - _MAX_AROUND_CHARACTERS)
    around = Span(start, min(len(side.normalised), clause_span.end + _MAX_AROUND_CHARACTERS))
    sentence = next((span for span in sentences(side.normalised, around) if span.overlaps(clause_span)), clause_span)
    place = other.clauses.closest(clause_span, sentence, side.clauses)
    if place is None or not place.span.overlaps(near) or not place.stands_near([near]):
        return False
    there = {act for word, act in _orders(other, place.span) if not word.startswith(order)}
    return all(act in there for _, act in _orders(side, clause_span))


def _orders(side: NormalisedSide, within: Span) -> Iterator[tuple[str, str]]:
    """The words for orders in a stretch of text, each with the first characters of what is ordered."""
    for match in PACK.fact_patterns().order_words.finditer(side.normalised, within.start, within.end):
        act = side.normalised[match.end() : match.end() + _ACT_CHARACTERS]
        end = next(
            (index for index, character in enumerate(act) if not character.isalnum() or character == "外"), len(act)
        )
        if end >= _MIN_ACT_CHARACTERS:
            yield match[0], act[:end]
