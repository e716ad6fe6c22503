"""The levels inside an article: its paragraphs, items and sub-items, and which of the new text each old one became."""

from __future__ import annotations

import bisect
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from functools import cached_property
from itertools import pairwise

from policydiff.comparison.findings.article_parts import Key, Part, Place, read_parts, words_of
from policydiff.comparison.findings.moved_parts import MovedParts
from policydiff.comparison.findings.reference_reading import Level, Reference, level_order, units_of
from policydiff.comparison.findings.reference_targets import NumberedUnits, has_traditional_words
from policydiff.comparison.findings.sentence_pairs import NormalisedSide
from policydiff.comparison.result import Comparison, UnitChange, UnitReference
from policydiff.languages import PACK
from policydiff.matching.diff import similarity
from policydiff.structure.numbering import numeral_value
from policydiff.text.lazy_regex import pattern
from policydiff.text.spans import Span

_MIN_ALIKE = 0.85  # similarity of an old part and the new one with its number, for it to be that
_MAX_COMPARED_CHARACTERS = 2_000  # of parts compared so
_MIN_KEPT_SHARE = 0.6  # of the characters of a part, that stand in the one it became
_MAX_GONE_SHARE = 0.2  # of the characters of a part that went, and one for its label, which stand in its unit
_MIN_SPLIT_SHARE = 0.6  # of the characters of a new part, that show that an old one was split
_MAX_FOREIGN_SHARE = 0.4  # of the characters of a part, that came from another part of some size
_MIN_NAMED_PAIRS = 6  # of adjoining characters, of a text that is found under another number
_MIN_NAMED_SHARE = 0.6  # of these, in what is named there

_LIST_ITEM = pattern(
    r"^[ \t\u3000]{0,8}(?:\([一二三四五六七八九十]{1,3}\)|\d{1,2}\.(?!\d)|[一二三四五六七八九十]{1,3}(?P<point>、))",
    re.MULTILINE,
)


class ArticleLevels:
    """The parts of the articles of both texts, what references name among them, and what became of each.

    `order` is the words for paragraph, item and sub-item in both.
    """

    def __init__(
        self,
        comparison: Comparison,
        numbered: NumberedUnits,
        sides: tuple[NormalisedSide, NormalisedSide],
        references: tuple[Sequence[Reference], Sequence[Reference]],
    ) -> None:
        self._comparison, self._numbered, self._sides = comparison, numbered, sides
        is_of_taiwan = has_traditional_words(sides[1].text) and not _has_other_items(sides[1].normalised)
        self.order = level_order([*references[0], *references[1]], is_of_taiwan)
        self._units = (units_of(comparison, 0), units_of(comparison, 1))
        self._entries = (_first_entries(comparison, 0), _first_entries(comparison, 1))
        self._parts: dict[tuple[int, int], list[Part]] = {}
        self._keys: dict[tuple[int, int], frozenset[Key]] = {}
        self._kept: dict[int, dict[Key, Counter[Key]]] = {}
        self._named: dict[tuple[int, Place, tuple[tuple[int, int], ...]], tuple[Place, ...]] = {}
        self._successors: dict[Place, Place | None] = {}
        self._is_partial = (comparison.old.partial, comparison.new.partial)

    # --------------------------------------------------------------------------------------------- what is named

    def places(self, side: int, reference: Reference) -> tuple[Place, ...]:
        """The parts that a reference names, in order: more than one for 前两款. Empty if uncertain or missing."""
        keys = [self._levels(side, level) for level in reference.levels]
        if reference.target is not None:
            if not self._numbered.is_certain(side, reference.target) or reference.kind != "条":
                return ()
            entry = self._entries[side][self._numbered.named_by[side][reference.target][0]]
            if self._comparison.units[entry].change == "not_touched":
                return ()  # it stands as it is, and only one of the texts shows it
            return self._below(side, Place(entry, Key()), keys)
        relative = PACK.fact_patterns().references.relative.fullmatch(reference.relative)
        if relative is None or not (self._units[side][reference.unit] or _NO_UNIT).label:
            return ()
        count = numeral_value(relative["count"] or "") or 1
        if relative["word"] == "条" and relative["which"] != "本" and any(self._is_partial):
            return ()  # the articles between are not shown
        if relative["which"] == "本":
            return self._own(side, reference, relative["word"], keys)
        return self._preceding(side, reference, relative["word"], count, keys)

    def _own(self, side: int, reference: Reference, word: str, keys: list[tuple[int, int]]) -> tuple[Place, ...]:
        """What 本条第一款, 本款第二项 and the like name: a part of the article, paragraph or item they stand in."""
        entry = self._entries[side][reference.unit]
        if word == "条":
            return self._below(side, Place(entry, Key()), keys)
        own = self._own_key(side, reference)
        if own is None or word not in self.order:
            return ()
        return self._below(side, Place(entry, Key(*own[: self.order.index(word) + 1])), keys)

    def _preceding(
        self, side: int, reference: Reference, word: str, count: int, keys: list[tuple[int, int]]
    ) -> tuple[Place, ...]:
        """What 前条, 前两款 and the like name; empty if there are not so many before the reference."""
        entry = self._entries[side][reference.unit]
        if word == "条":
            position = self._article_order[side].get(entry)
            if position is None or position < count:
                return ()
            articles = self._articles[side][position - count : position]
            if len(articles) > 1:
                return () if keys else tuple(Place(article, Key()) for article in articles)
            return self._below(side, Place(articles[0], Key()), keys)
        own = self._own_key(side, reference)
        if own is None:
            return ()
        level = self.order.index(word)
        if own[level] <= count:
            return ()
        if (side, entry) not in self._keys:
            self._keys[side, entry] = frozenset(part.key for part in self.parts(side, entry))
        present = self._keys[side, entry]
        preceding = [_counted(own, level, number) for number in range(own[level] - count, own[level])]
        if any(key not in present for key in preceding):
            return ()
        if len(preceding) > 1:
            return () if keys else tuple(Place(entry, key) for key in preceding)
        return self._below(side, Place(entry, preceding[0]), keys)

    def _own_key(self, side: int, reference: Reference) -> Key | None:
        """The part that a reference stands in; None if it is in none."""
        parts = self.parts(side, reference.unit)
        index = bisect.bisect_right(parts, reference.span.start, key=lambda part: part.span.start) - 1
        return parts[index].key if index >= 0 else None

    def _levels(self, side: int, level: Level) -> tuple[int, int]:
        """The depth of a level, 0 for a paragraph, and its number."""
        return self.order.index(level.word), level.number

    def _below(self, side: int, place: Place, levels: Sequence[tuple[int, int]]) -> tuple[Place, ...]:
        """The one part that has these levels below `place`; empty if there is none, or more than one."""
        key = side, place, tuple(levels)
        if key not in self._named:
            self._named[key] = self._find_below(side, place, levels)
        return self._named[key]

    def _find_below(self, side: int, place: Place, levels: Sequence[tuple[int, int]]) -> tuple[Place, ...]:
        """What `_below` returns, found in the parts of the unit."""
        wanted = list(place.key)
        for depth, number in levels:
            wanted[depth] = number
        if not levels:
            return (place,)
        last = max(depth for depth, _ in levels)
        keys = [part.key for part in self.parts(side, place.unit)]
        matching = [
            key
            for key in keys
            if all(key[depth] == wanted[depth] for depth in range(3) if wanted[depth]) and not any(key[last + 1 :])
        ]
        if last == 0 and not matching:
            return ()
        return (Place(place.unit, matching[0]),) if len(matching) == 1 else ()

    @cached_property
    def _articles(self) -> tuple[list[int], list[int]]:
        """The units of each text that have a label, in text order."""
        sides = []
        for units, entries in zip(self._units, self._entries, strict=True):
            labelled = {unit.span.start: entries[index] for index, unit in enumerate(units) if unit and unit.label}
            sides.append([labelled[start] for start in sorted(labelled)])
        return sides[0], sides[1]

    @cached_property
    def _article_order(self) -> tuple[dict[int, int], dict[int, int]]:
        old, new = ({index: position for position, index in enumerate(side)} for side in self._articles)
        return old, new

    def parts(self, side: int, unit: int) -> list[Part]:
        """The parts of a unit of the old (0) or new (1) text; empty if it is not there."""
        if (side, unit) not in self._parts:
            reference = self._units[side][unit]
            is_quoted = self._is_partial[side]
            self._parts[side, unit] = read_parts(reference, self._sides[side], is_quoted) if reference else []
        return self._parts[side, unit]

    # --------------------------------------------------------------------------------------------- what became of it

    def successor(self, place: Place) -> Place | None:
        """The part of the new text that an old one became; None if that is uncertain, or if it went.

        It is uncertain unless most of its characters stand in one part that holds little else of the old text. Where
        it does not stand in its own article, it is what has all of its words.
        """
        if place not in self._successors:
            new_place = self._in_own_article(place)
            self._successors[place] = new_place if new_place is not None else self._in_another_article(place)
        return self._successors[place]

    def is_gone(self, place: Place) -> bool:
        """Whether an old part stands nowhere in the new text; False if its article was split, merged or rewritten."""
        unit = self._comparison.units[place.unit]
        if unit.change != "edited" or place.key == Key() or self.successor(place) is not None:
            return False
        kept = self._kept_characters(place.unit)
        number = sum(sum(went.values()) for old_key, went in kept.items() if place.key.covers(old_key))
        words = self.words(place)
        return number <= 1 + _MAX_GONE_SHARE * len(words) and not self._sides[1].standing.has(words)

    def is_successor(self, place: Place) -> bool:
        """Whether a part of the new text is what another part of the old article became."""
        keys = {key for part in self.parts(0, place.unit) for key in part.key.and_above()}
        return any(self.successor(Place(place.unit, key)) == place for key in keys)

    def agree(self, places: Sequence[Place], others: Sequence[Place]) -> bool:
        """Whether parts of the new text are the same; an article is the same as its only paragraph."""
        return [*map(self.whole, places)] == [*map(self.whole, others)]

    def have_same_text(self, before: Reference, reference: Reference) -> bool:
        """Whether what a new reference names says what the old article said, and hardly more, in one part or several.

        So an article that was taken apart, or that got further paragraphs, is cited by 前两条 or 前条第一款 now. False
        if either names nothing for certain, or if the new one names one of several paragraphs of the old article.
        """
        places, new_places = self.places(0, before), self.places(1, reference)
        if (
            len(places) != 1
            or places[0].key != Key()
            or not new_places
            or self.share_named(before, reference) < _MIN_NAMED_SHARE
        ):
            return False
        if reference.is_part_of(before):
            paragraphs = {part.key.paragraph for part in self.parts(0, places[0].unit)}
            return not paragraphs - {0, 1}
        pairs, new_pairs = _pairs(self.words(places[0])), [_pairs(self.words(place, 1)) for place in new_places]
        return all(len(pairs & part) >= _MIN_NAMED_SHARE * len(part) for part in new_pairs)

    def share_named(self, before: Reference, reference: Reference) -> float:
        """The share of the text that an old reference names, by pairs of characters, in what a new one names.

        0.0 if either names nothing for certain, or if the text is short.
        """
        pairs = {pair for place in self.places(0, before) for pair in _pairs(self.words(place))}
        new_pairs = {pair for place in self.places(1, reference) for pair in _pairs(self.words(place, 1))}
        return len(pairs & new_pairs) / len(pairs) if len(pairs) >= _MIN_NAMED_PAIRS else 0.0

    def whole(self, place: Place) -> Place:
        """The article, for its only paragraph."""
        is_only = place.key == Key(1) and all(part.key.paragraph == 1 for part in self.parts(1, place.unit))
        return Place(place.unit, Key()) if is_only else place

    def _in_own_article(self, place: Place) -> Place | None:
        """The part of the same article that most of an old part stands in; None if that is uncertain."""
        unit = self._comparison.units[place.unit]
        if unit.old is None or unit.new is None:
            return None
        if place.key == Key() and unit.change == "merged":
            return Place(self._entries[1][place.unit], Key())
        if unit.change not in ("unchanged", "edited"):
            return None
        if place.key == Key():
            return place
        kept = self._kept_characters(place.unit)
        depth = sum(map(bool, place.key))
        went = Counter[Key]()
        for old_key, new_keys in kept.items():
            if place.key.covers(old_key):
                for new_key, number in new_keys.items():
                    went[_cut(new_key, depth)] += number
        if not went:
            return None
        successor, number = went.most_common(1)[0]
        if depth == 1 and successor != place.key and self._is_as_it_was(place, successor):
            return place  # its words are in another order, and another paragraph has some of them in a row
        foreign = sum(
            count
            for old_key, new_keys in kept.items()
            if not place.key.covers(old_key)
            for new_key, count in new_keys.items()
            if successor.covers(new_key)
        )
        size = self._size(0, place.unit, place.key)
        if number < _MIN_KEPT_SHARE * size or foreign > _MAX_FOREIGN_SHARE * number or not all(successor[:depth]):
            return None
        del went[successor]
        if any(count >= _MIN_SPLIT_SHARE * self._size(1, place.unit, key) for key, count in went.items()):
            return None  # its lines are two paragraphs now, and a reference may mean either
        return Place(place.unit, successor)

    def _is_as_it_was(self, place: Place, other: Key) -> bool:
        """Whether the new part with the same number has nearly all words of an old one, and more than `other` has."""
        words = self.words(place)
        same, others = (self.words(Place(place.unit, key), 1) for key in (place.key, other))
        if not same or max(len(words), len(same), len(others)) > _MAX_COMPARED_CHARACTERS:
            return False
        alike = similarity(words, same, _MIN_ALIKE)
        return bool(alike) and alike > similarity(words, others)

    def _in_another_article(self, place: Place) -> Place | None:
        """The part of the new text that has the words of an old one, all of them and no others; None if there is none.

        None also if the words are few, or stand in several places.
        """
        new_key = self._moved.find(self.words(place)) if place.key != Key() else None
        return self.whole(new_key) if new_key is not None else None

    @cached_property
    def _moved(self) -> MovedParts:
        """The parts of all new articles by their words."""
        units = dict.fromkeys(self._entries[1][index] for index, unit in enumerate(self._units[1]) if unit)
        return MovedParts(((unit, self.parts(1, unit)) for unit in units), self._sides[1])

    def words(self, place: Place, side: int = 0) -> str:
        """The words of an old (0) or new (1) part, with those of the parts below it, without labels."""
        parts = (part for part in self.parts(side, place.unit) if place.key.covers(part.key))
        return "".join(words_of(part, self._sides[side]) for part in parts)

    def _size(self, side: int, unit: int, key: Key) -> int:
        """The number of letters and digits of a part, with those below it."""
        return sum(len(self._sides[side].words(part.span)) for part in self.parts(side, unit) if key.covers(part.key))

    def _kept_characters(self, unit: int) -> dict[Key, Counter[Key]]:
        """For each old part of a unit, how many of its letters and digits stand in each new part."""
        if unit not in self._kept:
            self._kept[unit] = _kept_characters(
                self._comparison.units[unit], self.parts(0, unit), self.parts(1, unit), self._sides[0]
            )
        return self._kept[unit]

    def span(self, side: int, place: Place) -> Span | None:
        """Where the text of a part begins and ends, without the parts below it; None if it is not there."""
        return next((part.span for part in self.parts(side, place.unit) if part.key == place.key), None)


def _has_other_items(normalised_text: str) -> bool:
    """Whether the lists of a text have the items of the mainland alone, (一) or 1., and none that begin with 一、."""
    styles = {match["point"] == "、" for match in _LIST_ITEM.finditer(normalised_text)}
    return styles == {False}


def _first_entries(comparison: Comparison, side: int) -> list[int]:
    """For each entry of `Comparison.units`, the first one with the same old (0) or new (1) unit: split, or merged."""
    first: dict[Span, int] = {}
    entries = []
    for index, unit in enumerate(units_of(comparison, side)):
        entries.append(first.setdefault(unit.span, index) if unit else index)
    return entries


def _pairs(words: str) -> set[str]:
    """The pairs of adjoining characters."""
    return set(map("".join, pairwise(words)))


def _cut(key: Key, depth: int) -> Key:
    """The part of a depth (1 for a paragraph) that a part belongs to."""
    return Key(*key[:depth])


def _kept_characters(
    unit: UnitChange, old: Sequence[Part], new: Sequence[Part], side: NormalisedSide
) -> dict[Key, Counter[Key]]:
    """For each old part of a pair of units, how many letters and digits of it stand in each new part."""
    kept: dict[Key, Counter[Key]] = defaultdict(Counter)
    if unit.old is None or unit.new is None:
        return kept
    stretches: list[tuple[Span, int]] = []  # unchanged old text, and the distance to it in the new one
    position, new_position = unit.old.span.start, unit.new.span.start
    for hunk in unit.hunks:
        stretches.append((Span(position, hunk.old.start), new_position - position))
        if hunk.ignored and len(hunk.old) == len(hunk.new):
            stretches.append((hunk.old, hunk.new.start - hunk.old.start))
        position, new_position = hunk.old.end, hunk.new.end
    stretches.append((Span(position, unit.old.span.end), new_position - position))
    i = j = 0
    for stretch, shift in stretches:
        start = stretch.start
        while start < stretch.end:
            while i < len(old) and old[i].span.end <= start:
                i += 1
            while j < len(new) and new[j].span.end <= start + shift:
                j += 1
            if i == len(old) or j == len(new):
                break
            begin = max(start, old[i].span.start, new[j].span.start - shift)
            end = min(stretch.end, old[i].span.end, new[j].span.end - shift)
            if begin < end:
                kept[old[i].key][new[j].key] += len(side.words(Span(begin, end)))
            start = max(end, begin, start + 1)
    return kept


def _counted(key: Key, level: int, number: int) -> Key:
    """The part with another number at a level (0 for a paragraph), and nothing below it."""
    return (Key(number), Key(key.paragraph, number), Key(key.paragraph, key.item, number))[level]


_NO_UNIT = UnitReference(None, None, (), Span(0, 0), (0, 0))
