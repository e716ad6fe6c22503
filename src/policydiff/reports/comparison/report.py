"""The report of a comparison: findings, changes in structure, and the changed sentences."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from policydiff.comparison.result import Comparison, Finding, UnitChange
from policydiff.messages import Message, translatable
from policydiff.reports.comparison import head
from policydiff.reports.comparison.annotations import Annotations
from policydiff.reports.comparison.context import with_context
from policydiff.reports.comparison.kinds import CHANGE_NAMES, LEAD_WORDS
from policydiff.reports.comparison.limit import SizedRow, length, within_limit
from policydiff.reports.comparison.names import Names, line_of, renumbering_words, renumberings, topic, without_label
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
from policydiff.reports.model import Group, Line, Report, Row
from policydiff.text.document import LINE_END, Document, lines_place
from policydiff.text.spans import Span
from policydiff.translation import localized, localized_list

_MAX_FINDINGS = 14  # shown without --verbose
_MAX_WARNINGS = 24  # the same, if all of them are warnings
_MAX_STRUCTURE_ROWS = 8  # units of one kind of change named without --verbose
_MAX_UNCHANGED_CHARACTERS = 240  # of an unchanged run shown whole
_MAX_NAMED_PIECES = 4  # of a split or merged unit
_MAX_TWO_NAMES_CHARACTERS = 10  # of the names of two units that are both shown
_SEVERITY_ORDER = {"warning": 0, "notice": 1}
_MORE = {  # by kind of change
    "added": translatable("and {number:,} more added (-v)"),
    "removed": translatable("and {number:,} more removed (-v)"),
    "replaced": translatable("and {number:,} more replaced (-v)"),
    "split": translatable("and {number:,} more split (-v)"),
    "merged": translatable("and {number:,} more merged (-v)"),
    "moved": translatable("and {number:,} more moved (-v)"),
}


def comparison_report(
    comparison: Comparison,
    *,
    strict: bool = False,
    verbose: bool = False,
    explain: bool = False,
    only: Selection | None = None,
    context: int = 0,
) -> Report:
    """The report; `strict` shows what is ignored, `verbose` what is only counted, `explain` why units were paired.

    `context` is the number of unchanged sentences shown before and behind changed ones.

    >>> from policydiff.comparison.engine import compare
    >>> from policydiff.readers.read import read_bytes
    >>> old, new = (read_bytes(text.encode(), "a.txt") for text in ("第一条 限期十日。", "第一条 限期二十日。"))
    >>> comparison_report(compare(old, new)).summary
    ('0 articles added, 1 edited, 0 removed',)
    """
    only = only or Selection()
    top = head.heading(comparison), head.facts(comparison, explain)
    authors, tracked = tracked_changes(comparison, verbose=verbose)
    if reason := head.not_comparable(comparison):
        if not head.empty_sides(comparison):
            return Report(*top, (reason, *authors), tracked)
        groups = _Groups(comparison, Names(comparison), only, strict, verbose, context)
        return Report(*top, (reason, *authors), (*groups.structure(), *tracked))
    if comparison.same_text and not (strict and any(comparison.ignored.values())):
        closing = () if comparison.identical else head.closing(comparison)
        return Report(*top, (head.same(comparison), *authors, *scope_sentences(comparison)), tracked, closing)
    groups = _Groups(comparison, Names(comparison), only, strict, verbose, context)
    shown = (*groups.groups(), *tracked, *(groups.reasons() if explain else ()))
    summary = (head.summary(comparison, only), *authors, *scope_sentences(comparison), *swapped(comparison))
    return Report(*top, summary, shown, head.closing(comparison, strict=strict))


# ------------------------------------------------------------------------------------------------- the groups


class _ChangedPart(NamedTuple):
    """A unit, or text between units, with its changed sentences; `start` is its offset in the new text."""

    start: int
    name: str
    labels: tuple[str, str]  # old and new; empty outside the units
    sentences: list[Changed]


class _Groups:
    """The groups of the report of one comparison."""

    def __init__(
        self, comparison: Comparison, names: Names, only: Selection, strict: bool, verbose: bool, context: int
    ) -> None:
        self._comparison, self._names, self._only = comparison, names, only
        self._strict, self._verbose, self._context = strict, verbose, context
        self._old: Document = comparison.old.document
        self._new: Document = comparison.new.document
        self._annotations = Annotations(comparison)

    def groups(self) -> Iterator[Group]:
        """All groups that have rows, in reading order."""
        rewritten, edited, annotated = self._sentences()
        for title, rows in (
            (translatable("READ FIRST"), list(self._finding_rows(*_SEVERITY_ORDER))),
            (translatable("STRUCTURE"), list(self._structure_rows())),
            (translatable("REWRITTEN"), rewritten),
            (translatable("EDITED"), edited),
            (translatable("ADDED"), self._full_texts("added", annotations=False)),
            (translatable("REMOVED"), self._full_texts("removed", annotations=False)),
            (translatable("FOR INFORMATION"), list(self._finding_rows("info"))),
            (
                translatable("ANNOTATIONS"),
                [*annotated, *(row for kind in ("added", "removed") for row in self._full_texts(kind))],
            ),
        ):
            if rows:
                yield Group(tuple(rows), localized(title))

    def structure(self) -> Iterator[Group]:
        """Only the group on the structure, if it has rows."""
        if rows := tuple(self._structure_rows()):
            yield Group(rows, localized("STRUCTURE"))

    def reasons(self) -> Iterator[Group]:
        """The group with the reason why each unit was paired, if there are any."""
        rows = [
            Row(self._names.pair(unit), (_reason(unit),))
            for unit in self._comparison.units
            if unit.reason and self._only.unit(unit)
        ]
        if rows:
            yield Group(tuple(rows), localized("WHY"))

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
            yield Row("", (localized("{number:,} more (-v)", number=hidden),))

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
        place = localized_list(unit_names)
        every_name: tuple[str, ...] = ()
        if len(unit_names) > 2 or len(place) > _MAX_TWO_NAMES_CHARACTERS:
            every_name = (localized("in {units}", units=place),) if self._verbose and len(unit_names) > 1 else ()
            place = unit_names[0]
            if others := len(unit_names) - 1:
                place = localized("{unit} +{number}", unit=place, number=others)
        repeated = ""
        if times > 1:
            repeated = "  " + (localized("(twice)") if times == 2 else localized("({number} times)", number=times))
        note = f"   {localized(first.note)}" if first.note else ""
        label = ("! " if is_warning else "  ") + localized(LEAD_WORDS[first.lead_word or first.kind])
        line = f"{localized(first.message)}{repeated}{note}"
        return Row(label, (line, *every_name), "warn" if is_warning else "", place)

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
            if len(runs) > len(shown):
                shown = [*shown, localized("and {number:,} more (-v)", number=len(runs) - len(shown))]
            yield Row(localized(CHANGE_NAMES["renumbered"]), ("  ".join(shown),))

    def _limited_rows(self, kind: str, entries: Sequence[tuple[str, str]]) -> Iterator[Row]:
        """A row for each (name, description), the first labelled with the kind; then one with the number left out."""
        if not self._only.has(kind):
            return
        shown = entries if self._verbose else entries[:_MAX_STRUCTURE_ROWS]
        tone = {"added": "keep", "removed": "drop"}.get(kind, "")
        for index, (name, description) in enumerate(shown):
            yield Row(localized(CHANGE_NAMES[kind]) if not index else "", (description,), tone, name)
        if len(entries) > len(shown):
            yield Row("", (localized(_MORE[kind], number=len(entries) - len(shown)),))

    def _removal(self, unit: UnitChange) -> str:
        old_topic = topic(self._old, unit.old) if unit.old else ""
        return f"{old_topic}   {localized('left standing as deleted')}" if unit.new else old_topic

    def _replacement(self, unit: UnitChange) -> str:
        if unit.old is None or unit.new is None:
            return ""
        topics = {"old": topic(self._old, unit.old), "new": topic(self._new, unit.new)}
        return localized("same number, another text: {old} ⇒ {new}", **topics)

    def _move(self, unit: UnitChange) -> str:
        new_topic = topic(self._new, unit.new) if unit.new else ""
        change = "wording unchanged" if unit.change == "unchanged" else CHANGE_NAMES[unit.change]
        return f"{new_topic}   {localized(change)}"

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
                sentences = with_context(new, unit.new.span, sentences, self._context)
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
            yield localized("({lines})", lines=line_names)
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
    if len(names) <= _MAX_NAMED_PIECES:
        return localized_list(names)
    return localized("{first} … {last} ({number})", first=names[0], last=names[-1], number=len(names))


def _reason(unit: UnitChange) -> str:
    """Why a unit was paired, with the similarity of the two texts if it was measured."""
    if unit.similarity is None:
        return localized(unit.reason)
    return localized("{reason} (similarity {similarity:.2f})", reason=unit.reason, similarity=unit.similarity)


def _line_names(old: Document, new: Document, sentence: Changed) -> str:
    """The lines on which the changed sentence begins in both documents; one if equal or one text is blank."""
    old_line, new_line = line_of(old, sentence.old), line_of(new, sentence.new)
    old_text = old.text[sentence.old.start : sentence.old.end].strip()
    new_text = new.text[sentence.new.start : sentence.new.end].strip()
    if not new_text or old_line.name == new_line.name:
        return localized(old_line.name)
    if not old_text:
        return localized(new_line.name)
    if lines_place(old_line) or lines_place(new_line):
        return localized("{old} → {new}", old=old_line.name, new=new_line.name)
    return localized("line {old} → {new}", old=old_line[0], new=new_line[0])
