"""Sentences gone or new: not those that the other text has under another label, or in other words."""

from __future__ import annotations

import pytest

from policydiff.comparison.engine import compare
from policydiff.comparison.findings.reworded_sentences import differs_in_empty_words
from policydiff.comparison.findings.sentence_pairs import NormalisedSide
from policydiff.text.document import Document
from policydiff.text.spans import Span

REST = """第二条　渡船所有人每年向镇渡运站送检渡船一次。
第三条　渡运站负责渡口的日常巡查和登记。
"""


def told(old: str, new: str) -> list[tuple[str, str]]:
    """The findings on sentences as (severity, message)."""
    findings = compare(Document.from_text(old), Document.from_text(new)).findings
    return [(finding.severity, str(finding.message)) for finding in findings if finding.kind == "sentence"]


LIST = "第一条　本办法用语的含义如下：\n{items}" + REST


@pytest.mark.parametrize(
    ("items", "new_items"),
    [
        (
            "一、渡口：指供渡船停靠的场所及其附属的设施。\n二、代渡：指渡船所有人把一部分航次委托他人代为驾驶。\n",
            "一、渡口：指供渡船停靠的场所及其附属的设施。\n二、渡班：指渡船每日往返的航次。\n"
            "三、船工：指在渡船上操作的人。\n四、代渡：指渡船所有人把一部分航次委托他人代为驾驶。\n",
        ),
        (
            "（一）渡口，是指供渡船停靠的场所及其附属的设施；\n（二）缆渡，是指沿着横跨河面的缆绳往返的渡运；\n",
            "（一）缆渡，是指沿着横跨河面的缆绳往返的渡运；\n（二）夜渡，是指日落以后的渡运；\n"
            "（三）渡口，是指供渡船停靠的场所及其附属的设施；\n",
        ),
    ],
)
def test_an_item_under_another_label_is_not_gone(items: str, new_items: str) -> None:
    changes = told(LIST.format(items=items), LIST.format(items=new_items))
    assert not [message for _, message in changes if "代渡" in message or "渡口，" in message or "缆渡" in message]


PARAGRAPH = "第一条　青槐县的渡运适用本办法。\n{sentence}\n" + REST
ELSEWHERE = "第一条　青槐县的渡运适用本办法。\n" + REST + "第四条　{sentence}\n"


@pytest.mark.parametrize(
    ("sentence", "reworded"),
    [
        (
            "县里扶持渡船制造业的发展，为渡运活动提供安全、耐用、经济的渡船。",
            "推进工艺改良，促进渡船制造业发展，为渡运活动提供安全、耐用、环保、经济的渡船产品。",
        ),
        (
            "鼓励社会力量参与渡口看护、航道清理、宣传教育及捐赠等活动。",
            "各镇采取措施，支持社会力量参与渡口看护、航道清理、志愿宣传教育和捐赠等活动。",
        ),
        (
            "渡工年满六十周岁后，其技能津贴由县渡运基金按月支给。",
            "渡工年满六十周岁离岗后，技能津贴由县渡运基金按月支给。",
        ),
    ],
)
def test_a_sentence_that_stands_reworded_in_another_article_is_information(sentence: str, reworded: str) -> None:
    changes = told(PARAGRAPH.format(sentence=sentence), ELSEWHERE.format(sentence=reworded))
    assert [severity for severity, message in changes if "gone" in message] in ([], ["info"])


@pytest.mark.parametrize(
    ("sentence", "other"),
    [
        ("渡工年满六十周岁后，其技能津贴由县渡运基金按月支给。", "渡口的照明由各镇用公共电费支付。"),
        ("县里扶持渡船制造业的发展。", "县里每三年修订一次航道图。"),
        ("航标损坏时，最先发现的船只发出灯号。", "船只靠岸后清点乘客的行李。"),
    ],
)
def test_a_sentence_that_stands_nowhere_is_a_notice(sentence: str, other: str) -> None:
    changes = told(PARAGRAPH.format(sentence=sentence), ELSEWHERE.format(sentence=other))
    assert [severity for severity, message in changes if "gone" in message] == ["notice"]


@pytest.mark.parametrize(
    ("added", "quoted"),
    [
        (
            "渡口的名称，由各镇拟订，送县渡运站汇总；变更时亦同。",
            "new: “渡口的名称，由各镇拟订，送县渡运站汇总；变更时亦同。”",
        ),
        (
            "渡口的名称，由各镇拟订；增加时亦同。",
            "new: “渡口的名称，由各镇拟订；增加时亦同。”",
        ),
    ],
)
def test_a_tail_is_not_quoted_alone(added: str, quoted: str) -> None:
    changes = told(PARAGRAPH.format(sentence=""), PARAGRAPH.format(sentence=added))
    assert changes == [("notice", quoted)]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (
            "第六条 会员可以参加活动，可以借用器材，可以推荐新会员。\n",
            "第六条 会员享有下列权利：\n（一）参加活动；\n（二）借用器材；\n（三）推荐新会员。\n",
            [("info", "new: “会员享有下列权利”")],
        ),
        (
            "第七条 摊主亮证经营、保持清洁、按时收摊的，予以奖励。\n",
            "第七条 对有下列情形的摊主予以奖励：\n1. 亮证经营；\n2. 保持清洁；\n3. 按时收摊。\n",
            [("info", "new: “对有下列情形的摊主予以奖励”")],
        ),
        (
            "第六条 会员可以参加活动，可以借用器材。\n",
            "第六条 会员享有下列权利：\n（一）参加活动；\n（二）借用器材；\n（三）免缴会费。\n",
            [("notice", "new: “（三）免缴会费。”"), ("info", "new: “会员享有下列权利”")],
        ),
        (  # no item stands
            "第八条 渡口设管理员一名。\n",
            "第八条 渡口设管理员一名。管理员承担下列工作：\n（一）巡查护栏；\n（二）登记船只。\n",
            [("notice", "new: “管理员承担下列工作：（一）巡查护栏；（二）登记船只。”")],
        ),
    ],
)
def test_a_lead_in_over_items_that_stand_is_information(old: str, new: str, says: list[tuple[str, str]]) -> None:
    assert told(old, new) == says


CITED = """第一条　渡船应当悬挂编号牌。
第二条　渡工应当穿着救生衣，并且接受每年一次的体检。
第三条　渡口管理人应当保持坡道清洁，及时清除淤泥。
第四条　渡运站应当保存航次登记簿，保存期为两年。
"""
CITED_AND_MORE = """第一条　渡船应当悬挂编号牌。
第二条　夜间渡运应当开启红色尾灯。
第三条　渡工应当穿着救生衣，并且接受每年一次的体检。
第四条　渡口管理人应当保持坡道清洁，及时清除淤泥。
第五条　渡运站应当保存航次登记簿，保存期为两年。
"""
FINED = "第{number}条　有下列情形之一的，处五百元以下罚款：\n{items}"


@pytest.mark.parametrize(
    ("items", "new_items"),
    [
        (
            "（一）违反第二条规定。\n（二）违反第三条规定。\n",
            "（一）违反第一条规定。\n（二）违反第三条规定。\n（三）违反第四条规定。\n",
        ),
        (
            "（一）违反第三条规定。\n（二）违反第四条规定所定的期限的。\n",
            "（一）违反第一条规定。\n（二）违反第五条规定所定之期限。\n（三）违反第四条规定。\n",
        ),
        (
            "（一）渡工违反第二条或者第三条之规定的。\n",
            "（一）违反第一条规定。\n（二）违反第三条规定。\n（三）违反第四条规定。\n",
        ),
    ],
)
def test_an_item_with_another_number_for_the_same_article_is_neither_gone_nor_new(items: str, new_items: str) -> None:
    old = CITED + FINED.format(number="五", items=items)
    new = CITED_AND_MORE + FINED.format(number="六", items=new_items)
    assert not [
        message for _, message in told(old, new) if any(f"违反第{number}条" in message for number in "二三四五")
    ]


def test_an_item_that_cites_a_new_article_is_new() -> None:
    old = CITED + FINED.format(number="五", items="（一）违反第三条规定。\n（二）伪造渡工证的。\n")
    new = CITED_AND_MORE + FINED.format(
        number="六", items="（一）违反第四条规定。\n（二）伪造渡工证的。\n（三）违反第二条规定。\n"
    )
    assert [message for _, message in told(old, new) if "违反第二条规定" in message]


@pytest.mark.parametrize(
    ("sentence", "reworded"),
    [
        ("渡船检验和登记的规则，由县政府制定。", "县政府根据本办法制定渡船检验和登记的规则，并公布。"),
        ("渡口看护津贴的标准，由县财政局核定。", "县财政局每年核定渡口看护津贴的标准。"),
        ("渡船检验和登记的费用，由渡船所有人承担。", "渡船所有人承担渡船检验和登记的费用。"),
    ],
)
def test_a_sentence_with_its_clauses_in_another_order_is_information(sentence: str, reworded: str) -> None:
    old, new = PARAGRAPH.format(sentence=sentence), ELSEWHERE.format(sentence=reworded)
    assert {severity for severity, message in told(old, new) if sentence[:5] in message} <= {"info"}


@pytest.mark.parametrize(
    ("sentence", "reworded"),
    [
        ("其主要的负责人应当在渡口公开道歉。", "其主要负责人还应当在渡口公开道歉。"),
        ("渡工和看护人应当每年参加一次训练。", "渡工和看护人均应当每年参加一次训练。"),
        ("停航的渡船应当停泊在上游的码头。", "停航之渡船并应当停泊在上游码头。"),
    ],
)
def test_a_sentence_that_differs_in_an_empty_word_is_neither_gone_nor_new(sentence: str, reworded: str) -> None:
    old, new = PARAGRAPH.format(sentence=sentence), ELSEWHERE.format(sentence=reworded)
    assert not told(old, new)


def test_a_negation_is_no_empty_word() -> None:
    old, new = NormalisedSide("停航的渡船停泊在上游的码头"), NormalisedSide("停航的渡船不停泊在上游的码头")
    assert not differs_in_empty_words(Span(0, len(old.text)), old, Span(0, len(new.text)), new)


def test_the_similar_item_is_the_one_that_begins_alike() -> None:
    items = "（一）供应不洁净的饮用水，经县卫生局查明属实。\n（二）使用不结实的缆绳或者船桨的。\n（三）夜间不开灯。\n"
    new_items = (
        "（一）供应不干净的饮水，经县卫生局查明属实。\n（二）夜间不开灯。\n"
        "（三）使用不结实的缆绳或船桨，经县交通局查明属实。\n（四）拒绝搭载病人。\n"
    )
    changes = compare(*(Document.from_text(LIST.format(items=each)) for each in (items, new_items))).findings
    notes = [str(each.note) for each in changes if each.kind == "sentence" and "缆绳" in str(each.message)]
    assert all("缆绳" in note for note in notes)


def test_the_items_that_stand_are_not_quoted_with_a_new_sentence_before_them() -> None:
    old = "第一条　渡船有下列情形的，应当修理：\n（一）船体受到撞击损坏；\n"
    old += "（二）发现船底有裂缝；\n（三）其他漏水的情形。\n"
    new = (
        "第一条　渡船有下列情形的，应当修理；必要时，渡运站可以封存渡船：\n（一）受到撞击损坏的；\n"
        "（二）发现有裂缝的；\n"
        "（三）存在其他漏水情形的。\n"
    )
    messages = [message for _, message in told(old + REST, new + REST)]
    assert not [message for message in messages if "裂缝" in message and "封存" in message]


def test_a_bare_heading_is_information() -> None:
    old = "# 渡口规则\n\n## 一、停泊\n\n"
    old += "### 1.1 停泊位置\n\n渡船停泊在上游的码头。\n\n渡工看管渡船。\n\n## 二、其他\n\n略。\n"
    new = "# 渡口规则\n\n## 一、停泊\n\n渡船停泊在上游的码头，渡工看管渡船。\n\n## 二、其他\n\n略。\n"
    assert {severity for severity, message in told(old, new) if "停泊位置" in message} <= {"info"}


def test_of_a_long_enumeration_the_similar_member_is_quoted() -> None:
    items = "第一条　渡工遇有下列情形的，可以拒载：\n（一）乘客携带危险品的；\n（二）乘客抢夺船桨的。\n"
    merged = (
        "第一条　渡工和渡运站的看护人员遇有乘客携带危险品上船、酗酒闹事、拒绝购买船票、攀爬护栏、抢夺船桨、"
        "破坏救生设备或者实施其他妨碍航行安全的行为的紧急情况，可以拒载，并向镇政府报告。\n"
    )
    changes = compare(Document.from_text(items + REST), Document.from_text(merged + REST)).findings
    notes = [str(each.note) for each in changes if each.kind == "sentence" and "船桨" in str(each.message)]
    assert notes == ["similar: “抢夺船桨”"]
