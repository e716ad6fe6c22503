"""Tables as Word files and workbooks: what an office needs of them, read from their XML."""

from __future__ import annotations

import io
import zipfile
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import pytest

from policydiff.reports.model import Run, Table
from policydiff.writers.table import docx, xlsx

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def cell(*runs: str | Run) -> tuple[tuple[Run, ...], ...]:
    """A cell of one line."""
    return (tuple(run if isinstance(run, Run) else Run(run) for run in runs),)


ROWS = (
    (
        cell("1"),
        cell("限", Run("十", "drop"), "日内答复。"),
        cell("限", Run("三十", "add"), "日内答复。"),
        cell("文字修改。"),
    ),
    (cell("2"), cell("（新增）"), ((Run("第五条", "add"),), (Run("自公布之日起施行。", "add"),)), cell("新增。")),
)
TABLE = Table(
    ("序号", "修改前", "修改后", "说明"), ROWS, "《云汐市摊位管理办法》对照表", "b", "注：标出的是改动。", "zh-CN"
)
TAIWAN = TABLE._replace(mark="u", language="zh-TW", note="")


def part(content: bytes, name: str) -> Element:
    """A part of an Office file, parsed."""
    return ElementTree.fromstring(zipfile.ZipFile(io.BytesIO(content)).read(name))


def texts(element: Element) -> str:
    """The text of all runs in it."""
    return "".join(text.text or "" for text in element.iter(f"{W}t"))


def test_the_page_is_a4_landscape() -> None:
    size = part(docx.write(TABLE), "word/document.xml").find(f".//{W}pgSz")
    assert size is not None
    assert size.attrib == {f"{W}w": "16838", f"{W}h": "11906", f"{W}orient": "landscape"}


def test_the_headings_are_repeated_and_short_rows_stay_whole() -> None:
    long_row = (cell("3"), cell("甲" * 2000), cell(""), cell(""))
    rows = list(part(docx.write(TABLE._replace(rows=(*ROWS, long_row))), "word/document.xml").iter(f"{W}tr"))
    assert [row.find(f".//{W}tblHeader") is not None for row in rows] == [True, False, False, False]
    # A row that is longer than a page must break, else Word leaves the rest of the page before it empty.
    assert [row.find(f".//{W}cantSplit") is not None for row in rows] == [True, True, True, False]


@pytest.mark.parametrize(("table", "font"), [(TABLE, "仿宋_GB2312"), (TAIWAN, "標楷體")])
def test_every_run_names_its_east_asian_font(table: Table, font: str) -> None:
    body = part(docx.write(table), "word/document.xml")
    fonts = [run.find(f"{W}rPr/{W}rFonts") for run in body.iter(f"{W}r")]
    assert fonts
    names = [element.get(f"{W}eastAsia") if element is not None else None for element in fonts]
    assert None not in names
    assert font in names
    listed = {
        entry.get(f"{W}name"): entry.find(f"{W}altName") for entry in part(docx.write(table), "word/fontTable.xml")
    }
    assert set(names) <= set(listed)
    assert all(alternative is not None for alternative in listed.values())


@pytest.mark.parametrize(("table", "mark"), [(TABLE, "b"), (TAIWAN, "u")])
def test_changed_words_are_marked_on_their_sides(table: Table, mark: str) -> None:
    row = list(part(docx.write(table), "word/document.xml").iter(f"{W}tr"))[1]
    marked = [
        [texts(run) for run in column.iter(f"{W}r") if run.find(f"{W}rPr/{W}{mark}") is not None]
        for column in row.iter(f"{W}tc")
    ]
    assert marked == [[], ["十"], ["三十"], []]


def test_caption_and_note_stand_round_the_table() -> None:
    body = part(docx.write(TABLE), "word/document.xml")[0]
    assert [texts(child) for child in body if child.tag == f"{W}p"] == [TABLE.caption, TABLE.note]
    assert texts(list(body.iter(f"{W}tc"))[10]) == "第五条自公布之日起施行。"
    assert len(list(list(body.iter(f"{W}tc"))[10].iter(f"{W}p"))) == 2


def sheet(content: bytes) -> Element:
    """The sheet of a workbook."""
    return part(content, "xl/worksheets/sheet1.xml")


def values(content: bytes) -> list[list[str]]:
    """The texts of the rows of a workbook."""
    return [
        ["".join(text.text or "" for text in column.iter(f"{S}t")) for column in row]
        for row in sheet(content).iter(f"{S}row")
    ]


def test_cells_of_a_workbook_are_text() -> None:
    table = Table(("甲", "乙"), ((cell("3-5"), cell("=1+1")), (cell("007"), cell("1E5"))))
    content = xlsx.write(table)
    assert values(content) == [["甲", "乙"], ["3-5", "=1+1"], ["007", "1E5"]]
    assert {column.get("t") for column in sheet(content).iter(f"{S}c")} == {"inlineStr"}
    styles = list(part(content, "xl/styles.xml").find(f"{S}cellXfs") or [])
    used = {int(column.get("s") or 0) for column in sheet(content).iter(f"{S}c")}
    assert {styles[index].get("numFmtId") for index in used} == {"49"}


def test_a_workbook_has_frozen_headings_and_filters() -> None:
    content = xlsx.write(TABLE)
    pane = sheet(content).find(f".//{S}pane")
    filters = sheet(content).find(f"{S}autoFilter")
    assert pane is not None
    assert (pane.get("ySplit"), pane.get("state")) == ("1", "frozen")
    assert filters is not None
    assert filters.get("ref") == "A1:D4"


def test_a_long_cell_goes_on_in_the_row_below() -> None:
    long_text = "甲" * 40_000
    rows = values(xlsx.write(Table(("旧", "新"), ((cell(long_text), cell("乙")),))))
    assert [len(row) for row in rows] == [2, 2, 1, 1]
    assert "".join(row[0] for row in rows[1:]) == long_text
    assert max(len(text) for row in rows for text in row) <= 32_767


def test_marked_words_of_a_cell_are_runs() -> None:
    runs = list(sheet(xlsx.write(TABLE)).iter(f"{S}r"))
    assert [run.findtext(f"{S}t") for run in runs if run.find(f"{S}rPr") is not None][:2] == ["十", "三十"]


@pytest.mark.parametrize("writer", [docx, xlsx])
def test_the_same_table_is_the_same_bytes(writer: object) -> None:
    write = writer.write  # type: ignore[attr-defined]
    assert write(TABLE) == write(TABLE)
    archive = zipfile.ZipFile(io.BytesIO(write(TABLE)))
    assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert archive.testzip() is None
