"""The benchmarks run on tiny inputs and say sane things; how fast anything is, no test asks."""

from __future__ import annotations

import importlib
import random
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from policydiff import repeats
from policydiff.fold import fold

FOLDER = Path(__file__).resolve().parent.parent / "benchmarks"
SUBJECTS = ["河道", "堤防", "水闸", "泵站", "渡口", "码头", "林地", "湿地", "果园", "菜场", "粮库", "渔港"]
LABELS = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"]
STATUTE = "云溪市设施管护办法\n" + "".join(
    f"第{label}条 {subject}的管护单位应当在每年{month}月底以前编制{subject}养护方案，报云溪市设施管护处备案；"
    f"{subject}发生损坏的，应当在{month + 2}日内修复，费用由{subject}所在街道承担，并在公告栏公布。\n"
    for month, (label, subject) in enumerate(zip(LABELS, SUBJECTS, strict=True), start=1)
)


@pytest.fixture(scope="module")
def scripts() -> Iterator[tuple[ModuleType, ModuleType]]:
    """The modules speed and accuracy, imported as `python benchmarks/speed.py` imports them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(FOLDER))
        yield importlib.import_module("speed"), importlib.import_module("accuracy")


def test_accuracy_plants_and_judges(scripts: tuple[ModuleType, ModuleType]) -> None:
    _, accuracy = scripts
    found = list(accuracy.outcomes("statute", STATUTE, 1))
    assert len({each.kind for each in found}) > 15
    assert not [each for each in found if each.lost]
    assert [each.right for each in found if each.kind == "whole text twice"] == [True]
    assert found == list(accuracy.outcomes("statute", STATUTE, 1))
    assert "must be 0): 0" in accuracy.scored(found).markdown()


@pytest.mark.parametrize("seed", range(20))
def test_an_altered_text_differs_in_more_than_blanks(scripts: tuple[ModuleType, ModuleType], seed: int) -> None:
    _, accuracy = scripts
    made = accuracy.in_places(STATUTE, 1, random.Random(seed))
    assert accuracy.solid("".join(made)) != accuracy.solid(STATUTE)


def test_a_lost_altered_copy_is_counted(scripts: tuple[ModuleType, ModuleType]) -> None:
    _, accuracy = scripts
    pasted = accuracy.Case("block", STATUTE * 2, (STATUTE * 2,), altered=True)
    outcome = accuracy.decided("statute", pasted)
    assert (outcome.right, outcome.lost) == (False, True)
    assert "must be 0): 1" in accuracy.scored([outcome]).markdown()
    assert accuracy.worst([outcome])[0].startswith("statute: block (lost ")


@pytest.mark.parametrize(
    "text", ["", STATUTE, STATUTE * 3, STATUTE + "另" * 500], ids=["empty", "once", "thrice", "run"]
)
def test_the_suffix_array_finds_the_same(scripts: tuple[ModuleType, ModuleType], text: str) -> None:
    speed, _ = scripts
    pytest.importorskip("pydivsufsort", reason="the extra `bench` is not installed")
    codes = fold(text).codes
    assert speed.covered_by_suffixes(codes) == repeats.covered(codes)


def test_law_text_has_the_size_asked_for(scripts: tuple[ModuleType, ModuleType]) -> None:
    speed, _ = scripts
    text = speed.law_text([STATUTE], 20_000)
    assert text.startswith(STATUTE)
    assert 19_998 <= len(text.encode()) <= 20_000
    assert text == speed.law_text([STATUTE], 20_000)


def test_translation_agrees_with_fold(scripts: tuple[ModuleType, ModuleType]) -> None:
    speed, _ = scripts
    assert "雲溪，ＡＢ 12 號".translate(speed.translation()) == fold("雲溪，ＡＢ 12 號").text


def test_a_command_is_measured(scripts: tuple[ModuleType, ModuleType]) -> None:
    speed, _ = scripts
    ran = speed.measured([speed.sys.executable, "-c", "raise SystemExit(3)"])
    assert ran.status == 3
    assert ran.peak > 0
    assert speed.measured([speed.sys.executable, "-c", "import time; time.sleep(60)"], timeout=0.2).status is None


def test_the_difference_is_raced(scripts: tuple[ModuleType, ModuleType]) -> None:
    pytest.importorskip("fast_diff_match_patch", reason="the extra `bench` is not installed")
    table = importlib.import_module("difference").bench_difference([STATUTE], 1, sizes=(300,))
    assert [row[:2] for row in table.rows] == [("300", "1%"), ("300", "10%"), ("300", "50%")]
    assert [line for line in table.verdicts if line.startswith("edited characters / optimum, most: 1.00 ")]


def test_editions_grow(scripts: tuple[ModuleType, ModuleType]) -> None:
    versions = importlib.import_module("versions")
    assert [versions.numeral(number) for number in (7, 10, 21, 105, 1010, 4999)] == [
        "七", "一十", "二十一", "一百零五", "一千零一十", "四千九百九十九",
    ]  # fmt: skip
    table = versions.bench_editions([STATUTE * 2], sizes=(4, 8))
    assert [row[0] for row in table.rows] == ["4", "8"]


@pytest.fixture
def signatures(scripts: tuple[ModuleType, ModuleType]) -> ModuleType:
    """The module signatures."""
    return importlib.import_module("signatures")


def test_signatures_are_raced(signatures: ModuleType) -> None:
    table = signatures.bench_signatures([STATUTE, STATUTE[:300], STATUTE[300:]], 1, 1)
    assert {"sign, fast", "sign, affine32", "datasketch update_batch"} <= {row[0] for row in table.rows}
    assert table.verdicts[0].startswith("CPU of datasketch update_batch / ours: ")


def test_datasketch_is_given_what_we_sign(signatures: ModuleType) -> None:
    (theirs,) = signatures.by_datasketch([STATUTE])
    ours = signatures.sign([STATUTE], signatures.Parameters(signatures.AFFINE32))
    assert theirs.hashvalues.tolist() == ours.values[0].tolist()


@pytest.mark.parametrize(("similarity", "expected"), [(0.5, 0.0353), (0.8, 0.0282), (0.95, 0.0154)])
def test_the_classic_error_is_that_of_the_books(signatures: ModuleType, similarity: float, expected: float) -> None:
    assert signatures.theory(similarity) == pytest.approx(expected, abs=2e-4)


def test_planted_sets_are_as_alike_as_said(signatures: ModuleType) -> None:
    found, exact = signatures.planted_sets(500, 0.7, 3, seed=1)
    sets = [set(found[at].tolist()) for at in range(6)]
    alike = [len(sets[at] & sets[at + 1]) / len(sets[at] | sets[at + 1]) for at in range(0, 6, 2)]
    assert alike == pytest.approx(exact, abs=1e-6)
    assert exact[0] == pytest.approx(0.7, abs=1e-3)


def test_estimates_and_pairs_are_measured(signatures: ModuleType) -> None:
    assert [row[0] for row in signatures.bench_estimates(6).rows] == ["20", "200", "2,000", "20,000"]
    table = signatures.bench_join(500, 1)
    assert [line.split(":")[0] for line in table.verdicts] == [
        "CPU of datasketch MinHashLSH, insert and query / ours",
        "CPU a document, ten times as many / so many",
    ]


def test_an_index_is_measured(scripts: tuple[ModuleType, ModuleType]) -> None:
    lookup = importlib.import_module("lookup")
    measures = {row[0]: row[1] for row in lookup.bench_index([STATUTE * 4], 2, 2).rows}
    assert float(measures["bytes a document"].replace(",", "")) > 512
    assert float(measures["candidates"]) >= 1
    assert {"look-up", "search, verified", "add, durable documents a second, one by one"} <= measures.keys()
    assert [row[:2] for row in lookup.bench_layouts([STATUTE * 4], 9, 5).rows] == [
        ("rows", "0"), ("packed lists", "0"), ("rows", "50"), ("packed lists", "50"),
    ]  # fmt: skip


def test_results_are_appended(scripts: tuple[ModuleType, ModuleType], tmp_path: Path) -> None:
    _, accuracy = scripts
    table = accuracy.Table("race", ("who", "seconds"), (("we", "1"),), ("goal: met",))
    for _ in range(2):
        accuracy.record(tmp_path / "speed.md", [table], ["3 rounds"])
    written = (tmp_path / "speed.md").read_text(encoding="utf-8")
    assert written.count("| we | 1 |") == 2
    assert str(tmp_path) not in written
