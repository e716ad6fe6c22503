"""Which encoding a file is in: byte-order mark, strict UTF-8, else the reading that is the best Chinese.

The choice only has to be right among UTF-8, UTF-16, GB18030 and Big5, and on a title as well as on a book.
GB 2312 and GBK are read as GB18030, Big5 as Big5-HKSCS: each contains the other. Bytes that are likelier another
language's are refused, for whoever has them can name their encoding.
"""

from __future__ import annotations

import codecs
import re
from collections import Counter
from typing import NamedTuple

from policydiff.errors import ReadError
from policydiff.text.lazy_regex import pattern

# UTF-32 stands before UTF-16, whose little-endian mark begins its own.
MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
WIDER = {"gb2312": "gb18030", "gbk": "gb18030", "big5": "big5hkscs", "utf-8-sig": "utf-8"}
EITHER_ENDIAN = {"utf-16": ("utf-16-le", "utf-16-be"), "utf-32": ("utf-32-le", "utf-32-be")}
# A stretch of these cannot be cut out without changing how the rest reads, or they are no encodings of text at all.
REFUSED = pattern(r"iso2022.*|hz|utf-7|idna|punycode|undefined|mbcs|oem|(raw-)?unicode-escape")
NAMES = {"utf-8": "UTF-8", "gb18030": "GB18030", "big5hkscs": "Big5-HKSCS", "cp950": "Big5 (CP950)"}

SAMPLE = 1 << 16  # bytes, taken at the first character that is not ASCII and again in the middle
LEAST = 0.4  # mean weight below which no reading is Chinese
UTF8_CHINESE = rb"(?:[\xe4-\xe9][\x80-\xbf]{2}){5}"


class Choice(NamedTuple):
    """An encoding (a codec name that never eats a mark), the mark to take off, and why it was chosen."""

    encoding: str
    bom: bytes
    reason: str


def choose(raw: bytes, *, where: str = "") -> Choice:
    """The encoding these bytes are in; that they decode is not promised. Bytes without a clear one raise ReadError."""
    mark = _mark(raw)
    if mark:
        return Choice(mark[1], mark[0], "byte-order mark")
    nul = raw.find(0)
    if nul >= 0:
        return _sixteen_bit(raw, nul, where)
    if raw.isascii():
        return Choice("utf-8", b"", "nothing but ASCII")
    broken = failure(raw, "utf-8")
    if broken is None:
        return Choice("utf-8", b"", "strict UTF-8")
    return _best_chinese(raw, broken, where)


def asked(raw: bytes, name: str, *, where: str = "") -> Choice:
    """The encoding a user named, as it is read here. A name that is none, or a mark against it, raises ReadError."""
    reason, known = "as asked by --encoding", text_codec(name, where=where)
    fitting = EITHER_ENDIAN.get(known, (known,))
    mark = _mark(raw)
    if mark and mark[1] in fitting:
        return Choice(mark[1], mark[0], reason)
    if mark:
        message = f"begins with the byte-order mark of {mark[1]}, so it is not {known}"
        raise ReadError(message, where=where, hint="leave --encoding out for this file")
    if known == "big5hkscs":
        return Choice(_big5(raw), b"", reason)
    return Choice(max(fitting, key=lambda encoding: readability(raw, encoding)), b"", reason)


def text_codec(name: str, *, where: str = "") -> str:
    """The codec a name stands for, the widest of its family. An unknown or unsuitable name raises ReadError."""
    hint = "for example utf-8, gb18030, big5 or utf-16"
    try:
        known = codecs.lookup(name).name
        if REFUSED.fullmatch(known):
            raise ReadError(f"the encoding {known} is not supported", where=where, hint=hint)
        b"-".decode(known, "replace")  # a LookupError where the codec is not one of text
    except (LookupError, ValueError):
        raise ReadError(f"unknown encoding {name!r}", where=where, hint=hint) from None
    return WIDER.get(known, known)


def binary(at: int, where: str = "") -> ReadError:
    """The error for a file with a NUL at byte `at`."""
    return ReadError(f"binary, not text: byte {at:,} is NUL", where=where, hint="--encoding reads it all the same")


def failure(raw: bytes, encoding: str) -> int | None:
    """The first byte that does not decode, if there is one."""
    try:
        raw.decode(encoding)
    except UnicodeDecodeError as error:
        return error.start
    return None


def readability(raw: bytes, encoding: str) -> float:
    """How well a sample of the bytes reads as Chinese: mean weight of its characters, -1 to 1.

    UTF-8's shape is evidence in itself, so whatever it can spell weighs nearly as much as a common character.
    In UTF-16 and UTF-32 ASCII counts as well read; in the others every reading shares it.
    """
    from policydiff.text.character_frequency import weight_of  # most files are UTF-8, and need none of this

    wide = encoding.startswith(("utf-16", "utf-32"))
    counts = Counter("".join(part.decode(encoding, "replace") for part in _samples(raw, wide)))
    total = weight = 0.0
    for character, count in counts.items():
        if character.isascii() and not wide:
            continue
        value = weight_of(character)
        total += count
        weight += count * (max(value, 0.8) if encoding == "utf-8" and value >= 0 else value)
    return weight / total if total else 0.0


def _mark(raw: bytes) -> tuple[bytes, str] | None:
    """The byte-order mark the bytes begin with, and its encoding."""
    found = [(bom, encoding) for bom, encoding in MARKS if raw.startswith(bom)]
    # FF FE 00 00 may also be UTF-16 whose first character is NUL; no text begins so, and UTF-32 has whole fours.
    if len(found) > 1 and len(raw) % 4:
        return found[1]
    return found[0] if found else None


def _sixteen_bit(raw: bytes, nul: int, where: str) -> Choice:
    encoding = max(EITHER_ENDIAN["utf-16"], key=lambda name: readability(raw, name))
    if readability(raw, encoding) >= LEAST:
        return Choice(encoding, b"", "UTF-16 by its zero bytes")
    raise binary(nul, where)


def _best_chinese(raw: bytes, broken: int, where: str) -> Choice:
    from policydiff.text.other_languages import likelier

    scores = {name: readability(raw, name) for name in ("gb18030", "big5hkscs", "utf-8", "utf-16-le", "utf-16-be")}
    best, second = sorted(scores, key=lambda name: -scores[name])[:2]
    second = {"gb18030": "big5hkscs", "big5hkscs": "gb18030"}.get(best, second)
    utf8 = re.search(UTF8_CHINESE, raw) if best != "utf-8" else None
    if utf8:
        message = f"mixed encodings: Chinese in utf-8 at byte {utf8.start():,}, not utf-8 at byte {broken:,}"
        raise ReadError(message, where=where, hint="bring the file to one encoding first")
    other = likelier(raw, best) if best != "utf-8" else ""
    if other or scores[best] < LEAST:
        message = f"cannot decode as utf-8 at byte {broken:,}, and neither gb18030 nor big5 reads as Chinese"
        hint = "name the encoding with --encoding" + (f", perhaps {other}" if other else "")
        raise ReadError(message, where=where, hint=hint)
    if best == "big5hkscs":
        best = _big5(raw)
    better = f"({scores.get(best, scores['big5hkscs']):.2f} to {scores[second]:.2f})"
    return Choice(best, b"", f"{_label(best)} reads as Chinese better than {_label(second)} {better}")


def _big5(raw: bytes) -> str:
    """Big5-HKSCS, or CP950 where only that one decodes."""
    return "cp950" if failure(raw, "big5hkscs") is not None and failure(raw, "cp950") is None else "big5hkscs"


def _label(encoding: str) -> str:
    return NAMES.get(encoding, encoding.upper())


def _samples(raw: bytes, wide: bool) -> list[bytes]:
    """One or two stretches of at most SAMPLE bytes, each beginning at a character's first byte."""
    if wide:
        half = len(raw) // 8 * 4
        return [raw[:SAMPLE], raw[half : half + SAMPLE]] if len(raw) > 2 * SAMPLE else [raw]
    lead = re.search(rb"[\x80-\xff]", raw)
    start = lead.start() if lead else 0
    if len(raw) - start <= 2 * SAMPLE:
        return [raw[start:]]
    # A byte below 0x30 is a whole character in each of the encodings, so what follows it begins one.
    anchor = re.compile(rb"[\x00-\x2f]").search(raw, (start + len(raw)) // 2, len(raw) - 1)
    middle = raw[anchor.end() : anchor.end() + SAMPLE] if anchor else b""
    return [raw[start : start + SAMPLE], middle]
