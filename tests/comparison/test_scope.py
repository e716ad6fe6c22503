"""What of two documents is compared: a text that one carries, and the provisions that one shows."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from conftest import Command
from policydiff.comparison.engine import compare
from policydiff.comparison.result import Comparison
from policydiff.comparison.scope import WHOLE
from policydiff.errors import PolicydiffError
from policydiff.reports.comparison.report import comparison_report
from policydiff.reports.comparison.scope import scope_sentences
from policydiff.reports.comparison.table import comparison_table
from policydiff.text.document import Document

RULES = (
    "为了规范夜市管理，制定本办法。",
    "市商务局负责夜市管理工作。",
    "摊主应当在三十日内办理登记。",
    "摊主应当依照第三条缴纳保证金五百元。",
    "违反第三条的，处一千元以下罚款。",
    "摊主不得占用道路。",
    "市商务局应当每年公布名册。",
    "本办法自2019年1月1日起施行。",
)
NUMERALS = "一二三四五六七八"
LAW = "云汐市夜市管理办法\n第一章　总则\n" + "".join(f"第{n}条　{t}\n" for n, t in zip(NUMERALS, RULES, strict=True))
STATUTE = LAW.replace("条", "條").replace("办法", "辦法").replace("云汐市夜市管理", "青槐縣夜市管理")
THIRD, FIFTH = "第三条　摊主应当在十日内办理登记。\n", "第五条　违反第三条的，处五千元以下罚款。\n"


def compared(old: str, new: str, part: str | None = None) -> Comparison:
    return compare(Document.from_text(old), Document.from_text(new), part=part)


def changes(comparison: Comparison) -> dict[str, list[str | None]]:
    """The labels of the units by their change."""
    labels: dict[str, list[str | None]] = {}
    for unit in comparison.units:
        reference = unit.new or unit.old
        labels.setdefault(unit.change, []).append(reference.label if reference else None)
    return labels


# ------------------------------------------------------------------------------------------------- partial texts


@pytest.mark.parametrize(
    "head",
    [
        "云汐市夜市管理办法第三条、第五条修正草案",
        "云汐市夜市管理办法部分条文修正草案",
        "云汐市夜市管理办法部分条文修正条文",
        "云汐市夜市管理办法修正案（草案）",
        "云汐市夜市管理办法（修正草案）",
        "云汐市夜市管理办法修正草案",
        "云汐市夜市管理办法（节录）",
        "云汐市夜市管理办法\n现将有关条款摘录如下：",
        "云汐市人民政府关于修改《云汐市夜市管理办法》的决定",
    ],
)
@pytest.mark.parametrize("swapped", [False, True])
def test_articles_that_a_partial_text_does_not_show_are_not_touched(head: str, swapped: bool) -> None:
    draft = f"{head}\n{THIRD}{FIFTH}"
    comparison = compared(draft, LAW) if swapped else compared(LAW, draft)
    assert changes(comparison) == {
        "edited": ["第三条", "第五条"],
        "not_touched": [f"第{n}条" for n in "一二四六七八"],
    }
    assert (comparison.old.partial, comparison.new.partial) == (swapped, not swapped)
    assert comparison.summary["not_touched"] == 6
    assert not comparison.summary["removed"] + comparison.summary["added"]
    assert {finding.kind for finding in comparison.findings} == {"deadline", "penalty"}
    assert not any(hunk.ignored is None for change in comparison.outside_changes for hunk in change.hunks)
    sides = ("OLD", "NEW") if swapped else ("NEW", "OLD")
    said = f"{sides[0]} shows 第三条, 第五条 only; the other 6 articles of {sides[1]} are not touched."
    assert comparison_report(comparison).summary[1:] == (said,)
    for verbose in (False, True):
        assert len(comparison_table(comparison, verbose=verbose).rows) == 2


@pytest.mark.parametrize(
    "head",
    [
        "云汐市夜市管理办法",
        "云汐市夜市管理办法（2024年修正）",
        "云汐市夜市管理办法修正草案",
        "云汐市夜市管理办法修正案",
        "云汐市夜市管理办法（修订草案）",
        "云汐市人民政府关于修改夜市管理办法的决定",
    ],
)
def test_a_new_edition_without_some_articles_has_removed_them(head: str) -> None:
    kept = "".join(f"第{n}条　{RULES[i]}\n" for n, i in zip("一二三四", (0, 1, 2, 7), strict=True))
    comparison = compared(LAW, f"{head}\n{kept}")
    assert changes(comparison)["removed"] == ["第四条", "第五条", "第六条", "第七条"]
    assert not comparison.summary["not_touched"]
    assert not comparison.new.partial


def test_a_new_edition_with_gaps_has_removed_articles() -> None:
    lines = LAW.splitlines(keepends=True)
    comparison = compared(LAW, "".join(line for line in lines if line[1] not in "四六"))
    assert changes(comparison)["removed"] == ["第四条", "第六条"]


def test_of_two_partial_texts_all_differences_count() -> None:
    head = "云汐市夜市管理办法部分条款修正草案\n"
    assert changes(compared(f"{head}{THIRD}{FIFTH}", f"{head}{THIRD}")) == {
        "unchanged": ["第三条"],
        "removed": ["第五条"],
    }


def test_a_draft_may_add_and_delete_articles() -> None:
    draft = "青槐縣夜市管理辦法部分條文修正草案\n第三條之一　登記有效期間為三年。\n第六條　（刪除）\n"
    assert changes(compared(STATUTE, draft)) == {
        "not_touched": [f"第{n}條" for n in "一二三四五七八"],
        "added": ["第三條之一"],
        "removed": ["第六條"],
    }


def test_an_extract_that_says_the_same_is_no_change() -> None:
    extract = "云汐市夜市管理办法（节录）\n" + "".join(f"第{n}条　{RULES[i]}\n" for n, i in (("二", 1), ("六", 5)))
    assert compared(LAW, extract).same_text
    assert compared(extract, LAW).same_text


def test_the_articles_that_a_decision_quotes_are_compared() -> None:
    decision = (
        "云汐市人民政府关于修改《云汐市夜市管理办法》的决定\n决定对《云汐市夜市管理办法》作如下修改：\n"
        f"一、第三条修改为：\n“{THIRD.rstrip()}”\n二、增加一条，作为第四条：\n“第四条　摊主应当明码标价。”\n"
        "三、删去第七条。\n四、第五条修改为：\n“第五条　违反第三条的，处五千元以下罚款。\n　　情节严重的，责令停业。”\n"
        "本决定自公布之日起施行。\n"
    )
    comparison = compared(LAW, decision)
    assert changes(comparison)["added"] == ["第四条"]
    assert changes(comparison)["edited"] == ["第三条", "第五条"]
    assert not comparison.summary["removed"]
    assert comparison.summary["not_touched"] == 6
    assert "公布之日" not in str([finding.message for finding in comparison.findings])
    assert comparison_report(comparison).summary[1].endswith("not touched, but 第七条: its instructions name them.")


@pytest.mark.parametrize(
    ("instruction", "change", "label"),
    [
        ("一、第三条修改为：“摊主应当在十日内办理登记。”", "edited", "第三条"),
        ("一、第三条修改为：“第三条　摊主应当在十日内办理登记。”", "edited", "第三条"),
        (
            "将第三条修改为：\n“摊主应当在十日内办理登记。\n　　“（一）流动摊主除外；\n　　“（二）其他。”",
            "edited",
            "第三条",
        ),
        ("一、增加一条，作为第三条：“摊主应当明码标价。”", "added", "第三条"),
        ("一、第五条改为第六条，修改为：“违反第三条的，处五千元以下罚款。”", "edited", "第六条"),
    ],
)
def test_a_quotation_without_a_label_is_the_article_that_is_named(instruction: str, change: str, label: str) -> None:
    decision = f"云汐市人民政府关于修改《云汐市夜市管理办法》的决定\n{instruction}\n本决定自公布之日起施行。\n"
    comparison = compared(LAW, decision)
    found = changes(comparison)
    assert found.pop("not_touched")
    assert found == {change: [label]}
    assert not any(finding.kind in ("punctuation", "reference") for finding in comparison.findings)


def test_the_articles_that_items_list_are_compared() -> None:
    decision = (
        "云汐市人民政府关于修改《云汐市夜市管理办法》的决定\n决定对《云汐市夜市管理办法》作如下修改：\n"
        f"一、第三条修改为：\n{THIRD}二、增加一条，作为第七条：\n第七条　摊主应当明码标价。\n"
        f"三、第五条修改为：\n{FIFTH}\n本决定自2021年5月1日起施行。\n"
    )
    comparison = compared(LAW, decision)
    assert changes(comparison)["edited"] == ["第三条", "第五条"]
    assert changes(comparison)["added"] == ["第七条"]
    assert comparison.summary["not_touched"] == 6
    assert not {"date", "sentence"} & {finding.kind for finding in comparison.findings}


def test_instructions_alone_show_no_article() -> None:
    decision = (
        "云汐市人民政府关于修改《云汐市夜市管理办法》的决定\n一、将第三条中的“三十日”修改为“十日”。\n二、删去第六条。\n"
    )
    comparison = compared(f"{LAW}", f"{decision}云汐市夜市管理办法规定摊主应当在三十日内办理登记、摊主不得占用道路。\n")
    assert changes(comparison) == {"not_touched": [f"第{n}条" for n in NUMERALS]}
    assert not comparison.same_text
    said = (
        "NEW shows no whole article; the other 8 articles of OLD are not touched, but 第三条, 第六条: its instructions"
    )
    assert comparison_report(comparison).summary[1].startswith(said)


def test_a_reference_to_an_article_that_is_not_shown_is_not_stale() -> None:
    for cited in ("第三条", "第二条第一款", "前条", "第二条第二款"):
        law = LAW.replace("依照第三条", f"依照{cited}")
        draft = f"云汐市夜市管理办法部分条文修正草案\n第四条　摊主应当依照{cited}缴纳保证金六百元。\n"
        assert [finding.kind for finding in compared(law, draft).findings] == ["money"]


# ------------------------------------------------------------------------------------------------- carried texts

PLAN = (
    "2023年夜市工作要点\n一、加强组织领导，全年新增摊位25个\n各区要建立专班。\n"
    "二、完善考核，确保增长6%以上\n强化结果运用。\n"
)
NEXT = PLAN.replace("2023", "2024").replace("25个", "30个").replace("确保增长6%", "力争增长5%")
NOTICE = (
    "云汐市商务局关于印发工作要点的通知\n各区：\n　　现将《2024年夜市工作要点》印发给你们，请认真贯彻执行。\n"
    "云汐市商务局\n2024年3月1日\n"
)
PASSED_ON = {
    "annex": f"{NOTICE}附件\n{NEXT}",
    "numbered annex": f"{NOTICE}附件1\n\n{NEXT}附件2\n摊位分布表\n甲街 20\n乙街 30\n",
    "title on the label": f"{NOTICE}附件：{NEXT}".replace("附件：", "附件1："),
    "title alone": f"{NOTICE}\n{NEXT}",
    "agency before the title": f"{NOTICE}\n云汐市{NEXT}",
    "title in two lines": f"{NOTICE}\n{NEXT.replace('年夜市', '年' + chr(10) + '夜市', 1)}",
    "numbered notice": "关于印发2024年夜市工作要点的通知\n一、请认真执行。\n二、请及时报告。\n2024年3月1日\n附件\n"
    + NEXT,
    "order": f"云汐市人民政府令\n第3号\n《2024年夜市工作要点》已经市政府通过，现予公布。\n市长　林某\n{NEXT}",
}


@pytest.mark.parametrize("wrapped", PASSED_ON.values(), ids=PASSED_ON)
@pytest.mark.parametrize("swapped", [False, True])
def test_a_carried_text_is_compared_with_the_bare_one(wrapped: str, swapped: bool) -> None:
    comparison = compared(wrapped, PLAN) if swapped else compared(PLAN, wrapped)
    side = comparison.old if swapped else comparison.new
    assert side.part is not None
    assert side.part.title
    assert side.part.title.endswith("2024年夜市工作要点")
    assert side.document.text[: side.part.span.start].rstrip().endswith(("日", "附件", "附件1", "附件1：", "林某"))
    quoted = [(f.old and f.old.text, f.new and f.new.text) for f in comparison.findings if f.kind == "obligation"]
    assert quoted == ([("力争增长5%以上", "确保增长6%以上")] if swapped else [("确保增长6%以上", "力争增长5%以上")])
    assert changes(comparison) == {"edited": ["一、", "二、"]}
    report = comparison_report(comparison)
    assert sum("is not compared (--part whole)." in line for line in report.summary) == 1
    assert "各区" not in str(report.groups).replace("各区要建立专班", "")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (PASSED_ON["annex"].replace("2024", "2023").replace("30个", "20个"), PASSED_ON["annex"]),
        (PLAN, NEXT),
        (f"{PLAN}附件\n摊位分布表\n甲街 20\n", f"{NEXT}附件\n摊位分布表\n甲街 30\n"),
        # what a law says on publication passes nothing on
        (f"{LAW}附件\n夜市名册\n甲夜市\n", f"{LAW.replace('三十日', '十日')}"),
        (LAW, f"{LAW.replace('三十日', '十日')}附件\n夜市公布名册\n甲夜市\n"),
        # the notice is the text, and the annex only a table
        (
            "关于做好夜市工作的通知\n一、各区应当在三十日内完成登记。\n二、各区应当印发夜市名录。\n",
            "关于做好夜市工作的通知\n一、各区应当在十日内完成登记。\n二、各区应当印发夜市名录。\n附件\n夜市名录\n甲夜市\n",
        ),
    ],
)
def test_documents_are_compared_whole_where_neither_or_both_carry_a_text(old: str, new: str) -> None:
    comparison = compared(old, new)
    assert comparison.old.part is None
    assert comparison.new.part is None
    assert comparison.related
    assert comparison.summary["edited"]


def test_a_carried_text_that_is_the_same_is_no_change() -> None:
    comparison = compared(NEXT, PASSED_ON["title alone"])
    assert comparison.same_text
    assert not comparison.identical
    assert comparison_report(comparison).summary[0] == "no change in wording"


@pytest.mark.parametrize(
    ("part", "label", "title"),
    [
        ("附件1", "附件1", "2024年夜市工作要点"),
        ("附件 一", "附件1", "2024年夜市工作要点"),
        ("附件2", "附件2", "摊位分布表"),
        ("摊位分布表", "附件2", "摊位分布表"),
        ("工作要点", "附件1", "2024年夜市工作要点"),
    ],
)
def test_a_part_is_chosen_by_label_or_title(part: str, label: str, title: str) -> None:
    found = compared(PLAN, PASSED_ON["numbered annex"], part).new.part
    assert found is not None
    assert (found.label, found.title) == (label, title)


def test_a_part_is_chosen_in_both_documents() -> None:
    comparison = compared(PASSED_ON["annex"].replace("2024", "2023"), PASSED_ON["numbered annex"], "附件1")
    assert comparison.old.part
    assert comparison.old.part.title == "2023年夜市工作要点"
    assert comparison.new.part
    assert comparison.new.part.title == "2024年夜市工作要点"


def test_whole_documents_are_compared_on_request() -> None:
    comparison = compared(PLAN, PASSED_ON["annex"], WHOLE)
    assert comparison.new.part is None
    assert "REWRITTEN" in [group.title for group in comparison_report(comparison).groups]


@pytest.mark.parametrize(
    ("new", "hint"),
    [
        (
            PASSED_ON["numbered annex"],
            "the parts are 附件1 2024年夜市工作要点 of NEW; 附件2 摊位分布表 of NEW; whole compares",
        ),
        (NEXT, "neither document has annexes or passes a text on; leave --part out"),
    ],
)
def test_an_unknown_part_is_an_error_that_names_the_parts(new: str, hint: str) -> None:
    with pytest.raises(PolicydiffError, match=f"no part is called 附件3 .{hint}"):
        compared(PLAN, new, "附件3")


def test_parts_on_the_command_line(policydiff: Command, tmp_path: Path) -> None:
    old, new = tmp_path / "old.txt", tmp_path / "new.txt"
    old.write_text(PLAN, encoding="utf-8")
    new.write_text(PASSED_ON["numbered annex"], encoding="utf-8")
    result = json.loads(policydiff("compare", old, new, "--format", "json").stdout)
    assert (result["old"]["part"], result["new"]["part"]["label"]) == (None, "附件1")
    for part, status in (("附件3", 2), ("", 2), (WHOLE, 1)):
        assert policydiff("compare", old, new, "--part", part).returncode == status


@pytest.mark.parametrize(
    "letter",
    [
        "函\n主旨：檢送「夜市巡守隊設置要點」，請查照。\n附件\n",
        "主旨：檢附「夜市巡守隊設置要點」一份，請查照。\n附件：\n",
        "关于随文附送夜市巡守队设置要点的函\n请遵照执行。\n附件\n",
    ],
)
def test_a_letter_that_sends_a_text_carries_it(letter: str) -> None:
    rules = "夜市巡守隊設置要點\n一、巡守隊員應年滿{}歲。\n二、每隊{}人，隊長由隊員互選。\n"
    comparison = compared(letter + rules.format("二十", "十"), rules.format("十八", "十二"))
    assert comparison.old.part is not None
    assert changes(comparison) == {"edited": ["一、", "二、"]}
    assert {finding.kind for finding in comparison.findings} == {"number"}


@pytest.mark.parametrize("head", ["部分條文修正草案", "部分条文修正案（草案）", "第三條、第九條、第十四條條文修正草案"])
def test_a_draft_of_near_equal_articles_is_compared_by_its_numbers(head: str) -> None:
    def law(numbers: range | tuple[int, ...], shift: int) -> str:
        kinds = "甲乙丙丁戊己庚"
        return "".join(
            f"第{number}條　{kinds[number % 7]}類渡口應每{number % 5 + 2 + shift}日檢查一次，"
            f"並於{number % 4 + 3 + shift}日內公布結果。\n"
            for number in numbers
        )

    old, new = "青槐縣渡口辦法\n" + law(range(1, 25), 0), f"青槐縣渡口辦法{head}\n" + law((3, 9, 14), 1)
    assert changes(compared(old, new))["edited"] == ["第3條", "第9條", "第14條"]
    assert changes(compared(new, old))["edited"] == ["第3條", "第9條", "第14條"]


def test_an_article_that_a_decision_renumbers_is_not_compared_by_its_number() -> None:
    rules = (
        "渡口应当每五日检查一次，并公布结果。",
        "码头应当每五日检查一次，并公布结果。",
        "栈桥应当每五日检查一次，并公布结果。",
    )
    old = "青槐县渡口办法\n" + "".join(f"第{label}条 {text}\n" for label, text in zip("一二三", rules, strict=True))
    new = "关于修改《青槐县渡口办法》的决定\n一、第一条改为第二条，修改为：“渡口应当每三日检查一次，并公布结果。”\n"
    (unit,) = (unit for unit in compared(old, new).units if unit.change == "edited")
    assert unit.old is not None
    assert unit.old.label == "第一条"


def test_the_articles_of_a_decision_have_not_moved() -> None:
    old = "云汐市古树条例\n第一条 为了保护古树，制定本条例。\n第二条 古树由单位养护。\n第三条 禁止砍伐古树。\n"
    new = (
        "关于修改《云汐市古树条例》的决定\n一、将第三条修改为：“禁止砍伐、移植古树。”\n"
        "二、增加一条，作为第四条：“违反本条例的，处一万元罚款。”\n本决定自公布之日起施行。\n"
    )
    assert not any(unit.moved for unit in compared(old, new).units)


SCHEME = "渡口整治方案\n一、目标\n整治渡口{}处。\n二、措施\n加固护栏，更换缆绳。\n"
SCHEME_LETTER = (
    "关于印发渡口整治方案的通知\n各乡镇：\n现将《渡口整治方案》印发给你们，请{}执行。\n青槐县人民政府\n2024年3月1日\n\n"
)
ROSTER = (
    "关于转发名册的通知\n各乡镇：\n现将名册转发给你们，请{}执行。\n附件1\n渡口名册\n一、渡口{}处。\n二、渡船六艘。\n"
)


@pytest.mark.parametrize(
    ("old", "new", "part", "hint"),
    [
        (
            SCHEME_LETTER.format("认真") + SCHEME.format(20),
            SCHEME_LETTER.format("遵照") + SCHEME.format(30),
            None,
            "--part 渡口整治方案",
        ),
        (ROSTER.format("认真", 20), ROSTER.format("遵照", 30), None, "--part 附件1"),
        (ROSTER.format("认真", 20), ROSTER.format("遵照", 30), WHOLE, None),
        (SCHEME_LETTER.format("认真") + SCHEME.format(20), SCHEME.format(30), None, None),
        (SCHEME.format(20), SCHEME.format(30), None, None),
    ],
)
def test_how_to_compare_the_texts_that_both_pass_on_is_said(
    old: str, new: str, part: str | None, hint: str | None
) -> None:
    sentences = list(scope_sentences(compared(old, new, part)))
    hints = [sentence for sentence in sentences if "Both pass" in sentence]
    assert len(hints) == (hint is not None)
    assert all(str(hint) in sentence for sentence in hints)
