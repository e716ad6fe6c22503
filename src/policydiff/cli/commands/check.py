"""`policydiff check`: the gate for incoming documents."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from policydiff.cli.check_options import (
    SettingOptions,
    corpus_of,
    corpus_options,
    run_check,
    settings_of,
    unseen_problems,
)
from policydiff.cli.output import (
    STREAM,
    colour_option,
    deliver,
    name_of_inputs,
    note,
    note_passed_over,
    note_unreadable,
    output_option,
    print_report,
)
from policydiff.messages import Message, message
from policydiff.writers.registry import TEXT, formats

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Unpack

    from policydiff.checks.corpus_run import CheckResult
    from policydiff.readers.corpus import Corpus

FORMATS = formats("data", "findings", "records")


@click.command()
@corpus_options
@click.option(
    "--format",
    "form",
    type=click.Choice(list(FORMATS)),
    default="text",
    show_default=True,
    help="Output format.",
)
@output_option
@click.option(
    "--changed-since",
    metavar="REV",
    help="Check only the files that git reports as changed or new since this revision.",
)
@click.option("--exit-zero", is_flag=True, help="Exit 0 even if there are findings.")
@click.option("--list-rules", is_flag=True, help="List the rules and what they find.")
@colour_option
@click.option("-q", "--quiet", is_flag=True, help="Print nothing; a file named with -o is still written.")
@click.option(
    "-v",
    "--verbose",
    is_flag=True,
    help="Also list the findings that the baseline accepts, and all inputs not looked at.",
)
def command(
    paths: tuple[str, ...],
    form: str,
    output: str | None,
    changed_since: str | None,
    exit_zero: bool,
    list_rules: bool,
    colour: str,
    quiet: bool,
    verbose: bool,
    **setting_options: Unpack[SettingOptions],
) -> int:
    """Check documents for faults before they enter a collection. PATH is a file, a folder, a JSON Lines file, or -.

    Exit 0 if there is no error and no warning, 1 if there is one, 3 if the only faults are inputs that could not be
    read, 2 if there is nothing to check. With --baseline, only findings that are not in the baseline count.

    \b
    policydiff check incoming/
    policydiff check incoming/ --baseline policydiff-baseline.json
    policydiff check incoming/ --changed-since origin/main --format github
    """
    if list_rules:
        from policydiff.reports.checks import rules_report

        print_report(rules_report(), colour, output)
        return 0
    settings = settings_of(setting_options)
    corpus = corpus_of(paths, settings)
    if changed_since is not None:
        _keep_changed(corpus, changed_since)
    baseline = None
    if settings["check.baseline"]:
        from policydiff.checks import baseline as baselines

        baseline = baselines.read_baseline(settings["check.baseline"], baselines.today())
    result = run_check(settings, corpus, baseline)
    _print(result, form, output, colour, quiet=quiet, verbose=verbose)
    if changed_since is not None and not result.documents:
        return 0  # nothing has changed
    note_passed_over(corpus, quiet=quiet)
    if result.status == 2:
        note(name_of_inputs(paths), _why_nothing(result))
    note_unreadable(unseen_problems(result, quiet=quiet))
    return 0 if exit_zero and result.status == 1 else result.status


def _why_nothing(result: CheckResult) -> Message:
    """Why no document was checked."""
    if result.documents:
        return message("nothing could be read (the finding of each input says why)")
    if not result.not_checked:
        return message("there is no document in it (name a file or a folder with documents)")
    template = "there is no document in it; {number:,} not looked at (name a file or a folder with documents)"
    return message(template, number=len(result.not_checked))


def _keep_changed(corpus: Corpus, revision: str) -> None:
    """Remove the files from the corpus that git does not report as changed since a revision.

    ReadError as in `changed_since`.
    """
    from policydiff.readers.git import changed_since

    changed = changed_since(revision)
    corpus.files = [file for file in corpus.files if os.path.realpath(file.path) in changed]


def _print(result: CheckResult, form: str, output: str | None, colour: str, *, quiet: bool, verbose: bool) -> None:
    """Write the result in its format to a file, or to standard output (`output` None or `-`).

    With `quiet`, nothing goes to standard output.
    """
    sources = [source.path for source in result.documents]
    if quiet and output in (None, STREAM):
        return
    if form == TEXT:
        from policydiff.reports.checks import check_report

        print_report(check_report(result, verbose=verbose), colour, output, *sources)
        return
    from policydiff.reports.checks import finding_table

    chosen = FORMATS[form]
    values: dict[str, Callable[[], object]] = {
        "data": result.as_json,
        "findings": lambda: result,
        "records": lambda: finding_table(result),
    }
    deliver(chosen.write(values[chosen.folder]()), output, *sources)
