"""Findings on duties, prohibitions and permissions that came or went with the words that they govern."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from policydiff.comparison.findings.duty_phrases import (
    is_duty,
    lays_down,
    phrase,
    sentence_of,
    short_duty,
    span_without_counterpart,
)
from policydiff.comparison.findings.one_sided import MAX_SHOWN_CLAUSES, OneSided
from policydiff.comparison.findings.rewordings import MAX_CONTEXT_CHARACTERS
from policydiff.comparison.findings.sentence_pairs import NormalisedSide
from policydiff.facts.extraction import Fact
from policydiff.messages import NOTHING, Message, message
from policydiff.text.spans import Span


def is_reported_alone(fact: Fact, spans: Sequence[Span], side: NormalisedSide, removed: bool) -> bool:
    """Whether a modal word is reported that came or went with what it governs: a duty, and a permission that went.

    False for 可以 before a penalty, which is reported itself.
    """
    if removed and fact.kind == "obligation" and fact.noun == "may":
        governed = phrase(fact, spans, side)
        return lays_down(fact, spans, side) and all(inside.kind != "penalty" for inside in side.facts([governed]))
    return is_duty(fact, spans, side)


def came_or_went(
    unit: int, facts: Sequence[Fact], spans: Sequence[Span], sides: tuple[NormalisedSide, NormalisedSide], removed: bool
) -> Iterator[OneSided]:
    """The findings on removed, or added, duties and on permissions, in a few words each; none for those that stand.

    `sides` are their own and the other one. At most MAX_SHOWN_CLAUSES are shown. It is info if the other text says much
    the same, else a warning if a prohibition was removed, else a notice.
    """
    side, other = sides
    groups: dict[tuple[bool, bool], list[tuple[Fact, Span]]] = defaultdict(list)
    for fact in sorted(facts, key=lambda fact: fact.span):
        if span := span_without_counterpart(fact, spans, side, other, phrase(fact, spans, side)):
            groups[fact.noun == "may", _is_reworded(fact, spans, side, other)].append((fact, span))
    for (is_permission, is_reworded), group in sorted(groups.items()):
        is_prohibition_removed = removed and any(fact.noun == "prohibit" for fact, _ in group)
        yield OneSided(
            "obligation",
            "info" if is_reworded else "warning" if is_prohibition_removed else "notice",
            unit,
            side.quote(Span(group[0][1].start, group[-1][1].end)),
            removed,
            tuple(short_duty(fact, spans, side) for fact, _ in group[:MAX_SHOWN_CLAUSES]),
            "duty",
            max(0, len(group) - MAX_SHOWN_CLAUSES),
            note=message("in other words") if is_reworded else _gone_note(is_prohibition_removed, is_permission),
        )


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
    return any(
        side.standing.count(other_phrase) - (other_phrase in modal + words) < other.standing.count(other_phrase)
        for other_phrase in similar
    )


def _gone_note(is_prohibition_removed: bool, is_permission: bool) -> Message:
    """A note on what went: a prohibition or a permission; NOTHING for any other duty."""
    if is_permission:
        return message("permission gone")
    return message("prohibition gone") if is_prohibition_removed else NOTHING
