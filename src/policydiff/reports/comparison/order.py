"""The hint that OLD and NEW may have been exchanged, where their dates say so."""

from __future__ import annotations

from collections.abc import Iterator

from policydiff.comparison.result import Comparison, Quote
from policydiff.structure.metadata import dates


def swapped(comparison: Comparison) -> Iterator[str]:
    """Yield one sentence if the dates say that the old document is the later one; nothing if they do not.

    The dates of the two documents count; where either has none, the dates that changed in the text, all of which must
    then have become earlier.
    """
    pairs = [(_day(comparison.old.date), _day(comparison.new.date))]
    if not all(pairs[0]):
        changed = [finding for finding in comparison.findings if finding.kind == "date"]
        pairs = [(_day_of(finding.old), _day_of(finding.new)) for finding in changed]
    if pairs and all(old and new and old > new for old, new in pairs):
        yield f"Are OLD and NEW exchanged? OLD has the date {pairs[0][0]}, NEW the earlier {pairs[0][1]}."


def _day(text: str | None) -> str:
    """The first whole date in a text as YYYY-MM-DD; "" if there is none."""
    return next(dates(text or ""), "")


def _day_of(quote: Quote | None) -> str:
    """The date that a finding quotes as YYYY-MM-DD; "" if it is none, or not a whole one."""
    return _day(quote.text) if quote else ""
