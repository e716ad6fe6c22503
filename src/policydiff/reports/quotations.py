"""The words of a text that a report quotes."""

from __future__ import annotations

from policydiff.structure.numbering import read_label
from policydiff.text.spans import Span
from policydiff.translation import localized

_MAX_QUOTED_CHARACTERS = 16  # of a line


def first_words(text: str, span: Span) -> str:
    """The beginning of the first line of the span that holds a letter, an ideograph or a digit.

    If none does, that of the first line that is not blank, else "(blank)". At most `_MAX_QUOTED_CHARACTERS`,
    without white space around it.
    """
    lines = [line.strip() for line in text[span.start : span.end].splitlines() if line.strip()]
    first = next((line for line in lines if any(map(str.isalnum, line))), "".join(lines[:1]) or localized("(blank)"))
    return _clipped(first)


def last_words(text: str, span: Span) -> str:
    """The beginning of the last line that is numbered in the style of the first, else of the last line.

    "(blank)" for a blank span.
    """
    lines = [line.strip() for line in text[span.start : span.end].splitlines() if line.strip()]
    worded_lines = [line for line in lines if any(map(str.isalnum, line))] or lines
    first_label = read_label(worded_lines[0]) if worded_lines else None
    for line in reversed(worded_lines[1:]):
        label = read_label(line)
        if first_label and label and label.style == first_label.style != "heading":
            return _clipped(line)
    return _clipped(worded_lines[-1]) if worded_lines else localized("(blank)")


def _clipped(line: str) -> str:
    """The line; of more than `_MAX_QUOTED_CHARACTERS`, so many and an ellipsis."""
    return line if len(line) <= _MAX_QUOTED_CHARACTERS else f"{line[:_MAX_QUOTED_CHARACTERS]}…"


def on_one_line(text: str, most: int) -> str:
    """The text with single blanks for its white space; of more than `most` characters, so many and an ellipsis.

    >>> on_one_line("第一条\\n本办法", 5)
    '第一条 本…'
    """
    text = " ".join(text.split())
    return text if len(text) <= most else f"{text[:most]}…"
