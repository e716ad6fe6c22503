"""What the items of amending decisions do: laws, instructions, provisions, quoted articles."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from conftest import Command
from policydiff.structure.amendments import amendments
from policydiff.structure.outline import Unit, outline
from policydiff.text.document import Document

Item = tuple[str, tuple[str, ...], tuple[str, ...], tuple[str, ...]]


def items(text: str) -> list[Item]:
    """Label, laws, instructions and provisions of each item, in text order."""
    outlined = outline(Document.from_text(text))
    found, labels = amendments(outlined), {}

    def read(units: tuple[Unit, ...]) -> None:
        for unit in units:
            labels[unit.span.start] = unit.label.text if unit.label else ""
            read(unit.children)

    read(outlined.units)
    return [(labels[start], item.laws, item.instructions, item.provisions) for start, item in found.items()]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "国务院关于修改和废止部分行政法规的决定\n国务院决定：\n一、对下列行政法规的部分条款予以修改：\n"
            "（一）将《渡口条例》第二条中的“内政部”修改为“数字部”。\n（二）删去《渡船条例》第三条。\n"
            "二、废止《码头条例》。\n本决定自公布之日起施行。\n",
            [
                ("一、", (), ("amend",), ()),
                ("（一）", ("渡口条例",), ("replace-words",), ("第二条",)),
                ("（二）", ("渡船条例",), ("delete",), ("第三条",)),
                ("二、", ("码头条例",), ("repeal",), ()),
            ],
        ),
        (
            "青槐县人民代表大会常务委员会关于修改部分法规的决定\n一、对《渡口条例》作出修改：\n"
            "（一）第三条第二款修改为：“渡口每日开放。”\n（二）增加一条，作为第七条：“渡口应当公示。”\n"
            "二、对《渡船条例》作出修改：\n（一）第九条改为第十条，修改为：“渡船依照《船舶法》检验。”\n"
            "三、本决定自公布之日起施行。\n",
            [
                ("一、", ("渡口条例",), ("amend",), ()),
                ("（一）", ("渡口条例",), ("rewrite",), ("第三条第二款",)),
                ("（二）", ("渡口条例",), ("insert",), ("第七条",)),
                ("二、", ("渡船条例",), ("amend",), ()),
                ("（一）", ("渡船条例",), ("renumber", "rewrite"), ("第九条", "第十条")),
                ("三、", (), ("commence",), ()),
            ],
        ),
        (
            "临澜省人民政府关于废止部分规章的决定\n决定废止下列规章：\n一、《渡口办法》（1990年1月1日发布）\n"
            "二、《渡船办法》和《摆渡规定》\n",
            [("一、", ("渡口办法",), ("repeal",), ()), ("二、", ("渡船办法", "摆渡规定"), ("repeal",), ())],
        ),
        (  # the items of a text that is given are no instructions
            "关于修改《渡口办法》的决定\n一、第三条修改为：\n第三条　渡口应当：\n（一）修改名册；\n（二）删除旧册。\n"
            "二、删去第五条。\n",
            [("一、", ("渡口办法",), ("rewrite",), ("第三条",)), ("二、", ("渡口办法",), ("delete",), ("第五条",))],
        ),
        (
            "临澜省渡口条例修正案（二）\n一、第五条修改为：“渡口每日开放。”\n二、条文顺序作相应调整。\n",
            [
                ("一、", ("临澜省渡口条例",), ("rewrite",), ("第五条",)),
                ("二、", ("临澜省渡口条例",), ("renumber",), ()),
            ],
        ),
        ("关于做好渡口修改工作的通知\n一、加强管理。\n二、废止旧牌照。\n", []),
        ("渡口办法\n第一条　修改名册的，应当公示：\n（一）删去旧册；\n（二）增加新册。\n", []),
    ],
    ids=["package", "two laws", "repeal", "given text", "amendment", "notice", "law"],
)
def test_the_items_of_a_decision_say_what_they_do(text: str, expected: list[Item]) -> None:
    assert items(text) == expected


def test_an_outline_shows_what_the_items_do(policydiff: Command, tmp_path: Path) -> None:
    file = tmp_path / "decision.txt"
    file.write_text(
        "关于修改《渡口办法》的决定\n一、第三条修改为：\n“第三条　渡口每日开放。”\n二、废止《渡船办法》。\n",
        encoding="utf-8",
    )
    first, second = json.loads(policydiff("outline", file, "--format", "json").stdout)["units"]
    assert first["amends"]["quoted"] == [{"label": "第三条", "lines": [3, 3]}]
    assert (second["amends"]["laws"], second["amends"]["instructions"]) == (["渡船办法"], ["repeal"])
    tree = policydiff("outline", file).stdout.decode()
    assert "· rewrite 第三条 of 《渡口办法》\n          3    “第三条”\n" in tree
    assert "· repeal 《渡船办法》" in tree
