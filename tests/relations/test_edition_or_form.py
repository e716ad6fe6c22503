"""Editions are told from excerpts and from forms that are filled in, and wrappers from both."""

from __future__ import annotations

import pytest

from papers import LAW, articles, paragraphs
from policydiff.readers.entries import Source
from policydiff.relations.classify import classify_copies, classify_related
from policydiff.relations.profile import DocumentProfile
from policydiff.relations.summary import DocumentSummary
from policydiff.relations.titles import TitleComparison, compare_titles
from policydiff.text.document import Document

NAME = LAW.strip()


def kind(one: str, other: str) -> str | None:
    """The kind of the relation of two texts, which is the same in either order; None if they are not related."""
    kinds = set()
    for texts in ((one, other), (other, one)):
        profiles = [
            DocumentProfile(Document.from_text(text), name)
            for text, name in zip(texts, ("a.txt", "b.txt"), strict=True)
        ]
        relation = classify_copies(*profiles) or classify_related(*profiles)
        kinds.add(relation.kind if relation else None)
    assert len(kinds) == 1
    return kinds.pop()


def reworded(text: str) -> str:
    """The text with every fourth article rewritten, and other words in the rest: too little in common to be copies."""
    lines = text.splitlines(keepends=True)
    for number in range(0, len(lines), 4):
        label = lines[number].split(maxsplit=1)[0]
        lines[number] = (
            f"{label} 渡船第{number}号由临澜省航道局统一编号，每{number + 3}年换发一次牌照，逾期不换的停航。\n"
        )
    return "".join(lines).replace("应当", "须").replace("不得", "禁止")


HELD = [
    ("articles were added at the end", LAW + articles(1, 12), LAW + articles(1, 20), "revision"),
    ("one article was added", LAW + articles(1, 19), LAW + articles(1, 20), "revision"),
    ("the first edition was on trial", f"{NAME}（试行）\n" + articles(1, 18), LAW + articles(1, 20), "revision"),
    ("a draft", f"{NAME}（草案）\n" + articles(1, 14), LAW + articles(1, 20), "revision"),
    ("most of it was added", LAW + articles(1, 10), LAW + articles(1, 60), "revision"),
    ("neither has a title", articles(1, 19), articles(1, 20), "revision"),
    ("one has no title", articles(1, 19), LAW + articles(1, 20), "excerpt"),
    ("no title, an article more", articles(1, 16), articles(1, 20), "revision"),
    ("it calls itself an extract", f"{NAME}（节选）\n" + articles(1, 12), LAW + articles(1, 20), "excerpt"),
    ("it calls itself an extract of articles", f"{NAME}（摘录）\n" + articles(5, 12), LAW + articles(1, 20), "excerpt"),
    ("a piece from the middle", articles(20, 30), LAW + articles(1, 60), "excerpt"),
    ("half of a text without title", articles(1, 10), articles(1, 20), "excerpt"),
    ("a title page", LAW + articles(1, 3), LAW + articles(1, 90), "excerpt"),
]


@pytest.mark.parametrize(("part", "whole", "expected"), [row[1:] for row in HELD], ids=[row[0] for row in HELD])
def test_what_another_edition_holds_is_an_edition(part: str, whole: str, expected: str) -> None:
    assert kind(part, whole) == expected


UNTITLED = [
    ("articles reworded", articles(1, 30), reworded(articles(1, 30)), "revision"),
    ("articles reworded and added", articles(1, 30), reworded(articles(1, 36)), "revision"),
    ("articles reworded, one struck out", articles(1, 30), reworded(articles(1, 12) + articles(14, 30)), "revision"),
    ("one article of many", articles(1, 3) + paragraphs(20, "乙"), articles(1, 3) + paragraphs(20, "丙"), "reuse"),
    ("too few articles", articles(1, 6) + paragraphs(9, "乙"), reworded(articles(1, 6)) + paragraphs(9, "丙"), "reuse"),
]


@pytest.mark.parametrize(("one", "other", "expected"), [row[1:] for row in UNTITLED], ids=[row[0] for row in UNTITLED])
def test_texts_without_titles_are_editions_by_their_articles(one: str, other: str, expected: str) -> None:
    assert kind(one, other) == expected


def lease(owner: str, tenant: str, rent: int = 6000, title: str = "渡口场地租赁合同") -> str:
    """A lease, filled in."""
    return (
        f"{title}\n\n甲方（出租方）：{owner}\n乙方（承租方）：{tenant}\n\n甲乙双方在平等自愿的基础上订立本合同。\n"
        f"第一条 甲方将渡口场地出租给乙方使用，租金每年{rent}元，乙方应当于每年一月三十一日前一次付清。\n"
        "第二条 乙方应当保持场地整洁，不得擅自改变场地用途，不得转租，不得在场地内堆放易燃易爆物品。\n"
        "第三条 甲方应当保证场地供水供电正常，出现故障的，应当在二十四小时内修复，逾期减收当月租金。\n"
        "第四条 任何一方违反本合同约定的，应当赔偿对方因此受到的损失，双方另有约定的从其约定。\n"
        "第五条 本合同发生争议的，双方协商解决；协商不成的，向场地所在地人民法院起诉。\n"
        f"\n甲方（签章）：{owner}\n乙方（签章）：{tenant}\n"
    )


def rules_of(place: str, title: str = "") -> str:
    """The rules of a body of students, which name it throughout."""
    return title + "".join(
        f"第{number}条 第{count}号选举由{place}学生会选举委员会办理，候选人应当于公告后{count}日内登记，逾期不受理。\n"
        for count, number in enumerate("一二三四五六七八九", start=2)
    )


FORMS = [
    ("two leases", lease("青槐县航运站", "周大河"), lease("云汐市港务处", "李小舟"), "template"),
    ("a blank and a lease", lease("________", "________"), lease("青槐县航运站", "周大河"), "template"),
    ("one party is another", lease("青槐县航运站", "周大河"), lease("青槐县航运站", "李小舟"), "template"),
    (
        "variants of a contract",
        lease("", "", title="渡口场地租赁合同（长租）"),
        lease("", "", title="渡口场地租赁合同（短租）").replace("每年", "每月").replace("修复", "修好"),
        "template",
    ),
    ("untitled rules of two bodies", rules_of("青槐大学"), rules_of("云汐大学"), "template"),
    ("untitled rules of two counties", rules_of("青槐县"), rules_of("柳营县"), "template"),
    ("rules under one title", rules_of("青槐大学", "学生会章程\n"), rules_of("云汐大学", "学生会章程\n"), "template"),
    ("a lease amended", lease("青槐县航运站", "周大河"), lease("青槐县航运站", "周大河", 7000), "revision"),
    ("a county that became a city", rules_of("青槐县"), rules_of("青槐市"), "revision"),
    ("rules amended", rules_of("青槐大学"), rules_of("青槐大学").replace("逾期", "过期"), "revision"),
    (
        "a law and a rule under it",
        LAW.replace("条例", "法") + articles(1, 12) + lease("", "") + rules_of("青槐县"),
        LAW.replace("青槐县", "云汐市").replace("条例", "办法") + articles(1, 12) + reworded(articles(12, 40)),
        "reuse",
    ),
]


@pytest.mark.parametrize(("one", "other", "expected"), [row[1:] for row in FORMS], ids=[row[0] for row in FORMS])
def test_forms_that_are_filled_in_are_templates(one: str, other: str, expected: str) -> None:
    assert kind(one, other) == expected


@pytest.mark.parametrize(
    ("title", "other", "expected"),
    [
        ("渡口租赁合同（长租）", "渡口租赁合同（短租）", TitleComparison.DIFFERENT),
        ("船员承诺书（甲种）", "船员承诺书（乙种）", TitleComparison.DIFFERENT),
        ("渡口租赁合同（试行）", "渡口租赁合同（修订）", TitleComparison.SAME),
        ("渡口租赁合同（长租）", "渡口租赁合同", TitleComparison.SAME),
        ("渡口管理办法（长租）", "渡口管理办法（短租）", TitleComparison.SAME),
        ("#渡口管理办法", "渡口管理办法", TitleComparison.SAME),
    ],
)
def test_brackets_name_the_variant_of_a_form(title: str, other: str, expected: TitleComparison) -> None:
    assert compare_titles(title, other) is expected


RULES = LAW + articles(1, 20)
REST = "请结合实际认真贯彻执行，执行中的问题请及时向县粮食和物资储备局反映，并于年底前报送贯彻情况。\n\n"
LETTER_REST = "請查照辦理，並請於本月底前將辦理情形報府備查，以利彙整陳報，逾期者由本府派員前往瞭解。\n\n"
NOTICES = [
    "青槐县人民政府关于印发粮食储备条例的通知\n各乡镇人民政府：\n现将条例印发给你们，" + REST,
    "云汐市粮食局转发青槐县粮食储备条例的通知\n各区县粮食局：\n现将青槐县粮食储备条例转发给你们，" + REST,
    "云汐市粮食局关于下发粮食储备条例的通知\n各区县粮食局：\n现将该条例下发，" + REST,
    "关于做好粮食储备工作的通知\n各乡镇人民政府：\n现将粮食储备条例发给你们，" + REST,
    "臨瀾省政府函\n受文者：青槐縣政府\n主旨：檢送糧食儲備條例一份，" + LETTER_REST,
    "青槐縣政府函\n受文者：各鄉鎮公所\n主旨：函轉糧食儲備條例一份，" + LETTER_REST,
    "青槐縣政府函\n受文者：各鄉鎮公所\n主旨：省政府函送糧食儲備條例一案，" + LETTER_REST,
]


NUMBERED = "青政发〔2031〕5号\n各乡镇人民政府：\n现将《青槐县粮食储备条例》{verb}给你们，" + REST
TITLED_BY_THE_CARRIED = [
    "关于印发《青槐县粮食储备条例》的通知\n" + NUMBERED.format(verb="印发"),
    "关于转发青槐县粮食储备条例的通知\n" + NUMBERED.format(verb="转发"),
    "关于发布《青槐县粮食储备条例》的公告\n青政公告〔2031〕5号\n现发布《青槐县粮食储备条例》，" + REST,
    "檢送「青槐縣糧食儲備條例」一份\n受文者：各鄉鎮公所\n主旨：檢送條例一份，" + LETTER_REST,
    "关于批转《青槐县粮食储备条例》的通知\n" + NUMBERED.format(verb="批转") + "一、提高认识，明确分工。\n",
]


@pytest.mark.parametrize("notice", [*NOTICES, *TITLED_BY_THE_CARRIED])
def test_what_is_passed_on_is_wrapped(notice: str) -> None:
    assert kind(notice + RULES, RULES) == "wrapper"
    assert kind(RULES, notice + RULES) == "wrapper"


def test_two_editions_of_a_notice_are_no_wrapper() -> None:
    notice = TITLED_BY_THE_CARRIED[0] + RULES
    assert kind(notice, notice + "附件：\n" + paragraphs(2, "附")) == "revision"


@pytest.mark.parametrize(
    "before",
    [
        "云汐市粮仓文件选\n\n" + paragraphs(4, "附"),
        "粮仓管理人员手册\n\n本手册供粮仓管理人员学习，每年重印一次。\n" * 3,
    ],
)
def test_a_collection_is_no_wrapper(before: str) -> None:
    assert kind(before + RULES + paragraphs(20, "又"), RULES) == "excerpt"


CARRIED = "临澜省粮食储备条例\n临政发〔2031〕3号\n" + articles(1, 20) + "临澜省人民政府\n2031年2月1日\n"
DATES = [
    (
        "青槐县人民政府办公室关于转发粮食储备条例的通知\n青政办发〔2032〕8号\n各乡镇人民政府：\n现将条例转发给你们，"
        + REST
        + "青槐县人民政府办公室\n2032年5月6日\n\n"
        + CARRIED,
        "2032-05-06",
    ),
    (
        "青槐县人民政府办公室关于印发粮食储备条例的通知\n（2032年5月6日）\n各乡镇人民政府：\n现将条例印发给你们，"
        + REST
        + CARRIED,
        "2032-05-06",
    ),
    (
        "臨瀾省政府 函\n發文日期：中華民國121年5月6日\n發文字號：臨糧字第1210000012號\n主旨：檢送條例一份，"
        + LETTER_REST
        + CARRIED,
        "2032-05-06",
    ),
    (CARRIED, "2031-02-01"),
    ("青槐县粮食储备条例\n（2030年1月2日公布 2031年3月4日修正）\n" + articles(1, 20), "2031-03-04"),
]


@pytest.mark.parametrize(("text", "date"), DATES)
def test_a_notice_has_its_own_date_and_not_that_of_what_it_carries(text: str, date: str) -> None:
    profile = DocumentProfile(Document.from_text(text), "a.txt")
    assert DocumentSummary(Source("a.txt", "a.txt", "a.txt")).completed(profile).date == date


SESSION = (
    "2031年3月5日云汐市第十三届人民代表大会常务委员会第二十四次会议通过"
    " 2031年5月6日临澜省第十三届人民代表大会常务委员会第十八次会议批准"
)


def test_a_session_that_two_histories_name_is_no_shared_passage() -> None:
    one, other = (f"云汐市{name}条例\n{SESSION}\n" for name in ("渡口", "粮仓"))
    assert kind(one + articles(1, 12), other + paragraphs(20, "乙")) is None
    shared = (
        "渡口和粮仓每日八时开放，遇有大雾、大风和雷雨时关闭，由值班人员在门前挂牌告示，并电话报告县应急值班室，"
        "直至天气转好后方可重新开放。\n"
    )
    assert kind(f"{one}第一条 {shared}" + articles(2, 12), f"{other}第一条 {shared}" + paragraphs(20, "乙")) == "reuse"
