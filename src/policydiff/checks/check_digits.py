"""Check digits of identity and card numbers: whether a number can be one.

>>> is_luhn("79927398713"), is_luhn("79927398710")
(True, False)
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

_RESIDENT_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)  # GB 11643
_RESIDENT_CHECKS = "10X98765432"  # GB 11643, by the sum modulo 11
_TAIWAN_LETTERS = "ABCDEFGHJKLMNPQRSTUVXYWZIO"  # 10 to 35
_TAIWAN_WEIGHTS = (1, 9, 8, 7, 6, 5, 4, 3, 2, 1, 1)
_HONG_KONG_WEIGHTS = (9, 8, 7, 6, 5, 4, 3, 2, 1)
_HONG_KONG_BLANK = 36  # in place of the first letter, if there is one letter only


def is_luhn(digits: str) -> bool:
    """True if the Luhn sum of a card number is right."""
    values = [int(digit) for digit in digits]
    doubled = (sum(divmod(2 * value, 10)) for value in values[-2::-2])
    return (sum(values[-1::-2]) + sum(doubled)) % 10 == 0


def is_resident_number(number: str) -> bool:
    """True if the check digit of 17 digits and a digit or X is right (GB 11643)."""
    total = _weighted(_RESIDENT_WEIGHTS, map(int, number[:17]))
    return _RESIDENT_CHECKS[total % 11] == number[17].upper()


def is_taiwan_number(number: str) -> bool:
    """True if the check digit of an identity number of Taiwan, a capital letter and nine digits, is right."""
    code = _TAIWAN_LETTERS.index(number[0]) + 10
    return _weighted(_TAIWAN_WEIGHTS, [*divmod(code, 10), *map(int, number[1:])]) % 10 == 0


def is_hong_kong_number(number: str) -> bool:
    """True if the check digit of one or two capital letters, six digits and a digit or A is right."""
    codes = [int(character, 36) for character in number]
    return _weighted(_HONG_KONG_WEIGHTS, [_HONG_KONG_BLANK] * (9 - len(codes)) + codes) % 11 == 0


def is_date(digits: str) -> bool:
    """True if eight digits are a day from 1900 to 2099.

    >>> is_date("20240229"), is_date("20230229")
    (True, False)
    """
    try:
        return 1900 <= date(int(digits[:4]), int(digits[4:6]), int(digits[6:])).year < 2100
    except ValueError:
        return False


def _weighted(weights: Sequence[int], values: Iterable[int]) -> int:
    """The sum of the values, each times its weight."""
    return sum(weight * value for weight, value in zip(weights, values, strict=True))
