"""The text that Word prints for a number in each numbering format (ECMA-376, part 1, 17.18.59, ST_NumberFormat).

Where Word differs from the standard, the text is that of Word, as its implementation notes ([MS-OI29500], 2.1.540) and
public reports of its output say: 一百〇一 with U+3007 in the thousands systems, 一○一 with U+25CB in the short ones.

>>> number_text(101, "chineseCountingThousand"), number_text(12, "chineseLegalSimplified")
('一百〇一', '壹拾贰')
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

_MAX_COUNTED = 1_000_000  # Word prints nothing for this number and above in a counting system
_MAX_LETTERS = 780  # Word prints letters up to 30 times 26


class _CountingSystem(NamedTuple):
    """A system that names the powers of ten: its digits from zero, the marks of 10, 100, 1000 and 10,000.

    `zero` stands for a gap in the middle. `says_one` tells before which powers a leading one is written: always,
    "tens" for not before ten in a number below 20, or never before a ten, hundred or thousand.
    """

    digits: str
    powers: str
    ten_thousand: str
    zero: str
    says_one: str


_CHINESE = "〇一二三四五六七八九"
_COUNTING = {
    "chineseCountingThousand": _CountingSystem(_CHINESE, "十百千", "万", "〇", "tens"),
    "taiwaneseCountingThousand": _CountingSystem(_CHINESE, "十百千", "萬", "零", "tens"),
    "chineseLegalSimplified": _CountingSystem("零壹贰叁肆伍陆柒捌玖", "拾佰仟", "万", "零", "always"),
    "ideographLegalTraditional": _CountingSystem("零壹貳參肆伍陸柒捌玖", "拾佰仟", "萬", "零", "always"),
    "japaneseCounting": _CountingSystem(_CHINESE, "十百千", "万", "", "never"),
    "japaneseLegal": _CountingSystem("〇壱弐参四伍六七八九", "拾百阡", "萬", "", "always"),
}
# Digit for digit from a hundred on; below, as the thousands systems count.
_SHORT_COUNTING = {"chineseCounting": "○", "taiwaneseCounting": "○"}
_DIGITS = {
    "ideographDigital": "〇一二三四五六七八九",
    "taiwaneseDigital": "○一二三四五六七八九",
    "japaneseDigitalTenThousand": "〇一二三四五六七八九",
    "koreanDigital2": "零一二三四五六七八九",
    "koreanDigital": "영일이삼사오육칠팔구",
    "decimalFullWidth": "０１２３４５６７８９",
    "decimalFullWidth2": "０１２３４５６７８９",
    "hindiNumbers": "०१२३४५६७८९",
    "thaiNumbers": "๐๑๒๓๔๕๖๗๘๙",
}
_STEMS, _BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"


def _series(first: int, length: int) -> tuple[str, ...]:
    """`length` characters one after another in Unicode."""
    return tuple(chr(first + index) for index in range(length))


# Fixed series; a number past the end is printed in decimal digits.
_SERIES: dict[str, tuple[str, ...]] = {
    "decimalEnclosedCircle": _series(0x2460, 20),
    "decimalEnclosedCircleChinese": _series(0x2460, 10),
    "decimalEnclosedFullstop": _series(0x2488, 20),
    "decimalEnclosedParen": _series(0x2474, 20),
    "ideographEnclosedCircle": _series(0x3220, 10),
    "ideographTraditional": tuple(_STEMS),
    "ideographZodiac": tuple(_BRANCHES),
    "ideographZodiacTraditional": tuple(_STEMS[index % 10] + _BRANCHES[index % 12] for index in range(60)),
}
# Series that begin anew, each character once more in every round.
_REPEATED = {
    "upperLetter": "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "lowerLetter": "abcdefghijklmnopqrstuvwxyz",
    "russianUpper": "АБВГДЕЖЗИКЛМНОПРСТУФХЦЧШЩЫЭЮЯ",
    "russianLower": "абвгдежзиклмнопрстуфхцчшщыэюя",
    "chicago": "*†‡§",
    "ganada": "가나다라마바사아자차카타파하",
    "chosung": "ㄱㄴㄷㄹㅁㅂㅅㅇㅈㅊㅋㅌㅍㅎ",
}
# Series that begin anew as they are.
_CYCLES = {
    "aiueo": "ｱｲｳｴｵｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾅﾆﾇﾈﾉﾊﾋﾌﾍﾎﾏﾐﾑﾒﾓﾔﾕﾖﾗﾘﾙﾚﾛﾜｦﾝ",
    "aiueoFullWidth": "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲン",
    "iroha": "ｲﾛﾊﾆﾎﾍﾄﾁﾘﾇﾙｦﾜｶﾖﾀﾚｿﾂﾈﾅﾗﾑｳヰﾉｵｸﾔﾏｹﾌｺｴﾃｱｻｷﾕﾒﾐｼヱﾋﾓｾｽﾝ",
    "irohaFullWidth": "イロハニホヘトチリヌルヲワカヨタレソツネナラムウヰノオクヤマ"
    "ケフコエテアサキユメミシヱヒモセスン",
}
_ROMAN = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"),
    (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip
_ONES = (
    "Zero", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten", "Eleven", "Twelve",
    "Thirteen", "Fourteen", "Fifteen", "Sixteen", "Seventeen", "Eighteen", "Nineteen",
)  # fmt: skip
_TENS = ("Twenty", "Thirty", "Forty", "Fifty", "Sixty", "Seventy", "Eighty", "Ninety")
_IRREGULAR_ORDINALS = {
    "one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth", "nine": "ninth",
    "twelve": "twelfth",
}  # fmt: skip


def is_known(number_format: str) -> bool:
    """True if `number_text` prints this format as Word does; others it prints in decimal digits."""
    return number_format in _WRITERS


def number_text(number: int, number_format: str) -> str:
    """What Word prints for a number of at least 0 in a format of ST_NumberFormat; decimal digits if it is not known.

    Empty for the format "none", and where Word prints nothing: for a number too large for the format.
    """
    writer = _WRITERS.get(number_format)
    return writer(number) if writer else str(number)


def _counted(number: int, system: _CountingSystem) -> str:
    """A number of a counting system; empty from `_MAX_COUNTED` on.

    >>> _counted(10_010, _COUNTING["taiwaneseCountingThousand"]), _counted(1_110, _COUNTING["japaneseCounting"])
    ('一萬零一十', '千百十')
    """
    if number >= _MAX_COUNTED:
        return ""
    if not number:
        return system.digits[0]
    high, low = divmod(number, 10_000)
    text = _counted_below_ten_thousand(high, system) + system.ten_thousand if high else ""
    if low:
        if high and low < 1000:
            text += system.zero
        text += _counted_below_ten_thousand(low, system)
    return text.removeprefix(system.digits[1]) if system.says_one == "tens" and 10 <= number < 20 else text


def _counted_below_ten_thousand(number: int, system: _CountingSystem) -> str:
    """A group of four digits, at least 1, with one mark of zero for each gap inside it."""
    text, gap = "", False
    for power in (3, 2, 1, 0):
        digit = number // 10**power % 10
        if not digit:
            gap = bool(text)
            continue
        if gap:
            text, gap = text + system.zero, False
        if digit > 1 or not power or system.says_one != "never":
            text += system.digits[digit]
        text += system.powers[power - 1] if power else ""
    return text


def _short_counted(number: int, zero: str) -> str:
    """A number in ones and tens below 100, digit for digit from there on."""
    if number < 100:
        return _counted(number, _COUNTING["chineseCountingThousand"]) if number else zero
    return "".join(_CHINESE[int(digit)] if digit != "0" else zero for digit in str(number))


def _roman(number: int) -> str:
    """Roman numerals, in capitals; empty for 0 and from 32,768 on, where Word prints none."""
    text = ""
    if number < 1 << 15:
        for value, letters in _ROMAN:
            text += letters * (number // value)
            number %= value
    return text


def _repeated(number: int, letters: str) -> str:
    """A, B, … AA, BB: a letter is written once more in each round; empty for 0 and past the last that Word prints."""
    if not 0 < number <= _MAX_LETTERS:
        return ""
    return letters[(number - 1) % len(letters)] * ((number - 1) // len(letters) + 1)


def _ordinal(number: int) -> str:
    """1st, 2nd, 3rd, 4th, 11th.

    >>> _ordinal(0), _ordinal(22), _ordinal(113)
    ('0th', '22nd', '113th')
    """
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def _cardinal_text(number: int) -> str:
    """One, Twenty-one, One hundred two, One thousand two hundred three; decimal digits from a million on."""
    if number >= _MAX_COUNTED:
        return str(number)
    words = _words(number) if number else "zero"
    return words[0].upper() + words[1:]


def _words(number: int) -> str:
    """A number of at least 1 in English words, in lower case."""
    for value, name in ((1000, "thousand"), (100, "hundred")):
        if number >= value:
            rest = number % value
            return f"{_words(number // value)} {name}" + (f" {_words(rest)}" if rest else "")
    if number < 20:
        return _ONES[number].lower()
    tens, ones = divmod(number, 10)
    return _TENS[tens - 2].lower() + (f"-{_ONES[ones].lower()}" if ones else "")


def _ordinal_text(number: int) -> str:
    """First, Twenty-first, One hundredth; as 21st from a million on."""
    if number >= _MAX_COUNTED:
        return _ordinal(number)
    words = _cardinal_text(number)
    cut = max(words.rfind(" "), words.rfind("-")) + 1
    last = words[cut:].lower()
    ending = _IRREGULAR_ORDINALS.get(last) or (f"{last[:-1]}ieth" if last.endswith("y") else f"{last}th")
    return words[:cut] + (ending if cut else ending.capitalize())


def _in_series(number: int, series: tuple[str, ...]) -> str:
    """The member of a fixed series; decimal digits past its end."""
    return series[number - 1] if 0 < number <= len(series) else str(number)


def _in_cycle(number: int, letters: str) -> str:
    """The letter of a series that begins anew; empty for 0."""
    return letters[(number - 1) % len(letters)] if number else ""


def _with_digits(number: int, digits: str) -> str:
    """The decimal number in other digits, given from zero to nine."""
    return "".join(digits[int(digit)] for digit in str(number))


def _writers() -> dict[str, Callable[[int], str]]:
    """What prints a number, by the format."""
    writers: dict[str, Callable[[int], str]] = {
        "decimal": str,
        "decimalHalfWidth": str,
        "none": lambda number: "",
        "decimalZero": lambda number: f"{number:02}",
        "numberInDash": lambda number: f"- {number} -",
        "hex": lambda number: f"{number:X}",
        "ordinal": _ordinal,
        "cardinalText": _cardinal_text,
        "ordinalText": _ordinal_text,
        "upperRoman": _roman,
        "lowerRoman": lambda number: _roman(number).lower(),
    }
    for name, system in _COUNTING.items():
        writers[name] = partial(_counted, system=system)
    for name, zero in _SHORT_COUNTING.items():
        writers[name] = partial(_short_counted, zero=zero)
    for name, digits in _DIGITS.items():
        writers[name] = partial(_with_digits, digits=digits)
    for name, letters in _REPEATED.items():
        writers[name] = partial(_repeated, letters=letters)
    for name, letters in _CYCLES.items():
        writers[name] = partial(_in_cycle, letters=letters)
    for name, series in _SERIES.items():
        writers[name] = partial(_in_series, series=series)
    return writers


_WRITERS = _writers()
