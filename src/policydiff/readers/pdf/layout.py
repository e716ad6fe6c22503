"""The text of a document from the characters of its pages: paragraphs in reading order, without running heads."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from itertools import takewhile
from typing import NamedTuple

from policydiff.readers.pdf.characters import PageCharacters
from policydiff.readers.pdf.lines import Column, Row, columns_of_rows, rows_of
from policydiff.readers.pdf.page_furniture import without_running_heads
from policydiff.readers.pdf.paragraphs import Paragraph, paragraphs_of
from policydiff.readers.pdf.strokes import Stroke
from policydiff.readers.pdf.tables import with_tables

_NOTE_SIZE = 0.93  # of the height of the body: lines at the foot of a column that are lower are notes

Columns = list[tuple[int, list[Column]]]  # of each page, with its number from 1


class Layout(NamedTuple):
    """The paragraphs of a document, its footnotes last, and the number of lines that are running heads."""

    paragraphs: list[Paragraph]
    heads: int


class PageRows(NamedTuple):
    """The rows of a page from top to bottom, and those of text in other directions."""

    rows: list[Row]
    others: list[Row]


def page_rows(page: PageCharacters, strokes: Sequence[Stroke]) -> PageRows:
    """The rows of a page, those of its ruled tables among them, given the lines drawn on it."""
    outside, rows = with_tables(page.level, strokes if page.is_upright else ())
    others = [row for group in page.others for row in rows_of(group)]
    return PageRows(sorted(rows_of(outside) + rows, key=lambda row: -row.top), others)


def layout_of(pages: Sequence[PageRows]) -> Layout:
    """The layout of a document with these pages. Text in other directions stands behind the text of its page."""
    rows, heads = without_running_heads([page.rows for page in pages])
    rows, headings = _without_repeated_headings(rows)
    others, other_heads = without_running_heads([page.others for page in pages])
    gutters: list[float] = []
    columns = [(page, columns_of_rows(of_page, gutters)) for page, of_page in enumerate(rows, start=1)]
    body, notes = _without_notes(columns)
    paragraphs = paragraphs_of(body)
    for page, of_page in enumerate(others, start=1):
        if of_page:
            place = bisect_right(paragraphs, page, key=lambda paragraph: paragraph.page)
            paragraphs[place:place] = paragraphs_of([(page, columns_of_rows(of_page, []))])
    return Layout(paragraphs + paragraphs_of(notes), heads + headings + other_heads)


def _without_repeated_headings(pages: Sequence[Sequence[Row]]) -> tuple[list[list[Row]], int]:
    """The rows of each page without the first row of a table that goes on from the page before and repeats its heading.

    The second value is the number of rows left out.
    """
    kept: list[list[Row]] = []
    heading = ""
    left_out = 0
    for page in pages:
        rows = list(page)
        is_repeated = bool(heading and rows and rows[0].pieces[0].is_row and rows[0].pieces[0].text == heading)
        if is_repeated:
            del rows[0]
            left_out += 1
        table = list(takewhile(lambda row: row.pieces[0].is_row, reversed(rows)))
        if not (is_repeated and len(table) == len(rows)):
            heading = table[-1].pieces[0].text if table else ""
        kept.append(rows)
    return kept, left_out


def _without_notes(pages: Columns) -> tuple[Columns, Columns]:
    """The columns without the footnotes at their feet, and those footnotes as columns."""
    sizes: Counter[int] = Counter()
    for _, columns in pages:
        for column in columns:
            for line in column.lines:
                sizes[round(line.height * 2)] += len(line.text)
    most = _NOTE_SIZE * max(sizes, key=lambda size: sizes[size], default=0) / 2
    body: Columns = []
    notes: Columns = []
    for page, columns in pages:
        split = [_split_notes(column, most if _reaches_foot(column, columns) else 0.0) for column in columns]
        body.append((page, [column for column, _ in split]))
        notes.append((page, [column for _, column in split if column.lines]))
    return body, notes


def _reaches_foot(column: Column, columns: Sequence[Column]) -> bool:
    """Whether no other of these columns has lines below a column."""
    foot = column.lines[-1].bottom
    return all(
        other.lines[-1].bottom >= foot or other.right <= column.left or other.left >= column.right for other in columns
    )


def _split_notes(column: Column, most: float) -> tuple[Column, Column]:
    """A column without the low lines at its foot, and those; all of it and none if it has low lines alone."""
    end = len(column.lines)
    while end and column.lines[end - 1].height < most and not column.lines[end - 1].is_row:
        end -= 1
    if end == 0:
        return column, column._replace(lines=())
    return column._replace(lines=column.lines[:end]), column._replace(lines=column.lines[end:])
