"""The cheap proof that two bodies differ: never of bodies that are one, whatever page they were printed on."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papers import LAW, articles, traditional
from policydiff.document import Document
from policydiff.member import Member
from policydiff.proof import proven_different

TEXT = LAW + articles(1, 120)
PAGE_ENDS = ["- 3 -", "— 12 —", "第 3 页 共 10 页", "Page 3 of 10", "版权所有：青槐县人民政府办公室", "打印本页"]


def member(text: str) -> Member:
    """A document of a corpus."""
    return Member(Document.from_text(text), "a.txt")


def printed(text: str, width: int, page: int, end: str) -> str:
    """The text in lines of so many characters, with the end of a page below every so many of them, in mid-sentence."""
    solid = "".join(text.split())
    lines = [solid[at : at + width] for at in range(0, len(solid), width)]
    return "\n".join(f"{line}\n{end}" if number % page == 0 else line for number, line in enumerate(lines, start=1))


@pytest.mark.parametrize(
    "other",
    [
        TEXT,
        TEXT.replace("\n", "\r\n\r\n"),
        traditional(TEXT),
        f"首页 > 公开\n{TEXT}\n打印本页\n",
        TEXT.replace("第六十条", "## 第三章 监督检查\n\n第六十条", 1),
        TEXT.replace("第六十条", "&nbsp;&nbsp;第六十条", 1),
        *(printed(TEXT, 34, 20, end) for end in PAGE_ENDS),
    ],
)
def test_it_never_tells_copies_apart(other: str) -> None:
    assert not proven_different(member(TEXT), member(other))
    assert not proven_different(member(other), member(TEXT))


@given(width=st.integers(14, 90), page=st.integers(2, 30), end=st.sampled_from(PAGE_ENDS), seed=st.integers(14, 90))
def test_nor_where_both_are_printed_on_pages(width: int, page: int, end: str, seed: int) -> None:
    assert not proven_different(member(printed(TEXT, width, page, end)), member(printed(TEXT, seed, page + 1, end)))


@pytest.mark.parametrize("text", [TEXT, printed(TEXT, 34, 20, "- 3 -")], ids=["as it is", "printed on pages"])
def test_other_words_in_a_provision_are_seen(text: str) -> None:
    other = TEXT.replace(articles(60, 60), articles(60, 60).replace("不得转包", "可以无偿让与亲友经营"))
    assert proven_different(member(other), member(text))
