"""Findings on what must, may and must not be done: weaker and stronger modal words, added and removed duties."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from policydiff.comparison.findings import listed_acts
from policydiff.comparison.findings.duty_phrases import PHRASE_END, phrase, sentence_of
from policydiff.comparison.findings.fact_pairs import Differences
from policydiff.comparison.findings.modal_changes import (
    DISCRETION,
    ModalPair,
    changed_modal,
    changed_strength,
    remaining_words,
)
from policydiff.comparison.findings.one_sided import OneSided
from policydiff.comparison.findings.one_sided_duties import came_or_went, is_reported_alone
from policydiff.comparison.findings.quantities import shortened
from policydiff.comparison.findings.sentence_pairs import ChangedUnit, NormalisedSide, one_sided
from policydiff.comparison.result import Finding
from policydiff.facts.extraction import Fact, clause
from policydiff.languages import PACK
from policydiff.messages import Message, joined, message, verbatim
from policydiff.text.spans import Span

_MAX_MOVED = 200  # modal words of one grade among which one that changed its position is looked for
_MIN_BIGRAM_SHARE = 0.6  # of the character bigrams a modal word governs, for the other sentence to say the same


def find_in_edited_unit(
    differences: Sequence[Differences], changed_unit: ChangedUnit, old: NormalisedSide, new: NormalisedSide
) -> Iterator[Finding | OneSided]:
    """Findings on changes of strength, and on duties added or removed, in a unit that exists on both sides.

    Pairs of `differences` whose modal words do not govern the same act are broken up there.
    """
    all_words = (
        "".join(_words_of(difference.old, old) for difference in differences),
        "".join(_words_of(difference.new, new) for difference in differences),
    )
    for difference in differences:
        reported: set[int] = set()
        for before, after in difference.pairs:
            modal_pair = ModalPair(before, after, difference, old, new)
            if before.kind == "obligation" and (
                not modal_pair.is_one_act() or (before.noun != after.noun and modal_pair.is_another_act(changed_unit))
            ):
                difference.removed.append(before)
                difference.added.append(after)
                continue
            if (
                before.kind == "obligation"
                and PACK.lexicon().strength.get(before.noun) != PACK.lexicon().strength.get(after.noun)
            ) or (
                before.kind == "obligation" and "prohibit" in (before.noun, after.noun) and before.noun != after.noun
            ):
                yield changed_strength(changed_unit, modal_pair, reported)
        yield from _changed_discretion(difference, reported, changed_unit, old, new)
        reported.update(_ids_of_moved_modals(difference, old, new))
        yield from _unpaired_modals(difference, reported, changed_unit, old, new, all_words)
    yield from listed_acts.find_in_edited_unit(differences, changed_unit, old, new)


def find_in_whole_unit(
    differences: Sequence[Differences], changed_unit: ChangedUnit, old: NormalisedSide, new: NormalisedSide
) -> Iterator[Finding | OneSided]:
    """Findings on the duties of an added, removed or replaced unit, one for each group of sentences and side."""
    for difference in differences:
        for facts, spans, side, removed in difference.one_sided(old, new):
            duties = [fact for fact in facts if is_reported_alone(fact, spans, side, removed)]
            yield from came_or_went(changed_unit, duties, spans, (side, new if removed else old), removed)


# ------------------------------------------------------------------------------------------------- words changed


def _changed_discretion(
    difference: Differences, reported: set[int], changed_unit: ChangedUnit, old: NormalisedSide, new: NormalisedSide
) -> Iterator[Finding]:
    """Findings on softening words put into a sentence that remains, or taken out of it.

    Nothing for a group of one side alone, and for words in `reported`. Added discretion is a warning, all else a
    notice.
    """
    if not difference.on_both_sides:
        return
    for facts, spans, side, other_words, added in (
        (difference.added, difference.new, new, _words_of(difference.old, old), True),
        (difference.removed, difference.old, old, _words_of(difference.new, new), False),
    ):
        for fact in facts:
            if (
                fact.noun != "soften"
                or id(fact) in reported
                or not _remains_without_modal(fact, spans, side, other_words, changed_unit, not added)
            ):
                continue
            discretion = fact.value in DISCRETION
            quote = side.quote(clause(side.normalised, fact.span.start, sentence_of(fact, spans), PHRASE_END))
            yield Finding(
                "obligation",
                "warning" if discretion and added else "notice",
                changed_unit.unit,
                *one_sided(quote, not added),
                verbatim(shortened(quote.text, 36)),
                "weaker" if added else "stronger",
                _discretion_note(fact, added, discretion),
            )


def _discretion_note(fact: Fact, added: bool, is_discretion: bool) -> Message:
    """A note on a softening word that was added or is gone, and on the discretion with it if `is_discretion`."""
    if added:
        change, effect = message("{word} added", word=fact.text), message("discretion added")
    else:
        change, effect = message("{word} gone", word=fact.text), message("discretion gone")
    return joined([change, effect], ", ") if is_discretion else change


# ------------------------------------------------------------------------------------------------- unpaired words


def _unpaired_modals(
    difference: Differences,
    reported: set[int],
    changed_unit: ChangedUnit,
    old: NormalisedSide,
    new: NormalisedSide,
    all_words: tuple[str, str],
) -> Iterator[Finding | OneSided]:
    """Findings on modal words without counterpart: alone, beside words that remain, or together with their words.

    Softening and encouraging words, and words in `reported`, are left out. `all_words` is the words of the changed
    sentences of the unit, old and new: a duty found among those of the other side has only moved.
    """
    words = _words_of(difference.old, old), _words_of(difference.new, new)
    for facts, spans, side, other_words, removed in (
        (difference.removed, difference.old, old, words[1], True),
        (difference.added, difference.new, new, words[0], False),
    ):
        duties: list[Fact] = []
        sides = (side, new if removed else old)
        for fact in facts:
            if fact.kind != "obligation" or id(fact) in reported or fact.noun in ("soften", "encourage"):
                continue
            if (
                difference.on_both_sides
                and fact.noun != "measure"
                and _remains_without_modal(fact, spans, side, other_words, changed_unit, removed)
            ):
                remaining = remaining_words(fact, spans, sides, changed_unit, removed)
                if remaining is None and is_reported_alone(fact, spans, side, removed):
                    duties.append(fact)
                elif finding := changed_modal(changed_unit.unit, fact, spans, sides, remaining, removed):
                    yield finding
            elif is_reported_alone(fact, spans, side, removed):
                duties.append(fact)
        duties = [fact for fact in duties if not _occurs_in(fact, spans, side, all_words[1 if removed else 0])]
        yield from came_or_went(changed_unit, duties, spans, sides, removed)


def _ids_of_moved_modals(difference: Differences, old: NormalisedSide, new: NormalisedSide) -> Iterator[int]:
    """The ids of modal words of one grade that only changed their position: 任何人不得转让 and 严禁任何人转让.

    Both of a removed and an added one, each compared with the first `_MAX_MOVED` of its grade; an id may come more
    than once.
    """
    added: dict[str, list[Fact]] = {}
    for other in difference.added:
        if other.kind == "obligation" and len(same_grade := added.setdefault(other.noun, [])) < _MAX_MOVED:
            same_grade.append(other)
    for fact in difference.removed if added else ():
        for other in added.get(fact.noun, ()) if fact.kind == "obligation" else ():
            if _governs_elsewhere(
                fact, difference.old, old, new.words(sentence_of(other, difference.new))
            ) and _governs_elsewhere(other, difference.new, new, old.words(sentence_of(fact, difference.old))):
                yield from (id(fact), id(other))


def _governs_elsewhere(fact: Fact, spans: Sequence[Span], side: NormalisedSide, other_words: str) -> bool:
    """Whether most of what a modal word governs occurs in another sentence, given by its words.

    More than `_MIN_BIGRAM_SHARE` of its character bigrams; False if it governs less than two characters.
    """
    governed = side.words(Span(fact.span.end, phrase(fact, spans, side).end))
    pairs = {governed[position : position + 2] for position in range(len(governed) - 1)}
    return sum(pair in other_words for pair in pairs) > _MIN_BIGRAM_SHARE * len(pairs)


def _remains_without_modal(
    fact: Fact, spans: Sequence[Span], side: NormalisedSide, other_words: str, changed_unit: ChangedUnit, removed: bool
) -> bool:
    """Whether the words after a modal word remain in the other text, without the modal word.

    The first eight characters of them count. False if there are less than two, or if `other_words` has the modal word
    before them. They remain if no change touches the text directly behind the modal word, or if they are at least six
    and in `other_words`.
    """
    following_words = side.words(Span(fact.span.end, phrase(fact, spans, side).end))[:8]
    if len(following_words) < 2 or fact.value + following_words in other_words:
        return False
    following = Span(fact.span.end, min(fact.span.end + 3, len(side.normalised)))
    return not changed_unit.touched(following, old=removed) or (
        len(following_words) >= 6 and following_words in other_words
    )


def _occurs_in(fact: Fact, spans: Sequence[Span], side: NormalisedSide, other_words: str) -> bool:
    """Whether the modal word and its phrase, the first 12 characters, occur unchanged in the other text.

    False for a phrase of up to three characters.
    """
    words = side.words(phrase(fact, spans, side))
    return len(words) > 3 and words[:12] in other_words


def _words_of(spans: Sequence[Span], side: NormalisedSide) -> str:
    """The words of the sentences, in a row, without marks and white space."""
    return "".join(side.words(span) for span in spans)
