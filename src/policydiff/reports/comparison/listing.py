"""A comparison as a list for a spreadsheet: one row a change or a finding."""

from __future__ import annotations

from collections.abc import Iterator

from policydiff.comparison.result import Comparison, Finding, UnitChange, UnitReference
from policydiff.reports.comparison.names import Names
from policydiff.reports.comparison.selection import Selection
from policydiff.reports.comparison.sentences import changed, of_unit
from policydiff.reports.model import Run, Table
from policydiff.text.document import Document
from policydiff.text.spans import Span

HEADINGS = ("row", "kind", "severity", "old unit", "new unit", "old lines", "new lines", "old", "new", "message")


def change_table(comparison: Comparison, *, strict: bool = False, only: Selection | None = None) -> Table:
    """Rows in reading order: what became of each unit, its changed sentences, then the findings.

    `row` is unit, sentence or finding; `kind` is what --only takes, and `outside` for text outside the units.
    """
    made = _Listing(comparison, strict, only or Selection())
    rows = [*made.units(), *made.outside(), *made.findings()]
    return Table(HEADINGS, tuple(tuple(((Run(cell),),) for cell in row) for row in rows))


class _Listing:
    """The rows of one comparison."""

    def __init__(self, comparison: Comparison, strict: bool, only: Selection) -> None:
        self._comparison, self._strict, self._only = comparison, strict, only
        self._names = Names(comparison)
        self._old: Document = comparison.old.document
        self._new: Document = comparison.new.document

    def units(self) -> Iterator[tuple[str, ...]]:
        """What became of each unit, and the sentences changed in it."""
        for unit in self._comparison.units:
            names = self._both(unit)
            places = (_lines(unit.old), _lines(unit.new))
            for kind in (unit.change, "moved" * unit.moved, "renumbered" * unit.renumbered):
                if kind and kind not in ("unchanged", "edited") and self._only.has(kind):
                    whole = kind not in ("moved", "renumbered")
                    texts = (_text(self._old, unit.old), _text(self._new, unit.new)) if whole else ("", "")
                    yield ("unit", kind, "", *names, *places, *texts, "")
            if self._only.has("edited"):
                found = of_unit(self._old, self._new, unit, self._strict)
                yield from (self._sentence("edited", names, each.old, each.new) for each in found)

    def outside(self) -> Iterator[tuple[str, ...]]:
        """The sentences changed outside the units."""
        for place in () if self._only else self._comparison.between:
            for each in changed(self._old, self._new, place.old, place.new, place.hunks, self._strict):
                yield self._sentence("outside", ("", ""), each.old, each.new)

    def findings(self) -> Iterator[tuple[str, ...]]:
        """The findings, in their order."""
        for each in self._comparison.findings:
            if self._only.finding(each):
                yield self._finding(each)

    def _finding(self, finding: Finding) -> tuple[str, ...]:
        unit = self._comparison.units[finding.unit] if finding.unit is not None else None
        names = self._both(unit) if unit else ("", "")
        places = tuple(
            _range(*document.lines.numbers(quote.span)) if quote else ""
            for document, quote in ((self._old, finding.old), (self._new, finding.new))
        )
        words = (finding.old.text if finding.old else "", finding.new.text if finding.new else "")
        return ("finding", finding.kind, finding.severity, *names, *places, *words, finding.message)

    def _sentence(self, kind: str, names: tuple[str, str], old: Span, new: Span) -> tuple[str, ...]:
        places, words = [], []
        for document, span in ((self._old, old), (self._new, new)):
            places.append(_range(*document.lines.numbers(span)) if len(span) else "")
            words.append(document.text[span.start : span.end].strip())
        return ("sentence", kind, "", *names, *places, *words, "")

    def _both(self, unit: UnitChange) -> tuple[str, str]:
        return (self._names.old(unit.old) if unit.old else "", self._names.new(unit.new) if unit.new else "")


def _lines(piece: UnitReference | None) -> str:
    return _range(*piece.lines) if piece else ""


def _range(first: int, last: int) -> str:
    return str(first) if first == last else f"{first}-{last}"


def _text(document: Document, piece: UnitReference | None) -> str:
    return document.text[piece.span.start : piece.span.end].strip() if piece else ""
