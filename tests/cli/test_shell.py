"""The command line in a shell: hints, names of options, formats by suffix, defaults, completion, manual pages."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from checking import SOUND, Run, put
from conftest import Command
from papers import LAW, articles

ROOT = Path(__file__).resolve().parents[2]
NOTICE = f"{LAW}{articles(1, 12)}"
TWICE = f"{NOTICE}\n{NOTICE}"


# --- usage


@pytest.mark.parametrize("arguments", [[], ["index"], ["baseline"]])
def test_without_a_command_the_help_is_printed(policydiff: Command, arguments: list[str]) -> None:
    done = policydiff(*arguments)
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.startswith(f"Usage: policydiff {' '.join([*arguments, '[OPTIONS]'])} COMMAND")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["chek", "a.txt"], "No such command 'chek'. Did you mean 'check'?"),
        (["dedup", "a.txt"], "No such command 'dedup'. Did you mean 'dedupe'?"),
        (["xyzzy"], "No such command 'xyzzy' (see"),
        (["check", "--basline", "b"], "Did you mean '--baseline'?"),
    ],
)
def test_a_misspelt_name_suggests_the_nearest(run: Run, arguments: list[str], said: str) -> None:
    ran = run(*arguments)
    assert (ran.status, said in ran.err) == (2, True)


@pytest.mark.parametrize("command", ["dedupe", "outline", "text", "compare", "sketch"])
def test_piped_input_without_a_name_gives_a_hint(policydiff: Command, command: str, tmp_path: Path) -> None:
    line = policydiff.line(command)
    piped = subprocess.run(line, input=b"x", capture_output=True, check=False, env=policydiff.unmeasured())
    assert (piped.returncode, b"name - to read standard input" in piped.stderr) == (2, True)
    nothing = subprocess.run(line, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    assert (nothing.returncode, b"standard input" in nothing.stderr) == (2, False)


@pytest.mark.parametrize("option", ["--jobs", "--threads"])
@pytest.mark.parametrize("command", [["dedupe"], ["relations"], ["check"], ["baseline", "write"]])
def test_jobs_and_threads_are_one_option(run: Run, folder: Path, command: list[str], option: str) -> None:
    (folder / "in").mkdir()
    put(folder / "in", a_txt=SOUND, b_txt=SOUND)
    for value in ("0", "1"):
        assert run(*command, "in", option, value).status in (0, 1)
    assert "Invalid value for '--jobs'" in run(*command, "in", option, "-1").err


def test_help_names_one_of_the_two(run: Run) -> None:
    for command in ("dedupe", "relations", "check"):
        text = run(command, "--help").out
        assert ("--jobs N" in text, "--threads" in text) == (True, False)


# --- formats


@pytest.mark.parametrize(
    ("command", "output", "beginning"),
    [
        (["check", "a.txt"], "r.json", b"{"),
        (["check", "a.txt"], "r.sarif", b"{"),
        (["check", "a.txt"], "r.xml", b"<?xml"),
        (["check", "a.txt"], "r.csv", b"\xef\xbb\xbfseverity"),
        (["check", "a.txt"], "r.txt", b"1 file checked"),
        (["check", "a.txt"], "r", b"1 file checked"),
        (["relations", "a.txt", "b.txt"], "r.md", b"# 2 documents"),
        (["relations", "a.txt", "b.txt"], "r.xlsx", b"PK"),
        (["compare", "a.txt", "b.txt"], "r.html", b"<table"),
        (["compare", "a.txt", "b.txt"], "r.patch", b""),
    ],
)
def test_the_suffix_of_the_output_names_the_format(
    run: Run, folder: Path, command: list[str], output: str, beginning: bytes
) -> None:
    put(folder, a_txt=SOUND, b_txt=SOUND)
    assert run(*command, "-o", output).status in (0, 1)
    assert (folder / output).read_bytes().startswith(beginning)


@pytest.mark.parametrize(
    "command", [["check", "a.txt"], ["relations", "a.txt", "b.txt"], ["compare", "a.txt", "b.txt"], ["dedupe", "a.txt"]]
)
@pytest.mark.parametrize("suffix", [".pdf", ".doc", ".odt"])
def test_a_suffix_that_cannot_be_written_is_refused(run: Run, folder: Path, command: list[str], suffix: str) -> None:
    put(folder, a_txt=TWICE, b_txt=SOUND)
    refused = run(*command, "-o", f"r{suffix}")
    assert (refused.status, suffix in refused.err) == (2, True)
    assert not (folder / f"r{suffix}").exists()


# --- plans in a folder


def test_plans_go_into_a_folder_and_come_from_there(run: Run, folder: Path) -> None:
    (folder / "plans").mkdir()
    (folder / "in").mkdir()
    put(folder, a_txt=TWICE)
    put(folder / "in", b_txt=NOTICE, c_txt=NOTICE)
    assert run("dedupe", "a.txt", "-o", "once.txt", "--plan", "plans").status == 0
    assert run("dedupe", "in", "-o", "out", "--plan", "plans").status == 0
    assert sorted(path.name for path in (folder / "plans").iterdir()) == ["once.txt.plan.json", "out.plan.json"]
    assert run("restore", "once.txt", "--plan", "plans", "-o", "again.txt").status == 0
    assert (folder / "again.txt").read_text(encoding="utf-8") == TWICE
    assert run("restore", "out", "--plan", "plans", "-o", "back").status == 0
    assert (folder / "back" / "c.txt").read_text(encoding="utf-8") == NOTICE


# --- defaults from settings and the environment


def test_settings_and_variables_are_the_defaults_of_shared_options(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "in" / "drafts").mkdir(parents=True)
    put(folder / "in", a_txt=NOTICE.encode("gb18030"))
    put(folder / "in" / "drafts", a_txt=NOTICE.encode("gb18030"))
    put(folder, policydiff_toml='encoding = "gb18030"\nexclude = ["drafts/"]\ncolor = "always"\ntext-field = "body"\n')
    (folder / "b.jsonl").write_text(json.dumps({"id": "1", "body": NOTICE}) + "\n", encoding="utf-8")
    ran = run("dedupe", "in")
    assert ("1 document" in ran.out, "\x1b[" in ran.out) == (True, True)
    assert run("text", "in/a.txt").out.startswith(NOTICE[:6])
    monkeypatch.setenv("POLICYDIFF_EXCLUDE", "nothing/")
    monkeypatch.setenv("POLICYDIFF_COLOR", "never")
    ran = run("dedupe", "in")
    assert ("2 documents" in ran.out, "\x1b[" in ran.out) == (True, False)
    monkeypatch.setenv("POLICYDIFF_ENCODING", "utf-8")
    assert run("text", "in/a.txt").status == 2
    assert run("text", "in/a.txt", "--encoding", "gb18030").status == 0
    assert "1 document" in run("relations", "b.jsonl").out
    origins = run("config", "--format", "json").json["settings"]
    assert origins["color"] == {"value": "never", "origin": "$POLICYDIFF_COLOR", "variable": "POLICYDIFF_COLOR"}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('color = "blue"\n', "policydiff.toml: color: auto, always or never is wanted"),
        ("jobs = -1\n", "policydiff.toml: jobs: a number from 0 to 256 is wanted"),
        ("exclude = [1]\n", "policydiff.toml: exclude: a list of path patterns is wanted"),
        ("respect-gitignore = 2\n", "policydiff.toml: respect-gitignore: true or false is wanted"),
        ("encoding = 7\n", "policydiff.toml: encoding: a text is wanted"),
        ("[[\n", "policydiff.toml: not TOML"),
    ],
)
def test_a_wrong_default_is_said_with_its_file(run: Run, folder: Path, content: str, said: str) -> None:
    (folder / "in").mkdir()
    put(folder, policydiff_toml=content)
    ran = run("dedupe", "in")
    assert (ran.status, said in ran.err) == (2, True)


def test_jobs_of_the_settings_count_for_check_unless_it_has_its_own(run: Run, folder: Path) -> None:
    put(folder, policydiff_toml="jobs = 1\n", a_txt=SOUND)
    assert run("check", "a.txt").status == 0
    put(folder, policydiff_toml="jobs = 1\n[check]\njobs = 2\n")
    assert run("check", "a.txt").status == 0


# --- completion

BASH = """
eval "$(policydiff completion bash)"
suggestions() {
    COMP_WORDS=("$@"); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); COMPREPLY=()
    _policydiff_completion policydiff
    echo "${COMPREPLY[*]}"
}
suggestions policydiff rel
suggestions policydiff check --stat
suggestions policydiff check --format conc
suggestions policydiff index ad
suggestions policydiff index build --respect
"""


@pytest.fixture
def program(policydiff: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """The environment of a shell in which `policydiff` is the program under test."""
    script = tmp_path / "bin" / "policydiff"
    script.parent.mkdir()
    script.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m policydiff "$@"\n', encoding="utf-8")
    script.chmod(0o755)
    environment = policydiff.unmeasured()
    return {**environment, "PATH": f"{script.parent}:{environment['PATH']}"}


@pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not installed")
def test_bash_completes_commands_options_and_choices(program: dict[str, str]) -> None:
    done = subprocess.run(["bash", "-c", BASH], capture_output=True, env=program, check=False, encoding="utf-8")
    assert done.stdout.splitlines() == ["relations", "--statistics", "concise", "add", "--respect-gitignore"], (
        done.stderr
    )


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "powershell"])
def test_each_shell_has_a_script(run: Run, shell: str) -> None:
    ran = run("completion", shell)
    assert (ran.status, "_POLICYDIFF_COMPLETE" in ran.out) == (0, True)
    if found := shutil.which(shell):
        checked = subprocess.run([found, "-n"], input=ran.out.encode(), capture_output=True, check=False)
        assert (checked.returncode, checked.stderr) == (0, b"")


@pytest.mark.parametrize(
    ("words", "word", "expected"),
    [
        ("policydiff outl", "outl", "plain\toutline\tShow the structure of FILE"),
        ("policydiff outline --form", "--form", "plain\t--format\tOutput format"),
        ("policydiff check --format sar", "sar", "plain\tsarif\t"),
        ("policydiff check ", "", "file\t\t"),
    ],
)
def test_powershell_asks_for_suggestions(policydiff: Command, words: str, word: str, expected: str) -> None:
    variables = {"COMP_WORDS": words, "COMP_WORD": word, "_POLICYDIFF_COMPLETE": "powershell_complete"}
    done = policydiff(env=variables)
    assert done.returncode == 0
    assert done.stdout.decode().splitlines()[0].startswith(expected)


# --- manual pages


def test_the_manual_pages_are_those_of_the_help() -> None:
    done = subprocess.run(
        [sys.executable, ROOT / "scripts" / "man_pages.py", "check"],
        capture_output=True, check=False, encoding="utf-8", env=Command.unmeasured(),
    )  # fmt: skip
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.skipif(shutil.which("groff") is None, reason="groff is not installed")
def test_groff_prints_the_manual_pages_without_a_warning() -> None:
    for page in sorted((ROOT / "man").rglob("*.1")):
        command = ["groff", "-man", "-Tutf8", "-Kutf8", "-ww", str(page)]
        done = subprocess.run(command, capture_output=True, check=False)
        assert (done.returncode, done.stderr) == (0, b""), page
        assert page.stem.split("-")[0].upper().encode() in done.stdout
