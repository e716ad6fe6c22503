"""`policydiff compare` of two folders and of successive editions, as users run it."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from conftest import Command
from papers import LAW, articles
from trees import Files, plant

A = LAW + articles(1, 12)
B = LAW.replace("粮库", "渡口") + articles(20, 33)
PNG = b"\x89PNG\r\n\x1a\n"


def planted(folder: Path, old: Files, new: Files) -> None:
    """The two folders `old` and `new`."""
    plant(folder, {f"old/{name}": text for name, text in old.items()})
    plant(folder, {f"new/{name}": text for name, text in new.items()})
    for side in ("old", "new"):
        (folder / side).mkdir(exist_ok=True)


OLD: Files = {"a.txt": A, "b.txt": B, "gone.txt": "今天停航，明日恢复。\n", "same.txt": LAW, "p.png": PNG}
NEW: Files = {
    "a.txt": A + "第十三条 粮库应当每季盘点一次。\n",
    "sub/b.txt": B,
    "same.txt": LAW,
    "new.txt": "渔港关闭，另行通知。\n",
    "p.png": PNG,
}


def test_two_folders(policydiff: Command, tmp_path: Path) -> None:
    planted(tmp_path, OLD, NEW)
    done = policydiff("compare", "old", "new", cwd=tmp_path)
    shown = done.stdout.decode()
    assert done.returncode == 1
    assert "1 changed, 1 added, 1 removed, 2 of the same text, 1 under another path" in " ".join(shown.split())
    for line in ("  removed  gone.txt", "  added    new.txt", "  renamed  b.txt → sub/b.txt", "  changed  a.txt"):
        assert line in shown
    assert "same.txt" not in shown
    assert "第十三条" in shown
    assert "same.txt" in policydiff("compare", "old", "new", "-v", cwd=tmp_path).stdout.decode()


@pytest.mark.parametrize(
    ("old", "new", "options", "status"),
    [
        ({"a.txt": A}, {"a.txt": A}, [], 0),
        ({"a.txt": A}, {"b.txt": A}, [], 0),
        ({"a.txt": A}, {"a.txt": A.replace("\n", "\r\n")}, [], 0),
        ({"a.txt": A}, {"a.txt": A.replace("，", ","), "b.txt": B}, [], 1),
        ({"a.txt": A}, {}, [], 1),
        ({}, {"a.txt": A}, [], 1),
        ({"a.txt": A}, {"a.txt": A + "第十三条 粮库应当每季盘点一次。\n"}, [], 1),
        ({"a.txt": A}, {"a.txt": A + "第十三条 粮库应当每季盘点一次。\n"}, ["--exit-zero"], 0),
        ({"a.txt": A}, {"a.txt": A + "第十三条 粮库应当每季盘点一次。\n"}, ["--fail-on", "removed"], 0),
        ({"a.txt": A}, {"a.txt": A, "b.txt": b"x\0y"}, [], 3),
        ({}, {}, [], 2),
        ({"p.png": PNG}, {"p.png": PNG}, [], 2),
        ({"a.txt": A}, {"a.txt": B}, [], 1),
    ],
)
def test_the_exit_status(
    policydiff: Command, tmp_path: Path, old: Files, new: Files, options: list[str], status: int
) -> None:
    planted(tmp_path, old, new)
    assert policydiff("compare", "old", "new", "-q", *options, cwd=tmp_path).returncode == status


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["old", "new/a.txt"], "old is a folder; compare two folders, or name a file in it"),
        (["old/a.txt", "new/a.txt", "new"], "new is a folder"),
        (["old", "new", "--format", "docx"], "--format docx goes with two documents"),
        (["old", "new", "-o", "table.docx"], "--format docx goes with two documents"),
        (["old", "new", "--layout", "taiwan"], "--layout goes with two documents"),
        (["old", "new", "--part", "附件"], "--part goes with two documents"),
        (["old", "new", "--format", "json", "--only", "added"], "--format json always holds everything"),
        (["old/a.txt", "-", "-"], "only one of the documents can be standard input"),
        (["old/a.txt", "new/a.txt", ""], "an empty file name"),
        (["old/a.txt", "new/a.txt", "missing.txt"], "missing.txt: no such file"),
    ],
)
def test_what_does_not_fit_is_refused_in_a_line(
    policydiff: Command, tmp_path: Path, arguments: list[str], reason: str
) -> None:
    planted(tmp_path, {"a.txt": A}, {"a.txt": A})
    done = policydiff("compare", *arguments, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, b"")
    assert reason in done.stderr
    assert done.stderr.count("\n") == 1


def test_formats_of_folders(policydiff: Command, tmp_path: Path) -> None:
    planted(tmp_path, OLD, NEW)
    table = policydiff("compare", "old", "new", "--format", "csv", "--lang", "zh_CN", cwd=tmp_path).stdout
    rows = list(csv.DictReader(io.StringIO(table.decode("utf-8-sig"))))
    assert [(row["status"], row["old document"], row["new document"]) for row in rows] == [
        ("changed", "a.txt", "a.txt"),
        ("removed", "gone.txt", ""),
        ("added", "", "new.txt"),
        ("identical", "same.txt", "same.txt"),
        ("identical", "b.txt", "sub/b.txt"),
    ]
    result = json.loads(policydiff("compare", "old", "new", "--format", "json", cwd=tmp_path).stdout)
    changed = next(document for document in result["documents"] if document["status"] == "changed")
    assert changed["comparison"]["schema"] == "policydiff.compare/1"
    assert result["no_documents"] == 2
    assert policydiff("compare", "old", "new", "-o", "r.md", cwd=tmp_path).returncode == 1
    assert "renamed" in (tmp_path / "r.md").read_text(encoding="utf-8")
    assert policydiff("compare", "old", "new", "-o", "r.xlsx", cwd=tmp_path).returncode == 1


def test_successive_editions(policydiff: Command, tmp_path: Path) -> None:
    texts: Files = {
        "1.txt": "第一条 渡口每日开放九小时。\n第二条 渡工应当持证上岗。\n",
        "2.txt": "第一条 渡口每日开放八小时。\n第二条 渡船每年检修一次，费用列入预算。\n第三条 渡工应当持证上岗。\n",
        "3.txt": "第一条 渡口每日开放八小时。\n第二条 渡工应当持证上岗。\n",
    }
    plant(tmp_path, texts)
    done = policydiff("compare", "1.txt", "2.txt", "3.txt", cwd=tmp_path)
    shown = done.stdout.decode()
    assert done.returncode == 1
    assert "第一条 → 第一条 (edited) → =" in shown
    assert "— → 第二条 (added) → — (removed)" in shown
    assert "第二条 → 第三条 (renumbered) → 第二条 (renumbered)" in shown
    assert policydiff("compare", "3.txt", "3.txt", "3.txt", cwd=tmp_path).returncode == 0
    table = policydiff("compare", "1.txt", "2.txt", "3.txt", "--format", "csv", cwd=tmp_path).stdout.decode("utf-8-sig")
    assert next(csv.reader(io.StringIO(table))) == ["1.txt", "2.txt", "3.txt"]
