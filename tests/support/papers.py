"""Small invented plans and regulations, of any length, in which nothing repeats unless a test says so."""

from __future__ import annotations

import random

from policydiff.deduplication.choices import Keep
from policydiff.deduplication.options import DEFAULT_DROPPED_RELATIONS, Options
from policydiff.deduplication.plan import Plan
from policydiff.deduplication.rounds import dedupe
from policydiff.text.document import Document

_WHO = [
    "县粮食和物资储备局",
    "市林业保护中心",
    "乡镇人民政府",
    "村民委员会",
    "区水务管理处",
    "各街道办事处",
    "档案馆",
    "气象台站",
    "运河养护队",
    "集市管理所",
]
_WHERE = [
    "青槐河沿岸",
    "北塘新村",
    "柳营旧城区",
    "石桥渡口",
    "东坪林场",
    "白鹭湿地",
    "南岭茶园",
    "沙洲码头",
    "西泽粮库",
    "云溪水源地",
]
_DOES = [
    "定期巡查",
    "分批修缮",
    "逐户登记",
    "统一编号",
    "公开招标",
    "分类处置",
    "按季通报",
    "限期清理",
    "妥善保管",
    "联合验收",
]
_WHAT = [
    "防汛物资",
    "古树名木",
    "灌溉渠道",
    "公共厕所",
    "路灯线路",
    "仓储设施",
    "水质样本",
    "垃圾转运箱",
    "应急广播",
    "卫生器具",
]
_HOW = [
    "并将结果张贴在公告栏",
    "所需费用列入年度预算",
    "发现隐患当日上报",
    "不得转包给其他单位",
    "完成后由群众代表评议",
]
_DIGITS = "零一二三四五六七八九"


def numeral(number: int) -> str:
    """1 to 999 as laws write them: 一, 十二, 一百零三."""
    hundreds, tens, ones = number // 100, number // 10 % 10, number % 10
    text = f"{_DIGITS[hundreds]}百" if hundreds else ""
    if tens:
        text += "十" if tens == 1 and not hundreds else f"{_DIGITS[tens]}十"
    elif hundreds and ones:
        text += "零"
    return text + (_DIGITS[ones] if ones else "")


def sentence(seed: object) -> str:
    """One sentence of 40 to 60 characters, the same for the same seed."""
    pick = random.Random(str(seed))
    days, share = pick.randint(3, 90), pick.randint(11, 99)
    return (
        f"{pick.choice(_WHO)}对{pick.choice(_WHERE)}的{pick.choice(_WHAT)}{pick.choice(_DOES)}，"
        f"每{days}日不少于{share}处，{pick.choice(_WHERE)}的{pick.choice(_WHAT)}{pick.choice(_DOES)}，{pick.choice(_HOW)}。"
    )


def paragraph(seed: object, sentences: int = 2) -> str:
    """Some sentences on one line, without its ending."""
    return "".join(sentence(f"{seed}/{at}") for at in range(sentences))


def articles(first: int, last: int, name: str = "甲", sentences: int = 2) -> str:
    """第一条 to 第N条, each one line."""
    return "".join(f"第{numeral(at)}条　{paragraph(f'{name}{at}', sentences)}\n" for at in range(first, last + 1))


def sections(first: int, last: int, name: str = "甲", sentences: int = 2) -> str:
    """一、 to N、, each a heading and a paragraph."""
    return "".join(
        f"{numeral(at)}、{heading(f'{name}{at}')}\n{paragraph(f'{name}{at}', sentences)}\n"
        for at in range(first, last + 1)
    )


def heading(seed: object) -> str:
    """A short heading without a mark at its end."""
    pick = random.Random(f"heading {seed}")
    return f"{pick.choice(_WHERE)}{pick.choice(_WHAT)}"


def paragraphs(count: int, name: str = "甲", sentences: int = 3) -> str:
    """Paragraphs without numbering, each one line."""
    return "".join(paragraph(f"{name}段{at}", sentences) + "\n" for at in range(1, count + 1))


TITLE = "青槐县2031年粮食储备工作方案\n"
LEAD = "为做好2031年全县粮食储备工作，按照县委的统一部署，现提出如下工作安排，请各单位结合实际抓好落实。\n"
LAW = "青槐县粮食储备条例\n"
FOOT = "【打印本页】【关闭窗口】\n"


def chapter(number: int, first: int, last: int) -> str:
    """第N章 with its heading and articles."""
    return f"第{numeral(number)}章　{heading(f'章{number}')}\n{articles(first, last)}"


def listed(count: int, name: str = "项") -> str:
    """（一） to （N）, each one line."""
    return "".join(f"（{numeral(at)}）{paragraph(f'{name}{at}')}\n" for at in range(1, count + 1))


def wrapped(text: str, width: int = 28) -> str:
    """The text with lines of at most so many characters, as a page of print gives them."""
    lines = (line[at : at + width] for line in text.splitlines() for at in range(0, max(len(line), 1), width))
    return "\n".join(lines) + "\n"


def traditional(text: str) -> str:
    """The text with the commonest of its characters in Traditional."""
    return text.translate(str.maketrans(_SIMPLIFIED, _TRADITIONAL))


def half_width(text: str) -> str:
    """The text with its commas and full stops in half width."""
    return text.replace("，", ",").replace("。", "｡").replace("、", "､")


_SIMPLIFIED = "县粮储备门东实记号区级业产见进对统护运扩农电车间书关长贸应发据养标样开节约划环处类营岭学"
_TRADITIONAL = "縣糧儲備門東實記號區級業產見進對統護運擴農電車間書關長貿應發據養標樣開節約劃環處類營嶺學"


def decided(text: str, keep: Keep = "auto", *also: str, mark: bool = False) -> Plan:
    """What dedupe makes of a text; `also` names more relations to drop."""
    return dedupe(Document.from_text(text), Options(keep, DEFAULT_DROPPED_RELATIONS | frozenset(also), mark))


def clean(plan: Plan) -> str:
    """The clean text of a plan."""
    return plan.clean.decode("utf-8")


def dropped(plan: Plan) -> list[tuple[int, int]]:
    """The lines of every drop, in order."""
    return [each.location.lines for each in plan.decisions if each.action == "drop"]


def said(plan: Plan) -> set[tuple[str, str]]:
    """The actions and relations of a plan."""
    return {(each.action, each.relation) for each in plan.decisions}


def twice(one: str, other: str) -> str:
    """A body of six sections twice, whose fourth holds `one` and `other`."""
    return TITLE + LEAD + "".join(sections(1, 3) + "四、指标\n" + part + sections(5, 6) for part in (one, other))
