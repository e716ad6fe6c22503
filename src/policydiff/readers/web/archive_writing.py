"""A page saved with its resources in one file (MHTML), written with parts of the page replaced; all else stays.

>>> file = b"MIME-Version: 1.0\\nContent-Type: text/html\\nContent-Transfer-Encoding: quoted-printable\\n\\n<p>=41</p>b"
>>> apply_replacements(file, file_replacements(file, "a.mht", [Replacement(4, 9)]))[-6:]
b'<p>=41'
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator, Sequence

from policydiff.messages import message
from policydiff.readers.rewriting import CannotRemoveError, Replacement, apply_replacements
from policydiff.readers.web.archive import page_part, unpacked_part

_QUOTED = re.compile(rb"=[0-9A-Fa-f]{2}|=[ \t]*\r?\n|[^=]+|=")


def file_replacements(raw: bytes, where: str, replacements: Sequence[Replacement]) -> list[Replacement]:
    """What to replace in a file so that these ascending parts of the bytes of its page are replaced.

    CannotRemoveError if the page stands in the file in a way that is not written.
    """
    part = page_part(raw, where)
    start = raw.find(part.body)
    if not part.body or raw.find(part.body, start + 1) >= 0:
        raise CannotRemoveError(message("the page stands in the file twice"))
    packing = part.headers.get("content-transfer-encoding", "").strip().lower()
    if packing == "quoted-printable":
        inside = list(_in_quoted_printable(part.body, replacements))
    elif packing == "base64":
        inside = [_in_base64(part.body, replacements)]
    else:
        inside = list(replacements)
    wanted = apply_replacements(unpacked_part(part, where), replacements)
    if unpacked_part(part._replace(body=apply_replacements(part.body, inside)), where) != wanted:
        raise CannotRemoveError(message("the page stands in the file in a way that is not written"))
    return [Replacement(start + each.start, start + each.end, each.insert) for each in inside]


def _in_base64(body: bytes, replacements: Sequence[Replacement]) -> Replacement:
    """The body of a part in Base64 as a whole, in lines as long as before."""
    lines = body.split()
    width = len(lines[0]) if lines else 76
    packed = base64.b64encode(apply_replacements(binascii.a2b_base64(body), replacements))
    line_end = b"\r\n" if b"\r\n" in body else b"\n"
    rows = line_end.join(packed[start : start + width] for start in range(0, len(packed), width))
    before, behind = len(body) - len(body.lstrip()), len(body.rstrip())
    return Replacement(before, behind, rows)


def _in_quoted_printable(body: bytes, replacements: Sequence[Replacement]) -> Iterator[Replacement]:
    """The replacements in a body in quoted-printable, each followed by a soft line end if a line goes on behind it."""
    line_end = b"=\r\n" if b"\r\n" in body else b"=\n"
    places = _packed_places(body, [offset for each in replacements for offset in (each.start, each.end)])
    for each, start, end in zip(replacements, places[::2], places[1::2], strict=True):
        insert = binascii.b2a_qp(each.insert, istext=False) if each.insert else b""
        goes_on = start > 0 and body[start - 1 : start] != b"\n" and body[end : end + 1] not in (b"", b"\r", b"\n")
        yield Replacement(start, end, insert + (line_end if goes_on else b""))


def _packed_places(body: bytes, offsets: Sequence[int]) -> list[int]:
    """Where the bytes at these ascending offsets of the content stand in a body in quoted-printable."""
    places: list[int] = []
    position = 0  # in the content
    for piece in _QUOTED.finditer(body):
        text = piece[0]
        length = 1 if len(text) == 3 and text[:1] == b"=" and text[1:2].isalnum() else len(text)
        if text[:1] == b"=" and text.endswith(b"\n"):
            length = 0
        while len(places) < len(offsets) and offsets[len(places)] < position + length:
            inside = offsets[len(places)] - position
            places.append(piece.start() + (inside if text[:1] != b"=" else 0))
        position += length
    return places + [len(body)] * (len(offsets) - len(places))
