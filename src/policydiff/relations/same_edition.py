"""Whether two documents are one edition: the same body, and no value at head or foot that differs."""

from __future__ import annotations

from collections.abc import Iterator

from policydiff.relations.edition import STATE_NAME, Edition
from policydiff.structure.metadata import DRAFT, MetadataValue
from policydiff.text.folding import folded_text
from policydiff.text.spans import Span

_KINDS = ("number", "issued", "published", "effective", "dated", "history", "issuer", "signed", "time", "heading")
_NAMED_DATES = ("issued", "published", "effective", "history")  # kinds of dates whose meaning is stated
_ValuePair = tuple[MetadataValue, MetadataValue]


def conflicting_values(left: Edition, right: Edition) -> list[_ValuePair]:
    """Return the values that both editions state and that differ, as pairs (left, right), one a kind.

    One of two histories may be shorter, but both must end with the same date. A date without a stated meaning must be
    among the dates of the other edition, if that has any with one; each edition may have one such pair. A draft or a
    repealed edition differs from one without a status, which is paired with a value whose `norm` is "" at Span(0, 0).
    """
    conflicts = []
    kinds = sorted({value.kind for side in (left, right) for value in side.values if " " in value.kind})
    for kind in (*_KINDS, *kinds):
        left_values, right_values = left.normalised_values(kind), right.normalised_values(kind)
        if not left_values or not right_values or left_values == right_values:
            continue
        agree = left_values <= right_values or right_values <= left_values
        if kind.startswith("history "):  # who acted on a date: in more words or fewer
            agree = any(old in new or new in old for old in left_values for new in right_values)
        if agree and not (kind == "history" and max(left_values) != max(right_values)):
            continue
        left_value = _latest(left, kind, left_values - right_values or left_values)
        conflicts.append((left_value, _latest(right, kind, right_values - left_values or right_values)))
    conflicts += _conflicting_dates(left, right)
    left_status, right_status = left.normalised_values("status"), right.normalised_values("status")
    only_one = left_status ^ right_status
    if left_status != right_status and (
        "repealed" in only_one or (left_status and right_status) or any(DRAFT.search(status) for status in only_one)
    ):
        nothing = MetadataValue("status", "", Span(0, 0))
        conflicts.append((next(_values_of(left, "status"), nothing), next(_values_of(right, "status"), nothing)))
    return conflicts


def _conflicting_dates(left: Edition, right: Edition) -> Iterator[_ValuePair]:
    """Yield the date without a stated meaning of either edition that is none of the dates of the other one.

    It is paired, as (left, right), with a date of the other that has a meaning. Nothing if the other edition has no
    dates, or dates without a stated meaning too.
    """
    for side, opposite in ((left, right), (right, left)):
        plain_dates = side.normalised_values("dated")
        all_dates = frozenset().union(*map(opposite.normalised_values, (*_NAMED_DATES, "dated")))
        if plain_dates and all_dates and not plain_dates & all_dates and not opposite.normalised_values("dated"):
            kind = next(kind for kind in _NAMED_DATES if opposite.normalised_values(kind))
            plain_date = _latest(side, "dated", plain_dates)
            named_date = _latest(opposite, kind, opposite.normalised_values(kind))
            yield (plain_date, named_date) if side is left else (named_date, plain_date)


def _values_of(side: Edition, kind: str) -> Iterator[MetadataValue]:
    return (value for value in side.values if value.kind == kind)


def _latest(side: Edition, kind: str, norms: frozenset[str]) -> MetadataValue:
    """Return the value of a kind with the greatest of these normal forms, the latest if they are dates.

    Raises ValueError if the edition has no value of the kind with one of them.
    """
    return max((value for value in _values_of(side, kind) if value.norm in norms), key=lambda value: value.norm)


def same_edition(left: Edition, right: Edition) -> bool:
    """Return True if the bodies are equal, titles and headings too where both have them, and no values conflict.

    False if the body is empty. Headings of chapters that only one of the two has do not count, if they are mere
    headings.
    """
    if not left.body or not _same_title(left, right) or conflicting_values(left, right):
        return False
    if left.body_with_divisions == right.body_with_divisions:
        return True
    if left.body != right.body:
        return False
    shorter, longer = sorted((left, right), key=lambda side: len(side.divisions))
    return longer.body_with_only(shorter.divisions) == shorter.body_with_divisions


def _same_title(left: Edition, right: Edition) -> bool:
    """Return True if a title is missing, equals the other but for marks and state, or is a line outside its body.

    That is the body of the other one; "marks and state" are punctuation and the name of the state.
    """
    left_title, right_title = (folded_text(STATE_NAME.sub("", side.title or "")) for side in (left, right))
    if not left_title or not right_title or left_title == right_title:
        return True
    return left_title in right.metadata_lines or right_title in left.metadata_lines
