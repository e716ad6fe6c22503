"""The kinds of edits of planted_edits.py: for each a pattern of sentences, their amendment, and the finding due."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import amendments
import article_amendments
from amendments import Planter, swap

FIGURE = r"[一二三四五六七八九十百千万萬]"
MONEY = rf"(?:{FIGURE}+|\d+)[万萬]?元"
BODY = r"(?!县级以上|其他|有关|有關|任何)[^。；，、\s由经向与和对同或]{2,16}?(?:部门|机关|委员会|主管機關|部|署)"
DUTY_MAINLAND = "县级以上地方人民政府应当每年组织一次专项检查，并将检查结果向社会公布。"
DUTY_TAIWAN = "主管機關應每年辦理一次稽核，並公告稽核結果。"
DUTY_PLAN = "各有关单位要建立工作台账，每季度向社会公布进展情况。"


@dataclass(frozen=True, slots=True)
class Rule:
    """A kind of edit: the sources of its documents, one word for each edit, and the finding that is due.

    `kinds` is empty when nothing is due: then nothing may be `forbidden`, "lost" (gone or new) or "any".
    `says` are words of which the finding must hold one: its direction.
    """

    name: str
    sources: str
    plant: Planter
    kinds: str = ""
    severity: str = "notice"
    says: str = ""
    forbidden: str = "lost"


def rules() -> Iterator[Rule]:
    """All kinds of edits."""
    yield from rules_of_duty()
    yield from rules_of_sentences()
    yield from rules_of_bodies_and_penalties()
    yield from rules_of_figures()
    yield from rules_of_references()
    yield from rules_of_words()


def rules_of_duty() -> Iterator[Rule]:
    """Duties, prohibitions and permissions that change in strength or direction."""

    def rule(name: str, sources: str, pattern: str, change: amendments.Change, severity: str, says: str) -> Rule:
        return Rule(name, sources, swap(pattern, change), "obligation", severity, says)

    less, more = "weaker reversed", "stronger reversed"
    yield rule(
        "应当 → 可以",
        "mainland mainland notices",
        r"(?<!不)(?P<it>应当)(?=[^。；，\n的]{4,40}。)",
        "可以",
        "warning",
        less,
    )
    yield rule("應 → 得", "taiwan", r"(?:機關|公司|人)(?P<it>應)(?=[於依將][^。；，\n]{4,40}。)", "得", "warning", less)
    allowed = r"(?<=[^。；，\n也亦般])(?P<it>)不得(?=[^。；，\n有少低超高的]{5,40}。)"
    yield rule("不得 → 原则上不得", "mainland notices", allowed, "原则上", "warning", less)
    yield rule("不得 → 原則上不得", "taiwan", allowed, "原則上", "warning", less)
    yield Rule("未经批准 → 经批准", "mainland mainland", amendments.approval_suffices, "obligation", "warning", less)
    free = r"(?P<it>(?P<ban>不得)收取(?:任何)?|不收取|不再收取)(?=[^。\n]{2,30})"
    yield rule(
        "不收取 → 收取", "mainland notices", free, lambda m, _: "可以收取" if m["ban"] else "收取", "warning", less
    )
    free = r"(?<![减減])(?P<it>免收|不收)(?=[^。\n取]{2,30})"
    yield rule("免收 → 收取", "mainland taiwan notices", free, "收取", "warning", less)
    least = r"(?P<it>不得(?P<way>少于|低于|超过|少於|低於|逾|超過))(?=\S{2})"
    turned = {
        "少于": "多于",
        "低于": "高于",
        "超过": "少于",
        "少於": "多於",
        "低於": "高於",
        "逾": "少於",
        "超過": "少於",
    }
    yield rule(
        "不得少于 → 不得多于",
        "mainland mainland taiwan",
        least,
        lambda m, _: "不得" + turned[m["way"]],
        "warning",
        less,
    )
    approved = r"(?<![通上汇申])报(?![告道送])[^。；，\n》]{2,18}(?P<it>批准|审批|核准|同意)(?=[，。；]|后)"
    yield rule("批准 → 备案", "mainland mainland notices", approved, "备案", "warning", less)
    yield rule("核准 → 備查", "taiwan", r"報請?[^。；，\n]{2,16}(?P<it>核[准定])(?=[，。；])", "備查", "warning", less)
    asked = r"(?:可以|有权|应当|并|，|得|應)(?P<it>建[议議])(?=[^。；，\n的之書书]{4,40}[。，；])"
    yield rule("建议 → 要求", "mainland taiwan", asked, "要求", "notice", more)
    sure = r"[。，；](?P<it>确保)(?=[^。；，\n]{3,24}(?:完成|实现|达到|不低于|以上|建成|开工|投产|增长))"
    yield rule("确保 → 力争", "plans plans reports", sure, "力争", "warning", less)
    yield rule("適用 → 準用", "taiwan taiwan", r"[^準不](?P<it>適用)(?=[^。；，\n]{2,20}規定。)", "準用", "notice", "")
    yield rule("推定 → 視為", "taiwan", r"[，\n　](?P<it>推定為?)(?=[^。；，\n]{2,30}。)", "視為", "notice", "")
    after = "部门|单位|机构|机关|行为|機關|方面|措施|事項"
    etc = rf"[^、，。\n]{{2,8}}、[^、，。\n和及]{{2,8}}(?P<it>等)(?=(?:{after})[^。\n]*。)"
    yield rule("等 dropped", "mainland taiwan notices", etc, "", "notice", "")


def rules_of_sentences() -> Iterator[Rule]:
    """Sentences that are gone or new."""

    def gone(name: str, sources: str, modal: str, barred: str, severity: str, kind: str = "obligation") -> Rule:
        return Rule(name, sources, amendments.sentence_gone(modal, barred), kind, severity, "gone weaker")

    few = "不得(?![少低超高逾])"
    yield gone("duty gone", "mainland mainland notices", "应当(?!知)", "可以|不得|禁止|应当知", "warning")
    yield gone("duty gone", "taiwan", "應(?=[於依將向報])", "[^取獲不]得|可以", "warning")
    yield gone("prohibition gone", "mainland notices", few, "应当|可以", "warning")
    yield gone("prohibition gone", "taiwan", few, "應", "warning")
    yield gone("permission gone", "mainland mainland", "可以", "应当|不得|禁止", "notice")
    yield gone("permission gone", "taiwan", "得(?=[依由經向請])", "不得|應|[取獲]得", "notice")
    plain = r"应当|应|不得|可以|要|禁止|必须|[\d一二三四五六七八九十]|《|第"
    yield gone("sentence gone", "mainland reports plans notices", "", plain, "notice", "sentence")
    for sources, text, modal in (
        ("mainland mainland", DUTY_MAINLAND, "应当"),
        ("taiwan", DUTY_TAIWAN, "應"),
        ("plans notices", DUTY_PLAN, "要"),
    ):
        yield Rule("new duty", sources, amendments.sentence_new(text, modal), "obligation", "notice", "new")


def rules_of_bodies_and_penalties() -> Iterator[Rule]:
    """Other bodies, other penalties."""

    def rule(name: str, sources: str, pattern: str, change: amendments.Change, kind: str = "penalty") -> Rule:
        return Rule(name, sources, swap(pattern, change), kind, "warning")

    decides = r"由(?P<it>{})(?=(?:决定|规定|制定|批准|审批|给予|责令|处以|负责|核定|核准|定之|公告|指定))"
    mainland, taiwan = (
        decides.format(BODY.replace("|委员会", "")),
        decides.format(r"[^。；，、\n由經向與]{0,6}(?:部|署|主管機關|委員會|政府)"),
    )
    other = "省级人民政府"
    yield rule("another body", "mainland mainland mainland", mainland, other, "agency")
    yield rule("another body", "taiwan taiwan", taiwan, "行政院", "agency")
    jointly = rf"[，。；由\n](?P<it>(?P<one>{BODY})(?P<sign>会同|會同)(?P<two>{BODY}))(?=[^人])"
    yield rule("lead exchanged", "mainland mainland taiwan", jointly, r"\g<two>\g<sign>\g<one>", "agency")
    yield Rule("lead exchanged", "plans notices", amendments.lead_exchanged, "agency", "warning")
    fine = rf"[^员人]处(?:以)?(?P<it>{MONEY}以上{MONEY}以下)(?=的?罚款)"
    yield rule("fine changed", "mainland mainland", fine, amendments.raised)
    fine = rf"處(?:新臺幣)?(?P<it>{FIGURE}+元以上{FIGURE}+元以下|{FIGURE}+元以下)(?=罰鍰)"
    yield rule("fine changed", "taiwan taiwan", fine, amendments.raised)
    yield rule(
        "prison changed",
        "taiwan",
        r"處(?P<it>[三五七]年以下有期徒刑)",
        lambda m, _: f"{'五七十'['三五七'.index(m['it'][0])]}年以下有期徒刑",
    )
    persons = rf"责任人员[^。；，\n]{{0,6}}处(?:以)?(?P<it>{MONEY}以上{MONEY}以下)(?=的?罚款)"
    yield rule("penalty of persons", "mainland mainland", persons, amendments.raised)
    yield rule("罰鍰 → 罰金", "taiwan", rf"處(?:新臺幣)?{FIGURE}+元以[^。；，\n]{{1,14}}(?P<it>罰鍰)", "罰金")
    yield rule("罰金 → 罰鍰", "taiwan", rf"[，\n　者]處(?:新臺幣)?{FIGURE}+元以[^。；，\n]{{1,14}}(?P<it>罰金)", "罰鍰")
    sanction = r"责任人员，?(?:依法|由[^。；，\n]{2,20})?(?P<it>给予(?:行政)?处分)(?![^。\n]*刑事)"
    yield rule("处分 → 刑事责任", "mainland", sanction, "追究刑事责任")
    yield rule("per occasion → per day", "taiwan taiwan", r"(?P<it>按次)(?=[處连連分]|裁處|加)", "按日")
    lower = rf"处(?:以)?(?P<it>(?P<low>{MONEY}以上)(?P<high>{MONEY}以下))(?=的?罚款)"
    yield rule("lower bound dropped", "mainland mainland", lower, r"\g<high>")
    lower = r"處(?P<it>[一二三五六]年以上(?P<high>[五七]年以下)有期徒刑)"
    yield rule("lower bound dropped", "taiwan", lower, r"\g<high>有期徒刑")


def rules_of_figures() -> Iterator[Rule]:
    """Figures, dates and deadlines."""

    def rule(
        name: str, sources: str, kinds: str, pattern: str, change: amendments.Change, least: str = "notice"
    ) -> Rule:
        return Rule(name, sources, swap(pattern, change), kinds, least)

    shares = {"三分之二": "四分之三", "二分之一": "三分之二", "三分之一": "二分之一", "四分之一": "三分之一"}
    share = rf"[^刑罰至](?P<it>{'|'.join(shares)})(?=以上|的|之|出席)"
    yield rule("fraction", "mainland mainland taiwan taiwan", "number", share, lambda m, _: shares[m["it"]])
    of = r"(?:占|达到?|完成|提高到?|降低|下降|比例为?|的)[^。；，\n\d×]{0,8}(?P<it>(?P<n>(?!100%)\d+(?:\.\d+)?)%)"
    yield rule("percentage", "plans plans reports notices", "number", of, lambda m, _: f"{float(m['n']) * 1.2:.1f}%")
    paid = r"(?:补助|奖励|资助|标准|资金|安排|投入|每[月年])[^。；，\n\d罚]{0,10}(?P<it>(?P<n>\d+)(?P<unit>[万亿]?元))"
    yield rule("money", "plans notices reports", "money", paid, lambda m, _: f"{int(m['n']) * 3 // 2 + 1}{m['unit']}")
    yield Rule("formal numerals", "mainland notices", amendments.formal_numerals, "money", "notice")
    days = {"七": "十", "十": "二十", "十五": "三十", "二十": "四十", "三十": "六十", "六十": "九十"}
    back = {longer: shorter for shorter, longer in days.items()}
    acts = r"[内內](?![^。；\n]{{0,12}}[不未得])[^。；\n]{{3,40}}"
    within = rf"(?:之日起|後|起|后|[在于於])(?P<it>(?P<n>{{}})(?P<unit>个工作日|日))(?={acts})"
    longer, shorter = within.format("|".join(days)), within.format("|".join(back))
    for source, duty in (("mainland mainland", "应当"), ("taiwan taiwan", "應")):
        pattern = rf"{duty}[^。；\n]{{0,60}}{longer}"
        yield rule("deadline longer", source, "deadline", pattern, lambda m, _: days[m["n"]] + m["unit"], "warning")
    yield rule("deadline shorter", "mainland taiwan", "deadline", shorter, lambda m, _: back[m["n"]] + m["unit"])
    comes = r"自(?P<it>(?P<year>\d{4})年(?P<rest>\d+月\d+日))(?=起(?:施行|实施|执行))"
    yield rule("date", "mainland mainland notices", "date", comes, lambda m, _: f"{int(m['year']) + 1}年{m['rest']}")
    by = r"(?P<it>(?P<year>20\d\d)年底)(?=[前，][^。\n]{4,})"
    yield rule("date", "notices", "date deadline", by, lambda m, _: f"{int(m['year']) + 2}年底")
    aim = r"目标[^。\n]{0,40}?[：，:是][^。\n]{0,60}?增长(?P<it>(?P<n>\d+(?:\.\d+)?)%)"
    yield rule(
        "target lower", "plans plans reports", "number", aim, lambda m, _: f"{float(m['n']) * 0.6:.1f}%", "warning"
    )
    land = r"(?<![\d.])(?P<it>(?P<n>\d+(?:\.\d+)?)万亩)"
    yield rule("unit 万亩", "plans plans reports", "number", land, lambda m, _: f"{float(m['n']) * 0.8:.5g}万亩")
    many = r"(?<![\d.])(?P<it>\d+[—\-~～](?P<high>\d+(?:个|家|名|项|人|座|所|%)))"
    yield rule("lower bound dropped", "plans plans", "number", many, r"\g<high>")


def rules_of_references() -> Iterator[Rule]:
    """References that no longer lead where they did, and citations."""

    def stale(name: str, sources: str, plant: Planter) -> Rule:
        return Rule(name, sources, plant, "reference", "warning")

    yield stale("new 款 before a cited one", "mainland mainland", article_amendments.paragraph_before_cited)
    yield stale("new 項 before a cited one", "taiwan taiwan", article_amendments.paragraph_before_cited)
    yield stale("new 项 before a cited one", "mainland mainland", article_amendments.item_before_cited)
    yield stale("new 款 before a cited one", "taiwan taiwan", article_amendments.item_before_cited)
    yield stale("one reference not followed", "mainland mainland taiwan", article_amendments.reference_left)
    article = r"《[^》\n]+》(?P<it>第(?P<n>[二三四五六七八九]?十?[一二三四五六七八九])条)"
    yield Rule(
        "article of another law",
        "mainland notices",
        swap(article, lambda m, _: f"第{m['n'][:-1]}{'二' if m['n'][-1] != '二' else '四'}条"),
        "citation",
    )
    cited = r"(?:依照|按照|根据|依据)(?P<it>《(?!中华人民共和国审计法)[^》\n]{3,30}》)(?![（(〔第])"
    yield Rule("another law cited", "mainland notices", swap(cited, "《中华人民共和国审计法》"), "citation")
    named = r"依(?P<it>(?!本)[^。；，、\n之本依]{2,6}法)(?=(?:之|有關|相關)?規定)"
    yield Rule("another law cited", "taiwan taiwan", swap(named, "行政執行法"), "citation")


def rules_of_words() -> Iterator[Rule]:
    """Terms and marks, and edits that change no wording."""
    yield Rule("term replaced", "mainland mainland taiwan", amendments.term_replaced, "term", "info")
    yield Rule(
        "、 → ，",
        "mainland taiwan reports",
        swap(r"[^、，。\n一二三四五六七八九十　（）]{2,6}(?P<it>、)(?=[^、，。\n]{4,12}。)", "，"),
        "punctuation",
        "info",
    )
    yield Rule(
        "、 dropped",
        "mainland notices",
        swap(r"(?:乡|市|区|省|州)(?P<it>、)(?=镇|县|市|自治)", ""),
        "punctuation",
        "info",
    )
    yield Rule("sentence moved", "mainland mainland taiwan notices", amendments.sentence_moved)
    yield Rule("articles merged", "mainland taiwan taiwan", article_amendments.articles_merged)
    yield Rule("wrapped anew", "mainland taiwan notices plans reports", amendments.wrapped, forbidden="any")
