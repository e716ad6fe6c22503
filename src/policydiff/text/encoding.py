"""The encoding of a file: by its byte-order mark, else strict UTF-8, else the decoding that reads best as Chinese.

The choice is between UTF-8, UTF-16, GB18030 and Big5, and must be right for a title as well as for a book. GB 2312 and
GBK are read as GB18030, and Big5 as Big5-HKSCS, which contain them. Bytes that are more likely another language in one
of its older encodings are refused: the user can name the encoding.
"""

from __future__ import annotations

import codecs
import re
from collections import Counter
from typing import NamedTuple

from policydiff.errors import ReadError
from policydiff.messages import Message, Option, message
from policydiff.text.lazy_regex import pattern

# UTF-32 comes before UTF-16: the little-endian mark of UTF-32 begins with that of UTF-16.
BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
WIDEST_OF_FAMILY = {"gb2312": "gb18030", "gbk": "gb18030", "big5": "big5hkscs", "utf-8-sig": "utf-8"}
EITHER_ENDIAN = {"utf-16": ("utf-16-le", "utf-16-be"), "utf-32": ("utf-32-le", "utf-32-be")}
# Encodings with state, in which a part cannot be removed without changing the rest, and codecs that are not for text.
REFUSED = pattern(r"iso2022.*|hz|utf-7|idna|punycode|undefined|mbcs|oem|(raw-)?unicode-escape")
ENCODING_OPTION = Option("--encoding")  # by which a user names the encoding
NAMES = {"utf-8": "UTF-8", "gb18030": "GB18030", "big5hkscs": "Big5-HKSCS", "cp950": "Big5 (CP950)"}

SAMPLE_BYTES = 1 << 16  # taken from the first character that is not ASCII on, and again from the middle of the rest on
MIN_READABILITY = 0.4  # mean weight of a sample, from -1 to 1; below it no decoding counts as Chinese
UTF8_CHINESE = rb"(?:[\xe4-\xe9][\x80-\xbf]{2}){5}"  # five ideographs in a row


class Choice(NamedTuple):
    """An encoding, the byte-order mark to remove before decoding, and the reason for the choice.

    `encoding` is the name of a codec that does not remove a byte-order mark itself.
    """

    encoding: str
    bom: bytes
    reason: Message


def detect_encoding(raw: bytes, *, where: str = "") -> Choice:
    """The encoding of these bytes, which may still fail to decode. ReadError if none is clearly the right one.

    That is so for binary data (a NUL byte and no readable UTF-16), mixed encodings, and text more likely in another
    language. Empty bytes are UTF-8. `where` is the name of the file, for the error only.

    >>> detect_encoding("第一条".encode()).encoding
    'utf-8'
    >>> detect_encoding("为了规范管理，根据有关规定，制定本办法。".encode("gbk")).encoding
    'gb18030'
    """
    mark = _mark(raw)
    if mark:
        return Choice(mark[1], mark[0], message("byte-order mark"))
    nul_position = raw.find(0)
    if nul_position >= 0:
        return _choose_utf16(raw, nul_position, where)
    if raw.isascii():
        return Choice("utf-8", b"", message("nothing but ASCII"))
    invalid_byte = first_invalid_byte(raw, "utf-8")
    if invalid_byte is None:
        return Choice("utf-8", b"", message("strict UTF-8"))
    return _choose_chinese(raw, invalid_byte, where)


def requested_encoding(raw: bytes, name: str, *, where: str = "") -> Choice:
    """The encoding that the user named, widened as `text_codec` does.

    utf-16 and utf-32 without a byte-order mark get the byte order that reads better, and Big5 may become cp950
    (`_big5`). ReadError if the name is unknown or unsuitable, or if the bytes begin with the mark of another encoding.
    """
    reason, codec = message("as asked by --encoding"), text_codec(name, where=where)
    fitting = EITHER_ENDIAN.get(codec, (codec,))
    mark = _mark(raw)
    if mark and mark[1] in fitting:
        return Choice(mark[1], mark[0], reason)
    if mark:
        conflict = message(
            "begins with the byte-order mark of {marked}, so it is not {asked}", marked=mark[1], asked=codec
        )
        raise ReadError(conflict, where=where, hint=message("leave {option} out for this file", option=ENCODING_OPTION))
    if codec == "big5hkscs":
        return Choice(_big5(raw), b"", reason)
    return Choice(max(fitting, key=lambda encoding: readability(raw, encoding)), b"", reason)


def text_codec(name: str, *, where: str = "") -> str:
    """The codec that a name means, the widest of its family (`WIDEST_OF_FAMILY`).

    ReadError for an unknown name, an encoding with state, or a codec that is not for text; `where` is for the error
    only.

    >>> text_codec("GBK"), text_codec("utf8")
    ('gb18030', 'utf-8')
    """
    hint = "for example utf-8, gb18030, big5 or utf-16"
    try:
        codec = codecs.lookup(name).name
        if REFUSED.fullmatch(codec):
            raise ReadError(message("the encoding {codec} is not supported", codec=codec), where=where, hint=hint)
        b"-".decode(codec, "replace")  # LookupError if the codec is not for text
    except (LookupError, ValueError):
        raise ReadError(message("unknown encoding {name!r}", name=name), where=where, hint=hint) from None
    return WIDEST_OF_FAMILY.get(codec, codec)


def binary_error(position: int, where: str = "") -> ReadError:
    """The error, for the caller to raise, about a file with a NUL byte at the 0-based offset `position`."""
    return ReadError(
        message("binary, not text: byte {position:,} is NUL", position=position),
        where=where,
        hint=message("{option} reads it all the same", option=ENCODING_OPTION),
    )


def first_invalid_byte(raw: bytes, encoding: str) -> int | None:
    """The 0-based offset of the first byte that does not decode; None if all bytes decode."""
    try:
        raw.decode(encoding)
    except UnicodeDecodeError as error:
        return error.start
    return None


def readability(raw: bytes, encoding: str) -> float:
    """How well a sample of the bytes reads as Chinese: the mean weight of its characters, from -1 to 1.

    0.0 if no character counts. Bytes that do not decode weigh -1. Valid UTF-8 is evidence in itself, so every character
    that it encodes weighs at least 0.8, unless its weight is negative. ASCII counts in UTF-16 and UTF-32 only: in the
    other encodings the ASCII bytes decode to the same characters.
    """
    from policydiff.text.character_frequency import (
        chinese_evidence,  # loaded late: most files are UTF-8 and do not need it
    )

    wide = encoding.startswith(("utf-16", "utf-32"))
    counts = Counter("".join(part.decode(encoding, "replace") for part in _samples(raw, wide)))
    total = weight = 0.0
    for character, count in counts.items():
        if character.isascii() and not wide:
            continue
        value = chinese_evidence(character)
        total += count
        weight += count * (max(value, 0.8) if encoding == "utf-8" and value >= 0 else value)
    return weight / total if total else 0.0


def _mark(raw: bytes) -> tuple[bytes, str] | None:
    """The byte-order mark that the bytes begin with, and its encoding (`BYTE_ORDER_MARKS`); None if there is none."""
    fitting = [(bom, encoding) for bom, encoding in BYTE_ORDER_MARKS if raw.startswith(bom)]
    # FF FE 00 00 is the mark of UTF-32, or that of UTF-16 and a NUL. The length of UTF-32 is a multiple of four.
    if len(fitting) > 1 and len(raw) % 4:
        return fitting[1]
    return fitting[0] if fitting else None


def _choose_utf16(raw: bytes, nul_position: int, where: str) -> Choice:
    """The byte order of UTF-16 that reads better; ReadError for binary data if neither reaches `MIN_READABILITY`."""
    encoding = max(EITHER_ENDIAN["utf-16"], key=lambda name: readability(raw, name))
    if readability(raw, encoding) >= MIN_READABILITY:
        return Choice(encoding, b"", message("UTF-16 by its zero bytes"))
    raise binary_error(nul_position, where)


def _choose_chinese(raw: bytes, invalid_byte: int, where: str) -> Choice:
    """The encoding in which the bytes, which are not all UTF-8, read best as Chinese; it may be UTF-8 all the same.

    ReadError for Chinese in UTF-8 among other bytes, if another language is likelier, or if none reaches
    `MIN_READABILITY`.
    """
    from policydiff.text.other_languages import likelier_encoding

    scores = {name: readability(raw, name) for name in ("gb18030", "big5hkscs", "utf-8", "utf-16-le", "utf-16-be")}
    best, second = sorted(scores, key=lambda name: -scores[name])[:2]
    second = {"gb18030": "big5hkscs", "big5hkscs": "gb18030"}.get(best, second)
    utf8 = re.search(UTF8_CHINESE, raw) if best != "utf-8" else None
    if utf8:
        reason = message(
            "mixed encodings: Chinese in utf-8 at byte {chinese:,}, not utf-8 at byte {invalid:,}",
            chinese=utf8.start(),
            invalid=invalid_byte,
        )
        raise ReadError(reason, where=where, hint="bring the file to one encoding first")
    other_encoding = likelier_encoding(raw, best) if best != "utf-8" else ""
    if other_encoding or scores[best] < MIN_READABILITY:
        reason = message(
            "cannot decode as utf-8 at byte {invalid:,}, and neither gb18030 nor big5 reads as Chinese",
            invalid=invalid_byte,
        )
        hint = message("name the encoding with {option}", option=ENCODING_OPTION)
        if other_encoding:
            hint = message(
                "name the encoding with {option}, perhaps {encoding}", option=ENCODING_OPTION, encoding=other_encoding
            )
        raise ReadError(reason, where=where, hint=hint)
    if best == "big5hkscs":
        best = _big5(raw)
    reason = message(
        "{encoding} reads as Chinese better than {other} ({score:.2f} to {other_score:.2f})",
        encoding=_display_name(best),
        other=_display_name(second),
        score=scores.get(best, scores["big5hkscs"]),
        other_score=scores[second],
    )
    return Choice(best, b"", reason)


def _big5(raw: bytes) -> str:
    """The codec for Big5: CP950 if the bytes decode in it and not in Big5-HKSCS, else Big5-HKSCS."""
    return (
        "cp950"
        if first_invalid_byte(raw, "big5hkscs") is not None and first_invalid_byte(raw, "cp950") is None
        else "big5hkscs"
    )


def _display_name(encoding: str) -> str:
    """The name of an encoding for output (`NAMES`); the codec's name in capitals if it has no entry."""
    return NAMES.get(encoding, encoding.upper())


def _samples(raw: bytes, wide: bool) -> list[bytes]:
    """One or two parts of the bytes, each beginning at a character; `wide` is True for UTF-16 and UTF-32.

    All in one part if that is at most twice SAMPLE_BYTES; else two parts of up to SAMPLE_BYTES bytes, from the
    beginning and from the middle on. Except in wide encodings the first begins at the first byte that is not ASCII; the
    second is empty if no character in it can be told to begin.
    """
    if wide:
        half = len(raw) // 8 * 4
        return [raw[:SAMPLE_BYTES], raw[half : half + SAMPLE_BYTES]] if len(raw) > 2 * SAMPLE_BYTES else [raw]
    lead = re.search(rb"[\x80-\xff]", raw)
    start = lead.start() if lead else 0
    if len(raw) - start <= 2 * SAMPLE_BYTES:
        return [raw[start:]]
    # A byte below 0x30 is a whole character in all these encodings, so a character begins after it.
    anchor = re.compile(rb"[\x00-\x2f]").search(raw, (start + len(raw)) // 2, len(raw) - 1)
    middle = raw[anchor.end() : anchor.end() + SAMPLE_BYTES] if anchor else b""
    return [raw[start : start + SAMPLE_BYTES], middle]
