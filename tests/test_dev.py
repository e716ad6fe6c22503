"""dev.py chooses well on machines we do not have, and the READMEs say the commands that work."""

from __future__ import annotations

import ast
import hashlib
import importlib.util
import io
import json
import re
import sys
import tomllib
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import settings

ROOT = Path(__file__).resolve().parent.parent
RUN, TEST = "python3 dev.py run", "python3 dev.py test"


def load(script: str = "dev.py") -> ModuleType:
    """A fresh copy of dev.py, or of another script, as a module, so that no test sees another's changes."""
    spec = importlib.util.spec_from_file_location(Path(script).stem, ROOT / script)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def dev(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """dev.py for a made-up clone below tmp_path."""
    module = load()
    (tmp_path / "pyproject.toml").write_text("[project]\n", encoding="utf-8")
    for name in ("ROOT", "VENV", "BIN", "PYTHON", "STAMP"):
        moved = tmp_path / getattr(module, name).relative_to(ROOT)
        monkeypatch.setattr(module, name, moved)
    return module


class Machine:
    """A machine which notes every command and fails those that hold one of the given words."""

    def __init__(self, dev: ModuleType, monkeypatch: pytest.MonkeyPatch, *, fails: tuple[str, ...] = ()) -> None:
        self.dev, self.fails = dev, fails
        self.site = dev.VENV / "site-packages"
        self.commands: list[str] = []
        self.paths: list[str] = []  # where the quiet commands import from besides
        self.answers: dict[str, int] = {}
        monkeypatch.setattr(dev, "quietly", self.quietly)
        monkeypatch.setattr(dev, "aloud", self.aloud)
        monkeypatch.setattr(dev, "site_packages", lambda: self.site)

    def quietly(self, command: list[str], extra_path: str = "") -> str:
        line = " ".join(command)
        self.commands.append(line)
        self.paths.append(extra_path)
        if any(word.format(venv=self.dev.VENV) in line for word in self.fails):
            return "it broke"
        if "-m venv" in line or "-m virtualenv" in line:
            self.dev.BIN.mkdir(parents=True, exist_ok=True)
            self.dev.PYTHON.touch()
        if "--editable" in line:
            self.dev.program("policydiff").touch()
            self.site.mkdir(exist_ok=True)
            (self.site / "_policydiff.pth").write_text("/政策/src", encoding="utf-8")
        return ""

    def aloud(self, command: list[str], cwd: Path | None = None) -> int:
        line = " ".join(command)
        self.commands.append(line)
        return next((status for word, status in self.answers.items() if word in line), 0)

    def did(self, word: str) -> int:
        """How many commands held the word since the last `forget`."""
        return sum(word in command for command in self.commands)

    def forget(self) -> None:
        self.commands.clear()


# --- which environment


@pytest.mark.parametrize(
    ("venv", "ensurepip", "pip", "expected"),
    [
        (True, True, True, ["venv", "virtualenv"]),
        (True, True, False, ["venv"]),
        (True, False, True, ["virtualenv"]),  # Debian without python3-venv
        (False, False, True, ["virtualenv"]),
        (True, False, False, []),
    ],
)
def test_ways_follow_what_python_has(
    dev: ModuleType, venv: bool, ensurepip: bool, pip: bool, expected: list[str]
) -> None:
    assert dev.ways(venv=venv, ensurepip=ensurepip, pip=pip) == expected


@pytest.mark.parametrize(
    ("fails", "way"),
    [
        ((), "venv"),
        (("-m venv",), "virtualenv"),  # an ensurepip that is there and switched off
    ],
)
def test_a_way_that_fails_gives_place_to_the_next(
    dev: ModuleType,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    fails: tuple[str, ...],
    way: str,
) -> None:
    Machine(dev, monkeypatch, fails=fails)
    monkeypatch.setattr(dev, "has", lambda module: True)
    dev.make_environment()
    assert capsys.readouterr().err.splitlines()[-1].endswith(f"({way})")


def test_virtualenv_is_fetched_for_this_once_and_not_installed(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine = Machine(dev, monkeypatch)
    monkeypatch.setattr(dev, "has", lambda module: module != "ensurepip")
    dev.make_environment()
    fetch, make, _ = machine.commands
    target = re.search(r" pip install --quiet --target (\S+) virtualenv$", fetch)
    assert target is not None
    assert machine.paths == ["", target[1], ""]
    assert make.endswith(f" -m virtualenv --clear {dev.VENV}")
    assert not Path(target[1]).exists()


@pytest.mark.parametrize(
    ("modules", "fails", "hint"),
    [
        ({"venv"}, (), "apt-get install python3-pip"),
        ({"venv", "ensurepip", "pip"}, ("venv",), "-m venv"),
        ({"venv", "ensurepip", "pip"}, ("--editable",), "package index"),
    ],
)
def test_trouble_is_one_line_with_the_next_thing_to_try(
    dev: ModuleType,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    modules: set[str],
    fails: tuple[str, ...],
    hint: str,
) -> None:
    Machine(dev, monkeypatch, fails=fails)
    monkeypatch.setattr(dev, "has", lambda module: module in modules)
    assert dev.main(["run"]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert hint in err.splitlines()[-1]
    assert all(line.startswith("dev.py: ") for line in err.splitlines())


# --- when to install again


@pytest.fixture
def machine(dev: ModuleType, monkeypatch: pytest.MonkeyPatch) -> Machine:
    """A machine where everything works and `dev.py check` has run once."""
    made = Machine(dev, monkeypatch)
    dev.install("dev")
    made.forget()
    return made


@pytest.mark.parametrize("extra", ["all", "test", "dev"])
def test_nothing_is_done_again_while_nothing_changes(machine: Machine, extra: str) -> None:
    machine.dev.install(extra)
    assert machine.commands == []


def test_a_larger_extra_installs_and_a_smaller_one_does_not(dev: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    machine = Machine(dev, monkeypatch)
    for extra in ("all", "test", "all", "dev", "test"):
        dev.install(extra)
    asked = [command.split()[-1] for command in machine.commands if "--editable" in command]
    assert asked == [".[all]", ".[test]", ".[dev]"]


def test_a_changed_pyproject_installs_into_the_same_environment(machine: Machine) -> None:
    (machine.dev.ROOT / "pyproject.toml").write_text("[project]\n# changed\n", encoding="utf-8")
    machine.dev.install("test")
    assert (machine.did("-m venv"), machine.did("--editable")) == (0, 1)


@pytest.mark.parametrize(
    "damage", ["no stamp", "torn stamp", "foreign stamp", "no python", "no policydiff", "moved", "upgraded"]
)
def test_a_damaged_environment_is_made_anew(machine: Machine, damage: str) -> None:
    dev = machine.dev
    stamp = json.loads(dev.STAMP.read_text(encoding="utf-8"))
    match damage:
        case "no stamp":
            dev.STAMP.unlink()
        case "torn stamp":
            dev.STAMP.write_text('{"root": ', encoding="utf-8")
        case "foreign stamp":
            dev.STAMP.write_text('["dev"]', encoding="utf-8")
        case "no python":
            dev.PYTHON.unlink()
        case "no policydiff":
            dev.program("policydiff").unlink()
        case "moved":
            dev.STAMP.write_text(json.dumps(stamp | {"root": "/elsewhere"}), encoding="utf-8")
        case "upgraded":
            dev.STAMP.write_text(json.dumps(stamp | {"python": "3.11.0"}), encoding="utf-8")
    dev.install("test")
    assert (machine.did("-m venv"), machine.did("--editable")) == (1, 1)


def test_an_interrupted_install_counts_as_half_made(machine: Machine) -> None:
    machine.fails = ("--editable",)
    (machine.dev.ROOT / "pyproject.toml").write_text("[project]\n# changed\n", encoding="utf-8")
    with pytest.raises(machine.dev.Trouble):
        machine.dev.install("dev")
    assert machine.dev.read_stamp() == {}


def test_the_environment_finds_a_clone_in_any_folder_in_any_locale(machine: Machine) -> None:
    (line,) = (machine.site / "_policydiff.pth").read_text(encoding="ascii").splitlines()
    assert (machine.site / line).resolve() == (machine.dev.ROOT / "src").resolve()


# --- the commands


def test_run_dedupes_the_sample_unless_told_otherwise(machine: Machine) -> None:
    machine.dev.main(["run"])
    machine.dev.main(["run", "compare", "a", "b"])
    policydiff = machine.dev.program("policydiff")
    assert machine.commands == [f"{policydiff} dedupe samples/work-plan-twice.txt", f"{policydiff} compare a b"]
    assert (ROOT / "samples" / "work-plan-twice.txt").is_file()


def test_the_whole_suite_owes_coverage_and_a_part_does_not(machine: Machine) -> None:
    assert machine.dev.main(["test"]) == 0
    assert machine.did("coverage run -m pytest") == machine.did("coverage report") == 1
    assert machine.did("--fail-under") == 0
    machine.forget()
    assert machine.dev.main(["test", "-k", "fold"]) == 0
    assert (machine.did("-m pytest -k fold"), machine.did("report --fail-under=0")) == (1, 1)


@pytest.mark.parametrize(
    ("arguments", "side_by_side", "coverage"),
    [
        ([], True, True),
        (["tests/text/test_folding.py"], False, True),
        (["-x", "--pdb"], False, True),
        (["-n", "auto", "--durations=9"], True, True),
        (["--fast"], True, False),
        (["--fast", "-k", "fold"], False, False),
        (["-x", "--fast"], False, False),
    ],
)
def test_the_suite_runs_side_by_side_and_what_is_named_alone(
    machine: Machine, arguments: list[str], side_by_side: bool, coverage: bool
) -> None:
    assert machine.dev.main(["test", *arguments]) == 0
    assert machine.did(" -n auto") == side_by_side
    assert (machine.did("coverage run"), machine.did("coverage report")) == (coverage, coverage)
    assert machine.did("not corpus and not slow") == machine.did("--hypothesis-profile fast") == (not coverage)
    (line,) = [command for command in machine.commands if "-m pytest" in command]
    assert "--fast" not in line
    assert line.endswith(" ".join(each for each in arguments if each != "--fast"))


def test_the_fast_part_fails_when_pytest_does(machine: Machine) -> None:
    machine.answers = {"pytest": 1}
    assert machine.dev.main(["test", "--fast"]) == 1


def test_what_the_fast_part_leaves_out_and_asks_for_is_there() -> None:
    marked = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_*.py"))
    assert {f"mark.{name}" for name in re.findall(r"not (\w+)", load().FAST[1])} <= set(
        re.findall(r"mark\.\w+", marked)
    )
    assert settings.get_profile(load().FAST[-1]).max_examples < settings.get_profile("whole").max_examples


@pytest.mark.parametrize(
    ("word", "status"), [("pytest", 1), ("pytest", 5), ("coverage combine", 1), ("coverage report", 2)]
)
def test_a_failing_step_is_the_status_of_the_suite(machine: Machine, word: str, status: int) -> None:
    machine.answers = {word: status}
    assert machine.dev.main(["test"]) == status


@pytest.mark.parametrize("word", ["ruff check", "ruff format", "mypy", "check_links.py"])
def test_check_runs_every_check_and_fails_when_one_does(machine: Machine, word: str) -> None:
    assert machine.dev.main(["check"]) == 0
    machine.forget()
    machine.answers = {word: 1}
    assert machine.dev.main(["check"]) == 1
    assert len(machine.commands) == 4


def test_package_ends_as_the_script_does(machine: Machine) -> None:
    assert machine.dev.main(["package"]) == 0
    machine.answers = {"check_package.py": 1}
    assert machine.dev.main(["package"]) == 1
    assert (ROOT / "scripts" / "check_package.py").is_file()


@pytest.mark.parametrize("arguments", [[], ["a", "b"], ["full"]])
def test_wheels_go_into_one_new_folder(machine: Machine, tmp_path: Path, arguments: list[str]) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "old.whl").touch()
    assert machine.dev.main(["wheels", *(str(tmp_path / each) for each in arguments)]) == 2
    assert machine.commands == []


def test_wheels_are_listed_with_their_hashes(dev: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def gather(command: list[str], extra_path: str = "") -> str:
        folder = Path(command[command.index("--wheel-dir") + 1])
        folder.mkdir()
        (folder / "policydiff-0.1.0-py3-none-any.whl").write_bytes(b"")
        (folder / "click-8.2.1-py3-none-any.whl").write_bytes(b"click")
        assert command[-1] == str(dev.ROOT)
        return ""

    monkeypatch.setattr(dev, "quietly", gather)
    assert dev.main(["wheels", str(tmp_path / "wheels")]) == 0
    assert (tmp_path / "wheels" / "requirements.txt").read_text(encoding="ascii").splitlines() == [
        f"click==8.2.1 --hash=sha256:{hashlib.sha256(b'click').hexdigest()}",
        f"policydiff==0.1.0 --hash=sha256:{hashlib.sha256(b'').hexdigest()}",
    ]


def test_clean_removes_what_was_left_behind_and_nothing_else(machine: Machine) -> None:
    root = machine.dev.ROOT
    (root / ".mypy_cache").mkdir()
    (root / ".coverage.1").touch()
    assert machine.dev.main(["clean"]) == 0
    assert [path.name for path in root.iterdir()] == ["pyproject.toml"]


@pytest.mark.parametrize(("arguments", "status"), [([], 2), (["--help"], 0), (["walk"], 2)])
def test_usage(dev: ModuleType, arguments: list[str], status: int) -> None:
    assert dev.main(arguments) == status


# --- running other programs


def test_surroundings_keep_installs_and_imports_at_home(dev: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PYTHONPATH", "PYTHONHOME", "PIP_TARGET", "PIP_PREFIX", "PIP_INDEX_URL"):
        monkeypatch.setenv(name, "x")
    monkeypatch.setenv("PIP_USER", "1")
    env = dev.surroundings()
    assert not env.keys() & {"PYTHONPATH", "PYTHONHOME", "PIP_TARGET", "PIP_PREFIX"}
    assert (env["PIP_USER"], env["PIP_INDEX_URL"]) == ("0", "x")
    assert env["PATH"].startswith(str(dev.BIN))


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("print('all is well')", ""),
        ("print('ERROR: no such thing\\nsome advice'); raise SystemExit(1)", "ERROR: no such thing"),
        ("raise ValueError('wrong')", "ValueError: wrong"),
        ("print('only this'); raise SystemExit(1)", "only this"),
        ("raise SystemExit(3)", "exit status 3"),
    ],
)
def test_a_quiet_command_says_only_why_it_failed(dev: ModuleType, code: str, expected: str) -> None:
    assert dev.quietly([sys.executable, "-c", code]) == expected


def test_blame_prefers_the_cause_to_what_came_of_it(dev: ModuleType) -> None:
    output = "  │ ERROR: no such package\n  ╰─> end\nerror: subprocess-exited-with-error\nERROR: Failed to build it\n"
    assert dev.blame(output.splitlines(keepends=True)) == "ERROR: no such package"


PIP = """print('Collecting numpy>=1.26 (from policydiff==0.1.0)')
print('Installing collected packages: {}')"""


@pytest.mark.parametrize(("names", "said"), [("numpy, rich, policydiff", "3 packages"), ("policydiff", "1 package")])
def test_the_packages_are_counted_in_one_plain_line(
    dev: ModuleType, capsys: pytest.CaptureFixture[str], names: str, said: str
) -> None:
    assert dev.quietly([sys.executable, "-c", PIP.format(names)]) == ""
    assert capsys.readouterr().err == f"dev.py: installing {said}\n"


def test_on_a_terminal_the_package_that_is_on_its_way_is_shown(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen = io.StringIO()
    monkeypatch.setattr(screen, "isatty", lambda: True)
    monkeypatch.setattr(sys, "stderr", screen)
    dev.quietly([sys.executable, "-c", PIP.format("numpy")])
    shown = [line.strip() for line in screen.getvalue().replace("\n", "\r").split("\r")]
    assert [line for line in shown if line] == ["dev.py: downloading numpy", "dev.py: installing 1 package"]


def test_what_is_done_is_said_and_nothing_where_nothing_is_done(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    Machine(dev, monkeypatch)
    dev.install("test")
    out, err = capsys.readouterr()
    assert out == ""
    assert [re.split(" with |[0-9]", line)[0] for line in err.splitlines()] == [
        "dev.py: making the environment .venv",
        "dev.py: downloading what policydiff[test] needs",
        "dev.py: ready in ",
    ]
    dev.install("test")
    assert capsys.readouterr() == ("", "")


def test_an_old_python_meets_one_line(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 10, 13))
    with pytest.raises(SystemExit) as stopped:
        load()
    assert stopped.value.code == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_an_old_python_can_read_dev_py() -> None:
    tree = ast.parse((ROOT / "dev.py").read_text(encoding="utf-8"), feature_version=(3, 6))
    assert not [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module == "__future__"]


# --- the documentation


@pytest.fixture
def links() -> ModuleType:
    """scripts/check_links.py as a module."""
    return load("scripts/check_links.py")


@pytest.mark.parametrize(
    ("page", "broken"),
    [
        ("[a](other.md) [b](other.md#第一-章) [c](#here) ![d](<other.md>)\n# Here\n", []),
        ("[a](https://example.org/x.md) [b](mailto:a@example.org)", []),
        ("`[a](gone.md)`\n```\n[a](gone.md)\n```\n", []),
        ("[a](gone.md)", ["gone.md"]),
        ("[a][b]\n\n[b]: gone.md\n", ["gone.md"]),
        ('<img src="gone.png">', ["gone.png"]),
        ("[a](other.md#gone) [b](#gone)", ["other.md#gone", "#gone"]),
        ("[a](%E4%B8%AD.md)", []),
        ("# A\n# A\n[a](#a-1) [b](#a-2)", ["#a-2"]),
    ],
)
def test_links_that_lead_nowhere_are_found(links: ModuleType, tmp_path: Path, page: str, broken: list[str]) -> None:
    (tmp_path / "page.md").write_text(page, encoding="utf-8")
    (tmp_path / "other.md").write_text("# [第一](page.md) 章！\n", encoding="utf-8")
    (tmp_path / "中.md").touch()
    assert links.broken_links(tmp_path) == [f"page.md: {link}" for link in broken]


@pytest.mark.parametrize(("page", "status", "said"), [("[a](gone.md)\n", 1, "page.md: gone.md\n"), ("", 0, "")])
def test_a_link_that_leads_nowhere_fails_the_check(
    links: ModuleType,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    page: str,
    status: int,
    said: str,
) -> None:
    (tmp_path / "page.md").write_text(page, encoding="utf-8")
    monkeypatch.setattr(links, "ROOT", tmp_path)
    assert links.main() == status
    assert capsys.readouterr().out == said


def commands_of_dev(markdown: str) -> list[str]:
    """The lines of fenced blocks that call dev.py, in their order."""
    blocks = re.findall(r"^```.*?\n(.*?)^```", markdown, re.M | re.S)
    lines = [line.removeprefix("$ ").strip() for block in blocks for line in block.splitlines()]
    return [line for line in lines if "dev.py" in line]


def test_commands_of_dev_are_found() -> None:
    page = f"python3 dev.py text\n```sh\n$ {RUN}\nmake check\npython3 dev.py check\n```\n"
    assert commands_of_dev(page) == [RUN, "python3 dev.py check"]


@pytest.mark.parametrize("name", ["README.md", "README.zh.md"])
def test_the_readme_says_how_to_run_and_test_in_a_clone(name: str) -> None:
    assert commands_of_dev((ROOT / name).read_text(encoding="utf-8")) == [RUN, TEST]


def test_the_gate_runs_the_command_of_the_readme() -> None:
    lines = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    assert [line.split(" <")[0] for line in lines if line.startswith("python3 dev.py")] == [
        TEST,
        "python3 dev.py check",
        "python3 dev.py package",
    ]


# --- the package


def test_the_package_names_the_pythons_that_the_gate_tries() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    named = [each.rpartition(" ")[2] for each in project["classifiers"] if re.search(r"Python :: 3\.\d+$", each)]
    assert tuple(named) == load("scripts/check_package.py").VERSIONS
    assert project["requires-python"] == f">={named[0]}"


def test_the_files_that_the_notice_names_are_there() -> None:
    named = re.findall(r"\bsrc/[\w/]+\.\w+", (ROOT / "NOTICE").read_text(encoding="utf-8"))
    assert len(named) == 2
    assert all((ROOT / path).is_file() for path in named)
