"""The benchmarks run on tiny inputs and say sane things; how fast anything is, no test asks."""

from __future__ import annotations

import importlib
import random
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from policydiff.matching import repeats
from policydiff.text.folding import fold

pytestmark = pytest.mark.slow

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
    assert speed.covered_by_suffixes(codes) == repeats.repeated_spans(codes)


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
    ours = signatures.sign_texts([STATUTE], signatures.Parameters(signatures.AFFINE32))
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


def test_sections_are_raced_and_checked(scripts: tuple[ModuleType, ModuleType]) -> None:
    sections = importlib.import_module("sections")
    texts = [STATUTE, STATUTE.replace("每年", "各年"), STATUTE]
    table = sections.bench_sections(texts, 30, 1)
    assert [line.rpartition(" (goal")[0] for line in table.verdicts[1:]] == [
        "recall against comparing all: 1.00",
        "pairs that are none: 0.00",
    ]
    assert "36 sections of 3 documents, 24 of them distinct" in table.note
    assert [pair for pair in sections.by_definition(sections.cut_sections(texts)) if pair[1] - pair[0] == 12] != []
    rows = sections.bench_section_growth(texts, sizes=(20,)).rows
    assert [row[:3] for row in rows] == [("law text", "24", "24"), ("each line its own", "24", "24")]


# --- corpora and peers


@pytest.fixture
def corpora(scripts: tuple[ModuleType, ModuleType]) -> ModuleType:
    """The module corpora."""
    return importlib.import_module("corpora")


@pytest.fixture
def matching(scripts: tuple[ModuleType, ModuleType]) -> ModuleType:
    """The module matching."""
    return importlib.import_module("matching")


LAWS = [(f"law {number}", STATUTE.replace("云溪", place)) for number, place in enumerate(["云溪", "青石", "白杨"])]


def test_copies_say_what_they_copy(corpora: ModuleType) -> None:
    made = list(corpora.copies([LAWS], 60_000))
    originals = {record["id"]: record["text"] for record in made if "copy_of" not in record}
    assert {text for _, text in LAWS} == set(originals.values())
    altered = [record for record in made if "copy_of" in record]
    assert {record["kind"] for record in altered} == set(corpora.KINDS)
    assert all(originals[record["copy_of"]] != record["text"] for record in altered)
    assert sum(len(record["text"].encode()) for record in made) == pytest.approx(60_000, rel=0.1)
    assert made == list(corpora.copies([LAWS], 60_000))
    assert made != list(corpora.copies([LAWS], 60_000, seed=2))


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("script", "國務院 12 號"),
        ("full-width", "国务院 １２ 号"),
        ("wrapped", "国务院12号"),
        ("edited", "国务院 12 号"),
    ],
)
def test_a_copy_is_disguised(corpora: ModuleType, kind: str, expected: str) -> None:
    assert corpora.disguised("国务院 12 号", kind, random.Random(1)) == expected


def test_paragraphs_are_shuffled(corpora: ModuleType) -> None:
    shuffled = corpora.disguised(STATUTE, "shuffled", random.Random(1))
    assert shuffled.splitlines() != STATUTE.splitlines()
    assert sorted(shuffled.splitlines()) == sorted(STATUTE.splitlines())


@pytest.mark.parametrize("share", [0.002, 0.2])
def test_edits_touch_about_so_much(corpora: ModuleType, share: float) -> None:
    difference = importlib.import_module("difference")
    diff = importlib.import_module("policydiff.matching.diff")
    touched = [
        difference.changed(diff.edits(STATUTE, corpora.edited(STATUTE, share, random.Random(seed))))
        for seed in range(20)
    ]
    assert min(touched) > 0
    assert share / 4 < sum(touched) / len(touched) / len(STATUTE) < max(4 * share, 0.1)


def test_slices_are_so_many_and_so_long(corpora: ModuleType, tmp_path: Path) -> None:
    made = list(corpora.slices([STATUTE], 200, 300))
    assert sum(len(record["text"]) for record in made) / 200 == pytest.approx(300, rel=0.15)
    assert 5 <= sum("copy_of" in record for record in made) <= 40
    out = tmp_path / "large.jsonl"
    assert corpora.written(out, corpora.large([STATUTE], 400_000)) == len(out.read_bytes().splitlines())
    assert out.stat().st_size == pytest.approx(400_000, rel=0.2)


def test_the_corpora_are_made_from_the_command_line(
    corpora: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = tmp_path / "laws.jsonl"
    corpora.written(source, ({"id": name, "text": text} for name, text in LAWS))
    corpora.main(["slices", str(tmp_path / "out.jsonl"), str(source), "--documents", "7", "--characters", "50"])
    assert capsys.readouterr().out.startswith("7 documents, ")


def test_a_peer_that_is_there_is_not_made_again(scripts: tuple[ModuleType, ModuleType], tmp_path: Path) -> None:
    peers = importlib.import_module("peers")
    (folder := tmp_path / peers.environment_name("rensa==0.5.0")).mkdir()
    (folder / "version").write_text("0.5.0")
    (found,) = peers.ready(tmp_path, ["rensa"])
    assert str(found) == "rensa 0.5.0"
    assert found.python.startswith(str(folder))


def test_a_peer_that_cannot_be_made_is_named(scripts: tuple[ModuleType, ModuleType], tmp_path: Path) -> None:
    peers = importlib.import_module("peers")
    (tmp_path / "file").write_text("")
    (found,) = peers.ready(tmp_path / "file", ["rensa"])
    assert str(found).startswith("rensa: not installed (no environment: ")
    said = "Looking in indexes\nERROR: No matching distribution for a from https://host.invalid/simple\n"
    assert peers.reason(said) == "No matching distribution for a from"
    assert peers.reason("") == "no reason given"


def test_matching_is_raced(matching: ModuleType) -> None:
    there = matching.Peer("datasketch", "of this environment", matching.sys.executable)
    table = matching.bench_matching([LAWS], 0.05, 1, [there, matching.Missing("rensa", "no such luck")])
    contestants = [matching.OURS, matching.OURS_ESTIMATED, "datasketch of this environment"]
    assert [row[0] for row in table.rows] == contestants
    assert float(table.rows[0][6]) >= float(table.rows[2][6])
    assert "rensa: not installed (no such luck)" in table.note


def test_a_group_is_what_hangs_together(matching: ModuleType) -> None:
    assert matching.recall([("a", "c"), ("a", "d")], [("a", "b"), ("c", "b"), ("d", "e")]) == 0.5
    assert matching.recall([("x", "y")], []) == 0


def test_only_a_dedupe_of_the_whole_corpus_is_measured(matching: ModuleType, tmp_path: Path) -> None:
    plan = tmp_path / "plan.json"
    plan.write_text('{"documents": [1]}')
    nothing = [matching.sys.executable, "-c", ""]
    assert matching.untried(nothing, plan, 1) is None
    assert matching.untried(nothing, plan, 5) == "left 1 of 5 documents"
    assert matching.untried([*nothing[:2], "raise SystemExit(2)"], plan, 1) == "ended with 2"


def test_the_dedupe_of_a_corpus_is_measured_or_its_trouble_said(matching: ModuleType) -> None:
    table = matching.bench_whole([LAWS], 0.03, 1, [])
    assert [row[0] for row in table.rows] == ["policydiff dedupe"]


def test_growth_of_matching_is_measured(matching: ModuleType) -> None:
    table = matching.bench_scale([STATUTE], 0.02)
    assert [row[:2] for row in table.rows[:2]] == [("20 slices", "20"), ("200 slices", "200")]
    assert table.verdicts[-1].startswith("CPU a document, ten times as many / so many: ")


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


def test_what_candidates_miss_is_counted(scripts: tuple[ModuleType, ModuleType]) -> None:
    recall = importlib.import_module("recall")
    table = recall.bench_recall([STATUTE, STATUTE.replace("每年", "各年", 1), "别的文书，另有所指，与前两份无关。" * 9])
    assert [row[1:] for row in table.rows] == [("1", "1", "1.0000"), ("1", "1", "1.0000")]


def test_two_folders_are_planted_and_measured(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.syspath_prepend(str(FOLDER))
    folders = importlib.import_module("folders")
    monkeypatch.setattr("sys.argv", ["folders.py", "20"])
    folders.main()
    assert [line.split(":")[0] for line in capsys.readouterr().out.splitlines()] == [
        "10 documents a side",
        "20 documents a side",
    ]
