"""A Word file that has tracked changes already: they are accepted before those of `compare` are written into it."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_revising import main_part

from policydiff.comparison.engine import compare
from policydiff.readers.read import read_bytes
from policydiff.readers.word.accepted import NotAcceptedError, with_accepted_changes
from policydiff.readers.word.revising import revised
from policydiff.reports.comparison.revised_text import revised_text
from word_files import lines_of, paragraph, row, run_of, table, word_file

BY = 'w:id="1" w:author="A" w:date="2026-01-01T00:00:00Z"'
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
GONE_MARK, NEW_MARK = f"<w:del {BY}/>", f"<w:ins {BY}/>"
END = paragraph("第二条 园长负责巡查。")


def inserted(content: str) -> str:
    """A tracked insertion of runs."""
    return f"<w:ins {BY}>{content}</w:ins>"


def deleted(text: str) -> str:
    """A tracked deletion of a run."""
    return f"<w:del {BY}><w:r><w:delText>{text}</w:delText></w:r></w:del>"


def plain_row(text: str, mark: str = "") -> str:
    """A row of one cell, with the mark of a change."""
    return row((text,), f"<w:trPr>{mark}</w:trPr>")


ACCEPTED = {
    "an insertion": (paragraph(run_of("公园") + inserted(run_of("开放"))), paragraph(run_of("公园") + run_of("开放"))),
    "a deletion": (paragraph(run_of("公园") + deleted("开放")), paragraph(run_of("公园"))),
    "a move": (
        paragraph(f'<w:moveFromRangeStart w:id="2" w:name="m"/><w:moveFrom {BY}>{run_of("甲")}</w:moveFrom>'
                  f'<w:moveFromRangeEnd w:id="2"/>{run_of("乙")}<w:moveTo {BY}>{run_of("甲")}</w:moveTo>'),
        paragraph(run_of("乙") + run_of("甲")),
    ),
    "formatting": (
        f'<w:p><w:pPr><w:jc w:val="center"/><w:pPrChange {BY}><w:pPr/></w:pPrChange></w:pPr>'
        f'<w:r><w:rPr><w:b/><w:rPrChange {BY}><w:rPr/></w:rPrChange></w:rPr><w:t>甲</w:t></w:r></w:p>',
        '<w:p><w:pPr><w:jc w:val="center"/></w:pPr><w:r><w:rPr><w:b/></w:rPr><w:t>甲</w:t></w:r></w:p>',
    ),
    "a new paragraph": (
        f"<w:p><w:pPr><w:rPr>{NEW_MARK}</w:rPr></w:pPr>{inserted(run_of('甲'))}</w:p>{END}",
        f"<w:p><w:pPr><w:rPr></w:rPr></w:pPr>{run_of('甲')}</w:p>{END}",
    ),
    "paragraphs that become one": (
        f"<w:p><w:pPr><w:rPr>{GONE_MARK}</w:rPr></w:pPr>{run_of('甲')}</w:p>"
        f"<w:p><w:pPr><w:rPr>{GONE_MARK}</w:rPr></w:pPr>{run_of('乙')}</w:p>"
        f'<w:p><w:pPr><w:jc w:val="center"/></w:pPr>{run_of("丙")}</w:p>',
        f'<w:p><w:pPr><w:jc w:val="center"/></w:pPr>{run_of("甲")}{run_of("乙")}{run_of("丙")}</w:p>',
    ),
    "a paragraph that joins one without properties": (
        f"<w:p><w:pPr><w:rPr>{GONE_MARK}</w:rPr></w:pPr>{run_of('甲')}</w:p><w:p/>", f"<w:p>{run_of('甲')}</w:p>",
    ),
    "a paragraph that goes, its bookmark stays": (
        f'<w:p><w:pPr><w:rPr>{GONE_MARK}</w:rPr></w:pPr><w:bookmarkStart w:id="5" w:name="b"/>{deleted("甲")}</w:p>'
        + END,
        END.replace("<w:p>", '<w:p><w:bookmarkStart w:id="5" w:name="b"/>', 1),
    ),
    "a paragraph that goes before a table": (
        f"<w:p><w:pPr><w:rPr>{GONE_MARK}</w:rPr></w:pPr>{deleted('甲')}</w:p>{table(('甲', '乙'))}{END}",
        f"{table(('甲', '乙'))}{END}",
    ),
    "rows": (
        f"<w:tbl>{plain_row('甲', NEW_MARK)}{plain_row('乙', GONE_MARK)}</w:tbl>{END}",
        f"<w:tbl>{plain_row('甲')}</w:tbl>{END}",
    ),
    "a table that goes": (f"<w:tbl>{plain_row('乙', GONE_MARK)}</w:tbl>{END}", END),
    "nothing": (END, END),
}  # fmt: skip


@pytest.mark.parametrize("name", ACCEPTED)
def test_changes_are_accepted_and_all_else_stays(name: str) -> None:
    before, after = (f"<w:document {W}><w:body>{body}<w:sectPr/></w:body></w:document>" for body in ACCEPTED[name])
    accepted = with_accepted_changes(before.encode()).decode()
    assert accepted == after
    assert lines_of(word_file(ACCEPTED[name][0])) == lines_of(word_file(ACCEPTED[name][1]))


@pytest.mark.parametrize(
    "body",
    [
        f"<w:p><w:pPr><w:rPr>{GONE_MARK}</w:rPr></w:pPr>{run_of('甲')}</w:p>{table(('甲', '乙'))}",
        f"<w:p><w:pPr><w:rPr>{GONE_MARK}</w:rPr><w:sectPr/></w:pPr>{run_of('甲')}</w:p>{END}",
        f"<w:tbl><w:tr><w:tc><w:tcPr><w:cellDel {BY}/></w:tcPr><w:p/></w:tc></w:tr></w:tbl>",
        f"<w:tbl><w:tr><w:tc><w:p><w:pPr><w:rPr>{GONE_MARK}</w:rPr></w:pPr></w:p></w:tc></w:tr></w:tbl>",
    ],
    ids=["text before a table", "the end of a section", "a cell that goes", "the last paragraph of a cell"],
)
def test_what_cannot_be_accepted_is_refused(body: str) -> None:
    with pytest.raises(NotAcceptedError):
        with_accepted_changes(f"<w:document {W}><w:body>{body}</w:body></w:document>".encode())


def with_changes(raw: bytes, new: Sequence[str]) -> bytes:
    """The Word file with tracked changes that lead to the new lines."""
    old = read_bytes(raw, "law.docx")
    return revised(old, revised_text(compare(old, read_bytes(("\n".join(new) + "\n").encode(), "law.txt"))))


def test_the_result_has_the_new_changes_alone() -> None:
    bold = run_of("公园每日六时", "<w:b/>")
    raw = word_file(paragraph(bold + inserted(run_of("开放")) + deleted("关闭") + run_of("。")) + END)
    result = with_changes(raw, ["公园每日七时开放。", "第二条 园长负责巡查。"])
    assert lines_of(result, "accept") == ["公园每日七时开放。", "第二条 园长负责巡查。"]
    assert lines_of(result, "reject") == lines_of(raw) == ["公园每日六时开放。", "第二条 园长负责巡查。"]
    assert "<w:b/>" in main_part(result)
    assert 'w:author="A"' not in main_part(result)


@given(
    st.lists(
        st.tuples(
            st.lists(st.sampled_from([run_of("公园"), inserted(run_of("开放")), deleted("关闭")]), max_size=4),
            st.sampled_from(["", GONE_MARK, NEW_MARK]),
        ),
        min_size=1,
        max_size=6,
    )
)
def test_the_text_is_that_of_the_accepted_changes(paragraphs: list[tuple[list[str], str]]) -> None:
    body = "".join(
        f"<w:p><w:pPr><w:rPr>{mark}</w:rPr></w:pPr>{''.join(runs)}</w:p>" for runs, mark in paragraphs
    ) + paragraph("末条")
    part = with_accepted_changes(f"<w:document {W}><w:body>{body}</w:body></w:document>".encode()).decode()
    accepted = part.partition("<w:body>")[2].partition("</w:body>")[0]
    assert lines_of(word_file(accepted), "accept") == lines_of(word_file(body), "accept")
    assert lines_of(word_file(accepted), "reject") == lines_of(word_file(accepted), "accept")
