"""Automatic numbering of a Word document: which level numbers a paragraph, and the text that Word prints for it.

ECMA-376, part 1, 17.9. Lists that share an abstract definition share its counters; a list with a start of its own
begins there when it is used first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from policydiff.readers.word.number_formats import is_known, number_text
from policydiff.readers.xml_stream import Element

LEVELS = 9
_PLACE = re.compile(r"%([1-9])")
_WIDE_END = re.compile(r"[、。．，：；）〕】》」』]$")
_SYMBOLS = str.maketrans({"\uf0b7": "•", "\uf06c": "●", "\uf06e": "■", "\uf075": "◆", "\uf0a7": "▪", "\uf0d8": "➢",
                          "\uf0fc": "✓", "\uf0a8": "◻", "\uf06d": "❍", "\uf070": "◻", "\uf071": "❑"})  # fmt: skip
# Formats that `w:format` spells out where `w:val` is "custom" ([MS-DOCX], 2.4).
_ZERO_PADDED = re.compile(r"(0+)1, ")


@dataclass(frozen=True, slots=True)
class Level:
    """A level of a list: its format, the text with %1 to %9 for the numbers of the levels, and what follows it.

    `restart` is the number of the level (from 1) whose use starts this one anew: None for any level above, 0 for none.
    `style` is the paragraph style that uses this level; `legal` that all numbers are decimal.
    """

    start: int = 1
    format: str = "decimal"
    digits: int = 0  # of a custom format with leading zeros; 0 for any other
    text: str = ""
    suffix: str = "tab"
    restart: int | None = None
    style: str = ""
    legal: bool = False

    def number(self, value: int, *, legal: bool = False) -> str:
        """What is printed for a value of this level's counter; in decimal digits if the printing level is legal."""
        if self.digits and not legal:
            return f"{value:0{self.digits}}"
        return str(value) if legal and self.format not in ("none", "decimalZero") else number_text(value, self.format)


@dataclass(frozen=True, slots=True)
class ListInstance:
    """A list that paragraphs name (w:num): the abstract definition, and the levels and starts of its own."""

    abstract: str
    levels: dict[int, Level] = field(default_factory=dict)
    starts: dict[int, int] = field(default_factory=dict)


class Numbering:
    """The lists of a document and their counters; paragraphs must be asked for in the order of the document."""

    def __init__(self, abstracts: dict[str, dict[int, Level]], instances: dict[str, ListInstance]) -> None:
        self._abstracts, self._instances = abstracts, instances
        self._levels: dict[tuple[str, int], Level | None] = {}
        self._counters: dict[str, list[int | None]] = {}
        self._started: set[tuple[str, int]] = set()  # lists whose own start was used, with the level
        self.unknown_formats: set[str] = set()  # formats printed in decimal digits

    def level_of_style(self, list_id: str, style: str) -> int:
        """The level (from 0) of a list that is tied to a paragraph style; 0 if none is."""
        for number in range(LEVELS):
            level = self._level(list_id, number)
            if level and level.style == style:
                return number
        return 0

    def next_label(self, list_id: str, number: int) -> str:
        """Count a paragraph at a level (from 0) of a list, and give what Word prints before it, with its suffix.

        Empty for a list or level that is not defined. A tab or space becomes one space, none behind a full-width mark.
        """
        level = self._level(list_id, number)
        if level is None:
            return ""
        counters = self._counters.setdefault(self._instances[list_id].abstract, [None] * LEVELS)
        self._begin(list_id, counters)
        value = counters[number]
        counters[number] = level.start if value is None else value + 1
        for deeper in range(number + 1, LEVELS):
            below = self._level(list_id, deeper)
            restart = below.restart if below else None
            if restart is None or number + 1 <= restart:
                counters[deeper] = None
        return self._printed(list_id, level, counters)

    def _begin(self, list_id: str, counters: list[int | None]) -> None:
        """Set the counters for which a list used for the first time has a start of its own."""
        for number in self._instances[list_id].starts:
            if (list_id, number) not in self._started:
                self._started.add((list_id, number))
                counters[number] = None

    def _printed(self, list_id: str, level: Level, counters: list[int | None]) -> str:
        """The text of a level for the counters as they are now, with its suffix."""
        if level.format == "bullet":
            label = level.text.translate(_SYMBOLS)
        else:
            label = _PLACE.sub(lambda place: self._number(list_id, int(place[1]) - 1, level, counters), level.text)
        if not label or level.suffix == "nothing" or _WIDE_END.search(label):
            return label
        return f"{label} "

    def _number(self, list_id: str, number: int, printing: Level, counters: list[int | None]) -> str:
        """The number of a level inside the text of another; its start if it was not used yet."""
        level = self._level(list_id, number) or Level()
        if level.format == "bullet":
            return ""
        if not is_known(level.format):
            self.unknown_formats.add(level.format)
        value = counters[number]
        return level.number(level.start if value is None else value, legal=printing.legal)

    def _level(self, list_id: str, number: int) -> Level | None:
        """The definition of a level of a list; None if there is none."""
        key = list_id, number
        if key not in self._levels:
            self._levels[key] = self._defined_level(list_id, number)
        return self._levels[key]

    def _defined_level(self, list_id: str, number: int) -> Level | None:
        """The definition of a level, with the start that the list has of its own."""
        instance = self._instances.get(list_id)
        if instance is None or not 0 <= number < LEVELS:
            return None
        level = instance.levels.get(number) or self._abstracts.get(instance.abstract, {}).get(number)
        return replace(level, start=instance.starts[number]) if level and number in instance.starts else level


def read_numbering(parts: Iterable[Element], lists_of_styles: dict[str, str]) -> Numbering:
    """The numbering that the elements w:abstractNum and w:num of a part define.

    `lists_of_styles` names the list that each numbering style uses, for definitions that only refer to a style.
    """
    abstracts: dict[str, dict[int, Level]] = {}
    instances: dict[str, ListInstance] = {}
    references: dict[str, str] = {}  # abstract definitions that only name a style
    for part in parts:
        if part.name == "w:abstractNum":
            name = part.attributes.get("w:abstractNumId", "")
            abstracts[name] = dict(map(_read_level, (child for child in part if child.name == "w:lvl")))
            if style := part.value("w:numStyleLink"):
                references[name] = style
        elif part.name == "w:num":
            instances[part.attributes.get("w:numId", "")] = _read_instance(part)
    for name, style in references.items():
        target = instances.get(lists_of_styles.get(style, ""))
        if target is None:
            continue
        for list_id, instance in list(instances.items()):
            if instance.abstract == name:
                instances[list_id] = replace(instance, abstract=target.abstract)
    return Numbering(abstracts, instances)


def _read_instance(part: Element) -> ListInstance:
    """The list that an element w:num defines."""
    levels: dict[int, Level] = {}
    starts: dict[int, int] = {}
    for override in part:
        if override.name != "w:lvlOverride":
            continue
        number = as_number(override.attributes.get("w:ilvl", ""))
        definition = override.child("w:lvl")
        if definition is not None:
            levels[number] = _read_level(definition)[1]
        start = override.value("w:startOverride")
        if start:
            starts[number] = as_number(start)
    return ListInstance(part.value("w:abstractNumId"), levels, starts)


def _read_level(part: Element) -> tuple[int, Level]:
    """The number (from 0) and the definition of an element w:lvl."""
    form = _format_element(part)
    name = form.attributes.get("w:val", "decimal") if form else "decimal"
    padded = _ZERO_PADDED.match(form.attributes.get("w:format", "")) if form and name == "custom" else None
    text = part.child("w:lvlText")
    restart = part.value("w:lvlRestart")
    legal = part.child("w:isLgl")
    level = Level(
        start=as_number(part.value("w:start", otherwise="0")),
        format="decimal" if padded else name,
        digits=len(padded[1]) + 1 if padded else 0,
        text="" if text is None or is_on(text.attributes.get("w:null", "false")) else text.attributes.get("w:val", ""),
        suffix=part.value("w:suff", otherwise="tab"),
        restart=as_number(restart) if restart else None,
        style=part.value("w:pStyle"),
        legal=legal is not None and is_on(legal.attributes.get("w:val", "true")),
    )
    return as_number(part.attributes.get("w:ilvl", "")), level


def _format_element(part: Element) -> Element | None:
    """The element w:numFmt of a level; of two alternatives the one that this module prints."""
    form = part.child("w:numFmt")
    alternatives = part.child("mc:AlternateContent")
    if form is not None or alternatives is None:
        return form
    choices = [choice.child("w:numFmt") for choice in alternatives]
    known = [choice for choice in choices if choice is not None]
    for choice in known:
        if choice.attributes.get("w:val") != "custom" or _ZERO_PADDED.match(choice.attributes.get("w:format", "")):
            return choice
    return known[-1] if known else None


def as_number(text: str, otherwise: int = 0) -> int:
    """The number that the text of an attribute says; `otherwise` if it says none. At most nine digits are read."""
    digits = text.strip()
    return int(digits) if digits.isascii() and digits.lstrip("-").isdigit() and len(digits) < 10 else otherwise


def is_on(text: str) -> bool:
    """Whether an on/off attribute (ST_OnOff) is on."""
    return text not in ("0", "false", "off")
