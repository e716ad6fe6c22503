"""A whole corpus: what is dropped and what never is, whatever the order and the threads; boilerplate joins nobody."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from conftest import Command
from papers import LAW, TITLE, articles, paragraph, sections
from policydiff.corpus import stages
from policydiff.corpus.pipeline import find_relations, plan_corpus
from policydiff.corpus.plan import CorpusPlan
from policydiff.corpus.settings import CorpusOptions, ScanOptions
from policydiff.deduplication.options import Options
from policydiff.readers.corpus import Corpus
from policydiff.relations.edition import edition
from policydiff.text.document import Document
from strategies import examples

PLAN = TITLE + "\n" + sections(1, 6)


def jsonl(folder: Path, texts: Mapping[str, str]) -> str:
    """A file of JSON Lines with these texts under these ids."""
    file = folder / "corpus.jsonl"
    lines = (json.dumps({"id": name, "text": text}, ensure_ascii=False) for name, text in texts.items())
    file.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return str(file)


def planned(folder: Path, texts: Mapping[str, str], *, threads: int = 1, own: Options | None = None) -> CorpusPlan:
    """The plan for these texts."""
    return plan_corpus(Corpus([jsonl(folder, texts)]), ScanOptions(threads=threads, own_repeats=own), CorpusOptions())


def dropped(plan: CorpusPlan) -> dict[str, tuple[str, str]]:
    """The ids that go, each with the relation and the id that stays."""
    ids = [filed.source.id for filed in plan.documents]
    return {
        ids[number]: (each.relation, ids[each.copy_of.document])
        for number, each in plan.dropped.items()
        if each.copy_of is not None
    }


MIXED = {
    "a": PLAN,
    "b": PLAN,
    "c": PLAN.replace("\n", "\n\n"),
    "d": TITLE + "青政发〔2031〕5号\n\n" + sections(1, 6),
    "e": PLAN.replace("每", "各", 1),
    "f": LAW + articles(1, 30),
    "g": articles(10, 20),
    "h": "",
    "i": "",
    "j": "通知",
    "k": "公告",
    "l": "\n",
}


def test_copies_go_and_all_else_stays(tmp_path: Path) -> None:
    found = dropped(planned(tmp_path, MIXED))
    assert found == {"a": ("near-duplicate", "d"), "b": ("near-duplicate", "d"), "c": ("near-duplicate", "d")}


def test_order_and_threads_change_nothing(tmp_path: Path) -> None:
    expected = planned(tmp_path, MIXED).as_json()
    assert planned(tmp_path, MIXED, threads=4).as_json() == expected
    turned = dropped(planned(tmp_path, dict(reversed(MIXED.items()))))
    assert turned == dropped(planned(tmp_path, MIXED))


def test_several_processes_change_nothing(tmp_path: Path) -> None:
    expected = planned(tmp_path, MIXED, own=Options()).as_json()
    with (
        patch.object(stages, "_MIN_BYTES_FOR_PROCESSES", 1),
        patch.object(stages, "BLOCK_CHARACTERS", 1),
        patch.object(stages, "_MIN_PAIRS_FOR_PROCESSES", 1),
        patch.object(stages, "_MIN_TASK_PAIRS", 1),
    ):
        assert planned(tmp_path, MIXED, threads=3, own=Options()).as_json() == expected


@pytest.mark.slow
def test_the_hash_seed_changes_nothing(policydiff: Command, tmp_path: Path) -> None:
    file = jsonl(tmp_path, MIXED)
    outputs = {
        policydiff(
            "relations", file, "--format", "json", env={"PYTHONHASHSEED": seed, "LC_ALL": "C", "TZ": "Asia/Taipei"}
        ).stdout
        for seed in ("0", "1", "4711")
    }
    assert len(outputs) == 1


@examples(60, HealthCheck.function_scoped_fixture)
@given(st.data())
def test_a_document_that_lost_or_gained_a_character_is_never_dropped(tmp_path: Path, data: st.DataObject) -> None:
    text = data.draw(st.sampled_from([PLAN, LAW + articles(1, 12), TITLE + "\n" + paragraph("甲", 8) + "\n"]))
    at = data.draw(st.sampled_from([at for at in range(text.index("\n") + 1, len(text)) if not text[at].isspace()]))
    put = data.draw(st.sampled_from(["", text[at] + "不", text[at] + "9", text[at] + "，", "元"]))
    assert not dropped(planned(tmp_path, {"a": text, "b": text[:at] + put + text[at + 1 :]}))


@examples(40, HealthCheck.function_scoped_fixture)
@given(st.lists(st.sampled_from(sorted(MIXED.values())), max_size=6))
def test_the_body_of_what_goes_stands_in_what_stays(tmp_path: Path, texts: list[str]) -> None:
    plan = planned(tmp_path, {f"{at}": text for at, text in enumerate(texts)})
    for number, each in plan.dropped.items():
        assert each.copy_of is not None
        gone, stays = (edition(Document.from_text(texts[at])) for at in (number, each.copy_of.document))
        assert gone.body == stays.body
        assert each.copy_of.document not in plan.dropped


def notices() -> dict[str, str]:
    """Unlike notices with one red head, navigation and foot."""
    return {
        f"{at:03}": "您的位置：首页 > 政府信息公开 > 通知\n青槐县人民政府文件\n\n青槐县人民政府关于加强"
        f"{paragraph(f'题{at}', 1)[8:16]}工作的通知\n各乡镇人民政府，县直各单位：\n{paragraph(f'文{at}', 12)}\n"
        "现印发给你们，请认真贯彻执行。\n青槐县人民政府\n2031年3月1日\n"
        "【打印本页】【关闭窗口】\n版权所有：青槐县人民政府\n"
        for at in range(300)
    }


def test_boilerplate_drops_nobody(tmp_path: Path) -> None:
    plan = planned(tmp_path, notices(), own=Options())
    assert not plan.dropped
    assert not [each for each in plan.decisions if each.relation != "reuse"]


def test_boilerplate_joins_nobody(tmp_path: Path) -> None:
    assert not find_relations(Corpus([jsonl(tmp_path, notices())]), ScanOptions(min_shared=0.0)).clusters


def test_many_equal_documents_leave_one(tmp_path: Path) -> None:
    texts = {f"{at:05}": PLAN for at in range(1_000)}
    found = dropped(planned(tmp_path, texts))
    assert len(found) == 999
    assert "00000" not in found
    assert Counter(found.values()) == {("identical", "00000"): 999}


@pytest.mark.slow
def test_a_million_of_one_character(tmp_path: Path) -> None:
    texts = {"a": "同" * 1_000_000, "b": "同" * 999_999, "c": "同" * 1_000_000}
    assert dropped(planned(tmp_path, texts)) == {"c": ("identical", "a")}


def test_repeats_of_its_own_do_not_make_a_document_identical(tmp_path: Path) -> None:
    twice = TITLE + "\n" + sections(1, 6) + sections(1, 6)
    plan = planned(tmp_path, {"a": PLAN, "b": twice}, own=Options())
    assert [str(each.evidence) for each in plan.dropped.values()] != ["not one byte differs"]
