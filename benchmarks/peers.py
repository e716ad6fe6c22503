"""Environments for the tools policydiff is measured against: each has its own, with what it needs and nothing else.

    python benchmarks/peers.py [--cache FOLDER] [NAME ...]

They are made once, below FOLDER (`~/.cache/policydiff-peers`), and outside the project's own environment, which none of
them may change. What could not be installed is said in a line, and its rows are left out of the tables.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import venv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

CACHE = Path("~/.cache/policydiff-peers")
# What pip is asked for; of text-dedup it takes the newest that this Python may have.
PEERS = {"datasketch": "datasketch==2.0.0", "rensa": "rensa==0.5.0", "text-dedup": "text-dedup>=0.4"}


@dataclass(frozen=True, slots=True)
class Peer:
    """A tool ready to run: its name, its version, and the Python that has it."""

    name: str
    version: str
    python: str

    def __str__(self) -> str:
        return f"{self.name} {self.version}"


@dataclass(frozen=True, slots=True)
class Missing:
    """A tool that could not be installed, and why, in a line."""

    name: str
    why: str

    def __str__(self) -> str:
        return f"{self.name}: not installed ({self.why})"


def ready(cache: Path = CACHE, names: Iterable[str] = PEERS) -> list[Peer | Missing]:
    """The tools asked for, each in an environment below `cache`; made where it is not there yet."""
    return [_ready(cache.expanduser().resolve(), name, PEERS[name]) for name in names]


def _ready(cache: Path, name: str, requirement: str) -> Peer | Missing:
    folder = cache / environment_name(requirement)
    stamp = folder / "version"  # written last: without it, the making was interrupted
    if not stamp.exists():
        shutil.rmtree(folder, ignore_errors=True)
        try:
            venv.create(folder, with_pip=True)
        except (OSError, subprocess.CalledProcessError) as error:
            return Missing(name, f"no environment: {error}")
        install = [_python(folder), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", requirement]
        done = subprocess.run(install, capture_output=True, text=True, check=False)
        if done.returncode:
            return Missing(name, f"pip could not install {requirement}: {reason(done.stderr)}")
        ask = f"from importlib.metadata import version; print(version({name!r}))"
        done = subprocess.run([_python(folder), "-c", ask], capture_output=True, text=True, check=True)
        stamp.write_text(done.stdout.strip(), encoding="utf-8")
    return Peer(name, stamp.read_text(encoding="utf-8"), _python(folder))


def environment_name(requirement: str) -> str:
    """The folder's name: another requirement or Python has another."""
    return f"{requirement.replace('>=', '-from-').replace('==', '-')}-py{sys.version_info[0]}{sys.version_info[1]}"


def _python(folder: Path) -> str:
    return str(folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python"))


def reason(said: str) -> str:
    """The last error pip names, without addresses."""
    errors = [line.removeprefix("ERROR: ") for line in said.splitlines() if line.startswith("ERROR: ")]
    words = (errors or ["no reason given"])[-1].split()
    return " ".join(word for word in words if "://" not in word)


def main(arguments: Sequence[str] | None = None) -> int:
    """Makes the environments and says what is in them; 1 when one could not be made."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(PEERS)}; all of them by default")
    parser.add_argument("--cache", type=Path, default=CACHE, metavar="FOLDER")
    args: Any = parser.parse_args(arguments)
    if unknown := [name for name in args.names if name not in PEERS]:
        parser.error(f"no peer named {', '.join(unknown)}")
    found = ready(args.cache, args.names or PEERS)
    print(*found, sep="\n")
    return int(any(isinstance(each, Missing) for each in found))


if __name__ == "__main__":
    sys.exit(main())
