"""Build the wheel and the source archive, check them, and run the main job in each way of installing them.

usage: python scripts/check_package.py     (needs build and twine; `python3 dev.py package` brings them)

The wheel is installed into an empty environment outside the clone, where nothing of the clone can be imported by
mistake: on each Python of `VERSIONS`, and with pipx. The commands of docs/offline.md are run in the unpacked source
archive, and those that install in a process without a network. What this machine lacks is left out, and named.
"""

from __future__ import annotations

import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VERSIONS = ("3.11", "3.12", "3.13")
SAMPLE = ROOT / "samples" / "work-plan-twice.txt"
OFFLINE = ROOT / "docs" / "offline.md"
WITHOUT_NETWORK = ("unshare", "--map-root-user", "--net")
DEAD_PROXY = "http://127.0.0.1:9"  # nothing listens there


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
                print(f"Python {version}: import, dedupe, restore and compare work from the wheel", flush=True)
            else:
                print(f"Python {version}: not on this machine", flush=True)
        source = unpack(archive, Path(folder, "source"))
        print(try_pipx(source, Path(folder, "pipx")), flush=True)
        print(try_offline(source, Path(folder, "offline")), flush=True)
    return 0


def run(command: Sequence[str | Path], cwd: Path | None = None, **variables: str) -> str:
    """The output of a command in an environment that sees nothing of the clone; ends this script if it fails."""
    environment = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "VIRTUAL_ENV")}
    environment |= variables
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
    """Install the wheel into an empty environment and run the main job there, away from the clone."""
    run([python, "-m", "venv", "--without-pip", folder])
    binaries = folder / ("Scripts" if os.name == "nt" else "bin")
    # pip of our own environment: Debian's Python has no ensurepip.
    run([sys.executable, "-m", "pip", "--python", binaries / "python", "install", "--quiet", wheel])
    run([binaries / "python", "-W", "error", "-c", "import policydiff"], cwd=folder)
    try_program(binaries / "policydiff", folder)


def try_program(program: Path, folder: Path) -> None:
    """Dedupe a sample, restore it and compare the two with an installed policydiff."""
    shutil.copy(SAMPLE, folder / "plan.txt")
    run([program, "dedupe", "-q", "plan.txt", "-o", "clean.txt"], cwd=folder)
    run([program, "restore", "clean.txt", "-o", "again.txt"], cwd=folder)
    if (folder / "again.txt").read_bytes() != SAMPLE.read_bytes():
        sys.exit(f"{program}: restore does not give the source back")
    if (folder / "clean.txt").stat().st_size >= SAMPLE.stat().st_size:
        sys.exit(f"{program}: dedupe left everything")
    compared = run([program, "compare", "plan.txt", "clean.txt", "--format", "json", "--exit-zero"], cwd=folder)
    if not json.loads(compared)["units"]:
        sys.exit(f"{program}: compare found no units")
    if "Fix:" not in run([program, "check", "--explain", "numbering"], cwd=folder):
        sys.exit(f"{program}: check --explain has no pages")


def unpack(archive: Path, folder: Path) -> Path:
    """The folder of the project that the source archive holds."""
    with tarfile.open(archive) as packed:
        packed.extractall(folder, filter="data")
    (source,) = folder.iterdir()
    return source


def try_pipx(source: Path, folder: Path) -> str:
    """Install the project with pipx and run the main job; returns what to report."""
    pipx = shutil.which("pipx")
    if pipx is None:
        return "pipx: not on this machine"
    folder.mkdir()
    binaries = folder / "bin"
    homes = {"PIPX_HOME": str(folder / "home"), "PIPX_BIN_DIR": str(binaries), "PIPX_MAN_DIR": str(folder / "man")}
    run([pipx, "install", "."], cwd=source, **homes)
    try_program(binaries / ("policydiff.exe" if os.name == "nt" else "policydiff"), folder)
    return "pipx: installed from the source, and works"


def offline_commands(page: str) -> list[str]:
    """The shell commands of docs/offline.md, one text a block: gather, install, install without venv's pip, try."""
    return re.findall(r"^```sh\n(.*?)^```", page, re.M | re.S)


def without_network() -> tuple[str, ...]:
    """The words that run a command in a process without a network; none where this machine cannot do that."""
    if shutil.which(WITHOUT_NETWORK[0]) is None:
        return ()
    tried = subprocess.run([*WITHOUT_NETWORK, "true"], capture_output=True, check=False)
    return WITHOUT_NETWORK if tried.returncode == 0 else ()


def try_offline(source: Path, folder: Path) -> str:
    """Run the commands of docs/offline.md as they stand there; returns what to report."""
    if shutil.which("sh") is None:
        return "offline: not tried, since the commands are written for sh"
    gather, *installs, use = offline_commands(OFFLINE.read_text(encoding="utf-8"))
    run(["sh", "-ec", gather], cwd=source)
    if importlib.util.find_spec("ensurepip") is None:  # Debian without python3-venv
        installs = [install for install in installs if "--without-pip" in install]
    prefix = without_network()
    for number, install in enumerate(installs):
        machine = folder / str(number)
        machine.mkdir(parents=True)
        for name in ("wheels", "samples"):
            shutil.copytree(source / name, machine / name)
        closed = {"PIP_CONFIG_FILE": os.devnull, "http_proxy": DEAD_PROXY, "https_proxy": DEAD_PROXY}
        run([*prefix, "sh", "-ec", install + use], cwd=machine, **closed)
    how = "without a network" if prefix else "with a dead proxy (this machine cannot take the network away)"
    return f"offline: {len(installs)} ways of installing from a folder of wheels work {how}"


if __name__ == "__main__":
    sys.exit(main())
