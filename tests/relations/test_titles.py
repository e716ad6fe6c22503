"""What documents are called: whether two titles head one document, and when a name cannot be right."""

from __future__ import annotations

import pytest

from policydiff.relations.titles import (
    TitleComparison,
    compare_titles,
    name_conflict,
    read_name,
    title_key,
    title_line,
)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("青槐县粮食储备条例", "青槐县粮食储备条例", TitleComparison.SAME),
        ("中华人民共和国粮食储备法", "粮食储备法", TitleComparison.SAME),
        ("粮食储备条例（2031年修订）", "粮食储备条例", TitleComparison.SAME),
        ("粮食储备暂行办法", "粮食储备办法", TitleComparison.SAME),
        ("糧食儲備條例", "粮食储备条例", TitleComparison.SAME),
        ("县法院、县检察院关于粮库案件的解释", "县法院 县检察院关于粮库案件的解释", TitleComparison.SAME),
        ("青槐县粮食储备条例", "柳营县粮食储备条例", TitleComparison.DIFFERENT),
        ("青槐县2031年工作报告", "青槐县2032年工作报告", TitleComparison.DIFFERENT),
        ("县粮食局关于仓库的通知", "县水务局关于仓库的通知", TitleComparison.DIFFERENT),
        # one of several documents
        ("粮食储备法修正案（八）", "粮食储备法修正案（九）", TitleComparison.DIFFERENT),
        ("关于粮库案件的解释", "关于粮库案件的解释（二）", TitleComparison.DIFFERENT),
        (
            "关于《粮食储备法修正案(八)》时间效力的解释",
            "关于《粮食储备法修正案（十）》时间效力的解释",
            TitleComparison.DIFFERENT,
        ),
        ("粮食储备法修正案（八）（草案）", "粮食储备法修正案（八）", TitleComparison.SAME),
        # further words inside a title are those of another form of one family
        ("Ferry-NonCommercial 2.0 Licence", "Ferry 2.0 Licence", TitleComparison.DIFFERENT),
        ("Open Ferry 2.0 Public Licence", "Ferry-ShareAlike 2.0", TitleComparison.DIFFERENT),
        ("署名 2.0 国际许可协议", "署名-相同方式共享 2.0 国际许可协议", TitleComparison.DIFFERENT),
        ("署名-禁止演绎 2.0 国际", "署名-禁止演绎-非商业性使用 2.0 国际", TitleComparison.DIFFERENT),
        # but not at the beginning or end, nor words for the edition
        ("Ferry Terms of Service", "Qinghuai Ferry Terms of Service", TitleComparison.SAME),
        ("Ferry Terms of Service", "Ferry Revised Terms of Service", TitleComparison.SAME),
        ("青槐县 收费办法", "云汐市 青槐县 收费办法", TitleComparison.SAME),
        ("粮食、茶叶储备办法", "粮食、食盐、茶叶储备办法", TitleComparison.SAME),
        ("粮食储备条例", "粮食储备条例2031", TitleComparison.UNKNOWN),
        ("粮食储备条例", "", TitleComparison.UNKNOWN),
        ("", "", TitleComparison.UNKNOWN),
    ],
)
def test_two_titles_head_one_document(one: str, other: str, expected: TitleComparison) -> None:
    assert compare_titles(one, other) is expected
    assert compare_titles(other, one) is expected


@pytest.mark.parametrize(
    ("called", "words", "dates"),
    [
        ("法规/粮食储备条例(2031-03-01).md", "粮食储备条例", {"2031-03-01"}),
        ("a\\b\\012_粮食储备条例.txt", "粮食储备条例", set()),
        ("粮食储备条例@2031-3-1#修正", "粮食储备条例", {"2031-03-01"}),
        ("grain-reserve.md", "", set()),
        ("2031.txt", "", set()),
        ("", "", set()),
    ],
)
def test_a_name_is_read_off_a_path(called: str, words: str, dates: set[str]) -> None:
    name = read_name(called, "", "")
    assert name.stem == words
    assert set(name.dates) == dates


TEXT = "青槐县政府工作报告\n各位代表：现在，我代表青槐县人民政府向大会报告工作。"
BARE = "各位代表：现在，我代表政府向大会报告工作。"


@pytest.mark.parametrize(
    ("one", "other", "head", "expected"),
    [
        ("青槐县政府工作报告.txt", "报告.txt", TEXT, None),
        ("青槐县.txt", "青槐县政府工作报告.txt", TEXT, None),
        ("青槐县.txt", "柳营县.txt", TEXT, "mislabelled"),
        ("柳营县.txt", "a.txt", TEXT, "mislabelled"),
        ("新建文本文档.txt", "下载.txt", TEXT, None),
        ("计划.txt", "规划.txt", TEXT, None),
        # what people call the states of a draft says nothing on its content
        *(
            (f"{name}.docx", "青槐县政府工作报告.txt", TEXT, None)
            for name in (
                *(
                    "定稿",
                    "终稿",
                    "v2",
                    "修改稿",
                    "送审稿",
                    "第二稿",
                    "征求意见稿",
                    "会签稿",
                    "上会稿",
                    "校对稿",
                    "清样",
                ),
                *(
                    "审核通过",
                    "已盖章",
                    "盖章版",
                    "请审阅",
                    "领导改",
                    "备份2",
                    "存档",
                    "未命名",
                    "无标题",
                    "正式文件",
                    "公示稿",
                ),
                *("报告修改稿", "青槐县政府工作报告定稿v3", "青槐县政府工作报告20310510", "工作报告0510"),
            )
        ),
        ("工作报告修改稿.docx", "工作报告定稿.docx", TEXT, None),
        ("柳营县修改稿.docx", "青槐县定稿.docx", TEXT, "mislabelled"),
        ("柳营县工作报告定稿.docx", "a.txt", TEXT, "mislabelled"),
        ("粮食条例(2031-03-01).md", "粮食条例(2033-05-06).md", "粮食条例", "revision"),
        ("粮食条例(2031-03-01).md", "粮食条例.md", "粮食条例", None),
        # a year alone is no claim: a report need not say its own
        ("2031年政府工作报告.txt", "a.txt", BARE, None),
        ("2031年政府工作报告.txt", "2032年政府工作报告.txt", BARE, "mislabelled"),
        # two laws' names over a text that says neither
        (
            "省防汛司令部组织条例.md",
            "省保粮司令部组织条例.md",
            "省司令部设参谋长，组织条例另定。",
            "mislabelled",
        ),
    ],
)
def test_names_that_cannot_both_be_right(one: str, other: str, head: str, expected: str | None) -> None:
    found = name_conflict(read_name(one, "", head), read_name(other, "", head))
    assert (found.relation if found else None) == expected
    turned = name_conflict(read_name(other, "", head), read_name(one, "", head))
    assert (turned.relation if turned else None) == expected


@pytest.mark.parametrize(
    ("one", "other", "head", "wrong"),
    [
        ("柳营县.txt", "青槐县.txt", TEXT, (True, False)),
        ("柳营县.txt", "a.txt", TEXT, (True, False)),
        ("柳营县.txt", "北湾县.txt", TEXT, (True, True)),
        ("2031年政府工作报告.txt", "2032年政府工作报告.txt", f"2031年{BARE}", (False, True)),
        ("2031年政府工作报告.txt", "2032年政府工作报告.txt", BARE, (True, True)),
    ],
)
def test_the_name_that_the_text_does_not_bear_out_is_told(
    one: str, other: str, head: str, wrong: tuple[bool, bool]
) -> None:
    found = name_conflict(read_name(one, "", head), read_name(other, "", head))
    turned = name_conflict(read_name(other, "", head), read_name(one, "", head))
    assert found is not None
    assert turned is not None
    assert (found.wrong, turned.wrong) == (wrong, wrong[::-1])


@pytest.mark.parametrize(
    ("one", "other", "head", "expected"),
    [
        (
            "收费办法(2031-03-01).txt",
            "收费办法(2032-04-01).txt",
            "",
            "filed under two dates, 2031-03-01 and 2032-04-01",
        ),
        ("收费办法(废止).txt", "收费办法.txt", "", "one is filed as repealed"),
        ("柳营县.txt", "a.txt", TEXT, "the text does not bear out the name '柳营县'"),
        ("柳营县.txt", "北湾县.txt", TEXT, "the text does not bear out the name '柳营县' nor the name '北湾县'"),
    ],
)
def test_the_reason_in_english(one: str, other: str, head: str, expected: str) -> None:
    found = name_conflict(read_name(one, "", head), read_name(other, "", head))
    assert found is not None
    assert str(found.message) == expected


def test_two_titles_over_one_text_clash_where_neither_stands_in_the_other() -> None:
    one, other = (
        read_name("a.txt", "青槐县工作报告", "青槐县工作报告"),
        read_name("b.txt", "柳营县工作报告", "柳营县工作报告"),
    )
    found = name_conflict(one, other)
    assert found is not None
    assert found.relation == "mislabelled"
    assert "青槐县工作报告" in str(found.message)
    assert found.wrong == (False, False)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ferry-NonCommercial 2.0 Licence\n\nBy using it", "Ferry-NonCommercial 2.0 Licence"),
        ("\ufeff\n  Open Ferry Public Licence  \nBy using it", "Open Ferry Public Licence"),
        ("Whoever uses the ferry agrees to this.\n", ""),
        ("the ferry is open\n", ""),
        ("10. Upgrading Checklist\n", ""),
        ("青槐县收费办法\n", ""),
        ("", ""),
        ("A" * 100_000, ""),
    ],
)
def test_a_first_line_in_latin_letters_is_a_title(text: str, expected: str) -> None:
    assert title_line(text) == expected


def test_only_titles_that_say_something_have_a_key() -> None:
    assert title_key("云汐市渡口管理办法（试行）") == title_key("雲汐市渡口管理辦法") != ""
    assert title_key("中华人民共和国渡口法") == title_key("渡口法") != ""
    assert not any(title_key(title) for title in ("", "通知", "Privacy Policy", "2031", "（节录）"))


def test_documents_of_a_numbered_series_have_keys_of_their_own() -> None:
    assert len({title_key(f"渡口法修正案{number}") for number in ("", "（一）", "(二)", "（十一）")}) == 4
    assert title_key("渡口法修正案（九）") == title_key("渡口法修正案(九)（2031年修正）")
