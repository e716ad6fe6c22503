"""What the documentation shows is true: commands run, pictures are real, tables agree with the code."""

from __future__ import annotations

import contextlib
import importlib
import importlib.util
import inspect
import io
import json
import os
import re
import runpy
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import click
import pytest

from policydiff import errors
from policydiff.checks.rules import RULES
from policydiff.cli.compare_options import FORMATS
from policydiff.cli.main import COMMANDS, INTERRUPTED, cli
from policydiff.cli.output import PARTLY
from policydiff.comparison.engine import compare
from policydiff.deduplication import copies, counting, deciding, paste, paste_by_count
from policydiff.deduplication.analysis import AnalysedDocument
from policydiff.deduplication.choices import RELATIONS
from policydiff.deduplication.options import DEFAULT_DROPPED_RELATIONS
from policydiff.deduplication.rounds import dedupe
from policydiff.readers.read import read_file
from policydiff.relations.kinds import COPIES, MAY_BE_DROPPED, NEVER_DROPPED
from policydiff.reports.comparison.selection import KINDS
from policydiff.reports.kept_repeats import KEPT_KINDS
from policydiff.text.canonical import canonical
from policydiff.text.document import Document
from policydiff.text.encoding import text_codec

ROOT = Path(__file__).resolve().parent.parent
READMES = ("README.md", "README.zh.md")
CHECK_DOCS = ("docs/check.md", "docs/check.zh.md")
COMPARE_DOCS = ("docs/compare.md", "docs/compare.zh.md")
DEDUPE_DOCS = ("docs/dedupe.md", "docs/dedupe.zh.md")
INDEX_DOCS = ("docs/index.md", "docs/index.zh.md")
CLI_DOCS = ("docs/cli.md", "docs/cli.zh.md")
SHOWN_COMMAND = re.compile(r"(policydiff|cmp) ")
FENCE = re.compile(r"^```(\w+)\n(.*?)^```", re.M | re.S)


def page(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def blocks(name: str, language: str) -> list[str]:
    """The fenced blocks of a page in one language."""
    return [block for tag, block in FENCE.findall(page(name)) if tag == language]


def commands(name: str) -> list[tuple[str, int]]:
    """The policydiff commands a page shows, in order, each with the exit status it promises."""
    found = []
    for line in "".join(blocks(name, "sh")).splitlines():
        command, _, comment = line.removeprefix("$ ").partition("  #")
        promised = re.match(r" exit (\d+)", comment)
        if SHOWN_COMMAND.match(command):
            found.append((command.strip(), int(promised[1]) if promised else 0))
    return found


def table_rows(markdown: str, first: tuple[str, ...]) -> list[list[str]]:
    """The rows of the tables whose heading row begins with one of these cells."""
    found: list[list[str]] = []
    inside = False
    for line in markdown.splitlines():
        cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", line.strip())[1:-1]] if line.startswith("|") else []
        inside = bool(cells) and (inside or cells[0] in first)
        found += [cells] if inside and cells[0] not in first and not set(cells[0]) <= set("-:") else []
    return found


def rows(name: str, first: str) -> list[list[str]]:
    """The rows of the tables of a page whose heading row begins with this cell."""
    return table_rows(page(name), (first,))


def words(cells: list[list[str]]) -> set[str]:
    """The code spans in the first column."""
    return {word for row in cells for word in re.findall(r"`([^`]+)`", row[0])}


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A folder with the samples, and `policydiff` in bin/."""
    if shutil.which("sh") is None:
        pytest.skip("the commands are written for sh, and there is none")
    shutil.copytree(ROOT / "samples", tmp_path / "samples")
    if shutil.which("git"):
        subprocess.run(["git", "init", "-q", str(tmp_path)], check=True, capture_output=True)
    program = tmp_path / "bin" / "policydiff"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m policydiff "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    return tmp_path


def shell(command: str, clone: Path) -> subprocess.CompletedProcess[str]:
    """A command run by the shell in the clone, at 80 columns."""
    env = os.environ | {"COLUMNS": "80", "PYTHONPATH": str(ROOT / "src"), "PYTHONUTF8": "1", "HOME": str(clone)}
    env["PATH"] = f"{clone / 'bin'}{os.pathsep}{env.get('PATH', os.defpath)}"
    return subprocess.run(["sh", "-c", command], cwd=clone, env=env, capture_output=True, encoding="utf-8", check=False)


# --- commands and pictures


@pytest.mark.slow
@pytest.mark.parametrize(("name", "least"), [("README.md", 9), ("docs/cli.md", 40)])
def test_every_command_shown_does_what_it_says(name: str, least: int, clone: Path) -> None:
    shown = commands(name)
    assert len(shown) >= least
    failed = []
    for command, status in shown:
        done = shell(command, clone)
        if done.returncode != status:
            failed.append(f"{command}: exit {done.returncode}, not {status}\n{done.stderr}")
    assert not failed, "\n".join(failed)
    source = (clone / "samples" / "work-plan-twice.txt").read_bytes()
    restored = "again.txt" if name == "README.md" else "twice.txt"
    assert (clone / restored).read_bytes() == source != (clone / "clean.txt").read_bytes()


@pytest.mark.parametrize("pair", [READMES, CLI_DOCS], ids=lambda pair: pair[0])
def test_both_languages_show_the_same_commands_and_pictures(pair: tuple[str, str]) -> None:
    english, chinese = pair
    assert commands(english) == commands(chinese)
    for language in ("sh", "console", "python"):
        assert blocks(english, language) == blocks(chinese, language)


@pytest.mark.parametrize("name", READMES)
def test_the_readme_shows_all_commands_that_install(name: str) -> None:
    other = [line for line in "".join(blocks(name, "sh")).splitlines() if not SHOWN_COMMAND.match(line)]
    assert other == [
        "python3 dev.py run",
        "python3 dev.py test",
        ". .venv/bin/activate",
        "pip install .",
        "pipx install .",
    ]


def test_the_readme_is_short() -> None:
    assert len(page("README.md").splitlines()) <= 180


@pytest.mark.parametrize("name", READMES)
def test_the_picture_is_the_real_report(name: str, clone: Path) -> None:
    (picture,) = blocks(name, "console")
    command, _, report = picture.partition("\n")
    done = shell(command.removeprefix("$ "), clone)
    real = done.stdout + done.stderr
    assert "".join(report.split()) == "".join(real.split()), f"paste this into {name}:\n{command}\n{real}"


@pytest.mark.parametrize("name", READMES)
def test_the_python_example_prints_what_it_says(name: str, clone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (example,) = blocks(name, "python")
    (clone / "example.py").write_text(example, encoding="utf-8")
    monkeypatch.chdir(clone)
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        runpy.run_path("example.py")
    assert printed.getvalue().splitlines() == re.findall(r"^# (.*)", example, re.M)


NO_NETWORK = """
import sys

def refuse(event, arguments):
    if event in ("socket.getaddrinfo", "socket.gethostbyname", "socket.sendto", "socket.sendmsg"):
        raise RuntimeError(event)
    if event in ("socket.connect", "socket.bind") and not isinstance(arguments[1], (str, bytes)):
        raise RuntimeError(event)

sys.addaudithook(refuse)

if __name__ == "__main__":
    from policydiff.cli.main import main

    main()
"""


@pytest.mark.slow
def test_no_command_opens_a_network_connection(clone: Path) -> None:
    """Processes of one machine may talk through a socket with the name of a file, but nothing goes to a host."""
    (clone / "watched.py").write_text(NO_NETWORK, encoding="utf-8")
    for command, status in commands("README.md"):
        done = shell(command.replace("policydiff", f'"{sys.executable}" watched.py', 1), clone)
        assert done.returncode == status, f"{command}: {done.stderr}"
    tried = 'import watched, socket; socket.create_connection(("localhost", 9))'
    assert "RuntimeError: socket.getaddrinfo" in shell(f"\"{sys.executable}\" -c '{tried}'", clone).stderr


@pytest.mark.parametrize("name", CLI_DOCS)
def test_the_mark_is_the_one_left_at_the_seam(name: str, clone: Path) -> None:
    clean = shell("policydiff dedupe samples/work-plan-twice.txt --mark", clone).stdout
    shown = re.findall("〔[^〕]+略〕", page(name))
    assert shown
    assert shown == re.findall("〔[^〕]+略〕", clean)


# --- tables


class DeclaredOption(NamedTuple):
    """An option as --help shows it: names and values, default, bounds."""

    shown: str
    default: str
    bounds: tuple[str, ...]


def declared_options(command: click.Command) -> list[DeclaredOption]:
    """The options of a command in the order of --help, without --help itself and --lang, which every command has."""
    context, declared = click.Context(command), []
    help_text = "".join(command.get_help(context).split())
    for option in command.params:
        record = option.get_help_record(context)
        if not isinstance(option, click.Option) or record is None or "--lang" in option.opts:
            continue
        assert option.help
        assert "".join("".join(record).split()) in help_text.replace("-\n", "-")
        default = option.get_help_extra(context).get("default", "").strip("()")
        limits = (getattr(option.type, "min", None), getattr(option.type, "max", None))
        bounds = tuple(f"{limit:,}" for limit in limits if limit is not None)
        declared.append(DeclaredOption(record[0], default, bounds))
    return declared


def leaves(name: str) -> dict[str, click.Command]:
    """A command under its name, or the commands of a group under theirs."""
    command = importlib.import_module(f"policydiff.cli.commands.{name.replace('-', '_')}").command
    return dict(command.commands) if isinstance(command, click.Group) else {name: command}


def options(command: str) -> set[str]:
    """The long options of a command and those under it."""
    every = [option for leaf in leaves(command).values() for option in leaf.params]
    return {spelling for option in every for spelling in option.opts if spelling.startswith("--")}


def section(name: str, command: str) -> str:
    """The part of a page whose heading of the second level is the command."""
    parts = [part for part in re.split(r"^## ", page(name), flags=re.M) if part.startswith(f"{command}\n")]
    assert len(parts) == 1, f"{name} has {len(parts)} sections on {command}"
    return parts[0]


@pytest.mark.parametrize("name", CLI_DOCS)
@pytest.mark.parametrize("command", COMMANDS)
def test_the_page_on_the_command_line_is_what_help_says(name: str, command: str) -> None:
    """Names, values, defaults and bounds of every option; the same options of the same commands, none twice."""
    group = leaves(command)
    described: dict[str, list[list[str]]] = {leaf: [] for leaf in group}
    for row in table_rows(section(name, command), ("option", "选项")):
        of = re.findall(r"`([a-z]+)`", row.pop(1)) if len(row) == 4 else [command]
        assert {*of} <= {*group}
        for leaf in of:
            described[leaf].append(row)
    for leaf, told in described.items():
        declared = declared_options(group[leaf])
        assert sorted(row[0].strip("`").replace("\\|", "|") for row in told) == sorted(each.shown for each in declared)
        by_name = {each.shown: each for each in declared}
        for shown, default, effect in told:
            option = by_name[shown.strip("`").replace("\\|", "|")]
            if option.default.startswith("processors"):
                assert default in (option.default, "处理器数，最多 8")
            else:
                assert default == (f"`{option.default}`" if option.default else "–")
            assert {*option.bounds} <= {*re.findall(r"\d+(?:,\d{3})*(?:\.\d+)?", effect)}, f"{shown}: {option.bounds}"


@pytest.mark.parametrize("name", CLI_DOCS)
def test_the_page_on_the_command_line_has_the_commands_in_the_order_of_help(name: str) -> None:
    assert re.findall(r"^## (\S+)$", page(name), re.M) == list(COMMANDS)


@pytest.mark.parametrize("name", [*READMES, *CLI_DOCS])
def test_no_option_is_named_that_is_not_there(name: str) -> None:
    real = set().union(*map(options, COMMANDS), {spelling for option in cli.params for spelling in option.opts})
    real |= {"--help", "--lang", "--word-diff", "--fast", "--threads"}  # of click, git and dev.py; another name
    assert set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", page(name))) <= real


@pytest.mark.parametrize(("name", "heading"), list(zip(CLI_DOCS, ("relation", "类别"), strict=True)))
def test_the_table_of_relations_is_whole(name: str, heading: str) -> None:
    made = set(re.findall(r'"([a-z]+-[a-z]+|furniture|quotation)"', inspect.getsource(deciding)))
    assert words(rows(name, heading)) == made | {*RELATIONS, *KEPT_KINDS}


@pytest.mark.parametrize(("name", "heading"), list(zip(CLI_DOCS, ("between documents", "文件之间"), strict=True)))
def test_the_table_between_documents_is_whole(name: str, heading: str) -> None:
    assert words(rows(name, heading)) == {*MAY_BE_DROPPED, *NEVER_DROPPED}


@pytest.mark.parametrize(("name", "heading"), list(zip(CLI_DOCS, ("of a corpus", "文件集的键"), strict=True)))
def test_the_keys_of_the_plan_of_a_corpus_are_described(name: str, heading: str, tmp_path: Path) -> None:
    assert cli.main(["dedupe", str(ROOT / "samples"), "-q", "-o", str(tmp_path / "out")], standalone_mode=False) == 0
    plan = json.loads((tmp_path / "out.plan.json").read_text(encoding="utf-8"))
    single = {"schema", "tool", "documents", "decisions", "restore", "summary"}
    assert words(rows(name, heading)) - {"source", "clean_sha256"} == set(plan) - single


@pytest.mark.parametrize("name", CLI_DOCS)
def test_the_page_on_the_command_line_lists_what_drop_may_take(name: str) -> None:
    (line,) = [line for line in page(name).splitlines() if line.startswith("| `--drop ")]
    may_be_dropped = {*RELATIONS, *MAY_BE_DROPPED} - DEFAULT_DROPPED_RELATIONS - COPIES
    assert set(re.findall(r"`([a-z-]+)`", line)) == may_be_dropped


@pytest.mark.parametrize(("name", "heading"), list(zip(READMES, ("exit", "退出码"), strict=True)))
def test_the_exit_codes_are_those_of_the_code(name: str, heading: str) -> None:
    trouble = {each.exit_status for each in vars(errors).values() if hasattr(each, "exit_status")}
    assert {int(row[0]) for row in rows(name, heading)} == {0, 1, PARTLY, INTERRUPTED} | trouble


@pytest.mark.parametrize(
    ("command", "status"),
    [
        ("dedupe some", 3),
        ("relations some", 3),
        ("index build new.pdx some", 3),
        ("index add held.pdx some", 3),
        ("check some", 3),
        ("check some samples/notice-near-copy.txt", 1),
        ("dedupe none -o out", 2),
        ("dedupe none/a.txt -o out", 2),
        ("relations none -o out", 2),
        ("index build new.pdx none", 2),
        ("index add held.pdx none", 2),
        ("check none -o out", 2),
        ("compare none/a.txt samples/regulation-2015.txt -o out", 2),
        ("search held.pdx none/a.txt -o out", 2),
        ("search held.pdx samples/notice-near-copy.txt", 1),
        ("dedupe --no-such-option", 2),
    ],
)
@pytest.mark.slow
def test_exit_codes_where_inputs_cannot_be_read(command: str, status: int, clone: Path) -> None:
    """As the READMEs say: 3 if some were read, else 2; then only check and relations write what -o names."""
    for folder in ("some", "none"):
        (clone / folder).mkdir()
        (clone / folder / "a.txt").write_bytes(b"\xff\xfe\x00\xd8")  # UTF-16 that breaks off
    shutil.copy(clone / "samples" / "regulation-2015.txt", clone / "some")
    shell("policydiff index build held.pdx some/regulation-2015.txt", clone)
    done = shell(f"policydiff {command}", clone)
    assert done.returncode == status, done.stderr
    assert (clone / "out").exists() == command.startswith(("check none", "relations none"))
    assert (clone / "new.pdx").exists() == (command == "index build new.pdx some")


@pytest.mark.parametrize(("name", "heading"), list(zip(CLI_DOCS, ("key", "键"), strict=True)))
def test_the_keys_of_the_plan_are_described(name: str, heading: str) -> None:
    plan = dedupe(read_file(str(ROOT / "samples" / "notice-near-copy.txt"))).as_json()
    described = rows(name, heading)
    assert words(described) == set(plan)
    assert {key for decision in plan["decisions"] for key in decision} <= set(
        re.findall(r"`(\w+)`", " ".join(map(" ".join, described)))
    )


@pytest.mark.parametrize("name", [*CLI_DOCS, *COMPARE_DOCS])
def test_the_kinds_of_change_are_those_of_the_code(name: str) -> None:
    assert words(rows(name, "类型" if name.endswith("zh.md") else "kind")) == set(KINDS)


@pytest.mark.parametrize(
    ("name", "heading"), list(zip((*CLI_DOCS, *COMPARE_DOCS), ("format", "格式") * 2, strict=True))
)
def test_the_formats_are_those_of_the_code(name: str, heading: str) -> None:
    assert words(rows(name, heading)) == set(FORMATS)


@pytest.mark.parametrize(("name", "heading"), list(zip(CLI_DOCS, ("rule", "规则"), strict=True)))
def test_the_rules_are_those_of_the_code(name: str, heading: str) -> None:
    told = {row[0].strip("`"): row[1] for row in rows(name, heading)}
    assert told == {rule.name: rule.severity for rule in RULES.values()}


@pytest.mark.parametrize("name", CHECK_DOCS)
def test_every_rule_has_a_section(name: str) -> None:
    assert re.findall(r"^### `([\w-]+)`", page(name), re.M) == list(RULES)


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("bash") is None, reason="the action is written for bash")
@pytest.mark.parametrize(
    ("inputs", "status", "said"),
    [
        ({"PATHS": "samples"}, 1, "::error file=samples/notice-near-copy.txt,line=31"),
        (
            {"PATHS": "samples\nsamples/notice-near-copy.txt\n\n", "SARIF": "out.sarif"},
            1,
            "title=policydiff pasted-copy",
        ),
        ({"PATHS": "samples/regulation-2015.txt"}, 0, ""),
        ({"PATHS": "samples", "BASELINE": "policydiff-baseline.json"}, 0, ""),
        ({"PATHS": "samples", "SINCE": "--output=owned"}, 2, ""),
        ({"PATHS": "$(touch owned); touch owned\n--list-rules"}, 2, ""),
        ({"PATHS": ""}, 2, ""),
    ],
    ids=range(7),
)
def test_the_step_of_the_action(
    clone: Path, monkeypatch: pytest.MonkeyPatch, inputs: dict[str, str], status: int, said: str
) -> None:
    script = re.sub(r"^ {8}", "", page("action.yml").rpartition("run: |\n")[2], flags=re.M)
    assert "${{" not in script  # an input inside the script would be run
    monkeypatch.chdir(clone)
    cli.main(["baseline", "write", "samples"], standalone_mode=False)
    env = os.environ | {"PYTHONPATH": str(ROOT / "src"), "PATHS": "", "BASELINE": "", "SINCE": "", "SARIF": ""} | inputs
    env["PATH"] = f"{clone / 'bin'}{os.pathsep}{env.get('PATH', os.defpath)}"
    step = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script]
    done = subprocess.run(step, cwd=clone, env=env, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == status, done.stderr
    assert said in done.stdout
    assert not (clone / "owned").exists()
    if "SARIF" in inputs:
        assert json.loads((clone / "out.sarif").read_text(encoding="utf-8"))["version"] == "2.1.0"


@pytest.mark.parametrize("name", CHECK_DOCS)
def test_the_settings_shown_are_settings(name: str, clone: Path) -> None:
    (shown,) = blocks(name, "toml")
    (clone / "policydiff.toml").write_text(shown, encoding="utf-8")
    done = shell("policydiff config --format json", clone)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)["settings"]
    assert {key for key, each in told.items() if each["origin"] != "default"} >= {"check.paths", "check.severity"}
    assert words(rows(name, "setting" if name == CHECK_DOCS[0] else "设置")) == set(told)


@pytest.mark.parametrize("name", CHECK_DOCS)
def test_the_keys_of_a_check_are_described(name: str, clone: Path) -> None:
    told = json.loads(shell("policydiff check samples --format json", clone).stdout)
    described = set(re.findall(r"`([\w-]+)`", page(name)))
    finding = told["findings"][0]
    assert set(told) | set(finding) | set(finding["related"][0]) | set(told["summary"]) <= described


@pytest.mark.parametrize(("name", "heading"), list(zip(COMPARE_DOCS, ("key", "键"), strict=True)))
def test_the_keys_of_a_comparison_are_described(name: str, heading: str) -> None:
    samples = [read_file(str(ROOT / "samples" / f"regulation-{year}.txt")) for year in (2015, 2021)]
    made = compare(*samples).as_json()
    described = rows(name, heading)
    assert words(described) == set(made)
    inside = {key for kind in ("units", "between", "findings") for each in made[kind] for key in each}
    hunks = {key for unit in made["units"] for hunk in unit["hunks"] for key in hunk}
    sides = {key for unit in made["units"] for key in unit["new"] or {}} | set(made["old"])
    assert inside | hunks | sides | set(made["summary"]) | set(made["ignored"]) <= set(
        re.findall(r"`([\w-]+)`", page(name))
    )


@pytest.mark.parametrize("name", CLI_DOCS)
def test_the_encodings_named_are_read(name: str) -> None:
    (part,) = [part for part in page(name).split("\n\n") if part.startswith(("**Encodings.**", "**编码。**"))]
    named = re.findall(r"UTF-\d+|GB\w+|Big5|CP\d+", part)
    assert {text_codec(each) for each in named} == {
        "utf-8", "utf-16", "utf-32", "gb18030", "big5hkscs", "cp950"
    }  # fmt: skip


def test_the_house_of_the_architecture_is_the_house() -> None:
    package = ROOT / "src" / "policydiff"
    real = {path.stem for path in package.iterdir() if path.suffix == ".py" or any(path.glob("*.py"))}
    assert set(words(rows("ARCHITECTURE.md", "package"))) == real - {"__init__", "__main__"}


# --- how dedupe decides

NUMERALS = [*"一二三四五六七八九十", *(f"十{unit}" for unit in "一二三四五六七八九"), "二十", "二十一", "二十二"]
PLACES = re.findall("..", "渔港灯塔盐田苗圃水渠集市茶园码头果林牧场石桥书院仓储路灯河堤温室公园驿站医站粮库渡口学堂")


def plan_of_places() -> list[str]:
    """Twenty-two numbered sections, each on a place of its own."""
    return [
        f"{numeral}、办好{place}的管护\n各县区对辖内{place}逐处登记，建立台账，每月巡查{2 * at + 3}次；"
        f"{place}有损坏的，五日内报修，所需经费列入{place}年度预算，专款专用，不得挪用于{PLACES[-at - 1]}。\n"
        for at, (numeral, place) in enumerate(zip(NUMERALS, PLACES, strict=True))
    ]


def test_the_example_of_the_broken_count() -> None:
    units = plan_of_places()
    source, pasted = ["云汐市设施管护方案\n", *units], ["云汐市设施管护方案\n", *units[:20], *units[4:8], *units[20:]]
    plan = dedupe(Document.from_text("".join(pasted)))
    assert plan.clean.decode() == "".join(source)
    assert [each.location.lines for each in plan.decisions] == [(42, 49)]
    for name in DEDUPE_DOCS:
        assert str(plan.decisions[0].evidence) in blocks(name, "text")[1]


@pytest.mark.parametrize(("name", "heading"), list(zip(DEDUPE_DOCS, ("step", "相邻编号"), strict=True)))
def test_the_table_of_breaks(name: str, heading: str) -> None:
    steps = AnalysedDocument(Document.from_text("".join(plan_of_places()))).contexts.steps
    labels = {entry.name: entry for step in steps for entry in step.opened}
    table = rows(name, heading)
    assert len(table) == 6
    for step, cost in table:
        before, after = step.split(" → ")
        assert counting.breaks(labels[before], labels[after]) == int(cost), step


LIMITS = [row for name, heading in zip(DEDUPE_DOCS, ("limit", "限值"), strict=True) for row in rows(name, heading)]


@pytest.mark.parametrize("row", LIMITS, ids=lambda row: row[0].strip("`"))
def test_the_limits_are_those_of_the_code(row: list[str]) -> None:
    module, limit = row[0].strip("`").rsplit(".", 1)
    assert getattr(importlib.import_module(f"policydiff.{module}"), limit) == float(row[1])


@pytest.mark.parametrize(("name", "heading"), list(zip(DEDUPE_DOCS, ("limit", "限值"), strict=True)))
def test_no_limit_is_left_out(name: str, heading: str) -> None:
    listed = {limit.rsplit(".", 1)[-1] for limit in words(rows(name, heading))}
    limits = {name for module in (paste, paste_by_count, copies) for name in vars(module)}
    assert {limit for limit in limits if limit.startswith("MIN_")} <= listed


EQUALS = [row for name, heading in zip(DEDUPE_DOCS, ("equal", "视为相同"), strict=True) for row in rows(name, heading)]


def test_both_pages_show_what_is_the_same() -> None:
    assert rows(DEDUPE_DOCS[0], "equal") == rows(DEDUPE_DOCS[1], "视为相同") != []


@pytest.mark.parametrize("row", EQUALS, ids=lambda row: row[0])
def test_what_is_the_same_and_what_is_not(row: list[str]) -> None:
    (one, other), (left, right) = row[0].split(" = "), row[1].split(" ≠ ")
    assert canonical(one) == canonical(other)
    assert canonical(left) != canonical(right)


def test_the_version_of_the_changelog_is_this_one(clone: Path) -> None:
    newest = re.findall(r"^## (\S+)", page("CHANGELOG.md"), re.M)[0]
    assert shell("policydiff --version", clone).stdout.split() == ["policydiff", newest]


def test_a_plan_is_the_same_on_paper_and_on_screen(clone: Path) -> None:
    shown = shell("policydiff dedupe samples/work-plan-twice.txt --format json", clone).stdout
    shell("policydiff dedupe samples/work-plan-twice.txt -o clean.txt", clone)
    assert json.loads(shown) == json.loads((clone / "clean.txt.plan.json").read_text(encoding="utf-8"))


@pytest.mark.slow
def test_the_keys_of_an_index_and_of_a_search_are_described(clone: Path) -> None:
    shell("policydiff index build a.index samples", clone)
    found = json.loads(shell("policydiff search a.index samples/work-plan-twice.txt --format json", clone).stdout)
    (member,) = [each for each in found["groups"][0]["members"] if each["relation"] == "identical"]
    for name, key, each in zip(INDEX_DOCS, ("key", "键"), ("member", "成员"), strict=True):
        assert words(rows(name, key)) == set(found)
        assert words(rows(name, each)) == set(member)
    made = [shell(f"policydiff index {each} --format json", clone).stdout for each in ("info a.index", "add a.index .")]
    inside = {key for each in made for key in json.loads(each)}
    inside |= {*found["candidates"], *found["groups"][0], *found["summary"], *member["document"]}
    for name in INDEX_DOCS:
        assert inside - {"schema", "tool"} <= set(re.findall(r"`(\w+)`", page(name)))


# --- machines without a network, and Windows

OFFLINE_DOCS = ("docs/offline.md", "docs/offline.zh.md")


def test_both_pages_on_machines_without_a_network_show_the_same_commands() -> None:
    for language in ("sh", "powershell"):
        assert blocks(OFFLINE_DOCS[0], language) == blocks(OFFLINE_DOCS[1], language) != []


def test_the_gate_runs_every_command_for_machines_without_a_network(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They need a package index, so scripts/check_package.py runs them, as `python3 dev.py package` and the gate do."""
    script = runpy.run_path(str(ROOT / "scripts" / "check_package.py"))
    shown = blocks(OFFLINE_DOCS[0], "sh")
    assert script["offline_commands"](page(OFFLINE_DOCS[0])) == shown
    assert len(shown) == 4
    ran: list[str] = []
    functions = script["try_offline"].__globals__
    monkeypatch.setitem(functions, "run", lambda command, **rest: ran.append(command[-1]))
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: name)  # as where Python has ensurepip
    for name in ("wheels", "samples"):
        (tmp_path / "source" / name).mkdir(parents=True)
    script["try_offline"](tmp_path / "source", tmp_path / "offline")
    assert ran == [shown[0], shown[1] + shown[3], shown[2] + shown[3]]


def test_windows_installs_as_other_systems_do() -> None:
    install = blocks(OFFLINE_DOCS[0], "powershell")[0]
    elsewhere = install.replace("policydiff-env\\Scripts\\", "policydiff-env/bin/").replace("py -m", "python3 -m")
    assert elsewhere == blocks(OFFLINE_DOCS[0], "sh")[1]


@pytest.mark.slow
def test_what_is_shown_for_powershell_restores_the_source_and_a_text_in_utf_16_does_not(clone: Path) -> None:
    lines = blocks(OFFLINE_DOCS[0], "powershell")[1].splitlines()
    for line in lines:
        assert shell(line, clone).returncode == 0
    assert (clone / "again.txt").read_bytes() == (clone / "samples" / "work-plan-twice.txt").read_bytes()
    clean = clone / "clean.txt"
    clean.write_bytes(clean.read_text(encoding="utf-8").encode("utf-16"))
    assert shell(lines[1].replace("again", "other"), clone).returncode == 2
    assert not (clone / "other.txt").exists()


@pytest.mark.slow
@pytest.mark.parametrize("code_page", ["cp936", "cp950"])
def test_where_output_is_utf_8_and_where_it_is_in_the_code_page(code_page: str, clone: Path) -> None:
    def output(command: str, **variables: str) -> bytes:
        env = {name: value for name, value in os.environ.items() if name not in ("PYTHONUTF8", "PYTHONIOENCODING")}
        env |= {"PYTHONPATH": str(ROOT / "src"), **variables}
        words = [sys.executable, "-m", "policydiff", *command.split()]
        return subprocess.run(words, cwd=clone, env=env, capture_output=True, check=False).stdout

    old_system = {"PYTHONIOENCODING": code_page}
    plan = "samples/work-plan-twice.txt"
    text = (clone / plan).read_text(encoding="utf-8")
    report = output(f"dedupe --dry-run {plan}", **old_system).decode(code_page)
    assert ("临澜省" in report) == (code_page == "cp936")
    assert ("\\u4e34" in report) == (code_page == "cp950")
    assert "临澜省" in output(f"dedupe --dry-run {plan}", PYTHONUTF8="1").decode("utf-8")
    assert output(f"dedupe {plan}", **old_system).decode("utf-8").splitlines()[0] == text.splitlines()[0]
    editions = "compare samples/regulation-2015.txt samples/regulation-2021.txt"
    for name in ("json", "csv", "markdown"):
        assert "市场监督" in output(f"{editions} --format {name}", **old_system).decode("utf-8")
    output(f"{editions} -o report.txt", **old_system)
    assert "市场监督" in (clone / "report.txt").read_text(encoding="utf-8")
