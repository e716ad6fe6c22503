"""The rows of the report of a dedupe on what stays: repeats that are kept, and page furniture."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from policydiff.deduplication.decision import Decision, Location
from policydiff.deduplication.plan import Plan
from policydiff.messages import message, translatable
from policydiff.reports.model import Row, line_numbers_of
from policydiff.reports.quotations import first_words
from policydiff.text.document import lines_place, lines_short
from policydiff.translation import localized, localized_count, localized_list

_KEPT_FURNITURE_LINE = translatable("line {numbers} kept, “{text}”  (--furniture drop)")
_KEPT_FURNITURE = translatable("lines {numbers} kept, “{text}”  (--furniture drop)")
# Kept repeats by relation: the sentences for one and for many, with the lines.
KEPT_KINDS = {
    "repeated-provision": (
        translatable("{number:,} passage that stands in two {places}, kept: {lines}"),
        translatable("{number:,} passages that stand in two {places}, kept: {lines}"),
    ),
    "parallel-provision": (
        translatable("{number:,} pair of nearly equal {places}, kept: {lines}"),
        translatable("{number:,} pairs of nearly equal {places}, kept: {lines}"),
    ),
    "repeated-line": (
        translatable("{number:,} short line repeated, kept: {lines}"),
        translatable("{number:,} short lines repeated, kept: {lines}"),
    ),
    "running-head": (
        translatable("{number:,} running head, kept: {lines}"),
        translatable("{number:,} running heads, kept: {lines}"),
    ),
    "quotation": (
        translatable("{number:,} quoted passage, kept: {lines}"),
        translatable("{number:,} quoted passages, kept: {lines}"),
    ),
}


def kept_rows(plan: Plan, verbose: bool) -> Iterator[Row]:
    """The row on kept repeats, "none" without any, and the row on page furniture."""
    text = plan.document.text
    lines = []
    for relation, templates in KEPT_KINDS.items():
        kept = [decision for decision in plan.decisions if decision.action == "keep" and decision.relation == relation]
        if not kept:
            continue
        places = message("provisions") if all(map(_is_in_provisions, kept)) else message("places")
        pairs = _pairs(kept, None if verbose else 3)
        lines.append(localized_count(len(kept), *templates, places=places, lines=pairs))
        if verbose:
            lines += [
                "  "
                + localized("{reason} “{text}”", reason=decision.reason, text=first_words(text, decision.location.span))
                for decision in kept
            ]
    yield Row(localized("Other repeats"), tuple(lines) or (localized("none"),))
    yield from _furniture_rows(plan)


def _furniture_rows(plan: Plan) -> Iterator[Row]:
    """The row on page furniture with the lines of at most six pieces; none without furniture."""
    furniture = [decision for decision in plan.decisions if decision.relation == "furniture"]
    if furniture:
        numbers = localized_list(line_numbers_of(decision.location) for decision in furniture[:6])
        is_one = len(furniture) == 1 and "-" not in numbers
        if len(furniture) > 6:
            numbers = localized("{lines} and {number} more", lines=numbers, number=len(furniture) - 6)
        if furniture[0].action == "drop":
            template = "line {numbers} left out, as asked" if is_one else "lines {numbers} left out, as asked"
        else:
            template = _KEPT_FURNITURE_LINE if is_one else _KEPT_FURNITURE
        quoted = first_words(plan.document.text, furniture[-1].location.span)
        yield Row(localized("Page furniture"), (localized(template, numbers=numbers, text=quoted),))


def _is_in_provisions(decision: Decision) -> bool:
    """True if both passages lie in units with a label; a heading of Markdown without one is none."""
    labels = decision.location.label, decision.copy_of and decision.copy_of.label
    return all(label and label.strip("#") for label in labels)


def _pairs(decisions: Sequence[Decision], limit: int | None) -> str:
    """The lines of the passages, original first, of at most `limit` decisions (None for all)."""
    shown = decisions if limit is None else decisions[:limit]
    pairs = [f"{_range(decision.copy_of)} = {_range(decision.location)}" for decision in shown if decision.copy_of]
    listed = localized_list(pairs)
    if len(decisions) > len(shown):
        listed = localized("{lines}, … ({number:,} more, -v)", lines=listed, number=len(decisions) - len(shown))
    if any(lines_place(decision.location.lines) for decision in shown):
        return listed
    return localized("lines {numbers}", numbers=listed)


def _range(location: Location) -> str:
    """The line, or the first and last one with a hyphen."""
    return lines_short(location.lines)
