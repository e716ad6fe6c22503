"""Paragraphs outside the units have the findings of units; titles, metadata and what stands in a unit have none."""

from __future__ import annotations

import pytest

from policydiff.comparison.engine import compare
from policydiff.comparison.result import Comparison, Finding
from policydiff.reports.comparison.names import Names
from policydiff.text.document import Document

REPORT = "一、总体要求\n坚持统筹推进，保护耕地。\n二、主要任务\n加强水利建设，改善农村道路。\n"
LAW = "第一条 船主应当办理登记。\n第二条 渡运站不得收取押金。\n"


def compared(old: str, new: str, body: str = REPORT, title: str = "青槐县工作报告") -> Comparison:
    """The comparison of two documents with these texts before the same units."""
    texts = (f"{title}\n\n{text}\n\n{body}" for text in (old, new))
    return compare(*map(Document.from_text, texts))


def told(comparison: Comparison) -> list[tuple[str, str, str, str]]:
    """Kind, severity, lead word and message of each finding."""
    return [(each.kind, each.severity, each.lead_word, str(each.message)) for each in comparison.findings]


CHANGES = [
    # a figure in the opening of a report
    (
        "全县克服旱情影响，道路建设稳步推进，完成投资9.78亿元。",
        "全县克服旱情影响，道路建设稳步推进，完成投资7.24亿元。",
        ("money", "notice", "money", "投资 9.78亿元 → 7.24亿元"),
    ),
    (
        "全县村组公路硬化率达到百分之六十，群众出行更加方便。",
        "全县村组公路硬化率达到百分之七十，群众出行更加方便。",
        ("number", "notice", "number", "全县村组公路硬化率 百分之六十 → 百分之七十"),
    ),
    (
        "现公布《云汐市渡口管理办法》，自2026年3月1日起施行。",
        "现公布《云汐市渡口管理办法》，自2027年3月1日起施行。",
        ("date", "notice", "date", "施行 2026年3月1日 → 2027年3月1日"),
    ),
    # another article of another document
    (
        "根据《临澜省水利条例》第十二条的规定，现就有关事项答复如下：",
        "根据《临澜省水利条例》第十四条的规定，现就有关事项答复如下：",
        ("citation", "notice", "citation", "《临澜省水利条例》第十二条 → 《临澜省水利条例》第十四条"),
    ),
    # a duty, weaker, reversed, new and gone
    (
        "各乡镇应当认真组织学习，逐级传达。",
        "各乡镇可以认真组织学习，逐级传达。",
        ("obligation", "warning", "weaker", "应当认真组织学习 → 可以认真组织学习"),
    ),
    (
        "河道采砂未经批准不得开工。",
        "河道采砂经批准可以开工。",
        ("obligation", "warning", "reversed", "未经批准不得开工 → 经批准可以开工"),
    ),
    (
        "为了加强渡口管理，制定本意见。",
        "为了加强渡口管理，制定本意见。各乡镇应当每年报送总结。",
        ("obligation", "notice", "duty", "new: 应当每年报送总结"),
    ),
    (
        "为了加强渡口管理，制定本意见。",
        "为了加强渡口管理，制定本意见。\n\n各乡镇应当每年报送总结。",
        ("obligation", "notice", "duty", "new: 应当每年报送总结"),
    ),
    # a sentence
    (
        "本届政府任期届满。我代表县人民政府，向大会报告工作，请予审议。",
        "本届政府任期届满。",
        ("sentence", "notice", "sentence", "gone: “我代表县人民政府，向大会报告工作，请予审议。”"),
    ),
    # a mark among the addressees
    (
        "各乡镇人民政府、县政府各部门，县直属机构：",
        "各乡镇人民政府，县政府各部门，县直属机构：",
        ("punctuation", "info", "punctuation", "镇人民政府、县政府各部 → 镇人民政府，县政府各部"),
    ),
]


@pytest.mark.parametrize(
    ("old", "new", "severities"),
    [
        ("县水务局、县交通局、各乡镇人民政府：", "县水利局、县交通局、各乡镇人民政府：", ["info"]),
        ("县档案馆、县教育局：", "县档案馆、县体育局：", ["info"]),
        ("本办法由县水务局解释，请遵照执行。", "本办法由县水利局解释，请遵照执行。", ["warning"]),
    ],
)
def test_another_addressee_is_info(old: str, new: str, severities: list[str]) -> None:
    assert [each.severity for each in compared(old, new).findings if each.kind == "agency"] == severities


@pytest.mark.parametrize(("old", "new", "finding"), CHANGES)
@pytest.mark.parametrize("body", [REPORT, LAW])
def test_a_change_outside_the_units_has_the_finding_of_a_unit(
    old: str, new: str, finding: tuple[str, str, str, str], body: str
) -> None:
    comparison = compared(old, new, body)
    assert told(comparison) == [finding]
    assert comparison.findings[0].unit is None
    assert {unit.change for unit in comparison.units} == {"unchanged"}


def test_the_text_after_the_last_unit_has_findings_too() -> None:
    """A closing paragraph below the signature is no part of the last article."""
    closing = "青槐县水务局\n2026年3月5日\n\n本通知印发后，各渡口应当在三十日内完成自查。"
    old, new = LAW + "\n" + closing, LAW + "\n" + closing.replace("三十日", "十日")
    kinds = [(each.kind, each.severity) for each in compare(*map(Document.from_text, (old, new))).findings]
    assert kinds == [("deadline", "notice")]


NOTHING = [
    # titles and headings
    ("关于做好2026年渡口管理工作的通知", "关于做好2027年渡口管理工作的通知"),
    ("第一章 渡口、码头", "第一章 渡口、码头和航道"),
    ("## 渡口、码头\n", "## 渡口、码头、航道\n"),
    # metadata
    ("来源：青槐日报　编辑：甲乙丙", "来源：青槐晚报　编辑：丁戊己"),
    ("联系人：王某某，电话：0999-1234567", "联系人：王某某，电话：0999-7654321"),
    ("| 索引号 | 青水〔2026〕1号，公开 |", "| 索引号 | 青水〔2027〕2号，公开 |"),
    ("云政发〔2026〕3号", "云政发〔2027〕5号"),
    # the history of adoption
    (
        "2020年5月6日青槐县第三届人民代表大会第一次会议通过",
        "2020年5月6日青槐县第三届人民代表大会第一次会议通过 2026年7月8日青槐县第四届人民代表大会第二次会议修正",
    ),
    (
        "中華民國 105 年 4 月 8 日雲水字第 12 號公告修正公布第 6 條條文。",
        "中華民國 106 年 5 月 9 日雲水字第 13 號公告修正公布第 7 條條文。",
    ),
    (
        "（2020年5月6日县人民政府令第3号公布，自2020年7月1日起施行）",
        "（2021年5月6日县人民政府令第5号公布，自2021年7月1日起施行）",
    ),
    # comments, furniture
    ("<!-- 第2稿，待校。 -->", "<!-- 第3稿，已校。 -->"),
    ("当前位置：首页 > 政务公开，第1页", "当前位置：首页 > 政务公开，第2页"),
]


@pytest.mark.parametrize(("old", "new"), NOTHING)
def test_what_is_no_text_has_no_finding(old: str, new: str) -> None:
    assert told(compared(old, new)) == []


PARAGRAPH = "各村应当每月巡查不少于二次，发现隐患不得隐瞒。"
OPENING = "为了加强农村公路管理，各乡镇应当在三十日内建立养护台账。"


@pytest.mark.parametrize("amended", [PARAGRAPH, PARAGRAPH.replace("二次", "四次"), PARAGRAPH.replace("隐瞒", "瞒报")])
def test_text_that_is_a_unit_on_the_other_side_is_neither_gone_nor_new(amended: str) -> None:
    numbered = REPORT.replace("二、", "三、").replace("一、", "二、")
    bare, labelled = f"{OPENING}\n{PARAGRAPH}\n", f"{OPENING}\n一、{amended}\n"
    texts = f"通知\n\n{bare}\n{REPORT}", f"通知\n\n{labelled}\n{numbered}"
    for old, new in (texts, texts[::-1]):
        findings = compare(Document.from_text(old), Document.from_text(new)).findings
        assert [each for each in findings if each.severity != "info" and not (each.old and each.new)] == []


def test_paragraphs_wrapped_or_moved_are_neither_gone_nor_new() -> None:
    other = "经县人民政府同意，现将有关事项通知如下。"
    assert told(compared(f"{OPENING}\n\n{other}", f"{other}\n\n{OPENING}")) == []
    assert told(compared(f"{OPENING}\n\n{other}", f"{OPENING[:11]}\n{OPENING[11:]}\n{other[:12]}\n{other[12:]}")) == []
    assert told(compared(f"{OPENING}\n\n{other}", OPENING + other)) == []


def test_a_finding_outside_the_units_is_named_by_its_line() -> None:
    comparison = compared("河道采砂未经批准不得开工。", "河道采砂经批准可以开工。")
    (finding,) = comparison.findings
    assert Names(comparison).of_finding(finding) == ["line 3"]
    assert comparison.as_json()["findings"][0]["places"] == ["line 3"]


def test_findings_come_in_reading_order() -> None:
    """A preamble is read before the articles, among findings of the same severity."""
    old = "公告\n\n自2026年3月1日起施行本办法，请遵照。\n\n" + LAW + "第三条 罚款五百元。\n"
    new = old.replace("2026", "2027").replace("五百", "一千").replace("应当办理", "可以办理")
    findings: tuple[Finding, ...] = compare(Document.from_text(old), Document.from_text(new)).findings
    assert [(each.severity, each.unit) for each in findings] == [("warning", 0), ("warning", 2), ("notice", None)]
    new = old.replace("2026", "2027").replace("登记。", "登记和年检。渡口应当在十日内公示。")
    findings = compare(Document.from_text(old), Document.from_text(new)).findings
    assert next(each.unit for each in findings if each.severity == "notice") is None


@pytest.mark.parametrize(
    ("old", "new", "values"),
    [
        ("本决定自2026年3月1日起施行。", "本决定自2026年5月1日起施行。", ("2026年3月1日", "2026年5月1日")),
        ("本修正案自公布之日起三十日后施行。", "本修正案自公布之日起六十日后施行。", ("三十日", "六十日")),
    ],
)
def test_when_a_decision_comes_into_force_is_a_finding(old: str, new: str, values: tuple[str, str]) -> None:
    head = "青槐县人民政府关于修改《渡口办法》的决定\n一、删去第九条。\n二、第十条修改为：“船主应当登记。”\n"
    (finding,) = compare(*(Document.from_text(f"{head}{line}\n") for line in (old, new))).findings
    assert finding.old is not None
    assert finding.new is not None
    assert (values[0] in finding.old.text, values[1] in finding.new.text, finding.unit) == (True, True, None)
