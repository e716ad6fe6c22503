"""What commands share at their edge: options, standard streams, colours, refusing to overwrite an input."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TextIO, TypeVar

import click

from policydiff.errors import WriteError

if TYPE_CHECKING:
    from policydiff.readers.entries import UnreadableInput
    from policydiff.reports.model import Report

Command = TypeVar("Command", bound=Callable[..., Any])
STREAM = "-"
_LISTED = 20  # unreadable inputs that are named one by one; --verbose names all
PARTLY = 3  # exit status: done, but for some of the inputs


def file_argument(name: str = "file") -> Callable[[Command], Command]:
    """FILE, a path or `-`."""
    return click.argument(name, callback=named)


def named(context: click.Context, parameter: click.Parameter, value: str | None) -> str | None:
    """The value, for a click option that takes a path; empty is a usage error."""
    if value == "":
        raise click.BadParameter("an empty file name", context, parameter)
    return value


def encoding_option(command: Command) -> Command:
    """--encoding NAME."""
    text = "Read the file in this encoding (utf-8, gb18030, big5 ...) instead of recognising it."
    return click.option("--encoding", metavar="NAME", help=text)(command)


def records_options(command: Command) -> Command:
    """--text-field NAME and --id-field NAME, of JSON Lines."""
    for name in ("id", "text"):
        what = f"The field of JSON Lines that holds the {name}."
        command = click.option(f"--{name}-field", default=name, metavar="NAME", show_default=True, help=what)(command)
    return command


def threads_option(command: Command) -> Command:
    """--threads N."""
    return click.option(
        "--threads",
        type=click.IntRange(1, 256),
        default=lambda: min(os.cpu_count() or 1, 8),
        show_default="processors, at most 8",
        metavar="N",
        help="Use so many processors; the result is the same.",
    )(command)


def output_option(command: Command) -> Command:
    """-o/--output PATH."""
    text = "Write to this file instead of standard output; whole or not at all."
    return click.option("-o", "--output", metavar="PATH", callback=named, help=text)(command)


def colour_option(command: Command) -> Command:
    """--color auto|always|never."""
    choice = click.Choice(["auto", "always", "never"])
    return click.option("--color", "colour", type=choice, default="auto", help="Colour reports.", show_default=True)(
        command
    )


def wants_colour(choice: str, stream: Any) -> bool:
    """Whether a report on this stream is coloured; NO_COLOR and a dumb terminal say no to `auto`."""
    if choice != "auto":
        return choice == "always"
    return bool(stream.isatty()) and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def say(report: Report, colour: str, *, on_stdout: bool) -> None:
    """Prints a report, on standard error unless it is the command's result."""
    from policydiff.writers import terminal

    stream = standard_output() if on_stdout else sys.stderr
    width = min(100, os.get_terminal_size(stream.fileno()).columns or 80) if stream.isatty() else _columns()
    wanted = wants_colour(colour, stream)
    click.echo(terminal.write(report, width=width, colour=wanted), nl=False, err=not on_stdout, color=wanted)


def print_report(report: Report, colour: str, output: str | None, *sources: str) -> None:
    """A report that is the command's result: on standard output, or in a file, 80 columns wide and without colour."""
    if output is None or output == STREAM:
        say(report, colour, on_stdout=True)
        return
    from policydiff.writers import terminal

    content = terminal.write(report, width=_columns(), colour=colour == "always")
    deliver(content.encode("utf-8", "replace"), output, *sources)


def standard_output() -> TextIO:
    """Standard output; WriteError where whoever started us closed it."""
    if sys.stdout is None:
        raise WriteError("is closed", where="standard output", hint="name a file with -o")
    return sys.stdout


def _columns() -> int:
    value = os.environ.get("COLUMNS", "")
    return int(value) if value.isdecimal() and 40 <= int(value) <= 400 else 80


def note(path: str, message: str) -> None:
    """One line on standard error that is no error."""
    from policydiff.writers.escape import visible

    click.echo(f"policydiff: {visible(path)}: {message}", err=True)


def note_unreadable(problems: Sequence[UnreadableInput], *, verbose: bool = False) -> None:
    """A line for each input that could not be read, and how many more there are."""
    shown = problems if verbose else problems[:_LISTED]
    for each in shown:
        note(each.source.name, each.words)
    if more := len(problems) - len(shown):
        inputs = "input" if more == 1 else "inputs"
        click.echo(f"policydiff: {more:,} more unreadable {inputs} (--verbose names all)", err=True)


def deliver(content: bytes, output: str | None, *sources: str) -> None:
    """The content to standard output, or to a file that is none of the sources."""
    if output is None or output == STREAM:
        stream = standard_output().buffer
        stream.write(content)
        stream.flush()
        return
    write_all({output: content}, *sources)


def write_all(contents: Mapping[str, bytes], *sources: str) -> None:
    """Writes the files, all or none; WriteError where one of them is a source, or has no place to be."""
    from pathlib import Path

    from policydiff.storage.files import write_files

    for path in contents:
        if any(same_file(path, source) for source in sources):
            raise WriteError("is the input itself", where=path, hint="name another output; dedupe also has --in-place")
        if Path(path).is_dir():
            raise WriteError("is a folder", where=path, hint="name a file in it")
        if not Path(path).parent.is_dir():
            raise WriteError("there is no such folder", where=str(Path(path).parent), hint="make it first")
    write_files(contents)


def same_file(one: str, other: str) -> bool:
    """Whether two paths name one file; standard streams name none."""
    if STREAM in (one, other):
        return False
    try:
        return os.path.samefile(one, other)
    except OSError:
        return os.path.realpath(one) == os.path.realpath(other)
