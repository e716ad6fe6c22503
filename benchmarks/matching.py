"""The sections `matching`, `whole` and `scale` of speed.py: corpora from file to result, as processes.

The peers live in environments of their own (`peers.py`); one that is not there has no row.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import corpora
from accuracy import Table, documents
from peers import Missing, Peer
from race import MB, Lap, Ran, environment, measured, race, ratio, standings, verdict

from policydiff.corpus.settings import ScanOptions
from policydiff.corpus.stages import propose_pairs, scan_corpus
from policydiff.engines import engine_for
from policydiff.matching.overlap import overlap
from policydiff.matching.shingles import shingle_sets
from policydiff.readers.corpus import Corpus

HERE = Path(__file__).resolve().parent
# What is measured: {corpus} and {out} are put in.
_ONE_CORE = ("--threads", "1", "-q", "-o", "{out}")
MATCHING = (sys.executable, "-m", "policydiff", "relations", "{corpus}", "--pairs", *_ONE_CORE)
ESTIMATED = (*MATCHING, "--estimates")
DEDUPE = (sys.executable, "-m", "policydiff", "dedupe", "{corpus}", *_ONE_CORE)
OURS, OURS_ESTIMATED = "policydiff, exact pairs", "policydiff, estimated pairs"
GOALS = {"datasketch": 40, "text-dedup": 30, "rensa": 5}
WHOLE_GOAL = 10
ALIKE = 0.8
WIDE = 0.5  # threshold of the bands by which the pairs of ALIKE are looked for: at ALIKE they miss next to nothing
ROOM, EACH = 64 << 20, 1_000  # bytes that matching may take, and for each document
LIMIT = 3_600.0  # seconds
Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Contestant:
    """A tool on a corpus: the command that is measured, the one that then says its pairs, and where these come."""

    command: Sequence[str]
    pairs: Path
    after: Sequence[str] = ()
    by_line: bool = False  # whether it names documents by number


def contestants(corpus: Path, spaced: Path, folder: Path, peers: Iterable[Peer]) -> dict[str, Contestant]:
    """Ours, and those of the peers that are there. text-dedup gets characters as words, without which it finds half."""
    out = folder / "ours.jsonl"
    estimated = folder / "ours-estimated.jsonl"
    made = {
        OURS: Contestant(filled(MATCHING, corpus, out), out),
        OURS_ESTIMATED: Contestant(filled(ESTIMATED, corpus, estimated), estimated),
    }
    for peer in peers:
        out = folder / f"{peer.name}.jsonl"
        if peer.name == "text-dedup":
            result = folder / "text-dedup"
            asked = f"--path json --data_files {spaced} --split train --column text --ngram 5 --num_perm 128"
            asked += f" --threshold {ALIKE} --num_proc 1 --debug --cache_dir {folder / 'cache'} --output {result}"
            command = [peer.python, "-m", "text_dedup.minhash", *asked.split()]
            after = [peer.python, str(HERE / "rivals/groups_of_text_dedup.py"), str(result), str(out)]
            made[str(peer)] = Contestant(command, out, after, by_line=True)
        else:
            script = HERE / f"rivals/with_{peer.name}.py"
            made[str(peer)] = Contestant([peer.python, str(script), str(corpus), str(out)], out)
    return made


def filled(command: Iterable[str], corpus: Path, out: Path) -> list[str]:
    """The command with the names of its files."""
    return [part.format(corpus=corpus, out=out) for part in command]


def raced(
    commands: Mapping[str, Sequence[str]], rounds: int, folder: Path
) -> tuple[dict[str, list[Lap]], dict[str, int]]:
    """The laps of whole processes in turns, and the highest peak of each; RuntimeError where one fails.

    What a former run left in the folder is taken away before each: it is in the way of some, and a help to others.
    """
    peaks = dict.fromkeys(commands, 0)

    def turn(name: str) -> Callable[[], Lap]:
        def lap() -> Lap:
            cleared(folder)
            ran = measured(commands[name], LIMIT)
            if ran.status != 0:
                raise RuntimeError(f"{name} ended with {ran.status}: {' '.join(commands[name])}")
            peaks[name] = max(peaks[name], ran.peak)
            return ran.lap

        return lap

    return race({name: turn(name) for name in commands}, rounds), peaks


def cleared(folder: Path) -> None:
    """Takes away what a dedupe wrote, and what text-dedup keeps from run to run."""
    for left in (*folder.glob("clean.jsonl*"), folder / "cache"):
        if left.is_dir():
            shutil.rmtree(left)
        else:
            left.unlink(missing_ok=True)


# --- what there is to be found


def alike(corpus: Path) -> dict[Pair, float]:
    """The pairs of the corpus with a Jaccard similarity of ALIKE or more, counted on whole sets of shingles.

    Looked for among what bands tuned for WIDE find, and all planted copies with their originals.
    """
    settings = ScanOptions(threshold=WIDE, find_contained=False)
    read = Corpus([str(corpus)])
    engine = engine_for(1)
    found = scan_corpus(engine, read, settings)
    names = [source.id for source in found.sources]
    numbers = {name: number for number, name in enumerate(names)}
    wanted = propose_pairs(engine, found, settings)
    pairs = set(zip(wanted.left.tolist(), wanted.right.tolist(), strict=True))
    pairs |= {(numbers[one], numbers[other]) for one, other in planted(corpus)}
    asked = sorted({number for pair in pairs for number in pair})
    texts = (read.document(found.sources[number]).text for number in asked)
    sets = dict(zip(asked, shingle_sets(texts), strict=True))
    exact = {(names[one], names[other]): overlap(sets[one], sets[other]).jaccard for one, other in pairs}
    return {pair: jaccard for pair, jaccard in exact.items() if jaccard >= ALIKE}


def planted(corpus: Path) -> list[Pair]:
    """Each copy with its original."""
    with corpus.open(encoding="utf-8") as lines:
        records = map(json.loads, lines)
        return [(record["copy_of"], record["id"]) for record in records if "copy_of" in record]


def grouped(pairs: Iterable[Pair]) -> dict[str, str]:
    """The group of each document that is in a pair: what hangs together is one."""
    parents: dict[str, str] = {}

    def root(name: str) -> str:
        while (above := parents.setdefault(name, name)) != name:
            parents[name] = parents[above]
            name = above
        return name

    for one, other in pairs:
        parents[root(one)] = root(other)
    return {name: root(name) for name in list(parents)}


def recall(wanted: Iterable[Pair], pairs: Iterable[Pair]) -> float:
    """Which share of the wanted pairs are in one group by the pairs found: tools that name groups are not put back."""
    groups = grouped(pairs)
    hits = [one in groups and groups[one] == groups.get(other) for one, other in wanted]
    return sum(hits) / max(len(hits), 1)


def said(contestant: Contestant, names: Sequence[str]) -> list[Pair]:
    """The pairs that a contestant wrote in its last run."""
    if contestant.after:
        subprocess.run(contestant.after, check=True, env=environment())
    found = [json.loads(line) for line in contestant.pairs.read_text(encoding="utf-8").splitlines()]
    pairs = [(each["one"], each["other"]) for each in found]
    return [(names[one], names[other]) for one, other in pairs] if contestant.by_line else pairs


# --- the sections


def bench_matching(
    sources: Sequence[Sequence[tuple[str, str]]], megabytes: float, rounds: int, peers: Sequence[Peer | Missing]
) -> Table:
    """Candidate pairs with exact similarity, from a file to a file, against tools that estimate."""
    there = [peer for peer in peers if isinstance(peer, Peer)]
    with tempfile.TemporaryDirectory() as folder:
        corpus, spaced = Path(folder, "corpus.jsonl"), Path(folder, "spaced.jsonl")
        corpora.written(corpus, corpora.copies(sources, int(megabytes * MB)))
        records = list(documents(corpus))
        corpora.written(spaced, ({"id": name, "text": " ".join(text)} for name, text in records))
        racing = contestants(corpus, spaced, Path(folder), there)
        laps, peaks = raced({name: each.command for name, each in racing.items()}, rounds, Path(folder))
        wanted, names = alike(corpus), [name for name, _ in records]
        kinds = kinds_of(corpus)
        rows = []
        recalls = {}
        for name, *times in standings(laps, OURS):
            pairs = said(racing[name], names)
            recalls[name] = recall(wanted, pairs)
            script = recall([pair for pair in wanted if "script" in {kinds.get(each) for each in pair}], pairs)
            rows.append((name, *times, f"{peaks[name] / MB:.0f}", f"{recalls[name]:.4f}", f"{script:.4f}"))
    verdicts = [
        verdict(
            f"{clock} of {peer} / {ours}", ratio(laps[str(peer)], laps[ours], clock), GOALS[peer.name], at_least=True
        )
        for peer in there
        for ours in (OURS, OURS_ESTIMATED)
        for clock in ("cpu", "wall")
    ]
    best = max((value for name, value in recalls.items() if name not in (OURS, OURS_ESTIMATED)), default=0.0)
    verdicts += [
        verdict(f"recall of {ours} - the best other", recalls[ours] - best, 0, at_least=True)
        for ours in (OURS, OURS_ESTIMATED)
    ]
    verdicts.append(verdict("peak MB", peaks[OURS] / MB, (ROOM + EACH * len(records)) / MB, at_least=False))
    absent = "".join(f" {peer}." for peer in peers if isinstance(peer, Missing))
    return Table(
        "matching",
        ("contestant", "CPU s", "wall s", "CPU / ours", "wall / ours", "peak MB", "recall", "of other script"),
        tuple(rows),
        tuple(verdicts),
        f"{len(records):,} documents, {megabytes:g} MB; {len(wanted):,} pairs with J >= {ALIKE} on our keys, looked "
        f"for among all pairs that bands tuned for {WIDE} find, and counted exactly. A pair is found if both are in "
        "one group. Whole processes. The others estimate, on the raw text; text-dedup gets a file with a space after "
        f"each character, so that its words are characters, and the time to make that is not counted.{absent}",
    )


def kinds_of(corpus: Path) -> dict[str, str]:
    """What was done to each copy."""
    with corpus.open(encoding="utf-8") as lines:
        return {record["id"]: record["kind"] for record in map(json.loads, lines) if "kind" in record}


def bench_whole(
    sources: Sequence[Sequence[tuple[str, str]]], megabytes: float, rounds: int, peers: Sequence[Peer | Missing]
) -> Table:
    """`policydiff dedupe` of a corpus, from file to file, against datasketch's pairs."""
    with tempfile.TemporaryDirectory() as folder:
        corpus = Path(folder, "corpus.jsonl")
        number = corpora.written(corpus, corpora.copies(sources, int(megabytes * MB)))
        ours, theirs = "policydiff dedupe", ""
        commands: dict[str, Sequence[str]] = {ours: filled(DEDUPE, corpus, Path(folder, "clean.jsonl"))}
        for peer in peers:
            if isinstance(peer, Peer) and peer.name == "datasketch":
                theirs = f"{peer}, pairs only"
                script = str(HERE / "rivals/with_datasketch.py")
                commands[theirs] = [peer.python, script, str(corpus), str(Path(folder, "pairs.jsonl"))]
        if (trouble := untried(commands[ours], Path(folder, "clean.jsonl"), number)) is not None:
            return Table("whole", ("contestant", "trouble"), ((ours, trouble),), ("nothing was measured: MISSED",))
        laps, peaks = raced(commands, rounds, Path(folder))
        rows = tuple((*row, f"{peaks[row[0]] / MB:.0f}") for row in standings(laps, ours))
    verdicts = [
        verdict(f"{clock} of {theirs} / ours", ratio(laps[theirs], laps[ours], clock), WHOLE_GOAL, at_least=True)
        for clock in ("cpu", "wall")
        if theirs
    ]
    heading = ("contestant", "CPU s", "wall s", "CPU / ours", "wall / ours", "peak MB")
    return Table("whole", heading, rows, tuple(verdicts), f"{number:,} documents, {megabytes:g} MB.")


def untried(command: Sequence[str], clean: Path, number: int) -> str | None:
    """Why a dedupe of so many documents is not worth measuring, after one run; None if it went through them all."""
    if (status := measured(command, LIMIT).status) not in (0, 3):
        return f"ended with {status}"
    left = len(clean.read_bytes().splitlines()) if clean.is_file() else 0
    return None if number / 2 < left <= number else f"left {left:,} of {number:,} documents"


def bench_scale(texts: Sequence[str], megabytes: float) -> Table:
    """Matching as the corpus grows: 1,000 short documents a megabyte, ten times as many, and ten times the bytes."""
    few = int(1_000 * megabytes)
    made: dict[str, Callable[[], Iterable[corpora.Record]]] = {
        f"{few:,} slices": lambda: corpora.slices(texts, few),
        f"{10 * few:,} slices": lambda: corpora.slices(texts, 10 * few),
        f"{10 * megabytes:,g} MB": lambda: corpora.large(texts, int(10 * megabytes * MB)),
    }
    rows, each, verdicts = [], [], []
    with tempfile.TemporaryDirectory() as folder:
        corpus, out = Path(folder, "corpus.jsonl"), Path(folder, "pairs.jsonl")
        for name, records in made.items():
            number = corpora.written(corpus, records())
            ran: Ran = measured(filled(MATCHING, corpus, out), LIMIT)
            if ran.status != 0:
                raise RuntimeError(f"{name}: ended with {ran.status}")
            size = corpus.stat().st_size
            each.append(ran.lap.cpu / number)
            pairs = sum(1 for _ in out.open(encoding="utf-8"))
            rows.append(
                (
                    name,
                    f"{number:,}",
                    f"{size / MB:.0f}",
                    f"{pairs:,}",
                    f"{ran.lap.cpu:.2f}",
                    f"{ran.lap.wall:.2f}",
                    f"{1e6 * each[-1]:.1f}",
                    f"{size / MB / ran.lap.cpu:.0f}",
                    f"{ran.peak / MB:.0f}",
                )
            )
            allowed = (ROOM + EACH * number) / MB
            verdicts.append(verdict(f"peak MB of {name}", ran.peak / MB, allowed, at_least=False))
            print("  " + " | ".join(rows[-1]), file=sys.stderr, flush=True)
    verdicts.append(verdict("CPU a document, ten times as many / so many", each[1] / each[0], 1.7, at_least=False))
    heading = ("corpus", "documents", "MB", "pairs", "CPU s", "wall s", "µs a document", "MB / CPU s", "peak MB")
    return Table("scale", heading, tuple(rows), tuple(verdicts), "One run each; one document in ten is a near copy.")
