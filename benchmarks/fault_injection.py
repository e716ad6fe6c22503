"""Every call of every command that writes fails once, fails from then on, is the last, or is interrupted.

    python benchmarks/fault_injection.py [--every N] [--kinds error,errors,death,SIGTERM,SIGINT] [COMMAND...]

Prints, for each command, the calls of a sound run (opening, writing, syncing, renaming, removing, changing permissions,
statements of SQLite, runs of git), the faults that were injected, and how often the invariant of
`tests/support/writing_commands.py` was broken. The script ends with 1 if it was.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests" / "support"))

from faults import Fault
from writing_commands import CASES, Trial

KINDS = ("error", "errors", "death", "SIGTERM", "SIGINT")


def main(arguments: Sequence[str] | None = None) -> None:
    """Injects the faults and prints the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--every", type=int, default=1, help="try every N-th call only")
    parser.add_argument("--kinds", default=",".join(KINDS))
    parser.add_argument("commands", nargs="*")
    args = parser.parse_args(arguments)
    os.environ.update(GIT_CONFIG_GLOBAL=os.devnull, GIT_CONFIG_NOSYSTEM="1")
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


if __name__ == "__main__":
    main()
