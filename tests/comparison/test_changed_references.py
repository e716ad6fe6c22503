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


LEFT = BASE.replace("{rule}", "{rule}\n第六条　渡口看护人应当每日填写日志。\n第七条　渡船应当悬挂编号牌。\n")
LEFT_RENUMBERED = INSERTED.replace(
    "{rule}", "{rule}\n第七条　渡口看护人应当每日填写日志。\n第八条　渡船应当悬挂编号牌。\n"
)


@pytest.mark.parametrize(
    ("cites", "now_cites", "left"),
    [
        ("第三条至第四条", "第四条至第四条", "第四条"),
        ("第三条、第四条", "第四条、第四条", "第四条"),
        ("第四条和第六条", "第五条和第六条", "第六条"),
        ("第二条、第三条、第六条", "第二条、第三条、第七条", "第三条"),
    ],
)
def test_a_member_of_a_list_that_was_left_behind_is_a_warning(cites: str, now_cites: str, left: str) -> None:
    rule = "违反{}规定的，由渡运站责令改正并记入渡口的档案。"
    changes = told(LEFT.format(rule=rule.format(cites)), LEFT_RENUMBERED.format(rule=rule.format(now_cites)))
    warnings = [note for severity, _, note in changes if severity == "warning"]
    assert len(warnings) == 1
    assert warnings[0].startswith(f"{left} is now")


@pytest.mark.parametrize(
    ("cites", "now_cites"),
    [("第三条、第四条", "第四条、第五条"), ("第一条至第三条", "第一条至第四条"), ("第二条和第四条", "第二条和第五条")],
)
def test_a_list_that_followed_whole_is_no_warning(cites: str, now_cites: str) -> None:
    rule = "违反{}规定的，由渡运站责令改正并记入渡口的档案。"
    changes = told(LEFT.format(rule=rule.format(cites)), LEFT_RENUMBERED.format(rule=rule.format(now_cites)))
    assert {severity for severity, _, _ in changes} <= {"info"}


PARAGRAPHS = """第一條　渡船常會之召集，應於二十日前通知各船主，對於外縣船主，應於三十日前公告之。
　　{second}
　　通知及公告應載明召集事由。
第二條　第一條第二項之規定，於渡口會議準用之。
"""


@pytest.mark.parametrize(
    ("second", "new_second"),
    [
        (
            "臨時渡船會之召集，應於十日前通知各船主，對於外縣船主，應於十五日前公告之。",
            "渡船臨時會之召集，應於十日前通知各船主，對於外縣船主，應於十五日前公告之。\n　　大型渡口之渡船常會之召集，"
            "應於三十日前通知各船主，對於外縣船主，應於四十五日前公告之；大型渡口之渡船臨時會之召集，應於十五日前通知"
            "各船主，對於外縣船主，應於三十日前公告之。",
        ),
        (
            "緊急渡船會之召集，應於五日前通知各船主，對於外縣船主，應於七日前公告之。",
            "渡船緊急會之召集，應於五日前通知各船主，對於外縣船主，應於七日前公告之。\n　　"
            "夜間之渡船緊急會之召集，應於三日前通知各船主，對於外縣船主，應於五日前公告之。",
        ),
    ],
)
def test_a_paragraph_whose_words_changed_their_order_kept_its_number(second: str, new_second: str) -> None:
    changes = told(PARAGRAPHS.format(second=second), PARAGRAPHS.format(second=new_second))
    assert not [change for change in changes if change[0] == "warning"]


@pytest.mark.parametrize(
    ("sentence", "new_sentence", "messages"),
    [
        ("渡船拍賣，依公證法規定辦理。", "渡船拍賣，依行政執行法規定辦理。", ["公證法 → 行政執行法"]),
        ("船主之報酬，依所得稅法之規定申報。", "船主之報酬，依渡運稅法之規定申報。", ["所得稅法 → 渡運稅法"]),
        ("渡船的拍卖，适用拍卖法的规定。", "渡船的拍卖，适用招标投标法的规定。", ["拍卖法 → 招标投标法"]),
        ("渡船的拍卖，适用有关法的规定。", "渡船的拍卖，适用拍卖法的规定。", []),
        ("渡船的拍卖，适用本条例规定。", "渡船的拍卖，适用本法规定。", []),
        ("渡船的拍卖，适用中华人民共和国拍卖法规定。", "渡船的拍卖，适用拍卖法规定。", []),
    ],
)
def test_a_document_cited_by_its_bare_name(sentence: str, new_sentence: str, messages: list[str]) -> None:
    base = "第一條　渡船所有人應向鎮渡運站備查。\n第二條　{}\n"
    old, new = (Document.from_text(base.format(text)) for text in (sentence, new_sentence))
    citations = [finding for finding in compare(old, new).findings if finding.kind == "citation"]
    assert [str(finding.message) for finding in citations] == messages
    assert {finding.severity for finding in citations} <= {"notice"}


@pytest.mark.parametrize(
    ("old_reference", "new_reference", "words", "severity"),
    [
        ("第一条", "第二条", ("之规定，于前项情形准用之。", "之规定，于前项渡工遗属准用之。"), ["notice"]),
        ("第四条", "第三条", ("之规定，于前项货渡准用之。", "之规定，于前项夜间停靠准用之。"), ["notice"]),
        # another place, and another rule in that place
        ("第一条", "第二条", ("之规定，于前项情形准用之。", "另有规定的除外。"), []),
    ],
)
def test_a_short_sentence_in_its_place_states_one_rule(
    old_reference: str, new_reference: str, words: tuple[str, str], severity: list[str]
) -> None:
    rule = "渡工在渡运时受伤的，由镇渡运站给予补助，并由县交通局登记。\n　　{}{}"
    old, new = rule.format(old_reference, words[0]), rule.format(new_reference, words[1])
    changes = told(BASE.format(rule=old), BASE.format(rule=new))
    assert [change[0] for change in changes if "→" in change[1] and change[0] != "info"] == severity, changes


SPLIT_BASE = """第一条　渡船所有人应当向镇渡运站备案。
第二条　渡工应当持有青槐县颁发的渡工证，渡船应当悬挂编号牌。
{articles}第{last}条　本办法自公布之日起施行。
"""
STATIONS = "渡运站负责渡口的日常巡查和登记，镇水务所负责航道的疏浚和测量。"


@pytest.mark.parametrize(
    ("articles", "new_articles", "message"),
    [
        (
            "第三条　渡船有下列情形的，应当停航：\n（一）船体漏水；\n（二）照明损坏。\n"
            "第四条　渡船有前条所列情形而不停航的，由镇渡运站处理。\n",
            "第三条　渡船有下列情形的，应当停航：\n（一）船体漏水；\n（二）照明损坏。\n停航的渡船修复后应当送检。\n"
            "第四条　渡船有前条第一款所列情形而不停航的，由镇渡运站处理。\n",
            "前条 → 前条第一款",
        ),
        (
            f"第三条　{STATIONS}\n第四条　负有前条规定职责的人员，每年参加两次训练。\n",
            f"第三条　{STATIONS.split('，')[0]}。\n第四条　{STATIONS.split('，')[1]}\n"
            "第五条　负有前两条规定职责的人员，每年参加两次训练。\n",
            "前条 → 前两条",
        ),
        (
            "第三条　摆渡费由渡船所有人按月公布，乘客可以查询，价格表张贴在渡口。\n"
            "第四条　违反第三条规定，多收摆渡费的，退还给乘客。\n",
            "第三条　摆渡费由渡船所有人按月公布，乘客可以查询，价格表张贴在渡口。\n"
            "儿童免费。\n第四条　违反第三条第一款规定，多收摆渡费的，退还给乘客。\n",
            "第三条 → 第三条第一款",
        ),
    ],
)
def test_a_reference_to_the_same_text_in_another_place_follows(articles: str, new_articles: str, message: str) -> None:
    last = ("五", "六" if "第五条" in new_articles else "五")
    changes = told(
        *(SPLIT_BASE.format(articles=a, last=n) for a, n in zip((articles, new_articles), last, strict=True))
    )
    assert [change[:2] for change in changes if "→" in change[1]] == [("info", message)]
    assert "follow" in changes[0][2]


def test_a_reference_to_one_of_two_paragraphs_is_changed() -> None:
    articles = "第三条　渡口应当公布每日的航次和价格。\n渡口应当配备救生衣和照明灯。\n"
    articles += "第四条　依前条{level}配备的费用由镇里承担。\n"
    old, new = (SPLIT_BASE.format(articles=articles.format(level=level), last="五") for level in ("", "第二款"))
    assert [change[:2] for change in told(old, new)] == [("notice", "前条 → 前条第二款")]


@pytest.mark.parametrize(
    ("rule", "new_rule", "messages"),
    [
        (
            "渡船所有人违反第一条、第二条或者第四条规定，被责令停业的，在渡口公告三十日。",
            "渡船所有人违反第四条规定，被责令停业的，在渡口公告三十日。",
            [],
        ),
        (
            "渡船所有人违反第一条或者第四条规定，被责令停业的，在渡口公告三十日。",
            "渡船所有人违反第二条规定，被责令停业的，在渡口公告三十日；违反第四条的规定，公告六十日。",
            ["第一条 → 第二条"],
        ),
    ],
)
def test_a_member_of_a_list_that_stands_is_not_changed(rule: str, new_rule: str, messages: list[str]) -> None:
    changes = told(BASE.format(rule=rule), BASE.format(rule=new_rule))
    assert [message for _, message, _ in changes if "→" in message] == messages


RANGES = [
    (
        "第一条至第三条的规定，适用于夜间的货物渡运。",
        "第二条至第四条的规定，适用于夜间的货物渡运。",
        "第一条至第三条 → 第二条至第四条",
    ),
    (
        "第一条至第三条的规定，适用于夜间的货物渡运。",
        "第一条至第四条的规定，适用于夜间的货物渡运。",
        "第一条至第三条 → 第一条至第四条",
    ),
]


@pytest.mark.parametrize(("rule", "new_rule", "message"), RANGES)
def test_a_range_is_one_change_and_quoted_whole(rule: str, new_rule: str, message: str) -> None:
    assert [each[1] for each in told(BASE.format(rule=rule), BASE.format(rule=new_rule))] == [message]
