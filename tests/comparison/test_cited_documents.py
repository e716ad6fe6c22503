"""Documents that a text cites: another one, another edition of a standard, and the same one in other words."""

from __future__ import annotations

import pytest

from policydiff.comparison.engine import compare
from policydiff.text.document import Document


def told(old: str, new: str) -> list[str]:
    """Severity, kind and message of the findings on citations, numbers and references."""
    findings = compare(Document.from_text(old), Document.from_text(new)).findings
    wanted = ("citation", "number", "date", "reference")
    return [f"{each.severity} {each.kind} {each.message}" for each in findings if each.kind in wanted]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("按GB 5749-2026执行。", "按GB 5749-2032执行。", ["notice citation GB 5749-2026 → GB 5749-2032"]),
        ("按DB41/T 12—2026执行。", "按DB41/T 12—2031执行。", ["notice citation DB41/T 12—2026 → DB41/T 12—2031"]),
        (
            "船体符合JT/T 18204.2-2024。",
            "船体符合JT/T 18204.3-2024。",
            ["notice citation JT/T 18204.2-2024 → JT/T 18204.3-2024"],
        ),
        (
            "| 甲板 | ≤0.08 mg/m³ | CB/T 18883-2022 |\n| 船舱 | ≤0.03 mg/m³ | GB/T 18883-2022 |",
            "| 甲板 | ≤0.08 mg/m³ | CB/T 18883-2022 |\n| 船舱 | ≤0.03 mg/m³ | GB/T 18883-2032 |",
            ["notice citation GB/T 18883-2022 → GB/T 18883-2032"],
        ),
        ("按GB 5749—2026执行。", "按GB 5749-2026执行。", []),
        ("按《值班规程》执行。", "按《渡口规程》执行。", ["notice citation 《值班规程》 → 《渡口规程》"]),
        (
            "依照《渡运规则（试行）》办理。",
            "依照《渡运规则》办理。",
            ["notice citation 《渡运规则（试行）》 → 《渡运规则》"],
        ),
    ],
)
def test_another_document_is_a_citation(old: str, new: str, expected: list[str]) -> None:
    assert told(f"第一条 {old}\n第二条 渡船应当登记。\n", f"第一条 {new}\n第二条 渡船应当登记。\n") == expected


@pytest.mark.parametrize(
    ("old", "new"),
    [
        # title marks that changed places
        ("按照渡运条例和《渡口章程》执行。", "按照《渡运条例》和渡口章程执行。"),
        ("依照《渡运条例》以及泊位规则办理。", "依照渡运条例以及《泊位规则》办理。"),
        # short names
        (
            "按《值班规程》（以下简称《规程》）执行，《规程》未规定的，按《手册》执行。",
            "按值班规程执行，值班规程未规定的，按《手册》执行。",
        ),
        (
            "依据《中华人民共和国内河渡运法》（以下简称渡运法）编制。渡运法另有规定的，从其规定。",
            "依据内河渡运法编制。《内河渡运法》另有规定的，从其规定。",
        ),
    ],
)
def test_the_same_document_in_other_words_is_no_citation(old: str, new: str) -> None:
    texts = [f"第一条 {text}\n第二条 渡船应当登记。\n" for text in (old, new)]
    assert told(*texts) == []
    assert told(*texts[::-1]) == []


@pytest.mark.parametrize(
    ("old", "new", "severity", "note"),
    [
        (
            "4.1 船体应干燥。\n4.2 船体应称重。\n4.3 按4.2称重后入坞。\n",
            "4.1 船体应编号。\n4.2 船体应干燥。\n4.3 船体应称重。\n4.4 按4.2称重后入坞。\n",
            "warning",
            "4.2 is now 船体应干燥。; what it cited is 4.3 (was 4.2)",
        ),
        (
            "4.2.1　渡船应登记。\n4.2.2　渡口应设灯。\n4.2.3　应符合4.2.2的规定。\n",
            "4.2.1　渡船应编号。\n4.2.2　渡船应登记。\n4.2.3　渡口应设灯。\n4.2.4　应符合4.2.2的规定。\n",
            "warning",
            "4.2.2 is now 渡船应登记。; what it cited is 4.2.3 (was 4.2.2)",
        ),
        (
            "6.2.1 船板应干燥。\n6.2.2 船钉应除锈。\n6.2.3 按6.2.1的方法试验后记录结果。\n",
            "6.2.1 船板应干燥。\n6.2.2 船钉应除锈。\n6.2.3 按6.2.2的方法试验后记录结果。\n",
            "notice",
            "",
        ),
        (
            "一、渡船应登记。\n二、渡船应设灯。\n三、违反第二项规定的，停航。\n",
            "一、渡船应登记。\n二、渡船应编号。\n三、渡船应设灯。\n四、违反第二项规定的，停航。\n",
            "warning",
            "二 is now “渡船应编号…”; what it cited is 三 (was 二)",
        ),
        # what neither text shows
        ("第十条 违反第三条规定的，停航。\n", "第十条 违反第四条规定的，停航。\n", "notice", ""),
        ("第八條 渡船依前二條規定辦理。\n", "第八條 渡船依前三條規定辦理。\n", "notice", ""),
        # a chapter and an annex that are there
        (
            "第一章 总则\n第一条 制定本章程。\n第二章 会员\n"
            "第二条 依照第三章的规定选举。\n第三章 选举\n第三条 差额选举。\n",
            "第一章 总则\n第一条 制定本章程。\n第二章 宗旨\n"
            "第二条 服务公益。\n第三章 会员\n第三条 依照第三章的规定选举。\n"
            "第四章 选举\n第四条 差额选举。\n",
            "warning",
            "第三章 is now 会员; what it cited is 第四章 (was 第三章)",
        ),
        (
            "附件1 船员名单\n附件2 经费预算\n一、船员见附件1，经费见附件2。\n",
            "附件1 泊位图\n附件2 船员名单\n附件3 经费预算\n一、船员见附件1，经费见附件2。\n",
            "warning",
            "附件2 is now 船员名单; what it cited is 附件3 (was 附件2)",
        ),
    ],
)
def test_references_of_every_style(old: str, new: str, severity: str, note: str) -> None:
    findings = compare(Document.from_text(old), Document.from_text(new)).findings
    assert [(each.severity, str(each.note)) for each in findings if each.kind == "reference"] == [(severity, note)]


@pytest.mark.parametrize(
    "text",
    ["1.6 按1.5倍计费，按1.5%计息。", "1.6 按1.5公里设灯，见1.5米处。", "1.6 按2.5计算。", "1.6 运费为1.5。"],
)
def test_a_figure_is_no_section(text: str) -> None:
    old = f"1.4 渡船应登记。\n1.5 渡口应设灯。\n{text}\n"
    assert "reference" not in " ".join(
        told(old, old.replace("1.5 渡口", "1.5 渡船应编号。\n1.6 渡口").replace("1.6 按", "1.7 按"))
    )


TWINS = [
    (
        "第三条 会费每年一百元。\n第四条 有下列情形的，可以减免：\n1. 学生；\n"
        "2. 老人。\n第五条 前条第2项的会员，应当提供证明。\n",
        "第三条 会费每年一百元。\n第四条 有下列情形的，可以减免：\n1. 学生；\n"
        "2. 军人；\n3. 老人。\n第五条 前条第2项的会员，应当提供证明。\n",
        "第三條 會費每年一百元。\n第四條 有下列情形的，可以減免：\n1. 學生；\n"
        "2. 軍人；\n3. 老人。\n第五條 前條第2項的會員，應當提供證明。\n",
    ),
    (
        "第四条 商户应当明码标价；商户不得短斤少两；商户应当出具小票。\n",
        "第四条 商户应当：\n（一）明码标价；\n（二）出具小票。\n商户不得短斤少两。\n",
        "第四條 商戶應當：\n（一）明碼標價；\n（二）出具小票。\n商戶不得短斤少兩。\n",
    ),
]


@pytest.mark.parametrize(("old", "new", "traditional"), TWINS)
def test_a_twin_in_traditional_script_has_the_same_findings(old: str, new: str, traditional: str) -> None:
    sides = [
        [(each.kind, each.severity) for each in compare(Document.from_text(old), Document.from_text(text)).findings]
        for text in (new, traditional)
    ]
    assert sides[0] == sides[1]
