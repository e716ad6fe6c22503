"""What a comparison ignored, in words."""

from __future__ import annotations

from collections.abc import Sequence

from policydiff.comparison.hunks import Hunk
from policydiff.comparison.result import IGNORED, Comparison
from policydiff.reports.comparison.names import Names
from policydiff.reports.model import count

_MARKS = (
    ("comma", ",，"),
    ("full stop", ".。．"),
    ("colon", ":：︰"),
    ("semicolon", ";；"),
    ("bracket", "()（）"),
    ("digit", "0123456789０１２３４５６７８９"),
)
_NOUNS = {"whitespace": "white space", "markup": "mark-up"}


def ignored(comparison: Comparison, *, shown: bool = False) -> str:
    """A sentence with what was ignored and how much of it; empty where there was nothing.

    `shown` says that it was shown all the same.
    """
    found: dict[str, list[Hunk]] = {}
    for hunk in comparison.hunks():
        if hunk.ignored in IGNORED:
            found.setdefault(str(hunk.ignored), []).append(hunk)
    if not found:
        return ""
    said = []
    for kind in IGNORED:
        if hunks := found.get(kind):
            number = comparison.ignored[kind]
            said.append(f"{count(number, _what(comparison, kind, hunks))} by {_NOUNS.get(kind, kind)}")
    what = f"{', '.join(said)}{_where(comparison)}"
    return f"Shown by --strict: {what}." if shown else f"Ignored: {what} (--strict)."


def _what(comparison: Comparison, kind: str, hunks: Sequence[Hunk]) -> str:
    text = comparison.new.document.text
    seen = {character for hunk in hunks for character in text[hunk.new.start : hunk.new.end]}
    fitting = (noun for noun, marks in _MARKS if kind == "width" and seen and seen <= set(marks))
    return next(fitting, "character")


def _where(comparison: Comparison) -> str:
    """The one unit in which all of it is; empty where it is in several."""
    units = [each for each in comparison.units if any(hunk.ignored in IGNORED for hunk in each.hunks)]
    elsewhere = any(hunk.ignored in IGNORED for place in comparison.between for hunk in place.hunks)
    several = sum(len([hunk for hunk in each.hunks if hunk.ignored in IGNORED]) for each in units) > 1
    if len(units) != 1 or elsewhere or units[0].new is None:
        return ""
    return f", {'all ' if several else ''}in {Names(comparison).new(units[0].new)}"
