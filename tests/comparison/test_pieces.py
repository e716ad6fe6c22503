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
