"""A paragraph of a Word file with revisions: slices of its own runs, and new runs that look like those beside them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from policydiff.messages import message
from policydiff.readers.word.atoms import (
    Atom,
    AtomReader,
    Run,
    Slice,
    run_xml,
    slices_xml,
    start_tag,
    that_may_go,
    xml_of,
)
from policydiff.readers.word.paragraph_properties import Properties, for_new_text, read_properties
from policydiff.readers.xml_stream import Element
from policydiff.text.revised_text import END_REVISIONS, Paragraph, Piece
from policydiff.text.revision_marks import Marked, RevisionMarks

OTHER_CONTENT = message("a paragraph with other content than runs of text")
_RUN = b"<w:r>"


class FixedTextError(Exception):
    """A revision of text that cannot be revised; the argument is the message that says what it belongs to."""


class ParagraphSource(NamedTuple):
    """A paragraph of the file as it is: its start tag, properties, atoms and runs, and its automatic number.

    `usual_run` has the properties of the run with most text, else those of the mark.
    """

    tag: bytes
    properties: Properties
    atoms: list[Atom]
    runs: list[Run]
    label: str
    text: str  # without the label
    usual_run: bytes


def read_source(
    part: bytes, tree: Element, text: str, label: str, is_hidden: Callable[[Element | None], bool]
) -> ParagraphSource:
    """The paragraph of this tree, with this text; `is_hidden` says it of properties of a run."""
    reader = AtomReader(part, text, is_hidden)
    atoms = reader.read(tree)
    properties = read_properties(part, tree)
    lengths: Counter[int] = Counter()
    for atom in atoms:
        if atom.divides:
            lengths[atom.run] += len(atom.text)
    longest = max(lengths, key=lengths.__getitem__, default=-1)
    usual_run = reader.runs[longest].properties if longest >= 0 else properties.run_properties()
    return ParagraphSource(start_tag(xml_of(part, tree)), properties, atoms, reader.runs, label, text, usual_run)


def new_runs(source: ParagraphSource | None, pieces: Sequence[Piece]) -> list[bytes | Marked]:
    """New text in runs that look like those of a paragraph."""
    properties = for_new_text(source.usual_run) if source else b""
    return [Marked(piece, run_xml(_RUN, properties, piece.text, "t")) for piece in pieces]


def revised_paragraph(
    source: ParagraphSource, paragraphs: Sequence[Paragraph], marks: RevisionMarks
) -> list[bytes | Marked]:
    """The paragraph with its revisions: `paragraphs` are its text, several if new ends divide it.

    FixedTextError for a revision of text in a field, a note, or anything else that is no run.
    """
    last = paragraphs[-1]
    is_gone = not any(piece.in_new for paragraph in paragraphs for piece in (*paragraph.pieces, paragraph.end))
    if last.end.revised and source.properties.ends_section:
        raise FixedTextError(message("the end of a section"))
    if "".join(atom.text for atom in source.atoms) != source.text:
        raise FixedTextError(OTHER_CONTENT)
    cutter = _Cutter(source._replace(atoms=that_may_go(source.atoms)) if is_gone else source)
    content: list[bytes | Marked] = []
    for paragraph in paragraphs:
        is_last = paragraph is last
        end = paragraph.end._replace(revised=END_REVISIONS[paragraph.end.revised], move=0)
        properties = source.properties.xml(marks.of_mark(end), section=is_last)
        content.append((source.tag if is_last else b"<w:p>") + properties)
        for piece in paragraph.pieces:
            content += cutter.piece(piece, is_all_gone=is_gone)
        if is_last:
            content += cutter.rest(last.end if is_gone else Piece(""))
        content.append(b"</w:p>")
    return content


class _Cutter:
    """Cuts the atoms of a paragraph into the pieces of its revised text, from the first to the last."""

    def __init__(self, source: ParagraphSource) -> None:
        self._source = source
        self._atom = self._offset = 0  # what is next
        self._properties: bytes | None = None  # of the last run with text

    def piece(self, piece: Piece, *, is_all_gone: bool) -> Iterator[bytes | Marked]:
        """The runs of the next piece; those without text before a revised one stay, unless `is_all_gone`."""
        if not piece.in_old:
            properties = for_new_text(self._properties if self._properties is not None else self._properties_behind())
            yield Marked(piece, run_xml(_RUN, properties, piece.text, "t"))
            return
        if piece.revised and not is_all_gone:
            yield from self._xml(list(self._empty()), Piece(""))
        yield from self._xml(list(self._slices(len(piece.text))), piece)

    def rest(self, piece: Piece) -> Iterator[bytes | Marked]:
        """The atoms that are left, which have no text, with the revision of the piece."""
        yield from self._xml(list(self._empty()), piece)

    def _empty(self) -> Iterator[Slice]:
        """The next atoms, as long as they have no text."""
        atoms = self._source.atoms
        while self._atom < len(atoms) and not self._offset and not atoms[self._atom].text:
            yield Slice(atoms[self._atom], 0, 0)
            self._atom += 1

    def _slices(self, length: int) -> Iterator[Slice]:
        """The next atoms with so many characters."""
        while length:
            yield from self._empty()
            atom = self._source.atoms[self._atom]
            end = min(self._offset + length, len(atom.text))
            if end - self._offset < len(atom.text) and not atom.divides:
                raise FixedTextError(atom.fixed or OTHER_CONTENT)
            yield Slice(atom, self._offset, end)
            if atom.run >= 0:
                self._properties = self._source.runs[atom.run].properties
            length -= end - self._offset
            self._offset = end
            if end == len(atom.text):
                self._atom, self._offset = self._atom + 1, 0

    def _xml(self, slices: Sequence[Slice], piece: Piece) -> Iterator[bytes | Marked]:
        """The XML of slices, its runs in the revision of the piece."""
        fixed = next((piece_.atom for piece_ in slices if piece_.atom.fixed), None) if piece.revised else None
        if fixed:
            raise FixedTextError(fixed.fixed or OTHER_CONTENT)
        runs = b""
        for is_run, xml in slices_xml(slices, self._source.runs, deleted=piece.revised == "deleted"):
            if is_run and piece.revised:
                runs += xml
                continue
            if runs:
                yield Marked(piece, runs)
                runs = b""
            yield xml
        if runs:
            yield Marked(piece, runs)

    def _properties_behind(self) -> bytes:
        """The properties of the next run with text; of the usual one if there is none."""
        for atom in self._source.atoms[self._atom :]:
            if atom.text and atom.run >= 0:
                return self._source.runs[atom.run].properties
        return self._source.usual_run
