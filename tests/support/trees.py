"""A corpus of a few invented documents in a folder, what dedupe leaves of it, and ways to look at such trees."""

from __future__ import annotations

import json
from pathlib import Path

from policydiff.cli import main

SAMPLES = Path(__file__).resolve().parents[2] / "samples"
WORK = (SAMPLES / "work-plan-twice.txt").read_text(encoding="utf-8")
LINES = WORK.splitlines(keepends=True)
ONCE = "".join([*LINES[:3], *LINES[31:]])
LAW = (SAMPLES / "regulation-2015.txt").read_text(encoding="utf-8")
STATUTE = (SAMPLES / "statute-traditional.txt").read_text(encoding="utf-8")
HANG = 60

Files = dict[str, bytes | str]

# A document with a copy inside, one with copies elsewhere, one alone; and what stays of them.
CORPUS: Files = {
    "plan.txt": WORK,
    "law.txt": LAW,
    "sub/again.txt": LAW,
    "sub/deep/law.gb.txt": LAW.encode("gb18030"),
    "sub/statute.txt": STATUTE.replace("\n", "\r\n"),
}
KEPT: Files = {"plan.txt": ONCE, "law.txt": LAW, "sub/statute.txt": STATUTE.replace("\n", "\r\n")}


def plant(root: Path, files: Files) -> None:
    """Writes files with the folders they lie in."""
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())


def tree(root: Path) -> dict[str, bytes]:
    """Every file below a folder by its path, hidden ones too."""
    return {str(each.relative_to(root)): each.read_bytes() for each in root.rglob("*") if each.is_file()}


def as_bytes(files: Files) -> dict[str, bytes]:
    """The files as a tree has them."""
    return {name: content if isinstance(content, bytes) else content.encode() for name, content in files.items()}


def record(**fields: object) -> str:
    """A line of JSON Lines."""
    return json.dumps(fields, ensure_ascii=False) + "\n"


def run(*arguments: str) -> int:
    """The exit status of a command, run in this process."""
    return main._status(list(arguments))
