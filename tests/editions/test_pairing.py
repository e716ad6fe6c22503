"""Documents of two folders are paired by path, then by equal text, then by what they have in common."""

from __future__ import annotations

from pathlib import Path

import pytest

from papers import LAW, articles
from policydiff.editions.pairing import pair_documents
from policydiff.editions.succession import compare_editions
from policydiff.readers.corpus import Corpus
from policydiff.readers.read import read_bytes
from trees import Files, plant

A, B, C = LAW + articles(1, 12), LAW.replace("粮库", "渡口") + articles(20, 33), "今天停航，明日恢复。\n"
CHANGED = A.replace("每", "各", 1) + "附则另行公布。\n"


def paired(folder: Path, old: Files, new: Files) -> list[tuple[str | None, str | None]]:
    """The paths of the pairs."""
    plant(folder, {f"old/{name}": text for name, text in old.items()})
    plant(folder, {f"new/{name}": text for name, text in new.items()})
    for side in ("old", "new"):
        (folder / side).mkdir(exist_ok=True)
    pairing = pair_documents(Corpus([str(folder / "old")]), Corpus([str(folder / "new")]), None)
    return [(one.old.path if one.old else None, one.new.path if one.new else None) for one in pairing.pairs]


@pytest.mark.parametrize(
    ("old", "new", "pairs"),
    [
        ({"a.txt": A}, {"a.txt": B}, [("a.txt", "a.txt")]),
        ({"a.txt": A}, {"b.txt": A}, [("a.txt", "b.txt")]),
        ({"a.txt": A}, {"sub/b.txt": CHANGED}, [("a.txt", "sub/b.txt")]),
        ({"a.txt": A}, {"b.txt": C}, [("a.txt", None), (None, "b.txt")]),
        ({"a.txt": A, "b.txt": B}, {"a.txt": B, "b.txt": A}, [("a.txt", "a.txt"), ("b.txt", "b.txt")]),
        ({"a.txt": A, "b.txt": A}, {"c.txt": A, "d.txt": A}, [("a.txt", "c.txt"), ("b.txt", "d.txt")]),
        ({"a.txt": A}, {"c.txt": A, "d.txt": A}, [("a.txt", "c.txt"), (None, "d.txt")]),
        ({"a.txt": A, "b.txt": CHANGED}, {"c.txt": A}, [("b.txt", None), ("a.txt", "c.txt")]),
        ({}, {"a.txt": A}, [(None, "a.txt")]),
        ({"a.txt": ""}, {"b.txt": ""}, [("a.txt", "b.txt")]),
    ],
)
def test_pairs(tmp_path: Path, old: Files, new: Files, pairs: list[tuple[str | None, str | None]]) -> None:
    assert paired(tmp_path, old, new) == pairs


def test_records_are_paired_by_their_ids(tmp_path: Path) -> None:
    line = '{{"id": "{}", "text": "第一条 渡口每日开放{}小时。"}}\n'
    old, new = line.format("甲", 9) + line.format("乙", 8), line.format("乙", 7) + line.format("甲", 9)
    assert paired(tmp_path, {"a.jsonl": old}, {"a.jsonl": new}) == [
        ("a.jsonl#乙", "a.jsonl#乙"),
        ("a.jsonl#甲", "a.jsonl#甲"),
    ]


# --- editions

EDITIONS = (
    "第一条 渡口每日开放九小时。\n第二条 渡工应当持证上岗。\n第三条 本办法自公布之日起施行。\n",
    "第一条 渡口每日开放八小时。\n第二条 渡船每年检修一次，费用列入预算。\n"
    "第三条 渡工应当持证上岗。\n第四条 本办法自公布之日起施行。\n",
    "第一条 渡口每日开放八小时。\n第二条 渡工应当持证上岗。\n第三条 本办法自公布之日起施行。\n",
)


def test_each_unit_has_a_stage_in_each_edition() -> None:
    succession = compare_editions([read_bytes(text.encode(), "a.txt") for text in EDITIONS])
    labels = [[stage.unit.label if stage.unit else None for stage in history] for history in succession.histories]
    assert labels == [
        ["第一条", "第一条", "第一条"],
        [None, "第二条", None],
        ["第二条", "第三条", "第二条"],
        ["第三条", "第四条", "第三条"],
    ]
    assert [stage.is_changed for stage in succession.histories[0]] == [False, True, False]


@pytest.mark.parametrize("count", [2, 3, 5, 8])
def test_no_unit_is_lost_in_any_edition(count: int) -> None:
    texts = [LAW + articles(1 + number % 3, 12 + 2 * number) for number in range(count)]
    succession = compare_editions([read_bytes(text.encode(), f"{n}.txt") for n, text in enumerate(texts)])
    for number, comparison in enumerate(succession.comparisons, start=1):
        units = {unit.new.span for unit in comparison.units if unit.new and unit.main}
        stages = [history[number].unit for history in succession.histories]
        assert {unit.span for unit in stages if unit} == units
    assert all(len(history) == count for history in succession.histories)
