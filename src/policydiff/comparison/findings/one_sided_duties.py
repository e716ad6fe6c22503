"""Findings on duties, prohibitions and permissions that came or went with the words that they govern."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from policydiff.comparison.findings.changed_bounds import changed_bound, with_other_figure
from policydiff.comparison.findings.duty_phrases import (
    DUTIES,
    PHRASE_END,
    governing_grade,
    is_duty,
    lays_down,
    phrase,
    sentence_of,
    short_duty,
    span_without_counterpart,
)
from policydiff.comparison.findings.modal_changes import is_act_of_authority, negations_changed_together
from policydiff.comparison.findings.one_sided import MAX_SHOWN_CLAUSES, OneSided
from policydiff.comparison.findings.sentence_pairs import ChangedUnit, NormalisedSide
from policydiff.comparison.findings.standing_clauses import Place
from policydiff.comparison.result import Finding
from policydiff.facts.extraction import Fact, clause
from policydiff.languages import PACK
from policydiff.messages import NOTHING, Message, message
from policydiff.text.spans import Span

_CERTAIN, _LIKELY, _REWORDED = range(3)
# Likeness of what is there, for a duty or prohibition to be gone for certain; or of the act alone that is prohibited.
_MAX_GONE_DUTY, _MAX_GONE_PROHIBITION, _MAX_GONE_ACT = 0.2, 0.38, 0.2
_MAX_SHORT_ACT = 6  # characters
_MAX_COMMON_ACT = 4  # characters of an act that is prohibited of many matters
_MIN_TOPIC_SHARE = 0.3  # of the pairs of characters before a short prohibition, for another one to be about the same
_MIN_SAME_CHARACTERS = 4  # that two duties begin with, of which only the last few words differ
_MAX_POWER_CHARACTERS = 8  # before a prohibition, in which the word stands by which somebody may impose it


def is_reported_alone(fact: Fact, spans: Sequence[Span], side: NormalisedSide, removed: bool) -> bool:
    """Whether a modal word is reported that came or went with what it governs: a duty, and a permission that went.

    False for 可以 before a penalty, which is reported itself, and for what somebody may prohibit (可以禁止).
    """
    if fact.noun == "prohibit" and _is_power(fact, side):
        return False
    if removed and fact.kind == "obligation" and fact.noun == "may":
        governed = phrase(fact, spans, side)
        return lays_down(fact, spans, side) and all(inside.kind != "penalty" for inside in side.facts([governed]))
    return is_duty(fact, spans, side)


def _is_power(fact: Fact, side: NormalisedSide) -> bool:
    """Whether a prohibition is what somebody may impose: the last modal word before it in its clause permits it."""
    if not is_act_of_authority(fact, side):
        return False
    near = Span(max(0, fact.span.start - _MAX_POWER_CHARACTERS), fact.span.start)
    before = side.facts([clause(side.normalised, fact.span.start, near, PHRASE_END)])
    words = [each for each in before if each.kind == "obligation" and each.span.end <= fact.span.start]
    return bool(words) and words[-1].noun == "may"


def came_or_went(
    changed_unit: ChangedUnit,
    facts: Sequence[Fact],
    spans: Sequence[Span],
    sides: tuple[NormalisedSide, NormalisedSide],
    removed: bool,
) -> Iterator[Finding | OneSided]:
    """The findings on removed, or added, duties and on permissions, in a few words each; none for those that stand.

    `sides` are their own and the other one. At most MAX_SHOWN_CLAUSES are shown. It is info if the other text may say
    much the same, with a remark if it does. A duty or prohibition that is gone for certain is a warning; all else is
    a notice. A removed one that stands there with another figure is a finding on both texts.
    """
    side, other = sides
    old, new = sides if removed else sides[::-1]
    groups: dict[tuple[bool, int], list[tuple[Fact, Span]]] = defaultdict(list)
    for fact in sorted(facts, key=lambda fact: fact.span):
        if changed := with_other_figure(fact, spans, side, other):
            if removed:
                yield changed_bound(changed_unit.unit, changed, old, new)
        elif span := span_without_counterpart(fact, spans, side, other, phrase(fact, spans, side)):
            place = _closest(fact, spans, sides, changed_unit.change_start(fact.span, old=removed))
            if not place or not _is_turned_round(fact, spans, sides, place):
                groups[fact.noun == "may", _certainty(fact, spans, sides, removed, place)].append((fact, span))
    for (is_permission, certainty), group in sorted(groups.items()):
        is_prohibition_removed = removed and any(fact.noun == "prohibit" for fact, _ in group)
        is_reworded = certainty == _REWORDED
        yield OneSided(
            "obligation",
            "info" if is_reworded else "warning" if removed and certainty == _CERTAIN else "notice",
            changed_unit.unit,
            side.quote(Span(group[0][1].start, group[-1][1].end)),
            removed,
            tuple(short_duty(fact, spans, side) for fact, _ in group[:MAX_SHOWN_CLAUSES]),
            "duty",
            max(0, len(group) - MAX_SHOWN_CLAUSES),
            note=message("in other words") if is_reworded else _gone_note(is_prohibition_removed, is_permission),
        )


def _closest(
    fact: Fact, spans: Sequence[Span], sides: tuple[NormalisedSide, NormalisedSide], changed_from: int
) -> Place | None:
    """The sentence of the other text that is most like a duty; of its own sentence, from `changed_from` on counts."""
    side, other = sides
    governed, sentence = phrase(fact, spans, side), sentence_of(fact, spans)
    start = min(max(sentence.start, changed_from), governed.start)
    return other.clauses.closest(governed, Span(start, max(sentence.end, governed.end)), side.clauses)


def _certainty(
    fact: Fact, spans: Sequence[Span], sides: tuple[NormalisedSide, NormalisedSide], removed: bool, place: Place | None
) -> int:
    """How certain it is that a duty or permission came or went: `_CERTAIN`, `_LIKELY` or `_REWORDED`.

    It is reworded if the sentence at `place` in the other text says it with the same force, of the same matter. What
    was added, and a permission, is never certain.
    """
    side, other = sides
    is_prohibition = fact.noun == "prohibit"
    has_force = place is not None and (is_prohibition or place.stands) and _has_force(fact.noun, place, other)
    if place and place.stands and (has_force or not is_prohibition):
        return _REWORDED if has_force and not _is_other_matter(fact, spans, sides, place) else _LIKELY
    if fact.noun == "may" or not removed or (is_prohibition and is_act_of_authority(fact, side)):
        return _LIKELY
    if not place or (is_prohibition and (not has_force or place.act_likeness < _MAX_GONE_ACT)):
        return _CERTAIN
    governed = Span(fact.span.end, phrase(fact, spans, side).end)
    if is_prohibition and _has_other_figure(governed, place, sides):
        return _CERTAIN
    if is_prohibition and _has_last_word(side.words(governed), place, other):
        return _LIKELY
    return _CERTAIN if place.likeness < (_MAX_GONE_PROHIBITION if is_prohibition else _MAX_GONE_DUTY) else _LIKELY


def _is_other_matter(
    fact: Fact, spans: Sequence[Span], sides: tuple[NormalisedSide, NormalisedSide], place: Place
) -> bool:
    """Whether the sentence at `place` says the like of something else.

    So it is if it has the first words of a duty, and others than its last few (制定水情监测计划, 制定水情预防规划), or
    hardly anything of those before a short prohibition (不得声明不服), which says the same in many places.
    """
    side, other = sides
    governed = side.words(Span(fact.span.end, phrase(fact, spans, side).end))
    words = other.words(place.span)
    if fact.noun == "prohibit" and len(governed) <= _MAX_COMMON_ACT:
        topic = side.words(Span(min(sentence_of(fact, spans).start, fact.span.start), fact.span.start))
        return len(topic) > _MAX_SHORT_ACT and _share_in(words, topic) < _MIN_TOPIC_SHARE
    common = next((end for end in range(len(governed), 0, -1) if governed[:end] in words), 0)
    last = governed[common:]
    is_other = fact.noun == "must" and common >= _MIN_SAME_CHARACTERS and 2 < len(last) <= _MAX_SHORT_ACT
    return is_other and _share_in(words, last) == 0


def _share_in(words: str, part: str) -> float:
    """The share of the pairs of adjoining characters of a part that the words have."""
    pairs = [part[index : index + 2] for index in range(len(part) - 1)]
    return sum(pair in words for pair in pairs) / max(1, len(pairs))


def _has_other_figure(span: Span, place: Place, sides: tuple[NormalisedSide, NormalisedSide]) -> bool:
    """Whether a stretch has a figure that the sentence at `place` in the other text does not have."""
    side, other = sides
    words = other.words(place.span)
    figures = (fact for fact in side.facts([span]) if fact.kind in ("number", "deadline", "money"))
    return any(side.words(fact.span) not in words for fact in figures)


def _has_last_word(act: str, place: Place, other: NormalisedSide) -> bool:
    """Whether a clause of a sentence ends like a short act: 不得免检 like 实施免检."""
    clauses = "".join(map(_words_or_blank, other.normalised[place.span.start : place.span.end])).split()
    return 2 <= len(act) <= _MAX_SHORT_ACT and any(clause.endswith(act[-2:]) for clause in clauses)


def _words_or_blank(character: str) -> str:
    return character if character.isalnum() else " "


def _has_force(grade: str, place: Place, other: NormalisedSide) -> bool:
    """Whether a sentence has the force of a modal word: it prohibits or punishes, or leaves no discretion."""
    patterns = PACK.fact_patterns()
    text = other.normalised[place.span.start : place.span.end]
    modals = (patterns.modals.get(match[0]) for match in patterns.modal.finditer(text))
    grades = {modal.grade for modal in modals if modal} or {governing_grade(other, place.span.start)}
    if grade == "prohibit":
        words = PACK.lexicon().equivalents.get(grade, ())
        is_punished = any(found.search(text) for found in (patterns.penalty, patterns.references.breach))
        return grade in grades or is_punished or any(word in text for word in words)
    return grade == "may" or not grades & {"may", "encourage", "soften"} or bool(grades & set(DUTIES))


def _is_turned_round(
    fact: Fact, spans: Sequence[Span], sides: tuple[NormalisedSide, NormalisedSide], place: Place
) -> bool:
    """Whether the other text permits in a case what is prohibited unless in that case, or the reverse.

    So it is of 非有重大事由,不得辞任 and 有重大事由,得辞任: the one has a second negation more.
    """
    side, other = sides
    end = phrase(fact, spans, side).end
    sentence = side.words(Span(min(sentence_of(fact, spans).start, fact.span.start), end))
    act = side.words(Span(fact.span.end, end))
    unless, modals = PACK.lexicon().unless, PACK.fact_patterns().modals
    if fact.noun != "prohibit" or not unless or unless not in sentence or len(act) < 2:
        return False
    words = other.words(place.span)
    permissions = [word for word, modal in modals.items() if modal.grade == "may" and word + act in words]
    return any(
        negations_changed_together(sentence, words[: words.index(word + act) + len(word + act)]) for word in permissions
    )


def _gone_note(is_prohibition_removed: bool, is_permission: bool) -> Message:
    """A note on what went: a prohibition or a permission; NOTHING for any other duty."""
    if is_permission:
        return message("permission gone")
    return message("prohibition gone") if is_prohibition_removed else NOTHING
