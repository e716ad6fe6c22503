"""Runs a command in a process of its own in which one call to the system fails, is the last, or is interrupted.

`points` counts the calls of a sound run, so that every one of them can be tried.
"""

from __future__ import annotations

import builtins
import errno
import functools
import io
import itertools
import os
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from policydiff.atomic import transaction
from policydiff.cli import main

HANG = 120  # seconds after which a command counts as hung
DIED = 137
CALLS = ("open", "fsync", "rename", "replace", "link", "unlink", "mkdir", "rmdir", "chmod", "chown", "scandir")
ERRORS = (errno.EIO, errno.ENOSPC, errno.EACCES)


@dataclass(frozen=True)
class Fault:
    """What happens at the call with this number, from 1: 0 for never.

    `kind` is error (this call fails), errors (this call and all later ones of its name), death (nothing happens any
    more), the name of a signal, or the name of an action; `act` is called for an action.
    """

    kind: str = "none"
    number: int = 0
    act: Callable[[], object] | None = None


class Outcome(NamedTuple):
    """How the command ended: its exit status (`DIED`, or minus a signal), what it said, and its calls by name."""

    status: int
    said: str
    calls: tuple[str, ...]


class _Injector:
    """Counts calls and does at one of them what the fault says."""

    def __init__(self, fault: Fault, report: int) -> None:
        self.fault, self.report = fault, report
        self.numbers = itertools.count(1)
        self.failing = ""
        self.lock = threading.Lock()

    def call(self, name: str, half: Callable[[], object] = lambda: None) -> None:
        """One call of this name; `half` does half of it, as a write on a full disk does."""
        with self.lock:
            number = next(self.numbers)
            os.write(self.report, f"{name}\n".encode())
        if number != self.fault.number:
            if name == self.failing:
                raise self.error(number)
            return
        kind = self.fault.kind
        if kind == "death":
            half()
            os._exit(DIED)
        if kind in ("error", "errors"):
            self.failing = name if kind == "errors" else ""
            half()
            raise self.error(number)
        if kind.startswith("SIG"):
            os.kill(os.getpid(), getattr(signal, kind))
        if self.fault.act:
            self.fault.act()

    def error(self, number: int) -> OSError:
        """The error of this call: each of `ERRORS` in its turn."""
        code = ERRORS[number % len(ERRORS)]
        return OSError(code, os.strerror(code))

    def wrapped(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        """The function, counted before it is called."""

        def counted(*arguments: Any, **named: Any) -> Any:
            self.call(name)
            return real(*arguments, **named)

        return counted

    def opened(self, real: Callable[..., Any]) -> Callable[..., Any]:
        """`open`, whose files count what is written to them."""

        def counted(file: Any, mode: str = "r", *arguments: Any, **named: Any) -> Any:
            self.call("open")
            stream = real(file, mode, *arguments, **named)
            return _Written(stream, self) if set(mode) & set("wax+") else stream

        return counted

    def install(self) -> None:
        """Replace the functions in this process."""
        os.fsync = os.fstat  # type: ignore[assignment]  # waiting for the disk shows nothing here; it knows a bad descriptor as well
        for name in CALLS:
            setattr(os, name, self.wrapped(name, getattr(os, name)))
        io.open = builtins.open = self.opened(io.open)
        subprocess.run = self.wrapped("run", subprocess.run)
        transaction._renamed = self.wrapped("rename", transaction._renamed)
        real_connect, injector = sqlite3.connect, self

        class Connection(sqlite3.Connection):
            """A connection that counts its statements."""

            def execute(self, *arguments: Any) -> Any:
                injector.statement()
                return super().execute(*arguments)

            def executemany(self, *arguments: Any) -> Any:
                injector.statement()
                return super().executemany(*arguments)

        setattr(sqlite3, "connect", functools.partial(real_connect, factory=Connection))  # noqa: B010

    def statement(self) -> None:
        """One statement of SQLite, which fails as SQLite does."""
        try:
            self.call("statement")
        except OSError as error:
            failure = sqlite3.OperationalError(str(error))
            failure.sqlite_errorcode = sqlite3.SQLITE_FULL if error.errno == errno.ENOSPC else sqlite3.SQLITE_IOERR
            raise failure from None


class _Written:
    """A file that counts what is written to it."""

    def __init__(self, stream: Any, injector: _Injector) -> None:
        self._stream, self._injector = stream, injector

    def write(self, content: Any) -> Any:
        def half() -> None:
            self._stream.write(content[: len(content) // 2])
            self._stream.flush()

        self._injector.call("write", half)
        return self._stream.write(content)

    def __enter__(self) -> _Written:
        return self

    def __exit__(self, *_: object) -> None:
        self._stream.close()

    def __iter__(self) -> Any:
        return iter(self._stream)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


def run_with(fault: Fault, arguments: list[str], folder: Path) -> Outcome:
    """How a command in this folder ends if the fault happens."""
    said_read, said = os.pipe()
    report_read, report = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            _in_child(fault, arguments, folder, said, report)
        finally:
            os._exit(99)
    os.close(said)
    os.close(report)
    gathered: dict[int, bytes] = {}
    reader = threading.Thread(target=lambda: gathered.update({1: _all_of(report_read)}))
    reader.start()
    gathered[0] = _all_of(said_read)
    reader.join()
    _, ended = os.waitpid(child, 0)
    names = tuple(gathered[1].decode().split())
    return Outcome(os.waitstatus_to_exitcode(ended), gathered[0].decode("utf-8", "replace"), names)


def _all_of(handle: int) -> bytes:
    with os.fdopen(handle, "rb") as stream:
        return stream.read()


def _in_child(fault: Fault, arguments: list[str], folder: Path, said: int, report: int) -> None:
    signal.alarm(HANG)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.chdir(folder)
    os.dup2(os.open(os.devnull, os.O_RDWR), 0)
    os.dup2(os.open(os.devnull, os.O_RDWR), 1)
    os.dup2(said, 2)
    sys.stdin, sys.stdout = io.TextIOWrapper(io.BytesIO()), io.TextIOWrapper(io.BytesIO())
    sys.stderr = io.TextIOWrapper(io.FileIO(2, "w"), encoding="utf-8", write_through=True)
    for name in ("COLUMNS", "POLICYDIFF_TRACEBACK"):
        os.environ.pop(name, None)
    _Injector(fault, report).install()
    status = main._status(arguments)
    sys.stderr.flush()
    os._exit(status)


def load_everything() -> None:
    """Import what commands import when they run, so that a process that is forked from this one need not."""
    import importlib
    import pkgutil

    import policydiff

    for module in pkgutil.walk_packages(policydiff.__path__, "policydiff."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)


def points(arguments: list[str], folder: Path) -> Outcome:
    """How a sound run ends, with all its calls."""
    return run_with(Fault(), arguments, folder)
