"""Two documents as a unified diff that `patch` applies: made on the bytes of their lines, whatever was compared."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from policydiff.matching.diff import Edit, sequence_edits
from policydiff.text.document import Document

CONTEXT = 3
_WIDE = ("utf-16", "utf-32")  # encodings in which the byte of LF may be part of another character


def write(old: Document, new: Document) -> bytes:
    """The diff; empty where the bytes are equal.

    In the encoding of the documents where both have one and it keeps ASCII, else in UTF-8.
    """
    one, other = _bytes(old, new)
    if one == other:
        return b""
    before, after = _lines(one), _lines(other)
    return b"".join(_written(before, after, old.path, new.path))


def _bytes(old: Document, new: Document) -> tuple[bytes, bytes]:
    if old.encoding == new.encoding and not old.encoding.startswith(_WIDE):
        return old.raw, new.raw
    return old.text.encode("utf-8", "surrogatepass"), new.text.encode("utf-8", "surrogatepass")


def _lines(raw: bytes) -> list[bytes]:
    """The lines as `patch` counts them: they end at LF only."""
    lines = [line + b"\n" for line in raw.split(b"\n")]
    last = lines.pop()[:-1]
    return [*lines, last] if last else lines


def _written(before: Sequence[bytes], after: Sequence[bytes], old_path: str, new_path: str) -> Iterator[bytes]:
    yield b"--- " + _name(old_path) + b"\n+++ " + _name(new_path) + b"\n"
    for group in _groups(sequence_edits(before, after)):
        old_at, new_at = (at - min(CONTEXT, group[0][0]) for at in (group[0][0], group[0][2]))
        end = min(group[-1][1] + CONTEXT, len(before))
        sizes = (end - old_at, group[-1][3] + end - group[-1][1] - new_at)
        yield f"@@ -{_range(old_at, sizes[0])} +{_range(new_at, sizes[1])} @@\n".encode()
        for old_start, old_end, new_start, new_end in group:
            yield from (_line(b" ", line) for line in before[old_at:old_start])
            yield from (_line(b"-", line) for line in before[old_start:old_end])
            yield from (_line(b"+", line) for line in after[new_start:new_end])
            old_at = old_end
        yield from (_line(b" ", line) for line in before[old_at:end])


def _groups(changes: Sequence[Edit]) -> list[list[Edit]]:
    """The changes that stand so near that their context would touch, together."""
    groups: list[list[Edit]] = []
    for edit in changes:
        if groups and edit[0] - groups[-1][-1][1] <= 2 * CONTEXT:
            groups[-1].append(edit)
        else:
            groups.append([edit])
    return groups


def _range(start: int, size: int) -> str:
    if size == 1:
        return str(start + 1)
    return f"{start + 1},{size}" if size else f"{start},0"


def _line(mark: bytes, line: bytes) -> bytes:
    return mark + line if line.endswith(b"\n") else mark + line + b"\n\\ No newline at end of file\n"


def _name(path: str) -> bytes:
    """The path as `patch` reads it: quoted where it holds what would end it, a tab after it where it holds a blank."""
    raw = path.encode("utf-8", "surrogateescape")
    if any(byte < 0x20 or byte in b'"\\\x7f' for byte in raw):
        quoted = "".join(chr(byte) if 0x20 <= byte < 0x7F and byte not in b'"\\' else f"\\{byte:03o}" for byte in raw)
        return f'"{quoted}"'.encode()
    return raw + b"\t" if b" " in raw else raw
