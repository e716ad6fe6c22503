"""The section `editions` of speed.py: what comparing two long editions of a statute costs as they grow."""

from __future__ import annotations

import math
import random
import re
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from accuracy import Table
from difference import mutated
from race import ARTICLE, MB, measured, verdict

SIZES = (500, 1_000, 2_500, 5_000)
CHARACTERS = 200  # of an article, about
_DIGITS = "零一二三四五六七八九"


def numeral(number: int) -> str:
    """A number from 1 to 9,999 in Chinese, as articles are numbered: 一百零二."""
    said = ""
    for unit, sign in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // unit % 10
        if digit:
            said += _DIGITS[digit] + sign
        elif said and number % unit and not said.endswith("零"):
            said += "零"
    return said


def bodies(texts: Sequence[str], most: int) -> list[str]:
    """Different articles of about 200 characters, without their labels; longer ones are cut to fit."""
    found: dict[str, None] = {}
    for text in texts:
        for article in ARTICLE.split(text)[1:]:
            body = " ".join(re.sub(r"^[#*\s]*第\S+?[条條][*\s]*", "", article).split())
            if len(body) >= CHARACTERS // 2:
                found[body[: 2 * CHARACTERS]] = None
        if len(found) >= most:
            break
    return list(found)[:most]


def editions(articles: Sequence[str], number: int, seed: int = 1) -> tuple[str, str]:
    """Two editions of one statute: half the articles edited, one in 25 gone, one in 25 new, one in 50 moved."""
    rng = random.Random(seed)
    old = list(articles[:number])
    spare = iter(articles[number:])
    new: list[str] = []
    for article in old:
        if rng.random() < 0.04:
            continue
        new.append(mutated(article, 0.05, rng.randrange(1 << 30)) if rng.random() < 0.5 else article)
        if rng.random() < 0.04 and (fresh := next(spare, None)):
            new.append(fresh)
    for _ in range(number // 50):
        new.insert(rng.randrange(len(new)), new.pop(rng.randrange(len(new))))
    before, after = (
        "大典\n\n" + "".join(f"第{numeral(at)}条　{body}\n\n" for at, body in enumerate(side, start=1))
        for side in (old, new)
    )
    return before, after


def bench_editions(texts: Sequence[str], sizes: Sequence[int] = SIZES) -> Table:
    """The whole command on two editions of ever more articles, one run each."""
    articles = bodies(texts, max(sizes) * 11 // 10)
    rows, costs, peaks = [], [], []
    with tempfile.TemporaryDirectory() as folder:
        old, new = Path(folder, "old.txt"), Path(folder, "new.txt")
        for size in sizes:
            before, after = editions(articles, size)
            old.write_text(before, encoding="utf-8")
            new.write_text(after, encoding="utf-8")
            ran = measured([sys.executable, "-m", "policydiff", "compare", str(old), str(new), "-q"])
            scale = len(before) * math.log(len(before))
            costs.append(ran.lap.cpu / scale)
            peaks.append(ran.peak / MB)
            rows.append(
                (
                    f"{size:,}",
                    f"{len(before):,}",
                    f"{ran.lap.cpu:.2f}",
                    f"{ran.lap.wall:.2f}",
                    f"{1e6 * costs[-1]:.2f}",
                    f"{peaks[-1]:.0f}",
                )
            )
    return Table(
        "editions",
        ("articles", "characters", "CPU s", "wall s", "CPU µs / (n log n)", "peak MB"),
        tuple(rows),
        (
            verdict("CPU by n log n, most / the shortest", max(costs) / costs[0], 1.5, at_least=False),
            verdict("peak MB", max(peaks), 250, at_least=False),
        ),
        "`policydiff compare OLD NEW -q`, start-up and findings included.",
    )
