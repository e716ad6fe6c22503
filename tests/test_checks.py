"""The rules of check: what each finds, and above all what it lets pass."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policydiff.check import Finding, Subject, findings_in
from policydiff.checks import RULES
from policydiff.checks.damage import PAIRS
from policydiff.document import Document
from policydiff.readers.corpus import Source

SAMPLES = Path(__file__).resolve().parent.parent / "samples"
SOURCE = Source("a.txt", "a.txt", "a.txt")
PROSE = (
    "各县区应当在每年三月底前完成渔港设施的登记，并将结果报市人民政府备案。",
    "对逾期不报的单位，由市海洋主管部门责令改正，并在全市范围内通报批评。",
    "登记所需经费列入年度预算，任何单位和个人不得截留、挪用或者变相收费。",
    "市人民政府鼓励社会资本参与码头的建设和管理，具体办法由市财政部门制定。",
    "有关部门应当建立巡查制度，发现险情的，在二十四小时内向上级机关报告。",
)
TRADITIONAL = (
    "各縣區應當在每年三月底前完成漁港設施的登記，並將結果報市政府備查。",
    "對逾期不報的單位，由市海洋主管機關責令改正，並在全市範圍內通報。",
    "登記所需經費列入年度預算，任何單位和個人不得截留、挪用或變相收費。",
    "市政府鼓勵社會資本參與碼頭的建設和管理，具體辦法由市財政單位訂定。",
    "有關單位應當建立巡查制度，發現險情的，在二十四小時內向上級機關報告。",
)
BODY = "\n".join(PROSE) + "\n"


def found(name: str, text: str) -> list[Finding]:
    """What one rule finds in a text."""
    rule = RULES[name]
    return list(findings_in(Subject(Document.from_text(text, "a.txt")), SOURCE, [rule], {name: rule.severity}))


def told(name: str, text: str) -> list[tuple[tuple[int, int], str]]:
    """The lines and messages of what one rule finds."""
    return [(each.lines, each.message) for each in found(name, text)]


def only(name: str, text: str) -> Finding:
    """The one finding of a rule."""
    (finding,) = found(name, text)
    return finding


# ------------------------------------------------------------------------------------------ all rules


@pytest.mark.parametrize("sample", sorted(SAMPLES.glob("*.txt")), ids=lambda path: path.name)
def test_the_samples_have_the_faults_they_were_written_with_and_no_others(sample: Path) -> None:
    expected = {"work-plan-twice.txt": {"pasted-copy"}, "notice-near-copy.txt": {"pasted-copy", "missing-attachment"}}
    text = sample.read_text(encoding="utf-8")
    assert {name for name in RULES if RULES[name].find and found(name, text)} == expected.get(sample.name, set())


@pytest.mark.parametrize("name", RULES)
@pytest.mark.parametrize("text", ["", " \n\u3000\n", "\n" * 50, "a", "。" * 200, "一" * 3000, "第" * 3000, "附" * 300])
def test_no_rule_minds_what_is_next_to_nothing(name: str, text: str) -> None:
    if RULES[name].find is not None:
        for finding in found(name, text):
            assert finding.rule == name
            assert 0 <= finding.span.start <= finding.span.end <= len(text)


@given(
    st.text(st.sampled_from("第一二三条章附件：《》(）\n 。，本法所来源#\u200b\ufffd壹号令锟斤拷國国"), max_size=300)
)
def test_every_finding_stands_in_the_text(text: str) -> None:
    subject = Subject(Document.from_text(text, "a.txt"))
    severities = {name: rule.severity for name, rule in RULES.items()}
    findings = list(findings_in(subject, SOURCE, RULES.values(), severities))
    assert findings == sorted(findings, key=lambda each: (each.span, each.rule, each.message))
    for each in findings:
        assert each.span.end <= len(text)
        assert 1 <= each.lines[0] <= each.lines[1] <= max(1, len(subject.document.lines))
        assert len(each.fingerprint) == 32
        starts = subject.document.lines.starts
        assert each.columns[0] == each.span.start - starts[each.lines[0] - 1] + 1


def test_a_fingerprint_neither_moves_with_the_lines_nor_with_white_space() -> None:
    text = f"{BODY}登记\u200b办法自发布之日起执行。\n"
    moved = f"标题\n\n{BODY}\n\n登记\u200b办法自发布之日起执行。\n"
    other = f"{BODY}登记\u200b细则自发布之日起执行。\n"
    prints = [only("hidden-character", each).fingerprint for each in (text, moved, other)]
    assert prints[0] == prints[1] != prints[2]


# ------------------------------------------------------------------------------------------ mojibake


def misread(text: str, right: str, wrong: str) -> str:
    """The text as whoever takes one encoding for another sees it."""
    raw = text.encode(right)
    if wrong == "windows-1252":
        return "".join(bytes([b]).decode("cp1252") if b not in b"\x81\x8d\x8f\x90\x9d" else chr(b) for b in raw)
    return raw.decode(wrong, "replace")


def written(right: str) -> Sequence[str]:
    """Prose that an encoding can write."""
    return TRADITIONAL if right == "big5hkscs" else PROSE


@pytest.mark.parametrize(("wrong", "right"), PAIRS)
@pytest.mark.parametrize("before", [0, 3, 40])
def test_text_in_the_wrong_encoding_is_found_from_where_it_begins(wrong: str, right: str, before: int) -> None:
    prose = list(written(right))
    clean = [prose[number % 5] for number in range(before)]
    damaged = [misread(line, right, wrong).replace("\n", " ").replace("\r", " ") for line in prose]
    finding = only("mojibake", "\n".join([*clean, *damaged]))
    assert abs(finding.lines[0] - (before + 1)) <= 1
    assert "read as" in finding.message
    assert "to the end" in finding.message


def test_mojibake_says_what_it_would_read_as() -> None:
    finding = only("mojibake", f"{BODY}{misread(PROSE[1], 'utf-8', 'gb18030')}\n{BODY}")
    assert finding.message.startswith("UTF-8 read as GB18030, ")
    assert "不报的单位，由市海洋主管部门责令改正" in finding.message
    assert finding.lines == (6, 6)


def test_damage_in_two_places_is_told_twice_and_in_neighbouring_lines_once() -> None:
    damaged = misread(PROSE[1], "utf-8", "gb18030")
    apart = found("mojibake", f"{BODY}{damaged}\n{BODY * 5}{damaged}\n{BODY}")
    assert [each.lines for each in apart] == [(6, 6), (32, 32)]
    assert [each.lines for each in found("mojibake", f"{BODY}{damaged}\n{PROSE[0]}\n{damaged}\n{BODY}")] == [(6, 8)]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("各县区应当在三月底前完成登\ufffd\ufffd，并报市政府。", "lost in a conversion"),
        (
            "各县区应当\ufffd在三月\ufffd底前。",
            "lost in a conversion: what stood here cannot be known from the text, 2 times",
        ),
        ("联系人：锟斤拷锟斤拷，电话另行通知。", "lost in a conversion"),
        ("各县区应当(cid:31)(cid:30)三月底前完成登记。", "glyph numbers of a PDF"),
    ],
)
def test_what_a_conversion_lost_is_found(text: str, said: str) -> None:
    assert said in only("mojibake", text).message


@pytest.mark.parametrize(
    "text",
    [
        BODY,
        "\n".join(TRADITIONAL),
        "苯、甲苯、二甲苯、氯苯、苊、苉、䓛、荧蒽、苝、蒽、菲、芘、芴、氡、氘、氚、氪、氙",
        "鸛、鷺、鷸、鷗、鴴、鵟、鵰、鸕鶿、鵜鶘、鸊鷉、鴇、鷓鴣、鸐雉",
        "これは海岸の施設に関する規則です。ただし、港湾の管理者が別に定める場合を除く。",
        "바다의 시설에 관한 규칙이다. 다만 항만 관리자가 따로 정하는 경우는 제외한다.",
        "Règlement général sur la sécurité des ports maritimes: déclaration, contrôle, délai.",
        "①②③④⑤⑥⑦⑧⑨⑩ ㈠㈡㈢ ℃ ㎡ ≥ ≤ ± × ÷ ∑ √ — … 《》〈〉「」『』",
        "联系人：喆、堃、镕、淼、犇、骉、麤、鑫、燚、垚、矞、翀",
        "各县区应当使用“€”和“—”等符号，不得使用‘其他’符号。",
    ],
    ids=range(10),
)
def test_what_is_rare_but_right_is_no_mojibake(text: str) -> None:
    assert told("mojibake", text) == []


# ------------------------------------------------------------------------------------------ hidden-character


@pytest.mark.parametrize(
    ("character", "said"),
    [
        ("\u200b", "U+200B zero width space"),
        ("\u202e", "U+202E right-to-left override"),
        ("\u2066", "U+2066 left-to-right isolate"),
        ("\ufeff", "U+FEFF zero width no-break space"),
        ("\xad", "U+00AD soft hyphen"),
        ("\ue5e5", "U+E5E5 a private-use character"),
        ("\U000f0001", "U+F0001 a private-use character"),
        ("\U000e0041", "U+E0041 tag latin capital letter a"),
        ("\x07", "U+0007 a control character"),
        ("\x9b", "U+009B a control character"),
        ("\u200d", "U+200D zero width joiner"),
    ],
)
def test_what_cannot_be_seen_is_named_and_counted(character: str, said: str) -> None:
    text = f"{PROSE[0]}\n各县区应当{character}完成登记。\n再次{character}登记。\n"
    finding = only("hidden-character", text)
    assert finding.message == f"{said}, 2 times"
    assert (finding.lines, [each.lines for each in finding.related]) == ((2, 2), [(3, 3)])


@pytest.mark.parametrize(
    "text",
    [
        f"{BODY}\t表格\u3000全角空格\xa0不断行空格\x0c换页\r\n",
        "表情👨\u200d👩\u200d👧\ufe0f不是隐藏字符",
        "نام\u200cها در فهرست",
        "क्\u200dष और",
    ],
    ids=range(4),
)
def test_what_a_script_needs_is_not_hidden(text: str) -> None:
    assert told("hidden-character", text) == []


# ------------------------------------------------------------------------------------------ mixed-script


def test_paragraphs_in_the_other_script_are_found() -> None:
    assert told("mixed-script", BODY + "\n".join(TRADITIONAL[:2]) + "\n" + BODY) == [
        ((6, 7), "2 lines in Traditional characters, in a document written in Simplified")
    ]
    text = "\n".join((*TRADITIONAL, *TRADITIONAL, PROSE[0]))
    assert told("mixed-script", text) == [
        ((11, 11), "1 line in Simplified characters, in a document written in Traditional")
    ]


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("各單位應壹是加強管理，二是統一部署。", "壹是"),
        ("為健全管理制度，各機關應統壹辦理登記，並依規定報備。", "統壹"),
        ("國傢機關應當加強係統建設。", "係統"),
        ("主席團由皇後大道出發，全長三公裏，沿線設站。", "公裏"),
        ("報經上級批準後施行。", "批準"),
        ("建立健全管理機製，改革行政體製。", "體製"),
        ("關於若幹問題的意見。", "若幹"),
    ],
)
def test_conversions_that_went_too_far_are_found(text: str, word: str) -> None:
    assert word in only("mixed-script", text).message


@pytest.mark.parametrize(
    "text",
    [
        BODY,
        "\n".join(TRADITIONAL),
        "\n".join((*TRADITIONAL, "説明：産業之發展，爲政府所重。")),
        f"{BODY}本办法由台灣某市參考，公司名称为「華遠」。\n",
        f"{BODY}罚款壹佰万元整（￥1000000.00），分贰期缴清。\n",
        "\n".join(
            (
                *TRADITIONAL,
                "壹、前言",
                "貳、目標",
                "預算之編製、執行。",
                "均係統一辦理。",
                "設廠機製，",
                "標準檢驗，才幹出眾。",
            )
        ),
        "皇后、后土、太后的称谓不变；干部、树干、干燥的写法不变。",
    ],
    ids=range(7),
)
def test_one_script_with_its_own_variants_is_not_mixed(text: str) -> None:
    assert told("mixed-script", text) == []


# ------------------------------------------------------------------------------------------ pastes


def test_a_pasted_copy_names_both_places() -> None:
    finding = only("pasted-copy", (SAMPLES / "work-plan-twice.txt").read_text(encoding="utf-8"))
    assert (finding.lines, finding.related[0].lines, finding.severity) == ((4, 31), (33, 60), "error")
    assert "dedupe leaves one out" in finding.message


def test_an_altered_copy_says_so() -> None:
    finding = only("pasted-copy", (SAMPLES / "notice-near-copy.txt").read_text(encoding="utf-8"))
    assert "altered in 1 place" in finding.message


def test_lawful_repetition_is_no_finding() -> None:
    text = (SAMPLES / "regulation-2015.txt").read_text(encoding="utf-8")
    assert told("pasted-copy", text) + told("possible-paste", text) == []


# ------------------------------------------------------------------------------------------ numbering


def articles(*numerals: str, chapters: dict[str, str] | None = None) -> str:
    """A regulation with these articles; `chapters` stand before the articles they are keyed by."""
    lines = ["云汐市渔港管理条例"]
    for place, numeral in enumerate(numerals):
        lines += [(chapters or {})[numeral]] if numeral in (chapters or {}) else []
        lines.append(f"第{numeral}条 {PROSE[place % 5]}")
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (articles("一", "二", "四", "五"), [((4, 4), "a number is missing: article 第二条 is followed by 第四条")]),
        (articles("一", "二", "六"), [((4, 4), "3 numbers are missing: article 第二条 is followed by 第六条")]),
        (articles("一", "二", "二", "三"), [((4, 4), "article 第二条 stands twice")]),
        (
            articles("一", "二", "三", "二", "四", "五"),
            [((5, 5), "the count goes back: article 第三条 is followed by 第二条")],
        ),
        (
            articles("一", "二", "三", "四", "三", "四", "五"),
            [((6, 6), "the count goes back: article 第四条 is followed by 第三条")],
        ),
        (
            articles("一", "二", "三", chapters={"一": "第一章 总则", "三": "第三章 附则"}),
            [((5, 5), "a number is missing: chapter 第一章 is followed by 第三章")],
        ),
        (
            articles("一", "二", "三", chapters={"一": "总则", "二": "第二章 登记", "三": "第三章 附则"}),
            [((4, 4), "the count begins with chapter 第二章")],
        ),
        (
            f"第一条 下列设施应当登记：\n（一）码头；\n（三）灯塔；\n（四）堤坝。\n第二条 {PROSE[0]}\n",
            [((3, 3), "a number is missing: item （一） is followed by （三）")],
        ),
        (
            f"一、登记\n{PROSE[0]}\n二、巡查\n{PROSE[1]}\n四、经费\n{PROSE[2]}\n",
            [((5, 5), "a number is missing: item 二、 is followed by 四、")],
        ),
    ],
    ids=range(9),
)
def test_breaks_of_the_count_are_found(text: str, expected: list[tuple[tuple[int, int], str]]) -> None:
    assert told("numbering", text) == expected


@pytest.mark.parametrize(
    "text",
    [
        articles("一", "二", "三", "三之一", "四"),
        articles("一", "二", "三", chapters={"一": "第一章 总则", "三": "第二章 附则"}),
        # a number that is there, but does not begin its line
        f"第一条 {PROSE[0]}第二条 {PROSE[1]}\n第三条 {PROSE[2]}\n",
        # items begin anew under each article, or count on under each heading
        f"第一条 下列设施：\n（一）码头；\n（二）灯塔。\n第二条 下列单位：\n（一）港口；\n（二）渔场。\n{BODY}",
        f"一、登记\n（一）{PROSE[0]}\n（二）{PROSE[1]}\n二、巡查\n（三）{PROSE[2]}\n（四）{PROSE[3]}\n",
        # an annex counts for itself
        f"{articles('一', '二', '三')}附件\n港口名录\n第一条 {PROSE[3]}\n第二条 {PROSE[4]}\n",
        # contents run into one line
        articles(
            "一", "二", "三", chapters={"一": "第一章 总则 第二章 登记 第三章 附则\n第一章 总则", "三": "第二章 附则"}
        ),
        # a book of a code
        articles("一百五十三", "一百五十四", "一百五十五"),
        # a citation at the beginning of a line
        f"第一条 {PROSE[0]}\n第二条 本条例\n第七条所称设施，依照下列规定。\n第三条 {PROSE[1]}\n",
        # articles that stand twice because they were pasted are not told once more
        (SAMPLES / "work-plan-twice.txt").read_text(encoding="utf-8"),
    ],
    ids=range(10),
)
def test_a_whole_count_is_no_finding(text: str) -> None:
    assert told("numbering", text) == []


# ------------------------------------------------------------------------------------------ truncated

CONTENTS = "目 录\n第一章 总则\n第二章 登记\n第三章 巡查\n第四章 附则\n\n"
NUMERALS = ("一", "二", "三", "四", "五", "六", "七", "八", "九")
HEADS = {"一": "第一章 总则", "三": "第二章 登记", "六": "第三章 巡查", "九": "第四章 附则"}
FORCE = "第十条 本条例自2016年5月1日起施行。\n"


def regulation(*numerals: str, contents: str = "") -> str:
    """A regulation in chapters, with a table of contents where it is given."""
    title, body = articles(*numerals, chapters=HEADS).split("\n", 1)
    return f"{title}\n{contents}{body}"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (regulation(*NUMERALS[:7], contents=CONTENTS), "the contents promise “第四章 附则”"),
        (regulation(*NUMERALS[:4], contents=CONTENTS), "the contents promise “第三章 巡查” and 1 more"),
        (regulation(*NUMERALS[:8]), "a law that ends with 第八条 and does not say when it comes into force"),
        (regulation(*NUMERALS) + "第十条 本条例自2016年5月1日起施行，", "ends in mid-sentence, with “，”"),
        (f"{BODY}{BODY}市人民政府应当在每年三月底前，将登记的结果报省人民政府备案并向社会", "without a closing mark"),
        (f"{BODY}有下列情形之一的，由市海洋主管部门（", "ends in mid-sentence, with “（”"),
    ],
)
def test_a_text_that_is_cut_off_is_found(text: str, said: str) -> None:
    assert said in only("truncated", text).message


@pytest.mark.parametrize(
    "text",
    [
        BODY,
        regulation(*NUMERALS) + FORCE,
        regulation(*NUMERALS, contents=CONTENTS) + FORCE,
        regulation(*NUMERALS) + FORCE + "附件\n渔港名录\n砚川渔港\n澜门渔港\n",
        f"{BODY}云汐市人民政府\n2016年3月1日\n",
        f"{BODY}（此件公开发布）\n",
        f"{BODY}责任编辑：林某\n",
        f"{BODY}相关报道：\n",
        "渔港名录\n砚川渔港\n澜门渔港\n北汀渔港\n",
        articles(*NUMERALS).replace("云汐市渔港管理条例", "最高人民法院关于审理渔港纠纷案件若干问题的规定"),
        # lines that are wrapped end anywhere
        "\n".join(PROSE[0][at : at + 30] for at in (0, 30))
        + "\n各县区应当在三月底前，将登记结果报市人民政府备案和存\n",
        articles(*NUMERALS[:5]),
    ],
    ids=range(12),
)
def test_a_text_that_is_all_there_is_no_finding(text: str) -> None:
    assert told("truncated", text) == []


# ------------------------------------------------------------------------------------------ missing-attachment


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f"第一条 税额依照本条例所附《渔港使用费费率表》执行。\n{BODY}", "本条例所附《渔港使用费费率表》"),
        (f"第一条 列于本办法附件二的设施，应当登记。\n{BODY}", "本办法附件二"),
        (f"{BODY}各渔港的名称（见附件3）另行登记。\n", "（见附件3）"),
        (f"第一条 下列渔港（名单附后）适用本办法。\n{BODY}", "（名单附后）"),
        (f"第一条 员额依附表之规定。[附表：渔港员额表]\n{BODY}", "[附表：渔港员额表]"),
        (f"{BODY}附件：1.渔港登记表\n\n云汐市人民政府\n2016年3月1日\n", "附件：1.渔港登记表"),
        (f"{BODY}附：\n\n渔港使用费费率表\n", "the heading of an annex, with nothing under it"),
        (f"{BODY}附件\n渔港使用费费率表\n续表\n（注：本表单位为元）\n", "with nothing under it"),
        (f"{BODY}附表一\n使用费\n附表二\n罚款\n码头 20元\n灯塔 30元\n", "with nothing under it"),
    ],
    ids=range(9),
)
def test_what_is_promised_and_not_there_is_found(text: str, said: str) -> None:
    assert said in only("missing-attachment", text).message


@pytest.mark.parametrize(
    "text",
    [
        BODY,
        f"第一条 依照本条例所附《渔港费率表》执行。\n{BODY}附：\n渔港费率表\n码头 每日20元\n灯塔 每日30元\n",
        f"第一条 依照本条例所附《渔港费率表》执行。\n{BODY}渔港费率表\n码头 每日20元\n灯塔 每日30元\n",
        f"第一条 列于本法附件三的设施。\n{BODY}附件三：渔港设施\n{PROSE[0]}\n",
        f"第一条 列于本法附件三的设施。\n{BODY}## 附件三　渔港设施\n{PROSE[0]}\n",
        f"{BODY}附件：1.渔港登记表\n云汐市人民政府\n2016年3月1日\n附件1\n渔港登记表\n港名 砚川\n泊位 20个\n",
        f"{BODY}申请人应当提交下列附件：设备及其附件的合格证。合同的附件由双方保存。\n",
        f"{BODY}附：渔港费率表（略）\n",
        f"{BODY}附：进出口税则（注：由市财政部门另行发布）\n",
        f"第一条 依照本法所附《进出口税则》执行。\n{BODY}附：进出口税则（注：由市财政部门另行发布）\n",
        f"第一条 依照本法附件二联络。\n{BODY}附件一 信号（略） 附件二 联络符号和信号（略）\n",
        f"{BODY}附则由市人民政府解释，附加费按年收取。\n",
    ],
    ids=range(12),
)
def test_what_is_attached_is_no_finding(text: str) -> None:
    assert told("missing-attachment", text) == []


def test_more_attachments_than_are_looked_for_are_said() -> None:
    numerals = "一二三四五六七八九"
    names = [f"{a}{b}{c}号" for a in numerals for b in numerals for c in numerals][:250]
    findings = found("missing-attachment", "".join(f"见本法所附《渔港{name}》。\n" for name in names))
    assert len(findings) == 201
    assert findings[-1].message == "more than 200 attachments are spoken of; from here on none was looked for"


# ------------------------------------------------------------------------------------------ how it was put together


@pytest.mark.parametrize(
    ("text", "lines", "said"),
    [
        (
            f"云汐市人民政府令第12号\n{BODY}{BODY}云汐市人民政府令第15号\n{BODY}{BODY}",
            (12, 12),
            "an order of promulgation",
        ),
        (f"云汐发〔2016〕3号\n{BODY}{BODY}云汐发〔2016〕8号\n{BODY}", (12, 12), "a document number"),
        (f"# 渔港管理条例\n{BODY}{BODY}# 灯塔管理办法\n{BODY}", (12, 12), "a title"),
        (
            f"渔港\n2016年3月1日 来源：云汐日报\n{BODY}{BODY}灯塔\n2016年4月2日 来源：云汐日报\n{BODY}",
            (14, 14),
            "a source",
        ),
    ],
)
def test_a_second_document_is_found(text: str, lines: tuple[int, int], said: str) -> None:
    finding = only("several-documents", text)
    assert finding.lines == lines
    assert finding.message.startswith("2 documents seem to stand in this one")
    assert said in finding.message


@pytest.mark.parametrize(
    "text",
    [
        BODY,
        # a notice that prints the regulation it is about
        f"关于印发《渔港管理办法》的通知\n云汐发〔2016〕3号\n{BODY}云汐市人民政府\n2016年3月1日\n渔港管理办法\n{BODY}",
        # a running head, or a number cited on a line of its own in the same words
        f"云汐发〔2016〕3号\n{BODY}{BODY}云汐发〔2016〕3号\n{BODY}",
        f"# 渔港管理条例\n{BODY}{BODY}# 第一章 规定\n{BODY}{BODY}# 总则\n{BODY}",
        f"根据市人民政府令第12号和第15号，\n{BODY}{BODY}依照市人民政府令第15号办理。\n{BODY}",
    ],
    ids=range(5),
)
def test_one_document_is_no_finding(text: str) -> None:
    assert told("several-documents", text) == []


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        (f"渔港登记工作会议召开\n来源: 时间:\n\n{BODY}", ["来源", "时间"]),
        (f"渔港登记工作会议召开\n来源：\n\n{BODY}", ["来源"]),
        (f"渔港登记工作会议召开\n时间：\n来源：云汐日报\n{BODY}", ["时间"]),
        (f"渔港登记工作会议召开\n来源：云汐日报　　作者：　　时间：2016-03-01\n{BODY}", ["作者"]),
        (f"漁港登記\n來源：\n時間：2016-03-01\n{BODY}", ["來源"]),
        (f"渔港登记工作会议召开\n日期：\n{BODY}", ["日期"]),
    ],
)
def test_empty_fields_are_found(text: str, keys: list[str]) -> None:
    assert [message for _, message in told("empty-metadata", text)] == [f"“{key}” is empty" for key in keys]


@pytest.mark.parametrize(
    "text",
    [
        f"渔港登记工作会议召开\n来源：云汐日报 时间：2016年3月1日\n{BODY}",
        f"渔港登记工作会议召开\n日期:\n2016年03月11日 09:36\n{BODY}",
        f"渔港登记工作会议召开\n来源：\n云汐日报\n{BODY}",
        f"渔港登记工作会议召开\n2016-03-01 来源：云汐日报\n{BODY}",
        f"{BODY}经费的来源：财政拨款。会议时间：另行通知。\n",
        BODY * 20 + "来源:\n" + BODY * 20,
    ],
    ids=range(6),
)
def test_filled_fields_are_no_finding(text: str) -> None:
    assert told("empty-metadata", text) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "an empty document"),
        (" \n\u3000\n", "an empty document"),
        ("——————", "an empty document"),
        ("关于登记的通知\n", "a document of 7 letters and figures"),
    ],
)
def test_next_to_no_text_is_found(text: str, said: str) -> None:
    assert only("too-short", text).message == said


def test_a_short_reply_is_long_enough() -> None:
    assert told("too-short", "同意云汐市设立砚川渔港，具体事项由市人民政府办理。") == []
