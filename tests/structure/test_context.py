"""What identifies the place of a paragraph: series that run through, series that begin anew, headings, lead-ins."""

from __future__ import annotations

import pytest

from policydiff.deduplication.analysis import AnalysedDocument
from policydiff.structure.latin_labels import read_latin_label
from policydiff.text.document import Document


def contexts(text: str) -> list[tuple[str, ...]]:
    """The context of each paragraph: what each part of it says, without the beginning of its line."""
    steps = AnalysedDocument(Document.from_text(text)).contexts.steps
    return [tuple(part[1] or part[2].rstrip(":") for part in step.context) for step in steps]


def kinds(text: str) -> list[str]:
    return [paragraph.kind for paragraph in AnalysedDocument(Document.from_text(text)).paragraphs]


LAW = "第一章　总则\n第一条　甲。\n第二条　乙。\n第二章　附则\n第三条　丙。\n第四条　丁。\n"
PARTS = "第一部分　去年\n一、甲。\n二、乙。\n第二部分　今年\n一、丙。\n二、丁。\n"


@pytest.mark.parametrize(
    ("text", "running"),
    [
        pytest.param(LAW, {"article", "chapter"}, id="a count that goes on across chapters"),
        pytest.param(PARTS, {"part"}, id="a count that begins anew in each part"),
        pytest.param(
            "一、甲。\n（一）子。\n（二）丑。\n二、乙。\n（一）寅。\n", {"enumerated"}, id="lists under items"
        ),
        pytest.param(
            "壹、甲\n一、子。\n二、丑。\n貳、乙\n一、寅。\n二、卯。\n", {"formal"}, id="formal numerals above"
        ),
        pytest.param("(a) x:\n(1) one;\n(2) two.\n(b) y:\n(1) one;\n(2) two.\n", {"(a)"}, id="numbers under letters"),
        pytest.param("Section 1. A\n(a) x.\n(b) y.\nSection 2. B\n(a) z.\n", {"section-en"}, id="letters in sections"),
        pytest.param("手机端：\n1. 甲；\n2. 乙。\n终端：\n1. 甲；\n2. 乙。\n", set(), id="lists under captions"),
        pytest.param("说明如下。\n1. 甲；\n2. 乙。\n另外如下。\n1. 丙；\n2. 丁。\n", set(), id="lists under sentences"),
        pytest.param(
            "前言。\n一、甲\n子。\n二、乙\n丑。\n引言。\n一、甲\n子。\n二、乙\n丑。\n",
            {"enumerated"},
            id="a body twice",
        ),
    ],
)
def test_which_series_run_through(text: str, running: set[str]) -> None:
    assert AnalysedDocument(Document.from_text(text)).contexts.series.running == running


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(LAW, [("1",), ("1",), ("2",), ("2",), ("3",), ("4",)], id="the label alone"),
        pytest.param(
            "# 指南\n\n## 设置\n\n甲。\n\n## 变更\n\n乙。\n",
            [("指南",), ("指南", "设置"), ("指南", "设置"), ("指南", "变更"), ("指南", "变更")],
            id="the chain of headings",
        ),
        pytest.param(
            "指南\n====\n\n设置\n----\n\n甲。\n",
            [("指南",), ("指南", "设置"), ("指南", "设置")],
            id="headings with a row of signs under them",
        ),
        pytest.param(
            "手机端：\n- 甲；\n- 乙。\n终端：\n- 甲；\n",
            [("手机端",), ("手机端", "-甲"), ("手机端", "-乙"), ("终端",), ("终端", "-甲")],
            id="bullets under a lead-in",
        ),
        pytest.param(
            "**手机端**\n\n步骤：\n1. 甲。\n2. 乙。\n\n**终端**\n\n步骤：\n1. 甲。\n2. 乙。\n",
            [
                ("手机端",),
                ("手机端", "步骤"),
                ("手机端", "步骤", "1"),
                ("手机端", "步骤", "2"),
                ("终端",),
                ("终端", "步骤"),
                ("终端", "步骤", "1"),
                ("终端", "步骤", "2"),
            ],
            id="one lead-in under two captions",
        ),
    ],
)
def test_the_context_of_each_paragraph(text: str, expected: list[tuple[str, ...]]) -> None:
    assert contexts(text) == expected


def test_a_heading_that_repeats_is_placed_by_the_last_one_that_does_not() -> None:
    text = "# 指南\n\n## 设置\n\n甲。\n\n## 投诉\n\n丙。\n\n## 变更\n\n乙。\n\n## 投诉\n\n丙。\n"
    steps = AnalysedDocument(Document.from_text(text)).contexts.steps
    complaints = [step.context for step in steps if step.innermost is not None and step.innermost.identity[2] == "投诉"]
    assert [context[-1][-1] for context in complaints] == ["设置", "变更"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("步骤：\n甲。\n", ["caption", "text"]),
        ("【手机端】\n甲。\n", ["caption", "text"]),
        ("**手机端**\n甲。\n", ["caption", "text"]),
        ("怎样举报？\n拨打热线。\n", ["caption", "text"]),
        ("摊位变更\n\n已经取得编号的，可以变更。\n", ["caption", "text"]),
        ("2031年3月1日\n\n已经取得编号的，可以变更。\n", ["text", "text"]),
        ("（2031年3月1日发布）\n\n已经取得编号的，可以变更。\n", ["text", "text"]),
        ("云汐市人民政府\n2031年3月1日\n", ["text", "text"]),
        ("# 题\n## 一、总则\n甲。\n", ["heading", "label", "text"]),
        ("为加强对集市摊位的管理，维护摊主和顾客的合法权益，根据有关规\n定，制定本规则。\n", ["text"]),
        ("false\n一、甲。\n", ["text", "label"]),
        ("---\ntitle: 甲\n---\n正文。\n", ["text", "text"]),
    ],
)
def test_kinds_of_paragraphs(text: str, expected: list[str]) -> None:
    assert kinds(text) == expected


def test_an_endless_line_is_read_by_its_sentences() -> None:
    text = "云汐市集市规则　　一、摊位" + "每个摊位应当悬挂编号。" * 60 + "二、卫生" + "摊主应当保持整洁。" * 60
    paragraphs = AnalysedDocument(Document.from_text(text)).paragraphs
    assert all(paragraph.inline for paragraph in paragraphs)
    assert [paragraph.marks[0].text for paragraph in paragraphs if paragraph.marks] == ["一、", "二、"]


@pytest.mark.parametrize(
    ("line", "label"),
    [
        ("Section 12. Fees", ("section-en", "12", 12)),
        ("§ 12-104.02. Change of register.", ("section-en", "12-104.02", 2)),
        ("PART II", ("part-en", "II", 2)),
        ("Article IV", ("article-en", "IV", 4)),
        ("Chapter 3 General rules", ("chapter-en", "3", 3)),
        ("(a) a ship", ("(a)", "a", 1)),
        ("(cc) a ship", ("(a)", "cc", 29)),
        ("(A-1) a ship", ("(A)", "A-1", 1)),
        ("b. a ship", ("a.", "b", 2)),
        ("(iv) a barge", ("(a)", "iv", 0)),
        ("Section 2349 of the Small Business Act", None),
        ("Section 5 of this Act applies.", None),
        ("Part of the fee", None),
        ("(and) a ship", None),
        ("a ship", None),
        ("Sections 4 and 5", None),
    ],
)
def test_labels_of_latin_script(line: str, label: tuple[str, str, int] | None) -> None:
    found = read_latin_label(line)
    assert (found and found[:3]) == label
