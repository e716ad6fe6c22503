"""The values that every report is made of. They hold text in reading order; a writer turns them into a format.

`Report` is the report of any result. `Table` is made of a comparison or of relations.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, NamedTuple

from policydiff.messages import in_context, joined, message, translatable
from policydiff.reports.names import shown_name
from policydiff.text.document import Document, lines_place
from policydiff.translation import localized, localized_count

if TYPE_CHECKING:
    from policydiff.deduplication.decision import Location


class Run(NamedTuple):
    """Text of one tone inside a line: `drop` for removed text, `add` for new text, empty for unchanged text."""

    text: str
    tone: str = ""


Line = str | tuple[Run, ...]


class Row(NamedTuple):
    """A label and the lines of text beside it. `tone` is a hint for writers: drop, keep, stays, warn, head or
    empty. Of two passages with the tone stays, neither goes.

    `unit` is a second, narrower column: the unit that the lines are about.
    """

    label: str
    lines: tuple[Line, ...]
    tone: str = ""
    unit: str = ""


class Group(NamedTuple):
    """Rows that belong together, and their title, which may be empty."""

    rows: tuple[Row, ...]
    title: str = ""


class Report(NamedTuple):
    """A heading with its facts, a summary, groups of rows, and closing sentences."""

    heading: str
    facts: str
    summary: tuple[str, ...]
    groups: tuple[Group, ...] = ()
    closing: tuple[str, ...] = ()


class Table(NamedTuple):
    """Rows of cells under headings. A cell is a tuple of lines, and a line is a tuple of runs.

    `note` stands below the rows; it may be empty, as the caption. `mark` is the HTML element in which changed text is
    shown: u (underlined) or b (bold). `language` is a BCP 47 tag, which chooses fonts; empty if none is known.
    """

    headings: tuple[str, ...]
    rows: tuple[tuple[tuple[tuple[Run, ...], ...], ...], ...]
    caption: str = ""
    mark: str = "u"
    note: str = ""
    language: str = ""


_ENCODING_NAMES = {"utf-8": "UTF-8", "gb18030": "GB18030", "big5hkscs": "Big5-HKSCS", "cp950": "Big5"}


def encoding_name(document: Document) -> str:
    """The usual name of the document's encoding, such as UTF-8 with BOM or GB18030; a BOM is named only with UTF-8.

    Of a text that was extracted from a file, the name of the format, such as DOCX.
    """
    if document.extraction is not None:
        return document.extraction.format.upper()
    name = _ENCODING_NAMES.get(document.encoding, document.encoding.upper().removesuffix("-LE").removesuffix("-BE"))
    return localized("{encoding} with BOM", encoding=name) if document.bom and name == "UTF-8" else name


def lines_of(location: Location) -> str:
    """The line numbers of a location in words, from 1, both included; its places if the text was extracted.

    >>> from policydiff.deduplication.decision import Location
    >>> from policydiff.text.spans import Span
    >>> lines_of(Location(Span(0, 9), (2, 3)))
    'lines 2-3'
    """
    if place := lines_place(location.lines):
        return place
    first, last = location.lines
    template = "line {numbers}" if first == last else "lines {numbers}"
    return localized(template, numbers=line_numbers_of(location))


def line_numbers_of(location: Location) -> str:
    """The line numbers of a location, from 1, both included; one number if they are equal, with commas only then.

    >>> from policydiff.deduplication.decision import Location
    >>> from policydiff.text.spans import Span
    >>> line_numbers_of(Location(Span(0, 9), (1200, 1200))), line_numbers_of(Location(Span(0, 9), (1200, 1203)))
    ('1,200', '1200-1203')
    """
    if place := lines_place(location.lines):
        return place
    first, last = location.lines
    return f"{first:,}" if first == last else f"{first}-{last}"


_COUNTED = {  # by noun: the templates for one and for many
    "article": (translatable("{number:,} article"), translatable("{number:,} articles")),
    "section": (translatable("{number:,} section"), translatable("{number:,} sections")),
    "paragraph": (translatable("{number:,} paragraph"), translatable("{number:,} paragraphs")),
    "line": (translatable("{number:,} line"), translatable("{number:,} lines")),
    "character": (translatable("{number:,} character"), translatable("{number:,} characters")),
    "byte": (translatable("{number:,} byte"), translatable("{number:,} bytes")),
    "document": (translatable("{number:,} document"), translatable("{number:,} documents")),
    "file": (translatable("{number:,} file"), translatable("{number:,} files")),
    "repeat": (translatable("{number:,} repeat"), translatable("{number:,} repeats")),
    "relative": (translatable("{number:,} relative"), translatable("{number:,} relatives")),
    "group": (translatable("{number:,} group"), translatable("{number:,} groups")),
    "finding": (translatable("{number:,} finding"), translatable("{number:,} findings")),
    "change": (translatable("{number:,} change"), translatable("{number:,} changes")),
    "known finding": (translatable("{number:,} known finding"), translatable("{number:,} known findings")),
    "tracked change": (translatable("{number:,} tracked change"), translatable("{number:,} tracked changes")),
}


def count(number: int, noun: str) -> str:
    """The number, with commas, and a noun of `_COUNTED`, in the language of the reader.

    >>> count(1200, "line"), count(1, "article")
    ('1,200 lines', '1 article')
    """
    return localized_count(number, *_COUNTED[noun])


def kind_counts(kinds: Iterable[str], order: Mapping[str, int] | None = None, *, pairs: bool = False) -> str:
    """How many there are of each relation, as a list: the commonest first, or in this order.

    What is counted are documents, or with `pairs` pairs of them; only some languages have another word for either.

    >>> kind_counts(["revision", "identical", "revision"])
    '2 revision, 1 identical'
    """
    counts = Counter(kinds)
    names = [kind for kind, _ in counts.most_common()] if order is None else sorted(counts, key=order.__getitem__)
    template = in_context("of pairs", "{number:,} {relation}") if pairs else translatable("{number:,} {relation}")
    parts = [message(template, number=counts[kind], relation=shown_name(kind)) for kind in names]
    return localized(joined(parts, ", "))


def furniture_passed_over(lines: int) -> str:
    """The sentence on page furniture that was ignored when documents of a corpus were compared."""
    return localized(
        "{lines} of page furniture, which unlike documents have round them, made none of them alike.",
        lines=count(lines, "line"),
    )
