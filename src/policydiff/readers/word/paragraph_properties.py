"""The properties of a paragraph (w:pPr) for tracked changes: with a revision of its mark, or for a new paragraph.

ECMA-376, part 1, 17.3.1.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from policydiff.readers.word.atoms import start_tag, xml_of
from policydiff.readers.word.styles import Styles
from policydiff.readers.xml_stream import Element

_BEFORE_NUMBERS = frozenset(
    {"w:pStyle", "w:keepNext", "w:keepLines", "w:pageBreakBefore", "w:framePr", "w:widowControl"}
)
_LAST = frozenset({"w:sectPr", "w:pPrChange"})  # what follows the properties of the mark
_NOT_FOR_NEW = frozenset({"w:pageBreakBefore", "w:sectPr", "w:pPrChange"})
_REVISIONS = frozenset({"w:ins", "w:del", "w:moveFrom", "w:moveTo", "w:rPrChange"})
_NO_NUMBER = b'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="0"/></w:numPr>'
_CHANGE_OF_FORMAT = re.compile(rb"<w:rPrChange\b.*?</w:rPrChange>", re.DOTALL)


class Properties(NamedTuple):
    """The properties of a paragraph: the start tag, and its elements in order, by their names.

    `mark` has the elements of the properties of its mark in the same way.
    """

    tag: bytes
    parts: tuple[tuple[str, bytes], ...]
    mark_tag: bytes
    mark: tuple[tuple[str, bytes], ...]

    @property
    def ends_section(self) -> bool:
        """True if a section of the document ends with the paragraph."""
        return any(name == "w:sectPr" for name, _ in self.parts)

    def xml(self, revision: bytes, *, section: bool = True) -> bytes:
        """The properties with this revision of the mark; without what ends a section, unless `section`."""
        parts = [part for part in self.parts if section or part[0] not in _LAST]
        return self._xml(parts, revision)

    def for_new(self, revision: bytes, *, numbered: bool, style_numbers: bool) -> bytes:
        """The properties of a new paragraph with this revision of its mark, like this one.

        The automatic number stays only if it is `numbered`; `style_numbers` if the style alone would give one.
        """
        parts = [part for part in self.parts if part[0] not in _NOT_FOR_NEW and (numbered or part[0] != "w:numPr")]
        if style_numbers and not numbered:
            place = next((n for n, part in enumerate(parts) if part[0] not in _BEFORE_NUMBERS), len(parts))
            parts.insert(place, ("w:numPr", _NO_NUMBER))
        own_mark = tuple(part for part in self.mark if part[0] not in _REVISIONS)
        return self._replace(mark=own_mark)._xml(parts, revision)

    def run_properties(self) -> bytes:
        """The properties of the mark as those of a run; empty if it has none."""
        inside = b"".join(xml for name, xml in self.mark if name not in _REVISIONS)
        return b"<w:rPr>" + inside + b"</w:rPr>" if inside else b""

    def _xml(self, parts: list[tuple[str, bytes]], revision: bytes) -> bytes:
        """The properties of these parts, with those of the mark in their place."""
        mark = revision + b"".join(xml for _, xml in self.mark)
        place = next((n for n, part in enumerate(parts) if part[0] in _LAST), len(parts))
        before, behind = (b"".join(xml for _, xml in side) for side in (parts[:place], parts[place:]))
        content = before + (self.mark_tag + mark + b"</w:rPr>" if mark else b"") + behind
        return self.tag + content + b"</w:pPr>" if content else b""


def read_properties(part: bytes, paragraph: Element) -> Properties:
    """The properties of a paragraph, none if it has none; UnknownXmlError if they have another prefix than w."""
    properties = paragraph.child("w:pPr")
    if properties is None:
        return Properties(b"<w:pPr>", (), b"<w:rPr>", ())
    parts = tuple((child.name, xml_of(part, child)) for child in properties if child.name != "w:rPr")
    mark = properties.child("w:rPr")
    inside = tuple((child.name, xml_of(part, child)) for child in mark or ())
    mark_tag = start_tag(xml_of(part, mark)) if mark else b"<w:rPr>"
    return Properties(start_tag(xml_of(part, properties)), parts, mark_tag, inside)


def for_new_text(properties: bytes) -> bytes:
    """The properties of a run for new text: without the tracked change of them."""
    return _CHANGE_OF_FORMAT.sub(b"", properties)


def style_numbers(properties: Properties, styles: Styles) -> bool:
    """True if the style of a paragraph with these properties numbers it."""
    style = next((xml for name, xml in properties.parts if name == "w:pStyle"), b"")
    name = style.partition(b'w:val="')[2].partition(b'"')[0].decode("utf-8", "replace")
    return styles.list_id(name or styles.default_paragraph) not in ("", "0")
