"""The body of a Word file with revisions: which bytes of its part become which."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from policydiff.messages import Message, message
from policydiff.readers.word.atoms import Atom, AtomReader, Run, Slice, run_xml, slices_xml, start_tag, xml_of
from policydiff.readers.word.labels import label_length, written_kind
from policydiff.readers.word.package import PREFIXES
from policydiff.readers.word.paragraph_properties import Properties, for_new_text, read_properties
from policydiff.readers.word.revised_lines import RevisedLines, revised_lines, without_labels
from policydiff.readers.word.revision_marks import Marked, RevisionMarks
from policydiff.readers.word.story import Line, Story
from policydiff.readers.xml_stream import Element, elements, end_of_element, in_utf8
from policydiff.text.revised_text import END_REVISIONS, Paragraph, Piece, RevisedText

_PARAGRAPH, _TABLE = (b"<w:p>", b"<w:p ", b"<w:p/>"), (b"<w:tbl>", b"<w:tbl ")
_RUN = b"<w:r>"
_MAX_LABEL = 40  # characters at the start of a line in which a label is looked for
_NO_PROPERTIES = Properties(b"<w:pPr>", (), b"<w:rPr>", ())


class CannotReviseError(Exception):
    """Revisions that cannot be written into a file; the argument is the message that says why."""


class _Source(NamedTuple):
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


class _Edit(NamedTuple):
    """Bytes of the part, from `start` to `end`, and what stands there instead."""

    start: int
    end: int
    content: list[bytes | Marked]


class RevisedBody:
    """The lines of a story with revisions.

    With `renumber`, new paragraphs beside automatically numbered ones get automatic numbers, if they begin with a label
    of that kind; else their labels are text. CannotReviseError if the pieces are not those of the story.
    """

    def __init__(self, story: Story, pieces: Sequence[Piece], renumber: bool) -> None:
        lines = revised_lines(story.lines, pieces)
        if lines is None:
            raise CannotReviseError(message("only a part of the file is compared"))
        self._story, self._renumber = story, renumber
        labels = (story.lines[item.first].label for item in lines)
        self._lines = [
            item._replace(own=tuple(without_labels(item.own, label))) for item, label in zip(lines, labels, strict=True)
        ]
        self._part = b""
        self._trees: dict[int, Element] = {}
        self._sources: dict[int, _Source | None] = {}
        self._moved_from: defaultdict[int, list[int]] = defaultdict(list)  # the lines of each move
        self._moved_to: Counter[int] = Counter()  # the new paragraphs of each move so far

    def written(self, original: bytes, text: RevisedText) -> bytes:
        """The part with the revisions. CannotReviseError for a revision of what is no run of text in a paragraph."""
        part, encoding = in_utf8(original)
        self._part = part
        self._marks = RevisionMarks(part, text)
        wanted = set()
        for number, item in enumerate(self._lines):
            moves = {piece.move for piece in item.own[0].pieces if piece.revised == "moved_from"}
            for move in moves:
                self._moved_from[move].append(number)
            if item.added or not item.is_kept:
                wanted |= {self._start(near) for near in (number - 1, number) if near >= 0}
        for paragraph in elements(original, {"w:p"}, PREFIXES, where=""):
            if paragraph.start in wanted:
                self._trees[paragraph.start] = paragraph
        content: list[bytes | Marked] = []
        position = 0
        for edit in self._edits():
            content += [part[position : edit.start], *edit.content]
            position = edit.end
        result = self._marks.written([*content, part[position:]])
        return result.decode().encode(encoding) if encoding else result

    # --- places

    def _line(self, number: int) -> Line:
        """The first line of the file of these revised lines."""
        return self._story.lines[self._lines[number].first]

    def _start(self, number: int) -> int:
        """Where the innermost element of a line begins; -1 if it has none."""
        elements_of_line = self._line(number).elements
        return elements_of_line[-1][0] if elements_of_line else -1

    def _cannot(self, number: int, what: Message) -> CannotReviseError:
        """The error that says what was revised, and where."""
        return CannotReviseError(message("{place}: {what} was changed", place=self._line(number).place.name, what=what))

    def _place_for_new(self, number: int) -> int:
        """Where new paragraphs before a line stand in the part."""
        before = self._story.lines[self._lines[number].first - 1].elements if self._lines[number].first else ()
        own = self._line(number).elements
        if not own:
            if before:
                return end_of_element(self._part, *before[0])
            raise self._cannot(number, message("a note"))
        depth = next((n for n, element in enumerate(own) if element not in before[n : n + 1]), len(own) - 1)
        start = own[depth][0]
        if depth and self._part.startswith(_PARAGRAPH, own[depth - 1][0]):
            raise self._cannot(number, message("a text box"))
        if not self._part.startswith((*_PARAGRAPH, *_TABLE), start):
            raise self._cannot(number, message("the number of rows of a table"))
        return start

    def _source(self, number: int) -> _Source | None:
        """The paragraph of a line; None if it is none, as a row of a table."""
        if number not in self._sources:
            tree = self._trees.get(self._start(number)) if 0 <= number < len(self._lines) else None
            self._sources[number] = None if tree is None else self._read(number, tree)
        return self._sources[number]

    def _read(self, number: int, tree: Element) -> _Source:
        """The paragraph of a line."""
        item = self._lines[number]
        label = self._line(number).label
        text = "\n".join(line.text for line in self._story.lines[item.first : item.last + 1])[len(label) :]
        reader = AtomReader(self._part, text, self._story.is_hidden)
        atoms = reader.read(tree)
        tag = start_tag(xml_of(self._part, tree))
        properties = read_properties(self._part, tree)
        lengths: Counter[int] = Counter()
        for atom in atoms:
            if atom.divides:
                lengths[atom.run] += len(atom.text)
        longest = max(lengths, key=lengths.__getitem__, default=-1)
        usual_run = reader.runs[longest].properties if longest >= 0 else properties.run_properties()
        return _Source(tag, properties, atoms, reader.runs, label, text, usual_run)

    # --- edits

    def _edits(self) -> Iterator[_Edit]:
        """What to replace in the part, in order."""
        for number, item in enumerate(self._lines):
            if item.added:
                place = self._place_for_new(number)
                yield _Edit(place, place, [part for new in item.added for part in self._new(new, number)])
            if not item.is_kept:
                source = self._source(number)
                if source is None:
                    raise self._cannot(number, self._what_else(number))
                if "".join(atom.text for atom in source.atoms) != source.text:
                    raise self._cannot(number, message("a paragraph with other content than runs of text"))
                start, last_tag = self._line(number).elements[-1]
                yield _Edit(start, end_of_element(self._part, start, last_tag), self._own(number, item, source))

    def _what_else(self, number: int) -> Message:
        """What a line is that is no paragraph of its own."""
        kind = self._line(number).place.kind
        if kind == "table":
            return message("the row of a table")
        return message("a text box") if kind == "text box" else message("a note")

    def _new(self, paragraph: Paragraph, number: int) -> list[bytes | Marked]:
        """A new paragraph before a line, with the properties of the one before or behind."""
        text = "".join(piece.text for piece in paragraph.pieces)
        source, is_numbered = self._template(paragraph, number, text)
        if is_numbered and source:
            paragraph = _without_first(paragraph, label_length(source.label, text))
        revision = self._marks.of_mark(paragraph.end._replace(revised="inserted"))
        properties = (source.properties if source else _NO_PROPERTIES).for_new(
            revision, numbered=is_numbered, style_numbers=bool(source and self._style_numbers(source.properties))
        )
        run = for_new_text(source.usual_run) if source else b""
        runs = [Marked(piece, run_xml(_RUN, run, piece.text, "t")) for piece in paragraph.pieces]
        return [b"<w:p>" + properties, *runs, b"</w:p>"]

    def _template(self, paragraph: Paragraph, number: int, text: str) -> tuple[_Source | None, bool]:
        """The paragraph that a new one before a line is like, and whether it takes its automatic number, too.

        That is the place it moved from, else the paragraph before or behind: the first that begins with a label of the
        same kind, else the first.
        """
        move = next((piece.move for piece in paragraph.pieces if piece.move), 0)
        candidates = [self._source(near) for near in (number - 1, number)]
        if origins := self._moved_from[move] if move else []:
            candidates.insert(0, self._source(origins[min(self._moved_to[move], len(origins) - 1)]))
            self._moved_to[move] += 1
        sources = [source for source in candidates if source]
        for source in sources if self._renumber else ():
            if source.label and label_length(source.label, text):
                return source, True
        kind = written_kind(text)
        alike = (source for source in sources if kind and written_kind(source.label + source.text[:_MAX_LABEL]) == kind)
        first = next(iter(sources), None)
        return (first if origins else next(alike, first)), False

    def _style_numbers(self, properties: Properties) -> bool:
        """True if the style of a paragraph with these properties numbers it."""
        style = next((xml for name, xml in properties.parts if name == "w:pStyle"), b"")
        name = style.partition(b'w:val="')[2].partition(b'"')[0].decode("utf-8", "replace")
        return self._story.styles.list_id(name or self._story.styles.default_paragraph) not in ("", "0")

    def _own(self, number: int, item: RevisedLines, source: _Source) -> list[bytes | Marked]:
        """The paragraph of a line with its revisions."""
        if item.own[-1].end.revised and source.properties.ends_section:
            raise self._cannot(number, message("the end of a section"))
        cutter = _Cutter(source, self, number)
        content: list[bytes | Marked] = []
        for paragraph in item.own:
            is_last = paragraph is item.own[-1]
            end = paragraph.end._replace(revised=END_REVISIONS[paragraph.end.revised], move=0)
            properties = source.properties.xml(self._marks.of_mark(end), section=is_last)
            content.append((source.tag if is_last else b"<w:p>") + properties)
            for piece in paragraph.pieces:
                content += cutter.piece(piece, is_all_gone=item.is_gone)
            if is_last:
                content += cutter.rest(item.own[-1].end if item.is_gone else Piece(""))
            content.append(b"</w:p>")
        return content

    def fixed(self, number: int, atom: Atom) -> CannotReviseError:
        """The error for a revision of what cannot be revised."""
        return self._cannot(number, atom.fixed or message("a paragraph with other content than runs of text"))


class _Cutter:
    """Cuts the atoms of a paragraph into the pieces of its revised text, from the first to the last."""

    def __init__(self, source: _Source, body: RevisedBody, number: int) -> None:
        self._source, self._body, self._number = source, body, number
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
                raise self._body.fixed(self._number, atom)
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
            raise self._body.fixed(self._number, fixed)
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


def _without_first(paragraph: Paragraph, length: int) -> Paragraph:
    """The paragraph without its first characters."""
    pieces = []
    for piece in paragraph.pieces:
        if text := piece.text[length:]:
            pieces.append(piece._replace(text=text))
        length -= min(length, len(piece.text))
    return paragraph._replace(pieces=tuple(pieces))
