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
from policydiff.cli.check_output import FORMATS, print_result, refuse_statistics
from policydiff.cli.memory import return_freed_memory
from policydiff.cli.output import (
    STREAM,
    colour_option,
    name_of_inputs,
    note,
    note_passed_over,
    note_unreadable,
    output_option,
    print_report,
)
from policydiff.cli.output_format import format_of_suffix
from policydiff.messages import Message, message

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import NoReturn, Unpack

    from policydiff.checks.baseline import Baseline
    from policydiff.checks.corpus_run import CheckResult
    from policydiff.readers.corpus import Corpus
    from policydiff.settings import Settings


@click.command()
@corpus_options
@click.option(
    "--format",
    "form",
    type=click.Choice(list(FORMATS)),
    help="Output format; unless given, that of the suffix of the output file, else full; text is full.",
)
@output_option
@click.option(
    "--changed-since",
    metavar="REV",
    help="Check only the files that git reports as changed or new since this revision.",
)
@click.option("--exit-zero", is_flag=True, help="Exit 0 even if there are findings.")
@click.option("--statistics", is_flag=True, help="Print the number of findings of each rule in place of the findings.")
@click.option("--watch", is_flag=True, help="Check again whenever a file changes, until ^C.")
@click.option("--list-rules", is_flag=True, help="List the rules and what they find.")
@click.option("--explain", metavar="RULE", help="Print the page on a rule, from the documentation.")
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
    form: str | None,
    output: str | None,
    changed_since: str | None,
    exit_zero: bool,
    statistics: bool,
    watch: bool,
    list_rules: bool,
    explain: str | None,
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
    if explain is not None:
        from policydiff.cli.rule_page import print_rule_page

        print_rule_page(explain, colour, output)
        return 0
    form = form or format_of_suffix(output, FORMATS)
    if statistics:
        refuse_statistics(form)
    settings = settings_of(setting_options)
    for path in paths:
        return_freed_memory(path)

    def run() -> int:
        """Check the files as they are now."""
        corpus = _corpus(paths, settings, changed_since)
        result = run_check(settings, corpus, _baseline(settings), quiet=quiet)
        print_result(result, form, output, colour, quiet=quiet, verbose=verbose, statistics=statistics)
        if changed_since is not None and not result.documents:
            return 0  # nothing has changed
        note_passed_over(corpus, quiet=quiet)
        if result.status == 2:
            note(name_of_inputs(paths), _why_nothing(result))
        note_unreadable(unseen_problems(result, quiet=quiet))
        return 0 if exit_zero and result.status == 1 else result.status

    if watch:
        _watch(run, paths, settings)
    return run()


def _watch(run: Callable[[], int], paths: tuple[str, ...], settings: Settings) -> NoReturn:
    """Check again whenever a document, the settings file or the baseline changes."""
    from policydiff.cli.watching import watch

    if STREAM in paths:
        raise click.UsageError("--watch needs files; standard input can be read once")

    def files() -> list[str]:
        """The files that a check reads."""
        corpus = corpus_of(paths, settings)
        return [*(file.path for file in corpus.files), *filter(None, (settings.file, settings["check.baseline"]))]

    watch(run, files, name_of_inputs(paths))


def _corpus(paths: tuple[str, ...], settings: Settings, changed_since: str | None) -> Corpus:
    """The documents to check; those that changed since a revision, if one is given."""
    corpus = corpus_of(paths, settings)
    if changed_since is not None:
        _keep_changed(corpus, changed_since)
    return corpus


def _baseline(settings: Settings) -> Baseline | None:
    """The baseline that the settings name."""
    if not settings["check.baseline"]:
        return None
    from policydiff.checks import baseline as baselines

    return baselines.read_baseline(settings["check.baseline"], baselines.today())


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
