"""The label a line begins with, and the values of numerals. The styles of labels are those of the language pack.

>>> read_label("第三条之一 甲。").number
(3, 1)
>>> numeral_value("二百零五")
205
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from policydiff.languages import PACK
from policydiff.languages.pack import Style
from policydiff.text.lazy_regex import NEVER, pattern

_NUMBERING = PACK.numbering
_DIGITS = _NUMBERING.digits
_TENS = _NUMBERING.tens
_UNITS = _NUMBERING.units
_MYRIADS = _NUMBERING.myriads
STYLES = _NUMBERING.styles
_ORDINAL = _NUMBERING.ordinal
_COUNTING = _NUMBERING.counting

_MAX_NUMERAL = 24  # characters


@lru_cache(maxsize=4096)
def numeral_value(text: str) -> int | None:
    """The value of a whole numeral (十二, 廿三, 二〇〇九, 壹佰, １２, ⑫; 5 for 百分之五), None for other strings.

    White space in it does not count. None also for "", a fraction (½), and more than `_MAX_NUMERAL` characters.
    """
    text = "".join(text.split()).removeprefix("百分之")
    if not text or len(text) > _MAX_NUMERAL:
        return None
    if text.isdecimal():
        return int(text)
    if len(text) == 1 and text not in _DIGITS and text not in _UNITS and text not in _MYRIADS:
        value = unicodedata.numeric(text, None)
        return int(value) if value is not None and value == int(value) else None
    if all(character in _DIGITS for character in text):
        return int("".join(str(_DIGITS[character]) for character in text))
    return _read_aloud_value(text)


def _read_aloud_value(text: str) -> int | None:
    """The value of a numeral written with 十, 百, 千, 万, also with Arabic digits (3千).

    None if it has a character of any other kind; the order of the characters is not checked.
    """
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
    """A label: the name of its `Style`, its number, its text without mark-up, and its offsets [start, end) in the line.

    `number` is (3,) for 第三条, (3, 1) for 第三条之一, () for an annex without a number, (level,) for a heading of
    Markdown without another label, whose style is "heading" and whose text its # signs. `quoted`: a quotation mark
    opens before it. `markup` is the level of the Markdown heading that has the label, 0 for none.
    """

    style: str
    number: tuple[int, ...]
    text: str
    start: int
    end: int
    quoted: bool = False
    markup: int = 0


_SPACE = r"[ \t\xa0]"  # the ideographic space is read as a blank
HEADING = Style("heading", "# 总则", 7, ("#",), NEVER, (), division=True)
RANK = {style.name: style.rank for style in (*STYLES, HEADING)}
# The names of the styles with a field of `Style`, as they are asked for label by label.
DIVISIONS = frozenset(style.name for style in (*STYLES, HEADING) if style.division)
ANNEXES = frozenset(style.name for style in STYLES if style.annex)
NUMBERED_DIVISIONS = DIVISIONS - ANNEXES - {HEADING.name}
ARTICLES = frozenset(style.name for style in STYLES if style.article)
STATUTORY = frozenset(style.name for style in STYLES if style.statutory)
OPENS_LAW = frozenset(style.name for style in STYLES if style.opens_law)
POINTED = frozenset(style.name for style in STYLES if style.pointed)
MULTILEVEL = frozenset(style.name for style in STYLES if style.multilevel)
SECTION_NUMBER = next((style.name for style in STYLES if style.wide_space), "")
LISTED = frozenset(style.name for style in STYLES if style.listed)
LIST_ITEMS = frozenset(style.name for style in STYLES if style.pointed and style.markdown_list)

_BY_OPENING: dict[str, tuple[Style, ...]] = {
    opening: tuple(style for style in STYLES if opening in style.opens)
    for opening in {character for style in STYLES for character in style.opens}
}
_QUOTES = '“「『‘"＂'
_BLANK = frozenset(" \t\u3000\xa0\ufeff\u200b\u2002\u2003\xad\x0c\x0b\r\n")
_DECORATIONS = frozenset("#*_<" + _QUOTES)
OPENINGS = frozenset(opening[0] for opening in _BY_OPENING) | _DECORATIONS
STARTS = OPENINGS | (_BLANK - frozenset("\r\n"))

_MAX_LABEL_CHARACTERS = 160  # of a label with its mark-up and the text after it that must be read to recognise it
# Tags that may stand before a label, or close between it and its text.
_TAG_NAME = r"(?:br|p|div|h[1-6]|li|ul|ol|section|center|strong|b|em|i|u|span|font|big|a)"
_MARKUP = pattern(
    rf"(?:<{_TAG_NAME}(?:\s[^<>\r\n]{{0,100}})?/?>{_SPACE}{{0,8}}){{0,4}}(?:(?P<level>#{{1,6}}){_SPACE}{{0,8}})?(?:\*\*|__)?{_SPACE}{{0,8}}(?P<quote>[{_QUOTES}])?(?:\*\*)?"
)
CLOSING_TAG = pattern(rf"</{_TAG_NAME}>", re.IGNORECASE)
_POINT = pattern("[.．]")


def read_label(line: str) -> Label | None:
    """The label a line begins with, after white space, mark-up and an opening quotation mark; None if there is none.

    Mark-up is that of Markdown, and tags of HTML such as <p> and <strong>. A cross reference at the beginning of a line
    is no label (`Style.refused`), nor is a number that is 0, a year or a decimal. Only `_MAX_LABEL_CHARACTERS`
    characters are read. A Markdown heading without another label has one of the style "heading", if it has text and a
    blank follows its signs.
    """
    if not line or line[0] not in STARTS:
        return None
    if line[0] in _BLANK:
        start = len(line) - len(line.lstrip(" \t\u3000\xa0\ufeff\u200b\u2002\u2003\xad\x0c\x0b\r\n"))
        if start == len(line) or line[start] not in OPENINGS:
            return None
    else:
        start = 0
    written = line[start : start + _MAX_LABEL_CHARACTERS].rstrip("\r\n")
    head = written.replace("\u3000", " ")
    label_start, level, quoted = _read_markup(head) if head[0] in _DECORATIONS else (0, 0, False)
    for style in _BY_OPENING.get(_opening_of(head, label_start), ()):
        match = style.pattern.match(written if style.wide_space else head, label_start)
        if match and (number := _read_number(style, match, head)) is not None:
            text = written[label_start : match.end()].rstrip()
            return Label(style.name, number, text, start + label_start, start + match.end(), quoted, level)
    if level and head[level : level + 1].isspace() and written[label_start:].strip(" \t#*"):
        return Label("heading", (level,), "#" * level, start, start + level, quoted, level)
    return None


def _opening_of(head: str, start: int) -> str:
    """The key of `_BY_OPENING` at `start`: one character; for 第 also the character after the numeral.

    "" at the end, and perhaps a string that is no key.
    """
    opening = head[start : start + 1]
    if opening != _ORDINAL:
        return opening
    return opening + head[start + 1 :].lstrip(_COUNTING)[:1]


def _read_markup(head: str) -> tuple[int, int, bool]:  # a plain tuple, because it is made for many lines
    """The mark-up before a label: (start of the label, Markdown heading level or 0, whether it is quoted).

    (0, 0, False) if there is none.
    """
    match = _MARKUP.match(head)
    return (match.end(), len(match["level"] or ""), bool(match["quote"])) if match else (0, 0, False)


def _read_number(style: Style, match: re.Match[str], head: str) -> tuple[int, ...] | None:
    """The label's number, () if it has no numeral (an annex); None if it is no label.

    It is none if the numeral is impossible, 0 or above `largest_number`, or if the text after it shows that. `match` is
    the label in `head`, the beginning of the line.
    """
    label_end = match.end()
    while head.startswith(("*", "_"), label_end):
        label_end += 1
    while head.startswith("</", label_end) and (tag := CLOSING_TAG.match(head, label_end)):
        label_end = tag.end()
    for refused_pattern in style.refused:
        if refused_pattern.match(head, label_end):
            return None
    groups = match.groupdict()
    if stem := groups.get("stem"):
        return (_NUMBERING.stems.index(stem) + 1,)
    numeral, letter = groups.get("n") or groups.get("one") or groups.get("open"), groups.get("letter")
    if numeral is None:
        return (ord(letter) - ord("A") + 1,) if letter else ()
    parts = [numeral_value(part) for part in (*_POINT.split(numeral), groups.get("inner"), groups.get("sub")) if part]
    number = tuple(value for value in parts if value is not None)
    if letter:
        return (ord(letter) - ord("A") + 1, *number)
    if len(number) < len(parts) or not 0 < number[0] <= style.largest_number or 0 in number:
        return None
    if style.pointed and not groups.get("one") and _lists_numbers(number[0], match[0], head, label_end):
        return None
    return number


def _lists_numbers(number: int, written: str, head: str, label_end: int) -> bool:
    """Whether the mark after a numeral separates numbers or is a decimal point: 一、二、三类, 1.5倍, 3.14.

    `number` is the numeral's value, `written` the label with its mark, `label_end` where the text after it begins in
    `head`. False if no numeral follows.
    """
    following = _NUMBERING.next_numeral.match(head, label_end)
    if following is None:
        return False
    if written[-1] in ".．":
        # 1.2009年 is an item that begins with a year; any other digit directly after the point is a decimal
        return (
            following["n"][0].isdecimal()
            and following.start("n") == label_end
            and not (len(following["n"]) == 4 and following["after"] == "年" and written[:-1].strip().isdecimal())
        )
    value = numeral_value(following["n"])
    return following["after"] == "、" or (value == number + 1 and following["after"] in _NUMBERING.counted)
