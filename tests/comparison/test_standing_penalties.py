"""Penalties that stand in other words, in another numeral or case, or are none: what is said of them, and what not."""

from __future__ import annotations

import pytest

from policydiff.comparison.engine import compare
from policydiff.facts.extraction import facts
from policydiff.languages import PACK
from policydiff.text.document import Document
from policydiff.text.normalisation import normalised

HEAD = "云汐市渡口管理办法\n\n第一条　为了规范渡口管理，制定本办法。\n第二条　"
TAIL = "\n本办法自公布之日起施行。\n"


def told(before: str, after: str) -> list[tuple[str, str]]:
    """Severity and message of each finding on a penalty in two laws with these articles."""
    old, new = (Document.from_text(f"{HEAD}{text}{TAIL}") for text in (before, after))
    return [(each.severity, str(each.message)) for each in compare(old, new).findings if each.kind == "penalty"]


@pytest.mark.parametrize(
    ("written", "value", "amount"),
    [
        ("處新臺幣一仟元以上六萬元以下罰鍰", "1000元以上60000元以下", (1000.0, 60000.0)),
        ("处5仟元以上3拾万元以下罚款", "5000元以上300000元以下", (5000.0, 300000.0)),
        ("处一仟五佰元罚款", "1500元", (1500.0, 1500.0)),
    ],
)
def test_a_numeral_may_mix_common_and_formal_characters(written: str, value: str, amount: tuple[float, float]) -> None:
    assert [(fact.value, fact.amount) for fact in facts(written)] == [(value, amount)]


def test_a_formal_character_behind_a_word_is_no_numeral() -> None:
    assert [fact.value for fact in facts("派五人收拾渡口，由张三拾取缆绳。")] == ["5人"]


def test_a_fine_in_another_numeral_is_unchanged_and_one_with_another_bound_is_not() -> None:
    before = "乱泊船舶的，处新台币一仟元以上六万元以下罚锾。"
    assert told(before, before.replace("仟", "千")) == []
    assert told(before, before.replace("一仟", "三千"))


REWORDED_ORDERS = [
    (
        "渡口未达标准者，处二万元以上十万元以下罚锾，并责令限期改善。",
        "渡口未达标准者，处二万元以上十万元以下罚锾，县政府并应令其限期改善。",
        "gone: 并责令限期改善",
    ),
    (
        "船主不登记船舶者，处五百元罚锾；期满仍未登记者，得继续责令限期登记。",
        "船主不登记船舶者，处五百元罚锾；届期仍未登记者，得继续令其限期登记，并按次处罚。",
        "gone: 得继续责令限期登记",
    ),
]


@pytest.mark.parametrize(("before", "after", "says"), REWORDED_ORDERS)
def test_an_order_that_stands_in_other_words_is_no_warning(before: str, after: str, says: str) -> None:
    assert [each for each in told(before, after) if each[0] == "warning"] == []
    assert ("info", says) in told(before, after)


@pytest.mark.parametrize(
    "after", ["渡口未达标准者，县政府应令其限期拆除。", "渡口未达标准者，由县政府公告。", "渡口由县政府改善。"]
)
def test_an_order_for_another_act_is_gone(after: str) -> None:
    said = told("渡口未达标准者，由县政府责令限期改善。", after)
    assert [severity for severity, text in said if text.startswith("gone")] == ["warning"]


def test_an_order_in_another_article_is_another_one() -> None:
    rest = "第三条　乘客应当购票，遵守渡口的秩序。"
    before = f"渡口未达标准者，处五百元罚锾，并责令限期改善。\n{rest}"
    after = f"渡口未达标准者，处五百元罚锾。\n{rest}喧哗者，令其限期改善。"
    assert ("warning", "gone: 并责令限期改善") in told(before, after)


ONLY_THE_FINE_CHANGED = [
    (
        "未取得船照而摆渡，受处分三次以上者，处二年以下有期徒刑、拘役或科或并科三千元以下罚金。",
        "以船夫名义招揽乘客，届期不停止其行为者，处二年以下有期徒刑、拘役或科或并科新台币四十万元以下罚金。",
        "三千元以下罚金 → 四十万元以下罚金",
    ),
    (
        "在航道上丢弃沉重物品致船受损者，处一年以下有期徒刑，处拘役或科五百元以下罚金。",
        "擅自移动灯标而不报告县交通局者，处一年以下有期徒刑，处拘役或科九千元以下罚金。",
        None,
    ),
]


@pytest.mark.parametrize(("before", "after", "says"), ONLY_THE_FINE_CHANGED)
def test_a_fine_behind_the_same_sanctions_is_changed(before: str, after: str, says: str | None) -> None:
    said = told(before, after)
    assert ("warning", says) in said if says else any(text.startswith(("gone", "new")) for _, text in said)


@pytest.mark.parametrize(
    "proposal",
    [
        "渡口委员会发现失职的，有权建议有关机关对责任人员给予行政处分，直至依法追究刑事责任。",
        "渡口委员会发现失职的，可以提出给予处分的建议。",
        "渡口委员会可以建议县水务局吊销船照。",
    ],
)
def test_a_proposal_is_no_penalty(proposal: str) -> None:
    assert told("船主应当登记。", f"船主应当登记。{proposal}") == []
    assert told(f"船主应当登记。{proposal}", "船主应当登记。") == []


@pytest.mark.parametrize("imposed", ["县水务局根据站长的建议给予警告。", "收到建议后，由县水务局吊销船照。"])
def test_what_is_imposed_on_a_proposal_is_a_penalty(imposed: str) -> None:
    assert [severity for severity, _ in told("船主应当登记。", f"船主应当登记。{imposed}")] == ["warning"]


UNKNOWN = "未经登记摆渡的，没收船只；货值金额难以确定的，对单位并处10万元以上20万元以下的罚款。"


@pytest.mark.parametrize("case", ["货值金额不足1万元的", "货值金额1万元以上的", "违法所得不满1万元的"])
def test_fines_for_two_cases_of_a_sum_are_two(case: str) -> None:
    said = told(UNKNOWN, f"未经登记摆渡的，没收船只；{case}，并处5万元以上8万元以下的罚款。")
    assert sorted(text.partition(":")[0] for _, text in said) == ["gone", "new"]


@pytest.mark.parametrize(("before", "after"), [("不足1万元", "不足2万元"), ("难以计算", "无法确定")])
def test_fines_for_one_case_of_a_sum_are_one(before: str, after: str) -> None:
    law = "未经登记摆渡的，没收船只；违法所得{}的，并处{}万元以上8万元以下的罚款。"
    said = told(law.format(before, 5), law.format(after, 6))
    assert [text for _, text in said] == ["5万元以上8万元以下的罚款 → 6万元以上8万元以下的罚款"]


def test_whose_body_decides_says_nothing_of_the_offender() -> None:
    law = "渡口违法的，该{}的任免机关应当依法及时作出决定，并通知船主。"
    assert told(law.format("国家工作人员"), law.format("公职人员")) == []
    law = "{}私自摆渡的，予以处理。"
    assert [severity for severity, _ in told(law.format("国家工作人员"), law.format("公职人员"))] == ["notice"]


GENERAL = [
    "违反本办法规定，实施危害渡运安全或者扰乱渡运秩序的行为，构成违反治安管理行为的，依法处罚；构成犯罪的，"
    "依法追究刑事责任。",
    "违反本办法规定，有破坏航道秩序行为的，构成犯罪的，依法追究刑事责任。",
]


@pytest.mark.parametrize("general", GENERAL)
def test_being_prosecuted_for_endangering_what_the_law_protects_is_said_of_every_offence(general: str) -> None:
    search = PACK.fact_patterns().general_liability.search
    assert search(normalised(general))
    assert search(normalised(f"**第三条**　{general}"))
    assert not search(normalised("违反本办法规定，毁坏灯标，构成犯罪的，依法追究刑事责任。"))
    assert not search(normalised("违反本办法规定，扰乱售票秩序，构成犯罪的，依法追究刑事责任。"))
    assert not search(normalised("违反本办法规定，有破坏航道秩序行为的，处五百元罚款。"))


LIMITED_ORDERS = [
    (
        "未备案的，由县交通局责令改正；逾期未改正的，处三万元以下罚款。",
        "未备案的，由县交通局责令限期改正；逾期未改正的，处三万元以下罚款。",
        False,
    ),
    (
        "未备案的，由县交通局责令限期改正，逾期不改正的，处三万元以下罚款。",
        "未备案的，由县交通局责令改正；逾期拒不改正的，处三万元以下罚款。",
        False,
    ),
    ("未备案的，由县交通局责令改正，处三万元以下罚款。", "未备案的，由县交通局责令限期改正，处三万元以下罚款。", True),
]


@pytest.mark.parametrize(("before", "after", "is_changed"), LIMITED_ORDERS)
def test_an_order_with_its_time_limit_behind_it_is_the_same(before: str, after: str, is_changed: bool) -> None:
    assert bool(told(before, after)) is is_changed


def test_a_measure_during_an_inspection_is_no_penalty_and_a_suspension_is() -> None:
    base = "县交通局可以检查渡船。"
    assert told(base, base + "有证据证明有危险的，暂扣相关证件，经负责人批准，扣押渡船、查封相关场所。") == []
    assert told(base, base + "渡工违反规定的，暂扣渡工证三个月。") == [("warning", "new: 暂扣渡工证三个月")]


DANGEROUS_ACTS = "违反本办法规定，实施危害渡运安全的行为，构成犯罪的，依法追究刑事责任。"


@pytest.mark.parametrize(
    ("clause", "severity"),
    [
        ("渡运站工作人员玩忽职守，构成犯罪的，依法追究刑事责任。", "warning"),
        ("船主冲撞码头，构成犯罪的，依法追究刑事责任。", "info"),
    ],
)
def test_a_general_clause_on_dangerous_acts_covers_no_official(clause: str, severity: str) -> None:
    kept = "渡口应当挂牌，并公布航班和票价。\n第三条　{}\n第四条　" + DANGEROUS_ACTS
    replaced = "渡船由县交通局每年检验一次，检验合格的发给船证。"
    assert [each[0] for each in told(kept.format(f"{replaced}{clause}"), kept.format(replaced))] == [severity]
