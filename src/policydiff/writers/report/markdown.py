"""A report as Markdown (CommonMark), for a memo, an issue or a pull request."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from policydiff.reports.model import Group, Line, Report, Row
from policydiff.writers.markdown_text import inline, marked, paragraph

_ELEMENTS = {"drop": "del", "add": "ins"}


def write(report: Report) -> str:
    r"""The report as a Markdown document, ending with a newline; empty parts are left out.

    >>> write(Report("办法", "2 lines", ("nothing stands *twice*",)))
    '# 办法\n\n2 lines\n\nnothing stands \\*twice\\*\n'
    """
    parts = [f"# {inline(report.heading)}", inline(report.facts), *map(paragraph, report.summary)]
    parts += [part for group in report.groups for part in _group(group)]
    parts += map(paragraph, report.closing)
    return "\n\n".join(filter(None, parts)) + "\n"


def _group(group: Group) -> Iterator[str]:
    """Yield one or two blocks: the heading, if the group has a title, and the whole list of its rows."""
    if group.title:
        yield f"## {inline(group.title.capitalize())}"
    yield "\n".join(line for row in group.rows for line in _row(row))


def _row(row: Row) -> Iterator[str]:
    """One item of a list. Several lines become a list nested in it."""
    lead = " ".join(
        f"**{inline(part)}**" if number == 0 else inline(part) for number, part in enumerate(_lead_parts(row))
    )
    lines = [_line(line) for line in row.lines] or [""]
    if len(lines) == 1:
        yield f"- {lead}{': ' if lead and lines[0] else ''}{lines[0]}".rstrip()
        return
    yield f"- {lead}" if lead else "-"
    yield from (f"  - {line}" for line in lines)


def _lead_parts(row: Row) -> Sequence[str]:
    """The label and the unit of a row, without empty ones."""
    return [part for part in (row.label.strip(), row.unit.strip()) if part]


def _line(line: Line) -> str:
    """The line with its changes as HTML elements; a string that begins with - or + is one change, without its sign."""
    if not isinstance(line, str):
        return marked(line, _ELEMENTS)
    for sign, element in (("- ", "del"), ("+ ", "ins")):
        if line.startswith(sign):
            return f"<{element}>{inline(line[2:])}</{element}>"
    return paragraph(line.strip())
