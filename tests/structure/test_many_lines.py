"""A text of very many lines is read as any other: arrays and blocks in the place of objects change no result."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

import pytest

import policydiff.text.document as document_module
from policydiff.deduplication.analysis import AnalysedDocument
from policydiff.deduplication.rounds import dedupe
from policydiff.readers.read import read_bytes
from policydiff.structure.paragraph_columns import ParagraphColumns, forms_of
from policydiff.text import canonical_blocks
from policydiff.text.canonical import blank_markup, canonical_forms
from policydiff.text.canonical_blocks import CanonicalBlocks
from policydiff.text.document import Document, LongDocument

_LINES = (
    "# 渡口管理办法",
    "一、总则",
    "第一条　渡口由乡镇管理，专人值守，每日登记。",
    "（一）救生设备",
    "1. 缆绳",
    "**注意**",
    "登记表：",
    "12",
    "12 3",
    "> 500",
    "3 吨",
    "- 登记",
    "===",
    "",
    "　　",
    "联系我们",
    "【打印】【关闭】",
    "𠀀乡渡口",
    "青槐县水务局",
    "2021年3月4日",
    "值守的人员应当佩戴标志，船只离岸之前清点人数，超过核定人数的不得离岸，违者按本办法的规定处理并记入当日的登记",
    "！",
)


def _texts() -> Iterator[str]:
    """Texts of the lines above in random order, with each kind of line end, some with copies of themselves."""
    pick = random.Random(17)
    for newline in ("\n", "\r\n", "\r"):
        for _ in range(8):
            text = "".join(pick.choice(_LINES) + newline for _ in range(pick.randrange(1, 60)))
            yield text * pick.choice((1, 1, 2, 3)) + pick.choice(("", "青槐县"))
    yield from ("渡口由乡镇管理。\n" * 40, "12\n" * 40, "渡口\n" * 9 + "渡口", "\n" * 30, "", "渡" * 3000)


@pytest.fixture
def packed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every text counts as one of very many lines, and blocks are short."""
    monkeypatch.setattr(document_module, "MAX_LISTED_LINES", -1)
    monkeypatch.setattr(canonical_blocks, "_BLOCK_CHARACTERS", 30)


def _facts(text: str) -> dict[str, Any]:
    """All that is known of a text: its lines, paragraphs and contexts, and its plan."""
    document = read_bytes(text.encode(), "a.txt")
    analysed = AnalysedDocument(document)
    return {
        "lines": list(document.lines.bounds()),
        "paragraphs": list(analysed.paragraphs),
        "steps": [analysed.contexts.steps[index] for index in range(len(analysed.paragraphs))],
        "offsets": [list(analysed.paragraph_offsets), list(analysed.paragraph_starts)],
        "edges": list(analysed.lines.edges),
        "short": list(analysed.short_lines(1, 40)),
        "plan": dedupe(document).as_json(),
    }


@pytest.mark.parametrize("number", range(len(list(_texts()))))
def test_packed_texts_are_read_as_others(number: int, request: pytest.FixtureRequest) -> None:
    text = list(_texts())[number]
    expected = _facts(text)
    request.getfixturevalue("packed")
    assert read_bytes(text.encode(), "a.txt").lines.packed
    assert isinstance(AnalysedDocument(Document.from_text(text)).paragraphs, ParagraphColumns)
    assert _facts(text) == expected


@pytest.mark.parametrize("number", range(len(list(_texts()))))
def test_canonical_blocks_are_the_form_of_the_whole(number: int, packed: None) -> None:
    text = list(_texts())[number]
    whole, blocks = canonical_forms(blank_markup(text)), CanonicalBlocks(Document.from_text(text))
    pick = random.Random(number)
    for _ in range(50):
        start = pick.randrange(len(text) + 1)
        end = pick.randrange(start, len(text) + 1)
        assert blocks[start:end] == whole[start:end]


def test_columns_are_the_paragraphs(packed: None) -> None:
    paragraphs = AnalysedDocument(Document.from_text("一、渡口\n渡口由乡镇管理。\n渡口由乡镇管理。\n")).paragraphs
    assert isinstance(paragraphs, ParagraphColumns)
    assert paragraphs[-1] == paragraphs[2]
    assert paragraphs[1:] == list(paragraphs)[1:]
    assert forms_of(paragraphs) == ["一、渡口", "渡口由乡镇管理。", "渡口由乡镇管理。"]
    with pytest.raises(IndexError):
        paragraphs[3]


@pytest.mark.parametrize(
    ("raw", "forgotten"),
    [
        pytest.param("\ufeff第一条\n".encode(), True, id="byte-order mark"),
        pytest.param("第一條\r\n".encode("big5"), True, id="Big5"),
        pytest.param("第一条\n".encode("utf-16"), True, id="UTF-16"),
        pytest.param(
            "第一條施行日期另定之，".encode("big5") * 20 + b"\xa1\xc3\xa2\xcc", False, id="a second code of Big5"
        ),
    ],
)
def test_bytes_are_kept_only_if_the_text_does_not_give_them(raw: bytes, forgotten: bool, packed: None) -> None:
    document = read_bytes(raw, "a.txt")
    assert document.raw == raw
    assert isinstance(document, LongDocument) == forgotten
    assert dedupe(document).clean == raw
