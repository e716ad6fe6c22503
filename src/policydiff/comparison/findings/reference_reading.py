"""Reads the cross references of a text: what each names, at every level, and in which document."""

from __future__ import annotations

import bisect
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import pairwise, takewhile
from re import Match
from typing import NamedTuple

from policydiff.comparison.findings.reference_targets import (
    DECIMAL,
    TARGET_KINDS,
    Target,
    has_traditional_words,
    targets_of,
)
from policydiff.comparison.findings.sentence_pairs import NormalisedSide, label_end
from policydiff.comparison.result import Comparison, UnitReference
from policydiff.facts.extraction import document_name, reference_target
from policydiff.languages import PACK
from policydiff.languages.fact_tables import ReferenceWords
from policydiff.structure.numbering import numeral_value
from policydiff.text.lazy_regex import pattern
from policydiff.text.normalisation import normalised
from policydiff.text.spans import Span

_SENTENCE_ENDS = frozenset("。;\n")
_MAX_NAME_CHARACTERS = 40  # of a document's name before a reference
_ARTICLE = "条"
_SAME_ARTICLE = "同条"
_PART = "部分"
_ITEM = pattern(r"\n[ \t]{0,20}[(（]?[一二三四五六七八九十\d]{1,3}[)）、.．]")

Meaning = tuple[Target | None, tuple[tuple[str, int], ...], str]
"""The article that a reference names, the levels below it, and the words by which it is relative: 前条."""


class Level(NamedTuple):
    """A level below an article in a reference: 第二款 is ("款", 2); `bracketed` if it is written 第（二）款."""

    word: str
    number: int
    bracketed: bool = False


@dataclass(frozen=True, slots=True)
class Reference:
    """A reference to a unit of this or of another document, and the unit that contains it.

    `target` is the article, chapter, part or annex, None for one that is named by `relative` (前条, 前款, 本条).
    `levels` are the levels below it. `unit` is an index of `Comparison.units`; `text_start` is where the text of that
    unit begins; `listed` says whether the reference is in a list of references. `document` is the name of another
    document, "" for this one; `name_start` is where that name begins, the start of the reference if it stands
    elsewhere.
    """

    span: Span
    target: Target | None
    levels: tuple[Level, ...]
    relative: str
    unit: int
    text_start: int
    listed: bool
    document: str = ""
    name_start: int = 0

    @property
    def kind(self) -> str:
        """The kind of the target: 条, 章, 部分, 附件; 条 for a relative reference."""
        return self.target.kind if self.target else _ARTICLE

    @property
    def meaning(self) -> Meaning:
        """What two references must have in common to be written alike."""
        return self.target, tuple((level.word, level.number) for level in self.levels), self.relative

    def is_part_of(self, other: Reference) -> bool:
        """Whether this is the other reference with a level added, as 前条第一款 for 前条."""
        own, others = self.meaning, other.meaning
        return own[0] == others[0] and own[2] == others[2] and own[1][: len(others[1])] == others[1]


def read_references(comparison: Comparison, side: NormalisedSide, side_index: int) -> list[Reference]:
    """The references in the units of one text, in order; `side_index` is 0 for the old text, 1 for the new one.

    References whose number cannot be read are left out, as are those to a unit that a comparison cannot have.
    """
    return list(_Reader(comparison, side, side_index).read())


class _Reader:
    """Reads one text; what a list of references began with is kept for those that follow in it."""

    def __init__(self, comparison: Comparison, side: NormalisedSide, side_index: int) -> None:
        self._side, self._text = side, side.normalised
        self._units = [change.new if side_index else change.old for change in comparison.units]
        self._unit_starts = sorted((unit.span.start, index) for index, unit in enumerate(self._units) if unit)
        self._last: Reference | None = None

    def read(self) -> Iterator[Reference]:
        """Yield the references."""
        starts = [start for start, _ in self._unit_starts]
        for match in PACK.fact_patterns().reference.finditer(self._text):
            position = bisect.bisect_right(starts, match.start()) - 1
            index = self._unit_starts[position][1] if position >= 0 else -1
            unit = self._units[index] if index >= 0 else None
            if unit is None or not (text_start := label_end(unit, self._side)) <= match.start() < unit.span.end:
                continue
            if (reference := self._reference(match, index, text_start)) is not None:
                self._last = reference
                yield reference

    def _reference(self, match: Match[str], unit: int, text_start: int) -> Reference | None:
        """The reference of a match in a unit whose text begins at `text_start`; None if it is none."""
        words = _words()
        levels = _levels(match)
        start = match.start()
        last = self._last if self._last and self._last.unit == unit else None
        before = self._text[max(0, start - 12) : start]
        is_joined = bool(words.joined.search(before))
        after = self._text[match.end() : match.end() + 3]
        listed = is_joined and "第" in self._text[max(0, start - 24) : start]
        listed = listed or ("第" in after and after[0] in "、及和或至与到")
        # 民法第三十三条第二项之事件、第三十六条之事件: the name of the document applies to all references
        continues = is_joined and last and not _SENTENCE_ENDS & set(self._text[last.span.end : start])
        relative, target = "", None
        if match["relative"] == _SAME_ARTICLE:  # 依第九条第一项或者同条第二项: below the article named before
            if not last or _SENTENCE_ENDS & set(self._text[last.span.end : start]):
                return None
            target, relative, document, name_start = last.target, last.relative, last.document, start
        elif match["relative"]:
            relative = match["relative"]
            if relative in ("本章", "本节", "本条", "本款", "本项") and not levels:
                return None
            document, name_start = "", start
        else:
            kind, number = reference_target(match)
            if not number:
                return None
            document, name_start = self._document(start)
            if not document and last and last.document and (continues or self._names_the_same(last, start)):
                document = last.document
            if kind == _words().item and not (is_joined or document) and self._names_unit(number, unit):
                target = Target(_PART, number)
                levels = levels[1:]
            elif kind not in TARGET_KINDS:
                parent = self._parent(last if is_joined else None, kind, start, match.end())
                if parent is None:
                    return None
                target, relative, levels = parent.target, parent.relative, (*parent.levels, *levels)
                document = document or parent.document
            else:
                target = Target(kind, number)
                if kind == DECIMAL and not (document or target in self._sections):
                    return None  # the text has no section of this number
        return Reference(
            Span(start, match.end()), target, levels, relative, unit, text_start, listed, document, name_start
        )

    def _names_the_same(self, last: Reference, start: int) -> bool:
        """Whether an article is one of the document that a reference before it in the sentence names.

        So in a text that names itself before its own articles: 渡运法第三条规定的，且有第五条情形的.
        """
        between = self._text[last.span.end : start]
        return self._names_itself and not _SENTENCE_ENDS & set(between) and not between.endswith(_own_documents())

    def _names_unit(self, number: str, unit: int) -> bool:
        """Whether 第二项 names the unit 二、: the units of the text are such items, and its own has none below it."""
        own = self._units[unit]
        if own is None or Target(_PART, number) not in self._items:
            return False
        return not _ITEM.search(self._text, own.span.start + 1, own.span.end)

    @cached_property
    def _items(self) -> frozenset[Target]:
        """The targets of the units 一、, 二、; none if the text has articles or other units with a number."""
        units = [unit for unit in self._units if unit and unit.label]
        targets = [targets_of(unit) for unit in units if len(unit.path) == 1]
        are_items = len(targets) == len(units) and all(len(own) == 1 and own[0].kind == _PART for own in targets)
        return frozenset(own[0] for own in targets) if are_items else frozenset()

    @cached_property
    def _sections(self) -> frozenset[Target]:
        """The targets of the units whose numbers have several levels: 4.2.1."""
        return frozenset(target for unit in self._units for target in targets_of(unit) if target.kind == DECIMAL)

    @cached_property
    def _names_itself(self) -> bool:
        """Whether the text has its own name before the number of an article.

        Texts of Taiwan cite their own articles by number alone.
        """
        return not has_traditional_words(self._side.text) and any(
            f"{name}第" in self._text for name in _own_documents()
        )

    def _parent(self, last: Reference | None, word: str, start: int, end: int) -> Reference | None:
        """What a level that stands alone is below: that of the reference it is joined to, else this article.

        None for 第一项任务 and the like, and if the two do not fit. 第二款 after 第一条第一款 is below 第一条.
        """
        nothing = Reference(Span(start, end), None, (), "本条", 0, 0, False)
        if _words().things_counted.match(self._text, end):
            return None
        if last is None or start - last.span.end > 8:
            return nothing
        kept = tuple(takewhile(lambda level: level.word != word, last.levels))
        if len(kept) == len(last.levels) and (last.levels or not last.relative.startswith("本")):
            return None
        return Reference(last.span, last.target, kept, last.relative, last.unit, 0, False, last.document)

    def _document(self, start: int) -> tuple[str, int]:
        """The name of another document before a reference, and where it begins; ("", `start`) for this document.

        The name of 该法, 原第三条 and the like is those words.
        """
        window = max(0, start - _MAX_NAME_CHARACTERS - 80)
        before = self._text[window:start].rstrip()
        if (gap := _words().after_name.search(before)) and gap[0]:
            before = before[: gap.start()].rstrip()
            if not before.endswith(("》", *_kinds())) and not gap[0].startswith("("):
                before = self._text[window:start].rstrip()
        if before.endswith(_own_documents()):
            return "", start
        if before.endswith("》") and (opening := before.rfind("《")) >= 0:
            return document_name(before[opening:]), window + opening
        if not before.endswith(("》", "原", "修正前", "修正前之", *_kinds())):
            return "", start
        begin = max(0, len(before) - _MAX_NAME_CHARACTERS)
        for boundary in _words().name_start.finditer(before, begin, len(before) - 1):
            begin = boundary.end()
        return document_name(before[begin:]) or before[-1:], window + begin


def _levels(match: Match[str]) -> tuple[Level, ...]:
    """The levels below an article that a reference names, its own included if it begins with one."""
    own = match["kind"] or match["level"]
    written = match["below"] or match["under"] or match["inside"] or ""
    if own in ("款", "项", "目"):
        written = match[0]
    return tuple(
        Level(level["level"], value, bool(level["open"]))
        for level in _words().level.finditer(written)
        if (value := numeral_value(level["n"])) is not None
    )


def level_order(references: Iterable[Reference], traditional: bool) -> tuple[str, str, str]:
    """The words for paragraph, item and sub-item, by the order in which the references name them.

    Where none names two, those of Taiwan if the text is `traditional`, else those of the mainland.
    """
    orders = _words().level_orders
    votes = Counter[int]()
    for reference in references:
        names = [level.word for level in reference.levels]
        for index, order in enumerate(orders):
            votes[index] += sum(order.index(name) < order.index(below) for name, below in pairwise(names))
    return orders[max(range(len(orders)), key=lambda index: (votes[index], traditional == bool(index)))]


@cache
def _kinds() -> tuple[str, ...]:
    """The words before a reference with which the names of other documents end, normalised."""
    return tuple(map(normalised, PACK.lexicon().other_documents))


@cache
def _own_documents() -> tuple[str, ...]:
    """The names of a document for itself, normalised."""
    return tuple(map(normalised, PACK.lexicon().own_document))


def _words() -> ReferenceWords:
    return PACK.fact_patterns().references


def units_of(comparison: Comparison, side_index: int) -> list[UnitReference | None]:
    """The old (0) or new (1) side of every unit of a comparison."""
    return [change.new if side_index else change.old for change in comparison.units]
