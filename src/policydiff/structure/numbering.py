"""Numbering: the label a line begins with, and the values of numerals. The styles are those of the language pack."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from policydiff.languages import PACK
from policydiff.languages.pack import Style
from policydiff.text.lazy_regex import NEVER, pattern

_NUMBERING = PACK.numbering
_DIGITS, _TENS, _UNITS, _MYRIADS = _NUMBERING.digits, _NUMBERING.tens, _NUMBERING.units, _NUMBERING.myriads
STYLES = _NUMBERING.styles
_ORDINAL, _COUNTING = _NUMBERING.ordinal, _NUMBERING.counting

_LARGEST_LABEL = 2000  # a bracketed number above it is a year, no label
_LARGEST_ARTICLE = 9999  # 第…条 is no year


@lru_cache(maxsize=4096)
def numeral_value(text: str) -> int | None:
    """The value of a whole numeral (十二, 廿三, 一〇三, 二〇〇九, 壹佰, １２, ⑫, 百分之五 as 5), None if it is none."""
    text = "".join(text.split()).removeprefix("百分之")
    if not text or len(text) > 24:
        return None
    if text.isdecimal():
        return int(text)
    if len(text) == 1 and text not in _DIGITS and text not in _UNITS and text not in _MYRIADS:
        value = unicodedata.numeric(text, None)
        return int(value) if value is not None and value == int(value) else None
    if all(character in _DIGITS for character in text):
        return int("".join(str(_DIGITS[character]) for character in text))
    return _spoken_value(text)


def _spoken_value(text: str) -> int | None:
    """The value of a numeral read aloud, with its 十, 百, 千, 万; mixed hands (3千) are read too."""
    total = section = 0
    digit: int | None = None
    for character in text:
        if character in _DIGITS:
            digit = _DIGITS[character]
        elif character.isdecimal():
            digit = (digit or 0) * 10 + int(character)
        elif character in _TENS:
            section, digit = section + _TENS[character], None
        elif character in _UNITS:
            section, digit = section + (digit or 1) * _UNITS[character], None
        elif character in _MYRIADS:
            factor, amount = _MYRIADS[character], section + (digit or 0)
            total = (total + amount) * factor if factor > 10**4 else total + amount * factor
            section, digit = 0, None
        else:
            return None
    return total + section + (digit or 0)


class Label(NamedTuple):
    """A label as written, without mark-up: style (a row's name), number, and offsets in the line.

    `number` is (3,) for 第三条, (3, 1) for 第三条之一, () for an annex without one, (level,) for a Markdown heading
    that has no other label. `markup` is the Markdown heading level round the label, 0 for none.
    """

    style: str
    number: tuple[int, ...]
    text: str
    start: int
    end: int
    quoted: bool = False
    markup: int = 0


_SPACE = r"[ \t\xa0]"  # the ideographic space is read as a blank
HEADING = Style("heading", 7, ("#",), NEVER, (), division=True)
RANK = {style.name: style.rank for style in (*STYLES, HEADING)}
DIVISIONS = frozenset(style.name for style in (*STYLES, HEADING) if style.division)

_BY_OPENING: dict[str, tuple[Style, ...]] = {
    opening: tuple(style for style in STYLES if opening in style.opens)
    for opening in {character for style in STYLES for character in style.opens}
}
_QUOTES = '“「『‘"＂'
_BLANK = frozenset(" \t\u3000\xa0\ufeff\u200b\u2002\u2003\xad\x0c\x0b\r\n")
_DECORATIONS = frozenset("#*_" + _QUOTES)
OPENINGS = frozenset(opening[0] for opening in _BY_OPENING) | _DECORATIONS
STARTS = OPENINGS | (_BLANK - frozenset("\r\n"))

_HEAD = 160  # every label, with its mark-up and what must be seen after it, ends within this many characters
_MARKUP = pattern(
    rf"(?:(?P<level>#{{1,6}}){_SPACE}{{1,8}})?(?:\*\*|__)?{_SPACE}{{0,8}}(?P<quote>[{_QUOTES}])?(?:\*\*)?"
)
_POINT = pattern("[.．]")


def read_label(line: str) -> Label | None:
    """The label a line begins with, None where there is none; a cross reference at a line's start is none."""
    if not line or line[0] not in STARTS:
        return None
    if line[0] in _BLANK:
        start = len(line) - len(line.lstrip(" \t\u3000\xa0\ufeff\u200b\u2002\u2003\xad\x0c\x0b\r\n"))
        if start == len(line) or line[start] not in OPENINGS:
            return None
    else:
        start = 0
    written = line[start : start + _HEAD].rstrip("\r\n")
    head = written.replace("\u3000", " ")
    at, level, quoted = _markup(head) if head[0] in _DECORATIONS else (0, 0, False)
    for style in _BY_OPENING.get(_opening(head, at), ()):
        found = style.pattern.match(head, at)
        if found and (number := _number(style, found, head)) is not None:
            text = written[at : found.end()].rstrip()
            return Label(style.name, number, text, start + at, start + found.end(), quoted, level)
    if level and written[at:].strip(" \t#*"):
        return Label("heading", (level,), "#" * level, start, start + level, quoted, level)
    return None


def _opening(head: str, at: int) -> str:
    """What tells the styles apart that may begin here: a character; after 第 also the one behind the numeral."""
    opening = head[at : at + 1]
    if opening != _ORDINAL:
        return opening
    return opening + head[at + 1 :].lstrip(_COUNTING)[:1]


def _markup(head: str) -> tuple[int, int, bool]:
    """Where the label begins, the Markdown heading level before it (0 for none), and whether it is quoted."""
    found = _MARKUP.match(head)
    return (found.end(), len(found["level"] or ""), bool(found["quote"])) if found else (0, 0, False)


def _number(style: Style, found: re.Match[str], head: str) -> tuple[int, ...] | None:
    """The label's number; None where the numeral is impossible, or what follows shows that this is no label."""
    follows = found.end()
    while head.startswith(("*", "_"), follows):
        follows += 1
    for refused in style.refused:
        if refused.match(head, follows):
            return None
    groups = found.groupdict()
    if stem := groups.get("stem"):
        return (_NUMBERING.stems.index(stem) + 1,)
    written = groups.get("n") or groups.get("one") or groups.get("open")
    if written is None:
        return ()
    values = [numeral_value(part) for part in (*_POINT.split(written), groups.get("inner"), groups.get("sub")) if part]
    number = tuple(value for value in values if value is not None)
    largest = _LARGEST_ARTICLE if style.name == "article" else _LARGEST_LABEL
    if len(number) < len(values) or not 0 < number[0] <= largest or 0 in number:
        return None
    if (
        style.name in ("formal", "enumerated", "arabic")
        and not groups.get("one")
        and _counts_on(number[0], found[0], head, follows)
    ):
        return None
    return number


def _counts_on(number: int, written: str, head: str, follows: int) -> bool:
    """Whether the mark after a numeral lists or divides numbers: 一、二、三类, 二、三产业, 1.5倍, 3.14."""
    numeral = _NUMBERING.next_numeral.match(head, follows)
    if numeral is None:
        return False
    if written[-1] in ".．":
        # 1.2009年 is an item that begins with a year; any other digit set close to the point is a decimal
        return (
            numeral["n"][0].isdecimal()
            and numeral.start("n") == follows
            and not (len(numeral["n"]) == 4 and numeral["after"] == "年" and written[:-1].strip().isdecimal())
        )
    value = numeral_value(numeral["n"])
    return numeral["after"] == "、" or (value == number + 1 and numeral["after"] in _NUMBERING.counted)
