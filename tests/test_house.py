"""The packages stay as ARCHITECTURE.md draws them: what each may import, where each library is used, who may print."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

from policydiff.cli.main import COMMANDS

PACKAGE = Path(__file__).resolve().parent.parent / "src" / "policydiff"

# From the ground up: each package, and those it may import, all of which stand above it in this table. So there is no
# circle of packages. A new module needs no row; a new package does.
MAY_IMPORT = {
    "messages": "",
    "display": "",
    "errors": "messages",
    "translation": "messages",
    "settings_file": "errors messages",
    "setting_values": "messages",
    "extensions": "errors messages",
    "version": "",
    "atomic": "errors messages",
    "text": "errors messages",
    "languages": "text",
    "matching": "errors messages text",
    "engines": "extensions errors matching",
    "structure": "display text languages",
    "readers": "extensions errors messages text structure",
    "facts": "text languages structure",
    "deduplication": "display version errors messages text languages structure matching",
    "comparison": "display version errors messages text languages structure matching facts",
    "relations": "messages text languages structure matching readers deduplication",
    "corpus": "display version errors messages text engines structure matching readers deduplication relations",
    "editions": "version errors messages text matching readers comparison",
    "index": "display version errors messages atomic text structure matching readers deduplication relations",
    "checks": "extensions display version errors messages text languages engines structure facts readers deduplication "
    "relations index corpus",
    "settings": "errors messages setting_values settings_file translation text readers checks",
    "reports": "errors messages translation text structure matching readers deduplication comparison relations corpus "
    "editions index checks settings",
    "writers": "extensions translation text matching comparison checks reports",
    "storage": "errors messages atomic text readers deduplication corpus writers",
    "cli": "version errors messages setting_values settings_file translation atomic text engines structure matching "
    "readers deduplication comparison relations corpus editions index checks settings reports writers storage",
    "api": "display errors text engines structure readers deduplication comparison relations corpus index checks "
    "settings reports writers matching",
}
# Names of public functions. A package of the same name would replace the function as soon as it is imported.
PUBLIC_FUNCTIONS = {
    "read", "outline", "dedupe", "restore", "compare", "relate", "open_corpus", "dedupe_corpus", "find_relations",
    "check", "build_index", "search", "minhash",
}  # fmt: skip
FORBIDDEN = {"utils", "helpers", "common", "core", "models"}
# The packages and modules that may import a library.
HOMES = {
    "click": {"cli"},
    "datasketch": {"api", "matching.datasketch_minhash"},
    "opencc": {"text"},
    "pypdfium2": {"readers.pdf.characters", "readers.pdf.strokes", "readers.pdf.worker"},
    "rapidfuzz": {"matching.diff"},
    "resiliparse": {"readers.web.page"},
    "rich": {"writers"},
    "sqlite3": {"index"},
}
SPEAKERS = {"cli"}
# Packages whose modules are found by their folder: a new one is described in its own docstring.
DISCOVERED = {"cli.commands", "checks.rules", "readers.containers", "readers.formats"} | {
    f"writers.{folder}" for folder in ("comparison", "data", "findings", "records", "report", "revised_text", "table")
}
DISCOVERED_FOLDERS = {"languages"}  # the same for the packages inside
STARTING = Path(__file__).parent / "modules-at-start.txt"


# --- reading the packages


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


def package_of(module: str) -> str:
    """The package directly in policydiff to which a module belongs, or the module itself."""
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


def imports_not_allowed(package: Path) -> list[str]:
    """Packages without a row in MAY_IMPORT, and imports of packages that their row does not name."""
    needs = dependencies(package)
    unknown = sorted({package_of(name) for name in needs} - MAY_IMPORT.keys())
    broken = [f"{name} has no row: give it one in MAY_IMPORT of tests/test_house.py" for name in unknown]
    for name, targets in needs.items():
        for target in sorted(t.removeprefix("policydiff.") for t in targets if t.startswith("policydiff.")):
            importer, imported = package_of(name), package_of(target)
            if importer != imported and imported not in MAY_IMPORT.get(importer, imported).split():
                broken.append(f"{name} imports {target}, and {importer} may not import {imported}")
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
        if not any(f"{name}.".startswith(f"{home}.") for home in HOMES[library])
    ]


def voices(package: Path) -> list[str]:
    """Calls that print or exit, outside the command line."""
    return [
        f"{name}:{node.lineno}: {ast.unparse(node.func)}()"
        for name, tree in modules(package).items()
        if package_of(name) not in SPEAKERS
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and ast.unparse(node.func) in {"print", "exit", "quit", "sys.exit", "os._exit", "SystemExit"}
    ]


def catch_alls(package: Path) -> list[str]:
    """Modules whose name says nothing about what they own."""
    return [name for name in modules(package) if FORBIDDEN & set(name.split("."))]


def names_of_functions(package: Path) -> list[str]:
    """Packages and modules beside them that have the name of a public function."""
    return sorted({package_of(name) for name in modules(package)} & PUBLIC_FUNCTIONS)


def hidden_exports(package: Path) -> list[str]:
    """Imports of a name through a package that only imported it itself, and does not say so in `__all__`."""
    house = modules(package)
    exports = {name: exported(tree) for name, tree in house.items() if (package / name.replace(".", "/")).is_dir()}
    return [
        f"{name}:{node.lineno}: {alias.name} through {target}"
        for name, tree in house.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module
        for target in [node.module.removeprefix("policydiff.")]
        if target in exports and target != name
        for alias in node.names
        if f"{target}.{alias.name}" not in house and alias.name not in exports[target]
    ]


def exported(tree: ast.Module) -> set[str]:
    """The names that a module defines, and those in its `__all__`."""
    names = set()
    for node in tree.body:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            names.add(node.name)
        elif isinstance(node, (ast.Assign, ast.AnnAssign)):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            names |= {target.id for target in targets if isinstance(target, ast.Name)}
            if "__all__" in names and node.value is not None and ast.unparse(targets[0]) == "__all__":
                names |= set(ast.literal_eval(node.value))
    return names


def modules_not_described(package: Path) -> list[str]:
    """Modules that no line of their package's docstring begins with, except those that are found by their folder."""
    house = modules(package)
    broken = []
    for name in house:
        parent, _, leaf = name.rpartition(".")
        is_folder = (package / name.replace(".", "/")).is_dir()
        if parent and parent not in DISCOVERED and not (is_folder and parent in DISCOVERED_FOLDERS):
            described = ast.get_docstring(house[parent]) if parent in house else None
            if leaf not in [line.split(" ")[0] for line in (described or "").splitlines()]:
                broken.append(f"the docstring of {parent} says nothing of {leaf}")
    return broken


Rule = Callable[[Path], list[str]]
RULES: list[Rule] = [
    imports_not_allowed,
    cycles,
    strayed_libraries,
    voices,
    catch_alls,
    names_of_functions,
    hidden_exports,
    modules_not_described,
]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_house_keeps_its_rules(rule: Rule) -> None:
    broken = rule(PACKAGE)
    assert not broken, "\n".join(broken)


@pytest.mark.parametrize(
    ("rule", "files", "says"),
    [
        (imports_not_allowed, {"attic.py": ""}, "attic has no row"),
        (
            imports_not_allowed,
            {"text/a.py": "from policydiff.matching.b import f", "matching/b.py": ""},
            "text.a imports matching.b, and text may not import matching",
        ),
        (
            imports_not_allowed,
            {"text/a.py": "from policydiff.matching import b", "matching/b.py": ""},
            "text.a imports matching.b",
        ),
        (
            imports_not_allowed,
            {"matching/b.py": "from ..structure import c", "structure/c.py": ""},
            "matching.b imports structure.c",
        ),
        (
            imports_not_allowed,
            {"text/a.py": "def f():\n import policydiff.cli.main", "cli/main.py": ""},
            "text.a imports cli.main",
        ),
        (
            imports_not_allowed,
            {"errors.py": "from policydiff import version", "version.py": ""},
            "errors imports version",
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
        (strayed_libraries, {"text/a.py": "import rich.table"}, "text.a imports rich"),
        (strayed_libraries, {"matching/lsh.py": "import datasketch"}, "matching.lsh imports datasketch"),
        (strayed_libraries, {"readers/a.py": "from opencc import OpenCC"}, "readers.a imports opencc"),
        (voices, {"text/a.py": "def f():\n print(1)"}, "text.a:2: print()"),
        (
            voices,
            {"writers/__init__.py": "", "writers/text.py": "import sys\nsys.exit(2)"},
            "writers.text:2: sys.exit()",
        ),
        (catch_alls, {"readers/__init__.py": "", "readers/utils.py": ""}, "readers.utils"),
        (names_of_functions, {"compare/engine.py": ""}, "compare"),
        (
            hidden_exports,
            {
                "readers/__init__.py": "from policydiff.readers.a import f",
                "readers/a.py": "",
                "cli/b.py": "from policydiff.readers import f",
            },
            "cli.b:1: f through readers",
        ),
        (
            modules_not_described,
            {"text/__init__.py": '"""Text.\\n\\nb  b\\n"""', "text/a.py": ""},
            "text says nothing of a",
        ),
    ],
)
def test_each_rule_sees_what_breaks_it(tmp_path: Path, rule: Rule, files: dict[str, str], says: str) -> None:
    build(tmp_path, files)
    broken = rule(tmp_path)
    assert len(broken) == 1
    assert says in broken[0]


def test_sound_packages_break_no_rule(tmp_path: Path) -> None:
    build(
        tmp_path,
        {
            "__init__.py": "",
            "__main__.py": "from policydiff.cli import main",
            "errors.py": "from policydiff import __version__",
            "readers/__init__.py": "'''R\n\nhtml  pages\ntext  text\n'''\nfrom .text import f\n__all__ = ['f']",
            "cli/__init__.py": "'''C\n\nmain  all\n'''",
            "readers/html.py": "from policydiff.readers.text import f\nfrom ..errors import ReadError",
            "readers/text.py": "from policydiff.errors import ReadError",
            "cli/main.py": "import click\nfrom policydiff.readers import f, text\nprint(1)",
        },
    )
    assert [broken for rule in RULES for broken in rule(tmp_path)] == []


def test_the_table_goes_from_the_ground_up() -> None:
    above: set[str] = set()
    for name, allowed in MAY_IMPORT.items():
        assert set(allowed.split()) <= above, name
        above.add(name)


def test_the_tests_lie_in_folders_named_after_the_packages() -> None:
    folders = {path.name for path in Path(__file__).parent.iterdir() if any(path.glob("test_*.py"))}
    assert folders == {path.name for path in PACKAGE.iterdir() if (path / "__init__.py").is_file()}


def build(folder: Path, files: dict[str, str]) -> None:
    """Writes the files of a made-up house."""
    for name, source in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(source, encoding="utf-8")


# --- what starting up costs


def loaded(module: str) -> list[str]:
    """The modules that importing this one loads, in a process of its own."""
    ask = f"import sys, policydiff, {module}; assert policydiff.__version__; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", ask], capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    assert module in done.stdout.split()
    return done.stdout.split()


@pytest.mark.parametrize(
    ("module", "unwanted"),
    [
        ("policydiff", {"click", "datasketch", "numpy", "opencc", "rapidfuzz", "rich"}),
        ("policydiff.cli.main", {"datasketch", "numpy", "opencc", "rapidfuzz", "rich"}),
    ],
)
def test_importing_loads_no_more_than_it_needs(module: str, unwanted: set[str]) -> None:
    assert not unwanted & set(loaded(module))


def test_each_command_loads_the_modules_it_did() -> None:
    """The modules of each command at its start, a line a command. If a change is wanted: UPDATE_SNAPSHOTS=1."""
    libraries = {*HOMES, "numpy"}
    lines = []
    for command in COMMANDS:
        names = loaded(f"policydiff.cli.commands.{command.replace('-', '_')}")
        ours = {name.removeprefix("policydiff.") for name in names if name.startswith("policydiff.")}
        lines.append(f"{command}: {' '.join(sorted(ours | libraries & set(names)))}\n")
    if os.environ.get("UPDATE_SNAPSHOTS"):
        STARTING.write_text("".join(lines), encoding="utf-8")
    assert "".join(lines) == STARTING.read_text(encoding="utf-8")


# --- what docstrings name

PROGRAMS = {"patch"}


def test_what_docstrings_name_exists() -> None:
    """A name in backticks, or one of capitals with an underscore, is somewhere in the code besides docstrings."""
    named: dict[str, str] = {}
    words = {part for module in modules(PACKAGE) for part in module.split(".")}
    for module, tree in modules(PACKAGE).items():
        docstrings: set[ast.AST] = set()
        for node in ast.walk(tree):
            if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef)) and (text := ast.get_docstring(node)):
                for name in re.findall(r"`(\w+)`|\b(?!POLICYDIFF_)([A-Z]+_[A-Z_]+)\b", text):
                    named["".join(name)] = module
                docstrings.update(ast.iter_child_nodes(node.body[0]))
            for _, value in ast.iter_fields(node):
                if isinstance(value, str) and node not in docstrings:
                    words.update(re.findall(r"\w+", value))
    assert {name: module for name, module in named.items() if name not in words | PROGRAMS} == {}
