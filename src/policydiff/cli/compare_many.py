"""`policydiff compare` of two folders, and of more than two editions."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from policydiff.cli.output import PARTLY, deliver, note_left_out, note_unreadable, print_report
from policydiff.cli.path_options import note_left_out_files
from policydiff.cli.progress import progress
from policydiff.errors import ReadError
from policydiff.messages import message
from policydiff.translation import in_english, localized
from policydiff.writers.registry import TEXT, Format

if TYPE_CHECKING:
    from policydiff.comparison.result import Comparison
    from policydiff.reports.comparison.selection import Selection
    from policydiff.reports.model import Report, Table


class ManyOptions(NamedTuple):
    """How the result of many documents is presented; `differs` says whether a comparison reports a change."""

    form: str
    writers: dict[str, Format]
    output: str | None
    colour: str
    encoding: str | None
    strict: bool
    verbose: bool
    quiet: bool
    exit_zero: bool
    only: Selection
    differs: Callable[[Comparison], bool]

    @property
    def is_silent(self) -> bool:
        """Whether nothing is printed or written."""
        return self.quiet and self.output in (None, "-")

    def report(self, comparison: Comparison) -> Report:
        """The report of one comparison."""
        from policydiff.reports.comparison.report import comparison_report

        return comparison_report(comparison, strict=self.strict, verbose=self.verbose, only=self.only)


def are_folders(paths: Sequence[str]) -> bool:
    """True if there are two operands and both are folders; a usage error if only one of the operands is one."""
    folders = [path for path in paths if os.path.isdir(path)]
    if folders and (len(paths) != 2 or len(folders) != 2):
        hint = "compare two folders, or name a file in it"
        raise click.UsageError(localized("{path} is a folder; {hint}", path=folders[0], hint=localized(message(hint))))
    return bool(folders)


def compare_folders(old: str, new: str, options: ManyOptions) -> int:
    """The exit status, after two folders were compared: 3 if some inputs could not be read, else as for two documents.

    ReadError if neither has a document.
    """
    from policydiff.editions import folders
    from policydiff.readers.corpus import Corpus
    from policydiff.reports.comparison.folders import folder_report, folder_table

    sides = [Corpus([path], encoding=options.encoding) for path in (old, new)]
    for corpus in sides:
        note_left_out_files(corpus, quiet=options.quiet, verbose=options.verbose)
    if not any(corpus.files for corpus in sides):
        raise ReadError("there is no document in either folder", where=old, hint="name folders with documents")
    shows: dict[str, Callable[[Comparison], Any]] = {
        "json": lambda comparison: comparison.as_json(),
        TEXT: options.report,
        "markdown": options.report,
    }
    show = shows.get(options.form, lambda comparison: None)
    with progress(sum(corpus.bytes for corpus in sides), quiet=options.quiet) as report_progress:
        result = folders.compare_folders(sides[0], sides[1], show, options.differs, report_progress)
    sources = tuple(file.path for corpus in sides for file in corpus.files)
    _show(
        options, sources, lambda: folder_report(result, verbose=options.verbose), result.as_json,
        lambda: folder_table(result),
    )  # fmt: skip
    note_unreadable(result.unreadable, verbose=options.verbose)
    if result.unreadable:
        return PARTLY
    return int(not options.exit_zero and any(pair.counts_as_change for pair in result.pairs))


def compare_editions(paths: Sequence[str], options: ManyOptions) -> int:
    """The exit status, after each edition was compared with the next; ReadError if one cannot be read."""
    from policydiff.editions.succession import compare_editions
    from policydiff.readers.read import read_file
    from policydiff.reports.comparison.editions import editions_report, editions_table

    documents = [read_file(path, encoding=options.encoding) for path in paths]
    note_left_out(*documents, verbose=options.verbose)
    succession = compare_editions(documents)
    _show(
        options, paths, lambda: editions_report(succession, verbose=options.verbose), succession.as_json,
        lambda: editions_table(succession),
    )  # fmt: skip
    return int(not options.exit_zero and any(options.differs(comparison) for comparison in succession.comparisons))


def _show(
    options: ManyOptions,
    sources: Sequence[str],
    report: Callable[[], Report],
    data: Callable[[], dict[str, Any]],
    table: Callable[[], Table],
) -> None:
    """Print the result or write it to the output file, as its format wants it; a CSV is the same for all readers."""
    if options.is_silent:
        return
    if options.form == TEXT:
        print_report(report(), options.colour, options.output, *sources)
        return
    value: Callable[[], object] = {"json": data, "markdown": report}.get(options.form, table)
    with in_english() if options.form == "csv" else nullcontext():
        content = options.writers[options.form].write(value())
    deliver(content, options.output, *sources)
