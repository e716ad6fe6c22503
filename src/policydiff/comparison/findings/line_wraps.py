"""Takes line ends and HTML entities out of normalised text, so that sentences and facts are read whole."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable

from policydiff.comparison.result import Comparison
from policydiff.structure.numbering import read_label
from policydiff.text.lazy_regex import pattern
from policydiff.text.normalisation import normalised
from policydiff.text.spans import Span

# A line's end within a sentence, not before a label.
_WRAP = pattern(
    r"(?:(?<=[^\W_])|(?<=\))|(?<=[^a-z][a-z]\.))[ \t]*\r?\n[ \t\r\n]*(?=[^\W_]|[(§\"“])"
    r"(?!第.{1,7}[条章节编]|[一二三四五六七八九十]{1,3}、|\([一二三四五六七八九十\d]{1,3}\))"
    r"|(?<=[,、])[ \t]*\r?\n\s*"
)


_MIN_FILLED = 0.8  # of a usual line, for a blank line below it to be no end of a paragraph
_NUMERALS = "〇零一二两三四五六七八九十百千万亿"
_COUNTED = (
    "[元年月日天倍以人名项次条亩米吨户家座辆岁分处所只套张支台艘间位届批岁号级%]"
    "|公[里顷斤]|千[米瓦克]|平方|立方|小时|工作日"
)
# A line's end within a number, a time or a fine, also in a text that is not wrapped elsewhere.
_TORN_FACT = pattern(
    rf"(?<=[^\n|]{{8}})(?:(?<=[^\W\d_]以)[ \t]*\r?\n[ \t]*(?=[上下内][^\W_])|(?<=罚)[ \t]*\r?\n[ \t]*(?=[款锾])"
    rf"|(?<=[\d{_NUMERALS}])[ \t]*\r?\n[ \t]*(?=个?(?:工作日|[元年月日天倍])|分之[{_NUMERALS}])"
    rf"|(?<=[{_NUMERALS}])(?<![之统唯同专单]一)[ \t]*\r?\n[ \t]*(?=[{_NUMERALS}]{{1,6}}个?(?:{_COUNTED}))"
    rf"|(?<=[\d{_NUMERALS}]个)[ \t]*\r?\n[ \t]*(?=月|工作日)|(?<=工作)[ \t]*\r?\n[ \t]*(?=日[内前以])"
    rf"|(?<=[百千万{_NUMERALS}]分)[ \t]*\r?\n[ \t]*(?=之[{_NUMERALS}]))"
)


# A line's end between the digits of one number.
_TORN_DIGITS = pattern(rf"(?<=\d)(?<!\d{{4}})[ \t]*\r?\n[ \t]*(?=\d{{1,8}}(?:\.\d{{1,4}})?[千万亿]?个?(?:{_COUNTED}))")
_MIN_LINE_CHARACTERS = 8  # of a line that may end within a number
_MAX_LINE_CHARACTERS = 80

_ENTITY = pattern(r"&(?:[a-z]{2,8}\d{0,2}|#\d{2,6}|#x[\da-f]{2,5});", signs=["&"])
_SIGNS_OF_MARKUP = frozenset("<>")  # which would be taken for tags
_BEFORE_WRAP = frozenset("、，,)）%％")
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


def without_wraps(normalised_text: str, wraps: Iterable[Span] = ()) -> str:
    r"""The text with blanks for the line ends that cut a sentence of wrapped text, or a number, a time or a fine.

    Those between two digits of a number become `FILLER`. `wraps` are further line ends to be replaced, as
    `one_sided_wraps` finds them. The text has the same length.

    >>> without_wraps("违反规定的处一千元以上五千元以\n下罚款。\n")
    '违反规定的处一千元以上五千元以 下罚款。\n'
    """
    parts, end = [], 0
    for span in wraps:
        is_in_number = normalised_text[span.start - 1].isdecimal() and normalised_text[span.end].isdecimal()
        parts += [normalised_text[end : span.start], (FILLER if is_in_number else " ") * len(span)]
        end = span.end
    width = _page_width(normalised_text)
    normalised_text = "".join((*parts, normalised_text[end:]))
    normalised_text = _TORN_DIGITS.sub(_without_wrap_in_number, normalised_text)
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


def _without_wrap_in_number(match: re.Match[str]) -> str:
    """`FILLER` for a line end between two digits, if its line is prose of some length; else the line end."""
    line_start = match.string.rfind("\n", max(0, match.start() - _MAX_LINE_CHARACTERS), match.start()) + 1
    line = match.string[max(line_start, match.start() - _MAX_LINE_CHARACTERS) : match.start()]
    is_prose = len(line) >= _MIN_LINE_CHARACTERS and sum(character > "\u2e7f" for character in line) > len(line) // 2
    return FILLER * len(match[0]) if is_prose and "|" not in line else match[0]


def one_sided_wraps(comparison: Comparison, *, old: bool) -> list[Span]:
    """The line ends, in order, within a sentence of one text that the other text does not have, or has as blanks.

    They are those of the old text if `old`, else of the new one. The line end before a label is none.
    """
    text, other = comparison.new.document.text, comparison.old.document.text
    if old:
        text, other = other, text
    wraps: dict[int, Span] = {}
    for hunk in comparison.hunks():
        span, opposite = (hunk.old, hunk.new) if old else (hunk.new, hunk.old)
        if hunk.ignored == "whitespace" and "\n" not in other[opposite.start : opposite.end] and _is_wrap(text, span):
            if len(opposite) and text[span.start - 1].isdecimal():
                continue  # a blank between two numbers
            wraps[span.start] = span
    return [wraps[start] for start in sorted(wraps)]


def _is_wrap(text: str, span: Span) -> bool:
    """Whether white space with a line end is between two words, and no label is behind it."""
    start, end = span.start, span.end
    while start > 0 and text[start - 1].isspace():
        start -= 1
    while end < len(text) and text[end].isspace():
        end += 1
    if start == 0 or end == len(text) or "\n" not in text[span.start : span.end]:
        return False
    is_within = text[start - 1].isalnum() or text[start - 1] in _BEFORE_WRAP
    return is_within and (text[end].isalnum() or text[end] in "(（") and read_label(text[end : end + 40]) is None


def _page_width(normalised_text: str) -> int:
    """The number of characters in a usual line of a wrapped text; 0 for a text that is not wrapped.

    It is wrapped if most of its lines of 20 characters or more, and at least ten, end within a sentence.
    """
    lines = [line.rstrip() for line in normalised_text.split("\n") if len(line) >= 20]
    broken = [len(line) for line in lines if line[-1:].isalnum() or line[-1:] in ",、"]
    return sorted(broken)[len(broken) // 2] if len(broken) >= 10 and 2 * len(broken) > len(lines) else 0
