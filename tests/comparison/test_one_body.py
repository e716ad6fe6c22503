"""One body by the definitions of two laws, in another order, as a branch, or elsewhere in the other text."""

from __future__ import annotations

from functools import partial

import pytest

from policydiff.comparison.engine import compare
from policydiff.facts.extraction import facts
from policydiff.text.document import Document
from second_article import findings_of_kind

told = partial(findings_of_kind, "agency")


def between(before: str, after: str) -> list[tuple[str, str, str]]:
    """Severity, message and note of each finding on bodies between two laws that consist of these articles."""
    comparison = compare(*(Document.from_text(f"雲汐渡運條例\n\n{text}\n") for text in (before, after)))
    return [(each.severity, str(each.message), str(each.note)) for each in comparison.findings if each.kind == "agency"]


def defined(definition: str, text: str) -> str:
    """A law with an article that says who its authority is, and another one."""
    return f"第一條　{definition}\n第二條　{text}\n第三條　渡口應掛牌。"


PLAIN = "本條例所稱主管機關：在中央為航政署；在縣（市）為縣（市）政府。"
OF_FIELD = "渡運主管機關：中央為航政署；縣（市）為縣（市）政府。"
BY_NAME = [
    (
        "本保險之主管機關為航政署。",
        "渡工之訓練，由航政署核定。",
        "本保險之主管機關為航政署。",
        "渡工之訓練，由本保險主管機關核定。",
    ),
    (OF_FIELD, "渡工之訓練，層報該管渡運主管機關核定。", PLAIN, "渡工之訓練，層報該管主管機關核定。"),
    (PLAIN, "渡船經中央主管機關檢驗。", "本條例所稱渡運主管機關，在中央為航政署。", "渡船經中央渡運主管機關檢驗。"),
    (PLAIN, "渡船應經中央航政主管機關檢驗。", PLAIN, "渡船應經中央主管機關檢驗。"),
    (
        OF_FIELD,
        "碼頭之拆除，應經有關主管機關及渡運主管機關同意。",
        PLAIN,
        "碼頭之拆除，應經有關目的事業主管機關及主管機關同意。",
    ),
]


@pytest.mark.parametrize(("definition", "before", "other_definition", "after"), BY_NAME)
def test_an_authority_that_both_texts_define_is_the_same_with_its_field_or_without(
    definition: str, before: str, other_definition: str, after: str
) -> None:
    findings = between(defined(definition, before), defined(other_definition, after))
    assert [(severity, note) for severity, _, note in findings if "→" in _] == [("info", "defined term")]


@pytest.mark.parametrize(
    ("definition", "before", "other_definition", "after"),
    [
        # another level, another field, another body, and a text that defines none
        (OF_FIELD, "渡船應經中央渡運主管機關檢驗。", PLAIN, "渡船應經縣主管機關檢驗。"),
        (OF_FIELD, "渡船應經中央漁業主管機關檢驗。", PLAIN, "渡船應經中央主管機關檢驗。"),
        (OF_FIELD, "渡船應經渡運主管機關檢驗。", PLAIN.replace("航政署", "水務部"), "渡船應經主管機關檢驗。"),
        (OF_FIELD, "渡船應經縣渡運主管機關檢驗。", "渡船免費。", "渡船應經縣主管機關檢驗。"),
        (PLAIN, "渡船應經主管機關檢驗。", PLAIN, "渡船應經目的事業主管機關檢驗。"),
    ],
)
def test_another_authority_stays_a_warning(definition: str, before: str, other_definition: str, after: str) -> None:
    findings = between(defined(definition, before), defined(other_definition, after))
    assert "warning" in [each[0] for each in findings]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("国家渡运行政主管部门负责渡口登记。", "国务院渡运主管部门负责渡口登记。"),
        ("县航道行政主管部门负责渡口登记。", "县航道主管部门负责渡口登记。"),
        ("由所在地乡级人民政府、城市街道办事处收集。", "由所在地街道办事处、乡级人民政府收集。"),
        ("由乡级人民政府、城市街道办事处管理渡口。", "由街道办事处、乡级人民政府管理渡口。"),
    ],
)
def test_one_body_in_other_words_or_another_order_is_no_other(before: str, after: str) -> None:
    assert told(before, after) == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("国家渡运行政主管部门负责渡口登记。", "国务院水务主管部门负责渡口登记。"),
        ("省航道行政主管部门负责渡口登记。", "县航道主管部门负责渡口登记。"),
        ("由所在地乡级人民政府、城市街道办事处收集。", "由所在地街道办事处、县级人民政府收集。"),
    ],
)
def test_another_body_is_told(before: str, after: str) -> None:
    assert [each[0] for each in told(before, after)] == ["warning"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("报国家航道主管部门的江区派出机构备案。", ["国家航道主管部门的江区派出机构"]),
        ("由县水务局的分支机构登记。", ["县水务局的分支机构"]),
        ("县水务局的渡运机构登记。", ["县水务局", "渡运机构"]),
    ],
)
def test_a_branch_belongs_to_the_name_before_it(text: str, names: list[str]) -> None:
    assert [fact.text for fact in facts(text) if fact.kind == "agency"] == names


@pytest.mark.parametrize(
    ("before", "after", "change"),
    [
        (
            "由渡运监督部门或者承担渡船检验职责的机构公布。",
            "由水务监督部门、渡船检验机构公布。",
            "渡运监督部门或者承担渡船检验职责的机构 → 水务监督部门、渡船检验机构",
        ),
        (
            "县水务局和负责渡口安全的部门检查渡船。",
            "县交通局和负责渡口安全的部门检查渡船。",
            "县水务局和负责渡口安全的部门 → 县交通局和负责渡口安全的部门",
        ),
    ],
)
def test_a_body_that_is_told_by_its_task_belongs_to_the_list(before: str, after: str, change: str) -> None:
    assert [each[:2] for each in told(before, after)] == [("warning", change)]


ELSEWHERE = [
    (
        "第一条　县水务部门违反本条例，对不合格的渡船发放许可证的，对直接责任人员给予处分；收受财物的，依法追究责任。\n"
        "第二条　渡口应当挂牌。",
        "第一条　违反本条例，收受财物的，依法追究责任。\n第二条　渡口应当挂牌。\n"
        "第三条　违反本条例，县级以上水务、交通管理部门失职，对不合格的渡船发放许可证的，对直接责任人员给予处分。",
    ),
    (
        "第一條　停航，由渡工提出書面意見，報縣渡運管理機關批准。批准機關應當將停航決定通知碼頭、船主，並抄送鎮公所。",
        "第一條　縣渡運管理機關批准停航的，應當將停航決定書通知碼頭和船主，並抄送同級鎮公所以及渡工。",
    ),
]


@pytest.mark.parametrize(("before", "after"), ELSEWHERE)
def test_a_body_that_does_the_same_elsewhere_is_neither_gone_nor_new(before: str, after: str) -> None:
    assert between(before, after) == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        # another kind of body, another level, no body there
        ("船主发现漏水，应当向渡运控制部门报告位置。", "船主发现漏水，应当向附近的渡运控制机构报告位置。"),
        ("停航的，由省水务部门公告停航的时间。", "停航的，公告停航的时间。县水务部门公告时间。"),
        ("停航的，由县水务局公告停航的时间。", "停航的，公告停航的时间。"),
    ],
)
def test_a_body_that_is_not_named_for_the_same_is_told(before: str, after: str) -> None:
    assert told(before, after)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("渡运案件由合议庭审理。", "渡运案件由县检察院首长审理。"),
        ("渡運章程由會議核定。", "渡運章程由江城法院院長核定。"),
    ],
)
def test_who_is_called_after_a_body_is_not_that_body(before: str, after: str) -> None:
    assert told(before, after) == []


def test_a_body_that_acts_itself_is_new() -> None:
    assert told("渡运案件由合议庭审理。", "渡运案件由县检察院审理。")


@pytest.mark.parametrize(
    ("before", "after", "is_replaced"),
    [
        (
            "省政府為省碼頭監督機關，直轄市市政府為市碼頭機關，受航政署指揮，辦理碼頭事務。",
            "直轄市、縣（市）政府為直轄市、縣（市）碼頭機關，受航政署指揮，辦理碼頭事務。",
            False,
        ),
        (
            "省政府為省渡運審查機關，縣政府為縣渡運機關，受航政署指揮，辦理渡運事務。",
            "直轄市、縣（市）政府為直轄市、縣（市）渡運機關，受航政署指揮，辦理渡運事務。",
            False,
        ),
        (
            "省政府為省渡運監督機關，受航政署指揮，辦理渡運事務。",
            "直轄市、縣（市）政府為直轄市、縣（市）渡運機關，受航政署指揮，辦理渡運事務。",
            True,
        ),
    ],
)
def test_what_another_body_was_before_took_the_place_of_none(before: str, after: str, is_replaced: bool) -> None:
    assert any("機關 → 直轄市" in each[1] for each in told(before, after)) is is_replaced


def test_the_authority_of_a_field_is_the_same_with_and_without_the_word_administrative() -> None:
    assert told("渡運行政主管機關應辦理渡工訓練。", "渡運主管機關應辦理渡工訓練。") == []
    assert told("渡運行政主管機關應辦理渡工訓練。", "勞動主管機關應辦理渡工訓練。")
