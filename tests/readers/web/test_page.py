"""What a web page reads as: its paragraphs, lists, tables and revisions, every repeat kept; and which part is read."""

from __future__ import annotations

import pytest

from policydiff.errors import ReadError
from policydiff.readers.web.page import read_page
from policydiff.text.extraction import Extraction, Tracked

pytest.importorskip("resiliparse", reason="the library that reads web pages is not installed")

BODIES = {
    "paragraphs and line breaks": ("<p>第一条 甲</p>\n<p>第二条<br>乙 <b>丙</b></p>", ["第一条 甲", "第二条", "乙 丙"]),
    "a paragraph that stands twice": ("<p>甲</p><p>甲</p>", ["甲", "甲"]),
    "text outside paragraphs": ("甲<div>乙<span>丙</span></div>丁", ["甲", "乙丙", "丁"]),
    "characters written as entities": ("<p>A&amp;B&nbsp;&lt;甲&gt; &#31532;一条</p>", ["A&B <甲> 第一条"]),
    "white space": ("<p>\n  甲\n   乙  </p><pre>丙\n  丁</pre>", ["甲 乙", "丙", "  丁"]),
    "what no browser shows": (
        "<p>甲</p><script>var x = '<p>乙</p>'</script><style>p{}</style>"
        "<!-- <p>丙</p> --><template><p>丁</p></template>",
        ["甲"],
    ),
    "an ordered list": ("<ol><li>甲<li>乙</ol>", ["1. 甲", "2. 乙"]),
    "a list that starts at three": ("<ol start=3><li>甲</li><li>乙</li></ol>", ["3. 甲", "4. 乙"]),
    "an item with a number of its own": (
        "<ol><li>甲</li><li value=7>乙</li><li>丙</li></ol>",
        ["1. 甲", "7. 乙", "8. 丙"],
    ),
    "a list that counts down": ("<ol reversed><li>甲<ul><li>子</ul></li><li>乙</li></ol>", ["2. 甲", "子", "1. 乙"]),
    "letters": ("<ol type=a><li>甲<ol type=I><li>乙</ol><li>丙</ol>", ["a. 甲", "I. 乙", "b. 丙"]),
    "Chinese numbers": ('<ol style="list-style-type: cjk-ideographic"><li>甲<li>乙</ol>', ["一、甲", "二、乙"]),
    "a list without numbers": ('<ol style="list-style:none"><li>第一条 甲</ol><ul><li>乙</ul>', ["第一条 甲", "乙"]),
    "items with paragraphs": ("<ol><li><p>甲</p><p>乙</p></li><li><p>丙</p></li></ol>", ["1. 甲", "乙", "2. 丙"]),
    "an item that begins with a list": (
        "<ol><li><ol type=a><li>甲<li>乙</ol><li>丙</ol>",
        ["1. a. 甲", "b. 乙", "2. 丙"],
    ),
    "an item without text": ("<ol><li><p> </p></li><li><p>&nbsp;</p>乙</li><li></li></ol>", ["1.", "2. 乙", "3."]),
    "an item that begins with a table": ("<ol><li><table><tr><td>甲<td>乙</table></ol>", ["1. 甲\t乙"]),
    "hidden, in capital letters": ('<p>甲</p><p STYLE="DISPLAY:NONE">乙</p>', ["甲"]),
    "hidden by a class": (
        "<style>.x, p.y {color:red; display:none}</style><p class=x>甲</p><p class='a y'>乙</p>丙",
        ["丙"],
    ),
    "hidden by a class, shown by two": (
        "<style>.x{display:none}.x.on{display:block}</style><div class='x on'>甲</div><div class=x>乙</div>",
        ["甲"],
    ),
    "shown by a later rule": ("<style>.x{display:none} .x{display:block}</style><p class=x>甲</p>", ["甲"]),
    "hidden for print alone": ("<style>@media print {.x{display:none}} .z{color:red}</style><p class=x>甲</p>", ["甲"]),
    "hidden in another element alone": ("<style>.menu .x{display:none}</style><p class=x>甲</p>", ["甲"]),
    "a rule in a comment": ("<style>/* .x{display:none} */ .y{display:none}</style><p class=x>甲</p>", ["甲"]),
    "a formula": (
        "<p>每亩补助<math><mi>x</mi><mo>≤</mo><mn>300</mn><annotation>x \\le 300</annotation></math>元</p>",
        ["每亩补助x≤300元"],
    ),
    "a foot that comes before the body": (
        "<table><thead><tr><th>项目<tfoot><tr><td>合计<tbody><tr><td>甲<tr><td>乙</table>",
        ["项目", "甲", "乙", "合计"],
    ),
    "a row is a line": (
        "<table><caption>表</caption><tr><th>项目<th>金额<tr><td>甲<td>1,200.5</table>",
        ["表", "项目\t金额", "甲\t1,200.5"],
    ),
    "cells of several paragraphs": (
        "<table><tr><td><p>第一条</p><p>第二条</p><td>说明</table>",
        ["第一条", "第二条", "说明"],
    ),
    "a table in a cell": (
        "<table><tr><td>外<table><tr><td>内一<td>内二</table><td>右</table>",
        ["外", "内一\t内二", "右"],
    ),
    "quotation marks": ("<p><q>甲</q></p>", ["“甲”"]),
    "a phonetic guide": ("<p><ruby>槐<rp>(</rp><rt>huái</rt><rp>)</rp></ruby></p>", ["槐"]),
    "an attribute with a sign in it": ('<p title="a > b">甲</p>', ["甲"]),
    "elements that are not closed": ("<div><p>甲<p>乙", ["甲", "乙"]),
}


def extraction_of(html: str, tracked: Tracked = "accept") -> Extraction:
    """A page as it is read."""
    return read_page(html, html.encode(), "page.html", tracked)


def lines_of(html: str, tracked: Tracked = "accept") -> list[str]:
    """The lines of the text of a page."""
    return extraction_of(html, tracked).text.split("\n")[:-1]


@pytest.mark.parametrize("case", BODIES)
def test_a_page_reads_as(case: str) -> None:
    body, expected = BODIES[case]
    assert lines_of(f"<html><body>{body}</body></html>") == expected


def test_revisions_are_accepted_or_rejected() -> None:
    page = "<p>应当<del>三</del><ins>五</ins>日内</p>"
    assert lines_of(page) == ["应当五日内"]
    assert lines_of(page, "reject") == ["应当三日内"]
    assert lines_of(page, "both") == ["应当{--三--}{++五++}日内"]
    assert [str(item.message) for item in extraction_of(page).left_out] == ["2 tracked changes read as accepted"]


MENU = "<nav><a href='/'>首页</a><a href='/gk'>政务公开</a></nav>"
BODY = "<p>第一条 为了规范集市管理，制定本办法。</p><p>第二条 本办法自公布之日起施行。</p>"


@pytest.mark.parametrize(
    "container", ['id="UCAP-CONTENT"', 'class="TRS_Editor"', 'class="view TRS_UEDITOR"', 'id="zoom"']
)
def test_the_container_of_a_portal_is_read_alone(container: str) -> None:
    page = f"<body>{MENU}<div {container}>{BODY}</div><footer>版权所有</footer></body>"
    extraction = extraction_of(page)
    assert extraction.text == "第一条 为了规范集市管理，制定本办法。\n第二条 本办法自公布之日起施行。\n"
    assert [str(item.message) for item in extraction.left_out] == ["outside the document on the page: 10 characters"]


def test_all_containers_of_one_kind_are_read_and_inner_ones_once() -> None:
    editor = f"<div class=TRS_Editor>{BODY}</div>"
    page = f"<body>{MENU}<div class=TRS_Editor>{editor}</div>{editor}</body>"
    assert len(lines_of(page)) == 4


def test_a_container_with_little_of_the_page_is_not_trusted() -> None:
    page = f"<body><article>分享</article><div>{BODY * 3}</div></body>"
    assert len(lines_of(page)) == 7


def test_a_page_without_a_known_container_is_read_whole() -> None:
    assert lines_of(f"<body>{MENU}{BODY}</body>")[0] == "首页政务公开"


def test_hidden_text_is_left_out_and_said() -> None:
    extraction = extraction_of('<p>甲</p><p style="color:red;display: none">乙丙</p><div hidden>丁</div>')
    assert extraction.text == "甲\n"
    assert [(str(item.message), item.is_text) for item in extraction.left_out] == [
        ("hidden text left out: 3 characters", False)  # a menu, as a rule
    ]


UNREAD = {
    "the content of a frame": (
        "<iframe srcdoc='&lt;p&gt;甲乙。&lt;/p&gt;'></iframe>",
        ["hidden text left out: 3 characters"],
    ),
    "an empty frame": ("<iframe src='a.html'></iframe>", []),
    "the text of a drawing": ("<svg><title>图</title><text x='1'>甲<tspan>乙</tspan></text></svg>", [
        "hidden text left out: 2 characters"]),
    "a drawing without text": ("<svg><title>图</title><path/></svg>", []),
    "phonetic guides": ("<p><ruby>槐<rt>a</rt>县<rt>b</rt></ruby></p>", ["2 phonetic guides left out"]),
    "a template": ("<template><p>甲</p></template>", []),
}  # fmt: skip


@pytest.mark.parametrize("case", UNREAD)
def test_what_is_not_read_is_counted(case: str) -> None:
    body, expected = UNREAD[case]
    assert [str(item.message) for item in extraction_of(f"<p>丙</p>{body}").left_out] == expected


def test_hidden_text_in_the_document_may_be_its_own() -> None:
    extraction = extraction_of('<div class="TRS_Editor"><p>第一条 甲</p><p hidden>乙丙</p></div>')
    assert [(str(item.message), item.is_text) for item in extraction.left_out] == [
        ("hidden text left out: 2 characters", True)
    ]


def test_the_head_of_a_page_says_what_it_is() -> None:
    head = (
        '<meta name="ArticleTitle" content="集市管理办法"><meta name="PubDate" content="2026-03-01 09:00">'
        '<meta name="ContentSource" content="青槐县人民政府"><title>集市管理办法_青槐县</title>'
    )
    about = extraction_of(f"<html><head>{head}</head><body><p>甲</p></body></html>").about
    assert dict(about) == {"title": "集市管理办法", "published": "2026-03-01 09:00", "source": "青槐县人民政府"}


TABLES = {
    "cells with labels in bold": (
        "<table><tr><td><b>索 引 号：</b></td><td>0001/2031-2</td><td><b>主题分类：</b></td><td>交通\\渡口</td></tr>"
        "<tr><td><b>发文机关：</b></td><td>青槐县人民政府</td><td><b>成文日期：</b></td><td>2031年01月27日</td></tr>"
        "<tr><td><b>标　　题：</b></td><td>青槐县渡口管理办法</td></tr>"
        "<tr><td><b>发文字号：</b></td><td>青政发〔2031〕5号</td>"
        "<td><b>发布日期：</b></td><td>2031年02月15日</td></tr></table>",
        {"index": "0001/2031-2", "subject": "交通\\渡口", "issuer": "青槐县人民政府", "date": "2031年01月27日",
         "title": "青槐县渡口管理办法", "number": "青政发〔2031〕5号", "published": "2031年02月15日"},
    ),
    "items with the label inside": (
        "<ul><li>索引号：0001</li><li>发布机构：<span>县渔业局</span></li><li>文 号：渔发〔2031〕1号</li></ul>",
        {"index": "0001", "issuer": "县渔业局", "number": "渔发〔2031〕1号"},
    ),
    "labels without a colon": (
        "<tr><th>发文字号</th><td>青政发〔2031〕5号</td><th>成文日期</th><td>2031-01-27</td></tr>",
        {"number": "青政发〔2031〕5号", "date": "2031-01-27"},
    ),
    "brackets and blanks": (
        "<p>[索&nbsp;引&nbsp;号]</p><p>0001</p><p>[发文字号]</p><p>无</p>", {"index": "0001", "number": "无"},
    ),
    "a label without a value": (
        "<td>索引号：</td><td></td><td>发文机关：</td><td>县渔业局</td>", {"issuer": "县渔业局"},
    ),
    "labels of a list of files": ("<td>标题：</td><td>附件</td><td>发布日期：</td><td>2031-01-27</td>", {}),
    "one label alone": ("<td>发文机关：</td><td>县渔业局</td>", {}),
    "words of a sentence": ("<p>发文机关应当注明发文字号和成文日期。</p><p>标题由三部分组成。</p>", {}),
    "words inside a paragraph": ("<p>公文应当有发文字号：由机关代字组成；成文日期：署会议通过的日期。</p>", {}),
}  # fmt: skip


@pytest.mark.parametrize("case", TABLES)
def test_the_table_above_a_document_is_read(case: str) -> None:
    table, expected = TABLES[case]
    assert dict(extraction_of(f"<html><body>{table}<p>甲</p></body></html>").about) == expected


def test_a_page_without_text_is_refused() -> None:
    with pytest.raises(ReadError, match="the page shows no text"):
        extraction_of("<html><body><script>load()</script></body></html>")
    for frames in (
        "<frameset cols='20%,*'><frame src=a.html></frameset>",
        "<body><iframe src='a.html'></iframe></body>",
    ):
        with pytest.raises(ReadError, match="shows only frames, which are other pages"):
            extraction_of(f"<html>{frames}</html>")


def test_deep_and_broken_pages_are_read() -> None:
    assert lines_of("<div>" * 20_000 + "甲") == ["甲"]
    assert lines_of("<p" + ' a="1"' * 500 + ">甲") == ["甲"]
    assert lines_of("<p>甲<script>never closed") == ["甲"]
    assert lines_of("<table><tr><td>甲<td>" + "<table><tr><td>" * 200 + "乙") == ["甲\t乙"]
