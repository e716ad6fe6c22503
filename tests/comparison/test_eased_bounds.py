"""A bound of a duty that became easier to keep is a warning; a stricter one, and any other figure, a notice."""

from __future__ import annotations

import pytest

from policydiff.comparison.engine import compare
from policydiff.text.document import Document

HEAD = "青槐县渡运办法\n\n第一条　为了规范渡运，制定本办法。\n"
TAIL = "第三条　本办法自公布之日起施行。\n"


def severities(before: str, after: str) -> list[str]:
    """The severities of the findings on figures in two rules whose second article has these texts."""
    old, new = (Document.from_text(f"{HEAD}第二条　{text}\n{TAIL}") for text in (before, after))
    return [
        each.severity for each in compare(old, new).findings if each.kind in ("number", "money", "deadline", "date")
    ]


EASED = [
    # the least of what must be done
    ("渡口应当每年组织至少3次演练。", "渡口应当每年组织至少1次演练。"),
    ("渡口應配置不少於三名救生員。", "渡口應配置不少於二名救生員。"),
    ("船票存根的保存期限不得少于五年。", "船票存根的保存期限不得少于三年。"),
    ("渡口应当配备五名以上救生员。", "渡口应当配备三名以上救生员。"),
    # the most of what may be taken or used
    ("每人每次收费不得超过6元。", "每人每次收费不得超过9元。"),
    ("渡船载客不得超过三十人。", "渡船载客不得超过四十人。"),
    ("停泊费最高为五十元。", "停泊费最高为八十元。"),
    # notice in advance
    ("船主应当提前36小时报告停航计划。", "船主应当提前12小时报告停航计划。"),
    ("船主应当在开航二十日前公告航线。", "船主应当在开航五日前公告航线。"),
    ("船主應於停航七日前通知乘客。", "船主應於停航三日前通知乘客。"),
    # time for putting right
    ("渡船有隐患的，限期20日整改。", "渡船有隐患的，限期45日整改。"),
    ("渡船有隐患的，由渡运站责令限期15日内改正。", "渡船有隐患的，由渡运站责令限期30日内改正。"),
]


@pytest.mark.parametrize(("before", "after"), EASED)
def test_what_is_easier_to_keep_is_a_warning(before: str, after: str) -> None:
    assert severities(before, after) == ["warning"]
    assert severities(after, before) == ["notice"]


NOT_EASED = [
    ("对五十吨以上的渡船，应当每年检验。", "对三十吨以上的渡船，应当每年检验。"),
    ("渡口应当对五十吨以上的渡船进行检验。", "渡口应当对三十吨以上的渡船进行检验。"),
    ("困难船主的补助最高不超过500元。", "困难船主的补助最高不超过800元。"),
    ("船主可以提前24小时预约泊位。", "船主可以提前12小时预约泊位。"),
    ("船主提前24小时报告的，免收停泊费。", "船主提前12小时报告的，免收停泊费。"),
    ("渡船载客超过三十人的，应当加派船员。", "渡船载客超过四十人的，应当加派船员。"),
    ("渡口工期为六个月。", "渡口工期为九个月。"),
]


@pytest.mark.parametrize(("before", "after"), NOT_EASED)
def test_a_threshold_a_permission_and_a_grant_are_notices(before: str, after: str) -> None:
    assert severities(before, after) == ["notice"]
    assert severities(after, before) == ["notice"]
