"""Units that were split or merged: what stands word for word in the other text is never added or removed."""

from __future__ import annotations

import pytest

from policydiff.comparison.engine import compare
from policydiff.text.document import Document

TRACE = "发生数据泄露的，应当在二十四小时内向网信部门报告，并通知受影响的个人。"
DUTY = "数据处理者应当建立健全安全管理制度。"
BOARD = "协会设理事十五人，组成理事会。公股理事由财政局指定，民股理事由股东会选任，任期均为三年，可以连选连任。"
OFFICE = "协会设常务理事七人，由理事互选产生，并由常务理事互选一人为理事长，任期与理事相同。"
FINE = (
    "有前款行为，由财政局予以通报，可以对单位并处五千元以上十万元以下的罚款；其中的会计人员，五年内不得从事会计工作。"
)
LAST = "本条例自公布之日起施行。"


def changes(old: str, new: str) -> list[str]:
    """The changes in order: what became of which unit; a marker after an @."""
    result = []
    for unit in compare(Document.from_text(old), Document.from_text(new)).units:
        sides = [side.label or "-" if side else "" for side in (unit.old, unit.new)]
        marker = f"@{unit.marker.label}" if unit.marker else ""
        result.append(f"{unit.change} {'>'.join(sides)}{marker}")
    return result


def articles(*texts: str) -> str:
    return "".join(f"第{'一二三四五六'[index]}条 {text}\n" for index, text in enumerate(texts))


@pytest.mark.parametrize(
    ("old", "new", "expected", "backwards"),
    [
        (  # a short piece before and after the longer one
            articles(DUTY + TRACE, LAST),
            articles(DUTY, TRACE, LAST),
            ["split 第一条>第一条", "split 第一条>第二条", "unchanged 第二条>第三条"],
            ["merged 第一条>第一条", "merged 第二条>第一条", "unchanged 第三条>第二条"],
        ),
        (
            articles(TRACE + DUTY, LAST),
            articles(TRACE, DUTY, LAST),
            ["split 第一条>第一条", "split 第一条>第二条", "unchanged 第二条>第三条"],
            ["merged 第一条>第一条", "merged 第二条>第一条", "unchanged 第三条>第二条"],
        ),
        (  # a deleted marker stands where the text was
            articles(BOARD, OFFICE, LAST),
            articles("协会设理事十五人，组成理事会，理事由股东会选任，任期三年。" + OFFICE, "（删去）", LAST),
            ["merged 第一条>第一条", "merged 第二条>第一条@第二条", "unchanged 第三条>第三条"],
            ["split 第一条>第一条", "split 第一条>第二条@第二条", "unchanged 第三条>第三条"],
        ),
        (  # two that are nearly the same become one, which has what only the first had
            articles("伪造账簿，构成犯罪的，追究责任。" + FINE, "故意销毁账簿，构成犯罪的，追究责任。" + FINE, LAST),
            articles("伪造账簿，故意销毁账簿，构成犯罪的，追究责任。" + FINE, LAST),
            ["merged 第一条>第一条", "merged 第二条>第一条", "unchanged 第三条>第二条"],
            ["split 第一条>第一条", "split 第一条>第二条", "unchanged 第二条>第三条"],
        ),
        (  # subheadings are struck out, their texts stay
            f"政策\n二、存储与安全\n2.1 位置\n{TRACE}\n2.2 传输\n传输时采用加密措施，防止丢失。\n三、权利\n可查。\n",
            f"政策\n二、存储与安全\n{TRACE}\n传输时采用加密措施，防止丢失。\n三、权利\n可查。\n",
            ["merged 二、>二、", "merged 2.1>二、", "merged 2.2>二、", "unchanged 三、>三、"],
            ["split 二、>二、", "split 二、>2.1", "split 二、>2.2", "unchanged 三、>三、"],
        ),
    ],
)  # fmt: skip
def test_pieces(old: str, new: str, expected: list[str], backwards: list[str]) -> None:
    assert changes(old, new) == expected
    assert changes(new, old) == backwards


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        # its words stand nowhere else
        (articles(TRACE, LAST), articles(TRACE, "摊主应当佩戴证件。", LAST), "added >第二条"),
        (articles(BOARD, OFFICE, LAST), articles(BOARD, "（删去）", LAST), "removed 第二条>第二条"),
        # its words stand in a unit that had them before as well
        (articles(DUTY + TRACE, DUTY, LAST), articles(DUTY + TRACE, LAST), "removed 第二条>"),
        # only a few of its words do
        (articles(TRACE, DUTY, LAST), articles(TRACE + "应当建立健全台账。", LAST), "removed 第二条>"),
    ],
)
def test_no_pieces(old: str, new: str, expected: str) -> None:
    assert expected in changes(old, new)


BERTH = "摊位由街道统一编号，并在入口处公示位置、面积和期限，公示期不少于七天，任何人可以查阅登记簿的内容并索取复印件。"
FERRY = "临澜省设立渡口名录，名录每年更新，收录船舶的吨位、船主的姓名和停靠的码头，由港务站保存。"
ENTRY = "经营者应当在三十日内办理登记，登记事项包括名称、场所和负责人的姓名。"
HIDDEN = "隐瞒上述事项的，处五百元以上二千元以下罚款，并在公告栏内通报。"


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            articles(ENTRY + HIDDEN, FERRY, BERTH),
            articles(ENTRY.replace("三十日", "十日"), FERRY, BERTH, HIDDEN.replace("二千元", "三千元")),
            [
                "penalty 五百元以上二千元以下罚款 → 五百元以上三千元以下罚款",
                "deadline 办理登记 三十日内 → 十日内",
            ],
        ),
        (
            articles(ENTRY, FERRY, BERTH, HIDDEN),
            articles(ENTRY.replace("三十日", "十日") + HIDDEN.replace("二千元", "三千元"), FERRY, BERTH),
            [
                "penalty 五百元以上二千元以下罚款 → 五百元以上三千元以下罚款",
                "deadline 办理登记 三十日内 → 十日内",
            ],
        ),
        (
            articles(ENTRY + "登记不收费。" + HIDDEN, FERRY, BERTH),
            articles(ENTRY, FERRY, BERTH, HIDDEN + "情节严重的，收回摊位。"),
            ["sentence gone: “登记不收费。”", "sentence new: “情节严重的，收回摊位。”"],
        ),
        # The words only went to another place.
        (articles(ENTRY + HIDDEN, FERRY, BERTH), articles(ENTRY, FERRY, BERTH, HIDDEN), []),
        (articles(ENTRY, FERRY, BERTH, HIDDEN), articles(ENTRY + HIDDEN, FERRY, BERTH), []),
    ],
)
def test_pieces_that_stand_apart_are_read_one_by_one(old: str, new: str, expected: list[str]) -> None:
    found = compare(Document.from_text(old), Document.from_text(new)).findings
    assert [f"{finding.kind} {finding.message}" for finding in found] == expected


def test_a_merged_unit_that_kept_its_label_is_not_renumbered() -> None:
    place, means = "信息保存在云汐市的机房，未经同意不得外传。\n", "传输时应当加密，防止泄露和丢失。\n"
    parts = f"一、信息的保存\n1.1 地点\n{place}1.2 方式\n{means}"
    whole = f"一、信息的保存\n{place}{means}"
    for old, new in ((parts, whole), (whole, parts)):
        units = compare(Document.from_text(old), Document.from_text(new)).units
        assert {unit.change for unit in units} <= {"merged", "split"}
        assert not any(unit.renumbered for unit in units)


LISTED = "一、目录\n1. 台账（2）\n2. 图纸（4）\n{}{}二、附则\n自下月起施行。\n"


@pytest.mark.parametrize(
    ("item", "tail"),
    [
        ("3. 违规记录（3）\n", "上述材料由管理站保管，借阅时应当登记姓名和用途，不得复制、拍照或者带出办公室。\n"),
        ("3. 违规记录\n", "\n上述材料由管理站保管三年。\n\n"),
        ("3. 值班表\n4. 钥匙清单\n", "材料缺失的，应当补齐。\n"),
    ],
)
def test_an_item_added_last_leaves_the_items_before_it_alone(item: str, tail: str) -> None:
    added = [f"added >{line[:2]}" for line in item.splitlines()]
    expected = [
        "unchanged 一、>一、",
        "unchanged 1.>1.",
        "unchanged 2.>2.",
        *added,
        "unchanged ->-",
        "unchanged 二、>二、",
    ]
    assert changes(LISTED.format("", tail), LISTED.format(item, tail)) == expected


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        # a paragraph that became a list, and the reverse, however short its items are
        ("## 要求\n外壳应接地。船员应穿救生衣。\n", "## 要求\n* 外壳应接地。\n* 船员应穿救生衣。\n", ["split"] * 2),
        ("## 器材\n- 灭火器\n- 消火栓\n- 疏散通道\n", "## 器材\n灭火器、消火栓、疏散通道\n", ["merged"] * 3),
        (
            "船员必须：\n- 系好缆绳\n- 关好舱门\n船员禁止：\n- 饮酒上船作业\n",
            "船员必须系好缆绳，必须关好舱门。\n船员禁止饮酒上船作业。\n",
            ["merged"] * 5,
        ),
        (
            "一、职责\n（一）巡查。\n（二）登记。\n（三）报告。\n二、附则\n自发布之日起施行。\n",
            "一、职责\n巡查、登记、报告。\n二、附则\n自发布之日起施行。\n",
            ["merged"] * 4 + ["unchanged"],
        ),
        ("义务\n\n1. 亮证经营\n2. 保持清洁\n", "义务\n\n亮证经营，保持清洁。\n", ["merged"] * 2 + ["unchanged"]),
        # short articles that were joined, one with a word left out between
        (
            articles("应当佩戴头盔。", "不得逆行。", "不得载人。"),
            articles("应当佩戴头盔，不得逆行、载人。"),
            ["merged"] * 3,
        ),
        # the last sentence of an item became an item
        (
            "三、完善机制。建立联席会议制度，每月召开一次。加强宣传。\n四、督查。定期通报。\n",
            "三、完善机制。建立联席会议制度，每月召开一次。\n四、加强宣传。\n五、督查。定期通报。\n",
            ["split", "split", "unchanged"],
        ),
        # the words stand in another unit than the neighbour's, or stood in the neighbour before
        (
            articles("应当登记。", "不得逆行。", "应当佩戴头盔。"),
            articles("应当登记。", "应当佩戴头盔，不得超速。"),
            ["unchanged", "edited", "removed"],
        ),
        (
            articles("不得载人，不得逆行。", "不得载人。", LAST),
            articles("不得载人，不得逆行，不得超速。", LAST),
            ["edited", "unchanged", "removed"],
        ),
    ],
)  # fmt: skip
def test_items_of_a_few_words(old: str, new: str, expected: list[str]) -> None:
    comparison = compare(Document.from_text(old), Document.from_text(new))
    assert sorted(unit.change for unit in comparison.units) == sorted(expected)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("三、船员应当每日检查两次。夜航作业不得单独进行。\n四、缆绳应当定期检验。\n",
         "三、船员应当每日检查两次。\n四、夜航作业不得单独进行。缆绳应当定期检验。\n"),
        ("一、摊主应当登记。垃圾应当当日清运。\n二、摊位不得转让。\n",
         "一、摊主应当登记。\n二、垃圾应当当日清运。摊位不得转让。\n"),
        ("第一条 船员每日检查。不得单独夜航。\n第二条 缆绳应当检验。\n",
         "第一条 船员每日检查。\n第二条 不得单独夜航。缆绳应当检验。\n"),
        ("第一條　渡口應備救生圈。船員應每日清點。\n第二條　本辦法自發布日施行。\n",
         "第一條　渡口應備救生圈。\n第二條　船員應每日清點。本辦法自發布日施行。\n"),
        ("（一）渡口设管理员。夜间应当值守。\n（二）票价应当公示。\n",
         "（一）渡口设管理员。\n（二）夜间应当值守。票价应当公示。\n"),
    ],
)  # fmt: skip
def test_a_sentence_that_moved_behind_another_label(old: str, new: str) -> None:
    for sides in ((old, new), (new, old)):
        comparison = compare(*map(Document.from_text, sides))
        assert [unit.change for unit in comparison.units] == ["edited", "edited"]
        assert not comparison.findings


@pytest.mark.parametrize(
    ("old", "new"),
    [  # a first line that looks like the title of an article, wrapped on one side alone
        ("第一条 渡口不得存放烟花。\n", "第一条 渡口不得\n存放烟花。\n"),
        ("第三条 距离不小于150\n米。\n", "第三条 距离不小于150米，设标志。\n"),
        ("第二条 票款应当\n专户存储。\n", "第二条 票款应当专户存储，并公布。\n"),
    ],
)
def test_a_wrapped_line_that_looks_like_a_title(old: str, new: str) -> None:
    (unit,) = compare(Document.from_text(old), Document.from_text(new)).units
    assert unit.change in ("unchanged", "edited")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("A.1. Talk and Amendment\n\n1. A text may be discussed.\n2. It may be made formal.\n",
         "A.1. Proposal\n\n1. A text may be discussed.\n2. It may be made formal.\n"),
        ("一、登记\n（一）船主登记。\n（二）船员持证。\n", "一、备案管理\n（一）船主登记。\n（二）船员持证。\n"),
        ("第一条 登记\n船主办理手续。\n第二条 船员持证。\n", "第一条 备案要求\n船主办理手续。\n第二条 船员持证。\n"),
    ],
)  # fmt: skip
def test_a_heading_that_took_the_place_of_another_is_neither_gone_nor_new(old: str, new: str) -> None:
    for sides in ((old, new), (new, old)):
        assert not compare(*map(Document.from_text, sides)).findings


@pytest.mark.parametrize(
    ("old", "new", "related"),
    [
        ("第一条 依《港口法》、《海商法》办理。\n", "第一条 依《海商法》、《港口法》办理。\n", True),
        ("第五条 严禁携带宠物。请勿吸烟。谢绝自带酒水。\n", "第五条 可携带宠物。可以吸烟。欢迎自带酒水。\n", True),
        ("渡船每日开行六班。\n", "渡船每周开航三次。\n", True),
        ("第五条 严禁携带宠物。请勿吸烟。\n", "第五条 古树由林业部门建档。\n", False),
        ("渡船每日开行六班。\n", "古树由林业部门建档。\n", False),
    ],
)
def test_short_texts_are_editions_if_they_are_similar(old: str, new: str, related: bool) -> None:
    assert compare(Document.from_text(old), Document.from_text(new)).related is related
