"""What the benchmarks share: law text to run on, turns taken in one run, commands measured from outside."""

from __future__ import annotations

import os
import random
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import policydiff

MB = 1_000_000
ARTICLE = re.compile(r"^(?=[#*\s]*第[一二三四五六七八九十百千零〇]+[条條])", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Lap:
    """Seconds that one turn took: of the process's CPUs, and by the clock."""

    cpu: float
    wall: float


# --- material


def law_text(texts: Sequence[str], size: int, seed: int = 1) -> str:
    """About `size` UTF-8 bytes of law text: each document once, then shuffled articles with a serial put into each.

    The serial stands at a random place of its article, so that the file does not merely repeat.
    """
    parts, have = [], 0
    for text in texts:
        parts.append(text.rstrip("\n") + "\n")
        have += len(parts[-1].encode())
        if have >= size:
            break
    rng = random.Random(seed)
    articles = [part for text in texts for part in ARTICLE.split(text)[1:]] if have < size else []
    while articles and have < size:
        rng.shuffle(articles)
        for article in articles:
            at = rng.randrange(len(article))
            parts.append(f"{article[:at]}{rng.randrange(10**8):08}{article[at:].rstrip()}\n")
            have += len(parts[-1].encode())
            if have >= size:
                break
    return "".join(parts).encode()[:size].decode(errors="ignore")


# --- taking turns


def race(contestants: dict[str, Callable[[], Lap]], rounds: int) -> dict[str, list[Lap]]:
    """The laps of each contestant, one a round, taken in turns."""
    laps: dict[str, list[Lap]] = {name: [] for name in contestants}
    names = list(contestants)
    for turn in range(rounds):
        for name in names[turn % len(names) :] + names[: turn % len(names)]:
            laps[name].append(contestants[name]())
    return laps


def timed(work: Callable[[], object], scale: float = 1.0) -> Callable[[], Lap]:
    """A contestant of this process; `scale` multiplies its seconds."""

    def lap() -> Lap:
        wall, cpu = time.perf_counter(), time.process_time()
        work()
        return Lap((time.process_time() - cpu) * scale, (time.perf_counter() - wall) * scale)

    return lap


def standings(laps: dict[str, list[Lap]], ours: str) -> tuple[tuple[str, ...], ...]:
    """A row for each contestant: median seconds, and how many times ours it takes."""
    return tuple(
        (
            name,
            f"{statistics.median(lap.cpu for lap in each):.4f}",
            f"{statistics.median(lap.wall for lap in each):.4f}",
            f"{ratio(each, laps[ours]):.2f}",
            f"{ratio(each, laps[ours], 'wall'):.2f}",
        )
        for name, each in laps.items()
    )


def ratio(these: Sequence[Lap], those: Sequence[Lap], clock: str = "cpu") -> float:
    """The median over the rounds of these laps' seconds in those laps'."""
    pairs = zip(these, those, strict=True)
    return float(statistics.median(getattr(a, clock) / max(getattr(b, clock), 1e-9) for a, b in pairs))


def verdict(what: str, value: float, goal: float, *, at_least: bool) -> str:
    """One goal in a line: what was reached, what was wanted."""
    met = value >= goal if at_least else value <= goal
    return f"{what}: {value:.2f} (goal {'at least' if at_least else 'at most'} {goal:g}): {'met' if met else 'MISSED'}"


STANDINGS = ("contestant", "CPU s", "wall s", "CPU / ours", "wall / ours")


# --- whole commands


def environment() -> dict[str, str]:
    """The surroundings of every process started here: the same policydiff as in this one, its byte code kept."""
    source = Path(policydiff.__file__).resolve().parent.parent
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "PYTHONPATH": os.pathsep.join(filter(None, [str(source), os.environ.get("PYTHONPATH")]))}


_MEASURE = """
import os, sys, time
start = time.perf_counter()
child = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ, file_actions=[
    (os.POSIX_SPAWN_OPEN, fd, os.devnull, os.O_WRONLY, 0) for fd in (1, 2)])
_, status, used = os.wait4(child, 0)
wall, cpu = time.perf_counter() - start, used.ru_utime + used.ru_stime
print(wall, cpu, used.ru_maxrss * 1024, os.waitstatus_to_exitcode(status))
"""


@dataclass(frozen=True, slots=True)
class Ran:
    """What a command took, the peak in bytes; `status` None when it was stopped."""

    lap: Lap
    peak: int
    status: int | None


def measured(command: Sequence[str], timeout: float = 600) -> Ran:
    """One run of a command with its output thrown away; stopped after `timeout` seconds."""
    line = [sys.executable, "-S", "-E", "-c", _MEASURE, *command]
    process = subprocess.Popen(
        line, env=environment(), stdout=subprocess.PIPE, text=True, start_new_session=True, stdin=subprocess.DEVNULL
    )
    try:
        said, _ = process.communicate(timeout=timeout)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, 9)  # its own session: this and the command under it, nothing else
        process.communicate()
        return Ran(Lap(timeout, timeout), 0, None)
    wall, cpu, peak, status = said.split()
    return Ran(Lap(float(cpu), float(wall)), int(peak), int(status))
