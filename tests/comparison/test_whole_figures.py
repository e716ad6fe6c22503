"""Figures and citations that stand in the other text, whole labels and ranges; what differs is still found."""

from __future__ import annotations

import pytest

from policydiff.comparison.engine import compare
from policydiff.comparison.findings.figure_names import words_before
from policydiff.comparison.findings.reference_reading import read_references
from policydiff.comparison.findings.reference_wording import has_figures_of_another_item
from policydiff.comparison.findings.sentence_pairs import NormalisedSide
from policydiff.facts.extraction import facts
from policydiff.text.document import Document

FIGURES = ("number", "money", "deadline")
FRAME = "第一條　青槐縣之渡運，依本辦法辦理。{before}\n第二條　{rule}\n第三條　渡運站設於碼頭。{after}\n"


def told(old: str, new: str, kinds: tuple[str, ...] = FIGURES, *, before: str = "", after: str = "") -> list[str]:
    """Severity, message and note of the findings of these kinds; `before` stands in both texts, `after` in the new."""
    texts = FRAME.format(before=before, rule=old, after=""), FRAME.format(before=before, rule=new, after=after)
    findings = compare(*map(Document.from_text, texts)).findings
    return [f"{each.severity} {each.message} {each.note}".strip() for each in findings if each.kind in kinds]


@pytest.mark.parametrize(
    "text",
    [
        "渡費五百元以上未滿千元者",
        "渡費仟元以上未滿五仟元者",
        "渡費一萬元以上、未滿十萬元者",
    ],
)
def test_a_range_that_ends_below_an_amount_is_whole(text: str) -> None:
    (fact,) = [fact for fact in facts(text) if fact.kind == "money"]
    assert fact.text == text.removeprefix("渡費").removesuffix("者")


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("渡費五百元以上，未登記之船隻未滿十艘者", ["五百元以上"]),
        ("年滿十歲以上未滿五百元者", ["五百元"]),
        ("滿百元者", []),
    ],
)
def test_two_amounts_of_two_things_are_no_range(text: str, whole: list[str]) -> None:
    assert [fact.text for fact in facts(text) if fact.kind == "money"] == whole


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (
            "渡工應於每季巡查渡口，其期間應在開航之日起十日以上；三十日以下。",
            "渡工應於每季巡查渡口，其期間應在開航之日起十日以上，三十日以下。",
        ),
        ("受補償之船主，每滿一年增給半個單位之補償金。", "受補償之船主，每滿一年增給二分之一個單位之補償金。"),
        ("歇業之船主，每年發給半個基數之慰助金。", "歇業之船主，每年發給二分之一個基數之慰助金。"),
    ],
)
def test_a_figure_in_other_words_or_with_another_mark_is_no_change(old: str, new: str) -> None:
    assert not told(old, new)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("巡查期間應在開航之日起十日以上；三十日以下。", "巡查期間應在開航之日起十日以上，四十日以下。", "四十日以下"),
        (
            "受補償之船主，每滿一年增給半個單位之補償金。",
            "受補償之船主，每滿一年增給三分之一個單位之補償金。",
            "三分之一",
        ),
    ],
)
def test_another_figure_is_a_change(old: str, new: str, says: str) -> None:
    assert any(says in finding and not finding.startswith("info") for finding in told(old, new))


@pytest.mark.parametrize(
    "rule",
    [
        "渡工人數達三分之一以上之鄉（鎮、市、區）渡口，設置休息亭。",
        "渡口委員會其中船工代表之比例為三分之一以上，設置休息亭。",
    ],
)
def test_a_figure_that_stands_word_for_word_is_not_new(rule: str) -> None:
    assert not told("渡船漆成白色。", f"渡船漆成白色。{rule}", before=rule.replace("設置休息亭", "公告航次"))


@pytest.mark.parametrize(
    "rule",
    ["撤銷渡口，應由渡運委員會委員三分之二以上之同意行之。", "遷移渡口，應由渡運委員會委員三分之二以上之同意行之。"],
)
def test_a_majority_for_another_matter_is_new(rule: str) -> None:
    """The clause is the same, and does not say what is agreed to."""
    kept = "選舉渡長，應由渡運委員會委員三分之二以上之同意行之。"
    kinds = ("number", "obligation", "sentence")
    assert told("渡船漆成白色。", f"渡船漆成白色。{rule}", kinds, before=kept)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (
            "乘客應自行負擔渡費之百分之二十。",
            "乘客應自行負擔渡費之百分之二十，包船費用之百分之五。但夜航者，負擔百分之五十。",
        ),
        (
            "船主應繳納檢驗費之百分之三十。",
            "船主應繳納檢驗費之百分之三十，拖帶費用之百分之三。但停航者，繳納百分之三十五。",
        ),
    ],
)
def test_a_figure_inside_another_numeral_does_not_stand(old: str, new: str) -> None:
    assert not [finding for finding in told(old, new) if "similar words" in finding]
    kinds = ("number", "obligation")
    assert any("費用之百分之" in finding and "new" in finding for finding in told(old, new, kinds))


@pytest.mark.parametrize(
    ("clause", "words"),
    [
        ("或於原渡口申請案不予設立渡運之審定書送達之日起", "或於原渡口申請案不予設立渡運之審定書送達之日起"),
        ("一、縣（市）渡船船員公會之理事人數逾", "縣（市）渡船船員公會之理事人數逾"),
        (
            "渡運站之船主或其代理人於原渡口申請案經核定後不予設立夜間渡運之審定書及處分書送達之日起",
            "…間渡運之審定書及處分書送達之日起",
        ),
        (
            "渡運站之船主或其代理人於原渡口申請案經核定後所為不予設立渡運審定書及處分書送達之日起",
            "…不予設立渡運審定書及處分書送達之日起",
        ),
        (
            "渡運站之船主或其代理人於原渡口申請案中所為之各直轄市、縣（市）渡船船員公會之理事人數逾",
            "…縣（市）渡船船員公會之理事人數逾",
        ),
    ],
)
def test_a_label_is_not_cut_inside_brackets_or_behind_a_negation(clause: str, words: str) -> None:
    text = f"{clause}六十日者，不得改請。"
    fact = next(fact for fact in facts(text) if "六十日" in fact.text)
    assert words_before(fact, NormalisedSide(text)) == words


@pytest.mark.parametrize("head", ["一、大船公會", "一、縣船員會"])
def test_a_limit_behind_a_comma_goes_to_its_own_subject(head: str) -> None:
    """The words before the comma say of what it is the limit."""
    lead = f"各會置理事，其名額如下：\n{head}之理事"
    old = f"{lead}不得逾十五人。\n二、省（市）渡工公會之理事不得逾二十五人。\n三、全國渡工聯合會之理事不得逾三十五人。"
    new = f"{lead}，不得超過十七人。\n二、渡工全國聯合會之理事，不得超過三十五人。"
    findings = told(old, new)
    assert any("十五人" in finding and "十七人" in finding for finding in findings)
    assert not [finding for finding in findings if "二十五人" in finding and "三十五人" in finding]


# ------------------------------------------------------------------------------------------------- references

CITED = """第一條　青槐縣之渡運，依本辦法辦理。
第二條　渡運站置站長一人。
第三條　渡運站之業務如下：
一、代售渡票及公告航次。
二、{item}。
第九條　船主兼營第三條第一項第二款業務者，應依本辦法提列準備金，並按季申報。
"""
MOVED = """第一條　青槐縣之渡運，依本辦法辦理。
第二條　渡運站置站長一人。
第三條　渡口應備救生圈、纜繩及照明設備。
第四條　經縣政府許可之渡運站，得辦理下列業務：
一、夜間載貨及拖帶。
二、{item}。
三、棧橋租賃。
第五條　渡運站之業務如下：
一、代售渡票及公告航次。
第九條　船主兼營第四條第一項第二款業務者，應依本辦法提列準備金，並按季申報。
"""


@pytest.mark.parametrize("item", ["收受預付之渡費款項", "保管乘客遺失之物品"])
def test_a_citation_of_the_same_words_follows(item: str) -> None:
    """What is cited now says what was cited before, though the rest of its article went elsewhere."""
    old, new = CITED.format(item=item), MOVED.format(item=item)
    findings = compare(Document.from_text(old), Document.from_text(new)).findings
    (finding,) = [each for each in findings if each.kind == "reference"]
    assert (finding.severity, str(finding.note)) == ("info", "follows the renumbering")


@pytest.mark.parametrize("number", ["一", "三"])
def test_a_citation_of_other_words_is_a_change(number: str) -> None:
    old = CITED.format(item="收受預付之渡費款項\n三、修繕各渡口之棧橋")
    new = old.replace("第三條第一項第二款", f"第三條第一項第{number}款")
    findings = compare(Document.from_text(old), Document.from_text(new)).findings
    assert [each for each in findings if each.kind == "reference" and each.severity == "notice"]


# ------------------------------------------------------------------------------------------------- sentences


@pytest.mark.parametrize("item", ["違反第八條規定。", "違反第八條第二項規定者。"])
def test_beside_a_mere_number_nothing_is_said_to_be_similar(item: str) -> None:
    old = "有下列情形之一者，停航三日：\n一、違反第七條第一項規定。"
    findings = told(old, f"{old}\n二、{item}", ("sentence",))
    assert not [finding for finding in findings if "similar" in finding]


@pytest.mark.parametrize("tail", ["但依第八條免檢者，不在此限。", "但夜間停航之渡船，不在此限。"])
def test_a_quotation_does_not_run_from_inside_an_item_into_the_next(tail: str) -> None:
    old = "渡船檢查之項目如下：\n一、船體結構強度。\n二、救生設備之數量。"
    new = f"渡船檢查之項目如下：\n一、船體結構強度。{tail}\n二、防火隔艙及通風。\n三、救生設備之數量。"
    findings = told(old, new, ("sentence",))
    assert not [finding for finding in findings if tail[:4] in finding and "防火隔艙" in finding]
    assert any("防火隔艙" in finding for finding in findings)


BUSINESS = """第一條　青槐縣之渡運，依本辦法辦理。
第二條　渡運站置站長一人。
第三條　渡運站之業務如下：
一、代售渡票及公告航次。
二、收受預付之渡費款項。
三、修繕各渡口之棧橋。
第七條　{rule}
"""
LIMIT = "渡運站之最低{sum}為五百萬元。但僅經營第三條第一項第一款業務者之最低{sum}為一百萬元。"
ITEMS = """渡運站之最低{sum}為五百萬元。但下列情形，不在此限：
一、未經營第三條第一項第二款業務者，最低{sum}為{of}。
二、未經營第三條第一項第三款業務者，最低{sum}為三百萬元。"""


@pytest.mark.parametrize(
    ("amount", "of", "is_of_another"),
    [("資本額", "一百萬元", True), ("保證金", "一百萬元", True), ("資本額", "二百萬元", False)],
)
def test_a_citation_is_not_paired_with_the_item_of_another_figure(amount: str, of: str, is_of_another: bool) -> None:
    """The exemption is in the item with its figure; with none that has it, any item may be the one."""
    texts = [BUSINESS.format(rule=rule.format(sum=amount, of=of)) for rule in (LIMIT, ITEMS)]
    comparison = compare(*map(Document.from_text, texts))
    old, new = map(NormalisedSide, texts)
    before = read_references(comparison, old, 0)
    after = read_references(comparison, new, 1)
    assert has_figures_of_another_item(before[0], after[-1], after, old, new) == is_of_another
    assert not has_figures_of_another_item(before[0], after[0], after, old, new)
