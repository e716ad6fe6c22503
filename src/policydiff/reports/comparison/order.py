"""The hint that OLD and NEW may have been exchanged, where their dates say so."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from policydiff.comparison.result import Comparison, Quote, Version
from policydiff.structure.metadata import dates
from policydiff.text.lazy_regex import pattern
from policydiff.translation import localized

_MAX_HEAD = 3_000  # characters before the first unit, in which dates are looked for
_YEAR = pattern(r"(?<![0-9])(?:19|20)[0-9]{2}(?![0-9])")


def swapped(comparison: Comparison) -> Iterator[str]:
    """Yield one sentence if the dates say that the old document is the later one; nothing if they do not.

    The dates of the two documents decide. Where either has none, or they are equal, the dates that changed in the text
    do, all of which must have become earlier; then the latest date of the heads, and the years of the titles and of the
    document numbers.
    """
    pairs = [(_day(comparison.old.date), _day(comparison.new.date))]
    if not all(pairs[0]) or pairs[0][0] == pairs[0][1]:
        changed = [finding for finding in comparison.findings if finding.kind == "date" and finding.old and finding.new]
        pairs = [(_day_of(finding.old), _day_of(finding.new)) for finding in changed]
    for value in _other_values(comparison):
        if any(old and new and old != new for old, new in pairs):
            break
        pairs = [(value(comparison.old), value(comparison.new))]
    if pairs and all(old and new and old > new for old, new in pairs):
        template = "Are OLD and NEW exchanged? OLD has the date {old}, NEW the earlier {new}."
        yield localized(template, old=pairs[0][0], new=pairs[0][1])


def _other_values(comparison: Comparison) -> tuple[Callable[[Version], str], ...]:
    """The functions that date a version where it has no date of its own; each returns "" where there is nothing."""
    starts = {
        side: min((unit.span.start for change in comparison.units if (unit := getattr(change, side))), default=0)
        for side in ("old", "new")
    }

    def day_of_head(version: Version) -> str:
        start = starts["old" if version is comparison.old else "new"]
        return max(dates(version.document.text[max(0, start - _MAX_HEAD) : start]), default="")

    return (
        day_of_head,
        lambda version: max(_YEAR.findall(version.compared_title or ""), default=""),
        lambda version: max(_YEAR.findall(version.number or ""), default=""),
    )


def _day(text: str | None) -> str:
    """The first whole date in a text as YYYY-MM-DD; "" if there is none."""
    return next(dates(text or ""), "")


def _day_of(quote: Quote | None) -> str:
    """The date that a finding quotes as YYYY-MM-DD; "" if it is none, or not a whole one."""
    return _day(quote.text) if quote else ""
