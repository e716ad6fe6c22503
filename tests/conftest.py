"""What every test may lean on."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextvars import copy_context
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import pytest
from coverage import Coverage
from hypothesis import HealthCheck, settings

import policydiff as package
from checking import Ran, Run
from policydiff.cli import main
from trees import CORPUS, plant

# Where the tests run in the background of a script, interruptions are ignored, and commands would inherit that.
signal.signal(signal.SIGINT, signal.default_int_handler)

# What the tests expect is English, whatever the locale of the machine.
os.environ.pop("LANGUAGE", None)
os.environ["LC_ALL"] = "C.UTF-8"

# No property may fail because the machine is busy. `fast` is for --fast; strategies.examples() heeds it.
settings.register_profile("whole", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("fast", settings.get_profile("whole"), max_examples=10)
settings.load_profile("whole")


ROOT = Path(__file__).resolve().parent.parent


def pytest_sessionfinish() -> None:
    """Saves what was measured while the run still waits for this worker; later a slow one would be ended first."""
    if measured := Coverage.current():
        measured.save()


def _untraced() -> None:
    """Stops measuring coverage in a process that was forked from this one, whose measurements nobody would collect."""
    sys.settrace(None)
    threading.settrace(None)


os.register_at_fork(after_in_child=_untraced)


@pytest.fixture(scope="session", autouse=True)
def _quick() -> Iterator[None]:
    """Spares what no test looks at: waiting for the disk, and coverage of processes that repeat what runs here."""
    with pytest.MonkeyPatch.context() as patch:
        # What this process writes is left to the system: only a machine that loses power would show it.
        patch.setattr(os, "fsync", os.fstat)  # which knows a bad descriptor as well
        for name in Command.MEASURE & os.environ.keys():
            patch.setitem(Command.measuring, name, os.environ[name])
            patch.delenv(name)
        yield


@pytest.fixture(scope="session", autouse=True)
def _apart() -> Iterator[None]:
    """Keeps git from the settings, and from the repository, of whoever runs the tests."""
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith("GIT_")]:
            patch.delenv(name)
        patch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
        patch.setenv("GIT_CONFIG_NOSYSTEM", "1")
        yield


@pytest.fixture(scope="session")
def corpora() -> Path:
    """The folder of real documents, or a skip that says how to name it."""
    folder = Path(os.environ.get("POLICYDIFF_CORPORA") or ROOT.parent / "shared" / "corpora")
    if not folder.is_dir():
        pytest.skip(f"no real documents at {folder}; set POLICYDIFF_CORPORA to their folder")
    return folder


@dataclass(frozen=True, slots=True)
class Done:
    """What a finished command leaves: its exit status, what it printed, what it said."""

    returncode: int
    stdout: bytes
    stderr: str


class Command:
    """The real command line, in this process or as a process of its own, in a clean environment."""

    # What would change how the command speaks, if whoever runs the tests has it set.
    UNWANTED = ("NO_COLOR", "COLUMNS", "TERM", "POLICYDIFF_TRACEBACK", "PYTHONUTF8", "PYTHONIOENCODING")

    # How names of variables begin that Python heeds only where it starts.
    STARTING = ("PYTHON", "LC_", "LANG", "TZ", "OMP_")

    # What makes a process measure its coverage, which doubles its time.
    MEASURE = frozenset({"COVERAGE_PROCESS_START", "COVERAGE_PROCESS_CONFIG"})
    measuring: ClassVar[dict[str, str]] = {}

    @staticmethod
    def line(*arguments: str | Path) -> list[str]:
        """The arguments of the process."""
        return [sys.executable, "-m", "policydiff", *map(str, arguments)]

    @classmethod
    def environment(cls, changes: Mapping[str, str] | None = None) -> dict[str, str]:
        """The environment of a process that does what nothing does in this one, so that its coverage is measured."""
        return cls.unmeasured({**cls.measuring, **(changes or {})})

    @classmethod
    def unmeasured(cls, changes: Mapping[str, str] | None = None) -> dict[str, str]:
        """The environment of any other process: ours, less what is unwanted, with the changes.

        Measured, a process that may write nothing would complain, and one that is killed would be measured in vain.
        """
        kept = {name: value for name, value in os.environ.items() if name not in cls.UNWANTED}
        source = str(Path(package.__file__).resolve().parent.parent)
        return {**kept, "PYTHONPATH": source, **(changes or {})}

    def __call__(
        self,
        *arguments: str | Path,
        stdin: bytes = b"",
        cwd: Path | None = None,
        env: Mapping[str, str] | None = None,
        timeout: float | None = None,
    ) -> Done:
        """Runs it to its end, in this process, which takes a tenth of the time.

        It is a process of its own where a `timeout` (seconds) is set, which is there against hanging only, or where
        Python is to start in another environment.
        """
        changes = dict(env or {})
        if timeout is None and not any(name.startswith(self.STARTING) for name in changes):
            return self._here(list(map(str, arguments)), stdin, cwd, changes)
        done = subprocess.run(
            self.line(*arguments),
            input=stdin,
            capture_output=True,
            cwd=cwd,
            env=self.unmeasured(changes),
            timeout=timeout or 60,
            check=False,
        )
        return Done(done.returncode, done.stdout, done.stderr.decode("utf-8"))

    def _here(self, arguments: list[str], stdin: bytes, cwd: Path | None, changes: dict[str, str]) -> Done:
        given, out, err = (io.TextIOWrapper(io.BytesIO(each), encoding="utf-8") for each in (stdin, b"", b""))
        with pytest.MonkeyPatch.context() as patch:
            for name in self.UNWANTED:
                patch.delenv(name, raising=False)
            patch.setenv("LANGUAGE", "")  # which a run in Chinese sets
            for name, value in changes.items():
                patch.setenv(name, value)
            for name, stream in (("stdin", given), ("stdout", out), ("stderr", err)):
                patch.setattr(sys, name, stream)
            if cwd is not None:
                patch.chdir(cwd)
            with pytest.raises(SystemExit) as ended:
                main.main(arguments)
        status = ended.value.code
        assert isinstance(status, int)
        out.flush()
        err.flush()
        return Done(status, out.buffer.getvalue(), err.buffer.getvalue().decode("utf-8"))


@pytest.fixture(scope="session")
def policydiff() -> Command:
    """The command line itself: `policydiff("dedupe", path)` gives its exit status, output and messages."""
    return Command()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder, made the current one, in which no settings are found."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "policydiff.toml").touch()
    return tmp_path


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to work in, with a small corpus `in`."""
    monkeypatch.chdir(tmp_path)
    plant(tmp_path / "in", CORPUS)
    return tmp_path


@pytest.fixture
def run(capsysbinary: pytest.CaptureFixture[bytes]) -> Run:
    """Runs a command without a process of its own: `run("check", "a.txt")`."""

    def ran(*arguments: str) -> Ran:
        capsysbinary.readouterr()
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("LANGUAGE", "")  # which a run in Chinese sets
            status = copy_context().run(main._status, list(arguments))
        printed = capsysbinary.readouterr()
        return Ran(status, printed.out, printed.err.decode())

    return ran
