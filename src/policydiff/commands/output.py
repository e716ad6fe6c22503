"""What commands share at their edge: options, standard streams, colours, refusing to overwrite an input."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from policydiff.errors import WriteError

if TYPE_CHECKING:
    from policydiff.report import Report

Command = TypeVar("Command", bound=Callable[..., Any])
STREAM = "-"


def visible(text: str) -> str:
    """The text without control characters, for an error line."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text)


def encoding_option(command: Command) -> Command:
    """--encoding NAME."""
    text = "Read the file in this encoding (utf-8, gb18030, big5 ...) instead of recognising it."
    return click.option("--encoding", metavar="NAME", help=text)(command)


def output_option(command: Command) -> Command:
    """-o/--output PATH."""
    text = "Write to this file instead of standard output; whole or not at all."
    return click.option("-o", "--output", metavar="PATH", help=text)(command)


def colour_option(command: Command) -> Command:
    """--color auto|always|never."""
    choice = click.Choice(["auto", "always", "never"])
    return click.option("--color", "colour", type=choice, default="auto", help="Colour reports.", show_default=True)(command)


def wants_colour(choice: str, stream: Any) -> bool:
    """Whether a report on this stream is coloured; NO_COLOR and a dumb terminal say no to `auto`."""
    if choice != "auto":
        return choice == "always"
    return bool(stream.isatty()) and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def say(report: Report, colour: str, *, on_stdout: bool) -> None:
    """Prints a report, on standard error unless it is the command's result."""
    from policydiff.writers import terminal

    stream = sys.stdout if on_stdout else sys.stderr
    width = min(100, shutil.get_terminal_size((80, 24)).columns) if stream.isatty() else _columns()
    click.echo(terminal.write(report, width=width, colour=wants_colour(colour, stream)), nl=False, err=not on_stdout)


def _columns() -> int:
    value = os.environ.get("COLUMNS", "")
    return int(value) if value.isdecimal() and 40 <= int(value) <= 400 else 80


def note(path: str, message: str) -> None:
    """One line on standard error that is no error."""
    click.echo(f"policydiff: {visible(path)}: {message}", err=True)


def deliver(content: bytes, output: str | None, source: str) -> None:
    """The content to standard output, or to a file that is not the source."""
    if output is None or output == STREAM:
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
        return
    write_all({output: content}, source)


def write_all(contents: Mapping[str, bytes], source: str) -> None:
    """Writes the files, all or none; WriteError where one of them is the source itself, or another's place."""
    from policydiff.writers.files import write_files

    for path in contents:
        if same_file(path, source):
            raise WriteError("is the input itself", where=path, hint="name another output, or use --in-place")
        if Path(path).is_dir():
            raise WriteError("is a folder", where=path, hint="name a file in it")
        if not Path(path).parent.is_dir():
            raise WriteError("there is no such folder", where=str(Path(path).parent), hint="make it first")
    if len({os.path.realpath(path) for path in contents}) < len(contents):
        raise WriteError("the text and its plan cannot be one file", where=next(iter(contents)), hint="use --plan")
    write_files(contents)


def same_file(one: str, other: str) -> bool:
    """Whether two paths name one file; standard streams name none."""
    if STREAM in (one, other):
        return False
    try:
        return Path(one).samefile(other)
    except OSError:
        return os.path.realpath(one) == os.path.realpath(other)
