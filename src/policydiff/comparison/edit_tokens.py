"""Finds the tokens of a text in canonical form: what changes as a whole or not at all.

They are numbers with their units, times, ratios, sections (7.4.2), Latin words, and words of obligation.
"""

from __future__ import annotations

from collections.abc import Sequence

from policydiff.text.canonical import FIGURE_SEPARATOR
from policydiff.text.lazy_regex import pattern

# Tokens are found in a text of kinds: L for a Latin letter, D for a digit, N for a Chinese numeral, G for the gap
# between grouped digits, U for a unit, V for one that may follow another (人次, 周岁), M for one that may have tenths
# behind it (三米五).
_TOKEN_KINDS = {
    **{code: "L" for code in range(0x250) if chr(code).isalpha()},
    **{ord(digit): "D" for digit in "0123456789"},
    **{ord(numeral): "N" for numeral in "零一二两三四五六七八九十百千万亿半"},
    **{ord(unit): "U" for unit in "个项家天人名件处所户亩周级类种条款章节篇编倍%‰℃头辆盏座台套艘只株栋幢册架枚折"},
    **{ord(unit): "V" for unit in "次岁"},
    **{ord(unit): "M" for unit in "元米吨斤块"},
    ord(FIGURE_SEPARATOR): "G",
    ord("笫"): "第",  # the canonical form may use either of the two
}
_SINGLE = "[UVM]"
_FORMAL = "[壹贰叁肆伍陆柒捌玖拾](?=[拾佰仟NM])[壹贰叁肆伍陆柒捌玖拾佰仟零N]{0,12}"
_NUMERAL = (
    r"(?:N{1,4}分之)?(?:D{1,3}(?:GDDD){1,4}(?=N{0,2}[UVM])|D+(?:[.:/]D+|,DDD(?!D))*N*|N[DN]*"
    rf"|{_FORMAL})"
)
_UNIT_WORD = (
    rf"{_SINGLE}?N?分点|{_SINGLE}?工作日|美元|平方公里|平方{_SINGLE}|立方{_SINGLE}|[微毫分厘]?[克升]|[微毫分厘]{_SINGLE}"
    rf"|公里|公顷|公斤|瓦时|瓦|分贝|小时|(?<!之N)时(?![间段候期代])|分钟|季度|周年|{_SINGLE}月|日|U?V|{_SINGLE}"
)
_LATIN_UNIT = r"L{1,8}[²³]?(?:·L{1,4}[²³]?){0,2}(?:\(L\))?"
_UNIT = rf"(?:{_UNIT_WORD}|{_LATIN_UNIT})(?:/(?:{_UNIT_WORD}|{_LATIN_UNIT}))?"
_MINUS = r"(?:(?<![\w)-])|(?<=[度温为是至到达在]))-(?=D)"
_NUMERAL_ENDS = r"(?=[^\w]|[以的之至]|$)"
_ITEM = (
    rf"{_NUMERAL}(?:年(?:零?{_NUMERAL}{_SINGLE}?月(?:{_NUMERAL}日)?|N{_NUMERAL_ENDS})?[底初末]?|月(?:{_NUMERAL}日)?"
    rf"|[点时]N{{1,3}}分?|M(?:N+角(?:N+分)?|N{_NUMERAL_ENDS})|{_UNIT})?"
)
# Words that say how strongly something binds.
_OBLIGATION = (
    r"不得|不应|不可|不准|不宜|不许|应当|应该|必须|务必|可以|严禁|禁止|鼓励|允许|原则上|酌情|视情况|视情|尽量|尽可能"
)
_TOKEN = pattern(
    r"(?=[LDN壹贰叁肆伍陆柒捌玖拾第不应必务可严禁鼓允原酌视尽-])"  # ten times as fast as without
    rf"(?:L[LD]*(?:[-']L[LD]*)*|(?:第|{_MINUS})?{_ITEM}(?:[-~—至到]{{1,2}}{_ITEM}){{0,2}}|{_OBLIGATION})"
)
_FIRST_OF_FIGURES = frozenset("DN第-壹贰叁肆伍陆柒捌玖拾")
_MAX_LATIN_UNIT_CHARACTERS = 8  # of one that a blank parts from its number: 10 mm


def find_tokens(
    form: str, positions: Sequence[int], text: str = ""
) -> tuple[list[tuple[int, int]], set[tuple[int, int]]]:
    """The tokens of a canonical form, ascending, as ranges of it, and the set of those that are numbers.

    `positions` are those of its characters in `text`, which show where white space is. No token crosses a tab, which
    parts the cells of a row.

    >>> find_tokens("应当在30日内", range(8))
    ([(0, 2), (3, 6)], {(3, 6)})
    """
    tokens: list[tuple[int, int]] = []
    figures: set[tuple[int, int]] = set()
    kinds = form.translate(_TOKEN_KINDS)
    match = _TOKEN.search(kinds)
    while match is not None:
        start, end = match.start(), _token_end(kinds, positions, *match.span(), text)
        if end - start > 1 or kinds[start] == "D":  # a Chinese numeral alone is mostly a word's: 一致, 万一
            tokens.append((start, end))
            if kinds[start] in _FIRST_OF_FIGURES:
                figures.add((start, end))
        match = _TOKEN.search(kinds, end)
    return tokens, figures


def _token_end(kinds: str, positions: Sequence[int], start: int, end: int, text: str) -> int:
    """Where a token ends: at a tab, at the white space behind a Latin word, or before one that is no unit of it."""
    if "\t" in text[positions[start] : positions[end - 1]]:
        cells = (index for index in range(start + 1, end) if "\t" in text[positions[index - 1] : positions[index]])
        end = next(cells, end)
    latin = next((index for index in range(start, end) if kinds[index] == "L"), end)
    for index in range(latin + 1, end):
        if positions[index] - positions[index - 1] > 1:
            end = index
            break
    if latin in (start, end) or positions[latin] - positions[latin - 1] == 1:
        return end
    is_word = kinds[end : end + 1] == "L" or end - latin > _MAX_LATIN_UNIT_CHARACTERS  # 2030 of in 2030 the office
    return latin if is_word else end
