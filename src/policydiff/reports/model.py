"""Any result as one neutral report: words in the order a reader wants them. Writers turn it into a format.

`dedupe` and `compare` make a `Report` of a result; `table` and `listing` make a `Table` of a comparison.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from policydiff.text.document import Document

if TYPE_CHECKING:
    from policydiff.deduplication.decision import Location


class Run(NamedTuple):
    """Words of one tone inside a line: `drop` for what is gone, `add` for what is new, empty for the rest."""

    text: str
    tone: str = ""


Line = str | tuple[Run, ...]


class Row(NamedTuple):
    """A label and what is said under it, one entry a line; `tone` is a hint to writers: drop, keep, warn or empty.

    `place` is a second, narrower column: the unit of which something is said.
    """

    label: str
    lines: tuple[Line, ...]
    tone: str = ""
    place: str = ""


class Group(NamedTuple):
    """Rows that belong together, under a title that may be empty."""

    rows: tuple[Row, ...]
    title: str = ""


class Report(NamedTuple):
    """A heading with its facts, a summary, rows in groups, and closing words."""

    heading: str
    facts: str
    summary: tuple[str, ...]
    groups: tuple[Group, ...] = ()
    closing: tuple[str, ...] = ()


class Table(NamedTuple):
    """Cells under headings. A cell is the lines in it, each of runs; `mark` is how changed words are shown.

    `mark` is an HTML element: u (underlined) or b (bold).
    """

    headings: tuple[str, ...]
    rows: tuple[tuple[tuple[tuple[Run, ...], ...], ...], ...]
    caption: str = ""
    mark: str = "u"


_ENCODINGS = {"utf-8": "UTF-8", "gb18030": "GB18030", "big5hkscs": "Big5-HKSCS", "cp950": "Big5"}


def encoding_name(document: Document) -> str:
    """The encoding as people write it."""
    name = _ENCODINGS.get(document.encoding, document.encoding.upper().removesuffix("-LE").removesuffix("-BE"))
    return f"{name} with BOM" if document.bom and name == "UTF-8" else name


def lines_of(place: Location) -> str:
    """The lines of a place, for people."""
    first, last = place.lines
    return f"line {first:,}" if first == last else f"lines {first}-{last}"


def count(number: int, noun: str) -> str:
    """The number with its noun, in the plural where it is not one."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def furniture_passed_over(lines: int) -> str:
    """What is said of the page furniture that a corpus shows."""
    return f"{count(lines, 'line')} of page furniture, which unlike documents have round them, made none of them alike."
