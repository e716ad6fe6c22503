"""Trouble is one line that names the file; nothing is half-written, nothing is left behind."""

from __future__ import annotations

import fcntl
import json
import os
import signal
import subprocess
import sys
import termios
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from conftest import ROOT, Command, Done
from policydiff.cli import main
from policydiff.errors import PolicydiffError

WORK = (ROOT / "samples" / "work-plan-twice.txt").read_bytes()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Some files that are fit for use, and some that are not."""
    (tmp_path / "plan.txt").write_bytes(WORK)
    (tmp_path / "soft.txt").symlink_to("plan.txt")
    (tmp_path / "hard.txt").hardlink_to(tmp_path / "plan.txt")
    (tmp_path / "loop.txt").symlink_to("loop.txt")
    (tmp_path / "folder").mkdir()
    (tmp_path / "binary.txt").write_bytes(b"text\0\1\2")
    (tmp_path / "page.ps").write_bytes(b"%!PS-3.0\n")
    (tmp_path / "broken.txt").write_bytes("国家标准".encode() + b"\xff\n")
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "nonsense.json").write_text("{", encoding="utf-8")
    (tmp_path / "list.json").write_text("[]", encoding="utf-8")
    (tmp_path / "other.json").write_text('{"schema": "policydiff.compare/1"}', encoding="utf-8")
    (tmp_path / "deep.json").write_text("[" * 100_000, encoding="utf-8")
    for name in ("clean.txt", "edited.txt"):
        assert main._status(["dedupe", str(tmp_path / "plan.txt"), "-q", "-o", str(tmp_path / name)]) == 0
    with (tmp_path / "edited.txt").open("ab") as edited:
        edited.write("又及。\n".encode())
    return tmp_path


def contents(folder: Path) -> dict[str, bytes | None]:
    """Every file by its name, hidden ones too, with its bytes; None for what is no regular file."""
    found = folder.rglob("*")
    return {str(each.relative_to(folder)): each.read_bytes() if each.is_file() else None for each in found}


def complaint(done: Done) -> str:
    """What was said, without the program's name; asserts that it is one line, and that nothing was printed."""
    assert done.stdout == b""
    assert done.stderr.startswith("policydiff: ")
    assert done.stderr.endswith("\n")
    assert len(done.stderr.splitlines()) == 1
    assert "Traceback" not in done.stderr
    assert "internal error" not in done.stderr
    return done.stderr.removeprefix("policydiff: ")


OUT = ["-o", "out.txt"]
SEE = "(see policydiff dedupe --help)\n"
TROUBLE: list[tuple[list[str], str]] = [
    # what cannot be read
    (["dedupe", "none.txt", *OUT], "none.txt: no such file"),
    (["text", "folder", *OUT], "folder: is a directory"),
    (["dedupe", "pipe", *OUT], "pipe: not a regular file"),
    (["dedupe", "/dev/zero", *OUT], "/dev/zero: not a regular file"),
    (["dedupe", "loop.txt", *OUT], "loop.txt: too many levels of symbolic links"),
    (["dedupe", "binary.txt", *OUT], "binary.txt: binary, not text: byte 4 is NUL"),
    (["dedupe", "page.ps", *OUT], "page.ps: this is a PostScript file"),
    (["dedupe", "broken.txt", *OUT], "broken.txt: cannot decode as utf-8 at byte 12"),
    (["dedupe", "plan.txt", "--encoding", "klingon", *OUT], "plan.txt: unknown encoding 'klingon'"),
    (["dedupe", "plan.txt", "--encoding", "ascii", *OUT], "plan.txt: cannot decode as ascii at byte 0"),
    (["dedupe", "plan.txt/", *OUT], "plan.txt/: not a directory"),
    (["outline", "none.txt", *OUT], "none.txt: no such file"),
    (["text", "binary.txt", *OUT], "binary.txt: binary"),
    # what must not be written
    (["dedupe", "plan.txt", "-o", "plan.txt"], "plan.txt: is the input itself"),
    (["dedupe", "plan.txt", "-o", "soft.txt"], "soft.txt: is the input itself"),
    (["dedupe", "plan.txt", "-o", "hard.txt"], "hard.txt: is the input itself"),
    (["dedupe", "soft.txt", "-o", "plan.txt"], "plan.txt: is the input itself"),
    (["dedupe", "plan.txt", "--plan", "soft.txt"], "soft.txt: is the input itself"),
    (["dedupe", "plan.txt", *OUT, "--plan", "./out.txt"], "./out.txt: the text and its plan cannot be one file"),
    (["dedupe", "plan.txt", "-o", "folder"], "folder: is a folder"),
    (["dedupe", "plan.txt", "-o", "none/out.txt"], "none: there is no such folder"),
    (["dedupe", "plan.txt", "--plan", "none/p.json"], "none: there is no such folder"),
    (["dedupe", "plan.txt", "-o", "plan.txt/out.txt"], "plan.txt: there is no such folder"),
    (["dedupe", "plan.txt", "-o", "/dev/null", "--no-plan"], "/dev/null: is not a regular file"),
    (["dedupe", "plan.txt", "-o", "pipe"], "pipe: is not a regular file"),
    (["dedupe", "plan.txt", "-o", "loop.txt"], "loop.txt: is not a regular file"),
    (["text", "plan.txt", "-o", "hard.txt"], "hard.txt: is the input itself"),
    (["outline", "plan.txt", "-o", "plan.txt"], "plan.txt: is the input itself"),
    # plans
    (["restore", "plan.txt", *OUT], "plan.txt.plan.json: no plan: no such file"),
    (["restore", "clean.txt", "--plan", "pipe", *OUT], "pipe: no plan: not a regular file"),
    (["restore", "clean.txt", "--plan", "nonsense.json", *OUT], "nonsense.json: not a dedupe plan (not JSON"),
    (["restore", "clean.txt", "--plan", "list.json", *OUT], "list.json: not a dedupe plan"),
    (["restore", "clean.txt", "--plan", "deep.json", *OUT], "deep.json: not a dedupe plan"),
    (["restore", "clean.txt", "--plan", "other.json", *OUT], "other.json: schema 'policydiff.compare/1' is not"),
    (["restore", "edited.txt", *OUT], "edited.txt: not the text that edited.txt.plan.json was made for"),
    (["restore", "binary.txt", "--plan", "clean.txt.plan.json", *OUT], "binary.txt: not the text that"),
    (["restore", "plan.txt", "--plan", "clean.txt.plan.json", *OUT], "plan.txt: not the text that"),
    (["restore", "none.txt", "--plan", "clean.txt.plan.json", *OUT], "none.txt: no such file"),
    (["restore", "folder", "--plan", "clean.txt.plan.json", *OUT], "folder: is a directory"),
    (["restore", "pipe", "--plan", "clean.txt.plan.json", *OUT], "pipe: not a regular file"),
    (["restore", "clean.txt", "-o", "clean.txt"], "clean.txt: is the input itself"),
    (["restore", "clean.txt", "-o", "clean.txt.plan.json"], "clean.txt.plan.json: is the input itself"),
    # usage
    (["dedup", "plan.txt"], "No such command 'dedup'"),
    (["--bogus"], "No such option '--bogus'"),
    (["dedupe"], f"Missing argument 'FILE...' {SEE}"),
    (["dedupe", "plan.txt", "--bogus"], "No such option '--bogus'"),
    (["dedupe", "plan.txt", "-o"], "Option '-o' requires an argument"),
    (["text", "plan.txt", "hard.txt"], "Got unexpected extra argument (hard.txt)"),
    (["dedupe", "plan.txt", "--drop", "nonsense"], "Invalid value for '--drop': 'nonsense' is none of"),
    (["dedupe", "plan.txt", "--keep-relation", "nonsense"], "Invalid value for '--keep-relation': 'nonsense'"),
    (["dedupe", "plan.txt", "--keep", "middle"], "Invalid value for '--keep'"),
    (["dedupe", "plan.txt", "--format", "xml"], "Invalid value for '--format'"),
    (
        ["dedupe", "plan.txt", "--in-place", *OUT],
        f"--in-place goes with neither -o, --plan, --no-plan nor --format json {SEE}",
    ),
    (["dedupe", "-", "--in-place"], f"--in-place needs a file, not standard input {SEE}"),
    (["dedupe", "plan.txt", *OUT, "--plan", "p", "--no-plan"], f"--plan and --no-plan contradict each other {SEE}"),
    (["dedupe", "plan.txt", "--plan", "p", "--format", "json"], "--format json prints the plan itself"),
    (["dedupe", "plan.txt", "--plan", "-"], "--plan needs a file"),
    (["dedupe", ""], "Invalid value for 'FILE...': an empty file name"),
    (["dedupe", "plan.txt", "-o", ""], "Invalid value for '-o' / '--output': an empty file name"),
    (["restore", "-"], "standard input has no plan beside it"),
    (["restore", "-", "--plan", "-"], "only one of the text and its plan can be standard input"),
    (["text", "plan.txt", "--script", "runes"], "Invalid value for '--script'"),
]


@pytest.mark.parametrize(
    ("arguments", "says"), TROUBLE, ids=lambda value: " ".join(value) if isinstance(value, list) else ""
)
def test_trouble_is_one_line_and_leaves_nothing_behind(
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsysbinary: pytest.CaptureFixture[bytes],
    arguments: list[str],
    says: str,
) -> None:
    monkeypatch.chdir(folder)
    before = contents(folder)
    status = main._status(arguments)
    printed = capsysbinary.readouterr()
    assert complaint(Done(status, printed.out, printed.err.decode())).startswith(says)
    assert status == 2
    assert contents(folder) == before


# Each has the next thing to try in brackets.
HINTS = [
    *([command, "none.txt"] for command in ("dedupe", "check", "relations", "outline", "text", "sketch", "restore")),
    *([command, "folder"] for command in ("outline", "text", "sketch")),
    ["compare", "plan.txt", "none.txt"],
    ["compare", "none/none.txt", "plan.txt"],
    ["compare", "folder", "plan.txt"],
    ["compare", "plan.txt", "plan.txt", "--part", "附件9"],
    ["check", "plan.txt", "--config", "none.toml"],
    ["check", "plan.txt", "--config", "folder"],
    ["check", "plan.txt", "--config", "plan.txt"],
    ["check", "plan.txt", "--baseline", "none.json"],
    ["check", "plan.txt", "--baseline", "folder"],
    ["check", "plan.txt", "--against", "none.txt"],
    ["check", "nothing"],
    ["baseline", "show", "--baseline", "none.json"],
    ["config", "--config", "none.toml"],
    ["search", "plan.txt", "plan.txt"],
    ["search", "folder", "plan.txt"],
    ["index", "info", "none.index"],
    ["index", "build", "new.index", "none.txt"],
    ["restore", "clean.txt", "-o", "clean.txt"],
    ["dedupe", "plan.txt", "-o", "plan.txt"],
    ["outline", "plan.txt", "--nonsense"],
]


@pytest.mark.parametrize("arguments", HINTS, ids=" ".join)
def test_an_error_says_what_to_try(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    monkeypatch.chdir(folder)
    (folder / "nothing").mkdir()
    assert main._status(arguments) == 2
    assert capsys.readouterr().err.rstrip().endswith(")")


def test_what_to_type_to_restore_onto_the_file_itself(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(folder)
    assert main._status(["restore", "clean.txt", "-o", "clean.txt"]) == 2
    said = capsys.readouterr().err
    assert "move that over this one: policydiff restore clean.txt -o clean.txt.restored)" in said
    assert main._status(["restore", "clean.txt", "-o", "clean.txt.restored"]) == 0


@pytest.mark.parametrize("row", [0, 7, 14, 28, 34], ids=lambda row: " ".join(TROUBLE[row][0]))
def test_trouble_leaves_the_process_so(policydiff: Command, folder: Path, row: int) -> None:
    arguments, says = TROUBLE[row]
    before = contents(folder)
    done = policydiff(*arguments, cwd=folder)
    assert complaint(done).startswith(says)
    assert done.returncode == 2
    assert contents(folder) == before


@pytest.mark.parametrize(
    "changes",
    [
        {"schema": None},
        {"schema": 7},
        {"documents": []},
        {"documents": {}},
        {"documents": "text"},
        {"restore": None},
        {"restore": [{"at": 0, "remove": 0}]},
        {"restore": [{"at": -5, "remove": -9, "text": "x"}]},
        {"restore": [{"at": 0, "remove": 10**300, "text": "x"}]},
        {"restore": [{"at": "here", "remove": 0, "text": "x"}]},
        {"restore": [{"at": 0, "remove": 0, "text": 5}]},
        {"restore": [{"at": 0, "remove": 0, "text": "\ud800"}]},
        {"restore": [{"at": 0, "remove": 0, "base64": "§"}]},
        {"restore": [{"at": 0, "remove": 0, "base64": "eHg="}]},
        {"restore": [5]},
        {"restore": []},
    ],
    ids=str,
)
def test_a_hostile_plan_is_refused(
    folder: Path, capsysbinary: pytest.CaptureFixture[bytes], changes: dict[str, Any]
) -> None:
    plan = json.loads((folder / "clean.txt.plan.json").read_bytes())
    path = folder / "hostile.json"
    path.write_text(json.dumps({**plan, **changes}), encoding="utf-8")
    status = main._status(["restore", str(folder / "clean.txt"), "--plan", str(path)])
    printed = capsysbinary.readouterr()
    assert complaint(Done(status, printed.out, printed.err.decode())).startswith(str(path))
    assert status == 2


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_folder(policydiff: Command, folder: Path) -> None:
    (folder / "folder").chmod(0o555)
    done = policydiff("dedupe", "plan.txt", "-o", "folder/out.txt", cwd=folder)
    assert complaint(done) == "folder/out.txt: cannot be written: permission denied\n"


def test_a_folder_that_takes_no_file(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied", "somewhere")

    monkeypatch.setattr("pathlib.Path.mkdir", refuse)
    before = contents(folder)
    out = folder / "out.txt"
    status = main._status(["dedupe", str(folder / "plan.txt"), "-o", str(out)])
    printed = capsysbinary.readouterr()
    said = complaint(Done(status, printed.out, printed.err.decode()))
    assert said == f"{out}.plan.json: cannot be written: permission denied\n"
    assert contents(folder) == before


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
@pytest.mark.parametrize("arguments", [["dedupe"], ["dedupe", "--dry-run"], ["text"], ["outline"]], ids=" ".join)
def test_standard_output_on_a_full_disk(policydiff: Command, folder: Path, arguments: list[str]) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            policydiff.line(*arguments, folder / "plan.txt"),
            stdout=full,
            stderr=subprocess.PIPE,
            env=policydiff.environment(),
            timeout=60,
            check=False,
        )
    assert (done.returncode, done.stderr) == (2, b"policydiff: standard output: no space left on device\n")


@pytest.mark.parametrize(
    ("closed", "status", "said"),
    [
        (">&-", 2, "policydiff: standard output: is closed (name a file with -o)\n"),
        ("-o out.txt >&-", 0, ""),
        ("2>&- >printed.txt", 0, ""),
    ],
)
def test_closed_standard_streams(policydiff: Command, folder: Path, closed: str, status: int, said: str) -> None:
    command = " ".join(policydiff.line("dedupe", "-q", "plan.txt"))
    done = subprocess.run(
        ["sh", "-c", f"{command} {closed}"], capture_output=True, cwd=folder, env=policydiff.environment(), check=False
    )
    assert (done.returncode, done.stderr.decode()) == (status, said)
    written = {"-o": "out.txt", "2>&-": "printed.txt"}.get(closed.split(maxsplit=1)[0])
    assert written is None or (folder / written).read_bytes() == (folder / "clean.txt").read_bytes()


def test_standard_input_closed(policydiff: Command, folder: Path) -> None:
    for arguments in (["dedupe", "-"], ["restore", "-", "--plan", "clean.txt.plan.json"]):
        command = " ".join(policydiff.line(*arguments))
        done = subprocess.run(
            ["sh", "-c", f"{command} <&-"], capture_output=True, cwd=folder, env=policydiff.environment(), check=False
        )
        assert complaint(Done(2, done.stdout, done.stderr.decode())) == "-: standard input is closed\n"
        assert done.returncode == 2


@pytest.mark.slow
@pytest.mark.parametrize("arguments", [["dedupe", "-q"], ["text"]], ids=" ".join)
def test_a_reader_that_has_enough_is_no_trouble(policydiff: Command, tmp_path: Path, arguments: list[str]) -> None:
    long = tmp_path / "long.txt"
    long.write_bytes(b"".join(b"%d\n" % number for number in range(200_000)))
    with subprocess.Popen(
        policydiff.line(*arguments, long), stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=policydiff.environment()
    ) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.read(10)
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(60) == 0


def interrupted(command: Command, arguments: list[str], cwd: Path) -> Done:
    """What the command says when it is interrupted while it waits for more standard input."""
    with subprocess.Popen(
        command.line(*arguments),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=cwd,
        env=command.environment(),
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    ) as process:
        assert process.stdin
        process.stdin.write(WORK[:30])
        process.stdin.flush()
        deadline = time.monotonic() + 30
        while unread(process.stdin.fileno()) and time.monotonic() < deadline:
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        process.wait(30)
        assert process.stdout
        assert process.stderr
        return Done(process.returncode, process.stdout.read(), process.stderr.read().decode())


def unread(pipe: int) -> int:
    """How many bytes in the pipe nobody has read yet."""
    return int.from_bytes(fcntl.ioctl(pipe, termios.FIONREAD, b"\0" * 4), "little")


@pytest.mark.parametrize("arguments", [["dedupe", "-", "-o", "out.txt"], ["text", "-", "-o", "out.txt"]], ids=" ".join)
def test_an_interruption_is_one_line_too(policydiff: Command, tmp_path: Path, arguments: list[str]) -> None:
    done = interrupted(policydiff, arguments, tmp_path)
    assert done.returncode == 130
    assert complaint(done) == "interrupted; nothing was half-written\n"
    assert contents(tmp_path) == {}


def caused_by_interruption(error: Exception) -> Exception:
    """An error as Python 3.11 and a folder of extensions make it if ^C comes while a class is defined."""
    error.__cause__ = KeyboardInterrupt()
    return error


@pytest.mark.parametrize(
    ("raised", "status", "says"),
    [
        (RuntimeError("a\nb\x1b"), 2, r"internal error: RuntimeError: a\x0ab\x1b (please report it"),
        (MemoryError(), 2, "internal error: MemoryError"),
        (RecursionError("too deep"), 2, "internal error: RecursionError: too deep"),
        (KeyboardInterrupt(), 130, "interrupted; nothing was half-written"),
        (caused_by_interruption(RuntimeError("Error calling __set_name__")), 130, "interrupted; nothing was half-wri"),
        (caused_by_interruption(PolicydiffError("cannot be loaded")), 130, "interrupted; nothing was half-written"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, BaseException) else "",
)
def test_a_fault_of_the_program_is_one_line_too(
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsysbinary: pytest.CaptureFixture[bytes],
    raised: BaseException,
    status: int,
    says: str,
) -> None:
    monkeypatch.delenv("POLICYDIFF_TRACEBACK", raising=False)
    monkeypatch.setattr("policydiff.deduplication.rounds.dedupe", failing(raised))
    assert main._status(["dedupe", str(folder / "plan.txt")]) == status
    printed = capsysbinary.readouterr()
    assert printed.out == b""
    assert printed.err.decode().startswith(f"policydiff: {says}")
    assert printed.err.count(b"\n") == 1


def test_an_interruption_inside_exec_ends_with_our_status(tmp_path: Path) -> None:
    """Such as while a module is loaded and a dataclass of it is made."""
    raising = ["from policydiff.cli.main import cli, main", "cli.invoke = lambda _: exec('raise KeyboardInterrupt')"]
    (tmp_path / "interrupted.py").write_text("\n".join([*raising, "main(['dedupe'])"]), encoding="utf-8")
    line = [sys.executable, "-m", "interrupted"]
    done = subprocess.run(line, cwd=tmp_path, env=Command.environment(), capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (130, b"policydiff: interrupted; nothing was half-written\n")


def test_a_traceback_on_request(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POLICYDIFF_TRACEBACK", "1")
    monkeypatch.setattr("policydiff.deduplication.rounds.dedupe", failing(RuntimeError("a fault")))
    with pytest.raises(RuntimeError, match="a fault"):
        main._status(["dedupe", str(folder / "plan.txt")])


def failing(error: BaseException) -> Callable[..., None]:
    """A function that raises this."""

    def fail(*_: object, **__: object) -> None:
        raise error

    return fail
