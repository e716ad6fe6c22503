"""Which stretch outside the units corresponds to which: a title or heading that did not change is no change."""

from __future__ import annotations

import pytest

from policydiff.comparison.engine import compare
from policydiff.text.document import Document

FIRST = "各区县人民政府应当加强领导，确保任务按期完成。\n\n"
OTHER = "经市人民政府同意，现将有关事项通知如下。\n\n"
LAST = "市财政部门应当统筹安排资金。\n\n"


def changed_outside(old: str, new: str) -> list[tuple[str, str]]:
    """The stretches outside the units that changed, old and new."""
    comparison = compare(Document.from_text(old), Document.from_text(new))
    return [
        (old[change.old.start : change.old.end].strip(), new[change.new.start : change.new.end].strip())
        for change in comparison.outside_changes
        if any(hunk.ignored is None for hunk in change.hunks)
    ]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("关于防汛的通知\n\n" + FIRST + LAST, "关于防汛的通知\n\n" + OTHER + FIRST + LAST),
        ("# 政策\n\n" + FIRST + "## 收集\n\n" + LAST, "# 政策\n\n" + FIRST + "## 收集\n\n" + OTHER + LAST),
        ("# 政策\n\n" + FIRST + "## 收集\n\n" + LAST, "# 政策\n\n" + OTHER + FIRST + "## 收集\n\n" + LAST),
        (
            "第一章 总则\n第一条 甲市。\n第二章 附则\n第二条 乙。\n",
            "第一章 总则\n第一条 丁县丙乡。\n第二条 甲市。\n第二章 附则\n第三条 乙。\n",
        ),
        # headings that moved with their sections, the title above them
        (
            "# 须知\n\n## 报名\n填写表格。\n\n## 费用\n每人八百元。\n",
            "# 须知\n\n## 费用\n每人八百元。\n\n## 报名\n填写表格。\n",
        ),
        ("# 甲\n## 乙\n登记。\n## 丙\n年检。\n## 丁\n缴费。\n", "# 甲\n## 丁\n缴费。\n## 乙\n登记。\n## 丙\n年检。\n"),
    ],
)
def test_what_stands_in_both_is_no_change(old: str, new: str) -> None:
    assert changed_outside(old, new) == []
    assert changed_outside(new, old) == []


def test_what_changed_is_one() -> None:
    old, new = "关于防汛的通知\n\n" + FIRST + LAST, "关于抗旱的通知\n\n" + OTHER + FIRST + LAST
    assert changed_outside(old, new) == [("关于防汛的通知", "关于抗旱的通知")]
