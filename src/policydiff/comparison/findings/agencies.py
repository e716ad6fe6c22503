"""Whether two names are of one body, and whether two bodies have the same place in their sentences."""

from __future__ import annotations

import re

from policydiff.comparison.findings.sentence_pairs import ChangedUnit, NormalisedSide
from policydiff.facts.extraction import Fact, clause
from policydiff.languages import PACK
from policydiff.text.lazy_regex import pattern
from policydiff.text.spans import Span

_CONTEXT_CHARACTERS = 2  # before or behind a name, which must be equal for the place to be the same
_NEAR_CHARACTERS = 12  # in which they are looked for
_PREPOSITIONS = frozenset("由经报向送")  # before one who acts or decides, or to whom one turns
_NO_NAME_CHARACTERS = pattern(r"[()\[\]之的\s]")


def is_one_body(before: Fact, after: Fact) -> bool:
    """Whether two names are of one body: equal without brackets and 之 (县市政府, 县(市)政府)."""
    names = [re.sub(_NO_NAME_CHARACTERS.pattern, "", fact.value) for fact in (before, after)]
    return names[0] == names[1]


def is_replaced(before: Fact, after: Fact, changed_unit: ChangedUnit, old: NormalisedSide, new: NormalisedSide) -> bool:
    """Whether one body took the place of another for certain, and is not only named near it.

    So it is if their names have most characters in common, if the words before or behind both are equal, modal words
    left out, or if a change replaces the one by the other and hardly more.
    """
    characters, other_characters = set(before.value), set(after.value)
    if 2 * len(characters & other_characters) > min(len(characters), len(other_characters)):
        return True
    if _is_named_alike(before, after, old, new):
        return True
    preposition = old.normalised[max(0, before.span.start - 1) : before.span.start]
    if preposition in _PREPOSITIONS and new.normalised.startswith(preposition, max(0, after.span.start - 1)):
        return True
    (head, tail), (other_head, other_tail) = (_context(fact, side) for fact, side in ((before, old), (after, new)))
    if (head and head == other_head) or (tail and tail == other_tail):
        return True
    return changed_unit.changed_alone(before.span, old=True) and changed_unit.changed_alone(after.span, old=False)


def _is_named_alike(before: Fact, after: Fact, old: NormalisedSide, new: NormalisedSide) -> bool:
    """Whether two bodies act likewise: the same preposition before each, or a modal word behind, and one predicate.

    The predicate is one if it begins with the same character, or if its first words share two.
    """
    places = []
    for fact, side in ((before, old), (after, new)):
        text = side.normalised
        near = clause(text, fact.span.start, Span(max(0, fact.span.start - _NEAR_CHARACTERS), fact.span.start)).start
        prepositions = [character for character in text[near : fact.span.start] if character in _PREPOSITIONS]
        modal = PACK.fact_patterns().modal.match(text, fact.span.end)
        start = modal.end() if modal else fact.span.end
        words = side.words(Span(start, min(len(text), start + _NEAR_CHARACTERS)))
        word = PACK.fact_patterns().modals.get(modal[0]) if modal else None
        places.append((prepositions[-1:], word.grade if word else "", words))
    (head, grade, words), (other_head, other_grade, other_words) = places
    if not (grade and grade == other_grade) and not (head and head == other_head):
        return False
    bigrams = {words[index : index + 2] for index in range(len(words) - 1)}
    return words[:1] == other_words[:1] or any(bigram in other_words for bigram in bigrams)


def _context(fact: Fact, side: NormalisedSide) -> tuple[str, str]:
    """The last words before a body and the first ones behind it, a modal word left out; "" where there are none."""
    text = side.normalised
    head = side.words(Span(max(0, fact.span.start - _NEAR_CHARACTERS), fact.span.start))[-_CONTEXT_CHARACTERS:]
    start = fact.span.end
    if modal := PACK.fact_patterns().modal.match(text, start):
        start = modal.end()
    tail = side.words(Span(start, min(len(text), start + _NEAR_CHARACTERS)))[:_CONTEXT_CHARACTERS]
    return head, tail
