"""The cost of a dedupe is linear: twice the text needs at most 2.3 times the function calls. No clock is asked."""

from __future__ import annotations

import random
import sys
from collections.abc import Callable

import pytest

from papers import LAW, LEAD, TITLE, listed, numeral, paragraph, sections
from policydiff.deduplication.rounds import dedupe
from policydiff.text.document import Document

MOST = 2.3  # times the calls, for twice the text
SIZES = (100, 200, 400)  # repetitions of the shortest part


def chance(seed: int, below: int) -> int:
    """A number below `below` that the seed decides; such numbers have no period."""
    return random.Random(seed).randrange(below)


TEXTS: dict[str, Callable[[int], str]] = {
    "copies": lambda n: (TITLE + LEAD + sections(1, 4)) * n,
    "copies under heads": lambda n: "".join(f"编号{at}\n{TITLE}{LEAD}{sections(1, 3)}" for at in range(n)),
    "articles": lambda n: (
        LAW + "".join(f"第{numeral(at % 900 + 1)}条　{paragraph(f'x{at % 7}')}\n" for at in range(2 * n))
    ),
    "sections": lambda n: "".join(
        f"## 标题{at}\n\n{paragraph(at)}\n\n### 投诉渠道\n\n{paragraph('c', 4)}\n\n" for at in range(n)
    ),
    "lead-ins": lambda n: "".join(f"办理方式{at}：\n{listed(4, '同')}" for at in range(n)),
    "captions": lambda n: "".join(f"标题{chance(at, 7)}\n\n{paragraph(chance(-at, 3), 2)}\n\n" for at in range(2 * n)),
    "captions over captions": lambda n: "".join(f"标题{at}\n\n副题\n\n{paragraph(at % 11, 2)}\n\n" for at in range(n)),
    "pages": lambda n: "".join(
        f"# 页{at % 29}\n\n{paragraph(f'p{at % 29}', 4)}\n\n## 小节\n\n{paragraph(f'q{at % 29}', 4)}\n\n"
        for at in range(n)
    ),
    "altered pages": lambda n: "".join(f"# 页\n\n## 小节\n\n{paragraph('p', 4)}\n\n第{at}次。\n\n" for at in range(n)),
    "a form": lambda n: "".join(f"姓名：\n单位：\n电话：\n意见{at}：\n" for at in range(2 * n)),
    "a list of links": lambda n: "".join(f"[第{at}页](#{at})\n\n" for at in range(4 * n)),
    "an endless line": lambda n: "".join(
        f"{numeral(at + 1)}、{paragraph(at, 3)}{paragraph(chance(at, 5))}" for at in range(2 * n)
    ),
    "blank lines": lambda n: "\n" * (100 * n),
}


def calls(text: str) -> int:
    """How many functions are called by a dedupe, those written in C included."""
    document = Document.from_text(text)
    number = 0

    def count(_frame: object, event: str, _argument: object) -> None:
        nonlocal number
        number += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        dedupe(document)
    finally:
        sys.setprofile(before)
    return number


@pytest.mark.slow
@pytest.mark.parametrize("kind", TEXTS)
def test_twice_the_text_is_twice_the_work(kind: str) -> None:
    dedupe(Document.from_text(TEXTS[kind](SIZES[0])))  # loads what is loaded once
    counted = [calls(TEXTS[kind](size)) for size in SIZES]
    growth = (counted[-1] / counted[0]) ** (1 / (len(SIZES) - 1))
    assert growth <= MOST, counted
