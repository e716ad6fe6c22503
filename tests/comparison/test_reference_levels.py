"""References to paragraphs and items that moved, went or shifted, on the mainland and in Taiwan."""

from __future__ import annotations

import pytest

from policydiff.comparison.engine import compare
from policydiff.text.document import Document

MAINLAND = """第一条　从事下列活动的，应当向镇渡运站备案：
（一）夜间载客渡运；
（二）货物渡运；
（三）观光渡运。
渡运站应当自收到材料之日起五日内办理。
备案人应当对材料的真实性负责并接受检查。
第二条　{cites}。
第三条　渡工应当持证上岗并每年参加一次培训。
第四条　本条例自公布之日起施行。
"""
TAIWAN = """第一條　從事下列活動者，應向鎮渡運站備查：
一、夜間載客渡運。
二、貨物渡運。
三、觀光渡運。
　　渡運站應於收件後五日內辦理。
　　備查人應對文件之真實性負責並接受檢查。
第二條　{cites}。
第三條　渡工應持證上崗並每年參加一次訓練。
第四條　本條例自公布日施行。
"""
Edits = tuple[tuple[str, str], ...]
# A paragraph before the second; the third paragraph moved to 第三条; the first item struck out; the last one likewise.
PARAGRAPH = {
    MAINLAND: (("渡运站应当自", "渡船应当挂牌，并按核定人数载客。\n渡运站应当自"),),
    TAIWAN: (("　　渡運站應於", "　　渡船應掛牌，並按核定人數載客。\n　　渡運站應於"),),
}
MOVED = {
    MAINLAND: (
        ("备案人应当对材料的真实性负责并接受检查。\n", ""),
        ("一次培训。\n", "一次培训。\n备案人应当对材料的真实性负责并接受检查。\n"),
    ),
    TAIWAN: (
        ("　　備查人應對文件之真實性負責並接受檢查。\n", ""),
        ("一次訓練。\n", "一次訓練。\n　　備查人應對文件之真實性負責並接受檢查。\n"),
    ),
}
FIRST_ITEM = {
    MAINLAND: (("（一）夜间载客渡运；\n（二）", "（一）"), ("（三）", "（二）")),
    TAIWAN: (("一、夜間載客渡運。\n二、", "一、"), ("三、", "二、")),
}
LAST_ITEM: dict[str, Edits] = {
    MAINLAND: (("；\n（三）观光渡运", ""),),
    TAIWAN: (("三、觀光渡運。\n", ""),),
}
NEW_ITEM = {
    MAINLAND: (("观光渡运。", "观光渡运；\n（四）拖带渡运。"),),
    TAIWAN: (("三、觀光渡運。\n", "三、觀光渡運。\n四、拖帶渡運。\n"),),
}


def told(old: str, new: str) -> list[tuple[str, str, str]]:
    """The findings on references and citations as (severity, message, note)."""
    findings = compare(Document.from_text(old), Document.from_text(new)).findings
    return [
        (each.severity, str(each.message), str(each.note))
        for each in findings
        if each.kind in ("reference", "citation")
    ]


def edited(text: str, edits: Edits) -> str:
    for before, after in edits:
        assert before in text
        text = text.replace(before, after)
    return text


@pytest.mark.parametrize(
    ("text", "edits", "cites", "note"),
    [
        (
            MAINLAND,
            MOVED,
            "违反第一条第三款规定的，处五百元罚款",
            "there is no 第一条第三款 now; what it cited is 第三条第二款 (was 第一条第三款)",
        ),
        (
            TAIWAN,
            MOVED,
            "違反第一條第三項規定者，處五百元罰鍰",
            "there is no 第一條第三項 now; what it cited is 第三條第二項 (was 第一條第三項)",
        ),
        (
            MAINLAND,
            LAST_ITEM,
            "有第一条第（三）项情形的，应当投保",
            "there is no 第一条第（三）项 now; what it cited was removed",
        ),
        (
            TAIWAN,
            LAST_ITEM,
            "有第一條第一項第三款情形者，應投保",
            "there is no 第一條第一項第三款 now; what it cited was removed",
        ),
        (
            MAINLAND,
            FIRST_ITEM,
            "有第一条第一项情形的，应当投保",
            "第一条第一项 is now “货物渡运…”; what it cited was removed",
        ),
        (
            TAIWAN,
            FIRST_ITEM,
            "有第一條第一項第一款情形者，應投保",
            "第一條第一項第一款 is now “貨物渡運…”; what it cited was removed",
        ),
        (
            MAINLAND,
            FIRST_ITEM,
            "有第一条第（二）项情形的，应当投保",
            "第一条第（二）项 is now “观光渡运…”; what it cited is 第一条第（一）项 (was 第一条第（二）项)",
        ),
        (
            MAINLAND,
            PARAGRAPH,
            "渡船违反前条第二款的，停航检修",
            "前条第二款 is now “渡船应当挂牌…”; what it cited is 第一条第三款 (was 前条第二款)",
        ),
        (
            MAINLAND,
            PARAGRAPH,
            "违反第一条或者同条第三款规定的，处五百元罚款",
            "同条第三款 is now “渡运站应当自收到材料之日起五日内办理…”; what it cited is 第一条第四款 (was 同条第三款)",
        ),
        (
            TAIWAN,
            PARAGRAPH,
            "違反第一條或同條第三項規定者，處五百元罰鍰",
            "同條第三項 is now “渡運站應於收件後五日內辦理…”; what it cited is 第一條第四項 (was 同條第三項)",
        ),
        (
            TAIWAN,
            PARAGRAPH,
            "貨船之檢驗，準用前條第二項規定",
            "前條第二項 is now “渡船應掛牌…”; what it cited is 第一條第三項 (was 前條第二項)",
        ),
    ],
)
def test_a_part_of_an_article_that_moved_or_went(text: str, edits: dict[str, Edits], cites: str, note: str) -> None:
    old = text.format(cites=cites)
    ((severity, _, said),) = told(old, edited(old, edits[text]))
    assert (severity, said) == ("warning", note)


@pytest.mark.parametrize(
    ("text", "edits", "cites", "follows"),
    [
        (MAINLAND, MOVED, "违反第一条第三款规定的，处罚款", "违反第三条第二款规定的，处罚款"),
        (TAIWAN, MOVED, "違反第一條第三項規定者，處罰鍰", "違反第三條第二項規定者，處罰鍰"),
        (MAINLAND, PARAGRAPH, "违反第一条或者同条第三款的，处罚款", "违反第一条或者同条第四款的，处罚款"),
        (TAIWAN, FIRST_ITEM, "有第一條第一項第三款情形者，應投保", "有第一條第一項第二款情形者，應投保"),
    ],
)
def test_a_reference_follows_a_part_that_moved(text: str, edits: dict[str, Edits], cites: str, follows: str) -> None:
    old = text.format(cites=cites)
    new = edited(old, edits[text]).replace(cites, follows)
    assert [(severity, note) for severity, _, note in told(old, new)] == [("info", "follows the renumbering")]


@pytest.mark.parametrize(
    ("text", "edits", "cites"),
    [
        (MAINLAND, NEW_ITEM, "违反第一条第二款规定的，处五百元罚款"),
        (MAINLAND, NEW_ITEM, "有第一条第（三）项情形的，应当投保"),
        (TAIWAN, NEW_ITEM, "違反第一條第二項規定者，處五百元罰鍰"),
        (MAINLAND, PARAGRAPH, "有第一条第（二）项情形的，应当投保"),
        (TAIWAN, PARAGRAPH, "依民法第一千一百三十二條第二項規定辦理"),
        (MAINLAND, PARAGRAPH, "依照渡运法第一条第二款的规定办理"),
        (MAINLAND, PARAGRAPH, "符合渡运法第九条规定，且不属于第一条第二款情形的，应当登记，并适用本条例第四条"),
        (MAINLAND, MOVED, "违反第一条第二款规定的，处五百元罚款"),
        (TAIWAN, LAST_ITEM, "有第一條第一項第二款情形者，應投保"),
    ],
)
def test_a_reference_that_still_names_the_same(text: str, edits: dict[str, Edits], cites: str) -> None:
    old = text.format(cites=cites)
    assert told(old, edited(old, edits[text])) == []


@pytest.mark.parametrize(
    ("old", "new", "note"),
    [
        (
            "违反前两款规定的，停航检修。",
            "渡船应当挂牌，并按核定人数载客。\n违反前两款规定的，停航检修。",
            "前两款 is now “渡工不得有下列行为…”; what it cited is 第一款, 第二款 (was 前两款)",
        ),
        (
            "渡船有前款第二项情形的，停航检修。",
            "渡船应当挂牌，并按核定人数载客。\n渡船有前款第二项情形的，停航检修。",
            "there is no 前款第二项 now; what it cited is 第二款第二项 (was 前款第二项)",
        ),
    ],
)
def test_what_is_relative_to_the_own_paragraph(old: str, new: str, note: str) -> None:
    head = "第一条　渡船应当按时检验。\n渡工不得有下列行为：\n（一）酒后驾驶渡船；\n（二）超过核定人数载客。\n"
    end = "\n第二条　本条例自公布之日起施行。\n"
    assert [each[::2] for each in told(head + old + end, head + new + end)] == [("warning", note)]


def test_a_paragraph_that_only_a_line_parts_is_no_other_one() -> None:
    old = "第一条　选区满二百人的选二人。选区未满二百人的选一人。\n前款人数为双数的，减一人。\n第二条　渡工持证。\n"
    assert told(old, old.replace("二人。选区", "二人。\n选区")) == []


@pytest.mark.parametrize(
    ("cites", "severity", "note"),
    [
        ("第二条", "warning", "what it cited is 第一条 (was 第二条)"),
        ("第一条第二款", "info", "follows the renumbering"),
        ("第一条", "info", "follows the renumbering"),
    ],
)
def test_an_article_that_was_merged(cites: str, severity: str, note: str) -> None:
    old = (
        "第一条　渡船应当每半年接受检验并张贴检验标志。\n第二条　渡工应当持证上岗，不得酒后驾驶渡船。\n"
        "第三条　违反第二条规定的，处五百元罚款。\n第四条　本条例自公布之日起施行。\n"
    )
    new = (
        "第一条　渡船应当每半年接受检验并张贴检验标志。\n渡工应当持证上岗，不得酒后驾驶渡船。\n"
        f"第二条　违反{cites}规定的，处五百元罚款。\n第三条　本条例自公布之日起施行。\n"
    )
    ((found_severity, _, found_note),) = told(old, new)
    assert (found_severity, found_note.endswith(note)) == (severity, True)


@pytest.mark.parametrize(
    ("cites", "severity", "note"),
    [
        ("第一條第二項", "warning", "there is no 第一條第二項 now; what it cited is 第二條 (was 第一條第二項)"),
        ("第二條", "info", "follows the renumbering"),
    ],
)
def test_a_paragraph_that_became_an_article(cites: str, severity: str, note: str) -> None:
    old = (
        "第一條　渡船應每半年接受檢驗並張貼標識。\n　　渡工應持證上崗，不得酒後駕駛渡船。\n"
        "第二條　違反第一條第二項規定者，處五百元罰鍰。\n第三條　本條例自公布日施行。\n"
    )
    new = (
        "第一條　渡船應每半年接受檢驗並張貼標識。\n第二條　渡工應持證上崗，不得酒後駕駛渡船。\n"
        f"第三條　違反{cites}規定者，處五百元罰鍰。\n第四條　本條例自公布日施行。\n"
    )
    assert [each[::2] for each in told(old, new)] == [(severity, note)]


def test_an_article_of_a_law_with_more_than_a_thousand_is_cited() -> None:
    old = "第一條　依民法第一千一百三十二條第二項規定聲請者，由縣府辦理。\n第二條　渡工持證。\n"
    assert told(old, old.replace("第二項規定", "第三項規定")) == [
        ("notice", "民法第一千一百三十二條第二項 → 民法第一千一百三十二條第三項", "")
    ]
