"""Values of front matter, metadata tables and HTML comments: dates, and whether a document is in force."""

from __future__ import annotations

import pytest

from policydiff.comparison.engine import compare
from policydiff.comparison.result import Comparison
from policydiff.text.document import Document

BODIES = {
    "article": "# 青槐县渡口办法\n\n第一条 为了规范渡口管理，制定本办法。\n\n第二条 渡船不得超载。\n",
    "section": "# 青槐县渡口方案\n\n一、总体要求\n\n渡口位于青槐县东侧。\n\n二、主要任务\n\n市民可以乘船往返两岸。\n",
    "paragraph": "# 青槐县渡口简介\n\n渡口位于青槐县东侧，全长三百米。\n\n市民可以乘船往返两岸。\n",
}
FORMS = {
    "yaml": "---\ntitle: 渡口\neffective: {date}\nstatus: {status}\n---\n\n",
    "toml": '+++\ntitle = "渡口"\ndate = {date}\nstatus = "{status}"\n+++\n\n',
    "lines": "发布日期：{date}\n时效性：{status}\n\n",
    "bold": "**施行日期**：{date}\n**效力状态**：{status}\n\n",
    "rows": "| 项目 | 内容 |\n| --- | --- |\n| 发布日期 | {date} |\n| 时效性 | {status} |\n\n",
    "columns": "| 发布日期 | 时效性 |\n| --- | --- |\n| {date} | {status} |\n\n",
    "two pairs": "| 发布日期 | {date} | 效力 | {status} |\n|---|---|---|---|\n\n",
    "html": "<table><tr><td>发布日期</td><td>{date}</td></tr>\n<tr><td>有效性</td><td>{status}</td></tr></table>\n\n",
    "comment": "<!-- 施行日期：{date}；状态：{status} -->\n\n",
    "long comment": "<!--\neffective: {date}\nstatus: {status}\n-->\n\n",
    "words": "<!-- 自{date}起施行；本件{status} -->\n\n",
}


def compared(before: str, after: str) -> Comparison:
    """The comparison of two texts."""
    return compare(Document.from_text(before), Document.from_text(after))


@pytest.mark.parametrize("body", BODIES)
@pytest.mark.parametrize("form", FORMS)
def test_a_changed_date_and_status_are_findings_and_come_first(form: str, body: str) -> None:
    """Whatever the form of the values and the units of the document; the repeal is a warning."""
    before, after = (
        FORMS[form].format(date=date, status=status) + BODIES[body]
        for date, status in (("2020年5月1日", "现行有效"), ("2023-09-01", "已废止"))
    )
    comparison = compared(before, after)
    assert not comparison.same_text
    assert [
        (finding.kind, finding.severity, finding.old and finding.old.text, finding.new and finding.new.text)
        for finding in comparison.findings
    ] == [
        ("status", "warning", "现行有效", "已废止"),
        ("date", "notice", "2020年5月1日", "2023-09-01"),
    ]
    assert [str(finding.note) for finding in comparison.findings] == ["no longer in force", "later"]


HEADS = [
    # the same date in another form, another key of the page, an unknown value: nothing
    ("---\ndate: 2020-05-01\n---\n", "---\ndate: 2020年5月1日\n---\n", []),
    ("---\ndate: 2020-05-01\n---\n", "---\npublished: 2020-05-01\n---\n", []),
    ("---\nlayout: page\n---\n", "---\nlayout: law\n---\n", []),
    ("发布日期：2020年5月1日\n", "发布日期：2020-05-01\n", []),
    ("---\ndate: 2020-05\n---\n", "---\ndate: 2021-05\n---\n", []),
    ("日期：2020年5月\n", "日期：2021年3月\n", [("date", "notice", "2020年5月 → 2021年3月")]),
    ("Effective: May 1, 2020\n", "Effective: June 2, 2021\n", [("date", "notice", "May 1, 2020 → June 2, 2021")]),
    ("【状态：现行有效】\n", "【状态：已废止】\n", [("status", "warning", "现行有效 → 已废止")]),
    ("> - **时效性**：有效\n", "> - **时效性**：失效\n", [("status", "warning", "有效 → 失效")]),
    # a status that does not end the document; one that begins anew
    ("---\nstatus: draft\n---\n", "---\nstatus: final\n---\n", [("status", "notice", "draft → final")]),
    ("状态：已废止\n", "状态：现行有效\n", [("status", "notice", "已废止 → 现行有效")]),
    ('+++\nstate = "施行中"\n+++\n', '+++\nstate = "废止"\n+++\n', [("status", "warning", "施行中 → 废止")]),
    # two keys on one line of a comment
    (
        "<!-- 状态：试行 有效期至：2029-12-31 -->\n",
        "<!-- 状态：正式 有效期至：2031-12-31 -->\n",
        [("status", "notice", "试行 → 正式"), ("date", "notice", "2029-12-31 → 2031-12-31")],
    ),
    # how long it is in force, who is in charge, who issued it, and its number
    ("有效期: 三年\n", "有效期: 五年\n", [("deadline", "notice", "三年 → 五年")]),
    ("有效期: 三年\n", "有效期: 3年\n", []),
    (
        "---\n主管: 青槐县渡运站\n---\n",
        "---\n主管: 青槐县水务站\n---\n",
        [("agency", "warning", "青槐县渡运站 → 青槐县水务站")],
    ),
    ("归口部门：船检科\n", "归口部门：航道科\n", [("agency", "warning", "船检科 → 航道科")]),
    ("发布机关：青槐县渡运局\n", "发布机关：云汐市渡运局\n", [("agency", "notice", "青槐县渡运局 → 云汐市渡运局")]),
    (
        "文号: 青渡发〔2029〕4号\n",
        "文号: 青渡发〔2031〕9号\n",
        [("citation", "notice", "青渡发〔2029〕4号 → 青渡发〔2031〕9号")],
    ),
    ("作者: 甲\n", "作者: 乙\n", []),
    ("status: in force\n", "status: repealed\n", [("status", "warning", "in force → repealed")]),
    # values that one side alone has
    ("", "状态：已失效\n", [("status", "warning", "new: 已失效")]),
    ("", "废止日期：2024年3月1日\n", [("date", "info", "new: 2024年3月1日")]),
    ("状态：现行有效\n", "", [("status", "info", "gone: 现行有效")]),
    (
        "---\ndate: 2020-05-01T10:00:00Z\n---\n",
        "---\ndate: 2020-06-01T08:30:00Z\n---\n",
        [("date", "notice", "2020-05-01 → 2020-06-01")],
    ),
]


@pytest.mark.parametrize(("before", "after", "says"), HEADS)
def test_which_values_are_compared(before: str, after: str, says: list[tuple[str, str, str]]) -> None:
    """The date and the status, under one key, in any notation."""
    comparison = compared(f"{before}\n{BODIES['article']}", f"{after}\n{BODIES['article']}")
    assert [(each.kind, each.severity, str(each.message)) for each in comparison.findings] == says


def test_a_status_in_an_article_is_none_of_the_document() -> None:
    """Words of an article are compared as words; a date there is found once."""
    before, after = (
        f"第一条 登记簿载明状态：{word}\n\n第二条 自{day}起施行。\n"
        for word, day in (("有效", "2020-05-01"), ("失效", "2021-05-01"))
    )
    assert [(each.kind, each.unit) for each in compared(before, after).findings if each.kind in ("date", "status")] == [
        ("date", 1)
    ]


def test_a_date_in_figures_is_a_date() -> None:
    """2020-05-01 and 2020/5/1 are dates, whole; 2020-2021 is none."""
    before, after = "第一条 自2020-05-01起施行，2020-2021学年除外。\n", "第一条 自2021/6/1起施行，2020-2021学年除外。\n"
    assert [(each.kind, str(each.message)) for each in compared(before, after).findings] == [
        ("date", "施行 2020-05-01 → 2021/6/1")
    ]


ANNOTATED = [
    ("编者注：登记应当在{}日内办理。", "三十", "六十"),
    ("【条文释义】\n超载的，处{}元罚款。", "五百", "八百"),
    ("立法历史\n本条规定渡船{}超载。", "不得", "可以"),
]


@pytest.mark.parametrize(("form", "before", "after"), ANNOTATED)
def test_changes_of_annotations_are_information_and_come_last(form: str, before: str, after: str) -> None:
    """A finding in an annotation is marked; one in the text keeps its severity and comes first."""
    law = "第一条　渡船应当登记。\n{}\n第二条　渡船不得超载，违者处{}元罚款。\n"
    found = compared(law.format(form.format(before), "一百"), law.format(form.format(after), "二百")).findings
    assert [(each.severity, each.in_annotation) for each in found if not each.in_annotation] == [("warning", False)]
    last = [each for each in found if each.in_annotation]
    assert last
    assert list(found)[-len(last) :] == last
    assert {each.severity for each in last} == {"info"}
