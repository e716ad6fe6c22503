"""Run, test and check policydiff from a fresh clone, with nothing installed but Python 3.11+ and pip.

    python3 dev.py run [ARGS...]     policydiff ARGS; without ARGS, dedupe the sample
    python3 dev.py test [ARGS...]    the whole test suite with coverage, side by side on the processors;
                                     ARGS go to pytest, which then runs alone (-n auto: side by side)
    python3 dev.py test --fast [ARGS...]  the part that takes less than a minute, without coverage
    python3 dev.py check             ruff, mypy, and the links in the documentation
    python3 dev.py package           build wheel and source archive, check them, run the wheel on each Python there is
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
from pathlib import Path
from urllib.parse import unquote

# No `from __future__ import annotations`, and nothing else that Python 3.6 cannot parse: an old Python shall meet this
# line, not a traceback.
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
EXTRAS = ["", "test", "dev"]  # each holds the ones before it
# More than four pay little: each of them first collects all tests.
SIDE_BY_SIDE = ["-n", "auto", "--maxprocesses", "4", "--dist", "worksteal"]
FAST = ["-m", "not corpus and not slow", "--hypothesis-profile", "fast"]
LITTER = [".mypy_cache", ".pytest_cache", ".ruff_cache", ".hypothesis", "htmlcov", "dist"]


class Trouble(Exception):
    """What went wrong and the next thing to try, as one line."""


def say(line: str) -> None:
    """Prints one step or one trouble on standard error, where it cannot mix with a command's output."""
    print("dev.py: " + line, file=sys.stderr, flush=True)


# --- running other programs


def surroundings() -> dict[str, str]:
    """The caller's environment without what would install elsewhere or import from elsewhere."""
    elsewhere = {"PYTHONPATH", "PYTHONHOME", "PIP_TARGET", "PIP_PREFIX", "PIP_ROOT", "__PYVENV_LAUNCHER__"}
    kept = {name: value for name, value in os.environ.items() if name not in elsewhere}
    kept.update(PIP_USER="0", PIP_REQUIRE_VIRTUALENV="0", PIP_NO_INPUT="1", PIP_DISABLE_PIP_VERSION_CHECK="1")
    kept.update(VIRTUAL_ENV=str(VENV), PATH=str(BIN) + os.pathsep + os.environ.get("PATH", os.defpath))
    return kept


def quietly(command: list[str], extra_path: str = "") -> str:
    """ "" when the command worked, else the line of its output that says why not."""
    env = surroundings()
    if extra_path:
        env["PYTHONPATH"] = extra_path
    done = subprocess.run(
        command,
        cwd=str(ROOT),
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    return "" if done.returncode == 0 else blame(done.stdout) or f"exit status {done.returncode}"


def blame(output: str) -> str:
    """The last line of the output that names an error and its cause, else its last line."""
    lines = [line.strip(" │") for line in output.splitlines() if line.strip()]
    errors = [line for line in lines if re.match(r"(?i)(\w+\.)*\w*error\b", line)]
    causes = [line for line in errors if not re.search(r"subprocess-exited-with-error|Failed to build", line)]
    return (causes or errors or lines or [""])[-1]


def aloud(command: list[str], cwd: Path | None = ROOT) -> int:
    """The exit status of a command that shares our input and output."""
    status = subprocess.run(command, cwd=str(cwd) if cwd else None, env=surroundings(), check=False).returncode
    return status if status >= 0 else 128 - status  # ended by a signal: as a shell would say it


# --- the environment


def ways(venv: bool, ensurepip: bool, pip: bool) -> list[str]:
    """The ways to make an environment with what this Python has, best first.

    Debian and Ubuntu ship `venv` without `ensurepip` unless python3-venv is installed; some distributions drop both.
    """
    found = []
    if venv and ensurepip:
        found.append("venv")
    if venv and pip:
        found.append("venv, pip borrowed")
    if pip:
        found.append("virtualenv")
    return found


def has(module: str) -> bool:
    """Whether this Python can import the module."""
    spec = importlib.util.find_spec(module)
    return spec is not None and spec.origin is not None


def create(way: str) -> str:
    """Makes .venv anew in one of the `ways`; returns "" or why that failed."""
    bare = [sys.executable, "-m", "venv", "--clear"]
    if way == "venv":
        return quietly([*bare, str(VENV)])
    if way == "venv, pip borrowed":
        # --target is open even where the system's Python is closed to pip, and known to every pip, unlike --python.
        return quietly([*bare, "--without-pip", str(VENV)]) or quietly(
            [sys.executable, "-m", "pip", "install", "--quiet", "--target", str(site_packages()), "pip"]
        )
    with tempfile.TemporaryDirectory() as tools:
        return quietly([sys.executable, "-m", "pip", "install", "--quiet", "--target", tools, "virtualenv"]) or quietly(
            [sys.executable, "-m", "virtualenv", "--clear", str(VENV)], extra_path=tools
        )


def site_packages() -> Path:
    """Where the environment's own packages lie."""
    ask = "import sysconfig; print(sysconfig.get_path('purelib'))"
    return Path(subprocess.check_output([str(PYTHON), "-c", ask], env=surroundings(), encoding="utf-8").strip())


def make_environment() -> None:
    """Makes .venv with a working pip, in the first way that works."""
    possible = ways(has("venv"), has("ensurepip"), has("pip"))
    if not possible:
        raise Trouble(
            f"{sys.executable} has neither ensurepip nor pip; install pip (Debian, Ubuntu: apt-get install python3-pip)"
        )
    why = ""
    for way in possible:
        say(f"making .venv with Python {sys.version.split()[0]} ({way})")
        why = create(way) or quietly([str(PYTHON), "-m", "pip", "--version"])
        if not why:
            return
        say(f"that failed: {why}")
    raise Trouble(f"no environment could be made; see whether this works: {sys.executable} -m venv .venv")


def ready(stamp: dict[str, str], now: dict[str, str]) -> bool:
    """Whether an environment with this stamp serves: the same place, Python and pyproject.toml, at least the extra."""
    same = all(stamp.get(name) == now[name] for name in ("root", "python", "pyproject"))
    return same and EXTRAS.index(stamp["extra"]) >= EXTRAS.index(now["extra"])


def read_stamp() -> dict[str, str]:
    """What .venv was made for; empty when there is none, or it was left half made."""
    try:
        stamp = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    complete = isinstance(stamp, dict) and stamp.get("extra") in EXTRAS
    return stamp if complete and PYTHON.exists() and program("policydiff").exists() else {}


def install(extra: str) -> None:
    """Sees to it that .venv holds policydiff, its dependencies and one extra of pyproject.toml."""
    now = {
        "root": str(ROOT),
        "python": sys.version,
        "pyproject": hashlib.sha256((ROOT / "pyproject.toml").read_bytes()).hexdigest(),
        "extra": extra,
    }
    stamp = read_stamp()
    if ready(stamp, now):
        say("using .venv (pyproject.toml has not changed)")
        return
    if (stamp.get("root"), stamp.get("python")) != (now["root"], now["python"]):
        make_environment()
    # Gone while we work, so that an interrupted install counts as half made.
    STAMP.unlink(missing_ok=True)
    what = f".[{extra}]" if extra else "."
    say(f"installing policydiff{what[1:]} and its dependencies")
    site = site_packages()
    command = [str(PYTHON), "-m", "pip", "install", "--editable", what]
    why = quietly(command)
    if why:
        raise Trouble(f"{why} (is the package index within reach? to see all of it: {shlex.join(command)})")
    make_relative(site)
    # An editable install is not compiled by pip; where Python may not write byte code, every start would compile anew.
    quietly([str(PYTHON), "-m", "compileall", "-q", "src"])
    STAMP.write_text(json.dumps(now, indent=1), encoding="utf-8")


def make_relative(site: Path) -> None:
    """Lets the editable install point to src/ by a relative path.

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
    install("")
    command = [str(program("policydiff")), *(arguments or SAMPLE)]
    say("policydiff " + " ".join(arguments or SAMPLE))
    return aloud(command, cwd=None if arguments else ROOT)


def test(arguments: list[str]) -> int:
    """The exit status of pytest, else of the coverage report; a part of the suite owes no coverage.

    Several processes run the whole suite and the fast part of it. With arguments it is one: most of them name a few
    tests, which are done before other processes have started, or a debugger, which needs this terminal.
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
    status = aloud([*coverage, "run", "-m", "pytest", *chosen])
    if status:
        return status
    return aloud([*coverage, "combine", "--quiet"]) or aloud(
        [*coverage, "report", *(["--fail-under=0"] if asked else [])]
    )


def check(arguments: list[str]) -> int:
    """0 when ruff, mypy and the documentation's links are clean, else 1."""
    install("dev")
    failed = 0
    for command in ("ruff check", "ruff format --check", "mypy"):
        say(command)
        failed |= aloud([str(PYTHON), "-m", *command.split(), *([] if command == "mypy" else [str(ROOT)])])
    say("links in *.md")
    broken = broken_links(ROOT)
    for line in broken:
        print(line)
    return int(bool(failed or broken))


def package(arguments: list[str]) -> int:
    """0 when the wheel and the source archive are sound, and the wheel works on every Python of this machine."""
    install("dev")
    say("building the package and trying it")
    return aloud([str(PYTHON), str(ROOT / "scripts" / "check_package.py")])


def format_code(arguments: list[str]) -> int:
    """The exit status of ruff, which rewrites the code in the house format."""
    install("dev")
    return aloud([str(PYTHON), "-m", "ruff", "check", "--fix", str(ROOT)]) or aloud(
        [str(PYTHON), "-m", "ruff", "format", str(ROOT)]
    )


def clean(arguments: list[str]) -> int:
    """0, with the environment and what tools left behind removed."""
    say("removing .venv, caches and coverage data")
    for name in [VENV.name, *LITTER]:
        shutil.rmtree(str(ROOT / name), ignore_errors=True)
    for file in ROOT.glob(".coverage*"):
        file.unlink()
    return 0


# --- the documentation's links

FENCED = re.compile(r"^(```+|~~~+).*?^\1", re.M | re.S)
LINK = re.compile(r"\]\(\s*<?([^)\s>]+)|^\[[^\]]+\]:\s*<?([^\s>]+)|\b(?:href|src)=\"([^\"]+)\"", re.M)
HEADING = re.compile(r"^#{1,6}\s+(.*?)\s*#*$", re.M)


def broken_links(root: Path) -> list[str]:
    """`FILE: LINK` for each relative link in the Markdown files under root that leads nowhere, headings included.

    Folders whose names begin with a dot are no documentation, nor is tests/, whose Markdown is test data.
    """
    broken = []
    for file in sorted(root.rglob("*.md")):
        inside = file.relative_to(root)
        if inside.parts[0] == "tests" or any(part.startswith(".") for part in inside.parts[:-1]):
            continue
        prose = re.sub(r"`[^`\n]*`", "", FENCED.sub("", file.read_text(encoding="utf-8")))
        links = ["".join(groups) for groups in LINK.findall(prose)]
        relative = [link for link in links if not re.match(r"[a-z][a-z0-9+.-]*:|//", link, re.I)]
        broken += [f"{inside.as_posix()}: {link}" for link in relative if not leads_somewhere(file, unquote(link))]
    return broken


def leads_somewhere(file: Path, link: str) -> bool:
    """Whether a link in a Markdown file names a file that exists and, behind `#`, a heading in it."""
    path, _, heading = link.partition("#")
    target = file.parent / path if path else file
    if not target.exists():
        return False
    return not heading or target.suffix != ".md" or heading in anchors(target.read_text(encoding="utf-8"))


def anchors(markdown: str) -> set[str]:
    """The names by which a page's headings can be linked to, as code hosts form them."""
    names: dict[str, int] = {}
    found = set(re.findall(r"<a (?:id|name)=\"([^\"]+)\"", markdown))
    for title in HEADING.findall(FENCED.sub("", markdown)):
        text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", title)
        name = re.sub(r"[^\w\- ]", "", text.lower()).replace(" ", "-")
        found.add(f"{name}-{names[name]}" if name in names else name)
        names[name] = names.get(name, 0) + 1
    return found


# --- the command line

COMMANDS = {"run": run, "test": test, "check": check, "package": package, "format": format_code, "clean": clean}


def main(arguments: list[str]) -> int:
    """The exit status: the command's own, or 2 when it could not be carried out."""
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
