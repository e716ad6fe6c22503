"""`compare`, `relations` and `check` write Word files and workbooks, as a user asks for them."""

from __future__ import annotations

import csv
import io
import os
import subprocess
import zipfile
from pathlib import Path

import pytest

from conftest import Command
from word_files import paragraph, run_of, table, word_file

OLD = (
    "青槐县公园管理办法\n第一条 公园每日六时开放。\n"
    "第二条 园长负责巡查，发现问题的，限十日内改正。\n第三条 违者处五十元罚款。\n"
)
NEW = OLD.replace("限十日", "限三十日").replace("五十元", "一百元")
IN_TAIWAN = {"old": OLD.replace("条", "條").replace("县", "縣"), "new": NEW.replace("条", "條").replace("县", "縣")}


@pytest.fixture
def pair(tmp_path: Path) -> tuple[Path, Path]:
    """Two editions."""
    old, new = tmp_path / "old.txt", tmp_path / "new.txt"
    old.write_text(OLD, encoding="utf-8")
    new.write_text(NEW, encoding="utf-8")
    return old, new


def document(path: Path) -> str:
    """The main part of a Word file."""
    return zipfile.ZipFile(path).read("word/document.xml").decode()


@pytest.mark.parametrize(
    ("options", "name", "holds"),
    [
        ([], "table.docx", ["修改前后对照表", "仿宋_GB2312"]),
        (["--format", "docx", "--layout", "taiwan"], "table.docx", ["修正草案條文對照表", "標楷體"]),
        (["--format", "docx", "--no-statements"], "table.docx", ["修改前"]),
        (["--format", "docx-tracked"], "tracked.docx", ["<w:ins ", "<w:del ", 'w:author="policydiff"']),
        (["--format", "docx-tracked", "--author", "王某 & 李某"], "tracked.docx", ['w:author="王某 &amp; 李某"']),
    ],
)
def test_compare_writes_word_files(
    policydiff: Command, pair: tuple[Path, Path], options: list[str], name: str, holds: list[str]
) -> None:
    output = pair[0].parent / name
    done = policydiff("compare", *pair, *options, "-o", output)
    assert (done.returncode, done.stdout, done.stderr) == (1, b"", "")
    assert [words for words in holds if words not in document(output)] == []


def test_the_layout_follows_the_script_unless_told(policydiff: Command, tmp_path: Path) -> None:
    for name, text in IN_TAIWAN.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    pair = tmp_path / "old", tmp_path / "new"
    assert policydiff("compare", *pair, "--format", "table-csv").stdout.decode("utf-8-sig").startswith("修正條文,")
    told = policydiff("compare", *pair, "--format", "table-csv", "--layout", "mainland").stdout
    assert told.decode("utf-8-sig").startswith("序号,")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--author", "王某"], "--author goes with --format docx-tracked"),
        (["--no-moves", "--format", "docx"], "--no-moves goes with --format docx-tracked"),
        (["--author", "", "--format", "docx-tracked"], "'--author': an empty value"),
        (["--only", "number", "--format", "docx-tracked"], "always holds everything"),
    ],
)
def test_options_that_do_not_fit_are_refused(
    policydiff: Command, pair: tuple[Path, Path], options: list[str], message: str
) -> None:
    done = policydiff("compare", *pair, *options, "-o", pair[0].parent / "out.docx")
    assert done.returncode == 2
    assert message in done.stderr
    assert not (pair[0].parent / "out.docx").exists()


def test_a_file_that_is_no_text_does_not_go_to_a_terminal(policydiff: Command, pair: tuple[Path, Path]) -> None:
    if not hasattr(os, "openpty"):
        pytest.skip("there are no pseudo-terminals here")
    controller, terminal = os.openpty()
    line = policydiff.line("compare", *pair, "--format", "docx")
    done = subprocess.run(
        line, stdout=terminal, stderr=subprocess.PIPE, env=policydiff.environment(), timeout=60, check=False
    )
    os.close(terminal)
    os.close(controller)
    assert done.returncode == 2
    assert b"name a file with -o" in done.stderr


def test_a_word_file_may_be_piped(policydiff: Command, pair: tuple[Path, Path]) -> None:
    done = policydiff("compare", *pair, "--format", "docx")
    assert "word/document.xml" in zipfile.ZipFile(io.BytesIO(done.stdout)).namelist()


@pytest.fixture
def word_pair(tmp_path: Path) -> tuple[Path, Path]:
    """The first edition as a Word file with bold text, and the second one as text."""
    old, new = tmp_path / "old.docx", tmp_path / "new.txt"
    old.write_bytes(word_file("".join(paragraph(run_of(line, "<w:b/>")) for line in OLD.splitlines())))
    new.write_text(NEW, encoding="utf-8")
    return old, new


def test_tracked_changes_of_a_word_file_keep_its_formatting(
    policydiff: Command, word_pair: tuple[Path, Path], tmp_path: Path
) -> None:
    output = tmp_path / "tracked.docx"
    done = policydiff("compare", *word_pair, "--format", "docx-tracked", "--author", "王某", "-o", output)
    assert (done.returncode, done.stderr) == (1, "")
    text = document(output)
    assert run_of("第一条 公园每日六时开放。", "<w:b/>") in text
    assert '<w:ins w:id="2" w:author="王某"' in text
    assert sorted(zipfile.ZipFile(output).namelist()) == sorted(zipfile.ZipFile(word_pair[0]).namelist())
    for choice, expected in (("accept", NEW), ("reject", OLD)):
        (tmp_path / "expected.txt").write_text(expected, encoding="utf-8")
        again = policydiff("compare", output, tmp_path / "expected.txt", "--tracked", choice, "--strict")
        assert (choice, again.returncode) == (choice, 0)


def test_a_word_file_that_cannot_be_revised_is_made_from_the_text(
    policydiff: Command, word_pair: tuple[Path, Path], tmp_path: Path
) -> None:
    old, new = word_pair
    cell = paragraph(f'<w:hyperlink w:anchor="a">{run_of("公园每日六时开放。")}</w:hyperlink>')
    old.write_bytes(word_file(paragraph("公园管理办法") + cell + table(("甲", "乙"))))
    new.write_text("公园管理办法\n公园每日七时开放。\n甲\t乙\n", encoding="utf-8")
    output = tmp_path / "tracked.docx"
    done = policydiff("compare", *word_pair, "--format", "docx-tracked", "-o", output)
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert "old.docx: the formatting of this file was not kept: ¶ 2: a hyperlink was changed" in done.stderr
    assert "仿宋_GB2312" in document(output)


def test_the_revised_file_is_never_the_old_one(policydiff: Command, word_pair: tuple[Path, Path]) -> None:
    before = word_pair[0].read_bytes()
    done = policydiff("compare", *word_pair, "--format", "docx-tracked", "-o", word_pair[0])
    assert done.returncode == 2
    assert "is the input itself" in done.stderr
    assert word_pair[0].read_bytes() == before


LAW = [
    "青槐縣公園自治條例",
    "第一條　公園應於每日六時開放。",
    "第二條　違者處新臺幣五百元罰鍰。",
    "第三條　本自治條例自公布日施行。",
]
DRAFT = ["青槐縣公園自治條例部分條文修正草案", "第一條　公園應於每日五時開放。", "第二條之一　公園內禁止吸菸。"]
WHOLE = [
    "青槐縣公園自治條例修正草案",
    LAW[1],
    LAW[2].replace("五百", "一千"),
    "第二條之一　公園內禁止吸菸及攜帶犬隻。",
    LAW[3],
]


@pytest.fixture
def bills(tmp_path: Path) -> tuple[Path, Path, Path]:
    """A law in force, a bill that shows some articles, and one that shows all."""
    paths = tmp_path / "law.txt", tmp_path / "draft.txt", tmp_path / "whole.txt"
    for path, lines in zip(paths, (LAW, DRAFT, WHOLE), strict=True):
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return paths


def test_bills_stand_beside_the_law_in_force(policydiff: Command, bills: tuple[Path, Path, Path]) -> None:
    law, draft, whole = bills
    options = [
        "--bill",
        f"行政院提案={draft}",
        "--bill",
        str(whole),
        "--layout",
        "taiwan-review",
        "--format",
        "table-csv",
    ]
    done = policydiff("compare", law, *options)
    assert (done.returncode, done.stderr) == (1, "")
    heading, *rows = csv.reader(io.StringIO(done.stdout.decode("utf-8-sig")))
    assert heading == ["行政院提案", "whole", "現行法", "說明"]
    assert [row[:3] for row in rows] == [
        [DRAFT[1], "（未修正）", LAW[1]],
        ["", WHOLE[2], LAW[2]],
        [DRAFT[2], WHOLE[3], ""],
    ]
    assert rows[0][3] == "行政院提案：\n文字修正：「六時」修正為「五時」。"
    assert rows[2][3] == "行政院提案：\n本條新增。\nwhole：\n本條新增。"


def test_bills_go_into_a_word_file(policydiff: Command, bills: tuple[Path, Path, Path]) -> None:
    law, draft, whole = bills
    output = law.parent / "review.docx"
    assert policydiff("compare", law, "--bill", draft, "--bill", whole, "-o", output).returncode == 1
    assert "修正草案draft、whole與現行法條文對照表" in document(output)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["{draft}", "--bill", "{whole}"], "NEW"),
        (["--bill", "{draft}", "--layout", "taiwan"], "--layout taiwan-review"),
        (["--layout", "taiwan-review"], "needs bills"),
        (["--bill", "{draft}", "--bill", "{draft}"], "two bills are called draft"),
        (["--bill", "="], "names no bill"),
        (["--bill", "{draft}", "--only", "number"], "--only goes with NEW"),
        (["--bill", "{draft}", "--format", "json"], "--bill goes with"),
        (["--bill", "absent.txt"], "absent.txt: no such file"),
    ],
)
def test_bills_that_do_not_fit_are_refused(
    policydiff: Command, bills: tuple[Path, Path, Path], options: list[str], message: str
) -> None:
    law, draft, whole = bills
    done = policydiff("compare", law, *(option.format(draft=draft, whole=whole) for option in options))
    assert done.returncode == 2
    assert message in done.stderr
    assert done.stdout == b""


@pytest.mark.parametrize("command", ["compare", "relations", "check"])
def test_workbooks(policydiff: Command, pair: tuple[Path, Path], command: str) -> None:
    output = pair[0].parent / "book.xlsx"
    done = policydiff(command, *pair, "--format", "xlsx", "-o", output)
    assert done.returncode in (0, 1)
    sheet = zipfile.ZipFile(output).read("xl/worksheets/sheet1.xml").decode()
    assert "autoFilter" in sheet
    assert {"compare": "限", "relations": "revision", "check": "severity"}[command] in sheet


def test_the_findings_of_a_check_are_records(policydiff: Command, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("青槐县公园管理办法\n第一条 公园开放。\n第三条 园长负责。\n", encoding="utf-8")
    done = policydiff("check", tmp_path / "a.txt", "--format", "csv")
    rows = done.stdout.decode("utf-8-sig").splitlines()
    assert rows[0] == "severity,rule,file,record,place,unit,message,excerpt,status"
    assert any("numbering" in row and row.endswith(",new") for row in rows[1:])
