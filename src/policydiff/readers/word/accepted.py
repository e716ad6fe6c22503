"""The tracked changes of a Word file accepted: its XML as Word writes it after that (ECMA-376, part 1, 17.13.5)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from policydiff.readers.word.atoms import start_tag, xml_of
from policydiff.readers.word.package import PREFIXES
from policydiff.readers.word.revisions import MOVE_RANGES, RUN_CHANGES
from policydiff.readers.xml_stream import Element, elements, end_of_element, in_utf8

_STORIES = frozenset({"w:body", "w:footnotes", "w:endnotes"})
_GONE = frozenset({"w:del", "w:moveFrom"})
_MARKED = frozenset({"w:rPr", "w:numPr", "w:trPr", "w:tcPr"})  # elements in which a change is a mark and holds nothing
_FORMATTING = frozenset(
    {
        "w:rPrChange", "w:pPrChange", "w:sectPrChange", "w:tblPrChange", "w:tblPrExChange", "w:trPrChange",
        "w:tcPrChange", "w:tblGridChange", "w:numberingChange",
    }
)  # fmt: skip
_CELLS = frozenset({"w:cellDel", "w:cellMerge"})  # changes of the cells of a table, which are not accepted here
_BETWEEN = MOVE_RANGES | {
    "w:bookmarkStart", "w:bookmarkEnd", "w:commentRangeStart", "w:commentRangeEnd", "w:permStart", "w:permEnd",
    "w:proofErr",
}  # fmt: skip
_CHANGE = re.compile(rb"<(?:\w{1,20}:)?(?:ins|del|move[FT]\w{1,20}|cell(?:Ins|Del|Merge)|\w{1,12}Change)[\s/>]")


class NotAcceptedError(Exception):
    """A tracked change that cannot be accepted here: of cells, or of what ends a section, a cell or the document."""


def with_accepted_changes(part: bytes) -> bytes:
    """A part of a Word file, its body or its notes, with all tracked changes accepted; all else byte for byte.

    NotAcceptedError for changes of cells, and for a paragraph that joins a next one where there is none.
    UnknownXmlError for XML with another prefix than w.
    """
    raw, encoding = in_utf8(part)
    content = bytearray()
    position = 0
    for story in elements(part, _STORIES, PREFIXES, where=""):
        content += raw[position : story.start] + _Accepting(raw).element(story)
        position = end_of_element(raw, story.start, story.end)
    content += raw[position:]
    return content.decode().encode(encoding) if encoding else bytes(content)


class _Accepting:
    """Writes the elements of a part without their tracked changes."""

    def __init__(self, part: bytes) -> None:
        self._part = part

    def element(self, element: Element, carried: bytes = b"") -> bytes:
        """The element after the changes, with what is `carried` into it before its first content."""
        end = end_of_element(self._part, element.start, element.end)
        if not carried and not _CHANGE.search(self._part, element.start, end):
            return self._part[element.start : end]
        xml = xml_of(self._part, element)
        tag = start_tag(xml)
        if xml.endswith(b"/>"):
            return tag + carried + b"</w:p>" if carried else xml
        behind_tag = element.start + len(tag)
        return tag + self._inside(element, behind_tag, element.end, carried) + self._part[element.end : end]

    def _inside(self, element: Element, start: int, end: int, carried: bytes = b"") -> bytes:
        """What is in the element, from its first tag to its last, after the changes."""
        content, position = bytearray(), start
        if carried and element.child("w:pPr") is None:
            content += carried
        joined: list[Element] = []  # paragraphs that join the next one
        for child in element:
            content += self._part[position : child.start]
            position = end_of_element(self._part, child.start, child.end)
            if child.name == "w:p" and _loses_mark(child):
                joined.append(child)
            elif joined and child.name not in _BETWEEN:
                content += self._with_joined(joined, element, child)
                joined = []
            else:
                content += self._child(element, child)
                if carried and child.name == "w:pPr":
                    content += carried
        if joined:
            if element.name == "w:tc":  # which ends with a paragraph
                raise NotAcceptedError
            content += self._joined(joined, None)
        return bytes(content + self._part[position:end])

    def _with_joined(self, joined: Sequence[Element], parent: Element, block: Element) -> bytes:
        """A block with the paragraphs that join it; before it if it is none and they hold no text."""
        if block.name == "w:p":
            return self.element(block, self._joined(joined, block))
        return self._joined(joined, None) + self._child(parent, block)

    def _joined(self, joined: Sequence[Element], following: Element | None) -> bytes:
        """What paragraphs hold that join the `following` one; NotAcceptedError for text if there is none."""
        content = b""
        for paragraph in joined:
            properties = paragraph.child("w:pPr")
            if properties is not None and properties.child("w:sectPr") is not None:
                raise NotAcceptedError
            for child in paragraph:
                xml = b"" if child.name == "w:pPr" else self._child(paragraph, child)
                if xml and following is None and child.name not in _BETWEEN:
                    raise NotAcceptedError
                content += xml
        return content

    def _child(self, parent: Element, child: Element) -> bytes:
        """A child of an element after the changes; nothing if it is gone, or only marked a change."""
        name = child.name
        if name in _CELLS:
            raise NotAcceptedError
        if name in _FORMATTING or name in MOVE_RANGES or name in _GONE or name == "w:cellIns":
            return b""
        if name in RUN_CHANGES:
            return b"" if parent.name in _MARKED else self._unwrapped(child)
        if name == "w:tr" and _is_gone_row(child):
            return b""
        if name == "w:tbl" and all(_is_gone_row(row) for row in child if row.name == "w:tr"):
            return b""
        return self.element(child)

    def _unwrapped(self, change: Element) -> bytes:
        """What an insertion holds."""
        xml = xml_of(self._part, change)
        behind_tag = change.start + len(start_tag(xml))
        return b"" if xml.endswith(b"/>") else self._inside(change, behind_tag, change.end)


def _loses_mark(paragraph: Element) -> bool:
    """True if the mark of the paragraph is gone, so that it joins the next one."""
    properties = paragraph.child("w:pPr")
    mark = properties.child("w:rPr") if properties is not None else None
    return any(part.name in _GONE for part in mark or ())


def _is_gone_row(row: Element) -> bool:
    """True if the row of a table is gone."""
    return any(part.name in _GONE for part in row.child("w:trPr") or ())
