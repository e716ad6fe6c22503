"""Bodies are paired if they do one thing; neither times nor institutions are bodies, nor is one gone in other words."""

from __future__ import annotations

from functools import partial

import pytest

from policydiff.comparison.engine import compare
from policydiff.facts.extraction import facts
from policydiff.text.document import Document
from second_article import findings_of_kind

told = partial(findings_of_kind, "agency")


def between(before: str, after: str) -> list[tuple[str, str]]:
    """Severity and message of each finding on bodies between two laws that consist of these articles."""
    comparison = compare(*(Document.from_text(f"云汐市渡运条例\n\n{text}\n") for text in (before, after)))
    return [(each.severity, str(each.message)) for each in comparison.findings if each.kind == "agency"]


ONE_BODY = [
    # regions of one government each, and lists with other marks
    ("由縣政府、市政府辦理。", "由縣、市政府辦理。"),
    ("渡口由直轄市政府、縣（市）政府管理之。", "渡口由直轄市、縣（市）政府管理之。"),
    ("渡運救助，由省（市）、縣（市）政府視需要辦理之。", "渡運救助，由省（市）或縣（市）政府視需要辦理之。"),
    ("县水务局于必要时，得增设农矿厅工商厅。", "县水务局于必要时，得增设农矿厅、工商厅。"),
    ("省、自 治区、直辖市人民政府批准渡口。", "省、自治区、直辖市人民政府批准渡口。"),
    # all of them, whatever they are called
    ("县级以上各级人民政府和有关部门应当支持渡运。", "县级以上人民政府及其有关部门应当支持渡运。"),
    ("规程由国务院有关行政部门制定。", "规程由国务院有关主管部门制定。"),
    ("经省人民政府有关管理部门同意。", "经省人民政府有关部门同意。"),
    ("經中華民國政府邀請者，免費渡運。", "經我國政府邀請者，免費渡運。"),
    # a part of the name stands before what was read as a body
    ("新建渡口，由渡口所在地省级人民政府报批。", "新建渡口，由渡口所在地的省、自治区、直辖市人民政府报批。"),
    ("航线由船籍港所在地县级人民政府公布。", "航线由船籍港所在地的县级人民政府公布。"),
    # for what somebody is the authority, not who
    ("渡運管理之主管機關為交通局。", "渡運及碼頭管理之主管機關為交通局。"),
    ("渡船检验的主管部门为水务局。", "渡船、趸船检验的主管部门为水务局。"),
]


@pytest.mark.parametrize(("before", "after"), ONE_BODY)
def test_one_body_in_other_words_is_no_other(before: str, after: str) -> None:
    assert told(before, after) == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("由縣政府、市政府辦理。", "由縣政府、鎮政府辦理。"),
        ("新建渡口，由渡口所在地省级人民政府报批。", "新建渡口，由渡口所在地县级人民政府报批。"),
        ("渡運之主管機關為交通局。", "渡運之主管機關為水務局。"),
        ("规程由国务院有关主管部门制定。", "规程由国务院交通主管部门制定。"),
        ("县级以上各级人民政府应当支持渡运。", "县级人民政府应当支持渡运。"),
        ("报省级以上水务机关批准。", "报省、自治区、直辖市水务机关批准。"),
    ],
)
def test_another_body_is_a_warning_however_alike_the_words_are(before: str, after: str) -> None:
    assert [each[0] for each in told(before, after)] == ["warning"]


def test_a_note_without_a_member_is_none() -> None:
    assert [each[2] for each in told("报省级以上水务机关批准。", "报省、自治区、直辖市水务机关批准。")] == ["who: 批准"]


NO_BODIES = [
    "电子支付机构应当备足船票。",
    "渡票發行機構違反規定者，處罰其負責人。",
    "老人福利機構之渡運減半收費。",
    "允许科研院所使用渡船。",
    "鼓勵大專校院設立渡運學系。",
    "渡工的任用，分試署及實授。",
    "第三級機關單位之決算按月編送。",
]


@pytest.mark.parametrize("text", NO_BODIES)
def test_an_institution_that_decides_nothing_is_no_body(text: str) -> None:
    assert [fact.text for fact in facts(text) if fact.kind == "agency" and not fact.noun.startswith("單位之")] == []


NAMES = [
    ("使用水務主管機關開發之碼頭者。", "水務主管機關"),
    ("租用人逾縣主管機關所定期限者。", "縣主管機關"),
    ("由市人力资源社会保障部门登记。", "市人力资源社会保障部门"),
    ("應保障縣政府之權利。", "縣政府"),
    ("由受監護人住所地之法院管轄。", "受監護人住所地之法院"),
    ("由相對人住所地之法院管轄。", "相對人住所地之法院"),
    ("由被害人住所地之法院管轄。", "被害人住所地之法院"),
    ("該事件專屬渡口所在地之法院管轄。", "渡口所在地之法院"),
    ("由土地使用管理机关登记。", "土地使用管理机关"),
]


@pytest.mark.parametrize(("text", "name"), NAMES)
def test_no_verb_is_taken_into_a_name_and_no_word_of_it_for_a_verb(text: str, name: str) -> None:
    assert [fact.text for fact in facts(text) if fact.kind == "agency"] == [name]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "船东大会召开前二十日内或者公司决定停航前五日内，不得过户。",
            "船东会会议召开前二十日内或者公司决定停航前五日内，不得过户。",
        ),
        (
            "渡口验收后三日内或者船主委员会决定换船前，不得收费。",
            "渡口检验后三日内或者船主委员会决定换船前，不得收费。",
        ),
    ],
)
def test_the_time_before_an_act_is_no_body(before: str, after: str) -> None:
    assert told(before, after) == []


OTHER_ACTS = [
    # each has a partner of its own, in this article or another
    (
        "第一条　渡运基金的收支、保管及运用办法，由市政府定之。\n"
        "第二条　渡运基金的申贷资格、贷款条件、偿还期限等事项的办法，由主管机关定之。",
        "第一条　渡运基金的申贷、补助资格、贷款条件、偿还期限等事项的办法，由主管机关定之。\n第二条　渡口应当挂牌。",
    ),
    (
        "第一条　船主不依照本条例规定提取维修金的，由市财政局责令补足。\n"
        "第二条　船主停航、转让渡船时，不依照本条例规定公告的，由渡运登记机关责令改正，可以处五千元以下罚款。",
        "第一条　船主停航、转让渡船时，不依照本条例规定公告的，由渡运登记机关责令改正，可以处五千元以下罚款。",
    ),
    # what they do has nothing in common
    (
        "第一条　市交通局主管全市渡运监督管理工作。",
        "第一条　县级以上地方人民政府依照本条例的规定确定本级水务、交通部门的渡运安全监督职责。",
    ),
    (
        "第一条　渡口管理机构应当依照环境保护法律、行政法规的规定，做好渡口卫生工作。",
        "第一条　市交通主管部门应当运用信息技术提高能力，并依照有关法律、行政法规的规定做好数据安全工作。",
    ),
]


@pytest.mark.parametrize(("before", "after"), OTHER_ACTS)
def test_bodies_of_two_acts_are_no_partners(before: str, after: str) -> None:
    assert [each for each in between(before, after) if each[0] == "warning"] == []


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ("停航由县水务局批准。", "停航由县交通局批准。", "县水务局 → 县交通局"),
        (
            "渡运基金的收支、保管及运用办法，由市政府定之。",
            "渡运基金的设置、收支、保管及运用办法，由主管机关定之。",
            "市政府 → 主管机关",
        ),
        (
            "导航人员，应经中央渡运主管机关测验合格，发给证书，并受船主雇用，始得执业。",
            "导航人员，应经考试主管机关考试合格。\n前项人员，应经主管机关发给证书，并受船主雇用，始得执业。",
            "中央渡运主管机关 → 考试主管机关",
        ),
        ("改造渡口。（县水务局牵头，县财政局配合）", "改造渡口。（县财政局牵头，县水务局配合）", "exchanged"),
    ],
)
def test_another_body_for_one_act_stays_a_warning(before: str, after: str, message: str) -> None:
    assert [each for each in told(before, after) if each[0] == "warning" and message in "".join(each)]


IN_OTHER_WORDS = [
    ("会同水务、林业等有关部门制定船票。", "会同本级人民政府水务、林业等有关部门制定船票。"),
    ("会同同级人民政府公安机关维持渡口秩序。", "会同公安机关维持渡口秩序。"),
    ("防止其他对渡口、航道的污染。", "防止非渡运部门对渡口、航道的污染。"),
    ("旧票送交县水务局设立的站点或者县水务局指定的单位销毁。", "旧票送交县水务局设立的站点或者指定的单位销毁。"),
    ("渡運調解委員會之調解方案，經雙方簽名者，調解成立。", "依前條規定作成之調解方案，經雙方簽名者，調解成立。"),
    (
        "渡运评审委员会就前条所定事项之审议办法由渡运基金会定之。渡运评审委员会三人。",
        "前条所定事项之审议办法，由渡运基金会定之。渡运评审委员会三人。",
    ),
]


@pytest.mark.parametrize(("before", "after"), IN_OTHER_WORDS)
def test_a_body_that_goes_without_saying_is_neither_gone_nor_new(before: str, after: str) -> None:
    assert told(before, after) == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("停航的，由县水务局公告停航的时间。", "停航的，公告停航的时间。"),
        ("船主应当报告停航的时间。", "船主应当向县水务局报告停航的时间。"),
        ("会同水务、林业等有关部门制定船票。", "会同县公安局和水务、林业等有关部门制定船票。"),
    ],
)
def test_a_body_that_only_one_side_has_is_told(before: str, after: str) -> None:
    assert told(before, after)
