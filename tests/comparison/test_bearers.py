"""A cost that somebody else bears now is one warning on both texts, and no duty gone and another one new."""

from __future__ import annotations

import pytest

from policydiff.comparison.engine import compare
from policydiff.text.document import Document

HEAD = "临澜省渡运条例\n\n第一条　为了规范渡运，制定本条例。\n"
TAIL = "第三条　本条例自公布之日起施行。\n"


def told(before: str, after: str) -> list[tuple[str, str]]:
    """Severity and message of each finding on a cost with another bearer in two laws with these second articles."""
    old, new = (Document.from_text(f"{HEAD}第二条　{text}\n{TAIL}") for text in (before, after))
    return [
        (each.severity, str(each.message))
        for each in compare(old, new).findings
        if each.kind == "obligation" and str(each.note) in ("another bears the cost", "")
    ]


CHANGED = [
    ("检验费用由船主承担。", "检验费用由渡口经营者承担。", "检验费用由船主承担 → 检验费用由渡口经营者承担"),
    ("打捞費用由船主負擔。", "打捞費用由縣財政負擔。", "打捞費用由船主負擔 → 打捞費用由縣財政負擔"),
    ("船主应当承担检验费用。", "渡口经营者应当承担检验费用。", "船主应当承担检验费用 → 渡口经营者应当承担检验费用"),
    ("船主应当缴纳停泊费。", "停泊费由省财政承担。", "船主应当缴纳停泊费 → 停泊费由省财政承担"),
]


@pytest.mark.parametrize(("before", "after", "says"), CHANGED)
def test_a_cost_that_another_bears_is_one_warning(before: str, after: str, says: str) -> None:
    assert told(before, after) == [("warning", says)]


UNCHANGED = [
    ("检验费用由船主承担。", "检验费用由船主负担。"),
    ("检验费用由船主承担，按年结算。", "检验费用由船主承担，按月结算。"),
    ("检验费用由船主承担。", "检验费用由有过错的船主承担。"),
    ("检验费用由船主承担。", "检验费用由船主承担，打捞费用由渡运站承担。"),
]


@pytest.mark.parametrize(("before", "after"), UNCHANGED)
def test_the_same_bearer_in_other_words_is_none(before: str, after: str) -> None:
    assert told(before, after) == []
