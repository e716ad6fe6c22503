"""Which figure became which: the words beside a figure, its item and its sentence tell; what is not sure is info."""

from __future__ import annotations

import pytest

from policydiff.comparison.engine import compare
from policydiff.text.document import Document

KINDS = ("number", "money", "date", "deadline", "citation")


def told(old: str, new: str, *, before: str = "", after: str = "") -> list[str]:
    """Kind, severity, message and note of the findings on figures and citations; the texts are one article of three.

    `before` and `after` are its neighbours.
    """
    frame = "第一条　为了规范青槐县渡船管理，{}制定本办法。\n第二条　{}\n第三条　渡运站设在码头。{}\n"
    comparison = compare(*(Document.from_text(frame.format(before, text, after)) for text in (old, new)))
    return [
        f"{each.kind} {each.severity} {each.message} {each.note}".strip()
        for each in comparison.findings
        if each.kind in KINDS
    ]


def sure(findings: list[str]) -> list[str]:
    """The findings that are more than information."""
    return [finding for finding in findings if finding.split()[1] != "info"]


# ------------------------------------------------------------------------------------------------- one rule


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (
            "渡运站应当自接到开航申请之日起七日内，转送有关海事机构，并告知船主。",
            "海事机构应当自收到转送之日起六十日内，将处理意见回复转送的渡运站。",
        ),
        (
            "前条所称邮船公司，应自本办法施行之日起四个月内，提出合于本办法规定的营运计划书，报主管机关备查。",
            "主管机关许可办理渡运的船行，有不符合本办法规定的，应于修正施行之日起六个月内，提出合于本办法规定的营运计划书，报主管机关备查。",
        ),
        (
            "船工应当自上岸之日起三日内缴回救生衣。",
            "船主未经登记转让渡船的，受让人应当在合同生效后三十日内补缴渡运费。",
        ),
    ],
)
def test_two_deadlines_of_different_duties_are_no_warning(old: str, new: str) -> None:
    """A deadline that became longer is a warning only where both sides say the same of it."""
    assert not [finding for finding in told(old, new) if finding.startswith("deadline warning")]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (
            "船主应当自渡船停航之日起十日内，报请渡运站备查。",
            "船主应当自渡船停航之日起三十日内，报请原登记的渡运站备查。",
            "十日内 → 三十日内 longer",
        ),
        (
            "前条的决议应当作成记录，由到会船主签名，于七日内将记录正本送达渡运站和船主。",
            "记录正本，站长应当于收到原本时起十日内送达渡运站、船主和船工。",
            "七日内 → 十日内 longer",
        ),
        (
            "渡运站应当于年度终了后一个月内，将决算报请县交通局备查。",
            "渡运站应当于年度终了后二个月内，将决算报请县交通局备查。",
            "一个月内 → 二个月内 longer",
        ),
        ("渡运站应当在5日内作出决定。", "渡运站应当在5个工作日内作出决定。", "5日内 → 5个工作日内 longer"),
        ("渡运站应当在10日内作出决定。", "渡运站应当在10个工作日内作出决定。", "10日内 → 10个工作日内 longer"),
        (
            "船主应当于三个营业日内通知县交通局。",
            "船主应当于五个营业日内通知县交通局。",
            "三个营业日内 → 五个营业日内 longer",
        ),
    ],
)
def test_a_duty_with_more_time_is_a_warning(old: str, new: str, says: str) -> None:
    """The same duty, in other words or for other persons, with a longer deadline."""
    assert [f for f in told(old, new) if f.startswith("deadline warning") and f.endswith(says)]


def test_a_figure_goes_to_the_rule_with_its_words() -> None:
    """每艘 is not 每吨, however near it stands."""
    old = "船税如下：\n（一）机动船：按登记吨位每吨全年一元至二元。\n（二）人力船：每艘全年不超过三十六元。"
    old += "\n（三）游船：载重在五吨以上的，每艘全年三百元。"
    new = "船税如下：\n（一）船舶：载重在五吨以上的，营运用每艘全年一万六千元。"
    findings = sure(told(old, new))
    assert not [finding for finding in findings if "一元至二元 →" in finding]
    assert not [finding for finding in findings if "gone" in finding and "三百元" in finding]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (
            "按渡运额收费：\n一、未满五百元的，三元。\n二、五百元以上未满一千元的，五元。\n三、五千元以上未满一万元的，十五元。",
            "按渡运额收费：\n一、未满十万元的，五百元。\n二、一千万元以上未满五千万元的，三千元。",
        ),
    ],
)
def test_the_rows_of_a_scale_are_told_by_their_labels(old: str, new: str) -> None:
    """A row is no other row, though both say 以上未满."""
    for finding in sure(told(old, new)):
        assert "十五元 →" not in finding


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (
            "四、曾任渡运站副站长各二年以上，并有航运经历一年以上，成绩优良。",
            "三、曾在各渡口任职合计七年以上，其中担任船长至少三年。",
        ),
        (
            "船行应当配置救生设施，并提供码头总面积百分之三十的场地交给县交通局管理。",
            "开发码头时，按当期公告地价以码头总面积百分之十计算回馈金。",
        ),
        (
            "县交通局设科长四人，稽查八人，编审十一人至十五人，主办票务。",
            "县交通局设科长四人，稽查八人，统计二人至四人，兼办船员登记。",
        ),
    ],
)
def test_numbers_of_different_things_are_no_sure_change(old: str, new: str) -> None:
    """What shares no words with a figure did not certainly come of it."""
    assert not [finding for finding in sure(told(old, new)) if "→" in finding]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (
            "船行指五人以上、二十一人以下船主所组织的公司。",
            "船行由一人以上船主所组织的公司。",
            "五人以上、二十一人以下 → 一人以上",
        ),
        ("船工服务期不得少于三年，由渡运站定之。", "船工服务期不得少于四年，由渡运站定之。", "三年 → 四年"),
        ("渡运站每二年评鉴一次，不合格的限期改善。", "渡运站每三年评鉴一次。", "每二年 → 每三年"),
    ],
)
def test_one_figure_that_changed_is_one_finding(old: str, new: str, says: str) -> None:
    """One rule with another figure is neither gone nor new."""
    findings = sure(told(old, new))
    assert [finding for finding in findings if says in finding]
    assert not [finding for finding in findings if "gone" in finding or "new:" in finding]


# ------------------------------------------------------------------------------------------------- reworded


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (
            "渡运会的决议违反章程的，船主可以自决议作出之日起六十日内，请求县交通局撤销。",
            "渡运会的决议无效。\n第五条　渡运会的召集违反章程的，船主自决议作出之日起六十日内，可以请求县交通局撤销。",
        ),
        (
            "船工守规并且服务合同期二分之一以上，一贯表现好的，渡运站可以准其回乡探亲。",
            "船工登记。\n第五条　签订合同的船工，服务期二分之一以上，一贯表现好的，渡运站可以准其回乡探亲。",
        ),
        (
            "渡运站的公告应当登报，并于渡运站公告牌公告七日以上。",
            "渡运站的公告应当登报。\n第五条　渡运站应当于渡运站公告处公告七日以上。",
        ),
    ],
)
def test_a_figure_in_similar_words_elsewhere_is_neither_gone_nor_new(old: str, new: str) -> None:
    """One word moved or changed: the figure stands."""
    assert not [finding for finding in sure(told(old, new)) if "gone" in finding or "new:" in finding]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("船主应当登记。", "船主应当登记，并自登记之日起三十日内购买保险。", "new: 三十日内 购买保险"),
        ("渡运费用于维修，提取比例不得低于百分之五。", "渡运费用于维修。", "gone: 提取比例不得低于百分之五"),
    ],
)
def test_a_figure_that_went_or_came_is_a_notice(old: str, new: str, says: str) -> None:
    """Nothing like it stands in the other text."""
    assert [finding for finding in sure(told(old, new)) if says in finding]


@pytest.mark.parametrize(
    ("old", "new", "before"),
    [
        ("违反规定的，依照有关规定处罚。", "违反规定的，依照《中华人民共和国渡船法》的规定处罚。", "根据渡船法，"),
        ("船工依照规定登记。", "船工依照《中华人民共和国船员登记法》的规定登记。", "根据渡船法和船员登记法，"),
        ("依照《临澜省船票条例》处罚。", "依照规定处罚。", "按照临澜省船票条例，"),
    ],
)
def test_a_document_named_elsewhere_is_said_to_be(old: str, new: str, before: str) -> None:
    """With title marks or without, by the full name or the short one."""
    findings = told(old, new, before=before)
    assert findings
    assert all("cited elsewhere" in finding for finding in findings)


@pytest.mark.parametrize(
    ("new", "before"),
    [
        ("依照《中华人民共和国渡船法》的规定处罚。", "根据内河渡船法，"),
        ("依照《中华人民共和国渡船法》的规定处罚。", "根据渡船法律，"),
        ("依照《中华人民共和国渡船法》的规定处罚。", ""),
    ],
)
def test_a_document_that_is_not_named_is_new(new: str, before: str) -> None:
    """Another law, or laws in general, are not the one that is cited now."""
    assert told("依照规定处罚。", new, before=before) == ["citation notice new: 《中华人民共和国渡船法》"]


# ------------------------------------------------------------------------------------------------- whole


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (
            "九十八年五月五日修正的条文另行施行。",
            "九十八年五月二十七日修正的条文另行施行。",
            "九十八年五月五日 → 九十八年五月二十七日",
        ),
        (
            "民國一百零四年六月十五日公布。",
            "民國一百零四年七月一日公布。",
            "民國一百零四年六月十五日 → 民國一百零四年七月一日",
        ),
        ("自91年10月26日起公布。", "自91年12月1日起公布。", "91年10月26日 → 91年12月1日"),
    ],
)
def test_a_date_has_its_year(old: str, new: str, says: str) -> None:
    """The year belongs to the date, also without 民國 and in Chinese numerals."""
    assert [finding for finding in told(old, new) if finding.startswith("date notice") and says in finding]


def test_one_year_with_and_without_its_era_is_no_change() -> None:
    """民國九十八年 and 九十八年 are one year."""
    assert not told("民國九十八年五月五日公布。", "九十八年五月五日公布。")


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (
            "船股每股至少銀元二元，必須一律。",
            "船股每股至少新臺幣六元，必須一律。",
            "船股每股至少 銀元二元 → 新臺幣六元",
        ),
        ("赔偿限额为七千万元。", "赔偿限额为新台币四十二亿元。", "七千万元 → 新台币四十二亿元"),
        ("每艘补助国币八十元。", "每艘补助人民币九十元。", "国币八十元 → 人民币九十元"),
    ],
)
def test_amounts_in_two_currencies_have_no_direction(old: str, new: str, says: str) -> None:
    """The currency is quoted, and neither up nor down is said."""
    assert [finding for finding in told(old, new) if finding.startswith("money notice") and finding.endswith(says)]


@pytest.mark.parametrize(
    ("old", "new"),
    [("船股每股至少新臺幣二元。", "船股每股至少新臺幣六元。"), ("船股每股至少二元。", "船股每股至少人民币六元。")],
)
def test_amounts_in_one_currency_have_a_direction(old: str, new: str) -> None:
    """人民币 only says what the law means anyway."""
    assert [finding for finding in told(old, new) if finding.startswith("money notice") and finding.endswith("up")]


def test_a_name_is_not_cut_in_a_number() -> None:
    """修正公布之條文自九十八年十一月二 is torn."""
    old = "渡船办法修正的条文自九十八年十一月二十三日施行外，于五月五日修正公布的条文自一百零八年十一月二十三日施行。"
    findings = told(old, old.replace("五月五日", "六月六日"))
    assert [finding for finding in findings if "修正公布的条文自… 五月五日 → 六月六日" in finding]


# ------------------------------------------------------------------------------------------------- standing figures


@pytest.mark.parametrize(
    ("old", "new", "after"),
    [
        (
            "船主应当自渡船下水之日起三十日内主持召开渡工创立大会，选举渡长。",
            "渡船一律漆成白色，船头写明船名。",
            "船主应当自渡船建成下水之日起三十日内召开渡工成立大会，选举渡长。",
        ),
        (
            "渡工会议由十八周岁以上的渡工组成，每季度召开一次。",
            "渡船一律漆成白色，船头写明船名。",
            "渡工会议由本渡十八周岁以上的渡工组成，每季度召开。",
        ),
        (
            "前条渡工及其家属的渡运保险费率以百分之六为上限；费率由县政府核定。",
            "渡船一律漆成白色，船头写明船名。",
            "渡工及其家属的渡运保险费率，以百分之六为上限；费率由县政府另行核定。",
        ),
    ],
)
def test_a_figure_that_stands_in_another_article_is_neither_gone_nor_new(old: str, new: str, after: str) -> None:
    """The rule of the figure was reworded where it moved to."""
    assert not told(old, new, after=after)[1:]
    assert not [finding for finding in told(old, new) if " new: " in finding]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (
            "不经预约到支渡乘船的，应负担渡费百分之三十；到干渡乘船的，应负担渡费百分之四十；到总渡乘船的，应负担渡费百分之五十。",
            "不经预约，于支渡、干渡、总渡乘船的，应分别负担渡费百分之三十、百分之四十及百分之五十。",
        ),
        (
            "不经预约，于支渡、干渡、总渡乘船的，应分别负担渡费百分之三十、百分之四十及百分之五十。",
            "不经预约到支渡乘船的，应负担渡费百分之三十；到干渡乘船的，应负担渡费百分之四十；到总渡乘船的，应负担渡费百分之五十。",
        ),
        (
            "渡务委员会由船主代表、渡工代表各占三分之一为原则。",
            "渡务委员会由船主代表、渡工代表组成，各以占三分之一为原则。",
        ),
    ],
)
def test_a_list_of_figures_told_one_by_one_is_no_change(old: str, new: str) -> None:
    """Each figure of the list stands on the other side in the same rule."""
    assert not told(old, new)


@pytest.mark.parametrize(
    ("new", "says"),
    [
        ("乘客应当在三十日内向渡运站提出赔偿申请。", "三十日内"),
        ("渡工离岗满六十日的，渡运站应当在十五日内注销其渡工证。", "十五日内"),
        ("渡船保证金不得超过船价百分之二十。", "百分之二十"),
    ],
)
def test_a_second_rule_with_a_standing_figure_is_new(new: str, says: str) -> None:
    """The figure stands in the old text, but in another rule, which the new text has as well."""
    kept = "船主应当在三十日内向渡运站登记渡船。船主应当在十五日内注销渡船登记。渡费不得超过成本百分之二十。"
    findings = told("渡船漆成白色。", f"渡船漆成白色。{new}", before=kept)
    assert any("new: " in finding and says in finding for finding in findings)


# ------------------------------------------------------------------------------------------------- hardly one rule


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (
            "渡运站设秘书四人至六人，其中二人常驻码头。",
            "渡运站设站长一人；副站长三人，专门委员八人至十人，均由县政府任命。",
        ),
        ("渡运站设组长十四人至二十人，轮流值守。", "渡运站设科长四十人至五十二人，由县政府任命。"),
        (
            "渡工曾任船员九年以上而有特殊贡献的，可以任渡长。",
            "具有下列资格之一的，可以任总渡长：曾实际担任码头检查员十五年以上而成绩卓著的。",
        ),
    ],
)
def test_figures_of_two_posts_or_persons_are_no_change(old: str, new: str) -> None:
    """One is not said to have become the other, not even for information."""
    assert not [finding for finding in told(old, new) if "→" in finding]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (
            ("五、一万元以上未满五万元者，三十元。", "六、五万元以上者，五十元。"),
            ("四、一千万元以上未满五千万元者，三千元。",),
        ),
        (("七、五十吨以上未满一百吨者，一百元。",), ("五、五千吨以上未满一万吨者，四千元。",)),
        (
            ("十五、超过一千万元者，就其超过额课征百分之五十。",),
            ("十六、超过九千万元至一亿五千万元者，就其超过额课征百分之五十五。",),
        ),
    ],
)
def test_steps_of_a_scale_with_other_labels_are_not_set_against_each_other(
    old: tuple[str, ...], new: tuple[str, ...]
) -> None:
    """A step became another only if it has the same label."""
    texts = ["按下列标准收取渡船费：\n" + "\n".join(rows) for rows in (old, new)]
    assert not [finding for finding in told(*texts) if "→" in finding]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (
            "停止渡运，其期间至少为一年。",
            "停止渡运，其期间为一年以上、五年以下。",
            "至少为一年 → 一年以上、五年以下 upper bound added",
        ),
        ("每班渡工最少为三人。", "每班渡工为三人以上、八人以下。", "最少为三人 → 三人以上、八人以下 upper bound added"),
        (
            "押金至多为五百元。",
            "押金为一百元以上、五百元以下。",
            "至多为五百元 → 一百元以上、五百元以下 lower bound added",
        ),
    ],
)
def test_a_bound_in_words_is_part_of_the_figure(old: str, new: str, says: str) -> None:
    """A lower bound that stays while an upper one is new is not higher."""
    assert any(says in finding for finding in told(old, new))


def test_the_same_step_and_the_same_post_still_change() -> None:
    """Of a step with the same label, and of a post of the same name, the figure changed."""
    assert told("渡运站设科长四人至六人，轮流值守。", "渡运站设科长八人至十人，轮流值守。")
    assert told("按下列标准收费：\n一、未满五吨者，三十元。", "按下列标准收费：\n一、未满五吨者，五十元。")
