"""Labels in Latin script: Section 4, § 12-104, Article IV, Part I, (a), (A), (iv), a."""

from __future__ import annotations

from typing import NamedTuple

from policydiff.text.lazy_regex import pattern

_ROMAN_VALUES = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
_ROMAN = pattern(r"(?=[ivxlc])(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})")
_MAX_HEADING_CHARACTERS = 90  # of a line that are read: a label and the heading behind it
_NAMED_LABEL = pattern(
    r"(?P<word>(?i:section|sec\.|article|art\.|part|chapter|title)|§{1,2})[ \xa0]{0,3}"
    r"(?P<value>\d[\w–-]{0,11}(?:[.:][\w–-]{1,8}){0,4}|[IVXLC]{1,7})(?![\w–-])"
    # in a citation a lower-case word follows; a heading without a mark behind its number is short
    r"(?=[.:—]{1,2}(?:[ \xa0]|$)|[ \xa0]*$|[ \xa0]{1,3}[A-Z][^.;]{1,60}$)"
)
_BRACKETED_LABEL = pattern(r"\((?P<value>[a-z]{1,5}|[A-Z]{1,5})(?P<sub>-[\da-z]{1,3})?\)")
_POINTED_LABEL = pattern(r"(?P<value>[a-z]|[A-Z]|[IVX]{2,5})[.)](?=[ \xa0]\S)")
_STYLES = {"section": "section-en", "sec.": "section-en", "article": "article-en", "art.": "article-en"}


class LatinLabel(NamedTuple):
    """A label at the beginning of a line.

    `style` is "section-en", "article-en" and the like for a word, "(a)", "(A)", "a." or "A." for letters. `value` is
    the label without its word and brackets, `ordinal` its position in the count (0 if unknown), and `end` the offset in
    the line at which the label ends. `roman` is the value of letters that are a Roman numeral too, else 0: (i) has
    ordinal 9 and roman 1.
    """

    style: str
    value: str
    ordinal: int
    end: int
    roman: int = 0


def read_latin_label(line: str) -> LatinLabel | None:
    """The label that a line begins with, or None. Leading white space is not accepted.

    None also for a word in brackets, and for Section 4 with running text after it: a citation. Only the first
    `_MAX_HEADING_CHARACTERS` characters are read.

    >>> read_latin_label("Section 12. Fees")
    LatinLabel(style='section-en', value='12', ordinal=12, end=10, roman=0)
    >>> read_latin_label("(iv) a barge").roman
    4
    """
    head = line[:_MAX_HEADING_CHARACTERS].rstrip("\r\n")
    if match := _NAMED_LABEL.match(head):
        keyword = match["word"].lower()
        style = "section-en" if keyword[0] == "§" else _STYLES.get(keyword, f"{keyword}-en")
        return LatinLabel(style, match["value"], _section_ordinal(match["value"]), match.end("value"))
    if match := _BRACKETED_LABEL.match(head):
        value = match["value"]
        if len(set(value)) > 1 and not _roman_value(value):
            return None  # a word in brackets
        style = "(a)" if value.islower() else "(A)"
        return LatinLabel(style, value + (match["sub"] or ""), _letter_ordinal(value), match.end(), _roman_value(value))
    if match := _POINTED_LABEL.match(head):
        value = match["value"]
        style = "a." if value.islower() else "A."
        return LatinLabel(style, value, _letter_ordinal(value), match.end(), _roman_value(value))
    return None


def _section_ordinal(value: str) -> int:
    """The ordinal of a section number: the last number in it (2 for 12-104.02), or the value of a Roman numeral.

    0 if it has no digits and is no Roman numeral.
    """
    if roman := _roman_value(value):
        return roman
    digits = "".join(character if character.isdecimal() else " " for character in value).split()
    return int(digits[-1]) if digits else 0


def _letter_ordinal(value: str) -> int:
    """The position of (c) in the alphabet (from 1), 26 more for (cc), which follows (z); 0 for different letters."""
    if len(set(value)) > 1:
        return 0
    return ord(value[0].lower()) - ord("a") + 1 + 26 * (len(value) - 1)


def _roman_value(value: str) -> int:
    """The value of a Roman numeral below 100, in either case; 0 for other strings and ""."""
    lower = value.lower()
    if not lower or not _ROMAN.fullmatch(lower):
        return 0
    values = [_ROMAN_VALUES[character] for character in lower]
    return sum(-digit if digit < after else digit for digit, after in zip(values, [*values[1:], 0], strict=True))
