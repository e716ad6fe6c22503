"""Results as tables for a notebook: the decisions, changes, relations or findings, one a row, at most `MAX_ROWS`.

>>> from policydiff.deduplication.rounds import dedupe
>>> from policydiff.text.document import Document
>>> table = table_of(dedupe(Document.from_text("第一条 渡口每日早八时至晚八时对外开放，遇有大雾时停航。\\n" * 2)))
>>> table.headings
('action', 'relation', 'lines', 'same as', 'reason')
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import singledispatch

from policydiff.checks.corpus_run import CheckResult
from policydiff.comparison.result import Comparison
from policydiff.corpus.plan import CorpusPlan
from policydiff.corpus.relation_groups import RelationReport
from policydiff.deduplication.decision import Decision
from policydiff.deduplication.plan import Plan
from policydiff.index.search import SearchResult
from policydiff.reports.comparison.listing import change_table
from policydiff.reports.model import Run, Table, line_numbers_of
from policydiff.structure.outline import Outline, Unit
from policydiff.text.document import lines_short

MAX_ROWS = 200  # of a table; its caption counts the others


@singledispatch
def table_of(result: object) -> Table:
    """Return the table of a result; TypeError for a value that has none."""
    raise TypeError(f"no table for {type(result).__name__}")


@table_of.register
def _plan_decisions(plan: Plan) -> Table:
    """Return the decisions on the repeats of a document."""
    rows = (_decision_cells(decision) for decision in plan.decisions)
    return _table(("action", "relation", "lines", "same as", "reason"), rows, repr(plan)[1:-1])


@table_of.register
def _corpus_decisions(plan: CorpusPlan) -> Table:
    """Return the decisions on the documents of a corpus and on the repeats inside them."""
    names = [document.id for document in plan.documents]
    rows = ((names[decision.location.document], *_decision_cells(decision, names)) for decision in plan.decisions)
    return _table(("document", "action", "relation", "lines", "same as", "reason"), rows, repr(plan)[1:-1])


@table_of.register
def _changes(comparison: Comparison) -> Table:
    """Return the changed units of a comparison, with the changed words marked."""
    table = change_table(comparison)
    return table._replace(rows=table.rows[:MAX_ROWS], caption=_caption(repr(comparison)[1:-1], len(table.rows)))


@table_of.register
def _relations(report: RelationReport) -> Table:
    """Return the related documents of a corpus, each beside the one that heads its group."""
    rows = (
        (report.summaries[group.centre].id, report.summaries[link.document].id, link.kind, str(link.evidence))
        for group in report.clusters
        for link in group.members
    )
    return _table(("group of", "document", "relation", "reason"), rows, repr(report)[1:-1])


@table_of.register
def _findings(result: CheckResult) -> Table:
    """Return the new findings of a check."""
    rows = (
        (finding.document, _numbers(finding.lines), finding.severity, finding.rule, str(finding.message))
        for finding in result.new
    )
    return _table(("document", "lines", "severity", "rule", "finding"), rows, repr(result)[1:-1])


@table_of.register
def _hits(result: SearchResult) -> Table:
    """Return the hits of a search."""
    rows = (
        (hit.document.summary.id, hit.name, f"{hit.relation.similarity:.2f}", str(hit.reason)) for hit in result.hits
    )
    return _table(("document", "relation", "jaccard", "reason"), rows, repr(result)[1:-1])


@table_of.register
def _units(outline: Outline) -> Table:
    """Return the numbered units of a document, indented by their level."""
    rows = (
        (
            "\u3000" * unit.level + (unit.label.text if unit.label else ""),
            unit.heading or "",
            _numbers(outline.document.lines.numbers(unit.span)),
        )
        for unit in _numbered(outline.units)
    )
    return _table(("unit", "heading", "lines"), rows, repr(outline)[1:-1])


def _numbered(units: Iterable[Unit]) -> Iterator[Unit]:
    """Yield the units that have a label, with those that they hold, in text order."""
    for unit in units:
        if unit.label:
            yield unit
        yield from _numbered(unit.children)


def _decision_cells(decision: Decision, names: list[str] | None = None) -> tuple[str, ...]:
    """Return the cells of a decision; with `names`, the other copy is named by its document."""
    other = decision.copy_of
    same_as = "" if other is None else line_numbers_of(other)
    if other is not None and names is not None and other.document != decision.location.document:
        same_as = names[other.document]
    return decision.action, decision.relation, line_numbers_of(decision.location), same_as, str(decision.reason)


def _numbers(lines: tuple[int, int]) -> str:
    return lines_short(lines)


def _table(headings: tuple[str, ...], rows: Iterable[tuple[str, ...]], title: str) -> Table:
    """Return the table of at most MAX_ROWS rows of plain text."""
    all_rows = list(rows)
    cells = tuple(tuple(((Run(text),),) for text in row) for row in all_rows[:MAX_ROWS])
    return Table(headings, cells, _caption(title, len(all_rows)))


def _caption(title: str, rows: int) -> str:
    return title if rows <= MAX_ROWS else f"{title} (first {MAX_ROWS:,} of {rows:,} rows)"
