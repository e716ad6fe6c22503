"""Severities of duties, bodies that took the place of others, and quotations that do not stand in the other text."""

from __future__ import annotations

import pytest

from policydiff.comparison.engine import compare
from policydiff.comparison.findings.standing_clauses import Clauses
from policydiff.comparison.result import Finding
from policydiff.text.document import Document
from policydiff.text.spans import Span

HEAD = "青槐县渡运办法\n\n第一条　为了规范渡运，制定本办法。\n"
TAIL = "第三条　本办法自公布之日起施行。\n"


def findings(before: str, after: str) -> tuple[Finding, ...]:
    """The findings on two rules whose second article has these texts."""
    old, new = (Document.from_text(f"{HEAD}第二条　{text}\n{TAIL}") for text in (before, after))
    return compare(old, new).findings


def told(before: str, after: str, kind: str = "obligation") -> list[tuple[str, str, str]]:
    """Severity, lead word and note of each finding of a kind."""
    return [(each.severity, each.lead_word, str(each.note)) for each in findings(before, after) if each.kind == kind]


GONE = [
    ("船主应当购买保险，并应当每年体检。", "船主应当购买保险。", ""),
    ("船主应当购买保险。船工必须穿着救生衣。", "船主应当购买保险。", ""),
    ("船主应当购买保险。船主不得夜间渡运。", "船主应当购买保险。", "prohibition gone"),
    ("船主應購買保險。船主嚴禁酒後駕駛。", "船主應購買保險。", "prohibition gone"),
]


@pytest.mark.parametrize(("before", "after", "note"), GONE)
def test_what_is_gone_for_certain_is_a_warning_and_new_a_notice(before: str, after: str, note: str) -> None:
    assert told(before, after) == [("warning", "duty", note)]
    assert [each[0] for each in told(after, before)] == ["notice"]


REWORDED = [
    ("船主不得向乘客收取附加费用。", "任何船主均不得以任何名义向乘客收取附加的费用，违者通报。"),
    ("渡运站应当定期向社会公布航线和票价的调整情况。", "航线和票价的调整情况，渡运站应当定期在官网上向社会公布。"),
]


@pytest.mark.parametrize(("before", "after"), REWORDED)
def test_what_is_reworded_is_no_warning(before: str, after: str) -> None:
    assert "warning" not in [each[0] for each in told(before, after)]


STRENGTH = [
    ("船主应当购买保险。", "船主可以购买保险。", "warning", "weaker"),
    ("船主应当公示票价。", "船主公示票价。", "info", "weaker"),
    ("船主应当公示票价。", "船主一般应当公示票价。", "warning", "weaker"),
    ("船主不得超载。", "船主一般不得超载。", "warning", "weaker"),
    ("渡运站公示票价。", "渡运站可以公示票价。", "warning", "weaker"),
    ("船主不得夜间渡运。", "船主可以夜间渡运。", "warning", "weaker"),
    ("船主可以购买保险。", "船主应当购买保险。", "notice", "stronger"),
    ("主管機關得派員檢查。", "主管機關應派員檢查。", "notice", "stronger"),
    ("渡运站可以查阅账册。", "渡运站必须查阅账册。", "notice", "stronger"),
    ("臨瀾縣政府必要時得召開渡口會議。", "臨瀾縣政府必要時應召開渡口會議。", "notice", "stronger"),
    ("山陵合於前條情形者，得劃為禁渡區。", "山陵合於前條情形者，應劃為禁渡區。", "notice", "stronger"),
    ("船主心得分送各站。", "船主心應分送各站。", "info", "stronger"),
    ("船主可以夜间渡运。", "船主不得夜间渡运。", "warning", "reversed"),
]


@pytest.mark.parametrize(("before", "after", "severity", "word"), STRENGTH)
def test_weaker_and_reversed_are_warnings_and_stronger_is_a_notice(
    before: str, after: str, severity: str, word: str
) -> None:
    assert [each[:2] for each in told(before, after)] == [(severity, word)]


UNCHANGED = [
    ("食品不得接触污水。", "避免食品接触污水。"),
    ("注销登记，不得影响乘客的权利。", "注销登记，不影响乘客的权利。"),
    ("船工无庸缴回已领的补贴。", "船工无须缴回已领的补贴。"),
]


@pytest.mark.parametrize(("before", "after"), UNCHANGED)
def test_another_word_that_does_the_same_changes_nothing(before: str, after: str) -> None:
    assert [each for each in told(before, after) if each[0] != "info"] == []


@pytest.mark.parametrize(
    "added",
    [
        "使用国家禁止使用的农药的，依法处理。",
        "受禁止之船主，另行公告。",
        "船主应受惩戒行为，由县政府认定。",
        "法律禁止的其他行为，依照其规定。",
        "不得登记之事由，另行公告。",
        "对应当定密但本站没有权限的事项，先行保管。",
        "船主转让时，应课之契税，免予征收。",
        "应送达于船主之文书，由站长转交。",
        "认购或应募公债的，另行公告。",
        "种植适应当地气候的树木。",
        "航线变更，可以说是常事。",
        "船主应知悉之日起算期限。",
    ],
)
def test_a_modal_word_in_an_attribute_is_no_duty(added: str) -> None:
    assert told("船票实名登记。", f"船票实名登记。{added}") == []


@pytest.mark.parametrize(
    "added",
    [
        "看守所应当登记船票。",
        "渡运事務所應登記船票。",
        "不得超过船主已缴费用之总额。",
        "应当退还多收的费用。",
        "可以说明理由，并应当署名。",
    ],
)
def test_a_duty_of_an_office_or_with_a_noun_at_its_end_is_one(added: str) -> None:
    assert [each[:2] for each in told("船票实名登记。", f"船票实名登记。{added}")] == [("notice", "duty")]


@pytest.mark.parametrize("after", ["如增加渡船，由县政府批准。", "若增加渡船，由县政府批准。"])
def test_a_modal_word_in_a_condition_is_no_warning(after: str) -> None:
    assert "warning" not in [each[0] for each in told(f"{after[0]}须{after[1:]}", after)]


SHIFTED = [
    ("管理浮桥，参照本办法执行。", "管理浮桥，适用本办法。", "参照 → 适用"),
    ("管理浮桥，适用本办法。", "管理浮桥，参照适用本办法。", "适用 → 参照适用"),
    ("管理浮橋，適用本辦法。", "管理浮橋，比照適用本辦法。", "適用 → 比照適用"),
]


@pytest.mark.parametrize(("before", "after", "note"), SHIFTED)
def test_one_word_that_became_part_of_another_is_exchanged(before: str, after: str, note: str) -> None:
    assert told(before, after) == [("notice", "changed", note)]


LEADS = [
    ("由县交通局牵头，县水利局配合。", "由县水利局牵头，县交通局配合。"),
    ("由县交通局牵头负责，县民政局参与。", "由县民政局牵头负责，县交通局参与。"),
]


@pytest.mark.parametrize(("before", "after"), LEADS)
def test_lead_and_supporting_body_are_exchanged(before: str, after: str) -> None:
    assert told(before, after, "agency") == [("warning", "agency", "lead and support exchanged")]
    assert told(before, before.replace("配合", "配合，并记录").replace("参与", "参与，并记录"), "agency") == []


BODIES = [
    ("船主应当通知县公安局。", "船主应当告知镇民政所主管部门。"),
    ("县交通局制定办法，会同有关行政管理部门公布。", "县交通局应当制定具体办法，会商市水利等部门后施行。"),
    ("云汐市民政局（以下简称市民政局）是渡运的主管部门。", "市、区民政部门是渡运的主管部门。"),
    ("渡运的处罚，由县水利局或者其所属机构决定。", "渡运的处罚由海事执法机构作出决定。"),
    ("设代表二人、法务部、国防部及内政部代表各一人。", "设代表二人、法务部及卫生福利部代表各一人。"),
]


@pytest.mark.parametrize(("before", "after"), BODIES)
def test_a_body_in_the_place_of_another_is_a_warning(before: str, after: str) -> None:
    assert "warning" in [each[0] for each in told(before, after, "agency")]


OTHER_BODIES = [
    ("判决送达机关，并函报司法局及通知人事机关。", "判决送达机关，并于十日内通知民政部及该管机关。"),
    ("船主应当向县公安局报告，县公安局应当登记。", "船主应当登记，县海事局应当检查。"),
]


@pytest.mark.parametrize(("before", "after"), OTHER_BODIES)
def test_a_body_that_does_something_else_is_no_warning(before: str, after: str) -> None:
    wrong = [each for each in findings(before, after) if each.kind == "agency" and each.severity == "warning"]
    assert not [each for each in wrong if each.new and each.new.text in ("民政部", "县海事局")]


def test_fines_of_two_classes_are_one_change() -> None:
    assert told("违者处罚款。", "违者处罚金。", "penalty") == [("warning", "penalty", "administrative → criminal")]


MERGED_PENALTIES = [
    (
        "伪造船票，构成犯罪的，依法追究刑事责任。\n有前款行为的，可以对单位并处五千元以上十万元以下的罚款。\n"
        "隐匿船票，构成犯罪的，依法追究刑事责任。\n有前款行为的，可以对单位并处五千元以上十万元以下的罚款。",
        "伪造船票、隐匿船票的，可以对单位并处二十万元以上二百万元以下的罚款；构成犯罪的，依法追究刑事责任。",
    ),
    (
        "冒用船票，构成犯罪的，依法追究刑事责任；对单位处五千元以下的罚款。",
        "冒用船票的，对单位处八千元以下的罚款；构成犯罪的，依法追究刑事责任。",
    ),
]


@pytest.mark.parametrize(("before", "after"), MERGED_PENALTIES)
def test_a_penalty_that_stands_or_became_another_is_not_gone(before: str, after: str) -> None:
    said = [str(each.message) for each in findings(before, after) if each.kind in ("penalty", "sentence")]
    assert not [each for each in said if "刑事责任" in each]
    assert len([each for each in said if "→" in each]) == 1
    assert not [each for each in said if each.startswith("gone: ") and "罚款" in each and "有前款" not in each]


STANDING = [
    (
        "县交通局应当巡查渡口。县水利局应当修缮码头。",
        "县水利局应当修缮码头。县交通局应当巡查渡口，由县交通局负责公示。",
    ),
    ("前项裁定，不得声明不服。渡口由县政府设立。", "渡口由县政府设立。"),
    ("船员不予登记。船主不得转让船票。船工可以申请延期。", "船工可以申请延期。船主不得转让船票。"),
]


@pytest.mark.parametrize(("before", "after"), STANDING)
def test_what_a_finding_on_one_side_quotes_does_not_stand_in_the_other(before: str, after: str) -> None:
    for old, new in ((before, after), (after, before)):
        for each in findings(old, new):
            if (each.old is None) != (each.new is None):
                quote, other = (each.old, new) if each.old else (each.new, old)
                assert quote
                assert len(quote.text) < 4 or quote.text.rstrip("。") not in other


def test_a_sentence_that_remained_did_not_become_another() -> None:
    remained, added = "渡运站核定清单前应当听取意见。", "渡运站注销清单前应当听取意见。"
    whole = Span(0, len(added))
    alone = Clauses(remained).closest(whole, whole, Clauses(added))
    assert alone
    assert alone.stands
    beside = Clauses(remained).closest(Span(len(remained), 30), Span(len(remained), 30), Clauses(remained + added))
    assert not beside or not beside.stands
    assert Clauses(remained).closest(Span(14, 15), Span(14, 15), Clauses(remained)) is None
    assert Clauses("").closest(whole, whole, Clauses(added)) is None


NO_DUTIES = [
    "外國人得依法律，應渡工考試。",
    "渡工報名參加應駕駛檢覈者，檢具證件。",
    "臨瀾縣政府得訂定應實施檢疫之處理及動物運送等相關管理辦法。",
    "船主顯有應為不受懲戒之情形者，不適用前項規定。",
]
DUTIES = [
    ("渡工應經考試及格。", "應經考試及格"),
    ("渡工應參加考試。", "應參加考試"),
    ("臨瀾縣政府應訂定渡口管理辦法。", "應訂定渡口管理辦法"),
    ("廠商應於事前將所有文字、畫面或言詞，申請縣政府核准。", "應於事前將所有文字、畫面或言詞，申請縣政府核准"),
    ("供應該站之飼料，應登記。", "應登記"),
]


def new_duties(text: str) -> list[str]:
    """The messages on the duties that a new article brings."""
    head = "第一條　為管理渡口，制定本辦法。\n第二條　渡口由鄉公所管理。\n"
    old, new = Document.from_text(head), Document.from_text(f"{head}第三條　{text}\n")
    return [str(each.message) for each in compare(old, new).findings if each.kind == "obligation"]


@pytest.mark.parametrize("text", NO_DUTIES)
def test_sitting_an_examination_and_saying_of_what_kind_something_is_are_no_duties(text: str) -> None:
    assert new_duties(text) == []


@pytest.mark.parametrize(("text", "quoted"), DUTIES)
def test_a_duty_is_quoted_up_to_its_verb(text: str, quoted: str) -> None:
    assert new_duties(text) == [f"new: {quoted}"]


OTHER_ACTS = [
    ("渡运公司设立分社，应当向县交通局申请登记。", "渡运公司可以设立分社，分社领取船证。"),
    ("船证有缺陷的，县水务局应依举发撤销船证。", "船证有缺陷的，任何人得向县水务局提起举发。"),
    ("没有标准的渡船，县政府可以制定船用标准。", "没有标准的渡船，应当参照执行船舶标准的规定。"),
]


@pytest.mark.parametrize(("before", "after"), OTHER_ACTS)
def test_a_duty_and_a_permission_of_two_acts_are_not_one_changed(before: str, after: str) -> None:
    old, new = (Document.from_text(f"{HEAD}第二条　{text}\n{TAIL}") for text in (before, after))
    pairs = [each for each in compare(old, new).findings if each.kind == "obligation" and each.old and each.new]
    assert not [each for each in pairs if each.severity != "info"]


@pytest.mark.parametrize(
    ("before", "after", "note"),
    [
        ("对于残船，县水务局得以命令驳回之。", "对于残船，县水务局应驳回其申请。", "得 → 应"),
        ("未缴渡费的，渡运站得自行拆除之。", "未缴渡费的，应由渡运站或者县水务局拆除。", "得 → 应"),
    ],
)
def test_one_act_in_other_words_is_one_duty(before: str, after: str, note: str) -> None:
    old, new = (Document.from_text(f"{HEAD}第二条　{text}\n{TAIL}") for text in (before, after))
    assert note in [str(each.note) for each in compare(old, new).findings if each.kind == "obligation"]


def test_a_duty_that_only_names_its_time_is_quoted_with_its_act() -> None:
    added = "新任船长应当于到任后三十日内，向县水务局申报船名。"
    old, new = (Document.from_text(f"{HEAD}第二条　{text}\n{TAIL}") for text in ("船票实名。", f"船票实名。{added}"))
    said = [str(each.message) for each in compare(old, new).findings if each.kind == "obligation"]
    assert len(said) == 1
    assert "申报船名" in said[0]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        # the other text prohibits something else of the same place or person, and nowhere has the act
        (
            "除因执行公务并按照规定经过批准外，禁止乘客携带鞭炮、火油桶登上渡船。",
            "除按照规定经过批准外，渡船不得驶入禁航水域。",
        ),
        (
            "情节严重的，三年内不得申请或者参与申请渡运补贴，不得竞聘渡口站长。",
            "情节严重的，三年内不得申请或者参与申请渡运补贴：\n（一）冒领补贴的；\n（二）担任渡口站长而造假的。",
        ),
        (
            "监渡员不得领取第二十三条所规定之奖酬金。",
            "年息不得超过百分之十。渡口结余，提取十分之一为奖酬金。",
        ),
    ],
)
def test_a_prohibition_of_which_the_act_is_nowhere_is_gone(before: str, after: str) -> None:
    frame = "渡船应当每年检验。\n{}"
    gone = [each for each in told(frame.format(before), frame.format(after)) if each[2] == "prohibition gone"]
    assert [each[0] for each in gone] == ["warning"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("船主或者看护人不得拒绝或者阻挠检查。", "检查人员可以登船查验，船主或者看护人不得拒绝检查。"),
        ("渡口说明书不得有夸大的宣传内容。", "渡口说明书、告示不得含有虚假、夸大的内容，不得宣传未开通的航线。"),
        (
            "禁止在超过标准的水域捕捞鱼虾。",
            "任何单位和个人不得在特定禁止捕捞的水域捕捞、收购鱼虾，标准由县水务局公布。",
        ),
    ],
)
def test_a_prohibition_that_stands_in_other_words_is_no_warning(before: str, after: str) -> None:
    frame = "渡船应当每年检验。\n{}"
    assert "warning" not in [each[0] for each in told(frame.format(before), frame.format(after))]
