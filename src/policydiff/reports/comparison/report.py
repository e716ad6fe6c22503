"""The report of a comparison: findings, changes in structure, and the changed sentences."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from policydiff.comparison.result import SAME, Comparison, Finding, UnitChange, UnitReference
from policydiff.messages import Message
from policydiff.reports.comparison.annotations import Annotations
from policydiff.reports.comparison.ignored import ignored
from policydiff.reports.comparison.limit import SizedRow, length, within_limit
from policydiff.reports.comparison.names import Names, line_name, renumbering_words, renumberings, topic, without_label
from policydiff.reports.comparison.order import swapped
from policydiff.reports.comparison.scope import scope_sentences
from policydiff.reports.comparison.selection import Selection
from policydiff.reports.comparison.sentences import (
    Changed,
    changed_sentences,
    changed_sentences_of_unit,
    outside_hunks,
    shortened,
)
from policydiff.reports.comparison.sentences import lines as lines_of
from policydiff.reports.comparison.tracked import tracked_changes
from policydiff.reports.model import Group, Line, Report, Row, count, encoding_name
from policydiff.text.document import LINE_END, Document
from policydiff.text.spans import Span

_MAX_FINDINGS = 14  # shown without --verbose
_MAX_WARNINGS = 24  # the same, if all of them are warnings
_MAX_STRUCTURE_ROWS = 8  # units of one kind of change named without --verbose
_MAX_UNCHANGED_CHARACTERS = 240  # of an unchanged run shown whole
_MAX_NAMED_PIECES = 4  # of a split or merged unit
_MAX_TWO_NAMES_CHARACTERS = 10  # of the names of two units that are both shown
_SEVERITY_ORDER = {"warning": 0, "notice": 1}
_TIMES = {2: "twice"}


def comparison_report(
    comparison: Comparison,
    *,
    strict: bool = False,
    verbose: bool = False,
    explain: bool = False,
    only: Selection | None = None,
) -> Report:
    """The report; `strict` shows what is ignored, `verbose` what is only counted, `explain` why units were paired.

    >>> from policydiff.comparison.engine import compare
    >>> from policydiff.readers.read import read_bytes
    >>> old, new = (read_bytes(text.encode(), "a.txt") for text in ("第一条 限期十日。", "第一条 限期二十日。"))
    >>> comparison_report(compare(old, new)).summary
    ('0 articles added, 1 edited, 0 removed',)
    """
    only = only or Selection()
    heading, facts = _heading(comparison), _facts(comparison, explain)
    authors, tracked = tracked_changes(comparison, verbose=verbose)
    if reason := _not_comparable(comparison):
        if not _empty_sides(comparison):
            return Report(heading, facts, (reason, *authors), tracked)
        groups = _Groups(comparison, Names(comparison), only, strict, verbose)
        return Report(heading, facts, (reason, *authors), (*groups.structure(), *tracked))
    if comparison.same_text and not (strict and any(comparison.ignored.values())):
        closing = () if comparison.identical else _closing(comparison)
        return Report(heading, facts, (_same(comparison), *authors, *scope_sentences(comparison)), tracked, closing)
    groups = _Groups(comparison, Names(comparison), only, strict, verbose)
    shown = (*groups.groups(), *tracked, *(groups.reasons() if explain else ()))
    summary = (_summary(comparison, only), *authors, *scope_sentences(comparison), *swapped(comparison))
    return Report(heading, facts, summary, shown, _closing(comparison, strict=strict))


def _empty_sides(comparison: Comparison) -> list[str]:
    """The sides whose text is blank: none, "old", "new", or both in this order."""
    return [side for side in ("old", "new") if not getattr(comparison, side).document.text.strip()]


def _not_comparable(comparison: Comparison) -> str:
    """The reason why the two documents are not compared; "" if they are."""
    empty = _empty_sides(comparison)
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
    return new.compared_title or old.compared_title or _paths(comparison)


def _paths(comparison: Comparison) -> str:
    old, new = comparison.old.document.path, comparison.new.document.path
    return new if old == new else f"{old} → {new}"


def _facts(comparison: Comparison, explain: bool) -> str:
    old, new = comparison.old, comparison.new
    paths = f"{_paths(comparison)}    " if new.compared_title or old.compared_title else ""
    sizes = [len({unit.span for unit in side}) for side in _units_of_sides(comparison)]
    units = f"{count(sizes[0], old.unit)} → {count(sizes[1], new.unit)}"
    unit = new.unit if sizes[1] else old.unit
    if old.unit == new.unit or not all(sizes):
        units = f"{sizes[0]:,} → {count(sizes[1], unit)}" if sizes[0] != sizes[1] else count(sizes[0], unit)
    lengths = [len(version.document.text) for version in (old, new)]
    facts = f"{paths}{units}, {lengths[0]:,} → {count(lengths[1], 'character')}"
    if explain:
        facts += "".join(
            f"; {side} {encoding_name(version.document)} ({version.document.encoding_reason})"
            for side, version in (("old", old), ("new", new))
            if version.document.encoding_reason
        )
    return facts


def _units_of_sides(comparison: Comparison) -> tuple[list[UnitReference], list[UnitReference]]:
    """All units of the old and of the new side, changed or not; a split or merged one stands several times."""
    return [unit.old for unit in comparison.units if unit.old], [unit.new for unit in comparison.units if unit.new]


def _same(comparison: Comparison) -> str:
    detail = ": the two are the same, character for character" if comparison.identical else ""
    where = " of what is shown" if comparison.old.partial or comparison.new.partial else ""
    return f"no change in wording{where}{detail}"


def _summary(comparison: Comparison, only: Selection) -> str:
    """The changes by kind with their numbers, in one line; of selected kinds only these."""
    if comparison.same_text:
        return "no change in wording but what --strict counts"
    tally, noun = comparison.summary, comparison.new.unit
    also_moved = sum(unit.moved and unit.renumbered and unit.main for unit in comparison.units)
    parts: list[str] = []
    for kind in ("added", "replaced", "split", "merged", "moved", "renumbered", "edited", "removed"):
        number = tally[kind]
        if not only.has(kind) or not (number or (kind in ("added", "edited", "removed") and not only)):
            continue
        parts.append(f"{number:,} {kind}" if parts else f"{count(number, noun)} {kind}")
        if kind == "renumbered" and also_moved:
            moves = "the move" if also_moved == tally["moved"] == 1 else "a move" if also_moved == 1 else "moves"
            parts[-1] += f" ({'one is' if also_moved == 1 else f'{also_moved:,} are'} {moves})"
    if not only and not any(tally[kind] for kind in tally if kind not in SAME):
        parts = [f"no {noun} changed"]
    outside = sum(any(hunk.ignored is None for hunk in change.hunks) for change in comparison.outside_changes)
    if outside and not only:
        parts.append(f"{count(outside, 'change')} outside the {noun}s")
    if findings := [finding for finding in comparison.findings if only and only.finding(finding)]:
        parts.append(count(len(findings), "finding"))
    return ", ".join(parts) or "no change of these kinds"


def _closing(comparison: Comparison, *, strict: bool = False) -> tuple[str, ...]:
    ignored_sentence = ignored(comparison, shown=strict)
    return (f"{ignored_sentence} Checked: old + these changes = new, exactly.".strip(),)


# ------------------------------------------------------------------------------------------------- the groups


class _ChangedPart(NamedTuple):
    """A unit, or text between units, with its changed sentences; `start` is its offset in the new text."""

    start: int
    name: str
    labels: tuple[str, str]  # old and new; empty outside the units
    sentences: list[Changed]


class _Groups:
    """The groups of the report of one comparison."""

    def __init__(self, comparison: Comparison, names: Names, only: Selection, strict: bool, verbose: bool) -> None:
        self._comparison, self._names, self._only = comparison, names, only
        self._strict, self._verbose = strict, verbose
        self._old: Document = comparison.old.document
        self._new: Document = comparison.new.document
        self._annotations = Annotations(comparison)

    def groups(self) -> Iterator[Group]:
        """All groups that have rows, in reading order."""
        rewritten, edited, annotated = self._sentences()
        for title, rows in (
            ("READ FIRST", list(self._finding_rows(*_SEVERITY_ORDER))),
            ("STRUCTURE", list(self._structure_rows())),
            ("REWRITTEN", rewritten),
            ("EDITED", edited),
            ("ADDED", self._full_texts("added", annotations=False)),
            ("REMOVED", self._full_texts("removed", annotations=False)),
            ("FOR INFORMATION", list(self._finding_rows("info"))),
            ("ANNOTATIONS", [*annotated, *(row for kind in ("added", "removed") for row in self._full_texts(kind))]),
        ):
            if rows:
                yield Group(tuple(rows), title)

    def structure(self) -> Iterator[Group]:
        """Only the group on the structure, if it has rows."""
        if rows := tuple(self._structure_rows()):
            yield Group(rows, "STRUCTURE")

    def reasons(self) -> Iterator[Group]:
        """The group with the reason why each unit was paired, if there are any."""
        rows = [
            Row(self._names.pair(unit), (f"{unit.reason}{_similarity_note(unit.similarity)}",))
            for unit in self._comparison.units
            if unit.reason and self._only.unit(unit)
        ]
        if rows:
            yield Group(tuple(rows), "WHY")

    # --- findings

    def _finding_rows(self, *severities: str) -> Iterator[Row]:
        """The rows of the findings of these severities, in their order, and the number left out without --verbose."""
        findings = filter(self._only.finding, self._comparison.findings)
        wanted = [finding for finding in findings if finding.severity in severities]
        wanted.sort(key=lambda finding: (severities.index(finding.severity), self._weight(finding)))
        grouped: dict[tuple[str, str, Message, Message], list[Finding]] = {}
        for finding in wanted:
            grouped.setdefault((finding.severity, finding.kind, finding.message, finding.note), []).append(finding)
        warnings = min(_MAX_WARNINGS, sum(severity == "warning" for severity, *_ in grouped))
        limit = len(grouped) if self._verbose else max(warnings, min(_MAX_FINDINGS, len(grouped)))
        yield from (self._finding_row(group) for group in [*grouped.values()][:limit])
        if hidden := len(grouped) - limit:
            yield Row("", (f"{hidden:,} more (-v)",))

    def _weight(self, finding: Finding) -> int:
        """Where a finding stands among those of its severity: what changed before what went, what is new after them.

        What an added unit says comes last, as the whole unit is shown. Equals stand in the order of the text.
        """
        if finding.old and finding.new:
            return 0
        if finding.old:
            return 1
        unit = self._comparison.units[finding.unit] if finding.unit is not None else None
        return 3 if unit is not None and unit.change == "added" else 2

    def _finding_row(self, group: Sequence[Finding]) -> Row:
        """One row for findings that are equal but for their units; it names one unit, or two with short names.

        With --verbose, a second line names all of them if there are more.
        """
        first, times = group[0], len(group)
        is_warning = first.severity == "warning"
        unit_names = list(dict.fromkeys(name for finding in group for name in self._names.of_finding(finding) if name))
        place = ", ".join(unit_names)
        every_name: tuple[str, ...] = ()
        if len(unit_names) > 2 or len(place) > _MAX_TWO_NAMES_CHARACTERS:
            every_name = (f"in {place}",) if self._verbose and len(unit_names) > 1 else ()
            place = unit_names[0] + (f" +{len(unit_names) - 1}" if len(unit_names) > 1 else "")
        repeated = f"  ({_TIMES.get(times, f'{times} times')})" if times > 1 else ""
        note = f"   {first.note}" if first.note else ""
        label = ("! " if is_warning else "  ") + (first.lead_word or first.kind)
        return Row(label, (f"{first.message}{repeated}{note}", *every_name), "warn" if is_warning else "", place)

    # --- structure

    def _structure_rows(self) -> Iterator[Row]:
        names, units = self._names, self._comparison.units
        one_sided: tuple[tuple[str, Callable[[UnitChange], str]], ...] = (
            ("added", lambda unit: topic(self._new, unit.new) if unit.new else ""),
            ("removed", self._removal),
            ("replaced", self._replacement),
        )
        for kind, description in one_sided:
            changed_units = [(names.pair(unit), description(unit)) for unit in units if unit.change == kind]
            yield from self._limited_rows(kind, changed_units)
        yield from self._limited_rows("split", self._regrouped("split"))
        yield from self._limited_rows("merged", self._regrouped("merged"))
        moved = [(names.pair(unit), self._move(unit)) for unit in units if unit.moved and unit.main]
        yield from self._limited_rows("moved", moved)
        runs = [renumbering_words(run, names) for run in renumberings(self._comparison, names)]
        if runs and self._only.has("renumbered"):
            shown = runs if self._verbose else runs[: 2 * _MAX_STRUCTURE_ROWS]
            more = f"  and {len(runs) - len(shown):,} more (-v)" if len(runs) > len(shown) else ""
            yield Row("renumbered", ("  ".join(shown) + more,))

    def _limited_rows(self, kind: str, entries: Sequence[tuple[str, str]]) -> Iterator[Row]:
        """A row for each (name, description), the first labelled with the kind; then one with the number left out."""
        if not self._only.has(kind):
            return
        shown = entries if self._verbose else entries[:_MAX_STRUCTURE_ROWS]
        tone = {"added": "keep", "removed": "drop"}.get(kind, "")
        for index, (name, description) in enumerate(shown):
            yield Row(kind if not index else "", (description,), tone, name)
        if len(entries) > len(shown):
            yield Row("", (f"and {len(entries) - len(shown):,} more {kind} (-v)",))

    def _removal(self, unit: UnitChange) -> str:
        old_topic = topic(self._old, unit.old) if unit.old else ""
        return f"{old_topic}   left standing as deleted" if unit.new else old_topic

    def _replacement(self, unit: UnitChange) -> str:
        if unit.old is None or unit.new is None:
            return ""
        return f"same number, another text: {topic(self._old, unit.old)} ⇒ {topic(self._new, unit.new)}"

    def _move(self, unit: UnitChange) -> str:
        new_topic = topic(self._new, unit.new) if unit.new else ""
        return f"{new_topic}   {'wording unchanged' if unit.change == 'unchanged' else unit.change}"

    def _regrouped(self, kind: str) -> list[tuple[str, str]]:
        """(names, topic) of each unit that was split, or of each that was merged; `kind` is split or merged."""
        groups: dict[Span, list[UnitChange]] = {}
        for unit in self._comparison.units:
            whole = unit.old if kind == "split" else unit.new
            if unit.change == kind and whole:
                groups.setdefault(whole.span, []).append(unit)
        entries = []
        for pieces in groups.values():
            old = list(dict.fromkeys(self._names.old(piece.old) for piece in pieces if piece.old))
            new = list(dict.fromkeys(self._names.new(piece.new) for piece in pieces if piece.new))
            main = next((piece for piece in pieces if piece.main), pieces[0])
            description = (topic(self._new, main.new) if main.new else "") + self._names.left_standing(pieces)
            entries.append((f"{_name_list(old)} → {_name_list(new)}", description))
        return entries

    # --- sentences

    def _sentences(self) -> tuple[list[Row], list[Row], list[Row]]:
        """Rows for rewritten text, rows for edited text, and rows for changed annotations."""
        rewritten: list[SizedRow] = []
        edited: list[SizedRow] = []
        annotated: list[SizedRow] = []
        for part in self._parts_of_one_kind():
            sentences = part.sentences
            is_annotation = self._annotations.hold(sentences[0].old, sentences[0].new)
            row = Row(part.name, tuple(line for sentence in sentences for line in self._lines(part, sentence)))
            sized_row = SizedRow(row, length(row.lines), sum(sentence.changed for sentence in sentences))
            is_rewritten = any(sentence.rewritten for sentence in sentences)
            (annotated if is_annotation else rewritten if is_rewritten else edited).append(sized_row)
        return self._limited(rewritten), self._limited(edited), self._limited(annotated)

    def _parts_of_one_kind(self) -> Iterator[_ChangedPart]:
        """The changed parts; one that has sentences of annotations and others is given twice, with either."""
        for part in self._changed_parts():
            for wanted in (False, True):
                kept = [each for each in part.sentences if self._annotations.hold(each.old, each.new) is wanted]
                if kept:
                    yield part._replace(sentences=kept)

    def _changed_parts(self) -> list[_ChangedPart]:
        """The units, and without a selection the texts between them, that have changed sentences, in reading order."""
        old, new = self._old, self._new
        parts: list[_ChangedPart] = []
        for unit in self._comparison.units:
            sentences = changed_sentences_of_unit(old, new, unit, self._strict)
            if sentences and unit.old and unit.new and (self._only.has("edited") or self._only.has(unit.change)):
                labels = (unit.old.label or "", unit.new.label or "")
                parts.append(_ChangedPart(unit.new.span.start, self._names.pair(unit), labels, sentences))
        for change in () if self._only else self._comparison.outside_changes:
            if sentences := changed_sentences(old, new, change.old, change.new, outside_hunks(change), self._strict):
                name = _line_names(old, new, sentences[0])
                parts.append(_ChangedPart(change.new.start, name, ("", ""), sentences))
        return sorted(parts, key=lambda part: part.start)

    def _lines(self, part: _ChangedPart, sentence: Changed) -> Iterator[Line]:
        """The lines of a changed sentence: marked inside the text, or if rewritten, old and new text."""
        limit = sys.maxsize if self._verbose else _MAX_UNCHANGED_CHARACTERS
        if not sentence.rewritten:
            yield from lines_of(shortened(sentence.without(part.labels[1]).runs, limit))
            return
        line_names = _line_names(self._old, self._new, sentence)
        if line_names != part.name:
            yield f"({line_names})"
        sides = (("- ", self._old, sentence.old, part.labels[0]), ("+ ", self._new, sentence.new, part.labels[1]))
        for sign, document, span, label in sides:
            text = without_label(document.text[span.start : span.end], label)
            lines = (line.strip() for line in LINE_END.split(text))
            yield from (sign + line for line in lines if line)

    def _limited(self, sized_rows: list[SizedRow]) -> list[Row]:
        """The rows that fit the limit of a group, and the number left out; all of them with --verbose."""
        if self._verbose:
            return [sized_row.row for sized_row in sized_rows]
        return within_limit(sized_rows, self._comparison.new.unit)

    def _full_texts(self, kind: str, *, annotations: bool = True) -> list[Row]:
        """The full text of each added or removed unit, as `kind` says: of annotations, or of the text itself."""
        document, sign = (self._new, "+ ") if kind == "added" else (self._old, "- ")
        sized_rows: list[SizedRow] = []
        for unit in self._comparison.units if self._only.has(kind) else ():
            reference = unit.new if kind == "added" else unit.old
            if unit.change != kind or reference is None:
                continue
            spans = (None, reference.span) if kind == "added" else (reference.span, None)
            if self._annotations.hold(*spans) is annotations:
                text = document.text[reference.span.start : reference.span.end]
                text = without_label(text, reference.label or "")
                lines = tuple(sign + line.strip() for line in LINE_END.split(text) if line.strip())
                sized_rows.append(SizedRow(Row(self._names.pair(unit), lines), length(lines), length(lines)))
        return self._limited(sized_rows)


def _name_list(names: Sequence[str]) -> str:
    """The names; of more than `_MAX_NAMED_PIECES`, the first, the last and their number."""
    return ", ".join(names) if len(names) <= _MAX_NAMED_PIECES else f"{names[0]} … {names[-1]} ({len(names)})"


def _similarity_note(similarity: float | None) -> str:
    return "" if similarity is None else f" (similarity {similarity:.2f})"


def _line_names(old: Document, new: Document, sentence: Changed) -> str:
    """The lines on which the changed sentence begins in both documents; one if equal or one text is blank."""
    old_line, new_line = line_name(old, sentence.old), line_name(new, sentence.new)
    old_text = old.text[sentence.old.start : sentence.old.end].strip()
    new_text = new.text[sentence.new.start : sentence.new.end].strip()
    if not new_text or old_line == new_line:
        return old_line
    return f"{old_line} → {new_line.removeprefix('line ')}" if old_text else new_line
