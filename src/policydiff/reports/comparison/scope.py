"""The sentences that say which text inside a document was compared, and which provisions a partial text concerns."""

from __future__ import annotations

from collections.abc import Iterator

from policydiff.comparison.result import Comparison, Version
from policydiff.reports.comparison.names import Names
from policydiff.reports.model import count
from policydiff.text.document import LineRange, lines_place
from policydiff.text.lazy_regex import pattern

_ARTICLE = pattern(r"第[^第\s。，；、]{1,9}?[条條](?:之[一二三四五六七八九十0-9]{1,3})?")
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
        yield f"Both pass a text on; --part {min(carried, key=len)} compares these texts alone."
    if comparison.new.partial or comparison.old.partial:
        yield _concerned(comparison)


def _compared_part(side: str, version: Version) -> str:
    """The sentence that says which text was compared, and that the lines around it were not."""
    part, lines = version.part, version.document.lines
    assert part is not None
    first, last = lines.numbers(part.span)
    around = [_lines(lines.range(1, first - 1))] if first > 1 else []
    around += [_lines(lines.range(last + 1, len(lines)))] if last < len(lines) else []
    name = f"its text {part.title}" if part.label is None else part.name
    rest = f"; the wrapper, {' and '.join(around)}, is not compared (--part whole)" if around else ""
    return f"Of {side}, {name or 'a text inside it'}, {_lines(lines.range(first, last))}, is compared{rest}."


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
    listed = ", ".join(concerned)
    if len(concerned) > _MAX_NAMED_UNITS:
        listed = f"{count(len(concerned), noun)} ({concerned[0]} … {concerned[-1]})"
    number = comparison.summary["not_touched"]
    rest = f"the other {count(number, noun)} of {'OLD' if is_new else 'NEW'}"
    shown = f"{side} shows {listed} only" if concerned else f"{side} shows no whole {noun}"
    sentence = f"{shown}; {rest} {'is' if number == 1 else 'are'} not touched"
    instructed = _instructed(comparison, is_new)
    if len(instructed) > _MAX_NAMED_UNITS:
        instructed = [*instructed[:_MAX_NAMED_UNITS], "others"]
    return f"{sentence}, but {', '.join(instructed)}: its instructions name them." if instructed else f"{sentence}."


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
    return f"line {first}" if first == last else f"lines {first}–{last}"
