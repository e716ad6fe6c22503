"""How much of a group of a report is shown without --verbose: whole rows up to a limit, which the report states."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from policydiff.messages import message, translatable
from policydiff.reports.model import Line, Row
from policydiff.translation import localized, localized_count

MAX_SHOWN_CHARACTERS = 20_000  # of a group of changed sentences or of full texts
_LIMIT = message("-v shows all; a group here has at most {most:,} characters", most=MAX_SHOWN_CHARACTERS)
_MORE = {  # by the noun of the units: the templates for one and for many
    "article": (
        translatable("and {number:,} more article ({limit})"),
        translatable("and {number:,} more articles ({limit})"),
    ),
    "section": (
        translatable("and {number:,} more section ({limit})"),
        translatable("and {number:,} more sections ({limit})"),
    ),
    "paragraph": (
        translatable("and {number:,} more paragraph ({limit})"),
        translatable("and {number:,} more paragraphs ({limit})"),
    ),
}


class SizedRow(NamedTuple):
    """A row with the number of characters it shows and the number of those that changed."""

    row: Row
    shown_characters: int
    changed_characters: int


def length(lines: Sequence[Line]) -> int:
    """The number of characters of some lines of a row.

    >>> from policydiff.reports.model import Run
    >>> length(("限期", (Run("十日"), Run("内", "add"))))
    5
    """
    return sum(len(line) if isinstance(line, str) else sum(len(run.text) for run in line) for line in lines)


def within_limit(sized_rows: Sequence[SizedRow], noun: str) -> list[Row]:
    """The rows of a group that fit the limit, in reading order; those with most changes are taken first.

    At least one row is shown. If not all are, a last row says how many more there are, as `noun` names them.
    """
    room = MAX_SHOWN_CHARACTERS
    kept: set[int] = set()
    for index in sorted(range(len(sized_rows)), key=lambda index: -sized_rows[index].changed_characters):
        if not kept or sized_rows[index].shown_characters <= room:
            kept.add(index)
            room -= sized_rows[index].shown_characters
    rows = [_cut(sized_rows[index].row) for index in sorted(kept)]
    if hidden := len(sized_rows) - len(rows):
        rows.append(Row("", (localized_count(hidden, *_MORE[noun], limit=_LIMIT),)))
    return rows


def _cut(row: Row) -> Row:
    """The row with as many lines as fit the limit, at least one, and a line with the number left out."""
    room = MAX_SHOWN_CHARACTERS
    for index, line in enumerate(row.lines):
        room -= length((line,))
        hidden = len(row.lines) - index
        if room < 0 and index and hidden > 1:
            more = localized("and {number:,} more lines ({limit})", number=hidden, limit=_LIMIT)
            return row._replace(lines=(*row.lines[:index], more))
    return row
