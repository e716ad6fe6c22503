"""A Word file is written without some of its paragraphs and rows, and is else the file it was."""

from __future__ import annotations

import io
import zipfile

import pytest

from policydiff.readers.read import read_bytes
from policydiff.readers.rewriting import CannotRemoveError, apply_replacements, removal
from policydiff.readers.zip_rewriting import replaced_members
from word_files import in_utf16, level, lines_of, numbering, paragraph, run_of, table, word_file, zipped

BOOKMARK = '<w:bookmarkStart w:id="1" w:name="a"/>', '<w:bookmarkEnd w:id="1"/>'
PICTURE = '<w:r><w:drawing><x r:embed="rId7"/></w:drawing></w:r>'
NUMBERS = numbering(level(0, "chineseCountingThousand", "第%1条 "))
ARTICLES = [paragraph(text, number="1", level=0) for text in ("甲", "乙", "丙")]
SECTION = "<w:p><w:pPr><w:sectPr/></w:pPr><w:r><w:t>甲</w:t></w:r></w:p>"
REMOVED: dict[str, tuple[str, set[int], list[str]]] = {
    "a paragraph": (paragraph("甲") + paragraph("乙") + paragraph("丙"), {1}, ["甲", "丙"]),
    "an empty paragraph": ("<w:p/>" + paragraph("乙") + "<w:p></w:p>", {0, 2}, ["乙"]),
    "the last numbered paragraphs": ("".join(ARTICLES), {1, 2}, ["第一条 甲"]),
    "a row": (table(("甲", "一"), ("乙", "二"), ("丙", "三")), {1}, ["甲\t一", "丙\t三"]),
    "a whole table": (paragraph("甲") + table(("乙",), ("丙",)), {1, 2}, ["甲"]),
    "a paragraph in a cell": (table((paragraph("甲") * 3, "丙")), {2}, ["甲", "甲", "丙"]),
    "a picture that stands twice": (
        (paragraph(run_of("甲") + PICTURE) * 2),
        {1},
        ["甲"],
    ),
    "a whole bookmark": (
        paragraph("甲") + paragraph(BOOKMARK[0] + run_of("乙") + BOOKMARK[1]),
        {1},
        ["甲"],
    ),
    "a bookmark to which only the removed text leads": (
        paragraph("甲")
        + paragraph(BOOKMARK[0] + f'<w:hyperlink w:anchor="a">{run_of("乙")}</w:hyperlink>' + BOOKMARK[1]),
        {1},
        ["甲"],
    ),
    "a bookmark of another name": (
        paragraph(f'<w:hyperlink w:anchor="ab">{run_of("甲")}</w:hyperlink>')
        + paragraph(BOOKMARK[0] + run_of("乙") + BOOKMARK[1]),
        {1},
        ["甲"],
    ),
    "a row of several paragraphs": (table((paragraph("甲") * 2, "乙"), ("丙", "丁")), {0, 1, 2}, ["丙\t丁"]),
}
REFUSED = {
    "a line of a paragraph": (paragraph(run_of("甲") + "<w:r><w:br/></w:r>" + run_of("乙")), {1}, "no whole paragraph"),
    "numbers that would change": ("".join(ARTICLES), {0}, "automatic numbers"),
    "a cell whose row would become one line": (table((paragraph("甲") + paragraph("乙"), "丙")), {1}, "other lines"),
    "the end of a section": (SECTION + paragraph("乙"), {0}, "section"),
    "the end of a field": (
        paragraph('<w:r><w:fldChar w:fldCharType="begin"/></w:r>') + paragraph(
            '<w:r><w:fldChar w:fldCharType="separate"/><w:t>甲</w:t><w:fldChar w:fldCharType="end"/></w:r>'
        ),
        {1},
        "a field",
    ),
    "the start of a bookmark": (
        paragraph(BOOKMARK[0] + run_of("甲")) + paragraph(run_of("乙") + BOOKMARK[1]),
        {0},
        "a bookmark",
    ),
    "a picture of its own": (
        paragraph("甲") + paragraph(run_of("乙") + PICTURE), {1}, "a picture",
    ),
    "the target of a link": (
        paragraph(f'<w:hyperlink w:anchor="a">{run_of("甲")}</w:hyperlink>')
        + paragraph(BOOKMARK[0] + run_of("乙") + BOOKMARK[1]),
        {1},
        "leads there",
    ),
    "the target of a reference": (
        paragraph('<w:fldSimple w:instr=" PAGEREF a \\h "><w:r><w:t>1</w:t></w:r></w:fldSimple>')
        + paragraph(BOOKMARK[0] + run_of("乙") + BOOKMARK[1]),
        {1},
        "leads there",
    ),
    "the target of a field": (
        paragraph('<w:r><w:fldChar w:fldCharType="begin"/><w:instrText>REF a</w:instrText>'
                  '<w:fldChar w:fldCharType="separate"/><w:t>1</w:t><w:fldChar w:fldCharType="end"/></w:r>')
        + paragraph(BOOKMARK[0] + run_of("乙") + BOOKMARK[1]),
        {1},
        "leads there",
    ),
    "hidden text": (paragraph("甲") + paragraph(run_of("乙") + run_of("丙", "<w:vanish/>")), {1}, "hidden text"),
    "a note": (paragraph('<w:r><w:t>甲</w:t><w:footnoteReference w:id="2"/></w:r>'), {1}, "no whole paragraph"),
}  # fmt: skip


def without_lines(raw: bytes, removed: set[int]) -> bytes:
    """The Word file without the lines of these numbers, from 0."""
    return apply_replacements(raw, removal(read_bytes(raw, "notice.docx"), removed))


def written(body: str) -> bytes:
    """A Word file with this body, whose lists are the articles."""
    return word_file(body, numbering=NUMBERS, footnotes=f'<w:footnote w:id="2">{paragraph("注")}</w:footnote>')


@pytest.mark.parametrize("case", REMOVED)
def test_lines_are_cut_out(case: str) -> None:
    body, removed, expected = REMOVED[case]
    raw = written(body)
    clean = without_lines(raw, removed)
    assert lines_of(clean) == expected
    assert other_members(clean) == other_members(raw)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("case", REMOVED)
def test_lines_are_cut_out_of_utf_16(case: str, encoding: str) -> None:
    body, removed, expected = REMOVED[case]
    raw = in_utf16(written(body), encoding)
    assert lines_of(raw) == lines_of(written(body))
    clean = without_lines(raw, removed)
    assert lines_of(clean) == expected
    assert clean == in_utf16(without_lines(written(body), removed), encoding)


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_cut_out_is_refused(case: str) -> None:
    body, removed, reason = REFUSED[case]
    with pytest.raises(CannotRemoveError, match=reason):
        without_lines(written(body), removed)


LINKS = {
    "one": "https://qinghuai.example/1",
    "again": "https://qinghuai.example/1",
    "two": "https://qinghuai.example/2",
}


def link(name: str, text: str = "乙") -> str:
    """A link to an address outside the file."""
    return f'<w:hyperlink r:id="{name}">{run_of(text)}</w:hyperlink>'


FIELD_LINK = (
    '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>HYPERLINK "https://qinghuai.example/3"</w:instrText>'
    '</w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>乙</w:t></w:r>'
    '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
)


@pytest.mark.parametrize(
    ("kept", "removed", "is_refused"),
    [
        (run_of("乙"), link("one"), True),
        (link("two"), link("one"), True),
        (link("one"), link("one"), False),
        (link("again"), link("one"), False),
        (run_of("乙"), FIELD_LINK, True),
        (FIELD_LINK, FIELD_LINK, False),
    ],
)
def test_a_link_to_an_address_that_stands_nowhere_else_is_not_cut_out(
    kept: str, removed: str, is_refused: bool
) -> None:
    raw = word_file(paragraph("甲") + paragraph(kept) + paragraph(removed), LINKS)
    if is_refused:
        with pytest.raises(CannotRemoveError, match="a link that stands nowhere else"):
            without_lines(raw, {2})
    else:
        assert lines_of(without_lines(raw, {2})) == ["甲", "乙"]


def other_members(raw: bytes) -> list[tuple[str, bytes, tuple[int, ...], int]]:
    """The name, bytes, date and attributes of every member but the body."""
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        return [
            (info.filename, archive.read(info), info.date_time, info.external_attr)
            for info in archive.infolist()
            if info.filename != "word/document.xml"
        ]


def test_an_archive_with_nothing_replaced_is_the_same_bytes() -> None:
    raw = zipped({"a": "甲" * 100, "b": b"\0\1"})
    assert apply_replacements(raw, replaced_members(raw, {})) == raw
    changed = apply_replacements(raw, replaced_members(raw, {"a": b"x"}))
    with zipfile.ZipFile(io.BytesIO(changed)) as archive:
        assert archive.testzip() is None
        assert (archive.read("a"), archive.read("b")) == (b"x", b"\0\1")
    with pytest.raises(KeyError):
        replaced_members(raw, {"c": b""})
