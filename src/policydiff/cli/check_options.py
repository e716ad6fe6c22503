"""What the commands on whole corpora share: their options, and the settings, documents and baseline these lead to."""

from __future__ import annotations

import datetime
import os
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import click

from policydiff.cli.output import STREAM, encoding_option, named, note_unreadable

if TYPE_CHECKING:
    from policydiff.checks.against import CrossDocumentMatch
    from policydiff.checks.baseline import Baseline
    from policydiff.checks.corpus_run import Result
    from policydiff.readers.corpus import Corpus
    from policydiff.settings import Settings

Command = TypeVar("Command", bound=Callable[..., Any])


class CheckOptions(NamedTuple):
    """The options as given; None or empty where the settings decide."""

    paths: tuple[str, ...] = ()
    select: str | None = None
    ignore: str | None = None
    severity: str | None = None
    baseline: str | None = None
    against: tuple[str, ...] = ()
    against_ref: str | None = None
    config: str | None = None
    isolated: bool = False
    encoding: str | None = None
    text_field: str | None = None
    id_field: str | None = None
    jobs: int | None = None


def _paths(context: click.Context, parameter: click.Parameter, value: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(path for path in value if named(context, parameter, path) is not None)


_OPTIONS = (
    click.argument("paths", nargs=-1, metavar="PATH...", callback=_paths),
    click.option("--select", metavar="RULES", help="Only these rules, with commas between them."),
    click.option("--ignore", metavar="RULES", help="Not these rules."),
    click.option("--severity", metavar="RULE=LEVEL,...", help="Another severity: error, warning or info."),
    click.option("--baseline", metavar="FILE", callback=named, help="Known findings, which do not fail the check."),
    click.option(
        "--against",
        multiple=True,
        metavar="INDEX|PATH",
        callback=_paths,
        help="Hold the documents against a saved index, a folder or a file; may be given again.",
    ),
    click.option("--against-ref", metavar="REV", help="Hold them against what git held at a revision."),
    click.option("--config", metavar="FILE", callback=named, help="Read settings from this file."),
    click.option("--isolated", is_flag=True, help="Read no settings file."),
    encoding_option,
    click.option("--text-field", metavar="NAME", help="Of JSON Lines: the field with the text."),
    click.option("--id-field", metavar="NAME", help="Of JSON Lines: the field with the document's name."),
    click.option("--jobs", "jobs", type=click.IntRange(0, 256), metavar="N", help="Processes that work side by side."),
)


def corpus_options(command: Command) -> Command:
    """PATH... and the options that say what is checked and how."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def settings_of(asked: CheckOptions) -> Settings:
    """The settings with the command line over them."""
    from policydiff import settings

    found = settings.load_settings(file=asked.config, isolated=asked.isolated)
    given = {
        "check.select": asked.select,
        "check.ignore": asked.ignore,
        "check.severity": asked.severity,
        "check.baseline": asked.baseline,
        "check.against": list(asked.against) or None,
        "check.against-ref": asked.against_ref,
        "check.jobs": asked.jobs,
        "encoding": asked.encoding,
        "text-field": asked.text_field,
        "id-field": asked.id_field,
    }
    for key, value in given.items():
        if value is not None:
            option = f"--{key.removeprefix('check.')}"
            try:
                found = found.changed(key, settings.SETTINGS[key].read(value), option)
            except ValueError as error:
                raise click.UsageError(f"{option}: {error}") from None
    return found


def corpus_of(asked: CheckOptions, settings: Settings) -> Corpus:
    """The documents that are to be looked at; a usage error where none are named.

    The settings, the baseline and an index lie beside documents, and are none.
    """
    from policydiff.checks.baseline import DEFAULT
    from policydiff.readers.corpus import Corpus

    if not asked.paths:
        raise click.UsageError("name files or folders to check, or - for standard input")
    corpus = Corpus(asked.paths, **_reading(settings))
    beside = (settings.file, settings["check.baseline"] or DEFAULT, *settings["check.against"])
    own = {os.path.realpath(path) for path in beside if path}
    corpus.files = [file for file in corpus.files if os.path.realpath(file.path) not in own or file.path in asked.paths]
    return corpus


def today() -> datetime.date:
    """The day by which a baseline's entries expire; SOURCE_DATE_EPOCH sets it, for runs that must be repeatable."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if epoch.isascii() and epoch.isdecimal() and len(epoch) < 12:
        return datetime.datetime.fromtimestamp(int(epoch), datetime.UTC).date()
    return datetime.date.today()


def _reading(settings: Settings) -> dict[str, Any]:
    """How files are read."""
    return {
        "encoding": settings["encoding"] or None,
        "text_field": settings["text-field"],
        "id_field": settings["id-field"],
    }


def run_check(settings: Settings, corpus: Corpus, baseline: Baseline | None) -> Result:
    """The result of checking the corpus as the settings say."""
    from policydiff.checks import corpus_run

    return corpus_run.check(
        corpus,
        settings.selection(),
        baseline=baseline,
        jobs=settings["check.jobs"],
        decide=_decide(settings, corpus),
    )


def _decide(settings: Settings, corpus: Corpus) -> Callable[[Corpus], Sequence[CrossDocumentMatch]] | None:
    """What tells how the documents are tied to each other and to others; None for a document alone."""
    against, revision = settings["check.against"], settings["check.against-ref"]
    if not against and not revision and len(corpus.files) < 2 and not any(file.holds_records for file in corpus.files):
        return None
    if STREAM in against:
        raise click.UsageError("--against names files, and standard input is none")
    from policydiff.readers.reference import open_references

    # looked for at once, so that what is not there is said before the work
    held = open_references(corpus, against, revision, **_reading(settings))

    def decide(corpus: Corpus) -> Sequence[CrossDocumentMatch]:
        from policydiff.checks import against as incoming
        from policydiff.checks import corpus_run

        try:
            told = incoming.match_against(corpus, held, corpus_run.worker_count(corpus, settings["check.jobs"]))
        finally:
            held.close()
        note_unreadable(told.unread)
        return told.ties

    return decide
