"""What a unit is called in a report: its label where that is enough, else with what it lies under, else its line.

Paragraphs that share a line are counted: ¶7.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from policydiff.comparison.result import Comparison, Finding, UnitChange, UnitReference
from policydiff.text.document import Document
from policydiff.text.spans import Span

_TAIL = "、.．:： \t\u3000"
_MARKUP = "*_#> \t\u3000"  # Markdown's marks, which may stand round a label
_QUOTED = 20  # characters of a unit that a report quotes


def without_markup(label: str) -> str:
    """A label without the mark that follows it: 四 for 四、"""
    return label.strip().rstrip(_TAIL) or label.strip()


class Names:
    """The names of the units of a comparison, each telling its unit from the others of its document."""

    def __init__(self, comparison: Comparison) -> None:
        self._units = comparison.units
        self._documents = (comparison.old.document, comparison.new.document)
        self._seen: tuple[Counter[str], Counter[str]] = (Counter(), Counter())
        self._places: list[dict[Span, int]] = []
        for side in (0, 1):
            pieces = {piece.span: piece for each in self._units if (piece := (each.old, each.new)[side])}
            for piece in pieces.values():
                self._seen[side].update({_joined(piece.path[-deep:]) for deep in range(1, len(piece.path) + 1)})
            self._places.append(_places(pieces))

    def old(self, piece: UnitReference) -> str:
        """The name of a unit of the old text."""
        return self._name(piece, 0)

    def new(self, piece: UnitReference) -> str:
        """The name of a unit of the new text."""
        return self._name(piece, 1)

    def pair(self, unit: UnitChange) -> str:
        """Both names with an arrow, or one where they are the same or the other side has none."""
        old = self.old(unit.old) if unit.old else ""
        new = self.new(unit.new) if unit.new else ""
        if unit.old and unit.new and unit.old.label == unit.new.label:
            return new
        return f"{old} → {new}" if old and new and old != new else new or old

    def of_finding(self, finding: Finding) -> list[str]:
        """The units in which the finding stands, by their new names where they have one."""
        units = [self._units[at] for at in (() if finding.unit is None else (finding.unit, *finding.also))]
        if units:
            return [self.new(each.new) if each.new else self.old(each.old) if each.old else "" for each in units]
        side = 1 if finding.new else 0
        quote = finding.new or finding.old
        return [line_name(self._documents[side], quote.span)] if quote else []

    def _name(self, piece: UnitReference, side: int) -> str:
        if piece.label is None:
            place = self._places[side].get(piece.span)
            return f"¶{place}" if place else line_name(self._documents[side], piece.span)
        for deep in range(1, len(piece.path) + 1):
            name = _joined(piece.path[-deep:])
            if self._seen[side][name] == 1:
                return name
        return f"{_joined(piece.path) or without_markup(piece.label)} (line {piece.lines[0]})"


def _places(pieces: Mapping[Span, UnitReference]) -> dict[Span, int]:
    """Which paragraph of its text each unit without a label is, where several stand on one line."""
    lines = Counter(piece.lines[0] for piece in pieces.values() if piece.label is None)
    ordered = sorted(pieces, key=lambda span: span.start)
    return {
        span: at
        for at, span in enumerate(ordered, 1)
        if pieces[span].label is None and lines[pieces[span].lines[0]] > 1
    }


def _joined(path: Sequence[str]) -> str:
    name = ""
    for label in map(without_markup, path):
        name += ("" if not name or label[:1] in "（(" else " ") + label
    return name


def line_name(document: Document, span: Span) -> str:
    """The line on which a stretch begins to say something."""
    text = document.text[span.start : span.end]
    return f"line {document.lines.number(span.start + len(text) - len(text.lstrip()))}"


def topic(document: Document, piece: UnitReference) -> str:
    """What a unit is about: its heading, else how its text begins."""
    if piece.heading:
        return shorten(piece.heading.strip())
    text = document.text[piece.span.start : piece.span.end]
    said = without_label(text, piece.label or "").strip(_TAIL + "\r\n")
    return shorten((said or text.strip()).split("\n")[0].strip())


def without_label(text: str, label: str) -> str:
    """The text without its label at the beginning and the marks round it; as it is where it does not begin so."""
    bare_text = text.lstrip(_MARKUP + "\r\n")
    if not label or not bare_text.startswith(label):
        return text
    return bare_text.removeprefix(label).lstrip(_MARKUP)


def shorten(text: str) -> str:
    """The text, or its beginning where it is long."""
    return text if len(text) <= _QUOTED else f"{text[:_QUOTED]}…"


# ------------------------------------------------------------------------------------------------- runs of renumbering


class Renumbering(NamedTuple):
    """Units that follow each other in both texts and were renumbered together: first and last of them."""

    units: tuple[UnitChange, ...]


_LONG = 4  # renumbered neighbours that are said as a run


def renumberings(comparison: Comparison, names: Names) -> list[Renumbering]:
    """The renumbered units that did not move, neighbours together."""
    before = {span: at for at, span in enumerate(sorted({each.old.span for each in comparison.units if each.old}))}
    after = {span: at for at, span in enumerate(sorted({each.new.span for each in comparison.units if each.new}))}
    runs: list[list[UnitChange]] = []
    last = (-2, -2)
    for unit in comparison.units:
        if not (unit.renumbered and unit.main and not unit.moved and unit.old and unit.new):
            continue
        at = (before[unit.old.span], after[unit.new.span])
        if runs and at == (last[0] + 1, last[1] + 1) and _go_on(runs[-1][-1], unit, names):
            runs[-1].append(unit)
        else:
            runs.append([unit])
        last = at
    return [
        Renumbering(tuple(part)) for run in runs for part in ([run] if len(run) >= _LONG else [[one] for one in run])
    ]


def _go_on(one: UnitChange, other: UnitChange, names: Names) -> bool:
    """Whether 第五条至第九条 would tell the truth of two neighbours: one heading over them, or names that need none."""
    return all(
        before and after and (before.path[:-1] == after.path[:-1] or name(before) + name(after) == _bare(before, after))
        for name, before, after in ((names.old, one.old, other.old), (names.new, one.new, other.new))
    )


def _bare(one: UnitReference, other: UnitReference) -> str:
    return without_markup(one.label or "") + without_markup(other.label or "")


def renumbering_words(renumbering: Renumbering, names: Names) -> str:
    """四→五, or 第五条至第九十条 → 第六条至第九十一条."""
    first, last = renumbering.units[0], renumbering.units[-1]
    if first is last:
        return names.pair(first).replace(" → ", "→")
    ends = [
        f"{name(one)}至{name(other)}"
        for name, one, other in ((names.old, first.old, last.old), (names.new, first.new, last.new))
        if one and other
    ]
    return " → ".join(ends)
