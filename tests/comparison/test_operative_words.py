"""The word that says what must, may or must not be done: found where it stands apart, and not where it is none."""

from __future__ import annotations

import pytest

from policydiff.comparison.engine import compare
from policydiff.text.document import Document

HEAD = "青槐县渡口管理办法\n\n第一条　为了规范渡口管理，制定本办法。\n"
TAIL = "第九条　本办法自公布之日起施行。\n"


def told(before: str, after: str, kind: str = "obligation") -> list[tuple[str, str, str]]:
    """Severity, message and note of each finding of a kind in two rules with these articles."""
    old, new = (Document.from_text(f"{HEAD}{text}\n{TAIL}") for text in (before, after))
    return [
        (each.severity, str(each.message), str(each.note)) for each in compare(old, new).findings if each.kind == kind
    ]


EXCHANGED = [
    # the word stands before the date, the other one before the act
    (
        "第二条　船主对处分不服的，应于接到通知后三十日之期间内，向县水务局提起申诉。",
        "第二条　船主对处分不服的，于通知送达后三十日内，得向县水务局提起申诉。",
        [("warning", "应于接到通知后三十日之期间内，向县水务局提起申诉 → 得向县水务局提起申诉", "应 → 得")],
    ),
    (
        "第二条　渡工年满六十岁的，应于年满前一个月内，向县交通局申报退休日期。",
        "第二条　渡工年满六十岁的，可以向县交通局申报退休日期。",
        [("warning", "应于年满前一个月内，向县交通局申报退休日期 → 可以向县交通局申报退休日期", "应 → 可以")],
    ),
    # words were put in before it
    (
        "第二条　水位上涨危及渡口安全时，县水务局得变更航线或者停止摆渡。",
        "第二条　水位上涨危及渡口安全时，县水务局认为航线不足以保障安全的，应变更航线或者停止摆渡。",
        [("notice", "得变更航线或者停止摆渡 → 应变更航线或者停止摆渡", "得 → 应")],
    ),
]


@pytest.mark.parametrize(("before", "after", "says"), EXCHANGED)
def test_a_word_apart_from_its_act_is_exchanged(before: str, after: str, says: list[tuple[str, str, str]]) -> None:
    assert told(before, after) == says


NO_DUTY = [
    # what somebody is exempt from
    "渡口公司发行股票，其价格得不受渡业法第四十条不得低于票面金额之限制。",
    "渡口公司的补偿金，不受渡业法第五条不得转让、抵押的限制。",
    "渡口公司的票据，不适用渡业法应在县内登记之限制。",
    # nouns and definitions
    "补贴得在其申报之应领补贴费用内扣除。",
    "渡资支出，指票款总额扣除乘客依本办法应自行负担费用后之余额。",
    "本办法所称药船，系指其使用须经医师指示之器材。",
    # no duty is meant by this word
    "渡口设有应变措施和应变器材。",
    "县水务局得迳行或应利害关系人之申请，撤销登记。",
    "縣水務局應當事人之請求，撤銷登記。",
]


@pytest.mark.parametrize("added", NO_DUTY)
def test_what_is_no_duty_is_none(added: str) -> None:
    before = "第二条　船主的渡船由县水务局登记。"
    assert told(before, f"{before}{added}") == []


DUTIES = [
    "船主不得违反渡业法第五条之限制。",
    "船主应领有执照。",
    "船主应提出登记之申请。",
    "县水务局应尊重当事人之请求。",
    "船主应变更登记。",
    "船票转让须经县水务局之许可。",
]


@pytest.mark.parametrize("added", DUTIES)
def test_a_duty_that_looks_like_none_is_one(added: str) -> None:
    before = "第二条　县水务局负责渡船登记。"
    assert [each[0] for each in told(before, f"{before}{added}")] == ["notice"]


TURNED_ROUND = [
    (
        "由县水务局选定之渡工，非有下列情形之一者，不得辞任：\n一、年满六十岁者。\n二、患病不能执行职务者。",
        "由县水务局选定之渡工，有下列情形之一者，得辞任其职务：\n一、年满六十岁。\n二、患病不能执行职务。",
    ),
    ("船主非因渡船检修，不得停止摆渡业务。", "船主因渡船检修，得停止摆渡业务数日。"),
    ("渡口非经县水务局评定，不得延长班次。", "渡口经县水务局评定者，可以延长班次。"),
]


@pytest.mark.parametrize(("before", "after"), TURNED_ROUND)
def test_a_rule_turned_round_twice_is_not_gone(before: str, after: str) -> None:
    for one, other in ((before, after), (after, before)):
        assert [text for severity, text, _ in told(f"第二条　{one}", f"第二条　{other}") if severity == "warning"] == []


def test_a_prohibition_without_that_case_is_gone() -> None:
    before, after = "第二条　船主非因渡船检修，不得停止摆渡业务。", "第二条　船主每年检修渡船。"
    assert ("warning", "gone: 不得停止摆渡业务", "prohibition gone") in told(before, after)


def test_a_duty_of_two_bodies_is_quoted_with_its_act() -> None:
    duty = "第二条　拒收通知的，应由县水务局会同公安机关人员，将通知书留置于船主住所。\n"
    said = told(f"{duty}第三条　船主负责登记。", "第三条　船主负责登记。")
    assert len(said) == 1
    assert said[0][1].endswith("置于船主住所")
    assert told("第三条　船主负责登记。", "第二条　船票应由县水务局会同县交通局印制。\n第三条　船主负责登记。") == [
        ("notice", "new: 应由县水务局会同县交通局印制", "")
    ]


NOT_IMPOSED = [
    "经处罚款，仍不停航者，县水务局应废止其许可。",
    "船主经科罚金，再次违反者，由县水务局公告其姓名。",
    "县水务局作出吊销许可证、处四千元以上罚款的处罚决定或者采取停航措施前，应当告知船主。",
]


@pytest.mark.parametrize("added", NOT_IMPOSED)
def test_a_penalty_that_is_a_condition_is_none(added: str) -> None:
    before = "第二条　县水务局负责渡船登记。"
    assert told(before, f"{before}{added}", "penalty") == []


def test_another_breach_that_shares_its_words_is_not_the_same() -> None:
    kept = "第二条　焚烧落叶干扰他人正常生活的，处警告。\n"
    before = f"{kept}第三条　敲打铜锣干扰他人正常生活的，处警告；警告后不改正的，处二百元罚款。"
    after = f"{kept}第三条　敲打铜锣，经劝阻仍干扰他人正常生活的，处五日拘留。"
    notes = {text: note for severity, text, note in told(before, after, "penalty") if severity == "warning"}
    assert notes.get("gone: 处警告") == ""


LISTED = [
    ("不得破坏航标、消防设施。", "消防设施"),
    ("不得携带香蕉、燃放物品。", "燃放物品"),
]


@pytest.mark.parametrize(("rule", "piece"), LISTED)
def test_a_short_piece_that_stands_elsewhere_anyhow_is_new(rule: str, piece: str) -> None:
    rest = f"\n第三条　县水务局检查{piece}。\n第四条　乡政府登记{piece}。"
    old_rest = f"\n第三条　县水务局检查{piece}。\n第四条　乡政府登记{piece}的。"
    said = told(f"第二条　乘客{rule.replace('、' + piece, '')}{old_rest}", f"第二条　乘客{rule}{rest}")
    assert [(severity, note) for severity, _, note in said] == [("notice", "now prohibited")]
