"""The text that Word prints for a number in each format, and automatic numbers in documents."""

from __future__ import annotations

import pytest

from policydiff.readers.word.number_formats import is_known, number_text
from word_files import level, lines_of, numbering, paragraph, word_file

SERIES = {
    "chineseCounting": "1 一, 10 十, 11 十一, 20 二十, 21 二十一, 99 九十九, 100 一○○, 101 一○一, 110 一一○",
    "chineseCountingThousand": "1 一, 10 十, 19 十九, 20 二十, 100 一百, 101 一百〇一, 110 一百一十, 112 一百一十二, "
    "1001 一千〇一, 1010 一千〇一十, 10000 一万, 1000000 ",
    "taiwaneseCounting": "1 一, 10 十, 15 十五, 100 一○○, 105 一○五",
    "taiwaneseCountingThousand": "1 一, 10 十, 101 一百零一, 110 一百一十, 10010 一萬零一十",
    "taiwaneseDigital": "1 一, 10 一○, 25 二五",
    "ideographDigital": "1 一, 10 一〇, 11 一一, 101 一〇一",
    "japaneseDigitalTenThousand": "1 一, 10 一〇",
    "chineseLegalSimplified": "1 壹, 2 贰, 3 叁, 6 陆, 10 壹拾, 11 壹拾壹, 101 壹佰零壹, 10000 壹万",
    "ideographLegalTraditional": "1 壹, 2 貳, 3 參, 6 陸, 10 壹拾, 101 壹佰零壹, 10000 壹萬",
    "japaneseCounting": "1 一, 10 十, 101 百一, 1110 千百十, 10000 一万",
    "japaneseLegal": "1 壱, 10 壱拾, 101 壱百壱",
    "ideographTraditional": "1 甲, 10 癸, 11 11",
    "ideographZodiac": "1 子, 12 亥, 13 13",
    "ideographZodiacTraditional": "1 甲子, 11 甲戌, 60 癸亥, 61 61",
    "ideographEnclosedCircle": "1 ㈠, 10 ㈩, 11 11",
    "decimalEnclosedCircle": "1 ①, 20 ⑳, 21 21",
    "decimalEnclosedCircleChinese": "1 ①, 10 ⑩, 11 11",
    "decimalEnclosedFullstop": "1 ⒈, 20 ⒛",
    "decimalEnclosedParen": "1 ⑴, 20 ⒇",
    "decimalFullWidth": "1 １, 10 １０",
    "decimalFullWidth2": "12 １２",
    "decimalHalfWidth": "12 12",
    "decimalZero": "1 01, 10 10, 100 100",
    "numberInDash": "3 - 3 -",
    "upperLetter": "1 A, 26 Z, 27 AA, 28 BB",
    "lowerLetter": "3 c, 53 aaa",
    "upperRoman": "4 IV, 1999 MCMXCIX",
    "lowerRoman": "9 ix",
    "ordinal": "0 0th, 1 1st, 12 12th, 22 22nd, 103 103rd",
    "cardinalText": "0 Zero, 1 One, 21 Twenty-one, 102 One hundred two",
    "ordinalText": "1 First, 12 Twelfth, 20 Twentieth, 21 Twenty-first, 100 One hundredth",
    "koreanDigital2": "1 一, 10 一零",
    "hex": "255 FF",
    "chicago": "1 *, 5 **",
    "none": "7 ",
    "aFormatOfTomorrow": "7 7",
}


@pytest.mark.parametrize("number_format", SERIES)
def test_a_number_is_printed_as_word_prints_it(number_format: str) -> None:
    expected = dict(pair.split(" ", 1) for pair in SERIES[number_format].split(", "))
    assert {number: number_text(int(number), number_format) for number in expected} == expected


def test_a_format_that_is_not_known_is_known_to_be_so() -> None:
    assert not is_known("aFormatOfTomorrow")
    assert all(map(is_known, set(SERIES) - {"aFormatOfTomorrow"}))


STATUTE = numbering(
    level(0, "chineseCountingThousand", "第%1章", suffix="space"),
    level(1, "chineseCountingThousand", "第%2条", more='<w:lvlRestart w:val="0"/>', suffix="tab"),
    level(2, "chineseCountingThousand", "（%3）"),
    level(3, "decimal", "%4."),
)


def test_articles_go_on_through_the_chapters_and_items_begin_anew() -> None:
    body = "".join(
        paragraph(text, number="1", level=depth)
        for depth, text in [
            (0, "总则"),
            (1, "为了…"),
            (2, "甲项"),
            (2, "乙项"),
            (0, "罚则"),
            (1, "违反…"),
            (2, "丙项"),
            (3, "目"),
        ]
    )
    assert lines_of(word_file(body, numbering=STATUTE)) == [
        "第一章 总则", "第一条 为了…", "（一）甲项", "（二）乙项", "第二章 罚则", "第二条 违反…", "（一）丙项", "1.目",
    ]  # fmt: skip


ONE = '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
LISTS = {
    "a list that begins anew by a start of its own": (
        numbering(
            level(0, "chineseCounting", "%1、"),
            lists=f'{ONE}<w:num w:numId="2"><w:abstractNumId w:val="0"/>'
            '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>',
        ),
        [("1", 0), ("1", 0), ("2", 0), ("2", 0), ("1", 0)],
        ["一、", "二、", "一、", "二、", "三、"],
    ),
    "two lists of one definition count on": (
        numbering(
            level(0, "decimal", "%1."),
            lists=f'{ONE}<w:num w:numId="2"><w:abstractNumId w:val="0"/></w:num>',
        ),
        [("1", 0), ("2", 0), ("1", 0)],
        ["1.", "2.", "3."],
    ),
    "a level replaced in one list": (
        numbering(
            level(0, "decimal", "%1."),
            lists='<w:num w:numId="1"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0">'
            + level(0, "ideographLegalTraditional", "%1、", start=3)
            + "</w:lvlOverride></w:num>",
        ),
        [("1", 0), ("1", 0)],
        ["參、", "肆、"],
    ),
    "a legal level prints all numbers in decimal digits": (
        numbering(level(0, "chineseCounting", "第%1章"), level(1, "decimal", "%1.%2", more="<w:isLgl/>")),
        [("1", 0), ("1", 0), ("1", 1)],
        ["第一章", "第二章", "2.1"],
    ),
    "a level that begins anew only with the first": (
        numbering(
            level(0, "decimal", "%1"),
            level(1, "decimal", "%2)"),
            level(2, "decimal", "(%3)", more='<w:lvlRestart w:val="1"/>'),
        ),
        [("1", 0), ("1", 1), ("1", 2), ("1", 1), ("1", 2), ("1", 0), ("1", 1), ("1", 2)],
        ["1", "1)", "(1)", "2)", "(2)", "2", "1)", "(1)"],
    ),
    "a level used before those above it": (
        numbering(level(0, "decimal", "%1."), level(1, "decimal", "%1.%2")),
        [("1", 1), ("1", 1), ("1", 0)],
        ["1.1", "1.2", "1."],
    ),
    "a format of digits with zeros before them": (
        numbering(
            '<w:lvl w:ilvl="0"><w:start w:val="7"/>'
            '<mc:AlternateContent><mc:Choice Requires="w14"><w:numFmt w:val="custom" '
            'w:format="001, 002, 003, ..."/></mc:Choice><mc:Fallback><w:numFmt w:val="decimal"/></mc:Fallback>'
            '</mc:AlternateContent><w:suff w:val="nothing"/><w:lvlText w:val="%1"/></w:lvl>'
        ),
        [("1", 0), ("1", 0)],
        ["007", "008"],
    ),
    "a list that refers to a style": (
        '<w:abstractNum w:abstractNumId="0"><w:numStyleLink w:val="articles"/></w:abstractNum>'
        f'<w:abstractNum w:abstractNumId="1">{level(0, "chineseCountingThousand", "第%1条")}</w:abstractNum>'
        f'{ONE}<w:num w:numId="9"><w:abstractNumId w:val="1"/></w:num>',
        [("1", 0), ("9", 0)],
        ["第一条", "第二条"],
    ),
    "bullets and no numbers": (
        numbering(level(0, "bullet", "\uf0b7"), level(1, "none", "")),
        [("1", 0), ("1", 1), ("0", 0), ("8", 0)],
        ["•", "", "", ""],
    ),
}
STYLE_OF_LIST = (
    '<w:style w:type="numbering" w:styleId="articles"><w:pPr><w:numPr><w:numId w:val="9"/></w:numPr></w:pPr></w:style>'
)


@pytest.mark.parametrize("case", LISTS)
def test_numbers_of_lists(case: str) -> None:
    definitions, paragraphs, expected = LISTS[case]
    body = "".join(paragraph(number=number, level=depth) for number, depth in paragraphs)
    assert lines_of(word_file(body, numbering=definitions, styles=STYLE_OF_LIST)) == expected


def test_the_style_of_a_paragraph_numbers_it() -> None:
    styles = (
        _style("chapter", '<w:numId w:val="1"/>')
        + _style("article", '<w:ilvl w:val="1"/><w:numId w:val="1"/>')
        + '<w:style w:type="paragraph" w:styleId="clause"><w:basedOn w:val="article"/></w:style>'
    )
    definitions = numbering(
        level(0, "chineseCountingThousand", "第%1章 ", more='<w:pStyle w:val="chapter"/>'),
        level(1, "chineseCountingThousand", "第%2条 ", more='<w:pStyle w:val="article"/>'),
    )
    body = "".join(
        paragraph(text, style=style) for style, text in [("chapter", "总则"), ("article", "甲"), ("clause", "乙")]
    )
    body += paragraph("丙", style="article", number="0")
    assert lines_of(word_file(body, numbering=definitions, styles=styles)) == [
        "第一章 总则",
        "第一条 甲",
        "第二条 乙",
        "丙",
    ]


def _style(name: str, numbers: str) -> str:
    """A paragraph style with a list."""
    properties = f"<w:pPr><w:numPr>{numbers}</w:numPr></w:pPr>"
    return f'<w:style w:type="paragraph" w:styleId="{name}">{properties}</w:style>'
