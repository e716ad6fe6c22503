"""What check and baseline share: their options, and the settings, documents and results that follow from them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypedDict, TypeVar

import click

from policydiff.cli.output import STREAM, ReadingOptions, encoding_option, max_unpacked_option, named, note_unreadable
from policydiff.cli.path_options import note_unmatched, path_options
from policydiff.translation import localized

if TYPE_CHECKING:
    from policydiff.checks.baseline import Baseline
    from policydiff.checks.corpus_run import CheckResult, MatchDocuments
    from policydiff.readers.corpus import Corpus
    from policydiff.readers.entries import UnreadableInput
    from policydiff.settings import Settings

Command = TypeVar("Command", bound=Callable[..., Any])


class SettingOptions(TypedDict, total=False):
    """The options that override settings, as click passes them; None, empty or absent if the settings decide.

    `config` and `isolated` say where the settings are read from.
    """

    select: str | None
    ignore: str | None
    severity: str | None
    baseline: str | None
    against: tuple[str, ...]
    against_ref: str | None
    config: str | None
    isolated: bool
    encoding: str | None
    text_field: str | None
    id_field: str | None
    max_unpacked: int | None
    jobs: int | None
    include: tuple[str, ...]
    exclude: tuple[str, ...]
    respect_gitignore: bool


def _paths(context: click.Context, parameter: click.Parameter, value: tuple[str, ...]) -> tuple[str, ...]:
    """Callback of options and arguments that take several paths; a usage error if one is empty."""
    return tuple(path for path in value if named(context, parameter, path) is not None)


_OPTIONS = (
    click.argument("paths", nargs=-1, metavar="PATH...", callback=_paths),
    click.option("--select", metavar="RULES", help="Apply only these rules, separated by commas."),
    click.option("--ignore", metavar="RULES", help="Skip these rules."),
    click.option("--severity", metavar="RULE=LEVEL,...", help="Change the severity of rules: error, warning or info."),
    click.option("--baseline", metavar="FILE", callback=named, help="File of the known findings."),
    click.option(
        "--against",
        multiple=True,
        metavar="INDEX|PATH",
        callback=_paths,
        help="Also compare the documents with this index, folder or file; may be repeated.",
    ),
    click.option(
        "--against-ref", metavar="REV", help="Also compare the documents with the files of this git revision."
    ),
    click.option("--config", metavar="FILE", callback=named, help="Read settings from this file."),
    click.option("--isolated", is_flag=True, help="Read no settings file."),
    encoding_option,
    click.option("--text-field", metavar="NAME", help="JSON Lines field that holds the text."),
    click.option("--id-field", metavar="NAME", help="JSON Lines field that holds the id."),
    max_unpacked_option,
    path_options,
    click.option(
        "--jobs", "jobs", type=click.IntRange(0, 256), metavar="N", help="Number of processes; 0: one per processor."
    ),
)


def corpus_options(command: Command) -> Command:
    """The command with PATH... and the options that select what is checked and how."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def settings_of(options: SettingOptions) -> Settings:
    """The settings, overridden by the options.

    A usage error for a value that is not allowed in an option, SettingsError for one in a file or the environment.
    """
    from policydiff.settings import SETTINGS, load_settings, reason_of_value_error

    settings = load_settings(file=options.get("config"), isolated=options.get("isolated", False))
    values = {
        "check.select": options.get("select"),
        "check.ignore": options.get("ignore"),
        "check.severity": options.get("severity"),
        "check.baseline": options.get("baseline"),
        "check.against": list(options.get("against", ())) or None,
        "check.against-ref": options.get("against_ref"),
        "check.jobs": options.get("jobs"),
        "encoding": options.get("encoding"),
        "text-field": options.get("text_field"),
        "id-field": options.get("id_field"),
        "max-unpacked": options.get("max_unpacked"),
        "include": options.get("include") or None,
        "exclude": options.get("exclude") or None,
        "respect-gitignore": options.get("respect_gitignore") or None,
    }
    for key, value in values.items():
        if value is not None:
            option = f"--{key.removeprefix('check.')}"
            try:
                settings = settings.with_value(key, SETTINGS[key].read(value), option)
            except ValueError as error:
                fields = {"where": option, "message": reason_of_value_error(error)}
                raise click.UsageError(localized("{where}: {message}", **fields)) from None
    if settings.values["jobs"].is_set and not settings.values["check.jobs"].is_set:
        settings = settings.with_value("check.jobs", settings["jobs"], settings.values["jobs"].origin)
    return settings


def corpus_of(paths: Sequence[str], settings: Settings) -> Corpus:
    """The documents to check; click.UsageError if none are named, ReadError for a path that does not exist.

    Settings file, baseline and indexes are left out, although they may lie in the same folder, unless they are
    named themselves.
    """
    from policydiff.checks.baseline import DEFAULT
    from policydiff.readers.corpus import Corpus

    if not paths:
        raise click.UsageError("name files or folders to check, or - for standard input")
    other_files = (settings.file, settings["check.baseline"] or DEFAULT, *settings["check.against"])
    corpus = Corpus(paths, tracked=True, selection=settings.path_selection(), **_reading_options(settings))
    note_unmatched(corpus)
    return corpus.without(path for path in other_files if path)


def _reading_options(settings: Settings) -> ReadingOptions:
    """How the documents are read: the keyword arguments with which a Corpus is opened."""
    return {
        "encoding": settings["encoding"] or None,
        "text_field": settings["text-field"],
        "id_field": settings["id-field"],
        "max_unpacked": settings["max-unpacked"] or None,
    }


def run_check(settings: Settings, corpus: Corpus, baseline: Baseline | None, *, quiet: bool = False) -> CheckResult:
    """The result of checking the corpus with these settings; without a baseline every finding is new.

    Its progress is shown unless `quiet`.
    """
    from policydiff.checks import corpus_run
    from policydiff.cli.progress import progress

    with progress(corpus.bytes, quiet=quiet) as report_progress:
        result = corpus_run.check(
            corpus,
            settings.selection(),
            baseline=baseline,
            jobs=settings["check.jobs"],
            match_documents=_matcher(settings, corpus),
            progress=report_progress,
        )
    note_unreadable(result.unreadable_references)
    return result


def unseen_problems(result: CheckResult, *, quiet: bool) -> list[UnreadableInput]:
    """The unreadable inputs that fail the check without a finding, since the chosen rules do not look for them.

    With `quiet` those with a finding, too, since no report names them.
    """
    reported = (
        set() if quiet else {(finding.path, finding.record) for finding in result.new if finding.rule == "unreadable"}
    )
    problems = [item.problem for item in result.not_checked if item.fails and item.problem]
    return [problem for problem in problems if (problem.source.path, problem.source.line) not in reported]


def _matcher(settings: Settings, corpus: Corpus) -> MatchDocuments | None:
    """The function that compares the documents with each other and with the references; None for a single document."""
    from policydiff.checks.corpus_run import document_matcher, worker_count

    against, revision = settings["check.against"], settings["check.against-ref"]
    if STREAM in against:
        raise click.UsageError("--against names files, and standard input is none")
    workers = worker_count(corpus, settings["check.jobs"])
    return document_matcher(corpus, against, revision, workers, **_reading_options(settings))
