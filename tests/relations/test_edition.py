"""Which texts are one edition: what may stand round a body, and all that must not differ."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papers import LAW, TITLE, articles, chapter, paragraphs, sections, traditional, wrapped
from policydiff.relations.edition import edition, head_and_foot
from policydiff.relations.same_edition import conflicting_values, same_edition
from policydiff.structure.metadata import dates
from policydiff.text.document import Document

BODY = sections(1, 4)
ARTICLES = articles(1, 8)
PLAN = TITLE + "\n" + BODY
SIGNED = "青槐县人民政府\n2031年3月1日\n"


def same(one: str, other: str) -> bool:
    """Whether two texts are told as one edition; asserts that it does not matter which comes first."""
    sides = [edition(Document.from_text(text)) for text in (one, other)]
    found = same_edition(*sides)
    assert found == same_edition(*sides[::-1])
    return found


def headed(line: str) -> str:
    """The plan with more lines under its title."""
    return f"{TITLE}\n{line}\n{BODY}"


# --- what may stand round one body

ONE = [
    ("front matter", "# " + PLAN, f"---\nsidebar: auto\ntags:\n  - 粮食\n---\n# {PLAN}"),
    (
        "a table of metadata, its values beside",
        PLAN,
        "索 引 号：0001/2031-7\n发文机关：青槐县人民政府\n成文日期：2031年3月1日\n" + PLAN,
    ),
    (
        "a table of metadata, its values below",
        PLAN,
        "索 引 号：\n0001/2031-7\n发文机关：\n青槐县人民政府\n发文字号：\n青政发〔2031〕5号\n主 题 词：\n" + PLAN,
    ),
    ("several of them on a line", PLAN, headed("发布时间：2031-03-02 10:00 来源：青槐县人民政府 字体：")),
    ("the document's number", PLAN, headed("青政发〔2031〕5号")),
    ("an order", PLAN, headed("青槐县人民政府令第5号")),
    ("a history", LAW + ARTICLES, f"{LAW}（2031年3月1日青槐县第三届人民代表大会第二次会议通过）\n{ARTICLES}"),
    (
        "a longer history",
        f"{LAW}2031年3月1日青槐县第三届人民代表大会第二次会议通过\n2033年5月6日青槐县第三届人民代表大会第四次会议修正\n{ARTICLES}",
        f"{LAW}根据2033年5月6日青槐县第三届人民代表大会第四次会议《关于修改〈青槐县粮食储备条例〉的决定》修正\n{ARTICLES}",
    ),
    (
        "a history over several lines",
        LAW + ARTICLES,
        f"{LAW}（2031年3月1日青槐县第三届\n\n人民代表大会第二次会议通过"
        f" 根据2033年5月6日青槐县第三\n届人民代表大会第四次会议修正）\n{ARTICLES}",
    ),
    (
        "a contents list",
        LAW + chapter(1, 1, 4) + chapter(2, 5, 8),
        LAW
        + "目　录\n"
        + "".join(line + "\n" for line in re.findall("第.章.*", chapter(1, 1, 4) + chapter(2, 5, 8)))
        + chapter(1, 1, 4)
        + chapter(2, 5, 8),
    ),
    (
        "a contents list of links",
        "# " + LAW + chapter(1, 1, 4) + chapter(2, 5, 8),
        "# "
        + LAW
        + "***目录***\n\n"
        + "".join(f"[{line}](#第)\n\n" for line in re.findall("第.章.*", chapter(1, 1, 4) + chapter(2, 5, 8)))
        + chapter(1, 1, 4)
        + chapter(2, 5, 8),
    ),
    (
        "the headings of chapters",
        LAW + ARTICLES,
        LAW + "第一章　总则\n" + articles(1, 4) + "第二章　仓库\n" + articles(5, 8),
    ),
    (
        "a heading over two lines",
        LAW + "第一章　粮食的收储\n" + ARTICLES,
        LAW + "第一章　粮食\n的收储\n" + ARTICLES,
    ),
    ("a signature", PLAN, PLAN + SIGNED),
    ("furniture", PLAN, "您的位置：首页 > 公开\n" + PLAN + "【打印本页】【关闭窗口】\n版权所有 ©青槐县\n"),
    ("page numbers", PLAN, TITLE + "\n" + sections(1, 2) + "— 1 —\n" + sections(3, 4) + "— 2 —\n"),
    ("comments", PLAN, headed("<!-- 简介结束 -->") + "<!-- 全文结束 -->\n"),
    ("blanks written as mark-up", PLAN, headed("&nbsp;&nbsp;")),
    ("a sign written as mark-up", headed("一、甲\n含水率<5的。"), headed("一、甲\n含水率&lt;5的。")),
    ("Markdown", LAW + ARTICLES, "# " + LAW + "\n" + re.sub("(第.{1,2}条)", r"**\1**", ARTICLES)),
    ("line wraps", PLAN, TITLE + "\n" + wrapped(BODY)),
    ("the other script", PLAN, traditional(PLAN)),
    ("the state before the title", LAW + ARTICLES, f"中华人民共和国{LAW}{ARTICLES}"),
    ("a title in a table, too", PLAN, f"标　题：\n{TITLE}{PLAN}"),
    ("the title again", PLAN, f"{TITLE}\n{PLAN}"),
    ("a red head", PLAN, f"青槐县人民政府文件\n\n{PLAN}"),
    ("no title", PLAN, BODY),
]


@pytest.mark.parametrize(("one", "other"), [case[1:] for case in ONE], ids=[case[0] for case in ONE])
def test_what_stands_round_a_body_makes_no_other_edition(one: str, other: str) -> None:
    assert same(one, other)


# --- what makes another edition

MARKED = "本方案由县粮食和物资储备局负责解释。\n"
TWO = [
    ("a digit", PLAN, re.sub(r"(\d+)(?=\D*$)", r"\g<1>1", PLAN, count=1)),
    ("a mark", PLAN, PLAN.replace("，", "、", 1)),
    ("a mark less", PLAN, PLAN[:-2] + "\n"),
    ("a word", PLAN, PLAN.replace("的", "之", 1)),
    ("an obligation", PLAN + "五、仓库\n各站应当上报。\n", PLAN + "五、仓库\n各站可以上报。\n"),
    ("a sentence added last", PLAN, PLAN + MARKED),
    ("a sentence added last, behind the signature", PLAN + SIGNED, PLAN + SIGNED + MARKED),
    ("a sentence added first", PLAN, f"{TITLE}{MARKED}{BODY}"),
    ("a row of a table below the last article", LAW + ARTICLES + "甲类 5元\n", LAW + ARTICLES + "甲类 6元\n"),
    ("a row more", LAW + ARTICLES, LAW + ARTICLES + "甲类 5元\n"),
    ("a list without marks", PLAN + "仓库\n码头\n", PLAN + "仓库\n"),
    ("the date signed", PLAN + SIGNED, PLAN + SIGNED.replace("3月", "4月")),
    ("who signed", PLAN + SIGNED, PLAN + SIGNED.replace("青槐", "柳营")),
    ("the number", headed("青政发〔2031〕5号"), headed("青政发〔2031〕6号")),
    ("a number in no known form", headed("发文字号：青政函第12号"), headed("发文字号：青政函第13号")),
    ("the order", headed("青槐县人民政府令第5号"), headed("青槐县人民政府令第6号")),
    ("the issuer", headed("发文机关：青槐县人民政府"), headed("发文机关：柳营县人民政府")),
    ("the date in a table", headed("成文日期：2031年3月1日"), headed("成文日期：2031年3月2日")),
    ("a date in no known form", headed("成文日期：2031年3月"), headed("成文日期：2031年4月")),
    ("the same on the next line", headed("成文日期：\n2031年3月"), headed("成文日期：\n2031年4月")),
    ("a year of two digits", headed("发布日期：31年3月1日"), headed("发布日期：32年3月1日")),
    ("when it takes effect", headed("施行日期：2031年5月1日"), headed("施行日期：2031年6月1日")),
    ("when it takes effect, at the foot", PLAN + "施行日期：2031年5月1日\n", PLAN + "施行日期：2031年6月1日\n"),
    ("an adoption and a bare date", headed("2031年3月1日县人大常委会通过"), headed("2032年6月1日")),
    (
        "the last amendment",
        headed("2031年3月1日县人大常委会通过"),
        headed("2031年3月1日县人大常委会通过\n2033年3月1日县人大常委会修正"),
    ),
    ("who adopted it", headed("2031年3月1日县人大常委会通过"), headed("2031年3月1日县人民政府通过")),
    ("a draft", "青槐县粮食储备条例（草案）\n" + ARTICLES, LAW + ARTICLES),
    ("a draft, said above the title", f"征求意见稿\n{PLAN}", PLAN),
    ("repealed", headed("（已废止）"), PLAN),
    ("repealed, said in the title", "青槐县粮食储备条例（已废止）\n" + ARTICLES, LAW + ARTICLES),
    ("repealed, said above the title", f"【已废止】\n{PLAN}", PLAN),
    ("repealed, with a date", headed("（2033年1月1日废止）"), PLAN),
    ("repealed, said at the foot", PLAN + "有效性：已废止\n", PLAN + "有效性：现行有效\n"),
    ("not yet in force", headed("有效性：尚未生效"), PLAN),
    (
        "the edition in a title",
        "青槐县粮食储备条例（2030年修订）\n" + ARTICLES,
        "青槐县粮食储备条例（2031年修订）\n" + ARTICLES,
    ),
    (
        "the batch in a title",
        "青槐县限制类项目目录（第一批）\n" + ARTICLES,
        "青槐县限制类项目目录（第二批）\n" + ARTICLES,
    ),
    ("a title that denies", "关于停止收取水费的通知\n" + BODY, "关于不停止收取水费的通知\n" + BODY),
    ("front matter", f"---\neffective: 2031-01-01\n---\n{PLAN}", f"---\neffective: 2032-01-01\n---\n{PLAN}"),
    ("text between two rules", f"---\n各县不得收费。\n---\n{PLAN}", f"---\n各县可以收费。\n---\n{PLAN}"),
    ("a sign written as mark-up", headed("一、甲\n含水率&lt;5的。"), headed("一、甲\n含水率&gt;5的。")),
    ("what looks like mark-up", headed("一、甲\nR&D投入增长;"), headed("一、甲\nR&D投入下降;")),
    ("an exponent written as mark-up", headed("一、甲\n一百m&sup2;。"), headed("一、甲\n一百m&sup3;。")),
    ("a picture at the foot", PLAN + "<img src='a5.png'>\n", PLAN + "<img src='a6.png'>\n"),
    (
        "a chapter's heading that commands",
        LAW + articles(1, 4) + "第二章 罚款不得超过五元\n" + articles(5, 8),
        LAW + ARTICLES,
    ),
    ("a heading that commands", LAW + articles(1, 4) + "## 违者罚款五千元\n" + articles(5, 8), LAW + ARTICLES),
    (
        "another heading",
        LAW + articles(1, 4) + "第二章　义务\n" + articles(5, 8),
        LAW + articles(1, 4) + "第二章　权利\n" + articles(5, 8),
    ),
    (
        "a heading elsewhere",
        LAW + "## 准许\n" + articles(1, 4) + "## 禁止\n" + articles(5, 8),
        LAW + "## 准许\n" + articles(1, 6) + "## 禁止\n" + articles(7, 8),
    ),
]
HIDDEN = [  # lines that look like what stands above a body, with what they say turned round
    ("公布机关应当在十日内答复。", "公布机关可以在三十日内答复。"),
    ("公布之日起三十日内缴清", "公布之日起六十日内缴清"),
    ("联系人：王工", "联系人：李工"),
    ("电话：1234567", "电话：7654321"),
    ("时间：3月5日上午", "时间：3月6日下午"),
    ("发布内容：\n各县不得收费", "发布内容：\n各县可以收费"),
    ("《青槐县2031年粮食储备工作方案》停止执行。", "《青槐县2031年粮食储备工作方案》继续执行。"),
    ("青槐县2031年粮食储备工作方案停止施行", ""),
    ("2030年1月1日以前公布的许可，应当在六个月内重新申请。", "2030年1月1日以前公布的许可，应当在三个月内重新申请。"),
    ("2030年1月1日以前公布的许可，应当在六个月内重新申请。", ""),
    ("2030年1月1日前企业名单公布", ""),
    ("2030年1月1日县政府对水价数据公布", ""),
    ("根据2030年1月5日会议精神，各县不得提高收费标准。", "根据2030年1月5日会议精神，各县可以提高收费标准。"),
    ("根据省政府令第5号，企业按月申报。", "根据省政府令第5号，企业按年申报。"),
    ("原办法（已废止）的标准提高到五百元。", "原办法（已废止）的标准提高到六百元。"),
    ("2031年5月1日前，企业应当缴清欠款。", "2031年5月1日前，企业可以缓缴欠款。"),
    ("2031年5月1日 每吨五元", "2031年5月1日 每吨六元"),
    ("2031年5月1日至2031年6月1日", "2031年5月1日至2031年7月1日"),
    ("2.5亩以上补贴三百元", "2.5亩以上补贴四百元"),
    ("（2030年1月1日公布\n各县不得收费。\n违者罚款五元。", "（2030年1月1日公布\n各县可以收费。\n违者罚款五元。"),
    ("（2030年1月1日公布）\n2031年5月1日前每吨缴费五元。", "（2030年1月1日公布）\n2031年5月1日前每吨缴费六元。"),
    ("作者：每户补贴五元", "作者：每户补贴六元"),
]


@pytest.mark.parametrize(("one", "other"), [case[1:] for case in TWO], ids=[case[0] for case in TWO])
def test_what_says_something_else_is_another_edition(one: str, other: str) -> None:
    assert not same(one, other)


@pytest.mark.parametrize(("one", "other"), HIDDEN)
@pytest.mark.parametrize("body", [BODY, paragraphs(4)], ids=["sections", "paragraphs"])
@pytest.mark.parametrize("where", ["head", "foot"])
def test_no_provision_is_taken_for_what_stands_round_it(one: str, other: str, body: str, where: str) -> None:
    sides = [f"{TITLE}\n{line}\n{body}" if where == "head" else f"{TITLE}\n{body}{line}\n" for line in (one, other)]
    assert not same(*sides)


# --- wishes: what a page may carry is taken for the page's, whatever it says


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("相关链接：\n· 逾期罚款五元\n", "相关链接：\n· 逾期罚款六元\n"),
        ("版权所有 违者罚款五元\n", ""),
        ("请扫描下方二维码缴费五元\n", ""),
    ],
)
@pytest.mark.xfail(strict=True, reason="furniture is told by its first words, not by the rest of its line")
def test_no_provision_is_taken_for_furniture(one: str, other: str) -> None:
    assert not same(PLAN + one, PLAN + other)


# --- properties


@given(st.data())
def test_a_body_that_lost_or_gained_a_character_of_substance_is_another(data: st.DataObject) -> None:
    text = data.draw(st.sampled_from([PLAN, LAW + ARTICLES, TITLE + "\n" + paragraphs(4), headed("青政发〔2031〕5号")]))
    start = text.index("\n") + 1
    at = data.draw(st.sampled_from([place for place in range(start, len(text)) if not text[place].isspace()]))
    other = data.draw(st.sampled_from(["", *"不九9可，。5%元"]))
    assert not same(text, text[:at] + other + text[at + 1 :]) or text[at] == other
    added = data.draw(st.sampled_from([*"不九9可，%元"]))
    assert not same(text, text[:at] + added + text[at:])


@given(st.text(alphabet="一二第章条款（）《》【】年月日20319-:： 号令公布发施行废止不得。，\n#<>&;ab", max_size=80))
def test_any_lines_round_a_body_are_told(lines: str) -> None:
    text = f"{TITLE}{lines}\n{BODY}{lines}"
    found = edition(Document.from_text(text))
    spans = [*found.body_spans, *found.division_spans, *found.metadata_spans]
    covered = {at for span in spans for at in range(span.start, span.end)}
    furniture = {at for each in found.outline.furniture for at in range(each.span.start, each.span.end)}
    assert covered | furniture == set(range(len(text)))
    assert same(text, text)


# --- values


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2031年3月1日", ["2031-03-01"]),
        ("2031 年 3 月 1 日", ["2031-03-01"]),
        ("２０３１年３月１日", ["2031-03-01"]),
        ("二〇三一年三月一日", ["2031-03-01"]),
        ("二○三一年十二月三十一日", ["2031-12-31"]),
        ("民國120年3月1日", ["2031-03-01"]),
        ("2031-03-01 与 2031/4/5", ["2031-03-01", "2031-04-05"]),
        ("2031年3月", []),
        ("", []),
    ],
)
def test_dates_come_in_one_spelling(text: str, expected: list[str]) -> None:
    assert list(dates(text)) == expected


def test_a_clash_names_both_values() -> None:
    sides = [edition(Document.from_text(headed(f"青政发〔2031〕{number}号"))) for number in (5, 6)]
    pairs = [(one.kind, one.norm, other.norm) for one, other in conflicting_values(*sides)]
    assert pairs == [("number", "青政发〔2031〕5号", "青政发〔2031〕6号")]


def test_a_glance_shows_what_the_whole_shows() -> None:
    text = headed("青政发〔2031〕5号") + paragraphs(400) + SIGNED
    whole, seen = edition(Document.from_text(text)), head_and_foot(Document.from_text(text))
    assert seen.title == whole.title
    assert {(value.kind, value.norm) for value in seen.values} == {(value.kind, value.norm) for value in whole.values}


@pytest.mark.parametrize("text", ["", " \n", "。", "国", "---", "---\n---\n", "<!--", TITLE])
def test_what_has_no_body_is_no_edition_of_anything(text: str) -> None:
    found = edition(Document.from_text(text))
    assert not found.body or text in "。国"
    assert found.body or not same_edition(found, found)


@pytest.mark.xfail(strict=True, reason="the rule that closes front matter is taken for a line under a heading")
def test_front_matter_is_no_title() -> None:
    assert same(PLAN, f"---\ntags:\n  - 粮食\n---\n{PLAN}")


@pytest.mark.parametrize(
    "line",
    [
        "-" * 100_000 + "x",
        "-" * 100 + "x",
        "<!---->" * 1_000 + "x",
        "<!--" * 25_000,
        "（" * 100_000,
        "来源：" * 30_000,
        "部" * 59 + "2031年3月1日",
    ],
    ids=["long rule", "rule", "comments", "open comments", "brackets", "keys", "agency"],
)
def test_no_line_makes_a_pattern_run_back(line: str) -> None:
    text = f"{TITLE}{line}\n{BODY}"  # a pattern that tries every way to split the line never ends
    assert edition(Document.from_text(text)).body.endswith(edition(Document.from_text(BODY)).body)
