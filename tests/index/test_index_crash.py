"""Writers that are killed, interrupted, short of space or in each other's way: what was said to be safe is safe."""

from __future__ import annotations

import fcntl
import importlib
import json
import random
import resource
import signal
import sqlite3
import subprocess
import threading
import time
from contextlib import closing
from pathlib import Path
from types import ModuleType

import pytest

from conftest import ROOT, Command
from papers import sections
from policydiff.index import writing
from policydiff.readers.corpus import Corpus

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def killed() -> ModuleType:
    """The module of the long version, benchmarks/killed.py."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(ROOT / "benchmarks"))
        return importlib.import_module("killed")


@pytest.fixture
def index(tmp_path: Path) -> Path:
    """An index of one document, beside documents to add."""
    (tmp_path / "first.txt").write_text(sections(1, 4, "首"), encoding="utf-8")
    lines = [json.dumps({"id": f"d{at}", "text": sections(1, 3, f"文{at}")}, ensure_ascii=False) for at in range(300)]
    (tmp_path / "more.jsonl").write_text("\n".join(lines), encoding="utf-8")
    writing.build(str(tmp_path / "a.index"), Corpus([str(tmp_path / "first.txt")]))
    return tmp_path / "a.index"


def started(index: Path, *words: str, **how: object) -> subprocess.Popen[str]:
    """`index add` at work on the documents."""
    line = Command.line("index", "add", index, index.parent / "more.jsonl", *words)
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "encoding": "utf-8"}
    return subprocess.Popen(line, env=Command.unmeasured(), **pipes, **how)  # type: ignore[call-overload,no-any-return]


def documents(policydiff: Command, index: Path) -> int:
    """How many documents are held, by an index that is whole."""
    done = policydiff("index", "verify", index, "--format", "json")
    assert done.returncode == 0, done.stdout
    return int(json.loads(done.stdout)["documents"])


@pytest.mark.parametrize("seed", range(2))
def test_nothing_that_was_said_to_be_safe_is_lost(killed: ModuleType, tmp_path: Path, seed: int) -> None:
    tally = killed.Tally()
    killed.fight(tmp_path, random.Random(seed), tally, 4.0)
    assert tally.faults == []
    assert tally.searches > 0


def test_a_broken_promise_is_seen(killed: ModuleType, index: Path) -> None:
    source = killed.records(index.parent / "甲.jsonl", [f"甲{at}" for at in range(killed.DOCUMENTS)])
    faults = killed.checked(index, index.parent, [(source, 30)])
    assert faults == ["甲: 30 were said to be safe, 0 are: policydiff: a.index: 30 documents are safe\n".replace(
        "a.index", str(index)
    )]  # fmt: skip


def test_readers_see_a_whole_state_while_a_writer_adds(policydiff: Command, index: Path) -> None:
    writer = started(index, "--batch", "5")
    counts = []
    while writer.poll() is None:
        counts.append(documents(policydiff, index))
        assert policydiff("search", index, index.parent / "first.txt").returncode == 0
    assert writer.communicate()[0].endswith("300 documents added.\n")
    assert counts == sorted(counts)
    assert all(each % 5 == 1 for each in counts)
    assert documents(policydiff, index) == 301


def test_a_build_that_is_killed_leaves_no_index(policydiff: Command, index: Path) -> None:
    new = index.parent / "new.index"
    line = Command.line("index", "build", new, index.parent / "more.jsonl")
    for _ in range(20):  # on a busy machine it may be done before we look
        process = subprocess.Popen(line, env=Command.unmeasured(), stdout=subprocess.DEVNULL)
        while process.poll() is None and not list(index.parent.glob(".policydiff-*")):
            time.sleep(0.001)
        process.kill()
        if process.wait() == -signal.SIGKILL:
            break
        new.unlink()
    assert process.returncode == -signal.SIGKILL
    assert not new.exists()
    assert policydiff("index", "build", new, index.parent / "more.jsonl").returncode == 0
    assert documents(policydiff, new) == 300


@pytest.mark.skipif(not hasattr(fcntl, "F_SETPIPE_SZ"), reason="pipes have one size here")
def test_an_interrupted_writer_keeps_what_it_said(policydiff: Command, index: Path) -> None:
    writer = started(index, "--batch", "2")
    assert writer.stderr is not None
    # It has more to say than the pipe holds, so that it waits for us, however late we are.
    fcntl.fcntl(writer.stderr.fileno(), fcntl.F_SETPIPE_SZ, 4096)
    assert writer.stderr.readline() == f"policydiff: {index}: 2 documents are safe\n"
    writer.send_signal(signal.SIGINT)
    said = writer.communicate()[1].splitlines()
    assert (writer.returncode, said[-1]) == (130, "policydiff: interrupted; nothing was half-written")
    assert documents(policydiff, index) >= 1 + 2 * len(said)


def test_a_full_disk_is_said_and_spoils_nothing(policydiff: Command, index: Path) -> None:
    most = index.stat().st_size + 400_000

    def little_space() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))

    writer = started(index, "--batch", "20", preexec_fn=little_space)
    said = writer.communicate()[1].splitlines()
    assert writer.returncode == 2
    assert said[-1].startswith(f"policydiff: {index}: ")
    assert "internal error" not in said[-1]
    assert documents(policydiff, index) == 1 + 20 * (len(said) - 1)


def test_a_second_writer_waits(policydiff: Command, index: Path) -> None:
    with closing(sqlite3.connect(index, isolation_level=None, check_same_thread=False)) as other:
        other.execute("BEGIN IMMEDIATE")
        done = policydiff("index", "add", index, index.parent / "more.jsonl", "--wait", "0.1")
        assert (done.returncode, done.stdout) == (2, b"")
        hint = "another process is writing to it (try again, or let --wait be longer)"
        assert done.stderr == f"policydiff: {index}: {hint}\n"
        assert documents(policydiff, index) == 1  # a reader does not wait
        threading.Timer(1.0, other.execute, ["ROLLBACK"]).start()
        done = policydiff("index", "remove", index, "*", "--wait", "30")
        assert done.returncode == 0, done.stderr
