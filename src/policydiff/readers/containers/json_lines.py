r"""JSON Lines, also gzipped: the text field of each record is a document with an id of its own.

A record ends at LF, and a CR before it is white space. Records are always UTF-8.

>>> escapes(rb'{"text": "\u7b2c"}'), escapes(rb'{"text": "unit\n"}')
(True, False)
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, BinaryIO

from policydiff.errors import ReadError
from policydiff.messages import NOTHING, Message, Option, as_message, message, translatable
from policydiff.readers import recognition
from policydiff.readers.containers import ContainerFile, ContainerOptions
from policydiff.readers.entries import Entry, Source, UnreadableInput

SUFFIXES: tuple[str, ...] = (".jsonl", ".jsonl.gz", ".ndjson", ".ndjson.gz")
SIGNATURES: tuple[bytes, ...] = ()  # a text file may begin with a brace, too
MAX_LINE_BYTES = 1 << 26  # bytes of one record; a longer one is reported as unreadable, so that memory is bounded
_MAX_CHECKED_LETTERS = 64  # checked one by one before the whole line is searched: few lines have more
_RECORD = message("a record of JSON Lines")
# What Python says of a line that is not JSON; anything else is shown as it says it.
_JSON_REASONS = (
    translatable("expecting value"),
    translatable("expecting property name enclosed in double quotes"),
    translatable("expecting ',' delimiter"),
    translatable("expecting ':' delimiter"),
    translatable("unterminated string starting"),
    translatable("invalid control character"),
    translatable("invalid \\escape"),
    translatable("invalid \\uxxxx escape"),
    translatable("extra data"),
    translatable("illegal trailing comma before end of object"),
    translatable("illegal trailing comma before end of array"),
)


def entries(file: ContainerFile, options: ContainerOptions) -> Iterator[Entry | UnreadableInput]:
    """The records of a file, without blank lines; what is no record with text is an UnreadableInput in its place.

    After a read error, an UnreadableInput for the line behind the last one read, and no more records. OSError,
    EOFError or ReadError if not even the first line can be read.
    """
    path, inside = file.path, file.inside
    number = start = 0
    try:
        stream = file.opened()
        all_bytes = stream.seek(0, os.SEEK_END)
        stream.seek(0)
        for number, (line, length) in enumerate(_lines(stream), start=1):
            source = Source(path, inside, f"{path}:{number}", number, start, length)
            start += length
            file.report_progress(start, all_bytes)
            if line is None:
                reason = message("a line of more than {most:,} bytes", most=MAX_LINE_BYTES)
                yield _unreadable(source, reason, message("split the record"))
            elif not line.isspace():
                yield _entry_of_line(line, source, options)
    except (OSError, EOFError, ReadError) as error:
        if not number:
            raise
        yield UnreadableInput.of_error(Source(path, inside, f"{path}:{number + 1}", number + 1, start), error)


def blank_lines(stream: BinaryIO) -> Iterator[tuple[int, int]]:
    """The stretches [start, end) of the bytes of a file that are blank lines, with their line ends, in order."""
    stream.seek(0)
    start = end = 0  # of the blank lines read last
    position = 0
    for line, length in _lines(stream):
        if line is not None and line.isspace():
            if end < position:
                if start < end:
                    yield start, end
                start = position
            end = position + length
        position += length
    if start < end:
        yield start, end


def entry(file: ContainerFile, source: Source, options: ContainerOptions) -> Entry | UnreadableInput:
    """The record on the line that a source names, as it is now; an UnreadableInput if that is no record with text."""
    return _entry_of_line(raw(file, source), source, options)


def raw(file: ContainerFile, source: Source) -> bytes:
    """The bytes of the line of a record, with its line end; fewer if the file has become shorter."""
    return file.piece(source.start, source.length)


def _entry_of_line(line: bytes, source: Source, options: ContainerOptions) -> Entry | UnreadableInput:
    """The document in one line; an UnreadableInput if the line is no JSON object, or its field holds no plain text.

    Its id is the text or number in the id field of the record, or that of the source if there is none or it is
    empty.
    """
    try:
        record = json.loads(line.rstrip(b"\r\n").decode("utf-8-sig" if source.line == 1 else "utf-8"))
    except UnicodeDecodeError as error:
        reason = message("not UTF-8 at byte {at:,}", at=source.start + error.start)
        return _unreadable(source, reason, message("JSON Lines are always UTF-8"))
    except json.JSONDecodeError as error:
        why = as_message(error.msg.lower().removesuffix(" at"))
        reason = message("not JSON: {reason}, at character {at:,}", reason=why, at=error.pos + 1)
        return _unreadable(source, reason)
    except RecursionError:
        return _unreadable(source, message("not JSON that can be read: nested too deep"))
    except ValueError as error:
        return _unreadable(source, message("not JSON that can be read: {error}", error=str(error)))
    if not isinstance(record, dict):
        return _unreadable(source, message("not a JSON object"))
    text, name = record.get(options.text_field), record.get(options.id_field)
    if not isinstance(text, str):
        reason = message("no text in the field {field!r}", field=options.text_field)
        return _unreadable(source, reason, message("name the field with {option}", option=Option("--text-field")))
    if escapes(line) and not is_encodable(text):
        return _unreadable(source, message("half a character (a lone surrogate) in the text"))
    if kind := recognition.kind_of(text):
        return _unreadable(source, message("the text is {kind}", kind=as_message(kind)), recognition.HINT)
    if isinstance(name, (str, int)) and not isinstance(name, bool) and str(name):
        source = replace(source, id=str(name).encode("utf-8", "replace").decode())
    if options.fields:
        source = replace(source, fields=tuple(_values(record, options.fields)))
    return Entry(source, text, encoding_reason=_RECORD)


def _values(record: dict[str, Any], names: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The fields of a record with these names that hold text or a number."""
    for name in names:
        value = record.get(name)
        if isinstance(value, (str, int)) and not isinstance(value, bool):
            yield name, str(value).encode("utf-8", "replace").decode()


def _unreadable(source: Source, reason: Message, hint: Message = NOTHING) -> UnreadableInput:
    """A record that could not be read. Its message is its code as well: keep the code when rewording one."""
    return UnreadableInput(source, reason, hint, code=str(reason))


def escapes(line: bytes) -> bool:
    r"""True if a line contains an escape like \u7b2c; `\\u`, an escaped backslash before the letter, counts, too.

    The letter u is searched for, not the backslash, which occurs in every line.
    """
    position = line.find(b"u")
    for _ in range(_MAX_CHECKED_LETTERS):
        if position < 0:
            return False
        if line[position - 1] == ord("\\"):
            return True
        position = line.find(b"u", position + 1)
    return b"\\u" in line


def is_encodable(text: str) -> bool:
    """True if the text contains no lone surrogate."""
    try:
        return text.encode("utf-8") is not None
    except UnicodeEncodeError:
        return False


def _lines(stream: BinaryIO) -> Iterator[tuple[bytes | None, int]]:
    """Each line, with its line end, and its length in bytes; None instead of a line of `MAX_LINE_BYTES` or more."""
    while line := stream.readline(MAX_LINE_BYTES):
        length = len(line)
        if length == MAX_LINE_BYTES and not line.endswith(b"\n"):
            while (piece := stream.readline(MAX_LINE_BYTES)) and not piece.endswith(b"\n"):
                length += len(piece)
            yield None, length + len(piece)
        else:
            yield line, length
