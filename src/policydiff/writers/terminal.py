"""A report as text for people: wrapped by East Asian width, harmless to the terminal, the same without colour."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rich.cells import cell_len

from policydiff.reports.model import Group, Line, Report, Row
from policydiff.writers.escape import visible

_LABEL = 16
_END = "\x1b[0m"
_WIDEST = (20, 26)  # cells of a label, and of a place, beside which there is still room for words
_COLOURS = {"drop": "31", "keep": "32", "add": "32", "warn": "33", "head": "1"}
# Changed words are set in brackets that need no colour. While lines are wrapped, one control character stands for each
# bracket (`visible` has taken all others out), so that none is torn or mistaken for the document's own.
_SIGNS = {"drop": ("\x01", "\x03"), "add": ("\x02", "\x04")}
_SIDES = {"- ": "drop", "+ ": "add"}
_BRACKETS = {"\x01": "[-", "\x03": "-]", "\x02": "{+", "\x04": "+}"}
_TONES = {"\x01": "drop", "\x02": "add", "\x03": "", "\x04": ""}
_SIGN = re.compile("([\x01-\x04])")


def write(report: Report, *, width: int = 80, colour: bool = False) -> str:
    """The report as lines of at most `width` cells, ending with a newline. Nothing is cut off."""
    lines = list(_heading(report, width, colour))
    if report.summary:
        lines.append("")
    for summary in report.summary:
        lines += _wrapped(visible(summary), width, 0)
    for group in report.groups:
        lines.append("")
        lines += _group(group, width, colour)
    if report.closing:
        lines.append("")
        for closing in report.closing:
            lines += _wrapped(visible(closing), width, 0)
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _heading(report: Report, width: int, colour: bool) -> Iterator[str]:
    """Heading and facts on one line where they fit, else the facts below."""
    heading, facts = visible(report.heading), visible(report.facts)
    if not facts:
        yield from (_paint(line, "head") if colour else line for line in _wrapped(heading, width, 4))
        return
    one_line = cell_len(heading) + 4 + cell_len(facts) <= width
    for line in _wrapped(heading, width, 4):
        yield (_paint(line, "head") if colour else line) + (f"    {facts}" if one_line else "")
    if not one_line:
        yield from _wrapped(f"    {facts}", width, 4)


def _paint(text: str, tone: str) -> str:
    return f"{_start(tone)}{text}{_END}" if tone else text


def _start(tone: str) -> str:
    return f"\x1b[{_COLOURS[tone]}m"


def _group(group: Group, width: int, colour: bool) -> Iterator[str]:
    """The title, where there is one, and the rows in columns as wide as they need."""
    label_cells, place_cells = _LABEL, 0
    if group.title:
        title = visible(group.title)
        yield from (_paint(line, "head") if colour else line for line in _wrapped(title, width, 4))
        label_cells = _widest([row.label for row in group.rows], _WIDEST[0])
        place_cells = _widest([row.place for row in group.rows], _WIDEST[1])
    for row in group.rows:
        yield from _row(row, label_cells, place_cells, width, colour)


def _widest(words: Sequence[str], most: int) -> int:
    """How wide a column of these words is, with two blanks after it; those wider than `most` have no say."""
    return max((cells + 2 for cells in map(cell_len, map(visible, words)) if 0 < cells <= most), default=0)


def _row(row: Row, label_cells: int, place_cells: int, width: int, colour: bool) -> Iterator[str]:
    label, place = visible(row.label), visible(row.place)
    place_cells = place_cells if place else 0
    lead = _column(_column("  ", label, label_cells), place, place_cells)
    indent = 2 + label_cells + place_cells
    if cell_len(lead) > max(indent, width * 3 // 5 if place else 0):  # too long to have words beside it
        for piece in _wrapped(lead.rstrip(), width, 2):
            yield _painted(piece, label, row.tone) if colour else piece
        lead = " " * (indent := min(indent, 8))
    indent = cell_len(lead) if lead.strip() else indent
    first = True
    state = ""
    for line in row.lines or ("",):
        words = _words(line)
        hang = 2 if words.startswith(("  ", "- ", "+ ")) else 0
        for piece in _wrapped(words, max(20, width - indent), hang):
            piece, state = _bracketed(piece, state, colour)
            if colour:
                piece = _paint(piece, _SIDES.get(words[:2], ""))
            painted = _painted(lead, label, row.tone) if colour else lead
            yield (painted if first else " " * indent) + piece
            first = False


def _column(before: str, words: str, cells: int) -> str:
    """The line so far with one more column, two blanks at least between it and the next."""
    return before + words + " " * max(2, cells - cell_len(words)) if cells or words else before


def _painted(lead: str, label: str, tone: str) -> str:
    return lead.replace(label, _paint(label, tone), 1) if tone and label else lead


def _words(line: Line) -> str:
    """The line as plain text, with a sign before and after changed words."""
    if isinstance(line, str):
        return visible(line)
    said = []
    for run in line:
        opening, closing = _SIGNS.get(run.tone, ("", ""))
        said.append(f"{opening}{visible(run.text)}{closing}")
    return "".join(said)


def _bracketed(piece: str, tone: str, colour: bool) -> tuple[str, str]:
    """A wrapped piece with brackets for the signs, coloured where wanted; and the tone in which it ends."""
    said = [_start(tone)] if colour and tone else []
    for part in _SIGN.split(piece):
        if part not in _BRACKETS:
            said.append(part)
            continue
        opens = _TONES[part]
        said.append(
            f"{_start(opens) if colour and opens else ''}{_BRACKETS[part]}{_END if colour and not opens else ''}"
        )
        tone = opens
    if colour and tone:
        said.append(_END)
    return "".join(said), tone


# What is never torn apart: a word with the % after it, or a wide character with the marks that may not begin a line.
_PIECE = re.compile(
    r" +|[\x01\x02]*(?:[\x21-\x7e]+(?: %[\x21-\x7e]*)?"
    r"|[^\x01-\x04\x20-\x7e](?:[，。、；：？！）》」』”’】〕〉…—]|(?<=[^\x01-\x04\x20-\x7e])[,.;:?!)\]}%])*)[\x03\x04]*"
    r"|[\x01-\x04]+"
)


def _cells(text: str) -> int:
    """How wide the text will be."""
    return cell_len(text) + sum(text.count(sign) for sign in _BRACKETS) * 2


def _wrapped(text: str, width: int, indent: int) -> Iterator[str]:
    """The text in lines of at most `width` cells, broken at blanks or between wide characters."""
    if _cells(text) <= width:
        yield text
        return
    line, cells = "", 0
    for piece in _PIECE.findall(text):
        size = _cells(piece)
        if cells + size > width and line.strip():
            yield line.rstrip()
            line, cells = " " * indent, indent
            piece = piece.lstrip(" ")
            size = _cells(piece)
        while cells + size > width and len(piece) > 1:  # a word longer than the line
            cut = max(1, width - cells)
            while _cells(piece[:cut]) > width - cells and cut > 1:
                cut -= 1
            yield line + piece[:cut]
            line, cells, piece = " " * indent, indent, piece[cut:]
            size = _cells(piece)
        line, cells = line + piece, cells + size
    if line.strip():
        yield line
