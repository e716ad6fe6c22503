"""The rules of check on damaged, mixed and pasted text: what each finds, and above all what it lets pass."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checking import BODY, PROSE, SOURCE, TRADITIONAL, found, only, told
from policydiff.checks.document_run import findings_in
from policydiff.checks.rules import RULES
from policydiff.checks.rules.damage import NAMES, PAIRS
from policydiff.checks.subject import CheckedDocument
from policydiff.deduplication.decision import Decision, Location
from policydiff.matching.differences import Difference
from policydiff.messages import message
from policydiff.text.document import Document
from policydiff.text.spans import Span

SAMPLES = Path(__file__).resolve().parents[2] / "samples"

# ------------------------------------------------------------------------------------------ all rules


@pytest.mark.parametrize("sample", sorted(SAMPLES.glob("*.txt")), ids=lambda path: path.name)
def test_the_samples_have_the_faults_they_were_written_with_and_no_others(sample: Path) -> None:
    expected = {"work-plan-twice.txt": {"pasted-copy"}, "notice-near-copy.txt": {"pasted-copy", "missing-attachment"}}
    text = sample.read_text(encoding="utf-8")
    rules = [name for name, rule in RULES.items() if rule.find and not rule.opt_in]
    assert {name for name in rules if found(name, text)} == expected.get(sample.name, set())


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
    subject = CheckedDocument(Document.from_text(text, "a.txt"))
    severities = {name: rule.severity for name, rule in RULES.items()}
    findings = list(findings_in(subject, SOURCE, RULES.values(), severities))
    assert findings == sorted(findings, key=lambda each: (each.span, each.rule, str(each.message)))
    for each in findings:
        assert each.span.end <= len(text)
        assert 1 <= each.lines[0] <= each.lines[1] <= max(1, len(subject.document.lines))
        assert len(each.fingerprint) == 32
        starts = subject.document.lines.starts
        assert each.columns[0] == each.span.start - starts[each.lines[0] - 1] + 1


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("hidden-character", f"渔\U000f0000港\ue000登\u200e记\U0010fffd案\u0007\n{BODY}"),
        ("mojibake", f"{BODY}锟斤拷(cid:12)\n"),
        ("mojibake", "(cid:12)".join(["登记办法".encode().decode("gb18030")] * 2) + "\n"),
        ("missing-attachment", "".join(f"（见附表{n}）" for n in range(1, 201)) + "\n附件999：渔港登记表\n"),
    ],
)
def test_findings_of_a_rule_on_one_span_stand_in_a_fixed_order(name: str, text: str) -> None:
    findings = found(name, text)
    assert len({each.span for each in findings}) < len(findings)
    assert findings == sorted(findings, key=lambda each: (each.span, str(each.message)))


@pytest.mark.parametrize("relation", ["pasted-copy", "possible-paste"])
def test_copies_of_several_originals_stand_in_a_fixed_order(relation: str) -> None:
    lines = [(1, 1), (2, 12), (12, 12), (1, 12), (1, 2), (3, 3), (11, 11), (10, 20)]
    decisions = [
        Decision(
            "conflict" if number else "keep",
            relation,
            Location(Span(400, 500), (40, 50)),
            Location(Span(0, 9), each),
            (Difference("wording", None, None),) * number,
            evidence=message("as proven"),
        )
        for each in lines
        for number in ((0, 1, 2, 10) if relation == "pasted-copy" else (0,))
    ]
    subject = SimpleNamespace(plan=SimpleNamespace(decisions=[*decisions, *reversed(decisions)]))
    faults = cast(Any, RULES[relation].find)(subject)
    messages = [str(fault.message) for fault in faults]
    assert len(messages) == 2 * len(decisions)
    assert messages == sorted(messages)


def test_names_of_encodings_are_in_order() -> None:
    assert list(NAMES.values()) == sorted(NAMES.values())
    assert {encoding for pair in PAIRS for encoding in pair} == set(NAMES)


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
    assert "read as" in str(finding.message)
    assert "to the end" in str(finding.message)


def test_mojibake_says_what_it_would_read_as() -> None:
    finding = only("mojibake", f"{BODY}{misread(PROSE[1], 'utf-8', 'gb18030')}\n{BODY}")
    assert str(finding.message).startswith("UTF-8 read as GB18030, ")
    assert "不报的单位，由市海洋主管部门责令改正" in str(finding.message)
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
    assert said in str(only("mojibake", text).message)


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
    assert str(finding.message) == f"{said}, 2 times"
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


# ------------------------------------------------------------------------------------------ cjk-radical


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("保护\u2ed3江流域。", "a CJK radical in place of an ideograph: \u2ed3 (U+2ED3) for 长"),
        (
            "\u2f08\u2ea0政府",
            "CJK radicals in place of ideographs, 2 times: \u2f08 (U+2F08) for 人, \u2ea0 (U+2EA0) for 民",
        ),
        ("第\u2f06\u2eda", "2 times: \u2f06 (U+2F06) for 二, \u2eda (U+2EDA) for 页"),
        ("同\u2f50增\u2ed3，增\u2ed3", "3 times: \u2f50 (U+2F50) for 比, \u2ed3 (U+2ED3) for 长"),
        ("12\u2f4931\u2f47前报送。", "2 times: \u2f49 (U+2F49) for 月, \u2f47 (U+2F47) for 日"),
        ("各\u2fa8店、\u2ed1官", "2 times: \u2fa8 (U+2FA8) for 門, \u2ed1 (U+2ED1) for 長"),  # as printed
        ("\u2fad年", "\u2fad (U+2FAD) for 靑"),
        ("人力、\u2f08\u2f12。", "2 times: \u2f08 (U+2F08) for 人, \u2f12 (U+2F12) for 力"),
        ("各级领导、\u2f32部、职工", "a CJK radical in place of an ideograph: \u2f32 (U+2F32) for 干"),
        ("国防部\u2fb8次发布", "\u2fb8 (U+2FB8) for 首"),
        ("各部\u2fb8\u2ed3签字", "2 times: \u2fb8 (U+2FB8) for 首, \u2ed3 (U+2ED3) for 长"),
        ("表：| \u2f24 | \u2f24型 |", "a CJK radical in place of an ideograph: \u2f24 (U+2F24) for 大"),
        (
            "\u2ed3\u2ed4\u2ea0\u2f08\u2f24\u2f29\u2f2d学",
            "7 times: \u2ed3 (U+2ED3) for 长, \u2ed4 (U+2ED4) for 门, \u2ea0 (U+2EA0) for 民, "
            "\u2f08 (U+2F08) for 人, \u2f24 (U+2F24) for 大, and 2 more",
        ),
    ],
)
def test_radicals_in_words_are_named_with_their_ideographs(text: str, said: str) -> None:
    finding = only("cjk-radical", f"{BODY}{text}\n")
    assert str(finding.message).endswith(said)
    assert finding.lines == (6, 6)


def test_radicals_are_one_finding_a_document_with_the_lines_they_stand_in() -> None:
    finding = only("cjk-radical", f"{BODY}保护\u2ed3江、\u2ed3城。\n{BODY}\u2f08\u2ea0政府\n部首：\u2f08\n增\u2ed3\n")
    assert (finding.lines, [each.lines for each in finding.related]) == ((6, 6), [(12, 12), (14, 14)])
    assert (finding.severity, finding.excerpt) == ("warning", "保护\u2ed3江、\u2ed3城。")
    many = only("cjk-radical", "增\u2ed3\n" * 40)
    assert ("40 times" in str(many.message), len(many.related)) == (True, 5)


@pytest.mark.parametrize(
    "text",
    [
        BODY,
        "部首：\u2ea1 \u2eae \u2ecc",
        "部首表：\u2f00、\u2f01、\u2f02，\u2f08、\u2f2f。",
        "\u2f00\u2f01\u2f02\u2f03\u2f04\u2f05",
        "\u2f08\u2f09\u2f0a\u2f0b，\u2ed1\u2ed2\u2ed3\u2ed4",
        "| \u2f08 | 人 | 9 |\n| \u2f12 | 力 | 19 |",
        "9\t\u2f08\t人\trén\n19,\u2f12,力,lì",
        "9\u2f08 人\n10\u2f09 儿",
        "\u2f08人\n\u2ed3长\n\u2fa7長",
        "\u2f08部\n【\u2f54部】\n\u2f08部二画\n\u2f61部三畫",
        "单人旁是偏旁\u2f08的变体。",
        "“休”从\u2f08从木，形旁\u2f08表示意义。",
        "笔画数：\u2f08二画，\u2f1d三画，\u2f4a四画。",
        "字头\u2ed7如雪，字底\u2ed4如闻。",
        "《康熙字典》\u2f08集收字。",
        "《说文解字》曰\u2f08天地之性最贵者也。",
        "字符\u2ed3与汉字长不是一个。",
        "U+2ED3\u2ed3应写作长。",
        "The Kangxi radical \u2f08人 is number 9.",
        "三点水\u2ea1不单用，走之底\u2ecc亦然，\u2ebe草。",  # parts of characters: no ideograph in use
        "雪⿱\u2ed7彐，闻⿵\u2ed4耳",
        "笔顺“\u2f00”“\u2f03”“\u2f00”",
        "重文号\u2e80不展开；\u2e9a、\u2ef4未定义。",
        "木へん\u2f4aへん\u2f94べん",
        "\u2f08",
        "\u2ed3" * 200,
    ],
    ids=range(26),
)
def test_text_about_radicals_is_let_pass(text: str) -> None:
    assert told("cjk-radical", text) == []


def test_radicals_in_mojibake_are_no_second_finding() -> None:
    damaged = misread("各县区应当在每年三月底前完成渔港设施的登记，并将结果报市人民政府备案。", "utf-8", "gb18030")
    text = f"{BODY}{damaged[:30]}\u2ecc\u2ed3{damaged[30:]}\n"
    assert (len(found("mojibake", text)), told("cjk-radical", text)) == (1, [])


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
        ("第壹章　總則\n第一條　甲。\n第二章　附則\n第二條　乙。", "第壹章"),
        ("第壹章　總則\n第貳章　附則\n第壹條　甲。\n第二條　乙。", "第壹條"),
        ("第壹章　總則\n第二章　附則\n依學生法第貳章辦理。", "第壹章"),
        ("第壹章　總則\n第貳章　附則\n各機關統壹辦理。", "統壹"),
        ("本会设壹個委员会，下设二個小组。", "壹個"),
    ],
)
def test_conversions_that_went_too_far_are_found(text: str, word: str) -> None:
    assert word in str(only("mixed-script", text).message)


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
        "第壹章　總則\n第一條　甲。\n第貳章　行政\n第二條　乙。\n第參章　附則\n第三條　丙。",
        "第壹章　总则\n第一条　甲。\n第贰章　附则\n第二条　乙，依第一章办理。",
        "第壹條　甲。\n第貳條　乙。",
        "## 第壹編　總則\n## 第參編　附則",
        "第壹節　甲\n第陸節　乙",
        "第壹章　總則\n第壹節　通則\n第貳章　附則",
        "依自治規程第壹、貳、參章之規定辦理。",
        "壹、前言\n依第壹項辦理。\n貳、目標",
        "第壹章　總則\n第貳章　附則\n第二章之規定，準用之。",
        "本会设壹个委员会，下设贰个小组。",
    ],
    ids=range(17),
)
def test_one_script_with_its_own_variants_is_not_mixed(text: str) -> None:
    assert told("mixed-script", text) == []


# ------------------------------------------------------------------------------------------ pastes


def test_a_pasted_copy_names_both_places() -> None:
    finding = only("pasted-copy", (SAMPLES / "work-plan-twice.txt").read_text(encoding="utf-8"))
    assert (finding.lines, finding.related[0].lines, finding.severity) == ((4, 31), (33, 60), "error")
    assert "dedupe leaves one out" in str(finding.message)


def test_an_altered_copy_says_so() -> None:
    finding = only("pasted-copy", (SAMPLES / "notice-near-copy.txt").read_text(encoding="utf-8"))
    assert "altered in 1 place" in str(finding.message)


def test_lawful_repetition_is_no_finding() -> None:
    text = (SAMPLES / "regulation-2015.txt").read_text(encoding="utf-8")
    assert told("pasted-copy", text) + told("possible-paste", text) == []
