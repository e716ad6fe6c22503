"""The report of a comparison: what to read first, what became of the units, what changed inside them."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from policydiff.comparison.result import Comparison, Finding, UnitChange, UnitReference
from policydiff.reports.comparison.ignored import ignored
from policydiff.reports.comparison.names import Names, line_name, renumbering_words, renumberings, topic, without_label
from policydiff.reports.comparison.selection import Selection
from policydiff.reports.comparison.sentences import Changed, changed, is_shown, of_unit, shortened
from policydiff.reports.comparison.sentences import lines as lines_of
from policydiff.reports.model import Group, Line, Report, Row, Run, count, encoding_name
from policydiff.text.document import LINE_END, Document
from policydiff.text.spans import Span

_FINDINGS = 14  # findings shown without --verbose
_WARNINGS = 24  # the same, where so many are warnings
_STRUCTURE = 8  # units of one kind named without --verbose
_LONG = 240  # characters of unchanged words in a row that are shown; twice as many of changed ones
_NAMED = 4  # pieces of a unit that are all named
_NARROW = 10  # characters of the names of two units that are both named
_SCREEN = 640  # characters of changed sentences shown, of each of the two kinds
_LESSER = 3  # findings of severity info among them
_ORDER = {"warning": 0, "notice": 1, "info": 2}
_TIMES = {2: "twice"}


def comparison_report(
    comparison: Comparison,
    *,
    strict: bool = False,
    verbose: bool = False,
    explain: bool = False,
    only: Selection | None = None,
) -> Report:
    """The report: `strict` shows what is else ignored, `verbose` what is else counted, `explain` the reasons."""
    only = only or Selection()
    heading, facts = _heading(comparison), _facts(comparison, explain)
    if words := _not_comparable(comparison):
        structure = (
            _Said(comparison, Names(comparison), only, strict, verbose).structure() if _empty(comparison) else ()
        )
        return Report(heading, facts, (words,), tuple(structure))
    if comparison.same_text and not (strict and any(comparison.ignored.values())):
        return Report(
            heading, facts, (_same(comparison),), closing=() if comparison.identical else _closing(comparison)
        )
    said_of = _Said(comparison, Names(comparison), only, strict, verbose)
    groups = [*said_of.groups(), *(said_of.reasons() if explain else ())]
    return Report(heading, facts, (_summary(comparison, only),), tuple(groups), _closing(comparison, strict=strict))


def _empty(comparison: Comparison) -> list[str]:
    """Which sides say nothing at all."""
    return [side for side in ("old", "new") if not getattr(comparison, side).document.text.strip()]


def _not_comparable(comparison: Comparison) -> str:
    """Why there is nothing to set side by side; empty where there is."""
    empty = _empty(comparison)
    if len(empty) == 2:
        return "no change in wording: both documents are empty"
    if empty:
        return f"the {empty[0]} document is empty: everything is {'new' if empty[0] == 'old' else 'gone'}"
    if not comparison.related:
        return f"not two editions of one document ({100 * comparison.shared:.0f} % shared)"
    return ""


# ------------------------------------------------------------------------------------------------- the frame


def _heading(comparison: Comparison) -> str:
    old, new = comparison.old, comparison.new
    return new.title or old.title or _paths(comparison)


def _paths(comparison: Comparison) -> str:
    old, new = comparison.old.document.path, comparison.new.document.path
    return new if old == new else f"{old} → {new}"


def _facts(comparison: Comparison, explain: bool) -> str:
    old, new = comparison.old, comparison.new
    paths = f"{_paths(comparison)}    " if new.title or old.title else ""
    sizes = [len({each.span for each in side}) for side in _pieces(comparison)]
    units = f"{count(sizes[0], old.unit)} → {count(sizes[1], new.unit)}"
    unit = new.unit if sizes[1] else old.unit
    if old.unit == new.unit or not all(sizes):
        units = f"{sizes[0]:,} → {count(sizes[1], unit)}" if sizes[0] != sizes[1] else count(sizes[0], unit)
    lengths = [len(each.document.text) for each in (old, new)]
    said = f"{paths}{units}, {lengths[0]:,} → {count(lengths[1], 'character')}"
    if explain:
        said += "".join(
            f"; {name} {encoding_name(each.document)} ({each.document.encoding_reason})"
            for name, each in (("old", old), ("new", new))
            if each.document.encoding_reason
        )
    return said


def _pieces(comparison: Comparison) -> tuple[list[UnitReference], list[UnitReference]]:
    units = comparison.units
    return [each.old for each in units if each.old], [each.new for each in units if each.new]


def _same(comparison: Comparison) -> str:
    if comparison.identical:
        return "no change in wording: the two are the same, character for character"
    return "no change in wording"


def _summary(comparison: Comparison, only: Selection) -> str:
    if comparison.same_text:
        return "no change in wording but what --strict counts"
    tally, noun = comparison.summary, comparison.new.unit
    both = sum(each.moved and each.renumbered and each.main for each in comparison.units)
    said: list[str] = []
    for kind in ("added", "replaced", "split", "merged", "moved", "renumbered", "edited", "removed"):
        number = tally[kind]
        if not only.has(kind) or not (number or (kind in ("added", "edited", "removed") and not only)):
            continue
        said.append(f"{number:,} {kind}" if said else f"{count(number, noun)} {kind}")
        if kind == "renumbered" and both:
            moves = "the move" if both == tally["moved"] == 1 else "a move" if both == 1 else "moves"
            said[-1] += f" ({'one is' if both == 1 else f'{both:,} are'} {moves})"
    if not only and not any(tally[kind] for kind in tally if kind != "unchanged"):
        said = [f"no {noun} changed"]
    outside = sum(any(hunk.ignored is None for hunk in place.hunks) for place in comparison.between)
    if outside and not only:
        said.append(f"{count(outside, 'change')} outside the {noun}s")
    found = [each for each in comparison.findings if only and only.finding(each)]
    if found:
        said.append(count(len(found), "finding"))
    return ", ".join(said) or "no change of these kinds"


def _closing(comparison: Comparison, *, strict: bool = False) -> tuple[str, ...]:
    told = ignored(comparison, shown=strict)
    return (f"{told} Checked: old + these changes = new, exactly.".strip(),)


# ------------------------------------------------------------------------------------------------- the groups


class _Place(NamedTuple):
    """A unit, or a stretch between units, with its changed sentences; `at` is where it stands in the new text."""

    at: int
    name: str
    labels: tuple[str, str]
    found: list[Changed]


class _Said:
    """What is said of one comparison, group by group."""

    def __init__(self, comparison: Comparison, names: Names, only: Selection, strict: bool, verbose: bool) -> None:
        self._comparison, self._names, self._only = comparison, names, only
        self._strict, self._verbose = strict, verbose
        self._old: Document = comparison.old.document
        self._new: Document = comparison.new.document

    def groups(self) -> Iterator[Group]:
        """All groups that have anything to say, in the order in which they are read."""
        rewritten, edited = self._sentences()
        for title, rows in (
            ("READ FIRST", list(self._findings())),
            ("STRUCTURE", list(self._structure())),
            ("REWRITTEN", rewritten),
            ("EDITED", edited),
            ("ADDED", list(self._whole("added"))),
            ("REMOVED", list(self._whole("removed"))),
        ):
            if rows:
                yield Group(tuple(rows), title)

    def structure(self) -> Iterator[Group]:
        """What became of the units, and nothing more."""
        if rows := tuple(self._structure()):
            yield Group(rows, "STRUCTURE")

    def reasons(self) -> Iterator[Group]:
        """Why each unit was paired as it was."""
        rows = [
            Row(self._names.pair(each), (each.reason + _alike(each.similarity),))
            for each in self._comparison.units
            if each.reason and self._only.unit(each)
        ]
        if rows:
            yield Group(tuple(rows), "WHY")

    # --- findings

    def _findings(self) -> Iterator[Row]:
        wanted = [each for each in self._comparison.findings if self._only.finding(each)]
        wanted.sort(key=lambda each: _ORDER[each.severity])
        grouped: dict[tuple[str, str, str, str], list[Finding]] = {}
        for each in wanted:
            grouped.setdefault((each.severity, each.kind, each.message, each.note), []).append(each)
        warnings = min(_WARNINGS, sum(severity == "warning" for severity, *_ in grouped))
        lesser = sum(severity == "info" for severity, *_ in grouped)
        most = max(warnings, min(_FINDINGS, len(grouped) - max(0, lesser - _LESSER)))
        if self._verbose:
            most = len(grouped)
        yield from (self._finding(alike) for alike in [*grouped.values()][:most])
        if hidden := len(grouped) - most:
            yield Row("", (f"{hidden:,} more (-v)",))

    def _finding(self, alike: Sequence[Finding]) -> Row:
        first = alike[0]
        warned = first.severity == "warning"
        places = list(dict.fromkeys(name for each in alike for name in self._names.of_finding(each) if name))
        where = ", ".join(places)
        if len(places) > 2 or len(where) > _NARROW:
            where = places[0] + (f" +{len(places) - 1}" if len(places) > 1 else "")
        times = f"  ({_TIMES.get(len(alike), f'{len(alike)} times')})" if len(alike) > 1 else ""
        note = f"   {first.note}" if first.note else ""
        label = ("! " if warned else "  ") + (first.word or first.kind)
        return Row(label, (first.message + times + note,), "warn" if warned else "", where)

    # --- structure

    def _structure(self) -> Iterator[Row]:
        names, units = self._names, self._comparison.units
        one_sided: tuple[tuple[str, Callable[[UnitChange], str]], ...] = (
            ("added", lambda each: topic(self._new, each.new) if each.new else ""),
            ("removed", self._removed),
            ("replaced", self._replacement),
        )
        for kind, words in one_sided:
            yield from self._listed(kind, [(names.pair(each), words(each)) for each in units if each.change == kind])
        yield from self._listed("split", self._many("split"))
        yield from self._listed("merged", self._many("merged"))
        moved = [(names.pair(each), self._moved(each)) for each in units if each.moved and each.main]
        yield from self._listed("moved", moved)
        runs = [renumbering_words(each, names) for each in renumberings(self._comparison, names)]
        if runs and self._only.has("renumbered"):
            shown = runs if self._verbose else runs[: 2 * _STRUCTURE]
            more = f"  and {len(runs) - len(shown):,} more (-v)" if len(runs) > len(shown) else ""
            yield Row("renumbered", ("  ".join(shown) + more,))

    def _listed(self, kind: str, entries: Sequence[tuple[str, str]]) -> Iterator[Row]:
        if not self._only.has(kind):
            return
        shown = entries if self._verbose else entries[:_STRUCTURE]
        for at, (name, words) in enumerate(shown):
            yield Row(kind if not at else "", (words,), {"added": "keep", "removed": "drop"}.get(kind, ""), name)
        if len(entries) > len(shown):
            yield Row("", (f"and {len(entries) - len(shown):,} more {kind} (-v)",))

    def _removed(self, unit: UnitChange) -> str:
        words = topic(self._old, unit.old) if unit.old else ""
        return f"{words}   left standing as deleted" if unit.new else words

    def _replacement(self, unit: UnitChange) -> str:
        if unit.old is None or unit.new is None:
            return ""
        return f"same number, another text: {topic(self._old, unit.old)} ⇒ {topic(self._new, unit.new)}"

    def _moved(self, unit: UnitChange) -> str:
        words = topic(self._new, unit.new) if unit.new else ""
        return f"{words}   {'wording unchanged' if unit.change == 'unchanged' else unit.change}"

    def _many(self, kind: str) -> list[tuple[str, str]]:
        """Units that became several, or one out of several: each group of pieces once."""
        groups: dict[Span, list[UnitChange]] = {}
        for each in self._comparison.units:
            anchor = each.old if kind == "split" else each.new
            if each.change == kind and anchor:
                groups.setdefault(anchor.span, []).append(each)
        entries = []
        for pieces in groups.values():
            old = list(dict.fromkeys(self._names.old(each.old) for each in pieces if each.old))
            new = list(dict.fromkeys(self._names.new(each.new) for each in pieces if each.new))
            main = next((each for each in pieces if each.main), pieces[0])
            entries.append((f"{_several(old)} → {_several(new)}", topic(self._new, main.new) if main.new else ""))
        return entries

    # --- sentences

    def _sentences(self) -> tuple[list[Row], list[Row]]:
        """Rows for what was rewritten and rows for what was edited, each at most a screen unless verbose."""
        rewritten: list[tuple[Row, int, int]] = []
        edited: list[tuple[Row, int, int]] = []
        for place in self._changes():
            row = Row(place.name, tuple(line for each in place.found for line in self._lines(place, each)))
            size = sum(len(each.old) + len(each.new) if each.rewritten else len(each.new) for each in place.found)
            entry = (row, size, sum(each.changed for each in place.found))
            (rewritten if any(each.rewritten for each in place.found) else edited).append(entry)
        return self._screen(rewritten), self._screen(edited)

    def _changes(self) -> list[_Place]:
        """Each unit and stretch between units with its changed sentences, in reading order."""
        old, new = self._old, self._new
        entries: list[_Place] = []
        for unit in self._comparison.units:
            found = of_unit(old, new, unit, self._strict)
            if found and unit.old and unit.new and (self._only.has("edited") or self._only.has(unit.change)):
                labels = (unit.old.label or "", unit.new.label or "")
                entries.append(_Place(unit.new.span.start, self._names.pair(unit), labels, found))
        for place in () if self._only else self._comparison.between:
            if any(is_shown(hunk, self._strict) for hunk in place.hunks):
                found = changed(old, new, place.old, place.new, place.hunks, self._strict)
                if found:
                    entries.append(_Place(place.new.start, _lines_at(old, new, found[0]), ("", ""), found))
        return sorted(entries, key=lambda each: each.at)

    def _lines(self, place: _Place, found: Changed) -> Iterator[Line]:
        most = sys.maxsize if self._verbose else _LONG
        if not found.rewritten:
            yield from lines_of(shortened(found.without(place.labels[1]).runs, most))
            return
        lines = _lines_at(self._old, self._new, found)
        if lines != place.name:
            yield f"({lines})"
        sides = (("- ", self._old, found.old, place.labels[0]), ("+ ", self._new, found.new, place.labels[1]))
        for mark, document, span, label in sides:
            words = without_label(document.text[span.start : span.end], label)
            said = (line.strip() for line in LINE_END.split(words))
            yield from (mark + shortened((Run(line),), 2 * most)[0].text for line in said if line)

    def _whole(self, kind: str) -> Iterator[Row]:
        """The text of the units that came or went, where everything is wanted."""
        document, mark = (self._new, "+ ") if kind == "added" else (self._old, "- ")
        for unit in self._comparison.units if self._verbose and self._only.has(kind) else ():
            piece = unit.new if kind == "added" else unit.old
            if unit.change == kind and piece:
                text = document.text[piece.span.start : piece.span.end]
                said = tuple(mark + line.strip() for line in LINE_END.split(text) if line.strip())
                yield Row(self._names.pair(unit), said)

    def _screen(self, entries: Sequence[tuple[Row, int, int]]) -> list[Row]:
        """The rows with most change that fit on a screen, in reading order, and how many there are besides."""
        if self._verbose:
            return [row for row, _, _ in entries]
        room = _SCREEN
        kept: set[int] = set()
        for at in sorted(range(len(entries)), key=lambda at: -entries[at][2]):
            if not kept or entries[at][1] <= room:
                kept.add(at)
                room -= entries[at][1]
        rows = [_fitting(entries[at][0]) for at in sorted(kept)]
        if hidden := len(entries) - len(rows):
            rows.append(Row("", (f"and {count(hidden, f'more {self._comparison.new.unit}')} (-v)",)))
        return rows


def _fitting(row: Row) -> Row:
    """The row with as many of its lines as fit on a screen, and how many there are besides."""
    room = _SCREEN
    for at, line in enumerate(row.lines):
        room -= len(line) if isinstance(line, str) else sum(len(run.text) for run in line)
        hidden = len(row.lines) - at
        if room < 0 and at and hidden > 1:
            return row._replace(lines=(*row.lines[:at], f"and {count(hidden, 'more line')} (-v)"))
    return row


def _several(names: Sequence[str]) -> str:
    """The names, or the first and the last of many and how many they are."""
    return ", ".join(names) if len(names) <= _NAMED else f"{names[0]} … {names[-1]} ({len(names)})"


def _alike(similarity: float | None) -> str:
    return "" if similarity is None else f" (similarity {similarity:.2f})"


def _lines_at(old: Document, new: Document, found: Changed) -> str:
    """On which line of either text the changed sentences begin."""
    one, other = line_name(old, found.old), line_name(new, found.new)
    before, after = old.text[found.old.start : found.old.end].strip(), new.text[found.new.start : found.new.end].strip()
    if not after or one == other:
        return one
    return f"{one} → {other.removeprefix('line ')}" if before else other
