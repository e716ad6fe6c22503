"""A Word file without some lines of its text: whole paragraphs and rows are cut out, all else stays byte for byte."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence, Set

from policydiff.messages import as_message, message
from policydiff.readers.rewriting import CannotRemoveError, Replacement
from policydiff.readers.word.package import WordPackage
from policydiff.readers.word.story import Line, Range
from policydiff.readers.xml_stream import end_of_element, in_utf8
from policydiff.readers.zip_rewriting import NotRewritableError, replaced_members

_EMPTY_PARAGRAPH = b"<w:p/>"
_SECTION = b"sectPr"
_FIELD_BEGIN, _FIELD_END = b':fldCharType="begin"', b':fldCharType="end"'
# The borders of bookmarks, comments, permissions, moves and custom XML: the name, which border, and the id.
_BORDER = re.compile(rb"<\w{1,20}:(\w{1,40}?)(Start|End)\b[^<>]{0,400}?\bw:id=\"(-?\w{1,20})\"")
_EMBEDDED = re.compile(
    rb"\br:(?:embed|link|pict)=\"([^\"<>]{1,80})\""
    rb"|<(?:v:imagedata|o:OLEObject)\b[^<>]{0,400}?\br:id=\"([^\"<>]{1,80})\""
)
_BOOKMARK = re.compile(rb"<\w{1,20}:bookmarkStart\b[^<>]{0,400}?\bw:name=\"([^\"<>]{1,80})\"")
# What leads to a bookmark: a link, or the code of a field.
_REFERENCE = re.compile(rb"\bw:anchor=\"([^\"<>]{1,80})\"|\b(?:PAGE|NOTE)?REF\s{1,20}\"?([^\s\"<>&\\]{1,80})")
_LINK = re.compile(rb"<w:hyperlink\b[^<>]{0,400}?\br:id=\"([^\"<>]{1,80})\"")
_LINK_FIELD = re.compile(rb"\bHYPERLINK\s{1,20}(?:&quot;|\")([^\"<>&]{1,2000})")
_NOT_SHOWN = re.compile(
    rb"<w:(?:commentReference|vanish|ins|del|moveFrom|moveTo)\b(?![^<>]{0,20}w:val=\"(?:0|false|off)\")"
)


def removal(raw: bytes, where: str, removed: Set[int]) -> list[Replacement]:
    """What to replace in the file so that the lines of these numbers, from 0, are gone.

    CannotRemoveError for a part of a paragraph, for the end of a section, for a note, for a border of what reaches out
    of the removed elements (a field, a bookmark), and for what the text does not show (a picture that is nowhere else,
    a comment, hidden text, a tracked change).
    """
    package = WordPackage(raw, where)
    story = package.extraction()[1]
    original = package.archive.read(package.main)
    part, encoding = in_utf8(original)
    if encoding and part.decode().encode(encoding) != original:
        raise CannotRemoveError(message("its XML cannot be written in {encoding}", encoding=encoding))
    output, position = bytearray(), 0
    for start, last_tag in _ranges(story.lines, removed):
        try:
            end = end_of_element(part, start, last_tag)
        except ValueError:
            raise CannotRemoveError(message("its XML is written in an encoding that is not cut")) from None
        _refuse_what_reaches_out(part, start, end)
        output += part[position:start]
        if part.startswith(b"</w:tc>", end):
            output += _EMPTY_PARAGRAPH  # a cell without a paragraph is no sound Word file
        position = end
    output += part[position:]
    _refuse_lost_parts(part, bytes(output))
    _refuse_lost_links(part, bytes(output), package.link_targets())
    try:
        clean = output.decode().encode(encoding) if encoding else bytes(output)
        return replaced_members(raw, {package.main: clean})
    except (NotRewritableError, KeyError) as error:
        raise CannotRemoveError(
            message("the file cannot be written: {reason}", reason=as_message(str(error)))
        ) from None


def _refuse_what_reaches_out(part: bytes, start: int, end: int) -> None:
    """CannotRemoveError if an element ends a section, or holds one border of a field, bookmark or marked range."""
    if part.find(_SECTION, start, end) >= 0:
        raise CannotRemoveError(message("a section of the document ends there"))
    if part.count(_FIELD_BEGIN, start, end) != part.count(_FIELD_END, start, end):
        raise CannotRemoveError(message("a field begins or ends there"))
    borders: dict[bytes, set[tuple[bytes, bytes]]] = {b"Start": set(), b"End": set()}
    for border in _BORDER.finditer(part, start, end):
        borders[border[2]].add((border[1], border[3]))
    if borders[b"Start"] != borders[b"End"]:
        raise CannotRemoveError(message("a bookmark, a comment or a marked range begins or ends there"))


def _refuse_lost_parts(part: bytes, clean: bytes) -> None:
    """CannotRemoveError if the clean part lacks a picture, the target of a link, a comment, or the like."""
    pictures, left = set(_EMBEDDED.findall(part)), set(_EMBEDDED.findall(clean))
    if pictures != left:
        raise CannotRemoveError(message("it holds a picture or an object that stands nowhere else"))
    lost = set(_BOOKMARK.findall(part)) - set(_BOOKMARK.findall(clean))
    if lost and not lost.isdisjoint(name for found in _REFERENCE.findall(clean) for name in found):
        raise CannotRemoveError(message("a link or a reference in the document leads there"))
    if len(_NOT_SHOWN.findall(part)) != len(_NOT_SHOWN.findall(clean)):
        raise CannotRemoveError(message("it holds a comment, hidden text or a tracked change"))


def _refuse_lost_links(part: bytes, clean: bytes, targets: Mapping[str, str]) -> None:
    """CannotRemoveError if the clean part has no link to an address to which the part has one."""
    old, new = (
        {targets.get(name.decode(), "") for name in _LINK.findall(source)} | set(_LINK_FIELD.findall(source))
        for source in (part, clean)
    )
    if old - new:
        raise CannotRemoveError(message("it holds a link that stands nowhere else"))


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
