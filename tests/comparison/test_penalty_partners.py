"""Which penalty became which: by the offence, the person and the case, in the same unit or another one."""

from __future__ import annotations

import pytest

from policydiff.comparison.engine import compare
from policydiff.facts.penalty_context import cited_articles, offence, person_and_case
from policydiff.text.document import Document
from policydiff.text.normalisation import normalised
from policydiff.text.spans import Span

HEAD = "云汐市渡口管理办法\n\n第一条　为了规范渡口管理，制定本办法。\n"
TAIL = "本办法自公布之日起施行。\n"


def told(before: str, after: str) -> list[tuple[str, str, str]]:
    """Severity, message and note of each finding on a penalty in two laws with these articles."""
    old, new = (Document.from_text(f"{HEAD}{text}\n{TAIL}") for text in (before, after))
    return [
        (each.severity, str(each.message), str(each.note))
        for each in compare(old, new).findings
        if each.kind == "penalty"
    ]


IN_ONE_UNIT = [
    # items that changed places
    (
        "第二条　有下列行为之一的，按照下列规定处罚：\n（一）占用泊位的，处五十元以上二百元以下罚款；\n"
        "（二）乱贴广告的，处一百元以上五百元以下罚款。",
        "第二条　有下列行为之一的，按照下列规定处罚：\n（一）乱贴广告的，处二百元以上一千元以下罚款；\n"
        "（二）占用泊位的，处一百元以上三百元以下罚款。",
        [
            ("warning", "一百元以上五百元以下罚款 → 二百元以上一千元以下罚款", "up"),
            ("warning", "五十元以上二百元以下罚款 → 一百元以上三百元以下罚款", "up"),
        ],
    ),
    (
        "第二条　有下列情形之一的：\n（一）未穿救生衣的，处二十元罚款；\n（二）翻越护栏的，处五十元罚款；\n"
        "（三）逆行的，处一百元罚款。",
        "第二条　有下列情形之一的：\n（一）翻越护栏的，处五十元罚款；\n（二）逆行的，处二百元罚款；\n"
        "（三）未穿救生衣的，处三十元罚款。",
        [("warning", "一百元罚款 → 二百元罚款", "up"), ("warning", "二十元罚款 → 三十元罚款", "up")],
    ),
    (
        "第二条　未成年人吸烟者，处五百元罚款；成年人于候船室吸烟者，处二千元罚款。",
        "第二条　成年人于候船室吸烟者，处三千元罚款；未成年人吸烟者，令其接受戒烟教育。",
        [("warning", "gone: 处五百元罚款", ""), ("warning", "二千元罚款 → 三千元罚款", "up")],
    ),
]


@pytest.mark.parametrize(("before", "after", "says"), IN_ONE_UNIT)
def test_a_fine_stays_with_its_offence(before: str, after: str, says: list[tuple[str, str, str]]) -> None:
    assert told(before, after) == says


def test_a_fine_for_an_offence_that_went_to_another_article_is_changed() -> None:
    duties = "第二条　船主应当登记。\n第三条　乘客应当购票。\n"
    before = f"{duties}第四条　毁坏航标或者擅自移动航标的，由县水务局处一千元以上五千元以下的罚款。"
    after = (
        f"{duties}第四条　渡口应当每年检修，检修的费用由渡运站承担。\n第五条　乘客应当文明乘船。\n"
        "第六条　毁坏航标或者擅自移动航标的，由县交通局责令赔偿，处二万元以下的罚款。"
    )
    said = told(before, after)
    assert ("warning", "gone: 由县水务局处一千元以上五千元以下的罚款", "") not in said
    assert any("一千元以上五千元以下的罚款 → " in text for _, text, _ in said)


def test_fines_for_two_offences_are_gone_and_new() -> None:
    before = "第二条　船舶在航行中抛弃货物的，由县水务局处一千元以上五千元以下的罚款。"
    after = "第二条　使用未经校验的导航设备的，由县水务局处二万元以上五万元以下的罚款。"
    assert [text.partition(":")[0] for _, text, _ in told(before, after)] in ([], ["gone", "new"], ["new", "gone"])


def test_a_blank_in_a_word_is_no_other_penalty() -> None:
    before = "第二条　擅自设渡的，由县水务局没 收违法所得，并处五百元罚 款。"
    after = "第二条　擅自设立渡口的，由县水务局没收违法所得，并处五百元罚款。"
    assert told(before, after) == []


MENTIONED = [
    "当事人可以请求责令对方作出一定行为。",
    "县水务局应当责令下级主管机关重新审查。",
    "受到警告或者开除处分的人员，不得担任船长。",
    "县政府可以责令被申请人重新作出决定。",
    "依本办法所处罚款，缴入县库。",
    "同一行为不得给予两次以上罚款的处罚。",
]


@pytest.mark.parametrize("added", MENTIONED)
def test_what_only_mentions_a_penalty_imposes_none(added: str) -> None:
    assert told("第二条　船主应当登记。", f"第二条　船主应当登记。{added}") == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("第五条 违反本办法第三条规定,擅自占用渡口的,责令改正;情节严重的,处五万元以下罚款。", "擅自占用渡口的"),
        ("(二)乱贴广告的,处五万元以下罚款。", "乱贴广告的"),
        ("货值金额不足一万元的,处五万元以下罚款。", ""),
        ("违反前条规定的,处五万元以下罚款。", ""),
        ("有下列行为之一的,处五万元以下罚款:\n(一)占用渡口;\n(二)毁坏航标。", "一占用渡口二毁坏航标"),
    ],
)
def test_an_offence_is_what_a_penalty_is_for(text: str, words: str) -> None:
    assert offence(text, text.index("五万元")) == words


@pytest.mark.parametrize(
    ("text", "person"),
    [
        ("单位或者个人擅自设渡的,处五万元罚款", ""),
        ("单位或者个人擅自设渡的,对单位处五万元罚款", "unit"),
        ("单位擅自设渡的,对其负责人处五万元罚款", "person"),
        ("法人违反者,处五万元罚款", "unit"),
    ],
)
def test_the_person_is_the_one_behind_the_conditions(text: str, person: str) -> None:
    text = normalised(text)
    assert person_and_case(text, text.index("五万元"), Span(0, len(text)))[0] == person


def test_a_fine_for_a_breach_of_an_article_follows_the_number_of_that_article() -> None:
    duty = "船主应当每年三月向县水务局登记渡船的吨位和航线。"
    other = "乘客应当在渡口的售票处购买船票，遵守渡口的秩序。"
    before = (
        f"第二条　{duty}\n第三条　{other}\n第四条　渡船停航的，站长公告。\n第五条　违反第二条规定者，处五百元以下罚款。"
    )
    after = (
        f"第二条　渡口由县水务局规划，每五年修订一次。\n第三条　{duty}\n第四条　{other}\n"
        "第五条　渡船停航的，站长公告。\n第六条　渡口收入用于维护航道，每季公开收支的明细。\n"
        "第七条　船主有下列情形的，由县交通局警告，并通报各渡口：\n一、违反第三条规定者，处二千元以下罚款。"
    )
    said = told(before, after)
    assert not any("gone" in text for _, text, _ in said)
    assert any(text.endswith("二千元以下罚款") and "五百元以下罚款 → " in text for _, text, _ in said)


def test_articles_are_cited_with_their_paragraphs() -> None:
    text = "违反第八条第二款、第九条之一者,处五百元罚款。"
    assert cited_articles(text, text.index("五百元")) == {("8", "2"), ("9.1", "")}


GENERAL = [
    "第三条　违反本办法规定，构成犯罪的，依法追究刑事责任。",
    "第三条　违反本办法规定，构成违反治安管理行为的，依法给予治安管理处罚；构成犯罪的，依法追究刑事责任。",
    "第三条　违反本办法规定，造成他人损害的，依法承担民事责任；构成犯罪的，依法追究刑事责任。",
]


@pytest.mark.parametrize("general", GENERAL)
def test_being_prosecuted_is_not_gone_where_the_other_text_says_it_of_all(general: str) -> None:
    before = "第二条　船主应当登记。毁坏航标的，依照刑法有关规定追究刑事责任。"
    said = told(before, f"第二条　船主应当登记。\n{general}")
    assert [each for each in said if each[0] == "warning" and each[1].startswith("gone")] == []
    assert ("warning", "gone: 依照刑法有关规定追究刑事责任", "") in told(before, "第二条　船主应当登记。")


def test_who_imposes_fines_is_no_penalty() -> None:
    for text in (
        "本办法规定的罚款，由县交通局决定。",
        "依本办法处罚罚款机关为县交通局。",
        "本办法所定之罚款，由县交通局处罚之。",
    ):
        assert told("第二条　船主应当登记。", f"第二条　船主应当登记。{text}") == []
    assert told("第二条　船主应当登记。", "第二条　船主应当登记。未登记的，处罚款，由县交通局执行。") == []


def test_what_was_imposed_earlier_is_no_new_penalty() -> None:
    after = "第二条　船主应当登记。被依法撤销登记或者吊销船照的船主，由渡运站公示。"
    assert told("第二条　船主应当登记。", after) == []


def test_fines_for_breaches_of_two_rules_are_two() -> None:
    before = "第二条　船主未依照本办法规定检修渡船缆绳的，责令改正，处二千元以下的罚款。"
    after = "第二条　船主未依照本办法规定公布全部票价的，责令改正，处五千元以下的罚款。"
    said = [text for _, text, _ in told(before, after)]
    assert "gone: 处二千元以下的罚款" in said
    assert "new: 处五千元以下的罚款" in said
