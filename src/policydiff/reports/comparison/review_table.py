"""The table of a committee of the Legislative Yuan: several bills beside each other, and beside the law in force."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from policydiff.comparison.result import Comparison, UnitChange
from policydiff.reports.comparison.selection import kinds_of
from policydiff.reports.comparison.table import Cell, RowCells, TableRows, plain_cell
from policydiff.reports.comparison.table_wording import TAIWAN
from policydiff.reports.model import Run, Table

_IN_FORCE, _STATEMENT = "現行法", "說明"
_UNCHANGED = "（未修正）"
_Key = tuple[int, str]  # where the unit begins in the law in force, or -1 and the label of a unit that is new


class Bill(NamedTuple):
    """A bill by the name of its column, such as 行政院提案, and its comparison with the law in force."""

    name: str
    comparison: Comparison


class _BillRow(NamedTuple):
    """The row of a bill for one unit; `is_change` is False if the bill leaves the unit as it is."""

    cells: RowCells
    is_change: bool


def review_table(bills: Sequence[Bill], *, strict: bool = False, statements: bool = True) -> Table:
    """The table, with a column for each bill in their order, one for the law in force, and one for statements.

    It has a row for each article that one of the bills changes, in the order of the law in force; new articles of one
    label share a row. A cell is empty if the bill does not show the article. All comparisons must have the same old
    document; ValueError without bills.
    """
    if not bills:
        raise ValueError("a table of bills needs a bill")
    rows = [_rows_of(bill, strict) for bill in bills]
    cells = []
    for key in _order(bills):
        present = [bill_rows.get(key) for bill_rows in rows]
        if any(row and row.is_change for row in present):
            cells.append(_row(bills, present, statements))
    headings = (*(bill.name for bill in bills), _IN_FORCE, _STATEMENT)
    return Table(headings, tuple(cells), _caption(bills), TAIWAN.mark, "", TAIWAN.language)


def _rows_of(bill: Bill, strict: bool) -> dict[_Key, _BillRow]:
    """The rows of a bill by the key of the unit; of a unit that was split, the pieces follow each other in one cell."""
    builder = TableRows(bill.comparison, TAIWAN, strict)
    rows: dict[_Key, _BillRow] = {}
    for unit in bill.comparison.units:
        if unit.change == "not_touched":
            continue
        row = _BillRow(builder.row(unit), bool(kinds_of(unit)))
        before = rows.get(_key(unit))
        if before is not None:
            joined = RowCells(before.cells.old, before.cells.new + row.cells.new, before.cells.statement)
            row = _BillRow(joined, before.is_change or row.is_change)
        rows[_key(unit)] = row
    return rows


def _key(unit: UnitChange) -> _Key:
    """What units of several bills share if they belong in one row."""
    if unit.old:
        return unit.old.span.start, ""
    assert unit.new is not None
    return -1, unit.new.label or str(unit.new.span.start)


def _order(bills: Sequence[Bill]) -> list[_Key]:
    """The keys of all units: those of the law in force in its order, and each new one behind what precedes it."""
    of_law = {_key(unit) for bill in bills for unit in bill.comparison.units if unit.old}
    followers: dict[_Key | None, list[_Key]] = {None: []}
    known = set(of_law)
    for bill in bills:
        previous: _Key | None = None
        for unit in bill.comparison.units:
            key = _key(unit)
            if key not in known:
                known.add(key)
                followers.setdefault(previous, []).append(key)
            previous = key
    order: list[_Key] = []
    waiting = [*sorted(of_law, reverse=True), *reversed(followers[None])]
    while waiting:
        order.append(waiting.pop())
        waiting += reversed(followers.get(order[-1], []))
    return order


def _row(bills: Sequence[Bill], rows: Sequence[_BillRow | None], statements: bool) -> tuple[Cell, ...]:
    """The cells of a row: of the bills, of the law in force, and what each bill changes."""
    in_force = next((row.cells.old for row in rows if row and row.cells.old), plain_cell(""))
    columns = [_bill_cell(row) for row in rows]
    said = [line for bill, row in zip(bills, rows, strict=True) for line in _statement(bill, row)] if statements else []
    return (*columns, _without_marks(in_force), tuple(said) or plain_cell(""))


def _bill_cell(row: _BillRow | None) -> Cell:
    """The cell of a bill."""
    if row is None:
        return plain_cell("")
    return row.cells.new if row.is_change else plain_cell(_UNCHANGED)


def _without_marks(cell: Cell) -> Cell:
    """The cell without marks: what one bill deletes stays in another."""
    return tuple((Run("".join(run.text for run in line)),) for line in cell)


def _statement(bill: Bill, row: _BillRow | None) -> Iterator[tuple[Run, ...]]:
    """The lines on what the bill changes, below its name."""
    if row and row.is_change:
        yield (Run(f"{bill.name}："),)
        yield from row.cells.statement


def _caption(bills: Sequence[Bill]) -> str:
    """The title of the law, and what stands beside each other."""
    title = bills[0].comparison.old.compared_title or ""
    return f"{title}修正草案{'、'.join(bill.name for bill in bills)}與現行法條文對照表"
