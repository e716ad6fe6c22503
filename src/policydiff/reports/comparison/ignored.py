"""The sentence that says which differences a comparison ignored, and how many characters they have."""

from __future__ import annotations

from collections.abc import Sequence

from policydiff.comparison.hunks import Hunk
from policydiff.comparison.result import IGNORED, Comparison, UnitChange
from policydiff.reports.comparison.names import Names
from policydiff.reports.comparison.sentences import new_label, outside_hunks
from policydiff.reports.model import count

# What characters that differ in width are called where all of them are of one kind.
_CHARACTER_NOUNS = (
    ("comma", ",，"),
    ("full stop", ".。．"),
    ("colon", ":：︰"),
    ("semicolon", ";；"),
    ("bracket", "()（）"),
    ("digit", "0123456789０１２３４５６７８９"),
)
_KIND_NOUNS = {
    "whitespace": "white space",
    "markup": "mark-up",
    "label": "spelling of numbers",
    "furniture": "page furniture",
    "address": "addresses of links",
    "direction": "direction controls",
}


def ignored(comparison: Comparison, *, shown: bool = False) -> str:
    """A sentence with the ignored characters, counted by kind; empty if nothing was ignored.

    The labels of renumbered, split and merged units are not counted: the report shows these units.

    `shown` is True if --strict was given, so that these differences are shown.
    """
    hunks_of: dict[str, list[Hunk]] = {}
    for unit in comparison.units:
        for hunk in _ignored_hunks(unit):
            hunks_of.setdefault(str(hunk.ignored), []).append(hunk)
    for outside in comparison.outside_changes:
        for hunk in outside_hunks(outside):
            if hunk.ignored:
                hunks_of.setdefault(hunk.ignored, []).append(hunk)
    if not hunks_of:
        return ""
    parts = []
    for kind in IGNORED:
        if hunks := hunks_of.get(kind):
            number = sum(max(len(hunk.old), len(hunk.new)) for hunk in hunks)
            parts.append(f"{count(number, _noun(comparison, kind, hunks))} by {_KIND_NOUNS.get(kind, kind)}")
    clause = f"{', '.join(parts)}{_location(comparison)}"
    return f"Shown by --strict: {clause}." if shown else f"Ignored: {clause} (--strict)."


def _ignored_hunks(unit: UnitChange) -> list[Hunk]:
    """The ignored hunks of a unit, without that for the label of one that has got another number."""
    label = new_label(unit)
    return [hunk for hunk in unit.hunks if hunk.ignored and hunk != label]


def _noun(comparison: Comparison, kind: str, hunks: Sequence[Hunk]) -> str:
    """The noun for the ignored characters of a kind: "character", or a narrower one if all are, as "comma"."""
    text = comparison.new.document.text
    ignored_characters = {character for hunk in hunks for character in text[hunk.new.start : hunk.new.end]}
    nouns = (
        noun
        for noun, characters in _CHARACTER_NOUNS
        if kind == "width" and ignored_characters and ignored_characters <= set(characters)
    )
    return next(nouns, "character")


def _location(comparison: Comparison) -> str:
    """A clause naming the unit that holds all ignored differences; empty if there is no such unit in the new text."""
    units = [unit for unit in comparison.units if _ignored_hunks(unit)]
    is_outside = any(hunk.ignored for outside in comparison.outside_changes for hunk in outside_hunks(outside))
    several = sum(len(_ignored_hunks(unit)) for unit in units) > 1
    if len(units) != 1 or is_outside or units[0].new is None:
        return ""
    return f", {'all ' if several else ''}in {Names(comparison).new(units[0].new)}"
