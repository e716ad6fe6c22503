"""Whether two sentences in which bodies act are about one act, or one of them belongs to another sentence."""

from __future__ import annotations

from collections.abc import Sequence

from policydiff.comparison.findings.body_sentences import MAX_WORDS, bigrams_of, likeness
from policydiff.comparison.findings.sentence_pairs import NormalisedSide
from policydiff.text.spans import Span

_MIN_LIKENESS = 0.2  # of two sentences about one act, a long one and a short one
_MIN_LEAD = 0.16  # by which another sentence must be more alike than the one it is compared with
_MAX_OVERLAP = 0.75  # of the shorter sentence in the other: if more, it is one half of a sentence that was divided
_MIN_PART_OVERLAP = 0.5  # likewise, if the other half stands right before it or behind it
_MAX_DISTANCE = 4  # characters between two sentences of which one stands right behind the other
_MIN_BIGRAMS = 4  # of a sentence, for its likeness to mean anything


def are_partners(places: Sequence[tuple[Span, Span, NormalisedSide]]) -> bool:
    """Whether two lists of bodies, each with its sentence and side, are in sentences about one act.

    False if the sentences have next to nothing in common, or if one of them is clearly more like another sentence of
    the other side, which names a body and has no better partner itself. True for very short sentences.
    """
    (_, sentence, side), (_, other_sentence, other_side) = places
    words, other_words = (one.words(span)[:MAX_WORDS] for _, span, one in places)
    bigrams, other_bigrams = bigrams_of(words), bigrams_of(other_words)
    shorter = min(len(bigrams), len(other_bigrams))
    if shorter < _MIN_BIGRAMS:
        return True
    own, shared = likeness(bigrams, other_bigrams), len(bigrams & other_bigrams)
    if own < _MIN_LIKENESS and shared < shorter * _MAX_OVERLAP:
        return False
    if shared >= shorter * _MAX_OVERLAP:
        return True
    is_part = shared >= shorter * _MIN_PART_OVERLAP
    return not (
        _has_better(words, own, (sentence, side), (other_sentence, other_side), is_part=is_part)
        or _has_better(other_words, own, (other_sentence, other_side), (sentence, side), is_part=is_part)
    )


def _has_better(
    words: str,
    own: float,
    place: tuple[Span, NormalisedSide],
    other: tuple[Span, NormalisedSide],
    *,
    is_part: bool,
) -> bool:
    """Whether the other side has a sentence more like this one by `_MIN_LEAD`, to which no third one is closer.

    With `is_part`, the two have enough in common for one to be a half of the other: the other half does not count.
    """
    (sentence, side), (other_sentence, other_side) = place, other
    better = other_side.body_sentences.most_similar(words, other_sentence)
    if better is None or better.likeness < own + _MIN_LEAD:
        return False
    distance = max(better.span.start - other_sentence.end, other_sentence.start - better.span.end)
    if is_part and distance <= _MAX_DISTANCE:
        return False
    third = side.body_sentences.most_similar(other_side.words(better.span), sentence)
    return third is None or third.likeness <= better.likeness
