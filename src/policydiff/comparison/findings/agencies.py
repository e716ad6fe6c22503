"""Findings on bodies: one that took the place of another, or joined or left a list."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from policydiff.comparison.findings.body_lists import BodyList, change_of_members, read_list
from policydiff.comparison.findings.body_roles import (
    MIN_UNLIKE_SUBJECT_SHARE,
    act,
    context,
    is_attribute,
    rest_of_sentence,
    roles,
    share_words,
    subject_share,
)
from policydiff.comparison.findings.fact_pairs import Differences
from policydiff.comparison.findings.one_sided import OneSided
from policydiff.comparison.findings.quantities import replacement, shortened
from policydiff.comparison.findings.sentence_pairs import ChangedUnit, NormalisedSide
from policydiff.comparison.result import Finding, Quote, Severity
from policydiff.facts.extraction import Fact
from policydiff.languages import PACK
from policydiff.messages import NOTHING, Message, message
from policydiff.text.lazy_regex import pattern
from policydiff.text.normalisation import normalised
from policydiff.text.spans import Span

_MIN_SURE_CHARACTERS = 3  # that two names share besides what many have
_MAX_NEAR_DISTANCE = 20  # between two names that share less
_MIN_SUBJECT_SHARE = 0.25  # of the bigrams of two sentences, for bodies in them to have one place
_MIN_SURE_SUBJECT_SHARE = 0.5  # likewise, if what they do is told in different words
_SECONDARY = frozenset(("joins", "asked"))  # parts of bodies of which another body is the one that acts
_ACTIVE = frozenset(("acts", "told", "decides", "joins", "asked", "charged"))
_MIN_STANDING_SHARE = 0.6  # of what a body does, found on the other side
_BRACKETS = pattern(r"\([^()]{0,20}\)")
_MAX_GENERIC_NAME_CHARACTERS = 4  # of a name for no body in particular: 主管机关, 人民法院
_MIN_STEM_CHARACTERS = 2  # of a name without its last words, which tell no body from another
_STAFF = ("负责人", "工作人员", "人员", "委员")  # behind a name: of them something is said, not of the body
_NOT = "非"  # before a name: whoever is no such body
_NO_VERB_STARTS = frozenset("的及和或与等、以,()之")  # no verb begins with these


class _Place(NamedTuple):
    """A list of bodies in a sentence of one side."""

    bodies: BodyList
    sentence: Span
    side: NormalisedSide


def find_in_edited_unit(
    differences: Sequence[Differences], changed_unit: ChangedUnit, old: NormalisedSide, new: NormalisedSide
) -> Iterator[Finding | OneSided]:
    """Findings on the bodies of a unit that exists on both sides.

    A body in place of another with the same part, and one that joined or left a list, are warnings. A body that only
    one side names is a notice, unless it does not act or the like, or the other side names it, too, for the same.
    """
    places = _Places()
    named = tuple(
        "".join(side.words(span) for pair in changed_unit.pairs for span in pair[index])
        for index, side in ((0, old), (1, new))
    )
    for difference in differences:
        reported: list[tuple[Span, Span]] = []
        for before, after in difference.pairs:
            if before.kind != "agency" or after.kind != "agency":
                continue
            pair = places.place(before, difference.old, old), places.place(after, difference.new, new)
            spans = pair[0].bodies.span, pair[1].bodies.span
            if spans in reported or _are_same(*pair):
                continue
            if is_replaced(before, after, pair, changed_unit):
                reported.append(spans)
                yield _changed_list(changed_unit.unit, pair)
        for fact, side, removed in _one_sided(difference, changed_unit, (old, new), reported):
            place = places.place(fact, difference.old if removed else difference.new, side)
            words = (named[0], named[1]) if removed else (named[1], named[0])
            if _may_act(place) and not _is_named(fact, place, words):
                is_sure = not is_attribute(place.bodies.span, side)
                yield _one_sided_finding(fact, changed_unit.unit, removed, "notice" if is_sure else "info")


def _are_same(place: _Place, other: _Place) -> bool:
    """Whether two lists have the same members, the order of the characters in their names aside: 主管公库机关."""
    names, others = (sorted("".join(sorted(name)) for name in each.bodies.names) for each in (place, other))
    return names == others


class _Places:
    """The lists of bodies, read in their sentences; the bodies of a sentence are found once."""

    def __init__(self) -> None:
        self._agencies: dict[tuple[int, Span], list[Fact]] = {}

    def place(self, fact: Fact, sentences: Sequence[Span], side: NormalisedSide) -> _Place:
        """The list of a body, which is in one of the sentences of a side."""
        sentence = next((span for span in sentences if span.covers(fact.span)), fact.span)
        key = id(side), sentence
        if key not in self._agencies:
            self._agencies[key] = [other for other in side.facts([sentence]) if other.kind == "agency"]
        return _Place(read_list(fact, self._agencies[key], sentence, side), sentence, side)


def _changed_list(unit: int, places: tuple[_Place, _Place]) -> Finding:
    """The warning on two lists of bodies of which one took the place of the other; its note names what was added."""
    (before, _, old), (after, _, new) = places
    quotes = old.quote(before.span), new.quote(after.span)
    change = replacement(shortened(quotes[0].text, 60), shortened(quotes[1].text, 60))
    note = change_of_members(before, after)
    note = _act_note(after, new) if note == NOTHING else note
    return Finding("agency", "warning", unit, *quotes, change, "agency", note)


def _act_note(bodies: BodyList, side: NormalisedSide) -> Message:
    """What a list of bodies does, its modal word in English; NOTHING if no verb follows."""
    end = bodies.span.end
    stop = next((end + i for i, c in enumerate(side.normalised[end : end + 80]) if c in ",。;:!?\n\r、"), end + 80)
    predicate = shortened(side.text[end:stop], 24)
    if not predicate:
        return NOTHING
    for modal, template in (
        ("应当", "who must {act}"),
        ("应", "who must {act}"),
        ("要", "who must {act}"),
        ("可以", "who may {act}"),
        ("不得", "who must not {act}"),
        ("须", "who must {act}"),
    ):
        if normalised(predicate).startswith(modal):
            return message(template, act=predicate[len(modal) :])
    no_verb = normalised(predicate)[:1] in _NO_VERB_STARTS or normalised(predicate).startswith("规定")
    return NOTHING if no_verb else message("who: {act}", act=predicate)


# ------------------------------------------------------------------------------------------------- both sides


def is_replaced(before: Fact, after: Fact, places: tuple[_Place, _Place], changed_unit: ChangedUnit) -> bool:
    """Whether one list of bodies took the place of the other for certain, and is not only named near it.

    The two must have one part in their sentences, which must be about the same thing. Then their names must be alike,
    or what they do, or the words before or behind them; or a change replaces the one by the other and hardly more.
    """
    if after.value in (_NOT + before.value, before.value.removeprefix(_NOT)):
        return False
    rows = [(place.bodies.span, place.sentence, place.side) for place in places]
    if rest_of_sentence(*rows[0]) == rest_of_sentence(*rows[1]):
        return True
    parts = [roles(*row) for row in rows]
    if parts[0] and parts[1] and not parts[0] & parts[1]:
        return False
    shared_part = bool(parts[0] & parts[1])
    attributes = [is_attribute(span, side) for span, _, side in rows]
    if not shared_part and attributes[0] != attributes[1]:
        return False
    acts = [act(span, side) for span, _, side in rows]
    acts_agree = bool(acts[0]) and bool(acts[1]) and share_words(acts[0], acts[1])
    is_sanction = any(PACK.fact_patterns().penalty.search(words) for words in acts)
    subject = subject_share(rows, is_sanction=is_sanction)
    begin_alike = acts[0][:1] == acts[1][:1]
    if subject < (MIN_UNLIKE_SUBJECT_SHARE if is_sanction or not begin_alike else _MIN_SUBJECT_SHARE):
        return False
    (head, tail), (other_head, other_tail) = (context(*row) for row in rows)
    if acts[0] and acts[1] and not acts_agree:
        if _SECONDARY & parts[0] & parts[1]:
            return subject >= MIN_UNLIKE_SUBJECT_SHARE
        return shared_part and head == other_head and subject >= _MIN_SURE_SUBJECT_SHARE
    if acts_agree or (head and head == other_head) or (tail and tail == other_tail):
        return True
    return (not any(attributes) and _are_names_alike(before, after, changed_unit)) or (
        changed_unit.changed_alone(before.span, old=True) and changed_unit.changed_alone(after.span, old=False)
    )


def _are_names_alike(before: Fact, after: Fact, changed_unit: ChangedUnit) -> bool:
    """Whether two names have most characters in common, without what many names have; if few, they must be near."""
    common = PACK.fact_patterns().agencies.common
    characters, other_characters = (set(common.sub("", fact.value)) for fact in (before, after))
    shared = len(characters & other_characters)
    distance = abs(changed_unit.to_new(before.span.start) - after.span.start)
    return 2 * shared > min(len(characters), len(other_characters)) and (
        shared >= _MIN_SURE_CHARACTERS or (shared > 1 and distance <= _MAX_NEAR_DISTANCE)
    )


# ------------------------------------------------------------------------------------------------- one side


def _one_sided(
    difference: Differences,
    changed_unit: ChangedUnit,
    sides: tuple[NormalisedSide, NormalisedSide],
    reported: Sequence[tuple[Span, Span]],
) -> Iterator[tuple[Fact, NormalisedSide, bool]]:
    """The bodies that only one side names, with their side and whether it is the old one.

    Each was changed alone, names a particular body, and is in no list of `reported`.
    """
    if not difference.on_both_sides:
        return
    for facts, _, side, removed in difference.one_sided(*sides):
        index = 0 if removed else 1
        for fact in facts:
            if fact.kind != "agency" or any(pair[index].overlaps(fact.span) for pair in reported):
                continue
            if changed_unit.changed_alone(fact.span, old=removed) and _is_particular(fact):
                yield fact, side, removed


def _one_sided_finding(fact: Fact, unit: int, removed: bool, severity: Severity) -> OneSided:
    """The finding on a body that only one side names, with what it does."""
    verb_follows = normalised(fact.noun[0]) not in _NO_VERB_STARTS
    content = f"{fact.text} {shortened(fact.noun, 20)}" if verb_follows else fact.text
    return OneSided("agency", severity, unit, Quote(fact.text, fact.span), removed, (content,), "agency")


def _is_particular(fact: Fact) -> bool:
    """Whether a name has more in it than 主管机关 or 人民法院, and words follow it in its clause."""
    rest = PACK.fact_patterns().agencies.common.sub("", fact.value)
    return bool(fact.noun) and (bool(rest) or len(fact.value) > _MAX_GENERIC_NAME_CHARACTERS)


def _may_act(place: _Place) -> bool:
    """Whether the words around a list do not say that its bodies are a place, or set up, or that it is their staff."""
    parts = roles(place.bodies.span, place.sentence, place.side)
    is_of_staff = act(place.bodies.span, place.side).startswith(_STAFF)
    return not is_of_staff and (not parts or bool(parts & _ACTIVE))


def _is_named(fact: Fact, place: _Place, named: tuple[str, str]) -> bool:
    """Whether the changed sentences of the other side name a body as often as its own, and say most of what it does.

    `named` are the words of the changed sentences, of its own side and of the other. The last words of its name do not
    count. A member of a list must be named there as often as in all changed sentences of its own side.
    """
    own_words, other_words = named
    agencies = PACK.fact_patterns().agencies
    value = _BRACKETS.sub("", fact.value)
    name = "".join(filter(str.isalnum, value))
    stem = "".join(filter(str.isalnum, agencies.generic.sub("", value)))
    stem = stem if len(stem) > _MIN_STEM_CHARACTERS else name
    if not agencies.common.sub("", stem) and (tail := agencies.generic.search(value)):
        stem = tail[0]  # a level alone, 县主管机关, where the other side has 当地主管机关
    elif len(place.bodies.members) > 1 and other_words.count(name) < own_words.count(name):
        return False
    if other_words.count(stem) < max(1, place.side.words(place.sentence).count(stem)):
        return False
    return _share_of_act(place, other_words) >= _MIN_STANDING_SHARE


def _share_of_act(place: _Place, other_words: str) -> float:
    """The share of what a body does, by pairs of characters, that other words have; 1.0 if nothing is said of it."""
    words = act(place.bodies.span, place.side)
    pairs = {words[index : index + 2] for index in range(len(words) - 1)}
    return sum(pair in other_words for pair in pairs) / len(pairs) if pairs else 1.0
