"""Findings on duties, prohibitions and permissions that came or went with the words that they govern."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise

from policydiff.comparison.findings.duty_phrases import (
    is_duty,
    lays_down,
    phrase,
    sentence_of,
    short_duty,
    span_without_counterpart,
)
from policydiff.comparison.findings.kept_words import KeptWords, bigram_share
from policydiff.comparison.findings.modal_changes import is_act_of_authority, negations_changed_together
from policydiff.comparison.findings.one_sided import MAX_SHOWN_CLAUSES, OneSided
from policydiff.comparison.findings.rewordings import MAX_CONTEXT_CHARACTERS
from policydiff.comparison.findings.sentence_pairs import ChangedUnit, NormalisedSide
from policydiff.facts.extraction import Fact
from policydiff.languages import PACK
from policydiff.messages import NOTHING, Message, message
from policydiff.text.spans import Span

_CERTAIN, _LIKELY, _DOUBTFUL, _REWORDED = range(4)
# Shares of the bigrams of a sentence up to the end of a phrase, or of what its modal word governs, in the other text.
_MIN_SHARE_OF_REWORDED = 0.6
_MIN_SHARE_OF_REWORDED_PERMISSION = 0.5  # or of a duty that is gone
_MAX_SHARE_OF_GONE_DUTY = 0.3
_MAX_SHARE_OF_GONE_ACT = 0.4
_MAX_SHARE_OF_GONE_PROHIBITION = 0.33
_MIN_SHARE_OF_KEPT_ACT = 0.75
_MIN_SHARE_OF_PROHIBITED_ACT = 0.4  # of what is prohibited, where the other text prohibits something
_MIN_UNKNOWN_BIGRAMS = 3  # in a row, of what is prohibited, that are nowhere in the other text
_MIN_SHARE_OF_ACT = 0.25  # in the stretch that has the sentence
_MIN_SHARE_OF_STANDING = 0.8  # of the sentence, around a phrase that stands itself
_SHORT_ACT = 3  # characters, of which no share is told


def is_reported_alone(fact: Fact, spans: Sequence[Span], side: NormalisedSide, removed: bool) -> bool:
    """Whether a modal word is reported that came or went with what it governs: a duty, and a permission that went.

    False for 可以 before a penalty, which is reported itself.
    """
    if removed and fact.kind == "obligation" and fact.noun == "may":
        governed = phrase(fact, spans, side)
        return lays_down(fact, spans, side) and all(inside.kind != "penalty" for inside in side.facts([governed]))
    return is_duty(fact, spans, side)


def came_or_went(
    changed_unit: ChangedUnit,
    facts: Sequence[Fact],
    spans: Sequence[Span],
    sides: tuple[NormalisedSide, NormalisedSide],
    removed: bool,
) -> Iterator[OneSided]:
    """The findings on removed, or added, duties and on permissions, in a few words each; none for those that stand.

    `sides` are their own and the other one. At most MAX_SHOWN_CLAUSES are shown. It is info if the other text may say
    much the same, with a remark if it does. A duty or prohibition that is gone for certain is a warning; all else is
    a notice.
    """
    side, other = sides
    groups: dict[tuple[bool, int], list[tuple[Fact, Span]]] = defaultdict(list)
    for fact in sorted(facts, key=lambda fact: fact.span):
        if span := span_without_counterpart(fact, spans, side, other, phrase(fact, spans, side)):
            start = changed_unit.change_start(fact.span, old=removed)
            certainty = _certainty(fact, spans, sides, removed, start)
            if (certainty != _REWORDED or not _stands_nearly(fact, spans, side, other)) and not _is_turned_round(
                fact, spans, side, other
            ):
                groups[fact.noun == "may", certainty].append((fact, span))
    for (is_permission, certainty), group in sorted(groups.items()):
        is_prohibition_removed = removed and any(fact.noun == "prohibit" for fact, _ in group)
        is_reworded = certainty == _REWORDED
        yield OneSided(
            "obligation",
            "info" if certainty >= _DOUBTFUL else "warning" if removed and certainty == _CERTAIN else "notice",
            changed_unit.unit,
            side.quote(Span(group[0][1].start, group[-1][1].end)),
            removed,
            tuple(short_duty(fact, spans, side) for fact, _ in group[:MAX_SHOWN_CLAUSES]),
            "duty",
            max(0, len(group) - MAX_SHOWN_CLAUSES),
            note=message("in other words") if is_reworded else _gone_note(is_prohibition_removed, is_permission),
        )


def _stands_nearly(fact: Fact, spans: Sequence[Span], side: NormalisedSide, other: NormalisedSide) -> bool:
    """Whether a phrase stands in the other text as often, behind nearly the same words of its sentence."""
    governed = phrase(fact, spans, side)
    words = side.words(governed)
    if not 0 < side.standing.count(words) <= other.standing.count(words):
        return False
    start = max(sentence_of(fact, spans).start, fact.span.start - MAX_CONTEXT_CHARACTERS)
    head = side.words(Span(min(start, fact.span.start), governed.end))
    return any(
        stretch.share >= _MIN_SHARE_OF_STANDING and words in stretch.text
        for stretch in other.standing.kept_words.stretches(head)
    )


def _is_turned_round(fact: Fact, spans: Sequence[Span], side: NormalisedSide, other: NormalisedSide) -> bool:
    """Whether the other text permits in a case what is prohibited unless in that case, or the reverse.

    So it is of 非有重大事由,不得辞任 and 有重大事由,得辞任: the one has a second negation more.
    """
    end = phrase(fact, spans, side).end
    start = max(sentence_of(fact, spans).start, fact.span.start - MAX_CONTEXT_CHARACTERS)
    sentence = side.words(Span(min(start, fact.span.start), end))
    act = side.words(Span(fact.span.end, end))
    unless, modals = PACK.lexicon().unless, PACK.fact_patterns().modals
    if fact.noun != "prohibit" or not unless or unless not in sentence or len(act) < 2:
        return False
    core = other.standing.kept_words.closest(sentence, side.standing.kept_words).core
    permissions = [word for word, modal in modals.items() if modal.grade == "may" and word + act in core]
    return any(
        negations_changed_together(sentence, core[: core.index(word + act) + len(word + act)]) for word in permissions
    )


def _certainty(
    fact: Fact,
    spans: Sequence[Span],
    sides: tuple[NormalisedSide, NormalisedSide],
    removed: bool,
    changed_from: int,
) -> int:
    """How certain it is that a duty or permission came or went: `_CERTAIN`, `_LIKELY`, `_DOUBTFUL` or `_REWORDED`.

    It is reworded if a stretch of the other text says most of it; a prohibition, if the stretch prohibits something,
    too, or has most of what is prohibited. What was added, and a permission, is never certain. The sentence counts from
    `changed_from` on, where its change begins.
    """
    side, other = sides
    if _is_reworded(fact, spans, side, other):
        return _REWORDED
    span = phrase(fact, spans, side)
    start = min(sentence_of(fact, spans).start, fact.span.start)
    words = side.words(Span(max(start, changed_from), span.end))
    governed_words = side.words(Span(fact.span.end, span.end))
    is_unknown = fact.noun == "prohibit" and removed and _is_unknown(governed_words, other.standing.kept_words)
    # In the whole of the other text, and in what is new there: gone, if it is gone by either.
    by_either = [
        _certainty_by_words(fact, words, governed_words, kept, side.standing.kept_words, removed, is_unknown)
        for kept in (other.standing.kept_words, other.standing.words_without(side.standing))
    ]
    if _CERTAIN not in by_either:
        return max(by_either)
    is_doubtful = fact.noun == "prohibit" and (
        is_act_of_authority(fact, side) or other.standing.modal_phrases.has_short(fact.noun, governed_words)
    )
    return _LIKELY if is_doubtful else _CERTAIN


def _certainty_by_words(
    fact: Fact, words: str, governed_words: str, kept: KeptWords, own: KeptWords, removed: bool, is_unknown: bool
) -> int:
    """The certainty that a fact came or went, by the share of its sentence's words, and of those it governs, in `kept`.

    `own` is the text of the fact. `is_unknown`: what is prohibited is nowhere in the other text, see `_is_unknown`. A
    stretch that has its sentence without what is to be done there is another one.
    """
    stretch, governed = kept.closest(words, own), kept.closest(governed_words, own)
    if fact.noun == "prohibit" and removed:
        is_kept = (governed.share >= _MIN_SHARE_OF_KEPT_ACT and not is_unknown) or (
            stretch.share >= _MAX_SHARE_OF_GONE_PROHIBITION
            and _prohibits(stretch.text)
            and (not is_unknown or _has_act(stretch.text, governed_words))
        )
        if is_kept:
            return _LIKELY if stretch.is_parallel else _REWORDED
        return _CERTAIN
    least = _MIN_SHARE_OF_REWORDED_PERMISSION if fact.noun == "may" or removed else _MIN_SHARE_OF_REWORDED
    if stretch.share >= least and (governed.share >= _MAX_SHARE_OF_GONE_ACT or len(governed_words) <= _SHORT_ACT):
        is_other_act = (
            len(governed_words) > _SHORT_ACT and bigram_share(governed_words, stretch.text) < _MIN_SHARE_OF_ACT
        )
        return _LIKELY if stretch.is_parallel else _DOUBTFUL if is_other_act else _REWORDED
    is_gone = stretch.share < _MAX_SHARE_OF_GONE_DUTY and governed.share < _MAX_SHARE_OF_GONE_ACT
    return _CERTAIN if is_gone and removed and fact.noun != "may" else _LIKELY


def _has_act(words: str, governed_words: str) -> bool:
    """Whether the words have enough of the character bigrams of an act."""
    pairs = {governed_words[index : index + 2] for index in range(len(governed_words) - 1)}
    return sum(pair in words for pair in pairs) >= _MIN_SHARE_OF_PROHIBITED_ACT * len(pairs)


def _is_unknown(governed_words: str, kept: KeptWords) -> bool:
    """Whether the other text, `kept`, has nowhere the first word of a prohibited act, or several characters in a row.

    False for an act of which no share is told.
    """
    if len(governed_words) <= _SHORT_ACT:
        return False
    functional = PACK.lexicon().function_characters
    unknown = [
        not kept.has(pair) and not any(character in functional for character in pair)
        for pair in map("".join, pairwise(governed_words))
    ]
    runs = (len(list(run)) for is_gone, run in groupby(unknown) if is_gone)
    return unknown[0] or max(runs, default=0) >= _MIN_UNKNOWN_BIGRAMS


def _prohibits(words: str) -> bool:
    """Whether the words have a modal word that prohibits."""
    patterns = PACK.fact_patterns()
    words_found = (patterns.modals.get(match[0]) for match in patterns.modal.finditer(words))
    return any(word and word.grade == "prohibit" for word in words_found)


def _is_reworded(fact: Fact, spans: Sequence[Span], side: NormalisedSide, other: NormalisedSide) -> bool:
    """Whether `other` has a phrase of the same grade that says much the same, in a similar sentence, in its place.

    One that stands on both sides as often is another duty, which remained. If this side has more such phrases, itself
    included, one of them has no counterpart.
    """
    governed = phrase(fact, spans, side)
    start = max(sentence_of(fact, spans).start, fact.span.start - MAX_CONTEXT_CHARACTERS)
    modal, words, before = (
        side.words(span)
        for span in (fact.span, Span(fact.span.end, governed.end), Span(min(start, fact.span.start), fact.span.start))
    )
    similar = [*other.standing.modal_phrases.similar(fact.noun, modal, words, before)]
    if len(similar) < len([*side.standing.modal_phrases.similar(fact.noun, modal, words, before)]):
        return False
    fresh_words = other.standing.words_without(side.standing)
    return any(
        side.standing.count(other_phrase) - (other_phrase in modal + words) < other.standing.count(other_phrase)
        and fresh_words.has(other_phrase)
        for other_phrase in similar
    )


def _gone_note(is_prohibition_removed: bool, is_permission: bool) -> Message:
    """A note on what went: a prohibition or a permission; NOTHING for any other duty."""
    if is_permission:
        return message("permission gone")
    return message("prohibition gone") if is_prohibition_removed else NOTHING
