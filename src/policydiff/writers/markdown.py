"""A report or a table as Markdown (CommonMark with GitHub's tables): for a memo, an issue, a pull request."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from policydiff.reports.model import Group, Line, Report, Row, Run, Table
from policydiff.writers.escape import visible

# Elements and not ** or ~~, which CommonMark does not see where Chinese punctuation stands beside them.
_MARKS = {"drop": "del", "add": "ins"}
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~$&])")
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_BLOCK = re.compile(r"^(\s*)(?:(\d+)([.)])|([-+=]))")


def write(report: Report) -> str:
    """The report as a Markdown document, ending with a newline."""
    parts = [f"# {_text(report.heading)}", _text(report.facts), *map(_paragraph, report.summary)]
    parts += [part for group in report.groups for part in _group(group)]
    parts += map(_paragraph, report.closing)
    return "\n\n".join(filter(None, parts)) + "\n"


def write_table(table: Table) -> str:
    """The table with pipes, its caption above it, ending with a newline. A line break in a cell is a <br>."""
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
    """An item of a list; further lines are items below it."""
    lead = " ".join(f"**{_text(word)}**" if number == 0 else _text(word) for number, word in enumerate(_leading(row)))
    lines = [_line(line) for line in row.lines] or [""]
    if len(lines) == 1:
        yield f"- {lead}{': ' if lead and lines[0] else ''}{lines[0]}".rstrip()
        return
    yield f"- {lead}" if lead else "-"
    yield from (f"  - {line}" for line in lines)


def _leading(row: Row) -> Sequence[str]:
    return [word for word in (row.label.strip(), row.place.strip()) if word]


def _line(line: Line) -> str:
    if not isinstance(line, str):
        return _runs(line, _MARKS)
    for mark, element in (("- ", "del"), ("+ ", "ins")):
        if line.startswith(mark):
            return f"<{element}>{_text(line[2:])}</{element}>"
    return _paragraph(line.strip())


def _runs(runs: Sequence[Run], marks: dict[str, str]) -> str:
    return "".join(
        f"<{marks[run.tone]}>{_text(run.text)}</{marks[run.tone]}>" if run.tone in marks else _text(run.text)
        for run in runs
    )


def _paragraph(text: str) -> str:
    """The text where a block begins: nothing in it makes a list, a heading or a rule of it."""
    return _BLOCK.sub(lambda found: f"{found[1]}{found[2] or ''}\\{found[3] or found[4]}", _text(text))


def _text(text: str) -> str:
    """The words themselves, whatever Markdown or HTML would make of them."""
    return _SPECIAL.sub(lambda found: _ENTITIES.get(found[1], f"\\{found[1]}"), visible(text))
