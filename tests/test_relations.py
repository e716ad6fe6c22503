"""What stays: altered copies and lawful repetition; and what holds of every plan."""

from __future__ import annotations

import gzip
import json
import random
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from papers import (
    FOOT,
    LAW,
    LEAD,
    TITLE,
    articles,
    chapter,
    clean,
    decided,
    dropped,
    half_width,
    heading,
    listed,
    numeral,
    paragraph,
    paragraphs,
    said,
    sections,
    sentence,
    traditional,
    wrapped,
)
from policydiff.dedupe import DROPPED, Options, dedupe
from policydiff.document import Document
from policydiff.plan import Plan, apply_edits
from policydiff.verify import canonical, covers

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
    ("old", "new"), [("每", "各"), (r"\d+日", "999日"), ("，", "；"), ("$", sentence("多"))], ids=["word", "number", "mark", "more"]
)  # fmt: skip
def test_a_run_altered_anywhere_stays(line: int, old: str, new: str) -> None:
    text = LAW + articles(1, 20) + run_with(line, old, new) + articles(21, 26)
    plan = decided(text)
    assert clean(plan) == text
    assert ("conflict", "pasted-copy") in said(plan)


@pytest.mark.parametrize("line", [2, 4])
def test_a_run_with_another_label_stays(line: int) -> None:
    text = LAW + articles(1, 20) + run_with(line, "^第.条", "第十二条") + articles(21, 26)
    assert clean(decided(text)) == text


@pytest.mark.xfail(
    reason="altered.one_unit_wider grows over a twin with another label at the end only, not at the start"
)
@pytest.mark.parametrize(
    "text",
    [
        TITLE + LEAD + BODY + body_with(0, "一", "二"),
        LAW + articles(1, 20) + run_with(0, "^第五条", "第十二条") + articles(21, 26),
    ],
)
def test_a_copy_whose_first_label_is_another_stays(text: str) -> None:
    assert clean(decided(text)) == text


_PIECE = "a piece of an altered copy goes alone: nothing looks at the unnumbered paragraphs beside it (dedupe._on_run)"


@pytest.mark.parametrize("paragraph_", range(6))
def test_an_unnumbered_copy_altered_in_the_middle_of_a_paragraph_stays(paragraph_: int) -> None:
    lines = paragraphs(6).splitlines(keepends=True)
    middle = len(lines[paragraph_]) // 2
    lines[paragraph_] = lines[paragraph_][:middle] + "亦" + lines[paragraph_][middle:]
    text = TITLE + paragraphs(6) + "".join(lines)
    assert clean(decided(text)) == text


@pytest.mark.xfail(reason=_PIECE)
@pytest.mark.parametrize(("paragraph_", "at"), [(0, 3), (5, -3)], ids=["its first words", "its last words"])
def test_an_unnumbered_copy_altered_at_its_rim_stays(paragraph_: int, at: int) -> None:
    lines = paragraphs(6).splitlines(keepends=True)
    lines[paragraph_] = lines[paragraph_][:at] + "亦" + lines[paragraph_][at:]
    text = TITLE + paragraphs(6) + "".join(lines)
    assert clean(decided(text)) == text


# --- tables, figures and marks that a paste must not swallow


def twice(one: str, other: str) -> str:
    """A body of six sections twice, whose fourth holds `one` and `other`."""
    return TITLE + LEAD + "".join(sections(1, 3) + "四、指标\n" + part + sections(5, 6) for part in (one, other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("增幅为22.5%\n", "增幅为225%\n"),
        ("提高8-10个百分点\n", "提高810个百分点\n"),
        ("按5‰计\n", "按5%计\n"),
        ("不低于30\n", "不高于30\n"),
        ("温度\n-5\n", "温度\n5\n"),
        ("电话 010 8\n", "电话 01 08\n"),
        ("乡镇人民政府\n", "乡、镇人民政府\n"),
        ("5MW\n", "5mW\n"),
        ("面积10²\n", "面积102\n"),
        ("补助不少于\n> 500元\n", "补助不少于\n500元\n"),
    ],
)
def test_figures_and_marks_that_differ_stay(one: str, other: str) -> None:
    text = twice(one, other)
    assert clean(decided(text)) == text


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("完成数\n12\n3\n", "完成数\n1\n23\n", id="figures on lines of their own: 12, 3 and 1, 23"),
        pytest.param("完成数\t12\t\n", "完成数\t\t12\n", id="a figure in another column"),
        pytest.param("项目\t合格\t√\t\n", "项目\t合格\t\t√\n", id="a tick in another column"),
        pytest.param("编号\n一\n二三\n", "编号\n一二\n三\n", id="numerals on lines of their own"),
        pytest.param("系数0.35**\n", "系数0.35\n", id="stars of significance"),
    ],
)
@pytest.mark.xfail(
    reason="verify.canonical drops line ends between figures, tabs between cells, and every **: a figure is lost"
)
def test_cells_that_differ_stay(one: str, other: str) -> None:
    text = twice(one, other)
    assert clean(decided(text)) == text


@pytest.mark.xfail(
    reason="a conflict without differences, where key and closed list disagree or no side may go; the reason says 0 places"
)
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
        LAW + articles(1, 9) + "第十条　材料如下：\n" + listed(5) + articles(11, 25) + "第二十六条　材料如下：\n" + listed(5),
        "repeated-provision",
    ),
    (
        "the same list in neighbours, most of the law",
        LAW + articles(1, 3) + "第四条　材料如下：\n" + listed(5) + "第五条　材料如下：\n" + listed(5),
        "possible-paste",
    ),
    ("two annexes with the same instructions", LAW + articles(1, 6) + form("附件1　甲表") + form("附件2　乙表"), "possible-paste"),
    ("the same with 1.", LAW + articles(1, 6) + form("附件1　甲表", "（{}）") + form("附件2　乙表", "（{}）"), None),
    ("quoted provisions", LAW + articles(1, 6) + "被引用条文\n“" + articles(2, 4).rstrip() + "”\n", "possible-paste"),
    ("one quoted provision", LAW + paragraphs(9) + "依据：\n“" + paragraphs(1, sentences=3).rstrip() + "”\n", None),
    ("a large table twice", TITLE + paragraphs(2) + TABLE + paragraphs(2, "乙") + TABLE, "possible-paste"),
    ("captions", TITLE + "".join(paragraph(f"段{at}", 5) + "\n单位：万元\n" for at in range(2)), "repeated-line"),
    ("running heads", TITLE + "".join(paragraph(f"页{at}", 8) + "\n青槐县公报\n" for at in range(6)), "running-head"),
    ("clauses of two annexed contracts", TITLE + "附件一　甲类合同\n" + CONTRACT + "附件二　乙类合同\n" + CONTRACT, "possible-paste"),
    (
        "contracts that end differently",
        TITLE + "甲类合同\n" + CONTRACT + f"第八条　{paragraph('甲')}\n乙类合同\n" + CONTRACT + f"第八条　{paragraph('乙')}\n",
        "possible-paste",
    ),
    (
        "contracts that begin differently",
        TITLE + LEAD + f"甲类合同\n第一条　{paragraph('甲')}\n" + articles(2, 8) + f"乙类合同\n第一条　{paragraph('乙')}\n" + articles(2, 8),
        "possible-paste",
    ),
    ("one unit twice", LAW + articles(1, 9, sentences=4) + articles(3, 3, sentences=4) + articles(10, 12), "possible-paste"),
    ("a paragraph twice", TITLE + paragraph("长", 12) + "\n" + paragraph("长", 12) + "\n", "possible-paste"),
    ("a phrase in two sentences", TITLE + paragraph("甲") + "即" + PENALTY[:80] + "者\n" + paragraph("乙") + "但" + PENALTY[:80] + "的\n", "repeated-provision"),
    ("one character over and over", "甲" * 100_000, None),
    ("a beat over and over", "甲乙丙" * 1000, None),
    ("a short line over and over", (sentence("行")[:55] + "\n") * 50, "repeated-line"),
    ("a foot twice", TITLE + paragraphs(2) + FOOT + paragraphs(2, "乙") + FOOT, "furniture"),
    ("marks alone", "。，、\n" * 200, None),
    ("nothing", "", None),
    ("white space", " \n\t\n" * 50, None),
]  # fmt: skip


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
@pytest.mark.xfail(
    reason="judge._plainly_restarts: a copy under a caption of its own, unlike the first's, is a new form and no paste"
)
def test_the_same_text_under_two_captions_stays(text: str) -> None:
    assert clean(decided(text)) == text


def test_a_clause_in_many_articles_is_counted_only() -> None:
    text = LAW + "".join(f"第{numeral(at)}条　{paragraph(at)}\n{PENALTY}\n" for at in range(1, 60))
    plan = decided(text)
    assert clean(plan) == text
    assert len(plan.decisions) < 60 * 4


# --- what holds of every plan

PIECES = st.one_of(
    st.builds(articles, st.integers(1, 5), st.integers(5, 9)),
    st.builds(sections, st.integers(1, 3), st.integers(3, 6)),
    st.builds(chapter, st.integers(1, 3), st.integers(1, 4), st.integers(4, 7)),
    st.builds(paragraphs, st.integers(1, 3), st.sampled_from("甲乙")),
    st.builds(listed, st.integers(1, 4)),
    st.sampled_from(
        [LAW, TITLE, LEAD, FOOT, "\n", "---\n", "单位：万元\n", "附件1　登记表\n", TABLE[:300] + "\n", "“", "甲" * 200]
    ),
)
CHANGES = st.sampled_from(
    [str, traditional, half_width, wrapped, str.strip, lambda text: text.replace("\n", ""), lambda text: text.replace("\n", "\r\n")]
)  # fmt: skip


@st.composite
def assembled(draw: st.DrawFn) -> str:
    """A document of random pieces into which stretches of it are pasted again: whole lines or cut anywhere, changed."""
    lines = "".join(draw(st.lists(PIECES, min_size=1, max_size=5))).splitlines(keepends=True)
    for _ in range(draw(st.integers(0, 3))):
        first = draw(st.integers(0, len(lines)))
        last = draw(st.integers(first, len(lines)))
        copy = draw(CHANGES)("".join(lines[first:last]))
        if draw(st.booleans()):
            copy = copy[: draw(st.integers(0, len(copy)))]
        if copy and draw(st.integers(0, 3)) == 0:
            at = draw(st.integers(0, len(copy) - 1))
            copy = copy[:at] + draw(st.sampled_from(["不", "9", "，", "\n", ""])) + copy[at + 1 :]
        place = draw(st.integers(0, len(lines)))
        lines = [*lines[:place], *copy.splitlines(keepends=True), *lines[place:]]
    return "".join(lines)


OPTIONS = st.builds(
    Options,
    st.sampled_from(["auto", "first", "last"]),
    st.one_of(
        st.just(DROPPED),
        st.frozensets(st.sampled_from(["pasted-copy", "possible-paste", "repeated-provision", "repeated-line", "quotation"])),
    ),
)  # fmt: skip


@settings(deadline=None, max_examples=150)
@given(assembled(), OPTIONS)
def test_every_plan_holds(text: str, options: Options) -> None:
    document = Document.from_text(text)
    plan = dedupe(document, options)
    assert apply_edits(plan.clean, plan.edits) == document.raw
    left = clean(plan)
    assert len(left) == plan.kept_characters
    holds(plan, text)
    again = dedupe(Document.from_text(left), options)
    assert again.clean == plan.clean
    for form_ in lost(plan, text):
        assert form_ in canonical(left)


def holds(plan: Plan, text: str) -> None:
    """Places lie in the text, lines and words agree with them, and reasons can be told."""
    lines = plan.document.lines
    for each in plan.decisions:
        assert each.reason.endswith(".")
        for place in filter(None, (each.place, each.copy_of)):
            assert place.span.end <= len(text)
            assert len(place.span)
            assert place.lines == lines.numbers(place.span)
        for side in (side for change in each.differences for side in (change.old, change.new) if side):
            assert len(side[0]) <= len(side[1]) <= len(text)


def lost(plan: Plan, text: str) -> Iterator[str]:
    """The canonical form of everything that goes, cut at its lines."""
    for each in plan.decisions:
        if each.action == "drop" and each.copy_of is not None:
            for line in text[each.place.span.start : each.place.span.end].splitlines():
                yield canonical(line)


@settings(deadline=None, max_examples=100)
@given(assembled())
def test_a_copy_that_goes_leaves_the_one_it_names(text: str) -> None:
    plan = decided(text)
    for each in plan.decisions:
        if each.action == "drop" and each.copy_of is not None:
            here, there = (text[place.span.start : place.span.end] for place in (each.place, each.copy_of))
            rounds = not any(span.overlaps(each.copy_of.span) for span in plan.dropped)
            assert not rounds or covers(canonical(there), canonical(here))


@settings(deadline=None, max_examples=60)
@given(assembled())
def test_line_ends_do_not_matter(text: str) -> None:
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    assert clean(decided(plain.replace("\n", "\r\n"))).replace("\r\n", "\n") == clean(decided(plain))


# --- real documents


def read(path: Path) -> Document:
    return Document.from_text(path.read_text(encoding="utf-8-sig", newline=""), str(path))


@pytest.mark.corpus
def test_of_the_seeds_only_the_third_has_a_paste(corpora: Path) -> None:
    for path in sorted((corpora / "seeds").glob("*.txt")):
        plan = dedupe(read(path))
        assert dropped(plan) == ([(4, 35)] if path.name.startswith("003") else []), path.name


@pytest.mark.corpus
def test_the_doubled_report_becomes_the_single_one(corpora: Path) -> None:
    folder = corpora / "dirty" / "in-doc-repeat"
    single, plan = read(folder / "gwr-1959.single.txt"), dedupe(read(folder / "gwr-1959.doubled.txt"))
    assert dedupe(single).clean == single.raw
    assert canonical(clean(plan)) == canonical(single.text)


@pytest.mark.corpus
def test_laws_come_back_byte_for_byte(corpora: Path) -> None:
    with gzip.open(corpora / "laws-cn.jsonl.gz", "rt", encoding="utf-8") as lines:
        laws = [json.loads(line) for line in lines]
    for law in random.Random(7).sample(laws, 300):
        document = Document.from_text(law["text"], law["id"])
        assert dedupe(document).clean == document.raw, law["id"]


@pytest.mark.corpus
@pytest.mark.parametrize("pattern", ["versions-tw/**/new.txt", "policy/**/*.txt"])
def test_statutes_and_reports_come_back_byte_for_byte(corpora: Path, pattern: str) -> None:
    paths = [path for path in sorted(corpora.glob(pattern)) if path.parts[-2:] != ("gwr-cjc2017", "1959.txt")]
    assert paths
    for path in paths:
        document = read(path)
        assert dedupe(document).clean == document.raw, path
