"""Findings on a modal word that another one replaced, or that came or went while its words remained."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from policydiff.comparison.findings.duty_phrases import (
    MAX_PHRASE_CHARACTERS,
    PHRASE_END,
    corresponding_old,
    governing_grade,
    lays_down,
    phrase,
    sentence_of,
)
from policydiff.comparison.findings.exchanged_modals import as_quoted, exchanged, exchanged_word
from policydiff.comparison.findings.fact_pairs import Differences
from policydiff.comparison.findings.quantities import replacement, shortened
from policydiff.comparison.findings.sentence_pairs import ChangedUnit, NormalisedSide
from policydiff.comparison.result import Finding, Severity
from policydiff.facts.acts import act_end
from policydiff.facts.extraction import Fact, clause
from policydiff.languages import PACK
from policydiff.messages import Message, joined, message
from policydiff.text.normalisation import normalised
from policydiff.text.spans import Span

_MAX_DISTANCE_CHARACTERS = 400  # between the place of words and where they are looked for without their modal word
_MIN_CHARACTER_SHARE = 0.3  # of the characters of the shorter phrase, for two modal words to govern the same act
_MIN_ACT_SHARE = 0.3  # of the character bigrams of the shorter of two phrases, for both to govern one act
_MIN_SURE_SHARE = 0.35  # of the character bigrams of the shorter of two phrases, for one to be the other for certain
_MIN_SUBJECT_SHARE = 0.15  # likewise, if the same words are before both
_MIN_REMAINING_SHARE = 0.5  # likewise, of a phrase and of its words without the modal word
_SUBJECT_CHARACTERS = 6  # before a modal word
_MAX_EQUIVALENT_CHARACTERS = 8  # before words, in which another word may do what the modal word does
_MIN_PROVISION_CHARACTERS = 6  # of words that are one provision wherever they stand
_MAX_SHORT_CHARACTERS = 4  # of words that are many provisions
_NEAR_SUBJECT_CHARACTERS = 2  # before short words, which must be equal for them to be one provision
_PLAIN_DUTIES = ("must", "want")  # grades without whose word a rule binds as much: 依法承担
_MAX_COORDINATE_CHARACTERS = 40  # of a clause before words of which the modal word begins it: 得发行债券或增加资本
ONLY = PACK.lexicon().only
DISCRETION = frozenset(map(normalised, PACK.lexicon().discretion))


class ModalPair(NamedTuple):
    """A modal word and its successor in corresponding sentences, with the texts of both sides."""

    before: Fact
    after: Fact
    difference: Differences
    old: NormalisedSide
    new: NormalisedSide

    def phrases(self) -> tuple[Span, Span]:
        """The phrases that the two words govern, with the words."""
        return phrase(self.before, self.difference.old, self.old), phrase(self.after, self.difference.new, self.new)

    def governed(self) -> tuple[str, str]:
        """The words of the two phrases, without the modal words."""
        old_span, new_span = self.phrases()
        return (
            self.old.words(Span(self.before.span.end, old_span.end)),
            self.new.words(Span(self.after.span.end, new_span.end)),
        )

    def is_one_act(self) -> bool:
        """Whether the two govern the same act: their phrases share enough characters.

        Of the first 20 behind each, `_MIN_CHARACTER_SHARE` of the distinct ones of the shorter; True if one is empty.
        """
        characters, other_characters = (set(words[:20]) for words in self.governed())
        return len(characters & other_characters) >= _MIN_CHARACTER_SHARE * min(len(characters), len(other_characters))

    def is_another_act(self, changed_unit: ChangedUnit) -> bool:
        """Whether the two hardly govern the same act, though the word itself was not exchanged alone.

        Their phrases share less than `_MIN_ACT_SHARE`, and neither begins or ends with the verb of the other.
        """
        if changed_unit.changed_alone(self.before.span, old=True) and changed_unit.changed_alone(
            self.after.span, old=False
        ):
            return False
        words = self.governed()
        return _shared(*words) < _MIN_ACT_SHARE and _verbs(words[0]).isdisjoint(_verbs(words[1]))

    def is_certain(self, changed_unit: ChangedUnit) -> bool:
        """Whether one word certainly took the place of the other.

        So it is if a change exchanges the two alone, or if their phrases have `_MIN_SURE_SHARE` in common; less is
        enough behind the same words.
        """
        if changed_unit.changed_alone(self.before.span, old=True) and changed_unit.changed_alone(
            self.after.span, old=False
        ):
            return True
        subjects = [
            side.words(Span(max(0, fact.span.start - 2 * _SUBJECT_CHARACTERS), fact.span.start))[-_SUBJECT_CHARACTERS:]
            for fact, side in ((self.before, self.old), (self.after, self.new))
        ]
        is_same_subject = subjects[0] == subjects[1] != ""
        return _shared(*self.governed()) >= (_MIN_SUBJECT_SHARE if is_same_subject else _MIN_SURE_SHARE)

    def is_doubtful(self) -> bool:
        """Whether the two may not be one rule, or not another one in effect.

        So it is if either phrase stands in the other text as well; if the new one says what somebody may demand, or
        may only do so (仅得); if a prohibition is the act of an authority (得禁止, 应勒令停止); or if another negation
        came or went with it (非…不得 and 有…得).
        """
        spans = self.phrases()
        words = self.old.words(spans[0]), self.new.words(spans[1])
        if stands_as_often(words[0], self.old, self.new) or stands_as_often(words[1], self.new, self.old):
            return True
        lexicon = PACK.lexicon()
        for fact, (own, other) in ((self.before, self.governed()), (self.after, self.governed()[::-1])):
            side = self.old if fact is self.before else self.new
            is_claim = own.startswith(lexicon.claims) and not other.startswith(lexicon.claims)
            if fact.noun == "may" and (is_claim or side.normalised[fact.span.start - 1 : fact.span.start] in ONLY):
                return True
        if "prohibit" not in (self.before.noun, self.after.noun):
            return False
        prohibited, other = (
            (self.before, self.governed()[1]) if self.before.noun == "prohibit" else (self.after, self.governed()[0])
        )
        side = self.old if prohibited is self.before else self.new
        return (
            is_act_of_authority(prohibited, side)
            or any(word in _without_bounds(other) for word in lexicon.negative_acts)
            or negations_changed_together(
                _up_to(self.before, self.difference.old, self.old), _up_to(self.after, self.difference.new, self.new)
            )
        )


def _verbs(words: str) -> frozenset[str]:
    """The two characters at the beginning and at the end of a phrase, one of which mostly is its verb."""
    words = words.rstrip("之的")
    return frozenset((words[:2], words[-2:]))


def _without_bounds(words: str) -> str:
    """The words without those that bound a number (不超过), whose negation prohibits nothing."""
    for bound in PACK.fact_patterns().before:
        if bound[0] in PACK.lexicon().negations:
            words = words.replace(bound, "")
    return words


def _up_to(fact: Fact, spans: Sequence[Span], side: NormalisedSide) -> str:
    """The sentence of a fact up to the end of the fact, normalised."""
    return side.normalised[sentence_of(fact, spans).start : fact.span.end]


def stands_as_often(words: str, side: NormalisedSide, other: NormalisedSide) -> bool:
    """Whether words that are not few stand in the other text as often as in their own: they are another provision."""
    return len(words) >= _MIN_PROVISION_CHARACTERS and 0 < side.standing.count(words) <= other.standing.count(words)


def is_act_of_authority(fact: Fact, side: NormalisedSide) -> bool:
    """Whether somebody must or may impose a prohibition (得禁止): the provision itself prohibits nothing."""
    near = Span(max(0, fact.span.start - _MAX_EQUIVALENT_CHARACTERS), fact.span.start)
    before = side.normalised[clause(side.normalised, fact.span.start, near, PHRASE_END).start : fact.span.start]
    return fact.value not in PACK.lexicon().not_allowed and PACK.fact_patterns().modal.search(before) is not None


def negations_changed_together(sentence: str, other: str) -> bool:
    """Whether two sentences differ by 非 and an even number of negations: what it turns round, another turns back.

    >>> negations_changed_together("非有重大事由,不得辞任。", "有重大事由,得辞任。")
    True
    """
    characters, unless = PACK.lexicon().negations, PACK.lexicon().unless
    if not unless or sentence.count(unless) == other.count(unless):
        return False
    difference = abs(sum(map(sentence.count, characters)) - sum(map(other.count, characters)))
    return difference > 0 and difference % 2 == 0


def negation_left_prohibition(clause_text: str, other: str) -> bool:
    """Whether one of two clauses prohibits something, and the other has its negation at another word.

    >>> negation_left_prohibition("不得收取超过三个月的费用", "可以收取不超过六个月的费用")
    True
    """
    lexicon = PACK.lexicon()
    prohibited = [any(word in text for word in lexicon.not_allowed) for text in (clause_text, other)]
    counts = [sum(map(text.count, lexicon.negations)) for text in (clause_text, other)]
    return prohibited[0] != prohibited[1] and counts[0] == counts[1]


def changed_strength(changed_unit: ChangedUnit, pair: ModalPair, reported: set[int]) -> Finding:
    """The finding on a modal word replaced by one of other strength, or of the other direction.

    A warning if the new one is weaker or turns the rule round, a notice if it is stronger, info if it is not certain
    that the one took the place of the other. Words of discretion beside the two phrases are named in it, and added to
    `reported`.
    """
    before, after = pair.before, pair.after
    strengths = PACK.lexicon().strength[before.noun], PACK.lexicon().strength[after.noun]
    grades = (before.noun, after.noun)
    remarks = [replacement(before.text, after.text)]
    if grades[0] == "prohibit":
        word = "duty" if grades[1] == "must" else "weaker"
        remarks.append(message("prohibition gone"))
    elif grades[1] == "prohibit":
        word = "duty" if grades[0] == "must" else "reversed"
        remarks.append(message("now prohibited"))
    else:
        word = "weaker" if strengths[1] < strengths[0] else "stronger"
    spans = pair.phrases()
    added = _discretion_beside(pair.difference.added, spans[1], reported)
    dropped = _discretion_beside(pair.difference.removed, spans[0], reported)
    if added:
        remarks.append(message("discretion added"))
    elif dropped:
        remarks.append(message("discretion gone"))
    quotes = pair.old.quote(_extended_phrase(spans[0], dropped)), pair.new.quote(_extended_phrase(spans[1], added))
    change = replacement(*(shortened(quote.text, MAX_PHRASE_CHARACTERS) for quote in quotes))
    severity: Severity = "notice" if word == "stronger" else "warning"
    lays_down_both = lays_down(before, pair.difference.old, pair.old) and lays_down(
        after, pair.difference.new, pair.new
    )
    if not lays_down_both or not pair.is_certain(changed_unit) or pair.is_doubtful():
        severity = "info"
    return Finding("obligation", severity, changed_unit.unit, *quotes, change, word, joined(remarks, ", "))


def _discretion_beside(facts: Sequence[Fact], phrase: Span, reported: set[int]) -> list[Fact]:
    """The words of discretion in a phrase or at most six characters before it.

    They are added to `reported`: the finding on the phrase names them.
    """
    near = Span(max(0, phrase.start - 6), phrase.end)
    discretion = [
        fact for fact in facts if fact.noun == "soften" and fact.value in DISCRETION and near.covers(fact.span)
    ]
    reported.update(map(id, discretion))
    return discretion


def _extended_phrase(span: Span, facts: Sequence[Fact]) -> Span:
    """The phrase, extended to begin at the first of the facts; as it is if there are none."""
    return Span(min([span.start, *(fact.span.start for fact in facts)]), span.end)


def remaining_words(
    fact: Fact,
    spans: Sequence[Span],
    sides: tuple[NormalisedSide, NormalisedSide],
    changed_unit: ChangedUnit,
    removed: bool,
) -> Span | None:
    """Where the words that a modal word governs stand in the other text, near the same place; None if they do not.

    `sides` are the fact's own and the other one. They are looked for by their first eight characters, then at the
    corresponding place, then by their first four; a phrase found so must share `_MIN_REMAINING_SHARE` with them.
    """
    side, other = sides
    governed = Span(fact.span.end, phrase(fact, spans, side).end)
    words = side.words(governed)
    expected = (
        changed_unit.to_new(governed.start) if removed else corresponding_old(changed_unit.all_hunks, governed.start)
    )
    behind = Span(governed.start, min(governed.start + 3, len(side.normalised)))
    in_place = [expected] if not changed_unit.touched(behind, old=removed) else []
    for places in (other.standing.positions(words[:8]), in_place, other.standing.positions(words[:4])):
        start = min(places, key=lambda place: abs(place - expected), default=None)
        if start is not None and abs(start - expected) <= _MAX_DISTANCE_CHARACTERS:
            end = act_end(other.normalised, start, len(other.normalised))
            if _shared(words, other.words(Span(start, end))) >= _MIN_REMAINING_SHARE:
                return Span(start, end)
    return None


def changed_modal(
    unit: int,
    fact: Fact,
    spans: Sequence[Span],
    sides: tuple[NormalisedSide, NormalisedSide],
    remaining: Span | None,
    removed: bool,
) -> Finding | None:
    """The finding on a modal word put before words that remain, or dropped from them; None if it changes nothing.

    `remaining` is where they stand in the other text. It changes nothing if another word of the same grade governs
    them there, or one that does the same (避免 for 不得). The lead word is weaker or stronger. It is info if
    `remaining` is not known, the phrase lays nothing down, or the word is one of duty, since what a rule says binds
    without it; else a warning if something is weaker or prohibited now, and a notice if it is stronger.
    """
    side, other = sides
    if remaining and (governing_grade(other, remaining.start) == fact.noun or _is_replaced(fact, other, remaining)):
        return None
    if remaining and (word := exchanged_word(fact, other, remaining)):
        return exchanged(unit, fact, word, (phrase(fact, spans, side), remaining), sides, removed)
    quote = side.quote(phrase(fact, spans, side))
    is_weaker = removed == (fact.noun in ("must", "want", "prohibit"))
    counterpart = other.quote(remaining) if remaining else None
    severity: Severity = "warning" if is_weaker or fact.noun == "prohibit" else "notice"
    is_new_ban = fact.noun == "prohibit" and not removed
    if (
        remaining is None
        or fact.noun in _PLAIN_DUTIES
        or not lays_down(fact, spans, side)
        or (is_new_ban and _is_banned(other, remaining))
        or _is_another_provision(fact, phrase(fact, spans, side), sides, remaining)
    ):
        severity = "info"
    return Finding(
        "obligation",
        severity,
        unit,
        quote if removed else counterpart,
        counterpart if removed else quote,
        as_quoted(quote, counterpart, removed),
        "weaker" if is_weaker else "stronger",
        _modal_note(fact, removed),
    )


def _is_another_provision(
    fact: Fact, phrase_span: Span, sides: tuple[NormalisedSide, NormalisedSide], remaining: Span
) -> bool:
    """Whether the words that remain may be no rule, or another one than that of the modal word.

    They are none in a condition, before the duty that they are about, before 为限, or behind 之, 的 or a negation.
    Behind a modal word that says what is (视为), or leaves it to discretion already, nothing changes in effect. They
    are another one if they stand in the fact's own text as well, or, if short, behind other words.
    """
    side, other = sides
    lexicon = PACK.lexicon()
    governed = Span(fact.span.end, phrase_span.end)
    text = other.normalised
    before = text[remaining.start - 1 : remaining.start]
    if text[remaining.end - 1] in lexicon.condition_ends or other.words(remaining).endswith(lexicon.still_binding):
        return True
    if before in ("的", "之") or before in lexicon.negations or _is_topic_of_duty(text, remaining):
        return True
    words, other_words = side.words(governed), other.words(remaining)
    if words.startswith(lexicon.deeming) or (fact.noun == "may" and words.startswith(tuple(DISCRETION))):
        return True
    if len(words) <= _MAX_SHORT_CHARACTERS:
        heads = [
            one.words(Span(max(0, start - _SUBJECT_CHARACTERS), start))[-_NEAR_SUBJECT_CHARACTERS:]
            for one, start in ((side, fact.span.start), (other, remaining.start))
        ]
        return heads[0] != heads[1]
    behind = side.words(Span(fact.span.end, min(len(side.normalised), fact.span.end + 2 * len(remaining))))
    own_count = side.standing.count(other_words) - behind.startswith(other_words)
    return len(other_words) >= _MIN_PROVISION_CHARACTERS and 0 < other.standing.count(other_words) <= own_count


def _is_topic_of_duty(text: str, span: Span) -> bool:
    """Whether a clause is what a duty behind it is about: 设立分社，应当登记."""
    end = span.end + 1
    return text[span.end : end] == "," and PACK.fact_patterns().modal.match(text, end) is not None


def _is_replaced(fact: Fact, other: NormalisedSide, remaining: Span) -> bool:
    """Whether a word before the remaining words does there what the modal word does.

    One of a single character stands directly before them, a longer one in the same clause, near. The modal word itself
    may begin the clause, before another act: 得发行债券或增加资本.
    """
    wide = Span(max(0, remaining.start - _MAX_COORDINATE_CHARACTERS), remaining.start)
    start = clause(other.normalised, remaining.start, wide, PHRASE_END).start
    if start > wide.start and other.normalised.startswith(fact.value, start):
        return True
    near = Span(max(0, remaining.start - _MAX_EQUIVALENT_CHARACTERS), remaining.start)
    before = other.normalised[clause(other.normalised, remaining.start, near, PHRASE_END).start : remaining.start]
    words = PACK.lexicon().equivalents.get(fact.noun, ())
    return any(before.endswith(word) or (len(word) > 1 and word in before) for word in words)


def _is_banned(other: NormalisedSide, remaining: Span) -> bool:
    """Whether the sentence of the remaining words prohibits something."""
    near = Span(max(0, remaining.start - 60), min(len(other.normalised), remaining.end + 60))
    sentence = clause(other.normalised, remaining.start, near, "。;!?\n\r")
    return any(fact.noun == "prohibit" for fact in other.facts([sentence]) if fact.kind == "obligation")


def _modal_note(fact: Fact, removed: bool) -> Message:
    """A note on a modal word put before words that remain, or dropped from them."""
    if fact.noun == "prohibit":
        return message("prohibition gone") if removed else message("now prohibited")
    return message("{word} gone", word=fact.text) if removed else message("{word} added", word=fact.text)


def _shared(words: str, other_words: str) -> float:
    """The share of the character bigrams of the shorter words that the others have, in [0, 1]; 1 if it has none."""
    bigrams, other_bigrams = (
        {text[index : index + 2] for index in range(len(text) - 1)} for text in (words, other_words)
    )
    shorter = min(len(bigrams), len(other_bigrams))
    return len(bigrams & other_bigrams) / shorter if shorter else 1.0
