"""What `compare` shows on a terminal: colour in the place of brackets, both texts side by side, a pager."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from rich.cells import cell_len

from checking import SAMPLES
from conftest import Command
from trees import plant

OLD, NEW = str(SAMPLES / "regulation-2015.txt"), str(SAMPLES / "regulation-2021.txt")
TWO = {
    "old.txt": "第一条 渡口每日开放九小时。渡工应当持证上岗。渡船每年检修一次。\n第二条 渡口设标志。\n",
    "new.txt": "第一条 渡口每日开放九小时。渡工可以持证上岗。渡船每年检修一次。\n第二条 渡口设标志。\n",
}
CODE = re.compile(r"\x1b\[[0-9;]*m")


@pytest.fixture
def here(tmp_path: Path) -> Path:
    """A folder with two editions."""
    plant(tmp_path, dict(TWO))
    return tmp_path


def on_a_terminal(policydiff: Command, folder: Path, arguments: list[str], environment: dict[str, str]) -> bytes:
    """What a command that finds something shows on a terminal."""
    import pty

    leader, follower = pty.openpty()
    variables = {**policydiff.environment(), "TERM": "xterm", **environment}
    with subprocess.Popen(
        policydiff.line(*arguments), stdout=follower, stderr=follower, cwd=folder, env=variables
    ) as process:
        os.close(follower)
        seen = b""
        try:
            while part := os.read(leader, 1 << 16):
                seen += part
        except OSError:
            pass  # the other end was closed
    os.close(leader)
    assert process.returncode == 1
    return seen


def test_colour_takes_the_place_of_brackets(policydiff: Command, here: Path) -> None:
    plain = policydiff("compare", "old.txt", "new.txt", cwd=here).stdout.decode()
    assert "渡工[-应当-]{+可以+}持证上岗" in plain
    coloured = policydiff("compare", "old.txt", "new.txt", "--color", "always", cwd=here).stdout.decode()
    assert "渡工\x1b[9;31m应当\x1b[0m\x1b[4;32m可以\x1b[0m持证上岗" in coloured
    assert "[-" not in coloured
    assert "{+" not in coloured


def test_versions_that_both_stay_are_never_red_and_green(policydiff: Command, tmp_path: Path) -> None:
    body = "".join(f"第{n}条 渡口的第{n}项事务由乡镇办理，期限为三十日。\n" for n in "一二三四五六七八九")
    plant(tmp_path, {"a.txt": f"渡口办法\n{body}渡口办法\n{body.replace('三十', '六十', 1)}"})
    done = policydiff("dedupe", "a.txt", "--dry-run", "--color", "always", cwd=tmp_path)
    report = done.stdout.decode()
    assert "both stay" in report
    assert not {"31", "32"} & set(re.findall(r"\x1b\[([0-9]+)m", report))
    assert "\x1b[36m" in report


def test_old_and_new_text_side_by_side(policydiff: Command) -> None:
    done = policydiff("compare", OLD, NEW, "--side-by-side", env={"COLUMNS": "130"})
    assert done.returncode == 1
    lines = done.stdout.decode().split("\n")
    assert max(map(cell_len, lines)) <= 130
    beside = [line for line in lines if " │ " in line]
    assert {cell_len(line.partition(" │ ")[0]) for line in beside} == {(130 - 3) // 2}
    assert any(line.startswith("[-第十七条-]") and "{+第九条+}" in line for line in beside)
    coloured = policydiff("compare", OLD, NEW, "--side-by-side", "--color", "always", env={"COLUMNS": "130"})
    shown = [CODE.sub("", line) for line in coloured.stdout.decode().split("\n") if " │ " in line]
    assert {cell_len(line.partition(" │ ")[0]) for line in shown} == {(130 - 3) // 2}


def test_a_narrow_terminal_gets_the_usual_report_and_a_note(policydiff: Command) -> None:
    done = policydiff("compare", OLD, NEW, "--side-by-side", env={"COLUMNS": "100"})
    assert "READ FIRST" in done.stdout.decode()
    assert "--side-by-side needs 120 columns" in done.stdout.decode()


def test_statistics_of_each_unit(policydiff: Command, here: Path) -> None:
    done = policydiff("compare", "old.txt", "new.txt", "--stat", cwd=here)
    assert done.returncode == 1
    assert "  第一条  +2 −2  ++--" in done.stdout.decode()
    assert "2 characters added, 2 removed" in done.stdout.decode()
    assert "渡工" not in done.stdout.decode()


def test_sentences_of_context(policydiff: Command, here: Path) -> None:
    def edited(*options: str) -> str:
        """The changed text."""
        done = policydiff("compare", "old.txt", "new.txt", *options, cwd=here)
        return done.stdout.decode().partition("EDITED\n")[2].partition("\n\n")[0]

    assert "渡口每日" not in edited()
    assert "渡口每日开放九小时。渡工[-应当-]{+可以+}持证上岗。渡船每年" in "".join(edited("-U", "1").split())
    assert edited("-U", "9") == edited("-U", "1")


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (["--stat", "--format", "json"], "--stat goes with --format text"),
        (["--side-by-side", "-o", "a.md"], "--side-by-side goes with --format text"),
        (["--stat", "--side-by-side"], "--side-by-side goes with the usual report alone"),
        (["--stat", "-U", "2"], "--context goes with the usual report alone"),
        (["-U", "2", "--format", "csv"], "--context goes with --format text"),
        (["-U", "-1"], "is not in the range"),
    ],
)
def test_what_does_not_fit_is_refused(policydiff: Command, here: Path, options: list[str], reason: str) -> None:
    done = policydiff("compare", "old.txt", "new.txt", *options, cwd=here)
    assert (done.returncode, done.stdout) == (2, b"")
    assert reason in done.stderr


# --- the pager


@pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are POSIX")
@pytest.mark.parametrize(
    ("environment", "options", "is_paged"),
    [
        ({"PAGER": "sed s/^/paged:/"}, [], True),
        ({"POLICYDIFF_PAGER": "sed s/^/paged:/", "PAGER": "cat"}, [], True),
        ({"POLICYDIFF_PAGER": "", "PAGER": "sed s/^/paged:/"}, [], False),
        ({"PAGER": "cat"}, [], False),
        ({"PAGER": ""}, [], False),
        ({"PAGER": "no-such-pager-is-installed"}, [], False),
        ({"PAGER": "sed s/^/paged:/"}, ["--no-pager"], False),
        ({"PAGER": "head -n 1 | sed s/^/paged:/"}, [], True),
    ],
)
def test_a_report_on_a_terminal_goes_through_the_pager(
    policydiff: Command, here: Path, environment: dict[str, str], options: list[str], is_paged: bool
) -> None:
    options = ["compare", "old.txt", "new.txt", "--color", "never", *options]
    seen = on_a_terminal(policydiff, here, options, environment)
    assert (b"paged:" in seen) == is_paged
    assert "第一条".encode() in seen or environment["PAGER"].startswith("head")


def test_nothing_is_paged_that_goes_to_a_file_or_a_pipe(policydiff: Command, here: Path) -> None:
    environment = {"PAGER": "sed s/^/paged:/"}
    assert b"paged:" not in policydiff("compare", "old.txt", "new.txt", cwd=here, env=environment).stdout
    policydiff("compare", "old.txt", "new.txt", "-o", "out.txt", cwd=here, env=environment)
    assert b"paged:" not in (here / "out.txt").read_bytes()


# --- links


@pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are POSIX")
@pytest.mark.parametrize(
    ("environment", "is_linked"),
    [
        ({"TERM_PROGRAM": "WezTerm"}, True),
        ({"VTE_VERSION": "7600"}, True),
        ({"VTE_VERSION": "4999"}, False),
        ({"TERM_PROGRAM": "Apple_Terminal"}, False),
        ({"TERM_PROGRAM": "WezTerm", "TERM": "dumb"}, False),
        ({"TERM_PROGRAM": "WezTerm", "NO_COLOR": "1"}, False),
        ({}, False),
    ],
)
def test_places_are_links_where_the_terminal_knows_them(
    policydiff: Command, tmp_path: Path, environment: dict[str, str], is_linked: bool
) -> None:
    plant(tmp_path, {"in/办法 #1.txt": "第一条 渔\ufffd\ufffd港应当登记，逾期不登记的，由县渔业部门责令改正。\n"})
    seen = on_a_terminal(policydiff, tmp_path, ["check", "in", "--isolated", "--no-pager"], environment)
    address = (tmp_path / "in/办法 #1.txt").as_uri()
    assert (f"\x1b]8;;{address}\x1b\\".encode() in seen) == is_linked
    assert "%231.txt" in address
    piped = policydiff("check", "in", "--isolated", "--color", "always", cwd=tmp_path, env=environment).stdout
    assert b"\x1b]8" not in piped
