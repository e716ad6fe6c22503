"""One text with revisions: rejecting all of them gives the old text, accepting all the new one."""

from __future__ import annotations

import io
import zipfile
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policydiff.comparison.engine import compare
from policydiff.readers.read import read_bytes
from policydiff.reports.comparison.revised_text import revised_text
from policydiff.text.document import LINE_END
from policydiff.text.revised_text import Piece, RevisedText
from policydiff.writers.revised_text import docx_tracked

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
LAW = [
    "青槐县公园管理办法",
    "第一条 为了加强公园管理，制定本办法。",
    "第二条 公园应当在每日六时开放，二十二时关闭。",
    "第三条 园长负责公园的日常管理和巡查工作。",
    "第四条 违反本办法规定攀折花木的，处五十元罚款。",
    "第五条 本办法自发布之日起施行。",
]
MOVED = [LAW[0], LAW[1], "第二条 园长负责公园的日常管理和巡查工作。", LAW[2].replace("第二条", "第三条"), *LAW[4:]]


def revised(old: str, new: str, *, moves: bool = True) -> RevisedText:
    """The text with revisions of two texts."""
    return revised_text(compare(*(read_bytes(text.encode(), "law.txt") for text in (old, new))), moves=moves)


def pieces(text: RevisedText) -> list[tuple[str, str, int]]:
    """The revised pieces, ends of lines as LF."""
    all_pieces = [
        piece for paragraph in text.paragraphs for piece in (*paragraph.pieces, paragraph.end._replace(text="\n"))
    ]
    return [(piece.text, piece.revised, piece.move) for piece in all_pieces if piece.revised]


def accepted(docx: bytes, *, accept: bool) -> str:
    """The text of a Word file with all its revisions accepted or rejected, as ECMA-376 Part 1, 17.13.5 says it."""
    body = ElementTree.fromstring(zipfile.ZipFile(io.BytesIO(docx)).read("word/document.xml"))[0]
    gone = {f"{W}del", f"{W}moveFrom"} if accept else {f"{W}ins", f"{W}moveTo"}
    text = ""
    for paragraph in body.iter(f"{W}p"):
        for child in paragraph:
            if child.tag in gone:
                continue
            for element in child.iter():
                text += {f"{W}tab": "\t"}.get(element.tag, "")
                text += (element.text or "") if element.tag in (f"{W}t", f"{W}delText") else ""
        mark = paragraph.find(f"{W}pPr/{W}rPr")
        text += "" if mark is not None and any(child.tag in gone for child in mark) else "\n"
    return text.removesuffix("\n")


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("第一条 限十日。\n", "第一条 限三十日。\n", [("十日", "deleted", 0), ("三十日", "inserted", 0)]),
        ("甲。\n乙。\n", "甲。\n", [("\n", "deleted", 0), ("乙。", "deleted", 0)]),
        ("甲。\n", "甲。\n乙。\n", [("\n", "inserted", 0), ("乙。", "inserted", 0)]),
        ("甲。", "甲。\n", [("\n", "inserted", 0)]),
        ("甲。\r\n乙。", "甲。\n乙。", []),
        ("", "", []),
    ],
)
def test_every_character_that_differs_is_revised(old: str, new: str, expected: list[tuple[str, str, int]]) -> None:
    assert pieces(revised(old, new)) == expected


def test_a_unit_that_moved_is_a_move_and_what_changed_in_it_is_inserted() -> None:
    text = revised("\n".join(LAW), "\n".join(MOVED))
    moved = [piece for piece in pieces(text) if piece[2]]
    assert ("第三条 园长负责公园的日常管理和巡查工作。", "moved_from", 1) in moved
    assert ("园长负责公园的日常管理和巡查工作。", "moved_to", 1) in moved
    assert ("第二条 ", "inserted", 1) in moved
    assert not any(piece[2] for piece in pieces(revised("\n".join(LAW), "\n".join(MOVED), moves=False)))


def test_split_and_merged_articles_give_both_texts() -> None:
    joined = [*LAW[:2], "第二条 公园应当在每日六时开放，二十二时关闭。园长负责公园的日常管理和巡查工作。", *LAW[4:]]
    for old, new in ((LAW, joined), (joined, LAW)):
        text = revised("\n".join(old), "\n".join(new))
        assert (text.text("old"), text.text("new")) == ("\n".join(old), "\n".join(new))


LINES = st.sampled_from([*LAW, *MOVED, "", "第三章 罚则", "（一）甲类；", "一级", "級別"])
TEXTS = st.tuples(st.lists(LINES, max_size=9), st.sampled_from(["\n", "\n\n", "\r\n"]), st.sampled_from(["", "\n"]))


@given(TEXTS, TEXTS)
def test_a_word_file_gives_both_texts(old: tuple[list[str], str, str], new: tuple[list[str], str, str]) -> None:
    before, after = (end.join(lines) + last for lines, end, last in (old, new))
    docx = docx_tracked.write(revised(before, after))
    both_end = all(text.endswith("\n") for text in (before, after))
    for text, accept in ((before, False), (after, True)):
        plain = LINE_END.sub("\n", text)
        assert accepted(docx, accept=accept) == (plain[:-1] if both_end else plain)


def test_no_insertion_faces_another_across_an_end_that_stays() -> None:
    """LibreOffice would join the two, and reject the end with them."""
    old = "第一条 公园由园长管理\n第二条 公园开放。\n"
    new = "第一条 公园由园长管理，向公众公布\n每日第二条 公园开放。\n"
    docx = docx_tracked.write(revised(old, new))
    body = ElementTree.fromstring(zipfile.ZipFile(io.BytesIO(docx)).read("word/document.xml"))[0]
    paragraphs = list(body.iter(f"{W}p"))
    for paragraph, following in pairwise(paragraphs):
        stays = paragraph.find(f"{W}pPr/{W}rPr") is None
        contents = [[child for child in p if child.tag != f"{W}pPr"] for p in (paragraph, following)]
        facing = all(contents) and contents[0][-1].tag == contents[1][0].tag == f"{W}ins"
        assert not (stays and facing)
    assert (accepted(docx, accept=False), accepted(docx, accept=True)) == (old[:-1], new[:-1])


def test_a_piece_is_on_the_sides_that_its_revision_says() -> None:
    sides = {revision: Piece("x", revision) for revision in ("", "inserted", "deleted", "moved_from", "moved_to")}
    assert [name for name, piece in sides.items() if piece.in_old] == ["", "deleted", "moved_from"]
    assert [name for name, piece in sides.items() if piece.in_new] == ["", "inserted", "moved_to"]
