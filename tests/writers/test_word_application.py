"""Tracked changes as a word processor resolves them: LibreOffice accepts and rejects all."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from policydiff.comparison.engine import compare
from policydiff.readers.read import read_bytes
from policydiff.readers.word.revising import revised
from policydiff.reports.comparison.revised_text import revised_text
from policydiff.writers.revised_text import docx_tracked
from word_files import level, numbering, paragraph, run_of, table, word_file

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
    files = {}
    for name, sides in PAIRS.items():
        old, new = (read_bytes("\n".join(lines).encode(), "law.txt") for lines in sides)
        files[name] = docx_tracked.write(revised_text(compare(old, new)))
    check(files, tmp_path)


def test_a_revised_file_is_resolved_in_the_same_way(tmp_path: Path) -> None:
    files = {}
    for name, (old_lines, new_lines) in PAIRS.items():
        body = "".join(paragraph(run_of(line[:4], "<w:b/>") + run_of(line[4:]) or "<w:r/>") for line in old_lines)
        old, new = read_bytes(word_file(body), "law.docx"), read_bytes("\n".join(new_lines).encode(), "law.txt")
        files[name] = revised(old, revised_text(compare(old, new)))
    check(files, tmp_path)


def test_automatic_numbers_follow_the_changes(tmp_path: Path) -> None:
    """LibreOffice says the words of numbered paragraphs without their numbers."""
    words = ["公园由园长管理。", "公园每日六时开放。", "违者处五十元罚款。"]
    new_words = [words[0], "园长公布开放时间。", *words[1:2], "违者处一百元罚款。"]
    articles = numbering(level(0, "decimal", "第%1条 "))
    body = "".join(paragraph(text, number="1", level=0) for text in words)
    old = read_bytes(word_file(body, numbering=articles), "law.docx")
    lines = [f"第{number}条 {text}" for number, text in enumerate(new_words, start=1)]
    file = revised(old, revised_text(compare(old, read_bytes("\n".join(lines).encode(), "law.txt"))))
    resolved = resolve({"numbered": file}, tmp_path)["numbered"]
    assert (resolved["rejected"].split("\n"), resolved["accepted"].split("\n")) == (words, new_words)


def test_rows_of_tables_come_and_go(tmp_path: Path) -> None:
    """LibreOffice shows paragraphs only, so that what stays of the tables is seen in the words of their cells."""
    rows = table(("事项", "期限"), ("巡查", "十日"), ("罚款", "五日"))
    lines = ["公园管理办法", "事项\t期限", "停业\t七日", "罚款\t三十日", "公园每日开放。"]
    old = read_bytes(word_file(paragraph(lines[0]) + rows + paragraph(lines[-1])), "law.docx")
    file = revised(old, revised_text(compare(old, read_bytes("\n".join(lines).encode(), "law.txt"))))
    resolved = resolve({"rows": file}, tmp_path)["rows"]
    cells = {"accepted": "事项 期限 停业 七日 罚款 三十日", "rejected": "事项 期限 巡查 十日 罚款 五日"}
    for side, words in cells.items():
        assert resolved[side].split("\n") == [lines[0], *words.split(), lines[-1]]


def check(files: dict[str, bytes], folder: Path) -> None:
    """Assert that LibreOffice gets the lines of `PAIRS` out of the files."""
    for name, resolved in resolve(files, folder).items():
        old_lines, new_lines = PAIRS[name]
        assert (name, resolved["rejected"].split("\n")) == (name, old_lines)
        assert (name, resolved["accepted"].split("\n")) == (name, new_lines)


def resolve(files: dict[str, bytes], folder: Path) -> dict[str, dict[str, str]]:
    """The texts of the files, "accepted" and "rejected", by their names."""
    python = python_with_uno()
    paths = {name: folder / f"{number}.docx" for number, name in enumerate(files)}
    for name, path in paths.items():
        path.write_bytes(files[name])
    done = subprocess.run(
        [python, str(SCRIPT), str(folder / "profile"), *map(str, paths.values())],
        capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    texts: dict[str, dict[str, str]] = json.loads(done.stdout)
    return {name: texts[str(path)] for name, path in paths.items()}
