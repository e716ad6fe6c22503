"""A paragraph of a Word file in atoms: pieces of its text, each with its XML, to be kept or deleted by themselves.

ECMA-376, part 1, 17.3.2 and 17.3.3 (runs and what they hold).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from policydiff.messages import Message, message
from policydiff.readers.word.drawings import SYMBOLS, math_text
from policydiff.readers.word.fields import Fields
from policydiff.readers.word.numbering import is_on
from policydiff.readers.word.story import FIXED_TEXTS, ONE_LINE
from policydiff.readers.xml_stream import Element, end_of_element
from policydiff.text.xml_text import xml_text

_NOTES = frozenset({"w:footnoteReference", "w:endnoteReference"})
_NOTE_NUMBER = re.compile(r"\[\d{1,9}\]")
_START_TAG = re.compile(rb"""<w:(?:[^<>"']|"[^"]*"|'[^']*')*>""")
_TEXT_TAG = re.compile(rb"^<w:(?:t|instrText)(?=[\s/>])|</w:(?:t|instrText)\s*>$")
_DELETED_TAGS = {b"t": b"delText", b"instrText": b"delInstrText"}
_TAG_NAME = re.compile(rb"(?<=w:)\w+")
_FIELD_BORDER = re.compile(rb'w:fldCharType="(begin|end)"')
# What a paragraph holds beside runs, by the name that a message has for it.
_KINDS = {
    "w:hyperlink": message("a hyperlink"),
    "w:sdt": message("a content control"),
    "w:fldSimple": message("a field"),
}
_FIELD, _NOTE, _OTHER = message("a field"), message("a note"), message("other content than runs of text")
# Elements beside runs that print nothing.
_MARKS = frozenset(
    {
        "w:bookmarkStart", "w:bookmarkEnd", "w:commentRangeStart", "w:commentRangeEnd", "w:permStart", "w:permEnd",
        "w:proofErr",
    }
)  # fmt: skip


class UnknownXmlError(ValueError):
    """XML that is not written as this module expects: with other prefixes, or in an encoding without ASCII."""


class Atom(NamedTuple):
    """Text, which may be empty, and its element; the number of its run, -1 if it is outside any.

    `divides` if a part of the text can stand alone; `fixed` is what it belongs to, if its text cannot be revised.
    """

    text: str
    xml: bytes
    run: int = -1
    divides: bool = False
    fixed: Message | None = None


class Run(NamedTuple):
    """A run: all of its XML, its start tag, its properties (w:rPr, or nothing), and the number of its atoms."""

    xml: bytes
    tag: bytes
    properties: bytes
    atoms: int


class Slice(NamedTuple):
    """A part of the text of an atom."""

    atom: Atom
    start: int
    end: int

    @property
    def is_whole(self) -> bool:
        """True if it is all of the atom."""
        return self.end - self.start == len(self.atom.text)


def xml_of(part: bytes, element: Element) -> bytes:
    """The bytes of an element; UnknownXmlError if its name has another prefix than w, or the bytes are no XML."""
    try:
        return part[element.start : end_of_element(part, element.start, element.end)]
    except ValueError:
        raise UnknownXmlError from None


def start_tag(xml: bytes) -> bytes:
    """The start tag of an element as the tag of one that is not empty; UnknownXmlError without the prefix w."""
    tag = _START_TAG.match(xml)
    if tag is None:
        raise UnknownXmlError
    return tag[0][:-2].rstrip() + b">" if tag[0].endswith(b"/>") else tag[0]


class AtomReader:
    """Reads the atoms of one paragraph, and the runs they are in.

    `text` is that of the paragraph, in which numbers of notes are found; `is_hidden` says it of properties of a run.
    """

    def __init__(self, part: bytes, text: str, is_hidden: Callable[[Element | None], bool]) -> None:
        self._part, self._text, self._is_hidden = part, text, is_hidden
        self._fields = Fields()
        self._depth = 0  # of fields
        self._length = 0  # of the text so far
        self.runs: list[Run] = []

    def read(self, paragraph: Element) -> list[Atom]:
        """The atoms of the paragraph."""
        atoms: list[Atom] = []
        for child in paragraph:
            if child.name == "w:r":
                atoms += self._run(child)
            elif child.name != "w:pPr":
                xml = xml_of(self._part, child)
                if child.name in _MARKS:
                    atoms.append(Atom("", xml))
                else:
                    atoms.append(Atom(self._inside(child), xml, fixed=_KINDS.get(child.name, _OTHER)))
        return atoms

    def _run(self, run: Element) -> Iterator[Atom]:
        """The atoms of a run; a run without text that stands alone is one."""
        xml = xml_of(self._part, run)
        properties = run.child("w:rPr")
        hidden = self._is_hidden(properties)
        atoms = []
        for child in run:
            if child.name == "w:rPr":
                continue
            text, fixed = self._in_run(child)
            text = "" if hidden else text
            self._length += len(text)
            divides = child.name == "w:t" and not fixed and not hidden
            atoms.append(Atom(text, xml_of(self._part, child), len(self.runs), divides, fixed))
        if not atoms:
            yield Atom("", xml)
            return
        own = xml_of(self._part, properties) if properties else b""
        self.runs.append(Run(xml, start_tag(xml), own, len(atoms)))
        yield from atoms

    def _in_run(self, part: Element) -> tuple[str, Message | None]:
        """The text of an element inside a run, and what it belongs to if its text cannot be revised."""
        if part.name == "w:fldChar":
            kind = part.attributes.get("w:fldCharType", "")
            self._depth += (kind == "begin") - (kind == "end")
            return self._fields.mark(part), _FIELD
        fixed = _FIELD if self._depth > 0 or part.name == "w:instrText" else None
        if part.name == "w:instrText":
            self._fields.add_code(part.text)
        if self._fields.in_code:
            return "", _FIELD
        if part.name in _NOTES:
            number = _NOTE_NUMBER.match(self._text, self._length)
            has_own_mark = is_on(part.attributes.get("w:customMarkFollows", "0"))
            return (number[0] if number and not has_own_mark else ""), _NOTE
        return _plain(part), fixed

    def _inside(self, part: Element) -> str:
        """The text of what is no run."""
        start = self._length
        if part.name.startswith("m:"):
            text = "".join(math_text(part))
            self._length += len(text)
        elif part.name == "w:r":
            is_hidden = self._is_hidden(part.child("w:rPr"))
            for child in part:
                text = "" if child.name == "w:rPr" else self._in_run(child)[0]
                self._length += 0 if is_hidden else len(text)
        elif part.name not in ("w:del", "w:moveFrom"):
            for child in part:
                if not child.name.endswith("Pr"):
                    self._inside(child)
        return self._text[start : self._length]


def _plain(part: Element) -> str:
    """The text of an element inside a run."""
    name = part.name
    if name == "w:t":
        text = part.text.translate(ONE_LINE)
        return text if part.attributes.get("xml:space") == "preserve" else text.strip(" \t")
    if name == "w:br":
        return "" if part.attributes.get("w:type") in ("page", "column") else "\n"
    if name == "w:sym":
        code = part.attributes.get("w:char", "")
        return SYMBOLS.get(code.upper().removeprefix("F0"), "□")
    return FIXED_TEXTS.get(name, "")


def that_may_go(atoms: Sequence[Atom]) -> list[Atom]:
    """The atoms of a paragraph that goes as a whole: its notes and fields go with it, if these begin and end in it."""
    borders = [border[1] for atom in atoms for border in _FIELD_BORDER.finditer(atom.xml)]
    if borders != [b"begin", b"end"] * (len(borders) // 2):
        return list(atoms)
    return [atom._replace(fixed=None) if atom.run >= 0 else atom for atom in atoms]


def run_xml(tag: bytes, properties: bytes, text: str, element: str) -> bytes:
    """A run of new text; a tab and a line break in it are elements of their own."""
    return tag + properties + text_xml(text, element) + b"</w:r>"


def text_xml(text: str, element: str) -> bytes:
    """The text inside a run; `element` is t, or delText if it is deleted."""
    parts = re.split("([\t\n])", text)
    fixed = {"\t": "<w:tab/>", "\n": "<w:br/>"}
    return "".join(
        fixed.get(part) or f'<w:{element} xml:space="preserve">{xml_text(part)}</w:{element}>' for part in parts if part
    ).encode()


def slices_xml(slices: Sequence[Slice], runs: Sequence[Run], *, deleted: bool) -> Iterator[tuple[bool, bytes]]:
    """The XML of slices that follow each other, in pieces: whether a piece is a run, and its bytes."""
    position = 0
    while position < len(slices):
        number = slices[position].atom.run
        if number < 0:
            yield False, slices[position].atom.xml
            position += 1
            continue
        end = position
        while end < len(slices) and slices[end].atom.run == number:
            end += 1
        inside, run = slices[position:end], runs[number]
        position = end
        if not deleted and len(inside) == run.atoms and all(piece.is_whole for piece in inside):
            yield True, run.xml
            continue
        content = b"".join(_slice_xml(piece, deleted=deleted) for piece in inside)
        yield True, run.tag + run.properties + content + b"</w:r>"


def _slice_xml(piece: Slice, *, deleted: bool) -> bytes:
    """The XML of a slice inside its run."""
    if not piece.atom.divides or (piece.is_whole and not deleted):
        xml = piece.atom.xml
        return (
            _TEXT_TAG.sub(lambda tag: _TAG_NAME.sub(lambda name: _DELETED_TAGS[name[0]], tag[0]), xml)
            if deleted
            else xml
        )
    return text_xml(piece.atom.text[piece.start : piece.end], "delText" if deleted else "t")


def _as_deleted(tag: re.Match[bytes]) -> bytes:
    """The tag of text or of the code of a field as that of deleted text."""
    return _TAG_NAME.sub(lambda name: _DELETED_TAGS[name[0]], tag[0], count=1)
