"""The targets of internal references: which units a number names in either text, and which number they have now.

>>> Target("条", "15").written, Target("附件", "2").written
('第十五条', '附件2')
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from policydiff.comparison.result import Comparison, UnitReference
from policydiff.languages import PACK
from policydiff.messages import Message, joined, verbatim
from policydiff.structure.numbering import STYLES, read_label
from policydiff.text.lazy_regex import pattern
from policydiff.text.normalisation import normalised

_KIND_OF_STYLE = {style.name: style.reference_word for style in STYLES if style.reference_word}
_ALTERNATIVES = {style.name for style in STYLES if style.alternative_to}
DECIMAL = "."  # the kind of a section such as 4.2.1
_CONTAINERS = ("章", "编", DECIMAL)  # a unit is found under their number as well as under its own
TARGET_KINDS = frozenset((*_KIND_OF_STYLE.values(), DECIMAL))
_SECTION = pattern(r"\d{1,2}(?:[.．]\d{1,2}){1,4}[.．]?")


class Target(NamedTuple):
    """What an internal reference names: ("条", "4") is 第四条, and ("条", "4.1") is 第四条之一."""

    kind: str
    number: str

    @property
    def written(self) -> str:
        """The target in words: 第四条, 第四条之一, 附件2.

        A 部分 has the number alone. Raises ValueError if the number is not digits and points, unless of an annex.
        """
        if self.kind == DECIMAL:
            return self.number
        if self.kind == "附件":
            return f"附件{self.number}"
        number, *inserted = (_in_chinese(int(part)) for part in self.number.split("."))
        behind = "".join(f"之{part}" for part in inserted)
        return number if self.kind == "部分" else f"第{number}{self.kind}{behind}"


def in_script_of(text: str, written: str) -> str:
    """A target in the script in which `text` writes the words for units: 第三條 where it has 條 more often than 条.

    >>> in_script_of("第一條 渡船應登記。", "第三条")
    '第三條'
    """
    forms = PACK.fact_patterns().references.traditional
    return "".join(forms.get(character, character) for character in written) if has_traditional_words(text) else written


def has_traditional_words(text: str) -> bool:
    """Whether a text writes 條 and other words for units more often in Traditional characters than in Simplified."""
    forms = PACK.fact_patterns().references.traditional
    return sum(map(text.count, forms.values())) > sum(map(text.count, forms))


def written_targets(kind: str, numbers: Iterable[str], text: str) -> Message:
    """The targets of one kind with these numbers in the script of `text`, in the order of their numbers as strings."""
    written = (in_script_of(text, Target(kind, number).written) for number in sorted(numbers))
    return joined((verbatim(label) for label in written), ", ")


class NumberedUnits:
    """The units of both texts of a comparison, by the targets that name them.

    `named_by` has, for the old and the new text, the indices in `Comparison.units` of the units that each target names:
    those that have its number, and those under a unit that has it.
    """

    def __init__(self, comparison: Comparison) -> None:
        self._units = comparison.units
        self.named_by: tuple[dict[Target, list[int]], dict[Target, list[int]]] = (defaultdict(list), defaultdict(list))
        # For each old chapter or part, the new ones by the characters of old text that went there.
        self._successor_sizes: dict[Target, Counter[Target]] = defaultdict(Counter)
        for index, unit in enumerate(self._units):
            stands = (unit.old or unit.new) if unit.change == "not_touched" else None  # in both texts, as it is
            targets = targets_of(unit.old or stands), targets_of(unit.new or stands)
            for side in (0, 1):
                for target in targets[side]:
                    self.named_by[side][target].append(index)
            for target in targets[0]:
                for other in targets[1]:
                    if unit.old and other.kind == target.kind and unit.change != "replaced":
                        self._successor_sizes[target][other] += len(unit.old.span)

    def is_certain(self, side: int, target: Target) -> bool:
        """Whether the old (0) or new (1) text has the target once; of a chapter or part, whether it has it at all.

        False if it does not have it.
        """
        indices = self.named_by[side].get(target, [])
        spans = {unit.span for index in indices if (unit := self._unit(side, index))}
        return bool(indices) and (target.kind in _CONTAINERS or len(spans) == 1)

    def successors(self, target: Target) -> set[str] | None:
        """The numbers that an old target has in the new text; empty if it was removed, None if that is uncertain.

        It is uncertain if the old text has it twice or not at all, or if it remains without a number. Of a chapter or
        part, the one number of the chapter that most of its text went to; None if none did.
        """
        if not self.is_certain(0, target):
            return None
        if target.kind in _CONTAINERS:
            ranked = self._successor_sizes[target].most_common(1)
            return {ranked[0][0].number} if ranked else None
        numbers: set[str] = set()
        for index in self.named_by[0][target]:
            unit = self._units[index]
            if unit.change == "not_touched":
                return {target.number}
            if unit.change == "removed" or unit.new is None or unit.change == "replaced":
                continue
            numbers |= {other.number for other in targets_of(unit.new) if other.kind == target.kind}
            if not numbers:
                return None  # it remains, without a number
        return numbers

    def new_unit_named(self, target: Target) -> UnitReference | None:
        """The unit of the new text that the target names; None if it is uncertain, or the target a chapter or part.

        None also if the new text does not have it.
        """
        if target.kind in _CONTAINERS or not self.is_certain(1, target):
            return None
        return self._unit(1, self.named_by[1][target][0])

    def is_new(self, target: Target) -> bool:
        """Whether a unit that the target names in the new text was added, or replaced another one."""
        return any(self._units[index].change in ("added", "replaced") for index in self.named_by[1].get(target, ()))

    def _unit(self, side: int, index: int) -> UnitReference | None:
        """The old (0) or new (1) side of the unit at `index` in `Comparison.units`; None if it is not there."""
        return self._units[index].new if side else self._units[index].old


def targets_of(unit: UnitReference | None) -> list[Target]:
    """The targets that name a unit: by the numbers of the units above it, and by its own; none for no unit.

    No target for a label of a style that no reference names, or without a number.
    """
    targets: list[Target] = []
    for text in dict.fromkeys((*(unit.path if unit else ()), *((unit.label,) if unit and unit.label else ()))):
        if _SECTION.fullmatch(text):
            targets.append(Target(DECIMAL, normalised(text).rstrip(".")))
            continue
        label = read_label(text if text[-1:] in "、.．" or text[:1] in "第附" else f"{text}、")
        if label and label.number and (kind := _KIND_OF_STYLE.get(label.style)):
            if label.style in _ALTERNATIVES and any(target.kind == kind for target in targets):
                continue  # 一、 under 壹、 is no 第一部分
            number = ".".join(map(str, label.number))
            targets.append(Target(kind, number))
            if "部" in label.text:
                targets.append(Target("部分", number))
    return targets


def _in_chinese(value: int) -> str:
    """A number up to 9,999 in Chinese, as labels are written; a larger one in digits.

    >>> _in_chinese(204), _in_chinese(15)
    ('二百零四', '十五')
    """
    if value > 9999:
        return str(value)
    text, is_zero_pending = "", False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = value // unit % 10
        if digit:
            text += ("零" if is_zero_pending and text else "") + "一二三四五六七八九"[digit - 1] + name
        is_zero_pending = not digit
    return text[1:] if text.startswith("一十") else text or "零"
