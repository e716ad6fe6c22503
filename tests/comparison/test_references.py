"""References at every level: those that an inserted paragraph or item made wrong, and what is no reference."""

from __future__ import annotations

import pytest

from policydiff.comparison.engine import compare
from policydiff.comparison.findings.article_parts import read_parts
from policydiff.comparison.findings.sentence_pairs import NormalisedSide
from policydiff.comparison.result import Finding, UnitReference
from policydiff.text.document import Document
from policydiff.text.spans import Span


def told(old: str, new: str) -> list[tuple[str, str, str]]:
    """The findings on references and citations as (severity, message, note)."""
    return [(each.severity, str(each.message), str(each.note)) for each in found(old, new)]


def found(old: str, new: str) -> list[Finding]:
    findings = compare(Document.from_text(old), Document.from_text(new)).findings
    return [each for each in findings if each.kind in ("reference", "citation")]


MAINLAND = """第一条　有下列情形之一的，渡船所有人应当向镇渡运站备案：
（一）从事夜间渡运的；
（二）从事货物渡运的。
渡运站应当自收到材料之日起五日内办理。
第二条　{cites}。
"""
TAIWAN = """第一條　有下列情形之一者，渡船所有人應向鎮渡運站備查：
一、從事夜間渡運。
二、從事貨物渡運。
　　渡運站應於收件後五日內辦理。
第二條　{cites}。
"""
# What goes in between in each: a new item before the second, and a new paragraph before the last.
INSERTED = {
    MAINLAND: (
        ("（二）从事货物", "（二）从事观光渡运的；\n（三）从事货物"),
        ("渡运站应当自", "备案人应当对材料的真实性负责。\n渡运站应当自"),
    ),
    TAIWAN: (
        ("二、從事貨物", "二、從事觀光渡運。\n三、從事貨物"),
        ("　　渡運站應於", "　　備查人應對文件之真實性負責。\n　　渡運站應於"),
    ),
}


@pytest.mark.parametrize(
    ("text", "cites", "note"),
    [
        (
            MAINLAND,
            "违反第一条第二款规定的，处五百元罚款",
            "第一条第二款 is now “备案人应当对材料的真实性负责…”; what it cited is 第一条第三款 (was 第一条第二款)",
        ),
        (
            MAINLAND,
            "有第一条第一款第（二）项情形的，还应当投保责任保险",
            "第一条第一款第（二）项 is now “从事观光渡运的…”; what it cited is 第一条第一款第（三）项 "
            "(was 第一条第一款第（二）项)",
        ),
        (
            MAINLAND,
            "有第一条第二项情形的，还应当投保责任保险",
            "第一条第二项 is now “从事观光渡运的…”; what it cited is 第一条第三项 (was 第一条第二项)",
        ),
        (
            MAINLAND,
            "违反前条第二款规定的，处五百元罚款",
            "前条第二款 is now “备案人应当对材料的真实性负责…”; what it cited is 第一条第三款 (was 前条第二款)",
        ),
        (
            TAIWAN,
            "違反第一條第二項規定者，處五百元罰鍰",
            "第一條第二項 is now “備查人應對文件之真實性負責…”; what it cited is 第一條第三項 (was 第一條第二項)",
        ),
        (
            TAIWAN,
            "有第一條第一項第二款情形者，並應投保責任保險",
            "第一條第一項第二款 is now “從事觀光渡運…”; what it cited is 第一條第一項第三款 (was 第一條第一項第二款)",
        ),
    ],
)
def test_a_paragraph_or_item_that_shifted_is_followed(text: str, cites: str, note: str) -> None:
    old = new = text.format(cites=cites)
    for before, after in INSERTED[text]:
        new = new.replace(before, after)
    ((severity, message, said),) = told(old, new)
    assert (severity, said) == ("warning", note)
    assert message == f"check “{cites}”"
    # What followed is counted, what did not shift is left alone.
    assert (
        told(old, old.replace("第二条　", "第二条　渡工持证上岗。").replace("第二條　", "第二條　渡工持證上崗。")) == []
    )


@pytest.mark.parametrize(
    ("cites", "follows"),
    [
        ("违反第一条第二款规定的，处五百元罚款", "违反第一条第三款规定的，处五百元罚款"),
        ("有第一条第（二）项情形的，应当投保", "有第一条第（三）项情形的，应当投保"),
        ("有前条第一款第（二）项情形的，应当投保", "有第一条第一款第（三）项情形的，应当投保"),
    ],
)
def test_a_reference_that_followed_its_paragraph_is_info(cites: str, follows: str) -> None:
    old = new = MAINLAND.format(cites=cites)
    for before, after in (*INSERTED[MAINLAND], (cites, follows)):
        new = new.replace(before, after)
    ((severity, _, note),) = told(old, new)
    assert (severity, note) == ("info", "follows the renumbering")


def test_the_paragraph_before_is_another_one_now() -> None:
    old = "第一條　渡船應接受檢驗。\n　　前項檢驗，由縣府辦理。\n第二條　本辦法自發布日施行。\n"
    new = old.replace("　　前項", "　　渡工應參加訓練。\n　　前項")
    assert told(old, new) == [
        ("warning", "check “前項檢驗，由縣府辦理”", "前項 is now “渡工應參加訓練…”; what it cited is 第一項 (was 前項)")
    ]
    assert [severity for severity, *_ in told(old, new.replace("前項", "第一項"))] == ["info"]
    assert told(old, new.replace("前項", "前二項")) == [("notice", "前項 → 前二項", "")]


def test_the_article_before_is_another_one_now() -> None:
    old = "第一条　渡船应当每半年接受检验。\n第二条　违反前条规定的，责令停航。\n第三条　本办法自公布之日起施行。\n"
    new = (
        "第一条　渡船应当每半年接受检验。\n第二条　渡工上岗前应当参加培训。\n第三条　违反前条规定的，责令停航。\n"
        "第四条　本办法自公布之日起施行。\n"
    )
    assert told(old, new) == [
        (
            "warning",
            "check “违反前条规定的，责令停航”",
            "前条 is now “渡工上岗前应当参加培训…”; what it cited is 第一条 (was 前条)",
        )
    ]


ARTICLES = "第一条　渡工持证上岗。\n第二条　镇渡运站实行统一调度。\n{}第{}条　{}。\n第{}条　本办法自公布之日起施行。\n"


@pytest.mark.parametrize(
    "words",
    [
        "县人民政府应当加快建设第二条高速公路",
        "两镇应当共同守好第二条战线",
        "云汐市规划第二条轨道交通线路",
        "依照宪法增修条文第二条的规定保障船主权利",
        "依照《水路条例》（以下简称条例）第二条的规定办理",
        "依照《水路条例》的第二条办理",
        "依照云汐公约第二条、第三条办理",
        "依照该条例第二条办理",
        "完成第二项任务，落实第一项措施",
    ],
)
def test_what_is_no_reference_to_this_text(words: str) -> None:
    old = ARTICLES.format("", "三", words, "四").replace("第二条　镇", "第二条　　镇")
    new = ARTICLES.format("第三条　渡船按时检验。\n", "四", words, "五")
    new = new.replace("第一条　渡工持证上岗。\n第二条", "第一条　渡船所有人投保。\n第二条　渡工持证上岗。\n第三条")
    new = new.replace("第四条　" + words, "第五条　" + words).replace("第三条　渡船", "第四条　渡船")
    assert [each for each in told(old, new) if each[0] != "info"] == []


CITED = (
    "第一条　依照{0}第三十条规定处罚的，从重处罚。\n第二条　适用{0}第三十条第二款的，报县水务局。\n第三条　渡工持证。\n"
)


@pytest.mark.parametrize("name", ["《集市管理法》", "集市管理法", "《云汐市渡运条例》"])
def test_another_article_of_another_document_is_a_citation(name: str) -> None:
    old, new = CITED.format(name), CITED.format(name).replace("第三十条", "第二十八条")
    assert told(old, new) == [("notice", f"{name}第三十条 → {name}第二十八条, 2 times", "")]


def test_a_list_of_articles_of_another_document_is_no_reference_to_this_one() -> None:
    old = "第一条　渡工持证上岗。\n第二条　依照集市管理法第三条、第五条规定处罚。\n第三条　渡船检验。\n"
    new = "第一条　渡工持证上岗。\n第二条　依照集市管理法第三条、第六条规定处罚。\n第三条　渡船检验。\n"
    assert [each.kind for each in found(old, new)] in ([], ["citation"])


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("发给《入渡通知书》", "发给入渡通知书"),
        ("依照监督法的有关规定办理", "依照《中华人民共和国监督法》的有关规定办理"),
        ("依照《监督法》和预算法办理", "依照《中华人民共和国监督法》和《中华人民共和国预算法》办理"),
    ],
)
def test_the_same_document_under_another_name_or_without_marks_is_no_citation(old: str, new: str) -> None:
    text = "第一条　渡船应当检验。\n第二条　备案审查{}。\n"
    assert told(text.format(old), text.format(new)) == []
    assert told(text.format(new), text.format(old)) == []


def test_a_document_cited_in_a_longer_name_is_cited_anew() -> None:
    text = "第一条　依照{}的规定处理渡运事项。\n"
    assert [each.kind for each in found(text.format("职业教育法"), text.format("职业教育法和《教育法》"))] == [
        "citation"
    ]


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ("报交通局备案 送交通局存查 由交通局登记 经交通局同意", "交通局 → 交通处, 4 times"),
        ("须三分之二同意 应三分之二出席 经三分之二通过 由三分之二决定", None),
        ("适用第三条规定 依照第三条办理 违反第三条的 有第三条情形", None),
    ],
)
def test_a_term_is_a_whole_word_and_no_number(rows: str, message: str | None) -> None:
    old = "".join(f"第{number}条　渡船{row}。\n" for number, row in zip("一二三四", rows.split(), strict=True))
    new = old.replace("局", "处").replace("三分之二", "四分之三").replace("第三条规", "第二条规")
    terms = [
        str(each.message) for each in compare(*map(Document.from_text, (old, new))).findings if each.kind == "term"
    ]
    assert terms in ([], [message])


@pytest.mark.parametrize(
    ("old", "new", "words", "message"),
    [
        (
            "对外渡运业务",
            "对外渡运",
            "从事{}的 开展{}须报备 经批准的{} 停止{}时公告",
            "对外渡运业务 → 对外渡运, 4 times",
        ),
        ("承运人", "承运者", "由{}投保 船主和{}共有 向{}报告 责令{}改正", "承运人 → 承运者, 4 times"),
        ("经渡运站", "符合渡运站", "主{}同意 工{}检验 队{}登记 票{}批准", None),
    ],
)
def test_a_term_has_words_such_as_of_only_inside(old: str, new: str, words: str, message: str | None) -> None:
    texts = [
        "".join(
            f"第{number}条　渡船{row.format(word)}。\n" for number, row in zip("一二三四", words.split(), strict=True)
        )
        + "第五条　渡船经检验、经登记、经批准、经投保、经公示、经养护后方可下水。\n"
        for word in (old, new)
    ]
    terms = [str(each.message) for each in compare(*map(Document.from_text, texts)).findings if each.kind == "term"]
    assert terms == ([message] if message else [])


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("第一条　甲。\n乙。\n", [(1, 0, 0), (2, 0, 0)]),
        ("第一条　甲：\n（一）乙；\n（二）丙。\n丁。\n", [(1, 0, 0), (1, 1, 0), (1, 2, 0), (2, 0, 0)]),
        (
            "第一條　甲：\n一、乙：\n（一）丙。\n（二）丁。\n二、戊。\n",
            [(1, 0, 0), (1, 1, 0), (1, 1, 1), (1, 1, 2), (1, 2, 0)],
        ),
        ("第一条　甲乙\n丙丁。\n戊。\n", [(1, 0, 0), (2, 0, 0)]),
        (
            "第一条　甲：\n（一）乙；\n（二）丙。\n丁：\n（一）戊。\n",
            [(1, 0, 0), (1, 1, 0), (1, 2, 0), (2, 0, 0), (2, 1, 0)],
        ),
    ],
)
def test_the_parts_of_an_article(text: str, keys: list[tuple[int, int, int]]) -> None:
    unit = UnitReference("第一条", None, ("第一条",), Span(0, len(text)), (1, 9))
    assert [tuple(part.key) for part in read_parts(unit, NormalisedSide(text))] == keys


@pytest.mark.slow
def test_a_long_line_of_references_costs_linear_time() -> None:
    for piece in ("第", "第一", "第一条第", "前款", "《", "第(一", "第一条第一款"):
        text = f"第一条　{piece * 4_000}。\n第二条　渡船检验。\n"
        told(text, text.replace("渡船", "渡工"))


@pytest.mark.parametrize(
    ("old", "new", "changes"),
    [
        (
            "as per Bylaw 3 Section 2.4.1, yearly",
            "as per Bylaw 3 Section 2.5.2, yearly",
            ["Section 2.4.1 → Section 2.5.2"],
        ),
        ("按照 clause 4.2 办理", "按照 clause 4.3 办理", ["clause 4.2 → clause 4.3"]),
        ("see § 7.1.3 for berths", "see § 6.1.3 for berths", ["§ 7.1.3 → § 6.1.3"]),
        # A version, a share, a section without levels, and one that did not change are none.
        ("Version 2.4.1 applies", "Version 2.5.2 applies", []),
        ("a factor of 1.5 applies", "a factor of 1.6 applies", []),
        ("Section 2.4.1 allows berths", "Section 2.4.1 allows moorings", []),
        ("see Section 1.1 and Section 1.2", "see Section 1.3 alone", []),  # which of the two it was is not known
    ],
)
def test_another_decimal_section_is_one_reference(old: str, new: str, changes: list[str]) -> None:
    frame = "Bylaw\n\n1. The berth fee is set {} by the harbour board of Yunxi.\n2. It applies to all berths.\n"
    found = compare(Document.from_text(frame.format(old)), Document.from_text(frame.format(new))).findings
    assert [str(finding.message) for finding in found if finding.kind == "reference"] == changes


NEW_FIRST = "第一条　渡工持证上岗。\n第二条　渡船按时检验。\n第三条　镇渡运站实行统一调度。\n第四条　码头设救生圈。\n"


@pytest.mark.parametrize(
    ("old", "new", "severity"),
    [
        # The words beside it are its own: another article is cited, a notice.
        ("未依照第一条持证上岗驾船的，处五百元罚款", "未依照第四条持证上岗驾船的，处五百元罚款", "notice"),
        ("违反第一条规定擅自停航", "违反第一条规定或者第四条规定擅自停航", None),
        # Only the words that stand beside every reference are the same: not certain.
        ("违反第一条规定，伪造渡运记录的，责令停航", "违反第四条规定，向学童收取船费的，予以警告", "info"),
        ("违反第一条、第二条、第三条规定", "违反第四条规定", "info"),
        # It was in the list before.
        ("有第一条或者第二条情形渡运旅客的，停航检修", "有第二条情形渡运旅客的，停航检修", None),
    ],
)
def test_another_article_is_cited_only_in_words_of_its_own(old: str, new: str, severity: str | None) -> None:
    texts = (f"{NEW_FIRST}第五条　{words}。\n第六条　本办法自公布之日起施行。\n" for words in (old, new))
    found_severities = [each[0] for each in told(*texts)]
    assert found_severities in ([], ["info"]) if severity in (None, "info") else found_severities == [severity]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        # An article became two.
        (
            "第三条　渡船停航后应当在码头系泊，渡工不得离船过夜。违反第一条规定停靠的渡船由镇渡运站拖离码头水域。\n",
            "第三条　渡船停航后应当在码头系泊，渡工不得离船过夜。\n"
            "第四条　违反第一条规定停靠的渡船由镇渡运站拖离码头水域。\n",
        ),
        # Its sentence moved into another article.
        (
            "第三条　渡船应当系泊。违反第一条规定停靠的渡船由镇渡运站拖离码头水域。\n第四条　夜间渡运应当亮灯。\n",
            "第三条　渡船应当系泊。\n第四条　夜间渡运应当亮灯。违反第一条规定停靠的渡船由镇渡运站拖离码头水域。\n",
        ),
    ],
)
def test_a_reference_is_found_again_where_its_sentence_went(old: str, new: str) -> None:
    head, end = "第一条　渡船应当停靠在划定的码头。\n第二条　渡工持证上岗。\n", "第{}条　本办法自公布之日起施行。\n"
    before = head + old + end.format("五")
    stale = head.replace("第二条", "第三条").replace("第一条", "第二条") + new.replace("第四条", "第五条").replace(
        "第三条", "第四条"
    )
    after = "第一条　本办法适用于青槐县的渡船。\n" + stale + end.format("六")
    assert ("warning", "check “违反第一条规定停靠的渡船由镇渡运站拖离码头水域”") in [
        each[:2] for each in told(before, after)
    ]
    followed = after.replace("违反第一条", "违反第二条")
    assert [(each[0], each[2]) for each in told(before, followed)] == [("info", "follows the renumbering")]
