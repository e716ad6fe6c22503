"""The house stays as ARCHITECTURE.md draws it: who imports whom, which library lives where, who may speak."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parent.parent / "src" / "policydiff"

# From the ground up; a room imports only rooms on lower floors. A new room gets its place here.
FLOORS = [
    "errors patterns lexicon packed radicals version",
    "latin_labels numbering processes",
    "fold document",
    "furniture phrases",
    "labelling",
    "header partial",
    "nesting",
    "readers outline shingle",
    "diff held keys repeats sketch",
    "verify substance join samples setjoin",
    "changes differences names rim sections",
    "wording edition learned parallels prose",
    "comparison units",
    "evidence",
    "align findings text_lines",
    "paragraphs",
    "series",
    "context",
    "passages removal",
    "context_proof copies counting heads_and_feet",
    "whole_copies",
    "altered_sections",
    "altered judge member",
    "excerpt proof",
    "plan relate",
    "decisions reuse card",
    "dedupe groups corpus_plan undo",
    "kindred survey",
    "pages verifier",
    "collection",
    "index compare",
    "check",
    "baseline incoming",
    "checks",
    "gate",
    "settings",
    "report",
    "writers engines",
    "commands",
    "cli",
]
FORBIDDEN = {"utils", "helpers", "common", "core", "models"}
HOMES = {
    "click": {"cli", "commands"},
    "datasketch": {"sketch"},
    "opencc": {"document", "commands"},
    "pyspark": {"engines"},
    "rapidfuzz": {"compare", "diff"},
    "rich": {"writers", "commands", "cli"},
    "sqlite3": {"index"},
}
SPEAKERS = {"commands", "cli"}


# --- reading the house


@cache
def modules(package: Path) -> Mapping[str, ast.Module]:
    """Each module below the package by its dotted name (`readers.html`; a package under its own name), parsed."""
    found = {}
    for file in sorted(package.rglob("*.py")):
        parts = file.relative_to(package).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        if name not in ("", "__main__"):
            found[name] = ast.parse(file.read_text(encoding="utf-8"), str(file))
    return found


def room(module: str) -> str:
    """The room a module belongs to."""
    return module.split(".", maxsplit=1)[0]


def imports(tree: ast.Module, inside: str) -> Iterator[str]:
    """Every dotted name the module imports, wherever it does so; `inside` is the package that `.` means.

    `from a import b` comes as `a.b`, since b may be a module.
    """
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = inside.split(".")
            base = above[: len(above) - node.level + 1] if node.level else []
            start = ".".join([*base, *filter(None, [node.module])])
            yield from (f"{start}.{alias.name}" for alias in node.names)


@cache
def dependencies(package: Path) -> Mapping[str, set[str]]:
    """What each module imports: house modules as `policydiff.NAME`, everything else by its top name."""
    house = modules(package)
    found: dict[str, set[str]] = {}
    for name, tree in house.items():
        is_package = (package / name.replace(".", "/")).is_dir()
        inside = ".".join(["policydiff", name] if is_package else ["policydiff", *name.split(".")[:-1]])
        found[name] = set()
        for imported in imports(tree, inside):
            top, *rest = imported.split(".")
            if top != "policydiff":
                found[name].add(top)
                continue
            # the longest beginning that is a module: the rest are names inside it
            known = next((k for n in range(len(rest), 0, -1) if (k := ".".join(rest[:n])) in house), None)
            if known is not None and known != name:
                found[name].add(f"policydiff.{known}")
    return found


# --- the rules, each a list of what breaks it


def misplaced_imports(package: Path) -> list[str]:
    """Rooms without a floor, and imports that do not lead to a lower floor."""
    floor = {name: height for height, names in enumerate(FLOORS) for name in names.split()}
    needs = dependencies(package)
    homeless = sorted({room(name) for name in needs} - floor.keys())
    broken = [f"{name} has no floor: give it one in FLOORS of tests/test_house.py" for name in homeless]
    for name, targets in needs.items():
        for target in sorted(t.removeprefix("policydiff.") for t in targets if t.startswith("policydiff.")):
            above, below = room(name), room(target)
            if above != below and {above, below} <= floor.keys() and floor[above] <= floor[below]:
                broken.append(f"{name} imports {target}, which is not on a lower floor")
    return broken


def cycles(package: Path) -> list[str]:
    """The first circle of modules that import each other."""
    graph = {
        name: {t.removeprefix("policydiff.") for t in targets if t.startswith("policydiff.")}
        for name, targets in dependencies(package).items()
    }
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return [" -> ".join(error.args[1])]
    return []


def strayed_libraries(package: Path) -> list[str]:
    """Libraries imported outside their homes."""
    return [
        f"{name} imports {library}, at home in {', '.join(sorted(HOMES[library]))}"
        for name, targets in dependencies(package).items()
        for library in sorted(targets & HOMES.keys())
        if room(name) not in HOMES[library]
    ]


def voices(package: Path) -> list[str]:
    """Calls that print or exit, outside the command line."""
    return [
        f"{name}:{node.lineno}: {ast.unparse(node.func)}()"
        for name, tree in modules(package).items()
        if room(name) not in SPEAKERS
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and ast.unparse(node.func) in {"print", "exit", "quit", "sys.exit", "os._exit", "SystemExit"}
    ]


def catch_alls(package: Path) -> list[str]:
    """Modules whose name says nothing about what they own."""
    return [name for name in modules(package) if FORBIDDEN & set(name.split("."))]


Rule = Callable[[Path], list[str]]
RULES: list[Rule] = [misplaced_imports, cycles, strayed_libraries, voices, catch_alls]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_house_keeps_its_rules(rule: Rule) -> None:
    broken = rule(PACKAGE)
    assert not broken, "\n".join(broken)


@pytest.mark.parametrize(
    ("rule", "files", "says"),
    [
        (misplaced_imports, {"attic.py": ""}, "attic has no floor"),
        (misplaced_imports, {"fold.py": "from policydiff.shingle import f", "shingle.py": ""}, "fold imports shingle"),
        (misplaced_imports, {"fold.py": "from policydiff import shingle", "shingle.py": ""}, "fold imports shingle"),
        (misplaced_imports, {"fold.py": "from . import document", "document.py": ""}, "fold imports document"),
        (misplaced_imports, {"fold.py": "def f():\n import policydiff.cli", "cli.py": ""}, "fold imports cli"),
        (
            misplaced_imports,
            {"readers/__init__.py": "", "readers/html.py": "from ..outline import f", "outline.py": ""},
            "readers.html imports outline",
        ),
        (
            cycles,
            {
                "readers/__init__.py": "from . import a",
                "readers/a.py": "from .b import f",
                "readers/b.py": "from . import f",
            },
            "readers",
        ),
        (strayed_libraries, {"fold.py": "import rich.table"}, "fold imports rich"),
        (strayed_libraries, {"fold.py": "from opencc import OpenCC"}, "fold imports opencc"),
        (voices, {"fold.py": "def f():\n print(1)"}, "fold:2: print()"),
        (
            voices,
            {"writers/__init__.py": "", "writers/text.py": "import sys\nsys.exit(2)"},
            "writers.text:2: sys.exit()",
        ),
        (catch_alls, {"readers/__init__.py": "", "readers/utils.py": ""}, "readers.utils"),
    ],
)
def test_each_rule_sees_what_breaks_it(tmp_path: Path, rule: Rule, files: dict[str, str], says: str) -> None:
    build(tmp_path, files)
    broken = rule(tmp_path)
    assert len(broken) == 1
    assert says in broken[0]


def test_a_sound_house_breaks_no_rule(tmp_path: Path) -> None:
    build(
        tmp_path,
        {
            "__init__.py": "",
            "__main__.py": "from policydiff.cli import main",
            "errors.py": "from policydiff import __version__",
            "readers/__init__.py": "from policydiff.readers import html, text",
            "readers/html.py": "from policydiff.readers.text import f\nfrom ..errors import ReadError",
            "readers/text.py": "from policydiff.errors import ReadError",
            "cli.py": "import click\nfrom policydiff import readers\nprint(1)",
        },
    )
    assert [broken for rule in RULES for broken in rule(tmp_path)] == []


def build(folder: Path, files: dict[str, str]) -> None:
    """Writes the files of a made-up house."""
    for name, source in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(source, encoding="utf-8")


# --- what starting up costs


@pytest.mark.parametrize(
    ("module", "unwanted"),
    [
        ("policydiff", {"click", "datasketch", "numpy", "opencc", "rapidfuzz", "rich"}),
        ("policydiff.cli", {"datasketch", "numpy", "opencc", "rapidfuzz", "rich"}),
    ],
)
def test_importing_loads_no_more_than_it_needs(module: str, unwanted: set[str]) -> None:
    ask = f"import sys, policydiff, {module}; assert policydiff.__version__; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", ask], capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    assert module in done.stdout.split()
    assert not unwanted & set(done.stdout.split())
