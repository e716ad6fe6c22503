"""Documents as they come, and what dedupe must do with them: through the command line, as a user meets it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from checking import Run
from policydiff.deduplication import rounds
from policydiff.deduplication.analysis import AnalysedDocument
from policydiff.deduplication.counting import SIDES
from policydiff.deduplication.passage import Passage
from policydiff.deduplication.rounds import dedupe
from policydiff.deduplication.verdict import PasteVerdict
from policydiff.errors import InternalError
from policydiff.matching.repeats import MIN_REPEAT, Match
from policydiff.messages import message
from policydiff.readers.read import read_file
from policydiff.text.canonical import canonical
from policydiff.text.document import Document

CASES = Path(__file__).resolve().parents[1] / "support" / "cases"

KEPT = [
    "shared-subsections.md",
    "shared-subsections-setext.md",
    "heading-with-other-text.md",
    "steps-under-bold.md",
    "steps-under-brackets.txt",
    "steps-under-colon.txt",
    "steps-under-digits.txt",
    "steps-under-sentence.txt",
    "lazy-numbering.md",
    "formal-above-plain.txt",
    "lead-ins.txt",
    "lead-ins-english.txt",
    "package-decision.txt",
]
GOES = [  # file, the lines that go, or None in one endless line
    ("page-twice.md", (40, 59)),
    ("report-speaker.txt", None),
    ("report-speaker-unnumbered.txt", None),
    ("report-draft-note.txt", None),
    ("reply-twice.txt", (9, 16)),
    ("notice-twice.txt", (7, 12)),
    ("plan-twice-263.txt", (9, 16)),
    ("english-plan-twice.txt", (20, 35)),
    ("english-sign.txt", (20, 35)),
    ("english-foot2.txt", (20, 35)),
    ("english-reg-twice.txt", (52, 98)),
]
CONFLICT = [  # file, the least places in which the copies differ
    ("altered-ocr.txt", 10),
    ("altered-regional-words.txt", 20),
    ("english-plan-twice-altered.txt", 1),
]


def decisions(run: Run, path: Path, *options: str) -> tuple[int, list[dict[str, Any]]]:
    """The exit status of a dry run, and its decisions."""
    ran = run("dedupe", str(path), "--dry-run", "--exit-code", "--format", "json", *options)
    return ran.status, json.loads(ran.out)["decisions"]


def findings(run: Run, path: Path) -> tuple[int, list[str]]:
    """The exit status of a check for pasted copies, and the rules that found something."""
    ran = run("check", str(path), "--select", "pasted-copy,numbering", "--format", "json")
    return ran.status, [finding["rule"] for finding in json.loads(ran.out)["findings"]]


@pytest.mark.parametrize("name", KEPT)
def test_what_belongs_where_it_stands_stays(run: Run, name: str) -> None:
    status, made = decisions(run, CASES / name)
    assert status == 0
    assert {each["action"] for each in made} <= {"keep"}
    assert {each["relation"] for each in made} <= {"repeated-provision", "parallel-provision", "repeated-line"}
    assert findings(run, CASES / name) == (0, [])
    assert "nothing stands twice" not in run("dedupe", str(CASES / name), "--dry-run").out


@pytest.mark.parametrize(("name", "lines"), GOES, ids=[name for name, _ in GOES])
def test_a_copy_goes_whole(run: Run, tmp_path: Path, name: str, lines: tuple[int, int] | None) -> None:
    status, made = decisions(run, CASES / name)
    drops = [each for each in made if each["action"] == "drop"]
    assert status == 1
    assert [tuple(each["lines"]) for each in drops] == [lines or (1, 1)]
    assert findings(run, CASES / name)[1] == ["pasted-copy"]
    clean, plan = tmp_path / "clean.txt", tmp_path / "plan.json"
    run("dedupe", str(CASES / name), "-o", str(clean), "--plan", str(plan), "-q")
    left = canonical(read_file(str(clean)).text)
    assert all(canonical(line) in left for line in read_file(str(CASES / name)).text.splitlines() if lines)
    assert run("restore", str(clean), "--plan", str(plan)).out.encode() == (CASES / name).read_bytes()
    assert decisions(run, clean)[0] == 0


@pytest.mark.parametrize(("name", "places"), CONFLICT, ids=[name for name, _ in CONFLICT])
def test_an_altered_copy_is_a_conflict(run: Run, name: str, places: int) -> None:
    status, made = decisions(run, CASES / name)
    conflicts = [each for each in made if each["action"] == "conflict"]
    assert status == 0
    assert len(conflicts) == 1
    assert len(conflicts[0]["differences"]) >= places
    assert findings(run, CASES / name)[1].count("pasted-copy") == 1


def test_what_only_the_kept_copy_has_is_said(run: Run) -> None:
    (drop,) = [each for each in decisions(run, CASES / "report-draft-note.txt")[1] if each["action"] == "drop"]
    assert "only the kept copy has “文件汇编”; “（审议稿）”" in drop["reason"]


def test_differing_words_are_whole_words() -> None:
    text = (CASES / "english-plan-twice.txt").read_text(encoding="utf-8").partition("\nShare this page")[0]
    at = text.rindex("weekdays")
    altered = text[:at] + "weekends" + text[at + len("weekdays") :]
    (conflict,) = [each for each in dedupe(Document.from_text(altered)).decisions if each.action == "conflict"]
    sides = [(each.old and each.old[0], each.new and each.new[0]) for each in conflict.differences]
    assert sides == [("weekdays", "weekends")]


# --- the proof


def _all_may_go(reading: AnalysedDocument, match: Match) -> tuple[Passage, PasteVerdict] | None:
    """A judgement that lets every exact repeat go."""
    sides = [reading.paragraphs_in(start, start + match.length) for start in (match.first, match.second)]
    if match.length < MIN_REPEAT or any(start >= end for start, end in sides):
        return None
    verdict = PasteVerdict(True, True, SIDES[1:], message("because the judgement is broken"), closed=True)
    return reading.passage_of(*sides), verdict


@pytest.mark.parametrize("name", [name for name in KEPT if "heading" not in name and "lazy" not in name])
def test_the_proof_stops_a_judgement_that_is_broken(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setattr(rounds, "judge_exact", _all_may_go)
    with pytest.raises(InternalError, match="nothing was written"):
        dedupe(read_file(str(CASES / name)))


@pytest.mark.parametrize(
    "text",
    [
        # “行。” is the end of a line of the second copy, and no line of it
        "云汐市關於修改《測繪辦法》的決定\n（2020年4月1日通過）\n行。\n第\n一、將第三條修改為：“測繪是基礎工作。”\n二、刪去第七條第二款。\n"
        "三、增加一條，作為第十條：“本市鼓勵創新。”\n本決定自公布之日起施行。\n云汐市關於修改《測繪辦法》的決定\n（2020年4月1日通過）\n"
        "一、將第三條修改為：“測繪是基礎工作。”\n二、刪去第七條第二款。\n三、增加一條，作為第十條：“本市鼓勵創新。”\n本決定自公布之日起施行。\n",
        # “云” and “2022年” stand in lines of the head, and are no lines of it
        "云汐市人民政府办公室\n2022年5月18日\n停放点的通知\n一\n（一）新建小区应当按每三百户不少于二十平方米的标准设置停放点，与住宅同时设计、同时交付。\n"
        "道。\n云\n2022年\n（一）新建小区应当按每三百户不少于二十平方米的标准设置停放点，与住宅同时设计、同时交付。\n",
    ],
    ids=["the end of a line", "words of the head"],
)
def test_words_inside_a_line_are_no_line_of_a_copy(text: str) -> None:
    plan = dedupe(Document.from_text(text))
    assert plan.clean.decode() == text


@pytest.mark.parametrize("text", ["\ufffd\ufffd", "\ufffd\n\ufffd\n", "\ue000\ue000", "\u200b\n\u200b\n"])
def test_characters_that_no_form_holds_are_no_copies(text: str) -> None:
    plan = dedupe(Document.from_text(text))
    assert (plan.clean.decode(), plan.decisions) == (text, ())
