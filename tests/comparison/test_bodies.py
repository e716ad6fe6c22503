"""Bodies by their place in a sentence: one in place of another, lists of them read whole, and what is no other body."""

from __future__ import annotations

from functools import partial

import pytest

from policydiff.comparison.engine import compare
from policydiff.comparison.findings.body_lists import read_list
from policydiff.comparison.findings.sentence_pairs import NormalisedSide
from policydiff.facts.extraction import facts
from policydiff.text.document import Document
from policydiff.text.spans import Span
from second_article import findings_of_kind

told = partial(findings_of_kind, "agency")


REPLACED = [
    ("渡口选址由县水务局批准。", "渡口选址由县交通局批准。", "县水务局 → 县交通局"),
    ("渡口選址由縣水務局核准。", "渡口選址由縣交通局核准。", "縣水務局 → 縣交通局"),
    ("船主应当向县水务局报告。", "船主应当向镇人民政府报告。", "县水务局 → 镇人民政府"),
    ("政府应当支持渡运。", "县级以上人民政府应当支持渡运。", "政府 → 县级以上人民政府"),
    (
        "申訴由直轄市或縣（市）水務主管機關裁決之。",
        "申訴由中央水務主管機關裁決之。",
        "直轄市或縣（市）水務主管機關 → 中央水務主管機關",
    ),
    ("办法由国务院有关部门制定。", "办法由国务院交通部门制定。", "国务院有关部门 → 国务院交通部门"),
]


@pytest.mark.parametrize(("before", "after", "message"), REPLACED)
def test_another_body_with_the_same_part_is_a_warning_that_quotes_it_whole(
    before: str, after: str, message: str
) -> None:
    assert [each[:2] for each in told(before, after)] == [("warning", message)]


PERSONS_AND_OFFICES = [
    ("队员名单由领队确认。", "队员名单由主教练确认。", "领队 → 主教练"),
    ("停航由班组长决定。", "停航由站长决定。", "班组长 → 站长"),
    ("經費由會計室核撥。", "經費由總務處核撥。", "會計室 → 總務處"),
    ("街道办事处负责登记。", "社区服务中心负责登记。", "街道办事处 → 社区服务中心"),
    ("船票由渡口服务中心收取。", "船票由船主委员会收取。", "渡口服务中心 → 船主委员会"),
    ("裁判长的裁决为最终裁决。", "技术代表的裁决为最终裁决。", "裁判长 → 技术代表"),
]


@pytest.mark.parametrize(("before", "after", "message"), PERSONS_AND_OFFICES)
def test_a_person_or_an_office_is_told_by_the_place(before: str, after: str, message: str) -> None:
    assert [each[:2] for each in told(before, after)] == [("warning", message)]


ASSIGNED = [
    (
        "改造渡口。（责任单位：县水务局、县城管局）",
        "改造渡口。（责任单位：县水务局、县林业局）",
        ["县水务局、县城管局 → 县水务局、县林业局"],
    ),
    (
        "改造渡口。（责任单位：县水务局；完成时限：六月）",
        "改造渡口。（责任单位：县公安局；完成时限：六月）",
        ["县水务局 → 县公安局"],
    ),
    (
        "改造渡口。（牵头单位：县水务局，责任单位：各乡镇政府）",
        "改造渡口。（牵头单位：县交通局，责任单位：各乡镇政府）",
        ["县水务局 → 县交通局"],
    ),
    ("改造渡口。（县水务局牵头，县财政局配合）", "改造渡口。（县妇联牵头，县财政局配合）", ["县水务局 → 县妇联"]),
    ("改造渡口。（县水务局牵头，县财政局配合）", "改造渡口。（县水务局牵头，团县委配合）", ["县财政局 → 团县委"]),
    ("改造渡口。（县水务局牵头负责）", "改造渡口。（县交通局牵头负责）", ["县水务局 → 县交通局"]),
]


@pytest.mark.parametrize(("before", "after", "messages"), ASSIGNED)
def test_a_body_behind_a_label_or_before_its_part_in_brackets(before: str, after: str, messages: list[str]) -> None:
    assert [each[:2] for each in told(before, after)] == [("warning", message) for message in messages]


MEMBERS = [
    ("县水务局会同县交通局制定票价。", "县水务局会同县交通局、县财政局制定票价。", "县财政局"),
    ("县政府协调司法相关机关办理。", "县政府协调司法、移民相关机关办理。", "移民相关机关"),
    ("由县水务局、县交通局责令改正。", "由县水务局责令改正。", "县交通局"),
    ("船主向县水务局或者镇人民政府报告。", "船主向镇人民政府报告。", "县水务局"),
    ("改造渡口。（责任单位：各乡镇政府）", "改造渡口。（责任单位：各乡镇政府、县水务局）", "县水务局"),
]


@pytest.mark.parametrize(("before", "after", "member"), MEMBERS)
def test_a_body_that_joins_or_leaves_a_list_is_named_as_such(before: str, after: str, member: str) -> None:
    word = ("removed", "gone") if len(before) > len(after) else ("added", "new")
    [(_, message, note)] = told(before, after)
    assert note == f"{word[0]}: {member}" or message.startswith(f"{word[1]}: {member}")


ONE_BODY = [
    ("由同级人民政府批准。", "由本级人民政府批准。"),
    ("由省级人民政府批准。", "由省、自治区、直辖市人民政府批准。"),
    ("由省级水务部门批准。", "由省、自治区、直辖市人民政府水务部门批准。"),
    ("由县级以上地方各级人民政府批准。", "由县级以上地方人民政府批准。"),
    ("向乡级人民政府报告。", "向乡镇人民政府报告。"),
    ("县人民政府其他部门负责渡运。", "县人民政府其他有关部门负责渡运。"),
    ("由直轄市、縣（市）主管機關為之。", "由直轄市或縣（市）主管機關為之。"),
    ("由县水务局、县交通局办理。", "由县交通局、县水务局办理。"),
    ("县水务局会同交通部门办理。", "县水务局会同交通等部门办理。"),
]


@pytest.mark.parametrize(("before", "after"), ONE_BODY)
def test_one_body_in_other_words_is_no_other(before: str, after: str) -> None:
    assert told(before, after) == []


OTHER_PARTS = [
    ("渡船停航的，由县水务局公告。", "渡船停航的，船主应当向镇人民政府报告。"),
    ("无证渡运的，由县水务局责令改正。", "出借船票的，由县公安局责令改正。"),
    ("省人民政府批准设立的检查站对渡船进行监督检查。", "县水务局应当派人在依法设立的检查站对渡船进行监督检查。"),
    ("渡口由县水务局封闭，终止渡运，并报省政府备案。", "封闭渡口的，应当通报县交通局、海警机构并向社会公布。"),
]


@pytest.mark.parametrize(("before", "after"), OTHER_PARTS)
def test_a_body_with_another_part_or_another_subject_is_no_partner(before: str, after: str) -> None:
    assert [each for each in told(before, after) if each[0] == "warning"] == []


NO_BODIES = [
    "各机关应当遵守部门规章。",
    "政府采购应当公开。",
    "在有关部门内部公布。",
    "机关事务由后勤单位办理。",
    "机关团体应当节约。",
    "渡运量三十万人①。",
]


@pytest.mark.parametrize("text", NO_BODIES)
def test_what_only_begins_like_a_body_is_none(text: str) -> None:
    names = [fact.text for fact in facts(text) if fact.kind == "agency"]
    assert not {"政府", "部门", "遵守部门", "机关"} & set(names)


def test_a_footnote_mark_does_not_belong_to_a_name() -> None:
    assert told("渡运量三十万人①。\n①数据来自港务局。", "渡运量三十万人¹。\n¹数据来自港务局。") == []


NAMES = [
    ("由直轄市或縣（市）水務主管機關為之。", "直轄市或縣（市）水務主管機關"),
    ("由國務院有關部門制定。", "國務院有關部門"),
    ("监督政府有关部门履行职责。", "政府有关部门"),
    ("经设区的市级以上水务部门审查。", "设区的市级以上水务部门"),
    ("市和区、县人民政府应当支持。", "市和区、县人民政府"),
    ("由法院檢察處通知。", "法院檢察處"),
    ("船主应当出具水务部门的证明。", "水务部门"),
]


@pytest.mark.parametrize(("text", "name"), NAMES)
def test_a_name_is_read_whole(text: str, name: str) -> None:
    assert [fact.text for fact in facts(text) if fact.kind == "agency"] == [name]


LISTS = [
    ("通报渔业、海事、水务主管部门和军队交通部门。", "渔业、海事、水务主管部门和军队交通部门", 4),
    ("由县政府、县政府有关部门、有关单位负责。", "县政府、县政府有关部门、有关单位", 3),
    ("申请人向到达港或船籍港航政机关申请。", "到达港或船籍港航政机关", 2),
    ("应当依照法律和县政府的规定办理。", "县政府", 1),
    ("单位负责人应当向县政府报告。", "县政府", 1),
]


@pytest.mark.parametrize(("text", "whole", "members"), LISTS)
def test_a_list_is_read_whole_from_any_of_its_bodies(text: str, whole: str, members: int) -> None:
    side, sentence = NormalisedSide(text), Span(0, len(text))
    agencies = [fact for fact in side.facts([sentence]) if fact.kind == "agency"]
    bodies = [read_list(fact, agencies, sentence, side) for fact in agencies]
    assert {text[each.span.start : each.span.end] for each in bodies} == {whole}
    assert {len(each.members) for each in bodies} == {members}


def test_one_list_is_one_finding() -> None:
    before = "县级水务、交通、公安部门应当相互通报渡运信息。"
    after = "县级人民政府交通运输、水利、公安、林业部门应当相互通报渡运信息。"
    assert len(told(before, after)) == 1


def test_a_body_that_does_the_same_as_before_is_not_gone() -> None:
    before = "县水务局应当建立台账。县水务局应当每年公布渡口名录。"
    after = "县水务局应当建立台账，并每年公布渡口名录。"
    assert told(before, after) == []


@pytest.mark.parametrize(
    ("before", "after", "gone"),
    [
        (
            "渡工公会应将下列事项申报县交通主管机关及渡工主管机关。\n前项申报，由县交通主管机关及渡工主管机关分别转报省交通主管机关备查。",
            "渡工公会应将左列事项申报县交通主管机关及渡工主管机关。\n前项申报，由县交通主管机关转报省交通主管机关备查。",
            "渡工主管机关",
        ),
        (
            "渡口协会应将名册送县水务主管机关及渡口主管机关。\n前项名册，由县水务主管机关及渡口主管机关分别转报省水务主管机关核备。",
            "渡口协会应将清册送县水务主管机关及渡口主管机关。\n前项清册，由县水务主管机关转报省水务主管机关核备。",
            "渡口主管机关",
        ),
    ],
)
def test_a_body_is_not_named_by_another_with_its_first_words(before: str, after: str, gone: str) -> None:
    old, new = (
        Document.from_text(f"第一条　青槐县的渡运适用本办法。\n第二条　{text}\n第三条　渡口每年检查一次。\n")
        for text in (before, after)
    )
    messages = [str(each.message) for each in compare(old, new).findings if each.kind == "agency"]
    assert [each for each in messages if gone in each], messages


NO_OTHER_BODY = [
    ("主管渡運機關應按月編造渡運月報。", "渡運主管機關，應按月編製渡運月報。"),  # in another order
    ("主管税务机关应当按季汇总摆渡费。", "税务主管机关应当按季度汇总摆渡费。"),
    ("管理渡口機構應公告每日的航次及價目。", "渡口管理機構應公告每日航次及價目。"),
    # a body that the other side calls by less
    (
        "對於免予停航之渡船，當地主管機關應予以追蹤輔導至少一年。",
        "縣（市）主管機關對於停航期滿或免予停航之渡船，應予以追蹤輔導至少一年。",
    ),
    # its members, not the body
    ("渡运评审委员会委员由县长选派，任期三年。", "委员由县政府聘任，任期四年。"),
]


@pytest.mark.parametrize(("before", "after"), NO_OTHER_BODY)
def test_a_body_in_other_words_is_no_finding(before: str, after: str) -> None:
    assert not [each for each in told(before, after) if each[0] != "info"]


def test_another_body_with_some_of_the_characters_is_a_warning() -> None:
    assert [each[0] for each in told("县渡口管理机构应当公布航次。", "县航道管理机构应当公布航次。")] == ["warning"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("渡船应当登记。", "渡船应当登记。渡口养护机构之业务，应由专业人员办理之。"),
        ("渡船应当登记。", "渡船应当登记。县航道管理机构的经费，在渡运收入中列支。"),
    ],
)
def test_a_body_of_which_only_something_else_is_said_is_no_notice(before: str, after: str) -> None:
    assert not [each for each in told(before, after) if each[0] != "info"]


def test_a_list_with_its_department_is_quoted_whole() -> None:
    changes = told(
        "县人民政府或者它的派出机关指导渡口的工作，给予支持和帮助。",
        "县人民政府和街道办事处指导渡口的工作，给予支持和帮助。",
    )
    assert [each[1] for each in changes] == ["县人民政府或者它的派出机关 → 县人民政府和街道办事处"]


STAFF = "第一条　{a}应当登记。\n第二条　{a}发病的，报告{a}检疫人员。\n"
STAFF += "第三条　{a}检疫人员可以查验{a}。\n第四条　{a}不得混养。\n"


def test_officers_named_by_a_term_that_changed_throughout_are_information() -> None:
    old, new = (Document.from_text(STAFF.format(a=a)) for a in ("渡牛", "牲畜"))
    severities = [each.severity for each in compare(old, new).findings if each.kind == "agency"]
    assert "warning" not in severities
