"""Takes line ends and HTML entities out of normalised text, so that sentences and facts are read whole."""

from __future__ import annotations

import html
import re

from policydiff.text.lazy_regex import pattern
from policydiff.text.normalisation import normalised

# A line's end within a sentence, not before a label.
_WRAP = pattern(
    r"(?:(?<=[^\W_])|(?<=\)))[ \t]*\r?\n[ \t\r\n]*(?=[^\W_]|[(§\"“])"
    r"(?!第.{1,7}[条章节编]|[一二三四五六七八九十]{1,3}、|\([一二三四五六七八九十\d]{1,3}\))"
    r"|(?<=[,、])[ \t]*\r?\n\s*"
)


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
    wrap = _WRAP if _is_wrapped(normalised_text) else _TORN_FACT
    return wrap.sub(lambda match: " " * len(match[0]), normalised_text)


def _is_wrapped(normalised_text: str) -> bool:
    """Whether the text is wrapped at a page's width: most of its long lines, ten or more, end within a sentence."""
    lines = [line.rstrip() for line in normalised_text.split("\n") if len(line) >= 20]
    broken = sum(line[-1:].isalnum() or line[-1:] in ",、" for line in lines)
    return broken >= 10 and 2 * broken > len(lines)
