"""Rows of tables in Markdown, of web pages and of Word files: what changed is named by its row; cells stay whole."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from policydiff.comparison.engine import compare
from policydiff.comparison.result import Comparison
from policydiff.readers.read import read_bytes
from policydiff.reports.comparison.report import comparison_report
from policydiff.text.document import Document

Rows = list[list[str]]
Form = Callable[[Rows], Document]
ROWS: Rows = [
    ["项目", "标准", "单位", "说明"],
    ["小汽车", "15", "元/次", "五座以下"],
    ["货车", "30", "元/次", "每吨加收5元"],
    ["摩托车", "5", "元/次", "残疾人免费"],
    ["行人", "1", "元/人", "儿童免费"],
]
HEAD, TAIL = "青槐县渡口收费办法\n第一条 渡口按下列标准收费：\n", "第二条 本办法自公布之日起施行。\n"


def markdown(rows: Rows) -> Document:
    """The rows as a Markdown table in an article."""
    lines = [f"| {' | '.join(cell.replace(chr(10), '<br>') for cell in row)} |" for row in rows]
    return Document.from_text(f"{HEAD}\n{lines[0]}\n{'|---' * len(rows[0])}|\n" + "\n".join(lines[1:]) + f"\n\n{TAIL}")


def tabs(rows: Rows) -> Document:
    """The rows as readers of Word files give them: with tabs."""
    return Document.from_text(HEAD + "".join("\t".join(row) + "\n" for row in rows) + TAIL)


def page(rows: Rows) -> Document:
    """The rows as the table of a web page."""
    cells = "".join(
        "<tr>" + "".join(f"<td>{cell.replace(chr(10), '<br>')}</td>" for cell in row) + "</tr>" for row in rows
    )
    paragraphs = "".join(f"<p>{line}</p>" for line in HEAD.splitlines())
    return read_bytes(f"<html><body>{paragraphs}<table>{cells}</table><p>{TAIL}</p></body></html>".encode(), "a.html")


def with_cell(row: int, column: int, content: str) -> Rows:
    """The rows with another content of one cell."""
    return [
        [content if (y, x) == (row, column) else cell for x, cell in enumerate(line)] for y, line in enumerate(ROWS)
    ]


def numbered(rows: Rows) -> Rows:
    """The rows with a serial number before each."""
    return [["序号", *rows[0]], *([str(number), *row] for number, row in enumerate(rows[1:], 1))]


def told(comparison: Comparison) -> list[tuple[str, str]]:
    """Kind and message of all findings."""
    return [(finding.kind, str(finding.message)) for finding in comparison.findings]


FORMS = [markdown, tabs, page]
BUS = ["客车", "25", "元/次", "二十座以下"]
CHANGES: list[tuple[str, Rows, Rows, list[tuple[str, str]]]] = [
    ("a figure", ROWS, with_cell(2, 1, "40"), [("number", "货车 30 → 40")]),
    ("a figure of the last row", ROWS, with_cell(4, 1, "2"), [("number", "行人 1 → 2")]),
    ("two figures exchanged", ROWS, with_cell(1, 1, "30")[:2] + with_cell(2, 1, "15")[2:], [
        ("number", "小汽车 15 → 30"),
        ("number", "货车 30 → 15"),
    ]),
    ("a figure of a numbered row", numbered(ROWS), numbered(with_cell(2, 1, "40")), [("number", "货车 30 → 40")]),
    ("rows in another order", ROWS, [ROWS[0], ROWS[3], ROWS[1], ROWS[4], ROWS[2]], []),
    ("the name of a column", ROWS, with_cell(0, 1, "收费标准"), []),
    ("a column of words", ROWS, [[*row[:3], word, *row[3:]] for row, word in zip(ROWS, "减无无半全", strict=True)], []),
]  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(("old", "new", "findings"), [row[1:] for row in CHANGES], ids=[row[0] for row in CHANGES])
def test_a_changed_cell_is_named_by_its_row(
    form: Form, old: Rows, new: Rows, findings: Sequence[tuple[str, str]]
) -> None:
    assert told(compare(form(old), form(new))) == findings


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("rows", [ROWS, numbered(ROWS)], ids=["bare", "numbered"])
def test_a_new_row_is_one_finding_and_numbers_no_other(form: Form, rows: Rows) -> None:
    bare = [*ROWS[:2], BUS, *ROWS[2:]]
    comparison = compare(form(rows), form(bare if rows is ROWS else numbered(bare)))
    (finding,) = comparison.findings
    assert finding.new is not None
    assert all(cell in finding.new.text for cell in BUS)
    assert finding.old is None


@pytest.mark.parametrize("form", [markdown, page])
def test_a_line_break_in_a_cell_is_no_change(form: Form) -> None:
    assert compare(form(ROWS), form(with_cell(2, 3, "每吨\n加收5元"))).same_text


@pytest.mark.parametrize("form", [tabs, page])
def test_cells_are_apart_in_the_marked_text(form: Form) -> None:
    report = str(comparison_report(compare(form(ROWS), form(with_cell(2, 1, "40")))).groups)
    assert "Run(text='30', tone='drop'), Run(text='40', tone='add'), Run(text='  元/次  每吨加收5元'" in report
