"""What the reports say, word for word.

A change that is wanted: UPDATE_SNAPSHOTS=1 pytest tests/reports/test_dedupe_report.py
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import pytest
from rich.cells import cell_len

from conftest import ROOT
from policydiff.deduplication.options import Options
from policydiff.deduplication.rounds import dedupe
from policydiff.reports.deduplication import deduplication_report
from policydiff.text.document import Document
from policydiff.writers.report import text as terminal

SNAPSHOTS = Path(__file__).parent / "snapshots"
SAMPLES = sorted(path.stem for path in (ROOT / "samples").glob("*.txt"))
FURNITURE = Options(drop=frozenset({"pasted-copy", "furniture"}))
PLAN = (ROOT / "samples" / "work-plan-twice.txt").read_text(encoding="utf-8").splitlines(keepends=True)
THRICE = "".join([*PLAN[:3], *PLAN[32:60] * 3])
EMPTY_LINES = "短句\n\n\n短句\n"


def sample(name: str) -> Document:
    """A sample as a document whose path is short."""
    return Document.from_text((ROOT / "samples" / f"{name}.txt").read_text(encoding="utf-8"), f"{name}.txt")


def shown(document: Document, asked: Sequence[str] = (), options: Options | None = None) -> str:
    """The report as it stands on a terminal 80 cells wide."""
    plan = dedupe(document, options)
    saved = "out.txt.plan.json" if "saved" in asked else ""
    flags = {"written": "dry" not in asked, "verbose": "verbose" in asked, "explain": "explain" in asked}
    return terminal.write(deduplication_report(plan, saved=saved, **flags), width=80, colour="colour" in asked)


CASES = {
    **{name: (sample(name), (), None) for name in SAMPLES},
    "work-plan-twice.explain": (sample("work-plan-twice"), ("explain", "verbose"), None),
    "work-plan-twice.dry-run": (sample("work-plan-twice"), ("dry",), None),
    "work-plan-twice.saved": (sample("work-plan-twice"), ("saved",), None),
    "work-plan-twice.first": (sample("work-plan-twice"), (), Options(keep="first")),
    "work-plan-twice.furniture": (sample("work-plan-twice"), (), FURNITURE),
    "work-plan-twice.colour": (sample("work-plan-twice"), ("colour",), None),
    "notice-near-copy.explain": (sample("notice-near-copy"), ("explain", "verbose"), None),
    "notice-near-copy.dry-run": (sample("notice-near-copy"), ("dry",), None),
    "portal-page-traditional.furniture": (sample("portal-page-traditional"), (), FURNITURE),
    "regulation-2015.verbose": (sample("regulation-2015"), ("verbose",), None),
    "three-copies": (Document.from_text(THRICE, "thrice.txt"), (), None),
    "short-lines": (Document.from_text(EMPTY_LINES, "short.txt"), ("verbose",), None),
    "hostile-names": (Document.from_text("标题\x1b[31m\u202e\n正文\n", "a\nb\x1b]8;;x\udcff.txt"), (), None),
}


@pytest.mark.parametrize("name", CASES)
def test_a_report_says_what_it_said(name: str) -> None:
    path = SNAPSHOTS / f"{name}.txt"
    said = shown(*CASES[name])
    if os.environ.get("UPDATE_SNAPSHOTS"):
        path.write_text(said, encoding="utf-8", newline="\n")
    expected = path.read_text(encoding="utf-8") if path.exists() else "(no snapshot yet)"
    assert said == expected, (
        "if this is what it should say: UPDATE_SNAPSHOTS=1 pytest tests/reports/test_dedupe_report.py"
    )


def test_every_snapshot_has_its_report() -> None:
    assert {path.stem for path in SNAPSHOTS.glob("*.txt")} == set(CASES)


@pytest.mark.parametrize("name", [name for name in CASES if not name.endswith(".colour")])
def test_no_line_is_wider_than_the_terminal(name: str) -> None:
    lines = shown(*CASES[name]).split("\n")
    assert [line for line in lines if cell_len(line) > 80] == []
    assert [line for line in lines if line != line.rstrip()] == []
    assert all(line.isprintable() or "\u3000" in line for line in lines)


@pytest.mark.parametrize("name", SAMPLES)
def test_colour_changes_no_word(name: str) -> None:
    coloured = shown(sample(name), ("colour",))
    for code in ("1", "31", "32", "33", "36", "0"):
        coloured = coloured.replace(f"\x1b[{code}m", "")
    assert coloured == shown(sample(name))
