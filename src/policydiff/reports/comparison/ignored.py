"""The sentence that says which differences a comparison ignored, and how many characters they have."""

from __future__ import annotations

from collections.abc import Sequence

from policydiff.comparison.hunks import Hunk
from policydiff.comparison.result import IGNORED, Comparison, UnitChange
from policydiff.messages import NOTHING, Message, counted, joined, message, translatable
from policydiff.reports.comparison.names import Names
from policydiff.reports.comparison.sentences import new_label, outside_hunks
from policydiff.translation import localized

# What characters that differ in width are called where all of them are of one kind.
# Each has the templates for one and for many, and the characters.
_CHARACTER_NOUNS = (
    (translatable("{number:,} comma by {kind}"), translatable("{number:,} commas by {kind}"), ",，"),
    (translatable("{number:,} full stop by {kind}"), translatable("{number:,} full stops by {kind}"), ".。．"),
    (translatable("{number:,} colon by {kind}"), translatable("{number:,} colons by {kind}"), ":：︰"),
    (translatable("{number:,} semicolon by {kind}"), translatable("{number:,} semicolons by {kind}"), ";；"),
    (translatable("{number:,} bracket by {kind}"), translatable("{number:,} brackets by {kind}"), "()（）"),
    (
        translatable("{number:,} digit by {kind}"),
        translatable("{number:,} digits by {kind}"),
        "0123456789０１２３４５６７８９",
    ),
)
_CHARACTERS = (translatable("{number:,} character by {kind}"), translatable("{number:,} characters by {kind}"))
_KIND_NOUNS = {
    "width": message("width"),
    "script": message("script"),
    "whitespace": message("white space"),
    "markup": message("mark-up"),
    "label": message("spelling of numbers"),
    "furniture": message("page furniture"),
    "address": message("addresses of links"),
    "direction": message("direction controls"),
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
            parts.append(counted(number, *_counted_noun(comparison, kind, hunks), kind=_KIND_NOUNS[kind]))
    clause = joined([*parts, _location(comparison)], ", ")
    template = "Shown by --strict: {clause}." if shown else "Ignored: {clause} (--strict)."
    return localized(template, clause=clause)


def _ignored_hunks(unit: UnitChange) -> list[Hunk]:
    """The ignored hunks of a unit, without that for the label of one that has got another number."""
    label = new_label(unit)
    return [hunk for hunk in unit.hunks if hunk.ignored and hunk != label]


def _counted_noun(comparison: Comparison, kind: str, hunks: Sequence[Hunk]) -> tuple[str, str]:
    """The templates, for one and for many, of the ignored characters of a kind; narrower ones if all are, as commas."""
    text = comparison.new.document.text
    ignored_characters = {character for hunk in hunks for character in text[hunk.new.start : hunk.new.end]}
    nouns = (
        (one, many)
        for one, many, characters in _CHARACTER_NOUNS
        if kind == "width" and ignored_characters and ignored_characters <= set(characters)
    )
    return next(nouns, _CHARACTERS)


def _location(comparison: Comparison) -> Message:
    """A clause naming the unit that holds all ignored differences; empty if there is no such unit in the new text."""
    units = [unit for unit in comparison.units if _ignored_hunks(unit)]
    is_outside = any(hunk.ignored for outside in comparison.outside_changes for hunk in outside_hunks(outside))
    several = sum(len(_ignored_hunks(unit)) for unit in units) > 1
    if len(units) != 1 or is_outside or units[0].new is None:
        return NOTHING
    return message("all in {unit}" if several else "in {unit}", unit=Names(comparison).new(units[0].new))
