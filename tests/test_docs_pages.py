"""The pages in docs/ in both languages: sisters agree, commands run, tables and the glossary follow the code."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import get_args

import pytest
from test_docs import FENCE, ROOT, blocks, clone, commands, options, page, rows, shell, words

from policydiff.checks import finding as checks_finding
from policydiff.checks.rules import RULES
from policydiff.cli.main import COMMANDS, cli
from policydiff.comparison.findings.collect import FINDING_KINDS
from policydiff.comparison.result import CHANGES, IGNORED, Severity
from policydiff.deduplication.choices import RELATIONS
from policydiff.deduplication.decision import Action
from policydiff.matching.differences import kind_of_difference
from policydiff.relations.kinds import COPIES, KINDS
from policydiff.reports.comparison.selection import UNIT_KINDS
from policydiff.reports.kept_repeats import KEPT_KINDS

__all__ = ["clone"]  # the fixture

GLOSSARY = "docs/glossary.md"  # one page in both languages
TOPICS = (
    "docs/check.md",
    "docs/compare.md",
    "docs/dedupe.md",
    "docs/index.md",
    "docs/relations.md",
    "docs/pipeline.md",
)
ALL_PAGES = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "docs").rglob("*.md"))
ENGLISH = [name for name in ALL_PAGES if name != GLOSSARY and not name.endswith(".zh.md")]
IN_DOCUMENT = {*RELATIONS, *KEPT_KINDS}
OF_OTHER_PROGRAMS = {"--word-diff", "--no-ext-diff", "--only"}  # of git, and of benchmarks/speed.py


def sister(name: str) -> str:
    """The page in Chinese."""
    return name.removesuffix(".md") + ".zh.md"


def tables(name: str) -> list[list[list[str]]]:
    """The rows of each table of a page, without headings."""
    text = FENCE.sub("", page(name))
    found = []
    for table in re.findall(r"^(?:\|.*\n)+", text, re.M):
        lines = [re.split(r"(?<!\\)\|", line)[1:-1] for line in table.splitlines()]
        assert {len(cells) for cells in lines} == {len(lines[0])}, f"{name}: a ragged table: {table}"
        found.append([[cell.strip() for cell in cells] for cells in lines[2:]])
    return found


# --- sisters


def test_every_page_has_a_sister() -> None:
    assert [name for name in ALL_PAGES if name.endswith(".zh.md")] == sorted(map(sister, ENGLISH))
    assert set(TOPICS) <= set(ENGLISH)


@pytest.mark.parametrize("name", ENGLISH)
def test_sisters_show_the_same(name: str) -> None:
    assert commands(name) == commands(sister(name))
    assert blocks(name, "sh") == blocks(sister(name), "sh")
    assert [tag for tag, _ in FENCE.findall(page(name))] == [tag for tag, _ in FENCE.findall(page(sister(name)))]
    english, chinese = tables(name), tables(sister(name))
    assert [len(table) for table in english] == [len(table) for table in chinese]
    for one, other in zip(english, chinese, strict=True):
        assert [re.findall(r"`[^`]+`", row[0]) for row in one] == [re.findall(r"`[^`]+`", row[0]) for row in other]


@pytest.mark.parametrize("name", TOPICS)
def test_sisters_have_the_same_sections(name: str) -> None:
    english, chinese = (re.findall(r"^(#+) ", FENCE.sub("", page(each)), re.M) for each in (name, sister(name)))
    assert english == chinese


@pytest.mark.parametrize("name", ENGLISH)
def test_sisters_link_each_other_the_readme_and_the_glossary(name: str) -> None:
    first, second = (page(each).splitlines()[2] for each in (name, sister(name)))
    up = "../" * name.count("/")
    assert f"]({Path(sister(name)).name})" in first
    assert f"]({Path(name).name})" in second
    assert f"]({up}README.md)" in first
    assert f"]({up}README.zh.md)" in second
    for line in (first, second):
        assert f"]({up.removesuffix('../')}glossary.md)" in line


@pytest.mark.parametrize("name", ALL_PAGES)
def test_every_link_leads_somewhere(name: str) -> None:
    targets = re.findall(r"\]\(([^)#:]+)\)", FENCE.sub("", page(name)))
    assert targets
    assert [target for target in targets if not ((ROOT / name).parent / target).exists()] == []


# --- commands


@pytest.mark.slow
@pytest.mark.parametrize("name", TOPICS)
def test_every_command_of_a_page_does_what_it_says(name: str, clone: Path) -> None:
    (clone / "incoming").mkdir()
    for sample in (clone / "samples").glob("*.txt"):
        shutil.copy(sample, clone / "incoming")
    if shutil.which("git") is None:
        pytest.skip("some of the commands are about git")
    subprocess.run(["git", "add", "samples", "incoming"], cwd=clone, check=True, capture_output=True)
    author = ("-c", "user.name=policydiff", "-c", "user.email=policydiff@localhost", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *author, "commit", "-qm", "documents"], cwd=clone, check=True, capture_output=True)
    shown = commands(name)
    assert len(shown) > 4
    assert len(shown) == len("".join(blocks(name, "sh")).splitlines())  # no line is passed over
    for command, status in shown:
        done = shell(command, clone)
        assert done.returncode == status, f"{command}: exit {done.returncode}, not {status}\n{done.stderr}"
    if name == "docs/dedupe.md":
        source = (clone / "samples" / "work-plan-twice.txt").read_bytes()
        assert (clone / "again.txt").read_bytes() == source != (clone / "clean.txt").read_bytes()
        assert (clone / "back" / "work-plan-twice.txt").read_bytes() == source


@pytest.mark.parametrize("name", [*TOPICS, *map(sister, TOPICS), GLOSSARY])
def test_a_page_names_no_option_that_is_not_there(name: str) -> None:
    real = set().union(*map(options, COMMANDS), {option for each in cli.params for option in each.opts})
    assert set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", page(name))) <= real | OF_OTHER_PROGRAMS


# --- tables


@pytest.mark.parametrize(("name", "heading"), [(TOPICS[4], "relation"), (sister(TOPICS[4]), "关系")])
def test_the_relations_are_those_of_the_code(name: str, heading: str) -> None:
    table = rows(name, heading)
    assert words(table) == set(KINDS)
    assert {word for row in table if row[2] in ("keeps one", "保留一份") for word in words([row])} == COPIES


@pytest.mark.parametrize(("name", "heading"), [(TOPICS[2], "relation"), (sister(TOPICS[2]), "类别")])
def test_the_table_of_what_stays_is_whole(name: str, heading: str) -> None:
    assert words(rows(name, heading)) == IN_DOCUMENT - {"pasted-copy"}


@pytest.mark.parametrize(("name", "heading"), [(TOPICS[1], "ignored"), (sister(TOPICS[1]), "不计的差别")])
def test_the_ignored_differences_are_those_of_the_code(name: str, heading: str) -> None:
    assert words(rows(name, heading)) == set(IGNORED)


@pytest.mark.parametrize(("name", "heading"), [(TOPICS[4], "key"), (sister(TOPICS[4]), "键")])
def test_the_measures_are_keys_of_the_json(name: str, heading: str, clone: Path) -> None:
    found = json.loads(shell("policydiff relations samples/inbox --format json", clone).stdout)
    assert words(rows(name, heading)) <= set(found["groups"][0]["members"][0])


# --- the glossary

TERMS = {  # the first heading of each table of names, and the names of the code
    "relation inside": IN_DOCUMENT,
    "relation between": set(KINDS),
    "decision": set(get_args(Action)),
    "difference": {kind_of_difference(text) for text in ("三", "，", "应当")},
    "ignored difference": set(IGNORED),
    "change": {*CHANGES, *UNIT_KINDS},
    "finding of compare": set(FINDING_KINDS),
    "severity": {*get_args(Severity), *get_args(checks_finding.Severity)},
    "rule of check": set(RULES),
}


@pytest.mark.parametrize("heading", TERMS)
def test_the_glossary_has_every_name_of_the_code(heading: str) -> None:
    table = rows(GLOSSARY, heading)
    assert words(table) == TERMS[heading]
    assert len(table) == len(TERMS[heading])


def test_the_glossary_has_every_column() -> None:
    found = tables(GLOSSARY)
    assert len(found) == len(TERMS) + 2
    for row in (row for table in found for row in table):
        assert len(row) == 5
        assert all(row), row
        assert row[3].endswith("."), row
        assert row[4].endswith("。"), row
        assert not re.search("[,;:?()]", re.sub("`[^`]*`", "", row[4])), row


@pytest.mark.parametrize(
    ("name", "heading", "terms"),
    [
        ("docs/relations.zh.md", "关系", "relation between"),
        ("docs/dedupe.zh.md", "类别", "relation inside"),
    ],
)
def test_the_chinese_pages_use_the_terms_of_the_glossary(name: str, heading: str, terms: str) -> None:
    chinese = {row[0].strip("`"): row[1].partition("（")[0] for row in rows(GLOSSARY, terms)}
    for row in rows(name, heading):
        for word in words([row]):
            assert chinese[word] in row[1], f"{word} is {chinese[word]}: {row[1]}"


def test_the_rules_have_their_chinese_names() -> None:
    chinese = {row[0].strip("`"): row[1] for row in rows(GLOSSARY, "rule of check")}
    assert dict(re.findall(r"^### `([\w-]+)` (.+)", page("docs/check.zh.md"), re.M)) == chinese


@pytest.mark.parametrize("name", [*map(sister, TOPICS)])
def test_words_that_were_given_up_do_not_come_back(name: str) -> None:
    assert re.findall("字体|文库|关口|基线|改条号|同号异文|处理方案", page(name)) == []


@pytest.mark.parametrize("name", ["README.zh.md", *map(sister, ENGLISH)])
def test_a_chinese_paragraph_is_one_line(name: str) -> None:
    """A line break inside a paragraph is displayed as a space, which Chinese does not have."""
    assert re.findall(r"(?m)^[^|#\n].*\n(?! *[-|#]| *\d+\. |\Z) *\S.*", FENCE.sub("", page(name))) == []


@pytest.mark.parametrize("name", [*map(sister, TOPICS)])
def test_chinese_is_punctuated_as_chinese(name: str) -> None:
    text = re.sub(r"`[^`]*`|\[[^\]]*\]\([^)]*\)", "", FENCE.sub("", page(name)))
    assert re.findall(r"[\u4e00-\u9fff] ?[,;:?!](?!\w)", text) == []
