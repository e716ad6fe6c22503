"""An item that was deleted from a list, or put into it, is shown whole, and the numbers behind it as changed."""

from __future__ import annotations

import pytest

from policydiff.comparison.engine import compare
from policydiff.text.document import Document

LAW = "青槐县渡口管理办法\n第一条 渡口禁止下列行为：\n{}\n第二条 本办法自公布之日起施行。\n"
SHORT = ("（一）排放油污；", "（二）擅自捕捞；", "（三）其他行为。")
LONG = ("（一）排放油污；", "（二）燃放烟花；", "（三）擅自捕捞；", "（四）其他行为。")
NUMBERS = [("二", "三"), ("三", "四")]


@pytest.mark.parametrize("is_deleted", [False, True])
def test_an_item_is_one_edit(is_deleted: bool) -> None:
    old, new = (Document.from_text(LAW.format("\n".join(items))) for items in (SHORT, LONG))
    numbers, item = NUMBERS, "（二）燃放烟花；"
    if is_deleted:
        old, new, numbers = new, old, [(after, before) for before, after in numbers]
    hunks = [hunk for unit in compare(old, new).units for hunk in unit.hunks if not hunk.ignored]
    edits = [
        (old.text[hunk.old.start : hunk.old.end].strip(), new.text[hunk.new.start : hunk.new.end].strip())
        for hunk in hunks
    ]
    assert edits == [(item, "") if is_deleted else ("", item), *numbers]
