"""Outlines of invented documents, each of a kind that real ones come in."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policydiff.structure.labels import carried_labels, read_labels
from policydiff.structure.outline import Outline, Unit, outline
from policydiff.text.document import Document
from policydiff.text.spans import Span

PLAN = """云溪县2031年水利工作要点
日期:
2031年03月05日 09:30
一、抓好防汛备汛
各乡镇要在汛前完成隐患排查,落实责任人。
二、推进灌区改造
（一）完成东干渠衬砌。年内完成12公里。
（二）修复提灌站。
1.更换水泵。
2.整修机房。
三、强化水费征收
按方计量,按月公示。
"""

LAW = """# 云溪县河道管理条例

2031年5月6日 云溪县第三届人民代表大会第一次会议通过

## 目录

第一章 总则
第二章 附则

## 第一章 总则

第一条 为了加强河道管理，制定本条例。

第二条 本条例适用于下列河道：

（一）云溪河；

（二）石桥河。

第三条之一 【巡查制度】乡镇应当每月巡查一次。

## 第二章 附则

第四条 本条例自公布之日起施行。
"""

STATUTE = """第一章  總則
============
第一條 (立法目的)
　　為維護埤塘，特制定本法。
第二條 (定義)
　　本法用詞定義如下：
　　一、埤塘：指蓄水之池。
　　　（一）公有者。
　　　（二）私有者。
　　二、管理人：指實際管理之人。
第二條 之一
　　第一條之規定，準用於溝渠。
第三條
　　第一條但書情形，應報主管機關備查。
"""


def _read(text: str) -> Outline:
    return outline(Document.from_text(text))


def _tree(units: tuple[Unit, ...]) -> list[str]:
    """Labels (or – for a paragraph), indented by level, with headings after a colon."""
    lines = []
    for unit in units:
        label = unit.label.text if unit.label else "–"
        lines.append(" " * unit.level + label + (f":{unit.heading}" if unit.heading else ""))
        lines += _tree(unit.children)
    return lines


def _outermost(read: Outline) -> list[str]:
    return [each.label.text for each in read.labelled if each.outermost]


def test_a_plan() -> None:
    read = _read(PLAN)
    assert _tree(read.units) == [
        "–",
        "–",
        "一、:抓好防汛备汛",
        "二、:推进灌区改造",
        " （一）:完成东干渠衬砌",
        " （二）:修复提灌站",
        "  1.",
        "  2.",
        "三、:强化水费征收",
    ]
    assert read.title == "云溪县2031年水利工作要点"
    assert read.date == "2031年03月05日"
    assert (read.number, read.issuer) == (None, None)
    assert _outermost(read) == ["一、", "二、", "三、"]


def test_a_body_pasted_twice_is_a_restart() -> None:
    body = PLAN[PLAN.index("一、") :]
    read = _read(PLAN + "2031年是水利工作关键的一年。\n" + body)
    assert _outermost(read) == ["一、", "二、", "三、"] * 2
    assert [each.depth for each in read.labelled] == [0, 0, 1, 1, 2, 2, 0] * 2


def test_a_law_in_markdown_with_a_table_of_contents() -> None:
    read = _read(LAW)
    assert read.title == "云溪县河道管理条例"
    assert read.date == "2031年5月6日"
    assert [each.label.text for each in read.labelled if each.label.style == "article"] == [
        "第一条",
        "第二条",
        "第三条之一",
        "第四条",
    ]
    tree = _tree(read.units)
    assert tree[tree.index("第一章:总则") :] == [
        "第一章:总则",
        " 第一条",
        " 第二条",
        "  （一）",
        "  （二）",
        " 第三条之一:巡查制度",
        "第二章:附则",
        " 第四条",
    ]
    assert _outermost(read)[-6:] == ["第一章", "第一条", "第二条", "第三条之一", "第二章", "第四条"]


def test_a_statute_of_taiwan() -> None:
    read = _read(STATUTE)
    assert _tree(read.units) == [
        "第一章:總則",
        " 第一條:立法目的",
        " 第二條:定義",
        "  一、",
        "   （一）",
        "   （二）",
        "  二、",
        " 第二條 之一",
        " 第三條",
    ]
    assert _outermost(read) == ["第一章", "第一條", "第二條", "第二條 之一", "第三條"]
    assert [each.label.number for each in read.labelled if each.label.style == "article"] == [(1,), (2,), (2, 1), (3,)]


@pytest.mark.parametrize(
    ("text", "depths"),
    [
        ("1.甲事项\n（一）东岸\n（二）西岸\n2.乙事项\n（一）南岸\n", [0, 1, 1, 0, 1]),
        ("一、总则\n第一条 甲。\n第二条 乙。\n二、罚则\n第三条 丙。\n", [0, 1, 1, 0, 1]),
        ("一、甲\n1.子\n2.丑\n（一）东\n（二）西\n", [0, 1, 1, 1, 1]),
        ("第一部分 回顾\n一、甲\n第二部分 任务\n一、乙\n", [0, 1, 0, 1]),
        ("第一编 总则\n第一章 甲\n第一节 乙\n第一条 丙。\n第二章 丁\n第二条 戊。\n", [0, 1, 2, 3, 1, 2]),
        ("一、甲\n（一）乙\n附件1\n一、丙\n附件2\n", [0, 1, 0, 1, 0]),
        ("第一節 甲\n第一款 乙\n第一條 丙。\n第二款 丁\n第二條 戊。\n", [0, 1, 2, 1, 2]),
        ("1.1 甲\n1.1.1 乙\n1.1.2 丙\n1.2 丁\n（1）戊\n2.1 己\n", [0, 1, 1, 0, 1, 0]),
        ("# 甲\n## 乙\n一、丙\n## 丁\n一、戊\n# 己\n", [0, 1, 0, 1, 0]),
        ("壹、甲\n一、子\n二、丑\n貳、乙\n一、寅\n", [0, 1, 1, 0, 1]),
        ("壹、甲\n一、子\n（一）寅\n二、丑\n贰、乙\n叁、丙\n", [0, 1, 2, 1, 0, 0]),
        ("壹、甲\n貳、乙\n參、丙\n", [0, 0, 0]),
        ("第一部分 甲\n壹、子\n一、寅\n貳、丑\n第二部分 乙\n壹、卯\n", [0, 1, 2, 1, 0, 1]),
        ("第壹章 甲\n壹、子\n一、寅\n第貳章 乙\n壹、丑\n", [0, 1, 2, 0, 1]),
        ("第一條 甲：\n壹、子\n一、寅\n貳、丑\n第二條 乙。\n", [0, 1, 2, 1, 0]),
        ("一、甲\n壹、子\n貳、丑\n二、乙\n壹、寅\n", [0, 1, 1, 0, 1]),
        ("甲、东\n壹、子\n一、寅\n貳、丑\n乙、西\n壹、卯\n", [0, 1, 2, 1, 0, 1]),
        ("壹、甲\n第一條 丙。\n第二條 丁。\n貳、乙\n第三條 戊。\n", [0, 1, 1, 0, 1]),
        ("## 壹、甲\n### 一、子\n### 二、丑\n## 貳、乙\n", [0, 1, 1, 0]),
        # one series in two hands: a conversion wrote 壹 for 一, or a typist 三 for 參
        ("壹、甲\n二、乙\n三、丙\n", [0, 0, 0]),
        ("一、甲\n二、乙\n叁、丙\n四、丁\n", [0, 0, 0, 0]),
        ("一、甲\n二、乙\n叁、丙\n", [0, 0, 0]),
        ("壹、甲\n貳、乙\n三、丙\n肆、丁\n", [0, 0, 0, 0]),
        ("壹、甲\n一、子\n貳、乙\n二、丑\n參、丙\n", [0, 1, 0, 1, 0]),
    ],
)
def test_nesting_follows_the_hand_of_the_document(text: str, depths: list[int]) -> None:
    assert [each.depth for each in _read(text).labelled] == depths


# A decision in two levels, whose printed articles count items in the same hands; then a law in full.
DECISION = """云汐市人民代表大会常务委员会关于修改《云汐市市容条例》的决定

一、第三条修改为：
第三条　市城市管理部门履行下列职责：
一、巡查；
二、处罚。
二、增加一章，作为第五章：
第五章　监督
第二十条　市人大常委会应当加强监督。
第二十一条　任何单位有权举报。
三、删去第九条。
四、本决定自2021年5月1日起施行。
"""
PACKAGE = """云汐市人民代表大会常务委员会关于修改部分地方性法规的决定

一、对《云汐市市容条例》作出修改
（一）将第三条修改为：
第三条　有下列情形的，予以处罚：
（一）乱扔垃圾；
（二）乱停车辆。
（二）第九条改为第十条，修改为：
第十条　违反本条例的，处五百元罚款。
二、对《云汐市停车条例》作出修改
（一）将第二条修改为：
第二条　停车应当缴费。
三、本决定自公布之日起施行。
"""
IN_FULL = """
云汐市市容条例
（2010年5月1日云汐市人民代表大会常务委员会通过
根据2021年3月1日《关于修改〈云汐市市容条例〉的决定》修正）

第一章　总则
第一条　为了加强市容管理，制定本条例。
第二条　本条例适用于本市。
"""


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        (
            DECISION,
            """一、
 第三条
  一、
  二、
二、:增加一章，作为第五章
 第五章:监督
  第二十条
  第二十一条
三、
四、""",
        ),
        (
            PACKAGE,
            """一、:对《云汐市市容条例》作出修改
 （一）
  第三条
   （一）
   （二）
 （二）
  第十条
二、:对《云汐市停车条例》作出修改
 （一）
  第二条
三、""",
        ),
        (
            f"一、删去第九条。\n二、第三条修改为：\n第三条　市容由市管理。\n{IN_FULL}",
            "一、\n二、\n 第三条\n第一章:总则\n 第一条\n 第二条",
        ),
        (
            "环境法规摘编\n一、水法\n第三条　水归国家。\n第八条　节约用水。\n二、河道条例\n第二条　禁止填河。\n",
            "一、:水法\n 第三条\n 第八条\n二、:河道条例\n 第二条",
        ),
        (
            "1．第三条修改为：\n第三条　市容由市管理。\n2．增加一条，作为第七条：\n第七条　外墙应当整洁。\n",
            "1．\n 第三条\n2．:增加一条，作为第七条\n 第七条",
        ),
        (  # the votes on an article hold none, though articles follow them
            "停車法部分條文修正草案審查案\n一、贊成者九人。\n二、反對者二人。\n第三條　停車繳費。\n一、贊成者八人。\n",
            "一、\n二、\n第三條\n 一、",
        ),
    ],
    ids=["decision", "package", "law after its decision", "extracts", "untitled", "votes"],
)
def test_the_items_of_a_partial_text_hold_the_articles_they_show(text: str, tree: str) -> None:
    units = [unit for unit in _read(text).units if unit.label]
    assert _tree(tuple(units)) == tree.split("\n")


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        # Sections as standards number them, with an ideographic space and no point.
        ("4　总则\n4.1　甲应当登记。\n4.2　乙应当报告。\n5　数据\n5.1　丙应当备份。\n", "4(4.1 4.2) 5(5.1)"),
        ("1　范围\n本标准适用于渡口。\n2　术语\n2.1　渡船\n2.2　码头\n3　标志\n", "1 2(2.1 2.2) 3"),
        ("1　总则\n1.1　目的\n1.1.1　甲应当登记。\n2　附录说明\n", "1(1.1(1.1.1)) 2"),
        # A blank is enough where the document shows that its sections are numbered so.
        ("4.1　甲应当登记。\n5 数据\n5.1　丙应当备份。\n", "4.1 5(5.1)"),
        ("3 术语\n3.1 渡船：载客的船。\n4 要求\n4.1 渡船应当登记。\n5 检验\n检验每年一次。\n", "3(3.1) 4(4.1) 5"),
        ("1 范围\n本导则适用于渡口。\n2 术语\n2.1 渡船\n2.2 码头\n3 标志\n标志应当清晰。\n", "1 2(2.1 2.2) 3"),
        ("1 总则\n甲应当登记。\n2 要求\n乙应当年检。\n3 附则\n自发布之日起施行。\n", "1 2 3"),
        (
            "1 范围\n2 要求\n3 检验\n\n1 范围\n适用于渡口。\n2 要求\n2.1 甲应当登记。\n3 检验\n每年一次。\n",
            "1 2(2.1) 3",
        ),
        ("1 要求\n1.1 甲应当登记。\n表1\n1 灭火器\n2 消火栓\n3 水带\n2 检验\n每年一次。\n", "1(1.1) 2"),
        # Quantities, rows, two lines, counts with a gap, and lines in a document with other labels are none.
        ("配备下列器材：\n5 个灭火器\n5.1 公里水带\n", ""),
        ("1 灭火器\n2 消火栓\n3 水带\n", ""),
        ("1 总则\n甲应当登记。\n2 附则\n自发布之日起施行。\n", ""),
        ("1 总则\n甲应当登记。\n2 要求\n乙应当年检。\n4 附则\n自发布之日起施行。\n", ""),
        ("第一条 甲应当登记。\n1 总则\n甲。\n2 要求\n乙。\n3 附则\n丙。\n", "第一条"),
        # Rows of a table, and counts that stand alone, are none.
        ("一、换算\n12　青槐　34\n13　云汐　35\n", "一、"),
        ("一、概况\n12　月报汇编\n", "一、"),
        ("一、概况\n3　渡口应当登记，并且报告。\n", "一、"),
        # Sections of an annex.
        ("附录A\nA.1　一般要求\nA.1.1　试样\nA.1.2　仪器\nA.2　步骤\n", "附录A(A.1(A.1.1 A.1.2) A.2)"),
        ("B.1. 样品\n1. 取样。\n2. 送检。\nB.2. 判定\n1. 合格。\n", "B.1.(1. 2.) B.2.(1.)"),
        ("一、型号\nA.3 号机应当检修。\nU.S. 港口另行规定。\n", "一、"),
        # Lists that start at one again below 4.1: the sections over it are numbered apart from them.
        (
            "4. 平台\n4.1. 建设\n1. 选址。\n2. 招标。\n4.2. 维护\n1. 巡检。\n5. 数据\n5.1. 备份\n"
            "A.1. 修订\n1. 提案。\n",
            "4.(4.1.(1. 2.) 4.2.(1.)) 5.(5.1.) A.1.(1.)",
        ),
        ("1. 平台\n1.1 建设\n1. 选址。\n2. 招标。\n2. 数据\n2.1 备份\n", "1.(1.1(1. 2.)) 2.(2.1)"),
        ("1. 平台\n1.1 建设\n1.2 维护\n2. 数据\n3. 附则\n3.1 解释\n", "1.(1.1 1.2) 2. 3.(3.1)"),
    ],
)
def test_sections_as_standards_number_them(text: str, tree: str) -> None:
    assert " ".join(_nested(_read(text).units)) == tree


def _nested(units: tuple[Unit, ...]) -> list[str]:
    """Labels with those under them in brackets."""
    return [
        unit.label.text + (f"({' '.join(_nested(unit.children))})" if unit.children else "")
        for unit in units
        if unit.label
    ]


def test_a_heading_is_without_the_marks_of_bold_text() -> None:
    texts = "1. **巡检** 每月两次\n2. __备份__ 每日一次\n3. 登记**台账**\n"
    assert [unit.heading for unit in _read(texts).units] == ["巡检 每月两次", "备份 每日一次", "登记台账"]


def test_figures_and_contents_are_no_decimal_labels() -> None:
    text = "1.1 甲 ........ 3\n1.2 乙 ........ 5\n1.1 甲\n3.5 优于标准\n1.2 乙\n"
    assert [each.line for each in _read(text).labelled] == [3, 5]


def test_a_quoted_provision_opens_no_unit() -> None:
    text = (
        "一、将第三条修改为：\n“第三条 乡镇应当履行下列职责：\n（一）巡查；\n（二）报告。”\n二、删去第五条。\n"
        "三、本决定自公布之日起施行。\n"
    )
    read = _read(text)
    assert _tree(read.units) == ["一、", "二、", "三、"]
    assert [each.label.text for each in read.labelled if each.label.quoted] == ["第三条", "（一）", "（二）"]
    assert _outermost(read) == ["一、", "二、", "三、"]


WRAPPED = """第一条 为加强云溪县地下水资源管理工作，根据
有关法律，制定本办法。
第二条 违反本办法规定，由县水行政主管部门按照
第七条 处以罚款，并责令其限期改正，逾期不改正的
依法办理。
第三条 本办法自公布之日起施行。
"""


def test_a_cross_reference_at_the_start_of_a_wrapped_line_is_refused() -> None:
    assert [each.label.text for each in _read(WRAPPED).labelled] == ["第一条", "第二条", "第三条"]


def test_a_wrapped_text_that_is_pasted_again_keeps_both_copies() -> None:
    labels = [each.label.text for each in _read(WRAPPED + WRAPPED).labelled]
    assert labels == ["第一条", "第二条", "第三条"] * 2


def test_one_provision_pasted_again_is_kept() -> None:
    text = "第一条 甲事项由乡镇办理。\n第二条 乙事项由县办理。\n第一条 甲事项由乡镇办理。\n第三条 丙事项由市办理。\n"
    assert len(_read(text).labelled) == 4


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (
            "云溪县人民政府关于印发\n节水行动实施方案的通知\n云政发〔2031〕7号\n各乡镇：\n",
            "云溪县人民政府关于印发节水行动实施方案的通知",
        ),
        (
            "当前位置:首页>要闻\n\n云溪县召开防汛工作会议部署备汛\n来源:云溪日报\n\n会议强调要落实责任。\n",
            "云溪县召开防汛工作会议部署备汛",
        ),
        (
            "云溪县人民政府令\n第9号\n现公布《云溪县取水办法》，自公布之日起施行。\n云溪县取水办法\n第一条 甲。\n",
            "云溪县取水办法",
        ),
        ("埤塘法\n======\n第一條\n　　甲。\n", "埤塘法"),
        ("各位代表：\n现在，我向大会报告工作。\n一、过去一年的工作\n", None),
        ("一、总体要求\n", None),
        ("", None),
        # a wrapped paragraph is no title; a line with a comma over another title is one
        ("渡船停航应当提前三日告知云汐市渡运站，逾期每日缴纳二百\n元滞泊费。\n泊位由渡运站安排。\n", None),
        ("云汐市渡口整治部署，六月底前全部完工\n\n会议强调要落实责任。\n", "云汐市渡口整治部署，六月底前全部完工"),
    ],
)
def test_titles(text: str, title: str | None) -> None:
    read = _read(text)
    assert read.title == title
    if read.title_span:
        written = text[read.title_span.start : read.title_span.end]
        assert written.replace("\n", "") == title


MENUS = [
    "首页 > 政务公开 > 规章\n",
    "首页 政务公开 政策文件 互动交流 办事服务 通知公告\n",
    "首页\n政务公开\n政策文件\n通知公告\n",
    "网站首页 | 机构概况 | 政务公开 | 通知公告\n当前位置 : 网站首页 > 通知公告\n",
    "首页 / 政策 / 云溪县取水管理办法的通知\n",
    "首頁 → 政策法規 → 公告\n",
    "您的位置： 首页 » 信息公开目录 » 通知\n\n",
    "所在位置 > 法规 > 地方性法规\n",
    "云溪在线 > 县政府 > 规范性文件\n",
]


@pytest.mark.parametrize("menu", MENUS)
@pytest.mark.parametrize("title", ["云溪县取水管理办法", "首页改版工作方案", "政策解读工作规定", "通知公告管理办法"])
def test_menus_of_a_site_are_no_title(menu: str, title: str) -> None:
    assert _read(f"{menu}{title}\n第一条 甲。\n第二条 乙。\n").title == title


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        (
            "云溪县人民政府关于加强节水的意见\n云政发〔2031〕7号\n各乡镇：\n一、要求\n落实责任。\n云溪县人民政府\n2031年3月5日\n",
            ("云政发〔2031〕7号", "云溪县人民政府", "2031年3月5日"),
        ),
        (
            "云溪县取水管理办法\n（2031年3月5日云溪县人民政府令第61号公布）\n第一条 甲。\n",
            ("令第61号", "云溪县人民政府", "2031年3月5日"),
        ),
        (
            "云溪县召开防汛工作会议部署备汛\n云溪在线 2031年03月05日 来源:云溪日报\n会议强调要落实责任。\n",
            (None, "云溪日报", "2031年03月05日"),
        ),
        ("云溪县防汛工作要点\n来源: 时间:\n一、甲\n", (None, None, None)),
        (
            "云溪县水务局关于节水的通知\n各乡镇：\n一、甲\n附件2\n石桥镇政府\n二〇三一年三月五日\n",
            (None, "云溪县水务局", None),
        ),
        # of a joint document all agencies, whether each has a line of its own or not
        (
            "关于节水的通知\n一、甲\n\n云溪县水务局\n云溪县财政局\n2031年3月5日\n",
            (None, "云溪县水务局 云溪县财政局", "2031年3月5日"),
        ),
        (
            "云溪县水务局等部门关于节水的通知\n一、甲\n\n云溪县水务局\n\n云溪县财政局\n\n2031年3月5日\n",
            (None, "云溪县水务局 云溪县财政局", "2031年3月5日"),
        ),
        (
            "云溪县水务局 云溪县财政局关于节水的通知\n一、甲\n云溪县水务局  云溪县财政局\n云溪县司法局\n2031年3月5日\n",
            (None, "云溪县水务局  云溪县财政局 云溪县司法局", "2031年3月5日"),
        ),
        (
            "关于节水的通知\n一、甲\n" + "  ".join(f"云溪县{name}局" for name in "甲乙丙丁戊己庚") + "\n2031年3月5日\n",
            (None, "  ".join(f"云溪县{name}局" for name in "甲乙丙丁戊己庚"), "2031年3月5日"),
        ),
        # what is above the signature is another line of the text
        (
            "关于节水的通知\n一、请报\n云溪县财政局\n\n\n云溪县水务局\n2031年3月5日\n",
            (None, "云溪县水务局", "2031年3月5日"),
        ),
        (
            "关于节水的通知\n一、甲\n联系单位：云溪县财政局\n云溪县水务局\n2031年3月5日\n",
            (None, "云溪县水务局", "2031年3月5日"),
        ),
    ],
)
def test_number_issuer_and_date_are_as_written_or_none(text: str, facts: tuple[str | None, ...]) -> None:
    read = _read(text)
    assert (read.number, read.issuer, read.date) == facts


def test_the_signature_is_no_part_of_the_last_provision() -> None:
    read = _read("关于节水的通知\n一、甲\n落实责任。\n云溪县水务局\n2031年3月5日\n（此件公开发布）\n")
    assert _tree(read.units) == ["一、:甲", "–", "–", "–"]


def test_the_signature_of_a_joint_document_is_no_part_of_the_last_provision() -> None:
    read = _read("关于节水的通知\n一、甲\n落实责任。\n云溪县水务局\n云溪县财政局\n2031年3月5日\n")
    assert _tree(read.units) == ["一、:甲", "–", "–", "–"]


@pytest.mark.parametrize(
    ("text", "headings"),
    [
        ("第二章 规定**第一条", ["规定**第一条"]),
        ("第二章 规定**第一条\r甲应当登记。\r第二条 乙。\r", ["规定**第一条"]),
        ("第一章 总则\r第二章 规定**附则\r**第一条** 乙。\r", ["总则", "规定**附则"]),
        ("第二章 **规定** 附则\n第一条 乙。\n", ["规定 附则"]),
        ("**第二章 规定**\n第一条 乙。\n", ["规定"]),
        ("第一章 **总则\r第二章 附则\r", ["总则", "附则"]),
    ],
)
def test_a_mark_of_bold_text_without_its_partner_stays(text: str, headings: list[str]) -> None:
    units = [unit for outer in _read(text).units for unit in (outer, *outer.children)]
    assert [unit.heading for unit in units if unit.heading][: len(headings)] == headings


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("当前位置:首页>政务公开>文件", "navigation"),
        ("您现在的位置：首页 > 公文", "navigation"),
        ("當前位置: 首頁>> 工作動態", "navigation"),
        ("网站地图 | 联系我们 | 关于我们", "navigation"),
        ("【打印】【关闭】", "tools"),
        ("【字号：大 中 小】 【打印本页】", "tools"),
        ("友善列印", "tools"),
        ("分享到：", "tools"),
        ("扫一扫在手机打开当前页", "qr"),
        ("相关链接", "related-links"),
        ("【相關鏈結】", "related-links"),
        ("版权所有：云溪县人民政府", "copyright"),
        ("Copyright © 2031 云溪在线", "copyright"),
        ("云ICP备12345678号-1", "copyright"),
        ("云公网安备 53010202000001号", "copyright"),
        ("— 3 —", "page-number"),
        ("第 3 页 共 10 页", "page-number"),
    ],
)
def test_furniture(line: str, kind: str) -> None:
    text = f"云溪县节水办法\n第一条 为了节水，制定本办法。\n{line}\n"
    (only,) = _read(text).furniture
    assert only.kind == kind
    assert text[only.span.start : only.span.end] == f"{line}\n"


@pytest.mark.parametrize(
    "line",
    [
        "版权所有者应当依法登记。",
        "分享到的收益归集体所有",
        "中小企业应当收藏凭证",
        "第三条 打印、关闭系统应当登记。",
        "（一）网站地图；",
        "扫一扫，除一除，全县开展清洁行动。",
        "当前位置优势明显，交通便利。",
        "各单位应当公布二维码，方便群众扫一扫查询办事进度；",
        "大",
        "|",
        "联系人：张三 电话：1234567",
        "· 加强巡查",
        "2031",
    ],
)
def test_policy_text_is_no_furniture(line: str) -> None:
    assert _read(f"第一条 为了节水，制定本办法。\n{line}\n第二条 甲。\n").furniture == ()


LAST = "本政策自2031年5月1日起施行，由云溪网负责解释。"


@pytest.mark.parametrize(
    "text",
    [
        "联系我们\n\n您可以通过客服热线与我们联系。",
        "聯絡我們\n\n您可以致電客服。",
        "联系我们\n----\n\n如有疑问，请拨打客服电话。",
        "Contact us\n==========\n\nIf you have questions, write to us.",
        "Contact Us\n\nYou can reach the team by mail at the\naddress below.",
        "联系我们 Contact Us\n\n您可以致电。",
        "【联系我们】\n您可以致电。",
        "联系我们：\n电话：0700-1234567\n邮箱：kefu@example.com",
        "联系我们\n\n- 客服中心\n- 投诉中心",
        "联系我们\n\n（一）客服中心；\n（二）投诉中心。",
        "常见问题\n\n问：如何注销账号？",
        "关于我们\n我们是云溪网。\n联系我们\n请致电客服。\n加入我们\n请投递简历。",
        "相关链接\n\n本政策中的链接由第三方提供，我们不对其内容负责。",
        "相关链接\n\n- [儿童隐私政策](https://example.com/a)\n- [目录](https://example.com/b)",
        f"相关链接\n· 《儿童隐私政策》\n· 《第三方目录》\n\n附则\n\n{LAST}",
        "联系我们\n\n客服热线\n\n工作日可以致电客服。",
        "## 联系我们\n\n您可以致电。",
    ],
)
def test_a_heading_of_the_document_is_no_navigation(text: str) -> None:
    assert _read(f"云溪网用户须知\n\n{LAST}\n\n{text}\n").furniture == ()


@pytest.mark.parametrize("below", ["\n云溪网\n\n", "更新日期：2031年3月5日\n", "\n"])
def test_the_title_of_a_document_is_no_navigation(below: str) -> None:
    assert _read(f"隐私政策\n{below}{LAST}\n").furniture == ()


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (f"{LAST}\n联系我们\n", [(2, 2)]),
        (f"{LAST}\n联系我们\n\n版权所有：云溪网\n", [(2, 2), (4, 4)]),
        (f"{LAST}\n联系我们\n打印本页\n", [(2, 2), (3, 3)]),
        (f"网站地图 | 联系我们\n{LAST}\n", [(1, 1)]),
        (f"关于我们\n联系我们\n{LAST}\n", [(1, 2)]),
        (f"关于我们\n\n联系我们\n\n网站地图\n\n{LAST}\n", [(1, 5)]),
        (f"联系我们\n\n云溪网用户须知\n\n{LAST}\n", [(1, 1)]),
        ("联系我们\n云溪县节水办法\n第一条 为了节水，制定本办法。\n", [(1, 1)]),
        ("联系我们\n第一章 总则\n第一条 为了节水，制定本办法。\n", [(1, 1)]),
        (f"关于我们\n来源：云溪日报 2031-03-05\n{LAST}\n", [(1, 1)]),
        (f"{LAST}\n网站地图\n- 首页\n- 新闻\n", [(2, 2)]),
        (f"{LAST}\n相关链接\n· 某县清淤\n· 某乡修渠\n", [(2, 4)]),
        (f"{LAST}\n相关链接\n· 某县清淤\n【打印】\n{LAST}\n", [(2, 3), (4, 4)]),
        (f"{LAST}\n相关新闻\n某县：清淤完成！\n某乡，修渠开工\n", [(2, 2)]),
    ],
)
def test_navigation_is_furniture_where_no_text_of_the_document_stands_under_it(
    text: str, lines: list[tuple[int, int]]
) -> None:
    read = _read(text)
    assert [read.document.lines.numbers(each.span) for each in read.furniture] == lines


def test_the_foot_of_a_page_is_left_out_of_the_last_unit() -> None:
    text = PLAN + "|\n|\n扫一扫在手机打开当前页\n|\n相关链接\n· 某县清淤\n· 某乡修渠\n"
    read = _read(text)
    assert [each.kind for each in read.furniture] == ["qr", "related-links"]
    assert text[: read.furniture[0].span.start] == PLAN
    assert read.units[-1].span.end == len(PLAN)


def _all(units: tuple[Unit, ...]) -> list[Unit]:
    return [each for unit in units for each in (unit, *_all(unit.children))]


_PIECES = [
    "一、甲",
    "二、乙",
    "（一）丙",
    "（三）丁",
    "1.戊",
    "第一章 己",
    "第二条 庚",
    "## 辛",
    "壬癸。",
    "",
    "|",
    "— 1 —",
    "附件",
    "“第九条 子",
    "相关链接",
]


@given(st.lists(st.sampled_from(_PIECES), max_size=25), st.sampled_from(["\n", "\r\n", "\r"]))
def test_units_lie_in_order_inside_their_parents(pieces: list[str], ending: str) -> None:
    text = ending.join(pieces)
    read = _read(text)
    _check_siblings(read.units, 0, len(text))
    labelled = [each for each in read.labelled if not each.label.quoted]
    assert [unit.label for unit in _all(read.units) if unit.label] == [each.label for each in labelled]
    for each in read.labelled:
        assert text[each.span.start : each.span.end][each.label.start : each.label.end] == each.label.text
    for unit in _all(read.units):
        if unit.heading_span:
            assert unit.heading == text[unit.heading_span.start : unit.heading_span.end]


def _check_siblings(units: tuple[Unit, ...], start: int, end: int) -> None:
    for unit in units:
        assert start <= unit.span.start <= unit.span.end <= end
        start = unit.span.end
        _check_siblings(unit.children, unit.span.start, unit.span.end)


@pytest.mark.corpus
def test_the_seed_that_stands_twice(corpora: Path) -> None:
    (path,) = (corpora / "seeds").glob("003_*")
    read = outline(Document.from_text(path.read_text(encoding="utf-8")))
    assert [each.label.number for each in read.labelled if each.outermost] == [(n,) for n in range(1, 12)] * 2
    assert [read.document.lines.numbers(each.span) for each in read.furniture] == [(69, 72)]


@pytest.mark.corpus
def test_statutes_of_taiwan_have_no_furniture(corpora: Path) -> None:
    for path in sorted((corpora / "versions-tw").glob("*/new.txt"))[:40]:
        assert outline(Document.from_text(path.read_text(encoding="utf-8"))).furniture == ()


# --- what a line begins with, when others go


@given(
    st.lists(
        st.sampled_from(["一、", "第二条 ", "（三）", "4. ", "## ", "甲", "\n", "\r\n", "\r", " ", "……12"]), max_size=40
    ),
    st.lists(st.integers(0, 100), max_size=8),
)
def test_labels_carried_to_the_rest_are_those_read_in_it(words: list[str], cuts: list[int]) -> None:
    document = Document.from_text("".join(words))
    edges = sorted({min(cut, len(document.text)) for cut in cuts})
    kept = [Span(start, end) for start, end in zip(edges[::2], edges[1::2], strict=False)]
    rest = Document.from_text("".join(document.text[span.start : span.end] for span in kept))
    assert carried_labels(rest, read_labels(document), kept) == read_labels(rest)


def test_a_list_of_headings_before_the_text_numbers_nothing() -> None:
    names = ["一、总体要求", "二、主要任务", "三、保障措施", "四、附则"]
    listed = "\n\n".join(f"## {name}" for name in names)
    text = "\n\n".join(f"## {name}\n\n各区应当落实{name[2:]}。" for name in names)
    found = outline(Document.from_text(f"云汐市摊位工作方案\n\n{listed}\n\n{text}\n"))
    assert [each.line for each in found.labelled if not each.label.quoted] == [11, 15, 19, 23]


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        (
            "云汐网政策\n======\n\n收集\n----\n\n甲。\n\n### 位置\n\n乙。\n\n共享\n---\n\n丙。\n",
            "##:收集\n ###:位置\n##:共享",
        ),
        ("云汐网政策\r\n====\r\n\r\n收集\r\n----\r\n甲。\r\n", "##:收集"),
        ("# 云汐网政策\n\n收集范围\n========\n\n甲。\n", "#:收集范围"),
        # no headings: front matter, a table, a sentence, a line of running text, a rule
        ("---\ntitle: 办法\n---\n\n甲。\n", ""),
        ("政策\n\n项目 | 金额\n--- | ---\n甲 | 三\n", ""),
        ("政策\n\n摊主应当登记。\n-----\n乙。\n", ""),
        ("政策\n\n摊主应当登记，并\n佩戴证件\n-----\n乙。\n", ""),
        ("政策\n\n甲。\n\n-----\n\n乙。\n", ""),
    ],
)
def test_underlined_headings(text: str, tree: str) -> None:
    assert "\n".join(_tree(tuple(unit for unit in _read(text).units if unit.label))) == tree


@pytest.mark.parametrize(
    ("text", "last"),
    [
        # behind an item, an item of an item, a quoted article, and in several lines: the closing belongs to none
        (f"{DECISION.replace('四、本', '本')}", "三、"),
        (
            "云汐市人民政府关于修改和废止部分规章的决定\n一、修改下列规章：\n1. 《渡口办法》\n删去第九条。\n"
            "二、废止下列规章：\n1. 《码头办法》\n2. 《渡船办法》\n本决定自公布之日起施行。\n",
            "2.",
        ),
        (
            "云汐市人大常委会关于修改《渡口条例》的决定\n一、增加一条，作为第十二条：“违反本条例的，处一千元罚款。”\n\n"
            "本决定自2025年1月1日起施行。\n《渡口条例》根据本决定作相应修改，重新公布。\n",
            "一、",
        ),
    ],
)
def test_what_closes_a_decision_is_in_none_of_its_items(text: str, last: str) -> None:
    document = Document.from_text(text)
    units = list(outline(document).units)
    closing = text.index("本决定自")
    paragraphs = [unit for unit in units if unit.label is None and unit.span.start >= closing]
    assert paragraphs
    assert paragraphs[0].span.start == closing
    labelled = [unit for unit in units if unit.label is not None][-1]
    while labelled.children:
        labelled = labelled.children[-1]
    assert labelled.label is not None
    assert (labelled.label.text, labelled.span.end) == (last, closing)


def test_the_closing_of_an_ordinary_text_stays() -> None:
    (unit,) = outline(Document.from_text("一、渡船应当登记。\n本通知自公布之日起施行。\n")).units
    assert unit.span.end == 23
