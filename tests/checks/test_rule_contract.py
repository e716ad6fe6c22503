"""What every rule of check keeps to, whoever writes it: the tests run over whatever lies in checks/rules."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest

from policydiff.checks import rules
from policydiff.checks.finding import Severity
from policydiff.checks.rule import Rule
from policydiff.checks.rules import RULES
from policydiff.checks.subject import CheckedDocument
from policydiff.messages import Message
from policydiff.text.document import Document

DOCS = Path(__file__).resolve().parents[2] / "docs"
HOSTILE = (
    "\ufeff\x00\x1b[31m\u202e\u2066\ufffd锟斤拷鈥銆\u200b\u2ec4(cid:31)\n"
    + "".join(f"{'　' * depth}第{number}条（{number}）{number}.\n" for depth, number in enumerate((9, 1, 1999, 1, 7)))
    + "附件：\n附件1\n《" * 20
    + "第三条" * 500
    + "\r\r\n\x85\u2028……\n國国" * 50
    + "（" * 2000
)


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_a_rule_is_whole(rule: Rule) -> None:
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", rule.name)
    assert rule.severity in get_args(Severity)
    assert isinstance(rule.reason, Message)
    assert rule.reason
    assert rule.find is None or rule.across is None


@pytest.mark.parametrize("page", ["check.md", "check.zh.md"])
@pytest.mark.parametrize("name", RULES)
def test_a_rule_has_its_section_in_the_documentation(name: str, page: str) -> None:
    text = (DOCS / page).read_text(encoding="utf-8")
    assert re.search(rf"^### `{name}`(?: \S+)?$", text, re.M)  # the Chinese page adds the rule in Chinese


@pytest.mark.parametrize("text", ["", HOSTILE], ids=["empty", "hostile"])
@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_a_rule_runs_on_any_document(rule: Rule, text: str) -> None:
    if rule.find:
        for fault in rule.find(CheckedDocument(Document.from_text(text, "a.txt"))):
            assert isinstance(fault.message, Message)
            for span in (fault.span, *(span for span, _ in fault.related)):
                assert 0 <= span.start <= span.end <= len(text)
    if rule.across:
        assert list(rule.across([])) == []


def test_no_two_rules_have_one_name() -> None:
    for family in rules._FAMILIES:
        for value in vars(family).values():
            assert not isinstance(value, Rule) or RULES[value.name] is value


def test_families_that_say_their_place_say_different_ones() -> None:
    places = [place for family in rules._FAMILIES if (place := getattr(family, "PLACE", None)) is not None]
    assert sorted(set(places)) == places
