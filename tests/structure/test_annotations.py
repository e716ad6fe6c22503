"""Annotations below a text or an article are told from the text."""

from __future__ import annotations

import pytest

from policydiff.structure.annotations import find_annotations
from policydiff.structure.outline import outline
from policydiff.text.document import Document

LAW = "云汐市渡口条例\n\n第一条　渡船应当登记。\n{}\n第二条　渡船不得超载。\n{}\n第三条　本条例自公布之日起施行。\n{}\n"
SECTION = "§ 3-101. Ferries.\n(a) A ferry must be registered.\n(b) Reserved.\n{}\n"
CREDIT = "(May 4, 1999, Yunxi Law 12-7, § 3, 45 YR 100; as amended June 1, 2005, Yunxi Law 16-2, § 9, 51 YR 7.)"

FOUND = [
    # one line, with a colon or in brackets
    (LAW, ("编者注：登记见另文。", "", ""), ["编者注：登记见另文。"]),
    (LAW, ("", "【编者按】本条未曾修改。", ""), ["【编者按】本条未曾修改。"]),
    (LAW, ("", "编注：超载见附表。", "编辑说明：已核对。"), ["编注：超载见附表。", "编辑说明：已核对。"]),
    # a heading, up to the next article or the end
    (
        LAW,
        ("条文释义\n登记由县水务局办理。\n一、登记的意义", "", ""),
        ["条文释义\n登记由县水务局办理。\n一、登记的意义"],
    ),
    (LAW, ("", "【释义】\n超载是指多载。", ""), ["【释义】\n超载是指多载。"]),
    (
        LAW,
        ("", "", "修正沿革\n2010年3月1日制定。\n2020年5月1日修正。"),
        ["修正沿革\n2010年3月1日制定。\n2020年5月1日修正。"],
    ),
    (LAW, ("", "", "## 立法历史\n2009年起草。"), ["## 立法历史\n2009年起草。"]),
    (LAW, ("立法理由：\n為健全渡口管理。", "", ""), ["立法理由：\n為健全渡口管理。"]),
    # the history of the text, on a line of its own
    (
        LAW,
        ("", "", "（2015年3月1日市政府令第12号公布　根据2020年6月5日市政府令第40号修正）"),
        ["（2015年3月1日市政府令第12号公布　根据2020年6月5日市政府令第40号修正）"],
    ),
    (LAW, ("2020年5月6日青槐县人民代表大会通过", "", ""), ["2020年5月6日青槐县人民代表大会通过"]),
    (
        LAW,
        ("", "", "中華民國一百零五年六月八日總統令修正公布第二條條文"),
        ["中華民國一百零五年六月八日總統令修正公布第二條條文"],
    ),
    (LAW, ("", "", "民國 105 年 4 月 8 日公告修正第 6 條條文。"), ["民國 105 年 4 月 8 日公告修正第 6 條條文。"]),
    # in English: a credit, and all notes behind it
    (SECTION, (CREDIT,), [CREDIT]),
    (
        SECTION,
        (f"{CREDIT}\nPrior Codifications\n1980 Ed., § 3-1.",),
        [f"{CREDIT}\nPrior Codifications\n1980 Ed., § 3-1."],
    ),
    (SECTION, ("Effect of Amendments\nLaw 16-2 added (b).",), ["Effect of Amendments\nLaw 16-2 added (b)."]),
    (SECTION, ("Added by Stats. 1990, ch. 12.",), ["Added by Stats. 1990, ch. 12."]),
    (SECTION, ("Editor's Notes\nSee section 4.",), ["Editor's Notes\nSee section 4."]),
    # text
    (LAW, ("渡船的历史沿革由县志记载。", "编者注明出处的，从其注。", ""), []),
    (LAW, ("2015年3月1日前公布的办法继续有效。", "2020年5月6日发布的通知，应当执行。", ""), []),
    (LAW, ("", "", "中華民國一百零二年四月十六日修正之渡口法，自公布日施行。"), []),
    (LAW, ("（2020年5月6日前发布的除外）", "2020年5月6日，县政府公布名单，并组织检查。", ""), []),
    (LAW, ("自2020年6月5日起公布施行。", "条文释义由市人民政府另行发布。", ""), []),
    (SECTION, ("Amendments\nA ferry may be amended.",), []),
    (SECTION, ("Source: ferries and rafts.",), []),
    (SECTION, ("(May apply to rafts under the Law.)",), []),
]


@pytest.mark.parametrize(("form", "texts", "expected"), FOUND)
def test_what_is_an_annotation(form: str, texts: tuple[str, ...], expected: list[str]) -> None:
    """Its whole lines, and no line of the text."""
    document = Document.from_text(form.format(*texts))
    spans = find_annotations(outline(document))
    assert [document.text[span.start : span.end].strip() for span in spans] == expected
