"""What changed between two amounts or two times, in a few words: up, +2, -200万亩, longer, lower bound dropped."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from typing import NamedTuple

from policydiff.comparison.findings.sentence_pairs import NormalisedSide
from policydiff.facts.extraction import Fact
from policydiff.facts.values import days
from policydiff.languages import PACK
from policydiff.messages import NOTHING, Message, message
from policydiff.structure.numbering import numeral_value
from policydiff.text.lazy_regex import pattern
from policydiff.text.normalisation import normalised
from policydiff.text.spans import Span

_MAX_CURRENCY_CHARACTERS = 6
MAX_BOUND_CHARACTERS = 4  # of 不得少于, directly before a figure
_UNREADABLE_VALUE = 10**9  # the value of a numeral that cannot be read
_NUMERAL = pattern(r"\d+(?:\.\d+)?|[〇零一二两三四五六七八九十百千廿]+")
# A single amount in canonical form, with its unit.
_SINGLE = pattern(r"(?P<number>\d+(?:\.\d+)?)(?P<unit>[^\d/:以-]{0,8}(?:/[^\d以]{1,4})?)(?:以上|以下|以内|左右|上下)?")
# A scale and the unit behind it: 万亩 of 4000万亩.
_SCALED_UNIT = pattern(r"(?P<scale>[万亿])[^\W\d]{0,6}?(?=以上|以下|以内|左右|上下|\Z)")
_SCALES = {"万": 1e4, "亿": 1e8}
_MAX_SHARE_OF_ROUNDING = 1e-9
_MAX_SHARE_OF_CALENDAR = 0.035  # by which a month may differ from thirty days
_TIME_UNITS = frozenset(["年", "个月", "月", "日", "周", "星期", "个星期", "小时", "个小时", "分钟", "季度", "个季度"])


def has_one_currency(before: Fact, after: Fact, old_text: str, new_text: str) -> bool:
    """Whether two amounts are in one currency: with the same name, or without one that a law may leave out.

    The texts are normalised.
    """
    currencies = _currency(before, old_text), _currency(after, new_text)
    implied = {"", *map(normalised, PACK.lexicon().implied_currencies)}
    return currencies[0] == currencies[1] or implied.issuperset(currencies)


def with_currency(fact: Fact, side: NormalisedSide) -> Fact:
    """An amount of money with the name of the currency that stands before it; the fact itself if none does."""
    currency = _currency(fact, side.normalised)
    start = fact.span.start - len(currency)
    noun = fact.noun[: -len(currency)] if currency and normalised(fact.noun).endswith(currency) else fact.noun
    return replace(fact, span=Span(start, fact.span.end), text=side.text[start : fact.span.end], noun=noun)


def _currency(fact: Fact, normalised_text: str) -> str:
    """The currency that stands right before an amount, as in the normalised text; "" if none does.

    >>> _currency(Fact("money", Span(6, 8), "二元", "2元"), "每股至少银元二元")
    '银元'
    """
    before = normalised_text[max(0, fact.span.start - _MAX_CURRENCY_CHARACTERS) : fact.span.start]
    return next((word for word in map(normalised, PACK.lexicon().currencies) if before.endswith(word)), "")


class Bounded(NamedTuple):
    """A figure and which way it is bounded: "least", "most" or "".

    `strict` if the figure itself is excluded.
    """

    value: str
    bound: str
    strict: bool


def bounded(fact: Fact, side: NormalisedSide) -> Bounded:
    """The figure with its bound, whether that stands before it (不少于8万人) or behind it (8万人以上)."""
    patterns = PACK.fact_patterns()
    behind = patterns.bound_behind.search(fact.value)
    start = max(0, fact.span.start - MAX_BOUND_CHARACTERS)
    before = patterns.bound_before.search(side.normalised, start, fact.span.start)
    group = (before.lastgroup if before else None) or ""
    if behind:  # 超过三百人以上
        bound = "least" if behind["least"] else "most"
        return Bounded(fact.value[: behind.start()], bound, group == f"{bound}_strict")
    return Bounded(fact.value, group.removesuffix("_strict"), group.endswith("_strict"))


def with_amounts_bounded(
    before: Fact, after: Fact, old: NormalisedSide, new: NormalisedSide
) -> tuple[Fact, Fact] | None:
    """Two facts of which one is a range, the other a number with a bound before it (至少为一年) and an open amount.

    None if they are not.
    """
    facts = []
    for fact, side in ((before, old), (after, new)):
        amount, bound = fact.amount, bounded(fact, side).bound
        if amount and amount[0] == amount[1] and bound:
            fact = replace(fact, amount=(amount[0], math.inf) if bound == "least" else (-math.inf, amount[1]))
        facts.append(fact)
    is_range = [f.amount is not None and -math.inf < f.amount[0] < f.amount[1] < math.inf for f in facts]
    is_changed = [fact is not unbounded for fact, unbounded in zip(facts, (before, after), strict=True)]
    return (facts[0], facts[1]) if (is_range[0] and is_changed[1]) or (is_range[1] and is_changed[0]) else None


def amount_note(before: Fact, after: Fact) -> Message:
    """The change of an amount: +2, up or down, wider or narrower, a bound that came or went; NOTHING if not measurable.

    A difference is given for single numbers in one unit, in the unit of the text, and not for money.
    """
    if before.amount is None or after.amount is None or _are_equal(before.amount, after.amount):
        return NOTHING
    if not _measured_alike(before, after):
        return NOTHING
    (low, high), (new_low, new_high) = before.amount, after.amount
    if (low == -math.inf) != (new_low == -math.inf) or (high == math.inf) != (new_high == math.inf):
        return _bound_note(before.amount, after.amount)
    rises = [_rise(low, new_low), _rise(high, new_high)]
    if min(rises) < 0 < max(rises):
        return message("wider") if rises[0] < 0 else message("narrower")
    if after.kind == "number" and (difference := _difference(before, after)):
        return difference
    return message("up") if max(rises) > 0 else message("down")


def _are_equal(amount: tuple[float, float], other: tuple[float, float]) -> bool:
    """Whether two amounts are equal, rounding aside; an infinite bound equals only itself."""
    return all(math.isclose(a, b, rel_tol=_MAX_SHARE_OF_ROUNDING) for a, b in zip(amount, other, strict=True))


def _rise(old: float, new: float) -> float:
    """By how much a bound rose; 0 where both are infinite."""
    return 0.0 if old == new else new - old


def _measured_alike(before: Fact, after: Fact) -> bool:
    """Whether the amounts are in one dimension: both times, both money, or in the same unit.

    False for times in different units that are nearly equal: three months may be more or less than ninety days.
    """
    units = [set(re.findall(r"[^\d.\s以上下内左右、至/-]+", fact.value)) for fact in (before, after)]
    if units[0] == units[1]:
        return True
    if all(unit <= _TIME_UNITS for unit in units):
        pairs = zip(before.amount or (), after.amount or (), strict=True)
        return not all(math.isclose(a, b, rel_tol=_MAX_SHARE_OF_CALENDAR) for a, b in pairs)
    return before.kind == after.kind == "money"


# The notes on a lower bound, by whether it was dropped (else added) and the direction of the upper one.
_LOWER_BOUND_NOTES = {
    (True, 1): message("lower bound dropped, upper up"),
    (True, -1): message("lower bound dropped, upper down"),
    (True, 0): message("lower bound dropped"),
    (False, 1): message("lower bound added, upper up"),
    (False, -1): message("lower bound added, upper down"),
    (False, 0): message("lower bound added"),
}


def _bound_note(before: tuple[float, float], after: tuple[float, float]) -> Message:
    """A note on a range that lost a bound, or got one; NOTHING for another form of one bound (以上 → 以下)."""
    dropped = (after[0] == -math.inf) > (before[0] == -math.inf), (after[1] == math.inf) > (before[1] == math.inf)
    added = (before[0] == -math.inf) > (after[0] == -math.inf), (before[1] == math.inf) > (after[1] == math.inf)
    is_range = before[0] < before[1] and after[0] < after[1]
    if not is_range or sum((*dropped, *added)) > 1:
        return NOTHING
    if dropped[0] or added[0]:
        rise = _rise(before[1], after[1])
        return _LOWER_BOUND_NOTES[dropped[0], (rise > 0) - (rise < 0)]
    return message("upper bound dropped") if dropped[1] else message("upper bound added")


def _difference(before: Fact, after: Fact) -> Message | None:
    """The difference of two single numbers in one unit, with 万 or 亿 and the unit if both have them; else None."""
    singles = [_SINGLE.fullmatch(fact.value) for fact in (before, after)]
    if not singles[0] or not singles[1] or singles[0]["unit"] != singles[1]["unit"]:
        return None
    scaled = [_SCALED_UNIT.search(normalised(fact.text)) for fact in (before, after)]
    if before.amount and after.amount and scaled[0] and scaled[1] and scaled[0][0] == scaled[1][0]:
        return message(
            "{rise:+.10g}{unit}",
            rise=(_finite_bound(after.amount) - _finite_bound(before.amount)) / _SCALES[scaled[0]["scale"]],
            unit=after.text[slice(*scaled[1].span())],
        )
    return message("{rise:+.10g}", rise=float(singles[1]["number"]) - float(singles[0]["number"]))


def _finite_bound(amount: tuple[float, float]) -> float:
    """The lower bound of an amount; the upper one if it has no lower one."""
    return amount[0] if math.isfinite(amount[0]) else amount[1]


def time_note(before: Fact, after: Fact) -> Message:
    """Whether a time became longer or shorter, earlier or later; NOTHING if that is not certain.

    For days before an event (七日前), longer and shorter speak of those days.
    """
    spans = [days(fact.value) for fact in (before, after)]
    if spans[0] and spans[1] and before.value[-1:] == after.value[-1:]:
        if _is_more(spans[0], spans[1], before, after):
            return message("longer")
        return message("shorter") if _is_more(spans[1], spans[0], after, before) else NOTHING
    shapes = [_NUMERAL.sub("#", fact.value) for fact in (before, after)]
    if shapes[0] != shapes[1]:
        return NOTHING
    values = [
        [_whole_part(numeral) for numeral in re.findall(_NUMERAL.pattern, fact.value)] for fact in (before, after)
    ]
    if values[0] == values[1] or _UNREADABLE_VALUE in values[0] + values[1]:
        return NOTHING
    return message("later") if values[1] > values[0] else message("earlier")


def _is_more(less: tuple[float, float], more: tuple[float, float], fact: Fact, other: Fact) -> bool:
    """Whether `more` days are certainly not less, and mostly more: 五个工作日 than 五日; in one unit, the numbers tell.

    The days are those of the two facts.
    """
    if _NUMERAL.sub("#", fact.value) == _NUMERAL.sub("#", other.value):
        return sum(more) > sum(less)
    return more[0] >= less[1] and more[1] > less[1]


def is_longer(before: Fact, after: Fact) -> bool:
    """Whether a deadline certainly gives more time: more days within which to act, or a later day to act by."""
    spans = [days(fact.value) for fact in (before, after)]
    if spans[0] and spans[1]:
        return before.value[-1:] == after.value[-1:] == "内" and _is_more(spans[0], spans[1], before, after)
    due = all(fact.value.endswith(("前", "底")) for fact in (before, after))
    return due and time_note(before, after).template == "later"


def _whole_part(written: str) -> int:
    """The whole part of a numeral; `_UNREADABLE_VALUE` if it cannot be read."""
    whole = written.partition(".")[0]
    value = numeral_value(whole)
    return _UNREADABLE_VALUE if value is None else value
