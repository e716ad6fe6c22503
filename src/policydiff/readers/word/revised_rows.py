"""Rows of a table with revisions: words that change in their cells, rows that come, and rows that go.

ECMA-376, part 1, 17.4.78 (rows) and 17.13.5 (revisions of rows).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from policydiff.messages import message
from policydiff.readers.word.atoms import start_tag, xml_of
from policydiff.readers.word.paragraph_properties import style_numbers
from policydiff.readers.word.revised_paragraph import (
    OTHER_CONTENT,
    FixedTextError,
    ParagraphSource,
    new_runs,
    read_source,
    revised_paragraph,
)
from policydiff.readers.word.story import Story
from policydiff.readers.xml_stream import Element
from policydiff.text.revised_text import Paragraph, Piece
from policydiff.text.revision_marks import Marked, RevisionMarks

_ROW = message("the row of a table")
_MERGED = frozenset({"w:vMerge", "w:hMerge", "w:cellMerge"})
_NOT_FOR_NEW_ROW = frozenset({"w:tblHeader", "w:ins", "w:del", "w:trPrChange"})
_NOT_FOR_NEW_CELL = frozenset({"w:cellIns", "w:cellDel", "w:tcPrChange"})
_INSERTED, _DELETED = Piece("", "inserted"), Piece("", "deleted")


class Edit(NamedTuple):
    """Bytes of the part, from `start` to `end`, and what stands there instead."""

    start: int
    end: int
    content: list[bytes | Marked]


def changed_row(
    part: bytes,
    row: Element,
    text: str,
    own: Sequence[Paragraph],
    marks: RevisionMarks,
    is_hidden: Callable[[Element | None], bool],
) -> Iterator[Edit]:
    """What to replace for a row whose words changed; FixedTextError if the number of its cells or lines changed.

    `text` is that of the row, tabs between its cells, and `own` the same with its revisions.
    """
    sources = [_source_of_cell(part, cell, is_hidden) for cell in _cells(row)]
    if len(own) != 1 or own[0].end.revised or "\t".join(source.text for _, source in sources) != text:
        raise FixedTextError(_ROW)
    for (tree, source), pieces in zip(
        sources, _divided(own[0].pieces, [s.text for _, s in sources], is_new=False), strict=True
    ):
        if any(piece.revised for piece in pieces):
            content = revised_paragraph(source, [Paragraph(tuple(pieces), Piece(""))], marks)
            yield Edit(tree.start, tree.start + len(xml_of(part, tree)), content)


def gone_row(
    part: bytes, row: Element, marks: RevisionMarks, is_hidden: Callable[[Element | None], bool]
) -> Iterator[Edit]:
    """What to replace for a row that goes: its mark, and all text of its cells."""
    properties = row.child("w:trPr")
    if properties is None:
        exceptions = row.child("w:tblPrEx")
        first = exceptions if exceptions is not None else row
        place = first.start + len(xml_of(part, first) if first is not row else start_tag(xml_of(part, row)))
        yield Edit(place, place, [b"<w:trPr>" + marks.of_mark(_DELETED) + b"</w:trPr>"])
    else:
        content = _with_mark(part, properties, marks.of_mark(_DELETED), frozenset())
        yield Edit(properties.start, properties.start + len(xml_of(part, properties)), [content])
    for cell in (part_of_row for part_of_row in row if part_of_row.name == "w:tc"):
        for tree in (block for block in cell if block.name == "w:p"):
            source = _whole_source(part, tree, is_hidden)
            if source.text:
                pieces = (Piece(source.text, "deleted"),)
                content_of_cell = revised_paragraph(source, [Paragraph(pieces, Piece(""))], marks)
                yield Edit(tree.start, tree.start + len(xml_of(part, tree)), content_of_cell)


def is_row_like(row: Element, paragraph: Paragraph, *, in_table: bool) -> bool:
    """True if a new line has as many cells as a row without merged cells.

    A line without a tab is one only between two rows (`in_table`).
    """
    cells = [part for part in row if part.name == "w:tc"]
    text = "".join(piece.text for piece in paragraph.pieces)
    is_plain = all(part.name in ("w:tc", "w:trPr", "w:tblPrEx") for part in row) and len(_cells(row)) == len(cells)
    return is_plain and text.count("\t") == len(cells) - 1 and (in_table or len(cells) > 1)


def new_row(
    part: bytes, row: Element, paragraph: Paragraph, marks: RevisionMarks, story: Story
) -> list[bytes | Marked]:
    """A new row with the properties of another one, a cell for each piece of the text between tabs."""
    exceptions, properties = row.child("w:tblPrEx"), row.child("w:trPr")
    revision = marks.of_mark(_INSERTED)
    own = b"<w:trPr>" + revision + b"</w:trPr>"
    if properties is not None:
        own = _with_mark(part, properties, revision, _NOT_FOR_NEW_ROW)
    content: list[bytes | Marked] = [b"<w:tr>" + (xml_of(part, exceptions) if exceptions else b"") + own]
    texts = "".join(piece.text for piece in paragraph.pieces).split("\t")
    for cell, pieces in zip(_cells(row), _divided(paragraph.pieces, texts, is_new=True), strict=True):
        cell_properties = cell.child("w:tcPr")
        tree = cell.child("w:p")
        source = _whole_source(part, tree, story.is_hidden) if tree else None
        of_paragraph = b""
        if source is not None:
            numbers = style_numbers(source.properties, story.styles)
            of_paragraph = source.properties.for_new(b"", numbered=False, style_numbers=numbers)
        of_cell = _with_mark(part, cell_properties, b"", _NOT_FOR_NEW_CELL | _MERGED) if cell_properties else b""
        inserted = [Piece(piece.text, "inserted") for piece in pieces]
        content += [b"<w:tc>" + of_cell + b"<w:p>" + of_paragraph, *new_runs(source, inserted), b"</w:p></w:tc>"]
    return [*content, b"</w:tr>"]


def _cells(row: Element) -> list[Element]:
    """The cells of a row that are in the text: no lower or right part of a merged one."""
    return [part for part in row if part.name == "w:tc" and not _is_merged(part)]


def _is_merged(cell: Element) -> bool:
    """True if a cell is the lower or right part of a merged one."""
    return any(
        part.name in ("w:vMerge", "w:hMerge") and part.attributes.get("w:val", "continue") == "continue"
        for part in cell.child("w:tcPr") or ()
    )


def _source_of_cell(
    part: bytes, cell: Element, is_hidden: Callable[[Element | None], bool]
) -> tuple[Element, ParagraphSource]:
    """The paragraph with the text of a cell, the first one if all are blank; FixedTextError if there are several."""
    trees = [block for block in cell if block.name == "w:p"]
    if not trees or any(block.name not in ("w:p", "w:tcPr") for block in cell):
        raise FixedTextError(_ROW)
    sources = [(tree, _whole_source(part, tree, is_hidden)) for tree in trees]
    with_text = [(tree, source) for tree, source in sources if source.text.strip()]
    if len(with_text) > 1:
        raise FixedTextError(_ROW)
    return with_text[0] if with_text else sources[0]


def _whole_source(part: bytes, tree: Element, is_hidden: Callable[[Element | None], bool]) -> ParagraphSource:
    """A paragraph whose text is that of its runs; FixedTextError if it has other content."""
    source = read_source(part, tree, "", "", is_hidden)
    if any(atom.fixed for atom in source.atoms):
        raise FixedTextError(OTHER_CONTENT)
    return source._replace(text="".join(atom.text for atom in source.atoms))


def _divided(pieces: Sequence[Piece], texts: Sequence[str], *, is_new: bool) -> list[list[Piece]]:
    """The pieces of each cell, whose old texts these are, or new ones if the row `is_new`, without the tabs between.

    FixedTextError if a tab between cells is revised.
    """
    cells: list[list[Piece]] = [[]]
    left = len(texts[0])  # characters of the old text until the end of the cell
    for piece in pieces:
        text = piece.text
        if not piece.in_old and not is_new:
            cells[-1].append(piece)
            continue
        while len(text) > left:
            if piece.revised and not is_new:
                raise FixedTextError(message("the number of cells of a row"))
            if left:
                cells[-1].append(piece._replace(text=text[:left]))
            text = text[left + 1 :]
            cells.append([])
            left = len(texts[len(cells) - 1])
        if text:
            cells[-1].append(piece._replace(text=text))
            left -= len(text)
    return cells


def _with_mark(part: bytes, properties: Element, revision: bytes, left_out: frozenset[str]) -> bytes:
    """The properties of a row or cell with a revision of its mark, without the parts with these names."""
    parts = [(child.name, xml_of(part, child)) for child in properties if child.name not in left_out]
    place = next((number for number, (name, _) in enumerate(parts) if name == "w:trPrChange"), len(parts))
    content = b"".join(xml for _, xml in parts[:place]) + revision + b"".join(xml for _, xml in parts[place:])
    tag = start_tag(xml_of(part, properties))
    return tag + content + (b"</w:trPr>" if properties.name == "w:trPr" else b"</w:tcPr>")
