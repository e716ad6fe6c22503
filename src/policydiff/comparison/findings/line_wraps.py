"""Takes line ends and HTML entities out of normalised text, so that sentences and facts are read whole."""

from __future__ import annotations

import html
import re

from policydiff.text.lazy_regex import pattern
from policydiff.text.normalisation import normalised

# A line's end within a sentence, not before a label.
_WRAP = pattern(
    r"(?:(?<=[^\W_])|(?<=\))|(?<=[^a-z][a-z]\.))[ \t]*\r?\n[ \t\r\n]*(?=[^\W_]|[(§\"“])"
    r"(?!第.{1,7}[条章节编]|[一二三四五六七八九十]{1,3}、|\([一二三四五六七八九十\d]{1,3}\))"
    r"|(?<=[,、])[ \t]*\r?\n\s*"
)


_MIN_FILLED = 0.8  # of a usual line, for a blank line below it to be no end of a paragraph
_NUMERALS = "〇零一二两三四五六七八九十百千万亿"
# A line's end within a number, a time or a fine, also in a text that is not wrapped elsewhere.
_TORN_FACT = pattern(
    rf"(?<=[^\W\d_].{{7}})(?:(?<=[^\W\d_]以)[ \t]*\r?\n[ \t]*(?=[上下内][^\W_])|(?<=罚)[ \t]*\r?\n[ \t]*(?=[款锾])"
    rf"|(?<=[\d{_NUMERALS}])[ \t]*\r?\n[ \t]*(?=个?(?:工作日|[元年月日天倍])|分之[{_NUMERALS}])"
    rf"|(?<=[{_NUMERALS}])[ \t]*\r?\n[ \t]*(?=[{_NUMERALS}]{{1,6}}个?[元年月日天倍以])"
    rf"|(?<=[\d{_NUMERALS}]个)[ \t]*\r?\n[ \t]*(?=月|工作日)|(?<=工作)[ \t]*\r?\n[ \t]*(?=日[内前以])"
    rf"|(?<=[百千万{_NUMERALS}]分)[ \t]*\r?\n[ \t]*(?=之[{_NUMERALS}]))"
)


_ENTITY = pattern(r"&(?:[a-z]{2,8}\d{0,2}|#\d{2,6}|#x[\da-f]{2,5});", signs=["&"])
_SIGNS_OF_MARKUP = frozenset("<>")  # which would be taken for tags
FILLER = "\u2060"  # stands for the rest of an entity: no letter, no mark, no white space


def with_entities_read(normalised_text: str) -> str:
    """The text with the character that an HTML entity stands for, and `FILLER` in place of its other characters.

    It has the same length. An entity of an unknown name, and one for a sign of mark-up, is kept without its semicolon,
    which ends no sentence.

    >>> with_entities_read("we&rsquo;ll").replace(FILLER, "")
    'we’ll'
    """
    return _ENTITY.sub(_entity_read, normalised_text) if "&" in normalised_text else normalised_text


def _entity_read(entity: re.Match[str]) -> str:
    """The character of an entity, filled up to its length."""
    character = html.unescape(entity[0])
    if len(character) != 1 or character in _SIGNS_OF_MARKUP:
        return entity[0][:-1] + FILLER
    character = " " if character.isspace() else normalised(character)[:1]
    return character + FILLER * (len(entity[0]) - 1)


def without_wraps(normalised_text: str) -> str:
    r"""The text with blanks for the line ends that cut a sentence of wrapped text, or a number, a time or a fine.

    It has the same length.

    >>> without_wraps("违反规定的处一千元以上五千元以\n下罚款。\n")
    '违反规定的处一千元以上五千元以 下罚款。\n'
    """
    width = _page_width(normalised_text)
    if not width:
        return _TORN_FACT.sub(lambda match: " " * len(match[0]), normalised_text)
    return _WRAP.sub(lambda match: _blanked(match, normalised_text, width), normalised_text)


def _blanked(wrap: re.Match[str], normalised_text: str, width: int) -> str:
    """Blanks for a line end, or the line end itself behind a short line above a blank one: a heading.

    Short is a line that fills less than `_MIN_FILLED` of a usual one.
    """
    earliest = max(0, wrap.start() - width)
    line_start = max(earliest, normalised_text.rfind("\n", earliest, wrap.start()) + 1)
    is_heading = wrap[0].count("\n") > 1 and wrap.start() - line_start < _MIN_FILLED * width
    return wrap[0] if is_heading else " " * len(wrap[0])


def _page_width(normalised_text: str) -> int:
    """The number of characters in a usual line of a wrapped text; 0 for a text that is not wrapped.

    It is wrapped if most of its lines of 20 characters or more, and at least ten, end within a sentence.
    """
    lines = [line.rstrip() for line in normalised_text.split("\n") if len(line) >= 20]
    broken = [len(line) for line in lines if line[-1:].isalnum() or line[-1:] in ",、"]
    return sorted(broken)[len(broken) // 2] if len(broken) >= 10 and 2 * len(broken) > len(lines) else 0
