r"""The parts of an official document that has a key on each of its lines, as documents of Taiwan have.

>>> text = "受文者：云汐市公所\n發文字號：云府字第1130000012號\n主旨：檢送會議紀錄，請查照。\n正本：云汐市公所\n"
>>> [part.name for part in keyed_parts(Document.from_text(text))]
['recipients', 'number', 'subject', 'originals']
"""

from __future__ import annotations

from itertools import zip_longest
from typing import NamedTuple

from policydiff.languages import PACK
from policydiff.structure.official_lines import stripped
from policydiff.text.document import Document
from policydiff.text.spans import Span

_WORDS = PACK.official
_MIN_ESSENTIAL_KEYS = 3
_MAX_HEAD_LINES = 40  # within which the first essential key is; otherwise a document is only quoted
_MAX_LINES = 2_000  # of a document that are read
_MAX_MARK_LINES = 8  # lines above the first key in which the name of the issuer is looked for
_MAX_KEY = 40  # characters of a line in which its key is looked for
_MAX_SIGNATURE = 40  # characters
_SEVERAL_LINES = frozenset({"recipients", "attachments", "subject", "explanation", "action", "originals", "copies_to"})


class KeyedPart(NamedTuple):
    """A part, with the name of its key in `OfficialWords.keys`, and the place of its value."""

    name: str
    span: Span


def keyed_parts(document: Document) -> list[KeyedPart]:
    """The parts by their keys, a value up to the next key; with who issued the document above them, who signed below.

    None if the document has fewer than `_MIN_ESSENTIAL_KEYS` of the essential keys.
    """
    if not any(pattern.search(document.text[: _MAX_LINES * 20]) for name, pattern in _WORDS.keys if name == "subject"):
        return []
    text, lines = document.text, document.lines
    keys: list[tuple[str, int, int]] = []  # name, where the line begins, where the value does
    for number in range(1, min(len(lines), _MAX_LINES) + 1):
        span = lines.span(number)
        line = text[span.start : min(span.end, span.start + _MAX_KEY)]
        offset = len(line) - len(line.lstrip())
        for name, pattern in _WORDS.keys:
            if match := pattern.match(line.lstrip()):
                keys.append((name, span.start, span.start + offset + match.end()))
                break
    first = next((start for name, start, _ in keys if name in _WORDS.essential_keys), len(text))
    if (
        lines.number(first) > _MAX_HEAD_LINES
        or len({name for name, *_ in keys} & _WORDS.essential_keys) < _MIN_ESSENTIAL_KEYS
    ):
        return []
    parts = []
    for (name, _, start), following in zip_longest(keys, keys[1:]):
        end = following[1] if following else len(text)
        if name not in _SEVERAL_LINES:
            end = min(end, text.find("\n", start) + 1 or end)
        value = stripped(text, Span(start, end))
        if following is None:
            value, signature = _without_signature(text, value)
            parts += [KeyedPart("signature", signature)] if signature else []
        if name and len(value):
            parts.append(KeyedPart(name, value))
    return [*_marks(document, first), *parts]


def _marks(document: Document, end: int) -> list[KeyedPart]:
    """The name of the issuer, with the kind of document, above the first key."""
    lines, marks = document.lines, []
    for number in range(1, min(len(lines), _MAX_MARK_LINES) + 1):
        span = stripped(document.text, lines.span(number))
        if span.start >= end or not len(span):
            continue
        if _WORDS.mark.fullmatch("".join(document.text[span.start : span.end].split())):
            marks.append(KeyedPart("mark", span))
    return marks


def _without_signature(text: str, value: Span) -> tuple[Span, Span | None]:
    """The last value without the line of who signed, and that line; None if there is none."""
    start = text.rfind("\n", value.start, value.end) + 1
    if start <= value.start or value.end - start > _MAX_SIGNATURE:
        return value, None
    if not _WORDS.signatory.fullmatch("".join(text[start : value.end].split())):
        return value, None
    return stripped(text, Span(value.start, start)), stripped(text, Span(start, value.end))
