"""Labels of documents in Latin script: Section 4, § 12-104, Article IV, Part I, (a), (A), (iv), a."""

from __future__ import annotations

from typing import NamedTuple

from policydiff.text.lazy_regex import pattern

_ROMAN_VALUES = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
_ROMAN = pattern(r"(?=[ivxlc])(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})")
_LONGEST_LABEL = 90  # characters in which a label and the heading behind it end
_NAMED = pattern(
    r"(?P<word>(?i:section|sec\.|article|art\.|part|chapter|title)|§{1,2})[ \xa0]{0,3}"
    r"(?P<value>\d[\w–-]{0,11}(?:[.:][\w–-]{1,8}){0,4}|[IVXLC]{1,7})(?![\w–-])"
    # a citation goes on in lower case; a heading without a mark behind its number is short
    r"(?=[.:—]{1,2}(?:[ \xa0]|$)|[ \xa0]*$|[ \xa0]{1,3}[A-Z][^.;]{1,60}$)"
)
_BRACKETED = pattern(r"\((?P<value>[a-z]{1,5}|[A-Z]{1,5})(?P<sub>-[\da-z]{1,3})?\)")
_POINTED = pattern(r"(?P<value>[a-z]|[A-Z]|[IVX]{2,5})[.)](?=[ \xa0]\S)")
_STYLES = {"section": "section-en", "sec.": "section-en", "article": "article-en", "art.": "article-en"}


class LatinLabel(NamedTuple):
    """A label: its style, what it says, its place in the count (0 where unknown), and where its text begins.

    `roman` is the place in the count where the letters are also a Roman numeral, else 0: (i) is 9 and 1.
    """

    style: str
    value: str
    ordinal: int
    end: int
    roman: int = 0


def read_latin_label(line: str) -> LatinLabel | None:
    """The label that a line begins with, None where there is none. Leading white space is not accepted.

    >>> read_latin_label("Section 12. Fees")
    LatinLabel(style='section-en', value='12', ordinal=12, end=10, roman=0)
    >>> read_latin_label("(iv) a barge").roman
    4
    """
    head = line[:_LONGEST_LABEL].rstrip("\r\n")
    if found := _NAMED.match(head):
        word = found["word"].lower()
        style = "section-en" if word[0] == "§" else _STYLES.get(word, f"{word}-en")
        return LatinLabel(style, found["value"], _count(found["value"]), found.end("value"))
    if found := _BRACKETED.match(head):
        value = found["value"]
        if len(set(value)) > 1 and not _roman(value):
            return None  # a word in brackets
        style = "(a)" if value.islower() else "(A)"
        return LatinLabel(style, value + (found["sub"] or ""), _letters(value), found.end(), _roman(value))
    if found := _POINTED.match(head):
        value = found["value"]
        style = "a." if value.islower() else "A."
        return LatinLabel(style, value, _letters(value), found.end(), _roman(value))
    return None


def _count(value: str) -> int:
    """The number that a section counts by: the last one in 12-104.02; the value of a Roman numeral."""
    if roman := _roman(value):
        return roman
    digits = "".join(character if character.isdecimal() else " " for character in value).split()
    return int(digits[-1]) if digits else 0


def _letters(value: str) -> int:
    """The place of (c) in the alphabet; of (cc), which follows (z), 26 more; 0 for other strings of letters."""
    if len(set(value)) > 1:
        return 0
    return ord(value[0].lower()) - ord("a") + 1 + 26 * (len(value) - 1)


def _roman(value: str) -> int:
    """The value of a Roman numeral below 100, 0 where it is none."""
    lower = value.lower()
    if not lower or not _ROMAN.fullmatch(lower):
        return 0
    values = [_ROMAN_VALUES[character] for character in lower]
    return sum(-one if one < after else one for one, after in zip(values, [*values[1:], 0], strict=True))
