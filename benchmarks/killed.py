"""Writers killed at random moments: two add to one index while a reader searches it; then it must be whole.

    python benchmarks/killed.py --rounds 50

Each round starts two writers and a reader, kills the writers with SIGKILL after a random time, and asks: does `index
verify` find nothing wrong, is every document held of which a writer had said that it is safe, did the reader never see
anything but whole answers, and can both writers go on to the end? Made-up texts; the script ends with 1 if a round
fails. SIGKILL shows what a killed process leaves, not what a power failure does.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from race import environment

SAFE = re.compile(r"policydiff: .*: ([\d,]+) documents are safe\n")
POLICYDIFF = [sys.executable, "-m", "policydiff"]
DOCUMENTS, BATCH = 400, 10


def text(seed: str) -> str:
    """A made-up notice of about 300 characters."""
    pick = random.Random(seed)
    words = re.findall("..", "河道堤防水闸泵站渡口码头林地湿地果园菜场粮库渔港苗圃茶园灯塔盐田")
    lines = [
        f"第{at}条　{pick.choice(words)}的管护单位每{pick.randint(2, 90)}日巡查"
        f"{pick.choice(words)}{pick.randint(1, 99)}处，"
        f"{pick.choice(words)}有损坏的，应当在{pick.randint(2, 30)}日内修复。\n"
        for at in range(1, 8)
    ]
    return f"{seed}号管护办法\n{''.join(lines)}"


def records(path: Path, names: Sequence[str]) -> Path:
    """A JSON Lines file of made-up documents with these ids."""
    lines = [json.dumps({"id": name, "text": text(name)}, ensure_ascii=False) + "\n" for name in names]
    path.write_text("".join(lines), encoding="utf-8")
    return path


def asked(*words: str | Path) -> subprocess.CompletedProcess[str]:
    """A policydiff command, run to its end."""
    line = [*POLICYDIFF, *map(str, words)]
    return subprocess.run(line, env=environment(), capture_output=True, encoding="utf-8", check=False)


@dataclass
class Tally:
    """What the rounds came to."""

    rounds: int = 0
    killed: int = 0
    safe: int = 0
    searches: int = 0
    faults: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return (
            f"{self.rounds} rounds, {self.killed} writers killed at work, {self.safe:,} documents said to be safe, "
            f"{self.searches:,} searches answered meanwhile, {len(self.faults)} faults"
        )


class Writer:
    """`index add` at work; `safe` is how many of its documents it has said to be on the disk."""

    def __init__(self, index: Path, source: Path) -> None:
        line = [*POLICYDIFF, "index", "add", str(index), str(source), "--batch", str(BATCH), "--wait", "60"]
        self.process = subprocess.Popen(
            line, env=environment(), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, encoding="utf-8"
        )
        self.said: list[str] = []
        self._listener = threading.Thread(target=self._listen)
        self._listener.start()

    def _listen(self) -> None:
        assert self.process.stderr is not None
        self.said.extend(self.process.stderr)

    def kill(self) -> bool:
        """Whether it was still at work."""
        working = self.process.poll() is None
        self.process.kill()
        self.process.wait()
        self._listener.join()
        return working

    @property
    def safe(self) -> int:
        """The last number it said, of a whole line."""
        told = [SAFE.fullmatch(line) for line in self.said]
        return max((int(each[1].replace(",", "")) for each in told if each), default=0)


def searched(index: Path, query: Path, until: threading.Event, tally: Tally) -> None:
    """Searches again and again; an answer that is not whole is a fault."""
    while not until.is_set():
        done = asked("search", index, query, "--format", "json")
        found: dict[str, Any] = json.loads(done.stdout) if done.returncode == 0 else {}
        first = found["groups"][0]["members"][0] if found.get("groups") else {}
        if first.get("relation") != "identical":
            tally.faults.append(f"a search ended with {done.returncode}: {done.stderr.strip()}")
        tally.searches += 1


def fight(folder: Path, pick: random.Random, tally: Tally, longest: float) -> None:
    """One round in an empty folder; what it comes to is added to the tally."""
    index, first = folder / "a.index", records(folder / "first.jsonl", ["零"])
    query = folder / "query.txt"
    query.write_text(text("零"), encoding="utf-8", newline="")
    asked("index", "build", index, first)
    names = [[f"{side}{at}" for at in range(DOCUMENTS)] for side in "甲乙"]
    sources = [records(folder / f"{side}.jsonl", each) for side, each in zip("甲乙", names, strict=True)]
    over = threading.Event()
    reader = threading.Thread(target=searched, args=(index, query, over, tally))
    reader.start()
    writers = [Writer(index, source) for source in sources]
    time.sleep(pick.uniform(0.3, longest))
    tally.killed += sum(writer.kill() for writer in writers)
    over.set()
    reader.join()
    tally.rounds += 1
    tally.safe += sum(writer.safe for writer in writers)
    tally.faults += checked(
        index, folder, [(source, writer.safe) for source, writer in zip(sources, writers, strict=True)]
    )


def checked(index: Path, folder: Path, promised: Sequence[tuple[Path, int]]) -> list[str]:
    """What is wrong after a kill: with the index, with what was promised, and with going on."""
    faults = []
    done = asked("index", "verify", index)
    if done.returncode:
        faults.append(f"verify: {done.stdout}{done.stderr}")
    for source, safe in promised:
        lines = source.read_text(encoding="utf-8").splitlines(keepends=True)[:safe]
        promise = folder / "promise.jsonl"
        promise.write_text("".join(lines), encoding="utf-8")
        done = asked("index", "add", index, promise, "--format", "json")
        told = json.loads(done.stdout) if done.returncode == 0 else {}
        if told.get("same") != safe:
            faults.append(f"{source.stem}: {safe} were said to be safe, {told.get('same')} are: {done.stderr}")
    for source, _ in promised:
        if (done := asked("index", "add", index, source, "-q")).returncode:
            faults.append(f"going on: {done.stderr}")
    if asked("index", "verify", index, "-q").returncode:
        faults.append("not whole after going on")
    held = json.loads(asked("index", "info", index, "--format", "json").stdout)["documents"]
    if held != 1 + len(promised) * DOCUMENTS:
        faults.append(f"{held} documents after going on")
    return faults


def main(arguments: Sequence[str] | None = None) -> None:
    """Fights the rounds and says what they came to."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--longest", type=float, default=6.0, help="seconds until the kill, at most")
    args: Any = parser.parse_args(arguments)
    pick, tally = random.Random(args.seed), Tally()
    for _ in range(args.rounds):
        with tempfile.TemporaryDirectory() as folder:
            fight(Path(folder), pick, tally, args.longest)
        print(tally, flush=True)
    print("\n".join(tally.faults))
    sys.exit(1 if tally.faults else 0)


if __name__ == "__main__":
    main()
