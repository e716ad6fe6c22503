"""Gates fail closed: empty values, empty folders, what was not looked at, hidden files, and proofs that fail."""

from __future__ import annotations

import gzip
import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest

from checking import SOUND
from conftest import Command
from policydiff.checks import corpus_run, document_run
from policydiff.cli.main import COMMANDS, cli
from policydiff.corpus import own_repeats
from policydiff.deduplication import rounds
from policydiff.deduplication.options import Options
from policydiff.deduplication.plan import Plan
from policydiff.errors import InternalError
from policydiff.readers import unpacking
from policydiff.storage import json_lines, record_edits
from policydiff.text.document import Document
from trees import LAW, STATUTE, WORK, Files, plant, record, run, tree

OTHER = "渡口每日早七时开放，遇有大雾时停航，由渡口所在地的乡镇负责公告。\n"
BASELINE = ["--baseline", "in/policydiff-baseline.json"]
BINARY = b"x\0y" * 9

# --- empty values


def valued_options() -> Iterator[tuple[str, str]]:
    """Every option of every command that takes a value, with the words of the command."""
    context = click.Context(cli)
    for name in COMMANDS:
        command = cli.get_command(context, name)
        assert command is not None
        inner = command.commands if isinstance(command, click.Group) else {"": command}
        for sub_name, sub_command in inner.items():
            for option in sub_command.params:
                if isinstance(option, click.Option) and not option.is_flag and option.name != "reason":
                    yield f"{name} {sub_name}".strip(), max(option.opts, key=len)


@pytest.mark.parametrize(("command", "option"), sorted(set(valued_options())))
def test_no_option_of_any_command_takes_an_empty_value(
    here: Path, capsys: pytest.CaptureFixture[str], command: str, option: str
) -> None:
    before = tree(here)
    assert run(*command.split(), "in", "in", option, "") == 2
    said = capsys.readouterr().err
    assert option in said
    assert said.count("\n") == 1
    assert tree(here) == before


@pytest.mark.parametrize("value", [",", " ", "numbering,", ",numbering", "numbering, ,too-short"])
@pytest.mark.parametrize(
    "command",
    [
        ["check", "in", "--select"],
        ["check", "in", "--ignore"],
        ["check", "in", "--severity"],
        ["baseline", "write", "in", "--select"],
        ["dedupe", "in", "--drop"],
        ["dedupe", "in", "--keep-relation"],
    ],
    ids=" ".join,
)
def test_no_name_in_a_list_may_be_empty(here: Path, command: list[str], value: str) -> None:
    assert run(*command, value) == 2


@pytest.mark.parametrize("names", ['[""]', '["numbering", " "]', '","'])
def test_no_name_in_a_setting_may_be_empty(here: Path, names: str) -> None:
    plant(here, {"policydiff.toml": f"[check]\nselect = {names}\n"})
    assert run("check", "in") == 2


@pytest.mark.parametrize("command", ["check", "dedupe"])
@pytest.mark.parametrize("files", [{}, {"held/a.txt": ""}, {"held/.hidden.txt": LAW}, {"held/a.jsonl": ""}])
def test_nothing_is_compared_with_nothing(here: Path, command: str, files: Files) -> None:
    plant(here, files)
    (here / "held").mkdir(exist_ok=True)
    assert run(command, "in", "--against", "held", "-q") == 2
    assert run(command, "in", "--against", "in", "--against", "held", "-q") == 2


# --- nothing to check


@pytest.mark.parametrize(
    ("files", "options", "status"),
    [
        ({}, [], 2),
        ({"in/.hidden.txt": LAW}, [], 2),
        ({"in/sub/.hidden/a.txt": LAW}, [], 2),
        ({"in/a.jsonl": ""}, [], 2),
        ({"in/a.jsonl": "\n\n"}, [], 2),
        ({"in/policydiff-baseline.json": '{"schema": "policydiff.baseline/1", "findings": []}'}, BASELINE, 2),
        ({"in/a.txt": BINARY}, [], 2),
        ({"in/a.txt": BINARY}, ["--ignore", "unreadable"], 2),
        ({"in/a.txt": BINARY}, ["--select", "too-short"], 2),
        ({"in/a.txt": BINARY, "in/b.txt": SOUND}, [], 3),
        ({"in/a.txt": BINARY, "in/b.txt": SOUND}, ["--ignore", "unreadable"], 3),
        ({"in/a.txt": BINARY, "in/b.txt": SOUND}, ["--select", "too-short"], 3),
        ({"in/a.txt": BINARY, "in/b.txt": SOUND}, ["--severity", "unreadable=info"], 3),
        ({"in/a.txt": BINARY, "in/b.txt": SOUND}, ["--exit-zero"], 3),
        ({"in/a.txt": BINARY, "in/b.txt": OTHER[:9]}, ["--ignore", "unreadable"], 1),
        ({"in/b.txt": SOUND, "in/.hidden.txt": LAW}, [], 0),
        ({"in/b.txt": SOUND}, [], 0),
    ],
)
def test_a_check_of_nothing_is_not_green(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, files: Files, options: list[str], status: int
) -> None:
    monkeypatch.chdir(tmp_path)
    plant(tmp_path, {"policydiff.toml": "", **files})
    (tmp_path / "in").mkdir(exist_ok=True)
    assert run("check", "in", "-q", *options) == status


def test_a_baseline_is_not_written_of_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "in").mkdir()
    assert run("baseline", "write", "in", "--isolated") == 2
    plant(tmp_path, {"in/a.txt": BINARY})
    assert run("baseline", "write", "in", "--isolated") == 2
    assert not (tmp_path / "policydiff-baseline.json").exists()


def test_a_baseline_names_what_could_not_be_read_and_the_check_goes_on_naming_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    plant(tmp_path, {"in/a.txt": BINARY, "in/b.txt": SOUND})
    assert run("baseline", "write", "in", "--isolated") == 3
    assert "in/a.txt: binary" in capsys.readouterr().err
    assert run("check", "in", "--isolated", "--baseline", "policydiff-baseline.json") == 0
    shown = capsys.readouterr().out
    assert "unreadable, accepted" in shown
    assert "in/a.txt" in shown
    plant(tmp_path, {"in/c.txt": b"x\0y" * 11})
    assert run("check", "in", "--isolated", "--baseline", "policydiff-baseline.json") == 3


@pytest.mark.parametrize("table", ['ignore = ["unreadable"]', 'severity = { unreadable = "info" }'])
def test_settings_for_a_path_accept_what_cannot_be_read_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, table: str
) -> None:
    monkeypatch.chdir(tmp_path)
    plant(tmp_path, {"policydiff.toml": f'[check.paths."*.png"]\n{table}\n', "in/a.png": BINARY, "in/b.txt": SOUND})
    assert checked("in") == (0, [("in/a.png", "unreadable, accepted")])
    plant(tmp_path, {"in/c.txt": BINARY})
    assert checked("in")[0] == 3


# --- what was not looked at


def checked(*arguments: str) -> tuple[int, list[tuple[str, str]]]:
    """The exit status of a check and what it did not look at."""
    status = run("check", *arguments, "--format", "json", "-o", "result.json")
    result: dict[str, Any] = json.loads(Path("result.json").read_text(encoding="utf-8"))
    Path("result.json").unlink()
    assert result["summary"]["not_checked"] == len(result["not_checked"])
    return status, [(item["path"], item["reason"]) for item in result["not_checked"]]


def test_a_check_names_what_it_did_not_look_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    files: Files = dict.fromkeys(("in/.a.txt", "in/.b/c.txt", "in/d/.e.txt"), LAW)
    plant(tmp_path, {**files, "in/f.txt": SOUND, "in/g.txt": BINARY, "outside/h.txt": LAW, "in/.git/config": ""})
    (tmp_path / "in/up").symlink_to("../outside")
    (tmp_path / "in/i.txt").symlink_to("../outside/h.txt")
    (tmp_path / "in/j").symlink_to("d")
    plant(tmp_path, {"in/policydiff.toml": ""})
    expected = [
        ("in/.a.txt", "hidden"),
        ("in/.b/", "hidden"),
        ("in/d/.e.txt", "hidden"),
        ("in/j", "link to a folder"),
        ("in/policydiff.toml", "own file"),
        ("in/i.txt", "unreadable"),
        ("in/up", "unreadable"),
        ("in/g.txt", "unreadable"),
    ]
    assert checked("in", "--config", "in/policydiff.toml", "--ignore", "unreadable") == (3, expected)
    assert run("check", "in", "--config", "in/policydiff.toml", "--ignore", "unreadable") == 3
    said = capsys.readouterr()
    assert all(path in said.out for path, _ in expected)
    assert "in/i.txt: a link that leads out of the folder" in said.err


@pytest.mark.parametrize("number", [3, 13, 40])
def test_many_that_were_not_looked_at_are_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], number: int
) -> None:
    monkeypatch.chdir(tmp_path)
    plant(tmp_path, {"in/a.txt": SOUND, **{f"in/.{index:02}.txt": LAW for index in range(number)}})
    assert run("check", "in", "--isolated") == 0
    shown = capsys.readouterr().out
    assert ("more; -v names them" in shown) == (number > 12)
    assert run("check", "in", "--isolated", "-v") == 0
    assert capsys.readouterr().out.count("in/.") == number


# --- hidden files that git tracks


def repository(folder: Path, files: Files, *tracked: str) -> None:
    """A repository with these files, of which some are tracked, even if they are ignored."""
    plant(folder, files)
    subprocess.run(["git", "init", "-q", "."], cwd=folder, check=True)
    subprocess.run(["git", "add", "-f", *tracked], cwd=folder, check=True)


@pytest.mark.parametrize(
    ("tracked", "unseen"),
    [
        ("in/.a.txt", ["in/.b/"]),
        ("in/.b/c.txt", ["in/.a.txt", "in/.b/.d.txt"]),
        ("in/.b/.d.txt", ["in/.a.txt", "in/.b/c.txt"]),
        ("in/e.txt", ["in/.a.txt", "in/.b/"]),
        ("in/.gitignore", ["in/.a.txt", "in/.b/"]),
    ],
)
def test_what_git_tracks_is_looked_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tracked: str, unseen: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    hidden = OTHER[:9]  # too short: a finding
    files: Files = {"in/.a.txt": hidden, "in/.b/c.txt": hidden, "in/.b/.d.txt": hidden, "in/e.txt": SOUND}
    repository(tmp_path, {**files, "in/.gitignore": "*.txt\n"}, tracked)
    status, not_checked = checked("in", "--isolated")
    assert status == (1 if tracked not in ("in/e.txt", "in/.gitignore") else 0)
    assert not_checked == [(path, "hidden") for path in sorted([*unseen, "in/.gitignore"])]


def test_without_git_hidden_files_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    repository(tmp_path, {"in/.a.txt": OTHER[:9], "in/e.txt": SOUND}, "in/.a.txt")
    monkeypatch.setenv("PATH", "")
    assert checked("in", "--isolated") == (0, [("in/.a.txt", "hidden")])


# --- a proof that fails


@pytest.fixture
def unproven(monkeypatch: pytest.MonkeyPatch) -> None:
    """Proofs of documents that name the district of the failure fail."""
    dedupe, edits = rounds.dedupe, json_lines.edits_of_record

    def failing(document: Document, options: Options) -> Plan:
        if "失败区" in document.text:
            raise InternalError("a copy is not in what is kept", where=document.path)
        return dedupe(document, options)

    def failing_edits(line: bytes, *others: Any) -> Any:
        if "失败县".encode() in line:
            raise InternalError("a record would not be the same")
        return edits(line, *others)

    monkeypatch.setattr(own_repeats, "dedupe", failing)
    monkeypatch.setattr(record_edits, "edits_of_record", failing_edits)


@pytest.mark.usefixtures("unproven")
@pytest.mark.parametrize("place", ["失败区", "失败县"])
def test_a_proof_that_fails_stops_no_other_document(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], place: str
) -> None:
    monkeypatch.chdir(tmp_path)
    texts = {"1": WORK, "2": WORK.replace("云汐市", place) + f"{place}\n", "3": LAW, "4": LAW}
    lines = {name: record(id=name, text=text) for name, text in texts.items()}
    plant(tmp_path, {"in.jsonl": "".join(lines.values())})
    assert run("dedupe", "in.jsonl", "-o", "out.jsonl", "-q") == 3
    assert "in.jsonl:2: a " in capsys.readouterr().err
    out = {json.loads(line)["id"]: line for line in Path("out.jsonl").read_text(encoding="utf-8").splitlines(True)}
    assert list(out) == ["1", "2", "3"]
    assert out["2"] == lines["2"]
    assert len(out["1"]) < len(lines["1"])
    plan = json.loads(Path("out.jsonl.plan.json").read_text(encoding="utf-8"))
    assert [problem["path"] for problem in plan["unproven"]] == ["in.jsonl:2"]
    assert run("restore", "out.jsonl", "-q", "-o", "back.jsonl") == 0
    assert Path("back.jsonl").read_bytes() == Path("in.jsonl").read_bytes()


@pytest.mark.usefixtures("unproven")
def test_a_file_whose_proof_fails_is_copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    failing = WORK + "失败区\n"
    plant(tmp_path, {"in/a.txt": WORK, "in/b.txt": failing, "in/c.txt": STATUTE})
    assert run("dedupe", "in", "-o", "out", "-q") == 3
    assert Path("out/b.txt").read_text(encoding="utf-8") == failing
    assert len(Path("out/a.txt").read_bytes()) < len(WORK.encode())


@pytest.mark.parametrize("place", ["失败区"])
def test_a_check_goes_on_after_a_proof_that_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], place: str
) -> None:
    findings = document_run.findings_in

    def failing(subject: Any, *others: Any) -> Any:
        if place in subject.text:
            raise InternalError("the plan does not give the source back")
        return findings(subject, *others)

    monkeypatch.setattr(corpus_run, "findings_in", failing)
    monkeypatch.chdir(tmp_path)
    plant(tmp_path, {"in/a.txt": f"{LAW}{place}\n", "in/b.txt": OTHER[:9], "in/c.txt": STATUTE})
    assert run("check", "in", "--isolated") == 1
    shown = capsys.readouterr().out
    assert "could not be checked" in shown
    assert "too-short" in shown
    (tmp_path / "in/b.txt").unlink()
    assert run("check", "in", "--isolated", "-q") == 3


# --- the limit of archives


@pytest.mark.slow
@pytest.mark.parametrize(
    ("size", "status"), [("40K", 2), ("100000", 2), ("1M", 0), ("2g", 0), ("0", 2), ("1X", 2), ("-1", 2), ("1.5M", 2)]
)
@pytest.mark.parametrize("command", [["check", "--isolated"], ["dedupe"], ["relations"]], ids=" ".join)
def test_the_limit_of_archives_can_be_raised(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: list[str], size: str, status: int
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(unpacking, "MAX_UNPACKED_BYTES", 10_000)
    monkeypatch.setattr(unpacking, "MAX_RATIO", 2)
    content = (record(id="1", text=SOUND) + "\n" * 600_000).encode()
    plant(tmp_path, {"a.jsonl.gz": gzip.compress(content)})
    assert run(*command, "a.jsonl.gz", "-q") == 2
    assert run(*command, "a.jsonl.gz", "-q", "--max-unpacked", size) == status


def test_the_settings_raise_the_limit_of_archives(policydiff: Command, tmp_path: Path) -> None:
    plant(tmp_path, {"policydiff.toml": 'max-unpacked = "2G"\n'})
    shown = json.loads(policydiff("config", "--format", "json", cwd=tmp_path).stdout)
    assert shown["settings"]["max-unpacked"]["value"] == 2 << 30
