"""What is no word of a text: marks, addresses, page numbers, another spelling of a number; and what is."""

from __future__ import annotations

import pytest

from policydiff.comparison.engine import compare
from policydiff.comparison.presentation import without_presentation
from policydiff.text.document import Document

HEAD = "云汐市集市管理办法\n\n"


def ignored(old: str, new: str) -> set[str] | None:
    """The kinds of the ignored differences, None if there are others."""
    comparison = compare(Document.from_text(old), Document.from_text(new))
    return {kind for kind, count in comparison.ignored.items() if count} if comparison.same_text else None


@pytest.mark.parametrize(
    ("old", "new", "kinds"),
    [
        # bullets, whatever they are and whether there are any
        ("第一条 种类：\n\n* （一）警告\n* （二）罚款\n", "第一条 种类：\n（一）警告\n（二）罚款\n", {"markup"}),
        ("一、要求\n- 政府推动\n- 全民参与\n", "一、要求\n* 政府推动\n* 全民参与\n", {"markup"}),
        ("一、要求\n● 政府推动\n", "一、要求\n政府推动\n", {"markup"}),
        ("一、要求\n+ 政府推动\n", "一、要求\n- 政府推动\n", {"markup"}),
        # emphasis, code, escapes, tags
        ("一、加强*监督*检查。\n", "一、加强监督检查。\n", {"markup"}),
        ("1. **台账** 每月报送\n2. 检查\n", "1. 台账 每月报送\n2. 检查\n", {"markup"}),
        ("一、***注意***：摊位\n", "一、**注意**：摊位\n", {"markup"}),
        ("一、使用 _暂行_ 规则\n", "一、使用 暂行 规则\n", {"markup"}),
        ("一、使用`表一`登记\n", "一、使用表一登记\n", {"markup"}),
        ("一、第1\\.2款\\*\n", "一、第1.2款*\n", {"markup"}),
        ("一、摊位<br>登记\n", "一、摊位登记\n", {"markup"}),
        ("一、<p class=\"x\">摊位</p>\n", "一、摊位\n", {"markup"}),
        ("一、摊位&nbsp;登记\n", "一、摊位登记\n", {"markup"}),
        # the address of a link is counted apart
        ("一、见[名录](http://a.example/1)。\n", "一、见[名录](http://b.example/2)。\n", {"address"}),
        ("一、见[名录](http://a.example/1)。\n", "一、见名录。\n", {"address", "markup"}),
        ("一、见[名录][1]。\n\n[1]: http://a.io/\n", "一、见[名录][1]。\n\n[1]: http://b.io/\n", {"address"}),
        # a number in two spellings
        ("第一百〇一条 登记。\n", "第一百零一条 登记。\n", {"label"}),
        ("第一条 依照第一百〇三条。\n", "第一条 依照第一百零三条。\n", {"label"}),
        ("第一条 要求：\n1.登记\n2.公示\n", "第一条 要求：\n⒈登记\n⒉公示\n", {"label"}),
        ("第一条 要求：\n10.登记\n11.公示\n", "第一条 要求：\n⒑登记\n⒒公示\n", {"label"}),
        ("1. 登记\n2. 公示\n", "⒈登记\n⒉公示\n", {"label"}),
        # page numbers and running heads
        ("一、要求\n力争全覆盖，\n— 1 —\n消除水体。\n", "一、要求\n力争全覆盖，消除水体。\n", {"furniture"}),
        ("一、要求\n完善\n- 12 -\n管网。\n二、保障\n- 13 -\n", "一、要求\n完善管网。\n二、保障\n", {"furniture"}),
        (
            "一、要求\n完善\n第 1 页 共 3 页\n云汐市政府公报\n管网，\n第 2 页 共 3 页\n云汐市政府公报\n扩建。\n",
            "一、要求\n完善管网，扩建。\n",
            {"furniture"},
        ),
        # direction controls are no white space
        ("一、摊位\u202d登记\u202c。\n", "一、摊位登记。\n", {"direction"}),
        ("一、摊位\u2067登记\u2069。\n", "一、摊位登记。\n", {"direction"}),
        # a comment for machines
        ("一、登记。\n<!-- INFO END -->\n", "一、登记。\n", {"markup"}),
    ],
)  # fmt: skip
def test_ignored(old: str, new: str, kinds: set[str]) -> None:
    assert ignored(HEAD + old, HEAD + new) == kinds
    assert ignored(HEAD + new, HEAD + old) == kinds


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("---\nstatus: 现行有效\n---\n一、登记。\n", "---\nstatus: 已废止\n---\n一、登记。\n"),
        ("---\neffective: 2020-05-01\n---\n一、登记。\n", "---\neffective: 2023-09-01\n---\n一、登记。\n"),
        ("一、登记。\n<!-- 状态：现行有效 -->\n", "一、登记。\n<!-- 状态：已废止 -->\n"),
        ("一、面积3*4*5米\n", "一、面积3*45米\n"),
        ("一、第1.2款\n", "一、第12款\n"),
        ("一、见[名录](http://a.example/1)。\n", "一、见[目录](http://a.example/1)。\n"),
        ("第一百〇一条 登记。\n", "第一百一十条 登记。\n"),
        ("第一条 要求：\n1.登记\n2.公示\n", "第一条 要求：\n⒈登记\n⒊公示\n"),
        ("一、二〇二〇年\n", "一、二零二一年\n"),
        ("一、要求\n力争全覆盖，\n1\n消除水体。\n", "一、要求\n力争全覆盖，消除水体。\n"),
        ("一、摊位<甲>登记\n", "一、摊位登记\n"),
    ],
)
def test_words(old: str, new: str) -> None:
    assert ignored(HEAD + old, HEAD + new) is None


@pytest.mark.parametrize("character", "*_`[<\\-#&>~〇⒈ \n")
def test_the_length_stays(character: str) -> None:
    for text in (character * 300, f"{character}甲" * 50, f"{character}a{character} " * 50):
        assert len(without_presentation(text, enclosed=True)) == len(text)
