"""Which unit became which, read like a manual.

`2=3` has the same words, `2~3` others; `^` moved; `1<1 2` was split, `1 2>1` merged (the piece with most of the text
first); `2!2` was replaced; `2†2` is left standing as deleted on one side; `+2` was added and `-2` removed.
"""

from __future__ import annotations

import itertools
import math
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generated import document, editions, numbered
from policydiff.comparison import alignment, similarity
from policydiff.comparison.alignment import Pair, align
from policydiff.comparison.units import ComparableUnit, ComparableUnits, read_units
from policydiff.matching.diff import heaviest_increasing_subsequence

REGISTER = "摊主应当在开业前向市场监督部门登记经营场所和经营项目。"
CLEAN = "餐饮摊位每日收摊后应当清洗地面，垃圾分类投放。"
CLEANED = "经营餐饮的摊位收摊以后，地面由摊主清洗干净，产生的垃圾按类别投放。"
QUIET = "夜间经营不得使用高音喇叭，噪声不得超过五十五分贝。"
QUIETER = "夜间经营不得使用高音喇叭，噪声不得超过五十分贝。"
FIRE = "消防通道两侧三米以内不得摆设摊位和堆放货物。"
RENT = "摊位的租金标准每年公布一次，公布前听取摊主意见。"
FORCE = "本条例自公布之日起施行。"
GONE = "（删除）"
REGISTER_TRADITIONAL = "攤主應當在開業前向市場監督部門登記經營場所和經營項目。"
CLEAN_TRADITIONAL = "餐飲攤位每日收攤後應當清洗地面，垃圾分類投放。"
QUIETER_TRADITIONAL = "夜間經營不得使用高音喇叭，噪聲不得超過五十分貝。"


def fined(deed: str) -> str:
    return f"违反本办法规定{deed}的，由城市管理局责令改正，处五百元以上二千元以下罚款。"


def articles(*provisions: str) -> str:
    """Articles numbered through."""
    return "".join(map("{}{}\n".format, numbered("article", len(provisions)), provisions))


def plan(*provisions: str) -> str:
    """Sections numbered 一、 and so on, under a title."""
    return "云汐市工作要点\n" + "".join(map("{}{}\n".format, numbered("section", len(provisions)), provisions))


def lines(*provisions: str) -> str:
    return "".join(f"{provision}\n" for provision in provisions)


def name(side: ComparableUnits, at: int) -> str:
    """The number of a unit in its document; of a paragraph its place."""
    number = side.units[at].number
    return "-".join(map(str, number[1])) if number else str(at + 1)


def related(old: ComparableUnits, new: ComparableUnits, pairs: list[Pair]) -> list[str]:
    """The relations in the order of the new text, then what was removed."""
    said: list[str] = []
    for k in range(len(new.units)):
        mine = [pair for pair in pairs if pair.new == k]
        said += [f"+{name(new, k)}"] if not mine else []
        for pair in mine:
            i = pair.old
            if pair.relation == "merged" and pair.main:
                rest = [each for each in pairs if each.new == k and not each.main]
                said.append(" ".join(name(old, each.old) for each in (pair, *rest)) + f">{name(new, k)}")
            elif pair.relation == "split" and pair.main:
                rest = [each for each in pairs if each.old == i and not each.main]
                said.append(f"{name(old, i)}<" + " ".join(name(new, each.new) for each in (pair, *rest)))
            elif pair.main:
                sign = {"replaced": "!", "deleted": "†"}.get(pair.relation)
                sign = sign or ("=" if words(old.units[i]) == words(new.units[k]) else "~")
                said.append(f"{name(old, i)}{sign}{name(new, k)}{'^' * pair.moved}")
    left = {pair.old for pair in pairs}
    return said + [f"-{name(old, i)}" for i in range(len(old.units)) if i not in left]


def words(cut: ComparableUnit) -> tuple[str, str]:
    return cut.folded_heading, cut.folded_body


def turned(pair: Pair) -> tuple[object, ...]:
    relation = {"split": "merged", "merged": "split"}.get(pair.relation, pair.relation)
    return pair.new, pair.old, relation, pair.moved, pair.main, pair.reason


def untouched(pair: Pair) -> tuple[object, ...]:
    return pair.old, pair.new, pair.relation, pair.moved, pair.main, pair.reason


CASES = {
    "nothing happened": (articles(REGISTER, CLEAN), articles(REGISTER, CLEAN), "1=1 2=2"),
    "put in, the rest renumbered": (
        articles(REGISTER, CLEAN, QUIET),
        articles(REGISTER, RENT, CLEAN, QUIET),
        "1=1 +2 2=3 3=4",
    ),
    "put in as 之一": (
        articles(REGISTER, CLEAN, QUIET),
        articles(REGISTER, CLEAN) + f"第二条之一 {RENT}\n第三条 {QUIET}\n",
        "1=1 2=2 +2-1 3=3",
    ),
    "taken out, the rest renumbered": (articles(REGISTER, CLEAN, QUIET), articles(REGISTER, QUIET), "1=1 3=2 -2"),
    "the shorter run moved": (
        articles(REGISTER, CLEAN, QUIET, FIRE),
        articles(FIRE, REGISTER, CLEAN, QUIET),
        "4=1^ 1=2 2=3 3=4",
    ),
    "to the end": (articles(FIRE, REGISTER, CLEAN, QUIET), articles(REGISTER, CLEAN, QUIET, FIRE), "2=1 3=2 4=3 1=4^"),
    "of two that changed places the shorter moved": (
        articles(REGISTER, CLEAN, QUIET, FIRE),
        articles(REGISTER, QUIET, CLEAN, FIRE),
        "1=1 3=2 2=3^ 4=4",
    ),
    "the chapter with less text moved": (
        f"第一章 登记\n第一条 {REGISTER}\n第二章 秩序\n第二条 {QUIET}\n第三条 {FIRE}\n",
        f"第一章 秩序\n第一条 {QUIET}\n第二条 {FIRE}\n第二章 登记\n第三条 {REGISTER}\n",
        "2=1 3=2 1=3^",
    ),
    "moved, edited and renumbered": (
        articles(REGISTER, CLEAN, FIRE, QUIET),
        articles(QUIETER, REGISTER, CLEAN, FIRE),
        "4~1^ 1=2 2=3 3=4",
    ),
    "a heading in other words over the same provisions": (
        f"一、登记\n（一）{REGISTER}\n（二）{CLEAN}\n二、秩序\n（一）{QUIET}\n",
        f"一、入场手续\n（一）{REGISTER}\n（二）{CLEAN}\n二、秩序\n（一）{QUIET}\n",
        "1~1 1=1 2=2 2=2 1=1",
    ),
    "a heading in other words under another number": (
        f"一、秩序\n（一）{QUIET}\n二、登记\n（一）{REGISTER}\n",
        f"一、入场手续\n（一）{REGISTER}\n二、收费\n（一）{RENT}\n",
        "2~1 1=1 +2 +1 -1 -1",
    ),
    "edited": (articles(REGISTER, QUIET, FIRE), articles(REGISTER, QUIETER, FIRE), "1=1 2~2 3=3"),
    "written anew in its place": (articles(REGISTER, CLEAN, FIRE), articles(REGISTER, CLEANED, FIRE), "1=1 2~2 3=3"),
    "another provision under the old number": (
        articles(REGISTER, CLEAN, QUIET),
        articles(REGISTER, RENT, QUIET),
        "1=1 2!2 3=3",
    ),
    "another under the old number, which lives on elsewhere": (
        articles(REGISTER, CLEAN, QUIET),
        articles(REGISTER, RENT, QUIET, CLEAN),
        "1=1 +2 3=3 2=4^",
    ),
    "left standing as deleted": (articles(REGISTER, CLEAN, FIRE), articles(REGISTER, GONE, FIRE), "1=1 2†2 3=3"),
    "filled again": (articles(REGISTER, "(刪除)", FIRE), articles(REGISTER, CLEAN, FIRE), "1=1 2†2 3=3"),
    "deleted in both": (articles(REGISTER, "(刪除)", FIRE), articles(REGISTER, GONE, FIRE), "1=1 2=2 3=3"),
    "deleted, and its text put elsewhere": (
        articles(REGISTER, CLEAN, FIRE, QUIET),
        articles(REGISTER, GONE, FIRE, QUIET, CLEAN),
        "1=1 +2 3=3 4=4 2=5^",
    ),
    "two deleted are told apart by their numbers": (
        articles(REGISTER, GONE, FIRE, CLEAN),
        articles(REGISTER, GONE, FIRE, GONE),
        "1=1 2=2 3=3 4†4",
    ),
    "deleted under either chapter, where numbers begin again": (
        f"第一章 登记\n第一条 {REGISTER}\n第二条 {GONE}\n第二章 秩序\n第一条 {QUIET}\n第二条 {FIRE}\n",
        f"第一章 登记\n第一条 {REGISTER}\n第二条 {GONE}\n第二章 秩序\n第一条 {QUIET}\n第二条 {GONE}\n",
        "1=1 2=2 1=1 2†2",
    ),
    "deleted in one of two chapters": (
        f"第一章 登记\n第一条 {REGISTER}\n第二条 {CLEAN}\n第二章 秩序\n第一条 {QUIET}\n第二条 {FIRE}\n",
        f"第一章 登记\n第一条 {REGISTER}\n第二条 {GONE}\n第二章 秩序\n第一条 {QUIET}\n",
        "1=1 2†2 1=1 -2",
    ),
    "deleted, and the chapter renumbered": (
        f"第二章 登记\n第一条 {REGISTER}\n第二条 {CLEAN}\n",
        f"第三章 登记\n第一条 {REGISTER}\n第二条 {GONE}\n",
        "1=1 2†2",
    ),
    "a paragraph that says no more than deleted": (
        lines(REGISTER, GONE, FIRE),
        lines(REGISTER, GONE, FIRE),
        "1=1 2=2 3=3",
    ),
    "split": (articles(REGISTER + CLEAN, FIRE), articles(REGISTER, CLEAN, FIRE), "1<1 2 2=3"),
    "split in three": (articles(REGISTER + CLEAN + QUIET, FIRE), articles(REGISTER, CLEAN, QUIET, FIRE), "1<1 2 3 2=4"),
    "split, and one part put at the end": (
        articles(REGISTER + CLEAN, FIRE, QUIET),
        articles(REGISTER, FIRE, QUIET, CLEAN),
        "1<1 4 2=2 3=3",
    ),
    "merged": (articles(REGISTER, CLEAN, FIRE), articles(REGISTER + CLEAN, FIRE), "1 2>1 3=2"),
    "one of a boiler-plate taken out, another put in its place": (
        articles(REGISTER, fined("占用盲道"), fined("燃放烟花"), FIRE),
        articles(REGISTER, fined("占用盲道"), fined("焚烧垃圾"), FIRE),
        "1=1 2=2 3~3 4=4",
    ),
    "bracketed titles decide": (
        "第一條（租金）\n攤位租金每年公告一次，公告前應聽取攤商意見。\n第二條（登記）\n攤商應於開業前辦理登記。\n"
        "第三條（罰則）\n違反規定者，處新臺幣一千元罰鍰。\n第四條（施行）\n本辦法自公布日施行。\n",
        "第一條（罰則）\n未辦理者按次處罰，得連續為之。\n第二條（登記）\n攤商應於開業前辦理登記。\n"
        "第三條（租金）\n由主管機關訂定收費基準。\n第四條（施行）\n本辦法自公布日施行。\n",
        "3~1 2=2^ 1~3^ 4=4",
    ),
    "in the other script": (
        articles(REGISTER, CLEAN, QUIET),
        articles(REGISTER_TRADITIONAL, CLEAN_TRADITIONAL, QUIETER_TRADITIONAL).replace("条 ", "條　"),
        "1=1 2=2 3~3",
    ),
    "a text that stands twice keeps its places": (
        articles(REGISTER, FORCE, CLEAN, FORCE),
        articles(REGISTER, FORCE, RENT, CLEAN, FORCE),
        "1=1 2=2 +3 3=4 4=5",
    ),
    "one of two that are the same is gone": (
        articles(FORCE, REGISTER, CLEAN, FORCE),
        articles(REGISTER, CLEAN, FORCE),
        "2=1 3=2 4=3 -1",
    ),
    "chapters that begin again with 第一条": (
        f"第一章 登记\n第一条 {REGISTER}\n第二条 {CLEAN}\n第二章 秩序\n第一条 {QUIET}\n第二条 {FIRE}\n",
        f"第一章 登记\n第一条 {REGISTER}\n第二章 秩序\n第一条 {QUIET}\n第二条 {FIRE}\n第三条 {RENT}\n",
        "1=1 1=1 2=2 +3 -2",
    ),
    "sections of a plan": (
        plan(f"市场建设\n{RENT}", f"夜间管理\n{QUIET}", "保障\n落实专项经费。"),
        plan(f"夜间管理\n{QUIETER}", f"市场建设\n{RENT}", "培训\n组织从业人员学习。", "保障\n落实专项经费。"),
        "2~1 1=2^ +3 3=4",
    ),
    "paragraphs": (lines(REGISTER, CLEAN, QUIET, FIRE), lines(REGISTER, QUIETER, CLEAN, RENT), "1=1 3~2 2=3^ +4 -4"),
    "the first words": ("", articles(REGISTER), "+1"),
    "the last words": (articles(REGISTER), "", "-1"),
}


@pytest.mark.parametrize(("old", "new", "expected"), CASES.values(), ids=CASES)
def test_related(old: str, new: str, expected: str) -> None:
    before, after = read_units(document(old)), read_units(document(new))
    assert " ".join(related(before, after, align(before, after))) == expected


@pytest.mark.parametrize(("old", "new"), [case[:2] for case in CASES.values()], ids=CASES)
def test_the_other_way_round_it_is_the_same(old: str, new: str) -> None:
    before, after = read_units(document(old)), read_units(document(new))
    back = align(after, before)
    assert sorted(map(turned, back)) == sorted(map(untouched, align(before, after)))


BOILER_PLATE = (
    articles(REGISTER, fined("占用盲道"), fined("燃放烟花"), fined("倾倒污水"), CLEAN, QUIET),
    articles(REGISTER, fined("占用盲道"), fined("倾倒污水"), CLEAN, QUIET, fined("焚烧垃圾")),
)


@pytest.mark.xfail(
    reason="3~6^: the evidence of a boiler-plate alone reads as a move; no measured guard tells the two apart"
)
def test_what_two_have_of_a_boiler_plate_makes_them_no_pair() -> None:
    before, after = map(read_units, map(document, BOILER_PLATE))
    assert " ".join(related(before, after, align(before, after))) == "1=1 2=2 4=3 5=4 6=5 +6 -3"


# ------------------------------------------------------------------------------------------------- the heaviest run


@pytest.mark.parametrize(
    ("pairs", "expected"),
    [
        ([], []),
        ([(0, 0, 1.0)], [(0, 0)]),
        ([(0, 0, 1.0), (1, 1, 1.0)], [(0, 0), (1, 1)]),
        ([(0, 1, 1.0), (1, 0, 2.0)], [(1, 0)]),
        ([(0, 2, 5.0), (1, 0, 2.0), (2, 1, 2.0)], [(0, 2)]),
        ([(0, 2, 3.0), (1, 0, 2.0), (2, 1, 2.0)], [(1, 0), (2, 1)]),
        ([(0, 0, 1.0), (0, 1, 3.0), (1, 1, 1.0), (1, 2, 1.0)], [(0, 1), (1, 2)]),
        ([(0, 0, 1.0), (1, 0, 1.5)], [(1, 0)]),
    ],
)
def test_heaviest_run(pairs: list[tuple[int, int, float]], expected: list[tuple[int, int]]) -> None:
    assert heaviest_increasing_subsequence(pairs) == expected


places = st.tuples(st.integers(0, 6), st.integers(0, 6))


@given(st.dictionaries(places, st.integers(1, 9), max_size=9))
def test_no_run_is_heavier(weights: dict[tuple[int, int], int]) -> None:
    run = heaviest_increasing_subsequence((i, k, float(weight)) for (i, k), weight in sorted(weights.items()))
    assert ascends(run)
    heaviest = max(
        sum(weights[place] for place in chosen)
        for size in range(len(weights) + 1)
        for chosen in itertools.combinations(sorted(weights), size)
        if ascends(list(chosen))
    )
    assert sum(weights[place] for place in run) == heaviest


def ascends(run: list[tuple[int, int]]) -> bool:
    return all(one[0] < other[0] and one[1] < other[1] for one, other in itertools.pairwise(run))


# ------------------------------------------------------------------------------------------------- evidence


def alike(old: ComparableUnits, new: ComparableUnits, i: int, k: int) -> float:
    """The evidence as its docstring has it, without headings, labels and rivals; slow."""
    sides = [[cut.folded_body or cut.folded_heading for cut in side.units] for side in (old, new)]
    one, other = sides[0][i], sides[1][k]
    dice, contained = [], 0.0
    for n in (1, 2, 3):
        counts = [Counter(run for text in side for run in runs(text, n)) for side in sides]
        most = counts[0] | counts[1]  # of a run that both have, the greater count
        weight = {run: math.log((max(map(len, sides)) + 1) / count) for run, count in most.items()}
        mine, theirs = runs(one, n), runs(other, n)
        total = [sum(weight[run] for run in each) for each in (mine, theirs)]
        shared = sum(weight[run] for run in mine & theirs)
        dice.append(2 * shared / sum(total))
        contained = shared / min(total)
    return max(sum(dice) / 3, 0.8 * contained)


def runs(text: str, n: int) -> set[str]:
    return {text[at : at + n] for at in range(max(1, len(text) - n + 1))}


def test_evidence_is_what_it_says() -> None:
    old = read_units(document(lines(REGISTER, CLEAN, CLEAN + QUIET, "备案")))
    new = read_units(document(lines(CLEANED, QUIETER, REGISTER, "备")))
    every = range(4)
    found = similarity.UnitSimilarity(old.units, new.units)
    measured = {(i, k): alike(old, new, i, k) for i in every for k in every}
    for i, k, score in found.scores(every, every):
        mine = measured[i, k]
        rivals = [
            max(other for (a, b), other in measured.items() if ((a == i) != (b == k)) and (a, b)[side] == (i, k)[side])
            for side in (0, 1)
        ]
        lead = min(max(min(mine - rival, 0.3), -0.3) for rival in rivals)
        assert score == pytest.approx(mine + 0.4 * lead), (i, k)


@given(editions(most=12))
def test_the_pruned_comparison_finds_the_same_pairs(pair: tuple[str, str]) -> None:
    old, new = (read_units(document(text)) for text in pair)
    every = align(old, new)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(similarity, "_MAX_EXHAUSTIVE_PAIRS", 0)
        assert shape(align(old, new)) == shape(every)


def test_pruning_keeps_a_pair_at_the_threshold(monkeypatch: pytest.MonkeyPatch) -> None:
    same, fine = "摊主应当公开收费标准。", "摊主应当处500元以上的罚款"
    head = f"云汐市摊位办法\n一、{same}\n二、{same}\n三、{same}\n"
    old = read_units(document(f"{head}四、{fine}，并说明\n理由。\n五、{same}\n"))
    new = read_units(document(f"{head}四、乡镇{fine}，并说明理由。\n五、{same}\n五、{fine}。{same}\n"))
    every = align(old, new)
    monkeypatch.setattr(similarity, "_MAX_EXHAUSTIVE_PAIRS", 0)
    assert shape(align(old, new)) == shape(every)


def test_a_long_document_whose_free_units_share_no_phrase(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(similarity, "_MAX_EXHAUSTIVE_PAIRS", 0)
    monkeypatch.setattr(alignment, "_MAX_GAP_PAIRS", 0)
    old, new = read_units(document(articles(REGISTER, CLEAN))), read_units(document(articles(REGISTER, FIRE)))
    assert " ".join(related(old, new, align(old, new))) == "1=1 2!2"


def shape(pairs: list[Pair]) -> list[tuple[int, int, str, bool, bool]]:
    return [(pair.old, pair.new, pair.relation, pair.moved, pair.main) for pair in pairs]
