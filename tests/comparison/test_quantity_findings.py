"""Findings on numbers, money, dates and deadlines: what is said of one changed figure, and what is no change."""

from __future__ import annotations

import pytest

from policydiff.comparison.engine import compare
from policydiff.comparison.findings import quantities
from policydiff.text.document import Document

MEASURED = ("number", "money", "date", "deadline", "penalty")
FRAME = "第一条　为了规范青槐县渡船管理,制定本办法。\n第二条　{}\n第三条　渡运站设在码头。\n"


def told(old: str, new: str, frame: str = FRAME) -> list[tuple[str, str, str, str]]:
    """Kind, severity, message and note of the findings on what is measured; the text is one article of three."""
    comparison = compare(*(Document.from_text(frame.format(text)) for text in (old, new)))
    return [
        (each.kind, each.severity, str(each.message), str(each.note))
        for each in comparison.findings
        if each.kind in MEASURED
    ]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        # fractions and ratios, whole
        ("经业主三分之二以上同意。", "经业主四分之三以上同意。", "number notice 同意 三分之二以上 → 四分之三以上 up"),
        ("缺额达三分之一时应当补选。", "缺额达二分之一时应当补选。", "number notice 缺额 三分之一 → 二分之一 up"),
        ("师生比不低于1:20。", "师生比不低于1:18。", "number notice 师生比 1:20 → 1:18 "),
        ("费率为3‰。", "费率为4‰。", "number notice 费率 3‰ → 4‰ +1"),
        # a share that went
        (
            "贷款不得少于总额的百分之六十。",
            "贷款不得少于一定比率。",
            "number notice gone: 贷款不得少于总额的百分之六十 ",
        ),
        # money
        ("处人民币伍仟元罚款。", "处人民币捌仟元罚款。", "penalty warning 伍仟元罚款 → 捌仟元罚款 up"),
        ("罰款新臺幣伍仟元整。", "罰款新臺幣捌仟元整。", "penalty warning 伍仟元整 → 捌仟元整 up"),
        ("全年投资1 234 567元。", "全年投资2 234 567元。", "money notice 全年投资 1 234 567元 → 2 234 567元 up"),
        ("每亩补助200元/亩。", "每亩补助300元/亩。", "money notice 每亩补助 200元/亩 → 300元/亩 up"),
        # units, whole, and differences in them
        ("耕地面积4000万亩。", "耕地面积3800万亩。", "number notice 耕地面积 4000万亩 → 3800万亩 -200万亩"),
        ("储量达到2亿吨。", "储量达到3亿吨。", "number notice 储量 2亿吨 → 3亿吨 +1亿吨"),
        ("装机10万千瓦。", "装机12万千瓦。", "number notice 装机 10万千瓦 → 12万千瓦 +2万千瓦"),
        ("耕地不少于8万亩。", "耕地不少于6万亩。", "number warning 耕地 8万亩 → 6万亩 -2万亩"),
        ("噪声不得超过五十五分贝。", "噪声不得超过五十分贝。", "number notice 噪声 五十五分贝 → 五十分贝 -5"),
        ("功率不小于5千瓦时。", "功率不小于8千瓦时。", "number notice 功率不小于 5千瓦时 → 8千瓦时 +3"),
        ("高度不得超过三米五。", "高度不得超过四米五。", "number warning 高度 三米五 → 四米五 +1"),
        ("工期为3年6个月。", "工期为2年9个月。", "number notice 工期 3年6个月 → 2年9个月 down"),
        ("上午八点三十分开门。", "上午九点三十分开门。", "number notice 开门 上午八点三十分 → 上午九点三十分 "),
        ("年龄在一年以上。", "年龄在六个月以上。", "number notice 年龄 一年以上 → 六个月以上 down"),
        # a bound that came or went
        (
            "停业二月以上二年以下。",
            "停业二年以下。",
            "number notice 停业 二月以上二年以下 → 二年以下 lower bound dropped",
        ),
        (
            "处三千元以上五万元以下罚款。",
            "处二十万元以下罚款。",
            "penalty warning 三千元以上五万元以下罚款 → 二十万元以下罚款 lower bound dropped, upper up",
        ),
        (
            "处五千元以下罚款。",
            "处一千元以上五千元以下罚款。",
            "penalty warning 五千元以下罚款 → 一千元以上五千元以下罚款 lower bound added",
        ),
        # targets
        ("确保增长6%以上。", "力争增长5%以上。", "number warning 确保增长6%以上 → 力争增长5%以上 -1"),
        ("新增企业30家。", "新增企业25家。", "number warning 企业 30家 → 25家 -5"),
        ("新增企业25家。", "新增企业30家。", "number notice 企业 25家 → 30家 +5"),
        # dates and deadlines
        ("自2025年3月1日起施行。", "自2026年3月1日起施行。", "date notice 施行 2025年3月1日 → 2026年3月1日 later"),
        ("应当在五日内答复。", "应当在十日内答复。", "deadline warning 答复 五日内 → 十日内 longer"),
        ("应当在一个月内答复。", "应当在二十日内答复。", "deadline notice 答复 一个月内 → 二十日内 shorter"),
        ("应当在10日内答复。", "应当在10个工作日内答复。", "deadline warning 答复 10日内 → 10个工作日内 longer"),
        ("开会七日前通知会员。", "开会三日前通知会员。", "deadline notice 通知会员 七日前 → 三日前 shorter"),
        (
            "六个月内曾受过处罚的,不得申请。",
            "一年以内曾受过处罚的,不得申请。",
            "number notice 曾受过处罚 六个月内 → 一年以内 up",
        ),
        ("应当在七日至十五日内答复。", "应当在十五日内答复。", "deadline notice 答复 七日至十五日内 → 十五日内 "),
        ("五年内不得申请。", "六年内不得申请。", "deadline notice 不得申请 五年内 → 六年内 longer"),
        # how often, graded, below zero, half, in coins, in Latin units
        ("渡船可续航一次。", "渡船可续航两次。", "number notice 渡船可续航 一次 → 两次 +1"),
        ("水箱每年清洗。", "水箱每半年清洗。", "number notice 清洗 每年 → 每半年 "),
        ("灯标每季度检修。", "灯标每月检修。", "number notice 检修 每季度 → 每月 "),
        ("船台强度不低于C30。", "船台强度不低于C35。", "number notice 船台强度 C30 → C35 up"),
        ("船温为-10 ℃～40 ℃。", "船温为-20 ℃～50 ℃。", "number notice 船温 -10 ℃～40 ℃ → -20 ℃～50 ℃ wider"),
        ("船东超过半数同意。", "船东超过三分之二同意。", "number notice 同意 半数 → 三分之二 up"),
        ("船票八块五。", "船票九块五。", "money notice 船票 八块五 → 九块五 up"),
        ("轴的扭矩为60 N·m。", "轴的扭矩为80 N·m。", "number notice 扭矩 60 N·m → 80 N·m +20"),
        ("噪声≤65 dB(A)。", "噪声≤60 dB(A)。", "number notice 噪声 65 dB(A) → 60 dB(A) -5"),
        # what a figure is called
        (
            "租期自2030年1月1日至2031年5月1日。",
            "租期自2030年1月1日至2032年5月1日。",
            "deadline notice 租期 至2031年5月1日 → 至2032年5月1日 later",
        ),
        ("租期自2030年1月1日起。", "租期自2030年7月1日起。", "date notice 租期自 2030年1月1日 → 2030年7月1日 later"),
        (
            "船工满13周岁不满16周岁的,半价。",
            "船工满13周岁不满18周岁的,半价。",
            "number notice 船工满13周岁不满 16周岁 → 18周岁 +2",
        ),
        # the same figure, excluded now or included now
        (
            "面积50平方米以上的,报备。",
            "面积超过50平方米的,报备。",
            "number notice 面积 50平方米以上 → 超过50平方米 itself excluded now",
        ),
        # a figure that a line end cuts on both sides, or on one
        ("每条渡船定员十\n五人。", "每条渡船定员十\n六人。", "number notice 每条渡船定员 十五人 → 十六人 +1"),
        ("每户渔民补助12\n00元。", "每户渔民补助13\n00元。", "money notice 每户渔民补助 1200元 → 1300元 up"),
        ("渡船定员四\n十五人。", "渡船定员三十人。", "number notice 渡船定员 四十五人 → 三十人 -15"),
    ],
)
def test_a_changed_figure(old: str, new: str, says: str) -> None:
    assert [" ".join(finding) for finding in told(old, new)] == [says]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("处50,000元罚款。", "处50 000元罚款。"),
        ("处50,000元罚款。", "处5万元罚款。"),
        ("补助伍仟元整。", "补助5000元。"),
        ("经业主三分之二以上同意。", "经业主2/3以上同意。"),
        ("自元月一日起施行。", "自一月一日起施行。"),
        ("停业二月以上、二年以下。", "停业二个月以上二年以下。"),
        ("新增船员不少于8人。", "新增船员8人以上。"),
        ("渡船满三年。", "渡船三年以上。"),
        ("船速至多十节,载重不高于5吨。", "船速至多十节,载重5吨以下。"),
        ("水箱每个月清洗。", "水箱每月清洗。"),
        # a serial number of a row
        (
            "\n| 1 | 灯标 | 六盏 |\n| 2 | 浮筒 | 三个 |\n",
            "\n| 1 | 灯标 | 六盏 |\n| 2 | 缆绳 | 若干 |\n| 3 | 浮筒 | 三个 |\n",
        ),
        # line ends inside a figure
        ("处一千元以上五千元以下罚款,应当于三十日内改正。", "处一千元以上五千元以\n下罚款,应当于三\n十日内改正到位。"),
        ("处货值金额五倍以上十倍以下罚款,并限期改正。", "处货值金额五倍以上十倍以下罚\n款,并限期改正到位。"),
        ("经出席会员代表人数三分之二以上同意。", "经出席会员代表人数三分\n之二以上书面同意。"),
        # the same where something else changed, in a text that is not wrapped elsewhere
        ("船员不少于十五人,并登记。", "船员不少于十\n五人,并当日登记。"),
        ("船员不少于十\n五人,并登记。", "船员不少于十五人,并当日登记。"),
        ("每户补助一千\n二百元,按月发。", "每户补助一千二百元,按月发放。"),
        ("年费25\n00元。", "年费2500元,按月发放。"),
        ("自2030年1\n0月1日起试航。", "自2030年10月1日起正式试航。"),
        ("岸距不小于1\n50米。", "岸距不小于150米,设标志。"),
        ("到岸率达百分\n之十二,占三分\n之二。", "到岸率达百分之十二,占三分之二,并公示。"),
        ("泊位面积1 200\n平方米。", "泊位面积1 200平方米,另计栈桥。"),
        ("渡船编组十\n六艘,定额二十八人。", "渡船编组十六艘,定额二\n十八人,均登记。"),
        # what is no quantity and no deadline
        ("体检覆盖街道[2]。", "体检覆盖街道[3]。"),
        ("见[规则](../rules-2030.md#part-7)。", "见[规则](../rules-2031.md#part-8)。"),
        ("包括:\n1.渡船;\n2.码头。", "包括:\n⒈渡船;\n⒉码头。"),
        ("渡船停用。", "渡船停用。五年内再犯前条之罪的,从其规定。"),
        ("渡船停用。", "渡船停用,期限届满的除外。"),
        ("依照7.4.2执行。", "依照7.3.2执行。"),
    ],
)
def test_what_is_no_change_of_a_figure(old: str, new: str) -> None:
    assert told(old, new) == []


@pytest.mark.parametrize(
    ("row", "name"),
    [
        ("<tr><td>航道测量</td><td>{}</td><td>{}</td></tr>", "航道测量"),
        ("| 航道测量 | {} | {} |", "航道测量"),
        ("  <tr><th>引航服务</th><td>{}</td><td> {} </td></tr>", "引航服务"),
        ("| 7 | 夜航灯标 | {} | {} |", "夜航灯标"),
    ],
)
def test_the_cells_of_a_table_are_named_by_their_row(row: str, name: str) -> None:
    frame = f"一、换算表\n<table>\n{{}}\n{row.replace(name, '船舶检修').format(64, 32)}\n</table>\n"
    assert [finding[2] for finding in told(row.format(256, 128), row.format(512, 256), frame)] == [
        f"{name} 256 → 512",
        f"{name} 128 → 256",
    ]
    gone = [finding[2] for finding in told(row.format(256, "50%"), row.format(256, "无"), frame)]
    assert gone in ([f"gone: {name} 50%"], [])


@pytest.mark.parametrize(
    ("old", "new", "messages"),
    [
        ("within 72 hours. The clerk may not", "within 96 hours. The clerk may not", ["72 hours → 96 hours"]),
        ("by January 5, 2031.", "by February 5, 2032.", ["January 5, 2031 → February 5, 2032"]),
        ("a fee of $1,000.50 to the office.", "a fee of $1,500.50 to the office.", ["$1,000.50 → $1,500.50"]),
        ("as provided in Section 7.4.2.", "as provided in Section 7.3.2.", []),
        ("on Page 15 of the handbook.", "on Page 14 of the handbook.", []),
    ],
)
def test_english_words_are_not_torn(old: str, new: str, messages: list[str]) -> None:
    frame = "1. The ferry office keeps the register.\n2. The operator must report {}\n3. The register is open.\n"
    assert [finding[2] for finding in told(old, new, frame)] == messages


@pytest.mark.parametrize(
    "rule",
    [
        "必须有三分之二的渡工参加方可召开",
        "必须经百分之六十的船主同意方可停航",
        "必须由五名以上渡工联名方可提出",
    ],
)
def test_a_figure_of_a_duty_that_is_gone_is_said_once(rule: str) -> None:
    old = f"第一条　渡运大会每年举行，{rule}，按议事规则进行。\n第二条　渡运站负责巡查。\n"
    new = "第一条　渡运大会每年举行，按议事规则进行。\n第二条　渡运站负责巡查。\n"
    findings = compare(Document.from_text(old), Document.from_text(new)).findings
    assert len([each for each in findings if each.kind in ("number", "obligation")]) == 1


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("贷款不得少于总额的百分之六十。", "贷款不得少于一定比率。"),
        ("贷款不得少于一定比率。", "贷款不得少于总额的百分之六十。"),
        ("补偿不低于评估价的二分之一。", "补偿按照约定。"),
    ],
)
def test_a_figure_in_similar_words_is_said_to_be_there(monkeypatch: pytest.MonkeyPatch, old: str, new: str) -> None:
    assert {finding[1] for finding in told(old, new)} <= {"notice", "warning"}
    monkeypatch.setattr(quantities, "is_reworded", lambda *arguments: True)
    (finding,) = told(old, new)
    assert (finding[0], finding[1], finding[3]) == ("number", "info", "the figure stands there in similar words")
