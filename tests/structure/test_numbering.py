"""Labels a line may begin with, cross references it may begin with, and numerals."""

from __future__ import annotations

from re._parser import parse  # type: ignore[import-not-found]  # of no other module since Python 3.11

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policydiff.languages.pack import Style
from policydiff.structure.numbering import RANK, STYLES, Label, numeral_value, read_label

_MAX_WIDTH = 100  # characters that a pattern of labels may match


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("十二", 12),
        ("二十", 20),
        ("廿", 20),
        ("廿三", 23),
        ("卅", 30),
        ("一百零三", 103),
        ("一千零十", 1010),
        ("三百十七", 317),
        ("一〇三", 103),
        ("二〇〇九", 2009),
        ("二○○九", 2009),
        ("两", 2),
        ("零", 0),
        ("壹佰", 100),
        ("壹贰叁", 123),
        ("拾壹", 11),
        ("叄", 3),
        ("貮", 2),
        ("１２", 12),
        ("12", 12),
        ("⑫", 12),
        ("㈢", 3),
        ("⒌", 5),
        ("三千五百", 3500),
        ("十万", 100000),
        ("两亿三千万", 230000000),
        ("百分之二十", 20),
        ("十 二", 12),
        ("", None),
        ("甲", None),
        ("十x", None),
        ("一" * 1000, None),
    ],
)
def test_numeral_value(text: str, value: int | None) -> None:
    assert numeral_value(text) == value


def _spoken(number: int) -> str:
    """The numeral as a legal drafter writes it, up to 999."""
    digits = "零一二三四五六七八九"
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    text = f"{digits[hundreds]}百" if hundreds else ""
    if tens:
        text += ("" if tens == 1 and not hundreds else digits[tens]) + "十"
    elif hundreds and ones:
        text += "零"
    return text + (digits[ones] if ones else "")


@given(st.integers(min_value=1, max_value=999))
def test_articles_count_as_drafters_write_them(number: int) -> None:
    label = read_label(f"第{_spoken(number)}条 为了规范河务管理，制定本办法。")
    assert label is not None
    assert label.number == (number,)


@pytest.mark.parametrize(
    ("line", "style", "number", "text"),
    [
        ("第一编 总则", "part", (1,), "第一编"),
        ("第二編　債", "part", (2,), "第二編"),
        ("第三部分 主要任务", "part", (3,), "第三部分"),
        ("第二分编 用益物权", "subpart", (2,), "第二分编"),
        ("第 一 章 总 则", "chapter", (1,), "第 一 章"),
        ("第五章之一 罰則", "chapter", (5, 1), "第五章之一"),
        ("第一節　通則", "section", (1,), "第一節"),
        ("第三条 市水务局主管全市节水工作。", "article", (3,), "第三条"),
        ("第一条为了加强湖泊保护，制定本条例。", "article", (1,), "第一条"),
        ("第三条所有权人应当登记。", "article", (3,), "第三条"),
        ("第十二条　本办法自公布之日起施行。", "article", (12,), "第十二条"),
        ("第四条（主管机关）本办法的主管机关为市水务局。", "article", (4,), "第四条"),
        ("第四條 (主管機關)", "article", (4,), "第四條"),
        ("第三条", "article", (3,), "第三条"),
        ("第三条之一 临时救助", "article", (3, 1), "第三条之一"),
        ("第三條 之一", "article", (3, 1), "第三條 之一"),
        ("第三條之1　甲", "article", (3, 1), "第三條之1"),
        ("第51條-1", "article", (51, 1), "第51條-1"),
        ("第51-1條", "article", (51, 1), "第51-1條"),
        ("第一款  買賣", "subsection", (1,), "第一款"),
        ("1.1 编制目的", "decimal-2", (1, 1), "1.1"),
        ("2.3.1 组织机构", "decimal-3", (2, 3, 1), "2.3.1"),
        ("2.3.1组织机构", "decimal-3", (2, 3, 1), "2.3.1"),
        ("5.1. 数据每日更新", "decimal-2", (5, 1), "5.1."),
        ("5.1.2．数据每日更新", "decimal-3", (5, 1, 2), "5.1.2．"),
        ("4.1. Powers", "decimal-2", (4, 1), "4.1."),
        ("一、总体要求", "enumerated", (1,), "一、"),
        ("十二、组织实施", "enumerated", (12,), "十二、"),
        ("一、2009年工作回顾", "enumerated", (1,), "一、"),
        ("一、十三五时期的成绩", "enumerated", (1,), "一、"),
        ("二、一年来的工作", "enumerated", (2,), "二、"),
        ("壹、前言", "formal", (1,), "壹、"),
        ("貳、目標", "formal", (2,), "貳、"),
        ("贰．目标", "formal", (2,), "贰．"),
        ("叄 、方法", "formal", (3,), "叄 、"),
        ("参、股份", "formal", (3,), "参、"),
        ("陸、海域管理", "formal", (6,), "陸、"),
        ("拾貳、附則", "formal", (12,), "拾貳、"),
        ("十贰、附则", "formal", (12,), "十贰、"),
        ("第壹章 總則", "chapter", (1,), "第壹章"),
        ("第參章 附則", "chapter", (3,), "第參章"),
        ("第叄條　會員之權利", "article", (3,), "第叄條"),
        ("（貳）經費", "bracketed", (2,), "（貳）"),
        ("（一）项目建设", "bracketed", (1,), "（一）"),
        ("(十二) 加强督查", "bracketed", (12,), "(十二)"),
        ("㈠ 范围", "bracketed", (1,), "㈠"),
        ("1. 2009年完成选址", "arabic", (1,), "1."),
        ("1.2009年完成选址", "arabic", (1,), "1."),
        ("１．清淤", "arabic", (1,), "１．"),
        ("12、验收", "arabic", (12,), "12、"),
        ("⒈ 清淤", "arabic", (1,), "⒈"),
        ("（1）甲地", "bracketed-arabic", (1,), "（1）"),
        ("1) 甲地", "bracketed-arabic", (1,), "1)"),
        ("⑴甲地", "bracketed-arabic", (1,), "⑴"),
        ("③ 乙地", "circled", (3,), "③"),
        ("甲、申请", "stem", (1,), "甲、"),
        ("附件", "annex", (), "附件"),
        ("附 件：", "annex", (), "附 件"),
        ("附件2 分工表", "annex", (2,), "附件2"),
        ("附件1：分工表", "annex", (1,), "附件1"),
        ("附录一", "annex", (1,), "附录一"),
    ],
)
def test_labels(line: str, style: str, number: tuple[int, ...], text: str) -> None:
    label = read_label(line)
    assert label == Label(style, number, text, 0, len(text))


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("　　（一）范围", Label("bracketed", (1,), "（一）", 2, 5)),
        ("## 第一章 总则", Label("chapter", (1,), "第一章", 3, 6, markup=2)),
        ("**第一条** 为了", Label("article", (1,), "第一条", 2, 5)),
        ("### **三、目标**", Label("enumerated", (3,), "三、", 6, 8, markup=3)),
        ("## 附则", Label("heading", (2,), "##", 0, 2, markup=2)),
        ("“第三条 修改后的条文", Label("article", (3,), "第三条", 1, 4, quoted=True)),
        ("「第三條　修正後之條文", Label("article", (3,), "第三條", 1, 4, quoted=True)),
    ],
)
def test_markup_and_quotation_marks_are_no_part_of_a_label(line: str, expected: Label) -> None:
    assert read_label(line) == expected


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("line", ["附件1", "附件", "第三条", "第一款", "一、"])
def test_a_line_may_come_with_its_ending(line: str, ending: str) -> None:
    label = read_label(line)
    assert label is not None
    assert read_label(line + ending) == label


@pytest.mark.parametrize(
    ("line", "style", "number", "level"),
    [
        ("####二、任务", "enumerated", (2,), 4),
        ("##（一）任务", "bracketed", (1,), 2),
        ("<br>2、用户应当登记", "arabic", (2,), 0),
        ("<p><br/>（二）登记", "bracketed", (2,), 0),
        ("<br />第三条 登记", "article", (3,), 0),
        ("#话题 登记", None, (), 0),
        ("5.1. of the act", None, (), 0),
        ("5.1.3 倍", None, (), 0),
        ("<b>登记</b>", None, (), 0),
    ],
)
def test_marks_before_a_label(line: str, style: str | None, number: tuple[int, ...], level: int) -> None:
    label = read_label(line)
    assert (label and label.style) == style
    if label:
        assert (label.number, label.markup) == (number, level)


@pytest.mark.parametrize(
    "line",
    [
        "第三条的规定",
        "第三条、第四条",
        "第三条和第四条的罚款",
        "第三条至第五条",
        "第三条规定的期限",
        "第三条第二款",
        "第三条 第二款所列情形",
        "第三条所称",
        "第三條之規定",
        "第二十条，处以罚款",
        "第三章的规定",
        "第二章、第三章",
        "第一部分是回顾",
        "第一款规定的期限",
        "第一节课",
        "（一）项规定的",
        "（一）、（二）项",
        "（一）至（三）项",
        "1.5倍",
        "3.14",
        "2009.12",
        "1.5 倍",
        "3.2 万元",
        "2.5 10 2 2",
        "1.1",
        "0.5 分",
        "2009年",
        "1、2号泵站",
        "1、2、3号泵站",
        "一、二、三类水体",
        "一、二类水体",
        "二、三产业",
        "壹、貳、參類會員",
        "陸、海、空軍現役軍人",
        "陸、海軍軍人",
        "參、眾議院議員",
        "壹佰元以上",
        "（二〇〇九）",
        "(2009)",
        "①②两项",
        "甲、乙双方",
        "附件所列清单",
        "附件1所列清单",
        "附件：1.清单",
        "一是加强领导",
        "#标签",
        "## ",
        "",
        "   ",
        "水务局",
    ],
)
def test_what_is_no_label(line: str) -> None:
    assert read_label(line) is None


@pytest.mark.parametrize("hostile", ["一", "第", "十、", "（", "#", "*", "1", "1.", " ", "第一", "“", "附", "第 ", "①"])
def test_a_hundred_thousand_of_one_thing_are_read(hostile: str) -> None:
    label = read_label(hostile * 100_000)
    assert label is None or label.end < 200


@given(st.text(alphabet="第一二十百条章节編之款、（）()1２.．-#*“ 　附件甲①", max_size=40))
def test_a_label_is_a_stretch_of_its_line(line: str) -> None:
    label = read_label(line)
    if label:
        assert line[label.start : label.end] == label.text
        assert label.style in RANK
        assert all(number > 0 for number in label.number)


@pytest.mark.parametrize("style", STYLES, ids=lambda style: style.name)
def test_a_style_reads_its_example(style: Style) -> None:
    label = read_label(style.example)
    assert label is not None
    assert label.style == style.name


@pytest.mark.parametrize("style", STYLES, ids=lambda style: style.name)
def test_a_style_matches_a_bounded_stretch(style: Style) -> None:
    """The cost at one place is bounded, so that of a line is linear in its length."""
    for pattern in (style.pattern, *([style.checked.inside_line] if style.checked else ())):
        assert parse(pattern.pattern).getwidth()[1] <= _MAX_WIDTH
