"""The closed list: what a copy may differ in, and that nothing else is forgiven."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import example, given
from opencc import OpenCC

from policydiff.matching.differences import IDENTICAL, Measures, differences, measure
from policydiff.text.canonical import FIGURE_SEPARATOR, SAME_MARK, canonical, canonical_positions, preserves
from policydiff.text.folding import fold, folded_text
from strategies import texts


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("中将至少将", "中将至少校"),
        ("应当公开", "可以公开"),
        ("备案", "审批"),
        ("养护和绿化", "养护或绿化"),
        ("三人以上", "超过三人"),
        ("乡镇", "乡、镇"),
        ("乡，镇", "乡、镇"),
        ("22.5", "225"),
        ("22.5", "22,5"),
        ("8-10个", "810个"),
        ("8-10个", "8—10个"),
        ("5‰", "5%"),
        ("1,000", "1000"),
        ("<3", ">3"),
        ("±3", "3"),
        ("备案。", "备案；"),
        ("备案。", "备案"),
        ("备案！", "备案？"),
        ("《办法》", "〈办法〉"),
        ("“办法”", "《办法》"),
        ("“办法”", "‘办法’"),
        ("（一）", "〔一〕"),
        ("（一）", "一"),
        ("（一）", "㈠"),
        ("①", "1"),
        ("1.", "1、"),
        ("m²", "m2"),
        ("5 MW", "5 mW"),
        ("A类", "a类"),
        ("Ⅰ级", "1级"),
        ("Ⅰ级", "I级"),
        ("二〇一九", "2019"),
        ("……", "…"),
        ("……", "。。"),
        ("# 号文", "号文#"),
        ("C#语言", "C语言"),
        ("a|b", "ab"),
        ("甲---乙", "甲乙"),
        ("甲>乙", "甲乙"),
        ("5℃", "5C"),
        ("1/2", "½"),
        ("甲", ""),
        ("\u2ed3江", "江"),
        ("\u2ed3江", "\u2ed4江"),
        ("\u2e80江", "々江"),  # a radical that Unicode gives no ideograph
    ],
)
def test_a_difference_that_counts(one: str, other: str) -> None:
    assert canonical(one) != canonical(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("第一条（目的）", "第一条(目的)"),
        ("甲，乙；丙：丁！戊？", "甲,乙;丙:丁!戊?"),
        ("「應當」『備案』", "“应当”‘备案’"),
        ("“办法”", '"办法"'),
        ("‘办法’", "'办法'"),
        ("“办法”", "＂办法＂"),
        ("甲·乙", "甲・乙"),
        ("甲•乙", "甲∙乙"),
        ("甲……", "甲⋯⋯"),
        ("甲、乙｡", "甲､乙。"),
        ("２２．５％", "22.5%"),
        ("8－10", "8-10"),
        ("8～10", "8~10"),
        ("9：30", "9:30"),
        ("ＡＢｃ", "ABc"),
        ("二〇一九", "二○一九"),
        ("依據產業發展條例，應當備案", "依据产业发展条例，应当备案"),
        ("答覆、計畫、徵收、瞭解、途徑", "答复、计划、征收、了解、途径"),
        ("## 第五条 备案", "第五条 备案"),
        ("甲\n## 第五条 备案\n乙", "甲\n第五条 备案\n乙"),
        ("甲\r\n　### 第五条\r\n乙", "甲\r\n第五条\r\n乙"),
        ("甲\r# 第五条\r乙", "甲\r第五条\r乙"),
        ("**第五条** 备案", "第五条 备案"),
        ("标题\n=====\n正文\n---\n", "标题\n正文"),
        ("标题\r\n=====  \r\n正文\r---\r", "标题正文"),
        ("> 引文\n> 又一行", "引文又一行"),
        ("县级以上人民\n政府应当", "县级以上人民政府应当"),
        ("县级以上\r\n　　人民政府\t应当\u00a0", "县级以上人民政府应当"),
        ("22.\n5公里", "22.5公里"),
        ("\u2ed3江\u2ed4\u2ea0，\u2f08\u2f12", "长江门民，人力"),  # radicals in place of ideographs
        ("\u2ed1江\u2fa8\u2ea0，\u2f08\u2f12", "长江门民，人力"),
        ("\u2ed3江", "\u2fa7江"),
        ("從\u2eae從\u2ee1", "从\U00025ad7从\U00029810"),
        ("中\u200b文\ufeff\u00ad\u202e\ufe0f\U000e0100\x00", "中文"),
        ("", " \n\u3000"),
    ],
)
def test_a_difference_that_a_copy_may_have(one: str, other: str) -> None:
    assert canonical(one) == canonical(other)


@pytest.mark.parametrize("config", ["s2t", "s2tw", "s2hk"])
def test_the_other_script_is_the_same_text(config: str) -> None:
    text = "县级以上人民政府应当（会同财政、审计部门）公布“征收补偿”标准：每平方米8-10元，误差±5‰；逾期的罚22.5万元。"
    converted = OpenCC(config).convert(text)
    assert converted != text
    assert canonical(converted) == canonical(text)


def test_case_stays_and_nothing_else_that_the_key_keeps_is_told_apart() -> None:
    """Two characters of one key have one canonical form, save upper and lower case."""
    characters = "".join(map(chr, [*range(0x80), *range(0xA0, 0xD800), *range(0xE000, 0x10000)]))
    key = fold(characters)
    forms: dict[str, set[str]] = {}
    for position, form in zip(key.positions(range(len(key))), key.text, strict=True):
        if characters[position] != form:
            forms.setdefault(form, {canonical(form)}).add(canonical(characters[position]))
    apart = [key for key, found in forms.items() if len(found) > 1]
    assert "m" in apart
    assert [key for key in apart if {form.lower() for form in forms[key]} != {key}] == []


def test_no_mark_with_a_twin_is_part_of_the_key() -> None:
    """Else the key's form would be taken first, and the two would differ."""
    assert [mark for mark in SAME_MARK if fold(mark).text] == []


# Where a blank inside mark-up goes (`* *`, `= = =`), what is left reads as mark-up the next time.
READ_AS_MARKUP = {*"*＊﹡=＝﹦>＞﹥", *(c for c in map(chr, range(0x10000)) if folded_text(f"0{c}") == "0-")}
unmarked = texts().map(lambda text: "".join(character for character in text if character not in READ_AS_MARKUP))


@given(unmarked)
def test_doing_it_again_changes_nothing(text: str) -> None:
    assert canonical(canonical(text)) == canonical(text)


@given(texts())
@example("1 1")
@example("1**2**\n3")
def test_positions_lead_back_to_the_characters(text: str) -> None:
    form, positions = canonical_positions(text)
    assert form == canonical(text)
    assert len(positions) == len(form) + 1
    assert positions[-1] == len(text)
    assert all(one < other for one, other in itertools.pairwise(positions))
    for at, character in zip(positions[:-1], form, strict=True):
        if (
            character == FIGURE_SEPARATOR
        ):  # a blank, or mark-up that counts as one, between figures: alone it is nothing
            assert text[at].isspace() or text[at] in {"*", FIGURE_SEPARATOR}
        else:
            assert canonical(text[at]) == character


@given(unmarked)
@example("1 1")  # what keeps figures apart is no part of a key
def test_what_verification_forgives_the_search_forgives(text: str) -> None:
    assert fold(canonical(text).replace(FIGURE_SEPARATOR, "")).text == fold(text).text


@pytest.mark.parametrize(
    ("stays", "gone", "covered"),
    [
        ("甲乙丙", "甲乙丙", True),
        ("甲乙丙", "甲乙", True),
        ("甲乙丙", "甲乙丙甲乙丙", True),
        ("甲乙丙", "甲乙丙甲乙丙甲", True),
        ("甲乙丙", "乙丙", False),
        ("甲乙丙", "甲乙丁", False),
        ("甲乙丙", "甲乙丙丁", False),
        ("甲乙丙", "甲乙丙甲丙", False),
        ("甲乙丙", "", False),
        ("", "甲", False),
        ("", "", False),
    ],
)
def test_what_covers_a_copy_that_goes(stays: str, gone: str, covered: bool) -> None:
    assert preserves(stays, gone) is covered


# --- what is shown of a near-copy


@pytest.mark.parametrize(
    ("kept", "other", "expected"),
    [
        ("应当公开", "可以公开", [("wording", "应当", "可以")]),
        ("中将至少将", "中将至少校", [("wording", "将", "校")]),
        ("乡镇政府", "乡、镇政府", [("punctuation", None, "、")]),
        ("备案。", "备案；", [("punctuation", "。", "；")]),
        ("增长22.5公里", "增长225公里", [("number", "22.5", "225")]),
        ("增长5‰。", "增长5%。", [("number", "5‰", "5%")]),
        ("增长5‰。", "增长５％。", [("number", "5‰", "５％")]),
        ("共1234元", "共1535元", [("number", "1234", "1535")]),
        ("共1234元", "共1534个", [("number", "1234", "1534"), ("wording", "元", "个")]),
        ("二十三个", "二十五个", [("number", "二十三", "二十五")]),
        ("应當公開，備案", "应当公开,备案", []),
        ("甲\n乙丙", "甲乙", [("wording", "丙", None)]),
        ("應當\n公開", "可以公开", [("wording", "應當", "可以")]),
        ("县级 以上", "县 级以下", [("wording", "上", "下")]),
    ],
)
def test_differences(kept: str, other: str, expected: list[tuple[str, str | None, str | None]]) -> None:
    found = differences(f"一、{kept}", f"一、{other}", 100, 500)
    assert [(each.kind, each.old and each.old[0], each.new and each.new[0]) for each in found] == expected
    for each in found:
        for side, text, at in ((each.old, f"一、{kept}", 100), (each.new, f"一、{other}", 500)):
            assert side is None or text[side[1].start - at : side[1].end - at] == side[0]


@given(texts(), texts(), texts())
def test_no_difference_means_a_copy_and_places_never_overlap(one: str, other: str, shared: str) -> None:
    kept, gone = one + shared + one, one + other + shared
    found = differences(kept, gone, 0, 0)
    assert (found == ()) == (canonical(kept) == canonical(gone))
    for sides in ([each.old for each in found if each.old], [each.new for each in found if each.new]):
        spans = [span for _, span in sides]
        assert all(before.end <= after.start for before, after in itertools.pairwise(spans))


@pytest.mark.parametrize(
    ("kept", "other", "expected"),
    [
        ("县级以上人民政府", "县级以上人民政府", IDENTICAL),
        ("縣級以上，人民政府", "县级以上人民政府。", IDENTICAL),
        ("甲", "甲", IDENTICAL),
        ("", "", IDENTICAL),
        ("甲", "乙", Measures(0.0, 0.0, 0.0)),
        ("甲乙丙丁戊己", "甲乙丙丁戊", Measures(0.5, 10 / 11, 1.0)),
        ("甲乙丙丁戊", "甲乙丙丁戊己", Measures(0.5, 10 / 11, 0.5)),
        ("甲" * 20_001, "甲", Measures()),
    ],
)
def test_measures(kept: str, other: str, expected: Measures) -> None:
    found = measure(kept, other)
    assert (found.jaccard, found.containment) == (expected.jaccard, expected.containment)
    assert found.similarity == pytest.approx(expected.similarity)
