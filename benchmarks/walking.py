"""The walk of `policydiff check` over a tree most of which is excluded, beside `git ls-files` and `rg --files` on it.

    python benchmarks/walking.py [--files 10000] [--rounds 5]

A tree of small notices is made, four fifths of it in folders that --exclude leaves out. Each round runs each command
once, in turn; the medians are printed. `check` also reads and checks the files that stay.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

FOLDERS = 100
EXCLUDED = 5  # all but one of so many folders are excluded


def plant(root: Path, files: int) -> None:
    """A tree of `files` notices in `FOLDERS` folders."""
    for number in range(files):
        folder = number % FOLDERS
        place = root / ("keep" if folder % EXCLUDED == 0 else "drafts") / f"{folder:03}"
        place.mkdir(parents=True, exist_ok=True)
        hours = f"第{number}号公园自下月起每日七时开放，二十一时关闭。"
        text = f"关于青槐县第{number}号公园开放时间的通知\n\n各乡镇：\n\n{hours}\n"
        (place / f"{number:05}.txt").write_text(text, encoding="utf-8")


def seconds(command: list[str], folder: Path) -> float:
    """The time that a command takes, in seconds."""
    start = time.perf_counter()
    subprocess.run(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    return time.perf_counter() - start


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--files", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=5)
    parsed = parser.parse_args()
    check = [sys.executable, "-m", "policydiff", "check", ".", "--isolated", "--select", "mojibake", "--jobs", "1"]
    commands = {
        "check, all files": check,
        "check, four fifths excluded": [*check, "--exclude", "drafts"],
        "check, four fifths excluded by name": [*check, "--exclude", "drafts/*/*.txt"],
        "check, nothing read": [*check, "--include", "nothing.md"],
        "git ls-files": ["git", "ls-files", "--others"],
    }
    if shutil.which("rg"):
        commands["rg --files"] = ["rg", "--files", "--glob", "!drafts"]
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        plant(root, parsed.files)
        subprocess.run(["git", "init", "-q"], cwd=root, check=True)
        times: dict[str, list[float]] = {name: [] for name in commands}
        for _ in range(parsed.rounds):
            for name, command in commands.items():
                times[name].append(seconds(command, root))
    for name, measured in times.items():
        print(f"{name:40} {statistics.median(measured):7.3f} s")


if __name__ == "__main__":
    main()
