"""What a change means: one row a kind of change, as a policy analyst would say it; and changes that mean nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from opencc import OpenCC

from policydiff.comparison.engine import compare
from policydiff.comparison.findings.collect import FINDING_KINDS, find_findings
from policydiff.comparison.hunks import hunks
from policydiff.comparison.result import Change, Comparison, Finding, UnitChange, UnitReference, Version
from policydiff.messages import Message
from policydiff.readers.read import read_file
from policydiff.structure.numbering import read_label
from policydiff.text.document import Document
from policydiff.text.normalisation import normalised
from policydiff.text.spans import Span

TO_TRADITIONAL = OpenCC("s2t").convert
Row = tuple[str | None, str | None]


def compared(rows: Sequence[Row]) -> Comparison:
    """The comparison of units given as (old, new) in the order of the new text; None where a side has none."""
    old, new = (Document.from_text("".join(row[side] or "" for row in rows)) for side in (0, 1))
    at = [0, 0]
    units = []
    for row in rows:
        pieces: list[UnitReference | None] = []
        for side, document in ((0, old), (1, new)):
            text = row[side]
            if text is None:
                pieces.append(None)
                continue
            span = Span(at[side], at[side] + len(text))
            label = read_label(text)
            name = label.text if label else None
            heading = text[label.end :].partition("\n")[0] if label and label.text.endswith("、") else None
            pieces.append(UnitReference(name, heading, (name,) if name else (), span, document.lines.numbers(span)))
            at[side] = span.end
        units.append(changed(pieces[0], pieces[1], row))
    return Comparison(version(old), version(new), tuple(units), (), (), True, 0.9)


def version(document: Document) -> Version:
    return Version(document, None, None, None, None, "article")


def changed(before: UnitReference | None, after: UnitReference | None, row: Row) -> UnitChange:
    if before is None or after is None or row[0] is None or row[1] is None:
        return UnitChange("added" if before is None else "removed", before, after)
    found = hunks(row[0], row[1], before.span.start, after.span.start)
    bodies = [text.removeprefix(piece.label or "") for text, piece in ((row[0], before), (row[1], after))]
    change: Change = "unchanged" if bodies[0] == bodies[1] else "edited"
    return UnitChange(change, before, after, renumbered=before.label != after.label, hunks=found)


def told(rows: Sequence[Row]) -> list[tuple[str, str, str]]:
    """Word, message and note of each finding."""
    return [(each.lead_word, str(each.message), str(each.note)) for each in findings(rows)]


def findings(rows: Sequence[Row]) -> tuple[Finding, ...]:
    comparison = compared(rows)
    found = find_findings(comparison)
    for each in found:
        assert each.kind in FINDING_KINDS
        for quote, version in ((each.old, comparison.old), (each.new, comparison.new)):
            assert quote is None or version.document.text[quote.span.start : quote.span.end] == quote.text
    return found


# --- one change in one sentence

CHANGES = [
    # numbers, with what they count and by how much
    ("建设23个苗木研发中心。", "建设25个苗木研发中心。", ("number", "苗木研发中心 23个 → 25个", "+2")),
    ("要建成8-10个县级档案馆。", "要建成10-12个县级档案馆。", ("number", "县级档案馆 8-10个 → 10-12个", "up")),
    (
        "林木覆盖率达到百分之三十。",
        "林木覆盖率达到百分之二十八。",
        ("number", "林木覆盖率 百分之三十 → 百分之二十八", "-2"),
    ),
    ("补助资金2亿元。", "补助资金9000万元。", ("money", "补助资金 2亿元 → 9000万元", "down")),
    # dates and deadlines
    (
        "应当自受理之日起三十日内答复。",
        "应当自受理之日起六十日内答复。",
        ("deadline", "答复 三十日内 → 六十日内", "longer"),
    ),
    (
        "本办法自2025年3月1日起施行。",
        "本办法自2026年1月1日起施行。",
        ("date", "施行 2025年3月1日 → 2026年1月1日", "later"),
    ),
    # penalties
    (
        "处五千元以上三万元以下罚款。",
        "处一万元以上十万元以下罚款。",
        ("penalty", "五千元以上三万元以下罚款 → 一万元以上十万元以下罚款", "up"),
    ),
    (
        "违反规定的,处一万元以上五万元以下罚款。",
        "违反规定的,处货值金额五倍以上十倍以下罚款。",
        ("penalty", "一万元以上五万元以下罚款 → 五倍以上十倍以下罚款", ""),
    ),
    ("情节严重的,给予警告。", "情节严重的,给予警告,吊销许可证。", ("penalty", "new: 吊销许可证", "")),
    # strength of duties
    (
        "对存在问题要认真整改。",
        "对存在问题可以视情况整改。",
        ("weaker", "要认真整改 → 可以视情况整改", "要 → 可以, discretion added"),
    ),
    ("经营者应当备案。", "经营者可以备案。", ("weaker", "应当备案 → 可以备案", "应当 → 可以")),
    ("经营者可以备案。", "经营者应当备案。", ("stronger", "可以备案 → 应当备案", "可以 → 应当")),
    ("苗木不得转让。", "苗木可以转让。", ("weaker", "不得转让 → 可以转让", "不得 → 可以, prohibition gone")),
    ("苗木不得转让给他人。", "苗木转让给他人。", ("weaker", "不得转让给他人 → 转让给他人", "prohibition gone")),
    ("苗木转让给他人。", "苗木不得转让给他人。", ("stronger", "转让给他人 → 不得转让给他人", "now prohibited")),
    (
        "各镇应当建立台账。",
        "各镇原则上应当建立台账。",
        ("weaker", "各镇原则上应当建立台账", "原则上 added, discretion added"),
    ),
    # who does it
    (
        "我厅要成立工作小组。",
        "自治区发展改革委要成立工作小组。",
        ("agency", "我厅 → 自治区发展改革委", "who must 成立工作小组"),
    ),
    (
        "由国务院渡运主管部门颁发证书。",
        "由省、自治区、直辖市人民政府渡运主管部门颁发证书。",
        ("agency", "国务院渡运主管部门 → 省、自治区、直辖市人民政府渡运主管部门", "who: 颁发证书"),
    ),
    # what is cited
    (
        "依照《青槐县水利条例》执行。",
        "依照《青槐县河道条例》执行。",
        ("citation", "《青槐县水利条例》 → 《青槐县河道条例》", ""),
    ),
    # marks
    (
        "由乡镇、街道办理登记手续。",
        "由乡镇街道办理登记手续。",
        ("punctuation", "由乡镇、街道办理登 → 由乡镇街道办理登", "、 dropped (enumeration comma)"),
    ),
]


@pytest.mark.parametrize(("before", "after", "says"), CHANGES)
def test_a_change_is_said_with_its_meaning(before: str, after: str, says: tuple[str, str, str]) -> None:
    assert told([(f"第三条　{before}\n", f"第三条　{after}\n")]) == [says]


@pytest.mark.parametrize(("before", "after", "says"), CHANGES)
def test_both_scripts_find_the_same(before: str, after: str, says: tuple[str, str, str]) -> None:
    row = (TO_TRADITIONAL(f"第三条　{before}\n"), TO_TRADITIONAL(f"第三条　{after}\n"))
    word, message, _ = says
    assert [(each[0], each[1]) for each in told([row])] == [(word, TO_TRADITIONAL(message))]


@pytest.mark.parametrize(("before", "after", "says"), CHANGES[:3])
def test_the_new_script_quotes_its_own(before: str, after: str, says: tuple[str, str, str]) -> None:
    (only,) = findings([(f"第三条　{before}\n", TO_TRADITIONAL(f"第三条　{after}\n"))])
    assert only.lead_word == says[0]
    assert only.new is not None
    assert only.new.text == TO_TRADITIONAL(only.new.text)


@pytest.mark.parametrize(("before", "after", "says"), CHANGES)
def test_what_is_quoted_is_a_part_and_no_template(before: str, after: str, says: tuple[str, str, str]) -> None:
    (only,) = findings([(f"第三条　{before}\n", f"第三条　{after}\n")])
    written = "".join(templates(only.message) + templates(only.note))
    assert not any("一" <= character <= "鿿" or character.isdecimal() for character in re.sub(r"{[^}]*}", "", written))


def templates(said: Message) -> list[str]:
    return [said.template, *(each for _, part in said.parts if isinstance(part, Message) for each in templates(part))]


@pytest.mark.parametrize(("before", "after", "says"), [change for change in CHANGES if change[2][0] != "punctuation"])
def test_the_same_in_either_script_is_told_once(before: str, after: str, says: tuple[str, str, str]) -> None:
    plain = (f"第三条　{before}\n", f"第三条　{after}\n")
    traditional = (TO_TRADITIONAL(f"第四条　{before}\n"), TO_TRADITIONAL(f"第四条　{after}\n"))
    (only,) = findings([plain, traditional])
    assert (only.unit, only.also) == (0, (1,))


NOTHING = [
    ("经营者应当备案。", "经营者應當備案。"),
    ("经营者应当备案,并公示。", "经营者应当备案，并公示。"),
    ("经营者应当备案。", "经营者 应当备案。"),
    ("应当于五日内备案。", "应当于5日内备案。"),
    ("经营者应备案。", "经营者应当备案。"),
    ("覆盖率达到百分之三十。", "覆盖率达到30%。"),
    ("加强宣传教育工作。", "加强教育宣传工作。"),
    ("应当在十日内通知船员。", "应当在十天内通知船员。"),
    ("对被判处罚金的罪犯加强教育。", "对罪犯加强教育。"),
    ("自停业之日起不满三年。", "自被吊销执照、责令关闭之日起不满三年。"),
    ("由渡运站记入档案。", "由作出吊销执照决定的渡运站记入档案。"),
    ("登记期满时,由渡运站接收。", "拘留期满时,由渡运站接收。"),
    ("渡船所有人和其他任何人不得转让船票。", "严禁渡船所有人和其他任何人转让船票。"),
    ("报名的居民应当登记。", "报名且未被开除的居民应当登记。"),
    ("认为有害的苗木应当登记。", "认为不可供种植的苗木应当登记。"),
]


@pytest.mark.parametrize(("before", "after"), NOTHING)
def test_a_change_without_substance_is_no_finding(before: str, after: str) -> None:
    assert told([(f"第三条　{before}\n", f"第三条　{after}\n")]) == []


# --- sentences and whole units


def test_a_sentence_gone_is_said_once() -> None:
    row = ("三、推广\n开展科普活动。提高全民素质。\n", "三、推广\n开展科普活动。\n")
    assert told([row]) == [("sentence", "gone: “提高全民素质。”", "")]


def test_a_sentence_that_moved_to_another_unit_is_not_gone() -> None:
    rows = [
        ("三、推广\n开展科普活动。提高全民科学素质。\n", "三、推广\n开展科普活动。\n"),
        ("四、保障\n落实专项经费。\n", "四、保障\n落实专项经费。提高全民科学素质。\n"),
    ]
    assert told(rows) == []


@pytest.mark.parametrize(
    ("penalty", "is_told"),
    [
        ("吊销其渡运经营许可证", False),
        ("应当责令停产停业整顿", False),  # nor is the duty told
        ("吊销许可证", True),  # too short
        ("处一千元以下罚款", True),  # an amount
    ],
)
def test_a_penalty_that_moved_to_another_unit_is_told_if_it_has_an_amount(penalty: str, is_told: bool) -> None:
    gone = (f"第三条　渡船不得超载。\n情节严重的,{penalty}。\n", "第三条　渡船不得超载。\n")
    new = ("第四条　船票应当实名。\n", f"第四条　船票应当实名。\n逾期不登记的,{penalty}。\n")
    both = [("penalty", f"gone: {penalty}", ""), ("penalty", f"new: {penalty}", "")]
    assert told([gone, new]) == (both if is_told else [])


def test_new_text_gives_its_target_and_not_its_words() -> None:
    row = (
        "六、园区\n发挥园区作用,加快二次创业,培育一批企业。\n",
        "六、园区\n以园区为载体,推进二次创业,年内认定农产品加工企业30家以上,健全服务平台。\n",
    )
    assert told([row]) == [("number", "new target: 年内认定农产品加工企业30家以上", "")]


ADDED = (
    "十、经费监管\n项目承担单位应当于每年12月31日前报送经费使用情况,不得挤占、挪用科技经费。"
    "对研发中心经费实行专账管理。\n"
)


def test_an_added_unit_brings_duties_and_deadlines() -> None:
    assert told([(None, ADDED)]) == [
        ("duty", "new: 应当…报送经费使用情况; 不得挤占、挪用科技经费; 实行专账管理", ""),
        ("deadline", "new: 每年12月31日前 报送经费使用情况", ""),
    ]


def test_a_removed_unit_takes_its_prohibitions_away() -> None:
    found = findings([("第五条　苗木不得转让。\n", None)])
    assert [(each.severity, str(each.message), str(each.note)) for each in found] == [
        ("warning", "gone: 不得转让", "prohibition gone")
    ]


def test_the_same_finding_in_two_units_is_said_once() -> None:
    row = ("建设23个苗木研发中心。\n", "建设25个苗木研发中心。\n")
    (only,) = findings([(f"{label}、总则\n" + row[0], f"{label}、总则\n" + row[1]) for label in "二五"])
    assert (only.unit, only.also) == (0, (1,))


def test_a_measure_that_went_to_another_unit_is_not_gone() -> None:
    measure = "情节严重的,依法追究刑事责任。"
    assert (
        told(
            [
                (f"第二条　甲类苗木可以登记。{measure}\n", "第二条　甲类苗木可以登记。\n"),
                ("第三条　乙类渡船可以停靠。\n", "第三条　乙类渡船可以停靠。造成重大损失的,依法追究刑事责任。\n"),
            ]
        )
        == []
    )


def test_a_quotation_begins_behind_markdown() -> None:
    (only,) = told([("**第三条**　苗木应当登记。\n", "**第三条**　苗木应当登记。**登记不收费用。**\n")])
    assert only[1] == "new: “登记不收费用。”"


def test_severest_first_then_in_reading_order() -> None:
    rows = [
        ("第一条　由乡镇、街道办理登记手续。\n", "第一条　由乡镇街道办理登记手续。\n"),
        ("第二条　建设23个研发中心。\n", "第二条　建设25个研发中心。\n"),
        ("第三条　苗木不得转让给他人。\n", "第三条　苗木转让给他人。\n"),
        ("第四条　应当自受理之日起三十日内答复。\n", "第四条　应当自受理之日起六十日内答复。\n"),
    ]
    assert [(each.severity, each.unit) for each in findings(rows)] == [
        ("warning", 2),
        ("warning", 3),
        ("notice", 1),
        ("info", 0),
    ]


# --- terms


def test_a_term_replaced_throughout_is_said_once_with_its_exceptions() -> None:
    rows: list[Row] = [
        (f"第{label}条　召开股东大会{tail}。\n", f"第{label}条　召开股东会{tail}。\n")
        for label, tail in (("一", "会议"), ("二", "并记录"), ("三", "以决议"))
    ]
    rows = [
        (before.replace("召开", verb), after.replace("召开", verb))
        for verb, (before, after) in zip("经由在", rows, strict=True)
        if before and after
    ]
    rows.append(("第四条　报股东大会备查。\n",) * 2)
    (only,) = findings(rows)
    assert (only.kind, str(only.message), str(only.note)) == (
        "term",
        "股东大会 → 股东会, 3 times",
        "still 股东大会 in 第四条",
    )
    assert (only.severity, only.unit, only.also) == ("info", 0, (1, 2))


def test_an_agency_renamed_throughout_is_said_once() -> None:
    rows: list[Row] = [
        (f"第{label}条　{duty}由县水务局负责。\n", f"第{label}条　{duty}由县水利局负责。\n")
        for label, duty in (("一", "河道"), ("二", "水库"), ("三", "堤坝"), ("四", "灌渠"))
    ]
    (only,) = findings(rows)
    assert (only.kind, only.severity, only.also) == ("agency", "warning", (1, 2, 3))


def test_regional_twins_are_said_and_no_more() -> None:
    (only,) = findings([("第一條　建置資訊平臺。\n", "第一条　建置信息平台。\n")])
    assert (only.kind, only.severity, str(only.message)) == ("term", "info", "資訊 → 信息")


# --- cross references

ARTICLES = {
    "登记": "船舶所有人应当向镇渡运站登记",
    "检验": "渡船每半年接受一次检验",
    "培训": "渡工上岗前参加培训",
}


def articles(*bodies: str) -> list[str]:
    return [f"第{number}条　{body}。\n" for number, body in zip("一二三四五六七八九", bodies, strict=False)]


def test_a_reference_that_did_not_follow_is_to_be_checked() -> None:
    cites = "违反本办法第二条规定的,责令改正"
    old = articles(ARTICLES["登记"], ARTICLES["检验"], cites)
    new = articles(ARTICLES["登记"], ARTICLES["培训"], ARTICLES["检验"], cites)
    rows: list[Row] = [(old[0], new[0]), (None, new[1]), (old[1], new[2]), (old[2], new[3])]
    (only,) = [each for each in findings(rows) if each.kind == "reference"]
    assert (only.severity, str(only.message)) == ("warning", "check “违反本办法第二条规定的,责令改正”")
    assert str(only.note) == "第二条 is now “渡工上岗前参加培训…”; what it cited is 第三条 (was 第二条)"


def test_a_reference_is_checked_though_its_sentence_was_edited_elsewhere() -> None:
    old = articles(ARTICLES["登记"], ARTICLES["检验"], "违反本办法第二条规定的,由县水务局责令改正")
    new = articles(ARTICLES["登记"], ARTICLES["培训"], ARTICLES["检验"], "违反本办法第二条规定的,由县水利局责令改正")
    rows: list[Row] = [(old[0], new[0]), (None, new[1]), (old[1], new[2]), (old[2], new[3])]
    (only,) = [each for each in findings(rows) if each.kind == "reference"]
    assert only.severity == "warning"


def test_a_reference_that_followed_is_only_counted() -> None:
    old = articles(ARTICLES["登记"], ARTICLES["检验"], "违反第二条规定的,责令改正")
    new = articles(ARTICLES["登记"], ARTICLES["培训"], ARTICLES["检验"], "违反第三条规定的,责令改正")
    rows: list[Row] = [(old[0], new[0]), (None, new[1]), (old[1], new[2]), (old[2], new[3])]
    (only,) = [each for each in findings(rows) if each.kind == "reference"]
    assert (only.severity, str(only.message), str(only.note)) == ("info", "第二条 → 第三条", "follows the renumbering")


def test_a_reference_to_a_removed_article_is_to_be_checked() -> None:
    old = articles(ARTICLES["登记"], "违反第三条规定的,责令改正", ARTICLES["检验"])
    new = articles(ARTICLES["登记"], "违反第三条规定的,责令改正")
    (only,) = [
        each for each in findings([(old[0], new[0]), (old[1], new[1]), (old[2], None)]) if each.kind == "reference"
    ]
    assert (only.severity, str(only.note)) == ("warning", "there is no 第三条 now; what it cited was removed")


def test_a_reference_changed_to_another_place_is_said() -> None:
    old = articles(ARTICLES["登记"], ARTICLES["检验"], "违反第一条规定的,责令改正")
    new = articles(ARTICLES["登记"], ARTICLES["检验"], "违反第二条规定的,责令改正")
    (only,) = findings(list(zip(old, new, strict=True)))
    assert (only.kind, only.severity, str(only.message)) == ("reference", "notice", "第一条 → 第二条")


SECTIONS = [
    ("三、总体安排\n统筹推进各项工作。\n", "三、总体安排\n统筹推进各项工作。\n"),
    ("六、实施品牌战略\n推动地理标志保护。\n", "四、实施品牌战略\n推动地理标志保护。\n"),
    ("四、加强基础能力\n抓好茶叶研发中心建设。\n", "五、加强基础能力\n抓好茶叶研发中心建设。\n"),
    ("五、完善服务体系\n培训乡土人才。\n", "六、完善服务体系\n培训乡土人才。\n"),
]


@pytest.mark.parametrize(
    ("sentence", "notes"),
    [
        (
            "按照本文件第四部分的要求,对茶叶研发中心经费从严管理。",
            ["四 is now 实施品牌战略; 茶叶研发中心 is in 五 (was 四)"],
        ),
        ("按照本文件第五部分的要求,对茶叶研发中心经费从严管理。", []),
        ("按照本文件第四部分的要求,做好地理标志保护经费管理。", []),
        ("按照《青槐县规划》第四部分的要求,对茶叶研发中心经费从严管理。", []),
        ("按照本文件第三部分的要求,对茶叶研发中心经费从严管理。", []),
    ],
)
def test_a_reference_in_new_text_is_judged_by_the_words_round_it(sentence: str, notes: list[str]) -> None:
    rows: list[Row] = [*SECTIONS, (None, f"七、强化监管\n{sentence}\n")]
    found = [each for each in findings(rows) if each.kind == "reference"]
    assert [str(each.note) for each in found] == notes
    assert all(each.severity == "warning" and str(each.message).startswith("check “") for each in found)


@pytest.mark.parametrize("numerals", ["壹貳參肆伍陸柒捌", "壹贰叁肆伍陆柒捌"])
def test_a_section_numbered_in_formal_numerals_is_a_part(numerals: str) -> None:
    formal = str.maketrans("一二三四五六七八", numerals)
    rows: list[Row] = [(old and formally(old, formal), new and formally(new, formal)) for old, new in SECTIONS]
    rows.append((None, f"{numerals[6]}、强化监管\n按照本文件第四部分的要求,对茶叶研发中心经费从严管理。\n"))
    (only,) = [each for each in findings(rows) if each.kind == "reference"]
    assert str(only.note) == "四 is now 实施品牌战略; 茶叶研发中心 is in 五 (was 四)"


def test_an_item_under_a_formal_numeral_is_no_part() -> None:
    added = "貳、社工員應每季訪視申請人住居所，製作紀錄，並保存五年。\n"
    old = (
        "雲汐縣補助要點\n\n壹、申請人應檢具申請書及身分證明文件向公所提出。\n貳、津貼按月發給，匯入申請人帳戶。\n參、附則\n"
        "一、依本要點第二部分發給之津貼，不得扣押。\n二、本要點自發布日施行。\n"
    )
    new = old.replace("參、", "肆、").replace("貳、津貼", f"{added}參、津貼")
    found = compare(*(Document.from_text(text) for text in (old, new))).findings
    (only,) = [each for each in found if each.kind == "reference"]
    assert str(only.note) == "二 is now “社工員應每季訪視申請人住居所…”; what it cited is 三 (was 二)"


def formally(section: str, formal: dict[int, int]) -> str:
    """A section with its number in formal numerals."""
    return section[0].translate(formal) + section[1:]


@pytest.mark.parametrize("cite", ["《水路条例》第二条", "刑法第二条", "《水路条例》第一条、第二条", "同法第二条"])
def test_references_to_other_documents_are_left_alone(cite: str) -> None:
    cites = f"依照{cite}的规定处理"
    old = articles(ARTICLES["登记"], ARTICLES["检验"], cites)
    new = articles(ARTICLES["登记"], ARTICLES["培训"], ARTICLES["检验"], cites)
    rows: list[Row] = [(old[0], new[0]), (None, new[1]), (old[1], new[2]), (old[2], new[3])]
    assert [each for each in findings(rows) if each.kind == "reference"] == []


# --- shapes of comparisons


def test_unrelated_documents_have_no_findings() -> None:
    comparison = compared([("第一条　苗木不得转让。\n", None), (None, "第一条　应当登记。\n")])
    apart = Comparison(comparison.old, comparison.new, comparison.units, (), (), False, 0.0)
    assert find_findings(apart) == ()


def test_a_split_article_loses_nothing() -> None:
    old = Document.from_text("第一条　渡船应当检验。渡工不得超载。\n")
    new = Document.from_text("第一条　渡船应当检验。\n第二条　渡工不得超载。\n")
    half = new.text.index("第二条")

    def piece(label: str, start: int, end: int, document: Document) -> UnitReference:
        return UnitReference(label, None, (label,), Span(start, end), document.lines.numbers(Span(start, end)))

    whole = piece("第一条", 0, len(old.text), old)
    units = (
        UnitChange("split", whole, piece("第一条", 0, half, new)),
        UnitChange("split", whole, piece("第二条", half, len(new.text), new), main=False),
    )
    assert find_findings(Comparison(version(old), version(new), units, (), (), True, 0.9)) == ()


def test_a_replaced_unit_is_told_as_gone_and_new() -> None:
    rows: list[Row] = [("第一条　苗木不得转让。\n", "第一条　渡工应当参加培训。\n")]
    comparison = compared(rows)
    unit = comparison.units[0]
    replaced = UnitChange("replaced", unit.old, unit.new)
    found = find_findings(Comparison(comparison.old, comparison.new, (replaced,), (), (), True, 0.5))
    assert [str(each.message) for each in found] == ["gone: 不得转让", "new: 应当参加培训"]


def test_lines_wrapped_at_a_page_are_read_through() -> None:
    filler = (
        "渡船所有人按照县里的统一部署开展自查并将自查情况逐级\n汇总之后送到渡运站再由渡运站归入当年卷宗妥善保管以备\n"
    )
    text = "第三条　" + filler * 6 + "违反规定的处一千元以下罚\n款。\n"
    found = told([(text, text.replace("一千元", "五千元"))])
    assert [(word, note) for word, _, note in found] == [("penalty", "up")]


def test_a_bracket_in_a_name_is_read_through_where_the_line_was_wrapped() -> None:
    filler = (
        "渡船所有人按照县里的统一部署开展自查并将自查情况逐级\n汇总之后送到渡运站再由渡运站归入当年卷宗妥善保管以备\n"
    )
    old = "第三条　" + filler * 6 + "违反规定的由国务院渡运主管\n部门责令改正。\n"
    new = "第三条　" + filler * 6 + "违反规定的由国务院农业农村\n(畜牧渡运)主管部门责令改正。\n"
    (only,) = told([(old, new)])
    assert only == ("agency", "国务院渡运主管部门 → 国务院农业农村(畜牧渡运)主管部门", "who: 责令改正")


@pytest.mark.corpus
def test_the_twelve_edits_of_the_trial_in_either_script(corpora: Path) -> None:
    old, plain, half = (read_file(str(corpora / "trial" / name)) for name in ("old.txt", "new_s.txt", "new.txt"))
    found = [compare(old, new).findings for new in (plain, half)]
    assert [each.lead_word for each in found[0]] == [
        *("weaker", "agency", "reference"),
        *("number", "number", "number", "duty", "deadline", "sentence"),
    ]
    assert [normalised(str(each.message)) for each in found[0]] == [normalised(str(each.message)) for each in found[1]]
    assert [(each.unit, each.also) for each in found[0]] == [(each.unit, each.also) for each in found[1]]


@pytest.mark.corpus
def test_quotations_stand_where_they_are_said_to(corpora: Path) -> None:
    for folder in sorted((corpora / "versions-tw").iterdir())[:12]:
        old, new = (read_file(str(folder / name)) for name in ("old.txt", "new.txt"))
        for each in compare(old, new).findings:
            for quote, document in ((each.old, old), (each.new, new)):
                assert quote is None or document.text[quote.span.start : quote.span.end] == quote.text
