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
