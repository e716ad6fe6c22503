"""A duty binds without its modal word; one with another figure is not gone; what names no duty is none."""

from __future__ import annotations

import pytest

from policydiff.comparison.engine import compare
from policydiff.text.document import Document

HEAD = "青槐县渡口管理办法\n\n第一条　为了规范渡口管理，制定本办法。\n"
TAIL = "第九条　本办法自公布之日起施行。\n"


def told(before: str, after: str) -> list[tuple[str, str, str]]:
    """Severity, message and note of each finding on a duty in two rules with these articles."""
    old, new = (Document.from_text(f"{HEAD}{text}\n{TAIL}") for text in (before, after))
    findings = compare(old, new).findings
    return [(each.severity, str(each.message), str(each.note)) for each in findings if each.kind == "obligation"]


PLAIN = [
    # the word of duty went, or came
    (
        "第二条　停航逾期未协商一致的，应由县水务局径行裁决。",
        "第二条　停航逾期未协商一致的，由县水务局决定。",
        [("info", "应由县水务局径行裁决 → 由县水务局决定", "应 gone")],
    ),
    (
        "第二条　船主造成乘客损害的，依法承担赔偿责任。",
        "第二条　船主造成乘客损害的，应当依法承担民事赔偿责任。",
        [("info", "依法承担赔偿责任 → 应当依法承担民事赔偿责任", "应当 added")],
    ),
    # another act of the same clause stands between them
    (
        "第二条　县交通局为维持渡运秩序，得指定渡船由船主依契约载运、维护。",
        "第二条　县交通局为维持渡运秩序，得办理招标或指定渡船由船主依契约载运、维护。",
        [],
    ),
    (
        "第二条　渡口公司为筹措资金，得指定船东依契约认购新发行的股份。",
        "第二条　渡口公司为筹措资金，得发行债券或指定船东依契约认购新发行的股份。",
        [],
    ),
    # another word stands before the rule by which something is done
    (
        "第二条　县政府应按需要，设立或补助民间设立渡口医疗站及渡口救生站。",
        "第二条　县政府按实际需要，得设立或补助民间设立下列渡口机构。",
        [
            (
                "warning",
                "应按需要，设立或补助民间设立渡口医…及渡口救生站 → 得设立或补助民间设立下列渡口机构",
                "应 → 得",
            )
        ],
    ),
    (
        "第二条　船主应依规定，设置救生设备并定期检修。",
        "第二条　船主得设置救生设备并定期检修。",
        [("warning", "应依规定，设置救生设备并定期检修 → 得设置救生设备并定期检修", "应 → 得")],
    ),
    # counter-examples
    (
        "第二条　船主应当公示票价。",
        "第二条　船主可以公示票价。",
        [("warning", "应当公示票价 → 可以公示票价", "应当 → 可以")],
    ),
    (
        "第二条　渡运站公示票价。",
        "第二条　渡运站可以公示票价。",
        [("warning", "公示票价 → 可以公示票价", "可以 added")],
    ),
]


@pytest.mark.parametrize(("before", "after", "says"), PLAIN)
def test_a_rule_binds_without_its_word_of_duty(before: str, after: str, says: list[tuple[str, str, str]]) -> None:
    assert told(before, after) == says


FILLER = "第三条　渡口的灯光由县水务局管理。\n第四条　渡船的颜色由船主选定。"
OTHER_FIGURE = [
    (
        "包船未定期限的，双方得随时终止。但应于一年前通知对方船主。",
        "应于六个月前通知对方船主。",
        "应于一年前通知对方船主 → 应于六个月前通知对方船主",
    ),
    (
        "渡口货栈出租的，双方得议定租金。但应于十日内报告县渡口管理站。",
        "应于二十日内报告县渡口管理站。",
        "应于十日内报告县渡口管理站 → 应于二十日内报告县渡口管理站",
    ),
]


@pytest.mark.parametrize(("rule", "after", "says"), OTHER_FIGURE)
def test_a_duty_with_another_figure_in_another_article_is_not_gone(rule: str, after: str, says: str) -> None:
    before = f"第二条　{rule}\n{FILLER}\n第五条　码头上的货栈及其租用，由县水务局公告，不得少于三年。"
    fifth = (
        f"第五条　乘船须持有船票，渡船证期满的，由县水务局核准。但{after}船票不得少于三元，逾期未申请的，撤销渡船证。"
    )
    findings = told(before, f"{FILLER}\n{fifth}")
    assert ("notice", says, "") in findings
    assert not [message for _, message, _ in findings if message.startswith(("gone", "new")) and says[:2] in message]


@pytest.mark.parametrize(
    ("rule", "after"),
    [
        ("每次展期，不得超过二年。", "每次停航，不得超过五日。"),
        ("船主应于一年前通知对方船主。", "船主应于六个月前拆除浮桥。"),
    ],
)
def test_another_act_with_another_figure_does_not_stand_for_it(rule: str, after: str) -> None:
    before = f"第二条　渡船证可以展期。{rule}\n{FILLER}"
    findings = told(before, f"第二条　乘船须持有船票。\n{FILLER}\n第五条　码头上的货栈依租约办理。{after}")
    assert [message for _, message, _ in findings if message.startswith("gone")]


BASE = "第二条　船主的渡船由县水务局登记。"
NO_DUTY = [
    # nouns
    "渡船证的效期、申请条件、应备文件及其他相关事项，由县水务局定之。",
    "渡口应公告事项、程序，由县水务局定之。",
    "船主有延误或应分不当情事，县水务局查催之。",
    "船工有玩忽或应分延误情事，县水务局查催之。",
    "调解会办理依法得撤回告诉之刑事调解事项。",
    "调解会办理依法得申请调解之渡运事件。",
    # what an authority may prohibit
    "县水务局可以禁止船主自处罚决定生效之日起从事渡运。",
    "县水务局得依法禁止违规渡船靠岸。",
]


@pytest.mark.parametrize("added", NO_DUTY)
def test_what_names_no_duty_is_none(added: str) -> None:
    assert told(BASE, f"{BASE}{added}") == []


DUTIES = [
    "船主应备文件箱，并及时检修。",
    "船主应公告票价及班次。",
    "船主应分期缴清渡资，并报告延误情事。",
    "县水务局应当严禁违规渡船靠岸。",
    "县水务局可以收费，但禁止乱收费。",
]


@pytest.mark.parametrize("added", DUTIES)
def test_a_duty_in_like_words_is_one(added: str) -> None:
    assert told(BASE, f"{BASE}{added}")


@pytest.mark.parametrize(
    ("rule", "is_condition"),
    [
        ("如性质上可以分割，应将其部分除外。", True),
        ("若渡船得修复，应由船主修复。", True),
        ("如遇大风可以停航，应通知乘客。", False),
        ("船主可以分割租约，应通知乘客。", False),
    ],
)
def test_a_word_in_a_condition_permits_nothing(rule: str, is_condition: bool) -> None:
    findings = told(f"{BASE}\n第三条　{rule}", BASE)
    assert any(note == "permission gone" for _, _, note in findings) != is_condition


@pytest.mark.parametrize(
    ("rule", "ends"),
    [
        ("县税局应自缴款之日起，至退款书填发之日止，按退款额依当地定期存款利率，按日加计利息，一并退还。", "一并退还"),
        ("渡口公司变更名称，应依法办理公司变更登记后，向县水务局申请换发渡船证。", "换发渡船证"),
    ],
)
def test_a_duty_is_quoted_up_to_its_verb(rule: str, ends: str) -> None:
    findings = told(BASE, f"{BASE}\n第三条　{rule}")
    assert [message for _, message, _ in findings if message.endswith(ends)]


OTHER_MATTER = [
    ("移送渡运争议的申请被驳回的，不得声明不服。", "县水务局的停航命令，不得声明不服。", "notice"),
    ("船主对于渡运争议委员会的仲裁，不得申请复议。", "前项不受理决定，不得申请复议。", "notice"),
    ("县水务局应当制定全县渡口水情监测计划。", "县水务局应当制定全县渡口水情防汛方案。", ""),
]


@pytest.mark.parametrize(("rule", "other", "severity"), OTHER_MATTER)
def test_the_same_of_another_matter_is_not_the_rule_in_other_words(rule: str, other: str, severity: str) -> None:
    findings = told(f"{BASE}\n第三条　{rule}", f"{BASE}\n{FILLER}\n第五条　乘船须持有船票。{other}")
    assert "in other words" not in [note for _, message, note in findings if message.startswith("gone")]
    assert not severity or severity in [each[0] for each in findings]


def test_a_prohibition_of_the_same_matter_stands_in_other_words() -> None:
    rule, other = "移送渡运争议的申请被驳回的，不得声明不服。", "对于驳回移送渡运争议申请的裁定，当事人不得声明不服。"
    findings = told(f"{BASE}\n第三条　{rule}", f"{BASE}\n{FILLER}\n第五条　乘船须持有船票。{other}")
    assert "gone" not in [message[:4] for severity, message, _ in findings if severity != "info"]
