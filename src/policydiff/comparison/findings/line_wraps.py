"""Takes line ends out of normalised text where a line was only wrapped, so that sentences and facts are read whole."""

from __future__ import annotations

from policydiff.text.lazy_regex import pattern

# A line's end within a sentence, not before a label.
_WRAP = pattern(
    r"(?:(?<=[^\W_])|(?<=\)))[ \t]*\r?\n[ \t\r\n]*(?=[^\W_]|\()"
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
