"""What a changed figure is called: the noun it counts, its row in a table, or the words beside it."""

from __future__ import annotations

from policydiff.comparison.findings.latin_text import has_latin_word
from policydiff.comparison.findings.sentence_pairs import NormalisedSide
from policydiff.comparison.findings.table_rows import cell_of
from policydiff.facts.extraction import CLAUSE_END, Fact, clause
from policydiff.text.spans import Span

_MAX_LEAD_CHARACTERS = 16  # of the words that are quoted before a quantity
_MAX_NAME_CHARACTERS = 16  # of the words behind a figure that name it
_MAX_NAME_BEFORE_CHARACTERS = 24
_BEFORE_NAMES = frozenset("的之起间")  # 自2026年1月1日起施行
_NUMERALS = frozenset("0123456789〇零一二两三四五六七八九十百千万亿第")
_NUMERALS_AND_DATES = _NUMERALS | frozenset("年月")
_NUMERALS_AND_UNITS = _NUMERALS | frozenset("年月日时条款项章节号元")


def words_before(fact: Fact, side: NormalisedSide) -> str:
    """The words of the clause before a quantity, up to `_MAX_LEAD_CHARACTERS`."""
    earliest = max(0, fact.span.start - _MAX_LEAD_CHARACTERS)
    start = clause(side.normalised, fact.span.start, Span(earliest, fact.span.start), ",。;:!?\n\r ").start
    return side.text[start : fact.span.start]


def figure_name(fact: Fact, side: NormalisedSide) -> str:
    """What a figure is of: its noun, the name of its row in a table, else the nearest words of its clause.

    "" if there are none, and in text in Latin letters, of which a piece would be torn words. The words behind it, if
    there are two, else those before it; what is left out of them shows as an ellipsis.
    """
    if fact.noun:
        return fact.noun
    if cell := cell_of(fact, side):
        return cell.row
    text, start = side.normalised, fact.span.end
    if text[start : start + 1] in _BEFORE_NAMES:
        start += 1
    end = start
    while end < len(text) and end - start <= _MAX_NAME_CHARACTERS and text[end] not in CLAUSE_END:
        end += 1
    if has_latin_word(text, max(0, fact.span.start - 12), end):
        return ""
    if end - start >= (2 if start == fact.span.end else 1):
        if end - start <= _MAX_NAME_CHARACTERS:
            return side.text[start:end].strip()
        return f"{side.text[start : _whole_end(text, start, start + _MAX_NAME_CHARACTERS)].rstrip()}…"
    start = end = fact.span.start
    while start > 0 and end - start < _MAX_NAME_BEFORE_CHARACTERS and text[start - 1] not in CLAUSE_END:
        start -= 1
    is_cut = start > 0 and text[start - 1] not in CLAUSE_END
    name = side.text[start:end].strip()
    return f"…{name}" if is_cut and name else name


def _whole_end(text: str, start: int, end: int) -> int:
    """The end of a name cut at `end`, moved before a number that the cut would tear from its rest or its unit."""
    number = end
    while number > start and text[number - 1] in _NUMERALS_AND_DATES:
        number -= 1
    return end if number == end or text[end] not in _NUMERALS_AND_UNITS or number - start < 2 else number
