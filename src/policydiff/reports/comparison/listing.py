"""A comparison as a table for spreadsheets, with one row a change or finding."""

from __future__ import annotations

from collections.abc import Iterator

from policydiff.comparison.result import SAME, Comparison, Finding, UnitChange, UnitReference
from policydiff.reports.comparison.names import Names
from policydiff.reports.comparison.selection import Selection
from policydiff.reports.comparison.sentences import changed_sentences, changed_sentences_of_unit, outside_hunks
from policydiff.reports.model import Run, Table
from policydiff.text.document import Document, lines_short
from policydiff.text.spans import Span

HEADINGS = ("row", "kind", "severity", "old unit", "new unit", "old lines", "new lines", "old", "new", "message")


def change_table(comparison: Comparison, *, strict: bool = False, only: Selection | None = None) -> Table:
    """The table in reading order: the changes of units with their changed sentences, text outside units, the findings.

    `row` is unit, sentence or finding; `kind` is a kind that --only takes, or `outside` for text outside the units.
    With a selection, text outside the units is left out.
    """
    listing = _Listing(comparison, strict, only or Selection())
    rows = [*listing.units(), *listing.outside(), *listing.findings()]
    return Table(HEADINGS, tuple(tuple(((Run(cell),),) for cell in row) for row in rows))


class _Listing:
    """The rows of one comparison, each a tuple of strings in the order of `HEADINGS`."""

    def __init__(self, comparison: Comparison, strict: bool, only: Selection) -> None:
        self._comparison, self._strict, self._only = comparison, strict, only
        self._names = Names(comparison)
        self._old: Document = comparison.old.document
        self._new: Document = comparison.new.document

    def units(self) -> Iterator[tuple[str, ...]]:
        """A row for each kind of change of a unit but `edited`, and one for each of its changed sentences."""
        for unit in self._comparison.units:
            names = self._unit_names(unit)
            line_ranges = (_lines(unit.old), _lines(unit.new))
            for kind in (unit.change, "moved" * unit.moved, "renumbered" * unit.renumbered):
                if kind and kind not in (*SAME, "edited") and self._only.has(kind):
                    has_texts = kind not in ("moved", "renumbered")
                    texts = (_text(self._old, unit.old), _text(self._new, unit.new)) if has_texts else ("", "")
                    yield ("unit", kind, "", *names, *line_ranges, *texts, "")
            if self._only.has("edited"):
                sentences = changed_sentences_of_unit(self._old, self._new, unit, self._strict)
                yield from (self._sentence("edited", names, sentence.old, sentence.new) for sentence in sentences)

    def outside(self) -> Iterator[tuple[str, ...]]:
        """A row for each changed sentence outside the units; none with a selection."""
        for change in () if self._only else self._comparison.outside_changes:
            hunks = outside_hunks(change)
            for sentence in changed_sentences(self._old, self._new, change.old, change.new, hunks, self._strict):
                yield self._sentence("outside", ("", ""), sentence.old, sentence.new)

    def findings(self) -> Iterator[tuple[str, ...]]:
        """A row for each wanted finding, in the order of the comparison."""
        for finding in self._comparison.findings:
            if self._only.finding(finding):
                yield self._finding(finding)

    def _finding(self, finding: Finding) -> tuple[str, ...]:
        """The row of a finding; units and lines are empty where a side has none."""
        unit = self._comparison.units[finding.unit] if finding.unit is not None else None
        names = self._unit_names(unit) if unit else ("", "")
        line_ranges = tuple(
            _range(document.lines.numbers(quote.span)) if quote else ""
            for document, quote in ((self._old, finding.old), (self._new, finding.new))
        )
        texts = (finding.old.text if finding.old else "", finding.new.text if finding.new else "")
        return ("finding", finding.kind, finding.severity, *names, *line_ranges, *texts, str(finding.message))

    def _sentence(self, kind: str, names: tuple[str, str], old: Span, new: Span) -> tuple[str, ...]:
        """The row of a changed sentence; line range and text are empty on a side without it."""
        line_ranges, texts = [], []
        for document, span in ((self._old, old), (self._new, new)):
            line_ranges.append(_range(document.lines.numbers(span)) if len(span) else "")
            texts.append(document.text[span.start : span.end].strip())
        return ("sentence", kind, "", *names, *line_ranges, *texts, "")

    def _unit_names(self, unit: UnitChange) -> tuple[str, str]:
        """The old and the new name of a unit; empty on a side without it."""
        return (self._names.old(unit.old) if unit.old else "", self._names.new(unit.new) if unit.new else "")


def _lines(unit: UnitReference | None) -> str:
    """The line range of a unit; empty if there is none."""
    return _range(unit.lines) if unit else ""


def _range(lines: tuple[int, int]) -> str:
    """One number if both are equal, else both with a dash, not a hyphen: spreadsheets take 3-5 for a date."""
    return lines_short(lines, "–")


def _text(document: Document, unit: UnitReference | None) -> str:
    """The text of a unit without white space around it; empty if there is none."""
    return document.text[unit.span.start : unit.span.end].strip() if unit else ""
