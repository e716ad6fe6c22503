"""The canonical form of what is measured, the amounts in it, and how many days a time takes."""

from __future__ import annotations

import math
import re

from policydiff.languages import PACK
from policydiff.structure.numbering import numeral_value
from policydiff.text.lazy_regex import pattern

_BLANKS_AND_COMMAS = pattern(r"\s+|(?<=\d),(?=\d{3})")
_NUMERAL = pattern(
    r"\d{1,15}(?:\.\d{1,6})?(?:[万亿百十佰仟拾]|千(?![瓦米克卡帕伏赫焦])){1,3}|(?<![\d.])[〇零一二两三四五六七八九十百千万亿廿壹贰叁肆伍陆柒捌玖拾佰仟]+(?:点[〇零一二三四五六七八九]+)?"
)
_SCALES = {"亿": 1e8, "万": 1e4, "千": 1e3, "仟": 1e3, "百": 1e2, "佰": 1e2, "十": 10.0, "拾": 10.0}
_HALF = pattern(r"(\d)(年|个?月)半|(\d)个半(月|小时)|(?<![\d个])半(?=年|个?月|小时|天|日)")
_CLOCK = pattern(r"([\d〇零一二两三四五六七八九十]{1,3})[点时](?:([\d〇零一二三四五六七八九十]{1,3})分|(半)|(一刻))")
_LENGTH = pattern(r"(\d)(米|公斤|斤|吨|块)(\d)(?!角)")
_SUM = pattern(r"(\d)[元块](\d)角(?:(\d)分)?")
_EVERY = pattern(r"\A每(?:个|1(?=[年季月周日小]))")
_DATE_IN_FIGURES = pattern(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})")
_DATE_IN_WORDS = pattern(
    r"(?:(?P<day>\d{1,2})\s)?(?P<month>[a-z]{3,9})\.?(?:\s(?P<day2>\d{1,2})(?:st|nd|rd|th)?(?![\d]))?,?\s?(?P<year>\d{4})?"
)
_MONTHS = pattern(r"(?<![\d.年-])(\d{1,4})个月(?![-\d])")
_TIME = pattern(r"(\d{1,6}(?:\.\d{1,2})?)(?:个)?(工作日|营业日|交易日|自然日|小时|分钟|星期|季度|学期|年|月|周|日)")
# The fewest and the most days of a time; of working days, five in a week.
_MEAN_DAYS_OF_A_MONTH = 30.4375
_DAYS = {
    "年": (365.0, 366.0),
    "季度": (90.0, 92.0),
    "月": (28.0, 31.0),
    "星期": (7.0, 7.0),
    "周": (7.0, 7.0),
    "自然日": (1.0, 1.0),
    "日": (1.0, 1.0),
    "小时": (1 / 24, 1 / 24),
    "分钟": (1 / 1440, 1 / 1440),
}


def canonical_value(written: str) -> str:
    """The canonical form of a normalised value: no blanks, digits, 万 and 亿 multiplied out, ranges with one hyphen.

    >>> [canonical_value(written) for written in ("百分之六十二点五", "三十天", "5万元", "三分之二")]
    ['62.5%', '30日', '50000元', '2/3']
    """
    if date := _date_in_words(written):
        return date
    plain = re.sub("[—–－~～-]+|至", "-", _BLANKS_AND_COMMAS.sub("", written))
    plain = re.sub("[以之](?=[内前])", "", plain).replace("元月", "1月").replace("圆", "元")
    plain = re.sub("(?:中华)?民国(?=.)", "", plain)
    plain = re.sub("(?<=元)整|(?<=[点时分])[整钟]", "", plain)
    plain = plain.replace("半数", "1/2")
    for words, sign in (("百分之", "%"), ("千分之", "‰"), ("万分之", "‱")):
        plain = plain.replace(words, sign)
    plain = re.sub(r"([^分]{1,8})分之(\d{1,6}|[〇零一二两三四五六七八九十百]{1,6})", r"\2/\1", plain)
    plain = _CLOCK.sub(lambda match: f"{match[1]}时{match[2] or ('30' if match[3] else '15')}分", plain)
    plain = _NUMERAL.sub(lambda match: _in_digits(match[0]), plain)
    plain = _HALF.sub(_half_in_digits, _LENGTH.sub(r"\1.\3\2", plain))
    plain = _SUM.sub(lambda match: f"{match[1]}.{match[2]}{match[3] or ''}元", plain)
    plain = re.sub(r"(?<=\d)块\Z", "元", plain)
    plain = re.sub(r"(?<=[\d每])个?星期", "周", plain)
    plain = _EVERY.sub("每", re.sub(r"(?<=[\d每])天", "日", plain))
    plain = re.sub(r"\A(.{1,20}以[下内])(.{1,20}以上)\Z", r"\2\1", plain)
    plain = _MONTHS.sub(_whole_years, plain)
    plain = re.sub(r"(?<=\d)月(?=以[上下])", "个月", re.sub("(?<=以上)[、,]", "", plain))
    return re.sub(r"([%‰‱])(\d+(?:\.\d+)?)", r"\2\1", plain)


def _whole_years(match: re.Match[str]) -> str:
    """12个月 as 1年; other months unchanged."""
    years, months = divmod(int(match[1]), 12)
    return match[0] if months or not years else f"{years}年"


def _half_in_digits(match: re.Match[str]) -> str:
    """3年半 as 3.5年, 2个半月 as 2.5个月, 半年 as 0.5年."""
    if match[1]:
        return f"{match[1]}.5{match[2]}"
    return f"{match[3]}.5个{match[4]}" if match[3] else "0.5"


def _date_in_words(written: str) -> str:
    """A date in English or in figures as a Chinese one: December 2, 2030 as 2030年12月2日; "" for any other text."""
    if figures := _DATE_IN_FIGURES.fullmatch(written.strip()):
        parts = [int(part) for part in figures.groups()]
        return f"{parts[0]}年{parts[1]}月{parts[2]}日"
    months = PACK.lexicon().months
    match = _DATE_IN_WORDS.fullmatch(written.strip()) if written.isascii() else None
    number = next((n for n, name in enumerate(months, 1) if match and name.startswith(match["month"])), 0)
    if not match or not number:
        return ""
    day = match["day"] or match["day2"]
    return (
        f"{match['year'] + '年' if match['year'] else ''}{number}月{int(day)}日"
        if day
        else f"{match['year'] or ''}年{number}月"
    )


def _in_digits(written: str) -> str:
    """A numeral in digits, 三点五 as 3.5 and 5万 as 50000; `written` unchanged if it is none."""
    value = numeric_value(written)
    return written if value is None else f"{value:.15g}"


def numeric_value(written: str, unit: str = "") -> float | None:
    """The number with 万 and 亿 of its unit multiplied out: 5 with 万元 is 50000. None if it cannot be read."""
    whole, point, decimals = re.sub("[, ]", "", written).partition("." if "." in written else "点")
    scale = 1e8 if unit.startswith("亿") else 1e4 if unit.startswith("万") else 1.0
    digits = decimals if point else whole
    while len(digits) > 1 and digits[-1] in _SCALES and (point or digits[0].isdecimal()):
        scale *= _SCALES[digits[-1]]
        digits = digits[:-1]
    if (value := numeral_value(whole if point else digits)) is None:
        return None
    if not point:
        return value * scale
    places = [numeral_value(digit) for digit in digits]
    if not places or None in places:
        return None
    return float(f"{value}.{''.join(map(str, places))}") * scale


def bounds(amount: tuple[float, float], written: str) -> tuple[float, float]:
    """The least and the greatest value that a number with 以上 or 以下 behind it allows; else `amount`.

    >>> bounds((5.0, 5.0), "五年以下"), bounds((1.0, 5.0), "一年以上五年以下")
    ((-inf, 5.0), (1.0, 5.0))
    """
    if amount[0] == amount[1] and written.endswith("以上"):
        return amount[0], math.inf
    if amount[0] == amount[1] and written.endswith(("以下", "内")):
        return -math.inf, amount[1]
    return amount


def time_scale(unit: str) -> float:
    """How many days a unit of time has on average; 1 for any other unit.

    >>> time_scale("个月"), time_scale("年"), time_scale("元")
    (30.4375, 365.25, 1.0)
    """
    unit = unit.removeprefix("个").removesuffix("半")
    if unit == "月":
        return _MEAN_DAYS_OF_A_MONTH
    return 12 * _MEAN_DAYS_OF_A_MONTH if unit == "年" else sum(_DAYS.get(unit, (1.0, 1.0))) / 2


def days(value: str) -> tuple[float, float] | None:
    """The fewest and the most days of a time in canonical form, 3年6个月 as one time; None for anything else.

    >>> days("2个月内"), days("10个工作日内")
    ((56.0, 62.0), (12.0, 16.0))
    """
    parts = _TIME.findall(value)
    if (
        not parts
        or _TIME.sub("", value).strip("内前以上下")
        or ("月" in value and "日" in value and "工作日" not in value)
    ):
        return None
    fewest = most = 0.0
    for number, unit in parts:
        count = float(number)
        if unit in _DAYS:
            fewest, most = fewest + count * _DAYS[unit][0], most + count * _DAYS[unit][1]
        elif unit in ("工作日", "营业日", "交易日"):
            weekends = 2 * ((count - 1) // 5)
            fewest, most = fewest + count + weekends, most + count + weekends + 4
        else:
            return None
    return fewest, most
