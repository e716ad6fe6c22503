"""Charges, leading bodies, sanctions, deadlines of duties; and what only looks like a weaker duty or another body."""

from __future__ import annotations

import pytest

from policydiff.comparison.engine import compare
from policydiff.comparison.findings.modal_changes import negations_changed_together
from policydiff.comparison.result import Finding
from policydiff.facts.extraction import facts
from policydiff.text.document import Document

HEAD = "青槐县渡运办法\n\n第一条　为了规范渡运，制定本办法。\n"
TAIL = "第三条　本办法自公布之日起施行。\n"


def findings(before: str, after: str) -> tuple[Finding, ...]:
    """The findings on two rules whose second article has these texts."""
    old, new = (Document.from_text(f"{HEAD}第二条　{text}\n{TAIL}") for text in (before, after))
    return compare(old, new).findings


def told(before: str, after: str, kind: str) -> list[tuple[str, str, str]]:
    """Severity, lead word and note of each finding of a kind."""
    return [(each.severity, each.lead_word, str(each.note)) for each in findings(before, after) if each.kind == kind]


CHARGES = [
    ("学校不收学费、杂费。", "学校收取学费、杂费。", "不收 → 收取"),
    ("暂停使用的，免收基本费。", "暂停使用的，收取基本费。", "免收 → 收取"),
    ("暫停使用者，免收基本費。", "暫停使用者，收取基本費。", "免收 → 收取"),
    ("渡运站免收小型船舶的通行费。", "渡运站收取小型船舶的通行费。", "免收 → 收取"),
    ("渡船过闸免征船闸费。", "渡船过闸征收船闸费。", "免征 → 征收"),
    ("渡口实行免费通行。", "渡口实行收费通行。", "免费 → 收费"),
    ("申请登记，不收登记费。", "申请登记，收取登记费。", "不收 → 收取"),
    ("登记免交押金。", "登记交纳押金。", "免交 → 交纳"),
    ("渡运站收取登记费。", "渡运站免收登记费。", "收取 → 免收"),
]


@pytest.mark.parametrize(("before", "after", "note"), CHARGES)
def test_a_charge_in_place_of_none_is_reversed(before: str, after: str, note: str) -> None:
    assert told(before, after, "obligation") == [("warning", "reversed", note)]


@pytest.mark.parametrize(
    ("before", "after"),
    [("申请登记不收取费用。", "申请登记收取费用。"), ("申请登记不收费。", "申请登记收费。")],
)
def test_a_charge_is_named_once(before: str, after: str) -> None:
    assert told(before, after, "obligation") == [("warning", "reversed", "negation gone")]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("渡运站收取票款。", "渡运站收取船票款。"),
        ("渡运站免费开放。", "渡运站免费开放候船厅。"),
        ("收取票款。", "收到票款。"),
    ],
)
def test_a_charge_that_remains_is_none(before: str, after: str) -> None:
    assert told(before, after, "obligation") == []


LEADS = [
    ("推进渡口建设。（水务部门牵头，财政部门配合）", "推进渡口建设。（财政部门牵头，水务部门配合）"),
    ("推进渡口建设（水务部门牵头，财政部门配合）。", "推进渡口建设（财政部门牵头，水务部门配合）。"),
    ("推进渡口建设。（水务局牵头，财政局、商务局配合）", "推进渡口建设。（财政局牵头，水务局、商务局配合）"),
    ("渡口由县水务局牵头，县财政局配合。", "渡口由县财政局牵头，县水务局配合。"),
    ("县水务局会同县财政局制定票价。", "县财政局会同县水务局制定票价。"),
    ("由国务院交通部门会同国务院财政部门制定。", "由国务院财政部门会同国务院交通部门制定。"),
    ("牵头单位：县水务局；配合单位：县财政局。", "牵头单位：县财政局；配合单位：县水务局。"),
]


@pytest.mark.parametrize(("before", "after"), LEADS)
def test_lead_and_support_exchanged_is_one_warning(before: str, after: str) -> None:
    assert told(before, after, "agency") == [("warning", "agency", "lead and support exchanged")]


def test_another_leading_body_is_no_exchange() -> None:
    notes = [note for _, _, note in told("由县水务局牵头，县财政局配合。", "由县交通局牵头，县财政局配合。", "agency")]
    assert notes
    assert "lead and support exchanged" not in notes


SANCTIONS = [
    ("对直接责任人员依法给予处分。", "对直接责任人员依法追究刑事责任。", "disciplinary → criminal"),
    ("对直接责任人员给予行政处分。", "对直接责任人员处五年以下有期徒刑。", "disciplinary → criminal"),
    ("船主超载的，对主管人员依法给予处分。", "船主超载的，对主管人员依法追究刑事责任。", "disciplinary → criminal"),
    ("对直接责任人员给予行政处分。", "对直接责任人员给予警告。", "disciplinary → administrative"),
]


@pytest.mark.parametrize(("before", "after", "note"), SANCTIONS)
def test_a_sanction_of_another_class_for_one_person_is_one_change(before: str, after: str, note: str) -> None:
    assert told(before, after, "penalty") == [("warning", "penalty", note)]


def test_a_disciplinary_sanction_by_another_name_is_the_same() -> None:
    assert told("对直接责任人员依法给予行政处分。", "对直接责任人员依法给予处分。", "penalty") == []


def test_liability_that_stands_did_not_become_another_sanction() -> None:
    crime = "构成犯罪的，依法追究刑事责任"
    before, after = f"对直接责任人员给予降级；{crime}。", f"对直接责任人员给予开除；{crime}。"
    assert told(before, after, "penalty") == [("warning", "penalty", "")]


@pytest.mark.parametrize(
    ("before", "after", "note"),
    [
        ("可以处一万元以下罚款。", "可以并处一万元以下罚款。", "可以处 → 可以并处"),
        ("得處一萬元以下罰鍰。", "得併處一萬元以下罰鍰。", "得處 → 得併處"),
        ("国家工作人员超载的，给予处分。", "公职人员超载的，给予处分。", "国家工作人员 → 公职人员"),
    ],
)
def test_a_fine_besides_others_and_another_offender_are_said(before: str, after: str, note: str) -> None:
    assert told(before, after, "penalty") == [("notice", "changed", note)]


def test_another_amount_of_a_fine_comes_before_the_word_beside_it() -> None:
    [(severity, word, _)] = told("可以处五千元以下罚款。", "可以并处五百元以下罚款。", "penalty")
    assert (severity, word) == ("warning", "penalty")


REMOVED = [
    "军事机关应当协助渡运站组织演练。",
    "船票证书应当载明船主的姓名和船舶的吨位。",
    "船主接获通知后，应当于四小时内派员到场协助认定。",
    "单位负责人对渡运事故不得隐瞒不报、谎报或者拖延报告。",
]


@pytest.mark.parametrize("removed", REMOVED)
def test_a_duty_sentence_that_is_gone_and_nothing_else_is_a_warning(removed: str) -> None:
    like = "船主应当协助渡运站登记船票，不得拖延报告渡运事故；船票应当载明船舶的吨位。"
    assert "warning" in [severity for severity, _, _ in told(f"{like}{removed}", like, "obligation")]


DEADLINES = [
    ("渡船应当在十五日内检修，因故不能检修的，可以延期。", "十五日", "三十日", "warning"),
    ("主管機關應於十日內核定，必要時得延長一次。", "十日", "二十日", "warning"),
    ("船主应当在十日内登记，但不得收费。", "十日", "三十日", "warning"),
    ("船主自收到通知之日起十日内应当改正，可以申请延期。", "十日", "三十日", "warning"),
    ("船主可以在十日内提出异议，县政府应当答复。", "十日", "三十日", "notice"),
    ("船主不得在登记后三十日内转让。", "三十日", "六十日", "notice"),
    ("船主有权在三十日内申诉。", "三十日", "六十日", "notice"),
]


@pytest.mark.parametrize(("text", "before", "after", "severity"), DEADLINES)
def test_a_longer_deadline_of_a_duty_is_a_warning(text: str, before: str, after: str, severity: str) -> None:
    assert told(text, text.replace(before, after), "deadline") == [(severity, "deadline", "longer")]


DOUBTFUL = [
    ("运送人的行为，应当视为船主的行为。", "运送人的行为，视为船主的行为。"),
    ("渡运站酌予补助。", "渡运站得酌予补助。"),
    ("毁损船票的，应当向船主赔偿其票款。", "毁损船票的，船主可以请求赔偿其票款。"),
    ("两船相争，应就先登记者发给执照。", "两船相争，仅得就先登记者发给执照。"),
    ("承运人必须凭检疫证明方可承运。", "没有检疫证明的，承运人不得承运。"),
    ("渡运站得立即禁止与该污染有关的渡运。", "渡运站得命其停止与该污染有关的渡运。"),
    ("提案应当属于大会职权范围，并有议题。", "提案不属于大会职权范围的除外。"),
]


@pytest.mark.parametrize(("before", "after"), DOUBTFUL)
def test_what_may_be_no_weaker_rule_is_no_warning(before: str, after: str) -> None:
    assert "warning" not in [severity for severity, _, _ in told(before, after, "obligation")]


CERTAIN = [
    ("县政府应当给予船主补偿。", "县政府可以给予船主补偿。", "weaker"),
    ("船票不得单独转让，且不及于他船。", "船票可以单独转让，且及于他船。", "weaker"),
    ("船主应当依法申请补偿。", "船主可以依法申请补偿。", "weaker"),
    ("毁损船票的，应当赔偿。", "毁损船票的，可以赔偿。", "weaker"),
]


@pytest.mark.parametrize(("before", "after", "word"), CERTAIN)
def test_a_weaker_rule_is_a_warning(before: str, after: str, word: str) -> None:
    assert ("warning", word) in [each[:2] for each in told(before, after, "obligation")]


def test_a_rule_that_stands_beside_another_is_not_the_weaker_one() -> None:
    free = "从事非经营性渡运的，应当向县交通局备案"
    before = f"{free}。\n从事经营性渡运的，应当向县交通局申请领取渡运许可证。"
    after = "从事渡运活动的，应当遵守规定。\n从事非经营性渡运活动的，应当向县交通局备案。"
    assert "warning" not in [severity for severity, _, _ in told(before, after, "obligation")]


def test_two_negations_turned_round_together_leave_the_rule() -> None:
    assert negations_changed_together("非有重大事由,不得辞任。", "有重大事由,得辞任。")
    assert not negations_changed_together("不得辞任。", "得辞任。")
    assert not negations_changed_together("有事由,得辞任。", "有事由,得辞任。")


ONE_BODY = [
    ("由公安等部门处理。", "由公安部门处理。"),
    ("由公安、交通等部门处理。", "由公安、交通部门处理。"),
    ("指导乡镇人民政府开展培训。", "指导乡、镇人民政府开展培训。"),
    ("向当地水务机构申报。", "向所在地水务机构申报。"),
    ("国务院水务、交通主管部门制定。", "国务院交通、水务主管部门制定。"),
    ("保障和监督行政机关行使职权。", "监督和保障行政机关行使职权。"),
    ("縣政府得建議經濟部改善。", "縣政府得要求經濟部改善。"),
]


@pytest.mark.parametrize(("before", "after"), ONE_BODY)
def test_one_body_by_another_spelling_or_behind_another_verb_is_no_change(before: str, after: str) -> None:
    assert told(before, after, "agency") == []


OTHER_ACTS = [
    ("隔离的解除，由原决定机关宣布。", "拒绝隔离的，由公安机关协助采取措施。"),
    ("通报上级主管机关。戶政主管機關應於接獲通報後辦理。", "通报上级主管机关。衛生主管機關應將資料轉知。"),
]


@pytest.mark.parametrize(("before", "after"), OTHER_ACTS)
def test_a_body_with_another_act_did_not_take_the_place(before: str, after: str) -> None:
    assert "warning" not in [severity for severity, _, _ in told(before, after, "agency")]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("由县级以上地方人民政府卫生行政部门批准。", ["县级以上地方人民政府卫生行政部门"]),
        ("报省级以上人民政府批准。", ["省级以上人民政府"]),
        ("三个以上部门联合审批。", ["部门"]),
        ("由县（市、区）以上地方人民政府负责。", ["地方人民政府"]),
        ("受僱人安全衛生諮詢委員會審議之。", ["受僱人安全衛生諮詢委員會"]),
        ("中央目的事業主管機關應邀集專家。", ["中央目的事業主管機關"]),
        ("县政府可以要求交通部改善。", ["县政府", "交通部"]),
    ],
)
def test_the_name_of_a_body_is_whole_and_has_no_verb(text: str, names: list[str]) -> None:
    assert [fact.text for fact in facts(text) if fact.kind == "agency"] == names


@pytest.mark.parametrize("text", ["自应当知道其权利被侵害之日起计算。", "自知道或者应当知道决议之日起六十日内。"])
def test_what_somebody_should_have_known_is_no_duty(text: str) -> None:
    assert [fact for fact in facts(text) if fact.kind == "obligation"] == []


@pytest.mark.parametrize(
    "text",
    [
        "但以其迟延系因可归责于船主的事由者为限。",
        "船主依法令须向县政府申请办理之事项，另定办法。",
        "船主应具备之条件、设备及登记之办法，由县政府定之。",
        "渡船合并应申请许可而未申请，另行公告。",
        "期间自船主应为请求之日起，依其约定。",
    ],
)
def test_a_noun_with_a_modal_word_in_it_is_no_duty(text: str) -> None:
    assert told("船票实名登记。", f"船票实名登记。{text}", "obligation") == []


@pytest.mark.parametrize(
    "text", ["船主应于核准之日起，登记船票。", "船主应当公告下列之事项。", "船票应以本人使用者为限。"]
)
def test_a_duty_with_such_a_noun_in_it_is_one(text: str) -> None:
    assert [each[:2] for each in told("船票实名登记。", f"船票实名登记。{text}", "obligation")] == [("notice", "duty")]


GONE_IN_OTHER_WORDS = [
    ("县政府对渡船不得实施免检。", "县政府对渡船定期检查，不得免检。"),
    ("渡船的经营，经县政府核准后，得限制或禁止他人渡运。", "渡船的经营，由县政府核准。"),
]


@pytest.mark.parametrize(("before", "after"), GONE_IN_OTHER_WORDS)
def test_a_prohibition_in_fewer_words_or_of_an_authority_is_not_gone_for_certain(before: str, after: str) -> None:
    assert "warning" not in [severity for severity, _, _ in told(before, after, "obligation")]


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ("载客十人以上的，应当登记。", "载客超过十人的，应当登记。", "十人以上 → 超过十人"),
        ("船龄五年以下的，免检。", "船龄不满五年的，免检。", "五年以下 → 不满五年"),
        ("載客十人以上者，應登記。", "載客逾十人者，應登記。", "十人以上 → 逾十人"),
    ],
)
def test_another_bound_of_one_number_is_quoted(before: str, after: str, message: str) -> None:
    assert [
        message in str(each.message) for each in findings(before, after) if each.kind in ("number", "deadline")
    ] == [True]


def test_an_approval_that_suffices_now_is_a_warning() -> None:
    assert "warning" in [each[0] for each in told("采砂未经批准不得开工。", "采砂经批准可以开工。", "obligation")]
