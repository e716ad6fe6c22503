"""How much of a document stands in others: runs, several sources, known texts, and the same by hand."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from checking import Run, put
from papers import paragraphs
from policydiff.index.copied import MIN_RUN, copied_share
from policydiff.matching.shared_runs import covered
from policydiff.text.folding import fold

LAW = "任何单位和个人不得侵占、损毁渔港设施，违者由主管部门责令改正并处罚款"
OWN = "渡口每日早六时对外开放遇有大雾停航并提前通知沿岸各村的船户和学校"
OTHER = "集市摊位按照先后次序编号登记，每季度公布一次收费标准和减免名单"


@pytest.mark.parametrize(
    ("text", "sources", "known", "expected"),
    [
        (LAW, [LAW], [], (32, 32, 0)),
        (LAW + OWN, [LAW], [], (64, 32, 0)),
        (LAW + OWN, [OWN + OTHER, LAW], [], (64, 64, 0)),
        (OWN + LAW, [LAW + OWN], [], (64, 64, 0)),
        (LAW + OWN, [], [], (64, 0, 0)),
        (LAW + OWN, [LAW], [LAW], (32, 0, 32)),
        (LAW + OWN, [LAW + OWN], [OTHER, LAW], (32, 32, 32)),
        (LAW, [LAW], [LAW], (0, 0, 32)),
        (LAW, [LAW.replace("，", " ")], [], (32, 32, 0)),
        (LAW, ["任何單位和個人不得侵占、損毀漁港設施，違者由主管部門責令改正並處罰款"], [], (32, 32, 0)),
        (LAW[: MIN_RUN - 1], [LAW], [], (17, 0, 0)),
        ("", [LAW], [LAW], (0, 0, 0)),
    ],
)
def test_the_share_counts_runs_that_stand_in_a_source(
    text: str, sources: list[str], known: list[str], expected: tuple[int, int, int]
) -> None:
    found = copied_share(fold(text).codes, [fold(source).codes for source in sources], known)
    assert found[:3] == expected
    assert found.share == (expected[1] / expected[0] if expected[0] else 0)
    assert len(found.by_source) == len(sources)
    assert max((0, *found.by_source)) <= found.copied <= sum(found.by_source)


@given(st.text("甲乙丙", max_size=60), st.text("甲乙丙", max_size=60), st.integers(1, 5))
def test_covered_is_what_a_search_for_every_run_finds(text: str, source: str, width: int) -> None:
    expected = np.zeros(len(text), dtype=bool)
    for start in range(len(text) - width + 1):
        if text[start : start + width] in source:
            expected[start : start + width] = True
    assert covered(fold(text).codes, fold(source).codes, width).tolist() == expected.tolist()


def test_search_tells_the_share_and_leaves_out_what_is_known(run: Run, folder: Path) -> None:
    plan, law = paragraphs(30), paragraphs(30, "法")
    put(folder, plan_txt=plan, law_txt=law, new_txt=plan + law)
    assert run("index", "build", "a.pdx", "plan.txt", "law.txt").status == 0
    told = run("search", "a.pdx", "new.txt", "--format", "json").json
    shares = {member["document"]["id"]: member["copied"] for member in told["groups"][0]["members"]}
    whole = told["summary"]["copied"]
    assert (whole["share"], whole["known"]) == (1, 0)
    assert 0.4 < shares["plan.txt"] < 0.6
    assert 0.4 < shares["law.txt"] < 0.6
    left = run("search", "a.pdx", "new.txt", "--format", "json", "--ignore-known", "law.txt").json
    shares = {member["document"]["id"]: member["copied"] for member in left["groups"][0]["members"]}
    assert shares["law.txt"] < 0.2 < 0.9 < shares["plan.txt"]
    assert left["summary"]["copied"]["of"] + left["summary"]["copied"]["known"] == whole["of"]
    out = run("search", "a.pdx", "new.txt", "--ignore-known", "law.txt").out
    assert "known from other texts did not count" in " ".join(out.split())
    put(folder, broken_txt=b"\xff\xfe\x00", more_jsonl=json.dumps({"id": "a", "text": law}) + "\n")
    assert run("search", "a.pdx", "new.txt", "--ignore-known", "more.jsonl").status == 0
    for value, status in (("", 2), ("-", 2), ("no-such.txt", 2)):
        assert run("search", "a.pdx", "new.txt", "--ignore-known", value).status == status
