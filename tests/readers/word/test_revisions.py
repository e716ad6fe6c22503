"""Tracked changes of a Word file: rows, cells, marks of paragraphs, moves, and what is only counted."""

from __future__ import annotations

import pytest

from policydiff.readers.word.package import WordPackage
from word_files import lines_of, paragraph, row, run_of, table, word_file

BY = 'w:author="沈某" w:date="2026-03-01T08:00:00Z"'
INS, DEL = f"<w:ins {BY}/>", f"<w:del {BY}/>"


def put_in(text: str, author: str = BY) -> str:
    """Words that were put in."""
    return f"<w:ins {author}>{run_of(text)}</w:ins>"


def taken_out(text: str, author: str = BY) -> str:
    """Words that were taken out."""
    return f"<w:del {author}><w:r><w:delText>{text}</w:delText></w:r></w:del>"


def moved(end: str, text: str, name: str = "m1") -> str:
    """One end of a move, "From" or "To", with its range."""
    start = f'<w:move{end}RangeStart w:id="1" {BY} w:name="{name}"/>'
    return f'{start}<w:move{end} {BY}>{run_of(text)}</w:move{end}><w:move{end}RangeEnd w:id="1"/>'


def rows(*given: tuple[str, str]) -> str:
    """A table of rows with one cell each: its text, and the properties of the row."""
    cells = (row((text, "价"), f"<w:trPr>{mark}</w:trPr>" if mark else "") for text, mark in given)
    return f"<w:tbl>{''.join(cells)}</w:tbl>"


def merge(now: str, before: str) -> str:
    """The properties of a cell that was merged or split."""
    return f'<w:tcPr><w:cellMerge {BY} w:vMerge="{now}" w:vMergeOrig="{before}"/></w:tcPr>'


def beside(mark: str) -> str:
    """A row whose second cell has this tracked change."""
    return f"<w:tbl>{row(('甲', f'<w:tcPr>{mark}</w:tcPr>' + paragraph('乙'), '丙'))}</w:tbl>"


# The body, the lines with all changes accepted, and rejected, and the changes: what, of what, text, place.
CASES: dict[str, tuple[str, list[str], list[str], list[tuple[str, str, str, str]]]] = {
    "a row put in": (
        rows(("甲", ""), ("乙", INS)), ["甲\t价", "乙\t价"], ["甲\t价"],
        [("inserted", "row", "乙\t价", "table 1, row 2")],
    ),
    "a row taken out": (
        rows(("甲", DEL), ("乙", "")), ["乙\t价"], ["甲\t价", "乙\t价"],
        [("deleted", "row", "甲\t价", "table 1, row 1")],
    ),
    "a row put in and its words too": (
        rows(("甲", ""), (paragraph(put_in("乙"), mark=INS), INS)), ["甲\t价", "乙\t价"], ["甲\t价"],
        [("inserted", "row", "乙\t价", "table 1, row 2")],
    ),
    "a row put in by one and words in it taken out by another": (
        rows((paragraph(run_of("乙") + taken_out("丙", 'w:author="李某"')), INS)), ["乙\t价"], [],
        [("deleted", "text", "丙", "table 1, row 1"), ("inserted", "row", "乙丙\t价", "table 1, row 1")],
    ),
    "a row put in and taken out again": (
        rows(("甲", ""), ("乙", INS + DEL)), ["甲\t价"], ["甲\t价"],
        [("inserted", "row", "乙\t价", "table 1, row 2"), ("deleted", "row", "乙\t价", "table 1, row 2")],
    ),
    "a cell put in": (
        beside(f"<w:cellIns {BY}/>"), ["甲\t乙\t丙"], ["甲\t丙"], [("inserted", "cell", "乙", "table 1, row 1")],
    ),
    "a cell taken out": (
        beside(f"<w:cellDel {BY}/>"), ["甲\t丙"], ["甲\t乙\t丙"], [("deleted", "cell", "乙", "table 1, row 1")],
    ),
    "a cell merged with the one above": (
        f"<w:tbl>{row(('部门', '一'))}{row((merge('cont', 'rest') + paragraph('乙'), '二'))}</w:tbl>",
        ["部门\t一", "二"], ["部门\t一", "乙\t二"], [("merged", "cell", "乙", "table 1, row 2")],
    ),
    "a cell split from the one above": (
        f"<w:tbl>{row(('部门', '一'))}{row((merge('rest', 'cont') + paragraph('乙'), '二'))}</w:tbl>",
        ["部门\t一", "乙\t二"], ["部门\t一", "二"], [("split", "cell", "乙", "table 1, row 2")],
    ),
    "a mark taken out joins two paragraphs": (
        paragraph("前半", mark=DEL) + paragraph("后半"), ["前半后半"], ["前半", "后半"],
        [("deleted", "paragraph mark", "", "¶ 1")],
    ),
    "two marks taken out join three": (
        paragraph("一", mark=DEL) + paragraph("二", mark=DEL) + paragraph("三"), ["一二三"], ["一", "二", "三"],
        [("deleted", "paragraph mark", "", "¶ 1")] * 2,
    ),
    "a mark put in": (
        paragraph("前半", mark=INS) + paragraph("后半"), ["前半", "后半"], ["前半后半"],
        [("inserted", "paragraph mark", "", "¶ 1")],
    ),
    "a whole paragraph put in is one change": (
        paragraph("甲") + paragraph(put_in("乙"), mark=INS) + paragraph("丙"), ["甲", "乙", "丙"], ["甲", "丙"],
        [("inserted", "text", "乙", "¶ 2")],
    ),
    "a paragraph begun at the end of another is one change": (
        paragraph("甲", mark=INS) + paragraph(put_in("乙")), ["甲", "乙"], ["甲"],
        [("inserted", "text", "乙", "¶ 2")],
    ),
    "a mark by one author and words by another are two": (
        paragraph(put_in("乙", 'w:author="李某"'), mark=INS) + paragraph("丙"), ["乙", "丙"], ["丙"],
        [("inserted", "text", "乙", "¶ 1"), ("inserted", "paragraph mark", "", "¶ 1")],
    ),
    "an empty paragraph put in": (
        paragraph("甲") + paragraph(mark=INS) + paragraph("丙"), ["甲", "", "丙"], ["甲", "丙"],
        [("inserted", "paragraph mark", "", "¶ 2")],
    ),
    "the mark before a table joins nothing": (
        paragraph("甲", mark=DEL) + table(("一", "二")), ["甲", "一\t二"], ["甲", "一\t二"],
        [("deleted", "paragraph mark", "", "¶ 1")],
    ),
    "a paragraph taken out before a table": (
        paragraph("甲") + paragraph(taken_out("乙"), mark=DEL) + table(("一", "二")), ["甲", "一\t二"],
        ["甲", "乙", "一\t二"], [("deleted", "text", "乙", "¶ 1")],
    ),
    "the last mark of a cell joins nothing": (
        table((paragraph("甲", mark=DEL), "乙")) + paragraph("丙"), ["甲\t乙", "丙"], ["甲\t乙", "丙"],
        [("deleted", "paragraph mark", "", "table 1, row 1")],
    ),
    "the last mark of all joins nothing": (
        paragraph("甲") + paragraph("乙", mark=DEL), ["甲", "乙"], ["甲", "乙"],
        [("deleted", "paragraph mark", "", "¶ 2")],
    ),
    "a sentence that moved": (
        paragraph(moved("From", "甲。") + run_of("乙。")) + paragraph(run_of("丙。") + moved("To", "甲。")),
        ["乙。", "丙。甲。"], ["甲。乙。", "丙。"],
        [("moved from", "text", "甲。", "¶ 1"), ("moved to", "text", "甲。", "¶ 2")],
    ),
    "paragraphs that moved, with ranges between them": (
        f'<w:moveFromRangeStart w:name="m1"/>{paragraph(moved("From", "甲"), mark=f"<w:moveFrom {BY}/>")}'
        f'<w:moveFromRangeEnd/>{paragraph("乙")}{paragraph(moved("To", "甲"), mark=f"<w:moveTo {BY}/>")}'
        f'{paragraph("丙")}',
        ["乙", "甲", "丙"], ["甲", "乙", "丙"],
        [("moved from", "text", "甲", "¶ 1"), ("moved to", "text", "甲", "¶ 2")],
    ),
    "a text box taken out": (
        paragraph(f"{run_of('甲')}<w:del {BY}><w:r><w:pict><v:textbox><w:txbxContent>{paragraph('框')}</w:txbxContent>"
                  "</v:textbox></w:pict></w:r></w:del>"),
        ["甲"], ["甲", "框"], [("deleted", "text", "框", "¶ 1")],
    ),
    "nothing tracked": (paragraph("甲") + table(("乙", "丙")), ["甲", "乙\t丙"], ["甲", "乙\t丙"], []),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_changes_are_listed_accepted_and_rejected(case: str) -> None:
    body, accepted, rejected, listed = CASES[case]
    raw = word_file(body)
    assert lines_of(raw) == accepted
    assert lines_of(raw, "reject") == rejected
    revisions = WordPackage(raw, "a.docx").extraction()[0].revisions
    assert [(each.change, each.of, each.text, str(each.place and each.place.name)) for each in revisions] == listed
    if "another" not in case:  # what was done in a row that is gone is not listed
        from_rejected = WordPackage(raw, "a.docx").extraction("reject")[0].revisions
        assert [each[:4] for each in from_rejected] == [each[:4] for each in revisions]


BOTH = {
    "a row": (rows(("甲", ""), ("乙", INS)), ["甲\t价", "{++乙\t价++}"]),
    "a row whose words are marked": (rows((paragraph(put_in("乙")), INS)), ["{++乙++}\t价"]),
    "a paragraph mark": (paragraph("前半", mark=DEL) + paragraph("后半"), ["前半{--¶--}", "后半"]),
    "a move": (paragraph(moved("From", "甲") + run_of("乙") + moved("To", "甲")), ["{--甲--}乙{++甲++}"]),
}


@pytest.mark.parametrize("case", BOTH)
def test_both_sides_are_marked(case: str) -> None:
    body, expected = BOTH[case]
    assert lines_of(word_file(body), "both") == expected


def test_both_ends_of_a_move_have_its_name() -> None:
    body = paragraph(moved("From", "甲", "m7") + run_of("乙") + put_in("丙") + moved("To", "甲", "m7"))
    revisions = WordPackage(word_file(body), "a.docx").extraction()[0].revisions
    assert [each.move for each in revisions] == ["m7", "", "m7"]
    assert revisions[0].as_json() == {
        "change": "moved from", "author": "沈某", "date": "2026-03-01T08:00:00Z", "text": "甲", "move": "m7",
        "place": "¶ 1",
    }  # fmt: skip


FORMATTING = {
    "of a run": (paragraph(f"<w:r><w:rPr><w:b/><w:rPrChange {BY}/></w:rPr><w:t>甲</w:t></w:r>"), 1),
    "of a paragraph": (f'<w:p><w:pPr><w:jc/><w:pPrChange {BY}><w:pPr/></w:pPrChange></w:pPr>{run_of("甲")}</w:p>', 1),
    "of a row and a cell": (
        "<w:tbl>"
        + row((f"<w:tcPr><w:tcPrChange {BY}/></w:tcPr>{paragraph('甲')}",), f"<w:trPr><w:trPrChange {BY}/></w:trPr>")
        + "</w:tbl>",
        2,
    ),
    "of the last section": (paragraph("甲") + f"<w:sectPr><w:sectPrChange {BY}/></w:sectPr>", 1),
    "of none": (paragraph("rPrChange 甲"), 0),
}  # fmt: skip


@pytest.mark.parametrize("case", FORMATTING)
def test_changes_of_formatting_are_counted(case: str) -> None:
    body, expected = FORMATTING[case]
    extraction = WordPackage(word_file(body), "a.docx").extraction()[0]
    assert (extraction.formatting_changes, extraction.revisions) == (expected, ())
