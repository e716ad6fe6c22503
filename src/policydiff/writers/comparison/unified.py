"""Two documents as a unified diff that `patch` applies, made from the bytes of their lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from policydiff.matching.diff import Edit, sequence_edits
from policydiff.text.document import Document

if TYPE_CHECKING:
    from policydiff.comparison.result import Comparison

CONTEXT = 3  # unchanged lines on either side of an edit
_WIDE_ENCODINGS = ("utf-16", "utf-32")  # in these, the byte of LF may be part of another character


def write(comparison: Comparison) -> bytes:
    """The diff of the two documents; see `unified_diff`."""
    return unified_diff(comparison.old.document, comparison.new.document)


def unified_diff(old: Document, new: Document) -> bytes:
    r"""The diff in bytes; empty if the bytes are equal.

    It is in the encoding of the documents if they share one that keeps ASCII bytes, else in UTF-8, without
    byte-order marks: documents that differ in encoding alone have an empty diff. Hunks have up to `CONTEXT`
    unchanged lines on either side.

    >>> from policydiff.readers.read import read_bytes
    >>> old, new = (read_bytes(f"第一条\n限期{days}日。\n".encode(), "a.txt") for days in (15, 30))
    >>> print(unified_diff(old, new).decode().split("\n", 2)[2], end="")
    @@ -1,2 +1,2 @@
     第一条
    -限期15日。
    +限期30日。
    """
    old_bytes, new_bytes = _bytes(old, new)
    if old_bytes == new_bytes:
        return b""
    old_lines, new_lines = _lines(old_bytes), _lines(new_bytes)
    return b"".join(_diff_parts(old_lines, new_lines, old.path, new.path))


def _bytes(old: Document, new: Document) -> tuple[bytes, bytes]:
    """The bytes to compare: those of the files if they share an encoding that is not wide, else the texts in UTF-8."""
    if old.encoding == new.encoding and not old.encoding.startswith(_WIDE_ENCODINGS):
        return old.raw, new.raw
    return old.text.encode("utf-8", "surrogatepass"), new.text.encode("utf-8", "surrogatepass")


def _lines(raw: bytes) -> list[bytes]:
    """The lines as `patch` counts them, with their ends: only LF ends a line.

    The last one may have no end; none for no bytes.
    """
    lines = [line + b"\n" for line in raw.split(b"\n")]
    last = lines.pop()[:-1]
    return [*lines, last] if last else lines


def _diff_parts(
    old_lines: Sequence[bytes], new_lines: Sequence[bytes], old_path: str, new_path: str
) -> Iterator[bytes]:
    """The parts of the diff: two lines with the paths, then the hunks."""
    yield b"--- " + _name(old_path) + b"\n+++ " + _name(new_path) + b"\n"
    for group in _groups(sequence_edits(old_lines, new_lines)):
        old_line, new_line = (start - min(CONTEXT, group[0][0]) for start in (group[0][0], group[0][2]))
        end = min(group[-1][1] + CONTEXT, len(old_lines))
        sizes = (end - old_line, group[-1][3] + end - group[-1][1] - new_line)
        yield f"@@ -{_range(old_line, sizes[0])} +{_range(new_line, sizes[1])} @@\n".encode()
        for old_start, old_end, new_start, new_end in group:
            yield from (_line(b" ", line) for line in old_lines[old_line:old_start])
            yield from (_line(b"-", line) for line in old_lines[old_start:old_end])
            yield from (_line(b"+", line) for line in new_lines[new_start:new_end])
            old_line = old_end
        yield from (_line(b" ", line) for line in old_lines[old_line:end])


def _groups(edits: Sequence[Edit]) -> list[list[Edit]]:
    """The edits in groups of those that are so near to each other that their context lines would touch."""
    groups: list[list[Edit]] = []
    for edit in edits:
        if groups and edit[0] - groups[-1][-1][1] <= 2 * CONTEXT:
            groups[-1].append(edit)
        else:
            groups.append([edit])
    return groups


def _range(start: int, size: int) -> str:
    """The range of a hunk's lines: `start` is from 0, and the number written from 1, but from 0 for no lines."""
    if size == 1:
        return str(start + 1)
    return f"{start + 1},{size}" if size else f"{start},0"


def _line(sign: bytes, line: bytes) -> bytes:
    """The line behind its sign; a last line without LF has patch's note on the line below."""
    return sign + line if line.endswith(b"\n") else sign + line + b"\n\\ No newline at end of file\n"


def _name(path: str) -> bytes:
    """The path as `patch` reads it.

    It is quoted if it holds a control character, a quotation mark or a backslash; else a tab follows if it holds a
    blank.
    """
    raw = path.encode("utf-8", "surrogateescape")
    if any(byte < 0x20 or byte in b'"\\\x7f' for byte in raw):
        quoted = "".join(chr(byte) if 0x20 <= byte < 0x7F and byte not in b'"\\' else f"\\{byte:03o}" for byte in raw)
        return f'"{quoted}"'.encode()
    return raw + b"\t" if b" " in raw else raw
