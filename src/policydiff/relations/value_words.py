"""The values in which two documents differ, in words.

>>> from policydiff.text.spans import Span
>>> str(describe_values([(MetadataValue("number", "3", Span(0, 1)), MetadataValue("number", "5", Span(0, 1)))]))
'number 3 and 5'
"""

from __future__ import annotations

from collections.abc import Sequence

from policydiff.messages import Message, in_context, joined, message
from policydiff.structure.metadata import MetadataValue

_VALUE_KINDS = {  # the words for the kinds of values that have no key or date of their own
    "number": message(in_context("of a document", "number")),
    "issued": message("issued"),
    "published": message("published"),
    "effective": message("effective"),
    "dated": message("dated"),
    "history": message("history"),
    "issuer": message("issuer"),
    "signed": message("signed"),
    "time": message("time"),
    "heading": message("heading"),
    "status": message("status"),
}


def describe_values(pairs: Sequence[tuple[MetadataValue, MetadataValue]]) -> Message:
    """Return the first two pairs of values in words; that the words differ if there is no pair."""
    if not pairs:
        return message("their words differ")
    return joined(
        message(
            "{kind} {value} and {other_value}",
            kind=_describe_value_kind(value.kind),
            value=_describe_value(value),
            other_value=_describe_value(other_value),
        )
        for value, other_value in pairs[:2]
    )


def _describe_value_kind(kind: str) -> Message:
    """Return the words for a kind of values; those of front matter and of a history have a key or a date.

    Raises KeyError for a kind that is neither of these nor in `_VALUE_KINDS`.
    """
    group, _, detail = kind.partition(" ")
    if group == "front":
        return message("front {key}", key=detail)
    if detail:
        return message("history {date}", date=detail)
    return _VALUE_KINDS[kind]


def _describe_value(value: MetadataValue) -> Message | str:
    """Return the normal form of a value; "not said" for an empty one, and the word for a repealed status."""
    if not value.norm:
        return message("not said")
    return message("repealed") if (value.kind, value.norm) == ("status", "repealed") else value.norm
