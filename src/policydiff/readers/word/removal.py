"""A Word file without some lines of its text: whole paragraphs and rows are cut out, all else stays byte for byte."""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set

from policydiff.messages import message
from policydiff.readers.rewriting import CannotRemoveError, Replacement
from policydiff.readers.word.package import WordPackage
from policydiff.readers.word.story import Line, Range
from policydiff.readers.xml_stream import end_of_element
from policydiff.readers.zip_rewriting import NotRewritableError, replaced_members

_EMPTY_PARAGRAPH = b"<w:p/>"
_SECTION = b"sectPr"


def removal(raw: bytes, where: str, removed: Set[int]) -> list[Replacement]:
    """What to replace in the file so that the lines of these numbers, from 0, are gone.

    CannotRemoveError for a part of a paragraph, for the end of a section, and for a note.
    """
    package = WordPackage(raw, where)
    story = package.extraction()[1]
    part = package.archive.read(package.main)
    output, position = bytearray(), 0
    for start, last_tag in _ranges(story.lines, removed):
        end = end_of_element(part, start, last_tag)
        if _SECTION in part[start:end]:
            raise CannotRemoveError(message("a section of the document ends there"))
        output += part[position:start]
        if part.startswith(b"</w:tc>", end):
            output += _EMPTY_PARAGRAPH  # a cell without a paragraph is no sound Word file
        position = end
    output += part[position:]
    try:
        return replaced_members(raw, {package.main: bytes(output)})
    except (NotRewritableError, KeyError) as error:
        raise CannotRemoveError(message("the file cannot be written: {reason}", reason=str(error))) from None


def _ranges(lines: Sequence[Line], removed: Set[int]) -> list[Range]:
    """The elements to cut out, in order: of each removed line the outermost that has no line that stays."""
    kept = {element for number, line in enumerate(lines) if number not in removed for element in line.elements}
    ranges = set()
    for number in removed:
        element = next((element for element in lines[number].elements if element not in kept), None)
        if element is None:
            raise CannotRemoveError(message("it is no whole paragraph of the document"))
        ranges.add(element)
    return _outermost(sorted(ranges))


def _outermost(ranges: Iterable[Range]) -> list[Range]:
    """The ranges, in order, without those inside another."""
    result: list[Range] = []
    for start, end in ranges:
        if not result or start > result[-1][1]:
            result.append((start, end))
    return result
