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
_MAX_LIST_CHARACTERS = 80  # of a list of bodies, before one of them
_GENERIC_NAME = pattern(r"(?:等|主管|行政|管理|监督){0,3}(?:部门|机关|机构|政府|委员会|[局厅部署委])\Z")
_BY_LAW = pattern("依法")
_SHORT_NAME = pattern(r"[((](?:以下)?(?:简称|称)[^()]{1,24}[))]")
_NO_NAME_CHARACTERS = pattern(
    r"[()\[\]之的、\s]|等(?=部门|机关|机构|单位)|^中华人民共和国|^(?:监督|保障|维护|统称)(?=行政机关|国家机关|司法机关|人民|国务院)"
)
_MIN_SURE_CHARACTERS = 3  # that two names share besides what many have
_MAX_NEAR_DISTANCE = 20  # between two names that share less
_NOT = "非"  # before a name: whoever is no such body
_SEPARATORS = "、和及与或"
_AT_PLACE = ("所在地", "当地")  # one and the same
# What many names have in common: it tells no body from another.
_COMMON_PARTS = pattern(
    r"国务院|中央|国家|全国|中华人民共和国|各级|地方|人民政府|省|自治区|直辖市|市|县|区|目的事业|所在地|当地|有关|相关|其他|上级|下级|一级|该管"
    r"|人民法院|地方法院|法院|[住居]所地|之|的|行政|主管|监督|管理|部门|机关|机构|政府|委员会|等|、|[局厅部署委处]\Z"
)


def is_one_body(before: Fact, after: Fact) -> bool:
    """Whether two names are of one body, or of the same bodies in another order.

    So they are if they are equal without marks, 之, 等 before 部门, and 当地 (县市政府, 县(市)政府).
    """
    names = [
        re.sub(_NO_NAME_CHARACTERS.pattern, "", fact.value.replace(_AT_PLACE[0], _AT_PLACE[1]))
        for fact in (before, after)
    ]
    lists = "、" in before.value and "、" in after.value
    return names[0] == names[1] or (lists and sorted(before.value) == sorted(after.value))


def is_replaced(before: Fact, after: Fact, changed_unit: ChangedUnit, old: NormalisedSide, new: NormalisedSide) -> bool:
    """Whether one body took the place of another for certain, and is not only named near it.

    So it is if their names have most characters in common, what many names have left out; if the words before or behind
    both are equal, modal words left out; or if a change replaces the one by the other and hardly more.
    """
    if after.value in (_NOT + before.value, before.value.removeprefix(_NOT)):
        return False
    if _is_only_a_place(before, old) != _is_only_a_place(after, new):
        return False
    characters, other_characters = (set(re.sub(_COMMON_PARTS.pattern, "", fact.value)) for fact in (before, after))
    shared = len(characters & other_characters)
    distance = abs(changed_unit.to_new(before.span.start) - after.span.start)
    if 2 * shared > min(len(characters), len(other_characters)) and (
        shared >= _MIN_SURE_CHARACTERS or (shared > 1 and distance <= _MAX_NEAR_DISTANCE)
    ):
        return True
    if _is_named_alike(before, after, old, new) or _has_one_role(before, after, old, new):
        return True
    if _acts_differ(before, after, old, new):
        return False
    (head, tail), (other_head, other_tail) = (_context(fact, side) for fact, side in ((before, old), (after, new)))
    if (head and head == other_head) or (
        tail and tail == other_tail and _place_in_list(before, old) == _place_in_list(after, new)
    ):
        return True
    return changed_unit.changed_alone(before.span, old=True) and changed_unit.changed_alone(after.span, old=False)


def _acts_differ(before: Fact, after: Fact, old: NormalisedSide, new: NormalisedSide) -> bool:
    """Whether what two bodies do is told by different words: neither the first of them nor any two in a row are equal.

    False if nothing is told of one of them.
    """
    words, other_words = (side.words(_behind(fact, side.normalised)) for fact, side in ((before, old), (after, new)))
    return bool(words and other_words) and not _share_words(words, other_words)


def _share_words(words: str, other_words: str) -> bool:
    """Whether two predicates begin with the same character, or share two characters in a row."""
    bigrams = {words[index : index + 2] for index in range(len(words) - 1)}
    return words[:1] == other_words[:1] or any(bigram in other_words for bigram in bigrams)


def _place_in_list(fact: Fact, side: NormalisedSide) -> int:
    """How many bodies or the like are listed before a body in its clause."""
    floor = max(0, fact.span.start - _MAX_LIST_CHARACTERS)
    start = clause(side.normalised, fact.span.start, Span(floor, fact.span.start)).start
    return sum(side.normalised.count(separator, start, fact.span.start) for separator in _SEPARATORS)


def _is_only_a_place(fact: Fact, side: NormalisedSide) -> bool:
    """Whether a body is named for the place where it is: 渡运站所在地的县政府."""
    return side.normalised.startswith(_AT_PLACE[0], fact.span.end)


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
        words = side.words(_behind(fact, text))
        word = PACK.fact_patterns().modals.get(modal[0]) if modal else None
        places.append((prepositions[-1:], word.grade if word else "", words))
    (head, grade, words), (other_head, other_grade, other_words) = places
    if not (grade and grade == other_grade) and not (head and head == other_head):
        return False
    return _share_words(words, other_words)


def _has_one_role(before: Fact, after: Fact, old: NormalisedSide, new: NormalisedSide) -> bool:
    """Whether one thing is done to two bodies, each alone or in a list: 通知甲、乙 and 通知丙.

    False if they have different places in two lists, or if one of them stands in the clause of the other, too.
    """
    roles = [_role(fact, side) for fact, side in ((before, old), (after, new))]
    if roles[0] is None or roles[1] is None or roles[0][0] != roles[1][0]:
        return False
    is_listed = [
        place > 0 or side.normalised.startswith(PACK.lexicon().agency_separators, fact.span.end)
        for fact, side, (_, place) in ((before, old, roles[0]), (after, new, roles[1]))
    ]
    if all(is_listed) and roles[0][1] != roles[1][1]:
        return False
    for fact, other, side in ((before, after, new), (after, before, old)):
        around = clause(side.normalised, other.span.start, Span(0, len(side.normalised)))
        stem = re.sub(_GENERIC_NAME.pattern, "", fact.value)
        if len(stem) > 1 and stem in side.normalised[around.start : around.end].replace(other.value, ""):
            return False
    return True


def _role(fact: Fact, side: NormalisedSide) -> tuple[int, int] | None:
    """What is done to a body: the row of the words before it, or before its list, and its place in the list.

    The place is 0 for a body alone or the first of a list. None if no such words are before it.
    """
    lexicon = PACK.lexicon()
    floor = max(0, fact.span.start - _MAX_LIST_CHARACTERS)
    start = clause(side.normalised, fact.span.start, Span(floor, fact.span.start)).start
    before = side.normalised[start : fact.span.start]
    ends_and_rows = [
        (position + len(word), row)
        for row, words in enumerate(lexicon.agency_roles)
        for word in words
        if (position := before.rfind(word)) >= 0
    ]
    if not ends_and_rows:
        return None
    end, row = max(ends_and_rows)
    between = before[end:].removesuffix("等")
    if between and between not in lexicon.agency_modifiers and not between.endswith(lexicon.agency_separators):
        return None
    return row, sum(between.count(separator) for separator in lexicon.agency_separators)


def _behind(fact: Fact, text: str) -> Span:
    """The text behind a name that says what the body does, up to the end of its sentence.

    Its short name in brackets, other bodies of its list, a modal word and 依法 are left out; empty if a list goes on.
    """
    start = fact.span.end
    patterns = PACK.fact_patterns()
    for skipped in (_SHORT_NAME, patterns.listed_agencies, patterns.modal, _BY_LAW):
        if match := skipped.match(text, start):
            start = match.end()
    if text.startswith(PACK.lexicon().agency_separators, start):
        return Span(start, start)
    near = Span(0, min(len(text), start + _NEAR_CHARACTERS))
    return (
        Span(start, max(start, clause(text, start, near, "。;!?\n\r").end)) if start < len(text) else Span(start, start)
    )


def _context(fact: Fact, side: NormalisedSide) -> tuple[str, str]:
    """The last words before a body in its sentence, the first ones behind it, a modal word left out; "" for none."""
    text = side.normalised
    near = Span(max(0, fact.span.start - _NEAR_CHARACTERS), fact.span.start)
    head = side.words(clause(text, fact.span.start, near, "。;!?\n\r"))[-_CONTEXT_CHARACTERS:]
    return head, side.words(_behind(fact, text))[:_CONTEXT_CHARACTERS]
