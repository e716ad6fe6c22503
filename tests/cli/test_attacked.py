"""Hostile and unlucky input through the real command line: each kind is refused or passed over, named, in one line."""

from __future__ import annotations

import gzip
import json
import os
import pty
import sqlite3
import subprocess
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from conftest import Command
from policydiff.cli.main import COMMANDS
from policydiff.readers import unpacking
from policydiff.writers.escape import on_terminal
from trees import LAW, STATUTE, WORK, plant, record, run, tree

# --- archives that unpack to far more than text does


@pytest.mark.parametrize("content", [b"\n" * 300_000, b'{"text": "' + b"a" * 300_000, b" " * 200_001])
def test_an_archive_that_unpacks_to_far_too_much_is_unreadable(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], content: bytes
) -> None:
    monkeypatch.setattr(unpacking, "MAX_UNPACKED_BYTES", 100_000)
    plant(here, {"in/bomb.jsonl.gz": gzip.compress(content), "bomb.jsonl.gz": gzip.compress(content)})
    assert run("check", "in/bomb.jsonl.gz", "-q", "--isolated") == 2
    assert run("dedupe", "in", "-q", "-o", "out") == 3
    assert "in/bomb.jsonl.gz: unpacks to more than 100,000 bytes, 200 times its size" in capsys.readouterr().err
    assert (here / "out/law.txt").exists()


@pytest.mark.parametrize("text", [LAW, LAW * 30, os.urandom(60_000).hex()])
def test_an_archive_of_text_is_read(here: Path, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr(unpacking, "MAX_UNPACKED_BYTES", 1_000)
    plant(here, {"a.jsonl.gz": gzip.compress(record(id="1", text=text).encode())})
    assert run("dedupe", "a.jsonl.gz", "-q") == 0


def test_an_archive_that_was_written_anew_is_unpacked_anew(here: Path) -> None:
    from policydiff.readers.corpus import Corpus
    from policydiff.readers.entries import Entry

    for content in (gzip.compress, bytes):
        name = "a.jsonl.gz" if content is gzip.compress else "a.jsonl"
        plant(here, {name: content(record(id="1", text="甲" * 9).encode())})
        corpus = Corpus([name])
        (entry,) = (entry for entry in corpus if isinstance(entry, Entry))
        assert corpus.text(entry.source) == "甲" * 9
        plant(here, {"new": content(record(id="1", text="乙" * 9).encode())})
        (here / "new").rename(here / name)
        assert corpus.text(entry.source) == "乙" * 9


# --- options that an unset variable leaves empty


@pytest.mark.parametrize(
    "arguments",
    [
        *(["check", "a.txt", option] for option in ("--against", "--against-ref", "--changed-since", "--baseline")),
        *(["check", "a.txt", option] for option in ("--config", "--select", "--ignore", "--text-field", "--encoding")),
        *(["dedupe", "in", option] for option in ("--prefer", "--drop", "--keep-relation", "--id-field", "--plan")),
        ["relations", "in", "--text-field"],
        ["index", "build", "x.index", "a.txt", "--id-field"],
        ["baseline", "write", "a.txt", "--select"],
        ["text", "a.txt", "--encoding"],
    ],
    ids=" ".join,
)
def test_an_empty_value_is_refused(policydiff: Command, here: Path, arguments: list[str]) -> None:
    plant(here, {"a.txt": LAW})
    done = policydiff(*arguments, "", cwd=here)
    assert done.returncode == 2
    assert "empty" in done.stderr or "no such" in done.stderr
    assert done.stderr.count("\n") == 1
    assert not (here / "x.index").exists()


def test_an_empty_reason_is_a_reason(policydiff: Command, here: Path) -> None:
    assert policydiff("baseline", "write", "in/law.txt", "--isolated", "--reason", "", cwd=here).returncode == 0


def test_the_options_of_all_commands_can_be_asked_for(policydiff: Command) -> None:
    assert all(policydiff(name, "--help").returncode == 0 for name in COMMANDS)


# --- links that lead out of the folder


@pytest.mark.parametrize(
    "target", ["../outside/secret.txt", "../outside", "/etc/passwd", "sub/../../outside/secret.txt"]
)
@pytest.mark.parametrize("command", [["dedupe", "in", "-q", "-o", "out"], ["check", "in", "-q", "--isolated"]])
def test_a_link_that_leads_out_is_named_and_never_read(
    here: Path, capsys: pytest.CaptureFixture[str], target: str, command: list[str]
) -> None:
    plant(here, {"outside/secret.txt": "机密内容\n" * 40})
    (here / "in/sub/link.txt").symlink_to(here / "in" / target if target.startswith("sub") else target)
    if not target.startswith(("/", "sub")):
        (here / "in/sub/link.txt").unlink()
        (here / "in/sub/link.txt").symlink_to(f"../{target}")
    assert run(*command) == (3 if command[0] == "dedupe" else 1)
    said = capsys.readouterr()
    assert "in/sub/link.txt: a link that leads out of the folder; it was not followed" in said.err + said.out
    assert not any("机密".encode() in content for name, content in tree(here).items() if name.startswith("out/"))
    assert not (here / "out/sub/link.txt").exists()


@pytest.mark.parametrize("target", ["law.txt", "sub/again.txt", "../in/law.txt"])
def test_a_link_inside_the_folder_is_followed(here: Path, target: str) -> None:
    (here / "in/link.txt").symlink_to(target)
    assert run("dedupe", "in", "-q", "-o", "out") == 0


def test_an_operand_may_be_a_link(here: Path) -> None:
    (here / "link").symlink_to("in")
    assert run("dedupe", "link", "-q", "-o", "out") == 0


def test_a_file_that_becomes_a_link_is_not_read(here: Path) -> None:
    from policydiff.readers.corpus import Corpus
    from policydiff.readers.entries import UnreadableInput

    plant(here, {"secret.txt": "机密\n"})
    corpus = Corpus(["in"])
    (here / "in/law.txt").unlink()
    (here / "in/law.txt").symlink_to("../secret.txt")
    (problem,) = (entry for entry in corpus if isinstance(entry, UnreadableInput))
    assert problem.source.path == "in/law.txt"


# --- names


@pytest.mark.skipif(os.name == "nt", reason="no names on Windows")
@pytest.mark.parametrize("name", ["c:d.txt", "a\\b.txt", "--color=a.txt", "-", " ", "con.txt", "a\nb.txt"])
def test_any_name_of_a_file_comes_back(here: Path, name: str) -> None:
    plant(here, {f"in/{name}": LAW})
    assert run("dedupe", "in", "-q", "-o", "out") == 0
    assert run("restore", "out", "-q", "-o", "back") == 0
    assert (here / "back" / name).read_bytes() == LAW.encode()


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda plan: plan["files"][0].update(path="\ud800.txt"), "is no name of a file below the result"),
        (lambda plan: plan["files"][0].update(path="../a.txt"), "is no name of a file below the result"),
        (lambda plan: plan["files"][0].update(same_as="\udbff", clean_sha256=None), "is no name of a file"),
        (lambda plan: plan["restore"][0].update(base64="x") if plan["restore"] else None, "not a dedupe plan"),
        (lambda plan: plan["files"][0].update(sha256="x" * 1_000_000), "an entry without its path or sums"),
        (lambda plan: plan.update(schema="x" * 1_000_000), " … "),
        (lambda plan: plan["files"][0].update(path="../" + "x" * 1_000_000), " … "),
    ],
)
def test_a_plan_made_by_hand_is_refused_in_one_short_line(
    here: Path, policydiff: Command, change: Callable[[dict[str, object]], object], says: str
) -> None:
    assert run("dedupe", "in", "-q", "-o", "out") == 0
    plan = json.loads((here / "out.plan.json").read_bytes())
    change(plan)
    (here / "bad.json").write_text(json.dumps(plan), encoding="utf-8")
    done = policydiff("restore", "out", "--plan", "bad.json", "-o", "back", cwd=here)
    assert done.returncode == 2
    assert says in done.stderr
    assert "internal error" not in done.stderr
    assert done.stderr.count("\n") == 1
    assert len(done.stderr) < 1_000


@pytest.mark.parametrize("name", ["a/" * 6_000, "x" * 5_000, "\u200b" * 3_000])
def test_an_overlong_name_makes_a_short_message(policydiff: Command, here: Path, name: str) -> None:
    done = policydiff("text", name, cwd=here)
    assert done.returncode == 2
    assert len(done.stderr) < 3_000


@pytest.mark.slow
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
@pytest.mark.parametrize(
    "arguments",
    [["compare", "none.txt", "in/law.txt"], ["dedupe", "in/plan.txt"], ["check", "none"], ["dedupe", "--x"]],
)
def test_errors_that_cannot_be_told_have_their_status(here: Path, arguments: list[str]) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            Command.line(*arguments),
            cwd=here,
            stdout=subprocess.DEVNULL,
            stderr=full,
            env=Command.unmeasured(),
            check=False,
        )
    assert done.returncode == 2


# --- terminals


@pytest.mark.parametrize(
    ("content", "shown"),
    [
        ("第一条\x1b[31m红\n".encode(), "第一条\\x1b[31m红\n".encode()),
        (b"a\x07\x9bb\tc\n", b"a\\x07\x9bb\tc\n"),
        ("甲\u202e乙\r\n".encode(), "甲\\u202e乙\\x0d\n".encode()),
        ("第一条　甲\n\n".encode("gb18030"), "第一条　甲\n\n".encode("gb18030")),
    ],
)
def test_a_terminal_is_not_commanded(content: bytes, shown: bytes) -> None:
    assert on_terminal(content) == shown


@pytest.mark.slow
@pytest.mark.parametrize("arguments", [["text", "a.txt"], ["compare", "a.txt", "b.txt", "--format", "unified"]])
def test_text_is_raw_in_a_pipe_and_visible_on_a_terminal(here: Path, arguments: list[str]) -> None:
    plant(here, {"a.txt": "第一条\x1b[31m甲\n", "b.txt": "第二条\x1b]0;t\x07乙\n"})
    line, env = Command.line(*arguments), Command.unmeasured()
    piped = subprocess.run(line, cwd=here, env=env, capture_output=True, check=False).stdout
    assert b"\x1b[31m" in piped
    master, slave = pty.openpty()
    with subprocess.Popen(line, cwd=here, env=env, stdout=slave, stderr=subprocess.DEVNULL) as process:
        process.wait()
    os.close(slave)
    shown = os.read(master, 65536)
    os.close(master)
    assert b"\x1b" not in shown
    assert b"\\x1b[31m" in shown


# --- an index that was changed by hand


@pytest.fixture
def index(here: Path) -> Path:
    """An index of three documents, one of them in GB18030."""
    plant(here, {"a.txt": WORK, "b.txt": LAW, "c.txt": STATUTE.encode("gb18030", "replace")})
    assert run("index", "build", "x.index", "a.txt", "b.txt", "c.txt", "-q") == 0
    assert run("index", "verify", "x.index", "-q") == 0
    return here / "x.index"


FORGED = {
    "a digest": "UPDATE document SET sha256 = randomblob(32) WHERE id = 'a.txt'",
    "the digest of another encoding": "UPDATE document SET sha256 = randomblob(32) WHERE id = 'c.txt'",
    "the digest of another document": "UPDATE document SET sha256 = (SELECT sha256 FROM document WHERE id = 'b.txt') "
    "WHERE id = 'a.txt'",
    "a text that is no text": "UPDATE document SET text = x'789c6b6800000182017e'",
    "a number": "UPDATE document SET number = 9223372036854775807 WHERE id = 'b.txt'",
    "a title that is no text": "UPDATE document SET title = CAST(x'ff' AS TEXT)",
    "an id that is no text": "UPDATE document SET id = CAST(x'ff' AS TEXT) WHERE number = 1",
    "a document that is gone": "DELETE FROM document WHERE id = 'a.txt'",
    "bands of another": "UPDATE document SET signature = (SELECT signature FROM document WHERE id = 'b.txt')",
    "a band that is gone": "DELETE FROM band WHERE document = 1",
    "a sample that is gone": "UPDATE document SET samples = x'', sampled = 0",
}


@pytest.mark.parametrize("kind", FORGED)
def test_verify_finds_what_was_forged(policydiff: Command, index: Path, kind: str) -> None:
    with closing(sqlite3.connect(index)) as connection:
        connection.execute(FORGED[kind])
        connection.commit()
    done = policydiff("index", "verify", index.name, cwd=index.parent)
    assert done.returncode == 2
    assert "damaged" in done.stderr
    assert "internal error" not in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("kind", ["a document that is gone", "bands of another", "a sample that is gone"])
def test_search_does_not_lose_a_hit_without_a_word(policydiff: Command, index: Path, kind: str) -> None:
    with closing(sqlite3.connect(index)) as connection:
        connection.execute(FORGED[kind])
        connection.commit()
    done = policydiff("search", index.name, "a.txt", cwd=index.parent)
    assert done.returncode == 2
    assert "the index is damaged" in done.stderr


def test_add_to_an_index_with_an_impossible_number(policydiff: Command, index: Path) -> None:
    with closing(sqlite3.connect(index)) as connection:
        connection.execute(FORGED["a number"])
        connection.commit()
    done = policydiff("index", "add", index.name, "in/plan.txt", cwd=index.parent)
    assert done.returncode == 2
    assert "the index is damaged: a document has the number 9223372036854775807" in done.stderr


def test_info_says_that_nothing_was_checked(policydiff: Command, index: Path) -> None:
    told = [policydiff("index", word, index.name, "--format", "json", cwd=index.parent) for word in ("info", "verify")]
    assert [json.loads(done.stdout)["faults"] for done in told] == [None, []]


# --- an existing file is no restored source


@pytest.mark.parametrize("name", ["plan.txt", "a.jsonl"])
def test_restore_replaces_no_other_file(here: Path, capsys: pytest.CaptureFixture[str], name: str) -> None:
    plant(here, {"plan.txt": WORK, "a.jsonl": record(id="1", text=LAW) + record(id="2", text=LAW)})
    out = f"out{Path(name).suffix}"
    assert run("dedupe", name, "-q", "-o", out) == 0
    plant(here, {"back": "another's", "empty": ""})
    assert run("restore", out, "-q", "-o", "back") == 2
    assert "is there already, and is not the restored source" in capsys.readouterr().err
    assert (here / "back").read_bytes() == b"another's"
    for place in ("empty", "new", "new"):
        assert run("restore", out, "-q", "-o", place) == 0
        assert (here / place).read_bytes() == (here / name).read_bytes()
