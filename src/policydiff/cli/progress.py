"""Long runs: their progress on standard error, and their interruption.

On a terminal one line is rewritten; elsewhere a line is printed now and then.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

from policydiff.messages import joined, message, translatable
from policydiff.translation import localized

_TERMINAL_DELAY = 2.0  # seconds before the first line on a terminal
_LOG_DELAY = 10.0  # seconds before the first line elsewhere; the interval doubles with every line, to keep logs short
_TERMINAL_INTERVAL = 0.2  # seconds between two updates of the line on a terminal
_STEPS = {  # what a long run is doing
    "reading": translatable("reading"),
    "checking": translatable("checking"),
    "comparing": translatable("comparing"),
    "verifying": translatable("verifying"),
    "writing": translatable("writing"),
    "proving": translatable("proving"),
    "restoring": translatable("restoring"),
}


class _Progress:
    """Called with the name of the current step and the share of it that is done, in [0, 1].

    `size` is the size of the input in bytes.
    """

    def __init__(self, size: int) -> None:
        self._size = size
        self._terminal = sys.stderr.isatty()
        self._start = self._began = time.monotonic()
        self._next = self._start + (_TERMINAL_DELAY if self._terminal else _LOG_DELAY)
        self._log = _LOG_DELAY
        self._step = ""
        self._shown = 0

    def __call__(self, step: str, share: float) -> None:
        """Show how far the step is, unless a line was shown a short time ago."""
        now = time.monotonic()
        if step != self._step:
            self._step, self._began = step, now
        if now < self._next:
            return
        text = _progress_text(step, min(share, 1.0), now - self._began, self._size)
        if self._terminal:
            self._next = now + _TERMINAL_INTERVAL
            self._rewrite_line(text)
        else:
            while self._start + self._log <= now:
                self._log *= 2
            self._next = self._start + self._log
            click.echo(f"policydiff: {text}", err=True)

    def end(self) -> None:
        """Erase the line on the terminal, if there is one."""
        if self._shown:
            self._rewrite_line("")
            click.echo("\r", nl=False, err=True)

    def _rewrite_line(self, text: str) -> None:
        """Replace the line on the terminal by a text on one line."""
        from policydiff.cli.columns import cells, padded

        click.echo(f"\r{padded(text, self._shown)}", nl=False, err=True)
        self._shown = cells(text)


def _progress_text(step: str, share: float, seconds: float, size: int) -> str:
    """The step with its percentage, speed and remaining time; within the first second the percentage alone."""
    done = message("{step} {share:.0%}", step=message(_STEPS.get(step, "{step}"), step=step), share=share)
    if seconds < 1 or share <= 0:
        return localized(done)
    parts = [done]
    if size and step != "verifying":
        parts.append(message("{speed:,.1f} MB/s", speed=share * size / seconds / 1e6))
    parts.append(message("about {duration} left", duration=_duration(seconds * (1 - share) / share)))
    return localized(joined(parts, ", "))


def _duration(seconds: float) -> str:
    """A duration in seconds, minutes, or hours and minutes, rounded to seconds.

    >>> _duration(59.4), _duration(3700)
    ('59 s', '1 h 1 min')
    """
    rounded = round(seconds)
    if rounded < 60:
        return localized("{seconds} s", seconds=rounded)
    hours, minutes = divmod(rounded // 60, 60)
    if not hours:
        return localized("{minutes} min", minutes=minutes)
    return localized("{hours} h {minutes} min", hours=hours, minutes=minutes)


@contextmanager
def progress(size: int, *, quiet: bool) -> Iterator[Callable[[str, float], None] | None]:
    """A function for the block to call with its progress; None if `quiet`.

    `size` is that of the input in bytes, 0 for unknown.
    """
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
    """A block in which SIGTERM and SIGHUP raise KeyboardInterrupt as ^C does, so that temporary files are deleted.

    A handler that is set already stays. Outside the main thread and on Windows nothing changes.
    """
    import signal
    import threading

    if threading.current_thread() is not threading.main_thread() or sys.platform == "win32":
        yield
        return
    old_handlers = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGHUP)}
    for number, handler in old_handlers.items():
        if handler == signal.SIG_DFL:  # a handler set by the caller, such as that of nohup, stays
            signal.signal(number, signal.default_int_handler)
    try:
        yield
    finally:
        for number, handler in old_handlers.items():
            signal.signal(number, handler)
