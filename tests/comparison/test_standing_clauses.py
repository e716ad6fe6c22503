"""Duties, permissions and sentences that the other text has in other words: information, and neither gone nor new."""

from __future__ import annotations

import pytest

from policydiff.comparison.engine import compare
from policydiff.text.document import Document

RULES = (
    "渡口由县交通局设置，并报市交通局备案。",
    "渡船每年检验一次，检验不合格的不得载客。",
    "船票实名登记，退票按票价的一成收取手续费。",
    "遇有大风、大雾，渡运站发布停航公告。",
    "渡工每两年参加一次救生培训。",
    "渡口的照明、护栏和候船室由镇政府维护。",
    "渡运补贴按季发放，由县财政局核算。",
)


def severities(before: tuple[str, str], after: tuple[str, str]) -> set[str]:
    """The severities of the one-sided findings on two texts, each with a rule in its second article and in its last."""
    texts = []
    for rule, elsewhere in (before, after):
        articles = ["为了规范渡运，制定本办法。", f"渡船停靠一号泊位。{rule}", *RULES, f"渡口夜间关闭。{elsewhere}"]
        body = "\n".join(f"第{'一二三四五六七八九十'[index]}条　{text}" for index, text in enumerate(articles) if text)
        texts.append(Document.from_text(f"青槐县渡运办法\n\n{body}\n"))
    findings = compare(*texts).findings
    return {
        each.severity
        for each in findings
        if each.kind in ("obligation", "sentence") and (each.old is None) != (each.new is None)
    }


STANDING = [
    # in another article, in other words
    ("经营者应当向县水务局报送航线图。", "航线图由经营者报送县水务局。"),
    ("码头应当备有双语告示牌。", "码头应当备有双语告示牌、双语船期表。"),
    ("新船首航前，船主应当提交试航报告。", "试航报告由船主在新船首航之前提交。"),
    # a permission that is a duty, and a prohibition that is a breach
    ("船主逾期未选定泊位的，县港务所可以代为指定。", "逾期未选定泊位者，由县港务所代为指定。"),
    ("乘客不得携带易燃物品登上渡船。", "乘客违反规定携带易燃物品登上渡船的，责令离船。"),
    # a sentence without a modal word
    ("渡口名称牌由县民政局统一制作。", "县民政局统一制作各渡口的名称牌。"),
]


@pytest.mark.parametrize(("rule", "elsewhere"), STANDING)
def test_a_rule_that_stands_elsewhere_in_other_words_is_information(rule: str, elsewhere: str) -> None:
    assert severities((rule, ""), ("", elsewhere)) <= {"info"}
    assert severities(("", elsewhere), (rule, "")) <= {"info"}


GONE = [
    # another act in the same case, and the same act in another rule that remains
    ("经营者应当向县水务局报送航线图。", "县水务局公布本县水域的水位。"),
    ("乘客不得携带易燃物品登上渡船。", "乘客登上渡船时出示船票。"),
    ("新船首航前，船主应当提交试航报告。", "新船首航前，县交通局公告航线。"),
]


@pytest.mark.parametrize(("rule", "elsewhere"), GONE)
def test_a_rule_whose_act_is_nowhere_is_gone(rule: str, elsewhere: str) -> None:
    assert severities((rule, ""), ("", elsewhere)) - {"info"}


@pytest.mark.parametrize(
    ("rule", "remaining"),
    [
        ("拆解渡船前，应当听取船主的意见。", "改造渡船前，应当听取船主的意见。"),
        ("货船的租金由货主按月缴付。", "客船的租金由船主按月缴付。"),
    ],
)
def test_a_rule_beside_another_of_its_form_that_remains_is_gone(rule: str, remaining: str) -> None:
    assert severities((rule, remaining), ("", remaining)) - {"info"}


def test_discretion_in_place_of_a_duty_is_more_than_information() -> None:
    old, new = "船主应当向县水务局报送航线图。", "船主可以向县水务局报送航线图。"
    assert severities((old, ""), ("", new)) - {"info"}
