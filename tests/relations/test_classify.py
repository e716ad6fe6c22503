"""How two documents are related, each kind with what it must not be taken for."""

from __future__ import annotations

import pytest

from papers import LAW, LEAD, TITLE, articles, paragraphs, sections, traditional
from policydiff.relations import same_edition
from policydiff.relations.classify import (
    Relation,
    classify_copies,
    classify_parallel,
    classify_related,
    with_consequences,
)
from policydiff.relations.kinds import COPIES
from policydiff.relations.profile import DocumentProfile
from policydiff.relations.shared_passages import shared_passages
from policydiff.relations.value_words import describe_values
from policydiff.structure.metadata import MetadataValue
from policydiff.text.document import Document
from policydiff.text.spans import Span

BODY = sections(1, 6)
PLAN = TITLE + LEAD + BODY
RULES = LAW + articles(1, 20)


def member(text: str, called: str = "a.txt") -> DocumentProfile:
    """A document of a corpus."""
    return DocumentProfile(Document.from_text(text), called)


def relate(one: DocumentProfile, other: DocumentProfile) -> Relation | None:
    """The relation of two documents, as a corpus and an index ask for it."""
    return classify_copies(one, other) or classify_related(one, other)


def related(one: str, other: str, names: tuple[str, str] = ("a.txt", "b.txt")) -> Relation | None:
    """The relation of two texts."""
    return relate(member(one, names[0]), member(other, names[1]))


NOTICE = (
    "青槐县人民政府关于印发粮食储备工作方案的通知\n各乡镇人民政府：\n现将方案印发给你们，请结合各自实际认真贯彻执行，"
    "执行中的问题及时向县粮食和物资储备局反映，年底前由县粮食和物资储备局汇总各乡镇的情况并通报。\n\n"
)
KINDS = [
    ("not a byte differs", PLAN, PLAN, "identical"),
    ("white space", PLAN, PLAN.replace("\n", "\n\n"), "same-text"),
    ("width", PLAN, PLAN.replace("，", ","), "same-text"),
    ("radicals for ideographs", PLAN, PLAN.replace("西", "\u2ec4").replace("水", "\u2f54"), "same-text"),
    ("script", PLAN + "国务产业条会应发\n", traditional(PLAN) + "國務產業條會應發\n", "script-twin"),
    ("a number at the head", PLAN, PLAN.replace(TITLE, TITLE + "青政发〔2031〕5号\n"), "near-duplicate"),
    ("another number", *(PLAN.replace(TITLE, f"{TITLE}青政发〔2031〕{n}号\n") for n in (5, 6)), "revision"),
    ("a digit", RULES, RULES.replace("每", "每1", 1), "revision"),
    ("a word in a long text", LAW + articles(1, 90), (LAW + articles(1, 90)).replace("不得", "可以", 1), "revision"),
    ("an excerpt", LAW + articles(1, 60), articles(20, 30), "excerpt"),
    ("one form", RULES, LAW.replace("青槐县", "柳营县") + articles(1, 14) + articles(15, 20, "乙"), "template"),
    ("a passage", paragraphs(20, "乙") + articles(1, 3), paragraphs(20, "丙") + articles(1, 3), "reuse"),
    ("nothing", paragraphs(20, "乙"), paragraphs(20, "丙"), None),
    ("empties", "", "", None),
    ("one empty", PLAN, "", None),
    ("shorter than a shingle, unlike", "通知", "公告", None),
    ("shorter than a shingle, equal", "通知", "通知", "identical"),
    ("shorter than a shingle, the same text", "通知", " 通 知\n", "same-text"),
    ("white space alone", " \n", "\n\n", None),
]


@pytest.mark.parametrize(("one", "other", "kind"), [case[1:] for case in KINDS], ids=[case[0] for case in KINDS])
def test_each_relation_is_told(one: str, other: str, kind: str | None) -> None:
    for found in (related(one, other), related(other, one)):
        assert (found.kind if found else None) == kind
        assert found is None or found.evidence
        assert found is None or found.is_copy == (kind in COPIES)


def test_one_text_under_two_cities_names_is_mislabelled() -> None:
    found = related(BODY, BODY, ("东坪市.txt", "西泽市.txt"))
    assert found is not None
    assert found.kind == "mislabelled"
    assert not found.is_copy
    assert "东坪市" in str(found.evidence)


EVIDENCE = [
    (PLAN, PLAN, "not one byte differs"),
    (PLAN, PLAN.replace("\n", "\n\n"), "only white space differs"),
    (PLAN, PLAN.replace("，", ","), "only the width of characters differs"),
    (PLAN, PLAN.replace("西", "\u2ec4"), "only variant forms of characters differ"),
    (PLAN + "公开条目\n", PLAN + "公開条目\n", "only single characters of the other script differ"),
    (PLAN + "称为“渡口”。\n", PLAN + "称为「渡口」。\n", "only the shape of marks differs"),
    (RULES, RULES.replace("第二条", "**第二条**"), "only mark-up differs"),
    (
        RULES,
        RULES.replace("第二条", "\n**第二条**").replace("，", ","),
        "only the width of characters, white space and mark-up differ",
    ),
    (PLAN + "国务产业条会应发\n", traditional(PLAN) + "國務產業條會應發\n", "the same words, figures and marks"),
    (
        PLAN,
        PLAN.replace(TITLE, TITLE + "青政发〔2031〕5号\n"),
        "the body is the same; only what stands round it differs",
    ),
    (
        *(PLAN.replace(TITLE, f"{TITLE}青政发〔2031〕{n}号\n2031年{n}月1日\n") for n in (5, 6)),
        "number 青政发〔2031〕5号 and 青政发〔2031〕6号; dated 2031-05-01 and 2031-06-01",
    ),
    (
        *(f"---\nits key: {value}\n---\n{PLAN}" for value in ("{甲}", "乙")),
        "front its key {甲} and 乙",
    ),
    (PLAN, PLAN.replace(TITLE, f"{TITLE}（已废止）\n"), "status not said and repealed"),
    (
        *(PLAN.replace(TITLE, f"{TITLE}（2031年5月1日{who}通过）\n") for who in ("县人大常委会", "国务院")),
        "history 2031-05-01 县人大常委会 and 国务院",
    ),
    (
        PLAN + "国务产业条会应发\n",
        traditional(PLAN.replace(TITLE, f"{TITLE}青政发〔2031〕5号\n")) + "國務產業條會應發\n",
        "the body is the same; only what stands round it differs, and the script",
    ),
    (RULES, RULES.replace("每", "每1", 1), "their words differ"),
    (LAW + articles(1, 60), articles(20, 30), "in one piece, 18% of the longer one"),
    (LAW + articles(1, 19), LAW + articles(1, 20), "in one piece, 95% of the longer one"),
]


@pytest.mark.parametrize(("one", "other", "expected"), EVIDENCE)
def test_the_evidence_in_english(one: str, other: str, expected: str) -> None:
    found = related(one, other)
    assert found is not None
    assert str(found.evidence) == expected


def test_sections_in_nearly_the_same_words_are_counted() -> None:
    told = [str(classify_parallel(member(PLAN), member(RULES), number).evidence) for number in (1, 1200)]
    assert told == ["1 section in nearly the same words", "1200 sections in nearly the same words"]


@pytest.mark.parametrize("kind", [*same_edition._KINDS, "status"])
def test_every_kind_of_value_has_words(kind: str) -> None:
    values = [MetadataValue(kind, norm, Span(0, 0)) for norm in ("甲", "乙")]
    assert str(describe_values([(values[0], values[1])])) == f"{kind} 甲 and 乙"


def test_the_part_comes_first() -> None:
    whole, part = member(LAW + articles(1, 60)), member(articles(20, 30))
    for found in (relate(whole, part), relate(part, whole)):
        assert found is not None
        assert found.document is part
        assert with_consequences(found).droppable


def test_two_documents_that_each_keep_to_their_own_place_are_of_one_form() -> None:
    found = related(RULES, RULES.replace(LAW, "柳营县粮食储备条例\n").replace("南岭", "北坡"))
    assert found is not None
    assert found.kind == "template"


@pytest.mark.parametrize("notice", [NOTICE, NOTICE + paragraphs(12, "附")], ids=["short", "long"])
def test_a_notice_that_carries_another_whole_is_a_wrapper(notice: str) -> None:
    for found in (related(notice + RULES, RULES), related(RULES, notice + RULES)):
        assert found is not None
        assert found.kind == "wrapper"
        assert found.document.document.text.startswith(notice)


def test_an_excerpt_altered_in_its_first_words_is_an_excerpt() -> None:
    found = related(articles(20, 30).replace("每", "各", 1), LAW + articles(1, 60))
    assert found is not None
    assert found.kind == "excerpt"


def test_an_altered_excerpt_is_not_to_be_dropped() -> None:
    found = related(articles(20, 24) + articles(25, 30).replace("每", "各", 1), LAW + articles(1, 60))
    assert found is not None
    assert found.kind == "excerpt"
    assert not with_consequences(found).droppable


@pytest.mark.parametrize("own", ["罚款五元。", "本条例自公布之日起施行。\n", "（草案）"])
def test_an_excerpt_that_says_more_is_not_to_be_dropped(own: str) -> None:
    found = related(articles(20, 30) + own, LAW + articles(1, 60))
    assert found is not None
    assert not with_consequences(found).droppable


def test_the_differing_words_are_shown_as_the_texts_have_them() -> None:
    found = related(RULES.replace("不得转包", "可以转包", 1), RULES)
    assert found is not None
    assert found.kind == "revision"
    assert [(each.old and each.old[0], each.new and each.new[0]) for each in found.differences] == [("不得", "可以")]
    assert found.difference_count == 1
    for each in found.differences:
        for side, text in ((each.new, found.document.document.text), (each.old, found.other.document.text)):
            assert side is not None
            assert text[side[1].start : side[1].end] == side[0]


def test_a_law_printed_on_pages_is_the_same_law() -> None:
    solid = "".join(articles(1, 20).split())
    lines = [solid[at : at + 34] for at in range(0, len(solid), 34)]
    pages = [lines[at : at + 10] for at in range(0, len(lines), 10)]
    printed = "\n".join("\n".join([*page, f"- {number} -"]) for number, page in enumerate(pages, start=1))
    found = related(RULES, LAW + printed + "\n")
    assert found is not None
    assert found.kind == "near-duplicate"


def test_one_number_and_other_words_is_a_conflict() -> None:
    head = TITLE + "青政发〔2031〕5号\n"
    found = related(head + BODY, head + BODY.replace("每", "各", 1))
    assert found is not None
    assert with_consequences(found).conflict


# --- shared passages


def test_shared_passages_are_quoted_from_both_sides_and_none_inside_another() -> None:
    one = member(paragraphs(5, "乙") + articles(1, 3) + paragraphs(5, "丁"))
    other = member(articles(1, 3) + paragraphs(5, "丙"))
    found = shared_passages(one, other)
    assert found.passages
    for each in found.passages:
        here, there = (
            side.document.text[place.span.start : place.span.end]
            for side, place in ((one, each.location), (other, each.other_location))
        )
        assert here == there
    longest = found.passages[0]
    assert longest.location.label == "第一条"
    spans = [each.location.span for each in found.passages]
    assert not any(a != b and a.start <= b.start and b.end <= a.end for a in spans for b in spans)
    assert 0 < found.covered < found.other_covered < 1


@pytest.mark.parametrize(("one", "other"), [("", ""), ("国", "国"), (PLAN, ""), ("甲" * 59, "甲" * 59)])
def test_short_texts_share_no_passage(one: str, other: str) -> None:
    assert shared_passages(member(one), member(other)) == ((), 0.0, 0.0)


def licence(title: str, clauses: str = "") -> str:
    """A form of a family of licences, which are worded nearly alike but for their last clauses."""
    maker = "all its makers" if clauses else "its maker"
    rules = "".join(
        f"{number}. Whoever takes part {number} of the Ferry Map keeps its notice {number * 7} and names {maker}.\n"
        for number in range(1, 30)
    )
    return f"{title}\n\nBy using the Ferry Map you agree to what follows.\n\n{rules}{clauses}"


SHARE = "30. Whoever alters the map gives what he made to all others under the same terms, without asking for money.\n"
HEAVILY_ALTERED = {  # of sixty articles, those that the later edition has kept
    "half": (range(1, 31), "revision"),
    "a third": (range(1, 21), "revision"),
    "a sixtieth": (range(1, 2), "reuse"),
}


@pytest.mark.parametrize("kept", HEAVILY_ALTERED)
def test_an_edition_under_the_same_title_is_one_however_much_was_altered(kept: str) -> None:
    numbers, kind = HEAVILY_ALTERED[kept]
    new_rules = "".join(
        f"第{number + 100}条 {count}号渡口归临澜省航道局管，船工每{number}天巡看一遍水尺并记入第{count * 3}本簿子。\n"
        for number, count in enumerate(range(500, 560))
    )
    new = LAW + articles(numbers.start, numbers.stop) + new_rules
    relation = related(LAW + articles(1, 60), new)
    assert relation is not None
    assert relation.kind == kind
    other_title = related(LAW + articles(1, 60), "临澜省航道管理条例\n" + new.removeprefix(LAW))
    assert other_title is None or other_title.kind != "revision"


@pytest.mark.parametrize(
    ("one", "other", "kind"),
    [
        (licence("Ferry 2.0 Licence"), licence("Ferry-ShareAlike 2.0 Licence", SHARE), "template"),
        (licence("Open Ferry 2.0 Public Licence"), licence("Ferry-ShareAlike 2.0", SHARE), "template"),
        (licence("渡图署名 2.0 公共许可协议"), licence("渡图署名-相同方式共享 2.0 公共许可协议", SHARE), "template"),
        (licence("Ferry 2.0 Licence"), licence("Ferry 2.0 Licence", SHARE), "revision"),
    ],
)
def test_forms_of_one_family_are_no_editions(one: str, other: str, kind: str) -> None:
    relation = related(one, other)
    assert relation is not None
    assert relation.kind == kind


@pytest.mark.parametrize("change", [("不得", "可以"), ("不得", "原则上不"), ("储备", "收储")])
def test_a_twin_in_the_other_script_with_other_words_is_an_edition(change: tuple[str, str]) -> None:
    plan, twin = PLAN + "国务产业条会应发\n", traditional(PLAN) + "國務產業條會應發\n"
    copy = related(plan, twin)
    assert copy is not None
    assert copy.kind == "script-twin"
    revised = related(plan, twin.replace(traditional(change[0]), traditional(change[1])))
    assert revised is not None
    assert revised.kind == "revision"
    assert revised.difference_count >= 1


def test_copies_that_repeat_themselves_are_identical_too() -> None:
    text = PLAN + "\n" + PLAN
    whole = Document.from_text(text)
    rest = Document("a.txt", PLAN, PLAN.encode())
    relation = classify_copies(DocumentProfile(rest, "a.txt", whole), DocumentProfile(rest, "b.txt", whole))
    assert relation is not None
    assert relation.kind == "identical"
    other = Document.from_text(text + "\n")
    relation = classify_copies(DocumentProfile(rest, "a.txt", whole), DocumentProfile(rest, "b.txt", other))
    assert relation is not None
    assert relation.kind == "same-text"
