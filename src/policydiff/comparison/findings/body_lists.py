"""Lists of bodies in a sentence, read whole: 水务、交通等部门和县政府 is one list of three bodies."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from policydiff.comparison.findings.sentence_pairs import NormalisedSide
from policydiff.facts.extraction import Fact
from policydiff.languages import PACK
from policydiff.messages import NOTHING, Message, message
from policydiff.text.spans import Span

_MAX_LIST_CHARACTERS = 80  # of a list before a body, or behind it
_MAX_ITEM_CHARACTERS = 24
_MAX_ITEMS = 12  # before a body, or behind it
_MAX_REST_CHARACTERS = 24  # of a name, before the part of it that was read as a body
_MAX_NAMES = 4096  # whose canonical form is kept
_BLANK = " \n\r\t"


class BodyList(NamedTuple):
    """A list of one or more bodies: where it is, and its members, each in canonical form and as written."""

    span: Span
    members: tuple[tuple[str, str], ...]

    @property
    def names(self) -> frozenset[str]:
        """The canonical forms of the members; 省级以上 stands for the central body and the provincial one."""
        names = frozenset(name for name, _ in self.members)
        for whole, parts in PACK.fact_patterns().agencies.several:
            names = frozenset(
                other
                for name in names
                for other in ([name.replace(whole, part) for part in parts] if whole in name else [name])
            )
        return names

    def written(self, names: frozenset[str]) -> str:
        """The members with these canonical forms, as written, joined by an enumeration comma."""
        return "、".join("".join(text.split()) for name, text in self.members if name in names)


def read_list(fact: Fact, agencies: Sequence[Fact], sentence: Span, side: NormalisedSide) -> BodyList:
    """The list that a body is in: of one member if it stands alone. `agencies` are those of the sentence, in order."""
    start, end = (reach(fact, agencies, sentence, side) for reach in (_list_start, _list_end))
    return list_at(Span(start, end), side)


def list_at(span: Span, side: NormalisedSide) -> BodyList:
    """The list at a span."""
    return BodyList(span, tuple(_members(span, side)))


def change_of_members(before: BodyList, after: BodyList) -> Message:
    """A note with the bodies that were added to a list, or removed from it.

    NOTHING if there were both, or neither, or if what was is no whole member: the central body of 省级以上部门.
    """
    if before.names < after.names and (added := after.written(after.names - before.names)):
        return message("added: {bodies}", bodies=added)
    if after.names < before.names and (removed := before.written(before.names - after.names)):
        return message("removed: {bodies}", bodies=removed)
    return NOTHING


def are_same_bodies(places: Sequence[tuple[BodyList, Span, NormalisedSide]]) -> bool:
    """Whether two lists, each with its sentence, are of the same bodies, in whatever order and with whatever marks.

    A name that is longer on one side is the same if the other has the rest of it right before the list: 县 | 水务局.
    """
    lists = [bodies for bodies, _, _ in places]
    if _characters(lists[0].names) == _characters(lists[1].names):
        return True
    joined = [_joined(bodies.span, side) for bodies, _, side in places]
    if sorted(joined[0]) == sorted(joined[1]):
        return True
    index = 0 if len(joined[0]) < len(joined[1]) else 1
    shorter, sentence, side = places[index]
    start = max(sentence.start, shorter.span.start - _MAX_REST_CHARACTERS)
    longer_name = joined[1 - index]
    return longer_name.endswith(joined[index]) and _joined(Span(start, shorter.span.end), side).endswith(longer_name)


def _characters(names: Iterable[str]) -> list[str]:
    """The names, each with its characters in order: 主管公库机关 is 公库主管机关."""
    return sorted("".join(sorted(name)) for name in names)


def _joined(span: Span, side: NormalisedSide) -> str:
    """The text at a span as one canonical name, without what divides the bodies in it."""
    separator = PACK.fact_patterns().agencies.separator
    return separator.sub("", canonical_name("".join(side.normalised[span.start : span.end].split())))


@lru_cache(maxsize=_MAX_NAMES)
def canonical_name(name: str) -> str:
    """The form that all names of one body have: without white space, 之, 等 before 部门, and words for the same level.

    >>> canonical_name("省、自治区、直辖市人民政府") == canonical_name("省级人民政府")
    True
    """
    for before, after in PACK.fact_patterns().agencies.same:
        name = before.sub(after, name)
    return name


def _list_start(fact: Fact, agencies: Sequence[Fact], sentence: Span, side: NormalisedSide) -> int:
    """The start of the first body or item of the list that a body is in; words before a name do not belong to it."""
    text = side.normalised
    words = PACK.fact_patterns().agencies
    ends = {agency.span.end: agency.span.start for agency in agencies}
    start = fact.span.start
    floor = max(sentence.start, start - _MAX_LIST_CHARACTERS)
    for _ in range(_MAX_ITEMS):
        border = _separator_before(text, floor, start)
        if border is None:
            return start
        if border in ends:
            start = ends[border]
            continue
        item = words.item.search(text, max(floor, border - _MAX_ITEM_CHARACTERS), border)
        if item is None or words.no_member.search(item[0]):
            return start
        item_start = _name_start(text, item.start(), border)
        if item_start >= border:
            return start
        start = item_start
        if item_start != item.start():
            return start
    return start


def _separator_before(text: str, floor: int, start: int) -> int | None:
    """Where the separator begins that ends at `start`, modifiers of the next name included; None if there is none."""
    words = PACK.fact_patterns().agencies
    for position in range(start - 1, max(floor, start - 8) - 1, -1):
        if (match := words.separator.match(text, position, start)) and match.end() == start:
            longer = words.separator.match(text, position - 1, start) if position - 1 >= floor else None
            return position - 1 if longer and longer.end() == start else position
    return None


def _name_start(text: str, start: int, end: int) -> int:
    """Where the name begins in [start, end): behind the last word that may not be in one; `end` if nothing is left."""
    words = PACK.fact_patterns().agencies
    for position in range(start, end):
        for role in words.role_words:
            if text.startswith(role, position, end):
                start = max(start, position + len(role))
    for boundary in words.name_start.finditer(text, start, end):
        if not words.modifiers.fullmatch(text, boundary.start(), boundary.end()):
            start = boundary.end()
    if match := words.modifiers.match(text, start, end):
        start = match.end() if match.end() < end else start
    return start


def _list_end(fact: Fact, agencies: Sequence[Fact], sentence: Span, side: NormalisedSide) -> int:
    """The end of the last body of the list that a body is in, or of what ends it in place of one: 有关单位."""
    text = side.normalised
    words = PACK.fact_patterns().agencies
    starts = {agency.span.start: agency.span.end for agency in agencies}
    end = fact.span.end
    limit = min(sentence.end, end + _MAX_LIST_CHARACTERS)
    for _ in range(_MAX_ITEMS):
        bracket = words.bracket.match(text, end, limit)
        separator = words.separator.match(text, bracket.end() if bracket else end, limit)
        if separator is None:
            return end
        position = next((place for place in range(separator.start() + 1, separator.end() + 1) if place in starts), None)
        if position is not None:
            end = starts[position]
        elif other := words.others.match(text, separator.end(), limit):
            end = other.end()
        elif further := _body_behind_items(text, separator.end(), limit, starts):
            end = further
        else:
            return end
    return end


def _body_behind_items(text: str, start: int, limit: int, starts: dict[int, int]) -> int | None:
    """The end of the body that ends a list of items which begins at `start` (卫生、水务部门); None if there is none."""
    items = PACK.fact_patterns().agencies.items
    for position in range(start, min(limit, start + _MAX_ITEM_CHARACTERS)):
        if position in starts:
            return starts[position] if items.fullmatch(text, start, position) else None
        if text[position] in ",。;:":
            return None
    return None


def _members(span: Span, side: NormalisedSide) -> list[tuple[str, str]]:
    """The members of a list, canonical and as written.

    The first one says the level of those that name none (国务院水务、交通部门), the last one what all are called.
    """
    words = PACK.fact_patterns().agencies
    items = list(_items(span, side))
    normalised_items = ["".join(side.normalised[item.start : item.end].split()) for item in items]
    tail = words.generic.search(normalised_items[-1]) if items else None
    members: list[tuple[str, str]] = []
    level = ""
    for item, name in zip(items, normalised_items, strict=True):
        if own := words.level.match(name):
            level = own["level"] or ""
        elif level:
            name = level + name
        if tail and not words.generic.search(name):
            name += tail[0]
        name = canonical_name(name)
        modifier = words.modifiers.match(name)
        name = name[modifier.end() :] if modifier and modifier.end() < len(name) else name
        members.append((name, side.text[item.start : item.end]))
    return members


def _items(span: Span, side: NormalisedSide) -> Iterator[Span]:
    """The spans of the items of a list. Regions before the last one belong to its name: 省、自治区、直辖市人民政府."""
    text = side.normalised
    words = PACK.fact_patterns().agencies
    start = item_start = span.start
    for separator in words.separator.finditer(text, span.start, span.end):
        item, item_start = text[item_start : separator.start()].strip(_BLANK), separator.end()
        if item.removesuffix("级") in words.region_names and separator.end() < span.end:
            continue
        if start < separator.start():
            yield Span(start, separator.start())
        start = separator.end()
    if start < span.end:
        yield Span(start, span.end)
