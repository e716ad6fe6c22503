"""A format is one file in a folder of writers: the contract that each file keeps, and the proof that one is enough."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import policydiff.writers
from editions import F, U, comparison
from extension import copied_package, run_copied
from policydiff.checks.baseline import ComparedFindings
from policydiff.checks.corpus_run import CheckResult
from policydiff.checks.finding import Finding, Related, Severity
from policydiff.checks.rules import RULES
from policydiff.messages import message
from policydiff.readers.entries import Source
from policydiff.reports.model import Group, Report, Row, Run, Table
from policydiff.text.revised_text import Paragraph, Piece, RevisedText
from policydiff.text.spans import Span
from policydiff.writers.comparison import ComparisonWriter, unified
from policydiff.writers.data import DataWriter, json
from policydiff.writers.findings import FindingsWriter, github, junit, sarif
from policydiff.writers.records import RecordsWriter
from policydiff.writers.records import csv as records_csv
from policydiff.writers.records import xlsx as records_xlsx
from policydiff.writers.registry import TEXT, formats, formats_in
from policydiff.writers.report import ReportWriter, text
from policydiff.writers.report import markdown as report_markdown
from policydiff.writers.revised_text import RevisedTextWriter, docx_tracked
from policydiff.writers.table import TableWriter, csv, docx, html, markdown, xlsx

# mypy compares the writers of this project with the protocols of their folders.
REPORT_WRITERS: list[ReportWriter] = [text, report_markdown]
TABLE_WRITERS: list[TableWriter] = [markdown, html, csv, docx, xlsx]
RECORDS_WRITERS: list[RecordsWriter] = [records_csv, records_xlsx]
REVISED_TEXT_WRITERS: list[RevisedTextWriter] = [docx_tracked]
DATA_WRITERS: list[DataWriter] = [json]
COMPARISON_WRITERS: list[ComparisonWriter] = [unified]
FINDINGS_WRITERS: list[FindingsWriter] = [sarif, junit, github]

HOSTILE = "\x00\x1b[31m\x9b\u202e\u200b\U000e0041\udcff\r\n::error::x%0A,=1+1|`*[l](x)*<b>&\"']]>\t\u2028第一条"
NO_SURROGATES = HOSTILE.replace("\udcff", "")  # documents are read from bytes, and so have none


def finding(severity: Severity, excerpt: str, record: int) -> Finding:
    """A finding with this text wherever a finding holds text, and two related passages."""
    here = Related((1, 1), Span(0, 1), excerpt, message("{text}", text=excerpt))
    there = replace(here, path=f"/{HOSTILE}", document=HOSTILE, record=record)
    return Finding(
        next(iter(RULES)), severity, HOSTILE, HOSTILE, record, (1, 2), (1, 3), Span(0, 1), excerpt or None, excerpt,
        message("{text}", text=excerpt or "nothing"), "0" * 32, (here, there),
    )  # fmt: skip


def check_result(*severities: Severity, baseline: str = "") -> CheckResult:
    """A result with two findings of each severity, the first of which is also known to the baseline."""
    findings = [finding(severity, text, record) for severity in severities for text, record in [(HOSTILE, 0), ("", 3)]]
    sources = (Source(HOSTILE, HOSTILE, HOSTILE), Source("sound.txt", "sound.txt", "sound.txt"))
    return CheckResult(sources, ComparedFindings(tuple(findings), tuple(findings[:1])), baseline)


RUNS = (Run(HOSTILE), Run(HOSTILE, "drop"), Run(HOSTILE, "add"), Run(""))
TABLES = [
    Table((), ()),
    Table((HOSTILE, ""), (((RUNS, (), RUNS), ()), ((), (RUNS,))), HOSTILE, "b"),
]
HOSTILE_ROW = Row(HOSTILE, (HOSTILE, f"- {HOSTILE}", f"+ {HOSTILE}", RUNS, "", ()), "drop", HOSTILE)
HOSTILE_GROUPS = (Group((HOSTILE_ROW, Row("", ())), HOSTILE), Group((HOSTILE_ROW,)))
SAMPLES: dict[str, list[Any]] = {
    "report": [
        Report("", "", ()),
        Report(HOSTILE, HOSTILE, (HOSTILE,), HOSTILE_GROUPS, (HOSTILE,)),
    ],
    "table": TABLES,
    "records": TABLES,
    "data": [{}, {HOSTILE: [HOSTILE, {"": [None, True, 1, 0.5, ""]}, []]}],
    "comparison": [
        comparison([U("unchanged", "第一条　甲。\n", "第一条　甲。\n")]),
        comparison(
            [
                U("edited", f"第一条　{NO_SURROGATES}旧\n", f"第一条　{NO_SURROGATES}新\n"),
                U("added", "", NO_SURROGATES),
            ],
            [F("number", "warning", 0, "旧", "新", NO_SURROGATES)],
            titles=(NO_SURROGATES, ""),
            paths=(HOSTILE, "-"),
        ),
    ],
    "revised_text": [
        RevisedText((Paragraph((), Piece("")),), "", "", "", ""),
        RevisedText(
            (
                Paragraph((Piece(HOSTILE), Piece(HOSTILE, "moved_from", 1)), Piece("", "moved_from", 1)),
                Paragraph((Piece(HOSTILE, "deleted"), Piece(HOSTILE, "inserted")), Piece("", "inserted")),
                Paragraph((Piece(HOSTILE, "moved_to", 1),), Piece("")),
            ),
            HOSTILE,
            "zh-TW",
            HOSTILE,
            HOSTILE,
        ),
    ],
    "findings": [
        CheckResult((), ComparedFindings(())),
        check_result("error", "warning", "info"),
        check_result("info", baseline=HOSTILE),
    ],
}
FOLDERS = [module.name for module in pkgutil.iter_modules(policydiff.writers.__path__) if module.ispkg]
WRITERS = [(folder, form.module) for folder in FOLDERS for form in formats_in(folder).values()]


# --- the contract


def test_each_folder_has_samples() -> None:
    assert set(FOLDERS) == set(SAMPLES)


@pytest.mark.parametrize(("folder", "name"), WRITERS)
def test_a_writer_takes_the_value_and_has_options_at_most(folder: str, name: str) -> None:
    write = importlib.import_module(f"policydiff.writers.{folder}.{name}").write
    assert inspect.getdoc(write)
    inspect.signature(write).bind(SAMPLES[folder][0])


@pytest.mark.parametrize(("folder", "name"), WRITERS)
def test_nothing_in_a_value_stops_a_writer_or_gets_out_of_its_format(folder: str, name: str) -> None:
    write = importlib.import_module(f"policydiff.writers.{folder}.{name}").write
    for value in SAMPLES[folder]:
        content = write(value)
        assert isinstance(content, str | bytes)
        assert content == write(value)
        if isinstance(content, str):
            shown = content.removeprefix("\ufeff").replace("\r\n", "\n")
            assert all(character.isprintable() or character in "\n\u3000" for character in shown)
            assert content.encode("utf-8") == formats_in(folder)[name.replace("_", "-")].write(value)


def test_no_name_is_that_of_two_formats() -> None:
    """A command may offer any folders together; formats of `table` are named after it."""
    names = Counter(name for folder in FOLDERS if folder != "table" for name in formats_in(folder))
    assert [name for name, number in names.items() if number > 1] == []
    assert not [name for name in names if name.startswith("table")]


def test_every_command_has_text_first() -> None:
    assert list(formats()) == [TEXT]
    assert list(formats("report"))[:2] == [TEXT, "markdown"]


def test_help_imports_no_writer() -> None:
    """All commands and those below them, one after the other in one process."""
    ask = """
import sys
import click
from policydiff.cli.main import COMMANDS, cli

def show(command, name):
    context = click.Context(command, info_name=name)
    assert command.get_help(context)
    for inner in getattr(command, "commands", {}).values():
        show(inner, name)

for name in COMMANDS:
    show(cli.get_command(click.Context(cli), name), name)
print(*(name for name in sys.modules if name.startswith("policydiff.writers")))
"""
    done = subprocess.run([sys.executable, "-c", ask], capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    assert "policydiff.writers.registry" in done.stdout.split()
    assert not {f"policydiff.writers.{folder}" for folder in FOLDERS} & set(done.stdout.split())


# --- one file is enough

THROWAWAY = """
def write(value):
    return f"{type(value).__name__}\\n"
"""
ROOT = Path(__file__).resolve().parents[2]
OLD, NEW = (str(ROOT / "samples" / name) for name in ("regulation-2015.txt", "regulation-2021.txt"))
COMMANDS = {
    "compare": ["compare", OLD, NEW],
    "check": ["check", OLD, "--isolated"],
    "relations": ["relations", OLD, NEW, "-q"],
    "outline": ["outline", OLD],
    "config": ["config", "--isolated"],
    "sketch": ["sketch", OLD],
    "index": ["index", "build", "an.index", OLD],
}


@pytest.fixture(scope="module")
def extended(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the package with one more file in each folder: `throwaway_table.py` in the folder `table`."""
    package_root = copied_package(tmp_path_factory.mktemp("extended"))
    for folder in FOLDERS:
        path = package_root / "policydiff" / "writers" / folder / f"throwaway_{folder}.py"
        path.write_text(THROWAWAY, encoding="utf-8")
    return package_root


@pytest.mark.slow
@pytest.mark.parametrize(
    ("command", "form", "takes"),
    [
        ("compare", "throwaway-report", "Report"),
        ("compare", "table-throwaway-table", "Table"),
        ("compare", "throwaway-records", "Table"),
        ("compare", "throwaway-comparison", "Comparison"),
        ("compare", "throwaway-revised-text", "RevisedText"),
        *[(command, "throwaway-data", "dict") for command in COMMANDS],
        ("relations", "throwaway-report", "Report"),
        ("relations", "throwaway-records", "Table"),
        ("check", "throwaway-findings", "CheckResult"),
        ("check", "throwaway-records", "Table"),
    ],
)
def test_a_file_in_a_folder_is_a_format(extended: Path, tmp_path: Path, command: str, form: str, takes: str) -> None:
    done = run_copied(extended, *COMMANDS[command], "--format", form, cwd=tmp_path)
    assert (done.stdout, done.stderr) == (f"{takes}\n", "")
    assert done.returncode == (1 if command == "compare" else 0)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("command", "usual", "added"),
    [
        (
            ["compare"],
            [
                "text",
                "json",
                "unified",
                "markdown",
                "csv",
                "xlsx",
                "table",
                "table-html",
                "table-csv",
                "docx",
                "docx-tracked",
            ],
            {
                "throwaway-revised-text",
                "throwaway-data",
                "throwaway-comparison",
                "throwaway-report",
                "throwaway-records",
                "table-throwaway-table",
            },
        ),
        (
            ["check"],
            ["text", "json", "sarif", "junit", "github", "csv", "xlsx"],
            {"throwaway-data", "throwaway-findings", "throwaway-records"},
        ),
        (
            ["relations"],
            ["text", "json", "csv", "xlsx", "markdown"],
            {"throwaway-data", "throwaway-records", "throwaway-report"},
        ),
        (["outline"], ["text", "json"], {"throwaway-data"}),
        (["search"], ["text", "json"], {"throwaway-data"}),
        (["index", "info"], ["text", "json"], {"throwaway-data"}),
    ],
)
def test_a_file_in_a_folder_is_in_the_help(
    extended: Path, command: list[str], usual: list[str], added: set[str]
) -> None:
    done = run_copied(extended, *command, "--help")
    assert done.returncode == 0
    choices = re.search(r"--format\[([^]]*)\]", "".join(done.stdout.split()))
    assert choices
    names = choices[1].split("|")
    assert [name for name in names if name in usual] == usual
    assert {name for name in names if "throwaway" in name} == added
