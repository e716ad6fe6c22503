"""What a Word file reads as: revisions, fields, text boxes, notes, tables; and what is said to be left out."""

from __future__ import annotations

import pytest

from policydiff.readers.word.package import WordPackage
from policydiff.text.extraction import Place, Revision, Tracked
from word_files import left_out, lines_of, paragraph, row, run_of, strict, table, word_file, zipped


def revised(kind: str, text: str) -> str:
    """A tracked change of runs with this text."""
    run = run_of(text) if kind in ("ins", "moveTo") else f"<w:r><w:delText>{text}</w:delText></w:r>"
    return f'<w:{kind} w:author="沈某" w:date="2026-03-01T08:00:00Z">{run}</w:{kind}>'


BOX = f"<wps:txbx><w:txbxContent>{paragraph('青规〔2026〕3号')}</w:txbxContent></wps:txbx>"


def field_of(code: str, form: str = "", result: str = "") -> str:
    """A field with this code, and the data of a form field; with its result if it has one."""
    data = f"<w:ffData>{form}</w:ffData>" if form else ""
    separate = f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{run_of(result)}' if result else ""
    return (
        f'<w:r><w:fldChar w:fldCharType="begin">{data}</w:fldChar></w:r><w:r><w:instrText>{code}</w:instrText></w:r>'
        f'{separate}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def choice(first: str, second: str) -> str:
    """Alternatives of a run: a choice, and a fallback."""
    inside = f"<mc:Choice Requires='x'>{first}</mc:Choice><mc:Fallback>{second}</mc:Fallback>"
    return f"<mc:AlternateContent>{inside}</mc:AlternateContent>"


def formula(name: str, *parts: tuple[str, str]) -> str:
    """A formula of one element with these parts."""
    inner = "".join(f"<m:{part}><m:r><m:t>{text}</m:t></m:r></m:{part}>" for part, text in parts)
    return paragraph(f"<m:oMath><m:{name}>{inner}</m:{name}></m:oMath>")


TICKED = "<w:checkBox><w:default w:val='0'/><w:checked/></w:checkBox>"
BEGIN = '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>TOC</w:instrText></w:r>'
WORD_ART = "<w:r><w:pict><v:shape><v:textpath string='青槐县人民政府文件'/></v:shape></w:pict></w:r>"
FIELD = (
    '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> PAGE </w:instrText></w:r>'
    '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>7</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
)
BODIES = {
    "text, tabs and line breaks": (
        paragraph(
            "<w:r><w:t>甲</w:t><w:tab/><w:t>乙</w:t><w:br/><w:t>丙</w:t>"
            '<w:br w:type="page"/><w:noBreakHyphen/></w:r>'
        ),
        ["甲\t乙", "丙-"],
    ),
    "white space that is not to be kept": (paragraph("<w:r><w:t> 甲 </w:t></w:r>" + run_of(" 乙 ")), ["甲 乙 "]),
    "a drop cap belongs to the next paragraph": (
        paragraph("为", frame='w:dropCap="drop" w:lines="2"') + paragraph("了规范渡口管理"),
        ["为了规范渡口管理"],
    ),
    "a drop cap before a table": (
        paragraph("为", frame='w:dropCap="margin"') + table(("甲", "乙")),
        ["为", "甲\t乙"],
    ),
    "a frame that is no drop cap": (
        paragraph("甲", frame='w:dropCap="none"') + paragraph("乙"),
        ["甲", "乙"],
    ),
    "an empty paragraph": (paragraph("甲") + paragraph() + paragraph("乙"), ["甲", "", "乙"]),
    "a paragraph that stands twice": (paragraph("甲") * 2, ["甲", "甲"]),
    "a content control": (
        f"<w:sdt><w:sdtContent>{paragraph('甲')}</w:sdtContent></w:sdt>"
        + paragraph(f"<w:sdt><w:sdtContent>{run_of('乙')}</w:sdtContent></w:sdt>"),
        ["甲", "乙"],
    ),
    "a link and a smart tag": (
        paragraph(f"<w:hyperlink r:id='x'>{run_of('甲')}</w:hyperlink><w:smartTag>{run_of('乙')}</w:smartTag>"),
        ["甲乙"],
    ),
    "the result of a field and not its code": (paragraph(run_of("第") + FIELD + run_of("页")), ["第7页"]),
    "a simple field": (paragraph(f'<w:fldSimple w:instr="DATE">{run_of("2026年3月")}</w:fldSimple>'), ["2026年3月"]),
    "a field over two paragraphs": (
        paragraph('<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>TOC</w:instrText></w:r>'
                  '<w:r><w:fldChar w:fldCharType="separate"/></w:r>' + run_of("第一章"))
        + paragraph(run_of("第二章") + '<w:r><w:fldChar w:fldCharType="end"/></w:r>'),
        ["第一章", "第二章"],
    ),
    "a text box that is stored twice": (
        paragraph(
            f"{run_of('青槐县人民政府')}<w:r><mc:AlternateContent>"
            f"<mc:Choice Requires='wps'><w:drawing>{BOX}</w:drawing></mc:Choice>"
            f"<mc:Fallback><w:pict><v:textbox><w:txbxContent>{paragraph('青规〔2026〕3号')}</w:txbxContent></v:textbox></w:pict>"
            "</mc:Fallback></mc:AlternateContent></w:r>"
        )
        + paragraph("正文"),
        ["青槐县人民政府", "青规〔2026〕3号", "正文"],
    ),
    "the phonetic guide": (
        paragraph(f"<w:r><w:ruby><w:rt>{run_of('huái')}</w:rt><w:rubyBase>{run_of('槐')}</w:rubyBase></w:ruby></w:r>"),
        ["槐"],
    ),
    "the phonetic guide without a base": (paragraph(f"<w:r><w:ruby><w:rt>{run_of('a')}</w:rt></w:ruby></w:r>"), [""]),
    "a number in a circle": (paragraph(field_of(r"eq \o\ac(○,12)") + run_of("甲")), ["⑫甲"]),
    "a Chinese number in a circle": (paragraph(field_of(r"EQ \o\ac(○,三)")), ["㊂"]),
    "a word in a circle": (paragraph(field_of(r"eq \o(○,甲)")), ["甲"]),
    "a fraction in a field": (paragraph(run_of("的") + field_of(r"EQ \f(2,3)")), ["的2/3"]),
    "a ticked box": (
        paragraph(field_of("FORMCHECKBOX", TICKED) + run_of("是")),
        ["☑是"],
    ),
    "an empty box": (paragraph(field_of("FORMCHECKBOX", "<w:checkBox><w:default w:val='0'/></w:checkBox>")), ["□"]),
    "a chosen entry": (
        paragraph(field_of("FORMDROPDOWN", "<w:ddList><w:result w:val='1'/><w:listEntry w:val='甲'/>"
                           "<w:listEntry w:val='乙'/></w:ddList>")),
        ["乙"],
    ),
    "an index entry": (paragraph(field_of('XE "甲"') + run_of("乙")), ["乙"]),
    "a field with a result": (paragraph(field_of("FORMTEXT", "<w:textInput/>", "三万元")), ["三万元"]),
    "a field without an end hides nothing": (
        paragraph(BEGIN + run_of("甲"))
        + paragraph("乙"),
        ["甲", "乙"],
    ),
    "a field without its last mark": (
        paragraph('<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:t>码</w:t></w:r>'
                  '<w:r><w:fldChar w:fldCharType="separate"/></w:r>' + run_of("甲")),
        ["甲"],
    ),
    "a choice without text": (paragraph(f"<w:r>{choice('', '<w:t>乙</w:t>')}</w:r>"), ["乙"]),
    "a choice with text": (paragraph(choice(run_of("甲"), run_of("乙"))), ["甲"]),
    "a block of choices": (choice(paragraph("甲"), paragraph("乙")), ["甲"]),
    "an extension around runs": (paragraph(f"<x:y xmlns:x='urn:x'>{run_of('甲')}</x:y>"), ["甲"]),
    "an extension around cells": (
        table((f"<x:y xmlns:x='urn:x'>{paragraph('甲')}</x:y>", "乙")), ["甲\t乙"],
    ),
    "a shape made of text": (
        paragraph(WORD_ART + run_of("甲")),
        ["甲", "青槐县人民政府文件"],
    ),
    "a fraction": (formula("f", ("num", "1"), ("den", "2")), ["1/2"]),
    "a power": (formula("sSup", ("e", "m"), ("sup", "3")), ["m^3"]),
    "an index": (formula("sSub", ("e", "x"), ("sub", "i+1")), ["x_(i+1)"]),
    "a root": (paragraph("<m:oMath><m:rad><m:e><m:r><m:t>2</m:t></m:r></m:e></m:rad></m:oMath>"), ["√2"]),
    "content controls around cells and rows": (
        "<w:tbl><w:sdt><w:sdtContent><w:tr><w:sdt><w:sdtContent><w:tc>" + paragraph("甲")
        + "</w:tc></w:sdtContent></w:sdt><w:customXml><w:tc>" + paragraph("乙")
        + "</w:tc></w:customXml></w:tr></w:sdtContent></w:sdt></w:tbl>",
        ["甲\t乙"],
    ),
    "a formula": (paragraph("<m:oMath><m:r><m:t>a+b</m:t></m:r></m:oMath>"), ["a+b"]),
    "a mark of a symbol font": (
        paragraph('<w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>' + run_of("同意")),
        ["☑同意"],
    ),
    "a row is a line": (table(("项目", "金额"), ("甲", "3万元")), ["项目\t金额", "甲\t3万元"]),
    "cells of several paragraphs": (
        table((paragraph("第一条") + paragraph("第二条"), "说明")),
        ["第一条", "第二条", "说明"],
    ),
    "a table in a cell": (
        table((paragraph("外") + table(("内一", "内二")) + paragraph(), "右")),
        ["外", "内一\t内二", "右"],
    ),
    "merged cells once": (
        "<w:tbl>"
        + row((f"<w:tcPr><w:vMerge w:val='restart'/></w:tcPr>{paragraph('部门')}", "一"))
        + row((f"<w:tcPr><w:vMerge/></w:tcPr>{paragraph()}", "二"))
        + "</w:tbl>",
        ["部门\t一", "二"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", BODIES)
def test_a_body_reads_as(case: str) -> None:
    body, expected = BODIES[case]
    assert lines_of(word_file(body)) == expected
    assert lines_of(strict(word_file(body))) == expected


REVISED: dict[str, tuple[str, list[str], list[str]]] = {
    "words put in and taken out": (
        paragraph(run_of("应当") + revised("del", "三") + revised("ins", "五") + run_of("日内")),
        ["应当五日内"],
        ["应当三日内"],
    ),
    "a sentence that moved": (
        paragraph(revised("moveFrom", "甲。") + run_of("乙。")) + paragraph(run_of("丙。") + revised("moveTo", "甲。")),
        ["乙。", "丙。甲。"],
        ["甲。乙。", "丙。"],
    ),
    "a mark of a paragraph that was taken out": (
        paragraph("前半", mark="<w:del/>") + paragraph("后半"),
        ["前半后半"],
        ["前半", "后半"],
    ),
    "a mark of a paragraph that was put in": (
        paragraph("前半", mark="<w:ins/>") + paragraph("后半"),
        ["前半", "后半"],
        ["前半后半"],
    ),
    "a whole paragraph that was taken out": (
        paragraph("甲") + paragraph(revised("del", "乙"), mark="<w:del/>") + paragraph("丙"),
        ["甲", "丙"],
        ["甲", "乙", "丙"],
    ),
    "a row that was put in": (
        "<w:tbl>" + row(("甲",)) + row(("乙",), "<w:trPr><w:ins/></w:trPr>") + "</w:tbl>",
        ["甲", "乙"],
        ["甲"],
    ),
    "a note in words that were taken out": (
        paragraph(run_of("甲") + '<w:del><w:r><w:footnoteReference w:id="2"/></w:r></w:del>'),
        ["甲"],
        ["甲[1]", "[1] 注"],
    ),
}
NOTES = f'<w:footnote w:id="2">{paragraph("注")}</w:footnote>'


@pytest.mark.parametrize("case", REVISED)
def test_revisions_are_accepted_or_rejected(case: str) -> None:
    body, accepted, rejected = REVISED[case]
    raw = word_file(body, footnotes=NOTES)
    assert lines_of(raw) == accepted
    assert lines_of(raw, "reject") == rejected


def test_both_sides_of_a_revision_can_be_shown() -> None:
    body = paragraph(run_of("应当") + revised("del", "三") + revised("ins", "五") + run_of("日内"))
    assert lines_of(word_file(body), "both") == ["应当{--三--}{++五++}日内"]


@pytest.mark.parametrize("tracked", ["accept", "reject"])
def test_the_author_and_date_of_a_revision_are_known(tracked: Tracked) -> None:
    raw = word_file(paragraph(revised("del", "三") + revised("ins", "五")))
    story = WordPackage(raw, "notice.docx").extraction(tracked)[1]
    assert story.changes.listed == [
        Revision("deleted", "沈某", "2026-03-01T08:00:00Z", "三", Place("paragraph", 1)),
        Revision("inserted", "沈某", "2026-03-01T08:00:00Z", "五", Place("paragraph", 1)),
    ]


def test_notes_follow_the_body_in_the_order_of_their_marks() -> None:
    body = paragraph(
        f'{run_of("甲")}<w:r><w:footnoteReference w:id="3"/></w:r>{run_of("乙")}'
        '<w:r><w:endnoteReference w:id="2"/></w:r>'
        '<w:r><w:footnoteReference w:id="2"/></w:r>'
    )
    notes = f'<w:footnote w:id="-1" w:type="separator">{paragraph("——")}</w:footnote>' + "".join(
        f'<w:footnote w:id="{note}">{paragraph(text)}</w:footnote>' for note, text in [(2, "后一注"), (3, "前一注")]
    )
    raw = word_file(body, footnotes=notes, endnotes=f'<w:endnote w:id="2">{paragraph("尾注")}</w:endnote>')
    assert lines_of(raw) == ["甲[1]乙[1][2]", "[1] 前一注", "[2] 后一注", "[1] 尾注"]
    places = WordPackage(raw, "notice.docx").extraction()[0].places
    assert [str(place.name) for place in places] == ["¶ 1", "footnote 1", "footnote 2", "endnote 1"]


def test_places_are_paragraphs_rows_and_cells() -> None:
    body = paragraph("甲") + table(("一", "二"), (paragraph("三") * 2, "四")) + paragraph("乙")
    places = WordPackage(word_file(body), "notice.docx").extraction()[0].places
    assert [str(place.name) for place in places] == [
        "¶ 1", "table 1, row 1", "table 1, row 2, cell 1", "table 1, row 2, cell 1", "table 1, row 2, cell 2", "¶ 2",
    ]  # fmt: skip


LEFT_OUT = {
    "hidden text": (
        paragraph(run_of("甲") + run_of("乙丙", "<w:vanish/>")),
        {},
        ["hidden text left out: 2 characters"],
    ),
    "text hidden by its style": (
        paragraph(run_of("甲") + run_of("乙", '<w:rStyle w:val="ghost"/>')),
        {"styles": '<w:style w:type="character" w:styleId="ghost"><w:rPr><w:vanish/></w:rPr></w:style>'},
        ["hidden text left out: 1 character"],
    ),
    "comments": (paragraph(run_of("甲") + '<w:r><w:commentReference w:id="1"/></w:r>'), {}, ["1 comment left out"]),
    "page headers and footers": (
        paragraph("甲"),
        {"header1": paragraph("内部资料"), "footer1": paragraph("— 1 —")},
        ["page headers and footers left out: 内部资料; — 1 —"],
    ),
    "text in a merged cell": (
        "<w:tbl>" + row(("甲", "乙")) + row((f"<w:tcPr><w:vMerge/></w:tcPr>{paragraph('丙丁')}", "戊")) + "</w:tbl>",
        {},
        ["hidden text left out: 2 characters"],
    ),
    "a phonetic guide": (
        paragraph(
            run_of("甲")
            + f"<w:r><w:ruby><w:rt>{run_of('a')}</w:rt><w:rubyBase>{run_of('乙')}</w:rubyBase></w:ruby></w:r>"
        ),
        {},
        ["1 phonetic guide left out"],
    ),
    "a formula in a field": (
        paragraph(run_of("甲") + field_of(r"EQ \s\up 7(a)")),
        {},
        ["not read: 1 formula in a field"],
    ),
    "a diagram": (
        paragraph(run_of("甲") + "<w:r><w:drawing><d:relIds xmlns:d='urn:d'/></w:drawing></w:r>"),
        {},
        ["not read: 1 diagram or chart"],
    ),
    "a note that is missing": (
        paragraph('<w:r><w:t>甲</w:t><w:footnoteReference w:id="9"/></w:r>'),
        {"footnotes": f'<w:footnote w:id="2">{paragraph("注")}</w:footnote>'},
        ["missing in the file: 1 note"],
    ),
    "a picture is none": (paragraph(run_of("甲") + "<w:r><w:drawing><x r:embed='rId7'/></w:drawing></w:r>"), {}, []),
    "an embedded document": (paragraph("甲") + '<w:altChunk r:id="x"/>', {}, ["not read: 1 embedded document"]),
    "a mark of an unknown symbol": (
        paragraph(run_of("甲") + '<w:r><w:sym w:font="Webdings" w:char="F033"/></w:r>'),
        {},
        ["characters of symbol fonts shown as □: Webdings F033"],
    ),
}


@pytest.mark.parametrize("case", LEFT_OUT)
def test_what_is_left_out_is_said(case: str) -> None:
    body, parts, expected = LEFT_OUT[case]
    raw = word_file(body, **parts)
    assert lines_of(raw)[0].startswith("甲")
    assert left_out(raw) == expected


def test_another_archive_is_no_word_file() -> None:
    from policydiff.errors import ReadError

    with pytest.raises(ReadError, match="not a Word file"):
        lines_of(zipped({"a.txt": "甲"}))
