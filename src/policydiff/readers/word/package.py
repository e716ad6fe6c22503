"""A Word file (DOCX, DOCM, DOTX): its parts, found by their relationships, and its text.

ECMA-376, part 2 (packages), in the transitional and the strict form.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Set

from policydiff.errors import ReadError
from policydiff.messages import Message, counted, message, verbatim
from policydiff.readers.word.fields import Fields
from policydiff.readers.word.numbering import Numbering, read_numbering
from policydiff.readers.word.revisions import MOVE_RANGES, Changes, count_formatting
from policydiff.readers.word.story import Story
from policydiff.readers.word.styles import Styles, read_styles
from policydiff.readers.xml_stream import Element, elements, in_utf8
from policydiff.readers.zip_archive import ZipArchive
from policydiff.text.extraction import Extraction, LeftOut, Tracked

CONTENT_TYPES = "[Content_Types].xml"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/"
_STRICT = "http://purl.oclc.org/ooxml/"
PREFIXES = {
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main": "w",
    f"{_STRICT}wordprocessingml/main": "w",
    f"{_OFFICE}math": "m",
    f"{_STRICT}officeDocument/math": "m",
    f"{_OFFICE}relationships": "r",
    f"{_STRICT}officeDocument/relationships": "r",
    "http://schemas.openxmlformats.org/markup-compatibility/2006": "mc",
    "http://schemas.openxmlformats.org/package/2006/relationships": "rel",
    "http://www.w3.org/XML/1998/namespace": "xml",
}
# Elements that say nothing about the text.
_SKIPPED = frozenset(
    {
        "w:tblPr", "w:tblGrid", "w:tblPrEx", "w:sectPr", "w:pBdr", "w:tabs", "w:ind", "w:spacing", "w:rFonts", "w:sz",
        "w:szCs", "w:lang", "w:color", "w:jc", "w:proofErr", "w:shd", "w:kern", "w:bookmarkStart", "w:bookmarkEnd",
        "w:lastRenderedPageBreak", "w:rPrChange", "w:tcW", "w:tcBorders", "w:tcMar", "w:numberingChange", "w:u", "w:b",
        "w:bCs",
    }
)  # fmt: skip
_BODY_BLOCKS = MOVE_RANGES | {"w:p", "w:tbl", "w:sdt", "w:altChunk", "w:subDoc", "w:customXml", "w:ins", "w:del",
                              "w:moveTo", "w:moveFrom", "mc:AlternateContent"}  # fmt: skip


class WordPackage:
    """The parts of a Word file; ReadError if it is no Word file, or beyond a limit."""

    def __init__(self, raw: bytes, where: str) -> None:
        self._raw, self._where = raw, where
        self.archive = ZipArchive(raw, where)
        main = main_part(self.archive, where)
        if main is None:
            raise ReadError("this is a ZIP archive, not a Word file", where=where)
        self.main = main
        folder, name = posixpath.split(main)
        self._related: dict[str, list[str]] = {}
        for kind, target in _relationships(self.archive, posixpath.join(folder, "_rels", f"{name}.rels"), where):
            self._related.setdefault(kind, []).append(_resolved(folder, target))

    def stories(self) -> list[str]:
        """The names of the parts with the text and the notes, as far as they are in the file."""
        notes = [name for kind in ("footnotes", "endnotes") for name in self._related.get(kind, [])]
        return [self.main, *(name for name in notes if name in self.archive)]

    def extraction(self, tracked: Tracked = "accept") -> tuple[Extraction, Story]:
        """The text with the place of each line, and the story it was read from.

        The text in the codes of fields is shown only if one of them has no end, as nothing would follow it else.
        """
        main = self.archive.read(self.main)
        story = self._story(main, Fields(), tracked)
        if story.lacks_end:
            story = self._story(main, Fields(shows_codes=True), tracked)
        text = "".join(f"{line.text}\n" for line in story.lines)
        places = tuple(line.place for line in story.lines)
        revisions = tuple(change for change in story.changes.listed if change.text.strip() or change.of != "text")
        left_out = tuple(self._left_out(story, len(revisions)))
        formatting = story.changes.formatting + count_formatting(in_utf8(main)[0])
        extraction = Extraction(
            "docx", self._raw, text, places, left_out, revisions=revisions, formatting_changes=formatting
        )
        return extraction, story

    def link_targets(self) -> dict[str, str]:
        """The addresses outside the file that links of the main part lead to, by the ids of their relationships."""
        folder, name = posixpath.split(self.main)
        part = posixpath.join(folder, "_rels", f"{name}.rels")
        if part not in self.archive:
            return {}
        relations = elements(self.archive.read(part), {"rel:Relationship"}, PREFIXES, where=self._where)
        listed = [relation.attributes for relation in relations]
        return {
            names.get("Id", ""): names.get("Target", "") for names in listed if names.get("TargetMode") == "External"
        }

    def _story(self, main: bytes, fields: Fields, tracked: Tracked) -> Story:
        """The story of the body, from its part, and of its notes."""
        styles, lists_of_styles = read_styles(self._elements("styles", {"w:style"}))
        numbering = read_numbering(self._elements("numbering", {"w:abstractNum", "w:num"}), lists_of_styles)
        story = Story(styles, numbering, Changes(tracked), fields)
        for block in elements(main, _BODY_BLOCKS, PREFIXES, where=self._where, skipped=_SKIPPED):
            story.read_block(block)
        story.finish()
        self._read_notes(story)
        return story

    def _read_notes(self, story: Story) -> None:
        """Read the notes that were referred to, first those at the foot of pages, then those at the end."""
        for kind in ("footnote", "endnote"):
            ids = [note_id for other, note_id in story.notes if other == kind]
            if not ids:
                continue
            notes = {note.attributes.get("w:id", ""): note for note in self._elements(f"{kind}s", {f"w:{kind}"})}
            for number, note_id in enumerate(ids, start=1):
                story.missing_notes += note_id not in notes
                if note_id in notes:
                    story.read_note(kind, number, notes[note_id])
                    story.finish()

    def _elements(self, kind: str, wanted: Set[str]) -> Iterator[Element]:
        """The wanted elements of the parts of one kind; none if the file has no such part."""
        for part in self._related.get(kind, []):
            if part in self.archive:
                yield from elements(self.archive.read(part), wanted, PREFIXES, where=self._where, skipped=_SKIPPED)
            elif kind not in ("header", "footer"):
                raise ReadError(message("the part {part} is missing", part=part), where=self._where)

    def _left_out(self, story: Story, revisions: int) -> Iterator[LeftOut]:
        """What is in the file and not in the text; `revisions` is the number of tracked changes."""
        if revisions and story.changes.tracked != "both":
            changes = counted(revisions, "{number:,} tracked change", "{number:,} tracked changes")
            done = message("accepted") if story.changes.tracked == "accept" else message("rejected")
            yield LeftOut(message("{count} read as {done}", count=changes, done=done), True)
        if story.hidden_characters:
            hidden = counted(story.hidden_characters, "{number:,} character", "{number:,} characters")
            yield LeftOut(message("hidden text left out: {count}", count=hidden), True)
        if story.unread_parts:
            parts = counted(story.unread_parts, "{number:,} embedded document", "{number:,} embedded documents")
            yield LeftOut(message("not read: {count}", count=parts), True)
        if story.unread_drawings:
            drawings = counted(story.unread_drawings, "{number:,} diagram or chart", "{number:,} diagrams and charts")
            yield LeftOut(message("not read: {count}", count=drawings), True)
        if story.fields.unread:
            formulas = counted(story.fields.unread, "{number:,} formula in a field", "{number:,} formulas in fields")
            yield LeftOut(message("not read: {count}", count=formulas), True)
        if story.missing_notes:
            notes = counted(story.missing_notes, "{number:,} note", "{number:,} notes")
            yield LeftOut(message("missing in the file: {count}", count=notes), True)
        if story.symbols:
            names = ", ".join(sorted(story.symbols))
            yield LeftOut(message("characters of symbol fonts shown as □: {names}", names=names), True)
        if story.numbering.unknown_formats:
            names = ", ".join(sorted(story.numbering.unknown_formats))
            yield LeftOut(
                message("automatic numbers in decimal digits, for want of the format: {names}", names=names), True
            )
        if story.comments:
            comments = counted(story.comments, "{number:,} comment", "{number:,} comments")
            yield LeftOut(message("{count} left out", count=comments), False)
        if story.readings:
            readings = counted(story.readings, "{number:,} phonetic guide", "{number:,} phonetic guides")
            yield LeftOut(message("{count} left out", count=readings), False)
        if furniture := self._page_furniture():
            yield LeftOut(message("page headers and footers left out: {lines}", lines=furniture), False)

    def _page_furniture(self) -> Message | None:
        """The text of page headers and footers, shortened; None if there is none."""
        texts = []
        for kind in ("header", "footer"):
            for block in self._elements(kind, {"w:p", "w:tbl"}):
                story = Story(Styles({}), Numbering({}, {}))
                story.read_block(block)
                texts += [line.text.strip() for line in story.lines if line.text.strip()]
        shown = "; ".join(dict.fromkeys(texts))
        return verbatim(shown if len(shown) <= 100 else f"{shown[:100]}…") if shown else None


def main_part(archive: ZipArchive, where: str) -> str | None:
    """The name of the part with the text of a Word file; None if the archive is no Word file."""
    if CONTENT_TYPES not in archive:
        return None
    for kind, target in _relationships(archive, "_rels/.rels", where):
        name = _resolved("", target)
        if kind == "officeDocument" and name in archive and _is_word(archive, name):
            return name
    return None


def _is_word(archive: ZipArchive, part: str) -> bool:
    """Whether a part is the main part of a Word file, by its content type or its folder."""
    types = archive.read(CONTENT_TYPES)
    return part.startswith("word/") or b"wordprocessingml" in types


def _relationships(archive: ZipArchive, part: str, where: str) -> Iterator[tuple[str, str]]:
    """The relationships inside the package that a part lists: the last name of the type, and the target."""
    if part not in archive:
        return
    for relation in elements(archive.read(part), {"rel:Relationship"}, PREFIXES, where=where):
        if relation.attributes.get("TargetMode", "Internal") == "Internal":
            kind = relation.attributes.get("Type", "").rpartition("/")[2]
            yield kind, relation.attributes.get("Target", "")


def _resolved(folder: str, target: str) -> str:
    """The name of the part that a relationship of a part in `folder` names."""
    return posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
