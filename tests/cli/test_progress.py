"""How far a long run is: said late and seldom, never when quiet, never on standard output."""

from __future__ import annotations

import io
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import Command
from policydiff.cli import progress

STEPS = [(seconds / 2, seconds / 2 / 300) for seconds in range(600)]


class Terminal(io.StringIO):
    """A stand-in for standard error that is, or is not, a terminal."""

    def __init__(self, *, terminal: bool) -> None:
        super().__init__()
        self._terminal = terminal

    def isatty(self) -> bool:
        return self._terminal


def said(
    monkeypatch: pytest.MonkeyPatch, steps: list[tuple[float, float]], *, terminal: bool, quiet: bool = False
) -> str:
    """What is said of a run of 300 seconds over 600 MB, looked at in these steps of time and share."""
    now = [0.0]
    monkeypatch.setattr("time.monotonic", lambda: now[0])
    stream = Terminal(terminal=terminal)
    monkeypatch.setattr(sys, "stderr", stream)
    with progress.progress(600_000_000, quiet=quiet) as told:
        for at, share in steps:
            now[0] = at
            if told:
                told("reading", share)
    return stream.getvalue()


def test_a_log_gets_a_line_now_and_then(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = said(monkeypatch, STEPS, terminal=False).splitlines()
    assert lines == [
        "policydiff: reading 3%, 2.0 MB/s, about 4 min left",
        "policydiff: reading 7%, 2.0 MB/s, about 4 min left",
        "policydiff: reading 13%, 2.0 MB/s, about 4 min left",
        "policydiff: reading 27%, 2.0 MB/s, about 3 min left",
        "policydiff: reading 53%, 2.0 MB/s, about 2 min left",
    ]


def test_a_terminal_gets_one_line_that_changes_and_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = said(monkeypatch, STEPS, terminal=True)
    assert "\n" not in shown
    parts = [part.rstrip() for part in shown.split("\r")]
    assert "reading 50%, 2.0 MB/s, about 2 min left" in parts
    assert parts[-3:] == [parts[-3], "", ""]
    assert parts[-3].startswith("reading 100%")


@pytest.mark.parametrize("terminal", [True, False])
def test_a_short_run_says_nothing(monkeypatch: pytest.MonkeyPatch, terminal: bool) -> None:
    assert said(monkeypatch, [(0.1 * step, step / 19) for step in range(19)], terminal=terminal) == ""


@pytest.mark.parametrize("terminal", [True, False])
def test_quiet_is_quiet(monkeypatch: pytest.MonkeyPatch, terminal: bool) -> None:
    assert said(monkeypatch, STEPS, terminal=terminal, quiet=True) == ""


@pytest.mark.parametrize("steps", [[(50, 0.0)], [(50, 3.0)], [(50, 1.0), (50, 1.0)]])
def test_odd_shares_are_no_fault(monkeypatch: pytest.MonkeyPatch, steps: list[tuple[float, float]]) -> None:
    assert said(monkeypatch, steps, terminal=False).count("\n") == 1


def test_on_a_real_terminal_the_report_is_whole(tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text("同一份文件。\n", encoding="utf-8")
    main, other = pty.openpty()
    try:
        done = subprocess.run(
            Command.line("dedupe", "a.txt", "b.txt", "--color", "never"),
            cwd=tmp_path,
            env=Command.environment({"TERM": "xterm"}),
            stdout=subprocess.PIPE,
            stderr=other,
            timeout=60,
            check=False,
        )
    finally:
        os.close(other)
        os.close(main)
    assert done.returncode == 0
    assert "1 document would be left out (1 identical)" in done.stdout.decode()
