"""A command that runs again whenever a file that it read changes."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterable
from typing import NoReturn

import click

from policydiff.cli.output import note
from policydiff.errors import PolicydiffError
from policydiff.messages import message

_INTERVAL = 0.5  # seconds between two looks at the files
_MAX_SHARE = 0.1  # of the time that goes into looking at them
_CLEAR = "\x1b[2J\x1b[H"


def watch(run: Callable[[], object], files: Callable[[], Iterable[str]], where: str) -> NoReturn:
    """Run a function now and after each change of the files, until KeyboardInterrupt.

    `files` gives their paths anew each time, so that new files count. An error of the function is printed, and the
    files are watched further. On a terminal each result takes the place of the one before.
    """
    while True:
        before = _state(files)
        if sys.stdout is not None and sys.stdout.isatty():
            click.echo(_CLEAR, nl=False)
        try:
            run()
        except PolicydiffError as error:
            note(error.where or where, error.message)
        if sys.stdout is not None:
            sys.stdout.flush()
        note(where, message("watching {number:,} files; ^C ends it", number=len(before)))
        while True:
            start = time.monotonic()
            if _state(files) != before:
                break
            time.sleep(max(_INTERVAL, (time.monotonic() - start) / _MAX_SHARE))


def _state(files: Callable[[], Iterable[str]]) -> dict[str, tuple[int, int]]:
    """Time of change in nanoseconds and size of each file; what cannot be looked at now is left out."""
    state = {}
    try:
        for path in files():
            try:
                facts = os.stat(path)
            except OSError:
                continue
            state[path] = (facts.st_mtime_ns, facts.st_size)
    except PolicydiffError:  # an operand is gone for the moment
        return {}
    return state
