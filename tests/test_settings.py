"""Settings and `policydiff config`: which is stronger, what is wrong, which paths are meant."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from checking import ALONE, EMPTY_FIELD, HIDDEN, SOUND, Run, put
from policydiff.readers.path_selection import matches


def origins(run: Run) -> dict[str, tuple[Any, str]]:
    """Value and origin of the settings that somebody set."""
    told = run("config", "--format", "json").json["settings"]
    return {key: (each["value"], each["origin"]) for key, each in told.items() if each["origin"] != "default"}


def test_settings_come_from_the_nearest_file(run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(folder, policydiff_toml='encoding = "gb18030"\n[check]\nignore = ["too-short"]\nbaseline = "known.json"\n')
    inner = folder / "a" / "b"
    inner.mkdir(parents=True)
    (folder / "a" / "pyproject.toml").write_text("[tool.other]\nx = 1\n", encoding="utf-8")
    monkeypatch.chdir(inner)
    file = str(folder / "policydiff.toml")
    assert origins(run) == {
        "encoding": ("gb18030", file),
        "check.ignore": (["too-short"], file),
        "check.baseline": (str(Path("..", "..", "known.json")), file),
    }
    (folder / "a" / "pyproject.toml").write_text("[tool.policydiff.check]\njobs = 2\n", encoding="utf-8")
    assert origins(run) == {"check.jobs": (2, str(folder / "a" / "pyproject.toml"))}
    monkeypatch.setenv("POLICYDIFF_CHECK_JOBS", "3")
    assert origins(run) == {"check.jobs": (3, "$POLICYDIFF_CHECK_JOBS")}
    assert run("config", "--isolated").out.count("default;") == 17


def test_later_settings_are_stronger(run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(folder, a_txt=HIDDEN, policydiff_toml='[check]\nignore = ["hidden-character"]\n')
    assert run("check", "a.txt").status == 0
    monkeypatch.setenv("POLICYDIFF_CHECK_IGNORE", "too-short")
    assert run("check", "a.txt").status == 1
    assert run("check", "a.txt", "--ignore", "hidden-character").status == 0
    assert run("check", "a.txt", "--isolated").status == 1


@pytest.mark.parametrize(
    ("pattern", "path", "hit"),
    [
        ("*.txt", "in/old/a.txt", True),
        ("old/", "in/old/a.txt", True),
        ("in/old/", "in/old/a.txt", True),
        ("in/**", "in/old/a.txt", True),
        ("**/old/*.txt", "in/old/a.txt", True),
        ("in/*.txt", "in/old/a.txt", False),
        ("in/old/?.txt", "in/old/a.txt", True),
        ("a.txt", "in/old/a.txt", True),
        ("a[1].txt", "in/a1.txt", False),
        ("(a+)+b", "in/" + "a" * 5000, False),
    ],
)
def test_patterns_of_paths(pattern: str, path: str, hit: bool) -> None:
    assert matches(pattern, path) is hit


def test_paths_have_settings_of_their_own(run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    table = '[check.paths."in/old/**"]\nignore = ["empty-metadata"]\nseverity = { hidden-character = "info" }\n'
    put(folder, policydiff_toml=table)
    (folder / "in" / "old").mkdir(parents=True)
    put(folder / "in", a_txt=EMPTY_FIELD.replace("应当", "应\u200b当", 1))
    put(folder / "in" / "old", a_txt=EMPTY_FIELD.replace("应当", "应\u200b当", 1))
    wanted = [("a.txt", "empty-metadata", "warning"), ("a.txt", "hidden-character", "warning")]
    wanted.append(("old/a.txt", "hidden-character", "info"))
    for where in (folder, folder / "in"):
        monkeypatch.chdir(where)
        told = run("check", str(folder / "in"), "--format", "json", *ALONE).json["findings"]
        assert [(os.path.relpath(e["path"], folder / "in"), e["rule"], e["severity"]) for e in told] == wanted


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("[check]\nselct = []\n", "unknown key 'check.selct' (did you mean check.select?)"),
        ("encodng = 'x'\n", "unknown key 'encodng' (did you mean encoding?)"),
        ("[check]\nignore = ['mojibak']\n", "check.ignore: 'mojibak' is no rule; did you mean mojibake?"),
        ("[check]\nignore = 7\n", "check.ignore: a list of rules is wanted"),
        ("[check]\njobs = -1\n", "check.jobs: a number from 0 to 256 is wanted"),
        ("[check]\njobs = true\n", "check.jobs: a number from 0 to 256 is wanted"),
        ("[check.severity]\nmojibake = 'loud'\n", "check.severity: 'loud' is no severity"),
        ("[check.paths.'x']\nignor = []\n", "check.paths: 'ignor' is no key; did you mean ignore?"),
        ("[check.paths]\nx = 1\n", "check.paths: 'x': a table is wanted"),
        ("check = 1\n", "unknown key 'check'"),
        ("encoding = 1\n", "encoding: a text is wanted"),
        ("[[\n", "not TOML"),
        ("\x00", "not TOML"),
    ],
)
@pytest.mark.parametrize("command", [["config"], ["check", "a.txt"]], ids=lambda command: command[0])
def test_a_wrong_setting_is_refused(run: Run, folder: Path, command: list[str], content: str, said: str) -> None:
    put(folder, a_txt=SOUND, policydiff_toml=content)
    ran = run(*command)
    assert (ran.status, ran.out, ran.err.count("\n")) == (2, "", 1)
    assert said in ran.err
    assert ran.err.startswith("policydiff: policydiff.toml: ")


def test_a_wrong_variable_is_refused(run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POLICYDIFF_CHECK_IGNOR", "x")
    assert "did you mean POLICYDIFF_CHECK_IGNORE?" in run("config").err
    monkeypatch.delenv("POLICYDIFF_CHECK_IGNOR")
    monkeypatch.setenv("POLICYDIFF_CHECK_IGNORE", "x")
    assert "environment, POLICYDIFF_CHECK_IGNORE: check.ignore: 'x' is no rule" in run("config").err
