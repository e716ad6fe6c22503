"""Every command that writes, as a case for the injection of faults, and the one invariant that all of them keep."""

from __future__ import annotations

import gzip
import os
import re
import shutil
import sqlite3
import stat
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from faults import DIED, Fault, Outcome, load_everything, points, run_with
from policydiff.cli.output import PARTLY
from trees import LAW, LINES, SAMPLES, STATUTE, WORK, Files, plant, record

_HIDDEN = ".policydiff-"
_NAMED_INPUT = re.compile(r"\.txt: |: in/\S+: ")  # a file, or a folder below the operand
_BRIEF = "".join([*LINES[:12], *LINES[3:12]])
_FOLDER: Files = {"in/a.txt": WORK, "in/b.txt": LAW, "in/sub/c.txt": LAW, "in/sub/none.txt": b"\x00\x01\x02" * 30}
_RECORDS = "".join(record(id=name, text=text) for name, text in (("1", LAW), ("2", LAW), ("3", WORK)))
_SIDE = ["dedupe", "-o", "out.jsonl", "-q", "--rejects", "bad.jsonl", "--ids", "ids.csv", "--max-unreadable", "50%"]
_OTHER_RECORDS = "".join(record(id=name, text=text) for name, text in (("1", STATUTE), ("2", STATUTE)))


@dataclass(frozen=True)
class Case:
    """A command that writes: what is there, what was run before, and what it replaces.

    `sources` are read, `replaced` are sources that the command may replace. `joint` are the files of which all are old
    or all new; the others are old or new each for itself. `repeatable` is False if the command is refused once it
    is done. `result` begins the names of the result of a corpus, which may lack an input that cannot be read.
    """

    name: str
    arguments: list[str]
    files: Files
    before: list[list[str]] = field(default_factory=list)
    changes: Files = field(default_factory=dict)
    replaced: tuple[str, ...] = ()
    repeatable: bool = True
    result: str = ""
    joint: bool = True
    status: int = 0

    def prepare(self, folder: Path) -> None:
        """Make the folder as it is before the command; nobody else may read what is in it."""
        plant(folder, self.files)
        close_to_others(folder)
        for arguments in self.before:
            if arguments[0] == "git":
                subprocess.run(arguments, cwd=folder, check=True)
            elif (done := points(arguments, folder)).status not in (0, 1, 3):
                raise AssertionError(done)
        plant(folder, self.changes)
        close_to_others(folder)


CASES = [
    Case("dedupe FILE -o", ["dedupe", "a.txt", "-o", "out.txt", "-q"], {"a.txt": WORK}),
    Case(
        "dedupe FILE -o over a result",
        ["dedupe", "a.txt", "-o", "out.txt", "-q"],
        {"a.txt": _BRIEF},
        before=[["dedupe", "a.txt", "-o", "out.txt", "-q"]],
        changes={"a.txt": WORK},
    ),
    Case("dedupe --in-place", ["dedupe", "--in-place", "a.txt", "-q"], {"a.txt": WORK}, replaced=("a.txt",)),
    Case("dedupe FOLDER", ["dedupe", "in", "-o", "out", "-q"], _FOLDER, status=3, result="out"),
    Case(
        "dedupe FOLDER over a result",
        ["dedupe", "in", "-o", "out", "-q"],
        _FOLDER,
        before=[["dedupe", "in", "-o", "out", "-q"]],
        changes={"in/b.txt": STATUTE, "in/d.txt": STATUTE},
        status=3,
        result="out",
    ),
    Case("dedupe JSONL", ["dedupe", "a.jsonl", "-o", "out.jsonl", "-q"], {"a.jsonl": _RECORDS}),
    Case(
        "dedupe JSONL.GZ over a result",
        ["dedupe", "a.jsonl.gz", "-o", "out.jsonl.gz", "-q"],
        {"a.jsonl.gz": gzip.compress(_OTHER_RECORDS.encode(), mtime=0)},
        before=[["dedupe", "a.jsonl.gz", "-o", "out.jsonl.gz", "-q"]],
        changes={"a.jsonl.gz": gzip.compress(_RECORDS.encode(), mtime=0)},
    ),
    Case(
        "dedupe JSONL --rejects --ids over a result",
        [*_SIDE, "a.jsonl"],
        {"a.jsonl": _OTHER_RECORDS + "[]\n"},
        before=[[*_SIDE, "a.jsonl"]],
        changes={"a.jsonl": _RECORDS + "{\n"},
    ),
    Case(
        "dedupe JSONL --against --add",
        ["dedupe", "a.jsonl", "-o", "out.jsonl", "-q", "--against", "x.index", "--add"],
        {"a.jsonl": _RECORDS, "b.txt": STATUTE},
        before=[["index", "build", "x.index", "b.txt", "-q"]],
    ),
    Case(
        "restore FILE",
        ["restore", "out.txt", "-o", "back.txt"],
        {"a.txt": WORK},
        before=[["dedupe", "a.txt", "-o", "out.txt", "-q"]],
    ),
    Case(
        "restore FOLDER",
        ["restore", "out", "-o", "back", "-q"],
        _FOLDER,
        before=[["dedupe", "in", "-o", "out", "-q"]],
        repeatable=False,
    ),
    Case(
        "restore JSONL",
        ["restore", "out.jsonl", "-o", "back.jsonl", "-q"],
        {"a.jsonl": _RECORDS},
        before=[["dedupe", "a.jsonl", "-o", "out.jsonl", "-q"]],
    ),
    Case("index build", ["index", "build", "x.index", "a.txt", "b.txt", "-q"], {"a.txt": WORK, "b.txt": LAW},
         repeatable=False, result="x.index"),
    Case(
        "index add",
        ["index", "add", "x.index", "b.txt", "-q"],
        {"a.txt": WORK, "b.txt": LAW},
        before=[["index", "build", "x.index", "a.txt", "-q"]],
    ),
    Case(
        "index remove",
        ["index", "remove", "x.index", "a.txt", "-q"],
        {"a.txt": WORK, "b.txt": LAW},
        before=[["index", "build", "x.index", "a.txt", "b.txt", "-q"]],
        repeatable=False,
    ),
    Case(
        "baseline write",
        ["baseline", "write", "a.txt", "b.txt", "--isolated"],
        {"a.txt": WORK, "b.txt": LAW},
        before=[["baseline", "write", "b.txt", "--isolated"]],
        replaced=("policydiff-baseline.json",),
        result="policydiff-baseline.json",
    ),
    Case(
        "compare -o",
        ["compare", "a.txt", "b.txt", "-o", "c.txt", "--exit-zero"],
        {"a.txt": LAW, "b.txt": (SAMPLES / "regulation-2021.txt").read_text(encoding="utf-8"), "c.txt": "old\n"},
    ),
    Case(
        "git-setup",
        ["git-setup"],
        {".gitattributes": "*.png binary\n"},
        before=[["git", "init", "-q", "."]],
        joint=False,
    ),
    Case(
        "git-setup --undo",
        ["git-setup", "--undo"],
        {},
        before=[["git", "init", "-q", "."], ["git-setup"]],
        joint=False,
    ),
]  # fmt: skip


def close_to_others(folder: Path) -> None:
    """Take from all others the right to read what is in the folder, which they may enter."""
    for path in folder.rglob("*"):
        if ".git" not in path.parts and not path.name.startswith(".git"):
            path.chmod(0o700 if path.is_dir() else 0o600)


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below the folder by its path, without what a killed run may leave; of an index, its rows."""
    found = {}
    for path in folder.rglob("*"):
        name = str(path.relative_to(folder))
        if _HIDDEN in name or name.startswith((".git/", "policydiff.toml")) or not path.is_file():
            continue
        if name.endswith((".index-wal", ".index-shm")):
            continue
        found[name] = _rows(path) if name.endswith(".index") else path.read_bytes()
    return found


def _rows(index: Path) -> bytes:
    """The rows of an index as text, from a copy, since reading it would change it."""
    copy = index.with_name("copy-of.db")
    try:
        for suffix in ("", "-wal"):
            if (source := Path(f"{index}{suffix}")).exists():
                shutil.copyfile(source, f"{copy}{suffix}")
        with closing(sqlite3.connect(copy)) as connection:
            return "\n".join(sorted(connection.iterdump())).encode("utf-8", "surrogateescape")
    finally:
        for suffix in ("", "-wal", "-shm"):
            Path(f"{copy}{suffix}").unlink(missing_ok=True)


def leftovers(folder: Path) -> list[str]:
    """What a run left under temporary names."""
    return sorted(str(path.relative_to(folder)) for path in folder.rglob(f"{_HIDDEN}*"))


def readable_by_others(folder: Path, before: Mapping[str, bytes]) -> Iterator[str]:
    """Files made from what nobody else may read that others may read; those that were there before do not count."""
    for root, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if name != ".git" and Path(root, name).stat().st_mode & 0o011]
        for name in files:
            path = Path(root, name)
            shown = str(path.relative_to(folder))
            if not name.startswith(".git") and stat.S_IMODE(path.stat().st_mode) & 0o044 and shown not in before:
                yield shown


class Trial:
    """A case in its template folder, with what is there before and after a sound run."""

    def __init__(self, case: Case, folder: Path) -> None:
        load_everything()
        self.is_repeated = False  # the command was run again where it was done already
        self.case, self.folder = case, folder
        self.template = folder / "template"
        self.template.mkdir(parents=True)
        case.prepare(self.template)
        self.old = contents(self.template)
        sound = self.copy("sound")
        self.outcome = points(case.arguments, sound)
        assert self.outcome.status == case.status, self.outcome
        self.new = contents(sound)
        assert self.new != self.old or not case.joint
        assert not leftovers(sound)
        shutil.rmtree(sound)

    def copy(self, name: str) -> Path:
        """A copy of the template."""
        copy = self.folder / name
        shutil.copytree(self.template, copy, symlinks=True)
        return copy

    @property
    def number_of_points(self) -> int:
        """How many calls a sound run makes."""
        return len(self.outcome.calls)

    def violations(self, fault: Fault) -> list[str]:
        """What of the invariant does not hold after the command met this fault; empty if all does."""
        folder = self.copy(f"{fault.kind}-{fault.number}")
        try:
            outcome = run_with(fault, self.case.arguments, folder)
            found = list(broken_promises(self, folder, fault, outcome))
        finally:
            shutil.rmtree(folder)
        name = self.outcome.calls[fault.number - 1] if 0 < fault.number <= self.number_of_points else ""
        return [f"{self.case.name}, {fault.kind} at {fault.number} ({name}): {violation}" for violation in found]


def broken_promises(trial: Trial, folder: Path, fault: Fault, outcome: Outcome) -> Iterator[str]:
    """The invariant: what does not hold of it after a command met a fault.

    1. Inputs are untouched, or wholly replaced. Outputs are old or new, each of them whole.
    2. Outputs of one run belong together; after a kill, or where nothing can be put back, the next run sees to that.
    3. Nothing is left under temporary names; after a kill, the next run removes it.
    4. The command can be run again, with the result of a sound run.
    5. Nothing may be read by more people than what it was made from.
    6. The exit status is that of a sound run if the result is there, else another; errors are one line.
    """
    case, now = trial.case, contents(folder)
    died = outcome.status == DIED or outcome.status < 0
    # An input, or a folder of inputs, that could not be read was named; the result is that of the others.
    is_partial = bool(outcome.status == PARTLY and case.result and _NAMED_INPUT.search(outcome.said))
    is_partial = is_partial or b'"unreadable"' in now.get(case.result, b"")  # a baseline records that as a finding
    for name in {*trial.old, *trial.new, *now}:
        if is_partial and name.startswith(case.result):
            continue
        if now.get(name) not in (trial.old.get(name), trial.new.get(name)):
            yield f"{name} is neither old nor new"
    if not died:
        is_told = fault.kind == "errors" and "the next run does it" in outcome.said  # it could not be put back
        if case.joint and not is_partial and not is_told and now not in (trial.old, trial.new):
            yield f"files of two runs: {sorted(name for name in now if now[name] != trial.old.get(name))}"
        if fault.kind != "errors" and (left := leftovers(folder)):
            yield f"left behind: {left}"
        if outcome.status == case.status and now != trial.new and not is_partial:
            yield "no error was reported"
        if "internal error" in outcome.said or "Traceback" in outcome.said:
            yield f"said: {outcome.said}"
    yield from (f"others may read {name}" for name in readable_by_others(folder, trial.old))
    left = leftovers(folder)
    if not left and (
        (now == trial.new and (trial.is_repeated or not case.repeatable)) or (now == trial.old and not died)
    ):
        return  # the next run was tried, or is the sound run
    trial.is_repeated = trial.is_repeated or now == trial.new
    again = points(case.arguments, folder)
    if is_partial or (now == trial.new and not case.repeatable):
        pass
    elif again.status != case.status:
        yield f"the next run ended with {again.status}: {again.said.strip()}"
    elif contents(folder) != trial.new:
        yield "the next run has another result"
    if left := leftovers(folder):
        yield f"left behind after the next run: {left}"
