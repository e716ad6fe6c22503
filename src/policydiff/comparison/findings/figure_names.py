"""What a changed figure is called: the noun it counts, its row in a table, or the words beside it."""

from __future__ import annotations

from policydiff.comparison.findings.latin_text import has_latin_word
from policydiff.comparison.findings.sentence_pairs import NormalisedSide
from policydiff.comparison.findings.table_rows import cell_of
from policydiff.facts.extraction import CLAUSE_END, Fact, clause
from policydiff.languages import PACK
from policydiff.structure.numbering import read_label
from policydiff.text.lazy_regex import pattern
from policydiff.text.normalisation import normalised
from policydiff.text.spans import Span

_MAX_LEAD_CHARACTERS = 32  # of the words that are quoted before a quantity
_MAX_CUT_LEAD_CHARACTERS = 16  # of them, if the clause has more
_MAX_WORD_CHARACTERS = 2  # before brackets, left with them: 县(市)
_NEGATION = pattern(r"[不未非无免勿莫][予得能可应经准许]{0,2}\Z")  # before a cut, which would turn the sense
_MAX_NAME_CHARACTERS = 16  # of the words behind a figure that name it
_MAX_NAME_BEFORE_CHARACTERS = 24
_BEFORE_NAMES = frozenset("的之起间")  # 自2026年1月1日起施行
_NUMERALS = frozenset("0123456789〇零一二两三四五六七八九十百千万亿第")
_NUMERALS_AND_DATES = _NUMERALS | frozenset("年月")
_NUMERALS_AND_UNITS = _NUMERALS | frozenset("年月日时条款项章节号元")
_NAME_ENDS = CLAUSE_END | frozenset("|<>≤≥\t")
_SIGNS = frozenset("≤≥<>=±~ ")  # before a figure, no part of its name
_RANGE_MARKS = frozenset("至到-~—")
_JOINTS = "自从由於于在起至到-~— "  # between the words before a time and the time


def words_before(fact: Fact, side: NormalisedSide) -> str:
    """The words of the clause before a quantity; the last ones, behind an ellipsis, of more than 32 characters.

    The cut is not inside brackets, nor behind a word that turns the sense: 不予许可, 县(市).
    """
    text, end = side.normalised, fact.span.start
    earliest = max(0, end - _MAX_LEAD_CHARACTERS)
    start = clause(text, end, Span(earliest, end), ",。;:!?\n\r ").start
    if start > earliest or not start or text[start - 1] in ",。;:!?\n\r ":
        words = side.text[start:end].lstrip()
        label = read_label(words)
        return words[label.end :].lstrip() if label and label.end < len(words) else words
    start = _before_brackets(text, start, end - _MAX_CUT_LEAD_CHARACTERS, end)
    if negation := _NEGATION.search(text, earliest, start):
        start = negation.start()
    return f"…{side.text[start:end].lstrip()}"


def _before_brackets(text: str, earliest: int, start: int, end: int) -> int:
    """A cut, moved before the brackets that are closed behind it and the word before them, not before `earliest`."""
    closing, opening = text.find(")", start, end), text.find("(", start, end)
    if closing < 0 or 0 <= opening < closing:
        return start
    before = text.rfind("(", earliest, start)
    start = before if before >= 0 else start
    while start > earliest and text[start - 1].isalnum() and before - start < _MAX_WORD_CHARACTERS:
        start -= 1
    return start


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
    while end < len(text) and end - start <= _MAX_NAME_CHARACTERS and text[end] not in _NAME_ENDS:
        end += 1
    before = max(0, fact.span.start - 12)
    if has_latin_word(text, before, fact.span.start) or has_latin_word(text, start, end):
        return ""
    goes_on = text[fact.span.end : fact.span.end + 1] in _RANGE_MARKS
    if end - start >= (2 if start == fact.span.end else 1) and not goes_on:
        if end - start <= _MAX_NAME_CHARACTERS:
            return side.text[start:end].strip()
        return f"{side.text[start : _whole_end(text, start, start + _MAX_NAME_CHARACTERS)].rstrip()}…"
    end = fact.span.start
    while end > 0 and text[end - 1] in _SIGNS:
        end -= 1
    start = end
    while start > 0 and end - start < _MAX_NAME_BEFORE_CHARACTERS and text[start - 1] not in _NAME_ENDS:
        start -= 1
    is_cut = start > 0 and text[start - 1] not in _NAME_ENDS
    name = side.text[start:end].strip()
    if not is_cut and (label := read_label(f"{name} ")):
        name = name[label.end :].strip()
    if fact.kind in ("date", "deadline"):
        name = _without_first_day(name)
    return f"…{name}" if is_cut and name else name


def _without_first_day(name: str) -> str:
    """The words before a time without a time at their end with which its range begins: 租期 of 租期自5月1日."""
    for day in PACK.fact_patterns().date.finditer(normalised(name)):
        if not normalised(name)[day.end() :].strip(_JOINTS):
            return name[: day.start()].rstrip(_JOINTS)
    return name


def _whole_end(text: str, start: int, end: int) -> int:
    """The end of a name cut at `end`, moved before a number that the cut would tear from its rest or its unit."""
    number = end
    while number > start and text[number - 1] in _NUMERALS_AND_DATES:
        number -= 1
    return end if number == end or text[end] not in _NUMERALS_AND_UNITS or number - start < 2 else number
