"""Which of several copies is wanted: by a field of its record, by its date, or by its length.

>>> site = FieldPreference("host", ("gov.cn", "*.gov.cn", "*"))
>>> [site.rank(host) for host in ("gov.cn", "www.GOV.cn", "example.com", "")]
[0, 1, 2, 3]
>>> date_number("2024-05-01"), date_number("2024年5月1日"), date_number("1714521600"), date_number("unknown")
(20240501000000, 20240501000000, 20240501000000, 0)
"""

from __future__ import annotations

import datetime
import fnmatch
import re
from dataclasses import dataclass
from typing import Literal, NamedTuple, cast
from urllib.parse import urlsplit

from policydiff.messages import NOTHING, Message, message
from policydiff.relations.summary import DocumentSummary

Order = Literal["newest", "oldest", "longest"]
ORDERS: tuple[Order, ...] = ("newest", "oldest", "longest")
HOST = "host"  # the field that is read from the address of a record without one
_DATE = re.compile(
    r"(\d{4})(?:[-/.年]?(\d{1,2})(?:[-/.月]?(\d{1,2})日?(?:[T ]{1,2}(\d{1,2}):(\d{2})(?::(\d{2}))?)?)?)?(?!\d)",
    re.ASCII,
)
_EPOCH = re.compile(r"\d{10}(?:\d{3})?", re.ASCII)  # seconds, or milliseconds, since 1970
_LEAST_PARTS = (0, 1, 1, 0, 0, 0)  # of a date that does not say them


def date_number(value: str) -> int:
    """A date and time as a number, greater for a later one; 0 if the value does not begin with one."""
    if _EPOCH.fullmatch(value):
        moment = datetime.datetime.fromtimestamp(int(value[:10]), datetime.UTC)
        return int(moment.strftime("%Y%m%d%H%M%S"))
    date = _DATE.match(value.strip())
    if date is None:
        return 0
    parts = [int(part) if part else least for part, least in zip(date.groups(), _LEAST_PARTS, strict=True)]
    try:
        datetime.datetime(*cast("tuple[int, int, int, int, int, int]", tuple(parts)))
    except ValueError:
        return 0
    return int("{:04}{:02}{:02}{:02}{:02}{:02}".format(*parts))


class FieldPreference(NamedTuple):
    """The values of a field in the order in which they are wanted; shell patterns, in any case of letters."""

    field: str
    patterns: tuple[str, ...]

    def rank(self, value: str) -> int:
        """The place of the first pattern that the value matches; behind all of them for none, or for no value."""
        for place, pattern in enumerate(self.patterns):
            if value and fnmatch.fnmatchcase(value.casefold(), pattern.casefold()):
                return place
        return len(self.patterns)


@dataclass(frozen=True, slots=True)
class Preference:
    """How the kept one of several copies is chosen: by fields, the first one first, then by date or length.

    `date_field` is the field with the date, empty for that which the document states; `url_field` is the field with
    the address, from which the field "host" is read if the record has none.
    """

    fields: tuple[FieldPreference, ...] = ()
    order: Order | None = None
    date_field: str = ""
    url_field: str = ""

    @property
    def wanted_fields(self) -> tuple[str, ...]:
        """The fields of records that the choice needs."""
        names = [*(preference.field for preference in self.fields), self.date_field, self.url_field]
        return tuple(dict.fromkeys(filter(None, names)))

    def value(self, summary: DocumentSummary, field: str) -> str:
        """The value of a field of a document; empty if it has none."""
        value = summary.source.field(field)
        if value or field != HOST or not self.url_field:
            return value
        try:
            return urlsplit(summary.source.field(self.url_field)).hostname or ""
        except ValueError:
            return ""

    def date(self, summary: DocumentSummary) -> str:
        """The date of a document as it is given; empty if it has none."""
        return summary.source.field(self.date_field) if self.date_field else summary.date

    def field_ranks(self, summary: DocumentSummary) -> tuple[int, ...]:
        """The place of a document in each of the fields, lower for one that is wanted more."""
        return tuple(preference.rank(self.value(summary, preference.field)) for preference in self.fields)

    def order_rank(self, summary: DocumentSummary) -> tuple[bool, int]:
        """The sort key by date or length, lower for one that is wanted more; documents without a date come last."""
        if self.order == "longest":
            return False, -summary.characters
        if self.order is None:
            return False, 0
        number = date_number(self.date(summary))
        return not number, number if self.order == "oldest" else -number

    def field_choice(self, kept: DocumentSummary, dropped: DocumentSummary) -> Message:
        """Why `kept` is wanted more by its fields, in words; `NOTHING` if the fields do not decide."""
        for preference in self.fields:
            value, other = self.value(kept, preference.field), self.value(dropped, preference.field)
            if preference.rank(value) < preference.rank(other):
                name = preference.field
                return message(
                    "the other has {field} {value}, which --prefer-field puts first", field=name, value=value
                )
        return NOTHING

    def order_choice(self, kept: DocumentSummary, dropped: DocumentSummary) -> Message:
        """Why `kept` is wanted more by date or length, in words; `NOTHING` if that does not decide."""
        if not self.order_rank(kept) < self.order_rank(dropped):
            return NOTHING
        if self.order == "longest":
            return message("the other is longer ({characters:,} characters)", characters=kept.characters)
        if self.order == "newest":
            return message("the other is newer ({date})", date=self.date(kept))
        return message("the other is older ({date})", date=self.date(kept))

    def as_json(self) -> dict[str, object]:
        """The parameters as a plan records them."""
        return {
            "prefer_fields": [f"{field}={','.join(patterns)}" for field, patterns in self.fields],
            "prefer_order": self.order,
            "date_field": self.date_field,
            "url_field": self.url_field,
        }
