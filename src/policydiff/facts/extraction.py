"""Extracts the facts of a provision: quantities, dates, duties, agencies, penalties, references, as typed values.

The patterns run over normalised text (`text.normalisation`), which is as long as the original. So a fact's span quotes
the document itself, whatever its script and width.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from policydiff.languages import PACK
from policydiff.structure.numbering import numeral_value
from policydiff.text.lazy_regex import Pattern, pattern
from policydiff.text.normalisation import normalised
from policydiff.text.spans import Span


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact of a provision. `text` is as written; `value` is its canonical form, equal in both scripts.

    `kind` is citation, reference, deadline, date, penalty, money, number, agency or obligation. `amount` is (least,
    most), 万 and 亿 multiplied out, None where nothing is measured. `noun` is what a number counts, as written; of an
    obligation it is the grade, of a reference the kind of target (条, 部分, 附件), of an agency the text behind, of a
    penalty its word, else "". `value` is "" for a penalty without an amount.
    """

    kind: str
    span: Span
    text: str
    value: str
    noun: str = ""
    amount: tuple[float, float] | None = None


# ------------------------------------------------------------------------------------------------- sentences

_SENTENCE = pattern(r"[。;!?\n\r]+[”)》]{0,3}\s*")
_MAX_CLAUSE_CHARACTERS = 300  # to either side of a position
CLAUSE_END = frozenset(",。;:!?\n\r、()“”")


def sentences(normalised_text: str, span: Span) -> list[Span]:
    """The sentences and lines of `span`, with closing marks and white space behind them; together they cover it.

    >>> sentences("应当登记。不得转让。", Span(0, 10))
    [Span(start=0, end=5), Span(start=5, end=10)]
    """
    spans, start = [], span.start
    for end in _SENTENCE.finditer(normalised_text, span.start, span.end):
        spans.append(Span(start, end.end()))
        start = end.end()
    if start < span.end:
        spans.append(Span(start, span.end))
    return spans


def clause(normalised_text: str, position: int, within: Span, ends: str = ",。;:!?\n\r") -> Span:
    """The stretch between two of the marks `ends` that contains `position`, inside `within` and without the marks.

    It is cut at `_MAX_CLAUSE_CHARACTERS` to either side, and ends at `position` if that is a mark itself.

    >>> clause("应当登记,不得转让。", 6, Span(0, 10))
    Span(start=5, end=9)
    """
    start = end = position
    while start > max(within.start, position - _MAX_CLAUSE_CHARACTERS) and normalised_text[start - 1] not in ends:
        start -= 1
    while end < min(within.end, position + _MAX_CLAUSE_CHARACTERS) and normalised_text[end] not in ends:
        end += 1
    return Span(start, end)


# ------------------------------------------------------------------------------------------------- the facts


def facts(text: str, normalised_text: str | None = None, within: Span | None = None) -> tuple[Fact, ...]:
    """The facts of a text, or of its part `within`, in order. `normalised_text` saves computing it again.

    Spans are positions in the whole text.

    >>> [(fact.kind, fact.value, fact.amount) for fact in facts("处五百元以上一千元以下罚款。")]
    [('penalty', '500元以上1000元以下', (500.0, 1000.0))]
    """
    if normalised_text is None:
        normalised_text = normalised(text)
    return tuple(_Search(text, normalised_text, within or Span(0, len(text))).all())


class _Quantity(NamedTuple):
    """A number with its unit in [start, end) of the text; `amount` is (least, most), 万 and 亿 multiplied out.

    `unit` is as normalised (万元), "%" for a percentage, "" for a bare number.
    """

    start: int
    end: int
    unit: str
    amount: tuple[float, float]


class _Search:
    """Extracts the facts of one stretch of text. `_taken` marks the characters that belong to a fact already."""

    def __init__(self, text: str, normalised_text: str, within: Span) -> None:
        self._text, self._normalised, self._within = text, normalised_text, within
        self._taken = bytearray(len(within))
        self._facts: list[Fact] = []

    def all(self) -> list[Fact]:
        """All facts in text order; to be called once. The searches run from the most to the least specific pattern."""
        for search in (self._citations, self._references, self._dates, self._quantities, self._penalties):
            search()
        self._agencies()
        self._modals()
        return sorted(self._facts, key=lambda fact: (fact.span.start, fact.span.end))

    def _matches(self, regex: Pattern) -> Iterator[re.Match[str]]:
        """The matches of the pattern inside the stretch that overlap no fact found so far."""
        start = self._within.start
        for match in regex.finditer(self._normalised, start, self._within.end):
            if not any(self._taken[match.start() - start : match.end() - start]):
                yield match

    def _add(
        self,
        kind: str,
        start: int,
        end: int,
        value: str,
        noun: str = "",
        amount: tuple[float, float] | None = None,
    ) -> None:
        """Record a fact in [start, end) and mark its characters as taken."""
        self._facts.append(Fact(kind, Span(start, end), self._text[start:end], value, noun, amount))
        offset = self._within.start
        self._taken[start - offset : end - offset] = b"\1" * (end - start)

    def _citations(self) -> None:
        """Find the names of other documents; their values are without white space."""
        for match in self._matches(PACK.fact_patterns().citation):
            self._add("citation", *match.span(), re.sub(r"\s+", "", match[0]))

    def _references(self) -> None:
        """Find the references whose number can be read, and relative ones (前条)."""
        for match in self._matches(PACK.fact_patterns().reference):
            noun, value = reference_target(match)
            if value:
                self._add("reference", *match.span(), value, noun)

    def _dates(self) -> None:
        """Find deadlines, then dates."""
        for match in self._matches(PACK.fact_patterns().deadline):
            self._add("deadline", *match.span(), _canonical_value(match[0]))
        for match in self._matches(PACK.fact_patterns().date):
            self._add("date", *match.span(), _canonical_value(match[0]))

    def _quantities(self) -> None:
        """Find quantities; 五百元以上一千元以下 is one, with both bounds."""
        quantities: list[_Quantity] = []
        for match in self._matches(PACK.fact_patterns().quantity):
            if (amount := _amount(match)) is None or self._counts_nothing(match):
                continue
            unit = match["unit"] or match["unit1"] or ("%" if match["of"] or match["sign"] else "")
            start, end = match.span()
            if quantities and quantities[-1].end == start and self._normalised[start - 1] in "上下":
                first = quantities.pop()  # 五百元以上 of 五百元以上一千元以下
                start, amount, unit = first.start, (first.amount[0], amount[1]), unit or first.unit
            quantities.append(_Quantity(start, end, unit, amount))
        for quantity in quantities:
            self._add_quantity(quantity)

    def _add_quantity(self, quantity: _Quantity) -> None:
        """Record a quantity as a penalty if a fine follows it, else as money or a number."""
        start, end, unit, amount = quantity
        if penalty := PACK.fact_patterns().fine.match(self._normalised, end, self._within.end):
            self._add(
                "penalty",
                start,
                penalty.end(),
                _canonical_value(self._normalised[start:end]),
                penalty[1],
                amount=amount,
            )
            return
        kind = "money" if unit in PACK.lexicon().money else "number"
        noun = self._noun(start, end)
        self._add(kind, start, end, _canonical_value(self._normalised[start:end]), noun, amount=amount)

    def _counts_nothing(self, match: re.Match[str]) -> bool:
        """Whether an apparent quantity counts nothing: an idiom, part of a word, a bare Chinese numeral."""
        normalised_text, start = self._normalised, match.start()
        unit = match["unit"] or match["unit1"]
        latin = match["n1"][0].isdecimal()
        if not latin and not unit and not match["of"] and not match["sign"]:
            return True
        if normalised_text[max(0, start - 1) : start] in _JOINED_TO_NUMBER and not match["of"]:
            return True
        if (
            not unit
            and normalised_text[match.end() : match.end() + 1].isascii()
            and normalised_text[match.end() : match.end() + 1].isalnum()
        ):
            return True
        if match["n1"] == "零":
            return True
        if match["n1"] == "一" and (
            unit in _ARTICLE_UNITS or normalised_text[start - 1 : start] in "统同进逐任某每另单专之这那"
        ):
            return True
        return normalised_text.startswith(PACK.lexicon().no_quantity, start) or (
            unit == "年" and normalised_text.startswith("年度", match.end() - 1)
        )

    def _noun(self, start: int, end: int) -> str:
        """The noun that a number counts, as written, two characters or more: behind its unit, or before it; else ""."""
        normalised_text, within = self._normalised, self._within
        after = end
        while (
            after < within.end
            and after - end < 24
            and _is_word(normalised_text[after])
            and normalised_text[after] not in "的和及并与"
        ):
            after += 1
        if stop := PACK.fact_patterns().bound.search(normalised_text, end, after):
            after = stop.start()
        stop_verb = PACK.fact_patterns().closing.search(normalised_text, end + 2, after) if after - end > 3 else None
        if stop_verb and stop_verb.end() == after:
            after = stop_verb.start()
        if after - end >= 2 and normalised_text[end] not in "以之内左上下":
            return self._text[end:after]
        before = start
        for bound in (*PACK.fact_patterns().before, *PACK.fact_patterns().before):
            if normalised_text.endswith(bound, within.start, before) and before - len(bound) >= within.start:
                before -= len(bound)
        noun_start = before
        while noun_start > within.start and before - noun_start < 20 and _is_word(normalised_text[noun_start - 1]):
            noun_start -= 1
        for opening in PACK.fact_patterns().opening.finditer(normalised_text, noun_start, before):
            if before - opening.end() >= 2:
                noun_start = opening.end()
        return self._text[noun_start:before] if before - noun_start >= 2 else ""

    def _penalties(self) -> None:
        """Find penalties without an amount (value ""); the words for fines need a verb such as 处 before them."""
        for match in self._matches(PACK.fact_patterns().penalty):
            before = self._normalised[max(self._within.start, match.start() - 2) : match.start()]
            if match[0] not in PACK.lexicon().amount_penalties[:3] or set(before) & set("处科课"):
                self._add("penalty", *match.span(), "", match[0])

    def _agencies(self) -> None:
        """Find agencies, the rest of the clause as noun; adjoining names may form one, short ones are left out."""
        normalised_text, within = self._normalised, self._within
        earliest_start = within.start
        for match in self._matches(PACK.fact_patterns().agency):
            start = match.start()
            if not match["own"]:
                start = self._name_start(max(earliest_start, start - 16), start)
                if normalised_text[start : match.end()].endswith(_NO_AGENCIES) or match.end() - start < (
                    3 if match["short"] else 2
                ):
                    continue
            earliest_start = match.end()
            last = self._facts[-1] if self._facts else None
            if last and last.kind == "agency" and len(last.span) < _MAX_NAME_CHARACTERS:
                between = normalised_text[last.span.end : start]
                if not between or (last.value.endswith(_SUPERIORS) and _LISTED_DEPARTMENTS.fullmatch(between)):
                    # One agency: 国务院 with 税务主管部门, and 国务院卫生、税务主管部门.
                    start = self._facts.pop().span.start
            end = clause(normalised_text, match.end(), within).end if match.end() < within.end else match.end()
            name = "".join(normalised_text[start : match.end()].split())
            self._add("agency", start, match.end(), name, self._text[match.end() : end])

    def _name_start(self, earliest_start: int, end: int) -> int:
        """The start of the agency name whose suffix begins at `end`: `end` itself if nothing before belongs to it."""
        start = end
        offset = self._within.start
        while start > earliest_start:
            if _is_word(self._normalised[start - 1]) and not self._taken[start - 1 - offset]:
                start -= 1
            elif inside := _BRACKETED_SCOPE.search(self._normalised, earliest_start, start):
                start = inside.start()
            else:
                break
        for boundary in PACK.fact_patterns().before_agency.finditer(self._normalised, start, end):
            start = boundary.end()
        if self._normalised.startswith(_REGIONS, start, end) and (
            regions := _LISTED_REGIONS.search(self._normalised, earliest_start, start)
        ):
            start = regions.start()
        return start

    def _modals(self) -> None:
        """Find obligations: modal words with their grade, and measures against (对) somebody with grade "measure"."""
        for match in self._matches(PACK.fact_patterns().modal):
            if (word := match[0]) in PACK.lexicon().measures:
                opening = clause(self._normalised, match.start(), self._within).start
                if "对" in self._normalised[opening : match.start()]:
                    self._add("obligation", *match.span(), word, "measure")
                continue
            modal = PACK.fact_patterns().modals[word]
            before = self._normalised[match.start() - 1 : match.start()] if match.start() else ""
            after = self._normalised[match.end() : match.end() + 1]
            if (before and before in modal.not_after) or (after and after in modal.not_before):
                continue
            if modal.only_before and (not after or after not in modal.only_before):
                continue
            self._add("obligation", *match.span(), word, modal.grade)


# ------------------------------------------------------------------------------------------------- values

_NUMERAL = pattern("[〇零一二两三四五六七八九十百千廿]+(?:点[〇零一二三四五六七八九]+)?")
_BLANKS_AND_COMMAS = pattern(r"[\s,]+")
_NO_AGENCIES = tuple(PACK.lexicon().no_agencies)
_MAX_NAME_CHARACTERS = 30  # of an agency that the next one may continue
_SUPERIORS = ("国务院", "政府")  # the departments listed after one of these belong to it
_LISTED_DEPARTMENTS = pattern(r"(?:[^\W\d_]{2,8}、)+")
# 农业农村(畜牧兽医)主管部门
_BRACKETED_SCOPE = pattern(r"(?<=[^\W\d_])\s?\((?![一二三四五六七八九十]+\)|以下|简称)[^\W\d_]{1,10}\)\Z")
_REGIONS = ("省", "自治区", "直辖市", "设区的市", "市", "自治州", "州", "县", "旗", "区", "乡", "民族乡", "镇")
_LISTED_REGIONS = pattern(rf"(?:(?:{'|'.join(_REGIONS)}|市辖区|自治县)级?、)+\Z")  # 省、自治区、直辖市人民政府
# A number after one of these is part of something longer: 第三, 2026-12, PM2.5.
_JOINED_TO_NUMBER = frozenset("第.-/#‰%abcdefghijklmnopqrstuvwxyz0123456789~")
# With these 一 is an article and no quantity: 一个, 一项.
_ARTICLE_UNITS = frozenset("个项种类次家部批届级条本场份期门成度名套台分位人件所座体处头间")


def _canonical_value(written: str) -> str:
    """The canonical form of a value: without blanks and grouping commas, in digits, ranges with one hyphen.

    >>> _canonical_value("百分之六十二点五"), _canonical_value("三十天")
    ('62.5%', '30日')
    """
    plain = re.sub("[—–－~～-]+|至", "-", _BLANKS_AND_COMMAS.sub("", written)).replace("百分之", "%")
    plain = re.sub("[以之](?=[内前])", "", plain)
    plain = _NUMERAL.sub(lambda match: str(_in_digits(match[0])), plain)
    plain = re.sub(r"(?<=\d)天", "日", plain)
    return re.sub(r"%(\d+(?:\.\d+)?)", r"\1%", plain)


def _in_digits(written: str) -> str:
    """A Chinese numeral in digits, 三点五 as 3.5; `written` unchanged if it is none."""
    whole, point, decimals = written.partition("点")
    value, tail = numeral_value(whole), [numeral_value(digit) for digit in decimals]
    if value is None or None in tail or (point and not tail):
        return written
    return f"{value}.{''.join(map(str, tail))}" if point else str(value)


def _is_word(character: str) -> bool:
    return character.isalnum() and not character.isdecimal()


def reference_target(match: re.Match[str]) -> tuple[str, str]:
    """The kind and number of a reference's target: ("条", "4"), or ("条", "4.1") for 第四条之一.

    A relative reference has no kind: ("", "前条"). The number is "" if it cannot be read, or is that of an annex 0.
    """
    if match["relative"]:
        return "", match["relative"]
    if match["annex"]:
        value = numeral_value(match["annex"])
        return "附件", str(value or "")
    value, sub = numeral_value(match["n"]), numeral_value(match["sub"] or "")
    return match["kind"], "" if value is None else f"{value}.{sub}" if sub else str(value)


def _amount(match: re.Match[str]) -> tuple[float, float] | None:
    """The least and the greatest amount of a quantity, equal for a single number; None if its number cannot be read."""
    scale = match["n2"][-1] if match["n2"] and match["n2"][-1] in "万亿" and match["n1"][-1] not in "万亿" else ""
    first = _numeric_value(match["n1"] + scale, match["unit1"] or match["unit"] or "")
    last = _numeric_value(match["n2"], match["unit"] or match["unit1"] or "") if match["n2"] else first
    return None if first is None or last is None else (first, last)


def _numeric_value(written: str, unit: str) -> float | None:
    """The number with 万 and 亿 of its unit multiplied out: 5 with 万元 is 50000. None if it cannot be read."""
    whole, point, decimals = written.replace(",", "").partition("." if "." in written else "点")
    myriads = 1.0
    while whole and not point and whole[-1] in "万亿千百" and whole[0].isdecimal():
        myriads *= {"亿": 1e8, "万": 1e4, "千": 1e3, "百": 1e2}[whole[-1]]
        whole = whole[:-1]
    if (value := numeral_value(whole)) is None:
        return None
    scale = 1e8 if unit.startswith("亿") else 1e4 if unit.startswith("万") else 1.0
    fraction = 0.0
    if point and (tail := re.match(r"\d+", decimals)):
        fraction = int(tail[0]) / 10 ** len(tail[0])
        myriads = 1e8 if decimals.endswith("亿") else 1e4 if decimals.endswith("万") else 1.0
    elif point and (digits := numeral_value(decimals)) is not None:
        fraction = digits / 10 ** len(decimals)
    return (value + fraction) * scale * myriads
