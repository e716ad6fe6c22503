"""A report as text for a terminal: wrapped by East Asian width, escaped, and the same text with or without colour."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rich.cells import cell_len

from policydiff.reports.model import Group, Line, Report, Row
from policydiff.writers.escape import visible
from policydiff.writers.wrapping import wrapped

_LABEL_CELLS = 16  # width of the column of labels in a group without a title
_COLOUR_END = "\x1b[0m"
_MAX_LABEL_CELLS = 20  # a wider label leaves no room for text beside it
_MAX_PLACE_CELLS = 26  # the same, for a place
# `stays` is for two versions of which neither goes: never the colours of removed and new text.
_COLOURS = {"drop": "31", "keep": "32", "add": "32", "warn": "33", "head": "1", "stays": "36"}
_WORD_COLOURS = {"drop": "9;31", "add": "4;32"}  # of changed words: struck through, underlined
# Changed words are put in brackets, or without them in colour. While lines are wrapped, each bracket is one control
# character, so that no bracket is broken or confused with the document's text (`visible` has escaped its controls).
_SIGNS = {"drop": ("\x01", "\x03"), "add": ("\x02", "\x04")}
_SIDES = {"- ": "drop", "+ ": "add"}
_BRACKETS = {"\x01": "[-", "\x03": "-]", "\x02": "{+", "\x04": "+}"}
_TONES = {"\x01": "drop", "\x02": "add", "\x03": "", "\x04": ""}
_CODE = re.compile("\x1b\\[[0-9;]*m")
_SIGN = re.compile("([\x01-\x04])")


def write(report: Report, *, width: int = 80, colour: bool = False) -> str:
    """The report as lines of at most `width` cells, ending with a newline. No text is cut off.

    Text beside a label gets at least 20 cells, so lines may be longer where `width` is small.

    >>> from policydiff.reports.model import Run
    >>> row = Row("第三条", ((Run("限期"), Run("十五", "drop"), Run("三十", "add"), Run("日")),))
    >>> print(write(Report("办法", "", (), (Group((row,), "EDITED"),))).splitlines()[3])
      第三条  限期[-十五-]{+三十+}日
    """
    lines = list(_heading(report, width, colour))
    if report.summary:
        lines.append("")
    for summary in report.summary:
        lines += wrapped(visible(summary), width, 0)
    for group in report.groups:
        lines.append("")
        lines += _group(group, width, colour)
    if report.closing:
        lines.append("")
        for closing in report.closing:
            lines += wrapped(visible(closing), width, 0)
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _heading(report: Report, width: int, colour: bool) -> Iterator[str]:
    """The heading with the facts on the same line if they fit, else below it."""
    heading, facts = visible(report.heading), visible(report.facts)
    if not facts:
        yield from (_paint(line, "head") if colour else line for line in wrapped(heading, width, 4))
        return
    one_line = cell_len(heading) + 4 + cell_len(facts) <= width
    for line in wrapped(heading, width, 4):
        yield (_paint(line, "head") if colour else line) + (f"    {facts}" if one_line else "")
    if not one_line:
        yield from wrapped(f"    {facts}", width, 4)


def _paint(text: str, tone: str) -> str:
    """The text in the colour of a tone; unchanged for no tone."""
    return f"{_colour_start(tone)}{text}{_COLOUR_END}" if tone else text


def _colour_start(tone: str) -> str:
    """The code of a terminal that begins a tone of `_COLOURS`."""
    return f"\x1b[{_COLOURS[tone]}m"


def _group(group: Group, width: int, colour: bool) -> Iterator[str]:
    """The title, if there is one, and the rows.

    Under a title, columns are as wide as their texts; else labels have `_LABEL_CELLS`.
    """
    label_cells, place_cells = _LABEL_CELLS, 0
    if group.title:
        title = visible(group.title)
        yield from (_paint(line, "head") if colour else line for line in wrapped(title, width, 4))
        label_cells = _column_cells([row.label for row in group.rows], _MAX_LABEL_CELLS)
        place_cells = _column_cells([row.unit for row in group.rows], _MAX_PLACE_CELLS)
    for row in group.rows:
        yield from _row(row, label_cells, place_cells, width, colour)


def _column_cells(texts: Sequence[str], max_cells: int) -> int:
    """The width of a column of these texts, two blanks included; 0 without one that counts.

    Texts wider than `max_cells` and empty ones do not count.
    """
    return max((cells + 2 for cells in map(cell_len, map(visible, texts)) if 0 < cells <= max_cells), default=0)


def _row(row: Row, label_cells: int, place_cells: int, width: int, colour: bool) -> Iterator[str]:
    """The lines of a row: label and place beside the first line, on lines of their own if they are too long."""
    label, place = visible(row.label), visible(row.unit)
    place_cells = place_cells if place else 0
    lead = _column(_column("  ", label, label_cells), place, place_cells)
    indent = 2 + label_cells + place_cells
    if cell_len(lead) > max(indent, width * 3 // 5 if place else 0):  # too long for text beside it
        for piece in wrapped(lead.rstrip(), width, 2):
            yield _painted(piece, label, row.tone) if colour else piece
        lead = " " * (indent := min(indent, 8))
    indent = cell_len(lead) if lead.strip() else indent
    is_first_line = True
    tone = ""
    for line in row.lines or ("",):
        text = _signed_text(line)
        hanging_indent = 2 if text.startswith(("  ", "- ", "+ ")) else 0
        for piece in wrapped(text, max(20, width - indent), hanging_indent):
            piece, tone = _marked(piece, tone, colour)
            if colour:
                piece = _paint(piece, _SIDES.get(text[:2], ""))
            painted = _painted(lead, label, row.tone) if colour else lead
            yield (painted if is_first_line else " " * indent) + piece
            is_first_line = False


def marked_lines(line: Line, width: int, colour: bool) -> Iterator[tuple[str, int]]:
    """A line with its changed words marked, wrapped, and the cells that each piece takes."""
    tone = ""
    for piece in wrapped(_signed_text(line), max(20, width), 0):
        shown, tone = _marked(piece, tone, colour)
        yield shown, cell_len(_CODE.sub("", shown))


def _column(before: str, text: str, cells: int) -> str:
    """The line so far with one more column, which at least two blanks follow.

    Unchanged for an empty text in no column.
    """
    return before + text + " " * max(2, cells - cell_len(text)) if cells or text else before


def _painted(lead: str, label: str, tone: str) -> str:
    """The beginning of a line with the label in its colour, without a tone unchanged."""
    return lead.replace(label, _paint(label, tone), 1) if tone and label else lead


def _signed_text(line: Line) -> str:
    """The line as plain text, with a control character of `_SIGNS` before and after changed words."""
    if isinstance(line, str):
        return visible(line)
    parts = []
    for run in line:
        opening, closing = _SIGNS.get(run.tone, ("", ""))
        parts.append(f"{opening}{visible(run.text)}{closing}")
    return "".join(parts)


def _marked(piece: str, tone: str, colour: bool) -> tuple[str, str]:
    """The wrapped piece, which begins in `tone`, with its signs as brackets or as colour, and the tone at its end."""
    if not colour:
        return _SIGN.sub(lambda sign: _BRACKETS[sign[0]], piece), ""
    marked = [_word_colour_start(tone)]
    for part in _SIGN.split(piece):
        if part in _TONES:
            tone = _TONES[part]
            marked.append(_word_colour_start(tone) or _COLOUR_END)
        else:
            marked.append(part)
    if tone:
        marked.append(_COLOUR_END)
    return "".join(marked), tone


def _word_colour_start(tone: str) -> str:
    """The code of a terminal that begins a tone of changed words; empty for none."""
    return f"\x1b[{_WORD_COLOURS[tone]}m" if tone else ""
