"""What stays: altered copies and lawful repetition; and what holds of every plan."""

from __future__ import annotations

import re

import pytest

from papers import (
    FOOT,
    LAW,
    LEAD,
    TITLE,
    articles,
    clean,
    decided,
    heading,
    listed,
    numeral,
    paragraph,
    paragraphs,
    said,
    sections,
    sentence,
    twice,
    wrapped,
)
from policydiff.text.canonical import canonical

BODY = sections(1, 6)
LINES = BODY.splitlines(keepends=True)
RUN = articles(5, 9).splitlines(keepends=True)


def body_with(line: int, old: str, new: str) -> str:
    """The body with one line (from 0) changed."""
    changed = re.sub(old, new, LINES[line], count=1)
    assert changed != LINES[line]
    return "".join([*LINES[:line], changed, *LINES[line + 1 :]])


def run_with(line: int, old: str, new: str) -> str:
    """Articles five to nine with one of them changed."""
    changed = re.sub(old, new, RUN[line], count=1)
    assert changed != RUN[line]
    return "".join([*RUN[:line], changed, *RUN[line + 1 :]])


# --- altered copies: nothing goes, and the conflict names the words

ALTERED = [
    # name, second copy of the body, differing words of old and new that must be named
    ("a number", body_with(7, r"不少于\d+", "不少于7000"), (r"\d+", "7000")),
    ("a word", body_with(3, "每", "各"), ("每", "各")),
    ("an obligation", body_with(1, "。", "应当。"), (None, "应当")),
    ("a mark", body_with(5, "，", "、"), ("，", "、")),
    ("a mark less", body_with(5, "，", ""), ("，", None)),
    ("a full stop to a semicolon", body_with(11, "。$", "；"), ("。", "；")),
    ("another unit of measure", body_with(9, "处，", "座，"), ("处", "座")),
    ("a sentence more", body_with(5, "$", sentence("多")), (None, ".{20,}")),
    ("a sentence more at the end", body_with(11, "$", sentence("多")), (None, ".{20,}")),
    ("a sentence more at the start", body_with(1, "^", sentence("多")), (None, ".{20,}")),
    ("a sentence less", body_with(7, "。.*$", "。"), (".{20,}", None)),
    ("another heading", body_with(4, "、.*", "、附则"), (".+", "附则")),
    ("another first heading", body_with(0, "、.*", "、附则"), (".+", "附则")),
    ("another label", body_with(4, "三", "四"), ("三", "四")),
    ("another last label", body_with(10, "六", "七"), ("六", "七")),
    ("a unit less", sections(1, 2) + sections(4, 6), (".{20,}", None)),
    (
        "a unit rewritten",
        sections(1, 3) + f"四、{heading('新')}\n{paragraph('新')}\n" + sections(5, 6),
        (".+", ".+"),
    ),
    ("several places", body_with(3, "每", "各").replace("不得", "可以"), ("不得", "可以")),
]


@pytest.mark.parametrize(("second", "words"), [case[1:] for case in ALTERED], ids=[case[0] for case in ALTERED])
def test_an_altered_copy_stays_and_the_words_are_named(second: str, words: tuple[str | None, str | None]) -> None:
    text = TITLE + LEAD + BODY + second
    plan = decided(text)
    assert clean(plan) == text
    (conflict,) = [each for each in plan.decisions if each.action == "conflict"]
    assert conflict.relation == "pasted-copy"
    named = [(each.old and each.old[0].strip(), each.new and each.new[0].strip()) for each in conflict.differences]
    assert any(all(matches(*pair) for pair in zip(words, each, strict=True)) for each in named), named
    for each in conflict.differences:
        for side in filter(None, (each.old, each.new)):
            assert text[side[1].start : side[1].end] == side[0]


def matches(pattern: str | None, words: str | None) -> bool:
    if pattern is None or words is None:
        return pattern == words or (pattern is None and len(words or "") < 3)
    return re.search(pattern, words) is not None


@pytest.mark.parametrize("line", range(5))
@pytest.mark.parametrize(
    ("old", "new"),
    [("每", "各"), (r"\d+日", "999日"), ("，", "；"), ("$", sentence("多"))],
    ids=["word", "number", "mark", "more"],
)
def test_a_run_altered_anywhere_stays(line: int, old: str, new: str) -> None:
    text = LAW + articles(1, 20) + run_with(line, old, new) + articles(21, 26)
    plan = decided(text)
    assert clean(plan) == text
    assert ("conflict", "pasted-copy") in said(plan)


@pytest.mark.parametrize("line", [2, 4])
def test_a_run_with_another_label_stays(line: int) -> None:
    text = LAW + articles(1, 20) + run_with(line, "^第.条", "第十二条") + articles(21, 26)
    assert clean(decided(text)) == text


@pytest.mark.parametrize(
    "text",
    [
        TITLE + LEAD + BODY + body_with(0, "一", "二"),
        LAW + articles(1, 20) + run_with(0, "^第五条", "第十二条") + articles(21, 26),
    ],
)
def test_a_copy_whose_first_label_is_another_stays(text: str) -> None:
    assert clean(decided(text)) == text


def altered_and_joined() -> str:
    """A body that stands again, altered and run together with its introduction on one line."""
    return TITLE + LEAD + BODY + (LEAD + body_with(5, "每", "各")).replace("\n", "")


def test_an_altered_copy_joined_onto_its_introduction_stays() -> None:
    assert clean(decided(altered_and_joined())) == altered_and_joined()


@pytest.mark.xfail(reason="labels inside a line of fewer than 1,000 characters are not read, so the copy is only kin")
def test_an_altered_copy_joined_onto_its_introduction_is_a_conflict() -> None:
    assert ("conflict", "pasted-copy") in said(decided(altered_and_joined()))


@pytest.mark.parametrize("paragraph_", range(6))
def test_an_unnumbered_copy_altered_in_the_middle_of_a_paragraph_stays(paragraph_: int) -> None:
    lines = paragraphs(6).splitlines(keepends=True)
    middle = len(lines[paragraph_]) // 2
    lines[paragraph_] = lines[paragraph_][:middle] + "亦" + lines[paragraph_][middle:]
    text = TITLE + paragraphs(6) + "".join(lines)
    assert clean(decided(text)) == text


def sentences(text: str) -> set[str]:
    """The sentences of a text in canonical form."""
    return set(canonical(text).split("。"))


def altered_line(text: str, number: int = 0) -> str:
    """The text with a word more in one of its lines."""
    lines = text.splitlines(keepends=True)
    lines[number] = lines[number][:8] + "亦" + lines[number][8:]
    return "".join(lines)


PRINTED, PRINTED_ARTICLES, PRINTED_BODY = wrapped(paragraphs(6)), wrapped(articles(1, 8)), wrapped(BODY)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(LEAD + PRINTED + altered_line(PRINTED), id="second of two altered"),
        pytest.param(LEAD + altered_line(PRINTED) + PRINTED, id="first of two altered"),
        pytest.param(LEAD + altered_line(PRINTED) + PRINTED * 2, id="first of three altered"),
        pytest.param(LEAD + PRINTED + altered_line(PRINTED) + PRINTED, id="second of three altered"),
    ],
)
def test_no_wrapped_sentence_is_torn(text: str) -> None:
    assert sentences(text) <= sentences(clean(decided(text)))


@pytest.mark.parametrize("line", [0, 1, 2, 5, 20])
@pytest.mark.parametrize("printed", [PRINTED_ARTICLES, PRINTED_BODY], ids=["articles", "sections"])
@pytest.mark.parametrize("copies", ["a12", "1a2", "12a", "1a", "a1"])
def test_numbered_copies_in_print_lose_no_sentence(printed: str, line: int, copies: str) -> None:
    parts = [altered_line(printed, line) if copy == "a" else printed for copy in copies]
    text = LEAD + "".join(parts)
    assert sentences(text) <= sentences(clean(decided(text)))


def test_of_four_copies_the_first_altered_none_is_torn() -> None:
    unit = f"（一）{paragraph('项')}\n"
    text = "不" + wrapped(unit)[1:] + wrapped(unit) + unit * 2
    assert sentences(text) <= sentences(clean(decided(text)))


def test_a_period_is_cut_between_sentences() -> None:
    text = LAW + altered_line(PRINTED_ARTICLES) + PRINTED_ARTICLES * 2
    for span in decided(text).dropped:
        assert text[span.start :].startswith("第")
        assert span.end == len(text) or text[span.end :].startswith("第")


@pytest.mark.parametrize(("paragraph_", "at"), [(0, 3), (5, -3)], ids=["its first words", "its last words"])
def test_an_unnumbered_copy_altered_at_its_rim_stays(paragraph_: int, at: int) -> None:
    lines = paragraphs(6).splitlines(keepends=True)
    lines[paragraph_] = lines[paragraph_][:at] + "亦" + lines[paragraph_][at:]
    text = TITLE + paragraphs(6) + "".join(lines)
    assert clean(decided(text)) == text


@pytest.mark.parametrize(
    "text",
    [
        twice("补助不少于\n> 500元\n", "补助不少于\n500元\n"),
        LAW
        + articles(1, 6)
        + "相关规定如下：\n"
        + articles(2, 4)
        + "以上规定自发布之日起施行，由粮食局负责解释，请遵照执行。\n",
    ],
    ids=["mark-up", "cited provisions"],
)
def test_a_conflict_names_a_difference(text: str) -> None:
    assert all(each.differences for each in decided(text).decisions if each.action == "conflict")


# --- lawful repetition


def form(name: str, style: str = "{}、") -> str:
    """A form that carries the same instructions as every other."""
    steps = "".join(f"{style.format(numeral(at))}{paragraph(f'表{at}')}\n" for at in range(1, 5))
    return f"{name}\n{paragraph(name)}\n填表说明\n{steps}"


PENALTY = paragraph("罚")
GRADED = PENALTY + "；情节严重的" * 12 + PENALTY
CONTRACT = articles(1, 7, "约")
TABLE = "".join(f"{numeral(at)}\t{heading(at)}\t{at * 37}\t{at * 91}\n" for at in range(1, 30))

LAWFUL = [
    # name, document, relation that is spoken of (None: nothing is said)
    (
        "a penalty in two articles",
        LAW + articles(1, 9) + f"第十条　{PENALTY}\n" + articles(11, 14) + f"第十五条　{PENALTY}\n",
        "repeated-provision",
    ),
    (
        "graded penalties",
        LAW + articles(1, 9) + f"第十条　{GRADED}\n" + articles(11, 12) + f"第十三条　{GRADED.replace('每', '各')}\n",
        "parallel-provision",
    ),
    (
        "the same list in two articles",
        LAW
        + articles(1, 9)
        + "第十条　材料如下：\n"
        + listed(5)
        + articles(11, 25)
        + "第二十六条　材料如下：\n"
        + listed(5),
        "repeated-provision",
    ),
    (
        "the same list in neighbours, most of the law",
        LAW + articles(1, 3) + "第四条　材料如下：\n" + listed(5) + "第五条　材料如下：\n" + listed(5),
        "repeated-provision",
    ),
    (
        "two annexes with the same instructions",
        LAW + articles(1, 6) + form("附件1　甲表") + form("附件2　乙表"),
        "repeated-provision",
    ),
    ("the same with 1.", LAW + articles(1, 6) + form("附件1　甲表", "（{}）") + form("附件2　乙表", "（{}）"), None),
    ("quoted provisions", LAW + articles(1, 6) + "被引用条文\n“" + articles(2, 4).rstrip() + "”\n", "quotation"),
    ("one quoted provision", LAW + paragraphs(9) + "依据：\n“" + paragraphs(1, sentences=3).rstrip() + "”\n", None),
    (
        "a quoted provision in two articles",
        LAW + articles(1, 3) + f"“{PENALTY}”\n" + articles(4, 7) + f"“{PENALTY}”\n" + articles(8, 9),
        "quotation",
    ),
    ("a large table twice", TITLE + paragraphs(2) + TABLE + paragraphs(2, "乙") + TABLE, "possible-paste"),
    ("captions", TITLE + "".join(paragraph(f"段{at}", 5) + "\n单位：万元\n" for at in range(2)), "repeated-line"),
    ("running heads", TITLE + "".join(paragraph(f"页{at}", 8) + "\n青槐县公报\n" for at in range(6)), "running-head"),
    (
        "clauses of two annexed contracts",
        TITLE + "附件一　甲类合同\n" + CONTRACT + "附件二　乙类合同\n" + CONTRACT,
        "repeated-provision",
    ),
    (
        "contracts that end differently",
        TITLE
        + "甲类合同\n"
        + CONTRACT
        + f"第八条　{paragraph('甲')}\n乙类合同\n"
        + CONTRACT
        + f"第八条　{paragraph('乙')}\n",
        "repeated-provision",
    ),
    (
        "contracts that begin differently",
        TITLE
        + LEAD
        + f"甲类合同\n第一条　{paragraph('甲')}\n"
        + articles(2, 8)
        + f"乙类合同\n第一条　{paragraph('乙')}\n"
        + articles(2, 8),
        "repeated-provision",
    ),
    ("a paragraph twice", TITLE + paragraph("长", 12) + "\n" + paragraph("长", 12) + "\n", "possible-paste"),
    (
        "a phrase in two sentences",
        TITLE + paragraph("甲") + "即" + PENALTY[:80] + "者\n" + paragraph("乙") + "但" + PENALTY[:80] + "的\n",
        "repeated-provision",
    ),
    ("one character over and over", "甲" * 100_000, None),
    ("a beat over and over", "甲乙丙" * 1000, None),
    ("a short line over and over", (sentence("行")[:55] + "\n") * 50, "repeated-line"),
    ("a foot twice", TITLE + paragraphs(2) + FOOT + paragraphs(2, "乙") + FOOT, "furniture"),
    ("marks alone", "。，、\n" * 200, None),
    ("nothing", "", None),
    ("white space", " \n\t\n" * 50, None),
]


@pytest.mark.parametrize(("text", "relation"), [case[1:] for case in LAWFUL], ids=[case[0] for case in LAWFUL])
def test_lawful_repetition_stays(text: str, relation: str | None) -> None:
    plan = decided(text)
    assert clean(plan) == text
    assert all(action == "keep" for action, _ in said(plan))
    if relation is not None:
        assert relation in {each for _, each in said(plan)}


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(TITLE + LEAD + form("甲表") + form("乙表"), id="two forms with the same instructions"),
        pytest.param(
            TITLE + "甲村\n" + CONTRACT + "（盖章）\n乙村\n" + CONTRACT + "（盖章）\n", id="two villages, one pact"
        ),
        pytest.param(
            TITLE + "甲类合同\n" + CONTRACT + "乙类合同\n" + CONTRACT, id="two kinds of contract, the same clauses"
        ),
    ],
)
def test_the_same_text_under_two_captions_stays(text: str) -> None:
    assert clean(decided(text)) == text


def test_a_clause_in_many_articles_is_counted_only() -> None:
    text = LAW + "".join(f"第{numeral(at)}条　{paragraph(at)}\n{PENALTY}\n" for at in range(1, 60))
    plan = decided(text)
    assert clean(plan) == text
    assert len(plan.decisions) < 60 * 4


def test_long_units_are_compared_by_their_shingles() -> None:
    """Units of more than 4,000 characters, one of them with a word changed."""
    long = sections(1, 3, sentences=100)
    text = TITLE + LEAD + long + long.replace("每", "各", 1)
    plan = decided(text)
    assert clean(plan) == text
    assert ("conflict", "pasted-copy") in said(plan)
