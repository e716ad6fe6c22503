"""How fast and how small: policydiff's kernels and commands against what else does the same job on the same text.

    python benchmarks/speed.py LAWS.jsonl.gz|FOLDER ... [--megabytes 10] [--rounds 5] [--only covered,...] [--write]

Contestants take turns in one run, in an order that rotates from round to round, and a ratio is the median of the
rounds' ratios: on a shared machine the seconds vary, ratios hold. Needs pydivsufsort, fast-diff-match-patch and rensa
(`pip install -e ".[bench]"`).
"""

from __future__ import annotations

import argparse
import re
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from accuracy import RESULTS, Table, documents, record
from difference import bench_difference
from lookup import bench_index, bench_layouts
from matching import bench_matching, bench_scale, bench_whole
from peers import CACHE, PEERS, ready
from race import MB, STANDINGS, Lap, environment, law_text, measured, race, ratio, standings, timed, verdict
from recall import bench_recall
from sections import bench_section_growth, bench_sections
from signatures import bench_estimates, bench_join, bench_signatures
from versions import bench_editions, bodies, editions

from policydiff.matching import repeats
from policydiff.text.folding import Codes, fold, folded_text

OPENCC_CHARACTERS = 100_000  # opencc is so slow that it gets a slice, and its time is scaled by characters


# --- repeated passages


def covered_by_suffixes(codes: Codes) -> list[tuple[int, int]]:
    """What `repeats.covered` finds, from a suffix array and its longest common prefixes."""
    from pydivsufsort import divsufsort, kasai

    if not len(codes):
        return []
    codes = np.array(codes, dtype=np.uint16)  # the library wants a writable, contiguous buffer
    suffixes = divsufsort(codes)
    alike = np.flatnonzero(kasai(codes, suffixes)[:-1] >= repeats.MIN_REPEAT)
    starts_one = np.zeros(len(codes), dtype=np.bool_)
    starts_one[suffixes[alike]] = True
    starts_one[suffixes[alike + 1]] = True
    starts = np.flatnonzero(starts_one)
    if not len(starts):
        return []
    breaks = np.flatnonzero(np.diff(starts) > repeats.MIN_REPEAT)
    first = starts[np.concatenate(([0], breaks + 1))].tolist()
    ends = (starts[np.concatenate((breaks, [len(starts) - 1]))] + repeats.MIN_REPEAT).tolist()
    return list(zip(first, ends, strict=True))


def bench_covered(text: str, rounds: int) -> Table:
    """Key positions in repeats of 60 or more: ours against the suffix array; both must find the same."""
    codes = fold(text).codes
    found = repeats.repeated_spans(codes)
    if found != covered_by_suffixes(codes):
        raise AssertionError("policydiff and the suffix array disagree about what is covered")
    ours, theirs = "repeats.covered", "pydivsufsort: suffix array, Kasai, numpy"
    laps = race(
        {ours: timed(lambda: repeats.repeated_spans(codes)), theirs: timed(lambda: covered_by_suffixes(codes))}, rounds
    )
    share = sum(end - start for start, end in found) / max(len(codes), 1)
    return Table(
        "covered",
        STANDINGS,
        standings(laps, ours),
        tuple(
            verdict(f"{clock} of the suffix array / ours", ratio(laps[theirs], laps[ours], clock), 8, at_least=True)
            for clock in ("cpu", "wall")
        ),
        f"Key units in repeats of at least {repeats.MIN_REPEAT}; {len(codes):,} units, {share:.1%} of them covered by "
        f"{len(found):,} stretches, identical on both sides. Folding is left out on both.",
    )


# --- folding


def translation() -> dict[int, str | None]:
    """The table of `fold` for `str.translate`: every character of the BMP to its key, or to nothing."""
    table: dict[int, str | None] = {}
    for code in (*range(0xD800), *range(0xE000, 0x10000)):
        folded = folded_text(chr(code))
        if folded != chr(code):
            table[code] = folded or None
    return table


def bench_folding(text: str, rounds: int) -> Table:
    """The matching key of a text: ours against opencc, `str.translate`, and mere decoding."""
    from opencc import OpenCC

    raw, table = text.encode(), translation()
    convert = OpenCC("t2s").convert
    part = text[:OPENCC_CHARACTERS]
    convert(part[:1000])  # loads its dictionaries
    ours, theirs = "fold", f"opencc t2s, on {len(part):,} characters, scaled"
    contestants = {
        ours: timed(lambda: fold(text)),
        theirs: timed(lambda: convert(part), len(text) / max(len(part), 1)),
        "str.translate, same table": timed(lambda: text.translate(table)),
        "bytes.decode (floor)": timed(lambda: raw.decode()),
    }
    laps = race(contestants, rounds)
    return Table(
        "folding",
        STANDINGS,
        standings(laps, ours),
        (verdict("CPU of opencc / ours", ratio(laps[theirs], laps[ours]), 200, at_least=True),),
        f"{len(text):,} characters, {len(raw) / MB:.1f} MB of UTF-8. opencc is opencc-python-reimplemented, as pip "
        "installs it; it gets a slice of the text, and its time is scaled by characters.",
    )


# --- memory

_STAGES = """
import sys
{imports}
def peak(name="VmHWM"):
    return next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith(name)) * 1024
sizes = [peak("VmRSS")]
text = open(sys.argv[1], encoding="utf-8", newline="").read(); sizes.append(peak())
{work}
print(*sizes)
"""
_FOLD = "key = fold(text); sizes.append(peak())\n"
_IMPORTS = (
    "from policydiff.text.folding import fold\nfrom policydiff.matching.repeats import repeated_spans as covered\n"
)
_PEERS = f"""
sys.path.insert(0, {str(Path(__file__).resolve().parent)!r})
from speed import covered_by_suffixes as covered
import pydivsufsort
"""


def stages(path: Path, imports: str) -> list[int]:
    """Peak bytes of a process that reads, folds and finds: resident after import, then the peak after each step."""
    script = _STAGES.format(imports=imports, work=_FOLD + "covered(key.codes); sizes.append(peak())")
    done = subprocess.run(
        [sys.executable, "-c", script, str(path)], env=environment(), capture_output=True, text=True, check=True
    )
    return [int(size) for size in done.stdout.split()]


def bench_memory(text: str, rounds: int) -> Table:
    """Peak memory above the imports, as multiples of the text's UTF-8 bytes, after each step (medians)."""
    rows, ours = [], 0.0
    size = len(text.encode())
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "text.txt")
        path.write_text(text, encoding="utf-8", newline="")
        for name, imports in (("policydiff", _IMPORTS), ("pydivsufsort", _IMPORTS + _PEERS)):
            runs = [stages(path, imports) for _ in range(max(1, min(rounds, 3)))]
            base, *peaks = [statistics.median(run[i] for run in runs) for i in range(4)]
            above = [(peak - base) / size for peak in peaks]
            ours = ours or above[-1]
            rows.append((name, f"{base / MB:.1f}", *(f"{each:.2f}" for each in above)))
    return Table(
        "memory",
        ("contestant", "imports MB", "read", "then fold", "then covered"),
        tuple(rows),
        (verdict("peak above the imports / UTF-8 bytes", ours, 3, at_least=False),),
        f"Highest resident size so far (VmHWM) less that after the imports, in multiples of {size / MB:.1f} MB.",
    )


# --- whole commands


# Runs one command as the child of a process smaller than any Python with numpy: a child's peak starts at its parent's.
def growth_material(texts: Sequence[str], scale: float) -> Iterator[tuple[str, str]]:
    """The texts of the growth table, one at a time; `scale` shrinks them all."""
    for size in (5, 10, 20, 50):
        yield f"law text, {size} MB", law_text(texts, int(size * MB * scale))
    for size in (5, 10, 20, 50):
        yield f"one line of law text, {size} MB", re.sub(r"\s+", "", law_text(texts, int(size * MB * scale)))
    for lines in (250_000, 500_000, 1_000_000):
        yield f"{lines:,} empty lines", "\n" * int(lines * scale)
    for size in (10, 20, 50):
        yield f"one character, {size} MB", "国" * int(size * MB * scale / 3)


def bench_growth(texts: Sequence[str], scale: float = 1.0, timeout: float = 120) -> Table:
    """The whole command on growing inputs, one run each."""
    rows: list[tuple[str, ...]] = []
    with tempfile.TemporaryDirectory() as folder:
        path, out = Path(folder, "text.txt"), Path(folder, "clean.txt")
        for name, text in growth_material(texts, scale):
            raw = text.encode()
            path.write_bytes(raw)
            ran = measured(
                [sys.executable, "-m", "policydiff", "dedupe", str(path), "-q", "-o", str(out)], timeout=timeout
            )
            size = len(raw) / MB
            left = f"{out.stat().st_size / MB:.2f}" if ran.status == 0 else f"exit {ran.status}"
            if ran.status is None:
                rows.append((name, f"{size:.2f}", f"over {timeout:g}", "", "", "", "", "stopped"))
                continue
            rows.append(
                (
                    name,
                    f"{size:.2f}",
                    f"{ran.lap.wall:.2f}",
                    f"{ran.lap.cpu:.2f}",
                    f"{ran.lap.cpu / size:.3f}",
                    f"{ran.peak / MB:.0f}",
                    f"{ran.peak / len(raw):.1f}",
                    left,
                )
            )
            print("  " + " | ".join(rows[-1]), file=sys.stderr, flush=True)
    return Table(
        "growth",
        ("input", "MB", "wall s", "CPU s", "CPU s / MB", "peak MB", "peak / input", "clean MB"),
        tuple(rows),
        note="`policydiff dedupe FILE -q -o OUT`, start-up and plan included. Law text is each document once; where "
        "that does not suffice, articles in shuffled order follow, a random serial at a random place of each.",
    )


# --- start-up


def bench_startup(texts: Sequence[str], rounds: int) -> Table:
    """Starting the command against importing what it cannot do without."""
    with tempfile.TemporaryDirectory() as folder:
        small = Path(folder, "small.txt")
        small.write_text(law_text(texts, 18_000)[:6_000], encoding="utf-8", newline="")
        versions = [Path(folder, name) for name in ("old.txt", "new.txt")]
        for version, text in zip(versions, editions(bodies(texts, 20), 14), strict=True):
            version.write_text(text[:3_000], encoding="utf-8", newline="")
        python, imports = sys.executable, ("click", "click, numpy", "click, numpy, rapidfuzz")
        bare = [f"python -c 'import {each}'" for each in imports]
        commands = {name: [python, "-c", f"import {each}"] for name, each in zip(bare, imports, strict=True)}
        asked = {
            "--help": (["--help"], bare[0]),
            "dedupe, 6,000 characters": (["dedupe", str(small)], bare[1]),
            "dedupe -q": (["dedupe", "-q", str(small)], bare[1]),
            "compare, 3,000 characters": (["compare", *map(str, versions), "--exit-zero"], bare[2]),
        }
        commands |= {name: [python, "-m", "policydiff", *line] for name, (line, _) in asked.items()}
        for command in commands.values():  # the first run writes the byte code
            if (status := measured(command).status) != 0:
                raise RuntimeError(f"{' '.join(command[1:4])} ended with {status}")

        def contestant(command: list[str]) -> Callable[[], Lap]:
            return lambda: measured(command).lap

        laps = race({name: contestant(command) for name, command in commands.items()}, max(rounds, 15))
    reference = {name: base for name, (_, base) in asked.items()}
    rows = []
    for name, those in laps.items():
        base = reference.get(name)
        times = [f"{1000 * statistics.median(getattr(lap, each) for lap in those):.1f}" for each in ("cpu", "wall")]
        ratios = [f"{ratio(those, laps[base], clock):.2f}" if base else "" for clock in ("cpu", "wall")]
        rows.append((name, *times, base or "", *ratios))
    goals = {"--help": 1.3, "dedupe, 6,000 characters": 1.7, "compare, 3,000 characters": 2.2}
    return Table(
        "start-up",
        ("policydiff", "CPU ms", "wall ms", "against", "CPU ratio", "wall ratio"),
        tuple(rows),
        tuple(
            verdict(
                f"{clock} of {name} / imports", ratio(laps[name], laps[reference[name]], clock), goal, at_least=False
            )
            for name, goal in goals.items()
            for clock in ("cpu", "wall")
        ),
        f"Medians of {max(rounds, 15)} rounds, `python -m policydiff`, byte code warm.",
    )


# --- all of them


def benchmarks(
    sources: Sequence[Sequence[tuple[str, str]]], megabytes: float, rounds: int, cache: Path = CACHE
) -> dict[str, Callable[[], Table]]:
    """Every benchmark by its name; the environments of peers are made below `cache` when one needs them."""
    texts = [text for source in sources for _, text in source]
    text = law_text(texts, int(megabytes * MB))
    return {
        "covered": lambda: bench_covered(text, rounds),
        "folding": lambda: bench_folding(text, rounds),
        "memory": lambda: bench_memory(text, rounds),
        "growth": lambda: bench_growth(texts),
        "difference": lambda: bench_difference(texts, rounds),
        "editions": lambda: bench_editions(texts),
        "signatures": lambda: bench_signatures(texts, megabytes, rounds),
        "estimates": lambda: bench_estimates(),
        "join": lambda: bench_join(100_000, min(rounds, 3)),
        "sections": lambda: bench_sections(texts, 100_000, rounds),
        "sections-distinct": lambda: bench_sections(texts, 100_000, rounds, serial=True),
        "section-growth": lambda: bench_section_growth(texts),
        "recall": lambda: bench_recall(texts),
        "matching": lambda: bench_matching(sources, megabytes, min(rounds, 3), ready(cache, PEERS)),
        "whole": lambda: bench_whole(sources, megabytes, min(rounds, 3), ready(cache, ["datasketch"])),
        "scale": lambda: bench_scale(texts, megabytes),
        "index": lambda: bench_index(texts),
        "layouts": lambda: bench_layouts(texts),
        "start-up": lambda: bench_startup(texts, rounds),
    }


def main(arguments: Sequence[str] | None = None) -> None:
    """Runs the benchmarks asked for and prints a table for each."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sources", type=Path, nargs="+", metavar="LAWS.jsonl.gz|FOLDER")
    parser.add_argument("--megabytes", type=float, default=10, help="UTF-8 text, where it is not said by the section")
    parser.add_argument("--cache", type=Path, default=CACHE, help="where the peers' environments are kept")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", default="", help="names of benchmarks, with commas; see README.md")
    parser.add_argument("--write", action="store_true", help="append to results/speed.md")
    args: Any = parser.parse_args(arguments)
    every = benchmarks([list(documents(each)) for each in args.sources], args.megabytes, args.rounds, args.cache)
    names = [name for name in args.only.split(",") if name] or list(every)
    if unknown := [name for name in names if name not in every]:
        parser.error(f"no benchmark named {', '.join(unknown)}")
    tables = []
    for name in names:
        tables.append(every[name]())
        print(tables[-1].markdown(), flush=True)
    if args.write:
        where = ", ".join(source.name for source in args.sources)
        record(RESULTS / "speed.md", tables, [f"{args.megabytes:g} MB from {where}", f"{args.rounds} rounds"])


if __name__ == "__main__":
    main()
