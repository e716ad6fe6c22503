"""Long runs: how far they are, said on standard error, and how they are stopped.

A line that changes on a terminal, now and then a line elsewhere.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

_SILENT = 2.0  # seconds before anything is said
_LOG = 10.0  # the same where nobody watches; the pause doubles, since a log needs a sign of life and no film
_PAUSE = 0.2  # between two looks of a terminal's line


class _Progress:
    """Called with what is being done and which share of it is done; `size` is the input in bytes."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._terminal = sys.stderr.isatty()
        self._start = self._began = time.monotonic()
        self._next = self._start + (_SILENT if self._terminal else _LOG)
        self._log = _LOG
        self._what = ""
        self._shown = 0

    def __call__(self, what: str, share: float) -> None:
        now = time.monotonic()
        if what != self._what:
            self._what, self._began = what, now
        if now < self._next:
            return
        said = _said(what, min(share, 1.0), now - self._began, self._size)
        if self._terminal:
            self._next = now + _PAUSE
            self._line(said)
        else:
            while self._start + self._log <= now:
                self._log *= 2
            self._next = self._start + self._log
            click.echo(f"policydiff: {said}", err=True)

    def end(self) -> None:
        """Takes the line away."""
        if self._shown:
            self._line("")
            click.echo("\r", nl=False, err=True)

    def _line(self, said: str) -> None:
        click.echo(f"\r{said:<{self._shown}}", nl=False, err=True)
        self._shown = len(said)


def _said(what: str, share: float, seconds: float, size: int) -> str:
    said = f"{what} {share:.0%}"
    if seconds < 1 or share <= 0:
        return said
    if size and what != "verifying":
        said += f", {share * size / seconds / 1e6:,.1f} MB/s"
    return f"{said}, about {_duration(seconds * (1 - share) / share)} left"


def _duration(seconds: float) -> str:
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    return f"{whole // 60} min" if whole < 3600 else f"{whole // 3600} h {whole % 3600 // 60} min"


@contextmanager
def progress(size: int, *, quiet: bool) -> Iterator[Callable[[str, float], None] | None]:
    """What to call with how far things are; None when nothing is to be said."""
    if quiet:
        yield None
        return
    shown = _Progress(size)
    try:
        yield shown
    finally:
        shown.end()


@contextmanager
def interruptible() -> Iterator[None]:
    """Lets a polite kill (SIGTERM, SIGHUP) do what ^C does, so that nothing is left behind."""
    import signal
    import threading

    if threading.current_thread() is not threading.main_thread() or sys.platform == "win32":
        yield
        return
    before = {each: signal.getsignal(each) for each in (signal.SIGTERM, signal.SIGHUP)}
    for each, handler in before.items():
        if handler == signal.SIG_DFL:  # nohup's wish is heeded
            signal.signal(each, signal.default_int_handler)
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
