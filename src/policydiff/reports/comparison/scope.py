"""The sentences that say which text inside a document was compared, and which provisions a partial text concerns."""

from __future__ import annotations

from collections.abc import Iterator

from policydiff.comparison.result import Comparison, Version
from policydiff.messages import translatable
from policydiff.reports.comparison.names import Names
from policydiff.reports.model import count
from policydiff.text.document import LineRange, lines_place
from policydiff.text.lazy_regex import pattern
from policydiff.translation import localized, localized_list

_ARTICLE = pattern(r"第[^第\s。，；、]{1,9}?[条條](?:之[一二三四五六七八九十0-9]{1,3})?")
_NO_WHOLE_UNIT = {
    "article": translatable("{side} shows no whole article"),
    "section": translatable("{side} shows no whole section"),
    "paragraph": translatable("{side} shows no whole paragraph"),
}
# For many units, and for one.
_NOT_TOUCHED = (
    translatable("{shown}; the other {units} of {side} are not touched."),
    translatable("{shown}; the other {units} of {side} is not touched."),
)
_INSTRUCTED = (
    translatable("{shown}; the other {units} of {side} are not touched, but {named}: its instructions name them."),
    translatable("{shown}; the other {units} of {side} is not touched, but {named}: its instructions name them."),
)
_MAX_NAMED_UNITS = 6  # of those that a partial text concerns; of more, the first and the last are named


def scope_sentences(comparison: Comparison) -> Iterator[str]:
    """Yield a sentence for each side of which only a text inside it was compared, then one for a partial text.

    If both documents carry a text and were compared whole, a sentence says how to compare the texts alone.
    """
    for side, version in (("OLD", comparison.old), ("NEW", comparison.new)):
        if version.part:
            yield _compared_part(side, version)
    carried = [version.carries for version in (comparison.old, comparison.new) if version.carries]
    if len(carried) > 1:
        part = min(carried, key=len)
        yield localized("Both pass a text on; --part {part} compares these texts alone.", part=part)
    if comparison.new.partial or comparison.old.partial:
        yield _concerned(comparison)


def _compared_part(side: str, version: Version) -> str:
    """The sentence that says which text was compared, and that the lines around it were not."""
    part, lines = version.part, version.document.lines
    assert part is not None
    first, last = lines.numbers(part.span)
    around = [_lines(lines.range(1, first - 1))] if first > 1 else []
    around += [_lines(lines.range(last + 1, len(lines)))] if last < len(lines) else []
    name = localized("its text {title}", title=part.title) if part.label is None else part.name
    fields = {"side": side, "part": name or localized("a text inside it"), "lines": _lines(lines.range(first, last))}
    if not around:
        return localized("Of {side}, {part}, {lines}, is compared.", **fields)
    template = "Of {side}, {part}, {lines}, is compared; the wrapper, {around}, is not compared (--part whole)."
    return localized(template, **fields, around=localized_list(around, " and "))


def _concerned(comparison: Comparison) -> str:
    """The sentence that names the units which the partial text concerns, and counts those that it does not touch."""
    names, is_new = Names(comparison), comparison.new.partial
    side = "NEW" if is_new else "OLD"
    concerned: list[str] = []
    for change in comparison.units:
        reference = change.new if is_new else change.old
        if reference:
            concerned.append(names.new(reference) if is_new else names.old(reference))
    concerned = list(dict.fromkeys(concerned))
    noun = (comparison.new if is_new else comparison.old).unit
    listed = localized_list(concerned)
    if len(concerned) > _MAX_NAMED_UNITS:
        fields = {"units": count(len(concerned), noun), "first": concerned[0], "last": concerned[-1]}
        listed = localized("{units} ({first} … {last})", **fields)
    shown = localized("{side} shows {units} only", side=side, units=listed)
    if not concerned:
        shown = localized(_NO_WHOLE_UNIT[noun], side=side)
    number = comparison.summary["not_touched"]
    fields = {"shown": shown, "units": count(number, noun), "side": "OLD" if is_new else "NEW"}
    instructed = _instructed(comparison, is_new)
    if not instructed:
        return localized(_NOT_TOUCHED[number == 1], **fields)
    if len(instructed) > _MAX_NAMED_UNITS:
        instructed = [*instructed[:_MAX_NAMED_UNITS], localized("others")]
    fields["named"] = localized_list(instructed)
    return localized(_INSTRUCTED[number == 1], **fields)


def _instructed(comparison: Comparison, is_new: bool) -> list[str]:
    """The labels of units that are not shown and that the text between those shown names: 删去第六条."""
    text = (comparison.new if is_new else comparison.old).document.text
    spans = [change.new if is_new else change.old for change in comparison.outside_changes]
    named = {match[0] for span in spans for match in _ARTICLE.finditer(text, span.start, span.end)}
    references = [change.old if is_new else change.new for change in comparison.units if change.change == "not_touched"]
    labels = [reference.label or "" for reference in references if reference]
    shown = [change.new if is_new else change.old for change in comparison.units]
    named -= {reference.label for reference in shown if reference and reference.label}
    return [label for label in labels if label in named]


def _lines(lines: LineRange) -> str:
    """The name of a range of lines."""
    first, last = lines
    if place := lines_place(lines):
        return place
    if first == last:
        return localized("line {number}", number=first)
    return localized("lines {first}–{last}", first=first, last=last)
