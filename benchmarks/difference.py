"""The section `difference` of speed.py: the edits of two long texts, against what else finds edits.

Needs fast-diff-match-patch (`pip install -e ".[bench]"`) and git.
"""

from __future__ import annotations

import functools
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from accuracy import Table
from race import MB, Lap, environment, law_text, measured, race, ratio, timed, verdict
from rapidfuzz.distance import Indel, Levenshtein

from policydiff.matching.diff import Edit, edits

SIZES = (2_000, 20_000, 200_000)
SHARES = (0.01, 0.1, 0.5)
EXEMPT = 0.001  # seconds: below, start-up of the libraries is what is measured
LAP = 0.02  # seconds that a lap of a quick contestant lasts at least
LARGEST_MATRIX = 50_000  # characters; Indel.opcodes keeps a matrix of n * n / 64 words, 4.8 GB at 200,000
OURS, FAST, INDEL, LEVENSHTEIN, GIT = "ours", "fast-diff-match-patch", "Indel.opcodes", "Levenshtein.opcodes", "git"


def mutated(text: str, share: float, seed: int = 1) -> str:
    """The text with this share of its characters touched, in runs of one to nine: replaced, taken out, put in."""
    rng = random.Random(seed)
    letters = sorted(set(text))
    made, at = [], 0
    while at < len(text):
        kept = int(rng.expovariate(share / (5 * (1 - share))))
        run = rng.randint(1, 9)
        put_in, goes = rng.choice([(run, run), (run, 0), (0, run)])
        made += [text[at : at + kept], *rng.choices(letters, k=put_in)]
        at += kept + goes
    return "".join(made)


def changed(found: Sequence[Edit]) -> int:
    """How many characters the edits take out and put in."""
    return sum(end - start + last - other for start, end, other, last in found)


def repeated(work: Callable[[], object]) -> Callable[[], Lap]:
    """A contestant whose lap is one of as many runs as make the clock sure."""
    start = time.process_time()
    work()
    times = max(1, min(200, int(LAP / max(time.process_time() - start, 1e-6))))

    def runs() -> None:
        for _ in range(times):
            work()

    return timed(runs, 1 / times)


def git_contestant(folder: Path, old: str, new: str) -> Callable[[], Lap]:
    """git's word diff, every character a word, less what git takes for two files of one character."""

    def command(name: str, one: str, other: str) -> list[str]:
        paths = [folder / f"{name}.old", folder / f"{name}.new"]
        for path, text in zip(paths, (one, other), strict=True):
            path.write_text(text, encoding="utf-8", newline="")
        return ["/usr/bin/env", "LC_ALL=C.UTF-8", "git", "diff", "--no-index", "--word-diff=porcelain",
                "--word-diff-regex=.", *map(str, paths)]  # fmt: skip

    whole, empty = command("text", old, new), command("none", "甲", "乙")

    def lap() -> Lap:
        with_text, without = measured(whole).lap, measured(empty).lap
        return Lap(max(with_text.cpu - without.cpu, 0), max(with_text.wall - without.wall, 0))

    return lap


_PEAK = """
import sys
from policydiff.matching.diff import edits
import rapidfuzz.distance
def peak():
    return next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmHWM")) * 1024
old, new = (open(path, encoding="utf-8", newline="").read() for path in sys.argv[1:])
edits(old[:3000], new[:3000])
before = peak()
edits(old, new)
print(peak() - before)
"""


def peak(folder: Path, old: str, new: str) -> int:
    """Bytes by which our edits raise the peak of a process that holds the two texts."""
    paths = [folder / "peak.old", folder / "peak.new"]
    for path, text in zip(paths, (old, new), strict=True):
        path.write_text(text, encoding="utf-8", newline="")
    line = [sys.executable, "-c", _PEAK, *map(str, paths)]
    return int(subprocess.run(line, env=environment(), capture_output=True, text=True, check=True).stdout)


def bench_difference(texts: Sequence[str], rounds: int, sizes: Sequence[int] = SIZES) -> Table:
    """Nine cells: three lengths with 1, 10 and 50 % of the characters touched."""
    from fast_diff_match_patch import diff

    law = law_text(texts, 6 * max(sizes))
    rows: list[tuple[str, ...]] = []
    slower, ahead, cost, memory = [0.0], [], [], []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for size, share in ((size, share) for size in sizes for share in SHARES):
            old = law[len(law) // 4 :][:size]
            new = mutated(old, share)
            lasting = repeated if size <= LARGEST_MATRIX else timed  # the slow ones get no lap to warm up
            contestants = {
                OURS: repeated(functools.partial(edits, old, new)),
                FAST: lasting(functools.partial(diff, old, new, timelimit=0, cleanup="No")),
                LEVENSHTEIN: lasting(functools.partial(Levenshtein.opcodes, old, new)),
                GIT: git_contestant(folder, old, new),
            }
            if size <= LARGEST_MATRIX:
                contestants[INDEL] = repeated(functools.partial(Indel.opcodes, old, new))
            laps = race(contestants, rounds)
            peers = {peer: ratio(laps[OURS], laps[peer]) for peer in laps if peer != OURS}
            ours = statistics.median(lap.cpu for lap in laps[OURS])
            if ours >= EXEMPT:
                slower.append(max(peers.values()))
            if size == max(sizes):
                ahead.append(ratio(laps[LEVENSHTEIN], laps[OURS]))
            found = edits(old, new)
            cost.append(changed(found) / max(Indel.distance(old, new), 1))
            memory.append(peak(folder, old, new) / MB)
            rows.append(
                (
                    f"{size:,}",
                    f"{share:.0%}",
                    *(
                        f"{statistics.median(lap.cpu for lap in laps[each]) * 1000:.2f}" if each in laps else "4.8 GB"
                        for each in (OURS, FAST, INDEL, LEVENSHTEIN, GIT)
                    ),
                    f"{max(peers.values()):.2f}" + ("" if ours >= EXEMPT else " (exempt)"),
                    f"{len(found):,}",
                    f"{cost[-1]:.4f}",
                    f"{memory[-1]:.1f}",
                )
            )
            print("  " + " | ".join(rows[-1]), file=sys.stderr, flush=True)
    return Table(
        "difference",
        ("characters", "touched", OURS, FAST, INDEL, LEVENSHTEIN, GIT, "ours / best", "edits", "of optimum", "peak MB"),
        tuple(rows),
        (
            verdict("worst cell of 1 ms or more, ours / best of the others", max(slower), 2, at_least=False),
            verdict(f"{LEVENSHTEIN} / ours, {max(sizes):,} characters, least", min(ahead), 70, at_least=True),
            verdict("edited characters / optimum, most", max(cost), 1.02, at_least=False),
            verdict("peak MB above the texts, most", max(memory), 50, at_least=False),
        ),
        "CPU milliseconds, medians. Law text; runs of one to nine characters replaced, taken out, put in. The optimum "
        "is RapidFuzz's Indel distance. fast-diff-match-patch without time limit and clean-up; git is `git diff "
        f"--word-diff-regex=.` in a UTF-8 locale, less its start. {os.cpu_count()} cores, one used.",
    )
