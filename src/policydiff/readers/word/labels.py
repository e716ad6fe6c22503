"""Labels that count, such as 第三条, （二） or 4.: whether a text begins with one of the kind of another.

>>> label_length("第三条　", "第十二条　公园开放。"), label_length("3. ", "第三条")
(5, 0)
"""

from __future__ import annotations

import re

_DIGITS = (
    "0-9０-９〇○零一二三四五六七八九十百千万萬两兩壹贰貳叁參肆伍陆陸柒捌玖拾佰仟甲乙丙丁戊己庚辛壬癸①-⑳⑴-⒇Ⅰ-Ⅻⅰ-ⅻ㉑-㉟"
)
_LETTERS = "(?<![A-Za-z])(?:[A-Za-z]|[IVXLCDM]{1,8}|[ivxlcdm]{1,8})(?![A-Za-z])"
_MAX_DIGITS = 12
_NUMBER = re.compile(f"[{_DIGITS}]{{1,{_MAX_DIGITS}}}|{_LETTERS}")
_WRITTEN = re.compile(
    f"[ \t　]{{0,8}}(?:第[{_DIGITS}]{{1,{_MAX_DIGITS}}}[编編章节節条條款项項目]|"
    f"[（(]?(?:[{_DIGITS}]{{1,{_MAX_DIGITS}}}|[A-Za-z])[）)、．.])"
)


def label_length(label: str, text: str) -> int:
    """The number of characters of the label at the start of `text`, if it is one of the kind of `label`; else 0.

    Labels of one kind differ in their numbers alone.
    """
    pattern, position = "", 0
    for number in _NUMBER.finditer(label):
        counted = _LETTERS if number[0][0].isascii() and number[0][0].isalpha() else f"[{_DIGITS}]{{1,{_MAX_DIGITS}}}"
        pattern += re.escape(label[position : number.start()]) + counted
        position = number.end()
    match = re.match(pattern + re.escape(label[position:]), text)
    return match.end() if match else 0


def written_kind(text: str) -> str:
    """The label that a text begins with, a mark in the place of its numbers; empty if it begins with none.

    >>> written_kind("第三条 公园开放。"), written_kind("（二）道路"), written_kind("公园开放。")
    ('第#条', '（#）', '')
    """
    label = _WRITTEN.match(text)
    return _NUMBER.sub("#", label[0].strip()) if label else ""
