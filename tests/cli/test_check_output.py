"""What `policydiff check` prints for people: one finding a line, totals, the page of a rule; and paths for programs."""

from __future__ import annotations

import signal
import subprocess
from pathlib import Path

import pytest

from checking import HIDDEN, Run, put
from conftest import Command
from policydiff.checks import rules as checks

GAP = "第一条 公园每日开放。\n第三条 园长负责巡查。\n第四条 本办法由县公园处解释。\n第五条 本办法自发布之日起施行。\n"
LINE = "docs/a.txt:2:1: warning numbering a number is missing: article 第一条 is followed by 第三条"


def test_a_finding_is_one_line_with_its_place_and_what_else_it_says_below(run: Run, folder: Path) -> None:
    (folder / "docs").mkdir()
    (folder / "docs" / "a.txt").write_text(GAP, encoding="utf-8")
    lines = run("check", "docs").out.splitlines()
    assert lines[:3] == [LINE, "    “第三条 园长负责巡查。”", "    the number before: 1 “第一条 公园每日开放。”"]
    assert lines[3:] == ["", "1 file checked, 1 warning"]
    assert run("check", "docs", "--format", "text").out.splitlines() == lines


def test_the_column_counts_characters(run: Run, folder: Path) -> None:
    put(folder, a_txt="通知\n📄 联系人：XX，电话另行通知，请各单位于三日内报送名单。\n")
    out = run("check", "a.txt", "--select", "template-leftover", "--format", "concise").out
    assert out.startswith("a.txt:2:7: warning template-leftover")


def test_concise_is_one_line_a_finding(run: Run, folder: Path) -> None:
    (folder / "docs").mkdir()
    (folder / "docs" / "a.txt").write_text(GAP, encoding="utf-8")
    for name in (".b.txt", ".c.txt"):
        (folder / "docs" / name).write_text(GAP, encoding="utf-8")
    ran = run("check", "docs", "--format", "concise")
    assert ran.out == f"{LINE}\n"
    assert "docs/.b.txt: one of 2 inputs that were not looked at" in ran.err
    assert run("check", "docs", "--format", "concise", "--ignore", "numbering").out == ""


def test_statistics_count_the_findings_of_each_rule(run: Run, folder: Path) -> None:
    put(folder, a_txt=GAP, b_txt=f"来源：\n{GAP}", c_txt=HIDDEN)
    out = run("check", "a.txt", "b.txt", "c.txt", "--statistics", "--ignore", "near-duplicate,duplicate-document").out
    rows = [line.split()[:3] for line in out.partition("findings of each rule\n")[2].splitlines()]
    assert ["numbering", "2", "warning"] in rows
    assert ["hidden-character", "1", "warning"] in rows
    assert "第三条" not in out
    refused = run("check", "a.txt", "--statistics", "--format", "json")
    assert (refused.status, "--statistics is a report for people" in refused.err) == (2, True)


@pytest.mark.parametrize("rule", checks.RULES)
@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_explain_prints_the_page_of_a_rule(run: Run, rule: str, language: str) -> None:
    out = run("check", "--explain", rule, "--lang", language).out
    assert out.startswith(rule)
    assert len(out) > 40
    assert "\n#" not in out
    others = [f"\n{name}\n" for name in checks.RULES if name != rule]
    assert [name for name in others if name in out] == []


def test_explain_of_no_rule(run: Run) -> None:
    refused = run("check", "--explain", "numbers")
    assert (refused.status, "'numbers' is none of cjk-radical" in refused.err) == (2, True)


@pytest.mark.parametrize("form", ["sarif", "github", "junit"])
def test_places_count_from_the_root_of_the_repository(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    (folder / "docs" / "in").mkdir(parents=True)
    (folder / "docs" / "in" / "a.txt").write_text(GAP, encoding="utf-8")
    (folder / "above.txt").write_text(GAP, encoding="utf-8")
    monkeypatch.chdir(folder / "docs")
    outside = run("check", "in", "../above.txt", "--format", form).out
    assert "in/a.txt" in outside
    assert "docs/in/a.txt" not in outside
    (folder / ".git").mkdir()
    inside = run("check", "in", "../above.txt", "--format", form).out
    assert "docs/in/a.txt" in inside
    assert "above.txt" in inside
    assert [place for place in ('"../', "file=../", '"uri": "in/', "file=in/") if place in inside] == []


def test_watch_checks_again_when_a_file_changes(policydiff: Command, tmp_path: Path) -> None:
    file = tmp_path / "in" / "a.txt"
    file.parent.mkdir()
    file.write_text(GAP, encoding="utf-8")
    command = policydiff.line("check", "in", "--watch", "--format", "concise")
    environment = policydiff.environment()
    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, env=environment) as watching:
        assert watching.stdout is not None
        assert watching.stdout.readline().decode().startswith("in/a.txt:2:1: warning numbering")
        file.write_text(f"来源：\n{GAP}", encoding="utf-8")
        assert watching.stdout.readline().decode().startswith("in/a.txt:1:1: warning empty-metadata")
        watching.send_signal(signal.SIGINT)
        watching.stdout.read()
        assert watching.wait(timeout=20) == 130
    refused = policydiff("check", "-", "--watch", stdin=b"", cwd=tmp_path)
    assert refused.returncode == 2
