"""What stands above and below the changes in the report of a comparison: heading, facts, summary and closing."""

from __future__ import annotations

from policydiff.comparison.result import SAME, Comparison, UnitReference
from policydiff.messages import Message, counted, joined, message, translatable, verbatim
from policydiff.reports.comparison.ignored import ignored
from policydiff.reports.comparison.selection import Selection
from policydiff.reports.model import count, encoding_name
from policydiff.translation import localized

_ENCODINGS = (translatable("old {encoding} ({reason})"), translatable("new {encoding} ({reason})"))
_CHANGED = {  # by kind of change: the template for the first that is named, which has the noun, and for the others
    "added": (translatable("{units} added"), translatable("{number:,} added")),
    "replaced": (translatable("{units} replaced"), translatable("{number:,} replaced")),
    "split": (translatable("{units} split"), translatable("{number:,} split")),
    "merged": (translatable("{units} merged"), translatable("{number:,} merged")),
    "moved": (translatable("{units} moved"), translatable("{number:,} moved")),
    "renumbered": (translatable("{units} renumbered"), translatable("{number:,} renumbered")),
    "edited": (translatable("{units} edited"), translatable("{number:,} edited")),
    "removed": (translatable("{units} removed"), translatable("{number:,} removed")),
}
_UNCHANGED = {
    "article": translatable("no article changed"),
    "section": translatable("no section changed"),
    "paragraph": translatable("no paragraph changed"),
}
_OUTSIDE = {
    "article": (
        translatable("{number:,} change outside the articles"),
        translatable("{number:,} changes outside the articles"),
    ),
    "section": (
        translatable("{number:,} change outside the sections"),
        translatable("{number:,} changes outside the sections"),
    ),
    "paragraph": (
        translatable("{number:,} change outside the paragraphs"),
        translatable("{number:,} changes outside the paragraphs"),
    ),
}


def empty_sides(comparison: Comparison) -> list[str]:
    """The sides whose text is blank: none, "old", "new", or both in this order."""
    return [side for side in ("old", "new") if not getattr(comparison, side).document.text.strip()]


def not_comparable(comparison: Comparison) -> str:
    """The reason why the two documents are not compared; "" if they are."""
    empty = empty_sides(comparison)
    if len(empty) == 2:
        return localized("no change in wording: both documents are empty")
    if empty == ["old"]:
        return localized("the old document is empty: everything is new")
    if empty:
        return localized("the new document is empty: everything is gone")
    if not comparison.related:
        return localized("not two editions of one document ({share:.0f} % shared)", share=100 * comparison.shared)
    return ""


def heading(comparison: Comparison) -> str:
    """The title of the documents; without one their paths."""
    return comparison.new.compared_title or comparison.old.compared_title or _paths(comparison)


def _paths(comparison: Comparison) -> str:
    """The paths of both documents; one if they are equal."""
    old, new = comparison.old.document.path, comparison.new.document.path
    return new if old == new else f"{old} → {new}"


def facts(comparison: Comparison, explain: bool) -> str:
    """The paths, unless they are the heading, and the sizes; with `explain` the encodings and their reasons."""
    old, new = comparison.old, comparison.new
    paths = f"{_paths(comparison)}    " if new.compared_title or old.compared_title else ""
    sizes = [len({unit.span for unit in side}) for side in _units_of_sides(comparison)]
    units = f"{count(sizes[0], old.unit)} → {count(sizes[1], new.unit)}"
    unit = new.unit if sizes[1] else old.unit
    if old.unit == new.unit or not all(sizes):
        units = f"{sizes[0]:,} → {count(sizes[1], unit)}" if sizes[0] != sizes[1] else count(sizes[0], unit)
    lengths = [len(version.document.text) for version in (old, new)]
    fields = {"units": units, "old": lengths[0], "new": count(lengths[1], "character")}
    shown = paths + localized("{units}, {old:,} → {new}", **fields)
    if explain:
        for template, version in zip(_ENCODINGS, (old, new), strict=True):
            if reason := version.document.encoding_reason:
                shown += localized("; ") + localized(template, encoding=encoding_name(version.document), reason=reason)
    return shown


def _units_of_sides(comparison: Comparison) -> tuple[list[UnitReference], list[UnitReference]]:
    """All units of the old and of the new side, changed or not; a split or merged one stands several times."""
    return [unit.old for unit in comparison.units if unit.old], [unit.new for unit in comparison.units if unit.new]


def same(comparison: Comparison) -> str:
    """The sentence for two documents without a change in wording."""
    if comparison.old.partial or comparison.new.partial:
        if comparison.identical:
            return localized("no change in wording of what is shown: the two are the same, character for character")
        return localized("no change in wording of what is shown")
    if comparison.identical:
        return localized("no change in wording: the two are the same, character for character")
    return localized("no change in wording")


def summary(comparison: Comparison, only: Selection) -> str:
    """The changes by kind with their numbers, in one line; of selected kinds only these."""
    if comparison.same_text:
        return localized("no change in wording but what --strict counts")
    tally, noun = comparison.summary, comparison.new.unit
    parts: list[Message] = []
    for kind, (first, further) in _CHANGED.items():
        number = tally[kind]
        if not only.has(kind) or not (number or (kind in ("added", "edited", "removed") and not only)):
            continue
        part = message(further, number=number) if parts else message(first, units=count(number, noun))
        parts.append(_with_moves(part, comparison) if kind == "renumbered" else part)
    if not only and not any(tally[kind] for kind in tally if kind not in SAME):
        parts = [message(_UNCHANGED[noun])]
    outside = sum(any(hunk.ignored is None for hunk in change.hunks) for change in comparison.outside_changes)
    if outside and not only:
        parts.append(counted(outside, *_OUTSIDE[noun]))
    if findings := [finding for finding in comparison.findings if only and only.finding(finding)]:
        parts.append(verbatim(count(len(findings), "finding")))
    return localized(joined(parts, ", ")) if parts else localized("no change of these kinds")


def _with_moves(renumbered: Message, comparison: Comparison) -> Message:
    """The number of renumbered units, with that of those that moved as well, if there are any."""
    also_moved = sum(unit.moved and unit.renumbered and unit.main for unit in comparison.units)
    if not also_moved:
        return renumbered
    if also_moved > 1:
        return message("{renumbered} ({number:,} are moves)", renumbered=renumbered, number=also_moved)
    only_move = comparison.summary["moved"] == 1
    return message(
        "{renumbered} (one is the move)" if only_move else "{renumbered} (one is a move)", renumbered=renumbered
    )


def closing(comparison: Comparison, *, strict: bool = False) -> tuple[str, ...]:
    """The sentence on what was ignored, and that the changes add up; `strict` as for the report."""
    ignored_sentence = ignored(comparison, shown=strict)
    proof = localized("Checked: old + these changes = new, exactly.")
    return (localized("{ignored} {proof}", ignored=ignored_sentence, proof=proof).strip(),)
