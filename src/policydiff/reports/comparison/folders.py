"""The report and the table of two folders compared: a row for each document, then what changed in each."""

from __future__ import annotations

from collections.abc import Iterator

from policydiff.editions.folders import STATUSES, UNCHANGED, DocumentPair, FolderComparison, Status
from policydiff.messages import Message, in_context, joined, message, translatable, verbatim
from policydiff.reports.comparison.kinds import CHANGE_NAMES
from policydiff.reports.model import Group, Report, Row, Run, Table, count
from policydiff.translation import localized

STATUS_NAMES: dict[Status, str] = {
    "changed": translatable("changed"),
    "replaced": translatable("replaced"),
    "added": translatable("added"),
    "removed": translatable("removed"),
    "same-text": translatable("same wording"),
    "identical": translatable("same text"),
}
_COUNTED: dict[Status, str] = {
    "changed": translatable("{number:,} changed"),
    "replaced": in_context("documents", "{number:,} replaced"),
    "added": in_context("documents", "{number:,} added"),
    "removed": in_context("documents", "{number:,} removed"),
    "same-text": translatable("{number:,} of the same wording"),
    "identical": translatable("{number:,} of the same text"),
}
_TONES: dict[Status, str] = {"replaced": "warn", "removed": "drop", "added": "keep"}
HEADINGS = (
    translatable("status"),
    translatable("old document"),
    translatable("new document"),
    translatable("added units"),
    translatable("removed units"),
    translatable("edited units"),
    translatable("moved units"),
    translatable("renumbered units"),
    translatable("warnings"),
    translatable("notices"),
)
_UNITS = ("added", "removed", "edited", "moved", "renumbered")


def folder_report(result: FolderComparison[Report], *, verbose: bool = False) -> Report:
    """The report: the documents that changed, with `verbose` all of them, and then the report of each changed one."""
    old = sum(pair.old is not None for pair in result.pairs)
    new = sum(pair.new is not None for pair in result.pairs)
    rows = tuple(_row(pair) for pair in result.pairs if verbose or pair.is_renamed or pair.status not in UNCHANGED)
    groups = [Group(rows, localized("DOCUMENTS"))] if rows else []
    for pair in result.pairs:
        if pair.shown is not None:
            groups += _groups(pair, pair.shown)
    facts = localized("{old:,} → {new}", old=old, new=count(new, "document"))
    return Report(f"{result.old} → {result.new}", facts, tuple(_summary(result)), tuple(groups))


def _summary(result: FolderComparison[Report]) -> Iterator[str]:
    """How many documents there are of each status, and how many could not be read."""
    parts: list[Message] = [
        message(_COUNTED[status], number=result.count(status)) for status in STATUSES if result.count(status)
    ]
    if renamed := sum(pair.is_renamed for pair in result.pairs):
        parts.append(message("{number:,} under another path", number=renamed))
    yield localized(joined(parts, ", "))
    if result.unreadable:
        yield localized("{number:,} unreadable", number=len(result.unreadable))


def _row(pair: DocumentPair[Report]) -> Row:
    """The row of a document: its status, its paths, and the number of its changes."""
    name = f"{pair.old} → {pair.new}" if pair.is_renamed else pair.new or pair.old or ""
    lines = [name]
    changes: list[Message] = [
        message("{number:,} {change}", number=pair.summary[kind], change=verbatim(localized(CHANGE_NAMES[kind])))
        for kind in _UNITS
        if pair.summary and pair.summary[kind]
    ]
    if warnings := pair.findings["warning"] if pair.findings else 0:
        changes.append(message("{number:,} to read first", number=warnings))
    if changes and pair.status == "changed":
        lines.append(localized(joined(changes, ", ")))
    status = (
        localized("renamed") if pair.is_renamed and pair.status in UNCHANGED else localized(STATUS_NAMES[pair.status])
    )
    return Row(status, tuple(lines), _TONES.get(pair.status, ""))


def _groups(pair: DocumentPair[Report], report: Report) -> Iterator[Group]:
    """The groups of the report of a changed document, below one that names it."""
    name = f"{pair.old} → {pair.new}" if pair.is_renamed else pair.new or ""
    yield Group((Row("", (f"{report.heading}    {report.facts}", *report.summary)),), name)
    yield from report.groups


def folder_table(result: FolderComparison[None]) -> Table:
    """A table with a row for each document."""
    rows = []
    for pair in result.pairs:
        numbers = [str(pair.summary[kind] or "") if pair.summary else "" for kind in _UNITS]
        severities = [str(pair.findings[severity] or "") if pair.findings else "" for severity in ("warning", "notice")]
        cells = [pair.status, pair.old or "", pair.new or "", *numbers, *severities]
        rows.append(tuple(((Run(cell),),) for cell in cells))
    return Table(tuple(map(localized, HEADINGS)), tuple(rows))
