"""Findings on bodies: one that took the place of another, or joined or left a list."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from policydiff.comparison.findings.bodies_elsewhere import stands_elsewhere, stood_there
from policydiff.comparison.findings.body_lists import (
    BodyList,
    are_same_bodies,
    canonical_name,
    change_of_members,
    read_list,
)
from policydiff.comparison.findings.body_partners import are_partners
from policydiff.comparison.findings.body_roles import (
    MIN_UNLIKE_SUBJECT_SHARE,
    act,
    context,
    have_like_heads,
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
from policydiff.messages import NOTHING, Message, message, translatable
from policydiff.text.lazy_regex import pattern
from policydiff.text.normalisation import normalised
from policydiff.text.spans import Span

_MIN_SURE_CHARACTERS = 3  # that two names share besides what many have
_MAX_NEAR_DISTANCE = 20  # between two names that share less
_MIN_SUBJECT_SHARE = 0.25  # of the bigrams of two sentences, for bodies in them to have one place
_MIN_SURE_SUBJECT_SHARE = 0.5  # likewise, if what they do is told in different words
_SECONDARY = frozenset(("joins", "asked"))  # parts of bodies of which another body is the one that acts
_RECEIVING = frozenset(("told", "joins", "asked", "charged"))  # parts of bodies that others turn to
_ACTIVE = frozenset(("acts", "told", "decides", "joins", "asked", "charged"))
_MIN_STANDING_SHARE = 0.6  # of what a body does, found on the other side
_BRACKETS = pattern(r"\([^()]{0,20}\)")
_MAX_GENERIC_NAME_CHARACTERS = 4  # of a name for no body in particular: 主管机关, 人民法院
_MIN_STEM_CHARACTERS = 2  # of a name without its last words, which tell no body from another
# behind a name: of them something is said, not of the body
_STAFF = ("负责人", "工作人员", "人员", "委员", "大法官", "院长", "首长", "秘书长")
_NOT = "非"  # before a name: whoever is no such body
_NOT_IN_A_NAME = "非物质"  # 非物质文化遗产保护中心
_CONCERNING = "就"  # behind a name: something that another body does is about the one named
_MIN_EQUAL_SHARE = 0.75  # of what a body does, found in the sentence of one whose name is like its own
_MIN_ELSEWHERE_SHARE = 0.9  # likewise, if the other side does not name the body there
_MAX_OTHERS = 64  # bodies of the other side that are compared with one
_MIN_CORE_CHARACTERS = 2  # of a name without what many names have
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
            if spans in reported or are_same_bodies(pair) or _are_definitions(pair):
                continue
            rows = [(place.bodies.span, place.sentence, place.side) for place in pair]
            named_before = [fact for fact, _ in places.all([pair[0].sentence], old)]
            if stood_there(before, after, rows, named_before):
                continue
            if is_replaced(before, after, pair, changed_unit) and are_partners(rows):
                reported.append(spans)
                yield _changed_list(changed_unit.unit, pair)
        for fact, side, removed in _one_sided(difference, changed_unit, (old, new), reported):
            place = places.place(fact, difference.old if removed else difference.new, side)
            words = (named[0], named[1]) if removed else (named[1], named[0])
            other, others = (new, difference.new) if removed else (old, difference.old)
            if _may_act(place) and not (
                _is_named(fact, place, words)
                or _is_level(fact)
                or _is_in_other_words(fact, place, words, places.all(others, other), other)
                or stands_elsewhere(fact, place.bodies.span, place.sentence, side, other)
            ):
                is_sure = not is_attribute(place.bodies.span, side)
                yield _one_sided_finding(fact, changed_unit.unit, removed, "notice" if is_sure else "info")


def _are_definitions(places: tuple[_Place, _Place]) -> bool:
    """Whether both are defined as a body, as the authority for something is: 渡运之主管机关为县政府."""
    defined = PACK.fact_patterns().agencies.defined
    return all(defined.match(side.normalised, bodies.span.start) is not None for bodies, _, side in places)


class _Places:
    """The lists of bodies, read in their sentences; the bodies of a sentence are found once."""

    def __init__(self) -> None:
        self._agencies: dict[tuple[int, Span], list[Fact]] = {}

    def place(self, fact: Fact, sentences: Sequence[Span], side: NormalisedSide) -> _Place:
        """The list of a body, which is in one of the sentences of a side."""
        sentence = next((span for span in sentences if span.covers(fact.span)), fact.span)
        return _Place(read_list(fact, self._in(sentence, side), sentence, side), sentence, side)

    def all(self, sentences: Sequence[Span], side: NormalisedSide) -> list[tuple[Fact, Span]]:
        """The bodies in these sentences of a side, each with its sentence."""
        return [(fact, sentence) for sentence in sentences for fact in self._in(sentence, side)]

    def _in(self, sentence: Span, side: NormalisedSide) -> list[Fact]:
        """The bodies in a sentence, in order."""
        key = id(side), sentence
        if key not in self._agencies:
            self._agencies[key] = [fact for fact in side.facts([sentence]) if fact.kind == "agency"]
        return self._agencies[key]


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
        ("应当", translatable("who must {act}")),
        ("应", translatable("who must {act}")),
        ("要", translatable("who must {act}")),
        ("可以", translatable("who may {act}")),
        ("不得", translatable("who must not {act}")),
        ("须", translatable("who must {act}")),
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
    is_sure = bool(_RECEIVING & parts[0] & parts[1])
    acts_agree = bool(acts[0]) and bool(acts[1]) and share_words(acts[0], acts[1], is_sure=is_sure)
    is_sanction = any(PACK.fact_patterns().penalty.search(words) for words in acts)
    subject = subject_share(rows, is_sanction=is_sanction)
    begin_alike = acts[0][:1] == acts[1][:1]
    if subject < (MIN_UNLIKE_SUBJECT_SHARE if is_sanction or not begin_alike else _MIN_SUBJECT_SHARE):
        return False
    (head, tail), (other_head, other_tail) = (context(*row) for row in rows)
    if acts[0] and acts[1] and not acts_agree:
        if _SECONDARY & parts[0] & parts[1]:
            return subject >= MIN_UNLIKE_SUBJECT_SHARE
        have_one_head = have_like_heads(rows)
        if not shared_part or (head != other_head and not have_one_head):
            return False
        if _have_one_core(before, after) and share_words(*acts, is_sure=True):
            return True
        is_alike = bool(head) or have_one_head or _are_names_alike(before, after, changed_unit)
        return is_alike and subject >= _MIN_SURE_SUBJECT_SHARE
    if acts_agree or (head and head == other_head) or (tail and tail == other_tail):
        return True
    return (not any(attributes) and _are_names_alike(before, after, changed_unit)) or (
        changed_unit.changed_alone(before.span, old=True) and changed_unit.changed_alone(after.span, old=False)
    )


def _have_one_core(before: Fact, after: Fact) -> bool:
    """Whether one name has all that is particular in the other: 水务部门, 水务航运部门."""
    common = PACK.fact_patterns().agencies.common
    names = sorted((common.sub("", fact.value) for fact in (before, after)), key=len)
    return len(names[0]) >= _MIN_CORE_CHARACTERS and names[0] in names[1]


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
    """Whether a name has more in it than 主管机关 or 人民法院, and words follow it in its clause.

    False for whoever is no such body: 非农业部门.
    """
    rest = PACK.fact_patterns().agencies.common.sub("", fact.value)
    if fact.value.startswith(_NOT) and not fact.value.startswith(_NOT_IN_A_NAME):
        return False
    return bool(fact.noun) and (bool(rest) or len(fact.value) > _MAX_GENERIC_NAME_CHARACTERS)


def _may_act(place: _Place) -> bool:
    """Whether the words around a list do not say that its bodies are a place, or set up, or that it is their staff."""
    parts = roles(place.bodies.span, place.sentence, place.side)
    is_of_staff = act(place.bodies.span, place.side).startswith(_STAFF)
    return not is_of_staff and (not parts or bool(parts & _ACTIVE))


def _is_named(fact: Fact, place: _Place, named: tuple[str, str]) -> bool:
    """Whether the changed sentences of the other side name a body as often as its own, and say most of what it does.

    `named` are the words of the changed sentences, of its own side and of the other. The last words of its name do not
    count. A member of a list must be named there as often as in all changed sentences of its own side; a body that laid
    something down need only be named once, as it may go without a name the second time: 甲设立的或者指定的单位.
    """
    own_words, other_words = named
    agencies = PACK.fact_patterns().agencies
    value = _BRACKETS.sub("", fact.value)
    name = "".join(filter(str.isalnum, value))
    stem = "".join(filter(str.isalnum, agencies.generic.sub("", value)))
    stem = stem if len(stem) > _MIN_STEM_CHARACTERS else name
    own_sentence = place.side.words(place.sentence)
    is_repeated = own_sentence.count(stem) > 1 and is_attribute(place.bodies.span, place.side)
    if not agencies.common.sub("", stem) and (tail := agencies.generic.search(value)):
        stem = tail[0]  # a level alone, 县主管机关, where the other side has 当地主管机关
    elif len(place.bodies.members) > 1 and not is_repeated and other_words.count(name) < own_words.count(name):
        return False
    if other_words.count(stem) < (1 if is_repeated else max(1, own_sentence.count(stem))):
        return False
    return _share_of_act(place, other_words) >= _MIN_STANDING_SHARE


def _is_level(fact: Fact) -> bool:
    """Whether a body only says whose departments are listed behind it: 会同本级人民政府水务、交通等有关部门."""
    return PACK.fact_patterns().agencies.own_level.match(fact.value + normalised(fact.noun)) is not None


def _is_in_other_words(
    fact: Fact, place: _Place, words: tuple[str, str], others: Sequence[tuple[Fact, Span]], other: NormalisedSide
) -> bool:
    """Whether the other side has a body for what this one does, in other words than its name.

    That is the same in another spelling; one that only the other side names, with a name like its own (农业局,
    农业农村局), for the same act; or words in place of whose something is (依前条规定作成的方案). It need not have one
    if it is only spoken of, as 甲 in 甲就某事之办法由乙定之. `others` are the bodies of the corresponding sentences,
    with these; `words` are those of all changed sentences, of its own side and of the other.
    """
    agencies = PACK.fact_patterns().agencies
    spellings = {body.value for body, _ in others[:_MAX_OTHERS]} - {fact.value}
    if canonical_name(fact.value) in map(canonical_name, spellings):
        return True
    if "acts" in roles(place.bodies.span, place.sentence, place.side):
        for body, sentence in others[:_MAX_OTHERS]:
            is_renamed = body.value not in words[0] and _have_one_core(body, fact)
            if is_renamed and _share_of_act(place, other.words(sentence)) >= _MIN_EQUAL_SHARE:
                return True
    share = _share_of_act(place, words[1])
    if is_attribute(place.bodies.span, place.side):
        return share >= _MIN_EQUAL_SHARE and agencies.stands_for.search(words[1]) is not None
    is_spoken_of = act(place.bodies.span, place.side).startswith(_CONCERNING)
    return is_spoken_of and share >= _MIN_ELSEWHERE_SHARE and other.standing.count(fact.value) > 0


def _share_of_act(place: _Place, other_words: str) -> float:
    """The share of what a body does, by pairs of characters, that other words have; 1.0 if nothing is said of it."""
    words = act(place.bodies.span, place.side)
    pairs = {words[index : index + 2] for index in range(len(words) - 1)}
    return sum(pair in other_words for pair in pairs) / len(pairs) if pairs else 1.0
