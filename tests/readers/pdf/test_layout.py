"""The text of PDF files: paragraphs whole and in order, whatever columns, heads, tables and directions a page has."""

from __future__ import annotations

import pytest

from pdf_files import Box, Page, Text, column, pdf_file
from policydiff.readers.pdf.worker import read

pytest.importorskip("pypdfium2", reason="the library that reads PDF files is not installed")

LAW = [
    "第一条　为了加强渔港管理，维护停泊秩序，保障渔民的合法权益，根据有关法律、法规，结合本县实际，制定本办法。",
    "第二条　本县渔港的建设、使用和管理适用本办法。",
    "渔港经营人应当在每年三月底前向县渔业部门报送泊位数量、收费标准、消防设施检查情况和上一年度的纠纷处理情况。",
    "第三条　进入渔港的船舶应当服从调度，按照指定的泊位停靠，不得在航道、回旋水域和码头前沿抛锚或者从事养殖。",
    "第四条　有下列情形之一的，由县渔业部门责令改正：",
    "（一）未按照规定报送情况的；",
    "（二）擅自占用泊位或者在航道内从事养殖，经劝告仍不改正，妨碍其他船舶进出渔港的。",
    "第五条　本办法自公布之日起施行。",
]
ENGLISH = [
    "Berths are let by the harbour office for one season at a time, and no berth is let to a boat that owes fees.",
    "A boat that stays in the fairway is towed away at the cost of its owner after a warning by the harbour master.",
]


def lines(*pages: Page, vertical: bool = False) -> list[str]:
    """The paragraphs of a file with these pages."""
    return [text for text, _ in read(pdf_file(pages, vertical=vertical))["paragraphs"]]


def english_column(paragraphs: list[str], characters: int = 60) -> list[Text]:
    """Paragraphs of words, with room between them."""
    texts = []
    y = 760.0
    for paragraph in paragraphs:
        line = ""
        for word in [*paragraph.split(" "), ""]:
            if not word or len(line) + len(word) + 1 > characters:
                texts.append(Text(72, y, line))
                line, y = "", y - 16
            line = f"{line} {word}".strip()
        y -= 10
    return texts


# --- paragraphs


@pytest.mark.parametrize("characters", [20, 29, 36])
def test_paragraphs_with_an_indent(characters: int) -> None:
    assert lines(column(LAW, characters=characters)) == LAW


@pytest.mark.parametrize("characters", [23, 37])
def test_paragraphs_with_room_between_them(characters: int) -> None:
    assert lines(column(LAW, characters=characters, indent=0, gap=9)) == LAW


def test_paragraphs_of_words() -> None:
    assert lines(english_column(ENGLISH)) == ENGLISH


def test_a_split_word_is_whole() -> None:
    page = [Text(72, 700, "Every owner pays the harbour adminis-"), Text(72, 684, "tration once a year.")]
    assert lines(page) == ["Every owner pays the harbour administration once a year."]


@pytest.mark.parametrize("break_at", range(1, 15))
def test_a_paragraph_goes_on_over_the_page(break_at: int) -> None:
    texts = column(LAW, characters=29)
    second = [text._replace(y=text.y + 770 - texts[break_at].y) for text in texts[break_at:]]
    assert lines(texts[:break_at], second) == LAW


def test_the_page_of_a_paragraph_is_the_one_it_begins_on() -> None:
    outcome = read(pdf_file([column(LAW[:2]), column(LAW[2:])]))
    assert [page for _, page in outcome["paragraphs"]] == [1, 1, 2, 2, 2, 2, 2, 2]


# --- columns


def test_two_columns() -> None:
    left, right = column(LAW * 2, characters=17), column(LAW * 2, x=72 + 18 * 12, characters=17)
    title = Text(200, 800, "渔港管理办法", 18)
    assert lines([title, *left, *right]) == ["渔港管理办法", *LAW * 4]


def test_columns_whose_lines_are_not_level() -> None:
    left = column(LAW * 2, characters=17)
    right = column(LAW * 2, x=72 + 18 * 12, characters=17, top=762)
    assert lines([*left, *right]) == LAW * 4


def test_three_columns() -> None:
    page = [text for n in range(3) for text in column(LAW, x=40 + 172 * n, characters=16, size=10, pitch=15)]
    assert lines(page) == LAW * 3


def test_columns_of_the_last_page_are_short() -> None:
    whole = [*column(LAW * 2, characters=17), *column(LAW * 2, x=288, characters=17)]
    assert lines(whole, [*column(LAW[:1], characters=17)[:2], *column(LAW[1:2], x=288, characters=17)])[16 * 2 :] == [
        LAW[0][:32],
        LAW[1],
    ]


def test_a_list_with_wide_gaps_is_no_two_columns() -> None:
    page = [
        Text(x, 760 - 20 * number, text)
        for number in range(8)
        for x, text in ((72, f"第{number}组"), (300, f"组长{number}"))
    ]
    assert lines(page) == [f"第{number}组\t组长{number}" for number in range(8)]


def test_vertical_setting() -> None:
    page = [Text(500 - 24 * number, 760, LAW[0][start : start + 10]) for number, start in enumerate(range(0, 50, 10))]
    assert "".join(lines(page, vertical=True)) == LAW[0][:50]


# --- what is not the text


def test_running_heads_and_page_numbers() -> None:
    pages = [
        [Text(250, 810, "渔港管理办法汇编", 9), *column(LAW), Text(290, 30, f"- {number} -", 9)]
        for number in range(1, 6)
    ]
    outcome = read(pdf_file(pages))
    assert [text for text, _ in outcome["paragraphs"]] == LAW * 5
    assert outcome["heads"] == 10


def test_pages_that_begin_alike_have_no_running_head() -> None:
    assert lines(*[column(LAW) for _ in range(6)]) == LAW * 6


def test_a_number_in_the_text_is_no_page_number() -> None:
    page = [*column(LAW[:2]), Text(72, 710, "12"), Text(72, 690, "以上数字为泊位总数。")]
    assert "12" in lines(page)


def test_text_in_the_margin_is_counted() -> None:
    outcome = read(pdf_file([[*column(LAW), Text(30, 300, "印制号甲乙丙", 8, turns=1)]]))
    assert [text for text, _ in outcome["paragraphs"]] == LAW
    assert outcome["beside"] == 6


@pytest.mark.parametrize("turns", [1, 2, 3])
def test_a_page_set_at_an_angle_is_read_upright(turns: int) -> None:
    page = []
    for text in column(LAW, characters=29):
        x, y = text.x - 297, text.y - 421
        x, y = ((-y, x), (-x, -y), (y, -x))[turns - 1]
        page.append(text._replace(x=x + 297, y=y + 421, turns=turns))
    assert lines(page) == LAW


def test_footnotes_stand_at_the_end() -> None:
    texts = column(LAW, characters=29)
    first = [*texts[:6], Text(72, 100, "①　本条所称船舶包括乡镇船舶。", 9)]
    second = [text._replace(y=text.y + 770 - texts[6].y) for text in texts[6:]]
    assert lines(first, second) == [*LAW, "①　本条所称船舶包括乡镇船舶。"]


# --- tables


def table(rows: list[list[str]], top: float = 700, width: float = 110, height: float = 24) -> list[Text | Box]:
    """A ruled table with its upper edge at `top`."""
    items: list[Text | Box] = []
    for row, texts in enumerate(rows):
        for cell, text in enumerate(texts):
            x, y = 72 + width * cell, top - height * (row + 1)
            items.append(Box(x, y, width, height))
            items += [
                Text(x + 4, y + height - 12 - 11 * n, text[start : start + 10], 10)
                for n, start in enumerate(range(0, len(text), 10))
            ]
    return items


ROWS = [
    ["序号", "任务", "责任单位"],
    ["1", "完成三号码头护岸加固和灯桩更换", "渔业部门"],
    ["2", "清理航道内的废弃网具", "乡镇人民政府"],
]


def test_a_ruled_table_is_read_by_cells() -> None:
    page = [*column(LAW[:1], characters=36), *table(ROWS), Text(96, 600, "附表以外的事项另行通知。")]
    assert lines(page) == [LAW[0], *("\t".join(row) for row in ROWS), "附表以外的事项另行通知。"]


def test_the_heading_of_a_table_that_goes_on_is_read_once() -> None:
    pages = [[*column(LAW[:1]), *table(ROWS)], table([ROWS[0], ["3", "更换二号泊位系船柱", "港口公司"]], top=780)]
    assert lines(*pages) == [LAW[0], *("\t".join(row) for row in ROWS), "3\t更换二号泊位系船柱\t港口公司"]


def test_a_merged_cell_is_read_once() -> None:
    page: Page = [
        Box(72, 600, 100, 60), Box(172, 630, 100, 30), Box(172, 600, 100, 30),
        Text(76, 625, "甲", 10), Text(176, 640, "乙", 10), Text(176, 610, "丙", 10),
    ]  # fmt: skip
    assert lines(page) == ["甲\t乙", "\t丙"]


def test_a_frame_round_the_text_is_no_table() -> None:
    assert lines([*column(LAW), Box(60, 300, 480, 490)]) == LAW
