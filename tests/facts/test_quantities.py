"""Numbers with their units come whole, are never taken for each other, and are equal in every hand."""

from __future__ import annotations

import pytest

from policydiff.facts.extraction import facts
from policydiff.facts.values import canonical_value, days

QUANTITIES = ("number", "money", "penalty", "date", "deadline")


def quantities(text: str) -> list[tuple[str, str]]:
    """Kind and text of the facts that are measured."""
    return [(fact.kind, fact.text) for fact in facts(text) if fact.kind in QUANTITIES]


@pytest.mark.parametrize(
    ("text", "kind", "whole"),
    [
        # fractions and shares
        ("由三分之二以上代表同意", "number", "三分之二以上"),
        ("缺额达二分之一时", "number", "二分之一"),
        ("不超过总数的五分之一至四分之一", "number", "五分之一至四分之一"),
        ("须有2/3以上委员到会", "number", "2/3以上"),
        ("不少于百分之六十", "number", "百分之六十"),
        ("费率为千分之二点五", "number", "千分之二点五"),
        ("费率为3.5‰", "number", "3.5‰"),
        # ratios
        ("按1.5:1的比例分担", "number", "1.5:1"),
        ("師生比為1：18", "number", "1：18"),
        ("配比为2∶3", "number", "2∶3"),
        # formal numerals
        ("补助人民币伍仟元整", "money", "伍仟元整"),
        ("補助新臺幣貳萬元", "money", "貳萬元"),
        ("补助壹拾贰万元", "money", "壹拾贰万元"),
        ("处人民币捌仟元罚款", "penalty", "捌仟元罚款"),
        ("罚款人民币伍仟元整", "penalty", "伍仟元整"),
        ("處三千元以上一萬元以下之罰鍰", "penalty", "三千元以上一萬元以下之罰鍰"),
        ("處五千元以上、五萬元以下罰鍰", "penalty", "五千元以上、五萬元以下罰鍰"),
        # grouped digits
        ("处50,000元罚款", "penalty", "50,000元罚款"),
        ("全年投资1 234 567元", "money", "1 234 567元"),
        ("投资12 500万元", "money", "12 500万元"),
        # composite units
        ("噪声不得超过五十五分贝", "number", "五十五分贝"),
        ("水泵功率不小于5千瓦时", "number", "5千瓦时"),
        ("温度不得高于30摄氏度", "number", "30摄氏度"),
        ("补助200元/亩", "money", "200元/亩"),
        ("限速60公里/小时", "number", "60公里/小时"),
        ("高度不得超过三米五", "number", "三米五"),
        ("工期为3年6个月", "number", "3年6个月"),
        ("任期两年半", "number", "两年半"),
        ("年满十八周岁", "number", "十八周岁"),
        # units in Latin letters, with a blank, with a sign, per another
        ("船闸扭矩60 N·m以上", "number", "60 N·m以上"),
        ("夜间噪声≤65 dB(A)。", "number", "65 dB(A)"),
        ("水中限值为0.08 mg/m³", "number", "0.08 mg/m³"),
        ("试压保持10 min后开闸", "number", "10 min"),
        ("浓度控制在35微克/立方米以内", "number", "35微克/立方米以内"),
        ("运粮150亿斤以上", "number", "150亿斤以上"),
        ("船温-10 ℃～40 ℃", "number", "-10 ℃～40 ℃"),
        ("船温零下,即-5℃", "number", "-5℃"),
        # grades, frequencies, sums of money, half
        ("船台强度不应低于C30", "number", "C30"),
        ("螺栓用M12", "number", "M12"),
        ("水箱每半年清洗", "number", "每半年"),
        ("渡船每三个月检验", "number", "每三个月"),
        ("可以续期一次", "number", "一次"),
        ("船票八块五", "money", "八块五"),
        ("每里两元四角", "money", "两元四角"),
        ("须有半数以上委员到会", "number", "半数以上"),
        ("未满二十岁人", "number", "二十岁"),
        ("处二万元以下五千元以上罚款", "penalty", "二万元以下五千元以上罚款"),
        # clock times
        ("上午八点三十分开门", "number", "上午八点三十分"),
        ("下午五点结束", "number", "下午五点"),
        ("夜间22:30至次日6:00", "number", "22:30"),
        # deadlines and dates
        ("应当在五个营业日内答复", "deadline", "五个营业日内"),
        ("应当在一年六个月内办结", "deadline", "一年六个月内"),
        ("应当在半年内办结", "deadline", "半年内"),
        ("Last updated: February 10, 2031", "date", "February 10, 2031"),
        ("It takes effect on 3 March 2031.", "date", "3 March 2031"),
        # English units, whole words
        ("The operator must notify the office within 72 hours. The clerk may", "number", "72 hours"),
        ("A fee of $1,000.50 is due to the office", "money", "$1,000.50"),
    ],
)
def test_a_quantity_is_whole(text: str, kind: str, whole: str) -> None:
    assert (kind, whole) == quantities(text)[0]


@pytest.mark.parametrize(
    "text",
    [
        "依照第7.4.2条办理",
        "按5.3的规定执行",
        "依据7.4.2执行",
        "见表2",
        "居民满意[2]。",
        "[3] 数据来源：年鉴",
        "体检[^4]覆盖街道",
        "1.侮辱、诽谤案；\n2.非法侵入住宅案；",
        "3.2 设计资料库",
        "(12) 设计资料库",
        "见[规则](../rules-2031.md#part-7)的说明",
        "见https://example.org/2031/07/list",
        '<td width="256">合计</td>',
        "队伍一个接一个",
        "A policy may be amended under Section 7.4.2.",
        "Applications are reviewed under Chapter 11 of the policy.",
        "并计算至万元止",
        "以千元为单位",
        "五年内再犯前条之罪的",
        "一年内经依本法处罚而再次违反的",
        "三年内经依法处罚后又违反的",
        "近三年内无违法记录",
        "除前五项规定外",
        "一年内曾受过处分的",
        "建设5G基站",
        "PM2.5浓度下降",
        "按照5.2检查",
        "见7.4.2。",
        "应当一次性告知",
        "| 3 | 渡口照明 | 县渡运站 |",
    ],
)
def test_what_holds_digits_and_is_no_quantity(text: str) -> None:
    assert [fact for fact in quantities(text) if fact[0] != "number" or "年" not in fact[1]] == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("50,000元", "5万元"),
        ("50 000元", "五万元"),
        ("伍仟元整", "5000元"),
        ("二亿元", "20000万元"),
        ("三分之二", "2/3"),
        ("元月一日", "1月1日"),
        ("二月以上、二年以下", "二个月以上二年以下"),
        ("六年半", "6.5年"),
        ("八点半", "8点30分"),
        ("十二个月内", "一年以内"),
        ("五万元以下一万元以上", "一万元以上五万元以下"),
        ("千分之五", "5‰"),
        ("半数以上", "二分之一以上"),
        ("八块五", "8.5元"),
        ("两元四角", "2.4元"),
        ("每个月", "每月"),
        ("每天", "每日"),
        ("两个星期", "2周"),
        ("December 5, 2030", "5 December 2030"),
    ],
)
def test_the_value_is_equal_in_every_hand(one: str, other: str) -> None:
    assert canonical_value(one.lower()) == canonical_value(other.lower())


@pytest.mark.parametrize(
    ("value", "least", "most"),
    [("30日内", 30, 30), ("1个月内", 28, 31), ("3年6个月", 1263, 1284), ("5个工作日内", 5, 9)],
)
def test_days_of_a_time(value: str, least: float, most: float) -> None:
    assert days(value) == (least, most)


@pytest.mark.parametrize("value", ["2026年3月1日", "5元", "年内", ""])
def test_what_takes_no_days(value: str) -> None:
    assert days(value) is None
