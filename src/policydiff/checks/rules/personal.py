"""Rule for personal data: numbers and addresses by which a natural person is reached or identified.

>>> from policydiff.text.document import Document
>>> subject = CheckedDocument(Document.from_text("联系人手机：13912034568\\n", "a.txt"))
>>> [str(fault.message) for fault in personal_data.find(subject)]
['a mainland mobile number: 139****4568']
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import NamedTuple

from policydiff.checks.check_digits import (
    is_date,
    is_hong_kong_number,
    is_luhn,
    is_resident_number,
    is_taiwan_number,
)
from policydiff.checks.rule import Fault, rule
from policydiff.checks.subject import CheckedDocument
from policydiff.languages import PACK
from policydiff.messages import Message, message
from policydiff.text.lazy_regex import Match, Pattern, pattern
from policydiff.text.spans import Span, SpanSet

PLACE = 11  # of the family among the families, in the order of docs/check.md

# Full-width forms and their ASCII characters; a full-width comma never groups digits.
_HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F) if code != 0xFF0C}
_REACH = 24  # characters before a number in which a word about it is looked for
_REACHED = 200  # characters on both sides of a candidate that are read
_MIN_DIFFERENT_DIGITS = 4  # a card number with fewer is an example
_SAMPLE_NUMBERS = frozenset({"A123456789", "13800138000", "13812345678", "0912345678"})  # that every example has
_OLD_IDENTITY_DIGITS = 15
# Not inside a longer number, a name, an address or a decimal fraction.
_START = r"(?<![0-9A-Za-z_×@=%&])(?<!\d\*)(?<!\*\*\*)(?<![0-9A-Za-z][-.])(?<![A-Za-z]/)(?<!\d,)"
_END = r"(?![0-9A-Za-z_×@%&])(?!\*{0,2}\*\d)(?!\*\*\*)(?![.-]\d)(?!,\d{3}(?!\d))"
_MOBILE = "1(?:3[0-9]|4[014-9]|5[0-35-9]|6[25-7]|7[0-8]|8[0-9]|9[0-35-9])"  # the prefixes that are in use
_URL = pattern(r"(?:https?://|www\.)[!-~]{1,2000}", signs=["://", "www."])


class _Number(NamedTuple):
    """A number with its context: the match, the number without separators, and the text around it.

    `before` and `after` end with its line, `around` does not.
    """

    match: Match
    value: str
    before: str
    after: str
    around: str


class _Kind(NamedTuple):
    """A kind of personal data: what messages call it, the pattern of candidates, and the test of one."""

    noun: Message
    pattern: Pattern
    is_personal: Callable[[_Number], bool]


@rule(
    "personal-data",
    "warning",
    message("telephone, identity and card numbers and e-mail addresses of persons"),
    opt_in=True,
)
def personal_data(subject: CheckedDocument) -> Iterator[Fault]:
    """A fault for each number and address; its message, excerpt and key have the middle masked."""
    text = subject.text.translate(_HALF_WIDTH)
    urls = SpanSet(Span(*match.span()) for match in _URL.finditer(text))
    found: dict[Span, tuple[Message, str]] = {}
    taken: set[int] = set()
    for kind in _kinds():
        for match in kind.pattern.finditer(text):
            span = Span(*match.span(match.re.groupindex.get("value", 0)))
            if taken.isdisjoint((span.start, span.end - 1)) and not urls.contains(span.start):
                number = _read(text, match, span)
                if number.value not in _SAMPLE_NUMBERS and kind.is_personal(number):
                    found[span] = kind.noun, _masked(number.value)
                    taken.update(range(span.start, span.end))
    people_lines = {subject.document.lines.number(span.start) for span in found}
    for match in _EMAIL.finditer(text):
        span = Span(*match.span())
        is_beside = subject.document.lines.number(span.start) in people_lines
        if not urls.contains(span.start) and _is_personal_address(_read(text, match, span), is_beside):
            found[span] = message("an e-mail address"), _masked(match[0])
    for span, (noun, masked) in sorted(found.items()):
        yield Fault(span, message("{kind}: {masked}", kind=noun, masked=masked), key=masked, excerpt=masked)


def _read(text: str, match: Match, span: Span) -> _Number:
    """The candidate in `span` with up to `_REACHED` characters on both sides."""
    above = text[max(0, span.start - _REACHED) : span.start]
    below = text[span.end : span.end + _REACHED]
    value = text[span.start : span.end].replace(" ", "").replace("-", "")
    return _Number(match, value, above.rpartition("\n")[2], below.partition("\n")[0], above + below)


def _masked(value: str) -> str:
    """The number without separators, or the address, with the middle replaced by asterisks.

    >>> _masked("13912034568"), _masked("lin.xiaoyu@post.example")
    ('139****4568', 'l***@post.example')
    """
    local, at, domain = value.partition("@")
    if at:
        return f"{local[0]}***@{domain}"
    first, last = (3, 4) if len(value) >= 11 else (2, 2)
    return f"{value[:first]}{'*' * (len(value) - first - last)}{value[-last:]}"


def _is_phone(number: _Number) -> bool:
    """True unless the words around the number say that it is an amount or the number of something else."""
    words = PACK.publication().personal
    return not words.no_phone.search(number.before[-_REACH:]) and not words.measure.match(number.after)


def _is_mainland_phone(number: _Number) -> bool:
    """True if the number is written as a mainland one, or stands in Chinese text."""
    return _is_phone(number) and bool(number.match["country"] or _HAN.search(number.around))


def _is_named_phone(number: _Number) -> bool:
    """True if the number has the area code of Hong Kong, or a word for a mobile telephone stands close before it."""
    words = PACK.publication().personal
    return _is_phone(number) and bool(number.match["area"] or words.phone.search(number.before[-_REACH:]))


def _is_identity_number(number: _Number) -> bool:
    """True for 18 digits with a region, a date and the right check digit; for 15, also a word must stand before it."""
    words, value = PACK.publication().personal, number.value
    if not words.regions.match(value):
        return False
    if len(value) == _OLD_IDENTITY_DIGITS:
        return is_date("19" + value[6:12]) and words.identity.search(number.before[-_REACH:]) is not None
    return is_date(value[6:14]) and is_resident_number(value)


def _is_card(number: _Number) -> bool:
    """True if the Luhn sum is right and a card issuer has such numbers.

    Outside UnionPay also a word for a card must stand near, or the number be written in groups of four.
    """
    words = PACK.publication().personal
    if not is_luhn(number.value) or len(set(number.value)) < _MIN_DIFFERENT_DIGITS:
        return False
    if _UNIONPAY.fullmatch(number.value):
        return _is_phone(number) or words.account.search(number.before[-_REACH:]) is not None
    near = number.before[-_REACH:] + number.after[:_REACH]
    return bool(
        _OTHER_CARD.fullmatch(number.value) and (_GROUPS_OF_FOUR.fullmatch(number.match[0]) or words.card.search(near))
    )


def _is_hong_kong_identity(number: _Number) -> bool:
    """True if the check digit of a Hong Kong identity card is right, in brackets or behind a word for the card."""
    value = number.value.replace("(", "").replace(")", "")
    if "(" not in number.value and not PACK.publication().personal.identity.search(number.before[-_REACH:]):
        return False
    return is_hong_kong_number(value)


def _is_personal_address(number: _Number, is_beside_number: bool) -> bool:
    """True if an e-mail address is that of a person.

    An address of a function (info@, privacy@) and an example are not. Others are personal if they are made of two
    names. So are those of no public body beside the name or a number of a person, and private ones if no word around
    them says that an office is reached by them.
    """
    words = PACK.publication().personal
    local, _, domain = number.match[0].partition("@")
    parts = [part for part in _ADDRESS_MARKS.split(local) if part]
    if any(words.office_local.fullmatch(part) for part in parts) or words.sample_domain.fullmatch(domain):
        return False
    line = f"{number.before} {number.after}"
    if _TWO_NAMES.fullmatch(local):
        return True
    if words.office_domain.fullmatch(domain):
        return False
    if is_beside_number or words.person.search(line):
        return True
    return words.private_domain.fullmatch(domain) is not None and not words.contact.search(number.around)


_ADDRESS_MARKS = pattern(r"[._+-]")
_TWO_NAMES = pattern(r"[A-Za-z]{2,20}\.[A-Za-z]{2,20}")
_HAN = pattern("[\u4e00-\u9fff]")
_EMAIL = pattern(
    r"(?<![0-9A-Za-z_.+*@/-])[A-Za-z0-9](?:[A-Za-z0-9_.+-]{0,62}[A-Za-z0-9_+-])?@(?:[A-Za-z0-9-]{1,63}\.){1,5}[A-Za-z]{2,12}"
    r"(?![0-9A-Za-z_@-])",
    signs="@",
)
_UNIONPAY = pattern(r"62\d{14}(?:\d{3})?|9558\d{15}")
_OTHER_CARD = pattern(
    r"62\d{15,16}|4\d{15}|5[1-5]\d{14}|2(?:22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)\d{12}|3[47]\d{13}|35(?:2[89]|[3-8]\d)\d{12}"
    r"|3(?:0[0-5]|[68]\d)\d{11}|60\d{14}(?:\d{3})?"
)
_GROUPS_OF_FOUR = pattern(r"\d{4}([ -])\d{4}\1\d{4}\1\d{4}(?:\1\d{3})?")


@cache
def _kinds() -> tuple[_Kind, ...]:
    """The kinds of numbers, in the order in which they are looked for: a number is of the first kind that it fits."""
    return (
        _Kind(
            message("a resident identity number"),
            pattern(rf"{_START}(?:[1-8]\d{{5}}[ -]?\d{{8}}[ -]?\d{{3}}[\dXx]|[1-8]\d{{14}}){_END}"),
            _is_identity_number,
        ),
        _Kind(message("a bank card number"), pattern(rf"{_START}[2-69](?:[ -]?\d){{13,18}}{_END}"), _is_card),
        _Kind(
            message("a mainland mobile number"),
            pattern(rf"{_START}(?P<country>\+?(?:00)?86[- ]?)?(?P<value>{_MOBILE}[ -]?\d{{4}}[ -]?\d{{4}}){_END}"),
            _is_mainland_phone,
        ),
        _Kind(
            message("a mobile number of Taiwan"),
            pattern(rf"{_START}(?:0|\+?886[- ]?(?:\(0\)|0)?)9\d\d[ -]?\d{{3}}[ -]?\d{{3}}{_END}"),
            _is_phone,
        ),
        _Kind(
            message("a mobile number of Hong Kong"),
            pattern(rf"{_START}(?P<area>\(?\+?852\)?[- ]?)?[4-9]\d{{3}}[ -]?\d{{4}}{_END}"),
            _is_named_phone,
        ),
        _Kind(
            message("an identity number of Taiwan"),
            pattern(rf"{_START}[A-Z][1289]\d{{8}}{_END}"),
            lambda number: is_taiwan_number(number.value),
        ),
        _Kind(
            message("an identity card number of Hong Kong"),
            pattern(rf"{_START}[A-Z]{{1,2}}\d{{6}}(?:\([0-9A]\)|[0-9A]{_END})"),
            _is_hong_kong_identity,
        ),
        _Kind(message("a passport number"), PACK.publication().personal.passport, lambda number: True),
    )
