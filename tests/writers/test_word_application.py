"""Tracked changes as a word processor resolves them: LibreOffice accepts and rejects all."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from policydiff.comparison.engine import compare
from policydiff.readers.read import read_bytes
from policydiff.reports.comparison.revised_text import revised_text
from policydiff.writers.revised_text import docx_tracked

pytestmark = pytest.mark.apps
SCRIPT = Path(__file__).parents[1] / "support" / "resolve_revisions.py"
ARTICLES = [
    "第一条 为了加强公园管理，制定本办法。",
    "第二条 公园应当在每日六时开放，二十二时关闭。",
    "第三条 园长负责公园的日常管理和巡查工作。",
    "第四条 违反本办法规定攀折花木的，处五十元罚款。",
    "第五条 本办法自发布之日起施行。",
]
SWAPPED = [
    ARTICLES[0],
    ARTICLES[2].replace("第三条", "第二条").replace("巡查工作", "巡查、登记工作"),
    ARTICLES[1].replace("第二条", "第三条"),
    *ARTICLES[3:],
]
WRAPPED = ["第二条 公园应当在每日六时开放，", "二十二时关闭，并在入口公告。"]
# Old and new lines. What a word processor gets wrong easily: paragraphs that go, come, move, join and part.
PAIRS = {
    "words": (ARTICLES, [*ARTICLES[:3], ARTICLES[3].replace("五十元", "一百元"), ARTICLES[4]]),
    "articles": (ARTICLES, [ARTICLES[0], *ARTICLES[2:4], "第六条 另有规定的，从其规定。"]),
    "moved": (ARTICLES, SWAPPED),
    "moved, with blank lines": ("\n\n".join(ARTICLES).split("\n"), "\n\n".join(SWAPPED).split("\n")),
    "wrapped": (ARTICLES, [ARTICLES[0], *WRAPPED, *ARTICLES[2:]]),
    "insertions on both sides of an end": (
        ["第一条 公园由园长管理", "第二条 公园开放。"],
        ["第一条 公园由园长管理，向公众公布", "每日第二条 公园开放。"],
    ),
    "deletions on both sides of an end": (
        ["第一条 公园由园长管理，向公众公布", "每日第二条 公园开放。"],
        ["第一条 公园由园长管理", "第二条 公园开放。"],
    ),
    "nothing left": (ARTICLES, ["第一条 道路应当保持畅通。"]),
}


def python_with_uno() -> str:
    """A Python that can speak to LibreOffice; a skip, which the gate takes for a failure, if there is none."""
    for candidate in ("/usr/bin/python3", shutil.which("python3")):
        if candidate and shutil.which("soffice"):
            asked = subprocess.run([candidate, "-c", "import uno"], capture_output=True, check=False)
            if asked.returncode == 0:
                return candidate
    pytest.skip("LibreOffice or its module uno is not installed")


def test_accepting_all_gives_the_new_text_and_rejecting_all_the_old(tmp_path: Path) -> None:
    python = python_with_uno()
    files = {}
    for number, (name, sides) in enumerate(PAIRS.items()):
        old, new = (read_bytes("\n".join(lines).encode(), "law.txt") for lines in sides)
        files[name] = tmp_path / f"{number}.docx"
        files[name].write_bytes(docx_tracked.write(revised_text(compare(old, new))))
    done = subprocess.run(
        [python, str(SCRIPT), str(tmp_path / "profile"), *map(str, files.values())],
        capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    texts = json.loads(done.stdout)
    for name, (old_lines, new_lines) in PAIRS.items():
        resolved = texts[str(files[name])]
        assert (name, resolved["rejected"].split("\n")) == (name, old_lines)
        assert (name, resolved["accepted"].split("\n")) == (name, new_lines)
