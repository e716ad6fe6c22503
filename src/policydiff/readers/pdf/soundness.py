"""Whether a PDF file is all there. pdfium repairs what it can and does not say so; text may be missing then.

ISO 32000-1, 7.5.5 (the end of a file) and 7.4.4 (streams packed by Flate).
"""

from __future__ import annotations

import re
import zlib
from typing import NamedTuple

_TAIL_BYTES = 2048  # at the end, in which the mark of the end stands
_STREAM = re.compile(rb"/Filter\s*\[?\s*/(?:FlateDecode|Fl)\b[^>]{0,400}?>>\s{0,4}stream\r?\n")
_HEADER_BYTES = 2  # of the format of zlib (RFC 1950), before what is packed
_PIECE_BYTES = 1 << 20
_MAX_STREAM_BYTES = 1 << 25  # of one stream
_MAX_UNPACKED_BYTES = 1 << 28  # of all streams: further ones are not looked at


def is_cut_off(raw: bytes) -> bool:
    """Whether a file ends before its end.

    >>> is_cut_off(b"%PDF-1.7 ... startxref 9 %%EOF"), is_cut_off(b"%PDF-1.7 ... endobj")
    (False, True)
    """
    tail = raw[-_TAIL_BYTES:]
    return b"%%EOF" not in tail or b"startxref" not in tail


class Streams(NamedTuple):
    """The streams of a file: how many cannot be unpacked whole, and whether one but a picture unpacks to too much."""

    broken: int
    is_too_large: bool


def unpacked_streams(raw: bytes) -> Streams:
    """What becomes of the streams of a file; nothing is wrong with an encrypted one, whose streams cannot be told."""
    broken, room = 0, _MAX_UNPACKED_BYTES
    for start in _STREAM.finditer(raw) if b"/Encrypt" not in raw else ():
        end = raw.find(b"endstream", start.end())
        is_whole, unpacked = _unpack(raw[start.end() : end if end >= 0 else len(raw)], _MAX_STREAM_BYTES)
        head = raw[max(raw.rfind(b" obj", 0, start.start()), 0) : start.end()]
        if unpacked > _MAX_STREAM_BYTES and b"/Image" not in head:
            return Streams(broken, True)
        broken += not is_whole
        room -= unpacked
        if room <= 0:
            break
    return Streams(broken, False)


def _unpack(packed: bytes, room: int) -> tuple[bool, int]:
    """Whether a stream unpacks to its end, and the bytes unpacked, which stop above the room there is.

    The checksum behind the end is not looked at: some programs write a wrong one.
    """
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
    packed, unpacked = packed[_HEADER_BYTES:], 0
    try:
        while packed and not unpacker.eof and unpacked <= room:
            unpacked += len(unpacker.decompress(packed, _PIECE_BYTES))
            packed = unpacker.unconsumed_tail
    except zlib.error:
        return False, unpacked
    return unpacker.eof or unpacked > room, unpacked
