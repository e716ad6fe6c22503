"""The reference of the context rule is right itself: each point of the rule, each breach of it, in small texts.

In the tables a line that begins with × is what was left out.
"""

from __future__ import annotations

import doctest
from pathlib import Path

import pytest

import context_passages
import context_places
import context_reference
from context_passages import read_passages
from context_reference import violations

# --- what may go

LAWFUL = {
    "nothing went": """
第一条 本办法适用于云汐市的集市。
第二条 集市每日六时开市。
""",
    "1: an article pasted into another chapter": """
第一章 总则
第一条 本办法适用于云汐市的集市。
第二条 集市每日六时开市。
第二章 摊位
第三条 摊位按先后次序分配。
×第二条 集市每日六时开市。
第四条 摊位不得转租。
""",
    "1: sections behind an introduction, the first copy goes": """
云汐市集市工作要点
2031年3月1日
×一、整修摊位
×年内整修摊位四十个。
×二、改善照明
×年内更换路灯六十盏。
今年的工作分为两个方面，各单位应当认真落实。
一、整修摊位
年内整修摊位四十个。
二、改善照明
年内更换路灯六十盏。
""",
    "1: sections behind an introduction, the second copy goes": """
一、整修摊位
年内整修摊位四十个。
二、改善照明
年内更换路灯六十盏。
今年的工作分为两个方面，各单位应当认真落实。
×一、整修摊位
×年内整修摊位四十个。
×二、改善照明
×年内更换路灯六十盏。
""",
    "1: a count that goes on across headings": """
# 集市规则
## 摊位
1. 摊位按先后次序分配。
2. 摊位不得转租。
## 卫生
3. 收市后清扫地面。
4. 垃圾装袋后放到指定地点。
×1. 摊位按先后次序分配。
×2. 摊位不得转租。
## 费用
5. 摊位费每月缴纳。
""",
    "1: sections of a regulation in English": """
PART I
Section 1. Stalls
Stalls are allotted in order of application.
Section 2. Hours
The market opens at six.
PART II
Section 3. Fees
Fees are paid every month.
×Section 1. Stalls
×Stalls are allotted in order of application.
Section 4. Repeal
The old rules are repealed.
""",
    "2: a list pasted again directly behind itself, with its lead-in": """
# 办理
自助终端办理：
1. 选择变更登记。
2. 核对信息后提交。
×自助终端办理：
×1. 选择变更登记。
×2. 核对信息后提交。
""",
    "4: a section directly behind the original": """
# 集市指南
## 摊位申请
申请人应当提交身份证明。
## 投诉渠道
可以向管理处投诉。
×## 投诉渠道
×可以向管理处投诉。
## 联系方式
管理处设在东门。
""",
    "4: a whole page from its title, behind another page": """
# 申请指南
## 投诉渠道
可以向管理处投诉。
# 变更指南
## 变更条件
名称改变的可以变更。
×# 申请指南
×## 投诉渠道
×可以向管理处投诉。
""",
    "5: a heading without a number over articles that go with it": """
## 总则
第一条 本办法适用于云汐市的集市。
## 摊位
第二条 摊位不得转租。
## 卫生
第三条 收市后清扫地面。
×## 摊位
×第二条 摊位不得转租。
## 附则
第四条 本办法自五月一日起施行。
""",
    "5: a run that breaks the count in a list that begins anew": """
第一条 摊主应当：
（一）按时开市；
（二）明码标价；
（三）收市后清扫；
（四）妥善处理垃圾。
第二条 管理处应当：
（一）公布收费标准；
×（三）收市后清扫；
×（四）妥善处理垃圾。
（二）维护照明。
""",
    "proof (a): text directly behind a cut": """
第一条 摊位不得转租。
第二条 收市后清扫地面。
第三条 摊位费每月缴纳。
×第一条 摊位不得转租。
×第二条 收市后清扫地面。
本条所称摊位费包括照明费。
第四条 本办法自五月一日起施行。
""",
    "proof (b): the front of a copy": """
云汐市集市办法
（2031年3月1日发布）
第一条 摊位不得转租。
第二条 收市后清扫地面。
×云汐市集市办法
×（2031年3月1日发布）
×第一条 摊位不得转租。
×第二条 收市后清扫地面。
网站编辑：林某某
""",
    "rims: the last line of the copy may be counted to either side": """
第一条 摊位不得转租。
管理处负责监督。
×第二条 收市后清扫地面。
×管理处负责监督。
第二条 收市后清扫地面。
管理处负责监督。
第三条 摊位费每月缴纳。
""",
    "a document that is nothing but two copies": """
关于集市开放时间的复函
东门街道办事处：
集市自五月一日起每日六时开市。
云汐市集市管理处
×关于集市开放时间的复函
×东门街道办事处：
×集市自五月一日起每日六时开市。
×云汐市集市管理处
""",
    "the copy differs in script, width, white space, wraps and mark-up": """
第一条 摊主应当在每年三月底前把摊位的名称、位置和经营时间报送集市管理处备案，逾期不报的由管理处责令补报。
第二条 收市后清扫地面。
第三条 摊位费每月缴纳。

×**第一條**　攤主應當在每年三月底前把攤位的名稱、位置和經營
×時間報送集市管理處備案,逾期不報的由管理處責令補報。

第四条 本办法自五月一日起施行。
""",
}

# --- what must stay, and what is then wrong

WRONG = {
    "1: an article that differs in a digit": (
        {"passage-lost"},
        """
第一条 摊位费每月50元。
第二条 收市后清扫地面。
×第一条 摊位费每月500元。
第三条 本办法自五月一日起施行。
""",
    ),
    "1: articles that begin anew in every chapter": (
        {"passage-lost"},
        """
第一章 摊位
第一条 摊位不得转租。
第二条 违反规定的，责令改正。
第二章 卫生
第一条 收市后清扫地面。
×第二条 违反规定的，责令改正。
第三章 费用
第一条 摊位费每月缴纳。
""",
    ),
    "1: items under 壹、 and 贰、": (
        {"passage-lost", "opener-emptied"},
        """
壹、老人津贴
一、申请人应当提交申请书。
二、管理处应当审核。
贰、残疾津贴
×一、申请人应当提交申请书。
×二、管理处应当审核。
""",
    ),
    "2: items under two lead-ins with a colon": (
        {"passage-lost", "opener-emptied"},
        """
手机端办理：
1. 选择变更登记。
2. 核对信息后提交。
自助终端办理：
×1. 选择变更登记。
×2. 核对信息后提交。
""",
    ),
    "2: the second lead-in goes with the first list": (
        {"passage-lost"},
        """
手机端办理：
×1. 选择变更登记。
×2. 核对信息后提交。
×自助终端办理：
1. 选择变更登记。
2. 核对信息后提交。
""",
    ),
    "2: items under two lines in brackets": (
        {"passage-lost", "opener-emptied"},
        """
【手机端】
1. 选择变更登记。
2. 核对信息后提交。
【自助终端】
×1. 选择变更登记。
×2. 核对信息后提交。
""",
    ),
    "2: bullets under two bold lines": (
        {"passage-lost", "opener-emptied"},
        """
**By phone**

* Choose the change of entry.
* Check the form and send it.

**At the desk**

×* Choose the change of entry.
×* Check the form and send it.
""",
    ),
    "2: items under two questions": (
        {"passage-lost", "opener-emptied"},
        """
怎样用手机办理？
（一）选择变更登记；
（二）核对信息后提交。
怎样用终端办理？
×（一）选择变更登记；
×（二）核对信息后提交。
""",
    ),
    "2: items under two short lines without an end mark": (
        {"passage-lost", "opener-emptied"},
        """
手机端（2031年版）
一、选择变更登记。
二、核对信息后提交。
自助终端（2031年版）
×一、选择变更登记。
×二、核对信息后提交。
""",
    ),
    "2: items under two sentences": (
        {"passage-lost", "opener-emptied"},
        """
在手机上办理的，步骤如下。
1. 选择变更登记。
2. 核对信息后提交。
在终端上办理的，步骤也是这样。
×1. 选择变更登记。
×2. 核对信息后提交。
""",
    ),
    "2: the first list under two sentences": (
        {"passage-lost", "opener-emptied"},
        """
在手机上办理的，步骤如下。
×1. 选择变更登记。
×2. 核对信息后提交。
在终端上办理的，步骤也是这样。
1. 选择变更登记。
2. 核对信息后提交。
""",
    ),
    "2: items under (b) that equal those under (a)": (
        {"passage-lost", "opener-emptied"},
        """
Section 4. Register
(a) A vessel in a foreign register may be entered if:
(1) the law of that register permits the change; and
(2) the fee has been paid.
(b) A vessel in this register may be struck off if:
×(1) the law of that register permits the change; and
×(2) the fee has been paid.
""",
    ),
    "2: (i) and (ii) in two paragraphs, (i) no letter behind (h)": (
        {"passage-lost", "opener-emptied"},
        """
(g) The master shall report:
(i) every collision; and
(ii) every fire.
(h) The owner shall report:
×(i) every collision; and
×(ii) every fire.
""",
    ),
    "2: the same items in an article and in its neighbour 之一": (
        {"passage-lost"},
        """
第五條
　　摊主有下列情形之一的，收回摊位：
　　一、三个月没有开市。
　　二、把摊位转租他人。
第五條 之一
　　管理人有下列情形之一的，解除委托：
　　一、三个月没有开市。
×　　二、把摊位转租他人。
""",
    ),
    "2: nested bullets under two bullets": (
        {"passage-lost"},
        """
* Stalls in the hall
    * are lit by the office;
    * are cleaned every day.
* Stalls in the yard
    * are lit by the holder;
×    * are cleaned every day.
""",
    ),
    "3: a short line alone between blank lines is a heading": (
        {"passage-lost"},
        """
摊位申请

申请人应当提交身份证明。

对决定不服的，可以申请复核。

摊位变更

变更名称的，应当提交说明。

×对决定不服的，可以申请复核。
×
摊位注销

注销摊位的，应当结清费用。
""",
    ),
    "3: the title between a rule line and a heading": (
        {"torso", "opener-emptied"},
        """
# Rules

Be kind.

- - -

Honesty

### April

Do not mislead.

- - -

Honesty

×### April
×
×Do not mislead.
×
- - -

# Fees

Fees are paid every month.
""",
    ),
    "3: in Markdown every item may be written 1.": (
        {"passage-lost"},
        """
## Members
1. The following may vote:
   1. Officers.
   1. Directors.
1. The following may speak:
   1. Officers.
×   1. Directors.
""",
    ),
    "4: a section again in another chapter": (
        {"passage-lost"},
        """
# 集市指南
## 摊位申请
### 条件
申请人应当年满十八岁。
### 投诉渠道
可以向管理处投诉。
## 摊位变更
### 条件
变更名称的，应当提交说明。
×### 投诉渠道
×可以向管理处投诉。
""",
    ),
    "4: a section again under one parent, behind another heading": (
        {"passage-lost"},
        """
# 集市指南
## 摊位申请
申请人应当年满十八岁。
## 投诉渠道
可以向管理处投诉。
## 摊位变更
变更名称的，应当提交说明。
×## 投诉渠道
×可以向管理处投诉。
""",
    ),
    "4: the same, the first goes": (
        {"passage-lost"},
        """
集市指南
====

摊位申请
----

申请人应当年满十八岁。

×投诉渠道
×----
×
×可以向管理处投诉。
×
摊位变更
----

变更名称的，应当提交说明。

投诉渠道
----

可以向管理处投诉。
""",
    ),
    "5: beginning again at the first label breaks no count": (
        {"passage-lost"},
        """
第一条 摊主应当：
（一）按时开市；
（二）明码标价。
第二条 管理人应当：
（一）公布收费标准；
（二）维护照明。
×（一）按时开市；
×（二）明码标价。
第三条 本办法自五月一日起施行。
""",
    ),
    "5: the copy that keeps the count goes": (
        {"passage-lost"},
        """
第一条 摊主应当：
（一）按时开市；
（二）明码标价；
×（三）收市后清扫。
第二条 管理处应当：
（一）公布收费标准；
（三）收市后清扫。
""",
    ),
    "closed: a heading goes without its text": (
        {"heading-without-text", "passage-lost"},
        """
# 举报规则
## 谁可以举报
任何人都可以举报。
## 怎样举报
可以写信举报。
## 附：儿童保护
×## 谁可以举报
×任何人都可以举报。
×## 怎样举报
请直接报警。
""",
    ),
    "closed: the text of a heading goes": (
        {"opener-emptied"},
        """
第一章 总则
第一条 本办法适用于云汐市的集市。
第二章 摊位
×第二条 摊位不得转租。
第三章 卫生
第三条 收市后清扫地面。
第二条 摊位不得转租。
""",
    ),
    "closed: a lead-in with a colon before the first copy": (
        {"opener-emptied"},
        """
今年的工作要点如下：
×一、整修摊位
×年内整修摊位四十个。
×二、改善照明
×年内更换路灯六十盏。
各单位应当认真落实。
一、整修摊位
年内整修摊位四十个。
二、改善照明
年内更换路灯六十盏。
""",
    ),
    "closed: a list of contents goes for the headings over the text": (
        {"passage-lost", "heading-without-text"},
        """
目录
×第一章 总则
×第二章 摊位
×第三章 附则
第一章 总则
第一条 本办法适用于云汐市的集市。
第二章 摊位
第二条 摊位不得转租。
第三章 附则
第三条 本办法自五月一日起施行。
""",
    ),
    "closed: the text over which a list of contents has the same heading": (
        {"heading-without-text"},
        """
目录
第一章 总则
第二章 摊位
第一章 总则
第一条 本办法适用于云汐市的集市。
×第二章 摊位
第二条 摊位不得转租。
""",
    ),
    "maximal: the rear of a pasted page goes": (
        {"torso"},
        """
第一条 摊位不得转租。
第二条 收市后清扫地面。
第三条 摊位费每月缴纳。
第一条 摊位不得转租。
×第二条 收市后清扫地面。
×第三条 摊位费每月缴纳。
第四条 本办法自五月一日起施行。
""",
    ),
    "maximal: the front of a pasted page goes": (
        {"torso"},
        """
第一条 摊位不得转租。
第二条 收市后清扫地面。
第三条 摊位费每月缴纳。
×第一条 摊位不得转租。
×第二条 收市后清扫地面。
第三条 摊位费每月缴纳。
第四条 本办法自五月一日起施行。
""",
    ),
    "maximal: the title of a page that stands twice stays": (
        {"torso"},
        """
云汐市集市办法
（2031年3月1日发布）
第一条 摊位不得转租。
第二条 收市后清扫地面。
云汐市集市办法
（2031年3月1日发布）
×第一条 摊位不得转租。
×第二条 收市后清扫地面。
网站编辑：林某某
""",
    ),
    "maximal: half of a run that breaks the count": (
        {"torso"},
        """
第一条 摊主应当：
（一）按时开市；
（二）明码标价；
（三）收市后清扫；
（四）妥善处理垃圾。
第二条 管理处应当：
（一）公布收费标准；
×（三）收市后清扫；
（四）妥善处理垃圾。
""",
    ),
    "proof: the text of one heading comes under another": (
        {"context-changed", "passage-lost"},
        """
# 集市指南
## 摊位
摊位按先后次序分配。
摊位不得转租。
×## 卫生
×收市后清扫地面。
### 例外
节日期间除外。
## 费用
摊位费每月缴纳。
""",
    ),
    "proof (a) ends at the next label": (
        {"context-changed", "passage-lost"},
        """
第一条 摊主应当按时开市。
×第二条 摊位不得转租。
但有下列情形的除外：
（一）节日期间；
（二）整修期间。
第三条 摊位费每月缴纳。
第二条 摊位不得转租。
""",
    ),
    "one paragraph that an article has twice": (
        {"passage-lost"},
        """
第一条 摊主违反前条规定的，处以警告。
法人犯前项之过的，处罚其负责人。
未经许可设摊的，收回摊位。
×法人犯前项之过的，处罚其负责人。
第二条 本办法自五月一日起施行。
""",
    ),
    "words that stand nowhere else": (
        {"passage-lost"},
        """
第一条 摊位不得转租。
×第二条 收市后清扫地面。
第三条 摊位费每月缴纳。
""",
    ),
}


def _sides(marked: str) -> tuple[str, str]:
    """The source and the clean text of a marked one."""
    lines = marked.strip("\n").split("\n")
    source = [line.removeprefix("×") for line in lines]
    return "\n".join(source) + "\n", "\n".join(line for line in lines if not line.startswith("×")) + "\n"


@pytest.mark.parametrize("marked", LAWFUL.values(), ids=LAWFUL.keys())
def test_a_copy_may_go(marked: str) -> None:
    assert violations(*_sides(marked)) == []


@pytest.mark.parametrize(("rules", "marked"), WRONG.values(), ids=WRONG.keys())
def test_what_is_no_copy_must_stay(rules: set[str], marked: str) -> None:
    assert {violation.rule for violation in violations(*_sides(marked))} == rules


# --- what holds for every text

STATUTE = """\
云汐市集市办法

（2031年3月1日发布）

第一章 总则

第一条 为了规范集市秩序，制定本办法。

第二条 下列场所适用本办法：
（一）东门集市；
（二）西门集市。

第二章 摊位

第三条 下列场所应当设置照明：
（一）东门集市；
（二）西门集市。

夜间照明由管理处负责。

第四条 摊位不得转租。
"""
ENDLESS = "".join(f"第{n}项工作由第{n}组负责，在{n}月底前完成。" for n in range(1, 150))


@pytest.mark.parametrize(
    "text", [STATUTE, pytest.param(ENDLESS, marks=pytest.mark.slow)], ids=["statute", "endless line"]
)
def test_every_passage_must_stay_and_every_second_copy_may_go(text: str) -> None:
    assert violations(text, text) == []
    assert violations(f"{text}网站编辑：林某某\n{text}", f"{text}网站编辑：林某某\n") == []
    parts = text.splitlines(keepends=True) if text == STATUTE else [f"{part}。" for part in text.split("。") if part]
    assert [n for n, part in enumerate(parts) if part.strip() and not violations(text, _without(parts, n))] == []


def test_half_of_an_endless_copy_is_a_torso() -> None:
    half = ENDLESS[: ENDLESS.index("第75项")]
    assert [violation.rule for violation in violations(ENDLESS + ENDLESS, ENDLESS + half)] == ["torso"]


def test_a_violation_names_the_passage_as_it_is_written() -> None:
    source, clean = "第一條　攤位不得轉租。\n第二條　收市後清掃。\n", "第一條　攤位不得轉租。\n"
    (violation,) = violations(source, clean)
    assert (violation.rule, violation.passage) == ("passage-lost", "第二條　收市後清掃。")
    assert violation.explanation == "nothing equal stays under 条 二"


def _without(parts: list[str], n: int) -> str:
    return "".join(parts[:n] + parts[n + 1 :])


# --- how lines are read

LABELS = [  # a line, its marks as (style, number as written)
    ("第三章之一 附则", [("章", "三之一")]),
    ("第十二條　攤位不得轉租。", [("条", "十二")]),
    ("第 5-1 條", [("条", "5-1")]),
    ("第三条规定的摊位", []),
    ("附件2：摊位图", [("附", "2")]),
    ("贰、残疾津贴", [("壹、", "贰")]),
    ("乙、摊位", [("甲、", "乙")]),
    ("十一、改善照明", [("一、", "十一")]),
    ("（三）收市后清扫", [("(一)", "三")]),
    ("④ 收市后清扫", [("①", "4")]),
    ("1.2.3 Stalls", [("1.1.1", "1.2.3")]),
    ("２．摊位", [("1.", "2")]),
    ("22.5 percent of the fee", []),
    ("(4) Fees", [("(1)", "4")]),
    ("3) Fees", [("1)", "3")]),
    ("(b)(2)(A) Fees", [("(a)", "b"), ("(1)", "2"), ("(A)", "A")]),
    ("(iv) Fees", [("(i)", "iv")]),
    ("(the) fees", []),
    ('"(B) Fees', [("“(A)", "B")]),
    ("B. Fees", [("A.", "B")]),
    ("§ 4-12. Fees", [("Sec", "4-12")]),
    ("Section 4 of the Act applies to every stall.", []),
    ("Article IV", [("Art", "IV")]),
    ("PART II", [("Part", "II")]),
    ("## 3\\. Fees", [("1.#", "3")]),
    ("    2. Fees", [("1.@04", "2")]),
    ("  * Fees", [("bullet@02", "")]),
    ("## Fees", [("h2", "")]),
    ("Fees\n====", [("h1", "")]),
    ("**Fees**", [("bold", "")]),
    ("【费用】", [("bold", "")]),
    ("摊位费是多少？", [("bold", "")]),
    ("应当提交下列材料：", [("caption", "")]),
    ("摊位费每月缴纳。", []),
]


@pytest.mark.parametrize(("line", "marks"), LABELS)
def test_labels_and_lead_ins_of_a_line(line: str, marks: list[tuple[str, str]]) -> None:
    (passage,) = read_passages(f"{line}\n", endless=False)
    assert [(mark.style, mark.written) for mark in passage.marks] == marks


def test_a_short_line_before_a_series_is_a_caption_but_no_date_and_no_note() -> None:
    lines = ["自助终端", "2031年3月1日", "（2031年3月1日通过）"]
    kinds = [read_passages(f"{line}\n一、选择变更登记。\n", endless=False)[0].kind for line in lines]
    assert kinds == ["caption", "text", "text"]


def test_a_wrapped_paragraph_is_one_passage() -> None:
    wrapped = (
        "The holder of a stall shall keep the ground clean, and take all\nwaste to the place that the office names.\n"
    )
    assert [passage.kind for passage in read_passages(wrapped, endless=False)] == ["text"]


def test_the_reference_imports_nothing_of_policydiff() -> None:
    for module in (context_passages, context_places, context_reference):
        source = Path(str(module.__file__)).read_text(encoding="utf-8")
        assert not [
            line for line in source.splitlines() if line.startswith(("import", "from")) and "policydiff" in line
        ]


def test_the_example_in_the_docstring_runs() -> None:
    results = doctest.testmod(context_reference)
    assert (results.failed, results.attempted) == (0, 1)
