"""Every call of every command that writes fails once, fails from then on, is the last, or is interrupted.

    python benchmarks/fault_injection.py [--every N] [--kinds error,errors,death,SIGTERM,SIGINT] [COMMAND...]
    python benchmarks/fault_injection.py --kill ROUNDS [COMMAND...]

Prints, for each command, the calls of a sound run (opening, writing, syncing, renaming, removing, changing permissions,
statements of SQLite, runs of git), the faults that were injected, and how often the invariant of
`tests/support/writing_commands.py` was broken. With `--kill`, each command is killed by SIGKILL at moments spread over
its run instead, and repeated: a pair is mixed if the repeated run does not leave what a sound run leaves. The script
ends with 1 if a promise was broken.
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests" / "support"))

from faults import Fault
from writing_commands import CASES, Case, Trial, contents, leftovers

KINDS = ("error", "errors", "death", "SIGTERM", "SIGINT")


def main(arguments: Sequence[str] | None = None) -> None:
    """Injects the faults and prints the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--every", type=int, default=1, help="try every N-th call only")
    parser.add_argument("--kinds", default=",".join(KINDS))
    parser.add_argument("--kill", type=int, default=0, metavar="ROUNDS", help="kill each command so many times")
    parser.add_argument("commands", nargs="*")
    args = parser.parse_args(arguments)
    os.environ.update(GIT_CONFIG_GLOBAL=os.devnull, GIT_CONFIG_NOSYSTEM="1")
    if args.kill:
        sys.exit(kill_all([case for case in CASES if case.name in (args.commands or [case.name])], args.kill))
    broken: list[str] = []
    faults = 0
    print(f"{'command':32} {'calls':>6} {'faults':>7} {'violations':>11}")
    for case in CASES:
        if args.commands and case.name not in args.commands:
            continue
        with tempfile.TemporaryDirectory() as folder:
            trial = Trial(case, Path(folder))
            tried, violations = 0, []
            for kind in args.kinds.split(","):
                for number in range(1, trial.number_of_points + 1, args.every):
                    violations += trial.violations(Fault(kind, number))
                    tried += 1
        print(f"{case.name:32} {trial.number_of_points:6} {tried:7,} {len(violations):11}", flush=True)
        broken += violations
        faults += tried
    print(f"{'all':32} {'':6} {faults:7,} {len(broken):11}")
    print("\n".join(broken))
    sys.exit(1 if broken else 0)


def kill_all(cases: Sequence[Case], rounds: int) -> int:
    """Kills each command at moments spread over its run, prints a table; 1 if a repeated run left something else."""
    print(f"{'command':42} {'killed':>7} {'done':>5} {'mixed after a rerun':>20}")
    all_mixed = 0
    for case in cases:
        with tempfile.TemporaryDirectory() as folder:
            trial = Trial(case, Path(folder))
            killed = done = mixed = 0
            sound = trial.copy("timed")
            begin = time.monotonic()
            run_command(case, sound)
            duration = time.monotonic() - begin
            for number in range(rounds):
                place = trial.copy(f"round-{number}")
                status = run_command(case, place, duration * (number + 1) / rounds)
                killed, done = killed + (status == -signal.SIGKILL), done + (status == case.status)
                is_done = contents(place) == trial.new
                if case.repeatable or not is_done:
                    run_command(case, place)
                mixed += contents(place) != trial.new or bool(leftovers(place))
                shutil.rmtree(place)
        print(f"{case.name:42} {killed:7} {done:5} {mixed:20}", flush=True)
        all_mixed += mixed
    return int(all_mixed > 0)


def run_command(case: Case, folder: Path, seconds: float | None = None) -> int:
    """The exit status of the command in the folder, killed after so many seconds."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    process = subprocess.Popen(
        [sys.executable, "-m", "policydiff", *case.arguments], cwd=folder, env=environment, stderr=subprocess.DEVNULL
    )
    try:
        return process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        return process.wait()


if __name__ == "__main__":
    main()
