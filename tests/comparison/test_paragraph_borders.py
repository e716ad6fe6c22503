"""A paragraph without a number that was wrapped anew is the same paragraph, whatever the width."""

from __future__ import annotations

import re

import pytest

from policydiff.comparison.engine import compare
from policydiff.comparison.result import Comparison
from policydiff.text.document import Document

MEETING = (
    "云汐市水务局与青槐县第三次工作会商会议在青槐县召开\n\n"
    "为加快渡口改造，提升渡运服务水平，根据《云汐市水务局与青槐县合作协议》，会商会议于三月五日在青槐县召开。\n"
    "会议由水务局办公室负责人主持，全市各渡口的负责人共40余人参加会议；与会人员考察了青槐县的渡口改造工地。\n"
    "会议指出，渡口改造事关群众出行。一是各渡口应当在三十日内完成自查；二是渡运站不得收取押金；三是县水务局每月通报一次进展情况。\n"
    "会议要求，各单位要加强协作，扎实推进渡口改造，力争年底前全部完工，为全市渡运服务作出更大的贡献。\n\n"
    "【打印】 【关闭】\n\n"
    "版权所有：云汐市渡运信息中心 │ 业务洽谈：0999-1234567\n"
    "关于我们 | 网站声明 | 联系我们 | 广告投放\n"
)
NEWS = (
    "临澜省渔业工作座谈会召开\n\n"
    "座谈会听取了各县的情况汇报。与会代表认为，网箱养殖发展很快，管理工作应当跟上，不得以罚代管。\n"
    "会议决定，各县在六月底前完成网箱登记，登记不收取费用；逾期没有登记的网箱，由县渔政站责令改正。\n"
    "会议强调，渔政人员应当佩戴标志，文明执法，主动接受群众监督，自觉维护渔民的合法权益。\n"
)


def wrapped(text: str, width: int) -> str:
    """The text with its lines broken at a width, but for numbers."""
    lines: list[str] = []
    for line in text.split("\n"):
        lines.append("")
        for token in re.findall(r"[0-9-]+|.", line):
            if len(lines[-1] + token) > width:
                lines.append("")
            lines[-1] += token
    return "\n".join(lines)


def compared(old: str, new: str) -> Comparison:
    return compare(Document.from_text(old), Document.from_text(new))


@pytest.mark.parametrize("width", [20, 24, 28, 33, 38, 45])
@pytest.mark.parametrize("text", [MEETING, NEWS])
def test_a_text_wrapped_anew_has_no_change(text: str, width: int) -> None:
    for old, new in ((text, wrapped(text, width)), (wrapped(text, width), text)):
        comparison = compared(old, new)
        assert comparison.same_text
        assert {unit.change for unit in comparison.units} == {"unchanged"}


@pytest.mark.parametrize("widths", [(20, 30), (26, 41), (45, 24)])
def test_two_widths_of_one_text_have_no_change(widths: tuple[int, int]) -> None:
    assert compared(wrapped(NEWS, widths[0]), wrapped(NEWS, widths[1])).same_text


@pytest.mark.parametrize("width", [22, 27, 36])
def test_an_edit_in_a_wrapped_text_is_the_only_change(width: int) -> None:
    comparison = compared(NEWS, wrapped(NEWS.replace("六月底", "九月底"), width))
    assert [unit.change for unit in comparison.units if unit.change != "unchanged"] == ["edited"]
    assert [(each.kind, each.severity) for each in comparison.findings] in (
        [("deadline", "warning")],
        [("deadline", "notice")],
        [("date", "notice")],
    )


def test_a_paragraph_that_was_divided_is_split() -> None:
    """In a text that is not wrapped, another line end is another paragraph."""
    divided = NEWS.replace("汇报。与会", "汇报。\n与会")
    assert {unit.change for unit in compared(NEWS, divided).units} == {"unchanged", "split"}
    assert {unit.change for unit in compared(divided, NEWS).units} == {"unchanged", "merged"}


def test_a_paragraph_that_is_new_is_added_in_a_wrapped_text() -> None:
    more = NEWS + "会议还研究了休渔期的船只停靠问题，决定由各县渔政站于五月底前提出停靠方案。\n"
    comparison = compared(NEWS, wrapped(more, 30))
    assert [unit.change for unit in comparison.units if unit.change != "unchanged"] == ["added"]
