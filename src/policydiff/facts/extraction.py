"""What a passage says that counts: quantities, dates, duties, agencies, penalties, references, as typed facts.

Everything is looked for in normalised text, which has the length of the original, so that a fact's span quotes the
document itself whatever its script and width.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from policydiff.languages import PACK
from policydiff.structure.numbering import numeral_value
from policydiff.text.lazy_regex import pattern
from policydiff.text.normalisation import normalised
from policydiff.text.spans import Span


@dataclass(frozen=True, slots=True)
class Fact:
    """Something a passage says, as written; `value` is what of it counts, the same in both scripts.

    `amount` is (least, most) in the unit, for what can be measured. `noun` is what a number counts, as written; of an
    obligation it is the grade, of a reference the kind of place (条, 部分, 附件), of an agency what it does.
    """

    kind: str
    span: Span
    text: str
    value: str
    noun: str = ""
    amount: tuple[float, float] | None = None


# ------------------------------------------------------------------------------------------------- sentences

_SENTENCE = pattern(r"[。;!?\n\r]+[”)》]{0,3}\s*")
_LONGEST_CLAUSE = 300
CLAUSE_END = frozenset(",。;:!?\n\r、()“”")


def sentences(level: str, span: Span) -> list[Span]:
    """The sentences of a stretch of normalised text, closing marks with them; together they are the stretch."""
    found, at = [], span.start
    for end in _SENTENCE.finditer(level, span.start, span.end):
        found.append(Span(at, end.end()))
        at = end.end()
    if at < span.end:
        found.append(Span(at, span.end))
    return found


def clause(level: str, at: int, within: Span, ends: str = ",。;:!?\n\r") -> Span:
    """The stretch between marks that holds the character at `at`; a text without marks is cut."""
    start = end = at
    while start > max(within.start, at - _LONGEST_CLAUSE) and level[start - 1] not in ends:
        start -= 1
    while end < min(within.end, at + _LONGEST_CLAUSE) and level[end] not in ends:
        end += 1
    return Span(start, end)


# ------------------------------------------------------------------------------------------------- the facts


def facts(text: str, level: str | None = None, within: Span | None = None) -> tuple[Fact, ...]:
    """The facts of a text, or of a stretch of it, in order; `level` is the normalised text where it is at hand."""
    if level is None:
        level = normalised(text)
    return tuple(_Search(text, level, within or Span(0, len(text))).all())


class _Search:
    """One stretch of text; what a fact took is not looked at again."""

    def __init__(self, text: str, level: str, within: Span) -> None:
        self._text, self._level, self._within = text, level, within
        self._taken = bytearray(len(within))
        self._found: list[Fact] = []

    def all(self) -> list[Fact]:
        for search in (self._citations, self._references, self._dates, self._quantities, self._penalties):
            search()
        self._agencies()
        self._modals()
        return sorted(self._found, key=lambda fact: (fact.span.start, fact.span.end))

    def _matches(self, words: re.Pattern[str]) -> Iterator[re.Match[str]]:
        """What the pattern finds and no fact has taken."""
        start = self._within.start
        for found in words.finditer(self._level, start, self._within.end):
            if not any(self._taken[found.start() - start : found.end() - start]):
                yield found

    def _add(self, kind: str, start: int, end: int, value: str, noun: str = "", **more: tuple[float, float]) -> None:
        self._found.append(Fact(kind, Span(start, end), self._text[start:end], value, noun, more.get("amount")))
        at = self._within.start
        self._taken[start - at : end - at] = b"\1" * (end - start)

    def _citations(self) -> None:
        for found in self._matches(PACK.fact_patterns().citation):
            self._add("citation", *found.span(), re.sub(r"\s+", "", found[0]))

    def _references(self) -> None:
        for found in self._matches(PACK.fact_patterns().reference):
            noun, value = place(found)
            if value:
                self._add("reference", *found.span(), value, noun)

    def _dates(self) -> None:
        for found in self._matches(PACK.fact_patterns().deadline):
            self._add("deadline", *found.span(), _plain(found[0]))
        for found in self._matches(PACK.fact_patterns().date):
            self._add("date", *found.span(), _plain(found[0]))

    def _quantities(self) -> None:
        pending: list[tuple[int, int, str, tuple[float, float]]] = []
        for found in self._matches(PACK.fact_patterns().quantity):
            if (amount := _amount(found)) is None or self._is_idle(found):
                continue
            unit = found["unit"] or found["unit1"] or ("%" if found["of"] or found["sign"] else "")
            start, end = found.span()
            if pending and pending[-1][1] == start and self._level[start - 1] in "上下":
                first = pending.pop()
                start, amount, unit = first[0], (first[3][0], amount[1]), unit or first[2]
            pending.append((start, end, unit, amount))
        for start, end, unit, amount in pending:
            self._quantity(start, end, unit, amount)

    def _quantity(self, start: int, end: int, unit: str, amount: tuple[float, float]) -> None:
        if penalty := PACK.fact_patterns().fine.match(self._level, end, self._within.end):
            self._add("penalty", start, penalty.end(), _plain(self._level[start:end]), penalty[1], amount=amount)
            return
        kind = "money" if unit in PACK.lexicon().money else "number"
        noun = self._noun(start, end)
        self._add(kind, start, end, _plain(self._level[start:end]), noun, amount=amount)

    def _is_idle(self, found: re.Match[str]) -> bool:
        """Whether what looks like a quantity counts nothing: an idiom, part of a word, a bare Chinese numeral."""
        level, start = self._level, found.start()
        unit = found["unit"] or found["unit1"]
        latin = found["n1"][0].isdecimal()
        if not latin and not unit and not found["of"] and not found["sign"]:
            return True
        if level[max(0, start - 1) : start] in _GLUED and not found["of"]:
            return True
        if (
            not unit
            and level[found.end() : found.end() + 1].isascii()
            and level[found.end() : found.end() + 1].isalnum()
        ):
            return True
        if found["n1"] == "零":
            return True
        if found["n1"] == "一" and (unit in _ONES or level[start - 1 : start] in "统同进逐任某每另单专之这那"):
            return True
        return level.startswith(PACK.lexicon().no_quantity, start) or (
            unit == "年" and level.startswith("年度", found.end() - 1)
        )

    def _noun(self, start: int, end: int) -> str:
        """What a number counts: the words after its unit, else those before it."""
        level, within = self._level, self._within
        after = end
        while after < within.end and after - end < 24 and _is_word(level[after]) and level[after] not in "的和及并与":
            after += 1
        if stop := PACK.fact_patterns().bound.search(level, end, after):
            after = stop.start()
        stop_verb = PACK.fact_patterns().closing.search(level, end + 2, after) if after - end > 3 else None
        if stop_verb and stop_verb.end() == after:
            after = stop_verb.start()
        if after - end >= 2 and level[end] not in "以之内左上下":
            return self._text[end:after]
        before = start
        for bound in (*PACK.fact_patterns().before, *PACK.fact_patterns().before):
            if level.endswith(bound, within.start, before) and before - len(bound) >= within.start:
                before -= len(bound)
        at = before
        while at > within.start and before - at < 20 and _is_word(level[at - 1]):
            at -= 1
        for opening in PACK.fact_patterns().opening.finditer(level, at, before):
            if before - opening.end() >= 2:
                at = opening.end()
        return self._text[at:before] if before - at >= 2 else ""

    def _penalties(self) -> None:
        for found in self._matches(PACK.fact_patterns().penalty):
            before = self._level[max(self._within.start, found.start() - 2) : found.start()]
            if found[0] not in PACK.lexicon().amount_penalties[:3] or set(before) & set("处科课"):
                self._add("penalty", *found.span(), "", found[0])

    def _agencies(self) -> None:
        level, within = self._level, self._within
        floor = within.start
        for found in self._matches(PACK.fact_patterns().agency):
            start = found.start()
            if not found["own"]:
                start = self._name_start(max(floor, start - 16), start)
                if level[start : found.end()].endswith(_NO_AGENCIES) or found.end() - start < (
                    3 if found["short"] else 2
                ):
                    continue
            floor = found.end()
            last = self._found[-1] if self._found else None
            if last and last.kind == "agency" and len(last.span) < _LONGEST_NAME:
                between = level[last.span.end : start]
                if not between or (last.value.endswith(_HEADS) and _LISTED.fullmatch(between)):
                    start = (
                        self._found.pop().span.start
                    )  # 国务院 and 税务主管部门 are one, and 国务院卫生、税务主管部门
            end = clause(level, found.end(), within).end if found.end() < within.end else found.end()
            name = "".join(level[start : found.end()].split())
            self._add("agency", start, found.end(), name, self._text[found.end() : end])

    def _name_start(self, floor: int, end: int) -> int:
        """Where the name whose suffix begins at `end` starts."""
        start = end
        offset = self._within.start
        while start > floor:
            if _is_word(self._level[start - 1]) and not self._taken[start - 1 - offset]:
                start -= 1
            elif inside := _BRACKETED.search(self._level, floor, start):
                start = inside.start()
            else:
                break
        for stop in PACK.fact_patterns().before_agency.finditer(self._level, start, end):
            start = stop.end()
        if self._level.startswith(_PLACE, start, end) and (places := _PLACES.search(self._level, floor, start)):
            start = places.start()
        return start

    def _modals(self) -> None:
        for found in self._matches(PACK.fact_patterns().modal):
            if (word := found[0]) in PACK.lexicon().measures:
                opening = clause(self._level, found.start(), self._within).start
                if "对" in self._level[opening : found.start()]:
                    self._add("obligation", *found.span(), word, "measure")
                continue
            modal = PACK.fact_patterns().modals[word]
            before = self._level[found.start() - 1 : found.start()] if found.start() else ""
            after = self._level[found.end() : found.end() + 1]
            if (before and before in modal.not_after) or (after and after in modal.not_before):
                continue
            if modal.only_before and (not after or after not in modal.only_before):
                continue
            self._add("obligation", *found.span(), word, modal.grade)


# ------------------------------------------------------------------------------------------------- values

_NUMERAL = pattern("[〇零一二两三四五六七八九十百千廿]+(?:点[〇零一二三四五六七八九]+)?")
_BLANKS = pattern(r"[\s,]+")
_NO_AGENCIES = tuple(PACK.lexicon().no_agencies)
_LONGEST_NAME = 30
_HEADS = ("国务院", "政府")  # what the departments listed after it are of
_LISTED = pattern(r"(?:[^\W\d_]{2,8}、)+")
_BRACKETED = pattern(
    r"(?<=[^\W\d_])\s?\((?![一二三四五六七八九十]+\)|以下|简称)[^\W\d_]{1,10}\)\Z"
)  # 农业农村(畜牧兽医)主管部门
_PLACE = ("省", "自治区", "直辖市", "设区的市", "市", "自治州", "州", "县", "旗", "区", "乡", "民族乡", "镇")
_PLACES = pattern(rf"(?:(?:{'|'.join(_PLACE)}|市辖区|自治县)级?、)+\Z")  # 省、自治区、直辖市人民政府
_GLUED = frozenset("第.-/#‰%abcdefghijklmnopqrstuvwxyz0123456789~")
_ONES = frozenset("个项种类次家部批届级条本场份期门成度名套台分位人件所座体处头间")


def _plain(level: str) -> str:
    """What of a value counts: without blanks and grouping commas, ranges with one mark."""
    plain = re.sub("[—–－~～-]+|至", "-", _BLANKS.sub("", level)).replace("百分之", "%")
    plain = re.sub("[以之](?=[内前])", "", plain)
    plain = _NUMERAL.sub(lambda found: str(_whole(found[0])), plain)
    plain = re.sub(r"(?<=\d)天", "日", plain)
    return re.sub(r"%(\d+(?:\.\d+)?)", r"\1%", plain)


def _whole(written: str) -> str:
    """A Chinese numeral in digits, as written where it is none."""
    whole, point, rest = written.partition("点")
    value, tail = numeral_value(whole), [numeral_value(digit) for digit in rest]
    if value is None or None in tail or (point and not tail):
        return written
    return f"{value}.{''.join(map(str, tail))}" if point else str(value)


def _is_word(character: str) -> bool:
    return character.isalnum() and not character.isdecimal()


def place(found: re.Match[str]) -> tuple[str, str]:
    """Kind and number of the place a reference names: ("条", "4"), ("条", "4.1"), ("", "前条")."""
    if found["relative"]:
        return "", found["relative"]
    if found["annex"]:
        value = numeral_value(found["annex"])
        return "附件", str(value or "")
    value, sub = numeral_value(found["n"]), numeral_value(found["sub"] or "")
    return found["kind"], "" if value is None else f"{value}.{sub}" if sub else str(value)


def _amount(found: re.Match[str]) -> tuple[float, float] | None:
    """The least and the most a quantity says; None where it is no number."""
    scale = found["n2"][-1] if found["n2"] and found["n2"][-1] in "万亿" and found["n1"][-1] not in "万亿" else ""
    first = _value(found["n1"] + scale, found["unit1"] or found["unit"] or "")
    last = _value(found["n2"], found["unit"] or found["unit1"] or "") if found["n2"] else first
    return None if first is None or last is None else (first, last)


def _value(written: str, unit: str) -> float | None:
    whole, point, rest = written.replace(",", "").partition("." if "." in written else "点")
    myriads = 1.0
    while whole and not point and whole[-1] in "万亿千百" and whole[0].isdecimal():
        myriads *= {"亿": 1e8, "万": 1e4, "千": 1e3, "百": 1e2}[whole[-1]]
        whole = whole[:-1]
    if (value := numeral_value(whole)) is None:
        return None
    scale = 1e8 if unit.startswith("亿") else 1e4 if unit.startswith("万") else 1.0
    fraction = 0.0
    if point and (tail := re.match(r"\d+", rest)):
        fraction = int(tail[0]) / 10 ** len(tail[0])
        myriads = 1e8 if rest.endswith("亿") else 1e4 if rest.endswith("万") else 1.0
    elif point and (digits := numeral_value(rest)) is not None:
        fraction = digits / 10 ** len(rest)
    return (value + fraction) * scale * myriads
