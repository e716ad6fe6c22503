"""`dedupe` and `restore` of folders, JSON Lines and several operands, through the real command line."""

from __future__ import annotations

import gzip
import json
import os
import random
import re
import resource
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conftest import ROOT, Command
from papers import articles, sections
from policydiff import cli, relate
from policydiff.commands import request
from policydiff.writers import places, staging
from policydiff.writers.corpus import write_corpus

SAMPLES = ROOT / "samples"
WORK = (SAMPLES / "work-plan-twice.txt").read_text(encoding="utf-8")
LINES = WORK.splitlines(keepends=True)
ONCE = "".join([*LINES[:3], *LINES[31:]])
LAW = (SAMPLES / "regulation-2015.txt").read_text(encoding="utf-8")
STATUTE = (SAMPLES / "statute-traditional.txt").read_text(encoding="utf-8")
HANG = 60

Files = dict[str, bytes | str]


def put(root: Path, files: Files) -> None:
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())


def tree(root: Path) -> dict[str, bytes]:
    """Every file below a folder by its path, hidden ones too."""
    return {str(each.relative_to(root)): each.read_bytes() for each in root.rglob("*") if each.is_file()}


def record(**fields: object) -> str:
    return json.dumps(fields, ensure_ascii=False) + "\n"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to work in, with a corpus `in`: a document with a copy inside, one with copies elsewhere, one alone."""
    monkeypatch.chdir(tmp_path)
    put(
        tmp_path,
        {
            "in/plan.txt": WORK,
            "in/law.txt": LAW,
            "in/sub/again.txt": LAW,
            "in/sub/deep/law.gb.txt": LAW.encode("gb18030"),
            "in/sub/statute.txt": STATUTE.replace("\n", "\r\n"),
        },
    )
    return tmp_path


KEPT: Files = {"plan.txt": ONCE, "law.txt": LAW, "sub/statute.txt": STATUTE.replace("\n", "\r\n")}


def as_bytes(files: Files) -> dict[str, bytes]:
    return {name: content if isinstance(content, bytes) else content.encode() for name, content in files.items()}


def run(*arguments: str) -> int:
    return cli._status(list(arguments))


# --- folders


def test_a_folder_stays_a_folder_and_comes_back(policydiff: Command, here: Path) -> None:
    source = tree(here / "in")
    done = policydiff("dedupe", "in", "-o", "out", cwd=here)
    assert (done.returncode, done.stdout) == (0, b"")
    assert "2 documents left out (1 identical, 1 same-text)" in done.stderr
    assert tree(here / "out") == as_bytes(KEPT)
    assert sorted(path.name for path in here.iterdir()) == ["in", "out", "out.plan.json"]
    back = policydiff("restore", "out", "-o", "back", cwd=here)
    assert (back.returncode, back.stdout, back.stderr) == (0, b"", "")
    assert tree(here / "back") == source == tree(here / "in")


def test_without_an_output_nothing_is_written(policydiff: Command, here: Path) -> None:
    for options in ([], ["--dry-run", "-o", "out"], ["--dry-run"]):
        done = policydiff("dedupe", "in", *options, cwd=here)
        assert (done.returncode, done.stderr) == (0, "")
        assert "2 documents would be left out (1 identical, 1 same-text)" in done.stdout.decode()
        assert "nothing written" in done.stdout.decode()
        assert [path.name for path in here.iterdir()] == ["in"]


def test_a_second_dedupe_changes_nothing(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("dedupe", "in", "-q", "-o", "out", "--exit-code") == 1
    assert run("dedupe", "out", "-q", "-o", "again", "--exit-code") == 0
    assert tree(here / "again") == tree(here / "out")
    assert run("dedupe", "out") == 0
    assert "nothing stands twice" in capsys.readouterr().out


def test_an_earlier_result_is_replaced_and_comes_out_the_same(here: Path) -> None:
    for _ in range(2):
        assert run("dedupe", "in", "-q", "-o", "out") == 0
        first = (tree(here / "out"), (here / "out.plan.json").read_bytes())
    put(here, {"in/new.txt": sections(1, 4), "in/sub/deep/law.gb.txt": "别的\n"})
    assert run("dedupe", "in", "-q", "-o", "out/") == 0
    assert tree(here / "out") == {
        **first[0],
        "new.txt": sections(1, 4).encode(),
        "sub/deep/law.gb.txt": "别的\n".encode(),
    }
    assert run("restore", "out/", "-o", "back") == 0
    assert tree(here / "back") == tree(here / "in")


def test_what_cannot_be_read_is_copied_through_and_listed(policydiff: Command, here: Path) -> None:
    put(here, {"in/a.bin": b"\0\1\2", "in/sub/b.pdf": b"%PDF-1.7\n", "in/sub/c.jsonl": "{\n"})
    os.mkfifo(here / "in" / "pipe")
    (here / "in" / "round").symlink_to(".")
    (here / "in" / "loop").symlink_to("loop")
    done = policydiff("dedupe", "in", "-o", "out", cwd=here, timeout=HANG)
    assert done.returncode == 3
    for name in ("in/a.bin: binary", "in/sub/b.pdf: this is a PDF", "in/sub/c.jsonl:1: not JSON", "in/pipe: not a"):
        assert f"policydiff: {name}" in done.stderr
    for name in ("in/pipe", "in/loop"):
        assert f"policydiff: {name}: could not even be copied" in done.stderr
    copied = {"a.bin": b"\0\1\2", "sub/b.pdf": b"%PDF-1.7\n", "sub/c.jsonl": b"{\n"}
    assert tree(here / "out") == {**as_bytes(KEPT), **copied}
    plan = json.loads((here / "out.plan.json").read_bytes())
    assert [each["path"] for each in plan["unreadable"]] == [
        "in/a.bin",
        "in/loop",
        "in/pipe",
        "in/sub/b.pdf",
        "in/sub/c.jsonl:1",
    ]
    assert run("restore", "out", "-o", "back") == 0
    assert tree(here / "back") == tree(here / "in")


def test_a_file_that_is_gone_before_it_is_written_is_named(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def first(*arguments: Any) -> Any:
        (here / "in" / "sub" / "statute.txt").unlink()
        return places.named(*arguments)

    monkeypatch.setattr("policydiff.writers.corpus.named", first)
    assert run("dedupe", "in", "-q", "-o", "out") == 2
    assert capsys.readouterr().err == "policydiff: in/sub/statute.txt: is gone since it was read (run it again)\n"
    assert [path.name for path in here.iterdir()] == ["in"]


def test_where_nothing_can_be_read_nothing_is_written(policydiff: Command, here: Path) -> None:
    put(here, {"bad/a.bin": b"\0\1", "bad/b.jsonl": "[]\n"})
    for options in (["-o", "out"], []):
        done = policydiff("dedupe", "bad", *options, cwd=here)
        assert done.returncode == 2
        assert "nothing could be read; nothing was written" in done.stderr
        assert not (here / "out").exists()
    printed = policydiff("dedupe", "bad", "--format", "json", cwd=here)
    assert printed.returncode == 2
    assert len(json.loads(printed.stdout)["unreadable"]) == 2


def test_an_empty_folder_is_no_fault(here: Path) -> None:
    (here / "empty").mkdir()
    assert run("dedupe", "empty", "-q", "-o", "out") == 0
    assert tree(here / "out") == {}
    assert run("restore", "out", "-o", "back") == 0
    assert (here / "back").is_dir()


def test_permissions_stay(here: Path) -> None:
    (here / "in" / "law.txt").chmod(0o600)
    (here / "in" / "plan.txt").chmod(0o640)
    (here / "in" / "sub").chmod(0o700)
    assert run("dedupe", "in", "-q", "-o", "out") == 0
    for name, mode in {"law.txt": 0o600, "plan.txt": 0o640, "sub": 0o700}.items():
        assert (here / "out" / name).stat().st_mode & 0o777 == mode


# --- JSON Lines

RECORDS = [
    '{ "id":"law",  "text": ' + json.dumps(LAW, ensure_ascii=False) + ', "n": 1.50}\r\n',
    record(id="z", text=LAW, n=float("nan")),
    "\n",
    '{"text": ' + json.dumps(WORK) + ', "id": "plan", "text_": "x"}\n',
    "not JSON\n",
    record(id="statute", text=STATUTE, deep=[[[]]]),
    '{"id": "half',
]


def test_json_lines_stay_json_lines(policydiff: Command, here: Path) -> None:
    put(here, {"a.jsonl": "".join(RECORDS)})
    done = policydiff("dedupe", "a.jsonl", "-o", "b.jsonl", cwd=here)
    assert (done.returncode, done.stdout) == (3, b"")
    assert "policydiff: a.jsonl:5: not JSON: expecting value, at character 1\n" in done.stderr
    assert "policydiff: a.jsonl:7: not JSON" in done.stderr
    kept = [line.encode() for line in RECORDS]
    kept[1] = b""
    kept[3] = kept[3].replace(json.dumps(WORK).encode(), json.dumps(ONCE).encode())
    assert (here / "b.jsonl").read_bytes() == b"".join(kept)
    back = policydiff("restore", "b.jsonl", cwd=here)
    assert (back.returncode, back.stdout, back.stderr) == (0, (here / "a.jsonl").read_bytes(), "")
    assert run("dedupe", "b.jsonl", "-q", "-o", "c.jsonl", "--exit-code") == 3
    assert (here / "c.jsonl").read_bytes() == (here / "b.jsonl").read_bytes()


@pytest.mark.parametrize(
    ("given", "made"), [("a.jsonl.gz", "b.jsonl"), ("a.jsonl", "b.jsonl.gz"), ("a.jsonl.gz", "b.ndjson.gz")]
)
@pytest.mark.parametrize("changes", [True, False])
def test_archives_in_and_out(
    here: Path, capsys: pytest.CaptureFixture[str], given: str, made: str, changes: bool
) -> None:
    content = "".join([*(RECORDS[:2] if changes else RECORDS[:1]), record(id="s", text=STATUTE)]).encode()
    put(here, {given: gzip.compress(content) if given.endswith(".gz") else content})
    assert run("dedupe", given, "-q", "-o", made) == 0
    left = (here / made).read_bytes()
    left = gzip.decompress(left) if made.endswith(".gz") else left
    assert left == (content.replace(RECORDS[1].encode(), b"") if changes else content)
    assert run("restore", made, "-o", "back.jsonl") == 0
    if not changes and given.endswith(".gz") and made.endswith(".gz"):
        assert (here / "back.jsonl").read_bytes() == (here / given).read_bytes()
        return
    assert (here / "back.jsonl").read_bytes() == content
    assert ("an archive, given back unpacked" in capsys.readouterr().err) is given.endswith(".gz")


def test_an_archive_in_a_folder_is_packed_again(here: Path) -> None:
    content = "".join([RECORDS[0], RECORDS[1]]).encode()
    put(here, {"x/a.jsonl.gz": gzip.compress(content), "x/b.jsonl.gz": gzip.compress(record(text=STATUTE).encode())})
    before = tree(here / "x")
    assert run("dedupe", "x", "-q", "-o", "out") == 0
    assert gzip.decompress((here / "out" / "a.jsonl.gz").read_bytes()) == RECORDS[0].encode()
    assert (here / "out" / "b.jsonl.gz").read_bytes() == before["b.jsonl.gz"]
    assert run("restore", "out", "-q", "-o", "back") == 0
    assert gzip.decompress((here / "back" / "a.jsonl.gz").read_bytes()) == content
    assert (here / "back" / "b.jsonl.gz").read_bytes() == before["b.jsonl.gz"]


def test_fields_may_be_called_otherwise(here: Path) -> None:
    lines = [json.dumps({"key": name, "body": LAW, "text": "x"}) + "\n" for name in ("b", "a")]
    put(here, {"a.jsonl": "".join(lines)})
    assert run("dedupe", "a.jsonl", "-q", "-o", "b.jsonl", "--text-field", "body", "--id-field", "key") == 0
    assert (here / "b.jsonl").read_text(encoding="utf-8") == lines[1]


def test_an_id_that_comes_twice_is_an_error(policydiff: Command, here: Path) -> None:
    put(here, {"a.jsonl": record(id="x", text="甲") * 2})
    done = policydiff("dedupe", "a.jsonl", "-o", "b.jsonl", cwd=here)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert done.stderr.startswith("policydiff: a.jsonl:2: the id 'x' comes twice (first in a.jsonl:1")
    assert not (here / "b.jsonl").exists()


@pytest.mark.parametrize("name", ["../evil", "/tmp/evil", "C:\\evil", "a\0b", "..", "", "\x1b[31m", "a" * 5_000])
def test_hostile_ids_name_nothing(here: Path, name: str) -> None:
    put(here, {"in/r.jsonl": record(id=name, text=LAW) + record(id="z" + name, text=LAW)})
    assert run("dedupe", "in", "-q", "-o", "out") == 0
    assert sorted(path.name for path in here.iterdir()) == ["in", "out", "out.plan.json"]
    assert {"r.jsonl"} | {"plan.txt", "sub/statute.txt"} <= set(tree(here / "out")) | {"r.jsonl"}
    assert run("restore", "out", "-o", "back") == 0
    assert tree(here / "back") == tree(here / "in")


@pytest.mark.parametrize(
    "name", [b"\xff\xfe.txt", b"a\nb.txt", b"\x1b[2J.txt", b"-o.txt", b"~.txt", b"a\\..\\b.txt", b"CON"]
)
def test_hostile_file_names(policydiff: Command, here: Path, name: bytes) -> None:
    put(here, {f"in/{os.fsdecode(name)}": LAW, "in/0.txt": LAW})
    done = policydiff("dedupe", "in", "-o", "out", cwd=here)
    assert done.returncode == 0
    assert "\x1b" not in done.stderr
    assert run("restore", "out", "-o", "back") == 0
    assert tree(here / "back") == tree(here / "in")


# --- several operands, lists


def test_several_operands_stand_side_by_side(here: Path) -> None:
    alike = {"x/a.txt": sections(1, 3), "y/a.txt": sections(4, 6), "z/A.TXT": articles(1, 5)}
    put(here, {**alike, "r.jsonl": RECORDS[1] + RECORDS[5]})
    assert run("dedupe", "x/a.txt", "in", "y/a.txt", "z/A.TXT", "r.jsonl", "-q", "-o", "out") == 0
    made = tree(here / "out")
    assert run("dedupe", "r.jsonl", "z/A.TXT", "y/a.txt", "in", "x/a.txt", "-q", "-o", "out2") == 0
    assert tree(here / "out2") == made
    told_apart = [name for name in made if "/" not in name and name != "r.jsonl"]
    assert all(re.fullmatch(r"a-[0-9a-f]{8}\.txt|A-[0-9a-f]{8}\.TXT", name) for name in told_apart)
    assert sorted(made[name] for name in told_apart) == sorted(map(str.encode, alike.values()))
    assert {name for name in made if name not in told_apart} == {f"in/{name}" for name in KEPT} | {"r.jsonl"}
    assert run("restore", "out", "-o", "back") == 0
    back = tree(here / "back")
    assert {name.removeprefix("in/"): back[name] for name in back if name.startswith("in/")} == tree(here / "in")
    assert back["r.jsonl"] == (here / "r.jsonl").read_bytes()


def test_standard_input_is_one_of_several(policydiff: Command, here: Path) -> None:
    done = policydiff("dedupe", "-", "in/law.txt", "in/plan.txt", "-q", "-o", "out", cwd=here, stdin=LAW.encode())
    assert (done.returncode, done.stderr) == (0, "")
    assert tree(here / "out") == {"stdin": LAW.encode(), "plan.txt": ONCE.encode()}
    assert run("restore", "out", "-o", "back") == 0
    assert tree(here / "back") == {"stdin": LAW.encode(), "law.txt": LAW.encode(), "plan.txt": WORK.encode()}


@pytest.mark.parametrize("end", ["\n", "\r\n", "\0"])
@pytest.mark.parametrize("on_stdin", [True, False])
def test_a_list_of_files(policydiff: Command, here: Path, end: str, on_stdin: bool) -> None:
    listed = end.join(["in/plan.txt", "in/law.txt", "in/sub/again.txt"]).encode()
    put(here, {"list": listed})
    source = "-" if on_stdin else "list"
    done = policydiff("dedupe", "--files-from", source, "-q", "-o", "out", cwd=here, stdin=listed if on_stdin else b"")
    assert (done.returncode, done.stderr) == (0, "")
    assert tree(here / "out") == {"law.txt": LAW.encode(), "plan.txt": ONCE.encode()}


# --- what goes


@pytest.mark.parametrize(
    ("options", "gone", "shorter"),
    [
        ([], {"sub/again.txt", "sub/deep/law.gb.txt"}, True),
        (["--within", "--across"], {"sub/again.txt", "sub/deep/law.gb.txt"}, True),
        (["--within"], set(), True),
        (["--across"], {"sub/again.txt", "sub/deep/law.gb.txt"}, False),
        (["--keep-relation", "identical"], {"sub/deep/law.gb.txt"}, True),
        (["--keep-relation", "identical,same-text"], set(), True),
        (["--keep-relation", "pasted-copy"], {"sub/again.txt", "sub/deep/law.gb.txt"}, False),
        (["--prefer", "*again*"], {"law.txt", "sub/deep/law.gb.txt"}, True),
        (["--keep", "last", "--within", "--across"], {"law.txt", "sub/again.txt"}, True),
        (["--threshold", "0.5", "--threads", "3"], {"sub/again.txt", "sub/deep/law.gb.txt"}, True),
    ],
)
def test_what_goes(here: Path, options: list[str], gone: set[str], shorter: bool) -> None:
    assert run("dedupe", "in", "-q", "-o", "out", *options) == 0
    source, made = tree(here / "in"), tree(here / "out")
    assert source.keys() - made.keys() == gone
    assert (made["plan.txt"] != source["plan.txt"]) is shorter
    assert run("restore", "out", "-o", "back") == 0
    assert tree(here / "back") == source


def test_an_excerpt_goes_when_asked(here: Path) -> None:
    law = articles(1, 40)
    part = "".join(law.splitlines(keepends=True)[5:15])
    put(here, {"x/law.txt": f"云汐市渡口管理条例\n{law}", "x/part.txt": part})
    assert run("dedupe", "x", "-q", "-o", "out") == 0
    assert len(tree(here / "out")) == 2
    assert run("dedupe", "x", "-q", "-o", "out", "--drop", "excerpt") == 0
    assert list(tree(here / "out")) == ["law.txt"]
    assert run("restore", "out", "-o", "back") == 0
    assert tree(here / "back") == tree(here / "x")


def test_a_mark_is_left_in_each_document(here: Path) -> None:
    put(here, {"in/r.jsonl": record(id="w", text=WORK + "又及。\n")})
    mark = "〔第4—31行与第33—60行重复，已略〕\n"
    assert run("dedupe", "in", "-q", "-o", "out", "--mark") == 0
    assert mark in (here / "out" / "plan.txt").read_text(encoding="utf-8")
    assert mark in json.loads((here / "out" / "r.jsonl").read_text(encoding="utf-8"))["text"]
    assert run("restore", "out", "-o", "back") == 0
    assert tree(here / "back") == tree(here / "in")


def test_the_names_of_the_relations_are_those_of_the_code() -> None:
    assert set(request.BETWEEN) == relate.COPIES | {"excerpt"}
    kinships: Any = relate.Kinship
    assert {*request.BETWEEN, *request.LINKED} == set(kinships.__args__)


# --- JSON, and the plan


def test_the_plan_is_printed(policydiff: Command, here: Path) -> None:
    done = policydiff("dedupe", "in", "--format", "json", "--exit-code", cwd=here)
    plan = json.loads(done.stdout)
    assert (done.returncode, done.stderr, plan["schema"]) == (1, "", "policydiff.dedupe/1")
    assert (plan["summary"]["documents"], plan["summary"]["documents_dropped"]) == (5, 2)
    assert [path.name for path in here.iterdir()] == ["in"]
    assert run("dedupe", "in", "--format", "json", "-o", "plan.json") == 0
    assert (here / "plan.json").read_bytes() == done.stdout
    put(here, {"in/bad": b"\0"})
    assert policydiff("dedupe", "in", "--format", "json", cwd=here).returncode == 3


@pytest.mark.parametrize("name", [None, "p.json", "p.jsonl", "else.plan"])
def test_a_plan_by_any_name_leads_back(here: Path, name: str | None) -> None:
    options = ["--plan", name] if name else []
    assert run("dedupe", "in", "-q", "-o", "out", *options) == 0
    assert run("restore", "out", "-o", "back", *options) == 0
    assert tree(here / "back") == tree(here / "in")
    assert {path.name for path in here.iterdir()} == {"in", "out", "back", name or "out.plan.json"}
    if name == "p.jsonl":
        lines = [json.loads(line) for line in (here / name).read_text(encoding="utf-8").splitlines()]
        assert lines[0]["output"] == "folder"
        kinds = [next(iter(line)) for line in lines[1:]]
        assert [kinds.count(kind) for kind in ("document", "decision", "file", "restore")] == [5, 3, 5, 2]


def test_a_large_plan_is_json_lines(here: Path) -> None:
    put(here, {"a.jsonl": "".join(record(id=n, text=f"第{n // 2}号公告，{n // 2 * 7919}。") for n in range(1_050))})
    assert run("dedupe", "a.jsonl", "-q", "-o", "b.jsonl") == 0
    assert len((here / "b.jsonl").read_text(encoding="utf-8").splitlines()) == 525
    assert {path.name for path in here.iterdir()} == {"in", "a.jsonl", "b.jsonl", "b.jsonl.plan.jsonl"}
    assert run("restore", "b.jsonl", "-o", "back.jsonl") == 0
    assert (here / "back.jsonl").read_bytes() == (here / "a.jsonl").read_bytes()
    put(here, {"a.jsonl": record(id=1, text="甲")})  # now a small one: the large one's plan must not stay
    assert run("dedupe", "a.jsonl", "-q", "-o", "b.jsonl") == 0
    assert {path.name for path in here.iterdir()} == {"in", "a.jsonl", "b.jsonl", "back.jsonl", "b.jsonl.plan.json"}


def test_no_plan(here: Path) -> None:
    assert run("dedupe", "in", "-q", "-o", "out", "--no-plan") == 0
    assert {path.name for path in here.iterdir()} == {"in", "out"}
    assert tree(here / "out") == as_bytes(KEPT)


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
    (["in", "-o", "out", "--plan", "full"], "full: is not a regular file"),
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
    (["in", "--threads", "0"], "Invalid value for '--threads'"),
    (["in/law.txt", "--across"], "--across needs several documents"),
]


@pytest.mark.parametrize(("arguments", "says"), REFUSED, ids=[" ".join(row[0]) for row in REFUSED])
def test_what_is_refused(here: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], says: str) -> None:
    put(
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
        ({"files": lambda files: files[0].update(path="C:/evil")}, "is no name of a file"),
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
    put(here, {"out/note.txt": "x"})
    assert run("restore", "out", "-o", "back") == 0
    assert "note.txt: is not of the result" in capsys.readouterr().err
    assert tree(here / "back") == tree(here / "in")


# --- whatever the order, threads, hash seed


def test_the_same_bytes_whatever_the_order_threads_and_hash_seed(policydiff: Command, here: Path) -> None:
    shuffled = random.Random(7)
    made = []
    for turn, (seed, threads) in enumerate([("0", "1"), ("1", "2"), ("42", "4")]):
        files = list(tree(here / "in").items())
        shuffled.shuffle(files)
        at = here / str(turn)
        put(at, {f"in/{name}": content for name, content in files})
        locale = {"PYTHONHASHSEED": seed, "LC_ALL": "C", "TZ": "Asia/Taipei" if turn else "UTC"}
        done = policydiff("dedupe", "in", "-o", "out", "--threads", threads, cwd=at, env=locale)
        assert done.returncode == 0
        made.append((tree(at / "out"), (at / "out.plan.json").read_bytes(), done.stderr))
    assert made[0] == made[1] == made[2]


def test_shuffled_records_keep_the_same_documents(here: Path) -> None:
    lines = [record(id=f"{n:02}", text=articles(n % 7 + 1, n % 7 + 6)) for n in range(21)]
    kept = []
    for seed in range(3):
        random.Random(seed).shuffle(lines)
        put(here, {f"{seed}.jsonl": "".join(lines)})
        assert run("dedupe", f"{seed}.jsonl", "-q", "-o", f"{seed}.out.jsonl", "--threads", str(seed + 1)) == 0
        kept.append(sorted((here / f"{seed}.out.jsonl").read_text(encoding="utf-8").splitlines()))
    assert kept[0] == kept[1] == kept[2]
    assert len(kept[0]) == 7


# --- property: any tree comes back

BODIES = [LAW, WORK, STATUTE, STATUTE.replace("\n", "\r\n"), LAW + "附：\n", "", "\ufeff", "短", sections(1, 3), "\n"]
CONTENTS = st.one_of(
    st.sampled_from(BODIES).map(str.encode),
    st.sampled_from([LAW, WORK]).map(lambda text: text.encode("gb18030")),
    st.sampled_from([STATUTE, LAW]).map(lambda text: text.encode("utf-16")),
    st.binary(max_size=30),
)
NAMES = st.text(st.sampled_from("ab字.-_ '😀"), min_size=1, max_size=4).filter(lambda name: not name.startswith("."))
RECORD_FILES = st.lists(
    st.one_of(
        st.builds(
            lambda text, ascii_only, other: (
                json.dumps({"o": other, "text": text}, ensure_ascii=ascii_only).encode() + b"\n"
            ),
            st.sampled_from(BODIES),
            st.booleans(),
            st.integers(),
        ),
        st.sampled_from([b"\n", b"[]\n", b"{\r\n", b"\xff\n"]),
    ),
    max_size=5,
).map(b"".join)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)
@given(
    st.dictionaries(st.lists(NAMES, min_size=1, max_size=3).map("/".join), CONTENTS, max_size=6),
    st.dictionaries(NAMES, RECORD_FILES, max_size=2),
    st.sampled_from([[], ["--mark"], ["--keep", "last"], ["--within"], ["--across"], ["--drop", "excerpt"]]),
)
def test_any_tree_comes_back(
    tmp_path_factory: pytest.TempPathFactory, files: dict[str, bytes], records: dict[str, bytes], options: Sequence[str]
) -> None:
    root = tmp_path_factory.mktemp("tree")
    (root / "in").mkdir()
    for name, content in {**files, **{f"{name}.jsonl": each for name, each in records.items()}}.items():
        try:
            put(root / "in", {name: content})
        except OSError:  # a file where a folder is to be
            continue
    source = tree(root / "in")
    out, again, back = (str(root / name) for name in ("out", "again", "back"))
    status = run("dedupe", str(root / "in"), "-q", "-o", out, *options)
    if status == 2:  # nothing could be read
        assert not (root / "out").exists()
        return
    assert status in (0, 3)
    assert run("restore", out, "-q", "-o", back) == 0
    assert tree(root / "back") == source
    if "--mark" not in options:
        assert run("dedupe", out, "-q", "-o", again, *options) == status
        assert tree(root / "again") == tree(root / "out")


# --- stopped half way


def started(*arguments: str | Path, cwd: Path, **named: Any) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        Command.line(*arguments),
        cwd=cwd,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        **{"env": Command.environment(), **named},
    )


@pytest.fixture
def many(here: Path) -> Path:
    """A corpus that takes long enough to be interrupted, and its clean result in `out`."""
    put(here, {f"many/{n:03}.txt": f"第{n}号\n" + sections(n % 40 + 1, n % 40 + 3) for n in range(120)})
    assert run("dedupe", "many", "-q", "-o", "out") == 0
    put(here, {"many/000.txt": LAW, "many/new.txt": WORK})
    return here


def visible(root: Path) -> dict[str, bytes]:
    """What stands below, without what a killed run may leave hidden."""
    return {name: content for name, content in tree(root).items() if not name.startswith(".policydiff-")}


@pytest.mark.parametrize(
    "sign", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL, signal.SIGHUP], ids=lambda sign: sign.name
)
@pytest.mark.parametrize("old", [True, False], ids=["old result", "nothing there"])
def test_killed_at_any_moment_old_or_new_stands(many: Path, sign: signal.Signals, old: bool) -> None:
    out = "out" if old else "fresh"
    before = visible(many)
    begun = time.monotonic()
    assert started("dedupe", "many", "-q", "-o", "whole", cwd=many).wait(HANG) == 0
    takes = time.monotonic() - begun
    new = {
        name.replace("whole", out, 1): content for name, content in visible(many).items() if name.startswith("whole")
    }
    for part in (0.3, 0.6, 0.8, 0.9, 0.97):
        running = started("dedupe", "many", "-q", "-o", out, cwd=many)
        time.sleep(takes * part)
        running.send_signal(sign)
        _, said = running.communicate(timeout=HANG)
        stands = {name: content for name, content in visible(many).items() if not name.startswith("whole")}
        kept = {name: content for name, content in before.items() if not name.startswith((f"{out}/", f"{out}."))}
        between = {**before, f"{out}.plan.json": new[f"{out}.plan.json"]}  # only SIGKILL comes between two renames
        allowed = [before, {**kept, **new}, *([between] if sign == signal.SIGKILL else [])]
        assert stands in allowed, (part, running.returncode)
        if sign != signal.SIGKILL:
            assert not list(many.glob(".policydiff-*"))
            assert running.returncode in (0, 130, -sign), said
    assert run("dedupe", "many", "-q", "-o", str(many / out)) == 0
    assert not list(many.glob(".policydiff-*"))  # what a killed run left is swept


def test_killed_between_plan_and_result_the_next_run_mends_it(here: Path) -> None:
    assert run("dedupe", "in", "-q", "-o", "out") == 0
    place = here / "out.plan.json"
    left = here / f"{staging._prefix(place)}dead"
    left.mkdir()
    put(here, {"in/law.txt": "别的\n"})
    assert run("dedupe", "in", "-q", "-o", "new") == 0
    place.rename(left / "plan")
    (here / "new.plan.json").rename(place)
    assert run("dedupe", "in", "-q", "-o", "out") == 0
    assert tree(here / "out") == tree(here / "new")
    assert sorted(path.name for path in here.iterdir()) == ["in", "new", "out", "out.plan.json"]


def test_a_full_disk_leaves_nothing(policydiff: Command, many: Path) -> None:
    before = tree(many)
    for most in (1, 1_000, 5_000, 20_000):
        limit = lambda most=most: resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))  # noqa: E731
        running = started("dedupe", "many", "-q", "-o", "out", cwd=many, preexec_fn=limit, env=Command.unmeasured())
        _, said = running.communicate(timeout=HANG)
        assert running.returncode == 2
        assert said.decode() == "policydiff: out: cannot be written: file too large\n".replace("out", str(many / "out"))
        assert tree(many) == before


def test_no_room_to_unpack_an_archive_is_no_fault_of_the_archive(here: Path) -> None:
    put(here, {"a.jsonl.gz": gzip.compress(record(text="甲" * 200_000).encode())})
    before = tree(here)
    limit = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))  # noqa: E731
    running = started(
        "dedupe", "a.jsonl.gz", "-q", "-o", "b.jsonl.gz", cwd=here, preexec_fn=limit, env=Command.unmeasured()
    )
    _, said = running.communicate(timeout=HANG)
    assert running.returncode == 2
    assert said.decode().startswith("policydiff: a.jsonl.gz: no room to unpack it: file too large (TMPDIR")
    assert tree(here) == before


def test_a_tree_deeper_than_the_stack_comes_back(here: Path) -> None:
    at = os.open(here, os.O_RDONLY)
    for name in ["deep", *"d" * 1_050]:
        os.mkdir(name, dir_fd=at)
        at, before = os.open(name, os.O_RDONLY, dir_fd=at), at
        os.close(before)
    handle = os.open("x.txt", os.O_WRONLY | os.O_CREAT, dir_fd=at)
    os.write(handle, b"x\n")
    os.close(handle)
    os.close(at)
    inside = "/".join(["d"] * 1_050) + "/x.txt"
    try:
        assert run("dedupe", "deep", "-q", "-o", "out") == 0
        assert run("restore", "out", "-o", "back") == 0
        assert (here / "back" / inside).read_bytes() == b"x\n"
    finally:  # Python's own way to delete a tree is not deep enough
        subprocess.run(["rm", "-rf", "deep", "out", "back"], cwd=here, check=True)


def test_a_source_that_changes_meanwhile_is_said(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    real = write_corpus

    def changed(*arguments: Any) -> Any:
        put(here, {"in/law.txt": LAW + "又及\n"})
        return real(*arguments)

    monkeypatch.setattr("policydiff.commands.dedupe_corpus.write_corpus", changed)
    assert run("dedupe", "in", "-q", "-o", "out") == 2
    assert "in/law.txt: the file was changed while it was read; nothing was written" in capsys.readouterr().err
    assert sorted(path.name for path in here.iterdir()) == ["in"]


def test_page_furniture_goes_from_every_document_of_a_corpus(tmp_path: Path, policydiff: Command) -> None:
    notice = "青石县图书馆闭馆通知\n因设备检修，图书馆于本周三闭馆一天，请读者相互转告。\n"
    page = f"您现在的位置：首页 > 公告\n{notice}【打印本页】【关闭窗口】\n"
    hall = "青石县体育馆开放通知\n体育馆自下周一起每日开放八小时，凭证入场。\n"
    put(tmp_path, {"in/a.txt": page, "in/b.txt": hall})
    done = policydiff("dedupe", tmp_path / "in", "--furniture", "drop", "-q", "-o", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    left = (tmp_path / "out" / "a.txt").read_text(encoding="utf-8")
    assert "首页" not in left
    assert "打印本页" not in left
    assert "图书馆于本周三闭馆一天" in left
