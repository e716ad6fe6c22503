"""The pipeline of a million notices at a tenth of the size: bad lines, an index that learns, a run that is killed."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from policydiff.index.database import open_index
from trees import run

_SUBJECTS = ("渡口停航", "粮库轮换", "夜市摊位", "山林防火", "水库放水", "校舍修缮", "集市迁址", "河道清淤")
_BROKEN = '{"id": "broken", "text": "坏\n'
NOTICES = 100_000
HELD = 10_000  # of the first day, in the index
NEXT_DAY = 2_000


def notice(number: int) -> str:
    """A notice with facts of its own for each number."""
    pick = random.Random(number)
    subject = pick.choice(_SUBJECTS)
    facts = [
        f"第{item}项 {pick.choice('东西南北中')}片{pick.randrange(9999)}号点位由第{pick.randrange(999)}小组在"
        f"{pick.randrange(1, 29)}日前完成，所需人员{pick.randrange(2, 90)}名、经费{pick.randrange(100, 99_999)}元，"
        f"验收编号{pick.randrange(10**8)}。\n"
        for item in range(1, 4)
    ]
    head = f"青槐县第{number}号{subject}通告\n\n各乡镇人民政府：\n　　现将有关事项通告如下：\n"
    return f"{head}{''.join(facts)}\n青槐县办公室\n"


def records(first: int, count: int, day: str) -> Iterator[str]:
    """Lines of JSON, one in ten a copy of an earlier notice, one in 2,000 broken."""
    pick = random.Random(first)
    for index in range(count):
        number = first + index
        if pick.random() < 0.1:
            number -= pick.randrange(1, number + 1) if number else 0
        yield (
            _BROKEN
            if index % 2_000 == 1_000
            else json.dumps({"id": f"{day}-{index}", "text": notice(number)}, ensure_ascii=False) + "\n"
        )


def write(path: str, lines: Iterator[str]) -> None:
    """Write the lines to a file."""
    with Path(path).open("w", encoding="utf-8") as stream:
        stream.writelines(lines)


def parsed(path: str) -> list[str]:
    """The ids of all lines; ValueError if a line does not parse."""
    with Path(path).open(encoding="utf-8") as stream:
        return [json.loads(line)["id"] for line in stream]


@pytest.mark.slow
def test_a_hundred_thousand_notices_with_broken_lines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write("day1.jsonl", records(0, NOTICES, "a"))
    assert (
        run("dedupe", "day1.jsonl", "-q", "-o", "out1.jsonl", "--rejects", "bad.jsonl", "--max-unreadable", "0.1%") == 0
    )
    kept = parsed("out1.jsonl")
    assert 0.85 * NOTICES < len(kept) < 0.95 * NOTICES
    assert len(set(kept)) == len(kept)
    with Path("bad.jsonl").open(encoding="utf-8") as stream:
        assert [json.loads(line)["line"] for line in stream] == list(range(1_001, NOTICES, 2_000))


@pytest.mark.slow
def test_the_next_day_against_the_index_killed_once_and_repeated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    held = (line for line in records(0, HELD, "a") if line != _BROKEN)
    write("day1.jsonl", held)
    assert run("dedupe", "day1.jsonl", "-q", "-o", "out1.jsonl") == 0
    assert run("index", "build", "held.pdx", "out1.jsonl", "-q") == 0
    write("day2.jsonl", records(HELD - NEXT_DAY // 4, NEXT_DAY, "b"))
    results = []
    for name in ("sound", "killed"):
        folder = tmp_path / name
        folder.mkdir()
        monkeypatch.chdir(folder)
        for source in ("day2.jsonl", "held.pdx"):
            (folder / source).write_bytes((tmp_path / source).read_bytes())
        arguments = ["dedupe", "day2.jsonl", "-q", "-o", "out2.jsonl", "--rejects", "bad.jsonl"]
        arguments += ["--max-unreadable", "0.1%", "--against", "held.pdx", "--add", "--ids", "ids.csv"]
        if name == "killed":
            environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
            command = [sys.executable, "-m", "policydiff", *arguments]
            process = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)
            while process.poll() is None and {path.name for path in folder.iterdir()} == {"day2.jsonl", "held.pdx"}:
                time.sleep(0.002)
            assert process.poll() is None, "it ended before it could be killed"
            process.send_signal(signal.SIGKILL)  # it has begun to write
            process.wait()
        assert run(*arguments) == 0
        assert run("index", "verify", "held.pdx", "-q") == 0
        with open_index("held.pdx") as connection:
            rows = [connection.execute(f"SELECT * FROM {table} ORDER BY 1, 2").fetchall() for table in _TABLES]
        files = {path.name: path.read_bytes() for path in folder.iterdir() if not path.name.startswith("held.pdx")}
        results.append((rows, files))
        assert 0.6 * NEXT_DAY < len(parsed("out2.jsonl")) < 0.8 * NEXT_DAY
    assert results[0] == results[1]


_TABLES = ("document", "band", "sampled", "parameter")
