"""A table as Markdown (GitHub's tables), for a memo, an issue or a pull request."""

from __future__ import annotations

from policydiff.reports.model import Table
from policydiff.writers.markdown_text import inline, marked, paragraph


def write(table: Table) -> str:
    """The table with pipes, its caption above and its note below it. A line break in a cell is a <br>.

    >>> from policydiff.reports.model import Run
    >>> print(write(Table(("条",), ((((Run("一|二", "add"),),),),))), end="")
    | 条 |
    | --- |
    | <u>一\\|二</u> |
    """
    elements = {"drop": table.mark, "add": table.mark}
    rows = [["<br>".join(marked(line, elements) for line in cell) for cell in row] for row in table.rows]
    cells = [list(map(inline, table.headings)), ["---"] * len(table.headings), *rows]
    caption = f"{paragraph(table.caption)}\n\n" if table.caption else ""
    note = f"\n{paragraph(table.note)}\n" if table.note and table.rows else ""
    return caption + "".join(f"| {' | '.join(row)} |\n" for row in cells) + note
