"""Tables of drafts, and the hint that two documents are exchanged, through the whole comparison."""

from __future__ import annotations

from pathlib import Path

import pytest

from conftest import Command
from policydiff.comparison.engine import compare
from policydiff.reports.comparison.order import swapped
from policydiff.reports.comparison.table import comparison_table
from policydiff.text.document import Document

STATUTE = "青槐縣攤販管理自治條例\n" + "".join(
    f"第{n}條　{text}\n"
    for n, text in zip(
        "一二三四五六",
        [
            "為管理攤販，特制定本自治條例。",
            "主管機關為縣政府。",
            "攤販應登記。",
            "攤販應繳費。",
            "攤販不得占用道路。",
            "本自治條例自公布日施行。",
        ],
        strict=True,
    )
)
ARTICLES = "第三條　攤販應每年登記。\n第五條　攤販不得占用道路及人行道。\n"


@pytest.mark.parametrize(
    "title",
    [
        "青槐縣攤販管理自治條例第三條、第五條條文修正草案",
        "青槐縣攤販管理自治條例部分條文修正草案",
        "青槐縣攤販管理自治條例第三條、第五條修正條文",
        "青槐縣攤販管理自治條例修正草案",
    ],
)
@pytest.mark.parametrize("law", [STATUTE, STATUTE.split("\n", 1)[1]])
def test_the_title_of_a_table_names_the_law_and_the_extent(title: str, law: str) -> None:
    comparison = compare(Document.from_text(law), Document.from_text(f"{title}\n{ARTICLES}"))
    table = comparison_table(comparison, layout="taiwan")
    assert table.caption == "青槐縣攤販管理自治條例第三條、第五條修正草案條文對照表"
    assert [row[0][0][0].text[:3] for row in table.rows] == ["第三條", "第五條"]


def test_unchanged_articles_stand_on_both_sides() -> None:
    old, new = Document.from_text(STATUTE), Document.from_text(STATUTE.replace("應登記", "應每年登記"))
    for layout, statement in (("mainland", "未修改。"), ("taiwan", "本條未修正。")):
        rows = comparison_table(compare(old, new), layout=layout, verbose=True).rows  # type: ignore[arg-type]
        cells = [["".join(run.text for line in cell for run in line).strip() for cell in row] for row in rows]
        assert cells[1][-3:] == ["第二條　主管機關為縣政府。", "第二條　主管機關為縣政府。", statement]


def test_row_numbers_are_left_out_on_request(policydiff: Command, tmp_path: Path) -> None:
    old, new, table = (tmp_path / name for name in ("old.txt", "new.txt", "table.csv"))
    old.write_text(STATUTE, encoding="utf-8")
    new.write_text(STATUTE.replace("應登記", "應每年登記"), encoding="utf-8")
    assert policydiff("compare", old, new, "--no-numbers", "--layout", "mainland", "-o", table).returncode == 1
    lines = table.read_text(encoding="utf-8-sig").splitlines()
    assert "修改前,修改后,说明" in lines
    assert not any(line.startswith("1,") for line in lines)
    assert policydiff("compare", old, new, "--no-numbers").returncode == 2


BODY = "第一条　摊主应当在{}日内登记。\n第二条　不得占道经营，违者处五百元罚款。\n"
LATER, EARLIER = BODY.format("十"), BODY.format("三十")


@pytest.mark.parametrize(
    ("later", "earlier"),
    [
        (
            f"夜市办法\n云政发〔2024〕3号\n2024年3月5日\n{LATER}",
            f"夜市办法\n云政发〔2019〕3号\n2019年3月5日\n{EARLIER}",
        ),
        (f"{LATER}第三条　本办法自2024年1月1日起施行。\n", f"{EARLIER}第三条　本办法自2019年1月1日起施行。\n"),
        (
            f"{LATER}第三条　本辦法自中華民國一百十年一月一日施行。\n",
            f"{EARLIER}第三条　本辦法自中華民國一百年一月一日施行。\n",
        ),
        (f"2024年夜市要点\n{LATER}", f"2023年夜市要点\n{EARLIER}"),
        (f"2021—2025年夜市规划\n{LATER}", f"2016—2020年夜市规划\n{EARLIER}"),
        (f"夜市办法（2021年修正）\n{LATER}", f"夜市办法（2015年修正）\n{EARLIER}"),
        (
            f"---\ntitle: 夜市办法\ndate: 2024-01-05\n---\n{LATER}",
            f"---\ntitle: 夜市办法\ndate: 2019-01-05\n---\n{EARLIER}",
        ),
        (f"夜市办法\n（2010年1月1日通过　2019年5月1日修正）\n{LATER}", f"夜市办法\n（2010年1月1日通过）\n{EARLIER}"),
        (f"夜市通知\n云政发〔2024〕3号\n{LATER}", f"夜市通知\n云政发〔2019〕8号\n{EARLIER}"),
        (
            f"关于印发《2024年夜市要点》的通知\n现将《2024年夜市要点》印发给你们。\n2024年夜市要点\n{LATER}",
            f"2023年夜市要点\n{EARLIER}",
        ),
    ],
)
def test_exchanged_editions_are_noticed(later: str, earlier: str) -> None:
    pair = Document.from_text(later), Document.from_text(earlier)
    assert len(list(swapped(compare(*pair)))) == 1
    assert not list(swapped(compare(*pair[::-1])))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (LATER, EARLIER),
        (f"2024年夜市要点\n{LATER}", f"2024年夜市要点\n{EARLIER}"),
        (f"2024年夜市要点\n{LATER}", f"夜市要点\n{EARLIER}"),
        (f"2024年要点\n2024年3月1日\n{LATER}", f"2023年夜市要点\n2024年4月1日\n{EARLIER}"),
    ],
)
def test_documents_without_dates_that_differ_give_no_hint(old: str, new: str) -> None:
    assert not list(swapped(compare(Document.from_text(old), Document.from_text(new))))
