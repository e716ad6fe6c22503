"""A report or a table as Markdown (CommonMark with GitHub's tables), for a memo, an issue or a pull request."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from policydiff.reports.model import Group, Line, Report, Row, Run, Table
from policydiff.writers.escape import visible

# HTML elements, because CommonMark does not recognise ** and ~~ next to Chinese punctuation.
_MARKS = {"drop": "del", "add": "ins"}
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~$&])")
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_BLOCK_START = re.compile(r"^(\s*)(?:(\d+)([.)])|([-+=]))")


def write(report: Report) -> str:
    r"""Return the report as a Markdown document, ending with a newline.

    >>> write(Report("办法", "2 lines", ("nothing stands *twice*",)))
    '# 办法\n\n2 lines\n\nnothing stands \\*twice\\*\n'
    """
    parts = [f"# {_text(report.heading)}", _text(report.facts), *map(_paragraph, report.summary)]
    parts += [part for group in report.groups for part in _group(group)]
    parts += map(_paragraph, report.closing)
    return "\n\n".join(filter(None, parts)) + "\n"


def write_table(table: Table) -> str:
    """Return the table with pipes, its caption above it, ending with a newline. A line break in a cell is a <br>."""
    marks = dict.fromkeys(_MARKS, table.mark)
    rows = [["<br>".join(_runs(line, marks) for line in cell) for cell in row] for row in table.rows]
    cells = [list(map(_text, table.headings)), ["---"] * len(table.headings), *rows]
    caption = f"{_paragraph(table.caption)}\n\n" if table.caption else ""
    return caption + "".join(f"| {' | '.join(row)} |\n" for row in cells)


def _group(group: Group) -> Iterator[str]:
    if group.title:
        yield f"## {_text(group.title.capitalize())}"
    yield "\n".join(line for row in group.rows for line in _row(row))


def _row(row: Row) -> Iterator[str]:
    """Yield one item of a list. Several lines become a list nested in it."""
    lead = " ".join(
        f"**{_text(part)}**" if number == 0 else _text(part) for number, part in enumerate(_lead_parts(row))
    )
    lines = [_line(line) for line in row.lines] or [""]
    if len(lines) == 1:
        yield f"- {lead}{': ' if lead and lines[0] else ''}{lines[0]}".rstrip()
        return
    yield f"- {lead}" if lead else "-"
    yield from (f"  - {line}" for line in lines)


def _lead_parts(row: Row) -> Sequence[str]:
    return [part for part in (row.label.strip(), row.unit.strip()) if part]


def _line(line: Line) -> str:
    if not isinstance(line, str):
        return _runs(line, _MARKS)
    for sign, element in (("- ", "del"), ("+ ", "ins")):
        if line.startswith(sign):
            return f"<{element}>{_text(line[2:])}</{element}>"
    return _paragraph(line.strip())


def _runs(runs: Sequence[Run], marks: dict[str, str]) -> str:
    return "".join(
        f"<{marks[run.tone]}>{_text(run.text)}</{marks[run.tone]}>" if run.tone in marks else _text(run.text)
        for run in runs
    )


def _paragraph(text: str) -> str:
    """Return the text escaped for the beginning of a block: it cannot become a list, a heading or a rule."""
    return _BLOCK_START.sub(lambda match: f"{match[1]}{match[2] or ''}\\{match[3] or match[4]}", _text(text))


def _text(text: str) -> str:
    """Return the text with everything escaped that Markdown or HTML would interpret."""
    return _SPECIAL.sub(lambda match: _ENTITIES.get(match[1], f"\\{match[1]}"), visible(text))
