"""`policydiff index`: builds, extends, shrinks, checks and describes a saved corpus."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from policydiff.cli.output import (
    PARTLY,
    ReadingOptions,
    deliver,
    encoding_option,
    named,
    note,
    note_passed_over,
    note_shortened,
    print_report,
    records_options,
)
from policydiff.cli.path_options import PathOptions, note_left_out_files, path_options, selection_of
from policydiff.messages import message
from policydiff.writers.registry import TEXT, formats

if TYPE_CHECKING:
    from typing import Unpack

    from policydiff.index.writing import IndexOutcome
    from policydiff.readers.corpus import Corpus
    from policydiff.readers.entries import UnreadableInput
    from policydiff.reports.model import Report

FORMATS = formats("data")
SCHEMA = "policydiff.index/1"
_MAX_LISTED = 10  # unreadable or refused inputs listed without --verbose
Command = TypeVar("Command", bound=Callable[..., Any])


class IntakeOptions(ReadingOptions, PathOptions):
    """How a corpus is read, and which of its files."""


index_argument = click.argument("index", callback=named)
paths_argument = click.argument("paths", nargs=-1, required=True, metavar="PATH...")
format_option = click.option(
    "--format", "form", type=click.Choice(list(FORMATS)), default="text", show_default=True, help="Output format."
)
wait_option = click.option(
    "--wait",
    type=click.FloatRange(0, 86_400),
    default=30,
    show_default=True,
    metavar="SECONDS",
    help="How long to wait for another process that writes to the index.",
)
quiet_option = click.option("-q", "--quiet", is_flag=True, help="Print only errors.")


def intake_options(command: Command) -> Command:
    """The command with the options that say how a corpus is read and how the outcome is reported."""
    for option in (
        click.option("-v", "--verbose", is_flag=True, help="List every input that could not be added."),
        quiet_option,
        format_option,
        encoding_option,
        path_options,
        records_options,
    ):
        command = option(command)
    return command


@click.group("index")
def command() -> None:
    """Keep documents in an index, a file in which `policydiff search` finds related documents."""


@command.command()
@index_argument
@paths_argument
@intake_options
def build(
    index: str, paths: tuple[str, ...], form: str, quiet: bool, verbose: bool, **intake: Unpack[IntakeOptions]
) -> int:
    """Build INDEX from files and folders.

    PATH is a file, a folder or a JSON Lines file (also gzipped). INDEX is written completely or not at all.
    """
    from policydiff.index import writing

    corpus = _corpus(paths, intake, quiet=quiet, verbose=verbose)
    outcome = writing.build(index, corpus)
    note_shortened(corpus.shortened)
    note_passed_over(corpus, quiet=quiet)
    return _report_outcome(index, "build", outcome, form, quiet, verbose)


@command.command()
@index_argument
@paths_argument
@click.option("--replace", is_flag=True, help="Replace a document that has the same id and different content.")
@wait_option
@click.option(
    "--batch",
    type=click.IntRange(1, 100_000),
    default=1_000,
    show_default=True,
    metavar="N",
    help="Number of documents that are committed together.",
)
@intake_options
def add(
    index: str,
    paths: tuple[str, ...],
    replace: bool,
    wait: float,
    batch: int,
    form: str,
    quiet: bool,
    verbose: bool,
    **intake: Unpack[IntakeOptions],
) -> int:
    """Add documents to INDEX.

    Documents that INDEX holds already are skipped. A batch is reported once it is safely on the disk.
    """
    from policydiff.index import writing

    def saved(outcome: IndexOutcome) -> None:
        """Note how many documents are safe, unless `quiet`."""
        if not quiet:
            note(index, message("{number:,} documents are safe", number=outcome.saved + outcome.same))

    corpus = _corpus(paths, intake, quiet=quiet, verbose=verbose)
    outcome = writing.add(index, corpus, replace=replace, wait=wait, batch=batch, saved=saved)
    note_shortened(corpus.shortened)
    note_passed_over(corpus, quiet=quiet)
    return _report_outcome(index, "add", outcome, form, quiet, verbose)


@command.command()
@index_argument
@click.argument("ids", nargs=-1, required=True, metavar="ID...")
@wait_option
@format_option
@quiet_option
def remove(index: str, ids: tuple[str, ...], wait: float, form: str, quiet: bool) -> int:
    """Remove documents from INDEX by id or pattern.

    ID is an id, or a pattern (`*`, `?`, `[...]`) of ids or paths. If one ID matches nothing, nothing is removed.
    """
    from policydiff.index import writing

    return _report_outcome(index, "remove", writing.remove(index, ids, wait=wait), form, quiet, True)


@command.command()
@index_argument
@format_option
@quiet_option
def verify(index: str, form: str, quiet: bool) -> int:
    """Check INDEX for damage.

    This runs SQLite's own check, unpacks every text, and recomputes every signature and every look-up table.
    """
    from policydiff.index import integrity
    from policydiff.reports.index import state_report

    state = integrity.verify(index)
    if not quiet:
        _print(index, "verify", state.as_json(), state_report(index, state, checked=True), form)
    if state.faults:
        note(index, "the index is damaged (build it anew with policydiff index build)")
    return 2 if state.faults else 0


@command.command()
@index_argument
@format_option
def info(index: str, form: str) -> int:
    """Show what INDEX holds and how it was made."""
    from policydiff.index import integrity
    from policydiff.reports.index import state_report

    state = integrity.info(index)
    _print(index, "info", state.as_json(), state_report(index, state, checked=False), form)
    return 0


def _corpus(paths: tuple[str, ...], intake: IntakeOptions, *, quiet: bool, verbose: bool) -> Corpus:
    """The corpus of these paths; ReadError for one that does not exist. What was left out is said unless `quiet`."""
    from policydiff.readers.corpus import Corpus

    corpus = Corpus(
        paths,
        encoding=intake["encoding"],
        text_field=intake["text_field"],
        id_field=intake["id_field"],
        max_unpacked=intake["max_unpacked"],
        selection=selection_of(intake),
    )
    note_left_out_files(corpus, quiet=quiet, verbose=verbose)
    return corpus


def _report_outcome(index: str, action: str, outcome: IndexOutcome, form: str, quiet: bool, verbose: bool) -> int:
    """The exit status, after what was done with the documents was reported.

    0 if none was refused or unreadable, `PARTLY` if some were but others are in the index now, else 2. At most
    `_MAX_LISTED` failures are listed unless `verbose`.
    """
    from policydiff.reports.index import write_report

    failures = [*outcome.refused, *outcome.unreadable]
    shown = failures if verbose else failures[:_MAX_LISTED]
    for failure in shown:
        note(failure.source.name, failure.message_with_hint)
    if hidden := len(failures) - len(shown):
        note(index, message("{number:,} more could not be put in (--verbose lists them)", number=hidden))
    if not quiet:
        facts = {
            "added": outcome.added,
            "replaced": outcome.replaced,
            "same": outcome.same,
            "removed": outcome.removed,
            "refused": [_failure_json(failure) for failure in outcome.refused],
            "unreadable": [_failure_json(failure) for failure in outcome.unreadable],
        }
        _print(index, action, facts, write_report(index, outcome), form)
    if not failures:
        return 0
    return PARTLY if outcome.saved or outcome.same else 2


def _failure_json(failure: UnreadableInput) -> dict[str, str]:
    """The id, path, message and hint of an input that was refused or unreadable."""
    return {"id": failure.source.id, **failure.as_json()}


def _print(index: str, action: str, facts: dict[str, Any], report: Report, form: str) -> None:
    """Print the result of an action: the report for people, or the facts as data."""
    from policydiff.version import __version__

    if form == TEXT:
        print_report(report, "never", None)
        return
    head = {"schema": SCHEMA, "tool": {"version": __version__}, "index": index, "action": action}
    deliver(FORMATS[form].write({**head, **facts}), None)
