"""Targets and deadlines that became easier to meet are warnings; the same figures elsewhere are notices."""

from __future__ import annotations

import pytest

from policydiff.comparison.engine import compare
from policydiff.text.document import Document

FRAME = "{title}\n\n一、工作目标\n{target}\n\n二、保障措施\n加强渡运站的管理。\n"


def severities(old: str, new: str, titles: tuple[str, str] = ("青槐县渡运方案", "青槐县渡运方案")) -> list[str]:
    """The severities of the findings on numbers and deadlines."""
    texts = (FRAME.format(title=title, target=text) for title, text in zip(titles, (old, new), strict=True))
    findings = compare(*map(Document.from_text, texts)).findings
    return [finding.severity for finding in findings if finding.kind in ("number", "deadline")]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("确保开行渡船900班以上。", "确保开行渡船880班以上。"),
        ("保有泊位4200个，运行平稳。", "保有泊位4100个，运行平稳。"),
        ("在册船员不低于200人。", "在册船员不低于180人。"),
        ("货运量稳定在150万吨以上。", "货运量稳定在145万吨以上。"),
        ("全年减排废油1.2万吨。", "全年减排废油1.0万吨。"),
        ("货运量预期增长8%。", "货运量预期增长7%。"),
        ("货运量增长8%左右。", "货运量增长7%左右。"),
        ("单船能耗下降3.5%以上。", "单船能耗下降3%左右。"),
        # limits
        ("事故率降至3%以下。", "事故率降至4%以下。"),
        ("油耗控制在35升以内。", "油耗控制在38升以内。"),
        # deadlines
        ("6月底前完成渡口整治。", "10月底前完成渡口整治。"),
        ("2030年底前建成新码头。", "2031年底前建成新码头。"),
        ("渡运站应当在三十日内出具意见。", "渡运站应当在六十日内出具意见。"),
    ],
)
def test_what_is_easier_to_meet_is_a_warning(old: str, new: str) -> None:
    assert severities(old, new) == ["warning"]
    assert severities(new, old) == ["notice"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("货运量增长8.1%，创下新高。", "货运量增长7.2%，创下新高。"),
        ("去年货运量增长8%。", "去年货运量增长7%。"),
        ("货运量同比下降8%。", "货运量同比下降7%。"),
        ("能耗下降到5%。", "能耗下降到4%。"),
        ("渡船可以在6月底前完成换证。", "渡船可以在10月底前完成换证。"),
        ("6月底前的船票有效。", "10月底前的船票有效。"),
        ("船长不超过20米。", "船长不超过25米。"),
    ],
)
def test_what_is_no_target_is_a_notice(old: str, new: str) -> None:
    assert severities(old, new) == ["notice"]


def test_the_later_year_of_the_plan_of_a_later_year_is_a_notice() -> None:
    titles = ("青槐县2030年渡运计划", "青槐县2031年渡运计划")
    assert severities("2030年底前完成渡口整治。", "2031年底前完成渡口整治。", titles) == ["notice"]
