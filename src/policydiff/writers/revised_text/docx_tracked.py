"""A text with revisions as a Word file with tracked changes: insertions, deletions and moves."""

from __future__ import annotations

from collections.abc import Iterator

from policydiff.text.revised_text import END_REVISIONS, RevisedText, as_paragraphs, as_pieces, insertions_apart
from policydiff.text.revision_marks import Marked, RevisionMarks
from policydiff.writers.word_file import fonts_of, run, section, word_file

_WIDTH, _HEIGHT, _MARGIN = 11906, 16838, 1440  # A4 portrait, in twentieths of a point


def write(text: RevisedText) -> bytes:
    """The bytes of a DOCX file, the same for the same text; the date of its revisions is the day of the new text.

    Accepting all revisions gives the new text, rejecting all the old one.
    """
    marks = RevisionMarks(text)
    body = marks.written(_content(text, marks)).decode() + section(_WIDTH, _HEIGHT, _MARGIN)
    return word_file(body, fonts_of(text.language), text.title)


def _content(text: RevisedText, marks: RevisionMarks) -> Iterator[bytes | Marked]:
    """The XML of the paragraphs, in which the pieces with a revision are items by themselves."""
    font = fonts_of(text.language).text
    for paragraph in as_paragraphs(insertions_apart(as_pieces(text))):
        end = paragraph.end._replace(revised=END_REVISIONS[paragraph.end.revised])
        yield b"<w:p>" + (b"<w:pPr><w:rPr>%s</w:rPr></w:pPr>" % marks.of_mark(end) if end.revised else b"")
        for piece in paragraph.pieces:
            xml = run(piece.text, font, element="delText" if piece.revised == "deleted" else "t").encode()
            yield Marked(piece, xml) if piece.revised else xml
        yield b"</w:p>"
