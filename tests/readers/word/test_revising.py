"""A Word file with tracked changes in its own formatting: what is kept, what is marked, and what is refused."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policydiff.comparison.engine import compare
from policydiff.readers.read import read_bytes
from policydiff.readers.word.revised_body import CannotReviseError
from policydiff.readers.word.revised_lines import with_whole_lines
from policydiff.readers.word.revising import revised
from policydiff.reports.comparison.revised_text import revised_text
from policydiff.text.revised_text import Piece
from word_files import in_utf16, level, lines_of, numbering, paragraph, run_of, table, word_file

BOLD, SMALL = "<w:b/>", '<w:sz w:val="18"/>'
TITLE = f'<w:p><w:pPr><w:jc w:val="center"/></w:pPr>{run_of("青槐县公园管理办法", BOLD)}</w:p>'
INDENT = '<w:ind w:left="480"/>'
TABLE = table(("事项", "期限"), ("巡查", "十日"), ("罚款", "五日"))
FIRST = f"<w:p><w:pPr>{INDENT}</w:pPr>{run_of('第一条 ', BOLD)}{run_of('公园每日六时开放。', SMALL)}</w:p>"
SECOND = paragraph(run_of("第二条 园长负责巡查，限十日内改正。", SMALL))
THIRD = paragraph("第三条 违者处五十元罚款。")
FIELD = (
    '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>REF a</w:instrText></w:r>'
    '<w:r><w:fldChar w:fldCharType="separate"/></w:r>' + run_of("五") + '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
)
LAW = TITLE + FIRST + SECOND + THIRD
LINES = [
    "青槐县公园管理办法",
    "第一条 公园每日六时开放。",
    "第二条 园长负责巡查，限十日内改正。",
    "第三条 违者处五十元罚款。",
]
ARTICLES = numbering(level(0, "decimal", "第%1条 "), level(1, "decimal", "（%2）"))
ITEMS = [paragraph(run_of(text, SMALL), number="1", level=0) for text in ("甲公园开放。", "乙公园关闭。", "丙处罚款。")]
NUMBERED = "".join(ITEMS)


def file_with_changes(raw: bytes, new: Sequence[str], *, end: str = "\n", moves: bool = True) -> bytes:
    """The Word file with tracked changes that lead to the new lines."""
    old = read_bytes(raw, "law.docx")
    comparison = compare(old, read_bytes(("\n".join(new) + end).encode(), "law.txt"))
    return revised(old, revised_text(comparison, author="王某", moves=moves))


def main_part(raw: bytes) -> str:
    """The part with the text."""
    return zipfile.ZipFile(io.BytesIO(raw)).read("word/document.xml").decode()


class Case(NamedTuple):
    """A body and its new lines; XML that the result has, and XML that it has not."""

    body: str
    new: list[str]
    has: list[str]
    lacks: Sequence[str] = ()
    numbering: str = ""


KEPT = {
    "words in the empty only cell of a row": Case(
        table(("事项",), ("",)) + THIRD, ["事项", "十日", LINES[3]], [THIRD, "<w:ins "]
    ),
    "words inside a run": Case(
        LAW,
        [*LINES[:2], LINES[2].replace("十日", "三十日"), LINES[3]],
        [TITLE, FIRST, THIRD, 'w:author="王某"', f'<w:r><w:rPr>{SMALL}</w:rPr><w:t xml:space="preserve">三'],
    ),
    "words over two runs": Case(
        LAW,
        [LINES[0], "第一条 各公园每日七时开放。", *LINES[2:]],
        [TITLE, run_of("第一条 ", BOLD), f'<w:rPr>{SMALL}</w:rPr><w:delText xml:space="preserve">六时</w:delText>'],
    ),
    "words before the first run": Case(
        LAW,
        ["修订后的" + LINES[0], *LINES[1:]],
        [FIRST, SECOND, run_of("修订后的", BOLD), run_of("青槐县公园管理办法", BOLD), '<w:jc w:val="center"/>'],
    ),
    "a line that goes": Case(LAW, [*LINES[:2], LINES[3]], [TITLE, FIRST, THIRD, "<w:pPr><w:rPr><w:del "]),
    "the last line goes": Case(LAW, LINES[:3], [TITLE, FIRST, "<w:pPr><w:rPr><w:del "]),
    "the first line goes": Case(LAW, LINES[1:], [FIRST, SECOND, THIRD, '<w:jc w:val="center"/><w:rPr><w:del ']),
    "a line that comes": Case(
        LAW,
        [*LINES[:2], "第二条 公园应当公布开放时间。", LINES[2].replace("二", "三"), LINES[3].replace("三", "四")],
        [TITLE, FIRST, f"<w:p><w:pPr>{INDENT}<w:rPr><w:ins ", run_of("第二条 公园应当公布开放时间。", SMALL)],
    ),
    "a new line behind a title is like the article behind it": Case(
        LAW,
        [LINES[0], "第零条 公园应当公布名单。", *LINES[1:]],
        [TITLE, FIRST, '<w:p><w:pPr><w:ind w:left="480"/><w:rPr><w:ins '],
    ),
    "a new first line": Case(LAW, ["附件二", *LINES], [LAW, run_of("附件二", BOLD)]),
    "a new last line": Case(LAW, [*LINES, "第四条 本办法自发布之日起施行。"], [TITLE, FIRST, SECOND]),
    "a blank line comes": Case(LAW, [LINES[0], "", *LINES[1:]], [TITLE, FIRST, SECOND, THIRD]),
    "lines that move": Case(
        LAW,
        [LINES[0], LINES[2].replace("二", "一"), LINES[1].replace("一", "二"), LINES[3]],
        [TITLE, THIRD, "w:moveFromRangeStart ", "w:moveToRangeEnd ", "<w:moveFrom ", "<w:moveTo "],
    ),
    "a line that is divided": Case(
        LAW, [*LINES[:2], "第二条 园长负责巡查，", "限十日内改正。", LINES[3]], [TITLE, FIRST, THIRD]
    ),
    "lines that are joined": Case(LAW, [*LINES[:2], LINES[2] + LINES[3]], [TITLE, FIRST, "<w:pPr><w:rPr><w:del "]),
    "the properties of the mark stay": Case(
        paragraph("公园开放。", mark=BOLD) + THIRD,
        [LINES[3]],
        [THIRD, f'" w:date="1980-01-01T00:00:00Z"/>{BOLD}</w:rPr>'],
    ),
    "a section that goes on": Case(
        THIRD + f"<w:p><w:pPr><w:sectPr/></w:pPr>{run_of('公园开放。')}</w:p>" + SECOND,
        [LINES[3], "公园每日开放。", LINES[2]],
        [THIRD, SECOND, "<w:p><w:pPr><w:sectPr/></w:pPr>"],
    ),
    "no section for a new line": Case(
        f"<w:p><w:pPr><w:sectPr/></w:pPr>{run_of('公园开放。')}</w:p>" + THIRD,
        ["公园开放。", "道路畅通。", LINES[3]],
        ["<w:p><w:pPr><w:rPr><w:ins "],
    ),
    "a tab and marks between runs": Case(
        paragraph('<w:bookmarkStart w:id="7" w:name="a"/>' + run_of("园长") + "<w:r><w:tab/></w:r>"
                  '<w:bookmarkEnd w:id="7"/>' + run_of("王某")) + THIRD,
        ["园长\t李某", LINES[3]],
        ['<w:bookmarkStart w:id="7" w:name="a"/>', "<w:r><w:tab/></w:r>", THIRD, '<w:ins w:id="9"'],
    ),
    "a tab that goes, one that comes": Case(
        paragraph(run_of("园长") + "<w:r><w:tab/></w:r>" + run_of("王某")) + THIRD,
        ["园长王某", "第三条 违者处五十元\t罚款。"],
        ["<w:r><w:tab/></w:r></w:del>", "<w:r><w:tab/></w:r></w:ins>"],
    ),
    "a line break inside": Case(
        paragraph(run_of("园长") + "<w:r><w:br/></w:r>" + run_of("王某 六时")) + THIRD,
        ["园长", "王某 七时", LINES[3]],
        ["<w:r><w:br/></w:r>", THIRD],
    ),
    "a page break before the words": Case(
        paragraph('<w:r><w:br w:type="page"/></w:r>' + run_of("公园开放。")) + THIRD,
        ["道路开放。", LINES[3]],
        ['<w:r><w:br w:type="page"/></w:r><w:del '],
    ),
    "hidden text": Case(
        paragraph(run_of("公园") + run_of("暗语", "<w:vanish/>") + run_of("六时开放。")) + THIRD,
        ["公园七时开放。", LINES[3]],
        [run_of("暗语", "<w:vanish/>"), THIRD],
    ),
    "what a kept line holds": Case(
        paragraph(f'<w:hyperlink w:anchor="a">{run_of("见附件")}</w:hyperlink>') + table(("甲", "乙")) + THIRD,
        ["见附件", "甲\t乙", LINES[3].replace("五十", "一百")],
        [f'<w:hyperlink w:anchor="a">{run_of("见附件")}</w:hyperlink>', table(("甲", "乙"))],
    ),
    "words beside a hyperlink": Case(
        paragraph(run_of("公园") + f'<w:hyperlink w:anchor="a">{run_of("见附件")}</w:hyperlink>' + run_of("开放。")),
        ["各公园见附件关闭。"],
        [f'<w:hyperlink w:anchor="a">{run_of("见附件")}</w:hyperlink>'],
    ),
    "words beside a field": Case(
        paragraph(FIELD + run_of("日内改正。")),
        ["五日内缴清。"],
        ["<w:instrText>REF a</w:instrText>", run_of("五")],
    ),
    "a line in a cell of several": Case(
        table((paragraph("甲公园") + paragraph("乙公园开放。"), "丙")),
        ["甲公园", "乙公园关闭。", "丙"],
        [paragraph("甲公园"), paragraph("丙"), "<w:tbl><w:tr><w:tc>"],
    ),
    "a new line before a table": Case(
        THIRD + table(("甲", "乙")) + SECOND,
        [LINES[3], "附表如下：", "甲\t乙", LINES[2]],
        [THIRD, table(("甲", "乙")) + SECOND],
    ),
    "a new line behind a table": Case(
        THIRD + table(("甲", "乙"), ("丙", "丁")) + SECOND,
        [LINES[3], "甲\t乙", "丙\t丁", "附表如上。", LINES[2]],
        [THIRD + table(("甲", "乙"), ("丙", "丁")), SECOND],
    ),
    "words in a cell": Case(
        THIRD + TABLE + SECOND,
        [LINES[3], "事项\t期限", "巡查\t三十日", "罚款\t五日", LINES[2]],
        [THIRD, SECOND, run_of("三十日"), table(("事项", "期限")).removesuffix("</w:tbl>"), paragraph("巡查")],
    ),
    "words in two cells of a row": Case(
        TABLE,
        ["事项\t期限", "夜间巡查\t三十日", "罚款\t五日"],
        [run_of("夜间"), run_of("巡查"), run_of("三十日")],
    ),
    "words in a blank cell": Case(
        table(("事项", "期限"), ("巡查", "")) + THIRD,
        ["事项\t期限", "巡查\t十日", LINES[3]],
        [THIRD, run_of("十日")],
    ),
    "a row that goes": Case(
        TABLE + THIRD,
        ["事项\t期限", "罚款\t五日", LINES[3]],
        [THIRD, "<w:tr><w:trPr><w:del ", "<w:delText "],
        ["<w:pPr>"],
    ),
    "a row that comes": Case(
        TABLE + THIRD,
        ["事项\t期限", "巡查\t十日", "停业\t七日", "罚款\t五日", LINES[3]],
        [THIRD, "<w:tr><w:trPr><w:ins ", run_of("停业"), run_of("七日")],
        ["<w:del "],
    ),
    "a last row that comes": Case(
        TABLE + THIRD,
        ["事项\t期限", "巡查\t十日", "罚款\t五日", "停业\t七日", LINES[3]],
        [THIRD, "<w:tr><w:trPr><w:ins "],
    ),
    "a row of one cell that comes": Case(
        table(("甲",), ("乙",)),
        ["甲", "丙", "乙"],
        ["<w:tr><w:trPr><w:ins "],
    ),
    "a row with several lines in a cell goes": Case(
        THIRD + table((paragraph("甲公园") + paragraph("乙公园开放。"), "丙"), ("丁", "戊")),
        [LINES[3], "丁\t戊"],
        [THIRD, "<w:tr><w:trPr><w:del "],
    ),
    "the last row of a file goes": Case(TABLE, ["事项\t期限", "巡查\t十日"], ["<w:tr><w:trPr><w:del "], ["<w:pPr>"]),
    "all rows go": Case(THIRD + TABLE + SECOND, [LINES[3], LINES[2]], [THIRD, SECOND, "<w:tr><w:trPr><w:del "]),
    "properties of rows and cells": Case(
        '<w:tbl><w:tr><w:trPr><w:tblHeader/></w:trPr><w:tc><w:tcPr><w:vAlign w:val="top"/></w:tcPr>'
        f"{paragraph('甲')}</w:tc><w:tc>{paragraph(run_of('乙', SMALL))}</w:tc></w:tr></w:tbl>" + THIRD,
        ["甲\t乙", "丙\t丁", LINES[3]],
        ["<w:trPr><w:ins ", '<w:tc><w:tcPr><w:vAlign w:val="top"/></w:tcPr><w:p><w:ins ', run_of("丁", SMALL)],
    ),
    "a line with a field goes": Case(
        THIRD + paragraph(FIELD) + SECOND,
        [LINES[3], LINES[2]],
        [THIRD, SECOND, "<w:delInstrText>REF a</w:delInstrText>", '<w:fldChar w:fldCharType="end"/></w:r></w:del>'],
    ),
    "a line with a page break goes": Case(
        THIRD + paragraph('<w:r><w:br w:type="page"/></w:r>' + run_of("公园开放。")) + SECOND,
        [LINES[3], LINES[2]],
        [THIRD, SECOND, '<w:r><w:br w:type="page"/></w:r><w:r><w:delText '],
    ),
    "characters that XML escapes": Case(LAW, [*LINES[:3], "第三条 违者处<五十>&元罚款。"], ["&lt;", "&amp;"]),
    "a number that goes": Case(
        NUMBERED,
        ["第1条 甲公园开放。", "第2条 丙处罚款。"],
        [ITEMS[0], ITEMS[2]],
        ["第"],
        ARTICLES,
    ),
    "a number that comes": Case(
        NUMBERED,
        ["第1条 甲公园开放。", "第2条 公园应当公布名单。", "第3条 乙公园关闭。", "第4条 丙处罚款。"],
        ['<w:numId w:val="1"/></w:numPr><w:rPr><w:ins ', run_of("公园应当公布名单。", SMALL)],
        ["第"],
        ARTICLES,
    ),
    "words of a numbered line": Case(
        NUMBERED,
        ["第1条 甲公园开放。", "第2条 乙公园停业。", "第3条 丙处罚款。"],
        [run_of("停业", SMALL), run_of("乙公园", SMALL)],
        ["第"],
        ARTICLES,
    ),
    "a line without number beside numbered ones": Case(
        NUMBERED,
        ["第1条 甲公园开放。", "节假日除外。", "第2条 乙公园关闭。", "第3条 丙处罚款。"],
        [ITEMS[0], run_of("节假日除外。", SMALL)],
        ["第"],
        ARTICLES,
    ),
    "a line without number and other words behind it": Case(
        NUMBERED,
        ["第1条 甲公园开放。", "第九条 另行规定。", "第2条 乙公园停业。", "第3条 丙处罚款。"],
        [ITEMS[0], ITEMS[2]],
        (),
        ARTICLES,
    ),
    "lines before a table and in it": Case(
        THIRD + paragraph("附表一") + TABLE + SECOND,
        [LINES[3], "另表二", "事务\t时限", "巡查\t十日", "罚款\t五日", LINES[2]],
        [THIRD, SECOND],
    ),
    "a number out of order is text": Case(
        NUMBERED,
        ["第1条 甲公园开放。", "第9条 公园应当公布名单。", "第2条 乙公园关闭。", "第3条 丙处罚款。"],
        [ITEMS[0], run_of("第9条 公园应当公布名单。", SMALL)],
        (),
        ARTICLES,
    ),
    "a number in between is text": Case(
        NUMBERED,
        ["第1条 甲公园开放。", "第1条之一 公园应当公布名单。", "第2条 乙公园关闭。", "第3条 丙处罚款。"],
        [ITEMS[0], run_of("第1条之一 公园应当公布名单。", SMALL)],
        (),
        ARTICLES,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", KEPT)
@pytest.mark.parametrize("end", ["\n", ""])
def test_a_file_keeps_its_formatting(name: str, end: str) -> None:
    case = KEPT[name]
    raw = word_file(case.body, **({"numbering": case.numbering} if case.numbering else {}))
    result = file_with_changes(raw, case.new, end=end)
    assert lines_of(result, "accept") == case.new
    assert lines_of(result, "reject") == lines_of(raw)
    text = main_part(result)
    assert [xml for xml in case.has if xml not in text] == []
    assert [xml for xml in case.lacks if xml in text] == []
    before, after = (zipfile.ZipFile(io.BytesIO(file)) for file in (raw, result))
    others = [name for name in before.namelist() if name != "word/document.xml"]
    assert [name for name in others if before.read(name) != after.read(name)] == []


def test_a_style_that_numbers_is_switched_off_for_a_line_without_number() -> None:
    styles = (
        '<w:style w:type="paragraph" w:styleId="A"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    )
    raw = word_file(
        paragraph("甲公园开放。", style="A") + paragraph("乙公园关闭。", style="A"), numbering=ARTICLES, styles=styles
    )
    result = file_with_changes(raw, ["第1条 甲公园开放。", "节假日除外。", "第2条 乙公园关闭。"])
    assert '<w:pStyle w:val="A"/><w:numPr><w:ilvl w:val="0"/><w:numId w:val="0"/></w:numPr><w:rPr><w:ins ' in main_part(
        result
    )


REFUSED = {
    "the number of cells": (
        TABLE,
        ["事项\t期限", "巡查十日", "罚款\t五日"],
        "table 1, row 2: the number of cells of a row was changed",
    ),
    "a line that is no row between two": (
        TABLE + THIRD,
        ["事项\t期限", "下列各项：", "巡查\t十日", "罚款\t五日", LINES[3]],
        "table 1, row 2: the number of rows of a table was changed",
    ),
    "a hyperlink in a cell": (
        table((paragraph(f'<w:hyperlink w:anchor="a">{run_of("公园六时开放。")}</w:hyperlink>'), "乙")),
        ["公园七时开放。\t乙"],
        "table 1, row 1: a paragraph with other content than runs of text was changed",
    ),
    "tracked changes of its own, of cells": (
        table(("事项", "期限")).replace("<w:tc>", '<w:tc><w:tcPr><w:cellDel w:id="1" w:author="A"/></w:tcPr>', 1),
        ["公园关闭。"],
        "it has tracked changes of its own that cannot be accepted first",
    ),
    "a hyperlink": (
        paragraph(f'<w:hyperlink w:anchor="a">{run_of("公园六时开放。")}</w:hyperlink>'),
        ["公园七时开放。"],
        "¶ 1: a hyperlink was changed",
    ),
    "a content control": (
        THIRD + paragraph(f"<w:sdt><w:sdtContent>{run_of('公园六时开放。')}</w:sdtContent></w:sdt>"),
        [LINES[3], "公园七时开放。"],
        "¶ 2: a content control was changed",
    ),
    "a simple field": (
        paragraph(f'<w:fldSimple w:instr="REF a">{run_of("公园六时开放。")}</w:fldSimple>'),
        ["公园七时开放。"],
        "¶ 1: a field was changed",
    ),
    "the end of a section": (
        THIRD + f"<w:p><w:pPr><w:sectPr/></w:pPr>{run_of('公园开放。')}</w:p>" + SECOND,
        [LINES[3], LINES[2]],
        "¶ 2: the end of a section was changed",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_revised_says_why(name: str) -> None:
    body, new, reason = REFUSED[name]
    with pytest.raises(CannotReviseError) as refused:
        file_with_changes(word_file(body), new)
    assert str(refused.value.args[0]) == reason


NOTES = (
    '<w:footnote w:id="2"><w:p><w:r><w:t>以公历计算。</w:t></w:r></w:p></w:footnote>'
    '<w:footnote w:id="3"><w:p><w:r><w:t>含节假日。</w:t></w:r></w:p></w:footnote>'
)


def noted(text: str, note: int) -> str:
    """A paragraph with a note."""
    return paragraph(run_of(text) + f'<w:r><w:footnoteReference w:id="{note}"/></w:r>')


@pytest.mark.parametrize(
    ("new", "reason"),
    [
        (["甲公园停业。[1]", "乙公园。[2]", "[1] 以公历计算。", "[2] 含节假日。"], ""),
        (["甲公园开放。[1]", "[1] 以公历计算。"], ""),
        (["甲公园开放。[1]", "丙公园。", "乙公园。[2]", "[1] 以公历计算。", "[2] 含节假日。"], ""),
        (["甲公园开放。[1]", "乙公园。[2]", "附则", "[1] 以公历计算。", "[2] 含节假日。"], ""),
        (["甲公园开放。", "乙公园。[2]", "[1] 以公历计算。", "[2] 含节假日。"], "¶ 1: a note was changed"),
        (["甲公园开放。[1]", "乙公园。[2]", "[1] 以农历计算。", "[2] 含节假日。"], "footnote 1: a note was changed"),
    ],
)
def test_lines_with_notes(new: list[str], reason: str) -> None:
    raw = word_file(noted("甲公园开放。", 2) + noted("乙公园。", 3), footnotes=NOTES)
    if reason:
        with pytest.raises(CannotReviseError) as refused:
            file_with_changes(raw, new)
        assert str(refused.value.args[0]) == reason
    else:
        result = file_with_changes(raw, new)
        assert (lines_of(result, "accept"), lines_of(result, "reject")) == (new, lines_of(raw))


def test_a_file_without_changes_stays_as_it_is() -> None:
    raw = word_file(LAW)
    assert file_with_changes(raw, LINES) == raw


def test_a_file_in_utf16() -> None:
    raw = in_utf16(word_file(LAW))
    result = file_with_changes(raw, [*LINES[:3], "第三条 违者处一百元罚款。"])
    assert lines_of(result, "reject") == LINES
    assert zipfile.ZipFile(io.BytesIO(result)).read("word/document.xml").startswith(b"\xff\xfe")


def test_moves_as_deletions_and_insertions() -> None:
    result = file_with_changes(
        word_file(LAW), [LINES[0], LINES[2].replace("二", "一"), LINES[1].replace("一", "二"), LINES[3]], moves=False
    )
    assert "w:move" not in main_part(result)


@pytest.mark.parametrize(
    ("revisions", "expected"),
    [
        (["", "deleted\n", "deleted", "\n"], ["", "\n", "deleted", "deleted\n"]),
        (["", "inserted\n", "inserted", "\n"], ["", "\n", "inserted", "inserted\n"]),
        (["deleted", "deleted\n", "deleted", "\n"], ["deleted", "\n", "deleted", "deleted\n"]),
        (["inserted", "inserted\n", "inserted", "\n"], ["inserted", "inserted\n", "inserted", "\n"]),
        (["deleted\n", "deleted", ""], ["deleted\n", "deleted", ""]),
        (["moved_from\n", "moved_from", "\n"], ["moved_from\n", "moved_from", "\n"]),
    ],
)
def test_ends_of_whole_lines(revisions: list[str], expected: list[str]) -> None:
    pieces = [
        Piece("\n" if each.endswith("\n") else "文", each.strip("\n"))  # type: ignore[arg-type]
        for each in revisions
    ]
    result = with_whole_lines(pieces)
    assert [piece.revised + ("\n" if piece.text == "\n" else "") for piece in result] == expected


TEXTS = st.text(alphabet="公园开放六七时第一二条，。 \tA&<", max_size=12)

OTHERS = st.lists(TEXTS, max_size=6)


@given(
    st.lists(st.lists(TEXTS, min_size=1, max_size=3), min_size=1, max_size=6), st.lists(TEXTS, max_size=6), st.data()
)
def test_any_lines_become_any_others(old: list[list[str]], others: list[str], data: st.DataObject) -> None:
    """Paragraphs of runs of any text, and new lines that are these in another order, edited, and others."""
    escaped = str.maketrans({"&": "&amp;", "<": "&lt;"})
    body = "".join(
        paragraph(
            "".join(run_of(text.translate(escaped), BOLD if n % 2 else SMALL) for n, text in enumerate(line))
            or "<w:r/>"
        )
        for line in old
    )
    raw = word_file(body)
    lines = ["".join(line) for line in old]
    new = data.draw(st.lists(st.sampled_from([*lines, *others, *(line[1:] + "改" for line in lines)]), max_size=8))
    result = file_with_changes(raw, new)
    assert lines_of(result, "reject") == lines == lines_of(raw)
    assert lines_of(result, "accept") == (new or [""])
