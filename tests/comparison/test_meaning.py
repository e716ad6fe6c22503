"""Changes of meaning: exchanged words, bodies, penalties, duties; and text that stands, neither gone nor new."""

from __future__ import annotations

import pytest
from opencc import OpenCC

from policydiff.comparison.engine import compare
from policydiff.comparison.result import Finding
from policydiff.text.document import Document

TO_TRADITIONAL = OpenCC("s2t").convert
HEAD = "云汐市管理办法\n\n第一条　为了规范管理，制定本办法。\n"
TAIL = "第三条　本办法自公布之日起施行。\n"


def findings(before: str, after: str) -> tuple[Finding, ...]:
    """The findings on two laws whose second article has these texts."""
    old, new = (Document.from_text(f"{HEAD}第二条　{text}\n{TAIL}") for text in (before, after))
    return compare(old, new).findings


def told(before: str, after: str) -> list[tuple[str, str, str, str]]:
    """Kind, severity, lead word and note of each finding but those on marks."""
    return [
        (each.kind, each.severity, each.lead_word, str(each.note))
        for each in findings(before, after)
        if each.kind != "punctuation"
    ]


EXCHANGED = [
    # control by the authorities
    ("设立渡口应当报县水务局批准。", "设立渡口应当报县水务局备案。", "obligation", "warning", "weaker", "批准 → 备案"),
    ("新增航线由县交通局审批。", "新增航线由县交通局备案。", "obligation", "warning", "weaker", "审批 → 备案"),
    ("改变用途须经业主大会同意。", "改变用途须向业主大会报告。", "obligation", "warning", "weaker", "同意 → 报告"),
    ("调整班次应当报客运站审核。", "调整班次应当报客运站备查。", "obligation", "warning", "weaker", "审核 → 备查"),
    ("设立分会应经主管机关许可。", "设立分会应向主管机关申报。", "obligation", "warning", "weaker", "许可 → 申报"),
    ("迁移渡口须经镇政府同意。", "迁移渡口须通知镇政府。", "obligation", "warning", "weaker", "同意 → 通知"),
    ("船员外出应先报请船长核可。", "船员外出应先知会船长。", "obligation", "warning", "weaker", "核可 → 知会"),
    ("合同应送法务室审查。", "合同应送法务室存查。", "obligation", "warning", "weaker", "审查 → 存查"),
    ("出航计划由站长核准。", "出航计划向站长报告。", "obligation", "warning", "weaker", "核准 → 报告"),
    ("出航计划应通知站长。", "出航计划应经站长批准。", "obligation", "notice", "stronger", "通知 → 批准"),
    ("年度计划报镇政府备案。", "年度计划报镇政府批准。", "obligation", "notice", "stronger", "备案 → 批准"),
    # power
    ("渡运站可以建议船主改正。", "渡运站可以要求船主改正。", "obligation", "notice", "stronger", "建议 → 要求"),
    ("县水务局责令船主清理航道。", "县水务局要求船主清理航道。", "obligation", "warning", "weaker", "责令 → 要求"),
    # commitment
    ("确保渡口完工。", "力争渡口完工。", "obligation", "warning", "weaker", "确保 → 力争"),
    ("力争渡口完工。", "争取渡口完工。", "obligation", "warning", "weaker", "力争 → 争取"),
    ("争取渡口完工。", "确保渡口完工。", "obligation", "notice", "stronger", "争取 → 确保"),
    ("坚决杜绝超载。", "尽量避免超载。", "obligation", "warning", "weaker", "杜绝 → 避免"),
    ("避免夜间航行。", "减少夜间航行。", "obligation", "warning", "weaker", "避免 → 减少"),
    ("推进船票实名改革。", "探索船票实名改革。", "obligation", "warning", "weaker", "推进 → 探索"),
    ("探索船票实名改革。", "研究船票实名改革。", "obligation", "warning", "weaker", "探索 → 研究"),
    # negations and bounds
    ("办理登记不收取费用。", "办理登记收取费用。", "obligation", "warning", "reversed", "negation gone"),
    ("未经批准的，按照无证处理。", "经批准的，按照无证处理。", "obligation", "warning", "reversed", "negation gone"),
    ("船票计入成本。", "船票不计入成本。", "obligation", "warning", "reversed", "negation added"),
    ("公示期不得少于十日。", "公示期不得多于十日。", "obligation", "warning", "reversed", "不得少于 → 不得多于"),
    ("载客不低于核定数。", "载客不高于核定数。", "obligation", "warning", "reversed", "不低于 → 不高于"),
    ("押金不予退还。", "押金予以退还。", "obligation", "warning", "reversed", "不予 → 予以"),
    ("逾期不受理。", "逾期仍受理。", "obligation", "warning", "reversed", "不受理 → 仍受理"),
    ("渡运合同无效。", "渡运合同有效。", "obligation", "warning", "reversed", "无效 → 有效"),
    (
        "无正当理由的，可以拒载。",
        "有正当理由的，可以拒载。",
        "obligation",
        "warning",
        "reversed",
        "无正当理由 → 有正当理由",
    ),
    ("船员最迟八点到岗。", "船员最早八点到岗。", "obligation", "warning", "reversed", "最迟 → 最早"),
    ("开航不早于上午八点。", "开航不晚于上午八点。", "obligation", "warning", "reversed", "不早于 → 不晚于"),
    ("渡口有偿开放。", "渡口无偿开放。", "obligation", "warning", "reversed", "有偿 → 无偿"),
    # a prohibition whose negation stands at another word now
    (
        "渡运站不得一次收取超过三月的费用。",
        "渡运站可以一次收取不超过三月的费用。",
        "obligation",
        "warning",
        "weaker",
        "不得 → 可以, prohibition gone",
    ),
    ("本站概不赊账。", "本站可以赊账。", "obligation", "warning", "weaker", "概不 → 可以, prohibition gone"),
    ("乘客毋庸到场。", "乘客应到场。", "obligation", "notice", "stronger", "毋庸 → 应"),
    # an exception
    ("船员应当穿制服，但经核准者不在此限。", "船员应当穿制服。", "obligation", "notice", "changed", "exception gone"),
    ("船员应当穿制服。", "船员应当穿制服，但当日值班的除外。", "obligation", "notice", "changed", "exception added"),
    # law
    ("租赁渡船，适用前条规定。", "租赁渡船，准用前条规定。", "obligation", "notice", "changed", "适用 → 准用"),
    ("逾期不领的，推定放弃。", "逾期不领的，视为放弃。", "obligation", "notice", "stronger", "推定 → 视为"),
    ("渡运站得撤销其登记。", "渡运站得废止其登记。", "obligation", "notice", "changed", "撤销 → 废止"),
    ("登记机动车、船舶等。", "登记机动车、船舶。", "obligation", "notice", "narrower", "open list closed"),
    ("登记苗木、种子。", "登记苗木、种子等。", "obligation", "notice", "wider", "closed list opened"),
    (
        "逾期不缴的，按次处罚。",
        "逾期不缴的，按日连续处罚。",
        "penalty",
        "warning",
        "penalty",
        "按次处罚 → 按日连续处罚",
    ),
]


@pytest.mark.parametrize("to_script", [str, TO_TRADITIONAL], ids=["simplified", "traditional"])
@pytest.mark.parametrize(("before", "after", "kind", "severity", "word", "note"), EXCHANGED)
def test_an_exchanged_word_is_said(
    before: str, after: str, kind: str, severity: str, word: str, note: str, to_script: type[str]
) -> None:
    said = told(to_script(before), to_script(after))
    note = note if note.isascii() else to_script(note)
    assert (kind, severity, word, note) in said
    assert sum(each[0] == kind for each in said) == 1


NOT_EXCHANGED = [
    ("批准后及时备案。", "批准后十分及时备案。"),
    ("提供不同的船票。", "提供相同的船票。"),
    ("未成年人可以免票。", "成年人可以免票。"),
    ("按照等级登记苗木、种子。", "按照级别登记苗木、种子。"),
    ("船员培训等同于上岗、实习。", "船员培训相当于上岗、实习。"),
    ("任何单位或者个人可以举报。", "任何单位和个人可以举报。"),
    # a notice stands beside a check on both sides, or takes the place of something else
    ("批准后通知船主，颁发证书。", "批准后告知船主，颁发证书。"),
    ("审查报告由站长保管。", "审核报告由站长保管。"),
    ("县水务局审核船图。", "县水务局审查船图。"),
    # what these words are part of is no bound of time, and no validity
    ("采取有效措施清淤。", "采取得力措施清淤。"),
    ("最早的渡口在青槐县。", "早年的渡口在青槐县。"),
    # an exception that stands, in another place
    ("船员穿制服，但当日值班的除外。旅客购票。", "旅客购票。船员穿制服，但当日值班的除外。"),
]


@pytest.mark.parametrize(("before", "after"), NOT_EXCHANGED)
def test_other_words_are_no_exchange(before: str, after: str) -> None:
    words = {"reversed", "narrower", "wider"}
    assert not [each for each in told(before, after) if each[1] == "warning" or each[2] in words]


BODIES = [
    ("材料经全体船员签署后生效。", "材料经船员大会审议后生效。", ("全体船员", "船员大会")),
    ("本章程的解释权归青槐渡运联合会所有。", "本章程的解释权归云汐读书会所有。", ("青槐渡运联合会", "云汐读书会")),
    (
        "由县水务局会同县财政局制定方案。",
        "由县财政局会同县水务局制定方案。",
        ("县水务局会同县财政局", "县财政局会同县水务局"),
    ),
    (
        "牵头单位：县水务局，配合单位：县财政局。",
        "牵头单位：县财政局，配合单位：县水务局。",
        ("牵头单位：县水务局，配合单位：县财政局", "牵头单位：县财政局，配合单位：县水务局"),
    ),
    ("由县交通局责令改正。", "由县交通处责令改正。", ("县交通局", "县交通处")),
    ("由青槐县渡运站登记。", "由青槐县渡运所登记。", ("青槐县渡运站", "青槐县渡运所")),
    ("由县水务局责令改正。", "由县水利局责令改正。", ("县水务局", "县水利局")),
]


@pytest.mark.parametrize(("before", "after", "names"), BODIES)
def test_another_body_is_a_warning(before: str, after: str, names: tuple[str, str]) -> None:
    said = [each for each in findings(before, after) if each.kind == "agency"]
    quoted = [(each.old.text, each.new.text) for each in said if each.old and each.new]
    assert quoted == [names]
    assert all(each.severity == "warning" for each in said)


SAME_BODIES = [
    ("县政府设立夜市管理委员会。", "县政府设夜市管理委员会。"),
    ("清册呈报县市政府，汇转渡运站。", "清册呈报县（市）政府，汇转渡运站。"),
    ("船主拒绝县水务局检查的，记入档案。", "船主阻碍县水务局检查的，记入档案。"),
    ("病人擅自离院的，由家属接回。", "病人出院的，由家属接回。"),
    ("县公安局作出治安管理处罚的，应当告知。", "县公安局拟作出治安管理处罚的，应当告知。"),
]


@pytest.mark.parametrize(("before", "after"), SAME_BODIES)
def test_a_verb_or_a_mark_makes_no_other_body(before: str, after: str) -> None:
    assert [each for each in findings(before, after) if each.kind == "agency"] == []


def penalties(before: str, after: str) -> list[str]:
    return [str(each.message) for each in findings(before, after) if each.kind == "penalty"]


def test_a_penalty_belongs_to_its_person_and_case() -> None:
    old = "违反规定的，可以对单位并处三千元以上五万元以下的罚款；对直接责任人员，可以处二千元以上二万元以下的罚款。"
    new = (
        "违反规定的，对单位可以并处二十万元以下的罚款，对直接责任人员可以处五万元以下的罚款；"
        "情节严重的，对单位可以并处三十万元以上九十万元以下的罚款，对直接责任人员可以处六万元以上五十万元以下的罚款。"
    )
    assert penalties(old, new) == [
        "三千元以上五万元以下的罚款 → 二十万元以下的罚款",
        "二千元以上二万元以下的罚款 → 五万元以下的罚款",
        "new: 对单位可以并处三十万元以上九十万元以下的罚款",
        "new: 对直接责任人员可以处六万元以上五十万元以下的罚款",
    ]


def test_a_fine_without_its_lower_bound_says_so_and_what_became_of_the_upper_one() -> None:
    (only,) = findings("处三千元以上五万元以下罚款。", "处六万元以下罚款。")
    assert str(only.note) == "lower bound dropped, upper up"


def test_a_criminal_fine_in_place_of_an_administrative_one_is_named() -> None:
    (only,) = findings("违反者，处三万元以下罚锾。", "违反者，处三万元以下罚金。")
    assert (only.kind, only.severity, str(only.note)) == ("penalty", "warning", "administrative → criminal")


def test_liability_and_a_reprimand_are_no_pair() -> None:
    old = "伪造船票，构成犯罪的，依法追究刑事责任。"
    new = "伪造船票的，给予警告；构成犯罪的，依法追究刑事责任。"
    assert penalties(old, new) == ["new: 给予警告"]


NO_PENALTIES = [
    ("处五万元以下一万元以上罚款。", "处一万元以上五万元以下罚款。"),
    ("渡工可以申诉。", "渡工可以申诉，责令停业的期限届满，不予解除的，也可以申诉。"),
    ("渡工可以申诉。", "渡工可以申诉，并收到解除拘留证明书。"),
    ("渡工可以申诉。", "不执行行政拘留的渡工可以申诉。"),
]


@pytest.mark.parametrize(("before", "after"), NO_PENALTIES)
def test_what_only_mentions_a_penalty_is_none(before: str, after: str) -> None:
    assert penalties(before, after) == []


STANDING = [
    # a list made, and undone
    (
        "船主不得破坏堤坝，不得倾倒垃圾，不得堆放杂物。",
        "船主不得有下列行为：\n（一）破坏堤坝；\n（二）倾倒垃圾；\n（三）堆放杂物。",
    ),
    ("禁止下列行为：\n（一）破坏堤坝；\n（二）倾倒垃圾。", "禁止破坏堤坝，禁止倾倒垃圾。"),
    ("船主应当公示价格，应当建立台账。", "船主应当公示价格、建立台账。"),
    ("船主应当履行下列义务：\n（一）公示渡运价格；\n（二）建立渡运台账。", "船主应当公示渡运价格，应当建立渡运台账。"),
    # joined, wrapped, moved
    ("船主应当公示渡运价格。船主应当建立渡运台账。", "船主应当公示渡运价格，船主应当建立渡运台账。"),
    ("船主应当公示渡运价格，并且每年清点船票。", "船主应当公示渡运\n价格，并且每年清点船票。"),
    ("船主不得超载。渡工应当每日检查渡船。", "渡工应当每日检查渡船。船主不得超载。"),
]


@pytest.mark.parametrize(("before", "after"), STANDING)
def test_what_stands_is_neither_gone_nor_weaker(before: str, after: str) -> None:
    assert [each for each in told(before, after) if each[0] in ("obligation", "sentence")] == []


NO_DUTIES = [
    "船主应享的补贴，由镇政府发放。",
    "对于需要提交大会审议的动议，由秘书处登记。",
    "应遵行事项的办法，由县水务局另定。",
    "依法应当缴纳的税款，由镇政府代收。",
    "法律禁止运输的物品，由渡运站登记。",
    "除应当公开的外，由渡运站保管。",
]


@pytest.mark.parametrize("added", NO_DUTIES)
def test_conditions_and_nouns_are_no_duties(added: str) -> None:
    said = told("船票实名登记。", f"船票实名登记。{added}")
    assert [each for each in said if each[0] in ("obligation", "penalty")] == []


@pytest.mark.parametrize(
    "added", ["船主应当登记船票。", "船主应当承担相应的责任。", "禁止运输危险的物品。", "应当由出资的船主补足差额。"]
)
def test_a_duty_is_one_though_it_has_a_noun(added: str) -> None:
    assert [each[2] for each in told("船票实名登记。", f"船票实名登记。{added}")] == ["duty"]


@pytest.mark.parametrize("gone", ["，可以继续参与封闭交流", "，也可以申请延期三次", "，有权查阅账目"])
def test_a_permission_gone_is_a_notice(gone: str) -> None:
    said = told(f"渡工每年参加八次培训{gone}。", "渡工每年参加八次培训。")
    assert said == [("obligation", "notice", "duty", "permission gone")]


def test_a_prohibition_in_other_words_is_not_called_gone() -> None:
    said = told("任何人不得以任何方式随意转让实名船票。", "任何人均一律不得随意转让他人的实名船票，违者记录。")
    assert not [each for each in said if each[1] == "warning"]


# a duty that remained, like the one that is new or gone: in the same words, or a little changed where it stands
LIKE_ANOTHER = [
    (
        "清单由渡运站核定。\n渡运站核定清单前，应当听取船主的意见。",
        "清单由渡运站核定。\n渡运站核定清单前，应当听取船主的意见。\n渡运站注销清单前，应当听取船主的意见。",
    ),
    (
        "核对船体后，渡运站应当及时告知船主家属。",
        "核对船体后，渡运站应当立即告知船主家属。拆解船体的，渡运站应当及时告知船主家属。",
    ),
]


@pytest.mark.parametrize(("before", "after"), LIKE_ANOTHER)
def test_a_duty_like_one_that_remained_is_new(before: str, after: str) -> None:
    assert [each[1] for each in told(before, after) if each[0] == "obligation" and each[2] == "duty"] == ["notice"]


def test_a_like_duty_of_somebody_else_is_not_the_same_in_other_words() -> None:
    old = "镇政府应当每年公开渡运费用的收支明细。"
    new = "船主会议应当每季公开渡运费用的收支明细表，并备查。"
    severities = [each[1] for each in told(old, new) if each[0] == "obligation" and each[2] == "duty"]
    assert "info" not in severities


@pytest.mark.parametrize("kind", ["下列", "左列"])
def test_a_list_of_what_to_state_is_a_duty(kind: str) -> None:
    said = told("船票实名登记。", f"船票实名登记。申请书应载明{kind}事项：\n一、船名。\n二、航线。")
    assert [each[2] for each in said if each[0] == "obligation"] == ["duty"]


IMPOSED = [
    ("可以由公安机关依照第一款规定给予拘留。", "可以由公安机关依照第一款规定给予拘留"),
    (
        "未按计划营运的，除处二万元以上九万元以下罚款外，并限期改善。",
        "除处二万元以上九万元以下罚款外",
    ),
]


@pytest.mark.parametrize(("added", "shown"), IMPOSED)
def test_a_penalty_is_imposed_though_a_law_or_more_is_named_with_it(added: str, shown: str) -> None:
    assert penalties("渡工可以申诉。", f"渡工可以申诉。{added}") == [f"new: {shown}"]


def test_another_amount_of_a_penalty_that_is_only_mentioned_is_a_warning() -> None:
    old, new = (f"船主被处{amount}元以下罚款，可以当场收缴。" for amount in ("五十", "二百"))
    assert [(each[0], each[1]) for each in told(old, new)] == [("penalty", "warning")]


def test_a_body_that_acts_likewise_took_the_place_of_another() -> None:
    old = "交付执行的县水务局应当将起诉书副本同时送达渡运站。"
    new = "县公安局应当将判决书的复印件同时送达渡运站。"
    assert ("agency", "warning") in [(each[0], each[1]) for each in told(old, new)]


PAIRED_MARKS = [
    (
        "发给《渡运许可证》后离港。",
        "发给渡运许可证后离港。",
        [("《》 dropped (title mark)", "《渡运许可证》", "渡运许可证")],
    ),
    ("称为渡口码头。", "称为“渡口码头”。", [("“” added (quotation mark)", "渡口码头", "“渡口码头”")]),
    ("船主（承租人）应当到场。", "船主承租人应当到场。", [("() dropped (bracket)", "（承租人）", "承租人")]),
    # the full name takes the marks, the short one has none
    (
        "依照渡口法登记。",
        "依照《中华人民共和国渡口法》登记。",
        [("《》 added (title mark)", "渡口法", "《中华人民共和国渡口法》")],
    ),
    (
        "依照渡口管理法的规定登记。",
        "按照《渡口管理法》的规定登记。",
        [("《》 added (title mark)", "渡口管理法", "《渡口管理法》")],
    ),
    # two pairs, close to each other
    (
        "交《船簿》、《航簿》。",
        "交船簿、航簿。",
        [("《》 dropped (title mark)", "《船簿》", "船簿"), ("《》 dropped (title mark)", "《航簿》", "航簿")],
    ),
    # one mark alone is no pair
    (
        "渡口所在的乡镇、街道办理登记。",
        "渡口所在的乡镇街道办理登记。",
        [("、 dropped (enumeration comma)", "所在的乡镇、街道办理登", "所在的乡镇街道办理登")],
    ),
]


@pytest.mark.parametrize(("before", "after", "says"), PAIRED_MARKS)
def test_a_pair_of_marks_is_one_finding_and_no_citation(
    before: str, after: str, says: list[tuple[str, str, str]]
) -> None:
    """Marks added or dropped on both sides of words are told together, quoted with the words."""
    told_marks = [
        (str(each.note), each.old.text if each.old else "", each.new.text if each.new else "")
        for each in findings(before, after)
    ]
    assert told_marks == says
