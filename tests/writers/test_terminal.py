"""A report on a terminal: within its width, harmless, and the same words with colour and without."""

from __future__ import annotations

import json as standard
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from policydiff.reports.model import Group, Line, Report, Row, Run
from policydiff.writers.data import json
from policydiff.writers.escape import visible
from policydiff.writers.report.text import write

COLOUR = re.compile(r"\x1b\[[0-9;]*m")
WORDS = st.text(st.sampled_from("政策，。、（）“”《》ab 9%.,\t\x1b\u200b\u3000\U00020000"), max_size=120)
LABELS = st.sampled_from(["left out", "kept", "x" * 20])
RUNS = st.lists(st.builds(Run, WORDS, st.sampled_from(["", "drop", "add"])), max_size=4).map(tuple)
LINES = st.lists(WORDS | WORDS.map("- {}".format) | RUNS, max_size=3).map(tuple)
TONES = st.sampled_from(["", "drop", "warn"])
ROWS = st.builds(Row, LABELS, LINES, TONES, st.sampled_from(["", "", "第四条", "一（三）"]))
GROUPS = st.builds(Group, st.lists(ROWS, min_size=1, max_size=3).map(tuple), st.sampled_from(["", "READ FIRST"]))
REPORTS = st.builds(
    Report,
    WORDS,
    WORDS,
    st.lists(WORDS, max_size=2).map(tuple),
    st.lists(GROUPS, max_size=2).map(tuple),
    st.lists(WORDS, max_size=2).map(tuple),
)


def said(report: Report) -> str:
    """Every character of the report that has to be there, in order; blanks and line breaks are the writer's."""
    rows = [
        part
        for group in report.groups
        for part in (group.title, *(part for row in group.rows for part in (row.label, row.unit, *row.lines)))
    ]
    parts = [report.heading, report.facts, *report.summary, *rows, *report.closing]
    return "".join("".join(map(words, parts)).split())


def words(line: Line) -> str:
    """A line with brackets round what changed."""
    marks = {"drop": "[-{}-]", "add": "{{+{}+}}", "": "{}"}
    if isinstance(line, str):
        return visible(line)
    return "".join(marks[run.tone].format(visible(run.text)) for run in line)


@given(REPORTS, st.sampled_from([60, 80, 100]))
def test_no_line_is_too_wide_and_no_word_is_lost(report: Report, width: int) -> None:
    plain = write(report, width=width)
    assert max(map(cell_len, plain.split("\n"))) <= width
    assert "".join(plain.split()) == said(report)
    assert plain.endswith("\n")


@given(REPORTS)
def test_colour_adds_nothing_but_colour(report: Report) -> None:
    coloured = write(report, colour=True)
    plain = write(report)
    without = re.sub(r"\[-|-\]|\{\+|\+\}", "", plain)
    assert [line.rstrip() for line in COLOUR.sub("", coloured).split("\n")] == [
        line.rstrip() for line in without.split("\n")
    ]


@given(st.text())
def test_nothing_hidden_reaches_the_terminal(text: str) -> None:
    shown = visible(text)
    assert shown.replace("\u3000", "").isprintable()
    assert "\n" not in shown
    shown.encode("utf-8")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("国务院 办公厅", "国务院 办公厅"),
        ("全角\u3000空格", "全角\u3000空格"),
        ("\x1b[31mred", r"\x1b[31mred"),
        ("a\nb\rc\td", r"a\x0ab\x0dc\x09d"),
        ("\x9b31m\x7f", r"\x9b31m\x7f"),
        ("\u202eevil\u2066", r"\u202eevil\u2066"),
        ("zero\u200bwidth\ufeff", r"zero\u200bwidth\ufeff"),
        ("tag\U000e0041", r"tag\U000e0041"),
        ("soft\xadhyphen", r"soft\xadhyphen"),
        ("no\xa0break", "no break"),
        ("lone\udcff", r"lone\udcff"),
        ("[/b][link=file:///etc/passwd]x[/link]", "[/b][link=file:///etc/passwd]x[/link]"),
    ],
)
def test_visible(text: str, shown: str) -> None:
    assert visible(text) == shown
    assert shown in write(Report(text, text, (text,), (Group((Row("label", (text,)),)),), (text,)), width=200)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("政策" * 10, ["政策" * 5, "政策" * 5]),
        # no line begins with a mark that closes something
        ("一二三四五六七八九十，一二三四五六七八九十", ["一二三四五六七八九", "十，一二三四五六七八", "九十"]),
        # a figure keeps its per cent
        ("aaaaaaaaa bbbbb 46 %.", ["aaaaaaaaa bbbbb", "46 %."]),
        ("x" * 45, ["x" * 20, "x" * 20, "x" * 5]),
    ],
)
def test_where_lines_are_broken(text: str, lines: list[str]) -> None:
    assert write(Report("", "", (text,)), width=20).split("\n")[2:-1] == lines


HIDDEN = "\x00\x1b\x7f\x85\x9b\xad\u200b\u2028\u202e\u2066\ufeff\U000e0041\ud800\udcff"


@given(st.text(st.characters() | st.sampled_from(HIDDEN)))
def test_json_escapes_what_is_hidden(text: str) -> None:
    shown = json.write({"text": text, "key": ["国务院", 1, None]})
    assert not set(HIDDEN) & set(shown)
    assert "国务院" in shown
    assert standard.loads(shown.encode("utf-8")) == {"text": text, "key": ["国务院", 1, None]}


def test_words_under_a_name_that_is_too_long_stand_in_one_column() -> None:
    rows = (
        Row("", ("摊主应当在三十日内登记并且报告。" * 4,), "", "第二十一条 → 第三十二条，以及其后的各条各款各项"),
        Row("", ("好。",), "", "第一条"),
    )
    plain = write(Report("", "", (), (Group(rows, "EDITED"),)), width=60)
    lines = [line for line in plain.splitlines() if "摊主" in line or "登记" in line]
    assert len({len(line) - len(line.lstrip()) for line in lines}) == 1 < len(lines)
