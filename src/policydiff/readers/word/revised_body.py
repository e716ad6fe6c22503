"""The body of a Word file with revisions: which bytes of its part become which."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from policydiff.messages import Message, message
from policydiff.readers.word.labels import label_length, written_kind
from policydiff.readers.word.package import PREFIXES
from policydiff.readers.word.paragraph_properties import Properties, style_numbers
from policydiff.readers.word.revised_lines import RevisedLines, revised_lines
from policydiff.readers.word.revised_paragraph import (
    FixedTextError,
    ParagraphSource,
    new_runs,
    read_source,
    revised_paragraph,
)
from policydiff.readers.word.revised_rows import Edit, changed_row, gone_row, is_row_like, new_row
from policydiff.readers.word.story import Line, Range, Story
from policydiff.readers.xml_stream import Element, elements, end_of_element, in_utf8
from policydiff.text.revised_text import Paragraph, Piece, RevisedText
from policydiff.text.revision_marks import Marked, RevisionMarks

_PARAGRAPH, _TABLE = (b"<w:p>", b"<w:p ", b"<w:p/>"), (b"<w:tbl>", b"<w:tbl ")
_ROW = (b"<w:tr>", b"<w:tr ")
_MAX_LABEL = 40  # characters at the start of a line in which a label is looked for
_NOTES = ("footnote", "endnote")  # kinds of places
_NO_PROPERTIES = Properties(b"<w:pPr>", (), b"<w:rPr>", ())


class CannotReviseError(Exception):
    """Revisions that cannot be written into a file; the argument is the message that says why."""


class RevisedBody:
    """The lines of a story with revisions.

    With `renumber`, new paragraphs beside automatically numbered ones get automatic numbers, if they begin with a label
    of that kind; else their labels are text. CannotReviseError if the pieces are not those of the story.
    """

    def __init__(self, story: Story, pieces: Sequence[Piece], renumber: bool) -> None:
        lines = revised_lines(story.lines, pieces)
        if lines is None:
            raise CannotReviseError(message("only a part of the file is compared"))
        self._story, self._renumber = story, renumber
        labels = (story.lines[item.first].label for item in lines)
        self._lines = [item.without_label(label) for item, label in zip(lines, labels, strict=True)]
        self._part = b""
        self._trees: dict[int, Element] = {}
        self._rows: dict[int, Element] = {}
        self._sources: dict[int, ParagraphSource | None] = {}
        self._moved_from: defaultdict[int, list[int]] = defaultdict(list)  # the lines of each move
        self._moved_to: Counter[int] = Counter()  # the new paragraphs of each move so far

    def written(self, original: bytes, text: RevisedText) -> bytes:
        """The part with the revisions. CannotReviseError for a revision of what is no run of text in a paragraph."""
        part, encoding = in_utf8(original)
        self._part = part
        self._marks = RevisionMarks(text, part)
        wanted, wanted_rows = set(), set()
        for number, item in enumerate(self._lines):
            moves = {piece.move for piece in item.own[0].pieces if piece.revised == "moved_from"}
            for move in moves:
                self._moved_from[move].append(number)
            if item.added or not item.is_kept:
                wanted |= {self._start(near) for near in (number - 1, number) if near >= 0}
                wanted_rows |= {self._row_start(near) for near in (number - 1, number)}
        self._rows = self._elements(original, "w:tr", wanted_rows)
        self._trees = self._elements(original, "w:p", wanted)
        content: list[bytes | Marked] = []
        position = 0
        for edit in self._edits():
            content += [part[position : edit.start], *edit.content]
            position = edit.end
        result = self._marks.written([*content, part[position:]])
        return result.decode().encode(encoding) if encoding else result

    def _elements(self, original: bytes, name: str, wanted: set[int]) -> dict[int, Element]:
        """The outermost elements of a name that begin at the wanted places; nothing is read if there are none."""
        if wanted <= {-1}:
            return {}
        return {found.start: found for found in elements(original, {name}, PREFIXES, where="") if found.start in wanted}

    # --- places

    def _line(self, number: int) -> Line:
        """The first line of the file of these revised lines."""
        return self._story.lines[self._lines[number].first]

    def _start(self, number: int) -> int:
        """Where the innermost element of a line begins; -1 if it has none."""
        elements_of_line = self._line(number).elements
        return elements_of_line[-1][0] if elements_of_line else -1

    def _cannot(self, number: int, what: Message) -> CannotReviseError:
        """The error that says what was revised, and where."""
        return CannotReviseError(message("{place}: {what} was changed", place=self._line(number).place.name, what=what))

    def _place_for_new(self, number: int) -> int:
        """Where new paragraphs before a line stand in the part."""
        before = self._story.lines[self._lines[number].first - 1].elements if self._lines[number].first else ()
        own = self._line(number).elements
        if not own:
            if before:
                return end_of_element(self._part, *before[0])
            raise self._cannot(number, message("a note"))
        depth = next((n for n, element in enumerate(own) if element not in before[n : n + 1]), len(own) - 1)
        start = own[depth][0]
        if depth and self._part.startswith(_PARAGRAPH, own[depth - 1][0]):
            raise self._cannot(number, message("a text box"))
        if not self._part.startswith((*_PARAGRAPH, *_TABLE), start):
            raise self._cannot(number, message("the number of rows of a table"))
        return start

    def _source(self, number: int) -> ParagraphSource | None:
        """The paragraph of a line; None if it is none, as a row of a table."""
        if number not in self._sources:
            tree = self._trees.get(self._start(number)) if 0 <= number < len(self._lines) else None
            self._sources[number] = None if tree is None else self._read(number, tree)
        return self._sources[number]

    def _read(self, number: int, tree: Element) -> ParagraphSource:
        """The paragraph of a line."""
        item = self._lines[number]
        label = self._line(number).label
        text = "\n".join(line.text for line in self._story.lines[item.first : item.last + 1])[len(label) :]
        return read_source(self._part, tree, text, label, self._story.is_hidden)

    # --- edits

    def _edits(self) -> Iterator[Edit]:
        """What to replace in the part, in order."""
        gone_rows = self._gone_rows()
        for number, item in enumerate(self._lines):
            yield from self._added(number, item)
            if item.is_kept or (item.is_gone and self._line(number).place.kind in _NOTES):
                continue  # a note goes with the reference to it
            row = self._row(number)
            if row is not None and row.start in gone_rows:
                if gone_rows[row.start] == number:
                    yield from gone_row(self._part, row, self._marks, self._story.is_hidden)
                continue
            try:
                yield from self._changed(number, item, row)
            except FixedTextError as error:
                raise self._cannot(number, error.args[0]) from None

    def _changed(self, number: int, item: RevisedLines, row: Element | None) -> Iterator[Edit]:
        """What to replace for a line that changed, which is a paragraph or a row of a table."""
        start, last_tag = self._line(number).elements[-1] if self._line(number).elements else (-1, -1)
        if row is not None and row.start == start:
            yield from changed_row(
                self._part, row, self._line(number).text, item.own, self._marks, self._story.is_hidden
            )
            return
        source = self._source(number)
        if source is None:
            raise self._cannot(number, self._what_else(number))
        content = revised_paragraph(source, item.own, self._marks)
        yield Edit(start, end_of_element(self._part, start, last_tag), content)

    def _added(self, number: int, item: RevisedLines) -> Iterator[Edit]:
        """The new paragraphs before a line; new rows for those that are next to a row and like it."""
        added = list(item.added)
        before = self._row_of_line(number - 1) if added else None
        behind = self._row_of_line(number) if added else None
        in_table = before is not None and behind is not None and self._table(number - 1) == self._table(number)
        rows: list[bytes | Marked] = []
        while before is not None and added and is_row_like(before, added[0], in_table=in_table):
            rows += new_row(self._part, before, added.pop(0), self._marks, self._story)
        if before is not None and rows:
            place = end_of_element(self._part, before.start, before.end)
            yield Edit(place, place, rows)
        last_rows: list[bytes | Marked] = []
        while behind is not None and added and is_row_like(behind, added[-1], in_table=in_table):
            last_rows[:0] = new_row(self._part, behind, added.pop(), self._marks, self._story)
        if added:
            place = self._place_for_new(number)
            yield Edit(place, place, [part for new in added for part in self._new(new, number)])
        if behind is not None and last_rows:
            yield Edit(behind.start, behind.start, last_rows)

    # --- rows of tables

    def _row_start(self, number: int) -> int:
        """Where the innermost row that a line is in begins; -1 if it is in none."""
        elements_of_line = self._line(number).elements if 0 <= number < len(self._lines) else ()
        return next((start for start, _ in reversed(elements_of_line) if self._part.startswith(_ROW, start)), -1)

    def _row(self, number: int) -> Element | None:
        """The innermost row that a line is in; None if it is in none, or in a table inside another."""
        return self._rows.get(self._row_start(number))

    def _row_of_line(self, number: int) -> Element | None:
        """The row that is the line; None if it is none."""
        row = self._row(number)
        return row if row is not None and row.start == self._start(number) else None

    def _table(self, number: int) -> Range:
        """The innermost table that a row is in."""
        return self._line(number).elements[-2]

    def _gone_rows(self) -> dict[int, int]:
        """The rows all of whose lines go, by where they begin, each with its first line."""
        first: dict[int, int] = {}
        kept: set[int] = set()
        for number, item in enumerate(self._lines):
            if (start := self._row_start(number)) >= 0:
                first.setdefault(start, number)
                if not item.is_gone:
                    kept.add(start)
        return {start: number for start, number in first.items() if start not in kept}

    def _what_else(self, number: int) -> Message:
        """What a line is that is no paragraph of its own."""
        kind = self._line(number).place.kind
        if kind == "table":
            return message("the row of a table")
        return message("a text box") if kind == "text box" else message("a note")

    def _new(self, paragraph: Paragraph, number: int) -> list[bytes | Marked]:
        """A new paragraph before a line, with the properties of the one before or behind."""
        text = "".join(piece.text for piece in paragraph.pieces)
        source, is_numbered = self._template(paragraph, number, text)
        if is_numbered and source:
            paragraph = _without_first(paragraph, label_length(source.label, text))
        revision = self._marks.of_mark(paragraph.end._replace(revised="inserted"))
        properties = (source.properties if source else _NO_PROPERTIES).for_new(
            revision,
            numbered=is_numbered,
            style_numbers=bool(source and style_numbers(source.properties, self._story.styles)),
        )
        return [b"<w:p>" + properties, *new_runs(source, paragraph.pieces), b"</w:p>"]

    def _template(self, paragraph: Paragraph, number: int, text: str) -> tuple[ParagraphSource | None, bool]:
        """The paragraph that a new one before a line is like, and whether it takes its automatic number, too.

        That is the place it moved from, else the paragraph before or behind: the first that begins with a label of the
        same kind, else the first.
        """
        move = next((piece.move for piece in paragraph.pieces if piece.move), 0)
        candidates = [self._source(near) for near in (number - 1, number)]
        if origins := self._moved_from[move] if move else []:
            candidates.insert(0, self._source(origins[min(self._moved_to[move], len(origins) - 1)]))
            self._moved_to[move] += 1
        sources = [source for source in candidates if source]
        for source in sources if self._renumber else ():
            if source.label and label_length(source.label, text):
                return source, True
        kind = written_kind(text)
        alike = (source for source in sources if kind and written_kind(source.label + source.text[:_MAX_LABEL]) == kind)
        first = next(iter(sources), None)
        return (first if origins else next(alike, first)), False


def _without_first(paragraph: Paragraph, length: int) -> Paragraph:
    """The paragraph without its first characters."""
    pieces = []
    for piece in paragraph.pieces:
        if text := piece.text[length:]:
            pieces.append(piece._replace(text=text))
        length -= min(length, len(piece.text))
    return paragraph._replace(pieces=tuple(pieces))
