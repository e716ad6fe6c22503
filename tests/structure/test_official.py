"""The parts of official documents: GB/T 9704 on the mainland, keys in Taiwan."""

from __future__ import annotations

import pytest

from policydiff.structure.attachment_lists import attachment_lists
from policydiff.structure.outline import Outline, outline
from policydiff.text.document import Document

JOINT = """000123　　机密★5年　　加急
云汐市发展和改革委员会
云 汐 市 财 政 局　　文件
云汐市农业农村局
云发改〔2024〕31号　　　　签发人：张　三　李四
　　　　　　　　　　　　　　　　王　五
云汐市发展和改革委员会　云汐市财政局
云汐市农业农村局关于做好
春耕备耕工作的请示

市人民政府：
　　现就春耕备耕工作请示如下。
　　一、基本情况
　　（一）面积稳定。
　　二、工作打算
　　妥否，请批示。

　　附件：1. 春耕备耕计划表
　　　　　2. 物资储备清单

云汐市发展和改革委员会　　云汐市财政局
云汐市农业农村局
2024年2月20日
（联系人：赵六；联系电话：000-0000）

抄送：市委办公室，市人大常委会办公室，
　　　市政协办公室。
云汐市发展和改革委员会办公室　　2024年2月21日印发
附件1
春耕备耕计划表
一、水稻
附件2
物资储备清单
一、化肥
"""
LETTER = """云汐市人民政府办公室

云政办函〔2023〕8号

云汐市人民政府办公室关于
同意设立青槐渡口的复函

青槐县人民政府：

　　你县《关于设立青槐渡口的请示》（青政〔2023〕2号）收悉。现函复如下：
　　一、同意设立青槐渡口。
　　二、请做好安全管理。

　　　　　　　　　　　　　　云汐市人民政府办公室
　　　　　　　　　　　　　　　2023年5月6日

（此件公开发布）
"""
MINUTES = """云汐市人民政府专题会议纪要
〔2024〕3号
云汐市人民政府办公室　　　　2024年3月5日
关于研究渡口建设的会议纪要
3月1日，市长主持召开专题会议，研究渡口建设。现纪要如下：
一、会议听取了汇报。
分送：市委办公室，各区人民政府。
"""
ORDER = """云汐市人民政府令

第12号

《云汐市渡口管理办法》已经市人民政府常务会议通过，现予公布，自2024年3月1日起施行。

市长　张三
2024年1月10日

云汐市渡口管理办法

第一条　为了规范渡口管理，制定本办法。
第二条　本办法自2024年3月1日起施行。
"""
PLAIN = "关于开展渡口检查的通知\n各乡镇人民政府：\n请于3月底前完成检查。\n青槐县水务局\n2024年3月1日\n"
HALF_WIDTH = """000045 秘密★3年 平急
云汐市财政局文件
云财〔2024〕7号 签发人:张三
云汐市财政局关于报送决算的通知
各区财政局、市级各部门:
  请于4月底前报送决算。
  附件: 1.决算表
        2.填报说明
                云汐市财政局
                2024 年 4 月 1 日
(此件依申请公开)
"""
ISSUED = """临澜省人民政府办公厅
关于印发临澜省渡口三年行动方案的通知

临政办〔2022〕5号

各市、县人民政府，省政府各部门：

《临澜省渡口三年行动方案》已经省政府同意，现印发给你们，请认真贯彻执行。

临澜省人民政府办公厅
2022年4月1日

临澜省渡口三年行动方案

一、总体要求
（一）指导思想。
二、主要任务
"""
PAGE = """发文机关：
云汐市人民政府
标　　题：
云汐市人民政府关于保护渡口的意见
发文字号：
云政发〔2021〕6号
云汐市人民政府
关于保护渡口的意见
云政发〔2021〕6号
各县人民政府：
保护渡口人人有责。
云汐市人民政府
二〇二一年三月一日
"""
TAIWAN = """                                   檔　　號：
                                   保存年限：
云汐市政府　函
地址：100 云汐市中山路1號
受文者：青槐區公所
發文日期：中華民國113年3月1日
發文字號：府教字第1130001234號
速別：普通件
密等及解密條件或保密期限：普通
附件：如說明二
主旨：檢送渡口管理研商會議紀錄1份，請查照。
說明：
一、依據本府會議結論辦理。
二、檢附會議紀錄1份。
正本：青槐區公所、臨瀾區公所
副本：本府交通局
市長　王大明
"""


def parts(text: str) -> list[tuple[str, str]]:
    """Name and text of each part but title, body and annexes, white space left out."""
    outlined = outlined_text(text)
    return [
        (part.name, "".join(text[part.span.start : part.span.end].split()))
        for part in outlined.official_parts
        if part.name not in ("title", "body", "annexes", "explanation")
    ]


def outlined_text(text: str) -> Outline:
    """The outline of a text."""
    return outline(Document.from_text(text))


SHAPES = [
    (
        JOINT,
        "云汐市发展和改革委员会　云汐市财政局云汐市农业农村局关于做好春耕备耕工作的请示",
        [
            ("copy_number", "000123"),
            ("secrecy", "机密★5年"),
            ("urgency", "加急"),
            ("mark", "云汐市发展和改革委员会"),
            ("mark", "云汐市财政局文件"),
            ("mark", "云汐市农业农村局"),
            ("number", "云发改〔2024〕31号"),
            ("signers", "张三"),
            ("signers", "李四"),
            ("signers", "王五"),
            ("recipients", "市人民政府"),
            ("attachments", "春耕备耕计划表"),
            ("attachments", "物资储备清单"),
            ("signature", "云汐市发展和改革委员会云汐市财政局"),
            ("signature", "云汐市农业农村局"),
            ("date", "2024年2月20日"),
            ("notes", "（联系人：赵六；联系电话：000-0000）"),
            ("copies_to", "市委办公室，市人大常委会办公室，市政协办公室。"),
            ("printed", "云汐市发展和改革委员会办公室2024年2月21日印发"),
        ],
    ),
    (
        LETTER,
        "云汐市人民政府办公室关于同意设立青槐渡口的复函",
        [
            ("mark", "云汐市人民政府办公室"),
            ("number", "云政办函〔2023〕8号"),
            ("recipients", "青槐县人民政府"),
            ("signature", "云汐市人民政府办公室"),
            ("date", "2023年5月6日"),
            ("notes", "（此件公开发布）"),
        ],
    ),
    (
        MINUTES,
        "关于研究渡口建设的会议纪要",
        [
            ("mark", "云汐市人民政府专题会议纪要"),
            ("number", "〔2024〕3号"),
            ("mark", "云汐市人民政府办公室"),
            ("date", "2024年3月5日"),
            ("copies_to", "市委办公室，各区人民政府。"),
        ],
    ),
    (
        ORDER,
        "云汐市渡口管理办法",
        [("mark", "云汐市人民政府令"), ("number", "第12号"), ("signature", "市长张三"), ("date", "2024年1月10日")],
    ),
    (
        PLAIN,
        "关于开展渡口检查的通知",
        [("recipients", "各乡镇人民政府"), ("signature", "青槐县水务局"), ("date", "2024年3月1日")],
    ),
    (
        HALF_WIDTH,
        "云汐市财政局关于报送决算的通知",
        [
            ("copy_number", "000045"),
            ("secrecy", "秘密★3年"),
            ("urgency", "平急"),
            ("mark", "云汐市财政局文件"),
            ("number", "云财〔2024〕7号"),
            ("signers", "张三"),
            ("recipients", "各区财政局、市级各部门"),
            ("attachments", "决算表"),
            ("attachments", "填报说明"),
            ("signature", "云汐市财政局"),
            ("date", "2024年4月1日"),
            ("notes", "(此件依申请公开)"),
        ],
    ),
    (
        ISSUED,
        "临澜省人民政府办公厅关于印发临澜省渡口三年行动方案的通知",
        [
            ("number", "临政办〔2022〕5号"),
            ("recipients", "各市、县人民政府，省政府各部门"),
            ("signature", "临澜省人民政府办公厅"),
            ("date", "2022年4月1日"),
        ],
    ),
    (
        PAGE,
        "云汐市人民政府关于保护渡口的意见",
        [
            ("number", "云政发〔2021〕6号"),
            ("recipients", "各县人民政府"),
            ("signature", "云汐市人民政府"),
            ("date", "二〇二一年三月一日"),
        ],
    ),
    (
        TAIWAN,
        None,
        [
            ("mark", "云汐市政府函"),
            ("recipients", "青槐區公所"),
            ("date", "中華民國113年3月1日"),
            ("number", "府教字第1130001234號"),
            ("urgency", "普通件"),
            ("secrecy", "普通"),
            ("attachments", "如說明二"),
            ("subject", "檢送渡口管理研商會議紀錄1份，請查照。"),
            ("originals", "青槐區公所、臨瀾區公所"),
            ("copies_to", "本府交通局"),
            ("signature", "市長王大明"),
        ],
    ),
]


@pytest.mark.parametrize(("text", "title", "expected"), SHAPES)
def test_the_parts_of_a_document(text: str, title: str | None, expected: list[tuple[str, str]]) -> None:
    """Every form of document, in the order of its text."""
    assert outlined_text(text).title == title
    assert parts(text) == expected


LONG_PARTS = [
    (JOINT, "body", ["现就春耕备耕工作请示如下。…妥否，请批示。"]),
    (JOINT, "annexes", ["附件1…一、水稻", "附件2…一、化肥"]),
    (ORDER, "body", ["《云汐市渡口管理办法》已经市人民政府常务会议通过，现予公布，自2024年3月1日起施行。"]),
    (ORDER, "annexes", ["云汐市渡口管理办法…第二条　本办法自2024年3月1日起施行。"]),
    (ISSUED, "annexes", ["临澜省渡口三年行动方案…二、主要任务"]),
    (PLAIN, "annexes", []),
    (TAIWAN, "explanation", ["一、依據本府會議結論辦理。…二、檢附會議紀錄1份。"]),
]


@pytest.mark.parametrize(("text", "name", "expected"), LONG_PARTS)
def test_where_the_long_parts_begin_and_end(text: str, name: str, expected: list[str]) -> None:
    """Body, explanation and annexes by their first and last lines."""
    found = []
    for part in outlined_text(text).official_parts:
        if part.name == name:
            lines = text[part.span.start : part.span.end].split("\n")
            found.append(lines[0] if len(lines) == 1 else f"{lines[0].strip()}…{lines[-1].strip()}")
    assert found == expected


UNITS = [
    (JOINT, ["一、", "二、", "附件1", "附件2"], "妥否，请批示。"),
    (LETTER, ["一、", "二、"], "二、请做好安全管理。"),
    (ISSUED, ["一、", "二、"], "二、主要任务"),
    (HALF_WIDTH, [], ""),
]


@pytest.mark.parametrize(("text", "labels", "last_line"), UNITS)
def test_no_unit_swallows_the_foot(text: str, labels: list[str], last_line: str) -> None:
    """Entries of a list of attachments are no units, and the last unit of the body ends above the foot."""
    units = [unit for unit in outlined_text(text).units if unit.label]
    assert [unit.label.text for unit in units if unit.label] == labels
    body = [unit for unit in units if unit.label and not unit.label.text.startswith("附")]
    if body:
        assert text[body[-1].span.start : body[-1].span.end].strip().split("\n")[-1].strip() == last_line


TITLES = [
    ("---\ntitle: 云汐市渡口管理办法\ndate: 2020-05-01\n---\n\n第一条　渡船应当登记。\n", "云汐市渡口管理办法"),
    ('+++\ntitle = "云汐市渡口管理办法"\n+++\n\n第一条　渡船应当登记。\n', "云汐市渡口管理办法"),
    # a kind of document at the end of a line that does not end the title
    (
        "云汐市人民政府关于完善渡口制度\n健全执法记录制度的意见\n云政发〔2021〕6号\n各县人民政府：\n",
        "云汐市人民政府关于完善渡口制度健全执法记录制度的意见",
    ),
    (
        "云汐市人民政府关于修改《云汐市渡口办法\n实施细则》的决定\n各县人民政府：\n",
        "云汐市人民政府关于修改《云汐市渡口办法实施细则》的决定",
    ),
    ("云汐市人民政府关于保护渡口的意见\n关于渡口的说明\n各县人民政府：\n", "云汐市人民政府关于保护渡口的意见"),
]


@pytest.mark.parametrize(("text", "title"), TITLES)
def test_the_title_is_the_title_alone(text: str, title: str) -> None:
    """All of it, without a key, and without what is above or below."""
    assert outlined_text(text).title == title


NONE = [
    "云汐市渡口管理办法\n（2020年3月1日公布）\n第一条　渡船应当登记。\n第二条　本办法自公布之日起施行。\n",
    "政府工作报告\n各位代表：\n现在，我代表市人民政府报告工作。\n",
    "会议在县水务局召开。\n时间：2024年3月1日\n地点：一楼会议室\n",
    "# 如何填写主旨\n主旨：写明目的。\n正文从这里开始。\n",
]


@pytest.mark.parametrize("text", NONE)
def test_other_texts_have_no_parts(text: str) -> None:
    """A law, a speech, a note and a manual are no official documents."""
    assert outlined_text(text).official_parts == ()


LISTS = [
    ("附件：任务分工表\n\n县水务局\n", [[(0, "任务分工表")]]),
    ("附件：1．甲表\n　　　2．乙表\n　　　3．丙表\n县水务局\n", [[(1, "甲表"), (2, "乙表"), (3, "丙表")]]),
    ("附件：\n1. 甲表\n2. 乙表\n县水务局\n2024年3月1日\n", [[(1, "甲表"), (2, "乙表")]]),
    # the heading of an annex with its provisions
    ("附件：\n1. 甲类\n2. 乙类\n第一，应当登记。\n", []),
    # a list that does not go on
    ("附件：1. 甲表\n3. 应当登记\n", [[(1, "甲表")]]),
    ("见附件：1的说明。", []),
]


@pytest.mark.parametrize(("text", "expected"), LISTS)
def test_lists_of_attachments(text: str, expected: list[list[tuple[int, str]]]) -> None:
    """Their entries with numbers and names."""
    found = attachment_lists(Document.from_text(text))
    assert [[(entry.number, entry.name) for entry in each.entries] for each in found] == expected
