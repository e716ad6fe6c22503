"""Plain text and Markdown; Markdown is read as the text it is."""

from __future__ import annotations

from policydiff.errors import ReadError
from policydiff.messages import Message, message
from policydiff.readers import recognition
from policydiff.text.document import Document, LongDocument
from policydiff.text.encoding import ENCODING_OPTION, binary_error, detect_encoding, requested_encoding

SUFFIXES: tuple[str, ...] = (".txt", ".text", ".md", ".markdown")
SIGNATURES: tuple[bytes, ...] = ()
CUT_SHORT = ("incomplete", "unexpected end", "truncated")  # beginnings of the reasons that the codecs give


def read(raw: bytes, path: str, *, encoding: str | None = None) -> Document:
    """The bytes as a document, with its line ends unchanged.

    ReadError if the bytes do not decode strictly; for HTML, XML and the like in UTF-16 or UTF-32; and, unless the
    user named the `encoding`, for a text with a NUL.
    """
    choice = detect_encoding(raw, where=path) if encoding is None else requested_encoding(raw, encoding, where=path)
    skipped = len(choice.bom)
    try:
        text = raw[skipped:].decode(choice.encoding)
    except UnicodeDecodeError as error:
        position = skipped + error.start
        reason = message(
            "cannot decode as {encoding} at byte {position:,}", encoding=choice.encoding, position=position
        )
        if skipped + error.end >= len(raw) and error.reason.startswith(CUT_SHORT):
            reason = message("{reason}: the file ends inside a character", reason=reason)
        raise ReadError(
            reason, where=path, hint=_decoding_hint(choice.encoding, position - skipped, encoding)
        ) from None
    # In all other encodings the format was recognised from the bytes, before this module was chosen.
    if choice.encoding.startswith(("utf-16", "utf-32")) and (kind := recognition.kind_of(text)):
        raise recognition.format_error(kind, path)
    document = Document(path, text, raw, choice.encoding, choice.bom, choice.reason)
    if document.lines.packed and document.canonical:
        document = LongDocument(path, text, raw, choice.encoding, choice.bom, choice.reason)
    if encoding is None and "\0" in text:
        raise binary_error(document.byte_offsets([text.index("\0")])[0], path)
    return document


def _decoding_hint(encoding: str, sound: int, named: str | None) -> Message:
    """What to try if the first `sound` bytes decode and the next do not; `named` is the encoding the user named."""
    if named is not None:
        return message("leave {option} out to have the encoding found", option=ENCODING_OPTION)
    if sound:
        return message(
            "what stands before it is sound {encoding}; if it is not, name the encoding with {option}",
            option=ENCODING_OPTION,
            encoding=encoding,
        )
    return message("name the encoding with {option}, for example gb18030 or big5", option=ENCODING_OPTION)
