"""The text of a story of a Word document (its body, or one note), a line for each paragraph or row of a table.

ECMA-376, part 1, 17.3 (paragraphs and runs), 17.4 (tables), 17.13.5 (revisions), 17.16 (fields).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from policydiff.readers.word.drawings import SYMBOLS, alternative_of, count_other_texts, math_text, text_boxes
from policydiff.readers.word.fields import Fields
from policydiff.readers.word.numbering import Numbering, as_number, is_on
from policydiff.readers.word.revisions import MOVE_RANGES, RUN_CHANGES, Changes, plain_text
from policydiff.readers.word.styles import Styles, hides
from policydiff.readers.xml_stream import Element
from policydiff.text.extraction import Place

_WRAPPERS = frozenset(
    {"w:hyperlink", "w:smartTag", "w:customXml", "w:sdtContent", "w:fldSimple", "w:dir", "w:bdo", "w:rubyBase"}
)
_FOR_TEXT_BOXES = frozenset({"w:drawing", "w:pict", "w:object"})
FIXED_TEXTS = {"w:tab": "\t", "w:ptab": "\t", "w:cr": "\n", "w:noBreakHyphen": "-"}
ONE_LINE = str.maketrans("\r\n", "  ")


Range = tuple[int, int]  # from the offset of an element in its part to that of its last tag


class Line(NamedTuple):
    """A line of the text, its place, and the elements it was read from, outermost first: tables, rows, the paragraph.

    There are no elements for a line of a note, for one with a drop cap, and for text left over when the mark of the
    last paragraph is gone. `label` is the automatic number at the start of the text.
    """

    text: str
    place: Place
    elements: tuple[Range, ...]
    label: str = ""


@dataclass
class Story:
    """Reads paragraphs and tables in order into `lines`; one for all stories, since they share their counters.

    `notes` are the notes that were referred to, in order: their kind ("footnote" or "endnote") and id.
    """

    styles: Styles
    numbering: Numbering
    changes: Changes = field(default_factory=Changes)
    fields: Fields = field(default_factory=Fields)
    lines: list[Line] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)
    hidden_characters: int = 0
    comments: int = 0
    readings: int = 0  # phonetic guides, of which only the base is text
    unread_parts: int = 0  # embedded documents (altChunk, subDoc)
    unread_drawings: int = 0  # diagrams and charts
    missing_notes: int = 0
    lacks_end: bool = False  # whether the code of a field was not ended
    symbols: set[str] = field(default_factory=set)  # characters of symbol fonts that have no text
    _paragraphs: int = 0
    _tables: int = 0
    _text_boxes: int = 0
    _carried: str = ""  # text of a paragraph whose mark was taken out: it belongs to the next one
    _carried_properties: Element | None = None
    _has_drop_cap: bool = False  # whether that text is a paragraph of its own in the file, so that its line has two
    _note_counts: dict[str, int] = field(default_factory=dict)  # of each kind of note
    _boxes: list[Element] = field(default_factory=list)  # text boxes of the paragraph that is being read
    _kind: str = "paragraph"  # of the places of paragraphs
    _hidden_styles: dict[str, bool] = field(default_factory=dict)

    def read_block(self, block: Element) -> None:
        """Read a paragraph, a table, or what wraps them."""
        self.lines += self._block(block)

    def read_note(self, kind: str, number: int, blocks: Iterable[Element]) -> None:
        """Read the paragraphs of a note; the first line begins with its number in square brackets."""
        start = len(self.lines)
        place = Place(kind, number)
        for block in blocks:
            self.lines += [line._replace(place=place, elements=()) for line in self._block(block)]
        self.lines += [line._replace(place=place) for line in self._left_over()]
        self.changes.locate(place)
        if start < len(self.lines):
            first = self.lines[start]
            self.lines[start] = first._replace(text=f"[{number}] {first.text.lstrip()}")

    def finish(self) -> None:
        """End the story: text that was carried to a next paragraph becomes the last one."""
        self.lines += self._left_over()
        self.changes.locate(Place(self._kind, max(self._paragraphs, 1)))
        self.lacks_end |= self.fields.lacks_end
        self.fields.clear()

    def _left_over(self) -> Iterator[Line]:
        """The line of text whose paragraph has no next one to join, as before a table."""
        if self._carried:
            if self._kind == "paragraph":
                self._paragraphs += 1
            label = self._label(self._carried_properties)
            yield Line(label + self._carried, Place(self._kind, self._paragraphs), (), label)
            self._carried = ""

    # --- blocks

    def _block(self, block: Element) -> Iterator[Line]:
        """The lines of a paragraph, a table, or of what wraps them; none of anything else."""
        name = block.name
        if name == "w:p":
            yield from self._paragraph(block)
        elif name == "w:tbl":
            yield from self._table(block)
        elif name in ("w:altChunk", "w:subDoc"):
            self.unread_parts += 1
        elif name == "w:sdt":
            yield from self._blocks(block.child("w:sdtContent"))
        elif name == "mc:AlternateContent":
            yield from self._blocks(alternative_of(block))
        elif name in MOVE_RANGES:
            self.changes.enter_move(block)
        elif name in RUN_CHANGES:
            self.changes.add(block, plain_text(block))
            if self.changes.shows(name):
                yield from self._blocks(block)
        elif name in _WRAPPERS or name.startswith("?:"):
            yield from self._blocks(block)

    def _blocks(self, parent: Element | None) -> Iterator[Line]:
        """The lines of all blocks inside an element."""
        for block in parent or ():
            yield from self._block(block)

    def _paragraph(self, paragraph: Element) -> Iterator[Line]:
        """The lines of a paragraph, more than one if it has line breaks or text boxes; none if it joins the next."""
        properties = self._properties(paragraph)
        mark = properties.child("w:rPr") if properties else None
        hidden_before = self.hidden_characters
        self.changes.begin_paragraph(paragraph)
        outer_boxes, self._boxes = self._boxes, []
        text = self._carried + "".join(self._inline(part) for part in paragraph)
        boxes, self._boxes = self._boxes, outer_boxes
        elements: tuple[Range, ...] = () if self._has_drop_cap else ((paragraph.start, paragraph.end),)
        self._carried, self._has_drop_cap = "", False
        is_hidden = not text and self.hidden_characters > hidden_before and hides(mark) is True
        text += self.changes.marks_of(mark)
        if self.changes.end_paragraph(paragraph, mark):
            self._carried, self._carried_properties = text, properties
        elif text and _is_drop_cap(properties):  # its text is the first letter of the next paragraph (17.3.1.11)
            self._carried, self._carried_properties, self._has_drop_cap = text, properties, True
        elif not is_hidden:
            label = self._label(properties)
            if self._kind == "paragraph":
                self._paragraphs += 1
            place = Place(self._kind, self._paragraphs)
            if self._kind == "paragraph":
                self.changes.locate(place)
            for piece in (label + text).split("\n"):
                yield Line(piece, place, elements, label)
                label = ""
        for box in boxes:
            for line in self._text_box(box):
                yield line._replace(elements=((paragraph.start, paragraph.end), *line.elements))

    def _text_box(self, box: Element) -> Iterator[Line]:
        """The lines of a text box."""
        self._text_boxes += 1
        place = Place("text box", self._text_boxes)
        carried, self._carried = self._carried, ""
        kind, self._kind = self._kind, "text box"
        for line in (*self._blocks(box), *self._left_over()):
            if line.text:
                yield line._replace(place=place)
        self.changes.locate(place)
        self._kind, self._carried = kind, carried

    def _properties(self, paragraph: Element) -> Element | None:
        """The properties of a paragraph: those before the tracked change of them, if changes are rejected."""
        properties = paragraph.child("w:pPr")
        if properties and self.changes.tracked == "reject" and (change := properties.child("w:pPrChange")):
            before = change.child("w:pPr")
            mark = properties.child("w:rPr")
            if before is not None:
                before.parts += [mark] if mark else []
                return before
        return properties

    def _label(self, properties: Element | None) -> str:
        """The automatic number of a paragraph with its suffix; empty if it has none."""
        style = properties.value("w:pStyle") if properties else ""
        style = style or self.styles.default_paragraph
        numbers = properties.child("w:numPr") if properties else None
        if numbers and numbers.child("w:ins"):
            self.changes.formatting += 1
            numbers = None if self.changes.tracked == "reject" else numbers
        list_id = (numbers.value("w:numId") if numbers else "") or self.styles.list_id(style)
        if not list_id or list_id == "0":
            return ""
        level = numbers.value("w:ilvl") if numbers else ""
        if not level:
            level = self.styles.level(style) if not (numbers and numbers.value("w:numId")) else ""
            tied = self.numbering.level_of_style(list_id, self.styles.style_with_list(style) or style)
            return self.numbering.next_label(list_id, tied or as_number(level))
        return self.numbering.next_label(list_id, as_number(level))

    # --- text in a paragraph

    def _inline(self, part: Element) -> str:
        """The text of a run or of anything else inside a paragraph; it may put text boxes and notes aside."""
        name = part.name
        if name == "w:r":
            return self._run(part)
        if name == "w:sdt":
            return self._all_inline(part.child("w:sdtContent"))
        if name == "mc:AlternateContent":
            return self._all_inline(alternative_of(part))
        if name == "w:ruby":
            self.readings += bool(part.child("w:rt"))
            return self._all_inline(part.child("w:rubyBase"))
        if name in RUN_CHANGES:
            return self._revised(part)
        if name in MOVE_RANGES:
            self.changes.enter_move(part)
            return ""
        if name in _WRAPPERS:
            return self._all_inline(part)
        if name.startswith("m:"):
            return "".join(math_text(part))
        return self._in_run(part)

    def _all_inline(self, parent: Element | None) -> str:
        """The text of all that is inside an element."""
        return "".join(self._inline(part) for part in parent or ())

    def _revised(self, part: Element) -> str:
        """The text of a tracked change; empty if it is not shown."""
        notes, boxes, hidden, readings = len(self.notes), len(self._boxes), self.hidden_characters, self.readings
        note_counts = dict(self._note_counts)
        text = self._all_inline(part)
        listed = " ".join(filter(None, (text.strip(), *map(plain_text, self._boxes[boxes:]))))
        self.changes.add(part, text if text.strip() else listed)
        if not self.changes.shows(part.name):
            del self.notes[notes:], self._boxes[boxes:]
            self.hidden_characters, self.readings, self._note_counts = hidden, readings, note_counts
            return ""
        return self.changes.marked(part.name, text)

    def _run(self, run: Element) -> str:
        """The text of a run; empty if it is hidden."""
        properties = run.child("w:rPr")
        text = "".join(self._in_run(part) for part in run)
        if text and self.is_hidden(properties):
            self.hidden_characters += len(text)
            return ""
        return text

    def is_hidden(self, properties: Element | None) -> bool:
        """Whether a run with these properties is hidden text, by itself or by its character style."""
        direct = hides(properties)
        if direct is not None or properties is None:
            return bool(direct)
        style = properties.value("w:rStyle")
        if style not in self._hidden_styles:
            self._hidden_styles[style] = bool(self.styles.hides(style))
        return self._hidden_styles[style]

    def _in_run(self, part: Element) -> str:
        """The text of an element inside a run."""
        name = part.name
        if name == "w:fldChar":
            return self.fields.mark(part)
        if name in ("w:instrText", "w:delInstrText"):
            self.fields.add_code(part.text)
        if self.fields.in_code:
            return ""
        if name in ("w:t", "w:delText"):
            text = part.text.translate(ONE_LINE)
            return text if part.attributes.get("xml:space") == "preserve" else text.strip(" \t")
        if name in FIXED_TEXTS:
            return FIXED_TEXTS[name]
        if name == "w:br":
            return "" if part.attributes.get("w:type") in ("page", "column") else "\n"
        if name == "w:sym":
            return self._symbol(part)
        if name in ("w:footnoteReference", "w:endnoteReference"):
            return self._note_reference(part)
        if name == "w:commentReference":
            self.comments += 1
        elif name in _FOR_TEXT_BOXES:
            self._boxes += text_boxes(part)
            self.unread_drawings += count_other_texts(part)
        elif name in ("mc:AlternateContent", "w:ruby"):
            return self._inline(part)
        elif name.startswith("?:"):  # an extension of Word's
            return self._all_inline(part)
        return ""

    def _symbol(self, part: Element) -> str:
        """The character of a symbol font: the usual one for it, else a square."""
        code = part.attributes.get("w:char", "")
        text = SYMBOLS.get(code.upper().removeprefix("F0"))
        if text is None:
            self.symbols.add(f"{part.attributes.get('w:font', '')} {code}".strip())
            return "□"
        return text

    def _note_reference(self, part: Element) -> str:
        """The number of a note in square brackets; empty if the text has a mark of its own for it."""
        kind = part.name.removeprefix("w:").removesuffix("Reference")
        key = kind, part.attributes.get("w:id", "")
        self.notes.append(key)
        number = self._note_counts[kind] = self._note_counts.get(kind, 0) + 1
        return "" if is_on(part.attributes.get("w:customMarkFollows", "0")) else f"[{number}]"

    # --- tables

    def _table(self, table: Element) -> Iterator[Line]:
        """The lines of a table: one a row if no cell has more than one line, else one for each line of a cell."""
        yield from self._left_over()
        if self._kind == "paragraph":  # what was changed before the table is not in it
            self.changes.locate(Place("paragraph", max(self._paragraphs, 1)))
        self._tables += 1
        number = self._tables
        kind, self._kind = self._kind, "table"
        for row_number, row in enumerate(self._members(table, "w:tr"), start=1):
            yield from self._row(table, row, number, row_number)
            self.changes.locate(Place("table", number, row_number))
        self._kind = kind

    def _row(self, table: Element, row: Element, number: int, row_number: int) -> Iterator[Line]:
        """The lines of a row; none if it was taken out."""
        properties = row.child("w:trPr")
        first = self.changes.begin_row()
        is_gone = self.changes.is_gone(properties)
        cells = [] if is_gone else [list(self._cell(cell)) for cell in self._cells(row)]
        before, behind = self.changes.marks_of_row(properties, first)
        self.changes.end_row(row, properties, first)
        if is_gone:
            return
        outer = (table.start, table.end), (row.start, row.end)
        if all(len(lines) < 2 for lines in cells):
            text = "\t".join(lines[0].text if lines else "" for lines in cells)
            yield Line(f"{before}{text}{behind}", Place("table", number, row_number), outer)
            return
        for cell_number, lines in enumerate(cells, start=1):
            for line in lines:
                nested = line.place.kind == "table" and line.place.number != number and line.place.number
                place = line.place if nested else Place("table", number, row_number, cell_number)
                yield Line(f"{before}{line.text}{behind}", place, (*outer, *line.elements))

    def _cells(self, row: Element) -> Iterator[Element]:
        """The cells of a row that are in the text: no lower or right part of a merged cell, and none taken out."""
        for cell in self._members(row, "w:tc"):
            properties = cell.child("w:tcPr")
            is_merged = self.changes.is_merged(properties)
            if is_merged or self.changes.is_gone(properties):
                self.hidden_characters += len("".join(plain_text(cell).split())) if is_merged else 0
                self.changes.end_row(cell, properties, self.changes.begin_row())
            else:
                yield cell

    def _cell(self, cell: Element) -> Iterator[Line]:
        """The lines of a cell that are not blank, in order."""
        first = self.changes.begin_row()
        for block in cell:
            yield from (line for line in self._block(block) if line.text.strip())
        yield from self._left_over()
        self.changes.end_row(cell, cell.child("w:tcPr"), first)

    def _members(self, parent: Element, name: str) -> Iterator[Element]:
        """The rows of a table or the cells of a row that are shown, also those that something wraps."""
        for part in parent:
            if part.name == name:
                yield part
            elif part.name in _WRAPPERS | {"w:sdt"} or (part.name in RUN_CHANGES and self.changes.shows(part.name)):
                yield from self._members(part, name)
            elif part.name == "mc:AlternateContent" and (alternative := alternative_of(part)):
                yield from self._members(alternative, name)
            elif part.name in MOVE_RANGES:
                self.changes.enter_move(part)


def _is_drop_cap(properties: Element | None) -> bool:
    """True for the frame of a large first letter."""
    frame = properties.child("w:framePr") if properties else None
    return frame is not None and frame.attributes.get("w:dropCap", "none") in ("drop", "margin")
