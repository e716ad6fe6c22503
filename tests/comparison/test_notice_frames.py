"""A notice with a law as its annex is compared with the bare law: what stands round the law is no change of it."""

from __future__ import annotations

import pytest

from policydiff.comparison.engine import compare
from policydiff.reports.comparison.report import comparison_report
from policydiff.structure.official_foot import foot_start
from policydiff.text.document import Document
from policydiff.text.spans import Span

LAW = "青槐县渡口管理办法\n\n" + "".join(
    f"第{number}条 {text}\n"
    for number, text in zip(
        "一二三四",
        (
            "为了加强渡口管理，结合本县实际，制定本办法。",
            "渡口应当每日开放，并在岸边公布班次和票价。",
            "渡工应当在三个月内办理登记。",
            "本办法自公布之日起施行。",
        ),
        strict=True,
    )
)
NOTICE = (
    "青槐县人民政府办公室关于印发《青槐县渡口管理办法》的通知\n青政办发〔2031〕5号\n\n各乡镇：\n\n"
    "现将《青槐县渡口管理办法》印发给你们，请认真贯彻执行。\n\n"
)
FEET = [
    "青槐县人民政府办公室\n2031年2月1日\n",
    "青槐县公安局    青槐县交通运输局\n2031年2月1日\n",
    "青槐县公安局\n青槐县交通运输局\n2031年2月1日\n（此件公开发布）\n",
    "抄送：县委办公室。\n",
    "抄送：县委各部门，县人大\n常委会办公室。\n青槐县人民政府办公室  2031年2月1日印发\n",
    "（此件主动公开）\n\n青槐县公安局\n2031年2月1日\n\n抄送：县委办。\n青槐县公安局办公室\n2031年2月1日印发\n",
    "青槐县人民政府办公室 2031年2月1日\n",
]
NO_FEET = [
    "",
    "第五条 报告应当抄送：县委办公室。\n",
    "（渡口的票价由县人民政府另行公布）\n",
    "附件：登记表\n",
    "2031年2月1日\n",
    "青槐县人民政府办公室\n",
    "自2031年2月1日起施行\n",
]
OTHER_HEADS = [
    "关于加强渡口管理工作的通知\n青政办发〔2031〕5号\n\n各乡镇：\n\n具体办法附后，请认真贯彻执行。\n\n青槐县交通运输局\n2031年2月1日\n\n",
    "青槐县交通运输局文件\n青交发〔2031〕5号\n\n关于印发渡口办法的通知\n\n各乡镇：\n\n现将渡口办法印发给你们。\n\n青槐县交通运输局\n2031年2月1日\n\n",
    "青槐县交通运输局公文处理单\n\n来文如下，请阅。\n\n",
]


@pytest.mark.parametrize("swapped", [False, True])
@pytest.mark.parametrize("foot", FEET)
def test_the_foot_of_the_notice_is_no_text_of_the_law(foot: str, *, swapped: bool) -> None:
    wrapped = NOTICE + LAW + "\n" + foot
    sides = [Document.from_text(text) for text in ((wrapped, LAW) if swapped else (LAW, wrapped))]
    comparison = compare(*sides)
    assert comparison.same_text
    part = (comparison.old if swapped else comparison.new).part
    assert part is not None
    assert wrapped[part.span.end :] == foot
    assert "and line" in " ".join(map(str, comparison_report(comparison).summary))


@pytest.mark.parametrize("foot", FEET[:-1])
def test_a_foot_that_both_have_is_compared(foot: str) -> None:
    comparison = compare(*map(Document.from_text, (f"{LAW}\n{foot}", f"{NOTICE}{LAW}\n{foot}")))
    assert comparison.same_text
    assert comparison.new.part is not None
    assert comparison.new.part.span.end == len(comparison.new.document.text)


@pytest.mark.parametrize("tail", NO_FEET)
def test_what_is_no_foot_is_compared(tail: str) -> None:
    comparison = compare(*map(Document.from_text, (LAW, NOTICE + LAW + "\n" + tail)))
    assert comparison.same_text == (not tail)


@pytest.mark.parametrize("foot", [*FEET, *NO_FEET])
def test_where_a_foot_begins(foot: str) -> None:
    text = f"{LAW}\n{foot}"
    start = foot_start(Document.from_text(text), Span(0, len(text)))
    assert text[start:] == (foot if foot in FEET else "")


@pytest.mark.parametrize("head", OTHER_HEADS)
def test_a_text_under_the_title_of_the_other_document_is_compared_with_it(head: str) -> None:
    comparison = compare(*map(Document.from_text, (LAW.replace("三个月", "六个月"), head + LAW)))
    assert comparison.new.part is not None
    assert [(finding.kind, finding.unit) for finding in comparison.findings] == [("deadline", 2)]


@pytest.mark.parametrize(
    "text",
    [
        LAW + "\n青槐县渡口管理办法\n",  # the same title again
        "渡口规章选编\n青槐县渡口管理办法\n" + "渡船应当每年检验一次，并公布检验的结果。\n" * 3,  # another text
        "渡口规章选编\n目录\n青槐县渡口管理办法\n" + LAW.split("\n", 2)[2] + "渡船应当每年检验，并公布结果。\n" * 40,
    ],
)
def test_what_only_names_the_title_is_compared_whole(text: str) -> None:
    comparison = compare(*map(Document.from_text, (LAW, text)))
    assert comparison.new.part is None
