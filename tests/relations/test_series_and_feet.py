"""What makes two documents of unlike titles neither forms of one family nor a reuse, and words quoted whole."""

from __future__ import annotations

import pytest

from policydiff.relations.classify import Relation, classify_copies, classify_related
from policydiff.relations.profile import DocumentProfile
from policydiff.text.document import Document

LEAD = "为正确审理渡口纠纷案件，根据《渡口法》的规定，结合审判实践，制定本解释。\n"
FIRST = "第一条 船主未办理登记的，对其请求不予支持。\n第二条 船票载明的时间与实际不符的，以实际时间为准。\n"
SECOND = "第一条 码头经营者擅自涨价的，应当认定无效。\n第二条 货物在码头灭失的，由保管人承担赔偿责任。\n"
TAIL = (
    "第三条 本解释施行后尚未终审的案件，适用本解释；本解释施行前已经终审的案件，不适用本解释再审。\n"
    "第四条 本解释自公布之日起施行，以前发布的司法解释与本解释不一致的，以本解释为准。\n"
)
FERRY = "渡船应当每年检验。船员应当持证。码头应当设置护栏。乘客不得携带危险品上船。夜间停航。\n"
TREES = "古树由林业部门建档。树冠投影外五米为保护范围。禁止刻划、攀折。养护费用列入预算。每三年普查一次。\n"
HISTORY = (
    "（2001年5月1日青槐县第九届人民代表大会常务委员会第二次会议通过　根据2012年3月1日青槐县第十二届人民代表大会"
    "常务委员会第五次会议《关于修改部分地方性法规的决定》修正）\n"
)
LICENCE = (
    "本文件依照知识共享署名—相同方式共享 4.0 国际许可协议发布，转载请注明来自青槐县公共资料库，不得用于商业用途。\n"
)
COPYING = (
    "版权所有：青槐县公共资料库。引用时须注明出处和版本，并保留本说明全文，未经书面同意不得改作他用，也不得出售。\n"
)


def related(one: str, other: str) -> Relation | None:
    return classify_related(*(DocumentProfile(Document.from_text(text), "a.txt") for text in (one, other)))


@pytest.mark.parametrize(
    ("one", "other", "kind"),
    [
        # of a series under one name, with one frame: they share passages
        (
            "关于适用《渡口法》的解释（一）\n" + LEAD + FIRST + TAIL,
            "关于适用《渡口法》的解释（二）\n" + LEAD + SECOND + TAIL,
            "reuse",
        ),
        (
            "关于渡口案件的意见（三）\n" + LEAD + FIRST + TAIL,
            "关于渡口案件的意见（四）\n" + LEAD + SECOND + TAIL,
            "reuse",
        ),
        # of a series that is filled in: nearly all of it is the same
        ("渡口通报（一）\n" + FERRY * 2, "渡口通报（二）\n" + FERRY + FERRY.replace("检验", "检修"), "template"),
        # the terms of copying, and the history, are no text of the documents
        ("青槐县渡口规定\n" + FERRY + LICENCE, "青槐县古树规定\n" + TREES + LICENCE, None),
        ("青槐县渡口规定\n" + FERRY + COPYING, "青槐县古树规定\n" + TREES + COPYING, None),
        ("青槐县渡口规定\n" + HISTORY + FERRY, "青槐县古树规定\n" + HISTORY + TREES, None),
        # a provision that both have is
        ("青槐县渡口规定\n" + FERRY + TAIL, "青槐县古树规定\n" + TREES + TAIL, "template"),
        ("青槐县渡口规定\n" + FERRY + FIRST + SECOND + TAIL[:70], "青槐县古树规定\n" + TREES * 3 + TAIL[:70], "reuse"),
    ],
)  # fmt: skip
def test_unlike_titles(one: str, other: str, kind: str | None) -> None:
    for sides in ((one, other), (other, one)):
        relation = related(*sides)
        assert (relation and relation.kind) == kind


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("使用 Windows Server 2016 系统", "使用 Ubuntu Server 2022 系统", ("Windows Server", "Ubuntu Server")),
        ("使用 Oracle 系统", "使用 MySQL 系统", ("Oracle", "MySQL")),
        ("联系 ferry@example.cn 办理", "联系 harbour@example.cn 办理", ("ferry", "harbour")),
        ("提交 the blue form 表格", "提交 the green form 表格", ("blue", "green")),
        ("船主应当登记", "船主可以登记", ("应当", "可以")),
    ],
)
def test_words_are_quoted_whole(old: str, new: str, words: tuple[str, str]) -> None:
    relation = related("青槐县渡口规定\n" + FERRY + new, "青槐县渡口规定\n" + FERRY + old)
    assert relation is not None
    first = relation.differences[0]
    assert (first.old and first.old[0], first.new and first.new[0]) == words


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [
        ("- 船主登记\n- 船员持证\n", "船主登记\n船员持证\n", "near-duplicate"),
        ("- 船主登记\n- 船员持证\n", "* 船主登记\n* 船员持证\n", "near-duplicate"),
        ("● 船主登记\n加强*监督*检查。\n", "+ 船主登记\n加强监督检查。\n", "near-duplicate"),
        ("1. **台账** 每月报送\n2. *公示*\n", "1. 台账 每月报送\n2. 公示\n", "near-duplicate"),
        # a sign of a figure, a product, a dash and another word are no such marks
        ("水温 -5 度以下停航。\n", "水温 5 度以下停航。\n", None),
        ("面积3*4*5米。\n", "面积345米。\n", None),
        ("- 船主登记\n", "- 船主备案\n", None),
    ],
)
def test_bullets_and_stars_make_no_other_document(old: str, new: str, kind: str | None) -> None:
    head = "青槐县渡口规定\n" + FERRY
    relation = classify_copies(*(DocumentProfile(Document.from_text(head + text), "a.txt") for text in (old, new)))
    assert (relation and relation.kind) == kind
