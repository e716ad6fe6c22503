"""What is quoted of a duty: to its verb and object; what only looks like a duty has no finding on one."""

from __future__ import annotations

import pytest

from policydiff.comparison.engine import compare
from policydiff.text.document import Document

HEAD = "云汐市渡运办法\n\n第一条　为了规范渡运，制定本办法。\n"
TAIL = "第九条　本办法自公布之日起施行。\n"


def told(before: str, after: str) -> list[tuple[str, str, str]]:
    """Severity, old quotation and new quotation of each finding on a duty in two rules with these second articles."""
    old, new = (Document.from_text(f"{HEAD}第二条　{text}\n{TAIL}") for text in (before, after))
    return [
        (each.severity, each.old.text if each.old else "", each.new.text if each.new else "")
        for each in compare(old, new).findings
        if each.kind == "obligation"
    ]


KEPT = "本市鼓励水上旅游。"
QUOTED_WHOLE = [
    "不得将来历不明之缆绳，作为系船材料",
    "应就本条所定一次补助或分期补助金额，择一请领",
    "应当按照本部门的计划，安排渡口维护资金",
    "应当在镇人民政府的组织、协调下，依法做好渡口值守",
    "應將任期內之經過情形，報告船主大會",
    "应当根据客流变化，及时调整渡船班次",
    "应当结合本地实际，按照国家有关规定，设置渡口标志",
    "應自繳費之日起，至退費之日止，按日加計利息",
    "應將前項費率，報請縣議會備查",
    "应当依照航行规则和检验规范的规定，并依照技术标准检修缆绳",
]


@pytest.mark.parametrize("duty", QUOTED_WHOLE)
def test_a_duty_is_quoted_with_its_verb_and_object(duty: str) -> None:
    assert [each[2] for each in told(KEPT, f"{KEPT}渡运站{duty}。")] == [duty]
    assert [each[1] for each in told(f"{KEPT}渡运站{duty}。", KEPT)] == [duty]


QUOTED_TO_THE_COMMA = [
    ("应当将检验结果书面通知船主，并公告七日", "应当将检验结果书面通知船主"),
    ("应当按照规定，但紧急时可以先行放行", "应当按照规定"),
    ("应当对渡船进行检验，合格后方可放行", "应当对渡船进行检验"),
    ("应当登记船名，不收取费用", "应当登记船名"),
]


@pytest.mark.parametrize(("clauses", "duty"), QUOTED_TO_THE_COMMA)
def test_an_act_with_its_verb_ends_at_the_comma(clauses: str, duty: str) -> None:
    assert told(KEPT, f"{KEPT}渡运站{clauses}。")[0][2].startswith(duty)
    assert told(KEPT, f"{KEPT}渡运站{clauses}。")[0][2] in (duty, clauses)


NO_DUTIES = [
    "渡运站得就可供赔偿之余款分配之。",
    "渡运站得公告禁止游泳水域。",
    "特定渡船禁止航行区域划定和管理的具体办法由市交通局制定。",
    "其违反义务时应负之责任及其他相关事项之办法，由市交通局定之。",
    "申请检验之程序、应检附之书件及其他应遵循事项之准则，由市交通局定之。",
]


@pytest.mark.parametrize("sentence", NO_DUTIES)
def test_a_noun_or_a_power_is_no_new_duty(sentence: str) -> None:
    assert told(KEPT, f"{KEPT}{sentence}") == []


def test_what_must_be_laid_down_is_a_duty() -> None:
    assert told(KEPT, f"{KEPT}市交通局应当订定渡船检验事项之办法。") != []


DISCOURAGED = [
    ("禁止在渡口停放货车。", "不宜在渡口停放货车。", "不宜在渡口停放货车"),
    ("禁止在渡口停放货车。", "渡口内不宜停放货车。", "不宜停放货车"),
    ("船主不得在夜间装卸货物。", "船主不宜在夜间装卸货物。", "不宜在夜间装卸货物"),
]


@pytest.mark.parametrize(("before", "after", "quoted"), DISCOURAGED)
def test_a_ban_that_became_advice_is_quoted_with_the_advice(before: str, after: str, quoted: str) -> None:
    assert [(each[0], each[2]) for each in told(before, after)] == [("warning", quoted)]
