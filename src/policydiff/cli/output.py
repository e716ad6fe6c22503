"""What commands share: options, standard streams, colours, and refusing to overwrite an input."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TextIO, TypedDict

import click

from policydiff.cli.terminal import Command, pager_command, pager_option, show_in_pager
from policydiff.errors import WriteError
from policydiff.messages import Message, as_message, counted, cut, joined, message, translatable, verbatim
from policydiff.translation import localized, localized_count

if TYPE_CHECKING:
    from policydiff.atomic.files import Read
    from policydiff.readers.corpus import Corpus
    from policydiff.readers.entries import UnreadableInput
    from policydiff.reports.model import Report
    from policydiff.text.document import Document


STREAM = "-"
_RECORDS = (".jsonl", ".ndjson")  # suffixes
# Templates for one record and for many.
_RECORDS_AS_TEXT = (
    translatable(
        "JSON Lines, {number:,} record, read here as one text (write the text of a record to a file; dedupe, check,"
        " relations and index read record by record)"
    ),
    translatable(
        "JSON Lines, {number:,} records, read here as one text (write the text of a record to a file; dedupe, check,"
        " relations and index read record by record)"
    ),
)
_SHORTENED = translatable("text of this file was not read (policydiff check --select text-left-out says what)")
_SHORTENED_WITH_OTHERS = translatable(
    "text of this file, and of {number:,} more, was not read (policydiff check --select text-left-out says what)"
)
_MAX_LISTED = 20  # unreadable inputs that are named one by one; --verbose names all
PARTLY = 3  # exit status: done, but for some of the inputs


class ReadingOptions(TypedDict):
    """How the documents of a corpus are read: the options by which a Corpus is opened."""

    encoding: str | None
    text_field: str
    id_field: str
    max_unpacked: int | None


def file_argument(name: str = "file") -> Callable[[Command], Command]:
    """A decorator that adds the argument FILE: a path, or `-` for standard input; `name` is that of the parameter."""
    return click.argument(name, callback=named)


def named(context: click.Context, parameter: click.Parameter, value: str | None) -> str | None:
    """Callback of options and arguments that take a path: the value, None without the option.

    A usage error if it is empty.
    """
    if value == "":
        raise click.BadParameter("an empty file name", context, parameter)
    return value


def named_all(context: click.Context, parameter: click.Parameter, value: tuple[str, ...]) -> tuple[str, ...]:
    """Callback of an argument: its paths, none if there are none; a usage error if one is empty."""
    for path in value:
        named(context, parameter, path)
    return value


def encoding_option(command: Command) -> Command:
    """The option --encoding NAME."""
    text = "Encoding of the input (utf-8, gb18030, big5 ...); detected unless given."
    return click.option("--encoding", metavar="NAME", help=text)(command)


def records_options(command: Command) -> Command:
    """The command with the options --text-field NAME, --id-field NAME and --max-unpacked SIZE, for JSON Lines."""
    for name in ("id", "text"):
        text = "JSON Lines field that holds the text." if name == "text" else "JSON Lines field that holds the id."
        command = click.option(f"--{name}-field", default=name, metavar="NAME", show_default=True, help=text)(command)
    return max_unpacked_option(command)


def max_unpacked_option(command: Command) -> Command:
    """The option --max-unpacked SIZE."""
    text = "What an archive may unpack to before it is refused, such as 2G; 256M, or 200 times its size, unless given."
    return click.option("--max-unpacked", metavar="SIZE", callback=_bytes, help=text)(command)


def _bytes(context: click.Context, parameter: click.Parameter, value: str | None) -> int | None:
    """Callback of an option: the size in bytes, None without the option; a usage error for what is no size."""
    from policydiff.readers.unpacking import bytes_of_size

    try:
        return bytes_of_size(value) if value is not None else None
    except ValueError as error:
        raise click.BadParameter(f"{value!r}: {error}", context, parameter) from None


def threads_option(command: Command) -> Command:
    """The command with the option --jobs N, whose parameter is `threads`, at least 1; --threads is the same."""
    text = "Number of processors to use; 0, the default: all, at most 8. The result does not depend on it."
    return click.option(
        "--jobs", "threads", type=click.IntRange(0, 256), default=0, metavar="N", callback=_threads, help=text
    )(command)


def _threads(context: click.Context, parameter: click.Parameter, value: int) -> int:
    """Callback of --jobs: the number of processors to use."""
    return value or min(os.cpu_count() or 1, 8)


def output_option(command: Command) -> Command:
    """The option -o/--output PATH."""
    text = "Write to PATH instead of standard output, completely or not at all."
    return click.option("-o", "--output", metavar="PATH", callback=named, help=text)(command)


def colour_option(command: Command) -> Command:
    """The command with --color auto|always|never, whose parameter is `colour`, and with --no-pager."""
    choice = click.Choice(["auto", "always", "never"])
    coloured = click.option(
        "--color", "colour", type=choice, default="auto", help="Colour the report.", show_default=True
    )
    return coloured(pager_option(command))


def wants_colour(choice: str, stream: Any) -> bool:
    """True if a report on this stream is coloured. For `auto`: on a terminal, without NO_COLOR, that is not dumb.

    >>> wants_colour("always", None), wants_colour("never", None)
    (True, False)
    """
    if choice != "auto":
        return choice == "always"
    return bool(stream.isatty()) and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def say(report: Report, colour: str, *, on_stdout: bool) -> None:
    """Print a report, on standard error unless it is the result of the command (`on_stdout`).

    On a terminal it is as wide as that, at most 100 columns. WriteError if standard output is closed.
    """
    from policydiff.writers.report import text

    def write(width: int, coloured: bool) -> str:
        """The report."""
        return text.write(report, width=width, colour=coloured)

    _say(write, colour, on_stdout=on_stdout)


def _say(write: Callable[[int, bool], str], colour: str, *, on_stdout: bool, widest: int = 100) -> None:
    """Print what a function writes for a width in cells, in colour or not; as `say`.

    What goes to standard output and is longer than the terminal goes through a pager.
    """
    stream = standard_output() if on_stdout else sys.stderr
    width = min(widest, os.get_terminal_size(stream.fileno()).columns or 80) if stream.isatty() else _columns()
    coloured = wants_colour(colour, stream)
    text = write(width, coloured)
    if on_stdout and stream.isatty() and (pager := pager_command()) and show_in_pager(text, pager):
        return
    click.echo(text, nl=False, err=not on_stdout, color=coloured)


def print_report(report: Report, colour: str, output: str | None, *sources: str) -> None:
    """Write a report that is the result of the command to the file `output`; see `print_text`."""
    from policydiff.writers.report import text

    def write(width: int, coloured: bool) -> str:
        """The report."""
        return text.write(report, width=width, colour=coloured)

    print_text(write, colour, output, *sources)


def print_text(
    write: Callable[[int, bool], str], colour: str, output: str | None, *sources: str, widest: int = 100
) -> None:
    """Write text that is the result of the command to the file `output`, None or `-` for standard output.

    `write` makes it for a width in cells, in colour or not. In a file it is as wide as COLUMNS says, else 80 columns,
    and coloured only if `colour` is "always". WriteError if the file is one of the sources, or cannot be written.
    """
    if output is None or output == STREAM:
        _say(write, colour, on_stdout=True, widest=widest)
        return
    deliver(write(_columns(), colour == "always").encode("utf-8", "replace"), output, *sources)


def standard_output() -> TextIO:
    """Standard output; WriteError if the caller of the program closed it."""
    if sys.stdout is None:
        raise WriteError("is closed", where=localized("standard output"), hint="name a file with -o")
    return sys.stdout


def _columns() -> int:
    """The width of a report that does not go to a terminal: COLUMNS, if it is from 40 to 400, else 80."""
    value = os.environ.get("COLUMNS", "")
    return int(value) if value.isdecimal() and 40 <= int(value) <= 400 else 80


def note(path: str, sentence: Message | str) -> None:
    """Print one line on standard error that is not an error, with the path before it; a string is a literal."""
    from policydiff.writers.escape import visible

    text = localized("{where}: {message}", where=visible(cut(path)), message=as_message(sentence))
    click.echo(f"policydiff: {cut(text, 2_000 + len(path))}", err=True)


def name_of_inputs(paths: Sequence[str]) -> str:
    """The path if there is one, else how many there are."""
    return paths[0] if len(paths) == 1 else localized("{number} inputs", number=len(paths))


def note_refusal(error: WriteError) -> None:
    """Print that a run that writes would be refused as this error says; for a dry run."""
    from policydiff.errors import with_hint

    note(error.where, message("nothing would be written: {reason}", reason=with_hint(error.message, error.hint)))


def note_left_out(*documents: Document, verbose: bool = False) -> None:
    """Print a line for what the reader left out of a document; with `verbose` also for what is no text of it."""
    for document in documents:
        for left_out in document.extraction.left_out if document.extraction else ():
            if left_out.is_text or verbose:
                note(document.path, left_out.message)


def note_records(*documents: Document) -> None:
    """Print a line for each document that is JSON Lines, whose records were read as one text."""
    for document in documents:
        if document.path.lower().endswith(_RECORDS) and document.text.lstrip("\ufeff \t\r\n").startswith("{"):
            records = sum(line.startswith("{") for line in document.text.splitlines())
            note(document.path, counted(records, *_RECORDS_AS_TEXT))


def note_shortened(paths: Collection[str]) -> None:
    """Print a line that names the first of the files whose readers left out text; nothing if there are none."""
    if paths:
        first, others = next(iter(paths)), len(paths) - 1
        note(first, message(_SHORTENED_WITH_OTHERS if others else _SHORTENED, number=others))


def note_unreadable(problems: Sequence[UnreadableInput], *, verbose: bool = False) -> None:
    """Print a line for each unreadable input, at most `_MAX_LISTED` unless `verbose`, then the number of the others."""
    shown = problems if verbose else problems[:_MAX_LISTED]
    for problem in shown:
        note(problem.source.name, problem.message_with_hint)
    if not_shown := len(problems) - len(shown):
        one, many = (
            "{number:,} more unreadable input (--verbose names all)",
            "{number:,} more unreadable inputs (--verbose names all)",
        )
        click.echo(f"policydiff: {localized_count(not_shown, one, many)}", err=True)


def note_passed_over(corpus: Corpus, *, quiet: bool = False) -> None:
    """Print a line for each archive with members that are no documents, with their number and some names."""
    for path, names in corpus.passed_over.items():
        if names and not quiet:
            shown = [*names[:_MAX_LISTED], *(["…"] if len(names) > _MAX_LISTED else [])]
            one, many = (
                "1 member is no document, passed over: {names}",
                "{number:,} members are no documents, passed over: {names}",
            )
            note(path, counted(len(names), one, many, names=joined(map(verbatim, shown), ", ")))


def deliver(content: bytes, output: str | None, *sources: str) -> None:
    """Write the content to standard output (`output` None or `-`), or to a file; on a terminal it commands nothing.

    WriteError if it is one of the sources; a usage error if a file that is no text would go to a terminal.
    """
    if output is None or output == STREAM:
        standard = standard_output()
        if standard.isatty():
            if b"\0" in content:
                raise click.UsageError("this format is no text; name a file with -o")
            from policydiff.writers.escape import on_terminal

            content = on_terminal(content)
        standard.buffer.write(content)
        standard.buffer.flush()
        return
    write_all({output: content}, *sources)


def write_all(contents: Mapping[str, bytes], *sources: str, read: Read | None = None) -> None:
    """Write all of the files or none; nobody may read them who may not read all sources.

    WriteError if one of them is a source or a folder, or its folder does not exist.
    """
    refuse_places(contents, *sources)
    write_contents(contents, sources, read)


def refuse_places(paths: Collection[str], *sources: str) -> None:
    """WriteError if a file to be written is a source or a folder, or its folder does not exist."""
    from pathlib import Path

    for path in paths:
        if any(same_file(path, source) or _is_archive_of(path, source) for source in sources):
            raise WriteError("is the input itself", where=path, hint="name another output; dedupe also has --in-place")
        if Path(path).is_dir():
            raise WriteError("is a folder", where=path, hint="name a file in it")
        if not Path(path).parent.is_dir():
            raise WriteError("there is no such folder", where=str(Path(path).parent), hint="make it first")


def write_contents(contents: Mapping[str, bytes], sources: Sequence[str], read: Read | None = None) -> None:
    """Write all of the files or none, and note what could not be kept of those that are replaced.

    See `write_files`. WriteError if that fails.
    """
    from policydiff.atomic.files import write_files
    from policydiff.cli.progress import interruptible

    with interruptible():
        notes = write_files(contents, read=read, sources=sources)
    for path, text in notes:
        note(path, text)


def _is_archive_of(path: str, source: str) -> bool:
    """True if a source is a document in the archive at a path, as `in.zip!a.html` is."""
    if "!" not in source:
        return False
    from policydiff.readers.archives import split_path

    archive, _ = split_path(source)
    return bool(archive) and same_file(path, archive)


def same_file(path: str, other: str) -> bool:
    """True if two paths are the same file, also by links; `-` is never the same as anything."""
    if STREAM in (path, other):
        return False
    try:
        return os.path.samefile(path, other)
    except OSError:
        return os.path.realpath(path) == os.path.realpath(other)


def path_of_plan(path: str | None, of: str) -> str | None:
    """The path of the plan for a file or folder: inside `path`, named after it, if that is a folder."""
    if not path or not os.path.isdir(path):
        return path
    return os.path.join(path, f"{os.path.basename(os.path.abspath(of))}.plan.json")
