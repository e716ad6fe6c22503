"""A table as an HTML fragment without style or script, for a page or to paste into a word processor."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from policydiff.reports.model import Run, Table
from policydiff.writers.escape import visible


def write(table: Table) -> str:
    """The table as one `<table>` element, ending with a newline; a line break in a cell is a <br>.

    >>> print(write(Table(("条",), ((((Run("一<二", "add"),),),),))), end="")
    <table>
    <thead><tr><th scope="col">条</th></tr></thead>
    <tbody>
    <tr><td><u>一&lt;二</u></td></tr>
    </tbody>
    </table>
    """
    return "\n".join(_lines(table)) + "\n"


def _lines(table: Table) -> Iterator[str]:
    """The lines of the element."""
    yield "<table>"
    if table.caption:
        yield f"<caption>{_text(table.caption)}</caption>"
    headings = "".join(f'<th scope="col">{_text(heading)}</th>' for heading in table.headings)
    yield f"<thead><tr>{headings}</tr></thead>"
    yield "<tbody>"
    for row in table.rows:
        cells = ("<br>".join("".join(_run(run, table.mark) for run in line) for line in cell) for cell in row)
        yield "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"
    yield "</tbody>"
    if table.note and table.rows:
        yield f'<tfoot><tr><td colspan="{len(table.headings)}">{_text(table.note)}</td></tr></tfoot>'
    yield "</table>"


def _run(run: Run, mark: str) -> str:
    """The text of a run; one with a tone is in the element `mark`."""
    return f"<{mark}>{_text(run.text)}</{mark}>" if run.tone else _text(run.text)


def _text(text: str) -> str:
    """The text escaped for HTML."""
    return escape(visible(text), quote=True)
