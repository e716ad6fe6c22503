"""The section `sections` of speed.py: every pair of alike sections, exact, against MinHash and an index of it."""

from __future__ import annotations

import itertools
import statistics
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from accuracy import Table
from datasketch import MinHashLSH
from race import STANDINGS, environment, race, ratio, standings, timed, verdict
from signatures import K, by_datasketch

from policydiff.matching.set_join import MEMORY
from policydiff.matching.shingles import SHINGLE_CODES, hashes
from policydiff.relations.section_join import Sections, cut_sections, similar_sections

THRESHOLD = 0.8
PEERS = 4_000  # sections that the peer gets at least; its time is scaled by characters
CHECKED = 3_000  # distinct sections that are compared one by one

# --- material


def law_sections(texts: Sequence[str], size: int, serial: bool = False) -> list[str]:
    """The first documents that have so many sections together, or all.

    With `serial`, each line has two characters of its own at some place, so that editions have near copies, not equal
    lines.
    """
    chosen: list[str] = []
    have = number = 0
    for text in texts:
        if have >= size:
            break
        if serial:
            lines = []
            for line in text.split("\n"):
                number += 1
                at = number * 7_919 % (len(line) + 1)
                own = chr(0x4E00 + number // 5_000 % 20_000) + chr(0x4E00 + number % 5_000)
                lines.append(f"{line[:at]}{own}{line[at:]}" if line else line)
            text = "\n".join(lines)
        chosen.append(text)
        have += len(cut_sections([text]))
    return chosen


def sections_of(texts: Sequence[str]) -> list[str]:
    """The text of each section."""
    found = cut_sections(texts)
    places = zip(found.document.tolist(), found.start.tolist(), found.end.tolist(), strict=True)
    return [texts[document][start:end] for document, start, end in places]


# --- speed


def ours(texts: Sequence[str]) -> None:
    """From the documents to the pairs."""
    similar_sections(cut_sections(texts), THRESHOLD)


def theirs(lines: Sequence[str]) -> int:
    """The usual script: sign each section, put it into an index, ask for each."""
    index = MinHashLSH(threshold=THRESHOLD, num_perm=K)
    signed = by_datasketch(lines)
    for name, minhash in enumerate(signed):
        index.insert(name, minhash)
    return sum(len(index.query(minhash)) for minhash in signed)


def recall(texts: Sequence[str]) -> tuple[int, int, int]:
    """Of the first sections, compared one by one: how many pairs there are, how many were missed, and invented."""
    whole = cut_sections(texts)
    some = whole.with_texts(np.arange(len(whole.folded_texts)) < CHECKED)
    expected = by_definition(some)
    pairs = similar_sections(some, THRESHOLD, within=True)
    found = set(zip(pairs.left.tolist(), pairs.right.tolist(), strict=True))
    return len(expected), len(expected - found), len(found - expected)


def by_definition(found: Sections) -> set[tuple[int, int]]:
    """The pairs at the threshold, from the shingles that any two share."""
    sets = [set(hashes(found.folded_texts[key], SHINGLE_CODES).tolist()) for key in range(len(found.folded_texts))]
    lists: dict[int, list[int]] = {}
    alike_ones = set()
    for right, one in enumerate(sets):
        shared = Counter(left for each in one for left in lists.setdefault(each, []))
        for each in one:
            lists[each].append(right)
        alike_ones |= {
            (left, right) for left, count in shared.items() if count / (len(one) + len(sets[left]) - count) >= THRESHOLD
        }
    return alike_ones


# --- memory

_STAGES = """
import sys, time, tracemalloc
from policydiff.relations.section_join import cut_sections, similar_sections
texts = open(sys.argv[1], encoding="utf-8", newline="").read().split("\\f")
cut_sections(texts[:9])
def took(work):
    start = time.process_time()
    made = work()
    return made, time.process_time() - start
def above(work):
    tracemalloc.start()
    made = work()
    held, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak - held
found, cutting = took(lambda: cut_sections(texts))
found.frequency
pairs, joining = took(lambda: similar_sections(found, float(sys.argv[2])))
print(len(found), len(found.folded_texts), len(pairs), pairs.crowded, cutting, joining,
      above(lambda: cut_sections(texts)), above(lambda: similar_sections(found, float(sys.argv[2]))))
"""


def bench_sections(texts: Sequence[str], size: int, rounds: int, serial: bool = False) -> Table:
    """The exact pairs of `size` sections against datasketch, and of a sample against comparing all."""
    chosen = law_sections(texts, size, serial)
    lines = sections_of(chosen)
    few = lines[:: max(1, len(lines) // PEERS)]
    scale = sum(map(len, lines)) / max(sum(map(len, few)), 1)
    us, them = "cut and alike, exact", "datasketch update_batch, MinHashLSH insert and query"
    laps = race({us: timed(lambda: ours(chosen)), them: timed(lambda: theirs(few), scale)}, rounds)
    pairs, missed, invented = recall(chosen)
    each = statistics.median(lap.cpu for lap in laps[us]) / max(len(lines), 1) * 1e6
    return Table(
        "sections-distinct" if serial else "sections",
        STANDINGS,
        standings(laps, us),
        (
            verdict(f"CPU of {them} / ours", ratio(laps[them], laps[us]), 25, at_least=True),
            verdict("recall against comparing all", 1 - missed / max(pairs, 1), 1, at_least=True),
            verdict("pairs that are none", invented, 0, at_least=False),
        ),
        f"{len(lines):,} sections of {len(chosen):,} documents, "
        f"{len(cut_sections(chosen).folded_texts):,} of them distinct, "
        f"{sum(map(len, lines)):,} characters; ours {each:.2f} µs a section, from the documents' texts to the pairs "
        f"at {THRESHOLD}. The peer gets {len(few):,} of the sections, each as a text, k = {K}, the same 5-grams of the "
        f"same folded text; its time is scaled by characters. "
        f"Recall on the first {CHECKED:,} distinct ones: {pairs:,} pairs.",
    )


def bench_section_growth(texts: Sequence[str], sizes: Sequence[int] = (100_000, 500_000)) -> Table:
    """Time and memory of ever more sections, of equal ones and of near copies, one run each."""
    rows, most = [], 0.0
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "texts")
        for serial, size in itertools.product((False, True), sizes):
            path.write_text("\f".join(law_sections(texts, size, serial)), encoding="utf-8", newline="")
            command = [sys.executable, "-c", _STAGES, str(path), str(THRESHOLD)]
            done = subprocess.run(command, env=environment(), capture_output=True, text=True, check=True)
            *counts, cutting, joining, cut_peak, join_peak = map(float, done.stdout.split())
            peaks = cut_peak / (1 << 20), join_peak / (1 << 20)
            most = max(most, *peaks)
            rows.append(
                (
                    "each line its own" if serial else "law text",
                    *(f"{count:,.0f}" for count in counts),
                    *(f"{seconds / counts[0] * 1e6:.2f}" for seconds in (cutting, joining)),
                    *(f"{peak:.0f}" for peak in peaks),
                )
            )
    return Table(
        "section-growth",
        ("input", "sections", "distinct", "pairs", "crowded", "cut, µs", "alike, µs", "cut, MiB", "alike, MiB"),
        tuple(rows),
        (verdict("MiB of working space, most", most, MEMORY / (1 << 20), at_least=False),),
        f"At {THRESHOLD}, CPU a section. Memory is the peak less what the result holds, as tracemalloc counts it.",
    )
