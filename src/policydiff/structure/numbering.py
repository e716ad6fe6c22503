"""Numbering of Chinese documents: the styles as one table, the label a line begins with, the values of numerals."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from policydiff.text.lazy_regex import pattern

_DIGITS = {
    **dict.fromkeys("〇零○", 0),
    **{
        character: value
        for value, same in enumerate(
            ("一壹弌", "二贰貳貮弍两兩", "三叁參参叄弎", "四肆", "五伍", "六陆陸", "七柒", "八捌", "九玖"), start=1
        )
        for character in same
    },
}
_TENS = {"廿": 20, "卅": 30, "卌": 40}
_UNITS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_MYRIADS = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8}
_LARGEST_LABEL = 2000  # a bracketed number above it is a year, no label
_LARGEST_ARTICLE = 9999  # 第…条 is no year

_PLAIN = "〇零○一二三四五六七八九十百千廿卅"
FORMAL_DIGITS = "壹贰貳貮叁參参叄肆伍陆陸柒捌玖拾"  # the numerals of deeds, which no stroke turns into others
_CHINESE = f"{_PLAIN}{FORMAL_DIGITS}佰"
_ARABIC = "0-9０-９"
_SPACE = r"[ \t\xa0]"  # the ideographic space is read as a blank
# Bounded on purpose: a line of a hundred thousand 一 costs no more than one of twelve. Printers space numerals out.
_HAN = rf"(?!{_SPACE})(?:{_SPACE}?[{_CHINESE}]){{1,10}}"
_PLAIN_HAN = rf"(?!{_SPACE})(?:{_SPACE}?[{_PLAIN}]){{1,10}}"
# 拾貳, 十贰; 陸、海、空軍 and 參、眾議院 begin a line of text
_FORMAL_HAN = (
    rf"(?!(?:[陸陆]、(?:海[、軍军空]|空[、軍军])|[參参]、[眾众][、兩两議议]))(?=[{_PLAIN}]{{0,2}}[{FORMAL_DIGITS}])"
    rf"(?:{_SPACE}?[{FORMAL_DIGITS}{_PLAIN}]){{1,4}}"
)
_LATIN = rf"[{_ARABIC}]{{1,3}}"
_EITHER = rf"(?:{_HAN}|[{_ARABIC}]{{1,4}})"
_SUB = rf"(?:{_SPACE}{{0,2}}(?:之|[-－‐–—]){_SPACE}?(?P<sub>{_EITHER}))?"


@lru_cache(maxsize=4096)
def numeral_value(text: str) -> int | None:
    """The value of a whole numeral (十二, 廿三, 一〇三, 二〇〇九, 壹佰, １２, ⑫, 百分之五 as 5), None if it is none."""
    text = "".join(text.split()).removeprefix("百分之")
    if not text or len(text) > 24:
        return None
    if text.isdecimal():
        return int(text)
    if len(text) == 1 and text not in _DIGITS and text not in _UNITS and text not in _MYRIADS:
        value = unicodedata.numeric(text, None)
        return int(value) if value is not None and value == int(value) else None
    if all(character in _DIGITS for character in text):
        return int("".join(str(_DIGITS[character]) for character in text))
    return _spoken_value(text)


def _spoken_value(text: str) -> int | None:
    """The value of a numeral read aloud, with its 十, 百, 千, 万; mixed hands (3千) are read too."""
    total = section = 0
    digit: int | None = None
    for character in text:
        if character in _DIGITS:
            digit = _DIGITS[character]
        elif character.isdecimal():
            digit = (digit or 0) * 10 + int(character)
        elif character in _TENS:
            section, digit = section + _TENS[character], None
        elif character in _UNITS:
            section, digit = section + (digit or 1) * _UNITS[character], None
        elif character in _MYRIADS:
            factor, amount = _MYRIADS[character], section + (digit or 0)
            total = (total + amount) * factor if factor > 10**4 else total + amount * factor
            section, digit = 0, None
        else:
            return None
    return total + section + (digit or 0)


class Label(NamedTuple):
    """A label as written, without mark-up: style (a row's name), number, and offsets in the line.

    `number` is (3,) for 第三条, (3, 1) for 第三条之一, () for an annex without one, (level,) for a Markdown heading
    that has no other label. `markup` is the Markdown heading level round the label, 0 for none.
    """

    style: str
    number: tuple[int, ...]
    text: str
    start: int
    end: int
    quoted: bool = False
    markup: int = 0


class Style(NamedTuple):
    """One hand of numbering. `rank` orders styles from outermost inwards; `opens` are the characters it starts with.

    A style of 第 opens with it and the character behind the numeral (第条). `pattern` matches the label (groups `n` and
    `sub` are its numerals); `refused` match what must not follow it.
    """

    name: str
    rank: int
    opens: tuple[str, ...]
    pattern: re.Pattern[str]
    refused: tuple[re.Pattern[str], ...]
    division: bool = False


_LATIN_DIGITS = "0123456789０１２３４５６７８９"
_COUNTING = _CHINESE + _LATIN_DIGITS + " \t\xa0之-－‐–"  # what may stand between 第 and its word
_ANNEX = rf"附{_SPACE}{{0,4}}(?:件|[录錄]|表|[图圖])"
_MEASURED = (
    r"(?:[倍万萬亿億千百个個元吨噸米亩畝度级級年月日天岁]|公[里斤顷吨尺]|平方|立方|小时|分[钟之]?(?:$|[，。、；])"
    r"|以[上下内]|左右|[至到或和及、的])"
)
_STEMS = "甲乙丙丁戊己庚辛壬癸"

# What follows a cross reference that a wrapped line happens to begin with: 第三条的规定, 第三条、第四条, 第三条第二款.
_JOIN = r"[、,，]|以?及|和(?!平|谐|諧)|[与與跟同](?:第|本|《)|[至到或]"
_REFERENCE = (
    rf"(?:{_JOIN}|的|[规規]定|第|所[称稱列规規述定指说說]|之|但[书書]|中的|中[,，]|中(?:[规規]定|[关關]于|有[关關])|[内內](?:容)?[的,，]"
    r"|等[条條的规規,，、]|[。；;）)》”」’』]|修改|增加|[删刪][去除]|[改作][为為]|[规規]范的"
    r"|[前上][一二三四]?款|[适適]用[于於]|[关關]于.{0,20}的[规規]定)"
)
_SPACED_REFERENCE = (
    rf"(?:(?:、|以?及|[和与與至到或]){_SPACE}*第|第{_SPACE}?{_EITHER}{_SPACE}?[款项項目]"
    r"|的?[规規]定的?[,，、。；;的]|的[规規]定)"
)
_BROKEN = pattern(rf"{_SPACE}+{_SPACED_REFERENCE}|{_REFERENCE}")
_AFTER_LIST = rf"{_SPACE}?(?:[、,，至和及或与與—–~～-]|以及){_SPACE}?"


def _style(name: str, rank: int, opens: str, label: str, refused: str = "", *, division: bool = False) -> Style:
    return Style(name, rank, tuple(opens), pattern(label), (pattern(refused),) if refused else (), division)


def _ordinal(name: str, rank: int, behind: str, label: str, refused: str, *, division: bool = False) -> Style:
    # `behind` are the characters of which one stands behind the numeral
    opens = tuple(f"第{character}" for character in behind)
    return Style(name, rank, opens, pattern(label), (pattern(refused), _BROKEN), division)


def _divided(name: str, rank: int, behind: str, word: str) -> Style:
    label = rf"第{_SPACE}?(?P<n>{_EITHER}){_SPACE}?(?:{word}){_SUB}"
    return _ordinal(name, rank, behind, label, "[课課目][程时時]?|[是为為将將]", division=True)


def _clause(name: str, rank: int, words: str, *, division: bool = False) -> Style:
    # 款, 项, 目 are nearly always cited, seldom labels: only white space or a colon may follow
    label = rf"第{_SPACE}?(?P<n>{_EITHER}){_SPACE}?[{words}]"
    return _ordinal(name, rank, words, label, r"[^ \t\u3000：:]", division=division)


def _decimal(parts: int) -> Style:
    # 1.1 编制目的, 2.3.1 组织机构; a figure with a unit (1.5 倍), a table cell or a bare number is no label
    pattern = rf"(?P<n>[1-9１-９][{_ARABIC}]?(?:[.．][1-9１-９][{_ARABIC}]?){{{parts - 1}}})(?![.．]?[{_ARABIC}])"
    space = f"{_SPACE}{{1,8}}" if parts == 2 else f"{_SPACE}{{0,8}}"
    return _style(
        f"decimal-{parts}", 12 + parts, _LATIN_DIGITS, pattern, rf"(?!{space}[\u4e00-\u9fff“《])|{space}{_MEASURED}"
    )


# Of the rows that open alike the first that fits is taken; order says nothing else.
STYLES: tuple[Style, ...] = (
    _ordinal(
        "article",
        8,
        "条條",
        rf"第{_SPACE}?(?P<n>{_EITHER})(?:[-－‐–之](?P<inner>{_EITHER}))?{_SPACE}?[条條]{_SUB}",
        "[例款件路]",
    ),
    # 附件：清单 lists what is attached and 附件所列 cites it; the annex itself has its label to itself or a number
    _style("annex", 0, "附", rf"{_ANNEX}{_SPACE}{{0,2}}(?P<n>{_EITHER})", r"[^ \t\u3000：:（(.．、]", division=True),
    _style("annex", 0, "附", _ANNEX, rf"{_SPACE}*[：:]{_SPACE}*\S|[^ \t\u3000：:]", division=True),
    _divided("part", 1, "部编編篇", "部[分份]|[编編篇](?![号號制写寫])"),
    _divided("subpart", 2, "分", "分[编編]"),
    _divided("chapter", 3, "章", "章"),
    _divided("section", 4, "节節", "[节節](?![约約能])"),
    # the codes of Taiwan divide 節 into 款 and 款 into 目
    _clause("subsection", 5, "款", division=True),
    _clause("point", 6, "目", division=True),
    _clause("item", 9, "项項"),
    _style("formal", 10, FORMAL_DIGITS + _PLAIN, rf"(?P<n>{_FORMAL_HAN}){_SPACE}?[、､．.]"),
    _style("enumerated", 11, _PLAIN, rf"(?P<n>{_PLAIN_HAN}){_SPACE}?[、､．.]"),
    _style(
        "bracketed",
        12,
        "（(〔【㈠㈡㈢㈣㈤㈥㈦㈧㈨㈩",
        rf"[（(〔【]{_SPACE}?(?P<n>{_HAN}){_SPACE}?[)）〕】]|(?P<one>[㈠-㈩])",
        rf"{_AFTER_LIST}[（(〔第㈠-㈩]|[项項](?![目])|款(?![项項])|目[的规規]|[号號]",
    ),
    _style("arabic", 13, _LATIN_DIGITS + "⒈⒉⒊⒋⒌⒍⒎⒏⒐⒑⒒⒓⒔⒕⒖⒗⒘⒙⒚⒛", rf"(?P<n>{_LATIN}){_SPACE}?[.．、､]|(?P<one>[⒈-⒛])"),
    *(_decimal(parts) for parts in (2, 3, 4, 5)),
    _style(
        "bracketed-arabic",
        18,
        "（(〔【" + _LATIN_DIGITS + "⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽⑾⑿⒀⒁⒂⒃⒄⒅⒆⒇",
        rf"[（(〔【]{_SPACE}?(?P<n>{_LATIN}){_SPACE}?[)）〕】]|(?P<open>{_LATIN}){_SPACE}?[)）]|(?P<one>[⑴-⒇])",
        rf"{_AFTER_LIST}[（(〔第⑴-⒇]|{_AFTER_LIST}{_LATIN}[)）]|[项項](?![目])|款(?![项項])|[号號式]",
    ),
    _style(
        "circled", 19, "".join(map(chr, range(0x2460, 0x2474))), r"(?P<one>[①-⑳])", r"[、,，至和及或与與~～-]?[①-⑳]"
    ),
    _style("stem", 20, _STEMS, rf"(?P<stem>[{_STEMS}])[、､．.]", rf"{_SPACE}?[{_STEMS}]"),
)
HEADING = _style("heading", 7, "#", r"(?!)", division=True)
RANK = {style.name: style.rank for style in (*STYLES, HEADING)}
DIVISIONS = frozenset(style.name for style in (*STYLES, HEADING) if style.division)

_BY_OPENING: dict[str, tuple[Style, ...]] = {
    opening: tuple(style for style in STYLES if opening in style.opens)
    for opening in {character for style in STYLES for character in style.opens}
}
_QUOTES = '“「『‘"＂'
_BLANK = frozenset(" \t\u3000\xa0\ufeff\u200b\u2002\u2003\xad\x0c\x0b\r\n")
_DECORATIONS = frozenset("#*_" + _QUOTES)
OPENINGS = frozenset(opening[0] for opening in _BY_OPENING) | _DECORATIONS
STARTS = OPENINGS | (_BLANK - frozenset("\r\n"))

_HEAD = 160  # every label, with its mark-up and what must be seen after it, ends within this many characters
_MARKUP = pattern(
    rf"(?:(?P<level>#{{1,6}}){_SPACE}{{1,8}})?(?:\*\*|__)?{_SPACE}{{0,8}}(?P<quote>[{_QUOTES}])?(?:\*\*)?"
)
_POINT = pattern("[.．]")
_NEXT_NUMERAL = pattern(rf"{_SPACE}?(?P<n>{_HAN}|[{_ARABIC}]{{1,6}})(?P<after>.?)")
_COUNTED = frozenset("类類级級等季产產线線条條项項款章节節审審期次号號个個者是楼樓层層班组組")


def read_label(line: str) -> Label | None:
    """The label a line begins with, None where there is none; a cross reference at a line's start is none."""
    if not line or line[0] not in STARTS:
        return None
    if line[0] in _BLANK:
        start = len(line) - len(line.lstrip(" \t\u3000\xa0\ufeff\u200b\u2002\u2003\xad\x0c\x0b\r\n"))
        if start == len(line) or line[start] not in OPENINGS:
            return None
    else:
        start = 0
    written = line[start : start + _HEAD].rstrip("\r\n")
    head = written.replace("\u3000", " ")
    at, level, quoted = _markup(head) if head[0] in _DECORATIONS else (0, 0, False)
    for style in _BY_OPENING.get(_opening(head, at), ()):
        found = style.pattern.match(head, at)
        if found and (number := _number(style, found, head)) is not None:
            text = written[at : found.end()].rstrip()
            return Label(style.name, number, text, start + at, start + found.end(), quoted, level)
    if level and written[at:].strip(" \t#*"):
        return Label("heading", (level,), "#" * level, start, start + level, quoted, level)
    return None


def _opening(head: str, at: int) -> str:
    """What tells the styles apart that may begin here: a character; after 第 also the one behind the numeral."""
    opening = head[at : at + 1]
    return opening + head[at + 1 :].lstrip(_COUNTING)[:1] if opening == "第" else opening


def _markup(head: str) -> tuple[int, int, bool]:
    """Where the label begins, the Markdown heading level before it (0 for none), and whether it is quoted."""
    found = _MARKUP.match(head)
    return (found.end(), len(found["level"] or ""), bool(found["quote"])) if found else (0, 0, False)


def _number(style: Style, found: re.Match[str], head: str) -> tuple[int, ...] | None:
    """The label's number; None where the numeral is impossible, or what follows shows that this is no label."""
    follows = found.end()
    while head.startswith(("*", "_"), follows):
        follows += 1
    for refused in style.refused:
        if refused.match(head, follows):
            return None
    groups = found.groupdict()
    if stem := groups.get("stem"):
        return (_STEMS.index(stem) + 1,)
    written = groups.get("n") or groups.get("one") or groups.get("open")
    if written is None:
        return ()
    values = [numeral_value(part) for part in (*_POINT.split(written), groups.get("inner"), groups.get("sub")) if part]
    number = tuple(value for value in values if value is not None)
    largest = _LARGEST_ARTICLE if style.name == "article" else _LARGEST_LABEL
    if len(number) < len(values) or not 0 < number[0] <= largest or 0 in number:
        return None
    if (
        style.name in ("formal", "enumerated", "arabic")
        and not groups.get("one")
        and _counts_on(number[0], found[0], head, follows)
    ):
        return None
    return number


def _counts_on(number: int, written: str, head: str, follows: int) -> bool:
    """Whether the mark after a numeral lists or divides numbers: 一、二、三类, 二、三产业, 1.5倍, 3.14."""
    numeral = _NEXT_NUMERAL.match(head, follows)
    if numeral is None:
        return False
    if written[-1] in ".．":
        # 1.2009年 is an item that begins with a year; any other digit set close to the point is a decimal
        return (
            numeral["n"][0].isdecimal()
            and numeral.start("n") == follows
            and not (len(numeral["n"]) == 4 and numeral["after"] == "年" and written[:-1].strip().isdecimal())
        )
    value = numeral_value(numeral["n"])
    return numeral["after"] == "、" or (value == number + 1 and numeral["after"] in _COUNTED)
