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
        ("一、要求\n完善\n· 3 ·\n管网。\n二、保障\n・4・\n", "一、要求\n完善管网。\n二、保障\n", {"furniture"}),
        ("一、要求\n完善管网。\n第 3 页\n二、保障\n第 4 页\n", "一、要求\n完善管网。\n二、保障\n", {"furniture"}),
        # a running head that has the page number, on the first page, too
        (
            "云汐制度　　　第 1 頁\n一、採購\n應公開。\n- 2 -\n云汐制度　　　第 2 頁\n二、驗收\n二人。\n- 3 -\n",
            "一、採購\n應公開。\n二、驗收\n二人。\n",
            {"furniture"},
        ),
        (
            "渡口规程    第1页 共2页\n一、要求\n应当登记。\n渡口规程    第2页 共2页\n二、保障\n",
            "一、要求\n应当登记。\n二、保障\n",
            {"furniture"},
        ),
        (
            "渡口规程　　　Q/YX 1\n一、要求\n登记。\n第1页共2页\n渡口规程　　　Q/YX 1\n二、保障\n第2页共2页\n",
            "一、要求\n登记。\n二、保障\n",
            {"furniture"},
        ),
        # blank lines between a page number and the head; the title, which is the head, stays
        (
            "渡口规程\n\n一、登记。\n\n- 1 -\n\n渡口规程\n\n二、年检，\n\n- 2 -\n\n渡口规程\n\n公布。\n\n- 3 -\n",
            "渡口规程\n\n一、登记。\n二、年检，公布。\n",
            {"furniture", "whitespace"},
        ),
        # page numbers without a mark
        ("总则\n适用于索道。\n12\n要求\n应年检。\n13\n", "总则\n适用于索道。\n要求\n应年检。\n", {"furniture"}),
        ("一、要求\n登记。\n1\n二、保障\n年检。\n2\n", "一、要求\n登记。\n二、保障\n年检。\n", {"furniture"}),
        ("一、要求\n登记。\n2/3\n二、保障\n年检。\n3/3\n", "一、要求\n登记。\n二、保障\n年检。\n", {"furniture"}),
        ("一、要求\n登记。\nPage 2\n二、保障\n年检。\nPage 3\n", "一、要求\n登记。\n二、保障\n年检。\n", {"furniture"}),
        # tags of HTML before a label, and round it
        ("一、供水\n1、达标。\n二、缴费\n", "<h2>一、供水</h2>\n<p>1、达标。</p>\n<h2>二、缴费</h2>\n", {"markup"}),
        (
            "第一条 应当登记。\n第二条 应当年检。\n",
            "<p><strong>第一条</strong> 应当登记。</p>\n<p><b>第二条</b> 应当年检。</p>\n",
            {"markup"},
        ),
        (
            "第一章 总则\n第一条 应当登记。\n",
            '<div class="t"><b>第一章 总则</b></div>\n<div>第一条 应当登记。</div>\n',
            {"markup"},
        ),
        # labels of a list in another spelling
        ("一、登记\n1. 船主。\n2. 船员。\n", "一、登记\n（1）船主。\n（2）船员。\n", {"label"}),
        ("一、登记\n①船主。\n②船员。\n", "一、登记\n（一）船主。\n（二）船员。\n", {"label"}),
        ("第一条 应当：\n（一）登记；\n（二）年检。\n", "第一条 应当：\n①登记；\n②年检。\n", {"label"}),
        ("第一条 应当：\n1）登记；\n2）年检。\n", "第一条 应当：\n㈠登记；\n㈡年检。\n", {"label"}),
        # a line across the page, and a box to tick
        ("一、要求\n\n***\n\n应当登记。\n", "一、要求\n\n---\n\n应当登记。\n", {"markup"}),
        ("一、要求\n\n* * *\n\n应当登记。\n", "一、要求\n\n______\n\n应当登记。\n", {"markup"}),
        ("一、要求\n+ 政府推动\n", "一、要求\n- [ ] 政府推动\n", {"markup"}),
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
        # Numbers before items, with a gap, over rows, and the title that is also the running head, are no page numbers.
        ("1\n应当登记。\n2\n应当年检。\n", "应当登记。\n应当年检。\n"),
        ("一、要求\n应当登记。\n1\n应当年检。\n3\n", "一、要求\n应当登记。\n应当年检。\n"),
        ("经费      5\n合计。\n- 1 -\n经费      6\n合计。\n- 2 -\n", "合计。\n合计。\n"),
        ("一、名录\n渡船\n1\n趸船\n2\n", "一、名录\n渡船\n趸船\n"),
        # The second item is another one; one list has the labels of the other beside its own.
        ("一、登记\n1. 船主。\n2. 船员。\n", "一、登记\n（1）船主。\n（3）船员。\n"),
        ("一、登记\n1. 船主。\n2. 船员。\n", "一、登记\n1. 船主。\n（1）本人。\n2. 船员。\n"),
        ("一、要求\n- [ ] 登记\n", "一、要求\n- [x] 登记\n"),
        ("一、摊位<甲>登记\n", "一、摊位登记\n"),
    ],
)
def test_words(old: str, new: str) -> None:
    assert ignored(HEAD + old, HEAD + new) is None


@pytest.mark.parametrize("character", "*_`[<\\-#&>~〇⒈ \n")
def test_the_length_stays(character: str) -> None:
    for text in (character * 300, f"{character}甲" * 50, f"{character}a{character} " * 50):
        assert len(without_presentation(text, enclosed=True)) == len(text)
