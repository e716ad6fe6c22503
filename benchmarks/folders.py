"""Two folders compared: 2,000 documents a side, a tenth renamed, a tenth changed, some added and removed.

    python benchmarks/folders.py [DOCUMENTS]

Prints processor seconds and peak memory of `compare OLD NEW`, with half of the documents beside it: the cost is linear.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
from pathlib import Path

DOCUMENTS = 2_000
_RENAMED, _CHANGED, _GONE = 10, 7, 50  # each so many documents


def law(number: int, *, changed: bool) -> str:
    """The rules of a made-up ferry, with one figure changed or not."""
    days = 15 if changed else 10
    articles = [
        f"第{article}条　第{number}号渡口的第{article}项事务由乡镇人民政府办理，渡工应当在{days + article}日内报告"
        f"第{number * 31 + article * 7}号渡船的检修情况，不得超载运行。"
        for article in range(1, 13)
    ]
    return "\n".join([f"第{number}号渡口管理办法", "", *articles]) + "\n"


def plant(root: Path, documents: int) -> tuple[Path, Path]:
    """The two folders."""
    old, new = root / "old", root / "new"
    for folder in (old, new):
        folder.mkdir(parents=True)
    for number in range(documents):
        name = f"{number:05}.txt"
        (old / name).write_text(law(number, changed=False), encoding="utf-8")
        if number % _GONE:
            renamed = f"r{name}" if number % _RENAMED == 0 else name
            (new / renamed).write_text(law(number, changed=number % _CHANGED == 0), encoding="utf-8")
    return old, new


def measure(documents: int) -> tuple[float, float]:
    """Processor seconds and megabytes of a comparison of this size."""
    with tempfile.TemporaryDirectory() as root:
        old, new = plant(Path(root), documents)
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        command = [sys.executable, "-m", "policydiff", "compare", str(old), str(new), "-o", f"{root}/report.txt"]
        done = subprocess.run(command, check=False)
        assert done.returncode == 1
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, after.ru_maxrss / 1024


def main() -> None:
    """Print a line for half of the documents and one for all."""
    documents = int(sys.argv[1]) if len(sys.argv) > 1 else DOCUMENTS
    for number in (documents // 2, documents):
        seconds, megabytes = measure(number)
        print(f"{number:,} documents a side: {seconds:.1f} s CPU, at most {megabytes:.0f} MB so far")


if __name__ == "__main__":
    main()
