"""A Word file with the revisions of a text as tracked changes: what has none stays byte for byte.

Accepting all changes gives the new text, rejecting all gives the old one; this is proven by reading the result.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import product

from policydiff.errors import ReadError
from policydiff.messages import Message, as_message, message
from policydiff.readers.rewriting import apply_replacements
from policydiff.readers.word.accepted import NotAcceptedError, with_accepted_changes
from policydiff.readers.word.atoms import UnknownXmlError
from policydiff.readers.word.package import WordPackage
from policydiff.readers.word.revised_body import CannotReviseError, RevisedBody
from policydiff.readers.word.revised_lines import with_paired_lines, with_whole_lines, without_last_old_end
from policydiff.readers.word.story import Line
from policydiff.readers.zip_rewriting import NotRewritableError, replaced_members
from policydiff.text.document import Document
from policydiff.text.extraction import Tracked
from policydiff.text.revised_text import END, Piece, RevisedText, as_pieces, insertions_apart
from policydiff.text.xml_text import legal_text

_NOT_READ = message("only a part of the file is compared")
_REVISED = message("it has tracked changes of its own that cannot be accepted first")
_NOT_PROVEN = message("the result would not give both texts")
_OTHER_NUMBERS = message("its automatic numbers would not be those of the new text")
_OUTSIDE = ("table", "footnote", "endnote")  # kinds of places that are not of paragraphs of the body
_UNKNOWN = message("its XML is written in a way that is not changed")


def revised(document: Document, text: RevisedText) -> bytes:
    """The Word file of a document with the revisions that lead from its text to another one.

    Tracked changes that the file has already are accepted first, those of formatting too, if there are others; else
    only the part with the text changes. CannotReviseError if the text is not that of the document, and for a revision
    of what is no run of text in a paragraph.
    """
    extraction, story = WordPackage(document.file_bytes, document.path).extraction()
    if extraction.text != document.text or not story.lines:
        raise CannotReviseError(_NOT_READ)
    if extraction.revisions:
        return revised(_accepted(document), text)
    pieces = as_pieces(text)
    ends = sum(piece.text == "\n" and piece.in_old for piece in pieces)
    if ends == len(story.lines):
        pieces = without_last_old_end(pieces)
    if not any(piece.revised for piece in pieces):
        return document.file_bytes
    reason: Message | None = None
    has_labels = any(line.label for line in story.lines)
    for arranged, renumber in product(
        _arrangements(pieces, story.lines[-1]), (True, False) if has_labels else (False,)
    ):
        try:
            result = _written(document, RevisedBody(story, arranged, renumber), text)
        except CannotReviseError as error:
            reason = reason or error.args[0]
            continue
        except (UnknownXmlError, UnicodeError, ReadError):
            raise CannotReviseError(_UNKNOWN) from None
        if _is_proven(result, document, text):
            return result
        reason = reason or (_OTHER_NUMBERS if has_labels else _NOT_PROVEN)
    raise CannotReviseError(reason)


def _accepted(document: Document) -> Document:
    """The document of the file with its own tracked changes accepted; CannotReviseError if its text differs then."""
    package = WordPackage(document.file_bytes, document.path)
    try:
        contents = {name: package.archive.read(name) for name in package.stories()}
        accepted = {name: with_accepted_changes(content) for name, content in contents.items()}
        replacements = replaced_members(document.file_bytes, accepted)
        result = apply_replacements(document.file_bytes, replacements)
        extraction = WordPackage(result, document.path).extraction()[0]
    except (NotAcceptedError, UnknownXmlError, NotRewritableError, UnicodeError, ReadError, KeyError):
        raise CannotReviseError(_REVISED) from None
    if extraction.text != document.text or extraction.revisions:
        raise CannotReviseError(_REVISED)
    return replace(document, extraction=extraction)


def _arrangements(pieces: Sequence[Piece], last: Line) -> Iterator[list[Piece]]:
    """The pieces, the end of the last line included, in the orders to be tried.

    The first of each two is the one that LibreOffice reads as Word does. The end of the `last` line of the file goes
    with it only if it is no paragraph of the body, which must not be left without one.
    """
    paired = with_paired_lines(pieces)
    for lines in (paired, pieces) if paired != pieces else (pieces,):
        whole = with_whole_lines([*lines, END]) if last.place.kind in _OUTSIDE else []
        if not whole or whole[-1].revised == "inserted":
            whole = [*with_whole_lines(lines), END]
        apart = [*insertions_apart(whole[:-1]), whole[-1]]
        yield apart
        if apart != whole:
            yield whole


def _written(document: Document, body: RevisedBody, text: RevisedText) -> bytes:
    """The file with the revisions of the body."""
    package = WordPackage(document.file_bytes, document.path)
    content = body.written(package.archive.read(package.main), text)
    try:
        replacements = replaced_members(document.file_bytes, {package.main: content})
    except (NotRewritableError, KeyError) as error:
        raise CannotReviseError(
            message("the file cannot be written: {reason}", reason=as_message(str(error)))
        ) from None
    return apply_replacements(document.file_bytes, replacements)


def _is_proven(result: bytes, document: Document, text: RevisedText) -> bool:
    """True if accepting all changes of the result gives the new text, and rejecting all the old one."""
    sides: dict[Tracked, str] = {"accept": legal_text(f"{text.text('new')}\n"), "reject": document.text}
    try:
        return all(
            WordPackage(result, document.path).extraction(side)[0].text == expected for side, expected in sides.items()
        )
    except ReadError:
        return False
