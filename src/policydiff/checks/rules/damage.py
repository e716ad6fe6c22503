"""Text that was damaged on its way: read in the wrong encoding, or with characters in it that nobody sees."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from policydiff.checks.rule import Fault, rule
from policydiff.checks.subject import CheckedDocument
from policydiff.text.character_frequency import weight_of
from policydiff.text.lazy_regex import pattern
from policydiff.text.spans import Span, SpanSet

# As what a text was read, and what it is; those seen most in Chinese collections first.
PAIRS = (
    ("gb18030", "utf-8"),
    ("windows-1252", "utf-8"),
    ("windows-1252", "gb18030"),
    ("big5hkscs", "gb18030"),
    ("gb18030", "big5hkscs"),
    ("windows-1252", "big5hkscs"),
    ("big5hkscs", "utf-8"),
    ("cp949", "utf-8"),
    ("cp949", "gb18030"),
    ("cp932", "utf-8"),
    ("cp932", "gb18030"),
)
NAMES = {"utf-8": "UTF-8", "gb18030": "GB18030", "big5hkscs": "Big5", "cp949": "Korean (CP949)", "cp932": "Shift JIS"}

_WINDOW, _ODD_IN_WINDOW = 16, 5  # of right Chinese hardly ever more than 2 are odd, of mojibake seldom fewer than 7
_NEAR = 400  # characters between two damaged stretches, or such a stretch and lost characters, that are told as one
_BESIDE, _EDGES = 40, frozenset("\u3000，。、；：")
_SAMPLE = 4_000  # characters of a stretch that are tried
_PREVIEW = 24
_LEAST, _BETTER = 0.6, 0.3  # weight of the right reading, and how much more it is than that of the wrong one
_LEAST_CHARACTERS = 4
_PUNCTUATION = frozenset("，。、；：的")  # what Chinese prose of some length has, and a chance reading has not
_PROSE = 24
_LOST = "\ufffd"
_CID = pattern(r"\(cid:\d{1,6}\)(?:\s{0,2}\(cid:\d{1,6}\))*", signs=["(cid:"])
_REMAINS = pattern(
    r"(?:锟斤拷?)+|锘[锛縣]?(?=[^\w]|$)|烫{4,}|屯{4,}|ï»¿|\ufffd+", signs=["锟斤", "锘", "烫烫", "屯屯", "ï»¿", _LOST]
)
_END = 8  # characters behind a damaged stretch that may be the rest of it: the second half of a character is ASCII
_SAID = 5  # further places that a finding names


class Damage(NamedTuple):
    """A stretch that was read as `wrong` and is `right`; `reads` are its first words, rightly read."""

    span: Span
    wrong: str
    right: str
    reads: str


@cache
def _odd() -> npt.NDArray[np.bool_]:
    """Which characters of the BMP rightly read Chinese text seldom has."""
    weights = [weight_of(chr(code)) if not 0xD800 <= code < 0xE000 else -1.0 for code in range(0x10000)]
    odd: npt.NDArray[np.bool_] = np.array(weights) <= 0.1
    odd[:0x80] = False
    for first, last in ((0x2000, 0x206F), (0x20A0, 0x25FF), (0x3000, 0x302F), (0x3220, 0x33FF), (0xFE30, 0xFE6F)):
        odd[first : last + 1] = False  # marks, symbols and enclosed numbers
    odd[[ord(mark) for mark in "·§°±×÷¥£®©"]] = False
    return odd


def damaged(subject: CheckedDocument) -> list[Damage]:
    """The stretches that read well in another encoding, in text order."""
    found: list[Damage] = []
    for span in _suspicious(subject):
        each = _read_rightly(subject.text, span)
        if each is None:
            continue
        last = found[-1] if found else None
        if last and (last.wrong, last.right) == (each.wrong, each.right) and span.start - last.span.end <= _NEAR:
            found[-1] = last._replace(span=Span(last.span.start, span.end))
        else:
            found.append(each)
    return [each._replace(span=_with_lost(subject.text, each.span)) for each in found]


def _with_lost(text: str, span: Span) -> Span:
    """The stretch, up to the last lost character that stands near what is damaged before it."""
    end = span.end
    while (at := text.find(_LOST, end, end + _NEAR)) >= 0:
        end = at + 1
    return Span(span.start, end)


def _suspicious(subject: CheckedDocument) -> Iterator[Span]:
    """The stretches in which odd characters stand close together, from the first of them to the last."""
    text = subject.text
    if text.isascii():
        return
    odd = _odd().take(subject.codes)
    at = np.flatnonzero(odd)
    if len(at) < _ODD_IN_WINDOW:
        return
    reach = at[_ODD_IN_WINDOW - 1 :] - at[: len(at) - _ODD_IN_WINDOW + 1]
    close = np.flatnonzero(reach < _WINDOW)
    start = end = -1
    for index in close.tolist():
        first, last = int(at[index]), int(at[index + _ODD_IN_WINDOW - 1]) + 1
        if start >= 0 and first <= end + _WINDOW:
            end = last
            continue
        if start >= 0:
            yield _whole(text, start, end)
        start, end = first, last
    if start >= 0:
        yield _whole(text, start, end)


def _whole(text: str, start: int, end: int) -> Span:
    """The stretch with the characters beside it that are no ASCII, up to a mark: they may be damaged alike."""
    for _ in range(_BESIDE):
        if not start or text[start - 1].isascii() or text[start - 1] in _EDGES:
            break
        start -= 1
    for _ in range(_BESIDE):
        if end == len(text) or text[end].isascii() or text[end] in _EDGES:
            break
        end += 1
    return Span(start, end)


def _read_rightly(text: str, span: Span) -> Damage | None:
    """What a stretch reads as in the encoding in which it reads best; None where it does in none."""
    sample = text[span.start : min(span.end, span.start + _SAMPLE)].replace(_LOST, "?")
    before = _weight(sample)
    best: tuple[float, Damage] | None = None
    for wrong, right in PAIRS:
        raw = _bytes(sample, wrong)
        if raw is None:
            continue
        again = _decoded(raw, right)
        # what UTF-8 can spell at all is evidence enough, however much is lost between
        weight = _weight(again.replace(_LOST, "")) if right == "utf-8" else _weight(again)
        if weight < max(_LEAST, before + _BETTER) or (best and weight <= best[0]) or not _is_prose(again, right):
            continue
        reads = again.replace(_LOST, "").replace("?", "").strip()[:_PREVIEW]
        best = weight, Damage(span, wrong, right, reads)
    return best[1] if best else None


def _bytes(sample: str, encoding: str) -> bytes | None:
    """The bytes that the wrong reading came from, as far as they are still there; None where most are not."""
    if encoding == "windows-1252":
        pieces = [_western(character) for character in sample]
        lost = sum(piece is None for piece in pieces)
        raw = b"".join(piece if piece is not None else b"?" for piece in pieces)
    else:
        raw = sample.encode(encoding, "replace")
        lost = raw.count(b"?") - sample.count("?")
    return raw if lost * 4 < len(sample) else None


def _decoded(raw: bytes, encoding: str) -> str:
    """The bytes read in an encoding. Where some were lost, those behind may begin in the midst of a character."""
    if encoding == "utf-8":
        return raw.decode(encoding, "replace")
    read = []
    for piece in raw.split(b"?"):
        whole, shifted = piece.decode(encoding, "replace"), piece[1:].decode(encoding, "replace")
        read.append(shifted if len(piece) > 2 and _weight(shifted) > _weight(whole) else whole)
    return "?".join(read)


def _western(character: str) -> bytes | None:
    """The byte of a character as browsers read Windows-1252: what it leaves open is a control character."""
    try:
        return character.encode("cp1252")
    except UnicodeEncodeError:
        return bytes([ord(character)]) if ord(character) < 0x100 else None


def _weight(text: str) -> float:
    """The mean weight of the characters that are not ASCII; what is lost counts little against it."""
    weights = [
        -0.3 if character == _LOST else weight_of(character)
        for character in text
        if not character.isascii() or (not character.isprintable() and character not in "\t\r\n\f")
    ]
    return sum(weights) / len(weights) if weights else -1.0


def _is_prose(text: str, encoding: str) -> bool:
    """Whether the text is Chinese of some length; where its encoding has no shape to tell it by, with marks."""
    written = [character for character in text if "\u4e00" <= character <= "\u9fff"]
    if len(written) < _LEAST_CHARACTERS:
        return False
    if encoding == "utf-8":
        return len(written) * 8 >= len(text)
    marks = sum(character in _PUNCTUATION for character in text)
    return marks * 40 >= len(written) if len(written) >= _PROSE else _weight(text) > 0.85


@rule("mojibake", "error", "text that was read in the wrong encoding, or lost characters when it was converted")
def mojibake(subject: CheckedDocument) -> Iterator[Fault]:
    """Stretches that read well in another encoding; what is left where a conversion lost characters."""
    found = subject.cached(damaged)
    damage = SpanSet(each.span for each in found)
    for each in found:
        where = "to the end" if _ends(subject.text, each.span) else f"{len(each.span):,} characters"
        message = f"{_name(each.right)} read as {_name(each.wrong)}, {where}; it would read “{each.reads}…”"
        yield Fault(each.span, message)
    remains = [span for span in _all(_REMAINS, subject.text) if not damage.holds(span.start)]
    yield from _lost(subject, remains, "lost in a conversion: what stood here cannot be known from the text")
    numbers = _all(_CID, subject.text)
    yield from _lost(subject, numbers, "glyph numbers of a PDF in place of characters; extract its text anew")


def _all(signed: re.Pattern[str], text: str) -> list[Span]:
    """Where the pattern stands; most texts have none of its signs."""
    if signed.search(text) is None:
        return []
    return [Span(*match.span()) for match in signed.finditer(text)]


def _name(encoding: str) -> str:
    return NAMES.get(encoding, encoding.title())


def _ends(text: str, span: Span) -> bool:
    return len(text[span.end :].strip()) <= _END


def _lost(subject: CheckedDocument, spans: list[Span], message: str) -> Iterator[Fault]:
    """One finding for all of them, with their number and the first few places."""
    if not spans:
        return
    times = f", {len(spans):,} times" if len(spans) > 1 else ""
    quoted = around(subject.text, spans[0])
    related = tuple((span, "also here") for span in spans[1 : 1 + _SAID])
    yield Fault(quoted, f"{message}{times}", related, key=f"{subject.text[quoted.start : quoted.end]}×{len(spans)}")


def around(text: str, span: Span) -> Span:
    """The stretch with a few characters of its line on both sides, so that a quotation shows where it is."""
    start = max(span.start - 12, text.rfind("\n", 0, span.start) + 1)
    stop = text.find("\n", span.end)
    return Span(start, max(span.end, min(span.end + 12, len(text) if stop < 0 else stop)))


# --- what nobody sees

_HIDDEN = pattern(
    "[\x00-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u061c\u115f\u1160\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\u3164\ue000-\uf8ff\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e007f\U000f0000-\U0010ffff]"
)
_JOINERS = frozenset("\u200c\u200d\u200e\u200f")
_PRIVATE = "a private-use character"


@rule("hidden-character", "warning", "a character that cannot be seen, and makes equal words different")
def hidden_character(subject: CheckedDocument) -> Iterator[Fault]:
    """Zero-width, direction, control and private-use characters, each with its number in the document."""
    damage = SpanSet(each.span for each in subject.cached(damaged))
    places: dict[str, list[Span]] = {}
    for match in _HIDDEN.finditer(subject.text):
        at = match.start()
        if _belongs(subject.text, at) or damage.holds(at):
            continue
        places.setdefault(match[0], []).append(Span(at, at + 1))
    for character, spans in places.items():
        name = f"U+{ord(character):04X} {_said(character)}"
        yield from _lost(subject, spans, name)


def _said(character: str) -> str:
    if unicodedata.category(character) == "Co":
        return _PRIVATE
    return unicodedata.name(character, "a control character").lower()


def _belongs(text: str, at: int) -> bool:
    """Whether a joiner or direction mark stands where a script other than Han or Latin, or an emoji, needs it."""
    if text[at] not in _JOINERS:
        return False
    beside = text[max(0, at - 1) : at] + text[at + 1 : at + 2]
    return any(
        unicodedata.bidirectional(character) in ("R", "AL", "AN")
        or unicodedata.category(character) in ("So", "Sk", "Mn")
        or "\u0900" <= character <= "\u109f"
        or "\u1800" <= character <= "\u18af"
        for character in beside
    )
