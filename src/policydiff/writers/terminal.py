"""A report as text for people: wrapped by East Asian width, harmless to the terminal, the same without colour."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rich.cells import cell_len

from policydiff.report import Report, Row
from policydiff.writers.escape import visible

_LABEL = 16
_COLOURS = {"drop": "31", "keep": "32", "warn": "33", "head": "1"}


def write(report: Report, *, width: int = 80, colour: bool = False) -> str:
    """The report as lines of at most `width` cells, ending with a newline. Nothing is cut off."""
    lines = list(_heading(report, width, colour))
    lines.append("")
    for summary in report.summary:
        lines += _wrapped(visible(summary), width, 0)
    for group in report.groups:
        lines.append("")
        for row in group:
            lines += _row(row, width, colour)
    if report.closing:
        lines.append("")
        for closing in report.closing:
            lines += _wrapped(visible(closing), width, 0)
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _heading(report: Report, width: int, colour: bool) -> Iterator[str]:
    """Heading and facts on one line where they fit, else the facts below."""
    heading, facts = visible(report.heading), visible(report.facts)
    one_line = cell_len(heading) + 4 + cell_len(facts) <= width
    for line in _wrapped(heading, width, 4):
        yield (_paint(line, "head") if colour else line) + (f"    {facts}" if one_line else "")
    if not one_line:
        yield from _wrapped(f"    {facts}", width, 4)


def _paint(text: str, tone: str) -> str:
    return f"\x1b[{_COLOURS[tone]}m{text}\x1b[0m"


def _row(row: Row, width: int, colour: bool) -> Iterator[str]:
    label = visible(row.label)
    lead = "  " + label + " " * max(2, _LABEL - cell_len(label))
    indent = cell_len(lead)
    first = True
    for line in row.lines or ("",):
        for piece in _wrapped(visible(line), max(20, width - indent), 2 if line.startswith("  ") else 0):
            if first:
                painted = lead.replace(label, _paint(label, row.tone), 1) if colour and row.tone else lead
                yield painted + piece
                first = False
            else:
                yield " " * indent + piece


# What is never torn apart: a word with the % after it, or a wide character with the marks that may not begin a line.
_PIECE = re.compile(
    r" +|[\x21-\x7e]+(?: %[\x21-\x7e]*)?"
    r"|[^\x20-\x7e](?:[，。、；：？！）》」』”’】〕〉…—]|(?<=[^\x20-\x7e])[,.;:?!)\]}%])*"
)


def _wrapped(text: str, width: int, indent: int) -> Iterator[str]:
    """The text in lines of at most `width` cells, broken at blanks or between wide characters."""
    if cell_len(text) <= width:
        yield text
        return
    line, cells = "", 0
    for piece in _PIECE.findall(text):
        size = cell_len(piece)
        if cells + size > width and line.strip():
            yield line.rstrip()
            line, cells = " " * indent, indent
            piece = piece.lstrip(" ")
            size = cell_len(piece)
        while cells + size > width and len(piece) > 1:  # a word longer than the line
            cut = max(1, width - cells)
            while cell_len(piece[:cut]) > width - cells and cut > 1:
                cut -= 1
            yield line + piece[:cut]
            line, cells, piece = " " * indent, indent, piece[cut:]
            size = cell_len(piece)
        line, cells = line + piece, cells + size
    if line.strip():
        yield line
