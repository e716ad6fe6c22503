"""`dedupe` and `restore` of folders, JSON Lines and several operands, through the real command line."""

from __future__ import annotations

import gzip
import json
import os
import re
from pathlib import Path
from typing import Any

import pytest

from conftest import Command
from papers import articles, sections
from policydiff.storage import destination
from trees import HANG, KEPT, LAW, ONCE, STATUTE, WORK, as_bytes, plant, record, run, tree

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
    plant(here, {"in/new.txt": sections(1, 4), "in/sub/deep/law.gb.txt": "别的\n"})
    assert run("dedupe", "in", "-q", "-o", "out/") == 0
    assert tree(here / "out") == {
        **first[0],
        "new.txt": sections(1, 4).encode(),
        "sub/deep/law.gb.txt": "别的\n".encode(),
    }
    assert run("restore", "out/", "-o", "back") == 0
    assert tree(here / "back") == tree(here / "in")


def test_what_cannot_be_read_is_copied_through_and_listed(policydiff: Command, here: Path) -> None:
    plant(here, {"in/a.bin": b"\0\1\2", "in/sub/b.ps": b"%!PS-3.0\n", "in/sub/c.jsonl": "{\n"})
    os.mkfifo(here / "in" / "pipe")
    (here / "in" / "round").symlink_to(".")
    (here / "in" / "loop").symlink_to("loop")
    done = policydiff("dedupe", "in", "-o", "out", cwd=here, timeout=HANG)
    assert done.returncode == 3
    for name in ("in/a.bin: binary", "in/sub/b.ps: this is a PostS", "in/sub/c.jsonl:1: not JSON", "in/pipe: not a"):
        assert f"policydiff: {name}" in done.stderr
    for name in ("in/pipe", "in/loop"):
        assert f"policydiff: {name}: could not even be copied" in done.stderr
    copied = {"a.bin": b"\0\1\2", "sub/b.ps": b"%!PS-3.0\n", "sub/c.jsonl": b"{\n"}
    assert tree(here / "out") == {**as_bytes(KEPT), **copied}
    plan = json.loads((here / "out.plan.json").read_bytes())
    assert [each["path"] for each in plan["unreadable"]] == [
        "in/a.bin",
        "in/loop",
        "in/pipe",
        "in/sub/b.ps",
        "in/sub/c.jsonl:1",
    ]
    assert run("restore", "out", "-o", "back") == 0
    assert tree(here / "back") == tree(here / "in")


def test_a_file_that_is_gone_before_it_is_written_is_named(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def first(*arguments: Any) -> Any:
        (here / "in" / "sub" / "statute.txt").unlink()
        return destination.named_paths(*arguments)

    monkeypatch.setattr("policydiff.storage.corpus.named_paths", first)
    assert run("dedupe", "in", "-q", "-o", "out") == 2
    assert capsys.readouterr().err == "policydiff: in/sub/statute.txt: is gone since it was read (run it again)\n"
    assert [path.name for path in here.iterdir()] == ["in"]


def test_where_nothing_can_be_read_nothing_is_written(policydiff: Command, here: Path) -> None:
    plant(here, {"bad/a.bin": b"\0\1", "bad/b.jsonl": "[]\n"})
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
    plant(here, {"a.jsonl": "".join(RECORDS)})
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
    plant(here, {given: gzip.compress(content) if given.endswith(".gz") else content})
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
    plant(here, {"x/a.jsonl.gz": gzip.compress(content), "x/b.jsonl.gz": gzip.compress(record(text=STATUTE).encode())})
    before = tree(here / "x")
    assert run("dedupe", "x", "-q", "-o", "out") == 0
    assert gzip.decompress((here / "out" / "a.jsonl.gz").read_bytes()) == RECORDS[0].encode()
    assert (here / "out" / "b.jsonl.gz").read_bytes() == before["b.jsonl.gz"]
    assert run("restore", "out", "-q", "-o", "back") == 0
    assert gzip.decompress((here / "back" / "a.jsonl.gz").read_bytes()) == content
    assert (here / "back" / "b.jsonl.gz").read_bytes() == before["b.jsonl.gz"]


def test_fields_may_be_called_otherwise(here: Path) -> None:
    lines = [json.dumps({"key": name, "body": LAW, "text": "x"}) + "\n" for name in ("b", "a")]
    plant(here, {"a.jsonl": "".join(lines)})
    assert run("dedupe", "a.jsonl", "-q", "-o", "b.jsonl", "--text-field", "body", "--id-field", "key") == 0
    assert (here / "b.jsonl").read_text(encoding="utf-8") == lines[1]


def test_an_id_that_comes_twice_is_an_error(policydiff: Command, here: Path) -> None:
    plant(here, {"a.jsonl": record(id="x", text="甲") * 2})
    done = policydiff("dedupe", "a.jsonl", "-o", "b.jsonl", cwd=here)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert done.stderr.startswith("policydiff: a.jsonl:2: the id 'x' comes twice (first in a.jsonl:1")
    assert not (here / "b.jsonl").exists()


@pytest.mark.parametrize("name", ["../evil", "/tmp/evil", "C:\\evil", "a\0b", "..", "", "\x1b[31m", "a" * 5_000])
def test_hostile_ids_name_nothing(here: Path, name: str) -> None:
    plant(here, {"in/r.jsonl": record(id=name, text=LAW) + record(id="z" + name, text=LAW)})
    assert run("dedupe", "in", "-q", "-o", "out") == 0
    assert sorted(path.name for path in here.iterdir()) == ["in", "out", "out.plan.json"]
    assert {"r.jsonl"} | {"plan.txt", "sub/statute.txt"} <= set(tree(here / "out")) | {"r.jsonl"}
    assert run("restore", "out", "-o", "back") == 0
    assert tree(here / "back") == tree(here / "in")


@pytest.mark.parametrize(
    "name", [b"\xff\xfe.txt", b"a\nb.txt", b"\x1b[2J.txt", b"-o.txt", b"~.txt", b"a\\..\\b.txt", b"CON"]
)
def test_hostile_file_names(policydiff: Command, here: Path, name: bytes) -> None:
    plant(here, {f"in/{os.fsdecode(name)}": LAW, "in/0.txt": LAW})
    done = policydiff("dedupe", "in", "-o", "out", cwd=here)
    assert done.returncode == 0
    assert "\x1b" not in done.stderr
    assert run("restore", "out", "-o", "back") == 0
    assert tree(here / "back") == tree(here / "in")


# --- several operands, lists


def test_several_operands_stand_side_by_side(here: Path) -> None:
    alike = {"x/a.txt": sections(1, 3), "y/a.txt": sections(4, 6), "z/A.TXT": articles(1, 5)}
    plant(here, {**alike, "r.jsonl": RECORDS[1] + RECORDS[5]})
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
    plant(here, {"list": listed})
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
    plant(here, {"x/law.txt": f"云汐市渡口管理条例\n{law}", "x/part.txt": part})
    assert run("dedupe", "x", "-q", "-o", "out") == 0
    assert len(tree(here / "out")) == 2
    assert run("dedupe", "x", "-q", "-o", "out", "--drop", "excerpt") == 0
    assert list(tree(here / "out")) == ["law.txt"]
    assert run("restore", "out", "-o", "back") == 0
    assert tree(here / "back") == tree(here / "x")


def test_a_mark_is_left_in_each_document(here: Path) -> None:
    plant(here, {"in/r.jsonl": record(id="w", text=WORK + "又及。\n")})
    mark = "〔第4—31行与第33—60行重复，已略〕\n"
    assert run("dedupe", "in", "-q", "-o", "out", "--mark") == 0
    assert mark in (here / "out" / "plan.txt").read_text(encoding="utf-8")
    assert mark in json.loads((here / "out" / "r.jsonl").read_text(encoding="utf-8"))["text"]
    assert run("restore", "out", "-o", "back") == 0
    assert tree(here / "back") == tree(here / "in")


# --- JSON, and the plan


def test_the_plan_is_printed(policydiff: Command, here: Path) -> None:
    done = policydiff("dedupe", "in", "--format", "json", "--exit-code", cwd=here)
    plan = json.loads(done.stdout)
    assert (done.returncode, done.stderr, plan["schema"]) == (1, "", "policydiff.dedupe/1")
    assert (plan["summary"]["documents"], plan["summary"]["documents_dropped"]) == (5, 2)
    assert [path.name for path in here.iterdir()] == ["in"]
    assert run("dedupe", "in", "--format", "json", "-o", "plan.json") == 0
    assert (here / "plan.json").read_bytes() == done.stdout
    plant(here, {"in/bad": b"\0"})
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
    plant(here, {"a.jsonl": "".join(record(id=n, text=f"第{n // 2}号公告，{n // 2 * 7919}。") for n in range(1_050))})
    assert run("dedupe", "a.jsonl", "-q", "-o", "b.jsonl") == 0
    assert len((here / "b.jsonl").read_text(encoding="utf-8").splitlines()) == 525
    assert {path.name for path in here.iterdir()} == {"in", "a.jsonl", "b.jsonl", "b.jsonl.plan.jsonl"}
    assert run("restore", "b.jsonl", "-o", "back.jsonl") == 0
    assert (here / "back.jsonl").read_bytes() == (here / "a.jsonl").read_bytes()
    plant(here, {"a.jsonl": record(id=1, text="甲")})  # now a small one: the large one's plan must not stay
    assert run("dedupe", "a.jsonl", "-q", "-o", "b.jsonl") == 0
    assert {path.name for path in here.iterdir()} == {"in", "a.jsonl", "b.jsonl", "back.jsonl", "b.jsonl.plan.json"}


def test_no_plan(here: Path) -> None:
    assert run("dedupe", "in", "-q", "-o", "out", "--no-plan") == 0
    assert {path.name for path in here.iterdir()} == {"in", "out"}
    assert tree(here / "out") == as_bytes(KEPT)


def test_page_furniture_goes_from_every_document_of_a_corpus(tmp_path: Path, policydiff: Command) -> None:
    notice = "青石县图书馆闭馆通知\n因设备检修，图书馆于本周三闭馆一天，请读者相互转告。\n"
    page = f"您现在的位置：首页 > 公告\n{notice}【打印本页】【关闭窗口】\n"
    hall = "青石县体育馆开放通知\n体育馆自下周一起每日开放八小时，凭证入场。\n"
    plant(tmp_path, {"in/a.txt": page, "in/b.txt": hall})
    done = policydiff("dedupe", tmp_path / "in", "--furniture", "drop", "-q", "-o", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    left = (tmp_path / "out" / "a.txt").read_text(encoding="utf-8")
    assert "首页" not in left
    assert "打印本页" not in left
    assert "图书馆于本周三闭馆一天" in left
