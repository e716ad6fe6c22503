"""The name of a unit in a report: its label if that is unique, else with the labels above it, else with its line.

Unlabelled paragraphs that share a line are numbered: ¶7.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from policydiff.comparison.result import Comparison, Finding, UnitChange, UnitReference
from policydiff.text.document import Document, LineRange, first_line_name
from policydiff.text.spans import Span
from policydiff.translation import localized, localized_list

_LABEL_ENDS = "、.．:： \t\u3000"  # characters that may follow a label
_MARKUP = "*_#> \t\u3000"  # Markdown's marks, which may surround a label
_MAX_QUOTED_CHARACTERS = 20  # of a unit that a report quotes


def without_end_mark(label: str) -> str:
    """The label without the mark that follows it and white space around it; a label that is nothing but marks stays.

    >>> without_end_mark("四、")
    '四'
    """
    return label.strip().rstrip(_LABEL_ENDS) or label.strip()


class Names:
    """The names of the units of a comparison, each unique in its document.

    Where an attribute is a pair, its first part belongs to the old document and its second part to the new one.
    """

    def __init__(self, comparison: Comparison) -> None:
        self._units = comparison.units
        self._documents = (comparison.old.document, comparison.new.document)
        self._name_counts: tuple[Counter[str], Counter[str]] = (Counter(), Counter())
        self._paragraph_numbers: list[dict[Span, int]] = []
        for side in (0, 1):
            units = {unit.span: unit for change in self._units if (unit := (change.old, change.new)[side])}
            for unit in units.values():
                self._name_counts[side].update({_joined(unit.path[-depth:]) for depth in range(1, len(unit.path) + 1)})
            self._paragraph_numbers.append(_paragraph_numbers(units))

    def old(self, unit: UnitReference) -> str:
        """The name of a unit of the old document."""
        return self._name(unit, 0)

    def new(self, unit: UnitReference) -> str:
        """The name of a unit of the new document."""
        return self._name(unit, 1)

    def pair(self, unit: UnitChange) -> str:
        """Both names with an arrow; one name if they or the labels are equal, or only one side has the unit."""
        old = self.old(unit.old) if unit.old else ""
        new = self.new(unit.new) if unit.new else ""
        if unit.old and unit.new and unit.old.label == unit.new.label:
            return new
        return f"{old} → {new}" if old and new and old != new else new or old

    def of_finding(self, finding: Finding) -> list[str]:
        """The names of the units of the finding, in the new document where possible.

        Of a finding outside the units, first the line of its text.
        """
        units = [self._units[index] for index in finding.also]
        names = [self.new(unit.new) if unit.new else self.old(unit.old) if unit.old else "" for unit in units]
        if finding.unit is not None:
            first = self._units[finding.unit]
            return [self.new(first.new) if first.new else self.old(first.old) if first.old else "", *names]
        quote, side = (finding.new, 1) if finding.new else (finding.old, 0)
        return [line_name(self._documents[side], quote.span), *names] if quote else names

    def _name(self, unit: UnitReference, side: int) -> str:
        """The name of a unit; `side` is 0 for old, 1 for new.

        A label that is not unique even with those above it has its line.
        """
        if unit.label is None:
            number = self._paragraph_numbers[side].get(unit.span)
            return f"¶{number}" if number else line_name(self._documents[side], unit.span)
        for depth in range(1, len(unit.path) + 1):
            name = _joined(unit.path[-depth:])
            if self._name_counts[side][name] == 1:
                return name
        name = _joined(unit.path) or without_end_mark(unit.label)
        return localized("{unit} ({line})", unit=name, line=first_line_name(unit.lines))

    @staticmethod
    def left_standing(pieces: Iterable[UnitChange]) -> str:
        """What a report adds where deleted markers stand in the place of pieces; empty if there are none."""
        markers = localized_list(piece.marker.label or "" for piece in pieces if piece.marker)
        return f"   {localized('{markers} left standing as deleted', markers=markers)}" if markers else ""


def _paragraph_numbers(units: Mapping[Span, UnitReference]) -> dict[Span, int]:
    """The numbers, among all units of a document from 1, of unlabelled units that begin on a common line.

    Others have none.
    """
    lines = Counter(unit.lines[0] for unit in units.values() if unit.label is None)
    ordered = sorted(units, key=lambda span: span.start)
    return {
        span: number
        for number, span in enumerate(ordered, 1)
        if units[span].label is None and lines[units[span].lines[0]] > 1
    }


def _joined(path: Sequence[str]) -> str:
    """The labels joined to a name, without the marks that follow them.

    >>> _joined(("第三条", "（二）", "1."))
    '第三条（二） 1'
    """
    name = ""
    for label in map(without_end_mark, path):
        name += ("" if not name or label[:1] in "（(" else " ") + label
    return name


def line_name(document: Document, span: Span) -> str:
    """The line, from 1, of the first character in the span that is no white space: "line 7".

    For a blank span, the line of its end.
    """
    return localized(line_of(document, span).name)


def line_of(document: Document, span: Span) -> LineRange:
    """The line that `line_name` names."""
    text = document.text[span.start : span.end]
    start = span.start + len(text) - len(text.lstrip())
    return document.lines.numbers(Span(start, start))


def topic(document: Document, unit: UnitReference) -> str:
    """The heading of the unit, else the first line of its text without the label; shortened."""
    if unit.heading:
        return shorten(unit.heading.strip())
    text = document.text[unit.span.start : unit.span.end]
    body = without_label(text, unit.label or "").strip(_LABEL_ENDS + "\r\n")
    return shorten((body or text.strip()).split("\n")[0].strip())


def without_label(text: str, label: str) -> str:
    """The text without the label at its beginning and the mark-up around it; unchanged if there is none.

    >>> without_label("**第三条** 限期三十日。", "第三条")
    '限期三十日。'
    """
    bare_text = text.lstrip(_MARKUP + "\r\n")
    if not label or not bare_text.startswith(label):
        return text
    return bare_text.removeprefix(label).lstrip(_MARKUP)


def shorten(text: str) -> str:
    """The text; of more than `_MAX_QUOTED_CHARACTERS` characters, so many and an ellipsis."""
    return text if len(text) <= _MAX_QUOTED_CHARACTERS else f"{text[:_MAX_QUOTED_CHARACTERS]}…"


# ------------------------------------------------------------------------------------------------- runs of renumbering


class Renumbering(NamedTuple):
    """Renumbered units that are neighbours in both documents, in order."""

    units: tuple[UnitChange, ...]


_MIN_RUN_UNITS = 4  # fewer renumbered neighbours are listed one by one


def renumberings(comparison: Comparison, names: Names) -> list[Renumbering]:
    """The renumbered units that did not move, at least `_MIN_RUN_UNITS` neighbours in one run, others one by one."""
    units = comparison.units
    old_indexes = {span: index for index, span in enumerate(sorted({unit.old.span for unit in units if unit.old}))}
    new_indexes = {span: index for index, span in enumerate(sorted({unit.new.span for unit in units if unit.new}))}
    runs: list[list[UnitChange]] = []
    previous = (-2, -2)
    for unit in units:
        if not (unit.renumbered and unit.main and not unit.moved and unit.old and unit.new):
            continue
        indexes = (old_indexes[unit.old.span], new_indexes[unit.new.span])
        if runs and indexes == (previous[0] + 1, previous[1] + 1) and _continues_run(runs[-1][-1], unit, names):
            runs[-1].append(unit)
        else:
            runs.append([unit])
        previous = indexes
    return [
        Renumbering(tuple(part))
        for run in runs
        for part in ([run] if len(run) >= _MIN_RUN_UNITS else [[unit] for unit in run])
    ]


def _continues_run(unit: UnitChange, following: UnitChange, names: Names) -> bool:
    """True if a name such as 第五条至第九条 is right for two neighbours.

    In both documents, they must be under one heading, or their labels must be unique without a heading.
    """
    return all(
        first
        and second
        and (first.path[:-1] == second.path[:-1] or name(first) + name(second) == _labels(first, second))
        for name, first, second in ((names.old, unit.old, following.old), (names.new, unit.new, following.new))
    )


def _labels(first: UnitReference, second: UnitReference) -> str:
    """The two labels one after the other, without the marks that follow them."""
    return without_end_mark(first.label or "") + without_end_mark(second.label or "")


def renumbering_words(renumbering: Renumbering, names: Names) -> str:
    """The old and the new numbers: 四→五, or 第五条至第九十条 → 第六条至第九十一条."""
    first_unit, last_unit = renumbering.units[0], renumbering.units[-1]
    if first_unit is last_unit:
        return names.pair(first_unit).replace(" → ", "→")
    ranges = [
        f"{name(first)}至{name(last)}"
        for name, first, last in (
            (names.old, first_unit.old, last_unit.old),
            (names.new, first_unit.new, last_unit.new),
        )
        if first and last
    ]
    return " → ".join(ranges)
