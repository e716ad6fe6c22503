"""Builds the wheel and the source archive, checks them, and runs the main job from the wheel on each Python there is.

usage: python scripts/check_package.py     (needs build and twine; `python3 dev.py package` brings them)

The wheel is installed into an empty environment outside the clone, where nothing of the clone can be imported by
mistake. A Python of `VERSIONS` that is not on this machine is left out, and named.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VERSIONS = ("3.11", "3.12", "3.13")
SAMPLE = ROOT / "samples" / "work-plan-twice.txt"


def main() -> int:
    """0 if everything works, else 1."""
    with tempfile.TemporaryDirectory() as folder:
        run([sys.executable, "-m", "build", "--outdir", folder, str(ROOT)])
        (wheel,) = Path(folder).glob("*.whl")
        (archive,) = Path(folder).glob("*.tar.gz")
        run([sys.executable, "-m", "twine", "check", "--strict", str(wheel), str(archive)])
        print(f"built and checked: {wheel.name}, {archive.name}", flush=True)
        for version in VERSIONS:
            if python := interpreter(version):
                try_wheel(python, wheel, Path(folder, version))
                print(f"Python {version}: dedupe, restore and compare work from the wheel", flush=True)
            else:
                print(f"Python {version}: not on this machine", flush=True)
    return 0


def run(command: Sequence[str | Path], cwd: Path | None = None) -> str:
    """The output of a command in an environment that sees nothing of the clone; ends this script if it fails."""
    environment = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "VIRTUAL_ENV")}
    done = subprocess.run(
        command, cwd=cwd, env=environment, stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8", check=False
    )
    if done.returncode:
        sys.exit(f"{' '.join(map(str, command))}\nended with {done.returncode}:\n{done.stdout}{done.stderr}")
    return done.stdout


def interpreter(version: str) -> str | None:
    """A Python of this version that starts, or None. The shims of pyenv only start the version that it is set to."""
    name = f"python{version}"
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv", "versions")
    candidates = [shutil.which(name), *sorted(map(str, pyenv.glob(f"{version}.*/bin/{name}")))]
    for candidate in filter(None, candidates):
        asked = [candidate, "-c", "import sys; print('%d.%d' % sys.version_info[:2])"]
        if subprocess.run(asked, capture_output=True, encoding="utf-8", check=False).stdout.strip() == version:
            return candidate
    return None


def try_wheel(python: str, wheel: Path, folder: Path) -> None:
    """Installs the wheel into an empty environment and runs the main job there, away from the clone."""
    run([python, "-m", "venv", "--without-pip", folder])
    binaries = folder / ("Scripts" if os.name == "nt" else "bin")
    # pip of our own environment: Debian's Python has no ensurepip.
    run([sys.executable, "-m", "pip", "--python", binaries / "python", "install", "--quiet", wheel])
    shutil.copy(SAMPLE, folder / "plan.txt")
    program = binaries / "policydiff"
    run([program, "dedupe", "-q", "plan.txt", "-o", "clean.txt"], cwd=folder)
    run([program, "restore", "clean.txt", "-o", "again.txt"], cwd=folder)
    if (folder / "again.txt").read_bytes() != SAMPLE.read_bytes():
        sys.exit(f"{wheel.name} on {python}: restore does not give the source back")
    if (folder / "clean.txt").stat().st_size >= SAMPLE.stat().st_size:
        sys.exit(f"{wheel.name} on {python}: dedupe left everything")
    compared = run([program, "compare", "plan.txt", "clean.txt", "--format", "json", "--exit-zero"], cwd=folder)
    if not json.loads(compared)["units"]:
        sys.exit(f"{wheel.name} on {python}: compare found no units")


if __name__ == "__main__":
    sys.exit(main())
