"""The text of a story of a Word document (its body, or one note), a line for each paragraph or row of a table.

ECMA-376, part 1, 17.3 (paragraphs and runs), 17.4 (tables), 17.13.5 (revisions), 17.16 (fields).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from policydiff.readers.word.numbering import Numbering, as_number, is_on
from policydiff.readers.word.styles import Styles, hides
from policydiff.readers.xml_stream import Element
from policydiff.text.extraction import Place, Revision, Tracked

_INSERTED = frozenset({"w:ins", "w:moveTo"})
_DELETED = frozenset({"w:del", "w:moveFrom"})
_WRAPPERS = frozenset(
    {"w:hyperlink", "w:smartTag", "w:customXml", "w:sdtContent", "w:fldSimple", "w:dir", "w:bdo", "w:rubyBase"}
)
_FOR_TEXT_BOXES = frozenset({"w:drawing", "w:pict", "w:object"})
_FIXED = {"w:tab": "\t", "w:ptab": "\t", "w:cr": "\n", "w:noBreakHyphen": "-"}
_ONE_LINE = str.maketrans("\r\n", "  ")


Range = tuple[int, int]  # from the offset of an element in its part to that of its last tag


class Line(NamedTuple):
    """A line of the text, its place, and the elements it was read from, outermost first: tables, rows, the paragraph.

    There are no elements for a line of a note, and for text left over when the mark of the last paragraph is gone.
    """

    text: str
    place: Place
    elements: tuple[Range, ...]


@dataclass
class Story:
    """Reads paragraphs and tables in order into `lines`; one for all stories, since they share their counters.

    `notes` are the notes that were referred to, in order: their kind ("footnote" or "endnote") and id.
    """

    styles: Styles
    numbering: Numbering
    tracked: Tracked = "accept"
    lines: list[Line] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)
    revisions: list[Revision] = field(default_factory=list)
    hidden_characters: int = 0
    comments: int = 0
    unread_parts: int = 0  # embedded documents (altChunk, subDoc)
    symbols: set[str] = field(default_factory=set)  # characters of symbol fonts that have no text
    _paragraphs: int = 0
    _tables: int = 0
    _text_boxes: int = 0
    _carried: str = ""  # text of a paragraph whose mark was taken out: it belongs to the next one
    _fields: list[bool] = field(default_factory=list)  # of each open field, whether its result was reached
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
        if start < len(self.lines):
            first = self.lines[start]
            self.lines[start] = first._replace(text=f"[{number}] {first.text.lstrip()}")

    def finish(self) -> None:
        """End the story: text that was carried to a next paragraph becomes the last one."""
        if self._carried:
            self._paragraphs += 1
            self.lines.append(Line(self._carried, Place(self._kind, self._paragraphs), ()))
            self._carried = ""
        self._fields.clear()

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
            yield from self._blocks(_alternative(block))
        elif name in _WRAPPERS or (name in _INSERTED | _DELETED and self._is_shown(name)):
            yield from self._blocks(block)

    def _blocks(self, parent: Element | None) -> Iterator[Line]:
        """The lines of all blocks inside an element."""
        for block in parent or ():
            yield from self._block(block)

    def _paragraph(self, paragraph: Element) -> Iterator[Line]:
        """The lines of a paragraph, more than one if it has line breaks or text boxes; none if it joins the next."""
        properties = self._properties(paragraph)
        mark = properties.child("w:rPr") if properties else None
        hidden_before, revisions_before = self.hidden_characters, len(self.revisions)
        outer_boxes, self._boxes = self._boxes, []
        text = self._carried + "".join(self._inline(part) for part in paragraph)
        boxes, self._boxes = self._boxes, outer_boxes
        self._carried = ""
        is_hidden = not text and self.hidden_characters > hidden_before and hides(mark) is True
        if self._joins_next(mark):
            self._carried = text
        elif not is_hidden:
            label = self._label(properties)
            if self._kind == "paragraph":
                self._paragraphs += 1
            place = Place(self._kind, self._paragraphs)
            if self._kind == "paragraph":
                self._locate_revisions(revisions_before, place)
            for piece in (label + text).split("\n"):
                yield Line(piece, place, ((paragraph.start, paragraph.end),))
        for box in boxes:
            for line in self._text_box(box):
                yield line._replace(elements=((paragraph.start, paragraph.end), *line.elements))

    def _locate_revisions(self, first: int, place: Place) -> None:
        """Say the place of the tracked changes from number `first` on, unless it is known."""
        for number in range(first, len(self.revisions)):
            if self.revisions[number].place is None:
                self.revisions[number] = self.revisions[number]._replace(place=place)

    def _text_box(self, box: Element) -> Iterator[Line]:
        """The lines of a text box."""
        self._text_boxes += 1
        place = Place("text box", self._text_boxes)
        carried, self._carried = self._carried, ""
        kind, self._kind = self._kind, "text box"
        for line in self._blocks(box):
            if line.text:
                yield line._replace(place=place)
        self._kind, self._carried = kind, carried

    def _properties(self, paragraph: Element) -> Element | None:
        """The properties of a paragraph: those before the tracked change of them, if changes are rejected."""
        properties = paragraph.child("w:pPr")
        if properties and self.tracked == "reject" and (change := properties.child("w:pPrChange")):
            before = change.child("w:pPr")
            mark = properties.child("w:rPr")
            if before is not None:
                before.parts += [mark] if mark else []
                return before
        return properties

    def _joins_next(self, mark: Element | None) -> bool:
        """True if the mark of a paragraph, by its properties, was deleted, so that the next paragraph continues it."""
        if mark is None:
            return False
        return any(not self._is_shown(part.name) for part in mark if part.name in _INSERTED | _DELETED)

    def _is_shown(self, revision: str) -> bool:
        """Whether the text of a tracked change is in the text, by the name of its element."""
        return self.tracked == "both" or (self.tracked == "accept") == (revision in _INSERTED)

    def _label(self, properties: Element | None) -> str:
        """The automatic number of a paragraph with its suffix; empty if it has none."""
        style = properties.value("w:pStyle") if properties else ""
        style = style or self.styles.default_paragraph
        numbers = properties.child("w:numPr") if properties else None
        if numbers and self.tracked == "reject" and numbers.child("w:ins"):
            numbers = None
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
            return self._all_inline(_alternative(part))
        if name == "w:ruby":
            return self._all_inline(part.child("w:rubyBase"))
        if name in _INSERTED or name in _DELETED:
            return self._revised(part)
        if name in _WRAPPERS:
            return self._all_inline(part)
        if name.startswith("m:"):
            return "".join(_math(part))
        return self._in_run(part)

    def _all_inline(self, parent: Element | None) -> str:
        """The text of all that is inside an element."""
        return "".join(self._inline(part) for part in parent or ())

    def _revised(self, part: Element) -> str:
        """The text of a tracked change; empty if it is not shown."""
        change = "inserted" if part.name in _INSERTED else "deleted"
        shown = self._is_shown(part.name)
        notes, boxes, hidden = len(self.notes), len(self._boxes), self.hidden_characters
        text = self._all_inline(part)
        self.revisions.append(
            Revision(change, part.attributes.get("w:author", ""), part.attributes.get("w:date", ""), text)
        )
        if not shown:
            del self.notes[notes:], self._boxes[boxes:]
            self.hidden_characters = hidden
            return ""
        if self.tracked == "both" and text:
            return f"{{++{text}++}}" if change == "inserted" else f"{{--{text}--}}"
        return text

    def _run(self, run: Element) -> str:
        """The text of a run; empty if it is hidden."""
        properties = run.child("w:rPr")
        text = "".join(self._in_run(part) for part in run)
        if text and self._is_hidden(properties):
            self.hidden_characters += len(text)
            return ""
        return text

    def _is_hidden(self, properties: Element | None) -> bool:
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
            self._field(part.attributes.get("w:fldCharType", ""))
            return ""
        if self._fields and not all(self._fields):
            return ""  # the code of a field
        if name in ("w:t", "w:delText"):
            text = part.text.translate(_ONE_LINE)
            return text if part.attributes.get("xml:space") == "preserve" else text.strip(" \t")
        if name in _FIXED:
            return _FIXED[name]
        if name == "w:br":
            return "" if part.attributes.get("w:type") in ("page", "column") else "\n"
        if name == "w:sym":
            return self._symbol(part)
        if name in ("w:footnoteReference", "w:endnoteReference"):
            return self._note_reference(part)
        if name == "w:commentReference":
            self.comments += 1
        elif name in _FOR_TEXT_BOXES:
            self._boxes += _text_boxes(part)
        elif name in ("mc:AlternateContent", "w:ruby"):
            return self._inline(part)
        return ""

    def _field(self, kind: str) -> None:
        """A mark of a field: its begin, the end of its code, or its end."""
        if kind == "begin":
            self._fields.append(False)
        elif kind == "separate" and self._fields:
            self._fields[-1] = True
        elif kind == "end" and self._fields:
            self._fields.pop()

    def _symbol(self, part: Element) -> str:
        """The character of a symbol font: the usual one for it, else a square."""
        code = part.attributes.get("w:char", "")
        text = _SYMBOLS.get(code.upper().removeprefix("F0"))
        if text is None:
            self.symbols.add(f"{part.attributes.get('w:font', '')} {code}".strip())
            return "□"
        return text

    def _note_reference(self, part: Element) -> str:
        """The number of a note in square brackets; empty if the text has a mark of its own for it."""
        kind = part.name.removeprefix("w:").removesuffix("Reference")
        key = kind, part.attributes.get("w:id", "")
        self.notes.append(key)
        number = sum(other == kind for other, _ in self.notes)
        return "" if is_on(part.attributes.get("w:customMarkFollows", "0")) else f"[{number}]"

    # --- tables

    def _table(self, table: Element) -> Iterator[Line]:
        """The lines of a table: one a row if no cell has more than one line, else one for each line of a cell."""
        self._tables += 1
        number = self._tables
        kind, self._kind = self._kind, "table"
        for row_number, row in enumerate(_members(table, "w:tr"), start=1):
            if self._is_taken_out(row.child("w:trPr")):
                continue
            revisions_before = len(self.revisions)
            cells = [list(self._cell(cell)) for cell in _members(row, "w:tc") if not _is_continued(cell)]
            self._locate_revisions(revisions_before, Place("table", number, row_number))
            outer = (table.start, table.end), (row.start, row.end)
            if all(len(lines) < 2 for lines in cells):
                text = "\t".join(lines[0].text if lines else "" for lines in cells)
                yield Line(text, Place("table", number, row_number), outer)
                continue
            for cell_number, lines in enumerate(cells, start=1):
                for line in lines:
                    nested = line.place.kind == "table" and line.place.number != number and line.place.number
                    place = line.place if nested else Place("table", number, row_number, cell_number)
                    yield Line(line.text, place, (*outer, *line.elements))
        self._kind = kind

    def _cell(self, cell: Element) -> Iterator[Line]:
        """The lines of a cell that are not blank, in order; none of a cell that was taken out."""
        if self._is_taken_out(cell.child("w:tcPr")):
            return
        for line in self._blocks(cell):
            if line.text.strip():
                yield line

    def _is_taken_out(self, properties: Element | None) -> bool:
        """Whether a row or cell with these properties is not in the text, since it was inserted or deleted."""
        for part in properties or ():
            if part.name in ("w:ins", "w:cellIns") and self.tracked == "reject":
                return True
            if part.name in ("w:del", "w:cellDel") and self.tracked == "accept":
                return True
        return False


# Marks of Wingdings and Symbol that stand for a character of their own.
_SYMBOLS = {
    "B7": "•", "A7": "▪", "FC": "✓", "FE": "☑", "A8": "□", "6F": "□", "52": "☑", "FB": "✗", "6C": "●", "6E": "■",
    "B4": "×", "B0": "°", "B1": "±", "A3": "≤", "B3": "≥", "D7": "×", "E0": "→", "AE": "→", "AC": "←",
}  # fmt: skip


def _members(parent: Element, name: str) -> Iterator[Element]:
    """The rows of a table or the cells of a row, also those that something wraps."""
    for part in parent:
        if part.name == name:
            yield part
        elif part.name in ("w:sdt", "w:customXml", "w:sdtContent", "w:ins", "w:del", "w:moveTo", "w:moveFrom"):
            yield from _members(part, name)


def _is_continued(cell: Element) -> bool:
    """Whether a cell is the lower or right part of a merged one, whose text is in its first part."""
    properties = cell.child("w:tcPr")
    for name in ("w:vMerge", "w:hMerge"):
        merge = properties.child(name) if properties else None
        if merge is not None and merge.attributes.get("w:val", "continue") == "continue":
            return True
    return False


def _alternative(part: Element) -> Element | None:
    """The first choice of alternatives, all of which say the same; the fallback if there is no choice."""
    return part.child("mc:Choice") or part.child("mc:Fallback")


def _text_boxes(part: Element) -> Iterator[Element]:
    """The contents of the text boxes in a drawing, outermost only."""
    for child in part:
        if child.name == "w:txbxContent":
            yield child
        elif child.name == "mc:AlternateContent":
            alternative = _alternative(child)
            yield from _text_boxes(alternative) if alternative else ()
        else:
            yield from _text_boxes(child)


def _math(part: Element) -> Iterator[str]:
    """The characters of a formula in the order of the file."""
    if part.name == "m:t":
        yield part.text
    for child in part:
        yield from _math(child)
