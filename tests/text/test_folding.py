"""The matching key: what it forgets, what it never forgets, and the way back to the text."""

from __future__ import annotations

import gzip
import importlib.util
import itertools
import json
import os
import subprocess
import sys
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from opencc import OpenCC

from policydiff.text import folding
from policydiff.text.folding import MARKS, fold, folded_text
from policydiff.text.radicals import IDEOGRAPHS
from strategies import ALPHABET, texts

ROOT = Path(__file__).resolve().parents[2]
SENTENCES = [
    "为了规范行政裁量权，根据有关法律法规，结合本省实际，制定本办法。",
    "县级以上人民政府应当加强对粮食流通工作的领导，并将所需经费列入本级预算。",
    "云溪市发展改革委会同财政厅、审计厅对项目资金使用情况进行复核，每年12月31日前报送结果。",
    "里程超过22.5公里的，补贴标准提高5‰；不足8-10公里的，不予补贴。",
    "发现台风、干旱等灾害征兆后，应当迅速发布预警，并采取措施准备物资。",
    "游览区的经营者不得强迫旅客购买面食、钟表、药品或者其他商品。",
    "制造、贩卖、储存危险货物的单位，须于三日内向当地应急管理部门备案。",
    "占用耕地的，由青岭县自然资源局责令限期改正，恢复原状，并处以罚款。",
    "干部应当艰苦奋斗，松树、柏树等古树名木由林业局登记挂牌，并建立台账。",
    "学生凭借录取通知书办理户口迁移；户籍登记机关应当在二〇二六年底前完成核对。",
    "群众参与决策的途径包括听证会、座谈会、网络征求意见等，涉及面广的须听取专家意见。",
    "只要证据确凿，系统误差在±3%以内，检验结论即为有效，当事人签字后启动复议程序。",
]


VARIANTS = (
    "産產产 説說说 佈布 爲為为 裡裏里 著着 臺台檯颱 逕徑迳径 畫画划劃 覆復複复 瞭了 藉借 牴抵 沈沉 徵征 "
    "內内 戶户戸 稅税 眞真 強强 錄录録 溫温 黃黄 衛卫衞 啟启啓 峯峰 羣群 鍾鐘钟"
)
STRANGERS = (
    "①1 ㈠一 一1 ²2 ¹1 Ⅳ4 Ⅳ五 Ⅰ1 元圆 二贰 百佰 尺呎 寸吋 里哩 斤觔 己已巳 未末 土士 日曰 将特 省市 入人 和或 应可"
)


@cache
def alone(character: str) -> tuple[str, bool]:
    """What one character adds to a key, and whether it does so only beside a digit."""
    if form := fold(character).text:
        return form, False
    return fold(f"0{character}").text[1:], True


def slow(text: str) -> tuple[str, list[int]]:
    """The key of a text and the position of each of its characters, one character at a time."""
    found: list[tuple[int, str, bool]] = []
    for position, character in enumerate(text):
        form, is_mark = alone(character)
        if form:
            found.append((position, form, is_mark))
    key, positions = "", []
    for at, (position, form, is_mark) in enumerate(found):
        around = [near for near in (at - 1, at + 1) if 0 <= near < len(found)]
        if not is_mark or any(found[near][1] in "0123456789" for near in around):
            key += form
            positions.append(position)
    return key, positions


@contextmanager
def sizes(block: int, page: int = 1 << 12) -> Iterator[None]:
    """Blocks, pages and looks ahead of another size."""
    with patch.multiple(folding, BLOCK=block, _PAGE_UNITS=page, _LOOKAHEAD=3):
        yield


# --- the table


@pytest.mark.slow
def test_the_shipped_table_is_what_the_dictionaries_give() -> None:
    command = [sys.executable, str(ROOT / "scripts" / "build_fold.py"), "--check"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def check_radicals(copy: Path) -> subprocess.CompletedProcess[str]:
    """What the script says of policydiff.text.radicals beside this copy of EquivalentUnifiedIdeograph.txt."""
    command = [sys.executable, str(ROOT / "scripts" / "build_fold.py"), "--check", "--unicode", str(copy)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.mark.skipif("POLICYDIFF_UNICODE" not in os.environ, reason="needs Unicode's EquivalentUnifiedIdeograph.txt")
def test_the_ideographs_of_radicals_are_those_that_unicode_says() -> None:
    done = check_radicals(Path(os.environ["POLICYDIFF_UNICODE"]))
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    ("left_out", "more", "said"),
    [
        ("", "", ""),
        ("", "31D0 ; 4E00 # CJK STROKE H\n# 2E80; CJK RADICAL REPEAT", ""),
        ("⻓", "2ED3 ; 9577 # another", "U+2ED3 長, U+2ED3 长"),
        ("⻓⻔", "", "U+2ED3 长, U+2ED4 门"),
        ("", "2EFE..2EFF ; 4E00 # [2] more", "U+2EFE 一, U+2EFF 一"),
    ],
)
def test_radicals_that_unicode_says_otherwise_are_named(tmp_path: Path, left_out: str, more: str, said: str) -> None:
    rows = [f"{ord(one):04X} ; {ord(other):04X} # x" for one, other in IDEOGRAPHS.items() if one not in left_out]
    (tmp_path / "copy.txt").write_text("\n".join(["# a copy", "", *rows, more]), encoding="utf-8")
    done = check_radicals(tmp_path / "copy.txt")
    line = f"policydiff.text.radicals and copy.txt differ: {said}\n" if said else ""
    assert (done.returncode, done.stderr) == (1 if said else 0, line)


def simplified_choices() -> list[tuple[str, str]]:
    """OpenCC's Traditional characters, each with its first Simplified counterpart."""
    found = importlib.util.find_spec("opencc")
    assert found
    assert found.origin
    lines = (Path(found.origin).parent / "dictionary" / "TSCharacters.txt").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if "\t" in line]
    return [(one, others.split()[0]) for one, others in rows]


def test_every_traditional_character_folds_with_its_first_simplified_choice() -> None:
    choices = simplified_choices()
    assert len(choices) > 3000
    assert [pair for pair in choices if fold(pair[0]).text != fold(pair[1]).text] == []


def test_every_character_there_is_folds_to_one_at_most_and_then_stays() -> None:
    characters = [chr(code) for code in range(0x110000)]
    key = fold("".join(characters))
    assert fold(key.text).text == key.text
    counts = np.bincount(key.positions(np.arange(len(key))), minlength=0x110000)
    assert counts[:0x10000].max() == 1
    assert counts.max() == 2  # beyond the BMP: two units


@pytest.mark.slow
def test_a_short_text_has_the_same_key_sooner() -> None:
    for first in range(0, 0x110000, 128):
        text = "甲".join(map(chr, range(first, first + 128)))
        assert folded_text(text) == fold(text).text, hex(first)


@given(texts())
def test_and_so_has_any_text(text: str) -> None:
    assert folded_text(text) == fold(text).text
    assert fold(text).text_positions.tolist() == fold(text).positions(np.arange(len(fold(text)))).tolist()


# --- what counts as the same


@pytest.mark.parametrize(
    "same",
    [
        *VARIANTS.split(),
        "ＡAａa",
        "ⅣⅣⅳ",
        "〇○０0",
        "９9",
        "Ω\u2126ω",
        "度\ufa01",
        "一\u2f00",
        "长\u2ed3\u2ed1長\u2fa7",  # a radical whose ideograph folds on
        "西\u2ec4",
        "民\u2ea0",
        "青\u2ed8\u2fad靑",
        "门\u2ed4門\u2fa8",
        "齿\u2eee齒\u2fd2",
        "小\u2e8c\u2e8d",
        "母\u2e9f",  # with a compatibility decomposition
        "\u2eae\U00025ad7",  # an ideograph beyond the BMP
        "\u4e3d\U0002f800",  # a compatibility ideograph beyond the BMP
        "K\u212ak",
    ],
)
def test_one_character_in_several_hands(same: str) -> None:
    assert len({fold(character).text for character in same}) == 1


def test_every_radical_folds_as_its_ideograph_and_stays_one_character() -> None:
    assert len(IDEOGRAPHS) == 114 + 214
    assert all(unicodedata.name(each).startswith(("CJK RADICAL", "KANGXI RADICAL")) for each in IDEOGRAPHS)
    assert [pair for pair in IDEOGRAPHS.items() if fold(pair[0]).text != fold(pair[1]).text] == []
    key = fold("甲".join(IDEOGRAPHS))
    assert key.text_positions.tolist() == list(range(2 * len(IDEOGRAPHS) - 1))


def test_a_radical_without_an_ideograph_stays() -> None:
    others = [chr(code) for code in range(0x2E80, 0x2FE0) if chr(code) not in IDEOGRAPHS]
    assert "\u2e80" in others
    assert fold("".join(others)).text == "".join(others)


@pytest.mark.parametrize(
    "different",
    [
        *STRANGERS.split(),
        "\u2ed3\u2ed4",
        "\u2ea0氏",
        "½1",
        "℃c",
        "㎡m",
    ],
)
def test_characters_that_are_not_each_other(different: str) -> None:
    keys = [fold(character).text for character in different]
    assert all(keys)
    assert len(set(keys)) == len(different)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("", ""),
        ("①", "①"),
        ("㈠", "㈠"),
        ("m²", "m²"),
        ("Ⅳ级", "ⅳ级"),
        ("22.5", "22.5"),
        ("22.\n5", "22.5"),
        ("22\r\n.5", "22.5"),
        ("22.\u200b 5", "22.5"),
        ("２２．５％", "22.5%"),
        ("5‰", "5‰"),
        ("8-10個", "8-10个"),
        ("８－１０个", "8-10个"),
        ("8—10", "8—10"),
        ("8～10、8〜10、8~10", "8~108~108~10"),
        ("8:30／9：30", "8:30/9:30"),
        ("±3", "±3"),
        ("＜3＞", "<3>"),
        ("−3", "-3"),
        ("二〇一九", "二0一九"),
        ("1,000，000", "1000000"),
        ("甲-乙：丙～丁%", "甲乙丙丁"),
        ("甲—3", "甲—3"),
        ("1--2", "1--2"),
        ("1---2", "1--2"),
        ("，。、；！？“”「」『』（）《》〈〉【】〔〕…·•⋯∙|=★", ""),
        ("中 \t\r\n\u00a0\u3000\u2028文", "中文"),
        ("中\u200b\u200c\u200d\u2060\ufeff\u00ad文", "中文"),
        ("中\u202a\u202e\u2066\u2069\u200f文", "中文"),
        ("中\U000e0041\U000e007f文", "中文"),
        ("中\ufe00\ufe0f\U000e0100\u180b文", "中文"),
        ("中\x00\x1b\x9b文", "中文"),
        ("中\ud800文\udfff", "中\ufffd文\ufffd"),
        ("𠀀甲𪚏", "𠀀甲𪚏"),
    ],
)
def test_key(text: str, key: str) -> None:
    assert fold(text).text == key


@pytest.mark.parametrize(
    ("one", "other"),
    [("22.5", "225"), ("8-10", "810"), ("5‰", "5%"), ("8—10", "8-10"), ("1/2", "12"), ("<3", ">3"), ("±3", "3")],
)
def test_numbers_stay_apart(one: str, other: str) -> None:
    assert fold(f"增长{one}。").text != fold(f"增长{other}。").text


@pytest.mark.parametrize("config", ["s2t", "s2tw", "s2hk"])
@pytest.mark.parametrize("sentence", SENTENCES)
def test_both_scripts_have_one_key(sentence: str, config: str) -> None:
    converted = OpenCC(config).convert(sentence)
    assert converted != sentence
    assert fold(converted).text == fold(sentence).text
    assert fold(OpenCC("t2s").convert(converted)).text == fold(sentence).text


@pytest.mark.corpus
def test_converted_laws_keep_their_keys(corpora: Path) -> None:
    """OpenCC also converts whole phrases, some to words that no character table leads back: below 1 in 100,000."""
    convert = OpenCC("s2t").convert
    characters = misses = 0
    with gzip.open(corpora / "laws-cn.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in itertools.islice(lines, 100):
            text = json.loads(line)["text"][:10_000]
            one, other = fold(text), fold(convert(text))
            characters += len(text)
            assert len(one) == len(other)
            misses += int((one.codes != other.codes).sum())
    assert characters > 300_000
    assert misses * 100_000 < characters


# --- the way back


@given(texts())
def test_folding_again_changes_nothing(text: str) -> None:
    assert fold(fold(text).text).text == fold(text).text


@given(texts(), st.sampled_from([1, 2, 7, 64, 1 << 16]), st.sampled_from([8, 16, 1 << 12]))
def test_the_key_and_its_index_map_equal_the_slow_ones(text: str, block: int, page: int) -> None:
    expected, places = slow(text)
    of_units = [place for place, form in zip(places, expected, strict=True) for _ in range(1 + (form > "\uffff"))]
    with sizes(block, page):
        key = fold(text)
        assert key.text == expected
        assert len(key) == len(of_units)
        assert key.positions(range(len(key) + 1)).tolist() == [*of_units, len(text)]
        assert [key.position(unit) for unit in range(len(key) + 1)] == [*of_units, len(text)]
        before = [sum(place < position for place in of_units) for position in range(len(text) + 1)]
        assert key.rank(range(len(text) + 1)).tolist() == before
        assert [key.rank([position]).tolist() for position in range(len(text) + 1)] == [[n] for n in before]


@given(texts(), st.data())
def test_some_positions_are_found_as_all_are(text: str, data: st.DataObject) -> None:
    with sizes(64, 8):
        key = fold(text)
        units = sorted(data.draw(st.lists(st.integers(0, len(key)), max_size=8)))
        assert key.positions(units).tolist() == key.positions(range(len(key) + 1))[units].tolist()
        places = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=8)))
        assert key.rank(places).tolist() == key.rank(range(len(text) + 1))[places].tolist()


@given(texts())
def test_rank_is_the_inverse_of_position(text: str) -> None:
    key = fold(text)
    positions = key.positions(range(len(key)))
    firsts = np.flatnonzero(np.diff(positions, prepend=-1))  # a doubled character's second unit has no position
    assert key.rank(positions[firsts]).tolist() == firsts.tolist()
    assert key.rank([len(text)]).tolist() == [len(key)]


@given(texts(300), st.integers(1, 90))
def test_the_block_size_never_changes_the_key(text: str, block: int) -> None:
    whole = fold(text)
    with sizes(block):
        cut = fold(text)
    assert cut.codes.tolist() == whole.codes.tolist()
    assert cut.kept.tolist() == whole.kept.tolist()
    assert cut.second_halves.tolist() == whole.second_halves.tolist()


def test_a_long_text_is_mapped_back_over_many_blocks_and_pages() -> None:
    numbers = np.random.default_rng(5)
    text = "".join(numbers.choice(list(ALPHABET), 20_000))
    expected, places = slow(text)
    of_units = [place for place, form in zip(places, expected, strict=True) for _ in range(1 + (form > "\uffff"))]
    with sizes(3000):
        key = fold(text)
    assert key.text == expected
    assert key.positions(range(len(key) + 1)).tolist() == [*of_units, len(text)]
    assert key.rank(range(len(text) + 1)).tolist() == np.searchsorted(of_units, np.arange(len(text) + 1)).tolist()


@pytest.mark.parametrize("after", ["5", "五"])
def test_a_mark_waits_for_the_next_digit_however_far(after: str) -> None:
    with sizes(4):
        assert fold(f"文文文.{' ' * 50}{after}").text == f"文文文{'.5' if after == '5' else '五'}"


def test_marks_are_the_ones_that_the_documentation_names() -> None:
    assert [fold(f"1{mark}").text for mark in MARKS] == [f"1{mark}" for mark in MARKS]
