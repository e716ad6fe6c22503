"""Finds numbers with their units in normalised text, whole: ranges, fractions, ratios, clock times, 3年6个月."""

from __future__ import annotations

import math
import re
from typing import NamedTuple

from policydiff.facts.values import bounds, canonical_value, days, numeric_value, time_scale
from policydiff.languages import PACK
from policydiff.languages.fact_tables import FactPatterns
from policydiff.text.lazy_regex import pattern
from policydiff.text.spans import Span

# A number after one of these is part of something longer: 第三, 2026-12, PM2.5.
_JOINED_TO_NUMBER = frozenset("第.-/#‰%abcdefghijklmnopqrstuvwxyz0123456789~§")
# With these 一 is an article and no quantity: 一个, 一项.
_ARTICLE_UNITS = frozenset("个项种类家部批级条本场期门成度套台分位人件所座体处头间点时盏棵栋幢桶枚斤")
_AFTER_WHICH_ONE_IS_NONE = frozenset("统同进逐任某每另单专之这那")
_SCALE_ALONE = frozenset("百千万亿佰仟")  # 计算至万元止: a unit of account
_PARTS_OF_A_LAW = frozenset("条款项目")
_CURRENCIES = frozenset("$£€")
_MONEY, _COIN = "元", "块"
_BOUNDS = ("以上", "以下", "内")
_MAX_CONTEXT_CHARACTERS = 40  # to either side of a number, which show whether it is in Latin text
_MIN_CONTEXT_LETTERS = 8
_LATIN_LETTER = pattern("[a-z]")
_OTHER_SCRIPT = pattern(r"[^\x00-\x7f]")
_SIGNED_NUMBER = pattern(r"(?:(?<![\d℃%度米m])-)?\d+(?:\.\d+)?")
_TAG = pattern(r"</?[a-z][^<>]{0,80}>|^[^<>]{0,80}>|<[^<>]{0,80}$")  # whole, or cut at an end
_MAX_NOUN_BEHIND_CHARACTERS = 24
_MAX_NOUN_BEFORE_CHARACTERS = 20
# What joins the bounds of one range: 六个月以上、三年以下; 五百元以上未满一千元.
_RANGE_JOINT = pattern(r"[、,;至]?\s?")
_BELOW = ("未满", "不满")
_JOINT_BELOW = pattern(r"[、,]?(?:未满|不满)")


class Quantity(NamedTuple):
    """A number with its unit in [start, end) of the text; `amount` is (least, most), 万 and 亿 multiplied out.

    A bound that is missing is infinite, a time is in days. `amount` is None for what cannot be measured in one number,
    as 1:20 or 八点半.
    `unit` is as normalised (万元), "%" for a percentage, "" for a bare number.
    """

    start: int
    end: int
    unit: str
    amount: tuple[float, float] | None


def is_word(character: str) -> bool:
    """Whether a character may be part of a noun: a letter or an ideograph, no digit."""
    return character.isalnum() and not character.isdecimal()


def find_quantities(normalised_text: str, within: Span, taken: bytearray) -> list[Quantity]:
    """The quantities in `within`, in order; 五百元以上一千元以下 is one. `taken` marks characters of other facts."""
    patterns, quantities, own = PACK.fact_patterns(), [], bytearray(taken)
    for match in patterns.figure.finditer(normalised_text, within.start, within.end):
        start, end = match.start() - within.start, match.end() - within.start
        if any(own[start:end]) or _is_joined(normalised_text, match):
            continue
        own[start:end] = b"\1" * (end - start)
        if match["latin"] is None and _is_in_latin_text(normalised_text, within, *match.span()):
            continue
        is_sum = match["sum"] or match["measure"] == _COIN
        unit = "%" if match["fraction"] else "$" if match[0][0] in _CURRENCIES else _MONEY if is_sum else ""
        quantities.append(Quantity(*match.span(), unit, _figure_amount(match)))
    for match in patterns.quantity.finditer(normalised_text, within.start, within.end):
        start, end = match.start() - within.start, match.end() - within.start
        if any(own[start:end]) or _counts_nothing(normalised_text, within, match):
            continue
        if (amount := _amount(match)) is not None:
            unit = (match["unit"] or match["unit1"] or ("%" if match["of"] or match["sign"] else "")).strip()
            quantities.append(Quantity(*match.span(), unit, bounds(amount, match[0])))
    return _joined_ranges(normalised_text, sorted(quantities))


def _joined_ranges(normalised_text: str, quantities: list[Quantity]) -> list[Quantity]:
    """The quantities, 五百元以上 and 一千元以下 behind it as one, in either order; so too 五百元以上未满一千元."""
    joined: list[Quantity] = []
    for quantity in quantities:
        first = joined[-1] if joined else None
        if (
            first
            and normalised_text.endswith(_BOUNDS, first.start, first.end)
            and normalised_text.endswith(_BOUNDS, quantity.start, quantity.end)
            and (first.amount and first.amount[1] == math.inf) != (quantity.amount and quantity.amount[1] == math.inf)
            and _RANGE_JOINT.fullmatch(normalised_text, first.end, quantity.start)
            and first.amount
            and quantity.amount
        ):
            joined.pop()
            lower, upper = sorted((first.amount, quantity.amount), key=lambda amount: amount[1], reverse=True)
            quantity = Quantity(first.start, quantity.end, quantity.unit or first.unit, (lower[0], upper[1]))
        elif first and _is_closed_below(normalised_text, first, quantity):
            joined.pop()
            least, most = first.amount or (-math.inf, 0.0), quantity.amount or (0.0, math.inf)
            quantity = Quantity(first.start, quantity.end, quantity.unit, (least[0], most[1]))
        joined.append(quantity)
    return joined


def _is_closed_below(normalised_text: str, first: Quantity, quantity: Quantity) -> bool:
    """Whether a range with a least amount ends before the next quantity, of its unit: 五百元以上未满一千元."""
    if not (first.amount and quantity.amount and normalised_text.endswith("以上", first.start, first.end)):
        return False
    is_range = first.amount[0] < quantity.amount[0] == quantity.amount[1] and first.amount[1] == math.inf
    is_joined = _JOINT_BELOW.fullmatch(normalised_text, first.end, quantity.start)
    return is_range and is_joined is not None and first.unit[-1:] == quantity.unit[-1:]


def _is_joined(normalised_text: str, match: re.Match[str]) -> bool:
    """Whether a figure is part of something longer: 第三分之一, 2026/12/1."""
    before = normalised_text[max(0, match.start() - 1) : match.start()]
    after = normalised_text[match.end() : match.end() + 2]
    return (
        before in _JOINED_TO_NUMBER
        or (before == ":" and match[0][0].isdecimal())
        or (after[:1] in "/:" and after[1:].isdecimal())
    )


def _figure_amount(match: re.Match[str]) -> tuple[float, float] | None:
    """What a figure amounts to: a fraction its value, a time its days, 三米五 its metres; None for ratio and clock."""
    if match["fraction"]:
        numerals = re.findall(r"([\d.]+)/([\d.]+)", canonical_value(match["fraction"]))
        values = [float(above) / float(below) for above, below in numerals if float(below)]
        return bounds((values[0], values[-1]), match[0]) if values else None
    if match["signed"] or match["sum"] or match["grade"]:
        numbers = [float(number) for number in _SIGNED_NUMBER.findall(canonical_value(match[0]))]
        return (numbers[0], numbers[-1]) if numbers else None
    if match["duration"]:
        span = days(canonical_value(match["duration"]))
        return bounds((sum(span) / 2, sum(span) / 2), match[0]) if span else None
    if match["length"]:
        whole, _, rest = match["length"].partition(match["measure"])
        metres, tenths = numeric_value(whole), numeric_value(rest)
        if metres is None or tenths is None:
            return None
        amount = metres + tenths / 10
        return bounds((amount, amount), match[0])
    if match["latin"] and (number := re.search(r"[\d,]+(?:\.\d+)?", match["latin"])):
        value = numeric_value(number[0])
        return None if value is None else (value, value)
    return None


def _counts_nothing(normalised_text: str, within: Span, match: re.Match[str]) -> bool:
    """Whether an apparent quantity counts nothing: an idiom, part of a word, a bare numeral, a section number."""
    start, end = match.span()
    unit = match["unit"] or match["unit1"]
    latin = match["n1"][0].isdecimal()
    measured = match["of"] or match["sign"]
    if not latin and not unit and not measured:
        return True
    if normalised_text[max(0, start - 1) : start] in _JOINED_TO_NUMBER and not match["of"]:
        return True
    after = normalised_text[end : end + 1]
    if not unit and (after.isascii() and after.isalnum()):
        return True
    if after == "." and normalised_text[end + 1 : end + 2].isdecimal():
        return True  # 7.4 of 7.4.2
    if (
        not unit
        and not measured
        and PACK.fact_patterns().section_number.fullmatch(
            normalised_text, max(within.start, start - 4), min(within.end, end + 4)
        )
    ):
        return True
    if latin and _is_in_latin_text(normalised_text, within, start, end):
        return True
    if unit in _PARTS_OF_A_LAW and normalised_text[max(0, start - 1) : start] == "前":
        return True  # 前五项
    is_bounded = match[0].endswith(_BOUNDS) or normalised_text.endswith(_BELOW, within.start, start)
    if match["n1"] == "零" or (match["n1"][0] in _SCALE_ALONE and not is_bounded and not match["of"]):
        return True
    if match["n1"] == "一" and (
        (unit in _ARTICLE_UNITS and not match[0].endswith(_BOUNDS))
        or normalised_text[max(0, start - 1) : start] in _AFTER_WHICH_ONE_IS_NONE
    ):
        return True
    return normalised_text.startswith(PACK.lexicon().no_quantity, start) or (
        unit == "年" and normalised_text.startswith("年度", end - 1)
    )


def _is_in_latin_text(normalised_text: str, within: Span, start: int, end: int) -> bool:
    """Whether the text around a number is in Latin letters; there only `latin` of the pattern `figure` counts.

    HTML tags are no such text.
    """
    before = normalised_text[max(within.start, start - _MAX_CONTEXT_CHARACTERS) : start]
    around = before + normalised_text[end : min(within.end, end + _MAX_CONTEXT_CHARACTERS)]
    if "<" in around:
        around = _TAG.sub("", around)
    latin = len(_LATIN_LETTER.findall(around))
    return latin >= _MIN_CONTEXT_LETTERS and latin > 2 * len(_OTHER_SCRIPT.findall(around))


def _amount(match: re.Match[str]) -> tuple[float, float] | None:
    """The least and the greatest amount of a quantity, equal for a single number; None if its number cannot be read."""
    scale = match["n2"][-1] if match["n2"] and match["n2"][-1] in "万亿" and match["n1"][-1] not in "万亿" else ""
    units = match["unit1"] or match["unit"] or "", match["unit"] or match["unit1"] or ""
    first = numeric_value(match["n1"] + scale, units[0])
    last = numeric_value(match["n2"], units[1]) if match["n2"] else first
    return None if first is None or last is None else (first * time_scale(units[0]), last * time_scale(units[1]))


def find_noun(text: str, normalised_text: str, within: Span, quantity: Span) -> str:
    """The noun that a number counts, as written, two characters or more: behind its unit, or before it; else ""."""
    patterns, start, end = PACK.fact_patterns(), quantity.start, quantity.end
    if _is_in_latin_text(normalised_text, within, start, end):
        return ""
    after = _noun_end(patterns, normalised_text, within, end)
    if after - end >= 2 and normalised_text[end] not in "以之内左上下":
        return text[end:after]
    before = start
    for bound in (*patterns.before, *patterns.before):
        if normalised_text.endswith(bound, within.start, before) and before - len(bound) >= within.start:
            before -= len(bound)
    if normalised_text.endswith(PACK.lexicon().conjunctions, within.start, before):
        return ""
    noun_start = before
    while (
        noun_start > within.start
        and before - noun_start < _MAX_NOUN_BEFORE_CHARACTERS
        and is_word(normalised_text[noun_start - 1])
    ):
        noun_start -= 1
    for opening in patterns.opening.finditer(normalised_text, noun_start, before):
        if before - opening.end() >= 2:
            noun_start = opening.end()
    for number in patterns.quantity.finditer(normalised_text, max(within.start, noun_start - 4), before):
        if number["unit"] or number["unit1"]:
            noun_start = max(noun_start, number.end())  # 满13周岁不满16周岁
    is_noun = before - noun_start >= 2 and normalised_text[noun_start:before] not in PACK.lexicon().aims
    return text[noun_start:before] if is_noun else ""


def _noun_end(patterns: FactPatterns, normalised_text: str, within: Span, end: int) -> int:
    """The end of the noun that begins at `end`; `end` itself if none does."""
    after = end
    while (
        after < within.end
        and after - end < _MAX_NOUN_BEHIND_CHARACTERS
        and is_word(normalised_text[after])
        and normalised_text[after] not in "的和及并与"
    ):
        after += 1
    if stop := patterns.bound.search(normalised_text, end, after):
        after = stop.start()
    closing = patterns.closing.search(normalised_text, end + 2, after) if after - end > 3 else None
    return closing.start() if closing and closing.end() == after else after
