"""The cheap proof that two bodies differ: never of bodies that are one, whatever page they were printed on."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papers import LAW, articles, traditional
from policydiff.relations.classify import classify_copies
from policydiff.relations.profile import DocumentProfile
from policydiff.relations.quick_reject import bodies_differ
from policydiff.text.document import Document

TEXT = LAW + articles(1, 120)
PAGE_ENDS = ["- 3 -", "— 12 —", "第 3 页 共 10 页", "Page 3 of 10", "版权所有：青槐县人民政府办公室", "打印本页"]


def member(text: str) -> DocumentProfile:
    """A document of a corpus."""
    return DocumentProfile(Document.from_text(text), "a.txt")


def printed(text: str, width: int, page: int, end: str) -> str:
    """The title, and the text in lines of so many characters, with the end of a page below every so many of them."""
    title, _, body = text.partition("\n")
    solid = "".join(body.split())
    lines = [solid[at : at + width] for at in range(0, len(solid), width)]
    ended = (f"{line}\n{end}" if number % page == 0 else line for number, line in enumerate(lines, start=1))
    return "\n".join([title, *ended])


FOOT = "\n相关链接：\n· 一图读懂青槐县粮食储备\n· 图解：为什么要修改本条例，怎样保护种粮农户的利益？\n"
COPYRIGHT = (
    "Copyright © 2031 青槐县人民政府办公室 All Rights Reserved，保留一切权利，未经许可不得复制、转载或者建立镜像！"
)
DESCRIPTION = (
    "本条例由青槐县人民代表大会常务委员会制定，规定粮食储备的计划、收购、储存、"
    "轮换、动用和监督管理，以及各有关部门的职责和各方的法律责任。"
)
_OTHERS = "、".join(
    f"〈青槐县{name}管理条例〉" for name in ("渡口", "茶园", "林场", "湿地", "集市", "档案", "运河", "粮库")
)
HISTORY = (
    "（2018年3月1日青槐县第三届人民代表大会常务委员会第四次会议通过　根据2020年5月6日青槐县第三届人民代表大会常务委员会"
    f"第十次会议《关于修改〈青槐县粮食储备条例〉、\n{_OTHERS}、\n〈青槐县气象条例〉的决定》修正）"
)
QUOTED = "\r> ".join(TEXT.splitlines())


@pytest.mark.parametrize(
    "other",
    [
        TEXT,
        TEXT.replace("\n", "\r\n\r\n"),
        traditional(TEXT),
        f"首页 > 公开\n{TEXT}\n打印本页\n",
        TEXT + FOOT,
        f"{TEXT}\n{COPYRIGHT}\n",
        TEXT.replace("第六十条", f"{COPYRIGHT}\n第六十条", 1),
        TEXT.replace("第六十条", "第三章　粮食购销、运输与供应保障\n第六十条", 1),
        TEXT.replace("第六十条", "## 第三章 监督检查\n\n第六十条", 1),
        TEXT.replace("\n第", "\n&nbsp;&nbsp;&nbsp;&nbsp;第"),
        TEXT.replace("\n", "\n索 引 号：0001/2031-5\n", 1),
        QUOTED,
        f"---\ntitle: 青槐县粮食储备条例\ndescription: {DESCRIPTION}\n---\n{TEXT}",
        TEXT.replace("\n", f"\n{HISTORY}\n", 1),
        *(printed(TEXT, 34, 20, end) for end in PAGE_ENDS),
    ],
)
def test_it_never_tells_copies_apart(other: str) -> None:
    for one, two in ((TEXT, other), (other, TEXT)):
        found = classify_copies(member(one), member(two))
        assert found is not None
        assert found.is_copy


@given(st.integers(14, 90), st.integers(14, 90), st.integers(2, 30), st.sampled_from(PAGE_ENDS))
def test_nor_where_both_are_printed_on_pages(width: int, other: int, page: int, end: str) -> None:
    one, two = printed(TEXT, width, page, end), printed(TEXT, other, page + 1, end)
    assert not bodies_differ(member(one), member(two))


@pytest.mark.parametrize("text", [TEXT, printed(TEXT, 34, 20, "- 3 -")], ids=["as it is", "printed on pages"])
def test_other_words_in_a_provision_are_seen(text: str) -> None:
    other = TEXT.replace(articles(60, 60), articles(60, 60).replace("不得转包", "可以无偿让与亲友经营"))
    assert bodies_differ(member(other), member(text))
