"""Rules for damaged text: read in the wrong encoding, with lost characters, or with invisible characters."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from policydiff.checks.rule import Fault, rule
from policydiff.checks.subject import CheckedDocument
from policydiff.messages import Message, message, translatable
from policydiff.text.character_frequency import chinese_evidence
from policydiff.text.lazy_regex import Pattern, pattern
from policydiff.text.spans import Span, SpanSet

PLACE = 1  # of the family among the families, in the order of docs/check.md

# The encoding in which a text was read, and the one it is in; the most frequent in Chinese collections first.
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
# The names of the encodings; of two readings of one span, the one whose encodings stand first here is reported first.
NAMES = {
    "big5hkscs": "Big5",
    "gb18030": "GB18030",
    "cp949": "Korean (CP949)",
    "cp932": "Shift JIS",
    "utf-8": "UTF-8",
    "windows-1252": "Windows-1252",
}
_RANKS = {encoding: rank for rank, encoding in enumerate(NAMES)}

_WINDOW_CHARACTERS = 16
_MIN_ODD_IN_WINDOW = 5  # correct Chinese text hardly ever has more than 2 odd characters, mojibake seldom fewer than 7
_MAX_GAP = 400  # characters between two damaged spans, or such a span and lost characters, that are reported as one
_MAX_EXTENSION = 40  # characters that a damaged span is extended by on each side
_STOP_MARKS = frozenset("\u3000，。、；：")  # at which the extension ends
_MAX_SAMPLE = 4_000  # characters of a span that are reread
_MAX_PREVIEW = 24  # characters of the correct reading that a message quotes
_MIN_WEIGHT = 0.6  # mean character weight of the correct reading
_MIN_WEIGHT_GAIN = 0.3  # by which it exceeds the weight of the wrong reading
_MIN_IDEOGRAPHS = 4  # in the correct reading
_PUNCTUATION = frozenset("，。、；：的")  # Chinese prose of some length has these; a chance reading does not
_MIN_PROSE = 24  # ideographs from which a reading must have punctuation
_REPLACEMENT = "\ufffd"
_GLYPH_NUMBERS = pattern(r"\(cid:\d{1,6}\)(?:\s{0,2}\(cid:\d{1,6}\))*", signs=["(cid:"])
_REMNANTS = pattern(
    r"(?:锟斤拷?)+|锘[锛縣]?(?=[^\w]|$)|烫{4,}|屯{4,}|ï»¿|\ufffd+",
    signs=["锟斤", "锘", "烫烫", "屯屯", "ï»¿", _REPLACEMENT],
)
_MAX_REST = 8  # characters after a damaged span that may belong to it: the second byte of a character may be ASCII
_CONTEXT = 12  # characters of a line on both sides of a quotation
_MAX_RELATED = 5  # further locations that a finding names


class Damage(NamedTuple):
    """A span that was read in the encoding `wrong` and is in `right`; `preview` is the start of its correct reading."""

    span: Span
    wrong: str
    right: str
    preview: str


@cache
def _odd_characters() -> npt.NDArray[np.bool_]:
    """True for each character of the BMP that is rare in correct Chinese text, bool (65536,)."""
    weights = [chinese_evidence(chr(code)) if not 0xD800 <= code < 0xE000 else -1.0 for code in range(0x10000)]
    is_odd: npt.NDArray[np.bool_] = np.array(weights) <= 0.1
    is_odd[:0x80] = False
    for first, last in ((0x2000, 0x206F), (0x20A0, 0x25FF), (0x3000, 0x302F), (0x3220, 0x33FF), (0xFE30, 0xFE6F)):
        is_odd[first : last + 1] = False  # marks, symbols and enclosed numbers
    is_odd[[ord(mark) for mark in "·§°±×÷¥£®©"]] = False
    return is_odd


def find_damage(subject: CheckedDocument) -> list[Damage]:
    """The spans that are proper Chinese in another encoding, in text order, disjoint; usually none.

    Spans of the same two encodings at most `_MAX_GAP` apart are one, and lost characters behind a span belong to
    it.
    """
    damages: list[Damage] = []
    for span in _suspicious_spans(subject):
        damage = _best_reading(subject.text, span)
        if damage is None:
            continue
        previous = damages[-1] if damages else None
        if (
            previous
            and (previous.wrong, previous.right) == (damage.wrong, damage.right)
            and span.start - previous.span.end <= _MAX_GAP
        ):
            damages[-1] = previous._replace(span=Span(previous.span.start, span.end))
        else:
            damages.append(damage)
    return [damage._replace(span=_extended_to_lost(subject.text, damage.span)) for damage in damages]


def _extended_to_lost(text: str, span: Span) -> Span:
    """The span extended to the last lost character behind it; between two there are less than `_MAX_GAP` characters."""
    end = span.end
    while (position := text.find(_REPLACEMENT, end, end + _MAX_GAP)) >= 0:
        end = position + 1
    return Span(span.start, end)


def _suspicious_spans(subject: CheckedDocument) -> Iterator[Span]:
    """The spans in which odd characters are dense: `_MIN_ODD_IN_WINDOW` or more within `_WINDOW_CHARACTERS`.

    They are extended by the characters beside them that may belong to them.
    """
    text = subject.text
    if text.isascii():
        return
    odd = _odd_characters().take(subject.codes)
    positions = np.flatnonzero(odd)
    if len(positions) < _MIN_ODD_IN_WINDOW:
        return
    distances = positions[_MIN_ODD_IN_WINDOW - 1 :] - positions[: len(positions) - _MIN_ODD_IN_WINDOW + 1]
    close_starts = np.flatnonzero(distances < _WINDOW_CHARACTERS)
    start = end = -1
    for index in close_starts.tolist():
        first, last = int(positions[index]), int(positions[index + _MIN_ODD_IN_WINDOW - 1]) + 1
        if start >= 0 and first <= end + _WINDOW_CHARACTERS:
            end = last
            continue
        if start >= 0:
            yield _extended(text, start, end)
        start, end = first, last
    if start >= 0:
        yield _extended(text, start, end)


def _extended(text: str, start: int, end: int) -> Span:
    """The span with the non-ASCII characters beside it, up to a mark of `_STOP_MARKS`: they may be damaged as well.

    At most `_MAX_EXTENSION` on each side.
    """
    for _ in range(_MAX_EXTENSION):
        if not start or text[start - 1].isascii() or text[start - 1] in _STOP_MARKS:
            break
        start -= 1
    for _ in range(_MAX_EXTENSION):
        if end == len(text) or text[end].isascii() or text[end] in _STOP_MARKS:
            break
        end += 1
    return Span(start, end)


def _best_reading(text: str, span: Span) -> Damage | None:
    """The reading of a span with the greatest character weight, the first of `PAIRS` if equal.

    None if no encoding gives proper Chinese. Only the first `_MAX_SAMPLE` characters are reread.
    """
    sample = text[span.start : min(span.end, span.start + _MAX_SAMPLE)].replace(_REPLACEMENT, "?")
    weight_as_read = _mean_weight(sample)
    best: tuple[float, Damage] | None = None
    for wrong, right in PAIRS:
        raw = _original_bytes(sample, wrong)
        if raw is None:
            continue
        reread = _decoded(raw, right)
        # Valid UTF-8 is strong evidence by itself, so lost characters do not count against it.
        weight = _mean_weight(reread.replace(_REPLACEMENT, "")) if right == "utf-8" else _mean_weight(reread)
        if (
            weight < max(_MIN_WEIGHT, weight_as_read + _MIN_WEIGHT_GAIN)
            or (best and weight <= best[0])
            or not _is_chinese(reread, right)
        ):
            continue
        preview = reread.replace(_REPLACEMENT, "").replace("?", "").strip()[:_MAX_PREVIEW]
        best = weight, Damage(span, wrong, right, preview)
    return best[1] if best else None


def _original_bytes(sample: str, encoding: str) -> bytes | None:
    """The bytes that were read in the wrong encoding, `?` for lost ones; None if a quarter or more are lost."""
    if encoding == "windows-1252":
        pieces = [_windows_1252_byte(character) for character in sample]
        lost_count = sum(piece is None for piece in pieces)
        raw = b"".join(piece if piece is not None else b"?" for piece in pieces)
    else:
        raw = sample.encode(encoding, "replace")
        lost_count = raw.count(b"?") - sample.count("?")
    return raw if lost_count * 4 < len(sample) else None


def _decoded(raw: bytes, encoding: str) -> str:
    """The bytes decoded in an encoding, U+FFFD for what does not decode; never an error.

    After a lost byte (`?`) the next ones may begin in the middle of a character.
    """
    if encoding == "utf-8":
        return raw.decode(encoding, "replace")
    decoded = []
    for piece in raw.split(b"?"):
        unshifted, shifted = piece.decode(encoding, "replace"), piece[1:].decode(encoding, "replace")
        decoded.append(shifted if len(piece) > 2 and _mean_weight(shifted) > _mean_weight(unshifted) else unshifted)
    return "?".join(decoded)


def _windows_1252_byte(character: str) -> bytes | None:
    """The byte of a character in the WHATWG variant of Windows-1252, where undefined bytes are control characters.

    None if there is none.
    """
    try:
        return character.encode("cp1252")
    except UnicodeEncodeError:
        return bytes([ord(character)]) if ord(character) < 0x100 else None


def _mean_weight(text: str) -> float:
    """The mean weight of the non-ASCII and control characters; lost ones count -0.3. -1.0 if there are none."""
    weights = [
        -0.3 if character == _REPLACEMENT else chinese_evidence(character)
        for character in text
        if not character.isascii() or (not character.isprintable() and character not in "\t\r\n\f")
    ]
    return sum(weights) / len(weights) if weights else -1.0


def _is_chinese(text: str, encoding: str) -> bool:
    """True if the text has enough ideographs; for other encodings than UTF-8, also enough punctuation.

    Nearly any bytes are valid in the other encodings, so a text too short for punctuation needs a high weight.
    """
    ideographs = [character for character in text if "\u4e00" <= character <= "\u9fff"]
    if len(ideographs) < _MIN_IDEOGRAPHS:
        return False
    if encoding == "utf-8":
        return len(ideographs) * 8 >= len(text)
    marks = sum(character in _PUNCTUATION for character in text)
    return marks * 40 >= len(ideographs) if len(ideographs) >= _MIN_PROSE else _mean_weight(text) > 0.85


@rule(
    "mojibake", "error", message("text that was read in the wrong encoding, or lost characters when it was converted")
)
def mojibake(subject: CheckedDocument) -> Iterator[Fault]:
    """A fault for each span that is proper Chinese in another encoding.

    One for glyph numbers of a PDF, one for lost text.
    """
    damages = subject.cached(find_damage)
    damage_spans = SpanSet(damage.span for damage in damages)
    for damage in sorted(damages, key=_reported_order):
        extent = message("{number:,} characters", number=len(damage.span))
        sentence = message(
            "{right} read as {wrong}, {extent}; it would read “{preview}…”",
            right=NAMES[damage.right],
            wrong=NAMES[damage.wrong],
            extent=message("to the end") if _reaches_end(subject.text, damage.span) else extent,
            preview=damage.preview,
        )
        yield Fault(damage.span, sentence)
    glyph_numbers = _spans_of(_GLYPH_NUMBERS, subject.text)
    sentence = message("glyph numbers of a PDF in place of characters; extract its text anew")
    yield from _one_fault(subject, glyph_numbers, sentence)
    remnants = [span for span in _spans_of(_REMNANTS, subject.text) if not damage_spans.contains(span.start)]
    sentence = message("lost in a conversion: what stood here cannot be known from the text")
    yield from _one_fault(subject, remnants, sentence)


def _spans_of(expression: Pattern, text: str) -> list[Span]:
    """The spans of all matches, in text order; most texts have none."""
    if expression.search(text) is None:
        return []
    return [Span(*match.span()) for match in expression.finditer(text)]


def _reported_order(damage: Damage) -> tuple[Span, int, int, str]:
    """Sort key: by span; of two readings of one span, by the order of `NAMES`."""
    return damage.span, _RANKS[damage.right], _RANKS[damage.wrong], damage.preview


def _reaches_end(text: str, span: Span) -> bool:
    """True if at most `_MAX_REST` characters that are no white space at either end follow the span."""
    return len(text[span.end :].strip()) <= _MAX_REST


def _one_fault(subject: CheckedDocument, spans: list[Span], sentence: Message) -> Iterator[Fault]:
    """One fault for all spans, at the first, with their number and up to `_MAX_RELATED` others; none without spans."""
    if not spans:
        return
    quoted_span = around(subject.text, spans[0])
    related = tuple((span, message("also here")) for span in spans[1 : 1 + _MAX_RELATED])
    yield Fault(
        quoted_span,
        message("{what}, {number:,} times", what=sentence, number=len(spans)) if len(spans) > 1 else sentence,
        related,
        key=f"{subject.text[quoted_span.start : quoted_span.end]}×{len(spans)}",
    )


def around(text: str, span: Span) -> Span:
    """The span with up to `_CONTEXT` characters of its line on both sides, as context for a quotation.

    >>> text = "本市渔港应当登\\ufffd记备案。"
    >>> quotation = around(text, Span(7, 8))
    >>> text[quotation.start : quotation.end] == text
    True
    """
    start = max(span.start - _CONTEXT, text.rfind("\n", 0, span.start) + 1)
    line_end = text.find("\n", span.end)
    return Span(start, max(span.end, min(span.end + _CONTEXT, len(text) if line_end < 0 else line_end)))


# --- hidden-character

_HIDDEN = pattern(
    "[\x00-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u061c\u115f\u1160\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\u3164\ue000-\uf8ff\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e007f\U000f0000-\U0010ffff]"
)
_JOINERS = frozenset("\u200c\u200d\u200e\u200f")
# The names that Unicode gives to the commonest hidden characters, for the catalogues.
HIDDEN_NAMES = (
    translatable("soft hyphen"),
    translatable("arabic letter mark"),
    translatable("hangul filler"),
    translatable("zero width space"),
    translatable("zero width non-joiner"),
    translatable("zero width joiner"),
    translatable("left-to-right mark"),
    translatable("right-to-left mark"),
    translatable("line separator"),
    translatable("paragraph separator"),
    translatable("left-to-right embedding"),
    translatable("right-to-left embedding"),
    translatable("pop directional formatting"),
    translatable("left-to-right override"),
    translatable("right-to-left override"),
    translatable("word joiner"),
    translatable("left-to-right isolate"),
    translatable("right-to-left isolate"),
    translatable("first strong isolate"),
    translatable("pop directional isolate"),
    translatable("zero width no-break space"),
)


@rule("hidden-character", "warning", message("a character that cannot be seen, and makes equal words different"))
def hidden_character(subject: CheckedDocument) -> Iterator[Fault]:
    """One fault for each zero-width, direction, control or private-use character, by code, with its number of uses.

    Those in mojibake are left out, and joiners that a script needs.
    """
    damage_spans = SpanSet(damage.span for damage in subject.cached(find_damage))
    spans_by_character: dict[str, list[Span]] = {}
    for match in _HIDDEN.finditer(subject.text):
        position = match.start()
        if _is_needed_joiner(subject.text, position) or damage_spans.contains(position):
            continue
        spans_by_character.setdefault(match[0], []).append(Span(position, position + 1))
    for code, spans in sorted((f"{ord(character):04X}", spans) for character, spans in spans_by_character.items()):
        sentence = message("U+{code} {name}", code=code, name=_character_name(chr(int(code, 16))))
        yield from _one_fault(subject, spans, sentence)


def _character_name(character: str) -> Message:
    """The name that Unicode gives to a character, in lower case; a description of one without a name."""
    if unicodedata.category(character) == "Co":
        return message("a private-use character")
    return Message(unicodedata.name(character, "").lower()) or message("a control character")


def _is_needed_joiner(text: str, position: int) -> bool:
    """True for a joiner or direction mark beside an emoji or a script that needs it, such as Arabic.

    False for other characters.
    """
    if text[position] not in _JOINERS:
        return False
    neighbours = text[max(0, position - 1) : position] + text[position + 1 : position + 2]
    return any(
        unicodedata.bidirectional(character) in ("R", "AL", "AN")
        or unicodedata.category(character) in ("So", "Sk", "Mn")
        or "\u0900" <= character <= "\u109f"
        or "\u1800" <= character <= "\u18af"
        for character in neighbours
    )
