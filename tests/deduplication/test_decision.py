"""The sentence of a decision: its plurals, and that quotations are its parts and never its templates."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from policydiff.deduplication.decision import (
    Action,
    Decision,
    Location,
    decision_json,
    describe_difference_count,
    describe_lines,
)
from policydiff.deduplication.rounds import dedupe
from policydiff.matching.differences import Difference
from policydiff.messages import NOTHING, Message, message
from policydiff.text.document import Document
from policydiff.text.spans import Span


def templates(of: Message) -> Iterator[str]:
    """The templates of a message and of the messages in it."""
    yield of.template
    for _, part in of.parts:
        if isinstance(part, Message):
            yield from templates(part)


@pytest.mark.parametrize(
    ("action", "relation", "lines", "differences", "choice", "sentence"),
    [
        ("drop", "pasted-copy", (5, 5), 0, NOTHING, "line 5 repeats lines 1-2: {quote}; left out, as asked."),
        ("drop", "pasted-copy", (5, 6), 0, message("so"), "lines 5-6 repeat lines 1-2: {quote}; so."),
        (
            "keep",
            "possible-paste",
            (5, 6),
            0,
            NOTHING,
            "lines 5-6 repeat lines 1-2: {quote}; kept, because that alone proves no paste.",
        ),
        ("keep", "repeated-line", (5, 5), 0, NOTHING, "line 5 and lines 1-2: {quote}."),
        (
            "conflict",
            "pasted-copy",
            (5, 6),
            1,
            NOTHING,
            "lines 5-6 and lines 1-2 are one text pasted twice ({quote}), but differ in 1 place; both are kept.",
        ),
        (
            "conflict",
            "pasted-copy",
            (5, 6),
            2,
            NOTHING,
            "lines 5-6 and lines 1-2 are one text pasted twice ({quote}), but differ in 2 places; both are kept.",
        ),
    ],
)
def test_the_sentence_of_a_decision(
    action: Action, relation: str, lines: tuple[int, int], differences: int, choice: Message, sentence: str
) -> None:
    decision = Decision(
        action,
        relation,
        Location(Span(40, 60), lines),
        Location(Span(0, 20), (1, 2)),
        (Difference("wording", None, None),) * differences,
        evidence=message("{words}", words="{quote}"),
        choice=choice,
    )
    assert str(decision.reason) == decision_json(decision)["reason"] == sentence


def test_what_has_no_copy_and_what_has_a_sentence_of_its_own() -> None:
    furniture = Decision("keep", "furniture", Location(Span(0, 1), (3, 3)), None, evidence=message("kept"))
    assert str(furniture.reason) == "line 3: kept."
    own = Decision("keep", "revision", Location(Span(0, 1), (1, 1)), None, sentence=message("both stay."))
    assert own.reason == message("both stay.")


@pytest.mark.parametrize(
    ("number", "clause"),
    [(0, ""), (1, "; they differ in 1 place"), (1200, "; they differ in 1,200 places")],
)
def test_the_number_of_differences(number: int, clause: str) -> None:
    assert str(describe_difference_count(number)) == clause
    assert bool(describe_difference_count(number)) == bool(clause)


@pytest.mark.parametrize(("lines", "words"), [((3, 3), "line 3"), ((3, 5), "lines 3-5")])
def test_lines(lines: tuple[int, int], words: str) -> None:
    assert str(describe_lines(Location(Span(0, 1), lines))) == words


def test_a_quotation_is_no_template() -> None:
    heading = "码头 {0} 与 {书院}"
    lines = (
        f"第{day}日由{place}值守，夜间开放，逐时登记。\n\n"
        for day, place in enumerate(("码头", "书院", "桥梁", "集市"))
    )
    section = f"## {heading}\n\n{''.join(lines)}"
    text = f"# 夜间方案\n\n本方案适用于全市。\n\n{section * 2}## 附则\n\n自公布之日起施行。\n"
    (decision,) = dedupe(Document.from_text(text)).decisions
    assert f"the section “{heading}” stands twice" in str(decision.reason)
    assert not any("码头" in template for template in templates(decision.reason))
