"""Sentences that the other text has nearly so: what is shown as similar, and what is gone or new for certain."""

from __future__ import annotations

import pytest

from policydiff.comparison.engine import compare
from policydiff.text.document import Document

REST = """第二条　渡船所有人每年向镇渡运站送检渡船一次。
第三条　渡运站负责渡口的日常巡查和登记。
"""


def told(old: str, new: str) -> list[str]:
    """The findings on sentences: severity, message and note."""
    findings = compare(Document.from_text(old), Document.from_text(new)).findings
    return [f"{f.severity} {f.message} {f.note}".strip() for f in findings if f.kind == "sentence"]


ARTICLE = "第一条　青槐县的渡运适用本办法。\n{sentence}\n" + REST


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        # what is similar is quoted by whole clauses
        (
            "渡工的住宿补贴由镇渡运站按季支给。",
            "对离岗的渡工，其住宿补贴仍由镇渡运站按季支给，至年满七十周岁。",
            "similar: “其住宿补贴仍由镇渡运站按季支给”",
        ),
        # all of a changed sentence, and a few words more
        (
            "其适用水域及减收办法，由县交通局另定。",
            "其适用水域，由县交通局另定。",
            "similar: “其适用水域，由县交通局另定”",
        ),
        ("其停泊地点和看护方式，由渡口公告。", "其停泊地点，由渡口公告。", "similar: “其停泊地点，由渡口公告”"),
        ("夜间渡运和节日渡运，由各镇分别组织。", "夜间渡运，由各镇分别组织。", "similar: “夜间渡运，由各镇分别组织”"),
    ],
)
def test_what_is_similar_is_quoted_by_whole_clauses(old: str, new: str, says: str) -> None:
    frame = "第一条　青槐县的渡运适用本办法。{}\n" + REST
    moved = "第一条　青槐县的渡运适用本办法。\n" + REST + "第四条　临澜省另有规定的除外。{}\n"
    notes = told(frame.format(old), moved.format(new))
    assert all(note.startswith("info") and says in note for note in notes if "gone" in note)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("（一）救生圈；\n（二）渡工名牌。", "1. 灯火；\n2. 救生圈；\n3. 渡工名牌；\n4. 缆绳。"),
        ("**一、值班记录**\n**二、渡工守则**", "####一、渡口\n####二、值班记录\n####三、渡工守则"),
        ("（一）年、月、日。\n（二）船名。", "（一）船主姓名。\n（二）船名。\n（三）年、月、日。"),
    ],
)
def test_a_short_item_under_another_label_is_not_gone(old: str, new: str) -> None:
    frame = "第一条　渡口应当备有：\n{}\n" + REST
    assert not [change for change in told(frame.format(old), frame.format(new)) if "gone" in change]


ENGLISH = "# Harbour rules\n\nThe harbour opens at dawn. {}\n\nBoats are moored at the northern pier.\n"


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        # sentences that have frequent words alone in common
        (
            "The clerk of the harbour shall keep a register of the crews under this rule.",
            "The master shall not be absent from more than three meetings of the board under this part.",
            {"notice gone", "notice new"},
        ),
        (
            "Each list of crews has as entries all the men and women on board.",
            "If the tide is high at noon then the gates are kept shut until the evening.",
            {"notice gone", "notice new"},
        ),
        (
            "Visitors may choose lodgings freely.",
            "This list is used to find the winner of the yearly regatta.",
            {"notice gone", "notice new"},
        ),
        # sentences that say the same
        (
            "Within ten days the clerk permanently removes every stored picture from the harbour archive.",
            "Every stored picture is permanently removed from the harbour archive by our clerk.",
            set(),
        ),
        (
            "Captains report damaged buoys to the pilot station without delay.",
            "Without delay, damaged buoys are reported to the pilot station by captains.",
            set(),
        ),
    ],
)
def test_english_sentences_are_compared_by_their_words(old: str, new: str, says: set[str]) -> None:
    changes = told(ENGLISH.format(old), ENGLISH.format(new))
    assert {" ".join(change.split()[:2]).rstrip(":") for change in changes if change.startswith("notice")} == says


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (
            "Members answer [What do you sail today?](https://a.example/b/1) every week.",
            "Crews paint their boats in spring and rest in autumn.",
            "notice gone: “Members answer [What do you sail today?](htt…/1) every week.”",
        ),
        (
            "Read [Where is the pilot now!](pilots.md) at noon.",
            "Crews paint their boats in spring and mend the sails in autumn.",
            "notice gone: “Read [Where is the pilot now!](pilots.md) at noon.”",
        ),
    ],
)
def test_the_words_of_a_link_end_no_sentence(old: str, new: str, says: str) -> None:
    assert says in told(ENGLISH.format(old), ENGLISH.format(new))


def test_a_row_of_a_table_is_no_latin_text() -> None:
    row = "第一条　渡口分级如下：\n<tr><td>看护渡口</td><td>{}</td><td>{}</td></tr>\n" + REST
    findings = compare(*(Document.from_text(row.format(*cells)) for cells in ((64, 32), (96, 48)))).findings
    assert [str(f.message) for f in findings if f.kind == "number"] == ["看护渡口 64 → 96", "看护渡口 32 → 48"]


WRAPPED = (
    "   The pilots of the harbour are chosen by the crews every second year and\n"
    "   hold the keys of the pilot house until the next pilots are chosen and\n"
    "   have taken their place in front of all crews that are in the harbour.\n\n"
)


@pytest.mark.parametrize(
    ("added", "says"),
    [
        (
            "   The club was founded in the U.S.\n   to hold regattas on calm lakes.\n",
            ["notice new: “The club was founded in the U.S. to hold reg… on calm lakes.”"],
        ),
        (
            "   The lamps are sold by J. M.\n   Harrow and Sons of the lower town.\n",
            ["notice new: “The lamps are sold by J. M. Harrow and Sons …the lower town.”"],
        ),
        (
            "   Lamps held in store\n\n   In most winters the harbour is not in a position to buy new lamps from\n"
            "   the lower town.\n",
            [
                "notice new: “Lamps held in store”",
                "notice new: “In most winters the harbour is not in a posi…the lower town.”",
            ],
        ),
    ],
)
def test_a_wrapped_text_is_read_by_sentences_without_its_headings(added: str, says: list[str]) -> None:
    frame = "1. The pilots\n\n{}\n2. The boats\n\n   All boats are painted in the colours of the harbour.\n"
    assert told(frame.format(WRAPPED * 5), frame.format(WRAPPED * 5 + added)) == says


def test_a_page_that_ends_within_a_sentence_cuts_none() -> None:
    lines = (
        "县渡运站每年组织一次渡船的检验并将检验的结果逐\n级送到县交通局再由县交通局归入当年卷宗妥善保管\n"
        "以备来年核对同时抄送各镇渡口和各条渡船的船主存\n"
    )
    added = "渡口每日开渡以前由看护人清点救生的器具和缆绳并\n\n在看护簿上逐项签名。\n"
    text = "第一条　青槐县的渡运\n" + (lines + "查。\n") * 6 + "{}第二条　本办法自公布之日起施行。\n"
    assert told(text.format(""), text.format(added)) == [
        "notice new: “渡口每日开渡以前由看护人清点救生的器具和缆绳并在看护簿上逐项签名。”"
    ]


@pytest.mark.parametrize("number", [2, 6, 9])
def test_a_lead_in_is_quoted_with_whole_items(number: int) -> None:
    purposes = ("候船", "检票", "存物", "避雨", "修船", "晾网", "值班", "急救", "观潮")
    items = "".join(
        f"{label}、渡口{purpose}的处所：指渡口内供乘客和船工{purpose}并由渡运站派人看护的固定房屋。\n"
        for label, purpose in zip("一二三四五六七八九"[:number], purposes, strict=False)
    )
    frame = "第一条　青槐县的渡运适用本办法。\n{}" + REST
    texts = (frame.format(""), frame.format(f"本办法用词的含义如下：\n{items}"))
    findings = compare(*(Document.from_text(text) for text in texts)).findings
    quotes = [finding.new.text for finding in findings if finding.kind == "sentence" and finding.new]
    assert quotes[0].startswith("本办法用词")
    assert all(quote.endswith("固定房屋。") for quote in quotes)


BESIDE = [
    # an item beside another of its form, which the sentence became
    (
        "渡运经营者，是指经营船票之批发、零售、退换及邮寄之业者。",
        "渡运经营者，是指下列业者：\n一、经营车票批发、零售、检验、退换及邮寄之业者。\n二、经营船票批发、零售、退换及邮寄之业者。",
        "车票",
    ),
    # the same turned round, for the other side
    (
        "因船票上的说明和声明不符合规定、不正确，给船主或者船主雇用的渡工造成损失的，乘客应当承担赔偿责任。",
        "因船票上所填的说明和声明不符合规定、不正确，给船主或者船主雇用的渡工造成损失的，乘客应当承担赔偿责任。\n"
        "因船主在船票上填写的说明和声明不符合规定、不正确，给乘客或者乘客同行的亲属造成损失的，船主应当承担赔偿责任。",
        "因船主在船票上填写",
    ),
    # another actor
    (
        "冬季停航的期间，由渡运站提出方案，报县交通局会议审议后公布。",
        "冬季停航的具体期间，由渡运站提出方案，报县交通局会议审议后公布。\n"
        "夜间停航的期间，由看护人提出方案，报县水务局会议审议后公布。",
        "夜间停航",
    ),
]


@pytest.mark.parametrize(("old", "new", "words"), BESIDE)
def test_a_sentence_that_came_beside_another_of_its_form_is_new(old: str, new: str, words: str) -> None:
    for before, after, state in ((old, new, "new"), (new, old, "gone")):
        changes = told(ARTICLE.format(sentence=before), ARTICLE.format(sentence=after))
        assert [change for change in changes if change.startswith(f"notice {state}") and words in change], changes


@pytest.mark.parametrize(
    ("old", "new"),
    [
        # a part of the sentence, of which the rest stands beside it
        (
            "从事客渡、货渡和车渡业务，未按规定进行备案的，由县交通局责令改正。",
            "从事客渡、货渡业务，未按规定进行备案的，由县交通局责令改正。\n"
            "从事车渡业务，未按规定进行备案的，由县交通局责令改正，并公告。",
        ),
        # items that hardly say more than what they refer to
        (
            "一、违反第二条第一款、第三条第二款、第四条第一款、第五条第二款规定的；",
            "一、违反第二条第一款、第三条第二款规定的；\n二、违反第四条第一款、第五条第二款、第六条规定的；",
        ),
    ],
)
def test_a_part_and_a_list_of_references_are_not_new(old: str, new: str) -> None:
    changes = told(ARTICLE.format(sentence=old), ARTICLE.format(sentence=new))
    assert not [change for change in changes if change.startswith("notice")]
