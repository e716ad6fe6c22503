"""Set up, run and test policydiff in a fresh clone. Needs Python 3.11 or newer with pip, and nothing else.

    python3 dev.py run [ARGS...]     policydiff ARGS; without ARGS, dedupe the sample
    python3 dev.py test [ARGS...]    the whole test suite in several processes, with coverage;
                                     ARGS go to pytest, which then runs in one process (-n auto: several)
    python3 dev.py test --fast [ARGS...]  the tests that take less than a minute, without coverage
    python3 dev.py check             ruff, mypy, and the links in the documentation
    python3 dev.py package           build wheel and source archive, check them, try them on each Python there is
    python3 dev.py wheels FOLDER     put policydiff and all it needs into FOLDER, to install without a network
    python3 dev.py format            put the code into the house format
    python3 dev.py clean             remove the environment and what tools left behind

Everything is installed into .venv, once, and again only when pyproject.toml changes.
"""

import hashlib
import importlib.util
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

# No `from __future__ import annotations`, and nothing else that Python 3.6 cannot parse: an old Python must print the
# message below, not a traceback.
if sys.version_info < (3, 11):  # noqa: UP036
    sys.stderr.write(f"dev.py: policydiff needs Python 3.11 or newer, and this is {sys.version.split()[0]}; ")
    sys.stderr.write("install a newer one, then try: python3.11 dev.py\n")
    sys.exit(2)

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
SUFFIX = ".exe" if os.name == "nt" else ""
PYTHON = BIN / ("python" + SUFFIX)
STAMP = VENV / "policydiff.json"

SAMPLE = ["dedupe", "samples/work-plan-twice.txt"]
EXTRAS = ["all", "test", "dev"]  # each holds the ones before it
# More than four processes save little: each of them first collects all tests.
SIDE_BY_SIDE = ["-n", "auto", "--maxprocesses", "4", "--dist", "worksteal"]
WHOLE = ["-m", "not apps"]
FAST = ["-m", "not corpus and not slow and not apps", "--hypothesis-profile", "fast"]
LITTER = [".mypy_cache", ".pytest_cache", ".ruff_cache", ".hypothesis", "htmlcov", "dist"]
PROGRESS_WIDTH = 78  # columns


class Trouble(Exception):
    """What went wrong and the next thing to try, as one line."""


def say(line: str) -> None:
    """Print one line on standard error, in place of the last `progress`."""
    progress("")
    print("dev.py: " + line, file=sys.stderr, flush=True)


def progress(line: str) -> None:
    """Show a line that the next one replaces. Nothing is shown where standard error is not a terminal."""
    if sys.stderr.isatty():
        end = "" if line else "\r"
        print("\r" + line[:PROGRESS_WIDTH].ljust(PROGRESS_WIDTH), end=end, file=sys.stderr, flush=True)


# --- running other programs


def surroundings() -> dict[str, str]:
    """The caller's environment without the variables that make pip install, or Python import, from elsewhere."""
    elsewhere = {"PYTHONPATH", "PYTHONHOME", "PIP_TARGET", "PIP_PREFIX", "PIP_ROOT", "__PYVENV_LAUNCHER__"}
    kept = {name: value for name, value in os.environ.items() if name not in elsewhere}
    kept.update(PIP_USER="0", PIP_REQUIRE_VIRTUALENV="0", PIP_NO_INPUT="1", PIP_DISABLE_PIP_VERSION_CHECK="1")
    kept.update(VIRTUAL_ENV=str(VENV), PATH=str(BIN) + os.pathsep + os.environ.get("PATH", os.defpath))
    return kept


def quietly(command: list[str], extra_path: str = "") -> str:
    """Run a command without showing its output. Return "" if it worked, else the line that says why not.

    What pip downloads and installs is shown as it goes.
    """
    env = surroundings()
    if extra_path:
        env["PYTHONPATH"] = extra_path
    lines = []
    with subprocess.Popen(
        command,
        cwd=str(ROOT),
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    ) as running:
        for line in running.stdout or ():
            lines.append(line)
            show_pip(line)
    progress("")
    return "" if running.returncode == 0 else blame(lines) or f"exit status {running.returncode}"


def show_pip(line: str) -> None:
    """Show what a line of pip's output says about the packages."""
    if line.startswith("Installing collected packages: "):
        count = line.count(",") + 1
        say(f"installing {count} package{'s' if count > 1 else ''}")
    elif line.startswith("Collecting "):
        progress(f"dev.py: downloading {re.split('[^A-Za-z0-9._-]', line.split()[1])[0]}")


def blame(lines: list[str]) -> str:
    """The last line that names an error and its cause; if there is none, the last line."""
    texts = [line.strip(" │\r\n") for line in lines if line.strip()]
    errors = [line for line in texts if re.match(r"(?i)(\w+\.)*\w*error\b", line)]
    causes = [line for line in errors if not re.search(r"subprocess-exited-with-error|Failed to build", line)]
    return (causes or errors or texts or [""])[-1]


def aloud(command: list[str], cwd: Path | None = ROOT) -> int:
    """The exit status of a command that shares our input and output."""
    status = subprocess.run(command, cwd=str(cwd) if cwd else None, env=surroundings(), check=False).returncode
    return status if status >= 0 else 128 - status  # ended by a signal: the status that a shell would give


# --- the environment


def ways(venv: bool, ensurepip: bool, pip: bool) -> list[str]:
    """The tools that can make an environment with the modules that this Python has, best first.

    Debian and Ubuntu ship `venv` without `ensurepip` unless python3-venv is installed; some distributions drop both.
    """
    return ["venv"] * (venv and ensurepip) + ["virtualenv"] * pip


def has(module: str) -> bool:
    """Return True if this Python can import the module."""
    spec = importlib.util.find_spec(module)
    return spec is not None and spec.origin is not None


def create(way: str) -> str:
    """Make .venv anew with one of the tools of `ways`. Return "" if that worked, else why not."""
    make = [sys.executable, "-m", way, "--clear", str(VENV)]
    if way == "venv":
        return quietly(make)
    with tempfile.TemporaryDirectory() as tools:
        # --target works even where the system's Python is closed to pip.
        fetch = [sys.executable, "-m", "pip", "install", "--quiet", "--target", tools, "virtualenv"]
        return quietly(fetch) or quietly(make, extra_path=tools)


def site_packages() -> Path:
    """The folder of the environment's packages."""
    ask = "import sysconfig; print(sysconfig.get_path('purelib'))"
    return Path(subprocess.check_output([str(PYTHON), "-c", ask], env=surroundings(), encoding="utf-8").strip())


def make_environment() -> None:
    """Make .venv with a working pip, in the first way that works."""
    possible = ways(has("venv"), has("ensurepip"), has("pip"))
    if not possible:
        raise Trouble(
            f"{sys.executable} has neither ensurepip nor pip; install pip (Debian, Ubuntu: apt-get install python3-pip)"
        )
    for way in possible:
        say(f"making the environment .venv with Python {sys.version.split()[0]} ({way})")
        why = create(way) or quietly([str(PYTHON), "-m", "pip", "--version"])
        if not why:
            return
        say(f"that failed: {why}")
    raise Trouble(f"no environment could be made; see whether this works: {sys.executable} -m venv .venv")


def ready(stamp: dict[str, str], now: dict[str, str]) -> bool:
    """Return True if the environment was made here, by this Python, for this pyproject.toml and at least this extra."""
    same = all(stamp.get(name) == now[name] for name in ("root", "python", "pyproject"))
    return same and EXTRAS.index(stamp["extra"]) >= EXTRAS.index(now["extra"])


def read_stamp() -> dict[str, str]:
    """What .venv was made for. Empty if there is no .venv or it is incomplete."""
    try:
        stamp = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    complete = isinstance(stamp, dict) and stamp.get("extra") in EXTRAS
    return stamp if complete and PYTHON.exists() and program("policydiff").exists() else {}


def install(extra: str) -> None:
    """Make .venv hold policydiff, its dependencies and one extra of pyproject.toml."""
    now = {
        "root": str(ROOT),
        "python": sys.version,
        "pyproject": hashlib.sha256((ROOT / "pyproject.toml").read_bytes()).hexdigest(),
        "extra": extra,
    }
    stamp = read_stamp()
    if ready(stamp, now):
        return
    started = time.monotonic()
    if (stamp.get("root"), stamp.get("python")) != (now["root"], now["python"]):
        make_environment()
    # Gone while we work, so that an interrupted install counts as incomplete.
    STAMP.unlink(missing_ok=True)
    what = f".[{extra}]"
    say(f"downloading what policydiff{what[1:]} needs")
    site = site_packages()
    command = [str(PYTHON), "-m", "pip", "install", "--editable", what]
    why = quietly(command)
    if why:
        raise Trouble(f"{why} (is the package index within reach? to see all of it: {shlex.join(command)})")
    make_relative(site)
    # pip does not compile an editable install; where Python may not write byte code, every start would compile anew.
    quietly([str(PYTHON), "-m", "compileall", "-q", "src"])
    STAMP.write_text(json.dumps(now, indent=1), encoding="utf-8")
    say(f"ready in {time.monotonic() - started:.0f} s")


def make_relative(site: Path) -> None:
    """Make the editable install point to src/ by a relative path.

    Python reads this file in the encoding of the locale, and fails on a clone that lies in a folder named 政策.
    """
    for file in site.glob("*policydiff*.pth"):
        file.write_text(os.path.relpath(ROOT / "src", site) + "\n", encoding="ascii")


def program(name: str) -> Path:
    """A command installed in the environment."""
    return BIN / (name + SUFFIX)


# --- the commands


def run(arguments: list[str]) -> int:
    """The exit status of `policydiff` with the arguments, or of deduping the sample."""
    install("all")
    command = [str(program("policydiff")), *(arguments or SAMPLE)]
    say("policydiff " + " ".join(arguments or SAMPLE))
    return aloud(command, cwd=None if arguments else ROOT)


def test(arguments: list[str]) -> int:
    """The exit status of pytest, else of the coverage report. No coverage is demanded of a part of the suite.

    The whole suite and the fast part of it run in several processes. With arguments there is one process: most
    arguments name a few tests, which end before other processes have started, or a debugger, which needs this terminal.
    """
    install("test")
    asked = [each for each in arguments if each != "--fast"]
    chosen = asked or SIDE_BY_SIDE
    if "--fast" in arguments:
        say(" ".join(["pytest, the fast part", *asked]))
        return aloud([str(PYTHON), "-m", "pytest", *FAST, *chosen])
    coverage = [str(PYTHON), "-m", "coverage"]
    say(" ".join(["pytest, with coverage", *asked]))
    aloud([*coverage, "erase"])
    status = aloud([*coverage, "run", "-m", "pytest", *(() if asked else WHOLE), *chosen])
    if status:
        return status
    return aloud([*coverage, "combine", "--quiet"]) or aloud(
        [*coverage, "report", *(["--fail-under=0"] if asked else [])]
    )


def check(arguments: list[str]) -> int:
    """0 if ruff, mypy and the documentation's links are clean, else 1. Every check runs."""
    install("dev")
    checks = {
        "ruff check": ["-m", "ruff", "check", str(ROOT)],
        "ruff format --check": ["-m", "ruff", "format", "--check", str(ROOT)],
        "mypy": ["-m", "mypy"],
        "links in *.md": [str(ROOT / "scripts" / "check_links.py")],
    }
    failed = False
    for name, command in checks.items():
        say(name)
        failed |= aloud([str(PYTHON), *command]) != 0
    return int(failed)


def package(arguments: list[str]) -> int:
    """0 if the wheel and the source archive are sound, and the wheel works on every Python of this machine."""
    install("dev")
    say("building the package and trying it")
    return aloud([str(PYTHON), str(ROOT / "scripts" / "check_package.py")])


def wheels(arguments: list[str]) -> int:
    """0 when a folder holds policydiff and its dependencies as wheels, and a requirements.txt with their hashes."""
    if len(arguments) != 1:
        raise Trouble("name one folder: python3 dev.py wheels FOLDER")
    folder = Path(arguments[0]).resolve()
    if folder.exists() and any(folder.iterdir()):
        raise Trouble(f"{arguments[0]} is not empty; name a new folder")
    if not has("pip"):
        raise Trouble(f"{sys.executable} has no pip; install it (Debian, Ubuntu: apt-get install python3-pip)")
    say(f"gathering wheels in {arguments[0]}")
    command = [sys.executable, "-m", "pip", "wheel", "--wheel-dir", str(folder), str(ROOT)]
    why = quietly(command)
    if why:
        raise Trouble(f"{why} (is the package index within reach? to see all of it: {shlex.join(command)})")
    pinned = []
    for wheel in sorted(folder.glob("*.whl")):
        name, version = wheel.name.split("-")[:2]
        pinned.append(f"{name}=={version} --hash=sha256:{hashlib.sha256(wheel.read_bytes()).hexdigest()}\n")
    (folder / "requirements.txt").write_text("".join(pinned), encoding="ascii")
    say(f"{len(pinned)} wheels, with their hashes in {Path(arguments[0], 'requirements.txt')}")
    return 0


def format_code(arguments: list[str]) -> int:
    """The exit status of ruff, which rewrites the code in the house format."""
    install("dev")
    return aloud([str(PYTHON), "-m", "ruff", "check", "--fix", str(ROOT)]) or aloud(
        [str(PYTHON), "-m", "ruff", "format", str(ROOT)]
    )


def clean(arguments: list[str]) -> int:
    """0 after removing the environment and what tools left behind."""
    say("removing .venv, caches and coverage data")
    for name in [VENV.name, *LITTER]:
        shutil.rmtree(str(ROOT / name), ignore_errors=True)
    for file in ROOT.glob(".coverage*"):
        file.unlink()
    return 0


COMMANDS = {
    "run": run,
    "test": test,
    "check": check,
    "package": package,
    "wheels": wheels,
    "format": format_code,
    "clean": clean,
}


def main(arguments: list[str]) -> int:
    """The exit status: the command's own, or 2 if it could not be carried out."""
    if not arguments or arguments[0] in ("-h", "--help"):
        print(__doc__)
        return 0 if arguments else 2
    if arguments[0] not in COMMANDS:
        say(f"no command {arguments[0]!r}; there are: {', '.join(COMMANDS)}")
        return 2
    try:
        return COMMANDS[arguments[0]](arguments[1:])
    except Trouble as trouble:
        say(str(trouble))
    except (OSError, subprocess.SubprocessError) as error:
        say(f"{error} (to start over: {Path(sys.executable).name} dev.py clean)")
    except KeyboardInterrupt:
        say("interrupted")
        return 130
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
