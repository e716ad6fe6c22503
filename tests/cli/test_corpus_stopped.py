"""A `dedupe` of a corpus that is stopped half way, by a signal, a full disk or a source that changes."""

from __future__ import annotations

import gzip
import os
import resource
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest

from conftest import Command
from papers import sections
from policydiff.storage.corpus import write_corpus
from trees import HANG, LAW, WORK, plant, record, run, tree

pytestmark = pytest.mark.slow

# --- stopped half way


def started(*arguments: str | Path, cwd: Path, **named: Any) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        Command.line(*arguments),
        cwd=cwd,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        **{"env": Command.unmeasured(), **named},
    )


@pytest.fixture
def many(here: Path) -> Path:
    """A corpus that takes long enough to be interrupted, and its clean result in `out`."""
    plant(here, {f"many/{n:03}.txt": f"第{n}号\n" + sections(n % 40 + 1, n % 40 + 3) for n in range(60)})
    assert run("dedupe", "many", "-q", "-o", "out") == 0
    plant(here, {"many/000.txt": LAW, "many/new.txt": WORK})
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
    # What is cleaned up is the same after each signal, and measured once.
    env = Command.environment() if sign == signal.SIGTERM else Command.unmeasured()
    before = visible(many)
    begun = time.monotonic()
    assert started("dedupe", "many", "-q", "-o", "whole", cwd=many, env=env).wait(HANG) == 0
    takes = time.monotonic() - begun
    new = {
        name.replace("whole", out, 1): content for name, content in visible(many).items() if name.startswith("whole")
    }
    for part in (0.3, 0.6, 0.8, 0.9, 0.97):
        running = started("dedupe", "many", "-q", "-o", out, cwd=many, env=env)
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


def test_a_full_disk_leaves_nothing(policydiff: Command, many: Path) -> None:
    before = tree(many)
    for most in (1, 1_000, 5_000, 20_000):
        limit = lambda most=most: resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))  # noqa: E731
        running = started("dedupe", "many", "-q", "-o", "out", cwd=many, preexec_fn=limit)
        _, said = running.communicate(timeout=HANG)
        assert running.returncode == 2
        assert said.decode() == "policydiff: out: cannot be written: file too large\n".replace("out", str(many / "out"))
        assert tree(many) == before


def test_no_room_to_unpack_an_archive_is_no_fault_of_the_archive(here: Path) -> None:
    plant(here, {"a.jsonl.gz": gzip.compress(record(text="甲" * 200_000).encode())})
    before = tree(here)
    limit = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))  # noqa: E731
    running = started("dedupe", "a.jsonl.gz", "-q", "-o", "b.jsonl.gz", cwd=here, preexec_fn=limit)
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

    def changed(*arguments: Any, **keywords: Any) -> Any:
        plant(here, {"in/law.txt": LAW + "又及\n"})
        return real(*arguments, **keywords)

    monkeypatch.setattr("policydiff.cli.commands.dedupe_corpus.write_corpus", changed)
    assert run("dedupe", "in", "-q", "-o", "out") == 2
    assert "in/law.txt: the file was changed while it was read; nothing was written" in capsys.readouterr().err
    assert sorted(path.name for path in here.iterdir()) == ["in"]
