"""`policydiff restore`: a dedupe undone."""

from __future__ import annotations

import stat
import sys
from pathlib import Path

import click

from policydiff.commands.output import STREAM, deliver, file_argument, named, output_option
from policydiff.errors import PlanError, ReadError


@click.command()
@file_argument("clean")
@click.option("--plan", "plan_path", metavar="PATH", callback=named, help="The plan (default: CLEAN.plan.json).")
@output_option
def command(clean: str, plan_path: str | None, output: str | None) -> int:
    """Give back the document that CLEAN was made from, byte for byte.

    Both the clean text and the result are checked against the sums in the plan before anything is written.
    """
    from policydiff.plan import read_plan, restored

    if clean == STREAM and not plan_path:
        raise click.UsageError("standard input has no plan beside it; name one with --plan")
    plan_path = plan_path or f"{clean}.plan.json"
    if plan_path == clean == STREAM:
        raise click.UsageError("only one of the text and its plan can be standard input")
    try:
        plan_raw = _bytes(plan_path)
    except ReadError as error:
        raise PlanError(f"no plan: {error.message}", where=plan_path, hint="name it with --plan") from None
    plan = read_plan(plan_raw, plan_path)
    source = restored(_bytes(clean), plan, where=clean, plan_path=plan_path)
    deliver(source, output, clean, plan_path)
    return 0


def _bytes(path: str) -> bytes:
    from policydiff.readers import OPEN_DESCRIPTOR

    try:
        if path == STREAM and sys.stdin is None:
            raise ReadError("standard input is closed", where=path)
        if path == STREAM:
            return sys.stdin.buffer.read()
        # A device may never end, and a FIFO never begin, unless the shell handed it over.
        if not OPEN_DESCRIPTOR.fullmatch(path) and _special(Path(path).stat().st_mode):
            raise ReadError("not a regular file", where=path)
        return Path(path).read_bytes()
    except OSError as error:
        raise ReadError((error.strerror or str(error)).lower(), where=path) from None
    except ValueError:
        raise ReadError("not a file name", where=path) from None


def _special(mode: int) -> bool:
    return not (stat.S_ISREG(mode) or stat.S_ISDIR(mode))
