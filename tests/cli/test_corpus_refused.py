"""What `dedupe` and `restore` of a corpus refuse: a result that would harm its source, a plan that was touched."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from trees import plant, record, run, tree

# --- what is refused

REFUSED: list[tuple[list[str], str]] = [
    (["in", "-o", "in"], "in: is the input itself"),
    (["in", "-o", "in/out"], "in/out: lies inside the input in"),
    (["in", "-o", "link/out"], "link/out: lies inside the input in"),
    (["in", "-o", "."], ".: holds the input in"),
    (["in/sub", "in/law.txt", "-o", "in"], "in: holds the input in/sub"),
    (["in", "-o", "full"], "full: is there already, and no earlier result as it was written (there is no plan"),
    (["in", "-o", "a.txt"], "a.txt: is not a folder"),
    (["in", "-o", "none/out"], "none: there is no such folder"),
    (["in", "-o", "out", "--plan", "in/p.json"], "in/p.json: lies inside the input in"),
    (["in", "-o", "out", "--plan", "out/p.json"], "out/p.json: the plan cannot lie in what it is of"),
    (["in", "-o", "out", "--plan", "out"], "out: the plan cannot lie in what it is of"),
    (["in", "-o", "out", "--plan", "a.txt"], "a.txt: is there already, and no plan of a corpus"),
    (["in", "-o", "taken"], "taken.plan.jsonl: is there already, and no plan of a corpus"),
    (["a.jsonl", "-o", "a.jsonl"], "a.jsonl: is the input itself"),
    (["a.jsonl", "-o", "full"], "full: is a folder"),
    (["a.jsonl", "-o", "a.txt"], "a.txt: is there already, and no earlier result"),
    (["in", "none"], "none: no such file"),
    (["--files-from", "none"], "none: no such file"),
    (["--files-from", "empty"], "empty: names no file"),
    (["--files-from", "a.txt"], "甲: no such file"),
    (["in", "--in-place"], "--in-place is for one document"),
    (["in", "-o", "-"], "a corpus is written to a folder or file"),
    (["in", "--plan", "p"], "--plan needs -o"),
    (["in", "-o", "out", "--plan", "p", "--no-plan"], "--plan and --no-plan contradict each other"),
    (["-", "--files-from", "-"], "only one of the list and a document"),
    (["in", "--drop", "revision"], "Invalid value for '--drop': 'revision' links documents that both stay"),
    (["in", "--drop", "nonsense"], "Invalid value for '--drop': 'nonsense' is none of"),
    (["in", "--threshold", "2"], "Invalid value for '--threshold'"),
    (["in", "--threads", "-1"], "Invalid value for '--jobs'"),
    (["in/law.txt", "--across"], "--across needs several documents"),
]


@pytest.mark.parametrize(("arguments", "says"), REFUSED, ids=[" ".join(row[0]) for row in REFUSED])
def test_what_is_refused(here: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], says: str) -> None:
    plant(
        here,
        {"full/x.txt": "别人的", "a.txt": "甲\n", "a.jsonl": record(text="甲"), "empty": "", "taken.plan.jsonl": "x"},
    )
    (here / "link").symlink_to("in")
    before = tree(here)
    assert run("dedupe", *arguments) == 2
    printed = capsys.readouterr()
    assert printed.err.startswith(f"policydiff: {says}"), printed.err
    assert (printed.out, printed.err.count("\n")) == ("", 1)
    assert tree(here) == before


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda out: (out / "more.txt").write_text("x", encoding="utf-8"), "more.txt is not of it"),
        (lambda out: (out / ".hidden").write_text("x", encoding="utf-8"), ".hidden is not of it"),
        (lambda out: (out / "sub" / "link").symlink_to("/"), "sub/link is not of it"),
        (lambda out: (out / "law.txt").write_text("x", encoding="utf-8"), "law.txt was changed"),
        (lambda out: (out / "law.txt").unlink(), "law.txt is missing"),
        (lambda out: (out.parent / "out.plan.json").unlink(), "there is no plan beside it"),
        (
            lambda out: (out.parent / "out.plan.json").write_text("{}", encoding="utf-8"),
            "out.plan.json is no plan of it",
        ),
        (
            lambda out: (out.parent / "out.plan.json").write_text("{", encoding="utf-8"),
            "out.plan.json: not a dedupe plan",
        ),
    ],
    ids=range(8),
)
def test_a_result_that_was_touched_is_not_replaced(
    here: Path, capsys: pytest.CaptureFixture[str], change: Callable[[Path], Any], why: str
) -> None:
    assert run("dedupe", "in", "-q", "-o", "out") == 0
    change(here / "out")
    before = tree(here)
    assert run("dedupe", "in", "-q", "-o", "out") == 2
    assert why in capsys.readouterr().err
    assert tree(here) == before


# --- restore: nothing of a plan is believed


def altered(here: Path, **changes: Any) -> None:
    path = here / "out.plan.json"
    plan = json.loads(path.read_text(encoding="utf-8"))
    for name, change in changes.items():
        change(plan[name]) if callable(change) else plan.update({name: change})
    path.write_text(json.dumps(plan), encoding="utf-8")


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"files": lambda files: files[0].update(path="../evil")}, "'../evil' is no name of a file"),
        ({"files": lambda files: files[0].update(path="/tmp/evil")}, "'/tmp/evil' is no name of a file"),
        ({"files": lambda files: files[0].update(path="a\0b")}, "is no name of a file"),
        ({"files": lambda files: files[0].update(path="a/../../evil")}, "is no name of a file"),
        ({"files": lambda files: files[2].update(same_as="../in/law.txt")}, "is no name of a file"),
        ({"files": lambda files: files[0].update(path=files[1]["path"])}, "plan.txt: not the text that"),
        ({"files": lambda files: files[0].update(path=files[1]["path"] + "/x")}, "plan.txt"),
        ({"files": lambda files: files[0].update(sha256="0" * 64)}, "does not lead back to its source"),
        (
            {"files": lambda files: files[0].update(clean_sha256="0" * 64)},
            "not the text that out.plan.json was made for",
        ),
        ({"files": lambda files: files[0].update(sha256=None)}, "an entry without its path or sums"),
        ({"files": lambda files: files.append(7)}, "AttributeError"),
        ({"files": []}, "an edit of no file"),
        ({"files": 7}, "its files are no list"),
        ({"restore": lambda edits: edits[0].update(at=-1)}, "its edits are out of order"),
        ({"restore": lambda edits: edits[0].update(remove=-1)}, "its edits are out of order"),
        ({"restore": lambda edits: edits[0].update(at="x")}, "ValueError"),
        ({"restore": lambda edits: edits[0].update(at=10**30)}, "does not lead back"),
        ({"restore": lambda edits: edits.append(7)}, "an edit of no file"),
        ({"restore": []}, "does not lead back"),
        ({"schema": "policydiff.dedupe/9"}, "schema 'policydiff.dedupe/9' is not"),
        ({"output": "file"}, "that was a file"),
    ],
    ids=range(21),
)
def test_a_plan_that_was_touched_restores_nothing(
    here: Path, capsys: pytest.CaptureFixture[str], changes: dict[str, Any], says: str
) -> None:
    assert run("dedupe", "in", "-q", "-o", "out") == 0
    altered(here, **changes)
    before = tree(here)
    assert run("restore", "out", "-o", "back") == 2
    said = capsys.readouterr().err
    assert says in said
    assert said.count("\n") == 1
    assert "internal error" not in said
    assert tree(here) == before
    assert not (here / "back").exists()


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["out"], "a folder is restored to a folder"),
        (["out", "-o", "-"], "a folder is restored to a folder"),
        (["out", "-o", "out"], "out: is the input itself"),
        (["out", "-o", "out/back"], "out/back: lies inside the input out"),
        (["out", "-o", "in"], "in: is not empty"),
        (["in", "-o", "back"], "in.plan.json: no plan: no such file"),
        (["in", "-o", "back", "--plan", "out.plan.json"], "plan.txt: not the text that out.plan.json was made for"),
        (["in/law.txt", "-o", "back", "--plan", "out.plan.json"], "in/law.txt: not what out.plan.json was made for"),
        (["-", "-o", "back", "--plan", "out.plan.json"], "a corpus is restored from its folder"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_what_restore_refuses(here: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], says: str) -> None:
    assert run("dedupe", "in", "-q", "-o", "out") == 0
    before = tree(here)
    assert run("restore", *arguments) == 2
    assert capsys.readouterr().err.startswith(f"policydiff: {says}")
    assert tree(here) == before


def test_what_stands_beside_a_result_is_named(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("dedupe", "in", "-q", "-o", "out") == 0
    plant(here, {"out/note.txt": "x"})
    assert run("restore", "out", "-o", "back") == 0
    assert "note.txt: is not of the result" in capsys.readouterr().err
    assert tree(here / "back") == tree(here / "in")
