"""Fuzz the reader of a format: hostile files, then damage at random places, from a seed.

    python fuzz/readers.py docx --seconds 600 --seed 7

READER is docx, html, mhtml, pdf, zip or tar. Faults are printed, and the files that show them are kept in --keep. The
exit status is 1 if there was one. No library is needed but those of policydiff.
"""

from __future__ import annotations

import argparse
import resource
import sys
import tempfile
import time
import traceback
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tests" / "support")]

import fault_files  # noqa: E402


def main() -> int:
    """The exit status: 1 if a reader failed, else 0."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("reader", choices=fault_files.READERS)
    parser.add_argument("--cases", type=int, default=0, help="number of cases a seed; 0 for as many as the time allows")
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--keep", type=Path, default=None, help="folder for the files that show a fault")
    options = parser.parse_args()
    end = time.monotonic() + (options.seconds if not options.cases else float("inf"))
    total, faults, seed = 0, 0, options.seed
    with tempfile.TemporaryDirectory() as folder:
        while True:
            for case in fault_files.fault_cases(options.reader, seed, options.cases or 1_000):
                found = _faults(options.reader, case, Path(folder))
                total += 1
                faults += len(found)
                for fault in found:
                    print(f"seed {seed}, {fault}")
                if found and options.keep:
                    options.keep.mkdir(exist_ok=True)
                    (options.keep / f"{seed}-{case.name.replace(' ', '-')}.{options.reader}").write_bytes(case.raw)
                if time.monotonic() > end:
                    break
            if options.cases or time.monotonic() > end:
                break
            seed += 1
    megabytes = _peak_kilobytes() >> 10
    print(f"{options.reader}: {total} cases, {faults} faults, at most {megabytes} MB")
    return 1 if faults else 0


def _peak_kilobytes() -> int:
    """The most memory this program, or one that it started, had at once.

    Its own `ru_maxrss` also counts what its parent had before it started this.
    """
    return max(_own_peak_kilobytes(), resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)


def _own_peak_kilobytes() -> int:
    """The most memory this program had at once."""
    try:
        status = Path("/proc/self/status").read_text(encoding="ascii")
        return int(status.partition("VmHWM:")[2].split()[0])
    except (OSError, ValueError, IndexError):
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def _faults(reader: str, case: fault_files.FaultCase, folder: Path) -> list[str]:
    """What the reader did wrong, with the traceback of an exception that no user should meet."""
    try:
        return fault_files.faults_of(reader, case, fault_files.outcome(reader, case, folder))
    except Exception:
        return [f"{case.name}: {traceback.format_exc()}"]


if __name__ == "__main__":
    sys.exit(main())
