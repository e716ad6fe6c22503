"""Pieces of a list under a modal word that came or went; pieces that only moved or were marked anew."""

from __future__ import annotations

from functools import partial

import pytest
from opencc import OpenCC

from second_article import findings_of_kind

TO_TRADITIONAL = OpenCC("s2t").convert
told = partial(findings_of_kind, "obligation")


PIECES = [
    # what is listed in the sentence of the modal word
    ("禁止在码头吸烟、垂钓和烧烤。", "禁止在码头吸烟、烧烤。", ("warning", "gone: 禁止…垂钓", "prohibition gone")),
    ("禁止超载航行、夜间航行。", "禁止超载航行。", ("warning", "gone: 禁止…夜间航行", "prohibition gone")),
    ("船主应当保存日志、公示票价及投保船险。", "船主应当保存日志及公示票价。", ("warning", "gone: 应当…投保船险", "")),
    (
        "乘客可以查询、更正、删除船票记录。",
        "乘客可以查询、更正船票记录。",
        ("notice", "gone: 可以…删除", "permission gone"),
    ),
    (
        "乘客可以查询、更正船票记录。",
        "乘客可以查询、更正、转让船票记录。",
        ("notice", "new: 可以…转让", "permission added"),
    ),
    ("禁止在码头吸烟、烧烤。", "禁止在码头吸烟、垂钓、烧烤。", ("notice", "new: 禁止…垂钓", "now prohibited")),
    # a clause of its own
    ("船主应当签订合同，并按月支付工资。", "船主应当签订合同。", ("warning", "gone: 应当…按月支付工资", "")),
    (
        "渡运站应当办理登记，缴存押金，公示票价。",
        "渡运站应当办理登记，公示票价。",
        ("warning", "gone: 应当…缴存押金", ""),
    ),
    ("船主应当备案。", "船主应当备案，并缴存押金。", ("notice", "new: 应当…缴存押金", "")),
    # an item
    (
        "乘客不得有下列行为：\n（一）攀爬护栏；\n（二）抛洒杂物；\n（三）携带家禽。",
        "乘客不得有下列行为：\n（一）攀爬护栏；\n（二）抛洒杂物。",
        ("warning", "gone: 不得…携带家禽", "prohibition gone"),
    ),
    (
        "船主应当履行下列义务：\n（一）公示票价；\n（二）出具船票。",
        "船主应当履行下列义务：\n（一）公示票价；\n（二）出具船票；\n（三）建立台账。",
        ("notice", "new: 应当…建立台账", ""),
    ),
    (
        "乘客享有下列权利：\n一、查询航班。\n二、退还船票。\n三、寄存行李。",
        "乘客享有下列权利：\n一、查询航班。\n二、退还船票。",
        ("notice", "gone: 下列权利…寄存行李", "permission gone"),
    ),
]


@pytest.mark.parametrize("to_script", [str, TO_TRADITIONAL], ids=["simplified", "traditional"])
@pytest.mark.parametrize(("before", "after", "says"), PIECES)
def test_a_piece_of_a_list_that_came_or_went_is_said_once(
    before: str, after: str, says: tuple[str, str, str], to_script: type[str]
) -> None:
    severity, text, note = says
    kind, _, words = text.partition(": ")
    assert told(to_script(before), to_script(after)) == [(severity, f"{kind}: {to_script(words)}", note)]


NO_PIECES = [
    # in another order, in items, marked anew
    ("禁止吸烟、垂钓和烧烤。", "禁止烧烤、吸烟和垂钓。"),
    (
        "船主应当查验船票、登记乘客和保管行李。",
        "船主应当履行下列义务：\n（一）查验船票；\n（二）登记乘客；\n（三）保管行李。",
    ),
    (
        "乘客不得有下列行为：\n（一）攀爬护栏；\n（二）抛洒杂物。",
        "乘客不得有下列行为：\n1. 抛洒杂物；\n2. 攀爬护栏。",
    ),
    # no modal word governs them
    ("本办法所称船舶，包括渡船、游船和货船。", "本办法所称船舶，包括渡船和货船。"),
    ("申请登记的，提交申请书、身份证明和照片的复印件。", "申请登记的，提交申请书和照片的复印件。"),
    # conditions and attributes
    (
        "有下列情形之一的，应当停航：\n（一）大风；\n（二）大雾；\n（三）水位过低。",
        "有下列情形之一的，应当停航：\n（一）大风；\n（二）大雾。",
    ),
    ("禁止运输易燃、易爆的货物。", "禁止运输易燃的货物。"),
    # a time, and a clause of an item
    ("船主应当登记，在开航之前，并缴纳船税。", "船主应当登记，并缴纳船税。"),
    (
        "县水务局应当为下列处分：\n（一）无证设渡者，经处罚后，并公告其船名；\n（二）超载者，公告其船名。",
        "县水务局应当为下列处分：\n（一）无证设渡者，公告其船名；\n（二）超载者，公告其船名。",
    ),
]


@pytest.mark.parametrize(("before", "after"), NO_PIECES)
def test_what_moved_or_is_not_governed_is_no_duty_gone(before: str, after: str) -> None:
    assert told(before, after) == []
