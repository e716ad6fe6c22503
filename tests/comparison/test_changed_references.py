"""References that name something else now: only in the same rule, whole lists, and what exactly is cited."""

from __future__ import annotations

import pytest

from policydiff.comparison.engine import compare
from policydiff.text.document import Document


def told(old: str, new: str) -> list[tuple[str, str, str]]:
    """The findings on references as (severity, message, note)."""
    findings = compare(Document.from_text(old), Document.from_text(new)).findings
    return [(each.severity, str(each.message), str(each.note)) for each in findings if each.kind == "reference"]


BASE = """第一条　渡船所有人应当向镇渡运站备案。
第二条　渡工应当持有青槐县颁发的渡工证。
第三条　渡口应当设置救生设备和照明设备。
渡口应当公布每日的航次。
第四条　渡运站负责日常巡查。
第五条　{rule}
"""


@pytest.mark.parametrize(
    ("rule", "new_rule"),
    [
        ("县水务局收到第一条的备案后，在十日内登记。", "前两条的规定适用于夜间的货物渡运。"),
        (
            "渡船所有人违反第一条规定，未备案而经营的，给予警告。",
            "渡口看护人违反第三条规定，缺少照明的，责令停业三日。",
        ),
        ("依照第二条持证的渡工，每年体检一次。", "依照第四条巡查时发现的缺陷，由镇里公布。"),
    ],
)
def test_references_of_two_rules_are_no_pair(rule: str, new_rule: str) -> None:
    changes = told(BASE.format(rule=rule), BASE.format(rule=new_rule))
    assert not [message for _, message, _ in changes if "→" in message]


@pytest.mark.parametrize(
    ("rule", "new_rule", "severity", "message"),
    [
        ("第一条的规定适用于夜间的货物渡运。", "第二条的规定适用于夜间的货物渡运。", "notice", "第一条 → 第二条"),
        (
            "货物渡运时，准用前两条规定的设备和巡查。",
            "货物渡运时，准用第二条至前条规定的设备和巡查。",
            "notice",
            "前两条 → 第二条至前条",
        ),
        (
            "渡运站按照前条巡查时，应当填写日志并保存两年。",
            "渡运站按照第二条及前条巡查时，应当填写日志并保存两年。",
            "info",
            "前条 → 第二条及前条",
        ),
    ],
)
def test_a_list_is_quoted_whole_where_its_length_changed(rule: str, new_rule: str, severity: str, message: str) -> None:
    changes = told(BASE.format(rule=rule), BASE.format(rule=new_rule))
    assert [(change[0], change[1]) for change in changes] == [(severity, message)]


INSERTED = (
    BASE.replace("第四条", "第五条")
    .replace("第五条　{rule}", "第六条　{rule}")
    .replace("第三条　", "第三条　乘客应当穿着救生衣。\n第四条　")
)


@pytest.mark.parametrize(
    ("cites", "now_cites", "severity"),
    [
        ("第三条第一款", "第四条", "notice"),
        ("第三条第二款", "第四条", "notice"),
        ("第三条", "第四条", "info"),
        ("第三条第一款", "第四条第一款", "info"),
    ],
)
def test_a_paragraph_that_became_the_whole_article_is_a_wider_reference(
    cites: str, now_cites: str, severity: str
) -> None:
    rule = "违反{}规定的，由渡运站责令改正并记入渡口的档案。"
    changes = told(BASE.format(rule=rule.format(cites)), INSERTED.format(rule=rule.format(now_cites)))
    assert [change[0] for change in changes] == [severity]


def test_a_note_quotes_the_paragraph_that_is_cited() -> None:
    rule = "违反{}规定的，由渡运站责令改正并记入渡口的档案。"
    changes = told(BASE.format(rule=rule.format("第一条")), BASE.format(rule=rule.format("第三条第二款")))
    assert changes == [("notice", "第一条 → 第三条第二款", "now cites “渡口应当公布每日的航次…”")]
