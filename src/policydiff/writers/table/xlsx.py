"""A table as an Excel workbook (ECMA-376 Part 1, SpreadsheetML): every cell is text, so that no value is changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from policydiff.reports.model import Run, Table
from policydiff.text.xml_text import xml_text
from policydiff.writers.escape import visible_but
from policydiff.writers.office_package import Part, package

_NAMESPACE = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_RELATIONSHIPS = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
# Excel takes 32,767 UTF-16 units a cell; an escape or a surrogate pair is several of a character.
_MAX_CELL_CHARACTERS = 16_000
_MIN_WIDTH, _MAX_WIDTH = 8, 60  # of a column, in digits
_HEADING_STYLE, _TEXT_STYLE = 1, 2  # indices of cellXfs in _styles
_MARKS = {"b": "<b/>", "u": "<u/>"}


def write(table: Table) -> bytes:
    """The table as the bytes of an XLSX file, the same for the same table: one sheet, headings frozen, with filters.

    A cell with more than `_MAX_CELL_CHARACTERS` goes on in the row below, in which cells without more text are empty.
    The caption is the title of the file; the note stands below the rows.
    """
    main = Part(f"{_TYPE}.sheet.main+xml", _workbook(table), "officeDocument")
    sheet = Part(f"{_TYPE}.worksheet+xml", "".join(_sheet(table)), "worksheet")
    styles = Part(f"{_TYPE}.styles+xml", _STYLES, "styles")
    return package("xl/workbook.xml", main, {"worksheets/sheet1.xml": sheet, "styles.xml": styles}, table.caption)


def _workbook(table: Table) -> str:
    """The part that names the sheet."""
    names = {"zh-CN": "对照表", "zh-TW": "對照表"}
    return (
        f"<workbook {_NAMESPACE} {_RELATIONSHIPS}><sheets>"
        f'<sheet name="{names.get(table.language, "table")}" sheetId="1" r:id="rId1"/></sheets></workbook>'
    )


_FONT_NAME = '<name val="宋体"/><family val="3"/><charset val="134"/>'
_STYLES = (
    f"<styleSheet {_NAMESPACE}>"
    f'<fonts count="2"><font><sz val="11"/>{_FONT_NAME}</font><font><b/><sz val="11"/>{_FONT_NAME}</font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="49" fontId="1" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1"/>'
    '<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyAlignment="1">'
    '<alignment vertical="top" wrapText="1"/></xf></cellXfs></styleSheet>'
)


def _sheet(table: Table) -> Iterator[str]:
    """The part of the sheet."""
    last_column = _column_name(max(len(table.headings), 1))
    rows = list(_text_rows(table))
    yield f'<worksheet {_NAMESPACE}><dimension ref="A1:{last_column}{len(rows) + 1}"/>'
    yield '<sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft"'
    yield ' state="frozen"/></sheetView></sheetViews><cols>'
    for number, width in enumerate(_widths(table), 1):
        yield f'<col min="{number}" max="{number}" width="{width}" customWidth="1"/>'
    yield "</cols><sheetData>"
    yield _row(1, [[Run(heading)] for heading in table.headings], table.mark, _HEADING_STYLE)
    for number, row in enumerate(rows, 2):
        yield _row(number, row, table.mark, _TEXT_STYLE)
    yield f'</sheetData><autoFilter ref="A1:{last_column}{len(rows) + 1}"/></worksheet>'


def _text_rows(table: Table) -> Iterator[list[list[Run]]]:
    """The rows, each a list of cells in runs; a cell that is too long goes on in the next row. The note is the last."""
    for row in table.rows:
        cells = [list(_parts(cell)) for cell in row]
        for number in range(max(map(len, cells), default=0)):
            yield [cell[number] if number < len(cell) else [] for cell in cells]
    if table.note and table.rows:
        yield [[Run(table.note)]]


def _parts(cell: Sequence[Sequence[Run]]) -> Iterator[list[Run]]:
    """The text of a cell in parts of at most `_MAX_CELL_CHARACTERS`, at least one; its lines are divided by LF."""
    part: list[Run] = []
    room = _MAX_CELL_CHARACTERS
    for number, line in enumerate(cell):
        for run in (Run("\n" if number else ""), *line):
            text = run.text if run.text == "\n" else visible_but("\t", run.text)
            while len(text) > room:
                yield [*part, Run(text[:room], run.tone)]
                part, text, room = [], text[room:], _MAX_CELL_CHARACTERS
            if text:
                part.append(Run(text, run.tone))
                room -= len(text)
    yield part


def _row(number: int, cells: Sequence[Sequence[Run]], mark: str, style: int) -> str:
    """The row with its number, from 1; a cell without text is left out."""
    elements = "".join(
        f'<c r="{_column_name(column)}{number}" s="{style}" t="inlineStr"><is>{_rich_text(cell, mark)}</is></c>'
        for column, cell in enumerate(cells, 1)
        if cell
    )
    return f'<row r="{number}">{elements}</row>'


def _rich_text(cell: Sequence[Run], mark: str) -> str:
    """The content of a cell; changed text is marked."""
    if not any(run.tone for run in cell):
        return f'<t xml:space="preserve">{xml_text("".join(run.text for run in cell))}</t>'
    return "".join(
        f'<r>{_marked_font(mark) if run.tone else ""}<t xml:space="preserve">{xml_text(run.text)}</t></r>'
        for run in cell
    )


def _marked_font(mark: str) -> str:
    """The properties of a run of changed text."""
    before, after = (_MARKS["b"], "") if mark == "b" else ("", _MARKS["u"])
    return f'<rPr><rFont val="宋体"/><charset val="134"/>{before}<sz val="11"/>{after}</rPr>'


def _widths(table: Table) -> list[int]:
    """The widths of the columns, in digits: that of the longest line, a Chinese character counted twice, in bounds."""
    columns = zip(*table.rows, strict=True) if table.rows else [()] * len(table.headings)
    return [
        min(_MAX_WIDTH, max(_MIN_WIDTH, 2 * len(heading) + 4, *(2 * _line_length(cell) + 2 for cell in column), 0))
        for heading, column in zip(table.headings, columns, strict=True)
    ]


def _line_length(cell: Sequence[Sequence[Run]]) -> int:
    """The number of characters of the longest line."""
    return max((sum(len(run.text) for run in line) for line in cell), default=0)


def _column_name(number: int) -> str:
    """The letters of a column, from 1.

    >>> _column_name(1), _column_name(28)
    ('A', 'AB')
    """
    letters = ""
    while number:
        number, letter = divmod(number - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return letters
