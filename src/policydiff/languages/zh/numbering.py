"""Numbering of Chinese documents: the table of styles, and the characters of numerals."""

from __future__ import annotations

from policydiff.languages.pack import Numbering, Style, UnitCount
from policydiff.text.lazy_regex import Pattern, pattern

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

_PLAIN = "〇零○一二三四五六七八九十百千廿卅"
_FORMAL_DIGITS = "壹贰貳貮叁參参叄肆伍陆陸柒捌玖拾"  # 大写: numerals of deeds, which cannot be altered by a stroke
_CHINESE = f"{_PLAIN}{_FORMAL_DIGITS}佰"
_ARABIC = "0-9０-９"
_SPACE = r"[ \t\xa0]"  # the ideographic space is read as a blank
# Bounded, so that a line of a hundred thousand 一 costs no more than one of twelve. Numerals may be printed spaced out.
_HAN = rf"(?!{_SPACE})(?:{_SPACE}?[{_CHINESE}]){{1,10}}"
_PLAIN_HAN = rf"(?!{_SPACE})(?:{_SPACE}?[{_PLAIN}]){{1,10}}"
# 拾貳, 十贰; but 陸、海、空軍 and 參、眾議院 are words
_FORMAL_HAN = (
    rf"(?!(?:[陸陆]、(?:海[、軍军空]|空[、軍军])|[參参]、[眾众][、兩两議议]))(?=[{_PLAIN}]{{0,2}}[{_FORMAL_DIGITS}])"
    rf"(?:{_SPACE}?[{_FORMAL_DIGITS}{_PLAIN}]){{1,4}}"
)
_LATIN = rf"[{_ARABIC}]{{1,3}}"
_EITHER = rf"(?:{_HAN}|[{_ARABIC}]{{1,4}})"
_SUB = rf"(?:{_SPACE}{{0,2}}(?:之|[-－‐–—]){_SPACE}?(?P<sub>{_EITHER}))?"

_LATIN_DIGITS = "0123456789０１２３４５６７８９"
_COUNTING = _CHINESE + _LATIN_DIGITS + " \t\xa0之-－‐–"  # between 第 and its word
_ANNEX = rf"附{_SPACE}{{0,4}}(?:件|[录錄]|表|[图圖])"
_MEASURED = (
    r"(?:[倍万萬亿億千百个個元吨噸米亩畝度级級年月日天岁]|公[里斤顷吨尺]|平方|立方|小时|分[钟之]?(?:$|[，。、；])"
    r"|以[上下内]|左右|[至到或和及、的])"
)
_STEMS = "甲乙丙丁戊己庚辛壬癸"

# The text after a cross reference at the beginning of a wrapped line: 第三条的规定, 第三条、第四条, 第三条第二款.
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


# A label inside a line: after the end of a sentence, or after white space.
_AFTER_END_OR_SPACE = r"(?<=[。；：:;\s\u3000])"
_NUMERAL_INSIDE = rf"[ \t\u3000]?(?P<n>[0-9０-９〇零○一二三四五六七八九十百千{_FORMAL_DIGITS}]{{1,8}})[ \t\u3000]?"


def _inside(label_regex: str) -> Pattern:
    """The pattern of a label inside a line: the regular expression, directly after a sentence end or white space."""
    return pattern(f"{_AFTER_END_OR_SPACE}{label_regex}")


def _style(name: str, example: str, rank: int, opens: str, label_regex: str, refused_regex: str = "") -> Style:
    """A style that is no division, unless the caller replaces that. Each character of `opens` may begin its labels.

    `label_regex` matches a label, with the groups that `Style` names; `refused_regex` the text after what is none ("":
    all are labels).
    """
    return Style(
        name, example, rank, tuple(opens), pattern(label_regex), (pattern(refused_regex),) if refused_regex else ()
    )


def _ordinal(
    name: str, example: str, rank: int, closing_characters: str, label_regex: str, refused_regex: str
) -> Style:
    """A statutory style of 第 and a numeral, after which comes one of `closing_characters`.

    These only serve to find the style by its beginning (`opens` of `Style`): `label_regex` must match them itself. It
    is a regular expression for the whole label, with the groups that `Style` names. A label is none if the text after
    it matches the regular expression `refused_regex`, or `_BROKEN`: a cross reference. The Legislation Law (立法法)
    fixes the order 编 章 节 条 款 项 目.
    """
    opens = tuple(f"第{character}" for character in closing_characters)
    return Style(name, example, rank, opens, pattern(label_regex), (pattern(refused_regex), _BROKEN), statutory=True)


def _divided(name: str, example: str, rank: int, closing_characters: str, closing_words: str) -> Style:
    """The style of a division: 编, 分编, 章, 节.

    The regular expression `closing_words` matches what comes after the numeral, `closing_characters` are the first
    characters that this may have.
    """
    label = rf"第{_SPACE}?(?P<n>{_EITHER}){_SPACE}?(?:{closing_words}){_SUB}"
    return _ordinal(name, example, rank, closing_characters, label, "[课課目][程时時]?|[是为為将將]")._replace(
        division=True
    )


def _clause(name: str, example: str, rank: int, characters: str) -> Style:
    """The style of 款, 项 or 目, whose characters are `characters`.

    As these are mostly cited, only white space or a colon may come after the label, or the line's end.
    """
    label = rf"第{_SPACE}?(?P<n>{_EITHER}){_SPACE}?[{characters}]"
    return _ordinal(name, example, rank, characters, label, r"[^ \t\u3000：:]")


def _annex(example: str, label_regex: str, refused_regex: str) -> Style:
    """One of the styles of annexes, which are cited alike: all are called annex and are divisions of rank 0.

    The regular expressions `label_regex` and `refused_regex` are those of `_style`.
    """
    return _style("annex", example, 0, "附", label_regex, refused_regex)._replace(
        division=True, annex=True, reference_word="附件"
    )


def _decimal(levels: int) -> Style:
    """The style of labels with this many levels, from 2 to 5: 1.1 编制目的, 2.3.1 组织机构, or 5.1. Powers.

    Each level has one or two digits and does not begin with 0; a point may end the label, and only then may the text
    be Latin. Figures with a unit (1.5 倍) and table cells are none.
    """
    label_pattern = (
        rf"(?P<n>[1-9１-９][{_ARABIC}]?(?:[.．][1-9１-９][{_ARABIC}]?){{{levels - 1}}})(?![.．]?[{_ARABIC}])"
        rf"(?:[.．](?={_SPACE}{{0,8}}[\u4e00-\u9fffA-Z“《]))?"
    )
    space = f"{_SPACE}{{1,8}}" if levels == 2 else f"{_SPACE}{{0,8}}"
    example = ".".join("12345"[:levels])
    refused = rf"(?<![.．])(?!{space}[\u4e00-\u9fff“《])|{space}{_MEASURED}"
    return _style(
        f"decimal-{levels}", f"{example} 编制目的", 12 + levels, _LATIN_DIGITS, label_pattern, refused
    )._replace(multilevel=True)


def _section_number() -> Style:
    """The style of a section as standards number it: 5　数据. Without a point, an ideographic space has to follow.

    The text after it is a short heading without marks, figures and further blanks, which a table row would have.
    """
    return _style(
        "decimal-1",
        "5　数据",
        13,
        _LATIN_DIGITS,
        rf"(?P<n>[1-9１-９][{_ARABIC}]?)(?=\u3000{{1,4}}[\u4e00-\u9fff“《])",
        rf"(?! {{1,4}}[^ \t{_ARABIC}。，；：！？,;:]{{2,40}} {{0,8}}$)",
    )._replace(multilevel=True, wide_space=True)


def _lettered(levels: int) -> Style:
    """The style of labels of an annex, with this many levels, 2 or 3: A.1 一般要求, A.1. Proposal, A.1.1 试样."""
    label_pattern = (
        rf"(?P<letter>[A-Z])[.．](?P<n>[1-9１-９][{_ARABIC}]?(?:[.．][1-9１-９][{_ARABIC}]?){{{levels - 2}}})"
        rf"(?![.．]?[{_ARABIC}])[.．]?(?={_SPACE}{{1,8}}[\u4e00-\u9fffA-Z“《])"
    )
    example = ".".join("A12"[:levels])
    return _style(
        f"lettered-{levels}", f"{example} 一般要求", 10 + levels, "ABCDEFGHIJKLMNOPQRSTUVWXYZ", label_pattern
    )._replace(multilevel=True)


# Styles that begin with the same character are tried in this order, which has no other meaning.
_STYLES: tuple[Style, ...] = (
    _ordinal(
        "article",
        "第三条",
        8,
        "条條",
        rf"第{_SPACE}?(?P<n>{_EITHER})(?:[-－‐–之](?P<inner>{_EITHER}))?{_SPACE}?[条條]{_SUB}",
        "[例款件路]",
    )._replace(
        article=True,
        opens_law=True,
        largest_number=9_999,  # never a year
        reference_word="条",
        checked=UnitCount("article", _inside(f"第{_NUMERAL_INSIDE}[条條]"), ascending=True),
    ),
    # 附件：清单 lists annexes and 附件所列 cites one; the label of an annex is alone on its line or has a number
    _annex("附件1：", rf"{_ANNEX}{_SPACE}{{0,2}}(?P<n>{_EITHER})", r"[^ \t\u3000：:（(.．、]"),
    _annex("附录A", rf"{_ANNEX}{_SPACE}{{0,2}}(?P<letter>[A-Z])(?![A-Za-z0-9])", r"[^ \t\u3000：:（(.．、]"),
    _annex("附件", _ANNEX, rf"{_SPACE}*[：:]{_SPACE}*\S|[^ \t\u3000：:]"),
    _divided("part", "第一编 总则", 1, "部编編篇", "部[分份]|[编編篇](?![号號制写寫])")._replace(
        opens_law=True,
        reference_word="编",
        checked=UnitCount("part", _inside(f"第{_NUMERAL_INSIDE}[编編篇]"), ascending=True),
    ),
    _divided("subpart", "第一分编 通则", 2, "分", "分[编編]")._replace(
        checked=UnitCount("part", _inside(f"第{_NUMERAL_INSIDE}分[编編]"))
    ),
    _divided("chapter", "第一章 总则", 3, "章", "章")._replace(
        opens_law=True,
        reference_word="章",
        checked=UnitCount("chapter", _inside(f"第{_NUMERAL_INSIDE}章"), ascending=True),
    ),
    _divided("section", "第一节 登记", 4, "节節", "[节節](?![约約能])")._replace(
        checked=UnitCount("section", _inside(f"第{_NUMERAL_INSIDE}[节節]"), ascending=True)
    ),
    # the codes of Taiwan divide 節 into 款 and 款 into 目
    _clause("subsection", "第一款 通則", 5, "款")._replace(division=True),
    _clause("point", "第一目 通則", 6, "目")._replace(division=True),
    _clause("item", "第一项 登记", 9, "项項"),
    _style("formal", "壹、总则", 10, _FORMAL_DIGITS + _PLAIN, rf"(?P<n>{_FORMAL_HAN}){_SPACE}?[、､．.]")._replace(
        pointed=True,
        reference_word="部分",
        checked=UnitCount("item", _inside(rf"(?P<n>[十廿{_FORMAL_DIGITS}]{{1,4}})[、．.]")),
    ),
    _style("enumerated", "一、总则", 11, _PLAIN, rf"(?P<n>{_PLAIN_HAN}){_SPACE}?[、､．.]")._replace(
        pointed=True,
        alternative_to="formal",
        separate_headings=True,
        reference_word="部分",
        checked=UnitCount("item", _inside(f"{_NUMERAL_INSIDE}[、．.]")),
    ),
    _style(
        "bracketed",
        "（一）登记",
        12,
        "（(〔【㈠㈡㈢㈣㈤㈥㈦㈧㈨㈩",
        rf"[（(〔【]{_SPACE}?(?P<n>{_HAN}){_SPACE}?[)）〕】]|(?P<one>[㈠-㈩])",
        rf"{_AFTER_LIST}[（(〔第㈠-㈩]|[项項](?![目])|款(?![项項])|目[的规規]|[号號]",
    )._replace(
        listed=True,
        separate_headings=True,
        checked=UnitCount("item", _inside(f"[（(]{_NUMERAL_INSIDE}[)）]")),
    ),
    _style(
        "arabic",
        "1. 登记",
        13,
        _LATIN_DIGITS + "⒈⒉⒊⒋⒌⒍⒎⒏⒐⒑⒒⒓⒔⒕⒖⒗⒘⒙⒚⒛",
        rf"(?P<n>{_LATIN}){_SPACE}?[.．、､]|(?P<one>[⒈-⒛])",
    )._replace(pointed=True, listed=True, markdown_list=True, separate_headings=True),
    *(_decimal(levels) for levels in (2, 3, 4, 5)),
    _section_number(),
    *(_lettered(levels) for levels in (2, 3)),
    _style(
        "bracketed-arabic",
        "（1）登记",
        18,
        "（(〔【" + _LATIN_DIGITS + "⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽⑾⑿⒀⒁⒂⒃⒄⒅⒆⒇",
        rf"[（(〔【]{_SPACE}?(?P<n>{_LATIN}){_SPACE}?[)）〕】]|(?P<open>{_LATIN}){_SPACE}?[)）]|(?P<one>[⑴-⒇])",
        rf"{_AFTER_LIST}[（(〔第⑴-⒇]|{_AFTER_LIST}{_LATIN}[)）]|[项項](?![目])|款(?![项項])|[号號式]",
    )._replace(listed=True, markdown_list=True, separate_headings=True),
    _style(
        "circled",
        "①登记",
        19,
        "".join(map(chr, range(0x2460, 0x2474))),
        r"(?P<one>[①-⑳])",
        r"[、,，至和及或与與~～-]?[①-⑳]",
    )._replace(listed=True, separate_headings=True),
    _style("stem", "甲、总则", 20, _STEMS, rf"(?P<stem>[{_STEMS}])[、､．.]", rf"{_SPACE}?[{_STEMS}]")._replace(
        pointed=True, separate_headings=True
    ),
)

_NEXT_NUMERAL = pattern(rf"{_SPACE}?(?P<n>{_HAN}|[{_ARABIC}]{{1,6}})(?P<after>.?)")
_COUNTED = frozenset("类類级級等季产產线線条條项項款章节節审審期次号號个個者是楼樓层層班组組")

# A short heading without marks, figures and further blanks, which a row of a table would have, and no quantity.
_COUNTED_THINGS = "个個件台臺套名人项項条條种種类類次份家户戶部处處所批页頁层層级級"
_SPACED_SECTION = pattern(
    rf"(?<![^\r\n])[ \t]{{0,4}}(?P<n>[1-9][0-9]?) {{1,4}}(?!{_MEASURED}|[{_COUNTED_THINGS}])"
    rf"[\u4e00-\u9fff][^\s{_ARABIC}，。；：！？,;:|]{{1,29}}(?=[ \t]{{0,4}}(?![^\r\n]))"
)

NUMBERING = Numbering(
    styles=_STYLES,
    digits=_DIGITS,
    tens=_TENS,
    units=_UNITS,
    myriads=_MYRIADS,
    formal_digits=_FORMAL_DIGITS,
    stems=_STEMS,
    ordinal="第",
    counting=_COUNTING,
    next_numeral=_NEXT_NUMERAL,
    counted=_COUNTED,
    division_inside=_inside(f"第{_NUMERAL_INSIDE}[编編章节節]"),
    spaced_section=_SPACED_SECTION,
)
