"""What compare says, word for word.

A change that is wanted: UPDATE_SNAPSHOTS=1 pytest tests/reports/test_compare_report.py
"""

from __future__ import annotations

import csv as standard
import os
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from editions import F, U, comparison
from policydiff.comparison.engine import compare as compare_documents
from policydiff.comparison.hunks import Hunk, hunks
from policydiff.comparison.result import IGNORED, Comparison
from policydiff.readers.read import read_bytes
from policydiff.reports.comparison import listing, table
from policydiff.reports.comparison import report as compare
from policydiff.reports.comparison.names import Names, renumbering_words, renumberings
from policydiff.reports.comparison.selection import KINDS, Selection
from policydiff.reports.comparison.sentences import changed_sentences
from policydiff.reports.model import Row
from policydiff.text.document import Document
from policydiff.text.spans import Span
from policydiff.writers.report import markdown
from policydiff.writers.report import text as terminal
from policydiff.writers.table import csv, html
from policydiff.writers.table import markdown as markdown_table

SNAPSHOTS = Path(__file__).parent / "snapshots" / "compare"
COLOUR = re.compile(r"\x1b\[[0-9;]*m")

# A small order in two editions, with one of everything.
WORKED = comparison(
    [
        U("unchanged", "第一条　为了规范摊位,制定本办法。\n", "第一条　为了规范摊位，制定本办法。\n"),
        U(
            "edited",
            "第二条　摊主应当在三十日内登记。逾期不登记的，收回摊位。\n",
            "第二条　摊主可以在六十日内登记。逾期不登记的，收回摊位。\n",
        ),
        U("unchanged", "第七条　摊位卡不得转让、涂改。\n", "第三条　摊位卡不得转让、涂改。\n", moved=True),
        U("added", "", "第四条　摊主每年12月31日前报告经营情况。\n不得隐瞒。\n"),
        *(
            U("unchanged", f"第{old}条　第{n}号场地由街道负责保洁。\n", f"第{new}条　第{n}号场地由街道负责保洁。\n")
            for n, (old, new) in enumerate(zip("三四五六", "五六七八", strict=True))
        ),
        U(
            "edited",
            "第八条　市商务局应当按照职责分工做好摊位的日常巡查，发现问题及时处理并记录。\n其余不变。\n",
            "第九条　以街道办事处为主体，建立网格，每周巡查两次。\n其余不变。\n",
        ),
        U("replaced", "第十条　本办法由市商务局解释。\n", "第十条　摊位费按月收取，收支公开。\n"),
        U("removed", "第十一条　本办法自2015年起施行。\n", ""),
    ],
    [
        F("number", "notice", 1, "三十日", "六十日", "三十日 → 六十日"),
        F("obligation", "warning", 1, "应当", "可以", "应当 → 可以", "weaker", "discretion added"),
        F("agency", "warning", 8, "市商务局", "街道办事处", "市商务局 → 街道办事处"),
        F("punctuation", "info", 8, "，", "，", "one comma fewer"),
        F("term", "info", 8, "摊位", "", "摊位 gone", also=(1,)),
        F("sentence", "notice", 1, "登记", "", "same words"),
        F("sentence", "notice", 8, "巡查", "", "same words"),
    ],
    titles=("云汐市摊位管理办法（试行）", "云汐市摊位管理办法"),
    old_order=[0, 1, 4, 5, 6, 7, 2, 8, 9, 10],
)  # fmt: skip
SAME = comparison([U("unchanged", "第一条　甲。\n", "第一条　甲。\n")])
WIDTH = comparison([U("unchanged", "第一条　甲,乙,丙(丁)。\n", "第一条　甲，乙，丙(丁)。\n")])
UNRELATED = comparison([U("removed", "一、甲\n", ""), U("added", "", "一、乙\n")], related=False, titles=("甲", "乙"))
NESTED = comparison(
    [
        U("edited", "（一）办好夜市,每年2次。\n", "（一）办好夜市,每年3次。\n", over=("一、",)),
        U("edited", "（一）办好早市,每年2次。\n", "（一）办好早市,每年5次。\n", over=("二、",)),
        U("edited", "没有编号的一段,共8家。\n", "没有编号的一段,共9家。\n"),
        U("unchanged", "三、关于办好庙会\n", "三、关于办好庙会\n"),
    ],
    unit="section",
    titles=("", "云汐市集市工作要点"),
)
SPLIT = comparison(
    [
        U("split", "第一条　甲。乙。\n", "第一条　甲。\n"),
        U("added", "", "第二条　丙。\n"),
        U("merged", "第二条　丁。\n", "第三条　丁。戊。\n"),
    ],
)
HOSTILE = comparison(
    [
        U("edited", "第一条　<b>|\x1b[31m\u202e=1+1`*旧*`\n", "第一条　<b>|\x1b[31m\u202e=1+1`*新*`\n"),
        U("added", "", '第二条　=HYPERLINK("x")|</td><script>alert(1)</script>\n\n- 项\n1. 目\n'),
    ],
    [F("number", "warning", 0, "旧", "新", "=1+1|<i>\x1b]8;;x\x07")],
    titles=("# 标题 <script>", "# 标题 [x](javascript:y) |"),
    paths=("a\nb\x1b.txt", "-"),
)


def compared(old: str, new: str) -> Comparison:
    return compare_documents(Document.from_text(old), Document.from_text(new))


def text(
    made: Comparison, *, strict: bool = False, verbose: bool = False, explain: bool = False, colour: bool = False
) -> str:
    """The report as it stands on a terminal 80 cells wide."""
    report = compare.comparison_report(made, strict=strict, verbose=verbose, explain=explain)
    return terminal.write(report, colour=colour)


CASES: dict[str, Callable[[], str]] = {
    "worked.txt": lambda: text(WORKED),
    "worked.verbose.txt": lambda: text(WORKED, verbose=True, explain=True),
    "worked.strict.txt": lambda: text(WORKED, strict=True),
    "worked.colour.txt": lambda: text(WORKED, colour=True),
    "worked.only.txt": lambda: terminal.write(
        compare.comparison_report(WORKED, only=Selection(frozenset({"moved", "obligation"})))
    ),
    "worked.md": lambda: markdown.write(compare.comparison_report(WORKED)),
    "worked.csv": lambda: csv.write(listing.change_table(WORKED)),
    "worked.mainland.md": lambda: markdown_table.write(table.comparison_table(WORKED)),
    "worked.taiwan.md": lambda: markdown_table.write(table.comparison_table(WORKED, layout="taiwan", verbose=True)),
    "worked.taiwan.html": lambda: html.write(table.comparison_table(WORKED, layout="taiwan")),
    "worked.mainland.csv": lambda: csv.write(table.comparison_table(WORKED)),
    "same.txt": lambda: text(SAME),
    "width.txt": lambda: text(WIDTH),
    "width.strict.txt": lambda: text(WIDTH, strict=True),
    "unrelated.txt": lambda: text(UNRELATED),
    "nested.txt": lambda: text(NESTED),
    "split.txt": lambda: text(SPLIT),
    "split.taiwan.md": lambda: markdown_table.write(table.comparison_table(SPLIT, layout="taiwan")),
    "hostile.txt": lambda: text(HOSTILE),
    "hostile.md": lambda: markdown.write(compare.comparison_report(HOSTILE)),
    "hostile.mainland.md": lambda: markdown_table.write(table.comparison_table(HOSTILE)),
    "hostile.mainland.html": lambda: html.write(table.comparison_table(HOSTILE)),
    "hostile.csv": lambda: csv.write(listing.change_table(HOSTILE)),
}


@pytest.mark.parametrize("name", CASES)
def test_a_comparison_says_what_it_said(name: str) -> None:
    path = SNAPSHOTS / name
    made = CASES[name]()
    if os.environ.get("UPDATE_SNAPSHOTS"):
        path.write_text(made, encoding="utf-8", newline="")
    expected = path.read_bytes().decode("utf-8") if path.exists() else "(no snapshot yet)"
    assert made == expected, (
        "if this is what it should say: UPDATE_SNAPSHOTS=1 pytest tests/reports/test_compare_report.py"
    )


def test_every_snapshot_has_its_case() -> None:
    assert {path.name for path in SNAPSHOTS.iterdir()} == set(CASES)


@pytest.mark.parametrize("name", [name for name in CASES if name.endswith(".txt") and ".colour" not in name])
def test_no_line_is_wider_than_the_terminal(name: str) -> None:
    lines = CASES[name]().split("\n")
    assert [line for line in lines if cell_len(line) > 80 or line != line.rstrip()] == []


@pytest.mark.parametrize("made", [WORKED, NESTED, SPLIT, HOSTILE])
def test_colour_changes_no_word(made: Comparison) -> None:
    without_brackets = re.sub(r"\[-|-\]|\{\+|\+\}", "", text(made))
    assert COLOUR.sub("", text(made, colour=True)) == without_brackets


@pytest.mark.parametrize("name", [name for name in CASES if name.startswith("hostile")])
def test_nothing_in_a_document_commands_a_terminal_or_a_page(name: str) -> None:
    made = CASES[name]().removeprefix("\ufeff").replace("\r\n", "\n")
    assert all(character.isprintable() or character in "\n\u3000" for character in made)
    if name.endswith((".html", ".md")):
        assert not re.search(r"(?<!\\)<(?!/?(?:table|caption|thead|tbody|tfoot|tr|th|td|br|b|u|ins|del)\b)", made)
        assert name.endswith(".html") or not re.search(r"(?<!\\)\]\(", made)
    if name.endswith(".csv"):
        cells = [cell for row in standard.reader(made.splitlines(keepends=True)) for cell in row]
        assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]


# ------------------------------------------------------------------------------------------------- what it is made of


@pytest.mark.parametrize(
    ("old", "new", "runs", "rewritten"),
    [
        ("甲。乙。丙。", "甲。丁。丙。", ["[-乙-]{+丁+}。"], [False]),
        ("甲。丙。", "甲。乙。丙。", ["{+乙。+}"], [True]),
        ("甲。乙。丙。", "甲。丙。", ["[-乙。-]"], [True]),
        ("甲。乙。丙。丁。", "戊。乙。丙。己。", ["[-甲-]{+戊+}。", "[-丁-]{+己+}。"], [False, False]),
        ("他说：“好。”然后走了。", "他说：“行。”然后走了。", ["他说：“[-好-]{+行+}。”"], [False]),
        ("同一句没有变。", "同一句没有变。", [], []),
        ("建设23个中心。", "建设25个中心。", ["建设[-23个-]{+25个+}中心。"], [False]),
        (
            "完全不同的一句话在这里写着并且很长。",
            "另外写成了别的意思且没有多少相同之处。",
            None,
            [True],
        ),
    ],
)
def test_sentences_that_changed(old: str, new: str, runs: list[str] | None, rewritten: list[bool]) -> None:
    documents = Document.from_text(old), Document.from_text(new)
    found = changed_sentences(*documents, Span(0, len(old)), Span(0, len(new)), hunks(old, new), strict=False)
    marks = {"drop": "[-{}-]", "add": "{{+{}+}}", "": "{}"}
    if runs is not None:
        assert ["".join(marks[run.tone].format(run.text) for run in each.runs) for each in found] == runs
    assert [each.rewritten for each in found] == rewritten


TEXTS = st.text("甲乙丙丁。；\n“”,", max_size=40)


@given(TEXTS, TEXTS)
def test_sentences_cover_every_change_and_quote_both_sides(old: str, new: str) -> None:
    documents = Document.from_text(old), Document.from_text(new)
    made = hunks(old, new)
    found = changed_sentences(*documents, Span(0, len(old)), Span(0, len(new)), made, strict=False)
    for hunk in made:
        assert hunk.ignored or any(each.old.covers(hunk.old) and each.new.covers(hunk.new) for each in found)
    for each in found:
        come = "".join(run.text for run in each.runs if run.tone != "drop")
        gone = "".join(run.text for run in each.runs if run.tone != "add")
        assert come.strip() == new[each.new.start : each.new.end].strip()
        assert gone.strip() == old[each.old.start : each.old.end].strip() or any(hunk.ignored for hunk in made)


def test_an_endless_sentence_is_shortened_unless_all_is_wanted() -> None:
    words = "甲乙丙" * 500
    made = comparison([U("edited", f"第一条　{words}应当{words}\n", f"第一条　{words}可以{words}\n")])
    assert "[-应当-]{+可以+}" in text(made)
    assert len(text(made)) < 1_000 < 3_000 < len(text(made, verbose=True))


def test_a_unit_rewritten_at_length_leaves_the_screen_to_others() -> None:
    old, new = (
        "".join(f"{n}号场地由{who}负责保洁并且每周报告。\n" for n in range(1_000)) for who in ("街道", "摊主推举的人")
    )
    made = comparison([U("edited", f"第一条　{old}", f"第一条　{new}")])
    assert "more lines (-v shows all; a group here has at most 20,000 characters)" in " ".join(text(made).split())
    assert len(text(made).splitlines()) < 1_000 < len(text(made, verbose=True).splitlines())


def test_a_line_put_between_lines_leaves_its_neighbours_alone() -> None:
    old = "2020年通过\n\n第一章　总则\n"
    new = "2020年通过\n\n2024年修正\n\n第一章　总则\n"
    spans = Span(0, len(old)), Span(0, len(new))
    late = [Hunk(Span(7, 7), Span(7, 16))]  # the break before the new line, and not the one behind it
    (found,) = changed_sentences(Document.from_text(old), Document.from_text(new), *spans, late, strict=False)
    assert (old[found.old.start : found.old.end], new[found.new.start : found.new.end]) == ("", "2024年修正\n\n")


IGNORED_PAIRS = {  # a pair that differs in nothing but one kind of ignored difference, and what --strict marks of it
    "script": ("一、登记\n应当登记。\n", "一、登記\n應當登記。\n", "登[-记-]{+記+}"),
    "width": ("一、登记\n见A表。\n", "一、登记\n见Ａ表。\n", "见[-A-]{+Ａ+}表。"),
    "whitespace": ("一、登记\n应当登记。\n", "一、登记\n应当 登记。\n", "应当{+ +}登记。"),
    "markup": ("一、登记\n应当登记。\n", "一、登记\n应当**登记**。\n", "应当{+**+}登记{+**+}。"),
    "label": (
        "第一条 甲应当登记。\n第二百〇三条 乙应当报告。\n",
        "第一条 甲应当登记。\n第二百零三条 乙应当报告。\n",
        "第二百[-〇-]{+零+}三条 乙应当报告。",
    ),
    "furniture": ("一、登记\n应当\n— 3 —\n登记。\n", "一、登记\n应当\n登记。\n", "- — 3 —"),
    "address": (
        "一、登记\n见[说明](https://a.example/x)。\n",
        "一、登记\n见[说明](https://a.example/y)。\n",
        "见[说明](https://a.example/[-x-]{+y+})。",
    ),
    "direction": ("一、登记\n应当登记。\n", "一、登记\n应\u202d当登记。\n", "当登记。"),
}


def test_every_kind_that_is_ignored_has_its_pair() -> None:
    assert [*IGNORED_PAIRS] == [*IGNORED]


@pytest.mark.parametrize(("kind", "old", "new", "shown"), [(kind, *pair) for kind, pair in IGNORED_PAIRS.items()])
def test_strict_shows_and_counts_every_kind_of_ignored_difference(kind: str, old: str, new: str, shown: str) -> None:
    made = compared(old, new)
    assert made.same_text
    assert [name for name, number in made.ignored.items() if number] == [kind]
    assert shown in text(made, strict=True)
    assert shown not in text(made)
    assert "Shown by --strict: " in text(made, strict=True)
    assert "(--strict)" in text(made)
    assert len(listing.change_table(made, strict=True).rows) > len(listing.change_table(made).rows) == 0


def test_the_new_number_of_a_unit_is_shown_once_even_with_strict() -> None:
    body = "第{}条 甲应当登记营业时间。\n第{}条 乙应当公示收费标准。\n"
    made = compared(body.format("一", "二"), body.format("二", "三"))
    assert "EDITED" not in text(made, strict=True)
    assert "renumbered" in text(made, strict=True)


def test_neighbours_renumbered_alike_are_one_run() -> None:
    assert [renumbering_words(each, Names(WORKED)) for each in renumberings(WORKED, Names(WORKED))] == [
        "第三条至第六条 → 第五条至第八条",
        "第八条→第九条",
    ]


def test_a_name_says_as_much_as_it_needs() -> None:
    names = Names(NESTED)
    assert [names.pair(each) for each in NESTED.units] == ["一（一）", "二（一）", "line 4", "三"]


def test_paragraphs_that_share_a_line_are_counted() -> None:
    made = comparison(
        [U("edited", f"第{n}号场地由街道负责保洁。　　", f"第{n}号场地由摊主负责保洁。　　") for n in range(3)]
    )
    assert [name for name in ("¶1", "¶2", "¶3") if name in text(made)] == ["¶1", "¶2", "¶3"]
    assert "line 1" not in text(made)


@pytest.mark.parametrize("kind", KINDS)
def test_a_selection_holds_what_the_comparison_has(kind: str) -> None:
    there = {"added", "removed", "replaced", "edited", "moved", "renumbered", "number", "obligation", "agency"}
    there |= {"punctuation", "term", "sentence"}
    assert Selection(frozenset({kind})).holds(WORKED) == (kind in there)


def test_few_findings_are_shown_and_the_rest_are_counted() -> None:
    many = comparison(
        [U("edited", f"第{n}条　共{n}家。\n", f"第{n}条　共{n + 1}家。\n") for n in range(1, 40)],
        [F("number", "notice", n, f"{n + 1}家", "", f"{n + 1}家 → {n + 2}家") for n in range(39)],
    )
    first = compare.comparison_report(many).groups[0]
    assert len(first.rows) == 15
    assert first.rows[-1] == Row("", ("25 more (-v)",))
    assert len(compare.comparison_report(many, verbose=True).groups[0].rows) == 39


def test_every_changed_sentence_and_all_added_text_is_shown_up_to_a_limit_that_is_said() -> None:
    units = [
        U("edited", f"第{n}条　第{n}号摊位由街道管。\n", f"第{n}条　第{n}号摊位由商会管。\n") for n in range(1, 200)
    ]
    units += [U("added", "", f"第{n}条　新增第{n}号场地，\n由摊主保洁。\n") for n in range(200, 240)]
    units += [U("removed", f"第{n}条　撤销第{n}号场地。\n", "") for n in range(300, 340)]
    report = compare.comparison_report(comparison(units))
    rows = {group.title: len(group.rows) for group in report.groups}
    assert (rows["EDITED"], rows["ADDED"], rows["REMOVED"]) == (199, 40, 40)
    long = comparison([U("added", "", f"第{n}条　{'场地由街道保洁。' * 500}\n") for n in range(1, 12)])
    rest = compare.comparison_report(long).groups[-1].rows[-1].lines
    assert rest == ("and 7 more articles (-v shows all; a group here has at most 20,000 characters)",)
    assert len(compare.comparison_report(long, verbose=True).groups[-1].rows) == 11


@pytest.mark.parametrize("times", [3, 5, 9])
def test_a_finding_in_many_units_names_them_all_when_asked(times: int) -> None:
    made = comparison(
        [U("edited", f"第{n}条　共{n}家。\n", f"第{n}条　约{n}家。\n") for n in range(1, 10)],
        [F("sentence", "notice", n, "共", "约", "共 → 约") for n in range(times)],
    )
    (row,) = compare.comparison_report(made).groups[0].rows
    assert (row.unit, len(row.lines)) == (f"第1条 +{times - 1}", 1)
    (row,) = compare.comparison_report(made, verbose=True).groups[0].rows
    assert row.lines[1] == "in " + ", ".join(f"第{n}条" for n in range(1, times + 1))


def test_the_json_names_the_units_of_a_finding() -> None:
    findings = {finding["kind"]: finding["places"] for finding in WORKED.as_json()["findings"]}
    assert findings["term"] == ["第九条", "第二条"]
    assert findings["number"] == ["第二条"]


def test_what_is_for_information_stands_last() -> None:
    titles = [group.title for group in compare.comparison_report(WORKED).groups]
    assert (titles[0], titles[-1]) == ("READ FIRST", "FOR INFORMATION")


def test_of_one_severity_what_changed_stands_before_what_went_and_what_is_new() -> None:
    made = comparison(
        [
            U("added", "", "第1条　应当张榜。\n"),
            U("edited", "第2条　得抄录，限五日。\n", "第2条　应当公告，限十日。\n"),
        ],
        [
            F("obligation", "notice", 0, "", "应当张榜", "new: 应当张榜"),
            F("obligation", "notice", 1, "", "应当公告", "new: 应当公告"),
            F("obligation", "notice", 1, "得抄录", "", "gone: 得抄录"),
            F("deadline", "notice", 1, "五日", "十日", "五日 → 十日"),
            F("agency", "warning", 1, "", "", "商会"),
        ],
    )
    rows = compare.comparison_report(made).groups[0].rows
    assert [row.lines[0] for row in rows] == ["商会", "五日 → 十日", "gone: 得抄录", "new: 应当公告", "new: 应当张榜"]


HINT = "Are OLD and NEW exchanged? OLD has the date {}, NEW the earlier {}."


@pytest.mark.parametrize(
    ("old", "new", "hint"),
    [
        ("2024年3月1日", "2020年1月9日", HINT.format("2024-03-01", "2020-01-09")),
        ("二〇二四年三月一日", "2024-02-29", HINT.format("2024-03-01", "2024-02-29")),
        ("民國113年3月1日", "民國109年1月1日", HINT.format("2024-03-01", "2020-01-01")),
        ("2020年1月9日", "2024年3月1日", ""),
        ("2024年3月1日", "2024年3月1日", ""),
        ("2024年", "2020年", ""),
        ("", "", ""),
    ],
)
@pytest.mark.parametrize("in_header", [True, False])
def test_old_and_new_exchanged_are_noticed_where_dates_say_so(old: str, new: str, hint: str, in_header: bool) -> None:
    made = comparison(
        [U("edited", f"第一条　自{old}起施行。\n", f"第一条　自{new}起施行。\n")],
        [] if in_header else [F("date", "notice", 0, old, new, "date")],
    )
    if in_header:
        made = replace(made, old=replace(made.old, date=old), new=replace(made.new, date=new))
    assert compare.comparison_report(made).summary[1:] == ((hint,) if hint else ())


def test_one_date_that_went_back_among_others_is_no_exchange() -> None:
    made = comparison(
        [U("edited", "第一条　2024年3月1日，2025年3月1日。\n", "第一条　2020年3月1日，2026年3月1日。\n")],
        [
            F("date", "notice", 0, "2024年3月1日", "2020年3月1日", "date"),
            F("date", "notice", 0, "2025年3月1日", "2026年3月1日", "date"),
        ],
    )
    assert len(compare.comparison_report(made).summary) == 1


THROUGHOUT = comparison(
    [
        *(U("edited", f"第{n}条　{n}号场地归商务局管。\n", f"第{n}条　{n}号场地归街道办管。\n") for n in range(1, 5)),
        U("edited", "第五条　商务局每年检查一次。\n", "第五条　街道办每年检查两次。\n"),
        U("added", "", "第六条　场地费按月收取。\n"),
        U("removed", "第七条　场地费按年收取。\n", ""),
        *(U("unchanged", f"第{n}条　不变{n}。\n", f"第{n}条　不变{n}。\n") for n in range(8, 20)),
    ],
    [F("term", "info", 0, "商务局", "街道办", "term")],
)


def cells(made: Comparison, layout: table.Layout, verbose: bool = False, statements: bool = True) -> list[list[str]]:
    """The texts of the cells of a table."""
    rows = table.comparison_table(made, layout=layout, verbose=verbose, statements=statements).rows
    return [["\n".join("".join(run.text for run in line) for line in cell) for cell in row] for row in rows]


@pytest.mark.parametrize("layout", ["mainland", "taiwan"])
def test_a_row_that_only_repeats_the_announced_term_is_left_out(layout: table.Layout) -> None:
    rows = ["|".join(row) for row in cells(THROUGHOUT, layout)]
    assert len(rows) == 4
    assert "5" in rows[0]
    assert "商务局" in rows[0]
    assert "两次" in rows[1]
    assert len(cells(THROUGHOUT, layout, verbose=True)) == 20
    assert all(row[-1] == "" for row in cells(THROUGHOUT, layout, statements=False))


def test_new_and_deleted_articles_in_both_layouts() -> None:
    assert cells(THROUGHOUT, "mainland")[2:] == [
        ["3", "（新增）", "第六条　场地费按月收取。", "新增。"],
        ["4", "第七条　场地费按年收取。", "（删除）", "删除。"],
    ]
    assert cells(THROUGHOUT, "taiwan")[2:] == [
        ["第六条　场地费按月收取。", "", "本條新增。"],
        ["（刪除）", "第七条　场地费按年收取。", "本條刪除。"],
    ]


@pytest.mark.parametrize(
    ("changed", "title"),
    [
        (1, "第1条修正草案條文對照表"),
        (3, "第1条、第2条、第3条修正草案條文對照表"),
        (4, "部分條文修正草案條文對照表"),
        (5, "部分條文修正草案條文對照表"),
        (6, "修正草案條文對照表"),
    ],
)
def test_the_title_says_how_much_was_amended(changed: int, title: str) -> None:
    made = comparison(
        [
            U("edited", f"第{n}条　{n}号每年检查。\n", f"第{n}条　{n}号每月检查。\n")
            if n <= changed
            else U("unchanged", f"第{n}条　不变。\n", f"第{n}条　不变。\n")
            for n in range(1, 11)
        ],
        titles=("云汐市摊位管理办法", "云汐市摊位管理办法"),
    )
    assert table.comparison_table(made, layout="taiwan").caption == f"云汐市摊位管理办法{title}"


def test_a_cell_too_long_for_a_spreadsheet_goes_on_below() -> None:
    made = comparison([U("edited", f"第一条　{'甲' * 40_000}。\n", f"第一条　{'甲' * 70_000}。\n")])
    rows = list(standard.reader(csv.write(table.comparison_table(made)).removeprefix("\ufeff").splitlines()))
    assert [[len(cell) > 30_000 for cell in row[1:3]] for row in rows[1:]] == [
        [True, True],
        [False, True],
        [False, False],
    ]
    assert "".join(row[2] for row in rows[1:]) == f"第一条　{'甲' * 70_000}。"


def test_the_table_shows_no_marks_of_markdown_and_no_indents() -> None:
    old = "# 青槐县公园管理办法\n\n**第一条** 公园开放。\n\n## 第二章 罚则\n\n第二条 违者罚款。\n"
    new = (
        old.replace("公园开放", "公园每日开放").replace("罚则", "罚则和附则")
        + "　　**第三条** 本办法自公布之日起施行。\n"
    )
    pair = [read_bytes(text.encode(), "law.md") for text in (old, new)]
    cells = [
        ["".join(run.text for line in cell for run in line) for cell in row]
        for row in table.comparison_table(compare_documents(*pair)).rows
    ]
    assert [row[2] for row in cells] == [
        "第二章 罚则和附则",
        "第一条 公园每日开放。",
        "第三条 本办法自公布之日起施行。",
    ]
    strict = table.comparison_table(compare_documents(*pair), strict=True)
    assert any("**" in run.text for row in strict.rows for cell in row for line in cell for run in line)


def test_terms_replaced_throughout_share_the_first_row() -> None:
    old = "".join(f"第{number}条 仲裁委员会负责第{number}类登记事项，由登记机构受理。\n" for number in "一二三四五")
    new = old.replace("仲裁委员会", "仲裁院").replace("登记机构", "登记中心")
    pair = [read_bytes(text.encode(), "law.txt") for text in (old, new)]
    first = table.comparison_table(compare_documents(*pair)).rows[0]
    statement = ["".join(run.text for run in line) for line in first[-1]]
    assert statement[-1] == "除前述调整外，其余修改如下。"
    assert len(statement) == len(first[1]) + 1
    assert sum("除前述调整外" in line for line in statement) == 1
