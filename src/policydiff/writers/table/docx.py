"""A table as a Word file to send round: A4 landscape, the headings on each page, the fonts of official documents."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from policydiff.reports.model import Run, Table
from policydiff.writers.escape import visible_but
from policydiff.writers.word_file import Font, Fonts, fonts_of, run, section, word_file

# In twentieths of a point: A4 landscape
_WIDTH, _HEIGHT, _MARGIN = 16838, 11906, 1134
_TEXT_WIDTH = _WIDTH - 2 * _MARGIN
_NARROW_WIDTH = 794  # of a column with numbers alone
_NARROW_CHARACTERS = 4
_CELL_PADDING = 108
_CHARACTER_WIDTH = 240  # 12 points
# A row of more lines does not fit on a page; if it had to stay whole, the page before it would stay empty.
_MAX_WHOLE_LINES = 24
_TITLE_SIZE = '<w:sz w:val="36"/><w:szCs w:val="36"/>'
_MARKS = {"b": "<w:b/><w:bCs/>", "u": '<w:u w:val="single"/>'}


def write(table: Table) -> bytes:
    """The table as the bytes of a DOCX file, the same for the same table; `table.language` chooses the fonts."""
    return word_file("".join(_body(table)), fonts_of(table.language), table.caption)


def _body(table: Table) -> Iterator[str]:
    """The content of the body: the caption, the table, the note, and the page."""
    fonts = fonts_of(table.language)
    widths = _widths(table)
    if table.caption:
        yield _paragraph([run(table.caption, fonts.title, _TITLE_SIZE)], centred=True, after=240)
    yield "<w:tbl>" + _TABLE_PROPERTIES + "<w:tblGrid>"
    yield "".join(f'<w:gridCol w:w="{width}"/>' for width in widths) + "</w:tblGrid>"
    yield _heading_row(table.headings, widths, fonts)
    for row in table.rows:
        yield _row(row, widths, fonts, table.mark)
    yield "</w:tbl>"
    # Word wants a paragraph behind a table.
    yield _paragraph([run(table.note, fonts.text)] if table.note and table.rows else [])
    yield section(_WIDTH, _HEIGHT, _MARGIN)


_BORDERS = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)
_TABLE_PROPERTIES = (
    f'<w:tblPr><w:tblW w:w="{_TEXT_WIDTH}" w:type="dxa"/><w:tblBorders>{_BORDERS}</w:tblBorders>'
    f'<w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="{_CELL_PADDING}" w:type="dxa"/>'
    f'<w:right w:w="{_CELL_PADDING}" w:type="dxa"/></w:tblCellMar></w:tblPr>'
)


def _widths(table: Table) -> list[int]:
    """The widths of the columns: narrow for one with short texts alone, which are numbers, else equal."""
    cells = [table.headings, *([_plain(cell) for cell in row] for row in table.rows)]
    narrow = [
        bool(table.rows) and all(len(text) <= _NARROW_CHARACTERS for text in column)
        for column in zip(*cells, strict=True)
    ]
    if all(narrow):
        narrow = [False] * len(narrow)
    wide = (_TEXT_WIDTH - _NARROW_WIDTH * sum(narrow)) // max(1, len(narrow) - sum(narrow))
    return [_NARROW_WIDTH if is_narrow else wide for is_narrow in narrow]


def _plain(cell: Sequence[Sequence[Run]]) -> str:
    """The text of a cell in one line."""
    return "".join(part.text for line in cell for part in line)


def _heading_row(headings: Sequence[str], widths: Sequence[int], fonts: Fonts) -> str:
    """The row of the headings, which is repeated on each page."""
    cells = (
        _cell([_paragraph([run(heading, fonts.marked, "<w:b/><w:bCs/>")], centred=True)], width)
        for heading, width in zip(headings, widths, strict=True)
    )
    return f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{''.join(cells)}</w:tr>"


def _row(row: Sequence[Sequence[Sequence[Run]]], widths: Sequence[int], fonts: Fonts, mark: str) -> str:
    """A row; it stays on one page if it fits on one."""
    cells = "".join(
        _cell([_paragraph([_run(part, fonts, mark) for part in line]) for line in cell] or [_paragraph([])], width)
        for cell, width in zip(row, widths, strict=True)
    )
    fits = all(_line_count(cell, width) <= _MAX_WHOLE_LINES for cell, width in zip(row, widths, strict=True))
    return f"<w:tr>{'<w:trPr><w:cantSplit/></w:trPr>' if fits else ''}{cells}</w:tr>"


def _line_count(cell: Sequence[Sequence[Run]], width: int) -> int:
    """How many printed lines the cell takes at most, if every character is as wide as a Chinese one."""
    per_line = max(1, (width - 2 * _CELL_PADDING) // _CHARACTER_WIDTH)
    return sum(max(1, -(-sum(len(part.text) for part in line) // per_line)) for line in cell)


def _run(part: Run, fonts: Fonts, mark: str) -> str:
    """A run of a cell; marked if its text was changed."""
    font: Font = fonts.marked if part.tone and mark == "b" else fonts.text
    return run(visible_but("\t", part.text), font, _MARKS[mark] if part.tone else "")


def _cell(paragraphs: Sequence[str], width: int) -> str:
    """A cell of the width."""
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{"".join(paragraphs)}</w:tc>'


def _paragraph(runs: Sequence[str], *, centred: bool = False, after: int = 0) -> str:
    """A paragraph with the space below it, in twentieths of a point."""
    spacing = f'<w:spacing w:after="{after}"/>' if after else ""
    alignment = '<w:jc w:val="center"/>' if centred else ""
    properties = f"<w:pPr>{spacing}{alignment}</w:pPr>" if spacing or alignment else ""
    return f"<w:p>{properties}{''.join(runs)}</w:p>"
