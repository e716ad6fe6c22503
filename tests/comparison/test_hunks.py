"""What differs, read like a manual: [old→new] is a change, {kind:old→new} may be ignored."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policydiff.comparison.hunks import Hunk, hunks
from policydiff.text.canonical import canonical
from strategies import ALPHABET


def rendered(old: str, new: str) -> str:
    """The new text with every hunk shown at its place; line ends as ↵."""
    pieces, at = [], 0
    for hunk in hunks(old, new):
        kind = f"{hunk.ignored}:" if hunk.ignored else ""
        shown = f"{kind}{old[hunk.old.start : hunk.old.end]}→{new[hunk.new.start : hunk.new.end]}"
        pieces += [new[at : hunk.new.start], f"{{{shown}}}" if kind else f"[{shown}]"]
        at = hunk.new.end
    return "".join([*pieces, new[at:]]).replace("\r", "␍").replace("\n", "↵")


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        # numbers, ranges, percentages, dates and amounts are whole
        ("要建成8-10个基地", "要建成10-12个基地", "要建成[8-10个→10-12个]基地"),
        ("建设23个产业研发中心", "建设25个产业研发中心", "建设[23个→25个]产业研发中心"),
        ("不得低于百分之十五", "不得低于百分之二十五", "不得低于[百分之十五→百分之二十五]"),
        ("在30日内答复", "在60日内答复", "在[30日→60日]内答复"),
        # ratios, fractions, sections, composite and Latin units, grouped digits, signs
        ("按1.5:1的比例", "按1.3:1的比例", "按[1.5:1→1.3:1]的比例"),
        ("中签率1/30,按月", "中签率1/40,按月", "中签率[1/30→1/40],按月"),
        ("under Section 7.4.2, the", "under Section 7.3.2, the", "under Section [7.4.2→7.3.2], the"),
        ("栏高三米五。", "栏高四米五。", "栏高[三米五→四米五]。"),
        ("船票八块五。", "船票九块五。", "船票[八块五→九块五]。"),
        ("每里两元四角。", "每里两元六角。", "每里[两元四角→两元六角]。"),
        ("押金伍佰元整。", "押金叁佰元整。", "押金[伍佰元→叁佰元]整。"),
        ("开航为上午九时至下午五时止", "开航为上午十时至晚上八时止", "开航为上午[九时→十时]至[下午五时→晚上八时]止"),
        ("船租1.2元/亩。", "船租1.5元/亩。", "船租[1.2元/亩→1.5元/亩]。"),
        ("限值35微克/立方米", "限值38微克/立方米", "限值[35微克/立方米→38微克/立方米]"),
        ("限值0.08 mg/m³,日均", "限值0.07 mg/m³,日均", "限值[0.08 mg/m³→0.07 mg/m³],日均"),
        (
            "轴的扭矩60 N·m,船尾的噪声65 dB(A)以下",
            "轴的扭矩80 N·m,船尾的噪声60 dB(A)以下",
            "轴的扭矩[60 N·m→80 N·m],船尾的噪声[65 dB(A)→60 dB(A)]以下",
        ),
        ("船温-10 ℃～40 ℃,", "船温-20 ℃～50 ℃,", "船温[-10 ℃～40 ℃→-20 ℃～50 ℃],"),
        ("拨款3 200 000元", "拨款3 600 000元", "拨款[3 200 000元→3 600 000元]"),
        ("运粮150亿斤以上", "运粮145亿斤以上", "运粮[150亿斤→145亿斤]以上"),
        ("任期四年六个月,可连任。", "任期三年,可连任。", "任期[四年六个月→三年],可连任。"),
        ("水箱每年清洗", "水箱每半年清洗", "水箱每[年→半年]清洗"),
        ("按QC/T 5749-2026执行", "按QC/T 5749-2032执行", "按QC/T [5749-2026→5749-2032]执行"),
        # what is no unit of a number, and no formal numeral
        ("有下列情事之一時,停航", "有下列情形之一者,停航", "有下列情[事→形]之一[時→者],停航"),
        ("排入陆港三号队伍", "排入陆港四号队伍", "排入陆港[三→四]号队伍"),
        ("渡口三处人行道", "渡口四处人行道", "渡口[三处→四处]人行道"),
        ("in 2030 the office opens", "in 2031 the office opens", "in [2030→2031] the office opens"),
        ("评为三等一等舱位", "评为二等一等舱位", "评为[三→二]等一等舱位"),
        ("占22.5%左右", "占25%左右", "占[22.5%→25%]左右"),
        ("占２２％左右", "占23％左右", "占[２２％→23％]左右"),
        ("补助1,200.5万元", "补助1,300.5万元", "补助[1,200.5万元→1,300.5万元]"),
        ("到2025年12月31日止", "到2026年12月31日止", "到[2025年12月31日→2026年12月31日]止"),
        ("培育三至五家企业", "培育三至八家企业", "培育[三至五家→三至八家]企业"),
        ("二十日内", "二十五日内", "[二十日→二十五日]内"),
        ("3项任务", "13项任务", "[3项→13项]任务"),
        ("装机5MW", "装机5mW", "装机[5MW→5mW]"),
        ("依照第三条办理", "依照第十三条办理", "依照[第三条→第十三条]办理"),
        ("面积12 3亩", "面积123亩", "面积[12 3亩→123亩]"),
        ("进一步提高", "逐步提高", "[进一→逐]步提高"),
        # words that bind
        ("应当公开信息", "可以公开信息", "[应当→可以]公开信息"),
        ("不得收费", "应当收费", "[不得→应当]收费"),
        ("应当备案", "备案", "[应当→]备案"),
        # Latin words
        ("采用Hadoop平台", "采用Hadron平台", "采用[Hadoop→Hadron]平台"),
        ("the old plan", "the new plan", "the [old→new] plan"),
        # punctuation always counts
        ("乡镇政府", "乡、镇政府", "乡[→、]镇政府"),
        ("备案、审批", "备案，审批", "备案[、→，]审批"),
        ("“办法”", "《办法》", "[“→《]办法[”→》]"),
        ("应当备案。", "应当备案；", "应当备案[。→；]"),
        # an insertion begins and ends where a reader would have it
        ("甲、丙等部门", "甲、乙、丙等部门", "甲[→、乙]、丙等部门"),
        ("应当备案。", "应当备案，并公告。", "应当备案[→，并公告]。"),
        ("甲方报备案。丙方报审批。", "甲方报备案。乙方报备案。丙方报审批。", "甲方报备案。[→乙方报备案。]丙方报审批。"),
        (
            "报市政府备案。\n报省政府备案。\n",
            "报市政府备案。\n",
            "报市政府备案。↵[报省政府备案。\n→]".replace("\n", "↵"),
        ),
        ("甲。\n丙。", "甲。\n乙。\n丙。", "甲。↵[→乙。↵]丙。"),
        ("甲\n丙", "甲乙\n丙", "甲[→乙]↵丙"),
        # what stands beside it and does not count is verbatim on both sides, as far as can be
        (
            "甲。\n\n<!-- INFO END -->\n\n## 丙",
            "甲。\n\n乙。\n\n<!-- INFO END -->\n\n## 丙",
            "甲。↵↵[→乙。↵↵]<!-- INFO END -->↵↵## 丙",
        ),
        ("甲。　\n\n## 丙", "甲。　\n\n乙。\n\n## 丙", "甲。　↵↵[→乙。↵↵]## 丙"),
        (
            "甲。\n\n<!-- INFO END -->\n\n## 丙",
            "甲。\n\n乙。\n\n## 丙",
            "甲。↵↵{markup:<!-- INFO END -->→}[→乙。]↵↵## 丙",
        ),
        ("## 甲\n\n## 丙", "## 甲\n\n## 乙\n\n## 丙", "## 甲↵↵[→## 乙↵↵]## 丙"),
        ("甲。\n\n### 乙\n\n# 丙", "甲。\n\n# 丙", "甲。↵↵[### 乙↵↵→]# 丙"),
        ("甲。\n\n丙", "甲。\n\n**第二条** 乙\n\n**丙**", "甲。↵↵[→**第二条** 乙↵↵]{markup:→**}丙{markup:→**}"),
        ("甲。丙", "甲。\n\n乙。\n\n丙", "甲。[→↵↵乙。↵↵]丙"),
        ("甲。\n\n", "甲。\n\n乙。\n\n", "甲。↵↵[→乙。↵↵]"),
        ("依據「甲」和「丁」", "依據「甲」、“乙”和「丁」", "依據「甲」[→、“乙”]和「丁」"),
        ("依据“甲”和「丁」", "依据“甲”、「乙」和「丁」", "依据“甲”[→、「乙」]和「丁」"),
        # what is close together is one change
        ("由我厅负责审核", "由发展改革委负责审核", "由[我厅→发展改革委]负责审核"),
        ("加强资金的监督", "强化经费使用监督", "[加强资金的→强化经费使用]监督"),
        ("经批准设立的公墓", "经批准建设的公墓", "经批准[设立→建设]的公墓"),
        ("报省级、市级主管部门", "报市级、县级主管部门", "报[省级→市级]、[市→县]级主管部门"),
        (
            "处一万元以上五万元以下罚款",
            "处二万元以上十万元以下的罚款",
            "处[一万元→二万元]以上[五万元→十万元]以下[→的]罚款",
        ),
        ("第十条 县级以上人民政府", "第十一条 各级人民政府", "[第十条→第十一条] [县级以上→各级]人民政府"),
        ("到本世纪中叶建成23个基地", "到本世纪中叶建成25个园区", "到本世纪中叶建成[23个→25个][基地→园区]"),
        (
            "自2020年起施行。",
            "自2025年起施行，有效期五年。旧办法废止。",
            "自[2020年→2025年]起施行[→，有效期五年。旧办法废止]。",
        ),
        (
            "各地要高度重视。县里应当每年组织一次检查。另行通知。",
            "各地要高度重视。有关单位须按季度开展督导。另行通知。",
            "各地要高度重视。[县里应当每年组织一次检查→有关单位须按季度开展督导]。另行通知。",
        ),
        (
            "有关单位每年对县里的水库组织一次安全鉴定。",
            "有关单位每年对市里的\n堤防和水闸进行一次安全鉴定。",
            "有关单位每年对[县里的水库组织→市里的↵堤防和水闸进行]一次安全鉴定。",
        ),
        # words are not torn, as far as can be known without a dictionary
        ("驻地的军队和武警部队参加", "驻地的军队参加", "驻地的军队[和武警部队→]参加"),
        ("由股东会或者股东大会决定", "由股东会决定", "由股东会[或者股东大会→]决定"),
        ("对人员处以罚款", "对人员和其他人员处以罚款", "对人员[→和其他人员]处以罚款"),
        (
            "依照中华人民共和国法律",
            "依照中华人民共和国政府和中华人民共和国法律",
            "依照[→中华人民共和国政府和]中华人民共和国法律",
        ),
        ("适当补助。", "适当补贴。", "适当[补助→补贴]。"),
        ("由省厅规定。", "由省厅制定。", "由省厅[规定→制定]。"),
        ("补助。", "补贴。", "[补助→补贴]。"),
        ("由省厅规定", "由省厅制定", "由省厅[规定→制定]"),
        ("公路、水路运输", "道路、水路运输", "[公路→道路]、水路运输"),
        ("加强贮存、运输", "加强储存、运输", "加强[贮存→储存]、运输"),
        ("由省厅另行规定。", "由省厅会同市局制定。", "由省厅[另行规定→会同市局制定]。"),
        ("发生情况的，报告", "发生情况时，报告", "发生情况[的→时]，报告"),
        ("适用于乡、镇", "适用于县、乡、镇", "适用于[→县、]乡、镇"),
        ("（三）报告", "（二）报告", "（[三→二]）报告"),
        (
            "对违反者处5万元以下罚款，对个人处5000元以上1万元以下罚款",
            "对违反者处5万元以上10万元以下罚款",
            "对违反者处5万元[以下罚款，对个人处5000元以上1万元→以上10万元]以下罚款",
        ),
        ("由官方兽医执行监督", "由执法人员执行监督", "由[官方兽医→执法人员]执行监督"),
        # what may be ignored, by kind
        ("應當備案", "应当备案", "{script:應當備→应当备}案"),
        ("第１条，（一）", "第1条,(一)", "第{width:１→1}条{width:，（→,(}一{width:）→)}"),
        ("「办法」", "“办法”", "{width:「→“}办法{width:」→”}"),
        ("县级以上人民\n政府", "县级以上人民政府", "县级以上人民{whitespace:↵→}政府"),
        ("甲。\r\n乙。", "甲。\n乙。", "甲。{whitespace:␍→}↵乙。"),
        ("　　甲。", "甲。\u200b", "{whitespace:　　→}甲。{whitespace:→\u200b}"),
        ("## 第一条 备案", "第一条 备案", "{markup:## →}第一条 备案"),
        ("**第一条** 备案", "第一条 备案", "{markup:**→}第一条{markup:**→} 备案"),
        ("标题\n=====\n正文", "标题\n正文", "标题↵{markup:=====↵→}正文"),
        ("> 引文", "引文", "{markup:> →}引文"),
        ("甲\n<!-- INFO END -->\n乙", "甲\n乙", "甲↵{markup:<!-- INFO END -->↵→}乙"),
        ("---\ntitle: 办法\n---\n第一条", "第一条", "[---↵title: 办法↵---↵→]第一条"),
        ("應當備案，可以公告", "应当备案，不得公告", "{script:應當備→应当备}案，[可以→不得]公告"),
        ("應當　備案", "可以备查", "[應當　備案→可以备查]"),
        ("甲乙", "甲乙", "甲乙"),
        ("", "甲", "[→甲]"),
        ("甲\n", "", "[甲↵→]"),
        ("", " ", "{whitespace:→ }"),
    ],
)
def test_rendered(old: str, new: str, expected: str) -> None:
    assert rendered(old, new) == expected


@pytest.mark.parametrize(
    "word",
    [
        "第",
        "至",
        "到",
        "分之",
        "不得",
        "应当",
        "必须",
        "可以",
        "禁止",
        "严禁",
        "鼓励",
        "允许",
        "原则上",
        "酌情",
        "视情况",
        "万元",
        "工作日",
        "公里",
    ],
)
def test_words_of_the_tokens_are_canonical(word: str) -> None:
    """A token is looked for in the canonical form; a fold that renames one of these would hide it."""
    assert canonical(word) in (word, "笫")


MIXED = ALPHABET + "一二三百分之个项日年应当不得可以甲乙丙，。；\n\n8-10,5.MWab"


@st.composite
def answers(draw: st.DrawFn) -> tuple[str, str]:
    """A text and an edition of it, in all scripts, widths, blanks and marks."""
    texts = st.text(alphabet=st.sampled_from(MIXED), max_size=40)
    pieces = draw(st.lists(st.tuples(texts, st.sampled_from(["same", "other", "gone", "new"]), texts), max_size=5))
    old = "".join(text for text, _, _ in pieces)
    new = "".join({"same": text, "other": other, "gone": "", "new": text + other}[fate] for text, fate, other in pieces)
    return old, new


def put_in(old: str, new: str, found: tuple[Hunk, ...]) -> str:
    """The old text with every hunk put in."""
    pieces, at = [], 0
    for hunk in found:
        pieces += [old[at : hunk.old.start], new[hunk.new.start : hunk.new.end]]
        at = hunk.old.end
    return "".join([*pieces, old[at:]])


@given(answers())
def test_hunks_rebuild_the_new_text_and_mirror_each_other(pair: tuple[str, str]) -> None:
    old, new = pair
    found = hunks(old, new)
    assert put_in(old, new, found) == new
    assert hunks(new, old) == tuple(Hunk(hunk.new, hunk.old, hunk.ignored) for hunk in found)
    for one, other in itertools.pairwise(found):
        gap = old[one.old.end : other.old.start]
        assert gap == new[one.new.end : other.new.start]
        assert gap or one.ignored is None or one.ignored != other.ignored
    assert all(old[hunk.old.start : hunk.old.end] != new[hunk.new.start : hunk.new.end] for hunk in found)
    assert hunks(old, new, 7, 9) == tuple(
        Hunk(
            type(hunk.old)(hunk.old.start + 7, hunk.old.end + 7),
            type(hunk.new)(hunk.new.start + 9, hunk.new.end + 9),
            hunk.ignored,
        )
        for hunk in found
    )


@given(answers())
def test_only_what_the_closed_list_names_is_ignored(pair: tuple[str, str]) -> None:
    changed = any(hunk.ignored is None for hunk in hunks(*pair))
    assert changed or canonical(pair[0]) == canonical(pair[1])


@pytest.mark.corpus
def test_real_editions(corpora: Path) -> None:
    for folder in sorted((corpora / "versions-cn").iterdir()):
        old, new = ((folder / f"{side}.txt").read_bytes().decode("utf-8") for side in ("old", "new"))
        found = hunks(old, new)
        assert put_in(old, new, found) == new
        assert hunks(new, old) == tuple(Hunk(hunk.new, hunk.old, hunk.ignored) for hunk in found)
