"""A difference between two texts quotes whole figures, and says that it is one."""

from __future__ import annotations

import pytest

from policydiff.matching.differences import differences


@pytest.mark.parametrize(
    ("old", "new", "kind", "quoted"),
    [
        ("押金1,200元。", "押金1,500元。", "number", [("1,200", "1,500")]),
        ("押金1，200元。", "押金1，500元。", "number", [("1，200", "1，500")]),
        ("押金1 200 000元。", "押金1 250 000元。", "number", [("1 200 000", "1 250 000")]),
        ("由三分之二以上同意。", "由四分之三以上同意。", "number", [("三分之二", "四分之三")]),
        ("由三分之二以上同意。", "由三分之一以上同意。", "number", [("三分之二", "三分之一")]),
        ("占百分之六十五。", "占百分之六十。", "number", [("百分之六十五", "百分之六十")]),
        ("开放12小时。", "开放10.5小时。", "number", [("12", "10.5")]),
        ("处五千元以上一万元以下", "处八千元以上一万五千元以下", "number", [("五千", "八千"), ("一万", "一万五千")]),
        # what joins no figures is no part of one
        ("分三之法，共二。", "分三之法，共四。", "number", [("二", "四")]),
        ("第1,2条和第3条。", "第1,2条和第4条。", "number", [("3", "4")]),
        ("三分之后，共二人。", "四分之后，共二人。", "number", [("三", "四")]),
        ("甲，1人。", "乙，1人。", "wording", [("甲", "乙")]),
    ],
)
def test_figures_are_quoted_whole(old: str, new: str, kind: str, quoted: list[tuple[str, str]]) -> None:
    places = differences(old, new, 0, 0)
    assert [(place.old and place.old[0], place.new and place.new[0]) for place in places] == quoted
    assert {place.kind for place in places} == {kind}
