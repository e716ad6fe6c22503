"""The pages in docs/ in both languages: tables and the glossary follow the code."""

from __future__ import annotations

import re
from typing import get_args

import pytest
from test_docs import FENCE, page, rows, words

from policydiff.checks import finding as checks_finding
from policydiff.checks.rules import RULES
from policydiff.cli.dedupe_request import RELATIONS
from policydiff.comparison.findings.collect import FINDING_KINDS
from policydiff.comparison.result import CHANGES, IGNORED, Severity
from policydiff.deduplication.decision import Action
from policydiff.matching.differences import kind_of_difference
from policydiff.relations.kinds import KINDS
from policydiff.reports.comparison.selection import UNIT_KINDS
from policydiff.reports.deduplication import _KEPT_KIND_NOUNS

GLOSSARY = "docs/glossary.md"  # one page in both languages
IN_DOCUMENT = {*RELATIONS, *_KEPT_KIND_NOUNS}


def tables(name: str) -> list[list[list[str]]]:
    """The rows of each table of a page, without headings."""
    text = FENCE.sub("", page(name))
    found = []
    for table in re.findall(r"^(?:\|.*\n)+", text, re.M):
        lines = [re.split(r"(?<!\\)\|", line)[1:-1] for line in table.splitlines()]
        assert {len(cells) for cells in lines} == {len(lines[0])}, f"{name}: a ragged table: {table}"
        found.append([[cell.strip() for cell in cells] for cells in lines[2:]])
    return found


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
