"""Findings on the rules of clubs, terms of service and handbooks: what is said of a change, and what is none."""

from __future__ import annotations

import pytest

from policydiff.comparison.engine import compare
from policydiff.text.document import Document

FRAME = "# Rules of the ferry club\n\n1. The ferry office keeps the register.\n\n2. {}\n\n3. The register is open.\n"


def told(old: str, new: str, *kinds: str, frame: str = FRAME) -> list[str]:
    """Kind, severity, message and note of the findings of these kinds, or of all; the text is one item of three."""
    comparison = compare(*(Document.from_text(frame.format(text)) for text in (old, new)))
    return [
        " ".join(f"{each.kind} {each.severity} {each.message} {each.note}".split())
        for each in comparison.findings
        if not kinds or each.kind in kinds
    ]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        # the mark of an item of a list
        ("Members avoid:\n\n-Noise on deck\n-Smoke below", "Members avoid:\n\n- Noise on deck\n- Smoke below", []),
        ("会员应当爱护:\n\n*救生衣和缆绳\n*船桨和船舵", "会员应当爱护:\n\n* 救生衣和缆绳\n* 船桨和船舵", []),
        # the brackets of a link
        ("You earn two days of leave a month.", "You earn [two days of leave](leave.html) a month.", []),
        ("会员遵守本会的停泊规则和礼仪。", "会员遵守本会的[停泊规则](rules.md)和礼仪。", []),
        # one half of a pair, whose other half came with words
        ("办公室每年公布理事的工作报告,并存档。", "办公室每年公布报告(含船长、理事的工作报告),并存档。", []),
        ("办公室设信箱 ferry@example.org 供会员使用。", "办公室设信箱([名称]ferry@example.org)供会员使用。", []),
        # a pair is one change, though its marks look alike
        (
            "The default option is None Of The Above on every ballot.",
            'The default option is "None Of The Above" on every ballot.',
            ['punctuation info None Of The Above → "None Of The Above" "" added (mark)'],
        ),
        (
            "The office calls this the Long Pier in all notices.",
            "The office calls this the (Long Pier) in all notices.",
            ["punctuation info Long Pier → (Long Pier) () added (bracket)"],
        ),
        # a word in Latin letters is quoted whole
        (
            "If they cannot agree on an appointment they ask the members.",
            "If they cannot agree on an appointment, they ask the members.",
            ["punctuation info appointment → appointment, , added (comma)"],
        ),
        # what is still said
        (
            "遵守法律、法规，章程和礼仪。",
            "遵守法律、法规、章程和礼仪。",
            ["punctuation info 法律、法规，章程和礼仪 → 法律、法规、章程和礼仪 , → 、 (enumeration comma)"],
        ),
        (
            "办公室每年公布报告含理事的工作报告),并存档。",
            "办公室每年公布报告含理事的工作报告,并存档。",
            ["punctuation info 的工作报告),并存档。 → 的工作报告,并存档。 ) dropped (bracket)"],
        ),
    ],
)
def test_mark_up_is_no_punctuation(old: str, new: str, says: list[str]) -> None:
    assert told(old, new, "punctuation") == says


@pytest.mark.parametrize(
    ("term", "new_term", "marked", "newly_marked"),
    [
        ("密钥昵称", "会员昵称", "信箱 [{}]@p.example 供用", "信箱([{}]@p.example)供用"),
        ("船舶编号", "渡轮编号", "签名文件的名称中写明 {} 和日期,不再更改", "签名文件的名称中写明[{}]和日期,不再更改"),
        ("常务船长", "执行船长", "登记簿的最后一栏由{}填写并签名", "登记簿的最后一栏由“{}”填写并签名"),
    ],
)
def test_a_term_counts_where_brackets_came_with_it(term: str, new_term: str, marked: str, newly_marked: str) -> None:
    lines = ["会员选择一个{},不得更改。", "办公室公布各{}和公钥。", "每个{}标识一人。"]
    texts = (
        "\n".join(f"{index}. {line}" for index, line in enumerate([*lines, last], start=1)).replace("{}", word)
        for word, last in ((term, marked), (new_term, newly_marked))
    )
    assert f"term info {term} → {new_term}, 4 times" in told(*texts, "term", frame="{}\n")


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        # an HTML entity is one character and ends no sentence
        (
            "The pier closes at dusk.",
            "The pier closes at dusk.\nYou can&rsquo;t land here once the gates are shut.",
            ["sentence notice new: “You can&rsquo;t land here once the gates are shut.”"],
        ),
        (
            "The pier closes at dusk.",
            "The pier closes at dusk.\nBoats &amp; crews are welcome on the northern pier.",
            ["sentence notice new: “Boats &amp; crews are welcome on the northern pier.”"],
        ),
        (
            "The pier closes at dusk.",
            "The pier closes at dusk.\nGuests&#8217; boats are moored at the northern landing stage.",
            ["sentence notice new: “Guests&#8217; boats are moored at the northe… landing stage.”"],
        ),
        # a sentence in Latin letters ends at its full stop, not at a comma
        (
            "We sail on weekdays.",
            "We sail on weekdays. Crews work 6-week shifts, from spring to autumn, on the river.",
            ["sentence notice new: “Crews work 6-week shifts, from spring to aut…, on the river.”"],
        ),
        # a sentence that was only put in other words
        (
            "We close at dusk.\nWithin 30 days, we permanently delete all content from our active systems.",
            "We close at dusk.\nAll content is permanently deleted by us within 30 days from our active systems.",
            [],
        ),
    ],
)
def test_sentences_are_quoted_whole(old: str, new: str, says: list[str]) -> None:
    assert [finding for finding in told(old, new) if " info " not in finding] == says


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (
            "You earn one day (8 hours) of leave for each month with us.",
            "So you get about 16 hours of leave. Guests of the club earn none.",
            [],
        ),
        (
            "You earn leave for every 10 days you work on the pier with us.",
            "That makes 2 days worth of leave on the pier with us.",
            [],
        ),
        (
            "The clerk answers within 10 days of receipt.",
            "The clerk answers within 20 days of receipt.",
            ["number notice 10 days → 20 days +10"],
        ),
        (
            "A member must reply in 10 days after the notice.",
            "A member must reply no later than 20 days after the notice.",
            ["number notice 10 days → 20 days +10"],
        ),
    ],
)
def test_figures_in_other_words_are_no_pair_for_certain(old: str, new: str, says: list[str]) -> None:
    assert [finding for finding in told(old, new, "number") if "notice" in finding and "→" in finding] == says


@pytest.mark.parametrize(
    ("old", "new", "severity"),
    [
        ("作者按等级分别获得积分:8、16、64;\n\n{}", "作者按等级分别获得积分,具体如下:\n\n{}", "info"),
        ("会员按年限分别分得船位:64、16、8。\n\n{}", "会员按年限分别分得船位,见下表。\n\n{}", "info"),
        ("当日更新账本的,司库获得积分1。", "司库或者船长当日更新账本的,分别获得1个积分。", "info"),
        # figures of which the table has some, or none
        ("作者按等级分别获得积分:8、16、32;\n\n{}", "作者按等级分别获得积分,具体如下:\n\n{}", "info"),
        ("作者按等级分别获得积分:5、7、9;\n\n{}", "作者按等级分别获得积分,具体如下:\n\n{}", "notice"),
    ],
)
def test_figures_that_stand_in_the_table_below_are_not_gone(old: str, new: str, severity: str) -> None:
    rows = "\n".join(
        f"<tr><td>第{name}级</td><td>{figure}</td></tr>" for name, figure in (("一", 64), ("二", 16), ("三", 8))
    )
    table = f"<table>\n{rows}\n</table>"
    findings = told(old.replace("{}", table), new.replace("{}", table), "number")
    assert {finding.split()[1] for finding in findings} <= {severity}
    assert findings or severity == "info"


@pytest.mark.parametrize("words", ["取得了可喜成果", "公布人均可支配收入", "登记可支配财产"])
def test_words_that_begin_like_a_permission_are_none(words: str) -> None:
    assert told(f"办公室每年总结,{words},并存档备查。", "办公室每年总结,并存档备查。", "obligation") == []
    gone = told("会员可支付船费,并存档备查,由办公室登记。", "会员存档备查,由办公室登记。", "obligation")
    assert any("gone" in finding for finding in gone)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        # the number alone is another: it follows a renumbering, or is thought to
        ("section 4.11.2", "section 4.11.3", ["reference info section 4.11.2 → section 4.11.3"]),
        ("Sections 2.1", "Section 2.3", ["reference info Sections 2.1 → Section 2.3"]),
        ("Clause 7.2.1", "Clause 6.2.1", ["reference info Clause 7.2.1 → Clause 6.2.1"]),
        # it is called otherwise, too
        ("paragraph 3.1", "§3.0.1", ["reference notice paragraph 3.1 → §3.0.1"]),
        ("Article 5.2", "section 5.4", ["reference notice Article 5.2 → section 5.4"]),
        # it is the same
        ("Section 4.2", "section 4.2", []),
    ],
)
def test_a_section_with_another_number_follows_the_renumbering(old: str, new: str, says: list[str]) -> None:
    frame = "The clerk calls a meeting of the crews as set out in {}, and keeps the minutes."
    assert told(frame.format(old), frame.format(new), "reference", "number") == says


@pytest.mark.parametrize(
    ("words", "new_words", "says"),
    [
        # a word that belongs to no term, though it stands before the same word almost everywhere
        ("经渡校", "符合渡校", []),
        ("由镇塾", "报请镇塾", []),
        ("依航书", "按照航书", []),
        # a part of a term
        ("经纪人", "代理人", ["term info 经纪人 → 代理人, 4 times"]),
        ("渡工长", "渡班长", ["term info 渡工长 → 渡班长, 4 times"]),
    ],
)
def test_a_word_before_a_name_is_no_part_of_a_term(words: str, new_words: str, says: list[str]) -> None:
    lines = [
        "凡{}认可的证件,均可使用。",
        "持{}发放的船票,可以登船。",
        "凭{}出具的收条,领回押金。",
        "按{}公布的时刻,开出渡船。",
    ]
    frame = "1. " + "\n2. ".join(lines) + "\n3. 未{}认可的,另行登记。\n".replace("{}", words[-2:])
    old, new = (frame.replace("{}", each) for each in (words, new_words))
    assert told(old, new, "term", frame="{}\n") == says


@pytest.mark.parametrize(
    ("rule", "before", "after"),
    [
        ("{n}由船籍所在{t}管辖的事件。", "地法院", "地之法院"),
        ("{n}依渡船{t}办理。", "登记规程", "登记的规程"),
        ("{n}應報告渡口{t}核備。", "管理處", "之管理處"),
    ],
)
def test_a_particle_makes_no_other_term(rule: str, before: str, after: str) -> None:
    names = ("渡口事务", "缆绳买卖", "夜间航次", "船票争议", "码头租赁")
    old, new = (
        "".join(f"第{i}条　{rule.format(n=name, t=term)}\n" for i, name in zip("一二三四五", names, strict=True))
        for term in (before, after)
    )
    changes = compare(Document.from_text(old), Document.from_text(new)).findings
    assert not [change for change in changes if change.kind == "term"]


def test_a_term_in_the_name_of_a_law_is_quoted_with_the_whole_name() -> None:
    names, ends = ("渡口用地", "缆绳买卖", "夜间航次", "船票争议"), ("办理", "编定", "之规定", "审查")
    old, new = (
        "".join(
            f"第{i}条　{name}{term}渡船造修条例{end}。\n" for i, name, end in zip("一二三四", names, ends, strict=True)
        )
        for term in ("依", "依原")
    )
    changes = compare(Document.from_text(old), Document.from_text(new)).findings
    terms = [change.old.text for change in changes if change.kind == "term" and change.old]
    assert all(term.endswith("条例") and not term.startswith("依") for term in terms)
