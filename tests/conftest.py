"""What every test may lean on."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

import policydiff as package
from checking import Ran, Run
from policydiff import cli
from trees import CORPUS, plant

# Where the tests run in the background of a script, interruptions are ignored, and commands would inherit that.
signal.signal(signal.SIGINT, signal.default_int_handler)

ROOT = Path(__file__).resolve().parent.parent


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

    # What makes a process measure its coverage. One that may write nothing would complain of it.
    MEASURE = ("COVERAGE_PROCESS_START", "COVERAGE_PROCESS_CONFIG")

    @staticmethod
    def line(*arguments: str | Path) -> list[str]:
        """The arguments of the process."""
        return [sys.executable, "-m", "policydiff", *map(str, arguments)]

    @classmethod
    def environment(cls, changes: Mapping[str, str] | None = None) -> dict[str, str]:
        """The environment of the process: ours, less what is unwanted, with the changes."""
        kept = {name: value for name, value in os.environ.items() if name not in cls.UNWANTED}
        source = str(Path(package.__file__).resolve().parent.parent)
        return {**kept, "PYTHONPATH": source, **(changes or {})}

    @classmethod
    def unmeasured(cls) -> dict[str, str]:
        """The same, where the measuring of coverage would itself be seen."""
        return {name: value for name, value in cls.environment().items() if name not in cls.MEASURE}

    def __call__(
        self,
        *arguments: str | Path,
        stdin: bytes = b"",
        cwd: Path | None = None,
        env: Mapping[str, str] | None = None,
        timeout: float | None = None,
    ) -> Done:
        """Runs it to its end; with `env` or `timeout` (seconds, against hanging only) as a process of its own.

        Only a process has an environment of its own and can be ended; to start one takes ten times as long.
        """
        if env is None and timeout is None:
            return self._here(list(map(str, arguments)), stdin, cwd)
        done = subprocess.run(
            self.line(*arguments),
            input=stdin,
            capture_output=True,
            cwd=cwd,
            env=self.environment(env),
            timeout=timeout or 60,
            check=False,
        )
        return Done(done.returncode, done.stdout, done.stderr.decode("utf-8"))

    def _here(self, arguments: list[str], stdin: bytes, cwd: Path | None) -> Done:
        given, out, err = (io.TextIOWrapper(io.BytesIO(each), encoding="utf-8") for each in (stdin, b"", b""))
        with pytest.MonkeyPatch.context() as patch:
            for name in self.UNWANTED:
                patch.delenv(name, raising=False)
            for name, stream in (("stdin", given), ("stdout", out), ("stderr", err)):
                patch.setattr(sys, name, stream)
            if cwd is not None:
                patch.chdir(cwd)
            with pytest.raises(SystemExit) as ended:
                cli.main(arguments)
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
        status = cli._status(list(arguments))
        printed = capsysbinary.readouterr()
        return Ran(status, printed.out, printed.err.decode())

    return ran
